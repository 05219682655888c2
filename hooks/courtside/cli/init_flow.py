"""How `courtside init` sets up a studio.

    courtside init nido              asks, and makes a repository with its first commit
    courtside init --timezone ...    in a studio: changes this answer, and nothing else

Every answer is checked when it comes: one that was typed is asked for again; all wrong options are
reported at once. Then everything is written, or nothing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import available_timezones

import click

from courtside.cli import terminal
from courtside.cli.common import all_or_nothing, clock, line, write_or_end
from courtside.cli.terminal import asked, refuse
from courtside.engine.regions import subdivisions
from courtside.model.values import LANGUAGES
from courtside.provider.edited_folder import diff
from courtside.provider.importing import cells
from courtside.provider.importing.columns import folded
from courtside.provider.importing.money_text import normal
from courtside.provider.importing.week_text import read_week
from courtside.provider.setup import defaults, engine_line, starter, studio_file, upgrade
from courtside.provider.setup.starter import StudioFacts
from courtside.provider.setup.studio_folder import StudioFolder
from courtside.sealing.keys import SecretError
from courtside.source import records
from courtside.source.checks.calendars import REGIONS_DIFFER
from courtside.workspace import commits, git, keyring
from courtside.workspace.atomic import write_all
from courtside.workspace.config import read_site_config, wrong_address
from courtside.workspace.loading import load_studio

_QUESTIONS: Mapping[str, str] = {
    "language": "The language of your pages and files: en, es, pt, fr, de or it",
    "name": "Your studio's name, as it appears on agreements and the public page",
    "email": "The e-mail address your clients write to",
    "timezone": "Your time zone, or a city: Europe/Madrid, Lima",
    "week": "The days you work, such as mon-fri or mon,tue,thu",
    "holidays": "Your public holidays: a country (ES), a region (ES-MD), or none",
    "currency": "Your currency, such as EUR",
    "site_url": "The address of your site, https://...; leave empty if you do not know it yet",
}


def as_meant(name: str, answer: str) -> str:
    """Return an answer in the form of files, if it has one meaning only; else as it was typed."""
    text = normal(answer)
    if name == "week":
        return read_week(text)
    if name == "language":
        return cells.language(text)
    if name in ("currency", "holidays"):
        return text.lower() if text.lower() == "none" else _code_of(text, name) or text.upper()
    if name == "timezone":
        return _zone_of(text) or text
    return answer.strip()


def _zone_of(text: str) -> str:
    """Return the time zone of this name, or of this city: `Paris`; empty if it is none, or not the
    only one."""
    name = text.replace(" ", "_").casefold()
    zones = {zone: zone.casefold() for zone in available_timezones()}
    whole = [zone for zone, folded in zones.items() if folded == name]
    cities = [zone for zone, folded in zones.items() if folded.endswith(f"/{name}")]
    found = whole or cities
    return found[0] if len(found) == 1 else ""


def _code_of(text: str, what: str) -> str:
    """Return the code of a country or a currency that was named in one of the six languages:
    `Francia`, `euro`; empty if it is none, or not the only one."""
    from babel import Locale

    found: set[str] = set()
    for language in LANGUAGES:
        names = Locale(language)
        named = names.territories if what == "holidays" else names.currencies
        found |= {code for code, name in named.items() if name.casefold() == text.casefold()}
    # 001 is the world, and the mark is no more.
    known = {code for code in found if code.isalpha() and (what == "holidays" or _is_tender(code))}
    return known.pop() if len(known) == 1 else ""


def _is_tender(currency: str) -> bool:
    """Return whether people pay with a currency somewhere today."""
    from babel.core import get_global

    used = (one for ones in get_global("territory_currencies").values() for one in ones)
    return any(code == currency and end is None and tender for code, _, end, tender in used)


def _wrong(answers: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is wrong with each answer, and what is wanted instead."""
    fields = {name: value for name, value in answers.items() if name in studio_file.FIELDS}
    wrong = dict(studio_file.wrong(fields))
    address = answers.get("site_url", "")  # empty while nobody knows it
    if address and (why := wrong_address(address)):
        wrong["site_url"] = why
    return wrong


def set_up_studio(
    folder: Path, given: Mapping[str, str], *, yes: bool = False, dry_run: bool = False
) -> None:
    """Make a studio in a folder, or change the named settings of an existing one."""
    answers = {name: as_meant(name, value) for name, value in given.items()}
    if wrong := _wrong(answers):
        options = (f"--{name.replace('_', '-')}: {why}" for name, why in wrong.items())
        refuse(*options, "Nothing was written.")
    if (folder / "mkdocs.yml").is_file() and (folder / "projects" / "_studio.yml").is_file():
        _change(folder, answers, dry_run=dry_run)
    else:
        _create(folder, _all_answers(answers, folder, ask=not yes), dry_run=dry_run)


