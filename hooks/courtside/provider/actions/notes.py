"""What is written down about a project, and the end of its page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from courtside.engine.shares import DEPOSIT
from courtside.errors import ActionRefusedError
from courtside.model.currencies import plain
from courtside.model.project import Entry, Note
from courtside.provider.actions.action import Action, ActionContext
from courtside.source.editor import Add, Put
from courtside.text.english import count, long_day, short_day


def log(ctx: ActionContext, text: str, link: str | None) -> Action:
    """Add to the log, which the client reads."""
    ctx.refuse_closed()
    item = {"date": f"{ctx.day}", "text": text} | ({"link": link} if link else {})
    return Action(
        edits=(Add(("log",), item, before=_later(ctx.project.log, ctx.day)),),
        fact=f"{ctx.id}: added to the log for {short_day(ctx.day)} (the client can read it)",
        news=f"log of {long_day(ctx.day)}",
    )


def note(ctx: ActionContext, text: str) -> Action:
    """Add a private note."""
    item = {"date": f"{ctx.day}", "text": text}
    return Action(
        edits=(Add(("private",), item, before=_later(ctx.project.private, ctx.day)),),
        fact=f"{ctx.id}: note saved (only you can see it)",
        news="own notes",
    )


def close(ctx: ActionContext, *, unpaid: bool = False) -> Action:
    """Take the page down; refuses while money is open, unless `unpaid`, and asks if money was
    received for work that is not complete."""
    ctx.refuse_closed()
    ctx.refuse_before_signature()
    left: list[str] = []
    if ctx.status.dated and not ctx.project.ended:
        still = sum(not live.finished for live in ctx.status.dated.stages.values())
        left += [f"{count(still, 'stage')} unfinished"] * bool(still)
    if money := open_money(ctx):
        if not unpaid:
            raise ActionRefusedError(
                f"{ctx.id}: {money}, and its page says so. Record it first (courtside paid, refund "
                "or end), or close it all the same with --unpaid."
            )
        left.append(money)
    paid, questions = ctx.status.money.paid, list[str]()
    if paid and not unpaid and ctx.status.phase not in ("ended", "complete"):
        goes_on = f"goes on, with {left[0]}" if left else "has not begun"
        received = plain(paid, ctx.studio.currency)
        questions.append(
            f"{ctx.id} {goes_on}, and {received} was received for it. A final account comes from "
            f"courtside end {ctx.id}. Close it without one?"
        )
    rest = f" with {' and '.join(left)}" if left else ""
    return Action(
        edits=(Put(("closed",), f"{ctx.day}"),),
        fact=f"{ctx.id}: closed on {short_day(ctx.day)}{rest}",
        news=f"closed on {long_day(ctx.day)}",
        questions=tuple(questions),
    )


def open_money(ctx: ActionContext) -> str:
    """Return what is still to be paid, or paid back, for what was signed; empty if nothing."""
    status, currency = ctx.status, ctx.studio.currency
    if not ctx.project.signed:
        return ""
    balance = status.money.balance
    begun = status.dated is not None or ctx.project.ended or status.money.paid
    if balance > 0 and begun:
        return f"{plain(balance, currency)} unpaid"
    if balance < 0:
        return f"{plain(-balance, currency)} to be paid back"
    if amount := status.asked.get(DEPOSIT):
        return f"{plain(amount, currency)} of the deposit unpaid"
    return ""


def _later(entries: Sequence[Entry | Note], day: date) -> int | None:
    """The first entry of a later day, so that the newest stays last."""
    return next((index for index, entry in enumerate(entries) if entry.date > day), None)
