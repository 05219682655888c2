"""A copy with its examples -> a house of one's own: answers in, the changed files out.

    {"name": "Sur", "timezone": "America/Lima", ...}
    ->  a new _studio.yml; site_name, site_url and language in mkdocs.yml; the heading of index.md;
        timezone in daily.yml

In a house that is one's own already nothing is written anew: a field gets another value, and the
rest of its file stays as it is. An answer is read as the file is, so what is wrong with it is said
as it would be said of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from . import pipeline
from .edit import Put, apply
from .emit import entry
from .project import Studio
from .reading import order_of
from .source import Path

FIELDS: Mapping[str, Path] = {
    "name": ("name",),
    "email": ("email",),
    "timezone": ("timezone",),
    "week": ("calendar", "week"),
    "holidays": ("calendar", "holidays"),
    "language": ("language",),
    "currency": ("currency",),
}
"""What is asked -> where the answer stands in `_studio.yml`."""

EXAMPLE_ADDRESS = "https://studio.example/"
"""`site_url` as it ships."""

MORNINGS = re.compile(r"(?m)^( +timezone: *)([^\s#]+)")
"""The zone in `daily.yml` by whose clock the mornings' builds go."""

_ANYBODY: Mapping[str, str] = {
    "name": "Norte Studio",
    "email": "hola@norte.example",
    "timezone": "Europe/Madrid",
    "week": "mon-fri",
    "holidays": "none",
    "language": "en",
    "currency": "EUR",
}

_HEAD = """\
# yaml-language-server: $schema=../hooks/courtside/schema/studio.json
# Your studio: who you are, when you work, and what you agree with every client (FILES.md).
"""

_TERMS = """\
capacity: 1                        # stages of yours that you work on at once
# tax: [{name: IVA, rate: 21%}]    # on every amount; or [{note: excl. VAT}], words alone
format: 2                          # of these files
terms:                             # your standard terms; a project may have its own
  reply: 1                         # working days to answer a message, both sides
  revisions: 2                     # rounds included in each approval
  restart_within: 15               # working days until you are back after a lost slot
  cap: 20%                         # the most that all fees, or all credits, come to
  # What follows from being late, step by step, for either side (RULES.md). No step takes money: if
  # you want to agree on that, take the `# ` away before the fee and before the credit, both.
  late:
    client:
      - {after: 1, do: remind}
      - {after: 3, do: approve}
      - {after: 5, do: lose-slot}
      # - {after: 10, do: fee, amount: 10%}
      - {after: 60, do: may-close}
    provider:
      - {after: 1, do: remind}
      # - {after: 2, do: credit, amount: 1%, per: day, cap: 20%}
      - {after: 20, do: may-leave}
"""


T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts(Generic[T]):
    """The files that say whose house it is: what stands in each, or where it lies."""

    studio: T
    """`projects/_studio.yml`"""
    front: T
    """`projects/index.md`"""
    settings: T
    """`mkdocs.yml`"""
    daily: T
    """`.github/workflows/daily.yml`"""

    def each(self, of: Callable[[T], U]) -> Texts[U]:
        """Something else of each."""
        return Texts(
            studio=of(self.studio),
            front=of(self.front),
            settings=of(self.settings),
            daily=of(self.daily),
        )


def wrong(answers: Mapping[str, str]) -> Mapping[str, str]:
    """What is wrong with each answer that cannot be written into the file; empty if nothing."""
    found = {field: _wrong(field, value) for field, value in answers.items()}
    return {field: why for field, why in found.items() if why}


def _wrong(field: str, value: str) -> str:
    """The first fault of a file in which only this answer is not anybody's."""
    text = studio_text({**_ANYBODY, field: value}, "")
    content = text.encode("utf-8", "surrogatepass")  # which no reader takes for text
    _, faults = pipeline.load({pipeline.STUDIO_FILE: content})
    first = next((fault.message for fault in faults if fault.severity == "error"), "")
    return first.replace(f"example {FIELDS[field][-1]}: ", "example ")


def studio_text(answers: Mapping[str, str], shipped: str) -> str:
    """A new `_studio.yml`; reminders, playbooks and `key_id` are those of the shipped one."""
    calendar = {name: answers[name] for name in ("week", "holidays")}
    rows = [
        *entry("name:", answers["name"], 0),
        *entry("email:", answers["email"], 0),
        *entry("timezone:", answers["timezone"], 0),
        *entry("language:", answers["language"], 0),
        *entry("currency:", answers["currency"], 0),
        "calendar:",
        *(row for name, value in calendar.items() for row in entry(f"{name}:", value, 2)),
        "  # closed: [2026-08-03..2026-08-21, 2026-12-24]    # your own holidays",
    ]
    _, found, kept = shipped.replace("\r\n", "\n").partition("\nremind:")
    return _HEAD + "\n".join(rows) + "\n" + _TERMS + (found + kept).lstrip("\n")


def founded(
    texts: Texts[str], answers: Mapping[str, str], *, known_as: Collection[str]
) -> Texts[str]:
    """The files of a new house. `answers` may have `site_url`, too; `known_as` is what the house
    was called so far."""
    new = replace(texts, studio=studio_text(answers, texts.studio))
    return _in_step(new, answers, known_as)


def changed(
    texts: Texts[str], answers: Mapping[str, str], *, known_as: Collection[str]
) -> Texts[str]:
    """The files of a house that is somebody's own, with other values for the fields named."""
    edits = [Put(FIELDS[name], value) for name, value in answers.items() if name in FIELDS]
    studio = apply(texts.studio, edits, file=pipeline.STUDIO_FILE, order=order_of(Studio))
    return _in_step(replace(texts, studio=studio), answers, known_as)


def without_example_day(texts: Texts[str]) -> Texts[str]:
    """Without this line of `_studio.yml`, so that the site shows the real day."""
    studio = re.sub(r"(?m)^example_day:.*(\r?\n|\Z)", "", texts.studio)
    return replace(texts, studio=studio)


# --- What says the same elsewhere ----------------------------------------------------------------


def _in_step(
    texts: Texts[str], answers: Mapping[str, str], known_as: Collection[str]
) -> Texts[str]:
    """The other files, each changed where it says the same as an answer."""
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
        daily = MORNINGS.sub(lambda found: found[1] + answers["timezone"], daily)
    return replace(texts, front=front, settings=settings, daily=daily)


def _headed(front: str, name: str, known_as: Collection[str]) -> str:
    """The front page under the new name, where its heading was the old one."""
    first = re.search(r"(?m)^# [^\r\n]*", front)
    if first is None or first[0] not in map(_heading, known_as):
        return front
    return front[: first.start()] + _heading(name) + front[first.end() :]


def _heading(name: str) -> str:
    """A name as a heading of Markdown, in which no sign of it means anything."""
    plain = re.sub(r"([\\`*_{}\[\]#])", r"\\\1", name)
    return "# " + re.sub(r"&(?=#?\w+;)", "&amp;", plain).replace("<", "&lt;")
