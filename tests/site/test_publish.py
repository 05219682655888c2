"""What goes out to another repository, what is left alone there, and what may not go at all."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from courtside.cli.main import main
from courtside.sealing.keys import RootSecret
from courtside.site import staging
from courtside.site.publish import DOMAIN_FILE, MARK, PublishError, Target, own_domain, push
from courtside.workspace import git as workspace_git
from courtside.workspace.deleted import vanished
from courtside.workspace.git import _LOCAL, HistoryError, distrusted
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
    """A studio in a repository of its own, built."""
    folder = tmp_path_factory.mktemp("built")
    root = make_studio(folder / "studio", aurora=project(), kiln=project())
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
    root = tmp_path / "studio"
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
    first = run("publish", "--to", str(other), "--yes")
    assert first.exit_code == 0
    assert "committed" not in first.output
    (portfolio / "projects" / "kiln.yml").write_text(project(title="Another"))
    build_studio(portfolio)
    second = run("publish", "--to", str(other), "--yes")
    assert second.exit_code == 0
    assert "Not committed yet: kiln. Commit them" in second.output
    assert git(other, "rev-list", "--count", "gh-pages") == "1"
    clone = other.parent / "clone"
    git(other.parent, "clone", "--quiet", "--branch=gh-pages", str(other), str(clone))
    published = {
        path.relative_to(clone).as_posix(): path.read_bytes()
        for path in clone.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(clone).parts
    }
    assert published.keys() == site_of(portfolio).keys() | {DOMAIN_FILE}
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


def test_it_asks_first(portfolio: Path, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = run("publish", "--to", str(other))
    assert nobody.exit_code == 2
    assert nobody.stderr.endswith("? If so, add --yes. Nothing was pushed.\n")
    monkeypatch.setattr("courtside.cli.terminal.somebody_is_there", lambda: True)
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
    assert "something other than a site" in done.output
    assert git(other, "rev-parse", "gh-pages") == tip


def test_a_site_of_another_generator_is_left_alone_with_its_history(
    portfolio: Path, other: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    git(tmp_path, "init", "--quiet", "--initial-branch=gh-pages", str(theirs))
    for name in (".nojekyll", "index.html", "404.html", "assets/app.js"):  # as gh-deploy leaves it
        (theirs / name).parent.mkdir(exist_ok=True)
        (theirs / name).touch()
    commit(theirs)
    git(theirs, "push", "--quiet", str(other), "gh-pages")
    done = run("publish", "--to", str(other), "--yes")
    assert done.exit_code == 1
    assert "something other than a site" in done.output
    assert git(other, "rev-parse", "gh-pages") == git(theirs, "rev-parse", "HEAD")


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


# --- Its domain ----------------------------------------------------------------------------------


def test_the_domain_that_github_wrote_into_the_branch_stays(portfolio: Path, other: Path) -> None:
    assert run("publish", "--to", str(other), "--yes").exit_code == 0
    clone = other.parent / "clone"
    git(other.parent, "clone", "--quiet", "--branch=gh-pages", str(other), str(clone))
    (clone / DOMAIN_FILE).write_text("portals.example")  # as Settings, Pages does: without an end
    commit(clone, "Create CNAME")
    git(clone, "push", "--quiet")
    (portfolio / "projects" / "kiln.yml").write_text(project(title="Another"))
    build_studio(portfolio)
    assert run("publish", "--to", str(other), "--yes").output.endswith("Published.\n")
    assert git(other, "show", f"gh-pages:{DOMAIN_FILE}") == "portals.example"
    assert git(other, "rev-list", "--count", "gh-pages") == "1"
    assert "nothing was pushed" in run("publish", "--to", str(other), "--yes").output


def test_a_branch_without_a_domain_gets_that_of_site_url(portfolio: Path, other: Path) -> None:
    assert run("publish", "--to", str(other), "--yes").exit_code == 0
    assert git(other, "show", f"gh-pages:{DOMAIN_FILE}") == "studio.example"


@pytest.mark.parametrize(
    ("site_url", "domain"),
    [
        ("https://portals.norte.example/", "portals.norte.example"),
        ("https://Portals.Norte.example", "portals.norte.example"),
        ("https://norte.example/portals/", ""),  # a project below the domain of another site
        ("https://norte.github.io/", ""),
        ("https://norte.pages.dev/", ""),
        ("https://norte.example:8443/", ""),
        ("http://localhost/", ""),
        ("http://192.0.2.7/", ""),
        ("", ""),
    ],
)
def test_whose_domain_it_is(site_url: str, domain: str) -> None:
    assert own_domain(site_url) == domain


# --- Whose git it is -----------------------------------------------------------------------------


def test_which_projects_there_were_is_asked_of_this_repository(
    portfolio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (portfolio / "projects" / "kiln.yml").unlink()
    commit(portfolio)
    git(tmp_path, "init", "--quiet", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere" / ".git"))
    assert tuple(vanished(portfolio / "projects")) == ("kiln",)


def test_all_variables_of_this_git_are_known(portfolio: Path) -> None:
    assert {*git(portfolio, "rev-parse", "--local-env-vars").split()} <= _LOCAL


def test_git_s_own_variables_lead_nowhere_else(
    portfolio: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a hook of git, which says its repository, index and settings in the environment."""
    tip, index = git(portfolio, "rev-parse", "HEAD"), (portfolio / ".git" / "index").read_bytes()
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "objects"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(portfolio / ".git" / "index"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "commit.gpgSign")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "no boolean")
    target = Target(repository=str(other), branch="gh-pages")
    assert push(portfolio / "site", target, name="Norte", day=date(2026, 3, 11))
    for name in ("GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE", "GIT_CONFIG_COUNT"):
        monkeypatch.delenv(name)
    assert "index.html" in git(other, "ls-tree", "--name-only", "gh-pages").split()
    assert not (tmp_path / "objects").exists()
    assert git(portfolio, "rev-parse", "HEAD") == tip
    assert (portfolio / ".git" / "index").read_bytes() == index


