"""What the studio says now, as text of a project file.

    a template, --title "New website" --price 8400   ->  the file of a new project
    reply: 1 and a list of steps in _studio.yml      ->  terms: {reply: 1, cap: none, late: ...}
    calendar: {week: mon-fri} in _studio.yml         ->  calendars: {provider: ..., client: ...}

A template is copied and never referred to; terms and calendars are written into the project when
they are agreed. What the studio changes later changes no project. A term that the studio does not
have is written as `none`, so that one it adds later is not added to what was signed.
"""

from __future__ import annotations

from courtside.engine.workdays import FULL_WEEK
from courtside.model.project import Project
from courtside.model.stage import StageTemplate
from courtside.model.studio import Studio
from courtside.model.terms import CalendarRule, Calendars, Step
from courtside.model.values import PARTIES, TERMS, WEEKDAYS, Amount, Language
from courtside.source.editor import Edit, Put
from courtside.source.problems import Source
from courtside.source.yaml_writer import Value, entry, inline


def project_text(
    studio: Studio,
    playbook: str,
    *,
    title: str,
    client: str,
    email: str,
    price: str,
    language: Language | None = None,
) -> str:
    """Return the text of a new project file, without the line that names its schema.

    `price` is written as money, `playbook` is a name in the studio's file. What does not fit is
    reported when the text is read.
    """
    book = studio.playbooks[playbook]
    rows = entry("title:", title, 0)
    rows += entry("client:", {"name": client, "email": email}, 0)
    if language:
        rows.append(f"language: {language}")
    rows.append(f"price: {inline(price)}")
    if book.deposit:
        rows.append(f"deposit: {amount(book.deposit, studio)}")
    rows += [
        f"# The stages of the template {playbook}, copied: change what is different this time.",
        "# What differs from your standard terms goes under `terms:`, your clauses under `words:`.",
        "stages:",
    ]
    rows += [row for stage in book.stages for row in entry("-", _stage(stage, studio), 2)]
    if book.words:
        rows += entry("words:", book.words, 0)
    return "\n".join(rows) + "\n"


def _stage(stage: StageTemplate, studio: Studio) -> dict[str, Value]:
    value: dict[str, Value] = {"id": stage.id, "title": stage.title, "owner": stage.owner}
    if stage.days is not None:
        value["days"] = stage.days
    if stage.gives:
        value["gives"] = [given.text for given in stage.gives]
    if stage.after is not None:
        value["after"] = list(stage.after)
    if stage.approves is not None:
        value["approves"] = stage.approves
    if stage.pay is not None:
        value["pay"] = amount(stage.pay, studio)
    return value


def frozen_terms(project: Project, studio: Studio, source: Source) -> tuple[Edit, ...]:
    """Return the edits that write into the project what it takes from the standard terms."""
    own, portfolio, there = project.terms, studio.terms, source.positions
    numbers: dict[str, Value] = {
        name: _term(getattr(portfolio, name), studio) for name in TERMS if not own.says(name)
    }
    late: dict[str, Value] = {
        party: [_step(step, studio) for step in portfolio.steps(party)]
        for party in PARTIES
        if getattr(own.late, party) is None
    }
    if ("terms",) not in there:
        return (Put(("terms",), numbers | {"late": late}),)
    edits = [Put(("terms", name), value) for name, value in numbers.items()]
    if ("terms", "late") not in there:
        return (*edits, Put(("terms", "late"), late))
    return (*edits, *(Put(("terms", "late", party), steps) for party, steps in late.items()))


def _term(term: int | Amount | None, studio: Studio) -> Value:
    if term is None:
        return "none"
    return amount(term, studio) if isinstance(term, Amount) else term


def _step(step: Step, studio: Studio) -> dict[str, Value]:
    value: dict[str, Value] = {"after": step.after, "do": step.do}
    if step.amount is not None:
        value["amount"] = amount(step.amount, studio)
    if step.of is not None:
        value["of"] = step.of
    if step.per is not None:
        value["per"] = step.per
    if step.cap is not None:
        value["cap"] = amount(step.cap, studio)
    if step.text is not None:
        value["text"] = step.text
    return value


def amount(value: Amount, studio: Studio) -> str:
    """Return `10%` or `840 EUR`, as a person writes it."""
    number = f"{value.value:f}"
    return f"{number}%" if value.is_share else f"{number} {value.unit or studio.currency}"


def frozen_calendars(project: Project, studio: Studio, source: Source) -> tuple[Edit, ...]:
    """Return the edits that write both calendars into the project, where it has none of its own."""
    both = both_calendars(project, studio)
    edits: list[Edit] = []
    for party in PARTIES[::-1]:
        rule: CalendarRule | None = getattr(both, party)
        if rule is not None and getattr(project.calendars, party) is None:
            edits.append(Put(("calendars", party), calendar(rule)))
        elif rule is not None and ("calendars", party) in source.positions:
            written: CalendarRule = getattr(project.calendars, party)
            edits += [
                Put(("calendars", party, name), calendar(rule)[name])
                for name in ("week", "holidays")
                if getattr(written, name) is None
            ]
    return tuple(edits)


def both_calendars(project: Project, studio: Studio) -> Calendars:
    """Return both calendars with nothing left out: the client's takes week and holidays from the
    provider's, closed days never."""
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


def calendar(rule: CalendarRule) -> dict[str, Value]:
    """Return a calendar as a project writes it."""
    value: dict[str, Value] = {"week": week(rule.week or FULL_WEEK)}
    value["holidays"] = rule.holidays or "none"
    if rule.closed:
        value["closed"] = [
            f"{run.first}" if run.first == run.last else f"{run.first}..{run.last}"
            for run in rule.closed
        ]
    return value


def week(days: frozenset[int]) -> str:
    """Return `mon-fri`, `sun-thu` or `mon,tue,thu`."""
    begins = [day for day in sorted(days) if (day - 1) % 7 not in days] or [0]
    if len(begins) == 1 and len(days) > 1:
        return f"{WEEKDAYS[begins[0]]}-{WEEKDAYS[(begins[0] + len(days) - 1) % 7]}"
    return ",".join(WEEKDAYS[day] for day in sorted(days))
