"""What a doctor says of git and GitHub, as far as it can be seen from here."""

from __future__ import annotations

import re

from . import guess, history
from .doctor_seen import Seen, Verdict
from .wording import count

WORKFLOWS = ("daily", "publish", "site")


def committed(seen: Seen) -> Verdict:
    """There is a repository, and everything is in it."""
    if not seen.versioned:
        if said := history.distrust(seen.root / "mkdocs.yml"):
            return "broken", said, said.partition(": if you trust it, ")[2]
        return "to do", "there is no repository yet", "git init --initial-branch=main"
    changed = len((seen.git("status", "--porcelain") or "").splitlines())
    if changed:
        return "to do", f"{count(changed, 'change')} not yet", "git add --all && git commit"
    return "ok", "everything"


def workflows(seen: Seen) -> Verdict | None:
    """What publishes at GitHub is there, and so is the branch that sets it off."""
    if not seen.at_github:
        return None
    folder = ".github/workflows"
    paths = [f"{folder}/{name}.yml" for name in WORKFLOWS]
    missing = [path for path in paths if not (seen.root / path).is_file()]
    if missing:
        lost = f"{count(len(missing), 'workflow')} missing: nothing is published"
        known = seen.git("ls-tree", "--name-only", "HEAD", "--", *missing)
        if known and len(known.splitlines()) == len(missing):
            return "broken", lost, f"git restore --source=HEAD {' '.join(missing)}"
        return "broken", lost, f"bring {missing[0]} back from the template"
    if seen.git("branch", "--list", "main") == "":
        branch = "a push to main publishes, and there is no branch of that name"
        return "to do", branch, "git branch --move main"
    return "ok", "there; a push to main publishes"


def pushed(seen: Seen) -> Verdict | None:
    """Everything is where it is published from."""
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
    said = f"{count(int(ahead), 'commit')} not yet" if ahead else "never yet"
    return "to do", said, f"{_BEFORE}; then: {push}" if _first_time(seen) else push


_BEFORE = (
    "github.com, your repository, Settings: in Secrets and variables, Actions, the new secret "
    "COURTSIDE_KEY (courtside key show), and the variable COURTSIDE_PAGES with the value yes; in "
    "Pages the source GitHub Actions (on GitHub Free: README, Publishing)"
)


def _first_time(seen: Seen) -> bool:
    """Whether GitHub has had nothing yet that it could publish: no house with a key_id."""
    folder = seen.copy.place.projects.name
    there = seen.git("show", f"@{{upstream}}:./{folder}/_studio.yml") or ""
    return seen.at_github and re.search(r"(?m)^key_id:", there) is None


def unseen(seen: Seen) -> Verdict | None:
    """What only GitHub knows, and where to look."""
    if not seen.at_github:
        return None
    return (
        "note",
        "not to be seen from here, look at Settings: General says Private; Secrets and variables, "
        "Actions, has the secret COURTSIDE_KEY and the variable COURTSIDE_PAGES; Pages has the "
        "source GitHub Actions",
    )
