"""The commands about money that moved: paid, refund."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from courtside.cli.acting import acts
from courtside.cli.options import MoneyParam, StageName, option_value, project_argument
from courtside.errors import ActionRefusedError

if TYPE_CHECKING:
    from courtside.provider.actions.action import Action, ActionContext
    from courtside.provider.actions.payments import Meant

instalment_argument = click.argument(
    "instalment", type=StageName("deposit", "balance"), metavar="[INSTALMENT]", required=False
)
amount_argument = click.argument("amount", nargs=-1, metavar="[AMOUNT]")


class _MoneyCommand(click.Command):
    """A command whose AMOUNT may begin with a hyphen, which else begins an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse `-20` as a negative amount."""
        signed = [re.sub(r"^-(?=[\d.,])", "\N{MINUS SIGN}", arg) for arg in args]
        return super().parse_args(ctx, signed)


@click.command(cls=_MoneyCommand)
@project_argument
@instalment_argument
@amount_argument
@click.option("--part", "meant", flag_value="part", help="It is only a part of what was asked.")
@click.option("--all", "meant", flag_value="all", help="You accept it as all that was asked.")
@click.option("--invoice", help="The number of the invoice that it paid.")
@acts(date_help="The day the money arrived (default: today).")
def paid(
    ctx: ActionContext,
    instalment: str | None,
    amount: tuple[str, ...],
    meant: Meant | None,
    invoice: str | None,
) -> Action:
    """Record a payment. Without anything else: what is due now, shown with how it is made up.

    INSTALMENT is deposit, the id of a payment stage, or balance; AMOUNT includes tax. If it is less
    than asked, you are asked whether that is a part or all of it; if it is more, it is kept and
    shown as overpaid.

    \b
      courtside paid nido
      courtside paid nido deposit 500 --part
      courtside paid nido balance 2.400,00€ --date 2026-07-10
    """
    from courtside.provider.actions import payments

    name, money = _name_and_amount(ctx, instalment, amount)
    received = payments.Received(instalment=name, amount=money, meant=meant, invoice=invoice)
    return payments.paid(ctx, received)


@click.command(cls=_MoneyCommand)
@project_argument
@instalment_argument
@amount_argument
@acts(date_help="The day you paid it back (default: today).")
def refund(ctx: ActionContext, instalment: str | None, amount: tuple[str, ...]) -> Action:
    """Record money that you paid back. Without AMOUNT: everything that was overpaid.

    \b
      courtside refund nido
      courtside refund nido 250
    """
    from courtside.provider.actions import payments

    name, money = _name_and_amount(ctx, instalment, amount)
    return payments.refund(ctx, name, money)


def _name_and_amount(
    ctx: ActionContext, instalment: str | None, amount: tuple[str, ...]
) -> tuple[str | None, Decimal | None]:
    """What was meant by some words: `paid nido 500 EUR` names no instalment."""
    from courtside.source.checks.payments import instalment_names

    currency, names = ctx.studio.currency, instalment_names(ctx.project)
    if instalment and not any(name.startswith(instalment) for name in names):
        words = (instalment, *amount)
        if re.match(r"[^a-z]*\d", instalment) or _is_money(" ".join(words), currency):
            instalment, amount = None, words
    return instalment, typed_amount(" ".join(amount), currency) if amount else None


def _is_money(text: str, currency: str) -> bool:
    """Whether a text is meant as an amount of the currency, whatever its number: `kr 5.000`."""
    from courtside.provider.importing.money_text import MoneyError, read_money

    try:
        return read_money(re.sub(r"\d[\d.,']*", "1", text, count=1), currency).endswith(currency)
    except MoneyError:
        return False


def typed_amount(text: str, currency: str) -> Decimal:
    """Return an amount that was typed, in the studio's currency; refuses other currencies."""
    number, unit = option_value(MoneyParam(currency), text, "AMOUNT").split()
    if unit != currency:
        raise ActionRefusedError(
            f"Your studio works in {currency}, and this is in {unit}. Give the amount that arrived "
            f"on your account, in {currency}."
        )
    return Decimal(number)
