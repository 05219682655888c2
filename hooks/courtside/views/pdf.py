"""PDF by Typst: a template and plain data -> the bytes of a tagged document.

    typeset_pdf(Path("portal/statement.typ"), {"data": "{...}"}, day=date(2026, 3, 27))
    ->  Typeset(pdf=b"%PDF-1.7 ...", borrowed=False)

All words go in as JSON: a client's text is never read as markup, and a template reads no file but
those beside it. The PDF is tagged (PDF/UA-1), and its bytes follow from the data and the day alone:
fonts from Typst's own wheel and the studio's `overrides/fonts`, no clock, no name of a machine.
If those lack a letter, fonts of this machine are borrowed, and `borrowed` says so.
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

from courtside.errors import CourtsideError
from courtside.model.studio import Studio
from courtside.text.html import parse_html
from courtside.text.language import Translator
from courtside.text.stylesheets import colour_of, variables
from courtside.text.theme import OURS, Theme


class TypesetError(CourtsideError):
    """A document that cannot be set. The message goes on after a project's id, and holds no
    client's text.

    TypesetError
    ├── MissingGlyphError   a letter that no font at hand can show
    └── LogoError           a logo that is no picture
    """


class MissingGlyphError(TypesetError):
    """A letter that no font at hand can show."""

    def __init__(self, letter: str) -> None:
        name = unicodedata.name(letter, "a letter without a name")
        super().__init__(
            f"no font here can show U+{ord(letter):04X} ({name}): put one that can (.ttf or .otf) "
            "into overrides/fonts/"
        )


class LogoError(TypesetError):
    """A logo of the studio that no PDF can show."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the logo in overrides/custom/ {why}")


Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = get_args(Paper)

# CLDR's `US-Letter`; all other countries have A4.
_LETTER = frozenset(
    ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
)


def paper_of(studio: Studio) -> Paper:
    """Return the paper of the country whose holidays a studio has; A4 if it has none."""
    country = (studio.calendar.holidays or "").partition("-")[0]
    return "letter" if country in _LETTER else "a4"


@dataclass(frozen=True, kw_only=True, slots=True)
class Typeset:
    """One document, as a PDF."""

    pdf: bytes
    borrowed: bool
    """Whether fonts of this machine are in it, so that another machine may make other bytes."""
    answer: Any = None
    """The `metadata` of the template under the label that was asked for."""


def typeset_pdf(
    template: Path,
    inputs: Mapping[str, str],
    *,
    day: date,
    ask: str = "",
    theme: Theme = OURS,
) -> Typeset:
    """Set a document dated `day`; raises TypesetError.

    `ask` is the label of one `metadata` in the template, such as `<over>`.
    """
    letter = ""
    for borrowed in (False, True):
        compiler = _compiler(template, theme, borrowed)
        try:
            pdf = compiler.compile(
                sys_inputs=dict(inputs),
                pdf_standards="ua-1",
                timestamp=datetime.combine(day, time(), UTC),
            )
        except typst.TypstError as error:
            letter = _missing(error)
            continue
        assert isinstance(pdf, bytes)
        answer = json.loads(compiler.query(ask, field="value", one=True)) if ask else None
        return Typeset(pdf=pdf, borrowed=borrowed, answer=answer)
    raise MissingGlyphError(letter)


def measure(template: Path, inputs: Mapping[str, str], *, theme: Theme = OURS) -> Any:
    """Return all `metadata` of a template, without making a document."""
    compiler = _compiler(template, theme, False)
    compiler.compile(sys_inputs=dict(inputs), format="svg")
    return json.loads(compiler.query("metadata", field="value"))


def as_input(t: Translator, theme: Theme, *, author: str, **content: object) -> str:
    """Return the JSON for a document: language, author, fonts, colours and logo, and its
    content."""
    data = {
        "language": t.language,
        "direction": t.direction,
        "author": author,
        "fonts": families(theme),
        "colours": colours(theme),
        "logo": logo(theme),
        **{name: as_data(value) for name, value in content.items()},
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def as_data(value: Any) -> Any:
    """Return records as mappings and HTML as trees, which JSON can hold and a template can show."""
    if isinstance(value, Markup):
        return parse_html(value)
    if is_dataclass(value):
        return {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: as_data(part) for name, part in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    return [as_data(part) for part in value] if isinstance(value, tuple) else value


_FONT = "Libertinus Serif"
"""The built-in one that has most letters."""


def families(theme: Theme = OURS) -> tuple[str, ...]:
    """Return the fonts of a document, the first choice first.

    They are the font of `--cs-font`, if it is among the studio's own; the built-in one; and the
    studio's others, for letters that it lacks.
    """
    own = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[*theme.fonts]
    )
    named = variables(theme.own_sheets, "light").get("--cs-font", "")
    chosen = named.partition(",")[0].strip(" \"'").casefold()
    others = sorted(set(own.families()))
    first = [name for name in others if name.casefold() == chosen]
    return tuple(dict.fromkeys((*first, _FONT, *others)))


_COLOURS = {"client": "--cs-client", "provider": "--cs-provider", "ball": "--cs-ball"}


def colours(theme: Theme = OURS) -> Mapping[str, str]:
    """Return the studio's own colours for a document on white paper."""
    own = variables(theme.own_sheets, "light")
    found = {name: colour_of(variable, own) for name, variable in _COLOURS.items()}
    return {
        name: "#" + "".join(f"{round(part * 255):02x}" for part in colour)
        for name, colour in found.items()
        if colour is not None
    }


_MOST_BYTES = 500_000
"""The largest size of a logo: it is in every document."""


def logo(theme: Theme = OURS) -> Mapping[str, Any] | None:
    """Return the studio's logo as plain data; None if it has none. Raises LogoError if it is too
    large."""
    if theme.logo is None:
        return None
    kind, content = theme.logo
    if len(content) > _MOST_BYTES:
        raise LogoError(f"is larger than {_MOST_BYTES // 1000} kB: make it smaller")
    return {"kind": kind, "content": [*content]}


_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)


def _missing(error: typst.TypstError) -> str:
    """Return the first letter that a font lacked; raises TypesetError for any other error."""
    text = _MISSING.search(error.message)
    if text is None:
        if re.search("SVG|image", error.message):
            raise LogoError("cannot be read as a picture: save it as SVG or PNG again")
        # What is between backticks may be a client's text.
        what = error.message.partition("`")[0].strip()
        raise TypesetError(f"the page could not be set; this is a bug in Courtside: {what}")
    escaped = re.match(r"\\u\{([0-9a-f]+)\}", text[1])
    return chr(int(escaped[1], 16)) if escaped else text[1][0]


@cache
def _compiler(template: Path, theme: Theme, borrowed: bool) -> typst.Compiler:
    """Return one for all documents of a kind: Typst remembers what it has set before."""
    return typst.Compiler(
        template,
        root=template.parent,
        font_paths=typst.Fonts(include_system_fonts=borrowed, font_paths=[*theme.fonts]),
    )
