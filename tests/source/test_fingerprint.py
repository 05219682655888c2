"""What was signed or promised cannot change unseen, and what comes later may."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from courtside.cli.main import main
from courtside.engine.assess import Portfolio
from courtside.engine.shares import gross
from courtside.source.fingerprint import (
    agreement,
    canonical,
    differences,
    schedule,
    scheduled_hash,
    signed_hash,
)
from courtside.source.load import load_portfolio
from courtside.workspace.file_history import FileHistory
from courtside.workspace.git import environment
from helpers.studio_texts import ASSIGNED, PROJECT, STUDIO, problems_of, said, spoilt

CALENDARS = "calendars: {provider: {week: mon-fri, holidays: ES-MD, closed: [2026-08-03]}}\n"
SCHEDULED = spoilt(ASSIGNED, ("", f"scheduled: {{date: 2026-02-24}}\n{CALENDARS}"))


def portfolio(project: str = PROJECT, studio: str = STUDIO) -> Portfolio:
    found, problems = load_portfolio({"_studio.yml": studio.encode(), "p.yml": project.encode()})
    assert found is not None, problems
    return found


def signed(project: str = PROJECT, studio: str = STUDIO) -> str:
    found = portfolio(project, studio)
    return signed_hash(found.studio, found.projects[0])


def test_anybody_can_compute_the_hash_of_an_agreement() -> None:
    """The canonical form, written out."""
    studio = "name: Norte\nemail: a@b.example\ntimezone: UTC\ncurrency: EUR\nformat: 2\n"
    project = """\
title: Ignored
client: {name: Lucía, email: a@b.example}
price: 1234.5
deposit: {amount: 434.50}
stages:
  - {id: a, title: Ünë, owner: provider, days: 5, gives: [One "page"]}
  - {id: b, title: B, owner: client, days: 2, approves: a}
  - {id: c, title: C, owner: client, pay: 800}
terms: {reply: 1, late: {client: [{after: 5, do: fee, amount: 10 EUR, per: day, cap: 5%}]}}
words: |
  Word
  of ours
