"""The commands from the first call to a place in the calendar: new, quote, sign, paid, schedule."""

from __future__ import annotations

from datetime import date
from typing import get_args

import click
from pydantic import TypeAdapter, ValidationError

from courtside.cli.arguments import StageName, asked, project_argument, somebody_is_there
from courtside.cli.common import Day, link_history
from courtside.cli.editing import (
    EditOptions,
    case_of,
    checked,
    may_be_committed,
    opened,
    run_action,
    writes,
    written,
)
from courtside.engine.workdays import DAY
from courtside.model.project import ProjectFile
from courtside.model.studio import Studio
from courtside.model.values import Language, Name
from courtside.provider.actions import quote as deeds_offer
from courtside.provider.actions.action import Action, ActionContext, ActionRefusedError, pick
from courtside.provider.actions.quote import Opening
from courtside.provider.importing.money_text import MoneyError, read_typed
from courtside.source.editor import Put, apply
from courtside.source.records import order_of
from courtside.source.serialize import project_text
from courtside.text.english import count, short_day, span
from courtside.workspace.folder import project_names
from courtside.workspace.schema_line import first_line

_NAME: TypeAdapter[str] = TypeAdapter(Name)


class MoneyParam(click.ParamType[str]):
    """Money as people write it, in the studio's currency; `import` reads the same."""

    name = "money"

    def __init__(self, currency: str) -> None:
        """`currency` is the studio's."""
        self._currency = currency

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Read it, or end with exit code 2."""
        try:
            return read_typed(str(value), self._currency)
        except MoneyError as error:
            self.fail(f"{error}", param, ctx)


def asked_money(
    money: str | None, option: str, question: str, studio: Studio, *, default: str | None = None
) -> str:
    """The value of an option, `2.400,00 €`, as files have it, 2400 EUR; where it was left out, the
    answer of whoever is there."""
    kind = MoneyParam(studio.currency)
    if money is None:
        return str(asked(None, option, question, kind=kind, default=default))
    try:
        return kind.convert(money, None, None)
    except click.UsageError as error:
        raise click.UsageError(f"Invalid value for '{option}': {error.message}") from None


@click.command()
@click.argument("project", metavar="ID")
@click.option("--playbook", help="The list of stages to begin with; `playbooks` in _studio.yml.")
@click.option("--title", help="What the client reads above the page.")
@click.option("--client", help="The client, as it stands in the agreement.")
@click.option("--email", help="Where the client's reminders go.")
@click.option("--price", metavar="MONEY", help="Before changes: '8400 EUR', or 8400.")
@click.option("--language", type=click.Choice(get_args(Language)), help="If not the house's.")
@writes(dated=False)
def new(
    project: str,
    wishes: EditOptions,
    playbook: str | None,
    title: str | None,
    client: str | None,
    email: str | None,
    price: str | None,
    language: Language | None,
) -> None:
    """Begin a project: write its file from one of the house's playbooks.

    ID is the name of the file, and what the other commands take: small letters, digits and hyphens.

    \b
      courtside new nido --playbook website --title "Booking page" --client "Nido Yoga" \\
        --email hello@nido.example --price 3200
    """
    folder = opened(wishes.projects)
    studio = folder.portfolio.studio
    _free(project, wishes)
    may_be_committed(folder.path / f"{project}.yml", wishes, new=True)
    if not studio.playbooks:
        raise ActionRefusedError(
            "there are no playbooks: write one into _studio.yml, or copy a project file"
        )
    books = sorted(studio.playbooks)
    playbook = pick(
        asked(playbook, "--playbook", "Playbook", kind=click.Choice(books)), books, "playbook"
    )
    text = first_line(wishes.projects) + "\n"
    text += project_text(
        studio,
        playbook,
        title=asked(title, "--title", "Title, as the client reads it"),
        client=asked(client, "--client", "Client, as in the agreement"),
        email=asked(email, "--email", "The client's e-mail"),
        price=asked_money(price, "--price", "Price", studio),
        language=language,
    )
    name = f"{project}.yml"
    number = link_history(wishes.projects).next_number(project)
    if number > 1:
        put = [Put(("link",), number)]
        text = apply(text, put, file=name, order=order_of(ProjectFile))
    checked(folder, name, text)
    written(folder, name, None, text, wishes, f"{project}: a new project")
    if number > 1:
        click.echo(
            f"{project} has been a project before: it gets link {number}, so that no earlier link "
            "opens its page.",
            err=True,
        )
    if not wishes.dry_run:
        click.echo(f"{folder.path / name} is written, from the playbook {playbook}.", err=True)
        click.echo(
            f"Read it, change what is different this time, then: courtside quote {project}.",
            err=True,
        )


def _free(name: str, wishes: EditOptions) -> None:
    """Refuse a name that no project can have, or that one has."""
    try:
        _NAME.validate_python(name)
    except ValidationError:
        message = "an id is made of small letters, digits and hyphens, for example aurora"
        raise ActionRefusedError(message) from None
    if name in project_names(wishes.projects):
        raise ActionRefusedError(f"{name} is there already: choose another id, or change that file")


@click.command()
@project_argument
@click.option("--until", type=Day(), help="Write that the proposal can be signed until this day.")
@writes()
def quote(project: str, wishes: EditOptions, until: date | None) -> None:
    """Say when a project could start and how long it takes; with --until, write the proposal.

    The next free slot is the first start from which every stage of yours finds room beside all
    other projects. It is held for nobody until the project is scheduled.

    \b
      courtside quote nido
      courtside quote nido --until 2026-06-30
    """
    if until:
        run_action(project, wishes, lambda one: deeds_offer.quote(one, until), whole=True)
    elif wishes.dry_run or wishes.commit:
        raise click.UsageError("Nothing is written without '--until'.")
    if not wishes.dry_run:
        _say(case_of(project, wishes)[2])


def _say(case: ActionContext) -> None:
    """The answer on the phone: the next free slot, and the same stages in weeks."""
    case.not_closed()
    if case.project.start:
        raise ActionRefusedError(f"{case.id} has its dates already: courtside status")
    at = deeds_offer.opening(case)
    click.echo(f"{case.id}: next free slot {short_day(at.start)}, finish {short_day(at.finish)}")
    for one in case.status.rough:
        weeks = f"{one.first_week}" if one.first_week == one.last_week else ""
        weeks = weeks or f"{one.first_week}-{one.last_week}"
        window = span(at.planned[one.stage.id].start, at.planned[one.stage.id].due)
        click.echo(f"  week {weeks:<7}{one.stage.owner:<10}{one.stage.id:<20}  {window}".rstrip())


@click.command()
@project_argument
@click.option("--by", help="Who signed.")
@click.option("--again", is_flag=True, help="A new version was signed in the place of the old one.")
@writes()
def sign(project: str, wishes: EditOptions, by: str | None, again: bool) -> None:
    """Write down that the agreement is signed, and freeze what was signed.

    The house terms as they are now are copied into the project, and a hash of the whole agreement
    is written: what is changed quietly later stops the build. It is no electronic signature.

    \b
      courtside sign nido --by "Ana Nido" --date 2026-05-25
    """
    by = asked(by, "--by", "Who signed")
    run_action(project, wishes, lambda case: deeds_offer.sign(case, by, again=again), mend=again)


@click.command()
@project_argument
@click.argument("what", type=StageName("deposit"), metavar="[deposit|STAGE]", required=False)
@writes()
def paid(project: str, wishes: EditOptions, what: str | None) -> None:
    """Write down that the deposit or a payment has come.

    What is left out is the deposit, and after that the one payment that is open.

    \b
      courtside paid nido deposit
      courtside paid nido balance --date 2026-07-10
    """
    run_action(project, wishes, lambda case: deeds_offer.paid(case, what))


@click.command()
@project_argument
@click.option(
    "--from", "first", type=Day(), help="Start on this day, instead of the next free slot."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@writes()
def schedule(project: str, wishes: EditOptions, first: date | None, yes: bool) -> None:
    """Give a signed and paid project its dates, from the calendar of all projects.

    Without --from it starts at the next free slot. Shows the dates, and writes them with the
    calendars that they were reckoned with: what the house closes later cannot move them.

    \b
      courtside schedule nido
      courtside schedule nido --from 2026-06-01 --yes
    """

    def deed_of(case: ActionContext) -> Action:
        deeds_offer.may_be_scheduled(case)
        if first and case.project.start and first != case.project.start:
            raise ActionRefusedError(
                f"{case.id} has start: {case.project.start} in its file: leave --from out"
            )
        at = deeds_offer.opening(case, case.project.start or first)
        _show(case, at)
        return deeds_offer.schedule(case, at)

    def confirm(_case: ActionContext, _deed: Action) -> None:
        if yes:
            return
        if not somebody_is_there():
            raise click.UsageError("Missing option '--yes': nobody is there to say so.")
        click.confirm("Write these dates?", abort=True, err=True)

    run_action(project, wishes, deed_of, whole=True, confirm=confirm)


def _show(case: ActionContext, at: Opening) -> None:
    """The dates, and what stands against them."""
    for stage in case.project.stages:
        window = at.planned[stage.id]
        text = f"  {stage.owner:<10}{stage.id:<20}  {span(window.start, window.due)}"
        click.echo(text, err=True)
    crowded = deeds_offer.crowded(case, at)
    if crowded:
        days = list(crowded)
        others = sorted({name for names in crowded.values() for name in names})
        free = deeds_offer.opening(case)
        click.echo(
            f"On {count(len(days), 'day')} of these, from "
            f"{short_day(days[0])} to {short_day(days[-1])}, more is worked on than the capacity "
            f"of {case.studio.capacity}: beside {', '.join(others)}. The next free slot is "
            f"{short_day(free.start)}.",
            err=True,
        )
    if at.start < case.today + DAY:
        click.echo(f"{short_day(at.start)} is not after today.", err=True)


COMMANDS = (new, quote, sign, paid, schedule)
