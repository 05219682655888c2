"""A studio goes from one version to the next, in two real wheels; what is the owner's stays."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from courtside.provider.setup.engine_line import line_of
from helpers.copies import commit, edit, git, options, tree
from helpers.studio import CHECKOUT, project
from helpers.wheels import Installed, build, source

DATA = CHECKOUT / "tests" / "data"
DAILY = ".github/workflows/daily.yml"
PAGE = "overrides/portal/page.html"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """This version, and the next: with one more module, another workflow, template and format."""
    folder = tmp_path_factory.mktemp("wheels")
    engine = source(folder / "source")
    first = build(engine, folder / "first")
    package = engine / "hooks" / "courtside"
    (package / "source" / "format_3.py").write_text(
        '"""Nothing but the number."""\n\n\n'
        "def to_format_3(texts, choices):\n    return dict(texts)\n"
    )
    migrations = package / "source" / "migrations.py"
    edit(migrations, "(_to_format_2,)", "(_to_format_2, to_format_3)")
    edit(migrations, _BEFORE, _IMPORT + _BEFORE)
    workflows = package / "starter" / "shell" / "dot-github" / "workflows"
    edit(workflows / "daily.yml", "timeout-minutes: 15", "timeout-minutes: 9")
    edit(workflows / "publish.yml", "# A push to main", "# Every push to main")
    (workflows / "check.yml").unlink()
    (workflows / "weekly.yml").write_text("# New in this version\n")
    page = package / "theme" / "portal" / "page.html"
    page.write_text("{# Of the new version #}\n" + page.read_text("utf-8"), "utf-8")
    edit(engine / "pyproject.toml", 'version = "0.1.0"', 'version = "0.2.0"')
    return first, build(engine, folder / "second")


_IMPORT = "from courtside.source.format_3 import to_format_3\n"
_BEFORE = "from courtside.source.problems import"


@pytest.fixture(scope="module")
def first(wheels: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed.make(tmp_path_factory.mktemp("first"), wheels[0])


@pytest.fixture(scope="module")
def second(wheels: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed.make(tmp_path_factory.mktemp("second"), wheels[1])


@pytest.fixture(scope="module")
def made(first: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A studio made by this version, with what its owner changed."""
    folder = tmp_path_factory.mktemp("made")
    first.courtside("init", "nido", *options(language="es"), "--yes", cwd=folder)
    root = folder / "nido"
    (root / "projects" / "nido.yml").write_text(project())
    edit(root / "mkdocs.yml", "accent: indigo", "accent: teal")
    (root / "overrides" / "custom" / "sur.css").write_text(":root { --cs-client: #123456; }\n")
    (root / "overrides" / "locale").mkdir()
    texts = 'msgid "I accept"\nmsgstr "¡Vamos!"\n'
    (root / "overrides" / "locale" / "es.po").write_text(texts, "utf-8")
    edit(root / DAILY, "17 7", "41 6")
    (root / PAGE).parent.mkdir()
    theme = CHECKOUT / "hooks" / "courtside" / "theme" / "portal"
    own = "{# Mine #}\n" + (theme / "page.html").read_text("utf-8")
    (root / PAGE).write_text(own, "utf-8")
    shutil.copy(theme / "headline.html", root / "overrides" / "portal")
    edit(root / "overrides" / "portal" / "headline.html", "\n", "\n{# Mine #}\n")
    commit(root)
    return root


@pytest.fixture
def studio(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "nido"))


def test_ours_is_renewed_and_the_owner_s_stays(
    second: Installed, studio: Path, wheels: tuple[Path, Path]
) -> None:
    before = tree(studio)
    done = second.courtside("upgrade", cwd=studio)
    after = tree(studio)
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    assert changed == {
        ".courtside/shipped.sha256",
        ".github/workflows/check.yml",
        ".github/workflows/publish.yml",
        ".github/workflows/weekly.yml",
        "projects/_studio.yml",
        "pyproject.toml",
    }
    assert ".github/workflows/check.yml" not in after
    assert b"# Every push" in after[".github/workflows/publish.yml"]
    studio_file = before["projects/_studio.yml"].decode().replace("format: 2 ", "format: 3 ")
    assert after["projects/_studio.yml"].decode() == studio_file
    assert line_of(after["pyproject.toml"].decode()).startswith(f"courtside @ {wheels[1].as_uri()}")
    # What needs the owner's eye is shown, and nothing else.
    assert re.findall(r"(?m)^\+\+\+ b/(.*)$", done.stdout) == [
        "projects/_studio.yml",
        DAILY,
        PAGE,
    ]
    assert "+    timeout-minutes: 9\n" in done.stdout
    assert "+{# Of the new version #}\n" in done.stdout
    assert f"  {DAILY}\n  {PAGE}\n" in done.stderr
    assert 'Then:\n  git add -A\n  git commit -m "Upgrade Courtside"\n' in done.stderr


