"""The leak check: what a staged site must be before it replaces the last good one.

    find_leaks(site, baseline=…, portals=…, log=…)  ->  () or the leaks, and nothing is published

1. Every public byte equals that of a build of the same studio without projects (`baseline`); the
   only other files are portals and sealed files.
2. Every portal is its language's shell and a sealed text. Shells and public pages hold nothing
   inline, nothing from another host, and none of the lines that MkDocs and Material like to add.
3. All slugs and keys differ. Every blob opens with its own key and not with its neighbour's. Every
   file is the one that its opened page names, not an older version.
4. The log of the build has known lines only.
5. The provider's desk is nowhere: in no file, and in no opened portal.

Each check is a function that yields leaks, and one entry in `find_leaks`. A leak names a path of
the site or a client's id, never the content. The whole check is linear in the site's size.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from courtside.sealing.cipher import (
    PortalLinks,
    SealError,
    from_text,
    open_file,
    open_page,
    to_text,
)
from courtside.sealing.cipher import digest as content_digest
from courtside.sealing.keys import SCHEME, Link
from courtside.site.layout import (
    DESK_MARK,
    FIXED,
    POLICY,
    SLOT,
    file_path,
    page_path,
    paths,
    shell_parts,
)
from courtside.site.public_pages import PageReader
from courtside.source.load import Mapper

Files = Mapping[str, bytes]
"""Path in the site -> content; may read each file on demand."""
Parts = Mapping[str, tuple[bytes, bytes] | None]
"""Language -> what stands before and after the sealed text in its shell; None if it has no place
for one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Baseline:
    """The public part of the same studio without a single project."""

    public: Mapping[str, str]
    """Path -> SHA-256 of the content, as hex."""
    shells: Mapping[str, str]
    """Language -> the shell's HTML, not filled."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Leak:
    """One thing that must not be published."""

    place: str
    """A path in the site, `client <id>`, or `log line <number>`."""
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def find_leaks(
    site: Files,
    *,
    baseline: Baseline,
    portals: Sequence[PortalLinks],
    log: Sequence[str] = (),
    mapper: Mapper = map,
) -> tuple[Leak, ...]:
    """Return all leaks of a staged site; it may be published if there are none.

    `mapper` opens the portals.
    """
    parts = {language: _parts(shell) for language, shell in baseline.shells.items()}
    return (
        *_public(site, baseline, portals),
        *_desk(site, portals),
        *_pages(site, baseline),
        *_shells(baseline, parts),
        *_portals(site, parts, portals, mapper),
        *_distinct(portals),
        *_log(log),
    )


def digest(content: bytes) -> str:
    """Return the SHA-256 as hex, as in a Baseline."""
    return hashlib.sha256(content).hexdigest()


# --- 1: public bytes -------------------------------------------------------------------------


def _public(site: Files, baseline: Baseline, portals: Sequence[PortalLinks]) -> Iterator[Leak]:
    known = {path for portal in portals for path in paths(portal)}
    expected = {
        **baseline.public,
        **{path: digest(content) for path, content in FIXED.items()},
    }
    for path in sorted(set(site) - known - set(expected)):
        yield Leak(place=_printable(path), message="no build without projects has this file")
    for path, wanted in sorted(expected.items()):
        if path not in site:
            yield Leak(place=path, message="is missing")
        elif digest(site[path]) != wanted:
            yield Leak(place=path, message="is not what a build without projects makes of it")


def _desk(site: Files, portals: Sequence[PortalLinks]) -> Iterator[Leak]:
    """Find the desk, even if the build without projects has it: then every build leaks it."""
    sealed = {path for portal in portals for path in paths(portal)}
    for path in sorted(set(site) - sealed):
        try:
            content = site[path]
        except OSError:  # a link to a folder, which `_public` reports
            continue
        if DESK_MARK.encode("ascii") in content:
            yield Leak(place=_printable(path), message=_IS_THE_DESK)


_IS_THE_DESK = "it is the provider's desk, which must never be published"


def _printable(path: str) -> str:
    """Describe the path of a stray file: its name may be a client's words."""
    folder, _, name = path.rpartition("/")
    if re.fullmatch(r"[A-Za-z0-9_./-]{0,60}", path) and not folder.startswith("p/"):
        return path
    return f"{folder.partition('/')[0]}/…{len(name)} characters"


# --- 2: shells and public pages ----------------------------------------------------------------


def _pages(site: Files, baseline: Baseline) -> Iterator[Leak]:
    pages = {p: site[p].decode() for p in baseline.public if p.endswith(".html") and p in site}
    pages |= {f"shell {language}": html for language, html in baseline.shells.items()}
    for place, html in sorted(pages.items()):
        for message in dict.fromkeys(_of_a_page(html)):
            yield Leak(place=place, message=message)


def _of_a_page(html: str) -> Iterator[str]:
    """Yield what a whole public page, or a shell, must not contain or lacks."""
    page = PageReader.parse(html)
    yield from page.problems
    if [place for place, content in page.policies if content == POLICY] != [2]:
        yield "its policy is not the expected one, right after the charset"
    if not {"robots", "referrer"} <= page.names:
        yield "it does not keep search engines and referrers out"


