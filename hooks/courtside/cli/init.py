"""What `courtside init` asks, and how an answer is read: from an option, or from who sits there.

An answer is looked at when it comes. One that was typed is asked for again; all wrong options are
said at once.
"""

# The command that makes a copy one's own: `courtside init`.
#
#     asks, or takes options  ->  an empty house: a new _studio.yml, no examples, the key
#
# Every answer is looked at, and the whole house as it would be, before anything is written. Then all
# files change together, or none does. What somebody wrote is never taken away: a file of `projects/`
# goes only if it is byte for byte one that ships, and only on a yes.

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import click

from courtside.cli.arguments import asked, somebody_is_there
from courtside.cli.common import config_option, line, or_nothing, refuse
from courtside.cli.editing import diff, loaded
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
    "name": "Your studio's name, as strangers and agreements have it",
    "email": "The e-mail that your clients write to",
    "timezone": "Your time zone, such as Europe/Madrid",
    "week": "The days that you work, such as mon-fri or mon,tue,thu",
    "holidays": "Your public holidays: a country (ES), a part of it (ES-MD), or none",
    "language": "The language of your pages: en, es, pt, fr, de or it",
    "currency": "Your currency, such as EUR",
    "site_url": "Where the site will lie, https://...; empty if you do not know yet",
}


