"""A field is written, and no other byte moves."""

from __future__ import annotations

import pytest

from courtside.edit import set_field
from courtside.source import read

BASE = "# kept\ntitle: A   # kept too\nstages:\n  - {id: a}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BASE, "# kept\ntitle: A   # kept too\nlink: 2\nstages:\n  - {id: a}\n"),
        ("link: 1\ntitle: A\n", "link: 2\ntitle: A\n"),
        ("title: A\nlink:   1   # raised once\n", "title: A\nlink:   2   # raised once\n"),
        ("title: A", "title: A\nlink: 2\n"),
        ("title: A\r\nstages: []\r\n", "title: A\r\nlink: 2\r\nstages: []\r\n"),
        (
            "---\ntitle: A\nlink: 1\nstages: []\n---\n\nlink: 1 in the words\n",
            "---\ntitle: A\nlink: 2\nstages: []\n---\n\nlink: 1 in the words\n",
        ),
        (
            "---\ntitle: A\nstages: []\n---\n\nstages: no\n",
            "---\ntitle: A\nlink: 2\nstages: []\n---\n\nstages: no\n",
        ),
    ],
)  # fmt: skip
def test_link_is_set(before: str, after: str) -> None:
    file = "a.md" if before.startswith("---") else "a.yml"
    source, faults = read(before, file=file)
    assert source is not None
    assert not faults
    assert set_field(before, source, "link", "2", before="stages") == after
    again, _ = read(after, file=file)
    assert again is not None
    assert again.data["link"] == 2
