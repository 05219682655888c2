"""What a doctor says of the house: its settings and files, and what strangers see of it."""

from __future__ import annotations

import re
import shlex
from importlib.metadata import version

from . import guess, history, newhouse, settings
from .cli_base import NOT_SECURE, SHARED_ORIGIN, opens_portals, shares_its_origin
from .doctor_seen import Seen, Verdict
from .wording import count


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


def examples(seen: Seen) -> Verdict:
    """They are gone, and their day with them."""
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


def files(seen: Seen) -> Verdict:
    """All can be read and built."""
    errors = sum(fault.severity == "error" for fault in seen.faults)
    warnings = len(seen.faults) - errors
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
        gone = history.vanished(seen.copy.place.projects)
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
    if not url or url == newhouse.EXAMPLE_ADDRESS:
        likely = guess.address(seen.ask) or "https://ADDRESS/"
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
    daily = newhouse.MORNINGS.search(seen.copy.texts.daily)
    if not zone or daily is None:
        return None
    if daily[2].strip("\"'") != zone:
        said = f"daily.yml builds by the clock of {daily[2]}, your due dates end by that of {zone}"
        return "to do", said, f"courtside init --timezone {zone}"
    return "ok", f"built by the clock of {zone}"


def template(seen: Seen) -> Verdict:
    """Which version this is, and whether copier can bring the next one."""
    answers = seen.root / ".copier-answers.yml"
    text = answers.read_text("utf-8", "replace") if answers.is_file() else ""
    came = re.search(r"(?m)^_commit: *(\S+)", text)
    if came is None:
        return "note", f"{version('courtside')}; README, Upgrades, says how new versions come in"
    return "ok", f"{version('courtside')}, from the template's {came[1]}"
