"""What a doctor says of the key: whether it is there and the right one, and out of git's reach."""

# What a doctor says of the machine: Python, git, and what is installed.

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from packaging.requirements import Requirement

from courtside.provider.doctor.context import Seen, Verdict
from courtside.sealing.keys import RootSecret, SecretError, link
from courtside.source.problems import printable
from courtside.workspace import keyring


def key(seen: Seen) -> Verdict:
    """There, whole, for its owner alone, and the one that the links were made with."""
    mend = "unset COURTSIDE_KEY" if seen.environ.get("COURTSIDE_KEY") else "courtside key restore"
    named = seen.copy.says("key_id")
    try:
        secret = keyring.present(seen.root, seen.environ)
    except SecretError as error:
        return "broken", f"it is damaged: {error}", mend
    if secret is None and named:
        return "broken", "it is missing, and your clients' links come from it", mend
    if secret is None:
        return "to do", "there is none yet: the first build makes it", "courtside build"
    if named and secret.key_id != named:
        return "broken", "it is another one than key_id in _studio.yml", mend
    file = seen.root / keyring.KEY_FILE
    if os.name == "posix" and file.exists() and file.stat().st_mode & 0o077:
        return "broken", "others on this machine can read it", f"chmod 600 {keyring.KEY_FILE}"
    if not named:
        return "to do", "no key_id in _studio.yml says that it is the one", "courtside build"
    return "ok", "there, whole, and the one that key_id names"


def kept_out(seen: Seen) -> Verdict | None:
    """Git has it nowhere, and never had it."""
    try:
        secret = keyring.present(seen.root, seen.environ)
    except SecretError:
        return None
    if secret is None or not seen.versioned:
        return None
    kept = f"{keyring.KEY_FILE.as_posix()}*"
    if seen.git("ls-files", "--", kept):
        return "broken", "git tracks the key", f"git rm --cached '{kept}'"
    if seen.git("check-ignore", "--", keyring.KEY_FILE.as_posix()) is None:
        return "broken", "git does not ignore the key", f"echo '{kept}' >> .gitignore"
    holders = [*_holders(seen, secret)]
    if holders:
        said = f"the key stands in {holders[0]}: take it out of there, and replace it"
        return "broken", said, "courtside key replace"
    if _was_committed(seen, secret):
        said = "the key is in the history of git, where it stays: it has to be replaced"
        return "broken", said, "courtside key replace"
    return "ok", "the key is in nothing that git keeps"


_KEY = re.compile(rb"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")


_LATEST = 100
"""So many numbers of each link are looked for."""


def links_kept_out(seen: Seen) -> Verdict | None:
    """Git has no file that holds a link, such as the draft of a mail."""
    try:
        secret = keyring.present(seen.root, seen.environ)
    except SecretError:
        return None
    if secret is None or not seen.versioned:
        return None
    portals = {
        link(secret, portal, number).key.encode("ascii"): portal
        for portal, highest in seen.links.items()
        for number in range(max(highest - _LATEST, 0) + 1, highest + 1)
    }
    for name, content in _tracked(seen):
        # A mail breaks long lines with an equals sign.
        for key in _KEY.findall(re.sub(rb"=\r?\n", b"", content)):
            if key in portals:
                where, whose = printable(name), portals[key]
                said = (
                    f"{where}, which git tracks, holds a link of {whose}: take it out, and end it"
                )
                return "broken", said, f"courtside rotate {whose}"
    return "ok", "no link stands in a file that git tracks"


def _tracked(seen: Seen) -> Iterable[tuple[str, bytes]]:
    """The files of the repository as they lie there."""
    for name in (seen.git("ls-files", "-z") or "").split("\0"):
        path = seen.root / name
        if name and path.is_file():
            yield name, path.read_bytes()


def _holders(seen: Seen, secret: RootSecret) -> Iterable[str]:
    """The files of the repository that have the key in them, as they lie there."""
    needle = secret.text.encode("ascii")
    return (printable(name) for name, content in _tracked(seen) if needle in content)


def _was_committed(seen: Seen, secret: RootSecret) -> bool:
    file = keyring.KEY_FILE.as_posix()
    commits = (seen.git("log", "--all", "--format=%H", "--", file) or "").split()
    return any(seen.git("show", f"{commit}:./{file}") == secret.text for commit in commits)


PYTHON = (3, 11)


LOCK = "requirements.lock"


INSTALL = (
    r".venv\Scripts\pip install --require-hashes --only-binary :all: -r requirements.lock"
    if os.name == "nt"
    else "sh .github/install, in this repository"
)


MOST_NAMED = 3
"""So many packages are named where more differ."""


def python(seen: Seen) -> Verdict:
    """New enough."""
    found = ".".join(map(str, seen.python))
    if seen.python >= PYTHON:
        return "ok", found
    wanted = ".".join(map(str, PYTHON))
    return "broken", f"{found} is too old", f"install Python {wanted} or newer"


def git(seen: Seen) -> Verdict:
    """There."""
    if shutil.which("git", path=seen.environ.get("PATH", "")) is None:
        return "broken", "it is not here", "install git: https://git-scm.com"
    return "ok", (seen.git("--version") or "").removeprefix("git version ")


def packages(seen: Seen) -> Verdict:
    """Those of the lock, in its versions."""
    lock = seen.root / LOCK
    if not lock.is_file():
        return "broken", f"{LOCK} is not there", f"git restore --source=HEAD {LOCK}"
    text = re.sub(r" \\\n(    --hash=\S+( \\\n)?)*", "\n", lock.read_text("utf-8"))
    wanted = [Requirement(line) for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    other = [each.name for each in wanted if _needed(each) and not _installed(each)]
    if not other:
        return "ok", f"all as in {LOCK}"
    named = ", ".join(other[:MOST_NAMED]) + (" and more" if len(other) > MOST_NAMED else "")
    return "broken", f"other than in {LOCK}: {named}", INSTALL


def _needed(wanted: Requirement) -> bool:
    return wanted.marker is None or wanted.marker.evaluate()


def _installed(wanted: Requirement) -> bool:
    try:
        return wanted.specifier.contains(version(wanted.name), prereleases=True)
    except PackageNotFoundError:
        return False
