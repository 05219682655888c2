"""Whole lives of projects, played by commands alone with a clock that moves.

Each step's difference, what is said of it, what the engine answers and what the portal shows; then
the same life in files of other shapes, which have to say the same at every step.
"""

from __future__ import annotations

import difflib
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from courtside.cli import common
from courtside.cli.main import main
from courtside.engine.portals import client_pages
from courtside.source.load import load_portfolio
from courtside.source.yaml_reader import read
from courtside.source.yaml_writer import inline
from courtside.views.page import render
from courtside.workspace.schema_line import first_line
from helpers.studio import CHECKOUT
from helpers.studio_texts import spoilt, studio_text

STUDIO = studio_text("""
calendar: {holidays: ES-MD, closed: [2026-08-03..2026-08-21]}
terms:
  reply: 1
  restart_within: 15
  late:
    client:
      - {after: 3, do: approve}
      - {after: 5, do: lose-slot}
      - {after: 10, do: fee, amount: 10%}
    provider:
      - {after: 2, do: credit, amount: 1%, per: day, cap: 20%}
playbooks:
  website:
    deposit: 30%
    stages:
      - {id: brief, title: Brief, owner: provider, days: 5}
      - {id: copy, title: Texts, owner: client, days: 5, gives: ["Six pages, 20 photos"]}
      - {id: design, title: Design, owner: provider, days: 8}
      - {id: design-ok, title: Approval, owner: client, days: 3, approves: design}
      - {id: build, title: Build, owner: provider, days: 10}
      - {id: balance, title: Payment, owner: client, pay: 70%}
      - {id: launch, title: Launch, owner: provider, days: 1}
""")

OTHER = """\
title: Another one
client: {name: Borealis, email: jon@borealis.example}
price: 1000 EUR
signed: {date: 2026-05-04, by: Jon}
start: 2026-05-18
stages:
  - {id: work, title: Work, owner: provider, days: 10}
"""
"""Holds the provider's days from 18 to 29 May."""

BEGUN = """\
title: Booking page
client: {name: Nido Yoga, email: hello@nido.example}
price: 3200 EUR
deposit: 30%
stages:
  - {id: brief, title: Brief, owner: provider, days: 5}
  - {id: copy, title: Texts, owner: client, days: 5, gives: ["Six pages, 20 photos"]}
  - {id: design, title: Design, owner: provider, days: 8}
  - {id: design-ok, title: Approval, owner: client, days: 3, approves: design}
  - {id: build, title: Build, owner: provider, days: 10}
  - {id: balance, title: Payment, owner: client, pay: 70%}
  - {id: launch, title: Launch, owner: provider, days: 1}
"""


@dataclass(frozen=True)
class Step:
    """What is typed on a day, and what comes of it."""

    day: str
    words: list[str]
    came: list[str]
    """New lines, and the new ends of old ones behind `...`."""
    said: str
    """Stands in what is said."""
    phase: str
    finish: str | None = None


