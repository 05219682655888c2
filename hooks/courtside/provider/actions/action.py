"""What a provider does with a project, as edits of its file: the frame that all deeds share.

    a Case (the project as it stands), a day, what was said on the command line
    ->  Deed(edits=[Put(("stages", 1, "done"), "2026-03-17")], fact="copy: handed over on 17 Mar")

A deed that the rules forbid is `Refused`, in a sentence that says what to do. Nothing here reads a
file or a clock, and nothing is written: so a whole project can be played without a terminal. The
deeds themselves stand in `deeds_offer`, `deeds_record` and `deeds_agree`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from courtside.engine.assess import Portfolio, ScheduledState, Status
from courtside.engine.schedule import LiveStage
from courtside.errors import CourtsideError
from courtside.model.project import Project
from courtside.model.stage import Stage
from courtside.model.studio import Studio
from courtside.provider.importing.draft import slug
from courtside.source.editor import Edit
from courtside.source.messages import closest
from courtside.source.problems import Source
from courtside.text.english import short_day


class ActionRefusedError(CourtsideError):
    """A deed that cannot be: why, and what to do instead; a sentence without its full stop."""


Choose = Callable[[str, Sequence[str]], str]
"""(what is to be chosen, from these) -> one of them; asks somebody, or refuses."""


def nobody_to_ask(what: str, names: Sequence[str]) -> str:
    """The `Choose` where nobody sits there."""
    raise ActionRefusedError(f"say which {what}: {', '.join(names)}")


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionContext:
    """A project before a deed."""

    portfolio: Portfolio
    project: Project
    """As its file has it, also what lies after `today`."""
    source: Source
    """Where in the file what stands."""
    status: Status
    """As it stands today."""
    today: date
    day: date
    """On which the fact happened, today or earlier."""
    choose: Choose = nobody_to_ask

    @property
    def studio(self) -> Studio:
        return self.portfolio.studio

    @property
    def id(self) -> str:
        return self.project.id

    def index(self, stage: str) -> int:
        """Where a stage stands in the file."""
        return [one.id for one in self.project.stages].index(stage)

    def stage(self, given: str | None) -> Stage:
        """The stage that was meant, by its id or the beginning of it; asks where none was said."""
        names = [one.id for one in self.project.stages]
        name = self.choose("stage", names) if given is None else pick(given, names, "stage")
        return self.project.stages[self.index(name)]

    def dated(self) -> ScheduledState:
        """The state of the stages; refuses where they have no dates yet, or none any more."""
        self.not_closed()
        if self.status.dated is None:
            raise ActionRefusedError(f"{self.id} has no dates yet: {before_dates(self.status)}")
        return self.status.dated

    def not_closed(self) -> None:
        """Refuse where the project has ended."""
        if self.project.closed:
            raise ActionRefusedError(
                f"{self.id} was closed on {short_day(self.project.closed)}: nothing more happens "
                "in it; take `closed` out of the file if it goes on"
            )

    def signed(self) -> None:
        """Refuse where nothing is signed yet."""
        self.not_closed()
        if self.project.signed is None:
            raise ActionRefusedError(
                f"{self.id} is not signed yet: change the file itself, or write down the signature "
                f"first, `courtside sign {self.id}`"
            )

    def waiting(self) -> tuple[LiveStage, ...]:
        """The stages that can be handed over next."""
        return self.dated().next

    def waiting_stage(self, given: str | None) -> LiveStage:
        """The stage that was meant, or the one that waits; refuses where it is finished, or where
        what precedes it is not."""
        waiting = [one.stage.id for one in self.waiting()]
        if given is None:
            if not waiting:
                raise ActionRefusedError(f"{self.id}: every stage is finished")
            name = waiting[0] if len(waiting) == 1 else self.choose("stage", waiting)
        else:
            name = self.stage(given).id
        one, written = self.dated().stages[name], self.project.stages[self.index(name)]
        finished = {"done": written.done, "skipped": written.skipped}
        for what, when in finished.items():
            if when:
                raise ActionRefusedError(
                    f"{name} was {what} on {short_day(when)} already; if that is wrong, change the "
                    "line in the file"
                )
        if one.state == "approved":
            raise ActionRefusedError(
                f"{name}: silence counted as approval on {short_day(one.end)}; what changes it "
                f"now is an agreed change (courtside change), or `courtside waive {self.id} "
                f"{name} approve`"
            )
        if name not in waiting and not written.pay:
            still = [before for before in one.before if not self.dated().stages[before].finished]
            raise ActionRefusedError(
                f"{name}: {' and '.join(still)} before it {'is' if len(still) == 1 else 'are'} "
                f"not finished: first `courtside done {self.id} {still[0]}`"
            )
        return one


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """What is written, and what is said of it."""

    edits: tuple[Edit, ...]
    fact: str
    """For the provider's terminal: ids, no text of a client."""
    news: str
    """For the history of the repository: kind and factual, as the client may read it."""
    stage: str | None = None
    """The stage that was handed over, if one was: whether it was late is said then."""
    if_agreed: tuple[Edit, ...] = ()
    """Of a proposal: what would be written as well if both agreed, to say what it would do."""


def pick(given: str, names: Iterable[str], what: str) -> str:
    """The name that was meant: itself, or the only one that begins so; capitals, accents and spaces
    make no difference, since ids have none."""
    names = list(names)
    if given in names:
        return given
    begin = [name for name in names if name.startswith(given)]
    if not begin and (plain := slug(given)):
        begin = [plain] if plain in names else [name for name in names if name.startswith(plain)]
    if len(begin) == 1:
        return begin[0]
    if begin:
        raise ActionRefusedError(f"'{given}' can be {' or '.join(begin)}: write more of it")
    raise ActionRefusedError(
        f"there is no {what} '{given}'{closest(given, names) or '; there is ' + ', '.join(names)}"
        if names
        else f"there is no {what} '{given}'"
    )


def before_dates(status: Status) -> str:
    """What a project without dates waits for, and the command that writes it."""
    name, project = status.project.id, status.project
    if project.signed is None:
        return f"when it is signed, `courtside sign {name}`"
    if status.waits_for_deposit:
        return f"when the deposit has come, `courtside paid {name} deposit`"
    return f"give it its dates with `courtside schedule {name}`"
