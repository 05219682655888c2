"""Whole houses for the properties: a studio, its projects, what happened to them, and a day.

    @given(views())
    def test_law(view):          view.house, view.today

Every field of the files is used. A life is played stage by stage, by asking the engine until when
its owner has each stage: so that hand-overs lie around the due dates, slots are lost and settled,
and nothing is done before what precedes it is finished. What is smaller is simpler: the fewest
stages, everything on time, nothing agreed.

Three things are left out, since the laws do not hold for them as they stand: a project's `start`
before the signature or the deposit (its first stage is late at once); a restart of a later stage
than the first queued one (it frees the earlier one, which is late at once); and done or skipped
stages above which one is open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

from courtside.engine.assess import Portfolio, ProjectState, assess_alone
from courtside.engine.schedule import FINISHED, LiveStage, plain_calendars, plan
from courtside.engine.workdays import DAY, Workdays
from courtside.model.project import Project
from courtside.model.stage import Returned, Stage
from courtside.model.studio import Studio
from courtside.model.values import Party
from courtside.source.checks.dates import facts

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[Any]], Any]
Data = dict[str, Any]

IDS = ("aurora", "borealis", "cobalt", "delta")
WEEKS = ("mon-fri", "mon-fri", "sun-thu", "mon,tue,thu", "tue-sat", "mon-sun", "mon-wed,fri", "wed")
REGIONS = ("none", "ES-MD", "NO", "PT", "DE-BY", "GB-SCT", "US")
BASES = (date(2026, 3, 2), date(2026, 4, 1), date(2025, 12, 8), date(2026, 7, 24))
PRICES = ("1000 EUR", "8400 EUR", "1234.55 EUR", "999.99 EUR", "0.05 EUR")
AMOUNTS = ("10%", "1%", "2.5%", "0.7%", "33.3333%", "50 EUR", "12.34 EUR", "0.01 EUR")
CAPS = ("20%", "8.5%", "0.1234%", "100 EUR", "33.33 EUR")
LATE = (1, 2, 3, 5, 8, 14, 25, 60)
OTHER: dict[Party, Party] = {"client": "provider", "provider": "client"}
AFTER_ALL = timedelta(days=600)
"""From here on everything of a life has happened."""


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A house and the day from which it is looked at."""

    portfolio: Portfolio
    today: date


# --- Drawing ---------------------------------------------------------------------------------


def pick(draw: Draw, values: Sequence[T]) -> T:
    """One of these; the first is the simplest."""
    return values[number(draw, 0, len(values) - 1)]


def number(draw: Draw, least: int, most: int) -> int:
    """A number, small ones being simpler."""
    drawn: int = draw(_numbers(least, most))
    return drawn


_numbers = cache(st.integers)  # a house takes a hundred of them: making each anew takes long


def chance(draw: Draw, one_in: int) -> bool:
    """Whether something happens that is left out where it does not matter."""
    return number(draw, 1, one_in) == one_in


def after(draw: Draw, day: date, least: int, most: int) -> date:
    """A day so many days later."""
    return day + timedelta(days=number(draw, least, most))


def subset(draw: Draw, values: Sequence[T]) -> list[T]:
    """Some of these, in their order."""
    bits = number(draw, 0, 2 ** len(values) - 1)
    return [value for place, value in enumerate(values) if bits >> place & 1]


# --- The parts of the files ------------------------------------------------------------------


def _calendar(draw: Draw, base: date) -> Data:
    rule: Data = {"closed": []}
    if chance(draw, 2):
        rule["week"] = pick(draw, WEEKS)
    if chance(draw, 2):
        rule["holidays"] = pick(draw, REGIONS)
    for _ in range(number(draw, 0, 2)):
        first = after(draw, base, -10, 90)
        last = after(draw, first, 0, 9)
        rule["closed"].append(f"{first}..{last}" if last > first else f"{first}")
    return rule


