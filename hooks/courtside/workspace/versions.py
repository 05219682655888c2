"""Older versions of the project files, out of git, to say what has changed since a signature.

    earlier_versions(Path("projects/aurora.yml"))  ->  (b"name: Norte...", b"title: New..."), ...

A shell around `git log` and `git show`: where there is no git, no repository or no answer in time,
there are no versions, and a fault is said without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from courtside.source.problems import printable
from courtside.source.records import FRONT_PAGE, STUDIO_FILE
from courtside.workspace import shipped
from courtside.workspace.git import SECONDS, DistrustedRepository, asker, distrust


def earlier_versions(
    path: Path, *, git: str = "git", seconds: float = SECONDS
) -> Iterator[tuple[bytes, bytes]]:
    """(studio's text, project's text) as of each commit that touched either, newest first.

    Asked for one by one, so that whoever finds the wanted version stops the search.
    """
    ask = asker(path, git, seconds)
    listed = ask("log", "--format=%H", "--", path.name, STUDIO_FILE) or b""
    for commit in listed.decode("ascii", "replace").split():
        studio = ask("show", f"{commit}:./{STUDIO_FILE}")
        project = ask("show", f"{commit}:./{path.name}")
        if studio is not None and project is not None:
            yield studio, project


def would_track(folder: Path, name: str) -> bool:
    """Whether git would take up a new file in a folder with the next `git add`."""
    ask = asker(folder / name)
    inside = ask("rev-parse", "--is-inside-work-tree") == b"true\n"
    return inside and ask("check-ignore", "--quiet", "--", name) is None


def vanished(projects: Path, *, git: str = "git") -> tuple[str, ...]:
    """Ids of projects that git has known and that are gone without having been closed.

    Whether the deletion is committed makes no difference. The last version of each file that was
    taken away says whether it was closed; an example that shipped, and what went while the house
    still was that of the examples, is not asked for. Raises ValueError where there is no git, no
    repository, or not all of its history; DistrustedRepository where git reads it for nobody.
    """

    asked = asker(projects / STUDIO_FILE, git)

    def ask(*question: str) -> str | None:
        answer = asked(*question)
        return None if answer is None else answer.decode("utf-8", "replace")

    if ask("rev-parse", "--is-shallow-repository") != "false\n":
        if said := distrust(projects / STUDIO_FILE, git=git):
            raise DistrustedRepository(said)
        raise ValueError("no repository with all of its history")
    deletions = ask(
        *("log", "-m", "--first-parent", "--no-renames", "--diff-filter=D", "--relative"),
        *("--name-only", "--format=%x01%H", "-z", "--", "*.yml", "*.md"),
    )
    versions = [("HEAD", (ask("ls-tree", "--name-only", "-z", "HEAD") or "").split("\0"))]
    for entry in (deletions or "").split("\x01")[1:]:  # the newest first
        commit, *names = filter(None, entry.replace("\n", "\0").split("\0"))
        versions.append((f"{commit}^", names))
    gone: dict[str, tuple[str, str]] = {}
    for version, names in versions:
        for name in names:
            project = Path(name).stem
            here = (projects / f"{project}{ending}" for ending in (".yml", ".md"))
            listed = name.endswith((".yml", ".md")) and "/" not in name
            if listed and not any(path.exists() for path in here):
                gone.setdefault(project, (name, version))
    return tuple(
        printable(project)
        for project, (name, version) in sorted(gone.items())
        if name not in (STUDIO_FILE, FRONT_PAGE)
        and not name.startswith(("_", "."))
        and not shipped.as_shipped(name, asked("show", f"{version}:./{name}") or b"")
        and not _has(ask("show", f"{version}:./{name}"), "closed")
        and not _has(ask("show", f"{version}:./{STUDIO_FILE}"), "example_day")
    )


def _has(text: str | None, field: str) -> bool:
    """Whether a file says a field at its top; it may be too old to be read in full."""
    return re.search(rf"^{field}:", text or "", re.MULTILINE) is not None
