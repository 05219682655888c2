"""Warn of agreements that take more than one page of paper, before one is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from courtside.engine.assess import Portfolio, Status, assess_portfolio
from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.model.terms import Terms
from courtside.source.problems import Problem
from courtside.text.theme import Theme
from courtside.views.agreement_bulk import MEASURED, STAGES, bulk
from courtside.workspace.folder import project_file_name

if TYPE_CHECKING:
    from courtside.pipeline import BuildPlan, Order

LONG = "long-agreement"
"""The name of this warning, by which a file allows it."""


def with_long_agreements(plan: BuildPlan, order: Order) -> BuildPlan:
    """Return a plan with a warning for each agreement that takes more than one page."""
    projects = [project for client in plan.clients for project in client.projects]
    # Only those with many stages; `check` looks at all.
    long = {project.id for project in projects if len(project.stages) > STAGES}
    if not long:
        return plan
    statuses = (s for s in assess_portfolio(plan.portfolio, plan.today) if s.project.id in long)
    found = long_agreements(
        plan.portfolio.studio, statuses, plan.today, projects=order.projects, theme=order.theme
    )
    # The notice of the first use stays last.
    last = len(plan.warnings) - (not plan.portfolio.studio.key_id)
    warnings = (*plan.warnings[:last], *map(str, found), *plan.warnings[last:])
    return replace(plan, warnings=warnings)


def long_agreements(
    studio: Studio,
    statuses: Iterable[Status],
    today: date,
    *,
    projects: Path,
    theme: Theme,
    folder: str = "",
) -> tuple[Problem, ...]:
    """Return a warning for each agreement that takes more than one page, in order of the statuses.

    Measuring one takes some 0.1 seconds, so only those are measured that have the bulk for it.
    (The tests try that the others fit.) `folder` is what messages call the folder of the projects.
    """
    bulky = (s for s in statuses if LONG not in s.project.allow and _is_bulky(s.project, s.terms))
    return tuple(
        Problem.of_file(
            f"{folder or projects.name}/{project_file_name(projects, status.project.id)}",
            str(found),
            severity="warning",
            name=LONG,
        )
        for status in bulky
        if (found := _too_long(studio, status, today, theme))
    )


def allowed_in_vain(
    studio: Studio, statuses: Iterable[Status], today: date, theme: Theme
) -> Iterator[str]:
    """Yield the ids of those whose file allows a long agreement, and whose agreement is none."""
    for status in statuses:
        if LONG not in status.project.allow:
            continue
        bulky = _is_bulky(status.project, status.terms)
        if not bulky or not _too_long(studio, status, today, theme):
            yield status.project.id


def worth_asking(portfolio: Portfolio) -> frozenset[str]:
    """Return the ids of the projects of which these functions may have something to say."""
    standard = portfolio.studio.terms
    return frozenset(
        project.id
        for project in portfolio.projects
        if LONG in project.allow or _is_bulky(project, project.terms.over(standard))
    )


def _is_bulky(project: Project, terms: Terms) -> bool:
    return bulk(project, terms) >= MEASURED


def _too_long(studio: Studio, status: Status, today: date, theme: Theme) -> Exception | None:
    from courtside.views import agreement_pdf  # brings the typesetter

    return agreement_pdf.too_long(agreement_pdf.context_for(studio, status, today, theme), theme)
