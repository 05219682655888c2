"""`check` finds what `build` would stop on, besides the project files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from courtside.cli.main import main
from courtside.site import site_checks
from helpers.studio import make_studio, own_template, project


@pytest.fixture
def portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_studio(tmp_path / "studio", aurora=project())
    monkeypatch.chdir(root)
    monkeypatch.setenv("COURTSIDE_TODAY", "2026-03-11")
    return root


def check(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", *words])


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def add(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text("utf-8") if path.exists() else "") + text, "utf-8")


def test_a_portfolio_that_builds_is_well(portfolio: Path) -> None:
    result = check()
    assert (result.exit_code, result.stdout) == (0, "")


SCRIPT = "{% block header %}<script>x</script>{% endblock %}"
FRONT, SETTINGS, TEXTS = "projects/index.md", "mkdocs.yml", "overrides/locale/es.po"


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (FRONT, "\n[Prices](prices.md)\n", "the link 'prices.md' leads nowhere"),
        (FRONT, "\n[Us](aurora.yml)\n", "the link 'aurora.yml' leads nowhere"),
        (FRONT, "\n![Us](assets/us.png)\n", "the link 'assets/us.png' leads nowhere"),
        (FRONT, "\n[Us](about/)\n", "the link 'about/' leads nowhere"),
        (FRONT, "\n[Us](#us)\n", "the link '#us' leads nowhere"),
        (FRONT, "\n[Us](index.md#us)\n", "the link 'index.md#us' leads nowhere"),
        (FRONT, "\n<<<<<<< HEAD\nWe\n=======\nI\n>>>>>>> b\n", "index.md:5:1: git left a conflict"),
        (SETTINGS, "\nrepo_url: https://x.example\n", "repo_url: remove it"),
        (SETTINGS, "\nnav: [index.md]\n", "nav: remove it"),
        (SETTINGS, "\nextra_css: [a.css]\n", "extra_css: remove it"),
        (SETTINGS, "\nmarkdown_extensions: [pymdownx.snippets]\n", "markdown_extensions: remove"),
        (SETTINGS, "\nsite_nmae: x\n", "site_nmae: MkDocs has no such setting; did you mean"),
        (SETTINGS, "\nsite_dir: projects/site\n", "site_dir: the site would lie among"),
        (SETTINGS, "\nvalidation: 5\n", "mkdocs.yml:22:1: validation: The configuration is inval"),
        (SETTINGS, "\nvalidation: {links: {not_found: no}}\n", "validation: Sub-option 'links'"),
        (SETTINGS, "\nwatch: nowhere\n", "watch: Expected a list of items"),
        (SETTINGS, "\nwatch: [nowhere]\n", "nowhere' isn't an existing file or directory."),
        (SETTINGS, "\nstrict: maybe\n", "strict: Expected type: <class 'bool'>"),
        (SETTINGS, "\nsite_name: [a]\n", "site_name: Expected type: <class 'str'>"),
        (SETTINGS, "\nplugins: 5\n", "plugins: Invalid Plugins configuration."),
        (SETTINGS, "\ndev_addr: x\n", "dev_addr: Must be a string of format 'IP:PORT'"),
        (SETTINGS, "\nmarkdown_extensions: [toc: {no: 1}]\n", "Failed to load extension 'toc'."),
        (SETTINGS, "\ndocs_dir: nowhere\n", "docs_dir: there is no nowhere/_studio.yml: write pro"),
        (SETTINGS, "\ndocs_dir: .\n", "docs_dir: there is no _studio.yml: write projects"),
        (
            SETTINGS,
            "\ntheme: {name: material, font: false, custom_dir: nope}\n",
            "theme: there is no folder nope, which `custom_dir` names",
        ),
        (FRONT, "\n<script>x</script>\n", "an inline <script>: no public page may have one"),
        (FRONT, "\n<p style='color: red'>x</p>\n", "an inline `style` attribute: no public"),
        (FRONT, "\nx\n{: onclick=y }\n", "an inline `onclick` attribute: no public"),
        (FRONT, "\n![Us](https://x.example/us.png)\n", "a <img> from another host: no public"),
        (FRONT, "\n<!-- of a client -->\n", "an HTML comment: no public"),
        (TEXTS, 'msgid "Due today: {title}"\nmsgstr "Hoy"\n', "overrides/locale/es.po:1:1: 'Due"),
        (
            TEXTS,
            'msgid "Due today: {title}"\nmsgstr "Hoy\n',
            "overrides/locale/es.po:2:1: gettext",
        ),
        ("overrides/main.html", "\n{% block x %}\n", "overrides/main.html:"),
        ("overrides/404.html", SCRIPT, "overrides/404.html:1:1: an inline <script>: no public"),
        ("overrides/portal/page.html", "\n{{ viev.title }}\n", "'viev' is undefined"),
        ("overrides/portal/project.html", "\n{% if %}\n", "overrides/portal/project.html:"),
    ],
)
def test_what_stops_a_build_fails_the_check(
    portfolio: Path, file: str, text: str, said: str
) -> None:
    if file.endswith(".html"):
        own_template(portfolio, file.removeprefix("overrides/"))
    add(portfolio / file, text)
    result = check()
    assert result.exit_code == 1
    assert said in result.stdout
    places = [re.findall(r"[\w./-]+:\d+:", line) for line in result.stdout.splitlines()]
    assert all(len(found) == 1 for found in places), "a place is said once"
    assert check("projects/aurora.yml").exit_code == 0
    built = CliRunner().invoke(main, ["build", "--plain"])
    assert built.exit_code == 1 or file in (SETTINGS, FRONT)  # which MkDocs alone looks at


def test_a_missing_hook_stops_a_build_and_fails_the_check(portfolio: Path) -> None:
    (portfolio / "hooks" / "mkdocs_hook.py").unlink()
    result = check()
    assert result.exit_code == 1
    assert "mkdocs.yml:5:1: hooks: there is no file hooks/mkdocs_hook.py" in result.stdout


def test_mkdocs_is_imported_only_for_settings_that_few_studios_have(portfolio: Path) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from courtside.cli.main import main\n"
        "print(CliRunner().invoke(main, ['check']).exit_code, 'mkdocs' in sys.modules)"
    )

    def said() -> str:
        words = [sys.executable, "-c", code]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()

    add(portfolio / SETTINGS, "\ncopyright: Norte\nstrict: true\nwatch: !ENV [X, 5]\n")
    assert said() == "0 False"
    add(portfolio / SETTINGS, "validation: {links: {not_found: warn}}\n")
    assert said() == "0 True"


@pytest.mark.parametrize("name", ["main", "404", "sealed"])
def test_a_template_that_extends_itself_is_a_mistake_and_no_traceback(
    portfolio: Path, name: str
) -> None:
    (portfolio / f"overrides/{name}.html").write_text(f'{{% extends "{name}.html" %}}\n')
    said = f"overrides/{name}.html:1:1: it extends or includes itself"
    assert check().stdout.startswith(said)
    for word in ((), ("--plain",)):
        built = CliRunner().invoke(main, ["build", *word])
        assert built.exit_code == 1
        assert isinstance(built.exception, SystemExit)


def test_an_unknown_name_in_a_block_of_the_frame_is_a_warning(portfolio: Path) -> None:
    for name in ("main.html", "404.html", "sealed.html"):
        own_template(portfolio, name)
    assert (check().exit_code, check().stdout) == (0, "")
    edit(
        portfolio / "overrides/main.html",
        "{% block footer %}",
        "{% block footer %}{{ viev }}{{ lang.t('x') }}{% for a in nav %}{{ loop }}{% endfor %}",
    )
    result = check()
    assert result.exit_code == 0
    assert re.fullmatch(
        r"overrides/main\.html:\d+:1: 'viev' is not a value of any page: correct it \(warning\)\n",
        result.stdout,
    )


def test_a_template_of_the_front_page_that_is_not_there(portfolio: Path) -> None:
    front = (portfolio / FRONT).read_text("utf-8")
    for head, missing in (
        ("---\ntitle: x\ntemplate: own.html\n---\n", True),
        ("template: own.html\n\n", True),
        ("---\ntemplate: main.html\n---\n", False),
        ("---\ntemplate: 'home.html'\n---\n", True),
    ):
        (portfolio / FRONT).write_text(head + front, "utf-8")
        assert ("there is no template '" in check().stdout) == missing
    (portfolio / "overrides" / "home.html").write_text('{% extends "main.html" %}\n')
    assert check().stdout == ""


def test_a_conflict_in_a_template_is_found_before_a_client_reads_it(portfolio: Path) -> None:
    own_template(portfolio, "portal/page.html")
    add(portfolio / "overrides/portal/page.html", "\n<<<<<<< HEAD\n")
    for words in (["check"], ["preflight"], ["publish", "--to", "elsewhere.git", "--yes"]):
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 1
        assert re.search(r"overrides/portal/page\.html:\d+:1: git left a conflict", result.output)


def test_an_own_text_that_replaces_none_is_a_warning(portfolio: Path) -> None:
    add(portfolio / TEXTS, 'msgid "Whose turn"\nmsgstr "Turno"\n')
    result = check()
    assert result.exit_code == 0
    assert result.stdout == (
        "overrides/locale/es.po:1:1: 'Whose turn': this text no longer exists, so yours is not "
        "used: remove it (warning)\n"
    )
    (line,) = (
        line
        for line in CliRunner().invoke(main, ["doctor"]).stdout.splitlines()
        if "project files" in line
    )
    assert "no errors, 1 warning: courtside check" in line
    add(portfolio / "overrides/portal/page.html", "\n{{ viev.title }}\n")
    assert "'viev' is undefined" in check().stdout


def test_an_address_that_mkdocs_refuses(portfolio: Path) -> None:
    text = re.sub(r"(?m)^site_url:.*$", "", (portfolio / SETTINGS).read_text("utf-8"))
    (portfolio / SETTINGS).write_text(f"{text}\nsite_url: studio.example\n", "utf-8")
    assert "site_url: this is not the address of a site" in check().stdout


def test_the_settings_are_those_of_mkdocs() -> None:
    from mkdocs.config.defaults import get_schema

    assert {name for name, _ in get_schema()} | {"INHERIT"} == site_checks.MKDOCS


def test_its_line_is_said(portfolio: Path) -> None:
    add(portfolio / SETTINGS, "repo_url: https://x.example\n")
    last = len((portfolio / SETTINGS).read_text("utf-8").splitlines())
    assert check().stdout.startswith(f"mkdocs.yml:{last}:1: repo_url: remove it")
    assert f"::error file=mkdocs.yml,line={last}" in check("--format", "github").stdout


@pytest.mark.parametrize("plugins", ["plugins: []", "plugins: [search]", ""])
def test_plugins_are_those_that_mkdocs_would_load(portfolio: Path, plugins: str) -> None:
    edit(portfolio / SETTINGS, "plugins: []", plugins)
    assert ("`search`" in check().stdout) == (plugins != "plugins: []")


def test_a_front_page_that_is_not_there(portfolio: Path) -> None:
    (portfolio / FRONT).unlink()
    assert "projects/index.md:1:1: the public front page is missing" in check().stdout
    (portfolio / FRONT).write_bytes(b"caf\xe9")
    assert check().exit_code == 1


@pytest.mark.parametrize(
    "link",
    ["https://x.example/a.md", "#us", "mailto:a@b.example", "/other/page.html", "index.md", "?a=b"],
)
def test_links_that_build_lets_pass(portfolio: Path, link: str) -> None:
    add(portfolio / FRONT, f"\n## Us\n\n[x]({link})\n")
    assert check().exit_code == 0


def test_settings_with_tags_are_read_as_far_as_they_go(portfolio: Path) -> None:
    edit(portfolio / SETTINGS, "site_name: ", "copyright: !ENV [X, y]\nsite_name: ")
    assert check().exit_code == 0


# --- Consoles ------------------------------------------------------------------------------------

COMMAND = (sys.executable, "-c", "from courtside.cli.main import main; main()")


@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
def test_what_is_printed_is_utf_8_whatever_the_code_page(portfolio: Path, encoding: str) -> None:
    edit(portfolio / "projects" / "aurora.yml", "title: ", "title: Łódź 日本 → ")
    for words in (["status"], ["--help"]):
        done = subprocess.run(
            [*COMMAND, *words],
            env=os.environ | {"PYTHONIOENCODING": encoding, "COURTSIDE_TODAY": "2026-03-11"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        (done.stdout + done.stderr).decode("utf-8")
    assert "█" in subprocess.run(
        [*COMMAND, "desk"],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    ).stdout.decode("utf-8")
