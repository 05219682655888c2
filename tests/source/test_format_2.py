"""From format 1 to 2: what moves where, what stays as it was, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from courtside.cli.main import main
from courtside.source.fingerprint import agreement
from courtside.source.format_2 import to_format_2
from courtside.source.load import load_portfolio
from courtside.source.migrations import hashes, migrated
from courtside.source.problems import MigrationError
from courtside.source.records import STUDIO_FILE
from courtside.source.yaml_reader import read
from helpers.studio_texts import NAMED

STUDIO = NAMED
STAGES = """\
stages:
  - {id: design, title: Design, owner: provider, days: 5}
  - {id: balance, title: Final payment, owner: client, pay: 70%}
"""
PROJECT = f"""\
title: New website
client: {{name: Aurora, email: a@aurora.example}}
price: 8400 EUR
signed: {{date: 2026-02-20, by: Ann}}
deposit: {{amount: 30%}}
{STAGES}"""


def step(
    project: str, *, studio: str = STUDIO, name: str = "p.yml", restart_within: int | None = None
) -> str:
    """The project's text in format 2."""
    texts = {STUDIO_FILE: studio, name: project}
    return {**texts, **to_format_2(texts, restart_within)}[name]


def refused(
    project: str = PROJECT, *, studio: str = STUDIO, restart_within: int | None = None
) -> list[str]:
    with pytest.raises(MigrationError) as raised:
        step(project, studio=studio, restart_within=restart_within)
    return [str(problem) for problem in raised.value.problems]


# --- What moves, and what stays ------------------------------------------------------------------

PAID = "payments:\n  - {date: 2026-02-24, for: deposit, amount: 2520 EUR}\n"


@pytest.mark.parametrize(
    ("deposit", "left"),
    [
        ("deposit: {amount: 30%, paid: 2026-02-24}", "deposit: {amount: 30%}"),
        ("deposit: {paid: 2026-02-24, amount: 30%} # c", "deposit: {amount: 30%} # c"),
        ("deposit: {amount: 2520 EUR, paid: 2026-02-24}", "deposit: {amount: 2520 EUR}"),
        ("deposit: {amount: 2520, paid: '2026-02-24'}", "deposit: {amount: 2520}"),
        (
            "deposit: # before the start\n  amount: 30% # a third\n  paid: 2026-02-24 # by bank",
            "deposit: # before the start\n  amount: 30% # a third\n  # by bank",
        ),
        ("deposit:\n    paid: 2026-02-24\n    amount: 30%", "deposit:\n    amount: 30%"),
        (
            "deposit: {\n  amount: 30%,\n  # it came\n  paid: 2026-02-24\n}",
            "deposit: {\n  amount: 30%,\n  # it came\n}",
        ),
    ],
)
def test_a_deposit_that_was_paid_is_a_payment(deposit: str, left: str) -> None:
    before = PROJECT.replace("deposit: {amount: 30%}", deposit)
    assert step(before) == PROJECT.replace("deposit: {amount: 30%}", left) + PAID


def test_a_payment_stage_that_was_done_is_one_too() -> None:
    before = """\
title: Logo     # the first
client: {name: Kiln, email: k@kiln.example}
price: 1000
deposit: {amount: 100, paid: 2026-01-05}
stages:
  - done: 2026-02-02   # half
    id: half
    title: Half
    owner: client
    pay: 45%
  # the work
  - {id: design, title: Design, owner: provider, days: 5, done: 2026-02-09}
  - {id: rest, title: Rest, owner: client, pay: 450 EUR, done: 2026-02-03}   # early
log:
  - {date: 2026-02-03, text: Paid}
"""
    assert (
        step(before)
        == """\
title: Logo     # the first
client: {name: Kiln, email: k@kiln.example}
price: 1000
deposit: {amount: 100}
stages:
  - # half
    id: half
    title: Half
    owner: client
    pay: 45%
  # the work
  - {id: design, title: Design, owner: provider, days: 5, done: 2026-02-09}
  - {id: rest, title: Rest, owner: client, pay: 450 EUR}   # early
payments:
  - {date: 2026-01-05, for: deposit, amount: 100 EUR}
  - {date: 2026-02-02, for: half, amount: 450 EUR}
  - {date: 2026-02-03, for: rest, amount: 450 EUR}
log:
  - {date: 2026-02-03, text: Paid}
"""
    )


