"""The commands for what both sides agree on: change, pause, agree, resume, restart, waive, end."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import click

from courtside.cli import terminal
from courtside.cli.acting import acts
from courtside.cli.options import (
    PARTIES,
    ConsequenceName,
    DayParam,
    DaysParam,
    EditOptions,
    MoneyParam,
    option_value,
    project_argument,
    stage_argument,
    why_option,
    writes,
)
from courtside.cli.terminal import asked, confirm

if TYPE_CHECKING:
    from decimal import Decimal

    from courtside.model.studio import Studio
    from courtside.model.values import Party
    from courtside.provider.actions.action import Action, ActionContext

_PARTY = click.Choice(PARTIES)


def price_option(
    price: str | None, currency: str, question: str = "", *, default: str | None = None
) -> str:
    """Return an amount as files have it, 2400 EUR, from a --price such as `2.400,00 €`; asks for it
    if it was left out."""
    kind = MoneyParam(currency)
    if price is None:
        return str(asked(None, "--price", question, kind=kind, default=default))
    return option_value(kind, price, "--price")


@click.command()
@project_argument
@stage_argument
@click.option("--title", help="What is added, in a few words; both sides read it.")
@click.option("--days", metavar="DAYS", help="Working days added to the stage, or `2 weeks`.")
@click.option("--price", metavar="MONEY", help="Added to the price, net; -200 for less.")
@click.option("--asked-by", type=_PARTY, help="Who asked for it.")
@click.option(
    "--adds",
    metavar="NEW",
    help="The id of a new stage, which follows STAGE: it has the title and the --days.",
)
@click.option("--owner", type=_PARTY, help="Who does the new stage (default: provider).")
@acts(date_help="The day it was proposed (default: today).")
def change(
    ctx: ActionContext,
    stage: str | None,
    title: str | None,
    days: str | None,
    price: str | None,
    asked_by: Party | None,
    adds: str | None,
    owner: Party | None,
) -> Action:
    """Propose extra work or a new price.

    The page shows what it would do; it only counts after `courtside agree`. Work that was not in
    the plan is a stage of its own, with --adds. Asks first if --days would not count, since STAGE
    is finished or late, or if the total would be less than 0.

    \b
      courtside change nido design --title "A second language" --days 3 --price 600
      courtside change nido design-ok --adds photos --title "Product photos" --days 2 --price 900
    """
    from courtside.provider.actions import agree

    if owner and not adds:
        raise click.UsageError("--owner goes with --adds: it says who does the new stage.")

    ctx.refuse_ended()
    ctx.refuse_unsigned()
    name = ctx.stage(stage).id if stage is None else stage
    words = asked(title, "--title", "What is added, in a few words (both sides read it)")
    new = agree.NewWork(id=adds, owner=owner or "provider") if adds else None
    week = agree.week_of(ctx, name, new)
    more, money = _days_and_price(days, price, ctx.studio, week=week, new=new is not None)
    wish = agree.Wish(title=words, days=more or 0, price=money, asked_by=asked_by, adds=new)
    return agree.change(ctx, name, wish)


def _days_and_price(
    days: str | None, price: str | None, studio: Studio, *, week: int, new: bool
) -> tuple[int | None, str | None]:
    """Days, in weeks of so many, and price; where both were left out, from whoever is there."""
    kind = DaysParam(week)
    added = None if days is None else option_value(kind, days, "--days")
    if new and added is None:
        added = int(asked(None, "--days", "Working days of the new stage", kind=kind))
    elif not (added or price) and terminal.somebody_is_there():
        added = click.prompt("Working days added", type=kind, default=0, err=True)
        price = price_option(None, studio.currency, "Added to the price", default="0")
    money = price_option(price, studio.currency) if price else None
    return added, None if money and re.fullmatch(r"0(\.0+)? [A-Z]{3}", money) else money


@click.command()
@project_argument
@click.option("--from", "first", type=DayParam(), help="Its first day, if not the day of --date.")
@click.option("--to", "last", type=DayParam(), help="Its last day; left out, it has no end yet.")
@click.option("--by", type=_PARTY, help="Who asked for it.")
@why_option
@acts(date_help="The day it was proposed (default: today).")
def pause(
    ctx: ActionContext,
    first: date | None,
    last: date | None,
    by: Party | None,
    why: str | None,
) -> Action:
    """Propose a pause: no days count for either side while it lasts.

    It counts from the day both agree: `courtside agree`.

    \b
      courtside pause nido --from 2026-07-06 --to 2026-07-10 --by client --why "Moving house"
    """
    from courtside.provider.actions import agree

    party = asked(by, "--by", "Who asked for it", kind=_PARTY)
    reason = asked(why, "--why", "The reason (both sides read it)")
    return agree.pause(ctx, first=first or ctx.day, last=last, by=party, why=reason)


@click.command(name="agree")
@project_argument
@click.argument("proposal", metavar="[PROPOSAL]", required=False)
@acts(date_help="The day both agreed (default: today).")
def agree_to(ctx: ActionContext, proposal: str | None) -> Action:
    """Record that both sides agreed to a change or a pause.

    If several are waiting, say which: change-1, pause-1 and so on, counted as in the file.

    \b
      courtside agree nido
      courtside agree nido change-2 --date 2026-06-12
    """
    from courtside.provider.actions import agree

    return agree.agree_to(ctx, proposal)


@click.command()
@project_argument
@acts(date_help="The day work goes on (default: today).")
def resume(ctx: ActionContext) -> Action:
    """End a pause: work goes on from today, or from --date.

    \b
      courtside resume nido
    """
    from courtside.provider.actions import agree

    return agree.resume(ctx)


@click.command()
@project_argument
@acts(whole=True, date_help="The day both agreed (default: today).")
def restart(ctx: ActionContext) -> Action:
    """Turn the forecast of a project that lost its slot into an agreed date.

    \b
      courtside restart nido
    """
    from courtside.provider.actions import agree

    return agree.restart(ctx)


@click.command()
@project_argument
@stage_argument
@click.argument("consequence", type=ConsequenceName(), metavar="CONSEQUENCE", required=False)
@why_option
@acts()
def waive(
    ctx: ActionContext,
    stage: str | None,
    consequence: str | None,
    why: str | None,
) -> Action:
    """Let a consequence of being late go, this once. Both sides see it.

    \b
      courtside waive nido copy fee --why "The first time"
    """
    from courtside.provider.actions import agree

    ctx.refuse_ended()
    chosen = agree.late_stage(ctx, stage, consequence)
    do = agree.step_of(ctx, chosen, consequence)
    reason = asked(why, "--why", "The reason (both sides read it)")
    return agree.waive(ctx, chosen, do, reason)


@click.command(name="end")
@project_argument
@click.option("--by", type=_PARTY, help="Who ends it.")
@why_option
@click.option("--total", metavar="MONEY", help="The final account, net of tax.")
@writes(date_help="The last day of the project (default: today).")
def end_early(
    project: str, options: EditOptions, by: Party | None, why: str | None, total: str | None
) -> None:
    """End a project early, with its final account. The page stays up until you close it.

    Without --total it proposes one from what was delivered, and shows the sum.

    \b
      courtside end nido --by client --why "The shop closes"
      courtside end nido --by client --why "The shop closes" --total 1800
    """
    from courtside.cli.editing import run_action
    from courtside.provider.actions import ending

    def action_of(ctx: ActionContext) -> Action:
        ending.refuse_no_end(ctx)
        party = asked(by, "--by", "Who ends it", kind=_PARTY)
        reason = asked(why, "--why", "The reason (both sides read it)")
        account = _final_account(ctx, total, options)
        return ending.end(ctx, by=party, why=reason, total=account)

    run_action(project, options, action_of)


def _final_account(ctx: ActionContext, total: str | None, options: EditOptions) -> Decimal:
    """The final account as given, else as proposed and confirmed."""
    from courtside.cli.payments import typed_amount
    from courtside.model.currencies import plain
    from courtside.provider.actions import ending
    from courtside.provider.actions.action import sum_lines

    currency = ctx.studio.currency
    if total is not None:
        return typed_amount(total, currency)
    account = ending.propose_account(ctx)
    click.echo("Proposed, out of what is delivered:", err=True)
    for line in sum_lines(account.rows, currency):
        click.echo(line, err=True)
    proposed = plain(account.total, currency)
    if options.dry_run or options.yes:
        return account.total
    if not terminal.somebody_is_there():
        confirm(f"Is {proposed} the final account?", otherwise="; if not, give it with --total")
    answer = click.prompt(
        "Final account, net", default=proposed, type=MoneyParam(currency), err=True
    )
    return typed_amount(answer, currency)
