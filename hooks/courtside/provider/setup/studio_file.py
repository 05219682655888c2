"""Answers to what `init` asks -> the files that say whose studio it is.

    {"name": "Sur", "timezone": "America/Lima", ...}
    ->  _studio.yml; site_name, site_url and language in mkdocs.yml; the heading of index.md; the
        time zone in daily.yml

Only the fields that are named change; comments and everything else in the files stay. An answer is
read as the file is, so a wrong one gets the message that the file would get.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from courtside.model.studio import Studio
from courtside.provider.setup import starter
from courtside.source import load, migrations, records
from courtside.source.editor import Put, apply
from courtside.source.problems import Path
from courtside.source.records import order_of

FIELDS: Mapping[str, Path] = {
    "name": ("name",),
    "email": ("email",),
    "timezone": ("timezone",),
    "week": ("calendar", "week"),
    "holidays": ("calendar", "holidays"),
    "language": ("language",),
    "currency": ("currency",),
}
"""A question -> the field of `_studio.yml` that holds its answer."""

EXAMPLE_ADDRESS = "https://studio.example/"
"""`site_url` of the example studio."""

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts(Generic[T]):
    """The files that say whose studio it is: the text of each, or its path."""

    studio: T
    """`projects/_studio.yml`"""
    front: T
    """`projects/index.md`"""
    settings: T
    """`mkdocs.yml`"""
    daily: T
    """`.github/workflows/daily.yml`"""

    def each(self, of: Callable[[T], U]) -> Texts[U]:
        """Return the same of each file."""
        return Texts(
            studio=of(self.studio),
            front=of(self.front),
            settings=of(self.settings),
            daily=of(self.daily),
        )


def wrong(answers: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is wrong with each answer that the file cannot hold; empty if nothing is."""
    reasons = {field: _wrong(field, value) for field, value in answers.items()}
    return {field: reason for field, reason in reasons.items() if reason}


def _wrong(field: str, value: str) -> str:
    """Return the first error of a file that differs from the starter in this answer alone."""
    try:
        text = _with_answers(starter.owned("en")["projects/_studio.yml"], {field: value})
        content = text.encode("utf-8")
    except UnicodeEncodeError:
        return "this cannot be written as text"
    _, problems = load.load_portfolio({records.STUDIO_FILE: content})
    first = next((problem.message for problem in problems if problem.severity == "error"), "")
    return first.replace(f"example {FIELDS[field][-1]}: ", "example ")


def new_studio(answers: Mapping[str, str]) -> Mapping[str, str]:
    """Return path -> text of the owner's files in a new studio; every question is answered."""
    files = dict(starter.owned(answers["language"]))
    texts = Texts(
        studio=files["projects/_studio.yml"],
        front=files["projects/index.md"],
        settings=files["mkdocs.yml"],
        daily="",
    )
    texts = changed(texts, answers, known_as=(starter.STUDIO_NAME,))
    put = [Put(("format",), migrations.newest())]
    studio = apply(texts.studio, put, file=records.STUDIO_FILE, order=order_of(Studio))
    return {
        **files,
        "projects/_studio.yml": studio,
        "projects/index.md": texts.front,
        "mkdocs.yml": texts.settings,
    }


def changed(
    texts: Texts[str], answers: Mapping[str, str], *, known_as: Collection[str]
) -> Texts[str]:
    """Return the files of a studio with these answers; `known_as` is what it was called so far.

    `answers` may have a `site_url` too.
    """
    puts: list[Put] = []
    front, daily = texts.front, texts.daily
    if "name" in answers:
        puts.append(Put(("site_name",), answers["name"]))
        front = _headed(front, answers["name"], known_as)
    if "site_url" in answers:
        puts.append(Put(("site_url",), answers["site_url"]))
    if "language" in answers and re.search(r"(?m)^theme: *(#.*)?\r?$", texts.settings):
        puts.append(Put(("theme", "language"), answers["language"]))
    settings = apply(
        texts.settings, puts, file="mkdocs.yml", order=lambda _path: ("site_name", "site_url")
    )
    if "timezone" in answers:
        daily = starter.in_zone(daily, answers["timezone"])
    studio = _with_answers(texts.studio, answers)
    return replace(texts, studio=studio, front=front, settings=settings, daily=daily)


def _with_answers(studio: str, answers: Mapping[str, str]) -> str:
    puts = [Put(FIELDS[name], value) for name, value in answers.items() if name in FIELDS]
    return apply(studio, puts, file=records.STUDIO_FILE, order=order_of(Studio))


def _headed(front: str, name: str, known_as: Collection[str]) -> str:
    """Return the front page under a new name, if its heading was the old one."""
    first = re.search(r"(?m)^# [^\r\n]*", front)
    if first is None or first[0] not in map(_heading, known_as):
        return front
    return front[: first.start()] + _heading(name) + front[first.end() :]


def _heading(name: str) -> str:
    """Return a name as a heading of Markdown, in which none of its characters means anything."""
    plain = re.sub(r"([\\`*_{}\[\]#])", r"\\\1", name)
    return "# " + re.sub(r"&(?=#?\w+;)", "&amp;", plain).replace("<", "&lt;")