LIFE = [
    Step("2026-05-20", ["quote", "ni", "--until", "2026-06-30"],
         ["quoted: {date: 2026-05-20, until: 2026-06-30}"],
         "nido: proposal of 20 May 2026, open until 30 Jun 2026.", "proposal"),
    Step("2026-05-25", ["sign", "nido", "--by", "Ana: Nido"],
         ['signed: {date: 2026-05-25, by: "Ana: Nido", hash: "sha256:HASH"}',
          "calendars:",
          "  provider: {week: mon-fri, holidays: ES-MD, closed: [2026-08-03..2026-08-21]}",
          "  client: {week: mon-fri, holidays: ES-MD}",
          "terms:", "  reply: 1", "  revisions: none", "  round_days: none", "  net: none",
          "  restart_within: 15", "  cap: none", "  late:", "    client:",
          "      - {after: 3, do: approve}", "      - {after: 5, do: lose-slot}",
          "      - {after: 10, do: fee, amount: 10%}", "    provider:",
          "      - {after: 2, do: credit, amount: 1%, per: day, cap: 20%}"],
         "Deposit: 960.00 EUR. When it arrives: courtside paid nido deposit", "signed"),
    Step("2026-05-27", ["paid", "nido", "deposit", "--date", "2026-05-26"],
         ["payments:", "  - {date: 2026-05-26, for: deposit, amount: 960.00 EUR}"],
         "nido: deposit received on 26 May 2026, 960.00 EUR.\nNext: courtside schedule nido",
         "signed"),
    Step("2026-05-27", ["schedule", "nido", "--yes"],
         ["start: 2026-06-01", 'scheduled: {date: 2026-05-27, hash: "sha256:HASH"}',
          "... , start: 2026-06-01, due: 2026-06-05", "... , start: 2026-06-08, due: 2026-06-12",
          "... , start: 2026-06-15, due: 2026-06-24", "... , start: 2026-06-25, due: 2026-06-29",
          "... , start: 2026-06-30, due: 2026-07-13", "... , start: 2026-07-13, due: 2026-07-13",
          "... , start: 2026-07-14, due: 2026-07-14"],
         "The ball is in your court: brief, 1 to 5 Jun 2026.", "scheduled", "2026-07-14"),
    Step("2026-06-05", ["done", "nido"], ["... , done: 2026-06-05"],
         "The ball is in the client's court: copy, 8 to 12 Jun 2026.", "active", "2026-07-14"),
    Step("2026-06-11", ["return", "nido", "co", "--why", "Two pages: missing"],
         ['... , returned: [{sent: 2026-06-11, date: 2026-06-11, why: "Two pages: missing"}]'],
         "copy: incomplete on 11 Jun 2026, still open.", "active", "2026-07-14"),
    Step("2026-06-12", ["log", "nido", "Ana called: photos on Monday\n\n- twenty\n- or more\n"],
         ["log:", "  - date: 2026-06-12", "    text: |", "      Ana called: photos on Monday", "",
          "      - twenty", "      - or more"],
         "(the client can read it)", "active", "2026-07-14"),
    Step("2026-06-23", ["done", "nido", "copy"],
         ["... , done: 2026-06-23"],
         "copy: handed over on 23 Jun 2026, 7 working days late.\nThe ball is in your court: "
         "design, waiting for a slot, forecast 24 Jun to 3 Jul 2026.", "queued", "2026-07-23"),
    Step("2026-06-23", ["restart", "nido"],
         ["restarts:", "  - {stage: design, start: 2026-06-24, date: 2026-06-23}",
          "  - {stage: build, start: 2026-07-09, date: 2026-06-23}",
          "  - {stage: launch, start: 2026-07-23, date: 2026-06-23}"],
         "The ball is in your court: design, 24 Jun to 3 Jul 2026.", "active", "2026-07-23"),
    Step("2026-06-24", ["change", "nido", "design", "--title", "A second language", "--days", "2",
                        "--price", "600", "--asked-by", "client"],
         ["changes:", "  - {date: 2026-06-24, title: A second language, asked_by: client, "
          "stage: design, days: 2, price: 600 EUR}"],
         "If both agree: the finish moves from 23 to 27 Jul 2026, the total becomes 3800.00 EUR.",
         "active", "2026-07-23"),
    Step("2026-06-25", ["agree", "nido"], ["... , agreed: 2026-06-25"],
         "The finish moves from 23 to 27 Jul 2026. The total becomes 3800.00 EUR.", "active",
         "2026-07-27"),
    Step("2026-07-07", ["done", "nido", "design"], ["... , done: 2026-07-07"],
         "The ball is in the client's court: design-ok, 8 to 10 Jul 2026.", "active",
         "2026-07-27"),
    Step("2026-07-08", ["skip", "nido", "design-ok"], ["... , skipped: 2026-07-08"],
         "The ball is in your court: build, 9 to 22 Jul 2026.", "active", "2026-07-23"),
    Step("2026-07-10", ["pause", "nido", "--from", "2026-07-13", "--by", "client", "--why", "Move"],
         ["pauses:", "  - {from: 2026-07-13, by: client, why: Move}"],
         "If both agree: every later date moves, day by day, until the pause ends.", "active",
         "2026-07-23"),
    Step("2026-07-10", ["agree", "nido", "pause-1"], ["... , agreed: 2026-07-10"],
         "nido: pause from 13 Jul 2026 (no end date) agreed on 10 Jul 2026", "active",
         "2026-07-23"),
    Step("2026-07-20", ["resume", "nido"], ["... , to: 2026-07-19"],
         "The ball is in your court: build, 9 to 29 Jul 2026.", "active", "2026-07-30"),
    Step("2026-07-21", ["note", "nido", "Where I left off: Quetzalcoatl"],
         ["private:", '  - {date: 2026-07-21, text: "Where I left off: Quetzalcoatl"}'],
         "only you can see it", "active", "2026-07-30"),
    Step("2026-07-29", ["done", "nido"], ["... , done: 2026-07-29"],
         "The ball is in the client's court: balance, 29 Jul 2026.", "active", "2026-07-30"),
    Step("2026-07-29", ["paid", "nido"],
         ["  - {date: 2026-07-29, for: balance, amount: 2840.00 EUR}"],
         "The ball is in your court: launch, 30 Jul 2026.", "active", "2026-07-30"),
    Step("2026-07-30", ["done", "nido"], ["... , done: 2026-07-30"],
         "Everything is handed over; nothing is left to be paid.", "complete", "2026-07-30"),
    Step("2026-09-01", ["close", "nido"], ["closed: 2026-09-01"],
         "nido: closed on 1 Sep 2026.", "closed", "2026-07-30"),
]  # fmt: skip


