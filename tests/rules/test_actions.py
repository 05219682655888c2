"""Laws of what the commands write, over generated studios written as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from courtside.engine.as_of import project_as_of
from courtside.engine.assess import Portfolio, assess_portfolio
from courtside.engine.schedule import next_stages
from courtside.engine.status_json import as_json
from courtside.errors import ActionRefusedError
from courtside.model.currencies import to_smallest_unit
from courtside.model.project import Deposit, Project, ProjectFile
from courtside.model.record import Record
from courtside.model.studio import Studio
from courtside.model.terms import Terms
from courtside.model.values import Amount
from courtside.provider.actions.action import ActionContext
from courtside.provider.actions.agree import restart
from courtside.provider.actions.payments import Received, paid
from courtside.provider.actions.quote import find_opening, schedule, sign
from courtside.provider.actions.record import done
from courtside.source.editor import apply
from courtside.source.load import load_portfolio
from courtside.source.migrations import newest
from courtside.source.records import order_of
from courtside.source.serialize import as_written
from courtside.source.yaml_reader import read
from courtside.source.yaml_writer import block, inline
from helpers.strategies import View, views


def refuse_to_guess(what: str, names: Sequence[str], *, question: str = "") -> str:
    """Refuse to choose, since nobody can be asked."""
    raise ActionRefusedError(question or f"Say which {what}: {', '.join(names)}.")


def text_of(record: Record, studio: Studio, *, flow: bool = False) -> str:
    data = as_written(record, studio)
    if isinstance(record, Project):
        del data["id"]
    return f"{inline(data)}\n" if flow else "\n".join(block(data, 0)) + "\n"


def portfolio_of(files: dict[str, str]) -> Portfolio | None:
    portfolio, _ = load_portfolio({name: text.encode() for name, text in files.items()})
    return portfolio


def in_words_that_fit(project: Project, studio: Studio) -> Project:
    """The project with what a file must also say right: instalments that come to the price, and
    dates of stages only below a start."""
    currency = project.price.unit or studio.currency
    price = left = project.price.value
    deposit = project.deposit
    if deposit:
        amount = min(to_smallest_unit(deposit.amount.of(price), currency), left)
        left -= amount
        deposit = Deposit(amount=Amount(value=amount, unit=currency))
    pays = [stage.id for stage in project.stages if stage.pay]
    stages = []
    for stage in project.stages:
        update: dict[str, Any] = {} if project.start else {"start": None, "due": None}
        if not (project.start and project.signed):
            update |= {"waits": (), "rounds": (), "returned": ()}  # nobody could ask yet
        if stage.pay:
            asked = (
                left if stage.id == pays[-1] else to_smallest_unit(stage.pay.of(price), currency)
            )
            update["pay"] = Amount(value=min(asked, left), unit=currency)
            left -= update["pay"].value
        stages.append(stage.model_copy(update=update))
    return project.model_copy(update={"deposit": deposit, "stages": tuple(stages)})


class Files:
    """A generated studio with one project as files, and the project as a case."""

    def __init__(self, view: View, *, flow: bool, **update: Any) -> None:
        studio = view.portfolio.studio
        terms = studio.terms.model_copy(update={"restart_within": studio.terms.promise or 15})
        studio = studio.model_copy(update={"format": newest(), "terms": terms})
        project = project_as_of(view.portfolio.projects[0], view.today)
        project = in_words_that_fit(project, studio).model_copy(update=update)
        if project.signed:
            unhashed = project.signed.model_copy(update={"hash": None})
            project = project.model_copy(update={"signed": unhashed, "scheduled": None})
        self.texts = {
            "_studio.yml": text_of(studio, studio),
            "aurora.yml": text_of(project, studio, flow=flow),
        }
        portfolio = portfolio_of(self.texts)
        assume(portfolio is not None)
        assert portfolio
        source, _ = read(self.texts["aurora.yml"], file="aurora.yml")
        assert source
        (self.status,) = assess_portfolio(portfolio, view.today)
        self.case = ActionContext(
            portfolio=portfolio,
            project=portfolio.projects[0],
            source=source,
            status=self.status,
            today=view.today,
            day=view.today,
            choose=refuse_to_guess,
        )

    def after(self, edits: Any) -> tuple[Portfolio, Project]:
        """The portfolio with the edits made; it has no error."""
        text = apply(
            self.texts["aurora.yml"], edits, file="aurora.yml", order=order_of(ProjectFile)
        )
        portfolio = portfolio_of(self.texts | {"aurora.yml": text})
        assert portfolio is not None
        return portfolio, portfolio.projects[0]

    def answer(self, portfolio: Portfolio) -> Any:
        return as_json(assess_portfolio(portfolio, self.case.today), self.case.today)


@given(views(), st.booleans())
def test_the_written_dates_are_those_that_are_computed(view: View, flow: bool) -> None:
    """schedule changes no date, state or amount of a project that has its start already."""
    files = Files(view, flow=flow, ended=None)
    case = files.case
    assume(case.project.start and not case.project.stages[0].start and not case.project.closed)
    assume(case.status.dated)
    before = files.answer(case.portfolio)
    portfolio, project = files.after(schedule(case, find_opening(case, case.project.start)).edits)
    assert files.answer(portfolio) == before
    assert all(stage.start and stage.due for stage in project.stages)
    other = case.studio.model_copy(update={"calendar": type(case.studio.calendar)(week="sat")})
    moved = Portfolio(studio=other, projects=(project,))
    assert (
        files.answer(moved)["projects"][0]["planned_finish"]
        == (before["projects"][0]["planned_finish"])
    )


@given(views(), st.booleans())
def test_what_was_signed_no_longer_leans_on_the_portfolio(view: View, flow: bool) -> None:
    """sign changes no answer, and leaves nothing of the terms to the studio."""
    files = Files(view, flow=flow, closed=None, ended=None)
    case = files.case
    if case.project.signed and case.project.signed.date:  # what was paid came after it
        case = replace(case, day=case.project.signed.date)
    before = files.answer(case.portfolio)
    portfolio, project = files.after(sign(case, "Ana", again=True).edits)
    if case.project.signed:
        assert files.answer(portfolio) == before
    bare = case.studio.model_copy(update={"terms": Terms()})
    assert project.terms.over(bare.terms) == case.project.terms.over(case.studio.terms)


@given(views(), st.booleans())
def test_who_is_waited_for_can_always_hand_over(view: View, flow: bool) -> None:
    """done fits every stage that can be handed over, and changes none that was finished."""
    files = Files(view, flow=flow, closed=None, ended=None)
    case = files.case
    assume(case.status.dated)
    assert case.status.dated
    written = {stage.id for stage in case.project.stages}
    for live in next_stages(case.status.dated.stages):
        if live.stage.id not in written:
            continue  # a round or new work: `done` writes only stages of the list
        name = live.stage.id
        if live.stage.pay and case.status.asked.get(name, 0) <= 0:
            continue  # nothing is left to be paid for it
        action = paid(case, Received(instalment=name)) if live.stage.pay else done(case, name)
        portfolio, project = files.after(action.edits)
        (status,) = assess_portfolio(portfolio, case.today)
        assert status.dated
        after = status.dated.stages[live.stage.id]
        assert after.state == "done", (live.stage, after.state)
        before = (status.dated.stages[name].end for name in project.before[live.stage.id])
        assert after.end == max([case.today, *before])
        for name, old in case.status.dated.stages.items():
            if old.finished:
                assert status.dated.stages[name] == old


@given(views(), st.booleans())
def test_a_restart_agrees_what_the_queue_forecast(view: View, flow: bool) -> None:
    """restart turns forecasts into promises: no start moves, and nothing is queued any more."""
    files = Files(view, flow=flow, closed=None, ended=None)
    dated = files.status.dated
    if dated is None or not any(stage.waits_for_slot for stage in dated.stages.values()):
        return
    portfolio, _ = files.after(restart(files.case).edits)
    (status,) = assess_portfolio(portfolio, view.today)
    assert status.dated
    # A slot has the days of the allowance and no more. Where the plan had more room, the stage has
    # it again once the restart is agreed, and what follows moves with it, never to an earlier day.
    roomy = {
        name
        for name, stage in dated.stages.items()
        if stage.waits_for_slot and stage.end < stage.calendar.next(stage.plan.due)
    }
    for name, before in dated.stages.items():
        after = status.dated.stages[name]
        assert not after.waits_for_slot
        if name in roomy and after.start == before.start:
            assert after.end == before.calendar.next(before.plan.due)
        elif roomy:
            assert (after.start, after.end) >= (before.start, before.end)
        else:
            assert (after.start, after.end) == (before.start, before.end)
