"""A link opens one client's page for ever: no number is used twice, and none comes back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from courtside.cli.main import main
from courtside.sealing.keys import RootSecret
from courtside.source.load import load_portfolio
from courtside.workspace import atomic, git
from courtside.workspace.deleted import vanished
from courtside.workspace.git import HistoryError, call_git
from courtside.workspace.link_history import LinkHistory
from courtside.workspace.versions import uncommitted
from helpers.studio import CHECKOUT, SECRET
from helpers.studio_texts import studio_text

STUDIO = studio_text(f"""
key_id: {RootSecret.parse(SECRET).key_id}
playbooks:
  logo: {{stages: [{{id: ideas, title: Ideas, owner: provider, days: 5}}]}}
""")
NEW = ("--template", "logo", "--title", "A logo", "--email", "b@boreal.example", "--price", "500")


def text(
    name: str = "Aurora",
    email: str = "a@aurora.example",
    *,
    link: int = 1,
    client: str = "",
    closed: str = "",
) -> str:
    """A project file of one stage."""
    same = f", id: {client}" if client else ""
    rows = [
        "title: A logo",
        f"client: {{name: {name}, email: {email}{same}}}",
        "price: 500 EUR",
        *([f"link: {link}"] if link > 1 else []),
        "stages: [{id: ideas, title: Ideas, owner: provider, days: 5}]",
        *([f"closed: {closed}"] if closed else []),
    ]
    return "\n".join(rows) + "\n"


class Repository:
    """A studio in a repository of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.projects = root / "projects"
        self.projects.mkdir(parents=True)
        (root / "mkdocs.yml").write_text("site_name: N\nsite_url: https://n.example/\n", "utf-8")
        (root / ".gitignore").write_text(".courtside/\n", "utf-8")
        (root / ".courtside").mkdir()
        (root / ".courtside" / "key").write_text(f"{SECRET}\n", "utf-8")
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit(**{"_studio": STUDIO})

    def git(self, *words: str) -> str:
        who = ("-c", "user.name=Norte", "-c", "user.email=hola@norte.example")
        return subprocess.run(
            ["git", "-C", str(self.root), *who, *words], check=True, capture_output=True, text=True
        ).stdout.strip()

    def commit(self, **files: str) -> None:
        """Write files (empty: take them away) and commit them."""
        for name, content in files.items():
            path = self.projects / f"{name}.yml"
            if content:
                path.write_text(content, "utf-8")
            else:
                path.unlink()
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "x")

    @property
    def said(self) -> list[str]:
        """What the history says against the files as they are."""
        files = {path.name: path.read_bytes() for path in self.projects.iterdir()}
        portfolio, problems = load_portfolio(files)
        assert portfolio, problems
        return list(LinkHistory.read(self.projects).problems(portfolio.projects))

    def run(self, *words: str, stdin: str = "") -> Result:
        return CliRunner().invoke(main, list(words), input=stdin)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path)


# --- A reused id ----------------------------------------------------------------------------


def test_a_new_project_under_an_old_id_has_another_link(repository: Repository) -> None:
    repository.commit(logo=text(closed="2026-03-01"))
    old = repository.run("links", "logo", "-q").stdout
    repository.commit(logo="")
    made = repository.run("new", "logo", "--client", "Boreal", *NEW)
    assert made.exit_code == 0, made.output
    assert "it gets link 2" in made.stderr
    new = (repository.projects / "logo.yml").read_text("utf-8")
    assert "\nlink: 2\n" in new
    assert repository.run("links", "logo", "-q").stdout != old
    repository.commit()
    assert repository.said == []
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


def test_whoever_reuses_an_id_hears_that_its_client_lost_the_page(repository: Repository) -> None:
    repository.commit(logo=text())
    (repository.projects / "logo.yml").unlink()
    made = repository.run("new", "logo", "--client", "Boreal", *NEW)
    assert made.exit_code == 0
    assert "An earlier logo was deleted without being closed, so its client's link" in made.stderr
    repository.commit(kiln=text(closed="2026-03-01"))
    repository.commit(kiln="")
    made = repository.run("new", "kiln", "--client", "Boreal", *NEW)
    assert "it gets link 2" in made.stderr
    assert "deleted without" not in made.stderr


def test_a_build_says_that_a_project_is_gone_and_goes_on(repository: Repository) -> None:
    (repository.projects / "index.md").write_text("# Norte\n", "utf-8")
    repository.commit(logo=text())
    (repository.projects / "logo.yml").unlink()
    built = repository.run("build", "--plain")
    assert built.exit_code == 0, built.output
    assert "projects/logo.yml:1:1: it was deleted without being closed" in built.stderr
    assert "(warning)" in built.stderr


@pytest.mark.parametrize(
    ("git", "why"),
    [
        ("none", "git has no repository here: git init, and commit the project files"),
        ("shallow", "this clone lacks its whole history: git fetch --unshallow (actions/checkout:"),
    ],
)
def test_what_git_lacks_is_said_as_it_is(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, git: str, why: str
) -> None:
    repository.commit(logo=text())
    root = repository.root / "other"
    if git == "shallow":
        repository.git("clone", "--quiet", "--depth=1", f"file://{repository.root}", "other")
    else:
        root = repository.root.parent / "none"
        shutil.copytree(repository.root, root, ignore=shutil.ignore_patterns(".git"))
    monkeypatch.chdir(root)
    assert (
        f"Only git knows which projects and links there were, and {why}"
        in repository.run("preflight").stderr
    )


def test_the_number_is_one_more_than_the_highest_that_was_ever_there(
    repository: Repository,
) -> None:
    repository.commit(logo=text(link=7))
    repository.commit(logo=text(link=2))
    repository.commit(logo="")
    assert repository.run("new", "logo", "--client", "Boreal", *NEW).exit_code == 0
    assert "\nlink: 8\n" in (repository.projects / "logo.yml").read_text("utf-8")
    assert repository.run("new", "fresh", "--client", "Boreal", *NEW).exit_code == 0
    assert "link" not in (repository.projects / "fresh.yml").read_text("utf-8")


SHEET = "Id,Project,Client,Client id,Email,Price,Stage,Owner,Days\n"


