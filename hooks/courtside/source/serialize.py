"""Records -> what is written into a file.

    a template and what a client said  ->  title: New website ... stages: [those of the template]
    reply: 1 and steps in _studio.yml  ->  terms: {reply: 1, cap: none, late: ...}

A template is copied and never referred to: changing it later changes no project. Nor may the
studio's later terms, taxes and closed days change what was signed and promised, so `sign` writes
them into the project. A term that the studio does not have is written as `none`; adding it later
does not add it to what was signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from courtside.engine.workdays import FULL_WEEK
from courtside.model.project import Project
from courtside.model.record import Record
from courtside.model.stage import Given
from courtside.model.studio import Studio, Tax
from courtside.model.terms import CalendarRule, Calendars
from courtside.model.values import PARTIES, TERMS, WEEKDAYS, Amount, Days, Language
from courtside.source.problems import Source
from courtside.source.yaml_writer import Value, entry, inline

if TYPE_CHECKING:
    from courtside.source.editor import Edit


def project_text(
    studio: Studio,
    playbook: str,
    *,
    title: str,
    client: Mapping[str, Value],
    price: str,
    language: Language | None = None,
) -> str:
    """Return the text of a new project file, without the line that names its schema.

    `client` has the fields of the client, `price` is written as money, `playbook` names a template
    in the studio's file. Values that do not fit are reported when the text is read.
    """
    book = studio.playbooks[playbook]
    rows = entry("title:", title, 0)
    rows += entry("client:", client, 0)
    if language:
        rows.append(f"language: {language}")
    rows.append(f"price: {inline(price)}")
    if book.deposit:
        rows.append(f"deposit: {as_written(book.deposit, studio)}")
    rows.append("stages:")
    rows += [row for stage in book.stages for row in entry("-", as_written(stage, studio), 2)]
    if book.words:
        rows += entry("words:", book.words, 0)
    return "\n".join(rows) + "\n"


def frozen_terms(project: Project, studio: Studio, source: Source) -> tuple[Edit, ...]:
    """Return the edits that write the standard terms in use into the project."""
    from courtside.source.editor import Put

    own, standard, there = project.terms, studio.terms, source.positions
    numbers: dict[str, Value] = {
        name: as_written(getattr(standard, name), studio) for name in TERMS if not own.says(name)
    }
    late: dict[str, Value] = {
        party: as_written(standard.steps(party), studio)
        for party in PARTIES
        if getattr(own.late, party) is None
    }
    if ("terms",) not in there:
        return (Put(("terms",), numbers | {"late": late}),)
    edits = [Put(("terms", name), value) for name, value in numbers.items()]
    if ("terms", "late") not in there:
        return (*edits, Put(("terms", "late"), late))
    return (*edits, *(Put(("terms", "late", party), steps) for party, steps in late.items()))


def frozen_taxes(project: Project, studio: Studio) -> tuple[Edit, ...]:
    """Return the edit that writes the studio's taxes into a project that has none of its own."""
    from courtside.source.editor import Put

    if project.tax is not None or not studio.tax:
        return ()
    return (Put(("tax",), as_written(studio.tax, studio)),)


def taxes_line(taxes: Sequence[Tax], studio: Studio) -> str:
    """Return taxes as a file has them in one line: `[{name: IVA, rate: 21%}]`."""
    return inline(as_written(tuple(taxes), studio))


def as_written(value: Any, studio: Studio) -> Any:
    """Return a value of a record as plain data that says the same in a file.

    Records leave out what they have by default. A missing term is `none`.
    """
    match value:
        case None:
            return "none"
        case Amount(is_share=True):
            return f"{value.value:f}%"
        case Amount():
            return f"{value.value:f} {value.unit or studio.currency}"
        case Days():
            return f"{value.first}" if value.first == value.last else f"{value.first}..{value.last}"
        case Decimal():
            return f"{value:f}%"
        case date():
            return value.isoformat()
        case frozenset():
            return week(value)
        case tuple():
            return [as_written(item, studio) for item in value]
        case dict():
            return {key: as_written(item, studio) for key, item in value.items()}
        case Given(text=text, received=None):
            return text
        case Record():
            return _fields(value, studio)
    return value


def _fields(record: Record, studio: Studio) -> dict[str, Any]:
    return {
        field.alias or name: as_written(getattr(record, name), studio)
        for name, field in type(record).model_fields.items()
        if getattr(record, name) != field.get_default()
    }


def frozen_calendars(project: Project, studio: Studio, source: Source) -> tuple[Edit, ...]:
    """Return the edits that write both calendars into the project, complete."""
    from courtside.source.editor import Put

    both = both_calendars(project, studio)
    edits: list[Edit] = []
    for party in ("provider", "client"):
        written = as_written(getattr(both, party), studio)
        own: CalendarRule | None = getattr(project.calendars, party)
        if own is None or ("calendars", party) not in source.positions:
            edits.append(Put(("calendars", party), written))
            continue
        missing = [name for name in ("week", "holidays") if getattr(own, name) is None]
        edits += [Put(("calendars", party, name), written[name]) for name in missing]
    return tuple(edits)


def both_calendars(project: Project, studio: Studio) -> Calendars:
    """Return both calendars, complete: the client's takes week and holidays from the provider's,
    but no closed days."""
    own = project.calendars.provider or studio.calendar
    provider = CalendarRule(
        week=own.week or FULL_WEEK, holidays=own.holidays or "none", closed=own.closed
    )
    theirs = project.calendars.client or CalendarRule()
    client = CalendarRule(
        week=theirs.week or provider.week,
        holidays=theirs.holidays or provider.holidays,
        closed=theirs.closed,
    )
    return Calendars(provider=provider, client=client)


def week(days: frozenset[int]) -> str:
    """Return a working week as it is written: mon-fri, sun-thu, or mon,tue,thu."""
    begins = [day for day in sorted(days) if (day - 1) % 7 not in days] or [0]
    if len(begins) == 1 and len(days) > 1:
        return f"{WEEKDAYS[begins[0]]}-{WEEKDAYS[(begins[0] + len(days) - 1) % 7]}"
    return ",".join(WEEKDAYS[day] for day in sorted(days))
