"""What only several values together can break: each refusal and each warning, at its place."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml

from courtside.source.checks import dates
from courtside.source.load import load_portfolio
from helpers.nothing_to_pay import TERMS, WAYS
from helpers.studio_texts import ASSIGNED, PROJECT, STUDIO, problems_of, said, spoilt, studio_text

FIRST = ("payments: [{date: 2026-02-24, for: deposit, amount: 2520 EUR}]\n", "")
"""Takes the only payment out."""


def test_assigned_dates_that_fit_are_no_problem() -> None:
    assert said(project=ASSIGNED) == []


@pytest.mark.parametrize("price", ["14000 USD", "14000.005 EUR"])
def test_a_wrong_price_is_said_once_and_not_at_each_payment(price: str) -> None:
    project = spoilt(PROJECT, ("price: 8400 EUR", f"price: {price}"))
    (found,) = said(project=project)
    assert "price: " in found


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # stages that are named
        (
            [("{id: copy", "{id: brief")],
            ["10:10: stages[1].id: 'brief' is the id of stages[0] too: give each its own"],
        ),
        (
            [("days: 8", "days: 8, after: [copi]")],
            [
                "11:67: stages[2].after[0]: there is no stage 'copi' before this one; "
                "did you mean 'copy'?"
            ],
        ),
        (
            [("days: 8", "days: 8, after: [copy, balance]")],
            [
                "11:73: stages[2].after[1]: 'balance' comes after this stage: move it up, or "
                "name an earlier one"
            ],
        ),
        (
            [("days: 8", "days: 8, after: [design]")],
            ["11:67: stages[2].after[0]: 'design' is this stage itself: name an earlier one"],
        ),
        (
            [("approves: design", "approves: desing")],
            [
                "12:72: stages[3].approves: there is no stage 'desing' before this one; "
                "did you mean 'design'?"
            ],
        ),
        (
            [("approves: design", "approves: design-ok")],
            ["12:72: stages[3].approves: 'design-ok' is this stage itself: name an earlier one"],
        ),
        (
            [("approves: design", "approves: balance")],
            [
                "12:72: stages[3].approves: 'balance' comes after this stage: move it up, or "
                "name an earlier one"
            ],
        ),
        (
            [("", "changes: [{date: 2026-03-11, title: More, stage: desing, days: 1}]\n")],
            ["16:50: changes[0].stage: there is no stage 'desing'; did you mean 'design'?"],
        ),
        (
            [("", "restarts: [{stage: build, start: 2026-04-14, date: 2026-03-30}]\n")],
            ["16:20: restarts[0].stage: there is no stage 'build'"],
        ),
        (
            [("", "restarts: [{stage: design-ok, start: 2026-04-14, date: 2026-03-30}]\n")],
            [
                "16:20: restarts[0].stage: 'design-ok' is the client's stage: only the provider "
                "has slots"
            ],
        ),
        (
            [
                ("done: 2026-03-13", "done: 2026-03-30"),
                ("", "restarts:\n"),
                ("", "- {stage: design, start: 2026-04-14, date: 2026-03-30}\n"),
                ("", "- {stage: design, start: 2026-04-21, date: 2026-03-30}\n"),
            ],
            [
                "18:11: restarts[1].stage: 'design' already has a restart of that day, "
                "restarts[0]: keep one"
            ],
        ),
        (
            [("", "waivers: [{stage: copi, do: fee, date: 2026-03-30}]\n")],
            ["16:19: waivers[0].stage: there is no stage 'copi'; did you mean 'copy'?"],
        ),
        (
            [
                ("", "waivers:\n- {stage: copy, do: fee, date: 2026-03-30}\n"),
                ("", "- {stage: copy, do: fee, date: 2026-03-31}\n"),
            ],
            ["18:21: waivers[1].do: this is waived already, in waivers[0]: keep one of them"],
        ),
        (
            [("", "waivers: [{stage: copy, do: remind, date: 2026-03-30}]\n")],
            [
                "16:29: waivers[0].do: the terms have no 'remind' for the client: they have "
                "'approve', 'lose-slot', 'fee', 'may-close'"
            ],
        ),
        (
            [("", "waivers: [{stage: copy, do: approve, date: 2026-03-30}]\n")],
            ["16:29: waivers[0].do: 'approve' cannot follow on 'copy': there is nothing to waive"],
        ),
        # work in its order
        (
            [("days: 5, done: 2026-03-06", "days: 5")],
            [
                "10:60: stages[1].done: 'brief' before it is not finished: write `done` "
                "with its day; or delete this `done`"
            ],
        ),
        (
            [("approves: design", "approves: design, skipped: 2026-03-20")],
            [
                "12:89: stages[3].skipped: 'design' before it is not finished: write `done` "
                "with its day; or delete this `skipped`"
            ],
        ),
        (
            [("2520 EUR}", "2520 EUR}, {date: 2026-03-10, for: balance, amount: 5880}")],
            [],  # a payment may come early
        ),
        (
            # silence of three days and one: the approval is due on 30 March, and counts on 3 April
            [
                ("days: 8", "days: 8, done: 2026-03-25"),
                (
                    "pay: 70%}",
                    "pay: 70%}\n  - {id: go, title: Go, owner: provider, days: 1, "
                    "after: [design-ok], done: 2026-04-07}",
                ),
            ],
            [],
        ),
        (
            [
                ("days: 8", "days: 8, done: 2026-03-25"),
                (
                    "pay: 70%}",
                    "pay: 70%}\n  - {id: go, title: Go, owner: provider, days: 1, "
                    "after: [design-ok], done: 2026-03-31}",
                ),
            ],
            [
                "14:77: stages[5].done: 'design-ok' before it is not finished: write `done` "
                "with its day; or delete this `done`"
            ],
        ),
        (
            [("done: 2026-03-13", "done: 2026-03-13, skipped: 2026-03-13")],
            ["10:81: stages[1].skipped: this stage is `done` as well: keep one of the two"],
        ),
        (
            [
                (
                    "done: 2026-03-13",
                    "done: 2026-03-13, returned: [{sent: 2026-03-11, date: 2026-03-16, why: No}]",
                )
            ],
            [
                "10:108: stages[1].returned[0].date: 2026-03-16 is after the stage was done, "
                "2026-03-13: write as `done` the day of the handover that was complete"
            ],
        ),
        # a start
        (
            [("signed: {date: 2026-02-20, by: Ann}\n", "")],
            [
                "6:8: start: a start counts from the signature: write for example "
                "signed: {date: 2026-02-20, by: Lucía Prieto}, or delete `start` until then",
                "13:19: payments[0].date: nothing is owed before the signature: write signed: "
                "{date: 2026-02-20, by: Lucía Prieto}, or delete the payment until then",
            ],
        ),
        (
            [FIRST],
            [
                "7:8: start: a start counts from the day on which the deposit is settled: write "
                "for example payments: [{date: 2026-02-24, for: deposit, amount: 2520 EUR}], or "
                "delete `start` until then"
            ],
        ),
        (
            [("start: 2026-03-02\n", ""), (", done: 2026-03-13", "")],
            [
                "8:63: stages[0].done: the project has no `start`: write the day on which it "
                "began, or delete `done`"
            ],
        ),
        (
            [("until: 2026-03-10", "until: 2026-02-09")],
            ["4:35: quoted.until: a proposal of 2026-02-10 cannot lapse before that day"],
        ),
        (
            [("", "pauses: [{from: 2026-04-10, to: 2026-04-01, by: client}]\n")],
            ["16:33: pauses[0].to: the pause ends before it begins, `from` 2026-04-10"],
        ),
        # money
        (
            [("8400 EUR", "8400 USD")],
            [
                "3:8: price: 'USD' is not the currency of the studio, 'EUR': there is one for "
                "all projects; write for example 840 EUR"
            ],
        ),
        (
            [("8400 EUR", "8400.505 EUR")],
            [
                "3:8: price: EUR has 2 digits after the point: write it with no more",
            ],
        ),
        (
            [("amount: 30%", "amount: 100 USD"), ("pay: 70%", "pay: 8300 GBP")],
            [
                "5:19: deposit.amount: 'USD' is not the currency of the studio, 'EUR': there "
                "is one for all projects; write for example 840 EUR",
                "13:55: stages[4].pay: 'GBP' is not the currency of the studio, 'EUR': there "
                "is one for all projects; write for example 840 EUR",
            ],
        ),
        # files
        *(
            (
                [("", f"files: [a.pdf, {name}]\n")],
                [
                    "16:16: files[1]: name a file in projects/p/ without a folder, for example "
                    "brief.pdf"
                ],
            )
            for name in ("../a.pdf", "/a.pdf", "logos/a.svg", r"a\b.pdf", "C:a.pdf", "./a", "..")
        ),
        ([("", "files: [a.pdf, final v2.svg]\n")], []),
        # calendars
        (
            [("", "calendars: {client: {holidays: XX}}\n")],
            [
                "16:32: calendars.client.holidays: the holidays of 'XX' are not known: write "
                "`none` and list your holidays under `closed`"
            ],
        ),
        (
            [("", "calendars: {client: {holidays: PT-99}}\n")],
            [
                "16:32: calendars.client.holidays: no region '99' is known in 'PT': write one of "
                "PT, PT-01, PT-02, PT-03, PT-04, PT-05, PT-06, PT-07, PT-08, PT-09, PT-10, "
                "PT-11, PT-12, PT-13, PT-14, PT-15, PT-16, PT-17, PT-18, PT-20, PT-30, or `none` "
                "and list your holidays under `closed`"
            ],
        ),
        (
            [("", "calendars: {client: {closed: [2026-03-01..2099-12-31]}}\n")],
            [
                "16:30: calendars.client.closed: no working day is left from 2026-03-02 on: "
                "shorten the closed days of the client"
            ],
        ),
        (
            [("days: 8", "days: 1000"), ("days: 5", "days: 1000"), ("days: 3", "days: 1000")]
            + [("", "changes:\n")]
            + [("", "- {date: 2026-03-11, title: M, stage: design, days: 1000}\n")] * 8,
            [
                (
                    "9:3: stages: all stages and changes add up to 11005 working days: at most "
                    "10000 "
                    "are allowed"
                )
            ],
        ),
        (
            [
                (
                    "",
                    "pauses: [{from: 2026-03-20, to: 2099-12-31, by: client, agreed: 2026-03-01}]",
                )
            ],
            ["7:8: start: the project would end in 2100: check days, pauses and closures"],
        ),
    ],
)
def test_a_project_that_is_refused(changes: list[tuple[str, str]], expected: list[str]) -> None:
    assert said(project=spoilt(PROJECT, *changes)) == [f"p.yml:{line}" for line in expected]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            [("start: 2026-03-09, due: 2026-03-13", "start: 2026-03-09")],
            ["10:61: stages[1].start: `due` is missing beside it: write both, or neither"],
        ),
        (
            [("start: 2026-03-09, due: 2026-03-13", "due: 2026-03-13")],
            ["10:59: stages[1].due: `start` is missing beside it: write both, or neither"],
        ),
        (
            [
                (", start: 2026-03-09, due: 2026-03-13", ""),
                (", start: 2026-03-30, due: 2026-03-30", ""),
            ],
            [
                "10:5: stages[1]: has no `start` and `due`, but stages[0] has: write them at "
                "every stage, or at none (nor have stages[4])"
            ],
        ),
        (
            [("start: 2026-03-02\n", "")],
            [
                "8:64: stages[0].start: stages have dates only once the project has: write "
                "start: 2026-03-02 above them, or delete the `start` and `due` of each stage "
                "until then"
            ],
        ),
        (
            [("start: 2026-03-09", "start: 2026-03-08")],
            [
                "10:61: stages[1].start: the client does not work on 2026-03-08, a Sunday: the "
                "next working day is 2026-03-09"
            ],
        ),
        (
            # Maundy Thursday
            [
                ("start: 2026-03-26, due: 2026-03-30", "start: 2026-03-26, due: 2026-04-02"),
                ("start: 2026-03-30, due: 2026-03-30", "start: 2026-04-06, due: 2026-04-06"),
            ],
            [
                "12:104: stages[3].due: the client does not work on 2026-04-02, a Thursday: the "
                "next working day is 2026-04-06"
            ],
        ),
        (
            [("start: 2026-03-16, due: 2026-03-25", "start: 2026-03-25, due: 2026-03-16")],
            ["11:83: stages[2].due: 2026-03-16 is before the stage starts, 2026-03-25"],
        ),
        (
            [("start: 2026-03-16", "start: 2026-03-13")],
            [
                "11:66: stages[2].start: 2026-03-13 is not after the day on which 'copy' is due, "
                "2026-03-13"
            ],
        ),
        (
            [("start: 2026-03-30, due: 2026-03-30", "start: 2026-03-27, due: 2026-03-30")],
            [
                "13:67: stages[4].start: 2026-03-27 is before the day on which 'design-ok' is "
                "due, 2026-03-30"
            ],
        ),
    ],
)
def test_assigned_dates_that_are_refused(
    changes: list[tuple[str, str]], expected: list[str]
) -> None:
    assert said(project=spoilt(ASSIGNED, *changes)) == [f"p.yml:{line}" for line in expected]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            [("after: 5, do: lose-slot", "after: 2, do: lose-slot")],
            [
                "11:17: terms.late.client[1].after: 2 comes after 3: list the consequences in "
                "order of `after`"
            ],
        ),
        ([("after: 5, do: lose-slot", "after: 3, do: lose-slot")], []),
        (
            [("after: 60, do: may-close", "after: 60, do: lose-slot")],
            [
                "13:25: terms.late.client[3].do: 'lose-slot' is listed twice, first as [1]: keep "
                "one of them"
            ],
        ),
        (
            [("do: may-leave", "do: may-close")],
            [
                "16:25: terms.late.provider[1].do: 'may-close' follows when the client is late: "
                "write it under `client`, or delete it"
            ],
        ),
        (
            [("do: may-close", "do: may-leave")],
            [
                "13:25: terms.late.client[3].do: 'may-leave' follows when the provider is late: "
                "write it under `provider`, or delete it"
            ],
        ),
        (
            [(", amount: 10%", "")],
            [
                "12:9: terms.late.client[2]: `amount` is missing: write how much the fee is, for "
                "example amount: 10%"
            ],
        ),
        (
            [("do: lose-slot", "do: lose-slot, amount: 5%, per: day, cap: 9%")],
            [
                "11:35: terms.late.client[1].amount: 'lose-slot' takes no money: delete `amount`",
                "11:47: terms.late.client[1].per: 'lose-slot' takes no money: delete `per`",
                "11:57: terms.late.client[1].cap: 'lose-slot' takes no money: delete `cap`",
            ],
        ),
        (
            [("per: day, cap", "cap")],
            [
                "15:44: terms.late.provider[0].cap: a `cap` needs a `per`: write per: day or "
                "per: week, or delete `cap`"
            ],
        ),
        (
            [("do: may-close", "do: may-close, text: Bye")],
            [
                "13:36: terms.late.client[3].text: only a 'remind' has words of its own: delete "
                "`text` from 'may-close'"
            ],
        ),
        ([("after: 60, do: may-close", "after: 60, do: remind, text: Call us")], []),
        (
            [("amount: 10%", "amount: 100 USD")],
            [
                "12:38: terms.late.client[2].amount: 'USD' is not the currency of the studio, "
                "'EUR': there is one for all projects; write for example 840 EUR"
            ],
        ),
        (
            [("currency: EUR", "currency: ZZZ")],
            ["4:11: currency: 'ZZZ' is not a currency of ISO 4217: write for example EUR"],
        ),
        (
            [("holidays: ES-MD", "holidays: ES-MA")],
            [
                "5:37: calendar.holidays: no region 'MA' is known in 'ES': write one of ES, "
                "ES-AN, ES-AR, ES-AS, ES-CB, ES-CE, ES-CL, ES-CM, ES-CN, ES-CT, ES-EX, ES-GA, "
                "ES-IB, ES-MC, ES-MD, ES-ML, ES-NC, ES-PV, ES-RI, ES-VC, ES-Barcelona, or `none` "
                "and list your holidays under `closed`"
            ],
        ),
        (
            [("holidays: ES-MD", "closed: [2026-03-01..2099-12-31]")],
            [
                "5:35: calendar.closed: no working day is left from 2026-03-01 on: shorten the "
                "closed days"
            ],
        ),
        (
            [
                (
                    "",
                    "playbooks: {web: {deposit: 5 USD, stages: [{id: a, title: A, owner: client, "
                    "days: 1, after: [b]}, {id: a, title: A, owner: client, days: 1, "
                    "approves: c}]}}\n",
                )
            ],
            [
                "20:28: playbooks.web.deposit: 'USD' is not the currency of the studio, 'EUR': "
                "there is one for all projects; write for example 840 EUR",
                "20:94: playbooks.web.stages[0].after[0]: there is no stage 'b' before this one",
                "20:104: playbooks.web.stages[1].id: 'a' is the id of stages[0] too: give each "
                "its own",
                "20:151: playbooks.web.stages[1].approves: there is no stage 'c' before this one",
            ],
        ),
    ],
)
def test_a_studio_that_is_refused(changes: list[tuple[str, str]], expected: list[str]) -> None:
    problems = said(studio=spoilt(STUDIO, *changes))
    assert problems == [f"_studio.yml:{line}" for line in expected]


def test_a_projects_own_terms_are_checked_alike() -> None:
    own = "terms: {late: {client: [{after: 3, do: fee}, {after: 1, do: credit, amount: 5%}]}}\n"
    assert [line.split(": ", 2)[1] for line in said(project=spoilt(PROJECT, ("", own)))] == [
        "terms.late.client[0]",
        "terms.late.client[1].after",
        "terms.late.client[1].do",
    ]


# --- years without known holidays ------------------------------------------------------------


def test_years_for_which_the_library_has_no_holidays() -> None:
    """Sri Lanka's depend on the moon: known from 2003 to 2026."""
    own = "calendars: {client: {holidays: LK}}\n"
    project = spoilt(PROJECT, ("", own))
    assert said(project=project) == []
    assert said(project=spoilt(project, ("days: 8", "days: 208"))) == [
        "p.yml:16:32: calendars.client.holidays: the holidays of 'LK' are only known for 2003 to "
        "2026, but this project needs 2027: write `none` and list your holidays under `closed`"
    ]
    portfolio = spoilt(STUDIO, ("holidays: ES-MD", "holidays: LK"))
    assert said(project=spoilt(PROJECT, ("days: 8", "days: 208")), studio=portfolio) == [
        "p.yml:7:8: start: the holidays of 'LK' are only known for 2003 to 2026, but this project "
        "needs 2027: write `none` and list your holidays under `closed`"
    ]


