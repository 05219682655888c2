"""A new version comes into an old copy, and what is the owner's stays: played from tag to tag."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from house import CHECKOUT

OWNERS = ("projects", "mkdocs.yml", "overrides/custom")


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
    commit(root)
    git(root, "tag", "v0.1.0")
    edit(root / "RULES.md", "# The rules", "# The rules, better")
    edit(root / "overrides" / "assets" / "courtside.css", "max-width: 52rem", "max-width: 54rem")
    edit(root / "projects" / "_studio.yml", "name: Norte Studio", "name: Another Studio")
    edit(root / "mkdocs.yml", "site_name: Norte Studio", "site_name: Another Studio")
    edit(root / "projects" / "kiln.yml", "title: ", "title: New ")
    edit(root / ".github" / "workflows" / "daily.yml", "timeout-minutes: 15", "timeout-minutes: 9")
    (root / "projects" / "newest.yml").write_text((root / "projects" / "kiln.yml").read_text())
    (root / "hooks" / "courtside" / "newest.py").write_text('"""New."""\n')
    (root / "hooks" / "courtside" / "samples.py").unlink()
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
    (root / "projects" / "kiln.yml").rename(root / "projects" / "mine.yml")
    edit(root / "projects" / "_studio.yml", "name: Norte Studio", "name: Sur")
    edit(root / "mkdocs.yml", "site_name: Norte Studio", "site_name: Sur")
    edit(root / ".github" / "workflows" / "daily.yml", "23 4", "41 6")
    (root / "overrides" / "custom").mkdir(exist_ok=True)
    (root / "overrides" / "custom" / "sur.css").write_text(":root { --cs-client: #123456; }\n")
    edit(root / "overrides" / "assets" / "courtside.css", "height: 0.4rem", "height: 0.5rem")
    commit(root)
    return root


def test_an_upgrade_renews_what_is_ours_and_keeps_what_is_the_owner_s(owner: Path) -> None:
    kept = {
        path.relative_to(owner): path.read_bytes()
        for name in OWNERS
        for path in ([owner / name] if (owner / name).is_file() else (owner / name).rglob("*"))
        if path.is_file()
    }
    done = subprocess.run(
        [Path(sys.executable).parent / "copier", "update", "--defaults", "--quiet"],
        cwd=owner,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    now = {path.relative_to(owner) for path in (owner / "projects").rglob("*")}
    assert now == {path for path in kept if path.parts[0] == "projects"}
    for path, content in kept.items():
        assert (owner / path).read_bytes() == content, path
    assert (owner / "RULES.md").read_text("utf-8").startswith("# The rules, better")
    assert (owner / "hooks" / "courtside" / "newest.py").exists()
    assert not (owner / "hooks" / "courtside" / "samples.py").exists()
    daily = (owner / ".github" / "workflows" / "daily.yml").read_text("utf-8")
    assert "41 6" in daily  # the owner's own hour, in our new file
    assert "timeout-minutes: 9" in daily
    css = (owner / "overrides" / "assets" / "courtside.css").read_text("utf-8")
    assert "54rem" in css
    assert "0.5rem" in css  # the owner's own change of our file
    answers = yaml.safe_load((owner / ".copier-answers.yml").read_text("utf-8"))
    assert answers["_commit"] == "v0.2.0"
    changed = git(owner, "status", "--porcelain").splitlines()
    assert not [line for line in changed if re.match(r"UU|AA|\?\? .*\.rej", line)]


def test_the_manifest_names_what_is_there() -> None:
    manifest = yaml.safe_load((CHECKOUT / "copier.yml").read_text("utf-8"))
    assert tuple(manifest["_skip_if_exists"]) == OWNERS
    for name in OWNERS:
        assert (CHECKOUT / name).exists(), name
