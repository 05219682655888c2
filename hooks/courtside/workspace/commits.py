"""Commit some project files and nothing else.

    ready(path)                            before anything is written: can it be committed?
    commit_files([path], "aurora: Texts and photos handed over on 17 March 2026")

A commit has one subject, so a file with other uncommitted changes is refused. What is staged of
other files stays staged. Nothing is ever pushed. No title can make a host skip a commit: the
brackets of `[skip ci]` become parentheses.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from courtside.errors import CourtsideError
from courtside.workspace.git import call_git, distrusted

_NO_BRACKETS = str.maketrans("[]", "()")
"""On GitHub, GitLab, Netlify and Cloudflare, some words in brackets stop a build."""

COMMIT_SECONDS = 60.0
"""Timeout of one call of git while committing, including the repository's hooks."""


class CommitError(CourtsideError):
    """A file cannot be committed."""


def ready(path: Path, *, new: bool = False) -> None:
    """Raise CommitError unless the file can be committed once it is written.

    `new` says that the file does not exist yet.
    """
    inside = _ask(path, "rev-parse", "--is-inside-work-tree")
    if advice := distrusted(inside.stderr.decode("utf-8", "replace")):
        raise CommitError(advice)
    if inside.stdout.strip() != b"true":
        raise CommitError(
            "this folder is not a git repository: leave --commit out, or run `git init`"
        )
    if _ask(path, "symbolic-ref", "--quiet", "HEAD").returncode != 0:
        raise CommitError(
            "git is not on a branch here (detached HEAD), so the commit would be lost: run `git "
            "switch main` first, or leave --commit out"
        )
    if _ask(path, "check-ignore", "-q", "--", path.name).returncode == 0:
        raise CommitError(f"git ignores {path}: leave --commit out")
    changed = _ask(path, "status", "--porcelain", "--", path.name).stdout
    if changed and not new:
        raise CommitError(
            f"{path} has uncommitted changes: commit them first, or leave --commit out"
        )
    for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if _ask(path, "var", who).returncode != 0:
            raise CommitError(
                "git does not know who you are: set user.name and user.email with `git config`"
            )


def commit_files(paths: Sequence[Path], message: str) -> None:
    """Commit these files of one folder as they are, or as they are gone. Raises CommitError; they
    stay written."""
    message = " ".join(message.translate(_NO_BRACKETS).split())
    names = [path.name for path in paths]
    steps = (
        ("add", "--all", "--", *names),
        ("commit", "--quiet", "--only", "-m", message, "--", *names),
    )
    for step in steps:
        done = _ask(paths[0], *step)
        if done.returncode != 0:
            written = " and ".join(map(str, paths))
            raise CommitError(
                f"{written} {'is' if len(paths) == 1 else 'are'} written, but git refused to "
                f"{step[0]} it: see `git status`, then commit it yourself"
            )


def first_commit(root: Path, names: Iterable[str], *, message: str, who: tuple[str, str]) -> None:
    """Commit new files in a folder, which becomes a repository unless it is one already.

    `who` are the name and e-mail of whoever commits in it if git knows none. Raises CommitError.
    """
    inside = root / "x"
    if not (root / ".git").exists():
        _must(inside, "init", "--quiet", "--initial-branch=main")
    unknown = any(
        _ask(inside, "var", ident).returncode
        for ident in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")
    )
    if unknown:
        for field, value in zip(("user.name", "user.email"), who, strict=True):
            if _ask(inside, "config", field).returncode:
                _must(inside, "config", field, value)
    _must(inside, "add", "--", *names)
    _must(inside, "commit", "--quiet", "-m", message, "--", *names)


def _must(path: Path, *words: str) -> None:
    done = _ask(path, *words)
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        raise CommitError(f"git refused: {said.decode('utf-8', 'replace')}")


def _ask(path: Path, *question: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return call_git(path.parent, *question, seconds=COMMIT_SECONDS)
    except FileNotFoundError:
        raise CommitError("git is not installed: install it, or leave --commit out") from None
    except subprocess.TimeoutExpired:
        raise CommitError("git does not answer: see `git status`") from None
