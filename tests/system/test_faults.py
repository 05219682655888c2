"""Whatever breaks a build off, the last good site is whole or the new one is, and the next build is
right; and a project file is the old one or the new one.

The normal run tries a few moments; `pytest -m sweep` tries all of them, and 500 times of chance.
"""

from __future__ import annotations

import ast
import errno
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from courtside import resources
from courtside.engine.as_of import Clock
from courtside.errors import BuildError
from courtside.model.studio import Studio
from courtside.pipeline import run as run_line
from courtside.sealing.keys import RootSecret
from courtside.site import baseline, staging
from courtside.site.build import UNTOUCHED
from courtside.site.leak_check import Baseline
from courtside.site.staging import StagingArea, StagingError
from courtside.workspace.atomic import HALF, FileChangedError, write_all, write_atomic
from helpers.serving import serving
from helpers.studio import (
    CANARIES,
    CHECKOUT,
    SECRET,
    STUDIO,
    make_studio,
    order,
    own_template,
    project,
    site_of,
)
from helpers.trouble import BUILD, PLAIN, Done, Trouble, ended, run, start

OLD, NEW = "2026-03-11", "2026-03-12"
"""The days of the last good site and of the one that is being built: all portals differ."""
KINDS = {"mkdocs": BUILD, "plain": PLAIN}
KEY_ID = RootSecret.parse(SECRET).key_id
LASTING = {".courtside", ".site.lock", "hooks", "mkdocs.yml", "overrides", "projects"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """A studio that was built once, and what its builds make of it from scratch."""

    root: Path
    whole: Mapping[str, Mapping[str, bytes]]
    """Day -> site."""


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Ready]:
    """One for each way to build."""
    found = {}
    for name, words in KINDS.items():
        root = tmp_path_factory.mktemp(name) / "studio"
        root.mkdir()
        make_studio(root, aurora=f"{project()}files: [Quetzal.pdf]\n", kiln=project(language="es"))
        (root / "projects" / "_studio.yml").write_text(f"{STUDIO}key_id: {KEY_ID}\n")
        (root / "projects" / "aurora").mkdir()
        (root / "projects" / "aurora" / "Quetzal.pdf").write_bytes(b"%PDF Quetzalcoatl" * 900)
        whole = {}
        for day in (NEW, OLD):
            done = run(root, words, COURTSIDE_TODAY=day)
            assert done.code == 0, done.said
            whole[day] = site_of(root)
        found[name] = Ready(root=root, whole=whole)
    return found


@contextmanager
def fresh(ready: Ready, folder: Path) -> Iterator[Path]:
    """A copy of it, with the site of OLD."""
    portfolio = folder / "studio"
    shutil.copytree(ready.root, portfolio, symlinks=True)
    yield portfolio
    shutil.rmtree(portfolio)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def portfolio(ready: Mapping[str, Ready], kind: str, tmp_path: Path) -> Iterator[Path]:
    with fresh(ready[kind], tmp_path) as root:
        yield root


def touches(portfolio: Path, words: tuple[str, ...], day: str, *, reading: bool = False) -> int:
    """How often a build touches the disk, after which it is as before."""
    done = run(portfolio, words, Trouble(reading=reading), COURTSIDE_TODAY=day)
    assert done.code == 0, done.said
    return done.touches


def plain_words(said: str) -> None:
    """What a person is told: no code, no client, and something."""
    assert "Traceback" not in said, said
    assert not [word for word in CANARIES if word.lower() in said.lower()], said
    assert "Quetzal" not in said
    assert len(said.strip()) > 20


def after(done: Done, portfolio: Path, ready: Ready) -> None:
    """One site or the other, whole; and a sentence where it was not killed."""
    site = site_of(portfolio)
    if done.code == 0:
        assert site == ready.whole[NEW], done.said
    elif done.code == -9:
        assert site in (ready.whole[OLD], ready.whole[NEW])
    else:
        assert (done.code, site) == (1, ready.whole[OLD]), done.said
        plain_words(done.said)


def next_is_right(portfolio: Path, ready: Ready, words: tuple[str, ...], day: str = NEW) -> None:
    """The next build is as one from scratch, and has taken away whatever was left."""
    done = run(portfolio, words, COURTSIDE_TODAY=day)
    assert done.code == 0, done.said
    assert site_of(portfolio) == ready.whole[day]
    assert {path.name for path in portfolio.iterdir()} - {".cache"} == {*LASTING, "site"}


