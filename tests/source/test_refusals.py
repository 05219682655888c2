"""What format 2 refuses and warns about: the input, the place, and the words."""

from __future__ import annotations

from datetime import UTC, datetime

import holidays
import pytest

from courtside.model.warnings import WARNINGS
from courtside.source.checks import calendars, history
from helpers.studio_texts import PROJECT, STUDIO, problems_of, said, spoilt

Changes = list[tuple[str, str]]

DESIGNED = ("days: 8", "days: 8, done: 2026-03-25")
"""The design is handed over: the approval is due on 30 March."""
PAYMENTS = "payments: [{date: 2026-02-24, for: deposit, amount: 2520 EUR}]\n"


PAID_TOO_MUCH = ("amount: 2520 EUR", "amount: 8400 EUR")


def rounds(text: str, *, done: str = "") -> tuple[str, str]:
    return ("approves: design", f"approves: design, rounds: [{text}]{done and f', done: {done}'}")


def waits(text: str) -> tuple[str, str]:
    return ("days: 5, done: 2026-03-13", f"days: 5, done: 2026-03-13, waits: [{text}]")


def payments(text: str) -> tuple[str, str]:
    return (PAYMENTS, f"payments:\n{text}")


def changes(text: str) -> tuple[str, str]:
    return ("", f"changes: [{{date: 2026-03-10, title: M, {text}}}]\n")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        # rounds
        ([DESIGNED, rounds("{asked: 2026-03-27, why: A, done: 2026-03-31}")], []),
        (
            [("days: 8", "days: 8, rounds: [{asked: 2026-03-27}]")],
            [
                "11:59: stages[2].rounds: only an approval has rounds: write `approves` at this "
                "stage, or the rounds at the stage that has it"
            ],
        ),
        (
            [DESIGNED, rounds("{asked: 2026-03-24}")],
            [
                "12:97: stages[3].rounds[0].asked: 2026-03-24 is before 'design' was done, "
                "2026-03-25: there was nothing to ask yet"
            ],
        ),
        (
            [rounds("{asked: 2026-03-27}")],
            [
                "12:97: stages[3].rounds[0].asked: 2026-03-27 is before 'design' was done, and it "
                "is not yet: there was nothing to ask yet"
            ],
        ),
        (
            [DESIGNED, rounds("{asked: 2026-03-27, done: 2026-03-26}")],
            [
                "12:115: stages[3].rounds[0].done: 2026-03-26 is before this was asked for, "
                "2026-03-27"
            ],
        ),
        (
            [DESIGNED, rounds("{asked: 2026-03-27, done: 2026-04-01}, {asked: 2026-03-31}")],
            [
                "12:136: stages[3].rounds[1].asked: 2026-03-31 is before rounds[0] was done, "
                "2026-04-01: list them in order"
            ],
        ),
        (
            [DESIGNED, rounds("{asked: 2026-03-27}, {asked: 2026-03-31}")],
            [
                "12:118: stages[3].rounds[1].asked: rounds[0] is not done: write `done` "
                "there, with the day, or delete this round"
            ],
        ),
        (
            [DESIGNED, rounds("{asked: 2026-03-27}", done="2026-04-01")],
            [
                "12:117: stages[3].done: rounds[0] is not done: write `done` there, with the "
                "day, or delete this `done`"
            ],
        ),
        (
            [DESIGNED, rounds("{asked: 2026-03-27, done: 2026-04-01}", done="2026-03-31")],
            ["12:135: stages[3].done: 2026-03-31 is before the last round was done, 2026-04-01"],
        ),
        (
            # due on 30 March: silence approves on the 4th working day after, in time on that day
            [DESIGNED, rounds("{asked: 2026-04-08}")],
            [
                "12:97: stages[3].rounds[0].asked: silence had approved this on 2026-04-07: what "
                "is asked for later is a change; write it under `changes`, with `adds`"
            ],
        ),
        ([DESIGNED, rounds("{asked: 2026-04-07}")], []),
        (
            [DESIGNED, ("approves: design", "approves: design, waits: [{from: 2026-04-07, "
                        "on: provider, why: x}]")],
            [
                "12:95: stages[3].waits[0].from: silence approved this on 2026-04-07, so it no "
                "longer waits for an answer: delete this wait",
            ],
        ),
        (
            [DESIGNED, ("approves: design", "approves: design, waits: [{from: 2026-04-06, "
                        "on: provider, why: x}]")],
            [],
        ),
        (
            # judged by its own check alone, however long after the first look it is
            [DESIGNED, rounds("{asked: 2026-03-27}"),
             ("approves: design", "waits: [{from: 2026-04-09, on: provider, why: x}], approves: "
              "design")],
            ["12:77: stages[3].waits[0].from: 2026-04-09 is after the stage was done, 2026-03-27"],
        ),
        (
            [DESIGNED, rounds("{asked: 2026-03-27, done: 2026-03-27}, {asked: 2026-04-20}")],
            [
                "12:136: stages[3].rounds[1].asked: silence had approved this on 2026-04-09: what "
                "is asked for later is a change; write it under `changes`, with `adds`"
            ],
        ),
        # waits
        ([waits("{from: 2026-03-10, to: 2026-03-11, on: outside}")], []),
        (
            [waits("{from: 2026-03-10, to: 2026-03-11, on: client}")],
            [
                "10:119: stages[1].waits[0].on: this is the client's own stage: a wait is on the "
                "provider, or on somebody outside"
            ],
        ),
        (
            [waits("{from: 2026-03-10, to: 2026-03-09, on: provider}")],
            ["10:103: stages[1].waits[0].to: the wait ends before it begins, `from` 2026-03-10"],
        ),
        (
            [waits("{from: 2026-03-05, to: 2026-03-09, on: provider}")],
            [
                "10:87: stages[1].waits[0].from: 2026-03-05 is before 'brief' was done, "
                "2026-03-06: there was nothing to ask yet"
            ],
        ),
        (
            [("done: 2026-03-06",
              "done: 2026-03-06, waits: [{from: 2026-02-27, to: 2026-03-03, on: client}]")],
            [
                "9:90: stages[0].waits[0].from: 2026-02-27 is before the project's start, "
                "2026-03-02: there is nothing to ask yet"
            ],
        ),
        (
            [waits("{from: 2026-03-16, on: provider}")],
            ["10:87: stages[1].waits[0].from: 2026-03-16 is after the stage was done, 2026-03-13"],
        ),
        (
            [waits("{from: 2026-03-09, to: 2026-03-11, on: provider}, {from: 2026-03-10, "
                   "to: 2026-03-12, on: outside}")],
            [
                "10:137: stages[1].waits[1].from: this wait overlaps waits[0], from 2026-03-09 to "
                "2026-03-11: no day counts twice. End the one before the other begins, or write "
                "them as one"
            ],
        ),
        (
            [waits("{from: 2026-03-12, to: 2026-03-13, on: provider}, {from: 2026-03-09, "
                   "on: outside}")],
            [
                "10:87: stages[1].waits[0].from: this wait overlaps waits[1], from 2026-03-09 "
                "still open: no day counts twice. End the one before the other begins, or write "
                "them as one"
            ],
        ),
        # the days after 11 March and those after it: none counts twice
        ([waits("{from: 2026-03-09, to: 2026-03-11, on: provider}, {from: 2026-03-10, "
                "told: 2026-03-11, to: 2026-03-12, on: outside}")], []),
        # what went back
        (
            [("days: 8", "days: 8, returned: [{date: 2026-03-12, why: No}]")],
            ["11:70: stages[2].returned[0]: `sent` is missing: write for example sent: 2026-03-10"],
        ),
        (
            [("days: 8", "days: 8, returned: [{sent: 2026-03-26, date: 2026-03-25, why: No}]")],
            ["11:95: stages[2].returned[0].date: 2026-03-25 is before it was sent, 2026-03-26"],
        ),
        # stages that were not in the plan
        (
            [changes("stage: copy, agreed: 2026-03-11, "
                     "adds: {id: design, title: D, owner: provider, days: 1}")],
            ["16:84: changes[0].adds.id: 'design' is the id of stages[2] too: give each its own"],
        ),
        (
            [(", done: 2026-03-13", ""), changes("stage: brief, agreed: 2026-03-11, "
                     "adds: {id: more, title: D, owner: provider, days: 1}")],
            [
                "16:47: changes[0].stage: 'copy' follows this stage and had already started on "
                "2026-03-11: if it was agreed earlier, write that day; else new work comes after "
                "what is open: stage: copy"
            ],
        ),
        ([changes("stage: copy, agreed: 2026-03-11, "
                  "adds: {id: more, title: D, owner: provider, days: 1}")], []),
        # what was handed over on that very day came after it
        (
            [("days: 5, done: 2026-03-06", "days: 5, done: 2026-03-09"),
             ("days: 5, done: 2026-03-13", "days: 0, done: 2026-03-13"),
             changes("stage: brief, agreed: 2026-03-09, "
                     "adds: {id: more, title: D, owner: provider, days: 1, done: 2026-03-11}")],
            [],
        ),
        (
            [("days: 5, done: 2026-03-06", "days: 5, done: 2026-03-06"),
             ("days: 5, done: 2026-03-13", "days: 0, done: 2026-03-13"),
             changes("stage: brief, agreed: 2026-03-09, "
                     "adds: {id: more, title: D, owner: provider, days: 1, done: 2026-03-11}")],
            [
                "16:47: changes[0].stage: 'copy' follows this stage and had already started on "
                "2026-03-09: if it was agreed earlier, write that day; else new work comes after "
                "what is open: stage: copy"
            ],
        ),
        (
            [changes("stage: more, agreed: 2026-03-11, "
                     "adds: {id: more, title: D, owner: provider, days: 1}")],
            [
                "16:47: changes[0].stage: 'more' is new itself, from changes[0], and was not "
                "agreed before this: name a stage that was"
            ],
        ),
        (
            [changes("stage: copy, adds: {id: more, title: D, owner: provider, days: 1, "
                     "done: 2026-03-20}")],
            [
                "16:112: changes[0].adds.done: work counts once the change is agreed: write "
                "`agreed`, on that day or before"
            ],
        ),
        (
            [changes("stage: design-ok, agreed: 2026-03-11, adds: {id: more, title: D, "
                     "owner: provider, days: 1, done: 2026-03-20}")],
            [
                "16:137: changes[0].adds.done: 'design-ok' before it is not finished: write "
                "`done` with its day; or delete this `done` until then"
            ],
        ),
        # slots, and what can no longer be skipped
        (
            [("", "restarts: [{stage: design, start: 2026-04-14, date: 2026-03-30}]\n")],
            [
                "16:20: restarts[0].stage: 'design' had not lost its slot by 2026-03-30: a restart "
                "is for a stage that has. To move its dates by agreement, write a pause or a change"
            ],
        ),
        (
            [("done: 2026-03-13", "done: 2026-03-30"),
             ("", "restarts: [{stage: design, start: 2026-04-14, date: 2026-03-30}]\n")],
            [],
        ),
        (
            [DESIGNED, ("approves: design", "approves: design, skipped: 2026-03-31")],
            [
                "12:89: stages[3].skipped: the stage was due on 2026-03-30, so it was already "
                "late, and can no longer be skipped: write done: on the day it was handed over, "
                "or agree a change"
            ],
        ),
        (
            [DESIGNED, ("approves: design", "approves: design, skipped: 2026-04-20")],
            [
                "12:89: stages[3].skipped: silence had approved this on 2026-04-07: it can no "
                "longer be skipped"
            ],
        ),
        ([DESIGNED, ("approves: design", "approves: design, skipped: 2026-03-30")], []),
        # money
        (
            [("for: deposit", "for: depsoit")],
            [
                "7:8: start: a start counts from the day on which the deposit is settled: write "
                "for example payments: [{date: 2026-02-24, for: deposit, amount: 2520 EUR}], or "
                "delete `start` until then",
                "14:36: payments[0].for: there is no instalment 'depsoit'; did you mean 'deposit'?",
            ],
        ),
        (
            [("2520 EUR}", "2520 EUR}, {date: 2026-03-10, for: design, amount: 1 EUR}")],
            [
                "14:88: payments[1].for: there is no instalment 'design': write one of deposit, "
                "balance"
            ],
        ),
        (
            [("2520 EUR}", "2520 EUR}, {date: 2026-03-10, for: balance, amount: 0 EUR}")],
            [
                "14:105: payments[1].amount: a payment of 0 is not a payment: write what was "
                "paid, or delete it"
            ],
        ),
        (
            [("2520 EUR}", "2520 EUR}, {date: 2026-03-10, for: deposit, amount: 10 EUR}")],
            [
                "14:88: payments[1].for: 'deposit' is already settled by payments[0]: if that "
                "was only a part, write part: true there; if this came on top of it, write "
                "part: true here"
            ],
        ),
        # what comes for the balance after a stage of that name was settled
        (
            [("2520 EUR}", "2520 EUR}, {date: 2026-03-10, for: balance, amount: 5880 EUR}, "
                           "{date: 2026-03-20, for: balance, amount: 100 EUR}")],
            [],
        ),
        (
            [("deposit: {amount: 30%}\n", "deposit: 0%\n"), ("pay: 70%", "pay: 100%"),
             payments("- {date: 2026-03-10, for: deposit, amount: 1 EUR}\n")],
            [
                "5:1: deposit: a deposit of 0 can never be paid, so the project could not start: "
                "delete it"
            ],
        ),
        # skipped late: only a payment that asks for nothing
        (
            [PAID_TOO_MUCH, ("days: 8", "days: 8, done: 2026-03-18"),
             ("approves: design", "approves: design, done: 2026-03-20"),
             ("pay: 70%", "pay: 70%, skipped: 2026-04-01")],
            [],
        ),
        (
            [("days: 8", "days: 8, done: 2026-03-18"),
             ("approves: design", "approves: design, done: 2026-03-20"),
             ("pay: 70%", "pay: 70%, skipped: 2026-04-03")],
            [
                "13:69: stages[4].skipped: the stage was due on 2026-03-30, so it was already "
                "late, and can no longer be skipped: it asks for 5880.00 EUR; delete this "
                "`skipped`, and when that arrives: courtside paid p balance"
            ],
        ),
        # nor can a payment be skipped in time that asks for something
        (
            [("days: 8", "days: 8, done: 2026-03-18"),
             ("approves: design", "approves: design, done: 2026-03-20"),
             ("pay: 70%", "pay: 70%, skipped: 2026-03-24")],
            [
                "13:69: stages[4].skipped: it asks for 5880.00 EUR, so it is needed: delete this "
                "`skipped`"
            ],
        ),
        (
            [("days: 8", "days: 8, done: 2026-03-18"),
             ("approves: design", "approves: design, done: 2026-03-20"),
             ("pay: 70%", "pay: 70%, skipped: 2026-03-24"),
             ("2520 EUR}", "2520 EUR}, {date: 2026-03-23, for: balance, amount: 5880 EUR}")],
            [
                "13:69: stages[4].skipped: this was paid on 2026-03-23: delete this `skipped`"
            ],
        ),
        # a new version
        (
            [("by: Ann}", "by: Ann, again: 2026-02-19}")],
            [
                "6:44: signed.again: a new version is signed after the first: write its day, or "
                "delete this `again`"
            ],
        ),
        ([("by: Ann}", "by: Ann, again: 2026-03-10}")], []),
        (
            [("signed: {date: 2026-02-20, by: Ann}", "signed: {as: q, again: 2026-03-10}")],
            [
                "6:14: signed.as: there is no project 'q'",
                "6:17: signed.again: with `as` the signature is in 'q': delete `again`",
            ],
        ),
        # what is open, and not the payment that came before its turn
        (
            [("2520 EUR}", "2520 EUR}, {date: 2026-03-10, for: balance, amount: 5880 EUR}"),
             ("pay: 70%}", "pay: 70%}\n  - {id: live, title: Live, owner: provider, "
                           "days: 1, done: 2026-03-12}")],
            [
                "14:61: stages[5].done: 'design-ok' before it is not finished: write `done` with "
                "its day; or delete this `done`"
            ],
        ),
        # it bounced, and came again
        (
            [payments("- {date: 2026-02-24, for: deposit, amount: 2520 EUR}\n"
                      "- {date: 2026-02-26, for: deposit, amount: -2520 EUR}\n"
                      "- {date: 2026-03-02, for: deposit, amount: 2520 EUR}\n")],
            [],
        ),
        (
            [("2520 EUR}", "2520 USD}")],
            [
                "14:53: payments[0].amount: 'USD' is not the currency of the studio, 'EUR': there "
                "is one for all projects; write for example 840 EUR"
            ],
        ),
        (
            [("2520 EUR}", "2520.125 EUR}")],
            ["14:53: payments[0].amount: EUR has 2 digits after the point: write it with no more"],
        ),
        (
            [("2520 EUR}", "2520 EUR}, {date: 2026-03-10, for: deposit, amount: -2520.01 EUR}")],
            [
                "14:105: payments[1].amount: 2520.01 EUR is paid back, but of all that "
                "had come by 2026-03-10 only 2520.00 EUR was left"
            ],
        ),
        (
            [("date: 2026-02-24, for", "date: 2026-02-19, for")],
            [
                "14:19: payments[0].date: 2026-02-19 is before the signature, 2026-02-20: until "
                "then nothing was owed. Correct one of the two dates"
            ],
        ),
        (
            [("start: 2026-03-02\n", ""), ("signed: {date: 2026-02-20, by: Ann}\n", ""),
             (", done: 2026-03-06", ""), (", done: 2026-03-13", "")],
            [
                "12:19: payments[0].date: nothing is owed before the signature: write signed: "
                "{date: 2026-02-20, by: Lucía Prieto}, or delete the payment until then"
            ],
        ),
        (
            [("pay: 70%", "pay: 70%, done: 2026-03-31")],
            [
                "13:66: stages[4].done: a payment is done once the money arrives: write "
                "payments: [{date: 2026-03-31, for: balance, amount: 840 EUR}] instead"
            ],
        ),
        (
            [("days: 8", "days: 8, invoice: A-1")],
            ["11:59: stages[2].invoice: only a payment has an invoice: move it to a stage with "
             "`pay`"],
        ),
        (
            [("pay: 70%", "pay: 60%")],
            [
                "3:8: price: deposit and payments add up to 7560.00 EUR, but the price is "
                "8400.00 EUR: adjust the deposit or a stage's `pay`"
            ],
        ),
        (
            [("{id: balance", "{id: deposit")],
            [
                "13:10: stages[4].id: payments could be for this or for the project's deposit: "
                "give it another id"
            ],
        ),
        # the end
        (
            [("", "ended: {date: 2026-02-19, by: client, total: 0 EUR}\n")],
            ["16:15: ended.date: 2026-02-19 is before the signature, 2026-02-20"],
        ),
        (
            [("", "ended: {date: 2026-04-19, by: client, total: 0 USD}\nclosed: 2026-04-18\n")],
            [
                "16:15: ended.date: 2026-04-19 is after the page was taken down, `closed` "
                "2026-04-18",
                "16:46: ended.total: 'USD' is not the currency of the studio, 'EUR': there is one "
                "for all projects; write for example 840 EUR",
            ],
        ),
        # what stays as it is, and what format 1 had
        (
            [("[no-calendars]", "[no-calendar, no-hash, moon]")],
            [
                "15:9: allow[0]: there is no warning 'no-calendar'; did you mean 'no-calendars'?",
                f"15:31: allow[2]: there is no warning 'moon': write one of "
                f"{', '.join(WARNINGS)}",
            ],
        ),
        (
            [("amount: 30%", "amount: 30%, paid: 2026-02-24")],
            [
                "5:24: deposit.paid: this is of format 1: write payments: [{date: 2026-02-24, "
                "for: deposit, amount: 2520 EUR}] instead"
            ],
        ),
    ],
)  # fmt: skip
def test_a_project_that_is_refused(changed: Changes, expected: list[str]) -> None:
    assert said(project=spoilt(PROJECT, *changed)) == [f"p.yml:{line}" for line in expected]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            [("", "tax_note: excl. VAT\n")],
            ["20:1: tax_note: this is of format 1: write tax: [{note: excl. VAT}] instead"],
        ),
        (
            [("", "pay_to: {name: Norte}\n")],
            [
                "20:9: pay_to: nobody can pay to a name alone: write iban: ES91 2100 0418 4502 "
                "0005 1332, or a `link`"
            ],
        ),
        (
            [("", "pay_to: {iban: ES91 2100 0418 4502 0005 1323}\n")],
            [
                "20:16: pay_to.iban: this is not an IBAN: one of its digits is wrong, or two have "
                "changed places"
            ],
        ),
        ([("", "pay_to: {iban: ES91 2100 0418 4502 0005 1332}\n")], []),
        ([("", "pay_to: {link: 'https://pay.example/n'}\n")], []),
        (
            [("", "tax: [{name: IVA}, {rate: 21%}, {note: A, rate: 1%}]\n")],
            [
                "20:7: tax[0]: `rate` is missing: write for example rate: 21%",
                "20:20: tax[1]: `name` is missing: write for example name: IVA",
                "20:33: tax[2]: this has a note beside a name or rate: write one of them",
            ],
        ),
        (
            [("", "allow: [one-side]\n")],
            ["20:9: allow[0]: there is no warning 'one-side'; did you mean 'one-sided'?"],
        ),
        (
            [("\n  cap: 20%", "\n  cap: 100 USD")],
            [
                "18:8: terms.cap: 'USD' is not the currency of the studio, 'EUR': there is one for "
                "all projects; write for example 840 EUR"
            ],
        ),
    ],
)
def test_a_studio_that_is_refused(changed: Changes, expected: list[str]) -> None:
    assert said(studio=spoilt(STUDIO, *changed)) == [f"_studio.yml:{line}" for line in expected]


