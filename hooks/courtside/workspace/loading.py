"""A studio's folder -> a checked portfolio, or every problem in it.

    load_studio(Path("projects"), Clock.of(os.environ, now))  ->  LoadedStudio(portfolio=..., ...)

Every build and every command reads a studio here: all of it, or around the files with an error
that it does not need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from courtside.engine.as_of import Clock
from courtside.engine.assess import Portfolio
from courtside.source.checks.runner import NEEDLESS
from courtside.source.load import Cache, Mapper, load_portfolio
from courtside.source.problems import Problem
from courtside.source.records import STUDIO_FILE
from courtside.workspace.file_history import FileHistory
from courtside.workspace.folder import project_files


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadedStudio:
    """A studio's files, and what came of reading them."""

    files: Mapping[str, bytes]
    portfolio: Portfolio | None
    """None if there is an error."""
    problems: tuple[Problem, ...]
    left_out: tuple[str, ...] = ()
    """Names of files that were not read, because each has an error and none is needed."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that are no mere warnings."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def load_studio(
    projects: Path,
    clock: Clock | None,
    *,
    files: Mapping[str, bytes] | None = None,
    folder: str | None = None,
    kept: Cache | None = None,
    mapper: Mapper = map,
) -> LoadedStudio:
    """Read and check the studio of a folder, or the one that `files` would be in it.

    Facts after the clock's `last_fact_day` are errors; None allows them, for a view that leaves
    them out. `folder` is what messages call the folder, else its path. `kept` holds the files that
    were checked before, and gets those that are checked now; `mapper` checks them. Raises
    BuildError for a link in the folder.
    """
    if files is None:
        files = project_files(projects)
    with FileHistory(projects) as earlier:
        portfolio, problems = load_portfolio(
            files,
            folder=folder or str(projects),
            clock=clock,
            earlier=earlier,
            kept=kept,
            mapper=mapper,
        )
    return LoadedStudio(files=files, portfolio=portfolio, problems=problems)


def load_around(
    projects: Path,
    clock: Clock | None,
    needed: Callable[[str], bool],
    *,
    files: Mapping[str, bytes] | None = None,
    kept: Cache | None = None,
) -> LoadedStudio:
    """Read a studio as `load_studio` does, without the project files that have an error.

    It is read whole, with its errors, if one of these files is `needed`. Projects that are left out
    can change nothing but a place in the queue.
    """
    whole = load_studio(projects, clock, files=files, kept=kept)
    broken = {problem.file.removeprefix(f"{projects}/") for problem in whole.errors}
    if not broken or STUDIO_FILE in broken or any(map(needed, broken)):
        return whole
    sound = {name: text for name, text in whole.files.items() if name not in broken}
    rest = load_studio(projects, clock, files=sound, kept=kept)
    if rest.portfolio is None:
        return whole
    # A file that was left out may be what a warning is about.
    problems = tuple(problem for problem in rest.problems if problem.name != NEEDLESS)
    return replace(rest, problems=problems, left_out=tuple(sorted(broken)))
