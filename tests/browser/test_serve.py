"""`courtside serve`, as a provider uses it: opens portals, shows problems, reloads by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from courtside.resources import THEME
from courtside.sealing.keys import RootSecret, address, link
from helpers.serving import Server, serving
from helpers.studio import SECRET, make_studio, project

pytestmark = pytest.mark.browser

SOON = 5_000
"""Milliseconds: far more than the second that it takes, since a test machine may be busy."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """One of its own, for a test that leaves another studio behind."""
    with serving(make_studio(tmp_path / "studio", aurora=project())) as server:
        yield server


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all tests that leave the studio as it was."""
    portfolio = make_studio(tmp_path_factory.mktemp("shared") / "studio", aurora=project())
    with serving(portfolio) as server:
        yield server


def links(server: Server) -> list[str]:
    """Those that it printed."""
    return re.findall(rf"{server.base}p/\S+", server.log())


def override(server: Server, name: str, more: str = "") -> Path:
    """Put a file of the theme, with `more` at its end, among the studio's own; return its path."""
    path = server.portfolio / "overrides" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{(THEME / name).read_text(encoding='utf-8')}\n{more}\n", encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    # Chromium may never close a page that is just loading itself again. Either this breaks that
    # off, or it is told that the page was quicker.
    with suppress(Error):
        page.goto("about:blank")
    context.close()
    # The policy stops nothing, since nothing tries. A 404, or a server that is being started
    # again, is meant to be there.
    assert [line for line in said if not line.startswith("Failed to load resource")] == []


def test_it_prints_the_link_of_each_portal_and_the_link_opens_it(
    shared: Server, page: Page
) -> None:
    (link,) = links(shared)
    page.goto(link)
    expect(page.get_by_text("Quetzalcoatl").first).to_be_visible(timeout=SOON)
    assert page.url == link


def test_a_saved_file_shows_by_itself(server: Server, page: Page) -> None:
    page.goto(links(server)[0])
    expect(page.get_by_text("Xylophonist").first).to_be_visible(timeout=SOON)
    (server.portfolio / "projects" / "aurora.yml").write_text(project(title="Marimbist"))
    expect(page.get_by_text("Marimbist").first).to_be_visible(timeout=SOON)
    override(server, "assets/courtside.css", ".md-header__title { font-size: 40px }")
    expect(page.locator(".md-header__title")).to_have_css("font-size", "40px", timeout=SOON)


@pytest.mark.parametrize(
    ("file", "text", "shown"),
    [
        ("projects/aurora.yml", "title: [", "projects/aurora.yml:"),
        ("projects/index.md", "[Prices](nowhere.md)", "nowhere.md"),
        ("mkdocs.yml", "repo_url: https://git.example/studio", "repo_url: remove it"),
        ("mkdocs.yml", "theme: {name: nowhere}", "nowhere"),
    ],
)
def test_a_problem_becomes_a_page_and_the_next_save_fixes_it(
    shared: Server, page: Page, file: str, text: str, shown: str
) -> None:
    page.goto(links(shared)[0])
    expect(page.get_by_text("Xylophonist").first).to_be_visible(timeout=SOON)
    path = shared.portfolio / file
    good = path.read_text()
    path.write_text(text if file.startswith("projects") else f"{good}\n{text}\n")
    try:
        expect(page.get_by_text(shown).first).to_be_visible(timeout=SOON)
        assert page.title() == "Not built"
    finally:
        path.write_text(good)
    expect(page.get_by_text("Xylophonist").first).to_be_visible(timeout=SOON)
    assert "Quetzalcoatl" not in shared.log()


def test_a_problem_in_an_own_template_becomes_a_page_until_the_template_is_gone(
    server: Server, page: Page
) -> None:
    page.goto(links(server)[0])
    expect(page.get_by_text("Xylophonist").first).to_be_visible(timeout=SOON)
    path = override(server, "main.html", "{% block")
    shown = "overrides/main.html:47: unexpected end of template"
    expect(page.get_by_text(shown).first).to_be_visible(timeout=SOON)
    assert page.title() == "Not built"
    path.unlink()
    expect(page.get_by_text("Xylophonist").first).to_be_visible(timeout=SOON)
    assert "Quetzalcoatl" not in server.log()


def test_a_problem_in_the_problem_s_own_template_is_shown_too(server: Server, page: Page) -> None:
    page.goto(server.base)
    (server.portfolio / "overrides" / "problem.html").write_text("{% block")
    (server.portfolio / "projects" / "index.md").unlink()
    expect(page.get_by_text("index.md").first).to_be_visible(timeout=SOON)


def test_a_problem_that_stays_is_said_again(server: Server, page: Page) -> None:
    """MkDocs' log leaves out what it has said before."""
    page.goto(server.base)
    (server.portfolio / "projects" / "index.md").unlink()
    expect(page.get_by_text("index.md").first).to_be_visible(timeout=SOON)
    page.wait_for_load_state()
    with page.expect_event("load", timeout=SOON):
        override(server, "assets/courtside.css")
    expect(page.get_by_text("index.md").first).to_be_visible(timeout=SOON)


def test_it_starts_with_a_problem_too(tmp_path: Path, page: Page) -> None:
    portfolio = make_studio(tmp_path / "studio", aurora="title: [")
    with serving(portfolio) as server:
        page.goto(address(server.base, link(RootSecret.parse(SECRET), "aurora", 1)))
        expect(page.get_by_text("projects/aurora.yml:").first).to_be_visible(timeout=SOON)
        (portfolio / "projects" / "aurora.yml").write_text(project())
        expect(page.get_by_text("Xylophonist").first).to_be_visible(timeout=SOON)


def test_the_site_that_is_served_is_the_one_that_is_built(shared: Server, page: Page) -> None:
    """The reload script is added on the way, so no file of the site knows of it."""
    answer = page.request.get(shared.base).text()
    assert answer.count("/live.js") == 1
    assert "livereload(" not in answer
    assert page.request.get(f"{shared.base}assets/live.js").status == 404


def test_the_desk_is_there_reloads_and_leads_to_the_portals(server: Server, page: Page) -> None:
    page.goto(f"{server.base}desk/")
    expect(page.get_by_text("Wolframite")).to_be_visible(timeout=SOON)
    path = server.portfolio / "projects" / "aurora.yml"
    path.write_text(project().replace("Wolframite", "Feldspar"))
    expect(page.get_by_text("Feldspar")).to_be_visible(timeout=SOON)
    path.write_text("title: [")
    expect(page.get_by_text("projects/aurora.yml:").first).to_be_visible(timeout=SOON)
    path.write_text(project())
    page.locator(".cs-desk-row h3 a").click(timeout=SOON)
    expect(page.get_by_text("Xylophonist").first).to_be_visible(timeout=SOON)
    assert page.url == links(server)[0]
    assert not list((server.portfolio / "site").rglob("*desk*"))
    assert "Wolframite" not in server.log()


@pytest.mark.parametrize(
    ("host", "status"), [("evil.example", 403), ("[", 400), ("", 400), ("localhost", 200)]
)
def test_no_other_name_reads_anything(shared: Server, host: str, status: int) -> None:
    """What a page of another site would be told, once its name leads to this machine."""
    for path in ("/", "/desk/", links(shared)[0].partition("#")[0].removeprefix(shared.base)):
        line = HTTPConnection("127.0.0.1", shared.port, timeout=10)
        line.putrequest("GET", f"/{path.lstrip('/')}", skip_host=True)
        line.putheader("Host", host)
        line.endheaders()
        assert line.getresponse().status == status
        line.close()
