"""All that a studio makes, by its sums: run by a Python of any kind, wherever and however.

    python tests/elsewhere.py STUDIO [--shuffle SEED]

prints `{"site/index.html": "…", "plain/index.html": "…", "campana-agreement.pdf": "…"}`. With
`--shuffle`, folders list their files in an order of chance.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import random
import shutil
import sys
from pathlib import Path
from typing import Any

PROJECT = "campana"
"""One of the examples: long, late, with pauses and changes."""


def main() -> None:
    portfolio = Path(sys.argv[1])
    if "--shuffle" in sys.argv:
        shuffle(int(sys.argv[-1]))
    print(json.dumps(sums(portfolio)))


def shuffle(seed: int) -> None:
    chance = random.Random(seed)
    scan, listed = os.scandir, os.listdir

    class Shuffled:
        def __init__(self, *where: Any) -> None:
            self._scan = scan(*where)
            self._entries = list(self._scan)
            chance.shuffle(self._entries)

        def __iter__(self) -> Any:
            return iter(self._entries)

        def __next__(self) -> Any:
            if not self._entries:
                raise StopIteration
            return self._entries.pop()

        def __enter__(self) -> Shuffled:
            return self

        def __exit__(self, *_: object) -> None:
            self.close()

        def close(self) -> None:
            self._scan.close()

    def shuffled(*where: Any) -> list[Any]:
        names = listed(*where)
        chance.shuffle(names)
        return names

    os.scandir, os.listdir = Shuffled, shuffled  # type: ignore[misc, assignment]


def sums(portfolio: Path) -> dict[str, str]:
    """Build in both ways, and write the documents."""
    settings, projects = str(portfolio / "mkdocs.yml"), str(portfolio / "projects")
    made = portfolio.with_name("made")
    for name, command, words in (
        ("site", "mkdocs", ["build"]),
        ("plain", "courtside", ["build", "--plain"]),
    ):
        said(command, *words, "--config-file", settings)
        shutil.copytree(portfolio / "site", made / name)
    for word, name in (
        ("agreement", "agreement.pdf"),
        ("statement", "statement.pdf"),
        ("statement", "statement.md"),
    ):
        said("courtside", word, PROJECT, "--projects", projects, "-o", str(made / name))
    answer = said("courtside", "status", "--json", "--projects", projects)
    (made / "status.json").write_text(answer, encoding="utf-8")
    return {
        path.relative_to(made).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in made.rglob("*")
        if path.is_file()
    }


def said(command: str, *words: str) -> str:
    """Run a command to its end, which has to be a good one; gives what it says."""
    from mkdocs.__main__ import cli

    from courtside.cli.main import main

    answer = io.StringIO()
    with contextlib.redirect_stdout(answer), contextlib.redirect_stderr(sys.stderr):
        try:
            (cli if command == "mkdocs" else main)(list(words))
        except SystemExit as end:
            if end.code:
                raise RuntimeError(f"{words} ended with {end.code}") from None
    return answer.getvalue()


if __name__ == "__main__":
    main()
