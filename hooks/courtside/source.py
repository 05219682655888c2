"""Text -> plain data, and the place of every key and value.

    stages:                      data       {"stages": [{"owner": "cleint", "days": 5}]}
      - owner: cleint       ->   positions  {("stages", 0, "owner"): (2, 12), ...}
        days: 5

The YAML is strict, because what is written must mean what it says: `true`, `false`, `null` and
decimal integers are read, all else is text (`NO`, `on`, `12:30`, `1.5`, `2026-03-06`).
Aliases, anchors, tags, merge keys, directives, duplicate keys, a second document, control,
bidirectional and other invisible characters are faults. A `.md` file has its data between two `---`
lines; what stands below them is `words`.

Faults are gathered, so that all of them show at once; only a syntax error, a second document, too
much depth, too many values, too many faults and the lines of an unfinished merge end it. A message
is built from fixed words, line numbers and code points. The one text of a file that it may name is
a key, and only an ASCII name of at most 30 letters, digits, `_` and `-`, with nothing private and
no unnameable key above it. The same holds for `path`.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Literal, Self

import yaml

Path = tuple[str | int, ...]
Place = tuple[int, int]
Severity = Literal["error", "warning"]

MOST_BYTES = 256 * 1024
MOST_DEPTH = 20
MOST_VALUES = 30_000
MOST_FAULTS = 500
"""Nobody mends more of one file in one go, and some cost more to explain than to find."""

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is not everywhere
_DROPPED = ""  # stands in a path for a key that is not kept; an empty key is a fault itself
NAMEABLE = re.compile(r"[A-Za-z0-9_-]{1,30}")
"""A key that a message may show: nobody's words, and nothing that ends its line."""
# int() refuses thousands of digits, and nobody counts beyond 18: a longer one stays text.
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Control characters, what YAML cannot print, what turns the direction of text or breaks lines
# unseen (U+2028 and U+2029 end a line for YAML 1.1, but not for an editor), and what has no width
# and comes along when text is copied. U+FEFF is left out by one reader of YAML and kept by another.
# U+00AD, U+200C and U+200D stay: they have their place in words, and in emoji.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)
_CONFLICT = re.compile(r"(<{7}|>{7}|\|{7})( |$)")  # '=======' alone may be below a heading
# They look like a space, or like a sign that means something to YAML, and mean nothing to it. In
# texts they have their place; where a field begins or ends, they are named.
ODD_SPACE = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_LOOKALIKES = {"\uff1a": ":", "\uff0c": ",", "\u201c": '"', "\u201d": '"', "\u201e": '"'}
_ODD_DASH = re.compile(f"-({ODD_SPACE})")
_ODD_KEY = re.compile(f"{ODD_SPACE}|\uff1a")
_ODD_PLACE = re.compile(
    rf"^ *(?:- +)*(?P<indent>{ODD_SPACE})|^\s*(?:- +)*-(?P<dash>{ODD_SPACE})"
    rf"|[{{,]\s*(?P<flow>{ODD_SPACE})|(?:^\s*(?:- +)*|[{{,] *)[\w-]+(?P<before>{ODD_SPACE})+:"
    rf"|^\s*(?:- +)*[\w-]+:(?P<after>{ODD_SPACE})"
    rf"|^\s*(?:- +)*[\w-]+(?P<colon>\uff1a)|: *(?P<quote>[\u201c\u201d\u201e])"
    rf"|\{{[^{{}}]*(?P<comma>\uff0c)"
)
"""In a line that YAML cannot read: a sign that stands where a space, a colon or a quote belongs."""
_FIELDS = "write fields, one per line, as 'key: value' with a space after the ':'"