@pytest.mark.parametrize(
    ("price", "currency", "words"),
    [
        ("8400.5", "JPY", "JPY has no digits after the point: write it without"),
        ("8400.125", "EUR", "EUR has 2 digits after the point: write it with no more"),
        ("8400.125", "TND", None),
    ],
)
def test_a_currency_has_so_many_digits(price: str, currency: str, words: str | None) -> None:
    text = (
        f"title: A\nclient: {{name: B, email: b@b.example}}\nprice: {price}\n"
        "stages: [{id: a, title: A, owner: provider, days: 1}]\n"
    )
    found = said(project=text, studio=spoilt(STUDIO, ("EUR", currency)))
    assert found == ([f"p.yml:3:8: price: {words}"] if words else [])


def test_an_agreement_to_be_signed_pays_something_and_approves_apart() -> None:
    stage = "{id: balance, title: Payment, owner: client, pay: 70%"
    found = said(project=spoilt(PROJECT, *UNSIGNED, (f"{stage}}}", f"{stage}, approves: design}}")))
    assert found == [
        "p.yml:11:60: stages[4].approves: a payment is not an approval that silence could give: "
        "move `approves` to a stage of its own"
    ]
    free = spoilt(PROJECT, *UNSIGNED, ("price: 8400", "price: 0"))
    assert [line.partition(": ")[2] for line in said(project=free)] == [
        "deposit: a deposit of 0 can never be paid, so the project could not start: delete it",
        "stages[4].pay: a payment of 0 can never be paid: delete this stage, or write its share",
    ]
    nothing = "  - {id: extra, title: Extra, owner: client, pay: 0 EUR}\n"
    found = said(project=spoilt(PROJECT, *UNSIGNED, ("allow:", f"{nothing}allow:")))
    assert found == [
        "p.yml:12:51: stages[5].pay: a payment of 0 can never be paid: delete this stage, or write "
        "its share"
    ]