# --- the real day ----------------------------------------------------------------------------


EVERY_FACT = spoilt(
    PROJECT,
    (
        "done: 2026-03-06",
        "done: 2026-03-06, waits: [{from: 2026-03-03, told: 2026-03-04, to: 2030-01-01, "
        "on: client}], gives: [{text: Brief, received: 2026-03-06}]",
    ),
    (
        "done: 2026-03-13",
        "done: 2026-03-25, returned: [{sent: 2026-03-11, date: 2026-03-12, why: No}]",
    ),
    (
        "approves: design",
        "approves: design, skipped: 2026-04-13, rounds: [{asked: 2026-04-09, done: 2026-04-10}]",
    ),
    ("days: 8", "days: 8, done: 2026-04-08"),
    ("", "scheduled: {date: 2026-02-25}\n"),
    (
        "",
        "changes: [{date: 2026-03-11, title: M, stage: design-ok, agreed: 2026-03-12, "
        "adds: {id: more, title: M, owner: provider, days: 1, done: 2026-04-14}}]\n",
    ),
    ("", "pauses: [{from: 2030-04-01, to: 2030-04-10, by: client, agreed: 2026-03-28}]\n"),
    ("", "restarts: [{stage: design, start: 2026-03-26, date: 2026-03-25}]\n"),
    ("", "waivers: [{stage: copy, do: fee, date: 2026-03-30}]\n"),
    ("", "log: [{date: 2026-03-06, text: Sent}]\nclosed: 2026-06-01\n"),
    ("", "ended: {date: 2026-05-30, by: client, total: 4200 EUR}\nlink_until: 2030-01-01\n"),
    ("", "private: [{date: 2030-01-01, text: Call}]\n"),
)


