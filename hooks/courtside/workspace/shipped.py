"""The example files of `projects/`, recognised by content: nobody's own file is taken for one.

    as_shipped("kiln.yml", b"title: Kiln ...")  ->  True, until somebody changes a letter

`shipped.sha256` has the format of `sha256sum`, with \\n at the end of each line and comments; a
file that changes between versions keeps its earlier lines. In `_studio.yml` two lines make no
difference: `key_id`, which the first build writes, and `example_day`, which people remove while
they play with the examples.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping

from courtside import resources
from courtside.source.records import FRONT_PAGE, STUDIO_FILE


def _listed(text: str) -> Mapping[str, frozenset[str]]:
    digests: dict[str, set[str]] = defaultdict(set)
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        sha256, name = line.split("  ")
        digests[name].add(sha256)
    return {name: frozenset(values) for name, values in digests.items()}


SHIPPED = _listed(resources.SHIPPED.read_text("ascii"))
"""Path below `projects/` -> the SHA-256 of each version of it that was shipped."""

EXAMPLES = tuple(name for name in SHIPPED if name not in (STUDIO_FILE, FRONT_PAGE))
"""The examples that `init` removes: projects, and the files that go with them."""


def as_shipped(name: str, content: bytes) -> bool:
    """Return whether a file is unchanged; `name` is its path below `projects/`."""
    return digest(name, content) in SHIPPED.get(name, frozenset())


def digest(name: str, content: bytes) -> str:
    """Return the SHA-256 of a file; the kind of line ends makes no difference."""
    text = content.replace(b"\r\n", b"\n")
    if name == STUDIO_FILE:
        text = re.sub(rb"(?m)^(key_id|example_day):.*\n?", b"", text)
    return hashlib.sha256(text).hexdigest()
