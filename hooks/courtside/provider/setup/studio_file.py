"""Answers to what `init` asks -> the files that say whose studio it is.

    {"name": "Sur", "timezone": "America/Lima", ...}
    ->  _studio.yml; site_name, site_url and language in mkdocs.yml; the heading of index.md; the
        time zone in daily.yml

Only the fields that are named change; comments and everything else in the files stay. An answer is
read as the file is, so a wrong one gets the message that the file would get.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from courtside.model.studio import Studio
from courtside.provider.setup import starter
from courtside.provider.setup.starter import DAILY, FRONT, SETTINGS, STUDIO
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


def wrong(answers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the problem with each answer that the file cannot hold; empty if there is none."""
    reasons = {field: _wrong(field, value) for field, value in answers.items()}
    return {field: reason for field, reason in reasons.items() if reason}


def _wrong(field: str, value: str) -> str:
    """Return the first error of a file that differs from the starter in this answer alone."""
    try:
        text = _with_answers(starter.owned("en")[STUDIO], {field: value})
        content = text.encode("utf-8")
    except UnicodeEncodeError:
        return "this cannot be written as text"
    _, problems = load.load_portfolio({records.STUDIO_FILE: content})
    first = next((problem.message for problem in problems if problem.severity == "error"), "")
    return first.replace(f"example {FIELDS[field][-1]}: ", "example ")


def new_studio(answers: Mapping[str, str]) -> Mapping[str, str]:
    """Return path -> text of the owner's files in a new studio; every question is answered."""
    files = starter.owned(answers["language"])
    files = changed(files, answers, known_as=(starter.STUDIO_NAME,))
    put = [Put(("format",), migrations.newest())]
    studio = apply(files[STUDIO], put, file=records.STUDIO_FILE, order=order_of(Studio))
    return {**files, STUDIO: studio}


def changed(
    texts: Mapping[str, str], answers: Mapping[str, str], *, known_as: Collection[str]
) -> Mapping[str, str]:
    """Return the files of a studio with other answers; `known_as` is its name so far.

    `answers` may have a `site_url`, too.
    """
    new, puts = dict(texts), []
    if "name" in answers:
        puts.append(Put(("site_name",), answers["name"]))
        new[FRONT] = _headed(texts[FRONT], answers["name"], known_as)
    if "site_url" in answers:
        puts.append(Put(("site_url",), answers["site_url"]))
    if "language" in answers and re.search(r"(?m)^theme: *(#.*)?\r?$", texts[SETTINGS]):
        puts.append(Put(("theme", "language"), answers["language"]))
    new[SETTINGS] = apply(
        texts[SETTINGS], puts, file=SETTINGS, order=lambda _path: ("site_name", "site_url")
    )
    if "timezone" in answers and DAILY in texts:
        new[DAILY] = starter.in_zone(texts[DAILY], answers["timezone"])
    new[STUDIO] = _with_answers(texts[STUDIO], answers)
    return new


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
