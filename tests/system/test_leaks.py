"""Every known leak, opened on purpose, is seen by the leak check or the canary scan.

The leaks that MkDocs and Material open by themselves, and the test that opens each of them
(L: site/test_leak_check.py, B: site/test_build.py, without a letter: here):

| leak                                   | opened in                                             |
|----------------------------------------|-------------------------------------------------------|
| navigation                             | GHOSTS "the navigation"; B LEAKS `nav`                |
| tabs                                   | GHOSTS "the tabs"                                     |
| prev and next links                    | GHOSTS "previous and next"                            |
| search index                           | L HOOK_LEAKS "a page for the search index"; PLUGINS   |
| `sitemap.xml` and its `.gz`            | GHOSTS "the sitemap"                                  |
| the 404 page's navigation              | GHOSTS "the 404 page"; L HOOK_LEAKS                   |
| tags, feeds, social cards              | STAGED "tags", "a feed", "a social card"; PLUGINS     |
| previews, generator, canonical links,  | L STUDIO_LEAKS, each in the shell and in a page       |
|   HTML comments                        |                                                       |
| edit links                             | B LEAKS `repo_url`, `edit_uri`                        |
| git dates                              | HOOKS "the day of the last change"                    |
| every other file copied, links         | L HOOK_LEAKS "everything in docs_dir is copied";      |
|   followed                             |   HOOKS "links are followed"                          |
| front matter printed on a YAML error   | HOOKS "front matter that MkDocs cannot read"          |
| page metadata put in unescaped         | HOOKS "metadata in the head"                          |
| external fonts                         | L TEMPLATE_LEAKS "an external font"; B `theme.font`   |
| warnings that name files               | L HOOK_LEAKS "a warning names a file"                 |
| `File.generated` with `../`            | BLIND "a file outside the site"                       |
| templates that do not end in `.html`   | L test_what_lies_in_overrides_beside_the_assets...    |

STAGED has more of our own: what else could come to lie in a site. BLIND are those that the leak
check cannot see, because the studio itself opens them in the same way without a project, or because
they are neither a file of the site nor a line of the log: the canary scan sees them.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import logging
import os
import subprocess
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from mkdocs.exceptions import Abort

from courtside.site import mkdocs_events
from courtside.source.load import load_portfolio
from helpers.canaries import found
from helpers.studio import HOOK_NAMES, build_studio, make_studio, open_to_mkdocs, own_template
from helpers.studio_texts import studio_text
from helpers.trouble import BUILD, run

# --- A studio of canaries ----------------------------------------------------------------------

STUDIO = studio_text("""
tax: [{note: excl. Vicuñatax}]
example_day: 2026-03-25
playbooks:
  pangolinbook:
    stages: [{id: aardvarkstage, title: Aardvarkwork, owner: provider, days: 2}]
""")

PROJECT = """\
title: Quetzalcoatl Façade
client: {name: Xylophonist & Söhne, contact: Zephyrine Ñandúez, email: wolfram@okapimail.example,
  id: platypusclan}
language: es
price: 7351946.28 EUR
quoted: {date: 2026-02-10, until: 2026-03-10}
signed: {date: 2026-02-20, by: Yggdrasilia Öberg}
deposit: 30%
start: 2026-03-02
files: [Jabberwockbrief.pdf]
stages:
  - {id: narwhalstage, title: Narwhaltexts, owner: provider, days: 5, gives: [Bandersnatchpages],
     done: 2026-03-06}
  - {id: copy, title: Snarkphotos, owner: client, days: 3,
     returned: [{sent: 2026-03-10, date: 2026-03-10, why: Gryphonpages are missing}]}
  - {id: design, title: Design, owner: provider, days: 4}
  - {id: balance, title: Balance, owner: client, pay: 70%}
payments:
  - {date: 2026-02-24, for: deposit, amount: 2205583.88 EUR}
terms:
  late: {client: [{after: 3, do: remind, text: Basiliskreminder}]}
changes:
  - {date: 2026-03-11, title: Chimaerapage, stage: design, days: 2, price: 918273.46 EUR}
pauses:
  - {from: 2026-04-01, to: 2026-04-10, by: client, why: Manticoremove, agreed: 2026-03-20}
waivers:
  - {stage: copy, do: remind, date: 2026-03-20, why: Hippogriffkindness}
log:
  - {date: 2026-03-06, text: Leviathansent, link: "https://wyvernfiles.example/"}
private:
  - {date: 2026-03-06, text: Cockatricecalls}