@pytest.mark.parametrize(("unit", "paid"), [("CLF", "CLP"), ("UYW", "UYU")])
def test_nobody_pays_in_a_unit_of_account(unit: str, paid: str) -> None:
    assert said(project="", studio=spoilt(STUDIO, ("EUR", unit)))[:1] == [
        f"_studio.yml:4:11: currency: '{unit}' is a unit of account with four digits, in which "
        f"nobody pays: write {paid}"
    ]


# --- Terms that are not signed yet ----------------------------------------------------------------

PROMISE = (
    "a slot can be lost only where the terms promise when work resumes: write restart_within: 15 "
    "(working days, 1 or more) under `terms`"
)
NO_PROMISE = ("  restart_within: 15\n", "")
UNSIGNED = [
    ("start: 2026-03-02\n", ""),
    ("signed: {date: 2026-02-20, by: Ann}\n", ""),
    (PAYMENTS, ""),
    (", done: 2026-03-06", ""),
    (", done: 2026-03-13", ""),
]
LOSES = "late: {client: [{after: 5, do: lose-slot}]}"


@pytest.mark.parametrize(
    ("terms", "place"),
    [
        (f"terms: {{restart_within: none, {LOSES}}}\n", "13:62: terms.late.client[0].do"),
        ("terms: {restart_within: none}\n", "13:25: terms.restart_within"),
        ("terms: {restart_within: 0}\n", "13:25: terms.restart_within"),
        (f"terms: {{{LOSES}}}\n", None),
        ("terms: {restart_within: 3}\n", None),
    ],
)
def test_a_project_that_can_lose_its_slot_says_when_it_goes_on(
    terms: str, place: str | None
) -> None:
    draft = spoilt(PROJECT, *UNSIGNED, ("", terms))
    assert said(project=draft) == ([f"p.yml:{place}: {PROMISE}"] if place else [])
    assert said(project=spoilt(PROJECT, ("", terms))) == []  # signed is signed


