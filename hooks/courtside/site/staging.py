"""Build beside the site, then replace it in one step.

    site/         the last good site, always whole
    .site.new/    the site that is being built
    .site.apart/  the site without projects, built for the leak check
    .site.old/    the previous site during a swap, where folders cannot be exchanged
    .site.lock    held while a build runs, so that two builds do not mix

The next build, once it has the lock, cleans up after a killed one.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

from courtside.errors import CourtsideError
from courtside.workspace.atomic import locked
from courtside.workspace.os_errors import describe_os_error

PATIENCE = 60.0
"""Seconds to wait for another build of the same site."""


class StagingError(CourtsideError):
    """The site's folder cannot be replaced. The message says what to do."""


class StagingArea:
    """The folders of one site, locked until `close()`.

        stage = StagingArea(Path("site"))
        (stage.new / "index.html").write_text("…")
        stage.swap()
        stage.close()

    Raises StagingError if another build holds the lock for `patience` seconds, or if the site's
    folder contains anything that no build made.
    """

    def __init__(self, site: Path, *, patience: float = PATIENCE) -> None:
        # Resolved, so that the target of a link is replaced, not the link.
        self.site = site.resolve()
        self.new = _beside(self.site, "new")
        self.old = _beside(self.site, "old")
        self.apart = _beside(self.site, "apart")
        self.site.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(lock_file(self.site), patience)
        try:
            self._recover()
            self._refuse_foreign()
            self.new.mkdir()
            if self.site.exists():
                shutil.copymode(self.site, self.new)
                self.new.chmod(self.new.stat().st_mode | stat.S_IRWXU)
        except BaseException:
            self.close()
            raise

    def swap(self) -> None:
        """Replace the last good site by the new one."""
        if not self.site.exists():
            self.new.rename(self.site)
        elif not _exchange(self.new, self.site):
            try:
                self.site.rename(self.old)
                self.new.rename(self.site)
            except OSError as error:
                raise StagingError(
                    f"{self.site} cannot be replaced: {describe_os_error(error, named=False)} (if "
                    "it is a mounted folder, choose a folder inside it as site_dir; if another "
                    "program has it open, close that)"
                ) from None

    def close(self) -> None:
        """Remove what is half built or was replaced, and release the lock.

        If something cannot be removed now, the next build reports it.
        """
        if not self._lock.closed:
            with suppress(OSError, StagingError):
                self._recover()
            self._lock.close()

    def _recover(self) -> None:
        """Undo half a swap (an old site, but no site) and remove leftovers."""
        if self.old.exists() and not self.site.exists():
            self.old.rename(self.site)
        for left in (self.new, self.old, self.apart):
            if left.exists():
                try:
                    _remove(left)
                except OSError as error:
                    raise StagingError(
                        f"{left} was left by an earlier build and cannot be removed "
                        f"({describe_os_error(error)}): remove it"
                    ) from None

    def _refuse_foreign(self) -> None:
        """Refuse a folder with content of others, such as a git work tree: it would be lost."""
        if not self.site.exists():
            return
        if not self.site.is_dir():
            raise StagingError(f"{self.site} is not a folder: choose another site_dir")
        names = {entry.name for entry in self.site.iterdir()}
        foreign = sorted(n for n in names if n.startswith(".") and n != ".nojekyll")
        if foreign:
            raise StagingError(
                f"{self.site} contains {foreign[0]}, which is not from a build and would be "
                "deleted: choose another site_dir, or move it"
            )


def _remove(folder: Path) -> None:
    """Delete a folder, even a read-only one."""
    try:
        shutil.rmtree(folder)
    except PermissionError:
        for subfolder, _, _ in os.walk(folder):
            Path(subfolder).chmod(stat.S_IRWXU)
        shutil.rmtree(folder)


@contextmanager
def locked_site(site: Path) -> Iterator[None]:
    """Keep builds from a site while it is read. Raises StagingError if one does not end."""
    with closing(_locked(lock_file(site.resolve()), PATIENCE)):
        yield


def lock_file(site: Path) -> Path:
    """Return the file that is locked while a site is built; it stays, empty."""
    return _beside(site, "lock")


def _beside(site: Path, what: str) -> Path:
    return site.with_name(f".{site.name.lstrip('.')}.{what}")


def _locked(path: Path, patience: float) -> IO[bytes]:
    busy = f"another build of this site has been running for {patience:.0f} seconds"
    return locked(path, patience, StagingError(f"{busy}: wait for it, or end it"))


def _exchange(folder: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False if system or file system cannot.

    Python has no function for it (decision record 0010): renameat2(2) with RENAME_EXCHANGE on
    Linux, renamex_np(2) with RENAME_SWAP on macOS; both flags are 2.
    """
    first, second = os.fsencode(folder), os.fsencode(other)
    here, exchange = -100, 2  # AT_FDCWD
    try:
        if sys.platform == "linux":
            return bool(ctypes.CDLL(None).renameat2(here, first, here, second, exchange) == 0)
        if sys.platform == "darwin":
            return bool(ctypes.CDLL(None).renamex_np(first, second, exchange) == 0)
    except (OSError, AttributeError):  # a C library without the call
        pass
    return False