def as_meant(name: str, answer: str) -> str:
    """Return an answer as files have it, where it can be meant in one way only; else as typed."""
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
    """End with each answer that cannot be one, and what is wanted."""
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
    """Why a site cannot lie there; empty if it can, or if nobody says where."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.query or parts.fragment or parts.username:
        return f"this is no address of a site: write for example {studio_file.EXAMPLE_ADDRESS}"
    return "" if opens_portals(address) else NOT_SECURE


def all_answers(given: Mapping[str, str], copy: Copy) -> dict[str, str]:
    """What was given, and what whoever sits there says to the rest."""
    likely = dict(defaults.answers(asker(copy.paths.studio)))
    known = copy.place.site_url
    known = "" if known == studio_file.EXAMPLE_ADDRESS else known
    likely["site_url"] = known or likely["site_url"]
    answers = {}
    for name, question in _QUESTIONS.items():
        if name in given:
            answers[name] = given[name]
        elif name == "site_url" and not somebody_is_there():
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
    """Reads what was typed; what cannot be is said, and asked again."""

    def read(text: str) -> str:
        answer = as_meant(name, text)
        if why := _wrong({name: answer}).get(name):
            raise click.UsageError(why)
        return answer

    return read


@click.command()
@config_option
@click.option("--name", help="Your studio, as strangers and agreements have it.")
@click.option("--email", help="The address that your clients write to.")
@click.option("--timezone", help="Where you work, such as Europe/Madrid.")
@click.option("--week", help="The days that you work: mon-fri, sun-thu or mon,tue,thu.")
@click.option("--holidays", help="A country (ES), a part of it (ES-MD), or none.")
@click.option("--language", help="Of your pages: en, es, pt, fr, de or it.")
@click.option("--currency", help="Of your prices, such as EUR.")
@click.option("--site-url", help="Where the site will lie; empty if you do not know yet.")
@click.option("--yes", is_flag=True, help="Take the examples away without asking.")
@click.option("--dry-run", is_flag=True, help="Print what would change; write nothing.")
def init(config_file: Path, yes: bool, dry_run: bool, **given: str | None) -> None:
    """Make the copy your own: an empty house with your name, days and terms, and its key.

    Asks for what is not given. The examples go only on a yes, and only those that nobody has
    changed. In a house that is yours already it changes what you name, and nothing else.

    \b
      courtside init
      courtside init --timezone America/Lima      # later, when you have moved
    """
    place = read_site_config(config_file)
    try:
        copy = Copy.read(place, config_file)
    except BuildError as error:
        refuse(*error.lines)
    wanted = {name: as_meant(name, value) for name, value in given.items() if value is not None}
    refuse_wrong(wanted)
    if copy.is_new:
        wanted = all_answers(wanted, copy)
    elif not wanted and not copy.leftovers:
        refuse(
            "This house is yours already. Name what you want to change, for example courtside init "
            "--timezone America/Lima, or write it into projects/_studio.yml."
        )
    cleared = copy.leftovers and (yes or dry_run or _agreed(copy))
    if copy.leftovers and not cleared and (copy.is_new or not wanted):
        refuse(
            "The examples were agreed with another studio, so they cannot stay in yours: say --yes "
            "to take them away. Nothing was written."
        )
    texts = _after(copy, wanted, cleared=cleared)
    goes = copy.examples if cleared else ()
    _refuse_portfolio(copy, texts, goes)
    if dry_run:
        _show(copy, texts, goes)
        return
    _write(copy, texts, goes)
    _tell(copy, texts, goes)


def _agreed(copy: Copy) -> bool:
    """Whether whoever sits there lets the examples go."""
    if not somebody_is_there():
        return False
    if not copy.examples:
        return click.confirm(
            "Take example_day out of _studio.yml, so that today is today?", err=True
        )
    return click.confirm(
        f"Take the examples away: {len(copy.examples)} files of projects/ that nobody has changed?",
        err=True,
    )


# --- The house as it would be --------------------------------------------------------------------


def _after(copy: Copy, answers: Mapping[str, str], *, cleared: bool) -> Texts[str]:
    if copy.studio is None and not copy.is_new:
        refuse("projects/_studio.yml cannot be read: courtside check says why.")
    change = studio_file.founded if copy.is_new else studio_file.changed
    texts = change(copy.texts, answers, known_as=(copy.says("name"), copy.place.look.site_name))
    return studio_file.without_example_day(texts) if cleared else texts


def _refuse_portfolio(copy: Copy, texts: Texts[str], goes: tuple[str, ...]) -> None:
    """End with what would be wrong in the house, or with its key."""
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


_KEEP = "delete it, if it is no project of yours; it was changed, so it is not taken away by itself"


def _root_secret(copy: Copy, key_id: str) -> None:
    keyring.root_secrets(copy.place.root, os.environ, key_id=key_id, studio_file=copy.paths.studio)


# --- Writing, and telling ------------------------------------------------------------------------


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
        click.echo(f"{copy.place.projects / name} would go")
    click.echo("Nothing was written.", err=True)


def _write(copy: Copy, texts: Texts[str], goes: tuple[str, ...]) -> None:
    """All of it or nothing, the key as well."""
    folder = copy.place.projects
    # The studio's file comes last: whoever is stopped before begins again, and finds all else done.
    changes: dict[Path, tuple[bytes | None, bytes | None]] = {}
    with or_nothing():
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


def _tell(copy: Copy, texts: Texts[str], goes: tuple[str, ...]) -> None:
    changed = [str(path) for path in _changes(copy, texts)]
    gone = [f"{len(goes)} files of the examples are gone"] if goes else []
    done = [f"Written: {', '.join(changed)}"] * bool(changed) + gone
    click.echo("; ".join(done or ["All of that stands there already"]) + ".", err=True)
    if copy.is_new:
        for name in copy.played_with:
            click.echo(f"{copy.place.projects / name} came as an example and stays: {_KEEP}.")
    if copy.is_new or not copy.has("key_id"):  # the key is new, too, where a first time broke off
        click.echo(DONE, err=True)


DONE = """
The house is yours. Your terms stand in projects/_studio.yml: read them once.
projects/index.md is the page that strangers see.

Every link comes from one secret. It is in .courtside/key, and in nothing that git
keeps: put it into your password manager now. Whoever loses it has to send a new
link to every client.

  courtside key show     the secret, for your password manager
  courtside new nido     your first project (any short name): asks for what it needs
  courtside doctor       what is left to do until your clients can read it"""
