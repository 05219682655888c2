"""Who is to be reminded today, and of what.

    remind: [-1, 0, 1, 3]; texts, the client's, due on 13 March
    ->  on 12, 13, 16 and 18 March a reminder to the client;
        {after: 5, do: lose-slot} bites on 23 March: one more on the 20th, to both

A client is reminded of its open stages, on the studio's `remind` days around each due date and on
the working day before each further step; and on the day of a `remind` step, in its own words. An
open proposal has its last day as its due date, and is not asked for any more once that is over. A
deposit has no due date, so its signature counts in place of one: only the days after it.

The provider gets a notice on the working day before a step takes effect, on whosever stage. All
days are working days of whoever is told; in a pause nobody is. One letter a day collects all that
one address has to be told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from courtside.engine import money
from courtside.engine.assess import Status
from courtside.engine.consequences import Consequence, reminder_key
from courtside.engine.portals import ClientPage
from courtside.engine.schedule import LiveStage
from courtside.engine.workdays import DAY, Workdays
from courtside.model.project import Client
from courtside.model.values import Party

PROPOSAL, DEPOSIT = "(proposal)", "(deposit)"
"""In the place of a stage's id, which has no brackets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing that somebody is told about today."""

    to: Party
    status: Status
    stage: str
    """The id of the stage; PROPOSAL or DEPOSIT."""
    due: date
    """When it is, or was, to be there; for a deposit the day of the signature."""
    one: LiveStage | None = None
    """The stage."""
    steps: tuple[Consequence, ...] = ()
    """What takes effect on the next working day."""
    words: tuple[Consequence, ...] = ()
    """The `remind` steps of today."""

    @property
    def late_days(self) -> int:
        """Working days of its owner since it was due."""
        return self.one.late_days if self.one else 0

    def key(self, today: date) -> str:
        """What is written down, so that nobody is told twice: a day, to whom, and two ids."""
        return reminder_key(today, self.to, self.status.project.id, self.stage)


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """All that one address is told today."""

    to: Party
    portals: tuple[ClientPage, ...]
    """Where it can be read: one for a client, one or more for the provider."""
    items: tuple[Item, ...]

    @property
    def portal(self) -> ClientPage:
        """The portal that a client's letter is about."""
        return self.portals[0]

    @property
    def today(self) -> date:
        """The day on which it is written."""
        return self.portal.today

    @property
    def client(self) -> Client:
        """Whom a client's letter goes to."""
        return self.items[0].status.project.client

    @property
    def id(self) -> str:
        """Whose it is, for names of files and messages: a client's id, or `_studio`."""
        return self.portal.id if self.to == "client" else "_studio"

    @property
    def about(self) -> tuple[str, ...]:
        """What it is about, by ids."""
        return tuple(f"{item.status.project.id}/{item.stage}" for item in self.items)

    @property
    def keys(self) -> tuple[str, ...]:
        """What is written down when it goes out."""
        return tuple(item.key(self.today) for item in self.items)


def letters(portals: Sequence[ClientPage], told: Collection[str] = ()) -> tuple[Letter, ...]:
    """The letters of the portals' day, the clients' in order of id, then the provider's own.

    `told` are the keys that have gone out already: what they name is left out.
    """
    due = [(portal, item) for portal in portals for item in _items(portal)]
    due = [(portal, item) for portal, item in due if item.key(portal.today) not in told]
    yours = [(portal, item) for portal, item in due if item.to == "client"]
    ours = [(portal, item) for portal, item in due if item.to == "provider"]
    found = [
        Letter(to="client", portals=(portal,), items=tuple(items))
        for portal, about in groupby(yours, key=lambda pair: pair[0])
        for items in _by_address(item for _, item in about)
    ]
    if ours:
        concerned = tuple(dict.fromkeys(portal.id for portal, _ in ours))
        found.append(
            Letter(
                to="provider",
                portals=tuple(portal for portal in portals if portal.id in concerned),
                items=tuple(item for _, item in ours),
            )
        )
    return tuple(found)


def _by_address(items: Iterable[Item]) -> Iterator[tuple[Item, ...]]:
    """Projects of one client may have different people who answer."""
    boxes: dict[str, list[Item]] = {}
    for item in items:
        boxes.setdefault(item.status.project.client.email, []).append(item)
    yield from (tuple(box) for box in boxes.values())


# --- What is due -------------------------------------------------------------------------------


def _items(portal: ClientPage) -> Iterator[Item]:
    for status in portal.projects:
        if status.dated is None:
            yield from _before_dates(portal, status)
        elif status.phase not in ("paused", "complete", "ended", "closed"):
            for one in status.dated.stages.values():
                if one.open:
                    yield from _stage(portal, status, one)


def _before_dates(portal: ClientPage, status: Status) -> Iterator[Item]:
    """A proposal that is about to lapse, a deposit that is waited for."""
    project, days = status.project, portal.studio.remind
    calendar = status.calendars["client"]
    until = project.quoted.until if project.quoted else None
    if status.phase == "proposal" and until:
        before = [n for n in days if n <= 0]
        if _around(calendar, until, before, portal.today):
            yield Item(to="client", status=status, stage=PROPOSAL, due=until)
    signed = project.signed.date if project.signed else None
    if signed and any(each.instalment == money.DEPOSIT for each in status.due):
        after = [n for n in days if n > 0]
        if _around(calendar, signed, after, portal.today):
            yield Item(to="client", status=status, stage=DEPOSIT, due=signed)


def _stage(portal: ClientPage, status: Status, one: LiveStage) -> Iterator[Item]:
    """An open stage: its owner's reminder, and the provider's notice."""
    assert status.dated
    today = portal.today
    found = [each for each in status.dated.consequences if each.stage == one.stage.id]
    words = tuple(
        each
        for each in found
        if each.do == "remind" and each.state == "in effect" and each.date == today
    )

    def before(party: Party) -> tuple[Consequence, ...]:
        calendar = one.calendar if party == one.stage.owner else status.calendars[party]
        steps = pending(status, one.stage.id)
        return tuple(each for each in steps if calendar.before(each.date, 1) == today)

    item = Item(to="client", status=status, stage=one.stage.id, due=one.due, one=one, words=words)
    if one.stage.owner == "client":
        steps = before("client")
        day = _around(one.calendar, one.due, portal.studio.remind, today)
        if day or steps or words:
            yield replace(item, steps=steps)
        words = ()
    steps = before("provider")
    if steps or words:
        yield replace(item, to="provider", steps=steps, words=words)


def pending(status: Status, stage: str) -> tuple[Consequence, ...]:
    """Return the steps that are ahead on a stage and do something: words alone do not."""
    assert status.dated
    return tuple(
        each
        for each in status.dated.consequences
        if each.stage == stage and each.state == "ahead" and each.do != "remind"
    )


def _around(calendar: Workdays, due: date, days: Iterable[int], today: date) -> bool:
    """Whether today is one of these working days around a day."""
    return any(today == _shifted(calendar, due, n) for n in days)


def _shifted(calendar: Workdays, day: date, n: int) -> date:
    """The n-th working day after a day; before it, where n is negative."""
    if n == 0:
        return day
    return calendar.nth(day + DAY, n) if n > 0 else calendar.before(day, -n)
