"""What the package has on disk: its own data, and what takes long to make and can be made again.

    computed("holidays-0.109-ES-MD.json", make)  ->  bytes, from ~/.cache/courtside or from `make`

Nothing of a client's goes into the user's folder: only what other packages, of the version in the
name, say to everybody, and what templates compile to, the owner's own as well. Where nothing can be
written, it is made each time.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("courtside")))

THEME = _PACKAGE / "theme"
"""Templates, styles and scripts."""
CATALOGS = _PACKAGE / "text" / "locale"
"""One folder for each language but English."""
SCHEMAS = _PACKAGE / "model" / "schema"
STARTER = _PACKAGE / "starter"
"""The files of a new studio."""
SHIPPED = _PACKAGE / "workspace" / "shipped.sha256"
"""The sums of the example files."""


def contains_engine(folder: Path) -> bool:
    """Return whether this engine lies in a folder, as it does in its own repository."""
    return _PACKAGE.resolve().is_relative_to(folder.resolve())


# --- What is kept for the next time ------------------------------------------------------------


def computed(name: str, make: Callable[[], bytes]) -> bytes:
    """Return what `make` returns, from the user's cache if it is there.

    `name` changes with everything that the content is made from.
    """
    place = in_user_cache(name)
    content = read_cache(place)
    if content is None:
        content = make()
        write_cache(place, content)
    return content


def in_user_cache(name: str) -> Path:
    """Return the place of a name in the user's cache: no place to write to, without a home."""
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        folder = Path(os.devnull)
    return folder / "courtside" / name


def write_cache(path: Path, content: bytes) -> None:
    """Store what can be made again; if it cannot be written, it is made again next time."""
    half = path.with_name(f"{path.name}.{os.getpid()}.half")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(_sum(content) + content)
        half.replace(path)


def read_cache(path: Path) -> bytes | None:
    """Return what `write_cache` stored; None if there is nothing, or it was cut or changed."""
    try:
        stored = path.read_bytes()
    except OSError:
        return None
    length = hashlib.sha256().digest_size
    content = stored[length:]
    return content if stored[:length] == _sum(content) else None


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
