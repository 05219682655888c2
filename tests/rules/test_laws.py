"""What must always hold (rule 9), each law under its sentence, on generated studios.

Working days, pauses, waits and who follows on whom are computed here once more, day by day and
without the engine's calendars, so that a law does not lean on what it is to judge.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from courtside.engine.assess import Phase, Portfolio, ScheduledState, Status, assess_portfolio
from courtside.engine.consequences import KINDS, Consequence
from courtside.engine.ledger import PARTS
from courtside.engine.regions import public_holidays
from courtside.engine.schedule import FINISHED, LiveStage, State
from courtside.engine.shares import agreed_payments
from courtside.engine.workdays import DAY, FULL_WEEK
from courtside.model.currencies import currency_digits
from courtside.model.project import (
    Change,
    Client,
    Deposit,
    Ended,
    Entry,
    NewStage,
    Pause,
    Payment,
    Project,
    Restart,
    Signed,
    Waiver,
)
from courtside.model.stage import Given, Returned, Round, Stage, Wait
from courtside.model.studio import Studio
from courtside.model.terms import CalendarRule, Calendars, Late, Step, Terms
from courtside.model.values import PARTIES, Party
from helpers.strategies import (
    BASES,
    IDS,
    OTHER,
    View,
    pick,
    projects,
    small_portfolio,
    small_project,
    views,
    with_fields,
)

# --- Computed once more ----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Diary:
    """The working days of one party, looked at one by one."""

    week: frozenset[int]
    region: str
    shut: tuple[tuple[date, date], ...]

    def works(self, day: date) -> bool:
        return (
            day.weekday() in self.week
            and not any(first <= day <= last for first, last in self.shut)
            and day.toordinal() not in public_holidays(self.region, day.year)
        )

    def count(self, first: date, last: date) -> int:
        """Working days after the first day, up to the last."""
        return sum(self.works(first + k * DAY) for k in range(1, (last - first).days + 1))

    def next(self, day: date) -> date:
        while not self.works(day):
            day += DAY
        return day

    def run(self, day: date, days: int) -> list[date]:
        """So many working days, from a day on."""
        found: list[date] = []
        while len(found) < days:
            found.append(self.next(found[-1] + DAY if found else day))
        return found


def rules(studio: Studio, project: Project) -> dict[Party, CalendarRule]:
    """The calendars of both parties written out whole (rule 2)."""
    provider = project.calendars.provider or studio.calendar
    own = project.calendars.client or CalendarRule()
    week, region = provider.week or FULL_WEEK, provider.holidays or "none"
    return {
        "provider": CalendarRule(week=week, holidays=region, closed=provider.closed),
        "client": CalendarRule(
            week=own.week or week, holidays=own.holidays or region, closed=own.closed
        ),
    }


def diaries(view: View, status: Status, *, pauses: bool = True) -> dict[Party, Diary]:
    """The diaries of both parties, with the pauses known on the day (rule 6)."""
    runs = [
        (max(pause.first, pause.agreed), pause.last or status.as_of)
        for pause in named(view.portfolio, status.project.id).pauses
        if pauses and pause.agreed and pause.agreed <= status.as_of
    ]
    return {
        party: Diary(
            week=rule.week or FULL_WEEK,
            region=rule.holidays or "none",
            shut=(*((days.first, days.last) for days in rule.closed), *runs),
        )
        for party, rule in rules(view.portfolio.studio, status.project).items()
    }


def diary_of(view: View, status: Status, live: LiveStage) -> Diary:
    """The diary of a stage's owner, with the waits of the stage known on the day (rule 2)."""
    diary = diaries(view, status)[live.stage.owner]
    raw = next(
        (s for s in named(view.portfolio, status.project.id).stages if s.id == live.stage.id), None
    )
    if raw is None:
        return diary
    waits = [
        (max(wait.first, wait.told or wait.first), min(wait.last or status.as_of, status.as_of))
        for wait in raw.waits
    ]
    waits += [(back.sent, back.date) for back in raw.returned if back.date <= status.as_of]
    return replace(diary, shut=(*diary.shut, *((after + DAY, last) for after, last in waits)))


def named(portfolio: Portfolio, name: str) -> Project:
    return next(project for project in portfolio.projects if project.id == name)


def added(project: Project) -> dict[str, list[str]]:
    """What is inserted behind each stage of the plan, in order (rule 4)."""
    found: dict[str, list[str]] = {stage.id: [] for stage in project.stages}
    for stage in project.stages:
        for n in range(1, len(stage.rounds) + 1):
            found[stage.id] += [f"{stage.id}.changes-{n}", f"{stage.id}.look-{n + 1}"]
    agreed = [change for change in project.changes if change.agreed and change.adds]
    for change in sorted(agreed, key=lambda c: c.agreed or date.max):
        assert change.adds
        found[change.stage].append(change.adds.id)
    return found


def before(project: Project) -> dict[str, tuple[str, ...]]:
    """What must be finished before each stage (rules 3 and 4)."""
    ids, behind = [stage.id for stage in project.stages], added(project)
    found: dict[str, tuple[str, ...]] = {}
    for place, stage in enumerate(project.stages):
        names = tuple(ids[max(place - 1, 0) : place]) if stage.after is None else stage.after
        found[stage.id] = tuple([name, *behind[name]][-1] for name in names)
        chain = [stage.id, *behind[stage.id]]
        found |= {later: (earlier,) for earlier, later in pairwise(chain)}
    return found


def below(project: Project, stage: str) -> set[str]:
    found: set[str] = set()
    for name, earlier in before(project).items():
        if stage in earlier or found & set(earlier):
            found.add(name)
    return found


def latest_before(status: Status, stage: str, found: ScheduledState) -> date | None:
    return max((found.stages[name].end for name in before(status.project)[stage]), default=None)


def live_start(project: Project) -> date:
    """The latest of start, signature and settlement of the deposit (rule 4)."""
    assert project.start
    days = [project.start]
    if project.signed and project.signed.date:
        days.append(project.signed.date)
    if project.deposit:
        settled = [
            p.date
            for p in project.payments
            if p.instalment == "deposit" and p.amount.value > 0 and not p.part
        ]
        days.append(min(settled))
    return max(days)