def test_import_takes_numbers_that_nobody_had(repository: Repository) -> None:
    repository.commit(
        logo=text(), north=text(client="acme", link=3), site=text(client="kiln", link=2)
    )
    repository.commit(logo="", north="")
    rows = (
        "logo,One,Boreal,,b@boreal.example,500,Ideas,us,5",
        "two,Two,Acme,acme,b@acme.example,500,Ideas,us,5",
        "three,Three,Acme,acme,b@acme.example,500,Ideas,us,5",
        "four,Four,Kiln,kiln,k@kiln.example,500,Ideas,us,5",
        "five,Five,Kiln,,k@kiln.example,500,Ideas,us,5",
    )
    (repository.root / "c.csv").write_text(SHEET + "\n".join(rows) + "\n", "utf-8")
    done = repository.run("import", "c.csv", "--yes")
    assert done.exit_code == 0, done.output
    numbers = {
        path.stem: [line for line in path.read_text("utf-8").splitlines() if "link:" in line]
        for path in repository.projects.glob("*.yml")
    }
    assert numbers == {
        "_studio": [], "site": ["link: 2"], "logo": ["link: 2"], "two": ["link: 4"],
        "three": ["link: 4"], "four": ["link: 2"], "five": [],
    }  # fmt: skip


USED = "link 1 was given to another client before"


@pytest.mark.parametrize("apart", [True, False], ids=["deleted first", "written over"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (text(), text("Boreal", "b@boreal.example")),
        (text(client="acme"), text("Boreal", "b@boreal.example", client="acme")),
        (text(client="logo"), text("Boreal", "b@boreal.example")),
        (text().replace("client:", '"client":'), text("Boreal", "b@boreal.example")),
        (text().replace("\n", "\r\n"), text("Boreal", "b@boreal.example")),
    ],
    ids=["project", "client id", "client id, then project", "quoted", "of Windows"],
)
def test_a_number_of_another_client_is_refused(
    repository: Repository, before: str, after: str, apart: bool
) -> None:
    repository.commit(logo=before)
    if apart:
        repository.commit(logo="")
    repository.commit(logo=after)
    (said,) = repository.said
    assert USED in said
    done = repository.run("preflight")
    assert done.exit_code == 1
    assert USED in done.output
    assert "Aurora" not in done.output
    portal = said.partition(":")[0]
    assert repository.run("new-link", portal).exit_code == 0
    repository.commit()
    assert repository.said == []


def test_an_id_that_another_ending_had(repository: Repository) -> None:
    front = f"---\n{text()}---\nclient: words\n"
    (repository.projects / "logo.md").write_text(front, "utf-8")
    repository.commit()
    (repository.projects / "logo.md").unlink()
    repository.commit(logo=text("Boreal", "b@boreal.example"))
    assert USED in repository.said[0]


def test_no_address_yet_makes_nobody_the_same_client(repository: Repository) -> None:
    repository.commit(logo=text(email=""))
    repository.commit(logo=text())
    repository.commit(logo="")
    repository.commit(logo=text("Boreal", ""))
    repository.commit(logo=text("Boreal", "b@boreal.example"))
    assert USED in repository.said[0]


def test_one_client_may_change_name_and_address_one_after_the_other(
    repository: Repository,
) -> None:
    repository.commit(logo=text())
    repository.commit(logo=text("Aurora  SL", "A@aurora.example"))
    assert repository.said == []
    last = text("aurora sl", "new@aurora.example")
    repository.commit(logo=last)
    (said,) = repository.said  # or it is a copied file, in which one was changed after the other
    assert "link 1 was given to somebody with another name and another address" in said
    assert "write allow: [other-holder] if it is the same client" in said
    repository.commit(logo=f"{last}allow: [other-holder]\n")
    assert repository.said == []
    repository.commit(logo=last)  # it need not stand there for ever
    assert repository.said == []
    repository.commit(logo=text("Aurora SL", "third@aurora.example"))  # one step from there
    assert repository.said == []


def test_a_name_under_allow_speaks_of_what_was_before_it(repository: Repository) -> None:
    allow = "allow: [other-holder, moved-page]\n"
    repository.commit(logo=text())
    repository.commit(logo=text("Aurora", "b@boreal.example"))
    repository.commit(logo=text("Boreal", "b@boreal.example") + allow)
    assert repository.said == []
    repository.commit(logo=text("Boreal", "k@kiln.example") + allow)
    repository.commit(logo=text("Kiln", "k@kiln.example") + allow)
    (said,) = repository.said
    assert "or delete other-holder under `allow`, commit that, and write it again" in said
    repository.commit(logo=text("Kiln", "k@kiln.example"))
    repository.commit(logo=text("Kiln", "k@kiln.example") + allow)
    assert repository.said == []
    repository.commit(logo=text("Kiln", "k@kiln.example", client="kiln") + allow)
    (said,) = repository.said
    assert "or delete moved-page under `allow`, commit that" in said


def test_a_merge_writes_no_name_under_allow(repository: Repository) -> None:
    """A stale branch without it comes in between: what was merged was written before."""
    allow = "allow: [moved-page]\n"
    repository.commit(logo=text(), site=text("Kiln", "k@kiln.example"))
    repository.git("branch", "stale")
    repository.commit(logo=text(client="acme") + allow)
    repository.commit(logo=text(client="kiln") + allow)
    assert "logo: its page was that of 'acme' before" in repository.said[0]
    repository.git("switch", "--quiet", "stale")
    other = text().replace("price: 500 EUR", "price: 501 EUR")
    repository.commit(logo=other)
    repository.git("switch", "--quiet", "main")
    repository.git("merge", "--quiet", "-X", "ours", "-m", "x", "stale")
    assert "logo: its page was that of 'acme' before" in repository.said[0]


def test_a_name_under_allow_does_not_join_two_clients(repository: Repository) -> None:
    repository.commit(logo=text())
    repository.commit(logo=text("Boreal", "b@boreal.example") + "allow: [other-holder]\n")
    assert USED in repository.said[0]


def test_what_stood_in_one_portal_at_the_same_time_is_one_client(repository: Repository) -> None:
    repository.commit(logo=text(client="acme"))
    other = text("Acme Foods", "foods@acme.example", client="acme")
    repository.commit(site=f"{other}allow: [shared-page]\n")
    repository.commit(logo="")
    assert repository.said == []


def test_clients_who_follow_one_another_in_two_files_are_two(repository: Repository) -> None:
    repository.commit(logo=text(client="acme"), site=text(client="acme"))
    other = text("Boreal", "b@boreal.example", client="acme")
    repository.commit(logo=other, site=other)
    assert USED in repository.said[0]


def test_who_comes_when_the_other_is_closed_is_another_client(repository: Repository) -> None:
    repository.commit(logo=text(client="acme", closed="2026-03-01"))
    repository.commit(site=text("Boreal", "b@boreal.example", client="acme"))
    done = repository.run("preflight")
    assert done.exit_code == 1
    assert USED in done.output
    found = repository.run("check").stdout
    assert "site.yml:2:53: client.id: 'logo', now closed, has the same client id" in found