def printable(name: str) -> str:
    """Return the name of a file with what steers a terminal or ends a line written as an escape."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing wrong in one file, at its place, in words that help to mend it.

    Never holds a private value: whoever makes one keeps to that.
    """

    file: str
    """As the reader knows it: "projects/aurora.yml"."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    path: str
    """"stages[1].owner"; "" for the whole file."""
    message: str
    """"'cleint' is neither 'client' nor 'provider'"."""
    severity: Severity = "error"
    name: str = ""
    """Of a warning: its name, by which a file can allow it."""

    @property
    def words(self) -> str:
        """The message, with the name of a warning behind it."""
        return f"{self.message} [{self.name}]" if self.name else self.message

    def __str__(self) -> str:
        path = f"{self.path}: " if self.path else ""
        return f"{printable(self.file)}:{self.line}:{self.column}: {path}{self.words}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A file read: plain data (dict, list, str, int, bool, None) and where each part stands."""

    file: str
    data: dict[str, Any]
    positions: Mapping[Path, Place]
    """Line and column of each value, from 1; `()` is the first key of the file."""
    key_positions: Mapping[Path, Place]
    """Line and column of the key of each entry of a mapping, from 1."""

    def at(self, path: Path) -> Place:
        """The place of the value at `path`, or of its nearest ancestor that is there."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, (1, 1))

    def only(self, *paths: Path) -> Self:
        """What is needed to say something about these values, and no more of the file."""
        above = {path[:n] for path in paths for n in range(len(path) + 1)}
        names = {path[0] for path in paths}
        return replace(
            self,
            data={name: value for name, value in self.data.items() if name in names},
            positions={path: at for path, at in self.positions.items() if path in above},
            key_positions={path: at for path, at in self.key_positions.items() if path in above},
        )

    def fault(self, path: Path, message: str, *, key: bool = False) -> Fault:
        """A fault at the value at `path`, or at its key. `message` must hold nothing private."""
        place = self.key_positions.get(path) if key else None
        return _fault(self.file, place or self.at(path), path, message)

    def warning(self, path: Path, message: str, *, name: str) -> Fault:
        """A warning at the value at `path`; `name` is one of `warnings.WARNINGS`."""
        return replace(self.fault(path, message), severity="warning", name=name)


def read(text: str | bytes, *, file: str) -> tuple[Source | None, tuple[Fault, ...]]:
    """Read one file; never raises. `file` ends in `.md` for front matter, otherwise it is YAML.

    There is a Source wherever the reading came to the end, also beside faults, so that the model
    can add its own to them; nothing may be published from it then. It holds the first of duplicate
    keys, None for an alias, and U+FFFD for each forbidden character. Without a Source there is
    at least one fault. Faults come in the order of their places.
    """
    decoded = _decode(text, file)
    if isinstance(decoded, Fault):
        return None, (decoded,)
    if conflicts := few(_conflicts(decoded, file)):
        return None, conflicts
    forbidden = _find_forbidden(decoded)
    clean = _FORBIDDEN.sub("\ufffd", decoded)
    front, body, below = clean.removesuffix("\n") + "\n", "", 0  # a last `words: |` ends alike
    if file.endswith(".md"):
        parts = _split(clean)
        if isinstance(parts, str):
            return None, (_fault(file, (1, 1), (), parts),)
        front, body, below = parts
    reader = _Reader(file, front, forbidden)
    data = reader.document()
    if body:
        reader.body(data, body, (below, 1))
    reader.leftover(below)
    faults = few(sorted(reader.faults, key=lambda fault: (fault.line, fault.column)))
    if data is None or len(faults) > MOST_FAULTS:
        return None, faults
    positions, keys = reader.positions, reader.key_positions
    if faults:  # without one, no key was dropped
        positions, keys = (
            {path: place for path, place in places.items() if _DROPPED not in path}
            for places in (positions, keys)
        )
    return Source(file=file, data=data, positions=positions, key_positions=keys), faults


def few(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The first of the faults of one file; the last one says so if there are more."""
    found = tuple(islice(faults, MOST_FAULTS + 1))
    if len(found) <= MOST_FAULTS:
        return found
    message = f"there are more than {MOST_FAULTS} faults: mend those that are said, then look again"
    return (*found[:-1], replace(found[-1], path="", message=message, severity="error"))


