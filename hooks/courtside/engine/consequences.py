"""The consequences of being late (rule 5).

    client: {after: 10, do: fee, amount: 10%}; texts due on 13 March, still open on the 27th
    -> fee of 840.00, ahead, on 30 March: the 11th late working day

A step is in effect once the owner of a stage is more than `after` working days late, dated on the
day on which that happened; ahead while the stage is open and that day has not come; waived if the
project says so; lapsed where it gave a right and the stage is finished. The days on which nothing
is asked for a payment are no late days (`gaps_of_payments`), and no step stands ahead of it on
them. `KINDS` is the one table of what there is, `_CappedAmounts` computes fees and credits, and
`engine/money.py` adds it up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal, Self

from courtside.engine.course import Course, Gap
from courtside.engine.schedule import LiveStage, approval_step, takes_effect_on
from courtside.engine.shares import PastBalance, gross, instalments
from courtside.engine.workdays import DAY, Workdays
from courtside.model.currencies import to_smallest_unit
from courtside.model.stage import Stage
from courtside.model.terms import Step
from courtside.model.values import PARTIES, Amount, Party, StepKind

StepState = Literal["in effect", "ahead", "waived", "lapsed"]

_NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """The engine's part of a kind of consequence."""

    sides: tuple[Party, ...]
    """The parties to whom it can apply when they are late."""
    takes_money: bool = False
    """Whether it needs an `amount`, and may have `per` and `cap`."""
    applies: Callable[[Stage], bool] = lambda _: True
    """Returns whether it can follow on a stage at all."""
    counterpart: StepKind | None = None
    """The kind that a fair agreement has on the other side."""


