"""How much a file may hold, and how long the worst of them take.

No time is measured here: what is counted are faults, entries and the lines of Python that run. The
sweep measures seconds and bytes.
"""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from courtside.engine.portals import client_pages
from courtside.model.project import ProjectFile
from courtside.source.checks.limits import MOST_SIGNS
from courtside.source.load import load_portfolio
from courtside.source.problems import MOST_PROBLEMS
from courtside.source.yaml_reader import MOST_BYTES, MOST_VALUES, read
from courtside.text import markdown
from courtside.views.page import render
from courtside.workspace import folder
from helpers import worst
from helpers.strategies import small_portfolio, small_project

SECONDS, MEGABYTES = 1, 200
GOOD = worst.SHOWN["a hundred stages"]


def problems_of(text: str) -> list[str]:
    _, problems = load_portfolio({"_studio.yml": worst.STUDIO, "p.yml": text.encode()})
    return [str(problem).removeprefix("projects/p.yml:") for problem in problems]


# --- What is refused ----------------------------------------------------------------------------


SMALL = worst.refused(MOST_BYTES // 8)


@pytest.mark.parametrize("name", SMALL)
def test_a_file_that_is_all_problems_is_refused_and_not_all_of_them_are_said(name: str) -> None:
    assert 1 <= len(problems_of(SMALL[name])) < 2 * MOST_PROBLEMS


@pytest.mark.parametrize(
    "name",
    [
        "aliases",
        "control characters",
        "the same key",
        "other keys",
        "keys without a value",
        "stages that are numbers",
        "after what is not there",
    ],
)
def test_the_last_that_is_said_says_that_there_are_more(name: str) -> None:
    assert ": there are more than 500 problems: fix these" in problems_of(SMALL[name])[-1]


def test_nothing_is_kept_of_a_file_with_too_many_problems() -> None:
    source, problems = read("a: 1\n" * (MOST_PROBLEMS + 1), file="p.yml")
    assert source
    assert len(problems) == MOST_PROBLEMS
    assert read("a: 1\n" * (MOST_PROBLEMS + 2), file="p.yml")[0] is None


def test_of_a_file_that_is_too_large_no_more_is_read_than_it_takes_to_refuse_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "_studio.yml").write_bytes(worst.STUDIO)
    with (tmp_path / "p.yml").open("wb") as file:
        file.truncate(10**12)
    files = folder.project_files(tmp_path)
    assert len(files["p.yml"]) == MOST_BYTES + 1
    portfolio, problems = load_portfolio(files)
    assert portfolio is None
    assert [str(problem) for problem in problems] == [
        "projects/p.yml:1:1: the file is larger than 256 KiB: keep long texts elsewhere"
    ]


def test_a_file_holds_so_many_values_and_no_more() -> None:
    def of(count: int) -> list[str]:
        return problems_of(f"a: [{'x, ' * count}]\n")

    assert not [problem for problem in of(MOST_VALUES - 2) if "values" in problem]
    assert of(MOST_VALUES - 1) == ["1:89999: the file holds more than 30000 values: shorten it"]


@pytest.mark.parametrize(
    ("field", "most", "entry"),
    [
        ("changes", 100, "{date: 2026-03-11, title: S, stage: s1, days: 1}"),
        ("pauses", 100, "{from: 2026-04-01, by: client}"),
        ("log", 1000, "{date: 2026-03-06, text: B}"),
        ("private", 1000, "{date: 2026-03-06, text: B}"),
    ],
)
def test_a_list_has_an_end(field: str, most: int, entry: str) -> None:
    def with_entries(count: int) -> list[str]:
        return problems_of(f"{GOOD}{field}:\n" + f"  - {entry}\n" * count)

    assert not [problem for problem in with_entries(most) if "is a list of more" in problem]
    (problem,) = with_entries(most + 1)
    assert problem.endswith(f"{field}: this is a list of more than {most}: shorten it")


def test_every_list_has_an_end() -> None:
    """A field that is added is bounded too, or it is found here."""

    def lists(schema: dict[str, Any]) -> list[dict[str, Any]]:
        below = [branch for branch in schema.values() if isinstance(branch, dict | list)]
        parts = [
            part for branch in below for part in (branch if isinstance(branch, list) else [branch])
        ]
        found = [listed for part in parts if isinstance(part, dict) for listed in lists(part)]
        return [*found, schema] if schema.get("type") == "array" else found

    found = lists(ProjectFile.model_json_schema())
    assert len(found) > 10
    assert {listed.get("maxItems") for listed in found} == {100, 1000}


