"""Stylesheets: dark mode without a script, and only the rules that a page can use.

**Dark mode.** Material's own dark rules, moved under `prefers-color-scheme`:

    [data-md-color-scheme=slate]{--md-typeset-color:#ccc}
        ->  @media screen and (prefers-color-scheme:dark){
            :root:root [data-md-color-scheme=default]{--md-typeset-color:#ccc}}

Material switches by script: it writes other attributes on <body>. Here <body> keeps those of the
light palette, and every rule for the dark ones is repeated for it. `:root:root` raises all of them
alike, so that their order of precedence stays.

**Used rules.** Material styles search, tabs and code too; a site here uses a third of its rules:

    used_css(".md-typeset h1{margin:0}.md-search{color:red}", {"md-typeset"})
        ->  ".md-typeset h1{margin:0}"

A rule stays if each class and attribute value in its selector is a word of the site: of a public
page, a shell or a template. So a template that uses more of Material gets more of it, and a
project's content changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from courtside.text.stylesheets import rules
from courtside.text.theme import PORTAL, Theme

Palette = Mapping[str, str]
"""`scheme`, `primary` and `accent`: the attributes of <body>."""

_ATTRIBUTE = re.compile(r"\[data-md-color-(scheme|primary|accent)=\"?([\w-]+)\"?\]")


_DEFAULTS = {"scheme": "default", "primary": "indigo", "accent": "indigo"}


def palettes(setting: object) -> tuple[Palette, Palette] | tuple[()]:
    """Return light and dark of `theme.palette` in mkdocs.yml; empty unless it has both."""
    options = [{**_DEFAULTS, **option} for option in setting] if isinstance(setting, list) else []
    dark = [option for option in options if option["scheme"] == "slate"]
    # <body> has the attributes of the first option, so the first must be light.
    if not dark or options[0]["scheme"] == "slate":
        return ()
    first, second = ({name: option[name] for name in _DEFAULTS} for option in (options[0], dark[0]))
    return first, second


def dark_css(palette_css: str, light: Palette, dark: Palette) -> str:
    """Derive the stylesheet that makes a <body> with `light`'s attributes look like `dark`."""
    moved = "".join(_moved(palette_css, light, dark))
    return f"@media screen and (prefers-color-scheme:dark){{{moved}}}\n"


def _moved(css: str, light: Palette, dark: Palette) -> Iterator[str]:
    for head, body in rules(css):
        if head.startswith("@"):
            inside = "".join(_moved(body, light, dark))
            if inside and head.startswith("@media"):
                yield f"{head}{{{inside}}}"
            continue
        selectors = [_for(light, s) for s in head.split(",") if _holds(s, dark)]
        if selectors:
            yield f"{','.join(selectors)}{{{body}}}"


def _holds(selector: str, palette: Palette) -> bool:
    """Return whether a selector names <body>'s colours and fits a body with these attributes."""
    wanted: Sequence[tuple[str, str]] = _ATTRIBUTE.findall(re.sub(r":not\(.*?\)", "", selector))
    forbidden = _ATTRIBUTE.findall("".join(re.findall(r":not\(.*?\)", selector)))
    return (
        bool(wanted)
        and all(palette[name] == value for name, value in wanted)
        and not any(palette[name] == value for name, value in forbidden)
    )


def _for(light: Palette, selector: str) -> str:
    """Rewrite a selector for a <body> with the light palette's attributes."""
    plain = re.sub(r":not\(\[data-md-color-.*?\]\)", "", selector).removeprefix("html ")
    named = _ATTRIBUTE.sub(lambda match: f"[data-md-color-{match[1]}={light[match[1]]}]", plain)
    return f":root:root {named}"


_ARGUMENTS = re.compile(r":[\w-]+\((?:[^()]|\([^()]*\))*\)")


_ASKED = re.compile(r"\.(-?[a-zA-Z_][\w-]*)|\[data-md-[\w-]+=[\"']?([\w-]+)")


def slim_stylesheets(site_dir: Path, shells: Iterable[str], theme: Theme) -> None:
    """Reduce Material's stylesheets to the rules that a page of this site can use."""
    pages = [*site_dir.glob("*.html")]
    pages += [path for folder in theme.below(PORTAL) for path in folder.glob("*.html")]
    texts = [path.read_text(encoding="utf-8") for path in pages]
    known = words([*texts, *shells])
    for sheet in site_dir.glob("assets/stylesheets/*.min.css"):
        sheet.write_text(used_css(sheet.read_text(encoding="utf-8"), known), encoding="utf-8")


def words(texts: Iterable[str]) -> frozenset[str]:
    """Return all words of the site, class names among them; rather too many than too few."""
    return frozenset(word for text in texts for word in re.findall(r"[\w-]+", text))


def used_css(css: str, words: Container[str]) -> str:
    """Return the stylesheet without the rules whose selectors cannot match."""
    return "".join(_used_rules(css, words))


def _used_rules(css: str, words: Container[str]) -> Iterator[str]:
    for head, body in rules(css):
        if head.startswith(("@media", "@supports")):
            body = used_css(body, words)
        elif not head.startswith("@"):
            head = ",".join(s for s in _selectors(head) if _fits(s, words))
        if head and body:
            yield f"{head}{{{body}}}"


def _fits(selector: str, words: Container[str]) -> bool:
    """Return whether a selector can match; `:not(...)` and the like restrict nothing."""
    asked = _ASKED.findall(_ARGUMENTS.sub("", selector))
    return all((name or value) in words for name, value in asked)


def _selectors(head: str) -> Iterator[str]:
    """Split a list of selectors at its outer commas."""
    depth = start = 0
    for index, sign in enumerate(head):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            yield head[start:index]
            start = index + 1
    yield head[start:]
