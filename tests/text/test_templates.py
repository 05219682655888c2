"""Compiled templates are kept on disk, and used while nothing has changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from courtside.text.templates import CompiledTemplates
from helpers import template_cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    template_cache.let_go(monkeypatch)  # which keeps them in this process
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "a\udcff"  # no UTF-8
    folder.mkdir()
    return folder


def filled(folder: Path, **how: bool) -> str:
    loader = FileSystemLoader(folder)
    environment = Environment(loader=loader, bytecode_cache=CompiledTemplates(), **how)
    return environment.get_template("page.html").render(name="<A>")


def test_a_template_is_compiled_once_and_again_when_it_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "page.html").write_text("One {{ name }}", "utf-8")
    assert filled(folder) == "One <A>"
    compiled: list[str] = []
    compile_ = Environment.compile
    monkeypatch.setattr(
        Environment, "compile", lambda *a, **k: [compiled.append(""), compile_(*a, **k)][1]
    )
    assert filled(folder) == "One <A>"
    assert compiled == []
    assert filled(folder, autoescape=True) == "One &lt;A&gt;"
    (folder / "page.html").write_text("Two {{ name }}", "utf-8")
    assert filled(folder) == "Two <A>"
    assert len(compiled) == 2


def test_what_was_cut_on_disk_is_compiled_again(folder: Path) -> None:
    (folder / "page.html").write_text("One {{ name }}", "utf-8")
    assert filled(folder) == "One <A>"
    (kept,) = (folder.parent / "cache" / "courtside").iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    assert filled(folder) == "One <A>"
