"""Who is to be reminded today, and of what.

    remind: [-1, 0, 1, 3]; texts, the client's, due on 13 March
    ->  on 12, 13, 16 and 18 March a reminder to the client, then one a week while it is late;
        {after: 5, do: lose-slot} takes effect on 23 March: one more on the 20th, to both

A client is reminded of its open stages on the studio's `remind` days around each due date, once a
week after the last of them, on the working day before each further step, and on the day of a
`remind` step, in its own words. An open proposal has its last day as its due date, and is not asked
for once that is over. A deposit and a final balance have no due date: the signature, or the end,
counts in place of one, and only the days after it. No `remind` days, no reminders but before steps.

The provider gets a notice on the working day before a step takes effect, on whosever stage. All
days are working days of whoever is reminded; in a pause nobody is. One letter a day collects
everything for the same people (`Client.people`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from courtside.engine import shares
from courtside.engine.assess import Status
from courtside.engine.consequences import Consequence, reminder_key
from courtside.engine.portals import ClientPage
from courtside.engine.schedule import LiveStage
from courtside.engine.workdays import DAY, Workdays
from courtside.model.project import Client
from courtside.model.values import Party

PROPOSAL, DEPOSIT, BALANCE = "(proposal)", "(deposit)", "(balance)"
"""Values in place of a stage's id, which has no brackets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing to be reminded of today."""

    to: Party
    status: Status
    stage: str
    """The id of the stage, or PROPOSAL, DEPOSIT or BALANCE."""
    due: date
    """The day on which it is or was due; for a deposit the day of the signature, for a balance the
    end."""
    live: LiveStage | None = None
    """The stage; None for a proposal, deposit or balance."""
    steps: tuple[Consequence, ...] = ()
    """The steps that take effect on the next working day."""
    words: tuple[Consequence, ...] = ()
    """The `remind` steps of today."""

    @property
    def late_days(self) -> int:
        """The working days of its owner since it was due."""
        return self.live.late_days if self.live else 0

    @property
    def amount(self) -> Decimal | None:
        """The amount to be paid now for it, gross; None if it is no payment."""
        names = {DEPOSIT: shares.DEPOSIT, BALANCE: shares.BALANCE}
        name = names.get(self.stage, self.stage)
        return next((due.amount for due in self.status.due if due.instalment == name), None)

    def key(self, today: date) -> str:
        """Return the line that is logged so that no reminder goes out twice: a day, the party, two
        ids."""
        return reminder_key(today, self.to, self.status.project.id, self.stage)


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """Everything for the same people today."""

    to: Party
    portals: tuple[ClientPage, ...]
    """The pages it is about: one for a client, one or more for the provider."""
    items: tuple[Item, ...]

    @property
    def portal(self) -> ClientPage:
        """The page that a client's letter is about."""
        return self.portals[0]

    @property
    def today(self) -> date:
        """The day on which it is written."""
        return self.portal.today

    @property
    def client(self) -> Client:
        """The client of the letter, with name and addresses, which are the same in all items."""
        return self.items[0].status.project.client

    @property
    def id(self) -> str:
        """The id for file names and messages: the client's, or `_studio`."""
        return self.portal.id if self.to == "client" else "_studio"

    @property
    def about(self) -> tuple[str, ...]:
        """The ids of what it is about."""
        return tuple(f"{item.status.project.id}/{item.stage}" for item in self.items)

    @property
    def keys(self) -> tuple[str, ...]:
        """The lines that are recorded when it goes out."""
        return tuple(item.key(self.today) for item in self.items)


