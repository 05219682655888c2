"""Dark mode without a script: Material's own dark rules, moved under `prefers-color-scheme`.

    [data-md-color-scheme=slate]{--md-typeset-color:#ccc}
        ->  @media screen and (prefers-color-scheme:dark){
            :root:root [data-md-color-scheme=default]{--md-typeset-color:#ccc}}

Material switches by script: it writes other attributes on <body>. Here <body> keeps those of the
light palette, and every rule that would hold with the dark ones is said again for it. `:root:root`
lifts all of them alike, so that among themselves they weigh what they weighed.
"""

# Stylesheets: their rules, and what is left of one without the rules that no page can use.
#
#     slim(".md-typeset h1{margin:0}.md-search{color:red}", {"md-typeset"})
#         ->  ".md-typeset h1{margin:0}"
#
# Material dresses sites with search, tabs and code; here a frame and some text are used, a third of
# it. A rule stays if each class and each attribute's value that it asks for is a word of the site:
# one that stands in a public page, a shell or a template. So a template that comes to use more of
# Material gets more of it, and what a project says changes nothing.

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from courtside.text.theme import PORTAL, Theme

Palette = Mapping[str, str]
"""`scheme`, `primary` and `accent`, as <body> has them."""

_ATTRIBUTE = re.compile(r"\[data-md-color-(scheme|primary|accent)=\"?([\w-]+)\"?\]")


_DEFAULTS = {"scheme": "default", "primary": "indigo", "accent": "indigo"}


def palettes(setting: object) -> tuple[Palette, Palette] | tuple[()]:
    """Light and dark out of the `theme.palette` of mkdocs.yml; empty where it has not both."""
    options = [{**_DEFAULTS, **option} for option in setting] if isinstance(setting, list) else []
    dark = [option for option in options if option["scheme"] == "slate"]
    # <body> has the attributes of the first option, so it is the first that must be light.
    if not dark or options[0]["scheme"] == "slate":
        return ()
    light, night = ({name: option[name] for name in _DEFAULTS} for option in (options[0], dark[0]))
    return light, night


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
        selectors = [_for(light, each) for each in head.split(",") if _holds(each, dark)]
        if selectors:
            yield f"{','.join(selectors)}{{{body}}}"


def _holds(selector: str, palette: Palette) -> bool:
    """Whether a selector speaks of <body>'s colours and fits a body with these attributes."""
    found: Sequence[tuple[str, str]] = _ATTRIBUTE.findall(re.sub(r":not\(.*?\)", "", selector))
    forbidden = _ATTRIBUTE.findall("".join(re.findall(r":not\(.*?\)", selector)))
    return (
        bool(found)
        and all(palette[name] == value for name, value in found)
        and not any(palette[name] == value for name, value in forbidden)
    )


def _for(light: Palette, selector: str) -> str:
    plain = re.sub(r":not\(\[data-md-color-.*?\]\)", "", selector).removeprefix("html ")
    named = _ATTRIBUTE.sub(lambda found: f"[data-md-color-{found[1]}={light[found[1]]}]", plain)
    return f":root:root {named}"


_ARGUMENTS = re.compile(r":[\w-]+\((?:[^()]|\([^()]*\))*\)")


_ASKED = re.compile(r"\.(-?[a-zA-Z_][\w-]*)|\[data-md-[\w-]+=[\"']?([\w-]+)")


def slim_stylesheets(site_dir: Path, shells: Iterable[str], theme: Theme) -> None:
    """Leave in Material's stylesheets what a page of this site can use."""
    pages = [*site_dir.glob("*.html")]
    pages += [path for folder in theme.below(PORTAL) for path in folder.glob("*.html")]
    texts = [path.read_text(encoding="utf-8") for path in pages]
    known = words([*texts, *shells])
    for sheet in site_dir.glob("assets/stylesheets/*.min.css"):
        sheet.write_text(slim(sheet.read_text(encoding="utf-8"), known), encoding="utf-8")


def words(texts: Iterable[str]) -> frozenset[str]:
    """All words of the site, class names among them; more than are used, never fewer."""
    return frozenset(word for text in texts for word in re.findall(r"[\w-]+", text))


def slim(css: str, words: Container[str]) -> str:
    """The stylesheet without the rules of which no selector can fit."""
    return "".join(_kept(css, words))


def _kept(css: str, words: Container[str]) -> Iterator[str]:
    for head, body in rules(css):
        if head.startswith(("@media", "@supports")):
            body = slim(body, words)
        elif not head.startswith("@"):
            head = ",".join(each for each in _selectors(head) if _fits(each, words))
        if head and body:
            yield f"{head}{{{body}}}"


def _fits(selector: str, words: Container[str]) -> bool:
    """Whether a page can have what the selector asks for; `:not(...)` and its like ask nothing."""
    asked = _ASKED.findall(_ARGUMENTS.sub("", selector))
    return all((name or value) in words for name, value in asked)


def _selectors(head: str) -> Iterator[str]:
    """Split a list of selectors at its outer commas."""
    depth = start = 0
    for at, sign in enumerate(head):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            yield head[start:at]
            start = at + 1
    yield head[start:]


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Split a stylesheet into the heads and bodies of its outermost rules."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    depth = start = opened = 0
    for found in re.finditer(r"[{};]", css):
        sign, at = found[0], found.start()
        if sign == "{":
            depth += 1
            if depth == 1:
                opened = at
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : at]
                start = at + 1
        elif depth == 0:  # @charset and @import have no body
            start = at + 1
