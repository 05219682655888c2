"""Between two builds a page goes on by itself: the browser's clock is set, and the page says what
holds on that day for the provider."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from courtside.sealing.keys import RootSecret, address, link
from helpers.browsing import served
from helpers.studio import SECRET, build_studio, make_studio
from helpers.studio_texts import studio_text

pytestmark = pytest.mark.browser

STUDIO = studio_text("""
terms:
  restart_within: 15
  late:
    client:
      - {after: 2, do: lose-slot}
      - {after: 4, do: fee, amount: 10%}
    provider:
      - {after: 2, do: credit, amount: 1%, per: day}
""")
CLIENTS = """\
title: New website
client: {name: Aurora, email: lucia@aurora.example}
price: 8400 EUR
signed: {date: 2026-02-20, by: Lucía}
start: 2026-03-02
stages:
  - {id: brief, title: Brief, owner: provider, days: 5, done: 2026-03-06}
  - {id: copy, title: Texts, owner: client, days: 5}
  - {id: design, title: Design, owner: provider, days: 8}
"""
OURS = CLIENTS.replace("days: 5, done: 2026-03-06", "days: 9")  # due on Thursday 12 March
PROPOSAL = """\
title: A logo
client: {name: Boreal, email: bo@boreal.example}
price: 900 EUR
quoted: {date: 2026-03-02, until: 2026-03-12}
stages: [{id: ideas, title: Ideas, owner: provider, days: 5}]
"""
WORK = """\
title: A shop
client: {name: Cedro, email: ce@cedro.example}
price: 900 EUR
signed: {date: 2026-02-20, by: Ce}
start: 2026-03-02
stages:
  - {id: brief, title: Brief, owner: provider, days: 5, done: 2026-03-11}
  - {id: design, title: Design, owner: provider, days: 8}
changes:
  - {date: 2026-03-10, title: Photos, stage: brief, price: 100 EUR,
     adds: {id: photos, title: Photos, owner: provider, days: 2}}
"""
BUILT = "2026-03-11"  # a Wednesday


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a studio that was built on Wednesday 11 March, the same as an example, and as built on
    Friday."""
    root = tmp_path_factory.mktemp("alive")
    portfolios = (
        ("studio", BUILT, ""),
        ("example", BUILT, f"example_day: {BUILT}\n"),
        ("later", "2026-03-13", ""),
    )
    with pytest.MonkeyPatch.context() as patch:
        for name, day, more in portfolios:
            patch.setenv("COURTSIDE_TODAY", day)
            (root / name).mkdir()
            portfolio = make_studio(
                root / name, aurora=CLIENTS, ours=OURS, boreal=PROPOSAL, cedro=WORK
            )
            (portfolio / "projects" / "_studio.yml").write_text(STUDIO + more, encoding="utf-8")
            build_studio(portfolio)
    with served(root) as site:
        yield f"{site.base}/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Opens a portal at an instant, somewhere, in place of the one before."""

    browser: Browser
    base: str
    tabs: dict[tuple[str, int], Page]
    """By their zone and width: the clock of each stands still, and is set anew."""

    def open(
        self,
        now: str,
        client: str = "aurora",
        *,
        zone: str = "Europe/Madrid",
        site: str = "studio",
        width: int = 390,
    ) -> Page:
        place = (zone, width)
        if place not in self.tabs:
            self.tabs[place] = self.tab(zone, width)
        page = self.tabs[place]
        page.goto("about:blank")  # an address that is the same but for its key loads nothing
        page.clock.set_fixed_time(datetime.fromisoformat(now))
        return self.show(page, client, site)

    def tab(self, zone: str, width: int = 390) -> Page:
        """Open a tab that is listened to."""
        viewport = ViewportSize(width=width, height=800)
        context = self.browser.new_context(timezone_id=zone, viewport=viewport)
        context.set_default_timeout(5000)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.on("console", lambda said: pytest.fail(said.text))
        return page

    def show(self, page: Page, client: str = "aurora", site: str = "studio") -> Page:
        """Load a portal."""
        root = RootSecret.parse(SECRET)
        page.goto(address(f"{self.base}{site}/site/", link(root, client, 1)))
        page.wait_for_selector("h1")
        return page


@pytest.fixture(scope="module")
def reader(browser: Browser, base: str) -> Iterator[Reader]:
    reader = Reader(browser=browser, base=base, tabs={})
    yield reader
    for page in reader.tabs.values():
        page.context.close()


TO_DO = "I have sent it Nothing to pay now. Still to come: €8,400.00."
"""What stands below the first sentence while the client has the ball."""


def headline(page: Page) -> str:
    return " ".join(page.locator(".cs-headline").inner_text().split())


def table(page: Page) -> str:
    return " ".join(page.locator(".cs-price tbody").inner_text().split())


