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

from courtside import resources
from courtside.source.records import STUDIO_FILE

SHIPPED = frozenset(resources.SHIPPED.read_text("ascii").splitlines())
"""`<sha256>  <name>`, a line for each version of an example that was shipped."""


def as_shipped(name: str, content: bytes) -> bool:
    """Return whether a file is unchanged; `name` is its path below `projects/`."""
    return f"{digest(name, content)}  {name}" in SHIPPED


def digest(name: str, content: bytes) -> str:
    """Return the SHA-256 of a file; the kind of line ends makes no difference."""
    text = content.replace(b"\r\n", b"\n")
    if name == STUDIO_FILE:
        text = re.sub(rb"(?m)^(key_id|example_day):.*\n?", b"", text)
    return hashlib.sha256(text).hexdigest()
