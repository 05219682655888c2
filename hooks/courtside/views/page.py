"""Portal -> HTML: the page that a client sees, and what the shell says before it is open.

    render(portal)  ->  <!doctype html><html lang="es" dir="ltr"><head>...<body>...

The words are chosen in Python, where they can be tried; the templates in `overrides/portal` give
them their places. A client's text is only ever a value in them. The page holds no script, no style
and no address but links: the shell's policy allows nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from markupsafe import Markup

from courtside.engine.assess import ScheduledState, Status
from courtside.engine.portals import ClientPage
from courtside.engine.schedule import LiveStage, State
from courtside.engine.workdays import DAY
from courtside.model.project import Change
from courtside.model.values import Party
from courtside.text.language import Translator, translator
from courtside.text.markdown import line
from courtside.text.templates import environment
from courtside.text.theme import OURS, Theme
from courtside.views.agreement import Agreement, build_agreement
from courtside.views.attribution import Tally, describe_attribution, effect
from courtside.views.consequences import Follow, describe_consequences
from courtside.views.context import ViewContext, state_words
from courtside.views.cost_of_delay import Price, prices
from courtside.views.headline import Headline, pause_end, write_headline
from courtside.views.ics import calendar_file
from courtside.views.timeline.chart import Chart, build_chart
from courtside.views.timeline.drawing import Drawing, draw


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


def render(
    portal: ClientPage, files: Mapping[str, Attachment] = _NO_FILES, *, theme: Theme = OURS
) -> str:
    """The whole page of one client: a small document, of which the opener takes title, language,
    direction and content.

    `files`: `<project id>/<name>` -> what is sealed beside the page.
    """
    formal = portal.studio.address == "formal"
    t = translator(portal.language, portal.today, formal=formal)
    shown = [_view(t, portal, status, at, files) for at, status in enumerate(portal.projects)]
    return (
        environment(theme)
        .get_template("page.html")
        .render(
            portal=portal,
            t=t,
            say=t.text,
            count=t.plural,
            line=line,
            strong=Markup("<b>{}</b>").format,
            shown=shown,
            title=_title(t, portal),
        )
    )


def _title(t: Translator, portal: ClientPage) -> Markup:
    client = portal.projects[0].project.client.name
    titles = t.list(status.project.title for status in portal.projects)
    return t.text("{client}: {titles}", client=client, titles=titles)


T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class DatedText(Generic[T]):
    """What holds from one day to another, both included; the last holds for good."""

    value: T
    first: date
    last: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """One project, ready for its places."""

    level: int
    """Of its heading: 1 for the first on a page, 2 for the others."""
    ctx: ViewContext
    titles: tuple[DatedText[Headline], ...]
    """The first sentence, today's first; later ones are hidden until their day has come."""
    lines: tuple[DatedText[Headline], ...]
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
        return self.ctx.records + STALE * DAY

    @property
    def status(self) -> Status:
        """The project as it stands."""
        return self.ctx.status

    @property
    def dated(self) -> ScheduledState | None:
        """Its dates, if it has them."""
        return self.ctx.status.dated

    def id(self, name: str) -> str:
        """An id that no other project on the page has."""
        return f"{self.status.project.id}--{name}"

    def who(self, party: Party) -> Markup:
        """You or us, standing alone."""
        return self.ctx.side(party)


def _view(
    t: Translator, portal: ClientPage, status: Status, at: int, files: Mapping[str, Attachment]
) -> View:
    project = status.project
    ctx = ViewContext(
        t=t,
        studio=portal.studio,
        status=status,
        made=portal.today,
        live=portal.studio.example_day is None,
        waiting=portal.waiting.get(project.id, ()),
    )
    days = (status, *portal.later.get(project.id, ()))
    said = [(day.as_of, write_headline(replace(ctx, status=day))) for day in days]
    moving = status.phase == "paused" and pause_end(status) is None
    picture = build_chart(status)
    level = 1 if at == 0 else 2
    return View(
        level=level,
        ctx=ctx,
        titles=dated_texts(said, lambda each: (each.court, each.title)),
        lines=dated_texts(said, lambda each: each.lines),
        follows=tuple(
            each for each in describe_consequences(ctx) if not (moving and each.kind == "ahead")
        ),
        chart=picture,
        drawings=(("flat", draw(picture, t)), ("upright", draw(picture, t, upright=True))),
        tally=describe_attribution(ctx, status.dated) if status.dated else None,
        agreement=build_agreement(ctx, heading=level + 1),
        changes=tuple((change, _change(ctx, change)) for change in project.changes),
        states=state_words(t),
        then=() if moving else _then(status),
        calendar=calendar_file(ctx).replace("\r\n", "\n"),
        moving=moving,
        prices=prices(ctx, status.dated) if status.dated else (),
        files=tuple(
            (name, files[key]) for name in project.files if (key := f"{project.id}/{name}") in files
        ),
    )


def dated_texts(
    said: Sequence[tuple[date, Headline]], told: Callable[[Headline], object]
) -> tuple[DatedText[Headline], ...]:
    """Where `told` reads the same on several days, but for numbers that count by themselves, it
    is said once."""
    found: list[DatedText[Headline]] = []
    before = ""
    for day, each in said:
        text = re.sub(r"(<span data-)[^>]*>\d+<", r"\1<", str(told(each)))
        if text != before:
            found[-1:] = [replace(spell, last=day - DAY) for spell in found[-1:]]
            found.append(DatedText(value=each, first=day))
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


def _change(ctx: ViewContext, change: Change) -> tuple[Markup, ...]:
    """What a change adds, and where it stands."""
    say, dated = ctx.t.text, ctx.status.dated
    adding = ctx.adding(change)
    lines = [adding] if adding else []
    if change.agreed:
        lines.append(say("Agreed on {day}.", day=ctx.t.day(change.agreed)))
    else:
        day = ctx.t.day(change.date)
        lines.append(say("Proposed on {day}; not agreed yet, so it does not count.", day=day))
        lines += [effect(ctx, dated, change)] if dated else []
    return tuple(lines)
