"""How `courtside init` sets up a studio: asks, checks all answers and the whole studio, writes.

    asks, or takes options  ->  a new _studio.yml, no examples, the secret

An answer is checked when it comes: one that was typed is asked for again, all wrong options are
listed at once. All files change together, or none does. What somebody wrote is never deleted: a
file of `projects/` goes only if it is byte for byte one that ships, and only on a yes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import click

from courtside.cli import terminal
from courtside.cli.common import all_or_nothing, line
from courtside.cli.editing import diff, loaded
from courtside.cli.terminal import asked, refuse
from courtside.errors import BuildError
from courtside.provider.importing import cells
from courtside.provider.importing.money_text import normal
from courtside.provider.importing.week_text import read_week
from courtside.provider.setup import defaults, studio_file
from courtside.provider.setup.copied import Copy
from courtside.provider.setup.studio_file import Texts
from courtside.sealing.keys import SecretError
from courtside.source import records
from courtside.workspace import keyring, shipped
from courtside.workspace.atomic import FileChangedError, write_all
from courtside.workspace.config import NOT_SECURE, opens_portals, read_site_config
from courtside.workspace.git import asker

_QUESTIONS: Mapping[str, str] = {
    "name": "Your studio's name, as it appears on agreements and the public page",
    "email": "The e-mail address your clients write to",
    "timezone": "Your time zone, such as Europe/Madrid",
    "week": "The days you work, such as mon-fri or mon,tue,thu",
    "holidays": "Your public holidays: a country (ES), a region of it (ES-MD), or none",
    "language": "The language of your pages: en, es, pt, fr, de or it",
    "currency": "Your currency, such as EUR",
    "site_url": "The address of your site, https://...; empty if you do not know it yet",
}


def as_meant(name: str, answer: str) -> str:
    """Return an answer as files have it, where it can be meant in one way only, else as typed."""
    text = normal(answer)
    if name == "week":
        return read_week(text)
    if name == "language":
        return cells.language(text)
    if name in ("currency", "holidays"):
        return text.lower() if text.lower() == "none" else text.upper()
    if name == "timezone":
        return next((zone for zone in available_timezones() if zone.lower() == text.lower()), text)
    return answer.strip()


def refuse_wrong(answers: Mapping[str, str]) -> None:
    """End the command with each wrong answer, and what is expected."""
    wrong = _wrong(answers)
    if wrong:
        options = (f"--{name.replace('_', '-')}: {why}" for name, why in wrong.items())
        refuse(*options, "Nothing was written.")


def _wrong(answers: Mapping[str, str]) -> Mapping[str, str]:
    fields = {name: value for name, value in answers.items() if name in studio_file.FIELDS}
    wrong = dict(studio_file.wrong(fields))
    if why := _wrong_address(answers.get("site_url", "")):
        wrong["site_url"] = why
    return wrong


def _wrong_address(address: str) -> str:
    """Why this cannot be the address of a site; empty if it can, or if there is none."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.query or parts.fragment or parts.username:
        return f"this is not the address of a site; for example: {studio_file.EXAMPLE_ADDRESS}"
    return "" if opens_portals(address) else NOT_SECURE


def all_answers(given: Mapping[str, str], copy: Copy) -> dict[str, str]:
    """Return what was given, and the answers of whoever is there to the rest."""
    likely = dict(defaults.answers(asker(copy.paths.studio)))
    known = copy.place.site_url
    known = "" if known == studio_file.EXAMPLE_ADDRESS else known
    likely["site_url"] = known or likely["site_url"]
    answers = {}
    for name, question in _QUESTIONS.items():
        if name in given:
            answers[name] = given[name]
        elif name == "site_url" and not terminal.somebody_is_there():
            answers[name] = known  # the one that may wait
        else:
            answers[name] = asked(
                None,
                f"--{name}",
                question,
                default=likely[name] or ("" if name == "site_url" else None),
                kind=_answer(name),
            )
    return answers


def _answer(name: str) -> Callable[[str], str]:
    """Reads what was typed; a wrong answer is explained, and asked again."""

    def read(text: str) -> str:
        answer = as_meant(name, text)
        if why := _wrong({name: answer}).get(name):
            raise click.UsageError(why)
        return answer

    return read


def set_up_studio(config_file: Path, given: Mapping[str, str], *, yes: bool, dry_run: bool) -> None:
    """Set up a studio with what was given as options, and what is answered to the rest."""
    place = read_site_config(config_file)
    try:
        copy = Copy.read(place, config_file)
    except BuildError as error:
        refuse(*error.lines)
    wanted = {name: as_meant(name, value) for name, value in given.items()}
    refuse_wrong(wanted)
    if copy.is_new:
        wanted = all_answers(wanted, copy)
    elif not wanted and not copy.leftovers:
        refuse(
            "This is already set up. Name the setting you want to change, for example courtside "
            "init --timezone America/Lima, or edit projects/_studio.yml."
        )
    cleared = copy.leftovers and (yes or dry_run or _agreed(copy))
    if copy.leftovers and not cleared and (copy.is_new or not wanted):
        refuse(
            "The examples belong to another studio, so they cannot stay in yours. Add --yes to "
            "remove them. Nothing was written."
        )
    texts = _after(copy, wanted, cleared=cleared)
    goes = copy.examples if cleared else ()
    _refuse_invalid(copy, texts, goes)
    if dry_run:
        _show(copy, texts, goes)
        return
    _write(copy, texts, goes)
    _report(copy, texts, goes)


