"""Writing a file whole: whatever is killed, there is the old one or the new one. Several files
together: all are changed, or none. And a lock."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def write_whole(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Put a file in the place of what was there, if anything; `mode` else stays as it was.

    A link is followed, so that what it leads to is written and the link stays.
    """
    path = path.resolve()
    _beside(path, content, mode).replace(path)


@contextmanager
def together(changes: Mapping[Path, bytes | None]) -> Iterator[None]:
    """Change several files, None takes one away; where one fails, or what is done meanwhile, each
    is put back as it was.

    All new contents are on the disk before the first file is touched, so a full disk changes none.
    """
    before = {path: path.read_bytes() for path in changes if path.exists()}
    modes = {path: path.stat().st_mode & 0o777 for path in before}
    ready: dict[Path, Path] = {}
    try:
        for path, content in changes.items():
            if content is not None:
                ready[path] = _beside(path.resolve(), content, None)
        for path in changes:
            if path in ready:
                ready[path].replace(path.resolve())
                del ready[path]
            else:
                path.unlink(missing_ok=True)
        yield
    except BaseException:
        for new in ready.values():
            new.unlink(missing_ok=True)
        for path in changes:
            now = path.read_bytes() if path.exists() else None
            if path not in before:
                path.unlink(missing_ok=True)
            elif now != before[path]:
                write_whole(path, before[path], mode=modes[path])
        raise


def _beside(path: Path, content: bytes, mode: int | None) -> Path:
    """A new file beside a path, ready to take its place."""
    if mode is None and path.exists():
        mode = path.stat().st_mode & 0o777
    # Beside it, since only within one file system a file takes another's place in one step.
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        new = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            new.unlink()
            raise
    new.chmod(0o666 & ~_umask() if mode is None else mode)
    return new


def _umask() -> int:
    """The mask of new files, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def locked(path: Path, patience: float) -> IO[bytes]:
    """Open a file and lock it; the system lets go of it when the process ends, however it ends.

    Raises TimeoutError where another process keeps it for `patience` seconds.
    """
    file = path.open("ab")
    deadline = time.monotonic() + patience
    while True:
        try:
            if sys.platform == "win32":
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        except OSError:
            if time.monotonic() >= deadline:
                file.close()
                raise TimeoutError from None
            time.sleep(0.02)
