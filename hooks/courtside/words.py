"""What the shell and the public pages say, in the languages that a portal can have.

    words("es")["no-key"]   ->   "Al enlace le falta la clave. ..."

The front page is no part of this: a provider writes it, in `projects/index.md`.
"""

from __future__ import annotations

from collections.abc import Mapping

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

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "not-found": "There is no page here",
        "full-link": "Please open the full link from the e-mail that you were sent.",
        "opening": "Opening your page …",
        "no-javascript": (
            "This page is sealed and is opened in your browser, which needs JavaScript for it. "
            "Please switch JavaScript on for this site, or open the link in another browser."
        ),
        "insecure": (
            "This page opens over a secure connection only. "
            "Please use the full link from the e-mail: it begins with https."
        ),
        "old-browser": (
            "This browser is too old to open the page. "
            "Please update it, or open the link in another one."
        ),
        "no-key": "The link has no key. Please open the full link from the e-mail.",
        "cut-key": "A part of the link is missing. Please open the full link from the e-mail.",
        "old-scheme": (
            "This page was made for another version of the site. Please load it again; "
            "if that does not help, ask us for a new link."
        ),
        "wrong-key": (
            "This link does not open the page. Perhaps a newer link has replaced it: "
            "please look for our latest e-mail, or ask us."
        ),
        "damaged": (
            "This page has arrived damaged. Please load it again; if that does not help, tell us."
        ),
        "no-file": "This file could not be opened. Please try again; if that fails, tell us.",
    },
    "es": {
        "not-found": "Aquí no hay ninguna página",
        "full-link": "Abre el enlace completo del correo que recibiste.",
        "opening": "Abriendo tu página …",
        "no-javascript": (
            "Esta página está sellada y se abre en tu navegador, que necesita JavaScript para "
            "ello. Activa JavaScript para este sitio o abre el enlace en otro navegador."
        ),
        "insecure": (
            "Esta página solo se abre con una conexión segura. "
            "Usa el enlace completo del correo: empieza por https."
        ),
        "old-browser": (
            "Este navegador es demasiado antiguo para abrir la página. "
            "Actualízalo o abre el enlace en otro."
        ),
        "no-key": "Al enlace le falta la clave. Abre el enlace completo del correo.",
        "cut-key": "Al enlace le falta una parte. Abre el enlace completo del correo.",
        "old-scheme": (
            "Esta página se hizo para otra versión del sitio. Vuelve a cargarla; "
            "si no funciona, pídenos un enlace nuevo."
        ),
        "wrong-key": (
            "Este enlace no abre la página. Quizá lo haya sustituido uno más nuevo: "
            "busca nuestro último correo o pregúntanos."
        ),
        "damaged": "La página ha llegado dañada. Vuelve a cargarla; si no funciona, avísanos.",
        "no-file": "No se ha podido abrir este archivo. Inténtalo otra vez; si falla, avísanos.",
    },
}


def words(language: str) -> Mapping[str, str]:
    """The words of a language, for `es-MX` those of `es`; English where there are none."""
    return WORDS.get(language.partition("-")[0], WORDS["en"])