def _steps(draw: Draw, kinds: Sequence[str]) -> list[Data]:
    """These kinds of steps, later ones after more days."""
    steps: list[Data] = []
    wait = pick(draw, (0, 0, 1, 3))
    for do in kinds:
        step: Data = {"after": wait, "do": do}
        if do in ("fee", "credit"):
            step["amount"] = pick(draw, AMOUNTS)
            per = pick(draw, (None, "day", "week"))
            if per:
                step["per"] = per
                if chance(draw, 2):
                    step["cap"] = pick(draw, CAPS)
        elif do == "remind":
            step["text"] = "A word before it costs anything"
        steps.append(step)
        wait += pick(draw, (0, 1, 1, 3))
    return steps


_CLIENT_STEPS = (
    ("lose-slot",),
    ("lose-slot", "fee"),
    ("approve", "lose-slot", "fee", "remind", "may-close"),
    ("fee", "lose-slot"),
    ("lose-slot", "approve", "may-close", "fee"),
    ("approve", "fee"),
    ("remind", "may-close", "lose-slot", "approve"),
    (),
)
_PROVIDER_STEPS = (("credit",), ("credit", "may-leave", "remind"), ("remind", "credit"), ())


def _terms(draw: Draw, *, portfolio: bool) -> Data:
    terms: Data = {}
    if portfolio:
        terms |= {"reply": 1, "revisions": 2}
    if chance(draw, 2):
        terms["restart_within"] = pick(draw, (1, 2, 5, 15))
    late = {}
    if portfolio or chance(draw, 2):
        late["client"] = _steps(draw, pick(draw, _CLIENT_STEPS))
    if portfolio or chance(draw, 2):
        late["provider"] = _steps(draw, pick(draw, _PROVIDER_STEPS))
    return terms | {"late": late}


@st.composite
def studios(draw: Draw, base: date = BASES[0]) -> Studio:
    """A house with its calendar, capacity and terms."""
    return Studio.model_validate(
        {
            "name": "Norte Studio",
            "email": "hola@norte.example",
            "timezone": "Europe/Madrid",
            "language": "en",
            "currency": "EUR",
            "calendar": _calendar(draw, base),
            "capacity": pick(draw, (1, 1, 2, 3)),
            "tax": pick(draw, ([], [{"name": "IVA", "rate": "21%"}], [{"note": "excl. VAT"}])),
            "key_id": "5f1c" * 4,
            "terms": _terms(draw, portfolio=True),
            "remind": [-1, 0, 1, 3],
            "playbooks": {"talk": {"stages": [{"id": "talk", "title": "T", "owner": "client",
                                               "days": 1}]}},
        }
    )  # fmt: skip


def _stages(draw: Draw) -> list[Data]:
    stages: list[Data] = []
    owner: Party = pick(draw, ("client", "provider"))
    for index in range(pick(draw, (1, 2, 3, 4, 5, 6, 4, 5))):
        name = f"s{index}"
        stage: Data = {"id": name, "title": name.upper(), "owner": owner}
        earlier = [one["id"] for one in stages]
        works = [one["id"] for one in stages if one["owner"] == "provider"]
        if owner == "client" and chance(draw, 5):
            stage["pay"] = pick(draw, ("50%", "33.3333%", "200 EUR", "17.5%"))
        if "pay" not in stage or chance(draw, 3):
            stage["days"] = pick(draw, (2, 1, 3, 5, 0, 8))
        if owner == "client" and works and chance(draw, 2):
            stage["approves"] = works[-1]
        if earlier and chance(draw, 4):  # parallel stages, and where they meet
            stage["after"] = subset(draw, earlier[-3:])
        if chance(draw, 4):
            stage["gives"] = ["Final texts"]
        stages.append(stage)
        owner = owner if chance(draw, 5) else OTHER[owner]
    return stages


def _add_up(draw: Draw, data: Data) -> None:
    """Let the last payment be what is left of the price, where that can be said in percent."""
    pays = [stage for stage in data["stages"] if "pay" in stage]
    shares = [stage["pay"] for stage in pays[:-1]]
    if "deposit" in data:
        shares.append(data["deposit"]["amount"])
    if pays and all(share.endswith("%") for share in shares) and chance(draw, 2):
        left = 100 - sum(Decimal(share[:-1]) for share in shares)
        if left >= 0:
            pays[-1]["pay"] = f"{left}%"


