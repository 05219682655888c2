"""A new version comes into an old copy, and what is the owner's stays: played from tag to tag."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from helpers.studio import CHECKOUT

MANIFEST = yaml.safe_load((CHECKOUT / "copier.yml").read_text("utf-8"))
OWNERS: list[str] = MANIFEST["_skip_if_exists"]
TEMPLATE_S: list[str] = [name for name in MANIFEST["_exclude"] if "{" not in name]
NEW = "# Of the new version"


def whose(path: str) -> str:
    """As copier.yml has it, which is the only list."""
    if any(path == name or path.startswith(f"{name}/") for name in OWNERS):
        return "the owner's"
    if any(path == name or path.startswith(f"{name}/") for name in TEMPLATE_S):
        return "the template's"
    return "ours"


def git(where: Path, *words: str) -> str:
    who = ("-c", "user.name=Norte", "-c", "user.email=norte@studio.example")
    return subprocess.run(
        ["git", "-C", str(where), *who, *words], check=True, capture_output=True, text=True
    ).stdout


def commit(where: Path) -> None:
    git(where, "add", "--all")
    git(where, "commit", "--quiet", "--message", "x")


def copy_of_the_checkout(to: Path) -> Path:
    """What git tracks here, and what is about to be: tests and snapshots aside, to be quick."""
    listed = git(CHECKOUT, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    for name in filter(None, listed.split("\0")):
        if not name.startswith("tests/") and (CHECKOUT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, to / name)
    git(to, "init", "--quiet", "--initial-branch=main")
    return to


def one_of_each(root: Path) -> list[str]:
    """One file of each folder and kind: copier takes its time for each that differs."""
    listed = git(root, "ls-tree", "-r", "-z", "--name-only", "v0.1.0").strip("\0").split("\0")
    each = {(Path(name).parent, Path(name).suffix): name for name in listed}
    assert {whose(name) for name in each.values()} == {"the owner's", "the template's", "ours"}
    return [name for name in each.values() if not name.endswith(".jinja")]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Courtside's own repository, with two versions."""
    root = tmp_path / "template"
    root.mkdir()
    copy_of_the_checkout(root)
    (root / "hooks" / "courtside" / "oldest.py").write_text('"""Old."""\n')
    commit(root)
    git(root, "tag", "v0.1.0")
    for name in one_of_each(root):
        with (root / name).open("ab") as file:
            file.write(f"{NEW}\n".encode())
    edit(root / "RULES.md", "# The rules", "# The rules, better")
    edit(
        root / "hooks" / "courtside" / "theme" / "assets" / "courtside.css",
        "max-width: 52rem",
        "max-width: 54rem",
    )
    edit(root / "projects" / "_studio.yml", "name: Norte Studio", "name: Another Studio")
    edit(root / "mkdocs.yml", "site_name: Norte Studio", "site_name: Another Studio")
    edit(root / "projects" / "kiln.yml", "title: ", "title: New ")
    edit(root / ".github" / "workflows" / "daily.yml", "timeout-minutes: 15", "timeout-minutes: 9")
    (root / "projects" / "newest.yml").write_text((root / "projects" / "kiln.yml").read_text())
    (root / "hooks" / "courtside" / "newest.py").write_text('"""New."""\n')
    (root / "hooks" / "courtside" / "oldest.py").unlink()
    migrations = root / "hooks" / "courtside" / "migrations.py"
    edit(migrations, "MIGRATIONS: Sequence[Step] = ()", "MIGRATIONS = (lambda _texts: {},)")
    commit(root)
    git(root, "tag", "v0.2.0")
    return root


