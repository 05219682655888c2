"""Write files whole: after a crash there is the old content or the new; and locks.

.nido.yml.k3x9.half    a file being written; a later command removes what a killed one left
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from courtside.errors import CourtsideError
from courtside.workspace.os_errors import describe_os_error

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

HALF = ".half"
"""Suffix of files being written; git ignores them."""


LEFT = 60.0
"""Seconds after which such a file belongs to no running command."""


def write_atomic(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Replace a file's content in one step, or create the file.

    Owner and access rights stay as they were, unless `mode` is given. A link is followed: its
    target is written and the link stays. Raises OSError, which names `path`; then the old content
    is still there.
    """
    new: Path | None = None
    try:
        new = _beside(path, content, mode)
        new.replace(path.resolve())
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        if new:
            with suppress(OSError):
                new.unlink(missing_ok=True)  # already moved if all went well


def _beside(path: Path, content: bytes, mode: int | None = None) -> Path:
    """Write a new file to the disk, ready to replace another."""
    place = path.resolve()
    _sweep(place.parent)
    # Beside it: only within one file system does a file replace another in one step.
    with NamedTemporaryFile(
        dir=place.parent, prefix=f".{place.name[:40]}.", suffix=HALF, delete=False
    ) as file:
        new = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            _like(place, new, mode)
        except BaseException:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise
    return new


class FileChangedError(CourtsideError):
    """A file changed after it was read."""


class RollbackError(CourtsideError):
    """Writing failed, and some files could not be restored: they may hold the new content."""

    def __init__(self, cause: BaseException, left: Iterable[Path]) -> None:
        why = describe_os_error(cause) if isinstance(cause, OSError) else str(cause)
        names = ", ".join(map(str, left))
        super().__init__(
            why, f"This could not be put back as it was, and may hold what is new: {names}"
        )


@contextmanager
def write_all(changes: Mapping[Path, tuple[bytes | None, bytes | None]]) -> Iterator[None]:
    """Change all these files, in this order, or none: path -> (content read, content to write).

    None stands for no file. If one cannot be written, or the `with` block fails, all are restored.
    All new content is on the disk before the first file changes. Raises FileChangedError if a file
    no longer holds what was read (of two commands that write at once, the second finds what the
    first wrote), OSError, which names the file, and RollbackError.
    """
    ready: dict[Path, Path] = {}
    done: dict[Path, int] = {}  # path -> its mode before
    with ExitStack() as folders:
        for folder in sorted({path.resolve().parent for path in changes}):
            folders.enter_context(_locked_folder(folder))
        path = Path()
        try:
            for path, (old, new) in changes.items():
                if (path.read_bytes() if path.exists() else None) != old:
                    raise FileChangedError(str(path))
                if new is not None:
                    ready[path] = _beside(path, new)
            for path, (old, _) in changes.items():
                done[path] = 0 if old is None else path.stat().st_mode & 0o777
                if path in ready:
                    ready[path].replace(path.resolve())
                else:
                    path.unlink()
            path = Path()
            yield
        except BaseException as error:
            left: list[Path] = []
            with ExitStack() as restoring:  # the last one first, and all of them in any case
                for changed, mode in done.items():
                    restoring.callback(_restore, changed, changes[changed][0], mode, left)
            named = error
            if isinstance(error, OSError) and path.name:
                named = OSError(error.errno, error.strerror, str(path))
            if left:
                raise RollbackError(named, left) from named
            if named is error:
                raise
            raise named from None
        finally:
            for new_file in ready.values():
                with suppress(OSError):
                    new_file.unlink(missing_ok=True)


def _restore(path: Path, old: bytes | None, mode: int, left: list[Path]) -> None:
    """Restore a file, or add it to what is `left`."""
    try:
        if old is None:
            path.unlink(missing_ok=True)
        elif not path.exists() or path.read_bytes() != old:
            write_atomic(path, old, mode=mode)
    except (OSError, KeyboardInterrupt):  # an impatient user learns what is left
        left.append(path)


@contextmanager
def _locked_folder(folder: Path) -> Iterator[None]:
    """Keep other commands from writing into a folder, where folders can be locked (not on Windows,
    nor on some network drives)."""
    if sys.platform == "win32":
        yield
        return
    lock = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _like(old: Path, new: Path, mode: int | None) -> None:
    """Give a new file the old one's owner, access rights and attributes."""
    if old.exists():
        if sys.platform != "win32":
            there = old.stat()
            with suppress(PermissionError):  # only root may change the owner
                os.chown(new, there.st_uid, there.st_gid)
        shutil.copystat(old, new)
        os.utime(new)
    else:
        new.chmod(0o666 & ~_umask())
    if mode is not None:
        new.chmod(mode)


def _sweep(folder: Path) -> None:
    """Remove the half-written files of killed commands from a folder."""
    for half in folder.glob(f".*{HALF}"):
        with suppress(OSError):  # another command may be faster
            if time.time() - half.stat().st_mtime > LEFT:
                half.unlink()


def _umask() -> int:
    """Return the mask for new files; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def locked(path: Path, patience: float, busy: CourtsideError) -> IO[bytes]:
    """Open a file and lock it; the system releases the lock when the process ends.

    Raises `busy` if another process holds it for `patience` seconds.
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
                raise busy from None
            time.sleep(0.02)