def test_the_published_clone_works_after_a_plain_commit(
    second: Installed, studio: Path, tmp_path: Path
) -> None:
    """Everything that a new version adds is committed by that."""
    second.courtside("upgrade", cwd=studio)
    git(studio, "add", "-A")
    git(studio, "commit", "--quiet", "--message", "Upgrade")
    git(tmp_path, "clone", "--quiet", str(studio), "clone")
    clone = tmp_path / "clone"
    assert tree(clone).keys() == tree(studio).keys() - {".courtside/key", ".courtside/lock"}
    (clone / ".courtside" / "key").write_bytes((studio / ".courtside" / "key").read_bytes())
    second.courtside("preflight", "--repository-is", "private", cwd=clone)
    second.courtside("build", cwd=clone)
    assert len(list(clone.glob("site/p/*/index.html"))) == 1


def test_a_difference_is_shown_until_the_owner_decides(second: Installed, studio: Path) -> None:
    second.courtside("upgrade", cwd=studio)
    again = second.courtside("upgrade", cwd=studio)
    assert f"  {DAILY}\n  {PAGE}\n" in again.stderr
    own = (studio / PAGE).read_bytes()
    decided = second.courtside("upgrade", "--take", DAILY, "--keep", PAGE, cwd=studio)
    assert "so did this version" not in decided.stderr
    assert f"You changed these, and they stay as they are:\n  {PAGE}\n" in decided.stderr
    assert (studio / PAGE).read_bytes() == own
    daily = (studio / DAILY).read_text("utf-8")
    assert "timeout-minutes: 9" in daily
    assert "timezone: Europe/Lisbon" in daily
    before = tree(studio)
    assert second.courtside("upgrade", cwd=studio).stdout == ""
    assert tree(studio) == before


def test_a_dry_run_writes_nothing(second: Installed, studio: Path) -> None:
    before = tree(studio)
    assert "nothing was written" in second.courtside("upgrade", "--dry-run", cwd=studio).stderr
    assert tree(studio) == before


def test_what_the_owner_deleted_stays_deleted(second: Installed, studio: Path) -> None:
    (studio / "README.md").unlink()
    assert "  README.md\n" in second.courtside("upgrade", cwd=studio).stderr
    assert not (studio / "README.md").exists()
    second.courtside("upgrade", "--take", "README.md", cwd=studio)
    assert (studio / "README.md").read_text("utf-8").startswith("# Páginas de clientes\n")


def test_mistakes_stop_it_before_anything_is_written(second: Installed, studio: Path) -> None:
    (studio / "projects" / "nido.yml").write_text(project().replace("owner: client", "owner: x"))
    before = tree(studio)
    done = second.courtside("upgrade", cwd=studio, code=1)
    assert "nido: stages[0].owner" in done.stderr
    assert tree(studio) == before


def test_an_unknown_file_is_refused(second: Installed, studio: Path) -> None:
    before = tree(studio)
    done = second.courtside("upgrade", "--take", "projects/nido.yml", cwd=studio, code=1)
    assert "projects/nido.yml: this is not a file of ours" in done.stderr
    assert tree(studio) == before


def test_without_its_record_it_says_where_that_is(second: Installed, studio: Path) -> None:
    (studio / ".courtside" / "shipped.sha256").unlink()
    done = second.courtside("upgrade", cwd=studio, code=1)
    assert "--from-template" in done.stderr


