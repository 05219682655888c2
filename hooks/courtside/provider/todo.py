"""What a project needs of the provider, the most pressing first, with the command that does it.

    build, the provider's, 9 days late  ->  today: "build is 9 days late: hand it over, or tell Jon"
    copy, the client's, a fee tomorrow  ->  today: "copy: Tue 23 Jun fee 540.00, unless you ..."

A kind of need is one small function and one entry in `RULES`; ids are what the commands take. All
of it is for the provider alone, in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from courtside.engine.as_of import is_open
from courtside.engine.assess import Status
from courtside.engine.consequences import Consequence
from courtside.engine.receivables import list_receivables
from courtside.engine.reminders import BALANCE, DEPOSIT, PROPOSAL, Item, lost_slot, pending
from courtside.engine.schedule import LiveStage, pauses_in_force
from courtside.model.currencies import plain
from courtside.model.project import Change, Pause
from courtside.model.values import PARTIES, Party
from courtside.provider.actions.action import how_to_settle
from courtside.provider.actions.agree import agree_command, propose_work, proposed
from courtside.text.english import at_best, count, days, follows, near
from courtside.views.reminder_letter import approval_of, record_command, ways_out

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
"""Working days of silence from which on a call says more than a page."""
_STANDS_STILL = ("paused", "complete", "ended", "closed")
"""Phases in which nobody has anything to hand over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """One thing to do, or to know."""

    group: Group
    text: str
    do: tuple[str, ...] = ()
    """The ways to do it, mostly commands."""
    rank: int = 0
    """The place of its rule in `RULES`."""

    @property
    def urgency(self) -> tuple[int, int]:
        """The sort key: the smaller, the more pressing."""
        return _ORDER.index(self.group), self.rank


@dataclass(frozen=True, kw_only=True, slots=True)
class TodoContext:
    """A project, and the reminders that its client gets today or has got."""

    status: Status
    items: tuple[Item, ...]
    sent: frozenset[str]
    currency: str
    today: date
    """The real day of the view; an ended project stands as of an earlier one."""

    @property
    def id(self) -> str:
        """The id of the project."""
        return self.status.project.id

    @property
    def contact(self) -> str:
        """The name of the person to call."""
        return self.status.project.client.person

    def day(self, day: date) -> str:
        """Return a date in short form."""
        return near(day, self.today)

    def money(self, amount: Decimal) -> str:
        """Return an amount as files have it."""
        return plain(amount, self.currency)

    def follows(self, consequence: Consequence) -> str:
        """Return the effect of a consequence, and its date."""
        return follows(consequence, self.currency, self.day(consequence.date))

    def due(self, live: LiveStage) -> str:
        """Return the date on which a stage is due that is not late."""
        return at_best(self.day(live.due), self.status.moves(live.stage.id, live.due))

    def begins(self, live: LiveStage) -> str:
        """Return the date on which a stage begins."""
        return at_best(self.day(live.start), self.status.moves(live.stage.id, live.start))

    def next(self, owner: Party) -> list[LiveStage]:
        """Return the stages that a side can go on with, or could if it had a slot."""
        if self.status.dated is None or self.status.phase in _STANDS_STILL:
            return []
        return [live for live in self.status.dated.next if live.stage.owner == owner]

    def reminded(self, stage: str) -> bool:
        """Return whether the client is reminded of it today, so that nothing else need be said."""
        return any(item.to == "client" and item.stage == stage for item in self.items)


def list_todo(ctx: TodoContext) -> tuple[Need, ...]:
    """Return all that a project needs, the most pressing first; at least one thing."""
    needs = [replace(need, rank=rank) for rank, rule in enumerate(RULES) for need in rule(ctx)]
    needs.sort(key=lambda need: need.urgency)
    return tuple(needs) or (Need(group="quiet", text="nothing to do"),)


# --- Our own stages ----------------------------------------------------------------------------


def _ours(ctx: TodoContext) -> Iterator[Need]:
    """Our own stages: late, due, under way, about to begin."""
    for live in ctx.next("provider"):
        name, do = live.stage.id, (record_command(ctx.id, live),)
        if live.stage.open_wait:
            continue
        if live.state == "late":
            text = f"{name} is {days(live.late_days)} late: hand it over, or tell {ctx.contact}"
            yield Need(group="today", text=text, do=do)
        elif live.state == "current" and live.due <= ctx.today:
            due = "is due today" if live.due == ctx.today else f"was due on {ctx.due(live)}"
            yield Need(group="today", text=f"{name} {due}", do=do)
        elif live.state == "current":
            left = ctx.status.calendars["provider"].count(ctx.today, live.due)
            text = f"{name} is under way: due {ctx.due(live)}, {days(left)} left"
            yield Need(group="soon", text=text, do=do)
        elif live.state == "upcoming":
            group: Group = "soon" if live.start - ctx.today <= SOON else "quiet"
            yield Need(group=group, text=f"{name} begins {ctx.begins(live)}")


