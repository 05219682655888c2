"""Describe an error of the operating system in a sentence."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from courtside.source.problems import printable

_REFUSED = "you may not read or write it (check its permissions and its folder's)"


_WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.EFBIG: "it is larger than this disk allows",
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
    errno.EROFS: "nothing can be written there",
    errno.ENOENT: "it is not there, or has just been removed",
    errno.EISDIR: "it is a folder, not a file",
    errno.ENOTDIR: "a part of its path is a file, not a folder",
    errno.EIO: "the disk does not answer",
}


def describe_os_error(problem: OSError, *, named: bool = True) -> str:
    """Return what the system refused, with the file's path if it is known and may be `named`."""
    words = _WORDS.get(problem.errno or 0) or (problem.strerror or type(problem).__name__)
    if problem.filename is None or not named:
        return words
    path = Path(os.fsdecode(problem.filename))
    with suppress(ValueError):
        path = path.relative_to(Path.cwd())
    return f"{printable(str(path))}: {words}"