@pytest.fixture
def owner(tmp_path: Path, template: Path) -> Path:
    """A copy as "Use this template" makes it, and what an owner did to it."""
    root = tmp_path / "owner"
    root.mkdir()
    git(tmp_path, "clone", "--quiet", "--branch=v0.1.0", str(template), str(root / "x"))
    shutil.rmtree(root / "x" / ".git")
    for entry in (root / "x").iterdir():
        entry.rename(root / entry.name)
    (root / "x").rmdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    (root / ".copier-answers.yml").write_text(f"_commit: v0.1.0\n_src_path: {template}\n")
    for path in (root / "projects").glob("*"):
        if path.name not in ("_studio.yml", "index.md", "kiln.yml"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    mine = (root / "projects" / "kiln.yml").rename(root / "projects" / "mine.yml")
    mine.write_text(re.sub(r', hash: "[^"]*"', "", mine.read_text("utf-8")), "utf-8")
    edit(root / "projects" / "_studio.yml", "name: Norte Studio", "name: Sur")
    edit(root / "mkdocs.yml", "site_name: Norte Studio", "site_name: Sur")
    edit(root / ".github" / "workflows" / "daily.yml", "17 7", "41 6")
    (root / "overrides" / "custom").mkdir(exist_ok=True)
    (root / "overrides" / "custom" / "sur.css").write_text(":root { --cs-client: #123456; }\n")
    edit(
        root / "hooks" / "courtside" / "theme" / "assets" / "courtside.css",
        "height: 0.4rem",
        "height: 0.5rem",
    )
    commit(root)
    return root


def courtside(owner: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command of the copy, not of this checkout."""
    return subprocess.run(
        [sys.executable, "-c", "from courtside.cli.main import main; main()", *words],
        cwd=owner,
        env={**os.environ, "PYTHONPATH": str(owner / "hooks")},
        capture_output=True,
        text=True,
    )


def test_an_upgrade_renews_what_is_ours_and_keeps_what_is_the_owner_s(
    owner: Path, template: Path
) -> None:
    """And the new version then asks for its format, and brings the owner's files over."""
    before = {
        path.relative_to(owner).as_posix(): path.read_bytes()
        for path in owner.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(owner).parts
    }
    done = subprocess.run(
        [Path(sys.executable).parent / "copier", "update", "--defaults", "--quiet"],
        cwd=owner,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    now = {path.relative_to(owner).as_posix() for path in (owner / "projects").rglob("*")}
    assert now == {path for path in before if path.startswith("projects/")}
    for path, content in before.items():
        if whose(path) != "ours":
            assert (owner / path).read_bytes() == content, path
    for path in one_of_each(template):
        assert whose(path) != "ours" or NEW.encode() in (owner / path).read_bytes(), path
    assert (owner / "RULES.md").read_text("utf-8").startswith("# The rules, better")
    assert (owner / "hooks" / "courtside" / "newest.py").exists()
    assert not (owner / "hooks" / "courtside" / "oldest.py").exists()
    daily = (owner / ".github" / "workflows" / "daily.yml").read_text("utf-8")
    assert "41 6" in daily  # the owner's own hour, in our new file
    assert "timeout-minutes: 9" in daily
    css = (owner / "hooks" / "courtside" / "theme" / "assets" / "courtside.css").read_text("utf-8")
    assert "54rem" in css
    assert "0.5rem" in css  # the owner's own change of our file
    answers = yaml.safe_load((owner / ".copier-answers.yml").read_text("utf-8"))
    assert answers["_commit"] == "v0.2.0"
    changed = git(owner, "status", "--porcelain").splitlines()
    assert not [line for line in changed if re.match(r"UU|AA|\?\? .*\.rej", line)]
    asked = courtside(owner, "check")
    assert asked.returncode == 1
    assert "run `courtside migrate`" in asked.stdout
    assert courtside(owner, "migrate").returncode == 0
    assert courtside(owner, "check").returncode == 0
    for path in now:
        content = (owner / path).read_bytes()
        assert content.replace(b"format: 2\n", b"") == before[path], path


def test_the_manifest_names_what_is_there_and_no_other_list_says_otherwise() -> None:
    for name in (*OWNERS, *TEMPLATE_S):
        assert (CHECKOUT / name).exists(), name
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    (yours,) = re.findall(r"(?m)^Yours are (.*?) \(", readme)
    assert [name.rstrip("/") for name in re.findall(r"`(.*?)`", yours)] == OWNERS