def _beginning(draw: Draw, base: date) -> Data:
    """From proposal to start, as far as it came."""
    came = pick(draw, ("start",) * 8 + ("signed", "proposal"))
    signed = after(draw, base, 0, 12)
    data: Data = {}
    if chance(draw, 3):
        quoted = after(draw, signed, -20, -1)
        data["quoted"] = {"date": quoted, "until": after(draw, quoted, 0, 30)}
    if chance(draw, 2):
        data["deposit"] = {"amount": pick(draw, ("30%", "33.3333%", "100 EUR"))}
    if came == "proposal":
        return data
    data["signed"] = {"date": signed, "by": "Somebody", "hash": "sha256:" + "0" * 64}
    paid = signed
    if "deposit" in data and (came == "start" or chance(draw, 3)):
        paid = after(draw, signed, 0, 6)
        data["payments"] = [{"date": paid, "for": "deposit", "amount": "100 EUR"}]
    if came == "start":
        data["start"] = after(draw, paid, 0, 9)
        data["scheduled"] = {"date": paid, "hash": "sha256:" + "1" * 64}
    return data


def _assign(draw: Draw, studio: Studio, project: Project) -> Project:
    """Assigned dates, as a provider would give them: with room between and inside, or none."""
    assert project.start
    calendars = plain_calendars(studio, project)
    assigned: list[Stage] = []
    for stage in project.stages:
        calendar = calendars[stage.owner]
        ends = [one.due for one in assigned if one.due and one.id in project.before[stage.id]]
        earliest = max(ends) + DAY * bool(stage.days) if ends else project.start
        allowance = stage.days or 0
        start = calendar.nth(earliest, 1 + pick(draw, (0, 0, 0, 1, 4)))
        # Seldom a window that is too short: nobody refuses it, the live pass makes it longer.
        length = max(1, allowance + pick(draw, (0, 0, 0, 1, 3, -1)))
        assigned.append(
            stage.model_copy(update={"start": start, "due": calendar.nth(start, length)})
        )
    return with_fields(project, stages=tuple(assigned))


# --- What happens ----------------------------------------------------------------------------


def _agreements(draw: Draw, project: Project) -> Data:
    """Changes and pauses: agreed, only proposed, late, ahead, overlapping, open."""
    start, names = project.start, [stage.id for stage in project.stages]
    assert start
    changes, pauses = [], []
    for _ in range(pick(draw, (0, 0, 1, 2))):
        day = after(draw, start, 0, 40)
        change: Data = {"date": day, "title": "One more page", "stage": pick(draw, names)}
        change["asked_by"] = pick(draw, ("client", "provider"))
        change["days"] = pick(draw, (1, 0, 2, 4))
        change["price"] = pick(draw, ("0 EUR", "600 EUR", "-19.99 EUR"))
        if chance(draw, 4) is False:
            change["agreed"] = after(draw, day, 0, 9)
        changes.append(change)
    for _ in range(pick(draw, (0, 0, 1, 2))):
        day = after(draw, start, -5, 40)
        pause: Data = {"from": day, "by": pick(draw, ("client", "provider")), "why": "Moving"}
        if chance(draw, 5) is False:
            pause["to"] = after(draw, day, 0, 14)
        if chance(draw, 6) is False:
            pause["agreed"] = after(draw, day, -8, 8)
        pauses.append(pause)
    return {"changes": changes, "pauses": pauses}


_HOW = (
    "on time",
    "on time",
    "late",
    "late",
    "late",
    "late",
    "late",
    "early",
    "early",
    "skipped",
    "open",
)


