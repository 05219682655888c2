"""The record of reminders, shared with every other clone before anything goes out.

    upstream = Upstream(projects)          the tip of a branch, with nothing uncommitted in it
    upstream.catch_up()
    record.claim(keys)
    upstream.push("Reminders of 2026-06-22")   False: somebody pushed meanwhile, catch up again

A clone at an older commit does not know what was sent since, so it may not send at all. Whoever
sends is at the tip of its branch, and still is after a push, which is refused when somebody else
was faster. Only the record is committed, and only that commit is pushed.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from courtside.workspace import git
from courtside.workspace.reminder_log import NAME

SECONDS = 120.0
"""For each question to git; the other repository may be slow."""
_WHO = ("-c", "user.name=Courtside", "-c", "user.email=noreply@invalid")
_FIRST = "nothing was sent"


class UpstreamError(Exception):
    """The record could not be shared, so nothing may go out; the message says what to do."""


class Upstream:
    """The branch of another repository that this clone follows."""

    def __init__(self, projects: Path) -> None:
        """Raises UpstreamFault unless a branch is checked out that follows one elsewhere."""
        self._projects = projects
        branch = self._asked("symbolic-ref", "--quiet", "HEAD")
        if branch is None:
            raise UpstreamError(
                f"{_FIRST}: git is on no branch here (detached HEAD), and an older commit does not "
                "know what went out since: check out the branch itself"
            )
        name = branch.removeprefix("refs/heads/")
        self._remote = self._asked("config", f"branch.{name}.remote") or ""
        self._ref = self._asked("config", f"branch.{name}.merge") or ""
        if not self._remote or not self._ref:
            raise UpstreamError(
                f"{_FIRST}: this branch follows none in another repository: git push "
                "--set-upstream origin HEAD"
            )

    def catch_up(self) -> None:
        """Go to the tip of the branch. Raises UpstreamFault where this clone has more than that."""
        dirty = self._asked("status", "--porcelain", "--untracked-files=no")
        if dirty or self._asked("status", "--porcelain", "--", NAME):
            raise UpstreamError(f"{_FIRST}: there are changes that are not committed: commit them")
        tip = self._tip()
        self._asked("merge", "--ff-only", "--quiet", tip)
        if self._asked("rev-parse", "HEAD") != tip:
            raise UpstreamError(
                f"{_FIRST}: this clone has commits that the other repository does not have: push "
                "them first"
            )

    def push(self, message: str) -> bool:
        """Commit the record and push it; return False if somebody else pushed first.

        Then the commit is undone. Raises UpstreamFault, after undoing it, where the branch does not
        take the push for another reason.
        """
        before = self._asked("rev-parse", "HEAD")
        self._asked("add", "--", NAME)
        self._must(
            *(*_WHO, "-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--only"),
            *("--message", message, "--", NAME),
            why="git cannot commit the record",
        )
        ours = self._asked("rev-parse", "HEAD") or ""
        if self._asked("push", "--quiet", self._remote, f"HEAD:{self._ref}") is not None:
            return True
        try:
            tip = self._tip()
        except UpstreamError:
            self._undo()
            raise
        if self._asked("merge-base", "--is-ancestor", ours, tip) is not None:
            return True  # it arrived, and only the answer was lost
        self._undo()
        if tip == before:
            raise UpstreamError(
                f"{_FIRST}: the other repository does not take the record of reminders "
                f"({self._projects.name}/{NAME}). Whoever sends must be allowed to push to this "
                "branch: where a ruleset forbids it, give a deploy key that may bypass it"
            )
        return False

    def _undo(self) -> None:
        self._must("reset", "--quiet", "--keep", "HEAD~1", why="git cannot undo its commit")

    def _tip(self) -> str:
        """The commit that the branch is at, in the other repository."""
        self._must(
            *("fetch", "--quiet", self._remote, self._ref),
            why="the other repository does not answer",
        )
        return self._asked("rev-parse", "FETCH_HEAD") or ""

    def _must(self, *words: str, why: str) -> None:
        if self._asked(*words) is None:
            raise UpstreamError(f"{_FIRST}: {why}: look with `git status`")

    def _asked(self, *words: str) -> str | None:
        """What git answers in the folder of the projects; None where it fails."""
        try:
            done = subprocess.run(  # noqa: S603 - our own words
                ["git", "-C", str(self._projects), *words],  # noqa: S607 - where PATH says
                capture_output=True,
                check=False,
                encoding="utf-8",
                errors="replace",
                timeout=SECONDS,
                env=git.environment(),
                stdin=subprocess.DEVNULL,
            )
        except (FileNotFoundError, subprocess.TimeoutExpired):
            return None
        return done.stdout.strip() if done.returncode == 0 else None
