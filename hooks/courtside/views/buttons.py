"""What the client can do right now, each with its own link: never one link for yes and no.

an approval of `design`, at https://files.example/design
->  [Open: Design] [Approve] [Ask for changes]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from courtside.engine.schedule import LiveStage
from courtside.views.context import ViewContext


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A link with the words of an action."""

    words: Markup
    address: str
    """`https:` to where it happens, or `mailto:` with a subject that says what was decided."""
    main: bool = False
    """Whether it is the action that most clients will want."""

    @property
    def is_mail(self) -> bool:
        """Whether it opens the reader's mail program."""
        return self.address.startswith("mailto:")


def stage_buttons(ctx: ViewContext, stages: Iterable[LiveStage]) -> tuple[Button, ...]:
    """Return the actions for the client's stages among these; if there are several, each button
    names its stage."""
    mine = [live for live in stages if live.stage.owner == "client"]
    return tuple(button for live in mine for button in _for_stage(ctx, live, named=len(mine) > 1))


def proposal_buttons(ctx: ViewContext) -> tuple[Button, ...]:
    """Return the answers to a proposal."""
    say, title = ctx.t.text, ctx.status.project.title
    return (
        _mail(ctx, say("I accept"), say("I accept: {title}", title=title), main=True),
        _mail(ctx, say("I have a question"), say("A question: {title}", title=title)),
    )


def decision_buttons(ctx: ViewContext, title: object) -> tuple[Button, ...]:
    """Return the answers to a change or a pause that waits for the client."""
    say = ctx.t.text
    return (
        _mail(ctx, say("I agree"), say("I agree: {title}", title=title), main=True),
        _mail(ctx, say("I would rather not"), say("Rather not: {title}", title=title)),
        _mail(ctx, say("I have a question"), say("A question: {title}", title=title)),
    )


def answer_button(ctx: ViewContext, stage: str) -> Button:
    """Return the button that answers a question about one of our stages."""
    say = ctx.t.text
    return _mail(ctx, say("Answer"), say("My answer: {title}", title=ctx.stage_title(stage)),
                 main=True)  # fmt: skip


def resume_button(ctx: ViewContext) -> Button:
    """Return the button that proposes a day on which a pause ends."""
    say = ctx.t.text
    subject = say("A day to carry on: {title}", title=ctx.status.project.title)
    return _mail(ctx, say("Propose a day"), subject)


def paid_button(ctx: ViewContext) -> Button:
    """Return the button that tells us that a payment is under way."""
    return _mail(ctx, ctx.t.text("I have paid"), paid_subject(ctx))


def paid_subject(ctx: ViewContext) -> Markup:
    """Return the subject of every e-mail that tells us so."""
    return ctx.t.text("Paid: {title}", title=ctx.status.project.title)


def _for_stage(ctx: ViewContext, live: LiveStage, *, named: bool) -> Iterator[Button]:
    say, stage = ctx.t.text, live.stage
    title = ctx.stage_title(stage.id)

    def words(what: Markup) -> Markup:
        return ctx.t.labelled(title, what) if named else what

    if stage.pay:  # how to pay stands with the amount
        return
    if stage.approves:
        work = ctx.stage_title(stage.approves)
        if stage.url:
            yield Button(words=say("Open: {title}", title=work), address=stage.url, main=True)
        yield _mail(ctx, words(say("Approve")), say("Approved: {title}", title=work),
                    main=not stage.url)  # fmt: skip
        yield _mail(ctx, words(say("Ask for changes")), say("Please change: {title}", title=work))
        return
    if stage.url:
        yield Button(words=words(say("Upload here")), address=stage.url, main=True)
    yield _mail(ctx, words(say("I have sent it")), say("Sent: {title}", title=title),
                main=not stage.url)  # fmt: skip


def _mail(ctx: ViewContext, words: Markup, subject: Markup, *, main: bool = False) -> Button:
    return Button(words=words, address=ctx.mail(subject), main=main)
