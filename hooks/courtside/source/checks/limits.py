"""Texts: not more Markdown than a page can hold.

words: "[[[[..." of 100,000  ->  the texts of this file have more than 10000 lines and signs of ...
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from courtside.model.project import Project
from courtside.source.checks.context import Subject
from courtside.source.problems import Path, Problem

MOST_SIGNS = 10_000
"""Of all texts of a project, lines included; a contract of fifty pages has a tenth of it."""

_SIGN = re.compile(r"[\\`*_\[\]<>&!\n]")
"""Each takes about as long to process as a line of words."""


def signs(subject: Subject) -> Iterator[Problem]:
    """Refuse more signs in all texts together than a build can process quickly."""
    texts = tuple(markdown_of(subject.project))
    if sum(len(text) for _, text in texts) <= MOST_SIGNS:
        return
    numbers = {path: len(_SIGN.findall(text)) for path, text in texts}
    if sum(numbers.values()) > MOST_SIGNS:
        path = max(numbers, key=numbers.__getitem__)
        message = (
            f"the texts of this file have more than {MOST_SIGNS} lines and signs of Markdown "
            "(such as * and [), most of them here: shorten this text"
        )
        yield subject.error(path, message)


def markdown_of(project: Project) -> Iterator[tuple[Path, str]]:
    """Yield all Markdown that reaches a page."""
    yield ("words",), project.words or ""
    yield ("client", "details"), project.client.details or ""
    if project.signed:
        yield ("signed", "words"), project.signed.words or ""
    if project.ended:
        yield ("ended", "why"), project.ended.why or ""
    for index, stage in enumerate(project.stages):
        for place, given in enumerate(stage.gives):
            yield ("stages", index, "gives", place), given.text
        for place, back in enumerate(stage.returned):
            yield ("stages", index, "returned", place, "why"), back.why
        for kind in ("waits", "rounds"):
            for place, entry in enumerate(getattr(stage, kind)):
                yield ("stages", index, kind, place, "why"), entry.why or ""
    for name in ("pauses", "waivers"):
        for index, entry in enumerate(getattr(project, name)):
            yield (name, index, "why"), entry.why or ""
    for index, entry in enumerate(project.log):
        yield ("log", index, "text"), entry.text