class Portfolio:
    """A folder with its clock."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.projects = root / "projects"
        self.projects.mkdir()
        self.monkeypatch = monkeypatch
        (self.projects / "_studio.yml").write_text(STUDIO, "utf-8")
        (self.projects / "other.yml").write_text(OTHER, "utf-8")

    def at(self, day: str, *words: str, stdin: str | None = None) -> Result:
        """Type a command on a day, at noon."""
        now = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=12)
        self.monkeypatch.setattr(common, "now", lambda: now)
        return CliRunner().invoke(main, list(words), input=stdin)

    def status(self, day: str) -> dict[str, Any]:
        result = self.at(day, "status", "--json", "--today", day)
        assert result.exit_code == 0, result.stderr
        projects = json.loads(result.stdout)["projects"]
        return next(project for project in projects if project["id"] == "nido")

    def page(self, day: str) -> str:
        """The portal as it is before it is sealed; empty where there is none any more."""
        files = {path.name: path.read_bytes() for path in self.projects.glob("*.*")}
        portfolio, _ = load_portfolio(files)
        assert portfolio
        shown = {page.id: page for page in client_pages(portfolio, date.fromisoformat(day))}
        return render(shown["nido"], {}) if "nido" in shown else ""


@pytest.fixture
def portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Portfolio:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURTSIDE_TODAY", raising=False)
    return Portfolio(tmp_path, monkeypatch)


def begin(portfolio: Portfolio) -> Path:
    result = portfolio.at(
        "2026-05-20", "new", "nido", "--template", "website", "--title", "Booking page", "--client",
        "Nido Yoga", "--email", "hello@nido.example", "--price", "3200",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    path = portfolio.projects / "nido.yml"
    first = first_line(path.parent)
    assert path.read_text("utf-8") == f"{first}\n{BEGUN}"
    return path


def new_ends(old: list[str], new: list[str]) -> Iterator[str]:
    """The lines that came; of a line that grew, what was put into it. No other line goes."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for code, a, b, c, d in matcher.get_opcodes():
        if code == "equal":
            continue
        assert code != "delete"
        assert b - a in (0, d - c)
        for before, after in zip(old[a:b], new[c:d], strict=False):
            kept = next(n for n in range(len(before), -1, -1) if after.startswith(before[:n]))
            assert after.endswith(before[kept:]), after
            came = after[kept : len(after) - len(before) + kept]
            # Two commas in a row look alike from both sides.
            yield f"... , {came.strip(', ')}"
        if a == b:
            yield from new[c:d]


