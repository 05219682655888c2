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
    Ended,
    Entry,
    NewStage,
    Note,
    Pause,
    Payment,
    ProjectFile,
    Quoted,
    Restart,
    Scheduled,
    Signed,
    Waiver,
)
from courtside.model.record import Record
from courtside.model.stage import Given, Returned, Round, Stage, StageTemplate, Wait
from courtside.model.studio import Notice, PayTo, Playbook, Studio, Tax
from courtside.model.terms import CalendarRule, Calendars, Late, Step, Terms

SAMPLES: Mapping[str, str] = {
    "address": "formal",
    "adds": "{id: photos, title: Product photos, owner: provider, days: 2}",
    "after": "[brief, copy]",
    "agreed": "2026-03-12",
    "allow": "[no-hash]",
    "amount": "10%",
    "approves": "design",
    "as": "aurora-01",
    "asked": "2026-03-27",
    "asked_by": "client",
    "bic": "CAIXESBB",
    "by": "Lucía Prieto",
    "calendar": "{week: mon-fri, holidays: ES-MD}",
    "calendars": "{client: {holidays: PT}}",
    "cap": "20%",
    "capacity": "1",
    "cc": "[office@aurora.example]",
    "changes": "[{date: 2026-03-11, title: A seventh page, stage: build, days: 2}]",
    "client": "{name: Aurora Coffee Roasters, email: lucia@aurora.example}",
    "closed": "2026-06-01",
    "consumer": "true",
    "contact": "Lucía Prieto",
    "currency": "EUR",
    "date": "2026-03-06",
    "days": "5",
    "deposit": "30%",
    "details": "Calle Mayor 1, Madrid",
    "do": "fee",
    "done": "2026-03-06",
    "due": "2026-03-06",
    "email": "lucia@aurora.example",
    "ended": "{date: 2026-05-20, by: client, total: 4200 EUR}",
    "example_day": "2026-05-20",
    "files": "[brief.pdf]",
    "for": "deposit",
    "format": "2",
    "from": "2026-04-01",
    "gives": "[A one-page creative brief]",
    "hash": '"sha256:" and 64 of 0-9 and a-f',
    "holidays": "ES-MD",
    "iban": "ES91 2100 0418 4502 0005 1332",
    "id": "copy",
    "invoice": "2026-011",
    "key_id": "16 of 0-9 and a-f",
    "language": "en",
    "late": "{client: [{after: 5, do: lose-slot}]}",
    "link": "1",
    "link_until": "2026-12-31",
    "log": "[{date: 2026-03-06, text: Brief sent}]",
    "name": "Norte Studio",
    "net": "10",
    "note": "excl. VAT",
    "notice": "{until: 2026-05-10, text: We are away until 10 May}",
    "of": "payment",
    "on": "provider",
    "owner": "client",
    "part": "true",
    "pauses": "[{from: 2026-04-01, to: 2026-04-10, by: client, agreed: 2026-03-28}]",
    "pay": "70%",
    "pay_to": "{name: Norte Studio, iban: ES91 2100 0418 4502 0005 1332}",
    "payments": "[{date: 2026-02-24, for: deposit, amount: 2520 EUR}]",
    "per": "day",
    "playbooks": "{website: {stages: [{id: brief, title: Brief, owner: provider, days: 5}]}}",
    "price": "8400 EUR",
    "private": "[{date: 2026-03-06, text: Prefers calls}]",
    "provider": "{week: mon-fri, holidays: ES-MD}",
    "quoted": "{date: 2026-02-10, until: 2026-03-10}",
    "rate": "21%",
    "received": "2026-03-09",
    "remind": "[-1, 0, 1, 3]",
    "reply": "1",
    "restart_within": "15",
    "restarts": "[{stage: design, start: 2026-04-14, date: 2026-03-30}]",
    "returned": "[{sent: 2026-03-10, date: 2026-03-12, why: Two pages are missing}]",
    "revisions": "2",
    "round_days": "3",
    "rounds": "[{asked: 2026-03-27, why: A warmer green}]",
    "scheduled": "{date: 2026-02-24}",
    "sent": "2026-03-10",
    "signed": "{date: 2026-02-20, by: Lucía Prieto}",
    "skipped": "2026-03-06",
    "stage": "copy",
    "stages": "[{id: brief, title: Brief, owner: provider, days: 5}]",
    "start": "2026-03-02",
    "tax": "[{name: IVA, rate: 21%}]",
    "terms": "{reply: 1, revisions: 2}",
    "text": "Brief sent",
    "timezone": "Europe/Madrid",
    "title": "New website",
    "to": "2026-04-10",
    "told": "2026-03-05",
    "total": "4200 EUR",
    "until": "2026-03-10",
    "url": "https://drive.example/upload",
    "waits": "[{from: 2026-03-05, on: provider, why: Which sizes?}]",
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
    ("pay_to", "link"): "https://pay.example/norte",
    ("payments", "amount"): "2520 EUR",
    ("tax", "name"): "IVA",
    ("terms", "after"): "5",
}
"""The same where a field of that name means something else below another."""

# fmt: off
NO_FREE_TEXT = frozenset((
    "address", "after", "agreed", "amount", "approves", "as", "asked", "asked_by", "bic", "cap",
    "capacity", "closed", "consumer", "currency", "date", "days", "do", "done", "due",
    "example_day", "for", "from", "holidays", "iban", "id", "language", "link_until", "net", "of",
    "on", "owner", "part", "pay", "per", "price", "rate", "received", "remind", "reply",
    "restart_within", "revisions", "round_days", "sent", "skipped", "stage", "start", "timezone",
    "to", "told", "total", "until", "week",
))
# fmt: on
"""Fields whose value a message may show."""

KNOWN_AS: Mapping[type[Record], str] = {
    CalendarRule: "a calendar",
    Calendars: "the calendars",
    Change: "a change",
    Client: "the client",
    Deposit: "the deposit",
    Ended: "the end",
    Entry: "a log entry",
    Given: "what is handed over",
    Late: "what follows from lateness",
    NewStage: "a new stage",
    Note: "a private note",
    Notice: "the notice",
    Pause: "a pause",
    PayTo: "where clients pay",
    Payment: "a payment",
    Playbook: "a playbook",
    ProjectFile: "a project",
    Quoted: "the quote",
    Restart: "a restart",
    Returned: "a returned handover",
    Round: "a round of changes",
    Scheduled: "the schedule",
    Signed: "the signature",
    Stage: "a stage",
    StageTemplate: "a stage",
    Step: "a step",
    Studio: "the studio",
    Tax: "a tax",
    Terms: "the terms",
    Wait: "a wait",
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
