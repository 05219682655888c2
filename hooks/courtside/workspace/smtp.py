"""Hand e-mails over to a mail server, one after the other over one connection.

    COURTSIDE_SMTP_URL=smtp://norte:secret@mail.example:587     STARTTLS, always
    COURTSIDE_SMTP_URL=smtps://norte:secret@mail.example:465    TLS from the first byte
    COURTSIDE_SMTP_URL=smtp://localhost:25                      a server of this machine: as it is

    MailError
    ├── NoMailServerError    the server cannot be used; nothing was sent, and nothing will be
    ├── MailRefusedError     the server refuses this e-mail, or never got it; it was not sent
    └── MailLostError        the connection broke while sending; it may have been sent, or not

No message names an address or the password, or repeats the server's answer, since servers like to
repeat the address.
"""

from __future__ import annotations

import io
import smtplib
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

from courtside.errors import CourtsideError
from courtside.views.email_message import Mail
from courtside.workspace.config import is_this_machine

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SECONDS = 30.0
"""Time for each answer of the server, from its first byte to its last."""
VARIABLE = "COURTSIDE_SMTP_URL"
_HERE = "[127.0.0.1]"
"""The name in the greeting: the machine's own is nobody's business."""
_SAMPLE = "write it as smtp://user:password@mail.example:587, or with smtps:// and port 465"
_UNREAD = (
    f"{VARIABLE} cannot be read: {_SAMPLE}; write @, :, /, ? and # in the password as "
    "%40, %3A, %2F, %3F and %23"
)


class MailError(CourtsideError):
    """An e-mail, or all of them, could not be handed over."""


class NoMailServerError(MailError):
    """The mail server cannot be used."""


class MailRefusedError(MailError):
    """This e-mail was not sent: the mail server refuses it, or was lost before it came."""


class MailLostError(MailError):
    """Nobody knows whether the e-mail was sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A mail server, and the account there."""

    host: str
    port: int
    tls: bool
    """Whether the connection is encrypted from the first byte, instead of by STARTTLS."""
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def may_be_plain(self) -> bool:
        """Whether the connection may be plain: it stays on this machine, without a password."""
        return is_this_machine(self.host) and not self.user


def server_of(url: str) -> Server:
    """Read COURTSIDE_SMTP_URL. Raises NoMailServerError, without repeating any of it."""
    if not url:
        raise NoMailServerError(f"{VARIABLE} says which mail server to use: {_SAMPLE}")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NoMailServerError(_UNREAD) from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/"):
        raise NoMailServerError(_UNREAD)
    if parts.query or parts.fragment or (parts.username is None) != (parts.password is None):
        raise NoMailServerError(_UNREAD)
    tls = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=port or (465 if tls else 587),
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class _Answers(io.RawIOBase):
    """What a server says, until a moment."""

    def __init__(self, source: socket.socket) -> None:
        self._source = source
        self.until = 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        usual = self._source.gettimeout()
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._source.settimeout(left)
        try:
            return self._source.recv_into(buffer)
        finally:
            self._source.settimeout(usual)


class _Prompt(smtplib.SMTP):
    """A connection whose timeout is that of a whole answer, and not of each of its bytes."""

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:  # also once TLS has begun
            self._answers = _Answers(self.sock)
            self.file = io.BufferedReader(self._answers)
        self._answers.until = time.monotonic() + self.timeout
        return super().getreply()


