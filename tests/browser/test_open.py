"""The opener in a real browser: the page stands, or words that say why not; never anything else."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Error,
    Page,
    Request,
)

from courtside.sealing.cipher import SCHEMES, File, digest, seal_file, seal_page, to_text
from courtside.sealing.keys import Link, RootSecret, file_link, link
from helpers.browsing import Served, chromium, served

pytestmark = pytest.mark.browser

TESTS = Path(__file__).parent.parent
ASSETS = TESTS.parent / "hooks" / "courtside" / "theme" / "assets"

ROOT = RootSecret(value=bytes(range(32)))
AURORA = link(ROOT, "aurora", 1)
BRIEF = file_link(AURORA, "aurora/brief.pdf")
LOST = file_link(AURORA, "aurora/lost.pdf")
BROKEN = file_link(AURORA, "aurora/broken.pdf")
CONTENT = bytes(range(256)) * 300

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data: blob: 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'"
)
WORDS = {
    "insecure": "Use the https address.",
    "old-browser": "This browser is too old.",
    "no-key": "The link has no key.",
    "cut-key": "The link was cut.",
    "old-scheme": "Please reload.",
    "damaged": "The page arrived damaged.",
    "wrong-key": "The link was replaced.",
    "no-file": "The file could not be opened.",
}
SHELL = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">
<title>Norte Studio</title><link rel="icon" href="data:,">
<script defer src="../../assets/fallback.js"></script>
<script type="module" src="../../assets/open.js"></script></head>
<body><main id="portal"><p data-message="opening">Opening.</p>{messages}
<noscript><p>JavaScript is needed.</p></noscript></main>
<template id="sealed" data-scheme="{scheme}">{text}</template></body>
</html>
"""
NOT_FOUND = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">
<title>Norte Studio</title><link rel="icon" href="data:,">
<script type="module" src="{base}/assets/open.js"></script></head>
<body><h1>There is no page here</h1></body>
</html>
"""
PAGE = f"""<!doctype html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>Aurora: New website</title></head>
<body><h1>The ball is in your court</h1><p>Texts and photos by Friday.</p>
<p><a href="#agreement">Agreement</a>
<a href="#brief" data-file="{BRIEF.slug}" data-digest="{digest(CONTENT)}">Brief</a>
<button type="button" data-file="{LOST.slug}">Lost</button>
<button type="button" data-file="{BROKEN.slug}">Broken</button></p>
<div class="tall"></div><h2 id="agreement">Agreement</h2></body></html>
"""
HOSTILE = """<!doctype html><html><head><title>Hostile</title>
<meta http-equiv="refresh" content="0;url=/elsewhere"><link rel="stylesheet" href="/evil.css">
<script>window.ran = "head"</script></head><body><h1>Hostile</h1>
<script>window.ran = "inline"</script><script src="http://evil.test:{port}/evil.js"></script>
<script type="module">window.ran = "module"</script>
<img src="x" onerror="window.ran = 'onerror'"><img src="http://evil.test:{port}/evil.png">
<svg onload="window.ran = 'svg'"><script>window.ran = "svg script"</script></svg>
<iframe src="javascript:parent.ran='frame'"></iframe>
<iframe srcdoc="<script>parent.ran = 'srcdoc'</script>"></iframe>
<object data="/evil.html"></object><embed src="/evil.html">
<link rel="preload" as="image" href="http://evil.test:{port}/evil.png">
<meta http-equiv="refresh" content="0;url=/elsewhere"><base href="http://evil.test:{port}/">
<div style="background: url(http://evil.test:{port}/evil.png)">x</div>
<video poster="http://evil.test:{port}/evil.png" src="http://evil.test:{port}/evil.mp4"></video>
<details open ontoggle="window.ran = 'toggle'">x</details>
<input autofocus onfocus="window.ran = 'focus'">
</body></html>
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """A site of our own making, served."""

    server: Served

    @property
    def folder(self) -> Path:
        return self.server.folder

    @property
    def base(self) -> str:
        return self.server.base

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def asked(self) -> list[str]:
        return self.server.asked

    def portal(self, text: str, at: Link = AURORA, *, scheme: str = "courtside/2") -> str:
        """Write a portal; give its address without the key."""
        folder = self.folder / "p" / at.slug
        folder.mkdir(parents=True, exist_ok=True)
        messages = "".join(f'<p data-message="{n}" hidden>{w}</p>' for n, w in WORDS.items())
        shell = SHELL.format(policy=POLICY, messages=messages, scheme=scheme, text=text)
        (folder / "index.html").write_text(shell, encoding="utf-8")
        return f"{self.base}/p/{at.slug}/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium, for which `evil.test` and `studio.test` are this machine."""
    with chromium("--host-resolver-rules=MAP *.test 127.0.0.1") as browser:
        yield browser


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[CDPSession]:
    """A phone that stays on; no test waits longer than five seconds."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        context.set_default_timeout(5000)
        yield context.new_cdp_session(context.new_page())


@pytest.fixture
def context(browser: Browser, phone: CDPSession) -> BrowserContext:
    """Keep the tests apart: each has a server of its own, and finds nothing kept."""
    (context,) = browser.contexts
    phone.send("Network.clearBrowserCache")
    return context


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve a site with Aurora's portal and two of its files, one of them broken."""
    (tmp_path / "assets").mkdir()
    for name in ("fallback.js", "open.js"):
        shutil.copy(ASSETS / name, tmp_path / "assets")
    (tmp_path / "a").mkdir()
    brief = File(name="Lucía's brief.pdf", content=CONTENT, day=date(2026, 3, 25))
    (tmp_path / "a" / f"{BRIEF.slug}.bin").write_bytes(seal_file(brief, BRIEF))
    (tmp_path / "a" / f"{BROKEN.slug}.bin").write_bytes(seal_file(brief, BRIEF))
    with served(tmp_path) as server:
        site = Site(server=server)
        site.portal(to_text(seal_page(PAGE, AURORA)))
        yield site


