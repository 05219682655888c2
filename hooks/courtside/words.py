"""What the shell and the public pages say, in the languages that a portal can have.

    words("es")["no-key"]   ->   "Al enlace le falta la clave. ..."

The front page is no part of this: a provider writes it, in `projects/index.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import get_args

from .language import translator
from .project import Language

MESSAGES = (
    "insecure",
    "old-browser",
    "no-key",
    "cut-key",
    "old-scheme",
    "wrong-key",
    "damaged",
    "no-file",
)
"""What `overrides/assets/open.js` may have to say instead of, or beside, an opened page."""

LANGUAGES: tuple[str, ...] = get_args(Language)
"""Those that a portal can have."""


def words(language: str) -> Mapping[str, str]:
    """The words of a language, for `es-MX` those of `es`; English where there are none."""
    short = language.partition("-")[0]
    say = translator(short if short in LANGUAGES else "en", date.min).say
    texts = {
        "not-found": say("There is no page here"),
        "full-link": say("Please open the full link from the e-mail that you were sent."),
        "opening": say("Opening your page …"),
        "no-javascript": say(
            "This page is sealed, and your browser needs JavaScript to open it. Please switch "
            "JavaScript on for this site, or open the link in another browser."
        ),
        "insecure": say(
            "This page opens over a secure connection only. Please use the full link from "
            "the e-mail: it begins with https."
        ),
        "old-browser": say(
            "This browser is too old to open the page. Please update it, or open the link "
            "in another one."
        ),
        "no-key": say("The link has no key. Please open the full link from the e-mail."),
        "cut-key": say("A part of the link is missing. Please open the full link from the e-mail."),
        "old-scheme": say(
            "This page was made for another version of the site. Please load it again; if "
            "that does not help, ask us for a new link."
        ),
        "wrong-key": say(
            "This link does not open the page. Perhaps a newer link has replaced it: please"
            " look for our latest e-mail, or ask us."
        ),
        "damaged": say(
            "This page arrived damaged. Please load it again; if that does not help, tell us."
        ),
        "no-file": say(
            "This file could not be opened. Please load the page again; if that does not help, "
            "tell us."
        ),
    }
    return {name: str(text) for name, text in texts.items()}
