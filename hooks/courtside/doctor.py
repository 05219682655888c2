"""What a doctor looks at, from the machine to GitHub: one small function for each, in one table.

    checkup(seen)  ->  Finding("key", "broken", "it is missing ...", next="courtside key restore")

A check is a function and an entry in CHECKS. It says how things stand and, where something has to
be done, the one command or the one way of clicks that does it; it changes nothing and asks no
other machine. What it says holds no link, no key and nothing of a client.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from . import guess, history, keyring, newhouse, settings
from .cli_base import NOT_SECURE, opens_portals
from .copied import Copy
from .guess import Ask
from .keys import KeyFault, RootSecret
from .source import Fault

State = Literal["ok", "note", "to do", "broken"]

PYTHON = (3, 11)
LOCK = "requirements.lock"
INSTALL = (
    r".venv\Scripts\pip install --require-hashes -r requirements.lock"
    if os.name == "nt"
    else "rm -f .venv/.installed && make install"
)
WORKFLOWS = ("daily", "publish", "site")
MOST_NAMED = 3
"""So many packages are named where more differ."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What there is to look at."""

    copy: Copy
    faults: tuple[Fault, ...]
    """Of all files of the house, and of those that go with its projects."""
    ask: Ask
    """git."""
    environ: Mapping[str, str]
    python: tuple[int, ...]

    @property
    def root(self) -> Path:
        return self.copy.place.root

    def git(self, *question: str) -> str | None:
        """What git answers, or None where it cannot."""
        answer = self.ask(*question)
        return None if answer is None else answer.decode("utf-8", "replace").strip()

    @property
    def versioned(self) -> bool:
        """Whether the house is in a repository."""
        return self.git("rev-parse", "--is-inside-work-tree") == "true"

    @property
    def at_github(self) -> bool:
        return bool(guess.address(self.ask))

    @property
    def upstream(self) -> bool:
        """Whether the branch has been pushed to somewhere."""
        return self.git("rev-parse", "--verify", "--quiet", "@{upstream}") is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """How one thing stands."""

    about: str
    state: State
    said: str
    next: str = ""
    """What does what has to be done."""


Verdict = tuple[State, str] | tuple[State, str, str]
Check = Callable[[Seen], Verdict | None]
"""Gives the state, what is said, and what to do; None where there is nothing to look at."""


def checkup(seen: Seen) -> tuple[Finding, ...]:
    """All that was found, in order of the table."""
    found = ((about, check(seen)) for about, check in CHECKS)
    return tuple(
        Finding(about=about, state=verdict[0], said=verdict[1], next="".join(verdict[2:]))
        for about, verdict in found
        if verdict is not None
    )


def next_thing(found: Iterable[Finding]) -> str:
    """The one thing to do: what is broken goes before what is still to be done."""
    ranked = sorted(found, key=lambda one: ("broken", "to do", "note", "ok").index(one.state))
    return next((one.next for one in ranked if one.next), "")


# --- The machine ---------------------------------------------------------------------------------


def _python(seen: Seen) -> Verdict:
    found = ".".join(map(str, seen.python))
    if seen.python >= PYTHON:
        return "ok", found
    wanted = ".".join(map(str, PYTHON))
    return "broken", f"{found} is too old", f"install Python {wanted} or newer, then: make install"


def _git(seen: Seen) -> Verdict:
    if shutil.which("git", path=seen.environ.get("PATH", "")) is None:
        return "broken", "it is not here", "install git: https://git-scm.com"
    return "ok", (seen.git("--version") or "").removeprefix("git version ")


def _packages(seen: Seen) -> Verdict:
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


# --- The house -----------------------------------------------------------------------------------


def _settings(seen: Seen) -> Verdict:
    hooks = seen.copy.place.hooks
    if hooks is not None and settings.without_the_hook(hooks):
        wanted = f"hooks: [{settings.HOOK}]"
        return (
            "broken",
            "mkdocs.yml does not name our hook: project files would be published as they are",
            f"write into mkdocs.yml: {wanted}",
        )
    return "ok", "mkdocs.yml names the hook that seals"


def _examples(seen: Seen) -> Verdict:
    copy = seen.copy
    if copy.has("example_day") and (copy.own or not copy.is_new):
        return (
            "broken",
            "_studio.yml still has example_day: your projects are shown as of that day, not today",
            "courtside init",
        )
    if copy.is_new or copy.examples:
        return "to do", "the examples that ship are still there", "courtside init"
    return "ok", "gone"