def test_fields_between_braces_and_in_front_matter_keep_their_place() -> None:
    before = (
        "---\r\n{title: A, client: {name: B, email: b@b.example}, price: 10.01, stages: "
        "[{id: a, title: A, owner: client, pay: 100%, done: 2026-01-05}]}\r\n---\r\n\r\n"
        "paid: no\r\n"
    )
    assert step(before, name="p.md") == (
        "---\r\n{title: A, client: {name: B, email: b@b.example}, price: 10.01, stages: "
        "[{id: a, title: A, owner: client, pay: 100%}], "
        "payments: [{date: 2026-01-05, for: a, amount: 10.01 EUR}]}\r\n---\r\n\r\npaid: no\r\n"
    )


@pytest.mark.parametrize(
    ("price", "currency", "deposit", "stages", "amounts"),
    [
        # the last one takes what rounding left, as format 1 did
        ("100.01", "EUR", "33%", ["33%", "34%"], ["33 EUR", "33 EUR", "34.01 EUR"]),
        ("0.05", "EUR", "50%", ["50%"], ["0.03 EUR", "0.02 EUR"]),
        # but not where they are no whole
        ("100.01", "EUR", "33%", ["33%"], ["33 EUR", "33 EUR"]),
        ("100005", "JPY", "50%", ["50%"], ["50003 JPY", "50002 JPY"]),
        ("10.01", "TND", "50%", ["50%"], ["5.005 TND", "5.005 TND"]),
        ("8400 EUR", "EUR", "400 EUR", ["8000"], ["400 EUR", "8000 EUR"]),
    ],
)
def test_what_format_1_asked_is_what_came(
    price: str, currency: str, deposit: str, stages: list[str], amounts: list[str]
) -> None:
    text = f"price: {price}\ndeposit: {{amount: {deposit}, paid: 2026-01-05}}\nstages:\n" + "".join(
        f"  - {{id: s{number}, title: S, owner: client, pay: {share}, done: 2026-01-06}}\n"
        for number, share in enumerate(stages)
    )
    after = step(text, studio=STUDIO.replace("EUR", currency))
    assert re.findall(r"amount: ([^,}]* [A-Z]{3})}", after.partition("payments")[2]) == amounts


@pytest.mark.parametrize(
    ("note", "tax"),
    [
        (
            "tax_note: excl. VAT      # beside amounts",
            "tax: [{note: excl. VAT}]      # beside amounts",
        ),
        ('tax_note: "VAT, 20%"', 'tax: [{note: "VAT, 20%"}]'),
        ("tax_note: |-\n  excl. VAT", "tax: [{note: excl. VAT}]"),
    ],
)
def test_a_note_on_tax_is_a_tax_with_a_note(note: str, tax: str) -> None:
    texts = {STUDIO_FILE: f"# mine\n{note}\n{STUDIO}"}
    assert to_format_2(texts, None) == {STUDIO_FILE: f"# mine\n{tax}\n{STUDIO}"}


def test_what_went_back_had_been_sent_on_that_day() -> None:
    text = PROJECT.replace(
        "owner: client, pay: 70%}",
        "owner: client, pay: 70%, returned: [{date: 2026-03-12, why: No}, "
        "{why: x, date: 2026-03-13}]}\n"
        "  - id: c\n    returned:\n      - date: 2026-03-14 # again\n        why: |\n"
        "          Two\n      - {date: 2026-03-15, why: 'No'}",
    )
    after = text.replace("date: 2026-03-12,", "date: 2026-03-12, sent: 2026-03-12,")
    after = after.replace("date: 2026-03-13}", "date: 2026-03-13, sent: 2026-03-13}")
    after = after.replace("14 # again\n", "14 # again\n        sent: 2026-03-14\n")
    after = after.replace("date: 2026-03-15,", "date: 2026-03-15, sent: 2026-03-15,")
    assert step(text) == after


def test_what_is_in_format_2_already_is_left_alone() -> None:
    """A run that was killed is run again."""
    once = step(
        PROJECT.replace("deposit: {amount: 30%}", "deposit: {amount: 30%, paid: 2026-02-24}")
    )
    assert step(once) == once
    assert to_format_2({STUDIO_FILE: STUDIO + "tax: [{note: x}]\n"}, None) == {}


# --- The promise to be back -----------------------------------------------------------------------

LOSES = "terms:\n  late: {client: [{after: 5, do: lose-slot}]}\n"
CHOOSE = (
    "in format 2 a slot can be lost only where the terms promise when work resumes: choose the "
    "working days, for example courtside migrate --restart-within 15 (signed projects keep what "
    "they were signed with)"
)
SIGNED = "signed: {date: 2026-02-20, by: Ann}\n"