# --- A new studio --------------------------------------------------------------------------------


def _all_answers(given: Mapping[str, str], folder: Path, *, ask: bool) -> dict[str, str]:
    """Return what was given, and for the rest what the person answers or, without asking, what is
    likely; ends if an answer is missing."""
    likely = dict(defaults.answers(git.asker(folder.absolute() / "x")))
    answers = dict(given)
    missing = []
    for name, question in _QUESTIONS.items():
        if name == "week":  # it and those that follow go by the country of the time zone
            likely |= defaults.answers_in(answers.get("timezone", ""))
        if name in answers:
            continue
        if ask and terminal.somebody_is_there():
            default = likely[name] or ("" if name == "site_url" else None)
            if name == "holidays" and default in REGIONS_DIFFER:  # which only they know
                default = None
            kind = _answer(name)
            answers[name] = asked(None, name, question, default=default, kind=kind)
            if name == "holidays" and answers[name] in REGIONS_DIFFER:
                answers[name] = _region_of(answers[name])
        elif name == "site_url" or (not ask and likely[name]):  # an address can wait
            answers[name] = likely[name]
        else:
            missing.append(f"--{name}")
    if missing:
        raise click.UsageError(f"Missing options: {', '.join(missing)}. Nothing was written.")
    return answers


def _region_of(country: str) -> str:
    """Return the region that the person chooses of a country, or the country."""
    regions = subdivisions(country)
    click.echo(f"The regions of {country}; many have holidays of their own:", err=True)
    for row in _rows([f"{region} {name}".strip() for region, name in regions.items()]):
        click.echo(row, err=True)
    known = {
        folded(word): region
        for region, name in {country: country, **regions}.items()
        for word in (region, region.partition("-")[2], name)
        if word
    }

    def read(text: str) -> str:
        if region := known.get(folded(text)):
            return region
        raise click.UsageError(f"no region '{text}' is known in '{country}': write one of the list")

    question = f"Your region, or {country} for the holidays of the whole country alone"
    return str(asked(None, "holidays", question, default=country, kind=read))