def letters(portals: Sequence[ClientPage], sent: Collection[str] = ()) -> tuple[Letter, ...]:
    """Return the letters of today: the clients' in order of id, then the provider's own.

    `sent` has the keys that have gone out already, whose items are left out.
    """
    due = [(portal, item) for portal in portals for item in _items(portal)]
    due = [(portal, item) for portal, item in due if item.key(portal.today) not in sent]
    yours = [(portal, item) for portal, item in due if item.to == "client"]
    ours = [(portal, item) for portal, item in due if item.to == "provider"]
    found = [
        Letter(to="client", portals=(portal,), items=tuple(items))
        for portal, about in groupby(yours, key=lambda pair: pair[0])
        for items in _by_people(item for _, item in about)
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


def _by_people(items: Iterable[Item]) -> Iterator[tuple[Item, ...]]:
    """Projects of one client may have different people who answer, or who get copies."""
    boxes: dict[object, list[Item]] = {}
    for item in items:
        boxes.setdefault(item.status.project.client.people, []).append(item)
    yield from (tuple(box) for box in boxes.values())


# --- What is due -------------------------------------------------------------------------------


def _items(portal: ClientPage) -> Iterator[Item]:
    for status in portal.projects:
        if status.dated is None:
            yield from _before_dates(portal, status)
        elif status.phase not in ("paused", "complete", "ended", "closed"):
            for live in status.dated.stages.values():
                if live.open:
                    yield from _stage(portal, status, live)
        if status.phase in ("complete", "ended"):
            yield from _balance(portal, status)


def _before_dates(portal: ClientPage, status: Status) -> Iterator[Item]:
    """Yield a proposal that is about to lapse, and a deposit that has not arrived."""
    project, calendar = status.project, status.calendars["client"]
    until = project.quoted.until if project.quoted else None
    if status.phase == "proposal" and until:
        before = [n for n in portal.studio.remind if n <= 0]
        if _around(calendar, until, before, portal.today):
            yield Item(to="client", status=status, stage=PROPOSAL, due=until)
    signed = project.signed.newest if project.signed else None
    asked = any(due.instalment == shares.DEPOSIT for due in status.due)
    if signed and asked and _after(portal, calendar, signed):
        yield Item(to="client", status=status, stage=DEPOSIT, due=signed)


def _balance(portal: ClientPage, status: Status) -> Iterator[Item]:
    """What is left to pay once everything is finished, or the project has ended."""
    if not any(due.instalment == shares.BALANCE and due.amount > 0 for due in status.due):
        return
    ended = status.project.ended
    dated = status.dated
    end = ended.date if ended else dated.ledger.finish if dated else None
    if end and _after(portal, status.calendars["client"], end):
        yield Item(to="client", status=status, stage=BALANCE, due=end)


def _stage(portal: ClientPage, status: Status, live: LiveStage) -> Iterator[Item]:
    """An open stage: its owner's reminder, and the provider's notice."""
    assert status.dated
    today, name = portal.today, live.stage.id
    words = tuple(
        step
        for step in status.dated.told
        if (step.stage, step.do, step.state, step.date) == (name, "remind", "in effect", today)
    )

    def before(party: Party) -> tuple[Consequence, ...]:
        calendar = live.calendar if party == live.stage.owner else status.calendars[party]
        steps = pending(status, name)
        return tuple(step for step in steps if calendar.before(step.date, 1) == today)

    item = Item(to="client", status=status, stage=name, due=live.due, live=live, words=words)
    if live.stage.owner == "client":
        steps = before("client")
        around = _around(live.calendar, live.due, portal.studio.remind, today)
        day = around or _weekly(portal, live.calendar, live.due)
        day = day and not status.moves(name, live.due)
        nothing_to_pay = live.stage.pay is not None and item.amount is None
        if (day or steps or words) and not nothing_to_pay:
            yield replace(item, steps=steps)
        words = ()
    steps = before("provider")
    if steps or words:
        yield replace(item, to="provider", steps=steps, words=words)


def pending(status: Status, stage: str) -> tuple[Consequence, ...]:
    """Return the steps ahead on a stage that do something; a reminder does not. A day that moves
    is none to name."""
    assert status.dated
    return tuple(
        step
        for step in status.dated.told
        if step.stage == stage
        and step.state == "ahead"
        and step.do != "remind"
        and not status.moves(stage, step.date)
    )


def lost_slot(status: Status, stage: str) -> date | None:
    """Return the day on which a stage that is still open lost the slot of what follows; None if it
    did not, or if a new start is agreed already."""
    if status.dated is None or not status.dated.stages[stage].open:
        return None
    stages = status.dated.stages
    found = (loss for loss in status.dated.course.losses if loss.stage == stage)
    lost = next((loss for loss in found if loss.open_on(status.as_of)), None)
    return lost.day if lost and any(stages[name].waits_for_slot for name in lost.below) else None


def _after(portal: ClientPage, calendar: Workdays, since: date) -> bool:
    """Whether today is a day to remind of money that has no due date of its own."""
    after = [n for n in portal.studio.remind if n > 0]
    return _around(calendar, since, after, portal.today) or _weekly(portal, calendar, since)


def _around(calendar: Workdays, due: date, days: Iterable[int], today: date) -> bool:
    """Whether today is one of these working days around a day."""
    return any(today == _shifted(calendar, due, n) for n in days)


def _shifted(calendar: Workdays, day: date, n: int) -> date:
    """The n-th working day after a day; before it, where n is negative."""
    if n == 0:
        return day
    return calendar.nth(day + DAY, n) if n > 0 else calendar.before(day, -n)


def _weekly(portal: ClientPage, calendar: Workdays, due: date) -> bool:
    """Whether today is one, two, ... working weeks after the last of the studio's days."""
    if not portal.studio.remind or not calendar.works(portal.today):
        return False
    days = calendar.count(due, portal.today) - max(0, *portal.studio.remind)
    return days > 0 and days % len(calendar.week) == 0
