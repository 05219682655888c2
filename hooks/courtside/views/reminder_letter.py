"""What a reminder says: kind first, exact always, and never an accusation.

    Item(copy, due on 13 March), on the 16th
    ->  "We have not received “Texts and photos” (“New website”) yet; it was due on Friday 13 March.
         That was 1 working day ago, according to our records of Monday 16 March. Already sent? ..."
        "To keep your slot, we need “Texts and photos” before Monday 23 March. ..."

The sentences are the page's own, without its links. A client's letter is in the portal's language,
the provider's in English, as are the commands that it names. A note of `private` is in neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from markupsafe import Markup, escape

from courtside.engine.reminders import DEPOSIT, PROPOSAL, Item, Letter, pending
from courtside.model.currencies import plain
from courtside.text import english
from courtside.text.language import Translator, translator
from courtside.views.consequences import sentence
from courtside.views.context import ViewContext
from courtside.views.turn import ago, asked_already

_NAMED = 2
"""So many things are named in a subject; where there are more, the projects are."""
_NO_LINK = {"link": "", "end": ""}
"""For sentences that are a link on the page; a mail is answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A mail before it is one: plain text."""

    subject: str
    paragraphs: tuple[str, ...]
    """Each on lines of its own."""


def to_client(letter: Letter, address: str) -> Text:
    """A client's letter; `address` is the link, which stands alone in its paragraph, in
    angle brackets, at which mail programs find its end."""
    formal = letter.portal.studio.address == "formal"
    t = translator(letter.portal.language, letter.today, formal=formal)
    say, client = t.text, letter.client
    contexts = [_telling(t, letter, item) for item in letter.items]
    paragraphs = [
        say("Hello {name},", name=client.contact or client.name),
        _opening(t, letter.items),
        *(_about(ctx, item) for ctx, item in zip(contexts, letter.items, strict=True)),
        say("Do you need more time, or is anything unclear? Just reply to this e-mail."),
        say("All the dates, and everything we agreed, are on your page:"),
        f"<{address}>",
        say("Kind regards"),
        letter.portal.studio.name,
    ]
    return Text(
        subject=_plain(t, _subject(t, letter.items)),
        paragraphs=tuple(_plain(t, each) for each in paragraphs),
    )


def _plain(t: Translator, text: str) -> str:
    """Without the page's elements: what is bold there stands in quotation marks here. An address
    or a name of ours is plain already."""
    if not isinstance(text, Markup):
        return text
    marked = re.sub("<em>(.*?)</em>", lambda found: t.quoted(_text(found[1])), text)
    return _text(re.sub("<[^>]*>", "", marked)).unescape()  # `striptags` would lose spaces


def _text(escaped: str) -> Markup:
    """Part of a text that was escaped when it was made."""
    return Markup(escaped)  # noqa: S704


def _telling(t: Translator, letter: Letter, item: Item) -> ViewContext:
    return ViewContext(t=t, studio=letter.portal.studio, status=item.status)


# --- Its subject and first line ----------------------------------------------------------------

_Wanted = Literal["sent", "answered", "paid", "several"]


def _wanted(items: Sequence[Item]) -> _Wanted:
    """What is asked of whoever gets the letter."""
    found = {_asked(item) for item in items}
    return found.pop() if len(found) == 1 else "several"


def _asked(item: Item) -> _Wanted:
    stage = item.one.stage if item.one else None
    if item.stage == DEPOSIT or (stage and stage.pay):
        return "paid"
    return "answered" if item.stage == PROPOSAL or (stage and stage.approves) else "sent"


def _subject(t: Translator, items: Sequence[Item]) -> Markup:
    """What is wanted, and until when."""
    say, today = t.text, items[0].status.as_of
    titles = [_name(t, item) for item in items]
    if len(titles) > _NAMED:
        titles = [_marked(item.status.project.title) for item in items]
    things, wanted = t.list(dict.fromkeys(titles)), _wanted(items)
    if any(item.late_days or item.stage == DEPOSIT for item in items):
        return {
            "sent": say("Still needed: {things}", things=things),
            "answered": say("Your answer is still needed: {things}", things=things),
            "paid": say("Still to pay: {things}", things=things),
            "several": say("Still open: {things}", things=things),
        }[wanted]
    due = min(item.due for item in items)
    if due <= today:
        return {
            "sent": say("Please send today: {things}", things=things),
            "answered": say("Please answer today: {things}", things=things),
            "paid": say("Please pay today: {things}", things=things),
            "several": say("Due today: {things}", things=things),
        }[wanted]
    day = t.day(due)
    return {
        "sent": say("Please send by {day}: {things}", day=day, things=things),
        "answered": say("Please answer by {day}: {things}", day=day, things=things),
        "paid": say("Please pay by {day}: {things}", day=day, things=things),
        "several": say("Coming up: {things}", things=things),
    }[wanted]


def _name(t: Translator, item: Item) -> Markup:
    """What is waited for, in a few words."""
    project = _marked(item.status.project.title)
    if item.stage == PROPOSAL:
        return t.text("our proposal for {title}", title=project)
    if item.stage == DEPOSIT:
        return t.text("the deposit for {title}", title=project)
    assert item.one
    return _marked(item.one.stage.title)


def _marked(title: str) -> Markup:
    """A title as the page has it."""
    return Markup("<em>{}</em>").format(title)


def _opening(t: Translator, items: Sequence[Item]) -> Markup:
    """One kind line, by what is most pressing."""
    say = t.text
    late = max(item.late_days for item in items)
    if any(item.steps for item in items):
        return say("A quick reminder, while there is still time:")
    if late > 1:
        return say("Perhaps something is holding this up, and we can help:")
    if late == 1:
        return say("This may already be on its way:")
    if any(item.stage == DEPOSIT for item in items):
        return say("A quick note about the next step:")
    if any(item.due <= item.status.as_of for item in items):
        return say("A quick reminder, so that today's date is not missed:")
    return say("A quick reminder, ahead of time:")


# --- What it says about each thing -------------------------------------------------------------


def _about(ctx: ViewContext, item: Item) -> Markup:
    """All about one thing, in one paragraph."""
    told = {PROPOSAL: _proposal, DEPOSIT: _deposit}.get(item.stage, _stage)(ctx, item)
    return Markup(" ").join(told)


def _proposal(ctx: ViewContext, item: Item) -> Iterator[Markup]:
    say, title = ctx.t.text, _marked(item.status.project.title)
    day = ctx.t.day(item.due)
    if item.due == item.status.as_of:
        yield say(
            "Our proposal for {title} is open until the end of today, {day}.", title=title, day=day
        )
    else:
        yield say("Our proposal for {title} is open until {day}.", title=title, day=day)
    yield say("{link}Let us know{end} whether you accept it, or what you would change.", **_NO_LINK)
    yield say("After that it lapses, and we can no longer hold its price and schedule.")


def _deposit(ctx: ViewContext, item: Item) -> Iterator[Markup]:
    say, project = ctx.t.text, item.status.project
    yield say("You signed on {day}: thank you.", day=ctx.t.day(item.due))
    yield say("We set your project's dates on the day your deposit arrives.")
    yield say(
        "According to our records of {records}, the deposit of {amount} for {title} "
        "has not arrived yet.",
        records=ctx.t.day(item.status.as_of),
        amount=ctx.money(item.status.asked[DEPOSIT]),
        title=_marked(project.title),
    )
    yield say(
        "Already paid? {link}Let us know{end}: what counts is the day it arrived.", **_NO_LINK
    )


def _stage(ctx: ViewContext, item: Item) -> Iterator[Markup]:
    """What is asked, by when, and what follows."""
    assert item.one
    stage = ctx.t.text(
        "{stage} ({title})",
        stage=ctx.title(item.stage),
        title=_marked(item.status.project.title),
    )
    values = {"stage": stage, "day": ctx.t.day(item.due)}
    match _asked(item):
        case "paid":
            amount = ctx.money(item.status.asked.get(item.stage, Decimal(0)))
            yield _pay(ctx, item, amount=amount, **values)
        case "answered":
            yield _answer(ctx, item, **values)
        case _:
            yield _send(ctx, item, **values)
    if item.late_days:
        yield ago(ctx, item.late_days)
    yield asked_already(ctx, item.one.stage, _NO_LINK)
    yield from (escape(each.step.text) for each in item.words if each.step.text)
    yield from _next(ctx, item)


def _left(item: Item) -> int:
    """Working days of its owner until it is due."""
    assert item.one
    return item.one.calendar.count(item.status.as_of, item.due)


def _send(ctx: ViewContext, item: Item, **values: object) -> Markup:
    if item.late_days:
        return ctx.t.text("We have not received {stage} yet; it was due on {day}.", **values)
    if item.due <= item.status.as_of:
        return ctx.t.text("We need {stage} from you today, {day}.", **values)
    return ctx.t.plural(
        "We need {stage} from you by {day}: {n} working day left.",
        "We need {stage} from you by {day}: {n} working days left.",
        _left(item),
        **values,
    )


def _answer(ctx: ViewContext, item: Item, **values: object) -> Markup:
    if item.late_days:
        return ctx.t.text(
            "We have not received your answer on {stage} yet; it was due on {day}.", **values
        )
    if item.due <= item.status.as_of:
        return ctx.t.text("We need your answer on {stage} today, {day}.", **values)
    return ctx.t.plural(
        "We need your answer on {stage} by {day}: {n} working day left.",
        "We need your answer on {stage} by {day}: {n} working days left.",
        _left(item),
        **values,
    )


def _pay(ctx: ViewContext, item: Item, **values: object) -> Markup:
    if item.late_days:
        return ctx.t.text(
            "The payment of {amount} has not arrived yet: {stage}. It was due on {day}.", **values
        )
    if item.due <= item.status.as_of:
        return ctx.t.text("{amount} is due today, {day}: {stage}.", **values)
    return ctx.t.plural(
        "{amount} is due on {day}: {stage}. {n} working day left.",
        "{amount} is due on {day}: {stage}. {n} working days left.",
        _left(item),
        **values,
    )


def _next(ctx: ViewContext, item: Item) -> Iterator[Markup]:
    """The next steps; where there is none, what always follows."""
    ahead = pending(ctx.status, item.stage)
    first = min((each.date for each in ahead), default=None)
    yield from (sentence(ctx, each) for each in ahead if each.date == first)
    if not ahead and _leads_on(item):
        yield ctx.t.text("Later dates move by the same number of days.")


def _leads_on(item: Item) -> bool:
    """Whether another stage follows."""
    dated = item.status.dated
    return dated is not None and any(item.stage in one.before for one in dated.stages.values())


# --- To the provider ---------------------------------------------------------------------------


def to_provider(letter: Letter) -> Text:
    """What takes effect on the next working day, and the three things that can be done."""
    t = translator("en", letter.today)
    ids = dict.fromkeys(item.status.project.id for item in letter.items)
    currency = letter.portal.studio.currency
    return Text(
        subject=f"To decide today: {', '.join(ids)}",
        paragraphs=(
            "This follows by the terms before your next working day is over, "
            "unless you do something about it today:",
            *("\n".join(_notice(t, currency, item)) for item in letter.items),
        ),
    )


def _notice(t: Translator, currency: str, item: Item) -> Iterator[str]:
    """One stage, line by line: where it stands, what follows, what to do."""
    assert item.one
    project, stage = item.status.project, item.one.stage
    late = f", {english.days(item.late_days)} late" if item.late_days else ""
    yield f"{project.id}, {stage.id}: {stage.title} ({project.client.name})"
    yield f"  due {t.day(item.due)}{late}"
    for each in item.words:
        yield f"  today: {each.step.text or 'a reminder'}"
    for each in item.steps:
        amount = f", {plain(each.amount, currency)}" if each.amount is not None else ""
        yield f"  {t.day(each.date)}: {each.do}{amount}"
    yield from (f"  {line}" for line in ways_out(item))


def ways_out(item: Item) -> Iterator[str]:
    """What the provider can do before a step takes effect."""
    name = f"{item.status.project.id} {item.stage}"
    if item.status.dated and item.one and item.one.stage.owner == "client":
        yield f"It has come: courtside done {name}"
        for do in dict.fromkeys(each.do for each in item.steps):
            yield f"Be kind: courtside waive {name} {do}"
        yield "Let it run: nothing to do, it follows by itself"
    else:
        yield f"It is handed over: courtside done {name}"
        yield "It is not yet: tell the client, before the page does"
