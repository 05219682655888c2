"""Writing a file whole: whatever is killed, there is the old one or the new one. And a lock, what
is kept only to be quick, and the system's faults in words.

    .nido.yml.k3x9.half    a file on its way; what a killed command left, a later one takes away
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from .source import printable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

HALF = ".half"
"""The end of the names of files on their way; git ignores them."""
LEFT = 60.0
"""Seconds after which such a file is nobody's any more."""


def write_whole(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Put a file in the place of what was there, if anything; `mode`, owner and access rights else
    stay as they were.

    A link is followed, so that what it leads to is written and the link stays. Raises OSError,
    which names `path`; then there is what was there before.
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
                new.unlink(missing_ok=True)  # it is gone, where it took the place


def _beside(path: Path, content: bytes, mode: int | None = None) -> Path:
    """A new file, whole on the disk, ready to take the place of another."""
    place = path.resolve()
    _sweep(place.parent)
    # Beside it, since only within one file system a file takes another's place in one step.
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


class Changed(Exception):
    """A file is not what it was when it was read."""


class NotPutBack(Exception):
    """Not all files could be written, and those that it names could not be put back either: they
    may hold what is new."""


@contextmanager
def together(changes: Mapping[Path, tuple[bytes | None, bytes | None]]) -> Iterator[None]:
    """Change several files in this order, or none of them, each from what was read there to what
    it shall hold; None is no file.

    Where one cannot be written, or what is done meanwhile fails, all are put back. All that is new
    is on the disk before the first file is touched. Raises Changed where something else is there by
    now (of two commands that write at the same time, the second one finds what the first one
    wrote), OSError, which names the file, and NotPutBack.
    """
    ready: dict[Path, Path] = {}
    done: dict[Path, int] = {}  # and the mode that it had
    with ExitStack() as folders:
        for folder in sorted({path.resolve().parent for path in changes}):
            folders.enter_context(_alone(folder))
        path = Path()
        try:
            for path, (old, new) in changes.items():
                if (path.read_bytes() if path.exists() else None) != old:
                    raise Changed(str(path))
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
            with ExitStack() as back:  # the last one first, and all of them, whatever happens
                for each, mode in done.items():
                    back.callback(_put_back, each, changes[each][0], mode, left)
            named = error
            if isinstance(error, OSError) and path.name:
                named = OSError(error.errno, error.strerror, str(path))
            if left:
                raise NotPutBack(", ".join(map(str, left))) from named
            if named is error:
                raise
            raise named from None
        finally:
            for new_file in ready.values():
                with suppress(OSError):
                    new_file.unlink(missing_ok=True)


def write_over(path: Path, old: bytes | None, new: bytes) -> None:
    """Put one file in the place of what was read there; raises Changed, and OSError."""
    with together({path: (old, new)}):
        pass


def _put_back(path: Path, old: bytes | None, mode: int, left: list[Path]) -> None:
    """Make a file again what it was, or add it to what is `left`."""
    try:
        if old is None:
            path.unlink(missing_ok=True)
        elif not path.exists() or path.read_bytes() != old:
            write_whole(path, old, mode=mode)
    except (OSError, KeyboardInterrupt):  # whoever is impatient is told what is left
        left.append(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other commands from writing into a folder for a moment, where a folder can be locked
    (not on Windows, nor on some network drives)."""
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
    """Give a new file what belongs to the old one's place and not to its content."""
    if old.exists():
        if sys.platform != "win32":
            there = old.stat()
            with suppress(PermissionError):  # only root may give a file away
                os.chown(new, there.st_uid, there.st_gid)
        shutil.copystat(old, new)
        os.utime(new)
    else:
        new.chmod(0o666 & ~_umask())
    if mode is not None:
        new.chmod(mode)


def _sweep(folder: Path) -> None:
    """Take away what killed commands left on its way into a folder."""
    for half in folder.glob(f".*{HALF}"):
        with suppress(OSError):  # another command may be quicker
            if time.time() - half.stat().st_mtime > LEFT:
                half.unlink()


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


# --- What is kept only to be quick --------------------------------------------------------------


def keep(path: Path, content: bytes) -> None:
    """Keep what can be made again; where it cannot be written, it is made again next time."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, _sum(content) + content)


def kept(path: Path) -> bytes | None:
    """What `keep` kept; None where there is nothing, or where it was cut or changed since."""
    try:
        found = path.read_bytes()
    except OSError:
        return None
    length = hashlib.sha256().digest_size
    content = found[length:]
    return content if found[:length] == _sum(content) else None


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


# --- The system's faults ------------------------------------------------------------------------

_REFUSED = "it may not be read or written by you (look at its permissions and its folder's)"
_WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your part of the disk is full",
    errno.EFBIG: "it is larger than files may be here",
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
    errno.EROFS: "nothing can be written there",
    errno.ENOENT: "it is not there, or has just gone",
    errno.EISDIR: "it is a folder, and should be a file",
    errno.ENOTDIR: "a part of its path is a file, and should be a folder",
    errno.EIO: "the disk does not answer",
}


def in_words(fault: OSError, *, named: bool = True) -> str:
    """What the system refused, and of which file if it says so and that may be `named`."""
    words = _WORDS.get(fault.errno or 0) or (fault.strerror or type(fault).__name__)
    if fault.filename is None or not named:
        return words
    path = Path(os.fsdecode(fault.filename))
    with suppress(ValueError):
        path = path.relative_to(Path.cwd())
    return f"{printable(str(path))}: {words}"
