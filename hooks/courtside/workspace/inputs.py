"""Hash everything that a build comes from: the same inputs give the same bytes.

key_of({"day": b"2026-03-11", "aurora.yml": b"..."})  ->  "5f1c..."
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path


def key_of(inputs: Mapping[str, bytes]) -> str:
    """Return one hash for all inputs; lengths keep parts apart."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in inputs.items()}
    return hashlib.sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest()


def folder_inputs(folder: Path, pattern: str = "*") -> dict[str, bytes]:
    """Return the contents of the files below a folder, as part of the inputs."""
    return {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }
