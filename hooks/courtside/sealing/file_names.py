"""Which names a sealed file can have."""

from __future__ import annotations

import re


def is_file_name(name: object) -> bool:
    """Return whether a file can have this name: no folder, no control characters."""
    return isinstance(name, str) and re.fullmatch(r"[^/\\\x00-\x1f\x7f]+", name) is not None
