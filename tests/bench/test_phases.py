"""The measure of phases names functions of the engine: all of them are there."""

from __future__ import annotations

from .phases import missing


def test_what_is_measured_is_there() -> None:
    assert missing() == []
