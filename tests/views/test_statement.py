"""The statement: the engine's numbers for both sides, in both forms, and nothing private."""

from __future__ import annotations

import io
import json
import re
import subprocess
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from markdown_it import MarkdownIt
from pypdf import PdfReader

from courtside.cli.main import main
from courtside.engine.assess import Portfolio, Status, assess_portfolio
from courtside.engine.status_json import as_json
from courtside.source.load import load_portfolio
from courtside.text.language import translator
from courtside.views.context import ViewContext
from courtside.views.pdf import MissingGlyphError, Paper, paper_of
from courtside.views.statement import Statement, build_statement
from courtside.views.statement_export import statement_markdown, statement_pdf
from courtside.workspace.git import commit_of
from helpers.canaries import found
from helpers.strategies import small_portfolio, small_project, views
from helpers.studio_texts import PROJECT, STUDIO, portfolio_of
from system.test_examples import FILES
from views.test_history import STEPS, WHOLE

TODAY = date(2026, 3, 25)
HOSTILE = 'A | b `c` *d* <script>x</script> [e](javascript:f) #g $h$ \\i "j" @k'


def about(status: Status, portfolio: Portfolio, language: str = "en") -> ViewContext:
    t = translator(language, date.min)
    return ViewContext(t=t, studio=portfolio.studio, status=status)


def stated(portfolio: Portfolio, today: date = TODAY, language: str = "en") -> Statement:
    (status,) = assess_portfolio(portfolio, today)
    return build_statement(about(status, portfolio, language), version="0.1.0", commit="c0ffee")


@pytest.mark.parametrize(
    ("holidays", "paper", "size"),
    [("US-NY", "letter", (612, 792)), ("ES-MD", "a4", (595, 842)), ("none", "a4", (595, 842))],
)
def test_it_is_on_the_paper_of_the_studio_s_country(
    holidays: str, paper: Paper, size: tuple[int, int]
) -> None:
    read = portfolio_of(STUDIO.replace("ES-MD", holidays), aurora=PROJECT)
    assert paper_of(read.studio) == paper
    box = PdfReader(io.BytesIO(pdf_of(read, paper=paper))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def pdf_of(
    portfolio: Portfolio, today: date = TODAY, language: str = "en", paper: Paper = "a4"
) -> bytes:
    (status,) = assess_portfolio(portfolio, today)
    whole = stated(portfolio, today, language)
    return statement_pdf(whole, about(status, portfolio, language), paper=paper).pdf


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages).split())