def moments(count: int, few: int) -> list[int]:
    """Some of the touches of a build: the last ones, where the sites change places, and others."""
    last = range(max(1, count - 3), count + 1)
    return sorted({*(1 + count * part // few for part in range(few)), *last})


# --- Killed ------------------------------------------------------------------------------------


def test_a_build_that_is_killed_leaves_a_whole_site(
    portfolio: Path, kind: str, ready: Mapping[str, Ready]
) -> None:
    words = KINDS[kind]
    count = touches(portfolio, words, OLD)
    for at in moments(count, 3)[::2]:
        after(run(portfolio, words, Trouble(at=at), COURTSIDE_TODAY=NEW), portfolio, ready[kind])
        next_is_right(portfolio, ready[kind], words, OLD)


@pytest.mark.sweep
@pytest.mark.parametrize("cache", ["cold", "warm"])
def test_a_build_may_be_killed_before_each_touch_of_the_disk(
    portfolio: Path, kind: str, cache: str, ready: Mapping[str, Ready]
) -> None:
    words, at, code = KINDS[kind], 0, -9
    while code == -9:
        at += 1
        if cache == "cold":
            shutil.rmtree(portfolio / ".cache", ignore_errors=True)
        done = run(portfolio, words, Trouble(at=at), COURTSIDE_TODAY=NEW)
        after(done, portfolio, ready[kind])
        next_is_right(portfolio, ready[kind], words, OLD)
        code = done.code
    assert at > 40


@pytest.mark.sweep
@pytest.mark.parametrize(("kind", "kills"), [("mkdocs", 200), ("plain", 300)], indirect=["kind"])
def test_a_build_may_be_killed_at_any_time(
    portfolio: Path, kind: str, kills: int, ready: Mapping[str, Ready]
) -> None:
    """500 times of chance, each followed by a build that has to be right."""
    words, chance = KINDS[kind], random.Random(7)
    began = time.monotonic()
    next_is_right(portfolio, ready[kind], words, OLD)
    longest = time.monotonic() - began
    killed = 0
    for _ in range(kills):
        started = start(portfolio, words, COURTSIDE_TODAY=NEW)
        started.process.join(chance.uniform(0, longest))
        started.process.kill()
        done = ended(started)
        killed += done.code == -9
        after(done, portfolio, ready[kind])
        next_is_right(portfolio, ready[kind], words, OLD)
    assert killed > kills / 2


def test_where_folders_cannot_exchange_the_next_build_brings_the_old_site_back(
    ready: Mapping[str, Ready], tmp_path: Path
) -> None:
    """Killed between the two moves, there is no site for a moment; it is whole beside it."""
    with fresh(ready["plain"], tmp_path) as portfolio:
        for at in (1, 2, 3):
            trouble = Trouble(at=at, event="os.rename", exchange=False)
            done = run(portfolio, PLAIN, trouble, COURTSIDE_TODAY=NEW)
            assert (done.code, (portfolio / "site").exists()) == (0 if at == 3 else -9, at != 2)
            wrong = portfolio / "projects" / "wrong.yml"
            wrong.write_text("title: [")
            assert run(portfolio, PLAIN).code == 1  # before it comes to the site
            wrong.unlink()
            if at == 2:
                StagingArea(portfolio / "site").close()  # what each build begins and ends with
            after(done, portfolio, ready["plain"])
            next_is_right(portfolio, ready["plain"], PLAIN, OLD)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES])
def test_a_swap_that_fails_half_way_gives_the_old_site_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    site = tmp_path / "site"
    with_text(site, "old")
    monkeypatch.setattr(staging, "_exchange", lambda one, other: False)
    move = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if target == site and self.name == ".site.new":
            raise OSError(error, os.strerror(error))
        return move(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    stage = StagingArea(site, patience=0)
    (stage.new / "index.html").write_text("new")
    with pytest.raises(StagingError, match="cannot be replaced"):
        stage.swap()
    stage.close()
    assert (site / "index.html").read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"site", ".site.lock"}


def with_text(site: Path, text: str) -> None:
    stage = StagingArea(site, patience=0)
    (stage.new / "index.html").write_text(text)
    stage.swap()
    stage.close()


# --- A full disk, a permission, a file that goes -----------------------------------------------


def test_a_full_disk_leaves_the_last_good_site_and_says_so(
    portfolio: Path, kind: str, ready: Mapping[str, Ready]
) -> None:
    words = KINDS[kind]
    count = touches(portfolio, words, OLD)
    for at in moments(count, 3)[:-2:2]:
        trouble = Trouble(at=at, error=errno.ENOSPC)
        done = run(portfolio, words, trouble, COURTSIDE_TODAY=NEW)
        after(done, portfolio, ready[kind])
        if done.code:
            assert "the disk is full" in done.said
            assert UNTOUCHED in done.said
        next_is_right(portfolio, ready[kind], words, OLD)


@pytest.mark.parametrize("largest", [4_000, 14_000])
def test_a_file_that_is_cut_off_while_it_is_written_is_never_published(
    portfolio: Path, kind: str, largest: int, ready: Mapping[str, Ready]
) -> None:
    """The kernel's own refusal, in the middle of a write."""
    done = run(portfolio, KINDS[kind], Trouble(largest=largest), COURTSIDE_TODAY=NEW)
    assert done.code == 1
    after(done, portfolio, ready[kind])
    assert "larger than this disk allows" in done.said
    next_is_right(portfolio, ready[kind], KINDS[kind])


def test_a_file_that_goes_or_may_not_be_read_leaves_the_last_good_site(
    portfolio: Path, kind: str, ready: Mapping[str, Ready]
) -> None:
    words = KINDS[kind]
    count = touches(portfolio, words, OLD, reading=True)
    for turn, at in enumerate(range(9, count, count // 3)):
        error = (errno.ENOENT, errno.EACCES)[turn % 2]
        trouble = Trouble(at=at, error=error, once=True, reading=True)
        after(run(portfolio, words, trouble, COURTSIDE_TODAY=NEW), portfolio, ready[kind])
        next_is_right(portfolio, ready[kind], words, OLD)


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("error", "once", "reading"),
    [
        (errno.ENOSPC, False, False),
        (errno.ENOSPC, True, False),
        (errno.EIO, True, False),
        (errno.EACCES, True, False),
        (errno.ENOENT, True, True),
        (errno.EACCES, True, True),
        (errno.EACCES, False, True),
    ],
)
def test_each_touch_of_the_disk_may_fail(
    portfolio: Path, kind: str, error: int, once: bool, reading: bool, ready: Mapping[str, Ready]
) -> None:
    words = KINDS[kind]
    count = touches(portfolio, words, OLD, reading=reading)
    # What MkDocs itself reads before it knows the hook ends in its own words; and of all that it
    # reads, every fifth is enough for an evening.
    first, step = (9 if reading else 1), (5 if reading and kind == "mkdocs" else 1)
    for at in range(first, count + 1, step):
        trouble = Trouble(at=at, error=error, once=once, reading=reading)
        after(run(portfolio, words, trouble, COURTSIDE_TODAY=NEW), portfolio, ready[kind])
        next_is_right(portfolio, ready[kind], words, OLD)


@pytest.mark.sweep
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can mount a disk")
def test_a_disk_that_is_really_full(kind: str, ready: Mapping[str, Ready], tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(small)], check=True)
    try:
        portfolio = small / "studio"
        shutil.copytree(ready[kind].root, portfolio)
        codes = set()
        for left in (0, 8, 40, 100, 200, 300, 400, 600):
            with (small / "ballast").open("wb") as ballast:
                free = shutil.disk_usage(small).free - left * 1024
                ballast.write(b"\0" * free)
            done = run(portfolio, KINDS[kind], None, COURTSIDE_TODAY=NEW)
            codes.add(done.code)
            after(done, portfolio, ready[kind])
            (small / "ballast").unlink()
            next_is_right(portfolio, ready[kind], KINDS[kind], OLD)
        assert codes == {0, 1}
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.parametrize("gone", ["aurora.yml", "aurora/Quetzal.pdf", "index.md", "_studio.yml"])
def test_a_file_that_is_taken_away_is_named_by_its_project(
    ready: Mapping[str, Ready], tmp_path: Path, gone: str
) -> None:
    with fresh(ready["plain"], tmp_path) as portfolio:
        (portfolio / "projects" / gone).unlink()
        done = run(portfolio, PLAIN, COURTSIDE_TODAY=NEW)
        if gone == "aurora.yml":  # as if it had never been; `ready` asks for `closed`
            assert done.code == 0
            return
        assert done.code == 1
        after(done, portfolio, ready["plain"])
        assert "aurora" in done.said or gone in done.said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("projects/index.md", b"# N\xe9\n", "index.md: it is not UTF-8"),
        ("mkdocs.yml", b"site_name: \xe9\n", "mkdocs.yml: it is not UTF-8"),
        ("mkdocs.yml", b"theme: [\nsite_name: N\n", "mkdocs.yml:3: this is not YAML"),
        ("mkdocs.yml", b"a: b\n<<<<<<< x\n", "mkdocs.yml:2: git left a conflict here"),
        ("overrides/main.html", b"\n{{ x", "overrides/main.html:2: unexpected end of template"),
        ("overrides/main.html", b"\n{{ x.y }}", "overrides/main.html:2: 'x' is undefined"),
        ("overrides/portal/page.html", b"{% if", "overrides/portal/page.html:1: "),
        ("overrides/sealed.html", b"{% include 'nix.html' %}", "'nix.html' not found"),
    ],
)
def test_a_file_of_the_portfolio_that_is_damaged_is_named(
    ready: Mapping[str, Ready], tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with fresh(ready["plain"], tmp_path) as portfolio:
        (portfolio / name).parent.mkdir(parents=True, exist_ok=True)
        (portfolio / name).write_bytes(content)
        done = run(portfolio, PLAIN, COURTSIDE_TODAY=NEW)
        assert done.code == 1
        after(done, portfolio, ready["plain"])
        assert said in done.said


@pytest.mark.parametrize("name", ["overrides/main.html", "overrides/portal/page.html"])
@pytest.mark.parametrize(
    ("wrong", "why"),
    [("{% if %}", "Expected an expr"), ('{% include "nix.html" %}', "'nix.html' not found")],
)
def test_a_template_that_is_damaged_stops_mkdocs_in_words(
    ready: Mapping[str, Ready], tmp_path: Path, name: str, wrong: str, why: str
) -> None:
    with fresh(ready["mkdocs"], tmp_path) as portfolio:
        template = own_template(portfolio, name.removeprefix("overrides/"))
        wrong_at = template.read_text().count("\n") + 2
        template.write_text(f"{template.read_text()}\n{wrong}")
        done = run(portfolio, BUILD, COURTSIDE_TODAY=NEW)
        after(done, portfolio, ready["mkdocs"])
        assert f"{name}:{wrong_at}: {why}" in done.said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"# N\xe9\n", "index.md: it is not UTF-8"),
        (b"[Prices](nowhere.md)", "ERROR   -  Doc file 'index.md' contains a link 'nowhere.md'"),
        (b"[Prices](nowhere/)", "ERROR   -  Doc file 'index.md' contains an unrecognized relative"),
    ],
)
def test_a_front_page_that_is_damaged_stops_mkdocs_too(
    ready: Mapping[str, Ready], tmp_path: Path, content: bytes, said: str
) -> None:
    with fresh(ready["mkdocs"], tmp_path) as portfolio:
        (portfolio / "projects" / "index.md").write_bytes(content)
        done = run(portfolio, BUILD, COURTSIDE_TODAY=NEW)
        after(done, portfolio, ready["mkdocs"])
        assert said in done.said
        assert "log line" not in done.said


