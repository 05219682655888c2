"""A snapshot fails on any difference, says how to renew it, and is renewed on purpose alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import snapshots


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(snapshots, "FOLDER", tmp_path)
    monkeypatch.delenv("COURTSIDE_SNAPSHOTS", raising=False)
    return tmp_path


def test_a_difference_is_shown_with_the_way_to_renew(folder: Path) -> None:
    (folder / "one.txt").write_text("a\nb\n", "utf-8")
    snapshots.matches("one.txt", "a\nb\n")
    with pytest.raises(pytest.fail.Exception, match=r"-b\n\+c\n\nIf that is meant: COURTSIDE"):
        snapshots.matches("one.txt", "a\nc\n")
    assert (folder / "one.txt").read_text("utf-8") == "a\nb\n"


def test_a_snapshot_that_is_missing_is_a_difference(folder: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="If that is meant"):
        snapshots.matches("new/one.txt", "a\n")
    assert not list(folder.iterdir())


def test_it_is_renewed_on_purpose(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURTSIDE_SNAPSHOTS", "renew")
    snapshots.matches("new/one.txt", "a\n")
    monkeypatch.delenv("COURTSIDE_SNAPSHOTS")
    snapshots.matches("new/one.txt", "a\n")
