"""The slowest files of 256 KB that could be thought of, by what is slow about them.

    refused()["aliases"]   ->   "a: [*a,*a,*a, ..."

Run as a program it reads and shows them all, and prints the most memory that this took, in bytes,
beyond what the program itself takes.
"""

from __future__ import annotations

import re
import resource
import time
from datetime import date, timedelta
from pathlib import Path

from courtside.engine.portals import client_pages
from courtside.source.load import load_portfolio
from courtside.source.yaml_reader import MOST_BYTES
from courtside.views.page import render

STUDIO = b"name: N\nemail: n@norte.example\ntimezone: Europe/Madrid\ncurrency: EUR\nformat: 2\n"
TODAY = date(2026, 6, 1)

_HEAD = (
    "title: T\nclient: {name: A, email: a@b.example}\nprice: 8400 EUR\n"
    "signed: {date: 2026-02-20, by: L}\nstart: 2026-03-02\n"
)
_ONE = "stages: [{id: a, title: A, owner: provider, days: 5}]\n"
_STEPS = (
    "terms: {late: {client: [{after: 1, do: remind, text: x}, {after: 2, do: lose-slot}, "
    "{after: 3, do: fee, amount: 1%, per: day, cap: 50%}, {after: 4, do: may-close}], "
    "provider: [{after: 1, do: credit, amount: 1%, per: day, cap: 50%}]}}\n"
)


def _day(number: int) -> date:
    return date(2026, 3, 4) + timedelta(days=number)


def _stages(more: str = "", days: int = 1, number: int = 100) -> str:
    owners = ("provider", "client")
    return "stages:\n" + "".join(
        f"  - {{id: s{i}, title: A {i}, owner: {owners[i % 2]}, days: {days}{more}}}\n"
        for i in range(number)
    )


def _hundred(name: str, unit: str) -> str:
    return f"{name}:\n" + "".join(f"  - {unit.format(i=i, day=_day(3 * i))}\n" for i in range(100))


_AFTER = "".join(
    f"  - {{id: s{i}, title: A, owner: provider, days: 1, after: [{{}}]}}\n" for i in range(100)
)
_CHANGES = _hundred("changes", "{{date: 2026-03-11, title: S, stage: s{i}, days: 9, price: 5 EUR}}")
_PAUSES = _hundred("pauses", "{{from: {day}, to: {day}, by: client, agreed: 2026-03-28}}")
_LOG = "log:\n" + "".join(f'  - {{date: 2026-03-06, text: "B *{i}*"}}\n' for i in range(1000))
_CLOSED = ", ".join(str(_day(2 * i)) for i in range(1000))