"""

SITE_CANARIES = (
    "Vicuñatax", "pangolinbook", "aardvarkstage", "Aardvarkwork", "Quetzalcoatl", "Façade",
    "Xylophonist", "Söhne", "Zephyrine", "Ñandúez", "wolfram", "okapimail", "platypusclan",
    "7351946", "7,351,946", "7.351.946", "918273", "Yggdrasilia", "Jabberwock", "narwhalstage",
    "Narwhaltexts", "Bandersnatch", "Snarkphotos", "Gryphonpages", "Basilisk", "Chimaerapage",
    "Manticore", "Hippogriff", "Leviathan", "wyvernfiles", "Cockatrice", "Kelpiewords",
    "Selkiefile", "Grindylow", "quokkaherd", "Monopteros",
)  # fmt: skip
"""Everything that a client could be known by; an id stands in no site either."""

LOG_CANARIES = tuple(set(SITE_CANARIES) - {"platypusclan", "quokkaherd"})
"""What is printed may name ids."""


def canary_studio(root: Path) -> Path:
    """A studio with one project that is all canaries, and with what lies beside it."""
    portfolio = make_studio(root)
    projects = portfolio / "projects"
    (projects / "_studio.yml").write_text(STUDIO)
    (projects / "quokkaherd.md").write_text(f"---\n{PROJECT}---\n\n# Kelpiewords\n\nOurs.\n")
    (projects / "quokkaherd").mkdir()
    (projects / "quokkaherd" / "Jabberwockbrief.pdf").write_text("%PDF Selkiefile")
    (projects / "quokkaherd" / "Grindylow.txt").write_text("Selkiefile")
    (projects / "_reminded.txt").write_text("2026-03-25 client quokkaherd narwhalstage\n")
    (projects / "Grindylow notes.txt").write_text("Monopteros")
    (portfolio / "Monopteros").mkdir()
    (portfolio / "Monopteros" / "list.txt").write_text("Monopteros")
    (projects / "folder").symlink_to(portfolio / "Monopteros")
    return portfolio


def written(portfolio: Path) -> Iterator[tuple[str, bytes]]:
    """What a build has written, wherever in the studio: path and content, folders too."""
    given = {portfolio / name for name in ("projects", "Monopteros", "hooks", ".courtside")}
    for path in portfolio.rglob("*"):
        if path not in given and not given.intersection(path.parents):
            content = path.read_bytes() if path.is_file() else b""
            yield path.relative_to(portfolio).as_posix(), content


def scan(portfolio: Path, printed: bytes = b"") -> set[str]:
    """Which canaries a stranger finds in all that was written, and in all that was printed."""
    seen = found(printed, LOG_CANARIES)
    for path, content in written(portfolio):
        seen |= found(path.encode(), SITE_CANARIES) | found(content, SITE_CANARIES)
    return seen


def build_aloud(portfolio: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Build as a provider does; gives all that is printed."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *options],
        cwd=portfolio,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def test_a_stranger_with_the_whole_site_and_the_log_finds_nothing(tmp_path: Path) -> None:
    portfolio = canary_studio(tmp_path)
    built = build_aloud(portfolio, "--verbose")
    assert built.returncode == 0, built.stdout.decode()
    assert len(list((portfolio / "site" / "p").iterdir())) == 1
    assert len(list((portfolio / "site" / "a").iterdir())) == 1
    assert scan(portfolio, built.stdout) == set()


def test_every_canary_would_be_found_where_the_client_reads_it(tmp_path: Path) -> None:
    """The scan of the sources finds all of them: none is misspelt."""
    portfolio = canary_studio(tmp_path)
    everything = b"".join(
        str(path).encode() + (path.read_bytes() if path.is_file() else b"")
        for path in portfolio.rglob("*")
    )
    written_otherwise = {"7,351,946", "7.351.946"}  # as a page formats the price
    assert found(everything, SITE_CANARIES) == set(SITE_CANARIES) - written_otherwise


BROKEN: dict[str, tuple[str, str]] = {
    "a field too much": ("title:", "Snark: Snarkphotos\ntitle:"),
    "a missing day": ("from: 2026-04-01", "from: 2026-02-30"),
    "a title that is a list": ("title: Quetzalcoatl Façade", "title: [Quetzalcoatl, Façade]"),
    "a name that is a mapping": ("name: Xylophonist & Söhne", "name: {Xylophonist Söhne: wolfram}"),
    "a mail that is none": ("wolfram@okapimail.example", "wolfram at okapimail"),
    "a title too long": ("Narwhaltexts", "Narwhaltexts " * 40),
    "a tag": ("title: Quetzalcoatl", "title: !Quetzalcoatl Wolframite"),
    "an alias": ("title: Quetzalcoatl Façade", "title: *Quetzalcoatl"),
    "a quote left open": ("Leviathansent,", '"Leviathansent,'),
    "a control character": ("Leviathansent", "Leviathan\u202esent"),
    "a link of another kind": ("https://wyvernfiles.example/", "javascript:wyvernfiles"),
    "a file that is not there": ("[Jabberwockbrief.pdf]", "[Jabberwock.pdf]"),
    "a file elsewhere": ("[Jabberwockbrief.pdf]", "[../Grindylow notes.txt]"),
    "a price that is none": ("7351946.28 EUR", "7351946.28 coins of Monopteros"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_build_that_fails_prints_ids_and_no_words(
    tmp_path: Path, what: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    portfolio = canary_studio(tmp_path)
    path = portfolio / "projects" / "quokkaherd.md"
    old, new = BROKEN[what]
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    caplog.set_level(logging.DEBUG, logger="mkdocs")
    with pytest.raises(Abort):
        build_studio(portfolio)
    printed = "".join((caplog.text, *capfd.readouterr()))
    assert "projects/quokkaherd" in printed
    assert scan(portfolio, printed.encode()) == set()
    assert not (portfolio / "site").exists()


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all single values."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, (*path, place))
    else:
        yield path


def _with(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = _with(value[path[0]], path[1:], new)
    return copy


WORDS_OF_PEOPLE = {"title", "name", "contact", "email", "by", "gives", "why", "text", "link"}


def test_no_problem_repeats_what_a_person_wrote() -> None:
    data = yaml.load(PROJECT, yaml.BaseLoader)
    wrong: tuple[Any, ...] = (["Kelpie words"], {"Kelpie words": "Kelpie"}, "Kelpie\n\nKelpie" * 99)
    tried = 0
    for path in _leaves(data):
        by = path[:2] == ("pauses", 0) and path[-1] == "by"
        if by or not WORDS_OF_PEOPLE.intersection(path):
            continue
        for value in wrong:
            text = json.dumps(_with(data, path, value))
            files = {"_studio.yml": STUDIO.encode(), "quokkaherd.yml": text.encode()}
            _, problems = load_portfolio(files)
            tried += any(problem.severity == "error" for problem in problems)
            assert "Kelpie" not in " ".join(map(str, problems)), path
    assert tried > 40


# --- The scan finds what it looks for -----------------------------------------------------------

WORD = "Quetzalcöatl"

DRESSES: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "capitals": lambda w: w.upper().encode(),
    "composed": lambda w: unicodedata.normalize("NFC", w).encode(),
    "decomposed": lambda w: unicodedata.normalize("NFD", w).encode(),
    "older letters": lambda w: w.encode("latin-1"),
    "without accents": lambda w: w.replace("ö", "o").encode(),
    "wide letters": lambda w: "".join(
        chr(ord(c) + 0xFEE0) if c < "\x7f" else c for c in w
    ).encode(),
    "backwards": lambda w: w[::-1].encode(),
    "entities": lambda w: "".join(f"&#{ord(c)};" for c in w).encode(),
    "hexadecimal entities": lambda w: "".join(f"&#x{ord(c):X};" for c in w).encode(),
    "named entities": lambda w: html.escape(w).replace("ö", "&ouml;").encode(),
    "in an address": lambda w: quote(w).encode(),
    "all of it in an address": lambda w: "".join(f"%{b:02x}" for b in w.encode()).encode(),
    "twice in an address": lambda w: quote(quote(w)).encode(),
    "base64": lambda w: base64.b64encode(w.encode()),
    "base64, one byte on": lambda w: base64.b64encode(b"." + w.encode()),
    "base64, two bytes on": lambda w: base64.b64encode(b".." + w.encode()),
    "base64 of addresses": lambda w: base64.urlsafe_b64encode(b"\xff\xfe>" + w.encode()),
    "base64 behind letters": lambda w: b"xyz" + base64.b64encode(w.encode()),
    "base64 in lines": lambda w: base64.encodebytes(b"-" * 50 + w.encode()),
    "base32": lambda w: base64.b32encode(b"..." + w.encode()),
    "base32 in small letters": lambda w: base64.b32encode(w.encode()).lower(),
    "hexadecimal": lambda w: w.encode().hex().encode(),
    "hexadecimal with colons": lambda w: w.encode().hex(":").upper().encode(),
    "half a byte on": lambda w: b"f" + w.encode().hex().encode(),
    "JSON": lambda w: json.dumps(w).encode(),
    "all of it escaped": lambda w: "".join(f"\\u{ord(c):04x}" for c in w).encode(),
    "escaped for a script": lambda w: "".join(f"\\x{ord(c):02x}" for c in w).encode(),
    "escaped for a stylesheet": lambda w: "".join(f"\\{ord(c):x} " for c in w).encode(),
    "UTF-16": lambda w: w.encode("utf-16"),
    "UTF-16, other end": lambda w: w.encode("utf-16-be"),
    "UTF-16, one byte on": lambda w: b"x" + w.encode("utf-16-le"),
    "UTF-32": lambda w: w.encode("utf-32-le"),
    "quoted-printable": lambda w: "".join(f"={b:02X}" for b in w.encode()).encode(),
    "gzip": lambda w: gzip.compress(w.encode(), mtime=0),
    "gzip behind something": lambda w: b"\x89PNG" + gzip.compress(w.encode(), mtime=0) + b"end",
    "zlib": lambda w: zlib.compress(w.encode()),
    "zip": lambda w: _zipped(w),
    "base64 of gzip": lambda w: base64.b64encode(gzip.compress(w.encode(), mtime=0)),
    "hexadecimal of UTF-16": lambda w: w.encode("utf-16-le").hex().encode(),
    "entities in an address": lambda w: quote("".join(f"&#{ord(c)};" for c in w)).encode(),
}


def _zipped(word: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x", word)
    return file.getvalue()


@pytest.mark.parametrize("dress", DRESSES)
def test_the_scan_finds_a_word_in_every_dress(dress: str) -> None:
    planted = b'<p class="x">A b, 100% &amp; c = "\xff' + DRESSES[dress](WORD) + b'">.</p>'
    assert found(planted, [WORD, "Xylophonist"]) == {WORD}


# --- Leaks, opened in a real build ---------------------------------------------------------------

GHOSTS = """
_files, _built = on_files, on_post_build

