"""Whole builds of a small studio: what is in the site, and what a fault leaves as it was."""

from __future__ import annotations

import base64
import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from courtside.errors import BuildError
from courtside.resources import THEME
from courtside.sealing.cipher import digest, from_text, open_file, open_page
from courtside.sealing.keys import RootSecret, SecretError, file_link, link
from courtside.site import staging
from courtside.site.assets import LIVE_SCRIPT
from courtside.site.css import dark_css, palettes
from courtside.site.layout import Frames
from courtside.site.settings import HOOK, Settings, refused
from courtside.site.staging import StagingArea, StagingError, lock_file
from courtside.workspace.keyring import root_secrets
from helpers.studio import (
    CANARIES,
    SECRET,
    build_studio,
    make_studio,
    own_template,
    project,
    site_of,
)

ROOT_SECRET = RootSecret.parse(SECRET)


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    return make_studio(tmp_path, aurora=project(), kiln=project(language="es"))


def opened(site: dict[str, bytes], client: str, number: int = 1) -> str:
    """The page that a client sees, opened with the link's key."""
    portal = link(ROOT_SECRET, client, number)
    shell = site[f"p/{portal.slug}/index.html"].decode()
    text = re.search(r'<template id="sealed"[^>]*>([^<]*)</template>', shell)
    assert text
    return open_page(from_text(text[1]), portal)


# --- What is in the site -----------------------------------------------------------------------


def test_a_site_is_the_front_page_the_404_the_assets_in_use_and_the_portals(
    portfolio: Path,
) -> None:
    site = build_studio(portfolio)
    names = {re.sub(r"main\.\w+|palette\.\w+", "*", path) for path in site}
    slugs = {link(ROOT_SECRET, client, 1).slug for client in ("aurora", "kiln")}
    shared = {name for name in names if not name.startswith("p/")}
    own = {f"assets/{path.name}" for path in (THEME / "assets").iterdir()} - {LIVE_SCRIPT}
    assert names - shared == {f"p/{slug}/index.html" for slug in slugs}
    assert shared == own | {
        ".nojekyll",
        "_headers",
        "404.html",
        "index.html",
        "assets/images/favicon.png",
        "assets/stylesheets/*.min.css",
        "assets/stylesheets/dark.css",
    }


def test_each_link_opens_its_client_s_page_in_the_shell_of_its_language(portfolio: Path) -> None:
    site = build_studio(portfolio)
    assert "Xylophonist" in opened(site, "aurora")
    for client, language in (("aurora", "en"), ("kiln", "es")):
        shell = site[f"p/{link(ROOT_SECRET, client, 1).slug}/index.html"].decode()
        assert f'<html lang="{language}"' in shell


