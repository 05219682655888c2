"""Push the sealed site, and nothing else, as one commit to a branch of another repository.

    target = Target(repository="git@host:norte/portals.git", branch="gh-pages")
    push(Path("site"), target, name="Norte Studio", day=date(2026, 3, 11))

For hosts that do not publish from a private repository: the project files stay private, and only
what strangers may see is pushed. A commit names the studio, but no address, machine or time of day.
A branch that holds anything but such a site is never overwritten. The domain that GitHub stores in
the file CNAME of the branch stays.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from courtside.errors import CourtsideError
from courtside.site.staging import locked_site
from courtside.workspace import git as git_shell
from courtside.workspace.git import distrusted

_GIT = "git"
SECONDS = 300.0
"""Timeout of each call of git."""
MARK = "assets/open.js"
"""The opener, a file of every site and of no other: by it a branch is recognised."""
DOMAIN_FILE = "CNAME"
"""GitHub writes it when a domain is set, and forgets the domain when the file disappears."""
KEY_VARIABLE = "COURTSIDE_DEPLOY_KEY"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """The branch to publish to."""

    repository: str
    """Its address for git."""
    branch: str
    domain: str = ""
    """The site's own domain, for a branch without one; empty if it has none."""
    key: str = field(default="", repr=False)
    """The private SSH key to push with; empty for this machine's own."""


class PublishError(CourtsideError):
    """The site was not published. The message contains no part of an address."""


def push(site: Path, target: Target, *, name: str, day: date) -> bool:
    """Replace a branch's content with a site; return False if it holds that site already.

    Raises PublishError; then the branch is unchanged.
    """
    if shutil.which(_GIT) is None:
        raise PublishError("git is not installed here")
    if target.key and re.match(r"https?:", target.repository):
        raise PublishError(
            f"{KEY_VARIABLE} is a key for SSH: write the address as git@HOST:NAME/REPOSITORY.git"
        )
    with TemporaryDirectory() as scratch:
        git = _Git(Path(scratch), site, target.key, _author(name, day))
        git("init", "--quiet", why="git cannot make a repository here")
        before = _tip(git, target)
        with locked_site(site):  # a build that ends now would mix two sites
            git("add", "--all", "--force", why="git cannot read the site")
        _keep_domain(git, before, target.domain)
        tree = git("write-tree", why="git cannot write here")
        if (
            before
            and git("rev-parse", f"{before}^{{tree}}", why="the branch is unreadable") == tree
        ):
            return False
        commit = git("commit-tree", tree, "-m", "The site", why="git cannot commit here")
        branch = f"refs/heads/{target.branch}"
        git(
            *("push", "--quiet", f"--force-with-lease={branch}:{before}"),
            *("--", target.repository, f"{commit}:{branch}"),
            why="the other repository refused the site: does it exist, may you write to it, and is "
            "nobody else publishing right now?",
        )
        return True


_HOSTS_OF_OTHERS = (".github.io", ".gitlab.io", ".netlify.app", ".pages.dev")
"""Hosts whose names need no setting."""


def own_domain(site_url: str) -> str:
    """Return a site's own domain, such as `portals.norte.example`; empty if it has none.

    A site below a path has none: the domain belongs to another site.
    """
    parts = urlsplit(site_url)
    host = parts.hostname or ""
    if parts.path.strip("/") or parts.port or "." not in host or host.endswith(_HOSTS_OF_OTHERS):
        return ""
    return "" if re.fullmatch(r"[\d.]+", host) else host


def _tip(git: _Git, target: Target) -> str:
    """Return the commit of the branch; empty if the branch does not exist yet."""
    ref = ("--", target.repository, f"refs/heads/{target.branch}")
    why = "the other repository does not answer: is its address right, and may you read it?"
    if target.key:
        why = f"{why} Is {KEY_VARIABLE} a deploy key of it, with write access?"
    if not git("ls-remote", "--heads", *ref, why=why):
        return ""
    git("fetch", "--quiet", "--depth=1", *ref, why=why)
    tip = git("rev-parse", "FETCH_HEAD", why=why)
    if not git("ls-tree", tip, "--", MARK, why=why):
        raise PublishError(
            f"the branch {target.branch} of the other repository holds something other than a "
            "site, and it would be lost: choose another --branch, or empty it yourself"
        )
    return tip


def _keep_domain(git: _Git, before: str, domain: str) -> None:
    """Add the file with the domain to the commit: the branch's own, else a new one."""
    why = "git cannot keep the domain of the branch"
    entry = git("ls-tree", before, "--", DOMAIN_FILE, why=why) if before else ""
    if entry:
        blob = entry.split()[2]  # mode, type, hash, name
    elif domain:
        blob = git("hash-object", "-w", "--stdin", why=why, stdin=f"{domain}\n")
    else:
        return
    git("update-index", "--add", "--cacheinfo", f"100644,{blob},{DOMAIN_FILE}", why=why)


def _author(name: str, day: date) -> dict[str, str]:
    """Return git's variables for author and day: no address, no time of day."""
    values = {"NAME": name, "EMAIL": "noreply@invalid", "DATE": f"{day}T00:00:00+00:00"}
    return {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in values.items()
    }


class _Git:
    """git in a temporary repository with the site as its work tree."""

    def __init__(self, repository: Path, site: Path, key: str, author: dict[str, str]) -> None:
        self._where = ("--git-dir", str(repository), "--work-tree", str(site.resolve()))
        # Byte for byte, and without what a person's own settings would add to a commit.
        self._settings = ("core.autocrlf=false", "core.hooksPath=/dev/null")
        self._environment = {
            **git_shell.environment(),
            **author,
            **({"GIT_SSH_COMMAND": _ssh(repository, key)} if key else {}),
        }

    def __call__(self, *words: str, why: str, stdin: str = "") -> str:
        """Return git's answer; raises PublishError with `why` if it fails."""
        settings = (word for setting in self._settings for word in ("-c", setting))
        try:
            done = subprocess.run(  # noqa: S603 - our own words, and an address after them
                [_GIT, *self._where, *settings, *words],
                env=self._environment,
                input=stdin,
                capture_output=True,
                check=True,
                timeout=SECONDS,
                encoding="utf-8",
                errors="replace",
            )
        except subprocess.TimeoutExpired:
            raise PublishError(f"{why} (no answer in {SECONDS:.0f} seconds)") from None
        except subprocess.CalledProcessError as error:
            if advice := distrusted(error.stderr):
                raise PublishError(advice) from None
            raise PublishError(f"{why}{_complaint(error.stderr)}") from None
        return done.stdout.strip()


def _ssh(folder: Path, key: str) -> str:
    """Return the SSH command with a key that is deleted with the folder.

    An unknown host is trusted: what it receives is public.
    """
    path = folder / "deploy-key"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        # A pasted secret may lack the final line break, which SSH requires.
        file.write("\n".join(key.split("\r\n")).strip() + "\n")
    options = {
        "BatchMode": "yes",
        "IdentitiesOnly": "yes",
        "IdentityAgent": "none",
        "StrictHostKeyChecking": "accept-new",
    }
    words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    return shlex.join(["ssh", "-i", str(path), *words])


def _complaint(stderr: str) -> str:
    """Return git's first error without addresses, as one may hold a password.

    git's last lines are general advice.
    """
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    if not lines:
        return ""
    complaints = (re.sub(r"(?i)^(?:fatal|error): ", "", line) for line in lines)
    first = next(
        (short for short, line in zip(complaints, lines, strict=True) if short != line), ""
    )
    return f" git says: {re.sub(r'[^ ]*[/@:][^ ]*', '…', first or lines[-1])}"