def on_files(files, config):
    # Every project is a page while MkDocs builds ...
    ghosts = [page for page in files.documentation_pages() if page.src_uri != "index.md"]
    return Files([*_files(files, config), *ghosts])

def on_post_build(config):
    # ... and is gone when the leak check runs. What is left is what lists the pages.
    for path in Path(config.docs_dir).glob("*.md"):
        if path.stem != "index":
            shutil.rmtree(Path(config.site_dir) / path.stem, ignore_errors=True)
    _built(config)
"""
"""Alone it is no leak, and is let through; each of these lists it in one more place."""

LISTED = "<ul>{% for item in nav %}<li>{{ item.title or item.url }}</li>{% endfor %}</ul>"
TURN = "{{ page.next_page.url if page and page.next_page }}"

GHOST_LEAKS: dict[str, tuple[str, str, str, str]] = {
    # name: (template, old, new, added to the hook)
    "the navigation": ("main.html", "{% block site_nav %}", "{% block site_nav %}" + LISTED, ""),
    "the tabs": ("main.html", "{% block tabs %}", "{% block tabs %}" + LISTED, ""),
    "previous and next": ("main.html", "{% block footer %}", "{% block footer %}" + TURN, ""),
    "the 404 page": ("404.html", "{% block content %}", "{% block content %}" + LISTED, ""),
    "the sitemap": (
        "main.html",
        "",
        "",
        """
