"""Portal -> HTML: the page that a client sees, and what the shell says before it is open.

    render(portal)  ->  <!doctype html><html lang="es" dir="ltr"><head>...<body>...

The words are chosen in Python, where they can be tested; the templates in `theme/portal` give them
their places. A client's text is only ever a value in them. The page holds no script, no style and
no address but links: the shell's policy allows nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Generic, TypeVar

from markupsafe import Markup

from courtside.engine.assess import ScheduledState, Status
from courtside.engine.portals import ClientPage, ShownProject
from courtside.engine.schedule import LiveStage
from courtside.engine.workdays import DAY
from courtside.model.values import Party, in_language
from courtside.text.language import Translator, capital, translator
from courtside.text.markdown import line
from courtside.text.templates import environment
from courtside.text.theme import OURS, Theme
from courtside.views.agreement import Agreement, build_agreement
from courtside.views.agreement_sheet import print_step
from courtside.views.attribution import AttributionText, describe_attribution, is_known
from courtside.views.buttons import paid_button
from courtside.views.consequences import DescribedConsequence, describe_consequences
from courtside.views.context import ViewContext, ended
from courtside.views.cost_of_delay import DelayTable, delay_tables
from courtside.views.decisions import Decision, describe_decisions, pause_title
from courtside.views.headline import Headline, write_headline
from courtside.views.ics import calendar_file
from courtside.views.payment import (
    AmountDue,
    account_rows,
    paid_note,
    paid_title,
    payment_due,
    price_rows,
    rest_may_change,
)
from courtside.views.stage_table import StageRow, stage_rows
from courtside.views.timeline.chart import Chart, build_chart
from courtside.views.timeline.drawing import Drawing, draw


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file of a project, as its page names it."""

    slug: str
    """The slug of the sealed file."""
    digest: str
    """The digest of its content, as `cipher.digest` gives it: no older version passes."""


_NO_FILES: Mapping[str, Attachment] = {}


STALE = 3
"""The number of days after its build at which a page says that it is old."""


