"""Text -> plain data, with the place of every key and value.

    stages:                      data       {"stages": [{"owner": "cleint", "days": 5}]}
      - owner: cleint       ->   positions  {("stages", 0, "owner"): (2, 12), ...}
        days: 5

The YAML is strict, because what is written must mean what it says: `true`, `false`, `null` and
decimal integers are read, everything else is text (`NO`, `on`, `12:30`, `1.5`, `2026-03-06`).
Aliases, anchors, tags, merge keys, directives, duplicate keys, a second document, and control,
bidirectional or other invisible characters are errors. A `.md` file has its data between two `---`
lines; the text below them is `words`.

All problems are reported at once; only a syntax error, a second document, too much depth, too many
values, too many problems and the marks of a merge conflict end the reading. A message is built from
fixed words, line numbers and code points. The only text of a file that it may show is a key, and
only an ASCII name of at most 30 letters, digits, `_` and `-`, with nothing private and no other key
above it. The same is true of `path`.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import yaml

from courtside.source.forbidden_signs import forbidden_in, may_be_forbidden, without_forbidden
from courtside.source.odd_signs import (
    INVISIBLE,
    ODD_COLON,
    ODD_DASH,
    ODD_KEY,
    cut_by_comma,
    first_odd_sign,
    odd_character,
)
from courtside.source.problems import (
    MOST_PROBLEMS,
    NAMEABLE,
    Path,
    Place,
    Problem,
    Source,
    limit,
    may_name,
    problem_at,
)
from courtside.source.yaml_errors import (
    COMMENT,
    CUT_BY_COMMENT,
    ESCAPE,
    FIELDS,
    MOST_DEPTH,
    TOO_DEEP,
    explain,
)

MOST_BYTES = 256 * 1024

MOST_VALUES = 30_000

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is not everywhere

_DROPPED = ""  # in a path, a key that is not kept; an empty key is an error itself

# int() refuses thousands of digits, and nobody counts beyond 18 digits: longer ones are text.
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_BEGIN_INTEGER = "-+0123456789"

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_DAYS = re.compile(r"\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?\Z", re.ASCII)
"""What a comment cannot cut, as it is whole; no text begins so."""

_CONFLICT = re.compile(r"(<{7}|>{7}|\|{7})( |$)")  # '=======' may underline a heading


def read(text: str | bytes, *, file: str) -> tuple[Source | None, tuple[Problem, ...]]:
    """Return the data of one file and its problems; never raises.

    `file` ends in `.md` for front matter, otherwise it is YAML. There is a Source whenever the
    reading came to the end, even with problems, so that the model can add its own; nothing may be
    published from it then. It holds the first of duplicate keys, None for an alias, and U+FFFD for
    each forbidden character. Without a Source there is at least one problem. Problems are in the
    order of their places.
    """
    decoded = _decode(text, file)
    if isinstance(decoded, Problem):
        return None, (decoded,)
    if conflicts := limit(_conflicts(decoded, file)):
        return None, conflicts
    forbidden = _find_forbidden(decoded)
    clean = without_forbidden(decoded) if forbidden else decoded
    front, body, below = clean.removesuffix("\n") + "\n", "", 0  # a last `words: |` ends alike
    if file.endswith(".md"):
        parts = _split(clean)
        if isinstance(parts, str):
            return None, (problem_at(file, (1, 1), (), parts),)
        front, body, below = parts
    reader = _Reader(file, front, forbidden)
    data = reader.document()
    if body:
        reader.body(data, body, (below, 1))
    reader.leftover(below)
    problems = limit(sorted(reader.problems, key=lambda problem: (problem.line, problem.column)))
    if data is None or len(problems) > MOST_PROBLEMS:
        return None, problems
    positions, keys = reader.positions, reader.key_positions
    if problems:  # without one, no key was dropped
        positions, keys = (
            {path: place for path, place in places.items() if _DROPPED not in path}
            for places in (positions, keys)
        )
    source = Source(file=file, data=data, positions=positions, key_positions=keys, text=text)
    return source, problems


def yaml_of(text: str, *, file: str) -> str:
    """Return the YAML part of a file that was read without problems, with the file's line
    numbers."""
    decoded = _decode(text, file)
    assert isinstance(decoded, str)
    parts = _split(decoded) if file.endswith(".md") else (decoded.removesuffix("\n") + "\n",)
    assert not isinstance(parts, str)
    return parts[0]


def _decode(text: str | bytes, file: str) -> str | Problem:
    """Return the text with `\\n` line ends and without its byte order mark, or the problem."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(raw) > MOST_BYTES:
        message = f"the file is larger than {MOST_BYTES // 1024} KiB: keep long texts elsewhere"
        return problem_at(file, (1, 1), (), message)
    wrong = False
    if isinstance(text, bytes):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            wrong = True
            text = raw[: error.start].decode("utf-8")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    # A zero byte means UTF-16, or a file that is not text.
    head, zero, _ = text.partition("\0")
    if not wrong and not zero:
        return text
    place = (head.count("\n") + 1, len(head) - head.rfind("\n"))
    return problem_at(file, place, (), "the file is not text in UTF-8: save it in that encoding")