# --- Signed with the agreement of another project -------------------------------------------------

AS = ("signed: {date: 2026-02-20, by: Ann}", "signed: {as: a}")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ([], None),
        ([("title: New website", "title: The next month")], None),
        ([("days: 5, done: 2026-03-06", "days: 5, done: 2026-03-09")], None),
        (
            [("price: 8400 EUR", "price: 8300 EUR"), ("title: Texts", "title: Photos")],
            "6:14: signed.as: this differs from what was signed in 'a' (price, "
            "stages.copy.title): make the two the same; a new version is signed in a project of "
            "its own",
        ),
        (
            [("", "terms: {reply: 9, cap: none}\n")],
            "6:14: signed.as: this differs from what was signed in 'a' (terms.reply, terms.cap): "
            "make the two the same; a new version is signed in a project of its own",
        ),
        ([("as: a", "as: aa")], "6:14: signed.as: there is no project 'aa'; did you mean 'a'?"),
        (
            [("as: a", "as: b")],
            "6:14: signed.as: this is the project itself: name the one whose agreement covers it",
        ),
        (
            [("as: a", "as: c")],
            "6:14: signed.as: 'c' was not signed itself: name the project that was, 'a'",
        ),
        ([("as: a", "as: d")], "6:14: signed.as: 'd' is not signed: sign it first"),
        (
            [("as: a", "as: a, date: 2026-02-20")],
            "6:17: signed.date: with `as` the signature is in 'a': delete `date`",
        ),
    ],
)
def test_an_agreement_that_was_signed_elsewhere_is_the_same(
    changed: Changes, words: str | None
) -> None:
    files = {
        "_studio.yml": STUDIO,
        "a.yml": PROJECT,
        "b.yml": spoilt(PROJECT, AS, *changed),
        "c.yml": spoilt(PROJECT, AS),
        "d.yml": spoilt(PROJECT, *UNSIGNED),
    }
    errors = [str(problem) for problem in problems_of(files) if problem.severity == "error"]
    assert errors == ([f"projects/b.yml:{words}"] if words else [])