def is_paid_early(status: Status, live: LiveStage) -> bool:
    return bool(
        live.stage.pay and live.state == "upcoming" and status.project.settled(live.stage.id)
    )


def seen(view: View) -> Iterator[tuple[Status, ScheduledState]]:
    """Every project that has dates."""
    for status in assess_portfolio(view.portfolio, view.today):
        if status.dated:
            yield status, status.dated


def has_queue(found: ScheduledState | None) -> bool:
    return found is not None and any(live.waits_for_slot for live in found.stages.values())


def said(status: Status) -> tuple[object, ...]:
    """Everything that is said about a project."""
    return (
        status.project,
        status.phase,
        status.as_of,
        status.terms,
        status.rough,
        status.dated,
        status.money,
        status.due,
    )


def only(view: View, **update: Any) -> View:
    """A view of a studio with one project, with other values in it."""
    (project,) = view.portfolio.projects
    return replace(
        view, portfolio=replace(view.portfolio, projects=(with_fields(project, **update),))
    )


def rounded(amount: Decimal, studio: Studio) -> Decimal:
    unit = Decimal(1).scaleb(-currency_digits(studio.currency))
    return amount.quantize(unit, rounding=ROUND_HALF_UP)


# --- 1. The parts of the ledger add up to the slip -------------------------------------------


@given(views())
def test_the_parts_of_the_ledger_add_up_to_the_slip(view: View) -> None:
    for _, found in seen(view):
        finish = max(live.end for live in found.stages.values())
        planned = max(live.plan.due for live in found.stages.values())
        assert (found.ledger.planned_finish, found.ledger.finish) == (planned, finish)
        assert found.ledger.slip == (finish - planned).days
        assert sum(found.ledger.delay.values()) == found.ledger.slip


@given(views())
def test_nobody_is_charged_for_what_did_not_happen(view: View) -> None:
    """A part of the ledger has its cause: a late owner, a queue, a pause, a change."""
    for status, found in seen(view):
        parts, project, stages = found.ledger.delay, status.project, found.stages.values()
        late = {stage.stage.owner for stage in stages if stage.end > stage.due}
        # An early answer can leave more of an inherited delay than its own stage has.
        moved_by_slots = has_queue(found) or bool(project.restarts) or bool(found.course.losses)
        waited = {wait.on for stage in project.stages for wait in stage.waits}
        waited |= {OTHER[stage.owner] for stage in project.stages if stage.returned}
        began_late = live_start(project) != project.start
        assert parts["client"] <= 0 or {"client"} & (late | waited) or began_late
        assert parts["provider"] <= 0 or {"provider"} & (late | waited) or moved_by_slots
        assert parts["shared"] >= 0
        assert parts["queue"] == 0 or moved_by_slots
        assert parts["pause"] == 0 or any(pause.agreed for pause in project.pauses)
        agreed = [change for change in project.changes if change.agreed]
        assert parts["change"] == 0 or agreed or any(s.rounds for s in project.stages)
        assert parts["outside"] == 0 or "outside" in waited
        if found.ledger.slip <= 0:
            assert parts["calendar"] == found.ledger.slip


@given(views(), st.sampled_from(PARTIES))
def test_the_first_delay_of_a_chain_is_its_owners(view: View, owner: Party) -> None:
    """One stage after the other, at work every day: all of a late hand-over is its owner's."""
    (project,) = view.portfolio.projects
    stages = tuple(
        Stage(id=stage.id, title="S", owner=owner if index == 0 else stage.owner, days=1 + index)
        for index, stage in enumerate(project.stages)
    )
    start = date(2026, 3, 2)
    late = start + (1 + len(project.title) % 5) * DAY
    always = CalendarRule(week=frozenset(range(7)), holidays="none")
    chain = Project(
        id="aurora",
        title="A chain",
        client=project.client,
        price=project.price,
        signed=Signed(date=start, by="Somebody"),
        start=start,
        calendars=Calendars(provider=always, client=always),
        terms=Terms(late=Late(client=(), provider=())),
        stages=(stages[0].model_copy(update={"done": late}), *stages[1:]),
    )
    (status,) = assess_portfolio(Portfolio(studio=view.portfolio.studio, projects=(chain,)), late)
    assert status.dated
    delay = {part: days for part, days in status.dated.ledger.delay.items() if days}
    assert delay == {owner: (late - start).days}


# --- 2. Nothing that happens in project A changes a date, state, amount or ledger of B --------
#        while nothing of B is queued


@st.composite
def neighbours(draw: Callable[[Any], Any]) -> tuple[View, Project]:
    """A studio, and another life of its first project."""
    view: View = draw(views(least=2, most=3))
    base = next((project.start for project in view.portfolio.projects if project.start), BASES[0])
    return view, draw(projects(view.portfolio.studio, IDS[0], base))


@given(neighbours())
def test_what_happens_in_a_changes_nothing_of_b(given_: tuple[View, Project]) -> None:
    view, other_life = given_
    others = view.portfolio.projects[1:]
    as_it_was = assess_portfolio(view.portfolio, view.today)[1:]
    with_another = assess_portfolio(
        replace(view.portfolio, projects=(other_life, *others)), view.today
    )[1:]
    without = assess_portfolio(replace(view.portfolio, projects=others), view.today)
    for first, second, third in zip(as_it_was, with_another, without, strict=True):
        if not has_queue(first.dated):
            assert said(first) == said(second) == said(third)
            continue
        for other in (second, third):  # only the queued stages may differ, and what they push
            assert first.dated
            assert other.dated
            assert other.dated.consequences == first.dated.consequences
            assert other.money == first.money
            assert other.dated.turn == first.dated.turn
            queued = {name for name, it in first.dated.stages.items() if it.waits_for_slot}
            pushed = queued.union(*(below(first.project, name) for name in queued))
            for name, it in first.dated.stages.items():
                assert it.state == other.dated.stages[name].state or name in pushed
                assert it.waits_for_slot == other.dated.stages[name].waits_for_slot
                assert name in pushed or it == other.dated.stages[name]


@given(views(most=4))
def test_the_order_of_the_files_is_of_no_matter(view: View) -> None:
    turned = replace(view.portfolio, projects=view.portfolio.projects[::-1])
    expected = [said(status) for status in assess_portfolio(view.portfolio, view.today)]
    assert [said(status) for status in assess_portfolio(turned, view.today)] == expected
    assert [said(status) for status in assess_portfolio(view.portfolio, view.today)] == expected


