"""What the commands share: where a house lies, what day it is, how a fault is told."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import click
import yaml
from rich.console import Console

from . import build, pipeline
from .history import earlier_versions
from .source import Fault
from .status import House


class Day(click.ParamType[date]):
    """A day, written as 2026-03-25."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read it, or end with exit code 2."""
        if isinstance(value, date):
            return value
        try:
            return build.asked_day(str(value))
        except ValueError:
            self.fail("a day is written as 2026-03-25", param, ctx)


projects_option = click.option(
    "--projects",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="projects",
    show_default=True,
    help="The folder with _studio.yml and the project files.",
)

config_option = click.option(
    "--config-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="The settings of the site.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a house lies."""

    root: Path
    """The folder of mkdocs.yml; the key is kept below it."""
    projects: Path
    site_url: str


def place_of(config_file: Path) -> Place:
    """What mkdocs.yml says, without MkDocs: only two plain settings are looked at."""
    # Composed and not loaded: tags such as !ENV mean something to MkDocs alone.
    document = yaml.compose(config_file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    pairs = document.value if isinstance(document, yaml.MappingNode) else []
    settings = {key.value: value.value for key, value in pairs if isinstance(value.value, str)}
    return Place(
        root=config_file.parent,
        projects=config_file.parent / settings.get("docs_dir", "projects"),
        site_url=settings.get("site_url", ""),
    )


def now() -> datetime:
    """The real time, aware of its zone."""
    return datetime.now(UTC)


def load(projects: Path, *, real_day: bool = False) -> tuple[House | None, tuple[Fault, ...]]:
    """Read a folder. `real_day` refuses facts that lie after today."""
    try:
        files = build.project_files(projects)
    except build.BuildFault as fault:
        refuse(*fault.lines)
    return pipeline.load(
        files,
        folder=str(projects),
        now=now() if real_day else None,
        earlier=lambda file: earlier_versions(Path(file)),
    )


def line(fault: Fault) -> str:
    """A fault for people."""
    return str(fault) if fault.severity == "error" else f"{fault} (warning)"


def tell(faults: Iterable[Fault]) -> None:
    """Faults to stderr."""
    for fault in faults:
        click.echo(line(fault), err=True)


def console() -> Console:
    """Where tables go. A pipe has no width of its own, and a folded line is hard to search."""
    return Console(width=None if sys.stdout.isatty() else 200)


def refuse(*lines: str) -> NoReturn:
    """Say why, and end with exit code 1."""
    for text in lines:
        click.echo(text, err=True)
    sys.exit(1)
