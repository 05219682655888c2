"""Portal -> HTML: the page that a client sees, and what the shell says before it is open.

    render(portal)  ->  <!doctype html><html lang="es" dir="ltr"><head>...<body>...

The words are chosen in Python, where they can be tried; the templates in `overrides/portal` give
them their places. A client's text is only ever a value in them. The page holds no script, no style
and no address but links: the shell's policy allows nothing else.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from markupsafe import Markup

from .agreement import Agreement, agreement
from .chart import Chart, chart
from .feed import feed
from .follows import Follow, follows
from .headline import Headline, headline, pause_end
from .language import Translator, translator
from .phrases import Telling
from .pipeline import Portal
from .price import Price, prices
from .project import Change, Party
from .prose import line
from .schedule import LiveStage, State
from .status import Dated, Status
from .tally import Tally, effect, tally
from .timeline import Drawing, draw
from .workdays import DAY


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file of a project, as its page names it."""

    slug: str
    """Where it lies, sealed."""
    digest: str
    """Of its content, as `seal.digest` gives it: an older version is not taken for it."""


_NO_FILES: Mapping[str, Attachment] = {}
STALE = 3
"""So many days after its build a page says that it is old."""
TEMPLATES = Path(__file__).parents[2] / "overrides" / "portal"


def render(
    portal: Portal, files: Mapping[str, Attachment] = _NO_FILES, *, templates: Path = TEMPLATES
) -> str:
    """The whole page of one client: a small document, of which the opener takes title, language,
    direction and content.

    `files`: `<project id>/<name>` -> what is sealed beside the page.
    """
    formal = portal.studio.address == "formal"
    speak = translator(portal.language, portal.today, formal=formal)
    shown = [_view(speak, portal, status, at, files) for at, status in enumerate(portal.projects)]
    return (
        environment(templates)
        .get_template("page.html")
        .render(
            portal=portal,
            speak=speak,
            say=speak.say,
            count=speak.count,
            line=line,
            strong=Markup("<b>{}</b>").format,
            shown=shown,
            title=_title(speak, portal),
        )
    )


def _title(speak: Translator, portal: Portal) -> Markup:
    client = portal.projects[0].project.client.name
    titles = speak.list(status.project.title for status in portal.projects)
    return speak.say("{client}: {titles}", client=client, titles=titles)


@cache
def environment(templates: Path) -> Environment:
    """What fills the templates: every value is escaped, and none may be missing."""
    return Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def in_template(fault: TemplateError) -> str:
    """Where a template is wrong, and why: `overrides/portal/page.html:12: 'viev' is undefined`."""
    why = fault.message or type(fault).__name__
    if isinstance(fault, TemplateSyntaxError):
        return f"{fault.filename or fault.name}:{fault.lineno}: {why}"
    frames = traceback.extract_tb(fault.__traceback__)
    places = [f"{at.filename}:{at.lineno}" for at in frames if at.filename.endswith(".html")]
    return ": ".join([*places[-1:], why])


T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Spell(Generic[T]):
    """What holds from one day to another, both included; the last holds for good."""

    value: T
    first: date
    last: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """One project, ready for its places."""

    level: int
    """Of its heading: 1 for the first on a page, 2 for the others."""
    tell: Telling
    titles: tuple[Spell[Headline], ...]
    """The first sentence, today's first; later ones are hidden until their day has come."""
    lines: tuple[Spell[Headline], ...]
    """What stands below it, in the same way."""
    follows: tuple[Follow, ...]
    chart: Chart
    drawings: tuple[tuple[str, Drawing], ...]
    """Flat for a desk, upright for a phone."""
    tally: Tally | None
    agreement: Agreement
    changes: tuple[tuple[Change, tuple[Markup, ...]], ...]
    states: Mapping[State, Markup]
    then: tuple[LiveStage, ...]
    """What follows on the stages whose turn it is."""
    calendar: str
    """The calendar file, with plain line ends, as HTML has them; empty where there is none."""
    moving: bool
    """Whether all later dates move with each day, since nobody knows how long a pause takes."""
    prices: tuple[Price, ...]
    files: tuple[tuple[str, Attachment], ...]
    """Each with its real name."""

    @property
    def headline(self) -> Headline:
        """Today's."""
        return self.titles[0].value

    @property
    def stale(self) -> date:
        """From when on the page says that it is old."""
        return self.tell.records + STALE * DAY

    @property
    def status(self) -> Status:
        """The project as it stands."""
        return self.tell.status

    @property
    def dated(self) -> Dated | None:
        """Its dates, if it has them."""
        return self.tell.status.dated

    def id(self, name: str) -> str:
        """An id that no other project on the page has."""
        return f"{self.status.project.id}--{name}"

    def who(self, party: Party) -> Markup:
        """You or us, standing alone."""
        return self.tell.side(party)


