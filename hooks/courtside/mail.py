"""Mails, as drafts: the provider reads them, and sends them or not.

invitation(portal, "https://studio.example/p/…/#…")  ->  the bytes of an .eml file

The same letter gives the same bytes: its number comes from what it is about. It has no `Date`: that
is the moment at which it is sent, and only whoever sends it knows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from .language import translator
from .letters import to_client, to_provider
from .pipeline import Portal
from .project import Client, Studio
from .reminders import Letter


def invitation(portal: Portal, address: str) -> bytes:
    """A draft with the link, in the portal's language; the link stands on a line of its own.

    The same portal and link give the same bytes. Mail programs open it as a draft (`X-Unsent`).
    """
    speak = translator(portal.language, portal.today)
    client = portal.projects[0].project.client
    titles = speak.list(status.project.title for status in portal.projects)
    studio = portal.studio
    lines = (
        speak.say("Hello {name},", name=client.contact or client.name),
        speak.say("this is your page for {titles}:", titles=titles),
        address,
        speak.say(
            "It always says whose court the ball is in, what happens when, and what we agreed."
        ),
        speak.say(
            "Whoever has the link can read the page, so please keep it to yourselves. "
            "Open it with a click, or copy the whole of it."
        ),
        speak.say("Kind regards"),
        studio.name,
    )
    subject = speak.say("Your page: {titles}", titles=titles).unescape()
    plain = (text.unescape() if hasattr(text, "unescape") else text for text in lines)
    return draft(_mail(studio, _client(client), subject, plain))


def reminder(letter: Letter, address: str = "") -> EmailMessage:
    """A reminder to a client with the link to its portal, or a notice to the provider."""
    studio = letter.portal.studio
    if letter.to == "client":
        to, text = _client(letter.client), to_client(letter, address)
    else:
        to, text = _studio(studio), to_provider(letter)
    mail = _mail(studio, to, text.subject, text.paragraphs)
    about = json.dumps([letter.id, *letter.keys]).encode("ascii")
    number = hashlib.sha256(about).hexdigest()[:32]
    mail["Message-ID"] = f"<{number}@{_studio(studio).domain}>"
    return mail


def draft(mail: EmailMessage) -> bytes:
    """The bytes of an .eml file that mail programs open as a draft."""
    mail["X-Unsent"] = "1"
    return mail.as_bytes()


def _client(client: Client) -> Address:
    return _address(client.contact or client.name, client.email)


def _studio(studio: Studio) -> Address:
    return _address(studio.name, studio.email)


def _address(name: str, email: str) -> Address:
    box, _, domain = email.rpartition("@")  # as one text, an accented address is refused
    return Address(name, username=box, domain=domain)


def _mail(studio: Studio, to: Address, subject: str, paragraphs: Iterable[str]) -> EmailMessage:
    ascii_only = (to.addr_spec + studio.email).isascii()
    mail = EmailMessage(policy=SMTP if ascii_only else SMTPUTF8)
    mail["From"] = _studio(studio)
    mail["To"] = to
    mail["Subject"] = subject
    mail.set_content("\n\n".join(paragraphs) + "\n", cte="quoted-printable")
    return mail
