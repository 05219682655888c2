"""What must always hold (rule 9), each law under its sentence, on generated houses.

Working days, pauses and who follows on whom are reckoned here once more, day by day and without the
engine's calendars, so that a law does not lean on what it is to judge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from courtside.engine.assess import Phase, Portfolio, ScheduledState, Status, assess
from courtside.engine.consequences import KINDS, Consequence
from courtside.engine.money import payments
from courtside.engine.schedule import FINISHED, LiveStage, State
from courtside.engine.workdays import DAY, FULL_WEEK, public_holidays
from courtside.model.project import (
    Change,
    Deposit,
    Entry,
    Pause,
    Payment,
    Project,
    Restart,
    Signed,
    Waiver,
)
from courtside.model.stage import Stage
from courtside.model.studio import Studio
from courtside.model.terms import CalendarRule, Calendars, Late, Step, Terms
from courtside.model.values import PARTIES, Party
from helpers.strategies import BASES, IDS, OTHER, View, pick, projects, views, with_fields

# --- Reckoned once more ----------------------------------------------------------------------


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


def named(portfolio: Portfolio, name: str) -> Project:
    return next(project for project in portfolio.projects if project.id == name)


def before(project: Project) -> dict[str, tuple[str, ...]]:
    """What must be finished before each stage (rule 3)."""
    ids = [stage.id for stage in project.stages]
    return {
        stage.id: tuple(ids[max(place - 1, 0) : place]) if stage.after is None else stage.after
        for place, stage in enumerate(project.stages)
    }


def below(project: Project, stage: str) -> set[str]:
    found: set[str] = set()
    for name, earlier in before(project).items():
        if stage in earlier or found & set(earlier):
            found.add(name)
    return found


def allowance(status: Status, stage: Stage) -> int:
    """Working days as agreed, with changes (rule 6)."""
    agreed = (c.days for c in status.project.changes if c.agreed and c.stage == stage.id)
    return (stage.days or 0) + sum(agreed)


def latest_before(status: Status, stage: str, found: ScheduledState) -> date | None:
    return max((found.stages[name].end for name in before(status.project)[stage]), default=None)


def seen(view: View) -> Iterator[tuple[Status, ScheduledState]]:
    """Every project that has dates."""
    for status in assess(view.portfolio, view.today):
        if status.dated:
            yield status, status.dated


def has_queue(found: ScheduledState | None) -> bool:
    return found is not None and any(one.state == "queued" for one in found.stages.values())


def said(status: Status) -> tuple[object, ...]:
    """Everything that is said about a project."""
    return (status.project, status.phase, status.as_of, status.terms, status.rough, status.dated)


def only(view: View, **update: Any) -> View:
    """A view of a house with one project, with other values in it."""
    (project,) = view.portfolio.projects
    return replace(
        view, portfolio=replace(view.portfolio, projects=(with_fields(project, **update),))
    )


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


# --- 1. The parts of the ledger add up to the slip -------------------------------------------


@given(views())
def test_the_parts_of_the_ledger_add_up_to_the_slip(view: View) -> None:
    for _, found in seen(view):
        finish = max(one.end for one in found.stages.values())
        planned = max(one.plan.due for one in found.stages.values())
        assert (found.ledger.planned_finish, found.ledger.finish) == (planned, finish)
        assert found.ledger.slip == (finish - planned).days
        assert sum(found.ledger.delay.values()) == found.ledger.slip


@given(views())
def test_nobody_is_charged_for_what_did_not_happen(view: View) -> None:
    """A part of the ledger has its cause: a late owner, a queue, a pause, a change."""
    for status, found in seen(view):
        parts, project, stages = found.ledger.delay, status.project, found.stages.values()
        late = {one.stage.owner for one in stages if one.end > one.due}
        moved_by_slots = has_queue(found) or bool(project.restarts)
        assert parts["client"] <= 0 or "client" in late
        assert parts["provider"] <= 0 or "provider" in late or moved_by_slots
        assert parts["shared"] >= 0
        assert parts["queue"] == 0 or moved_by_slots
        assert parts["pause"] == 0 or any(pause.agreed for pause in project.pauses)
        assert parts["change"] == 0 or any(change.agreed for change in project.changes)
        if found.ledger.slip <= 0:
            assert parts["calendar"] == found.ledger.slip
        if found.ledger.slip > 0 and not (late or moved_by_slots or project.changes):
            # A pause above both sides that lead into a stage is `shared` there (rule 7, 3).
            assert parts["calendar"] + parts["pause"] + parts["shared"] == found.ledger.slip


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
    (status,) = assess(Portfolio(studio=view.portfolio.studio, projects=(chain,)), late)
    assert status.dated
    delay = {part: days for part, days in status.dated.ledger.delay.items() if days}
    assert delay == {owner: (late - start).days}


# --- 2. Nothing that happens in project A changes a date, state, amount or ledger of B --------
#        while nothing of B is queued


@st.composite
def neighbours(draw: Callable[[Any], Any]) -> tuple[View, Project]:
    """A house, and another life of its first project."""
    view: View = draw(views(least=2, most=3))
    base = next((one.start for one in view.portfolio.projects if one.start), BASES[0])
    return view, draw(projects(view.portfolio.studio, IDS[0], base))


@given(neighbours())
def test_what_happens_in_a_changes_nothing_of_b(given_: tuple[View, Project]) -> None:
    view, other_life = given_
    others = view.portfolio.projects[1:]
    as_it_was = assess(view.portfolio, view.today)[1:]
    with_another = assess(replace(view.portfolio, projects=(other_life, *others)), view.today)[1:]
    without = assess(replace(view.portfolio, projects=others), view.today)
    for first, second, third in zip(as_it_was, with_another, without, strict=True):
        if not has_queue(first.dated):
            assert said(first) == said(second) == said(third)
            continue
        for one in (second, third):  # only the queued stages may differ, and what they push
            assert first.dated
            assert one.dated
            assert one.dated.consequences == first.dated.consequences
            assert (one.dated.money, one.dated.turn) == (first.dated.money, first.dated.turn)
            queued = {name for name, it in first.dated.stages.items() if it.state == "queued"}
            pushed = queued.union(*(below(first.project, name) for name in queued))
            for name, it in first.dated.stages.items():
                assert (it.state == "queued") == (one.dated.stages[name].state == "queued")
                assert name in pushed or it == one.dated.stages[name]


@given(views(most=4))
def test_the_order_of_the_files_is_of_no_matter(view: View) -> None:
    turned = replace(view.portfolio, projects=view.portfolio.projects[::-1])
    expected = [said(one) for one in assess(view.portfolio, view.today)]
    assert [said(one) for one in assess(turned, view.today)] == expected
    assert [said(one) for one in assess(view.portfolio, view.today)] == expected


# --- 3. While nothing is queued, handing over later never gives an earlier finish -------------


@given(views(), st.sampled_from((1, 2, 3, 5, 9, 30)))
def test_handing_over_later_never_gives_an_earlier_finish(view: View, days: int) -> None:
    """Two lives that differ in one hand-over date alone, which may be still to come."""
    (project,) = view.portfolio.projects
    now = next(seen(view), None)
    if now is None or has_queue(now[1]):
        return
    for place, stage in enumerate(project.stages):
        if stage.done is None:
            continue
        later = stage.model_copy(update={"done": stage.done + days * DAY})
        stages = (*project.stages[:place], later, *project.stages[place + 1 :])
        _, then = next(seen(only(view, stages=stages)))
        assert has_queue(then) or then.ledger.finish >= now[1].ledger.finish


@given(views())
def test_waiting_never_gives_an_earlier_finish(view: View) -> None:
    """Tomorrow, if nothing happens until then, the finish is not before today's."""
    (project,) = view.portfolio.projects
    portfolio = only(view, **dict_of(retold(project, view.today, lambda: None))).portfolio
    today, tomorrow = (assess(portfolio, view.today + k * DAY)[0].dated for k in (0, 1))
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
    """The project without what one side alone can have: silence, slots and their restart."""
    terms = project.terms.over(studio.terms)
    steps = {
        party: tuple(s for s in terms.steps(party) if s.do in _SWAPPED_STEPS) for party in PARTIES
    }
    return with_fields(
        project,
        terms=Terms(late=Late(**steps)),
        calendars=Calendars(**rules(studio, project)),
        restarts=(),
        waivers=tuple(w for w in project.waivers if w.do in _SWAPPED_STEPS),
    )


