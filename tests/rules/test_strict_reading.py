"""The rules and the file reference, read sentence by sentence: what the code does otherwise.

Each test quotes the sentence, and works the answer out by hand. March 2026 begins on a Sunday;
all calendars here are Monday to Friday without holidays.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from courtside.engine.as_of import Clock
from courtside.engine.assess import assess_portfolio
from courtside.engine.status_json import as_json
from courtside.source.load import load_portfolio
from courtside.source.problems import Problem
from helpers.studio_texts import studio_text

STUDIO = studio_text("calendar: {week: mon-fri, holidays: none}")
SILENCE = "terms: {cap: 20%, late: {client: [{after: 3, do: approve}]}}\n"
LOSE_SLOT = "terms: {cap: 20%, restart_within: 5, late: {client: [{after: 2, do: lose-slot}]}}\n"
UNSIGNED = """\
title: New website
client: {name: Aurora, email: lucia@aurora.example}
price: 1000 EUR
"""
PROJECT = f"""\
{UNSIGNED}signed: {{date: 2026-03-01, by: Ann}}
start: 2026-03-02
calendars: {{provider: {{week: mon-fri, holidays: none}}}}
"""
APPROVAL = """\
stages:
  - {id: design, title: Design, owner: provider, days: 1, done: 2026-03-02}
  - {id: ok, title: Approval, owner: client, days: 2, approves: design%s}
