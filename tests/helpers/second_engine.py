"""A second implementation of the rules, to compare with the first.

It is written from the text of the rules and of the file reference alone, shares no code with
`courtside`, and favours the literal over the fast: each piece stands beside the number of its
rule. The input is taken to be valid (format 2); nothing is checked here.

    python tests/second_engine.py DIR --today DAY

prints what `courtside status --json` prints for the same folder.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import holidays
import yaml

Raw = dict[str, Any]
DAY = timedelta(days=1)
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
PARTS = ["client", "provider", "shared", "queue", "pause", "change", "outside", "calendar"]
CODES = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
NO_DIGITS = frozenset(CODES.split(" "))
THREE_DIGITS = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}


# ---------------------------------------------------------------------------------- the files


def read(folder: Path) -> tuple[Raw, dict[str, Raw]]:
    """Return the studio and its projects by id, every scalar as the text that was written."""
    projects = {}
    studio: Raw = {}
    for path in sorted(folder.iterdir()):
        if path.suffix not in {".yml", ".md"} or path.name == "index.md":
            continue
        text = path.read_text("utf-8")
        if path.suffix == ".md":
            text = text.split("---\n", 2)[1]
        data = yaml.load(text, Loader=yaml.CBaseLoader)
        if path.name == "_studio.yml":
            studio = data
        else:
            projects[path.stem] = data
    return studio, projects


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def money(text: str | None) -> Fraction:
    """Return an amount of money as a number; its currency is that of the studio."""
    return Fraction(str(text).split()[0]) if text else Fraction(0)


def share(text: str | None, whole: Fraction) -> Fraction:
    """Return money, or a share of `whole`."""
    if text and text.strip().endswith("%"):
        return Fraction(text.strip()[:-1].strip()) / 100 * whole
    return money(text)


def happened(text: str | None, today: date) -> bool:
    """Rule 1: a fact dated after today has not happened yet."""
    return bool(text) and date.fromisoformat(str(text)) <= today


def entries(raw: Raw, key: str) -> list[Raw]:
    return list(raw.get(key) or [])


# ------------------------------------------------------------------------- rule 2: calendars


@cache
def public_holidays(code: str) -> Any:
    if code in {"", "none"}:
        return frozenset()
    country, _, part = code.partition("-")
    return holidays.country_holidays(country, subdiv=part or None)


@cache
def is_holiday(code: str, day: date) -> bool:
    return day in public_holidays(code)


@cache
def weekdays(text: str) -> frozenset[int]:
    days: set[int] = set()
    for piece in text.replace(" ", "").split(","):
        first, _, last = piece.partition("-")
        at = WEEKDAYS.index(first)
        days.add(at)
        while last and WEEKDAYS[at] != last:
            at = (at + 1) % 7
            days.add(at)
    return frozenset(days)


def span(first: date, last: date) -> Iterable[date]:
    while first <= last:
        yield first
        first += DAY


@cache
def closed_days(items: tuple[str, ...]) -> frozenset[date]:
    days: set[date] = set()
    for item in items:
        first, _, last = item.partition("..")
        days.update(span(date.fromisoformat(first), date.fromisoformat(last or first)))
    return frozenset(days)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Working days: a week, without holidays, closed days and what is `blocked` besides."""

    week: frozenset[int]
    code: str
    closed: frozenset[date]
    blocked: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        return (
            day.weekday() in self.week
            and day not in self.blocked
            and day not in self.closed
            and not is_holiday(self.code, day)
        )

    def without(self, days: Iterable[date]) -> Calendar:
        return replace(self, blocked=self.blocked | frozenset(days))

    def next(self, day: date) -> date:
        while not self.works(day):
            day += DAY
        return day

    def nth(self, day: date, n: int) -> date:
        day = self.next(day)
        for _ in range(n - 1):
            day = self.next(day + DAY)
        return day

    def count(self, after: date, to: date) -> int:
        return sum(self.works(day) for day in span(after + DAY, to))


def calendar(raw: Raw, base: Raw) -> Calendar:
    """Rule 2: what is left out is taken from `base`, except closed days."""
    week = raw.get("week") or base.get("week") or "mon-fri"
    if isinstance(week, list):
        week = ",".join(week)
    return Calendar(
        week=weekdays(week),
        code=raw.get("holidays") or base.get("holidays") or "none",
        closed=closed_days(tuple(raw.get("closed") or ())),
    )


# ---------------------------------------------------------------------------------- stages


@dataclass(kw_only=True)
class Stage:
    """A stage of the file, or an added one, with its facts as of the day of the view."""

    id: str
    owner: str
    days: int
    after: list[str]
    extra: int = 0
    """Agreed days (rules 4 and 6)."""
    approves: bool = False
    pay: str | None = None
    done: date | None = None
    """The handover, the first `asked` of an approval, or the settlement of a payment."""
    skipped: date | None = None
    waits: list[tuple[date, date, str]] = field(default_factory=list)
    """First day, last day, and on whom."""
    floor: date | None = None
    """New work starts no earlier than the day after it was agreed (rule 4)."""
    planned_start: date = date.min
    planned_due: date = date.min

    @property
    def allowance(self) -> int:
        return self.days + self.extra


@dataclass(kw_only=True)
class Live:
    """What the live pass says of a stage (rule 4)."""

    stage: Stage
    start: date
    due: date
    end: date
    state: str
    late_days: int
    before: list[Live]
    latest: date | None
    """The latest end before it."""
    ready: bool
    """All before it are finished."""
    cal: Calendar
    waiting: bool = False
    """It waits for a slot."""
    promised: bool = False
    limit_due: date | None = None
    """Its due date with the limit as one more floor, and no restart."""
    full_due: date = date.min
    """Its due date with queue and restart; other than `due` only where it was skipped."""
    restarted: bool = False
    restarted_later: bool = False
    approval: int | None = None
    """`after` of the step by which silence approved it."""
    earliest: date = date.min
    settled_early: bool = False
    unasked: list[tuple[date, date, date | None]] = field(default_factory=list)
    """Of a payment: first and last day on which nothing was asked, and when it was again."""

    @property
    def finished(self) -> bool:
        return self.state in {"done", "skipped", "approved"}

    @property
    def open(self) -> bool:
        return self.state in {"current", "late"}


