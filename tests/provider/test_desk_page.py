"""The desk as a page: what it shows, to whom it is shown, and that it is in no site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from courtside.provider import desk_page
from courtside.provider.desk import build_desk
from courtside.site import dev_server
from courtside.site.layout import DESK_MARK, POLICY
from courtside.text.theme import Theme
from engine.test_reminders import PROJECT, march, portfolio
from helpers.strategies import View, views
from helpers.studio import build_studio, make_studio, order, project

HOSTILE = PROJECT.replace("title: New website", "title: '<b>Bold</b> & \"quoted\"'")
PRIVATE = "private: [{date: 2026-03-06, text: 'Cockatrice <script>alert(1)</script> **now**'}]\n"
LINKS = {"aurora": "/p/bTEQkO2n_wRrO7J4Wq1Xlg/#key", "borealis": "/p/x/#y"}


def page(project: str = PROJECT, day: int = 20, mount: str = "/") -> str:
    shown = build_desk(portfolio(aurora=project, borealis=PROJECT), march(day))
    return desk_page.render(shown, LINKS, mount=mount, stylesheets=("assets/a.css",))


# --- What it shows -----------------------------------------------------------------------------


def test_it_says_what_to_do_whom_to_remind_and_what_to_tell_a_prospect() -> None:
    html = page(PROJECT + PRIVATE)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "2 projects need you today" in text
    assert "Next free slot: Thu 2 Apr , a day of work" in text
    assert "courtside waive aurora copy lose-slot" in text
    assert "Lucía: aurora copy, 5 days late" in text
    assert f'<a href="{LINKS["aurora"]}">aurora</a>' in html
    assert "Cockatrice" in html
    assert DESK_MARK in html


def test_an_amount_looks_the_same_all_over_the_desk() -> None:
    html = page(PROJECT.replace("client, days: 5", "client, days: 5, pay: 100%"))
    assert "8400.00 EUR" in html
    assert "€" not in html


def test_no_word_of_a_client_is_markup() -> None:
    html = page(HOSTILE + PRIVATE)
    assert "&lt;b&gt;Bold&lt;/b&gt;" in html
    assert "<script" not in html
    assert "<strong>now</strong>" in html


def test_it_lies_below_the_path_of_the_site() -> None:
    html = page(mount="/portals/")
    assert 'href="/portals/assets/a.css"' in html
    assert 'href="/portals/desk/desk.css"' in html


class Inline(HTMLParser):
    """What the policy forbids: styles and scripts inside the page, and other hosts."""

    found: list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in ("script", "style", "iframe") else []
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(name)
            if name in ("src", "href") and not re.match(r"/|#|data:,|mailto:", value or ""):
                self.found.append(str(value))


@given(views())
def test_any_portfolio_has_a_page_that_the_policy_allows(view: View) -> None:
    shown = build_desk(view.portfolio, view.today)
    links = {row.status.project.portal_id: "/p/slug/#key" for row in shown.rows}
    html = desk_page.render(shown, links, mount="/", stylesheets=())
    reader = Inline()
    reader.found = []
    reader.feed(html)
    assert [address for address in reader.found if not address.startswith("https:")] == []
    assert html.count('<li class="cs-desk-row ') == len(shown.rows)


# --- To whom it is shown -----------------------------------------------------------------------


Ask = Callable[..., tuple[str, dict[str, str], bytes]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Status, headers and body of an answer.

    The studio is one of its own: the desk names its secret in the studio's file.
    """
    root = make_studio(tmp_path_factory.mktemp("studio"), aurora=project())

    def other(request: Any, start_response: Any) -> Iterable[bytes]:
        start_response("404 Not Found", [])
        return [b"elsewhere"]

    def answer(
        path: str, host: str = "127.0.0.1:8000", mount: str = "/"
    ) -> tuple[str, dict[str, str], bytes]:
        seen: list[Any] = []
        portals = dev_server.Portals(order(root), url=f"http://127.0.0.1:8000{mount}")
        app = dev_server.local_only(desk_page.with_desk(other, portals, lambda html: b"the desk"))
        body = b"".join(app({"PATH_INFO": path, "HTTP_HOST": host}, lambda *a: seen.extend(a)))
        return seen[0], dict(seen[1]), body

    return answer


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8000", "localhost:8000", "localhost", "LOCALHOST", "127.0.0.2", "[::1]:8000"],
)
def test_it_answers_on_this_machine_and_asks_browsers_to_keep_nothing(ask: Ask, host: str) -> None:
    status, headers, body = ask("/desk/", host)
    assert (status, body) == ("200 OK", b"the desk")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"] == f"{POLICY}; frame-ancestors 'none'"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in headers


