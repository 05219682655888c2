"""Problems besides the project files: settings, front page, templates, deleted projects.

    projects/index.md: the link 'prices.md' leads nowhere    ->  a Problem of `courtside check`

No site generator is needed: the settings are read from mkdocs.yml, and the templates are filled as
`build --plain` fills them, with each kind of page that this studio has.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from markdown import markdown

from courtside.engine.assess import Portfolio
from courtside.errors import BuildError
from courtside.site import assets, settings
from courtside.source.problems import Problem
from courtside.source.records import FRONT_PAGE
from courtside.text.theme import Theme
from courtside.workspace import versions
from courtside.workspace.config import SiteConfig
from courtside.workspace.folder import read_front_page
from courtside.workspace.git import HistoryError

GONE = (
    "it was deleted without being closed: restore the file, add `closed:` with the day, and "
    "publish; then delete it"
)


def gone_without_closing(projects: Path) -> Iterator[Problem]:
    """Yield a problem for each project deleted without being closed; none if git cannot say."""
    try:
        gone = versions.vanished(projects)
    except HistoryError:
        return
    for name in gone:
        yield _problem(f"{projects}/{name}.yml", GONE)


def site_problems(place: SiteConfig, config_file: Path) -> Iterator[Problem]:
    """Yield the problems of settings, front page and the frame's templates that stop a build."""
    document = _document(config_file)
    if "INHERIT" not in document:
        for sentence in settings.refused(_plain(document)):
            yield _problem(str(config_file), sentence, _line_of(config_file, sentence))
    front = f"{place.projects}/{FRONT_PAGE}"
    theme = Theme.over(place.overrides)
    try:
        text = read_front_page(place.projects / FRONT_PAGE)
        if theme.has_own_templates:
            from courtside.site.build import read_public

            read_public(place)
    except BuildError as error:
        yield from (_problem(front, line.removeprefix(f"{FRONT_PAGE}: ")) for line in error.lines)
        return
    known = {FRONT_PAGE, "index.html", "404.html", *assets.used_without_mkdocs(place.look, theme)}
    for link in _dead_links(text, known):
        number = next((n for n, line in enumerate(text.splitlines(), 1) if link in line), 1)
        yield _problem(front, f"the link '{link}' leads nowhere: {_LINKS}", number)


_LINKS = "correct it, or write the whole address"


def template_problems(place: SiteConfig, portfolio: Portfolio, today: date) -> Iterator[Problem]:
    """Yield the first problem of the portals' templates; one page of each kind is filled.

    Only where the owner has templates: ours are known to be right.
    """
    theme = Theme.over(place.overrides)
    if not theme.has_own_templates:
        return
    from jinja2 import TemplateError

    from courtside.engine.portals import client_pages
    from courtside.text.templates import in_template
    from courtside.views.page import render

    seen: set[str] = set()
    for portal in client_pages(portfolio, today):
        phases = {status.phase for status in portal.projects}
        if phases <= seen:
            continue
        seen |= phases
        try:
            render(portal, theme=theme)
        except TemplateError as error:
            yield _problem(str(place.overrides / "portal"), in_template(error))
            return


def _problem(file: str, message: str, line: int = 1) -> Problem:
    return Problem(file=file, line=line, column=1, path="", message=message)


# --- Settings ------------------------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml without a meaning for tags such as `!ENV`, which only MkDocs knows."""


_Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def _document(config_file: Path) -> Mapping[str, Any]:
    document = yaml.load(config_file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    return document if isinstance(document, dict) else {}


def _plain(document: Mapping[str, Any]) -> settings.Settings:
    """Return the settings with MkDocs' defaults for the missing ones."""
    theme = document.get("theme") or {}
    return {
        **document,
        "theme": dict(theme) if isinstance(theme, dict) else {"name": theme},
        "plugins": _names(document.get("plugins", ["search"])),
        "hooks": _names(document.get("hooks")),
        "markdown_extensions": _names(document.get("markdown_extensions")),
        "use_directory_urls": document.get("use_directory_urls", True),
        "serving": False,
    }


def _names(listed: object) -> list[str]:
    """Return the names in a list whose items are a name, or a name with settings."""
    if isinstance(listed, dict):
        return [str(name) for name in listed]
    items = listed if isinstance(listed, list) else []
    return [str(next(iter(i))) if isinstance(i, dict) and i else str(i) for i in items]


def _line_of(config_file: Path, sentence: str) -> int:
    """Return the line of the setting that a sentence begins with."""
    name = re.escape(sentence.partition(":")[0].partition(".")[0])
    lines = config_file.read_text(encoding="utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if re.match(rf"{name} *:", line)), 1)


# --- The front page ------------------------------------------------------------------------------


def _dead_links(text: str, known: Iterable[str]) -> Iterator[str]:
    """Yield the relative links of the front page to files that the site does not have.

    As for MkDocs, an address without a suffix may be another page of the same host.
    """
    reader = _Links()
    reader.feed(markdown(text, extensions=["attr_list", "tables"]))
    files = set(known)
    for link in dict.fromkeys(reader.links):
        parts = urlsplit(link)
        path = unquote(parts.path)
        if parts.scheme or parts.netloc or not path or path[0] in "/\\":
            continue
        if posixpath.splitext(path)[1] and posixpath.normpath(path) not in files:
            yield link


class _Links(HTMLParser):
    """Collects the addresses of links and images."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect an address; the parser calls this."""
        wanted = {"a": "href", "img": "src"}.get(tag)
        self.links += [value for name, value in attrs if name == wanted and value]
