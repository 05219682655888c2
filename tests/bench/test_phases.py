"""The measure of phases names functions of the engine: all of them are there."""

from __future__ import annotations

import pytest

from .phases import PHASES, found


@pytest.mark.parametrize("name", [name for names in PHASES.values() for name in names])
def test_what_is_measured_is_there(name: str) -> None:
    assert found(name)


def test_what_is_gone_is_named() -> None:
    with pytest.raises(LookupError, match=r"replaced views\.page\.draw_all"):
        found("views.page.draw_all")
