"""A project's story in plain sentences: who had the ball from when to when, and what was agreed.

    texts due on 13 March, handed over on the 17th
    ->  17 Mar 2026  Aurora handed over Texts and photos. Held from 9 Mar 2026 to 17 Mar 2026:
                     7 working days (allowance: 5). Due on 13 Mar 2026: 2 working days late.

Every date and number is one of the engine's. Both sides are called by their names and spoken of in
the same words, so that `history` for the provider and `proof` for both say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup, escape

from .check_terms import OTHER
from .money import payments
from .phrases import Telling
from .project import Change, Party, Pause, Step
from .prose import line
from .schedule import LiveStage, next_stages
from .status import Dated
from .tally import tally
from .terms import Consequence
from .workdays import DAY


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One sentence or two, and the day that they are about."""

    day: date
    text: Markup
    kind: Literal["told", "log"] = "told"
    """Reckoned from the records, or written into the log by hand."""


def story(tell: Telling) -> tuple[Told, ...]:
    """Everything up to the day of the view, in order; at the end, how it stands on that day."""
    told = [one for part in _PARTS for one in part(tell)]
    return tuple(sorted(told, key=lambda one: one.day))  # what is of one day stays in this order


def called(tell: Telling, party: Party) -> str:
    """A side by its own name."""
    return tell.studio.name if party == "provider" else tell.status.project.client.name


# --- Up to the dates ---------------------------------------------------------------------------


def _quoted(tell: Telling) -> Iterator[Told]:
    say, quoted = tell.speak.say, tell.status.project.quoted
    if quoted is None:
        return
    provider = called(tell, "provider")
    if quoted.until is None:
        yield Told(day=quoted.date, text=say("{name} sent its proposal.", name=provider))
        return
    until = _day(tell, quoted.until)
    text = say("{name} sent its proposal, open until {day}.", name=provider, day=until)
    yield Told(day=quoted.date, text=text)
    if tell.status.phase == "lapsed":
        text = say("The proposal lapsed without a signature.")
        yield Told(day=quoted.until + DAY, text=text)


def _signed(tell: Telling) -> Iterator[Told]:
    say, project = tell.speak.say, tell.status.project
    if project.signed:
        text = say(
            "{name} signed the agreement for {client}, at a price of {amount}.",
            name=project.signed.by,
            client=project.client.name,
            amount=tell.money(project.price.value),
        )
        yield Told(day=project.signed.date, text=text)
    if project.deposit and project.deposit.paid:
        amount = tell.money(payments(project).deposit)
        client = project.client.name
        text = say("{name} paid the deposit of {amount}.", name=client, amount=amount)
        yield Told(day=project.deposit.paid, text=text)


def _assigned(tell: Telling) -> Iterator[Told]:
    project, dated = tell.status.project, tell.status.dated
    if dated is None:
        return
    assert project.signed
    day = project.signed.date
    if project.deposit and project.deposit.paid:
        day = max(day, project.deposit.paid)
    if project.scheduled:
        day = project.scheduled.date
    text = tell.speak.say(
        "The project got its dates: from {start} to {finish}.",
        start=_day(tell, min(one.plan.start for one in dated.stages.values())),
        finish=_day(tell, dated.ledger.planned_finish),
    )
    yield Told(day=day, text=text)


# --- Who had the ball --------------------------------------------------------------------------


def _returned(tell: Telling) -> Iterator[Told]:
    for stage in tell.status.project.stages:
        for back in stage.returned:
            text = tell.speak.say(
                "What {name} handed over for {stage} was incomplete and went back: {why}",
                name=called(tell, stage.owner),
                stage=tell.title(stage.id),
                why=line(back.why),
            )
            yield Told(day=back.date, text=text)


def _followed(tell: Telling) -> Iterator[Told]:
    """The steps in effect, each on the day on which it took effect."""
    dated = tell.status.dated
    for found in dated.consequences if dated else ():
        if found.state != "in effect":
            continue
        assert dated
        sentences = [_was_late(tell, found), what_followed(tell, found)]
        if found.do == "approve":
            sentences.append(_held(tell, dated.stages[found.stage]))
        yield Told(day=found.date, text=together(sentences))


def _handed_over(tell: Telling) -> Iterator[Told]:
    dated = tell.status.dated
    for one in dated.stages.values() if dated else ():
        stage = one.stage
        if stage.skipped:
            text = tell.speak.say("{stage} was not needed.", stage=tell.title(stage.id))
            yield Told(day=stage.skipped, text=text)
        elif one.state == "done":
            sentences = [_given(tell, one), _held(tell, one), _when(tell, one)]
            yield Told(day=one.end, text=together(sentences))
        elif one.state == "approved" and stage.done:
            text = tell.speak.say(
                "An answer to {stage} came; silence had counted as approval before.",
                stage=tell.title(stage.id),
            )
            yield Told(day=stage.done, text=text)


