"""The command that makes a copy one's own: `courtside init`.

    asks, or takes options  ->  an empty house: a new _studio.yml, no examples, the key

Every answer is looked at, and the whole house as it would be, before anything is written. Then all
files change together, or none does. What somebody wrote is never taken away: a file of `projects/`
goes only if it is byte for byte one that ships, and only on a yes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from . import build, keyring, newhouse, pipeline, shipped
from .cli_answers import all_answers, as_meant, refuse_wrong
from .cli_base import config_option, line, or_nothing, place_of, refuse
from .cli_names import somebody_is_there
from .cli_write import diff, loaded
from .copied import Copy
from .disk import Changed, together
from .keys import KeyFault
from .newhouse import Texts


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
    place = place_of(config_file)
    try:
        copy = Copy.read(place, config_file)
    except build.BuildFault as fault:
        refuse(*fault.lines)
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
    _refuse_house(copy, texts, goes)
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
    change = newhouse.founded if copy.is_new else newhouse.changed
    texts = change(copy.texts, answers, known_as=(copy.says("name"), copy.place.look.site_name))
    return newhouse.without_example_day(texts) if cleared else texts


def _refuse_house(copy: Copy, texts: Texts[str], goes: tuple[str, ...]) -> None:
    """End with what would be wrong in the house, or with its key."""
    files = {name: content for name, content in copy.files.items() if name not in goes}
    files[pipeline.STUDIO_FILE] = texts.studio.encode("utf-8", "surrogateescape")
    folder = copy.place.projects
    house, faults = loaded(folder, files)
    if house is None:
        wrong = [line(fault) for fault in faults if fault.severity == "error"]
        played = [f"{folder / name}: it came as an example: {_KEEP}" for name in copy.played_with]
        refuse(*wrong, *played, "Nothing was written.")
    for fault in faults:
        if fault.path == "calendar.holidays":  # an answer, which can still be given otherwise
            click.echo(line(fault), err=True)
    try:
        keyring.present(copy.place.root, os.environ)
        if house.studio.key_id:
            _root_secret(copy, house.studio.key_id)
    except KeyFault as fault:
        refuse(f"{fault}. Nothing was written.")


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
                raise Changed(str(folder / name))
            changes[folder / name] = (content, None)
        for path, (old, new) in reversed(list(_changes(copy, texts).items())):
            before = old.encode("utf-8", "surrogateescape") if path.exists() else None
            changes[path] = (before, new.encode("utf-8", "surrogateescape"))
        with together(changes):
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