# --- Merges and names -----------------------------------------------------------------------------

MERGE = (
    "git left a conflict here: keep one of the two versions and delete the lines that begin with "
    "'<<<<<<<', '|||||||', '=======' and '>>>>>>>'"
)


@pytest.mark.parametrize("name", ["p.yml", "p.md"])
def test_lines_of_an_unfinished_merge_are_all_that_is_said(name: str) -> None:
    text = spoilt(
        PROJECT, ("price: 8400 EUR", "<<<<<<< HEAD\nprice: 8400 EUR\n=======\nprice: 1\n>>>>>>> b")
    )
    first = 3
    if name.endswith(".md"):
        text, first = (
            f"---\n{PROJECT}---\n\nWords\n=====\n\n<<<<<<< HEAD\nA\n|||||||\n=======\n>>>>>>> b\n",
            22,
        )
    files = {"_studio.yml": STUDIO, name: text}
    lines = [first, first + 4] if first == 3 else [first, first + 2, first + 4]
    assert [str(problem) for problem in problems_of(files)] == [
        f"projects/{name}:{line}:1: {MERGE}" for line in lines
    ]


def test_a_heading_is_no_merge() -> None:
    text = f"---\n{PROJECT}---\n\nTerms of ours\n=======\n\n<<<<<< six, and <<<<<<<eight\n"
    assert [
        f for f in problems_of({"_studio.yml": STUDIO, "p.md": text}) if f.severity == "error"
    ] == []