def yaml_of(text: str, *, file: str) -> str:
    """The YAML of a file that was read without a fault; its lines are those of the file."""
    decoded = _decode(text, file)
    assert isinstance(decoded, str)
    parts = _split(decoded) if file.endswith(".md") else (decoded.removesuffix("\n") + "\n",)
    assert not isinstance(parts, str)
    return parts[0]


def _fault(file: str, place: Place, path: Path, message: str) -> Fault:
    line, column = place
    return Fault(file=file, line=line, column=column, path=_show(path), message=message)


def _show(path: Path) -> str:
    """("stages", 1, "owner") -> "stages[1].owner", up to the first key that may not be named."""
    shown = ""
    for index, part in enumerate(path):
        if isinstance(part, int):
            shown += f"[{part}]"
        elif _may_name(part, path[:index]):
            shown += f".{part}" if shown else part
        else:
            break
    return shown


def _may_name(key: str, above: Path) -> bool:
    names = [part for part in above if isinstance(part, str)]
    return all(map(NAMEABLE.fullmatch, (*names, key))) and not any(map(_is_private, names))


def _is_private(key: str) -> bool:
    # A mistyped `Private:` or `privat:` was meant to be private too.
    return key.lower().startswith("priv")


def _decode(text: str | bytes, file: str) -> str | Fault:
    """Text with `\\n` line ends and without its byte order mark, or why there is none."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(raw) > MOST_BYTES:
        message = f"the file is larger than {MOST_BYTES // 1024} KiB: keep long texts elsewhere"
        return _fault(file, (1, 1), (), message)
    wrong = False
    if isinstance(text, bytes):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            wrong = True
            text = raw[: error.start].decode("utf-8")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    # A zero is never meant: it is the mark of UTF-16, or of a file that is no text.
    head, zero, _ = text.partition("\0")
    if not wrong and not zero:
        return text
    place = (head.count("\n") + 1, len(head) - head.rfind("\n"))
    return _fault(file, place, (), "the file is not text in UTF-8: save it in that encoding")


def _conflicts(text: str, file: str) -> Iterator[Fault]:
    """The lines that git writes where two versions of a file do not go together."""
    for number, line in enumerate(text.split("\n"), 1):
        if _CONFLICT.match(line):
            message = (
                "this line is from a merge that is not finished: keep one of the two versions, and "
                "delete the lines that begin with '<<<<<<<', '=======' and '>>>>>>>'"
            )
            yield _fault(file, (number, 1), (), message)


def _find_forbidden(text: str) -> deque[tuple[Place, str]]:
    if not _FORBIDDEN.search(text):
        return deque()
    places = (
        ((number, match.start() + 1), match[0])
        for number, line in enumerate(text.split("\n"), 1)
        for match in _FORBIDDEN.finditer(line)
    )
    return deque(islice(places, MOST_FAULTS + 1))


def _split(text: str) -> tuple[str, str, int] | str:
    """(front matter, body, line that the body begins in), or what is wrong with the file.

    The front matter keeps its lines' numbers; the body ends like a `words: |` of the same text.
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
    """A scalar without quotes: YAML 1.2's core, less its floats, octals and hexadecimals."""
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text