# --- A page that moved to another id ------------------------------------------------------------


MOVED = "the link to it opens nothing any more"


@pytest.mark.parametrize("before", ["", "kiln"], ids=["into a file", "into another"])
def test_a_client_id_that_takes_a_page_away_is_refused(repository: Repository, before: str) -> None:
    repository.commit(logo=text(client=before))
    repository.commit(logo=text(client="acme"), site=text(client="acme"))  # a second job
    (said,) = repository.said
    assert said.startswith(f"logo: its page was that of '{before or 'logo'}' before, and {MOVED}")
    done = repository.run("preflight")
    assert done.exit_code == 1
    assert MOVED in done.output
    repository.commit(logo=text(client="acme") + "allow: [moved-page]\n")
    assert repository.said == []
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


def test_a_client_id_that_is_taken_out_again_is_refused(repository: Repository) -> None:
    repository.commit(logo=text(client="acme"))
    repository.commit(logo=text())
    assert MOVED in repository.said[0]
    repository.commit(logo=text(client="acme"))
    assert repository.said == []


def test_a_page_that_another_project_still_has_is_not_gone(repository: Repository) -> None:
    repository.commit(logo=text(client="acme"), site=text(client="acme"))
    repository.commit(site=text())
    assert repository.said == []


def test_a_page_left_to_another_project_is_not_gone_when_that_one_ends(
    repository: Repository,
) -> None:
    repository.commit(logo=text(client="acme"), site=text(client="acme"))
    repository.commit(site=text())
    repository.commit(logo=text(client="acme", closed="2026-03-01"))
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output
    repository.commit(logo="")
    assert repository.said == []


def test_a_page_left_to_a_closed_project_is_gone(repository: Repository) -> None:
    repository.commit(logo=text(client="acme", closed="2026-03-01"), site=text(client="acme"))
    repository.commit(site=text())
    done = repository.run("preflight")
    assert done.exit_code == 1
    assert f"site: its page was that of 'acme' before, and {MOVED}" in done.output


def test_two_projects_that_leave_a_page_together_take_it_away(repository: Repository) -> None:
    repository.commit(logo=text(client="acme"), site=text(client="acme"))
    repository.commit(logo=text(client="kiln"), site=text(client="kiln"))
    assert [said[:5] for said in repository.said] == ["logo:", "site:"]


@pytest.mark.parametrize("allow", ["allow: [moved-page]", "allow:\n- moved-page"])
def test_a_move_that_was_meant_once_need_not_be_said_for_ever(
    repository: Repository, allow: str
) -> None:
    repository.commit(logo=text())
    repository.commit(logo=text(client="acme") + f"{allow}\n")
    repository.commit(logo=text(client="acme"))
    assert repository.said == []
    repository.commit(logo=text(client="kiln"))  # this one was not
    assert "logo: its page was that of 'acme' before" in repository.said[0]


def test_a_move_with_another_ending_is_one(repository: Repository) -> None:
    (repository.projects / "logo.md").write_text(f"---\n{text()}---\n", "utf-8")
    repository.commit()
    (repository.projects / "logo.md").unlink()
    repository.commit(logo=text(client="acme"))
    assert MOVED in repository.said[0]


def test_a_file_that_was_deleted_in_between_is_another_project(repository: Repository) -> None:
    repository.commit(logo=text(closed="2026-03-01"))
    repository.commit(logo="")
    repository.commit(logo=text(client="acme"))
    assert repository.said == []


def test_the_next_month_of_a_retainer_keeps_the_page(repository: Repository) -> None:
    signed = "signed: {date: 2026-03-01, by: Ana}\n"
    repository.commit(logo=f"{text()}{signed}")
    made = repository.run("new", "logo-2", "--from", "logo", "--retainer", "--title", "April")
    assert made.exit_code == 0, made.output
    repository.commit()
    assert repository.said == []


# --- A link that was replaced -----------------------------------------------------------------


def test_a_new_link_that_was_reverted_is_refused_and_never_made_again(
    repository: Repository,
) -> None:
    repository.commit(logo=text())
    repository.commit(logo=text(link=2))
    repository.git("revert", "--no-edit", "HEAD")
    assert repository.said == [
        "logo: link 1 was replaced by link 2 before, and would open again: run courtside new-link "
        "logo"
    ]
    assert repository.run("preflight").exit_code == 1
    repository.run("new-link", "logo")
    assert "\nlink: 3\n" in (repository.projects / "logo.yml").read_text("utf-8")
    repository.commit()
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


def test_a_new_link_on_a_branch_that_was_merged_and_undone(repository: Repository) -> None:
    repository.commit(logo=text())
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit(logo=text(link=5))
    repository.commit(logo=text())
    repository.git("checkout", "--quiet", "main")
    repository.commit(other=text("Kiln", "k@kiln.example"))
    repository.git("merge", "--quiet", "--no-ff", "side")
    assert "link 1 was replaced by link 5" in repository.said[0]


def test_a_number_of_any_branch_is_given_once(repository: Repository) -> None:
    repository.commit(logo=text())
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit(logo=text(link=5), kiln=text("Kiln", "k@kiln.example", link=3))
    repository.git("checkout", "--quiet", "main")
    assert repository.said == [
        "logo: link 1 was replaced by link 5 before on another branch, and would open again: merge "
        "that branch, or run courtside new-link logo"
    ]
    assert repository.run("preflight").exit_code == 1
    assert repository.run("new", "kiln", "--client", "Boreal", *NEW).exit_code == 0
    assert "\nlink: 4\n" in (repository.projects / "kiln.yml").read_text("utf-8")
    (repository.projects / "kiln.yml").unlink()
    repository.git("merge", "--quiet", "side")
    assert repository.said == []


def test_a_number_of_a_branch_that_only_others_have_is_given_once(repository: Repository) -> None:
    repository.commit(logo=text())
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit(logo=text(link=5))
    repository.git("checkout", "--quiet", "main")
    repository.git("update-ref", "refs/remotes/origin/side", "side")
    repository.git("branch", "--quiet", "-D", "side")
    assert [said.partition(" before")[0] for said in repository.said] == [
        "logo: link 1 was replaced by link 5"
    ]