def test_what_may_not_be_read_in_overrides_is_not_left_out(
    ready: Mapping[str, Ready], tmp_path: Path
) -> None:
    """A skipped folder would make a site without its styles, and pass the leak check."""
    with fresh(ready["plain"], tmp_path) as portfolio:
        for folder in ("assets", "custom"):
            (portfolio / "overrides" / folder).mkdir(exist_ok=True)
            (portfolio / "overrides" / folder / "own.css").write_text("p { color: red }\n")
        assert run(portfolio, PLAIN, COURTSIDE_TODAY=OLD).code == 0
        good = site_of(portfolio)
        assert "custom/own.css" in good
        for below in ("assets", "custom"):
            trouble = Trouble(
                at=1, error=errno.EACCES, reading=True, event="os.scandir", below=below
            )
            done = run(portfolio, PLAIN, trouble, COURTSIDE_TODAY=NEW)
            assert done.code == 1
            assert re.search(rf"overrides/{below}: you may not read or write it", done.said)
            assert site_of(portfolio) == good


def test_a_folder_of_files_that_may_not_be_read_does_not_name_them(
    ready: Mapping[str, Ready], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Path) -> bool:
        if self.name == "Quetzal.pdf":
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return False

    with fresh(ready["plain"], tmp_path) as portfolio:
        monkeypatch.setattr(Path, "is_symlink", refused)
        with pytest.raises(BuildError) as found:
            run_line(order(portfolio), write=pytest.fail)
    assert "projects/aurora.yml" in str(found.value)
    assert "files[0]: you may not read or write it" in str(found.value)
    plain_words(str(found.value))