# --- Use this template ---------------------------------------------------------------------------


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A studio made by "Use this template" of 0.1.0, in part, with its owner's work."""
    root = Path(shutil.copytree(DATA / "template-0.1.0", tmp_path / "studio"))
    for name in ("_studio.yml", "kiln.yml"):
        shutil.copy(DATA / "format-1" / "examples" / name, root / "projects")
    edit(root / "mkdocs.yml", "site_name: Norte Studio", "site_name: Sur")
    edit(root / DAILY, "timezone: Europe/Madrid", "timezone: Europe/Lisbon")
    edit(root / "hooks" / "courtside" / "public.py", '"""', '"""Mine. ')
    edit(root / PAGE, "\n", "\n{# Mine #}\n")
    edit(root / ".gitignore", ".courtside/\n", ".courtside/\nmine/\n")
    (root / "overrides" / "custom" / "sur.css").write_text(":root { --cs-client: #123456; }\n")
    cached = root / "hooks" / "courtside" / "__pycache__"
    cached.mkdir()
    (cached / "shipped.cpython-311.pyc").write_bytes(b"")
    (root / ".copier-answers.yml").write_text("_commit: v0.1.0\n")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    return root


def test_a_copy_of_the_template_becomes_thin(first: Installed, copied: Path) -> None:
    before = tree(copied)
    ignored = "git ignores .courtside/shipped.sha256"  # by a .gitignore of theirs, which stays
    dry = first.courtside("upgrade", "--from-template", "--dry-run", cwd=copied)
    assert ignored in dry.stderr
    done = first.courtside("upgrade", "--from-template", cwd=copied, code=1)
    after = tree(copied)
    assert {path for path in after if path.startswith("hooks/") and path.endswith(".py")} == {
        "hooks/mkdocs_hook.py",
        "hooks/courtside/public.py",
    }
    assert not {"Makefile", "copier.yml", "LICENSE", ".github/dependabot.yml"} & after.keys()
    assert not (copied / ".ci").exists()
    for path in ("mkdocs.yml", "overrides/custom/sur.css", PAGE, "hooks/courtside/public.py"):
        assert after[path] == before[path], path
    assert {path for path in after if path.startswith("overrides/")} == {
        "overrides/custom/README.md",
        "overrides/custom/sur.css",
        PAGE,
    }
    assert b"timezone: Europe/Madrid" in after[DAILY]  # as _studio.yml has it
    assert b"courtside @ file:" in after["pyproject.toml"]
    assert re.search(rb"(?m)^format: 2", after["projects/_studio.yml"])
    head = after["projects/kiln.yml"].splitlines()[0].decode()
    schema = head.partition("$schema=")[2]
    assert (copied / "projects" / schema).is_file()
    assert f"  {PAGE}\n" in done.stderr
    assert "  hooks/courtside/public.py\n" in done.stderr
    assert f"{PAGE}:5:1: 'speak' is undefined" in done.stdout  # the check that comes last
    assert ignored in done.stderr
    paths = (PAGE, ".gitignore", "hooks/courtside/public.py")
    taken = [word for path in paths for word in ("--take", path)]
    for dry in (["--dry-run"], []):
        assert "git ignores" not in first.courtside("upgrade", *taken, *dry, cwd=copied).stderr
    assert not (copied / "hooks" / "courtside").exists()
    assert not (copied / PAGE).exists()
    first.courtside("build", cwd=copied)


# --- How a studio installs its engine ------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="GitHub runs it under Linux")
def test_a_studio_installs_by_hash_and_then_the_one_line(studio: Path) -> None:
    asked = studio / "asked"
    (studio / ".venv" / "bin").mkdir(parents=True)
    (studio / ".venv" / "bin" / "python").write_text(f'#!/bin/sh\necho "$@" >> {asked}\n')
    (studio / ".venv" / "bin" / "python").chmod(0o755)
    subprocess.run(
        ["sh", ".github/install"],
        cwd=studio,
        env={**os.environ, "PYTHON": sys.executable},
        check=True,
    )
    line = line_of((studio / "pyproject.toml").read_text("utf-8"))
    address = line.removeprefix("courtside @ ")
    assert address.startswith("file:")
    pip = "-m pip --disable-pip-version-check"
    assert asked.read_text().splitlines() == [
        f"{pip} install --quiet --require-hashes --only-binary :all: -r requirements.lock",
        f"{pip} install --quiet --no-deps --no-build-isolation --force-reinstall {address}",
        f"{pip} check",
    ]
