"""The texts of the shell and the public pages, in the languages of portals.

    shell_messages("es")["no-key"]   ->   "Al enlace le falta el final. ..."

The front page is not among them: the provider writes it, in `projects/index.md`. These texts are
public and know no studio, so they are neither familiar nor formal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from courtside.model.values import LANGUAGES
from courtside.text.language import translator
from courtside.text.theme import OURS, Theme

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
"""The texts that `theme/assets/open.js` may show instead of, or beside, an opened page."""


def shell_messages(language: str, theme: Theme = OURS) -> Mapping[str, str]:
    """Return the texts in a language, for `es-MX` those of `es`; English for unknown ones."""
    short = language.partition("-")[0]
    say = translator(short if short in LANGUAGES else "en", date.min, theme=theme).text
    texts = {
        "not-found": say("Page not found"),
        "full-link": say("Please open the full link from the e-mail we sent you."),
        "opening": say("Opening your page…"),
        "stuck": say(
            "If nothing more appears within a few seconds, please reload this page, or open the "
            "full link from the e-mail again; if that does not help, let us know."
        ),
        "no-javascript": say(
            "This page is encrypted and needs JavaScript to open. Please allow "
            "JavaScript for this site, or open the link in another browser."
        ),
        "insecure": say(
            "This page only opens over a secure connection. Please use the full link "
            "from the e-mail, which begins with https."
        ),
        "old-browser": say(
            "This browser is too old to open the page. Please update it, or open the link "
            "in another one."
        ),
        "no-key": say(
            "The last part of the link is missing. Please open the full link from the e-mail."
        ),
        "cut-key": say("Part of the link is missing. Please open the full link from the e-mail."),
        "old-scheme": say(
            "This page belongs to another version of the site. Please reload it; if that "
            "does not help, ask us for a new link."
        ),
        "wrong-key": say(
            "This link does not open the page. A newer one may have replaced it: please "
            "look for our latest e-mail, or ask us."
        ),
        "damaged": say(
            "This page did not arrive complete. Please reload it; if that does not help, "
            "let us know."
        ),
        "no-file": say(
            "This file could not be opened. Please reload the page; if it still fails, let us know."
        ),
    }
    return {name: text.unescape() for name, text in texts.items()}