def _files(seen: Seen) -> Verdict:
    errors = sum(fault.severity == "error" for fault in seen.faults)
    warnings = len(seen.faults) - errors
    if errors:
        return "broken", f"{_count(errors, 'fault')}: nothing can be built", "courtside check"
    if warnings:
        return "note", f"no fault, and {_count(warnings, 'warning')}: courtside check"
    return "ok", "no fault"


def _gone(seen: Seen) -> Verdict | None:
    if not seen.versioned or not seen.git("rev-parse", "--verify", "--quiet", "HEAD"):
        return None
    try:
        gone = history.vanished(seen.copy.place.projects)
    except ValueError:
        said = "this clone has not all of its history: whether a project vanished cannot be known"
        return "to do", said, "git fetch --unshallow"
    if gone:
        said = f"gone without having been closed: {', '.join(gone)}"
        return "broken", said, "courtside ready"
    return "ok", "none went without having been closed"


# --- The key -------------------------------------------------------------------------------------


def _key(seen: Seen) -> Verdict:
    mend = "unset COURTSIDE_KEY" if seen.environ.get("COURTSIDE_KEY") else "courtside key restore"
    named = seen.copy.says("key_id")
    try:
        secret = keyring.present(seen.root, seen.environ)
    except KeyFault as fault:
        return "broken", f"it is damaged: {fault}", mend
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


def _kept_out(seen: Seen) -> Verdict | None:
    try:
        secret = keyring.present(seen.root, seen.environ)
    except KeyFault:
        return None
    if secret is None or not seen.versioned:
        return None
    folder = keyring.KEY_FILE.parent.as_posix()
    if seen.git("ls-files", "--", folder):
        return "broken", "git tracks the key", f"git rm -r --cached {folder}"
    if seen.git("check-ignore", "--", keyring.KEY_FILE.as_posix()) is None:
        return "broken", "git does not ignore the key", f"echo {folder}/ >> .gitignore"
    holders = [*_holders(seen, secret)]
    if holders:
        said = f"the key stands in {holders[0]}: take it out of there, and replace it"
        return "broken", said, "courtside key replace"
    if _was_committed(seen, secret):
        said = "the key is in the history of git, where it stays: it has to be replaced"
        return "broken", said, "courtside key replace"
    return "ok", "the key is in nothing that git keeps"


def _holders(seen: Seen, secret: RootSecret) -> Iterable[str]:
    """The files of the repository that have the key in them, as they lie there."""
    needle = secret.text.encode("ascii")
    for name in (seen.git("ls-files", "-z") or "").split("\0"):
        path = seen.root / name
        if name and path.is_file() and needle in path.read_bytes():
            yield name


def _was_committed(seen: Seen, secret: RootSecret) -> bool:
    file = keyring.KEY_FILE.as_posix()
    commits = (seen.git("log", "--all", "--format=%H", "--", file) or "").split()
    return any(seen.git("show", f"{commit}:./{file}") == secret.text for commit in commits)


# --- What strangers see --------------------------------------------------------------------------


def _address(seen: Seen) -> Verdict:
    url = seen.copy.place.site_url
    if not url or url == newhouse.EXAMPLE_ADDRESS:
        likely = guess.address(seen.ask) or "https://ADDRESS/"
        return "to do", "mkdocs.yml has no site_url yet", f"courtside init --site-url {likely}"
    if not opens_portals(url):
        better = re.sub(r"^(\w+:)?/*", "https://", url)
        return (
            "broken",
            f"site_url: {NOT_SECURE}",
            f"courtside init --site-url {shlex.quote(better)}",
        )
    return "ok", url


def _name(seen: Seen) -> Verdict | None:
    name = seen.copy.says("name")
    if not name:
        return None
    if seen.copy.place.look.site_name != name:
        said = "site_name in mkdocs.yml is not the name in _studio.yml"
        return "to do", said, f"courtside init --name {shlex.quote(name)}"
    return "ok", "the same in mkdocs.yml and _studio.yml"


