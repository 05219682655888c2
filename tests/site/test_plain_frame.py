"""Longer than its hosts: the same portals without a site generator, and under ProperDocs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from courtside.cli.main import main
from courtside.sealing.cipher import from_text, open_page
from courtside.sealing.keys import RootSecret, link
from courtside.site.generator import GENERATORS
from courtside.site.layout import page_path
from helpers.studio import SECRET, build_studio, make_studio, project, site_of

ALONE = """
import sys
for name in ("mkdocs", "properdocs", "material"):
    sys.modules[name] = None
from courtside.cli.main import main
main()
"""
"""The command in a Python to which no site generator can be imported."""


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    return make_studio(tmp_path, aurora=f"{project()}files: [a.txt]\n", kiln=project(language="es"))


@pytest.fixture(autouse=True)
def a_file(portfolio: Path) -> None:
    (portfolio / "projects" / "aurora").mkdir()
    (portfolio / "projects" / "aurora" / "a.txt").write_text("Wolframite")


def contents(site: dict[str, bytes]) -> dict[str, str]:
    """What each client reads."""
    found = {}
    for client in ("aurora", "kiln"):
        own = link(RootSecret.parse(SECRET), client, 1)
        shell = site[page_path(own)].decode()
        text = shell.partition('<template id="sealed"')[2].partition(">")[2]
        found[client] = open_page(from_text(text.partition("<")[0]), own)
    return found


def plainly(portfolio: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ALONE, *words], cwd=portfolio, capture_output=True, text=True
    )


def test_without_a_site_generator_every_client_reads_the_same(portfolio: Path) -> None:
    with_mkdocs = build_studio(portfolio)
    done = plainly(portfolio, "build", "--plain")
    assert done.returncode == 0, done.stderr
    site = site_of(portfolio)
    assert contents(site) == contents(with_mkdocs)
    assert {path for path in site if path.startswith("a/")} == {
        path for path in with_mkdocs if path.startswith("a/")
    }
    assert "Norte Studio" in site["index.html"].decode()
    assert "Page not found" in site["404.html"].decode()
    assert not [path for path in site if path.startswith("assets/stylesheets")]


def test_a_plain_build_gives_the_same_bytes_and_passes_the_leak_check(portfolio: Path) -> None:
    assert plainly(portfolio, "build", "--plain").returncode == 0
    first = site_of(portfolio)
    assert plainly(portfolio, "build", "--plain").returncode == 0
    assert site_of(portfolio) == first
    assert plainly(portfolio, "verify", "site", "--plain").returncode == 0
    (portfolio / "site" / "index.html").write_text("Quetzalcoatl")
    done = plainly(portfolio, "verify", "site", "--plain")
    assert done.returncode == 1
    assert "index.html: is not what a build without projects makes of it" in done.stderr
    assert "Quetzalcoatl" not in done.stderr


def test_a_problem_leaves_the_last_good_site(portfolio: Path) -> None:
    assert plainly(portfolio, "build", "--plain").returncode == 0
    before = site_of(portfolio)
    (portfolio / "projects" / "kiln.yml").write_text("title: Quetzalcoatl\n")
    done = plainly(portfolio, "build", "--plain")
    assert done.returncode == 1
    assert "projects/kiln.yml:1:1" in done.stderr
    assert "Quetzalcoatl" not in done.stderr
    assert site_of(portfolio) == before
    (portfolio / "projects" / "kiln.yml").write_text(project())
    (portfolio / "projects" / "index.md").unlink()
    assert "index.md" in plainly(portfolio, "build", "--plain").stderr
    assert site_of(portfolio) == before


def test_where_there_is_no_generator_the_command_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, portfolio: Path
) -> None:
    monkeypatch.chdir(portfolio)
    monkeypatch.setattr("courtside.site.generator.find_spec", lambda _name: None)
    for words in (["build"], ["serve"]):
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 1
        assert "courtside build --plain" in done.output


@pytest.mark.parametrize("generator", GENERATORS)
def test_mkdocs_and_properdocs_build_the_same_site(portfolio: Path, generator: str) -> None:
    wanted = build_studio(portfolio)
    done = subprocess.run(
        [sys.executable, "-m", generator, "build", "-f", "mkdocs.yml"],
        cwd=portfolio,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "courtside: 2 portals" in done.stderr
    assert site_of(portfolio) == wanted


SAYS = """
import logging

def on_nav(nav, config, files):
    logging.getLogger("{generator}.any").info("Zeppelin")
    return nav
"""


@pytest.mark.parametrize("generator", GENERATORS)
def test_the_leak_check_sees_what_either_of_them_says(portfolio: Path, generator: str) -> None:
    hook = portfolio / "hooks" / "mkdocs_hook.py"
    hook.write_text(hook.read_text() + SAYS.format(generator=generator))
    done = subprocess.run(
        [sys.executable, "-m", generator, "build", "-f", "mkdocs.yml"],
        cwd=portfolio,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "this line is not known" in done.stderr