class Watched:
    """A tab, and everything in it that should never happen."""

    def __init__(self, page: Page) -> None:
        """Listen to a tab."""
        self.errors: list[str] = []
        self.requests: list[Request] = []
        self.page = page
        page.on("pageerror", self._failed)
        page.on("console", self._said)
        page.on("request", self._asked)

    def leave(self) -> None:
        """Listen no longer."""
        self.page.remove_listener("pageerror", self._failed)
        self.page.remove_listener("console", self._said)
        self.page.remove_listener("request", self._asked)

    def _failed(self, error: Error) -> None:
        self.errors.append(str(error))

    def _said(self, message: ConsoleMessage) -> None:
        self.errors.append(message.text)

    def _asked(self, request: Request) -> None:
        self.requests.append(request)

    def shown(self) -> list[str]:
        """Give the messages that are seen, once the opener has run."""
        self.page.wait_for_function("document.querySelector('[data-message=opening]').hidden")
        found: list[str] = self.page.eval_on_selector_all(
            "[data-message]", "all => all.filter(e => !e.hidden).map(e => e.dataset.message)"
        )
        return found

    def refused(self, message: str) -> None:
        """Check that one message is seen and has the focus, and nothing was opened."""
        assert self.shown() == [message]
        assert self.page.evaluate("document.activeElement.dataset.message") == message
        assert self.page.locator("main").inner_text().strip() == WORDS[message]
        assert self.page.title() == "Norte Studio"
        assert self.page.evaluate("document.documentElement.lang") == "en"
        assert self.errors == []


@pytest.fixture
def page(context: BrowserContext, phone: CDPSession) -> Iterator[Page]:
    """The first tab, as it was when it was opened: with no history, and nothing in it."""
    (page, *_) = context.pages
    yield page
    page.goto("about:blank")
    page.set_viewport_size({"width": 390, "height": 844})
    phone.send("Page.resetNavigationHistory")


@pytest.fixture
def tab(page: Page) -> Iterator[Watched]:
    """A tab that is listened to."""
    tab = Watched(page)
    yield tab
    tab.leave()


@pytest.fixture
def own_tab(context: BrowserContext) -> Iterator[Watched]:
    """Another one, in which a script may run before those of the page."""
    tab = Watched(context.new_page())
    yield tab
    tab.page.close()