_config = on_config
def on_config(config):
    config = _config(config)
    config.theme.static_templates = {"404.html", "sitemap.xml"}
    return config
""",
    ),
}

HOOKS = {
    "the day of the last change": """
def on_page_content(html, page, config, files):
    last = max(path.stat().st_mtime for path in Path(config.docs_dir).rglob("*"))
    return f"{html}<p>{datetime.fromtimestamp(last, UTC)}</p>"
""",
    "links are followed": """
_files = on_files
def on_files(files, config):
    found = [file for file in files if file.src_uri == "folder/list.txt"]
    return Files([*_files(files, config), *found])
""",
    "metadata in the head": """
def on_page_context(context, page, config, nav):
    for path in Path(config.docs_dir).glob("quokkaherd.md"):
        page.meta["description"] = path.read_text()[4:60]
_page = on_post_page
def on_post_page(output, page, config):
    said = page.meta.get("description", "")
    return _page(output.replace("<head>", f'<head><meta name="x" content="{said}">'), page, config)
""",
    "front matter that MkDocs cannot read": """
_files = on_files
def on_files(files, config):
    own = []
    for path in Path(config.docs_dir).glob("quokkaherd.md"):
        text = path.read_text().replace("title:", "title: [", 1)
        own.append(File.generated(config, "p/shown.md", content=text))
    return Files([*_files(files, config), *own])
