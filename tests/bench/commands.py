"""What a provider waits for at the terminal: commands, in studios of three sizes.

Bytecode is off, as where a studio's folder cannot be written; what other packages say (public
holidays) is kept from one command to the next. Besides seconds there are ratios to two commands
that everybody can run, which hold on any machine. Seconds are those of the processor: a command
does one thing after the other, so they are those of the clock where nothing else runs.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from helpers.serving import COURTSIDE
from helpers.studio import SECRET

from .many import SURROUNDINGS, make_many
from .stopwatch import take
from .table import Limit, Part, number, table

ROUNDS = 5
YARDSTICKS: Mapping[str, tuple[str, ...]] = {
    "click": (sys.executable, "-c", "import click"),
    "mkdocs": (sys.executable, "-m", "mkdocs", "--version"),
}
HELP = (("--version",), ("--help",), ("done", "--help"))
READING = (("status",), ("check",), ("done", "{}", "--dry-run"), ("paid", "{}", "--dry-run"))
LINKS = ("links", "--quiet")
MOST_HELP, MOST_DONE = 0.12, 1.8
MOST: Mapping[int, float] = {15: 0.35, 100: 0.5}
"""Projects -> seconds of each command."""


def commands(scale: float) -> Part:
    """Run all in turn, round after round."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        studios = {
            size: _studio(root / str(size), max(round(size * scale), 15) if size > 15 else 15)
            for size in (15, 100, 1000)
        }
        runs = [(words, 15, MOST_HELP) for words in HELP]
        runs += [(words, size, most) for size, most in MOST.items() for words in (*READING, LINKS)]
        runs += [(READING[2], 1000, MOST_DONE)]
        surroundings = {
            **SURROUNDINGS,
            "COURTSIDE_KEY": SECRET,
            "PYTHONDONTWRITEBYTECODE": "1",
            "XDG_CACHE_HOME": str(root / "cache"),
        }
        seconds: dict[tuple[str, ...], list[float]] = {}
        for _ in range(ROUNDS + 1):
            for name, words in YARDSTICKS.items():
                seconds.setdefault((name,), []).append(take(words, root, surroundings).cpu)
            for words, size, _most in runs:
                done = take((COURTSIDE, *_filled(words)), studios[size], surroundings)
                seconds.setdefault((*words, str(size)), []).append(done.cpu)
    medians = {run: statistics.median(all_[1:]) for run, all_ in seconds.items()}
    rows, limits = [], []
    for words, size, most in runs:
        took = medians[*words, str(size)]
        shown = f"{' '.join(words).replace('{}', 'ID')}, {size:,} projects"
        ratios = (took / medians[name,] for name in YARDSTICKS)
        rows.append([f"`{shown.partition(',')[0]}`, {size:,}", *map(number, (took, *ratios))])
        limits.append(Limit(what=shown, value=took, most=most, unit=" s"))
    head = ("command, projects", "seconds", "/ `import click`", "/ `mkdocs --version`")
    return Part(text=table(head, rows), limits=tuple(limits))


def _studio(root: Path, projects: int) -> Path:
    """A studio in a repository of its own, as `check` looks for what was deleted."""
    studio = make_many(root, projects)
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "x")):
        git = ("git", "-C", str(studio), "-c", "user.name=A", "-c", "user.email=a@b.example")
        subprocess.run([*git, *words], check=True)
    return studio


def _filled(words: Sequence[str]) -> list[str]:
    """With a project that has a stage to hand over and a payment to come."""
    return [word.format("p00003") for word in words]
