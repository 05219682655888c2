"""The agreement as one sheet of paper: Telling -> PDF.

    sheet(tell, paper="a4")   ->   Sheet(pdf=b"%PDF-1.7 ...", borrowed=False)

Typst sets it, out of `overrides/portal/agreement.typ` (why Typst: docs/decisions). All words go in
as JSON: a client's text is never read as markup, and the template reads no file. The PDF is tagged
(PDF/UA-1), and its bytes follow from files and day alone: fonts out of Typst's own wheel and the
house's `overrides/fonts`, no clock, no name of a machine. Only where those lack a letter are the
machine's own fonts borrowed, and `borrowed` says so.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import typst
from markupsafe import Markup

from .agreement import agreement, bulk
from .language import translator
from .page import TEMPLATES
from .phrases import Telling
from .project import Studio
from .status import Status
from .tree import tree

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
MEASURED = 4000
"""Bulk from which on an agreement may take more than one page."""
TEMPLATE = TEMPLATES / "agreement.typ"
FONTS = TEMPLATES.parent / "fonts"
"""Where a house may put fonts for letters that Typst's own do not have."""


class SheetFault(Exception):
    """There is no such sheet. The message goes on after a project's id, and holds no client's text.

    SheetFault
    ├── TooLong       more than one page
    └── NoLetter      a letter that no font at hand can show
    """


class TooLong(SheetFault):
    """More than fits on one page, by so much."""

    def __init__(self, paper: Paper, millimetres: int) -> None:
        super().__init__(
            f"the agreement is {millimetres} mm too long for one {PAPER_NAMES[paper]} page: "
            "shorten `words`, `gives` or titles, or put stages together"
        )


class NoLetter(SheetFault):
    """A letter that no font at hand can show."""

    def __init__(self, letter: str) -> None:
        name = unicodedata.name(letter, "a letter without a name")
        super().__init__(
            f"no font here can show U+{ord(letter):04X} ({name}): put one that can (.ttf or .otf) "
            "into overrides/fonts/"
        )


PAPER_NAMES: Mapping[Paper, str] = {"a4": "A4", "letter": "Letter"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One agreement on paper."""

    pdf: bytes
    borrowed: bool
    """Whether fonts of this machine stand in it, so that another may make other bytes."""


def telling(studio: Studio, status: Status, today: date) -> Telling:
    """What the sheet of a project needs, in the project's own language."""
    speak = translator(status.project.language or studio.language, today)
    return Telling(speak=speak, studio=studio, status=status)


def too_long(tell: Telling) -> TooLong | None:
    """Whether it takes more than one page, of whichever paper; says by how much.

    Measuring one takes some 0.1 seconds, too long for a thousand of them; so only those are
    measured that have the bulk for it. (`tests/test_sheet.py` tries that the others fit.)
    """
    if bulk(tell.status) < MEASURED:
        return None
    paper, over = max(overflow(tell).items(), key=lambda each: each[1])
    return TooLong(paper, over) if over else None


def overflow(tell: Telling) -> Mapping[Paper, int]:
    """By how many millimetres it is too long for one page of each paper, in its smallest type."""
    compiler = _compiler(FONTS, False)
    compiler.compile(sys_inputs=_inputs(tell, FONTS), format="svg")
    found: list[int] = json.loads(compiler.query("metadata", field="value"))
    return dict(zip(PAPERS, found, strict=True))


def sheet(tell: Telling, *, paper: Paper, long: bool = False, fonts: Path = FONTS) -> Sheet:
    """Set the agreement of a project; raises SheetFault.

    `long` lets it take more than one page. `fonts` is the house's own folder of them; there need
    be none.
    """
    inputs = _inputs(tell, fonts, paper=paper, long=long)
    letter = ""
    for borrowed in (False, True):
        compiler = _compiler(fonts, borrowed)
        try:
            pdf = compiler.compile(
                sys_inputs=inputs,
                pdf_standards="ua-1",
                timestamp=datetime.combine(tell.speak.today, time(), UTC),
            )
        except typst.TypstError as error:
            letter = _missing(error)
            continue
        if not long and (over := json.loads(compiler.query("<over>", field="value", one=True))):
            raise TooLong(paper, over)
        assert isinstance(pdf, bytes)
        return Sheet(pdf=pdf, borrowed=borrowed)
    raise NoLetter(letter)


def _inputs(tell: Telling, fonts: Path, *, paper: str = "", long: bool = False) -> dict[str, str]:
    """All that the template is told; without a paper it measures for each, and sets nothing."""
    agreed = agreement(tell, heading=2)
    project = tell.status.project
    told = {
        "language": tell.speak.language,
        "direction": tell.speak.direction,
        "author": tell.studio.name,
        "subject": f"{agreed.title.unescape()}: {project.title}",
        "fonts": _families(fonts),
        "agreement": _plain(agreed),
    }
    words = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return {"data": words, "paper": paper, "long": "long" if long else ""}


def _plain(value: Any) -> Any:
    """Records as mappings, HTML as trees."""
    if isinstance(value, Markup):
        return tree(value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)


def _missing(error: typst.TypstError) -> str:
    """The first letter that a font lacked; raises SheetFault for any other error."""
    found = _MISSING.search(error.message)
    if found is None:
        # What stands between backticks may be a client's text.
        what = error.message.partition("`")[0].strip()
        raise SheetFault(f"the agreement could not be set, by a fault of Courtside: {what}")
    escaped = re.match(r"\\u\{([0-9a-f]+)\}", found[1])
    return chr(int(escaped[1], 16)) if escaped else found[1][0]


@cache
def _compiler(fonts: Path, borrowed: bool) -> typst.Compiler:
    """One for all sheets: Typst remembers what it has set before."""
    return typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=typst.Fonts(include_system_fonts=borrowed, font_paths=_folders(fonts)),
    )


@cache
def _families(fonts: Path) -> tuple[str, ...]:
    """The house's own fonts, which come before any other that has a letter."""
    own = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=_folders(fonts)
    )
    return tuple(sorted(set(own.families())))


def _folders(fonts: Path) -> list[Path]:
    return [fonts] if fonts.is_dir() else []
