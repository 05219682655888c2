"""Whole studios for the properties: the studio, its projects, what happened to them, and a day.

    @given(views())
    def test_law(view):          view.portfolio, view.today

Every field of the files is used. A life is played stage by stage, by asking the engine until when
its owner has each stage: so that handovers lie around the due dates, changes are asked for in
time, slots are lost and settled, and nothing is done before what precedes it is finished. What is
smaller is simpler: the fewest stages, everything on time, nothing agreed.

Two things are left out, since the laws do not hold for them as they stand: a restart of a later
stage than the first queued one (it frees the earlier one, which is late at once); and done or
skipped stages above which one is open.
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
from courtside.engine.schedule import FINISHED, LiveStage, plain_calendars
from courtside.engine.workdays import DAY, Workdays
from courtside.model.project import Project
from courtside.model.stage import Stage
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
CURRENCIES = ("EUR", "EUR", "EUR", "JPY", "TND")
PRICES = {
    "EUR": ("1000", "8400", "1234.55", "999.99", "0.05"),
    "JPY": ("100000", "840000", "100005", "99999", "7"),
    "TND": ("1000", "8400", "1234.555", "999.999", "0.005"),
}
SUMS = {
    "EUR": ("50", "12.34", "0.01"),
    "JPY": ("5000", "1234", "1"),
    "TND": ("50", "12.345", "0.001"),
}
SHARES = ("10%", "1%", "2.5%", "0.7%", "33.3333%")
CAPS = ("20%", "8.5%", "0.1234%")
TAXES: tuple[list[dict[str, Any]], ...] = (
    [],
    [{"name": "IVA", "rate": "21%"}],
    [{"name": "IVA", "rate": "21%"}, {"name": "IRPF", "rate": "-15%"}],
    [{"name": "VAT", "rate": "7.7%"}, {"name": "Levy", "rate": "0.35%"}],
    [{"note": {"en": "excl. VAT", "es": "sin IVA"}}],
)
LATE = (1, 2, 3, 5, 8, 14, 25, 60)
OTHER: dict[Party, Party] = {"client": "provider", "provider": "client"}
AFTER_ALL = timedelta(days=600)
"""From here on everything of a life has happened."""


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A studio and the day from which it is looked at."""

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


_numbers = cache(st.integers)  # a studio takes a hundred of them: making each anew takes long


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


def _amount(draw: Draw, currency: str, shares: Sequence[str]) -> str:
    """A share, or a sum in the currency."""
    return pick(draw, (*shares, *(f"{value} {currency}" for value in SUMS[currency])))


def _steps(draw: Draw, kinds: Sequence[str], currency: str) -> list[Data]:
    """These kinds of steps, later ones after more days; `pay-fee` is a fee of payments."""
    steps: list[Data] = []
    wait = pick(draw, (0, 0, 1, 3))
    for kind in kinds:
        step: Data = {"after": wait, "do": kind.removeprefix("pay-")}
        if kind == "pay-fee":
            step["of"] = "payment"
        if step["do"] in ("fee", "credit"):
            step["amount"] = _amount(draw, currency, SHARES)
            per = pick(draw, (None, "day", "week"))
            if per:
                step["per"] = per
                if chance(draw, 2):
                    step["cap"] = _amount(draw, currency, CAPS)
        elif kind == "remind":
            step["text"] = "A word before it costs anything"
        steps.append(step)
        wait += pick(draw, (0, 1, 1, 3))
    return steps


_CLIENT_STEPS = (
    ("lose-slot",),
    ("lose-slot", "fee"),
    ("approve", "lose-slot", "fee", "pay-fee", "remind", "may-close"),
    ("pay-fee", "lose-slot", "fee"),
    ("lose-slot", "approve", "may-close", "fee"),
    ("approve", "fee"),
    ("remind", "may-close", "lose-slot", "approve"),
    (),
)
_PROVIDER_STEPS = (("credit",), ("credit", "may-leave", "remind"), ("remind", "credit"), ())