def test_what_is_dated_after_today_has_not_happened() -> None:
    now = datetime(2026, 2, 9, 22, tzinfo=UTC)  # 23:00 in Madrid
    problems = said(project=EVERY_FACT, now=now)
    assert [line.split(": ")[1] for line in problems] == [
        "quoted.date",
        "signed.date",
        "stages[0].done",
        "stages[0].waits[0].from",
        "stages[0].waits[0].told",
        "stages[0].gives[0].received",
        "stages[1].done",
        "stages[1].returned[0].sent",
        "stages[1].returned[0].date",
        "stages[2].done",
        "stages[3].skipped",
        "stages[3].rounds[0].asked",
        "stages[3].rounds[0].done",
        "payments[0].date",
        "scheduled.date",
        "changes[0].date",
        "changes[0].agreed",
        "changes[0].adds.done",
        "pauses[0].agreed",
        "restarts[0].date",
        "waivers[0].date",
        "log[0].date",
        "closed",
        "ended.date",
    ]
    assert problems[0] == (
        "p.yml:4:16: quoted.date: 2026-02-10 is after today, 2026-02-09: write the day on which "
        "it happened"
    )


def test_an_answer_that_is_dated_ahead_is_warned_about() -> None:
    """A year that is mistyped would stop the clock for a year."""
    wait = "waits: [{from: 2026-03-11, to: 2027-03-12, on: provider, why: Which size?}]"
    asked = spoilt(PROJECT, ("days: 5, done: 2026-03-13}", f"days: 5, {wait}}}"))
    files = {"_studio.yml": STUDIO, "p.yml": asked}
    for now, ahead in ((datetime(2026, 3, 12, 12, tzinfo=UTC), True), (None, False)):
        told = [str(one) for one in problems_of(files, now=now) if one.name == "open-wait"]
        assert len(told) == ahead
        said = "waits[0].to: 2027-03-12 is after today, so the clock stands still until then"
        assert all(said in one for one in told)


def test_a_proposal_that_is_dated_ahead_is_a_draft() -> None:
    draft = (
        "title: A\nclient: {name: B, email: b@b.example}\nprice: 1\nquoted: {date: 2026-02-10}\n"
        "stages: [{id: a, title: A, owner: provider, days: 1}]\n"
    )
    assert said(project=draft, now=datetime(2026, 2, 9, 12, tzinfo=UTC)) == []


def test_today_is_that_of_the_studios_zone() -> None:
    now = datetime(2026, 2, 9, 23, 30, tzinfo=UTC)  # half past midnight in Madrid
    assert not any("quoted" in line for line in said(project=EVERY_FACT, now=now))
    samoa = spoilt(STUDIO, ("Europe/Madrid", "Pacific/Pago_Pago"))
    assert any("quoted" in line for line in said(project=EVERY_FACT, studio=samoa, now=now))


def test_the_day_of_the_examples_is_their_today() -> None:
    studio = spoilt(STUDIO, ("", "example_day: 2026-05-31\n"))
    problems = said(project=EVERY_FACT, studio=studio, now=datetime(2020, 1, 1, tzinfo=UTC))
    assert [line.split(": ")[1] for line in problems] == ["closed"]


def test_a_view_of_another_day_refuses_no_fact() -> None:
    assert said(project=EVERY_FACT) == []


def test_every_date_of_something_that_happened_is_a_fact() -> None:
    """A field for a new kind of fact has to be listed: all fields of days are, or are plans."""
    portfolio, _ = load_portfolio({"_studio.yml": STUDIO.encode(), "p.yml": EVERY_FACT.encode()})
    assert portfolio is not None
    found = {path[-1] for path, _ in dates.facts(portfolio.projects[0])}
    plans = {"start", "due", "until", "to", "link_until"}
    assert found == {
        "date", "done", "skipped", "agreed", "closed", "sent", "from", "told", "asked", "received",
    }  # fmt: skip
    assert not found & plans


# --- between files ---------------------------------------------------------------------------


def _errors(files: dict[str, str]) -> list[str]:
    return [str(problem) for problem in problems_of(files) if problem.severity == "error"]


UNSIGNED = (
    ("signed: {date: 2026-02-20, by: Ann}\nstart: 2026-03-02\n", ""),
    (", done: 2026-03-06", ""),
    (", done: 2026-03-13", ""),
    FIRST,
)


def _bare(project: str, studio: str = STUDIO) -> list[str]:
    problems = problems_of({"_studio.yml": studio, "p.yml": project})
    return [f"{p.path}: {p.words}" for p in problems if p.name == "bare-number"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ([("{amount: 30%}", "30"), ("70%", "8370 EUR")], "deposit"),
        ([("{amount: 30%}", "{amount: 30}"), ("70%", "8370 EUR")], "deposit.amount"),
        ([("30%}", "8370 EUR}"), ("pay: 70%", "pay: 30")], "stages[4].pay"),
        ([("", "terms: {cap: 30}\n")], "terms.cap"),
        ([("30%}", "30 EUR}"), ("70%", "8370")], ""),
        ([("", "terms: {cap: 101}\n")], ""),
        ([("", "terms: {cap: 0}\n")], ""),
        ([("", "terms: {cap: 30}\nclosed: 2026-03-10\n")], ""),
        ([("allow: [", "terms: {cap: 30}\nallow: [bare-number, ")], ""),
    ],
)
def test_a_bare_number_that_may_be_a_share_is_named(
    changes: list[tuple[str, str]], path: str
) -> None:
    said_ = f"{path}: this is money: write 30 EUR, or 30% for a share [bare-number]"
    assert _bare(spoilt(PROJECT, *UNSIGNED, *changes)) == ([said_] if path else [])


def test_a_bare_number_is_named_in_standard_terms_and_not_in_what_was_signed() -> None:
    studio = spoilt(STUDIO, ("amount: 10%", "amount: 10"), ("  cap: 20%", "  cap: 20"))
    web = "{deposit: 30, stages: [{id: a, title: A, owner: client, pay: 70}]}"
    studio += f"playbooks: {{web: {web}}}\n"
    signed = spoilt(PROJECT, ("", "terms: {cap: 20, late: {client: []}}\n"))
    assert [line.partition(":")[0] for line in _bare(signed, studio)] == [
        "terms.late.client[2].amount", "terms.cap", "playbooks.web.deposit",
        "playbooks.web.stages[0].pay",
    ]  # fmt: skip


ALL_PAID = """\
title: Logo
client: {name: Aurora, email: lucia@aurora.example}
price: 1000 EUR
deposit: 30%
signed: {date: 2026-03-02, by: Ann}
start: 2026-03-03
stages:
  - {id: draw, title: Draw, owner: provider, days: 1, done: 2026-03-03}
  - {id: final, title: Payment, owner: client, pay: 70%, days: 3}
  - {id: files, title: Files, owner: provider, days: 1}
payments:
  - {date: 2026-03-02, for: deposit, amount: 1000 EUR}
allow: [no-calendars, no-hash]
"""


