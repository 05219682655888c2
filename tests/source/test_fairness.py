"""Terms that are warned about: each with its place, the reason and what is usual."""

from __future__ import annotations

import pytest

from helpers.studio_texts import PROJECT, STUDIO, said, spoilt

CONSUMER = ("email: lucia@aurora.example}", "email: lucia@aurora.example, consumer: true}")


def warned(*changes: tuple[str, str], studio: str = STUDIO) -> list[str]:
    found = said(project=spoilt(PROJECT, *changes), studio=studio, severity="warning")
    return [line for line in found if "`hash` is missing" not in line]


def own(steps: str) -> tuple[str, str]:
    """The project's own steps for the client, in line 14."""
    return "", f"terms: {{late: {{client: [{steps}]}}}}\n"


def jumps(*changes: tuple[str, str]) -> list[str]:
    """What is warned about, but for what the other party has in return."""
    return [line for line in warned(*changes) if "[one-sided]" not in line]


def test_the_portfolio_terms_of_the_examples_are_fair() -> None:
    assert warned() == []


@pytest.mark.parametrize("days", [0, 1])
def test_an_approval_needs_two_working_days(days: int) -> None:
    (found,) = warned(("days: 3, approves", f"days: {days}, approves"))
    assert found.startswith("p.yml:12:59: stages[3].days: ")
    assert "to approve: anyone away for a day is late. 3 is usual" in found
    assert warned(("days: 3, approves", "days: 2, approves")) == []


def test_so_does_an_approval_in_a_playbook() -> None:
    book = (
        "playbooks: {web: {stages: [{id: a, title: A, owner: provider, days: 1},\n"
        "  {id: b, title: B, owner: client, days: 1, approves: a}]}}\n"
    )
    (found,) = warned(studio=STUDIO + book)
    assert found.startswith("_studio.yml:21:42: playbooks.web.stages[1].days: only 1 working")


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        ("{after: 60, do: may-close}", "client[0].do: 'may-close' is the first consequence"),
        (
            "{after: 3, do: approve}, {after: 60, do: may-close}",
            "client[1].do: 'may-close' is the first consequence",
        ),
        (
            "{after: 1, do: lose-slot}, {after: 2, do: fee, amount: 50%}",
            "client[1].amount: this fee takes 50% of the price on one day",
        ),
        (
            "{after: 5, do: fee, amount: 4200 EUR}",
            "client[0].amount: this fee takes 50% of the price on one day",
        ),
    ],
)
def test_steps_that_jump(steps: str, place: str) -> None:
    (found,) = jumps(own(steps))
    assert found.startswith("p.yml:16:")
    assert f"terms.late.{place}" in found
    assert "usually" in found


@pytest.mark.parametrize(
    "steps",
    [
        "{after: 1, do: remind}, {after: 60, do: may-close}",
        "{after: 5, do: lose-slot}, {after: 60, do: may-close}",
        "{after: 10, do: fee, amount: 25%}",
        "{after: 10, do: fee, amount: 5%, per: day, cap: 50%}",
        "",
    ],
)
def test_steps_that_do_not(steps: str) -> None:
    assert jumps(own(steps)) == []


def test_a_jump_in_the_portfolio_terms_is_said_once_and_there() -> None:
    studio = STUDIO.replace("amount: 10%}", "amount: 40%}")
    (found,) = warned(studio=studio)
    assert found.startswith("_studio.yml:12:")
    assert "takes 40% of the price" in found


def test_a_lost_slot_owes_a_day_by_which_the_provider_is_back() -> None:
    bare = STUDIO.replace("  restart_within: 15\n", "")
    assert said(studio=bare) == [
        "_studio.yml:11:24: terms.late.client[1].do: a slot can be lost only where the terms "
        "promise when work resumes: write restart_within: 15 (working days, 1 or more) under "
        "`terms`"
    ]
    assert said(studio=STUDIO.replace("within: 15", "within: 0")) == said(studio=bare)


def test_a_consumer_is_not_met_with_silence_or_a_flat_fee() -> None:
    silence, fee = warned(CONSUMER)
    for found, index in ((silence, 0), (fee, 2)):
        assert found.startswith("p.yml:2:63: client.consumer: ")
        assert f"(terms.late.client[{index}] of the studio)" in found
    assert "approval by silence" in silence
    assert "a flat fee" in fee


def test_own_steps_that_meet_a_consumer_are_shown_where_they_stand() -> None:
    steps = own("{after: 3, do: approve}, {after: 9, do: fee, amount: 5 EUR}")
    silence, fee = jumps(CONSUMER, steps)
    assert silence.startswith("p.yml:16:40: terms.late.client[0].do: approval by silence ")
    assert fee.startswith("p.yml:16:65: terms.late.client[1].do: a flat fee often does not hold")


def test_a_fee_that_grows_with_the_delay_meets_a_consumer_well() -> None:
    assert jumps(CONSUMER, own("{after: 9, do: fee, amount: 1%, per: week, cap: 5%}")) == []


def test_a_closed_project_is_past_advice() -> None:
    changes = ("days: 3, approves", "days: 1, approves"), CONSUMER
    assert len(warned(*changes)) == 3
    assert warned(*changes, ("", "closed: 2026-06-01\n")) == []


def test_whoever_is_a_consumer_is_one_or_is_not() -> None:
    changes = (CONSUMER[0], CONSUMER[1].replace("true", "maybe"))
    assert said(project=spoilt(PROJECT, changes)) == [
        "p.yml:2:63: client.consumer: 'maybe' is not true or false: write for example "
        "consumer: true"
    ]
