"""Mails to clients, as drafts: the provider reads them, and sends them or not.

invitation(portal, "https://studio.example/p/…/#…")  ->  the bytes of an .eml file
"""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from .language import translator
from .pipeline import Portal


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
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(studio.name, addr_spec=studio.email)
    mail["To"] = Address(client.contact or client.name, addr_spec=client.email)
    mail["Subject"] = speak.say("Your page: {titles}", titles=titles).unescape()
    mail["X-Unsent"] = "1"
    plain = (text.unescape() if hasattr(text, "unescape") else text for text in lines)
    mail.set_content("\n\n".join(plain) + "\n", cte="quoted-printable")
    return mail.as_bytes()
