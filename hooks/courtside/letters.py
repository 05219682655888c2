"""What a reminder says: kind first, exact always, and never an accusation.

    Item(copy, due on 13 March), on the 16th
    ->  "Texts and photos was due on Friday 13 March. That is 1 working day ago, by our records of
         Monday 16 March. Sent already? Tell us: the day you sent it counts."
        "If Texts and photos is still open on Monday 23 March, your slot goes to others, ..."

The sentences are the page's own, without its links. A client's letter is in the portal's language,
the provider's in English, as are the commands that it names. A note of `private` is in neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from . import report
from .follows import sentence
from .language import Translator, translator
from .money import payments
from .phrases import Telling
from .reminders import DEPOSIT, PROPOSAL, Item, Letter, pending

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
    speak = translator(letter.portal.language, letter.today)
    say, client = speak.say, letter.client
    tells = [_telling(speak, letter, item) for item in letter.items]
    paragraphs = [
        say("Hello {name},", name=client.contact or client.name),
        _opening(speak, letter.items),
        *(_about(tell, item) for tell, item in zip(tells, letter.items, strict=True)),
        say("Do you need more time, or is anything unclear? Just answer this mail."),
        say("All dates, and what we agreed, stand on your page:"),
        f"<{address}>",
        say("Kind regards"),
        letter.portal.studio.name,
    ]
    return Text(
        subject=_plain(_subject(speak, letter.items)),
        paragraphs=tuple(_plain(each) for each in paragraphs),
    )


def _plain(text: str) -> str:
    """Without the page's elements; an address or a name of ours is plain already."""
    return text.striptags() if isinstance(text, Markup) else text


def _telling(speak: Translator, letter: Letter, item: Item) -> Telling:
    return Telling(speak=speak, studio=letter.portal.studio, status=item.status)


def _subject(speak: Translator, items: Sequence[Item]) -> Markup:
    titles = [_name(speak, item) for item in items]
    if len(titles) > _NAMED:
        titles = [escape(item.status.project.title) for item in items]
    things = speak.list(dict.fromkeys(titles))
    today = items[0].status.as_of
    if any(item.late_days or item.stage == DEPOSIT for item in items):
        return speak.say("Still open: {things}", things=things)
    if any(item.due <= today for item in items):
        return speak.say("Due today: {things}", things=things)
    return speak.say("Coming up: {things}", things=things)


def _name(speak: Translator, item: Item) -> Markup:
    """What is waited for, in a few words."""
    if item.stage == PROPOSAL:
        return speak.say("our proposal for {title}", title=item.status.project.title)
    if item.stage == DEPOSIT:
        return speak.say("the deposit for {title}", title=item.status.project.title)
    assert item.one
    return escape(item.one.stage.title)


def _opening(speak: Translator, items: Sequence[Item]) -> Markup:
    """One kind line, by what is most pressing."""
    say = speak.say
    late = max(item.late_days for item in items)
    if any(item.steps for item in items):
        return say("a word in good time, before anything follows from it:")
    if late > 1:
        return say("perhaps something holds this up, and we can help with it:")
    if late == 1:
        return say("perhaps this is on its way already:")
    if any(item.stage == DEPOSIT for item in items):
        return say("a friendly word about what comes next:")
    if any(item.due <= item.status.as_of for item in items):
        return say("a friendly word, so that today's date is not missed:")
    return say("a friendly word ahead of time:")


def _about(tell: Telling, item: Item) -> Markup:
    """All about one thing, in one paragraph."""
    told = {PROPOSAL: _proposal, DEPOSIT: _deposit}.get(item.stage, _stage)(tell, item)
    return Markup(" ").join(told)


def _proposal(tell: Telling, item: Item) -> Iterator[Markup]:
    say, title = tell.speak.say, item.status.project.title
    day = tell.speak.day(item.due)
    if item.due == item.status.as_of:
        yield say("Our proposal for {title} is open through today, {day}.", title=title, day=day)
    else:
        yield say("Our proposal for {title} is open until {day}.", title=title, day=day)
    yield say("After that it lapses, and its price and days no longer hold.")
    yield say("{link}Tell us{end} if you accept it, or what should be different.", **_NO_LINK)


