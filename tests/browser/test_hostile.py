"""Text is hostile: published ways to make a page run or fetch something, in every text field.

Each wall is tried alone and both together, in Chromium:

    both             the page as it is made, in the shell as it is made
    sanitiser alone  the same page, in the shell without its policy
    policy alone     every field raw in the page, as if nothing were ever escaped or cleaned

Nothing may run, nothing may be asked of another host; and where the sanitiser stands, nothing of
the kind is in the page at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from segno import encoder

from courtside.engine import portals
from courtside.engine.portals import ClientPage
from courtside.model.studio import Notice, PayTo, Tax
from courtside.sealing.cipher import PortalLinks, Sealed, seal_page
from courtside.sealing.keys import RootSecret, address, link
from courtside.site import baseline
from courtside.site.layout import POLICY, page_path
from courtside.source import load
from courtside.views.page import Attachment, render
from helpers.browsing import Served, chromium, flat, served
from helpers.studio import SECRET, build_studio, make_studio, site_files
from helpers.studio import project as project_text

pytestmark = pytest.mark.browser

KINDS: Mapping[str, list[str]] = json.loads(
    (Path(__file__).parents[1] / "data" / "hostile" / "payloads.json").read_text("utf-8")
)
PAYLOADS = tuple(payload for kind in KINDS.values() for payload in kind)
EVIL = "evil.test"
TODAY = date(2026, 4, 15)
ROOT = RootSecret.parse(SECRET)


# --- A project that says one thing everywhere ----------------------------------------------------

FIELDS = (
    "title", "client", "signed", "stage", "gives", "returned", "change", "pause", "waiver", "log",
    "link", "words", "reminder", "file", "studio", "tax", "contact", "wait", "round", "added",
    "invoice", "holder", "notice", "proposed",
)  # fmt: skip


def project(said: Mapping[str, str]) -> dict[str, Any]:
    """A project file with a text in each field that reaches the page; late, so that all show."""
    line = {name: " ".join(text.split()) for name, text in said.items()}
    return {
        "title": line["title"],
        "client": {"name": line["client"], "contact": line["contact"],
                   "email": "a@client.example", "id": "victim"},
        "price": "1000 EUR",
        "signed": {"date": "2026-02-20", "by": line["signed"]},
        "deposit": "30%",
        "payments": [{"date": "2026-02-24", "for": "deposit", "amount": "300 EUR"}],
        "start": "2026-03-02",
        "stages": [
            {"id": "brief", "title": line["stage"], "owner": "provider", "days": 5,
             "gives": [said["gives"]], "done": "2026-03-06"},
            {"id": "copy", "title": line["stage"], "owner": "client", "days": 5,
             "returned": [{"sent": "2026-03-12", "date": "2026-03-12", "why": said["returned"]}],
             "waits": [{"from": "2026-03-16", "to": "2026-03-17", "on": "provider",
                        "why": said["wait"]}]},
            {"id": "ok", "title": line["stage"], "owner": "client", "days": 3, "approves": "brief",
             "after": ["brief"], "rounds": [{"asked": "2026-03-10", "why": said["round"]}]},
            {"id": "design", "title": line["stage"], "owner": "provider", "days": 8},
            {"id": "balance", "title": line["stage"], "owner": "client", "pay": "70%",
             "after": [], "invoice": line["invoice"]},
        ],
        "terms": {"late": {"client": [
            {"after": 1, "do": "remind", "text": line["reminder"]},
            {"after": 2, "do": "fee", "amount": "1%"},
        ]}},
        "changes": [
            {"date": "2026-03-11", "title": line["change"], "stage": "design", "days": 2,
             "agreed": "2026-03-12",
             "adds": {"id": "more", "title": line["added"], "owner": "provider", "days": 1}},
            {"date": "2026-03-12", "title": line["proposed"], "stage": "design", "days": 2},
        ],
        "pauses": [{"from": "2026-05-01", "to": "2026-05-10", "by": "client",
                    "why": said["pause"], "agreed": "2026-03-20"}],
        "waivers": [{"stage": "copy", "do": "fee", "date": "2026-03-30", "why": said["waiver"]}],
        "log": [{"date": "2026-03-06", "text": said["log"],
                 "link": "https://evil.test/" + "".join(said["link"].split())}],
        "files": [re.sub(r"[/\\]", "|", line["file"])],
        "words": said["words"],
    }  # fmt: skip


def portal(projects: list[dict[str, Any]], studio: Mapping[str, str]) -> ClientPage:
    """Read them as a studio is read, and give their client's portal."""
    provider = {
        "name": "Norte Studio",
        "email": "o'onmouseover=alert`1`&x@norte.example",
        "timezone": "Europe/Madrid",
        "currency": "EUR",
        "format": 2,
    }
    files = {f"p{number}.yml": json.dumps(project) for number, project in enumerate(projects)}
    files["_studio.yml"] = json.dumps(provider)
    portfolio, problems = load.load_portfolio({name: text.encode() for name, text in files.items()})
    assert portfolio, [str(problem) for problem in problems]
    (page,) = portals.client_pages(portfolio, TODAY)
    # Longer than a file may have them, so that one page says what a hundred could.
    update = {
        "name": studio["name"],
        "tax": (Tax.model_construct(name=None, rate=None, note={"en": studio["tax"]}),),
        "notice": Notice.model_construct(until=date(2026, 12, 31), text={"en": studio["notice"]}),
        "pay_to": PayTo.model_construct(
            name=studio["holder"], iban="ES9121000418450200051332", bic=None, link=None
        ),
    }
    return replace(page, studio=page.studio.model_copy(update=update))


