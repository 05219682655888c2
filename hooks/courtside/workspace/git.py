"""Ask git questions.

    asker(Path("projects/aurora.yml"))("rev-parse", "--show-prefix")  ->  b"projects/\\n"

git runs without GIT_DIR, GIT_INDEX_FILE and the like: a caller, such as a git hook, may have set
its own repository in the environment, and git would write there. It never prompts.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from courtside.errors import CourtsideError


def call_git(
    folder: Path, *words: str, seconds: float, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Call git in a folder; raises OSError if it is not installed, TimeoutExpired if it is slow."""
    return subprocess.run(  # noqa: S603 - our own words
        ["git", "-C", str(folder), *_AS_SHIPPED, *words],  # noqa: S607 - the one on PATH
        input=stdin,
        capture_output=True,
        check=False,
        timeout=seconds,
        env=environment(),
    )


_AS_SHIPPED = tuple(
    word
    for setting in (
        "diff.orderFile=/dev/null",
        "diff.relative=false",
        "log.diffMerges=separate",
        "log.showRoot=true",
        "log.showSignature=false",
        "status.showUntrackedFiles=normal",
    )
    for word in ("-c", setting)
)
"""Settings of a person's own that would change what git answers, as git ships them."""

ENGLISH = {"LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
"""Makes git write the messages that are searched for."""


_LOCAL = frozenset(
    ("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_CONFIG_COUNT",
     "GIT_CONFIG_PARAMETERS", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE",
     "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NO_REPLACE_OBJECTS",
     "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE",
     "GIT_WORK_TREE")
)  # fmt: skip
"""The variables that bind git to one repository, as `git rev-parse --local-env-vars` lists them."""


def environment() -> dict[str, str]:
    """Return the environment for git."""
    kept = {name: value for name, value in os.environ.items() if name not in _LOCAL}
    return {**kept, **ENGLISH, "GIT_TERMINAL_PROMPT": "0"}


SECONDS = 10.0
"""Timeout of all questions of one `asker` together."""
HISTORY_SECONDS = 60.0
"""The same where they are about the whole history."""

Ask = Callable[..., bytes | None]
"""Calls git with these arguments and `stdin`; returns its output, None if it fails."""


def commit_of(path: Path) -> str:
    """Return the last commit of a file; empty if the file differs from it or has none."""
    ask = asker(path)
    if ask("status", "--porcelain", "--", path.name) != b"":
        return ""
    return (ask("log", "-1", "--format=%H", "--", path.name) or b"").decode("ascii").strip()


def asker(path: Path, seconds: float = SECONDS) -> Ask:
    """Return a function that asks git about a file's folder, within `seconds` altogether."""
    until = time.monotonic() + seconds

    def ask(*question: str, stdin: bytes = b"") -> bytes | None:
        left = max(until - time.monotonic(), 0)
        try:
            done = call_git(path.parent, *question, seconds=left, stdin=stdin)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout if done.returncode == 0 else None

    return ask


class HistoryError(CourtsideError):
    """git cannot give the whole history of the project files."""


class DistrustedRepositoryError(HistoryError):
    """git refuses to read the repository because its folder belongs to another user."""


def contents_of(ask: Ask, names: Iterable[str]) -> Mapping[str, bytes]:
    """Return the contents of what git has under these names, such as `HEAD:projects/aurora.yml`, in
    one question; what it does not have is left out. Raises HistoryError if it does not answer."""
    asked = [name for name in dict.fromkeys(names) if "\n" not in name]
    if not asked:
        return {}
    lines = "".join(f"{name}\n" for name in asked)
    answer = ask("cat-file", "--batch", stdin=lines.encode("utf-8", "surrogateescape"))
    if answer is None:
        raise HistoryError("git did not give what the repository has")
    contents, start = {}, 0
    for name in asked:
        begin = answer.index(b"\n", start) + 1
        *_, size = answer[start:begin].split()  # "<blob> blob <size>", or "<name> missing"
        start = begin
        if size.isdigit():
            start = begin + int(size) + 1
            contents[name] = answer[begin : start - 1]
    return contents


def in_repository(folder: Path) -> bool:
    """Return whether a folder is in a repository, also if git will not read that."""
    here = folder.resolve()
    return any((above / ".git").exists() for above in (here, *here.parents))


class Place(NamedTuple):
    """Where a file stands in its repository."""

    root: str
    folder: str
    """Below the root, with a slash at the end; empty at the root itself."""
    begun: bool
    """Whether there is a commit."""
    committed: bool
    """Whether the last commit has the file there."""


def place_of(ask: Ask, path: Path) -> Place:
    """Return where a file stands; raises HistoryError, with what is missing, unless its folder is
    in a repository with its whole history."""
    place = ("--show-toplevel", "--show-prefix", "--revs-only", "HEAD", f"HEAD:./{path.name}")
    answer = ask("rev-parse", "--is-shallow-repository", *place) or b""
    is_shallow, *lines = answer.decode("utf-8", "surrogateescape").split("\n")[:-1] or [""]
    if is_shallow == "false":
        root, folder, *head = lines
        return Place(root, folder, begun=bool(head), committed=bool(head[1:]))
    if is_shallow == "true":
        raise HistoryError(
            "this clone lacks its whole history: git fetch --unshallow (actions/checkout: "
            "fetch-depth: 0)"
        )
    if advice := distrust(path):
        raise DistrustedRepositoryError(advice)
    if shutil.which("git") is None:
        raise HistoryError("git is not installed here")
    raise HistoryError("git has no repository here: git init, and commit the project files")


def distrust(path: Path) -> str:
    """Return what to do if git refuses a repository because of its owner; else an empty text."""
    try:
        done = call_git(path.parent, "rev-parse", "--git-dir", seconds=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return distrusted(done.stderr.decode("utf-8", "replace"))


def distrusted(stderr: str) -> str:
    """Return the same from git's error output."""
    refusal = re.search(
        r"(?:dubious ownership in repository at |unsafe repository \()'(.+?)'", stderr
    )
    if refusal is None:
        return ""
    return (
        "git does not read this repository because its folder belongs to another user: if you "
        f"trust it, git config --global --add safe.directory {shlex.quote(refusal[1])}"
    )