"""


def problems(
    project: str, *, studio: str = STUDIO, severity: str = "error", **others: str
) -> list[Problem]:
    """Return what is found in the project `p` of a studio, of that severity."""
    files = {"_studio.yml": studio, "p.yml": project}
    files |= {f"{name}.yml": text for name, text in others.items()}
    found = load_portfolio({name: text.encode() for name, text in files.items()})[1]
    return [problem for problem in found if problem.severity == severity]


def status(project: str, day: str, *, studio: str = STUDIO) -> dict[str, Any]:
    """Return what the engine says of one project on a day."""
    portfolio, found = load_portfolio({"_studio.yml": studio.encode(), "p.yml": project.encode()})
    assert portfolio, [str(problem) for problem in found]
    today = date.fromisoformat(day)
    row: dict[str, Any] = as_json(assess_portfolio(portfolio, today), today)["projects"][0]
    return row


# --- Money -----------------------------------------------------------------------------------


def test_a_payment_stage_called_deposit_is_due_in_its_turn() -> None:
    """Rule 8: "due now: the deposit once signed; each open payment stage with what it still asks".

    The project has no deposit. Its stage of that name follows five days of work, due on Friday 6
    March, so it opens on Monday 9 March: on the 3rd nothing is due, on the 9th 30 % of 1000.00.
    """
    project = PROJECT + (
        "stages:\n"
        "  - {id: brief, title: Brief, owner: provider, days: 5%s}\n"
        "  - {id: deposit, title: First payment, owner: client, days: 1, pay: 30%%}\n"
        "  - {id: last, title: Last payment, owner: client, days: 1, pay: 70%%}\n"
    )
    early = status(project % "", "2026-03-03")
    assert early["stages"][1]["state"] == "upcoming"
    assert early["due"] == []
    later = status(project % ", done: 2026-03-06", "2026-03-09")
    assert later["due"] == [{"for": "deposit", "amount": "300.00"}]


def test_the_balance_is_paid_in_as_many_payments_as_it_takes() -> None:
    """Rule 8: "`for` is `deposit`, the id of a `pay` stage, or `balance`".

    The stage called `balance` asks for no money, so `balance` is that of the project, which is no
    instalment and is never settled: nothing says that it can be paid only once.
    """
    project = PROJECT + (
        "stages:\n"
        "  - {id: balance, title: Sheet, owner: provider, days: 1, done: 2026-03-02}\n"
        "payments:\n"
        "  - {date: 2026-03-03, for: balance, amount: 600 EUR}\n"
        "  - {date: 2026-03-04, for: balance, amount: 400 EUR}\n"
    )
    assert problems(project) == []


def test_fees_without_a_cap_are_warned_about_where_a_project_takes_the_cap_away() -> None:
    """Project file: "Warned about: fees or credits without `terms.cap`".

    The fee is the studio's, and the project's own terms say only that there is no cap.
    """
    studio = STUDIO + (
        "terms: {cap: 20%, late: {client: [{after: 3, do: fee, amount: 5%}], "
        "provider: [{after: 3, do: credit, amount: 5%}]}}\n"
    )
    stages = "stages: [{id: design, title: Design, owner: provider, days: 1}]\n"
    named = {
        problem.name
        for problem in problems(
            f"{UNSIGNED}terms: {{cap: none}}\n{stages}", studio=studio, severity="warning"
        )
    }
    assert "no-cap" in named


# --- Rounds ----------------------------------------------------------------------------------


def test_a_wait_in_a_second_look_is_not_lost() -> None:
    """Rule 2: "A wait makes days non-working for the owner of one stage: the ball went back for an
    answer." Rule 4: "The approval itself ends on the first `asked`."

    Changes asked for on 3 March and done on Monday the 9th; the look has two days from the 10th.
    The client asked on the 10th, and was answered on the 12th: the 11th and 12th do not count, so
    the look is due on Friday the 13th, and on Monday the 16th it is one day late. Either that, or
    the file is refused, since the approval itself was over on the 3rd. Now the wait has no effect:
    due on the 11th, three days late on the 16th, and silence approves on the 17th.
    """
    rounds = ", rounds: [{asked: 2026-03-03, done: 2026-03-09}]"
    waits = ", waits: [{from: 2026-03-10, to: 2026-03-12, on: provider}]"
    project = PROJECT + APPROVAL % (rounds + waits)
    studio = STUDIO + SILENCE
    if problems(project, studio=studio):
        return
    look = status(project, "2026-03-16", studio=studio)["stages"][3]
    assert look["id"] == "ok.look-2"
    assert (look["due"], look["late_days"]) == ("2026-03-13", 1)


@pytest.mark.parametrize(
    ("skipped", "studio", "state", "before"),
    [
        ("2026-03-10", STUDIO, "late", "2026-03-09"),
        ("2026-03-16", STUDIO + SILENCE, "approved", "2026-03-13"),
    ],
    ids=["late", "approved"],
)
def test_a_look_that_is_late_or_approved_cannot_be_skipped(
    skipped: str, studio: str, state: str, before: str
) -> None:
    """Rule 4: "`skipped` ... Refused on a stage that is late or approved".

    Changes done on Wednesday 4 March, the look has the 5th and 6th: late from Monday the 9th on,
    and where silence approves, on the fourth late day, Thursday the 12th.
    """
    rounds = ", rounds: [{asked: 2026-03-03, done: 2026-03-04}]"
    open_still = PROJECT + APPROVAL % rounds
    assert status(open_still, before, studio=studio)["stages"][3]["state"] == state
    project = PROJECT + APPROVAL % f"{rounds}, skipped: {skipped}"
    assert [problem.path for problem in problems(project, studio=studio)] == ["stages[1].skipped"]


@pytest.mark.parametrize(
    "round_", ["{asked: 2026-03-03}", "{asked: 2026-03-03, done: 2026-03-09}"], ids=["open", "done"]
)
def test_a_look_is_not_skipped_before_its_round_is_done(round_: str) -> None:
    """Rule 4: "`skipped` (a round that was not needed, once all before it are finished)"; project
    file: "What format 1 refused or warned about stays so."

    Format 1 refuses what is skipped before its turn, and `done` before the last round is refused.
    Now an open round leaves `skipped` without any effect, and nobody says so.
    """
    project = PROJECT + APPROVAL % f", rounds: [{round_}], skipped: 2026-03-05"
    assert [problem.path for problem in problems(project)] == ["stages[1].skipped"]


def test_a_waiver_on_a_look_is_of_a_step_that_its_owner_can_have() -> None:
    """Rule 5: `credit` is a step of the provider; project file: "What format 1 refused or warned
    about stays so", and a waiver of a step that the owner of the stage cannot have is refused.
    """
    rounds = ", rounds: [{asked: 2026-03-03, done: 2026-03-04}]"
    waivers = "waivers: [{stage: %s, do: credit, date: 2026-03-05}]\n"
    studio = STUDIO + SILENCE
    for stage in ("ok", "ok.look-2"):
        found = problems(PROJECT + APPROVAL % rounds + waivers % stage, studio=studio)
        assert [problem.path for problem in found] == ["waivers[0].do"], stage


# --- Restarts --------------------------------------------------------------------------------

LATE = "  - {id: copy, title: Copy, owner: client, days: 1, done: 2026-03-06}\n"
"""Due on Monday 2 March: the third late day, on which the slot is lost, is Thursday the 5th."""


@pytest.mark.parametrize(
    "rest",
    [
        (
            "  - {id: meeting, title: Meeting, owner: provider, days: 0}\n"
            "  - {id: build, title: Build, owner: provider, days: 2}\n"
            "restarts: [{stage: meeting, start: 2026-03-20, date: 2026-03-09}]\n"
        ),
        (
            "  - {id: design, title: Design, owner: provider, days: 2, done: 2026-03-10}\n"
            "  - {id: build, title: Build, owner: provider, days: 2}\n"
            "restarts: [{stage: design, start: 2026-03-20, date: 2026-03-12}]\n"
        ),
        (
            "  - {id: design, title: Design, owner: provider, days: 2, done: 2026-03-10}\n"
            "  - {id: build, title: Build, owner: provider, days: 2}\n"
            "restarts: [{stage: build, start: 2026-03-20, date: 2026-03-12}]\n"
        ),
        (
            "  - {id: build, title: Build, owner: provider, days: 2}\n"
            "waivers: [{stage: copy, do: lose-slot, date: 2026-03-05}]\n"
            "restarts: [{stage: build, start: 2026-03-20, date: 2026-03-09}]\n"
        ),
    ],
    ids=["a-milestone", "a-finished-stage", "settled-by-work", "settled-by-a-waiver"],
)
def test_a_restart_is_for_a_stage_whose_slot_is_lost(rest: str) -> None:
    """Rule 5: an entry in `restarts` is "refused for a stage whose slot is not lost"; lost is
    "every unfinished provider stage of at least one day downstream", and "a lost slot is settled
    by ... a provider stage below it `done` on or after its day, or by a waiver of it".

    So a milestone has no slot, nor has a stage that was finished on 10 March one on the 12th; and
    after work below it, or a waiver, on or after 5 March the slot is no longer lost. Now the
    finished stage starts on 20 March, ten days after its end, and the provider is 6 days early.
    """
    project = f"{PROJECT}stages:\n{LATE}{rest}"
    found = problems(project, studio=STUDIO + LOSE_SLOT)
    assert [problem.path for problem in found] == ["restarts[0].stage"]


def test_a_restart_of_a_lost_slot_can_be_agreed_anew() -> None:
    """Rule 5: "only the last of these counts": so a stage may have a second restart."""
    project = f"{PROJECT}stages:\n{LATE}" + (
        "  - {id: build, title: Build, owner: provider, days: 2}\n"
        "restarts:\n"
        "  - {stage: build, start: 2026-03-20, date: 2026-03-09}\n"
        "  - {stage: build, start: 2026-03-23, date: 2026-03-12}\n"
    )
    assert problems(project, studio=STUDIO + LOSE_SLOT) == []


@pytest.mark.parametrize(
    ("done", "copied", "build"),
    [
        ("2026-03-06", "2026-03-10", ("upcoming", "2026-03-13")),
        ("2026-03-04", "2026-03-06", ("queued", "2026-03-16")),
    ],
    ids=["before-its-turn", "before-the-loss"],
)
def test_a_lost_slot_is_settled_by_the_day_that_work_has(
    done: str, copied: str, build: tuple[str, str]
) -> None:
    """Rule 5: "A lost slot is settled by ... a provider stage below it `done` on or after its day".

    The slot is lost on Thursday 5 March; it is Monday the 9th, and the texts are not there yet in
    the first case. The design was done on the 6th, so the slot is no longer lost: with the texts
    today at the earliest, the design has the 10th and 11th, the build the 12th and 13th. In the
    second case it was done on the 4th, before the slot was lost, and the texts came on the 6th:
    the build is queued, its limit is the fifth working day after the 6th, Friday the 13th, and two
    days from there end on Monday the 16th.
    """
    project = (
        f"{PROJECT}stages:\n"
        f"  - {{id: copy, title: Copy, owner: client, days: 1, done: {copied}}}\n"
        f"  - {{id: design, title: Design, owner: provider, days: 2, done: {done}}}\n"
        "  - {id: build, title: Build, owner: provider, days: 2}\n"
    )
    stages = status(project, "2026-03-09", studio=STUDIO + LOSE_SLOT)["stages"]
    assert (stages[2]["state"], stages[2]["due"]) == build


# --- Silence and signatures --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "fact"),
    [
        ("{id: texts, title: Texts, owner: client, days: 1%s}", ", skipped: 2026-03-03"),
        ("{id: texts, title: Texts, owner: client, days: 1%s}", ", done: 2026-03-03"),
    ],
    ids=["skipped", "done"],
)
def test_what_is_dated_back_and_makes_silence_approve_is_warned_about(
    stage: str, fact: str
) -> None:
    """Project file: "Warned about: a fact dated before the last publication that makes silence
    approve". That a stage was skipped is such a fact as much as that it was done.

    Published was a project whose approval had not come yet. Dated back to 3 March, the approval
    has the 4th and 5th, and silence approves on the fourth late day, the 11th.
    """
    text = PROJECT + (
        "stages:\n"
        "  - {id: design, title: Design, owner: provider, days: 1, done: 2026-03-02}\n"
        f"  - {stage}\n"
        "  - {id: ok, title: Approval, owner: client, days: 2, approves: design}\n"
    )
    studio = (STUDIO + SILENCE).encode()
    found = load_portfolio(
        {"_studio.yml": studio, "p.yml": (text % fact).encode()},
        clock=Clock(now=datetime(2026, 3, 20, 12, tzinfo=UTC)),
        earlier=lambda _file: [(studio, (text % "").encode())],
    )[1]
    assert "unseen-handover" in {problem.name for problem in found}


def test_a_start_before_a_signature_in_another_file_is_warned_about() -> None:
    """Project file: "Warned about: a start before the signature or the deposit". Rule 8: "`signed:
    {as: <id>}`: signed there".

    What is signed on 20 March cannot begin on the 2nd: the live start is the 20th, and these 18
    days count as the client's.
    """
    stages = "stages: [{id: design, title: Design, owner: provider, days: 1}]\n"
    first = PROJECT.replace("2026-03-01", "2026-03-20") + stages
    month = PROJECT.replace("{date: 2026-03-01, by: Ann}", "{as: first}") + stages
    found = problems(month, severity="warning", first=first)
    warned = {problem.file for problem in found if problem.name == "early-start"}
    assert warned == {"projects/first.yml", "projects/p.yml"}
