"""The leak check fails on sites with one mistake each, and on leaks opened on purpose."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from markupsafe import escape
from mkdocs.exceptions import Abort

from courtside.cli.main import main
from courtside.sealing.cipher import File, PortalLinks, Sealed, seal_file, seal_page, to_text
from courtside.sealing.cipher import digest as content_digest
from courtside.sealing.keys import SCHEME, RootSecret, file_link, link
from courtside.site.layout import DESK_MARK, POLICY, SLOT, page_path, shell_parts
from courtside.site.leak_check import Baseline, digest, find_leaks
from helpers.studio import (
    CANARIES,
    HOOK_NAMES,
    SECRET,
    build_studio,
    make_studio,
    open_to_mkdocs,
    own_template,
    project,
    site_files,
    site_of,
)

HEAD = (
    f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">'
)
SHELL = (
    f'<html><head>{HEAD}<link rel="stylesheet" href="../../a.css"></head><body>'
    f'<template id="sealed" data-scheme="{SCHEME}">{SLOT}</template>'
    '<script type="module" src="../../open.js"></script></body></html>'
)
FRONT = f"<html><head>{HEAD}</head><body><p>Norte Studio</p></body></html>"

ROOT = RootSecret.parse(SECRET)
CLIENTS = ("aurora", "kiln", "oliva")
LINKS = {client: link(ROOT, client, 1) for client in CLIENTS}
BRIEF = file_link(LINKS["aurora"], "aurora/brief.pdf")
PORTALS = tuple(
    PortalLinks(
        client=client,
        language="en",
        link=LINKS[client],
        files=(BRIEF,) if client == "aurora" else (),
    )
    for client in CLIENTS
)
PUBLIC = {"index.html": FRONT.encode(), "a.css": b"p{}"}
BASELINE = Baseline(
    public={path: digest(content) for path, content in PUBLIC.items()}, shells={"en": SHELL}
)
PAGE = {client: page_path(own) for client, own in LINKS.items()}
SENT = date(2026, 3, 11)


PDF = b"%PDF"


def page_of(portal: PortalLinks, content: bytes = PDF) -> str:
    """The page of a client, and the files that it names."""
    named = [
        f'<button class="cs-file" data-file="{file.slug}" data-digest="{content_digest(content)}">'
        for file in portal.files
    ]
    return f"<h1>{portal.client}</h1>{''.join(named)}"


def sound() -> dict[str, bytes]:
    """A site with three portals and one file."""
    sealed = (
        Sealed(
            portal=portal,
            page=seal_page(page_of(portal), portal.link),
            files=tuple(
                seal_file(File(name="brief.pdf", content=PDF, day=SENT), file)
                for file in portal.files
            ),
        )
        for portal in PORTALS
    )
    return PUBLIC | dict(site_files(sealed, BASELINE.shells))


def older_page() -> bytes:
    return seal_page(page_of(PORTALS[0], b"%PDF of last week"), LINKS["aurora"])


def filled(client: str, blob: bytes) -> bytes:
    before, after = shell_parts(SHELL)
    return before + to_text(blob).encode() + after


def test_a_sound_site_passes() -> None:
    log = ["Cleaning site directory", "courtside: 1 portal, 12 files, 0 warnings"]
    assert find_leaks(sound(), baseline=BASELINE, portals=PORTALS, log=log) == ()


def test_a_portfolio_without_projects_passes() -> None:
    site = PUBLIC | dict(site_files((), BASELINE.shells))
    assert find_leaks(site, baseline=BASELINE, portals=()) == ()


Change = Callable[[dict[str, bytes]], object]

WRONG: dict[str, tuple[str, Change]] = {
    "a public page differs": ("index.html", lambda s: s.update({"index.html": b"aurora"})),
    "a public file is missing": ("a.css", lambda s: s.pop("a.css")),
    "a file too much": ("search.json", lambda s: s.update({"search.json": b"{}"})),
    "a stray portal": ("p/", lambda s: s.update({"p/x/index.html": s[PAGE["kiln"]]})),
    "a stray sealed file": ("a/x.bin", lambda s: s.update({"a/x.bin": b"x"})),
    "a portal is missing": ("client kiln", lambda s: s.pop(PAGE["kiln"])),
    "a portal lies readable": (
        "client kiln",
        lambda s: s.update({PAGE["kiln"]: SHELL.replace(SLOT, "<h1>Kiln</h1>").encode()}),
    ),
    "words behind the shell": (
        "client kiln",
        lambda s: s.update({PAGE["kiln"]: s[PAGE["kiln"]] + b"<!-- kiln -->"}),
    ),
    "a title in the shell": (
        "client kiln",
        lambda s: s.update({PAGE["kiln"]: s[PAGE["kiln"]].replace(b"<head>", b"<head>Kiln")}),
    ),
    "the shell is empty": (
        "client kiln",
        lambda s: s.update({PAGE["kiln"]: SHELL.replace(SLOT, "").encode()}),
    ),
    "spaces in the sealed text": (
        "client kiln",
        lambda s: s.update(
            {PAGE["kiln"]: s[PAGE["kiln"]].replace(b"</template>", b" </template>")}
        ),
    ),
    "two portals are exchanged": (
        "client kiln",
        lambda s: s.update({PAGE["kiln"]: s[PAGE["oliva"]], PAGE["oliva"]: s[PAGE["kiln"]]}),
    ),
    "a portal is sealed with its neighbour's key": (
        "client kiln",
        lambda s: s.update(
            {
                PAGE["kiln"]: filled(
                    "kiln",
                    seal_page("x", replace(LINKS["kiln"], key=LINKS["oliva"].key)),
                )
            }
        ),
    ),
    "a file lies readable": ("client aurora", lambda s: s.update({f"a/{BRIEF.slug}.bin": b"%PDF"})),
    "a file is an older one": (
        "client aurora: one of its files is not the one that its page names",
        lambda s: s.update(
            {
                f"a/{BRIEF.slug}.bin": seal_file(
                    File(name="brief.pdf", content=b"%PDF of last week", day=SENT), BRIEF
                )
            }
        ),
    ),
    "a page is an older one": (
        "client aurora: one of its files is not the one that its page names",
        lambda s: s.update({PAGE["aurora"]: filled("aurora", older_page())}),
    ),
    "a page names no file": (
        "client aurora: its page names other files than the portal has",
        lambda s: s.update({PAGE["aurora"]: filled("aurora", seal_page("x", LINKS["aurora"]))}),
    ),
    "a page names a file of nobody": (
        "client kiln: its page names other files than the portal has",
        lambda s: s.update(
            {PAGE["kiln"]: filled("kiln", seal_page(page_of(PORTALS[0]), LINKS["kiln"]))}
        ),
    ),
    "a file is missing": ("client aurora", lambda s: s.pop(f"a/{BRIEF.slug}.bin")),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_site_that_is_wrong_in_one_thing_is_kept_back(what: str) -> None:
    place, change = WRONG[what]
    site = sound()
    change(site)
    found = find_leaks(site, baseline=BASELINE, portals=PORTALS)
    assert place in {str(finding)[: len(place)] for finding in found}


@pytest.mark.parametrize("place", ["desk/index.html", "index.html", "assets/note.txt"])
def test_the_desk_is_found_in_any_file_also_where_every_build_has_it(place: str) -> None:
    page = FRONT.replace("<p>", f"{DESK_MARK}<p>").encode()
    public = PUBLIC | {place: page}
    always = Baseline(
        public={path: digest(content) for path, content in public.items()}, shells={"en": SHELL}
    )
    found = find_leaks(sound() | {place: page}, baseline=always, portals=PORTALS)
    assert f"{place}: it is the provider's desk, which must never be published" in map(str, found)


def test_the_desk_is_found_in_an_opened_portal() -> None:
    site = sound()
    html = f"<h1>kiln</h1>{DESK_MARK}"
    site[PAGE["kiln"]] = filled("kiln", seal_page(html, LINKS["kiln"]))
    (found,) = find_leaks(site, baseline=BASELINE, portals=PORTALS)
    assert str(found) == "client kiln: it is the provider's desk, which must never be published"


def test_words_about_the_desk_are_not_the_desk() -> None:
    """A client's text is escaped, so it cannot bring the leak check to stop a build."""
    site = sound()
    html = f"<p>{escape(DESK_MARK)}</p>"
    site[PAGE["kiln"]] = filled("kiln", seal_page(html, LINKS["kiln"]))
    assert find_leaks(site, baseline=BASELINE, portals=PORTALS) == ()


