"""Project files as nobody means them: the examples and cases, changed at random.

    mutant(Random("7/3"))   ->   Mutant(name="p.md", text=b"---\\ntitle: [[...", ...)

Half are changed as trees (keys lost, doubled, renamed, swapped; values of every wrong kind, long,
deep and hostile), half of those gently, so that they often fit and reach a page; the others as text
(cut, spliced, bytes turned). The same seed gives the same file. Each has the canary in `private`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from courtside.source.yaml_reader import read

HERE = Path(__file__).parents[1]
CANARY = "Cockatrice calls, Wyvern waits in Figma"
CANARIES = ("Cockatrice", "Wyvern waits")

Node = Any
"""dict, list, text, number, true, false, None; and Raw."""


@dataclass(frozen=True)
class Raw:
    """YAML as it stands."""

    text: str


class Pairs(list[tuple[Any, Any]]):
    """A mapping in which a key may stand twice."""


@dataclass(frozen=True, kw_only=True)
class Seed:
    """A good file, the studio that it belongs to, and a day on which it is looked at."""

    name: str
    text: str
    tree: dict[str, Any]
    studio: bytes


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A file, the studio that it is put into, and a day."""

    name: str
    text: bytes
    studio: bytes
    today: date


@cache
def seeds() -> tuple[Seed, ...]:
    """All examples and all files of the cases, each with the canary."""
    found = []
    for studio in [
        HERE.parent / "projects/_studio.yml",
        *sorted(HERE.glob("rules/cases/*/_studio.yml")),
    ]:
        for path in sorted(studio.parent.iterdir()):
            if path.suffix not in (".yml", ".md") or path.name in ("_studio.yml", "index.md"):
                continue
            source, _ = read(path.read_bytes(), file=path.name)
            assert source
            if "as" in source.data.get("signed", {}):  # it needs another project's file
                continue
            tree = {**source.data, "private": [{"date": "2026-03-06", "text": CANARY}]}
            for name in ("signed", "scheduled"):
                tree[name] = {k: v for k, v in tree.get(name, {}).items() if k != "hash"}
            tree = {name: value for name, value in tree.items() if value != {}}
            text = _with_canary(path.read_text("utf-8"), source.data)
            found.append(Seed(name=path.name, text=text, tree=tree, studio=studio.read_bytes()))
    return tuple(found)


def _with_canary(text: str, data: dict[str, Any]) -> str:
    note = f"  - {{date: 2026-03-06, text: '{CANARY}'}}\n"
    if "private" in data:
        return text.replace("\nprivate:\n", f"\nprivate:\n{note}")
    head, dashes, body = text.partition("\n---\n")
    return f"{head}\nprivate:\n{note}{dashes.lstrip()}{body}"


# --- What is put in ----------------------------------------------------------------------------

