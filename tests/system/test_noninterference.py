"""What is done to one client changes nothing of another's: not a byte of the site, but for the
stamp, which changes everybody's alike (`sealing/test_cipher.py`).

    site(studio)   ==   site(studio, client B changed, added, renamed or removed)

but for B's own portal and sealed files. There is one exception, in `rules`: a stage that has lost
its slot, or would lose it by waiting longer, says on its page when the next one is free; that day
depends on all work in the studio. Whole sites are made as a build makes them, out of the shells
of a real one.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from courtside import pipeline
from courtside.engine import portals
from courtside.engine.as_of import Clock
from courtside.engine.assess import Portfolio
from courtside.engine.portals import ClientPage
from courtside.model import project, stage, terms
from courtside.pipeline import Order, run
from courtside.sealing.cipher import PortalLinks, Sealed, seal_page
from courtside.sealing.keys import RootSecret, link
from courtside.site import baseline
from courtside.site.layout import file_path, page_path
from courtside.source import load
from courtside.views import page as page_view
from courtside.views.page import render
from helpers.strategies import BASES, pick, portfolios, projects
from helpers.studio import (
    CHECKOUT,
    SECRET,
    build_studio,
    make_studio,
    shipped_studio,
    site_files,
    site_of,
)
from helpers.studio import project as project_text
from helpers.studio_texts import studio_text

Data = dict[str, Any]
NOW = datetime(2026, 6, 22, 12, tzinfo=UTC)
SAME = b"the same for all"
"""In the place of all inputs of a build, whose stamp changes every byte that is sealed: what is
left is what the clients' pages and files say."""
ENVIRON = {"COURTSIDE_KEY": SECRET, "COURTSIDE_TODAY": "2026-06-22"}


@pytest.fixture(scope="module", autouse=True)
def the_same_stamp() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "inputs_of", lambda _plan, _theme: SAME)
        yield