def test_a_key_that_opens_two_portals_is_found() -> None:
    twin = replace(PORTALS[2], client="twin")
    found = find_leaks(sound(), baseline=BASELINE, portals=(*PORTALS, twin))
    assert "client twin: it shares a slug or a key with another portal" in map(str, found)
    same_key = replace(PORTALS[1], link=replace(LINKS["kiln"], key=LINKS["oliva"].key))
    site = sound() | {PAGE["kiln"]: filled("kiln", seal_page("x", same_key.link))}
    found = find_leaks(site, baseline=BASELINE, portals=(PORTALS[0], same_key, PORTALS[2]))
    assert "client kiln: its portal opens with another portal's key" in map(str, found)


STUDIO_LEAKS = {
    "an inline script": "<script>1</script>",
    "an inline style": "<style>p{}</style>",
    "a style attribute": '<p style="color:red">x</p>',
    "a handler": '<p onclick="x()">x</p>',
    "a comment": "<!-- built from aurora.yml -->",
    "a font from elsewhere": '<link rel="stylesheet" href="https://fonts.example/css">',
    "an image from elsewhere": '<img src="//cdn.example/x.png">',
    "a canonical link": '<link rel="canonical" href="/">',
    "a feed": '<link rel="alternate" href="feed.xml">',
    "a preview": '<meta property="og:title" content="x">',
    "a generator": '<meta name="generator" content="x">',
    "an author": '<meta name="author" content="x">',
    "a way to another host": '<meta http-equiv="Refresh" content="0; url=https://x.example">',
    "a second policy": f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
}


