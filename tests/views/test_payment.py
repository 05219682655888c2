"""What is to pay: one amount, rows that add up to it, and a code that says the same."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
import yaml

from courtside.engine.money import due_now
from courtside.engine.portals import client_pages
from courtside.engine.status_json import as_json
from courtside.text.language import translator
from courtside.views.context import ViewContext
from courtside.views.payment import AmountDue, paid_title, payment_due
from courtside.views.stage_table import stage_rows
from courtside.views.statement import build_statement
from courtside.views.statement_export import statement_markdown
from helpers.studio_texts import portfolio_of, studio_text

STUDIO = studio_text("""
tax: [{name: IVA, rate: 21%}, {name: IRPF, rate: -15%}]
pay_to: {name: Norte Studio S.L., iban: ES91 2100 0418 4502 0005 1332, link: "https://pay.example/"}
terms:
  restart_within: 15
  late:
    client: [{after: 2, do: fee, amount: 10%}]
    provider: [{after: 2, do: credit, amount: 10%}]
""")

BRIEF = {"id": "brief", "title": "Brief", "owner": "provider", "days": 5, "done": "2026-03-06"}
COPY = {"id": "copy", "title": "Texts", "owner": "client", "days": 2, "done": "2026-03-10"}
BALANCE = {"id": "final", "title": "Last payment", "owner": "client", "pay": "70%",
           "invoice": "2026-014"}  # fmt: skip
PAID = {"date": "2026-02-22", "for": "deposit", "amount": "318 EUR"}
PROJECT = {
    "title": "New website",
    "client": {"name": "Aurora", "email": "l@aurora.example"},
    "price": "1000 EUR",
    "deposit": {"amount": "30%", "invoice": "2026-011"},
    "signed": {"date": "2026-02-20", "by": "L"},
    "payments": [PAID],
    "start": "2026-03-02",
    "stages": [BRIEF, COPY, BALANCE],
}


def context(
    project: dict[str, object], today: str = "2026-03-10", studio: str = STUDIO
) -> ViewContext:
    (page,) = client_pages(portfolio_of(studio, aurora=project), date.fromisoformat(today))
    (status,) = page.projects
    return ViewContext(t=translator("en", page.today), studio=page.studio, status=status)


def due(project: dict[str, object], today: str = "2026-03-10", studio: str = STUDIO) -> AmountDue:
    found = payment_due(context(project, today, studio))
    assert found
    return found


def rows(payment: AmountDue) -> dict[str, str]:
    assert sum(row.amount for row in payment.rows) in (payment.amount, 0)
    return {row.name.unescape(): str(row.amount) for row in payment.rows}


def decoded(code: str) -> list[list[int]]:
    """The modules of a code that is drawn as runs."""
    size = int(re.search(r'viewBox="0 0 (\d+)', code)[1]) - 8  # type: ignore[index]
    matrix = [[0] * size for _ in range(size)]
    x = y = 0
    for right, down, run in re.findall(r"m(-?\d+) (\d+)h(\d+)", code):
        x, y = x + int(right), y + int(down)
        matrix[y - 4][x - 4 : x - 4 + int(run)] = [1] * int(run)
        x += int(run)
    return matrix


def test_a_plain_share_is_net_and_its_taxes() -> None:
    payment = due(PROJECT)
    assert payment.amount == Decimal("742.00")
    assert rows(payment) == {
        "Net amount": "700.00", "IVA (21%)": "147.00", "IRPF (\N{MINUS SIGN}15%)": "-105.00",
    }  # fmt: skip
    assert payment.reference == "2026-014"
    assert payment.account
    assert payment.account.iban == "ES91 2100 0418 4502 0005 1332"
    assert payment.links == ("https://pay.example/",)


def test_without_tax_a_plain_share_says_nothing_more() -> None:
    studio = STUDIO.replace("tax:", "allow: []\n#")
    project = PROJECT | {
        "payments": [{"date": "2026-02-22", "for": "deposit", "amount": "300 EUR"}]
    }
    payment = due(project, studio=studio)
    assert (payment.amount, payment.rows) == (Decimal("700.00"), ())


def test_a_last_payment_that_is_not_the_share_shows_the_whole_account() -> None:
    change = {"date": "2026-03-02", "title": "More", "stage": "copy", "days": 0,
              "price": "200 EUR", "agreed": "2026-03-03"}  # fmt: skip
    payment = due(PROJECT | {"changes": [change]}, "2026-03-16")
    assert list(rows(payment).items())[:3] == [
        ("Price", "1000.00"), ("Agreed changes", "200.00"), ("Fees", "100.00"),
    ]  # fmt: skip
    assert rows(payment)["Paid so far"] == "-318.00"
    assert payment.amount == Decimal("1300") * Decimal("1.06") - 318


def test_a_deposit_of_which_a_part_came_asks_for_the_rest() -> None:
    part = {"date": "2026-02-22", "for": "deposit", "amount": "118 EUR", "part": True}
    waiting = {key: value for key, value in PROJECT.items() if key != "start"}
    stages = [{key: value for key, value in stage.items() if key != "done"}
              for stage in (BRIEF, COPY, BALANCE)]  # fmt: skip
    payment = due(waiting | {"payments": [part], "stages": stages}, "2026-02-24")
    assert payment.amount == Decimal("200.00")
    assert rows(payment)["Paid so far"] == "-118"
    assert payment.reference == "2026-011"


def test_the_end_shows_the_final_account_and_what_is_paid_back() -> None:
    ended = {"date": "2026-03-10", "by": "client", "total": "250 EUR"}
    payment = due(PROJECT | {"ended": ended}, "2026-03-11")
    assert payment.amount == Decimal("-53.00")
    assert rows(payment)["Final account"] == "250.00"
    assert (payment.account, payment.links, payment.code) == (None, (), "")


def test_nothing_is_due_before_the_turn_of_a_payment() -> None:
    open_copy = {key: value for key, value in COPY.items() if key != "done"}
    assert payment_due(context(PROJECT | {"stages": [BRIEF, open_copy, BALANCE]})) is None


def test_the_amount_is_the_one_that_the_engine_calls_due() -> None:
    ctx = context(PROJECT)
    payment = payment_due(ctx)
    (entry,) = as_json([ctx.status], ctx.status.as_of)["projects"]
    assert payment
    assert sum(Decimal(instalment["amount"]) for instalment in entry["due"]) == payment.amount
    assert ctx.status.dated
    status = ctx.status
    engine = due_now(status.project, status.money, status.asked, status.dated.stages)
    assert sum(instalment.amount for instalment in engine) == payment.amount


def test_the_code_says_account_amount_and_reference() -> None:
    """Drawn, read back module by module, and compared with the code of this very transfer."""
    from segno import helpers

    payment = due(PROJECT)
    expected = helpers.make_epc_qr(
        name="Norte Studio S.L.", iban="ES9121000418450200051332", amount="742",
        text="2026-014", encoding="utf-8",
    )  # fmt: skip
    matrix = decoded(payment.code)
    assert matrix == [list(row) for row in expected.matrix]
    assert payload(matrix) == (
        "BCD\n002\n1\nSCT\n\nNorte Studio S.L.\nES9121000418450200051332\nEUR742\n\n\n2026-014"
    )
    assert "style" not in payment.code


@pytest.mark.parametrize(
    ("now", "then"),
    [("currency: EUR", "currency: CHF"), ("iban: ES91 2100 0418 4502 0005 1332, ", "")],
)
def test_there_is_no_code_without_euros_or_an_account(now: str, then: str) -> None:
    project = PROJECT
    if "CHF" in then:
        text = yaml.safe_dump(PROJECT).replace("EUR", "CHF")
        project = yaml.safe_load(text)
    assert due(project, studio=STUDIO.replace(now, then)).code == ""


def test_a_long_title_in_any_script_still_fits_a_transfer() -> None:
    bare = {key: value for key, value in BALANCE.items() if key != "invoice"}
    studio = STUDIO.replace("Norte Studio S.L.", "Ω" * 100)
    payment = due(PROJECT | {"title": "日本語" * 40, "stages": [BRIEF, COPY, bare]}, studio=studio)
    assert payment.code
    assert len(payment.reference.encode()) <= 140


# --- A small reader of codes: bytes, one mask, no errors to correct ------------------------------


def payload(matrix: list[list[int]]) -> str:
    """Read a code of up to version 13, level M, as a scanner does that sees it perfectly."""
    size = len(matrix)
    version = (size - 17) // 4
    form = int("".join(str(matrix[8][x]) for x in (0, 1, 2, 3, 4, 5, 7, 8)), 2)
    mask = ((form ^ 0b10101000) >> 3) & 0b111
    bits = []
    for x, y in _places(size, version):
        bits.append(matrix[y][x] ^ _MASKS[mask](x, y))
    words = [int("".join(map(str, bits[at : at + 8])), 2) for at in range(0, len(bits) - 7, 8)]
    data = _without_correction(words, version)
    stream = "".join(f"{word:08b}" for word in data)
    assert stream[:4] == "0100"  # bytes
    count = 8 if version < 10 else 16
    length = int(stream[4 : 4 + count], 2)
    start = 4 + count
    found = bytes(int(stream[start + 8 * n : start + 8 * n + 8], 2) for n in range(length))
    return found.decode("utf-8")


_MASKS = (
    lambda x, y: (x + y) % 2 == 0,
    lambda x, y: y % 2 == 0,
    lambda x, y: x % 3 == 0,
    lambda x, y: (x + y) % 3 == 0,
    lambda x, y: (y // 2 + x // 3) % 2 == 0,
    lambda x, y: x * y % 2 + x * y % 3 == 0,
    lambda x, y: (x * y % 2 + x * y % 3) % 2 == 0,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2 == 0,
)

_BLOCKS = {5: (2, 43), 6: (4, 27), 7: (4, 31)}
"""Version -> blocks of level M and the words of data in each, where all are alike."""

_ALIGNED = {5: (6, 30), 6: (6, 34), 7: (6, 22, 38)}


def _places(size: int, version: int) -> list[tuple[int, int]]:
    """Where data stands, in the order in which it is written."""
    taken = [[False] * size for _ in range(size)]

    def take(x0: int, y0: int, x1: int, y1: int) -> None:
        for y in range(max(y0, 0), min(y1, size)):
            for x in range(max(x0, 0), min(x1, size)):
                taken[y][x] = True

    take(0, 0, 9, 9)
    take(size - 8, 0, size, 9)
    take(0, size - 8, 9, size)
    take(6, 0, 7, size)
    take(0, 6, size, 7)
    centres = _ALIGNED[version]
    for x in centres:
        for y in centres:
            if (x, y) not in ((6, 6), (6, centres[-1]), (centres[-1], 6)):
                take(x - 2, y - 2, x + 3, y + 3)
    if version >= 7:
        take(size - 11, 0, size - 8, 6)
        take(0, size - 11, 6, size - 8)
    found, up = [], True
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        rows = range(size - 1, -1, -1) if up else range(size)
        found += [(x, y) for y in rows for x in (right, right - 1) if not taken[y][x]]
        up = not up
    return found


def _without_correction(words: list[int], version: int) -> list[int]:
    blocks, each = _BLOCKS[version]
    return [words[n * blocks + block] for block in range(blocks) for n in range(each)]


def test_the_last_payment_has_one_name_and_the_day_of_the_money() -> None:
    """Also where its stage has the id `balance`, and it came before its turn."""
    last = BALANCE | {"id": "balance", "title": "Final payment"}
    build = {"id": "build", "title": "Build", "owner": "provider", "days": 5, "done": "2026-03-17"}
    money = {"date": "2026-03-12", "for": "balance", "amount": "742 EUR"}
    project = PROJECT | {
        "stages": [BRIEF, COPY, build, last],
        "payments": [PAID, money],
    }
    ctx = context(project, "2026-03-20")
    assert [paid_title(ctx, paid) for paid in ctx.status.project.payments] == [
        "Deposit", "Final payment"
    ]  # fmt: skip
    text = statement_markdown(build_statement(ctx, version="0"))
    assert "| 12 Mar | Final payment |" in text
    assert re.search(r"\| \*Final payment\* \|.*\| 12 Mar \| 0 \|", text)
    assert "Aurora paid €742.00: Final payment. This was ahead of time." in text
    row = next(row for row in stage_rows(ctx) if row.title == "Final payment")
    assert row.actual.unescape() == "12 Mar"
    without = {name: value for name, value in PROJECT.items() if name != "deposit"}
    alone = context(without | {"stages": [BRIEF, COPY], "payments": [money]}, "2026-03-20")
    assert paid_title(alone, alone.status.project.payments[0]) == "Payment"


def test_a_stage_may_be_called_deposit() -> None:
    first = {"id": "deposit", "title": "First payment", "owner": "client", "pay": "30%"}
    without = {name: value for name, value in PROJECT.items() if name != "deposit"}
    project = without | {"stages": [BRIEF, first, BALANCE], "payments": []}
    assert rows(due(project, "2026-03-06")) == {
        "Net amount": "300.00",
        "IVA (21%)": "63.00",
        "IRPF (−15%)": "-45.00",
    }
