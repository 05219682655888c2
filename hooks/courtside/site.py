"""All portals -> the files of the site, beside the public pages that MkDocs makes.

    p/<slug>/index.html    a portal: the shell of its language, filled with the sealed page
    a/<slug>.bin           a sealed file
    .nojekyll              GitHub Pages otherwise leaves out what begins with `_`, as a slug may
    _headers               for hosts that read it: what a <meta> cannot forbid, such as frames

There is no robots.txt: it would keep crawlers from reading the `noindex` in the shell, and they
list addresses that they may not read.

Plain values in, plain values out: nothing here knows what is in a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .keys import SCHEME, Link
from .seal import to_text
from .words import MESSAGES, words

SLOT = "%%sealed%%"
"""Where the sealed text goes in a shell; base64 has no such sign."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data: blob: 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'"
)
"""What a page of the site may do: the Content-Security-Policy in its head."""

DESK_MARK = '<meta name="courtside-desk" content="never publish">'
"""What the provider's desk has in its head; no file of a site has it, sealed or not."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Portal:
    """Where one client's portal and its files lie, and what opens them."""

    client: str
    """The client's id, for messages; it stands nowhere in the site."""
    language: str
    """Whose shell it is put into."""
    link: Link
    files: tuple[Link, ...] = ()
    """Slug and key of each file, out of `keys.file_link`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """One portal's bytes."""

    portal: Portal
    page: bytes
    """Out of `seal.seal_page`."""
    files: tuple[bytes, ...] = ()
    """Out of `seal.seal_file`, in the order of `portal.files`."""


def for_templates(*, stylesheets: Sequence[str], color_scheme: str) -> Mapping[str, Any]:
    """What the templates of the public part may say, as `courtside.…`; `color_scheme` is that of
    CSS, `light dark` or `light`."""
    return {
        "color_scheme": color_scheme,
        "messages": MESSAGES,
        "policy": POLICY,
        "scheme": SCHEME,
        "slot": SLOT,
        "stylesheets": stylesheets,
        "words": words,
    }


def slim(shell: str) -> str:
    """A shell without its templates' indentation, since every portal carries it."""
    lines = (line.strip() for line in shell.splitlines())
    return "\n".join(line for line in lines if line)


def site_files(sealed: Iterable[Sealed], shells: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Give path and content of each file that projects add to the public pages, one by one.

    `shells` holds the HTML of the shell for each language, with SLOT in it once. One portal is
    held at a time, so that files of 20 MB do not add up.
    """
    yield from FIXED.items()
    parts = {language: shell_parts(shell) for language, shell in shells.items()}
    for each in sealed:
        before, after = parts[each.portal.language]
        text = to_text(each.page).encode("ascii")
        yield page_path(each.portal.link), before + text + after
        for link, blob in zip(each.portal.files, each.files, strict=True):
            yield file_path(link), blob


def shell_parts(shell: str) -> tuple[bytes, bytes]:
    """Give what stands before and after the sealed text; ValueError unless it has one place."""
    before, *after = shell.encode("utf-8").split(SLOT.encode("ascii"))
    if len(after) != 1:
        raise ValueError(f"a shell has one place for the sealed text, not {len(after)}")
    return before, after[0]


def page_path(link: Link) -> str:
    """Where a portal lies in the site."""
    return f"p/{link.slug}/index.html"


def file_path(link: Link) -> str:
    """Where a sealed file lies in the site."""
    return f"a/{link.slug}.bin"