# --- 3. While nothing is queued, handing over later never gives an earlier finish; the exception
# --- is a payment that asks for something again -----------------------------------------------


@given(views(), st.sampled_from((1, 2, 3, 5, 9, 30)))
def test_handing_over_later_never_gives_an_earlier_finish(view: View, days: int) -> None:
    """Two lives that differ in one hand-over date alone, which may be still to come."""
    (project,) = view.portfolio.projects
    now = next(seen(view), None)
    if now is None or has_queue(now[1]):
        return
    for place, stage in enumerate(project.stages):
        if stage.done is None or stage.rounds:
            continue
        later = stage.model_copy(update={"done": stage.done + days * DAY})
        stages = (*project.stages[:place], later, *project.stages[place + 1 :])
        _, then = next(seen(only(view, stages=stages)))
        if not (has_queue(then) or asks_again(now[1]) or asks_again(then)):
            assert then.ledger.finish >= now[1].ledger.finish


def asks_again(dated: ScheduledState) -> bool:
    """Whether a payment asks for something again, after days on which it asked for nothing."""
    return any(gap.again for gaps in dated.course.gaps.values() for gap in gaps)


def test_only_a_payment_that_asks_again_gives_an_earlier_finish() -> None:
    """1000 came as the deposit, and 100 are paid back on 23 March: the last payment asks for them,
    with ten days from then on. A credit for work that came late leaves nothing to ask for."""
    finish = {}
    for day in ("2026-03-04", "2026-03-10"):
        work = {"id": "work", "title": "W", "owner": "provider", "days": 3, "done": day}
        final = {"id": "final", "title": "F", "owner": "client", "pay": "50%"}
        files = {"id": "files", "title": "Fi", "owner": "provider", "days": 2}
        came = {"date": "2026-02-22", "for": "deposit", "amount": "1000 EUR"}
        back = {"date": "2026-03-23", "for": "balance", "amount": "-100 EUR"}
        project = small_project(
            work, final, files, price="1000 EUR", deposit="50%", payments=[came, back]
        )
        credit = {"after": 2, "do": "credit", "amount": "10%"}
        of = small_portfolio(project, terms={"net": 10, "late": {"provider": [credit]}})
        (status,) = assess_portfolio(of, date(2026, 3, 24))
        assert status.dated
        finish[asks_again(status.dated)] = status.dated.ledger.finish
    assert finish[True] > finish[False]


@given(views())
def test_waiting_never_gives_an_earlier_finish(view: View) -> None:
    """Tomorrow, if nothing happens until then, the finish is not before today's."""
    (project,) = view.portfolio.projects
    portfolio = only(view, **dict_of(retold(project, view.today, lambda: None))).portfolio
    today, tomorrow = (assess_portfolio(portfolio, view.today + k * DAY)[0].dated for k in (0, 1))
    if today and tomorrow and not has_queue(today) and not has_queue(tomorrow):
        assert tomorrow.ledger.finish >= today.ledger.finish


# --- 4. Swap the two sides, and the answers swap, exactly -------------------------------------

_SWAPPED_STEPS = {
    "fee": "credit",
    "credit": "fee",
    "may-close": "may-leave",
    "may-leave": "may-close",
    "remind": "remind",
}


def with_equal_steps(studio: Studio, project: Project) -> Project:
    """The project without what one party alone can have: silence, slots and their restart, rounds,
    a deposit, and a start that waits for the client's signature."""
    terms = project.terms.over(studio.terms)
    signed = project.signed
    if signed and signed.date and project.start:
        signed = signed.model_copy(update={"date": min(signed.date, project.start)})
    steps = {
        party: tuple(s for s in terms.steps(party) if s.do in _SWAPPED_STEPS) for party in PARTIES
    }
    return with_fields(
        project,
        terms=Terms(net=terms.net, cap=terms.cap, late=Late(**steps)),
        calendars=Calendars(**rules(studio, project)),
        signed=signed,
        deposit=None,
        stages=tuple(s.model_copy(update={"rounds": ()}) for s in project.stages),
        restarts=(),
        waivers=tuple(w for w in project.waivers if w.do in _SWAPPED_STEPS),
    )


def swapped_project(project: Project) -> Project:
    late, calendars = project.terms.late, project.calendars

    def swapped_step(step: Step) -> Step:
        return step.model_copy(update={"do": _SWAPPED_STEPS[step.do]})

    def swapped_wait(wait: Wait) -> Wait:
        return wait if wait.on == "outside" else wait.model_copy(update={"on": OTHER[wait.on]})

    def swapped_work(work: NewStage) -> NewStage:
        return work.model_copy(update={"owner": OTHER[work.owner]})

    return with_fields(
        project,
        terms=Terms(
            net=project.terms.net,
            cap=project.terms.cap,
            late=Late(
                client=tuple(map(swapped_step, late.provider or ())),
                provider=tuple(map(swapped_step, late.client or ())),
            ),
        ),
        calendars=Calendars(provider=calendars.client, client=calendars.provider),
        stages=tuple(
            stage.model_copy(
                update={
                    "owner": OTHER[stage.owner],
                    "waits": tuple(map(swapped_wait, stage.waits)),
                }
            )
            for stage in project.stages
        ),
        waivers=tuple(w.model_copy(update={"do": _SWAPPED_STEPS[w.do]}) for w in project.waivers),
        pauses=tuple(p.model_copy(update={"by": OTHER[p.by]}) for p in project.pauses),
        changes=tuple(
            c.model_copy(update={"asked_by": None, "adds": c.adds and swapped_work(c.adds)})
            for c in project.changes
        ),
    )


