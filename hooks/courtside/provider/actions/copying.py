"""A new project out of an earlier one: what was agreed, without what happened.

{title: April, signed: {...}, stages: [{id: posts, days: 5, done: 2026-04-20}], log: [...]}
->  {title: April, stages: [{id: posts, days: 5}]}
->  as the next month of a retainer: signed: {as: april}, and the same client id and terms
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courtside.errors import ActionRefusedError
from courtside.model.studio import Tax
from courtside.model.values import PARTIES, Party
from courtside.provider.actions.action import ActionContext
from courtside.source.serialize import as_written, both_calendars, taxes_line
from courtside.source.yaml_writer import Value, block

FACTS = frozenset(
    ("allow", "quoted", "signed", "start", "scheduled", "calendars", "link", "link_until", "files",
     "tax", "payments", "changes", "pauses", "restarts", "waivers", "log", "private", "ended",
     "closed")
)  # fmt: skip
"""Fields of a project that say what happened in it, are its own, or are looked at singly."""

OTHER_RATE = "other-rate"
"""The name under `allow` by which a project says that its taxes are meant."""

STAGE_FACTS = frozenset(
    ("start", "due", "done", "skipped", "returned", "waits", "rounds", "url", "invoice")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Copied:
    """The values that differ in the copy; those left out stay as they are."""

    title: str | None = None
    price: str | None = None
    retainer: bool = False
    """Whether it is signed with the agreement of the earlier project."""


def copied_text(ctx: ActionContext, copied: Copied) -> str:
    """Return the text of a new project's file, made from that of an earlier one."""
    data = {name: value for name, value in ctx.source.data.items() if name not in FACTS}
    data["stages"] = [_stage(stage) for stage in data["stages"]]
    if isinstance(data.get("deposit"), Mapping):
        data["deposit"] = data["deposit"]["amount"]
    if copied.title:
        data["title"] = copied.title
    if copied.price:
        data["price"] = copied.price
    data = _as_retainer(ctx, data) if copied.retainer else _without_signed_terms(ctx, data)
    data |= _taxes(ctx, retainer=copied.retainer)
    if "id" in data["client"] and ctx.project.link > 1:
        data["link"] = ctx.project.link  # one page has one link
    if calendars := _calendars(ctx, retainer=copied.retainer):
        data["calendars"] = calendars
    return "\n".join(block(data, 0)) + "\n"


def _stage(stage: Mapping[str, Any]) -> Mapping[str, Value]:
    kept = {name: value for name, value in stage.items() if name not in STAGE_FACTS}
    if "gives" in kept:
        kept["gives"] = [
            item["text"] if isinstance(item, Mapping) else item for item in kept["gives"]
        ]
    return kept


def _as_retainer(ctx: ActionContext, data: dict[str, Any]) -> dict[str, Any]:
    """Return the data with the signature and the client id of the earlier project."""
    signed = ctx.project.signed
    if signed is None:
        raise ActionRefusedError(
            f"{ctx.id} is not signed, so nothing can be signed with it. First: courtside sign "
            f"{ctx.id}"
        )
    first = signed.same_as or ctx.id
    client = {**data["client"], "id": ctx.project.portal_id}
    rest = {name: value for name, value in data.items() if name not in ("title", "client")}
    return {"title": data["title"], "client": client, "signed": {"as": first}, **rest}


def _calendars(ctx: ActionContext, *, retainer: bool) -> dict[str, Value]:
    """Both calendars under the same signature, as `sign` would write them today; else only that of
    the client, where it has days of its own."""
    own = ctx.project.calendars
    closed = {"closed": ctx.studio.calendar.closed}  # these are the studio's days of now
    provider = own.provider and own.provider.model_copy(update=closed)
    calendars = own.model_copy(update={"provider": provider})
    both = both_calendars(ctx.project.model_copy(update={"calendars": calendars}), ctx.studio)
    assert both.provider
    usual = both.client == both.provider.model_copy(update={"closed": ()})
    parties: tuple[Party, ...] = PARTIES if retainer else () if usual else ("client",)
    return {party: as_written(getattr(both, party), ctx.studio) for party in parties}


def _taxes(ctx: ActionContext, *, retainer: bool) -> dict[str, Value]:
    """Return the taxes of the copy. What is signed already has them written down."""
    if _keeps_taxes(ctx):
        meant = {"allow": [OTHER_RATE]} if OTHER_RATE in ctx.project.allow else {}
        return {"tax": as_written(ctx.project.tax, ctx.studio), **meant}
    standard = ctx.studio.tax
    return {"tax": as_written(standard, ctx.studio)} if retainer and standard else {}


def _keeps_taxes(ctx: ActionContext) -> bool:
    """Return whether a copy has the client's own taxes, such as none abroad; otherwise it has the
    studio's of today, whatever rate `sign` wrote."""
    own = ctx.project.tax
    meant = OTHER_RATE in ctx.project.allow
    return own is not None and (meant or [*map(_name, own)] != [*map(_name, ctx.studio.tax)])


def other_taxes(ctx: ActionContext) -> str:
    """Return which taxes a copy has, where the earlier project's are not the studio's of today;
    empty if they are."""
    if ctx.project.tax in (None, ctx.studio.tax):
        return ""
    theirs, ours = (taxes_line(tax, ctx.studio) for tax in (ctx.project.tax, ctx.studio.tax))
    if _keeps_taxes(ctx):
        return (
            f"It has the taxes of {ctx.id}, {theirs}; your studio has {ours} today. If those are "
            f"meant, write tax: {ours} in the new file."
        )
    return (
        f"It has the taxes of your studio today, {ours}; {ctx.id} has {theirs}. If that is what "
        f"this client always pays, write tax: {theirs} and allow: [{OTHER_RATE}] in the new file."
    )


def _name(tax: Tax) -> str:
    """Return what a tax is called, whatever its rate: `IVA 21%` is `IVA 22%` a year later."""
    return re.sub(r"[\d.,%\s]+", "", tax.name or "").casefold()


def _without_signed_terms(ctx: ActionContext, data: dict[str, Any]) -> dict[str, Any]:
    """Return the data without the terms that the signature froze, if they are today's of the
    studio."""
    own, standard = ctx.project.terms, ctx.studio.terms
    terms = dict(data.get("terms", {}))
    late = dict(terms.pop("late", {}))
    kept = {
        name: value
        for name, value in terms.items()
        if getattr(own, name) != getattr(standard, name)
        and not (value == "none" and getattr(standard, name) is None)
    }
    steps = {party: late[party] for party in late if own.steps(party) != standard.steps(party)}
    if steps:
        kept["late"] = steps
    rest = {name: value for name, value in data.items() if name != "terms"}
    return {**rest, "terms": kept} if kept else rest
