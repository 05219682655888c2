"""The timeline: nothing collides, nothing lies outside, and lateness is to be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
import yaml
from hypothesis import given

from courtside import labels
from courtside.chart import Chart, chart
from courtside.language import translator
from courtside.pipeline import load
from courtside.status import assess
from courtside.timeline import Drawing, Shape, draw
from houses import View, views

STUDIO = b"name: Norte\nemail: hola@norte.example\ntimezone: Europe/Madrid\ncurrency: EUR\n"
FORMS = pytest.mark.parametrize("upright", [False, True], ids=["flat", "upright"])
SPEAK = translator("en", date(2026, 3, 2))


def pictured(stages: Sequence[dict[str, object]], today: str, **fields: object) -> Chart:
    """The chart of a project that starts on 2 March 2026."""
    project = {
        "title": "Trial",
        "client": {"name": "C", "email": "c@c.example"},
        "price": "1000 EUR",
        "signed": {"date": "2026-02-20", "by": "C"},
        "start": "2026-03-02",
        "stages": list(stages),
    } | fields
    project = {name: value for name, value in project.items() if value is not None}
    house, faults = load({"_studio.yml": STUDIO, "trial.yml": yaml.safe_dump(project).encode()})
    assert house, [str(fault) for fault in faults]
    (status,) = assess(house, date.fromisoformat(today))
    return chart(status)


def stage(number: int, days: int, **fields: object) -> dict[str, object]:
    owner = ("provider", "client")[number % 2]
    title = ("Brief", "Approval of the final design of the home page", "Launch")[number % 3]
    return {"id": f"s{number}", "title": title, "owner": owner, "days": days} | fields


EXTREMES = {
    "one day": [stage(0, 1)],
    "three days": [stage(n, 1) for n in range(3)],
    "two years": [stage(n, 100) for n in range(5)],
    "thirty stages": [stage(n, 3) for n in range(30)],
    "thirty stages of one day in two years": [
        *(stage(n, 1) for n in range(29)),
        stage(29, 480),
    ],
    "milestones": [stage(n, n % 4 == 0) | {"days": int(n % 4 == 0)} for n in range(12)],
    "all at once": [stage(n, 5 + n, after=[]) for n in range(8)],
    "one side": [stage(2 * n, 4) for n in range(6)],
    "a word that is too long": [stage(0, 2), stage(1, 2, title="W" * 300)],
}


def box(shape: Shape, upright: bool) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a text, as wide as it is taken to be."""
    at = dict(shape.attributes)
    size = labels_size(shape, upright)
    wide = labels.width(shape.text, size)
    left = float(at["x"]) - {"start": 0.0, "middle": wide / 2, "end": wide}[at["text-anchor"]]
    return left, float(at["y"]) - 0.75 * size, left + wide, float(at["y"]) + 0.2 * size


def labels_size(shape: Shape, upright: bool) -> float:
    small = "date" in shape.look or "moved" in shape.look or (upright and "name" in shape.look)
    return 12.0 if small else 13.0


def collisions(drawing: Drawing, upright: bool) -> Iterator[tuple[str, str]]:
    texts = [shape for shape in drawing.shapes if shape.tag == "text"]
    for one, other in combinations(texts, 2):
        a, b = box(one, upright), box(other, upright)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
            yield one.text, other.text


def sound(drawing: Drawing, upright: bool) -> None:
    assert not list(collisions(drawing, upright))
    for shape in drawing.shapes:
        at = dict(shape.attributes)
        if shape.tag == "text":
            left, top, right, bottom = box(shape, upright)
        elif shape.tag == "rect":
            left, top = float(at["x"]), float(at["y"])
            right, bottom = left + float(at["width"]), top + float(at["height"])
            assert float(at["width"]) > 0
            assert float(at["height"]) > 0
        else:
            continue
        assert left >= -1, shape
        assert top >= -1, shape
        assert right <= drawing.width + 1, shape
        assert bottom <= drawing.height + 1, shape


@FORMS
@pytest.mark.parametrize("today", ["2026-02-20", "2026-03-03", "2026-03-20", "2027-03-02"])
@pytest.mark.parametrize("stages", EXTREMES.values(), ids=EXTREMES)
def test_extremes(stages: list[dict[str, object]], today: str, upright: bool) -> None:
    drawn = pictured(stages, today)
    drawing = draw(drawn, SPEAK, upright=upright)
    sound(drawing, upright)
    bars = [shape for shape in drawing.shapes if shape.look.startswith("bar ")]
    assert len(bars) >= len(stages)