def test_so_many_signs_of_markdown_and_no_more() -> None:
    def signs(count: int) -> list[str]:
        log = "".join('  - {date: 2026-03-06, text: "' + "*" * 1000 + '"}\n' for _ in range(5))
        return [
            f for f in problems_of(f'{GOOD}log:\n{log}words: "{"[" * count}"\n') if "signs" in f
        ]

    assert signs(MOST_SIGNS - 5000) == []
    (problem,) = signs(MOST_SIGNS - 4999)
    assert ": words: the texts of this file have more than 10000 lines and signs" in problem


# --- Markdown -----------------------------------------------------------------------------------


def lines_run(call: Callable[[], object]) -> int:
    """How many lines of Python a call runs."""
    count = 0

    def trace(_frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "sign",
    ["[", "[a](", "[a][", "![", "*a ", "**a", "*_", "` ", "> ", "- ", "1. ", "- a\n", "a\n\n",
     "a\n=\n", "---\n", "<", "<a@", "[a](<", '[a](b "', "\\", "&#", "[a]: x\n", "a  \n"],
)  # fmt: skip
def test_twice_as_much_markdown_takes_twice_as_long(sign: str) -> None:
    """Python-Markdown took four times as long for the first."""
    markdown.text("*warm*", below=1)

    def of(count: int) -> int:
        markdown.text.cache_clear()
        return lines_run(lambda: markdown.text(sign * count, below=1))

    assert of(400) < 2.5 * of(200) + 500


def test_what_is_nested_deeper_than_anybody_nests_is_shown_as_written() -> None:
    deep = "\n".join(f"{'>' * depth} word{depth} <b>" for depth in range(1, 30))
    shown = markdown.text(deep, below=1)
    assert "<blockquote>" not in shown
    assert all(f"word{depth} &lt;b&gt;" in shown for depth in range(1, 30))
    usual = "\n".join(f"{'  ' * depth}- word{depth}" for depth in range(6))
    assert markdown.text(usual, below=1).count("<ul>") == 6


# --- A queue ------------------------------------------------------------------------------------


def test_the_last_in_a_long_queue_takes_no_longer_than_the_first() -> None:
    """Each waits two years longer than the one before: the last, for a century."""
    late = {"late": {"client": [{"after": 2, "do": "lose-slot"}]}}
    stages = [{"id": "c-copy", "days": 5, "done": "2026-03-12"}, {"id": "work", "days": 520}]
    one = small_project(*stages, terms=late)
    waiting = (one.model_copy(update={"id": f"p{number:02}"}) for number in range(50))
    of_each = {page.id: page for page in client_pages(small_portfolio(*waiting), date(2026, 3, 13))}
    assert of_each["p49"].projects[0].dated.ledger.finish.year > 2120

    def lines(name: str) -> int:
        render(of_each[name])  # what is remembered of its dates
        return lines_run(lambda: render(of_each[name]))

    assert lines("p49") < 1.1 * lines("p00")


# --- Memory -------------------------------------------------------------------------------------


def test_a_record_holds_nothing_that_nobody_asks_for() -> None:
    """5,000 projects are held at once: one of a hundred stages takes some times its short text."""
    text = GOOD.encode()
    projects = {f"p{n}.yml": text for n in range(10)}
    files = {"_studio.yml": worst.STUDIO, **projects}
    load_portfolio(files)  # what all of them share
    tracemalloc.start()
    portfolio, _ = load_portfolio(files)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert portfolio
    assert held < 16 * len(projects) * len(text)


# --- The sweep ----------------------------------------------------------------------------------


@pytest.mark.sweep
@pytest.mark.parametrize("shown", [False, True], ids=["refused", "shown"])
def test_the_worst_file_takes_a_second(shown: bool) -> None:
    """On a slower machine as many times as long as an ordinary file takes there, but not more."""
    ordinary = min(worst.seconds(GOOD, shown=True) for _ in range(5))
    most = max(SECONDS, 8 * ordinary)
    texts = worst.SHOWN if shown else worst.refused()
    took = {
        name: min(worst.seconds(text, shown=shown) for _ in range(3))
        for name, text in texts.items()
    }
    print(f"\nordinary {ordinary:.2f} s; the worst:")
    for name in sorted(took, key=took.__getitem__)[-5:]:
        print(f"  {took[name]:.2f} s  {name}")
    assert max(took.values()) <= most


@pytest.mark.sweep
def test_the_worst_files_take_little_memory() -> None:
    done = subprocess.run(
        [sys.executable, str(Path(worst.__file__))], capture_output=True, text=True, check=True
    )
    print(f"\n{int(done.stdout) / 1e6:.0f} MB for all of the worst files")
    assert int(done.stdout) <= MEGABYTES * 1_000_000