@pytest.fixture(scope="module")
def shells(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    portfolio = make_studio(tmp_path_factory.mktemp("shells"), kiln=project_text())
    build_studio(portfolio)
    return baseline.last_baseline(portfolio / baseline.CACHE).shells


# --- Studios as files --------------------------------------------------------------------------

B: Data = {
    "title": "A shop",
    "client": {
        "name": "Boreal Ironworks",
        "contact": "Bo Berg",
        "email": "bo@boreal.example",
        "cc": ["office@boreal.example"],
        "details": "Harbour 1",
        "id": "boreal",
        "consumer": True,
    },
    "language": "en",
    "price": "4200 EUR",
    "quoted": {"date": "2026-04-20", "until": "2026-05-20"},
    "signed": {"date": "2026-05-04", "by": "Bo Berg"},
    "deposit": {"amount": "30%", "invoice": "2026-011", "url": "https://pay.example/11"},
    "payments": [
        {"date": "2026-05-06", "for": "deposit", "amount": "1000 EUR", "part": True,
         "invoice": "2026-011"},
        {"date": "2026-05-07", "for": "deposit", "amount": "524.60 EUR"},
        {"date": "2026-06-10", "for": "balance", "amount": "100 EUR", "part": True},
    ],
    "start": "2026-05-11",
    "calendars": {
        "client": {"week": "mon-fri", "holidays": "NO", "closed": ["2026-05-18"]},
        "provider": {"week": "mon-fri", "holidays": "ES-MD"},
    },
    "link": 2,
    "link_until": "2026-07-31",
    "allow": ["no-calendars"],
    "files": ["brief.pdf", "plan.pdf"],
    "stages": [
        {"id": "brief", "title": "Brief", "owner": "provider", "days": 3, "gives": ["One page"],
         "done": "2026-05-13", "url": "https://files.example/brief"},
        {"id": "copy", "title": "Texts", "owner": "client", "days": 4, "done": "2026-05-20",
         "gives": [{"text": "Ten pages", "received": "2026-05-19"}],
         "waits": [{"from": "2026-05-14", "told": "2026-05-15", "to": "2026-05-15",
                    "on": "provider", "why": "How long?"}],
         "returned": [
             {"sent": "2026-05-18", "date": "2026-05-19", "why": "Two pages are missing"},
         ]},
        {"id": "round", "title": "Comments", "owner": "client", "days": 2,
         "skipped": "2026-05-20"},
        {"id": "design", "title": "Design", "owner": "provider", "days": 8, "done": "2026-06-03"},
        {"id": "design-ok", "title": "Approval", "owner": "client", "days": 3,
         "approves": "design"},
        {"id": "build", "title": "Build", "owner": "provider", "days": 10},
        {"id": "balance", "title": "Balance", "owner": "client", "pay": "70%",
         "invoice": "2026-019"},
        {"id": "extra", "title": "Photos", "owner": "provider", "days": 6, "after": ["brief"],
         "done": "2026-05-22"},
        {"id": "extra-ok", "title": "Choice", "owner": "client", "days": 3, "after": ["extra"],
         "approves": "extra", "done": "2026-06-04",
         "rounds": [{"asked": "2026-05-26", "why": "More light", "done": "2026-06-02"}]},
    ],
    "terms": {
        "reply": 2,
        "revisions": 3,
        "round_days": 4,
        "net": 7,
        "cap": "15%",
        "restart_within": 5,
        "late": {
            "client": [
                {"after": 3, "do": "remind", "text": "A word before it costs anything"},
                {"after": 4, "do": "lose-slot"},
                {"after": 6, "do": "fee", "amount": "2%", "per": "week", "cap": "10%"},
            ],
            "provider": [{"after": 2, "do": "credit", "amount": "1%"}],
        },
    },
    "changes": [
        {"date": "2026-05-15", "title": "A second shop window", "asked_by": "client",
         "stage": "build", "days": 2, "price": "300 EUR", "agreed": "2026-05-16"},
        {"date": "2026-05-15", "title": "Signs", "asked_by": "client", "stage": "build",
         "price": "100 EUR", "agreed": "2026-05-16",
         "adds": {"id": "signs", "title": "Signs", "owner": "provider", "days": 2}},
    ],
    "pauses": [
        {"from": "2026-05-28", "to": "2026-05-29", "by": "client", "why": "Moving",
         "agreed": "2026-05-20"},
    ],
    "restarts": [{"stage": "build", "start": "2026-07-06", "date": "2026-06-18"}],
    "waivers": [{"stage": "copy", "do": "fee", "date": "2026-05-21", "why": "First time"}],
    "log": [{"date": "2026-05-13", "text": "Sent", "link": "https://files.example/brief"}],
    "private": [{"date": "2026-05-13", "text": "Prefers calls"}],
    "closed": "2027-01-01",
    "words": "One shop.",
}  # fmt: skip
"""A client whose file uses every field."""


@dataclass(kw_only=True)
class Files:
    """The projects folder: project files by name, and what lies in the projects' folders."""

    projects: dict[str, Data | str] = field(default_factory=dict)
    beside: dict[str, bytes] = field(default_factory=dict)


OTHERS = ("aurora", "borealis", "delta", "lumen", "tramuntana", "vega", "atlas")
"""The shipped examples are the other clients: late ones, queued ones, proposals, one with files."""


def others() -> Files:
    folder = CHECKOUT / "projects"
    files = Files()
    for name in OTHERS:
        (path,) = folder.glob(f"{name}.*")
        files.projects[path.name] = path.read_text("utf-8")
        for beside in (folder / name).glob("*"):
            files.beside[f"{name}/{beside.name}"] = beside.read_bytes()
    return files


def with_b(b: Data = B, name: str = "boreal-shop") -> Files:
    files = others()
    files.projects[f"{name}.yml"] = deepcopy(b)
    files.beside |= {f"{name}/brief.pdf": b"%PDF brief", f"{name}/plan.pdf": b"%PDF plan"}
    return files


@dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """A site, and which of its paths belong to whom."""

    site: dict[str, bytes]
    paths: dict[str, set[str]]
    """Client -> portal and sealed files."""
    queued: frozenset[str]
    """Clients whose page says when a slot is free."""

    def but(self, *clients: str) -> dict[str, bytes]:
        """The site without what belongs to these clients."""
        own = {path for client in clients for path in self.paths.get(client, ())}
        return {path: content for path, content in self.site.items() if path not in own}


def paths_of(portal: PortalLinks) -> set[str]:
    return {page_path(portal.link), *map(file_path, portal.files)}


def waits(portal: ClientPage) -> bool:
    if any(cost.resumes for project in portal.shown for cost in project.waiting):
        return True
    return any(
        live.state == "queued"
        for project in portal.shown
        for status in (project.status, *(day.status for day in project.later))
        if status.dated
        for live in status.dated.stages.values()
    )


def made(files: Files, root: Path, shells: Mapping[str, str]) -> Built:
    """Write the files, and make the site of them."""
    folder = root / "projects"
    folder.mkdir(parents=True)
    (folder / "_studio.yml").write_bytes(shipped_studio())
    for name, data in files.projects.items():
        text = data if isinstance(data, str) else json.dumps(data)
        (folder / name).write_text(text, encoding="utf-8")
    for name, content in files.beside.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    made: list[Sealed] = []
    pages: list[ClientPage] = []

    def kept(*given: Any, **named: Any) -> Iterator[ClientPage]:
        for page in portals.portals_of(*given, **named):
            pages.append(page)
            yield page

    order = Order(projects=folder, root=root, environ=ENVIRON, now=NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "portals_of", kept)
        plan = run(order, write=made.append)
    return Built(
        site=dict(site_files(made, shells)),
        paths={portal.client: paths_of(portal) for portal in plan.portals},
        queued=frozenset(page.id for page in pages if waits(page)),
    )


# --- Every field, once ---------------------------------------------------------------------------

GONE = object()

FIELDS: dict[str, Any] = {
    # words: what nobody counts with
    "title": "Another title, and a longer one",
    "client.name": "Other Works",
    "client.contact": GONE,
    "client.email": "other@boreal.example",
    "client.cc": GONE,
    "client.details": "Harbour 2",
    "allow": GONE,
    "link_until": GONE,
    "signed.by": "Someone else",
    "signed.again": "2026-05-05",
    "stages.0.title": "Another brief",
    "stages.0.gives": ["Two pages", "A *list*"],
    "stages.0.url": "https://files.example/other",
    "stages.1.gives.0.text": "Eleven pages",
    "stages.1.gives.0.received": GONE,
    "stages.1.waits.0.why": "How wide?",
    "stages.1.returned.0.why": "Three pages are missing",
    "stages.6.invoice": "2026-020",
    "stages.8.rounds.0.why": "Less light",
    "deposit.invoice": GONE,
    "deposit.url": "https://pay.example/12",
    "payments.0.invoice": GONE,
    "changes.1.adds.title": "Other signs",
    "terms.late.client.0.text": "Other words",
    "changes.0.title": "Another window",
    "changes.0.asked_by": "provider",
    "pauses.0.why": GONE,
    "pauses.0.by": "provider",
    "waivers.0.why": "Second time",
    "log.0.text": "Sent by mail",
    "log.0.link": "mailto:bo@boreal.example",
    "log.0.date": "2026-05-14",
    "log": GONE,
    "private.0.text": "Prefers letters, " * 200,
    "private.0.date": "2026-05-12",
    "private": GONE,
    "words": "## Other words\n\n" + "Of another length. " * 400,
    "files": ["brief.pdf"],
    "language": "es",
    "link": 3,
    "client.consumer": False,
    "client.id": "northern",
    "terms.reply": 7,
    "terms.revisions": 1,
    "quoted.date": "2026-04-21",
    "quoted.until": GONE,
    # what the engine counts with
    "price": "9999.99 EUR",
    "tax": [{"name": "IGIC", "rate": "7%"}],
    "deposit.amount": "1260 EUR",
    "payments.0.amount": "999 EUR",
    "payments.2.part": GONE,
    "payments.1.date": "2026-05-08",
    "payments.2": GONE,
    "payments.2.for": "deposit",
    "signed.date": "2026-05-05",
    "start": "2026-05-12",
    "calendars.client.week": "mon-sat",
    "calendars.client.holidays": "PT",
    "calendars.client.closed": GONE,
    "calendars.client": GONE,
    "calendars.provider": GONE,
    "stages.2.id": "first-round",
    "stages.7.owner": "client",
    "stages.5.days": 3,
    "stages.7.after": ["copy"],
    "stages.4.approves": GONE,
    "stages.6.pay": "2940 EUR",
    "stages.4.done": "2026-06-17",
    "stages.2.skipped": "2026-05-21",
    "stages.1.returned": GONE,
    "stages.1.returned.0.sent": "2026-05-15",
    "stages.1.waits.0.from": "2026-05-13",
    "stages.1.waits.0.told": GONE,
    "stages.1.waits.0.to": "2026-05-18",
    "stages.1.waits.0.on": "outside",
    "stages.8.rounds.0.asked": "2026-05-27",
    "stages.8.rounds.0.done": "2026-06-03",
    "stages.8.rounds": GONE,
    "terms.round_days": 2,
    "terms.net": 14,
    "terms.cap": "5%",
    "terms.late.client.2.of": "payment",
    "changes.1.adds.days": 5,
    "changes.1.adds": GONE,
    "ended": {"date": "2026-06-15", "by": "client", "why": "It moves", "total": "4000 EUR"},
    "terms.restart_within": 0,
    "terms.late.client.2.after": 8,
    "terms.late.client.2.amount": "50 EUR",
    "terms.late.client.2.per": "day",
    "terms.late.client.2.cap": "20%",
    "terms.late.client": [
        {"after": 1, "do": "lose-slot"},
        {"after": 2, "do": "fee", "amount": "1%"},
    ],
    "terms.late.provider.0.after": 0,
    "terms.late.provider": GONE,
    "changes.0.date": "2026-05-14",
    "changes.0.stage": "extra",
    "changes.0.days": 9,
    "changes.0.price": "-300 EUR",
    "changes.0.agreed": GONE,
    "pauses.0.from": "2026-05-27",
    "pauses.0.to": "2026-06-02",
    "pauses.0.agreed": GONE,
    "restarts.0.stage": "signs",
    "restarts.0.start": "2026-07-20",
    "restarts.0.date": "2026-06-17",
    "restarts": GONE,
    "waivers.0.stage": "design-ok",
    "waivers.0.do": "lose-slot",
    "waivers.0.date": "2026-05-22",
    "closed": "2026-06-01",
}
"""Place in B's file -> another value, or none."""

WORDS_ONLY = tuple(FIELDS)[: tuple(FIELDS).index("price")]
"""Changes after which even who waits for a slot waits no other day."""


def changed(path: str, value: Any) -> Data:
    data = deepcopy(B)
    *above, last = (int(part) if part.isdigit() else part for part in path.split("."))
    place: Any = data
    for part in above:
        place = place[part]
    if value is GONE:
        del place[last]
    else:
        assert place.get(last) != value
        place[last] = value
    return data


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, shells: Mapping[str, str]) -> Built:
    return made(with_b(), tmp_path_factory.mktemp("base"), shells)