def _terms(draw: Draw, currency: str, *, portfolio: bool) -> Data:
    terms: Data = {}
    if portfolio:
        terms |= {"reply": 1, "revisions": 2}
    if chance(draw, 4) is False:
        terms["restart_within"] = pick(draw, (2, 5, 15, 1, 0))
    if chance(draw, 2):
        terms["round_days"] = pick(draw, (1, 2, 5, 0))
    if chance(draw, 3):
        terms["net"] = pick(draw, (5, 10, 1, 0))
    if chance(draw, 3):
        terms["cap"] = _amount(draw, currency, CAPS)
    late = {}
    if portfolio or chance(draw, 2):
        late["client"] = _steps(draw, pick(draw, _CLIENT_STEPS), currency)
    if portfolio or chance(draw, 2):
        late["provider"] = _steps(draw, pick(draw, _PROVIDER_STEPS), currency)
    return terms | {"late": late}


@st.composite
def studios(draw: Draw, base: date = BASES[0]) -> Studio:
    """A studio with its calendar, capacity, currency, taxes and terms."""
    currency = pick(draw, CURRENCIES)
    data: Data = {
        "name": "Norte Studio",
        "email": "hola@norte.example",
        "timezone": "Europe/Madrid",
        "currency": currency,
        "calendar": _calendar(draw, base),
        "capacity": pick(draw, (1, 1, 2, 3)),
        "tax": pick(draw, TAXES),
        "terms": _terms(draw, currency, portfolio=True),
    }
    if chance(draw, 4):  # what never changes an answer
        data |= {
            "details": "Calle Mayor 1",
            "phone": "+34 910 000 000",
            "address": "formal",
            "allow": ["no-cap"],
            "language": "es",
            "format": 2,
            "key_id": "5f1c" * 4,
            "pay_to": {"name": "Norte", "iban": "ES9121000418450200051332", "bic": "CAIXESBB"},
            "notice": {"until": base, "text": {"en": "We are away"}},
            "words": "Clauses",
            "remind": [-1, 0, 1],
            "playbooks": {"talk": {"deposit": "30%", "words": "More clauses", "stages": [
                {"id": "talk", "title": "T", "owner": "client", "days": 1}]}},
        }  # fmt: skip
    return Studio.model_validate(data)


def _stages(draw: Draw, currency: str) -> list[Data]:
    stages: list[Data] = []
    owner: Party = pick(draw, ("client", "provider"))
    for index in range(pick(draw, (1, 2, 3, 4, 5, 6, 4, 5))):
        name = f"s{index}"
        stage: Data = {"id": name, "title": name.upper(), "owner": owner}
        earlier = [stage["id"] for stage in stages]
        works = [stage["id"] for stage in stages if stage["owner"] == "provider"]
        if owner == "client" and chance(draw, 4):
            stage["pay"] = pick(draw, ("50%", "33.3333%", f"{SUMS[currency][0]} {currency}", "17%"))
        if "pay" not in stage or chance(draw, 3):
            stage["days"] = pick(draw, (2, 1, 3, 5, 0, 8))
        if owner == "client" and works and "pay" not in stage and chance(draw, 2):
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


def _beginning(draw: Draw, base: date, currency: str, same_as: Project | None) -> Data:
    """From proposal to start, as far as it came; the start may be before it counts."""
    came = pick(draw, ("start",) * 8 + ("signed", "proposal"))
    signed = after(draw, base, 0, 12)
    data: Data = {}
    if chance(draw, 3):
        quoted = after(draw, signed, -20, -1)
        data["quoted"] = {"date": quoted, "until": after(draw, quoted, 0, 30)}
    if chance(draw, 2):
        data["deposit"] = {"amount": pick(draw, ("30%", "33.3333%", f"{SUMS[currency][1]}"))}
    if came == "proposal":
        return data
    data["signed"] = {"date": signed, "by": "Somebody", "hash": "sha256:" + "0" * 64}
    if same_as is not None and same_as.signed and same_as.signed.date:
        signed = same_as.signed.date
        data["signed"] = {"date": signed, "by": same_as.signed.by, "as": same_as.id}
    elif chance(draw, 4):
        data["signed"]["words"] = "The clauses of that day"
    paid = signed
    if "deposit" in data and (came == "start" or chance(draw, 3)):
        paid = after(draw, signed, 0, 6)
        data["payments"] = _payments(draw, "deposit", signed, paid, SUMS[currency])
    if came == "start":
        data["start"] = after(draw, paid, 0, 9)
        if chance(draw, 4):  # before signature and deposit: then it counts later
            data["start"] = after(draw, signed, -9, 0)
        data["scheduled"] = {"date": paid, "hash": "sha256:" + "1" * 64}
    return data


