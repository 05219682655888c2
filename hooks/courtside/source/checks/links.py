"""Links in Markdown of which a client sees only the words.

words: "[prices](#prices)"  ->  the address of a link here does not begin with ... [dead-link]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.source.checks.context import Subject
from courtside.source.checks.limits import markdown_of
from courtside.source.problems import Path, Problem, Source, problem_at

_MESSAGE = (
    "the address of a link here does not begin with https://, http:// or mailto:, so a page shows "
    "only its words: write the full address"
)
_MAY_LINK = re.compile(r"\]\(|\]:|<[A-Za-z][\w+.-]*:")


def own_links(subject: Subject) -> Iterator[Problem]:
    """Warn of links in a project's texts that lead nowhere, but for texts that are signed: they
    have to stay as they are."""
    project = subject.project
    if not project.closed:
        texts = ((at, text) for at, text in markdown_of(project) if not _is_signed(project, at))
        yield from _dead(subject.source, texts)


def _is_signed(project: Project, path: Path) -> bool:
    agreed = path[-1] == "words" or "gives" in path
    return project.signed is not None and agreed


def studio_links(source: Source, studio: Studio) -> Iterator[Problem]:
    """Warn of links in the studio's texts that lead nowhere."""
    yield from _dead(source, _of_studio(studio))


def _of_studio(studio: Studio) -> Iterator[tuple[Path, str]]:
    yield ("words",), studio.words or ""
    yield ("details",), studio.details or ""
    for language, text in studio.notice.text.items() if studio.notice else ():
        yield ("notice", "text", language), text
    for name, playbook in studio.playbooks.items():
        yield ("playbooks", name, "words"), playbook.words or ""


def _dead(source: Source, texts: Iterable[tuple[Path, str]]) -> Iterator[Problem]:
    """Yield a warning for each text: at the line of its first such link, where the file has the
    text as it is, else where the text begins."""
    for path, text in texts:
        if not _MAY_LINK.search(text):
            continue
        from courtside.text.markdown import dead_links  # it takes long, and few texts have links

        line = next(dead_links(text), None)
        if line is not None:
            first, column = source.at(path)
            is_body = path == ("words",) and source.file.endswith(".md") and column == 1
            place = (first + line, 1) if is_body else (first, column)
            found = problem_at(source.file, place, path, _MESSAGE)
            yield found.as_warning("dead-link")