def refused(room: int = MOST_BYTES) -> dict[str, str]:
    """Files with a fault, of so many bytes, by what is slow about them."""

    def full(unit: str, *, head: str = "", end: str = "") -> str:
        left = room - len(head.encode()) - len(end.encode())
        return head + unit * (left // len(unit.encode())) + end

    def in_list(unit: str) -> str:
        return full(unit, head="a: [", end="]")

    def entries(name: str, unit: str) -> str:
        return full(f"  - {unit}\n", head=f"{_HEAD}{_ONE}{name}:\n")

    return {
        "lists in lists": full("["),
        "mappings in mappings": full("{"),
        "entries in entries": full("- "),
        "keys of keys": full("? "),
        "aliases": in_list("*a,"),
        "anchors": in_list("&a 1,"),
        "tags": in_list("!x 1,"),
        "merge keys": full("<<: 1\n"),
        "the same key": full("a: 1\n"),
        "other keys": "".join(f"a{i}: 1\n" for i in range(room // 11)),
        "keys without a value": "".join(f"a{i}:\n" for i in range(room // 9)),
        "keys that are lists": full("? [a]\n: b\n"),
        "control characters": full("\x07"),
        "control characters in lines": full("\x07\n"),
        "escapes of others": full("\\u202e", head='a: "', end='"'),
        "documents": full("---\n"),
        "directives": full("%a\n"),
        "a list that is not closed": full("x,\n", head="a: ["),
        "a quote that is not closed": full("x\n", head='a: "'),
        "empty lists": in_list("[],"),
        "small mappings": in_list("{a: 1},"),
        "as deep as may be": in_list("[" * 17 + "]" * 17 + ","),
        "one long word": full("x", head="a: "),
        "one long key": full("x", end=": 1"),
        "stages": _HEAD + _stages(number=room // 58),
        "wrong stages": full("{id: s, titel: A, owner: x, after: [q]},", head="stages: [", end="]"),
        "stages of nothing": full("  - {}\n", head=f"{_HEAD}stages:\n"),
        "stages that are numbers": full("1,", head=f"{_HEAD}stages: [", end="]"),
        "after what is not there": _HEAD
        + "stages:\n"
        + _AFTER.replace("{}", ", ".join(f"q{i}" for i in range(100))),
        "pauses": entries("pauses", "{from: 2026-04-01, by: client, agreed: 2026-03-28}"),
        "changes": entries("changes", "{date: 2026-03-11, title: S, stage: a, days: 1}"),
        "waivers": entries("waivers", "{stage: a, do: fee, date: 2026-03-30}"),
        "a log": entries("log", "{date: 2026-03-06, text: B}"),
        "notes": entries("private", "{date: 2026-03-06, text: B}"),
        "steps": full("{after: 1, do: fee},", head="terms: {late: {client: [", end="]}}"),
        "files": full("a.pdf,", head=f"{_HEAD}{_ONE}files: [", end="]"),
        "closed days": full(
            "2026-08-03,", head=f"{_HEAD}{_ONE}calendars: {{client: {{closed: [", end="]}}"
        ),
        "a week": full("mon,", head=f'{_HEAD}{_ONE}calendars: {{client: {{week: "', end='mon."}}'),
        "words": full("a ", head=f'{_HEAD}{_ONE}words: "', end='"'),
        **{
            f"words of {sign!r}": f"{_HEAD}{_ONE}words: |\n  "
            + sign * (min(room, 99_000) // len(sign))
            for sign in ("[", "[a](", "*a ", "> ", "`", "&#0;", "- a\n  ", "a\n\n  ")
        },
    }


SHOWN: dict[str, str] = {
    "a hundred stages": _HEAD + _stages(),
    "side by side": _HEAD + _stages(", after: []") + _STEPS,
    "each after all": _HEAD
    + "stages:\n"
    + "".join(
        line.replace("{}", ", ".join(f"s{i}" for i in range(at)))
        for at, line in enumerate(_AFTER.splitlines(keepends=True))
    ),
    "long ones": _HEAD + _stages(days=100),
    "changes and pauses": _HEAD + _stages() + _CHANGES + _PAUSES,
    "a thousand closed days": f"{_HEAD}{_stages()}calendars: {{provider: {{closed: [{_CLOSED}]}}}}",
    "closed for a lifetime": _HEAD
    + _stages()
    + "calendars: {provider: {week: mon, closed: ['2026-03-02..2090-12-01']}, client: {week: fri}}",
    "ten thousand things handed over": _HEAD + _stages(f", gives: [{', '.join('a' * 100)}]"),
    "seven thousand returned": _HEAD
    + _stages(f", returned: [{', '.join(['{date: 2026-05-01, why: a}'] * 70)}]"),
    "a long log": _HEAD + _ONE + _LOG,
    **{
        f"words of {sign!r}": f"{_HEAD}{_ONE}words: |\n  " + sign * (9_900 // marks)
        for sign, marks in (
            ("[", 1), ("[a](", 2), ("![", 2), ("*a ", 1), ("*_", 2), ("**a _b ", 3), ("`", 1),
            ("` ", 1), ("> ", 1), ("&#0;", 1), ("- a\n  ", 1), ("1. a\n  ", 1), ("a\n\n  ", 2),
            ("# a\n  ", 1), ("a\n  =\n  ", 2), ("- a\n\n      b\n\n  ", 4), ("<a@b.c> ", 2),
        )
    },
    "lists in lists in words": f"{_HEAD}{_ONE}words: |\n"
    + "".join(f"  {'  ' * i}- a\n" for i in range(300)),
    "quotes in quotes in words": f"{_HEAD}{_ONE}words: |\n"
    + "".join(f"  {'>' * i} a\n" for i in range(1, 130)),
    "all at once": _HEAD
    + _stages(", gives: [a, b]") + _CHANGES + _PAUSES + _LOG + _STEPS
    + 'words: "' + "a b c d e f g h " * 6000 + '"\n',
}  # fmt: skip
"""Files that are good, and as large or as tangled as they may be."""


def seconds(text: str, *, shown: bool) -> float:
    """Seconds of the processor from a file to its faults, or to its page."""
    files = {"_studio.yml": STUDIO, "p.yml": text.encode()}
    begin = time.process_time()
    portfolio, problems = load_portfolio(files)
    assert (portfolio is not None) == shown, [str(problem) for problem in problems][:3]
    if portfolio is not None:
        for page in client_pages(portfolio, TODAY):
            render(page)
    return time.process_time() - begin


def _most_memory() -> int:
    """Linux lends `ru_maxrss` from whoever started this, so that of the process itself is read."""
    own = Path("/proc/self/status")
    if own.exists():
        (most,) = re.findall(r"VmHWM:\s+(\d+) kB", own.read_text("ascii"))
        return int(most) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    seconds(_HEAD + _ONE, shown=True)
    before = _most_memory()
    for shown, texts in ((False, refused()), (True, SHOWN)):
        for text in texts.values():
            seconds(text, shown=shown)
    print(_most_memory() - before)