def _start(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


class _End(Exception):
    """Nothing after this can be read; its fault is noted already."""


class _Reader:
    """One pass over the parser's events.

    Events, not composed nodes: composing stops at the first unknown alias, and recurses as deep
    as the file likes.
    """

    def __init__(self, file: str, text: str, forbidden: deque[tuple[Place, str]]) -> None:
        self.file = file
        self.text = text
        self.lines = text.split("\n")
        self.forbidden = forbidden
        self.faults: list[Fault] = []
        self.positions: dict[Path, Place] = {}
        self.key_positions: dict[Path, Place] = {}
        self.parser: Any = None
        self.last: Place = (1, 1)

    def note(self, place: Place, path: Path, message: str) -> None:
        self.faults.append(_fault(self.file, place, path, message))

    def next(self) -> Any:
        event = self.parser.get_event()
        self.last = _start(event)
        return event

    def document(self) -> dict[str, Any] | None:
        """The one document of the file, or None with a fault that says why there is none."""
        try:
            return self._document()
        except _End:
            pass
        except yaml.YAMLError as error:
            place, message = _explain(error, self.text, self.last)
            if not any((fault.line, fault.column) == place for fault in self.faults):
                self.note(place, (), message)
        except (ValueError, OverflowError):  # PyYAML's own scanner: chr() of "\UFFFFFFFF"
            self.note(self.last, (), _ESCAPE)
        return None

    def _document(self) -> dict[str, Any]:
        self.parser = LOADER(self.text)  # which may end in a fault
        self.next()
        start = self.next()
        if isinstance(start, yaml.StreamEndEvent):
            self.note((1, 1), (), f"the file is empty: {_FIELDS}")
            raise _End
        if start.version or start.tags:
            self.note(_start(start), (), "lines that begin with '%' are not read: take them out")
        root = self.next()
        if not isinstance(root, yaml.MappingStartEvent):
            odd = _odd_sign(enumerate(self.text.split("\n"), 1))
            place, message = odd or (_start(root), f"the file has no fields: {_FIELDS}")
            self.note(place, (), message)
            raise _End
        data: dict[str, Any] = self.node(root, ())
        self.next()
        after = self.next()
        if not isinstance(after, yaml.StreamEndEvent):
            message = "a second document begins here: keep one, without '---' or '...' between"
            self.note(_start(after), (), message)
            raise _End
        return data

    def node(self, event: Any, path: Path) -> Any:
        if len(self.faults) > MOST_FAULTS:
            raise _End
        if len(self.positions) >= MOST_VALUES:
            self.note(
                _start(event), (), f"the file holds more than {MOST_VALUES} values: shorten it"
            )
            raise _End
        self.positions[path] = _start(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        self.markers(event, path)
        if isinstance(event, yaml.AliasEvent):
            return None
        if len(path) >= MOST_DEPTH:
            self.note(_start(event), path, f"nested more than {MOST_DEPTH} levels deep")
            raise _End
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        items: list[Any] = []
        while not isinstance(item := self.next(), yaml.SequenceEndEvent):
            items.append(self.node(item, (*path, len(items))))
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
            if key != _DROPPED and _goes_on(event, below, self.lines):
                self.note(place, path, _COMMA)
                key = _DROPPED
            value = self.node(below, (*path, key))
            if key != _DROPPED:
                data[key] = value
                self.key_positions[(*path, key)] = place
        return data

    def key(self, event: Any, path: Path) -> str:
        """The key's text, or _DROPPED after a fault."""
        if not isinstance(event, yaml.ScalarEvent):
            self.node(event, (*path, _DROPPED))
            if not isinstance(event, yaml.AliasEvent):
                self.note(_start(event), path, "a key is one word, not a list or a mapping")
            return _DROPPED
        if event.implicit[0] and event.value == "<<":
            self.note(_start(event), path, "merge keys ('<<') are not read: write the fields out")
            return _DROPPED
        key = self.scalar(event, (*path, _DROPPED))
        if isinstance(key, str) and event.implicit[0] and (odd := _ODD_KEY.search(key)):
            line, column = _start(event)
            self.note((line, column + odd.start()), path, odd_character(odd[0]))
            meant = re.sub(ODD_SPACE, " ", key).strip()
            return meant if NAMEABLE.fullmatch(meant) else _DROPPED
        if isinstance(key, str) and key:
            return key
        self.note(_start(event), path, "a key is a word, not a number, true, false or nothing")
        return _DROPPED

    def duplicate(self, place: Place, path: Path) -> None:
        *above, key = path
        name = f"'{key}'" if _may_name(str(key), tuple(above)) else "this key"
        line = self.key_positions[path][0]
        self.note(place, path, f"{name} stands twice, first in line {line}: keep one of them")

    def scalar(self, event: Any, path: Path) -> str | int | bool | None:
        self.markers(event, path)
        start = _start(event)
        end = (event.end_mark.line + 1, event.end_mark.column + 1)
        while self.forbidden and self.forbidden[0][0] < end:
            place, character = self.forbidden.popleft()
            self.note(place, path if place >= start else (), _character(character))
        value: str = event.value
        if event.implicit[0] and (odd := _ODD_DASH.match(value)):
            self.note((start[0], start[1] + 1), path, odd_character(odd[1]))
        # Those in the text itself are gone by now; here are the ones written as "\u202e".
        if written := _FORBIDDEN.findall(value):
            for character in dict.fromkeys(written):
                self.note(start, path, _character(character))
            value = _FORBIDDEN.sub("\ufffd", value)
        return _resolve(value) if event.implicit[0] else value

    def markers(self, event: Any, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.note(_start(event), path, _marker("aliases", "*"))
        elif event.anchor is not None:
            self.note(_start(event), path, _marker("anchors", "&"))
        if getattr(event, "tag", None) is not None:
            self.note(_start(event), path, _marker("tags", "!"))

    def body(self, data: dict[str, Any] | None, body: str, place: Place) -> None:
        """What stands below the front matter of a `.md` file becomes `words`."""
        if data is None:
            return
        if "words" in data:
            line = self.key_positions[("words",)][0]
            message = f"words stand here and under 'words:' in line {line}: keep one of them"
            self.note(place, ("words",), message)
            return
        data["words"] = body
        self.positions[("words",)] = self.key_positions[("words",)] = place

    def leftover(self, below: int) -> None:
        """Forbidden characters in comments, in the body, and where the parser did not come."""
        for place, character in self.forbidden:
            in_body = below and place[0] >= below
            self.note(place, ("words",) if in_body else (), _character(character))


def _character(character: str) -> str:
    return f"the invisible character U+{ord(character):04X} is not allowed: delete it"


def odd_character(character: str) -> str:
    """Say what is wrong with a sign that cannot be seen, or that only looks like another."""
    if not re.match(ODD_SPACE, character) and character not in _LOOKALIKES:
        return _character(character)
    if meant := _LOOKALIKES.get(character):
        return f"the sign U+{ord(character):04X} stands where a plain {meant} belongs: type that"
    return (
        f"the invisible character U+{ord(character):04X} stands where a space belongs: delete it "
        "and type a space"
    )


def _odd_sign(lines: Iterable[tuple[int, str]]) -> tuple[Place, str] | None:
    """The first sign in lines of YAML that only looks like one that belongs there."""
    for number, line in lines:
        if found := _ODD_PLACE.search(line):
            at = found.start(found.lastgroup or 0)
            return (number, at + 1), odd_character(line[at])
    return None


def _goes_on(key: Any, value: Any, lines: Sequence[str]) -> bool:
    """Whether what was read as a field inside { } is the rest of a text, behind its comma."""
    empty = isinstance(value, yaml.ScalarEvent) and not value.value and value.implicit[0]
    plain = isinstance(key, yaml.ScalarEvent) and key.implicit[0]
    mark: Any = key.end_mark if empty and plain else None
    return mark is not None and lines[mark.line][mark.column :].lstrip()[:1] in (",", "}")


def _marker(what: str, sign: str) -> str:
    return f"{what} ('{sign}') are not read: write it out, or quote text that begins with '{sign}'"


_COMMA = (
    "inside { } a comma ends a text: put quotes around all of a text that holds one, as in "
    'title: "Design, texts"'
)
_ESCAPE = "an unknown '\\' escape in double quotes: write '\\\\', or use single quotes"
_TAB = "a tab stands where spaces belong: indent with spaces"
_SPACE = "a space is missing after the ':' of this line or of the one above: 'key: value'"
_COLON = "text that holds ': ' needs quotes around all of it"
_INDENT = "this line does not fit the ones above: give fields of one group the same indentation"
_AFTER = "nothing may follow here: put all of the text in one pair of quotes (and write ' as '')"
_QUOTE = "the quote that opens here is never closed"
_OTHER = "this is not YAML that can be read: check quotes, brackets and indentation here"

# Part of "context problem" in libyaml's words or in PyYAML's own -> which mark, what to say.
_SYNTAX: tuple[tuple[str, Literal["context", "problem"], str], ...] = (
    ("while scanning a directive", "problem", "a line that begins with '%' is not read"),
    ("found unexpected end of stream", "context", _QUOTE),
    ("found unexpected document", "context", _QUOTE),
    ("while scanning a double-quoted scalar", "problem", _ESCAPE),
    ("while parsing a quoted scalar", "problem", _ESCAPE),
    ("while scanning an a", "context", "text that begins with '*' or '&' needs quotes"),
    ("while scanning a tag", "context", "text that begins with '!' needs quotes"),
    ("while parsing a tag", "context", "text that begins with '!' needs quotes"),
    ("undefined tag handle", "problem", "text that begins with '!' needs quotes"),
    ("while scanning a block scalar", "problem", "after '|' or '>' the text begins on a new line"),
    ("expected ',' or ']'", "context", "the '[' that opens here has no ']', or a ',' is missing"),
    ("expected ',' or '}'", "context", "the '{' that opens here has no '}', or a ',' is missing"),
    ("sequence entries are not allowed", "problem", "begin a list on a new line, with '- '"),
    ("mapping keys are not allowed", "problem", "text that begins with '? ' needs quotes"),
    ("could not find expected ':'", "context", f"this is no field: {_FIELDS}"),
    ("cannot start any token", "problem", "text that begins with '@', '%' or '`' needs quotes"),
    ("node content", "problem", "a value is missing here, or a '[' or '{' lacks its partner"),
    ("<document start>", "problem", "the fields end above this: take a '...' or '}' line out"),
)


def _explain(error: yaml.YAMLError, text: str, last: Place) -> tuple[Place, str]:
    """Place and plain words for a syntax error, without a letter of the parser's or the file's."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return last, _OTHER
    lines = [*text.split("\n"), ""]
    line = lines[min(mark.line, len(lines) - 1)]
    head = line[: mark.column]
    said = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or ''}"
    place = (mark.line + 1, mark.column + 1)
    before = getattr(error, "context_mark", None) or mark
    first = max(0, min(mark.line, before.line, last[0] - 1) - 1)
    near_by = lines[first : mark.line + 2]
    if odd := _odd_sign(enumerate(near_by, first + 1)):
        return odd
    if "tab character" in said or line[mark.column : mark.column + 1] == "\t":
        return place, _TAB
    if "mapping values are not allowed" in said and re.search(r":\s", head):
        return place, _COLON
    context = getattr(error, "context_mark", None) or mark
    above = lines[max(0, min(mark.line, len(lines)) - 1)]
    if "expected ':'" in said or "mapping values" in said or "node content" in said:
        near = (line, above, lines[min(context.line, len(lines) - 1)])
        if any(re.match(r"\s*(?:- +)*[A-Za-z_][\w-]*:[^\s:/]", one) for one in near):
            return (context.line + 1, context.column + 1), _SPACE
    for part, where, message in _SYNTAX:
        if part in said:
            at = context if where == "context" else mark
            return (at.line + 1, at.column + 1), message
    if "mapping values" in said or ("block" in said and not head.strip(" -")):
        return (place[0], len(line) - len(line.lstrip(" ")) + 1), _INDENT
    return place, _AFTER if "block" in said else _OTHER