def hashless(line: str) -> str:
    head, sign, tail = line.partition("sha256:")
    return f"{head}{sign}HASH{tail[64:]}" if sign else line


def test_a_life_by_commands_alone(portfolio: Portfolio) -> None:
    path = begin(portfolio)
    for step in LIFE:
        before = path.read_text("utf-8")
        dry = portfolio.at(step.day, *step.words, "--dry-run")
        assert path.read_text("utf-8") == before
        result = portfolio.at(step.day, *step.words)
        assert result.exit_code == 0, (step.words, result.stderr)
        after = path.read_text("utf-8")
        assert [hashless(row) for row in new_ends(before.splitlines(), after.splitlines())] == (
            step.came
        ), step.words
        assert step.said in result.stderr
        assert result.stdout.startswith(dry.stdout)
        assert dry.stdout == "".join(
            difflib.unified_diff(
                before.splitlines(keepends=True), after.splitlines(keepends=True),
                "a/projects/nido.yml", "b/projects/nido.yml",
            )
        )  # fmt: skip
        status = portfolio.status(step.day)
        assert status["phase"] == step.phase, step.words
        assert status.get("finish") == step.finish, step.words
        page = portfolio.page(step.day)
        assert ("Booking page" in page) == (step.phase != "closed")
        assert "Quetzalcoatl" not in page + result.stderr
        check = portfolio.at(step.day, "check", "projects/nido.yml")
        assert (check.exit_code, check.stdout) == (0, ""), step.words
    story = portfolio.page("2026-07-30")
    for text in ("photos on Monday", "A second language"):
        assert text in story
    # What was incomplete is said until it has come; then the history alone has it.
    missing = "Two pages: missing"
    assert (missing in portfolio.page("2026-06-12"), missing in story) == (True, False)
    assert missing in portfolio.at("2026-09-01", "history", "nido").stdout


def flow(text: str) -> str:
    source, _ = read(text, file="nido.yml")
    assert source
    return f"# kept\n{inline(source.data)}  # kept too\n"


def block(text: str) -> str:
    """Stages with a line for each field, dashes below `stages`, and blank lines."""
    stage = re.compile(r"^  - \{(.*)\}$", re.MULTILINE)
    fields = re.compile(r", (?=(?:title|owner|days|gives|approves|pay):)")
    return stage.sub(lambda row: "\n- " + fields.sub("\n  ", row[1]) + "\n  # kept", text)


def front_matter(text: str) -> str:
    return f"---\n{text}---\n\n# Words\n\nstages: none\n"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the plain file says after each step."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        root = tmp_path_factory.mktemp("plain")
        monkeypatch.chdir(root)
        monkeypatch.delenv("COURTSIDE_TODAY", raising=False)
        portfolio = Portfolio(root, monkeypatch)
        path = begin(portfolio)
        return [data(path) for step in LIFE if portfolio.at(step.day, *step.words).exit_code == 0]


