"""What a reminder says: kind first, exact always, and never an accusation.

    Item(copy, due on 13 March), on the 16th
    ->  "This may already be on its way: “Texts and photos”."
        "We have not received “Texts and photos” (“New website”) yet; it was due on Friday 13 March.
         That was 1 working day ago, according to our records of Monday 16 March. Already sent? ..."
        "To keep your slot, we need “Texts and photos” before Monday 23 March. ..."

The sentences are the page's own, without its links. A client's letter is in the page's language,
the provider's in English, as are the commands that it names. A note of `private` is in neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from courtside.engine.reminders import BALANCE, DEPOSIT, PROPOSAL, Item, Letter, pending
from courtside.engine.schedule import LiveStage
from courtside.text import english
from courtside.text.language import Translator, translator
from courtside.text.theme import OURS, Theme
from courtside.views.consequences import sentence
from courtside.views.context import ViewContext
from courtside.views.payment import payment_due
from courtside.views.turn import ago, asked_already, missing

_NAMED = 2
"""The number of things that a subject names; if there are more, it names the projects."""
_LONG = 10
"""Working days after which a reminder asks plainly for an answer."""
_NO_LINK = {"link": "", "end": ""}
"""For sentences that are a link on the page; a mail is answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """The plain text of an e-mail."""

    subject: str
    paragraphs: tuple[str, ...]
    """Each on lines of its own."""


def to_client(letter: Letter, address: str, theme: Theme = OURS) -> Text:
    """Return a client's letter.

    `address` is the link; it stands alone in its paragraph, in angle brackets, by which mail
    programs find its end.
    """
    studio, client = letter.portal.studio, letter.client
    formal = studio.address == "formal"
    t = translator(letter.portal.language, letter.today, formal=formal, theme=theme)
    say, things = t.text, _things(t, letter.items)
    items = [(ViewContext(t=t, studio=studio, status=item.status), item) for item in letter.items]
    paragraphs = [
        say("Hello {name},", name=client.person),
        Markup("{} {}.").format(_kind_words(t, letter.items), things),
        *(_about(ctx, item) for ctx, item in items),
        *_how_to_pay(items),
        say("Do you need more time, or is anything unclear? Just reply to this e-mail."),
        say("All the dates, and everything we agreed, are on your page:"),
        f"<{address}>",
        say("Kind regards"),
        studio.name,
    ]
    return Text(
        subject=_plain(t, _subject(t, letter.items, things)),
        paragraphs=tuple(_plain(t, paragraph) for paragraph in paragraphs),
    )


def _plain(t: Translator, text: str) -> str:
    """Without the page's elements: what is bold there stands in quotation marks here. An address
    or a name of ours is plain already."""
    if not isinstance(text, Markup):
        return text
    marked = re.sub("<em>(.*?)</em>", lambda title: t.quoted(_text(title[1])), text)
    return _text(re.sub("<[^>]*>", "", marked)).unescape()  # `striptags` would lose spaces


def _text(escaped: str) -> Markup:
    """Part of a text that was escaped when it was made."""
    return Markup(escaped)  # noqa: S704


# --- Its subject and first line ----------------------------------------------------------------

_Wanted = Literal["sent", "answered", "paid", "several"]


def _wanted(items: Sequence[Item]) -> _Wanted:
    """What is asked of whoever gets the letter."""
    wanted = {_asked(item) for item in items}
    return wanted.pop() if len(wanted) == 1 else "several"


def _asked(item: Item) -> _Wanted:
    stage = item.live.stage if item.live else None
    if item.stage in (DEPOSIT, BALANCE) or (stage and stage.pay):
        return "paid"
    return "answered" if item.stage == PROPOSAL or (stage and stage.approves) else "sent"


def _is_overdue(item: Item) -> bool:
    """Whether it should be here by now; money without a due date of its own always should."""
    return bool(item.late_days) or item.stage in (DEPOSIT, BALANCE)


def _subject(t: Translator, items: Sequence[Item], things: Markup) -> Markup:
    """What is wanted, and until when."""
    say, today, wanted = t.text, items[0].status.as_of, _wanted(items)
    if any(map(_is_overdue, items)):
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


def _things(t: Translator, items: Sequence[Item]) -> Markup:
    """What is waited for; of more than a few, the projects."""
    titles = [_name(t, item) for item in items]
    if len(titles) > _NAMED:
        titles = [_project(item) for item in items]
    return t.list(dict.fromkeys(titles))


def _name(t: Translator, item: Item) -> Markup:
    """What is waited for, in a few words."""
    project = _project(item)
    if item.stage == PROPOSAL:
        return t.text("our proposal for {title}", title=project)
    if item.stage == DEPOSIT:
        return t.text("the deposit for {title}", title=project)
    if item.stage == BALANCE:
        return t.text("the balance for {title}", title=project)
    assert item.live
    return _marked(item.live.stage.title)


