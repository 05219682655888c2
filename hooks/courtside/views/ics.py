"""The stages of a project as a calendar file, which the client saves from the page.

    Texts and photos, the client's, from 9 to 13 March, seen on the 11th
    ->  SUMMARY:Your turn: Texts and photos     all day, from the 9th up to but not on the 14th
        alarms on the 12th and the 13th at nine

Stages that were added and payments are events like all others. The lines are written here and not
by a library: that took a sixth of a whole build. Two libraries read them back in the tests.

A date that moves day by day is tentative and rings no alarm, since it would ring on a wrong day. A
calendar may be kept by others, so there is no link in it, which would open the page, and no amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from courtside.engine.schedule import LiveStage
from courtside.engine.workdays import DAY
from courtside.text.markdown import line
from courtside.views.context import ViewContext

PRODUCT = "-//Courtside//Client portal//EN"
ALARM_AT = 9
"""Hours after midnight on the clock of whoever has the calendar, as all-day events are."""

_OCTETS = 75
"""Of a line, at most (RFC 5545, 3.1)."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


def calendar_file(ctx: ViewContext) -> str:
    """Return the text of the file, its lines ended by CRLF; empty if nothing is to come.

    Two builds of one day give the same text. Of two files the calendar takes the later: SEQUENCE
    and DTSTAMP are those of the day.
    """
    status, project = ctx.status, ctx.status.project
    if status.dated is None or status.is_over:
        return ""
    title = _text(f"{project.title} · {ctx.studio.name}")
    behind = status.behind
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", f"NAME:{title}"]
    lines.append(f"X-WR-CALNAME:{title}")  # what most calendars read in its place
    for name, live in status.dated.stages.items():
        forecast = name in behind or live.waits_for_slot or status.moves(name, live.end)
        lines += _event(ctx, live, moving=forecast and not live.finished)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def uid(studio: str, project: str, stage: str) -> str:
    """Return the id of a stage in the client's calendar, the same whatever its dates.

    It depends on the studio's address and the two ids, not on the link: a new link must not double
    the events. All ids of a project begin alike, which compresses well.
    """
    whole, part = (
        sha256("\n".join(names).encode()).hexdigest()
        for names in ((studio, project), (studio, project, stage))
    )
    return f"{whole[:12]}-{part[:8]}"


def _event(ctx: ViewContext, live: LiveStage, *, moving: bool) -> Iterator[str]:
    """An event; `moving` says that its dates are a forecast, which nobody knows yet."""
    status = ctx.status
    waits = status.is_waited_for(live)
    moving = moving and waits  # what is paid already may have no day yet
    # What is open ends when it is due, however near the weekend; what is late is not over yet.
    as_it_ends = live.finished or live.state == "late" or live.waits_for_slot
    last = live.end if as_it_ends else live.due
    first = min(live.start, last)  # a payment may come before its turn
    yield "BEGIN:VEVENT"
    yield f"SUMMARY:{_text(_summary(ctx, live))}"
    yield f"DTSTART;VALUE=DATE:{_day(first)}"
    yield f"DTEND;VALUE=DATE:{_day(last + DAY)}"
    yield f"DTSTAMP:{_day(status.as_of)}T000000Z"
    yield f"UID:{uid(ctx.studio.email, status.project.id, live.stage.id)}"
    yield f"SEQUENCE:{status.as_of.toordinal()}"
    if paragraphs := tuple(_description(ctx, live)):
        yield "DESCRIPTION:" + r"\n".join(map(_text, paragraphs))
    # A round that was not needed is called off where it was saved before.
    called_off = "CANCELLED" if live.state == "skipped" else "CONFIRMED"
    yield f"STATUS:{'TENTATIVE' if moving else called_off}"
    yield "TRANSP:TRANSPARENT"
    if live.stage.owner == "client" and waits and not moving:
        yield from _alarms(ctx, live, first)
    yield "END:VEVENT"


def _alarms(ctx: ViewContext, live: LiveStage, first: date) -> Iterator[str]:
    """The morning before it is due, and the morning of that day."""
    title = ctx.stage_title(live.stage.id)
    for words, day in (
        (ctx.t.text("Due tomorrow: {title}", title=title), live.due - DAY),
        (ctx.t.text("Due today: {title}", title=title), live.due),
    ):
        if day < ctx.status.as_of:
            continue
        # Counted from the start: some calendars do not know RELATED=END.
        hours = (day - first).days * 24 + ALARM_AT
        whole, rest = divmod(abs(hours), 24)
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{_text(words.unescape())}"
        yield f"TRIGGER:{'-' if hours < 0 else ''}P{f'{whole}D' if whole else ''}T{rest}H"
        yield "END:VALARM"


def _summary(ctx: ViewContext, live: LiveStage) -> str:
    """The stage, and whose turn it is."""
    say, title = ctx.t.text, ctx.stage_title(live.stage.id)
    if live.state == "skipped" or ctx.status.asks_for_nothing(live):
        words = say("Not needed: {title}", title=title)
    elif not ctx.status.is_waited_for(live):
        words = say("Done: {title}", title=title)
    elif live.stage.owner == "client":
        words = say("Your turn: {title}", title=title)
    else:
        words = say("{studio}: {title}", studio=ctx.studio.name, title=title)
    return words.unescape()


def _description(ctx: ViewContext, live: LiveStage) -> Iterator[str]:
    """What is handed over; of what is not over, the promised day and where to look."""
    for given in live.stage.gives:
        yield f"– {line(given.text).striptags()}"
    promised = live.waits_for_slot and ctx.status.terms.promise is not None
    if promised and not live.finished and not ctx.moves(live):
        yield ctx.t.text(
            "Promised by {day} at the latest: {stage}.",
            day=ctx.t.day(live.due, year=True),
            stage=ctx.stage_title(live.stage.id),
        ).unescape()
    if not live.finished:
        yield ctx.t.text(
            "As of {day}. Dates may change: your page always shows the latest.",
            day=ctx.t.day(ctx.status.as_of, year=True),
        ).unescape()


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(text: str) -> str:
    """A text of one line, without control characters, which no calendar may hold, and with its
    signs escaped."""
    if not text.isprintable():
        text = _CONTROL.sub("", " ".join(text.splitlines()))
    return text.translate(_ESCAPED)


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets; a paragraph of a text begins a piece, so that one that
    many events have is folded in the same way in each, which packs well."""
    if len(line) <= _OCTETS and (line.isascii() or len(line.encode()) <= _OCTETS):
        return line
    pieces, current, octets = [], "", 0
    for part in re.findall(r"\\.|[^\\]", line):
        size = len(part) if part.isascii() else len(part.encode())
        if octets + size > _OCTETS or (part == r"\n" and octets > 1):
            pieces.append(current)
            current, octets = "", 1  # the space before a piece
        current += part
        octets += size
    return "\r\n ".join((*pieces, current))
