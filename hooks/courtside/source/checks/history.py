"""What could not have happened on its day, as the project was then.

    rounds: [{asked: 2026-03-20, ...}], and the design was handed over on 25 March
->  2026-03-20 is before 'design' was done, 2026-03-25: there was nothing to answer yet

Each fact is compared with the project as of that day without it; the schedule is computed only if a
file has such a fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from courtside.engine.assess import ProjectState, assess_alone
from courtside.engine.changes import begun_after, days_that_count, place_for_work
from courtside.engine.money import Money, compute_money, still_asked
from courtside.engine.shares import gross, instalments, last_payment
from courtside.model.currencies import plain
from courtside.model.project import Change, Payment, Project, Restart, Signed
from courtside.model.stage import Stage
from courtside.model.studio import Studio
from courtside.source.checks.context import Subject
from courtside.source.checks.dates import facts
from courtside.source.checks.payments import in_order
from courtside.source.problems import Path, Problem
from courtside.source.records import read_project
from courtside.source.yaml_reader import read
from courtside.text.english import count


def state_on(studio: Studio, project: Project, day: date, **without: object) -> ProjectState:
    """Return the state of a project on a day, with some of its fields replaced."""
    return assess_alone(studio, _still_open(project, **without), day)


def state_of(subject: Subject, studio: Studio, day: date) -> ProjectState:
    """Return the state of a project on a day, as its file has it; computed once."""
    states = subject.states
    if day not in states:
        passes = (state.live_pass for state in states.values() if state.live_pass)
        planned = next((seen.course.planned for seen in passes), None)
        project = _still_open(subject.project)
        states[day] = assess_alone(studio, project, day, planned=planned)
    return states[day]


def _still_open(project: Project, **without: object) -> Project:
    """Return the project as if it had no end, with some of its fields replaced."""
    end: dict[str, object] = {"closed": None, "ended": None}
    return _signed_somewhere(project).model_copy(update=end | without)


def _signed_somewhere(project: Project) -> Project:
    """Return the project with a date for a signature that is in another file."""
    signed = project.signed
    if signed is None or signed.date is not None or project.start is None:
        return project
    return project.model_copy(update={"signed": Signed(date=project.start, by="-")})


def last_day(subject: Subject) -> date:
    """Return the latest day on which something happened according to the file, or else the
    start."""
    if not subject.last_days:
        days = (day for path, day in facts(subject.project) if path[0] not in ("closed", "ended"))
        subject.last_days.append(max(days, default=subject.project.start or date.min))
    return subject.last_days[0]


# --- Rounds and waits ------------------------------------------------------------------------


def asked_too_early(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Refuse a round or a wait of a stage whose turn had not come."""
    project = subject.project
    if not any(stage.rounds or stage.waits for stage in project.stages):
        return
    state = state_of(subject, studio, last_day(subject))
    for index, stage in enumerate(project.stages):
        questions: list[tuple[Path, date]] = [
            (("waits", number, "from"), wait.first) for number, wait in enumerate(stage.waits)
        ]
        if stage.rounds:
            questions.append((("rounds", 0, "asked"), stage.rounds[0].asked))
        for path, day in questions:
            if why := _not_yet(state, stage, day):
                yield subject.error(("stages", index, *path), f"{day} is before {why}")


def _not_yet(state: ProjectState, stage: Stage, day: date) -> str:
    """What had to come first on a day, if the stage could not be open yet."""
    if state.live_pass is None:
        return "the project's start: there is nothing to ask yet"
    before = [state.stages[name] for name in state.stages[stage.id].before]
    late = [live for live in before if not live.finished or live.end > day]
    if late:
        last = late[-1]
        when = f", {last.end}" if last.finished else ", and it is not yet"
        return f"'{last.stage.id}' was done{when}: there was nothing to ask yet"
    start = state.live_pass.course.live_start
    return f"the project's start, {start}: there is nothing to ask yet" if day < start else ""


