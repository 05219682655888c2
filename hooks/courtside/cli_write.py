"""What the commands that write a project file share: their options, and the way to the file.

    load the house -> a Case -> a Deed -> the edited text -> the whole house again -> the file

A fault in the house ends it before, and a rule that the edit would break ends it after: nothing is
written then. The file is put in place whole, and what stood in it meanwhile is not overwritten.
"""

from __future__ import annotations

import difflib
import functools
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from . import build, cli_base, commit, pipeline
from .aftermath import told
from .cli_base import Day, projects_option, refuse
from .cli_names import choose, project_names
from .deeds import Case, Deed, Refused, pick
from .disk import Changed, write_over
from .edit import apply
from .history import earlier_versions
from .project import Project, ProjectFile
from .reading import order_of, read_project
from .source import Fault, read
from .status import House, Status, assess


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
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
            wishes = Wishes(projects=projects, day=day, dry_run=dry_run, commit=commit)
            try:
                command(wishes=wishes, **rest)
            except Refused as refused:
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
class Folder:
    """The files of a house as they are read, and the house that they make."""

    path: Path
    files: Mapping[str, bytes]
    house: House
    today: date
    warnings: frozenset[str] = frozenset()
    """What was warned about before."""

    def status(self, name: str) -> Status:
        """One project as it stands today."""
        return next(one for one in assess(self.house, self.today) if one.project.id == name)


def opened(projects: Path, *, without: str | None = None, only_for: str | None = None) -> Folder:
    """The house of a folder, if it has no fault; `without` leaves one file out.

    `only_for` is the one file that something is written into: other projects' files with a fault
    are left out, and it is said, since they can change nothing but a place in the queue.
    """
    try:
        files = dict(build.project_files(projects))
    except build.BuildFault as fault:
        refuse(*fault.lines)
    house, faults = loaded(projects, {k: v for k, v in files.items() if k != without})
    broken = _broken(projects, faults)
    if broken and only_for and not broken & {only_for, pipeline.STUDIO_FILE}:
        files = {name: text for name, text in files.items() if name not in broken}
        house, others = loaded(projects, {k: v for k, v in files.items() if k != without})
        if house is not None:
            names = ", ".join(str(projects / name) for name in sorted(broken))
            click.echo(
                f"Left out, because of its errors: {names}. courtside check says what they are; "
                "until they are fixed, dates that wait for a slot may differ.",
                err=True,
            )
        faults = others if house is not None else faults
    if house is None:
        cli_base.tell(fault for fault in faults if fault.severity == "error")
        refuse("Mend this first; nothing was written.")
    warnings = frozenset(plain(fault) for fault in faults)
    return Folder(path=projects, files=files, house=house, today=_today(house), warnings=warnings)


def _broken(projects: Path, faults: Iterable[Fault]) -> set[str]:
    """The names of the files with an error."""
    return {
        fault.file.removeprefix(f"{projects}/") for fault in faults if fault.severity == "error"
    }


def file_of(projects: Path, given: str) -> str:
    """The name of the file of the project that was meant."""
    name = pick(given, project_names(projects), "project")
    return f"{name}.md" if (projects / f"{name}.md").is_file() else f"{name}.yml"


def case_of(
    given: str, wishes: Wishes, *, mend: bool = False, whole: bool = True
) -> tuple[Folder, str, Case]:
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
        project, faults = read_project(source, id=stem) if source else (None, ())
        if project is None:
            cli_base.tell(faults)
            refuse("Mend this first; nothing was written.")
        both = sorted((*folder.house.projects, project), key=lambda one: one.id)
        folder = replace(folder, house=replace(folder.house, projects=tuple(both)))
    else:
        project = next(one for one in folder.house.projects if one.id == stem)
    assert source is not None
    case = Case(
        house=folder.house,
        project=project,
        source=source,
        status=folder.status(stem),
        today=folder.today,
        day=wishes.day or folder.today,
        choose=choose,
    )
    return folder, name, case


def carry_out(
    given: str,
    wishes: Wishes,
    deed_of: Callable[[Case], Deed],
    *,
    mend: bool = False,
    whole: bool = False,
    confirm: Callable[[Case, Deed], None] = lambda _case, _deed: None,
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
    fact, now = told(
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


def checked(folder: Folder, name: str, text: str) -> Folder:
    """The house with the new text of a file; refuses where that breaks a rule."""
    files = {**folder.files, name: text.encode("utf-8")}
    house, faults = loaded(folder.path, files)
    if house is None:
        wrong = [plain(fault) for fault in faults if fault.severity == "error"]
        refuse(*wrong, "Nothing was written.")
    warnings = [plain(fault) for fault in faults]
    for warning in warnings:
        if warning not in folder.warnings:
            click.echo(f"{warning} (warning)", err=True)
    return replace(folder, files=files, house=house, warnings=frozenset(warnings))


def may_be_committed(path: Path, wishes: Wishes, *, new: bool = False) -> None:
    """Refuse where a commit is wished for and cannot be, before anything is asked or written."""
    try:
        if wishes.commit and not wishes.dry_run:
            commit.ready(path, new=new)
    except commit.CommitFault as fault:
        raise Refused(str(fault)) from None


def written(
    folder: Folder, name: str, old: str | None, new: str, wishes: Wishes, message: str
) -> None:
    """Put the new text into its place, or show how it differs; `old` is None for a new file."""
    path = folder.path / name
    if wishes.dry_run:
        click.echo(diff(path.as_posix().lstrip("/"), old, new), nl=False)
        return
    try:
        write_over(path, None if old is None else old.encode("utf-8"), new.encode("utf-8"))
    except Changed:
        raise Refused(f"{path} was changed by something else meanwhile: try again") from None
    try:
        if wishes.commit:
            commit.commit(path, message)
    except commit.CommitFault as fault:
        refuse(str(fault))


def loaded(projects: Path, files: Mapping[str, bytes]) -> tuple[House | None, tuple[Fault, ...]]:
    """The house that these files would be, in this folder and today."""
    return pipeline.load(
        files,
        folder=str(projects),
        now=cli_base.now(),
        earlier=lambda file: earlier_versions(Path(file)),
    )


def _today(house: House) -> date:
    try:
        return build.day_of(house.studio, os.environ.get("COURTSIDE_TODAY", ""), cli_base.now())
    except build.BuildFault as fault:
        refuse(*fault.lines)


def plain(fault: Fault) -> str:
    """A fault of a text that nobody can look up, since it is not written: without its line."""
    where = [Path(fault.file).stem, *([fault.path] if fault.path else [])]
    return ": ".join([*where, fault.words])


def diff(path: str, old: str | None, new: str) -> str:
    """The lines that change, as `git diff` shows them."""
    # Of a file with CRLF each line keeps its end, so that it can be applied as it is.
    before, after = ((text or "").splitlines(keepends=True) for text in (old, new))
    names = "/dev/null" if old is None else f"a/{path}", f"b/{path}"
    return "".join(
        row if row.endswith(("\n", "\r")) else f"{row}\n\\ No newline at end of file\n"
        for row in difflib.unified_diff(before, after, *names)
    )