def _shells(baseline: Baseline, parts: Parts) -> Iterator[Leak]:
    """Find shells that cannot be filled, or not in this scheme."""
    for language, shell in baseline.shells.items():
        if parts[language] is None:
            yield Leak(
                place=f"shell {language}",
                message="it does not have exactly one place for the sealed text",
            )
        if f'<template id="sealed" data-scheme="{SCHEME}">{SLOT}</template>' not in shell:
            yield Leak(place=f"shell {language}", message="it does not name the sealing scheme")


def _parts(shell: str) -> tuple[bytes, bytes] | None:
    try:
        return shell_parts(shell)
    except ValueError:
        return None


def _portals(
    site: Files, parts: Parts, portals: Sequence[PortalLinks], mapper: Mapper
) -> Iterator[Leak]:
    """Do check 2 for each portal and, with its sealed text, the first half of check 3."""

    def leaks(two: tuple[PortalLinks, PortalLinks]) -> tuple[Leak, ...]:
        portal, neighbour = two
        page, shell = site.get(page_path(portal.link)), parts.get(portal.language)
        if page is None:
            return (_about(portal, "its portal is missing"),)
        if shell is None:
            return (_about(portal, "its language has no shell"),)
        if blob := _blob(page, *shell):
            return tuple(_opens(site, portal, neighbour, blob))
        return (_about(portal, "its portal is not the shell and a sealed text"),)

    pairs = tuple(zip(portals, (*portals[1:], *portals[:1]), strict=True))
    return chain.from_iterable(mapper(leaks, pairs))


def _blob(page: bytes, before: bytes, after: bytes) -> bytes:
    """Return the sealed bytes of a filled shell; empty if the page is anything else."""
    text = page[len(before) : len(page) - len(after)]
    if page != before + text + after:
        return b""
    try:
        blob = from_text(text.decode("ascii"))
    except (SealError, UnicodeDecodeError):
        return b""
    return blob if to_text(blob).encode("ascii") == text else b""


# --- 3: keys and seals ---------------------------------------------------------------------------


def _opens(site: Files, portal: PortalLinks, neighbour: PortalLinks, blob: bytes) -> Iterator[Leak]:
    try:
        opened = open_page(blob, portal.link)
    except SealError:
        yield _about(portal, "its portal does not open with its own link")
    else:
        if DESK_MARK in opened:
            yield _about(portal, _IS_THE_DESK)
        yield from _files(site, portal, opened)
    # The neighbour's key at this portal's own address, so that only the key differs.
    wrong = Link(slug=portal.link.slug, key=neighbour.link.key)
    if neighbour is not portal and _can_open(open_page, blob, wrong):
        yield _about(portal, "its portal opens with another portal's key")


def _distinct(portals: Sequence[PortalLinks]) -> Iterator[Leak]:
    slugs: set[str] = set()
    keys: set[str] = set()
    for portal in portals:
        for link in (portal.link, *portal.files):
            if link.slug in slugs or link.key in keys:
                yield _about(portal, "it shares a slug or a key with another portal")
            slugs.add(link.slug)
            keys.add(link.key)


_FILE = re.compile(r'<\w[^<>]*? data-file="([\w-]+)"[^<>]*>')
_DIGEST = re.compile(r' data-digest="([0-9a-f]+)"')
"""The attribute by which an opened page names a file; client text cannot contain it."""


def _files(site: Files, portal: PortalLinks, page: str) -> Iterator[Leak]:
    """Check that each file opens and is the one that the page names, not an older version."""
    named = {tag[1]: _DIGEST.findall(tag[0]) for tag in _FILE.finditer(page)}
    if set(named) != {link.slug for link in portal.files}:
        yield _about(portal, "its page names other files than the portal has")
    for link in portal.files:
        try:
            file = open_file(site.get(file_path(link), b""), link)
        except SealError:
            yield _about(portal, "one of its files is missing or does not open with its key")
            continue
        if named.get(link.slug) != [content_digest(file.content)]:
            yield _about(portal, "one of its files is not the one that its page names")


def _can_open(opener: Callable[[bytes, Link], object], blob: bytes, link: Link) -> bool:
    try:
        opener(blob, link)
    except SealError:
        return False
    return True


def _about(portal: PortalLinks, message: str) -> Leak:
    return Leak(place=f"client {portal.client}", message=message)


# --- 4: the log ----------------------------------------------------------------------------------

_ID = r"[A-Za-z0-9_-]+"
LINES: tuple[str, ...] = (
    r"Cleaning site directory",
    r"Building documentation(\.\.\.| to directory: .*)",
    rf"Page skipped: 'p/shell-{_ID}\.md'\. Generated empty output\.",
    r"Documentation built in [\d.]+ seconds",
    r"Excluding 'README\.md' from the site because it conflicts with 'index\.md'\.",
    rf"projects/{_ID}\.(yml|md)(:\d+:\d+)?: .*",
    r"courtside: \d+ portals?, \d+ files?, \d+ warnings?",
    r"The links come from a new secret: .*",
    r"key_id was missing in _studio\.yml and is there again, .*",
)
"""The lines that a log may have: MkDocs' own, and ours, which name ids and counts."""


def _log(lines: Iterable[str]) -> Iterator[Leak]:
    known = re.compile("|".join(f"(?:{line})" for line in LINES))
    unknown: set[str] = set()  # the build without projects repeats warnings
    for number, line in enumerate(lines, start=1):
        if line not in unknown and not known.fullmatch(line):
            unknown.add(line)
            yield Leak(
                place=f"log line {number}",
                message="this line is not known and may reveal something: fix what it warns "
                "about, or remove what logs it",
            )