def assert_others_stand(before: Built, after: Built, *, queue: bool) -> None:
    """Nothing but B's differs, and where the queue may move, those who wait in it."""
    spared = {"boreal", "northern", "boreal-shop", "renamed", "second"}
    if queue:
        spared |= before.queued | after.queued
    assert len(set(before.paths) - spared) >= 4
    assert before.but(*spared) == after.but(*spared)


def test_the_portfolio_has_who_waits_and_who_does_not(base: Built) -> None:
    assert base.queued - {"boreal"}
    assert len(base.paths) == len(OTHERS) + 1
    assert len(base.paths["boreal"]) == 3


@pytest.mark.parametrize("path", FIELDS)
def test_a_change_of_a_field_of_one_client_stays_with_that_client(
    path: str, base: Built, tmp_path: Path, shells: Mapping[str, str]
) -> None:
    after = made(with_b(changed(path, FIELDS[path])), tmp_path, shells)
    assert_others_stand(base, after, queue=path not in WORDS_ONLY)
    if path.startswith("private"):
        assert after.site == base.site


@pytest.mark.parametrize("path", ["title", "price", "words", "stages.5.days", "files", "log"])
def test_the_client_s_own_page_does_change(
    path: str, base: Built, tmp_path: Path, shells: Mapping[str, str]
) -> None:
    after = made(with_b(changed(path, FIELDS[path])), tmp_path, shells)
    assert after.site != base.site


