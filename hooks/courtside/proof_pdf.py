"""The statement on paper: Statement -> PDF, by `overrides/portal/proof.typ`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from .language import Translator
from .page import TEMPLATES
from .proof import Statement
from .typeset import FONTS, Typeset, as_data, families, typeset

TEMPLATE = TEMPLATES / "proof.typ"


def proof_pdf(
    stated: Statement, speak: Translator, *, author: str, day: date, fonts: Path = FONTS
) -> Typeset:
    """Set the statement, dated `day`; raises NoLetter. The same statement gives the same bytes."""
    told = {
        "language": speak.language,
        "direction": speak.direction,
        "author": author,
        "title": stated.title.unescape(),
        "fonts": families(fonts),
        "statement": as_data(stated),
    }
    data = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return typeset(TEMPLATE, {"data": data}, day=day, fonts=fonts)