def test_a_click_on_the_link_and_the_page_is_there(site: Site, tab: Watched) -> None:
    address = f"{site.base}/p/{AURORA.slug}/#{AURORA.key}"
    tab.page.goto(address)
    heading = tab.page.locator("h1")
    assert heading.inner_text() == "The ball is in your court"
    assert tab.shown() == []
    assert tab.page.title() == "Aurora: New website"
    assert tab.page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "ar",
        "rtl",
    ]
    assert tab.page.evaluate("document.activeElement.tagName") == "H1"
    assert tab.page.evaluate("scrollY") == 0
    assert tab.page.url == address
    assert tab.errors == []
    assert {request.url.split("#")[0] for request in tab.requests} <= {
        f"{site.base}/p/{AURORA.slug}/",
        f"{site.base}/assets/fallback.js",
        f"{site.base}/assets/open.js",
        "data:,",
    }
    assert not [path for path in site.asked if AURORA.key in path]


@pytest.mark.parametrize(
    ("fragment", "message"),
    [
        ("", "no-key"),
        (f"#{AURORA.key[:-1]}", "cut-key"),
        (f"#{link(ROOT, 'boreal', 1).key}", "wrong-key"),
        (f"#{link(ROOT, 'aurora', 2).key}", "wrong-key"),
    ],
)
def test_words_for_a_key_that_does_not_open(
    site: Site, tab: Watched, fragment: str, message: str
) -> None:
    tab.page.goto(f"{site.base}/p/{AURORA.slug}/{fragment}")
    tab.refused(message)


def test_what_a_mail_program_hangs_behind_a_link_does_no_harm(site: Site, tab: Watched) -> None:
    key = AURORA.key
    behind = [".", ">", ")", "%3E", "&utm_source=mail", "=", "?x=1", "_", "-", "__", "_*", "_."]
    fragments = {f"#{key}{ending}": key for ending in ["", *behind]} | {
        f"#_{key}_": key,
        "": "no-key",
        "#": "no-key",
        "#agreement": "cut-key",
        f"#{key[:20]}": "cut-key",
        f"#{key[:-1]}=": "cut-key",
        f"#{key}A": "cut-key",
        f"#{key}_A": "cut-key",
        f"# {key}": "cut-key",
        f"#{key[:9]}+{key[10:]}": "cut-key",
    }
    run = """async (fragments) => {
        const { keyOf } = await import("/assets/open.js");
        return fragments.map((each) => {
            try { return keyOf(each); } catch (fault) { return fault.message; }
        });
    }"""
    tab.page.goto(f"{site.base}/p/{AURORA.slug}/#{key}{behind[0]}")
    assert tab.page.locator("h1").inner_text() == "The ball is in your court"
    assert tab.page.evaluate(run, list(fragments)) == list(fragments.values())


def encoded(text: str, times: int = 1) -> str:
    """Percent-encode a text, and that again."""
    for _ in range(times):
        text = quote(text, safe="").replace("-", "%2D").replace("_", "%5F")
    return text


KEY = AURORA.key
CUT = f"{KEY[:20]}{{}}{KEY[20:]}"
"""A key that was broken into lines."""
REWRITTEN = {
    "Safe Links": f"/%23{KEY}",
    "twice": f"/%2523{KEY}",
    "four times": f"/{encoded('#', 4)}{KEY}",
    "no slash": f"%23{KEY}",
    "no slash, twice": f"%2523{KEY}",
    "Teams": f"/%23{encoded(KEY)}",
    "Teams, twice": encoded(f"/#{KEY}", 2),
    "all of it": f"/{encoded('#' + KEY)}",
    "the signs of the key": f"/#{encoded(KEY)}",
    "the signs of the key, twice": f"/#{encoded(KEY, 2)}",
    "a sign behind": f"/%23{KEY}_",
    "signs behind": f"/%23{KEY}*_%3E.",
    "a bracket behind": f"/%23{KEY}%3E",
    "what gateways hang on": f"/%23{KEY}&data=05%7C02%7C&reserved=0",
    "a query before": f"/?utm_source=mail%23{KEY}",
    "the page's name": f"/index.html%23{KEY}",
    "two lines": f"/%23{CUT.format('%0D%0A')}",
    "two lines, quoted-printable": f"/%23{CUT.format('%3D%0A')}",
    "a blank": f"/#{CUT.format('%20')}",
    "a sign that is not seen": f"/%23{CUT.format('%E2%80%8B')}",
    "broken encoding behind": f"/%23{KEY}%E2%",
    "a slash for the sign": f"/{KEY}",
}


