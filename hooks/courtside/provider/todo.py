"""What a project needs of the provider, the most pressing first.

    build, the provider's, 9 days late  ->  today: "build is 9 days late: hand it over, or tell Jon"
    copy, the client's, a fee tomorrow  ->  today: "copy: Tue 23 Jun fee 540.00, unless you ..."

A kind of need is one small function and one entry in `RULES`; ids are what the commands take. All
of it is for the provider alone, in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from courtside.engine.assess import Status
from courtside.engine.receivables import list_receivables
from courtside.engine.reminders import DEPOSIT, PROPOSAL, Item, pending
from courtside.engine.schedule import LiveStage, pauses_in_force
from courtside.model.values import PARTIES, Party
from courtside.text.english import days, near, step
from courtside.views.reminder_letter import ways_out

Group = Literal["today", "soon", "waiting", "quiet"]
GROUPS: Mapping[Group, str] = {
    "today": "Today",
    "soon": "Soon",
    "waiting": "Waiting for clients",
    "quiet": "Quiet",
}
"""From the most pressing on, with their headings."""
_ORDER = tuple(GROUPS)

SOON = timedelta(days=7)
LONG = 10
"""Working days of silence after which a call says more than a page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """One thing to do, or to know."""

    group: Group
    text: str
    do: tuple[str, ...] = ()
    """Ways to do it, mostly commands."""
    rank: int = 0
    """Of its rule, in the order of `RULES`."""

    @property
    def urgency(self) -> tuple[int, int]:
        """What sorts needs: the smaller, the more pressing."""
        return _ORDER.index(self.group), self.rank


@dataclass(frozen=True, kw_only=True, slots=True)
class TodoContext:
    """A project, what falls to be told about it today, and to whom that went already."""

    status: Status
    items: tuple[Item, ...]
    told: frozenset[str]

    @property
    def id(self) -> str:
        return self.status.project.id

    @property
    def today(self) -> date:
        return self.status.as_of

    @property
    def contact(self) -> str:
        """Whom to call."""
        client = self.status.project.client
        return client.contact or client.name

    def day(self, day: date) -> str:
        """A day, short."""
        return near(day, self.today)

    def next(self, owner: Party) -> list[LiveStage]:
        """The stages that a side can go on with, or could if there were a slot."""
        if self.status.dated is None or self.status.phase in ("paused", "complete"):
            return []
        return [one for one in self.status.dated.next if one.stage.owner == owner]

    def reminded(self, stage: str) -> bool:
        """Whether the client is reminded of it today, which says it all."""
        return any(item.to == "client" and item.stage == stage for item in self.items)


def list_todo(case: TodoContext) -> tuple[Need, ...]:
    """All that a project needs, the most pressing first; never nothing."""
    found = [replace(need, rank=rank) for rank, rule in enumerate(RULES) for need in rule(case)]
    found.sort(key=lambda need: need.urgency)
    return tuple(found) or (Need(group="quiet", text="nothing to do"),)


# --- With dates --------------------------------------------------------------------------------


def _ours(case: TodoContext) -> Iterator[Need]:
    """Our own stages: late, due, under way, about to begin."""
    for one in case.next("provider"):
        name, done = one.stage.id, (f"courtside done {case.id} {one.stage.id}",)
        if one.state == "late":
            text = f"{name} is {days(one.late_days)} late: hand it over, or tell {case.contact}"
            yield Need(group="today", text=text, do=done)
        elif one.state == "current" and one.due <= case.today:
            yield Need(group="today", text=f"{name} is due today", do=done)
        elif one.state == "current":
            left = case.status.calendars["provider"].count(case.today, one.due)
            text = f"{name} is under way: due {case.day(one.due)}, {days(left)} left"
            yield Need(group="soon", text=text)
        elif one.state == "upcoming":
            group: Group = "soon" if one.start - case.today <= SOON else "quiet"
            yield Need(group=group, text=f"{name} begins {case.day(one.start)}")


def _decisions(case: TodoContext) -> Iterator[Need]:
    """A step takes effect on the next working day."""
    for item in case.items:
        if item.to == "provider" and item.steps:
            follows = " and ".join(step(each, case.today) for each in item.steps)
            text = f"{item.stage}: {follows}, unless you decide otherwise today"
            yield Need(group="today", text=text, do=tuple(ways_out(item)))


def _queue(case: TodoContext) -> Iterator[Need]:
    """A lost slot is settled by a restart that both agree."""
    for one in case.next("provider"):
        if one.state == "queued":
            yield Need(
                group="today",
                text=f"{one.stage.id} lost its slot: agree a new start with {case.contact}; "
                f"the next free one is {case.day(one.start)}",
                do=(f"courtside restart {case.id}",),
            )


