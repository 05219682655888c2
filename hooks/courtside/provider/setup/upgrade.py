"""The shell of a studio, brought to the version of this engine; what the owner changed stays.

    as shipped by the last version    replaced
    changed by the owner              left, and shown beside ours, if ours has changed as well
    deleted by the owner              stays deleted
    dropped by the new version        deleted, if it is as shipped

What was shipped is known by its sum, in `.courtside/shipped.sha256`. Templates are listed there
too, under the path in `overrides/` that an owner's own one would have: so one that goes before ours
is shown when ours has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from courtside.errors import CourtsideError
from courtside.provider.setup import starter
from courtside.resources import STARTER, THEME

RECORD = ".courtside/shipped.sha256"
TEMPLATE = STARTER / "template-0.1.0.sha256"
"""The files of a studio that was made by "Use this template" of 0.1.0."""

Sums = Mapping[str, str]
"""Path in the studio's repository -> SHA-256 of the file as it was shipped."""


class NoRecordError(CourtsideError):
    """A studio has no record of the files that were shipped, or one that cannot be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A file that the owner changed and that differs in this version."""

    path: str
    theirs: bytes
    ours: bytes | None
    """None if this version has no such file."""


@dataclass(kw_only=True, slots=True)
class Upgrade:
    """The changes that an upgrade makes."""

    writes: dict[str, tuple[bytes | None, bytes | None]] = field(default_factory=dict)
    """Path -> its content now, and then; None is no file."""
    differences: list[Difference] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Files that the owner deleted and this version still has."""
    kept: list[str] = field(default_factory=list)
    """Files that the owner changed, and that stay so: this version did not change them, or the
    owner decided."""
    record: dict[str, str] = field(default_factory=dict)


def digest(path: str, content: bytes) -> str:
    """Return the hash of a file, whatever its line endings and, in `daily.yml`, its time zone."""
    content = content.replace(b"\r\n", b"\n")
    if path == starter.DAILY:
        content = starter.in_zone(content.decode("utf-8", "replace"), "Europe/Madrid").encode()
    return hashlib.sha256(content).hexdigest()


def templates() -> Mapping[str, bytes]:
    """Return the engine's templates, styles and scripts, by the path that the owner's copy would
    have."""
    return {
        f"overrides/{path.relative_to(THEME).as_posix()}": path.read_bytes()
        for path in sorted(THEME.rglob("*"))
        if path.is_file()
    }


def sums_of(shell: Mapping[str, bytes]) -> Sums:
    """Return the record of a studio with this shell: path -> hash."""
    return {path: digest(path, content) for path, content in {**shell, **templates()}.items()}


def record_text(sums: Sums) -> bytes:
    """Return a record as the text of a file, as `sha256sum` writes it."""
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums)).encode()


def read_record(file: Path) -> Sums:
    """Read a record; raises NoRecordError."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError:
        raise NoRecordError(f"{file} is missing") from None
    pairs = [line.split("  ", 1) for line in lines]
    if not all(len(pair) == 2 and len(pair[0]) == 64 for pair in pairs):
        raise NoRecordError(f"{file} is damaged (after a merge, keep the newer side)")
    return {path: sum_ for sum_, path in pairs}


def plan_upgrade(
    root: Path,
    shell: Mapping[str, bytes],
    recorded: Sums,
    *,
    take: Collection[str] = (),
    keep: Collection[str] = (),
) -> Upgrade:
    """Return the changes that bring the shell of a studio to this version.

    `take` has files of the owner's that ours may replace; `keep` those that stay as they are.
    """
    plan = Upgrade()
    theme = {path: content for path, content in templates().items() if path not in shell}
    changeable = shell.keys() - starter.OWNED
    for path in sorted({*shell, *theme, *recorded}):
        ours = shell.get(path, theme.get(path))
        before, now = recorded.get(path), None if ours is None else digest(path, ours)
        file = root / path
        theirs = file.read_bytes() if file.is_file() else None
        if now is not None:
            plan.record[path] = now
        if theirs is None:
            if path in shell and (before is None or path in take):
                plan.writes[path] = (None, ours)
            elif path in shell:
                plan.missing.append(path)
        elif digest(path, theirs) == before or path in take:
            # A template of ours is in the engine: no copy of it is needed.
            new = shell.get(path)
            if new != theirs:
                plan.writes[path] = (theirs, new)
        elif before != now and path not in keep and digest(path, theirs) != now:
            plan.differences.append(Difference(path=path, theirs=theirs, ours=ours))
            # Until the owner decides, it is shown again.
            plan.record.pop(path, None)
            if before is not None:
                plan.record[path] = before
        elif digest(path, theirs) != now and (path in keep or path in changeable):
            plan.kept.append(path)
    return plan
