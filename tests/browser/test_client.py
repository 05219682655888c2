"""What a client does, from the mail with the link to the agreement on paper."""

from __future__ import annotations

import email
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.policy import default
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Page, Route
from pypdf import PdfReader

from courtside.cli.main import main
from courtside.engine.portals import ClientPage
from helpers.browsing import Examples, flat
from helpers.studio import CHECKOUT, example_portals

pytestmark = pytest.mark.browser

PORTALS = {portal.id: portal for portal in example_portals()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone:
    """A client's phone, and what went wrong on it or went elsewhere."""

    page: Page
    home: str
    said: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self._went(request.url))

    def _went(self, url: str) -> None:
        if not url.startswith((f"{self.home}/", "data:", "blob:")):
            self.said.append(f"asked for {url}")


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that has been at the site before."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        context.new_page()  # while a tab is open, the next one opens sooner
        yield context


@pytest.fixture
def phone(examples: Examples, context: BrowserContext) -> Iterator[Phone]:
    with context.new_page() as page:
        phone = Phone(page=page, home=examples.site.base)
        phone.listen()
        yield phone
    assert phone.said == []


@pytest.fixture(scope="module")
def drafts(examples: Examples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mails that the provider sends."""
    folder = tmp_path_factory.mktemp("drafts")
    settings = examples.site.folder.parent / "mkdocs.yml"
    arguments = ["--eml", str(folder), "--base", examples.site.base, "--config-file"]
    done = CliRunner().invoke(main, ["links", *arguments, str(settings)])
    assert done.exit_code == 0, done.output
    return folder


def link_in(draft: Path, portal: ClientPage) -> str:
    """The link that stands in a mail, as a mail program makes it clickable."""
    mail = email.message_from_bytes(draft.read_bytes(), policy=default)
    client = portal.projects[0].project.client
    assert mail["To"].addresses[0].addr_spec == client.email
    lines = mail.get_content().splitlines()
    (link,) = [line for line in lines if line.startswith("<http")]
    return link.strip("<>")


def opened(phone: Phone, drafts: Path, client: str) -> Page:
    phone.page.goto(link_in(drafts / f"{client}.eml", PORTALS[client]))
    phone.page.wait_for_selector("h1")
    return phone.page


@pytest.mark.parametrize("client", ["atlas", "marea", "tramuntana"])
def test_the_link_in_the_mail_opens_the_page(phone: Phone, drafts: Path, client: str) -> None:
    page, portal = opened(phone, drafts, client), PORTALS[client]
    first = portal.projects[0]
    assert page.title().startswith(f"{first.project.client.name}: ")
    assert all(status.project.title in page.title() for status in portal.projects)
    assert page.evaluate("document.documentElement.lang") == portal.language
    # A screen reader begins with the headline, and eyes have it before they scroll.
    heading = page.locator("h1")
    assert page.evaluate("document.activeElement.localName") == "h1"
    box = heading.bounding_box()
    assert box
    assert box["y"] + box["height"] < 844 / 2
    assert page.evaluate("scrollY") == 0
    assert first.dated
    open_now = [s for s in first.dated.stages.values() if s.state in ("current", "late")]
    assert any(live.stage.title in heading.inner_text() for live in open_now)


def test_a_link_that_a_mail_gateway_rewrote_opens_the_page(
    examples: Examples, browser: Browser, drafts: Path
) -> None:
    link = link_in(drafts / "atlas.eml", PORTALS["atlas"])
    with browser.new_context() as context:
        page = context.new_page()
        answer = page.goto(link.replace("#", "%23"))
        assert answer
        assert answer.status == 404
        page.wait_for_selector(".cs-project")
        assert page.url == link


def test_the_ledger_unfolds_stage_by_stage(phone: Phone, drafts: Path) -> None:
    page = opened(phone, drafts, "tramuntana")
    details = page.locator("details:has([id$='--moved'])")
    table = details.locator("table")
    assert not table.is_visible()
    if not details.evaluate("each => each.open"):
        details.locator("> summary").click()
    details.locator("details > summary").click()
    assert table.is_visible()
    dated = PORTALS["tramuntana"].projects[0].dated
    assert dated
    late = [live.stage.title for live in dated.stages.values() if live.late_days]
    assert late
    assert all(title in table.inner_text() for title in late)


def test_a_file_is_saved_as_it_was_put_there(phone: Phone, drafts: Path) -> None:
    page = opened(phone, drafts, "atlas")
    page.locator("summary:has([id$='--files'])").click()
    with page.expect_download() as saving:
        page.get_by_role("button", name="sitemap.txt").click()
    assert saving.value.suggested_filename == "sitemap.txt"
    saved = Path(saving.value.path()).read_bytes()
    assert saved == (CHECKOUT / "projects" / "atlas" / "sitemap.txt").read_bytes()


@pytest.mark.parametrize("client", ["atlas", "tramuntana"])
def test_each_way_to_write_has_address_and_subject(phone: Phone, drafts: Path, client: str) -> None:
    page, portal = opened(phone, drafts, client), PORTALS[client]
    hrefs: list[str] = page.eval_on_selector_all(
        "a[href^='mailto:']", "all => all.map((each) => each.href)"
    )
    assert len(hrefs) >= 3
    for href in hrefs:
        parts = urlsplit(href)
        assert unquote(parts.path) == portal.studio.email
        (subject,) = parse_qs(parts.query, strict_parsing=True)["subject"]
        assert "+" not in parts.query  # which a mail program would show
        assert len(subject) > 5


def test_sent_already_says_what_was_sent(phone: Phone, drafts: Path) -> None:
    """Who is late by our records can say that it is done; the subject names the stage."""
    page = opened(phone, drafts, "atlas")
    href = page.locator("header a[href^='mailto:']").first.get_attribute("href")
    assert href
    (subject,) = parse_qs(urlsplit(href).query)["subject"]
    assert "Texts and photos" in subject


@pytest.mark.parametrize("client", ["atlas", "aurora", "tramuntana"])
def test_the_agreement_is_on_the_paper(phone: Phone, drafts: Path, client: str) -> None:
    page, portal = opened(phone, drafts, client), PORTALS[client]
    project = portal.projects[0].project
    heading = flat(page.locator("h2[id$='--agreement']").inner_text())
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    sheets = [flat(sheet.extract_text()) for sheet in printed.pages]
    begins = [number for number, sheet in enumerate(sheets) if heading in sheet]
    assert begins, f"'{heading}' is on none of {len(sheets)} sheets"
    agreement = "".join(sheets[begins[-1] :])
    for text in (portal.studio.name, project.client.name, *(s.title for s in project.stages)):
        assert flat(text) in agreement, text


@pytest.mark.parametrize("part", [0.4, 0.7, 0.99])
def test_a_page_that_arrives_cut_says_so(examples: Examples, phone: Phone, part: float) -> None:
    """A connection that breaks off in the middle of what is sealed: words, and no waiting."""

    def cut(route: Route) -> None:
        html = route.fetch().text()
        begin, end = html.index('data-scheme="'), html.index("</template>")
        route.fulfill(body=html[: begin + int((end - begin) * part)], content_type="text/html")

    phone.page.route("**/p/**", cut)
    phone.page.goto(examples.address("aurora"))
    damaged = phone.page.locator("[data-message=damaged]")
    damaged.wait_for()
    assert "did not arrive complete" in damaged.inner_text()


@pytest.mark.parametrize("slashes", ["/", "//"])
def test_a_page_whose_scripts_do_not_arrive_says_what_to_do(
    examples: Examples, browser: Browser, slashes: str
) -> None:
    """Blocked, or looked for elsewhere because of one slash too many, as is the stylesheet then."""
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/*.js", lambda route: route.abort())
        page.goto(examples.address("aurora").replace("/#", f"{slashes}#"))
        stuck = page.locator("[data-message=stuck]")
        assert stuck.is_visible() == (slashes == "//")
        page.evaluate("document.getAnimations().forEach((each) => each.finish())")
        assert stuck.is_visible()
        assert "reload this page, or open the full link" in stuck.inner_text()


def test_nobody_whose_page_opens_is_told_to_reload_it(phone: Phone, drafts: Path) -> None:
    page = opened(phone, drafts, "marea")
    page.evaluate("document.getAnimations().forEach((each) => each.finish())")
    assert not page.locator("[data-message=stuck]").is_visible()
