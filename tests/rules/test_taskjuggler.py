"""Plans agree with TaskJuggler, which schedules projects for a living (rule 3).

Both are told the same stages, what precedes them and when the two parties work; `tj3` has to find
the same start and due days. Nothing is left out but capacity, which a plan does not know either:

    a stage          a task with an effort of its days at 8 hours, on a worker of its own who keeps
                     its owner's calendar from 9 to 17
    a milestone      an effort of one hour of a worker who keeps it from 17 to 24, so that it
                     falls on the evening of what precedes it or of the owner's next working day;
                     a TaskJuggler `milestone` at its end passes it on
    a holiday        a `leaves holiday` of the worker, like every closed day
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from courtside.engine.schedule import plain_calendars, plan
from courtside.engine.workdays import DAY, Workdays
from courtside.model.project import Project
from courtside.model.stage import Stage
from courtside.model.studio import Studio
from courtside.model.values import WEEKDAYS
from helpers.strategies import BASES, projects, studios, with_fields

FIRST, LAST = date(2025, 12, 1), date(2027, 12, 1)
PLANS_AT_ONCE, RUNS = 6, 8

pytestmark = pytest.mark.sweep


@pytest.fixture(scope="module")
def tj3() -> str:
    """The program, of Debian's package of that name."""
    found = shutil.which("tj3")
    if found is None and os.environ.get("CI"):
        pytest.fail("tj3 is missing: apt-get install tj3")
    if found is None:
        pytest.skip("tj3 is missing (Debian: apt-get install tj3)")
    return found


@st.composite
def plans(draw: Callable[[Any], Any]) -> tuple[Studio, Project]:
    """A project whose dates follow from its stages, and its studio."""
    base = draw(st.sampled_from(BASES))
    studio = draw(studios(base))
    project = draw(projects(studio, "aurora", base))
    unassigned = tuple(s.model_copy(update={"start": None, "due": None}) for s in project.stages)
    return studio, with_fields(project, start=project.start or base, stages=unassigned)


def at(day: date, hour: int = 0) -> str:
    return f"{day}-{hour:02}:00"


def worker(name: str, calendar: Workdays, hours: str) -> Iterator[str]:
    """Somebody who does one stage, on the days of its owner."""
    yield f'resource {name} "{name}" {{'
    for number, weekday in enumerate(WEEKDAYS):
        yield f"  workinghours {weekday} {hours if number in calendar.week else 'off'}"
    day = FIRST
    while day < LAST:
        if day.weekday() in calendar.week and not calendar.works(day):
            yield f'  leaves holiday "closed" {day} - {day + DAY}'
        day += DAY
    yield "}"


def task(prefix: str, project: Project, stage: Stage) -> Iterator[str]:
    """A stage, and a milestone at its end for those that follow."""
    assert project.start
    before = [f"{prefix}.{name}_end" for name in project.before[stage.id]]
    begin = f"depends {', '.join(before)}" if before else f"start {at(project.start)}"
    effort = f"{stage.allowance * 8 or 1}h"
    yield f'  task {stage.id} "{stage.id}" {{ {begin} effort {effort}'
    yield f"    allocate {prefix}_{stage.id} }}"
    yield f'  task {stage.id}_end "end" {{ depends {prefix}.{stage.id} milestone }}'


def source(given_: Sequence[tuple[Studio, Project]]) -> Iterator[str]:
    """Several plans as one TaskJuggler project."""
    yield f'project plans "Plans" {FIRST} - {LAST} {{'
    yield '  timezone "UTC" timingresolution 60min dailyworkinghours 8'
    yield "}"
    for place, (studio, project) in enumerate(given_):
        calendars = plain_calendars(studio, project)
        for stage in project.stages:
            hours = "9:00 - 17:00" if stage.allowance else "17:00 - 24:00"
            yield from worker(f"p{place}_{stage.id}", calendars[stage.owner], hours)
    for place, (_, project) in enumerate(given_):
        yield f'task p{place} "p{place}" {{'
        for stage in project.stages:
            yield from task(f"p{place}", project, stage)
        yield "}"
    yield 'taskreport found "found" { formats csv columns id, start, end'
    yield '  timeformat "%Y-%m-%d-%H" }'


def scheduled(tj3: str, lines: Iterator[str]) -> dict[str, tuple[date, date]]:
    """First and last day of each task."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "plans.tjp").write_text("\n".join(lines), "utf-8")
        ran = subprocess.run(
            [tj3, "--silent", "plans.tjp"], cwd=folder, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        with (Path(folder) / "found.csv").open(encoding="utf-8") as table:
            rows = list(csv.DictReader(table, delimiter=";"))
    return {row["Id"]: (_start(row["Start"]), _end(row["End"])) for row in rows}


def _start(stamp: str) -> date:
    return date.fromisoformat(stamp[:10])


def _end(stamp: str) -> date:
    """The day that ends at midnight is the day before."""
    return _start(stamp) - DAY * stamp.endswith("-00")


@settings(max_examples=RUNS, derandomize=True, database=None, phases=[Phase.generate])
@given(st.lists(plans(), min_size=PLANS_AT_ONCE, max_size=PLANS_AT_ONCE))
def test_plans_are_taskjugglers(tj3: str, given_: list[tuple[Studio, Project]]) -> None:
    """The same day for every start and every due date of some dozen plans."""
    found = scheduled(tj3, source(given_))
    for place, (studio, project) in enumerate(given_):
        ours = {
            f"p{place}.{name}": (at_.start, at_.due)
            for name, at_ in plan(project, plain_calendars(studio, project)).items()
        }
        assert {name: found[name] for name in ours} == ours
