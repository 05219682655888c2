"""Imports point one way: from the records up to the shells. The engine knows no MkDocs, no clock,
no disk."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ENGINE = Path(__file__).parent.parent / "hooks" / "courtside"
MODULES = sorted(path.stem for path in ENGINE.glob("*.py") if path.stem != "__init__")

SHELLS = {
    "build", "check_site", "cli", "cli_agree", "cli_agreement", "cli_answers", "cli_base",
    "cli_desk", "cli_doctor", "cli_import", "cli_init", "cli_links", "cli_migrate", "cli_names",
    "cli_offer", "cli_publish", "cli_record", "cli_remind", "cli_story", "cli_write", "commit",
    "copied", "disk", "doctor", "doctor_git", "doctor_house", "doctor_key", "doctor_machine",
    "doctor_seen", "git", "guess", "history", "keyring", "link_history", "live", "post", "processes", "public", "publish",
    "reference", "reminded", "sending", "staging", "upstream",
}  # fmt: skip
"""The modules that may touch a disk, a clock or the environment; nothing below imports them."""

GENERATORS = {"mkdocs", "properdocs", "material"}

READS_OWN_DATA = {"language", "schemas", "shipped"}
"""Modules that read files which ship with the package."""


def imports(module: str) -> set[str]:
    """All modules that a module imports; own ones without the package's name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ENGINE / f"{module}.py").read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            name = (node.module or "").removeprefix("courtside").lstrip(".")
            own = node.level or (node.module or "").startswith("courtside")
            found |= {alias.name for alias in node.names} if own and not name else {name}
    return found


ORDER = {module: imports(module) & set(MODULES) for module in MODULES}


def test_no_module_imports_in_a_circle() -> None:
    list(TopologicalSorter(ORDER).static_order())


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_to_the_records(module: str) -> None:
    if module not in SHELLS:
        assert not ORDER[module] & SHELLS


@pytest.mark.parametrize("module", MODULES)
def test_nothing_but_the_hook_knows_a_site_generator(module: str) -> None:
    assert not {name for name in imports(module) if name.partition(".")[0] in GENERATORS}


def called(module: str) -> set[str]:
    """The names of all functions and methods that a module calls or looks up by their name."""
    tree = ast.parse((ENGINE / f"{module}.py").read_text("utf-8"))
    names = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return names | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("module", sorted(set(MODULES) - SHELLS))
def test_the_engine_reads_no_clock_and_no_environment(module: str) -> None:
    assert not called(module) & {"utcnow", "environ", "getenv", "urandom"}
    text = (ENGINE / f"{module}.py").read_text("utf-8")
    assert "date.today(" not in text
    assert "datetime.now(" not in text
    assert "time.time(" not in text


@pytest.mark.parametrize("module", sorted(set(MODULES) - SHELLS - READS_OWN_DATA))
def test_the_engine_touches_no_disk(module: str) -> None:
    touching = {"read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink"}
    assert not called(module) & touching
    calls = ast.walk(ast.parse((ENGINE / f"{module}.py").read_text("utf-8")))
    assert not [c for c in calls if isinstance(c, ast.Call) and ast.unparse(c.func) == "open"]