def _waits(ctx: TodoContext) -> Iterator[Need]:
    """Questions that hold a stage up until somebody answers."""
    for live in (*ctx.next("provider"), *ctx.next("client")):
        wait = live.stage.open_wait
        if wait is None:
            continue
        name, since = live.stage.id, ctx.day(wait.since)
        do = (f"courtside answered {ctx.id} {name}",)
        if wait.on == "provider":
            text = f"{ctx.contact} has waited for your answer on {name} since {since}"
            yield Need(group="today", text=text, do=do)
        else:
            who = f"{ctx.contact}'s" if wait.on == "client" else "somebody else's"
            text = f"{name} has waited for {who} answer since {since}"
            yield Need(group="waiting", text=text, do=do)


def _decisions(ctx: TodoContext) -> Iterator[Need]:
    """A step takes effect on the next working day."""
    for item in ctx.items:
        if item.to == "provider" and item.steps:
            steps = " and ".join(map(ctx.follows, item.steps))
            text = f"{item.stage}: {steps} unless you act today"
            yield Need(group="today", text=text, do=tuple(ways_out(item)))


def _queue(ctx: TodoContext) -> Iterator[Need]:
    """A lost slot is settled by a restart that both agree."""
    for live in ctx.next("provider"):
        if not live.waits_for_slot or live.finished:
            continue
        name, first = live.stage.id, max(live.start, ctx.today)
        if ctx.status.moves(name, first):
            text = f"{name} lost its slot, and has no day to resume on yet"
            yield Need(group="waiting", text=text)
            continue
        yield Need(
            group="today",
            text=f"{name} lost its slot: agree a new start with {ctx.contact}; the next free one "
            f"is {ctx.day(first)}",
            do=(f"courtside restart {ctx.id}",),
        )


def _lost(ctx: TodoContext) -> Iterator[Need]:
    """A stage that is still open has cost the slot of what follows it."""
    for live in ctx.next("client"):
        if lost := lost_slot(ctx.status, live.stage.id):
            text = (
                f"{live.stage.id} is late, so the slot was lost on {ctx.day(lost)}: once it comes, "
                "agree a new start"
            )
            yield Need(group="waiting", text=text, do=_ways_it_came(ctx, live))


def _last_answers(ctx: TodoContext) -> Iterator[Need]:
    """Approvals that silence approves today: an answer is still in time."""
    for live in ctx.status.last_answers:
        name = live.stage.id
        text = f"today is the last day for {ctx.contact}'s answer on {name}; if it comes"
        do = (f"courtside done {ctx.id} {name}", f"courtside ask-change {ctx.id} {name} --why TEXT")
        yield Need(group="soon", text=text, do=do)


def _questions(ctx: TodoContext) -> Iterator[Need]:
    """Changes and pauses that are proposed, and not answered."""
    if ctx.status.phase in ("closed", "ended"):  # only money goes on
        return
    project = ctx.status.project
    for name, (field, index) in proposed(project).items():
        proposal: Change | Pause = getattr(project, field)[index]
        agree, what = agree_command(project, name), _proposal_of(ctx, proposal)
        if isinstance(proposal, Change) and (begun := ctx.status.begun_after(proposal)):
            text = (
                f"{what} can no longer be agreed: {begun} has begun. If both agreed before, record "
                "it with its day; else delete it, and propose it anew"
            )
            place = ctx.status.place_for_work(proposal)
            anew = propose_work(ctx.id, place, proposal, ctx.currency)
            yield Need(group="today", text=text, do=(f"{agree} --date DATE", anew))
            continue
        if isinstance(proposal, Pause) and proposal.is_over(ctx.today):
            text = (
                f"{what} is over, and was not agreed. If both agreed before, record it with its "
                "day; else delete it"
            )
            yield Need(group="today", text=text, do=(f"{agree} --date DATE",))
            continue
        do = (agree,)
        if proposal.answered_by == "provider":
            yield Need(group="today", text=f"{ctx.contact} asks for {what}: answer", do=do)
        else:
            text = f"{what} waits for {ctx.contact}'s answer"
            yield Need(group="waiting", text=text, do=do)


def _proposal_of(ctx: TodoContext, proposal: Change | Pause) -> str:
    if isinstance(proposal, Change):
        return f"the change of {ctx.day(proposal.date)}"
    return f"a pause from {ctx.day(proposal.first)}"


