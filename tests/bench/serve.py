"""`courtside serve` in a large studio: from saving a file to the served page that says so."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import urlopen

from courtside.sealing.cipher import from_text, open_page
from courtside.sealing.keys import Link, RootSecret, link
from helpers.serving import Server, serving
from helpers.studio import SECRET

from .many import SURROUNDINGS, TODAY, make_many, name_of
from .stopwatch import environment
from .table import Limit, Part, number, table

SIZES: Mapping[int, float] = {15: 0.3, 1000: 0.5}
"""Projects -> seconds at most."""
SAVES = 5
PATIENCE = 300
"""Seconds after which a page that does not come is none."""

Edit = Callable[[str, str], str]
"""A project's file and a word that is in it nowhere -> the file with the word in it."""
View = Callable[[str, Link], Iterator[str]]
"""The address of a server and a portal's link -> its page, now and each time that it is seen."""


def _a_word(text: str, word: str) -> str:
    return text.replace("words: |\n  ", f"words: |\n  {word} ")


def _a_hand_over(text: str, word: str) -> str:
    """The first stage that is not done is; a line of the log says so, as a provider would."""
    stage = re.compile(r"(    gives: .*\n(?:    approves: .*\n)?)(?!    (?:approves|done))")
    done = stage.sub(rf"\1    done: {TODAY}\n", text, count=1)
    return done.replace("log:\n", f"log:\n  - {{date: {TODAY}, text: {word}}}\n")


EDITS: Mapping[str, Edit] = {"a word": _a_word, "a hand-over": _a_hand_over}


def serve(scale: float) -> Part:
    """Save one file after the other, each at another moment of the server's watching."""
    parts = [
        _serve(size if size == 15 else max(round(size * scale), 15), most)
        for size, most in SIZES.items()
    ]
    return Part(
        text="\n\n".join(part.text for part in parts),
        limits=tuple(limit for part in parts for limit in part.limits),
    )


def _serve(size: int, most: float) -> Part:
    random = Random(0)
    ways = [(edit, see) for edit in EDITS for see in VIEWS]
    seconds: dict[tuple[str, str], list[float]] = {way: [] for way in ways}
    with TemporaryDirectory() as folder:
        portfolio = make_many(Path(folder) / "studio", size)
        with serving(portfolio, environ=environment(SURROUNDINGS), patience=PATIENCE) as server:
            for at, (edit, see) in enumerate(ways * SAVES):
                time.sleep(random.uniform(1, 2))
                project = name_of(at * size // (len(ways) * SAVES))
                seconds[edit, see].append(_saved(server, project, EDITS[edit], VIEWS[see]))
    medians = {", ".join(way): statistics.median(all_) for way, all_ in seconds.items()}
    rows = [
        [name, *map(number, (median, min(all_), max(all_)))]
        for (name, median), all_ in zip(medians.items(), seconds.values(), strict=True)
    ]
    return Part(
        text=table((f"changed, of {size:,} projects", "seconds", "least", "most"), rows),
        limits=tuple(
            Limit(what=f"serve, {size:,} projects, {name}", value=median, most=most, unit=" s")
            for name, median in medians.items()
        ),
    )


def _saved(server: Server, project: str, edit: Edit, see: View) -> float:
    """Seconds from saving to the first answer that has the new text in it."""
    file = server.portfolio / "projects" / f"{project}.yml"
    own = link(RootSecret.parse(SECRET), project, 1)
    word = f"Zebra{time.monotonic_ns()}"
    views = see(server.base, own)
    next(views)
    file.write_text(edit(file.read_text("utf-8"), word), encoding="utf-8")
    begin = time.perf_counter()
    while word not in next(views):
        if time.perf_counter() - begin > PATIENCE:
            raise RuntimeError(f"{project}: the change is not served; is the file still valid?")
    return time.perf_counter() - begin


def _asked_for(base: str, own: Link) -> Iterator[str]:
    """Again and again."""
    while True:
        yield opened(_answer(base, own), own)
        time.sleep(0.01)


def _open_tab(base: str, own: Link) -> Iterator[str]:
    """When the server says that there is something new, as `live.js` asks it."""
    while True:
        file = _answer(base, own)
        yield opened(file, own)
        epoch = file.rpartition(b'data-epoch="')[2].partition(b'"')[0].decode()
        with urlopen(f"{base}livereload/{epoch}/1", timeout=PATIENCE) as newer:
            newer.read()


VIEWS: Mapping[str, View] = {"asked for": _asked_for, "in an open tab": _open_tab}


def _answer(base: str, own: Link) -> bytes:
    """The file of a portal as it is served; nothing where there is none now."""
    try:
        with urlopen(f"{base}p/{own.slug}/", timeout=PATIENCE) as answer:
            content: bytes = answer.read()
            return content
    except HTTPError:
        return b""


def opened(file: bytes, own: Link) -> str:
    """The page that is sealed in a file of the site; nothing where there is no file."""
    if not file:
        return ""
    sealed = file.decode("utf-8").partition('<template id="sealed"')[2].partition(">")[2]
    return open_page(from_text(sealed.partition("</template>")[0]), own)