def answers(status: Status, found: ScheduledState, *, swap: bool) -> dict[str, object]:
    """What is said of a project with dates, with the two sides changed over or not."""

    def seen_as(party: Party) -> Party:
        return OTHER[party] if swap else party

    def step(consequence: Consequence) -> tuple[object, ...]:
        do = _SWAPPED_STEPS[consequence.do] if swap else consequence.do
        return (
            consequence.stage,
            seen_as(consequence.party),
            do,
            consequence.state,
            consequence.date,
            consequence.amount,
        )

    sides = [found.ledger.delay["client"], found.ledger.delay["provider"]]
    money = status.money
    account = [money.fees, money.credits]
    base = money.price + money.changes
    return {
        "turn": sorted(map(seen_as, found.turn)),
        "stages": [
            [
                live.stage.id,
                seen_as(live.stage.owner),
                live.state,
                live.late_days,
                live.plan,
                live.start,
            ]
            for live in found.stages.values()
        ],
        "dues": [(live.due, live.end) for live in found.stages.values()],
        "finish": (found.ledger.planned_finish, found.ledger.finish),
        "sides": sides[::-1] if swap else sides,
        "parts": {k: v for k, v in found.ledger.delay.items() if k not in PARTIES},
        "steps": [step(consequence) for consequence in found.consequences],
        "money": (account[::-1] if swap else account, base, money.paid),
    }


@given(views())
def test_swapping_the_sides_swaps_the_answers(view: View) -> None:
    """All but the weeks of a rough timeline, which are the provider's."""
    studio = view.portfolio.studio.model_copy(update={"terms": Terms()})
    project = with_equal_steps(view.portfolio.studio, view.portfolio.projects[0])
    (one,) = assess_portfolio(Portfolio(studio=studio, projects=(project,)), view.today)
    (other,) = assess_portfolio(
        Portfolio(studio=studio, projects=(swapped_project(project),)), view.today
    )
    assert one.phase == other.phase
    assert (one.dated is None) == (other.dated is None)
    if one.dated and other.dated:
        first = answers(one, one.dated, swap=False)
        assert first == answers(other, other.dated, swap=True)


# --- 5. Seen from a day, what happened later changes nothing ----------------------------------


def dict_of(project: Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in Project.model_fields}


def retold(project: Project, today: date, later: Callable[[], date | None]) -> Project:
    """The project with another future: `later` gives what has not happened its day, or none.

    What is dated after today has not happened; nor has, in a closed or ended project, what
    follows, but that payments go on.
    """
    closed = project.closed if project.closed and project.closed <= today else later()
    days = (today, project.closed, project.ended and project.ended.date)
    paid_until, today = today, min(day for day in days if isinstance(day, date))

    def again(day: date | None) -> date | None:
        return day if day is not None and day <= today else later()

    def known(entries: tuple[Any, ...], until: date = today) -> tuple[Any, ...]:
        return tuple(entry for entry in entries if entry.date <= until)

    def one_more(model: Callable[..., Any], **fields: Any) -> tuple[Any, ...]:
        day = later()
        return (model(date=day, **fields),) if day else ()

    signed = again(project.signed.date if project.signed else None)
    ended = again(project.ended.date if project.ended else None)
    last = project.stages[-1].id
    agreed = [c for c in project.changes if c.date <= today or (c.agreed and c.agreed <= today)]
    amount = {"instalment": last, "amount": "1"}
    return with_fields(
        project,
        stages=tuple(retold_stage(stage, today, later) for stage in project.stages),
        signed=Signed(
            date=signed,
            by="Somebody",
            hash=project.signed and project.signed.hash,
            words=project.signed and project.signed.words,
            same_as=project.signed and project.signed.same_as,
        )
        if signed
        else None,
        closed=closed,
        ended=(project.ended or Ended(date=today, by="client", total="1")).model_copy(
            update={"date": ended}
        )
        if ended
        else None,
        payments=(*known(project.payments, paid_until), *one_more(Payment, **amount)),
        changes=(
            *(retold_change(change, today, again) for change in agreed),
            *one_more(Change, title="Later", stage=last, days=9, price="99"),
        ),
        pauses=(
            *(pause.model_copy(update={"agreed": again(pause.agreed)}) for pause in project.pauses),
            *(
                Pause(first=day - 20 * DAY, last=day + 20 * DAY, by="client", agreed=day)
                for day in [later()]
                if day
            ),
        ),
        restarts=(*known(project.restarts), *one_more(Restart, stage=last, start=today)),
        waivers=(
            *known(project.waivers),
            *(w for s in project.stages for w in one_more(Waiver, stage=s.id, do="fee")),
        ),
        log=(*known(project.log), *one_more(Entry, text="Later")),
    )


def retold_stage(stage: Stage, today: date, later: Callable[[], date | None]) -> Stage:
    """A stage with another future."""

    def again(day: date | None) -> date | None:
        return day if day is not None and day <= today else later()

    skipped = stage.skipped if stage.skipped and stage.skipped <= today else None
    done = None if skipped else again(stage.done)
    if not (done or skipped):
        skipped = later()
    asked, question = later(), later()
    return stage.model_copy(
        update={
            "done": done,
            "skipped": skipped,
            "returned": tuple(back for back in stage.returned if back.date <= today),
            "gives": tuple(
                given.model_copy(update={"received": again(given.received)})
                for given in stage.gives
            ),
            "rounds": (
                *(
                    asked_round.model_copy(update={"done": again(asked_round.done)})
                    for asked_round in stage.rounds
                    if asked_round.asked <= today
                ),
                *((Round(asked=asked),) if asked and stage.rounds else ()),
            ),
            "waits": (
                *(
                    wait.model_copy(update={"last": again(wait.last)})
                    for wait in stage.waits
                    if max(wait.first, wait.told or wait.first) <= today
                ),
                *((Wait(first=today, told=question, on="outside"),) if question else ()),
            ),
        }
    )


def retold_change(
    change: Change, today: date, again: Callable[[date | None], date | None]
) -> Change:
    """A change with another future; its new stage is not done before both agreed."""
    agreed = again(change.agreed)
    new = change.adds
    if new is not None:
        known = change.agreed is not None and change.agreed <= today
        done = again(new.done) if known else None
        new = new.model_copy(update={"done": done})
    return change.model_copy(update={"agreed": agreed, "adds": new})


@given(views(most=2), st.data())
def test_what_happened_later_changes_nothing(view: View, data: st.DataObject) -> None:
    def later() -> date | None:
        return view.today + DAY * days if (days := pick(data.draw, (0, 1, 2, 12, 40))) else None

    retellings = tuple(retold(project, view.today, later) for project in view.portfolio.projects)
    # A pause tells no day on which it was proposed, so proposed ones are not compared.
    for one, other in zip(
        assess_portfolio(view.portfolio, view.today),
        assess_portfolio(replace(view.portfolio, projects=retellings), view.today),
        strict=True,
    ):
        agreed = [
            s.project.model_copy(update={"pauses": tuple(p for p in s.project.pauses if p.agreed)})
            for s in (one, other)
        ]
        assert agreed[0] == agreed[1]
        assert said(one)[1:] == said(other)[1:]