@settings(max_examples=max(settings.default.max_examples // 3, 1))
@given(views())
def test_it_has_the_late_days_and_the_balance_of_the_engine(view: Any) -> None:
    (status,) = assess_portfolio(view.portfolio, view.today)
    text = statement_markdown(stated(view.portfolio, view.today))
    (state_json,) = as_json([status], view.today)["projects"]
    if status.dated is None:
        assert "## Planned and actual" not in text
        return
    plan = text.split("## Planned and actual\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in plan.splitlines() if line.startswith("| *")]
    assert [row.rsplit("|", 2)[1].strip() for row in rows] == [
        str(stage["late_days"]) for stage in state_json["stages"]
    ]
    money = text.split("## Payments and balance\n", 1)[1].split("\n## ", 1)[0]
    balance = re.search(r"\| Balance \| (−?)[^\d|]*([\d,.]+) \|", money)
    assert balance
    assert (balance[1] + balance[2]).replace(",", "").replace("−", "-") == state_json["money"][
        "balance"
    ]
    follows = text.split("## What follows from delays\n", 1)[1].split("\n## ", 1)[0]
    states = re.findall(
        r"\| (in effect|upcoming|waived|ended with the stage) \|$", follows, re.MULTILINE
    )
    said = {"ahead": "upcoming", "lapsed": "ended with the stage"}
    sure = [  # without a record, nobody knows which reminders went out
        consequence["state"]
        for consequence in state_json["consequences"]
        if (consequence["do"], consequence["state"]) != ("remind", "in effect")
        if consequence["state"] != "ahead"
        or not status.moves(consequence["stage"], date.fromisoformat(consequence["date"]))
    ]
    assert states == [said.get(state, state) for state in sure]


def test_what_a_statement_says() -> None:
    text = statement_markdown(stated(small_portfolio(WHOLE, terms=STEPS)))
    for line in (
        "# Statement: A small one",
        "Norte Studio and Aurora, as of Wednesday 25 March 2026.",
        "- Provider: Norte Studio, hola@norte.example",
        "- Signed: Wednesday 25 February 2026, by Lucía",
        "- Version of the records: `c0ffee`",
        "- Working days of Aurora: Monday to Friday.",
        "| *Texts* | Aurora | 2 | 6 Mar 2026 | 6 Mar 2026 | 11 Mar 2026 | 3 |",
        "| *Build* | Norte Studio | 3 | 19 Mar 2026 | 24 Mar 2026 | late | 1 |",
        "| 11 Mar 2026 | *Texts* | Aurora | Added to the price: €100.00. | in effect |",
        "| 10 Mar 2026 | *Texts* | Aurora | loss of the slot | waived |",
        "| Balance | €140.00 |",
        "- 4 Mar 2026: Sent <https://norte.example/brief>",
    ):
        assert line in text.splitlines(), line
    assert "not legal advice" in text
    assert text == statement_markdown(stated(small_portfolio(WHOLE, terms=STEPS)))


def test_a_reason_is_the_side_of_a_party_and_not_its_name() -> None:
    text = statement_markdown(stated(small_portfolio(WHOLE, terms=STEPS)))
    reasons = text.partition("| Reason |")[2].partition("## ")[0]
    assert "| *Texts* | Aurora’s side |" in reasons
    assert "| Norte Studio’s side |" in reasons
    assert "| Aurora |" not in reasons


def test_a_round_is_no_agreed_change() -> None:
    """Both are agreed days in rule 7; the reader agreed one of them only."""
    ok = {"id": "c-ok", "title": "Approval", "days": 2, "approves": "brief", "done": "2026-03-13",
          "rounds": [{"asked": "2026-03-05", "done": "2026-03-10"}]}  # fmt: skip
    project = small_project(
        {"id": "brief", "title": "Brief", "days": 3, "done": "2026-03-04"},
        ok,
        {"id": "build", "title": "Build", "days": 3},
        changes=[{"date": "2026-03-12", "title": "Shop", "asked_by": "client", "stage": "build",
                  "days": 5, "agreed": "2026-03-12"}],
    )  # fmt: skip
    text = statement_markdown(stated(small_portfolio(project), date(2026, 3, 16)))
    reasons = text.partition("| Reason |")[2].partition("## ")[0]
    (changed,) = re.findall(r"^\| Agreed changes \| (\d+) days? \|$", reasons, re.MULTILINE)
    (rounds,) = re.findall(r"^\| Rounds of revisions \| (\d+) days? \|$", reasons, re.MULTILINE)
    by_stage = re.findall(r"^\| \*(.+)\* \| (.+) \| (−?\d+) \|$", reasons, re.MULTILINE)
    assert {title for title, name, _ in by_stage if name == "Agreed changes"} == {"Build"}
    assert {title for title, name, _ in by_stage if name == "Rounds of revisions"} == {
        "Approval (changes, round 1)", "Approval (look 2)"
    }  # fmt: skip
    for name, days in (("Agreed changes", changed), ("Rounds of revisions", rounds)):
        assert sum(int(n) for _, of, n in by_stage if of == name) == int(days)


@pytest.mark.parametrize(
    ("title", "hyphens"),
    [
        ("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", True),
        ("Startseite_und_Produktseite_und_Warenkorb_und_Rundbrief_Fassung2", False),
        ("Startseiteundproduktseiteundwarenkorbundrundbrieffassung2", False),
        ("m" * 90, False),
    ],
)
def test_a_long_word_of_a_language_has_its_hyphens_and_a_name_none(
    title: str, hyphens: bool
) -> None:
    text = PROJECT.replace("title: Texts", f"title: {title}")
    pdf = pdf_of(portfolio_of(STUDIO, aurora=text), language="de")
    words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    found = re.findall("(?:[-\u2010\u00ad]?\n)?".join(map(re.escape, title)), words)
    torn = [word for word in found if "\n" in word]
    assert torn
    assert all(bool(re.search("[-\u2010\u00ad]\n", word)) == hyphens for word in torn)


def test_what_was_paid_is_on_the_page_that_says_so() -> None:
    """The payments have no heading of their own."""
    for rows in range(28, 44):
        details = " ".join(["A street with a long name, in a large town of this country"] * rows)
        text = PROJECT.replace("aurora.example}", f"aurora.example, details: '{details}'}}")
        pages = PdfReader(io.BytesIO(pdf_of(portfolio_of(STUDIO, aurora=text)))).pages
        (page,) = [words for p in pages if "Invoice" in (words := p.extract_text())]
        assert "Payments and balance" in page


DAILY = {"after": 1, "do": "fee", "amount": "1%", "per": "day", "cap": "20%"}
GROWING = {"late": {"client": [DAILY, {"after": 4, "do": "fee", "amount": "40 EUR"}]}}
WAITED_FOR = ({"id": "brief", "title": "Brief", "days": 3, "done": "2026-03-04"},
        {"id": "copy", "title": "Texts", "owner": "client", "days": 2})  # fmt: skip


def test_in_an_open_pause_no_due_date_of_the_queue_is_firm() -> None:
    project = small_project(
        {"id": "brief", "title": "Brief", "days": 3, "done": "2026-03-04"},
        {"id": "copy", "title": "Texts", "owner": "client", "days": 2, "done": "2026-03-13"},
        {"id": "build", "title": "Build", "days": 3},
        terms={"late": {"client": [{"after": 3, "do": "lose-slot"}]}},
        pauses=[{"from": "2026-03-16", "by": "client", "agreed": "2026-03-13"}],
    )
    rows = statement_markdown(stated(small_portfolio(project), date(2026, 3, 20))).splitlines()
    (build,) = (row for row in rows if row.startswith("| *Build* | Norte Studio | 3 |"))
    assert "waiting for a free slot" in build
    assert "(at the earliest)" in build
    (copy,) = (row for row in rows if row.startswith("| *Texts* | Aurora | 2 |"))
    assert "(at the earliest)" not in copy


def test_of_a_step_ahead_that_grows_it_says_by_how_much() -> None:
    text = statement_markdown(stated(small_portfolio(small_project(*WAITED_FOR, terms=GROWING)),
                                     date(2026, 3, 9)))  # fmt: skip
    rows = [row for row in text.splitlines() if row.endswith("| upcoming |")]
    assert [row.split(" | ")[3] for row in rows] == [
        "Added to the price: €10.00 (1% of the price) for each working day, up to €200.00 "
        "(20% of the price) in total.",
        "Added to the price: €40.00.",
    ]
    text = statement_markdown(stated(small_portfolio(small_project(*WAITED_FOR, terms=GROWING)),
                                     date(2026, 3, 11)))  # fmt: skip
    assert "Added to the price from then on: €20.00 in total. | in effect |" in text


@pytest.mark.parametrize(
    "stopped",
    [
        {"pauses": [{"from": "2026-03-06", "by": "client", "agreed": "2026-03-06"}]},
        {"waits": [{"from": "2026-03-05", "on": "provider"}]},
    ],
    ids=["pause", "wait"],
)
def test_it_states_no_day_that_nobody_knows(stopped: dict[str, Any]) -> None:
    brief, copy = WAITED_FOR
    copy = copy | {name: value for name, value in stopped.items() if name == "waits"}
    pauses = {name: value for name, value in stopped.items() if name == "pauses"}
    project = small_project(brief, copy, terms=GROWING, **pauses)
    text = statement_markdown(stated(small_portfolio(project), date(2026, 3, 9)))
    assert re.search(r"\| \*Texts\* \|.*\| 6 Mar 2026 \| \d+ Mar 2026 \(at the earliest\) \|", text)
    assert "upcoming" not in text


def test_of_an_ended_project_it_foresees_nothing() -> None:
    project = small_project(
        {"id": "brief", "title": "Brief", "days": 3, "done": "2026-03-06"},
        {"id": "copy", "title": "Texts", "days": 2},
        ended={"date": "2026-03-12", "by": "client", "total": "500 EUR"},
    )
    text = statement_markdown(stated(small_portfolio(project, terms=STEPS)))
    assert re.search(r"\| \*Texts\* \| Aurora \| .* \| not finished \| \d \|", text)
    assert "upcoming" not in text
    assert "Why the finish date moved" not in text


def test_money_is_net_and_gross_with_every_payment_and_what_is_due_now() -> None:
    payments = (
        {"date": "2026-03-02", "for": "cpay", "amount": "400 EUR", "part": True, "invoice": "7"},
        {"date": "2026-03-03", "for": "balance", "amount": "-10 EUR"},
    )
    project = small_project(
        {"id": "cpay", "title": "Last payment", "pay": "100%", "days": 9}, payments=payments
    )
    tax = [{"name": "IVA", "rate": "21%"}, {"name": "IRPF", "rate": "-15%"}]
    text = statement_markdown(stated(small_portfolio(project, tax=tax), date(2026, 3, 4)))
    for line in (
        "| Price | €1,000.00 |",
        "| IVA (21%) | €210.00 |",
        "| IRPF (−15%) | −€150.00 |",
        "| Total | €1,060.00 |",
        "| Paid | −€390.00 |",
        "| Balance | €670.00 |",
        "| To pay now: Last payment | €670.00 |",
        "| 2 Mar 2026 | Last payment: in part | 7 | €400.00 |",
        "| 3 Mar 2026 | Balance: paid back | – | −€10.00 |",
    ):
        assert line in text.splitlines(), text


def test_what_is_owed_back_is_not_to_be_paid() -> None:
    payment = {"date": "2026-03-02", "for": "cpay", "amount": "1040 EUR"}
    project = small_project({"id": "cpay", "title": "All", "pay": "100%"}, payments=(payment,))
    text = statement_markdown(stated(small_portfolio(project), date(2026, 3, 4)))
    assert "| Balance | −€40.00 |" in text.splitlines()
    assert "| To be paid back: Balance | €40.00 |" in text.splitlines()
    assert "To pay now" not in text


def test_a_party_has_its_details_and_an_added_stage_no_plan() -> None:
    rounds = [{"asked": "2026-03-03", "done": "2026-03-05"}]
    project = small_project(
        {"id": "design", "days": 1, "done": "2026-03-02"},
        {"id": "c-ok", "title": "OK", "days": 2, "approves": "design", "rounds": rounds},
    )
    studio = small_portfolio(project, details="Calle Mayor 1\nNIF B12345678\n")
    text = statement_markdown(stated(studio, date(2026, 3, 6)))
    assert "- Provider: Norte Studio, hola@norte.example, Calle Mayor 1, NIF B12345678" in text
    assert "| *OK (changes, round 1)* | Norte Studio | 3 | added later |" in text


def test_both_sides_are_spoken_of_alike() -> None:
    """By name, and never as you and us: whoever reads it first."""
    for language in ("en", "es"):
        text = statement_markdown(stated(small_portfolio(WHOLE, terms=STEPS), language=language))
        words = set(re.findall(r"[a-zá-ú]+", text.lower()))
        assert not words & {"you", "your", "we", "us", "our", "tú", "tu", "nosotros", "nuestro"}


def test_before_there_are_dates_it_says_what_there_is() -> None:
    project = small_project({"id": "copy", "days": 2}, signed=None, start=None)
    text = statement_markdown(stated(small_portfolio(project)))
    assert "- Signed: Not signed yet." in text
    assert "## Plan" not in text


# --- Hostile and private texts -----------------------------------------------------------------


def hostile() -> Portfolio:
    project = WHOLE.model_copy(
        update={
            "title": HOSTILE,
            "client": WHOLE.client.model_copy(update={"name": HOSTILE, "contact": HOSTILE}),
            "stages": tuple(s.model_copy(update={"title": HOSTILE}) for s in WHOLE.stages),
        }
    )
    return small_portfolio(project, terms=STEPS)


def test_a_text_is_no_markup_in_either_form() -> None:
    html = MarkdownIt("commonmark").enable("table").render(statement_markdown(stated(hostile())))
    assert "<script" not in html
    assert "<a " not in html.replace('<a href="https://norte.example/brief">', "")
    assert unescape(html).count(HOSTILE) > 20
    cells = [row.count("<td") for row in html.split("</tr>")]
    assert cells.count(7) == len(WHOLE.stages)
    assert HOSTILE in words_of(pdf_of(hostile()))


def test_nothing_private_is_in_it() -> None:
    portfolio = small_portfolio(WHOLE, terms=STEPS)
    assert any(note.text == "Wolframite" for note in WHOLE.private)
    pdf = pdf_of(portfolio)
    assert found(pdf, ["Wolframite"]) == set()
    for text in (words_of(pdf), statement_markdown(stated(portfolio))):
        assert "Wolframite" not in text
        assert "Lucía" in text  # what is meant to be there is seen


# --- The PDF -----------------------------------------------------------------------------------


def test_the_pdf_is_tagged_and_named_and_the_same_each_time() -> None:
    portfolio = small_portfolio(WHOLE, terms=STEPS)
    pdf = pdf_of(portfolio, language="es")
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "es"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata
    assert reader.metadata.title == "Historial del proyecto: A small one"
    assert reader.metadata.author == "Norte Studio"
    assert pdf == pdf_of(portfolio, language="es")
    assert not found(pdf, [str(Path(__file__).parents[2]), "statement.typ"])


def test_the_pdf_says_what_the_other_form_says() -> None:
    text = words_of(pdf_of(small_portfolio(WHOLE, terms=STEPS)))
    for words in ("3 working days late", "€100.00", "loss of the slot", "not legal advice"):
        assert words in text


def test_an_address_breaks_only_at_its_own_signs() -> None:
    address = "https://files.norte.example/nido/brief"
    log = [{"date": TODAY, "text": f"{'m' * n} {address}"} for n in range(20, 60)]
    text = f"{PROJECT}log: {json.dumps(log, default=str)}\n"
    reader = PdfReader(io.BytesIO(pdf_of(portfolio_of(STUDIO, aurora=text))))
    words = "".join(page.extract_text() for page in reader.pages)
    found = re.findall("\n?".join(map(re.escape, address)), words)
    breaks = {place[: place.index("\n")] for place in found if "\n" in place}
    assert len(found) == 40
    assert breaks
    assert {start[-1] for start in breaks} <= set("/.@")
    assert "https://" not in breaks


def test_a_letter_that_no_font_has_is_named() -> None:
    project = WHOLE.model_copy(update={"title": "\U0001fae8\U00012000"})
    with pytest.raises(MissingGlyphError, match=r"U\+1FAE8|U\+12000"):
        pdf_of(small_portfolio(project))


# --- The commands ------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped examples, in the current folder."""
    (tmp_path / "projects").mkdir()
    for name, content in FILES.items():
        (tmp_path / "projects" / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURTSIDE_TODAY", raising=False)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@cache
def shipped() -> Portfolio:
    """The examples."""
    portfolio, _ = load_portfolio(FILES)
    assert portfolio
    return portfolio


def examples() -> list[str]:
    return [project.id for project in shipped().projects]


@cache
def the_status() -> dict[str, Any]:
    """What the command says of the examples, which are the current folder."""
    found: dict[str, Any] = json.loads(run("status", "--json").stdout)
    return found


@pytest.mark.parametrize("name", examples())
def test_each_example_has_a_history_and_a_statement(folder: Path, name: str) -> None:
    history = run("history", name)
    assert history.exit_code == 0
    assert len(history.stdout.splitlines()) > 1
    assert run("statement", name, "-o", "out.md").exit_code == 0
    assert run("statement", name, "-o", "out.pdf").stdout == "out.pdf\n"
    (one,) = [project for project in the_status()["projects"] if project["id"] == name]
    late = [str(stage["late_days"]) for stage in one["stages"] if "late_days" in stage]
    text = (folder / "out.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| \*.*\|$", line)][: len(late)]
    assert [row.rsplit("|", 2)[1].strip() for row in rows] == late
    notes = [
        n.text for project in shipped().projects if project.id == name for n in project.private
    ]
    assert notes
    for content in (history.output, text, words_of((folder / "out.pdf").read_bytes())):
        assert not [note for note in notes if note in content]


LATE = """\
title: Late
client: {name: Aurora, email: lucia@aurora.example}
price: 1000 EUR
start: 2026-06-01
signed: {date: 2026-05-29, by: Lucía}
terms: {late: {client: [{after: 0, do: remind}]}}
stages:
  - {id: copy, title: Texts, owner: client, days: 2}
  - {id: build, title: Build, owner: provider, days: 2}
"""


def test_a_reminder_stands_in_the_history_where_the_record_has_it(folder: Path) -> None:
    (folder / "projects" / "late.yml").write_text(LATE)
    record = folder / "projects" / "_reminded.txt"
    assert "A reminder was sent." not in run("history", "late", "--language", "en").stdout
    record.write_text("2026-06-03 client late copy\n")
    assert "Texts was late. A reminder was sent." in run("history", "late").stdout
    record.write_text("not a line of the record\n")
    broken = run("history", "late")
    assert broken.exit_code == 1
    assert "_reminded.txt:1" in broken.stderr


def test_history_speaks_the_portfolios_language_or_the_one_asked_for(folder: Path) -> None:
    assert "handed over" in run("history", "campana").stdout
    assert "entregó" in run("history", "campana", "--language", "es").stdout
    assert "2025-11" not in run("history", "campana", "--today", "2025-10-01").stdout
    assert "14 Nov 2025" in run("history", "campana", "--today", "2025-11-20").stdout


def test_a_statement_speaks_the_projects_language(folder: Path) -> None:
    run("statement", "campana", "-o", "a.md")
    assert "Historial del proyecto" in (folder / "a.md").read_text("utf-8")
    run("statement", "campana", "-o", "a.md", "--language", "en", "--today", "2025-10-01")
    assert "as of Wednesday 1 October 2025" in (folder / "a.md").read_text("utf-8")


def test_the_pdf_has_the_late_days_of_the_engine(folder: Path) -> None:
    run("statement", "campana", "-o", "a.pdf")
    text = words_of((folder / "a.pdf").read_bytes())
    data = json.loads(run("status", "--json").stdout)
    (one,) = [project for project in data["projects"] if project["id"] == "campana"]
    late = [stage["late_days"] for stage in one["stages"] if stage["late_days"]]
    assert late == [40, 39, 38, 32]
    for days in late:
        assert f": {days} días laborables de retraso" in text


@pytest.mark.parametrize("command", [["history"], ["statement", "-o", "a.md"]])
def test_an_unknown_project_is_said(folder: Path, command: list[str]) -> None:
    result = run(*command, "campanna")
    assert result.exit_code == 1
    assert "No project called 'campanna'. Did you mean 'campana'?" in result.stderr


def test_what_cannot_be_written_is_said(folder: Path) -> None:
    assert "the name has to end in .pdf or .md." in run("statement", "kiln", "-o", "a.txt").stderr
    result = run("statement", "kiln", "-o", "nowhere/a.md")
    assert result.exit_code == 1
    assert "The folder nowhere does not exist." in result.stderr


def test_a_problem_stops_it(folder: Path) -> None:
    kiln = folder / "projects" / "kiln.yml"
    kiln.write_text(kiln.read_text("utf-8") + "stage: 1\n", "utf-8")
    assert run("history", "kiln").exit_code == 1
    assert run("statement", "kiln", "-o", "a.md").exit_code == 1
    assert not (folder / "a.md").exists()


def test_the_commit_is_named_where_the_file_is_in_it(folder: Path) -> None:
    def git(*words: str) -> str:
        who = ["-c", "user.name=N", "-c", "user.email=n@n.example"]
        done = subprocess.run(["git", *who, *words], capture_output=True, check=True, text=True)
        return done.stdout.strip()

    kiln = folder / "projects" / "kiln.yml"
    assert commit_of(kiln) == ""
    git("init", "-q")
    assert "uncommitted changes" in run("statement", "kiln", "-o", "a.md").stderr
    git("add", "projects")
    git("commit", "-qm", "All")
    assert commit_of(kiln) == git("rev-parse", "HEAD")
    assert run("statement", "kiln", "-o", "a.md").stderr == ""
    assert git("rev-parse", "HEAD") in (folder / "a.md").read_text("utf-8")
    kiln.write_text(kiln.read_text("utf-8") + "\n", "utf-8")
    assert commit_of(kiln) == ""
