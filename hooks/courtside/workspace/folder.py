"""The project folder as it lies on disk: read, and checked as a whole."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from courtside.errors import BuildError
from courtside.model.project import Project
from courtside.source import load, records
from courtside.source.problems import Problem, printable
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
        if path.name == FRONT_PAGE:
            continue
        if path.suffix not in (".yml", ".md") and not load.is_misnamed(path.name):
            continue
        if path.is_symlink():
            name = printable(path.name)
            links.append(f"{projects.name}/{name}: it is a link: put the file itself there")
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
            if (message := _unfit(projects / project.id, name, project.files[:at]))
        }
        if wrong:
            name = project_file_name(projects, project)
            source, _ = read((projects / name).read_bytes(), file=f"{folder}/{name}")
            assert source
            problems += [source.problem(("files", at), message) for at, message in wrong.items()]
    return tuple(problems)


def in_folder(folder: Path, name: str) -> Path:
    """Return the file of that name, also where the folder has its accents in Unicode's other form,
    as Macs write them."""
    known = _names(folder)
    same = [one for one in known if _composed(one) == _composed(name)]
    return folder / (same[0] if name not in known and len(same) == 1 else name)


def _names(folder: Path) -> frozenset[str]:
    """The names in a folder as they are, whatever the disk takes for the same."""
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _alike(name: str) -> str:
    """A name without what the eye passes over: capitals, kinds of spaces, invisible signs."""
    seen = "".join(sign for sign in name if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())


def _unfit(folder: Path, name: str, before: Sequence[str]) -> str:
    """What is wrong with a file: it must be a plain one, in the project's own folder, named once.
    Nothing, if it is."""
    if _composed(name) in map(_composed, before):
        return "it is named twice: take one out"
    from courtside.sealing import cipher  # only a project with files needs it

    if not cipher.is_name(name):
        return "its name has a tab or another sign that no file's name may have: rename it"
    try:
        path = in_folder(folder, name)
        if path.parent.is_symlink():
            return f"{path.parent.name}/ is a link: put the folder itself there"
        if path.is_symlink():
            return "it is a link: put the file itself there"
        where = f"{folder.parent.name}/{folder.name}/"
        if path.name not in _names(folder):
            if any(_alike(one) == _alike(name) for one in _names(folder)):
                return (
                    f"a file in {where} differs from it in capitals, spaces or invisible signs "
                    "only: write its name as the file has it"
                )
            return f"it is not in {where}"
        if not path.is_file():
            return f"it is not in {where}"
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
        raise _unreadable(path, error) from None


def hash_of_attachment(path: Path) -> bytes:
    """Return the SHA-256 of a file that goes with a project; of one that has not changed, the
    last one. Raises BuildError."""
    try:
        stat = path.stat()
        return _hash_as_of(path, stat.st_mtime_ns, stat.st_size)
    except OSError as error:
        raise _unreadable(path, error) from None


@cache
def _hash_as_of(path: Path, mtime: int, size: int) -> bytes:  # noqa: ARG001 - they are its version
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _unreadable(path: Path, problem: OSError) -> BuildError:
    why = describe_os_error(problem, named=False)
    return BuildError(f"projects/{path.parent.name}/: a file in it: {why}")


def project_names(projects: Path) -> list[str]:
    """The ids of the files in a folder, without reading them."""
    return sorted(
        path.stem
        for path in projects.glob("*.*")
        if path.suffix in (".yml", ".md") and path.name != records.FRONT_PAGE
        if not path.name.startswith(("_", "."))
    )
