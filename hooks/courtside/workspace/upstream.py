"""Share the reminder log with all other clones before anything is sent; see whether one is behind.

    upstream = Upstream(projects)
    upstream.catch_up()                        the tip of the branch, with nothing uncommitted
    log.reserve(keys)
    upstream.push("Reminders of 2026-06-22")   False: somebody else pushed first, catch up again

A clone at an older commit does not know what was sent since, so it may not send at all. The sender
is at the tip of its branch before and after a push; git refuses the push if somebody else was
faster. Only the log is committed, and only that commit is pushed.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple

from courtside.errors import CourtsideError
from courtside.workspace import git
from courtside.workspace.reminder_log import NAME

SECONDS = 120.0
"""Timeout of each call of git; the other repository may be slow."""
_WHO = ("-c", "user.name=Courtside", "-c", "user.email=noreply@invalid")
_MOST_BRANCHES = 5
"""How many branches of this clone may follow one another."""
_UNSENT = "Nothing was sent"
_SILENT = "the other repository does not answer"


class UpstreamError(CourtsideError):
    """The log could not be shared, so nothing may be sent; the message says what to do."""


class NoUpstreamError(UpstreamError):
    """No branch is checked out, or one that follows no other."""


class Standing(NamedTuple):
    """The relation of this clone's commit to the branch that it follows, as to the project
    files."""

    behind: bool
    """Whether others have pushed something that it lacks."""
    ahead: bool
    """Whether it has something that was not pushed."""


def standing(projects: Path) -> Standing:
    """Compare this clone's commit with the branch that it follows, and with the default branch of
    the other repository; the record of reminders does not count. Raises UpstreamError if the other
    repository does not answer.

    Where it follows none, the default branch of `origin` decides, and for an older commit each
    branch of this clone that goes on from it; then nothing is ahead.
    """
    listed = ("for-each-ref", "--format=%(objectname)")
    remote, pushed, tips = "origin", None, ""
    try:
        upstream = Upstream(projects)
    except NoUpstreamError:
        is_known = _ask(projects, "config", f"remote.{remote}.url")
        if is_known and _ask(projects, "fetch", "--quiet", remote) is None:
            raise UpstreamError(_SILENT) from None
        if _ask(projects, "symbolic-ref", "--quiet", "HEAD") is None:
            tips = _ask(projects, *listed, "--contains", "HEAD", "refs/heads") or ""
    else:
        remote, pushed = upstream.remote, upstream.pushed()
        tips = pushed
    default = _ask(projects, *listed, f"refs/remotes/{remote}/HEAD") or ""
    behind = any(_differs(projects, f"HEAD...{tip}") for tip in f"{tips} {default}".split())
    ahead = pushed is not None and (not pushed or _differs(projects, f"{pushed}...HEAD"))
    return Standing(behind, ahead)


def _differs(projects: Path, commits: str) -> bool:
    changed = ("diff", "--name-only", commits, "--", ".", f":(exclude){NAME}")
    return _ask(projects, *changed) != ""  # None: they have no commit in common


def _ask(projects: Path, *words: str) -> str | None:
    """Return git's answer in the folder of the projects; None if it fails."""
    try:
        done = git.call_git(projects, *words, seconds=SECONDS)
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None


class Upstream:
    """The branch of another repository that this clone follows."""

    def __init__(self, projects: Path) -> None:
        """Find the followed branch. Raises NoUpstreamError if no branch with one is checked out."""
        self._projects = projects
        branch = self._ask("symbolic-ref", "--quiet", "HEAD")
        if branch is None:
            raise NoUpstreamError(
                f"{_UNSENT}: git is not on a branch here (detached HEAD), and an older commit does "
                "not know what was sent since: check out the branch itself"
            )
        self.remote, self._ref = ".", branch
        for _ in range(_MOST_BRANCHES):
            if self.remote != ".":  # a branch that follows one of the same clone leads on to that
                break
            name = self._ref.removeprefix("refs/heads/")
            self.remote = self._ask("config", f"branch.{name}.remote") or ""
            self._ref = self._ask("config", f"branch.{name}.merge") or ""
        if self.remote in ("", ".") or not self._ref:
            raise NoUpstreamError(
                f"{_UNSENT}: this branch does not follow one in another repository: git push "
                "--set-upstream origin HEAD"
            )

    def pushed(self) -> str:
        """Fetch all branches of the other repository; return the commit of the followed one, empty
        if it is not there. Raises UpstreamError if nobody answers."""
        self._require("fetch", "--quiet", self.remote, why=_SILENT)
        try:
            return self.tip()
        except UpstreamError:
            return ""

    def catch_up(self) -> None:
        """Go to the tip of the branch. Raises UpstreamError if this clone has more than that."""
        dirty = self._ask("status", "--porcelain", "--untracked-files=no")
        if dirty or self._ask("status", "--porcelain", "--", NAME):
            raise UpstreamError(f"{_UNSENT}: there are uncommitted changes: commit them")
        tip = self.tip()
        self._ask("merge", "--ff-only", "--quiet", tip)
        if self._ask("rev-parse", "HEAD") != tip:
            raise UpstreamError(
                f"{_UNSENT}: this clone has commits that the other repository does not have: push "
                "them first"
            )

    def push(self, message: str) -> bool:
        """Commit the log and push it; return False if somebody else pushed first.

        In that case the commit is undone. Raises UpstreamError, after undoing it, if the branch
        refuses the push for another reason.
        """
        before = self._ask("rev-parse", "HEAD")
        self._ask("add", "--", NAME)
        self._require(
            *(*_WHO, "-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--only"),
            *("--message", message, "--", NAME),
            why="git cannot commit the reminder log",
        )
        ours = self._ask("rev-parse", "HEAD") or ""
        if self._ask("push", "--quiet", self.remote, f"HEAD:{self._ref}") is not None:
            return True
        try:
            tip = self.tip()
        except UpstreamError:
            self._undo()
            raise
        if self._ask("merge-base", "--is-ancestor", ours, tip) is not None:
            return True  # it arrived, and only the answer was lost
        self._undo()
        if tip == before:
            raise UpstreamError(
                f"{_UNSENT}: the other repository refuses the reminder log "
                f"({self._projects.name}/{NAME}). The sender must be allowed to push to this "
                "branch: if a ruleset forbids it, use a deploy key that may bypass it"
            )
        return False

    def _undo(self) -> None:
        self._require("reset", "--quiet", "--keep", "HEAD~1", why="git cannot undo its commit")

    def tip(self) -> str:
        """Fetch the branch and return its commit; raises UpstreamError if nobody answers."""
        self._require(
            *("fetch", "--quiet", self.remote, self._ref),
            why=_SILENT,
        )
        return self._ask("rev-parse", "FETCH_HEAD") or ""

    def _require(self, *words: str, why: str) -> None:
        if self._ask(*words) is None:
            raise UpstreamError(f"{_UNSENT}: {why}: see `git status`")

    def _ask(self, *words: str) -> str | None:
        return _ask(self._projects, *words)
