"""The sealed site alone, as one commit without history, on a branch of another repository.

    target = Target(repository="git@host:norte/portals.git", branch="gh-pages")
    push(Path("site"), target, name="Norte Studio", day=date(2026, 3, 11))

For hosts that do not publish from a private repository: the project files stay there, and only
what a stranger may see anyway goes out. A commit says the studio's name and no address, no machine
and no time of day. Nothing is pushed over a branch that holds anything but such a site. The domain
that GitHub keeps in the file CNAME of such a branch stays.
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
from courtside.site.staging import held
from courtside.workspace import git as git_shell
from courtside.workspace.git import distrusted

_GIT = "git"
SECONDS = 300.0
"""For each question to the other repository."""
MARK = ".nojekyll"
"""In each site; tells one from other branches."""
DOMAIN_FILE = "CNAME"
"""GitHub writes it into the branch when a domain is set, and takes the domain away when it goes."""
KEY_VARIABLE = "COURTSIDE_DEPLOY_KEY"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Where a site goes."""

    repository: str
    """An address of git."""
    branch: str
    domain: str = ""
    """The site's own domain, for a branch that names none yet; empty where it has none."""
    key: str = field(default="", repr=False)
    """The private SSH key to push with; empty for the one that this machine uses."""


class PublishError(CourtsideError):
    """The site was not published. The message says why, and holds no part of an address."""


def push(site: Path, target: Target, *, name: str, day: date) -> bool:
    """Replace what a branch holds with a site; return False where it holds just that already.

    Raises PublishFault; then the branch is unchanged.
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
        with held(site):  # a build that ends now would mix two sites
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
            why="the other repository did not take the site: is it there, may you write to it, "
            "and has nobody else published at this moment?",
        )
        return True


_HOSTS_OF_OTHERS = (".github.io", ".gitlab.io", ".netlify.app", ".pages.dev")
"""Whose names nobody has to set."""


def own_domain(site_url: str) -> str:
    """Return the domain that a site has for itself: `portals.norte.example`, or empty.

    Also empty for a site below a path: there the domain belongs to another site.
    """
    parts = urlsplit(site_url)
    host = parts.hostname or ""
    if parts.path.strip("/") or parts.port or "." not in host or host.endswith(_HOSTS_OF_OTHERS):
        return ""
    return "" if re.fullmatch(r"[\d.]+", host) else host


def _tip(git: _Git, target: Target) -> str:
    """The commit that the branch is at, empty where there is no such branch yet."""
    where = ("--", target.repository, f"refs/heads/{target.branch}")
    why = "the other repository does not answer: is its address right, and may you read it?"
    if target.key:
        why = f"{why} Is {KEY_VARIABLE} a deploy key of it, with write access?"
    if not git("ls-remote", "--heads", *where, why=why):
        return ""
    git("fetch", "--quiet", "--depth=1", *where, why=why)
    tip = git("rev-parse", "FETCH_HEAD", why=why)
    names = git("ls-tree", "--name-only", tip, why=why).splitlines()
    if MARK not in names or "index.html" not in names:
        raise PublishError(
            f"the branch {target.branch} of the other repository holds something else than a "
            "site, which would be lost: choose another --branch, or empty it yourself"
        )
    return tip


def _keep_domain(git: _Git, before: str, domain: str) -> None:
    """Put the file with the domain beside the site: as the branch has it, else a new one."""
    why = "git cannot keep the domain of the branch"
    kept = git("ls-tree", before, "--", DOMAIN_FILE, why=why) if before else ""
    if kept:
        blob = kept.split()[2]  # mode, type, hash, name
    elif domain:
        blob = git("hash-object", "-w", "--stdin", why=why, stdin=f"{domain}\n")
    else:
        return
    git("update-index", "--add", "--cacheinfo", f"100644,{blob},{DOMAIN_FILE}", why=why)


def _author(name: str, day: date) -> dict[str, str]:
    """Who commits, and when: no address, no time of day."""
    values = {"NAME": name, "EMAIL": "noreply@invalid", "DATE": f"{day}T00:00:00+00:00"}
    return {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in values.items()
    }


class _Git:
    """git in a repository that goes away again, with the site as its work tree."""

    def __init__(self, repository: Path, site: Path, key: str, author: dict[str, str]) -> None:
        self._where = ("--git-dir", str(repository), "--work-tree", str(site.resolve()))
        # Byte for byte, and none of what a person's own settings would add to a commit.
        self._settings = ("core.autocrlf=false", "core.hooksPath=/dev/null")
        self._environment = {
            **git_shell.environment(),
            **author,
            **({"GIT_SSH_COMMAND": _ssh(repository, key)} if key else {}),
        }

    def __call__(self, *words: str, why: str, stdin: str = "") -> str:
        """Return what git answers; PublishFault with `why` where it does not."""
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
            if said := distrusted(error.stderr):
                raise PublishError(said) from None
            raise PublishError(f"{why}{_said(error.stderr)}") from None
        return done.stdout.strip()


def _ssh(folder: Path, key: str) -> str:
    """How SSH is called with a key that goes away with the folder.

    A host that this machine does not know yet is taken at its word: what it gets is public.
    """
    path = folder / "deploy-key"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        # A secret that was pasted may have lost its last line's end, which SSH insists on.
        file.write("\n".join(key.split("\r\n")).strip() + "\n")
    options = {
        "BatchMode": "yes",
        "IdentitiesOnly": "yes",
        "IdentityAgent": "none",
        "StrictHostKeyChecking": "accept-new",
    }
    words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    return shlex.join(["ssh", "-i", str(path), *words])


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