@pytest.mark.parametrize("what", STUDIO_LEAKS)
@pytest.mark.parametrize("where", ["shell", "front page"])
def test_what_no_page_of_the_studio_may_hold(what: str, where: str) -> None:
    leak = STUDIO_LEAKS[what]
    shell = SHELL.replace("</head>", f"{leak}</head>") if where == "shell" else SHELL
    front = FRONT.replace("</head>", f"{leak}</head>") if where != "shell" else FRONT
    reference = Baseline(public={"index.html": digest(front.encode())}, shells={"en": shell})
    site = {"index.html": front.encode()} | dict(site_files((), reference.shells))
    assert find_leaks(site, baseline=reference, portals=())


@pytest.mark.parametrize(
    "shell",
    [
        SHELL.replace(POLICY, POLICY.replace("script-src 'self'", "script-src 'unsafe-inline'")),
        SHELL.replace(HEAD, HEAD.partition("<meta http-equiv")[0]),
        SHELL.replace('<meta name="robots" content="noindex">', ""),
        SHELL.replace('<meta name="referrer" content="no-referrer">', ""),
        SHELL.replace("<head>", '<head><meta name="viewport" content="x">'),
        SHELL.replace(SCHEME, "other/1"),
        SHELL.replace(SLOT, SLOT * 2),
    ],
)
def test_a_shell_without_its_walls_is_found(shell: str) -> None:
    reference = Baseline(public={}, shells={"en": shell})
    assert find_leaks({".nojekyll": b""}, baseline=reference, portals=())


@pytest.mark.parametrize(
    "line",
    [
        "Building Aurora Coffee Roasters",
        "Cleaning site directory Aurora",
        "The following pages exist in the docs directory, but are not included in nav: Aurora",
        "courtside: 1 portal (Aurora), 0 files, 0 warnings",
    ],
)
def test_a_line_that_no_build_is_known_to_say(line: str) -> None:
    log = ["Cleaning site directory", line, line]  # two builds say it, which is one thing to fix
    (found,) = find_leaks(sound(), baseline=BASELINE, portals=PORTALS, log=log)
    assert found.place == "log line 2"
    assert "Aurora" not in str(found)


def test_a_finding_does_not_say_what_it_found() -> None:
    site = sound() | {"p/Aurora Coffee/index.html": b"", "Aurora Coffee.txt": b""}
    for finding in find_leaks(site, baseline=BASELINE, portals=PORTALS):
        assert "Coffee" not in str(finding)


# --- Leaks of MkDocs and Material, opened on purpose in a real build ------------------------------

# Each is added to the end of the hook. What is defined twice holds in its second form.
HOOK_LEAKS = {
    "project files become pages": """
_files = on_files
def on_files(files, config):
    pages = [File("aurora.md", config.docs_dir, config.site_dir, use_directory_urls=True)]
    return Files([*_files(files, config), *(p for p in pages if Path(p.abs_src_path).exists())])
""",
    "everything in docs_dir is copied": """
_files = on_files
def on_files(files, config):
    own = [f for f in files if f.src_dir == config.docs_dir and f.src_uri != "index.md"]
    return Files([*_files(files, config), *own])
""",
    "the front page lists the projects": """
def on_page_markdown(markdown, page, config, files):
    return markdown + "".join(sorted(p.name for p in Path(config.docs_dir).iterdir()))
""",
    "a page for the search index": """
_env = on_env
def on_env(env, config, files):
    found = "".join(p.read_text() for p in Path(config.docs_dir).glob("*.yml"))
    Path(config.site_dir).mkdir(exist_ok=True)
    (Path(config.site_dir) / "search_index.json").write_text(found)
    return _env(env, config, files)
""",
    "the 404 page has a navigation": """
def on_post_template(output_content, template_name, config):
    names = "".join(f"<li>{p.stem}</li>" for p in sorted(Path(config.docs_dir).iterdir()))
    return output_content.replace("</body>", names + "</body>")
""",
    "a shell says whose it is": """
_page = on_post_page
def on_post_page(output, page, config):
    names = "".join(sorted(p.stem for p in Path(config.docs_dir).iterdir()))
    return _page(output.replace("<title>", "<title>" + names), page, config)
""",
    "the log names clients": """
def on_pre_build(config):
    for path in Path(config.docs_dir).glob("*.yml"):
        log.info("Reading %s", path.read_text()[:60])
""",
    "a warning names a file": """
def on_nav(nav, config, files):
    log.warning("not in the nav: %s", [p.name for p in Path(config.docs_dir).iterdir()])
""",
    "the desk is built": """
_desk = on_files
def on_files(files, config):
    portals = Portals(publication.order_for(config), url="/")
    page = File.generated(config, "desk/index.html", content=desk_html(portals))
    return Files([*_desk(files, config), page])
""",
    "an asset holds a project": """
_env = on_env
def on_env(env, config, files):
    for path in Path(config.docs_dir).glob("aurora.*"):
        files.append(File.generated(config, "assets/data.js", content=path.read_text()))
    return _env(env, config, files)
""",
}