# --- 6. A computed due date never falls on a day its owner does not work, and nobody is late --
#        on a stage that they could not start


@given(views(most=2))
def test_a_due_date_is_a_day_on_which_its_owner_works(view: View) -> None:
    for status, found in seen(view):
        plain = diaries(view, status, pauses=False)
        for live in found.stages.values():
            if live.added is None:
                assert plain[live.stage.owner].works(live.plan.start)
                assert plain[live.stage.owner].works(live.plan.due)
            # What is skipped, or paid early, takes the end of what precedes it.
            if live.state != "skipped" and not is_paid_early(status, live):
                diary = diary_of(view, status, live)
                assert diary.works(live.start)
                assert diary.works(live.due)


@given(views())
def test_nobody_is_late_on_a_stage_that_they_could_not_start(view: View) -> None:
    for status, found in seen(view):
        for name, live in found.stages.items():
            if live.late_days == 0:
                continue
            # A provider who promised to be back, or agreed a later date, is late before the start.
            promised = live.waits_for_slot or any(r.stage == name for r in status.project.restarts)
            assert live.start <= live.due or (promised and live.stage.owner == "provider")
            assert live.due < live.end
            assert live.end <= status.as_of or promised
            for earlier in before(status.project)[name]:
                assert found.stages[earlier].finished
                assert found.stages[earlier].end <= live.due
            late = diary_of(view, status, live).count(live.due, min(live.end, status.as_of))
            if live.state == "approved":  # on a day the provider works, perhaps later
                assert live.late_days <= late
            else:
                assert live.late_days == late


@given(views())
def test_the_owner_has_the_whole_allowance_and_no_more_than_that(view: View) -> None:
    """Rule 4: what came later, nobody loses a day; and no date moves without a reason."""
    for status, found in seen(view):
        moved = {restart.stage for restart in status.project.restarts}
        moved |= {name for loss in found.course.losses for name in loss.below}
        for name, live in found.stages.items():
            if live.state == "skipped" or name in moved or is_paid_early(status, live):
                continue
            calendar, days = diary_of(view, status, live), live.days
            floors = [live.plan.start]
            latest = latest_before(status, name, found)
            floors.append(live_start(status.project) if latest is None else latest)
            if latest and days:
                floors.append(latest + DAY)
            if live.added and live.added.not_before:
                floors.append(live.added.not_before)
            begin = max(floors)
            assert live.start == calendar.next(begin)
            needed = max(days, 1)
            has = calendar.count(begin - DAY, live.due)
            assert has >= needed
            assert has == needed or live.due == calendar.next(live.plan.due)


# --- 7. gross(total) - paid = balance, and what is due now is never more than that ------------


@given(views(most=2))
def test_what_is_due_now_is_never_more_than_the_balance(view: View) -> None:
    for status in assess_portfolio(view.portfolio, view.today):
        money = status.money
        assert money.gross - money.paid == money.balance
        if money.balance > 0:
            assert sum(due.amount for due in status.due) <= money.balance
        over = status.phase in ("complete", "ended")
        if over:
            assert [d.amount for d in status.due] == [money.balance] * bool(money.balance)
        elif status.phase != "closed":
            assert all(due.amount > 0 for due in status.due)


@given(views())
def test_whoever_pays_what_is_asked_has_paid_it_all(view: View) -> None:
    """The instalments still asked come to the balance, where the last one is a payment."""
    studio = view.portfolio.studio
    for status in assess_portfolio(view.portfolio, view.today):
        pays = [stage.id for stage in status.project.stages if stage.pay]
        assert sum(status.asked.values()) <= max(status.money.balance, 0)
        if pays and pays[-1] in status.asked and status.money.balance > 0:
            assert sum(status.asked.values()) == status.money.balance
        for name in status.asked:
            assert status.project.settled(name) is None
            assert status.asked[name] == rounded(status.asked[name], studio)


# --- What follows from these, and what else rules 4 and 5 promise -----------------------------


@given(views(most=2))
def test_no_date_moves_earlier_than_planned(view: View) -> None:
    for status, found in seen(view):
        for live in found.stages.values():
            assert live.plan.start <= live.plan.due
            if live.state != "skipped" and not is_paid_early(status, live):
                assert live.start >= live.plan.start
                # Without a promise a stage is due when its slot ends, which may have less room.
                by_slot = live.waits_for_slot and status.terms.promise is None
                assert live.due >= live.plan.due or by_slot


@given(views())
def test_a_plan_to_which_nothing_happened_is_kept(view: View) -> None:
    (project,) = view.portfolio.projects
    if project.start is None or any(stage.due for stage in project.stages):
        return  # assigned dates may be too short for the allowance
    names = ("changes", "pauses", "restarts", "waivers", "payments")
    nothing: dict[str, Any] = dict.fromkeys(names, ())
    nothing |= dict.fromkeys(("closed", "ended", "deposit"))
    nothing["signed"] = Signed(date=project.start, by="Somebody")
    undone = {"done": None, "skipped": None, "returned": (), "waits": (), "rounds": ()}
    stages = tuple(stage.model_copy(update=undone) for stage in project.stages)
    quiet = only(view, stages=stages, **nothing)
    status, found = next(seen(replace(quiet, today=project.start)))
    assert status.phase in ("scheduled", "active")
    for live in found.stages.values():
        assert live.state in ("current", "upcoming")
        assert (live.start, live.due, live.end) == (live.plan.start, live.plan.due, live.plan.due)
    assert set(found.ledger.delay.values()) == {0}


@given(views(most=2))
def test_an_added_stage_follows_what_it_was_added_to(view: View) -> None:
    """Rule 4: directly behind it, with its planned due date, and in front of all that followed."""
    for status, found in seen(view):
        expected = before(status.project)
        assert {name: set(live.before) for name, live in found.stages.items()} == {
            name: set(names) for name, names in expected.items()
        }
        order = [
            name
            for stage in status.project.stages
            for name in (stage.id, *added(status.project)[stage.id])
        ]
        assert list(found.stages) == order
        for live in found.stages.values():
            assert (live.added is not None) == (live.stage.id not in named_ids(status.project))
            if live.added is not None:
                due = found.stages[live.added.to].plan.due
                assert (live.plan.start, live.plan.due) == (due, due)