RECORDS = (
    project.ProjectFile, project.Client, project.Quoted, project.Signed, project.Deposit,
    project.Payment, project.NewStage, stage.Stage, stage.Given, stage.Returned, stage.Round,
    stage.Wait, terms.Calendars, terms.CalendarRule, terms.Terms, terms.Late, terms.Step,
    project.Change, project.Pause, project.Restart, project.Waiver,
    project.Entry, project.Note,
)  # fmt: skip
ELSEWHERE = {"hash", "scheduled", "due", "as"}
"""Written by commands: they are changed by whole files below."""


def test_no_field_was_forgotten() -> None:
    names = {
        field.alias or name for record in RECORDS for name, field in record.model_fields.items()
    }
    parts = {part for path in FIELDS for part in path.split(".")}
    assert names - parts == ELSEWHERE


# --- Whole files, and what lies beside them ------------------------------------------------------


def _removed(files: Files) -> None:
    del files.projects["boreal-shop.yml"]


def _renamed(files: Files) -> None:
    files.projects["renamed.yml"] = files.projects.pop("boreal-shop.yml")
    files.beside |= {"renamed/brief.pdf": b"%PDF brief", "renamed/plan.pdf": b"%PDF plan"}


def _front_matter(files: Files) -> None:
    data = json.dumps({k: v for k, v in B.items() if k != "words"})
    del files.projects["boreal-shop.yml"]
    files.projects["boreal-shop.md"] = f"---\n{data}\n---\nOther words.\n"


