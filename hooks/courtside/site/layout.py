"""The files that portals add to the site, beside the public pages.

    p/<slug>/index.html    a portal: the shell of its language with the sealed page in it
    a/<slug>.bin           a sealed file
    .nojekyll              without it GitHub Pages omits names that begin with `_`, as slugs may
    _headers               for hosts that read it: what a <meta> cannot forbid, such as frames

There is no robots.txt: it would keep crawlers from reading the `noindex` in the shell, and they
list addresses that they may not read.

Nothing here knows what is in a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from jinja2 import Environment, FileSystemLoader

from courtside.errors import BuildError
from courtside.sealing.cipher import PortalLinks, Sealed, from_text, to_text
from courtside.sealing.keys import SCHEME, Link
from courtside.site.messages import MESSAGES, shell_messages
from courtside.text.theme import Theme

SLOT = "%%sealed%%"
"""The place of the sealed text in a shell; base64 has no such character."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data: blob: 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'"
)
"""The Content-Security-Policy in the head of each page of the site."""

DESK_MARK = '<meta name="courtside-desk" content="never publish">'
"""Marks the provider's desk; no file of a site may contain it, sealed or not."""

_HEADERS = f"""\
/*
  Content-Security-Policy: {POLICY}; frame-ancestors 'none'
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
  X-Robots-Tag: noindex, nofollow, noarchive, nosnippet
/p/*
  Cache-Control: no-cache
"""

FIXED: Mapping[str, bytes] = {".nojekyll": b"", "_headers": _HEADERS.encode("ascii")}
"""Files that every site has, with or without projects."""


class _Unlisted(FileSystemLoader):
    """Finds a template by its name, and lists none."""

    def list_templates(self) -> list[str]:
        return []


def unlisted(get_env: Callable[[], Environment]) -> Callable[[], Environment]:
    """Return the getter of an environment that lists none of the theme's files: MkDocs 1.6 looks
    at all of them, thousands of icons, of which `on_files` takes none. Another
    version may find its templates in another way: its environment is left as it is."""

    def getter() -> Environment:
        env = get_env()
        if isinstance(env.loader, FileSystemLoader):
            env.loader = _Unlisted(env.loader.searchpath)
        return env

    return getter


def for_templates(
    theme: Theme, stylesheets: Sequence[str], *, color_scheme: str
) -> Mapping[str, Any]:
    """Return the values that templates of the public part use as `courtside.…`.

    `color_scheme` is CSS's: `light dark` or `light`.
    """
    return {
        "color_scheme": color_scheme,
        "messages": MESSAGES,
        "policy": POLICY,
        "scheme": SCHEME,
        "slot": SLOT,
        "stylesheets": stylesheets,
        "words": partial(shell_messages, theme=theme),
    }


def strip_shell(shell: str) -> str:
    """Return a shell without its templates' indentation and without the switches of Material's
    navigation, which a portal has not: every portal contains it."""
    lines = (line.strip() for line in shell.splitlines())
    return re.sub(_SWITCHES, "", "\n".join(line for line in lines if line))


_SWITCHES = (
    r'<input class="md-toggle".*\n|<label class="md-overlay".*\n'
    r'|<div data-md-component="(?:skip|announce)">\n</div>\n'
)
"""They are in no block of Material's base.html. Where one of the last two has content, it stays."""


class Frames:
    """The shells of all languages, ready to be filled."""

    def __init__(self, shells: Mapping[str, str]) -> None:
        try:
            self._parts = {language: shell_parts(shell) for language, shell in shells.items()}
        except ValueError as error:
            raise BuildError(f"sealed.html: {error}") from None

    def files(self, sealed: Sealed) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of each file of one sealed portal."""
        before, after = self._parts[sealed.portal.language]
        text = to_text(sealed.page).encode("ascii")
        yield page_path(sealed.portal.link), before + text + after
        for link, blob in zip(sealed.portal.files, sealed.files, strict=True):
            yield file_path(link), blob


def sealed_in(page: str) -> bytes:
    """Return the sealed bytes of a portal's page, which `shell_parts` surround."""
    (text,) = re.findall(r'<template id="sealed"[^>]*>([^<]*)</template>', page)
    return from_text(text)


def shell_parts(shell: str) -> tuple[bytes, bytes]:
    """Return the parts before and after the sealed text; raises ValueError unless SLOT occurs
    once."""
    before, *after = shell.encode("utf-8").split(SLOT.encode("ascii"))
    if len(after) != 1:
        raise ValueError(f"a shell has one place for the sealed text, not {len(after)}")
    return before, after[0]


def page_path(link: Link) -> str:
    """Return the path of a portal in the site."""
    return f"p/{link.slug}/index.html"


def paths(portal: PortalLinks) -> tuple[str, ...]:
    """Return the paths of a portal and its files in the site."""
    return (page_path(portal.link), *map(file_path, portal.files))


def file_path(link: Link) -> str:
    """Return the path of a sealed file in the site."""
    return f"a/{link.slug}.bin"