STUDIO_FIELDS = ("name", "tax", "notice", "holder")


def html_of(page: ClientPage) -> str:
    names = [(status.project.id, name) for status in page.projects for name in status.project.files]
    files = {
        f"{id_}/{name}": Attachment(slug=f"{number:022}", digest="0" * 32)
        for number, (id_, name) in enumerate(names)
    }
    return render(page, files)


def everywhere(text: str) -> dict[str, str]:
    return dict.fromkeys(FIELDS, text)


@pytest.fixture(autouse=True)
def any_mask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the codes for a payment have the first mask: to find the best one of eight takes as long
    as all else in these pages, and no text is in them either way."""
    best = encoder.find_and_apply_best_mask
    monkeypatch.setattr(encoder, best.__name__, lambda *given: best(*given[:3], 0))


@cache
def cleaned(payloads: tuple[str, ...]) -> str:
    """A page on which each payload is a whole project."""
    said = " ".join(" ".join(payloads).split())
    return html_of(
        portal([project(everywhere(p)) for p in payloads], dict.fromkeys(STUDIO_FIELDS, said))
    )


SWALLOWING = ("parsing that changes its mind", "names that hide others")
"""Kinds that may take away what follows: they have a page for themselves, others share one."""


RUNNING = ("handlers", "svg and math", "elements that fetch or steer")
"""Kinds of which most do something where nothing stands in their way."""


def raw_pages(kinds: Iterable[str] = KINDS) -> Iterator[tuple[str, str]]:
    """Payloads, and a page into which they were put raw after it was made: in attributes too."""
    mark = "QxRawTextxQ"
    page = html_of(portal([project(everywhere(mark))], dict.fromkeys(STUDIO_FIELDS, mark)))
    for kind in kinds:
        payloads = KINDS[kind]
        together = 1 if kind in SWALLOWING else 5
        for at in range(0, len(payloads), together):
            said = "\n".join(payloads[at : at + together])
            yield said, page.replace(mark, said)


# --- The site ------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Site:
    """A folder that is served under two names, and what was asked under which."""

    server: Served
    shell: str

    def add(self, name: str, html: str, *, policy: bool = True) -> str:
        """Seal a page; gives the link that opens it."""
        own = link(ROOT, name, 1)
        walls = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        assert walls in self.shell
        shell = self.shell if policy else self.shell.replace(walls, "")
        sealed = Sealed(
            portal=PortalLinks(client=name, language="en", link=own), page=seal_page(html, own)
        )
        path = page_path(own)
        place = self.server.folder / path
        place.parent.mkdir(parents=True)
        place.write_bytes(dict(site_files([sealed], {"en": shell}))[path])
        return address(self.server.base, own)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    portfolio = make_studio(tmp_path_factory.mktemp("studio"), kiln=project_text())
    build_studio(portfolio)
    shells = baseline.last_baseline(portfolio / baseline.CACHE).shells
    with served(portfolio / "site") as server:
        yield Site(server=server, shell=shells["en"])


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Browser]:
    """Chromium, for which every other host is this server, so that it sees who is asked."""
    with chromium(f"--host-resolver-rules=MAP {EVIL} 127.0.0.1:{site.server.port}") as browser:
        yield browser


# --- What may not happen -------------------------------------------------------------------------

TRAP = """for (const name of ["alert", "confirm", "prompt", "print", "msgbox"])
    globalThis[name] = () => { console.error("RAN", name); };"""

PROVOKE = """() => {
    const safely = (work) => { try { work(); } catch (error) { /* it hides its own methods */ } };
    const leads = (address) => { try { return new URL(address, location).protocol; } catch {} };
    for (const element of [...Document.prototype.querySelectorAll.call(document, "*")]) {
        const names = [...element.attributes].map((each) => each.name.toLowerCase());
        for (const name of names.filter((each) => each.startsWith("on")))
            safely(() => element.dispatchEvent(new Event(name.slice(2))));
        const address = element.getAttribute("href") ?? element.getAttribute("xlink:href");
        if (address && !/^(https?|mailto):$/.test(leads(address)))
            safely(() => element.dispatchEvent(new MouseEvent("click")));
        if (element.localName === "form")
            safely(() => HTMLFormElement.prototype.submit.call(element));
        if (element.hasAttribute("formaction")) safely(() => element.click());
    }
}"""
"""Does what a reader might do: points, clicks, focuses and sends, wherever somebody listens; but
follows no plain link, which may lead anywhere (and so no event rises to one around it)."""

OPENED = "!!Document.prototype.querySelector.call(document, '#portal article')"

CONTENT = """() => {
    const allowed = /^(https?:|mailto:|#)/;
    const wrong = [];
    const never = "script, iframe, object, embed, form, base, style, meta, link, frame, frameset," +
        " img, picture, video, audio, input, textarea, select, template, noscript, math, use," +
        " image, animate, set, foreignObject, area, portal, marquee";
    const calendar = (element) => // the page's own, with nothing in it but its text
        element.matches("[data-calendar] + template") && !element.content.children.length;
    for (const element of document.querySelectorAll("#portal *")) {
        const own = element.closest("[data-message], noscript") || calendar(element);
        if (element.matches(never) && !own)
            wrong.push(element.localName);
        for (const { name, value } of element.attributes) {
            if (/^on|^(style|srcdoc|srcset|src|action|formaction|ping|background)$/i.test(name))
                wrong.push(name);
            if (/href$/i.test(name) && !allowed.test(value)) wrong.push(value);
        }
    }
    const scripts = [...document.scripts].map((each) => each.getAttribute("src"));
    return { wrong, scripts, text: document.getElementById("portal").textContent };
}"""


class Tab:
    """A tab that is listened to."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.site = site
        self.said: list[str] = []
        self.happened: list[str] = []
        self.page: Page = browser.new_page()
        self.page.set_default_timeout(30_000)
        self.page.add_init_script(TRAP)
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.happened.append("dialog"), dialog.dismiss()))
        self.page.on("popup", lambda popup: self.happened.append("popup"))
        self.page.on("download", lambda download: self.happened.append("download"))

    def open(self, address: str) -> None:
        """Open a portal and wait until the opener has ended, whichever way."""
        self.page.goto(address, wait_until="commit")
        self.page.wait_for_selector("[data-message=opening]", state="hidden")

    def ran(self) -> tuple[str, ...]:
        """Everything that should never happen, since the tab was opened."""
        said = [text for text in self.said if text.startswith("RAN")]
        return (*said, *self.happened, *self.hosts())

    def hosts(self) -> set[str]:
        here = f"127.0.0.1:{self.site.server.port}"
        return {answer.host for answer in self.site.server.answers} - {here}


