"""Real mail servers on this machine: with TLS, without, refusing, hanging, breaking off."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import Any, cast

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "norte", "Kolibri:w@sser/1"
REFUSED = "refused@"
"""An address that begins so is refused."""
GONE = "gone@"
"""At an address that begins so the connection breaks."""


@dataclass
class Box:
    """A server, and what it was given."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    """The same, as they came."""
    recipients: list[list[str]] = field(default_factory=list)
    """Of each letter, as the envelope has them."""
    users: list[bytes] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)
    """Letters, by number, in the middle of which the connection breaks."""
    answer: str = "250 OK"
    """What is said to a letter that was taken."""
    arrives: Callable[[], object] = lambda: None
    """Called when a letter comes, before it is taken."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith(REFUSED):
            return f"550 {address}: no such person at all"
        if address.startswith(GONE):
            assert server.transport
            server.transport.abort()  # type: ignore[attr-defined]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - as aiosmtpd asks
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.arrives()
        if len(self.letters) in self.breaks:
            self.breaks.discard(len(self.letters))
            assert server.transport
            server.transport.abort()  # type: ignore[attr-defined]
            return "250 OK"
        assert server.transport
        self.secure.append(server.transport.get_extra_info("ssl_object") is not None)
        content = cast(bytes, envelope.content)
        self.raw.append(content)
        self.recipients.append(list(envelope.rcpt_tos))
        self.letters.append(cast(EmailMessage, message_from_bytes(content, policy=POLICY)))
        return self.answer

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.users.append(data.login)
        known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=known, handled=False)  # so that the server answers 535


@contextmanager
def server(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    login: bool = False,
    utf8: bool = True,
) -> Iterator[Box]:
    """Run a server on a free port of 127.0.0.1."""
    box = Box(port=free_port())
    more: dict[str, Any] = {
        "tls_context": starttls,
        "ssl_context": tls,
        "enable_SMTPUTF8": utf8,
    }
    if login:
        secure = starttls is not None
        more |= {"authenticator": box.authenticate}
        more |= {"auth_required": secure, "auth_require_tls": secure}
    controller = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=10, **more)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def dripping(drop: bytes, *, first: bytes = b"") -> Iterator[int]:
    """A server that says something at once, and then drop after drop, for ten seconds at most;
    gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ended = threading.Event()

        def answer() -> None:
            call, _ = listener.accept()
            with call, suppress(OSError):
                call.sendall(first)
                for _ in range(200):
                    if ended.wait(0.05):
                        return
                    call.sendall(drop)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            thread.join(5)


@contextmanager
def closing() -> Iterator[int]:
    """A server that takes one call and ends it at once; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=lambda: listener.accept()[0].close(), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)


@contextmanager
def silent() -> Iterator[int]:
    """A server that takes the call and says nothing; gives its port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        calls: list[socket.socket] = []
        ended = threading.Event()

        def answer() -> None:
            while not ended.is_set():
                try:
                    calls.append(listener.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)
            for call in calls:
                call.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def certificate(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    """What a server with a certificate for these names speaks."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*names).configure_cert(context)
    return context