def named_ids(project: Project) -> set[str]:
    return {stage.id for stage in project.stages}


@given(views(most=2))
def test_states_say_what_they_mean(view: View) -> None:
    for status, found in seen(view):
        for name, live in found.stages.items():
            ready = all(found.stages[b].finished for b in before(status.project)[name])
            latest, today = latest_before(status, name, found), status.as_of
            assert live.finished == (live.state in FINISHED)
            if live.finished:
                assert ready
                assert not live.waits_for_slot
            if live.state == "done":
                done = status.project.settled(name) if live.stage.pay else live.stage.done
                assert done
                assert done <= today
                assert live.end == max(done, latest or done)
            elif live.state == "skipped":
                assert live.stage.skipped
                assert live.stage.skipped <= today
                assert live.due == live.end >= live.start
            elif live.state == "approved":
                assert live.stage.approves
                assert live.due < live.end <= today
                assert diaries(view, status)["provider"].works(live.end)
            elif live.state in ("current", "late"):
                assert ready
                assert live.start <= today or live.state == "late"
                assert live.end >= today
                assert (live.state == "late") == (live.late_days > 0)
            if live.state == "upcoming":
                assert not ready or live.start > today
            if live.state == "queued":
                assert live.waits_for_slot
            if live.state in ("queued", "skipped", "upcoming"):
                assert live.late_days == 0
        unfinished = {
            live.stage.owner
            for name, live in found.stages.items()
            if not live.finished
            and all(found.stages[b].finished for b in before(status.project)[name])
        }
        assert found.turn == tuple(sorted(unfinished))
        complete = all(live.finished for live in found.stages.values())
        over = status.phase in ("closed", "ended")
        assert over or (status.phase == "complete") == complete


def follows(status: Status, found: ScheduledState, live: LiveStage, step: Step) -> bool:
    """Whether a step can follow on a stage at all (rule 5)."""
    project = status.project
    if step.do == "approve" and not live.stage.approves:
        return False
    if step.of == "payment" and not live.stage.pay:
        return False
    if step.do == "lose-slot":
        under = (found.stages[name] for name in below(project, live.stage.id))
        return any(live.stage.owner == "provider" and live.days for live in under)
    return True


def asked_then(view: View, status: Status, found: ScheduledState, name: str, day: date) -> Decimal:
    """What a payment asked on a day, without a fee of its own; steps of work, approvals and
    payments before it are taken once."""
    project, studio = status.project, view.portfolio.studio
    rates = [tax.rate for tax in project.taxes(studio) if tax.rate is not None]
    came = [p for p in project.payments if p.date < day and p.date <= status.as_of]

    def taxed(amount: Decimal) -> Decimal:
        net = rounded(amount, studio)
        return net + sum((rounded(net * rate / 100, studio) for rate in rates), Decimal(0))

    total, price = project.price.value, project.price.value
    total += sum(
        (c.price.value for c in project.changes if c.agreed and c.agreed <= day), total * 0
    )
    order = list(found.stages)
    for step in found.consequences:
        is_pay = found.stages[step.stage].stage.pay is not None
        earlier = order.index(step.stage) < order.index(name) or not is_pay
        if step.amount is not None and earlier and step.state == "in effect" and step.date <= day:
            total += step.amount if step.do == "fee" else -step.amount
    left = max(taxed(total) - sum((p.amount.value for p in came), Decimal(0)), Decimal(0))
    shares = {"deposit": project.deposit.amount.of(price)} if project.deposit else {}
    shares |= {stage.id: stage.pay.of(price) for stage in project.stages if stage.pay}
    for each, share in shares.items():
        mine = [p for p in came if p.instalment == each]
        if any(p.amount.value > 0 and not p.part for p in mine):
            continue
        asks = max(taxed(share) - sum((p.amount.value for p in mine), Decimal(0)), Decimal(0))
        asks = left if each == list(shares)[-1] else min(asks, left)
        if each == name:
            return asks
        left -= asks
    return Decimal(0)


def taken_once(status: Status, found: ScheduledState) -> bool:
    """Whether every amount has been the same since its day: none by the day, none waived."""
    money = [step for step in found.consequences if step.amount is not None]
    return all(not step.step.per and step.state != "waived" for step in money)


@given(views())
def test_nothing_follows_on_a_payment_that_asks_for_nothing(view: View) -> None:
    """Of a payment that asks for something, what is listed is in the next law."""
    for status, found in seen(view):
        for step in found.consequences if taken_once(status, found) else ():
            if found.stages[step.stage].stage.pay and step.do != "approve":
                assert asked_then(view, status, found, step.stage, step.date) > 0
            if step.state == "ahead" and found.stages[step.stage].stage.pay:
                assert not status.asks_for_nothing(found.stages[step.stage])


@given(views())
def test_a_step_is_in_effect_once_its_owner_is_more_than_after_days_late(view: View) -> None:
    """Every step on every stage, and no other: in effect, ahead, waived or lapsed; and its day."""
    for status, found in seen(view):
        works = diaries(view, status)["provider"]
        waived = {(waiver.stage, waiver.do) for waiver in status.project.waivers}
        expected = []
        for name, live in found.stages.items():
            silent: int | None = None
            for step in status.terms.steps(live.stage.owner):
                if step.do == "approve" and live.stage.approves and (name, "approve") not in waived:
                    silent = step.after if silent is None else silent
            for step in status.terms.steps(live.stage.owner):
                if not follows(status, found, live, step):
                    continue
                if silent is not None and step.after > silent:
                    continue
                late = live.late_days > step.after
                if step.do == "approve":
                    day = diary_of(view, status, live).run(live.due + DAY, step.after + 1)[-1]
                    over = live.finished and live.late_days > 0 and live.end > works.next(day)
                    late = live.state == "approved" or over
                if not (late or live.open) or live.state in ("upcoming", "queued", "skipped"):
                    continue
                day = diary_of(view, status, live).run(live.due + DAY, step.after + 1)[-1]
                if live.stage.pay and step.do != "approve":
                    listed = any(c.stage == name and c.step == step for c in found.consequences)
                    asks = asked_then(view, status, found, name, day) > 0
                    if not (asks if taken_once(status, found) else listed):
                        continue
                state = "in effect" if late else "ahead"
                if late and live.finished and step.do.startswith("may-"):
                    state = "lapsed"
                expected.append((name, step.do, "waived" if (name, step.do) in waived else state))
        assert [(c.stage, c.do, c.state) for c in found.consequences] == expected
        for consequence in found.consequences:
            live, step = found.stages[consequence.stage], consequence.step
            assert consequence.party == live.stage.owner
            calendar = diary_of(view, status, live)
            day = calendar.run(live.due + DAY, step.after + 1)[-1]
            assert consequence.date == (works.next(day) if step.do == "approve" else day)
            if consequence.state == "ahead":
                assert consequence.date > status.as_of
            elif consequence.state != "waived":
                assert consequence.date <= status.as_of


