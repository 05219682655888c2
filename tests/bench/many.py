"""Studios of any size for the measures: projects of ten stages and 400 words each, all different.

make_many(folder, 1000)    ->  a studio with 1,000 projects in every state, always the same
make_queued(folder, 2000)  ->  one in which each of them has lost its slot and waits for another
make_pages(folder, 1000)   ->  the same words as plain Markdown, for other generators

The studios are no examples, which stay as they are: build them with SURROUNDINGS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from helpers.studio import STUDIO, make_studio

TODAY = date(2026, 3, 11)
"""The day of the studios: what is done in them was done up to it."""
SURROUNDINGS = {"COURTSIDE_TODAY": TODAY.isoformat()}

_TERMS = """\
terms:
  reply: 1
  revisions: 2
  restart_within: 15
  late:
    client:
      - {after: 3, do: approve}
      - {after: 5, do: lose-slot}
      - {after: 10, do: fee, amount: 10%}
      - {after: 60, do: may-close}
    provider:
      - {after: 2, do: credit, amount: 1%, per: day, cap: 20%}
      - {after: 20, do: may-leave}
"""
_STAGES = (
    ("brief", "provider", 5),
    ("texts", "client", 5),
    ("design", "provider", 8),
    ("design-ok", "client", 3),
    ("build", "provider", 10),
    ("review", "client", 4),
    ("fix", "provider", 3),
    ("review-ok", "client", 2),
    ("training", "provider", 1),
)
# fmt: off
_SYLLABLES = (
    "al", "ba", "cor", "den", "el", "fir", "gas", "hol", "in", "jar", "kel", "lun", "mar", "nor",
    "os", "pel", "qui", "ras", "sol", "tam", "ur", "ven", "wes", "xil", "yor",
)
# fmt: on


@dataclass(frozen=True, kw_only=True, slots=True)
class _Text:
    """What a project says, before it is written in some form."""

    title: str
    client: str
    signer: str
    price: int
    start: date
    done: Mapping[str, date]
    stages: tuple[tuple[str, str], ...]
    """Title and what it gives, in the order of _STAGES."""
    note: str
    words: tuple[str, ...]
    """Paragraphs."""


def make_many(root: Path, projects: int) -> Path:
    """Write a studio with so many projects; its capacity grows with them, as far as it may."""
    capacity = min(max(projects // 2, 1), 100)
    return _make(root, projects, capacity, lambda random: _project(random))


def make_queued(root: Path, projects: int) -> Path:
    """Write the worst case for slots: all wait for those of one provider, who does one thing at a
    time."""
    return _make(root, projects, 1, lambda random: _project(random, late=True))


def make_pages(
    root: Path, pages: int, head: Callable[[str, int], str] = lambda _title, _: ""
) -> Path:
    """Write a folder of Markdown pages, one for each project of `make_many`; `head` gives the
    front matter that a generator wants, from title and number."""
    root.mkdir(parents=True)
    for number in range(pages):
        text = _project(Random(number))
        (root / f"{name_of(number)}.md").write_text(
            head(text.title, number) + _as_markdown(text), encoding="utf-8"
        )
    return root


def name_of(number: int) -> str:
    """The id of a project."""
    return f"p{number:05}"


def _make(root: Path, projects: int, capacity: int, project: Callable[[Random], _Text]) -> Path:
    portfolio = make_studio(root)
    own = STUDIO.replace(f"example_day: {TODAY}\n", f"capacity: {capacity}\n{_TERMS}")
    (portfolio / "projects" / "_studio.yml").write_text(own, encoding="utf-8")
    for number in range(projects):
        path = portfolio / "projects" / f"{name_of(number)}.yml"
        path.write_text(_as_yaml(project(Random(number))), encoding="utf-8")
    return portfolio


def _project(random: Random, *, late: bool = False) -> _Text:
    """`late`: the client kept the texts for so long that the slot is lost."""
    start = TODAY - timedelta(days=random.randrange(35, 90) if late else random.randrange(0, 90))
    return _Text(
        words=tuple(_prose(random, 40) for _ in range(10)),
        done={"brief": start + timedelta(days=7)} if late else _done(random, start),
        stages=tuple((_title(random), _title(random)) for _ in range(len(_STAGES))),
        title=_title(random),
        client=_title(random),
        price=random.randrange(1000, 20000),
        signer=_title(random),
        note=_title(random),
        start=start,
    )


def _as_yaml(text: _Text) -> str:
    stages = "".join(
        f"  - id: {name}\n    title: {title}\n    owner: {owner}\n    days: {days}\n"
        f"    gives: [{gives}]\n"
        + ("    approves: design\n" if name == "design-ok" else "")
        + (f"    done: {text.done[name]}\n" if name in text.done else "")
        for (name, owner, days), (title, gives) in zip(_STAGES, text.stages, strict=True)
    )
    words = "".join(f"  {paragraph}\n\n" for paragraph in text.words)
    return (
        f"title: {text.title}\n"
        f"client: {{name: {text.client}, email: {_address(text.client)}}}\n"
        f"price: {text.price} EUR\n"
        f"signed: {{date: {text.start - timedelta(days=9)}, by: {text.signer}}}\n"
        "deposit: {amount: 30%}\n"
        f"payments: [{{date: {text.start - timedelta(days=5)}, for: deposit, amount: "
        f"{text.price * 0.3:.2f} EUR}}]\n"
        f"start: {text.start}\n"
        f"stages:\n{stages}"
        "  - {id: balance, title: Final payment, owner: client, pay: 70%}\n"
        f"log:\n  - {{date: {text.start}, text: {text.note}}}\n"
        f"words: |\n{words}"
    )


def _as_markdown(text: _Text) -> str:
    """Without a date computed or a sentence said, which is what the engine adds."""
    stages = "".join(
        f"- **{title}**, {owner}, {days} days: {gives}"
        + (f"; done {text.done[name]}\n" if name in text.done else "\n")
        for (name, owner, days), (title, gives) in zip(_STAGES, text.stages, strict=True)
    )
    words = "\n\n".join(text.words)
    return (
        f"# {text.title}\n\n{text.client}, {text.price} EUR, signed by {text.signer}\n\n"
        f"{stages}- **Final payment**, client\n\n{text.start}: {text.note}\n\n{words}\n"
    )


def _done(random: Random, start: date) -> dict[str, date]:
    """Hand-overs up to the studio's day, some of them late."""
    found: dict[str, date] = {}
    day = start
    for name, _, days in _STAGES:
        day += timedelta(days=days * 7 // 5 + random.choice((0, 0, 0, 1, 4, 9)))
        if day > TODAY:
            break
        found[name] = day
    return found


def _address(client: str) -> str:
    """An address that no other client has."""
    return f"{''.join(filter(str.isalnum, client.lower()))}@client.example"


def _title(random: Random) -> str:
    return _prose(random, random.randrange(2, 5)).capitalize()


def _prose(random: Random, words: int) -> str:
    return " ".join("".join(random.choices(_SYLLABLES, k=2)) for _ in range(words))
