"""Build the whole site: sealed pages beside the public ones, checked for leaks, swapped in.

    build_without_mkdocs(Order.of(config, environ=os.environ, now=now), config, announce)

`pipeline.run` makes the pages; this module shares the work among processes and writes the files.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from courtside.errors import BuildError
from courtside.pipeline import BuildPlan, Order, Unsealed, by_client, inputs_of, run
from courtside.sealing import keys
from courtside.sealing.cipher import Sealed, stamp_of
from courtside.site import baseline, layout, leak_check, workers
from courtside.site.generator import QUIET, find_generator
from courtside.site.plain_frame import Public, public_part
from courtside.site.staging import StagingArea
from courtside.source.records import FRONT_PAGE
from courtside.text.own_texts import refuse_flaws
from courtside.text.templates import TEMPLATE_PROBLEMS, in_template
from courtside.text.theme import Theme
from courtside.workspace.config import SiteConfig
from courtside.workspace.folder import read_front_page

if TYPE_CHECKING:
    from rich.progress import Progress

MANY = 100
"""Above this number of portals a build shows its progress."""

UNTOUCHED = "Nothing was published; the last good site is unchanged."


@contextmanager
def share(portals: Unsealed) -> Iterator[Unsealed]:
    """Share portals among several processes if there are many; those of one client stay
    together."""
    clients = list(by_client(portals).values())
    with workers.shared(clients, workers.number_for(len(clients))) as mine:
        yield [portal for client in mine for portal in client]


class SiteFolder(Mapping[str, bytes]):
    """The files below a folder, by their path with `/`; each is read on demand."""

    def __init__(self, root: Path) -> None:
        self._root = root
        below = (path for path in root.rglob("*") if path.is_symlink() or not path.is_dir())
        self._paths = frozenset(path.relative_to(root).as_posix() for path in below)

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        return (self._root / path).read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def write_files(root: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files below a folder."""
    for path, content in files:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def build_pages(
    staged: Path,
    order: Order,
    shells: Mapping[str, str],
    announce: Callable[[BuildPlan], None] = lambda _plan: None,
) -> BuildPlan:
    """Make the sealed pages and put them beside the public ones. `shells` holds one for each
    language."""
    frames = layout.Frames(shells)
    write_files(staged, layout.FIXED.items())
    bar = _ProgressBar()

    def begin(plan: BuildPlan) -> None:
        announce(plan)
        bar.pages = len(plan.unsealed)

    def write(sealed: Sealed) -> None:
        write_files(staged, frames.files(sealed))
        bar.advance()

    with closing(bar):
        return run(order, write=write, share=share, announce=begin, mapper=workers.mapped)


class _ProgressBar:
    """Shows in the terminal the progress of this process, if there are many pages."""

    def __init__(self) -> None:
        self.pages = 0
        self._owner = os.getpid()  # workers show nothing
        self._bar: Progress | None = None

    def advance(self) -> None:
        """Count one page. The bar starts here: it has a thread, so workers must be forked first."""
        if self.pages <= MANY or not sys.stderr.isatty() or os.getpid() != self._owner:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            total = self.pages // workers.number_for(self.pages)
            self._bar.add_task("Sealing", total=total)
            self._bar.start()
        self._bar.advance(self._bar.task_ids[0])

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.stop()


def check_for_leaks(
    staged: Path, plan: BuildPlan, *, baseline: leak_check.Baseline, log: Sequence[str] = ()
) -> None:
    """Check a whole site for leaks; raises BuildError with all of them.

    `log` holds the lines of the build's log so far.
    """
    leaks = leak_check.find_leaks(
        SiteFolder(staged),
        baseline=baseline,
        portals=plan.portals,
        log=log,
        mapper=workers.mapped,
    )
    if leaks:
        raise BuildError(*(f"leak check: {leak}" for leak in leaks))


def build_without_mkdocs(
    order: Order, config: SiteConfig, announce: Callable[[BuildPlan], None]
) -> BuildPlan:
    """Build the whole site without a site generator: `courtside build --plain`.

    Raises BuildError, or StagingError if the site's folder cannot be replaced; then the last good
    site stays.
    """
    public = read_public(config)
    with closing(StagingArea(config.site)) as stage:
        write_files(stage.new, public.files.items())
        plan = build_pages(stage.new, order, public.shells, announce)
        check_for_leaks(stage.new, plan, baseline=baseline_of(public))
        stage.swap()
    return plan


def read_public(config: SiteConfig) -> Public:
    """Make the public part of a site without a site generator; raises BuildError."""
    text, theme = read_front_page(config.projects / FRONT_PAGE), Theme.over(config.overrides)
    refuse_flaws(theme)
    try:
        return public_part(config.look, text, theme)
    except TEMPLATE_PROBLEMS as error:
        raise BuildError(in_template(error)) from None


def baseline_of(public: Public) -> leak_check.Baseline:
    """Return the public part as the baseline of the leak check."""
    sums = {path: leak_check.digest(content) for path, content in public.files.items()}
    return leak_check.Baseline(public=sums, shells=public.shells)


def verify_site(
    folder: Path, config: SiteConfig, plan: BuildPlan, *, plain: bool
) -> tuple[str, ...]:
    """Check an existing site for leaks; return a line for each.

    `plain` says that it was built without MkDocs; else the studio is built again into a temporary
    folder.
    """
    if plain:
        known = baseline_of(read_public(config))
    else:
        with TemporaryDirectory() as scratch:
            words = [sys.executable, "-m", find_generator(), "build", "--quiet"]
            words += ["--config-file", str(config.file), "--site-dir", f"{scratch}/site"]
            done = subprocess.run(words, env=os.environ | QUIET, check=False)  # noqa: S603 - our own words
            if done.returncode != 0:
                return ("the studio cannot be built, so there is nothing to compare the site with",)
        try:
            known = baseline.last_baseline(config.root / baseline.CACHE)
        except baseline.NoBaselineError as error:  # the cache cannot be written
            return (f"{error}: make it writable",)
    leaks = leak_check.find_leaks(SiteFolder(folder), baseline=known, portals=plan.portals)
    return tuple(str(leak) for leak in leaks)


def is_current(folder: Path, config: SiteConfig, plan: BuildPlan) -> bool:
    """Return whether a site without leaks is that of a build now: the stamp of its first page is of
    the same files, versions and day. All pages of a build have such a stamp."""
    for portal in plan.unsealed[:1]:
        page = (folder / layout.page_path(portal.links.link)).read_text("utf-8")
        now = keys.stamp(portal.stamp_key, inputs_of(plan, Theme.over(config.overrides)))
        return stamp_of(layout.sealed_in(page), portal.links.link) == now
    return True
