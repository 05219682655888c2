"""Stages that were not in the plan (rule 4), and who is signed with whose agreement (rule 8)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from courtside.engine.added_stages import graph_of, handed_over
from courtside.engine.assess import Portfolio, assess_portfolio, with_signatures
from courtside.model.project import Project, Signed
from courtside.model.terms import Terms
from helpers.strategies import small_portfolio, small_project

DESIGN = {"id": "design", "days": 2, "done": "2026-03-03"}
ASKED = [{"asked": "2026-03-04", "done": "2026-03-06"}, {"asked": "2026-03-10"}]
OK: dict[str, Any] = {"id": "c-ok", "days": 2, "approves": "design", "rounds": ASKED}
BUILD = {"id": "build", "days": 3}


def more(name: str, agreed: str, stage: str = "c-ok") -> dict[str, Any]:
    new = {"id": name, "title": name, "owner": "provider", "days": 1}
    return {"date": agreed, "title": name, "stage": stage, "agreed": agreed, "adds": new}


def test_rounds_and_new_work_stand_behind_what_they_follow_and_before_what_followed() -> None:
    changes = [more("second", "2026-03-09"), more("first", "2026-03-05")]
    project = small_project(DESIGN, OK, BUILD, changes=changes)
    graph = graph_of(project, Terms())
    assert [stage.id for stage in graph.stages] == [
        "design", "c-ok", "c-ok.changes-1", "c-ok.look-2", "c-ok.changes-2", "c-ok.look-3",
        "first", "second", "build",
    ]  # fmt: skip
    chain = [stage.id for stage in graph.stages]
    assert all(graph.before[name] == (chain[n],) for n, name in enumerate(chain[1:]))
    assert graph.below("first") == {"second", "build"}


def test_all_that_named_the_stage_names_the_new_one() -> None:
    aside = {"id": "aside", "days": 1, "after": ["design", "c-ok"]}
    project = small_project(DESIGN, OK | {"rounds": []}, BUILD, aside,
                            changes=[more("photos", "2026-03-04")])  # fmt: skip
    graph = graph_of(project, Terms())
    assert graph.before["aside"] == ("design", "photos")
    assert graph.before["build"] == ("photos",)


def test_a_change_that_is_only_proposed_adds_nothing() -> None:
    proposed = more("photos", "2026-03-04") | {"agreed": None}
    project = small_project(DESIGN, BUILD, changes=[proposed | {"stage": "design"}])
    assert graph_of(project, Terms()).stages is project.stages


@pytest.mark.parametrize("name", ["design", "c-ok.changes-2", "c-ok.look-3", "photos", "c-pay"])
def test_each_kind_of_stage_can_be_handed_over(name: str) -> None:
    rounds = ASKED if name == "c-ok.changes-2" else [ASKED[0], ASKED[1] | {"done": "2026-03-12"}]
    answered = {"done": "2026-03-13"} if name in ("photos", "c-pay") else {}
    project = small_project(
        DESIGN if name != "design" else DESIGN | {"done": None},
        OK | {"rounds": rounds if name != "design" else []} | answered,
        {"id": "c-pay", "pay": "100%"},
        changes=[more("photos", "2026-03-09")] if name == "photos" else [],
    )
    day = date(2026, 3, 16)
    done = handed_over(project, graph_of(project, Terms()), name, day)
    (before,), (after,) = (
        assess_portfolio(small_portfolio(shown), day) for shown in (project, done)
    )
    assert before.dated
    assert after.dated
    assert not before.dated.stages[name].finished
    assert (after.dated.stages[name].state, after.dated.stages[name].end) == ("done", day)


def signed(project: Project, name: str, **fields: Any) -> Project:
    found = Signed.model_validate(fields)
    return project.model_copy(update={"id": name, "signed": found})


def test_a_project_signed_as_another_has_its_day_and_nobody_runs_in_circles() -> None:
    plain = small_project(BUILD)
    first = signed(plain, "first", date="2026-02-20", by="Lucía")
    second = signed(plain, "second", **{"as": "first"})
    third = signed(plain, "third", **{"as": "second"})
    found = with_signatures((first, second, third))
    assert [(p.signed.date, p.signed.by) for p in found if p.signed] == [
        (date(2026, 2, 20), "Lucía")
    ] * 3
    circle = (
        signed(plain, "first", **{"as": "second"}),
        signed(plain, "second", **{"as": "first"}),
    )
    portfolio = Portfolio(studio=small_portfolio().studio, projects=circle)
    assert [status.phase for status in assess_portfolio(portfolio, date(2026, 3, 9))] == [
        "proposal",
        "proposal",
    ]


def test_a_project_signed_as_another_has_its_clauses_whatever_the_studio_adds() -> None:
    plain = small_project(BUILD)
    first = signed(plain, "first", date="2026-02-20", by="Lucía", words="")
    both = with_signatures((first, signed(plain, "second", **{"as": "first"})))
    studio = small_portfolio().studio.model_copy(update={"words": "A clause of later"})
    assert [project.general_words(studio) for project in both] == ["", ""]


def test_a_signature_that_comes_later_has_not_been_given_yet() -> None:
    plain = small_project(BUILD)
    first = signed(plain, "first", date="2026-03-10", by="Lucía")
    portfolio = Portfolio(studio=small_portfolio().studio,
                  projects=(first, signed(plain, "second", **{"as": "first"})))  # fmt: skip
    early, late = (assess_portfolio(portfolio, date(2026, 3, day)) for day in (9, 10))
    assert [status.phase for status in early] == ["proposal", "proposal"]
    assert [status.phase for status in late] == ["active", "active"]
