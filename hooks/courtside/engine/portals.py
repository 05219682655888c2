"""Who has a page, and everything that it needs from the engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from courtside.engine.as_of import is_open
from courtside.engine.assess import (
    AssessAlone,
    Portfolio,
    Status,
    assess_alone,
    assess_in_queue_order,
)
from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.model.values import Language

if TYPE_CHECKING:
    from courtside.engine.cost_of_delay import CostOfDelay
    from courtside.engine.effects import Effect
    from courtside.engine.forecast import LaterDay


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalClient:
    """A client with a portal, and the projects on it."""

    id: str
    """The client's id, or that of its only project: the link is derived from it."""
    link: int
    """The number of the link; raised to end the old one."""
    language: Language
    projects: tuple[Project, ...]
    """The projects that are shown, open ones first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownProject:
    """Everything that a page says about one project."""

    status: Status
    later: tuple[LaterDay, ...]
    """The next days on which its first sentences change; none in the examples, which are shown as
    of their own day."""
    waiting: tuple[CostOfDelay, ...]
    """The cost of waiting for each party that holds something."""
    effects: tuple[Effect, ...]
    """The effect of each proposed change and pause, if it were agreed today."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientPage:
    """Everything that the page of one client says."""

    id: str
    """The client's id."""
    link: int
    language: Language
    studio: Studio
    today: date
    """The day of the build, in the studio's zone."""
    shown: tuple[ShownProject, ...]
    """The projects, open ones first."""

    @property
    def projects(self) -> tuple[Status, ...]:
        """The states of the projects that are shown."""
        return tuple(project.status for project in self.shown)


def clients(portfolio: Portfolio, today: date) -> tuple[PortalClient, ...]:
    """Return each client with a project that is shown, in order of id.

    If a client has several, they are assessed to show open ones first.
    """
    shown = defaultdict(list)
    for project in portfolio.projects:
        if is_open(project, today):
            shown[project.portal_id].append(project)
    return tuple(_client(portfolio.studio, today, name, shown[name]) for name in sorted(shown))


def _client(studio: Studio, today: date, name: str, projects: list[Project]) -> PortalClient:
    """One client; the page is in the language of the first project on it."""

    def order(project: Project) -> tuple[bool, str]:
        return assess_alone(studio, project, today).phase in ("complete", "ended"), project.id

    if len(projects) > 1:
        projects.sort(key=order)
    return PortalClient(
        id=name,
        link=projects[0].link,
        language=projects[0].language or studio.language,
        projects=tuple(projects),
    )


def client_pages(portfolio: Portfolio, today: date) -> tuple[ClientPage, ...]:
    """Return the pages of all clients, in order of id."""
    found = portals_of(clients(portfolio, today), portfolio, today)
    return tuple(sorted(found, key=lambda page: page.id))


def portals_of(
    wanted: Iterable[PortalClient],
    portfolio: Portfolio,
    today: date,
    *,
    assess: AssessAlone = assess_alone,
) -> Iterator[ClientPage]:
    """Yield the pages of some clients, each as soon as all its projects have had their turn for a
    slot, so that little is held at a time. `assess` is used as in `assess_in_queue_order`."""
    from courtside.engine.cost_of_delay import compute_cost_of_delay  # most commands make no page
    from courtside.engine.effects import effects_of_changes
    from courtside.engine.forecast import Outlook, turning_points

    studio = portfolio.studio
    whose = {project.id: client for client in wanted for project in client.projects}
    parts: defaultdict[str, dict[str, ShownProject]] = defaultdict(dict)
    for state, slots in assess_in_queue_order(portfolio, today, whose, assess=assess):
        client = whose[state.project.id]
        found = parts[client.id]
        # While the slots are as at its turn.
        outlook = Outlook(studio=studio, status=state.status(), slots=slots)
        found[state.project.id] = ShownProject(
            status=outlook.status,
            later=() if studio.example_day else tuple(turning_points(outlook)),
            waiting=compute_cost_of_delay(outlook),
            effects=effects_of_changes(outlook),
        )
        if len(found) == len(client.projects):
            del parts[client.id]
            yield ClientPage(
                id=client.id,
                link=client.link,
                language=client.language,
                studio=studio,
                today=today,
                shown=tuple(found[project.id] for project in client.projects),
            )
