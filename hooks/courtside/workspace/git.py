"""Commits one project file, and nothing else.

    ready(path)                            before anything is written: can it be committed?
    commit(path, "aurora: Texts and photos handed over on 17 March 2026")

A commit says one thing, so a file with other changes that are not committed is refused: they would
go under a message that does not speak of them. What is staged of other files stays staged. Nothing
is ever pushed. No title can make a host leave a commit out: the brackets of `[skip ci]` become
parentheses.
"""

# The environment of git: it works on the repository that is meant, and asks nobody.
#
#     environment()  ->  os.environ without GIT_DIR, GIT_INDEX_FILE and the like
#
# Whatever calls us, a git hook for example, may have set its own repository, index and settings in
# the environment. git would use them instead of ours, and write there.

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from courtside.errors import CourtsideError

_NO_BRACKETS = str.maketrans("[]", "()")
"""GitHub, GitLab, Netlify and Cloudflare each know words in brackets that stop a build."""

COMMIT_SECONDS = 60.0
"""For one question to git while committing, a hook of the repository included."""


class CommitError(CourtsideError):
    """Why it cannot be committed, in a sentence."""


def ready(path: Path, *, new: bool = False, git: str = "git") -> None:
    """Raise CommitFault unless the file can be committed once it is written; `new` if it is not
    there yet."""
    inside = _ask(git, path, "rev-parse", "--is-inside-work-tree")
    if said := distrusted(inside.stderr):
        raise CommitError(said)
    if inside.stdout.strip() != "true":
        raise CommitError("this folder is no git repository: write without --commit, or `git init`")
    if _ask(git, path, "symbolic-ref", "--quiet", "HEAD").returncode != 0:
        raise CommitError(
            "git is on no branch here (detached HEAD), so the commit would be lost: `git switch "
            "main` first, or write without --commit"
        )
    if _ask(git, path, "check-ignore", "-q", "--", path.name).returncode == 0:
        raise CommitError(f"git ignores {path}: write without --commit")
    found = _ask(git, path, "status", "--porcelain", "--", path.name).stdout
    if found and not new:
        raise CommitError(
            f"{path} has changes that are not committed: a commit says one thing, so commit them "
            "first, or write without --commit"
        )
    for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if _ask(git, path, "var", who).returncode != 0:
            raise CommitError(
                "git does not know who you are: set `git config user.name` and `user.email`"
            )


def commit_file(path: Path, message: str, *, git: str = "git") -> None:
    """Commit this file as it is. Raises CommitError; the file is written all the same."""
    commit_files([path], message, git=git)


def commit_files(paths: Sequence[Path], message: str, *, git: str = "git") -> None:
    """Commit these files of one folder as they are, or as they are gone. Raises CommitError; they
    are written all the same."""
    message = " ".join(message.translate(_NO_BRACKETS).split())
    names = [path.name for path in paths]
    steps = (
        ("add", "--all", "--", *names),
        ("commit", "--quiet", "--only", "-m", message, "--", *names),
    )
    for step in steps:
        done = _ask(git, paths[0], *step)
        if done.returncode != 0:
            written = " and ".join(map(str, paths))
            raise CommitError(
                f"{written} {'is' if len(paths) == 1 else 'are'} written, but git refused to "
                f"{step[0]} it: look with `git status`, and commit it by hand"
            )


def first_commit(root: Path, names: Iterable[str], *, message: str, who: tuple[str, str]) -> None:
    """Commit new files in a folder, which becomes a repository unless it is one already.

    `who` are the name and e-mail for this commit if git knows none. Raises CommitError.
    """
    inside = root / "x"
    if not (root / ".git").exists():
        _must(inside, "init", "--quiet", "--initial-branch=main")
    unknown = any(
        _ask("git", inside, "var", ident).returncode
        for ident in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")
    )
    identity = ("-c", f"user.name={who[0]}", "-c", f"user.email={who[1]}") if unknown else ()
    _must(inside, "add", "--", *names)
    _must(inside, *identity, "commit", "--quiet", "-m", message, "--", *names)


def _must(path: Path, *words: str) -> None:
    done = _ask("git", path, *words)
    if done.returncode:
        raise CommitError(f"git refused: {done.stderr.strip() or done.stdout.strip()}")


def _ask(git: str, path: Path, *question: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - our own words
            [git, "-C", str(path.parent), *question],
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            timeout=COMMIT_SECONDS,
            env=environment(),
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise CommitError("git is not there: install it, or write without --commit") from None
    except subprocess.TimeoutExpired:
        raise CommitError("git does not answer: look with `git status`") from None


ENGLISH = {"LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
"""So that git says what it says in words that are looked for."""


def environment() -> dict[str, str]:
    """Return the environment for a question to git; OSError where git is not there."""
    names = _local_names()
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return {**kept, **ENGLISH, "GIT_TERMINAL_PROMPT": "0"}


@cache
def _local_names() -> frozenset[str]:
    """The variables that bind git to one repository, as this version of git lists them."""
    listed = subprocess.run(
        ["git", "rev-parse", "--local-env-vars"],  # noqa: S607 - wherever PATH says that git is
        capture_output=True,
        check=True,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS,
    )
    return frozenset(listed.stdout.split())


SECONDS = 10.0
"""For all questions about one file together."""

Ask = Callable[..., bytes | None]
"""Asks git a question of several words; `stdin` is what it reads. None where it has no answer."""


def commit_of(path: Path, *, git: str = "git", seconds: float = SECONDS) -> str:
    """The commit that a file is in as it lies there; empty where it is in none."""
    ask = asker(path, git, seconds)
    if ask("status", "--porcelain", "--", path.name) != b"":
        return ""
    return (ask("log", "-1", "--format=%H", "--", path.name) or b"").decode("ascii").strip()


def asker(path: Path, git: str = "git", seconds: float = SECONDS) -> Ask:
    """Return what asks git about a file's folder."""
    until = time.monotonic() + seconds

    def ask(*question: str, stdin: bytes = b"") -> bytes | None:
        command = [git, "-C", str(path.parent), *question]
        left = until - time.monotonic()
        try:
            done = subprocess.run(  # noqa: S603 - our own words
                command,
                input=stdin,
                capture_output=True,
                check=False,
                timeout=max(left, 0),
                env=environment(),
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout if done.returncode == 0 else None

    return ask


class DistrustedRepository(ValueError):
    """git answers nobody here, since the folder belongs to another user; the message says what to
    do."""


def distrust(path: Path, *, git: str = "git") -> str:
    """Return what to do where git refuses a repository because of its owner; else nothing."""
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            [git, "-C", str(path.parent), "rev-parse", "--git-dir"],
            capture_output=True,
            check=False,
            timeout=SECONDS,
            env=environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return distrusted(done.stderr.decode("utf-8", "replace"))


def distrusted(stderr: str) -> str:
    """The same, out of what git said."""
    found = re.search(r"dubious ownership in repository at '(.+?)'", stderr)
    if found is None:
        return ""
    return (
        "git does not read this repository, since its folder belongs to another user than you: if "
        f"you trust it, git config --global --add safe.directory {shlex.quote(found[1])}"
    )