def test_a_link_of_another_client_on_another_branch_is_not_given_again(
    repository: Repository,
) -> None:
    repository.commit(kiln=text("Kiln", "k@kiln.example", client="kiln"))
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit(logo=text("Zebra", "z@zebra.example"))
    repository.commit(more=text("Kiln Shop", "shop@kiln.example", client="kiln"))
    repository.git("checkout", "--quiet", "main")
    repository.commit(logo=text("Quixote", "q@quixote.example"))
    assert [said.partition(",")[0] for said in repository.said] == [
        "logo: link 1 was given to another client before"
    ]


def test_rotate_writes_all_files_of_a_client_or_none(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit(logo=text(client="acme"), site=text(client="acme"))
    before = {path: path.read_bytes() for path in repository.projects.iterdir()}
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "site.yml" and self.read_bytes() != before[target]:
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(atomic.Path, "replace", full)
    done = repository.run("new-link", "acme")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "Nothing was written" in done.stderr
    assert {path: path.read_bytes() for path in repository.projects.iterdir()} == before


# --- What git can and cannot say ----------------------------------------------------------------


def test_outside_a_repository_there_is_no_history(tmp_path: Path) -> None:
    (tmp_path / "projects").mkdir()
    assert LinkHistory.read(tmp_path / "projects").next_number("logo") == 1


def test_before_the_first_commit_there_is_no_history(tmp_path: Path) -> None:
    (tmp_path / "projects").mkdir()
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    assert LinkHistory.read(tmp_path / "projects").next_number("logo") == 1


def test_a_repository_that_cannot_be_asked_is_no_empty_one(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setenv("PATH", "")
        with pytest.raises(HistoryError, match="git is not installed here"):
            LinkHistory.read(repository.projects)
    repository.commit(logo=text())
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.root}", "shallow")
    monkeypatch.chdir(repository.root / "shallow")
    done = repository.run("new", "nido", "--client", "Boreal", *NEW)
    assert done.exit_code == 1
    assert "whole history" in done.stderr
    assert not Path("projects/nido.yml").exists()


def test_examples_as_they_shipped_were_given_to_nobody(repository: Repository) -> None:
    content = (CHECKOUT / "tests" / "data" / "format-1" / "examples" / "kiln.yml").read_text(
        "utf-8"
    )
    repository.commit(kiln=content)
    repository.commit(kiln="")
    assert LinkHistory.read(repository.projects).next_number("kiln") == 1
    repository.commit(kiln=f"{content}# mine\n")
    repository.commit(kiln="")
    assert LinkHistory.read(repository.projects).next_number("kiln") == 2


IN_BRACES = """\
{
link: 2,
title: A logo,
price: 500 EUR,
stages: [{id: ideas, title: Ideas, owner: provider, days: 5}],
client: {name: Aurora, email: a@aurora.example}
}
"""


@pytest.mark.parametrize(
    ("name", "content", "portal", "number"),
    [
        ("a.yml", text(client="no"), "no", 1),
        ("a.yml", text(client="0x1f"), "0x1f", 1),
        ("a.yml", text(link=2).replace("link: 2", "link: 010"), "a", 10),
        ("a.yml", text(link=2).replace("link:", '"link":'), "a", 2),
        ("a.yml", text(link=2).replace("link:", "? link\n:"), "a", 2),
        ("a.yml", text(link=2).replace("\n", "\r"), "a", 2),
        ("a.yml", IN_BRACES, "a", 2),
        ("a.yml", f"\ufefflink: 2\n{text()}", "a", 2),
        ("a.yml", f'{text(link=2)}words: "One,\nclient: {{}}"\n', "a", 2),
        ("a.md", f"--- \n{text(link=2)}---\t\nWords\nlink: see below\n", "a", 2),
        ("a.md", f"\ufeff---\n{text(link=2)}---\nclient: {{id: b}}\n", "a", 2),
    ],
)
def test_a_link_is_read_as_the_reader_of_the_file_reads_it(
    repository: Repository, name: str, content: str, portal: str, number: int
) -> None:
    (repository.projects / name).write_bytes(content.encode())
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "x")
    files = {path.name: path.read_bytes() for path in repository.projects.iterdir()}
    portfolio, problems = load_portfolio(files)
    assert portfolio, problems
    (project,) = portfolio.projects
    assert (project.portal_id, project.link) == (portal, number)
    assert LinkHistory.read(repository.projects).numbers == {portal: number}


