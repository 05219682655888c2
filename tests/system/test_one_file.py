"""docs/one-file.md is true: what it shows comes out, and what it names exists."""

from __future__ import annotations

import ast
import doctest
import re

import pytest

from helpers.studio import CHECKOUT

PAGE = (CHECKOUT / "docs" / "one-file.md").read_text("utf-8")
PROSE = re.sub(r"(?ms)^```.*?^```$", "", PAGE)
PACKAGE = CHECKOUT / "hooks" / "courtside"


def blocks(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE)


def test_what_it_shows_is_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    shown = doctest.DocTestParser().get_doctest(
        "\n".join(blocks("pycon")), {}, "docs/one-file.md", None, None
    )
    assert len(shown.examples) > 40
    printed: list[str] = []
    results = doctest.DocTestRunner().run(shown, out=printed.append)
    assert results.failed == 0, "".join(printed)


def test_the_file_that_it_follows_says_what_is_quoted() -> None:
    (quoted,) = blocks("yaml")
    lines = (CHECKOUT / "projects" / "atlas.yml").read_text("utf-8").splitlines()
    assert [line for line in quoted.splitlines() if line not in lines] == []


def test_it_names_files_that_exist() -> None:
    named = re.findall(r"`([a-z_]+/[a-zA-Z_/.-]*)`", PROSE)
    assert len(named) > 20
    places = [(CHECKOUT / name, PACKAGE / name, PACKAGE / f"{name}.py") for name in named]
    missing = [
        name
        for name, paths in zip(named, places, strict=True)
        if not any(p.exists() for p in paths)
    ]
    assert missing == []


def test_it_names_what_the_pipeline_calls_in_its_order() -> None:
    tree = ast.parse((PACKAGE / "pipeline.py").read_text("utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    imported = {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("courtside.")
        for alias in node.names
    }
    calls = sorted(
        (node.lineno, node.func.id)
        for node in ast.walk(functions["run"])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )
    steps = [name for _, name in calls if name in functions or name in imported]
    assert {"load_and_validate", "plan_portals", "portals_of", "render_html"} <= set(steps)
    told = [name for name in steps if name != "by_client"]  # which only sorts
    places = [PROSE.index(f"`{name}`") for name in told]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["pipeline.run", "assess.assess_portfolio"])
def test_it_names_functions_that_exist(name: str) -> None:
    module, function = name.split(".")
    assert f"`{name}`" in PROSE
    (path,) = PACKAGE.rglob(f"{module}.py")
    assert f"def {function}(" in path.read_text("utf-8")


def test_it_has_the_steps_of_the_pipeline_in_their_order() -> None:
    steps = ["Load", "Validate", "Schedule", "Assess", "Render", "Seal", "Write"]
    assert re.findall(r"(?m)^## (\w+)", PAGE) == [*steps, "And"]
    run = (PACKAGE / "pipeline.py").read_text("utf-8").partition("def run(")[2]
    comments = " ".join(re.findall(r"# (.*)", run.partition("\ndef ")[0])).lower()
    places = [comments.index(step.lower()) for step in steps]
    assert places == sorted(places)


def test_it_is_read_in_ten_minutes() -> None:
    assert len(PAGE.split()) < 1500