@FORMS
@pytest.mark.parametrize("stages", EXTREMES.values(), ids=EXTREMES)
def test_extremes_in_weeks(stages: list[dict[str, object]], upright: bool) -> None:
    drawn = pictured(stages, "2026-02-20", signed=None, start=None)
    assert drawn.unit == "week"
    sound(draw(drawn, SPEAK, upright=upright), upright)


@given(views())
def test_no_life_makes_names_collide(view: View) -> None:
    speak = translator("es", view.today)
    for status in assess(view.house, view.today):
        for upright in (False, True):
            sound(draw(chart(status), speak, upright=upright), upright)


def looks(drawn: Chart) -> set[str]:
    return {word for shape in draw(drawn, SPEAK).shapes for word in shape.look.split()}


def test_lateness_has_a_texture_and_a_mark() -> None:
    late = [stage(0, 5), stage(1, 5)]
    assert {"late", "due", "ball", "today"} <= looks(pictured(late, "2026-03-12"))
    assert not {"late", "due", "finish"} & looks(pictured(late, "2026-03-04"))


def test_what_was_planned_lies_beside_what_is() -> None:
    drawn = pictured([stage(0, 5), stage(1, 5)], "2026-03-12")
    brief, approval = drawn.bars
    assert brief.plan == (brief.begin, brief.due)
    assert approval.plan is not None
    assert approval.begin - approval.plan[0] == 4  # the weekend between is no more in the way
    assert drawn.finish is not None
    assert drawn.finish[1] - drawn.finish[0] == 6


def test_the_ball_lies_with_whose_turn_it_is() -> None:
    stages = [stage(0, 5, done="2026-03-06"), stage(1, 5)]
    assert pictured(stages, "2026-03-10").balls == ("s1",)
    parallel = [stage(0, 5), stage(1, 5, after=[])]
    assert pictured(parallel, "2026-03-03").balls == ("s0", "s1")


def test_closed_days_and_pauses_are_hatched() -> None:
    calendars = {"provider": {"closed": ["2026-03-04..2026-03-05"]}}
    drawn = pictured([stage(0, 5)], "2026-03-03", calendars=calendars)
    first = date(2026, 3, 4).toordinal()
    assert drawn.closed == (("provider", (first, first + 2)),)
    pause = {"from": "2026-03-04", "to": "2026-03-05", "by": "client", "agreed": "2026-03-02"}
    drawn = pictured([stage(0, 5)], "2026-03-03", pauses=[pause])
    assert drawn.paused == ((first, first + 2),)
    assert not drawn.closed


def test_a_far_today_does_not_make_the_bars_thin() -> None:
    short = [stage(n, 1) for n in range(3)]
    assert pictured(short, "2026-03-03").today is not None
    far = pictured(short, "2026-02-20")
    assert far.today is None
    assert far.span[1] - far.span[0] < 20


def test_names_that_stand_close_climb_stairs() -> None:
    names = [("a", "Approval", "1", 0.0), ("b", "Build", "2", 20.0), ("c", "Copy", "3", 400.0)]
    levels = {label.id: label.level for label in labels.stairs(names, size=13, limit=1000)}
    assert levels == {"a": 1, "b": 0, "c": 0}


def test_many_names_are_numbered_where_they_have_no_room() -> None:
    drawn = pictured(EXTREMES["thirty stages of one day in two years"], "2026-03-03")
    texts = {shape.text for shape in draw(drawn, SPEAK).shapes if shape.look.startswith("name")}
    assert any(text.isdigit() for text in texts)


def test_upright_is_the_same_picture() -> None:
    drawn = pictured(EXTREMES["thirty stages"], "2026-03-20")
    flat, upright = (draw(drawn, SPEAK, upright=form) for form in (False, True))
    assert flat.width > flat.height
    assert upright.height > upright.width

    def bars(drawing: Drawing) -> list[str]:
        return [shape.look for shape in drawing.shapes if shape.tag == "rect"]

    assert bars(flat) == bars(upright)


def test_a_day_more_moves_only_today() -> None:
    drawn = pictured(EXTREMES["two years"], "2026-03-03")
    assert drawn.today is not None
    later = draw(replace(drawn, today=drawn.today + 1), SPEAK)
    same = [a == b for a, b in zip(draw(drawn, SPEAK).shapes, later.shapes, strict=True)]
    assert same.count(False) <= 6