def _second(files: Files) -> None:
    files.projects["second.yml"] = deepcopy(B) | {"title": "Second", "files": []}


def _without_client_id(files: Files) -> None:
    data: Any = files.projects["boreal-shop.yml"]
    del data["client"]["id"]


def _proposal(files: Files) -> None:
    keys = ("title", "client", "price", "words", "language")
    stages = [{k: s[k] for k in ("id", "title", "owner")} | {"days": 4} for s in B["stages"]]
    files.projects["boreal-shop.yml"] = {k: B[k] for k in keys} | {"stages": stages}


def _signed_with_its_hash(files: Files) -> None:
    """As `courtside sign` leaves it: the check says what the hash has to be."""
    data: Any = files.projects["boreal-shop.yml"]
    texts = {"_studio.yml": shipped_studio()}
    _, problems = load.load_portfolio(texts | {"boreal-shop.yml": json.dumps(data).encode()})
    found = re.search(r"sha256:[0-9a-f]{64}", "".join(map(str, problems)))
    assert found
    data["signed"]["hash"] = found[0]


def _beside(name: str, content: bytes) -> Callable[[Files], None]:
    return lambda files: files.beside.update({f"boreal-shop/{name}": content})


def _renamed_file(files: Files) -> None:
    data: Any = files.projects["boreal-shop.yml"]
    data["files"] = ["brief.pdf", "Ünïcode & more.pdf"]
    files.beside["boreal-shop/Ünïcode & more.pdf"] = files.beside.pop("boreal-shop/plan.pdf")


WHOLE: dict[str, Callable[[Files], None]] = {
    "removed": _removed,
    "renamed": _renamed,
    "front matter": _front_matter,
    "a second project": _second,
    "without a client id": _without_client_id,
    "a proposal": _proposal,
    "signed with its hash": _signed_with_its_hash,
    "another content of a file": _beside("plan.pdf", b"%PDF other plan"),
    "a file of another size": _beside("plan.pdf", b"%PDF" * 50_000),
    "a file nobody asked for": _beside("notes.txt", b"notes"),
    "a file under another name": _renamed_file,
}


@pytest.mark.parametrize("change", WHOLE)
def test_what_happens_to_one_client_s_files_stays_with_that_client(
    change: str, base: Built, tmp_path: Path, shells: Mapping[str, str]
) -> None:
    files = with_b()
    WHOLE[change](files)
    after = made(files, tmp_path, shells)
    assert_others_stand(base, after, queue=True)
    unseen = {"a file nobody asked for"}
    assert (after.site == base.site) == (change in unseen)


