"""What a doctor says of git and GitHub, as far as it can be seen from here."""

# What a doctor says of the house: its settings and files, and what strangers see of it.

from __future__ import annotations

import re
import shlex
from importlib.metadata import version

from courtside.cli.common import SHARED_ORIGIN, shares_its_origin
from courtside.provider.doctor.context import Seen, Verdict
from courtside.provider.setup import defaults, engine_line, starter, studio_file
from courtside.provider.setup.upgrade import RECORD
from courtside.site import settings
from courtside.text.english import count
from courtside.workspace import git, versions
from courtside.workspace.config import NOT_SECURE, opens_portals

WORKFLOWS = ("daily", "publish", "site")


def committed(seen: Seen) -> Verdict:
    """There is a repository, and everything is in it."""
    if not seen.versioned:
        if said := git.distrust(seen.root / "mkdocs.yml"):
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
        return "broken", lost, f"courtside upgrade --take {missing[0]}"
    if seen.git("branch", "--list", "main") == "":
        branch = "a push to main publishes, and there is no branch of that name"
        return "to do", branch, "git branch --move main"
    return "ok", "there; a push to main publishes"


def pushed(seen: Seen) -> Verdict | None:
    """Everything is where it is published from."""
    if not seen.versioned:
        return None
    if not defaults.remote(seen.ask):
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


def hook(seen: Seen) -> Verdict:
    """MkDocs calls us: without that it would publish what lies in projects/."""
    hooks = seen.copy.place.hooks
    if hooks is not None and settings.without_the_hook(hooks):
        wanted = f"hooks: [{settings.HOOK}]"
        return (
            "broken",
            "mkdocs.yml does not name our hook: project files would be published as they are",
            f"write into mkdocs.yml: {wanted}",
        )
    return "ok", "mkdocs.yml names the hook that seals"


def example_day(seen: Seen) -> Verdict | None:
    """The site shows the real day."""
    if not seen.copy.has("example_day"):
        return None
    return (
        "broken",
        "_studio.yml has example_day: your projects are shown as of that day, not today",
        "delete the line example_day from projects/_studio.yml",
    )


def files(seen: Seen) -> Verdict:
    """All can be read and built."""
    errors = sum(problem.severity == "error" for problem in seen.problems)
    warnings = len(seen.problems) - errors
    if errors:
        return "broken", f"{count(errors, 'fault')}: nothing can be built", "courtside check"
    if warnings:
        return "note", f"no fault, and {count(warnings, 'warning')}: courtside check"
    return "ok", "no fault"


def gone(seen: Seen) -> Verdict | None:
    """No project went without having been closed."""
    if not seen.versioned or not seen.git("rev-parse", "--verify", "--quiet", "HEAD"):
        return None
    try:
        gone = versions.vanished(seen.copy.place.projects)
    except ValueError:
        said = "this clone has not all of its history: whether a project vanished cannot be known"
        return "to do", said, "git fetch --unshallow"
    if gone:
        said = f"gone without having been closed: {', '.join(gone)}"
        return "broken", said, "courtside ready"
    return "ok", "none went without having been closed"


def begun(seen: Seen) -> Verdict:
    """There is a project to show."""
    own = len(seen.copy.own)
    if not own:
        return "to do", "none of your own yet", "courtside new nido"
    return "ok", f"{own} of your own"


# --- What strangers see --------------------------------------------------------------------------


def address(seen: Seen) -> Verdict:
    """mkdocs.yml says where the site lies, and portals open there."""
    url = seen.copy.place.site_url
    if not url or url == studio_file.EXAMPLE_ADDRESS:
        likely = defaults.address(seen.ask) or "https://ADDRESS/"
        what = "has the example's" if url else "has no"
        return "to do", f"mkdocs.yml {what} site_url", f"courtside init --site-url {likely}"
    if not opens_portals(url):
        better = re.sub(r"^(\w+:)?/*", "https://", url)
        return (
            "broken",
            f"site_url: {NOT_SECURE}",
            f"courtside init --site-url {shlex.quote(better)}",
        )
    if shares_its_origin(url):
        return "note", f"{url}: {SHARED_ORIGIN}"
    return "ok", url


def name(seen: Seen) -> Verdict | None:
    """Strangers and clients read the same name."""
    name = seen.copy.says("name")
    if not name:
        return None
    if seen.copy.place.look.site_name != name:
        said = "site_name in mkdocs.yml is not the name in _studio.yml"
        return "to do", said, f"courtside init --name {shlex.quote(name)}"
    return "ok", "the same in mkdocs.yml and _studio.yml"


def mornings(seen: Seen) -> Verdict | None:
    """The daily build goes by the clock by which due dates end."""
    zone = seen.copy.says("timezone")
    daily = starter.MORNINGS.search(seen.copy.texts.daily)
    if not zone or daily is None:
        return None
    if daily[2].strip("\"'") != zone:
        said = f"daily.yml builds by the clock of {daily[2]}, your due dates end by that of {zone}"
        return "to do", said, f"courtside init --timezone {zone}"
    return "ok", f"built by the clock of {zone}"


def engine(seen: Seen) -> Verdict | None:
    """The repository is that of the version that runs here."""
    file = seen.root / starter.PYPROJECT
    if not (seen.root / RECORD).is_file() or not file.is_file():
        return "note", version("courtside")
    line, running = engine_line.line_of(file.read_text("utf-8")), engine_line.installed_line()
    if line != running:
        return (
            "to do",
            f"{version('courtside')}, and pyproject.toml names another",
            "courtside upgrade",
        )
    return "ok", version("courtside")
