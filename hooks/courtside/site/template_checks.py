"""Problems of the owner's templates of the public part.

    overrides/main.html: {% block footer %}{{ viev.title }}  ->  'viev' is not a value of any page

A build fills only the blocks that its frame has, so names are looked for in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from courtside.site.build import read_public
from courtside.site.generator import generator_templates
from courtside.site.public_pages import forbidden_in
from courtside.source.messages import closest
from courtside.source.problems import Problem
from courtside.workspace.config import SiteConfig

MKDOCS = frozenset(
    ("nav", "pages", "base_url", "extra_css", "extra_javascript", "mkdocs_version",
     "build_date_utc", "config", "page")
)  # fmt: skip
"""The values that MkDocs gives to a template."""

_JINJA = Environment(autoescape=True)
_JINJA.filters |= {"url": str, "script_tag": str}  # those that MkDocs adds
_OWN = frozenset(("courtside", "self", "super", "caller", "loop", "varargs", "kwargs"))
_BASE = "base.html"


def unknown_names(overrides: Path) -> Iterator[Problem]:
    """Yield a warning for each unknown name in the templates of the frame: MkDocs shows nothing in
    its place, and stops where something is asked of it."""
    found = {path: _parsed(path) for path in sorted(overrides.glob("*.html"))}
    if not found:
        return
    frames = (folder / _BASE for folder in generator_templates())
    known = MKDOCS | _OWN | set(_JINJA.globals)
    for template in (*found.values(), *map(_parsed, frames)):
        known |= _names_set(template)
    for path, template in found.items():
        unknown = _names_needed(template) - known
        lines = {name.name: name.lineno for name in template.find_all(nodes.Name)}
        for name in sorted(unknown & lines.keys()):
            message = f"'{name}' is not a value of any page{closest(name, known)}: correct it"
            yield Problem.of_file(str(path), message, lines[name], severity="warning")


def _parsed(path: Path) -> nodes.Template:
    """Return a template; an empty one, if it is not there or not right, which filling it says."""
    try:
        return _JINJA.parse(path.read_text("utf-8", "replace") if path.is_file() else "")
    except TemplateSyntaxError:
        return _JINJA.parse("")


def _names_needed(template: nodes.Template) -> set[str]:
    try:
        return meta.find_undeclared_variables(template)
    except TemplateSyntaxError:  # a filter that does not exist
        return set()


def _names_set(template: nodes.Template) -> set[str]:
    """Return the names that a template gives to its blocks and to those of the ones that extend
    it."""
    names = {name.name for name in template.find_all(nodes.Name) if name.ctx == "store"}
    names |= {used.target for used in template.find_all(nodes.Import)}
    return names | {macro.name for macro in template.find_all(nodes.Macro)}


def inline_parts(config: SiteConfig, front: str) -> Iterator[Problem]:
    """Yield a problem for each part of a page that its policy forbids, besides those of `front`,
    the HTML that the front page was written as; raises BuildError."""
    public = read_public(config)
    pages = {
        "main.html": public.files["index.html"].decode("utf-8"),
        "404.html": public.files["404.html"].decode("utf-8"),
        "sealed.html": next(iter(public.shells.values())),
    }
    seen = set(forbidden_in(front))
    for name, html in pages.items():
        for found in forbidden_in(html):
            if found not in seen:
                seen.add(found)
                message = f"{found}: no public page may have one; remove it"
                yield Problem.of_file(str(config.overrides / name), message)
