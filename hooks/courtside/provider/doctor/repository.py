"""The doctor's checks of the studio's files and settings, of git, and of GitHub seen from here."""

from __future__ import annotations

import re
import shlex
from importlib.metadata import version

from courtside.provider.doctor.context import Setup, Verdict
from courtside.provider.setup import defaults, engine_line, starter
from courtside.provider.setup.upgrade import RECORD
from courtside.site import settings
from courtside.text.english import count
from courtside.workspace import git
from courtside.workspace.config import (
    EXAMPLE_ADDRESS,
    NOT_SECURE,
    SHARED_ORIGIN,
    opens_portals,
    shares_origin,
)
from courtside.workspace.deleted import vanished

WORKFLOWS = ("daily", "publish", "site")


def committed(setup: Setup) -> Verdict:
    """Check that everything is committed."""
    if not setup.versioned:
        if advice := git.distrust(setup.root / "mkdocs.yml"):
            return "broken", advice, advice.partition(": if you trust it, ")[2]
        return "to do", "there is no repository yet", "git init --initial-branch=main"
    changed = len((setup.git("status", "--porcelain") or "").splitlines())
    if changed:
        return "to do", count(changed, "uncommitted change"), _COMMIT
    return "ok", "everything"


_COMMIT = 'git add -A; then: git commit -m "What changed"'


def workflows(setup: Setup) -> Verdict | None:
    """Check that GitHub has the workflows and the branch that publish."""
    if not setup.at_github:
        return None
    folder = ".github/workflows"
    paths = [f"{folder}/{name}.yml" for name in WORKFLOWS]
    missing = [path for path in paths if not (setup.root / path).is_file()]
    if missing:
        message = f"{count(len(missing), 'workflow')} missing: nothing is published"
        known = setup.git("ls-tree", "--name-only", "HEAD", "--", *missing)
        if known and len(known.splitlines()) == len(missing):
            return "broken", message, f"git restore --source=HEAD {' '.join(missing)}"
        return "broken", message, f"courtside upgrade --take {missing[0]}"
    if setup.git("branch", "--list", "main") == "":
        message = "a push to main publishes, but there is no branch main"
        return "to do", message, "git branch --move main"
    return "ok", "complete; a push to main publishes"


def pushed(setup: Setup) -> Verdict | None:
    """Check that everything is pushed to the branch from which the site is published."""
    if not setup.versioned:
        return None
    if not defaults.remote(setup.ask):
        return (
            "to do",
            "nowhere yet",
            "github.com, New repository, Private, Create; then: git remote add origin ADDRESS",
        )
    ahead = setup.git("rev-list", "--count", "@{upstream}..HEAD") if setup.upstream else None
    if ahead == "0":
        return "ok", "up to date"
    push = "git push" if setup.upstream else "git push --set-upstream origin HEAD"
    message = f"{count(int(ahead), 'commit')} not yet" if ahead else "never yet"
    return "to do", message, f"{_BEFORE}; then: {push}" if _first_time(setup) else push


_BEFORE = (
    "github.com, your repository, Settings: in Secrets and variables, Actions, the new secret "
    "COURTSIDE_KEY (courtside key show), and the variable COURTSIDE_PAGES with the value yes; in "
    "Pages the source GitHub Actions (on GitHub Free: 'Publishing' in Courtside's README)"
)


def _first_time(setup: Setup) -> bool:
    """Return whether GitHub has nothing to publish yet: no studio with a key_id."""
    folder = setup.studio.config.projects.name
    studio = setup.git("show", f"@{{upstream}}:./{folder}/_studio.yml") or ""
    return setup.at_github and re.search(r"(?m)^key_id:", studio) is None


def unseen(setup: Setup) -> Verdict | None:
    """Name the settings that only GitHub knows, and where to find them."""
    if not setup.at_github:
        return None
    return (
        "note",
        "cannot be checked from here. In Settings: General says Private; Secrets and variables, "
        "Actions, has the secret COURTSIDE_KEY and the variable COURTSIDE_PAGES; Pages has the "
        "source GitHub Actions",
    )