def test_nothing_of_a_project_stands_in_the_site_or_the_log(
    portfolio: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    (portfolio / "projects" / "Quetzalcoatl notes.txt").write_text("Wolframite")
    (portfolio / "projects" / "aurora").mkdir()
    (portfolio / "projects" / "aurora" / "Xylophonist.pdf").write_text("Wolframite")
    caplog.set_level(logging.DEBUG, logger="mkdocs")
    site = build_studio(portfolio)
    assert "courtside: 2 portals" in caplog.text
    said = capfd.readouterr()
    everything = [*site, *(c.decode("latin-1") for c in site.values()), said.out, said.err]
    for text in (*everything, caplog.text):
        for canary in CANARIES:
            assert canary.lower() not in text.lower()
            for shift in range(3):  # as base64 it would look otherwise at each of three offsets
                hidden = base64.b64encode(b" " * shift + canary.encode())[4:-4].decode()
                assert hidden not in text


def test_a_page_holds_nothing_inline_and_asks_no_other_host(portfolio: Path) -> None:
    site = build_studio(portfolio)
    for path, content in site.items():
        if path.endswith(".html"):
            html = content.decode()
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|<!--", html)
            assert not re.search(r"(src|href)=\"(https?:)?//", html)


def test_files_of_a_project_are_sealed_beside_it(tmp_path: Path) -> None:
    portfolio = make_studio(tmp_path, aurora=f"{project()}files: [brief.pdf]\n")
    (portfolio / "projects" / "aurora").mkdir()
    (portfolio / "projects" / "aurora" / "brief.pdf").write_bytes(b"%PDF Quetzalcoatl")
    site = build_studio(portfolio)
    portal = link(ROOT_SECRET, "aurora", 1)
    own = file_link(portal, "aurora/brief.pdf")
    assert open_file(site[f"a/{own.slug}.bin"], own).content == b"%PDF Quetzalcoatl"
    said = f'data-file="{own.slug}" data-digest="{digest(b"%PDF Quetzalcoatl")}">brief.pdf<'
    assert said in opened(site, "aurora")


def more(path: str, text: str) -> Callable[[Path], object]:
    """Hang text on a file of the studio."""
    return lambda portfolio: (portfolio / path).write_text((portfolio / path).read_text() + text)


EDITS: Mapping[str, Callable[[Path], object]] = {
    "a word in a project": lambda portfolio: (portfolio / "projects" / "kiln.yml").write_text(
        project(title="Another")
    ),
    "a private note, which no page shows": more(
        "projects/kiln.yml", "  - {date: 2026-03-07, text: Wolframite again}\n"
    ),
    "another project": lambda portfolio: (portfolio / "projects" / "oliva.yml").write_text(
        project()
    ),
    "a project that goes": lambda portfolio: (portfolio / "projects" / "kiln.yml").unlink(),
    "a file": lambda portfolio: (portfolio / "projects" / "aurora" / "brief.pdf").write_bytes(
        b"%PDF new"
    ),
    "the studio's file": more("projects/_studio.yml", "tax: [{note: VAT is added}]\n"),
    "a template": lambda portfolio: own_template(portfolio, "portal/record.html").write_text(
        (THEME / "portal" / "record.html").read_text() + "{# a word #}"
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_changes_all_that_is_sealed_and_nobody_sees_whose_it_was(
    tmp_path: Path, edit: str
) -> None:
    portfolio = make_studio(tmp_path, aurora=f"{project()}files: [brief.pdf]\n", kiln=project())
    (portfolio / "projects" / "aurora").mkdir()
    (portfolio / "projects" / "aurora" / "brief.pdf").write_bytes(b"%PDF old")
    before = build_studio(portfolio)
    assert build_studio(portfolio) == before
    EDITS[edit](portfolio)
    after = build_studio(portfolio)
    assert build_studio(portfolio) == after
    sealed = {path for path in {*before, *after} if path.startswith(("p/", "a/"))}
    assert len(sealed) >= 3
    assert [path for path in sealed if before.get(path) == after.get(path)] == []
    assert {path: len(content) for path, content in before.items() if path in after} == {
        path: len(content) for path, content in after.items() if path in before
    }


@pytest.mark.parametrize("how", ["missing", "link", "link to a folder", "elsewhere"])
def test_a_file_that_is_not_the_project_s_own_is_refused(
    tmp_path: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    name = "../_studio.yml" if how == "elsewhere" else "brief.pdf"
    portfolio = make_studio(tmp_path, aurora=f"{project()}files: ['{name}']\n")
    folder = portfolio / "projects" / "aurora"
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "brief.pdf").write_text("Quetzalcoatl")
    if how == "link":
        folder.mkdir()
        (folder / "brief.pdf").symlink_to(tmp_path / "outside" / "brief.pdf")
    if how == "link to a folder":
        folder.symlink_to(tmp_path / "outside")
    with pytest.raises(Abort):
        build_studio(portfolio)
    assert "projects/aurora" in caplog.text
    assert "Quetzalcoatl" not in caplog.text
    assert not (portfolio / "site").exists()


def test_a_project_file_that_is_a_link_is_refused(portfolio: Path) -> None:
    (portfolio / "elsewhere.yml").write_text(project())
    (portfolio / "projects" / "delta.yml").symlink_to(portfolio / "elsewhere.yml")
    with pytest.raises(Abort):
        build_studio(portfolio)


def test_mkdocs_build_and_courtside_build_give_the_same_bytes_each_time(portfolio: Path) -> None:
    first = build_studio(portfolio)
    assert build_studio(portfolio) == first
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    for command in (
        ["-m", "mkdocs", "build"],
        ["-c", "from courtside.cli.main import main; main()", "build"],
    ):
        done = subprocess.run(
            [sys.executable, *command], cwd=portfolio, env=quiet, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert site_of(portfolio) == first


def test_no_build_lists_the_many_files_of_the_theme(portfolio: Path) -> None:
    program = "from jinja2 import FileSystemLoader as Loader; Loader.list_templates = None\n"
    program += "from courtside.cli.main import main; main(['build'])"
    subprocess.run([sys.executable, "-c", program], cwd=portfolio, check=True)
    assert (portfolio / "site" / "index.html").exists()


def test_a_project_that_is_gone_leaves_nothing_behind(portfolio: Path) -> None:
    before = build_studio(portfolio)
    (portfolio / "projects" / "kiln.yml").unlink()
    after = build_studio(portfolio)
    gone = {f"p/{link(ROOT_SECRET, 'kiln', 1).slug}/index.html"}
    assert set(after) == set(before) - gone


def test_while_a_secret_is_replaced_the_old_links_open_too(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURTSIDE_KEY", "B" * 42 + "A")
    monkeypatch.setenv("COURTSIDE_KEY_PREVIOUS", SECRET)
    site = build_studio(portfolio)
    assert "Xylophonist" in opened(site, "aurora")
    assert sum(path.startswith("p/") for path in site) == 4


def test_the_theme_s_styles_are_those_that_the_site_uses(portfolio: Path) -> None:
    def styles() -> str:
        return "".join(
            c.decode() for path, c in build_studio(portfolio).items() if ".min.css" in path
        )

    assert ".md-button" not in styles()
    front = portfolio / "projects" / "index.md"
    front.write_text(f"{front.read_text()}\n[Write to us](mailto:a@b.example){{ .md-button }}\n")
    assert ".md-typeset .md-button" in styles()


# --- What a fault leaves as it was -------------------------------------------------------------


def test_a_problem_stops_the_build_and_leaves_the_last_good_site(
    portfolio: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good = build_studio(portfolio)
    aurora = portfolio / "projects" / "aurora.yml"
    aurora.write_text(aurora.read_text().replace("owner: client", "owner: cleint"))
    with pytest.raises(Abort):
        build_studio(portfolio)
    assert "projects/aurora.yml:6:" in caplog.text
    assert site_of(portfolio) == good
    assert {path.name for path in portfolio.glob(".site*")} == {".site.lock"}


def test_an_own_text_changes_pages_and_shells_and_a_broken_one_stops_the_build(
    portfolio: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = build_studio(portfolio)
    texts = portfolio / "overrides" / "locale" / "es.po"
    texts.parent.mkdir()
    words = 'msgid "Page not found"\nmsgstr ""\nmsgid "I accept"\nmsgstr "Sí <&>"\n'
    texts.write_text(words + 'msgid "Opening your page…"\nmsgstr "R&D…"\n', "utf-8")
    good = build_studio(portfolio)
    assert set(good) == set(before)
    changed = {path for path, content in good.items() if content != before[path]}
    assert changed == {path for path in good if path.startswith("p/")}
    assert "Sí &lt;&amp;&gt;" in opened(good, "kiln")
    assert "Sí" not in opened(good, "aurora")
    shell = good[f"p/{link(ROOT_SECRET, 'kiln', 1).slug}/index.html"].decode()
    assert '<p data-message="opening">R&amp;D…</p>' in shell
    texts.write_text('msgid "I accept"\nmsgstr "{day}"\n', "utf-8")
    caplog.clear()
    with pytest.raises(Abort):
        build_studio(portfolio)
    assert "overrides/locale/es.po:1: 'I accept': write it without { and }" in caplog.text
    assert site_of(portfolio) == good


def test_a_problem_gives_exit_code_1(portfolio: Path) -> None:
    (portfolio / "projects" / "aurora.yml").write_text("title: [")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"], cwd=portfolio, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_a_missing_front_page_is_said(portfolio: Path, caplog: pytest.LogCaptureFixture) -> None:
    (portfolio / "projects" / "index.md").unlink()
    with pytest.raises(Abort):
        build_studio(portfolio)
    assert "index.md" in caplog.text


# --- The root secret ---------------------------------------------------------------------------


def secrets(portfolio: Path, key_id: str = "", **environ: str) -> tuple[RootSecret, ...]:
    studio = portfolio / "projects" / "_studio.yml"
    return root_secrets(portfolio, environ, key_id=key_id, studio_file=studio)


def test_the_first_use_makes_a_secret_and_writes_its_id_down(portfolio: Path) -> None:
    (portfolio / ".courtside" / "key").unlink()
    studio = portfolio / "projects" / "_studio.yml"
    before = studio.read_bytes()
    (made,) = secrets(portfolio)
    assert studio.read_bytes() == before + f'key_id: "{made.key_id}"\n'.encode()
    assert secrets(portfolio, made.key_id) == (made,)
    assert (portfolio / ".courtside" / "key").stat().st_mode & 0o777 == 0o600


def test_where_there_is_an_id_no_secret_is_made_and_no_other_taken(portfolio: Path) -> None:
    with pytest.raises(SecretError, match="does not match key_id"):
        secrets(portfolio, "0" * 16)
    (portfolio / ".courtside" / "key").unlink()
    with pytest.raises(SecretError, match="courtside key restore"):
        secrets(portfolio, ROOT_SECRET.key_id)
    assert not (portfolio / ".courtside" / "key").exists()
    assert secrets(portfolio, ROOT_SECRET.key_id, COURTSIDE_KEY=SECRET) == (ROOT_SECRET,)


def test_a_build_without_its_secret_says_how_to_bring_it_back(
    portfolio: Path, caplog: pytest.LogCaptureFixture
) -> None:
    build_studio(portfolio)
    (portfolio / ".courtside" / "key").unlink()
    with pytest.raises(Abort):
        build_studio(portfolio)
    assert "courtside key restore" in caplog.text


# --- Taking the site's place -------------------------------------------------------------------


def staged(site: Path, text: str) -> StagingArea:
    stage = StagingArea(site, patience=0)
    (stage.new / "index.html").write_text(text)
    return stage


def publish(site: Path, text: str) -> None:
    stage = staged(site, text)
    stage.swap()
    stage.close()


@pytest.mark.parametrize("exchange", [True, False])
def test_the_new_site_takes_the_place_of_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(staging, "_exchange", lambda one, other: False)
    site = tmp_path / "site"
    for text in ("first", "second"):
        publish(site, text)
        assert (site / "index.html").read_text() == text
    assert {path.name for path in tmp_path.iterdir()} == {"site", ".site.lock"}


def test_a_reader_never_finds_less_than_a_whole_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site, "0")
    if not staging._exchange(site, site):
        pytest.skip("this file system cannot exchange two folders")
    missing: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                (site / "index.html").read_text()
            except FileNotFoundError as error:
                missing.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(100):
        publish(site, str(turn))
    done.set()
    reader.join()
    assert not missing


@pytest.mark.parametrize("killed", ["while building", "between the two moves", "while clearing up"])
def test_what_a_killed_build_left_is_put_right_by_the_next(tmp_path: Path, killed: str) -> None:
    site = tmp_path / "site"
    publish(site, "good")
    (tmp_path / ".site.new").mkdir()
    (tmp_path / ".site.new" / "half").touch()
    if killed == "between the two moves":
        site.rename(tmp_path / ".site.old")
    if killed == "while clearing up":
        (tmp_path / ".site.old").mkdir()
    stage = StagingArea(site, patience=0)
    assert (site / "index.html").read_text() == "good"
    assert list(stage.new.iterdir()) == []
    stage.close()
    assert {path.name for path in tmp_path.iterdir()} == {"site", ".site.lock"}


def test_two_builds_of_a_site_do_not_mix(tmp_path: Path) -> None:
    first = staged(tmp_path / "site", "first")
    with pytest.raises(StagingError, match="another build"):
        StagingArea(tmp_path / "site", patience=0.05)
    first.swap()
    first.close()
    publish(tmp_path / "site", "second")


def test_a_folder_that_no_build_made_is_not_taken_away(tmp_path: Path) -> None:
    (tmp_path / "site" / ".git").mkdir(parents=True)
    with pytest.raises(StagingError, match=r"\.git"):
        StagingArea(tmp_path / "site", patience=0)
    assert (tmp_path / "site" / ".git").is_dir()
    assert lock_file(tmp_path / "site").exists()


# --- Settings that open a leak -----------------------------------------------------------------

SOUND: Settings = {
    "plugins": [HOOK],
    "hooks": [HOOK],
    "theme": {"name": "material", "font": False, "favicon": "assets/images/favicon.png"},
    "use_directory_urls": True,
    "markdown_extensions": ["toc", "tables", "fenced_code"],
    "serving": True,
    "host": "127.0.0.1",
}

LEAKS = [
    ("plugins", {"plugins": [HOOK, "material/search"]}),
    ("hooks", {"hooks": [HOOK, "mine.py"]}),
    ("hooks", {"hooks": []}),
    ("theme.name", {"theme": {"name": "mkdocs", "font": False}}),
    ("theme.font", {"theme": {"name": "material", "font": {"text": "Roboto"}}}),
    ("theme.font", {"theme": {"name": "material"}}),
    ("theme.logo", {"theme": {**SOUND["theme"], "logo": "https://cdn.example/logo.svg"}}),
    ("theme.logo", {"theme": {**SOUND["theme"], "logo": "../projects/aurora.yml"}}),
    ("theme.favicon", {"theme": {**SOUND["theme"], "favicon": "//cdn.example/icon.png"}}),
    ("theme.static_templates", {"theme": {**SOUND["theme"], "static_templates": {"all.html"}}}),
    ("use_directory_urls", {"use_directory_urls": False}),
    ("repo_url", {"repo_url": "https://git.example/studio"}),
    ("edit_uri", {"edit_uri": "edit/main/"}),
    ("nav", {"nav": [{"Aurora": "aurora.md"}]}),
    ("extra_templates", {"extra_templates": ["list.html"]}),
    ("extra_javascript", {"extra_javascript": ["https://cdn.example/x.js"]}),
    ("extra_css", {"extra_css": ["https://cdn.example/x.css"]}),
    ("extra", {"extra": {"analytics": {"provider": "google"}}}),
    ("extra", {"extra": {"social": [{"link": "https://social.example"}]}}),
    ("extra", {"extra": {"generator": True}}),
    ("markdown_extensions", {"markdown_extensions": ["toc", "pymdownx.snippets"]}),
    ("dev_addr", {"host": "0.0.0.0"}),
]


def test_sound_settings_are_not_refused() -> None:
    assert refused(SOUND) == ()
    assert refused({**SOUND, "serving": False, "host": "0.0.0.0"}) == ()


@pytest.mark.parametrize(("name", "change"), LEAKS)
def test_a_setting_that_opens_a_leak_is_refused_by_name(name: str, change: Settings) -> None:
    (sentence,) = refused({**SOUND, **change})
    assert sentence.startswith(f"{name}: ")


def test_every_leak_is_named_at_once_and_stops_the_build(
    portfolio: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good = build_studio(portfolio)
    with (portfolio / "mkdocs.yml").open("a") as file:
        file.write("use_directory_urls: false\nextra: {generator: true}\n")
    with pytest.raises(Abort):
        build_studio(portfolio)
    assert "use_directory_urls: " in caplog.text
    assert "extra: " in caplog.text
    assert site_of(portfolio) == good


# --- Dark mode ---------------------------------------------------------------------------------

LIGHT = {"scheme": "default", "primary": "teal", "accent": "indigo"}
DARK = {"scheme": "slate", "primary": "black", "accent": "indigo"}


def test_dark_rules_hold_for_a_body_with_the_light_attributes() -> None:
    css = (
        "[data-md-color-scheme=default]{a:1}[data-md-color-scheme=slate]{a:2}"
        "[data-md-color-scheme=slate][data-md-color-primary=black],"
        "[data-md-color-scheme=slate][data-md-color-primary=pink]{a:3}"
        "[data-md-color-primary=lime]:not([data-md-color-scheme=slate]){a:4}"
        "@media screen{[data-md-color-scheme=slate]{a:5}}.other{a:6}/* slate{} */"
    )
    assert dark_css(css, LIGHT, DARK) == (
        "@media screen and (prefers-color-scheme:dark){"
        ":root:root [data-md-color-scheme=default]{a:2}"
        ":root:root [data-md-color-scheme=default][data-md-color-primary=teal]{a:3}"
        "@media screen{:root:root [data-md-color-scheme=default]{a:5}}}\n"
    )


def test_dark_mode_needs_a_light_and_a_dark_palette() -> None:
    assert palettes([{**LIGHT, "media": "x"}, DARK]) == (LIGHT, DARK)
    for setting in (None, LIGHT, [LIGHT], [DARK], [DARK, LIGHT]):
        assert palettes(setting) == ()


def test_a_day_that_is_none_is_refused(portfolio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURTSIDE_TODAY", "tomorrow")
    with pytest.raises(Abort):
        build_studio(portfolio)


def test_a_look_of_the_owner_s_own_comes_last(portfolio: Path) -> None:
    custom = portfolio / "overrides" / "custom"
    custom.mkdir(exist_ok=True)
    (custom / "sur.css").write_text(":root { --cs-client: #123456; }\n")
    (custom / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>\n')
    (custom / "notes.md").write_text("Wolframite")
    settings = (portfolio / "mkdocs.yml").read_text()
    settings = settings.replace("  language: en", "  language: en\n  logo: custom/logo.svg")
    (portfolio / "mkdocs.yml").write_text(settings)
    site = build_studio(portfolio)
    assert {path for path in site if path.startswith("custom/")} == {
        "custom/sur.css",
        "custom/logo.svg",
    }
    sheets = re.findall(r'rel="stylesheet" href="([^"]*)"', site["index.html"].decode())
    assert sheets[-1] == "custom/sur.css"
    assert 'src="custom/logo.svg"' in site["index.html"].decode()


def test_mkdocs_alone_copies_no_project(portfolio: Path) -> None:
    """Where somebody took the hook out and calls MkDocs itself, nothing of ours runs."""
    settings = portfolio / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("[hooks/mkdocs_hook.py]", "[]"))
    (portfolio / "projects" / "aurora").mkdir()
    (portfolio / "projects" / "aurora" / "brief.pdf").write_text("Quetzalcoatl")
    site = build_studio(portfolio)
    pages = {path for path in site if not path.startswith(("assets/", "sitemap.xml"))}
    assert pages == {"index.html", "404.html"}
    assert not [path for path, content in site.items() if b"aurora" in content]
    assert not [path for path, content in site.items() if b"Quetzalcoatl" in content]


def test_a_front_page_that_is_left_out_stops_the_build(
    portfolio: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = portfolio / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("  !/index.md\n", ""))
    with pytest.raises(Abort):
        build_studio(portfolio)
    assert "exclude_docs: do not exclude index.md" in caplog.text


@pytest.mark.parametrize("place", ["custom", "custom/more", "assets/more"])
def test_nothing_goes_out_through_a_link_in_overrides(portfolio: Path, place: str) -> None:
    folder = portfolio / "projects" / "aurora"
    folder.mkdir()
    (folder / "logo.svg").write_text("<svg>Quetzalcoatl</svg>")
    way = portfolio / "overrides" / place
    if place == "custom":
        shutil.rmtree(way)
    way.parent.mkdir(exist_ok=True)
    way.symlink_to(folder)
    settings = portfolio / "mkdocs.yml"
    logo = f"  font: false\n  logo: {place}/logo.svg\n"
    settings.write_text(settings.read_text().replace("  font: false\n", logo))
    assert not [path for path in build_studio(portfolio) if path.endswith("logo.svg")]


def test_a_shell_carries_neither_textures_nor_the_switches_of_a_navigation(
    portfolio: Path,
) -> None:
    site = build_studio(portfolio)
    shells = [page.decode() for path, page in site.items() if path.startswith("p/")]
    assert len(shells) == 2
    for shell in shells:
        assert "<pattern" not in shell
        assert not re.search("md-toggle|md-overlay|data-md-component=.(skip|announce)", shell)
        assert 'data-md-component="container"' in shell
    textures = (THEME / "portal" / "signs.html").read_text("utf-8").partition("-#}\n")[2].strip()
    assert textures.startswith("<svg")
    assert f"`{textures}`" in site["assets/open.js"].decode()


def test_a_shell_without_a_place_for_the_sealed_text_is_a_mistake_of_the_template() -> None:
    with pytest.raises(BuildError, match=r"sealed\.html: a shell has one place"):
        Frames({"en": "<p>x</p>"})