class _Life:
    """A project while its life is played: `project` grows by what happens."""

    def __init__(self, draw: Draw, studio: Studio, project: Project) -> None:
        assert project.start
        self.draw = draw
        self.project = project
        self.studio = studio
        self.terms = project.terms.over(studio.terms)
        self.today = project.start + AFTER_ALL
        self.planned = plan(project, plain_calendars(studio, project), self.terms)

    def state(self) -> ProjectState:
        """Return how everything stands when all of it has happened, as if there were no queue."""
        return assess_alone(self.studio, self.project, self.today)

    def look(self) -> dict[str, LiveStage]:
        """Return the stages then."""
        return self.state().stages

    def write(self, stage: str, **update: Any) -> None:
        """What happens to one stage."""
        stages = tuple(
            one.model_copy(update=update) if one.id == stage else one for one in self.project.stages
        )
        self.project = self.project.model_copy(update={"stages": stages})

    def play(self) -> Project:
        """The stages in file order."""
        for stage in self.project.stages:
            now = self.look()
            before = [now[name] for name in self.project.before[stage.id]]
            if all(one.finished for one in before):
                latest = max((one.end for one in before), default=self.project.start)
                assert latest
                self.turn_of(stage, latest)
            elif stage.pay and chance(self.draw, 2):
                self.pay(stage.id, after(self.draw, self.planned[stage.id].start, -20, 20))
        return self.project

    def pay(self, stage: str, day: date) -> None:
        """Settle an instalment."""
        payment = {"date": day, "for": stage, "amount": pick(self.draw, ("100 EUR", "0.05 EUR"))}
        self.project = with_fields(self.project, payments=(*self.project.payments, payment))

    def turn_of(self, stage: Stage, latest: date) -> None:
        """One stage is handed over, skipped, left to silence, or left open."""
        draw = self.draw
        if stage.owner == "provider" and self._waits_in_the_queue(stage):
            return
        due = self.look()[stage.id].due
        how = pick(draw, _HOW)
        if how == "skipped" and not stage.pay:
            self.write(stage.id, skipped=max(latest, due - number(draw, 0, 3) * DAY))
        elif stage.pay and how != "open":
            self.pay(stage.id, max(latest, due + number(draw, -6, 9) * DAY))
        elif how == "early":
            self.write(stage.id, done=max(latest, due - number(draw, 1, 6) * DAY))
        elif how != "open":
            done = due + pick(draw, LATE) * DAY if how == "late" else max(latest, due)
            if not (stage.approves and chance(draw, 2)):  # else silence may approve
                back = after(draw, due, -1, 3)
                returned = (Returned(sent=back, date=back, why="Pages are missing"),)
                some = back < done and chance(draw, 4)
                self.write(stage.id, done=done, returned=returned if some else ())
        self._kindness(stage)

    def _waits_in_the_queue(self, stage: Stage) -> bool:
        """Whether this stage is queued for good; the provider may agree a date or just do it."""
        project, state = self.project, self.state()
        now, lost = state.stages, state.lost
        first = next((each.id for each in project.stages if each.id in lost), None)
        if stage.id != first:
            return stage.id in lost
        how = pick(self.draw, ("stays", "restarts", "done", "restarts", "stays"))
        if how == "restarts":
            day = after(self.draw, lost[first], 0, 20)
            start = max(day, now[first].start) + number(self.draw, -1, 20) * DAY
            restart = {"stage": first, "start": start, "date": day}
            self.project = with_fields(project, restarts=(*project.restarts, restart))
        return how == "stays"

    def _kindness(self, stage: Stage) -> None:
        """A step that is not taken."""
        steps = self.terms.steps(stage.owner)
        if steps and chance(self.draw, 6):
            waiver: Data = {"stage": stage.id, "do": pick(self.draw, steps).do, "why": "First time"}
            waiver["date"] = after(self.draw, self.look()[stage.id].due, 0, 20)
            project = self.project
            self.project = with_fields(project, waivers=(*project.waivers, waiver))


def _possible(studio: Studio, project: Project) -> Project:
    """The life without what is done below a stage that, by the last day, is still open.

    Agreements of a later day may have taken back an approval by silence.
    """
    assert project.start
    last = max([day for _, day in facts(project)] + [project.start])
    now = assess_alone(studio, project, last).stages
    if not now:
        return project
    stages = tuple(
        stage
        if stage.pay or now[stage.id].state in FINISHED
        else stage.model_copy(update={"done": None, "skipped": None, "returned": ()})
        for stage in project.stages
    )
    return with_fields(project, stages=stages)


# --- Whole projects, whole houses ------------------------------------------------------------


def with_fields(project: Project, **update: Any) -> Project:
    """The project with other values, checked."""
    values = {name: getattr(project, name) for name in Project.model_fields}
    return Project.model_validate(values | update)