_built = on_post_build
def on_post_build(config):
    if session._runs[-1].stage:  # MkDocs has printed it and gone on
        assert "Cockatrice" in (Path(config.site_dir) / "p/shown/index.html").read_text()
    _built(config)
""",
}

STAGING = """
import types
from courtside.site import mkdocs_events
build = types.SimpleNamespace(**vars(mkdocs_events.build))
_write = build.build_pages
def _write_more(root, *arguments, **named):
    plan = _write(root, *arguments, **named)
    leak(root, root.parent / "projects")
    return plan
build.build_pages = _write_more
mkdocs_events.build = build
"""
"""Puts something into the staged site, after the portals and before the leak check."""

STAGED: dict[str, tuple[str, str]] = {
    # name: (what is put there, the place that a finding names)
    "tags": (
        "(root / 'tags').mkdir(); (root / 'tags/index.html').write_text('<h1>quokkaherd</h1>')",
        "tags/index.html",
    ),
    "a feed": ("(root / 'feed.xml').write_text('<rss>Quetzalcoatl</rss>')", "feed.xml"),
    "a social card": (
        "(root / 'assets/images/social.png').write_bytes(b'\\x89PNG')",
        "assets/images/social.png",
    ),
    "a list for search engines": (
        "(root / 'robots.txt').write_text("
        "''.join(f'Disallow: /p/{p.name}/\\n' for p in (root / 'p').iterdir()))",
        "robots.txt",
    ),
    "a marker that is not empty": (
        "(root / '.nojekyll').write_text(''.join(p.name for p in projects.iterdir()))",
        ".nojekyll",
    ),
    "links with their keys": (
        "(root / 'assets/links.json').write_text('[]')",
        "assets/links.json",
    ),
    "a rule for one client": (
        "sheet = root / 'assets/portal.css'; "
        "sheet.write_text(sheet.read_text() + '.quokkaherd{color:red}')",
        "assets/portal.css",
    ),
    "a page packed beside the page": (
        "(root / 'index.html.gz').write_bytes(b'\\x1f\\x8b')",
        "index.html.gz",
    ),
    "a note beside a portal": (
        "[(path / 'name.txt').write_text('Xylophonist') for path in (root / 'p').iterdir()]",
        "p/",
    ),
    "words behind a sealed file": (
        "[p.write_bytes(p.read_bytes() + b'Xylophonist') for p in (root / 'a').iterdir()]",
        "client platypusclan",
    ),
    "words in place of a sealed file": (
        "[p.write_bytes(b'%PDF Selkiefile') for p in (root / 'a').iterdir()]",
        "client platypusclan",
    ),
    "a title in an opened shell": (
        "[p.write_text(p.read_text().replace('<body', '<body title=Xylophonist', 1))"
        " for p in (root / 'p').rglob('index.html')]",
        "client platypusclan",
    ),
    "a link into the projects": (
        "(root / 'assets/all').symlink_to(projects)",
        "assets/all",
    ),
    "a project under an asset's name": (
        "(root / 'assets/courtside.css').write_bytes((projects / 'quokkaherd.md').read_bytes())",
        "assets/courtside.css",
    ),
}


def with_hook(portfolio: Path, code: str) -> Path:
    with (portfolio / "hooks" / "mkdocs_hook.py").open("a") as hook:
        hook.write(HOOK_NAMES + code)
    return open_to_mkdocs(portfolio)


def spoil_template(portfolio: Path, name: str, old: str, new: str) -> None:
    template = own_template(portfolio, name)
    assert old in template.read_text()
    template.write_text(template.read_text().replace(old, new, 1))


def refusal(portfolio: Path, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Build; gives the leak check's findings, which say nothing that they have found."""
    caplog.set_level(logging.INFO, logger="mkdocs")
    with pytest.raises(Abort):
        build_studio(portfolio)
    last = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"][-1]
    assert found(last.encode(), LOG_CANARIES) == set()
    assert not (portfolio / "site").exists()
    assert all(line.startswith("leak check: ") for line in last.splitlines()), last
    return [line.removeprefix("leak check: ") for line in last.splitlines()]


