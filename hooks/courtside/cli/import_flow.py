"""How `courtside import` brings running projects over from a spreadsheet.

    courtside import clients.csv            shows what it understood, and asks
    courtside import clients.csv --yes      writes

All or nothing: the whole studio is checked with the new files in it before the first is written,
and no existing file is touched.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from courtside.cli import terminal
from courtside.cli.common import (
    clock,
    link_history,
    sound_files,
    today_of,
    write_or_end,
)
from courtside.cli.terminal import confirm, refuse
from courtside.engine.assess import Portfolio
from courtside.model.studio import Studio
from courtside.provider.importing.cells import DayOrder
from courtside.provider.importing.columns import Columns, columns_of, in_words
from courtside.provider.importing.csv_reader import Sheet, SpreadsheetError, letters, read_sheet
from courtside.provider.importing.draft import ImportedProject, ImportOptions, file_text
from courtside.provider.importing.projects import read_projects
from courtside.provider.names import pick
from courtside.source.problems import Problem, printable
from courtside.text.english import count
from courtside.workspace import folder
from courtside.workspace.loading import load_studio
from courtside.workspace.schema_line import first_line

_SHOWN = 5
"""The number of projects that are shown before the question."""
_ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "not UTF-8, so read as Windows-1252: check that the accents are right",
}
_SEPARATORS = {";": "semicolons", ",": "commas", "\t": "tabs"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportRequest:
    """The arguments of `courtside import`."""

    file: Path
    projects: Path
    yes: bool
    dry_run: bool
    dates: DayOrder | None
    template: str | None
    standard_terms: bool


def import_projects(request: ImportRequest) -> None:
    """Show how a spreadsheet is understood, and write all its projects, or none."""
    projects = request.projects
    existing, portfolio = sound_files(projects, undone="written")
    template = request.template
    if template is not None:
        template = pick(template, portfolio.studio.playbooks, "template")
    options = ImportOptions(
        source=printable(request.file.name),
        today=today_of(portfolio),
        order=request.dates,
        playbook=template,
        standard_terms=request.standard_terms,
    )
    imported = _understood(request.file, portfolio.studio, options)
    _number(imported, portfolio, projects)
    head = first_line(projects)
    texts = {f"{project.id}.yml": f"{head}\n{file_text(project, options)}" for project in imported}
    warnings = _checked(projects, existing, imported, texts)
    _show_projects(imported)
    if request.dry_run:
        for name, text in texts.items():
            click.echo(f"# --- {projects / name}\n{text}", nl=False)
        return
    if not request.yes and not terminal.somebody_is_there():
        refuse("Nothing was written. Run again with --yes to write them.")
    confirm("Write them?", yes=request.yes)
    _write(projects, texts)
    for warning in warnings:
        click.echo(f"{warning} (warning)", err=True)
    click.echo("Compare them with what was agreed, then run: courtside check", err=True)


def _understood(file: Path, studio: Studio, options: ImportOptions) -> Sequence[ImportedProject]:
    """The projects of a sheet; ends the command with every cell that cannot be understood."""
    try:
        sheet = read_sheet(file.read_bytes())
    except SpreadsheetError as error:
        refuse(f"{printable(str(file))}: {error}", "Nothing was written.")
    columns = columns_of(sheet.head, has_playbook=options.playbook is not None)
    _show_columns(file, sheet, columns)
    if columns.problems:
        refuse(*columns.problems, "Nothing was written.")
    imported, wrong = read_projects(sheet, columns, studio, options)
    if wrong:
        refuse(*wrong, "Nothing was written.")
    return imported


# --- What was understood -----------------------------------------------------------------------


def _show_columns(file: Path, sheet: Sheet, columns: Columns) -> None:
    click.echo(
        f"{printable(str(file))}: {count(len(sheet.rows), 'row')}, "
        f"{_SEPARATORS[sheet.separator]} between the cells, {_ENCODINGS[sheet.encoding]}",
        err=True,
    )
    for column, name in enumerate(sheet.head):
        meaning = in_words(columns.fields[column]) if column in columns.fields else "left out"
        if name:
            click.echo(f"  {letters(column):>2}  {name}  ->  {meaning}", err=True)


def _show_projects(imported: Sequence[ImportedProject]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("id", "title", "client", "price", "signed", "start", "stages", "done"):
        table.add_column(name, overflow="fold")
    for project in imported[:_SHOWN]:
        data = project.data
        stages = data["stages"]
        paid = [payment for payment in data.get("payments", ()) if payment["for"] != "deposit"]
        table.add_row(
            project.id,
            _plain(data["title"]),
            _plain(data["client"]["name"]),
            data["price"],
            data.get("signed", {}).get("date", ""),
            data.get("start", ""),
            str(len(stages)),
            str(sum("done" in stage or "skipped" in stage for stage in stages) + len(paid)),
        )
    # A pipe has no width of its own, and a folded line is hard to search.
    Console(stderr=True, width=None if sys.stderr.isatty() else 200, markup=False).print(table)
    more = len(imported) - _SHOWN
    stages = sum(len(project.data["stages"]) for project in imported)
    click.echo(
        f"{f'... and {more} more. ' if more > 0 else ''}{count(len(imported), 'project')} with "
        f"{count(stages, 'stage')}.",
        err=True,
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _number(imported: Sequence[ImportedProject], portfolio: Portfolio, projects: Path) -> None:
    """Give each project the link of its portal, or one that nobody has had."""
    links = {project.portal_id: project.link for project in portfolio.projects}
    earlier = link_history(projects)
    for project in imported:
        portal = project.data.get("client", {}).get("id") or project.id
        number = links.setdefault(portal, earlier.next_number(portal))
        if number > 1:
            stages = project.data.pop("stages")
            project.data |= {"link": number, "stages": stages}


# --- The whole studio with them -----------------------------------------------------------------


def _checked(
    projects: Path,
    existing: Mapping[str, bytes],
    imported: Sequence[ImportedProject],
    texts: Mapping[str, str],
) -> tuple[str, ...]:
    """The warnings about the new files; ends the command with what is wrong, cell by cell."""
    files = folder.project_files(projects)
    same = {name for name, text in texts.items() if files.get(name) == text.encode()}
    if len(same) == len(texts):
        same = set()
    # A file that is as it would be written comes from an import that was broken off.
    stems = {Path(name).stem for name in files if name not in same}
    there = [
        f"{project.first}: {project.id} already exists in {projects}, and no existing file is "
        "touched"
        for project in imported
        if project.id in stems
    ]
    if there:
        refuse(*there, "Nothing was written.")
    new = {name: text.encode() for name, text in texts.items()}
    loaded = load_studio(projects, clock(), files={**existing, **new})
    by_file = {f"{projects}/{project.id}.yml": project for project in imported}
    # That a hash is missing is for `check` to say, once the file has been read against what was
    # signed: no cell of a sheet can fix it.
    mine = [p for p in loaded.problems if p.file in by_file and p.path != "signed"]
    if loaded.portfolio is None:
        refuse(*(_at_its_cell(error, by_file) for error in loaded.errors), "Nothing was written.")
    return tuple(_at_its_cell(problem, by_file) for problem in mine)


def _at_its_cell(problem: Problem, by_file: Mapping[str, ImportedProject]) -> str:
    """A problem where it can be fixed: in the sheet, or in the existing file."""
    return by_file[problem.file].locate(problem) if problem.file in by_file else str(problem)


def _write(projects: Path, texts: Mapping[str, str]) -> None:
    """All files or none; where it is killed in between, the same import goes on with the rest."""
    files = {projects / name: text.encode() for name, text in texts.items()}
    there = {path for path, text in files.items() if path.exists() and path.read_bytes() == text}
    new = {path: (None, text) for path, text in files.items() if path not in there}
    write_or_end(new, "it already exists")
    for path in files:
        if path not in there:
            click.echo(path)