@pytest.mark.parametrize("name", REWRITTEN)
@pytest.mark.parametrize("base", ["", "/portals"])
def test_a_link_that_a_mail_gateway_rewrote_opens(
    site: Site, tab: Watched, name: str, base: str
) -> None:
    if base:
        inside = site.folder / base[1:]
        inside.mkdir()
        for folder in ("p", "assets", "a"):
            (site.folder / folder).rename(inside / folder)
    not_found = NOT_FOUND.format(policy=POLICY, base=base)
    (site.folder / "404.html").write_text(not_found, encoding="utf-8")
    tab.page.goto(f"{site.base}{base}/")
    before = tab.page.evaluate("history.length")
    tab.page.goto(f"{site.base}{base}/p/{AURORA.slug}{REWRITTEN[name]}")
    tab.page.wait_for_selector("main h1")
    assert tab.page.locator("h1").inner_text() == "The ball is in your court"
    assert tab.page.url == f"{site.base}{base}/p/{AURORA.slug}/#{KEY}"
    assert tab.page.evaluate("history.length") == before + 1  # the way back leads out
    tab.page.reload()
    assert tab.page.locator("main h1").is_visible()


MORE = [
    *(f"/{sign}{KEY}" for sign in ("*", "%23*", "%23~", "%23!", "#:", "%5C%23", "@%23", "%23=")),
    *(f"/{sign}{KEY}" for sign in ("&%2335;", "%26%23x23%3B", "&num;", "%EF%BC%83", "＃", "﹟")),
    *(
        f"/%23{KEY}{behind}"
        for behind in ("__%3BIw!!N11", "。", "»", "%D8%9F", "%20and", "\n%3E x")
    ),
    *(f"/%23{sign}{KEY}{sign}" for sign in ("_", "*", "~", "`", "%22", "%E2%80%9C")),
    *(
        f"/%23{CUT.format(cut)}"
        for cut in ("%0A%3E%20", "%0D%0A%3E%3E%20", "%C2%AD", "%0D%0A%20%20")
    ),
    f"/%23{KEY.replace('-', '%E2%80%91')}",
    f"/%23{KEY}%3Chttps://studio.example/p/{AURORA.slug}/%23{KEY}%3E",
]
"""What Proofpoint, chats, HTML, keyboards of Asia, quoted replies and languages write."""


def test_links_that_others_rewrote_lead_to_the_page(site: Site, tab: Watched) -> None:
    run = """async ([base, addresses]) => {
        const { restored } = await import("/assets/open.js");
        return addresses.filter((each) => restored(new URL(each)) !== base);
    }"""
    base = f"https://studio.example/p/{AURORA.slug}"
    tab.page.goto(f"{site.base}/p/{AURORA.slug}/")
    assert tab.page.evaluate(run, [f"{base}/#{KEY}", [f"{base}{part}" for part in MORE]]) == []


@pytest.mark.parametrize(
    "path",
    [
        f"/p/{AURORA.slug}/%23{KEY[:-1]}",
        f"/p/{AURORA.slug}/%23{KEY}A",
        f"/p/{BRIEF.slug}/%23{KEY}",
        f"/p/{BRIEF.slug}/#{KEY}",
        f"/p/{AURORA.slug[1:]}/%23{KEY}",
        f"//evil.test/p/{AURORA.slug}/%23{KEY}",
        f"/@evil.test/p/{AURORA.slug}/%23{KEY}",
        f"/%2Fevil.test/p/{AURORA.slug}/%23{KEY}",
        f"/%5C%5Cevil.test/p/{AURORA.slug}/%23{KEY}",
    ],
)
def test_an_address_that_is_none_goes_nowhere_else(site: Site, tab: Watched, path: str) -> None:
    not_found = NOT_FOUND.format(policy=POLICY, base="")
    (site.folder / "404.html").write_text(not_found, encoding="utf-8")
    tab.page.goto(f"{site.base}{path}")
    tab.page.wait_for_timeout(300)
    assert tab.page.locator("h1").inner_text() == "There is no page here"
    assert tab.page.url.startswith(f"{site.base}/")
    assert len([request for request in tab.requests if request.is_navigation_request()]) <= 2
    assert {urlsplit(request.url).netloc for request in tab.requests} == {f"127.0.0.1:{site.port}"}


