"""Edits to a YAML file that leave every other byte untouched: text and edits -> text.

    - {id: copy, owner: client}    Put(("stages", 0, "done"), "2026-03-17")
->  - {id: copy, owner: client, done: 2026-03-17}

An edit adopts the style of its place: a line between braces stays one line, a block gets a line
with its own indentation, an item looks like the one above it, a file with CRLF gets CRLF. Comments,
blank lines, order and quotes are never touched: new text is inserted between two places of the old.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from courtside.source.problems import Path
from courtside.source.yaml_reader import LOADER, yaml_of
from courtside.source.yaml_writer import Value, block, entry, inline

Order: TypeAlias = Callable[[Path], Sequence[str]]
"""Returns the keys of the mapping at a path in their usual order."""

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Put:
    """Give a field a value, replacing any old one.

    Missing groups of fields around it are created. A block is not replaced.
    """

    path: Path
    value: Value


@dataclass(frozen=True, slots=True)
class Add:
    """Add an item to a list, at its end or before another; create the list if it is missing."""

    path: Path
    value: Value
    before: int | None = None
    """The number of the item that follows the new one, from 0."""


@dataclass(frozen=True, slots=True)
class Take:
    """Delete a field. A comment beside it stays; a line that becomes empty is deleted."""

    path: Path


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a field another name."""

    path: Path
    name: str


Edit: TypeAlias = Put | Add | Take | Rename


def apply(text: str, edits: Iterable[Edit], *, file: str, order: Order = lambda _path: ()) -> str:
    """Return the text of a file with edits made, one after the other.

    `text` was read without problems; `file` is its name, which ends in `.md` for front matter. A
    new field comes after the one before it in `order`, or after all others.
    """
    bom = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    for edit in edits:
        text = _Text(text, file, order).edited(edit)
    return bom + text


@dataclass(frozen=True, slots=True)
class _Found:
    """A node, and whether it is between braces or brackets."""

    node: yaml.Node
    inside: bool