EXAMPLES = sorted(
    path.name
    for path in (CHECKOUT / "projects").iterdir()
    if path.suffix in (".yml", ".md")
    and path.stem not in (*OTHERS, "index", "_studio")
    and "\nfiles:" not in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", EXAMPLES)
def test_any_example_in_the_place_of_a_client_leaves_the_others(
    name: str, base: Built, tmp_path: Path, shells: Mapping[str, str]
) -> None:
    text = (CHECKOUT / "projects" / name).read_text("utf-8")
    files = with_b()
    del files.projects["boreal-shop.yml"]
    files.projects[f"boreal-shop{Path(name).suffix}"] = re.sub(
        r"(?m)^  id: .*\n", "  id: boreal\n", text, count=1
    )
    assert_others_stand(base, made(files, tmp_path, shells), queue=True)


# --- Studios that chance has made --------------------------------------------------------------

ROOT = RootSecret.parse(SECRET)


def sealed(portfolio: Portfolio, today: date, shells: Mapping[str, str]) -> Built:
    shown = portals.client_pages(portfolio, today)
    own = {
        page.id: PortalLinks(
            client=page.id, language=page.language, link=link(ROOT, page.id, page.link)
        )
        for page in shown
    }
    made_of = (
        Sealed(portal=own[page.id], page=seal_page(render(page), own[page.id].link))
        for page in shown
    )
    return Built(
        site=dict(site_files(made_of, shells)),
        paths={client: paths_of(portal) for client, portal in own.items()},
        queued=frozenset(page.id for page in shown if waits(page)),
    )


@st.composite
def two_portfolios(draw: Callable[[Any], Any]) -> tuple[Portfolio, Portfolio, date]:
    """A studio of two or three, and the same with its last client living another life, or none."""
    portfolio = draw(portfolios(least=2, most=3))
    *rest, last = portfolio.projects
    other = () if draw(st.integers(0, 4)) == 0 else (
        draw(projects(portfolio.studio, last.id, pick(draw, BASES))),
    )  # fmt: skip
    day = pick(draw, BASES).toordinal() + draw(st.integers(0, 120))
    changed_portfolio = Portfolio(studio=portfolio.studio, projects=(*rest, *other))
    return portfolio, changed_portfolio, date.fromordinal(day)


@settings(max_examples=max(settings.default.max_examples // 4, 1))
@given(two_portfolios())
def test_another_life_of_one_client_changes_no_other_s_page(
    shells: Mapping[str, str], two: tuple[Portfolio, Portfolio, date]
) -> None:
    one, other, today = two
    before, after = sealed(one, today, shells), sealed(other, today, shells)
    spared = {each.projects[-1].portal_id for each in (one, other)}
    spared |= {project.id for project in one.projects if project.portal_id in spared}
    spared |= before.queued | after.queued
    assume(set(before.paths) - spared)
    assert before.but(*spared) == after.but(*spared)


def test_the_property_sees_a_page_that_counts_the_portfolio(
    monkeypatch: pytest.MonkeyPatch, base: Built, tmp_path: Path, shells: Mapping[str, str]
) -> None:
    """A leak on purpose: each page says how many portals there are."""
    pages: list[str] = []
    plain = page_view.render

    def leaky(page: ClientPage, *files: Any, **options: Any) -> str:
        pages.append(page.id)
        return plain(page, *files, **options).replace("</body>", f"{len(pages)}</body>")

    monkeypatch.setattr(page_view, "render", leaky)
    before = made(with_b(), tmp_path / "before", shells)
    pages.clear()
    after = made(others(), tmp_path / "after", shells)
    with pytest.raises(AssertionError):
        assert_others_stand(before, after, queue=True)


# --- The same bytes, whatever is around the build -----------------------------------------------

AROUND = (
    (0o077, {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}),
    (0o000, {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Pago_Pago", "LC_ALL": "C.UTF-8"}),
)
"""What a new file may not be, and the environment."""


def _portfolio(root: Path, *, backwards: bool) -> Path:
    portfolio = make_studio(root)
    (portfolio / "projects" / "_studio.yml").write_bytes(shipped_studio())
    files = with_b()
    for name in sorted(files.projects, reverse=backwards):
        data = files.projects[name]
        text = data if isinstance(data, str) else json.dumps(data)
        (portfolio / "projects" / name).write_text(text, encoding="utf-8")
    for name in sorted(files.beside, reverse=backwards):
        (portfolio / "projects" / name).parent.mkdir(exist_ok=True)
        (portfolio / "projects" / name).write_bytes(files.beside[name])
    return portfolio


def test_the_surroundings_of_a_build_change_no_byte(tmp_path: Path) -> None:
    sites = []
    for number, (umask, environ) in enumerate(AROUND):
        portfolio = _portfolio(tmp_path / str(number), backwards=bool(number))
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(portfolio / "mkdocs.yml")],
            cwd=("/", tmp_path)[number],
            env={**os.environ, **ENVIRON, "NO_MKDOCS_2_WARNING": "1", **environ},
            umask=umask,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        sites.append(site_of(portfolio))
    assert len(sites[0]) > len(OTHERS)
    assert sites[0] == sites[1]


def test_the_order_in_which_a_disk_lists_files_does_not_matter(
    base: Built, tmp_path: Path, shells: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = Path.iterdir

    def backwards(self: Path) -> Iterator[Path]:
        return iter(sorted(listed(self), reverse=True))

    monkeypatch.setattr(Path, "iterdir", backwards)
    assert made(with_b(), tmp_path, shells).site == base.site


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_day_is_that_of_the_studio_wherever_the_machine_stands(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        portfolio, _ = load.load_portfolio({"_studio.yml": STUDIO_WITHOUT_DAY})
        assert portfolio
        late = datetime(2026, 6, 22, 22, 30, tzinfo=UTC)  # the 23rd already, in Madrid
        assert Clock(now=late).today(portfolio.studio) == date(2026, 6, 23)
        assert Clock(now=late.astimezone()).today(portfolio.studio) == date(2026, 6, 23)
    finally:
        monkeypatch.undo()
        time.tzset()


STUDIO_WITHOUT_DAY = studio_text().encode()