T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class DatedText(Generic[T]):
    """A text that holds from one day to another, both included; the last one holds for good."""

    value: T
    first: date
    last: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """One project, ready to be placed on its page."""

    level: int
    """The level of its heading: 1 for the first project on a page, 2 for the others."""
    ctx: ViewContext
    titles: tuple[DatedText[Headline], ...]
    """The first sentence, today's first; later ones are hidden until their day has come."""
    lines: tuple[DatedText[Headline], ...]
    """The lines below the headline, with their buttons, each with its days."""
    money: tuple[DatedText[MoneyText], ...]
    """The sentences about money, each with its days."""
    decisions: tuple[Decision, ...]
    consequences: tuple[DescribedConsequence, ...]
    chart: Chart
    drawings: tuple[tuple[str, Drawing], ...]
    """Horizontal for a desk, vertical for a phone."""
    stages: tuple[StageRow, ...]
    attribution: AttributionText | None
    agreement: Agreement
    then: tuple[LiveStage, ...]
    """The stages that follow those whose turn it is."""
    calendar: str
    """The calendar file, with plain line ends, as HTML has them; empty where there is none."""
    costs: tuple[DelayTable, ...]
    files: tuple[tuple[str, Attachment], ...]
    """Each with its real name."""

    @property
    def headline(self) -> Headline:
        """Today's headline."""
        return self.titles[0].value

    @property
    def stale(self) -> date:
        """The day from which the page says that it is old."""
        return self.ctx.records + STALE * DAY

    @property
    def status(self) -> Status:
        """The state of the project today."""
        return self.ctx.status

    @property
    def dated(self) -> ScheduledState | None:
        """The dates of the project; None if it has none."""
        return self.ctx.status.dated

    @property
    def is_proposal(self) -> bool:
        """Whether the client has not signed yet."""
        return self.status.project.signed is None

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen any more but payments."""
        return self.status.is_over

    @property
    def is_open(self) -> bool:
        """Whether it is shown unfolded: it goes on, money is open, an answer is still in time, or
        it is the first."""
        waits = self.status.due or self.status.last_answers
        return self.level == 1 or not self.is_over or bool(waits)

    @property
    def summary(self) -> Markup:
        """The project in one line, for one that is over."""
        say, dated = self.ctx.t.text, self.dated
        title = Markup("<b>{}</b>").format(self.status.project.title)
        if self.status.phase == "complete" and dated:
            return say("{title}: finished on {day}", title=title,
                       day=self.ctx.t.day(dated.ledger.finish))  # fmt: skip
        return say("{title}: ended on {day}", title=title, day=self.ctx.t.day(self.status.as_of))

    @property
    def uncertain(self) -> Mapping[str, Markup]:
        """A word about each stage whose last day is not sure."""
        return {row.id: row.note for row in self.stages if row.note}

    @property
    def tomorrow(self) -> date:
        """The day after that of the build."""
        return self.ctx.records + DAY

    @property
    def included(self) -> tuple[StageRow, ...]:
        """The stages that deliver something to the client."""
        return tuple(row for row in self.stages if row.owner == "provider")

    def id(self, name: str) -> str:
        """Return an id that no other project on the page has."""
        return f"{self.status.project.id}--{name}"

    def who(self, party: Party) -> Markup:
        """Return the words for a side, standing alone: you or us."""
        return self.ctx.side(party)


@dataclass(frozen=True, kw_only=True, slots=True)
class MoneyText:
    """The sentences about money at the top of the page, on one day."""

    payment: AmountDue | None
    note: Markup
    """Thanks for what was paid, and what is left."""


def render(
    page: ClientPage, files: Mapping[str, Attachment] = _NO_FILES, *, theme: Theme = OURS
) -> str:
    """Return the whole page of one client: a small document, from which the opener takes title,
    language, direction and content.

    `files` has the attachments by `<project id>/<name>`.
    """
    formal = page.studio.address == "formal"
    t = translator(page.language, page.today, formal=formal, whole_days=True, theme=theme)
    shown = [_view(t, page, project, place, files) for place, project in enumerate(page.shown)]
    return (
        environment(theme)
        .get_template("page.html")
        .render(
            portal=page,
            t=t,
            say=t.text,
            count=t.plural,
            line=line,
            strong=Markup("<b>{}</b>").format,
            shown=shown,
            title=_title(t, page),
            notice=_notice(page),
            account_rows=account_rows,
            price_rows=price_rows,
            capital=capital,
            ended=ended,
            paid_button=paid_button,
            paid_title=paid_title,
            pause_title=pause_title,
            print_step=print_step,
        )
    )


def _title(t: Translator, page: ClientPage) -> Markup:
    client = page.projects[0].project.client.name
    titles = t.list(status.project.title for status in page.projects)
    return t.text("{client}: {titles}", client=client, titles=titles)


def _notice(page: ClientPage) -> Markup:
    """What every client should know until a day; empty once it is over."""
    notice = page.studio.notice
    if notice is None or notice.until < page.today:
        return Markup()
    return line(in_language(notice.text, page.language))


def _view(
    t: Translator,
    page: ClientPage,
    shown: ShownProject,
    place: int,
    files: Mapping[str, Attachment],
) -> View:
    status, project = shown.status, shown.status.project
    ctx = ViewContext(
        t=t,
        studio=page.studio,
        status=status,
        made=page.today,
        live=page.studio.example_day is None,
        waiting=shown.waiting,
    )
    later = [
        replace(ctx, status=day.status, known=day.known, knows_sum=day.knows_sum)
        for day in shown.later
    ]
    days = [ctx, *later]
    headlines = [(day.status.as_of, write_headline(day)) for day in days]
    chart = build_chart(status, ctx.stage_title)
    level = 1 if place == 0 else 2
    return View(
        level=level,
        ctx=ctx,
        titles=dated_texts(headlines, lambda headline: (headline.court, headline.title)),
        lines=dated_texts(headlines, lambda headline: (headline.lines, headline.buttons)),
        money=dated_texts(tuple(_moneys(days)), lambda money: money),
        decisions=describe_decisions(ctx, shown.effects, [day.status for day in shown.later]),
        consequences=describe_consequences(ctx),
        chart=chart,
        drawings=(("horizontal", draw(chart, t)), ("vertical", draw(chart, t, vertical=True))),
        stages=stage_rows(ctx),
        attribution=describe_attribution(ctx, status.dated)
        if status.dated and is_known(ctx)
        else None,
        agreement=build_agreement(ctx, heading=level + 1),
        then=tuple(live for live in _then(status) if not status.moves(live.stage.id, live.end)),
        calendar=calendar_file(replace(ctx, t=replace(t, whole_days=False))).replace("\r\n", "\n"),
        costs=delay_tables(ctx, status.dated) if status.dated else (),
        files=tuple(
            (name, files[key]) for name in project.files if (key := f"{project.id}/{name}") in files
        ),
    )


def _moneys(days: Sequence[ViewContext]) -> Iterator[tuple[date, MoneyText]]:
    """The sentences about money, each from its day on; what is still to come only until a delay may
    have changed it, since nothing is built then."""
    first = days[0].status.as_of
    for day, then in zip_longest(days, days[1:]):
        on, payment = day.status.as_of, payment_due(day)
        sure = not rest_may_change(day.status)
        yield on, MoneyText(payment=payment, note=paid_note(day, rest=sure or on == first))
        tomorrow = on + DAY
        if not sure and on == first and day.live and (then is None or then.status.as_of > tomorrow):
            yield tomorrow, MoneyText(payment=payment, note=paid_note(day, rest=False))


def dated_texts(
    said: Sequence[tuple[date, T]], words: Callable[[T], object]
) -> tuple[DatedText[T], ...]:
    """Return each text with the days on which it holds.

    A text that `words` reads the same on several days, but for numbers that count by themselves, is
    returned once.
    """
    found: list[DatedText[T]] = []
    before = ""
    for day, value in said:
        text = re.sub(r"(<span data-)[^>]*>\d+<", r"\1<", str(words(value)))
        if not found or text != before:
            found[-1:] = [replace(last, last=day - DAY) for last in found[-1:]]
            found.append(DatedText(value=value, first=day))
        before = text
    return tuple(found)


def _then(status: Status) -> tuple[LiveStage, ...]:
    """The stages that come after those whose turn it is and that are waited for, in file order."""
    if status.dated is None:
        return ()
    stages = status.dated.stages
    ready = {live.stage.id for live in status.dated.next}
    return tuple(
        live
        for name, live in stages.items()
        if status.is_waited_for(live) and ready.intersection(live.before)
    )