def test_a_site_that_somebody_made_read_only_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    with_text(site, "old")
    (site / "p").mkdir()
    (site / "p").chmod(0o555)
    site.chmod(0o555)
    away = shutil.rmtree

    def refused(folder: Path) -> None:
        if {path.stat().st_mode & 0o777 for path in (folder, folder / "p")} != {0o700}:
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        away(folder)

    monkeypatch.setattr(shutil, "rmtree", refused)
    stage = StagingArea(site, patience=0)
    assert stage.new.stat().st_mode & 0o777 == 0o755
    (stage.new / "index.html").write_text("new")
    stage.swap()
    stage.close()
    assert (site / "index.html").read_text() == "new"
    assert {path.name for path in tmp_path.iterdir()} == {"site", ".site.lock"}


# --- The key -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key", [None, "folder", b"", b"A" * 20, b"\xff\x00\xfe" * 20, b"B" * 42 + b"A", b"A" * 44]
)
def test_a_key_that_is_gone_damaged_or_another_stops_the_build_and_can_be_brought_back(
    ready: Mapping[str, Ready], tmp_path: Path, key: str | bytes | None
) -> None:
    with fresh(ready["plain"], tmp_path) as portfolio:
        place = portfolio / ".courtside" / "key"
        place.unlink()
        if key == "folder":
            place.mkdir()
        elif isinstance(key, bytes):
            place.write_bytes(key)
        done = run(portfolio, PLAIN, COURTSIDE_TODAY=NEW)
        assert done.code == 1
        after(done, portfolio, ready["plain"])
        assert "AAAA" not in done.said
        if key == "folder":
            assert "not a file" in done.said
            return
        assert "courtside key restore" in done.said
        back = run(portfolio, ("courtside", "key", "restore"), Trouble(typed=SECRET))
        assert back.code == 0, back.said
        next_is_right(portfolio, ready["plain"], PLAIN)


