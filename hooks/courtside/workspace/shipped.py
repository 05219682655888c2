"""The example projects that came with "Use this template" of 0.1.0, known by their content.

    as_shipped("kiln.yml", b"title: Kiln ...")  ->  True, unless a letter of it was changed

They are in the history of studios that were made that way, and were never anybody's projects: no
client had a link to them, and they may be gone. `shipped.sha256` lists them as `sha256sum` does,
and may have comments. In `_studio.yml` two lines make no difference: `key_id`, which the first
build writes, and `example_day`.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping

from courtside import resources
from courtside.source.records import STUDIO_FILE


def _listed(text: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        digest, name = line.split("  ")
        found[name].add(digest)
    return {name: frozenset(digests) for name, digests in found.items()}


SHIPPED = _listed(resources.SHIPPED.read_text("ascii"))
"""Path below `projects/` -> the SHA-256 of each version of it that was shipped."""

def as_shipped(name: str, content: bytes) -> bool:
    """Return whether a file is as it came; `name` is its path below `projects/`."""
    return digest(name, content) in SHIPPED.get(name, frozenset())


def digest(name: str, content: bytes) -> str:
    """Return the SHA-256 of a file, whatever its line endings."""
    text = content.replace(b"\r\n", b"\n")
    if name == STUDIO_FILE:
        text = re.sub(rb"(?m)^(key_id|example_day):.*\n?", b"", text)
    return hashlib.sha256(text).hexdigest()