SSH = """\
#!/bin/sh
# Stands in for ssh: checks the key that it is given, then does here what the far side would do.
while [ $# -gt 0 ]; do
	case "$1" in
	-i) key=$2; shift 2 ;;
	-o) shift 2 ;;
	-G) exit 1 ;;
	*) break ;;
	esac
done
[ "$(stat -c %a "$key")" = 600 ] || exit 71
[ "$(tail -c 5 "$key")" = "four" ] || exit 72
cat "$key" >> "$SEEN"
shift
exec sh -c "$*"
"""


@pytest.fixture
def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an `ssh` that leads back to this machine; gives the file of the keys seen."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "ssh").write_text(SSH)
    (tools / "ssh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setenv("SEEN", str(tmp_path / "seen"))
    return tmp_path / "seen"


def test_ci_pushes_with_a_deploy_key_and_keeps_none_of_it(
    portfolio: Path, other: Path, far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURTSIDE_DEPLOY_KEY", "one\r\ntwo\r\nfour")  # pasted on Windows
    monkeypatch.setenv("COURTSIDE_PUBLISH_TO", f"git@host.example:{other}")
    done = run("publish", "--yes")
    assert done.exit_code == 0, done.output
    assert git(other, "rev-list", "--count", "gh-pages") == "1"
    assert set(far.read_text().split("\n")) == {"one", "two", "four", ""}
    left = [path for path in portfolio.parent.rglob("*") if path.is_file() and path != far]
    assert not [path for path in left if b"one\ntwo\nfour" in path.read_bytes()]


def test_a_deploy_key_that_does_not_fit_is_named_and_not_shown(
    portfolio: Path, other: Path, far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURTSIDE_DEPLOY_KEY", "Xylophonist")
    done = run("publish", "--to", f"git@host.example:{other}", "--yes")
    assert done.exit_code == 1
    assert "Is COURTSIDE_DEPLOY_KEY a deploy key of it, with write access?" in done.output
    assert "Xylophonist" not in done.output
    done = run("publish", "--to", "https://host.example/portals.git", "--yes")
    assert done.exit_code == 1
    assert "git@HOST:NAME/REPOSITORY.git" in done.output


# --- What may not go ---------------------------------------------------------------------------


def test_a_portfolio_that_may_be_published(portfolio: Path) -> None:
    assert run("preflight", "--repository-is", "private").exit_code == 0


def test_a_public_repository_is_refused(portfolio: Path) -> None:
    done = run("preflight", "--repository-is", "public")
    assert done.exit_code == 1
    assert "The repository is public, so everybody can read the project files" in done.output
    (section,) = re.findall("README says under '(.*?)'", done.output)
    assert f"\n## {section}\n" in (CHECKOUT / "README.md").read_text("utf-8")


def test_a_secret_that_git_tracks_is_refused(portfolio: Path, other: Path) -> None:
    key = portfolio / ".courtside" / "key"
    assert key.is_file()
    (portfolio / ".gitignore").unlink()
    key.with_name("key-0123456789abcdef").write_text("x\n")  # of an earlier replacement
    commit(portfolio)
    for words in (["preflight"], ["publish", "--to", str(other), "--yes"]):
        done = run(*words)
        assert done.exit_code == 1
        assert "git tracks the secret (.courtside/key, .courtside/key-01" in done.output
    git(portfolio, "rm", "--quiet", "--cached", ".courtside/key*")
    (portfolio / ".gitignore").write_text(".courtside/\n")
    commit(portfolio)
    for words in (["preflight"], ["publish", "--to", str(other), "--yes"]):
        done = run(*words)
        assert done.exit_code == 1
        assert "the secret is in git's history" in done.output
    assert run("key", "replace", "--yes").exit_code == 0
    commit(portfolio)
    assert run("preflight").exit_code == 0


def test_a_secret_that_a_merged_branch_had_for_a_while_is_refused(portfolio: Path) -> None:
    git(portfolio, "switch", "--quiet", "-c", "side")
    git(portfolio, "add", "--force", ".courtside/key")
    git(portfolio, "commit", "--quiet", "-m", "x")
    git(portfolio, "rm", "--quiet", "--cached", ".courtside/key")
    git(portfolio, "commit", "--quiet", "-m", "y")
    git(portfolio, "switch", "--quiet", "-")
    (portfolio / "README.md").write_text("x\n")
    commit(portfolio)
    git(portfolio, "merge", "--quiet", "--no-ff", "-m", "z", "side")
    git(portfolio, "branch", "--quiet", "-D", "side")
    done = run("preflight")
    assert done.exit_code == 1
    assert "the secret is in git's history" in done.output


def test_a_copy_of_the_secret_that_was_committed_is_refused(portfolio: Path) -> None:
    copy = portfolio / ".courtside" / "key.bak"
    copy.write_bytes(b"old\n" + (portfolio / ".courtside" / "key").read_bytes())
    git(portfolio, "add", "--force", ".courtside/key.bak")
    git(portfolio, "commit", "--quiet", "-m", "x")
    git(portfolio, "rm", "--quiet", ".courtside/key.bak")
    git(portfolio, "commit", "--quiet", "-m", "y")
    done = run("preflight")
    assert done.exit_code == 1
    assert "the secret is in git's history" in done.output
    assert "the key is in git's history" in run("doctor").output


@pytest.mark.parametrize(
    ("question", "said"),
    [("log", "git did not list"), ("cat-file", "git did not give what the repository has")],
)
def test_a_history_that_git_does_not_give_is_no_clean_history(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch, question: str, said: str
) -> None:
    git(portfolio, "rm", "--quiet", "projects/aurora.yml")
    git(portfolio, "commit", "--quiet", "-m", "x")
    call = workspace_git.call_git

    def slow(folder: Path, *words: str, seconds: float, stdin: bytes = b"") -> object:
        if question in words:
            raise subprocess.TimeoutExpired("git", seconds)
        return call(folder, *words, seconds=seconds, stdin=stdin)

    monkeypatch.setattr(workspace_git, "call_git", slow)
    done = run("preflight")
    assert done.exit_code == 1
    assert said in done.output


def test_a_site_of_yesterdays_files_or_of_another_day_is_not_published(
    portfolio: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["publish", "--to", str(other), "--yes"]
    monkeypatch.setenv("COURTSIDE_TODAY", "2026-03-12")
    done = run(*words)
    assert done.exit_code == 1
    assert "The site was built from other files" in done.output
    assert "or for a day other than 2026-03-12." in done.output
    assert "Run: courtside build\n" in done.output
    assert "Run: courtside build --plain\n" in run(*words, "--plain").output
    monkeypatch.setenv("COURTSIDE_TODAY", "2026-03-11")
    path = portfolio / "projects" / "aurora.yml"
    path.write_text(path.read_text("utf-8") + "# changed\n", "utf-8")
    commit(portfolio)
    assert "The site was built from other files" in run(*words).output
    done = run("verify", "site")
    assert "The site was built from other files" in done.output
    assert "2026-03-11 (warning). Run: courtside build\n" in done.output
    assert "No leaks found." in done.output
    assert done.exit_code == 0


def test_where_git_is_missing_that_is_what_is_said(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    done = run("preflight", "--repository-is", "private")
    assert done.exit_code == 1
    assert "git is not installed here" in done.output


def test_a_portfolio_without_a_key_id_is_refused(portfolio: Path) -> None:
    (portfolio / "projects" / "_studio.yml").write_text(STUDIO)
    assert "no key_id" in run("preflight").output


def test_the_day_of_the_examples_is_published_with_the_examples_alone(
    portfolio: Path, other: Path
) -> None:
    projects = portfolio / "projects"
    with (projects / "_studio.yml").open("a") as file:
        file.write("example_day: 2026-03-11\n")
    for words in (["preflight"], ["publish", "--to", str(other), "--yes"]):
        done = run(*words)
        assert done.exit_code == 1
        assert done.output.startswith("_studio.yml has example_day")
    theirs = CHECKOUT / "mkdocs.yml"  # the examples themselves
    assert "example_day" not in run("preflight", "--config-file", str(theirs)).output


def test_a_site_of_another_day_is_said_to_be_one(
    portfolio: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courtside.cli.common.now", lambda: datetime(2026, 3, 11, 12, tzinfo=UTC))
    words = ("publish", "--to", str(other))
    assert "COURTSIDE_TODAY" not in run(*words, stdin="n\n").output
    monkeypatch.setattr("courtside.cli.common.now", lambda: datetime(2026, 3, 12, 12, tzinfo=UTC))
    said = "The site shows 2026-03-11, not today: unset COURTSIDE_TODAY (warning)"
    assert said in run(*words, stdin="n\n").output


def test_a_project_that_went_without_being_closed(portfolio: Path, other: Path) -> None:
    (portfolio / "projects" / "kiln.yml").unlink()
    for git_knows in (False, True):
        assert tuple(vanished(portfolio / "projects")) == ("kiln",)
        for words in (["preflight"], ["publish", "--to", str(other), "--yes"]):
            done = run(*words)
            assert done.exit_code == 1
            assert done.output.startswith("kiln: it was deleted")
        checked = run("check")
        assert checked.exit_code == 1
        assert "projects/kiln.yml:1:1: it was deleted" in checked.output
        assert "kiln" not in run("check", "projects/aurora.yml").output
        if not git_knows:
            commit(portfolio)
    (portfolio / "projects" / "kiln.yml").write_text(f"{project()}closed: 2026-03-10\n")
    commit(portfolio)
    (portfolio / "projects" / "kiln.yml").unlink()
    commit(portfolio)
    assert run("preflight").exit_code == 0


def test_a_project_whose_file_is_deleted_and_not_committed(portfolio: Path, other: Path) -> None:
    (portfolio / "projects" / "kiln.yml").unlink()
    build_studio(portfolio)
    done = run("publish", "--to", str(other), "--yes")
    assert done.exit_code == 1
    assert done.output.startswith("kiln: it was deleted without being closed")
    assert git(other, "for-each-ref") == ""
    (portfolio / "projects" / "kiln.md").write_text(f"---\n{project()}---\nWords\n")  # another form
    assert not vanished(portfolio / "projects")
    (portfolio / "projects" / "kiln.md").unlink()
    (portfolio / "projects" / "kiln.yml").write_text(f"{project()}closed: 2026-03-10\n")
    commit(portfolio)
    (portfolio / "projects" / "kiln.yml").unlink()
    assert not vanished(portfolio / "projects")  # it was closed


def test_a_project_that_went_on_another_branch(portfolio: Path) -> None:
    git(portfolio, "checkout", "--quiet", "-b", "tidy")
    (portfolio / "projects" / "kiln.yml").unlink()
    commit(portfolio)
    git(portfolio, "checkout", "--quiet", "main")
    (portfolio / "projects" / "aurora.yml").write_text(project(title="Another"))
    commit(portfolio)
    git(portfolio, "merge", "--quiet", "--no-ff", "tidy")
    assert tuple(vanished(portfolio / "projects")) == ("kiln",)


def test_a_project_under_another_ending_is_still_there_and_under_another_name_is_not(
    portfolio: Path,
) -> None:
    git(portfolio, "mv", "projects/kiln.yml", "projects/kiln.md")
    commit(portfolio)
    assert not vanished(portfolio / "projects")
    git(portfolio, "mv", "projects/kiln.md", "projects/oven.yml")
    commit(portfolio)
    assert tuple(vanished(portfolio / "projects")) == ("kiln",)


def test_shipped_examples_may_go(tmp_path: Path) -> None:
    root = make_studio(tmp_path / "studio", aurora=project())
    git(tmp_path, "init", "--quiet", str(root))
    commit(root)
    (root / "projects" / "aurora.yml").unlink()
    commit(root)
    assert not vanished(root / "projects")


def test_a_clone_that_is_behind_publishes_nothing(
    portfolio: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else has given a client a new link: the old one must not come back."""
    origin, theirs = tmp_path / "origin.git", tmp_path / "theirs"
    git(tmp_path, "clone", "--quiet", "--bare", str(portfolio), str(origin))
    git(portfolio, "remote", "add", "origin", str(origin))
    git(portfolio, "fetch", "--quiet", "origin")
    git(portfolio, "branch", "--quiet", "--set-upstream-to=origin/main")
    git(tmp_path, "clone", "--quiet", str(origin), str(theirs))
    (theirs / "projects" / "_reminded.txt").write_text("2026-03-11 client aurora copy\n")
    commit(theirs)
    git(theirs, "push", "--quiet")
    assert run("preflight").exit_code == 0
    aurora = theirs / "projects" / "aurora.yml"
    aurora.write_text(f"{aurora.read_text()}link: 2\n")
    commit(theirs)
    git(theirs, "push", "--quiet")
    for words in (["preflight"], ["publish", "--to", str(other), "--yes"]):
        done = run(*words)
        assert done.exit_code == 1
        assert done.output.startswith("There are newer project files on the branch")
    assert git(other, "for-each-ref") == ""
    git(portfolio, "pull", "--quiet", "--ff-only")
    assert run("preflight").exit_code == 0
    own = portfolio / "projects" / "aurora.yml"
    own.write_text(own.read_text().replace("link: 2", "link: 3"))
    commit(portfolio)
    assert run("preflight").exit_code == 0  # before it is pushed, for CI to publish
    done = run("publish", "--to", str(other), "--yes")
    assert done.exit_code == 1
    assert done.output.startswith("Some commits of project files are not pushed yet.")
    git(portfolio, "push", "--quiet")
    assert "pushed" not in run("publish", "--to", str(other), "--yes").output
    shutil.rmtree(origin)
    for words in (["preflight"], ["publish", "--to", str(other), "--yes"]):
        monkeypatch.delenv("CI", raising=False)
        assert "does not answer, so nobody knows" in run(*words).output
        monkeypatch.setenv("CI", "true")  # which has just cloned
        assert "does not answer" not in run(*words).output
    assert run("preflight").exit_code == 0


def test_a_branch_of_one_s_own_does_not_hide_what_the_default_one_has(
    portfolio: Path, other: Path, tmp_path: Path
) -> None:
    origin = tmp_path / "origin.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git(portfolio, "remote", "add", "origin", str(origin))
    git(portfolio, "config", "branch.main.remote", "origin")
    git(portfolio, "config", "branch.main.merge", "refs/heads/main")
    done = run("publish", "--to", str(other), "--yes")  # of an empty repository
    assert done.output.startswith("Some commits of project files are not pushed yet.")
    git(portfolio, "push", "--quiet", "origin", "main", "main:topic")
    git(portfolio, "remote", "set-head", "origin", "main")
    git(portfolio, "checkout", "--quiet", "-b", "topic", "--track", "origin/topic")
    assert run("preflight").exit_code == 0
    git(portfolio, "remote", "add", "pages", str(other))  # of nothing that we know
    git(other, "symbolic-ref", "HEAD", "refs/heads/gh-pages")
    assert run("publish", "--to", str(other), "--yes").exit_code == 0
    git(portfolio, "fetch", "--quiet", "pages")
    git(portfolio, "remote", "set-head", "pages", "gh-pages")
    assert run("preflight").exit_code == 0
    theirs = tmp_path / "theirs"
    git(tmp_path, "clone", "--quiet", str(origin), str(theirs))
    (theirs / "projects" / "aurora.yml").write_text(f"{project()}# new\n")
    commit(theirs)
    git(theirs, "push", "--quiet")
    done = run("preflight")
    assert done.exit_code == 1
    assert done.output.startswith("There are newer project files on the branch")


@pytest.mark.parametrize(
    "where", ["detached", "a branch of its own", "behind main", "of no remote", "unrelated"]
)
def test_what_this_clone_itself_knows_better_is_not_published(
    portfolio: Path, other: Path, tmp_path: Path, where: str
) -> None:
    origin = tmp_path / "origin.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(portfolio), str(origin))
    if where == "of no remote":
        git(portfolio, "branch", "--quiet", "old")
    else:
        git(portfolio, "remote", "add", "origin", str(origin))
    aurora = portfolio / "projects" / "aurora.yml"
    aurora.write_text(f"{aurora.read_text()}# new\n")
    commit(portfolio)
    if where != "of no remote":
        git(portfolio, "push", "--quiet", "--set-upstream", "origin", "main")
        git(portfolio, "remote", "set-head", "origin", "main")
    assert run("preflight").exit_code == 0
    match where:
        case "detached":
            git(portfolio, "checkout", "--quiet", "--detach", "HEAD~1")
        case "a branch of its own":
            git(portfolio, "checkout", "--quiet", "-b", "fix", "--no-track", "HEAD~1")
        case "behind main":
            git(portfolio, "checkout", "--quiet", "-b", "fix", "--track", "main")
            git(portfolio, "reset", "--quiet", "--hard", "HEAD~1")
        case "of no remote":
            git(portfolio, "checkout", "--quiet", "--detach", "old")
        case _:
            git(portfolio, "checkout", "--quiet", "--orphan", "fresh")
            commit(portfolio)
            git(portfolio, "branch", "--quiet", "--set-upstream-to=origin/main")
    for words in (["preflight"], ["publish", "--to", str(other), "--yes"]):
        done = run(*words)
        assert done.exit_code == 1
        assert done.output.startswith("There are newer project files on the branch")
    assert git(other, "for-each-ref") == ""


def test_a_clone_without_history_cannot_say(portfolio: Path, tmp_path: Path) -> None:
    (portfolio / "x").write_text("x")
    commit(portfolio)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{portfolio}", str(tmp_path / "shallow"))
    with pytest.raises(HistoryError, match="history"):
        vanished(tmp_path / "shallow" / "projects")


def test_a_site_does_not_go_out_while_a_build_may_replace_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, site = tmp_path / "other.git", tmp_path / "site"
    git(tmp_path, "init", "--quiet", "--bare", str(other))
    site.mkdir()
    (site / "index.html").touch()
    monkeypatch.setattr(staging, "PATIENCE", 0.05)
    target = Target(repository=str(other), branch="gh-pages")
    with staging.locked_site(site), pytest.raises(staging.StagingError, match="another build"):
        push(site, target, name="Norte", day=date(2026, 3, 11))
    assert push(site, target, name="Norte", day=date(2026, 3, 11))


# --- A folder of another user --------------------------------------------------------------------


@pytest.fixture
def of_another(portfolio: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The studio, as git sees a folder that belongs to somebody else."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    return portfolio


def test_commands_that_need_the_history_say_the_same(of_another: Path) -> None:
    for words in (("new-link", "aurora"), ("new", "nido", "--from", "aurora")):
        done = run(*words)
        assert done.exit_code == 1
        assert f"git config --global --add safe.directory {of_another}. Nothing was" in done.output
    for words in (("statement", "aurora", "-o", "a.md"), ("check",)):
        done = run(*words)
        assert done.exit_code == 0
        assert f"git config --global --add safe.directory {of_another}" in done.output
        assert "uncommitted" not in done.output


@pytest.mark.parametrize(
    "words",
    [
        ("preflight",),
        ("publish", "--to", "x", "--yes"),
        ("log", "aurora", "x", "--commit"),
        ("doctor",),
    ],
)
def test_a_folder_of_another_user_is_said_as_such(of_another: Path, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.exit_code == 1
    said = "".join(done.output.split())
    assert f"gitconfig--global--addsafe.directory{of_another}" in said
    assert "belongstoanotheruser" in said
    assert "fetch-depth" not in said


@pytest.mark.parametrize(
    "words",
    [
        "fatal: detected dubious ownership in repository at '/srv/its'",
        "fatal: unsafe repository ('/srv/its' is owned by someone else)",
    ],
)
def test_the_words_of_each_git_for_a_folder_of_another_user(words: str) -> None:
    assert "safe.directory /srv/its" in distrusted(words)
    assert distrusted("fatal: not a git repository") == ""


def test_git_is_read_as_utf_8_and_never_stops_it(
    portfolio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "git"
    fake.write_text("#!/bin/sh\nprintf 'fatal: caf\\303\\251 \\201\\n' >&2; exit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr("courtside.site.publish._GIT", str(fake))
    with pytest.raises(PublishError, match="git says: café \N{REPLACEMENT CHARACTER}"):
        push(
            portfolio / "site", Target(repository="x", branch="b"), name="n", day=date(2026, 3, 11)
        )