def test_a_studio_that_takes_slots_away_is_asked_when_it_is_back() -> None:
    assert refused(studio=STUDIO + LOSES) == [
        f"_studio.yml:6:34: terms.late.client[0].do: {CHOOSE}"
    ]
    texts = {STUDIO_FILE: STUDIO + LOSES, "p.yml": PROJECT, "q.yml": PROJECT.replace(SIGNED, "")}
    assert to_format_2(texts, 15) == {
        STUDIO_FILE: f"{STUDIO}{LOSES}  restart_within: 15\n",
        "p.yml": f"{PROJECT}terms: {{restart_within: none}}\n",
    }


def test_a_promise_of_0_is_none_that_can_be_kept_and_what_was_signed_with_it_stays() -> None:
    studio = STUDIO + LOSES.replace("terms:\n", "terms:\n  restart_within: 0 # at once\n")
    assert refused(studio=studio) == [f"_studio.yml:7:34: terms.late.client[0].do: {CHOOSE}"]
    texts = {STUDIO_FILE: studio, "p.yml": PROJECT}
    assert to_format_2(texts, 9) == {
        STUDIO_FILE: studio.replace("0 # at once", "9 # at once"),
        "p.yml": f"{PROJECT}terms: {{restart_within: 0}}\n",
    }


def test_what_was_signed_without_a_promise_keeps_its_signature() -> None:
    """Whatever is chosen for those to come: a term that is not there is not in a fingerprint."""
    without = f"{PROJECT}terms: {{restart_within: none}}\n"
    for studio in (STUDIO + LOSES, STUDIO):
        texts = {STUDIO_FILE: studio, "p.yml": without}
        after = texts | migrated(texts, 1, 15 if studio != STUDIO else None)
        assert after["p.yml"] == without
        portfolio, _ = load_portfolio({name: text.encode() for name, text in after.items()})
        assert portfolio
        terms = agreement(portfolio.studio, portfolio.projects[0])["terms"]
        assert terms["restart_within"] is None


@pytest.mark.parametrize(
    ("terms", "place", "after"),
    [
        ("terms: {late: {client: [{after: 5, do: lose-slot}]}}\n", "8:40: terms.late.client[0].do",
         "terms: {late: {client: [{after: 5, do: lose-slot}]}, restart_within: 15}\n"),
        ("terms: {late: {client: [{after: 5, do: fee}]}}\n", "", ""),
    ],
)  # fmt: skip
def test_a_project_with_terms_of_its_own_is_asked_unless_it_is_signed(
    terms: str, place: str, after: str
) -> None:
    assert step(PROJECT + terms) == PROJECT + terms
    draft = PROJECT.replace(SIGNED, "")
    if not place:
        assert step(draft + terms) == draft + terms
        return
    assert refused(draft + terms) == [f"p.yml:{place}: {CHOOSE}"]
    assert step(draft + terms, restart_within=15) == draft + after
    promised = STUDIO + "terms: {restart_within: 9}\n"
    assert step(draft + terms, studio=promised) == draft + terms


def test_a_choice_that_nothing_asks_for_is_refused() -> None:
    assert refused(restart_within=15) == [
        "_studio.yml:1:1: every `lose-slot` here already has a `restart_within`: leave out "
        "--restart-within"
    ]