SKIPPED = ("days: 3}", "days: 3, skipped: 2026-03-04}")


def _came(day: int) -> tuple[str, str]:
    """All that was left, for no instalment, on a day of March."""
    return "allow", f"  - {{date: 2026-03-{day:02}, for: balance, amount: 700 EUR}}\nallow"


@pytest.mark.parametrize("day", [4, 30], ids=["open", "late, with a fee of its own"])
@pytest.mark.parametrize(
    ("changes", "asks_for_nothing"),
    [
        ([], True),
        ([("1000 EUR}", "300 EUR}"), _came(4)], True),
        ([("1000 EUR}", "999.99 EUR}")], False),
        ([(", done: 2026-03-03", "")], False),
        ([SKIPPED], False),
        ([("", "changes: [{date: 2026-03-03, title: More, stage: files, price: 1 EUR, agreed: "
               "2026-03-03}]\n")], False),
        ([("no-hash", "no-hash, asks-for-nothing")], False),
    ],
)  # fmt: skip
def test_a_payment_that_asks_for_nothing_does_not_get_late_unnoticed(
    changes: list[tuple[str, str]], asks_for_nothing: bool, day: int
) -> None:
    studio = f"{STUDIO}tax: [{{note: excl. VAT}}]\n"
    text = spoilt(ALL_PAID, *changes)
    found = problems_of(
        {"_studio.yml": studio, "p.yml": text}, now=datetime(2026, 3, day, 12, tzinfo=UTC)
    )
    said_ = [f"{p.path}: {p.words}" for p in found if p.name == "asks-for-nothing"]
    warning = (
        "stages[1].pay: this asks for nothing, but stays open: write skipped: "
        f"2026-03-{day:02} at this stage [asks-for-nothing]"
    )
    assert said_ == ([warning] if asks_for_nothing else [])


def test_of_another_day_nothing_is_said_that_hangs_on_today() -> None:
    """`skipped` with the day of the last fact would make late what comes after it."""
    asked = spoilt(ALL_PAID, ("allow", "log: [{date: 2026-03-04, text: Sent}]\nallow"))
    allowed = spoilt(asked, ("no-hash", "no-hash, asks-for-nothing, open-wait"))
    for text in (asked, allowed):
        found = problems_of({"_studio.yml": f"{STUDIO}tax: [{{note: excl. VAT}}]\n", "p.yml": text})
        names = {problem.name for problem in found}
        assert names.isdisjoint(("asks-for-nothing", "needless-allow"))


def test_a_payment_is_not_skipped_while_a_proposal_may_make_it_ask_again() -> None:
    for price, said_of_it in (("-200 EUR", True), ("200 EUR", False)):
        change = {"date": "2026-03-05", "title": "C", "stage": "final", "price": price}
        project = WAYS["all came as the deposit"] | {"changes": [change]}
        files = {"_studio.yml": studio_text(TERMS), "p.yml": yaml.safe_dump(project)}
        found = problems_of(files, now=datetime(2026, 3, 26, 12, tzinfo=UTC))
        assert any(p.name == "asks-for-nothing" for p in found) == said_of_it


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_ask_for_nothing_is_named_and_can_be_skipped(way: str) -> None:
    def about_final(project: dict[str, Any]) -> list[str]:
        files = {"_studio.yml": studio_text(TERMS), "p.yml": yaml.safe_dump(project)}
        found = problems_of(files, now=datetime(2026, 3, 26, 12, tzinfo=UTC))
        return [f"{p.path}: {p.words}" for p in found if p.path.startswith("stages[1]")]

    instead = "this asks for nothing, but stays open: write skipped: 2026-03-26"
    if way == "its parts add up":
        instead = "this came in parts: delete part: true at the last one, of 2026-03-04"
    (found,) = about_final(WAYS[way])
    assert found.startswith(f"stages[1].pay: {instead}")
    first, final, last = WAYS[way]["stages"]
    for day in (date(2026, 3, 4), date(2026, 3, 26)):
        assert about_final(WAYS[way] | {"stages": [first, final | {"skipped": day}, last]}) == []


def test_a_change_agreed_late_lets_a_payment_be_skipped_until_something_followed() -> None:
    def about_final(agreed: int) -> list[str]:
        project = WAYS["a change took it all"]
        (change,) = project["changes"]
        changes = [change | {"agreed": date(2026, 3, agreed)}]
        files = {
            "_studio.yml": studio_text(TERMS),
            "p.yml": yaml.safe_dump(project | {"changes": changes}),
        }
        found = problems_of(files, now=datetime(2026, 3, 26, 12, tzinfo=UTC))
        return [f"{p.path}: {p.words}" for p in found if p.path.startswith("stages[1]")]

    assert about_final(6) == [
        "stages[1].pay: this asks for nothing, but stays open: write skipped: "
        "2026-03-26 at this stage [asks-for-nothing]"
    ]
    assert about_final(12) == []  # the slot was lost, and the fee is asked for


def test_what_came_after_it_was_due_is_for_that_payment_and_its_delay_stays() -> None:
    """Skipping it would take back the fee that the delay has earned."""
    studio, now = f"{STUDIO}tax: [{{note: excl. VAT}}]\n", datetime(2026, 3, 20, 12, tzinfo=UTC)
    late = spoilt(ALL_PAID, ("1000 EUR}", "300 EUR}"), _came(18))

    def named(text: str) -> list[str]:
        found = problems_of({"_studio.yml": studio, "p.yml": text}, now=now)
        return [f"{p.path}: {p.words}" for p in found if p.path.startswith("stages[1]")]

    assert named(late) == [
        "stages[1].pay: this asks for nothing, but stays open: write for: "
        "final on the payment that came after the due date, 2026-03-06 [asks-for-nothing]"
    ]
    skipped = spoilt(late, ("days: 3}", "days: 3, skipped: 2026-03-19}"))
    assert "already late, and can no longer be skipped: write for: final" in "".join(named(skipped))
    assert named(spoilt(late, ("for: balance", "for: final"))) == []


LATE = [("1000 EUR}", "300 EUR}")]
NOTHING_LEFT = (
    "changes: [{date: 2026-03-12, title: Less, stage: files, price: -700 EUR, "
    "agreed: 2026-03-12}]\n"
)


def about_final(text: str, terms: str, day: int = 26) -> list[str]:
    """What is said of a payment that was due on 6 March."""
    studio = re.sub(r"(?s)terms:.*?(?=format:)", f"terms: {terms}\n", STUDIO)
    found = problems_of(
        {"_studio.yml": studio, "p.yml": text}, now=datetime(2026, 3, day, 12, tzinfo=UTC)
    )
    return [f"{p.path}: {p.words}" for p in found if p.path.startswith("stages[1]")]


def test_a_reminder_alone_does_not_keep_a_payment_from_being_skipped() -> None:
    text = spoilt(ALL_PAID, *LATE, ("", NOTHING_LEFT))
    for step, said_ in (
        ("{after: 1, do: remind}", "write skipped: 2026-03-26 at this stage"),
        ("{after: 1, do: may-close}", "write skipped: 2026-03-26 at this stage"),
        (
            "{after: 1, do: fee, amount: 50 EUR}",
            "",  # the page asks for the fee, and whoever pays it settles this
        ),
    ):
        terms = f"{{reply: 3, cap: 20%, late: {{client: [{step}]}}}}"
        found = about_final(text, terms)
        assert [said_ in line for line in found] == ([True] if said_ else [])
        skipped = spoilt(text, ("days: 3}", "days: 3, skipped: 2026-03-26}"))
        assert (
            "courtside waive p final fee, and then courtside skip p final"
            in "".join(about_final(skipped, terms))
        ) == (not said_)


def test_a_fee_that_credits_have_taken_is_waived_before_the_payment_is_skipped() -> None:
    terms = "{reply: 3, cap: 20%, late: {client: [{after: 1, do: fee, amount: 50 EUR}]}}"
    more = NOTHING_LEFT.replace("-700", "-800")
    text = spoilt(ALL_PAID, *LATE, ("", more))
    (found,) = about_final(text, terms)
    assert "stays open: its delay had a consequence, which skipping it would undo" in found
    waived = "waivers: [{stage: final, do: fee, date: 2026-03-26}]\n"
    (found,) = about_final(f"{text}{waived}", terms)
    assert "write skipped: 2026-03-26 at this stage" in found
    skipped = spoilt(text, ("days: 3}", "days: 3, skipped: 2026-03-26}"))
    assert about_final(f"{skipped}{waived}", terms) == []


def test_what_asks_again_cannot_be_skipped_although_it_asked_for_nothing_when_it_was_due() -> None:
    terms = "{reply: 3, cap: 20%, late: {client: [{after: 1, do: fee, amount: 10%}]}}"
    more = NOTHING_LEFT.replace("-700", "500").replace("2026-03-12", "2026-03-09")
    text = spoilt(ALL_PAID, ("", more), ("days: 3}", "days: 3, skipped: 2026-03-17}"))
    (found,) = about_final(text, terms)
    assert "already late, and can no longer be skipped: it asks for 500.00 EUR" in found