# --- Rule 5, the slot -------------------------------------------------------------------------


def lost_places(status: Status, found: ScheduledState) -> dict[str, date]:
    """The stages that should wait for a slot, and since when."""
    project = status.project
    lost: dict[str, date] = {}
    for step in found.consequences:
        kept = project.waived(step.stage, "lose-slot")  # before its day, or after it
        if step.do != "lose-slot" or step.state != "in effect" or kept:
            continue
        under = {name: found.stages[name] for name in below(project, step.stage)}
        restarted = any(r.stage in under and r.date >= step.date for r in project.restarts)
        worked = any(
            live.state == "done" and live.stage.owner == "provider" and live.end >= step.date
            for live in under.values()
        )
        for name, live in under.items():
            if live.stage.owner != "provider" or live.finished or not live.days:
                continue
            if not (restarted or worked):
                lost[name] = min(lost.get(name, step.date), step.date)
    return lost


def keeps_its_days(live: LiveStage) -> bool:
    return (
        live.stage.owner == "provider"
        and live.state in ("current", "late", "upcoming")
        and not live.waits_for_slot
        and live.days > 0
    )


@given(views(most=4))
def test_who_lost_the_slot_gets_the_first_free_one_in_turn(view: View) -> None:
    """And so no queued stage ever meets as many holders as the studio has room for."""
    over = ("closed", "ended")
    statuses = [(status, found) for status, found in seen(view) if status.phase not in over]
    held: Counter[date] = Counter()
    queue = []
    for status, found in statuses:
        for live in found.stages.values():
            if keeps_its_days(live):
                diary = diary_of(view, status, live)
                first = max(live.start, view.today)
                holds = (first + k * DAY for k in range((live.end - first).days + 1))
                held.update(day for day in holds if diary.works(day))
        lost = lost_places(status, found)
        assert {n for n, live in found.stages.items() if live.waits_for_slot} == set(lost)
        if lost:
            queue.append((min(lost.values()), status.project.id, status, found))
    for _, _, status, found in sorted(queue, key=lambda entry: entry[:2]):
        for name, live in found.stages.items():
            if not live.waits_for_slot:
                continue
            diary, latest = diary_of(view, status, live), latest_before(status, name, found)
            assert latest
            known = [r for r in status.project.restarts if r.stage == name and r.date <= latest]
            known.sort(key=lambda restart: restart.date)
            floors = [live.plan.start, view.today + DAY, latest + DAY]
            floors += [restart.start for restart in known[-1:]]
            if live.added and live.added.not_before:
                floors.append(live.added.not_before)
            days = diary.run(max(floors), live.days)
            while any(held[day] >= view.portfolio.studio.capacity for day in days):
                days = [*days[1:], diary.next(days[-1] + DAY)]
            held.update(days)
            assert live.start == days[0]
            assert live.end == days[-1]
            if status.terms.promise is None:
                assert live.due == live.end
            else:
                limit = diary.run(latest + DAY, status.terms.promise)[-1]
                own = [floor for floor in floors if floor != view.today + DAY]
                whole = diary.run(max([*own, limit]), live.days)
                assert live.due == max(whole[-1], diary.next(live.plan.due))


# --- Rule 8: money never rounds wrong ---------------------------------------------------------


