"""What the commands that write a project file share: their options, and the way to the file.

    load the house -> a Case -> a Deed -> the edited text -> the whole house again -> the file

A fault in the house ends it before, and a rule that the edit would break ends it after: nothing is
written then. The file is put in place whole, and what stood in it meanwhile is not overwritten.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from courtside.cli import common
from courtside.cli.arguments import choose
from courtside.cli.common import Day, projects_option, refuse
from courtside.engine.assess import Portfolio, Status, assess
from courtside.errors import BuildError
from courtside.model.project import Project, ProjectFile
from courtside.provider.actions.action import Action, ActionContext, ActionRefusedError, pick
from courtside.provider.actions.outcome import describe_outcome
from courtside.source import load, records
from courtside.source.editor import apply
from courtside.source.problems import Problem
from courtside.source.records import order_of, read_project
from courtside.source.yaml_reader import read
from courtside.workspace import folder as build
from courtside.workspace import git
from courtside.workspace.atomic import FileChangedError, write_over
from courtside.workspace.folder import project_names
from courtside.workspace.versions import earlier_versions


@dataclass(frozen=True, kw_only=True, slots=True)
class EditOptions:
    """The options that all of these commands have."""

    projects: Path
    day: date | None = None
    dry_run: bool = False
    commit: bool = False


def writes(*, dated: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the common options, gathered as `wishes`; `dated` if it writes a day."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def gathered(
            projects: Path, dry_run: bool, commit: bool, day: date | None = None, **rest: Any
        ) -> None:
            wishes = EditOptions(projects=projects, day=day, dry_run=dry_run, commit=commit)
            try:
                command(wishes=wishes, **rest)
            except ActionRefusedError as refused:
                refuse(f"{refused}. Nothing was written.")

        options = [
            click.option(
                "--dry-run", is_flag=True, help="Print the lines that would change; write nothing."
            ),
            click.option(
                "--commit",
                is_flag=True,
                help="Commit this one file, with a message that the client could read.",
            ),
            projects_option,
        ]
        if dated:
            options.insert(
                0, click.option("--date", "day", type=Day(), help="When it happened, if not today.")
            )
        for option in reversed(options):
            gathered = option(gathered)
        return gathered

    return decorate


# --- The way to the file -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class EditedFolder:
    """The files of a house as they are read, and the house that they make."""

    path: Path
    files: Mapping[str, bytes]
    portfolio: Portfolio
    today: date
    warnings: frozenset[str] = frozenset()
    """What was warned about before."""

    def status(self, name: str) -> Status:
        """One project as it stands today."""
        return next(one for one in assess(self.portfolio, self.today) if one.project.id == name)


def opened(
    projects: Path, *, without: str | None = None, only_for: str | None = None
) -> EditedFolder:
    """The house of a folder, if it has no fault; `without` leaves one file out.

    `only_for` is the one file that something is written into: other projects' files with a fault
    are left out, and it is said, since they can change nothing but a place in the queue.
    """
    try:
        files = dict(build.project_files(projects))
    except BuildError as error:
        refuse(*error.lines)
    portfolio, problems = loaded(projects, {k: v for k, v in files.items() if k != without})
    broken = _broken(projects, problems)
    if broken and only_for and not broken & {only_for, records.STUDIO_FILE}:
        files = {name: text for name, text in files.items() if name not in broken}
        portfolio, others = loaded(projects, {k: v for k, v in files.items() if k != without})
        if portfolio is not None:
            names = ", ".join(str(projects / name) for name in sorted(broken))
            click.echo(
                f"Left out, because of its errors: {names}. courtside check says what they are; "
                "until they are fixed, dates that wait for a slot may differ.",
                err=True,
            )
        problems = others if portfolio is not None else problems
    if portfolio is None:
        common.tell(problem for problem in problems if problem.severity == "error")
        refuse("Mend this first; nothing was written.")
    warnings = frozenset(plain(problem) for problem in problems)
    return EditedFolder(
        path=projects, files=files, portfolio=portfolio, today=_today(portfolio), warnings=warnings
    )


def _broken(projects: Path, problems: Iterable[Problem]) -> set[str]:
    """The names of the files with an error."""
    return {
        problem.file.removeprefix(f"{projects}/")
        for problem in problems
        if problem.severity == "error"
    }


def file_of(projects: Path, given: str) -> str:
    """The name of the file of the project that was meant."""
    name = pick(given, project_names(projects), "project")
    return f"{name}.md" if (projects / f"{name}.md").is_file() else f"{name}.yml"


def case_of(
    given: str, wishes: EditOptions, *, mend: bool = False, whole: bool = True
) -> tuple[EditedFolder, str, ActionContext]:
    """A project before a deed, and its file; `mend` also opens one whose hash does not fit.

    Without `whole`, other projects may have errors in their files.
    """
    name = file_of(wishes.projects, given)
    folder = opened(
        wishes.projects, without=name if mend else None, only_for=None if whole else name
    )
    source, _ = read(folder.files[name], file=f"{wishes.projects}/{name}")
    stem = Path(name).stem
    project: Project | None
    if mend:
        project, problems = read_project(source, id=stem) if source else (None, ())
        if project is None:
            common.tell(problems)
            refuse("Mend this first; nothing was written.")
        both = sorted((*folder.portfolio.projects, project), key=lambda one: one.id)
        folder = replace(folder, portfolio=replace(folder.portfolio, projects=tuple(both)))
    else:
        project = next(one for one in folder.portfolio.projects if one.id == stem)
    assert source is not None
    case = ActionContext(
        portfolio=folder.portfolio,
        project=project,
        source=source,
        status=folder.status(stem),
        today=folder.today,
        day=wishes.day or folder.today,
        choose=choose,
    )
    return folder, name, case


def run_action(
    given: str,
    wishes: EditOptions,
    deed_of: Callable[[ActionContext], Action],
    *,
    mend: bool = False,
    whole: bool = False,
    confirm: Callable[[ActionContext, Action], None] = lambda _case, _deed: None,
) -> None:
    """Do it: from the id that was given to the file that is written. `confirm` may end it.

    `whole` where the other projects say what is written: their places in the calendar.
    """
    folder, name, case = case_of(given, wishes, mend=mend, whole=whole)
    may_be_committed(folder.path / name, wishes)
    deed = deed_of(case)
    old = folder.files[name].decode("utf-8")
    new = apply(old, deed.edits, file=name, order=order_of(ProjectFile))
    after = checked(folder, name, new)
    if not wishes.dry_run:
        confirm(case, deed)
    would = after
    if deed.if_agreed:
        agreed = apply(new, deed.if_agreed, file=name, order=order_of(ProjectFile))
        would = checked(after, name, agreed)
    fact, now = describe_outcome(
        deed,
        case.status,
        after.status(case.id),
        would.status(case.id) if deed.if_agreed else None,
    )
    written(folder, name, old, new, wishes, f"{case.id}: {deed.news}")
    if wishes.dry_run:
        click.echo("Nothing was written. It would be:", err=True)
    click.echo(fact, err=True)
    if now:
        click.echo(now, err=True)


def checked(folder: EditedFolder, name: str, text: str) -> EditedFolder:
    """The house with the new text of a file; refuses where that breaks a rule."""
    files = {**folder.files, name: text.encode("utf-8")}
    portfolio, problems = loaded(folder.path, files)
    if portfolio is None:
        wrong = [plain(problem) for problem in problems if problem.severity == "error"]
        refuse(*wrong, "Nothing was written.")
    warnings = [plain(problem) for problem in problems]
    for warning in warnings:
        if warning not in folder.warnings:
            click.echo(f"{warning} (warning)", err=True)
    return replace(folder, files=files, portfolio=portfolio, warnings=frozenset(warnings))


def may_be_committed(path: Path, wishes: EditOptions, *, new: bool = False) -> None:
    """Refuse where a commit is wished for and cannot be, before anything is asked or written."""
    try:
        if wishes.commit and not wishes.dry_run:
            git.ready(path, new=new)
    except git.CommitError as error:
        raise ActionRefusedError(str(error)) from None


def written(
    folder: EditedFolder, name: str, old: str | None, new: str, wishes: EditOptions, message: str
) -> None:
    """Put the new text into its place, or show how it differs; `old` is None for a new file."""
    path = folder.path / name
    if wishes.dry_run:
        click.echo(diff(path.as_posix().lstrip("/"), old, new), nl=False)
        return
    try:
        write_over(path, None if old is None else old.encode("utf-8"), new.encode("utf-8"))
    except FileChangedError:
        raise ActionRefusedError(
            f"{path} was changed by something else meanwhile: try again"
        ) from None
    try:
        if wishes.commit:
            git.commit_file(path, message)
    except git.CommitError as error:
        refuse(str(error))


def loaded(
    projects: Path, files: Mapping[str, bytes]
) -> tuple[Portfolio | None, tuple[Problem, ...]]:
    """The house that these files would be, in this folder and today."""
    return load.load(
        files,
        folder=str(projects),
        now=common.now(),
        earlier=lambda file: earlier_versions(Path(file)),
    )


def _today(portfolio: Portfolio) -> date:
    try:
        return common.today_of(portfolio)
    except BuildError as error:
        refuse(*error.lines)


def plain(problem: Problem) -> str:
    """A fault of a text that nobody can look up, since it is not written: without its line."""
    where = [Path(problem.file).stem, *([problem.path] if problem.path else [])]
    return ": ".join([*where, problem.words])


def diff(path: str, old: str | None, new: str) -> str:
    """The lines that change, as `git diff` shows them."""
    # Of a file with CRLF each line keeps its end, so that it can be applied as it is.
    before, after = ((text or "").splitlines(keepends=True) for text in (old, new))
    names = "/dev/null" if old is None else f"a/{path}", f"b/{path}"
    return "".join(
        row if row.endswith(("\n", "\r")) else f"{row}\n\\ No newline at end of file\n"
        for row in difflib.unified_diff(before, after, *names)
    )