def test_words_for_a_page_that_was_moved(site: Site, tab: Watched) -> None:
    boreal = link(ROOT, "boreal", 1)
    tab.page.goto(site.portal(to_text(seal_page(PAGE, AURORA)), boreal) + f"#{AURORA.key}")
    tab.refused("wrong-key")


def test_words_for_an_address_without_a_slug(site: Site, tab: Watched) -> None:
    (site.folder / "p" / AURORA.slug).rename(site.folder / "p" / "short")
    tab.page.goto(f"{site.base}/p/short/#{AURORA.key}")
    tab.refused("cut-key")


SEALED = to_text(seal_page(PAGE, AURORA))


@pytest.mark.parametrize(
    "text", ["", SEALED[:4000], SEALED[:-1], SEALED[:500] + "AAAA" + SEALED[504:], "<b>x</b>"]
)
def test_words_for_a_damaged_page(site: Site, tab: Watched, text: str) -> None:
    tab.page.goto(f"{site.portal(text)}#{AURORA.key}")
    tab.refused("damaged")


def test_words_for_another_scheme(site: Site, tab: Watched) -> None:
    tab.page.goto(f"{site.portal(SEALED, scheme='courtside/3')}#{AURORA.key}")
    tab.refused("old-scheme")


def test_words_for_a_connection_that_is_not_secure(site: Site, tab: Watched) -> None:
    tab.page.goto(f"http://studio.test:{site.port}/p/{AURORA.slug}/#{AURORA.key}")
    tab.refused("insecure")


@pytest.mark.parametrize(
    "without",
    [
        "delete globalThis.DecompressionStream",
        "Object.defineProperty(globalThis, 'crypto', { value: undefined })",
        "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })",
    ],
)
def test_words_for_an_old_browser(site: Site, own_tab: Watched, without: str) -> None:
    own_tab.page.add_init_script(without)
    own_tab.page.goto(f"{site.base}/p/{AURORA.slug}/#{AURORA.key}")
    own_tab.refused("old-browser")


def test_words_without_javascript(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.base}/p/{AURORA.slug}/#{AURORA.key}")
    assert "JavaScript is needed." in page.locator("main").inner_text()
    context.close()


def test_words_where_the_opener_does_not_arrive(site: Site, page: Page) -> None:
    (site.folder / "assets" / "open.js").unlink()
    page.goto(f"{site.base}/p/{AURORA.slug}/#{AURORA.key}")
    assert page.locator("main").inner_text().strip() == WORDS["damaged"]


@pytest.mark.parametrize("script", ["const later = a ?!? b;", "future.thing();"])
def test_words_for_a_browser_that_cannot_read_the_opener(
    site: Site, page: Page, script: str
) -> None:
    (site.folder / "assets" / "open.js").write_text(script)
    page.goto(f"{site.base}/p/{AURORA.slug}/#{AURORA.key}")
    assert page.locator("main").inner_text().strip() == WORDS["old-browser"]


def test_words_for_a_browser_that_knows_no_modules(site: Site, page: Page) -> None:
    shell = site.folder / "p" / AURORA.slug / "index.html"
    shell.write_text(shell.read_text().replace('type="module"', 'type="of the future"'))
    page.goto(f"{site.base}/p/{AURORA.slug}/#{AURORA.key}")
    assert page.locator("main").inner_text().strip() == WORDS["old-browser"]


