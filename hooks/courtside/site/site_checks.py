"""Problems besides the project files: settings, front page, templates, deleted projects.

    projects/index.md: the link 'prices.md' leads nowhere    ->  a Problem of `courtside check`

No site generator is needed: the settings are read from mkdocs.yml, and the templates are filled as
`build --plain` fills them, with each kind of page that this studio has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from courtside.engine.assess import Portfolio
from courtside.errors import BuildError
from courtside.site import settings
from courtside.site.generator import generator_templates
from courtside.site.mkdocs_settings import refused_by_mkdocs
from courtside.source import records
from courtside.source.messages import closest
from courtside.source.problems import Problem, printable
from courtside.source.yaml_reader import LOADER, MERGE, conflicts
from courtside.text.theme import Theme
from courtside.workspace.config import NO_SITE, SiteConfig, wrong_address
from courtside.workspace.deleted import Vanished, vanished
from courtside.workspace.folder import read_front_page
from courtside.workspace.git import DistrustedRepositoryError, HistoryError


def gone_without_closing(projects: Path) -> Iterator[Problem]:
    """Yield a problem for each project deleted without being closed; none if git cannot say, but a
    warning if it refuses to."""
    try:
        gone = vanished(projects)
    except DistrustedRepositoryError as error:
        yield Problem.of_file(f"{projects}", f"{error}", severity="warning")
        return
    except HistoryError:
        return
    for name, one in gone.items():
        yield Problem.of_file(f"{projects}/{name}.yml", gone_message(one))


def gone_message(gone: Vanished) -> str:
    """Return what is wrong where a project was deleted without being closed, and what to do."""
    lines, number = "the `id` that its page has", ""
    if gone.link:
        number = f", and `link: {gone.link.number}`" if gone.link.number > 1 else ""
        lines = f"`id: {printable(gone.link.portal)}`"
    renamed = (
        f"write {lines} under the client of the new file{number}, and the client's link will "
        "still open it"
    )
    if gone.link and gone.taken_by:
        renamed = (
            f"its client has another name and another address in {printable(gone.taken_by)}: run "
            f"courtside new-link {printable(gone.link.portal)}"
        )
    return (
        "it was deleted without being closed: restore the file, add `closed:` with the day, and "
        f"publish; then delete it. If it was renamed, {renamed}"
    )


def out_of_reach(projects: Path) -> Iterator[Problem]:
    """Warn of project files in a folder that no project has for what goes with it: nobody reads
    them."""
    for folder in sorted(path for path in projects.iterdir() if path.is_dir()):
        if folder.name.startswith((".", "_")) or any(
            (projects / f"{folder.name}{ending}").exists() for ending in (".yml", ".md")
        ):
            continue
        for path in sorted(folder.glob("*.yml")):
            message = f"project files are not read in folders: move it to {projects.name}/"
            name = f"{projects}/{printable(folder.name)}/{printable(path.name)}"
            yield Problem.of_file(name, message, severity="warning")


def site_problems(config: SiteConfig) -> Iterator[Problem]:
    """Yield the problems of settings, front page and the frame's templates that stop a build."""
    document = _document(config.file)
    settings_text = config.file.read_text("utf-8")
    if "INHERIT" not in document:
        refused = settings.refused(_plain(document))
        for sentence in (*refused, *_unusable(config, document, refused)):
            yield Problem.of_file(str(config.file), sentence, _line_of(settings_text, sentence))
    yield from conflicts_of_templates(config)
    texts = tuple(problems_of_texts(config))
    yield from texts
    if any(problem.severity == "error" for problem in texts):  # no page can be filled
        return
    front = f"{config.projects}/{records.FRONT_PAGE}"
    theme = Theme.over(config.overrides)
    try:
        text = read_front_page(config.projects / records.FRONT_PAGE)
        html = ""
        if not _MARKUP.isdisjoint(text):
            from courtside.site import front_page

            html = front_page.html_of(text)
        if theme.has_own_templates:
            from courtside.site.template_checks import inline_parts, unknown_names

            yield from unknown_names(config.overrides)
            yield from inline_parts(config, html)
    except BuildError as error:
        yield from (_of_line(line, front) for line in error.lines)
        return
    if name := missing_template(theme, text):
        message = f"there is no template '{name}': correct the line `template:`, or remove it"
        yield Problem.of_file(front, message, _line_of(text, "template"))
    if html:
        for line, message in front_page.flaws(text, html, config.look, theme):
            yield Problem.of_file(front, message, line)


def without_studio(config: SiteConfig, folder: Path) -> Problem:
    """Return the problem of a `docs_dir` without a studio's file; `folder` has one."""
    message = f"docs_dir: there is no {config.projects / records.STUDIO_FILE}: write {folder.name}"
    text = config.file.read_text("utf-8")
    return Problem.of_file(str(config.file), message, _line_of(text, message))


def _of_line(line: str, front: str) -> Problem:
    """Return the problem that a line of an error names: of a template, or of the file `front`."""
    if place := re.fullmatch(r"(.+?\.(?:html|md)):(\d+): (.*)", line, re.S):
        file = front if place[1] == records.FRONT_PAGE else place[1]
        return Problem.of_file(file, place[3], int(place[2]))
    return Problem.of_file(front, line.removeprefix(f"{records.FRONT_PAGE}: "))