def _payments(
    draw: Draw, instalment: str, first: date, last: date, sums: Sequence[str]
) -> list[Data]:
    """What came for an instalment until it was settled, and perhaps what went back later."""

    def payment(day: date, amount: str, **more: Any) -> Data:
        return {"date": day, "for": instalment, "amount": amount, **more}

    found = []
    if first < last and chance(draw, 3):
        found.append(payment(first, pick(draw, sums), part=True))
    found.append(payment(last, pick(draw, sums)))
    if chance(draw, 6):
        day = after(draw, last, 1, 20)
        found.append(payment(day, f"-{pick(draw, sums)}", invoice="2026-R1"))
    return found


def _assign(draw: Draw, studio: Studio, project: Project) -> Project:
    """Assigned dates, as a provider would give them: with room between and inside, or none."""
    assert project.start
    calendars = plain_calendars(studio, project)
    terms = project.terms.over(studio.terms)
    assigned: list[Stage] = []
    for stage in project.stages:
        calendar = calendars[stage.owner]
        ends = [
            given.due for given in assigned if given.due and given.id in project.before[stage.id]
        ]
        days = terms.allowance(stage)
        earliest = max(ends) + DAY * bool(days) if ends else project.start
        start = calendar.nth(earliest, 1 + pick(draw, (0, 0, 0, 1, 4)))
        # Seldom a window that is too short: nobody refuses it, the live pass makes it longer.
        length = max(1, days + pick(draw, (0, 0, 0, 1, 3, -1)))
        assigned.append(
            stage.model_copy(update={"start": start, "due": calendar.nth(start, length)})
        )
    return with_fields(project, stages=tuple(assigned))


# --- What happens ----------------------------------------------------------------------------


