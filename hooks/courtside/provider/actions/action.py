"""The frame that all actions share.

    an ActionContext (the project as it is), a day, what was typed
    ->  Action(edits=[Put(("stages", 1, "done"), "2026-03-17")], fact="copy: handed over on 17 Mar")

An action that the rules forbid raises ActionRefusedError, whose sentence says what to do instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from courtside.engine.assess import Portfolio, ScheduledState, Status, assess_project
from courtside.engine.schedule import LiveStage
from courtside.errors import ActionRefusedError
from courtside.model.currencies import plain
from courtside.model.project import Project
from courtside.model.stage import Stage
from courtside.model.studio import Studio
from courtside.provider.names import pick
from courtside.source.editor import Edit, Put
from courtside.source.problems import Source
from courtside.text.english import short_day


class Choose(Protocol):
    """A function that lets a person choose one of several names, or refuses."""

    def __call__(
        self, what: str, names: Sequence[str], meanings: Sequence[str] = (), *, question: str = ""
    ) -> str:
        """Return one of the names; `meanings` say what each stands for. `question` replaces "Which
        stage?"."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionContext:
    """A project, and the day and person of an action on it."""

    portfolio: Portfolio
    project: Project
    """As its file has it, with facts after `today`, too."""
    source: Source
    """The place of each value in the file."""
    status: Status
    """The state as of today."""
    today: date
    day: date
    """The day of the fact: today or earlier."""
    choose: Choose

    @property
    def studio(self) -> Studio:
        """The studio's settings."""
        return self.portfolio.studio

    @property
    def id(self) -> str:
        """The id of the project."""
        return self.project.id

    def status_on_its_day(self) -> Status:
        """Return the state on the day of the fact, with what was known then."""
        if self.day == self.today:
            return self.status
        return assess_project(self.portfolio, self.id, self.day)

    def index(self, stage: str) -> int:
        """Return the number of a stage in the file, from 0."""
        return [planned.id for planned in self.project.stages].index(stage)

    def pick_one(self, what: str, names: Sequence[str], meanings: Sequence[str] = ()) -> str:
        """Return the only one of the names, or the one that is chosen; `meanings` are as for
        `choose`."""
        return names[0] if len(names) == 1 else self.choose(what, names, meanings)

    def stage(self, given: str | None) -> Stage:
        """Return the stage of the file with this id, or whose id begins so.

        A round of an approval means the approval. Asks for one if none is named.
        """
        names = [stage.id for stage in self.project.stages]
        if given is None:
            name = self.choose("stage", names)
        else:
            name = pick(given.partition(".")[0], names, "stage")
        return self.project.stages[self.index(name)]

    def dated(self) -> ScheduledState:
        """Return the state of the stages; refuses if they have no dates yet, or the project is
        over."""
        self.refuse_ended()
        if self.status.dated is None:
            raise ActionRefusedError(f"{self.id} {why_no_dates(self.status)}")
        return self.status.dated

    def refuse_closed(self) -> None:
        """Refuse if the page was taken down."""
        if self.project.closed:
            raise ActionRefusedError(
                f"{self.id} was closed on {short_day(self.project.closed)}. If it goes on, delete "
                "the line `closed` in its file."
            )

    def refuse_ended(self) -> None:
        """Refuse if the project ended early, or its page was taken down."""
        self.refuse_closed()
        if self.project.ended:
            raise ActionRefusedError(
                f"{self.id} ended on {short_day(self.project.ended.date)}. Only payments and "
                "refunds go on."
            )

    def refuse_unsigned(self) -> None:
        """Refuse if nothing is signed yet."""
        if self.project.signed is None:
            raise ActionRefusedError(
                f"{self.id} is not signed yet. Edit the file itself, or record the signature "
                f"first: courtside sign {self.id}"
            )

    def refuse_before_signature(self) -> None:
        """Refuse a fact that is dated before the signature."""
        signed = self.project.signed.date if self.project.signed else None
        if signed and self.day < signed:
            raise ActionRefusedError(
                f"{self.id} was only signed on {short_day(signed)}, after {short_day(self.day)}. "
                "Check --date."
            )

    def refuse_open_round(self, stage: Stage) -> None:
        """Refuse if the last change asked for at an approval is not handed over yet."""
        if open_round(stage):
            raise ActionRefusedError(
                f"{stage.id}: the change asked for on {short_day(stage.rounds[-1].asked)} is not "
                f"handed over yet. First: courtside revised {self.id} {stage.id}"
            )

    def end_of_wait(self, stage: Stage) -> tuple[Edit, ...]:
        """Return the edit that ends the wait of a stage: the answer came, or it is handed over or
        skipped. Refuses a day before the question."""
        for number, wait in enumerate(stage.waits):
            if wait.last is None:
                if self.day < wait.first:
                    raise ActionRefusedError(
                        f"{stage.id}: the question was only asked on {short_day(wait.first)}, "
                        f"after {short_day(self.day)}. Check --date."
                    )
                end = ("stages", self.index(stage.id), "waits", number, "to")
                return (Put(end, f"{min(self.day, stage.first_over or self.day)}"),)
        return ()

    def doubt_of_wait(self, stage: Stage, question: str) -> Iterator[str]:
        """Yield what to ask before the open wait of a stage is ended by something else than the
        answer."""
        if wait := stage.open_wait:
            yield (
                f"{stage.id} has been waiting for an answer since {short_day(wait.since)}. If it "
                f"came, first: courtside answered {self.id} {stage.id}. {question}"
            )

    def next_stage(self, given: str | None, *, answers: bool = False) -> LiveStage:
        """Return the stage that was named, or the one that is open.

        Refuses a stage that is finished, or that comes after an unfinished one. Where silence
        approved it, a fact of an earlier day is taken, and one of the same day if it `answers`.
        """
        stages = self.dated().stages
        waiting = [live.stage.id for live in (*self.dated().next, *self.status.last_answers)]
        if given is not None:
            name = self._open_look(pick(given, stages, "stage"))
        elif not waiting:
            raise ActionRefusedError(f"{self.id}: every stage is finished.")
        else:
            name = self.pick_one("stage", waiting)
        live = stages[name]
        if live.state == "approved" and (self.day < live.end or (answers and self.day == live.end)):
            return live
        self._refuse_finished(live)
        if name not in waiting and not live.stage.pay:
            below = self.dated().course.graph.below
            still = [turn.stage.id for turn in self.dated().next if name in below(turn.stage.id)]
            are = "is" if len(still) == 1 else "are"
            from courtside.views.reminder_letter import record_command  # only to refuse

            raise ActionRefusedError(
                f"{name} has to wait for {' and '.join(still)}, which {are} still open. "
                f"First: {record_command(self.id, stages[still[0]])}"
            )
        return live

    def _open_look(self, name: str) -> str:
        """Return the look at an approval that is open now, if rounds were asked for."""
        approval = next((stage for stage in self.project.stages if stage.id == name), None)
        if approval is None or not approval.rounds:
            return name
        self.refuse_open_round(approval)
        return f"{name}.look-{len(approval.rounds) + 1}"

    def _refuse_finished(self, live: LiveStage) -> None:
        name = live.stage.id
        if live.state == "approved":
            stages, below = self.dated().stages, self.dated().course.graph.below(name)
            waive = ""
            if not any(stages[after].stage.done or stages[after].stage.skipped for after in below):
                waive = f", or let the approval go: courtside waive {self.id} {name} approve"
            raise ActionRefusedError(
                f"{name}: silence counted as approval on {short_day(live.end)}. To change "
                f"something now, agree a change (courtside change){waive}"
            )
        paid = self.project.settled(name) if live.stage.pay else None
        for what, day in (
            ("paid", paid),
            ("done", live.stage.done),
            ("skipped", live.stage.skipped),
        ):
            if live.finished and day:
                raise ActionRefusedError(
                    f"{name} was already {what} on {short_day(day)}. If that is wrong, correct the "
                    "line in the file."
                )


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """The edits of an action, and the words about it."""

    edits: tuple[Edit, ...]
    fact: str
    """For the provider's terminal, without its full stop: ids, no text of a client."""
    news: str
    """For the history of the repository: kind and factual, as the client may read it."""
    stage: str | None = None
    """The stage that was handed over; None if none was. Its delay is reported."""
    joint: bool = False
    """Whether it holds for both from its day, as what they agreed on and the dates they were given
    do: what that brings is asked about, and not that the client could not see it."""
    of_client: bool = False
    """Whether it is the client's own act, whose day is theirs: a payment, or what they handed
    over."""
    notes: tuple[str, ...] = ()
    """Lines to show before anything is asked, such as the sum of an amount."""
    questions: tuple[str, ...] = ()
    """Questions to confirm before anything is written."""
    if_agreed: tuple[Edit, ...] = ()
    """For a proposal: the further edits if both agreed, to say what it would do."""