"""
    text = (
        '{"deposit":"434.50 EUR","parties":{"client":"Lucía","provider":"Norte"},'
        '"price":"1234.50 EUR","stages":[{"days":5,"gives":["One \\"page\\""],'
        '"id":"a","owner":"provider","title":"Ünë"},'
        '{"after":["a"],"approves":"a","days":2,"id":"b","owner":"client","title":"B"},'
        '{"after":["b"],"days":0,"id":"c","owner":"client","pay":"800.00 EUR","title":"C"}],'
        '"terms":{"late":{"client":[{"after":5,'
        '"amount":"10.00 EUR","cap":"5%","do":"fee","per":"day"}]},"reply":1},'
        '"words":"Word\\nof ours\\n"}'
    )
    found = portfolio(project, studio)
    assert canonical(agreement(found.studio, found.projects[0])).decode() == text
    assert signed(project, studio) == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def test_anybody_can_compute_the_hash_of_a_schedule() -> None:
    (project,) = portfolio(SCHEDULED).projects
    text = canonical(schedule(project)).decode()
    assert json.loads(text)["calendars"] == {
        "provider": {
            "closed": ["2026-08-03..2026-08-03"],
            "holidays": "ES-MD",
            "week": ["mon", "tue", "wed", "thu", "fri"],
        }
    }
    assert text.endswith('{"due":"2026-03-30","id":"balance","start":"2026-03-30"}],'
                         '"start":"2026-03-02"}')  # fmt: skip
    assert scheduled_hash(project) == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("price: 8400 EUR", "price: 8400"),
        ("price: 8400 EUR", "price: 8400.00 EUR"),
        ("amount: 30%", "amount: 30.0%"),
        ("days: 8", "days: 8, after: [copy]"),
        ("days: 8", "days: 8, gives: []"),
        ("pay: 70%", "pay: 70%, days: 0"),
        ("", "terms: {reply: 1}\n"),
        ("", "words: ''\n"),
        # what comes later
        ("date: 2026-02-24", "date: 2026-02-25"),
        ("email: lucia@aurora.example", "email: new@aurora.example, contact: Joan"),
        ("email: lucia@aurora.example", "email: lucia@aurora.example, consumer: false"),
        ("title: New website", "title: The website"),
        ("days: 8", "days: 8, done: 2026-03-25"),
        ("", "changes: [{date: 2026-03-11, title: More, stage: design, days: 2}]\n"),
        ("", "log: [{date: 2026-03-11, text: More}]\n"),
    ],
)
def test_the_same_agreement_written_otherwise_has_the_same_hash(old: str, new: str) -> None:
    assert signed(spoilt(PROJECT, (old, new))) == signed()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("price: 8400 EUR", "price: 8000 EUR", "price"),
        ("amount: 30%", "amount: 2520 EUR", "deposit"),
        ("name: Aurora", "name: Borealis", "parties.client"),
        ("email: lucia", "consumer: true, email: lucia", "parties.consumer"),
        ("days: 8", "days: 9", "stages.design.days"),
        ("days: 8", "days: 8, after: [brief]", "stages.design.after"),
        ("days: 8", "days: 8, gives: [A draft]", "stages.design.gives"),
        ("title: Texts", "title: Photos", "stages.copy.title"),
        (", approves: design", "", "stages.design-ok.approves"),
        ("pay: 70%", "pay: 5880 EUR", "stages.balance.pay"),
        ("id: design-ok", "id: ok", "stages.design-ok, stages.balance.after, stages.ok"),
        ("", "terms: {reply: 2}\n", "terms.reply"),
        ("", "terms: {late: {client: [{after: 9, do: approve}]}}\n", "terms.late.client"),
        ("", "words: More\n", "words"),
    ],
)
def test_what_differs_from_what_was_signed_is_named(old: str, new: str, named: str) -> None:
    """The older version with the fitting hash is found among others, some of them broken."""
    before = spoilt(PROJECT, ("by: Ann", f'by: Ann, hash: "{signed()}"'))
    now = spoilt(before, (old, new))
    middle = spoilt(before, ("price: 8400 EUR", "price: 7000 EUR"))
    asked = []

    def earlier(file: str) -> Iterator[tuple[bytes, bytes]]:
        asked.append(file)
        for text in (now, "no: [yaml", middle, before, "stages: never asked for"):
            yield STUDIO.encode(), text.encode()

    assert said(project=before, earlier=earlier) == []
    assert asked == []  # nothing is looked up while all fits
    assert said(project=now, earlier=earlier) == [
        f"p.yml:6:43: signed.hash: something both of you signed has changed ({named}): undo it "
        "and add an agreed change under `changes:`, or have the new version signed: courtside "
        "sign p --again"
    ]
    assert asked == ["projects/p.yml"]


def test_new_portfolio_terms_do_not_reach_what_was_signed() -> None:
    project = spoilt(PROJECT, ("by: Ann", f'by: Ann, hash: "{signed()}"'))
    studio = spoilt(STUDIO, ("amount: 10%", "amount: 15%"))

    def earlier(_file: str) -> Iterator[tuple[bytes, bytes]]:
        yield STUDIO.encode(), project.encode()

    (problem,) = said(project=project, studio=studio, earlier=earlier)
    assert "something both of you signed has changed (terms.late.client)" in problem


def test_a_term_that_the_studio_adds_later_is_kept_out_of_what_was_signed() -> None:
    before = STUDIO.replace("  cap: 20%\n", "").replace("  reply: 1\n", "")
    project = spoilt(PROJECT, ("by: Ann", f'by: Ann, hash: "{signed(studio=before)}"'))
    assert said(project=project, studio=before) == []
    assert said(project=project) == [
        "p.yml:6:43: signed.hash: your studio has something new since this was signed (reply, "
        "cap): write terms: {reply: none, cap: none} in this project, which keeps it as it was "
        "signed"
    ]
    kept = spoilt(project, ("", "terms: {reply: none, cap: none}\n"))
    assert said(project=kept) == []
    assert said(project=kept, studio=before) == []


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("  reply: 1\n", "  reply: 1\n  round_days: 4\n", "terms.round_days"),
        ("  reply: 1\n", "  reply: 1\n  net: 10\n", "terms.net"),
        ("  cap: 20%\n", "  cap: 25%\n", "terms.cap"),
        ("amount: 10%}", "amount: 10%, of: payment}", "terms.late.client"),
        ("", "words: |\n  What we make is yours.\n", "studio_words"),
        ("", "tax: [{name: IVA, rate: 21%}]\n", "tax"),
        ("", "tax: [{note: excl. VAT}]\n", ""),
        ("", "details: Calle Mayor 1\n", ""),
    ],
)
def test_what_is_new_in_format_2_is_covered_where_it_is_used(
    old: str, new: str, named: str
) -> None:
    then, now = portfolio(), portfolio(studio=spoilt(STUDIO, (old, new)))
    found = differences(
        *(agreement(version.studio, version.projects[0]) for version in (then, now))
    )
    assert ", ".join(found) == named


IVA, NEW_IVA = "tax: [{name: IVA, rate: 21%}]\n", "tax: [{name: IVA, rate: 22%}]\n"


def test_a_new_rate_of_tax_leaves_what_was_signed_as_it_was() -> None:
    then, now = STUDIO + IVA, STUDIO + NEW_IVA
    project = spoilt(PROJECT, ("by: Ann", f'by: Ann, hash: "{signed(studio=then)}"'))

    def earlier(_file: str) -> Iterator[tuple[bytes, bytes]]:
        yield now.encode(), project.encode()
        yield then.encode(), project.encode()

    (problem,) = said(project=project, studio=now, earlier=earlier)
    assert problem.endswith(
        "your studio's taxes have changed since this was signed: write tax: [{name: IVA, rate: "
        "21%}] in this project, which keeps it as it was signed"
    )
    frozen = f"{project}{IVA}"  # as `sign` wrote it, and somebody has deleted it since

    def frozen_first(_file: str) -> Iterator[tuple[bytes, bytes]]:
        yield now.encode(), frozen.encode()

    assert said(project=project, studio=now, earlier=frozen_first) == [problem]
    (problem,) = said(project=project, studio=now)  # without git
    assert "something both of you signed has changed" in problem
    own = project + IVA
    for studio in (STUDIO, then, now):
        assert said(project=own, studio=studio) == []
    changed = f"{project}{NEW_IVA}"
    (problem,) = said(project=changed, studio=now, earlier=earlier)
    assert "something both of you signed has changed (tax): undo it" in problem
    taxed = portfolio(own, now)
    assert gross(Decimal(100), taxed.projects[0].taxes(taxed.studio), "EUR") == 121


def test_words_beside_amounts_are_kept_where_a_rate_takes_their_place() -> None:
    then, now = STUDIO + "tax: [{note: excl. VAT}]\n", STUDIO + IVA
    project = spoilt(PROJECT, ("by: Ann", f'by: Ann, hash: "{signed(studio=then)}"'))
    found = said(
        project=project, studio=now, earlier=lambda _file: [(then.encode(), project.encode())]
    )
    assert "(tax): write tax: [{note: {en: excl. VAT}}] in this project" in found[0]


def test_a_tax_that_is_new_does_not_add_to_what_was_signed() -> None:
    project = spoilt(PROJECT, ("by: Ann", f'by: Ann, hash: "{signed()}"'))
    (problem,) = said(project=project, studio=STUDIO + IVA)
    assert "something new since this was signed (tax): write tax: [] in this project" in problem
    assert said(project=f"{project}tax: []\n", studio=STUDIO + IVA) == []


def test_clauses_of_the_studio_stay_as_they_were_signed() -> None:
    studio = STUDIO + "words: |\n  What we make is yours.\n"
    project = spoilt(PROJECT, ("by: Ann", f'by: Ann, hash: "{signed()}"'))
    assert said(project=project, studio=studio) == [
        "p.yml:6:43: signed.hash: your studio has something new since this was signed (words): "
        'write words: "" under `signed` in this project, which keeps it as it was signed'
    ]
    assert said(project=spoilt(project, ("by: Ann,", 'by: Ann, words: "",')), studio=studio) == []
    own = f'by: Ann, hash: "{signed(studio=studio)}"'
    with_words = f'{own}, words: "What we make is yours.\\n"'
    assert said(project=spoilt(PROJECT, ("by: Ann", own)), studio=studio) == []
    assert said(project=spoilt(PROJECT, ("by: Ann", with_words)), studio=studio) == []
    assert said(project=spoilt(PROJECT, ("by: Ann", with_words))) == []
    (problem,) = said(project=spoilt(PROJECT, ("by: Ann", own)))
    assert "something both of you signed has changed" in problem


def test_a_third_digit_is_covered_where_there_is_one() -> None:
    studio = STUDIO.replace("EUR", "TND")
    project = PROJECT.replace("EUR", "TND").replace("8400", "8400.125").replace("2520", "2520.038")
    (found,) = portfolio(project, studio).projects
    assert agreement(portfolio(project, studio).studio, found)["price"] == "8400.125 TND"


@pytest.mark.parametrize(
    ("old", "new"), [("approves: design", "approves: desing"), ("title: Texts", "title: T\u200fts")]
)
def test_a_hash_is_asked_for_when_nothing_else_is_wrong(old: str, new: str) -> None:
    """Whoever wrote it then would let a mistake be signed."""
    project = spoilt(PROJECT, ("by: Ann", f'by: Ann, hash: "{signed()}"'), (old, new))
    (problem,) = said(project=project)
    assert "hash" not in problem


@pytest.mark.parametrize(
    ("old", "new"),
    [("name: Norte", "name: Nor\u200bte"), ("name: Norte", "name: North\nname: Norte")],
)
@pytest.mark.parametrize("hashed", [True, False])
def test_nor_while_the_portfolio_s_own_file_has_a_problem(old: str, new: str, hashed: bool) -> None:
    with_hash = ("by: Ann", f'by: Ann, hash: "{signed()}"' if hashed else "by: Ann")
    found = said(project=spoilt(PROJECT, with_hash), studio=spoilt(STUDIO, (old, new)))
    found += said(project=PROJECT, studio=spoilt(STUDIO, (old, new)), severity="warning")
    assert found
    assert "hash" not in "".join(found)


def test_without_older_versions_nothing_is_named() -> None:
    project = spoilt(PROJECT, ("by: Ann", f'by: Ann, hash: "sha256:{"0" * 64}"'))
    (problem,) = said(project=project)
    assert "something both of you signed has changed: undo it" in problem
    assert "have the new version signed: courtside sign p --again" in problem


@pytest.mark.parametrize(
    "over",
    ["closed: 2026-12-31\n", "ended: {date: 2026-12-31, by: client, why: x, total: 100 EUR}\n"],
)
def test_no_command_signs_what_is_over(over: str) -> None:
    project = spoilt(PROJECT, ("by: Ann", f'by: Ann, hash: "sha256:{"0" * 64}"'))
    (problem,) = said(project=project + over)
    assert 'have the new version signed and write hash: "sha256:' in problem


def test_promised_dates_cannot_change_unseen() -> None:
    promised = scheduled_hash(portfolio(SCHEDULED).projects[0])
    before = spoilt(
        SCHEDULED, ("{date: 2026-02-24}\n", f'{{date: 2026-02-24, hash: "{promised}"}}\n')
    )
    now = spoilt(before, ("due: 2026-03-25", "due: 2026-03-24"), ("[2026-08-03]", "[2026-08-04]"))

    def earlier(_file: str) -> Iterator[tuple[bytes, bytes]]:
        yield STUDIO.encode(), before.encode()

    assert said(project=before, earlier=earlier) == []
    (problem,) = said(project=now, earlier=earlier)
    assert problem.startswith(
        "p.yml:16:37: scheduled.hash: the promised dates have changed (stages.design.due, "
        "calendars.provider.closed): undo it and add an agreed change or pause, or agree on new "
        'dates and write hash: "sha256:'
    )


def test_a_signature_without_hash_is_warned_about_with_the_line_to_write() -> None:
    assert said(severity="warning") == [
        "p.yml:6:9: signed: `hash` is missing, so no later change of what was signed is "
        f'noticed: write hash: "{signed()}" [no-hash]'
    ]
    promised = scheduled_hash(portfolio(SCHEDULED).projects[0])
    assert said(project=SCHEDULED, severity="warning")[1] == (
        "p.yml:16:12: scheduled: `hash` is missing, so no later change of what was promised is "
        f'noticed: write hash: "{promised}" [no-hash]'
    )


def test_the_order_of_stages_alone_is_a_difference() -> None:
    old = {"stages": [{"id": "a"}, {"id": "b"}]}
    assert differences(old, {"stages": [{"id": "b"}, {"id": "a"}]}) == ("stages",)
    assert differences(old, old) == ()


# --- git -------------------------------------------------------------------------------------


def _git(folder: Path, *words: str) -> None:
    settings = ["-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *settings, *words], check=True, capture_output=True)


def test_older_versions_come_from_git_newest_first(tmp_path: Path) -> None:
    folder = tmp_path / "projects"
    folder.mkdir()
    path = folder / "p.yml"
    _git(tmp_path, "init", "-q")
    for studio, project in ((STUDIO, PROJECT), (STUDIO, "two\n"), ("studio\n", "two\n")):
        (folder / "_studio.yml").write_text(studio, "utf-8")
        path.write_text(project, "utf-8")
        _git(tmp_path, "add", ".")
        _git(tmp_path, "commit", "-qm", "x")
    path.write_text("not committed", "utf-8")
    with FileHistory(folder) as earlier:
        for name in ("p.yml", "projects/p.yml"):
            assert list(earlier(name)) == [
                (b"studio\n", b"two\n"),
                (STUDIO.encode(), b"two\n"),
                (STUDIO.encode(), PROJECT.encode()),
            ]
        assert list(earlier("no.yml")) == []
        assert next(iter(earlier("p.yml"))) == (b"studio\n", b"two\n")


def test_git_is_asked_once_for_all_versions_of_all_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"p{number}.yml" for number in range(8)]
    _git(tmp_path, "init", "-q")
    (tmp_path / "_studio.yml").write_text("studio", "utf-8")
    for version in range(5):
        for name in names:
            (tmp_path / name).write_text(f"{name} {version}", "utf-8")
        _git(tmp_path, "add", ".")
        _git(tmp_path, "commit", "-qm", "x")
    environment()  # which asks git for the names of its variables, once in a process
    started: list[object] = []
    start = subprocess.Popen.__init__
    monkeypatch.setattr(
        subprocess.Popen, "__init__", lambda *a, **k: [started.append(a), start(*a, **k)][1]
    )
    with FileHistory(tmp_path) as earlier:
        found = {name: [text.decode() for _, text in earlier(name)] for name in names}
    assert found == {name: [f"{name} {4 - at}" for at in range(5)] for name in names}
    assert len(started) == 2


def test_without_git_there_are_no_older_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.yml"
    path.write_text("x", "utf-8")
    for how in ({}, {"seconds": 0.0}, {}):  # no repository, no time, no git
        with FileHistory(tmp_path, **how) as earlier:
            assert list(earlier("p.yml")) == list(earlier("p.yml")) == []
        if how:
            monkeypatch.setenv("PATH", "")


def test_a_hash_that_does_not_fit_names_fields_not_what_they_hold() -> None:
    files = {
        "_studio.yml": STUDIO,
        "p.yml": spoilt(
            PROJECT,
            ("title: Texts", "title: CANARY"),
            ("by: Ann", f'by: Ann, hash: "{signed()}"'),
        ),
    }

    def earlier(_file: str) -> list[tuple[bytes, bytes]]:
        return [(STUDIO.encode(), PROJECT.encode())]

    problems = problems_of(files, earlier=earlier)
    assert "(stages.copy.title)" in str(problems[0])
    assert "CANARY" not in "".join(map(str, problems))


def test_signing_writes_the_clauses_of_the_studio_and_terms_that_it_does_not_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "projects"
    folder.mkdir()
    studio = STUDIO + "words: |\n  What we make is yours.\nexample_day: 2026-02-20\n"
    (folder / "_studio.yml").write_text(studio, "utf-8")
    draft = (
        "title: A\nclient: {name: B, email: b@b.example}\nprice: 1\n"
        "stages: [{id: a, title: A, owner: provider, days: 1}]\n"
    )
    (folder / "p.yml").write_text(draft, "utf-8")
    assert CliRunner().invoke(main, ["sign", "p", "--by", "Ann"]).exit_code == 0
    text = (folder / "p.yml").read_text("utf-8")
    assert "  words: |\n    What we make is yours.\n" in text
    assert "  net: none\n" in text
    later = spoilt(studio, ("is yours", "is ours"), ("  cap: 20%", "  cap: 25%\n  net: 30"))
    assert said(project=text, studio=later) == []
