"""Writes into a file of YAML, leaving every other byte as it was: text and edits -> text.

    - {id: copy, owner: client}    Put(("stages", 0, "done"), "2026-03-17")
->  - {id: copy, owner: client, done: 2026-03-17}

An edit takes the ways of the place that it comes to: one line between braces stays one line, a
block gets a line with its own indentation, an item looks like the one above it, a file with CRLF
gets CRLF. Comments, blank lines, order and quotes are never touched, since nothing is written
anew: new text is put between two places of the old one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from .emit import Value, block, entry, inline
from .source import LOADER, Path, yaml_of

Order: TypeAlias = Callable[[Path], Sequence[str]]
"""Of the mapping at a path: its keys in the order in which people write them."""

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Put:
    """A field gets a value, in the place of the one that it has, if any.

    What holds it is made where it is not there. A value that is a block is not replaced.
    """

    path: Path
    value: Value


@dataclass(frozen=True, slots=True)
class Add:
    """A list gets one more item, at its end or before another; it is made where it is not there."""

    path: Path
    value: Value
    before: int | None = None
    """The number of the item that the new one stands before, from 0."""


@dataclass(frozen=True, slots=True)
class Take:
    """A field is taken out. The comment beside it stays, and its line goes where that is empty."""

    path: Path


@dataclass(frozen=True, slots=True)
class Rename:
    """A field gets another name, in its place."""

    path: Path
    name: str


Edit: TypeAlias = Put | Add | Take | Rename


def apply(text: str, edits: Iterable[Edit], *, file: str, order: Order = lambda _path: ()) -> str:
    """The text with the edits made, one after the other.

    `text` was read without a fault; `file` is its name, which ends in `.md` for front matter. A new
    field goes behind the one that comes before it in `order`, or behind all others.
    """
    bom = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    for edit in edits:
        text = _Page(text, file, order).edited(edit)
    return bom + text


@dataclass(frozen=True, slots=True)
class _Found:
    """A node, and whether it stands between braces or brackets."""

    node: yaml.Node
    inside: bool


class _Page:
    """One text with the places of its nodes; a place is an offset into the text."""

    def __init__(self, text: str, file: str, order: Order) -> None:
        self.text = text
        self.order = order
        self.rows = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
        self.starts = [0]
        for row in self.rows:
            self.starts.append(self.starts[-1] + len(row))
        root = yaml.compose(yaml_of(text, file=file), Loader=LOADER)
        assert root is not None
        self.root = root
        self.step, self.dash = _habits(self.root)

    def edited(self, edit: Edit) -> str:
        """The text with one edit made."""
        if isinstance(edit, Take):
            return self.take(edit.path)
        if isinstance(edit, Rename):
            key, _ = self.field(edit.path)
            return self.splice(self.offset(key.start_mark), self.offset(key.end_mark), edit.name)
        path, value = edit.path, edit.value
        if isinstance(edit, Add):
            listed = self.at(path)
            if listed is not None:
                return self.add(listed, value, edit.before)
            value = [value]
        while self.at(path[:-1]) is None:
            path, value = path[:-1], {str(path[-1]): value}
        holder, old = self.at(path[:-1]), self.at(path)
        assert holder is not None
        if old is not None:
            return self.replace(old, value)
        return self.insert(holder, path, value)

    def at(self, path: Path) -> _Found | None:
        """What stands at a path."""
        node: yaml.Node = self.root
        inside = False
        for part in path:
            assert isinstance(node, yaml.CollectionNode)
            inside = inside or bool(node.flow_style)
            found: yaml.Node | None
            if isinstance(node, yaml.MappingNode):
                found = next((below for key, below in node.value if key.value == part), None)
            else:
                assert isinstance(node, yaml.SequenceNode)
                assert isinstance(part, int)
                found = node.value[part]
            if found is None:
                return None
            node = found
        return _Found(node, inside)

    # --- The three ways to write ---------------------------------------------------------------

    def replace(self, old: _Found, value: Value) -> str:
        """Another value in the place of a scalar, or of what stands between brackets."""
        node = old.node
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            raise ValueError("a block is not replaced")
        first, last = self.offset(node.start_mark), self.end_of(node)
        return self.splice(first, last, inline(value, inside=old.inside))

    def insert(self, holder: _Found, path: Path, value: Value) -> str:
        """One more field of a mapping."""
        node, key = holder.node, str(path[-1])
        assert isinstance(node, yaml.MappingNode)
        before = self.neighbour(node, key, path[:-1])
        if node.flow_style:
            return self.between(node, before, f"{key}: {inline(value, inside=True)}")
        assert before is not None
        column = node.start_mark.column
        rows = entry(f"{key}:", value, column, step=self.step, dash=self.dash)
        return self.below(self.last_row(before), column, rows)

    def add(self, listed: _Found, value: Value, at: int | None) -> str:
        """One more item of a list."""
        node = listed.node
        assert isinstance(node, yaml.SequenceNode)
        at = len(node.value) if at is None else at
        above = node.value[at - 1] if at else None
        if node.flow_style:
            new = inline(value, inside=True)
            if node.value and above is None:
                place = self.offset(node.value[0].start_mark)
                return self.splice(place, place, f"{new}, ")
            return self.between(node, above, new)
        column = node.start_mark.column
        rows = entry("-", value, column, step=self.step, dash=self.dash)
        beside = above or node.value[0]
        alike = isinstance(beside, yaml.MappingNode) and not beside.flow_style
        if alike and isinstance(value, Mapping) and value:
            fields = beside.start_mark.column
            first, *rest = block(value, fields, step=self.step, dash=self.dash)
            head = " " * column + "-" + " " * (fields - column - 1)
            rows = [head + first.lstrip(), *rest]
        if above is None:
            place = self.starts[node.start_mark.line]
            return self.splice(place, place, "".join(f"{row}\n" for row in rows))
        return self.below(self.last_row(above), column, rows)

    def take(self, path: Path) -> str:
        """Take a field out of a mapping; raises LookupError where there is none."""
        key, value = self.field(path)
        holder = self.at(path[:-1])
        assert holder is not None
        assert isinstance(holder.node, yaml.MappingNode)
        fields: list[tuple[yaml.Node, yaml.Node]] = holder.node.value
        index = next(number for number, field in enumerate(fields) if field[0] is key)
        first, last = self.offset(key.start_mark), self.end_of(value)
        if holder.node.flow_style:
            before = self.offset(fields[index - 1][1].end_mark) if index else None
            if before is not None and re.fullmatch(r"[ ]*,[ ]*", self.text[before:first]):
                return self.splice(before, last, "")
            after = re.compile(r"[ ]*,[ ]*").match(self.text, last)
            return self.cut(first, after.end() if after else last)
        head = self.text[self.starts[key.start_mark.line] : first]
        below = fields[index + 1][0] if index + 1 < len(fields) else None
        if head.strip() and below is not None:  # the first field of an item, behind its dash
            next_one = self.offset(below.start_mark)
            last = last if self.text[last:next_one].strip() else next_one
        return self.cut(first, last)

    # --- Where ---------------------------------------------------------------------------------

    def field(self, path: Path) -> tuple[yaml.Node, yaml.Node]:
        """Key and value of a field; raises LookupError where there is none."""
        holder = self.at(path[:-1])
        pairs = holder.node.value if holder and isinstance(holder.node, yaml.MappingNode) else ()
        found = next(((key, below) for key, below in pairs if key.value == path[-1]), None)
        if found is None:
            raise LookupError("there is no such field")
        return found

    def end_of(self, node: yaml.Node) -> int:
        """Where a node ends: a block at the end of its last line."""
        in_block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
        if in_block or (isinstance(node, yaml.CollectionNode) and not node.flow_style):
            row = self.last_row(node)
            return self.starts[row] + len(self.rows[row].rstrip("\r\n"))
        return self.offset(node.end_mark)

    def neighbour(self, node: yaml.MappingNode, key: str, path: Path) -> yaml.Node | None:
        """The value behind which a new field goes."""
        order = list(self.order(path))
        ranks = {name: rank for rank, name in enumerate(order)}
        mine = ranks.get(key, len(order))
        fields: list[tuple[yaml.Node, yaml.Node]] = node.value
        before = [(ranks[k.value], v) for k, v in fields if ranks.get(k.value, mine) < mine]
        if before:
            return max(before, key=lambda pair: pair[0])[1]
        return fields[-1][1] if fields else None

    def last_row(self, node: yaml.Node) -> int:
        """The last line of a node, from 0."""
        if isinstance(node, yaml.MappingNode) and not node.flow_style:
            return self.last_row(node.value[-1][1])
        if isinstance(node, yaml.SequenceNode) and not node.flow_style:
            return self.last_row(node.value[-1])
        end: int = node.end_mark.line
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            end = min(end, len(self.rows)) - (node.end_mark.column == 0)
            head = self.rows[node.start_mark.line][node.start_mark.column :].split("#")[0]
            # Empty lines below belong to the text only where its head says so.
            while (
                "+" not in head and end > node.start_mark.line and not self.rows[end].strip("\r\n")
            ):
                end -= 1
        return end

    def offset(self, mark: yaml.Mark) -> int:
        return self.starts[mark.line] + mark.column

    # --- Putting in ----------------------------------------------------------------------------

    def between(self, node: yaml.CollectionNode, before: yaml.Node | None, new: str) -> str:
        """Behind the last one between brackets, or as the first one there."""
        if before is None:
            place = self.offset(node.start_mark) + 1
            return self.splice(place, place, new)
        place = self.offset(before.end_mark)
        return self.splice(place, place, f", {new}")

    def below(self, row: int, column: int, new: Sequence[str]) -> str:
        """Lines below a line, and below what stands further in there: comments, which belong to
        what is above, and which a new text below a `|` would take in."""
        further = re.compile(rf"[ ]{{{column + 1},}}(#|[ \t]*$)", re.MULTILINE)
        ahead = row + 1
        while ahead < len(self.rows) and (
            further.match(self.rows[ahead]) or not self.rows[ahead].strip()
        ):
            row = ahead if further.match(self.rows[ahead]) else row
            ahead += 1
        place = self.starts[row + 1]
        rows = "".join(f"{line}\n" for line in new)
        return self.splice(place, place, rows if self.rows[row][-1] in "\r\n" else f"\n{rows}")

    def cut(self, first: int, last: int) -> str:
        """The text without a part, nor the spaces around it, nor the line if that is then empty."""
        begin = self.text.rfind("\n", 0, first) + 1
        begin = max(begin, self.text.rfind("\r", 0, first) + 1)
        ahead = re.compile(r"[ \t]*(\r\n|\r|\n|$)").match(self.text, last)
        if ahead is None:  # a comment, or more fields
            behind = re.compile(r"[ \t]*").match(self.text, last)
            assert behind is not None
            return self.text[:first] + self.text[behind.end() :]
        if not self.text[begin:first].strip():
            return self.text[:begin] + self.text[ahead.end() :]
        return self.text[:first].rstrip(" \t") + self.text[ahead.start(1) :]

    def splice(self, first: int, last: int, new: str) -> str:
        """New text in the place of some, with the line ends of the file."""
        end = re.search(r"\r\n|\r|\n", self.text)
        return self.text[:first] + new.replace("\n", end[0] if end else "\n") + self.text[last:]


def _habits(root: yaml.Node) -> tuple[int, int]:
    """How much further in than its key a mapping stands, and an item: as at the first of each."""
    step = dash = None
    nodes = [root]
    while nodes:
        node = nodes.pop(0)
        if isinstance(node, yaml.SequenceNode):
            nodes += node.value
        elif isinstance(node, yaml.MappingNode):
            for _, below in node.value:
                nodes.append(below)
                if isinstance(below, yaml.CollectionNode) and not below.flow_style:
                    further = below.start_mark.column - node.start_mark.column
                    if isinstance(below, yaml.MappingNode):
                        step = further if step is None else step
                    else:
                        dash = further if dash is None else dash
    return step or 2, 2 if dash is None else dash
