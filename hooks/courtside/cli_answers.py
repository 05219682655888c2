"""What `courtside init` asks, and how an answer is read: from an option, or from who sits there.

An answer is looked at when it comes. One that was typed is asked for again; all wrong options are
said at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import click

from . import cells, guess, newhouse
from .cli_base import NOT_SECURE, opens_portals, refuse
from .cli_names import asked, somebody_is_there
from .copied import Copy
from .history import asker
from .money_text import normal
from .week_text import read_week

_QUESTIONS: Mapping[str, str] = {
    "name": "Your studio's name, as strangers and agreements have it",
    "email": "The e-mail that your clients write to",
    "timezone": "Your time zone, such as Europe/Madrid",
    "week": "The days that you work, such as mon-fri or mon,tue,thu",
    "holidays": "Your public holidays: a country (ES), a part of it (ES-MD), or none",
    "language": "The language of your pages: en, es, pt, fr, de or it",
    "currency": "Your currency, such as EUR",
    "site_url": "Where the site will lie, https://...; empty if you do not know yet",
}


def as_meant(name: str, answer: str) -> str:
    """Return an answer as files have it, where it can be meant in one way only; else as typed."""
    text = normal(answer)
    if name == "week":
        return read_week(text)
    if name == "language":
        return cells.language(text)
    if name in ("currency", "holidays"):
        return text.lower() if text.lower() == "none" else text.upper()
    if name == "timezone":
        return next((zone for zone in available_timezones() if zone.lower() == text.lower()), text)
    return answer.strip()


def refuse_wrong(answers: Mapping[str, str]) -> None:
    """End with each answer that cannot be one, and what is wanted."""
    wrong = _wrong(answers)
    if wrong:
        options = (f"--{name.replace('_', '-')}: {why}" for name, why in wrong.items())
        refuse(*options, "Nothing was written.")


def _wrong(answers: Mapping[str, str]) -> Mapping[str, str]:
    fields = {name: value for name, value in answers.items() if name in newhouse.FIELDS}
    wrong = dict(newhouse.wrong(fields))
    if why := _wrong_address(answers.get("site_url", "")):
        wrong["site_url"] = why
    return wrong


def _wrong_address(address: str) -> str:
    """Why a site cannot lie there; empty if it can, or if nobody says where."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.query or parts.fragment or parts.username:
        return f"this is no address of a site: write for example {newhouse.EXAMPLE_ADDRESS}"
    return "" if opens_portals(address) else NOT_SECURE


def all_answers(given: Mapping[str, str], copy: Copy) -> dict[str, str]:
    """What was given, and what whoever sits there says to the rest."""
    likely = dict(guess.answers(asker(copy.paths.studio)))
    known = copy.place.site_url
    known = "" if known == newhouse.EXAMPLE_ADDRESS else known
    likely["site_url"] = known or likely["site_url"]
    answers = {}
    for name, question in _QUESTIONS.items():
        if name in given:
            answers[name] = given[name]
        elif name == "site_url" and not somebody_is_there():
            answers[name] = known  # the one that may wait
        else:
            answers[name] = asked(
                None,
                f"--{name}",
                question,
                default=likely[name] or ("" if name == "site_url" else None),
                kind=_answer(name),
            )
    return answers


def _answer(name: str) -> Callable[[str], str]:
    """Reads what was typed; what cannot be is said, and asked again."""

    def read(text: str) -> str:
        answer = as_meant(name, text)
        if why := _wrong({name: answer}).get(name):
            raise click.UsageError(why)
        return answer

    return read