def test_a_replacement_of_the_key_may_be_killed_at_each_touch(
    ready: Mapping[str, Ready], tmp_path: Path
) -> None:
    """Either secret is there whole, and where the id is still the old one it is said how to go
    back."""
    at, code = 0, -9
    while code == -9:
        at += 1
        with fresh(ready["plain"], tmp_path) as portfolio:
            trouble = Trouble(at=at, event="os.rename")
            code = run(portfolio, ("courtside", "key", "replace", "--yes"), trouble).code
            done = run(portfolio, PLAIN, COURTSIDE_TODAY=NEW)
            if done.code:
                assert f".courtside/key-{KEY_ID}" in done.said
                kept = (portfolio / ".courtside" / f"key-{KEY_ID}").read_text()
                back = run(portfolio, ("courtside", "key", "restore"), Trouble(typed=kept))
                assert back.code == 0, back.said
                next_is_right(portfolio, ready["plain"], PLAIN)
    assert at == 4  # the old secret beside it, the new one, its id


def test_the_first_use_by_several_commands_makes_one_secret(
    ready: Mapping[str, Ready], tmp_path: Path
) -> None:
    with fresh(ready["plain"], tmp_path) as portfolio:
        (portfolio / ".courtside" / "key").unlink()
        studio = portfolio / "projects" / "_studio.yml"
        studio.write_text(STUDIO)
        links = ("courtside", "links", "--base", "https://norte.example/")
        started = [start(portfolio, words) for words in (PLAIN, links, PLAIN, links)]
        done = [ended(one) for one in started]
        assert [process.code for process in done] == [0] * 4, done
        assert len(re.findall("(?m)^key_id:", studio.read_text())) == 1
        assert len({tuple(re.findall("https://.*", done[n].said)) for n in (1, 3)}) == 1
        assert run(portfolio, PLAIN).code == 0


# --- The clock ---------------------------------------------------------------------------------


def test_a_day_is_the_studio_s_own_also_in_the_nights_when_the_clocks_change() -> None:
    def day(zone: str, utc: str) -> date:
        studio = Studio.model_validate(
            {"name": "N", "email": "a@b.example", "timezone": zone, "currency": "EUR"}
        )
        return Clock(now=datetime.fromisoformat(utc).replace(tzinfo=UTC)).today(studio)

    for zone, utc, expected in [
        ("Europe/Madrid", "2026-03-28T22:59:59", "2026-03-28"),  # winter: one hour before UTC
        ("Europe/Madrid", "2026-03-28T23:00:00", "2026-03-29"),  # the night of the spring
        ("Europe/Madrid", "2026-03-29T21:59:59", "2026-03-29"),  # summer: two hours
        ("Europe/Madrid", "2026-03-29T22:00:00", "2026-03-30"),
        ("Europe/Madrid", "2026-10-24T22:00:00", "2026-10-25"),
        ("Europe/Madrid", "2026-10-25T22:59:59", "2026-10-25"),  # a day of 25 hours
        ("Europe/Madrid", "2026-10-25T23:00:00", "2026-10-26"),
        ("America/Santiago", "2026-09-06T03:59:59", "2026-09-05"),  # midnight itself is left out
        ("America/Santiago", "2026-09-06T04:00:00", "2026-09-06"),
        ("America/New_York", "2026-11-01T03:59:59", "2026-10-31"),
        ("America/New_York", "2026-11-02T04:59:59", "2026-11-01"),
        ("Pacific/Kiritimati", "2026-06-01T10:00:00", "2026-06-02"),
        ("Pacific/Pago_Pago", "2026-06-01T10:59:59", "2026-05-31"),
    ]:
        assert day(zone, utc) == date.fromisoformat(expected), (zone, utc)


CLOCKS = [
    ("plain", "2026-03-10T12:00:00", "2026-03-10"),  # a day back
    ("plain", "2027-03-11T12:00:00", "2027-03-11"),  # a year on
    ("plain", "2026-10-25T22:30:00", "2026-10-25"),  # the nights when Madrid changes its clocks
    ("mkdocs", "2026-03-28T23:30:00", "2026-03-29"),
]


@pytest.mark.parametrize(("kind", "clock", "day"), CLOCKS)
def test_whatever_the_clock_did_the_site_is_that_of_today(
    ready: Mapping[str, Ready], tmp_path: Path, kind: str, clock: str, day: str
) -> None:
    """After a site of another day, and on a machine that is somewhere else."""
    with fresh(ready[kind], tmp_path) as portfolio:
        without_example_day(portfolio)
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            done = run(portfolio, KINDS[kind], Trouble(clock=clock), TZ=zone)
            assert done.code == 0, done.said
            found = site_of(portfolio)
            assert found != ready[kind].whole[OLD]
            assert run(portfolio, KINDS[kind], COURTSIDE_TODAY=day).code == 0
            assert site_of(portfolio) == found


