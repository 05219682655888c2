"""The record of what went out: never twice, whatever is killed, and it says when it is broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from courtside.workspace.reminder_log import NAME, ReminderLog, ReminderLogError, read_log

ONE, TWO = "2026-03-16 client aurora copy", "2026-03-16 client delta (deposit)"


def record(portfolio: Path) -> ReminderLog:
    return ReminderLog(portfolio, portfolio / ".courtside" / "remind.lock", patience=0.2)


def test_what_is_reserved_is_logged_and_what_is_released_is_not(tmp_path: Path) -> None:
    with record(tmp_path) as book:
        assert book.sent == frozenset()
        book.reserve([ONE])
        book.release(book.reserve([TWO]))
    assert read_log(tmp_path) == {ONE}
    text = (tmp_path / NAME).read_text()
    assert text.startswith("# Written by")
    assert text.endswith(f"\n{ONE}\n")
    with record(tmp_path) as book:
        assert book.sent == {ONE}
        book.reserve([TWO])
    assert read_log(tmp_path) == {ONE, TWO}
    assert (tmp_path / NAME).read_text() == f"{text}{TWO}\n"


def test_it_goes_on_where_an_editor_took_the_last_line_s_end(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(ONE)
    with record(tmp_path) as book:
        book.reserve([TWO])
    assert read_log(tmp_path) == {ONE, TWO}


def test_it_survives_a_killed_process(tmp_path: Path) -> None:
    """The line is there, and the lock is not, though the letter never got its answer."""
    program = (
        "import os, sys; from pathlib import Path\n"
        "from courtside.workspace.reminder_log import ReminderLog\n"
        f"studio = Path({str(tmp_path)!r})\n"
        "with ReminderLog(studio, studio / '.courtside' / 'remind.lock') as book:\n"
        f"    book.reserve([{ONE!r}]); os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    with record(tmp_path) as book:
        assert book.sent == {ONE}


def test_two_commands_do_not_mix(tmp_path: Path) -> None:
    with record(tmp_path), pytest.raises(ReminderLogError, match="is running"), record(tmp_path):
        pass
    with record(tmp_path):
        pass


@pytest.mark.parametrize(
    "line", ["<<<<<<< HEAD", "2026-03-16 aurora copy", f"{ONE} twice", "2026-3-16 client a b", "?"]
)
def test_a_line_that_is_none_stops_everything(tmp_path: Path, line: str) -> None:
    (tmp_path / NAME).write_text(f"# Yes\n\n{ONE}\n{line}\n")
    with pytest.raises(ReminderLogError, match=rf"{NAME}:4: "):
        read_log(tmp_path)
    with pytest.raises(ReminderLogError), record(tmp_path):
        pass
    (tmp_path / NAME).write_text(ONE)
    with record(tmp_path):  # the lock was let go
        pass


def test_where_it_cannot_be_written_nothing_may_go_out(tmp_path: Path) -> None:
    with record(tmp_path) as book:
        (tmp_path / NAME).mkdir()
        with pytest.raises(ReminderLogError, match="nothing is sent"):
            book.reserve([ONE])


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / NAME).symlink_to(tmp_path / "elsewhere.txt")
    with pytest.raises(ReminderLogError, match="link"):
        read_log(tmp_path)
