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

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from courtside.sealing.cipher import to_text
from courtside.sealing.keys import SCHEME, Link
from courtside.sealing.sealed import PortalLinks, Sealed
from courtside.site.messages import MESSAGES, shell_messages

SLOT = "%%sealed%%"
"""Where the sealed text goes in a shell; base64 has no such sign."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data: blob: 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'"
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
        "words": shell_messages,
    }


def strip_indentation(shell: str) -> str:
    """A shell without its templates' indentation, since every portal carries it."""
    lines = (line.strip() for line in shell.splitlines())
    return "\n".join(line for line in lines if line)


class Frames:
    """The shells of all languages, ready to be filled: the HTML of each has SLOT in it once."""

    def __init__(self, shells: Mapping[str, str]) -> None:
        self._parts = {language: shell_parts(shell) for language, shell in shells.items()}

    def files(self, sealed: Sealed) -> Iterator[tuple[str, bytes]]:
        """Give path and content of each file that one sealed page brings."""
        before, after = self._parts[sealed.portal.language]
        text = to_text(sealed.page).encode("ascii")
        yield page_path(sealed.portal.link), before + text + after
        for link, blob in zip(sealed.portal.files, sealed.files, strict=True):
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


def paths(portal: PortalLinks) -> tuple[str, ...]:
    """Return where a portal and its files lie in the site."""
    return (page_path(portal.link), *map(file_path, portal.files))


def file_path(link: Link) -> str:
    """Where a sealed file lies in the site."""
    return f"a/{link.slug}.bin"