TEXTS = "The ball is in your court: Texts by Friday 13 March."
LATE = "The ball is in your court: Texts, due Friday 13 March."
STALE = "This page was made on Wednesday 11 March 2026; anything since then is not shown yet."


def test_on_the_day_of_the_build(reader: Reader) -> None:
    page = reader.open("2026-03-11T09:00:00+01:00")
    assert headline(page) == f"{TEXTS} 2 working days left. {TO_DO} As of Wednesday 11 March 2026."
    assert "Wednesday 11 March today" in table(page)


def test_the_day_before(reader: Reader) -> None:
    page = reader.open("2026-03-12T09:00:00+01:00")
    assert headline(page) == f"{TEXTS} 1 working day left. {TO_DO} As of Wednesday 11 March 2026."
    assert "11 March" not in table(page)  # that day is over


def test_the_day_itself(reader: Reader) -> None:
    page = reader.open("2026-03-13T09:00:00+01:00")
    assert headline(page) == f"{TEXTS} It is due today. {TO_DO} As of Wednesday 11 March 2026."


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "Pacific/Kiritimati"])
def test_midnight_is_the_provider_s(reader: Reader, zone: str) -> None:
    """Before midnight in Madrid it is due, though it may be tomorrow where the client is; after it,
    it is over, though it may be today there."""
    page = reader.open("2026-03-13T23:59:00+01:00", zone=zone)
    assert "It is due today." in headline(page)
    page = reader.open("2026-03-14T00:01:00+01:00", zone=zone)
    over = "It was due on Friday 13 March; from Monday 16 March it counts as late."
    due = TEXTS.replace(" by ", ", due ")
    assert headline(page) == f"{due} {over} {TO_DO} {STALE} As of Wednesday 11 March 2026."


def test_midnight_passes_while_the_page_is_open(reader: Reader) -> None:
    page = reader.tab("America/New_York")
    page.clock.install(time=datetime.fromisoformat("2026-03-12T23:58:00+01:00"))
    reader.show(page)
    assert "1 working day left." in headline(page)
    page.clock.run_for(5 * 60 * 1000)
    assert "It is due today." in headline(page)
    page.context.close()


def test_from_due_to_late(reader: Reader) -> None:
    page = reader.open("2026-03-16T09:00:00+01:00")
    ago = "That was 1 working day ago, according to our records of Wednesday 11 March."
    assert headline(page).startswith(
        f"{LATE} {ago} Already sent? Let us know: what counts is the day you sent"
    )
    assert STALE in headline(page)
    page = reader.open("2026-03-20T09:00:00+01:00")
    assert (
        "That was 5 working days ago, according to our records of Wednesday 11 March."
        in headline(page)
    )
    page = reader.open("2026-03-22T09:00:00+01:00")
    assert "That was 5 working days ago" in headline(page)  # on a Sunday nobody works


def test_an_old_page_says_so(reader: Reader) -> None:
    assert STALE not in headline(reader.open("2026-03-13T23:59:00+01:00"))
    assert STALE in headline(reader.open("2026-03-14T00:01:00+01:00"))


def test_after_months_nothing_is_said_that_is_not_known(reader: Reader) -> None:
    page = reader.open("2026-09-01T09:00:00+02:00")
    known = TO_DO.partition(" Still")[0]  # a fee may have come to what is left
    assert headline(page) == f"{LATE} {known} {STALE} As of Wednesday 11 March 2026."
    assert not page.locator(".cs-price").is_visible()


def test_a_step_s_day_comes(reader: Reader) -> None:
    cards = reader.open("2026-03-17T09:00:00+01:00").locator(".cs-card")
    assert "We have reached this date." not in " ".join(cards.all_inner_texts())
    cards = reader.open("2026-03-18T09:00:00+01:00").locator(".cs-card")
    assert ["We have reached this date." in text for text in cards.all_inner_texts()[:2]] == [
        True,
        False,
    ]
    before = "we need Texts before Wednesday 18 March. After that it goes to"
    assert before in " ".join(cards.first.inner_text().split())


def test_our_own_delay_comes_as_plainly(reader: Reader) -> None:
    page = reader.open("2026-03-12T09:00:00+01:00", "ours")
    assert "in our court: Brief by Thursday 12 March. It is due today." in headline(page)
    page = reader.open("2026-03-17T09:00:00+01:00", "ours")
    late = "The ball is in our court, and we are late: Brief, due Thursday 12 March."
    assert headline(page).startswith(f"{late} That was 3 working days ago.")


def test_a_proposal_lapses(reader: Reader) -> None:
    page = reader.open("2026-03-12T23:59:00+01:00", "boreal")
    assert "The ball is in your court: our proposal, open until" in headline(page)
    assert page.locator(".cs-headline.cs-client").count() == 1
    page = reader.open("2026-03-13T00:01:00+01:00", "boreal")
    assert headline(page).startswith("Our proposal was open until Thursday 12 March.")
    assert page.locator(".cs-headline.cs-none").count() == 1
    shown = "all => all.filter(e => getComputedStyle(e).visibility === 'visible').length"
    assert page.locator(".cs-headline .ball").evaluate_all(shown) == 0