def dates(cal: Calendar, days: int, earliest: date, planned_due: date) -> tuple[date, date]:
    """Rules 3 and 4: start and due from the earliest start, the planned due date as a floor."""
    start = cal.next(earliest)
    due = cal.nth(start, days) if days >= 1 else start
    return start, max(due, cal.next(planned_due))


# ---------------------------------------------------------------------- a project on a day


class View:
    """One project as of one day: the plan and the live pass, as far as no other is concerned."""

    def __init__(
        self,
        studio: Raw,
        projects: dict[str, Raw],
        name: str,
        today: date,
        known: list[tuple[Raw, bool]] | None = None,
    ) -> None:
        """Take `known` for the agreed changes, with whether their days count; None to find out."""
        self.studio, self.projects = studio, projects
        self.id, self.raw = name, projects[name]
        raw = self.raw
        # Rule 4: closed and ended projects stand as of that day; rule 8: payments go on.
        self.money_day = self.day = today
        self.closed = happened(raw.get("closed"), today)
        if self.closed:
            self.day = date.fromisoformat(raw["closed"])
        ended = raw.get("ended") or {}
        self.ended = ended if happened(ended.get("date"), self.day) else None
        if self.ended:
            self.day = date.fromisoformat(self.ended["date"])
        self.calendars()
        self.read_terms()
        signed = raw.get("signed") or {}
        while signed.get("as"):  # rule 8, retainers
            signed = projects[signed["as"]].get("signed") or {}
        self.signed = day_of(signed["date"]) if happened(signed.get("date"), self.day) else None
        self.waivers = [w for w in entries(raw, "waivers") if happened(w["date"], self.day)]
        self.restarts = sorted(
            (r for r in entries(raw, "restarts") if happened(r["date"], self.day)),
            key=lambda r: str(r["date"]),
        )
        self.changes = sorted(
            (c for c in entries(raw, "changes") if happened(c.get("agreed"), self.day)),
            key=lambda c: str(c["agreed"]),
        )
        if known is not None:
            self.changes = [change for change, _ in known]
        self.start = day_of(raw.get("start"))
        self.deposit = raw.get("deposit")
        if isinstance(self.deposit, dict):
            self.deposit = self.deposit.get("amount")
        paid = self.settled("deposit", self.day) if self.deposit else None
        # Rule 3: start counts once signed and the deposit, if one is agreed, is settled.
        self.begun = bool(self.start and self.signed and (paid or not self.deposit))
        if self.begun:
            assert self.start
            assert self.signed
            self.live_start = max(self.start, self.signed, paid or date.min)
            self.plan()
            self.agreed: list[tuple[Raw, bool]] = list(known or ())
            if known is None:
                self.settle_changes()
            self.live = self.walk(self.agreed)

    # ------------------------------------------------------------------ calendars and terms

    def calendars(self) -> None:
        own = self.raw.get("calendars") or {}
        provider = own.get("provider") or self.studio.get("calendar") or {}
        self.plain = {
            "provider": calendar(provider, {}),
            "client": calendar(own.get("client") or {}, provider),
        }
        self.pause_days: set[date] = set()
        self.pauses = []
        for pause in entries(self.raw, "pauses"):
            if happened(pause.get("agreed"), self.day):  # rule 6
                first = max(date.fromisoformat(pause["from"]), date.fromisoformat(pause["agreed"]))
                last = day_of(pause.get("to")) or self.day
                self.pauses.append((first, last))
                self.pause_days.update(span(first, last))
        self.paused = {party: cal.without(self.pause_days) for party, cal in self.plain.items()}

    def read_terms(self) -> None:
        standard, own = self.studio.get("terms") or {}, self.raw.get("terms") or {}
        # `none` in a project: it has no such term, whatever the standard terms say
        self.terms = {k: v for k, v in {**standard, **own}.items() if v != "none"}
        self.late = {**(standard.get("late") or {}), **(own.get("late") or {})}
        within = self.terms.get("restart_within")
        self.within = int(within) if within else None

    def steps(self, party: str) -> list[Raw]:
        return list(self.late.get(party) or [])

    def cal(
        self, stage: Stage, waits: Iterable[str] = ("client", "provider", "outside")
    ) -> Calendar:
        """Rule 2: the owner's calendar with pauses, and with the stage's waits on these."""
        return self.paused[stage.owner].without(
            day for first, last, on in stage.waits if on in waits for day in span(first, last)
        )

    # ----------------------------------------------------------------------------- payments

    def payments(self, instalment: str, day: date) -> list[Raw]:
        every = [p for p in entries(self.raw, "payments") if happened(p["date"], day)]
        return [p for p in every if instalment in {p["for"], ""}]

    def settled(self, instalment: str, day: date) -> date | None:
        """Rule 8: by the first positive payment for it that is not a part."""
        return min(
            (
                date.fromisoformat(p["date"])
                for p in self.payments(instalment, day)
                if money(p["amount"]) > 0 and p.get("part") != "true"
            ),
            default=None,
        )

    # ------------------------------------------------------------------------- rule 3: plan

    def file_stages(self) -> list[Stage]:
        stages: list[Stage] = []
        for raw in self.raw["stages"]:
            default = [stages[-1].id] if stages else []
            days = raw.get("days", self.terms.get("net") or "0" if raw.get("pay") else "0")
            stage = Stage(
                id=raw["id"],
                owner=raw["owner"],
                days=int(days),
                after=list(raw["after"]) if "after" in raw else default,
                approves=bool(raw.get("approves")),
                pay=raw.get("pay"),
            )
            if stage.pay:
                stage.done = self.settled(stage.id, self.day)
            elif happened(raw.get("done"), self.day):
                stage.done = day_of(raw["done"])
            if happened(raw.get("skipped"), self.day):
                stage.skipped = day_of(raw["skipped"])
            self.read_waits(stage, raw)
            stages.append(stage)
        return stages

    def read_waits(self, stage: Stage, raw: Raw) -> None:
        """Rule 2: the days of a wait, from the one after the other party heard of it. One that has
        no end stops with its stage."""
        asked = [entry["asked"] for entry in entries(raw, "rounds")]
        over = asked[:1] or [raw.get("done") or raw.get("skipped")]
        over_on = day_of(over[0]) if happened(over[0], self.day) else None
        for wait in entries(raw, "waits"):
            first, last = date.fromisoformat(wait["from"]), day_of(wait.get("to"))
            told = day_of(wait.get("told")) or first
            if happened(wait["from"], self.day):
                last = min(last or over_on or self.day, self.day)
                stage.waits.append((max(first, told) + DAY, last, wait["on"]))
        other = "client" if stage.owner == "provider" else "provider"
        for back in entries(raw, "returned"):
            if happened(back["date"], self.day):
                sent = date.fromisoformat(back["sent"])
                stage.waits.append((sent + DAY, date.fromisoformat(back["date"]), other))

    def plan(self) -> None:
        assert self.start
        self.planned: dict[str, tuple[date, date]] = {}
        for stage, raw in zip(self.file_stages(), self.raw["stages"], strict=True):
            cal = self.plain[stage.owner]
            latest = max((self.planned[name][1] for name in stage.after), default=None)
            if raw.get("start"):  # assigned dates are the plan
                start, due = date.fromisoformat(raw["start"]), date.fromisoformat(raw["due"])
            elif stage.days >= 1:
                start = cal.next(self.start if latest is None else latest + DAY)
                due = cal.nth(start, stage.days)
            else:
                start = due = cal.next(self.start if latest is None else latest)
            self.planned[stage.id] = start, due

    def rough(self) -> list[Raw]:
        """Rule 3: before the start counts, weeks."""
        w = len(self.plain["provider"].week)
        ends: dict[str, int] = {}
        rows = []
        for stage in self.file_stages():
            lo = max((ends[name] for name in stage.after), default=0)
            ends[stage.id] = lo + stage.days
            first = lo // w + 1 if stage.days else max(lo - 1, 0) // w + 1
            last = max(lo + stage.days - 1, 0) // w + 1
            rows.append({"id": stage.id, "owner": stage.owner, "weeks": [first, last]})
        return rows

    # ------------------------------------------------------------- rule 4: the added stages

    def all_stages(self, changes: list[tuple[Raw, bool]]) -> list[Stage]:
        """Return the stages with what rounds and changes added; True: the days of it count."""
        stages = self.file_stages()
        for stage in stages:
            stage.planned_start, stage.planned_due = self.planned[stage.id]
        last: dict[str, str] = {}
        for stage, raw in zip(list(stages), self.raw["stages"], strict=True):
            rounds = [r for r in entries(raw, "rounds") if happened(r["asked"], self.day)]
            self.add_rounds(stages, last, stage, rounds)
        for change, _ in changes:
            if change.get("adds"):
                self.add_work(stages, last, change)
        for stage in stages:
            stage.extra += sum(
                int(change.get("days") or 0)
                for change, counts in changes
                if counts and change.get("stage") == stage.id
            )
        return stages

    def add_rounds(
        self, stages: list[Stage], last: dict[str, str], approval: Stage, rounds: list[Raw]
    ) -> None:
        if not rounds:
            return
        final, skipped = approval.done, approval.skipped
        approval.done, approval.skipped = day_of(rounds[0]["asked"]), None
        for number, entry in enumerate(rounds, 1):
            done = day_of(entry["done"]) if happened(entry.get("done"), self.day) else None
            days = int(self.terms.get("round_days") or 3)
            changes = Stage(
                id=f"{approval.id}.changes-{number}",
                owner="provider",
                days=0,
                after=[],
                extra=days,
                done=done,
            )
            look = Stage(
                id=f"{approval.id}.look-{number + 1}",
                owner=approval.owner,
                days=0,
                after=[],
                extra=approval.days,
                approves=True,
                done=day_of(rounds[number]["asked"]) if number < len(rounds) else final,
            )
            insert(stages, last, approval, changes)
            insert(stages, last, approval, look)
        look.skipped = skipped

    def add_work(self, stages: list[Stage], last: dict[str, str], change: Raw) -> None:
        adds = change["adds"]
        done = day_of(adds["done"]) if happened(adds.get("done"), self.day) else None
        agreed = date.fromisoformat(change["agreed"])
        work = Stage(
            id=adds["id"],
            owner=adds["owner"],
            days=0,
            after=[],
            extra=int(adds.get("days") or 0),
            done=done,
            floor=agreed + DAY,
        )
        insert(stages, last, next(s for s in stages if s.id == change["stage"]), work)

    def settle_changes(self) -> None:
        """Rule 6: which agreed changes add days, each as of its day and with the changes before."""
        for change in self.changes:
            agreed, counts = date.fromisoformat(change["agreed"]), False
            if int(change.get("days") or 0):
                then = View(self.studio, self.projects, self.id, agreed, self.agreed)
                counts = not then.begun or not then.is_over(change["stage"])
            self.agreed.append((change, counts))

    def is_over(self, name: str) -> bool:
        """Rule 6: finished before today, or past its due date; rule 5: unless nothing is asked."""
        it = next((it for it in self.live if it.stage.id == name), None)
        if it is None:
            return False
        if it.finished and it.end < self.day:
            return True
        nothing = bool(it.unasked) and it.unasked[-1][2] is None
        return it.ready and it.due < self.day and not (nothing and it.late_days == 0)

    # ------------------------------------------------------------------ rule 4: the live pass

    def walk(
        self,
        changes: list[tuple[Raw, bool]],
        slot: Callable[[Live], tuple[date, date]] | None = None,
    ) -> list[Live]:
        """Which slots are lost is known from a pass of their own: it can hang on a credit of a
        stage that stands further down and goes on beside a payment."""
        stages = self.all_stages(changes)
        self.below = downstream(stages)
        self.by_id = {stage.id: stage for stage in stages}
        self.losses: dict[str, date] = {}
        self.unasked: dict[str, list[tuple[date, date, date | None]]] = {}
        while True:
            live = self.pass_over(stages)
            lost, unasked = self.lost_slots(live), self.days_unasked(live)
            if (lost, unasked) == (self.losses, self.unasked):
                return self.pass_over(stages, slot)
            self.losses, self.unasked = lost, unasked

    def pass_over(
        self, stages: list[Stage], slot: Callable[[Live], tuple[date, date]] | None = None
    ) -> list[Live]:
        done: dict[str, Live] = {}
        for stage in stages:
            it = self.place(stage, [done[name] for name in stage.after])
            if it.waiting:
                it.start, it.end = (slot or self.slot_alone)(it)
                it.end = max(it.end, self.day)
                if not it.promised:  # without a promise a queued stage is due when its slot ends
                    it.due = it.full_due = it.end
                elif it.ready and it.cal.count(it.due, self.day) >= 1:
                    it.state, it.late_days = "late", it.cal.count(it.due, self.day)
            done[stage.id] = it
        return list(done.values())

    def slot_alone(self, it: Live) -> tuple[date, date]:
        """Rule 5: closed and ended projects are not served."""
        earliest = max(it.earliest, self.day + DAY)
        if self.within and it.latest:
            earliest = max(it.earliest, it.cal.nth(it.latest + DAY, self.within))
        start = it.cal.next(earliest)
        return start, it.cal.nth(start, it.stage.allowance)

    def base(self, stage: Stage, latest: date | None, days: int) -> date:
        if latest is None:
            return self.live_start
        return latest + DAY if days >= 1 else latest

    def place(self, stage: Stage, before: list[Live]) -> Live:
        latest = max((it.end for it in before), default=None)
        cal = self.cal(stage)
        it = Live(
            stage=stage,
            start=date.min,
            due=date.min,
            end=date.min,
            state="",
            late_days=0,
            before=before,
            latest=latest,
            ready=all(b.finished for b in before),
            cal=cal,
        )
        it.earliest = max(
            self.base(stage, latest, stage.allowance),
            stage.planned_start,
            stage.floor or date.min,
        )
        it.unasked = self.unasked.get(stage.id, [])
        forecast = self.due_dates(it)
        if it.unasked:
            it.cal = cal.without(day for a, b, _ in it.unasked for day in span(a, b))
            forecast = it.due = self.due_again(it, cal)
        it.full_due = it.due
        self.finish(it, forecast)
        return it

    def due_dates(self, it: Live) -> date:
        """Rule 5: the promise and the restarts. Return the forecast of the end."""
        stage, cal, latest = it.stage, it.cal, it.latest
        above = [day for name, day in self.losses.items() if stage.id in self.below[name]]
        waits = stage.owner == "provider" and stage.allowance >= 1 and bool(above) and bool(latest)
        mine = [r for r in self.restarts if r["stage"] == stage.id]
        it.restarted = bool(mine)
        if self.within and latest:
            limit = cal.nth(latest + DAY, self.within)
            it.limit_due = dates(cal, stage.allowance, max(it.earliest, limit), stage.planned_due)[
                1
            ]
        floors = [r for r in mine if latest and date.fromisoformat(r["date"]) <= latest]
        later = [r for r in mine if r not in floors]
        if floors:  # only the last of these counts
            it.earliest = max(it.earliest, date.fromisoformat(floors[-1]["start"]))
        it.start, it.due = dates(cal, stage.allowance, it.earliest, stage.planned_due)
        if waits:
            assert latest
            it.waiting = self.lost(stage, self.day)
            it.promised = bool(self.within) and (it.waiting or self.lost(stage, latest))
            if it.promised:
                assert self.within
                limit = cal.nth(latest + DAY, self.within)
                it.due = dates(cal, stage.allowance, max(it.earliest, limit), stage.planned_due)[1]
        forecast = it.due
        for restart in later:
            agreed, begin = date.fromisoformat(restart["date"]), day_of(restart["start"])
            assert begin
            in_time = agreed <= it.due or (
                not self.within and self.lost(stage, agreed - DAY, agreed)
            )
            it.start, forecast = dates(
                cal, stage.allowance, max(it.earliest, begin), stage.planned_due
            )
            it.restarted_later = True
            if in_time:
                it.due = forecast
        return forecast

    def due_again(self, it: Live, cal: Calendar) -> date:
        """Rule 5: a payment that is not late yet has its own days from when it asks again."""
        stage, due = it.stage, it.due
        for first, _, again in it.unasked:
            if again and it.cal.count(due, first - DAY) == 0:
                base = max(self.base(stage, again, stage.allowance), stage.planned_start)
                start, own = dates(cal, stage.allowance, base, stage.planned_due)
                it.start, due = max(it.start, start), max(due, own)
        return due

    def lost(self, stage: Stage, settled_by: date, lost_by: date | None = None) -> bool:
        """Rule 5: a slot above it had its day by then, and nothing had settled it by then."""
        return any(
            stage.id in self.below[name]
            and day <= (lost_by or settled_by)
            and not any(settled <= settled_by for settled in self.settlements(name, day))
            for name, day in self.losses.items()
        )

    def settlements(self, name: str, lost: date) -> list[date]:
        """Rule 5: a restart below it, a provider stage below it done, or a waiver of it."""
        days = [
            date.fromisoformat(r["date"]) for r in self.restarts if r["stage"] in self.below[name]
        ]
        days += [
            stage.done
            for stage in (self.by_id[i] for i in self.below[name])
            if stage.owner == "provider" and stage.done
        ]
        days += [
            date.fromisoformat(w["date"])
            for w in self.waivers
            if w["stage"] == name and w["do"] == "lose-slot"
        ]
        return [day for day in days if day >= lost]

    def finish(self, it: Live, forecast: date) -> None:
        """Rule 4: end, state and late days of a stage whose due date is known."""
        stage, cal = it.stage, it.cal
        begin = it.latest or date.min
        approve, silent = self.silence(it)
        if stage.pay and stage.done and not it.ready:  # settled before its turn
            it.start = it.due = it.full_due = it.end = begin
            it.state, it.settled_early, it.waiting = "upcoming", True, False
        elif stage.skipped and it.ready:
            it.start = it.latest or cal.next(self.live_start)
            it.end = it.due = max(it.start, stage.skipped)
            it.state, it.waiting = "skipped", False
        elif stage.done and it.ready and not (silent and stage.done > silent):
            it.end, it.state, it.waiting = max(stage.done, begin), "done", False
            it.late_days = cal.count(it.due, it.end)
        elif silent and it.ready and self.day >= silent:
            assert approve
            it.end, it.state, it.approval = silent, "approved", int(approve["after"])
            it.late_days = it.approval + 1
        elif it.waiting:
            it.state = "queued"
        else:
            late = cal.count(it.due, self.day) if it.due < self.day else 0
            is_open = it.ready and (it.start <= self.day or late >= 1)
            it.state = "late" if is_open and late else "current" if is_open else "upcoming"
            it.end = max(forecast, self.day) if is_open and it.due < self.day else forecast
            it.late_days = late if it.state == "late" else 0

    # --------------------------------------------------------------- rule 5: some of its steps

    def waiver(self, stage: Stage, do: str) -> list[date]:
        return [
            date.fromisoformat(w["date"])
            for w in self.waivers
            if w["stage"] == stage.id and w["do"] == do
        ]

    def approve_step(self, stage: Stage) -> Raw | None:
        """Return the step by which silence can approve the stage."""
        if not stage.approves or stage.owner != "client" or self.waiver(stage, "approve"):
            return None
        steps = [s for s in self.steps("client") if s["do"] == "approve"]
        return min(steps, key=lambda s: int(s["after"]), default=None)

    def silence_day(self, it: Live, step: Raw) -> date:
        """The first day the provider works on or after the (after+1)-th late day."""
        return self.paused["provider"].next(it.cal.nth(it.due + DAY, int(step["after"]) + 1))

    def silence(self, it: Live) -> tuple[Raw | None, date | None]:
        step = self.approve_step(it.stage)
        return step, self.silence_day(it, step) if step else None

    def follows(self, stage: Stage, step: Raw) -> bool:
        """Tell whether a step can follow on this stage at all."""
        approve, do = self.approve_step(stage), step["do"]
        if approve and int(step["after"]) > int(approve["after"]):
            return False
        if do == "approve":
            return stage.approves
        if do == "lose-slot":
            return any(
                self.by_id[name].owner == "provider" and self.by_id[name].allowance >= 1
                for name in self.below[stage.id]
            )
        return bool(stage.pay) if step.get("of") == "payment" else True

    def lost_slots(self, live: list[Live]) -> dict[str, date]:
        found: dict[str, date] = {}
        for it in live:
            for step in self.steps(it.stage.owner):
                n = int(step["after"])
                if step["do"] != "lose-slot" or not self.follows(it.stage, step):
                    continue
                if it.stage.owner != "client" or it.late_days <= n:
                    continue
                day = it.cal.nth(it.due + DAY, n + 1)
                if not self.asks(it, live, day):
                    continue
                if not any(waived < day for waived in self.waiver(it.stage, "lose-slot")):
                    found.setdefault(it.stage.id, day)
        return found

    def days_unasked(self, live: list[Live]) -> dict[str, list[tuple[date, date, date | None]]]:
        """Rule 5: the days of its turn on which nothing was asked for a payment."""
        found: dict[str, list[tuple[date, date, date | None]]] = {}
        for it in live:
            pays = it.stage.pay and not it.stage.approves and it.state != "skipped"
            if not pays or not it.ready:
                continue
            first = it.latest or self.live_start
            last = it.end if it.finished else self.day + DAY
            begun = None
            for day in span(first, last):
                asks = self.asks(it, live, day)
                if not asks and not begun:
                    begun = day
                if asks and begun:
                    before = day - DAY
                    again = before if self.asks(it, live, before, at_its_end=True) else day
                    found.setdefault(it.stage.id, []).append((begun, before, again))
                    begun = None
            if begun:
                last = min(last, self.day)
                found.setdefault(it.stage.id, []).append((begun, last, None))
        return found

    def asks(self, it: Live, live: list[Live], day: date, *, at_its_end: bool = False) -> bool:
        """Rule 5: no step on a payment for which nothing was asked on the day of the step, without
        a fee of its own, or of a payment after it."""
        if not it.stage.pay:
            return True
        place = live.index(it)
        others = [x for n, x in enumerate(live) if n < place or not x.stage.pay]
        paid_until = day if at_its_end else day - DAY
        return Account(self, others, day, paid_until).asked()[it.stage.id] > 0

    # ---------------------------------------------------------------------------- rule 4: phase

    @property
    def phase(self) -> str:
        quoted = self.raw.get("quoted") or {}
        if self.closed:
            return "closed"
        if self.ended:
            return "ended"
        if not self.begun:
            if self.signed:
                return "signed"
            until = day_of(quoted.get("until"))
            if until and until < self.day:
                return "lapsed"
            quoted_on = day_of(quoted.get("date"))
            return "draft" if quoted_on and quoted_on > self.day else "proposal"
        if all(it.finished for it in self.live):
            return "complete"
        if any(first <= self.day <= last for first, last in self.pauses):
            return "paused"
        if any(it.state == "queued" and it.ready for it in self.live):
            return "queued"
        if all(it.state == "upcoming" for it in self.live):
            return "scheduled"
        return "active"


