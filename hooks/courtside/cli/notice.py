"""The command about the line that every page shows for a time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from courtside.cli.options import LANGUAGES, DayParam, EditOptions, writes
from courtside.cli.terminal import asked, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from courtside.engine.assess import Portfolio
    from courtside.model.values import Language
    from courtside.source.editor import Edit


@click.command(name="notice")
@click.argument("text", metavar="[TEXT]", required=False)
@click.option("--until", type=DayParam(), help="The last day on which it is shown.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="The language of TEXT, where pages are in several; run it again for the next one.",
)
@click.option("--remove", is_flag=True, help="Take the notice down.")
@writes(dated=False)
def show_notice(
    options: EditOptions,
    text: str | None,
    until: date | None,
    language: Language | None,
    remove: bool,
) -> None:
    """Show a line on every page until a day: "We are away until 10 May."

    It is news for all clients, and part of no project: no history or statement mentions it.

    \b
      courtside notice "We are away until 10 May." --until 2026-05-10
      courtside notice "Estamos fuera hasta el 10 de mayo." --language es
      courtside notice --remove
    """
    from courtside.cli.editing import checked, opened, refuse_uncommittable, save
    from courtside.errors import ActionRefusedError
    from courtside.model.studio import Studio
    from courtside.source.editor import Put, Take, apply
    from courtside.source.records import STUDIO_FILE, order_of
    from courtside.text.english import short_day

    folder = opened(options.projects, only_for=STUDIO_FILE)
    refuse_uncommittable([folder.path / STUDIO_FILE], options)
    before = folder.portfolio.studio.notice
    texts: dict[Language, str] = {}
    studio_language = folder.portfolio.studio.language
    if remove:
        if text or until or language:
            raise click.UsageError("--remove takes no text.")
        if before is None:
            refuse("There is no notice to take down.")
        edits: tuple[Edit, ...] = (Take(("notice",)),)
    else:
        words = asked(text, "TEXT", "What every page says")
        last = until or (before.until if before and language else None)
        day = asked(last, "--until", "The last day on which it is shown", kind=DayParam())
        if day < folder.today:
            raise ActionRefusedError(f"{day} has passed. Give the last day on which it is shown.")
        if before and language:
            texts.update(_texts_of(before.text, folder.files[STUDIO_FILE], studio_language))
        texts[language or studio_language] = words
        put = Put(
            ("notice",),
            {"until": f"{day}", "text": {str(one): line for one, line in texts.items()}},
        )
        edits = (Take(("notice",)), put) if before else (put,)
    old = folder.files[STUDIO_FILE].decode("utf-8")
    new = apply(old, edits, file=STUDIO_FILE, order=order_of(Studio))
    checked(folder, {STUDIO_FILE: new})
    said = "notice removed" if remove else f"notice until {short_day(day)}"
    save(folder, {STUDIO_FILE: (old, new)}, options, said)
    done = "Dry run, nothing was written" if options.dry_run else f"{said[0].upper()}{said[1:]}"
    click.echo(f"{done}. Pages show it when you next publish.", err=True)
    _say_other_languages(folder.portfolio, texts)


def _texts_of(texts: Mapping[Language, str], file: bytes, ours: Language) -> Mapping[Language, str]:
    """Return the texts of a notice; one that stands alone in the file is in the studio's language,
    now that others join it."""
    from courtside.source.records import STUDIO_FILE
    from courtside.source.yaml_reader import read

    source, _ = read(file, file=STUDIO_FILE)
    alone = source is not None and isinstance(source.data["notice"].get("text"), str)
    return {ours: next(iter(texts.values()))} if alone else texts


def _say_other_languages(portfolio: Portfolio, texts: Mapping[Language, str]) -> None:
    """Print which languages of pages have no text, and what is shown there."""
    from courtside.model.values import in_language

    ours = portfolio.studio.language
    pages = (project for project in portfolio.projects if texts and not project.closed)
    spoken = {page.language or ours for page in pages}
    for language in sorted(str(one) for one in spoken if one not in texts):
        shown = in_language(texts, language)
        said = (
            f"Pages in {language} say the same: {shown} (or add theirs with --language {language})"
        )
        click.echo(said, err=True)
