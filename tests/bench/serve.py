"""`courtside serve` in a large house: from saving a file to the served page that says so."""

from __future__ import annotations

import os
import re
import signal
import socket
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import urlopen

from courtside.keys import Link, RootSecret, link
from courtside.seal import from_text, open_page
from house import SECRET

from .growth import COURTSIDE
from .many import SURROUNDINGS, TODAY, make_many, name_of
from .stopwatch import environment
from .table import Limit, Part, number, table

PROJECTS, SAVES = 1000, 5
MOST = 0.5
PATIENCE = 300
"""Seconds after which a page that does not come is none."""

Edit = Callable[[str, str], str]
"""A project's file and a word that is in it nowhere -> the file with the word in it."""


def _a_word(text: str, word: str) -> str:
    return text.replace("words: |\n  ", f"words: |\n  {word} ")


def _a_hand_over(text: str, word: str) -> str:
    """The first stage that is not done is; a line of the log says so, as a provider would."""
    stage = re.compile(r"(    gives: .*\n(?:    approves: .*\n)?)(?!    (?:approves|done))")
    done = stage.sub(rf"\1    done: {TODAY}\n", text, count=1)
    return done.replace("log:\n", f"log:\n  - {{date: {TODAY}, text: {word}}}\n")


EDITS: dict[str, Edit] = {"a word": _a_word, "a hand-over": _a_hand_over}


def serve(scale: float) -> Part:
    """Save one file after the other, each at another moment of the server's watching."""
    size, random = round(PROJECTS * scale), Random(0)
    with TemporaryDirectory() as folder:
        house = make_many(Path(folder) / "house", size)
        seconds: dict[str, list[float]] = {name: [] for name in EDITS}
        with _served(house) as base:
            for at in range(SAVES):
                for edited, (name, edit) in enumerate(EDITS.items()):
                    time.sleep(random.uniform(1, 2))
                    project = name_of((at * len(EDITS) + edited) * size // 20)
                    seconds[name].append(_saved(house, base, project, edit))
    medians = {name: statistics.median(all_) for name, all_ in seconds.items()}
    rows = [
        [name, *map(number, (medians[name], min(all_), max(all_)))]
        for name, all_ in seconds.items()
    ]
    return Part(
        text=table((f"changed, of {size:,} projects", "seconds", "least", "most"), rows),
        limits=tuple(
            Limit(what=f"serve, {name}", value=median, most=MOST, unit=" s")
            for name, median in medians.items()
        ),
    )


def _saved(house: Path, base: str, project: str, edit: Edit) -> float:
    """Seconds from saving to the first answer that has the new text in it."""
    file, own = house / "projects" / f"{project}.yml", link(RootSecret.parse(SECRET), project, 1)
    word = f"Zebra{time.monotonic_ns()}"
    file.write_text(edit(file.read_text("utf-8"), word), encoding="utf-8")
    begin = time.perf_counter()
    while word not in _page(base, own):
        if time.perf_counter() - begin > PATIENCE:
            raise RuntimeError(f"{project}: the change is not served; is the file still valid?")
        time.sleep(0.01)
    return time.perf_counter() - begin


def _page(base: str, own: Link) -> str:
    """What a client's browser would show; nothing where there is no such page now."""
    try:
        with urlopen(f"{base}/p/{own.slug}/", timeout=PATIENCE) as answer:
            return opened(answer.read(), own)
    except HTTPError:
        return ""


def opened(file: bytes, own: Link) -> str:
    """The page that is sealed in a file of the site."""
    sealed = file.decode("utf-8").partition('<template id="sealed"')[2].partition(">")[2]
    return open_page(from_text(sealed.partition("</template>")[0]), own)


@contextmanager
def _served(house: Path) -> Iterator[str]:
    """The server, from its first answer on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [str(COURTSIDE), "serve", "--port", str(port)],
        cwd=house,
        env=environment(SURROUNDINGS),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        own = link(RootSecret.parse(SECRET), name_of(0), 1)
        until = time.monotonic() + PATIENCE
        while not _answers(base, own):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("courtside serve does not answer")
            time.sleep(0.1)
        yield base
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _answers(base: str, own: Link) -> bool:
    try:
        return bool(_page(base, own))
    except OSError:
        return False