def conflicts(text: str) -> Iterator[int]:
    """Yield the number of each line that git writes to mark a conflict."""
    return (n for n, line in enumerate(text.split("\n"), 1) if _CONFLICT.match(line))


def _conflicts(text: str, file: str) -> Iterator[Problem]:
    return (problem_at(file, (number, 1), (), MERGE) for number in conflicts(text))


def _find_forbidden(text: str) -> deque[tuple[Place, str]]:
    if not may_be_forbidden(text):
        return deque()
    places = (
        ((number, match.start() + 1), match[0])
        for number, line in enumerate(text.split("\n"), 1)
        for match in forbidden_in(line)
    )
    return deque(islice(places, MOST_PROBLEMS + 1))


def _split(text: str) -> tuple[str, str, int] | str:
    """Return front matter, body and the body's first line, or what is wrong with the file.

    The front matter keeps its line numbers; the body ends like a `words: |` of the same text.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return "a .md file begins with a line '---', then its fields, then another line '---'"
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() == "---"), None)
    if end is None:
        return "the fields that begin here have no end: put a line '---' below them"
    front = "\n".join(["", *lines[1:end], ""])
    first = next((i for i in range(end + 1, len(lines)) if lines[i].strip()), None)
    if first is None:
        return front, "", end + 2
    return front, "\n".join(lines[first:]).rstrip() + "\n", first + 1


def _resolve(text: str) -> str | int | bool | None:
    """Return a scalar without quotes: YAML 1.2's core without floats, octals and hexadecimals."""
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if text[0] in _BEGIN_INTEGER and _INTEGER.fullmatch(text) else text


