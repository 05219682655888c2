"""What the doctor says of set-ups that are not whole: each has one thing to do next."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from courtside.cli import doctor
from courtside.cli.main import main
from courtside.provider.doctor import checkup
from courtside.provider.setup import engine_line
from courtside.sealing.keys import RootSecret, link
from helpers.canaries import found as canaries_in
from helpers.copies import commit, edit, git, new_studio, tree
from helpers.studio import CANARIES, SECRET, project

OTHER = "B" * 43


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A studio that lacks nothing, and the repository at GitHub that it was pushed to."""
    folder = tmp_path_factory.mktemp("kept")
    portfolio = folder / "studio"
    git(folder, "init", "--quiet", "--bare", "origin.git")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COURTSIDE_KEY", raising=False)
        patch.setattr("os.urandom", bytes)
        new_studio(portfolio, name="Sur")
    assert (portfolio / ".courtside" / "key").read_text() == f"{SECRET}\n"
    (portfolio / "projects" / "kiln.yml").write_text(project())
    git(portfolio, "add", "--force", "projects/kiln.yml")
    commit(portfolio)
    # Its address is GitHub's, and no other machine is asked: git goes to the folder instead.
    git(portfolio, "remote", "add", "origin", "git@github.com:sur/studio.git")
    git(
        portfolio,
        "config",
        f"url.{folder}/origin.git.pushInsteadOf",
        "git@github.com:sur/studio.git",
    )
    git(portfolio, "push", "--quiet", "--set-upstream", "origin", "main")
    git(portfolio, "update-ref", "refs/remotes/origin/main", "main")
    return portfolio


