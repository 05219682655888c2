"""The files of `projects/` that ship, known by what is in them: nobody's own is taken for one.

    as_shipped("kiln.yml", b"title: Kiln ...")  ->  True, until somebody changes a letter of it

`shipped.sha256` says them as `sha256sum` would, with \\n at the end of each line, and may have
comments; a file that changes from one version to the next keeps the lines that it had. In
`_studio.yml` two lines make no difference: `key_id`, which the first build writes, and
`example_day`, which whoever plays with the examples takes out.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from .reading import FRONT_PAGE, STUDIO_FILE

LIST = Path(__file__).with_name("shipped.sha256")


def _listed(text: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        digest, name = line.split("  ")
        found[name].add(digest)
    return {name: frozenset(digests) for name, digests in found.items()}


SHIPPED = _listed(LIST.read_text("ascii"))
"""Path below `projects/` -> the SHA-256 of each version of it that was shipped."""

EXAMPLES = tuple(name for name in SHIPPED if name not in (STUDIO_FILE, FRONT_PAGE))
"""Those that an owner's house has no use for: projects, and the files that go with them."""


def as_shipped(name: str, content: bytes) -> bool:
    """Whether a file is as it came; `name` is its path below `projects/`."""
    return digest(name, content) in SHIPPED.get(name, frozenset())


def digest(name: str, content: bytes) -> str:
    """The SHA-256 of a file, whatever a system ends its lines with."""
    text = content.replace(b"\r\n", b"\n")
    if name == STUDIO_FILE:
        text = re.sub(rb"(?m)^(key_id|example_day):.*\n?", b"", text)
    return hashlib.sha256(text).hexdigest()
