"""Handing letters to real mail servers on this machine; nothing here leaves it."""

from __future__ import annotations

import errno
import socket
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
import trustme

from courtside.views.email_message import Mail, Mailbox
from courtside.workspace.smtp import (
    MailLostError,
    MailRefusedError,
    NoMailServerError,
    Server,
    SmtpSender,
    server_of,
)
from helpers.smtp import (
    GONE,
    PASSWORD,
    REFUSED,
    USER,
    certificate,
    closing,
    dripping,
    free_port,
    server,
    silent,
)

LOGIN = f"{USER}:{quote(PASSWORD, safe='')}"


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """A certificate authority that this process trusts, and no other."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


def letter(to: str = "lucia@aurora.example", *cc: str) -> Mail:
    return Mail(
        sender=Mailbox(name="Norte", email="hola@norte.example"),
        to=Mailbox(name="Lucía", email=to),
        cc=tuple(Mailbox(name="", email=address) for address in cc),
        subject="A word",
        text="Hello.\n",
    )


def sent(url: str, *letters: Mail, seconds: float = 5) -> None:
    with SmtpSender(server_of(url), seconds=seconds) as post:
        for mail in letters:
            post.connect()
            assert post.hand_over(mail) == 0


# --- The address -------------------------------------------------------------------------------


def test_the_address_of_a_server() -> None:
    assert server_of("smtp://mail.example") == Server(host="mail.example", port=587, tls=False)
    assert server_of("smtps://mail.example/") == Server(host="mail.example", port=465, tls=True)
    given = server_of(f"smtp://hola%40norte.example:{quote(PASSWORD, safe='')}@mail.example:2525")
    assert (given.user, given.password, given.port) == ("hola@norte.example", PASSWORD, 2525)
    assert PASSWORD not in repr(given)


@pytest.mark.parametrize(
    "url",
    [
        "", "mail.example", "http://u:Kolibri@mail.example", "smtp://", "smtp://u:Kolibri@",
        "smtp://u:Kolibri@mail.example:port", "smtp://u:Kolibri@mail.example:99999",
        "smtp://u:Kol/ibri@mail.example:587", "smtp://u:Kol?ibri@mail.example:587",
        "smtp://u:Kol#ibri@mail.example", "smtp://u:Kolibri@mail.example/box",
        "smtp://u:Kolibri@mail.example?x=1", "smtp://u@mail.example", "smtp://u:[Kolibri@mail",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(NoMailServerError) as problem:
        server_of(url)
    assert "COURTSIDE_SMTP_URL" in str(problem.value)
    assert "smtp://user:password@" in str(problem.value)
    assert ("%40, %3A, %2F, %3F and %23" in str(problem.value)) == (url != "")
    assert "Kol" not in str(problem.value)


# --- A server that is as it should be ----------------------------------------------------------


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_letters_go_out_over_tls_with_a_login(authority: trustme.CA, scheme: str) -> None:
    context = certificate(authority, "localhost")
    kind = {"tls": context} if scheme == "smtps" else {"starttls": context}
    with server(login=scheme == "smtp", **kind) as box:
        login = f"{LOGIN}@" if scheme == "smtp" else ""
        sent(f"{scheme}://{login}localhost:{box.port}", letter(), letter("dana@delta.example"))
    assert box.recipients == [["lucia@aurora.example"], ["dana@delta.example"]]
    assert box.secure == [True, True]
    if login:
        assert box.users == [USER.encode()]  # one connection for both


def test_a_server_of_this_machine_needs_no_tls_as_long_as_nothing_is_secret() -> None:
    with server() as box:
        sent(f"smtp://127.0.0.1:{box.port}", letter())
    assert box.secure == [False]
    with server(login=True) as box, pytest.raises(NoMailServerError, match="unencrypted"):
        sent(f"smtp://{LOGIN}@127.0.0.1:{box.port}", letter())
    assert not box.users
    assert not box.letters


def test_another_machine_s_server_needs_tls_also_without_a_login() -> None:
    assert not server_of("smtp://mail.example").may_be_plain
    assert not server_of("smtp://10.0.0.1").may_be_plain
    assert not server_of("smtp://localhost.example").may_be_plain
    assert server_of("smtp://[::1]").may_be_plain
    assert server_of("smtp://localhost").may_be_plain


# --- Servers that are not ----------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("wrong", ["name", "authority"])
def test_a_wrong_certificate_is_refused(authority: trustme.CA, scheme: str, wrong: str) -> None:
    issuer = authority if wrong == "name" else trustme.CA()
    name = "mail.other.example" if wrong == "name" else "localhost"
    context = certificate(issuer, name)
    kind = {"tls": context} if scheme == "smtps" else {"starttls": context}
    with (
        server(login=scheme == "smtp", **kind) as box,
        pytest.raises(NoMailServerError, match="certificate"),
    ):
        sent(f"{scheme}://{LOGIN}@localhost:{box.port}", letter())
    assert not box.users
    assert not box.letters


def test_a_wrong_password_is_said_and_not_repeated(authority: trustme.CA) -> None:
    with server(starttls=certificate(authority, "localhost"), login=True) as box:
        with pytest.raises(NoMailServerError, match=r"user and password \(535\)") as problem:
            sent(f"smtp://{USER}:Kolibri@localhost:{box.port}", letter())
        with pytest.raises(NoMailServerError, match="accented"):
            sent(f"smtp://{USER}:K%C3%B6nig@localhost:{box.port}", letter())
    assert "Kolibri" not in str(problem.value)
    assert problem.value.__suppress_context__


def test_the_wrong_kind_of_tls_is_said(authority: trustme.CA) -> None:
    context = certificate(authority, "localhost")
    with server(starttls=context) as box, pytest.raises(NoMailServerError, match="TLS"):
        sent(f"smtps://localhost:{box.port}", letter())


def test_a_server_that_is_not_there_is_not_said_to_be_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = free_port()
    with pytest.raises(NoMailServerError, match=f"nothing answers at port {port}"):
        sent(f"smtp://127.0.0.1:{port}", letter())
    with closing() as port, pytest.raises(NoMailServerError, match="ended the connection"):
        sent(f"smtp://127.0.0.1:{port}", letter())
    with pytest.raises(NoMailServerError, match="the host is no name"):
        sent("smtp://mail..example", letter())

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def unreachable(*_: object, **__: object) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NoMailServerError, match="no such mail server is known"):
        sent("smtp://mail.example", letter())
    monkeypatch.setattr(socket, "getaddrinfo", unreachable)
    with pytest.raises(NoMailServerError, match=r"cannot be reached \(Network is unreachable\)"):
        sent("smtp://mail.example", letter())


HELLO = b"220 here\r\n"


@pytest.mark.parametrize(
    ("first", "drop"), [(b"", b"2"), (b"", b"220-here\r\n"), (HELLO, b"2"), (HELLO, b"250-8\r\n")]
)
def test_an_answer_that_never_ends_is_none(first: bytes, drop: bytes) -> None:
    """Its first drops come in time; it does not end while they do."""
    kind = MailRefusedError if first else NoMailServerError
    with dripping(drop, first=first) as port, pytest.raises(kind, match=r"within 0\.4 seconds"):
        sent(f"smtp://127.0.0.1:{port}", letter(), seconds=0.4)


def test_a_server_that_says_nothing_ends_in_time() -> None:
    with silent() as port:
        begin = time.monotonic()
        with pytest.raises(NoMailServerError, match=r"within 0\.3 seconds"):
            sent(f"smtp://127.0.0.1:{port}", letter(), seconds=0.3)
        assert time.monotonic() - begin < 3


def test_a_refused_address_does_not_stop_the_others() -> None:
    with server() as box, SmtpSender(server_of(f"smtp://127.0.0.1:{box.port}")) as post:
        post.connect()
        with pytest.raises(MailRefusedError, match=r"\(550\)") as problem:
            post.hand_over(letter(f"{REFUSED}delta.example"))
        post.connect()
        post.hand_over(letter())
    assert "delta" not in str(problem.value)
    assert len(box.letters) == 1


def test_a_mail_to_several_goes_to_those_that_the_server_takes() -> None:
    with server() as box, SmtpSender(server_of(f"smtp://127.0.0.1:{box.port}")) as post:
        post.connect()
        to = ("lucia@aurora.example", "dana@delta.example", "lucia@aurora.example")
        assert post.hand_over(letter(*to)) == 0
        assert post.hand_over(letter(*to, f"{REFUSED}delta.example")) == 1
        with pytest.raises(MailRefusedError):
            post.hand_over(letter(f"{REFUSED}a.example", f"{REFUSED}b.example"))
        with pytest.raises(MailRefusedError, match=r"refuses the address \(550\)"):
            post.hand_over(letter(f"{REFUSED}a.example", "dana@delta.example"))
        post.hand_over(letter(*to))  # nothing of the one before is left
    assert box.recipients == [list(to[:2])] * 3
    assert [mail["Cc"] for mail in box.letters] == [
        "dana@delta.example, lucia@aurora.example",
        f"dana@delta.example, lucia@aurora.example, {REFUSED}delta.example",
        "dana@delta.example, lucia@aurora.example",
    ]


@pytest.mark.parametrize(
    ("answer", "lost"),
    [("251 queued", None), ("452 full", False), ("554 no", False), ("hello", True)],
)
def test_what_a_server_says_to_a_letter(answer: str, lost: bool | None) -> None:
    with server() as box, SmtpSender(server_of(f"smtp://127.0.0.1:{box.port}")) as post:
        box.answer = answer
        for _ in range(2):
            post.connect()
            if lost is None:
                assert post.hand_over(letter()) == 0
            else:
                with pytest.raises(MailLostError if lost else MailRefusedError):
                    post.hand_over(letter())
    assert len(box.letters) == 2


def test_an_accented_address_needs_a_server_that_takes_it() -> None:
    with server() as box:
        sent(f"smtp://127.0.0.1:{box.port}", letter("lucía@aurora.example"))
    assert len(box.letters) == 1
    with server(utf8=False) as box, SmtpSender(server_of(f"smtp://127.0.0.1:{box.port}")) as post:
        post.connect()
        with pytest.raises(MailRefusedError, match="address"):
            post.hand_over(letter("lucía@aurora.example"))
        post.hand_over(letter())
    assert len(box.letters) == 1


ACCENTED = "dana@café.example"


@pytest.mark.parametrize("utf8", [True, False])
@pytest.mark.parametrize("whose", ["sender", "to", "cc"])
def test_an_accented_domain_needs_no_server_that_takes_accents(whose: str, utf8: bool) -> None:
    addresses = {"sender": "hola@norte.example", "to": "lucia@aurora.example", "cc": "b@c.example"}
    sender, to, cc = {**addresses, whose: ACCENTED}.values()
    mail = replace(letter(to, cc), sender=Mailbox(name="Norte", email=sender))
    with server(utf8=utf8) as box:
        sent(f"smtp://127.0.0.1:{box.port}", mail)
    (raw,) = box.raw
    assert raw.isascii()
    assert b"<dana@xn--caf-dma.example>" in raw
    (found,) = box.recipients
    assert ("dana@xn--caf-dma.example" in found) == (whose != "sender")


@pytest.mark.parametrize("address", ["a@straße.example", "a@βόλος.example"])
def test_a_domain_that_python_would_make_another_stays(address: str) -> None:
    """As Python has it, `straße` is `strasse`, which may belong to somebody else."""
    with server() as box:
        sent(f"smtp://127.0.0.1:{box.port}", letter(address))
    assert box.recipients == [[address]]
    with server(utf8=False) as box, pytest.raises(MailRefusedError, match="address"):
        sent(f"smtp://127.0.0.1:{box.port}", letter(address))
    assert not box.letters


def test_a_connection_that_breaks_before_a_letter_has_sent_nothing() -> None:
    with server() as box, SmtpSender(server_of(f"smtp://127.0.0.1:{box.port}")) as post:
        post.connect()
        with pytest.raises(MailRefusedError, match="ended the connection"):
            post.hand_over(letter("dana@delta.example", f"{GONE}delta.example"))
        post.connect()
        post.hand_over(letter())
    assert box.recipients == [["lucia@aurora.example"]]


def test_a_connection_that_breaks_in_a_letter_is_made_anew_for_the_next() -> None:
    with server() as box, SmtpSender(server_of(f"smtp://127.0.0.1:{box.port}")) as post:
        box.breaks = {0}
        post.connect()
        with pytest.raises(MailLostError, match="may have arrived"):
            post.hand_over(letter())
        post.connect()
        post.hand_over(letter())
    assert len(box.letters) == 1