def expected_amounts(view: View, status: Status, found: ScheduledState) -> list[Decimal]:
    """What each step with an amount takes, in order."""
    studio, price, amounts = view.portfolio.studio, status.project.price.value, []
    week = {party: len(diary.week) for party, diary in diaries(view, status).items()}
    taken: dict[object, Decimal] = defaultdict(Decimal)
    for consequence in found.consequences:
        if consequence.step.amount is None:
            continue
        live, step, base = found.stages[consequence.stage], consequence.step, price
        if step.of == "payment":
            assert live.stage.pay
            base = rounded(live.stage.pay.of(price), studio)
        beyond = max(live.late_days - step.after, 1)
        units = {None: 1, "day": beyond, "week": (beyond - 1) // week[consequence.party] + 1}
        amount = units[step.per] * step.amount.of(base)
        key = (consequence.party, consequence.do, step.of)
        if step.cap is not None:
            amount = max(Decimal(0), min(amount, step.cap.of(base) - taken[key]))
        amount = rounded(amount, studio)
        if status.terms.cap is not None:
            amount = min(
                amount, rounded(status.terms.cap.of(price), studio) - taken[consequence.do]
            )
        if consequence.state == "in effect":
            taken[key] += amount
            taken[consequence.do] += amount
        amounts.append(amount)
    return amounts


@given(views())
def test_money_adds_up_and_no_cap_is_passed(view: View) -> None:
    studio = view.portfolio.studio
    for status, found in seen(view):
        project, money = status.project, status.money
        amounts = [c.amount for c in found.consequences if c.amount is not None]
        assert amounts == expected_amounts(view, status, found)
        taken = {"fee": Decimal(0), "credit": Decimal(0)}
        for consequence in found.consequences:
            assert (consequence.amount is not None) == KINDS[consequence.do].takes_money
            if consequence.amount is not None and consequence.state == "in effect":
                taken[consequence.do] += consequence.amount
        if status.terms.cap is not None:
            assert max(taken.values()) <= rounded(status.terms.cap.of(project.price.value), studio)
        changes = sum((c.price.value for c in project.changes if c.agreed), Decimal(0))
        assert (money.fees, money.credits) == (taken["fee"], taken["credit"])
        total = project.price.value + changes + money.fees - money.credits
        assert money.total == (project.ended.total.value if project.ended else total)
        rates = [tax.rate for tax in project.taxes(studio) if tax.rate is not None]
        assert money.tax == sum((rounded(money.total * r / 100, studio) for r in rates), Decimal(0))
        assert money.paid == sum((p.amount.value for p in project.payments), Decimal(0))
        figures = (money.price, money.changes, money.fees, money.credits, money.paid, money.gross)
        digits = currency_digits(studio.currency)
        assert all(figure.as_tuple().exponent == -digits for figure in (*figures, *amounts))


@given(views())
def test_each_instalment_asks_its_share_and_the_last_the_balance(view: View) -> None:
    studio = view.portfolio.studio
    for status in assess_portfolio(view.portfolio, view.today):
        project, price = status.project, status.project.price.value
        rates = [tax.rate for tax in project.taxes(studio) if tax.rate is not None]
        shares = [(s.id, s.pay.of(price)) for s in project.stages if s.pay]
        last = shares[-1][0] if shares else None
        if project.deposit:
            shares.insert(0, ("deposit", project.deposit.amount.of(price)))
        left, expected = max(status.money.balance, Decimal(0)), {}
        for name, share in shares:
            if project.settled(name):
                continue
            net = rounded(share, studio)
            asks = net + sum(rounded(net * rate / 100, studio) for rate in rates)
            asks -= sum(p.amount.value for p in project.payments if p.instalment == name)
            expected[name] = left if name == last else min(max(asks, Decimal(0)), left)
            left -= expected[name]
        assert dict(status.asked) == expected


@given(views())
def test_agreed_payments_are_rounded_and_add_up(view: View) -> None:
    studio = view.portfolio.studio
    for status, _ in seen(view):
        project, agreed = status.project, agreed_payments(status.project, studio.currency)
        price = project.price.value
        exact = {"deposit": project.deposit.amount.of(price)} if project.deposit else {}
        exact |= {stage.id: stage.pay.of(price) for stage in project.stages if stage.pay}
        assert list(agreed) == list(exact)
        found, each = list(agreed.values()), [rounded(amount, studio) for amount in exact.values()]
        if found and sum(exact.values()) == price:
            assert sum(found) == price
            assert found[:-1] == each[:-1]
        else:
            assert found == each


# --- Rule 6: what a change adds ---------------------------------------------------------------


@given(views())
def test_a_change_never_takes_back_what_followed_before_it_was_agreed(view: View) -> None:
    """Days for a stage add nothing once it was finished or late: its late days stay."""
    (project,) = view.portfolio.projects
    now = next(seen(view), None)
    if now is None or now[0].phase in ("closed", "ended"):
        return
    status, found = now
    for name, live in found.stages.items():
        if not live.late_days or live.added is not None:
            continue
        change = Change(
            date=status.as_of, agreed=status.as_of, title="More", stage=name, days=5, price="0"
        )
        _, then = next(seen(only(view, changes=(*project.changes, change))))
        again = then.stages[name]
        assert (again.due, again.late_days) == (live.due, live.late_days)


# --- The generated studios themselves ----------------------------------------------------------


def fields_used(record: BaseModel) -> Iterator[str]:
    """The fields of a record, and of those in it, that have another value than when left out."""
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        if field.is_required() or value != field.default:
            yield f"{type(record).__name__}.{name}"
        values = value.values() if isinstance(value, dict) else value
        for value in values if isinstance(values, tuple) else (values,):
            if isinstance(value, BaseModel):
                yield from fields_used(value)


@pytest.mark.sweep
def test_the_portfolios_leave_nothing_out() -> None:
    """A law that no studio puts to the test would hold in vain."""
    used: Counter[str] = Counter()

    @settings(max_examples=1500, derandomize=True, database=None)
    @given(views(most=3))
    def look(view: View) -> None:
        used.update(set(fields_used(view.portfolio.studio)))
        for project in view.portfolio.projects:
            used.update(set(fields_used(project)))
        for status in assess_portfolio(view.portfolio, view.today):
            used.update([f"phase {status.phase}"])
            used.update(["due"] if status.due else [])
            refund = any(p.amount.value < 0 for p in status.project.payments)
            used.update(["a refund"] if refund else [])
            signed = status.project.signed
            used.update(["signed as"] if signed and signed.same_as else [])
            if status.dated:
                used.update({f"state {live.state}" for live in status.dated.stages.values()})
                used.update({f"{c.do} {c.state}" for c in status.dated.consequences})
                used.update({f"part {p}" for p, n in status.dated.ledger.delay.items() if n})
                stages = status.dated.stages.values()
                used.update({f"{stage.added.kind} added" for stage in stages if stage.added})
                late = any(stage.waits_for_slot and stage.state == "late" for stage in stages)
                used.update(["a promise missed"] if late else [])
                used.update(["slip"] if status.dated.ledger.slip > 0 else [])

    look()
    models: list[type[BaseModel]] = [
        Studio,
        Terms,
        Project,
        Client,
        Stage,
        Given,
        Returned,
        Wait,
        Round,
        Step,
        Change,
        NewStage,
        Pause,
        Restart,
        Waiver,
        Deposit,
        Payment,
        Signed,
        Ended,
        Entry,
    ]
    wanted = {f"{m.__name__}.{name}" for m in models for name in m.model_fields}
    # Only the shipped examples have a day of their own.
    wanted -= {"Studio.example_day"}
    wanted |= {f"phase {phase}" for phase in get_args(Phase)}
    wanted |= {f"state {state}" for state in get_args(State)}
    wanted |= {f"{do} {state}" for do in KINDS for state in ("in effect", "ahead")}
    wanted |= {f"{do} waived" for do in ("fee", "credit", "lose-slot")}
    wanted |= {f"{do} lapsed" for do in ("may-close", "may-leave")}
    wanted |= {f"part {part}" for part in PARTS}
    wanted |= {f"{kind} added" for kind in ("changes", "look", "work")}
    wanted |= {"a promise missed", "a refund", "due", "signed as"}
    assert wanted <= set(used)
    assert used["slip"] >= 100
    assert used["state queued"] >= 25
