"""Building beside the site, and taking its place in one step.

    site/         the last good site: always whole
    .site.new/    the one that is being built
    .site.apart/  what a build makes only to look at it
    .site.old/    the last one, for the moment of the swap (where two folders cannot trade places)
    .site.lock    held while a build runs, so that two builds do not mix

Whatever a killed build left behind is put right by the next one, when it has the lock.
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
"""Seconds that a build waits for another one of the same site."""


class StagingError(CourtsideError):
    """The site's folder cannot be built beside or replaced. The message says what to do."""


class StagingArea:
    """The folders of one site, locked from `Stage(...)` to `close()`.

        stage = Stage(Path("site"))
        (stage.new / "index.html").write_text("…")
        stage.swap()
        stage.close()

    Raises StagingFault where another build keeps the lock for `patience` seconds, or where the
    site's folder holds what no build made.
    """

    def __init__(self, site: Path, *, patience: float = PATIENCE) -> None:
        # Through links, so that it is the folder behind one that is replaced, not the link.
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
        """Put the new site into the place of the last good one."""
        if not self.site.exists():
            self.new.rename(self.site)
        elif not _trade_places(self.new, self.site):
            try:
                self.site.rename(self.old)
                self.new.rename(self.site)
            except OSError as error:
                raise StagingError(
                    f"{self.site} cannot be replaced: {describe_os_error(error, named=False)} (where it is "
                    "a mounted folder, choose a folder inside it as site_dir; where another "
                    "program has it open, close that)"
                ) from None

    def close(self) -> None:
        """Give up what is half built or was replaced, and let the next build begin.

        What cannot be taken away now is no fault of this build: the next one says so.
        """
        if not self._lock.closed:
            with suppress(OSError, StagingError):
                self._recover()
            self._lock.close()

    def _recover(self) -> None:
        """Undo half a swap, and take away what is left. Only in the middle of a swap there is an
        old site and no site."""
        if self.old.exists() and not self.site.exists():
            self.old.rename(self.site)
        for left in (self.new, self.old, self.apart):
            if left.exists():
                try:
                    _take_away(left)
                except OSError as error:
                    raise StagingError(
                        f"{left} was left by an earlier build and cannot be taken away "
                        f"({describe_os_error(error)}): remove it"
                    ) from None

    def _refuse_foreign(self) -> None:
        """A whole folder is replaced, so it must be the build's own (and no git work tree)."""
        if not self.site.exists():
            return
        if not self.site.is_dir():
            raise StagingError(f"{self.site} is no folder: choose another site_dir")
        names = {entry.name for entry in self.site.iterdir()}
        foreign = sorted(n for n in names if n.startswith(".") and n != ".nojekyll")
        if foreign:
            raise StagingError(
                f"{self.site} holds {foreign[0]}, which no build has made and the next one would "
                "take away: choose another site_dir, or move it"
            )


def _take_away(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except PermissionError:  # somebody has made the site read-only
        for place, _, _ in os.walk(folder):
            Path(place).chmod(stat.S_IRWXU)
        shutil.rmtree(folder)


@contextmanager
def held(site: Path) -> Iterator[None]:
    """Keep builds from a site while it is read. Raises StagingFault where one goes on and on."""
    with closing(_locked(lock_file(site.resolve()), PATIENCE)):
        yield


def lock_file(site: Path) -> Path:
    """The file that is locked while a site is built; it stays, empty."""
    return _beside(site, "lock")


def _beside(site: Path, what: str) -> Path:
    return site.with_name(f".{site.name.lstrip('.')}.{what}")


def _locked(path: Path, patience: float) -> IO[bytes]:
    try:
        return locked(path, patience)
    except TimeoutError:
        raise StagingError(
            f"another build of this site has been running for {patience:.0f} seconds: "
            "wait for it, or end it"
        ) from None


def _trade_places(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or the file system cannot.

    renameat2(2) with RENAME_EXCHANGE on Linux, renamex_np(2) with RENAME_SWAP on macOS: both 2.
    """
    first, second = os.fsencode(one), os.fsencode(other)
    here, exchange = -100, 2  # AT_FDCWD
    try:
        if sys.platform == "linux":
            return bool(ctypes.CDLL(None).renameat2(here, first, here, second, exchange) == 0)
        if sys.platform == "darwin":
            return bool(ctypes.CDLL(None).renamex_np(first, second, exchange) == 0)
    except (OSError, AttributeError):  # a C library without the call
        pass
    return False