# --- Warnings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "studio", "expected"),
    [
        (
            [changes("stage: brief, days: 2, agreed: 2026-03-11")],
            [],
            "p.yml:16:60: changes[0].days: 'brief' was finished or late when this was agreed, "
            "2026-03-11, so these days do not count: what the delay had led to still holds. For "
            "more work write adds: {id: photos, title: Product photos, owner: provider, "
            "days: 2} "
            "[too-late-change]",
        ),
        ([changes("stage: design, days: 2, agreed: 2026-03-11")], [], None),
        (
            [],
            [("  cap: 20%\n", "")],
            "_studio.yml:12:25: terms.late.client[2].do: nothing limits the sum of all fees: "
            "one illness can make several stages late, and each would have one. Usually the "
            "terms have cap: 20% [no-cap]",
        ),
        (
            [("2520 EUR}", "2519.99 EUR}")],
            [],
            "p.yml:14:53: payments[0].amount: 2520.00 EUR was asked for, and this amount settles "
            "it: if it is only a part, write part: true [settled-for-less]",
        ),
        (
            [("2520 EUR}", "2520 EUR}")],
            [("", "tax: [{name: IVA, rate: 21%}]\n")],
            "p.yml:14:53: payments[0].amount: 3049.20 EUR was asked for, and this amount settles "
            "it: if it is only a part, write part: true [settled-for-less]",
        ),
        (
            # the last payment asks the balance
            [("2520 EUR}", "2520 EUR}, {date: 2026-03-20, for: balance, amount: 5880 EUR}"),
             changes("stage: design, price: 100 EUR, agreed: 2026-03-11")],
            [],
            "p.yml:14:105: payments[1].amount: 5980.00 EUR was asked for, and this amount "
            "settles it: if it is only a part, write part: true [settled-for-less]",
        ),
        (
            # the final account asks for less than what was agreed
            [("2520 EUR}", "2520 EUR}, {date: 2026-03-20, for: balance, amount: 480 EUR}"),
             ("", "ended: {date: 2026-03-16, by: client, total: 3000 EUR}\n")],
            [],
            None,
        ),
        (
            [payments("- {date: 2026-02-21, for: deposit, amount: 520 EUR, part: true}\n"
                      "- {date: 2026-02-24, for: deposit, amount: 2000 EUR}\n")],
            [],
            None,
        ),
        (
            [DESIGNED, rounds("{asked: 2026-03-27, done: 2026-03-30}, {asked: 2026-03-31}")],
            [("  reply: 1\n", "  reply: 1\n  revisions: 1\n")],
            "p.yml:12:128: stages[3].rounds[1]: the agreement includes 1 round, and there is no "
            "agreed change for this one: add one under `changes`, with its price [extra-round]",
        ),
        (
            [DESIGNED, rounds("{asked: 2026-03-27, done: 2026-03-30}, {asked: 2026-03-31}"),
             changes("stage: design-ok, price: 200 EUR, agreed: 2026-03-31")],
            [("  reply: 1\n", "  reply: 1\n  revisions: 1\n")],
            None,
        ),
        (
            [("allow: [no-calendars]\n", "")],
            [],
            "p.yml:6:9: signed: this project has no provider calendar of its own, so closing a "
            "day later moves promised dates: write calendars: {provider: {week: mon-fri, "
            "holidays: ES-MD}} (`courtside sign` does so) [no-calendars]",
        ),
        (
            [("allow: [no-calendars]\n", "")],
            [("holidays: ES-MD", "holidays: PE, closed: [2026-07-27]")],
            "p.yml:6:9: signed: this project has no provider calendar of its own, so closing a "
            "day later moves promised dates: write calendars: {provider: {week: mon-fri, "
            "holidays: PE, closed: [2026-07-27]}} (`courtside sign` does so) [no-calendars]",
        ),
        (
            [],
            [("holidays: ES-MD", "holidays: AU")],
            "_studio.yml:5:37: calendar.holidays: 'AU' alone leaves out the holidays of its "
            "regions, so they count as working days: write your region, such as "
            "AU-ACT or AU-NSW [whole-country]",
        ),
        (
            [*UNSIGNED, ("", "calendars: {client: {holidays: US}}\n")],
            [],
            "p.yml:13:32: calendars.client.holidays: 'US' alone leaves out the holidays of its "
            "regions, so they count as working days: write your region, such as US-AK or "
            "US-AL [whole-country]",
        ),
    ],
)  # fmt: skip
def test_what_is_warned_about_and_can_be_allowed(
    changed: Changes, studio: Changes, expected: str | None
) -> None:
    texts = [spoilt(PROJECT, *changed), spoilt(STUDIO, *studio)]
    assert warnings(*texts) == ([expected] if expected else [])
    if expected is None:
        return
    name = expected.rpartition("[")[2].rstrip("]")
    at = 1 if expected.startswith("_studio") else 0
    if at == 0 and "allow: [" in texts[0]:
        texts[0] = texts[0].replace("allow: [", f"allow: [{name}, ")
    else:
        texts[at] += f"allow: [{name}]\n"
    assert warnings(*texts) == []


