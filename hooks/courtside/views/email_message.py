"""A mail as bytes: what is in a header is encoded here, and by nobody else.

    Mail(to=Mailbox(name="Prieto, Lucía", email="lucia@aurora.example"), ...).as_bytes()
    ->  To: =?utf-8?b?UHJpZXRvLCBMdWPDrWE=?=
         <lucia@aurora.example>

Names and subjects are people's words, and mail programs read commas, quotes and encoded words in
them. Whatever is not a few plain words is base64 (RFC 2047), in which nothing means anything: a
mail has the recipients and the headers that it was given, whatever is in its texts. The `email`
package folds such headers anew and does it wrong at times, so it has no part in this.

An address with letters beyond ASCII stands as it is (RFC 6532), and needs a server that takes it,
unless only its domain has such letters: that is sent as `xn--...`.
"""

from __future__ import annotations

import base64
import quopri
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

_NAME = re.compile(r"[A-Za-z0-9]+( [A-Za-z0-9]+)*")
_SUBJECT = re.compile(r"[A-Za-z0-9.,:;!'()&+-]+( [A-Za-z0-9.,:;!'()&+-]+)*")
"""What stands as it is: nothing in it means anything, to those who keep to no rule either."""
_ROOM = 67
"""So many signs fit behind `Subject: ` into a line of 76."""
_WORD_BYTES = 39
"""So many bytes, encoded, fit behind `Subject: ` too."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""What ends lines or steers a screen; a program that decodes a name may act on it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailbox:
    """A name and an address. The repr shows neither."""

    name: str = field(repr=False)
    email: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """An e-mail of plain text."""

    sender: Mailbox
    to: Mailbox
    cc: tuple[Mailbox, ...] = ()
    subject: str = field(repr=False)
    text: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    """More headers, of our own making: names and values are ASCII, but for an address."""

    @property
    def recipients(self) -> tuple[str, ...]:
        """All addresses that it goes to, each once."""
        return tuple(dict.fromkeys(box.email for box in (self.to, *self.cc)))

    @property
    def is_international(self) -> bool:
        """Whether an address has letters beyond ASCII."""
        return not "".join((self.sender.email, *self.recipients)).isascii()

    def with_ascii_domains(self) -> Self:
        """Return a copy with its addresses by `with_ascii_domain`."""

        def plain(box: Mailbox) -> Mailbox:
            return replace(box, email=with_ascii_domain(box.email))

        cc = tuple(map(plain, self.cc))
        return replace(self, sender=plain(self.sender), to=plain(self.to), cc=cc)

    def with_header(self, name: str, value: str) -> Self:
        """Return a copy with one more header."""
        return replace(self, headers={**self.headers, name: value})

    def as_bytes(self) -> bytes:
        """Return the e-mail as it is sent, each line ended by CRLF.

        Raises ValueError if an address or a header of ours could end its line.
        """
        lines = [
            *_header("From", _box(self.sender)),
            *_header("To", _box(self.to)),
            *(_header("Cc", ",\r\n ".join(map(_box, self.cc))) if self.cc else ()),
            *_header("Subject", _words(self.subject, _SUBJECT)),
            *(line for name, value in self.headers.items() for line in _header(name, value)),
            *_header("MIME-Version", "1.0"),
            *_header("Content-Type", "text/plain; charset=utf-8"),
            *_header("Content-Transfer-Encoding", "quoted-printable"),
        ]
        head = "".join(f"{line}\r\n" for line in lines).encode("utf-8")
        text = re.sub(r"\r\n?", "\n", self.text)
        body = quopri.encodestring(text.encode("utf-8")).replace(b"\n", b"\r\n")
        return head + b"\r\n" + body


def with_ascii_domain(address: str) -> str:
    """Return an address with its domain as `xn--...`, if that makes it ASCII.

    Python has the older rules of 2003, in which `straße` is `strasse`: where the domain does not
    come back as it was, it may be somebody else's, and the address stays.
    """
    name, _, domain = address.rpartition("@")
    try:
        plain = domain.encode("idna")
        same = plain.decode("idna") == unicodedata.normalize("NFC", domain).lower()
    except UnicodeError:
        return address
    return f"{name}@{plain.decode('ascii')}" if same and name.isascii() else address


def _header(name: str, value: str) -> Iterator[str]:
    """The lines of a header; a value that was folded here has CRLF and a space where it was."""
    lines = f"{name}: {value}".split("\r\n ")
    if not all(line.isprintable() for line in lines):
        raise ValueError(f"the header {name} has a sign that no header may have")
    yield from (lines[0], *(f" {line}" for line in lines[1:]))


def _box(box: Mailbox) -> str:
    if not re.fullmatch(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+", box.email):
        raise ValueError("an address has a sign that no address may have")
    name = _words(box.name, _NAME)
    return f"{name}\r\n <{box.email}>" if name else f"<{box.email}>"


def _words(text: str, harmless: re.Pattern[str]) -> str:
    """Words of a person in a header: as they are where they are harmless and fit, else encoded."""
    text = _UNSEEN.sub(" ", text)
    if not text.strip():
        return ""
    if len(text) <= _ROOM and harmless.fullmatch(text):
        return text
    pieces = (base64.b64encode(piece).decode("ascii") for piece in _pieces(text))
    return "\r\n ".join(f"=?utf-8?b?{piece}?=" for piece in pieces)


def _pieces(text: str) -> Iterator[bytes]:
    """Pieces of whole characters, each of which fits into an encoded word."""
    piece = b""
    for sign in text:
        data = sign.encode("utf-8")
        if len(piece) + len(data) > _WORD_BYTES:
            yield piece
            piece = b""
        piece += data
    yield piece