def test_money_that_went_back_did_not_come_late() -> None:
    terms = "{reply: 3, late: {}}"
    back = "- {date: 2026-03-13, for: balance, amount: -100 EUR}\nallow"
    text = spoilt(ALL_PAID, *LATE, ("", NOTHING_LEFT.replace("-700", "-800")), ("allow", back))
    (found,) = about_final(text.replace("\n- {date", "\n  - {date"), terms)
    assert "write skipped: 2026-03-26 at this stage" in found


def test_one_transfer_for_two_late_payments_is_written_in_two_lines() -> None:
    terms = "{reply: 3, late: {}}"
    two = ("pay: 70%, days: 3}", "pay: 60%, days: 3}\n  - {id: host, title: Host, owner: client, "
           "pay: 10%, days: 3, after: [draw]}")  # fmt: skip
    came = "  - {{date: 2026-03-10, for: {}, amount: {} EUR}}\n"

    def named(*lines: tuple[str, int]) -> list[str]:
        paid = "".join(came.format(*line) for line in lines)
        text = spoilt(ALL_PAID, *LATE, two, ("allow", f"{paid}allow"))
        found = problems_of(
            {"_studio.yml": STUDIO, "p.yml": text}, now=datetime(2026, 3, 12, 12, tzinfo=UTC)
        )
        return [f"{p.path}: {p.words}" for p in found if p.name != "bare-number"]

    (found,) = [line for line in named(("final", 700)) if "asks for nothing" in line]
    assert "stages[2].pay" in found
    assert (
        "of the 700.00 EUR that came after the due date, 100.00 EUR was for this: write " in found
    )
    assert "{date: 2026-03-10, for: host, amount: 100.00 EUR}, and the rest on a line of" in found
    assert not [line for line in named(("final", 600), ("host", 100)) if "stages" in line]
    parts = "for: final, amount: 700 EUR, part: true"
    text = spoilt(ALL_PAID, *LATE, ("allow", f"  - {{date: 2026-03-10, {parts}}}\nallow"))
    (found,) = about_final(text, terms)
    assert "this came in parts: delete part: true at the last one, of 2026-03-10" in found
    less = NOTHING_LEFT.replace("-700", "-400")
    part = "for: final, amount: 300 EUR, part: true"
    text = spoilt(
        ALL_PAID, *LATE, ("", less), ("allow", f"  - {{date: 2026-03-05, {part}}}\nallow")
    )
    (found,) = about_final(text, terms)  # the change took the rest
    assert "write skipped: 2026-03-26 at this stage" in found


NOT_SIGNED = [
    ("signed: {date: 2026-03-02, by: Ann}\nstart: 2026-03-03\n", ""),
    (", done: 2026-03-03", ""),
    ("payments:\n  - {date: 2026-03-02, for: deposit, amount: 1000 EUR}\n", ""),
]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ([], "the project goes on"),
        ([("2026-03-17", "2026-03-18")], ""),
        ([("2026-03-17", "2027-03-17")], ""),
        ([("", "closed: 2026-03-10\n")], ""),
        ([("", "ended: {date: 2026-03-10, by: client, total: 1000 EUR}\n")], ""),
        ([("days: 1}", "days: 1, done: 2026-03-09}"), SKIPPED], ""),
        ([("no-hash", "no-hash, page-over")], ""),
        (NOT_SIGNED, "the proposal is still open"),
        ([*NOT_SIGNED, ("", "quoted: {date: 2026-02-01, until: 2026-03-01}\n")], ""),
    ],
)
def test_a_page_does_not_come_down_unnoticed_while_its_project_goes_on(
    changes: list[tuple[str, str]], why: str
) -> None:
    text = spoilt(ALL_PAID, ("", "link_until: 2026-03-17\n"), *changes)
    found = problems_of(
        {"_studio.yml": STUDIO, "p.yml": text}, now=datetime(2026, 3, 18, 12, tzinfo=UTC)
    )
    assert not [problem for problem in found if problem.severity == "error"]
    assert [f"{p.path}: {p.words}" for p in found if p.name == "page-over"] == [
        f"link_until: the page came down after this day, and {why}: write a later day, or delete "
        "the line [page-over]"
    ] * bool(why)


@pytest.mark.parametrize(("agreed", "is_late"), [("2026-03-10", False), ("2026-03-11", True)])
def test_a_pause_that_was_agreed_when_it_was_over_is_named(agreed: str, is_late: bool) -> None:
    pause = f"{{from: 2026-03-04, to: 2026-03-10, by: client, agreed: {agreed}}}"
    warnings = said(project=spoilt(ALL_PAID, ("", f"pauses: [{pause}]\n")), severity="warning")
    assert [line for line in warnings if "late-pause" in line] == [
        "p.yml:14:65: pauses[0].agreed: agreed after the pause was over, so none of its days "
        "count: was it agreed earlier? [late-pause]"
    ] * is_late


def test_a_portfolio_without_its_studio() -> None:
    bad = spoilt(PROJECT, ("owner: client", "owner: cleint"))
    assert [line.split(": ")[0] for line in _errors({"p.yml": bad})] == [
        "projects/_studio.yml:1:1",
        "projects/p.yml:10:37",
    ]


def test_files_of_one_client_have_one_link() -> None:
    one = spoilt(PROJECT, ("{name: Aurora,", "{name: Aurora, id: aurora,"))
    two = spoilt(one, ("", "link: 2\n"))
    files = {"_studio.yml": STUDIO, "a.yml": one, "b.yml": two}
    assert _errors(files) == [
        "projects/b.yml:16:7: link: 'a' has the same client and so the same link, but link: 1, "
        "and this has link: 2: write the same number in both"
    ]
    assert _errors({**files, "a.yml": two}) == []


def test_clients_that_have_nothing_in_common_share_no_page_unnoticed() -> None:
    one = spoilt(PROJECT, ("{name: Aurora,", "{name: Aurora, id: aurora,"))
    other = spoilt(one, ("name: Aurora,", "name: Boreal,"), ("lucia@aurora", "ana@boreal"))
    files = {"_studio.yml": STUDIO, "a.yml": one, "b.yml": other}
    warning = (
        "projects/b.yml:2:28: client.id: 'a' has the same client id, and so the same link, but "
        "its client has another name: write another id, or allow: [shared-page] if it is the same "
        "client [shared-page]"
    )
    assert [str(problem) for problem in problems_of(files) if problem.name == "shared-page"] == [
        warning
    ]
    for alike in (
        spoilt(one, ("name: Aurora,", "name: Aurora SL,"), ("lucia@aurora", "ana@boreal")),
        spoilt(one, ("lucia@aurora", "ana@boreal")),
        spoilt(other, ("[no-calendars]", "[no-calendars, shared-page]")),
    ):
        assert "shared-page" not in {
            problem.name for problem in problems_of({**files, "b.yml": alike})
        }
    forgotten = spoilt(one, ("name: Aurora,", "name: Boreal,"))  # and with it the address
    found = problems_of({**files, "b.yml": forgotten})
    assert "shared-page" in {problem.name for problem in found}
    closed = spoilt(other, ("", "closed: 2026-03-01\n"))  # its client has the link, too
    told = [p for p in problems_of({**files, "b.yml": closed}) if p.name == "shared-page"]
    assert [problem.file for problem in told] == ["projects/a.yml"]
    assert told[0].message.startswith("'b', now closed, has the same client id")
    both = spoilt(one, ("", "closed: 2026-03-01\n"))
    found = problems_of({**files, "a.yml": both, "b.yml": closed})
    assert "shared-page" not in {problem.name for problem in found}


CLIENT = "client: {name: Aurora, email: lucia@aurora.example}"
OWN = ("Prieto", "Paz"), ("Luna 2", "Sol 1")
COPIED = """\
client:
  name: Aurora
  contact: Lucía Prieto
  email: lucia@aurora.example
  cc: [pay@aurora.example, office@aurora.example]
  details: Calle Luna 2"""


def test_a_copied_file_does_not_keep_another_client_s_people_unnoticed() -> None:
    one = spoilt(PROJECT, (CLIENT, COPIED))
    other = spoilt(one, ("name: Aurora", "name: Boreal"), ("lucia@aurora", "ana@boreal"))
    other = spoilt(other, ("pay@aurora.example, office", "x@boreal.example, Office"))

    def told(a: str, b: str) -> list[str]:
        found = problems_of({"_studio.yml": STUDIO, "a.yml": a, "b.yml": b})
        return [str(problem) for problem in found if problem.name == "copied-client"]

    same = (
        "'a' has the same for another client, as after copying a file: write what is right for this"
    )
    assert told(one, other) == [
        f"projects/b.yml:4:12: client.contact: {same} one [copied-client]",
        f"projects/b.yml:6:7: client.cc[1]: {same} one; whoever has it gets the link to "
        "this page [copied-client]",
        f"projects/b.yml:7:12: client.details: {same} one [copied-client]",
    ]
    for before, alike in (
        (one, spoilt(other, ("name: Boreal", "name: Aurora"))),
        (one, spoilt(one, ("name: Aurora", "name: Aurora SL"))),
        (one, spoilt(other, ("[no-calendars]", "[no-calendars, copied-client]"))),
        (one, spoilt(other, ("Lucía Prieto", "Lucía"), ("Office@", "o@"), ("Luna 2", "Sol 1"))),
    ):
        assert told(before, alike) == []
    allowed = spoilt(other, ("[no-calendars]", "[no-calendars, copied-client]"))
    found = problems_of({"_studio.yml": STUDIO, "a.yml": one, "b.yml": allowed})
    assert "needless-allow" not in {problem.name for problem in found}
    forgotten = spoilt(one, ("name: Aurora", "name: Boreal"))
    assert told(one, forgotten) == [
        f"projects/b.yml:5:10: client.email: {same} one; whoever has it gets the link to this page "
        "[copied-client]"
    ]
    under_cc = spoilt(other, ("x@boreal.example, Office@aurora", "lucia@aurora"), *OWN)
    (found_,) = told(one, under_cc)
    assert "client.cc[0]" in found_
    closed = spoilt(other, ("", "closed: 2026-03-01\n"))
    assert told(closed, one)  # the copy of a project that is over


