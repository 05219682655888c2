"""The public part of a site without a site generator: front page, 404 page and shells.

    public_part(look, "# Norte", theme)  ->  Public(files={"index.html": ...}, shells={...})

The templates are those that MkDocs fills; `theme/plain/base.html` replaces Material's. What is
sealed is the same in both frames.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markdown import markdown
from markupsafe import Markup

from courtside.model.values import LANGUAGES
from courtside.site import assets, layout
from courtside.text.templates import CompiledTemplates
from courtside.text.theme import Theme
from courtside.workspace.config import Look

_EXTENSIONS = ["attr_list", "tables"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Public:
    """The public files, made before any project file is read."""

    files: Mapping[str, bytes]
    """Path in the site -> content."""
    shells: Mapping[str, str]
    """Language -> the shell's HTML, not filled."""


def public_part(look: Look, front_page: str, theme: Theme) -> Public:
    """Fill the templates; `front_page` is the provider's Markdown, `projects/index.md`."""
    used = assets.used_without_mkdocs(look, theme)
    environment = _environment(theme, look, used)
    content = Markup(markdown(front_page, extensions=_EXTENSIONS))  # noqa: S704 - the provider's
    pages = {
        "index.html": _page(environment, "main.html", ".", content=content),
        "404.html": _page(environment, "404.html", urlsplit(look.site_url).path.rstrip("/")),
    }
    shells = {
        language: layout.strip_shell(_page(environment, "sealed.html", "../..", language=language))
        for language in LANGUAGES
    }
    return Public(
        files={
            **{name: path.read_bytes() for name, path in used.items()},
            **{path: html.encode("utf-8") for path, html in pages.items()},
        },
        shells=shells,
    )


def _environment(theme: Theme, look: Look, used: Mapping[str, Path]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([*theme.folders, *theme.below(assets.PLAIN)]),
        autoescape=True,
        undefined=StrictUndefined,
        bytecode_cache=CompiledTemplates(),
    )
    environment.filters["url"] = _url
    settings = {
        "favicon": look.favicon if look.favicon in used else "assets/favicon.svg",
        "language": look.language,
        "logo": look.logo if look.logo in used else "",
    }
    environment.globals["config"] = {"site_name": look.site_name, "theme": settings}
    environment.globals["courtside"] = layout.for_templates(
        theme, [name for name in used if name.endswith(".css")], color_scheme="light dark"
    )
    return environment


@pass_context
def _url(context: Context, path: str) -> str:
    """Return the address of a file, relative to the page that is being filled."""
    return f"{context['base']}/{path}"


def _page(
    environment: Environment, template: str, base: str, *, content: str = "", language: str = ""
) -> str:
    page = {"content": content, "meta": {"language": language}}
    return environment.get_template(template).render(page=page, base=base)