_MARKUP = frozenset("<[{")
"""Without any of these, a front page has no tag, no link and no attribute that can be wrong."""


def conflicts_of_templates(config: SiteConfig) -> Iterator[Problem]:
    """Yield a problem for each of the owner's templates in which git left a conflict."""
    for path in sorted(config.overrides.rglob("*")):
        if path.suffix in _TEXTS and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            for number in conflicts(text):
                yield Problem.of_file(str(path), MERGE, number)
                break


def problems_of_texts(config: SiteConfig) -> Iterator[Problem]:
    """Yield the problems of the owner's own texts, `overrides/locale/*.po`."""
    theme = Theme.over(config.overrides)
    if not theme.own_languages:
        return
    from courtside.text.own_texts import flaws_of

    for flaw in flaws_of(theme):
        yield Problem.of_file(flaw.file, flaw.message, flaw.line, severity=flaw.severity)


_TEXTS = frozenset((".html", ".css", ".js", ".typ", ".md"))


def template_problems(config: SiteConfig, portfolio: Portfolio, today: date) -> Iterator[Problem]:
    """Yield the first problem of the portals' templates; one page of each kind is filled.

    Only where the owner has templates: ours are known to be right.
    """
    theme = Theme.over(config.overrides)
    if not theme.has_own_templates:
        return
    from courtside.engine.portals import client_pages
    from courtside.text.templates import TEMPLATE_PROBLEMS, in_template
    from courtside.views.page import render

    seen: set[str] = set()
    for portal in client_pages(portfolio, today):
        phases = {status.phase for status in portal.projects}
        if phases <= seen:
            continue
        seen |= phases
        try:
            render(portal, theme=theme)
        except TEMPLATE_PROBLEMS as error:
            yield _of_line(in_template(error), str(config.overrides / "portal"))
            return


# --- Settings ------------------------------------------------------------------------------------


class _Loader(LOADER):  # type: ignore[misc]  # libyaml's, where it is
    """Reads mkdocs.yml without a meaning for tags such as `!ENV`, which only MkDocs knows."""


_Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def _document(config_file: Path) -> Mapping[str, Any]:
    document = yaml.load(config_file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe one
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


MKDOCS = frozenset(
    ("INHERIT", "config_file_path", "copyright", "dev_addr", "docs_dir", "draft_docs", "edit_uri",
     "edit_uri_template", "exclude_docs", "extra", "extra_css", "extra_javascript",
     "extra_templates", "google_analytics", "hooks", "markdown_extensions", "mdx_configs", "nav",
     "not_in_nav", "pages", "plugins", "remote_branch", "remote_name", "repo_name", "repo_url",
     "site_author", "site_description", "site_dir", "site_name", "site_url", "strict", "theme",
     "use_directory_urls", "validation", "watch")
)  # fmt: skip
"""The settings that MkDocs has; it logs any other, and no log may have an unknown line."""


def _unusable(
    config: SiteConfig, document: Mapping[str, Any], already: Iterable[str]
) -> Iterator[str]:
    """Yield a sentence for each setting with which MkDocs builds nothing; `already` are those of
    settings that have to change anyway."""
    for name in document:
        if name not in MKDOCS:
            yield f"{name}: MkDocs has no such setting{closest(str(name), MKDOCS, 0.8)}"
    refused = {sentence.partition(":")[0].partition(".")[0] for sentence in already}
    known = {name: document[name] for name in MKDOCS & document.keys() - refused}
    yield from refused_by_mkdocs(config.file, known)
    theme = document.get("theme")
    if isinstance(theme, dict) and theme.get("custom_dir") and not config.overrides.is_dir():
        yield f"theme: there is no folder {config.overrides}, which `custom_dir` names"
    for hook in config.hooks or ():
        if not (config.root / hook).is_file():
            yield f"hooks: there is no file {hook}: restore it (git checkout {hook})"
    address = document.get("site_url")
    if address and wrong_address(str(address)) == NO_SITE:
        yield f"site_url: {NO_SITE}"
    if config.site.resolve().is_relative_to(config.projects.resolve()):
        yield "site_dir: the site would lie among the projects; write another folder"


def _names(listed: object) -> list[str]:
    """Return the names in a list whose items are a name, or a name with settings."""
    if isinstance(listed, dict):
        return [str(name) for name in listed]
    items = listed if isinstance(listed, list) else []
    return [str(next(iter(i))) if isinstance(i, dict) and i else str(i) for i in items]


def _line_of(text: str, sentence: str) -> int:
    """Return the line of the setting that a sentence begins with."""
    name = re.escape(sentence.partition(":")[0].partition(".")[0])
    return next(
        (n for n, line in enumerate(text.splitlines(), 1) if re.match(rf"{name} *:", line)), 1
    )


# --- The front page ------------------------------------------------------------------------------


_HEAD = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\n|\A((?:\w[\w ]*:.*\n)+)", re.S)


def missing_template(theme: Theme, front: str) -> str:
    """Return the template that the front page's head names, if it does not exist; else empty."""
    head = _HEAD.match(front)
    named = head and re.search(r"(?mi)^template:[ \t]*[\"']?([^\"'\s]+)", head[1] or head[2])
    if not named:
        return ""
    folders = (*theme.folders, *generator_templates())
    return "" if any((folder / named[1]).is_file() for folder in folders) else named[1]
