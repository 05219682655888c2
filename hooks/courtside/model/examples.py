"""How each field is written, for those who are told that theirs is wrong.

    `days` is missing: write for example days: 5

One table of samples, one of names; a test holds that every field has its sample.
"""

from __future__ import annotations

from collections.abc import Mapping

from courtside.model.project import (
    Change,
    Client,
    Deposit,
    Entry,
    Note,
    Pause,
    ProjectFile,
    Quoted,
    Restart,
    Returned,
    Scheduled,
    Signed,
    Stage,
    StageTemplate,
    Waiver,
)
from courtside.model.record import Record
from courtside.model.studio import Playbook, Studio
from courtside.model.terms import CalendarRule, Calendars, Late, Step, Terms

SAMPLES: Mapping[str, str] = {
    "after": "[brief, copy]",
    "agreed": "2026-03-12",
    "amount": "10%",
    "approves": "design",
    "asked_by": "client",
    "by": "Lucía Prieto",
    "calendar": "{week: mon-fri, holidays: ES-MD}",
    "calendars": "{client: {holidays: PT}}",
    "cap": "20%",
    "capacity": "1",
    "changes": "[{date: 2026-03-11, title: A seventh page, stage: build, days: 2}]",
    "client": "{name: Aurora Coffee Roasters, email: lucia@aurora.example}",
    "closed": "2026-06-01",
    "consumer": "true",
    "contact": "Lucía Prieto",
    "currency": "EUR",
    "date": "2026-03-06",
    "days": "5",
    "deposit": "{amount: 30%, paid: 2026-02-24}",
    "do": "fee",
    "done": "2026-03-06",
    "due": "2026-03-06",
    "email": "lucia@aurora.example",
    "example_day": "2026-05-20",
    "files": "[brief.pdf]",
    "format": "1",
    "from": "2026-04-01",
    "gives": "[A one-page creative brief]",
    "hash": '"sha256:" and 64 of 0-9 and a-f',
    "holidays": "ES-MD",
    "id": "copy",
    "key_id": "16 of 0-9 and a-f",
    "language": "en",
    "late": "{client: [{after: 5, do: lose-slot}]}",
    "link": "1",
    "log": "[{date: 2026-03-06, text: Brief sent}]",
    "name": "Norte Studio",
    "owner": "client",
    "paid": "2026-02-24",
    "pauses": "[{from: 2026-04-01, to: 2026-04-10, by: client, agreed: 2026-03-28}]",
    "pay": "70%",
    "per": "day",
    "playbooks": "{website: {stages: [{id: brief, title: Brief, owner: provider, days: 5}]}}",
    "price": "8400 EUR",
    "private": "[{date: 2026-03-06, text: Prefers calls}]",
    "provider": "{week: mon-fri, holidays: ES-MD}",
    "quoted": "{date: 2026-02-10, until: 2026-03-10}",
    "remind": "[-1, 0, 1, 3]",
    "reply": "1",
    "restart_within": "15",
    "restarts": "[{stage: design, start: 2026-04-14, date: 2026-03-30}]",
    "returned": "[{date: 2026-03-12, why: Two pages are missing}]",
    "revisions": "2",
    "scheduled": "{date: 2026-02-24}",
    "signed": "{date: 2026-02-20, by: Lucía Prieto}",
    "skipped": "2026-03-06",
    "stage": "copy",
    "stages": "[{id: brief, title: Brief, owner: provider, days: 5}]",
    "start": "2026-03-02",
    "tax_note": "excl. VAT",
    "terms": "{reply: 1, revisions: 2}",
    "text": "Brief sent",
    "timezone": "Europe/Madrid",
    "title": "New website",
    "to": "2026-04-10",
    "until": "2026-03-10",
    "waivers": "[{stage: copy, do: fee, date: 2026-03-30}]",
    "week": "mon-fri",
    "why": "First time",
    "words": "What this agreement says in its own words",
}
"""The value of each field, written in one line."""

IN_PLACE: Mapping[tuple[str, str], str] = {
    ("late", "client"): "[{after: 5, do: lose-slot}]",
    ("late", "provider"): "[{after: 2, do: credit, amount: 1%}]",
    ("calendars", "client"): "{holidays: PT}",
    ("calendar", "closed"): "[2026-08-03..2026-08-21, 2026-12-24]",
    ("provider", "closed"): "[2026-08-03..2026-08-21, 2026-12-24]",
    ("client", "closed"): "[2026-08-03..2026-08-21, 2026-12-24]",
    ("client", "id"): "aurora",
    ("log", "link"): "https://aurora.example/brief",
    ("terms", "after"): "5",
}
"""The same where a field of that name means something else below another."""

# fmt: off
NO_FREE_TEXT = frozenset((
    "after", "agreed", "amount", "approves", "asked_by", "cap", "capacity", "closed", "consumer",
    "currency", "date", "days", "do", "done", "due", "example_day", "from", "holidays", "id",
    "language", "owner", "paid", "pay", "per", "price", "remind", "reply", "restart_within",
    "revisions", "skipped", "stage", "start", "timezone", "to", "until", "week",
))
# fmt: on
"""Fields whose value a message may show."""

KNOWN_AS: Mapping[type[Record], str] = {
    CalendarRule: "a calendar",
    Calendars: "the calendars",
    Change: "a change",
    Client: "the client",
    Deposit: "the deposit",
    Entry: "a log entry",
    Late: "what follows from lateness",
    Note: "a private note",
    Pause: "a pause",
    Playbook: "a playbook",
    ProjectFile: "a project",
    Quoted: "the quote",
    Restart: "a restart",
    Returned: "a returned hand-over",
    Scheduled: "the schedule",
    Signed: "the signature",
    Stage: "a stage",
    StageTemplate: "a stage",
    Step: "a step",
    Studio: "the studio",
    Terms: "the terms",
    Waiver: "a waiver",
}


def sample(path: tuple[str | int, ...]) -> str:
    """How the value at a path is written: `5` for stages[2].days."""
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return ""
    for above in reversed(names[:-1]):
        if (above, names[-1]) in IN_PLACE:
            return IN_PLACE[above, names[-1]]
    return SAMPLES.get(names[-1], "")