def why_no_dates(status: Status) -> str:
    """Return why a project has no dates, and the next command."""
    name, project = status.project.id, status.project
    if project.signed is None:
        return f"has no dates yet because it is not signed. When it is: courtside sign {name}"
    if status.waits_for_deposit and not status.asks_for_deposit:
        return (
            "has no dates yet because the deposit, which asks for nothing more, is not settled. "
            "What to do: courtside desk"
        )
    if status.waits_for_deposit:
        return (
            "has no dates yet because the deposit has not arrived. When it has: courtside paid "
            f"{name} deposit"
        )
    return f"has no dates yet. Next: courtside schedule {name}"


def how_to_settle(status: Status, live: LiveStage) -> tuple[str, str] | None:
    """Return what is to be said of a payment with nothing to pay, and the command for it: it is
    skipped, or where some of it came or its delay cost, `check` says how it is settled once it is
    open. None for all else, and while a proposal may make it ask for something."""
    if not status.asks_for_nothing(live) or status.project.proposes_more:
        return None
    if status.settles_by_skip(live.stage.id):
        skip = f"courtside skip {status.project.id} {live.stage.id}"
        return "asks for nothing, so it is not needed", skip
    return ("asks for nothing more, and is not settled", "courtside check") if live.open else None


def open_round(stage: Stage) -> bool:
    """Return whether a change was asked for at an approval and is not handed over yet."""
    return bool(stage.rounds) and stage.rounds[-1].done is None


def sum_lines(rows: Iterable[tuple[str, Decimal]], currency: str) -> Iterator[str]:
    """Yield the lines of a sum: the name of each row on the left, the amount on the right."""
    numbers = {what: plain(amount, currency) for what, amount in rows}
    room, width = max(map(len, numbers)), max(map(len, numbers.values()))
    for what, number in numbers.items():
        yield f"  {what:<{room}}  {number:>{width}}"
