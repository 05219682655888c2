"""The command that brings the files of a studio to the format of this version.

    courtside migrate --dry-run    the lines that would change
    courtside migrate              shows them, and writes

All or nothing: the whole house is checked as it will be before the first file is written. The
house's own file, which says the format, is written last, so a run that was killed is run again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from . import build, cli_write, migrations, pipeline
from .cli_base import or_nothing, projects_option, refuse, tell
from .disk import together
from .migrating import Choices, MigrationFault
from .pipeline import STUDIO_FILE
from .source import Fault, Source, read


@click.command()
@projects_option
@click.option(
    "--restart-within",
    type=click.IntRange(1, 1000),
    metavar="DAYS",
    help="To format 2: the working days within which you are back after a lost slot.",
)
@click.option("--dry-run", is_flag=True, help="Print the lines that would change; write nothing.")
def migrate(projects: Path, restart_within: int | None, dry_run: bool) -> None:
    """Bring your files to the format that this version of Courtside reads.

    Run it after an upgrade, when `courtside check` asks for it. It changes only what the new format
    writes in another way, keeps your comments, and writes all files or none: what was signed stays
    as it was signed.

    \b
      courtside migrate --dry-run
    """
    files, sources = _read(projects)
    found = _format(projects, files, sources)
    if found == migrations.newest():
        click.echo(f"The files are in format {found}, the newest: nothing to do.", err=True)
        return
    old = {name: files[name].decode("utf-8") for name in sources}
    new = _migrated(projects, old, found, Choices(restart_within=restart_within))
    changed = [name for name in old if new[name] != old[name]]
    changed.sort(key=lambda name: (name == STUDIO_FILE, name))
    _check(projects, files, sources, {name: new[name] for name in changed})
    for name in changed:
        path = (projects / name).as_posix().lstrip("/")
        click.echo(cli_write.diff(path, old[name], new[name]), nl=False)
    if dry_run:
        click.echo("Nothing was written.", err=True)
        return
    texts = {projects / name: (files[name], new[name].encode()) for name in changed}
    with or_nothing(), together(texts):
        pass
    click.echo(
        f"The files are in format {migrations.newest()} now; {len(changed)} of {len(old)} changed. "
        "Look at them (git diff), then: courtside check, commit.",
        err=True,
    )


def _read(projects: Path) -> tuple[Mapping[str, bytes], Mapping[str, Source]]:
    """The files of a folder, and what those of the house say; ends where one cannot be read."""
    try:
        files = build.project_files(projects)
    except build.BuildFault as fault:
        refuse(*fault.lines)
    sources: dict[str, Source] = {}
    wrong: list[Fault] = []
    for name in filter(pipeline.belongs, files):
        source, faults = read(files[name], file=f"{projects}/{name}")
        wrong += faults
        if source is not None:
            sources[name] = source
    if wrong:
        tell(wrong)
        refuse("Fix these errors first; nothing was written.")
    return files, sources


def _format(projects: Path, files: Mapping[str, bytes], sources: Mapping[str, Source]) -> int:
    """The format of the files; ends where there is none, or one that is not known here."""
    studio = sources.get(STUDIO_FILE)
    found = migrations.format_of(studio) if studio else None
    if found is None or found > migrations.newest():
        _, faults = cli_write.loaded(projects, files)
        tell(fault for fault in faults if fault.severity == "error")
        refuse("Nothing was written.")
    return found


def _migrated(
    projects: Path, old: Mapping[str, str], found: int, choices: Choices
) -> Mapping[str, str]:
    """The files in the newest format; ends where something stands against it."""
    try:
        return migrations.migrated(old, found, choices)
    except MigrationFault as error:
        tell(replace(fault, file=f"{projects}/{fault.file}") for fault in error.faults)
        refuse("Nothing was written.")


def _check(
    projects: Path,
    files: Mapping[str, bytes],
    sources: Mapping[str, Source],
    changed: Mapping[str, str],
) -> None:
    """End where the house would not be valid, or something that was signed would be another."""
    house, faults = cli_write.loaded(
        projects, {**files, **{name: text.encode() for name, text in changed.items()}}
    )
    errors = [fault for fault in faults if fault.severity == "error"]
    ids = {Path(fault.file).stem for fault in errors if fault.path in _HASHES}
    for name, text in changed.items():
        after, _ = read(text, file=name)
        if after is None or migrations.hashes(after) != migrations.hashes(sources[name]):
            ids.add(Path(name).stem)
    if ids:
        refuse(*map(_SIGNED.format, sorted(ids)), "Nothing was written.")
    if house is None:
        refuse(*map(cli_write.plain, errors), "Nothing was written.")


_HASHES = ("signed.hash", "scheduled.hash")
_SIGNED = (
    "{}: what was signed or promised would not fit its hash any more. If it did with the version "
    "that you come from, this is a mistake of Courtside's: go back to that version, and report it"
)
