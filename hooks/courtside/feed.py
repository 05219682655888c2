"""The stages of a project as a calendar file, which the client saves from the page.

    Texts and photos, the client's, from 9 to 13 March, seen on the 11th
    ->  SUMMARY:Your turn: Texts and photos     all day, from the 9th up to but not on the 14th
        alarms on the 12th and the 13th at nine

A date that moves day by day is tentative and rings no alarm, which would be for a wrong day.
What is saved may lie with whoever keeps the client's calendar. So there is no link in it, since a
link opens the page, and no amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event

from .phrases import Telling
from .project import Project
from .prose import line
from .schedule import LiveStage
from .workdays import DAY

PRODUCT = "-//Courtside//Client portal//EN"
ALARM_AT = timedelta(hours=9)
"""On the clock of whoever has the calendar, as all-day events are."""

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def feed(tell: Telling) -> str:
    """The file's text, its lines ended by CRLF; empty where nothing is to come.

    Two builds of one day give the same text. Of two files the calendar takes the later: SEQUENCE
    and DTSTAMP are those of the day.
    """
    status, project = tell.status, tell.status.project
    if status.dated is None or status.phase in ("complete", "closed"):
        return ""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    title = _plain(f"{project.title} · {tell.studio.name}")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)  # what most calendars read in its place
    moving = _moving(project, status.dated.stages)
    for name, one in status.dated.stages.items():
        calendar.add_component(_event(tell, one, moving=name in moving))
    return str(calendar.to_ical(), "utf-8")


def uid(studio: str, project: str, stage: str) -> str:
    """The name of a stage in the client's calendar: the same in every build, whatever its dates.

    It hangs on the studio's address and the two ids, not on the link: a new link must not double
    what is in the calendar already. All of a project begin alike, which packs well.
    """
    whole, part = (
        sha256("\n".join(names).encode()).hexdigest()
        for names in ((studio, project), (studio, project, stage))
    )
    return f"{whole[:12]}-{part[:8]}"


def _moving(project: Project, stages: Mapping[str, LiveStage]) -> frozenset[str]:
    """The stages whose dates are a forecast that moves day by day.

    Those that wait for a slot, those behind them or behind what is late, and all that is not
    finished while nobody knows when a pause ends.
    """
    open_end = any(pause.agreed and pause.last is None for pause in project.pauses)
    moving: set[str] = set()
    for name, one in stages.items():
        before = project.before[name]
        if not one.finished and (
            open_end
            or one.state == "queued"
            or any(each in moving or stages[each].state == "late" for each in before)
        ):
            moving.add(name)
    return frozenset(moving)


def _event(tell: Telling, one: LiveStage, *, moving: bool) -> Event:
    status = tell.status
    # What is open ends when it is due, however near the weekend; what is late is not over yet.
    last = one.end if one.finished or one.state == "late" else one.due
    first = min(one.start, last)  # a payment may come before its turn
    event = Event()
    event.add("uid", uid(tell.studio.email, status.project.id, one.stage.id))
    event.add("dtstamp", datetime.combine(status.as_of, time(), UTC))
    event.add("sequence", status.as_of.toordinal())
    event.add("dtstart", first)
    event.add("dtend", last + DAY)
    event.add("summary", _summary(tell, one))
    if lines := tuple(_description(tell, one)):
        event.add("description", "\n".join(lines))
    # A round that was not needed is called off where it was saved before.
    called_off = "CANCELLED" if one.state == "skipped" else "CONFIRMED"
    event.add("status", "TENTATIVE" if moving else called_off)
    event.add("transp", "TRANSPARENT")
    if one.stage.owner == "client" and not one.finished and not moving:
        for words, day in (
            (tell.speak.say("Due tomorrow: {title}", title=one.stage.title), one.due - DAY),
            (tell.speak.say("Due today: {title}", title=one.stage.title), one.due),
        ):
            if day >= status.as_of:
                event.add_component(_alarm(_plain(words.unescape()), day - first))
    return event


def _alarm(words: str, after: timedelta) -> Alarm:
    # Counted from the start: some calendars do not know RELATED=END.
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", after + ALARM_AT)
    return alarm


def _summary(tell: Telling, one: LiveStage) -> str:
    """The stage, and whose turn it is."""
    say, title = tell.speak.say, one.stage.title
    if one.state == "skipped":
        words = say("Not needed: {title}", title=title)
    elif one.finished:
        words = say("Done: {title}", title=title)
    elif one.stage.owner == "client":
        words = say("Your turn: {title}", title=title)
    else:
        words = say("{studio}: {title}", studio=tell.studio.name, title=title)
    return _plain(words.unescape())


def _description(tell: Telling, one: LiveStage) -> Iterator[str]:
    """What is handed over, and of what is not over that the page knows better."""
    for gives in one.stage.gives:
        yield f"– {_plain(line(gives).striptags())}"
    if not one.finished:
        yield tell.speak.say(
            "As of {day}. Dates may move: how it stands now is on your page.",
            day=tell.speak.plain_day(tell.status.as_of, year=True),
        ).unescape()


def _plain(text: str) -> str:
    """In one line and without control characters, which no calendar may hold."""
    return _CONTROL.sub("", " ".join(text.splitlines()))
