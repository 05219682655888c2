"""Writing a file whole: whatever is killed, there is the old one or the new one. And a lock."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Mapping
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
    _beside(path, content, mode).replace(path.resolve())


def write_all(files: Mapping[Path, tuple[bytes | None, bytes]]) -> None:
    """Put several files in their places, in this order, or none of them.

    Each comes with what was read there before, None for a new one: what somebody wrote meanwhile is
    not overwritten. Raises OSError, which names the file.
    """
    new: dict[Path, Path] = {}
    written: list[Path] = []
    try:
        for path, (_, content) in files.items():
            new[path] = _beside(path, content)
        for path, (old, _) in files.items():
            if (path.read_bytes() if path.exists() else None) != old:
                what = "it is there already" if old is None else "it changed meanwhile"
                raise OSError(errno.EEXIST, what, str(path))
            new[path].replace(path.resolve())
            written.append(path)
    except BaseException as error:
        if isinstance(error, OSError):
            error.filename = str(path)  # some name none, or the file beside
        for done in written:
            before = files[done][0]
            if before is None:
                done.unlink()
            else:
                write_whole(done, before)
        raise
    finally:
        for beside in new.values():
            beside.unlink(missing_ok=True)


def _beside(path: Path, content: bytes, mode: int | None = None) -> Path:
    """A new file whole on the disk, ready to take the place of another."""
    path = path.resolve()
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
