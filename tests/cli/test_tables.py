"""Tables of `status` and `remind`: as rich prints them, and folded by it where they must be."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from courtside.cli import tables
from courtside.cli.terminal import PIPE_WIDTH

CELLS = st.lists(st.from_regex(r"[a-z0-9,(+) -]{0,12}", fullmatch=True), max_size=3).map("\n".join)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5)
HEAD = ("project", "what follows", "finish")


def printed(rows: list[tuple[str, ...]]) -> str:
    stdout, sys.stdout = sys.stdout, io.StringIO()
    try:
        tables._print("As of 11 Mar 2026", HEAD, rows)
        return sys.stdout.getvalue()
    finally:
        sys.stdout = stdout


@given(ROWS)
def test_a_table_is_as_rich_prints_it(rows: list[tuple[str, ...]]) -> None:
    buffer = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "console", lambda: Console(file=buffer, width=PIPE_WIDTH))
        tables._fold("As of 11 Mar 2026", HEAD, rows)
    assert printed(rows) == buffer.getvalue()


def test_a_table_wider_than_a_pipe_is_folded() -> None:
    lines = printed([("kiln", "x" * 300, "17 Mar 2026")]).splitlines()
    assert len(lines) == 4
    assert max(map(len, lines)) == PIPE_WIDTH
