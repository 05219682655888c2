"""The project folder as it lies on disk: read, and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from courtside.errors import BuildError
from courtside.model.project import Project
from courtside.source import records
from courtside.source.problems import Problem
from courtside.source.records import FRONT_PAGE
from courtside.source.yaml_reader import MOST_BYTES as MOST_TEXT
from courtside.source.yaml_reader import read
from courtside.workspace.os_errors import describe_os_error

MOST_BYTES = 20_000_000
"""A file that goes with a project may be so large."""


def project_file_name(projects: Path, project: Project) -> str:
    name = f"{project.id}.md"
    return name if (projects / name).exists() else f"{project.id}.yml"


def project_files(projects: Path) -> Mapping[str, bytes]:
    """The studio's file and the project files, by name; raises BuildFault for one that is a link.

    A link is refused because what it leads to may be no project file at all.
    """
    files: dict[str, bytes] = {}
    links: list[str] = []
    for path in sorted(projects.iterdir()):
        if path.suffix not in (".yml", ".md") or path.name == FRONT_PAGE:
            continue
        if path.is_symlink():
            links.append(f"{projects.name}/{path.name}: it is a link: put the file itself there")
        elif path.is_file():
            with path.open("rb") as file:
                files[path.name] = file.read(MOST_TEXT + 1)  # what is larger is refused by that
    if links:
        raise BuildError(*links)
    return files


def unfit_files(shown: Iterable[Project], projects: Path, *, folder: str) -> tuple[Problem, ...]:
    """Faults of the files that go with projects; `folder` is what messages call the folder of the
    projects."""
    problems = []
    for project in shown:
        wrong = {
            at: message
            for at, name in enumerate(project.files)
            if (message := _unfit(projects / project.id / name, project.files[:at]))
        }
        if wrong:
            name = project_file_name(projects, project)
            source, _ = read((projects / name).read_bytes(), file=f"{folder}/{name}")
            assert source
            problems += [source.problem(("files", at), message) for at, message in wrong.items()]
    return tuple(problems)


def _unfit(path: Path, before: Sequence[str]) -> str:
    """What is wrong with a file: it must be a plain one, in the project's own folder, named once.
    Nothing, if it is."""
    if path.name in before:
        return "it is named twice: take one out"
    try:
        if path.parent.is_symlink():
            return f"{path.parent.name}/ is a link: put the folder itself there"
        if path.is_symlink():
            return "it is a link: put the file itself there"
        if not path.is_file():
            return f"it is not in {path.parent.parent.name}/{path.parent.name}/"
        if path.stat().st_size > MOST_BYTES:
            return f"it is larger than {MOST_BYTES // 1_000_000} MB"
    except OSError as error:  # which names the file
        return describe_os_error(error, named=False)
    return ""


def read_attachment(path: Path) -> bytes:
    """Return what a file of a project holds. Its name may be a client's word, so it is not said."""
    try:
        return path.read_bytes()
    except OSError as error:
        why = describe_os_error(error, named=False)
        raise BuildError(f"projects/{path.parent.name}/: a file in it: {why}") from None


def project_names(projects: Path) -> list[str]:
    """The ids of the files in a folder, without reading them."""
    return sorted(
        path.stem
        for path in projects.glob("*.*")
        if path.suffix in (".yml", ".md") and path.name != records.FRONT_PAGE
        if not path.name.startswith(("_", "."))
    )