def _paid_early(tell: Telling) -> Iterator[Told]:
    """Payments whose turn has not come: they count as money at once."""
    project, dated = tell.status.project, tell.status.dated
    for stage in project.stages:
        if stage.pay and stage.done and not (dated and dated.stages[stage.id].state == "done"):
            text = tell.speak.say(
                "{name} paid before it was due: {stage}, {amount}.",
                name=called(tell, stage.owner),
                stage=tell.title(stage.id),
                amount=tell.money(payments(project).stages[stage.id]),
            )
            yield Told(day=stage.done, text=text)


def _given(tell: Telling, one: LiveStage) -> Markup:
    """That a stage was handed over, paid or approved, and by whom."""
    say, stage = tell.speak.say, one.stage
    name, title = called(tell, stage.owner), tell.title(stage.id)
    if stage.pay:
        amount = tell.money(payments(tell.status.project).stages[stage.id])
        return say("{name} paid {stage}: {amount}.", name=name, stage=title, amount=amount)
    if stage.approves:
        approved = tell.title(stage.approves)
        return say("{name} approved {stage}.", name=name, stage=approved)
    return say("{name} handed over {stage}.", name=name, stage=title)


def _held(tell: Telling, one: LiveStage) -> Markup:
    """From when to when its owner had the ball; nothing of a milestone."""
    given = tell.status.project.agreed_days(one.stage)
    if not given or one.end < one.start:
        return Markup()
    days = len(tell.status.calendars[one.stage.owner].between(one.start, one.end))
    values = {"held": tell.working_days(days), "given": given, "start": _day(tell, one.start)}
    if one.start == one.end:
        return tell.speak.say("Held on {start}: {held} (allowance: {given}).", **values)
    return tell.speak.say(
        "Held from {start} to {end}: {held} (allowance: {given}).",
        end=_day(tell, one.end),
        **values,
    )


def _when(tell: Telling, one: LiveStage) -> Markup:
    """Whether it was on time, by the due date that it had at last."""
    due = _due(tell, one)
    if one.late_days:
        return tell.speak.count(
            "Due on {due}: {n} working day late.",
            "Due on {due}: {n} working days late.",
            one.late_days,
            due=due,
        )
    early = tell.status.calendars[one.stage.owner].count(one.end, one.due)
    if early:
        return tell.speak.count(
            "Due on {due}: {n} working day early.",
            "Due on {due}: {n} working days early.",
            early,
            due=due,
        )
    return tell.speak.say("Due on {due}: on time.", due=due)


def _due(tell: Telling, one: LiveStage) -> Markup:
    due = _day(tell, one.due)
    if one.due == one.plan.due:
        return due
    planned = _day(tell, one.plan.due)
    return tell.speak.say("{due}, planned for {planned}", due=due, planned=planned)


# --- What follows ------------------------------------------------------------------------------


def _was_late(tell: Telling, found: Consequence) -> Markup:
    title = tell.title(found.stage)
    if not found.step.after:
        return tell.speak.say("{stage} was late.", stage=title)
    return tell.speak.count(
        "{stage} was more than {n} working day late.",
        "{stage} was more than {n} working days late.",
        found.step.after,
        stage=title,
    )


def what_followed(tell: Telling, found: Consequence) -> Markup:
    """What a step does, in words that are the same for both sides."""
    say = tell.speak.say
    amount = "" if found.amount is None else tell.money(found.amount)
    match found.do:
        case "lose-slot":
            return say("The slot goes to others, and work resumes at the next free one.")
        case "fee" if found.step.per:
            return say("Added to the price from then on: {amount} in all.", amount=amount)
        case "fee":
            return say("Added to the price: {amount}.", amount=amount)
        case "credit" if found.step.per:
            return say("Taken off the price from then on: {amount} in all.", amount=amount)
        case "credit":
            return say("Taken off the price: {amount}.", amount=amount)
        case "approve":
            return say("Silence counts as approval.")
        case "may-close":
            return say(
                "{name} may end the project and invoice what is done.",
                name=called(tell, "provider"),
            )
        case "may-leave":
            return say(
                "{name} may leave, and gets back what is paid and not delivered.",
                name=called(tell, "client"),
            )
        case "remind":
            return Markup("{}").format(found.step.text or say("A reminder."))


def name_of(tell: Telling, step: Step) -> Markup:
    """A step in two or three words, of both sides alike."""
    if step.do == "may-close":
        return tell.speak.say("end of the project")
    if step.do == "may-leave":
        return tell.speak.say("leaving the project")
    return tell.name_of(step)


def _waived(tell: Telling) -> Iterator[Told]:
    project = tell.status.project
    for waiver in project.waivers:
        owner = next(stage.owner for stage in project.stages if stage.id == waiver.stage)
        text = tell.speak.say(
            "{name} let it go, for {stage}: {step}.",
            name=called(tell, OTHER[owner]),
            stage=tell.title(waiver.stage),
            step=name_of(tell, Step(after=0, do=waiver.do)),
        )
        why = line(waiver.why) if waiver.why else Markup()
        yield Told(day=waiver.date, text=together([text, why]))