def warnings(project: str, studio: str) -> list[str]:
    found = said(project=project, studio=studio, severity="warning")
    return [line for line in found if "no-hash" not in line]


def test_what_a_studio_allows_is_still_said_of_a_project() -> None:
    studio = STUDIO + "allow: [early-start, no-cap]\n"
    late = spoilt(PROJECT, ("start: 2026-03-02", "start: 2026-02-23"))
    assert "[early-start]" in "".join(said(project=late, studio=studio, severity="warning"))


def test_a_handover_that_nobody_could_see_makes_no_approval_unnoticed() -> None:
    """Dated 25 March and written on 20 April: silence would have approved on 7 April."""
    now = datetime(2026, 4, 20, 12, tzinfo=UTC)
    after = spoilt(PROJECT, DESIGNED)
    found = said(
        project=after,
        severity="warning",
        now=now,
        earlier=lambda _file: [(STUDIO.encode(), PROJECT.encode())],
    )
    assert [line for line in found if "[unseen-handover]" in line] == [
        "p.yml:11:65: stages[2].done: dated 2026-03-25, this makes silence approve 'design-ok' on "
        "2026-04-07, and no client could see it until now: write the day on which you publish it "
        "[unseen-handover]"
    ]
    for published in ([(STUDIO.encode(), after.encode())], []):
        seen = said(
            project=after, severity="warning", now=now, earlier=lambda _file, p=published: p
        )
        assert not [line for line in seen if "[unseen-handover]" in line]


