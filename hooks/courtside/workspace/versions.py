"""What git knows of the project files: those that are not committed, and those that are gone.

vanished(Path("projects"))  ->  ("kiln",), which was deleted without being closed
"""

from __future__ import annotations

import re
from pathlib import Path

from courtside.source.load import belongs
from courtside.source.problems import printable
from courtside.source.records import FRONT_PAGE, STUDIO_FILE
from courtside.workspace import shipped
from courtside.workspace.git import asker, require_whole_history


def would_track(folder: Path, name: str) -> bool:
    """Return whether `git add` would add a new file in a folder."""
    ask = asker(folder / name)
    inside = ask("rev-parse", "--is-inside-work-tree") == b"true\n"
    return inside and ask("check-ignore", "--quiet", "--", name) is None


def uncommitted(projects: Path) -> tuple[str, ...]:
    """Return the ids of projects whose files differ from the last commit; none if git cannot say.

    What was published of them is in no history, so a link that they gave could be given again.
    """
    ask = asker(projects / STUDIO_FILE)
    listed = ask("status", "--porcelain", "-z", "--no-renames", "--", "*.yml", "*.md") or b""
    names = (Path(line[3:].decode("utf-8", "replace")).name for line in listed.split(b"\0"))
    here = (name for name in names if belongs(name) and (projects / name).is_file())
    return tuple(sorted({printable(Path(name).stem) for name in here if name != STUDIO_FILE}))


def vanished(projects: Path) -> tuple[str, ...]:
    """Return the ids of projects that git knows and that were deleted without being closed.

    Whether the deletion is committed makes no difference. The last version of a deleted file says
    whether it was closed. Unchanged examples do not count, nor do deletions while the studio was
    still the example studio. Raises HistoryError without git, a repository, or its whole history;
    DistrustedRepositoryError if git refuses to read it.
    """
    read = asker(projects / STUDIO_FILE)

    def ask(*question: str) -> str | None:
        answer = read(*question)
        return None if answer is None else answer.decode("utf-8", "replace")

    require_whole_history(read, projects / STUDIO_FILE)
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
            paths = (projects / f"{project}{suffix}" for suffix in (".yml", ".md"))
            listed = name.endswith((".yml", ".md")) and "/" not in name
            if listed and not any(path.exists() for path in paths):
                gone.setdefault(project, (name, version))
    return tuple(
        printable(project)
        for project, (name, version) in sorted(gone.items())
        if name not in (STUDIO_FILE, FRONT_PAGE)
        and not name.startswith(("_", "."))
        and not shipped.as_shipped(name, read("show", f"{version}:./{name}") or b"")
        and not _has(ask("show", f"{version}:./{name}"), "closed")
        and not _has(ask("show", f"{version}:./{STUDIO_FILE}"), "example_day")
    )


def _has(text: str | None, field: str) -> bool:
    """Return whether a file has a top-level field; it may be too old to be parsed."""
    return re.search(rf"^{field}:", text or "", re.MULTILINE) is not None