# --- What was agreed on the way ----------------------------------------------------------------


def _changes(tell: Telling) -> Iterator[Told]:
    for change in tell.status.project.changes:
        asked = called(tell, change.asked_by) if change.asked_by else ""
        words = _change(tell, change)
        if change.agreed is None or change.date < change.agreed:
            text = tell.speak.say("A change was proposed: {change}.", change=words)
            if asked:
                text = tell.speak.say(
                    "{name} proposed a change: {change}.", name=asked, change=words
                )
            yield Told(day=change.date, text=text)
        if change.agreed:
            text = tell.speak.say("Both agreed a change: {change}.", change=words)
            yield Told(day=change.agreed, text=text)


def _change(tell: Telling, change: Change) -> Markup:
    adding = tell.adding(change)
    return Markup("{} ({})").format(change.title, adding) if adding else escape(change.title)


def _pauses(tell: Telling) -> Iterator[Told]:
    for pause in tell.status.project.pauses:
        if pause.agreed:
            why = line(pause.why) if pause.why else Markup()
            yield Told(day=pause.agreed, text=together([_pause(tell, pause), why]))


def _pause(tell: Telling, pause: Pause) -> Markup:
    say, first = tell.speak.say, _day(tell, pause.first)
    name = called(tell, pause.by)
    if pause.last is None:
        return say(
            "Both agreed a pause from {first} on; {name} asked for it.", first=first, name=name
        )
    return say(
        "Both agreed a pause from {first} to {last}; {name} asked for it.",
        first=first,
        last=_day(tell, pause.last),
        name=name,
    )


def _restarts(tell: Telling) -> Iterator[Told]:
    for restart in tell.status.project.restarts:
        text = tell.speak.say(
            "Both agreed that {stage} resumes on {start}.",
            stage=tell.title(restart.stage),
            start=_day(tell, restart.start),
        )
        yield Told(day=restart.date, text=text)


def _log(tell: Telling) -> Iterator[Told]:
    for entry in tell.status.project.log:
        text = line(entry.text)
        if entry.link:
            text = Markup('{} <a href="{}">{}</a>').format(text, entry.link, entry.link)
        yield Told(day=entry.date, text=text, kind="log")


# --- How it stands -----------------------------------------------------------------------------


def _now(tell: Telling) -> Iterator[Told]:
    """Who has the ball on the day of the view, and until when."""
    status, dated = tell.status, tell.status.dated
    if dated is None:
        return
    if status.phase == "closed":
        for one in dated.stages.values():
            if one.open:
                text = tell.speak.say(
                    "{stage} was still with {name}.",
                    stage=tell.title(one.stage.id),
                    name=called(tell, one.stage.owner),
                )
                yield Told(day=status.as_of, text=text)
        return
    for one in next_stages(status.project, dated.stages):
        yield Told(day=status.as_of, text=_stands(tell, one))
    if status.phase == "complete":
        yield Told(day=dated.ledger.finish, text=_complete(tell, dated))


def _stands(tell: Telling, one: LiveStage) -> Markup:
    say, title = tell.speak.say, tell.title(one.stage.id)
    name, start, due = called(tell, one.stage.owner), _day(tell, one.start), _due(tell, one)
    if one.state == "queued":
        return say(
            "{stage} waits for a free slot: {start} to {due}, by today's forecast.",
            stage=title,
            start=start,
            due=due,
        )
    if one.state == "upcoming":
        return say(
            "{stage} is next, with {name}: from {start}, due on {due}.",
            stage=title,
            name=name,
            start=start,
            due=due,
        )
    has = say("{stage} is with {name} since {start}.", stage=title, name=name, start=start)
    if one.late_days:
        late = tell.speak.count(
            "Due on {due}: {n} working day late so far.",
            "Due on {due}: {n} working days late so far.",
            one.late_days,
            due=due,
        )
        return together([has, late])
    return together([has, say("Due on {due}.", due=due)])


def _complete(tell: Telling, dated: Dated) -> Markup:
    done = tell.speak.say("With this all was handed over.")
    return together([done, tally(tell, dated).sentence])


def _closed(tell: Telling) -> Iterator[Told]:
    if tell.status.phase == "closed":
        text = tell.speak.say("The project was closed.")
        yield Told(day=tell.status.as_of, text=text)


_PARTS: Sequence[Callable[[Telling], Iterator[Told]]] = (
    _quoted,
    _signed,
    _assigned,
    _returned,
    _followed,
    _handed_over,
    _paid_early,
    _changes,
    _pauses,
    _restarts,
    _waived,
    _log,
    _now,
    _closed,
)
"""In the order in which things of the same day are told."""


def _day(tell: Telling, day: date) -> Markup:
    """With its year: it is read years later."""
    return tell.speak.short_day(day, year=True)


def together(sentences: Iterable[Markup]) -> Markup:
    """One after the other, without those that say nothing."""
    return Markup(" ").join(sentence for sentence in sentences if sentence)