def _agreements(draw: Draw, project: Project, sums: Sequence[str]) -> Data:
    """Changes and pauses: agreed, only proposed, late, ahead, overlapping, open."""
    start, names = project.start, [stage.id for stage in project.stages]
    assert start
    changes, pauses = [], []
    for _ in range(pick(draw, (0, 0, 1, 2))):
        day = after(draw, start, 0, 40)
        change: Data = {"date": day, "title": "One more page", "stage": pick(draw, names)}
        change["asked_by"] = pick(draw, ("client", "provider"))
        change["days"] = pick(draw, (1, 0, 2, 4))
        change["price"] = pick(draw, ("0", sums[0], f"-{sums[1]}"))
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
        self.studio = studio
        self.project = project
        self.terms = project.terms.over(studio.terms)
        self.sums = SUMS[studio.currency]
        self.today = project.start + AFTER_ALL
        self._walked: tuple[Project, ProjectState] | None = None

    def look(self) -> dict[str, LiveStage]:
        """Where everything stands when all of it has happened.

        Those who play think that what is open will be over soon.
        """
        return self._walk().stages

    def _walk(self) -> ProjectState:
        """The walk of the project as it is now; made once for each state of it."""
        if self._walked is None or self._walked[0] is not self.project:
            self._walked = (self.project, assess_alone(self.studio, self._hopeful(), self.today))
        return self._walked[1]

    def _hopeful(self) -> Project:
        pauses = (
            pause.model_copy(update={"last": pause.last or pause.first + 30 * DAY})
            for pause in self.project.pauses
        )
        stages = (
            stage.model_copy(
                update={
                    "waits": tuple(
                        wait.model_copy(update={"last": wait.last or wait.first + 10 * DAY})
                        for wait in stage.waits
                    )
                }
            )
            if stage.waits
            else stage
            for stage in self.project.stages
        )
        return self.project.model_copy(update={"pauses": tuple(pauses), "stages": tuple(stages)})

    def write(self, stage: str, **update: Any) -> None:
        """What happens to one stage."""
        found = next(planned for planned in self.project.stages if planned.id == stage)
        values = {name: getattr(found, name) for name in Stage.model_fields}
        new = Stage.model_validate(values | update)
        stages = tuple(new if other.id == stage else other for other in self.project.stages)
        self.project = self.project.model_copy(update={"stages": stages})

    def play(self) -> Project:
        """The stages in file order."""
        for stage in self.project.stages:
            now = self.look()
            before = [now[name] for name in now[stage.id].before]
            if all(earlier.finished for earlier in before):
                latest = max((earlier.end for earlier in before), default=self.project.start)
                assert latest
                self.turn_of(stage, now, latest)
            elif stage.pay and chance(self.draw, 2):
                self._pay(stage, after(self.draw, now[stage.id].plan.start, -20, 20))
        return self.project

    def turn_of(self, stage: Stage, now: dict[str, LiveStage], latest: date) -> None:
        """One stage is handed over, skipped, left to silence, or left open."""
        draw = self.draw
        if stage.owner == "provider" and self._waits_in_the_queue(stage):
            return
        self._wait(stage, now[stage.id])
        one = self.look()[stage.id]
        how = pick(draw, _HOW)
        if stage.approves and chance(draw, 3):
            self._rounds(stage, one, latest)
        elif how == "skipped" and not stage.pay:
            self.write(stage.id, skipped=max(latest, one.due - number(draw, 0, 3) * DAY))
        elif how == "early":
            self._hand_over(stage, max(latest, one.due - number(draw, 1, 6) * DAY))
        elif how != "open":
            done = one.due + pick(draw, LATE) * DAY if how == "late" else max(latest, one.due)
            if not (stage.approves and chance(draw, 2)):  # else silence may approve
                self._return(stage, one, done)
                self._hand_over(stage, done)
        self._kindness(stage.id)
        self._new_work(stage, latest)

    def _hand_over(self, stage: Stage, day: date) -> None:
        if stage.pay:
            self._pay(stage, day)
            return
        gives = [{"text": given.text, "received": day} for given in stage.gives]
        self.write(stage.id, done=day, gives=gives)

    def _pay(self, stage: Stage, day: date) -> None:
        first = after(self.draw, day, -9, 0)
        found = _payments(self.draw, stage.id, first, day, self.sums)
        self.project = with_fields(self.project, payments=(*self.project.payments, *found))

    def _return(self, stage: Stage, live: LiveStage, done: date) -> None:
        """An incomplete handover that went back before the complete one."""
        sent = after(self.draw, live.start, 0, 4)
        back = after(self.draw, sent, 0, 5)
        if back < done and not stage.pay and chance(self.draw, 4):
            returned = {"sent": sent, "date": back, "why": "Pages are missing"}
            self.write(stage.id, returned=[returned])

    def _wait(self, stage: Stage, live: LiveStage) -> None:
        """The ball goes back for an answer."""
        draw = self.draw
        if stage.pay or not chance(draw, 4):
            return
        first = after(draw, live.start, 0, 3)
        wait: Data = {"from": first, "on": pick(draw, (OTHER[stage.owner], "outside"))}
        wait["why"] = "Which sizes?"
        if chance(draw, 3):
            wait["told"] = after(draw, first, 0, 3)
        if chance(draw, 5) is False:
            wait["to"] = after(draw, first, 0, 8)
        self.write(stage.id, waits=[wait])

    def _rounds(self, approval: Stage, live: LiveStage, latest: date) -> None:
        """The client asks for changes once or twice, and then answers, or not."""
        draw, rounds = self.draw, []
        asked = max(latest, min(live.due, after(draw, live.start, 0, 4)))
        for count in (1, 2):
            rounds.append({"asked": asked, "why": "A warmer green"})
            self.write(approval.id, rounds=rounds)
            changes = self.look()[f"{approval.id}.changes-{count}"]
            if changes.waits_for_slot or chance(draw, 5):
                return
            done = max(asked, changes.due + pick(draw, (0, -1, 2, 6)) * DAY)
            rounds[-1] = rounds[-1] | {"done": done}
            self.write(approval.id, rounds=rounds)
            look = self.look()[f"{approval.id}.look-{count + 1}"]
            asked = max(done, min(look.due, after(draw, look.start, 0, 4)))
            if chance(draw, 2):
                break
        answer = pick(draw, ("on time", "late", "open"))
        if answer != "open":
            late = pick(draw, LATE) if answer == "late" else 0
            self.write(approval.id, done=max(done, look.due + late * DAY))

    def _new_work(self, stage: Stage, latest: date) -> None:
        """A stage that was not in the plan, behind one that is finished."""
        draw, project = self.draw, self.project
        group = [live for name, live in self.look().items() if name.partition(".")[0] == stage.id]
        if not all(live.finished for live in group) or not chance(draw, 6):
            return
        last = max(live.end for live in group)
        agreed = max(latest, after(draw, last, -3, 0))
        new: Data = {
            "id": f"{stage.id}-more",
            "title": "Product photos",
            "owner": pick(draw, ("provider", "client")),
            "days": pick(draw, (2, 1, 4, 0)),
        }
        change: Data = {"date": agreed, "title": "Photos", "stage": stage.id, "agreed": agreed}
        change["price"] = self.sums[0]
        self._change(project, change | {"adds": new})
        added = self.look()[new["id"]]
        ready = all(self.look()[name].finished for name in added.before)
        if ready and not added.waits_for_slot and chance(draw, 4) is False:
            done = max(agreed, added.due + pick(draw, (0, -1, 3, 8)) * DAY)
            self._change(project, change | {"adds": new | {"done": done}})
            self._kindness(new["id"])

    def _change(self, project: Project, change: Data) -> None:
        self.project = with_fields(project, changes=(*project.changes, change))

    def _waits_in_the_queue(self, stage: Stage) -> bool:
        """Whether this stage is queued for good; the provider may agree a date or just do it."""
        project = self.project
        lost = self._walk().lost
        first = next((name for name in self.look() if name in lost), None)
        if stage.id != first:
            return stage.id in lost
        how = pick(self.draw, ("stays", "restarts", "done", "restarts", "stays"))
        if how == "restarts":
            day = after(self.draw, lost[first], 0, 20)
            start = max(day, self.look()[first].start) + number(self.draw, -1, 20) * DAY
            restart = {"stage": first, "start": start, "date": day}
            self.project = with_fields(project, restarts=(*project.restarts, restart))
        return how == "stays"

    def _kindness(self, name: str) -> None:
        """A step that is not taken."""
        one = self.look()[name]
        steps = self.terms.steps(one.stage.owner)
        if steps and chance(self.draw, 2):
            waiver: Data = {"stage": name, "do": pick(self.draw, steps).do, "why": "First time"}
            waiver["date"] = after(self.draw, one.due, 0, 20)
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
        else stage.model_copy(update={"done": None, "skipped": None, "returned": (), "rounds": ()})
        for stage in project.stages
    )
    return with_fields(project, stages=stages)


