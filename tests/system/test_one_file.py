"""docs/one-file.md is true: what it shows comes out, and what it names is there."""

from __future__ import annotations

import doctest
import re
from fnmatch import fnmatch

import pytest

from helpers.studio import CHECKOUT

PAGE = (CHECKOUT / "docs" / "one-file.md").read_text("utf-8")
MODULES = {path.stem for path in (CHECKOUT / "hooks" / "courtside").glob("*.py")}
OTHER_NAMES = {"private", "pipeline.load", "pipeline.portals", "page.render", "status.assess"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE)


def test_what_it_shows_is_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    shown = doctest.DocTestParser().get_doctest(
        "\n".join(blocks("pycon")), {}, "docs/one-file.md", None, None
    )
    assert len(shown.examples) > 40
    said: list[str] = []
    results = doctest.DocTestRunner().run(shown, out=said.append)
    assert results.failed == 0, "".join(said)


def test_the_file_that_it_follows_says_what_is_quoted() -> None:
    (quoted,) = blocks("yaml")
    lines = (CHECKOUT / "projects" / "atlas.yml").read_text("utf-8").splitlines()
    assert [line for line in quoted.splitlines() if line not in lines] == []


def test_it_names_modules_that_are_there_in_the_order_of_the_line() -> None:
    prose = re.sub(r"(?ms)^```.*?^```$", "", PAGE)
    names = set(re.findall(r"`([a-z_.]+\*?)`", prose))
    unknown = {n for n in names if not any(fnmatch(m, n) for m in MODULES)}
    assert unknown == OTHER_NAMES
    for name in OTHER_NAMES - {"private"}:
        module, function = name.split(".")
        assert f"def {function}(" in (CHECKOUT / f"hooks/courtside/{module}.py").read_text("utf-8")
    assert re.findall(r"(?m)^## (\w+)", PAGE) == [
        "Load", "Validate", "Schedule", "Assess", "Render", "Seal", "Write", "And",
    ]  # fmt: skip
    paths = re.findall(r"`([a-z_]+/[a-z_/.-]*)`", prose)
    assert len(paths) > 4
    assert [path for path in paths if not (CHECKOUT / path).exists()] == []


def test_it_is_read_in_ten_minutes() -> None:
    assert len(PAGE.split()) < 1500
