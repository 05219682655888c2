"""How each kind of consequence is worded: one table for agreement, page, letters and history.

    a fee of 10%  ->  agreed      Added to the price: 840.00 € (10% of the price).
                      ahead       We need Texts before 30 March; from that day a fee of 840.00 € ...
                      in effect   On 30 March we added a fee of 840.00 €: we had not received Texts.
                      history     Added to the price: 840.00 €.

Page and agreement speak to the client; the history has the same words for both sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from courtside.model.values import StepKind
from courtside.text.language import message


@dataclass(frozen=True, kw_only=True, slots=True)
class StepWords:
    """The texts of one kind of consequence; values are filled in where they are shown."""

    name: str
    """The name, in two or three words."""
    neutral_name: str = ""
    """The name for both parties to read, where `name` speaks to one of them."""
    agreed: str
    """The effect, in the agreement."""
    ahead: str
    resuming: str = ""
    """The sentence `ahead`, if the day is known on which work would resume."""
    paying: str = ""
    """The sentence `ahead`, for a payment."""
    growing: str = ""
    """The sentence `ahead`, for an amount that is taken for each day or week."""
    then: str = ""
    """The sentence `ahead`, after one that has asked for the same."""
    in_effect: str
    history: str
    """The effect, in the history; `{name}` is the party with the right, `{amount}` the money."""
    so_far: str = ""
    """The sentence `history`, for an amount that grows."""


STEP_WORDS: Mapping[StepKind, StepWords] = {
    "lose-slot": StepWords(
        name=message("loss of the slot"),
        agreed=message("The slot goes to another project, and work resumes in the next free one."),
        ahead=message(
            "To keep your slot, we need {stage} before {day}. After that it goes to "
            "another project, and work resumes in the next free one."
        ),
        resuming=message(
            "To keep your slot, we need {stage} before {day}. After that it goes to "
            "another project, and work resumes in the next free one: {resumes}, on "
            "today’s forecast."
        ),
        in_effect=message(
            "On {day} your slot went to another project: we had not received {stage} yet."
        ),
        history=message("The slot goes to another project, and work resumes in the next free one."),
    ),
    "fee": StepWords(
        name=message("fee"),
        agreed=message("Added to the price: {amount}."),
        ahead=message("We need {stage} before {day}; from that day a fee of {amount} applies."),
        paying=message(
            "We need the payment before {day} ({stage}); from that day a fee of {amount} applies."
        ),
        then=message("If we do not have it before {day}, a fee of {amount} applies from that day."),
        in_effect=message("On {day} we added a fee of {amount}: we had not received {stage} yet."),
        history=message("Added to the price: {amount}."),
        so_far=message("Added to the price from then on: {amount} in total."),
    ),
    "credit": StepWords(
        name=message("credit"),
        agreed=message("Taken off the price: {amount}."),
        ahead=message(
            "If we have not delivered {stage} before {day}, we take {amount} off the price."
        ),
        growing=message(
            "If we have not delivered {stage} before {day}, from that day we reduce the price by "
            "{amount}."
        ),
        in_effect=message("We took {amount} off the price because of our delay with {stage}."),
        history=message("Taken off the price: {amount}."),
        so_far=message("Taken off the price from then on: {amount} in total."),
    ),
    "approve": StepWords(
        name=message("taken as approved"),
        agreed=message("Where an approval is due, silence counts as approval."),
        ahead=message(
            "Without an answer on {stage} by the end of {day}, your silence counts as approval."
        ),
        then=message("Without an answer by the end of {day}, your silence counts as approval."),
        in_effect=message("On {day} silence counted as approval: {stage}."),
        history=message("Silence counts as approval."),
    ),
    "may-close": StepWords(
        name=message("we may end the project"),
        neutral_name=message("right to end the project"),
        agreed=message("We may end the project and invoice the work done so far."),
        ahead=message(
            "If we do not have {stage} before {day}, we may end the project and invoice "
            "the work done so far."
        ),
        in_effect=message(
            "Since {day} we may end the project and invoice the work done so far, "
            "because of the delay with {stage}."
        ),
        history=message("{name} may end the project and invoice the work done so far."),
    ),
    "may-leave": StepWords(
        name=message("you may end the project"),
        neutral_name=message("right to end the project"),
        agreed=message(
            "You may end the project and get back what you have paid for but not received."
        ),
        ahead=message(
            "If we have not delivered {stage} before {day}, you may end the project "
            "and get back what you have paid for but not received."
        ),
        in_effect=message(
            "Since {day} you may end the project and get back what you have paid for but "
            "not received, because of our delay with {stage}."
        ),
        history=message(
            "{name} may end the project and get back what was paid for but not delivered."
        ),
    ),
    "remind": StepWords(
        name=message("reminder"),
        agreed=message("A reminder."),
        ahead=message("On {day}, if still open ({stage}): {text}"),
        in_effect=message("A reminder was sent."),
        history=message("A reminder was sent."),
    ),
}