KINDS: Mapping[StepKind, Kind] = {
    "lose-slot": Kind(sides=("client",)),  # what it owes in return is `restart_within`
    "fee": Kind(sides=("client",), takes_money=True, counterpart="credit"),
    "credit": Kind(sides=("provider",), takes_money=True, counterpart="fee"),
    "approve": Kind(sides=("client",), applies=lambda stage: stage.approves is not None),
    "may-close": Kind(sides=("client",), counterpart="may-leave"),
    "may-leave": Kind(sides=("provider",), counterpart="may-close"),
    "remind": Kind(sides=PARTIES, counterpart="remind"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Consequence:
    """One step of the terms, applied to one stage."""

    stage: str
    party: Party
    """The party that was late."""
    step: Step
    state: StepState
    date: date
    """The day on which it takes effect, or would."""
    amount: Decimal | None = None
    """The net amount in the studio's currency, rounded to its smallest unit: 540.00; None if the
    step takes no money. While it is ahead, the amount of the first day or week."""
    by_rule: Decimal | None = None
    """What `amount` would be without caps."""
    most: Decimal | None = None
    """The most that the caps leave for it, with what it takes already; None without a cap."""

    @property
    def do(self) -> StepKind:
        """The kind of the step."""
        return self.step.do

    @property
    def takes_nothing(self) -> bool:
        """Whether it is about money and takes none: a cap leaves nothing of it, or it is too small;
        a waiver says so itself."""
        return self.amount == 0 and self.state in ("in effect", "ahead")

    @property
    def may_take_more(self) -> bool:
        """Whether it takes money on a later day on which the stage is late: it is ahead, or is
        taken each day or week, and a cap leaves some."""
        if self.amount is None or self.state not in ("in effect", "ahead"):
            return False
        if self.state == "ahead":
            return self.most != 0 and (self.amount != 0 or self.step.per is not None)
        return self.step.per is not None and (self.most is None or self.amount < self.most)

    @property
    def lasts(self) -> bool:
        """Whether its effect outlasts the delay: money, or a place in the queue."""
        return self.do in ("fee", "credit", "lose-slot")


def reminder_key(day: date, to: Party, project: str, stage: str) -> str:
    """Return the line that records a sent reminder: its day, the party, and two ids."""
    return f"{day} {to} {project} {stage}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """One step of the terms on a stage that is open or was late."""

    live: LiveStage
    step: Step
    state: StepState
    day: date
    place: int
    """The number of the stage in the order of the file."""


def list_consequences(course: Course, stages: Mapping[str, LiveStage]) -> tuple[Consequence, ...]:
    """Return all steps in effect, ahead, waived or lapsed, in order of stages, then of steps (rule
    5).

    A stage that is neither open nor late has none.
    """
    amounts = _CappedAmounts.of(course)
    following = _Following.of(course, _reached(course, stages))
    return tuple(following.consequence(found, amounts) for found in following.steps)


def gaps_of_payments(
    course: Course, stages: Mapping[str, LiveStage], found: Iterable[Consequence]
) -> dict[str, tuple[Gap, ...]]:
    """Return the days on which nothing was asked for a payment whose turn had come (rule 5).

    `found` are the consequences of these stages. A payment that also approves has no such days: an
    answer is wanted, whatever is to be paid.
    """
    turns = {}
    for place, live in enumerate(stages.values()):
        if not live.stage.pay or live.stage.approves or live.state == "skipped":
            continue
        if all(stages[name].finished for name in live.before):
            first = max((stages[name].end for name in live.before), default=course.live_start)
            if first <= course.as_of:
                turns[live.stage.id] = live, place, first
    names = _may_ask_for_nothing(course, turns, found) if turns else ()
    if not names:
        return {}
    following = _Following.of(course, _reached(course, stages))
    gaps = {name: tuple(following.gaps(*turns[name])) for name in names}
    return {name: of_one for name, of_one in gaps.items() if of_one}


def _reached(course: Course, stages: Mapping[str, LiveStage]) -> Iterator[_Found]:
    for place, live in enumerate(stages.values()):
        if not live.open and not live.late_days:
            continue  # as most are
        for step in _steps(course, live):
            day = _day_of(course, live, step)
            if state := _state(course, live, step, day):
                yield _Found(live=live, step=step, state=state, day=day, place=place)


def _may_ask_for_nothing(
    course: Course, payments: Collection[str], found: Iterable[Consequence]
) -> list[str]:
    """Return those of some payments for which nothing may have been asked on some day. Of most that
    is ruled out by what the project comes to at least, and what came at most: as if nothing had
    been paid back."""
    project, taxes = course.project, course.taxes
    least = project.price.value
    least += sum(min(change.price.value, _NOTHING) for change in project.changes if change.agreed)
    least -= sum(
        one.by_rule or _NOTHING for one in found if one.do == "credit" and one.state != "ahead"
    )
    came, parts = defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    for payment in project.payments:
        if payment.amount.value <= 0:
            continue
        came[payment.instalment] += payment.amount.value
        settled = project.settled(payment.instalment)
        if settled is None or payment.date < settled:
            parts[payment.instalment] += payment.amount.value
    past = PastBalance(course)
    left = past.gross(least) - past.rounding - sum(came.values())
    names = []
    for name, share in instalments(project).items():
        left += came[name]
        asked = gross(share, taxes, course.currency)
        if name in payments and min(asked, left) <= parts[name]:
            names.append(name)
        left -= max(asked, came[name])
    return names


def _needs_to_ask(one: _Found) -> bool:
    """Return whether a step follows only where something is asked for. An answer is wanted,
    whatever is to be paid."""
    return bool(one.live.stage.pay) and one.step.do != "approve"


def _steps(course: Course, live: LiveStage) -> Iterator[Step]:
    """The steps that can follow on a stage (rule 5): none after the one by which silence can
    approve it, no slot lost where no work waits for it."""
    silence = approval_step(course.project, live.stage, course.terms)
    for step in course.terms.steps(live.stage.owner):
        if not KINDS[step.do].applies(live.stage):
            continue
        if step.of == "payment" and not live.stage.pay:
            continue
        if silence is not None and step.after > silence.after:
            continue
        if step.do == "lose-slot" and not _work_below(course, live.stage.id):
            continue
        yield step


def _work_below(course: Course, name: str) -> bool:
    below = course.graph.below(name)
    return any(stage.id in below and course.is_work(stage) for stage in course.graph.stages)


def _day_of(course: Course, live: LiveStage, step: Step) -> date:
    day = takes_effect_on(step, live.due, live.calendar)
    if step.do == "approve":  # a day on which the provider works
        return course.paused["provider"].next(day)
    return day


def _state(course: Course, live: LiveStage, step: Step, day: date) -> StepState | None:
    reached = live.late_days > step.after
    if step.do == "approve":  # an answer on that very day is in time
        reached = live.state == "approved" or (live.finished and live.end > day)
    if not reached and not live.open:
        return None
    if course.project.waived(live.stage.id, step.do):
        return "waived"
    if not reached:
        return "ahead"
    if step.do in ("may-close", "may-leave") and live.finished:
        return "lapsed"
    return "in effect"


@dataclass(kw_only=True)
class _CappedAmounts:
    """The amounts of fees and credits, none beyond what the caps of step and terms leave."""

    price: Decimal
    cap: Amount | None
    currency: str
    by_step: defaultdict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    by_kind: defaultdict[StepKind, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    @classmethod
    def of(cls, course: Course) -> Self:
        """Return the amounts of a project of which nothing has been taken yet."""
        cap, currency = course.terms.cap, course.currency
        return cls(price=course.project.price.value, cap=cap, currency=currency)

    def most_of(self, live: LiveStage, step: Step) -> Decimal | None:
        """Return the most that the caps leave for a step on a stage; None without a cap."""
        caps = []
        if step.cap is not None:
            base = base_of(self.price, live.stage, step, self.currency)
            left = max(step.cap.of(base) - self.by_step[id(step)], Decimal(0))
            caps.append(to_smallest_unit(left, self.currency))
        if self.cap is not None:
            most = to_smallest_unit(self.cap.of(self.price), self.currency)
            caps.append(most - self.by_kind[step.do])
        return min(caps, default=None)

    def by_rule(self, live: LiveStage, step: Step, late_days: int) -> Decimal:
        """Return the amount of a step on a stage after so many late days, without caps."""
        assert step.amount is not None
        base = base_of(self.price, live.stage, step, self.currency)
        amount = _units(step, late_days, live.calendar) * step.amount.of(base)
        return to_smallest_unit(amount, self.currency)

    def amount_of(
        self, live: LiveStage, step: Step, late_days: int, *, counts: bool
    ) -> tuple[Decimal, Decimal, Decimal | None]:
        """Return what the caps leave of the amount of a step, that amount without them, and the
        most that they leave; one that `counts` uses up part of them."""
        by_rule, most = self.by_rule(live, step, late_days), self.most_of(live, step)
        amount = by_rule if most is None else min(by_rule, most)
        if counts:
            self.by_step[id(step)] += amount
            self.by_kind[step.do] += amount
        return amount, by_rule, most


@dataclass(kw_only=True)
class _Following:
    """The steps that follow. On a payment, that hangs on what others have added and taken off by
    then: those on work and approvals come first, then the payments in the order of the file."""

    course: Course
    steps: list[_Found]
    """In order of stages, then of steps."""
    past: PastBalance
    taken: dict[tuple[int, date], tuple[Decimal, Decimal]] = field(default_factory=dict)
    """Place of a payment and a day -> the fees and the credits without its own, see `_taken`."""

    @classmethod
    def of(cls, course: Course, reached: Iterable[_Found]) -> Self:
        """Find out which of the steps that were reached, or are ahead, follow."""
        every = list(reached)
        steps = [one for one in every if not _needs_to_ask(one)]
        following = cls(course=course, steps=steps, past=PastBalance(course))
        if len(following.steps) < len(every):  # as in few projects
            for found in every:
                if _needs_to_ask(found) and following.asks(found.live, found.place, found.day):
                    following.steps.append(found)
            members = set(map(id, following.steps))
            following.steps = [found for found in every if id(found) in members]
        return following

    def asks(self, live: LiveStage, place: int, day: date, *, then: bool = False) -> bool:
        """Return whether a payment asks for something on a day, without a fee of its own: before
        anything came on it or, `then`, at its end."""
        above = self.past.above(live.stage.id, day + DAY if then else day)
        if above is None:
            return False
        fees, credit = self._taken(place, day)
        return self.past.gross(self.past.net(day) + fees - credit) > above

    def gaps(self, live: LiveStage, place: int, first: date) -> Iterator[Gap]:
        """Yield the days on which nothing was asked for a payment, from the first of its turn to
        its end or today."""
        last = live.end if live.finished else self.course.as_of
        begun = None
        for day, asks in self._turns(live, place, first, last if live.finished else last + DAY):
            if not asks and begun is None:
                begun = day
            elif asks and begun is not None:
                before = day - DAY
                again = before if self.asks(live, place, before, then=True) else day
                yield Gap(begun, before, again)
                begun = None
        if begun is not None:
            yield Gap(begun, last, None)

    def _turns(
        self, live: LiveStage, place: int, first: date, last: date
    ) -> Iterator[tuple[date, bool]]:
        """Yield the days on which a payment may have begun or ceased to ask for something, and
        which of them it was."""
        project = self.course.project
        news = [first, *(payment.date + DAY for payment in project.payments)]
        news += [change.agreed for change in project.changes if change.agreed]
        news += [waiver.date for waiver in project.waivers]
        days = sorted({day for day in news if first <= day <= last})
        for day, following in pairwise([*days, last + DAY]):
            yield from self._parted(live, place, day, following - DAY)

    def _parted(
        self, live: LiveStage, place: int, first: date, last: date
    ) -> Iterator[tuple[date, bool]]:
        """As `_turns`, for days on which nothing is new but that fees and credits grow. Most need
        no more than that: the lowest total they can come to is enough, or the highest is not."""
        if first == last:
            yield first, self.asks(live, place, first)
            return
        above = self.past.above(live.stage.id, first)
        if above is None:
            yield first, False
            return
        net = self.past.net(first)
        (fees, credit), (fees_then, credit_then) = (
            self._taken(place, day) for day in (first, last)
        )
        low = self.past.gross(net + fees - credit_then)
        high = self.past.gross(net + fees_then - credit)
        unsure = self.past.rounding if fees != fees_then or credit != credit_then else _NOTHING
        if min(low, high) - unsure > above:
            yield first, True
        elif max(low, high) + unsure <= above:
            yield first, False
        else:
            middle = first + (last - first) // 2
            yield from self._parted(live, place, first, middle)
            yield from self._parted(live, place, middle + DAY, last)

    def consequence(self, found: _Found, amounts: _CappedAmounts) -> Consequence:
        """Return a step as of the day of the view, with the amount that the caps leave."""
        live, step, amount, by_rule, most = found.live, found.step, None, None, None
        if step.amount is not None:
            counts = found.state == "in effect"
            amount, by_rule, most = amounts.amount_of(live, step, live.late_days, counts=counts)
        return Consequence(
            stage=live.stage.id,
            party=live.stage.owner,
            step=step,
            state=found.state,
            date=found.day,
            amount=amount,
            by_rule=by_rule,
            most=most,
        )

    def _taken(self, place: int, day: date) -> tuple[Decimal, Decimal]:
        """Return the net fees and credits that were in effect on a day, as they were: those on work
        and approvals, and on payments before a place. From day to day they only grow, but for a
        waiver."""
        if (place, day) in self.taken:
            return self.taken[place, day]
        amounts, taken = _CappedAmounts.of(self.course), {"fee": _NOTHING, "credit": _NOTHING}
        for one in sorted(self.steps, key=lambda one: one.place):
            if one.step.amount is None or one.state == "ahead" or one.day > day:
                continue
            if one.place >= place and _needs_to_ask(one):
                continue
            waiver = self.course.project.waived(one.live.stage.id, one.step.do)
            if waiver is not None and waiver.date <= day:
                continue
            late_days = min(one.live.late_days, one.live.calendar.count(one.live.due, day))
            amount, _, _ = amounts.amount_of(one.live, one.step, late_days, counts=True)
            taken[one.step.do] += amount
        self.taken[place, day] = taken["fee"], taken["credit"]
        return self.taken[place, day]


def base_of(price: Decimal, stage: Stage, step: Step, currency: str) -> Decimal:
    """Return the amount of which a step on a stage takes a share: the price, or a payment."""
    if step.of == "payment" and stage.pay:
        return to_smallest_unit(stage.pay.of(price), currency)
    return price


def _units(step: Step, late_days: int, calendar: Workdays) -> int:
    """How often the amount is taken: once, or for each day or begun week beyond `after`."""
    beyond = max(late_days - step.after, 1)
    if step.per == "day":
        return beyond
    if step.per == "week":
        return -(-beyond // len(calendar.week))
    return 1


def taken_money(found: Iterable[Consequence], do: StepKind) -> Decimal:
    """Return the net sum of the fees, or of the credits, in effect."""
    return sum(
        (c.amount for c in found if c.do == do and c.state == "in effect" and c.amount is not None),
        Decimal(0),
    )