# --- The client's stages -----------------------------------------------------------------------


def _reminders(ctx: TodoContext) -> Iterator[Need]:
    """The reminders of today; after a long silence, a call instead."""
    names = {PROPOSAL: "the proposal", DEPOSIT: "the deposit", BALANCE: "the balance"}
    decided = {item.stage for item in ctx.items if item.to == "provider" and item.steps}
    for item in ctx.items:
        if item.to != "client":
            continue
        what, silence = names.get(item.stage, item.stage), _silence(ctx, item)
        paid = f"courtside paid {ctx.id}"
        do: tuple[str, ...] = (paid,) if item.stage in (DEPOSIT, BALANCE) else ()
        if item.live is not None and item.stage not in decided:
            do = _ways_it_came(ctx, item.live)
        went_out = item.key(ctx.today) in ctx.sent
        if silence >= LONG:
            also = "was reminded today too" if went_out else "a reminder is due as well"
            text = f"call {ctx.contact} about {what}, {days(silence)} late; {also}"
            yield Need(group="today", text=text, do=do)
        elif went_out:
            yield Need(group="waiting", text=f"{ctx.contact} was reminded of {what} today")
        else:
            yield Need(group="today", text=f"remind {ctx.contact} of {what}", do=do)


def _silence(ctx: TodoContext, item: Item) -> int:
    """Working days that something has been missing; of money without a due date, since it was
    asked for."""
    if item.stage in (DEPOSIT, BALANCE):
        return ctx.status.calendars["client"].count(item.due, ctx.today)
    return item.late_days


def _theirs(ctx: TodoContext) -> Iterator[Need]:
    """What the client has: how late, and what follows when."""
    for live in ctx.next("client"):
        if ctx.reminded(live.stage.id) or live.stage.open_wait:
            continue
        name, do = live.stage.id, _ways_it_came(ctx, live)
        if settled := how_to_settle(ctx.status, live):
            what, command = settled
            yield Need(group="today", text=f"{name} {what}", do=(command,))
            continue
        if live.open and ctx.status.asks_for_nothing(live):
            continue  # until a proposal is answered
        ahead = min(pending(ctx.status, name), key=lambda item: item.date, default=None)
        then = f"; {ctx.follows(ahead)}" if ahead else ""
        came = _received(live)
        if live.late_days >= LONG:
            text = f"call {ctx.contact}: {name} is {days(live.late_days)} late{came}{then}"
            yield Need(group="today", text=text, do=do)
        elif live.state == "late":
            text = f"waits for {name}, {days(live.late_days)} late{came}{then}"
            yield Need(group="waiting", text=text, do=do)
        elif live.state == "current":
            text = f"waits for {name}, due {ctx.due(live)}{came}{then}"
            yield Need(group="waiting", text=text, do=do)
        elif live.state == "upcoming":
            text = f"{name} ({ctx.contact}) begins {ctx.begins(live)}"
            yield Need(group="quiet", text=text)


def _received(live: LiveStage) -> str:
    """How much of a handover is here already."""
    received = sum(item.received is not None for item in live.stage.gives)
    return f", {received} of {count(len(live.stage.gives), 'item')} received" if received else ""


def _ways_it_came(ctx: TodoContext, live: LiveStage) -> tuple[str, ...]:
    """What records that a stage of the client's was handed over, all of it or a part."""
    name, command = live.stage.id, record_command(ctx.id, live)
    if live.stage.approves:
        asked = f"They want changes: courtside ask-change {ctx.id} {approval_of(live)}"
        return (f"They approved it: {command}", asked)
    if len(live.stage.gives) > 1:
        return (f"All of it came: {command}", f"A part: courtside received {ctx.id} {name}")
    return (command,)


def _rights(ctx: TodoContext) -> Iterator[Need]:
    """What a side may do since a step took effect."""
    may = {
        "may-close": ("you may end it and invoice", (f"courtside end {ctx.id} --by provider",)),
        "may-leave": (f"{ctx.contact} may end it", ()),
    }
    going_on = {live.stage.id for party in PARTIES for live in ctx.next(party)}
    for consequence in ctx.status.dated.consequences if ctx.status.dated else ():
        right = may.get(consequence.do)
        if right and consequence.state == "in effect" and consequence.stage in going_on:
            text, do = right
            yield Need(group="soon", text=f"{text}, since {ctx.day(consequence.date)}", do=do)