class _Text:
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
        """Return the text with one edit made."""
        if isinstance(edit, Take):
            return self.take(edit.path)
        if isinstance(edit, Rename):
            key, _ = self.field(edit.path)
            return self.splice(self.offset(key.start_mark), self.offset(key.end_mark), edit.name)
        path, value = edit.path, edit.value
        if isinstance(edit, Add):
            listed = self.find(path)
            if listed is not None:
                return self.add(listed, value, edit.before)
            value = [value]
        while self.find(path[:-1]) is None:
            path, value = path[:-1], {str(path[-1]): value}
        holder, old = self.find(path[:-1]), self.find(path)
        assert holder is not None
        if old is not None:
            return self.replace(old, value)
        return self.insert(holder, path, value)

    def find(self, path: Path) -> _Found | None:
        """Return the node at a path; None if there is none."""
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
        """Return the text with another value instead of a scalar or of what is between brackets."""
        node = old.node
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            raise ValueError("a block is not replaced")
        first, last = self.offset(node.start_mark), self.end_of(node)
        return self.splice(first, last, inline(value, inside=old.inside))

    def insert(self, holder: _Found, path: Path, value: Value) -> str:
        """Return the text with one more field in a mapping."""
        node, key = holder.node, str(path[-1])
        assert isinstance(node, yaml.MappingNode)
        before = self.neighbour(node, key, path[:-1])
        if node.flow_style:
            return self.between(node, before, f"{key}: {inline(value, inside=True)}")
        assert before is not None
        column = node.start_mark.column
        rows = entry(f"{key}:", value, column, step=self.step, dash=self.dash)
        return self.below(self.last_row(before), column, rows)

    def add(self, listed: _Found, value: Value, index: int | None) -> str:
        """Return the text with one more item in a list."""
        node = listed.node
        assert isinstance(node, yaml.SequenceNode)
        index = len(node.value) if index is None else index
        above = node.value[index - 1] if index else None
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
        """Return the text without a field of a mapping; raises LookupError if there is none."""
        key, value = self.field(path)
        holder = self.find(path[:-1])
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
        if head.strip() and below is not None:  # the first field of an item, after its dash
            following = self.offset(below.start_mark)
            last = last if self.text[last:following].strip() else following
        return self.cut(first, last)

    # --- Where ---------------------------------------------------------------------------------

    def field(self, path: Path) -> tuple[yaml.Node, yaml.Node]:
        """Return key and value of a field; raises LookupError if there is none."""
        holder = self.find(path[:-1])
        pairs = holder.node.value if holder and isinstance(holder.node, yaml.MappingNode) else ()
        found = next(((key, below) for key, below in pairs if key.value == path[-1]), None)
        if found is None:
            raise LookupError("there is no such field")
        return found

    def end_of(self, node: yaml.Node) -> int:
        """Return where a node ends; a block ends at the end of its last line."""
        in_block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
        if in_block or (isinstance(node, yaml.CollectionNode) and not node.flow_style):
            row = self.last_row(node)
            return self.starts[row] + len(self.rows[row].rstrip("\r\n"))
        return self.offset(node.end_mark)

    def neighbour(self, node: yaml.MappingNode, key: str, path: Path) -> yaml.Node | None:
        """Return the value after which a new field goes."""
        order = list(self.order(path))
        ranks = {name: rank for rank, name in enumerate(order)}
        mine = ranks.get(key, len(order))
        fields: list[tuple[yaml.Node, yaml.Node]] = node.value
        before = [(ranks[k.value], v) for k, v in fields if ranks.get(k.value, mine) < mine]
        if before:
            return max(before, key=lambda pair: pair[0])[1]
        return fields[-1][1] if fields else None

    def last_row(self, node: yaml.Node) -> int:
        """Return the last line of a node, from 0."""
        if isinstance(node, yaml.MappingNode) and not node.flow_style:
            return self.last_row(node.value[-1][1])
        if isinstance(node, yaml.SequenceNode) and not node.flow_style:
            return self.last_row(node.value[-1])
        end: int = node.end_mark.line
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            end = min(end, len(self.rows)) - (node.end_mark.column == 0)
            head = self.rows[node.start_mark.line][node.start_mark.column :].split("#")[0]
            # Empty lines below belong to the text only if its head says so.
            while (
                "+" not in head and end > node.start_mark.line and not self.rows[end].strip("\r\n")
            ):
                end -= 1
        return end

    def offset(self, mark: yaml.Mark) -> int:
        return self.starts[mark.line] + mark.column

    # --- Putting in ----------------------------------------------------------------------------

    def between(self, node: yaml.CollectionNode, before: yaml.Node | None, new: str) -> str:
        """Return the text with a new entry after another between brackets, or as the first."""
        if before is None:
            place = self.offset(node.start_mark) + 1
            return self.splice(place, place, new)
        place = self.offset(before.end_mark)
        return self.splice(place, place, f", {new}")

    def below(self, row: int, column: int, new: Sequence[str]) -> str:
        """Return the text with new lines below a line.

        They go below comments that are indented more: those belong to what is above, and a new text
        below a `|` would swallow them.
        """
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
        """Return the text without a part, its surrounding spaces, and its line if that is empty."""
        begin = self.text.rfind("\n", 0, first) + 1
        begin = max(begin, self.text.rfind("\r", 0, first) + 1)
        ahead = re.compile(r"[ \t]*(\r\n|\r|\n|$)").match(self.text, last)
        if ahead is None:  # a comment, or more fields
            spaces = re.compile(r"[ \t]*").match(self.text, last)
            assert spaces is not None
            return self.text[:first] + self.text[spaces.end() :]
        if not self.text[begin:first].strip():
            return self.text[:begin] + self.text[ahead.end() :]
        return self.text[:first].rstrip(" \t") + self.text[ahead.start(1) :]

    def splice(self, first: int, last: int, new: str) -> str:
        """Return the text with a part replaced, in the line ends of the file."""
        end = re.search(r"\r\n|\r|\n", self.text)
        return self.text[:first] + new.replace("\n", end[0] if end else "\n") + self.text[last:]


def _habits(root: yaml.Node) -> tuple[int, int]:
    """Return by how much mappings and items are indented in this file, by the first of each."""
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
