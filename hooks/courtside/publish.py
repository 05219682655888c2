"""The sealed site alone, as one commit without history, on a branch of another repository.

    push(Path("site"), "git@host:norte/portals.git", branch="gh-pages", name="Norte Studio")

For hosts that do not publish from a private repository: the project files stay there, and only
what a stranger may see anyway goes out. A commit says the studio's name and no address, no machine
and no time of day. Nothing is pushed over a branch that holds anything but such a site.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from .history import ENGLISH, distrusted
from .staging import held

_GIT = "git"
SECONDS = 300.0
"""For each question to the other repository."""
MARK = ".nojekyll"
"""Lies in each site, and tells one from other branches."""


class PublishFault(Exception):
    """The site was not published. The message says why, and holds no part of an address."""


def push(site: Path, repository: str, *, branch: str, name: str, day: date) -> bool:
    """Put a site into the place of what a branch holds; False where it holds just that already.

    Raises PublishFault; then the branch is as it was.
    """
    if shutil.which(_GIT) is None:
        raise PublishFault("git is not installed here")
    with TemporaryDirectory() as scratch:
        git = _Git(Path(scratch), site, name, day)
        git("init", "--quiet", why="git cannot make a repository here")
        before = _tip(git, repository, branch)
        with held(site):  # a build that ends now would mix two sites
            git("add", "--all", "--force", why="git cannot read the site")
        tree = git("write-tree", why="git cannot write here")
        if (
            before
            and git("rev-parse", f"{before}^{{tree}}", why="the branch is unreadable") == tree
        ):
            return False
        commit = git("commit-tree", tree, "-m", "The site", why="git cannot commit here")
        lease = f"--force-with-lease=refs/heads/{branch}:{before}"
        git(
            *("push", "--quiet", lease, "--", repository, f"{commit}:refs/heads/{branch}"),
            why="the other repository did not take the site: is it there, may you write to it, "
            "and has nobody else published at this moment?",
        )
        return True


def _tip(git: _Git, repository: str, branch: str) -> str:
    """The commit that a branch is at, empty where there is no such branch yet."""
    why = "the other repository does not answer: is its address right, and may you read it?"
    listed = git("ls-remote", "--heads", "--", repository, f"refs/heads/{branch}", why=why)
    if not listed:
        return ""
    git("fetch", "--quiet", "--depth=1", "--", repository, f"refs/heads/{branch}", why=why)
    tip = git("rev-parse", "FETCH_HEAD", why=why)
    names = git("ls-tree", "--name-only", tip, why=why).splitlines()
    if MARK not in names or "index.html" not in names:
        raise PublishFault(
            f"the branch {branch} of the other repository holds something else than a site, which "
            "would be lost: choose another --branch, or empty it yourself"
        )
    return tip


class _Git:
    """git in a repository that goes away again, with the site as its work tree."""

    def __init__(self, repository: Path, site: Path, name: str, day: date) -> None:
        at = f"{day.isoformat()}T00:00:00+00:00"
        self._where = ("--git-dir", str(repository), "--work-tree", str(site.resolve()))
        # Byte for byte, and none of what a person's own settings would add to a commit.
        self._settings = ("core.autocrlf=false", "core.hooksPath=/dev/null")
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_DIR")},
            **ENGLISH,
            "GIT_TERMINAL_PROMPT": "0",
            **{f"GIT_{who}_NAME": name for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "noreply@invalid" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_DATE": at for who in ("AUTHOR", "COMMITTER")},
        }

    def __call__(self, *words: str, why: str) -> str:
        """What git answers; PublishFault with `why` where it does not."""
        settings = (word for setting in self._settings for word in ("-c", setting))
        try:
            done = subprocess.run(  # noqa: S603 - our own words, and an address after them
                [_GIT, *self._where, *settings, *words],
                env=self._environment,
                capture_output=True,
                check=True,
                timeout=SECONDS,
                encoding="utf-8",
                errors="replace",
            )
        except subprocess.TimeoutExpired:
            raise PublishFault(f"{why} (no answer in {SECONDS:.0f} seconds)") from None
        except subprocess.CalledProcessError as error:
            if said := distrusted(error.stderr):
                raise PublishFault(said) from None
            raise PublishFault(f"{why}{_said(error.stderr)}") from None
        return done.stdout.strip()


def _said(stderr: str) -> str:
    """git's first complaint, without the addresses in it: one may hold a password.

    Its last lines are general advice.
    """
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    if not lines:
        return ""
    complaints = (re.sub(r"(?i)^(?:fatal|error): ", "", line) for line in lines)
    said = next((short for short, line in zip(complaints, lines, strict=True) if short != line), "")
    return f" git says: {re.sub(r'[^ ]*[/@:][^ ]*', '…', said or lines[-1])}"