@pytest.mark.parametrize(
    ("name", "shape", "end"),
    [
        ("nido.yml", flow, "\n"),
        ("nido.yml", block, "\r\n"),
        ("nido.yml", str, "\r\n"),
        ("nido.md", front_matter, "\n"),
        ("nido.md", front_matter, "\r\n"),
    ],
    ids=["braces", "blocks", "CRLF", "md", "md-CRLF"],
)
def test_the_same_life_in_another_shape(
    portfolio: Portfolio, plain: list[dict[str, Any]], name: str, shape: Any, end: str
) -> None:
    path = portfolio.projects / name
    path.write_bytes(shape(BEGUN).replace("\n", end).encode())
    for step, wanted in zip(LIFE, plain, strict=True):
        old = path.read_bytes().decode().split(end)
        result = portfolio.at(step.day, *step.words)
        assert result.exit_code == 0, (step.words, result.stderr)
        new = path.read_bytes().decode().split(end)
        assert all("\r" not in row for row in new)
        gone = [row for row in difflib.ndiff(old, new) if row.startswith("- ")]
        assert len(gone) <= len(step.came)
        assert data(path) == wanted
    assert portfolio.page("2026-07-30")


def data(path: Path) -> dict[str, Any]:
    """What a file says, without the words, and what was hashed with them."""
    source, problems = read(path.read_bytes(), file=path.name)
    assert source
    assert not problems
    plain = {key: value for key, value in source.data.items() if key != "words"}
    if "signed" in plain:
        plain["signed"] = {**plain["signed"], "hash": ""}
    return plain


DOCUMENTED_DAYS = [
    "05-20", "05-20", "05-20", "05-25", "05-28", "05-29",  # to the dates
    "06-05", "06-11", "06-11", "06-12", "06-12", "06-23", "06-23", "06-23",  # to the lost slot
    "06-25", "06-29", "07-01", "07-01", "07-03", "07-03", "07-13",  # waits, a change, a pause
    "07-20", "07-22", "07-24", "07-27", "09-01", "09-02", "09-03", "09-04",
]  # fmt: skip