def _view(
    speak: Translator, portal: Portal, status: Status, at: int, files: Mapping[str, Attachment]
) -> View:
    project = status.project
    tell = Telling(
        speak=speak,
        studio=portal.studio,
        status=status,
        made=portal.today,
        live=portal.studio.example_day is None,
        waiting=portal.waiting.get(project.id, ()),
    )
    days = (status, *portal.later.get(project.id, ()))
    said = [(day.as_of, headline(replace(tell, status=day))) for day in days]
    moving = status.phase == "paused" and pause_end(status) is None
    picture = chart(status)
    level = 1 if at == 0 else 2
    return View(
        level=level,
        tell=tell,
        titles=spells(said, lambda each: (each.court, each.title)),
        lines=spells(said, lambda each: each.lines),
        follows=tuple(each for each in follows(tell) if not (moving and each.kind == "ahead")),
        chart=picture,
        drawings=(("flat", draw(picture, speak)), ("upright", draw(picture, speak, upright=True))),
        tally=tally(tell, status.dated) if status.dated else None,
        agreement=agreement(tell, heading=level + 1),
        changes=tuple((change, _change(tell, change)) for change in project.changes),
        states=state_words(speak),
        then=() if moving else _then(status),
        calendar=feed(tell).replace("\r\n", "\n"),
        moving=moving,
        prices=prices(tell, status.dated) if status.dated else (),
        files=tuple(
            (name, files[key]) for name in project.files if (key := f"{project.id}/{name}") in files
        ),
    )


def spells(
    said: Sequence[tuple[date, Headline]], told: Callable[[Headline], object]
) -> tuple[Spell[Headline], ...]:
    """Where `told` reads the same on several days, but for numbers that count by themselves, it
    is said once."""
    found: list[Spell[Headline]] = []
    before = ""
    for day, each in said:
        text = re.sub(r"(<span data-)[^>]*>\d+<", r"\1<", str(told(each)))
        if text != before:
            found[-1:] = [replace(spell, last=day - DAY) for spell in found[-1:]]
            found.append(Spell(value=each, first=day))
        before = text
    return tuple(found)


def _then(status: Status) -> tuple[LiveStage, ...]:
    """The stages that come after those whose turn it is, in file order."""
    if status.dated is None:
        return ()
    stages = status.dated.stages
    ready = {
        name
        for name, one in stages.items()
        if not one.finished and all(stages[before].finished for before in one.before)
    }
    return tuple(
        one for name, one in stages.items() if not one.finished and ready.intersection(one.before)
    )


def state_words(speak: Translator) -> Mapping[State, Markup]:
    """What each state of a stage is called."""
    say = speak.say
    return {
        "done": say("done"),
        "skipped": say("not needed"),
        "approved": say("taken as approved"),
        "queued": say("waiting for a free slot"),
        "late": say("late"),
        "current": say("in progress"),
        "upcoming": say("upcoming"),
    }


def _change(tell: Telling, change: Change) -> tuple[Markup, ...]:
    """What a change adds, and where it stands."""
    say, dated = tell.speak.say, tell.status.dated
    adding = tell.adding(change)
    lines = [adding] if adding else []
    if change.agreed:
        lines.append(say("Agreed on {day}.", day=tell.speak.day(change.agreed)))
    else:
        day = tell.speak.day(change.date)
        lines.append(say("Proposed on {day}; not agreed yet, so it does not count.", day=day))
        lines += [effect(tell, dated, change)] if dated else []
    return tuple(lines)
