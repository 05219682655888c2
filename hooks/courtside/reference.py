"""What the same house makes without a single project, to hold the real site's public part against.

    cached(Path(".cache/courtside/reference.json"), key_of(inputs), make)

`make` runs a second build, in a folder that holds the front page and the studio's file and nothing
else, so nothing of a project can be in it. All that it reads is in `inputs`, none of which is a
project file; while that is the same, so is the answer, and it is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from .gate import Reference

KEPT = Path(".cache") / "courtside" / "reference.json"
"""Below the folder of mkdocs.yml; git-ignored."""


def key_of(inputs: Mapping[str, bytes]) -> str:
    """One hash for all that a build without projects depends on; lengths keep parts apart."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in inputs.items()}
    return hashlib.sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest()


def folder_inputs(folder: Path, pattern: str = "*") -> dict[str, bytes]:
    """The files below a folder, as a part of the inputs."""
    return {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }


def kept(path: Path) -> Reference:
    """What the last build kept; raises OSError or ValueError where there is none."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return Reference(public=dict(found["public"]), shells=dict(found["shells"]))


def cached(path: Path, key: str, make: Callable[[], Reference]) -> Reference:
    """Give what is kept under this key, else make it and keep it instead of the last one."""
    try:
        if json.loads(path.read_text(encoding="utf-8"))["key"] == key:
            return kept(path)
    except (OSError, ValueError, LookupError, TypeError):  # none yet, or half written
        pass
    made = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"key": key} | asdict(made)), encoding="utf-8")
    return made
