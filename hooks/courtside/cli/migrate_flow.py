"""How `courtside migrate` brings the files of a studio to the format of this version.

    courtside migrate --dry-run    the lines that would change
    courtside migrate              shows them, and writes

All or nothing: the whole studio is checked as it will be before the first file is written. The
studio's own file, which says the format, is written last, so a run that was killed can be repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click
from pydantic import TypeAdapter, ValidationError

from courtside.cli.common import clock, refuse_errors, show_problems, write_or_end
from courtside.cli.options import DaysParam, option_value
from courtside.cli.terminal import refuse
from courtside.engine.workdays import FULL_WEEK
from courtside.model.values import Week
from courtside.provider import edited_folder
from courtside.source import migrations
from courtside.source.load import belongs
from courtside.source.problems import MigrationError, Problem, Source
from courtside.source.records import STUDIO_FILE
from courtside.source.yaml_reader import read
from courtside.workspace import folder
from courtside.workspace.loading import load_studio


def migrate_studio(projects: Path, restart_within: str | None, *, dry_run: bool) -> None:
    """Bring all files to the newest format, and show the changes."""
    files, sources = _read(projects)
    found = _format(projects, files, sources)
    if found == migrations.newest():
        click.echo(f"The files are in format {found}, the newest: nothing to do.", err=True)
        return
    old = {name: files[name].decode("utf-8") for name in sources}
    promise = _promise(restart_within, sources[STUDIO_FILE]) if restart_within else None
    new = _migrated(projects, old, found, promise)
    changed = [name for name in old if new[name] != old[name]]
    changed.sort(key=lambda name: (name == STUDIO_FILE, name))
    less = _check(projects, files, sources, {name: new[name] for name in changed})
    for name in changed:
        path = (projects / name).as_posix().lstrip("/")
        click.echo(edited_folder.diff(path, old[name], new[name]), nl=False)
    if less:
        click.echo("\n".join([*less, _LESS]), err=True)
    if dry_run:
        click.echo("Dry run, nothing was written.", err=True)
        return
    texts = {projects / name: (files[name], new[name].encode()) for name in changed}
    write_or_end(texts)
    click.echo(
        f"The files are now in format {migrations.newest()}; {len(changed)} of {len(old)} changed. "
        "Look at them (git diff), then run courtside check and commit.",
        err=True,
    )


def _read(projects: Path) -> tuple[Mapping[str, bytes], Mapping[str, Source]]:
    """The files of a folder, and the data of those that are read; ends where one cannot be."""
    files = folder.project_files(projects)
    sources: dict[str, Source] = {}
    wrong: list[Problem] = []
    for name in filter(belongs, files):
        source, problems = read(files[name], file=f"{projects}/{name}")
        wrong += problems
        if source is not None:
            sources[name] = source
    if wrong:
        refuse_errors(wrong, "written")
    return files, sources


def _format(projects: Path, files: Mapping[str, bytes], sources: Mapping[str, Source]) -> int:
    """The format of the files; ends where there is none, or an unknown one."""
    studio = sources.get(STUDIO_FILE)
    found = migrations.format_of(studio) if studio else None
    if found is None or found > migrations.newest():
        show_problems(load_studio(projects, clock(), files=files).errors)
        refuse("Nothing was written.")
    return found


def _promise(typed: str, studio: Source) -> int:
    """The working days that were typed, `15` or `3 weeks`, in the weeks of the studio."""
    calendar = studio.data.get("calendar")
    written = calendar.get("week") if isinstance(calendar, dict) else None
    try:
        week: frozenset[int] = TypeAdapter(Week).validate_python(written)
    except ValidationError:
        week = FULL_WEEK
    return option_value(DaysParam(len(week), least=1), typed, "--restart-within")


def _migrated(
    projects: Path, old: Mapping[str, str], found: int, restart_within: int | None
) -> Mapping[str, str]:
    """The files in the newest format; ends where something speaks against it."""
    try:
        return migrations.migrated(old, found, restart_within)
    except MigrationError as error:
        show_problems(
            replace(problem, file=f"{projects}/{problem.file}") for problem in error.problems
        )
        refuse("Nothing was written.")


def _check(
    projects: Path,
    files: Mapping[str, bytes],
    sources: Mapping[str, Source],
    changed: Mapping[str, str],
) -> list[str]:
    """End where the studio would not be valid, or something signed would change. Returns the
    payments that were less than was asked, by what was agreed later."""
    new = {name: text.encode() for name, text in changed.items()}
    loaded = load_studio(projects, clock(), files={**files, **new})
    ids = {Path(problem.file).stem for problem in loaded.errors if problem.path in _HASHES}
    for name, text in changed.items():
        after, _ = read(text, file=name)
        if after is None or migrations.hashes(after) != migrations.hashes(sources[name]):
            ids.add(Path(name).stem)
    if ids:
        refuse(*map(_SIGNED.format, sorted(ids)), "Nothing was written.")
    if loaded.portfolio is None:
        refuse(*map(edited_folder.unplaced, loaded.errors), "Nothing was written.")
    new_ones = (problem for problem in loaded.problems if Path(problem.file).name in changed)
    return [
        f"{Path(problem.file).stem}: {problem.path}: {problem.message.partition(':')[0]}"
        for problem in new_ones
        if problem.name == "settled-for-less"
    ]


_LESS = (
    "Format 1 took these as paid, whatever changes, fees and credits had made of the total. Now "
    "the client is asked for what is left of it. If it was paid, write the amount that really "
    "came; if you let it go, add it to `changes` as agreed, with a `price` below zero."
)
_HASHES = ("signed.hash", "scheduled.hash")
_SIGNED = (
    "{}: what was signed or promised would no longer fit its fingerprint. If it fitted "
    "with the version that you had before, this is a bug of Courtside: go back to that version, "
    "and report it"
)