def _questions(case: TodoContext) -> Iterator[Need]:
    """Changes and pauses that one side has proposed, and the other has not answered."""
    project = case.status.project
    asked = [(c.asked_by, f"the change of {case.day(c.date)}") for c in project.changes]
    asked = [
        (by, what) for (by, what), c in zip(asked, project.changes, strict=True) if not c.agreed
    ]
    asked += [(p.by, f"a pause from {case.day(p.first)}") for p in project.pauses if not p.agreed]
    for by, what in asked:
        if by == "client":
            text = f"{case.contact} asks for {what}: answer"
            yield Need(group="today", text=text, do=(f"courtside agree {case.id}",))
        else:
            yield Need(group="waiting", text=f"{what} waits for {case.contact}'s answer")


def _reminders(case: TodoContext) -> Iterator[Need]:
    """The letters of today."""
    for item in case.items:
        if item.to == "client":
            what = {PROPOSAL: "the proposal", DEPOSIT: "the deposit"}.get(item.stage, item.stage)
            if item.key(case.today) in case.told:
                yield Need(group="waiting", text=f"{case.contact} was reminded of {what} today")
            else:
                do = (f"courtside paid {case.id} deposit",) if item.stage == DEPOSIT else ()
                yield Need(group="today", text=f"remind {case.contact} of {what}", do=do)


def _theirs(case: TodoContext) -> Iterator[Need]:
    """What the client has: how late, and what follows when."""
    for one in case.next("client"):
        if case.reminded(one.stage.id):
            continue
        ahead = pending(case.status, one.stage.id)
        then = f"; then {step(min(ahead, key=lambda each: each.date), case.today)}" if ahead else ""
        if one.state == "late" and one.late_days > LONG and not ahead:
            text = (
                f"call {case.contact}: {one.stage.id} is {days(one.late_days)} late, and nothing "
            )
            yield Need(group="soon", text=f"{text}more follows by itself")
        elif one.state == "late":
            text = f"waits for {one.stage.id}, {days(one.late_days)} late{then}"
            yield Need(group="waiting", text=text)
        elif one.state == "current":
            yield Need(
                group="waiting", text=f"waits for {one.stage.id}, due {case.day(one.due)}{then}"
            )
        elif one.state == "upcoming":
            yield Need(
                group="quiet", text=f"{one.stage.id} ({case.contact}) begins {case.day(one.start)}"
            )


def _rights(case: TodoContext) -> Iterator[Need]:
    """What a side may do since a step took effect."""
    may = {"may-close": "you may end it and invoice", "may-leave": "the client may leave"}
    going_on = {one.stage.id for party in PARTIES for one in case.next(party)}
    for each in case.status.dated.consequences if case.status.dated else ():
        if each.do in may and each.state == "in effect" and each.stage in going_on:
            yield Need(group="soon", text=f"{may[each.do]}, since {case.day(each.date)}")


def _pauses(case: TodoContext) -> Iterator[Need]:
    if case.status.phase != "paused":
        return
    runs = [run for run in pauses_in_force(case.status.project, case.today) if case.today in run]
    last = max(run.last for run in runs)
    if any(p.agreed and p.last is None for p in case.status.project.pauses):
        yield Need(group="quiet", text="paused, with no end agreed")
    else:
        group: Group = "soon" if last - case.today <= SOON else "quiet"
        yield Need(group=group, text=f"paused through {case.day(last)}")


def _finished(case: TodoContext) -> Iterator[Need]:
    if case.status.phase != "complete":
        return
    money = list_receivables(case.status)
    if money.now:
        yield Need(group="soon", text=f"all is done, and {money.now} is not paid")
    elif money.back:
        yield Need(group="soon", text=f"all is done, and you owe {money.back} back")
    else:
        do = (f"courtside close {case.id}",)
        yield Need(group="quiet", text="all is done and paid: close it", do=do)


# --- Before there are dates --------------------------------------------------------------------


def _signed(case: TodoContext) -> Iterator[Need]:
    project = case.status.project
    if case.status.phase != "signed" or project.signed is None:
        return
    if case.reminded(DEPOSIT):
        return
    if case.status.waits_for_deposit and project.signed.date:
        text = f"waits for the deposit, signed {case.day(project.signed.date)}"
        do = (f"courtside paid {case.id} deposit",)
        yield Need(group="waiting", text=text, do=do)
    else:
        yield Need(
            group="today",
            text=f"{case.contact} waits for the dates",
            do=(f"courtside schedule {case.id}",),
        )


def _proposal(case: TodoContext) -> Iterator[Need]:
    quoted = case.status.project.quoted
    until = quoted.until if quoted else None
    if case.status.phase == "lapsed" and until:
        yield Need(
            group="quiet", text=f"the proposal lapsed on {case.day(until)}: renew or close it"
        )
    elif case.status.phase == "proposal" and until and until - case.today <= SOON:
        text = f"the proposal lapses after {case.day(until)}: call {case.contact}"
        yield Need(group="soon", text=text)
    elif case.status.phase == "proposal":
        end = f", open until {case.day(until)}" if until else ""
        yield Need(group="waiting", text=f"a proposal{end}")


Rule = Callable[[TodoContext], Iterator[Need]]
RULES: tuple[Rule, ...] = (
    _ours, _decisions, _signed, _queue, _questions, _reminders, _proposal, _finished, _rights,
    _pauses, _theirs,
)  # fmt: skip
"""In order of urgency within a group."""
