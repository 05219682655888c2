"""Settings of mkdocs.yml that would reveal something: each stops the build and says why.

    {"repo_url": "https://…"}  ->  "repo_url: remove it: an edit link names the file of a project"

A rule is one small function and one entry in RULES. It takes the settings as plain values and
yields sentences; it never sees a project.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from courtside.workspace.config import is_this_machine

Settings = Mapping[str, Any]
"""mkdocs.yml as MkDocs reads it: `theme` is a mapping, `plugins` and `hooks` are names."""

HOOK = "hooks/mkdocs_hook.py"

SAFE_EXTENSIONS = frozenset(
    {
        "abbr",
        "admonition",
        "attr_list",
        "def_list",
        "fenced_code",
        "footnotes",
        "md_in_html",
        "meta",
        "sane_lists",
        "smarty",
        "tables",
        "toc",
    }
)
"""Markdown extensions that read no files and contact no other host."""

_EMPTY: Mapping[str, str] = {
    "repo_url": "an edit link names the file of a page",
    "edit_uri": "an edit link names the file of a page",
    "edit_uri_template": "an edit link names the file of a page",
    "nav": "a navigation lists pages, and nothing may list a portal",
    "extra_templates": "such a template could print the content of projects/",
    "extra_javascript": "such a script could read an opened portal and send it elsewhere",
    "extra_css": "put the file into overrides/custom/, where every stylesheet is used; one from "
    "another host would reveal every visit to that host",
    "extra": "Material turns it into links to other hosts, trackers, version and generator lines",
}


def refused(settings: Settings) -> tuple[str, ...]:
    """Return a sentence for each setting that has to change before a build."""
    return tuple(sentence for rule in RULES for sentence in rule(settings))


def _plugins(settings: Settings) -> Iterator[str]:
    others = sorted(set(settings["plugins"]) - {HOOK, *settings["hooks"]})
    if others:
        yield (
            f"plugins: write `plugins: []`, without {_listed(others)}: a plugin sees every file in "
            "projects/, and search, tags, feeds and social cards publish what they see"
        )


def without_the_hook(hooks: Collection[str]) -> str:
    """Return why MkDocs must not run without the hook; empty if the hook is there."""
    if HOOK in hooks:
        return ""
    return (
        f"hooks: write `hooks: [{HOOK}]`: without it MkDocs would publish everything in projects/ "
        "as it is"
    )


def _hooks(settings: Settings) -> Iterator[str]:
    if list(settings["hooks"]) != [HOOK]:
        yield (
            f"hooks: write `hooks: [{HOOK}]` and no other: a hook can put anything that it finds "
            "in projects/ on a public page"
        )


def _theme(settings: Settings) -> Iterator[str]:
    theme = settings["theme"]
    if theme.get("name") != "material":
        yield "theme.name: write `material`: the shell is made for it, other themes add their own"
    if theme.get("font") is not False:
        yield (
            "theme.font: write `font: false`: an external font reveals every visit to a portal to "
            "the font's host"
        )
    extra = sorted(set(theme.get("static_templates", ())) - {"404.html", "sitemap.xml"})
    if extra:
        yield (f"theme.static_templates: remove {_listed(extra)}: such a template could list pages")
    for name in ("logo", "favicon"):
        if ELSEWHERE.match(str(theme.get(name) or "")):
            yield _elsewhere(f"theme.{name}")
        elif ".." in re.split(r"[/\\]", str(theme.get(name) or "")):
            yield (
                f"theme.{name}: put the file into overrides/custom/ and name it from there: `..` "
                "leads out of overrides/ to files that are not public"
            )


def _addresses(settings: Settings) -> Iterator[str]:
    if not settings["use_directory_urls"]:
        yield (
            "use_directory_urls: write `true`: a link has the form /p/<slug>/#<key>, without the "
            "page's file name"
        )


def _left_empty(settings: Settings) -> Iterator[str]:
    for name, why in _EMPTY.items():
        value = settings.get(name)
        if value:
            inside = f" ({_listed(sorted(value))})" if isinstance(value, Mapping) else ""
            yield f"{name}: remove it{inside}: {why}"


def _markdown(settings: Settings) -> Iterator[str]:
    others = sorted(set(settings["markdown_extensions"]) - SAFE_EXTENSIONS)
    if others:
        yield (
            f"markdown_extensions: remove {_listed(others)}: an extension can copy files, even of "
            "projects/, into a public page"
        )


def _dev_address(settings: Settings) -> Iterator[str]:
    if settings["serving"] and not is_this_machine(settings["host"]):
        yield (
            "dev_addr: serve on 127.0.0.1 or localhost: the errors that `serve` shows are only for "
            "you, and browsers open portals only over https or on this machine"
        )


Rule = Callable[[Settings], Iterable[str]]
RULES: tuple[Rule, ...] = (
    _plugins,
    _hooks,
    _theme,
    _addresses,
    _left_empty,
    _markdown,
    _dev_address,
)


ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)
"""The beginning of an address that leaves the site."""


def _elsewhere(name: str) -> str:
    return (
        f"{name}: put the file into overrides/custom/ and name it from there: fetched from another "
        "host, it reveals every visit to a portal"
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
