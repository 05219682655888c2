"""The public part of a site without a site generator: front page, 404 page and shells.

    public_part(look, "# Norte", overrides)  ->  Public(files={"index.html": ...}, shells={...})

The templates are those that MkDocs fills; `overrides/plain/base.html` stands in for Material's. A
portal does not care which of the two frames it is put into: what is sealed is the same.
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

from . import assets, site
from .words import LANGUAGES

FOLDER = "plain"
"""Below `overrides/`: the frame, its stylesheet and its icon."""
_EXTENSIONS = ["attr_list", "tables"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What mkdocs.yml says of the public part."""

    site_name: str
    site_url: str = ""
    language: str = "en"
    logo: str = ""
    """A file in `overrides/`, or empty."""
    favicon: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Public:
    """All that is public, made before a project file is read."""

    files: Mapping[str, bytes]
    """Path in the site -> content."""
    shells: Mapping[str, str]
    """Language -> the shell's HTML, with its empty place."""


def public_part(look: Look, front_page: str, overrides: Path) -> Public:
    """Fill the templates; `front_page` is the provider's own Markdown, `projects/index.md`."""
    named = [name for name in (look.logo, look.favicon) if name]
    used = {
        **dict(assets.used(overrides / FOLDER, (), ())),
        **dict(assets.used(overrides, (), named)),
    }
    environment = _environment(overrides, look, used)
    content = Markup(markdown(front_page, extensions=_EXTENSIONS))  # noqa: S704 - the provider's
    pages = {
        "index.html": _page(environment, "main.html", ".", content=content),
        "404.html": _page(environment, "404.html", urlsplit(look.site_url).path.rstrip("/")),
    }
    shells = {
        language: site.slim(_page(environment, "sealed.html", "../..", language=language))
        for language in LANGUAGES
    }
    return Public(
        files={
            **{name: path.read_bytes() for name, path in used.items()},
            **{path: html.encode("utf-8") for path, html in pages.items()},
        },
        shells=shells,
    )


def _environment(overrides: Path, look: Look, used: Mapping[str, Path]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([overrides, overrides / FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
    )
    environment.filters["url"] = _url
    theme = {
        "favicon": look.favicon if look.favicon in used else "assets/favicon.svg",
        "language": look.language,
        "logo": look.logo if look.logo in used else "",
    }
    environment.globals["config"] = {"site_name": look.site_name, "theme": theme}
    environment.globals["courtside"] = site.for_templates(
        stylesheets=[name for name in used if name.endswith(".css")], color_scheme="light dark"
    )
    return environment


@pass_context
def _url(context: Context, path: str) -> str:
    """The address of a file of the site, as seen from the page that is being filled."""
    return f"{context['base']}/{path}"


def _page(
    environment: Environment, template: str, base: str, *, content: str = "", language: str = ""
) -> str:
    page = {"content": content, "meta": {"language": language}}
    return environment.get_template(template).render(page=page, base=base)