class _PromptTls(_Prompt, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


class SmtpSender:
    """A connection that opens when it is needed, and again after it broke."""

    def __init__(self, server: Server, *, seconds: float = SECONDS) -> None:
        self._server = server
        self._seconds = seconds
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()

    def connect(self) -> None:
        """Open a secure connection, unless it is open. Raises NoMailServerError."""
        if self._connection is not None and self._connection.sock is not None:
            return
        try:
            self._connection = self._open()
        except (OSError, UnicodeError, smtplib.SMTPException) as error:
            raise NoMailServerError(self._why(error)) from None

    def hand_over(self, mail: Mail) -> int:
        """Hand one e-mail over; return how many addresses beside the first the server refuses.

        Call `connect` before. Raises MailRefusedError, also where only the first address is
        refused: it would reach nobody whom it is written to. Raises MailLostError.
        """
        assert self._connection is not None
        mail = mail.with_ascii_domains()
        try:
            content = mail.as_bytes()
            refused = self._name_people(self._connection, mail, len(content))
            self._give(self._connection, content)
        except smtplib.SMTPResponseException as error:
            self._reset()
            raise MailRefusedError(
                f"the mail server refuses the e-mail ({error.smtp_code})"
            ) from None
        except (smtplib.SMTPNotSupportedError, UnicodeError, ValueError):
            self._reset()
            raise MailRefusedError("the mail server does not support such an address") from None
        except MailRefusedError:
            self._reset()
            raise
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise MailRefusedError(self._why(error)) from None
        return refused

    def _name_people(self, connection: smtplib.SMTP, mail: Mail, size: int) -> int:
        """Give sender and recipients, as in RFC 5321; the recipients are not read from a header.

        Return how many beside the first are refused. The e-mail itself is still here.
        """
        connection.ehlo_or_helo_if_needed()
        options = ["SMTPUTF8", "BODY=8BITMIME"] if mail.is_international else []
        if connection.has_extn("size"):
            options.append(f"size={size}")
        _require(connection.mail(mail.sender.email, options))
        refused = 0
        for number, address in enumerate(mail.recipients):
            code, _ = connection.rcpt(address)
            if _is_well(code):
                continue
            if number == 0:
                raise MailRefusedError(f"the mail server refuses the address ({code})")
            refused += 1
        return refused

    def _give(self, connection: smtplib.SMTP, content: bytes) -> None:
        """Give the text of an e-mail whose people the server knows."""
        try:
            _require(connection.data(content))
        except smtplib.SMTPResponseException:
            raise
        except (OSError, smtplib.SMTPException):
            self._close()
            raise MailLostError(
                "the connection broke while it was being sent: it may have arrived"
            ) from None

    def _reset(self) -> None:
        """Begin anew for the next e-mail; a server that does not answer is left."""
        assert self._connection is not None
        try:
            self._connection.rset()
        except (OSError, smtplib.SMTPException):
            self._close()

    def _why(self, error: Exception) -> str:
        """Return why the server cannot be used."""
        if isinstance(error, smtplib.SMTPServerDisconnected):  # which hides why it was
            error = error.__context__ if isinstance(error.__context__, OSError) else error
        match error:
            case UnicodeEncodeError(encoding="ascii"):
                return f"{VARIABLE}: user and password may not have accented letters"
            case UnicodeError():
                return f"{VARIABLE}: the host is no name"
            case ssl.SSLCertVerificationError():
                return "the mail server's certificate is not valid for its name"
            case ssl.SSLError():
                return (
                    "the mail server does not speak TLS as expected: smtps:// is for port 465, "
                    "smtp:// for port 587"
                )
            case smtplib.SMTPNotSupportedError():
                return (
                    "the mail server does not offer STARTTLS, or no login over it: nothing is sent "
                    "unencrypted"
                )
            case smtplib.SMTPAuthenticationError():
                return f"the mail server refuses this user and password ({error.smtp_code})"
            case smtplib.SMTPResponseException():
                return f"the mail server refuses the connection ({error.smtp_code})"
        return self._unreached(error)

    def _unreached(self, error: Exception) -> str:
        """Return why the server does not answer at all."""
        match error:
            case TimeoutError():
                return f"the mail server does not answer within {self._seconds:g} seconds"
            case ConnectionRefusedError():
                port = self._server.port
                return f"nothing answers at port {port} of the mail server: check host and port"
            case socket.gaierror():
                return "no such mail server is known: check the host, and that you are online"
            case ConnectionError() | smtplib.SMTPException():
                return "the mail server ended the connection, or does not speak SMTP"
            case OSError():
                return f"the mail server cannot be reached ({error.strerror})"
        return f"the mail server cannot be used ({type(error).__name__})"

    def _open(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context()  # checks the certificate and the name
        if server.tls:
            connection: smtplib.SMTP = _PromptTls(
                server.host, server.port, _HERE, timeout=self._seconds, context=context
            )
        else:
            connection = _Prompt(server.host, server.port, _HERE, timeout=self._seconds)
        try:
            if not server.tls and not server.may_be_plain:
                connection.starttls(context=context)
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _close(self) -> None:
        if self._connection is None:
            return
        try:
            self._connection.quit()
        except (OSError, smtplib.SMTPException):
            self._connection.close()
        self._connection = None


def _is_well(code: int) -> bool:
    return 200 <= code < 300


def _require(answer: tuple[int, bytes]) -> None:
    """Raise what smtplib raises for an answer that is no success; what is no answer is a broken
    connection."""
    code, text = answer
    if code < 0:
        raise smtplib.SMTPServerDisconnected("no answer that SMTP knows")
    if not _is_well(code):
        raise smtplib.SMTPResponseException(code, text)
