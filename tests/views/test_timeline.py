"""The timeline: nothing collides, nothing lies outside, and what is late can be seen."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtside.engine.assess import assess_portfolio
from courtside.model.values import PARTIES, Language
from courtside.text.language import translator
from courtside.views.timeline import labels
from courtside.views.timeline.bars import hand_overs
from courtside.views.timeline.chart import Bar, Chart, Look, build_chart
from courtside.views.timeline.drawing import Drawing, draw
from courtside.views.timeline.geometry import Layout
from courtside.views.timeline.horizontal import horizontal_layout
from courtside.views.timeline.svg import Shape, lines_of, path
from courtside.views.timeline.vertical import vertical_layout
from helpers.drawings import EXAMPLE_DAY, EXTREMES, examples, stage, trial
from helpers.snapshots import matches
from helpers.strategies import View, views

FORMS = pytest.mark.parametrize("vertical", [False, True], ids=["horizontal", "vertical"])
SPEAK = translator("en", date(2026, 3, 2))
Box = tuple[float, float, float, float]


def pictured(stages: Sequence[dict[str, object]], today: str, **fields: object) -> Chart:
    """The chart of a project that starts on 2 March 2026."""
    (status,) = trial(stages, today, **fields).projects
    return build_chart(status)


def all_shapes(shapes: Iterable[Shape]) -> Iterator[Shape]:
    """Also those in groups."""
    for shape in shapes:
        yield shape
        yield from all_shapes(shape.inside)


def attributes(shape: Shape) -> dict[str, str]:
    return dict(re.findall(r' ([a-z-]+)="([^"]*)"', shape.attributes))


def lines(shape: Shape, vertical: bool) -> Iterator[tuple[str, Box]]:
    """Each line of a text, with its left, top, right and bottom, as wide as it is taken to be."""
    at = attributes(shape)
    size, anchor = letters(shape, vertical), at.get("text-anchor", "start")
    y = float(at["y"])
    for line in (shape, *shape.inside):
        x, y = float(attributes(line)["x"]), y + float(attributes(line).get("dy", 0))
        wide = labels.width(line.text, size)
        wide *= labels.BOLD if BOLD & set(shape.look.split()) else 1
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        yield line.text, (left, y - 0.75 * size, left + wide, y + 0.2 * size)


def outlines(shape: Shape) -> Iterator[Box]:
    """The plans of a drawing, which are one path: strips, and milestones on their corners."""
    drawn = attributes(shape)["d"]
    strips = re.findall(r"M(-?\d+) (-?\d+)h(\d+)v(\d+)h-(\d+)z", drawn)
    for x, y, width, height, back in strips:
        assert width == back
        yield float(x), float(y), float(x) + float(width), float(y) + float(height)
    corners = re.findall(r"M(-?\d+) (-?\d+)l(\d+)-\3l\3 \3l-\3 \3z", drawn)
    for x, y, r in corners:
        yield float(x), float(y) - float(r), float(x) + 2 * float(r), float(y) + float(r)
    assert len(strips) + len(corners) == drawn.count("M")


BOLD = {"open", "now", "side", "number"}


def letters(shape: Shape, vertical: bool) -> float:
    """As overrides/assets/portal.css has them."""
    look = set(shape.look.split())
    if "side" in look:
        return 14.0
    return 11.5 if vertical else 12.0 if look & {"date", "moved", "number"} else 13.0


def touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def sound(drawing: Drawing, vertical: bool) -> None:
    """No two texts touch, and nothing leaves the paper."""
    texts: list[tuple[str, Box]] = []
    boxes: list[Box] = []
    for shape in all_shapes(drawing.shapes):
        at = attributes(shape)
        if shape.tag == "text":
            texts += lines(shape, vertical)
        elif shape.tag == "rect":
            left, top = float(at["x"]), float(at["y"])
            boxes.append((left, top, left + float(at["width"]), top + float(at["height"])))
        elif shape.look == "plan":
            boxes += outlines(shape)
    for left, top, right, bottom in (*boxes, *(edges for _, edges in texts)):
        assert -1 <= left < right <= drawing.width + 1
        assert -1 <= top < bottom <= drawing.height + 1
    for (one, a), (other, b) in combinations(texts, 2):
        assert not touch(a, b), (one, other)


@pytest.mark.parametrize(
    "problem",
    [
        lines_of(9, 20, ("one", "two"), "name", "start", leading=2),
        lines_of(9, 20, ("one", "two"), "name", "start", leading=90),
        lines_of(9, 20, ("one", "two"), "name", "end", leading=14),
        lines_of(
            9, 20, ("one", "a line that is longer than the paper"), "name", "start", leading=14
        ),
        path("plan", "M9 9h0v6h-0z"),
        path("plan", "M9 9h4v6h-4z", "M90 90l9-9l9 9l-9 9z"),
    ],
)
def test_a_drawing_that_is_not_sound_is_found(problem: Shape) -> None:
    with pytest.raises(AssertionError):
        sound(Drawing(shapes=(problem,), width=100, height=100, unit=1), vertical=False)


@FORMS
@pytest.mark.parametrize("today", ["2026-02-20", "2026-03-03", "2026-03-20", "2027-03-02"])
@pytest.mark.parametrize("stages", EXTREMES.values(), ids=EXTREMES)
def test_extremes(stages: list[dict[str, object]], today: str, vertical: bool) -> None:
    drawn = pictured(stages, today)
    drawing = draw(drawn, SPEAK, vertical=vertical)
    sound(drawing, vertical)
    bars = [shape for shape in drawing.shapes if shape.look.startswith("bar ")]
    assert len(bars) >= len(stages)


@FORMS
@pytest.mark.parametrize("stages", EXTREMES.values(), ids=EXTREMES)
def test_extremes_in_weeks(stages: list[dict[str, object]], vertical: bool) -> None:
    drawn = pictured(stages, "2026-02-20", signed=None, start=None)
    assert drawn.unit == "week"
    sound(draw(drawn, SPEAK, vertical=vertical), vertical)


@given(views())
def test_no_life_makes_names_collide(view: View) -> None:
    t = translator("es", view.today)
    for status in assess_portfolio(view.portfolio, view.today):
        for vertical in (False, True):
            sound(draw(build_chart(status), t, vertical=vertical), vertical)


WORDS = ("Approval", "of", "the", "texts", "Datenschutzfolgenabschätzung", "W", "photos,", "v2")


def any_chart(seed: int) -> Chart:
    """Any chart of 3 to 30 stages: short and long, one after the other or at once, late, moved,
    skipped, queued, with closures and a pause, in days or in weeks."""
    pick = Random(seed)  # hypothesis takes a hundred times as long to choose three hundred values
    weeks = pick.random() < 0.3
    bars: list[Bar] = []
    for number in range(pick.randint(3, 30)):
        near = bars[-3:]
        before = near[-1:] if pick.random() < 0.7 else pick.sample(near, pick.randint(0, len(near)))
        days = pick.choice((0, 1, 1, 2, 3, 5, 8, 13, 40))
        late, moved, wait = (
            0 if weeks else pick.choice((0, 0, 0, most)) for most in (30 * bool(days), 25, 30)
        )
        begin = max((bar.end for bar in before), default=0 if weeks else SPEAK.today.toordinal())
        begin += wait
        due = begin + days / (5 if weeks else 1)
        look: Look = "ahead"
        if not weeks:
            look = pick.choice(("done", "open", "ahead", "forecast" if days else "skipped"))
        bars.append(
            Bar(
                id=f"s{number}",
                number=number + 1,
                title=" ".join(pick.choices(WORDS, k=pick.randint(1, 9))),
                owner=pick.choice(PARTIES),
                look=look,
                begin=begin,
                due=due,
                end=due + late,
                plan=None if weeks else (begin - moved, begin - moved + days),
                milestone=not days,
                before=tuple(bar.id for bar in before),
            )
        )
    edges = [edge for bar in bars for span in bar.spans for edge in span]
    first, last = min(edges), max(max(edges), min(edges) + 4)
    if weeks:
        return Chart(unit="week", bars=tuple(bars), span=(first, math.ceil(last)))
    days_of = [first + pick.randrange(int(last - first)) for _ in range(3)]
    return Chart(
        unit="day",
        bars=tuple(bars),
        span=(first, last),
        today=pick.choice((None, days_of[0] + 0.5)),
        balls=(pick.choice(bars).id,),
        closed=tuple((party, (day, day + 1)) for party, day in zip(PARTIES, days_of, strict=False)),
        paused=((first + 1, first + 3),),
        finish=pick.choice((None, (first + 1, last))),
    )


def charts() -> st.SearchStrategy[Chart]:
    return st.integers(0, 2**32).map(any_chart)


def papers(drawn: Chart) -> Iterator[Layout]:
    yield horizontal_layout(drawn, SPEAK, ("You", "Us"))
    yield vertical_layout(drawn, SPEAK)


@given(charts())
def test_no_two_names_touch_and_none_leaves_the_paper(drawn: Chart) -> None:
    for vertical in (False, True):
        drawing = draw(drawn, SPEAK, vertical=vertical)
        sound(drawing, vertical)
        assert drawing.width == (300 if vertical else 900)
        assert drawing.height <= (1700 if vertical else 1000)


@given(charts())
def test_the_line_of_today_strikes_through_no_name(drawn: Chart) -> None:
    if drawn.today is None:
        return
    at = vertical_layout(drawn, SPEAK)
    line = at.along(drawn.today)
    for label in at.lanes["client"].names:
        assert not label.at < line < label.at + len(label.lines) * at.leading


@given(charts())
def test_what_overlaps_in_time_has_rows_of_its_own(drawn: Chart) -> None:
    for at in papers(drawn):
        for one, other in combinations(drawn.bars, 2):
            if one.owner != other.owner:
                continue
            if at.rows[one.id] == at.rows[other.id]:
                for a, b in zip(one.spans, other.spans, strict=True):
                    assert a[1] <= b[0] or b[1] <= a[0], (one.id, other.id)
            else:
                apart = abs(at.across(one) - at.across(other))
                assert apart >= at.measures.depth - 0.01


@given(charts())
def test_the_ball_goes_from_the_end_of_a_bar_to_the_begin_of_the_next(drawn: Chart) -> None:
    bars = {bar.id: bar for bar in drawn.bars}
    for at in papers(drawn):
        found = list(hand_overs(at, drawn))
        assert [(way.giver, way.taker) for way in found] == [
            (name, bar.id) for bar in drawn.bars for name in bar.before
        ]
        for way in found:
            giver, taker = bars[way.giver], bars[way.taker]
            assert way.begin[1] == pytest.approx(at.middle(giver))
            assert way.end[1] == pytest.approx(at.middle(taker))
            assert at.inside(giver)[1] - 8 <= way.begin[0] <= at.inside(giver)[1]
            assert at.inside(taker)[0] <= way.end[0] <= at.inside(taker)[0] + 8
            assert way.across <= way.lies + 0.01
            waits = taker.id in drawn.balls and drawn.today and drawn.today < taker.begin
            assert way.lies <= way.end[0] + 0.01 if waits else way.lies == way.end[0]
            lane = at.lanes[taker.owner]
            assert lane.begin < way.end[1] < lane.end


def looks(drawn: Chart) -> set[str]:
    return {word for shape in all_shapes(draw(drawn, SPEAK).shapes) for word in shape.look.split()}


def test_a_late_payment_has_the_texture_from_its_diamond_on() -> None:
    stages = [stage(0, 5, done="2026-03-06"), {**stage(1, 0), "pay": "100%"}]
    del stages[1]["days"]
    for today, there in (("2026-03-06", False), ("2026-03-20", True)):
        drawing = draw(pictured(stages, today), SPEAK)
        late = [attributes(shape) for shape in drawing.shapes if shape.look == "late"]
        assert bool(late) == there
    (diamond,) = (shape for shape in drawing.shapes if shape.look == "bar open client")
    left = re.match(r"M(\d+) \d+l(\d+)", attributes(diamond)["d"])
    assert left
    assert float(late[0]["x"]) == int(left[1]) + int(left[2])
    assert float(late[0]["width"]) == round(14 * drawing.unit)


def test_what_is_late_has_a_texture_and_a_mark() -> None:
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


def test_a_ball_that_waits_for_its_bar_has_come_over_the_net() -> None:
    stages = [stage(0, 5, done="2026-03-06"), stage(1, 5)]  # a Friday
    drawn = pictured(stages, "2026-03-07")
    assert drawn.today is not None
    for at in papers(drawn):
        (way,) = hand_overs(at, drawn)
        assert way.past
        assert way.across == way.lies == pytest.approx(at.along(drawn.today))
        assert way.lies < way.end[0]


def test_closed_days_and_pauses_are_hatched() -> None:
    calendars = {"provider": {"closed": ["2026-03-04..2026-03-05"]}}
    drawn = pictured([stage(0, 5)], "2026-03-03", calendars=calendars)
    first = date(2026, 3, 4).toordinal()
    assert drawn.closed == (("provider", (first, first + 2)),)
    pause = {"from": "2026-03-04", "to": "2026-03-05", "by": "client", "agreed": "2026-03-02"}
    drawn = pictured([stage(0, 5)], "2026-03-03", pauses=[pause])
    assert drawn.paused == ((first, first + 2),)
    assert not drawn.closed


@pytest.mark.parametrize(("years", "seen"), [(4, {1, 3, 8}), (10, {3, 8}), (20, {8}), (38, set())])
def test_a_closure_is_drawn_where_it_is_wide_enough_to_be_seen(years: int, seen: set[int]) -> None:
    runs = {  # from Tuesdays on; the longest goes over a weekend
        date(2026, 3, 3) + timedelta(weeks=3 * n): days for n, days in enumerate((1, 3, 8) * 9)
    }
    closed = [f"{first}..{first + timedelta(days=days - 1)}" for first, days in runs.items()]
    drawn = pictured(
        [stage(n, 261, owner="provider") for n in range(years)],
        "2026-03-03",
        calendars={"provider": {"closed": closed}},
    )
    assert drawn.closed == tuple(
        ("provider", (first.toordinal(), first.toordinal() + days))
        for first, days in runs.items()
        if days in seen
    )


def test_a_long_time_is_told_in_round_years() -> None:
    def tick_words(name: str) -> list[str]:
        drawing = draw(pictured(EXTREMES[name], "2026-03-03"), SPEAK)
        return [shape.text for shape in drawing.shapes if shape.look == "date"]

    assert tick_words("eight years") == [f"Jan {year}" for year in range(2027, 2034)]
    assert tick_words("forty years") == [f"Jan {year}" for year in range(2030, 2065, 5)]


def test_a_drawing_does_not_grow_with_the_time_that_it_shows() -> None:
    def size(days: int) -> int:
        stages = [stage(n, days) for n in range(20)]
        calendars = {"provider": {"holidays": "ES-MD"}}
        drawn = pictured(stages, "2026-03-03", calendars=calendars)
        return len(draw(drawn, SPEAK).__html__())

    assert size(500) < size(50)


def test_a_far_today_does_not_make_the_bars_thin() -> None:
    short = [stage(n, 1) for n in range(3)]
    assert pictured(short, "2026-03-03").today is not None
    far = pictured(short, "2026-02-20")
    assert far.today is None
    assert far.span[1] - far.span[0] < 20


def test_a_project_that_ended_has_no_bar_beyond_its_end() -> None:
    stages = [stage(0, 3, done="2026-03-04"), stage(1, 5), stage(2, 8)]
    ended = {"date": "2026-03-06", "by": "client", "total": "0 EUR"}
    chart = pictured(stages, "2026-03-25", ended=ended)
    over = date(2026, 3, 7).toordinal()
    assert [(bar.id, bar.look, bar.end <= over) for bar in chart.bars] == [
        ("s0", "done", True), ("s1", "open", True)
    ]  # fmt: skip
    assert not any(bar.late for bar in chart.bars)
    for vertical in (False, True):
        drawing = draw(chart, SPEAK, vertical=vertical)
        sound(drawing, vertical)
        looks = [shape.look for shape in all_shapes(drawing.shapes) if shape.tag == "rect"]
        assert "bar done client" in looks  # the days that it was held, and none to come


@FORMS
def test_what_is_finished_has_no_lateness_and_no_line_of_today(vertical: bool) -> None:
    stages = [stage(0, 5, done="2026-03-10"), stage(1, 5, done="2026-03-17")]
    late = pictured([stages[0], stage(1, 5)], "2026-03-17")
    assert late.bars[0].late
    over = pictured(stages, "2026-03-18")
    assert not any(bar.late for bar in over.bars)
    assert [bar.end for bar in over.bars] == [bar.end for bar in late.bars]
    paid = {"date": "2026-03-20", "for": "s1", "amount": "1000 EUR"}
    pay = {"id": "s1", "title": "Balance", "owner": "client", "pay": "100%"}
    payment = pictured([stages[0], pay], "2026-03-23", payments=[paid]).bars[1]
    assert payment.begin == payment.end == date(2026, 3, 21).toordinal()  # where the ball left it
    drawing = draw(over, SPEAK, vertical=vertical)
    words = {word for shape in all_shapes(drawing.shapes) for word in shape.look.split()}
    assert not {"late", "due", "finish", "moved", "today"} & words
    assert "plan" in words


@FORMS
def test_the_name_of_a_week_stands_in_its_middle(vertical: bool) -> None:
    """A payment at the end of week 2 lies on the line before week 3, and not beside its name."""
    stages = [stage(0, 10), {**stage(1, 0), "pay": "100%"}, stage(2, 5)]
    del stages[1]["days"]
    chart = pictured(stages, "2026-03-03", signed=None, start=None)
    drawing = draw(chart, SPEAK, vertical=vertical)
    layout = (
        vertical_layout(chart, SPEAK)
        if vertical
        else horizontal_layout(chart, SPEAK, ("You", "Us"))
    )
    named = [shape for shape in drawing.shapes if shape.look == "date"]
    word = "wk" if vertical else "week"
    assert [shape.text for shape in named] == [f"{word} {n}" for n in (1, 2, 3)]
    for week, shape in enumerate(named):
        at = attributes(shape)
        if vertical:
            middle = float(at["y"]) - 4
        else:
            middle = float(at["x"]) + labels.width(shape.text, layout.size - 1) / 2
        assert middle == pytest.approx(layout.along(week + 0.5), abs=1)


def test_names_that_stand_close_climb_stairs() -> None:
    places = {"a": ("Approval", 0.0), "b": ("Build", 20.0), "c": ("Copy", 400.0)}
    names = [
        labels.Name(id=name, text=text, shortest="1", anchor=anchor)
        for name, (text, anchor) in places.items()
    ]
    levels = {label.id: label.level for label in labels.stairs(names, size=13, limit=1000)}
    assert levels == {"a": 1, "b": 0, "c": 0}


def test_many_names_are_numbered_where_they_have_no_room() -> None:
    drawn = pictured(EXTREMES["thirty stages of one day in two years"], "2026-03-03")
    texts = {shape.text for shape in draw(drawn, SPEAK).shapes if shape.look.startswith("name")}
    assert any(text.isdigit() for text in texts)


def test_stages_at_the_same_time_have_their_names_at_their_bars() -> None:
    drawn = pictured(EXTREMES["all at once"], "2026-03-03")
    at = horizontal_layout(drawn, SPEAK, ("You", "Us"))
    assert {label.level for lane in at.lanes.values() for label in lane.names} == {-1}
    assert not at.numbered


def test_names_beside_a_phones_lanes_make_room_for_each_other() -> None:
    names = [labels.Name(id=str(n), text="Two words", shortest="1", anchor=100.0) for n in range(2)]
    first, second = labels.column(names, size=11, room=90, leading=14, top=0, line=None)
    assert 100 - first.at == pytest.approx(second.at + 14 - 100)  # one up, one down, by as much
    above, below = labels.column(names, size=11, room=90, leading=14, top=0, line=99.0)
    assert min(above.at, below.at) > 99  # the line of today is in the way


@pytest.mark.parametrize(
    ("word", "lines"),
    [
        ("dell’azienda", ("dell’", "azienda")),
        ("dell'azienda", ("dell'", "azienda")),
        ("d’accueil", ("d’ac-", "cueil")),
        ("meia-noite", ("meia-", "noite")),
    ],
)
def test_no_letter_is_left_alone_beside_an_apostrophe_or_a_hyphen(
    word: str, lines: tuple[str, ...]
) -> None:
    broken = [labels.wrap(word, 10, room, 3) for room in range(42, 120)]
    assert lines in broken
    assert {line for found in broken for line in found if re.search(r"^\W|\W\w-?$", line)} == set()


def test_no_name_ends_a_line_within_a_day() -> None:
    words = "finish date: 14\u00a0Nov\u00a02025 → 22\u00a0Jun\u00a02026 at the earliest"
    for room in range(140, 400, 10):
        room = max(room, int(labels.narrowest(words, 11.5, 2)) + 1)
        for line in labels.wrap(words, 11.5, room, 2):
            assert line.count("\u00a0") in (0, 2, 4)


def test_a_name_beside_a_lane_has_even_lines() -> None:
    """No short word is left alone on one."""
    title, room = "First round of comments", labels.width("First round", 10)
    assert labels.wrap(title, 10, room, 3) == ("First round", "of", "comments")
    assert labels.beside(title, 10, room) == ("First", "round of", "comments")
    assert labels.beside("Choice of one idea", 10, room) == ("Choice of", "one idea")


@pytest.mark.parametrize(
    ("client", "provider"),
    [
        (("Textos y fotos", "Visto bueno al diseño"), ("Desarrollo", "Publicación y entrega")),
        (("Produktfotos und Texte", "Restzahlung"), ("Texte", "Konzept")),
    ],
)
def test_a_side_with_short_words_leaves_its_room_to_a_long_word_of_the_other(
    client: tuple[str, ...], provider: tuple[str, ...]
) -> None:
    stages = [
        stage(n, 5, owner=owner, title=title)
        for n, (owner, title) in enumerate(
            [*(("provider", one) for one in provider), *(("client", one) for one in client)]
        )
    ]
    drawn = replace(pictured(stages, "2026-03-03"), finish=(739700, 739720))
    for lane in vertical_layout(drawn, translator("de", date(2026, 3, 3))).lanes.values():
        for label in lane.names:
            assert " ".join(label.lines) in (*client, *provider)


def test_two_names_in_a_row_do_not_read_as_one() -> None:
    """A name that would stand closer than two words do, with room for fonts, stands further out."""
    wide = labels.width("Second round", 13)
    for apart, level in ((15, 1), (17, 0)):
        names = [
            labels.Name(id="a", text="Second round", shortest="1", anchor=0),
            labels.Name(id="b", text="Files", shortest="2", anchor=wide + apart),
        ]
        placed = {one.id: one.level for one in labels.stairs(names, size=13, limit=900)}
        assert placed == {"a": level, "b": 0}


def test_the_line_of_today_does_not_lie_on_an_end_of_the_arrow_of_the_finish() -> None:
    drawn = pictured([stage(0, 5), stage(1, 5)], "2026-03-12")
    assert drawn.today
    for days, clear in ((0, True), (20, False)):
        moved = replace(drawn, finish=(drawn.span[0] + 1, drawn.today + days))
        found = [*all_shapes(draw(moved, SPEAK, vertical=True).shapes)]
        (today,) = (shape for shape in found if shape.look == "line")
        (arrow,) = (shape for shape in found if shape.look == "finish moved")
        begins = int(attributes(today)["d"].split()[0][1:])
        tip = max(int(x) for x in re.findall(r"[ML](\d+) ", attributes(arrow)["d"]))
        assert (begins > tip) == clear


def test_a_word_that_is_longer_than_a_line_is_broken() -> None:
    words = "Donaudampfschiff and much more"
    assert labels.wrap(words, 10, 64, 3) == ("Donau-", "dampfschiff", "and much…")
    assert labels.wrap(words, 10, 64, 2) == ("Donau-", "dampfschi…")
    assert labels.wrap("Reinzeichnung", 10, 52, 3) == ("Rein-", "zeichnung")
    # What is left of a broken word is one with it again, where a line is cut.
    assert labels.wrap("Primo giro di correzioni", 10, 48, 3)[-1] == "correzi…"
    assert labels.wrap("Restzahlung", 10, 61, 3) == ("Rest-", "zahlung")  # no letter alone
    assert labels.wrap("网站设计与开发", 10, 64, 3) == ("网站设计", "与开发")  # no hyphen there


@pytest.mark.parametrize(
    ("word", "lines"),
    [
        ("Restzahlung", ("Rest-", "zahlung")),
        ("Produktfotos", ("Produkt-", "fotos")),
        ("Approvazione", ("Appro-", "vazione")),
        ("Photographies", ("Photo-", "graphies")),
        ("Correcciones", ("Correc-", "ciones")),
    ],
)
def test_a_word_is_broken_between_syllables(word: str, lines: tuple[str, ...]) -> None:
    assert labels.wrap(word, 11.5, 66, 3) == lines


@pytest.mark.parametrize("bracket", ["(changes, round 1)", "(look 2)", "(Änderungen, Runde 12)"])
@pytest.mark.parametrize("room", [80, 90, 110, 160])
def test_of_two_names_what_tells_them_apart_is_not_cut(room: int, bracket: str) -> None:
    title = "Approval of the design of the whole new website"
    lines = labels.wrap(f"{title} {bracket}", 11.5, room, labels.LINES)
    assert len(lines) <= labels.LINES
    assert re.sub(r"\W", "", " ".join(lines)).endswith(re.sub(r"\W", "", bracket))
    assert all(labels.width(line, 11.5) <= room for line in lines)
    assert lines[0].startswith("Appro")
    short = labels.cut(f"{title} {bracket}", 13, labels.width("n" * labels.CROWDED, 13) + 50)
    assert short.startswith("App")
    assert short.endswith(f"… {bracket}")


def test_the_narrowest_room_holds_the_whole_text() -> None:
    text = "The chosen idea refined"
    room = labels.narrowest(text, 11.5, 3)
    assert " ".join(labels.wrap(text, 11.5, room, 3)) == text
    assert labels.wrap(text, 11.5, room - 2, 3)[-1].endswith("…")


@FORMS
def test_plans_are_seen_however_many_there_are_at_once(vertical: bool) -> None:
    drawing = draw(
        pictured([stage(n, 5, after=[]) for n in range(60)], "2026-03-03"), SPEAK, vertical=vertical
    )
    (plan,) = (shape for shape in drawing.shapes if shape.look == "plan")
    assert all(left < right and top < bottom for left, top, right, bottom in outlines(plan))


def test_vertical_is_the_same_picture() -> None:
    drawn = pictured(EXTREMES["thirty stages"], "2026-03-20")
    horizontal, vertical = (draw(drawn, SPEAK, vertical=form) for form in (False, True))
    assert horizontal.width > horizontal.height
    assert vertical.height > vertical.width

    def bars(drawing: Drawing) -> list[str]:
        return [shape.look for shape in drawing.shapes if shape.tag == "rect"]

    def plans(drawing: Drawing) -> int:
        (plan,) = (shape for shape in drawing.shapes if shape.look == "plan")
        return len(list(outlines(plan)))

    assert bars(horizontal) == bars(vertical)
    assert plans(horizontal) == plans(vertical) == 30


def test_a_day_more_moves_only_today() -> None:
    drawn = pictured(EXTREMES["two years"], "2026-04-13")
    assert drawn.today is not None
    before, after = (
        draw(replace(drawn, today=drawn.today + days), SPEAK).shapes for days in (0, 1)
    )
    changed = {a.look for a, b in zip(before, after, strict=True) if a != b}
    assert changed == {"today", "bar done provider", "way on past", "way on ahead"}


def test_today_is_one_group_with_its_line_its_words_and_the_ball() -> None:
    for vertical in (False, True):
        drawing = draw(pictured([stage(0, 5)], "2026-03-03"), SPEAK, vertical=vertical)
        (today,) = (shape for shape in drawing.shapes if shape.look == "today")
        assert [shape.look for shape in today.inside] == ["line", "now", "ball", "seam"]


def test_text_is_escaped_in_groups_too() -> None:
    inner = Shape(tag="text", look="name", text="<b> & co")
    outer = Shape(tag="g", look="today", inside=(inner,)).__html__()
    assert outer == '<g class="today"><text class="name">&lt;b&gt; &amp; co</text></g>'


# --- The examples, as they were looked at last --------------------------------------------------


EXAMPLES = {status.project.id: status for status in assess_portfolio(examples(), EXAMPLE_DAY)}


@FORMS
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_drawn_as_before(name: str, vertical: bool) -> None:
    status = EXAMPLES[name]
    t = translator(status.project.language or "en", EXAMPLE_DAY)
    drawing = draw(build_chart(status), t, vertical=vertical)
    form = "vertical" if vertical else "horizontal"
    matches(f"timeline/{name}-{form}.svg", pretty(drawing))


@pytest.mark.parametrize("language", get_args(Language))
def test_on_a_phone_no_name_is_cut_and_none_touches_the_arrow(language: Language) -> None:
    """Whatever dates and weeks take of its width."""
    t = translator(language, EXAMPLE_DAY, whole_days=True)
    for name, status in EXAMPLES.items():
        shapes = [*all_shapes(draw(build_chart(status), t, vertical=True).shapes)]
        arrow = [each for each in shapes if each.look == "finish moved"]
        (place,) = {
            float(re.findall(r"M([\d.]+)", attributes(each)["d"])[0]) for each in arrow
        } or {0}
        for each in shapes:
            if "name" not in each.look.split():
                continue
            for line, (left, *_) in lines(each, vertical=True):
                assert "…" not in line, (name, line)
                assert left >= place + 4 + 5, (name, line)  # its head is 4 wide


def pretty(drawing: Drawing) -> str:
    """An element to a line, and each line of a path, so that a difference can be read."""
    size = f"0 0 {drawing.width} {drawing.height}"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}">'
    parts = (shape.__html__() for shape in drawing.shapes)
    lines = re.sub(r"(<g [^>]*>|/>|</\w+>)", r"\1\n", "\n".join(parts))
    return "\n".join(
        [svg, *filter(None, re.sub(r"(?<=[\dZ])M(?=\d)", "\n  M", lines).split("\n")), "</svg>\n"]
    )


def test_no_line_of_the_finish_is_seen_between_the_words_of_a_name() -> None:
    crossed = 0
    for status in EXAMPLES.values():
        shapes = draw(build_chart(status), SPEAK).shapes
        drawn = [
            attributes(one)["d"] for one in shapes if one.look in ("finish planned", "finish live")
        ]
        across = [float(re.findall(r"M([\d.]+)", line)[0]) for line in drawn]
        grounds = [box for one in shapes if one.look == "ground" for box in outlines(one)]
        for name in (one for one in shapes if one.tag == "text" and one.look.startswith("name ")):
            if "own" in name.look:
                continue
            for _, (left, top, right, bottom) in lines(name, vertical=False):
                if any(left < x < right for x in across):
                    crossed += 1
                    assert any(
                        x <= left + 1
                        and x_end >= right - 1
                        and y <= top + 2
                        and y_end >= bottom - 1
                        for x, y, x_end, y_end in grounds
                    )
    assert crossed


def test_what_follows_from_the_queue_is_drawn_and_named_as_a_forecast() -> None:
    chart = build_chart(EXAMPLES["borealis"])
    assert {bar.id for bar in chart.bars if bar.look == "forecast"} == {
        "konzept", "konzept-ok", "produktion", "rest"
    }  # fmt: skip
    assert {"forecast", "queued"} <= chart.marks
    assert "forecast" not in build_chart(EXAMPLES["tramuntana"]).marks