def swapped_project(project: Project) -> Project:
    late, calendars = project.terms.late, project.calendars

    def step(one: Step) -> Step:
        return one.model_copy(update={"do": _SWAPPED_STEPS[one.do]})

    return with_fields(
        project,
        terms=Terms(
            late=Late(
                client=tuple(map(step, late.provider or ())),
                provider=tuple(map(step, late.client or ())),
            )
        ),
        calendars=Calendars(provider=calendars.client, client=calendars.provider),
        stages=tuple(s.model_copy(update={"owner": OTHER[s.owner]}) for s in project.stages),
        waivers=tuple(w.model_copy(update={"do": _SWAPPED_STEPS[w.do]}) for w in project.waivers),
        pauses=tuple(p.model_copy(update={"by": OTHER[p.by]}) for p in project.pauses),
        changes=tuple(
            c.model_copy(update={"asked_by": OTHER[c.asked_by] if c.asked_by else None})
            for c in project.changes
        ),
    )


def answers(found: ScheduledState, *, swap: bool) -> dict[str, object]:
    """What is said of a project with dates, with the two sides changed over or not."""

    def party(one: Party) -> Party:
        return OTHER[one] if swap else one

    def step(one: Consequence) -> tuple[object, ...]:
        do = _SWAPPED_STEPS[one.do] if swap else one.do
        return (one.stage, party(one.party), do, one.state, one.date, one.amount)

    sides = [found.ledger.delay["client"], found.ledger.delay["provider"]]
    account = [found.money.fees, found.money.credits]
    base = found.money.total - found.money.fees + found.money.credits
    return {
        "turn": sorted(map(party, found.turn)),
        "stages": [
            [one.stage.id, party(one.stage.owner), one.state, one.late_days, one.plan, one.start]
            for one in found.stages.values()
        ],
        "dues": [(one.due, one.end) for one in found.stages.values()],
        "finish": (found.ledger.planned_finish, found.ledger.finish),
        "sides": sides[::-1] if swap else sides,
        "parts": {k: v for k, v in found.ledger.delay.items() if k not in PARTIES},
        "steps": [step(one) for one in found.consequences],
        "money": (account[::-1] if swap else account, base, found.money.paid),
    }


@given(views())
def test_swapping_the_sides_swaps_the_answers(view: View) -> None:
    """All but the weeks of a rough timeline, which are the provider's."""
    studio = view.portfolio.studio.model_copy(update={"terms": Terms()})
    project = with_equal_steps(view.portfolio.studio, view.portfolio.projects[0])
    (one,) = assess(Portfolio(studio=studio, projects=(project,)), view.today)
    (other,) = assess(Portfolio(studio=studio, projects=(swapped_project(project),)), view.today)
    assert one.phase == other.phase
    assert (one.dated is None) == (other.dated is None)
    if one.dated and other.dated:
        assert answers(one.dated, swap=False) == answers(other.dated, swap=True)


# --- 5. Seen from a day, what happened later changes nothing ----------------------------------


def dict_of(project: Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in Project.model_fields}


def retold(project: Project, today: date, later: Callable[[], date | None]) -> Project:
    """The project with another future: `later` gives what has not happened its day, or none.

    What is dated after today has not happened; nor has, in a closed project, what follows.
    """
    if project.closed and project.closed <= today:
        today = project.closed

    def again(day: date | None) -> date | None:
        return day if day is not None and day <= today else later()

    def known(entries: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(entry for entry in entries if entry.date <= today)

    def one_more(model: Callable[..., Any], **fields: Any) -> tuple[Any, ...]:
        day = later()
        return (model(date=day, **fields),) if day else ()

    stages = []
    for stage in project.stages:
        skipped = stage.skipped if stage.skipped and stage.skipped <= today else None
        done = None if skipped or stage.pay else again(stage.done)
        if not (done or skipped or stage.pay):
            skipped = later()
        update = {"done": done, "skipped": skipped, "returned": known(stage.returned)}
        stages.append(stage.model_copy(update=update))
    signed = again(project.signed.date if project.signed else None)
    last = project.stages[-1].id
    agreed = [c for c in project.changes if c.date <= today or (c.agreed and c.agreed <= today)]
    return with_fields(
        project,
        stages=tuple(stages),
        signed=Signed(date=signed, by="Somebody", hash=project.signed and project.signed.hash)
        if signed
        else None,
        payments=(
            *known(project.payments),
            *one_more(Payment, instalment="balance", amount="99 EUR"),
        ),
        closed=again(project.closed),
        changes=(
            *(change.model_copy(update={"agreed": again(change.agreed)}) for change in agreed),
            *one_more(Change, title="Later", stage=last, days=9, price="99 EUR"),
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


@given(views(most=2), st.data())
def test_what_happened_later_changes_nothing(view: View, data: st.DataObject) -> None:
    def later() -> date | None:
        return view.today + DAY * days if (days := pick(data.draw, (0, 1, 2, 12, 40))) else None

    retellings = tuple(retold(project, view.today, later) for project in view.portfolio.projects)
    # A pause tells no day on which it was proposed, so proposed ones are not compared.
    for one, other in zip(
        assess(view.portfolio, view.today),
        assess(replace(view.portfolio, projects=retellings), view.today),
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
        calendars, plain = diaries(view, status), diaries(view, status, pauses=False)
        for one in found.stages.values():
            owner = one.stage.owner
            assert plain[owner].works(one.plan.start)
            assert plain[owner].works(one.plan.due)
            if one.state != "skipped":  # it takes the end of what precedes it, whatever day that is
                assert calendars[owner].works(one.start)
                assert calendars[owner].works(one.due)


@given(views())
def test_nobody_is_late_on_a_stage_that_they_could_not_start(view: View) -> None:
    for status, found in seen(view):
        calendars = diaries(view, status)
        for one in found.stages.values():
            if one.late_days == 0:
                continue
            assert one.start <= one.due < one.end <= status.as_of
            for name in before(status.project)[one.stage.id]:
                assert found.stages[name].finished
                assert found.stages[name].end <= one.due
            assert one.late_days == calendars[one.stage.owner].count(one.due, one.end)


@given(views())
def test_the_owner_has_the_whole_allowance_and_no_more_than_that(view: View) -> None:
    """Rule 4: what came later, nobody loses a day; and no date moves without a reason."""
    for status, found in seen(view):
        calendars = diaries(view, status)
        starts = {restart.stage: restart.start for restart in status.project.restarts}
        for one in found.stages.values():
            if one.state in ("skipped", "queued"):
                continue
            calendar, days = calendars[one.stage.owner], allowance(status, one.stage)
            floors = [one.plan.start, starts.get(one.stage.id, one.plan.start)]
            latest = latest_before(status, one.stage.id, found)
            if latest:
                floors.append(latest + DAY if days else latest)
            begin = max(floors)
            assert one.start == calendar.next(begin)
            needed = max(days, 1)
            has = calendar.count(begin - DAY, one.due)
            assert has >= needed
            assert has == needed or one.due == calendar.next(one.plan.due)


# --- What follows from these, and what else rules 4 and 5 promise -----------------------------


@given(views(most=2))
def test_no_date_moves_earlier_than_planned(view: View) -> None:
    for _, found in seen(view):
        for one in found.stages.values():
            assert one.plan.start <= one.plan.due
            if one.state != "skipped":
                assert one.start >= one.plan.start
                assert one.due >= max(one.plan.due, one.start)


@given(views())
def test_a_plan_to_which_nothing_happened_is_kept(view: View) -> None:
    (project,) = view.portfolio.projects
    if project.start is None or any(stage.due for stage in project.stages):
        return  # assigned dates may be too short for the allowance
    nothing: dict[str, Any] = dict.fromkeys(("changes", "pauses", "restarts", "waivers"), ())
    undone = {"done": None, "skipped": None, "returned": ()}
    stages = tuple(stage.model_copy(update=undone) for stage in project.stages)
    quiet = only(view, stages=stages, closed=None, **nothing)
    status, found = next(seen(replace(quiet, today=project.start)))
    assert status.phase in ("scheduled", "active")
    for one in found.stages.values():
        assert one.state in ("current", "upcoming")
        assert (one.start, one.due, one.end) == (one.plan.start, one.plan.due, one.plan.due)
    assert set(found.ledger.delay.values()) == {0}


@given(views(most=2))
def test_states_say_what_they_mean(view: View) -> None:
    for status, found in seen(view):
        raw = {stage.id: stage for stage in named(view.portfolio, status.project.id).stages}
        for name, one in found.stages.items():
            ready = all(found.stages[b].finished for b in before(status.project)[name])
            today, done, skipped = status.as_of, raw[name].done, raw[name].skipped
            assert one.finished == (one.state in FINISHED)
            if one.finished:
                assert ready
            if one.state == "done":
                assert done
                assert done <= today
                assert one.end == max(done, latest_before(status, name, found) or done)
            elif one.state == "skipped":
                assert skipped
                assert skipped <= today
                assert one.start == one.due == one.end
            elif one.state == "approved":
                assert one.stage.approves
                assert one.due < one.end <= today
            elif one.state in ("current", "late"):
                assert ready
                assert one.start <= today
                assert one.end == max(one.due, today)
                assert (one.state == "late") == (one.late_days > 0)
            else:
                assert one.end == one.due
                assert one.late_days == 0
            if one.state == "upcoming":
                assert not ready or one.start > today
            if one.state in ("queued", "skipped"):
                assert one.late_days == 0
        unfinished = {
            one.stage.owner
            for name, one in found.stages.items()
            if not one.finished
            and all(found.stages[b].finished for b in before(status.project)[name])
        }
        assert found.turn == tuple(sorted(unfinished))
        complete = all(one.finished for one in found.stages.values())
        assert status.phase == "closed" or (status.phase == "complete") == complete


@given(views())
def test_a_step_is_in_effect_once_its_owner_is_more_than_after_days_late(view: View) -> None:
    """Every step on every stage, and no other: in effect, ahead or waived; and on which day."""
    for status, found in seen(view):
        calendars = diaries(view, status)
        waived = {(waiver.stage, waiver.do) for waiver in status.project.waivers}
        expected = []
        for name, one in found.stages.items():
            silent: int | None = None
            for step in status.terms.steps(one.stage.owner):
                if step.do == "approve" and not one.stage.approves:
                    continue
                late, is_waived = one.late_days > step.after, (name, step.do) in waived
                if not (late or one.open):
                    continue
                if late or is_waived or silent is None or step.after <= silent:
                    state = "waived" if is_waived else "in effect" if late else "ahead"
                    expected.append((name, step.do, state))
                if step.do == "approve" and not is_waived:
                    silent = step.after
        assert [(c.stage, c.do, c.state) for c in found.consequences] == expected
        for one_step in found.consequences:
            one, step = found.stages[one_step.stage], one_step.step
            assert one_step.party == one.stage.owner
            calendar = calendars[one.stage.owner]
            assert calendar.works(one_step.date)
            assert calendar.count(one.due, one_step.date) == step.after + 1
            assert one_step.state == "waived" or (one_step.date <= status.as_of) == (
                one_step.state == "in effect"
            )
        silent_stages = {c.stage: c for c in found.consequences if c.do == "approve"}
        for name, one in found.stages.items():
            silent_yes = silent_stages.get(name)
            if silent_yes is None or silent_yes.state != "in effect":
                assert one.state != "approved"
            else:  # a hand-over on that very day still counts as one
                assert one.state in ("approved", "done")
                assert one.end == silent_yes.date


# --- Rule 5, the slot -------------------------------------------------------------------------


def lost_places(status: Status, found: ScheduledState) -> dict[str, date]:
    """The stages that should be queued, and since when."""
    project = status.project
    lost: dict[str, date] = {}
    for step in found.consequences:
        if step.do != "lose-slot" or step.state != "in effect":
            continue
        under = {name: found.stages[name] for name in below(project, step.stage)}
        restarted = any(r.stage in under and r.date >= step.date for r in project.restarts)
        worked = any(
            one.state == "done" and one.stage.owner == "provider" and one.end >= step.date
            for one in under.values()
        )
        for name, one in under.items():
            if one.stage.owner != "provider" or one.finished or not allowance(status, one.stage):
                continue
            if not (restarted or worked):
                lost[name] = min(lost.get(name, step.date), step.date)
    return lost


def keeps_its_days(status: Status, one: LiveStage) -> bool:
    return (
        one.stage.owner == "provider"
        and one.state in ("current", "late", "upcoming")
        and allowance(status, one.stage) > 0
    )


@given(views(most=4))
def test_who_lost_the_slot_gets_the_first_free_one_in_turn(view: View) -> None:
    """And so no queued stage ever meets as many holders as the studio has room for."""
    statuses = [(status, found) for status, found in seen(view) if status.phase != "closed"]
    held: Counter[date] = Counter()
    queue = []
    for status, found in statuses:
        diary = diaries(view, status)["provider"]
        for one in found.stages.values():
            if keeps_its_days(status, one):
                first = max(one.start, view.today)
                holds = (first + k * DAY for k in range((one.end - first).days + 1))
                held.update(day for day in holds if diary.works(day))
        lost = lost_places(status, found)
        assert {n for n, one in found.stages.items() if one.state == "queued"} == set(lost)
        if lost:
            queue.append((min(lost.values()), status.project.id, status, found))
    for _, _, status, found in sorted(queue, key=lambda entry: entry[:2]):
        diary = diaries(view, status)["provider"]
        starts = {restart.stage: restart.start for restart in status.project.restarts}
        for name, one in found.stages.items():
            if one.state != "queued":
                continue
            latest = latest_before(status, name, found)
            floors = [one.plan.start, starts.get(name, one.plan.start), view.today + DAY]
            floors += [latest + DAY] if latest else []
            days = diary.run(max(floors), allowance(status, one.stage))
            while any(held[day] >= view.portfolio.studio.capacity for day in days):
                days = [*days[1:], diary.next(days[-1] + DAY)]
            held.update(days)
            assert one.start == days[0]
            assert one.due == one.end == max(days[-1], diary.next(one.plan.due))


# --- Rule 8: money never rounds wrong ---------------------------------------------------------


def expected_amounts(
    status: Status, found: ScheduledState, week: Mapping[Party, int]
) -> list[Decimal]:
    """What each step with an amount takes, in order."""
    price, amounts = status.project.price.value, []
    taken: Counter[tuple[Party, str]] = Counter()
    for one in found.consequences:
        if one.step.amount is None:
            continue
        beyond = max(found.stages[one.stage].late_days - one.step.after, 1)
        units = {None: 1, "day": beyond, "week": (beyond - 1) // week[one.party] + 1}
        key = (one.party, one.do)
        amount = units[one.step.per] * one.step.amount.of(price)
        if one.step.cap is not None:
            amount = max(Decimal(0), min(amount, one.step.cap.of(price) - Decimal(taken[key])))
        amount = cents(amount)
        if one.state == "in effect":
            taken[key] += amount  # type: ignore[assignment]
        amounts.append(amount)
    return amounts


@given(views())
def test_money_adds_up_to_the_cent_and_no_cap_is_passed(view: View) -> None:
    for status, found in seen(view):
        project, money = status.project, found.money
        week = {p: len(d.week) for p, d in diaries(view, status).items()}
        amounts = [c.amount for c in found.consequences if c.amount is not None]
        assert amounts == expected_amounts(status, found, week)
        taken = {"fee": Decimal(0), "credit": Decimal(0)}
        for one in found.consequences:
            assert (one.amount is not None) == KINDS[one.do].takes_money
            if one.amount is not None and one.state == "in effect":
                taken[one.do] += one.amount
                if one.step.cap is not None:
                    assert taken[one.do] <= cents(one.step.cap.of(project.price.value))
        changes = sum((c.price.value for c in project.changes if c.agreed), Decimal(0))
        assert (money.fees, money.credits) == (taken["fee"], taken["credit"])
        assert money.total == project.price.value + changes + money.fees - money.credits
        assert money.balance == money.total - money.paid
        figures = (money.price, money.changes, money.fees, money.credits, money.paid, *amounts)
        assert all(figure.as_tuple().exponent == -2 for figure in figures)


@given(views())
def test_payments_are_rounded_and_add_up(view: View) -> None:
    for status, found in seen(view):
        project, agreed = status.project, payments(status.project)
        price = project.price.value
        exact = [stage.pay.of(price) for stage in project.stages if stage.pay]
        rounded = list(agreed.stages.values())
        deposit = project.deposit.amount.of(price) if project.deposit else Decimal(0)
        assert agreed.deposit == cents(deposit)
        assert agreed.complete == (deposit + sum(exact) == price)
        if agreed.complete and rounded:
            assert agreed.deposit + sum(rounded) == price
            assert rounded[:-1] == [cents(amount) for amount in exact[:-1]]
        else:
            assert rounded == [cents(amount) for amount in exact]
        paid = [agreed.stages[s.id] for s in project.stages if s.pay and s.done]
        if project.deposit:  # or it would have no dates
            paid.append(agreed.deposit)
        assert found.money.paid == sum(paid)


# --- The houses themselves --------------------------------------------------------------------


def fields_used(record: BaseModel) -> Iterator[str]:
    """The fields of a record, and of those in it, that have another value than when left out."""
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        if field.is_required() or value != field.default:
            yield f"{type(record).__name__}.{name}"
        values = value.values() if isinstance(value, dict) else value
        for one in values if isinstance(values, tuple) else (values,):
            if isinstance(one, BaseModel):
                yield from fields_used(one)


def test_the_portfolios_leave_nothing_out() -> None:
    """A law that no house puts to the test would hold in vain."""
    used: Counter[str] = Counter()

    @settings(max_examples=500, derandomize=True, database=None)
    @given(views(most=2))
    def look(view: View) -> None:
        used.update(set(fields_used(view.portfolio.studio)))
        for project in view.portfolio.projects:
            used.update(set(fields_used(project)))
        for status in assess(view.portfolio, view.today):
            used.update([f"phase {status.phase}"])
            if status.dated:
                used.update({f"state {one.state}" for one in status.dated.stages.values()})
                used.update({f"{c.do} {c.state}" for c in status.dated.consequences})
                used.update({f"part {p}" for p, n in status.dated.ledger.delay.items() if n})
                used.update(["slip"] if status.dated.ledger.slip > 0 else [])

    look()
    models: list[type[BaseModel]] = [
        Project,
        Stage,
        Step,
        Change,
        Pause,
        Restart,
        Waiver,
        Deposit,
        Signed,
        Entry,
    ]
    wanted = {f"{m.__name__}.{name}" for m in models for name in m.model_fields}
    wanted |= {f"phase {phase}" for phase in get_args(Phase)}
    wanted |= {f"state {state}" for state in get_args(State)}
    wanted |= {f"{do} {state}" for do in KINDS for state in ("in effect", "ahead")}
    wanted |= {f"{do} waived" for do in ("fee", "credit", "lose-slot")}
    parts = ("client", "provider", "shared", "queue", "pause", "change", "calendar")
    wanted |= {f"part {part}" for part in parts}
    assert wanted <= set(used)
    assert used["slip"] >= 100
    assert used["state queued"] >= 25