TEMPLATE_LEAKS = {
    "Material's own head": ("{% block site_meta %}", "{% block site_meta %}{{ super() }}"),
    "a script inside the page": ("{% block scripts %}", "{% block scripts %}<script>1</script>"),
    "Material's configuration": ("{% block config %}", "{% block config %}{{ super() }}"),
    "an external font": (
        "{% block fonts %}",
        '{% block fonts %}<link rel="stylesheet" href="https://fonts.example/">',
    ),
    "the build's day in a comment": (
        "{% block footer %}",
        "{% block footer %}<!-- {{ build_date_utc }} -->",
    ),
}


def assert_kept_back(portfolio: Path, caplog: pytest.LogCaptureFixture) -> None:
    (portfolio / "projects" / "aurora.md").write_text(f"---\n{project()}---\n")
    caplog.set_level(logging.INFO, logger="mkdocs")
    with pytest.raises(Abort):
        build_studio(portfolio)
    last = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"][-1]
    assert all(line.startswith("leak check: ") for line in last.splitlines())
    assert not any(canary in last for canary in CANARIES)
    assert site_of(portfolio) == {}


@pytest.mark.parametrize("leak", HOOK_LEAKS)
def test_the_leak_check_closes_a_leak_in_the_hook(
    tmp_path: Path, leak: str, caplog: pytest.LogCaptureFixture
) -> None:
    portfolio = open_to_mkdocs(make_studio(tmp_path, kiln=project()))
    with (portfolio / "hooks" / "mkdocs_hook.py").open("a") as hook:
        hook.write(HOOK_NAMES + HOOK_LEAKS[leak])
    assert_kept_back(portfolio, caplog)


@pytest.mark.parametrize("leak", TEMPLATE_LEAKS)
def test_the_leak_check_closes_a_leak_in_a_template(
    tmp_path: Path, leak: str, caplog: pytest.LogCaptureFixture
) -> None:
    portfolio = make_studio(tmp_path, kiln=project())
    main = own_template(portfolio, "main.html")
    old, new = TEMPLATE_LEAKS[leak]
    assert old in main.read_text()
    main.write_text(main.read_text().replace(old, new))
    assert_kept_back(portfolio, caplog)


def test_without_a_leak_the_same_studio_is_published(tmp_path: Path) -> None:
    portfolio = make_studio(tmp_path, kiln=project())
    (portfolio / "projects" / "aurora.md").write_text(f"---\n{project()}---\n")
    assert build_studio(portfolio)


def test_what_lies_in_overrides_beside_the_assets_is_not_published(tmp_path: Path) -> None:
    portfolio = make_studio(tmp_path, kiln=project())
    before = build_studio(portfolio)
    (portfolio / "overrides" / "notes.txt").write_text("Wolframite")
    (portfolio / "overrides" / "assets").mkdir()
    (portfolio / "overrides" / "assets" / "list.jinja").write_text("Wolframite")
    (portfolio / "overrides" / "assets" / "own.css").symlink_to(portfolio / "projects" / "kiln.yml")
    assert build_studio(portfolio) == before


def test_a_site_that_lies_somewhere_can_be_looked_at_again(tmp_path: Path) -> None:
    portfolio = make_studio(tmp_path, kiln=project())
    site = build_studio(portfolio)

    def verify() -> str:
        words = ["verify", str(portfolio / "site"), "--config-file", str(portfolio / "mkdocs.yml")]
        return CliRunner().invoke(main, words).output

    assert verify() == "No leaks found.\n"
    assert site_of(portfolio) == site
    (portfolio / "site" / "list.txt").write_text("kiln")
    assert verify().startswith("list.txt: ")