def test_the_documented_life(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of docs/project-life.md one after the other, as its readers type them."""
    page = (CHECKOUT / "docs" / "project-life.md").read_text("utf-8")
    story = page.partition("## If it ends early")[0]
    blocks = "".join(re.findall(r"```\n(.*?)```", story, re.DOTALL))
    commands = re.findall(r"^(?:\$ )?courtside (.*)$", blocks, re.MULTILINE)
    monkeypatch.setattr("courtside.cli.terminal.somebody_is_there", lambda: True)
    (portfolio.projects / "other.yml").unlink()
    printed = ""
    for day, command in zip(DOCUMENTED_DAYS, commands, strict=True):
        words = shlex.split(command)
        agreed = ["--yes"] if words[0] == "schedule" else []  # it asks first
        result = portfolio.at(f"2026-{day}", *words, *agreed)
        assert result.exit_code == 0, (command, result.stderr)
        printed += result.stderr
    shown = re.findall(r"^\$ .*\n((?:[^$`]*\n)*?)```", story, re.MULTILINE)
    assert shown
    assert all(text in printed for text in shown)
    assert data(portfolio.projects / "nido.yml")["closed"] == "2026-09-04"


# --- Five lives ----------------------------------------------------------------------------------

TAXED = spoilt(
    STUDIO,
    ("calendar:", "tax: [{name: IVA, rate: 21%}]\ncalendar:"),
    (
        "  restart_within: 15\n",
        "  revisions: 2\n  round_days: 3\n  net: 10\n  cap: 20%\n  restart_within: 15\n",
    ),
    ("      - {id: brief, title: Brief, owner: provider, days: 5}\n", ""),
    ('["Six pages, 20 photos"]', "[Six pages, 20 photos]"),
    (
        "",
        """\
  logo:
    deposit: 50%
    stages:
      - {id: sketches, title: Sketches, owner: provider, days: 5}
      - {id: choice, title: Choice, owner: client, days: 3, approves: sketches}
      - {id: files, title: Files, owner: provider, days: 2}
      - {id: rest, title: Payment, owner: client, pay: 50%}
  month:
    stages:
      - {id: posts, title: Posts, owner: provider, days: 3}
      - {id: posts-ok, title: Approval, owner: client, days: 2, approves: posts}
      - {id: fee, title: Monthly fee, owner: client, pay: 100%}
  app:
    deposit: 20%
    stages:
      - {id: concept, title: Concept, owner: provider, days: 5}
      - {id: first, title: First payment, owner: client, pay: 30%}
      - {id: app, title: App, owner: provider, days: 15}
      - {id: second, title: Second payment, owner: client, pay: 30%}
      - {id: tests, title: Tests, owner: client, days: 5}
      - {id: last, title: Last payment, owner: client, pay: 20%}
""",
    ),
)

Story = list[tuple[str, str, str]]
"""Day, what is typed, and a part of what is said."""


def beginning(name: str, template: str, price: str, start: str) -> Story:
    """From the first call to the dates."""
    return [
        ("2026-03-02", f"new {name} --template {template} --title T --client C --email c@c.example "
         f"--price {price}", f"courtside quote {name}"),
        ("2026-03-02", f"quote {name} --until 2026-03-31", "open until 31 Mar 2026"),
        ("2026-03-04", f"sign {name} --by Ana", "terms, taxes, calendars and fingerprint"),
        ("2026-03-06", f"paid {name}", "deposit received on 6 Mar 2026"),
        ("2026-03-06", f"schedule {name} --from {start} --yes", "The ball is in"),
    ]  # fmt: skip


WEBSITE: Story = [
    *beginning("web", "website", "3.200,00€", "2026-03-09"),
    ("2026-03-12", "received web copy 1", "1 item to come"),
    ("2026-03-13", "done web copy", "your court: design, 16 to 25 Mar 2026."),
    ("2026-03-18", "wait web design --on client --why 'Which photo?'", "waiting for the client"),
    ("2026-03-20", "answered web", "answered on 20 Mar 2026"),
    ("2026-03-27", "done web design", "the client's court: design-ok"),
    ("2026-03-30", "ask-change web --why Greener", "change 1 of 2 asked for"),
    ("2026-04-06", "revised web", "the client's court: design-ok.look-2"),
    ("2026-04-08", "ask-change web --why 'And rounder'", "change 2 of 2 asked for"),
    ("2026-04-10", "revised web design-ok", "the client's court: design-ok.look-3"),
    ("2026-04-14", "done web design-ok", "your court: build, 15 to 28 Apr 2026."),
    ("2026-04-15", "change web build --title 'A shop' --adds shop --days 2 --price 500",
     "the total becomes 3700.00 EUR"),
    ("2026-04-16", "agree web", "The total becomes 3700.00 EUR."),
    ("2026-04-28", "done web build", "your court: shop"),
    ("2026-04-30", "done web shop", "the client's court: balance"),
    ("2026-05-11", "paid web", "balance received on 11 May 2026, 3315.40 EUR."),
    ("2026-05-12", "done web launch", "nothing is left to be paid"),
    ("2026-06-01", "close web", "closed on 1 Jun 2026."),
]  # fmt: skip

LOGO: Story = [
    *beginning("logo", "logo", "1000", "2026-03-09"),
    ("2026-03-13", "done logo", "the client's court: choice"),
    ("2026-03-18", "done logo choice", "your court: files"),
    ("2026-03-19", "change logo files --title 'Fewer files' --price=-200", "-200 EUR"),
    ("2026-03-20", "agree logo", "The total becomes 800.00 EUR."),
    ("2026-03-20", "done logo files", "the client's court: rest"),
    ("2026-03-23", "paid logo rest 605", "242.00 EUR more than asked"),
    ("2026-03-24", "refund logo", "242.00 EUR paid back on 24 Mar 2026."),
    ("2026-03-25", "close logo", "closed on 25 Mar 2026."),
]

CANCELLED: Story = [
    *beginning("web", "website", "3200", "2026-03-09"),
    ("2026-03-13", "done web copy", "your court: design"),
    ("2026-03-25", "done web design", "the client's court: design-ok"),
    ("2026-03-27", "done web design-ok", "your court: build"),
    (
        "2026-04-01",
        "end web --by client --why 'The shop closes' --yes",
        "delivered: 8 of 19 working days of yours  1347.37 EUR",
    ),
    ("2026-04-07", "paid web", "balance received on 7 Apr 2026, 468.72 EUR."),
    ("2026-04-08", "close web", "closed on 8 Apr 2026."),
]

INSTALMENTS: Story = [
    *beginning("app", "app", "10000", "2026-03-09"),
    ("2026-03-13", "done app", "the client's court: first"),
    ("2026-03-16", "paid app 1000 --part", "a part of first received"),
    ("2026-03-20", "paid app", "first received on 20 Mar 2026, 2630.00 EUR."),
    ("2026-04-14", "done app app", "the client's court: second"),
    ("2026-04-20", "paid app second --invoice 2026-030", "second received"),
    ("2026-04-27", "done app tests", "the client's court: last"),
    ("2026-04-28", "paid app", "last received on 28 Apr 2026, 2420.00 EUR."),
    ("2026-04-29", "close app", "closed on 29 Apr 2026."),
]


def retainer() -> Story:
    """Nine months, signed once."""
    months = [*(f"2025-{n:02}" for n in range(9, 13)), *(f"2026-{n:02}" for n in range(1, 6))]
    story: Story = [
        ("2025-09-01", "new m-1 --template month --title September --client C --email "
         "c@c.example --price 600", "courtside quote m-1"),
        ("2025-09-02", "sign m-1 --by Ana", "Next: courtside schedule m-1"),
    ]  # fmt: skip
    for number, month in enumerate(months, 1):
        name = f"m-{number}"
        if number > 1:
            words = f"new {name} --from m-{number - 1} --retainer --title 'Month {number}'"
            story.append((f"{month}-01", words, f"courtside schedule {name}"))
        story += [
            (f"{month}-08", f"schedule {name} --from {month}-09 --yes", "posts"),
            (f"{month}-15", f"done {name} posts", "posts-ok"),
            (f"{month}-17", f"done {name} posts-ok", "the client's court: fee"),
            (f"{month}-24", f"paid {name}", "726.00 EUR"),
        ]
    return story


@pytest.mark.parametrize(
    ("story", "paid"),
    [
        (WEBSITE, "4477.00"),
        (LOGO, "968.00"),
        (CANCELLED, "1630.32"),
        (INSTALMENTS, "12100.00"),
        (retainer(), "726.00"),
    ],
    ids=["two rounds", "a refund", "cancelled half-way", "three instalments", "nine months"],
)
def test_a_life_leaves_an_account_that_is_even(
    portfolio: Portfolio, story: Story, paid: str
) -> None:
    """At each step the files have no error, and what `paid` proposes is what `status` calls due."""
    (portfolio.projects / "other.yml").unlink()
    (portfolio.projects / "_studio.yml").write_text(TAXED, "utf-8")
    for day, typed, said in story:
        result = portfolio.at(day, *shlex.split(typed))
        assert result.exit_code == 0, (day, typed, result.stderr)
        assert said in result.stderr, (day, typed)
        shown = json.loads(portfolio.at(day, "status", "--json").stdout)["projects"]
        for project in shown:
            for due in project.get("due", ()):
                back = due["amount"].startswith("-")
                words = ("refund" if back else "paid", project["id"], due["for"], "--dry-run")
                assert f" {due['amount']} EUR" in portfolio.at(day, *words).stdout, (day, typed)
    last = story[-1][0]
    money = [project["money"] for project in shown if "money" in project]
    assert money or all(project["phase"] == "closed" for project in shown)
    for account in money:
        assert (account["balance"], account["paid"]) == ("0.00", paid)
    for path in portfolio.projects.glob("*.yml"):
        moved = [entry["amount"] for entry in data(path).get("payments", ())]
        assert path.stem == "_studio" or sum(Decimal(a.split()[0]) for a in moved) == Decimal(paid)
    assert portfolio.at(last, "check").exit_code == 0