@st.composite
def projects(draw: Draw, studio: Studio, name: str, base: date = BASES[0]) -> Project:
    """A project with all that happened to it."""
    data: Data = {
        "id": name,
        "title": f"Work for {name}",
        "client": {"name": name.title(), "contact": "Lucía", "email": "lucia@client.example"},
        "price": pick(draw, PRICES),
        "stages": _stages(draw),
    }
    data |= _beginning(draw, base)
    _add_up(draw, data)
    calendars = {
        party: _calendar(draw, base)
        for party, one_in in (("client", 2), ("provider", 4))
        if chance(draw, one_in)
    }
    data["calendars"] = calendars
    if chance(draw, 4):
        data["terms"] = _terms(draw, portfolio=False)
    if chance(draw, 4):  # what never changes an answer
        data["client"] |= {"id": "client", "consumer": True}
        data |= {"link": 2, "language": "es", "files": ["brief.pdf"], "words": "# Our own words"}
        data["log"] = [{"date": base, "text": "Sent", "link": "https://client.example/"}]
        data["private"] = [{"date": base, "text": "Prefers calls"}]
    project = Project.model_validate(data)
    if project.start:
        if chance(draw, 3):
            project = _assign(draw, studio, project)
        project = with_fields(project, **_agreements(draw, project))
        project = _possible(studio, _Life(draw, studio, project).play())
    if chance(draw, 8):
        project = with_fields(project, closed=after(draw, base, 10, 90))
    return project


@st.composite
def portfolios(draw: Draw, *, most: int = 1, least: int = 1) -> Portfolio:
    """A house with some projects, all at about the same time."""
    base = pick(draw, BASES)
    studio = draw(studios(base))
    some = IDS[: number(draw, least, most)]
    return Portfolio(
        studio=studio, projects=tuple(draw(projects(studio, name, base)) for name in some)
    )


@st.composite
def days_of(draw: Draw, portfolio: Portfolio) -> date:
    """A day on which something happens in a house, or soon after: mostly after the last."""
    project = pick(draw, portfolio.projects)
    days = sorted(day for path, day in facts(project) if path[0] != "log")
    if project.start:
        days.append(project.start)
    anchor = pick(draw, (days[-1], days[-1], *days)) if days else BASES[0]
    return anchor + DAY * pick(draw, (0, 1, 2, 4, 7, 11, 16, 24, 40, 90, -1, -5))


@st.composite
def views(draw: Draw, *, most: int = 1, least: int = 1) -> View:
    """A house, and a day from which to look at it."""
    portfolio = draw(portfolios(most=most, least=least))
    return View(portfolio=portfolio, today=draw(days_of(portfolio)))


def calendar_of(days: Workdays) -> set[date]:
    """The working days of two years around what happens here, one by one."""
    return {date.fromordinal(day) for day in days.between(date(2025, 7, 1), date(2028, 12, 31))}


# --- One small house for tables --------------------------------------------------------------


def small_portfolio(*projects: Project, **studio: Any) -> Portfolio:
    """A house that works from Monday to Friday and knows no holidays."""
    data: Data = {
        "name": "Norte Studio",
        "email": "hola@norte.example",
        "timezone": "Europe/Madrid",
        "currency": "EUR",
    }
    return Portfolio(studio=Studio.model_validate(data | studio), projects=projects)


def small_project(*stages: Data, **fields: Any) -> Project:
    """A project of 1000 EUR that starts on Monday, 2 March 2026; `stages` as {id: .., days: ..}.

    An id that begins with `c` is the client's stage, any other the provider's.
    """
    data: Data = {
        "id": "aurora",
        "title": "A small one",
        "client": {"name": "Aurora", "email": "lucia@aurora.example"},
        "price": "1000 EUR",
        "signed": {"date": "2026-03-02", "by": "Lucía"},
        "start": "2026-03-02",
    }
    owned = [
        {"title": one["id"], "owner": "client" if one["id"][0] == "c" else "provider", **one}
        for one in stages
    ]
    return Project.model_validate({**data, **fields, "stages": owned})
