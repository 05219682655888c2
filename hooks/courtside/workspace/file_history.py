"""Older versions of the project files in git, to say what has changed since a signature.

    with FileHistory(Path("projects")) as earlier:
        earlier("aurora.yml")  ->  (b"name: Norte...", b"title: New..."), ...

One `git log` and one `git cat-file` answer for all files of a folder, and neither runs unless a
version is asked for. Without git, a repository or an answer in time there are no versions, and
messages do without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Timer
from typing import IO, TYPE_CHECKING, Self

from courtside.source.records import STUDIO_FILE

if TYPE_CHECKING:
    from subprocess import Popen

SECONDS = 10.0
"""Timeout of all questions together."""


class FileHistory:
    """The older versions of the files of one folder; used in a `with`, which ends git's process."""

    def __init__(
        self,
        folder: Path,
        *,
        before: date | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """Begin with the last version committed `before` a day, if there is one, else with today's.

        `seconds` is how long git may take for all questions together.
        """
        self._folder, self._seconds = folder, seconds
        self._before = before
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
        last = self._pair("HEAD", name) if self._before is None else None
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
        from courtside.workspace.git import asker  # few files need an older version

        ask = asker(self._folder / STUDIO_FILE, seconds=self._seconds)
        until = [f"--before={self._before}T00:00"] if self._before else []
        words = ("log", "-c", *until, "--format=%x01%H", "--name-only", "-z", "--relative")
        log = ask(*words, "--", ".") or b""
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
        from subprocess import DEVNULL, PIPE, Popen

        from courtside.workspace.git import environment

        try:
            process = Popen(  # noqa: S603 - our own words
                ["git", "-C", str(self._folder), "cat-file", "--batch"],  # noqa: S607 - the one on PATH
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
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


def _end(process: Popen[bytes]) -> None:
    process.kill()
    with suppress(BrokenPipeError), process:  # a question that it did not read
        pass
