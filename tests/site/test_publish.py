"""What goes out to another repository, what is left alone there, and what may not go at all."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from courtside.cli.main import main
from courtside.sealing.keys import RootSecret
from courtside.site import staging
from courtside.site.publish import MARK, push
from courtside.workspace.versions import vanished
from helpers.studio import (
    CANARIES,
    CHECKOUT,
    SECRET,
    STUDIO,
    build_studio,
    make_studio,
    project,
    site_of,
)

KEY_ID = RootSecret.parse(SECRET).key_id


def git(where: Path, *words: str) -> str:
    who = ("-c", "user.name=Quetzalcoatl", "-c", "user.email=quetzal@client.example")
    return subprocess.run(
        ["git", "-C", str(where), *who, *words], check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(portfolio: Path, message: str = "x") -> None:
    git(portfolio, "add", "--all")
    git(portfolio, "commit", "--quiet", "--message", message)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house in a repository of its own, built."""
    folder = tmp_path_factory.mktemp("built")
    root = make_studio(folder / "house", aurora=project(), kiln=project())
    (root / "projects" / "_studio.yml").write_text(
        STUDIO.replace("example_day: 2026-03-11\n", f"key_id: {KEY_ID}\n")
    )
    (root / ".gitignore").write_text("site/\n.site.*\n.cache/\n.courtside/\n")
    git(folder, "init", "--quiet", "--initial-branch=main", str(root))
    commit(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURTSIDE_TODAY", "2026-03-11")
        build_studio(root)
    return root


@pytest.fixture
def portfolio(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, as the current folder."""
    root = tmp_path / "house"
    shutil.copytree(built, root)
    monkeypatch.setenv("COURTSIDE_TODAY", "2026-03-11")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The other repository, bare and empty."""
    git(tmp_path, "init", "--quiet", "--bare", str(tmp_path / "other.git"))
    return tmp_path / "other.git"


def run(*words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, list(words), input=stdin)


def test_the_site_alone_goes_out_as_one_commit_without_history(
    portfolio: Path, other: Path
) -> None:
    assert run("publish", "--to", str(other), "--yes").exit_code == 0
    (portfolio / "projects" / "kiln.yml").write_text(project(title="Another"))
    build_studio(portfolio)
    assert run("publish", "--to", str(other), "--yes").exit_code == 0
    assert git(other, "rev-list", "--count", "gh-pages") == "1"
    clone = other.parent / "clone"
    git(other.parent, "clone", "--quiet", "--branch=gh-pages", str(other), str(clone))
    published = {
        path.relative_to(clone).as_posix(): path.read_bytes()
        for path in clone.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(clone).parts
    }
    assert published.keys() == site_of(portfolio).keys()
    said = git(other, "log", "--all", "--format=%an %ae %cn %ce %s %b %ad", "--date=iso")
    assert said == (
        "Norte Studio noreply@invalid Norte Studio noreply@invalid The site "
        " 2026-03-11 00:00:00 +0000"
    )
    everything = said + "".join(content.decode("latin-1") for content in published.values())
    assert not [canary for canary in CANARIES if canary.lower() in everything.lower()]


def test_what_has_not_changed_is_not_pushed(portfolio: Path, other: Path) -> None:
    assert "Published." in run("publish", "--to", str(other), "--yes").output
    tip = git(other, "rev-parse", "gh-pages")
    assert "nothing was pushed" in run("publish", "--to", str(other), "--yes").output
    assert git(other, "rev-parse", "gh-pages") == tip


def test_it_asks_first(portfolio: Path, other: Path) -> None:
    done = run("publish", "--to", str(other), stdin="n\n")
    assert done.exit_code == 1
    assert "2 portals" in done.output
    assert git(other, "for-each-ref") == ""


def test_a_branch_that_holds_something_else_is_left_alone(
    portfolio: Path, other: Path, tmp_path: Path
) -> None:
    git(portfolio, "push", "--quiet", str(other), "main:gh-pages")
    tip = git(other, "rev-parse", "gh-pages")
    done = run("publish", "--to", str(other), "--yes")
    assert done.exit_code == 1
    assert "something else than a site" in done.output
    assert git(other, "rev-parse", "gh-pages") == tip


def test_a_site_of_older_files_or_with_a_stray_file_stays(portfolio: Path, other: Path) -> None:
    (portfolio / "site" / "notes.txt").write_text("Wolframite")
    done = run("publish", "--to", str(other), "--yes")
    assert done.exit_code == 1
    assert "notes.txt" in done.output
    assert "courtside build" in done.output
    assert git(other, "for-each-ref") == ""


def test_without_a_site_there_is_nothing_to_publish(portfolio: Path, other: Path) -> None:
    (portfolio / "site" / MARK).unlink()
    assert "courtside build" in run("publish", "--to", str(other), "--yes").output


def test_an_address_is_never_repeated(portfolio: Path, tmp_path: Path) -> None:
    secret = f"file://user:Xylophonist@{tmp_path}/nowhere.git"
    done = run("publish", "--to", secret, "--yes")
    assert done.exit_code == 1
    assert "is its address right" in done.output
    assert "Xylophonist" not in done.output


def test_what_git_complains_of_is_said_and_not_its_advice(portfolio: Path, tmp_path: Path) -> None:
    done = run("publish", "--to", str(tmp_path / "nowhere.git"), "--yes")
    assert done.exit_code == 1
    assert done.output.endswith("git says: … does not appear to be a git repository\n")


# --- What may not go ---------------------------------------------------------------------------


def test_a_portfolio_that_may_be_published(portfolio: Path) -> None:
    assert run("ready", "--repository-is", "private").exit_code == 0


def test_a_public_repository_is_refused(portfolio: Path) -> None:
    done = run("ready", "--repository-is", "public")
    assert done.exit_code == 1
    assert "the repository is public" in done.output
    (section,) = re.findall("as README says under '(.*)'", done.output)
    assert f"\n## {section}\n" in (CHECKOUT / "README.md").read_text("utf-8")


def test_where_git_is_missing_that_is_what_is_said(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    done = run("ready", "--repository-is", "private")
    assert done.exit_code == 1
    assert done.output.startswith("git is not installed here")


def test_a_portfolio_without_a_key_id_is_refused(portfolio: Path) -> None:
    (portfolio / "projects" / "_studio.yml").write_text(STUDIO)
    assert "no key_id" in run("ready").output


def test_a_project_that_went_without_being_closed(portfolio: Path, other: Path) -> None:
    (portfolio / "projects" / "kiln.yml").unlink()
    assert vanished(portfolio / "projects") == ()  # git does not know it yet
    commit(portfolio)
    assert vanished(portfolio / "projects") == ("kiln",)
    for words in (["ready"], ["publish", "--to", str(other), "--yes"]):
        done = run(*words)
        assert done.exit_code == 1
        assert done.output.startswith("kiln: it was there")
    (portfolio / "projects" / "kiln.yml").write_text(f"{project()}closed: 2026-03-10\n")
    commit(portfolio)
    (portfolio / "projects" / "kiln.yml").unlink()
    commit(portfolio)
    assert run("ready").exit_code == 0


def test_a_project_that_went_on_another_branch(portfolio: Path) -> None:
    git(portfolio, "checkout", "--quiet", "-b", "tidy")
    (portfolio / "projects" / "kiln.yml").unlink()
    commit(portfolio)
    git(portfolio, "checkout", "--quiet", "main")
    (portfolio / "projects" / "aurora.yml").write_text(project(title="Another"))
    commit(portfolio)
    git(portfolio, "merge", "--quiet", "--no-ff", "tidy")
    assert vanished(portfolio / "projects") == ("kiln",)


def test_a_project_under_another_ending_is_still_there_and_under_another_name_is_not(
    portfolio: Path,
) -> None:
    git(portfolio, "mv", "projects/kiln.yml", "projects/kiln.md")
    commit(portfolio)
    assert vanished(portfolio / "projects") == ()
    git(portfolio, "mv", "projects/kiln.md", "projects/oven.yml")
    commit(portfolio)
    assert vanished(portfolio / "projects") == ("kiln",)


def test_shipped_examples_may_go(tmp_path: Path) -> None:
    root = make_studio(tmp_path / "house", aurora=project())
    git(tmp_path, "init", "--quiet", str(root))
    commit(root)
    (root / "projects" / "aurora.yml").unlink()
    commit(root)
    assert vanished(root / "projects") == ()


def test_a_clone_without_history_cannot_say(portfolio: Path, tmp_path: Path) -> None:
    (portfolio / "x").write_text("x")
    commit(portfolio)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{portfolio}", str(tmp_path / "shallow"))
    with pytest.raises(ValueError, match="history"):
        vanished(tmp_path / "shallow" / "projects")


def test_a_site_does_not_go_out_while_a_build_may_replace_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, site = tmp_path / "other.git", tmp_path / "site"
    git(tmp_path, "init", "--quiet", "--bare", str(other))
    site.mkdir()
    (site / "index.html").touch()
    monkeypatch.setattr(staging, "PATIENCE", 0.05)
    with staging.held(site), pytest.raises(staging.StagingError, match="another build"):
        push(site, str(other), branch="gh-pages", name="Norte", day=date(2026, 3, 11))
    assert push(site, str(other), branch="gh-pages", name="Norte", day=date(2026, 3, 11))
