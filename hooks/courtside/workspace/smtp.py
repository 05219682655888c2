"""Handing letters to a mail server, one after the other over one connection.

    COURTSIDE_SMTP_URL=smtp://norte:secret@mail.example:587     STARTTLS, always
    COURTSIDE_SMTP_URL=smtps://norte:secret@mail.example:465    TLS from the first byte
    COURTSIDE_SMTP_URL=smtp://localhost:25                      a server of this machine: as it is

    PostFault
    ├── NoServer    there is no talking to the server; nothing has gone out, and nothing will
    ├── Refused     the server will not take this letter; it has not gone out
    └── Lost        the connection broke in the middle of it; it may have gone out, or not

No message names an address or the password, nor repeats what the server said, since servers like
to repeat the address.
"""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from courtside.errors import CourtsideError
from courtside.views.email_message import Mail

SECONDS = 30.0
"""For each answer of the server."""
VARIABLE = "COURTSIDE_SMTP_URL"
_HERE = "[127.0.0.1]"
"""How we greet: a machine's own name is nobody's business."""
_SAMPLE = "write it as smtp://user:password@mail.example:587, or with smtps:// and port 465"


class MailError(CourtsideError):
    """A letter, or all of them, could not be handed over."""


class NoMailServerError(MailError):
    """There is no talking to the server."""


class MailRefusedError(MailError):
    """The server will not take this letter."""


class MailLostError(MailError):
    """Nobody knows whether it has gone out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A mail server, and who we are to it."""

    host: str
    port: int
    tls: bool
    """From the first byte, instead of by STARTTLS."""
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def may_be_plain(self) -> bool:
        """Nothing leaves this machine, and nothing is secret."""
        try:
            here = ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            here = self.host == "localhost"
        return here and not self.user


def server_of(url: str) -> Server:
    """Read COURTSIDE_SMTP_URL. Raises NoServer, without repeating any of it."""
    if not url:
        raise NoMailServerError(f"{VARIABLE} says which mail server to use: {_SAMPLE}")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NoMailServerError(f"{VARIABLE} cannot be read: {_SAMPLE}") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/"):
        raise NoMailServerError(f"{VARIABLE} cannot be read: {_SAMPLE}")
    if parts.query or parts.fragment or (parts.username is None) != (parts.password is None):
        raise NoMailServerError(
            f"{VARIABLE} cannot be read: {_SAMPLE}; a sign such as @, :, / or # in the password "
            "is written as %40, %3A, %2F or %23"
        )
    tls = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=port or (465 if tls else 587),
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class SmtpSender:
    """A connection that is made when it is needed, and again after it broke."""

    def __init__(self, server: Server, *, seconds: float = SECONDS) -> None:
        self._server = server
        self._seconds = seconds
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def connect(self) -> None:
        """Have a connection that is open and secure. Raises NoServer."""
        if self._line is not None and self._line.sock is not None:
            return
        try:
            self._line = self._connected()
        except UnicodeError:
            raise NoMailServerError(
                f"{VARIABLE}: host, user and password have no accented letters there"
            ) from None
        except ssl.SSLCertVerificationError:
            raise NoMailServerError(
                "the mail server's certificate is not valid for its name"
            ) from None
        except ssl.SSLError:
            raise NoMailServerError(
                "the mail server does not speak TLS as expected: smtps:// is for port 465, "
                "smtp:// for port 587"
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise NoMailServerError(
                "the mail server offers no STARTTLS, or no way to log in over it: nothing is sent "
                "in the clear"
            ) from None
        except smtplib.SMTPAuthenticationError as error:
            raise NoMailServerError(
                f"the mail server does not take this user and password ({error.smtp_code})"
            ) from None
        except smtplib.SMTPResponseException as error:
            raise NoMailServerError(
                f"the mail server does not want to talk ({error.smtp_code})"
            ) from None
        except (OSError, smtplib.SMTPException):
            raise NoMailServerError(
                f"the mail server does not answer, or stopped within {self._seconds:g} seconds"
            ) from None

    def hand_over(self, mail: Mail) -> int:
        """Give one mail to the server; return how many of its addresses the server refuses, but
        not all. `connect` comes before. Raises Refused or Lost."""
        assert self._line is not None
        options = ["SMTPUTF8", "BODY=8BITMIME"] if mail.is_international else []
        try:
            # Who it goes to is said here, and read out of no header.
            refused = self._line.sendmail(
                mail.sender.email, mail.recipients, mail.as_bytes(), mail_options=options
            )
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise MailRefusedError(f"the mail server refuses the address ({code})") from None
        except smtplib.SMTPResponseException as error:
            raise MailRefusedError(
                f"the mail server refuses the letter ({error.smtp_code})"
            ) from None
        except (smtplib.SMTPNotSupportedError, UnicodeError, ValueError):
            raise MailRefusedError("the mail server cannot take such an address") from None
        except (OSError, smtplib.SMTPException):
            self._hang_up()
            raise MailLostError(
                "the connection broke while it was being sent: it may have arrived"
            ) from None
        return len(refused)

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context()  # checks the certificate and the name
        if server.tls:
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, _HERE, timeout=self._seconds, context=context
            )
        else:
            line = smtplib.SMTP(server.host, server.port, _HERE, timeout=self._seconds)
        try:
            if not server.tls and not server.may_be_plain:
                line.starttls(context=context)
            if server.user:
                line.login(server.user, server.password)
        except BaseException:
            line.close()
            raise
        return line

    def _hang_up(self) -> None:
        if self._line is None:
            return
        try:
            self._line.quit()
        except (OSError, smtplib.SMTPException):
            self._line.close()
        self._line = None