def test_what_is_published_as_it_stands_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(history, "read_project")
    after = spoilt(PROJECT, DESIGNED)
    published = [(STUDIO.encode(), after.encode())]
    now = datetime(2026, 4, 20, 12, tzinfo=UTC)
    assert not [
        line
        for line in said(project=after, severity="warning", now=now, earlier=lambda _: published)
        if "[unseen-handover]" in line
    ]


def test_a_signed_project_whose_instalments_do_not_add_up_keeps_its_signature() -> None:
    from source.test_fingerprint import signed

    with_hash = PROJECT.replace("by: Ann", f'by: Ann, hash: "{signed()}"')
    short = spoilt(with_hash, ("pay: 70%", "pay: 60%"))
    (error,) = said(project=short)
    assert "what was signed has changed (stages.balance.pay)" in error or "signed" in error
    assert "[instalments]" in "".join(said(project=short, severity="warning"))


@pytest.mark.parametrize("country", sorted(calendars.REGIONS_DIFFER))
def test_most_parts_of_a_country_that_is_warned_about_have_other_holidays(country: str) -> None:
    years = (2026, 2027)
    alone = set(holidays.country_holidays(country, years=years))
    parts = holidays.list_supported_countries()[country]
    others = [
        part
        for part in parts
        if set(holidays.country_holidays(country, subdiv=part, years=years)) != alone
    ]
    assert 2 * len(others) > len(parts)


@pytest.mark.parametrize(
    ("price", "words"),
    [
        ("8.400 TND", "this is less than 9 TND: if thousands are meant, write 8400 TND"),
        ("8.4 TND", ""),
        ("8.125 TND", ""),
        ("8400.000 TND", ""),
    ],
)
def test_three_decimals_may_be_thousands(price: str, words: str) -> None:
    stages = "stages: [{id: a, title: A, owner: provider, days: 1}]\n"
    text = f"title: A\nclient: {{name: B, email: b@b.example}}\nprice: {price}\n{stages}"
    found = said(project=text, studio=spoilt(STUDIO, ("EUR", "TND")), severity="warning")
    assert found == ([f"p.yml:3:8: price: {words} [three-decimals]"] if words else [])


def test_what_is_open_before_a_stage_is_named_once() -> None:
    """Behind two payments that came early."""
    half = "  - {id: %s, title: Half, owner: client, pay: 35%%, after: [brief]}\n"
    live = "  - {id: live, title: Live, owner: provider, days: 1, after: [one, two], %s}\n"
    paid = "{date: 2026-03-10, for: %s, amount: 2940 EUR}"
    found = said(
        project=spoilt(
            PROJECT,
            (", done: 2026-03-06", ""),
            (", done: 2026-03-13", ""),
            ("  - {id: balance, title: Payment, owner: client, pay: 70%}\n",
             half % "one" + half % "two" + live % "done: 2026-03-12"),
            ("2520 EUR}", f"2520 EUR}}, {paid % 'one'}, {paid % 'two'}"),
        )
    )  # fmt: skip
    assert [line for line in found if "'brief' before it is not finished" in line]
    assert not [line for line in found if "'brief', 'brief'" in line]