def test_people_who_are_rightly_those_of_several_clients_are_not_warned_about_again() -> None:
    one = spoilt(PROJECT, (CLIENT, COPIED))
    another = spoilt(one, ("name: Aurora", "name: Boreal"), ("lucia@aurora", "ana@boreal"))
    files = {"_studio.yml": STUDIO, "a.yml": one, "b.yml": another, "c.yml": one, "d.yml": another}
    told = [problem for problem in problems_of(files) if problem.name == "copied-client"]
    assert {problem.file for problem in told} == {"projects/b.yml"}
    own = ("pay@aurora.example, office@aurora.example", "Hola@norte.example")
    files = {
        "_studio.yml": STUDIO,
        "a.yml": spoilt(one, own),
        "b.yml": spoilt(another, own, *OWN),
    }
    assert "copied-client" not in {problem.name for problem in problems_of(files)}


def test_a_client_id_is_not_the_name_of_another_project() -> None:
    one = spoilt(PROJECT, ("{name: Aurora,", "{name: Aurora, id: aurora,"))
    assert _errors({"_studio.yml": STUDIO, "aurora.yml": PROJECT, "b.yml": one}) == [
        "projects/b.yml:2:28: client.id: 'aurora' is the name of another project, without a "
        "client id: both would share one page. Write `id: aurora` under its client too, or "
        "another id here"
    ]
    assert _errors({"_studio.yml": STUDIO, "aurora.yml": one, "b.yml": one}) == []


def test_two_files_of_one_name() -> None:
    files = {"_studio.yml": STUDIO, "p.yml": PROJECT, "p.md": f"---\n{PROJECT}---\nWords.\n"}
    assert _errors(files) == [
        "projects/p.yml:1:1: p.md is a project of the same name: keep one of them"
    ]


def test_what_else_lies_in_the_folder_is_no_project() -> None:
    others = dict.fromkeys(
        ("index.md", "_draft.yml", "_x.md", ".#p.yml", "a.pdf", "notes", "x.yml~"), "no: [yaml"
    )
    assert _errors({"_studio.yml": STUDIO, "p.yml": PROJECT, **others}) == []


def test_too_much_money_is_warned_about() -> None:
    def names(*payments: str, more: str = "") -> set[str]:
        lines = "".join(f"  - {{{payment}}}\n" for payment in payments)
        facts = f"{PROJECT.partition('payments:')[0]}payments:\n{lines}{more}"
        found = problems_of(
            {"_studio.yml": STUDIO, "p.yml": facts}, now=datetime(2026, 4, 1, tzinfo=UTC)
        )
        assert not [problem for problem in found if problem.severity == "error"]
        return {problem.name for problem in found} & {"paid-twice", "more-than-all"}

    deposit = "date: 2026-02-24, for: deposit, amount: 2520 EUR"
    part = "date: 2026-03-02, for: balance, amount: 100 EUR, part: true"
    rest = "date: 2026-03-09, for: balance, amount: {} EUR"
    assert names(deposit, part, rest.format(5780)) == set()
    assert names(deposit, part, part) == {"paid-twice"}
    assert names(deposit, f"{part}, invoice: '1'", f"{part}, invoice: '2'") == set()
    assert names(deposit, part, part.replace("balance", "deposit")) == set()
    assert names(deposit, rest.format(58800)) == {"more-than-all"}
    assert names(deposit, rest.format(58800), more="closed: 2026-03-20\n") == set()
    assert (
        names(deposit, rest.format(58800), "date: 2026-03-10, for: balance, amount: -52920")
        == set()
    )
    change = "date: 2026-03-02, title: Less, stage: design, price: -6000 EUR, agreed: 2026-03-02"
    cheaper = f"changes: [{{{change}}}]\n"
    assert names(deposit, more=cheaper) == {"more-than-all"}
    below = f"{PROJECT}{cheaper}".replace("-6000", "-9000")
    (found,) = named("more-than-all", project=below)
    assert "changes: these bring the total to -600.00 EUR: correct what is wrong" in found
    unpaid = spoilt(below, ("deposit: {amount: 30%}\n", ""), ("pay: 70%", "pay: 100%"))
    (paid,) = re.findall("payments: .*\n", unpaid)
    unpaid = spoilt(unpaid, (paid, ""))
    assert len(named("more-than-all", project=unpaid)) == 1
    assert (
        names(
            deposit,
            rest.format(58800),
            more="ended: {date: 2026-03-12, by: client, why: x, total: 1 EUR}\n",
        )
        == set()
    )


def test_what_fees_have_taken_since_is_not_too_much() -> None:
    late = spoilt(PROJECT, (", done: 2026-03-13", ""))
    paid = spoilt(
        late, ("2520 EUR}]", "2520 EUR}, {date: 2026-03-16, for: balance, amount: 6000}]")
    )
    (found,) = named("more-than-all", project=paid, on=date(2026, 3, 16))
    assert "120.00 EUR more has come than was asked for in total" in found
    assert named("more-than-all", project=paid, on=date(2026, 4, 10)) == []  # 10 % of fees


def test_the_taxes_of_a_project_are_looked_at_like_the_studio_s() -> None:
    def names(tax: str, *, draft: bool = True) -> set[str]:
        text = f"{PROJECT}tax: {tax}\n"
        if draft:
            text = spoilt(text, ("signed: {date: 2026-02-20, by: Ann}\nstart: 2026-03-02\n", ""))
            text = (
                text.partition("payments:")[0].replace(", done: 2026-03-06", "") + f"tax: {tax}\n"
            )
            text = text.replace(", done: 2026-03-13", "")
        studio = f"{STUDIO}tax: [{{name: IVA, rate: 23%}}]\n"
        found = problems_of({"_studio.yml": studio, "p.yml": text})
        assert not [problem for problem in found if problem.severity == "error"]
        return {problem.name for problem in found} & {"double-tax", "other-rate"}

    assert names("[{name: IVA, rate: 23%}, {name: Iva, rate: 23%}]") == {"double-tax"}
    twice = "[{name: IVA, rate: 21%}, {name: Iva, rate: 21%}]"
    assert names(twice, draft=False) == set()  # it has to stay
    assert names("[{name: IVA, rate: 21%}]") == {"other-rate"}
    assert names("[{name: IVA, rate: 21%}]", draft=False) == set()  # as it was signed
    assert names("[{name: IVA 21%, rate: 21%}]") == {"other-rate"}
    for own in ("[]", "[{note: Reverse charge}]", "[{name: IVA, rate: 0%}]"):
        assert names(own) == set()


def test_what_happened_after_an_early_end_is_said_to_count_for_nothing() -> None:
    over = "ended: {{date: {}, by: client, why: x, total: 2520 EUR}}\n"
    (found,) = named("after-end", project=PROJECT + over.format("2026-03-12"))
    assert found.startswith("p.yml:10:60: stages[1].done: 2026-03-13 is after the end, 2026-03-12")
    closed = f"{PROJECT}closed: 2026-03-20\n{over.format('2026-03-12')}"
    assert named("after-end", project=closed) == []
    later = "log: [{date: 2026-03-20, text: Files sent}]\n"
    assert named("after-end", project=f"{PROJECT}{later}{over.format('2026-03-13')}") == []


def test_assigned_dates_have_the_days_of_the_agreement() -> None:
    assert named("short-dates", project=ASSIGNED) == []
    assert named("short-dates", project=spoilt(ASSIGNED, ("days: 8", "days: 6"))) == []  # more time
    (found,) = named("short-dates", project=spoilt(ASSIGNED, ("days: 8", "days: 9")))
    assert "2026-03-16 to 2026-03-25 are 8 working days, and the agreement has 9" in found


