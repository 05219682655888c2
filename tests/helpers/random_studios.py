"""Random studios in format 2, each from its seed alone, valid, four projects each.

A project is lived forward, day by day: the second engine says what is open on a day, and only
facts that are possible on that day are added, dated on it. So the files are consistent, and a
file as it stood on some day is what its later state must show of that day (rule 9, law 5).

    python tests/random_studios.py SEED DIR

writes one studio and prints the days that are worth a look.
"""

from __future__ import annotations

import copy
import json
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from helpers import second_engine as engine
from helpers.second_engine import DAY, Account, Live, Raw, View

CURRENCIES = {"EUR": 2, "USD": 2, "GBP": 2, "JPY": 0, "KRW": 0, "TND": 3, "KWD": 3}
HOLIDAYS = ["ES-MD", "NO", "US-CA", "JP", "DE-BY", "FR", "IT", "none"]
WEEKS = ["mon-fri", "mon-fri", "mon-fri", "sun-thu", "mon-thu", "tue-sat", "mon,wed,fri"]
NAMES = ["aurora", "borealis", "cobalt", "delta"]
TAXES: list[list[Raw]] = [
    [],
    [{"name": "IVA", "rate": "21%"}],
    [{"name": "IVA", "rate": "21%"}, {"name": "IRPF", "rate": "-15%"}],
    [{"name": "VAT", "rate": "7.7%"}, {"name": "Levy", "rate": "0.35%"}],
    [{"note": "Prices without VAT"}],
]


class Text(str):
    """A text that is written in quotes."""

    __slots__ = ()


@dataclass(kw_only=True)
class Studio:
    """A studio, its projects by id, and days that are worth a look."""

    studio: Raw
    projects: dict[str, Raw]
    days: list[date]
    history: dict[date, dict[str, Raw]] = field(default_factory=dict)
    """The projects as they stood at the end of some days, where that was asked for."""


# ---------------------------------------------------------------------------------- the files


def flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return json.dumps(value) if isinstance(value, Text) or "," in str(value) else str(value)


def document(raw: Raw) -> str:
    lines = []
    for key, value in raw.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{key}:", *(f"  - {flow(item)}" for item in value)]
        else:
            lines.append(f"{key}: {flow(value)}")
    return "\n".join(lines) + "\n"


def write(seed: int, folder: Path) -> Studio:
    """Write the studio of that seed into `folder` and return it."""
    made = random_studio(seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "_studio.yml").write_text(document(made.studio), "utf-8")
    for number, (name, raw) in enumerate(made.projects.items()):
        text = document(raw)
        if (seed + number) % 3 == 0 and "id" not in raw["client"]:  # a retainer's words are one's
            text = f"---\n{text}---\n{WORDS}\n"
            (folder / f"{name}.md").write_text(text, "utf-8")
        else:
            (folder / f"{name}.yml").write_text(text, "utf-8")
    return made


WORDS = "Both parties keep to the dates of this agreement."


# ------------------------------------------------------------------------- studio and terms


class Dice(random.Random):
    """A random source with a few words of its own."""

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def days(self, first: int, last: int) -> timedelta:
        return timedelta(days=self.randint(first, last))


def amount_text(units: int, currency: str) -> str:
    digits = CURRENCIES[currency]
    whole = str(Fraction(units)) if not digits else f"{units / 10**digits:.{digits}f}"
    return f"{whole} {currency}"


def calendar(dice: Dice, first: date) -> Raw:
    raw: Raw = {"week": dice.choice(WEEKS), "holidays": dice.choice(HOLIDAYS)}
    closed = []
    if dice.chance(0.5):
        begin = first + dice.days(20, 90)
        closed.append(f"{begin}..{begin + dice.days(3, 18)}")
    if dice.chance(0.4):
        closed.append(str(first + dice.days(5, 60)))
    if closed:
        raw["closed"] = closed
    return raw