# --- What cannot be brought over ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "deposit: {amount: 30%}",
            "deposit: {amount: 30%, paid: 2026-02-24, invoice: A}",
            "5:42: deposit.invoice: this is of format 2, and `paid` in line 5 of format 1: one "
            "file cannot be in both. Take one of the two out, then run `courtside migrate` again",
        ),
        (
            "deposit: {amount: 30%}",
            "payments: []\ndeposit: {amount: 30%, paid: 2026-02-24}",
            "5:1: payments: this is of format 2, and `paid` in line 6 of format 1: one file cannot "
            "be in both. Take one of the two out, then run `courtside migrate` again",
        ),
        (
            "days: 5}",
            "days: 5, returned: [{sent: 2026-03-01, date: 2026-03-02, why: A}, "
            "{date: 2026-03-03, why: B}]}",
            "7:71: stages[0].returned[0].sent: this is of format 2, and `returned` in line 7 of",
        ),
        (
            "{amount: 30%}",
            "{amount: 30%, paid: soon}",
            "5:30: deposit.paid: 'soon' is not a date: write it",
        ),
        (
            "{amount: 30%}",
            "{paid: 2026-02-24}",
            "5:10: deposit: `amount` is missing: write for example",
        ),
        (
            "{amount: 30%}",
            "{amount: much, paid: 2026-02-24}",
            "5:19: deposit.amount: 'much' is not an amount",
        ),
        (
            "{amount: 30%}",
            "{amount: 0%, paid: 2026-02-24}",
            "5:29: deposit.paid: this asks for 0, which cannot be paid: delete the line",
        ),
        (
            "{amount: 30%}\nstages:",
            "{amount: 0%, paid: 2026-02-24}\nstages:\n"
            "  - {id: deposit, title: D, owner: client, pay: 1%}",
            "7:10: stages[0].id: payments could be for this or for the project's deposit: give it "
            "another id",
        ),
        ("{amount: 30%}\nstages:", "{amount: 3%, paid: 2026-02-24}\nstages: 3\nx:", None),
    ],
)
def test_what_does_not_fit_is_said_at_its_place(old: str, new: str, words: str | None) -> None:
    assert old in PROJECT
    text = PROJECT.replace(old, new, 1)
    if words is None:
        assert "payments:" in step(text)
    else:
        (said,) = refused(text)
        assert said.startswith(f"p.yml:{words}"), said


def test_a_note_on_tax_beside_a_tax_is_a_mixture() -> None:
    assert refused(studio=STUDIO + "tax_note: A\ntax: [{note: A}]\n") == [
        "_studio.yml:6:1: tax: this is of format 2, and `tax_note` in line 5 of format 1: one file "
        "cannot be in both. Take one of the two out, then run `courtside migrate` again"
    ]


# --- The command ----------------------------------------------------------------------------------


@pytest.fixture
def projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "projects"
    folder.mkdir()
    (folder / STUDIO_FILE).write_text(STUDIO + LOSES, "utf-8")
    (folder / "p.yml").write_text(
        PROJECT.replace("deposit: {amount: 30%}", "deposit: {amount: 30%, paid: 2026-02-24}"),
        "utf-8",
    )
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["migrate", *words])


def test_the_choice_is_asked_for_before_anything_is_written(projects: Path) -> None:
    before = {path.name: path.read_bytes() for path in projects.iterdir()}
    result = run()
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"projects/_studio.yml:6:34: terms.late.client[0].do: {CHOOSE}\nNothing was written.\n"
    )
    assert run("--restart-within", "0").exit_code == 2
    dry = run("--restart-within", "15", "--dry-run")
    assert dry.exit_code == 0
    assert {path.name: path.read_bytes() for path in projects.iterdir()} == before
    assert run("--restart-within", "15").stdout == dry.stdout
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
    assert "nothing to do" in run("--restart-within", "15").stderr


def test_what_format_2_refuses_is_said_and_nothing_written(projects: Path) -> None:
    path = projects / "p.yml"
    path.write_text(path.read_text("utf-8").replace("pay: 70%", "pay: 60%"), "utf-8")
    before = path.read_bytes()
    result = run("--restart-within", "15")
    assert result.exit_code == 1
    assert result.stderr == (
        "p: price: deposit and payments add up to 7560.00 EUR, but the price is 8400.00 EUR: "
        "adjust the deposit or a stage's `pay`\nNothing was written.\n"
    )
    assert path.read_bytes() == before


# --- Whole studios --------------------------------------------------------------------------------

OLD = Path(__file__).parents[1] / "data" / "format-1"


def folders() -> list[Path]:
    found = sorted({path.parent for path in OLD.rglob("_studio.yml")})
    assert len(found) > 20
    return found


def comments(text: str) -> list[str]:
    return [comment for row in text.splitlines() for comment in re.findall(r"(?<=\s)#.*", row)]


@pytest.mark.parametrize("folder", folders(), ids=lambda path: path.relative_to(OLD).as_posix())
def test_what_was_found_and_what_was_shipped_is_brought_over(folder: Path) -> None:
    texts = {
        path.name: path.read_text("utf-8")
        for path in folder.iterdir()
        if path.suffix in (".yml", ".md") and path.name != "index.md"
    }
    choices = 15 if "-promise" in folder.name else None
    after = migrated(texts, 1, choices)
    for name, text in after.items():
        assert comments(text) == comments(texts[name])
        old, new = (read(version, file=name)[0] for version in (texts[name], text))
        assert old
        assert new
        assert hashes(old) == hashes(new)
    portfolio, problems = load_portfolio({name: text.encode() for name, text in after.items()})
    assert portfolio, [str(problem) for problem in problems]
