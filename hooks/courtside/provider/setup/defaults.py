"""What this machine and its git say of their owner: a first answer to what `init` asks.

git config user.name = Sur, remote = git@github.com:sur/portals.git
->  {"name": "Sur", "site_url": "https://sur.github.io/portals/", ...}
America/Lima  ->  {"week": "mon-fri", "holidays": "PE", "currency": "PEN"}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args

import holidays
from babel.core import Locale, default_locale, get_global
from babel.localtime import get_localzone
from babel.numbers import get_territory_currencies

from courtside.model.values import Language
from courtside.workspace.git import Ask

FRIDAY = 4
_GITHUB = re.compile(r"(?:https://|ssh://|git@)(?:[^/@]*@)?github\.com[/:]([\w.-]+)/([\w.-]+?)/?$")


def answers(ask: Ask) -> Mapping[str, str]:
    """Return the likely answer to each question; empty if there is none."""
    return {
        "name": _said(ask("config", "user.name")),
        "email": _said(ask("config", "user.email")),
        "timezone": _zone(),
        "language": _language(),
        "site_url": address(ask),
    }


def answers_in(timezone: str) -> Mapping[str, str]:
    """Return the likely answer to each question about the country, for a time zone."""
    country = get_global("zone_territories").get(timezone, "")
    return {
        "week": _week(country),
        "holidays": country if country in holidays.list_supported_countries() else "none",
        "currency": next(iter(get_territory_currencies(country) if country else ()), ""),
    }


def address(ask: Ask) -> str:
    """Return where GitHub publishes this repository; empty if it is on another host."""
    match = _GITHUB.match(remote(ask))
    if match is None:
        return ""
    owner, repository = match[1].lower(), match[2].removesuffix(".git")
    host = f"{owner}.github.io"
    return f"https://{host}/" if repository.lower() == host else f"https://{host}/{repository}/"


def remote(ask: Ask) -> str:
    """Return the address of the repository that this one is pushed to; it may hold a password."""
    return _said(ask("remote", "get-url", "origin"))


def _said(answer: bytes | None) -> str:
    return (answer or b"").decode("utf-8", "replace").strip()


def _zone() -> str:
    """IANA's name of the machine's zone; empty where it has none, as in most containers."""
    try:
        name = str(getattr(get_localzone(), "key", ""))
    except (LookupError, OSError):
        return ""
    return name if "/" in name and not name.startswith("Etc/") else ""


def _week(country: str) -> str:
    """The working week of a country, out of when its weekend begins."""
    begins = Locale.parse(f"und_{country}").weekend_start if country else None
    return "sun-thu" if begins == FRIDAY else "mon-fri"


def _language() -> str:
    spoken = (default_locale() or "en").partition("_")[0]
    return spoken if spoken in get_args(Language) else "en"
