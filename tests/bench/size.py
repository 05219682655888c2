"""How large the pages are over the wire, and the whole site."""

from __future__ import annotations

import re
import statistics
import zlib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

from courtside.sealing.keys import Link, RootSecret, link
from courtside.site.layout import page_path
from helpers.browsing import served
from helpers.studio import SECRET

from .growth import BUILD
from .many import SURROUNDINGS, make_many, name_of
from .serve import opened
from .stopwatch import take
from .table import Limit, Part, table

PROJECTS, PAGES = 5000, 1000
"""So large is the studio, and of so many of its pages it is asked what is in them."""
MOST_PAGE, MOST_FIRST, MOST_SITE = 11.0, 45.0, 200.0
"""KB and MB, of thousands."""
WIRE = "over the wire, with its head"


def size(scale: float) -> Part:
    """Build a studio, and serve its pages as hosts do: compressed."""
    projects = round(PROJECTS * scale)
    with TemporaryDirectory() as folder:
        portfolio = make_many(Path(folder) / "studio", projects)
        take(BUILD, portfolio, SURROUNDINGS)
        site = portfolio / "site"
        files = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
        links = [
            link(RootSecret.parse(SECRET), name_of(at), 1) for at in range(min(PAGES, projects))
        ]
        pages = _pages(site, links)
        first = statistics.median(pages[WIRE]) + _shared(site, links[0])
    rows = [
        [name, f"{statistics.median(sizes) / 1e3:.1f}", f"{max(sizes) / 1e3:.1f}"]
        for name, sizes in pages.items()
    ]
    total, wire = sum(files) / 1e6, pages[WIRE]
    text = (
        table((f"KB of a page, of {len(links):,}", "median", "most"), rows)
        + f"\n\nThe site of {projects:,} projects: {len(files):,} files, {total:.0f} MB."
    )
    return Part(
        text=text,
        limits=(
            Limit(what="page", value=statistics.median(wire) / 1e3, most=MOST_PAGE, unit=" KB"),
            Limit(what="first view", value=first / 1e3, most=MOST_FIRST, unit=" KB"),
            Limit(what="site", value=total, most=MOST_SITE, unit=" MB"),
        ),
    )


def _shared(site: Path, own: Link) -> int:
    """The bytes of what all pages share and a first view fetches: styles and scripts."""
    page = site / page_path(own)
    named = set(re.findall(r'(?:href|src)="([^"#:]+\.(?:css|js|svg))"', page.read_text("utf-8")))
    with served(site) as host:
        for name in named:
            path = (page.parent / name).resolve().relative_to(site.resolve()).as_posix()
            urlopen(Request(f"{host.base}/{path}", headers={"Accept-Encoding": "gzip"})).close()
        return sum(answer.size for answer in host.answers)


def _pages(site: Path, links: Sequence[Link]) -> dict[str, list[int]]:
    """The bytes of each page, from what the client reads to what is sent: sealing compresses and
    pads, base64 adds a third, of which the host's gzip takes back what it can."""
    files = [(site / page_path(own)).read_bytes() for own in links]
    opened_ones = [opened(file, own).encode() for file, own in zip(files, links, strict=True)]
    with served(site) as host:
        for own in links:
            request = Request(f"{host.base}/p/{own.slug}/", headers={"Accept-Encoding": "gzip"})
            urlopen(request).close()
        wire = [answer.size for answer in host.answers]
    return {
        "as the client reads it": [*map(len, opened_ones)],
        "the same, compressed": [len(zlib.compress(html, 9)) for html in opened_ones],
        "sealed, padded, in its shell": [*map(len, files)],
        WIRE: wire,
    }
