"""A playbook and what a client said -> the file of a new project.

    --playbook website --title "New website" --client "Aurora" --price 8400
    ->  title: New website ... stages: [the playbook's, to be changed where this project differs]

The playbook is copied and never referred to: what the house changes in it later changes no project.
"""

# What the house says now, written into a project so that it stays: terms and calendars.
#
#     reply: 1 and a list of steps in _studio.yml   ->   terms: {reply: 1, late: ...} in the project
#
# The house may change its terms and close further days; what was signed and promised leans on it no
# more.

from __future__ import annotations

from courtside.engine.workdays import FULL_WEEK
from courtside.model.project import Project, StageTemplate
from courtside.model.studio import Studio
from courtside.model.terms import CalendarRule, Step
from courtside.model.values import PARTIES, WEEKDAYS, Amount, Language
from courtside.source.editor import Edit, Put
from courtside.source.problems import Source
from courtside.source.yaml_writer import Value, entry, inline

MODELINE = "# yaml-language-server: $schema=../hooks/courtside/schema/project.json"


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
    """The text of a new project file. `price` is written as money, `playbook` is one of the house.

    What does not fit is said by whoever reads the text.
    """
    book = studio.playbooks[playbook]
    rows = [MODELINE, *entry("title:", title, 0)]
    rows += entry("client:", {"name": client, "email": email}, 0)
    if language:
        rows.append(f"language: {language}")
    rows.append(f"price: {inline(price)}")
    if book.deposit:
        rows.append(f"deposit: {{amount: {amount(book.deposit, studio)}}}")
    rows += [
        f"# The stages of the playbook {playbook}, copied: change what is different this time.",
        "# What differs from the house terms goes under `terms:`, your own words under `words: |`.",
        "stages:",
    ]
    rows += [row for stage in book.stages for row in entry("-", _stage(stage, studio), 2)]
    return "\n".join(rows) + "\n"


def _stage(stage: StageTemplate, studio: Studio) -> dict[str, Value]:
    value: dict[str, Value] = {"id": stage.id, "title": stage.title, "owner": stage.owner}
    if stage.days is not None:
        value["days"] = stage.days
    if stage.gives:
        value["gives"] = list(stage.gives)
    if stage.after is not None:
        value["after"] = list(stage.after)
    if stage.approves is not None:
        value["approves"] = stage.approves
    if stage.pay is not None:
        value["pay"] = amount(stage.pay, studio)
    return value


def frozen_terms(project: Project, studio: Studio, source: Source) -> tuple[Edit, ...]:
    """What the project takes from the house terms, written into the project."""
    own, portfolio, there = project.terms, studio.terms, source.positions
    numbers: dict[str, Value] = {
        name: value
        for name in ("reply", "revisions", "restart_within")
        if getattr(own, name) is None and (value := getattr(portfolio, name)) is not None
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


def _step(step: Step, studio: Studio) -> dict[str, Value]:
    value: dict[str, Value] = {"after": step.after, "do": step.do}
    if step.amount is not None:
        value["amount"] = amount(step.amount, studio)
    if step.per is not None:
        value["per"] = step.per
    if step.cap is not None:
        value["cap"] = amount(step.cap, studio)
    if step.text is not None:
        value["text"] = step.text
    return value


def amount(value: Amount, studio: Studio) -> str:
    """10% or 840 EUR, as a person writes it."""
    number = f"{value.value:f}"
    return f"{number}%" if value.is_share else f"{number} {value.unit or studio.currency}"


def whole(rule: CalendarRule) -> CalendarRule:
    """A calendar with nothing left out."""
    return CalendarRule(
        week=rule.week or FULL_WEEK, holidays=rule.holidays or "none", closed=rule.closed
    )


def calendar(rule: CalendarRule) -> dict[str, Value]:
    """A calendar as it is written in a project."""
    value: dict[str, Value] = {"week": week(rule.week or FULL_WEEK)}
    value["holidays"] = rule.holidays or "none"
    if rule.closed:
        value["closed"] = [
            f"{run.first}" if run.first == run.last else f"{run.first}..{run.last}"
            for run in rule.closed
        ]
    return value


def week(days: frozenset[int]) -> str:
    """mon-fri, sun-thu, or mon,tue,thu."""
    begins = [day for day in sorted(days) if (day - 1) % 7 not in days] or [0]
    if len(begins) == 1 and len(days) > 1:
        return f"{WEEKDAYS[begins[0]]}-{WEEKDAYS[(begins[0] + len(days) - 1) % 7]}"
    return ",".join(WEEKDAYS[day] for day in sorted(days))
