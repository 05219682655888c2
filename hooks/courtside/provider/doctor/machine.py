"""The doctor's checks of the machine and the secret: Python, git, packages, the key and git."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement

from courtside.provider.doctor.context import Setup, Verdict
from courtside.sealing.keys import RootSecret, SecretError, link
from courtside.source.problems import printable
from courtside.source.records import STUDIO_FILE
from courtside.workspace import keyring, versions
from courtside.workspace.git import HistoryError

PYTHON = (3, 11)
LOCK = "requirements.lock"
INSTALL = (
    r".venv\Scripts\pip install --require-hashes --only-binary :all: -r requirements.lock"
    if os.name == "nt"
    else "sh .github/install, in this repository"
)


MOST_NAMED = 3
"""The number of packages that are named if more differ."""


def python(setup: Setup) -> Verdict:
    """Check that Python is new enough."""
    here = ".".join(map(str, setup.python))
    if setup.python >= PYTHON:
        return "ok", here
    wanted = ".".join(map(str, PYTHON))
    return "broken", f"{here} is too old", f"install Python {wanted} or newer"


def git(setup: Setup) -> Verdict:
    """Check that git is installed."""
    if shutil.which("git", path=setup.environ.get("PATH", "")) is None:
        return "broken", "it is not installed", "install git: https://git-scm.com"
    return "ok", (setup.git("--version") or "").removeprefix("git version ")


def packages(setup: Setup) -> Verdict:
    """Check that the packages are those of the lock, if they are installed into the studio.

    With pipx or uv, all studios share one installation, which may be newer.
    """
    lock = setup.root / LOCK
    if not lock.is_file():
        return "broken", f"{LOCK} is missing", f"git restore --source=HEAD {LOCK}"
    text = re.sub(r" \\\n(    --hash=\S+( \\\n)?)*", "\n", lock.read_text("utf-8"))
    wanted = [Requirement(line) for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    needed = (r for r in wanted if r.marker is None or r.marker.evaluate())
    different = [r.name for r in needed if not _installed(r)]
    if not different:
        return "ok", f"match {LOCK}"
    if Path(sys.prefix).resolve() != (setup.root / ".venv").resolve():
        return "note", f"installed for all your studios; the workflows install those of {LOCK}"
    more = " and more" if len(different) > MOST_NAMED else ""
    named = ", ".join(different[:MOST_NAMED]) + more
    return "broken", f"differ from {LOCK}: {named}", INSTALL


def _installed(wanted: Requirement) -> bool:
    try:
        return wanted.specifier.contains(version(wanted.name), prereleases=True)
    except PackageNotFoundError:
        return False


# --- The secret ----------------------------------------------------------------------------------


def key(setup: Setup) -> Verdict:
    """Check that the key exists, is undamaged and private, and is the one that the links were made
    with."""
    fix = "unset COURTSIDE_KEY" if setup.environ.get("COURTSIDE_KEY") else "courtside key restore"
    named = setup.studio.says("key_id")
    try:
        secret = keyring.present(setup.root, setup.environ)
    except SecretError as error:
        return "broken", f"it is damaged: {error}", fix
    expected = named or _remembered(setup)
    if secret is None and expected:
        return "broken", "it is missing, and your clients' links come from it", fix
    if secret is None:
        return "to do", "none yet: the first build makes it", "courtside build"
    if expected and secret.key_id != expected:
        where = "in _studio.yml" if named else "that git remembers of _studio.yml"
        return "broken", f"it does not match key_id {where}", fix
    file = setup.root / keyring.KEY_FILE
    if os.name == "posix" and file.exists() and file.stat().st_mode & 0o077:
        return "broken", "others on this machine can read it", f"chmod 600 {keyring.KEY_FILE}"
    if not named:
        return "to do", "_studio.yml has no key_id to match it with", "courtside build"
    return "ok", "found, and matches key_id"


def _remembered(setup: Setup) -> str:
    """Return the id that git remembers of the studio's secret, where a merge dropped it."""
    with suppress(SecretError):
        return keyring.remembered_key_id(setup.studio.config.projects / STUDIO_FILE)
    return ""


def _versioned_secret(setup: Setup) -> RootSecret | None:
    """Return the secret of a studio that is in a repository, where git could have it."""
    with suppress(SecretError):
        secret = keyring.present(setup.root, setup.environ)
        return secret if secret and setup.versioned else None
    return None


def kept_out(setup: Setup) -> Verdict | None:
    """Check that git does not have the key and never had it."""
    secret = _versioned_secret(setup)
    if secret is None:
        return None
    kept = f"{keyring.KEY_FILE.as_posix()}*"
    if setup.git("ls-files", "--", kept):
        return "broken", "git tracks the key", f"git rm --cached '{kept}'"
    if setup.git("check-ignore", "--", keyring.KEY_FILE.as_posix()) is None:
        return "broken", "git does not ignore the key", f"echo '{kept}' >> .gitignore"
    needle = secret.text.encode("ascii")
    if holder := next((name for name, text in _tracked(setup) if needle in text), ""):
        message = f"the key is in {printable(holder)}: remove it there, and replace the key"
        return "broken", message, "courtside key replace"
    try:
        if versions.ever_committed(setup.root, kept, secret.text):
            message = "the key is in git's history and stays there: replace it"
            return "broken", message, "courtside key replace"
    except HistoryError:
        return "to do", "git does not say whether it ever had the key", "git log --all"
    return "ok", "not in git"


_KEY = re.compile(rb"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
"""A link's key."""
_NAMED = 3
"""The number of leaked links that are named one by one."""
_LATEST = 100
"""The highest numbers of each link that are searched for, at most."""


def links_kept_out(setup: Setup) -> Verdict | None:
    """Check that git tracks no file with a link in it, such as the draft of an e-mail."""
    secret = _versioned_secret(setup)
    if secret is None:
        return None
    portals = {
        link(secret, portal, number).key.encode("ascii"): portal
        for portal, highest in setup.links.items()
        for number in range(max(highest - _LATEST, 0) + 1, highest + 1)
    }
    # An e-mail breaks long lines with an equals sign.
    found = dict.fromkeys(
        (printable(name), portals[key])
        for name, content in _tracked(setup)
        for key in _KEY.findall(re.sub(rb"=\r?\n", b"", content))
        if key in portals
    )
    if not found:
        return "ok", "git tracks no file with a link in it"
    named = [f"{file} holds a link of {portal}" for file, portal in found][:_NAMED]
    more = [f"and {len(found) - _NAMED} more"] if len(found) > _NAMED else []
    it = "it" if len(found) == 1 else "them"
    message = f"tracked by git: {', '.join(named + more)}: remove {it} there"
    renewed = list(dict.fromkeys(f"courtside new-link {portal}" for _, portal in found))
    return "broken", message, "; then: ".join(renewed[:_NAMED])


def _tracked(setup: Setup) -> Iterable[tuple[str, bytes]]:
    """Yield name and content of each tracked file."""
    for name in (setup.git("ls-files", "-z") or "").split("\0"):
        path = setup.root / name
        if name and path.is_file():
            yield name, path.read_bytes()