def hook(setup: Setup) -> Verdict:
    """Check that MkDocs calls the hook: without it the files of projects/ would be published."""
    hooks = setup.studio.config.hooks
    if hooks is not None and settings.without_the_hook(hooks):
        wanted = f"hooks: [{settings.HOOK}]"
        return (
            "broken",
            "mkdocs.yml does not name the hook: project files would be published as they are",
            f"write into mkdocs.yml: {wanted}",
        )
    return "ok", "encryption hook is set in mkdocs.yml"


def example_day(setup: Setup) -> Verdict | None:
    """Check that the site shows the real day."""
    if not setup.studio.has("example_day"):
        return None
    return (
        "broken",
        "_studio.yml has example_day: your projects are shown as of that day, not today",
        "delete the line example_day from projects/_studio.yml",
    )


def files(setup: Setup) -> Verdict:
    """Check that all project files can be read."""
    errors = sum(problem.severity == "error" for problem in setup.problems)
    warnings = len(setup.problems) - errors
    if errors:
        return "broken", f"{count(errors, 'error')}: nothing can be built", "courtside check"
    if warnings:
        return "note", f"no errors, {count(warnings, 'warning')}: courtside check"
    return "ok", "no errors"


def gone(setup: Setup) -> Verdict | None:
    """Check that no project was deleted without being closed."""
    if not setup.versioned or not setup.git("rev-parse", "--verify", "--quiet", "HEAD"):
        return None
    try:
        gone = vanished(setup.studio.config.projects)
    except git.HistoryError as error:
        why, _, instead = f"{error}".partition(": ")
        return "to do", f"{why}, so deleted projects cannot be found", instead.partition(" (")[0]
    if gone:
        message = f"deleted without being closed: {', '.join(gone)}"
        return "broken", message, "courtside preflight"
    return "ok", "none deleted before being closed"


def begun(setup: Setup) -> Verdict:
    """Check that there is a project of the studio's own."""
    own = len(setup.studio.own)
    if not own:
        return "to do", "no project of your own yet", "courtside new nido"
    return "ok", f"{own} of your own"


# --- What strangers see --------------------------------------------------------------------------


def address(setup: Setup) -> Verdict:
    """Check that mkdocs.yml gives the site's address, and that portals open there."""
    url = setup.studio.config.site_url
    if not url or url == EXAMPLE_ADDRESS:
        likely = defaults.address(setup.ask) or "https://ADDRESS/"
        state = "has the example's" if url else "has no"
        return "to do", f"mkdocs.yml {state} site_url", f"courtside init --site-url {likely}"
    if not opens_portals(url):
        better = re.sub(r"^(\w+:)?/*", "https://", url)
        return (
            "broken",
            f"site_url: {NOT_SECURE}",
            f"courtside init --site-url {shlex.quote(better)}",
        )
    if shares_origin(url):
        return "note", f"{url}: {SHARED_ORIGIN}"
    return "ok", url


def name(setup: Setup) -> Verdict | None:
    """Check that the site and the portals show the same name."""
    name = setup.studio.says("name")
    if not name:
        return None
    if setup.studio.config.look.site_name != name:
        message = "site_name in mkdocs.yml differs from the name in _studio.yml"
        return "to do", message, f"courtside init --name {shlex.quote(name)}"
    return "ok", "the same in mkdocs.yml and _studio.yml"


def mornings(setup: Setup) -> Verdict | None:
    """Check that the daily build uses the time zone in which due dates end."""
    zone = setup.studio.says("timezone")
    daily = starter.MORNINGS.search(setup.studio.texts[starter.DAILY])
    if not zone or daily is None:
        return None
    if daily[2].strip("\"'") != zone:
        message = f"daily.yml uses the time zone {daily[2]}, but your due dates end in {zone}"
        return "to do", message, f"courtside init --timezone {zone}"
    return "ok", f"runs on {zone} time"


def engine(setup: Setup) -> Verdict | None:
    """Check that the repository names the version that runs here."""
    file = setup.root / starter.PYPROJECT
    if not (setup.root / RECORD).is_file() or not file.is_file():
        return "note", version("courtside")
    line, running = engine_line.line_of(file.read_text("utf-8")), engine_line.installed_line()
    if line != running:
        return (
            "to do",
            f"{version('courtside')}, but pyproject.toml names another one",
            "courtside upgrade",
        )
    return "ok", version("courtside")
