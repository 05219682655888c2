"""What was signed and what was promised, each as a fingerprint that shows any later difference.

    signed: {date: 2026-02-20, by: Lucía Prieto, hash: "sha256:9f2c..."}

The number is the SHA-256 of canonical JSON: UTF-8, keys sorted, no spaces (`,` and `:` alone
between), no escapes but those that JSON demands; a key with nothing behind it is left out, so that
a field of a later version changes no older number. Days are `2026-03-06`; amounts `10%` or, with
two digits behind the point and the third where there is one, `8400.00 EUR`; numbers are whole.

`signed.hash` covers {"deposit": amount, "parties": {"client": name, "consumer": true, where the
client is one, "provider": name}, "price": amount, "stages": [{"after", "approves", "days", "gives",
"id", "owner", "pay", "title"}], "studio_words", "tax": [{"name", "rate"}], "terms": {"cap",
"late": {"client": [step], "provider": [step]}, "net", "reply", "restart_within", "revisions",
"round_days"}, "words"}.
`after` names what precedes a stage also where the file leaves it out; `days` of a payment that
has none is 0; the terms are the project's over the standard ones; a step has {"after", "amount",
"cap", "do", "of", "per", "text"}; `tax` has the taxes with a rate. `studio_words`, `tax`, `cap`,
`net`, `round_days` and `of` came with format 2.

`scheduled.hash` covers {"calendars": {party: {"closed": ["2026-08-03..2026-08-21"], "holidays",
"week": ["mon"]}}, "stages": [{"due", "id", "start"}], "start"}, the calendars as the file has them.

It records; it is no electronic signature.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from courtside.model.project import Project
from courtside.model.stage import Stage
from courtside.model.studio import Studio
from courtside.model.terms import CalendarRule, Calendars, Step
from courtside.model.values import PARTIES, WEEKDAYS, Amount, to_cents

Agreement = dict[str, Any]


def signed_hash(studio: Studio, project: Project) -> str:
    """Return `sha256:...` of the agreement; later facts are not part of it."""
    return hash_of(agreement(studio, project))


def scheduled_hash(project: Project) -> str:
    """Return `sha256:...` of the assigned dates and the calendars that they follow from."""
    return hash_of(schedule(project))


def agreement(studio: Studio, project: Project) -> Agreement:
    """Return the data that `signed.hash` covers."""
    terms = project.terms.over(studio.terms)
    deposit = project.deposit.amount if project.deposit else None
    return {
        "parties": {
            "provider": studio.name,
            "client": project.client.name,
            "consumer": project.client.consumer or None,  # what older signatures did not know
        },
        "price": _amount(project.price, studio),
        "deposit": _amount(deposit, studio),
        "stages": [_stage(project, stage, studio) for stage in project.stages],
        "terms": {
            "reply": terms.reply,
            "revisions": terms.revisions,
            "round_days": terms.round_days,
            "net": terms.net,
            "restart_within": terms.restart_within,
            "cap": _amount(terms.cap, studio),
            "late": {
                party: [_step(step, studio) for step in terms.steps(party)] for party in PARTIES
            },
        },
        "tax": [
            {"name": tax.name, "rate": f"{_plain(tax.rate)}%"}
            for tax in project.taxes(studio)
            if tax.rate is not None
        ],
        "studio_words": project.general_words(studio),
        "words": project.words,
    }


def schedule(project: Project) -> Agreement:
    """Return the data that `scheduled.hash` covers."""
    return {
        "start": project.start and project.start.isoformat(),
        "stages": [
            {
                "id": stage.id,
                "start": stage.start and stage.start.isoformat(),
                "due": stage.due and stage.due.isoformat(),
            }
            for stage in project.stages
        ],
        "calendars": calendars(project.calendars),
    }


def calendars(both: Calendars) -> Agreement:
    """Return the calendars of a schedule; an agreement shows them, but `signed.hash` does not cover
    them: they are written into the project when it is signed."""
    return {
        party: _calendar(rule) for party in PARTIES if (rule := getattr(both, party)) is not None
    }


def canonical(value: object) -> bytes:
    """Return data as canonical JSON; the module says how it is written."""
    text = json.dumps(_filled(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def hash_of(value: object) -> str:
    """Return `sha256:...` of canonical JSON."""
    return f"sha256:{hashlib.sha256(canonical(value)).hexdigest()}"


def differences(old: object, new: object) -> tuple[str, ...]:
    """Return the paths where two agreements or schedules differ: `price`, `stages.build.days`."""
    return tuple(dict.fromkeys(_differences(_filled(old), _filled(new), "")))


# --- Parts -----------------------------------------------------------------------------------


def _stage(project: Project, stage: Stage, studio: Studio) -> Agreement:
    return {
        "id": stage.id,
        "title": stage.title,
        "owner": stage.owner,
        "days": stage.days or 0,
        "gives": [given.text for given in stage.gives],
        "after": list(project.before[stage.id]),
        "approves": stage.approves,
        "pay": _amount(stage.pay, studio),
    }


def _step(step: Step, studio: Studio) -> Agreement:
    return {
        "after": step.after,
        "do": step.do,
        "amount": _amount(step.amount, studio),
        "of": step.of,
        "per": step.per,
        "cap": _amount(step.cap, studio),
        "text": step.text,
    }


def _amount(amount: Amount | None, studio: Studio) -> str | None:
    if amount is None:
        return None
    if amount.is_share:
        return f"{_plain(amount.value)}%"
    cents = to_cents(amount.value)
    exact = cents if cents == amount.value else amount.value
    return f"{exact} {amount.unit or studio.currency}"


def _plain(number: Decimal) -> str:
    """Return a number without zeros at the end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _calendar(rule: CalendarRule) -> Agreement:
    return {
        "week": [WEEKDAYS[day] for day in sorted(rule.week)] if rule.week else None,
        "holidays": rule.holidays,
        "closed": sorted(f"{run.first}..{run.last}" for run in rule.closed),
    }


def _filled(value: Any) -> Any:
    """Return a mapping without the keys that have no value."""
    if isinstance(value, dict):
        return {
            key: filled
            for key, below in value.items()
            if (filled := _filled(below)) or isinstance(filled, int)
        }
    return [_filled(below) for below in value] if isinstance(value, list) else value


def _differences(old: Any, new: Any, path: str) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, list) and isinstance(new, list):
        named = [
            {item["id"]: item for item in items if isinstance(item, dict) and "id" in item}
            for items in (old, new)
        ]
        if len(named[0]) == len(old) and len(named[1]) == len(new):
            same = list(named[0]) == list(named[1])
            old, new = named
            if not same and sorted(old) == sorted(new):
                yield path  # the order alone
    if not (isinstance(old, dict) and isinstance(new, dict)):
        yield path
        return
    for key in dict.fromkeys((*old, *new)):
        yield from _differences(old.get(key), new.get(key), f"{path}.{key}" if path else key)