# --- Whole projects, whole studios ------------------------------------------------------------


def with_fields(project: Project, **update: Any) -> Project:
    """The project with other values, checked."""
    values = {name: getattr(project, name) for name in Project.model_fields}
    return Project.model_validate(values | update)


@st.composite
def projects(
    draw: Draw,
    studio: Studio,
    name: str,
    base: date = BASES[0],
    same_as: Project | None = None,
) -> Project:
    """A project with all that happened to it; `same_as` may be the one with whose agreement it is
    signed."""
    currency = studio.currency
    data: Data = {
        "id": name,
        "title": f"Work for {name}",
        "client": {"name": name.title(), "contact": "Lucía", "email": "lucia@client.example"},
        "price": f"{pick(draw, PRICES[currency])} {currency}",
        "stages": _stages(draw, currency),
    }
    data |= _beginning(draw, base, currency, same_as)
    _add_up(draw, data)
    calendars = {
        party: _calendar(draw, base)
        for party, one_in in (("client", 2), ("provider", 4))
        if chance(draw, one_in)
    }
    data["calendars"] = calendars
    if chance(draw, 4):
        data["terms"] = _terms(draw, currency, portfolio=False)
    if chance(draw, 6):
        data["tax"] = pick(draw, TAXES)
    if chance(draw, 4):
        _say_more(data, base)
    project = Project.model_validate(data)
    if project.start:
        if chance(draw, 3):
            project = _assign(draw, studio, project)
        project = with_fields(project, **_agreements(draw, project, SUMS[currency]))
        project = _possible(studio, _Life(draw, studio, project).play())
    if project.signed and chance(draw, 4):  # more came than anybody asked for
        first = project.signed.date or base
        some = _payments(draw, "balance", first, after(draw, first, 0, 60), SUMS[currency])
        project = with_fields(project, payments=(*project.payments, *some))
    if project.signed and project.signed.date and chance(draw, 8):
        ended: Data = {"date": after(draw, project.signed.date, 0, 90), "by": "client"}
        ended |= {"total": pick(draw, PRICES[currency]), "why": "The shop closes"}
        project = with_fields(project, ended=ended)
    if chance(draw, 8):
        project = with_fields(project, closed=after(draw, base, 10, 90))
    return project