def test_pages_that_are_gone_again_are_no_leak_as_long_as_nothing_lists_them(
    tmp_path: Path,
) -> None:
    portfolio = with_hook(canary_studio(tmp_path), GHOSTS)
    build_studio(portfolio)
    assert scan(portfolio) == set()


@pytest.mark.parametrize("leak", GHOST_LEAKS)
def test_the_gate_sees_what_lists_the_projects(
    tmp_path: Path, leak: str, caplog: pytest.LogCaptureFixture
) -> None:
    template, old, new, code = GHOST_LEAKS[leak]
    portfolio = with_hook(canary_studio(tmp_path), GHOSTS + code)
    spoil_template(portfolio, template, old, new)
    places = {finding.partition(":")[0] for finding in refusal(portfolio, caplog)}
    expected = {"the sitemap": "sitemap.xml", "the 404 page": "404.html"}.get(leak, "index.html")
    assert expected in places


@pytest.mark.parametrize("leak", HOOKS)
def test_the_gate_sees_what_a_hook_lets_out(
    tmp_path: Path, leak: str, caplog: pytest.LogCaptureFixture
) -> None:
    place = {"links are followed": "folder/list.txt", "metadata in the head": "client platypusclan"}
    said = refusal(with_hook(canary_studio(tmp_path), HOOKS[leak]), caplog)
    assert any(finding.startswith(place.get(leak, "")) for finding in said), said


@pytest.fixture(autouse=True)
def _staging_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo what a leak puts into the module of the build, which outlives the hook."""
    monkeypatch.setattr(mkdocs_events, "build", mkdocs_events.build)


@pytest.mark.parametrize("leak", STAGED)
def test_the_gate_sees_what_lies_in_the_site(
    tmp_path: Path, leak: str, caplog: pytest.LogCaptureFixture
) -> None:
    code, place = STAGED[leak]
    hook = f"{STAGING}\ndef leak(root, projects):\n    {code}\n"
    said = refusal(with_hook(canary_studio(tmp_path), hook), caplog)
    assert any(finding.startswith(place) for finding in said), said


PLUGINS = ("search", "material/search", "material/tags", "material/social", "material/blog")


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_that_publishes_what_it_sees_stops_the_build(
    tmp_path: Path, plugin: str, caplog: pytest.LogCaptureFixture
) -> None:
    portfolio = canary_studio(tmp_path)
    config = portfolio / "mkdocs.yml"
    config.write_text(config.read_text().replace("plugins: []", f"plugins: [{plugin}]"))
    with pytest.raises(Abort):
        build_studio(portfolio)
    assert "plugins: write `plugins: []`" in caplog.text
    assert scan(portfolio) == set()


# --- What the leak check cannot see, and the scan sees ----------------------------------------

BLIND = {
    "a file outside the site": """
_files = on_files
def on_files(files, config):
    own = [path.read_text() for path in Path(config.docs_dir).glob("quokkaherd.md")]
    out = [File.generated(config, "../seen.txt", content=text) for text in own]
    for file in out:
        file.inclusion = InclusionLevel.INCLUDED  # else its dots keep it away
    return Files([*_files(files, config), *out])
""",
    "the studio reads its projects in the build without them too": """
def on_page_markdown(markdown, page, config, files):
    projects = Path(config.config_file_path).parent / "projects"
    return markdown + "".join(sorted(path.name for path in projects.iterdir()))
""",
    "an empty folder": STAGING
    + """
def leak(root, projects):
    (root / "Quetzalcoatl").mkdir()
""",
    "printed past the log": """
_built = on_post_build
def on_post_build(config):
    print([path.read_text()[:60] for path in Path(config.docs_dir).glob("*.md")])
    _built(config)
""",
    "said by another log": """
_built = on_post_build
def on_post_build(config):
    said = [path.read_text()[:60] for path in Path(config.docs_dir).glob("*.md")]
    logging.getLogger("markdown").warning("%s", said)
    _built(config)
""",
}


@pytest.mark.parametrize("leak", BLIND)
def test_what_the_gate_does_not_see_the_scan_sees(tmp_path: Path, leak: str) -> None:
    portfolio = with_hook(canary_studio(tmp_path), BLIND[leak])
    built = run(portfolio, BUILD)
    seen = scan(portfolio, built.said.encode())
    assert built.code or seen & {"Quetzalcoatl", "Grindylow", "quokkaherd"}