_STRANGE: tuple[Node, ...] = (
    None, True, False, 0, -1, 1, 100, 101, 1000, 1001, 10**9, -(10**9), 10**18, Raw("9" * 5000),
    Raw(".nan"), Raw(".inf"), Raw("-.inf"), Raw("1e400"), Raw("0x7f"), Raw("1_000"), Raw("0.1"),
    "", " ", "-", "~", "null", "NO", "12:30", "0", "x" * 31, "x" * 300, "x" * 301, "x " * 2100,
    "0001-01-01", "9999-12-31", "2000-01-01", "2099-12-31", "1999-12-31", "2100-01-01",
    "2026-02-29", "2026-3-6", "2026-03-06T00:00:00Z", Raw("2026-03-06"), "2099-12-31..2000-01-01",
    "2000-01-01..2099-12-31", "0%", "100%", "100.0001%", "-1%", "0.0001%", "999999999.99 EUR",
    "1 USD", "-1 EUR", "1e9 EUR", "0.001 EUR", "mon", "fri-mon", "sat,sun", "none", "ES-MD", "XX",
    "US-PR", "client", "provider", "both", [], {}, [[]], [{}], {"": ""}, [None], ["x"], {"x": "x"},
    "\x00", "\x07", "\x1b[31m", "\x85", "\u00ad", "\u200b", "\u202e", "\u2028", "\u2066x\u2069",
    "\ufeff", "\ud800", "\udfff\ud800", "\ufffe", "\U0010ffff", "e\u0301" * 50, "\u0627" * 80,
    "\u00df", "\u0130",
    "..", "../x", "C:x", "a/b.pdf", "a\\b", "con", "-", "a@b", "a@b.example",
    "\u00e9@\u00e9.example",
    "javascript:alert(1)", "https://a.example/?a=1&b=<x>", "mailto:a@b.example", "https://",
    Raw("&a x"), Raw("*a"), Raw("!!python/object:os.system x"), Raw("!x y"), Raw("{<<: *a}"),
    Raw("<<: 1"), Raw("? [a]"), Raw("|\n  a"), Raw('"'), Raw("'"), Raw("["), Raw("{"), Raw("\t"),
    Raw("&a [*a, *a]"), Raw("[*a,*a,*a,*a,*a,*a]"), Raw("a: b: c"), Raw("@"), Raw("%"), Raw("# x"),
)  # fmt: skip
_MARKS = (
    "*", "**", "_", "__", "`", "``", "```", "[", "]", "](", ")", "![", "<", ">", "</", "&", "&#0;",
    "&lt;", "&amp;", "\\", "|", "~~", "#", "## ", "- ", "* ", "1. ", "> ", "    ", "\t", "\n",
    "\n\n", "  \n",
    "---\n", "===\n", "<!--", "-->", "<script>", "</script>", "<div onclick=x>", "{% x %}",
    "{{ x }}",
    "javascript:", "data:text/html,", "http://a.example", "//a.example", "mailto:a@b.example",
    "[a]: ",
    "[^1]", '"', "'", "(", "a", " ", "\u00e9", "\u0627", "$", "{", "}", "=", "+", ":",
)  # fmt: skip
_KEYS = (
    "title", "client", "name", "email", "id", "language", "price", "quoted", "signed", "date",
    "by", "until",
    "deposit", "amount", "paid", "start", "scheduled", "hash", "calendars", "provider", "week",
    "holidays", "closed", "link", "files", "stages", "owner", "days", "gives", "after",
    "approves", "pay",
    "due", "done", "skipped", "returned", "why", "terms", "late", "do", "per", "cap", "text",
    "changes", "stage", "agreed", "pauses", "from", "to", "restarts", "waivers", "log", "privat",
    "words", "x", "", "<<", "y\u202ez", "a b", "x" * 200, "_id", "__class__", "1", 1, True, None,
)  # fmt: skip


@cache
def _payloads() -> tuple[str, ...]:
    lists = json.loads((HERE / "data/hostile/payloads.json").read_text("utf-8"))
    return tuple(text for texts in lists.values() for text in texts)


def markdown(random: Random) -> str:
    """Hostile Markdown: signs in any order, some of them very often, or what others have tried."""
    if random.random() < 0.3:
        return random.choice(_payloads())
    text = "".join(random.choices(_MARKS, k=random.randrange(1, 60)))
    often = random.choice(_MARKS) * random.choice((0, 0, 3, 30, 300, 2000))
    return (text + often + text)[: random.choice((300, 3999, 4000, 4001))]


def value(random: Random, old: Node = None) -> Node:
    """Something else in place of a value."""
    kind = random.random()
    if kind < 0.15:
        return markdown(random)
    if kind < 0.2:
        return ["x"] * random.choice((99, 101, 1001, 5000))
    if kind < 0.25:
        deep: Node = old
        for _ in range(random.choice((1, 2, 17, 25, 40))):
            deep = random.choice(([deep], {"x": deep}))
        return deep
    return deepcopy(random.choice(_STRANGE))  # or the next change would change it for all


# --- Trees -------------------------------------------------------------------------------------


def _places(tree: Node) -> list[tuple[Any, Any]]:
    """Every place in a tree but those in `private`: what holds it, and its key or index."""
    found: list[tuple[Any, Any]] = []
    todo = [tree]
    while todo:
        node = todo.pop()
        items = enumerate(node) if type(node) is list else node.items()
        for key, below in items:
            if key == "private":
                continue
            found.append((node, key))
            if type(below) in (dict, list):
                todo.append(below)
    return found