def places(page: Page, form: str) -> dict[str, tuple[float, float]]:
    """Where today is, in pixels from the corner of the drawing."""
    where = """(svg, name) => {
        const [outer, inner] = [svg, svg.querySelector(name)].map(e => e.getBoundingClientRect());
        return [inner.x + inner.width / 2 - outer.x, inner.y + inner.height / 2 - outer.y];
    }"""
    drawing = page.locator(f".cs-{form}")
    return {name: tuple(drawing.evaluate(where, name)) for name in (".today", ".now", ".ball")}


@pytest.mark.parametrize(("form", "width"), [("vertical", 390), ("horizontal", 1280)])
def test_today_stands_where_a_build_of_that_day_draws_it(
    reader: Reader, form: str, width: int
) -> None:
    page = reader.open("2026-03-13T09:00:00+01:00", width=width)
    moved = places(page, form)
    assert page.locator(f".cs-{form} .now").text_content() == "today"
    assert moved != places(reader.open("2026-03-11T09:00:00+01:00", width=width), form)
    built = places(reader.open("2026-03-13T09:00:00+01:00", width=width, site="later"), form)
    along = ("horizontal", "vertical").index(form)
    for name, place in built.items():
        assert moved[name][along] == pytest.approx(place[along], abs=1), name


def test_a_day_beyond_the_timeline_is_not_on_it(reader: Reader) -> None:
    page = reader.open("2026-09-01T09:00:00+02:00")
    assert page.locator(".cs-vertical .today").is_hidden()
    assert page.locator(".cs-vertical .ball").is_hidden()


@pytest.mark.parametrize("client", ["aurora", "ours", "boreal"])
def test_an_example_stays_as_it_is_on_its_day(reader: Reader, client: str) -> None:
    texts = []
    for now in ("2026-03-11T09:00:00+01:00", "2027-01-01T09:00:00+01:00"):
        page = reader.open(now, client, site="example")
        texts.append(page.locator("#portal").inner_html())
        assert "An example, shown as of Wednesday 11 March 2026." in headline(page)
    assert texts[0] == texts[1]


def test_a_clock_that_runs_behind_changes_nothing(reader: Reader) -> None:
    page = reader.open("2020-01-01T09:00:00+01:00")
    assert headline(page) == f"{TEXTS} 2 working days left. {TO_DO} As of Wednesday 11 March 2026."


def test_a_screen_reader_is_not_disturbed(reader: Reader) -> None:
    page = reader.open("2026-03-16T09:00:00+01:00")
    assert page.locator("#portal :is([aria-live], [role=status], [role=alert])").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert " ".join(page.locator("h1").inner_text().split()) == LATE
    snapshot = page.locator("#portal").aria_snapshot()
    assert "Texts by Friday 13 March" not in snapshot.split("What happens next")[0]


def test_without_the_script_the_page_says_what_held_on_its_day(reader: Reader) -> None:
    with reader.browser.new_context() as context:
        page = context.new_page()
        page.route("**/alive.js", lambda route: route.abort())
        root = RootSecret.parse(SECRET)
        page.goto(address(f"{reader.base}studio/site/", link(root, "aurora", 1)))
        page.wait_for_selector("h1")
        said = headline(page)
    assert said == f"{TEXTS} 2 working days left. {TO_DO} As of Wednesday 11 March 2026."


def test_it_is_small() -> None:
    script = Path(__file__).parents[2] / "hooks" / "courtside" / "theme" / "assets" / "alive.js"
    assert len(script.read_bytes()) < 5000


def test_nobody_is_asked_any_more_once_it_is_too_late(reader: Reader) -> None:
    """New work cannot come before a stage that has begun (rule 6)."""
    page = reader.open("2026-03-11T12:00:00+01:00", "cedro")
    decision = page.locator(".cs-decision")
    assert "If agreed on Wednesday" in decision.inner_text()
    assert decision.get_by_role("link", name="I agree").is_visible()
    assert "has since begun" not in decision.inner_text()
    page = reader.open("2026-03-12T12:00:00+01:00", "cedro")
    decision = page.locator(".cs-decision")
    assert "Design has since begun." in decision.inner_text()
    assert "If agreed" not in decision.inner_text()
    assert decision.get_by_role("link").count() == 0
    assert "waiting for your answer" not in page.locator(".cs-headline").inner_text()
    assert reader.open("2026-03-13T12:00:00+01:00", "cedro", site="later").locator(
        ".cs-decision a"
    ).count() == 0  # fmt: skip
