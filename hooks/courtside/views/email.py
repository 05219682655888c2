"""E-mails as drafts: the provider reads them, and sends them or not.

invitations(portal, "https://studio.example/p/…/#…")  ->  {"aurora": the bytes of an .eml file}

The same letter gives the same bytes: its number comes from what it is about. It has no `Date`, the
moment at which it is sent: only whoever sends it knows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from courtside.engine.portals import ClientPage
from courtside.engine.reminders import Letter
from courtside.model.project import Client, Project
from courtside.model.studio import Studio
from courtside.text.language import translator
from courtside.text.theme import OURS, Theme
from courtside.views.email_message import Mail, Mailbox, with_ascii_domain
from courtside.views.reminder_letter import to_client, to_provider


def invitations(portal: ClientPage, address: str, theme: Theme = OURS) -> Mapping[str, bytes]:
    """Return drafts with the link, for everybody whom a project of the page names, by file name.

    Where the projects name different people, there is one for each of them; from the second on,
    its name has a project's id behind a dot, which is in no id.
    """
    people: dict[object, Project] = {}
    for project in sorted((status.project for status in portal.projects), key=lambda one: one.id):
        people.setdefault(project.client.people, project)
    first, *others = people.values()
    named = {portal.id: first, **{f"{portal.id}.{other.id}": other for other in others}}
    return {
        name: _invitation(portal, project.client, address, theme) for name, project in named.items()
    }


def _invitation(portal: ClientPage, client: Client, address: str, theme: Theme) -> bytes:
    """Return a draft with the link, in the page's language.

    The link stands on a line of its own, in angle brackets, by which mail programs find its end.
    Equal page and link give equal bytes. Mail programs open it as a draft (`X-Unsent`).
    """
    studio = portal.studio
    formal = studio.address == "formal"
    t = translator(portal.language, portal.today, formal=formal, theme=theme)
    titles = t.list(t.quoted(status.project.title) for status in portal.projects)
    lines = (
        t.text("Hello {name},", name=client.person),
        t.text("Here is your page for {titles}:", titles=titles),
        f"<{address}>",
        t.text(
            "It always shows whose court the ball is in, what happens when, and what we agreed."
        ),
        t.text(
            "Anyone with the link can read the page, so please keep it to yourselves. "
            "Click the link, or copy all of it."
        ),
        t.text("Kind regards"),
        studio.name,
    )
    subject = t.text("Your page: {titles}", titles=titles).unescape()
    plain = [text.unescape() if isinstance(text, Markup) else text for text in lines]
    return draft(_mail(studio, client, subject, plain))


def reminder(letter: Letter, address: str = "", theme: Theme = OURS) -> Mail:
    """Return a reminder to a client with the link to its page, or a notice to the provider."""
    studio = letter.portal.studio
    client = letter.client if letter.to == "client" else None
    text = to_client(letter, address, theme) if client else to_provider(letter)
    about = json.dumps([letter.id, *letter.keys]).encode("ascii")
    number = hashlib.sha256(about).hexdigest()[:32]
    domain = with_ascii_domain(studio.email).rpartition("@")[2]
    mail = _mail(studio, client, text.subject, text.paragraphs)
    return mail.with_header("Message-ID", f"<{number}@{domain}>")


def draft(mail: Mail) -> bytes:
    """Return the bytes of an .eml file that mail programs open as a draft."""
    return mail.with_header("X-Unsent", "1").as_bytes()


def _mail(studio: Studio, client: Client | None, subject: str, paragraphs: Iterable[str]) -> Mail:
    """A mail to a client and to whoever gets copies; without a client, to the studio itself."""
    text = "\n\n".join(paragraphs) + "\n"
    own = Mailbox(name=studio.name, email=studio.email)
    if client is None:
        return Mail(sender=own, to=own, subject=subject, text=text)
    to = Mailbox(name=client.person, email=client.email)
    cc = tuple(Mailbox(name="", email=address) for address in client.cc)
    return Mail(sender=own, to=to, cc=cc, subject=subject, text=text)