def asked_after_silence(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Refuse a round, or a wait, that was asked for when silence had approved."""
    project = subject.project
    for index, stage in enumerate(project.stages):
        for number, wait in enumerate(stage.waits if stage.approves else ()):
            if stage.rounds and wait.first > stage.rounds[0].asked:
                continue  # another check refuses it
            before = with_stage(
                project, index, waits=stage.waits[:number], rounds=(), done=None, skipped=None
            )
            live = state_on(studio, project, wait.since, stages=before).stages.get(stage.id)
            if live and live.state == "approved" and live.end <= wait.since:
                yield subject.error(
                    ("stages", index, "waits", number, "from"),
                    f"silence approved this on {live.end}, so it no longer waits for an answer: "
                    "delete this wait",
                )
        for number, round_ in enumerate(stage.rounds):
            before = with_stage(project, index, rounds=stage.rounds[:number], done=None)
            state = state_on(studio, project, round_.asked, stages=before)
            name = f"{stage.id}.look-{number + 1}" if number else stage.id
            look = state.stages.get(name)
            if look and look.state == "approved" and look.end < round_.asked:
                yield subject.error(
                    ("stages", index, "rounds", number, "asked"),
                    f"silence had approved this on {look.end}: what is asked for later is a "
                    "change; write it under `changes`, with `adds`",
                )


def waived_for_nothing(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Refuse a waiver of what could not follow any more: rounds were asked for, and the last look
    is late by itself."""
    project = subject.project
    approvals = {stage.id: stage for stage in project.stages if stage.rounds}
    for index, waiver in enumerate(project.waivers):
        approval = approvals.get(waiver.stage)
        if approval is None or waiver.date <= approval.rounds[0].asked:
            continue
        if waiver.do not in {
            step.do for step in project.terms.over(studio.terms).steps(approval.owner)
        }:
            continue  # another check refuses it
        state = state_of(subject, studio, last_day(subject))
        listed = state.live_pass.consequences if state.live_pass else ()
        if not any((one.stage, one.do) == (waiver.stage, waiver.do) for one in listed):
            look = f"{approval.id}.look-{len(approval.rounds) + 1}"
            message = (
                f"a change was asked for on {approval.rounds[0].asked}, before this could follow "
                f"on '{approval.id}', so it waives nothing: write stage: {look} for what follows "
                "on the last look, or delete this waiver"
            )
            yield subject.error(("waivers", index, "stage"), message)


def with_stage(project: Project, index: int, **update: object) -> tuple[Stage, ...]:
    """Return the stages, one of them with other values."""
    changed = project.stages[index].model_copy(update=update)
    return (*project.stages[:index], changed, *project.stages[index + 1 :])


def extra_rounds(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Warn of more rounds than are included without an agreed change."""
    project = subject.project
    included = project.terms.over(studio.terms).revisions
    if included is None or project.closed:
        return
    for index, stage in enumerate(project.stages):
        beyond = len(stage.rounds) - included
        if beyond <= 0:
            continue
        named = (stage.id, stage.approves)
        agreed = [c for c in project.changes if c.agreed and c.stage in named]
        if len(agreed) < beyond:
            message = (
                f"the agreement includes {count(included, 'round')}, and there is no agreed change "
                "for this one: add one under `changes`, with its price"
            )
            path: Path = ("stages", index, "rounds", included)
            yield subject.warning(path, message, name="extra-round")


def page_over(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Warn of a project that goes on, or a proposal that is open, after the last day of its page;
    often a wrong year."""
    project, today = subject.project, subject.last_fact_day
    if today is None or project.link_until is None or project.link_until >= today:
        return
    over = project.closed or project.ended
    if not over and state_of(subject, studio, today).phase not in ("complete", "lapsed", "draft"):
        what = "the project goes on" if project.signed else "the proposal is still open"
        message = (
            f"the page came down after this day, and {what}: write a later day, or delete the line"
        )
        yield subject.warning(("link_until",), message, name="page-over")


# --- Restarts, changes --------------------------------------------------------------


def slot_not_lost(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Refuse a restart of a stage that had not lost its slot."""
    project = subject.project
    theirs = {stage.id for stage in project.stages if stage.owner == "client"}
    for index, restart in enumerate(project.restarts):
        if restart.stage in theirs:
            continue
        earlier = tuple(other for other in project.restarts if other.date < restart.date)
        state = state_on(studio, project, restart.date, restarts=earlier)
        anew = any(other.stage == restart.stage for other in earlier)
        if not _waits_for_slot(state, restart, anew=anew):
            yield subject.error(
                ("restarts", index, "stage"),
                f"'{restart.stage}' had not lost its slot by {restart.date}: a restart is for a "
                "stage that has. To move its dates by agreement, write a pause or a change",
            )


def _waits_for_slot(state: ProjectState, restart: Restart, *, anew: bool) -> bool:
    """Return whether a stage waited for a slot on the day of its restart, or had a restart to
    agree `anew`; what happened on that very day came after it."""
    stage = state.stages.get(restart.stage)
    if state.live_pass is None or stage is None or (stage.finished and stage.end < restart.date):
        return False
    course = state.live_pass.course
    return course.is_work(stage.stage) and any(
        restart.stage in loss.below and (anew or loss.settled in (None, restart.date))
        for loss in course.losses
    )


def new_work_too_late(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Refuse new work before a stage that had already started when it was agreed, and warn of a
    proposal of such work."""
    project = subject.project
    terms, today = project.terms.over(studio.terms), subject.last_fact_day or last_day(subject)
    for index, change in enumerate(project.changes):
        if change.adds is None:
            continue
        agreed = change.agreed or today
        earlier = _agreed_before(project, change, agreed)
        state = state_on(studio, project, agreed, changes=earlier)
        if begun := begun_after(state.project, terms, state.stages, change, agreed):
            place = place_for_work(state.project, terms, state.stages, change, agreed)
            instead = f"new work comes after what is open: stage: {place}"
            if change.agreed:
                message = (
                    f"'{begun}' follows this stage and had already started on {agreed}: if it was "
                    f"agreed earlier, write that day; else {instead}"
                )
                yield subject.error(("changes", index, "stage"), message)
            elif not (project.closed or project.ended):
                message = (
                    f"'{begun}' follows this stage and has started, so this can no longer be "
                    "agreed: if both agreed before, write agreed: with that day; else delete it, "
                    f"and propose it anew ({instead})"
                )
                path: Path = ("changes", index, "stage")
                yield subject.warning(path, message, name="too-late-change")


def _agreed_before(project: Project, change: Change, agreed: date) -> tuple[Change, ...]:
    """Return the changes agreed before this one, in the order of the file."""
    place = project.changes.index(change)
    return tuple(
        other
        for number, other in enumerate(project.changes)
        if other.agreed and (other.agreed, number) < (agreed, place)
    )


def too_late_for_days(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Warn of days for a stage that was finished or late when they were agreed."""
    project = subject.project
    if project.closed or not any(c.days and c.agreed for c in project.changes):
        return
    live_pass = state_of(subject, studio, last_day(subject)).live_pass
    if live_pass is None:
        return
    counted = days_that_count(live_pass.course)
    for index, change in enumerate(project.changes):
        if change.days and change.agreed and index not in counted:
            message = (
                f"'{change.stage}' was finished or late when this was agreed, {change.agreed}, so "
                "these days do not count: what the delay had led to still holds. For more work "
                "write adds: "
                "{id: photos, title: Product photos, owner: provider, days: 2}"
            )
            yield subject.warning(("changes", index, "days"), message, name="too-late-change")


# --- Money and silence -----------------------------------------------------------------------


def settled_for_less(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Warn of a payment that settles an instalment with less than was asked for."""
    project = subject.project
    if project.closed:
        return
    first: dict[str, Payment] = {}
    ordered = sorted(enumerate(project.payments), key=lambda item: item[1].date)
    for place, (index, payment) in enumerate(ordered):
        if payment.amount.value <= 0 or payment.part or payment.instalment in first:
            continue
        first[payment.instalment] = payment
        earlier = tuple(other for _, other in ordered[:place])
        if project.signed and project.signed.again and payment.date < project.signed.again:
            continue  # an older version asked for it, with sums of its own
        if _is_plenty(project, studio, payment):
            continue
        before = state_on(studio, project, payment.date, payments=earlier, ended=project.ended)
        asked = asked_in(before).get(payment.instalment)
        if asked is not None and payment.amount.value < asked:
            message = (
                f"{asked} {studio.currency} was asked for, and this amount settles it: if it is "
                "only a part, write part: true"
            )
            path: Path = ("payments", index, "amount")
            yield subject.warning(path, message, name="settled-for-less")


def _is_plenty(project: Project, studio: Studio, payment: Payment) -> bool:
    """Return whether an amount is all that any but the last payment can ask."""
    if payment.instalment == last_payment(project):
        return False
    share = instalments(project).get(payment.instalment)
    return share is None or payment.amount.value >= gross(
        share, project.taxes(studio), studio.currency
    )


def more_than_all(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Warn where more has come than was asked for in total, as after a zero too many."""
    project = subject.project
    if project.closed or project.ended or not (project.payments or project.changes):
        return
    # What a delay alone gives back, or takes, is no mistake in an amount.
    days = {last_day(subject), subject.last_fact_day or last_day(subject)}
    found = [_account(state_of(subject, studio, day)) for day in days]
    total, balance = max(one.total for one in found), max(one.balance for one in found)
    if total < 0 and project.changes:
        message = f"these bring the total to {total} {studio.currency}: correct what is wrong"
        yield subject.warning(("changes",), message, name="more-than-all")
    elif balance < 0 and project.payments:
        message = (
            f"{-balance} {studio.currency} more has come than was asked for in total: correct the "
            "amount that is wrong, or pay it back"
        )
        yield subject.warning(("payments",), message, name="more-than-all")


def no_more_back(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Refuse refunds of more than had come, unless credits owe the client more than that."""
    came, before, project = Decimal(0), list[Payment](), subject.project
    for index, payment in in_order(project):
        if (back := -payment.amount.value) > max(came, Decimal(0)):
            state = state_on(studio, project, payment.date, payments=tuple(before))
            if back > -_account(state).balance:
                left = plain(max(came, Decimal(0)), studio.currency)
                message = (
                    f"{plain(back, studio.currency)} is paid back, but of all that had come by "
                    f"{payment.date} only {left} was left"
                )
                yield subject.error(("payments", index, "amount"), message)
        came += payment.amount.value
        before.append(payment)


def asked_in(state: ProjectState) -> Mapping[str, Decimal]:
    """Return what each unsettled instalment asks for in a state."""
    return still_asked(state.project, state.studio, _account(state))


def _account(state: ProjectState) -> Money:
    consequences = state.live_pass.consequences if state.live_pass else ()
    return compute_money(state.project, state.studio, consequences)


def unseen_handover(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Warn of a backdated handover by which silence approves what the client never saw.

    A handover that is not in the newest version in git was not visible until now.
    """
    project = subject.project
    if subject.last_fact_day is None or project.closed:
        return
    stages = state_of(subject, studio, subject.last_fact_day).stages
    by_silence = [live for live in stages.values() if live.state == "approved"]
    if not by_silence:
        return
    published = _published(subject)
    if published is None:
        return
    known = dict(_handovers(published))
    paths = dict(_handovers(project))
    for live in by_silence:
        for name in live.before:
            if name in paths and name not in known:
                path, day = paths[name]
                message = (
                    f"dated {day}, this makes silence approve '{live.stage.id}' on {live.end}, and "
                    "no client could see it until now: write the day on which you publish it"
                )
                yield subject.warning(path, message, name="unseen-handover")


def no_url(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Warn of an approval whose turn has come, and whose page has no button that opens the work."""
    project = subject.project
    over = project.closed or project.ended or project.files  # the work may be attached
    if subject.last_fact_day is None or over:
        return
    approvals = [
        index
        for index, stage in enumerate(project.stages)
        if stage.approves and stage.owner == "client" and not stage.url
    ]
    if not approvals:
        return
    live = state_of(subject, studio, subject.last_fact_day).stages.values()
    turns = {one.stage.id.partition(".")[0] for one in live if one.open and one.stage.approves}
    for index in approvals:
        if (name := project.stages[index].id) in turns:
            message = (
                f"'{name}' waits for the client, and the page has no button that opens the work: "
                "write url: https://... at this stage"
            )
            yield subject.warning(("stages", index), message, name="no-url")


def _published(subject: Subject) -> Project | None:
    """Return the project in its newest version in git; None if there is none, or none other."""
    newest = next(iter(subject.earlier(subject.source.file)), None)
    if newest is None or newest[1] == subject.source.text:
        return None
    source, _ = read(newest[1], file=subject.source.file)
    return read_project(source, id=subject.project.id)[0] if source else None


def _handovers(project: Project) -> Iterator[tuple[str, tuple[Path, date]]]:
    """Yield each stage that was handed over, added ones too, with its path and day."""
    for index, stage in enumerate(project.stages):
        here: Path = ("stages", index)
        for field in ("done", "skipped"):
            if (day := getattr(stage, field)) and not stage.rounds:
                yield stage.id, ((*here, field), day)
        for number, round_ in enumerate(stage.rounds):
            if round_.done:
                name = f"{stage.id}.changes-{number + 1}"
                yield name, ((*here, "rounds", number, "done"), round_.done)
    for index, change in enumerate(project.changes):
        if change.adds and change.adds.done:
            yield change.adds.id, (("changes", index, "adds", "done"), change.adds.done)