def test_a_deposit_that_came_in_parts_is_settled_by_the_last() -> None:
    parts = "{date: 2026-02-24, for: deposit, amount: %s EUR, part: true}"
    text = PROJECT.partition("start:")[0] + PROJECT[PROJECT.index("stages:") :]
    text = text.partition("payments:")[0].replace(", done: 2026-03-06", "")
    text = text.replace(", done: 2026-03-13", "")
    for first, second, told in (("1000", "1520", 1), ("1000", "1519", 0), ("2520", "-1000", 0)):
        facts = f"payments: [{parts % first}, {parts % second}]\n"
        assert len(named("whole-in-parts", project=text + facts)) == told
    back = "{date: 2026-02-25, for: deposit, amount: -80 EUR}"
    facts = f"payments: [{parts % 1000}, {parts % 1600}, {back}]\n"
    (found,) = named("whole-in-parts", project=text + facts)
    assert "payments[1].part" in found
    assert named("whole-in-parts", project=f"{text}{facts}closed: 2026-03-20\n") == []
    assert named("whole-in-parts", project=f"{text}{facts}tax: [{{name: IVA, rate: 21%}}]\n") == []


def test_a_deposit_of_which_nothing_is_left_is_warned_about() -> None:
    """All came for another instalment, or a change has taken what was left."""
    text = PROJECT.partition("start:")[0] + PROJECT[PROJECT.index("stages:") :]
    text = text.partition("payments:")[0].replace(", done: 2026-03-06", "")
    text = text.replace(", done: 2026-03-13", "")
    came = "payments: [{date: 2026-02-24, for: %s}]\n"
    (found,) = named("whole-in-parts", project=text + came % "balance, amount: 8400 EUR")
    assert "payments[0].for: this leaves nothing of the deposit to ask for: write for: dep" in found
    part = text + came % "deposit, amount: 100 EUR, part: true"
    assert named("whole-in-parts", project=part) == []
    less = "changes: [{date: 2026-02-25, title: x, stage: copy, price: -8350, agreed: 2026-02-25}]"
    (found,) = named("whole-in-parts", project=f"{part}{less}\n")
    assert "payments[0].part: with this, nothing is left of the deposit to ask for" in found


def test_a_payment_is_the_client_s() -> None:
    mine = spoilt(PROJECT, ("owner: client, pay: 70%", "owner: provider, pay: 70%"))
    draft = spoilt(mine, ("signed: {date: 2026-02-20, by: Ann}\nstart: 2026-03-02\n", ""))
    draft = draft.replace(", done: 2026-03-06", "").replace(", done: 2026-03-13", "")
    (found,) = said(project=draft.partition("payments:")[0])
    assert found.endswith("owner: the client pays: write owner: client, whoever writes the invoice")
    assert said(project=mine) == []  # whoever does as told has another agreement than was signed
    (found,) = named("provider-pays", project=mine)
    assert "it was signed like this, so until it is signed again their delay is yours" in found
    assert named("provider-pays", project=f"{mine}closed: 2026-04-01\n") == []
    template = "playbooks: {a: {stages: [{id: x, title: X, owner: provider, pay: 30%}]}}\n"
    assert ["the client pays" in problem for problem in said(studio=STUDIO + template)] == [True]


@pytest.mark.parametrize("name", ["_studio.yaml", "_Studio.yml", "_STUDIO.YML"])
def test_a_studio_s_file_with_nearly_its_name_is_named(name: str) -> None:
    (found,) = problems_of({name: STUDIO, "aurora.yml": PROJECT})
    assert str(found) == (
        f"projects/{name}:1:1: a file of this name is not read: name it _studio.yml"
    )
    assert problems_of({"_studio.yml": STUDIO, name: STUDIO}) == ()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("aurora.yaml", "aurora.yml"),
        ("aurora.markdown", "aurora.md"),
        ("aurora.yml ", "aurora.yml"),
        ("aurora.md (1)", "aurora.md"),
        ("aurora.yml copy", "aurora.yml"),
        ("aurora.YML", "aurora.yml"),
        ("aurora.Md", "aurora.md"),
        ("aurora.yml.txt", "aurora.yml"),
        ("aurora.md.bak", "aurora.md"),
        ("aurora.YAML.orig", "aurora.yml"),
    ],
)
def test_a_file_that_would_be_left_out_unseen_is_refused(name: str, meant: str) -> None:
    files = {"_studio.yml": STUDIO, name: PROJECT}
    assert [f"{problem.severity} {problem}" for problem in problems_of(files)] == [
        f"error projects/{name}:1:1: a file of this name is not read: name it {meant}, or _{name} "
        "if it is not a project"
    ]


@pytest.mark.parametrize(
    "name", ["a.pdf", "notes.txt", "expect.json", "aurora.yml~", ".a.yml", ".yaml", "_a.yaml"]
)
def test_other_files_are_nobody_s_business(name: str) -> None:
    assert problems_of({"_studio.yml": STUDIO, name: "x"}) == ()


def test_projects_come_in_order_of_id_and_problems_in_order_of_place() -> None:
    files = {"_studio.yml": STUDIO, **{f"{name}.yml": PROJECT for name in ("c", "a", "b-1", "b")}}
    portfolio, _ = load_portfolio({name: text.encode() for name, text in files.items()})
    assert portfolio is not None
    assert [project.id for project in portfolio.projects] == ["a", "b", "b-1", "c"]


# --- warnings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("project", "studio", "expected"),
    [
        (
            [("start: 2026-03-02", "start: 2026-02-19")],
            [],
            [
                "p.yml:7:8: start: 2026-02-19 is before the agreement was signed, 2026-02-20: is "
                "that right? [early-start]",
                "p.yml:7:8: start: 2026-02-19 is before the deposit was paid, 2026-02-24: is "
                "that right? [early-start]",
            ],
        ),
        (
            [("done: 2026-03-06", "done: 2026-03-01")],
            [],
            [
                "p.yml:9:63: stages[0].done: 2026-03-01 is before the project's start, "
                "2026-03-02: is that right? [early-done]"
            ],
        ),
        (
            [("", "terms: {late: {provider: []}}\n")],
            [],
            [
                f"p.yml:16:15: terms.late.client[{index}].do: '{do}' applies only to the "
                f"client: a fair agreement also has a '{other}' for the provider, usually {usual} "
                "[one-sided]"
                for index, do, other, usual in (
                    (
                        2,
                        "fee",
                        "credit",
                        "{after: 2, do: credit, amount: 1%, per: day, cap: 20%}",
                    ),
                    (3, "may-close", "may-leave", "{after: 20, do: may-leave}"),
                )
            ],
        ),
        (
            [],
            [("      - {after: 20, do: may-leave}\n", "")],
            [
                "_studio.yml:13:25: terms.late.client[3].do: 'may-close' applies only to the "
                "client: a fair agreement also has a 'may-leave' for the provider, usually "
                "{after: 20, do: may-leave} [one-sided]"
            ],
        ),
    ],
)
def test_what_is_warned_about(
    project: list[tuple[str, str]], studio: list[tuple[str, str]], expected: list[str]
) -> None:
    found = said(
        project=spoilt(PROJECT, *project), studio=spoilt(STUDIO, *studio), severity="warning"
    )
    assert [line for line in found if "`hash` is missing" not in line] == expected


@pytest.mark.parametrize(
    ("currency", "price", "wrong"),
    [
        ("JPY", "100005 JPY", ""),
        ("JPY", "100005.50 JPY", "JPY has no digits after the point: write it without"),
        ("TND", "750.505 TND", ""),
        ("KWD", "750.505", ""),
        ("HUF", "750.50 HUF", ""),
        ("TND", "1.000 TND", ""),
        ("EUR", "1.000 EUR", "EUR has 2 digits after the point: write 1.00 EUR or 1000 EUR"),
        ("EUR", "12.500", "write 12.50 EUR or 12500 EUR"),
        ("EUR", "750.505", "write 750505 EUR if thousands are meant, or else fewer digits"),
        ("EUR", "0.500 EUR", "write 0.50 EUR"),
        ("JPY", "8.000", "JPY has no digits after the point: write 8 JPY or 8000 JPY"),
        ("JPY", "8000.00", ""),
        ("CLP", "750.50", "CLP has no digits after the point: write it without"),
        ("IDR", "1500000000 IDR", ""),
    ],
)
def test_amounts_have_the_digits_of_their_currency(currency: str, price: str, wrong: str) -> None:
    studio = spoilt(STUDIO, ("currency: EUR", f"currency: {currency}"))
    found = said(studio=studio, project=spoilt(PROJECT, ("8400 EUR", price)))
    about = [line for line in found if "after the point" in line]
    assert [wrong in line for line in about] == ([True] if wrong else [])
    assert not [line for line in found if "is not money" in line]


# --- an approval without a link, taxes, changes --------------------------------------------------

APPROVAL = "{id: design-ok, title: Approval, owner: client, days: 3, approves: design"


def named(name: str, *, on: date = date(2026, 4, 1), **files: str) -> list[str]:
    now = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return [line for line in said(severity="warning", now=now, **files) if f"[{name}]" in line]