def _deposit(tell: Telling, item: Item) -> Iterator[Markup]:
    say, project = tell.speak.say, item.status.project
    yield say("You signed on {day}: thank you.", day=tell.speak.day(item.due))
    amount = tell.money(payments(project).deposit)
    yield say(
        "By our records of {records}, the deposit of {amount} for {title} has not arrived yet.",
        records=tell.speak.day(item.status.as_of),
        amount=amount,
        title=project.title,
    )
    yield say("On the day it arrives, we give your project its dates.")
    yield say("Paid already? {link}Tell us{end}: the day it arrived counts.", **_NO_LINK)


def _stage(tell: Telling, item: Item) -> Iterator[Markup]:
    """When it is due, what is asked, and what follows."""
    assert item.one
    assert tell.status.dated
    say, count, one = tell.speak.say, tell.speak.count, item.one
    today, day = item.status.as_of, tell.speak.day(item.due)
    stage = say("{stage} ({title})", stage=one.stage.title, title=item.status.project.title)
    if one.stage.pay:
        amount = payments(item.status.project).stages[one.stage.id]
        stage = say("{stage}: {amount}", stage=stage, amount=tell.money(amount))
    if item.due > today:
        left = tell.status.calendars[one.stage.owner].count(today, item.due)
        yield count(
            "{stage} is due on {day}: {n} working day left.",
            "{stage} is due on {day}: {n} working days left.",
            left,
            stage=stage,
            day=day,
        )
    elif not one.late_days:
        yield say("{stage} is due today, {day}.", stage=stage, day=day)
    else:
        yield say("{stage} was due on {day}.", stage=stage, day=day)
        yield count(
            "That is {n} working day ago, by our records of {records}.",
            "That is {n} working days ago, by our records of {records}.",
            one.late_days,
            records=tell.speak.day(today),
        )
    if one.stage.pay:
        yield say("Paid already? {link}Tell us{end}: the day it arrived counts.", **_NO_LINK)
    else:
        yield say("Sent already? {link}Tell us{end}: the day you sent it counts.", **_NO_LINK)
    yield from (escape(each.step.text) for each in item.words if each.step.text)
    yield from _next(tell, item)


def _next(tell: Telling, item: Item) -> Iterator[Markup]:
    """The next steps; where there is none, what always follows."""
    ahead = pending(tell.status, item.stage)
    first = min((each.date for each in ahead), default=None)
    yield from (sentence(tell, each) for each in ahead if each.date == first)
    if not ahead and any(item.stage in before for before in item.status.project.before.values()):
        yield tell.speak.say("Later dates move by as much as this is late.")


# --- To the provider ---------------------------------------------------------------------------


def to_provider(letter: Letter) -> Text:
    """What takes effect on the next working day, and the three things that can be done."""
    speak = translator("en", letter.today)
    ids = dict.fromkeys(item.status.project.id for item in letter.items)
    currency = letter.portal.studio.currency
    return Text(
        subject=f"To decide today: {', '.join(ids)}",
        paragraphs=(
            "This follows by the terms before your next working day is over, "
            "unless you do something about it today:",
            *("\n".join(_notice(speak, currency, item)) for item in letter.items),
        ),
    )


def _notice(speak: Translator, currency: str, item: Item) -> Iterator[str]:
    """One stage, line by line: where it stands, what follows, what to do."""
    assert item.one
    project, stage = item.status.project, item.one.stage
    late = f", {report.days(item.late_days)} late" if item.late_days else ""
    yield f"{project.id}, {stage.id}: {stage.title} ({project.client.name})"
    yield f"  due {speak.day(item.due)}{late}"
    for each in item.words:
        yield f"  today: {each.step.text or 'a reminder'}"
    for each in item.steps:
        amount = f", {each.amount} {currency}" if each.amount is not None else ""
        yield f"  {speak.day(each.date)}: {each.do}{amount}"
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
