"""The command that puts back what the last one changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from courtside.cli.options import EditOptions, writes

if TYPE_CHECKING:
    from courtside.workspace.last_change import LastChange


@click.command(name="undo")
@writes(dated=False)
def put_back(options: EditOptions) -> None:
    """Put back the last change that a command made.

    Works once, and only while nobody has edited the file since. If that command made a commit, this
    makes one too; the history keeps both. A new project that was committed cannot be undone: close
    it.

    \b
      courtside undo
    """
    from courtside.cli.editing import refuse_uncommittable
    from courtside.cli.terminal import confirm, refuse
    from courtside.provider.edited_folder import diff
    from courtside.workspace import commits, last_change

    change = last_change.read_change(options.projects)
    if change is None:
        refuse(
            "There is nothing to undo: since the last undo no command has recorded anything. "
            "Imports and new links cannot be undone."
        )
    paths = [options.projects / name for name in change.old]
    if not last_change.is_as_written(options.projects, change):
        names = " and ".join(map(str, paths))
        refuse(
            f"{names} was edited after the last command, so it cannot be put back. Use git, or "
            "correct it by hand.",
            "Nothing was written.",
        )
    _refuse_new(options, change)
    commit = change.committed or options.commit
    if commit:
        refuse_uncommittable(paths, replace(options, commit=True))
    for name, old in change.old.items():
        path = options.projects / name
        now = path.read_bytes().decode("utf-8")
        shown = diff(path.as_posix().lstrip("/"), now, "" if old is None else old.decode("utf-8"))
        click.echo(shown, nl=False)
    if options.dry_run:
        click.echo("Dry run, nothing was written.", err=True)
        return
    confirm(f"Undo this: {change.news}?", yes=options.yes)
    _restore(options, change)
    try:
        if commit:
            commits.commit_files(paths, f"Undo {change.news}")
    except commits.CommitError as error:
        refuse(f"{error}.")
    click.echo(f"Undone: {change.news}.", err=True)


def _refuse_new(options: EditOptions, change: LastChange) -> None:
    """End the command where a new project was committed: whoever publishes later would be told
    that it was deleted without being closed."""
    from courtside.cli.terminal import refuse
    from courtside.workspace import versions

    for name in (name for name, old in change.old.items() if old is None):
        if change.committed or versions.is_committed(options.projects, name):
            project = Path(name).stem
            refuse(
                f"{project} is in git's history, so its client may have a link to it. Close it, "
                f"publish, and then delete the file: courtside close {project}"
            )


def _restore(options: EditOptions, change: LastChange) -> None:
    """Put the old texts into their places, all or none."""
    from courtside.cli.common import write_or_end
    from courtside.workspace import last_change

    paths = {options.projects / name: old for name, old in change.old.items()}
    write_or_end({path: (path.read_bytes(), old) for path, old in paths.items()})
    last_change.forget_change(options.projects)