def test_an_approval_that_waits_without_a_link_to_the_work_is_warned_about() -> None:
    done = spoilt(PROJECT, ("days: 8}", "days: 8, done: 2026-03-25}"))
    assert named("no-url", project=PROJECT) == []  # the work is not there yet
    (found,) = named("no-url", project=done)
    assert "p.yml:12:5: stages[3]: 'design-ok' waits for the client, and the page has no" in found
    assert named("no-url", project=done.replace("[no-calendars]", "[no-calendars, no-url]")) == []
    linked = spoilt(done, (APPROVAL, f"{APPROVAL}, url: https://a.example/design"))
    assert named("no-url", project=linked) == []
    assert named("no-url", project=done, on=date(2026, 3, 24)) == []
    answered = spoilt(done, (APPROVAL, f"{APPROVAL}, done: 2026-03-27"))
    assert named("no-url", project=answered) == []
    over = f"{done}ended: {{date: 2026-03-26, by: client, why: x, total: 2520 EUR}}\n"
    assert named("no-url", project=over) == []
    assert named("no-url", project=f"{done}files: [design.pdf]\n") == []  # the work itself
    ours = spoilt(done, ("owner: client, days: 3, approves", "owner: provider, days: 3, approves"))
    assert named("no-url", project=ours) == []


def test_a_round_that_waits_again_needs_its_link_too() -> None:
    rounds = "rounds: [{asked: 2026-03-26, why: x, done: 2026-03-30}]"
    project = spoilt(
        PROJECT, ("days: 8}", "days: 8, done: 2026-03-25}"), (APPROVAL, f"{APPROVAL}, {rounds}")
    )
    assert len(named("no-url", project=project)) == 1
    with_us = project.replace(", done: 2026-03-30}", "}")
    assert named("no-url", project=with_us) == []


@pytest.mark.parametrize(
    ("taxes", "number"),
    [
        ("[{name: IVA, rate: 21%}, {name: iva, rate: 21%}]", 1),
        ("[{name: IVA, rate: 21%}, {name: IVA, rate: 10%}]", 1),
        ("[{name: IVA, rate: 21%}, {name: IRPF, rate: -15%}, {note: x}, {note: x}]", 0),
    ],
)
def test_a_tax_that_is_there_twice_is_warned_about(taxes: str, number: int) -> None:
    found = named("double-tax", studio=f"{STUDIO}tax: {taxes}\n")
    assert len(found) == number
    assert all(
        "tax[1]: tax[0] has the same name, so every amount is taxed twice" in f for f in found
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("date: 2026-03-12, agreed: 2026-03-11", "2026-03-11 is before it was proposed, 2026-03-1"),
        ("date: 2026-02-18, agreed: 2026-02-19", "before the agreement was signed, 2026-02-20"),
        ("date: 2026-03-11, agreed: 2026-03-11", ""),
    ],
)
def test_a_change_agreed_before_it_could_be_is_warned_about(change: str, why: str) -> None:
    text = f"{PROJECT}changes: [{{{change}, title: X, stage: design, days: 1}}]\n"
    found = named("early-agreed", project=text)
    assert [why in line for line in found] == ([True] if why else [])
    assert named("early-agreed", project=f"{text}closed: 2026-03-20\n") == []
    waiting = text.replace("start: 2026-03-02\n", "")
    waiting = waiting.replace(", done: 2026-03-06", "").replace(", done: 2026-03-13", "")
    assert len(named("early-agreed", project=waiting)) == len(found)


def test_a_change_agreed_in_a_proposal_is_warned_about() -> None:
    change = "changes: [{date: 2026-02-18, agreed: 2026-02-18, title: X, stage: design, days: 1}]\n"
    draft = spoilt(PROJECT.partition("payments:")[0], *UNSIGNED[:3])
    (found,) = named("early-agreed", project=f"{draft}{change}")
    assert "nothing is signed yet: change the proposal itself, and delete this" in found


@pytest.mark.parametrize(
    ("closed", "more", "why"),
    [
        ("2026-02-01", "", "p.yml:17:9: closed: 2026-02-01 is before 2026-03-13 in line "),
        ("2026-03-20", "", ""),
        (
            "2026-03-20",
            "{date: 2026-03-23, title: X, stage: design}",
            "before 2026-03-23 in line 16",
        ),
        ("2026-03-20", "{date: 2026-03-20, title: X, stage: design}", ""),
    ],
)
def test_a_project_closed_before_what_happened_in_it_is_warned_about(
    closed: str, more: str, why: str
) -> None:
    text = spoilt(PROJECT, ("", f"changes: [{more}]\nclosed: {closed}\n"))
    assert [why in line for line in named("early-closed", project=text)] == ([True] if why else [])


def test_money_comes_after_a_project_was_closed() -> None:
    assert "payments:" in PROJECT
    text = PROJECT.replace("date: 2026-02-24, for: deposit", "date: 2026-03-31, for: deposit")
    assert text != PROJECT
    assert named("early-closed", project=f"{text}closed: 2026-03-20\n") == []


@pytest.mark.parametrize(
    ("last", "days"), [("2026-08-21", ""), ("2027-08-21", "384 days"), ("2028-08-21", "750 days")]
)
def test_a_studio_closed_for_years_is_warned_about(last: str, days: str) -> None:
    closed = f"calendar: {{holidays: none, closed: [2026-12-24, 2026-08-03..{last}]}}\n"
    studio = re.sub("(?m)^calendar:.*\n", "", STUDIO) + closed
    found = named("long-closure", studio=studio)
    assert [f"{days}, from 2026-08-03 to {last}: is the year" in each for each in found] == (
        [True] if days else []
    )


# --- links that lead nowhere ---------------------------------------------------------------------

DEAD = "the address of a link here does not begin with https://, http:// or mailto:"


def dead(project: str) -> list[str]:
    return [line for line in said(project=project, severity="warning") if "[dead-link]" in line]


def test_a_link_of_which_a_client_sees_only_the_words_is_warned_about() -> None:
    log = 'log: [{date: 2026-03-06, text: "See [prices](#prices)"}]\n'
    (found,) = dead(f"{PROJECT}{log}")
    assert f"16:32: log[0].text: {DEAD}" in found
    assert found.endswith("[dead-link]")
    allowed = PROJECT.replace("[no-calendars]", "[no-calendars, dead-link]")
    assert dead(f"{allowed}{log}") == []
    whole = log.replace("#prices", "https://a.example/#prices")
    assert dead(f"{PROJECT}{whole}") == []


def test_a_dead_link_below_the_fields_is_found_at_its_line() -> None:
    for project, signed in ((PROJECT, True), (spoilt(PROJECT, *UNSIGNED), False)):
        text = f"---\n{project}---\n\nOne.\n\n[Two](two.html)\n"
        found = problems_of({"_studio.yml": STUDIO, "p.md": text})
        lines = [one.line for one in found if one.name == "dead-link"]
        assert lines == ([] if signed else [project.count("\n") + 6])  # it has to stay as signed


def test_a_dead_link_of_the_studio_is_warned_about() -> None:
    studio = STUDIO + "words: See [our terms](terms.html)\n"
    assert any(f"words: {DEAD}" in line for line in said(studio=studio, severity="warning"))


# --- countries whose parts have holidays of their own --------------------------------------------


def regions(**files: str) -> list[str]:
    return [line for line in said(severity="warning", **files) if "[whole-country]" in line]


@pytest.mark.parametrize("country", ["AU", "DE", "GB", "UK", "CA", "ES", "CH", "US", "BR"])
def test_a_country_that_needs_its_part_is_warned_about(country: str) -> None:
    portfolio = spoilt(STUDIO, ("holidays: ES-MD", f"holidays: {country}"))
    (found,) = regions(studio=portfolio)
    assert f"calendar.holidays: '{country}' alone leaves out the holidays of its regions" in found
    assert f"{country.replace('UK', 'GB')}-" in found


@pytest.mark.parametrize("region", ["ES-MD", "AU-NSW", "FR", "AT", "IT", "NO", "PE", "JP", "none"])
def test_a_country_that_is_enough_is_not(region: str) -> None:
    portfolio = spoilt(STUDIO, ("holidays: ES-MD", f"holidays: {region}"))
    assert regions(studio=portfolio) == []


def test_a_client_calendar_is_warned_about_until_it_is_signed() -> None:
    signed = spoilt(PROJECT, ("", "calendars: {client: {holidays: AU}}\n"))
    offered = spoilt(
        signed,
        FIRST,
        ("signed: {date: 2026-02-20, by: Ann}\nstart: 2026-03-02\n", ""),
        (", done: 2026-03-06", ""),
        (", done: 2026-03-13", ""),
    )
    assert regions(project=signed) == []
    (found,) = regions(project=offered)
    assert "calendars.client.holidays: 'AU' alone" in found


def test_a_proposal_of_work_before_what_has_begun_is_named_before_anybody_agrees() -> None:
    work = "adds: {id: more, title: D, owner: provider, days: 1}"
    change = f"changes: [{{date: 2026-03-03, title: X, stage: brief, {work}}}]\n"
    text = spoilt(PROJECT, (", done: 2026-03-13", ""), ("", change))

    def said_on(day: int) -> list[str]:
        now = datetime(2026, 3, day, 12, tzinfo=UTC)
        found = problems_of({"_studio.yml": STUDIO, "p.yml": text}, now=now)
        return [problem.words for problem in found if "too-late-change" in problem.words]

    assert said_on(6) == []
    (said,) = said_on(10)
    assert "'copy' follows this stage and has started, so this can no longer be agreed" in said
