"""The project folder on disk: its files, and the files that go with projects."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from courtside.errors import BuildError
from courtside.model.project import Project
from courtside.sealing.file_names import is_file_name
from courtside.source import load, records
from courtside.source.problems import Problem, printable
from courtside.source.records import FRONT_PAGE
from courtside.source.yaml_reader import MERGE, conflicts, read
from courtside.source.yaml_reader import MOST_BYTES as MOST_TEXT
from courtside.text.letters import in_plain_letters
from courtside.workspace.os_errors import describe_os_error

MOST_BYTES = 20_000_000
"""The largest size of a file that goes with a project."""


def project_file_name(projects: Path, project: str) -> str:
    """Return the name of the file of a project, given its id: .md if there is one, else .yml."""
    name = f"{project}.md"
    return name if (projects / name).exists() else f"{project}.yml"


def project_files(projects: Path) -> Mapping[str, bytes]:
    """Return the studio's file and the project files, by name; raises BuildError for a link.

    A link is refused because its target may not be a project file at all.
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
            links.append(f"{projects.name}/{name}: it is a link: replace it with the file itself")
        elif path.is_file():
            with path.open("rb") as file:
                files[path.name] = file.read(
                    MOST_TEXT + 1
                )  # one byte more, so that the reader refuses it
    if links:
        raise BuildError(*links)
    return files


def read_front_page(path: Path) -> str:
    """Return the Markdown of the public front page; raises BuildError."""
    if not path.is_file() or path.is_symlink():
        raise BuildError(f"{FRONT_PAGE}: the public front page is missing, or is a link")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BuildError(f"{FRONT_PAGE}: it is not UTF-8: save it as UTF-8") from None
    for number in conflicts(text):
        raise BuildError(f"{FRONT_PAGE}:{number}: {MERGE}")
    return text


def unfit_files(shown: Iterable[Project], projects: Path, *, folder: str) -> tuple[Problem, ...]:
    """Return the problems of files that go with projects; `folder` is its name in messages."""
    problems = []
    for project in shown:
        wrong = {
            number: message
            for number, name in enumerate(project.files)
            if (message := _unfit(projects / project.id, name, project.files[:number]))
        }
        if wrong:
            name = project_file_name(projects, project.id)
            source, _ = read((projects / name).read_bytes(), file=f"{folder}/{name}")
            assert source
            problems += [source.problem(("files", n), message) for n, message in wrong.items()]
    return tuple(problems)


def in_folder(folder: Path, name: str) -> Path:
    """Return the file of that name, even if the folder has its accents in Unicode's other form, as
    Macs write them."""
    known = _names(folder)
    same = [other for other in known if _composed(other) == _composed(name)]
    return folder / (same[0] if name not in known and len(same) == 1 else name)


def _names(folder: Path) -> frozenset[str]:
    """Return the exact names in a folder, even if the disk ignores capitals."""
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _alike(name: str) -> str:
    """Return a name without what the eye misses: capitals, accents, spaces, dashes, quotes and
    other punctuation, invisible signs."""
    plain = in_plain_letters(name)
    return "".join(sign for sign in plain if unicodedata.category(sign) in _NOT_MISSED)


_NOT_MISSED = frozenset(("Ll", "Lo", "Lt", "Lu", "Mc", "Nd", "Nl", "No", "So", "Sc"))
"""Categories of Unicode: letters, numbers, pictures and signs of currencies."""


def _unfit(folder: Path, name: str, before: Sequence[str]) -> str:
    """Return what is wrong with a file; empty for a plain file in the project's own folder that is
    named once."""
    if _composed(name) in map(_composed, before):
        return "it is named twice: remove one"
    if not is_file_name(name):
        return "its name has a tab or another character that file names may not have: rename it"
    try:
        path = in_folder(folder, name)
        if path.parent.is_symlink():
            return f"{path.parent.name}/ is a link: replace it with the folder itself"
        if path.is_symlink():
            return "it is a link: replace it with the file itself"
        where = f"{folder.parent.name}/{folder.name}/"
        if path.name not in _names(folder):
            if any(_alike(other) == _alike(name) for other in _names(folder)):
                return (
                    f"a file in {where} differs only in capitals, accents, spaces, punctuation or "
                    "invisible characters: write its name exactly as the file has it"
                )
            return f"it is not in {where}"
        if not path.is_file():
            return f"it is not in {where}"
        return _unfit_content(path)
    except OSError as error:  # its own message names the file
        return describe_os_error(error, named=False)


_LFS = b"version https://git-lfs.github.com/spec/"
"""The beginning of the pointer that Git LFS puts in the place of a file until it is fetched."""


def _unfit_content(path: Path) -> str:
    """Return what is wrong with the content of a file; raises OSError."""
    if path.stat().st_size > MOST_BYTES:
        return f"it is larger than {MOST_BYTES // 1_000_000} MB"
    with path.open("rb") as file:
        begins = file.read(len(_LFS))
    if begins == _LFS:
        return "Git LFS has not fetched it: git lfs pull (actions/checkout: lfs: true)"
    return "" if begins else "it is empty"


def read_attachment(path: Path) -> bytes:
    """Return the content of a project's file. Raises BuildError, without the file's name: it may be
    a client's words."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None


def hash_of_attachment(path: Path) -> bytes:
    """Return the SHA-256 of a file that goes with a project. Raises BuildError.

    A file that has not changed is not read again.
    """
    try:
        stat = path.stat()
        return _hash_as_of(path, stat.st_mtime_ns, stat.st_size)
    except OSError as error:
        raise _unreadable(path, error) from None


@cache
def _hash_as_of(path: Path, mtime: int, size: int) -> bytes:  # noqa: ARG001 - the key of the cache
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _unreadable(path: Path, problem: OSError) -> BuildError:
    why = describe_os_error(problem, named=False)
    return BuildError(f"projects/{path.parent.name}/: a file in it: {why}")


def project_names(projects: Path) -> list[str]:
    """Return the ids of the project files in a folder, without reading them."""
    return sorted(
        path.stem
        for path in projects.glob("*.*")
        if path.suffix in (".yml", ".md") and path.name != records.FRONT_PAGE
        if not path.name.startswith(("_", "."))
    )
