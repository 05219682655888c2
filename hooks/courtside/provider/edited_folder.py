"""What an action does to the files of a studio: edit, check again, write, keep, commit.

    EditedFolder  ->  recheck(folder, {"nido.yml": text})  ->  write_texts  ->  keep_change

A rule that the edit would break ends it before anything is written. A file is put in place whole,
and a change that somebody makes meanwhile is not overwritten.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from courtside.engine.as_of import Clock
from courtside.engine.assess import Portfolio, Status, assess_project
from courtside.errors import ActionRefusedError
from courtside.model.project import Project, ProjectFile
from courtside.source.editor import Edit, apply
from courtside.source.load import Cache
from courtside.source.problems import Problem
from courtside.source.records import order_of
from courtside.workspace.loading import load_studio

Texts = Mapping[str, tuple[str | None, str]]
"""File name -> old text, None for a new file, and new text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EditedFolder:
    """A studio's files while a command edits them, and the portfolio that they make."""

    path: Path
    files: Mapping[str, bytes]
    portfolio: Portfolio
    clock: Clock
    today: date
    warnings: tuple[str, ...] = ()
    """Each in the form of `unplaced`."""
    kept: Cache = field(default_factory=dict)
    """The files that were checked, so that after an edit only changed ones are checked."""

    def project(self, name: str) -> Project:
        """Return a project, by its id."""
        return next(project for project in self.portfolio.projects if project.id == name)

    def status(self, name: str) -> Status:
        """Return the state of one project as of today."""
        return assess_project(self.portfolio, name, self.today)


def edited(text: str, edits: Iterable[Edit], name: str) -> str:
    """Return the text of a project file with edits made."""
    return apply(text, edits, file=name, order=order_of(ProjectFile))


def recheck(folder: EditedFolder, texts: Mapping[str, str]) -> EditedFolder:
    """Return the studio with new texts of files; raises ActionRefusedError if they break a rule."""
    files = {**folder.files, **{name: text.encode("utf-8") for name, text in texts.items()}}
    loaded = load_studio(folder.path, folder.clock, files=files, kept=folder.kept)
    if loaded.portfolio is None:
        raise ActionRefusedError(*map(unplaced, loaded.errors))
    warnings = tuple(map(unplaced, loaded.problems))
    return replace(folder, files=files, portfolio=loaded.portfolio, warnings=warnings)


def unplaced(problem: Problem) -> str:
    """Return a problem without its line, for a text that is not on disk to be looked up."""
    where = [Path(problem.file).stem, *([problem.path] if problem.path else [])]
    return ": ".join([*where, problem.words])


def refuse_uncommittable(paths: Iterable[Path], *, new: bool = False) -> None:
    """Raise ActionRefusedError for a commit that git would refuse; `new` says that the files do not
    exist yet."""
    from courtside.workspace import commits

    try:
        for path in paths:
            commits.ready(path, new=new)
    except commits.CommitError as error:
        raise ActionRefusedError(f"{error}.") from None


def write_texts(projects: Path, texts: Texts) -> None:
    """Write all texts or none; raises ActionRefusedError if a file is not what it was."""
    from courtside.workspace.atomic import FileChangedError, write_all

    try:
        with write_all({projects / name: pair for name, pair in _encoded(texts).items()}):
            pass
    except FileChangedError as error:
        raise ActionRefusedError(f"{error} was changed by something else. Try again.") from None


def keep_change(projects: Path, texts: Texts, news: str, *, commit: bool) -> None:
    """Keep the old texts for `courtside undo`, and commit if `commit`. Raises CommitError."""
    from courtside.workspace import commits, last_change

    last_change.keep_change(projects, news, _encoded(texts), committed=commit)
    if commit:
        commits.commit_files([projects / name for name in texts], news)


def _encoded(texts: Texts) -> Mapping[str, tuple[bytes | None, bytes]]:
    return {
        name: (None if old is None else old.encode("utf-8"), new.encode("utf-8"))
        for name, (old, new) in texts.items()
    }


def diff(path: str, old: str | None, new: str) -> str:
    """Return the changed lines, as `git diff` shows them."""
    # Of a file with CRLF each line keeps its end, so that it can be applied as it is.
    before, after = ((text or "").splitlines(keepends=True) for text in (old, new))
    names = "/dev/null" if old is None else f"a/{path}", f"b/{path}"
    return "".join(
        row if row.endswith(("\n", "\r")) else f"{row}\n\\ No newline at end of file\n"
        for row in difflib.unified_diff(before, after, *names)
    )