def insert(stages: list[Stage], last: dict[str, str], follows: Stage, new: Stage) -> None:
    """Rule 4: directly after what it follows and after what was already inserted there."""
    anchor = last.get(follows.id, follows.id)
    for stage in stages:
        stage.after = [new.id if name == anchor else name for name in stage.after]
    new.after = [anchor]
    new.planned_start = new.planned_due = follows.planned_due
    stages.insert([stage.id for stage in stages].index(anchor) + 1, new)
    last[follows.id] = new.id


def downstream(stages: list[Stage]) -> dict[str, set[str]]:
    below: dict[str, set[str]] = {stage.id: set() for stage in stages}
    for stage in reversed(stages):
        for name in stage.after:
            below[name] |= {stage.id} | below[stage.id]
    return below


# -------------------------------------------------------------------------- rule 5: the queue


def serve(studio: Raw, views: list[View]) -> None:
    """Give those who lost their slot the next free one, in the order in which they lost it."""
    capacity = int(studio.get("capacity") or 1)
    running = [v for v in views if v.begun and not v.closed and not v.ended]
    held: Counter[date] = Counter()
    losers = []
    for view in running:
        for it in view.live:
            provider = it.stage.owner == "provider" and it.stage.allowance >= 1
            if provider and not it.finished and not it.waiting:
                days = span(max(it.start, view.day), it.end)
                held.update(day for day in days if it.cal.works(day))
        waiting = [it.stage.id for it in view.live if it.waiting]
        if waiting:
            lost = min(
                day
                for name, day in view.losses.items()
                if view.below[name] & set(waiting)
                and not any(s <= view.day for s in view.settlements(name, day))
            )
            losers.append((lost, view.id, view))
    for _, _, view in sorted(losers, key=lambda loser: loser[:2]):

        def slot(it: Live, view: View = view) -> tuple[date, date]:
            start = it.cal.next(max(it.earliest, view.day + DAY))
            while True:
                days = [it.cal.nth(start, n) for n in range(1, it.stage.allowance + 1)]
                if all(held[day] < capacity for day in days):
                    held.update(days)
                    return start, days[-1]
                start = it.cal.next(start + DAY)

        view.live = view.walk(view.agreed, slot)