PATHS = [
    "/desk/",
    "/desk/desk.css",
    "/desk",
    "/",
    "/p/AAAAAAAAAAAAAAAAAAAAAA/",
    "/404.html",
    "/live.js",
]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "192.168.1.5",
        "localhost.evil.example",
        "[::2]",
    ],
)
@pytest.mark.parametrize("path", PATHS)
def test_another_name_that_leads_to_this_machine_learns_nothing(
    ask: Ask, host: str, path: str
) -> None:
    status, _, body = ask(path, host)
    assert status == "403 Forbidden"
    assert body == b"This server answers only to 127.0.0.1 and localhost."


@pytest.mark.parametrize(
    "host",
    ["", "[", "[::1", "a]b", "localhost:x", "localhost:999999", "evil@localhost", "localhost/x",
     "localhost evil.example", "[::1]evil", "\u0661.0.0.1"],
)  # fmt: skip
@pytest.mark.parametrize("path", PATHS)
def test_a_host_that_is_none_is_a_bad_request(ask: Ask, host: str, path: str) -> None:
    assert ask(path, host)[0] == "400 Bad Request"


def test_the_rest_of_the_server_is_as_it_was(ask: Ask) -> None:
    assert ask("/")[2] == b"elsewhere"
    assert ask("/p/desk/")[2] == b"elsewhere"
    assert ask("/desk/index.html")[2] == b"elsewhere"
    assert ask("/desk")[:2] == ("302 Found", {"Location": "/desk/"})
    assert ask("/desk/desk.css")[1]["Content-Type"] == "text/css"
    assert ask("/desk/", mount="/portals/")[2] == b"elsewhere"
    assert ask("/portals/desk/", mount="/portals/")[2] == b"the desk"


# --- A real studio ------------------------------------------------------------------------------


def portals(root: Path) -> dev_server.Portals:
    return dev_server.Portals(order(root))


def test_its_links_open_the_portals_and_it_is_in_no_site(tmp_path: Path) -> None:
    root = make_studio(tmp_path, aurora=project())
    site = build_studio(root)
    html = desk_page.desk_html(portals(root))
    (slug,) = re.findall(r'href="/p/([\w-]{22})/#[\w-]{43}"', html)
    assert f"p/{slug}/index.html" in site
    assert "Wolframite" in html
    assert not [path for path in site if "desk" in path]
    assert build_studio(root) == site


def test_it_shows_problems_instead(tmp_path: Path) -> None:
    root = make_studio(tmp_path, aurora="title: [")
    html = desk_page.desk_html(portals(root))
    assert "projects/aurora.yml:" in html
    assert DESK_MARK not in html
    (root / "projects" / "aurora.yml").write_text(project())
    (root / "projects" / "_reminded.txt").write_text("=====\n")
    assert "_reminded.txt:1" in desk_page.desk_html(portals(root))
    (root / "projects" / "_reminded.txt").unlink()
    (root / "overrides" / "portal").mkdir(exist_ok=True)
    (root / "overrides" / "portal" / "desk.html").write_text("{% block")
    own = replace(order(root), theme=Theme.over(root / "overrides"))
    assert "Not built" in desk_page.desk_html(dev_server.Portals(own))