def _project(item: Item) -> Markup:
    return _marked(item.status.project.title)


def _marked(title: str) -> Markup:
    """A title as the page has it."""
    return Markup("<em>{}</em>").format(title)


def _kind_words(t: Translator, items: Sequence[Item]) -> Markup:
    """One kind line by what is most pressing."""
    say, late = t.text, max(item.late_days for item in items)
    if late >= _LONG:
        return say("This has been open for a while; please tell us how it is going:")
    if any(item.steps for item in items):
        return say("A quick reminder, while there is still time:")
    if late > 1:
        return say("Perhaps something is holding this up, and we can help:")
    if late == 1:
        return say("This may already be on its way:")
    if any(map(_is_overdue, items)):
        return say("A quick note about the next step:")
    if any(item.due <= item.status.as_of for item in items):
        return say("A quick reminder, so that today’s date is not missed:")
    return say("A quick reminder, ahead of time:")


# --- What it says about each thing -------------------------------------------------------------


def _about(ctx: ViewContext, item: Item) -> Markup:
    """All about one thing, in one paragraph; what is missing of it on lines of its own."""
    describe = {PROPOSAL: _proposal, DEPOSIT: _money, BALANCE: _money}.get(item.stage, _stage)
    lacking = missing(ctx, item.live) if item.live else ()
    return Markup("\n").join((Markup(" ").join(describe(ctx, item)), *lacking))


def _proposal(ctx: ViewContext, item: Item) -> Iterator[Markup]:
    say = ctx.t.text
    values = {"title": _project(item), "day": ctx.t.day(item.due)}
    if item.due == item.status.as_of:
        yield say("Our proposal for {title} is open until the end of today, {day}.", **values)
    else:
        yield say("Our proposal for {title} is open until {day}.", **values)
    yield say("{link}Let us know{end} whether you accept it, or what you would change.", **_NO_LINK)
    yield say("After that it lapses, and we can no longer hold its price and schedule.")


def _money(ctx: ViewContext, item: Item) -> Iterator[Markup]:
    """A deposit or a balance."""
    say = ctx.t.text
    values = {
        "records": ctx.t.day(ctx.t.today),  # money comes also after the last day of a project
        "amount": _amount(ctx, item),
        "title": _project(item),
    }
    if item.stage == DEPOSIT:
        yield say("You signed on {day}: thank you.", day=ctx.t.day(item.due))
        yield say("We set your project’s dates on the day your deposit arrives.")
        yield say(
            "According to our records of {records}, the deposit of {amount} for {title} "
            "has not arrived yet.",
            **values,
        )
    else:
        yield say(
            "According to our records of {records}, {amount} is left to pay for {title}.", **values
        )
    yield say(
        "Already paid? {link}Let us know{end}: what counts is the day the money arrives.",
        **_NO_LINK,
    )


def _amount(ctx: ViewContext, item: Item) -> str:
    """What is to be paid now for an item, as the engine says; nothing where it is no payment."""
    return "" if item.amount is None else ctx.money(item.amount)


def _how_to_pay(items: Sequence[tuple[ViewContext, Item]]) -> Iterator[Markup]:
    """For each project with a payment in the letter: the one amount, and where it goes."""
    paying = {item.status.project.id: ctx for ctx, item in items if _asked(item) == "paid"}
    for ctx in paying.values():
        if lines := tuple(_payment_lines(ctx)):
            yield Markup("\n").join(lines)


def _payment_lines(ctx: ViewContext) -> Iterator[Markup]:
    say, payment = ctx.t.text, payment_due(ctx)
    if payment is None or payment.amount <= 0:
        return
    labelled = ctx.t.labelled
    yield labelled(say("To pay now"), ctx.money(payment.amount))
    if payment.account:
        yield labelled(say("Account holder"), payment.account.holder)
        yield labelled(Markup("IBAN"), payment.account.iban)
        if payment.account.bic:
            yield labelled(Markup("BIC"), payment.account.bic)
        yield labelled(say("Reference"), payment.reference)
    for link in payment.links:
        yield labelled(say("Pay online"), link)


def _stage(ctx: ViewContext, item: Item) -> Iterator[Markup]:
    """What is asked, by when, and what follows."""
    assert item.live
    ahead = pending(ctx.status, item.stage)
    moves = not ahead and _leads_on(item)
    yield _request(ctx, item)
    if item.late_days:
        yield ago(ctx, item.late_days)
        if moves:
            yield ctx.t.text("Later dates move by the same number of days.")
    yield asked_already(ctx, item.live.stage, _NO_LINK)
    yield from (escape(word.step.text) for word in item.words if word.step.text)
    if moves and not item.late_days:
        yield ctx.t.text("If it is late, later dates move by the same number of days.")
    first = min((step.date for step in ahead), default=None)
    yield from (sentence(ctx, step, asked=True) for step in ahead if step.date == first)