def without_example_day(portfolio: Path) -> None:
    studio = portfolio / "projects" / "_studio.yml"
    studio.write_text(studio.read_text().replace("example_day: 2026-03-11\n", ""))


def test_a_clock_that_went_back_behind_what_is_written_is_said(
    ready: Mapping[str, Ready], tmp_path: Path
) -> None:
    with fresh(ready["plain"], tmp_path) as portfolio:
        without_example_day(portfolio)
        aurora = portfolio / "projects" / "aurora.yml"
        aurora.write_text(f"{aurora.read_text()}log: [{{date: 2026-03-11, text: Wolframite}}]\n")
        assert run(portfolio, PLAIN, Trouble(clock="2026-03-11T12:00:00")).code == 0
        good = site_of(portfolio)
        done = run(portfolio, PLAIN, Trouble(clock="2026-03-10T12:00:00"))
        assert done.code == 1
        plain_words(done.said)
        assert "projects/aurora.yml:" in done.said
        assert site_of(portfolio) == good


# --- Two at the same time ----------------------------------------------------------------------


def test_builds_at_the_same_time_do_not_mix(
    portfolio: Path, kind: str, ready: Mapping[str, Ready]
) -> None:
    started = [start(portfolio, KINDS[kind], COURTSIDE_TODAY=day) for day in (NEW, OLD)]
    while any(one.process.is_alive() for one in started):
        with staging.locked_site(portfolio / "site"):
            assert site_of(portfolio) in ready[kind].whole.values()
        time.sleep(0.05)
    done = [ended(one) for one in started]
    assert [process.code for process in done] == [0, 0], done
    next_is_right(portfolio, ready[kind], KINDS[kind])


def test_of_commands_at_the_same_time_none_is_lost_without_a_word(
    ready: Mapping[str, Ready], tmp_path: Path
) -> None:
    with fresh(ready["plain"], tmp_path) as portfolio:
        for turn in range(3):
            texts = [f"{turn} of {number}" for number in range(4)]
            started = [start(portfolio, ("courtside", "note", "aurora", text)) for text in texts]
            done = [ended(one) for one in started]
            written = (portfolio / "projects" / "aurora.yml").read_text()
            for text, killed in zip(texts, done, strict=True):
                assert (killed.code, text in written) in ((0, True), (1, False)), killed.said
                assert (
                    killed.code == 0 or "was changed by something else. Try again." in killed.said
                )


def test_a_file_that_is_another_by_now_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"first")
    for old in (None, b"", b"other"):
        with pytest.raises(FileChangedError), write_all({path: (old, b"second")}):
            pass
    assert path.read_bytes() == b"first"
    with write_all({path: (b"first", b"second")}):
        pass
    assert path.read_bytes() == b"second"


def test_a_build_beside_serve_is_whole_and_serve_goes_on(
    ready: Mapping[str, Ready], tmp_path: Path
) -> None:
    at = {**os.environ, "COURTSIDE_TODAY": OLD}
    with fresh(ready["mkdocs"], tmp_path) as portfolio, serving(portfolio, environ=at) as server:
        started = [start(portfolio, BUILD, COURTSIDE_TODAY=day) for day in (NEW, OLD)]
        aurora = portfolio / "projects" / "aurora.yml"
        aurora.write_bytes(aurora.read_bytes())  # a save: serve builds too
        assert [ended(one).code for one in started] == [0, 0]
        next_is_right(portfolio, ready["mkdocs"], BUILD)
        for path, content in ready["mkdocs"].whole[OLD].items():
            if path.startswith("p/"):
                with urlopen(server.base + path.removesuffix("index.html")) as answer:
                    assert sealed(answer.read()) == sealed(content)


def sealed(page: bytes) -> bytes:
    """The ciphertext of a portal; under `serve` another address stands around it."""
    found = re.search(rb'<template id="sealed"[^>]*>([^<]*)', page)
    assert found
    return found[1]


# --- What is kept to be quick ------------------------------------------------------------------

SPOILED = ["cut to 0", "cut to 1", "cut to 40", "cut by 1", "flipped", "garbage", "emptied"]
PLACES = ["a file for the folder", "a folder for the file", "a link to nowhere", "refused"]


def spoil(cache: Path, how: str) -> Trouble:
    """Do something to all that lies in a cache, whatever it is; gives the trouble that is left."""
    files = [path for path in cache.rglob("*") if path.is_file()]
    assert files
    chance = random.Random(how)
    for path in files:
        content = path.read_bytes()
        if how.startswith("cut"):
            path.write_bytes(content[: int(how.split()[-1]) * (-1 if "by" in how else 1)])
        if how == "flipped":
            spot = chance.randrange(len(content))
            path.write_bytes(content[:spot] + bytes([content[spot] ^ 1]) + content[spot + 1 :])
        if how == "garbage":
            path.write_bytes(chance.randbytes(len(content)))
        if how == "a folder for the file":
            path.unlink()
            path.mkdir()
    if how in ("emptied", "a file for the folder", "a link to nowhere"):
        shutil.rmtree(cache)
    if how == "a file for the folder":
        cache.write_text("x")
    if how == "a link to nowhere":
        cache.symlink_to(cache.with_name("nowhere") / "at" / "all")
    if how == "refused":
        shutil.rmtree(cache)
        return Trouble(at=1, error=errno.EROFS, below=cache.name)
    return Trouble()


