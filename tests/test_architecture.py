"""The floor plan: imports run one way through the wings, and the engine touches nothing outside.

`python tests/test_architecture.py` prints the counts that CI shows.
"""

from __future__ import annotations

import ast
import re
import statistics
from collections import defaultdict
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "hooks" / "courtside"

ORDER = [
    "errors", "resources", "model", "engine", "text", "source", "views", "sealing",
    "workspace", "pipeline", "site", "provider", "cli", "__main__",
]  # fmt: skip
"""Each imports only from those before it, and from itself."""

PURE = {"errors", "model", "engine", "text", "source", "views", "sealing"}
"""Wings without a clock, an environment, a subprocess, or a disk but for the package's own data
and what `resources.py` keeps of other packages'."""

GENERATORS = {"mkdocs", "properdocs", "material"}
KNOWS_MKDOCS = "site/mkdocs_events.py"
READS_ITS_SETTINGS = "site/mkdocs_settings.py"

MOST_LINES, MOST_PARAMETERS = 45, 6
"""Of a function: the lines of its body, and its parameters but for self."""

READS_PACKAGE_DATA = {"text/language.py", "model/json_schema.py", "text/theme.py"}

NAMES = [
    path.relative_to(PACKAGE).as_posix()
    for path in sorted(PACKAGE.rglob("*.py"))
    if not path.is_relative_to(PACKAGE / "starter")  # files of a studio, not of the package
]
MODULES = [name for name in NAMES if not name.endswith("__init__.py")]


@cache
def trees() -> dict[str, ast.Module]:
    """All modules, parsed when the first test asks: every worker reads this file."""
    return {name: ast.parse((PACKAGE / name).read_text("utf-8")) for name in NAMES}


def wing(name: str) -> str:
    return name.partition("/")[0].removesuffix(".py")