def money_step(dice: Dice, do: str, currency: str, *, of_payment: bool) -> Raw:
    """Return a fee or a credit with some of `of`, `per` and `cap`."""
    step: Raw = {"after": str(dice.randint(0, 7)), "do": do}
    step["amount"] = dice.choice(["1%", "2.5%", "5%", "0.75%", amount_text(4321, currency)])
    if of_payment:
        step["of"] = "payment"
    per = dice.choice(["", "day", "week"])
    if per:
        step["per"] = per
        if dice.chance(0.75):
            step["cap"] = dice.choice(["10%", "7.5%", "20%", amount_text(31415, currency)])
    return step


def client_steps(dice: Dice, currency: str) -> list[Raw]:
    steps: list[Raw] = []
    if dice.chance(0.3):
        steps.append({"after": str(dice.randint(0, 2)), "do": "remind", "text": Text("Please.")})
    if dice.chance(0.7):
        steps.append({"after": str(dice.randint(1, 5)), "do": "approve"})
    if dice.chance(0.85):
        steps.append({"after": str(dice.randint(0, 6)), "do": "lose-slot"})
    if dice.chance(0.7):
        steps.append(money_step(dice, "fee", currency, of_payment=False))
    if dice.chance(0.5):
        steps.append(money_step(dice, "fee", currency, of_payment=True))
    if dice.chance(0.5):
        steps.append({"after": str(dice.randint(8, 25)), "do": "may-close"})
    return sorted(steps, key=lambda step: int(step["after"]))


def provider_steps(dice: Dice, currency: str) -> list[Raw]:
    steps: list[Raw] = []
    if dice.chance(0.2):
        steps.append({"after": "1", "do": "remind", "text": Text("We are sorry.")})
    if dice.chance(0.75):
        steps.append(money_step(dice, "credit", currency, of_payment=False))
    if dice.chance(0.5):
        steps.append({"after": str(dice.randint(8, 20)), "do": "may-leave"})
    return sorted(steps, key=lambda step: int(step["after"]))


def terms(dice: Dice, currency: str) -> Raw:
    raw: Raw = {
        "reply": "1",
        "revisions": "2",
        "restart_within": str(dice.choice([1, 2, 3, 5, 9, 15])),
    }
    if dice.chance(0.5):
        raw["round_days"] = str(dice.randint(1, 4))
    if dice.chance(0.7):
        raw["net"] = str(dice.randint(0, 10))
    if dice.chance(0.6):
        raw["cap"] = dice.choice(["10%", "20%", "3%", amount_text(50001, currency)])
    raw["late"] = {
        "client": client_steps(dice, currency),
        "provider": provider_steps(dice, currency),
    }
    return raw


def taxes(dice: Dice) -> list[Raw]:
    return [
        {key: Text(text) if key != "rate" else text for key, text in item.items()}
        for item in dice.choice(TAXES)
    ]


def make_studio(dice: Dice, first: date) -> Raw:
    currency = dice.choice(list(CURRENCIES))
    raw: Raw = {
        "format": "2",
        "name": Text("Norte Studio"),
        "email": "hola@norte.example",
        "timezone": "Europe/Madrid",
        "language": "en",
        "currency": currency,
    }
    if tax := taxes(dice):
        raw["tax"] = tax
    raw["calendar"] = calendar(dice, first)
    raw["capacity"] = str(dice.choice([1, 1, 1, 2, 3]))
    raw["terms"] = terms(dice, currency)
    return raw


# ---------------------------------------------------------------------------- an agreement