def holds(ready: Ready, folder: Path, how: str) -> None:
    with fresh(ready, folder) as portfolio:
        trouble = spoil(portfolio / ".cache", how)
        for day in (NEW, OLD):  # the second time, out of what the first one kept
            done = run(portfolio, BUILD, trouble, COURTSIDE_TODAY=day)
            assert done.code == 0, done.said
            assert site_of(portfolio) == ready.whole[day]
            assert "Traceback" not in done.said


@pytest.mark.parametrize("how", ["cut by 1", "flipped", "a file for the folder", "refused"])
def test_a_spoiled_cache_is_noticed_and_made_anew(
    ready: Mapping[str, Ready], tmp_path: Path, how: str
) -> None:
    holds(ready["mkdocs"], tmp_path, how)


@pytest.mark.sweep
@pytest.mark.parametrize("how", SPOILED + PLACES)
def test_every_spoiled_cache_is_noticed_and_made_anew(
    ready: Mapping[str, Ready], tmp_path: Path, how: str
) -> None:
    holds(ready["mkdocs"], tmp_path, how)


def test_what_is_kept_is_used_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "kept"
    good = Baseline(public={"index.html": "0" * 64}, shells={"en": "<html>"})
    other = Baseline(public={}, shells={})
    assert baseline.cached_baseline(path, "a", lambda: good) == good
    assert baseline.cached_baseline(path, "a", lambda: other) == good
    whole = path.read_bytes()
    for spot in range(len(whole)):
        for spoiled in (whole[:spot], whole[:spot] + bytes([whole[spot] ^ 4]) + whole[spot + 1 :]):
            path.write_bytes(spoiled)
            assert resources.read_cache(path) is None
    assert baseline.cached_baseline(path, "a", lambda: other) == other
    assert baseline.cached_baseline(path, "b", lambda: good) == good
    resources.write_cache(path, b'{"key": "b", "of": "another version"}')
    assert baseline.cached_baseline(path, "b", lambda: good) == good


