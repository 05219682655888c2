"""What the operating system complains of, in a sentence."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from courtside.source.problems import printable

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


def describe_os_error(problem: OSError, *, named: bool = True) -> str:
    """What the system refused, and of which file if it says so and that may be `named`."""
    words = _WORDS.get(problem.errno or 0) or (problem.strerror or type(problem).__name__)
    if problem.filename is None or not named:
        return words
    path = Path(os.fsdecode(problem.filename))
    with suppress(ValueError):
        path = path.relative_to(Path.cwd())
    return f"{printable(str(path))}: {words}"
