"""Commits one project file, and nothing else.

    ready(path)                            before anything is written: can it be committed?
    commit(path, "aurora: Texts and photos handed over on 17 March 2026")

A commit says one thing, so a file with other changes that are not committed is refused: they would
go under a message that does not speak of them. What is staged of other files stays staged. Nothing
is ever pushed. No title can make a host leave a commit out: the brackets of `[skip ci]` become
parentheses.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from . import git as git_shell
from .history import distrusted

_NO_BRACKETS = str.maketrans("[]", "()")
"""GitHub, GitLab, Netlify and Cloudflare each know words in brackets that stop a build."""

SECONDS = 60.0
"""For one question to git, a hook of the repository included."""


class CommitFault(Exception):
    """Why it cannot be committed, in a sentence."""


def ready(path: Path, *, new: bool = False, git: str = "git") -> None:
    """Raise CommitFault unless the file can be committed once it is written; `new` if it is not
    there yet."""
    inside = _ask(git, path, "rev-parse", "--is-inside-work-tree")
    if said := distrusted(inside.stderr):
        raise CommitFault(said)
    if inside.stdout.strip() != "true":
        raise CommitFault("this folder is no git repository: write without --commit, or `git init`")
    if _ask(git, path, "symbolic-ref", "--quiet", "HEAD").returncode != 0:
        raise CommitFault(
            "git is on no branch here (detached HEAD), so the commit would be lost: `git switch "
            "main` first, or write without --commit"
        )
    if _ask(git, path, "check-ignore", "-q", "--", path.name).returncode == 0:
        raise CommitFault(f"git ignores {path}: write without --commit")
    found = _ask(git, path, "status", "--porcelain", "--", path.name).stdout
    if found and not new:
        raise CommitFault(
            f"{path} has changes that are not committed: a commit says one thing, so commit them "
            "first, or write without --commit"
        )
    for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if _ask(git, path, "var", who).returncode != 0:
            raise CommitFault(
                "git does not know who you are: set `git config user.name` and `user.email`"
            )


def commit(path: Path, message: str, *, git: str = "git") -> None:
    """Commit this file as it is. Raises CommitFault; the file is written all the same."""
    message = " ".join(message.translate(_NO_BRACKETS).split())
    steps = (
        ("add", "--", path.name),
        ("commit", "--quiet", "--only", "-m", message, "--", path.name),
    )
    for step in steps:
        done = _ask(git, path, *step)
        if done.returncode != 0:
            raise CommitFault(
                f"{path} is written, but git refused to {step[0]} it: look with `git status`, and "
                "commit it by hand"
            )


def _ask(git: str, path: Path, *question: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - our own words
            [git, "-C", str(path.parent), *question],
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            env=git_shell.environment(),
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise CommitFault("git is not there: install it, or write without --commit") from None
    except subprocess.TimeoutExpired:
        raise CommitFault("git does not answer: look with `git status`") from None