def test_a_version_that_is_no_yaml_is_passed_over(repository: Repository) -> None:
    repository.commit(logo=text(link=4))
    repository.commit(logo="client: [\nlink: 9\n")
    repository.commit(logo=text(link=4))
    assert LinkHistory.read(repository.projects).highest("logo") == 4


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("diff.orderFile", "nowhere"),
        ("diff.relative", "true"),
        ("log.diffMerges", "off"),
        ("log.diffMerges", "combined"),
        ("log.showRoot", "false"),
        ("log.showSignature", "true"),
        ("status.showUntrackedFiles", "no"),
    ],
)
def test_a_person_s_own_settings_of_git_hide_nothing(
    repository: Repository, setting: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("checkout", "--quiet", "--orphan", "fresh")
    repository.commit(logo=text(link=2), kiln=text("Kiln", "k@kiln.example"))
    if setting == "log.showSignature":  # as of a commit that git cannot verify
        signed = repository.root / "signed"
        signed.write_text("#!/bin/sh\ncat >/dev/null; echo '[GNUPG:] SIG_CREATED ' >&2; echo x\n")
        signed.chmod(0o755)
        repository.git("config", "gpg.program", str(signed))
        (repository.projects / "kiln.yml").write_text(text("Kiln", "kiln@kiln.example"), "utf-8")
        repository.git("commit", "--quiet", "--all", "--gpg-sign", "--message", "x")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit(logo=text(link=3))
    repository.git("checkout", "--quiet", "fresh")
    repository.commit(kiln="")
    repository.git("merge", "--quiet", "--no-commit", "side")
    repository.commit(logo=text(link=4))  # the merge itself
    repository.commit(logo=text())
    (repository.projects / "new.yml").write_text(text("New", "n@new.example"), "utf-8")
    repository.git("config", setting, value)
    assert LinkHistory.read(repository.projects).numbers == {"logo": 4, "kiln": 1}
    assert tuple(vanished(repository.projects)) == ("kiln",)
    assert uncommitted(repository.projects) == ("new",)
    monkeypatch.setenv("CI", "true")
    said = repository.run("preflight").stderr
    assert "link 1 was replaced by link 4" in said
    assert "kiln: " in said


# --- Replacing the secret -----------------------------------------------------------------------


def test_the_old_secret_is_printed_only_when_there_is_a_new_one(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = repository.root / ".courtside" / "key"

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    with monkeypatch.context() as patch:
        replace = Path.replace
        patch.setattr(
            atomic.Path,
            "replace",
            lambda self, to: full(self, to) if to.name == "_studio.yml" else replace(self, to),
        )
        done = repository.run("key", "replace", "--yes")
    assert (done.exit_code, done.stdout) == (1, "")
    assert key.read_text("utf-8").strip() == SECRET
    assert (repository.projects / "_studio.yml").read_text("utf-8") == STUDIO
    done = repository.run("key", "replace", "--yes")
    assert done.stdout == f"COURTSIDE_KEY_PREVIOUS={SECRET}\n"
    kept = [key, *key.parent.glob("key-*")]
    assert [path.stat().st_mode & 0o077 for path in kept] == [0, 0]


@pytest.mark.parametrize("committed", [False, True])
def test_a_key_id_that_git_knows_is_not_replaced_where_its_line_was_lost(
    repository: Repository, committed: bool
) -> None:
    key, studio = repository.root / ".courtside" / "key", repository.projects / "_studio.yml"
    repository.commit(logo=text())
    links = repository.run("links").stdout
    lines = studio.read_text("utf-8").splitlines(keepends=True)
    studio.write_text("".join(line for line in lines if "key_id" not in line), "utf-8")
    if committed:
        repository.commit()
    key.unlink()
    for missing in (True, False):
        done = repository.run("links")
        assert (done.exit_code, done.stdout) == (1, "")
        assert "the root secret" in done.stderr
        assert key.exists() != missing
        assert "key_id" not in studio.read_text("utf-8")
        key.write_text(f"{'B' * 42}A\n", "utf-8")  # that of another studio
    key.write_text(f"{SECRET}\n", "utf-8")
    lost = studio.read_bytes()
    (repository.projects / "index.md").write_text("# Norte\n", "utf-8")
    built = repository.run("build", "--plain")
    assert "key_id was missing in _studio.yml and is there again" in built.output
    assert "new secret" not in built.output
    studio.write_bytes(lost)
    assert repository.run("links").stdout == links
    assert RootSecret.parse(SECRET).key_id in studio.read_text("utf-8")


def test_a_key_id_is_remembered_where_a_merge_took_the_file_without_it(
    repository: Repository,
) -> None:
    studio, key = repository.projects / "_studio.yml", repository.root / ".courtside" / "key"
    without = re.sub("(?m)^key_id:.*\n", "", studio.read_text("utf-8"))
    repository.git("checkout", "--quiet", "--orphan", "fresh")
    repository.commit(_studio=without, logo=text())
    links = repository.run("links").stdout  # which writes it down
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "side", "HEAD~1")
    repository.commit(_studio=f"{without}# ours\n")
    repository.git("merge", "--quiet", "--strategy", "ours", "--message", "x", "fresh")
    key.unlink()
    assert "the root secret is missing" in repository.run("links").stderr
    told = repository.run("doctor").stdout
    assert "it is missing, and your clients' links come from it" in re.sub(r"\s+", " ", told)
    key.write_text(f"{'B' * 42}A\n", "utf-8")  # that of another studio
    told = re.sub(r"\s+", " ", repository.run("doctor").stdout)
    assert "it does not match key_id that git remembers of _studio.yml" in told
    key.write_text(f"{SECRET}\n", "utf-8")
    assert repository.run("links").stdout == links


@pytest.mark.parametrize("why", ["log", "owner", "no git"])
def test_no_secret_is_made_where_git_does_not_say_what_there_was(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    studio, key = repository.projects / "_studio.yml", repository.root / ".courtside" / "key"
    repository.commit(_studio=re.sub("(?m)^key_id:.*\n", "", STUDIO), logo=text())
    key.unlink()
    real, slow = shutil.which("git"), tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text(f'#!/bin/sh\ncase "$*" in *" log "*) exit 1;; esac\nexec {real} "$@"\n')
    slow.chmod(0o755)
    match why:
        case "log":
            monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
        case "owner":
            monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        case _:
            slow.unlink()
            monkeypatch.setenv("PATH", f"{slow.parent}")
    done = repository.run("links")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "git does not answer whether it had one" in done.stderr
    assert not key.exists()
    assert "key_id" not in studio.read_text("utf-8")


# --- A folder with another name -------------------------------------------------------------------


@pytest.fixture(params=["committed", "staged", "moved"])
def renamed(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    """A studio whose folder got another name, after a link was replaced and a project deleted."""
    repository = Repository(tmp_path / "n")
    repository.commit(logo=text(link=3), kiln=text("Kiln", "k@kiln.example"))
    repository.commit(logo=text(link=3, closed="2026-03-02"))
    repository.commit(logo="")
    new = repository.root / "work" / "projekte"
    new.parent.mkdir()
    if request.param == "moved":
        repository.projects.rename(new)
    else:
        repository.git("mv", "projects", "work/projekte")
    repository.projects = new
    if request.param == "committed":
        repository.commit()
    return repository


def test_a_renamed_folder_keeps_the_history_of_its_links(renamed: Repository) -> None:
    history = LinkHistory.read(renamed.projects)
    assert history.numbers == {"logo": 3, "kiln": 1}
    made = renamed.run(
        "new", "logo", *NEW, "--client", "Boreal", "--projects", str(renamed.projects)
    )
    assert made.exit_code == 0, made.output
    assert "logo was in use before, so it gets link 4" in made.stderr
    renamed.commit(logo=text("Boreal", "b@boreal.example", link=2))
    assert "link 2 was replaced by link 3 before" in renamed.said[0]
    assert len(renamed.said) == 1


def test_a_project_that_was_lost_when_its_folder_was_renamed_is_missed(
    renamed: Repository,
) -> None:
    assert not vanished(renamed.projects)
    (renamed.projects / "kiln.yml").unlink()
    assert tuple(vanished(renamed.projects)) == ("kiln",)
    renamed.commit()
    assert tuple(vanished(renamed.projects)) == ("kiln",)


def test_a_folder_that_was_renamed_on_a_branch_is_followed(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "n")
    repository.commit(logo=text(), kiln=text("Kiln", "k@kiln.example"))
    repository.commit(kiln="")
    repository.git("switch", "-q", "-c", "move")
    repository.git("mv", "projects", "projekte")
    repository.git("commit", "-q", "-m", "move")
    repository.git("switch", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "move")
    assert tuple(vanished(repository.root / "projekte")) == ("kiln",)


def test_git_is_asked_three_times_for_what_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path / "n")
    repository.commit(logo=text(), kiln=text("Kiln", "k@kiln.example"))
    asked: list[str] = []

    def call(folder: Path, *words: str, **rest: Any) -> subprocess.CompletedProcess[bytes]:
        asked.append(words[0])
        return call_git(folder, *words, **rest)

    monkeypatch.setattr(git, "call_git", call)
    assert not vanished(repository.projects)
    assert asked == ["rev-parse", "log", "ls-tree"]


def test_another_studio_of_the_repository_has_a_history_of_its_own(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "n")
    repository.commit(logo=text(link=3))
    other = repository.root / "other"
    other.mkdir()
    (other / "_studio.yml").write_text(STUDIO, "utf-8")
    assert LinkHistory.read(other).numbers == {}
    repository.commit()
    (other / "logo.yml").write_text(text("Boreal", "b@boreal.example"), "utf-8")
    repository.commit()
    assert LinkHistory.read(other).numbers == {"logo": 1}
    assert LinkHistory.read(repository.projects).numbers == {"logo": 3}


def test_the_repository_s_own_folder_can_hold_the_projects(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "n")
    repository.commit(logo=text(link=3))
    for path in sorted(repository.projects.iterdir()):
        repository.git("mv", f"projects/{path.name}", path.name)
    repository.projects = repository.root
    repository.git("commit", "--quiet", "--message", "x")
    assert LinkHistory.read(repository.root).numbers == {"logo": 3}
    repository.commit(logo="")
    assert tuple(vanished(repository.root)) == ("logo",)


@pytest.mark.parametrize("committed", [True, False])
def test_a_renamed_project_keeps_its_page_by_an_id(repository: Repository, committed: bool) -> None:
    repository.commit(logo=text())
    link = repository.run("links", "logo", "-q").stdout
    (repository.projects / "logo.yml").rename(repository.projects / "website.yml")
    if committed:
        repository.commit()
    done = repository.run("preflight")
    assert done.exit_code == 1
    assert "If it was renamed, write `id: logo` under the client of the new file" in done.output
    (repository.projects / "website.yml").write_text(text(client="logo"), "utf-8")
    assert repository.run("links", "logo", "-q").stdout == link
    for _ in range(2):
        done = repository.run("preflight")
        assert done.exit_code == 0, done.output
        repository.commit()
    assert not vanished(repository.projects)


def test_a_closed_project_that_makes_way_for_another_leaves_it_no_page(
    repository: Repository,
) -> None:
    repository.commit(logo=text(closed="2026-03-01"))
    repository.commit(logo="", website=text())
    assert repository.said == []


def test_two_projects_that_are_renamed_at_once_keep_their_pages(repository: Repository) -> None:
    repository.commit(logo=text(), shop=text())
    repository.commit(logo="", shop="", one=text(), two=text())
    assert repository.said == []
    assert list(vanished(repository.projects)) == ["logo", "shop"]
    repository.commit(one=text(client="logo"), two=text(client="shop"))
    assert repository.said == []
    assert vanished(repository.projects) == {}
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


def test_a_renamed_file_is_told_the_id_that_its_page_has(repository: Repository) -> None:
    repository.commit(logo=text(client="acme"))
    link = repository.run("links", "acme", "-q").stdout
    repository.commit(logo="", website=text())
    told = repository.run("preflight").output
    assert set(re.findall("write `id: (.*?)`", told)) == {"acme"}
    repository.commit(website=text(client="acme"))
    assert repository.run("links", "acme", "-q").stdout == link
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("how", ["closed", "restored", "another client"])
def test_a_page_of_its_own_that_was_left_for_another_is_gone(
    repository: Repository, how: str
) -> None:
    """No renamed file went on with the page of the one that is gone: that had been taken down, was
    another client's, or came back, so that both were published."""
    if how == "closed":
        repository.commit(logo=text(client="acme", closed="2026-03-01"))
        repository.commit(logo="", website=text())
    elif how == "another client":
        repository.commit(logo=text("Boreal", "b@boreal.example", client="acme"))
        repository.commit(logo="", website=text())
    else:
        repository.commit(logo=text(client="acme"))
        repository.commit(logo="", website=text())
        repository.commit(logo=text(client="acme"))
    repository.commit(website=text(client="acme"))
    assert f"website: its page was that of 'website' before, and {MOVED}" in repository.said[-1]


def test_a_renamed_file_is_told_the_number_of_its_link(repository: Repository) -> None:
    repository.commit(logo=text(link=2))
    repository.commit(logo="", website=text())
    told = repository.run("preflight").output
    assert "write `id: logo` under the client of the new file, and `link: 2`, and the" in told
    repository.commit(broken="client: [")
    repository.commit(broken="")
    assert "write the `id` that its page has under" in repository.run("preflight").output


def test_a_file_that_was_copied_before_the_old_one_went_is_the_renamed_one(
    repository: Repository,
) -> None:
    (repository.projects / "logo.md").write_text(f"---\n{text()}---\n", "utf-8")
    repository.commit()
    repository.commit(website=text(client="logo"))
    (repository.projects / "logo.md").unlink()
    repository.commit()
    assert vanished(repository.projects) == {}


def test_a_version_that_cannot_be_read_makes_no_page_move_unnoticed(repository: Repository) -> None:
    repository.commit(logo=text(client="acme"))
    repository.commit(logo=text(client="acme").replace("client: {", "client: [{"))
    repository.commit(logo=text(client="kiln"))
    assert f"logo: its page was that of 'acme' before, and {MOVED}" in repository.said[0]


@pytest.mark.parametrize(
    "other",
    [
        text("Boreal", "b@boreal.example", client="logo"),
        text("Boreal", "b@boreal.example", client="logo", link=2),
        text(client="logo", link=2),
    ],
    ids=["another client", "with another link", "an older link"],
)
def test_a_file_that_the_link_does_not_open_is_no_renamed_one(
    repository: Repository, other: str
) -> None:
    repository.commit(logo=text(link=3))
    repository.commit(logo="", website=other)
    assert tuple(vanished(repository.projects)) == ("logo",)


def test_a_closed_sibling_is_no_renamed_file(repository: Repository) -> None:
    repository.commit(logo=text(), shop=text(client="logo", closed="2026-03-01"))
    repository.commit(logo="")
    assert list(vanished(repository.projects)) == ["logo"]
    repository.commit(shop="")
    assert list(vanished(repository.projects)) == ["logo"]


def test_a_renamed_project_can_get_a_new_link_and_be_closed(
    repository: Repository,
) -> None:
    repository.commit(logo=text())
    repository.commit(logo="", website=text(client="logo"))
    assert repository.run("new-link", "logo").exit_code == 0
    repository.commit()
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output
    repository.commit(website=text(client="logo", link=2, closed="2026-03-01"))
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("client", ["acme", "logo"])
def test_a_project_that_is_renamed_with_its_id_is_not_gone(
    repository: Repository, client: str
) -> None:
    repository.commit(logo=text(client=client if client == "acme" else ""))
    repository.commit(logo="", website=text(client=client))
    assert not vanished(repository.projects)
    assert repository.said == []
    repository.commit(website="", shop=text(client=client))
    assert not vanished(repository.projects)
    assert repository.said == []


CLOSED = "2026-03-01"


@pytest.mark.parametrize("client", ["acme", "logo"])
def test_a_closed_job_of_the_same_client_is_no_renamed_file(
    repository: Repository, client: str
) -> None:
    """Neither one that was deleted long ago, nor one that is written later."""
    repository.commit(shop=text(client=client, closed=CLOSED))
    repository.commit(shop="")
    repository.commit(logo=text(client="" if client == "logo" else client))
    repository.commit(logo="")
    assert list(vanished(repository.projects)) == ["logo"]
    repository.commit(site=text(client=client, closed=CLOSED))
    assert list(vanished(repository.projects)) == ["logo"]
    repository.commit(site="")
    assert repository.run("preflight").exit_code == 1


@pytest.mark.parametrize("at_once", [True, False])
def test_a_renamed_project_may_be_closed_and_deleted(repository: Repository, at_once: bool) -> None:
    repository.commit(logo=text())
    if not at_once:
        repository.commit(logo="", website=text(client="logo"))
        repository.commit(website=text(client="logo", closed=CLOSED))
    else:
        repository.commit(logo="", website=text(client="logo", closed=CLOSED))
    repository.commit(website="")
    assert not vanished(repository.projects)
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


def test_a_client_of_a_renamed_file_gets_another_name_then_another_address(
    repository: Repository,
) -> None:
    repository.commit(logo=text())
    repository.commit(logo="", website=text(client="logo"))
    repository.commit(website=text("Aurora GmbH", client="logo"))
    repository.commit(website=text("Aurora GmbH", "b@aurora.example", client="logo"))
    assert not vanished(repository.projects)


def test_file_and_client_are_renamed_at_once(repository: Repository) -> None:
    repository.commit(logo=text())
    repository.commit(logo="", website=text("Boreal", "b@boreal.example", client="logo"))
    told = repository.run("preflight").output
    assert "name and another address in website: run courtside new-link logo" in told
    assert "Boreal" not in told
    assert repository.run("new-link", "logo").exit_code == 0
    for _ in range(2):
        assert not vanished(repository.projects)
        done = repository.run("preflight")
        assert done.exit_code == 0, done.output
        repository.commit()


def test_the_page_of_a_renamed_file_is_nobody_else_s(repository: Repository) -> None:
    repository.commit(logo=text())
    repository.commit(logo="", website=text(client="logo"))
    made = repository.run("new", "logo", "--client", "Boreal", *NEW)
    assert made.exit_code == 1
    assert "logo is the id of the page of website. Choose another id." in made.output
    assert not (repository.projects / "logo.yml").exists()


def test_a_name_under_allow_that_the_old_file_had_says_nothing_of_the_new_one(
    repository: Repository,
) -> None:
    allow = "allow: [other-holder, moved-page]\n"
    repository.commit(logo=text() + allow)
    repository.commit(logo="", website=text("Boreal", "b@boreal.example", client="logo") + allow)
    assert list(vanished(repository.projects)) == ["logo"]
    repository.commit(website=text(client="logo") + allow)
    repository.commit(website=text(client="kiln") + allow)
    assert not vanished(repository.projects)
    assert f"website: its page was that of 'logo' before, and {MOVED}" in repository.said[0]


def test_the_page_of_a_renamed_file_may_move_as_any_other(repository: Repository) -> None:
    repository.commit(logo=text())
    repository.commit(logo="", website=text(client="logo"))
    repository.commit(website=text(client="kiln"))
    assert f"website: its page was that of 'logo' before, and {MOVED}" in repository.said[0]
    repository.commit(website=text(client="kiln") + "allow: [moved-page]\n")
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output
    repository.commit(website=text(client="logo"))  # the client has the link of kiln now
    assert f"website: its page was that of 'kiln' before, and {MOVED}" in repository.said[0]


def test_a_renamed_file_that_came_back_and_could_not_be_read_is_missed(
    repository: Repository,
) -> None:
    repository.commit(logo=text())
    repository.commit(logo="", website=text(client="logo"))
    repository.commit(logo="client: [", website=text(client="logo"))
    repository.commit(logo="")
    assert list(vanished(repository.projects)) == ["logo"]
    repository.commit(logo=text("Boreal", "b@boreal.example", client="kiln"))
    assert repository.said == []


def test_a_page_that_had_moved_in_silence_is_missed_in_a_renamed_file(
    repository: Repository,
) -> None:
    repository.commit(logo=text())
    repository.commit(logo=text(client="acme"))
    repository.commit(logo="", website=text(client="acme"))
    assert f"website: its page was that of 'logo' before, and {MOVED}" in repository.said[0]
    repository.commit(website=text(client="logo"))
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


def test_a_page_that_moved_in_silence_is_called_by_the_link_that_the_client_has(
    repository: Repository,
) -> None:
    repository.commit(logo=text())
    repository.commit(logo=text(client="acme"))
    repository.commit(logo=text(client="kiln"))
    assert f"logo: its page was that of 'logo' before, and {MOVED}" in repository.said[0]


def test_a_file_is_the_renamed_one_of_one_other_only(repository: Repository) -> None:
    repository.commit(logo=text(client="acme"), shop=text(client="acme"))
    repository.commit(logo="", shop="", website=text(client="acme"))
    assert len(vanished(repository.projects)) == 1


def test_a_file_that_is_renamed_on_a_page_of_several_goes_there_later(
    repository: Repository,
) -> None:
    repository.commit(logo=text(client="acme"), shop=text(client="acme"))
    repository.commit(logo="", website=text())
    assert repository.run("preflight").exit_code == 1
    repository.commit(website=text(client="acme"))
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


def test_a_file_is_renamed_on_a_branch_in_two_commits(repository: Repository) -> None:
    repository.commit(logo=text(client="acme"))
    repository.git("switch", "-q", "-c", "rename")
    repository.commit(logo="")
    repository.commit(website=text(client="acme"))
    repository.git("switch", "-q", "main")
    repository.commit(kiln=text("Kiln", "k@kiln.example"))
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "rename")
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output
    repository.commit(website="")
    assert list(vanished(repository.projects)) == ["website"]


def test_a_copy_that_kept_the_id_takes_nobody_s_page(repository: Repository) -> None:
    """Whoever gives the first file another id, as a message says of it, is stopped."""
    other = ("Boreal", "b@boreal.example")
    repository.commit(web=text(*other, client="acme"))
    repository.commit(shop=text(client="acme"))
    repository.commit(web=text(*other, client="boreal"))
    link, page = repository.said
    assert link.startswith("acme: link 1 was given to another client before")
    assert page.startswith("web: its page was that of 'acme' before")


def test_a_copy_that_kept_the_id_gets_another(repository: Repository) -> None:
    repository.commit(web=text("Boreal", "b@boreal.example", client="acme"))
    repository.commit(shop=text(client="acme"))
    assert repository.run("preflight").exit_code == 1
    repository.commit(shop=text(client="shop"))
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("how", ["on a branch", "in an example studio"])
def test_a_file_that_came_when_one_went_that_nobody_misses_is_watched(
    repository: Repository, how: str
) -> None:
    if how == "on a branch":
        repository.git("switch", "-q", "-c", "side")
        repository.commit(logo=text())
        repository.commit(logo="", website=text())
        repository.git("switch", "-q", "main")
        repository.commit(kiln=text("Kiln", "k@kiln.example"))
        repository.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    else:
        repository.commit(_studio=f"{STUDIO}example_day: 2026-03-01\n", logo=text())
        repository.commit(logo="", website=text())
        repository.commit(_studio=STUDIO)
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output
    repository.commit(website=text(client="acme"))
    assert f"website: its page was that of 'website' before, and {MOVED}" in repository.said[0]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_page_that_another_client_has_now_is_not_kept(
    repository: Repository, at_once: bool
) -> None:
    other = ("Boreal", "b@boreal.example")
    if at_once:
        repository.commit(logo=text(client="acme"))
        repository.commit(logo=text(), boreal=text(*other, client="acme", link=2))
    else:
        repository.commit(logo=text())
        repository.commit(logo=text(client="acme"), boreal=text(*other, client="logo"))
        repository.commit(boreal=text(*other, client="logo", link=2))
    page = "acme" if at_once else "logo"
    assert repository.said[-1].startswith(
        f"logo: its page was that of '{page}' before, and {MOVED}"
    )


def test_a_newer_link_for_another_client_is_no_renamed_file(repository: Repository) -> None:
    repository.commit(logo=text())
    repository.commit(logo="")
    repository.commit(website=text("Boreal", "b@boreal.example", client="logo", link=2))
    assert list(vanished(repository.projects)) == ["logo"]
    told = repository.run("preflight").output
    assert "another name" not in told


def test_a_renamed_file_whose_old_one_was_edited_meanwhile_is_the_renamed_one(
    repository: Repository,
) -> None:
    repository.commit(logo=text(client="acme"))
    repository.git("switch", "-q", "-c", "rename")
    repository.commit(logo="", website=text(client="acme"))
    repository.git("switch", "-q", "main")
    repository.commit(logo=text(client="acme").replace("500 EUR", "501 EUR"))
    repository.git("switch", "-q", "rename")
    repository.git("merge", "-q", "-m", "merge", "main")
    repository.git("switch", "-q", "main")
    repository.git("merge", "-q", "--ff-only", "rename")
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("twice", [True, False])
def test_an_id_that_is_written_later_leads_out(repository: Repository, twice: bool) -> None:
    """The old file is deleted first, or its new one is renamed again before it has the id."""
    repository.commit(logo=text())
    if twice:
        repository.commit(logo="", website=text())
        repository.commit(website="", shop=text())
    else:
        repository.commit(logo="")
        repository.commit(shop=text())
    assert "write `id: logo` under the client" in repository.run("preflight").output
    repository.commit(shop=text(client="logo"))
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


def test_a_file_that_could_not_be_read_when_it_was_renamed_is_the_renamed_one(
    repository: Repository,
) -> None:
    repository.commit(logo=text(link=2))
    repository.commit(logo="client: [\n")
    repository.commit(logo="", website=text(link=2))
    told = repository.run("preflight").output
    assert "write `id: logo` under the client of the new file, and `link: 2`" in told
    repository.commit(website=text(client="logo", link=2))
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output


def test_words_that_say_closed_close_nothing(repository: Repository) -> None:
    words = f"---\n{text()}---\nNotes\n\nclosed: 1 July, we are away\n"
    (repository.projects / "logo.md").write_text(words, "utf-8")
    (repository.projects / "notes.md").mkdir()  # nor is a folder a file
    repository.commit()
    (repository.projects / "logo.md").unlink()
    repository.commit(site=f"closed : {CLOSED}\n{text()}")
    assert list(vanished(repository.projects)) == ["logo"]
    repository.commit(site="")
    assert list(vanished(repository.projects)) == ["logo"]


def test_a_page_that_moved_is_called_with_the_number_of_its_link(repository: Repository) -> None:
    repository.commit(logo=text(link=3))
    repository.commit(logo=text(client="acme"))
    assert "write `id: logo` under its client and `link: 3` above it, or" in repository.said[0]
    repository.commit(logo=text(link=3))
    assert repository.said == []


def test_a_project_that_goes_from_a_page_of_several_is_missed(repository: Repository) -> None:
    repository.commit(logo=text(client="logo"), site=text(client="logo"))
    repository.commit(logo="")
    assert tuple(vanished(repository.projects)) == ("logo",)


def test_a_page_of_two_clients_is_not_published(repository: Repository) -> None:
    """A copy kept the client's id: whoever has the link would read about somebody else."""
    other = text("Boreal", "b@boreal.example", client="acme")
    repository.commit(logo=text(client="acme"), site=other)
    done = repository.run("preflight")
    assert done.exit_code == 1
    assert "projects/site.yml:2:5" in done.output
    assert "its client has another name" in done.output
    assert "Boreal" not in done.output
    done = repository.run("publish", "--to", "x.git", "--yes")
    assert "its client has another name" in done.output
    repository.commit(site=f"{other}allow: [shared-page]\n")
    done = repository.run("preflight")
    assert done.exit_code == 0, done.output
