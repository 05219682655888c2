"""How much an agreement says, to know without setting it whether it may fit one page."""

from __future__ import annotations

from courtside.model.project import Project
from courtside.model.terms import Terms
from courtside.model.values import PARTIES

STAGES = 14
"""So many fit on one page, with what else an agreement usually says."""
MEASURED = 3600
"""Bulk from which on an agreement may take more than one page."""


def bulk(project: Project, terms: Terms) -> int:
    """Return the amount of text without clauses, in letters of running text; it is the same on any
    day.

    `terms` are the project's over the studio's. Rules and dates always take the same room. A
    stage's row is worth 200, and its words less than others, since a row has room for some; what
    stands on a line of its own is worth a line.
    """
    rows = sum(
        len(stage.title) + sum(len(given.text) for given in stage.gives) for stage in project.stages
    )
    steps = [step for party in PARTIES for step in terms.steps(party)]
    closed = [run for rule in (project.calendars.client, project.calendars.provider) if rule
              for run in rule.closed]  # fmt: skip
    details = project.client.details or ""
    return (
        200 * len(project.stages)
        + rows * 3 // 5
        + sum(120 + len(step.text or "") for step in steps)
        + 60 * sum(stage.pay is not None for stage in project.stages)
        + 15 * len(closed)
        + len(details)
        + 60 * details.count("\n")
    )