@pytest.fixture
def portfolio(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, as the current folder."""
    root = tmp_path / "studio"
    shutil.copytree(kept, root)
    monkeypatch.chdir(root)
    monkeypatch.delenv("COURTSIDE_KEY", raising=False)
    return root


def tells_nothing(result: Result) -> None:
    """No link, no key, and no word of a client."""
    own = link(RootSecret.parse(SECRET), "kiln", 1)
    secrets = (SECRET[:20], OTHER[:20], own.slug, own.key, "u:p@", "quetzal@client.example", "/p/")
    assert not [word for word in secrets if word in result.output]
    assert not canaries_in(result.output.encode(), CANARIES)


def next_of(result: Result) -> str:
    (answer,) = re.findall(r"(?m)^Next: (.*)$", result.stdout)
    return str(answer)


def rows_of(result: Result) -> dict[str, str]:
    """What each thing is said to be: `key` -> `broken`."""
    rows = re.findall(r"(?m)^(ok|note|to do|broken) +(.+?)  ", result.stdout)
    return {about: state for state, about in rows}


def test_a_portfolio_that_lacks_nothing(portfolio: Path) -> None:
    before = tree(portfolio)
    result = run("doctor")
    assert result.exit_code == 0, result.output
    assert set(rows_of(result).values()) == {"ok", "note"}
    named = [about for about, _ in checkup.CHECKS]
    assert list(rows_of(result)) == [
        about for about in named if about not in ("example day", "colours")
    ]
    assert next_of(result) == "nothing; each morning, courtside desk"
    assert tree(portfolio) == before
    tells_nothing(result)


# --- What is not whole ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Broken:
    """Something that happened to a studio."""

    about: str
    """The row that tells of it."""
    state: str
    next: str
    does: Callable[[Path], object]


def studio(portfolio: Path) -> Path:
    return portfolio / "projects" / "_studio.yml"


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda portfolio: (portfolio / name).write_text(text)


def change(name: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda portfolio: edit(portfolio / name, old, new)


def run_from_its_venv(portfolio: Path) -> None:
    """The packages that run here are those of `sh .github/install`."""
    (portfolio / ".venv").symlink_to(sys.prefix)


def track_the_key(portfolio: Path) -> None:
    edit(portfolio / ".gitignore", "/.courtside/*\n", "")
    commit(portfolio)


def untrack_the_key(portfolio: Path) -> None:
    track_the_key(portfolio)
    git(portfolio, "rm", "--cached", "--quiet", ".courtside/key")
    edit(portfolio / ".gitignore", "/.venv/\n", "/.venv/\n/.courtside/*\n")
    commit(portfolio)


def none_begun(portfolio: Path) -> None:
    """Its project was closed before it went."""
    kiln = portfolio / "projects" / "kiln.yml"
    kiln.write_text(f"{kiln.read_text('utf-8')}closed: 2026-03-10\n", "utf-8")
    commit(portfolio)
    kiln.unlink()


def style(portfolio: Path, css: str) -> None:
    (portfolio / "overrides" / "custom" / "studio.css").write_text(css, "utf-8")
    commit(portfolio)


KILN = link(RootSecret.parse(SECRET), "kiln", 1)


def draft(portfolio: Path) -> None:
    """A mail with the link that kiln had before, in a folder that git was made to track."""
    assert run("links", "kiln", "--eml", "mails").exit_code == 0
    assert run("new-link", "kiln").exit_code == 0
    git(portfolio, "add", "--force", "mails/kiln.eml")
    commit(portfolio)


def test_every_link_in_git_is_named(portfolio: Path) -> None:
    for number in range(5):
        (portfolio / f"note-{number}.txt").write_text(f"see {KILN.key}\n", "utf-8")
    commit(portfolio)
    result = run("doctor")
    (said,) = re.findall(r"links and git +(.*)", result.stdout)
    assert "tracked by git: note-0.txt holds a link of kiln, note-1.txt holds a link of" in said
    assert "and 2 more: remove them there" in said
    assert "note-3" not in said


def vanish(portfolio: Path) -> None:
    (portfolio / "projects" / "kiln.yml").unlink()
    commit(portfolio)


def never_published(portfolio: Path) -> None:
    """What GitHub has is not a studio yet."""
    empty = git(portfolio, "commit-tree", "4b825dc642cb6eb9a060e54bf8d69288fbee4904", "-m", "x")
    git(portfolio, "update-ref", "refs/remotes/origin/main", empty)


def another_engine(portfolio: Path) -> None:
    """Its pyproject.toml names a version that is not the one at work."""
    file = portfolio / "pyproject.toml"
    file.write_text(engine_line.with_line(file.read_text("utf-8"), "courtside==0.0.1"), "utf-8")


def shallow(portfolio: Path) -> None:
    clone = portfolio.parent / "shallow"
    git(portfolio.parent, "clone", "--quiet", "--depth=1", f"file://{portfolio}", str(clone))
    shutil.rmtree(portfolio / ".git")
    shutil.move(clone / ".git", portfolio / ".git")


LATER = (
    "github.com, your repository, Settings: in Secrets and variables, Actions, the new secret "
    "COURTSIDE_KEY (courtside key show), and the variable COURTSIDE_PAGES with the value yes; in "
    "Pages the source GitHub Actions (on GitHub Free: 'Publishing' in Courtside's README); "
    "then: git push"
)
DAILY = ".github/workflows/daily.yml"
INSTALL = "sh .github/install, in this repository"
RESTORE = "courtside key restore"

BROKEN = {
    "another engine": Broken("version", "to do", "courtside upgrade", another_engine),
    "no lock": Broken(
        "packages",
        "broken",
        "git restore --source=HEAD requirements.lock",
        lambda portfolio: (portfolio / "requirements.lock").unlink(),
    ),
    "another version than locked": Broken(
        "packages",
        "broken",
        INSTALL,
        lambda portfolio: (
            run_from_its_venv(portfolio),
            edit(portfolio / "requirements.lock", "\nclick==", "\nclick==0."),
        ),
    ),
    "a package that is not installed": Broken(
        "packages",
        "broken",
        INSTALL,
        lambda portfolio: (
            run_from_its_venv(portfolio),
            edit(portfolio / "requirements.lock", "\nclick==", "\nnosuchpackage==1 \\\nclick=="),
        ),
    ),
    "no hook": Broken(
        "settings",
        "broken",
        "write into mkdocs.yml: hooks: [hooks/mkdocs_hook.py]",
        change("mkdocs.yml", "hooks: [hooks/mkdocs_hook.py]", ""),
    ),
    "frozen on the examples' day": Broken(
        "example day",
        "broken",
        "delete the line example_day from projects/_studio.yml",
        lambda portfolio: edit(
            studio(portfolio), "capacity:", "example_day: 2026-06-22\ncapacity:"
        ),
    ),
    "a fault": Broken(
        "project files",
        "broken",
        "courtside check",
        change("projects/kiln.yml", "owner: client", "owner: cleint"),
    ),
    "a file that is not there": Broken(
        "project files",
        "broken",
        "courtside check",
        change("projects/kiln.yml", "stages:", "files: [brief.pdf]\nstages:"),
    ),
    "a draft in git": Broken("links and git", "broken", "courtside new-link kiln", draft),
    "a link in a note": Broken(
        "links and git",
        "broken",
        "courtside new-link kiln",
        lambda portfolio: (
            (portfolio / "notes.txt").write_text(f"kiln: #{KILN.key}.\n"),
            commit(portfolio),
        ),
    ),
    "a project that vanished": Broken("deleted projects", "broken", "courtside preflight", vanish),
    "not all of the history": Broken("deleted projects", "to do", "git fetch --unshallow", shallow),
    "no key": Broken(
        "key", "broken", RESTORE, lambda portfolio: (portfolio / ".courtside" / "key").unlink()
    ),
    "a damaged key": Broken("key", "broken", RESTORE, write(".courtside/key", SECRET[:-1])),
    "another key": Broken("key", "broken", RESTORE, write(".courtside/key", OTHER)),
    "a key for everybody": Broken(
        "key",
        "broken",
        "chmod 600 .courtside/key",
        lambda portfolio: (portfolio / ".courtside" / "key").chmod(0o644),
    ),
    "no key_id": Broken(
        "key",
        "to do",
        "courtside build",
        lambda portfolio: studio(portfolio).write_text(
            re.sub("(?m)^key_id.*\n", "", studio(portfolio).read_text())
        ),
    ),
    "a key that git tracks": Broken(
        "key and git", "broken", "git rm --cached '.courtside/key*'", track_the_key
    ),
    "a key that git would track": Broken(
        "key and git",
        "broken",
        "echo '.courtside/key*' >> .gitignore",
        change(".gitignore", "/.courtside/*\n", ""),
    ),
    "a key that git once tracked": Broken(
        "key and git", "broken", "courtside key replace", untrack_the_key
    ),
    "a key in a workflow": Broken(
        "key and git",
        "broken",
        "courtside key replace",
        change(DAILY, "${{ secrets.COURTSIDE_KEY }}", SECRET),
    ),
    "no address": Broken(
        "address",
        "to do",
        "courtside init --site-url https://sur.github.io/studio/",
        change("mkdocs.yml", "https://sur.github.io/studio/", '""'),
    ),
    "the examples' address": Broken(
        "address",
        "to do",
        "courtside init --site-url https://sur.github.io/studio/",
        change("mkdocs.yml", "https://sur.github.io/studio/", "https://studio.example/"),
    ),
    "an address that opens nothing": Broken(
        "address",
        "broken",
        "courtside init --site-url https://sur.example/",
        change("mkdocs.yml", "https://sur.github.io/studio/", "http://sur.example/"),
    ),
    "another name outside": Broken(
        "name",
        "to do",
        "courtside init --name Sur",
        change("mkdocs.yml", "site_name: Sur", "site_name: Norte Studio"),
    ),
    "mornings of another zone": Broken(
        "daily build",
        "to do",
        "courtside init --timezone Europe/Lisbon",
        change(DAILY, "timezone: Europe/Lisbon", "timezone: Europe/Madrid"),
    ),
    "no project": Broken(
        "projects",
        "to do",
        "courtside new nido",
        none_begun,
    ),
    "no repository": Broken(
        "committed",
        "to do",
        "git init --initial-branch=main",
        lambda portfolio: shutil.rmtree(portfolio / ".git"),
    ),
    "what is not committed": Broken(
        "committed",
        "to do",
        'git add -A; then: git commit -m "What changed"',
        change("projects/kiln.yml", "days: 4", "days: 5"),
    ),
    "a workflow that went": Broken(
        "workflows",
        "broken",
        f"git restore --source=HEAD {DAILY}",
        lambda portfolio: (portfolio / DAILY).unlink(),
    ),
    "no branch main": Broken(
        "workflows",
        "to do",
        "git branch --move main",
        lambda portfolio: git(portfolio, "branch", "--quiet", "--move", "master"),
    ),
    "a colour that nobody can read": Broken(
        "colours",
        "to do",
        "give those colours more contrast in overrides/custom/, then run this again",
        lambda portfolio: style(portfolio, ":root { --cs-late: #fbded3; }"),
    ),
    "no remote": Broken(
        "pushed",
        "to do",
        "github.com, New repository, Private, Create; then: git remote add origin ADDRESS",
        lambda portfolio: git(portfolio, "remote", "remove", "origin"),
    ),
    "what is not pushed": Broken(
        "pushed",
        "to do",
        "git push",
        lambda portfolio: git(portfolio, "commit", "--quiet", "--allow-empty", "--message", "x"),
    ),
    "what was never published": Broken("pushed", "to do", LATER, never_published),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_set_up_has_one_thing_to_do(portfolio: Path, name: str) -> None:
    case = BROKEN[name]
    case.does(portfolio)
    result = run("doctor")
    assert next_of(result) == case.next
    assert rows_of(result)[case.about] == case.state
    assert result.exit_code == (1 if "broken" in rows_of(result).values() else 0)
    tells_nothing(result)


def test_the_table_has_no_row_that_nothing_can_break() -> None:
    never = {"Python", "git", "GitHub"}  # the next test, and what is only told
    assert {case.about for case in BROKEN.values()} == {name for name, _ in checkup.CHECKS} - never


def test_what_pipx_installed_may_be_newer_than_the_lock(portfolio: Path) -> None:
    edit(portfolio / "requirements.lock", "\nclick==", "\nclick==0.")
    commit(portfolio)
    git(portfolio, "update-ref", "refs/remotes/origin/main", "main")
    result = run("doctor")
    assert (result.exit_code, rows_of(result)["packages"]) == (0, "note")
    assert next_of(result) == "nothing; each morning, courtside desk"


def test_an_old_machine(portfolio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PYTHON", (3, 10, 4))
    result = run("doctor")
    assert (result.exit_code, rows_of(result)["Python"]) == (1, "broken")
    assert next_of(result) == "install Python 3.11 or newer"
    monkeypatch.undo()
    monkeypatch.setattr(doctor, "PYTHON", sys.version_info[:3])
    monkeypatch.setenv("PATH", "")
    monkeypatch.chdir(portfolio)
    result = run("doctor")
    assert (result.exit_code, rows_of(result)["git"]) == (1, "broken")
    assert next_of(result) == "install git: https://git-scm.com"


def test_a_key_in_the_environment_that_is_another(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURTSIDE_KEY", OTHER)
    result = run("doctor")
    assert (result.exit_code, next_of(result)) == (1, "unset COURTSIDE_KEY")
    monkeypatch.setenv("COURTSIDE_KEY", SECRET)
    (portfolio / ".courtside" / "key").unlink()
    assert run("doctor").exit_code == 0


def test_without_a_record_of_what_was_shipped_the_version_is_only_told(portfolio: Path) -> None:
    (portfolio / ".courtside" / "shipped.sha256").unlink()
    commit(portfolio)
    git(portfolio, "update-ref", "refs/remotes/origin/main", "main")
    result = run("doctor")
    assert (result.exit_code, rows_of(result)["version"]) == (0, "note")
    assert next_of(result) == "nothing; each morning, courtside desk"


def test_another_host_needs_no_workflow(portfolio: Path) -> None:
    git(portfolio, "remote", "set-url", "origin", "git@git.example:sur/studio.git")
    shutil.rmtree(portfolio / ".github")
    commit(portfolio)
    git(portfolio, "update-ref", "refs/remotes/origin/main", "main")
    result = run("doctor")
    assert result.exit_code == 0
    assert not {"workflows", "GitHub", "daily build"} & set(rows_of(result))


def test_what_is_broken_goes_before_what_is_to_be_done(portfolio: Path) -> None:
    for name in ("what is not committed", "no address", "no branch main", "another key"):
        BROKEN[name].does(portfolio)
    assert next_of(run("doctor")) == RESTORE
    assert run("doctor").exit_code == 1


def test_a_project_file_that_is_a_link(portfolio: Path) -> None:
    (portfolio / "projects" / "nido.yml").symlink_to("kiln.yml")
    result = run("doctor")
    assert result.exit_code == 1
    assert "projects/nido.yml: it is a link" in result.stderr


def test_settings_that_cannot_be_read(portfolio: Path) -> None:
    (portfolio / "mkdocs.yml").write_text("site_name: [Sur\n")
    for words in (["doctor"], ["links"], ["init", "--name", "X"]):
        result = run(*words)
        assert result.exit_code == 1
        assert "mkdocs.yml:2: this is not YAML" in result.stderr


def test_a_site_that_shares_its_origin_is_noted_and_one_that_does_not_is_well(
    portfolio: Path,
) -> None:
    assert "github.io" in (portfolio / "mkdocs.yml").read_text("utf-8")
    result = run("doctor")
    assert rows_of(result)["address"] == "note"
    assert "a domain of its own" in result.output
    assert "a domain of its own" in run("preflight").stderr
    before = "https://sur.github.io/studio/"
    for address, state in (
        ("https://sur.github.io./", "note"),
        ("https://sur.gitlab.io/", "note"),
        ("https://sur.frama.io/", "note"),
        ("https://sur.bitbucket.io/", "note"),
        ("https://sur.example/clients/", "note"),
        ("https://portals.sur.example/", "ok"),
    ):
        edit(portfolio / "mkdocs.yml", before, address)
        before = address
        assert rows_of(run("doctor"))["address"] == state, address
        assert ("a domain of its own" in run("preflight").stderr) == (state == "note"), address


def test_drafts_lie_where_git_does_not_look(portfolio: Path) -> None:
    edit(portfolio / ".gitignore", "drafts/\n*.eml\n", "")
    commit(portfolio)
    for words in (["links", "--eml", "mails"], ["remind", "--eml", "reminders"]):
        assert run(*words).exit_code == 0
        assert run(*words).exit_code == 0  # the folder is there now, and ignores itself
    assert (portfolio / "mails" / "kiln.eml").is_file()
    assert git(portfolio, "status", "--porcelain") == ""
    (portfolio / "post").mkdir()
    for folder in ("post", "projects", "."):
        for words in (["links", "--eml", folder], ["remind", "--eml", folder]):
            refused = run(*words)
            assert refused.exit_code == 1, folder
            assert "git does not ignore it" in refused.stderr
        assert not list((portfolio / folder).glob("*.eml"))
        assert "*\n" not in (portfolio / ".gitignore").read_text("utf-8").splitlines(keepends=True)
    edit(portfolio / ".gitignore", ".cache/\n", ".cache/\npost/\n")
    assert run("links", "--eml", "post").exit_code == 0


def test_colours_that_can_be_read_are_well(portfolio: Path) -> None:
    style(portfolio, ":root { --cs-brand: #7a1f3d; --cs-on-brand: #fff; }")
    assert rows_of(run("doctor"))["colours"] == "ok"
    style(portfolio, ":root { --cs-brand: oklch(60% 0.1 20); }")
    result = run("doctor")
    assert rows_of(result)["colours"] == "note"
    assert "write it as #rrggbb" in result.output