def test_any_browser_reads_what_says_that_it_is_too_old() -> None:
    """Nothing in it is younger than ECMAScript 5."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", (ASSETS / "fallback.js").read_text(), flags=re.DOTALL)
    assert not re.search(r"=>|`|\?\.|\?\?|\b(const|let|class|async|of|import|export)\b", text)


def test_another_key_in_the_address_opens_anew(site: Site, tab: Watched) -> None:
    tab.page.goto(f"{site.base}/p/{AURORA.slug}/")
    tab.refused("no-key")
    tab.page.evaluate(f"location.hash = '{AURORA.key}'")
    tab.page.wait_for_selector("h1")
    assert tab.shown() == []
    assert tab.page.title() == "Aurora: New website"
    tab.page.evaluate(f"location.hash = '{BRIEF.key}'")
    tab.page.wait_for_selector("[data-message=wrong-key]:not([hidden])")
    tab.refused("wrong-key")
    tab.page.go_back()
    tab.page.wait_for_selector("h1")
    assert tab.page.locator("h1").count() == 1


def test_the_newest_key_wins_though_an_older_one_takes_longer(site: Site, own_tab: Watched) -> None:
    own_tab.page.add_init_script("""{
        const digest = crypto.subtle.digest.bind(crypto.subtle);
        let calls = 0;
        crypto.subtle.digest = async (...all) => {
            if (++calls === 1) await new Promise((done) => setTimeout(done, 400));
            return digest(...all);
        };
    }""")
    own_tab.page.goto(f"{site.base}/p/{AURORA.slug}/#{BRIEF.key}")
    own_tab.page.evaluate(f"location.hash = '{AURORA.key}'")
    own_tab.page.wait_for_selector("h1")
    own_tab.page.wait_for_timeout(600)
    assert own_tab.page.locator("h1").count() == 1
    assert own_tab.shown() == []


def test_places_in_the_page_are_reached_without_losing_the_key(site: Site, tab: Watched) -> None:
    tab.page.set_viewport_size({"width": 390, "height": 120})
    address = f"{site.base}/p/{AURORA.slug}/#{AURORA.key}"
    tab.page.goto(address)
    tab.page.click("a[href='#agreement']")
    assert tab.page.url == address
    assert tab.page.evaluate("document.activeElement.id") == "agreement"
    assert tab.page.evaluate("scrollY") > 0
    tab.page.reload()
    assert tab.page.locator("h1").is_visible()


def test_a_file_is_saved_under_its_real_name(site: Site, tab: Watched, tmp_path: Path) -> None:
    tab.page.goto(f"{site.base}/p/{AURORA.slug}/#{AURORA.key}")
    assert not [path for path in site.asked if ".bin" in path]
    with tab.page.expect_download() as download:
        tab.page.click("a[data-file]")
    assert download.value.suggested_filename == "Lucía's brief.pdf"
    assert Path(download.value.path()).read_bytes() == CONTENT
    assert tab.shown() == []
    assert tab.page.locator("h1").is_visible()
    assert tab.errors == []
    assert [path for path in site.asked if ".bin" in path] == [f"/a/{BRIEF.slug}.bin"]


@pytest.mark.parametrize("older", ["another content", "no digest", "an empty one"])
def test_an_older_version_of_a_file_is_refused(site: Site, tab: Watched, older: str) -> None:
    """The host has kept it: sealed for the same slug with the same key."""
    if older == "another content":
        file = File(name="Lucía's brief.pdf", content=CONTENT[1:], day=date(2026, 3, 24))
        (site.folder / "a" / f"{BRIEF.slug}.bin").write_bytes(seal_file(file, BRIEF))
        page = PAGE
    else:
        said = f' data-digest="{digest(CONTENT)}"'
        page = PAGE.replace(said, "" if older == "no digest" else ' data-digest=""')
    tab.page.goto(f"{site.portal(to_text(seal_page(page, AURORA)))}#{AURORA.key}")
    tab.page.click("a[data-file]")
    tab.page.wait_for_selector("[data-message=no-file]:not([hidden])")
    assert tab.shown() == ["no-file"]


def test_a_file_of_a_later_build_opens_where_it_is_the_same(site: Site, tab: Watched) -> None:
    """A page that stood open overnight: each build seals anew, and the content counts."""
    tab.page.goto(f"{site.base}/p/{AURORA.slug}/#{AURORA.key}")
    file = File(name="Lucía's brief.pdf", content=CONTENT, day=date(2026, 3, 26))
    (site.folder / "a" / f"{BRIEF.slug}.bin").write_bytes(seal_file(file, BRIEF, stamp=b"x" * 16))
    with tab.page.expect_download() as download:
        tab.page.click("a[data-file]")
    assert Path(download.value.path()).read_bytes() == CONTENT


@pytest.mark.parametrize("name", ["Lost", "Broken"])
def test_words_for_a_file_that_does_not_open(site: Site, tab: Watched, name: str) -> None:
    tab.page.goto(f"{site.base}/p/{AURORA.slug}/#{AURORA.key}")
    tab.page.click(f"text={name}")
    tab.page.wait_for_selector("[data-message=no-file]:not([hidden])")
    assert tab.shown() == ["no-file"]
    assert tab.page.locator("h1").is_visible()
    with tab.page.expect_download():
        tab.page.click("a[data-file]")
    tab.page.wait_for_selector("[data-message=no-file]", state="hidden")


def test_what_is_hostile_in_a_page_does_nothing(site: Site, tab: Watched) -> None:
    """The sanitiser is not in play here: the opener and the policy hold alone."""
    html = HOSTILE.replace("{port}", str(site.port))
    tab.page.goto(f"{site.portal(to_text(seal_page(html, AURORA)))}#{AURORA.key}")
    tab.page.wait_for_selector("h1")
    tab.page.wait_for_timeout(500)
    assert tab.page.url.endswith(f"/p/{AURORA.slug}/#{AURORA.key}")
    assert tab.page.evaluate("window.ran") is None
    assert tab.page.title() == "Hostile"
    assert set(site.asked) <= {
        f"/p/{AURORA.slug}/",
        "/assets/fallback.js",
        "/assets/open.js",
        f"/p/{AURORA.slug}/x",
    }


def test_the_vectors(site: Site, tab: Watched) -> None:
    shutil.copy(TESTS / "vectors" / "open.mjs", site.folder / "assets" / "vectors.js")
    tab.page.goto(f"{site.base}/p/{AURORA.slug}/#{AURORA.key}")
    run = """async (vectors) => {
        const opener = await import("/assets/open.js");
        const { failures } = await import("/assets/vectors.js");
        return failures(opener, vectors);
    }"""
    for scheme in SCHEMES:
        folder = TESTS / "vectors" / scheme.replace("/", "-")
        vectors = {
            "scheme": scheme,
            "keys": json.loads((TESTS / "vectors" / "keys.json").read_text("utf-8")),
            "pages": json.loads((folder / "pages.json").read_text("utf-8")),
            "files": json.loads((folder / "files.json").read_text("utf-8")),
        }
        assert tab.page.evaluate(run, vectors) == []
        spoilt = vectors | {"pages": [vectors["pages"][0] | {"fault": "damaged"}]}
        assert len(tab.page.evaluate(run, spoilt)) == 1


RELEASED = sorted((TESTS / "released").glob("courtside-*"), key=lambda folder: folder.name)


@pytest.mark.parametrize("folder", RELEASED, ids=lambda folder: folder.name)
def test_a_site_of_each_released_scheme_opens(folder: Path, tmp_path: Path, tab: Watched) -> None:
    """An old shell, as a host or a browser may have kept it, with the opener of today."""
    expected = json.loads((folder / "opens.json").read_text("utf-8"))
    path = expected["link"].removeprefix("https://studio.example")
    site = shutil.copytree(folder, tmp_path / "site")
    shutil.copytree(ASSETS, site / "assets")
    shutil.copytree(ASSETS.parent / "plain" / "assets", site / "assets", dirs_exist_ok=True)
    with served(site) as server:
        tab.page.goto(server.base + path)
        assert tab.page.locator("h1").inner_text() == expected["headline"]
        assert tab.shown() == []
        assert tab.page.title() == expected["title"]
        with tab.page.expect_download() as saved:
            tab.page.get_by_role("button", name=expected["file"]).click()
        assert saved.value.suggested_filename == expected["file"]
        assert saved.value.path().read_text("utf-8") == expected["content"]
        shell = next((site / "p").glob("*/index.html"))
        other = shell.read_text("utf-8").replace('data-scheme="courtside/', 'data-scheme="paddock/')
        shell.write_text(other, "utf-8")
        tab.page.reload()
        assert tab.shown() == ["old-scheme"]
        message = tab.page.locator("[data-message=old-scheme]").inner_text()
        assert "for another version of the site. Please load it again" in message  # as it said then
    assert tab.errors == []