@pytest.fixture
def tab(browser: Browser, site: Site) -> Iterator[Tab]:
    site.server.answers.clear()
    tab = Tab(browser, site)
    yield tab
    tab.page.close()


BATCHES = tuple(PAYLOADS[at : at + 19] for at in range(0, len(PAYLOADS), 19))


@pytest.mark.parametrize("policy", [True, False], ids=["both walls", "sanitiser alone"])
def test_where_text_is_cleaned_it_is_text(site: Site, tab: Tab, policy: bool) -> None:
    for number, payloads in enumerate(BATCHES):
        html = cleaned(payloads)
        assert "94011" not in html  # 31337*3, computed by a template
        tab.open(site.add(f"clean-{policy}-{number}", html, policy=policy))
        tab.page.evaluate(PROVOKE)
        found = tab.page.evaluate(CONTENT)
        assert found["wrong"] == []
        assert found["scripts"] == [
            f"../../assets/{name}.js" for name in ("fallback", "open", "alive")
        ]
        assert (tab.said, tab.happened, tab.hosts()) == ([], [], set())
        paths = {path.partition("?")[0] for path in site.server.asked}
        assert not {path for path in paths if not path.startswith(("/assets/", "/p/"))}
        text = flat(found["text"])
        for payload in payloads:  # a title is no Markdown: it stands there as it was written
            assert flat(payload) in text, payload


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.sweep)])
def test_where_text_is_not_cleaned_the_policy_holds(site: Site, tab: Tab, step: int) -> None:
    opened: list[bool] = []
    for number, (said, html) in enumerate(list(raw_pages())[::step]):
        tab.open(site.add(f"raw-{step}-{number}", html))
        opened.append(tab.page.evaluate(OPENED))
        address = tab.page.url
        tab.page.evaluate(PROVOKE)
        tab.page.wait_for_timeout(20)
        assert tab.page.url == address, said
        assert tab.ran() == (), said  # of this page, or late of the one before
    tab.page.wait_for_timeout(500)
    assert tab.ran() == ()
    # Some hide what the opener needs, and nothing opens; that is no reason for many to do so.
    assert sum(opened) > 0.9 * len(opened)


def test_without_any_wall_most_pages_run_or_fetch_something(site: Site, tab: Tab) -> None:
    """What is looked for is found: on a page or two of each kind. Not on those whose frames hold
    themselves, which take as long as all others together."""
    bad: list[bool] = []
    for number, (_, html) in enumerate(list(raw_pages(RUNNING))[::4]):
        tab.said.clear()
        site.server.answers.clear()
        tab.open(site.add(f"bare-{number}", html, policy=False))
        tab.page.evaluate(PROVOKE)
        tab.page.wait_for_timeout(50)
        bad.append(bool(tab.ran()))
        tab.happened.clear()
    assert sum(bad) > 0.7 * len(bad)


def test_every_field_reaches_the_page() -> None:
    said = {name: f"Qx{name}xQ" for name in FIELDS}
    html = html_of(portal([project(said)], said | {"name": said["studio"]}))
    assert [name for name in FIELDS if said[name] not in html] == []
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 100
