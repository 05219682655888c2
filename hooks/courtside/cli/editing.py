"""The way of a command to the project file that it writes.

    load the studio -> an ActionContext -> an Action -> the edited text -> the studio again -> write

An error in the studio ends it before, and a rule that the edit would break ends it after: nothing
is written then. The file is put in place whole, and a change that somebody makes meanwhile is not
overwritten.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import click

from courtside.cli import common, terminal
from courtside.cli.options import EditOptions
from courtside.cli.terminal import choose, confirm, refuse
from courtside.engine.assess import Portfolio, Status, assess_project
from courtside.errors import ActionRefusedError
from courtside.model.project import Project, ProjectFile
from courtside.provider.actions.action import Action, ActionContext
from courtside.provider.actions.outcome import describe_outcome
from courtside.provider.actions.record import unseen_clock
from courtside.source.editor import Edit, apply
from courtside.source.load import Cache
from courtside.source.problems import Problem
from courtside.source.records import order_of, read_project
from courtside.source.yaml_reader import read
from courtside.text.english import short_day
from courtside.workspace import git, last_change
from courtside.workspace.atomic import FileChangedError, write_all
from courtside.workspace.folder import project_files


@dataclass(frozen=True, kw_only=True, slots=True)
class EditedFolder:
    """The files of a studio as they are read, and the portfolio that they make."""

    path: Path
    files: Mapping[str, bytes]
    portfolio: Portfolio
    today: date
    warnings: frozenset[str] = frozenset()
    """What was warned about before."""
    kept: Cache = field(default_factory=dict)
    """What was checked, so that after an edit only what is new is checked."""

    def status(self, name: str) -> Status:
        """Return one project as of today."""
        return assess_project(self.portfolio, name, self.today)


def opened(
    projects: Path, *, without: str | None = None, only_for: str | None = None
) -> EditedFolder:
    """Return the studio of a folder, or end with its errors; `without` leaves one file out.

    `only_for` is the one file that is written: files of other projects with an error are left out,
    and that is said, since they can change nothing but a place in the queue.
    """
    files = dict(project_files(projects))
    used: Mapping[str, bytes] = {name: text for name, text in files.items() if name != without}
    kept: Cache = {}

    def read_all(these: Mapping[str, bytes]) -> common.Loaded:
        return common.load_to_write(projects, these, kept)

    if only_for:
        used, (portfolio, problems) = common.load_around(
            projects, used, lambda name: name == only_for, read_all
        )
    else:
        portfolio, problems = read_all(used)
    if portfolio is None:
        common.show_problems(problem for problem in problems if problem.severity == "error")
        whole = "" if only_for or without else "Which days are free depends on all projects. "
        refuse(f"{whole}Fix these errors first; nothing was written.")
    return EditedFolder(
        path=projects,
        files={name: text for name, text in files.items() if name in used or name == without},
        portfolio=portfolio,
        today=common.today_of(portfolio),
        warnings=frozenset(plain(problem) for problem in problems),
        kept=kept,
    )


def context_of(
    given: str, options: EditOptions, *, unsound: bool = False, whole: bool = True
) -> tuple[EditedFolder, str, ActionContext]:
    """Return a project before an action, and its file; `unsound` also opens one whose fingerprint
    does not fit.

    Without `whole`, other projects may have errors in their files.
    """
    name = common.file_of(options.projects, given)
    folder = opened(
        options.projects, without=name if unsound else None, only_for=None if whole else name
    )
    source, _ = read(folder.files[name], file=f"{options.projects}/{name}")
    assert source is not None
    stem = Path(name).stem
    if unsound:
        project, problems = read_project(source, id=stem)
        if project is None:
            common.refuse_errors(problems, "written")
        both = sorted((*folder.portfolio.projects, project), key=lambda project: project.id)
        folder = replace(folder, portfolio=replace(folder.portfolio, projects=tuple(both)))
    else:
        project = _project(folder.portfolio, stem)
    if options.day and options.day > folder.today:
        raise ActionRefusedError(
            f"{options.day} is in the future (today is {folder.today}). Enter the date it happened."
        )
    ctx = ActionContext(
        portfolio=folder.portfolio,
        project=project,
        source=source,
        status=folder.status(stem),
        today=folder.today,
        day=options.day or folder.today,
        choose=choose,
    )
    return folder, name, ctx


def _project(portfolio: Portfolio, name: str) -> Project:
    return next(project for project in portfolio.projects if project.id == name)


ActionOf = Callable[[ActionContext], Action]


def run_action(
    given: str,
    options: EditOptions,
    action_of: ActionOf,
    *,
    unsound: bool = False,
    whole: bool = False,
) -> None:
    """Do it: from the id that was typed to the file that is written.

    `whole` where the other projects decide what is written: their places in the calendar.
    """
    folder, name, ctx = context_of(given, options, unsound=unsound, whole=whole)
    refuse_uncommittable([folder.path / name], options)
    action, new, after = _edited(folder, name, ctx, action_of)
    if hidden := unseen_clock(ctx, _project(after.portfolio, ctx.id), action.stage or ""):
        ctx = _on_which_day(ctx, hidden, options)
        action, new, after = _edited(folder, name, ctx, action_of)
    for note in action.notes:
        click.echo(note, err=True)
    if not options.dry_run:
        for question in action.questions:
            confirm(question, yes=options.yes)
    if_agreed = None
    if action.if_agreed:
        would = checked(after, {name: edited(new, action.if_agreed, name)})
        if_agreed = would.status(ctx.id)
    fact, meaning = describe_outcome(
        action,
        ctx.status,
        after.status(ctx.id),
        ctx.studio.currency,
        if_agreed,
    )
    old = folder.files[name].decode("utf-8")
    save(folder, {name: (old, new)}, options, f"{ctx.id}: {action.news}")
    if options.dry_run:
        click.echo("Dry run, nothing was written. This would happen:", err=True)
    click.echo(fact, err=True)
    if meaning:
        click.echo(meaning, err=True)


def _edited(
    folder: EditedFolder, name: str, ctx: ActionContext, action_of: ActionOf
) -> tuple[Action, str, EditedFolder]:
    action = action_of(ctx)
    new = edited(folder.files[name].decode("utf-8"), action.edits, name)
    return action, new, checked(folder, {name: new})


def _on_which_day(ctx: ActionContext, hidden: str, options: EditOptions) -> ActionContext:
    """The same on the day that whoever is there wants, after a warning that it is dated back."""
    then, today = short_day(ctx.day), short_day(ctx.today)
    warning = f"{hidden} The client could not see it until now."
    if options.yes or options.dry_run:
        click.echo(warning, err=True)
        return ctx
    if not terminal.somebody_is_there():
        raise click.UsageError(
            f"{warning} Leave --date out to record it as of today, {today}, or add --yes to keep "
            f"{then}. Nothing was written."
        )
    click.echo(warning, err=True)
    if click.confirm(f"Record it as of today, {today}, instead?", default=True, err=True):
        return replace(ctx, day=ctx.today)
    return ctx


def edited(text: str, edits: Iterable[Edit], name: str) -> str:
    """Return the text of a project file with edits made."""
    return apply(text, edits, file=name, order=order_of(ProjectFile))


def checked(folder: EditedFolder, texts: Mapping[str, str]) -> EditedFolder:
    """Return the studio with new texts of files; refuses where they break a rule."""
    files = {**folder.files, **{name: text.encode("utf-8") for name, text in texts.items()}}
    portfolio, problems = common.load_to_write(folder.path, files, folder.kept)
    if portfolio is None:
        wrong = [plain(problem) for problem in problems if problem.severity == "error"]
        refuse(*wrong, "Nothing was written.")
    warnings = [plain(problem) for problem in problems]
    for warning in warnings:
        if warning not in folder.warnings:
            click.echo(f"{warning} (warning)", err=True)
    return replace(folder, files=files, portfolio=portfolio, warnings=frozenset(warnings))


# --- Files -------------------------------------------------------------------------------------


def refuse_uncommittable(paths: Iterable[Path], options: EditOptions, *, new: bool = False) -> None:
    """Refuse a commit that cannot be made, before anything is asked or written."""
    try:
        if options.commit and not options.dry_run:
            for path in paths:
                git.ready(path, new=new)
    except git.CommitError as error:
        raise ActionRefusedError(f"{error}.") from None


def save(
    folder: EditedFolder,
    texts: Mapping[str, tuple[str | None, str]],
    options: EditOptions,
    message: str,
) -> None:
    """Put new texts of files in their places, unless it is a dry run, and show what changed.

    `texts` has the old text of each, None for a new one, and the new text. The lines are shown
    after the writing: a write that fails says so and shows nothing of the files.
    """
    change = "".join(
        diff((folder.path / name).as_posix().lstrip("/"), old, new)
        for name, (old, new) in texts.items()
    )
    if options.dry_run:
        click.echo(change, nl=False)
        return
    content = {
        name: (None if old is None else old.encode("utf-8"), new.encode("utf-8"))
        for name, (old, new) in texts.items()
    }
    try:
        with write_all({folder.path / name: pair for name, pair in content.items()}):
            pass
    except FileChangedError as error:
        raise ActionRefusedError(f"{error} was changed by something else. Try again.") from None
    click.echo(change, nl=False)
    last_change.keep_change(folder.path, message, content, committed=options.commit)
    try:
        if options.commit:
            git.commit_files([folder.path / name for name in texts], message)
    except git.CommitError as error:
        refuse(f"{error}.")


def plain(problem: Problem) -> str:
    """Return a problem of a text that nobody can look up, since it is not written: without its
    line."""
    where = [Path(problem.file).stem, *([problem.path] if problem.path else [])]
    return ": ".join([*where, problem.words])


def diff(path: str, old: str | None, new: str) -> str:
    """Return the lines that change, as `git diff` shows them."""
    # Of a file with CRLF each line keeps its end, so that it can be applied as it is.
    before, after = ((text or "").splitlines(keepends=True) for text in (old, new))
    names = "/dev/null" if old is None else f"a/{path}", f"b/{path}"
    return "".join(
        row if row.endswith(("\n", "\r")) else f"{row}\n\\ No newline at end of file\n"
        for row in difflib.unified_diff(before, after, *names)
    )