def imports(name: str) -> set[str]:
    """The modules that a module imports, by their full name."""
    found: set[str] = set()
    for node in ast.walk(trees()[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports are written out in full"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own(name: str) -> set[str]:
    """The modules of this package that a module imports, by their path."""
    found = set()
    for full in imports(name):
        parts = full.split(".")
        if parts[0] == "courtside":
            path, attribute = "/".join(parts[1:]), "/".join(parts[1:-1])
            found |= {f"{place}.py" for place in (path, attribute) if f"{place}.py" in NAMES}
    return found


def functions() -> dict[str, ast.FunctionDef]:
    return {
        f"{name}:{node.name}:{node.lineno}": node
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }


def length(function: ast.FunctionDef) -> int:
    """Lines of a body, its docstring not counted."""
    body = function.body[bool(ast.get_docstring(function)) :]
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def parameters(function: ast.FunctionDef) -> int:
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    return len([name for name in names if name not in ("self", "cls")]) + len(
        function.args.kwonlyargs
    )


def is_command(function: ast.FunctionDef) -> bool:
    """click hands a command each of its options as a parameter."""
    return any("command" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_every_wing_is_there_and_says_its_purpose() -> None:
    assert {wing(name) for name in NAMES} - {"__init__"} == set(ORDER)
    for name, tree in trees().items():
        if name.endswith("__init__.py"):
            assert ast.get_docstring(tree), name


@pytest.mark.parametrize("name", MODULES)
def test_imports_run_one_way_through_the_wings(name: str) -> None:
    later = set(ORDER[ORDER.index(wing(name)) + 1 :])
    assert not {other for other in own(name) if wing(other) in later}


def test_no_module_imports_in_a_circle() -> None:
    list(TopologicalSorter({name: own(name) for name in MODULES}).static_order())


def test_one_module_knows_mkdocs() -> None:
    know = {
        name
        for name in MODULES
        if {module.partition(".")[0] for module in imports(name)} & GENERATORS
    }
    assert know == {KNOWS_MKDOCS, READS_ITS_SETTINGS}
    text = (PACKAGE / KNOWS_MKDOCS).read_text("utf-8")
    assert len(text.splitlines()) < 200
    assert not [n for n in ast.walk(trees()[KNOWS_MKDOCS]) if isinstance(n, ast.Global)]


def called(name: str) -> set[str]:
    """The names of all functions and methods that a module calls or looks up."""
    tree = trees()[name]
    names = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return names | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("name", [name for name in MODULES if wing(name) in PURE])
def test_the_pure_wings_read_no_clock_no_environment_and_no_disk(name: str) -> None:
    forbidden = {"utcnow", "environ", "getenv", "urandom", "Popen"}
    if name not in READS_PACKAGE_DATA:
        forbidden |= {"read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink"}
    assert not called(name) & forbidden
    text = (PACKAGE / name).read_text("utf-8")
    assert not [call for call in ("date.today(", "datetime.now(", "time.time(") if call in text]
    calls = (node for node in ast.walk(trees()[name]) if isinstance(node, ast.Call))
    assert not [call for call in calls if ast.unparse(call.func) == "open"]


def test_one_place_reads_the_day_that_is_asked_for() -> None:
    """COURTSIDE_TODAY has one meaning: everything else asks a `Clock`."""
    read = {
        name
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == "COURTSIDE_TODAY"
    }
    assert read == {"engine/as_of.py"}


def test_functions_are_short_and_take_few_parameters() -> None:
    long = {
        name: length(function)
        for name, function in functions().items()
        if length(function) > MOST_LINES
    }
    assert long == {}
    many = {
        name: parameters(function)
        for name, function in functions().items()
        if parameters(function) > MOST_PARAMETERS and not is_command(function)
    }
    assert many == {}


def test_no_class_has_two_meanings_and_no_function_is_named_like_its_module() -> None:
    classes = defaultdict(list)
    for name, tree in trees().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                classes[node.name].append(name)
            if isinstance(node, ast.FunctionDef):
                assert node.name != Path(name).stem, f"{name} has a function of its own name"
    assert {name: places for name, places in classes.items() if len(places) > 1} == {}


NO_VERBS = {
    "A", "About", "All", "An", "From", "How", "It", "The", "What", "When", "Where", "Whether",
}  # fmt: skip
"""First words of a docstring that describes a value, not what a function does."""


def test_docstrings_say_what_a_function_does_and_what_a_value_is() -> None:
    def wrong(node: ast.FunctionDef) -> bool:
        words = (ast.get_docstring(node) or "").split()
        if any("property" in ast.unparse(decorator) for decorator in node.decorator_list):
            return words[:1] in (["Return"], ["Yield"])
        return words[:1] != [] and (words[0] in NO_VERBS or words[1:3] == ["the", "same,"])

    public = {
        name: node
        for name, node in functions().items()
        if not node.name.startswith("_") and not is_command(node)
    }
    assert [name for name, node in public.items() if wrong(node)] == []


def test_all_errors_are_of_one_tree_which_is_drawn() -> None:
    bases = {
        node.name: {ast.unparse(base) for base in node.bases}
        for tree in trees().values()
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    ours = {"CourtsideError"}
    while more := {name for name, above in bases.items() if above & ours} - ours:
        ours |= more
    assert set(re.findall(r"\w+Error", ast.get_docstring(trees()["errors.py"]) or "")) == ours
    assert not {name for name in bases if re.match(r"[A-Z]\w*Error$", name)} - ours


def counts() -> str:
    """The floor plan in numbers."""
    lines = {name: len((PACKAGE / name).read_text("utf-8").splitlines()) for name in NAMES}
    lengths = sorted(length(function) for function in functions().values())
    wings = defaultdict(int)
    for name, number in lines.items():
        wings[wing(name)] += number
    each = ", ".join(f"{name} {wings[name]}" for name in ORDER)
    return (
        f"{len(NAMES)} modules, {sum(lines.values())} lines ({each}); functions: median "
        f"{statistics.median(lengths):.0f}, p90 {lengths[len(lengths) * 9 // 10]}, longest "
        f"{lengths[-1]}"
    )


if __name__ == "__main__":
    print(counts())