def _rows(items: Sequence[str]) -> Iterator[str]:
    """Yield items in columns, in lines for a terminal of 80 characters."""
    width = max(map(len, items), default=0) + 2
    apart = max(1, 78 // width)
    for begin in range(0, len(items), apart):
        row = "".join(f"{item:<{width}}" for item in items[begin : begin + apart])
        yield f"  {row}".rstrip()


def _answer(name: str) -> Callable[[str], str]:
    """Return what reads a typed answer; a wrong one is reported, and asked for again."""

    def read(text: str) -> str:
        answer = as_meant(name, text)
        if why := _wrong({name: answer}).get(name):
            raise click.UsageError(why)
        return answer

    return read


def _create(folder: Path, answers: Mapping[str, str], *, dry_run: bool) -> None:
    engine = engine_line.installed_line()
    shell = starter.shell(StudioFacts(language=answers["language"], timezone=answers["timezone"]))
    owned = studio_file.new_studio(answers)
    files = dict(shell)
    files[upgrade.RECORD] = upgrade.record_text(upgrade.sums_of(shell))
    files |= {path: text.encode() for path, text in owned.items()}
    files[starter.PYPROJECT] = engine_line.with_line(owned[starter.PYPROJECT], engine).encode()
    if shutil.which("git") is None:
        refuse("git is not here: install it (https://git-scm.com). Nothing was written.")
    there = [path for path in files if (folder / path).exists()]
    if there:
        refuse(
            f"{folder} already has {', '.join(there)}: choose a new or empty folder. Nothing was "
            "written."
        )
    own = {records.STUDIO_FILE: files[starter.STUDIO]}
    _refuse_problems(folder / "projects", own, answers)
    if dry_run:
        click.echo("\n".join(str(folder / path) for path in files))
        click.echo("Dry run: nothing was written. These files would be.", err=True)
        return
    new = {folder / path: (None, content) for path, content in files.items()}
    with _or_no_folder(folder, files), all_or_nothing(), _git_or_nothing(), write_all(new):
        _make_secret(folder, "")
        who = (answers["name"], answers["email"])
        commits.first_commit(folder, files, message="Set up the studio with Courtside", who=who)
    _say_next(folder, engine)


@contextmanager
def _or_no_folder(folder: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Make the folders that the files need; if anything fails, delete those that were made."""
    wanted = {folder / path for path in (*files, ".git/x", keyring.KEY_FILE.as_posix())}
    parents = {parent for path in wanted for parent in path.absolute().parents}
    new = sorted((path for path in parents if not path.exists()), key=lambda path: path.parts)
    try:
        for path in new:
            if path.name != ".git":
                path.mkdir(mode=0o700 if path.name == keyring.KEY_FILE.parent.name else 0o777)
        yield
    except BaseException:
        for path in new:
            shutil.rmtree(path, ignore_errors=True)
        raise


@contextmanager
def _git_or_nothing() -> Iterator[None]:
    try:
        yield
    except commits.CommitError as error:
        refuse(f"{error}. Nothing was written.")


def _say_next(folder: Path, engine: str) -> None:
    if engine_line.only_here(engine):
        click.echo(
            "\nThis Courtside was installed from a file or folder on this computer, and GitHub "
            "cannot reach that. Before you push, put an address into "
            f"{folder / starter.PYPROJECT}: courtside @ git+https://...@COMMIT",
            err=True,
        )
    there = f'"{folder}"' if " " in str(folder) else folder
    steps = [] if folder.resolve() == Path.cwd() else [(f"cd {there}", "")]
    steps += [
        ("courtside key show", "the secret, for your password manager"),
        ("courtside new nido", "your first project (any short name)"),
        ("courtside doctor", "what is left to do until your clients can read it"),
    ]
    listed = "\n".join(f"  {command:<21}{what}".rstrip() for command, what in steps)
    click.echo(f"{_DONE}\n{listed}", err=True)


_DONE = """
You are set up, and the first commit is made. Your terms are in projects/_studio.yml: please read
them once. projects/index.md is the page that strangers see.

All links come from one secret, stored in .courtside/key and never in git. Save it in your password
manager now: if you lose it, every client needs a new link.
"""


# --- A studio that is there ----------------------------------------------------------------------


def _change(folder: Path, answers: Mapping[str, str], *, dry_run: bool) -> None:
    studio = StudioFolder.read(read_site_config(folder / "mkdocs.yml"))
    if not answers:
        refuse(
            "This is already set up. Name the setting you want to change, for example: courtside "
            "init --timezone America/Lima"
        )
    if studio.studio is None:
        refuse("projects/_studio.yml cannot be read: run courtside check.")
    known = (studio.says("name"), studio.config.look.site_name)
    texts = studio_file.changed(studio.texts, answers, known_as=known)
    files = {**studio.files, records.STUDIO_FILE: _bytes(texts[starter.STUDIO])}
    _refuse_problems(studio.config.projects, files, answers)
    pairs = {path: (studio.texts[name], texts[name]) for name, path in studio.paths.items()}
    changes = {path: (old, new) for path, (old, new) in pairs.items() if old != new}
    if dry_run:
        for path, (old, new) in changes.items():
            click.echo(diff(path.as_posix().lstrip("/"), old or None, new), nl=False)
        click.echo("Dry run: nothing was written.", err=True)
        return
    write_or_end({path: (_bytes(old), _bytes(new)) for path, (old, new) in changes.items()})
    written = ", ".join(map(str, changes))
    click.echo(
        f"Written: {written}." if changes else "Nothing to change: it already says so.", err=True
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


# --- Both ----------------------------------------------------------------------------------------


def _refuse_problems(
    projects: Path, files: Mapping[str, bytes], answers: Mapping[str, str]
) -> None:
    """End with the errors that the studio would have, or with what is wrong with its secret."""
    loaded = load_studio(projects, clock(), files=files)
    if loaded.portfolio is None:
        refuse(*map(line, loaded.errors), "Nothing was written.")
    for problem in loaded.problems:
        # An answer, which can still be given otherwise.
        if problem.path == "calendar.holidays" and "holidays" in answers:
            click.echo(line(problem), err=True)
    try:
        keyring.present(projects.parent, os.environ)
        if loaded.portfolio.studio.key_id:
            _make_secret(projects.parent, loaded.portfolio.studio.key_id)
    except SecretError as error:
        refuse(f"{error}. Nothing was written.")


def _make_secret(folder: Path, key_id: str) -> None:
    """Make the secret, or look whether it is the one of `key_id`."""
    studio = folder / "projects" / records.STUDIO_FILE
    keyring.root_secrets(folder, os.environ, key_id=key_id, studio_file=studio)
