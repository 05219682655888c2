"""Older versions of the project files in git, to say what has changed since a signature.

    with FileHistory(Path("projects")) as earlier:
        earlier("aurora.yml")  ->  (b"name: Norte...", b"title: New..."), ...

One `git log` and one `git cat-file` answer for all files of a folder, and neither runs unless a
version is asked for. Without git, a repository or an answer in time there are no versions, and
messages do without them.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from threading import Timer
from typing import IO, Self

from courtside.source.load import belongs
from courtside.source.problems import printable
from courtside.source.records import FRONT_PAGE, STUDIO_FILE
from courtside.workspace import shipped
from courtside.workspace.git import (
    SECONDS,
    Ask,
    DistrustedRepositoryError,
    HistoryError,
    asker,
    distrust,
    environment,
)


class FileHistory:
    """The older versions of the files of one folder; used in a `with`, which ends git's process."""

    def __init__(self, folder: Path, *, git: str = "git", seconds: float = SECONDS) -> None:
        """`seconds` is how long git may take for all questions together."""
        self._folder, self._git, self._seconds = folder, git, seconds
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def __call__(self, file: str) -> Iterator[tuple[bytes, bytes]]:
        """Yield (studio's text, project's text) of each commit that changed either, newest first.

        `file` may have folders before its name. They are read one by one, so that the search can
        stop at the wanted version.
        """
        name = Path(file).name
        last = self._pair("HEAD", name)
        if last is not None:
            yield last
        for commit in self._commits.get(name, ()):
            pair = self._pair(commit, name)
            if pair is not None and pair != last:
                last = pair
                yield pair

    def _pair(self, commit: str, name: str) -> tuple[bytes, bytes] | None:
        studio, project = (self._text(f"{commit}:./{each}") for each in (STUDIO_FILE, name))
        return None if studio is None or project is None else (studio, project)

    @cached_property
    def _commits(self) -> Mapping[str, list[str]]:
        """Name of a file -> the commits that changed it or the studio's, newest first."""
        ask = asker(self._folder / STUDIO_FILE, self._git, self._seconds)
        log = (
            ask("log", "-c", "--format=%x01%H", "--name-only", "-z", "--relative", "--", ".") or b""
        )
        entries = log.decode("utf-8", "surrogateescape").split("\x01")[1:]
        changed = [list(filter(None, each.replace("\n", "\0").split("\0"))) for each in entries]
        files = {name for _, *names in changed for name in names}
        return {
            name: [commit for commit, *names in changed if name in names or STUDIO_FILE in names]
            for name in files
        }

    def _text(self, name: str) -> bytes | None:
        """Return one version of a file; None if there is none, or git gives no answer."""
        if "\n" in name or self._pipes is None:
            return None
        ask, answer = self._pipes
        try:
            ask.write(f"{name}\n".encode("utf-8", "surrogateescape"))
            ask.flush()
        except OSError:  # it has ended: no repository, or no time left
            return None
        *_, size = (answer.readline() or b"missing").split()
        if not size.isdigit():
            return None
        text = answer.read(int(size) + 1)
        return text[:-1] if len(text) > int(size) else None

    @cached_property
    def _pipes(self) -> tuple[IO[bytes], IO[bytes]] | None:
        """The input and the output of a `git cat-file` that waits for questions."""
        try:
            process = subprocess.Popen(  # noqa: S603 - our own words
                [self._git, "-C", str(self._folder), "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
            )
        except OSError:
            return None
        late = Timer(self._seconds, process.kill)
        late.daemon = True
        late.start()
        self._stack.callback(_end, process)
        self._stack.callback(late.cancel)
        assert process.stdin
        assert process.stdout
        return process.stdin, process.stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    with suppress(BrokenPipeError), process:  # a question that it did not read
        pass


def folders_of(ask: Ask) -> tuple[str, ...]:
    """Return the paths that a folder of projects has had in its repository, the one of today first.

    `ask` asks about the folder. A renamed folder is followed by the studio's file, also where the
    renaming is not committed yet. Each ends in a slash, but for the repository's own folder: "".
    """

    def lines(*question: str) -> list[str]:
        return (ask(*question) or b"").decode("utf-8", "surrogateescape").split("\0")

    here = (ask("rev-parse", "--show-toplevel", "--show-prefix") or b"\n\n").split(b"\n")
    root, today = (line.decode("utf-8", "surrogateescape") for line in here[:2])
    folders = dict.fromkeys([today])
    if ask("cat-file", "-e", f"HEAD:./{STUDIO_FILE}") is None:  # is it new, or was it renamed?
        gone = ("diff", "--name-only", "--no-renames", "--diff-filter=D", "-z", "HEAD")
        paths = lines(*gone, "--", f":(top,glob)**/{STUDIO_FILE}")
        folders |= dict.fromkeys(path.removesuffix(STUDIO_FILE) for path in paths if path)
    follow = ("log", "--follow", "-M", "--diff-filter=R", "--name-status", "--format=", "-z", "--")
    for folder in tuple(folders):
        words = [word.strip("\n") for word in lines("-C", root, *follow, f"{folder}{STUDIO_FILE}")]
        for status, old in pairwise(words):
            if status[:1] == "R" and status[1:].isdigit() and Path(old).name == STUDIO_FILE:
                folders[old.removesuffix(STUDIO_FILE)] = None
    return tuple(folders)


def in_folders(folders: Iterable[str]) -> tuple[str, ...]:
    """Return the arguments by which git looks at these folders of a repository only."""
    return ("--", *(f":(top,literal){folder}" for folder in folders))


def would_track(folder: Path, name: str) -> bool:
    """Return whether `git add` would add a new file in a folder."""
    ask = asker(folder / name)
    inside = ask("rev-parse", "--is-inside-work-tree") == b"true\n"
    return inside and ask("check-ignore", "--quiet", "--", name) is None


def uncommitted(projects: Path) -> tuple[str, ...]:
    """Return the ids of projects whose files differ from the last commit; none if git cannot say.

    What was published of them is in no history, so a link that they gave could be given again.
    """
    ask = asker(projects / STUDIO_FILE)
    listed = ask("status", "--porcelain", "-z", "--no-renames", "--", "*.yml", "*.md") or b""
    names = (Path(line[3:].decode("utf-8", "replace")).name for line in listed.split(b"\0"))
    here = (name for name in names if belongs(name) and (projects / name).is_file())
    return tuple(sorted({printable(Path(name).stem) for name in here if name != STUDIO_FILE}))


def vanished(projects: Path, *, git: str = "git") -> tuple[str, ...]:
    """Return the ids of projects that git knows and that were deleted without being closed.

    Whether the deletion is committed makes no difference. The last version of a deleted file says
    whether it was closed. Unchanged examples do not count, nor do deletions while the studio was
    still the example studio. Raises HistoryError without git, a repository, or its whole history;
    DistrustedRepositoryError if git refuses to read it.
    """
    read = asker(projects / STUDIO_FILE, git)

    def ask(*question: str) -> str | None:
        answer = read(*question)
        return None if answer is None else answer.decode("utf-8", "surrogateescape")

    if ask("rev-parse", "--is-shallow-repository") != "false\n":
        if advice := distrust(projects / STUDIO_FILE, git=git):
            raise DistrustedRepositoryError(advice)
        raise HistoryError("no repository with its whole history")
    folders = folders_of(read)
    deletions = ask(
        *("log", "-m", "--first-parent", "--no-renames", "--diff-filter=D"),
        *("--name-only", "--format=%x01%H", "-z", *in_folders(folders)),
    )
    now = () if "" in folders else folders
    listed = ask("ls-tree", "-r", "--full-tree", "--name-only", "-z", "HEAD", *now)
    versions = [("HEAD", (listed or "").split("\0"))]
    for entry in (deletions or "").split("\x01")[1:]:  # the newest first
        commit, *names = filter(None, entry.replace("\n", "\0").split("\0"))
        versions.append((f"{commit}^", names))
    gone: dict[str, tuple[str, str]] = {}
    for version, names in versions:
        for path in names:
            folder, name = path[: path.rfind("/") + 1], Path(path).name
            project = Path(name).stem
            files = (projects / f"{project}{suffix}" for suffix in (".yml", ".md"))
            is_one = name.endswith((".yml", ".md")) and folder in folders
            if is_one and not any(file.exists() for file in files):
                gone.setdefault(project, (path, version))
    return tuple(
        printable(project)
        for project, (path, version) in sorted(gone.items())
        for folder, name in [(path[: path.rfind("/") + 1], Path(path).name)]
        if name not in (STUDIO_FILE, FRONT_PAGE)
        and not name.startswith(("_", "."))
        and not shipped.as_shipped(name, read("show", f"{version}:{path}") or b"")
        and not _has(ask("show", f"{version}:{path}"), "closed")
        and not _has(ask("show", f"{version}:{folder}{STUDIO_FILE}"), "example_day")
    )


def _has(text: str | None, field: str) -> bool:
    """Return whether a file has a top-level field; it may be too old to be parsed."""
    return re.search(rf"^{field}:", text or "", re.MULTILINE) is not None