def _request(ctx: ViewContext, item: Item) -> Markup:
    """What is asked: to send, to answer or to pay something, and by when."""
    say, asked = ctx.t.text, _asked(item)
    values = {
        "stage": say("{stage} ({title})", stage=ctx.title(item.stage), title=_project(item)),
        "day": ctx.t.day(item.due),
        "amount": _amount(ctx, item),
    }
    if item.late_days:
        sent = say("We have not received {stage} yet; it was due on {day}.", **values)
        if item.live and any(missing(ctx, item.live)):
            sent = say("We have not received all of {stage} yet; it was due on {day}.", **values)
        return {
            "sent": sent,
            "answered": say(
                "We have not received your answer on {stage} yet; it was due on {day}.", **values
            ),
            "paid": say(
                "The payment of {amount} has not arrived yet: {stage}. It was due on {day}.",
                **values,
            ),
        }[asked]
    if item.due <= item.status.as_of:
        return {
            "sent": say("We need {stage} from you today, {day}.", **values),
            "answered": say("We need your answer on {stage} today, {day}.", **values),
            "paid": say("{amount} is due today, {day}: {stage}.", **values),
        }[asked]
    return _coming(ctx, item, values)


def _coming(ctx: ViewContext, item: Item, values: Mapping[str, object]) -> Markup:
    assert item.live
    plural, left = ctx.t.plural, item.live.calendar.count(item.status.as_of, item.due)
    return {
        "sent": plural(
            "We need {stage} from you by {day}: {n} working day left.",
            "We need {stage} from you by {day}: {n} working days left.",
            left,
            **values,
        ),
        "answered": plural(
            "We need your answer on {stage} by {day}: {n} working day left.",
            "We need your answer on {stage} by {day}: {n} working days left.",
            left,
            **values,
        ),
        "paid": plural(
            "{amount} is due on {day}: {stage}. {n} working day left.",
            "{amount} is due on {day}: {stage}. {n} working days left.",
            left,
            **values,
        ),
    }[_asked(item)]


def _leads_on(item: Item) -> bool:
    """Whether another stage follows."""
    dated = item.status.dated
    return dated is not None and any(item.stage in live.before for live in dated.stages.values())


# --- To the provider ---------------------------------------------------------------------------


def to_provider(letter: Letter) -> Text:
    """Return the notice of consequences on the next working day, and of what the provider can
    do."""
    t = translator("en", letter.today)
    ids = dict.fromkeys(item.status.project.id for item in letter.items)
    currency = letter.portal.studio.currency
    return Text(
        subject=f"Decide today: {', '.join(ids)}",
        paragraphs=(
            "Under your terms, the following takes effect unless you act today:",
            *("\n".join(_notice(t, currency, item)) for item in letter.items),
        ),
    )


def _notice(t: Translator, currency: str, item: Item) -> Iterator[str]:
    """One stage, line by line: where it stands, what follows, what to do."""
    assert item.live
    project, stage = item.status.project, item.live.stage
    late = f", {english.days(item.late_days)} late" if item.late_days else ""
    yield f"{project.id}, {stage.id}: {stage.title} ({project.client.name})"
    yield f"  due {t.day(item.due)}{late}"
    for word in item.words:
        yield f"  today: {word.step.text or 'a reminder'}"
    for step in item.steps:
        yield f"  {english.follows(step, currency, t.day(step.date))}"
    yield from (f"  {line}" for line in ways_out(item))


def ways_out(item: Item) -> Iterator[str]:
    """Return what the provider can do before a step takes effect."""
    project = item.status.project.id
    if item.status.dated is None or item.live is None:
        yield f"It was handed over: courtside done {project} {item.stage}"
        return
    stage, command = item.live.stage, record_command(project, item.live)
    if stage.owner == "provider":
        yield f"You have handed it over: {command}"
        yield "Not yet: tell the client before the page does"
        return
    if stage.approves:
        yield f"They approved it: {command}"
        yield f"They want changes: courtside ask-change {project} {approval_of(item.live)}"
    else:
        yield f"It has come: {command}"
    if not (stage.pay or stage.approves or item.live.added):
        yield f"It came, but is incomplete: courtside return {project} {stage.id}"
    for do in dict.fromkeys(step.do for step in item.steps):
        yield f"Let it go this once: courtside waive {project} {stage.id} {do}"
    yield "Let it take effect: nothing to do"


def record_command(project: str, live: LiveStage) -> str:
    """Return the command that records that a stage was handed over, revised or paid."""
    if live.stage.pay:
        return f"courtside paid {project} {live.stage.id}"
    if live.added and live.added.kind == "changes":
        return f"courtside revised {project} {live.added.to}"
    if live.added and live.added.kind == "look":
        return f"courtside done {project} {live.added.to}"
    return f"courtside done {project} {live.stage.id}"


def approval_of(live: LiveStage) -> str:
    """Return the approval that a round belongs to, or the stage itself."""
    return live.added.to if live.added and live.added.kind == "look" else live.stage.id
