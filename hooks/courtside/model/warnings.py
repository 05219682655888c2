"""The names of all warnings, by which a file accepts one: `allow: [early-start]`."""

from __future__ import annotations

from collections.abc import Mapping

WARNINGS: Mapping[str, str] = {
    "after-end": "what happened after the end of a project that ended early",
    "asks-for-nothing": "an open payment that asks for nothing and becomes overdue",
    "bare-number": "a bare number up to 100 that may be meant as a share",
    "copied-client": "people, or an address, that are also those of another client",
    "dead-link": "a link in a text without a full address, so that a page shows only its words",
    "double-tax": "a tax that is listed twice",
    "early-agreed": "a change or a pause agreed before it was proposed, or before the signature",
    "early-done": "work done before the project's start",
    "early-start": "a start before the signature or the deposit",
    "extra-round": "a round beyond `revisions` without an agreed change",
    "flat-fee": "a fee that does not grow with the delay, for a consumer",
    "instalments": "a signed project whose instalments do not add up to the price",
    "late-pause": "a pause that was agreed when it was over",
    "long-agreement": "an agreement of more than one page",
    "more-than-all": "more money than was asked for in total",
    "moved-page": "a page that moved to another id, so that its link opens nothing",
    "needless-allow": "a name under `allow` that hides no warning of the file",
    "no-calendars": "a signed project without calendars of its own",
    "no-cap": "fees or credits without `terms.cap`",
    "no-hash": "something signed or promised without its fingerprint",
    "no-url": "an approval that waits for the client without a `url` of the work",
    "one-sided": "a consequence for one party without its counterpart",
    "open-wait": "a question that went on after its stage was over, or is answered ahead",
    "other-holder": "a link that was given to somebody with another name and another address",
    "other-rate": "a tax in a proposal that the studio does not have",
    "page-over": "a project that goes on after `link_until`",
    "paid-twice": "a payment that is listed twice",
    "provider-pays": "a signed agreement in which the provider pays",
    "settled-for-less": "a payment that settles less than was asked",
    "shared-page": "a client id whose projects have clients of different names",
    "short-approval": "an approval of less than 2 working days",
    "short-dates": "assigned dates of fewer days than the agreement has",
    "silent-consumer": "silence that counts as approval, for a consumer",
    "sudden": "consequences that jump",
    "three-decimals": "a price with three decimals that may be meant as thousands",
    "too-late-change": "a change for which it is too late, so that its days do not count",
    "unseen-handover": "a handover backdated so far that silence approved it unseen",
    "whole-country": "the holidays of a country whose regions have more",
    "whole-in-parts": "a deposit of which nothing is left to ask for and that is not settled",
}
"""What each warning is about, by its name."""
