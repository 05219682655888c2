"""Mails as bytes: whatever is in a name or a title, one recipient and no header more."""

from __future__ import annotations

import email
import json
import os
import shutil
import subprocess
import sys
from email.header import decode_header, make_header
from email.policy import default
from email.utils import getaddresses
from pathlib import Path

import pytest

from courtside.engine import portals
from courtside.text.language import translator
from courtside.views import email as views_email
from courtside.views.context import ViewContext
from courtside.views.email_message import Mail, Mailbox
from courtside.workspace.smtp import SmtpSender, server_of
from engine.test_reminders import due, march
from helpers import mail_fuzz
from helpers.smtp import server
from helpers.studio_texts import PROJECT, STUDIO, portfolio_of, spoilt
from views.test_email import LINK

FUZZ = Path(mail_fuzz.__file__)


def pythons() -> list[str]:
    """Each Python at hand that is new enough: on the path, and installed beside this one."""
    names = [f"python3.{minor}" for minor in range(11, 16)]
    found = [*map(shutil.which, names)]
    beside = Path(sys.base_prefix).parent
    found += [str(path) for name in names for path in beside.glob(f"*/bin/{name}")]
    return [name for name in filter(None, found) if _runs(name)]


def _runs(name: str) -> bool:
    done = subprocess.run([name, "-c", ""], capture_output=True, check=False)
    return done.returncode == 0


def fuzzed(python: str, count: int) -> None:
    done = subprocess.run(
        [python, FUZZ, str(count)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert (done.stdout, done.stderr) == (f"{count} tried\n", ""), python


def test_no_name_and_no_title_of_2_000_reaches_a_header() -> None:
    fuzzed(sys.executable, 2_000)


@pytest.mark.sweep
def test_no_name_and_no_title_of_20_000_reaches_a_header_on_each_python_at_hand() -> None:
    found = pythons()
    assert found
    for python in found:
        fuzzed(python, 20_000)


def test_the_fuzz_finds_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "courtside.views.email_message._words", lambda text, _: text.replace("\n", " ")
    )
    found = [problem for text in mail_fuzz.PIECES[:8] for problem in mail_fuzz.wrong(text, "N", 0)]
    assert "To goes to others" in found


HOSTILE = [
    "Prieto, Lucía and her very long name that does not fit, into a single line of it, at all",
    '"Prieto, Lucía", evil@evil.example, and much more so that it has to be folded, somewhere',
    "=?utf-8?q?evil=40evil.example=2C?= and =?utf-8?q?=0D=0ABcc:_evil=40evil.example?=",
    "Lucía =?utf-8?b?Cg==?= <evil@evil.example>",
    "A: b; c, d",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_drafts_and_reminders_go_to_one_client_under_one_subject(text: str) -> None:
    words = json.dumps(text, ensure_ascii=False)
    contact, copy = f"Aurora, contact: {words}", ", done: 2026-03-13"
    changes = (("Aurora", contact), ("New website", words), (copy, ""), ("Texts", words))
    studio = spoilt(STUDIO, ("Norte Studio", words), ("", "remind: [0]\n"))
    portfolio = portfolio_of(studio, aurora=spoilt(PROJECT, *changes))
    (portal,) = portals.client_pages(portfolio, march(13))
    (letter,) = due(portfolio, march(13))
    drafts = [
        *views_email.invitations(portal, LINK).values(),
        views_email.draft(views_email.reminder(letter, LINK)),
    ]
    with server() as box, SmtpSender(server_of(f"smtp://127.0.0.1:{box.port}")) as post:
        post.connect()
        post.hand_over(views_email.reminder(letter, LINK))
    assert box.recipients == [["lucia@aurora.example"]]
    for raw in (*drafts, *box.raw):
        message = email.message_from_bytes(raw, policy=default)
        own = {*mail_fuzz.OWN, "X-Unsent", "Message-ID", "Date", "X-Peer", "X-MailFrom"}
        assert set(message.keys()) <= own | {"X-RcptTo"}
        assert len(message.keys()) == len(set(message.keys()))
        (box_of_client,) = message["To"].addresses
        assert box_of_client.addr_spec == "lucia@aurora.example"
        old = email.message_from_bytes(raw)
        assert text in str(make_header(decode_header(old["Subject"])))
        for name, address in (("From", "hola@norte.example"), ("To", "lucia@aurora.example")):
            ((person, found),) = getaddresses([old[name]])
            assert (str(make_header(decode_header(person))), found) == (text, address)


def test_plain_words_stay_readable() -> None:
    mail = Mail(
        sender=Mailbox(name="Norte Studio", email="hola@norte.example"),
        to=Mailbox(name="Lucia", email="lucia@aurora.example"),
        subject="Still open: Texts and photos",
        text="Hello.\n",
    )
    assert mail.as_bytes().decode("ascii").split("\r\n") == [
        "From: Norte Studio",
        " <hola@norte.example>",
        "To: Lucia",
        " <lucia@aurora.example>",
        "Subject: Still open: Texts and photos",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "Hello.",
        "",
    ]
    assert "lucia" not in repr(mail).lower()


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nBcc: c@d.example", "a@b, c@d", "a b@c.example", "@", "a\x00@b.c"]
)
def test_an_address_that_is_none_makes_no_mail(address: str) -> None:
    box = Mailbox(name="A", email=address)
    mail = Mail(sender=box, to=box, subject="A", text="A")
    with pytest.raises(ValueError, match="sign that no"):
        mail.as_bytes()
    with pytest.raises(ValueError, match="sign that no"):
        Mail(
            sender=Mailbox(name="A", email="a@b.example"),
            to=Mailbox(name="A", email="a@b.example"),
            subject="A",
            text="A",
            headers={"X-A": f"{address}\n"},
        ).as_bytes()


def test_the_subject_of_a_mail_link_says_what_the_title_says() -> None:
    portfolio = portfolio_of(aurora=spoilt(PROJECT, ("New website", """'A & B <c> "d"'""")))
    (status,) = portals.client_pages(portfolio, march(13))[0].projects
    ctx = ViewContext(t=translator("en", march(13)), studio=portfolio.studio, status=status)
    said = ctx.mail(ctx.t.text("I accept: {title}", title=status.project.title))
    assert said.endswith("?subject=I%20accept%3A%20A%20%26%20B%20%3Cc%3E%20%22d%22")
