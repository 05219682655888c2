"""What reminders say: by how late it is, in the client's language, exact, and nothing private."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest

from courtside.views import email as mail
from courtside.views.email_message import Mail
from engine.test_reminders import PROJECT, PROPOSED, STUDIO, due, march, portfolio

LINK = "https://studio.example/p/bTEQkO2n_wRrO7J4Wq1Xlg/#" + "x-_9" * 10 + "abc"
NBSP = "\N{NO-BREAK SPACE}"
SPANISH = f"{PROJECT}language: es\n"


def read(message: Mail) -> EmailMessage:
    """As a mail program does."""
    raw = message.as_bytes().replace(b"\r\n", b"\n")
    return cast(EmailMessage, email.message_from_bytes(raw, policy=default))


def told(day: int, project: str = PROJECT, to: str = "client") -> EmailMessage:
    (letter,) = [sent for sent in due(portfolio(aurora=project), march(day)) if sent.to == to]
    return read(mail.reminder(letter, LINK))


@pytest.mark.parametrize(
    ("day", "subject", "opening", "about"),
    [
        (
            12,
            "Please send by Friday 13 March: “Texts",
            "ahead of time",
            "from you by Friday 13 March: 1 working day left.",
        ),
        (13, "Please send today: “Texts", "is not missed", "from you today, Friday 13 March."),
        (16, "Still needed: “Texts", "on its way", "was 1 working day ago, according to our"),
        (18, "Still needed: “Texts", "we can help", "That was 3 working days ago, according to"),
        (
            20,
            "Still needed: “Texts",
            "still time",
            "To keep your slot, we need “Texts and photos” before Monday 23 March.",
        ),
        (
            27,
            "Still needed: “Texts",
            "please tell us how it is going",
            "before Monday 30 March, a fee of €840.00 (10% of the price) applies from that day.",
        ),
    ],
)
def test_the_words_by_how_late_it_is(day: int, subject: str, opening: str, about: str) -> None:
    message = told(day)
    assert message["Subject"].startswith(subject)
    said = message.get_content()
    assert said.startswith("Hello Lucía,\n\n")
    assert opening in said
    assert about in " ".join(said.split())
    assert "what counts is the day you sent it" in said
    assert f"<{LINK}>" in said.splitlines()


@pytest.mark.parametrize("day", [12, 13, 16, 18, 20, 27])
def test_it_is_the_client_s_language_throughout(day: int) -> None:
    said = told(day, SPANISH).get_content()
    assert said.startswith("Hola, Lucía:")
    english = told(day).get_content().splitlines()
    assert set(said.splitlines()) & set(english) == {"", f"<{LINK}>", "Norte Studio"}


def test_it_says_what_always_follows_where_nothing_else_does() -> None:
    (letter,) = due(portfolio(STUDIO.partition("terms:")[0], aurora=PROJECT), march(16))
    said = read(mail.reminder(letter, LINK)).get_content()
    assert "Later dates move by the same number of days." in said


def test_a_part_that_has_come_is_not_said_to_be_missing() -> None:
    gives = "owner: client, days: 5, gives: [{text: Texts, received: 2026-03-12}, Photos]"
    part = PROJECT.replace("owner: client, days: 5", gives)
    assert "Still missing: Photos." in told(13, part).get_content().splitlines()
    late = told(16, part)
    assert "We have not received all of “Texts and photos”" in flat(late)
    assert "Still missing: Photos." in late.get_content().splitlines()
    back = "returned: [{date: 2026-03-16, sent: 2026-03-13, why: No photo of the oven}]"
    returned = told(17, PROJECT.replace("client, days: 5", f"client, days: 5, {back}"))
    assert "Still incomplete on Monday 16 March: No photo of the oven." in returned.get_content()
    assert "We have not received all of" in flat(returned)


def test_what_always_follows_is_said_of_what_is_not_late_as_a_condition() -> None:
    bare = STUDIO.partition("terms:")[0]
    (ahead,) = due(portfolio(bare, aurora=PROJECT), march(12))
    assert "If it is late, later dates move by" in mail.reminder(ahead, LINK).text
    (late,) = due(portfolio(bare, aurora=PROJECT), march(16))
    said = " ".join(mail.reminder(late, LINK).text.split())
    assert "Monday 16 March. Later dates move by the same number of days. Already sent?" in said


@pytest.mark.parametrize(
    "stage",
    ["client, days: 5", "client, days: 5, approves: brief", "client, days: 5, pay: 100%"],
)
@pytest.mark.parametrize("day", [12, 13, 16, 27])
def test_nothing_is_asked_for_twice(stage: str, day: int) -> None:
    steps = "[{after: 10, do: fee, amount: 10%}]"
    if "approves" in stage:
        steps = "[{after: 10, do: approve}]"
    project = PROJECT.replace("client, days: 5", stage)
    said = flat(told(day, f"{project}terms: {{late: {{client: {steps}}}}}\n"))
    assert said.count("We need ") + said.count("We have not received") <= 1
    assert "Monday 30 March" in said
    silence = "Without an answer by the end of Monday 30 March, your silence counts as approval"
    assert (silence in said) == ("approves" in stage)


def test_a_payment_names_its_amount_and_the_day_it_arrives_counts() -> None:
    said = flat(told(6, PAYING))
    assert "€8,400.00 is due today, Friday 6 March: “Texts and photos” (“New website”)." in said
    assert "what counts is the day the money arrives" in said


PAYING = PROJECT.replace("owner: client, days: 5", "owner: client, pay: 100%, invoice: 2026-019")
ACCOUNT = """\
tax: [{name: IVA, rate: 21%}]
pay_to: {name: Norte Studio SL, iban: ES9121000418450200051332, bic: CAIXESBB}
"""


def test_how_to_pay_stands_in_plain_text_with_the_engine_s_one_amount() -> None:
    read_portfolio = portfolio(STUDIO + ACCOUNT, aurora=PAYING)
    (letter,) = due(read_portfolio, march(6))
    (owed,) = letter.items[0].status.due
    assert owed.amount == 10164
    assert (
        "To pay now: €10,164.00\n"
        "Account holder: Norte Studio SL\n"
        "IBAN: ES91 2100 0418 4502 0005 1332\n"
        "BIC: CAIXESBB\n"
        "Reference: 2026-019\n"
    ) in mail.reminder(letter, LINK).text


def test_a_link_to_pay_stands_there_if_there_is_one() -> None:
    link = PAYING.replace("invoice:", "url: 'https://pay.example/19', invoice:")
    text = told(6, link).get_content()
    assert "To pay now: €8,400.00\nPay online: https://pay.example/19\n" in text
    assert "IBAN" not in text


def test_the_balance_of_a_finished_project_is_asked_for() -> None:
    done = PROJECT.replace("client, days: 5", "client, days: 5, done: 2026-03-13").replace(
        "days: 8", "days: 8, done: 2026-03-20"
    )
    message = told(23, done)
    assert message["Subject"] == "Still to pay: the balance for “New website”"
    assert "€8,400.00 is left to pay for “New website”." in flat(message)


def test_after_a_long_silence_it_asks_plainly() -> None:
    assert "A quick reminder" not in told(32).get_content()
    assert "please tell us how it is going: “Texts and photos”." in flat(told(32))


def test_everybody_in_cc_gets_a_copy_of_every_mail_to_the_client() -> None:
    copied = PROJECT.replace("email: lucia", "cc: [ventas@aurora.example], email: lucia")
    (letter,) = due(portfolio(aurora=copied), march(13))
    message = mail.reminder(letter, LINK)
    assert message.recipients == ("lucia@aurora.example", "ventas@aurora.example")
    assert read(message)["Cc"].addresses[0].addr_spec == "ventas@aurora.example"
    (invited,) = mail.invitations(letter.portal, LINK).values()
    draft = email.message_from_bytes(invited, policy=default)
    assert draft["Cc"].addresses[0].addr_spec == "ventas@aurora.example"
    notice = told(20, copied, to="provider")
    assert notice["Cc"] is None


def test_a_studio_that_wants_it_is_formal() -> None:
    formal = portfolio(f"{STUDIO}address: formal\n", aurora=SPANISH)
    (plain,), (polite,) = due(portfolio(aurora=SPANISH), march(13)), due(formal, march(13))
    assert mail.reminder(plain, LINK).text != mail.reminder(polite, LINK).text


def test_the_commands_of_a_notice_fit_the_stage() -> None:
    def ways(project: str, day: int) -> str:
        return told(day, project, to="provider").get_content()

    assert "courtside paid aurora copy" in ways(
        PAYING.replace("client, pay", "client, days: 5, pay"), 20
    )
    approval = PROJECT.replace("client, days: 5", "client, days: 5, approves: brief")
    said = ways(approval, 20)
    assert "They approved it: courtside done aurora copy" in said
    assert "They want changes: courtside ask-change aurora copy" in said
    assert "It came, but is incomplete: courtside return aurora copy" in ways(PROJECT, 20)


def test_an_approval_is_asked_for_an_answer() -> None:
    ok = "title: The brief, owner: client, days: 5, approves: brief"
    stages = PROJECT.replace("title: Texts and photos, owner: client, days: 5", ok)
    ahead, late = told(12, stages), told(18, stages)
    assert ahead["Subject"] == "Please answer by Friday 13 March: “The brief”"
    assert "We need your answer on “The brief” (“New website”) by" in ahead.get_content()
    assert late["Subject"] == "Your answer is still needed: “The brief”"
    assert "Already answered? Let us know: what counts is the day you answered." in flat(late)


def flat(message: EmailMessage) -> str:
    """What a mail says, in one line."""
    return " ".join(message.get_content().split())


@pytest.mark.parametrize(
    ("language", "marked"),
    [("es", "«Texts and photos»"), ("fr", "« Texts and photos »"), ("de", "„Texts and photos“")],
)
def test_what_is_bold_on_the_page_stands_in_quotation_marks(language: str, marked: str) -> None:
    message = told(20, f"{PROJECT}language: {language}\n")
    said = flat(message).replace(NBSP, " ")
    assert said.count("Texts and photos") == said.count(marked) >= 2
    assert marked in message["Subject"].replace(NBSP, " ")


def test_a_proposal_and_a_deposit() -> None:
    said = " ".join(told(12, PROPOSED).get_content().split())
    assert "Our proposal for “Logo” is open until Friday 13 March." in said
    assert "until the end of today, Friday 13 March" in told(13, PROPOSED).get_content()
    signed = told(9, f"{PROPOSED}signed: {{date: 2026-03-06, by: Dana}}\n")
    said = " ".join(signed.get_content().split())
    assert signed["Subject"] == "Still to pay: the deposit for “Logo”"
    assert "records of Monday 9 March, the deposit of €500.00 for “Logo” has not" in said


def test_a_remind_step_s_own_words_are_in_it() -> None:
    own = "terms: {late: {client: [{after: 1, do: remind, text: Shall we come?}]}}\n"
    assert "Shall we come?" in told(17, PROJECT + own).get_content()


def test_the_provider_s_has_the_three_things_to_do() -> None:
    message = told(20, SPANISH, to="provider")
    assert message["To"].addresses[0].addr_spec == "hola@norte.example"
    assert message["Subject"] == "Decide today: aurora"
    said = message.get_content()
    assert "the slot is lost on Monday 23 March" in said
    for way in (
        "courtside done aurora copy",
        "courtside waive aurora copy lose-slot",
        "Let it take effect",
    ):
        assert way in said
    assert LINK not in said


def test_the_same_letter_gives_the_same_bytes_with_a_number_and_no_moment() -> None:
    read_portfolio = portfolio(one=PROJECT, two=PROJECT)
    first, second = (
        [mail.reminder(letter, LINK).as_bytes() for letter in due(read_portfolio, march(16))]
        for _ in range(2)
    )
    assert first == second
    messages = [email.message_from_bytes(mail, policy=default) for mail in first]
    assert len({message["Message-ID"] for message in messages}) == 2
    assert messages[0]["Message-ID"].endswith("@norte.example>")
    assert messages[0]["Date"] is None  # known to whoever sends it, when it is sent
    next_day = mail.reminder(due(read_portfolio, march(18))[0], LINK)
    assert read(next_day)["Message-ID"] not in {message["Message-ID"] for message in messages}


def test_many_things_are_one_letter_that_names_the_projects() -> None:
    shared = PROJECT.replace("email: lucia@aurora.example", "email: l@a.example, id: aurora")
    other = shared.replace("New website", "Logo")
    (letter,) = due(portfolio(one=shared, two=other, three=other), march(13))
    message = read(mail.reminder(letter, LINK))
    assert message["Subject"] == "Please send today: “New website” and “Logo”"
    assert message.get_content().count("from you today, ") == 3
    assert message.get_content().count(LINK) == 1


HOSTILE = PROJECT.replace("title: Texts and photos", "title: 'A <b> & {day} %s'")


def test_a_client_s_words_are_no_markup_and_no_header() -> None:
    message = told(16, HOSTILE)
    assert "received “A <b> & {day} %s” (“New website”) yet" in message.get_content()
    assert message["Subject"] == "Still needed: “A <b> & {day} %s”"
    assert "A <b> & {day} %s" in told(20, HOSTILE, to="provider").get_content()


def test_accented_addresses_make_a_draft_all_the_same() -> None:
    strange = PROJECT.replace("lucia@aurora.example", "lucía@cafés.example")
    (letter,) = due(portfolio(aurora=strange), march(13))
    raw = mail.draft(mail.reminder(letter, LINK)).decode()
    assert "To: =?utf-8?b?THVjw61h?=\r\n <lucía@cafés.example>\r\n" in raw
    assert LINK in raw.replace("=\r\n", "").replace("=3D", "=")


def test_an_accented_domain_of_the_studio_is_in_no_header_that_is_sent() -> None:
    studio = STUDIO.replace("hola@norte.example", "hola@café.example")
    (letter,) = due(portfolio(studio, aurora=PROJECT), march(13))
    sent = mail.reminder(letter, LINK).with_ascii_domains()
    assert not sent.is_international
    assert sent.as_bytes().isascii()
    assert read(sent)["Message-ID"].endswith("@xn--caf-dma.example>")


def test_nothing_private_is_in_any_letter() -> None:
    private = "private: [{date: 2026-03-06, text: Cockatrice}]\n"
    log = "log: [{date: 2026-03-06, text: Leviathan}]\n"
    read_portfolio = portfolio(aurora=PROJECT + private + log)
    for day in range(1, 60):
        for letter in due(read_portfolio, march(day)):
            message = mail.reminder(letter, LINK)
            for said in (message.subject, message.text, read(message).as_string()):
                assert "Cockatrice" not in said