def _mornings(seen: Seen) -> Verdict | None:
    zone = seen.copy.says("timezone")
    daily = newhouse.MORNINGS.search(seen.copy.texts.daily)
    if not zone or daily is None:
        return None
    if daily[2].strip("\"'") != zone:
        said = f"daily.yml builds by the clock of {daily[2]}, your due dates end by that of {zone}"
        return "to do", said, f"courtside init --timezone {zone}"
    return "ok", f"built by the clock of {zone}"


def _version(seen: Seen) -> Verdict:
    answers = seen.root / ".copier-answers.yml"
    text = answers.read_text("utf-8", "replace") if answers.is_file() else ""
    came = re.search(r"(?m)^_commit: *(\S+)", text)
    if came is None:
        return "note", f"{version('courtside')}; README, Upgrades, says how new versions come in"
    return "ok", f"{version('courtside')}, from the template's {came[1]}"


# --- Git and GitHub ------------------------------------------------------------------------------


def _committed(seen: Seen) -> Verdict:
    if not seen.versioned:
        return "to do", "there is no repository yet", "git init --initial-branch=main"
    changed = len((seen.git("status", "--porcelain") or "").splitlines())
    if changed:
        return "to do", f"{_count(changed, 'change')} not yet", "git add --all && git commit"
    return "ok", "everything"


def _workflows(seen: Seen) -> Verdict | None:
    if not seen.at_github:
        return None
    folder = ".github/workflows"
    paths = [f"{folder}/{name}.yml" for name in WORKFLOWS]
    missing = [path for path in paths if not (seen.root / path).is_file()]
    if missing:
        lost = f"{_count(len(missing), 'workflow')} missing: nothing is published"
        known = seen.git("ls-tree", "--name-only", "HEAD", "--", *missing)
        if known and len(known.splitlines()) == len(missing):
            return "broken", lost, f"git restore --source=HEAD {' '.join(missing)}"
        return "broken", lost, f"bring {missing[0]} back from the template"
    if seen.git("branch", "--list", "main") == "":
        branch = "a push to main publishes, and there is no branch of that name"
        return "to do", branch, "git branch --move main"
    return "ok", "there; a push to main publishes"


def _pushed(seen: Seen) -> Verdict | None:
    if not seen.versioned:
        return None
    if not guess.remote(seen.ask):
        return (
            "to do",
            "nowhere yet",
            "github.com, New repository, Private, Create; then: git remote add origin ADDRESS",
        )
    ahead = seen.git("rev-list", "--count", "@{upstream}..HEAD") if seen.upstream else None
    if ahead == "0":
        return "ok", "everything"
    push = "git push" if seen.upstream else "git push --set-upstream origin HEAD"
    said = f"{_count(int(ahead), 'commit')} not yet" if ahead else "never yet"
    return "to do", said, f"{_BEFORE}; then: {push}" if _first_time(seen) else push


_BEFORE = (
    "github.com, your repository, Settings: in Pages the source GitHub Actions; in Secrets and "
    "variables, Actions, the new secret COURTSIDE_KEY (courtside key show)"
)


def _first_time(seen: Seen) -> bool:
    """Whether GitHub has had nothing yet that it could publish: no house with a key_id."""
    folder = seen.copy.place.projects.name
    there = seen.git("show", f"@{{upstream}}:./{folder}/_studio.yml") or ""
    return seen.at_github and re.search(r"(?m)^key_id:", there) is None


def _unseen(seen: Seen) -> Verdict | None:
    if not seen.at_github:
        return None
    return (
        "note",
        "not to be seen from here, look at Settings: General says Private; Pages has the source "
        "GitHub Actions; Secrets and variables, Actions, has COURTSIDE_KEY",
    )


def _begun(seen: Seen) -> Verdict:
    own = len(seen.copy.own)
    if not own:
        return "to do", "none of your own yet", "courtside new nido"
    return "ok", f"{own} of your own"


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


CHECKS: tuple[tuple[str, Check], ...] = (
    ("Python", _python),
    ("git", _git),
    ("packages", _packages),
    ("settings", _settings),
    ("examples", _examples),
    ("project files", _files),
    ("projects gone", _gone),
    ("key", _key),
    ("key and git", _kept_out),
    ("address", _address),
    ("name", _name),
    ("mornings", _mornings),
    ("projects", _begun),
    ("version", _version),
    ("committed", _committed),
    ("workflows", _workflows),
    ("pushed", _pushed),
    ("GitHub", _unseen),
)
"""In the order in which things have to be done."""