def _agreed(copy: Copy) -> bool:
    """Whether whoever is there lets the examples go."""
    if not terminal.somebody_is_there():
        return False
    if not copy.examples:
        return click.confirm(
            "Delete example_day from _studio.yml, so that today is today?", err=True
        )
    return click.confirm(
        f"Remove the examples: {len(copy.examples)} files of projects/ that nobody has edited?",
        err=True,
    )


# --- The studio as it would be --------------------------------------------------------------------


def _after(copy: Copy, answers: Mapping[str, str], *, cleared: bool) -> Texts[str]:
    if copy.studio is None and not copy.is_new:
        refuse("projects/_studio.yml cannot be read. courtside check says why.")
    change = studio_file.founded if copy.is_new else studio_file.changed
    texts = change(copy.texts, answers, known_as=(copy.says("name"), copy.place.look.site_name))
    return studio_file.without_example_day(texts) if cleared else texts


def _refuse_invalid(copy: Copy, texts: Texts[str], goes: tuple[str, ...]) -> None:
    """End the command with what would be wrong in the studio, or with its secret."""
    files = {name: content for name, content in copy.files.items() if name not in goes}
    files[records.STUDIO_FILE] = texts.studio.encode("utf-8", "surrogateescape")
    folder = copy.place.projects
    portfolio, problems = loaded(folder, files)
    if portfolio is None:
        wrong = [line(problem) for problem in problems if problem.severity == "error"]
        played = [f"{folder / name}: it came as an example: {_KEEP}" for name in copy.played_with]
        refuse(*wrong, *played, "Nothing was written.")
    for problem in problems:
        if problem.path == "calendar.holidays":  # an answer, which can still be given otherwise
            click.echo(line(problem), err=True)
    try:
        keyring.present(copy.place.root, os.environ)
        if portfolio.studio.key_id:
            _root_secret(copy, portfolio.studio.key_id)
    except SecretError as error:
        refuse(f"{error}. Nothing was written.")


_KEEP = "it was edited, so it is not removed; delete it if it is not a project of yours"


def _root_secret(copy: Copy, key_id: str) -> None:
    keyring.root_secrets(copy.place.root, os.environ, key_id=key_id, studio_file=copy.paths.studio)


# --- Writing, and what is said -------------------------------------------------------------------


def _changes(copy: Copy, texts: Texts[str]) -> Mapping[Path, tuple[str, str]]:
    """Path -> its old text and its new one, where they differ."""
    pairs = (
        (copy.paths.studio, copy.texts.studio, texts.studio),
        (copy.paths.front, copy.texts.front, texts.front),
        (copy.paths.settings, copy.texts.settings, texts.settings),
        (copy.paths.daily, copy.texts.daily, texts.daily),
    )
    return {path: (old, new) for path, old, new in pairs if old != new}


def _show(copy: Copy, texts: Texts[str], goes: tuple[str, ...]) -> None:
    for path, (old, new) in _changes(copy, texts).items():
        click.echo(diff(path.as_posix().lstrip("/"), old or None, new), nl=False)
    for name in goes:
        click.echo(f"{copy.place.projects / name} would be removed")
    click.echo("Dry run, nothing was written.", err=True)


def _write(copy: Copy, texts: Texts[str], goes: tuple[str, ...]) -> None:
    """All of it or nothing, the key as well."""
    folder = copy.place.projects
    # The studio's file comes last: whoever is stopped before begins again, with the rest done.
    changes: dict[Path, tuple[bytes | None, bytes | None]] = {}
    with all_or_nothing():
        for name in goes:
            content = (folder / name).read_bytes()
            if not shipped.as_shipped(name, content):  # somebody wrote in it during the questions
                raise FileChangedError(str(folder / name))
            changes[folder / name] = (content, None)
        for path, (old, new) in reversed(list(_changes(copy, texts).items())):
            before = old.encode("utf-8", "surrogateescape") if path.exists() else None
            changes[path] = (before, new.encode("utf-8", "surrogateescape"))
        with write_all(changes):
            if not copy.has("key_id"):
                _root_secret(copy, "")
    for below in {(folder / name).parent for name in goes} - {folder}:
        if not any(below.iterdir()):
            below.rmdir()


def _report(copy: Copy, texts: Texts[str], goes: tuple[str, ...]) -> None:
    changed = [str(path) for path in _changes(copy, texts)]
    gone = [f"{len(goes)} example files removed"] if goes else []
    done = [f"Written: {', '.join(changed)}"] * bool(changed) + gone
    click.echo("; ".join(done or ["Nothing to change: all of that is set already"]) + ".", err=True)
    if copy.is_new:
        for name in copy.played_with:
            click.echo(f"{copy.place.projects / name} came as an example and stays: {_KEEP}.")
    if copy.is_new or not copy.has("key_id"):  # the key is new, too, where a first time broke off
        click.echo(DONE, err=True)


DONE = """
You are set up. Your terms are in projects/_studio.yml: please read them once.
projects/index.md is the page that strangers see.

All links come from one secret, stored in .courtside/key and never in git. Save it
in your password manager now: if you lose it, every client needs a new link.

  courtside key show     the secret, for your password manager
  courtside new nido     your first project (any short name): asks for what it needs
  courtside doctor       what is left to do until your clients can read it"""