# ------------------------------------------------------------------ rule 7: why the finish moved


class Ledger:
    """The walk back from the stage that ends last."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.parts = dict.fromkeys(PARTS, 0)
        live = view.live
        self.order = {it.stage.id: n for n, it in enumerate(live)}
        self.planned_finish = max(it.stage.planned_due for it in live)
        self.finish = max(it.end for it in live)
        self.slip = self.rest = (self.finish - self.planned_finish).days
        if self.slip <= 0:
            self.parts["calendar"] = self.slip
            return
        at: Live | None = self.ended_last(live)
        assert at
        self.capped = self.slip != self.shift(at)
        while at and self.rest > 0:
            at = self.step(at)
        self.parts["calendar"] += self.rest

    def ended_last(self, live: list[Live]) -> Live:
        return min(live, key=lambda it: (-it.end.toordinal(), self.order[it.stage.id]))

    @staticmethod
    def shift(it: Live) -> int:
        return (it.end - it.stage.planned_due).days

    def take(self, part: str, days: int) -> None:
        days = min(days, self.rest)
        self.parts[part] += days
        self.rest -= days

    def due_list(self, it: Live) -> list[date]:
        """Return a0, a, b, c, w1, w2, w and due, each with everything before it in the list."""
        view, stage, latest = self.view, it.stage, it.latest
        plain = view.plain[stage.owner]
        assert view.start

        def rule(base: date, days: int, cal: Calendar) -> date:
            return dates(cal, days, max(base, stage.planned_start), stage.planned_due)[1]

        floor = stage.floor or date.min
        a = rule(view.base(stage, latest, stage.days), stage.days, plain)
        a0 = a if latest else rule(view.start, stage.days, plain)
        base = max(view.base(stage, latest, stage.allowance), floor)
        cals = [
            plain,
            view.paused[stage.owner],
            view.cal(stage, ("client",)),
            view.cal(stage, ("client", "provider")),
            view.cal(stage),
        ]
        b, c, w1, w2, w = (rule(base, stage.allowance, cal) for cal in cals)
        due = it.full_due
        if it.end < w:  # handed over early within that
            c, w1, w2, w = (max(b, min(x, it.end)) for x in (c, w1, w2, w))
            due = w
        elif it.unasked or (
            it.promised and not it.restarted_later
        ):  # sooner than promised is no merit
            due = min(due, max(w, it.end))
        return [a0, a, b, c, w1, w2, w, due]

    def own_days(self, it: Live, due: date) -> None:
        """Rule 7, step 1, the owner's own days and the days taken out of them."""
        own = (it.end - due).days
        if it.state == "skipped" and own > 0:
            return
        out: Counter[str] = Counter()
        last = it.end
        if it.approval is not None and own > 0:
            last = min(last, it.cal.nth(it.due + DAY, it.approval + 1))
            out["calendar"] = (it.end - last).days
        for day in span(due + DAY, last):
            if day in self.view.pause_days:
                out["pause"] += 1
                continue
            on = {on for first, end, on in it.stage.waits if first <= day <= end}
            for party in ("client", "provider", "outside"):
                if party in on:
                    out[party] += 1
                    break
            else:
                out["unasked"] += any(a <= day <= b for a, b, _ in it.unasked)
        self.take(it.stage.owner, own - sum(out.values()))
        for part in ("calendar", "pause", "client", "provider", "outside"):
            self.take(part, out[part])
        self.take("calendar", out["unasked"])

    def step(self, it: Live) -> Live | None:
        stage = it.stage
        if it.settled_early:  # only inherits
            assert it.latest
            push = max(0, (it.latest - stage.planned_due).days)
        else:
            a0, a, b, c, w1, w2, w, due = self.due_list(it)
            self.own_days(it, due)
            queue, beyond = (due - w).days, 0
            if it.restarted and it.limit_due:
                beyond = max(0, (due - max(w, it.limit_due)).days)
            self.take("provider", beyond)
            self.take("calendar" if stage.pay else "queue", queue - beyond)
            self.take("outside", (w - w2).days)
            self.take("provider", (w2 - w1).days)
            self.take("client", (w1 - c).days)
            self.take("pause", (c - b).days)
            self.take("change", (b - a).days)
            self.take("client", (a - a0).days)
            push = ((a if it.before else a0) - stage.planned_due).days
        if self.rest <= 0:
            return None
        if self.rest > push:
            self.take("calendar", self.rest - push)
        if self.rest <= 0 or not it.before:
            return None
        self.shared(it)
        if self.rest <= 0:
            return None
        return self.go_on(it)

    def shared(self, it: Live) -> None:
        ends = [
            max((b.end for b in it.before if b.stage.owner == party), default=None)
            for party in ("client", "provider")
        ]
        if None in ends:
            return
        planned = max(b.stage.planned_due for b in it.before)
        both = max(0, (min(e for e in ends if e) - planned).days)
        if both:
            self.take("shared", both)
            self.capped = True

    def go_on(self, it: Live) -> Live:
        other, stage = self.ended_last(it.before), it.stage
        cal = self.view.plain[stage.owner]
        between = any(
            cal.works(day) for day in span(other.stage.planned_due + DAY, stage.planned_start - DAY)
        )
        tight = cal.nth(stage.planned_start, stage.days) if stage.days else stage.planned_start
        if between or stage.planned_due > tight:
            self.capped = True
        shift = max(0, self.shift(other))
        if self.capped:
            shift = min(shift, self.rest)
        self.parts["calendar"] += self.rest - shift
        self.rest = shift
        return other


