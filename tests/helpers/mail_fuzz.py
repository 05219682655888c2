"""Mails with names and titles of all kinds, as mail programs read them: one recipient, no more.

    python tests/helpers/mail_fuzz.py 2000

Needs the standard library alone, so each Python at hand can run it. Prints what is wrong, a line
each, and how many were tried.
"""

from __future__ import annotations

import email
import random
import re
import sys
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import getaddresses
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "hooks"))

from courtside.views.email_message import Mail, Mailbox

PIECES = (
    "Prieto, Lucía", "O'Neill", '"', "\\", "(", ")", "<", ">", "<evil@evil.example>", "@", ":", ";",
    ",", "evil@evil.example,", "=?utf-8?q?evil=40evil=2Eexample=2C?=", "=?utf-8?b?Cg==?=", "=?",
    "?=", "=?utf-8?q?=0D=0ABcc:_evil=40evil.example?=", "=?us-ascii?q?=22?=", "_", "=", "=0A",
    "\r\n ", "\r\nBcc: evil@evil.example", "\n\nBody", "\r", "\x0b", "\x0c", "\x1c", "\x85",
    "\u2028", "\x00", "\t", " ", "  ", "\xa0", "é", "Straße", "南", "🎾",
    "\U0001f469\u200d\U0001f467", "مرحبا", "\u202e", "e\u0301", ".", "-", "a" * 70, "word " * 20,
    "字" * 30, "[x]", "%0A", "Undisclosed recipients:;", "Group: a@b.example;",
)  # fmt: skip
"""What has a meaning to somebody, and what mail programs break at."""

OWN = ["From", "To", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
TO, CC, FROM = "lucia@aurora.example", "dana@delta.example", "hola@norte.example"


def texts(count: int) -> Iterator[str]:
    """Make up names and titles, the same each time."""
    yield from PIECES
    chance = random.Random(5)
    letters = "abcdefghij klmno,;:<>@()[]\"'\\=?_.éü南\t"
    for _ in range(count - len(PIECES)):
        parts = [chance.choice(PIECES) for _ in range(chance.randrange(1, 6))]
        parts.append("".join(chance.choice(letters) for _ in range(chance.randrange(0, 90))))
        chance.shuffle(parts)
        yield "".join(parts)[:300]


def shown(text: str) -> str:
    """A text as a header has it: what ends a line or steers a screen is a blank."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text)


def wrong(text: str, other: str, at: int) -> Iterator[str]:
    """Say what a mail program reads that was not meant."""
    cc = (Mailbox(name=other, email=CC),) if at % 3 == 0 else ()
    mail = Mail(
        sender=Mailbox(name=other, email=FROM),
        to=Mailbox(name=text, email=TO),
        cc=cc,
        subject=f"Your page: {text}",
        text=f"{text}\n",
    )
    raw = mail.as_bytes()
    head = raw.partition(b"\r\n\r\n")[0]
    names = [*OWN[:2], *(["Cc"] if cc else []), *OWN[2:]]
    if any(len(line) > 76 for line in head.split(b"\r\n")) or not head.isascii():
        yield "a line of the head is too long, or is not ASCII"
    if head.replace(b"\r\n", b"").translate(None, bytes(range(32, 127))):
        yield "a control character in the head"
    for policy in (compat32, default):
        message = email.message_from_bytes(raw, policy=policy)
        if message.keys() != names or message.defects:
            yield f"other headers: {message.keys()}"
    old = email.message_from_bytes(raw, policy=compat32)
    for name, person, address in (("To", text, TO), ("From", other, FROM), ("Cc", other, CC)):
        if name in old:
            pairs = getaddresses([old[name]])
            if [read for _, read in pairs] != [address]:
                yield f"{name} goes to others"
            if shown(person).strip() != str(make_header(decode_header(pairs[0][0]))).strip():
                yield f"{name} has another name"
    if str(make_header(decode_header(old["Subject"]))) != shown(f"Your page: {text}"):
        yield "another subject"
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    if [box.addr_spec for box in message["To"].addresses] != [TO]:
        yield "To goes to others, as Python reads it"
    if message.get_content().splitlines() != f"{text}\n".splitlines():
        yield "another text"


def main(count: int) -> None:
    """Try so many texts, each beside the one before it."""
    before = "Norte"
    for at, text in enumerate(texts(count)):
        for problem in wrong(text, before, at):
            print(f"{text!r}: {problem}")
        before = text
    print(f"{count} tried")


if __name__ == "__main__":
    main(int(sys.argv[1]))
