"""Whatever a file looks like and whatever is written: that one change, and no other byte."""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from courtside.source.editor import Add, Edit, Put, apply
from courtside.source.forbidden_signs import forbidden_in
from courtside.source.yaml_reader import read
from courtside.source.yaml_writer import entry, inline

Draw = Callable[[st.SearchStrategy[Any]], Any]


def _signs() -> st.SearchStrategy[str]:
    forbidden = [sign for sign in map(chr, range(0x10000)) if any(forbidden_in(sign * 2))]
    return st.characters(exclude_characters=forbidden, exclude_categories=["Cs"])


signs = st.deferred(_signs)  # every worker reads this file, and few run what is in it
nasty = st.sampled_from([*":#-?,[]{}&*!|>'\"%@`~=<. \t\n", ": ", " #", "- ", "---", "\n\n"])
words = st.sampled_from([
    "null", "No", "true", "12:30", "1.5", "0x1f", "1e3", "-", "-1", "2026-03-06", "10%", "~", "<<",
    "=", "...", "---", ".inf", "+7", "1_000", "0o17", "sha256:ab", "https://a.example/?b=1", "",
])  # fmt: skip
texts = (
    words
    | st.text(signs, max_size=12)
    | st.lists(nasty | st.sampled_from(["a", "b\n", " c"]), max_size=6).map("".join)
)
keys = st.sampled_from(["a", "b", "c", "d", "e"])
leaves = texts | st.integers(-(10**6), 10**6)
flat = st.lists(leaves, max_size=3) | st.dictionaries(keys, leaves, max_size=3)
values = st.recursive(
    leaves | flat,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(keys, below, max_size=3),
    max_leaves=8,
)
small_values = leaves | flat | st.lists(st.dictionaries(keys, leaves, min_size=1), max_size=2)


class Writer:
    """Data in some layout: block or braces, odd indentation, comments, blank lines, quotes."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.bar = False
        """Whether the text below a `|` stands above, which goes on in what stands deeper."""

    def one_in(self, n: int) -> bool:
        return bool(self.draw(st.integers(1, n)) == n)

    def some(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def block(self, value: Any, column: int) -> list[str]:
        rows: list[str] = []
        pad = " " * column
        pairs = value.items() if isinstance(value, dict) else [(None, item) for item in value]
        for key, below in pairs:
            if self.one_in(6):
                deeper = (f"{pad}    # 'kept", f"{pad}      ")
                rows.append(self.some("", "# kept", *(() if self.bar else deeper)))
            head = "-" if key is None else f"{key}:"
            rows += self.entry(head, below, column)
        return rows

    def entry(self, head: str, value: Any, column: int) -> list[str]:
        pad = " " * column
        if isinstance(value, dict | list) and value and self.one_in(2):
            if head == "-" and isinstance(value, dict):
                gap = self.some(1, 3)
                first, *rest = self.block_of(value, column + 1 + gap)
                return [f"{pad}-{' ' * gap}{first.lstrip(' ')}", *rest]
            further = self.some(2, 4) if isinstance(value, dict) or head == "-" else self.some(0, 2)
            return [f"{pad}{head}{self.comment()}", *self.block(value, column + further)]
        if isinstance(value, str) and "\n" in value and self.one_in(2):
            self.bar = True
            return entry(head, value, column)
        self.bar = False
        return [f"{pad}{head}{self.some(' ', '   ')}{self.flow(value, column)}{self.comment()}"]

    def block_of(self, value: Any, column: int) -> list[str]:
        """Without a comment or a blank line above: it goes on behind a dash."""
        rows = self.block(value, column)
        while not rows[0].strip() or rows[0].lstrip().startswith("#"):
            rows = rows[1:]
        return rows

    def comment(self) -> str:
        return str(self.some("", "", "  # kept: too, [", " #"))

    def flow(self, value: Any, column: int) -> str:
        if not isinstance(value, dict | list):
            quoted = isinstance(value, str) and not re.search(r"[\n\t]", value)
            if quoted and self.one_in(3):
                return "'" + value.replace("'", "''") + "'"
            return inline(value, inside=True)
        parts = [
            f"{key}: {self.flow(below, column)}"
            for key, below in (value.items() if isinstance(value, dict) else ())
        ] or [self.flow(item, column) for item in value]
        gap = self.some(" ", " ", "  ", f"\n{' ' * (column + 2)}")
        inside = f",{gap}".join(parts) + self.some("", "", "," if parts else "", " ")
        return f"{{{inside}}}" if isinstance(value, dict) else f"[{inside}]"


@st.composite
def files(draw: Draw) -> tuple[str, str, dict[str, Any]]:
    """A file's name, its text and its data."""
    data: dict[str, Any] = draw(st.dictionaries(keys, values, min_size=1, max_size=4))
    writer = Writer(draw)
    flow = writer.one_in(8)
    rows = [writer.flow(data, 0)] if flow else writer.block(data, 0)
    text = "\n".join(rows) + "\n"
    name = "a.yml"
    if writer.one_in(3) and not re.search(r"^---\s*$", text, re.MULTILINE):
        name = "a.md"
        text = f"---\n{text}---\n\n{writer.some('a: 1', 'B', '---')}\n"
    elif writer.one_in(4):
        text = text.removesuffix("\n")
    text = text.replace("\n", writer.some("\n", "\n", "\r\n", "\r"))
    return name, writer.some("", "", "\ufeff") + text, data


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """Every value and where it stands."""
    found = [(path, value)]
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            found += places(below, (*path, key))
    return found