def _start(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _is_near(one: Place, other: Place) -> bool:
    return abs(one[0] - other[0]) <= 1


class _EndError(Exception):
    """Nothing after this can be read; the problem is noted already."""


class _Reader:
    """One pass over the parser's events.

    Events, not composed nodes: composing stops at the first unknown alias and recurses without
    limit.
    """

    def __init__(self, file: str, text: str, forbidden: deque[tuple[Place, str]]) -> None:
        self.file = file
        self.text = text
        self.lines = text.split("\n")
        self.forbidden = forbidden
        self.problems: list[Problem] = []
        self.positions: dict[Path, Place] = {}
        self.key_positions: dict[Path, Place] = {}
        self.parser: Any = None
        self.last: Any = None

    def note(self, place: Place, path: Path, message: str) -> None:
        problem = problem_at(self.file, place, path, message)
        if self.problems[-1:] != [problem]:  # a key and the field that it names
            self.problems.append(problem)

    def next(self) -> Any:
        self.last = event = self.parser.get_event()
        return event

    @property
    def place(self) -> Place:
        """Where the reading has come to."""
        return (1, 1) if self.last is None else _start(self.last)

    def document(self) -> dict[str, Any] | None:
        """Return the one document of the file, or None after noting why there is none."""
        try:
            return self._document()
        except _EndError:
            pass
        except yaml.YAMLError as error:
            place, message = explain(error, self.text, self.place)
            said = {(problem.line, problem.column) for problem in self.problems}
            # What stands in for a forbidden sign has no meaning in YAML.
            if place not in said and not any(_is_near(sign, place) for sign, _ in self.forbidden):
                self.note(place, (), message)
        except (ValueError, OverflowError):  # PyYAML's own scanner: chr() of "\UFFFFFFFF"
            self.note(self.place, (), ESCAPE)
        return None

    def _document(self) -> dict[str, Any]:
        self.parser = LOADER(self.text)  # which may raise
        self.next()
        start = self.next()
        if isinstance(start, yaml.StreamEndEvent):
            self.note((1, 1), (), f"the file is empty: {FIELDS}")
            raise _EndError
        if start.version or start.tags:
            self.note(_start(start), (), "lines that begin with '%' are not read: delete them")
        root = self.next()
        if not isinstance(root, yaml.MappingStartEvent):
            odd = first_odd_sign(enumerate(self.text.split("\n"), 1))
            place, message = odd or (_start(root), f"the file has no fields: {FIELDS}")
            self.note(place, (), message)
            raise _EndError
        data: dict[str, Any] = self.node(root, ())
        self.next()
        after = self.next()
        if not isinstance(after, yaml.StreamEndEvent):
            message = "a second document begins here: keep one, without '---' or '...' between"
            self.note(_start(after), (), message)
            raise _EndError
        return data

    def node(self, event: Any, path: Path) -> Any:
        if len(self.problems) > MOST_PROBLEMS:
            raise _EndError
        if len(self.positions) >= MOST_VALUES:
            self.note(
                _start(event), (), f"the file holds more than {MOST_VALUES} values: shorten it"
            )
            raise _EndError
        self.positions[path] = _start(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        self.markers(event, path)
        if isinstance(event, yaml.AliasEvent):
            return None
        if len(path) >= MOST_DEPTH:
            self.note(_start(event), path, TOO_DEEP)
            raise _EndError
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        items: list[Any] = []
        texts: list[str] = []
        close: list[bool] = []
        end = -1
        while not isinstance(item := self.next(), yaml.SequenceEndEvent):
            plain = event.flow_style and isinstance(item, yaml.ScalarEvent) and item.implicit[0]
            texts.append(item.value if plain else "")
            close.append(item.start_mark.index == end + 1)
            end = item.end_mark.index
            items.append(self.node(item, (*path, len(items))))
        if (cut := cut_by_comma(texts, close)) is not None:
            here = (*path, cut)
            self.note(self.positions[here], here, _COMMA_IN_LIST)
        return items

    def mapping(self, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            place = _start(event)
            key = self.key(event, path)
            if key in data:
                self.duplicate(place, (*path, key))
                key = _DROPPED
            below = self.next()
            rest = _cut_off(event)
            if key and not rest and _goes_on(event, below, self.lines):
                self.note(place, path, _COMMA)
                key = _DROPPED
            at = (*path, key)
            value = self.node(below, at)
            if key:
                data[key] = _resolve(rest) if rest and value is None else value
                self.key_positions[at] = place
        return data

    def key(self, event: Any, path: Path) -> str:
        """Return the key's text, or _DROPPED after noting a problem."""
        if not isinstance(event, yaml.ScalarEvent):
            self.node(event, (*path, _DROPPED))
            if not isinstance(event, yaml.AliasEvent):
                self.note(_start(event), path, "a key is one word, not a list or a mapping")
            return _DROPPED
        if event.implicit[0] and event.value == "<<":
            self.note(_start(event), path, "merge keys ('<<') are not read: write the fields out")
            return _DROPPED
        key = self.scalar(event, (*path, _DROPPED))
        if not isinstance(key, str) or not key:
            self.note(_start(event), path, "a key is a word, not a number, true, false or nothing")
            return _DROPPED
        if event.implicit[0] and not key.isascii() and (odd := re.search(ODD_KEY, key)):
            line, column = _start(event)
            self.note((line, column + odd.start()), path, odd_character(odd[0]))
            meant = re.sub(INVISIBLE, "", re.split(ODD_COLON, key)[0]).strip()
            return meant if NAMEABLE.fullmatch(meant) else _DROPPED
        return key

    def duplicate(self, place: Place, path: Path) -> None:
        *above, key = path
        name = f"'{key}'" if may_name(str(key), tuple(above)) else "this key"
        line = self.key_positions[path][0]
        self.note(place, path, f"{name} is written twice, first in line {line}: keep one of them")

    def scalar(self, event: Any, path: Path) -> str | int | bool | None:
        if event.anchor is not None or event.tag is not None:
            self.markers(event, path)
        if self.forbidden:
            self.odd_before_end(event, path)
        value: str = event.value
        if not event.implicit[0]:
            return self.escaped(event, path) if event.style == '"' else value
        if value[:1] == "-" and (odd := re.match(ODD_DASH, value)):
            number, column = _start(event)
            self.note((number, column + 1), path, odd_character(odd[1]))
        resolved = _resolve(value)
        end = event.end_mark
        line = self.lines[end.line]
        at_space = line[end.column : end.column + 1] in (" ", "\t")
        cut = CUT_BY_COMMENT.match(line, end.column) if at_space else None
        if cut and (resolved is None or (isinstance(resolved, str) and not _DAYS.match(resolved))):
            self.note((end.line + 1, cut.start(1) + 1), path, COMMENT)
        return resolved

    def odd_before_end(self, event: Any, path: Path) -> None:
        """Note the forbidden characters up to the end of a value."""
        start, end = _start(event), (event.end_mark.line + 1, event.end_mark.column + 1)
        while self.forbidden and self.forbidden[0][0] < end:
            place, character = self.forbidden.popleft()
            self.note(place, path if place >= start else (), odd_character(character))

    def escaped(self, event: Any, path: Path) -> str:
        """Return a text in double quotes, and note what is forbidden and written as "\\u202e";
        what stands in the file itself is gone by now."""
        value: str = event.value
        for characters in dict.fromkeys(match[0] for match in forbidden_in(value)):
            self.note(_start(event), path, odd_character(characters))
        return without_forbidden(value)

    def markers(self, event: Any, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.note(_start(event), path, _marker("aliases", "*"))
        elif event.anchor is not None:
            self.note(_start(event), path, _marker("anchors", "&"))
        if getattr(event, "tag", None) is not None:
            self.note(_start(event), path, _marker("tags", "!"))

    def body(self, data: dict[str, Any] | None, body: str, place: Place) -> None:
        """Let the text below the front matter of a `.md` file become `words`."""
        if data is None:
            return
        if "words" in data:
            line = self.key_positions[("words",)][0]
            message = f"there are words here and under 'words:' in line {line}: keep one of them"
            self.note(place, ("words",), message)
            return
        data["words"] = body
        self.positions[("words",)] = self.key_positions[("words",)] = place

    def leftover(self, below: int) -> None:
        """Note forbidden characters in comments, in the body, and after the end of the reading."""
        for place, character in self.forbidden:
            in_body = below and place[0] >= below
            self.note(place, ("words",) if in_body else (), odd_character(character))


def _cut_off(key: Any) -> str:
    """Return the value that an odd sign after the colon keeps in a key, as in `owner:·client`; the
    sign itself is noted with the key."""
    if not isinstance(key, yaml.ScalarEvent) or key.value.isascii() or not key.implicit[0]:
        return ""
    parts = re.split(ODD_COLON, key.value, maxsplit=1)
    return parts[1].strip() if len(parts) > 1 else ""


def _goes_on(key: Any, value: Any, lines: Sequence[str]) -> bool:
    """Return whether a field inside { } is in fact the rest of a text after its comma."""
    if not isinstance(value, yaml.ScalarEvent) or value.value or not value.implicit[0]:
        return False
    plain = isinstance(key, yaml.ScalarEvent) and key.implicit[0]
    mark: Any = key.end_mark if plain else None
    return mark is not None and lines[mark.line][mark.column :].lstrip()[:1] in (",", "}")


MERGE = (
    "git left a conflict here: keep one of the two versions and delete the lines that begin with "
    "'<<<<<<<', '|||||||', '=======' and '>>>>>>>'"
)


def _marker(what: str, sign: str) -> str:
    return f"{what} ('{sign}') are not read: write it out, or quote text that begins with '{sign}'"


_COMMA_IN_LIST = (
    "inside [ ] a comma ends a text: put quotes around a text that contains one, as in "
    'gives: ["Logo (SVG, PNG)"], and a space after a comma that ends one'
)
_COMMA = (
    "inside { } a comma ends a text: put quotes around a text that contains one, as in "
    'title: "Design, texts"'
)