def instalments(dice: Dice, price: int, payments: int, currency: str) -> list[str]:
    """Return shares of the price, `payments` + 1 of them, that add up to it; the first: deposit."""
    cuts = sorted(dice.sample(range(1, 19), payments))
    percents = [5 * (b - a) for a, b in zip([0, *cuts], [*cuts, 20], strict=True)]
    if dice.chance(0.3):
        amounts = [price * percent // 100 for percent in percents[:-1]]
        return [amount_text(x, currency) for x in [*amounts, price - sum(amounts)]]
    return [f"{percent}%" for percent in percents]


def make_stages(dice: Dice, count: int) -> list[Raw]:
    """Return work, deliveries, approvals and milestones, some of them side by side."""
    stages: list[Raw] = []
    for number in range(count):
        before = [stage["id"] for stage in stages]
        work = [s["id"] for s in stages if s["owner"] == "provider"]
        approved = {s.get("approves") for s in stages}
        stage: Raw = {"id": f"s{number}", "title": Text(f"Stage {number}")}
        if work and work[-1] not in approved and dice.chance(0.45):
            stage |= {"owner": "client", "days": str(dice.randint(1, 4)), "approves": work[-1]}
        else:
            days = 0 if dice.chance(0.1) else dice.randint(1, 8)
            stage |= {"owner": dice.choice(["client", "provider"]), "days": str(days)}
        if before and dice.chance(0.35):
            pick = dice.sample(before, min(len(before), dice.choice([0, 1, 2, 2])))
            if "approves" in stage and stage["approves"] not in pick:
                pick.append(stage["approves"])
            stage["after"] = [name for name in before if name in pick]
        if dice.chance(0.2):
            stage["gives"] = [Text("Texts"), {"text": Text("Photos")}]
        stages.append(stage)
    return stages


def add_payments(dice: Dice, stages: list[Raw], shares: list[str]) -> None:
    places = sorted(dice.sample(range(1, len(stages) + 1), min(len(shares), len(stages))))
    for number, (place, part) in reversed(list(enumerate(zip(places, shares, strict=True)))):
        last = number == len(shares) - 1
        name = "balance" if last and dice.chance(0.5) else f"pay{number}"
        stage: Raw = {"id": name, "title": Text("Payment"), "owner": "client", "pay": part}
        if dice.chance(0.3):
            stage["days"] = str(dice.randint(0, 6))
        if dice.chance(0.25):
            stage["after"] = [stages[place - 1]["id"]] if dice.chance(0.8) else []
        stages.insert(place, stage)


def agreement(dice: Dice, studio: Raw, name: str, first: date) -> Raw:
    """Return a project as it stands in a proposal."""
    currency = studio["currency"]
    price = dice.randint(10_000, 2_000_000)
    raw: Raw = {
        "title": Text(f"Project {name}"),
        "client": {"name": Text(f"{name.title()} Ltd"), "email": f"hello@{name}.example"},
        "price": amount_text(price, currency),
    }
    stages = make_stages(dice, dice.randint(2, 6))
    payments = min(len(stages), dice.choice([0, 1, 1, 2, 3]))
    if payments:
        with_deposit = dice.chance(0.75)
        shares = instalments(dice, price, payments - (not with_deposit), currency)
        if with_deposit:
            deposit = shares.pop(0)
            raw["deposit"] = (
                {"amount": deposit, "invoice": "2026-001"} if dice.chance(0.3) else deposit
            )
        add_payments(dice, stages, shares)
    elif dice.chance(0.6):
        raw["deposit"] = "40%"
    if dice.chance(0.15):
        raw["tax"] = taxes(dice)
    if dice.chance(0.4):
        calendars: Raw = {}
        if dice.chance(0.7):
            calendars["client"] = calendar(dice, first)
            calendars["client"].pop(dice.choice(["week", "holidays"]))
        if dice.chance(0.5) or not calendars:
            calendars["provider"] = calendar(dice, first)
        raw["calendars"] = calendars
    if dice.chance(0.3):
        own = terms(dice, currency)
        keys = dice.sample(["late", "cap", "net", "round_days", "restart_within"], 2)
        raw["terms"] = {key: own[key] for key in keys if key in own} or {"reply": "2"}
        if "late" in raw["terms"] and dice.chance(0.5):
            raw["terms"]["late"].pop(dice.choice(["client", "provider"]))
    raw["stages"] = stages
    return raw


# -------------------------------------------------------------------------------- the life


class Life:
    """One project, lived forward."""

    def __init__(self, dice: Dice, studio: Raw, projects: dict[str, Raw], name: str) -> None:
        self.dice, self.studio, self.projects, self.id = dice, studio, projects, name
        self.raw = projects[name]
        self.currency = studio["currency"]
        self.day = date.min
        self.seen: tuple[tuple[date, str], View] | None = None
        self.over = False
        self.handover: dict[str, date] = {}
        self.slow = {
            "client": dice.choice([0.2, 0.5, 0.8]),
            "provider": dice.choice([0.05, 0.2, 0.5]),
        }
        self.eventful = dice.choice([0.3, 1.0, 1.6])

    # ------------------------------------------------------------------------------- helpers

    def view(self) -> View:
        key = (self.day, repr(self.raw))
        if self.seen is None or self.seen[0] != key:
            self.seen = key, View(self.studio, self.projects, self.id, self.day)
        return self.seen[1]

    def chance(self, probability: float) -> bool:
        return self.dice.chance(probability * self.eventful)

    def add(self, key: str, fact: Raw) -> None:
        self.raw.setdefault(key, []).append(fact)

    def stage(self, name: str) -> Raw | None:
        return next((s for s in self.raw["stages"] if s["id"] == name), None)

    def money(self, amount: Fraction) -> str:
        return amount_text(int(amount * 10 ** CURRENCIES[self.currency]), self.currency)

    def some(self, whole: Fraction) -> Fraction:
        """Return a part of an amount, at least one unit."""
        unit = 10 ** CURRENCIES[self.currency]
        units = int(whole * unit)
        return Fraction(self.dice.randint(1, max(1, units - 1)), unit)

    # -------------------------------------------------------------------------------- events

    def live(self, day: date) -> None:
        """Let the events of one day happen."""
        self.day = day
        if self.over:
            self.after_the_end()
            return
        if not self.view().begun:
            self.before_the_start(self.view())
            return
        self.events()
        for _ in range(3):  # what was handed over lets others hand over on the same day
            if not self.hand_over(self.view()):
                break

    def events(self) -> None:
        for probability, event in (
            (0.05, self.propose),
            (0.04, self.agree_work),
            (0.25, self.agree_proposed),
            (0.03, self.pause),
            (0.07, self.wait),
            (0.35, self.answer),
            (0.05, self.release),
            (0.03, self.waive),
            (0.1, self.restart),
            (0.06, self.pay),
            (0.03, self.refund),
            (0.006, self.end),
        ):
            if not self.over and self.chance(probability):
                event(self.view())

    def before_the_start(self, view: View) -> None:
        if self.chance(0.01):
            self.end(view)
            return
        if not view.signed:
            return
        if self.chance(0.05):
            self.propose(view)
        if self.raw.get("deposit") and self.dice.chance(0.4):
            asked = Account(view).asked()["deposit"]
            self.pay_for("deposit", asked, part=self.dice.chance(0.25))

    def pay_for(self, name: str, asked: Fraction, *, part: bool) -> None:
        if asked <= 0:
            return
        payment: Raw = {"date": str(self.day), "for": name}
        if part:
            payment |= {"amount": self.money(self.some(asked)), "part": "true"}
        else:
            kind = self.dice.random()
            amount = asked
            if kind < 0.12:
                amount = self.some(asked)
            elif kind < 0.2:
                amount = asked + self.some(asked)
            payment["amount"] = self.money(amount)
        if self.dice.chance(0.3):
            payment["invoice"] = f"2026-{self.dice.randint(10, 99)}"
        self.add("payments", payment)

    def after_the_end(self) -> None:
        view = self.view()
        if not view.signed:
            return
        balance = Account(view).balance
        if not view.closed and self.dice.chance(0.05):
            self.raw["closed"] = str(self.day)
        elif balance < 0 and self.dice.chance(0.3):
            self.refund(view)
        elif balance > 0 and self.dice.chance(0.2):
            if not self.stage("balance"):
                amount = self.money(self.some(balance))
                self.add("payments", {"date": str(self.day), "for": "balance", "amount": amount})
            elif not view.settled("balance", self.day):
                self.pay_for("balance", balance, part=self.dice.chance(0.5))

    def came(self, name: str) -> Fraction:
        every = self.raw.get("payments", [])
        return sum((engine.money(p["amount"]) for p in every if p["for"] == name), Fraction(0))

    def refund(self, view: View) -> None:
        name = self.dice.choice(["deposit", *(s["id"] for s in self.raw["stages"] if s.get("pay"))])
        if (came := self.came(name)) > 0:
            amount = self.money(-self.some(came))
            self.add("payments", {"date": str(self.day), "for": name, "amount": amount})

    def pay(self, view: View) -> None:
        """A part, or a payment before its turn; or something of the balance once all is done."""
        asks = {name: ask for name, ask in Account(view).asked().items() if ask > 0}
        names = [n for n in asks if n != "deposit" and n not in self.waiting_payments(view)]
        if names:
            name = self.dice.choice(names)
            self.pay_for(name, asks[name], part=self.dice.chance(0.6))
        elif not self.stage("balance") and Account(view).balance > 0:
            amount = self.money(self.some(Account(view).balance))
            self.add("payments", {"date": str(self.day), "for": "balance", "amount": amount})

    def waiting_payments(self, view: View) -> set[str]:
        return {it.stage.id for it in view.live if it.stage.pay and it.finished}

    def propose(self, view: View) -> None:
        if view.phase == "complete" and self.dice.chance(0.8):
            return
        changes = self.raw.get("changes", [])
        added = [c["adds"] for c in changes if "adds" in c and "agreed" in c]
        stage = self.dice.choice([*self.raw["stages"], *added])
        change: Raw = {
            "date": str(self.day),
            "title": Text("One more page"),
            "asked_by": self.dice.choice(["client", "provider"]),
            "stage": stage["id"],
        }
        if self.dice.chance(0.8) and not stage.get("pay"):
            change["days"] = str(self.dice.randint(1, 6))
        if self.dice.chance(0.7) or "days" not in change:
            price = self.some(engine.money(self.raw["price"]) / 8)
            down = self.dice.chance(0.15)
            change["price"] = self.money(-price / 4 if down else price)
            if engine.money(change["price"]) == 0:
                return
        if self.dice.chance(0.5):
            change["agreed"] = str(self.day)
        self.add("changes", change)

    def agree_proposed(self, view: View) -> None:
        for change in self.raw.get("changes", []):
            if "agreed" not in change and self.dice.chance(0.5):
                change["agreed"] = str(self.day)
                return

    def agree_work(self, view: View) -> None:
        """New work, behind a stage whose followers have not started."""
        if all(it.finished for it in view.live):
            return
        live = {it.stage.id: it for it in view.live}
        names = [
            raw["id"]
            for raw in self.raw["stages"]
            if not raw.get("pay")
            and all(
                live[name].state in {"upcoming", "queued"} and live[name].start > self.day
                for name in view.below[raw["id"]]
                if not name.startswith(f"{raw['id']}.")
            )
        ]
        if not names:
            return
        number = sum("adds" in change for change in self.raw.get("changes", []))
        days = str(self.dice.choice([0, 1, 1, 2, 3, 5]))
        owner = self.dice.choice(["provider", "provider", "client"])
        adds = {"id": f"new{number}", "title": Text("New work"), "owner": owner, "days": days}
        change: Raw = {
            "date": str(self.day - self.dice.days(0, 3)),
            "title": Text("New work"),
            "asked_by": "client",
            "stage": self.dice.choice(names),
            "agreed": str(self.day),
            "adds": adds,
        }
        if self.dice.chance(0.7):
            change["price"] = self.money(self.some(engine.money(self.raw["price"]) / 10))
        self.add("changes", change)

    def pause(self, view: View) -> None:
        earlier = self.raw.get("pauses", [])
        if any("to" not in p or p["to"] >= str(self.day) for p in earlier):
            return
        begin = self.day + self.dice.days(-4 if not earlier else 0, 8)
        pause: Raw = {"from": str(begin)}
        if self.dice.chance(0.85):
            pause["to"] = str(max(begin, self.day) + self.dice.days(0, 15))
        pause |= {"by": self.dice.choice(["client", "provider"]), "why": Text("Moving")}
        self.add("pauses", pause | {"agreed": str(self.day)})

    def open_stages(self, view: View) -> list[tuple[Live, Raw]]:
        pairs = [(it, self.stage(it.stage.id)) for it in view.live if it.open]
        return [(it, raw) for it, raw in pairs if raw]

    def wait(self, view: View) -> None:
        for it, raw in self.open_stages(view):
            earlier = raw.get("waits", [])
            first = max(it.start, it.latest or it.start)
            if any("to" not in wait for wait in earlier) or first > self.day:
                continue
            for wait in earlier:
                first = max(first, date.fromisoformat(wait["to"]) + DAY)
            for back in raw.get("returned", []):
                first = max(first, date.fromisoformat(back["date"]) + DAY)
            if first > self.day:
                continue
            begin = max(first, self.day - self.dice.days(0, 4))
            other = "client" if it.stage.owner == "provider" else "provider"
            wait = {"from": str(begin)}
            if begin < self.day or self.dice.chance(0.5):
                wait["told"] = str(self.day)
            wait |= {"on": self.dice.choice([other, "outside"]), "why": Text("Which sizes?")}
            raw.setdefault("waits", []).append(wait)
            return

    def answer(self, view: View) -> None:
        for raw in self.raw["stages"]:
            self.close_wait(raw, self.day)

    def close_wait(self, raw: Raw, day: date) -> None:
        for wait in raw.get("waits", []):
            if "to" not in wait and wait["from"] <= str(day):
                wait["to"] = str(max(day, date.fromisoformat(wait.get("told", wait["from"]))))

    def release(self, view: View) -> None:
        """An incomplete handover, looked at today."""
        facts = [r["date"] for r in self.raw.get("restarts", [])]
        facts += [w["date"] for w in self.raw.get("waivers", [])]
        facts += [c.get("agreed", "") for c in self.raw.get("changes", [])]
        for it, raw in self.open_stages(view):
            if (
                it.stage.pay
                or it.stage.approves
                or any("to" not in w for w in raw.get("waits", []))
            ):
                continue
            first = max(it.start, it.latest or it.start, *(
                date.fromisoformat(day) for day in facts if day
            ), *(date.fromisoformat(w["to"]) for w in raw.get("waits", [])), *(
                date.fromisoformat(b["date"]) for b in raw.get("returned", [])
            ))  # fmt: skip
            if first <= self.day:
                sent = max(first, self.day - self.dice.days(0, 6))
                back = {"sent": str(sent), "date": str(self.day), "why": Text("Incomplete")}
                raw.setdefault("returned", []).append(back)
                return

    def waive(self, view: View) -> None:
        done = {(w["stage"], w["do"]) for w in self.raw.get("waivers", [])}
        rows = [
            row
            for row in Account(view).consequences
            if row["state"] in {"ahead", "in effect"}
            and (row["stage"], row["do"]) not in done
            and not (row["do"] == "approve" and row["state"] == "in effect")
            and "." not in row["stage"]
        ]
        if rows:
            row = self.dice.choice(rows)
            waiver = {"stage": row["stage"], "do": row["do"], "date": str(self.day)}
            self.add("waivers", waiver | {"why": Text("The first time")})

    def restart(self, view: View) -> None:
        names = [it.stage.id for it in view.live if it.waiting and "." not in it.stage.id]
        if names and not any(r["date"] == str(self.day) for r in self.raw.get("restarts", [])):
            begin = self.day + self.dice.days(1, 30)
            restart = {"stage": self.dice.choice(names), "start": str(begin)}
            self.add("restarts", restart | {"date": str(self.day)})

    def end(self, view: View) -> None:
        for raw in self.raw["stages"]:
            self.close_wait(raw, self.day)
        if self.dice.chance(0.2) or not view.signed:
            self.raw["closed"] = str(self.day)
        else:
            price = engine.money(self.raw["price"])
            total = self.dice.choice([Fraction(0), price, self.some(price), self.some(price)])
            self.raw["ended"] = {
                "date": str(self.day), "by": self.dice.choice(["client", "provider"]),
                "why": Text("The shop closes"), "total": self.money(total),
            }  # fmt: skip
        self.over = True

    # ----------------------------------------------------------------------------- handovers

    def hand_over(self, view: View) -> bool:
        """Hand over what is handed over today; tell whether anything was."""
        for it in view.live:
            raw = self.stage(it.stage.id)
            if it.finished and raw:
                self.close_wait(raw, max(it.end, it.start))
            if it.finished or not it.ready or it.settled_early:
                continue
            if it.waiting and self.dice.chance(0.8):
                continue
            if self.day >= self.target(it):
                self.finish(it)
                return True
        return False

    def target(self, it: Live) -> date:
        """Return the day on which the owner hands over, thrown once."""
        name = it.stage.id
        if name not in self.handover:
            late = self.dice.chance(self.slow[it.stage.owner])
            after = self.dice.choice([2, 5, 9, 16, 30]) if late else 0
            before = self.dice.choice([0, 0, 0, 1, 3])
            self.handover[name] = max(
                it.due + self.dice.days(after // 2, after) - before * DAY, self.day
            )
        return self.handover[name]

    def finish(self, it: Live) -> None:
        name, today = it.stage.id, str(self.day)
        raw = self.stage(name)
        if raw:
            self.close_wait(raw, self.day)
        if it.stage.pay:
            ask = Account(self.view()).asked()[name]
            unit = Fraction(1, 10 ** CURRENCIES[self.currency])
            self.pay_for(name, ask or unit, part=False)
        elif it.stage.approves:
            self.decide(it)
        elif ".changes-" in name:
            approval, _, number = name.partition(".changes-")
            owner = self.stage(approval)
            assert owner
            owner["rounds"][int(number) - 1]["done"] = today
        elif raw is None:
            change = next(c for c in self.raw["changes"] if c.get("adds", {}).get("id") == name)
            change["adds"]["done"] = today
        elif it.state != "late" and self.dice.chance(0.1):
            raw["skipped"] = today
        else:
            raw["done"] = today

    def decide(self, it: Live) -> None:
        """Approve, or ask for a change."""
        raw = self.stage(it.stage.id.partition(".look-")[0])
        assert raw
        rounds = raw.setdefault("rounds", [])
        if it.open and len(rounds) < 3 and self.dice.chance(0.45):
            rounds.append({"asked": str(self.day), "why": Text("A warmer green")})
        else:
            raw["done"] = str(self.day)
        if not rounds:
            del raw["rounds"]


# ---------------------------------------------------------------------------------- a studio


def assign_dates(dice: Dice, studio: Raw, projects: dict[str, Raw], name: str) -> None:
    """Give every stage dates of its own, in the order of the plan, some with slack."""
    raw = projects[name]
    view = View(studio, projects, name, date.fromisoformat(raw["start"]))
    due: dict[str, date] = {}
    for stage in view.file_stages():
        cal = view.plain[stage.owner]
        latest = max((due[i] for i in stage.after), default=None)
        first = date.fromisoformat(raw["start"]) if latest is None else latest
        gap = dice.days(0, 4) if dice.chance(0.3) else timedelta()
        begin = cal.next(first + gap + (DAY if latest and stage.days else 0 * DAY))
        slack = dice.randint(1, 3) if dice.chance(0.3) else 0
        due[stage.id] = cal.nth(begin, max(1, stage.days) + slack)
        entry = next(s for s in raw["stages"] if s["id"] == stage.id)
        entry |= {"start": str(begin), "due": str(due[stage.id])}


def sign(dice: Dice, raw: Raw, first: date) -> None:
    signed = first + dice.days(0, 10)
    raw["signed"] = {"date": str(signed), "by": Text("Somebody")}
    raw["start"] = str(signed + dice.days(-2, 14))


def proposal(dice: Dice, raw: Raw, first: date) -> None:
    quoted = first + dice.days(0, 60)
    raw["quoted"] = {"date": str(quoted), "until": str(quoted + dice.days(10, 40))}
    if dice.chance(0.4):
        raw["signed"] = {"date": str(quoted + dice.days(1, 9)), "by": Text("Somebody")}


def retainer(dice: Dice, projects: dict[str, Raw], name: str, of: str) -> None:
    """The next month of another project, signed there."""
    first = projects[of]
    raw = copy.deepcopy(first)
    raw["title"] = Text(f"Project {name}")
    raw["signed"] = {"as": of}
    raw["start"] = str(date.fromisoformat(first["start"]) + dice.days(20, 40))
    first["client"]["id"] = raw["client"]["id"] = "retainer"
    projects[name] = raw


def found(dice: Dice, studio: Raw, first: date) -> tuple[dict[str, Raw], list[Life]]:
    """Return four projects before their first day, and the lives of those that begin."""
    projects: dict[str, Raw] = {}
    lives = []
    for number, name in enumerate(NAMES):
        begin = first + dice.days(0, 25)
        if number == 3 and "start" in projects[NAMES[2]] and dice.chance(0.5):
            plain = not any("start" in s for s in projects[NAMES[2]]["stages"])
            if plain:
                retainer(dice, projects, name, NAMES[2])
                lives.append(Life(dice, studio, projects, name))
                continue
        projects[name] = agreement(dice, studio, name, first)
        if number and dice.chance(0.08):
            proposal(dice, projects[name], begin)
            continue
        if dice.chance(0.3):
            projects[name]["quoted"] = {"date": str(begin - dice.days(5, 20))}
        sign(dice, projects[name], begin)
        if dice.chance(0.2):
            assign_dates(dice, studio, projects, name)
            projects[name]["scheduled"] = {"date": projects[name]["signed"]["date"]}
        lives.append(Life(dice, studio, projects, name))
    return projects, lives


def random_studio(seed: int, keep: Callable[[date], bool] = lambda day: False) -> Studio:
    """Return the studio of that seed, with the projects as they stood on the days to `keep`."""
    dice = Dice(seed)
    first = date(2025, 1, 6) + dice.days(0, 250)
    studio = make_studio(dice, first)
    projects, lives = found(dice, studio, first)
    day, history, steps = first, {}, dice.randint(35, 85)
    days = [first - 2 * DAY]
    for _ in range(steps):
        for life in lives:
            life.live(day)
        days.append(day)
        if keep(day):
            history[day] = copy.deepcopy(projects)
        day += dice.choice([1, 1, 1, 2, 2, 3, 5]) * DAY
    for life in lives:  # a start needs the deposit
        if "start" in life.raw and not View(studio, projects, life.id, day).begun:
            del life.raw["start"]
            for stage in life.raw["stages"]:
                stage.pop("start", None)
                stage.pop("due", None)
    days.append(day + dice.days(1, 60))
    return Studio(studio=studio, projects=projects, days=days, history=history)


def main() -> None:
    seed, folder = int(sys.argv[1]), Path(sys.argv[2])
    print(" ".join(str(day) for day in write(seed, folder).days))


if __name__ == "__main__":
    main()
