"""Small phrases that sentences and tables share, so that both say the same.

    Step(after=10, do="fee", amount=10%)  ->  "Added to the price: 840.00 € (10% of the price)."

A `ViewContext` is what every sentence needs: a language, the studio and the project as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import quote

from markupsafe import Markup, escape

from courtside.engine.assess import Status, Uncertain
from courtside.engine.consequences import Consequence, reminder_key
from courtside.engine.cost_of_delay import CostOfDelay
from courtside.engine.schedule import LiveStage, State, WeekEstimate
from courtside.engine.workdays import DAY, Workdays
from courtside.model.project import Change
from courtside.model.studio import Studio, Tax
from courtside.model.terms import Step
from courtside.model.values import Amount, Party, in_language
from courtside.text.language import Translator, message
from courtside.views.step_words import STEP_WORDS

STATE_WORDS: Mapping[State, str] = {
    "done": message("done"),
    "skipped": message("not needed"),
    "approved": message("taken as approved"),
    "queued": message("waiting for a free slot"),
    "late": message("late"),
    "current": message("in progress"),
    "upcoming": message("upcoming"),
}
"""The word for each state of a stage."""


def together(sentences: Iterable[Markup]) -> Markup:
    """Join sentences with spaces, without the empty ones; each but the last ends with a stop."""
    said = [sentence for sentence in sentences if sentence]
    return Markup(" ").join((*map(ended, said[:-1]), *said[-1:]))


def ended(sentence: Markup) -> Markup:
    """Return a sentence with a full stop, unless it ends with a stop."""
    words = sentence.striptags().rstrip(_CLOSING)
    return sentence if words[-1:] in _STOPS else sentence + "."


_STOPS, _CLOSING = ".!?…:;。！？؟", " )\"'”’»“"


_COUNTED = 60
"""Days for which a page goes on counting how late somebody is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewContext:
    """Everything that a view speaks from: the language, the studio, and one project on a day."""

    t: Translator
    studio: Studio
    status: Status
    made: date | None = None
    """The day of the build, where `status` is that of a later one."""
    live: bool = False
    """Whether the page goes on by itself after the build; an example stays as it is."""
    known: bool = True
    """Whether it is known how things stand; not from the last day that is forecast on, if others
    would follow."""
    knows_sum: bool = True
    """Whether it is known what is to pay; not from the last sum that is forecast on, likewise."""
    waiting: tuple[CostOfDelay, ...] = ()
    """The cost of waiting for each party that holds something."""
    reminded: Collection[str] = ()
    """The reminders that went out, by their keys (`consequences.reminder_key`)."""

    @property
    def records(self) -> date:
        """The day of our records."""
        return self.made or self.status.as_of

    def stage_title(self, stage: str) -> Markup:
        """Return the title of a stage, given its id; for a round of changes, with its number."""
        dated = self.status.dated
        if dated is None:
            return escape(next(s.title for s in self.status.project.stages if s.id == stage))
        live = dated.stages[stage]
        title = escape(live.stage.title)
        if live.added is None or live.added.kind == "work":
            return title
        if live.added.kind == "changes":
            return self.t.text("{title} (changes, round {n})", title=title, n=live.added.round)
        return self.t.text("{title} (look {n})", title=title, n=live.added.round)

    def cut_off(self, live: LiveStage) -> bool:
        """Return whether the project ended before this stage was finished, or paid."""
        over = live.finished or self.status.came_early(live)
        return self.status.project.ended is not None and not over

    def shown_state(self, live: LiveStage) -> State:
        """Return the state of a stage as people see it: a payment that came before its turn is
        done."""
        return "done" if self.status.came_early(live) else live.state

    def state(self, live: LiveStage) -> Markup:
        """Return the word for the state of a stage."""
        if self.cut_off(live):
            return self.t.text("not finished")
        if self.status.phase == "paused" and live.state == "current":
            return self.t.text("paused")
        if not self.status.asks_for_nothing(live):
            return self.t.text(STATE_WORDS[self.shown_state(live)])
        came = self.status.project.last_part(live.stage.id)
        return self.t.text(STATE_WORDS["done" if came else "skipped"])

    def title(self, stage: str) -> Markup:
        """Return the title of a stage, marked as a title."""
        return Markup("<em>%s</em>") % self.stage_title(stage)

    @property
    def taxes(self) -> tuple[Tax, ...]:
        """The taxes on every amount of the project."""
        return self.status.project.taxes(self.studio)

    def tax_notes(self) -> tuple[Markup, ...]:
        """Return the words that stand beside every amount, in the reader's language.

        Common notes that a studio writes in one language are translated.
        """
        say = self.t.text
        common = {"excl. VAT": say("excl. VAT"), "incl. VAT": say("incl. VAT")}
        notes = (tax.note for tax in self.taxes if tax.note)
        texts = (in_language(note, self.t.language) for note in notes)
        return tuple(common.get(text, escape(text)) for text in texts)

    def left(self, n: int, calendar: Workdays, last: date) -> object:
        """Return a number of working days that decreases each day, to 0 on `last`."""
        return self._counter("down", n, calendar, last)

    def gone(self, n: int, calendar: Workdays) -> object:
        """Return a number of working days that increases each day."""
        return self._counter("up", n, calendar, self.status.as_of + _COUNTED * DAY)

    def _counter(self, way: str, n: int, calendar: Workdays, last: date) -> object:
        """The number, and for the script which of the next days count: a 1 or 0 for each."""
        today = self.status.as_of
        if not self.live:
            return n
        works = set(calendar.between(today + DAY, last))
        days = range(today.toordinal() + 1, last.toordinal() + 1)
        bits = "".join("01"[day in works] for day in days)
        return Markup('<span data-{}="{}">{}</span>').format(way, bits, n)

    @property
    def moving(self) -> Markup:
        """The reason for which all later dates move; empty if the finish date does not."""
        if not self.status.moving:
            return Markup()
        if self.status.standstill:
            return self.t.text(
                "All later dates move with the pause; we will confirm them when it ends."
            )
        return self.t.text(
            "All later dates move until the answer comes; we will confirm them then."
        )

    def handed_over(self, live: LiveStage) -> date:
        """Return the day on which a stage ends; of a payment that came before its turn, the day of
        the money."""
        paid = self.status.project.settled(live.stage.id) if live.stage.pay else None
        return min(paid, live.end) if paid and self.shown_state(live) == "done" else live.end

    def moves(self, live: LiveStage) -> bool:
        """Return whether nobody knows yet when a stage is due."""
        return not live.finished and self.status.moves(live.stage.id, live.due)

    def how_sure(self, how: Uncertain) -> Markup:
        """Return the word for how a day is not sure."""
        words = self.t.text("at the earliest") if how == "earliest" else self.t.text("forecast")
        return words.replace(" ", "\N{NO-BREAK SPACE}") if self.t.whole_days else words

    def earliest(self, day: Markup | str) -> Markup:
        """Return a day that moves as the days go by, and so is the earliest possible."""
        return Markup("{} ({})").format(day, self.how_sure("earliest"))

    @property
    def resumes(self) -> Mapping[str, date]:
        """For each stage that can lose the slot, the day on which work would resume."""
        return {stage: day for cost in self.waiting for stage, day in cost.resumes.items()}

    def knows(self, consequence: Consequence) -> bool:
        """Return whether a step is known to have happened; for a reminder, from the record."""
        if consequence.do != "remind" or consequence.state != "in effect":
            return True
        project = self.status.project.id
        return (
            reminder_key(consequence.date, consequence.party, project, consequence.stage)
            in self.reminded
        )

    def money(self, amount: Decimal) -> str:
        """Return an amount in the studio's currency."""
        return self.t.money(amount, self.studio.currency)

    @property
    def plus_tax(self) -> Markup:
        """The words beside a net amount, `plus VAT`; empty where no tax is added."""
        added = [tax.name or "" for tax in self.taxes if tax.rate and tax.rate > 0]
        return self.t.text("plus {taxes}", taxes=self.t.list(added)) if added else Markup()

    def net(self, amount: object) -> Markup:
        """Return the words for an amount to which tax is still added, and say so."""
        return Markup(" ").join(filter(None, (escape(amount), self.plus_tax)))

    def share(self, amount: Amount) -> Markup:
        """Return money, with the percentage if it is a share of the price."""
        money = self.money(amount.of(self.status.project.price.value))
        if not amount.is_share:
            return escape(money)
        return self.t.text(
            "{money} ({share} of the price)", money=money, share=self.t.percent(amount.value)
        )

    def part_of(self, amount: Amount, step: Step) -> Markup:
        """Return a percentage and what it is a share of."""
        share = self.t.percent(amount.value)
        if step.of == "payment":
            return self.t.text("{share} of the payment", share=share)
        return self.t.text("{share} of the price", share=share)

    def taking(self, step: Step) -> Markup:
        """Return the amount of a fee or credit: how much, how often, and at most."""
        assert step.amount is not None
        amount = self._share_of(step, step.amount)
        if step.per == "day":
            amount = self.t.text("{amount} for each further working day", amount=amount)
        elif step.per == "week":
            amount = self.t.text("{amount} for each further week or part of a week", amount=amount)
        return self.capped(amount, step)

    def capped(self, amount: Markup, step: Step) -> Markup:
        """Return an amount with the most that a step takes in total, if it has a cap."""
        if step.cap is None:
            return amount
        return self.up_to(amount, self._share_of(step, step.cap))

    def up_to(self, amount: Markup, cap: Markup | str) -> Markup:
        """Return an amount with the most that is taken in total."""
        return self.t.text("{amount}, up to {cap} in total", amount=amount, cap=cap)

    def _share_of(self, step: Step, amount: Amount) -> Markup:
        if amount.is_share and step.of == "payment":
            return self.part_of(amount, step)
        return self.share(amount)

    def step(self, step: Step) -> Markup:
        """Return the effect of a consequence, in the words of the agreement; a reminder in its own
        words."""
        if step.text:
            return escape(step.text)
        amount = self.taking(step) if step.amount else ""
        return self.t.text(STEP_WORDS[step.do].agreed, amount=amount)

    def name_of(self, step: Step) -> Markup:
        """Return the name of a consequence, in two or three words."""
        return self.t.text(STEP_WORDS[step.do].name)

    def side(self, party: Party) -> Markup:
        """Return the words for a side, standing alone: you or us."""
        return self.t.text("You") if party == "client" else self.t.text("Us")

    def called(self, party: Party) -> str:
        """Return the name of a side."""
        return self.studio.name if party == "provider" else self.status.project.client.name

    def weeks(self, estimate: WeekEstimate) -> Markup:
        """Return the weeks of a stage, before there are dates."""
        first, last = estimate.first_week, estimate.last_week
        if first == last:
            return self.t.text("week {n}", n=first)
        return self.t.text("weeks {first} to {last}", first=first, last=last)

    def working_days(self, n: int) -> Markup:
        """Return a number of working days, in words."""
        return self.t.plural("{n} working day", "{n} working days", n)

    def adding(self, change: Change) -> Markup:
        """Return what a change adds: a stage, days, price; empty if it adds none of them."""
        parts = []
        if change.adds:
            parts.append(
                self.t.plural(
                    "a new stage, {stage} ({n} working day)",
                    "a new stage, {stage} ({n} working days)",
                    change.adds.days,
                    stage=Markup("<em>%s</em>") % change.adds.title,
                )
            )
        if change.days:
            parts.append(
                self.t.plural(
                    "{n} more working day for {stage}",
                    "{n} more working days for {stage}",
                    change.days,
                    stage=self.title(change.stage),
                )
            )
        price = change.price.value
        if price > 0:
            parts.append(
                self.t.text("{amount} added to the price", amount=self.net(self.money(price)))
            )
        if price < 0:
            parts.append(
                self.t.text("{amount} taken off the price", amount=self.net(self.money(-price)))
            )
        return self.t.list(parts) if parts else Markup()

    def mail(self, subject: str) -> str:
        """Return a `mailto:` address to the studio, with a subject."""
        words = subject.unescape() if isinstance(subject, Markup) else subject
        return f"mailto:{quote(self.studio.email, safe='@')}?subject={quote(words, safe='')}"

    @property
    def call(self) -> str:
        """The `tel:` address of the studio, `tel:+34910000000`; it must have a phone."""
        return "tel:" + re.sub(r"[^+0-9]", "", self.studio.phone or "")

    def link(self, subject: str) -> dict[str, Markup]:
        """Return the values `{link}` and `{end}` for the words that open an e-mail to the
        studio."""
        return {
            "link": Markup('<a href="{}">').format(self.mail(subject)),
            "end": Markup("</a>"),
        }