def _delete(random: Random, tree: Node, holder: Any, key: Any) -> None:
    del holder[key]


def _replace(random: Random, tree: Node, holder: Any, key: Any) -> None:
    holder[key] = value(random, holder[key])


def _rename(random: Random, tree: Node, holder: Any, key: Any) -> None:
    if isinstance(holder, dict):
        new = random.choice(_KEYS) if random.random() < 0.6 else f"{key}{random.choice('sxe')}"
        holder[new] = holder.pop(key)


def _swap(random: Random, tree: Node, holder: Any, key: Any) -> None:
    other, place = random.choice(_places(tree))
    holder[key], other[place] = deepcopy(other[place]), deepcopy(holder[key])


def _repeat(random: Random, tree: Node, holder: Any, key: Any) -> None:
    """Entries once more, or thousands of them."""
    if isinstance(holder, list) and isinstance(key, int):
        often, large = random.choice((1, 1, 2, 7, 60, 120, 2000)), len(_places([holder[key]]))
        copies = [deepcopy(holder[key]) for _ in range(min(often, _MANY // large))]
        for number, copy in enumerate(copies):
            if isinstance(copy, dict) and "id" in copy and random.random() < 0.8:
                copy["id"] = f"n{number}"
        holder[key:key] = copies


def _graft(random: Random, tree: Node, holder: Any, key: Any) -> None:
    """What another file has in its place."""
    other = random.choice(seeds()).tree
    name = random.choice([field for field in other if field != "private"])
    tree[name] = deepcopy(other[name])


def _after(random: Random, tree: Node, holder: Any, key: Any) -> None:
    """Circles, and stages that are not there."""
    stages = tree.get("stages")
    stages = (
        [stage for stage in stages if isinstance(stage, dict)] if isinstance(stages, list) else []
    )
    if stages:
        names = [*(stage.get("id") for stage in stages), "nowhere", "client"]
        field = random.choice(("after", "approves"))
        some = random.choices(names, k=random.choice((0, 1, 2, 5, 101)))
        random.choice(stages)[field] = some if field == "after" else random.choice(names)


def _gentle(random: Random, tree: Node, holder: Any, key: Any) -> None:
    """Another value of the same kind."""
    old = holder[key]
    if isinstance(old, bool) or old is None:
        return
    if isinstance(old, int):
        holder[key] = max(0, old + random.choice((-3, -1, 1, 2, 10, 90, 400)))
    elif isinstance(old, str):
        try:
            day = date.fromisoformat(old)
            holder[key] = str(day + timedelta(days=random.choice((-400, -30, -3, -1, 1, 2, 9, 90))))
        except (ValueError, OverflowError):
            if key in ("text", "why", "words", "title", "name", "by") or isinstance(key, int):
                holder[key] = markdown(random)
            elif key in ("week", "holidays", "owner", "amount", "pay", "do", "price"):
                others = [h[k] for h, k in _places(tree) if k == key]
                holder[key] = deepcopy(random.choice(others))  # which may hold this one


_MANY = 20_000
"""Places of a tree that is not changed again, and of what is put into it at once: thousands of
entries, each with thousands, would fill the memory before there is a file."""

_Change = Callable[[Random, Node, Any, Any], None]
_ROUGH: tuple[_Change, ...] = (
    _delete, _replace, _replace, _replace, _rename, _swap, _repeat, _graft, _after, _gentle,
)  # fmt: skip
_SOFT: tuple[_Change, ...] = (_gentle, _gentle, _gentle, _gentle, _graft, _repeat, _delete)


def _changed(random: Random, tree: dict[str, Any], changes: tuple[_Change, ...]) -> dict[str, Any]:
    tree = deepcopy(tree)
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        places = _places(tree)
        if 0 < len(places) < _MANY:
            holder, key = random.choice(places)
            random.choice(changes)(random, tree, holder, key)
    return tree


def emit(node: Node) -> str:
    """A tree as YAML in one line; JSON but for what is Raw and keys that stand twice."""
    if isinstance(node, Raw):
        return node.text
    if isinstance(node, list) and not isinstance(node, Pairs):
        return f"[{', '.join(map(emit, node))}]"
    if isinstance(node, dict | Pairs):
        pairs = node if isinstance(node, Pairs) else node.items()
        return f"{{{', '.join(f'{emit(key)}: {emit(below)}' for key, below in pairs)}}}"
    return json.dumps(node)


def _file(random: Random, tree: dict[str, Any]) -> tuple[str, str]:
    """The tree as a file of either kind, now and then with a key twice."""
    pairs = list(tree.items())
    if pairs and random.random() < 0.05:
        pairs.append(random.choice(pairs))
    name, body = "p.yml", ""
    if random.random() < 0.3:
        name = "p.md"
        words = next((at for at, (key, _) in enumerate(pairs) if key == "words"), None)
        if words is not None and isinstance(pairs[words][1], str):
            body = pairs.pop(words)[1]
    lines = "".join(f"{emit(key)}: {emit(below)}\n" for key, below in pairs)
    return name, f"---\n{lines}---\n{body}" if name == "p.md" else lines


# --- Text --------------------------------------------------------------------------------------

_TOKENS = (
    b"\n", b"\n\n", b" ", b"  ", b"\t", b"\r", b"\r\n", b"\x00", b"\xef\xbb\xbf", b"\xff",
    b"\xfe\xff",
    b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", "\u202e".encode(), "\u2028".encode(),
    b"\x85", b":", b": ",
    b"- ", b"---\n", b"...\n", b"'", b'"', b"\\", b"\\u", b"\\UFFFFFFFF", b"|", b"|\n", b">", b"#",
    b" #", b"%YAML 1.1\n", b"%", b"@", b"`", b"&a ", b"*a ", b"!x ", b"!!binary ", b"<<: ", b"? ",
    b"{",
    b"}", b"[", b"]", b",", b"[" * 300, b"- " * 300, b"a: " * 300, b"private: ", b"private:\n",
)  # fmt: skip


def _torn(random: Random, text: bytes) -> bytes:
    """A text with a few bytes lost, doubled, turned or put in."""
    for _ in range(random.choice((1, 1, 2, 4, 12))):
        at = random.randrange(len(text) + 1)
        end = min(len(text), at + random.choice((1, 1, 2, 8, 60, 400)))
        other = random.choice(seeds()).text.encode()
        cut = random.randrange(len(other))
        piece = random.choice(
            (
                b"",
                text[at:end] * 2,
                random.choice(_TOKENS),
                random.choice(_TOKENS) + text[at:end],
                random.choice(_TOKENS) + text[at:end],
                bytes(byte ^ 1 << random.randrange(8) for byte in text[at:end]),
                other[cut : cut + end - at],
            )
        )
        text = text[:at] + piece + text[end:]
    whole = random.random()
    if whole < 0.03:
        return text.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b"\n\t")))
    if whole < 0.05:
        return text.decode("utf-8", "replace").encode(random.choice(("utf-16", "utf-32-be")))
    return b"\xef\xbb\xbf" + text if whole < 0.08 else text


# --- All of it ---------------------------------------------------------------------------------


def mutant(random: Random) -> Mutant:
    """One of them."""
    seed, kind = random.choice(seeds()), random.random()
    name, text, studio = seed.name, seed.text.encode(), seed.studio
    if kind < 0.7:
        tree = _changed(random, seed.tree, _SOFT if kind < 0.35 else _ROUGH)
        name, written = _file(random, tree)
        text = written.encode("utf-8", "surrogatepass")
    if 0.65 < kind < 0.97:
        text = _torn(random, text)
    elif kind >= 0.97:  # the studio's own file
        tree = yaml.load(studio, yaml.BaseLoader)
        rough = "".join(
            f"{emit(k)}: {emit(v)}\n" for k, v in _changed(random, tree, _ROUGH).items()
        )
        studio = random.choice((_torn(random, studio), rough.encode("utf-8", "surrogatepass")))
    today = date(2026, 1, 1) + timedelta(days=random.randrange(-60, 500))
    if random.random() < 0.1:
        today = random.choice((date(2000, 1, 1), date(2099, 12, 31), date(2030, 2, 28)))
    return Mutant(name=f"p.{name.rpartition('.')[2]}", text=text, studio=studio, today=today)
