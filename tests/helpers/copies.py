"""Studios as `courtside init` makes them, in a repository of their own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from click.testing import CliRunner

from courtside.cli.main import main

ANSWERS = {
    "name": "Sur & Co",
    "email": "hola@sur.example",
    "timezone": "Europe/Lisbon",
    "week": "mon-thu",
    "holidays": "PT-11",
    "language": "pt",
    "currency": "EUR",
    "site-url": "https://sur.github.io/studio/",
}


def options(**others: str) -> list[str]:
    """Every answer as an option; `others` instead of the usual ones."""
    given = {**ANSWERS, **{name.replace("_", "-"): value for name, value in others.items()}}
    return [word for name, value in given.items() for word in (f"--{name}", value)]


def git(where: Path, *words: str) -> str:
    who = ("-c", "user.name=Sur", "-c", "user.email=hola@sur.example")
    return subprocess.run(
        ["git", "-C", str(where), *who, *words], check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(where: Path) -> None:
    git(where, "add", "--all")
    git(where, "commit", "--quiet", "--message", "x")


def new_studio(root: Path, **answers: str) -> Path:
    """What `courtside init` makes."""
    result = CliRunner().invoke(main, ["init", str(root), *options(**answers), "--yes"])
    assert result.exit_code == 0, result.output
    return root


def tree(root: Path) -> dict[str, bytes]:
    """Every file but git's own."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