def _pauses(ctx: TodoContext) -> Iterator[Need]:
    if ctx.status.phase != "paused":
        return
    runs = pauses_in_force(ctx.status.project, ctx.today)
    begun = any(run.first < ctx.today and ctx.today in run for run in runs)
    do = (f"courtside resume {ctx.id}",) if begun else ()  # refused on the first day
    last = ctx.status.pause_end
    if last is None:
        yield Need(group="quiet", text="paused, with no end agreed", do=do)
    else:
        group: Group = "soon" if last - ctx.today <= SOON else "quiet"
        yield Need(group=group, text=f"paused through {ctx.day(last)}")


# --- Money and the end -------------------------------------------------------------------------

_OVER = {"complete": "all is done", "ended": "it has ended", "closed": "it is closed"}


def _money(ctx: TodoContext) -> Iterator[Need]:
    """What is left to pay or to pay back, until it is settled."""
    owed, over = list_receivables(ctx.status), _OVER.get(ctx.status.phase)
    if owed.back:
        text = f"{over or 'more was paid than it comes to'}: you owe {ctx.money(owed.back)} back"
        yield Need(group="soon", text=text, do=(f"courtside refund {ctx.id}",))
    elif owed.now and (over or owed.part):
        part = f", {ctx.money(owed.part)} came in part" if owed.part else ""
        text = f"{over or 'in part'}: {ctx.money(owed.now)} is still to pay{part}"
        if not ctx.reminded(BALANCE):
            yield Need(group="soon", text=text, do=(f"courtside paid {ctx.id}",))
    elif ctx.status.phase in ("complete", "ended") and owed.settled:
        text = f"{over} and paid: close it"
        yield Need(group="quiet", text=text, do=(f"courtside close {ctx.id}",))


def _page(ctx: TodoContext) -> Iterator[Need]:
    """A project whose page nobody can open any more although it goes on."""
    project, phase = ctx.status.project, ctx.status.phase
    until = project.link_until
    if until and until < ctx.today and phase != "closed" and not is_open(project, ctx.today):
        yield Need(group="soon", text=f"its page came down after {ctx.day(until)} (link_until)")


# --- Before there are dates --------------------------------------------------------------------


def _signed(ctx: TodoContext) -> Iterator[Need]:
    project = ctx.status.project
    if ctx.status.phase != "signed" or project.signed is None or ctx.reminded(DEPOSIT):
        return
    signed = project.signed.newest
    if ctx.status.waits_for_deposit and not ctx.status.asks_for_deposit:
        yield Need(group="today", text="the deposit asks for nothing more, and is not settled",
                   do=_settling(ctx))  # fmt: skip
    elif ctx.status.asks_for_deposit and signed:
        text = f"waits for the deposit, signed {ctx.day(signed)}"
        silent = ctx.status.calendars["client"].count(signed, ctx.today) >= LONG
        text = f"call {ctx.contact}: {text}" if silent else text
        do = (f"courtside paid {ctx.id}",)
        yield Need(group="today" if silent else "waiting", text=text, do=do)
    else:
        text = f"{ctx.contact} waits for the dates"
        yield Need(group="today", text=text, do=(f"courtside schedule {ctx.id}",))


def _settling(ctx: TodoContext) -> tuple[str, ...]:
    """How a deposit of nothing is settled: by what has come, or not at all where nothing is to
    pay."""
    if any(payment.amount.value > 0 for payment in ctx.status.project.payments):
        return ("courtside check",)
    return (f"courtside end {ctx.id}",)


def _proposal(ctx: TodoContext) -> Iterator[Need]:
    quoted, phase = ctx.status.project.quoted, ctx.status.phase
    until = quoted.until if quoted else None
    sign = (f"courtside sign {ctx.id}",)
    if phase == "draft" and quoted:
        group: Group = "soon" if quoted.date - ctx.today <= SOON else "quiet"
        yield Need(group=group, text=f"a draft: the client sees it from {ctx.day(quoted.date)} on")
    elif phase == "lapsed" and until:
        text = f"the proposal lapsed on {ctx.day(until)}: renew or close it"
        do = (f"courtside quote {ctx.id}", f"courtside close {ctx.id}")
        yield Need(group="quiet", text=text, do=do)
    elif phase == "proposal" and until and until - ctx.today <= SOON:
        text = f"the proposal lapses after {ctx.day(until)}: call {ctx.contact}"
        yield Need(group="soon", text=text, do=sign)
    elif phase == "proposal":
        end = f", open until {ctx.day(until)}" if until else ""
        yield Need(group="waiting", text=f"a proposal{end}", do=sign)


Rule = Callable[[TodoContext], Iterator[Need]]
RULES: tuple[Rule, ...] = (
    _ours, _waits, _decisions, _signed, _queue, _last_answers, _questions, _reminders, _proposal,
    _money, _rights, _pauses, _theirs, _lost, _page,
)  # fmt: skip
"""In order of urgency within a group."""