def _say_more(data: Data, base: date) -> None:
    """What never changes an answer."""
    data["client"] |= {"id": "client", "consumer": True, "cc": ["office@client.example"]}
    data["client"]["details"] = "Calle Mayor 2"
    data |= {"link": 2, "language": "es", "files": ["brief.pdf"], "words": "# Our own words"}
    data |= {"link_until": base + AFTER_ALL, "allow": ["early-start"]}
    data["log"] = [{"date": base, "text": "Sent", "link": "https://client.example/"}]
    data["private"] = [{"date": base, "text": "Prefers calls"}]
    if "deposit" in data:
        data["deposit"] |= {"invoice": "2026-011", "url": "https://pay.example/11"}
    data["stages"][0]["url"] = "https://drive.example/"
    for stage in data["stages"]:
        if "pay" in stage:
            stage["invoice"] = "2026-012"


@st.composite
def portfolios(draw: Draw, *, most: int = 1, least: int = 1) -> Portfolio:
    """A studio with some projects, all at about the same time.

    From the third on, one may be signed with the agreement of the second.
    """
    base = pick(draw, BASES)
    studio = draw(studios(base))
    found: list[Project] = []
    for place, name in enumerate(IDS[: number(draw, least, most)]):
        other = found[1] if place > 1 and chance(draw, 2) else None
        found.append(draw(projects(studio, name, base, other)))
    return Portfolio(studio=studio, projects=tuple(found))


@st.composite
def days_of(draw: Draw, portfolio: Portfolio) -> date:
    """A day on which something happens in a studio, or soon after: mostly after the last."""
    project = pick(draw, portfolio.projects)
    days = sorted(day for path, day in facts(project) if path[0] not in ("log", "link_until"))
    if project.start:
        days.append(project.start)
    anchor = pick(draw, (days[-1], days[-1], *days)) if days else BASES[0]
    return anchor + DAY * pick(draw, (0, 1, 2, 4, 7, 11, 16, 24, 40, 90, -1, -5))


@st.composite
def views(draw: Draw, *, most: int = 1, least: int = 1) -> View:
    """A studio, and a day from which to look at it."""
    portfolio = draw(portfolios(most=most, least=least))
    return View(portfolio=portfolio, today=draw(days_of(portfolio)))


def calendar_of(days: Workdays) -> set[date]:
    """The working days of two years around what happens here, one by one."""
    return {date.fromordinal(day) for day in days.between(date(2025, 7, 1), date(2028, 12, 31))}


# --- One small studio for tables --------------------------------------------------------------


def small_portfolio(*projects: Project, **studio: Any) -> Portfolio:
    """A studio that works from Monday to Friday and knows no holidays."""
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
        {"title": stage["id"], "owner": "client" if stage["id"][0] == "c" else "provider", **stage}
        for stage in stages
    ]
    return Project.model_validate({**data, **fields, "stages": owned})