@st.composite
def edits(draw: Draw, data: dict[str, Any]) -> tuple[Edit, dict[str, Any]]:
    """An edit of the data, and the data as it has to be then."""
    new = draw(small_values)
    path, old = draw(st.sampled_from(places(data)))
    after = copy.deepcopy(data)
    at: Any = after
    for part in path:
        at = at[part]
    if isinstance(old, list):
        before = draw(st.none() | st.integers(0, len(old)))
        at.insert(len(old) if before is None else before, new)
        return Add(path, new, before), after
    if isinstance(old, dict):
        key = draw(keys.filter(lambda name: not isinstance(old.get(name), dict | list)))
        as_item = key not in old and draw(st.booleans())
        if key not in old and draw(st.booleans()):
            at[key] = {"e": [new] if as_item else new}
            return (Add if as_item else Put)((*path, key, "e"), new), after
        at[key] = [new] if as_item else new
        return (Add if as_item else Put)((*path, key), new), after
    above: Any = after
    for part in path[:-1]:
        above = above[part]
    above[path[-1]] = new
    return Put(path, new), after


def data_of(text: str, name: str) -> dict[str, Any]:
    source, problems = read(text, file=name)
    assert source is not None, problems
    assert not problems, problems
    words = {} if name == "a.yml" else {"words": source.data["words"]}
    return {key: value for key, value in source.data.items() if key not in words}


@given(st.data(), files())
def test_one_change_and_no_other(
    draw: st.DataObject, file: tuple[str, str, dict[str, Any]]
) -> None:
    name, text, data = file
    assert data_of(text, name) == data
    edit, wanted = draw.draw(edits(data))
    after = apply(text, [edit], file=name, order=lambda _path: ("b", "d", "a", "c"))
    assert data_of(after, name) == wanted

    # No line but one goes away, and all else that is new stands in one place.
    old, new = (re.split(r"(?<=\n)|(?<=\r)(?!\n)", version) for version in (text, after))
    changed = [
        code
        for code in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if code[0] != "equal"
    ]
    if not changed:
        assert wanted == data
        return
    first, last = min(c[1] for c in changed), max(c[2] for c in changed)
    gone = "".join(old[first:last])
    came = "".join(new[min(c[3] for c in changed) : max(c[4] for c in changed)])
    if isinstance(edit, Add) or edit.path not in dict(places(data)):
        assert last - first <= 1
        # What stood in that line stands there still, with something put in between.
        kept = gone.rstrip("\r\n")
        assert any(came.startswith(kept[:n]) and kept[n:] in came[n:] for n in range(len(kept) + 1))
    else:
        assert last - first <= str(dict(places(data))[edit.path]).count("\n") + 3
    if "\r" not in text:
        assert "\r" not in after
    elif "\n" not in text:
        assert "\n" not in after
    else:
        assert not re.search(r"\r(?!\n)|(?<!\r)\n", after)