def test_a_catalog_with_another_text_is_another_public_part(tmp_path: Path) -> None:
    """The shells speak out of the catalogs: what was kept would stop every build from then on."""
    root = make_studio(tmp_path, aurora=project(language="es"))
    engine = root / "hooks" / "courtside"
    left = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "hooks" / "courtside", engine, ignore=left)
    catalog = engine / "text" / "locale" / "es" / "courtside.po"
    words = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    for text in ("Abriendo la página…", "Abriendo la hoja…"):
        changed = catalog.read_text("utf-8").replace("Abriendo la página…", text)
        catalog.write_text(changed, "utf-8")
        environ = {**os.environ, "PYTHONPATH": str(root / "hooks")}
        done = subprocess.run(words, cwd=root, env=environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        (page,) = (root / "site" / "p").glob("*/index.html")
        assert text in page.read_text("utf-8")


# --- Files that a command writes ---------------------------------------------------------------

COMMANDS = {
    "a project file": (("courtside", "note", "aurora", "Called"), "projects/aurora.yml"),
    "a project file, by hand": (("courtside", "new-link", "aurora"), "projects/aurora.yml"),
    "the record": (("courtside", "remind", "--eml", "drafts"), "projects/_reminded.txt"),
    "a statement": (("courtside", "statement", "aurora", "-o", "aurora.md"), "aurora.md"),
    "a draft": (("courtside", "links", "--eml", "drafts"), "drafts/aurora.eml"),
}


@pytest.mark.parametrize("what", COMMANDS)
def test_a_command_that_is_killed_or_refused_leaves_the_old_file_or_the_new_one(
    ready: Mapping[str, Ready], tmp_path: Path, what: str
) -> None:
    words, name = COMMANDS[what]

    def prepared(folder: Path) -> Path:
        settings = folder / "mkdocs.yml"
        settings.write_text(f"{settings.read_text()}\nsite_url: https://norte.example/\n")
        studio = folder / "projects" / "_studio.yml"
        studio.write_text(f"{studio.read_text()}remind: [1, 2, 3, 4, 5, 6]\n")
        aurora = folder / "projects" / "aurora.yml"
        text = aurora.read_text().replace("price: 1000 EUR", PRICED)
        aurora.write_text(text)
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            path.write_text("# before\n")
        path.chmod(0o640)
        if os.geteuid() == 0:
            os.chown(path, 4242, 4343)
        return path

    site = shutil.ignore_patterns("site", ".cache")  # which none of them reads or writes
    shutil.copytree(ready["plain"].root, tmp_path / "bare", ignore=site)
    bare = Ready(root=tmp_path / "bare", whole={})
    with fresh(bare, tmp_path) as portfolio:
        path = prepared(portfolio)
        old = path.read_bytes()
        done = run(portfolio, words, Trouble(clock="2026-03-11T12:00:00"))
        assert done.code == 0, done.said
        new = re.sub(rb"at=\S*|Date:.*", b"", path.read_bytes())
        assert new != old
    for error in (None, errno.ENOSPC):
        for at in range(1, done.touches + 1):
            with fresh(bare, tmp_path) as portfolio:
                path = prepared(portfolio)
                broken = run(
                    portfolio, words, Trouble(at=at, error=error, clock="2026-03-11T12:00:00")
                )
                found = path.read_bytes()
                assert found == old or re.sub(rb"at=\S*|Date:.*", b"", found) == new
                there = path.stat()
                assert there.st_mode & 0o777 == 0o640
                if os.geteuid() == 0:
                    assert (there.st_uid, there.st_gid) == (4242, 4343)
                if error is not None and broken.code:
                    assert broken.code == 1, broken.said
                    plain_words(broken.said)
                    assert not list(portfolio.rglob(f"*{HALF}"))


PRICED = """price: 1000 EUR
signed: {date: 2026-03-02, by: Ana}
start: 2026-03-03"""


def test_an_import_that_is_killed_goes_on_when_it_is_said_again(
    ready: Mapping[str, Ready], tmp_path: Path
) -> None:
    with fresh(ready["plain"], tmp_path) as portfolio:
        rows = [f"Site {n},Nido,a@b.example,1000 EUR,Brief,us,5" for n in range(3)]
        head = "Project,Client,Email,Price,Stage,Owner,Days"
        (portfolio / "clients.csv").write_text("\n".join([head, *rows]))
        words = ("courtside", "import", "clients.csv", "--yes")
        there = portfolio / "projects"
        assert run(portfolio, words, Trouble(at=3, event="os.rename")).code == -9
        assert {path.name for path in there.glob("site-*.yml")} == {"site-0.yml", "site-1.yml"}
        first = (there / "site-0.yml").stat().st_ino  # each writing makes another one
        done = run(portfolio, words)
        assert done.code == 0, done.said
        assert (there / "site-2.yml").is_file()
        assert (there / "site-0.yml").stat().st_ino == first
        (there / "site-0.yml").write_text("mine")
        assert run(portfolio, words).code == 1
        assert (there / "site-0.yml").read_text() == "mine"


def test_a_link_is_followed_and_stays_and_what_was_left_before_is_swept(tmp_path: Path) -> None:
    real, way = tmp_path / "real", tmp_path / "way"
    real.write_text("old")
    way.symlink_to(real)
    mine, theirs = tmp_path / f".real.abc{HALF}", tmp_path / f".other.abc{HALF}"
    for half in (mine, theirs):
        half.touch()
    os.utime(mine, (0, 0))  # a minute is enough
    write_atomic(way, b"new")
    assert (way.readlink(), real.read_text()) == (real, "new")
    assert (mine.exists(), theirs.exists()) == (False, True)


def test_access_rights_beyond_the_mode_stay(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    try:
        os.setxattr(path, "user.note", b"mine")
    except (OSError, AttributeError):
        pytest.skip("this file system keeps none")
    write_atomic(path, b"new")
    assert os.getxattr(path, "user.note") == b"mine"


# --- One way to write --------------------------------------------------------------------------

MAY_WRITE = {
    "resources.py": "what can be made again; a half file has the wrong sum",
    "site/build.py": "beside the site, or into a copy of it",
    "site/css.py": "into the site that MkDocs is making",
    "site/dev_server.py": "the page with the problems, into the site that is served",
    "site/publish.py": "the deploy key, in a folder that is deleted",
    "workspace/atomic.py": "the one way for all files that somebody keeps",
    "workspace/reminder_log.py": "cuts off what it wrote last, which needs no room on the disk",
}


def test_no_file_that_somebody_keeps_is_written_in_another_way() -> None:
    """A half written file can come out of `atomic.write_atomic` only, and there it is tested."""
    writing = {"write_text", "write_bytes"}
    package = CHECKOUT / "hooks" / "courtside"
    writers = set()
    for path in package.rglob("*.py"):
        name_of_module = path.relative_to(package).as_posix()
        if name_of_module.startswith("starter/"):
            continue  # files of the owner's repository
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            modes = [a.value for a in call.args if isinstance(a, ast.Constant)]
            opens = name in ("open", "fdopen") and any(
                set(str(mode)) & set("wax+") for mode in modes
            )
            if name in writing or opens or name == "NamedTemporaryFile":
                writers.add(name_of_module)
    assert writers == set(MAY_WRITE)