# -------------------------------------------------------------- rules 5 and 8: what follows


class Account:
    """Consequences, money and what is due now; or what they were on an earlier day, before anything
    was paid on it, as far as these stages go."""

    def __init__(
        self,
        view: View,
        stages: list[Live] | None = None,
        then: date | None = None,
        paid_until: date | None = None,
    ) -> None:
        self.view = view
        self.then = then or view.day
        self.paid_until = min(paid_until, view.day) if paid_until else view.money_day
        live = stages if stages is not None else view.live if view.begun else []
        if then:
            live = [
                replace(it, late_days=min(it.late_days, it.cal.count(it.due, then))) for it in live
            ]
        currency = [*str(view.raw["price"]).split(), view.studio.get("currency", "EUR")][1]
        self.digits = 0 if currency in NO_DIGITS else 3 if currency in THREE_DIGITS else 2
        self.price = money(view.raw["price"])
        self.taken: dict[int, Fraction] = {}
        self.total_taken = {"fee": Fraction(0), "credit": Fraction(0)}
        self.consequences: list[Raw] = []
        for it in live:
            for step in view.steps(it.stage.owner):
                self.follow(it, step, live)
        agreed = [c for c in view.changes if then is None or c["agreed"] <= str(then)]
        self.changes = sum((money(c.get("price")) for c in agreed), Fraction(0))
        taken = self.total_taken
        self.total = self.price + self.changes + taken["fee"] - taken["credit"]
        if view.ended and not then:
            self.total = money(view.ended["total"])
        self.gross = self.with_tax(self.total)
        everything = view.payments("", self.paid_until)
        self.paid = sum((money(p["amount"]) for p in everything), Fraction(0))
        self.balance = self.gross - self.paid

    def rounded(self, x: Fraction) -> Fraction:
        """Half away from zero to the smallest unit."""
        unit = Fraction(10) ** self.digits
        whole = int(abs(x) * unit + Fraction(1, 2))
        return Fraction(whole if x >= 0 else -whole) / unit

    def text(self, x: Fraction) -> str:
        units = int(self.rounded(x) * 10**self.digits)
        sign, digits = "-" if units < 0 else "", str(abs(units)).rjust(self.digits + 1, "0")
        if not self.digits:
            return sign + digits
        return f"{sign}{digits[: -self.digits]}.{digits[-self.digits :]}"

    def with_tax(self, x: Fraction) -> Fraction:
        """Rule 8: x rounded, and each rate of it, rounded."""
        x = self.rounded(x)
        taxes = self.view.raw.get("tax", self.view.studio.get("tax")) or []
        rates = [t["rate"] for t in taxes if t.get("rate")]
        return x + sum((self.rounded(share(rate, x)) for rate in rates), Fraction(0))

    # ------------------------------------------------------------------ rule 5: consequences

    def follow(self, it: Live, step: Raw, live: list[Live]) -> None:
        view, n, do = self.view, int(step["after"]), step["do"]
        if not view.follows(it.stage, step) or not (it.open or it.state in {"done", "approved"}):
            return
        day = it.cal.nth(it.due + DAY, n + 1)
        hit = it.late_days > n
        waived = any(day <= self.then for day in view.waiver(it.stage, do))
        if do == "approve":
            day = view.silence_day(it, step)
            hit = it.state == "approved" or (waived and day < it.end)
        if not hit and not it.open:
            return
        if do != "approve" and not view.asks(it, live, day):
            return
        state = "waived" if waived else "in effect" if hit else "ahead"
        if state == "in effect" and do in {"may-close", "may-leave"} and it.finished:
            state = "lapsed"
        row: Raw = {
            "stage": it.stage.id,
            "party": it.stage.owner,
            "do": do,
            "state": state,
            "date": day.isoformat(),
        }
        if do in {"fee", "credit"}:
            units = self.units(it, step) if hit and step.get("per") else 1
            row["amount"] = self.text(self.amount(it, step, units, takes=state == "in effect"))
        self.consequences.append(row)

    def units(self, it: Live, step: Raw) -> int:
        """How many late days or begun weeks there are beyond `after`."""
        week = len(self.view.plain[it.stage.owner].week) if step["per"] == "week" else 1
        return -(-(it.late_days - int(step["after"])) // week)

    def amount(self, it: Live, step: Raw, units: int, *, takes: bool) -> Fraction:
        view, do = self.view, step["do"]
        whole = self.price
        if step.get("of") == "payment":
            whole = self.rounded(share(it.stage.pay, self.price))
        amount = units * share(step["amount"], whole)
        key = id(step)
        if step.get("cap"):
            left = share(step["cap"], whole) - self.taken.get(key, Fraction(0))
            amount = max(Fraction(0), min(amount, left))
        amount = self.rounded(amount)
        step_amount = amount
        if view.terms.get("cap"):
            cap = self.rounded(share(view.terms["cap"], self.price))
            amount = max(Fraction(0), min(amount, cap - self.total_taken[do]))
        if takes:
            self.taken[key] = self.taken.get(key, Fraction(0)) + step_amount
            self.total_taken[do] += amount
        return amount

    # ------------------------------------------------------------------------ rule 8: due now

    def instalments(self) -> list[tuple[str, Fraction]]:
        rows = [("deposit", share(self.view.deposit, self.price))] if self.view.deposit else []
        pays = [stage for stage in self.view.file_stages() if stage.pay]
        return rows + [(stage.id, share(stage.pay, self.price)) for stage in pays]

    def asked(self) -> dict[str, Fraction]:
        """What each instalment still asks."""
        view, day = self.view, self.paid_until
        rows = self.instalments()
        last = rows[-1][0] if rows and rows[-1][0] != "deposit" else None
        left, asks = self.balance, {}
        for name, part in rows:
            ask = left
            if view.settled(name, day):
                ask = Fraction(0)
            elif name != last:
                came = sum((money(p["amount"]) for p in view.payments(name, day)), Fraction(0))
                ask = self.with_tax(part) - came
            asks[name] = max(Fraction(0), min(ask, left))
            left -= asks[name]
        return asks

    def due(self) -> list[Raw]:
        view = self.view
        rows: list[tuple[str, Fraction]] = []
        if view.ended or (view.begun and all(it.finished for it in view.live)):
            rows = [("balance", self.balance)] if self.balance else []
        elif view.signed:
            asks = self.asked()
            open_stages = [it.stage.id for it in view.live if it.open] if view.begun else []
            rows = [(n, x) for n, x in asks.items() if x > 0 and n in {"deposit", *open_stages}]
        return [{"for": name, "amount": self.text(amount)} for name, amount in rows]

    def as_json(self) -> Raw:
        return {
            "price": self.text(self.price),
            "changes": self.text(self.changes),
            "fees": self.text(self.total_taken["fee"]),
            "credits": self.text(self.total_taken["credit"]),
            "total": self.text(self.total),
            "tax": self.text(self.gross - self.rounded(self.total)),
            "gross": self.text(self.gross),
            "paid": self.text(self.paid),
            "balance": self.text(self.balance),
        }


# ---------------------------------------------------------------------------------- the answer


def project_json(view: View) -> Raw:
    answer: Raw = {"id": view.id, "phase": view.phase}
    if not view.begun:
        answer["stages"] = view.rough()
        if view.ended or (view.phase == "signed" and view.deposit):
            answer["due"] = Account(view).due()
        return answer
    ledger, account = Ledger(view), Account(view)
    answer["turn"] = sorted({it.stage.owner for it in view.live if it.ready and not it.finished})
    answer["stages"] = [
        {
            "id": it.stage.id,
            "owner": it.stage.owner,
            "state": it.state,
            "planned": [it.stage.planned_start.isoformat(), it.stage.planned_due.isoformat()],
            "start": it.start.isoformat(),
            "due": it.due.isoformat(),
            "finish": it.end.isoformat(),
            "late_days": it.late_days,
        }
        for it in view.live
    ]
    answer["planned_finish"] = ledger.planned_finish.isoformat()
    answer["finish"] = ledger.finish.isoformat()
    answer["slip_days"] = ledger.slip
    answer["delay"] = ledger.parts
    answer["consequences"] = account.consequences
    answer["money"] = account.as_json()
    answer["due"] = account.due()
    return answer


def views(studio: Raw, projects: dict[str, Raw], today: date) -> list[View]:
    every = [View(studio, projects, name, today) for name in sorted(projects)]
    serve(studio, every)
    return every


def status(studio: Raw, projects: dict[str, Raw], today: date) -> Raw:
    """Return what `courtside status --json` says on that day."""
    every = views(studio, projects, today)
    return {"as_of": today.isoformat(), "projects": [project_json(view) for view in every]}


def status_of(folder: Path, today: date) -> Raw:
    return status(*read(folder), today)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--today", type=date.fromisoformat, required=True)
    arguments = parser.parse_args()
    answer = status_of(arguments.folder, arguments.today)
    print(json.dumps(answer, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
