"""Each way in which a value can be wrong, and what is said of it."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courtside.model.json_schema import field_docstrings
from courtside.model.project import ProjectFile
from courtside.model.record import Record, fields_of, records_in
from courtside.model.studio import Studio
from courtside.source.load import load_portfolio
from courtside.source.messages import how_to_write
from courtside.source.records import validate
from courtside.source.yaml_reader import read
from helpers.studio_texts import PROJECT, STUDIO, problems_of, said, spoilt

FIELDS_OF_A_STAGE = (
    "id, title, owner, days, gives, after, approves, pay, start, due, done, skipped, returned, "
    "waits, rounds, url, invoice"
)


def test_the_small_portfolio_is_right() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # what is found is not one of what is expected
        (
            "owner: client, days: 5",
            "owner: cleint, days: 5",
            "10:37: stages[1].owner: 'cleint' is neither 'client' nor 'provider'; "
            "did you mean 'client'?",
        ),
        (
            "title: New",
            "language: nl\ntitle: New",
            "1:11: language: 'nl' is not one of 'en', 'es', 'pt', 'fr', 'de', 'it'",
        ),
        # keys
        (
            "{id: copy, title:",
            "{id: copy, tilte:",
            "10:16: stages[1]: 'tilte' is not a field of a stage; did you mean 'title'?",
        ),
        (
            "{id: copy,",
            "{id: copy, hash: x,",
            f"10:16: stages[1]: 'hash' is not a field of a stage; write one of {FIELDS_OF_A_STAGE}",
        ),
        (
            "{id: copy,",
            "{id: copy, zzz-secret: x,",
            f"10:16: stages[1]: this is not a field of a stage; write one of {FIELDS_OF_A_STAGE}",
        ),
        (  # a key that is no name would break the line that it is shown in
            "{id: copy, title:",
            '{id: copy, "tit\tle":',
            "10:16: stages[1]: this is not a field of a stage; did you mean 'title'?",
        ),
        ("price: 8400 EUR\n", "", "1:1: `price` is missing: write for example price: 8400 EUR"),
        (
            "email: lucia@aurora.example",
            "id: aurora",
            "2:9: client: `email` is missing: write for example email: lucia@aurora.example",
        ),
        (", days: 8", "", "11:5: stages[2]: `days` is missing: write for example days: 5"),
        # nothing, or the wrong kind of thing
        (
            ", done: 2026-03-13",
            ", done: ",
            "10:60: stages[1].done: no value here: write for example done: 2026-03-06, "
            "or delete the line",
        ),
        (
            "days: 5, done: 2026-03-13",
            "days: ",
            "10:51: stages[1].days: no value here: write for example days: 5, or delete the line",
        ),
        (
            "title: New website",
            "title: 5",
            "1:8: title: this is not text (put quotes around numbers, true and false): "
            "write for example title: New website",
        ),
        (
            "days: 8",
            "days: '8'",
            "11:56: stages[2].days: '8' is not a whole number: write for example days: 5",
        ),
        (
            "days: 8",
            "days: true",
            "11:56: stages[2].days: 'true' is not a whole number: write for example days: 5",
        ),
        (
            "days: 8",
            "days: -1",
            "11:56: stages[2].days: '-1' is less than 0: write for example days: 5",
        ),
        (
            "days: 8",
            "days: 1001",
            "11:56: stages[2].days: '1001' is more than 1000: write for example days: 5",
        ),
        (
            "days: 8",
            "days: 8, gives: Texts of a secret",
            "11:66: stages[2].gives: this is not a list: write for example "
            "gives: [Final texts for six pages]",
        ),
        (
            "client: {name: Aurora, email: lucia@aurora.example}",
            "client: Aurora",
            "2:9: client: this is not a group of fields: write for example "
            "client: {name: Aurora Coffee Roasters, email: lucia@aurora.example}",
        ),
        (
            "title: New website",
            'title: "New\\nwebsite"',
            "1:8: title: this is more than one line: write for example title: New website",
        ),
        (
            "title: New website",
            f"title: {'x' * 301}",
            "1:8: title: this is longer than 300 characters: shorten it",
        ),
        (
            "days: 8",
            "days: 8, gives: ['']",
            "11:67: stages[2].gives[0].text: this is not filled in: write for example "
            "text: Final texts for six pages",
        ),
        (
            "id: copy",
            "id: Copy",
            "10:10: stages[1].id: 'Copy' is not written as expected; did you mean 'copy'?",
        ),
        (
            "email: lucia@aurora.example",
            "email: lucia at aurora",
            "2:31: client.email: this is not written as expected: write for example "
            "email: lucia@aurora.example",
        ),
        *(
            (
                "days: 8}",
                f"days: 8, url: {written}}}",
                f"11:64: stages[2].url: this {why}: write for example url: "
                "https://drive.example/upload",
            )
            for written, why in (
                ("www.example.com", "is not a whole address: put https:// in front"),
                ("drive.example/a?b=1", "is not a whole address: put https:// in front"),
                ("ftp://drive.example", "is not written as expected"),
            )
        ),
        (
            "days: 8}",
            "days: 8, url: https://drive.example/my file}",
            "11:64: stages[2].url: this has a space, which no address has: write %20 for it",
        ),
        (
            "email: lucia@aurora.example",
            "email: lucia@localhost",
            "2:31: client.email: this has no dot after its @, and no mail goes there: write for "
            "example email: lucia@aurora.example",
        ),
        (  # with a sign that a mail's head has for itself
            "email: lucia@aurora.example",
            'email: "lucia@[aurora.example"',
            "2:31: client.email: this is not written as expected: write for example "
            "email: lucia@aurora.example",
        ),
        (  # with a sign that is not seen
            "email: lucia@aurora.example",
            "email: lucia@aur\u00adora.example",
            "2:40: client.email: the invisible character U+00AD is not allowed: delete it",
        ),
        (
            "by: Ann",
            "by: Ann, hash: abc",
            "6:43: signed.hash: this is not written as expected: write for example "
            f"hash: sha256:{'0123456789abcdef' * 4}",
        ),
        # days
        (
            "start: 2026-03-02",
            "start: 02.03.2026",
            "7:8: start: '02.03.2026' is not a date: write it as 2026-03-06",
        ),
        (
            "start: 2026-03-02",
            "start: 2026-3-2",
            "7:8: start: '2026-3-2' is not a date: write it as 2026-03-06; "
            "did you mean '2026-03-02'?",
        ),
        (
            "start: 2026-03-02",
            "start: 2026-02-30",
            "7:8: start: '2026-02-30' is not a calendar date",
        ),
        (
            "start: 2026-03-02",
            "start: 3026-03-02",
            "7:8: start: '3026-03-02' is not between 2000 and 2099",
        ),
        # amounts
        (
            "price: 8400 EUR",
            "price: 8.400,00",
            "3:8: price: '8.400,00' is not money: write it as 8400 EUR or 1234.55 EUR",
        ),
        ("price: 8400 EUR", "price: -1 EUR", "3:8: price: '-1 EUR' is negative: write 0 or more"),
        (
            "pay: 70%",
            "pay: much",
            "13:55: stages[4].pay: 'much' is not an amount: write 10% (of the price) or 840 EUR",
        ),
        (
            "pay: 70%",
            "pay: 101%",
            "13:55: stages[4].pay: '101%' is more than 100% of the price",
        ),
    ],
)
def test_a_project_that_cannot_be_read(old: str, new: str, expected: str) -> None:
    assert said(project=spoilt(PROJECT, (old, new))) == [f"p.yml:{expected}"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Europe/Madrid",
            "Europe/Madird",
            "3:11: timezone: 'Europe/Madird' is not a time zone; did you mean 'Europe/Madrid'?",
        ),
        (
            "Europe/Madrid",
            "our house",
            "3:11: timezone: this is not a time zone: write for example timezone: Europe/Madrid",
        ),
        (  # which Python would take for as many packages, one in the other
            "Europe/Madrid",
            "/".join(["Europe"] * 1500),
            "3:11: timezone: this is not a time zone: write for example timezone: Europe/Madrid",
        ),
        (
            "currency: EUR",
            "currency: eur",
            "4:11: currency: 'eur' is not written as expected; did you mean 'EUR'?",
        ),
        (
            "week: mon-fri",
            "week: mo-fr",
            "5:18: calendar.week: 'mo-fr' is not a working week: write mon-fri, sun-thu or "
            "mon,tue,thu; did you mean 'mon-fri'?",
        ),
        (
            "week: mon-fri",
            "week: 5",
            "5:18: calendar.week: '5' is not a working week: write mon-fri, sun-thu or mon,tue,thu",
        ),
        (
            "holidays: ES-MD",
            "closed: [2026-08-21..2026-08-03]",
            "5:36: calendar.closed[0]: '2026-08-21..2026-08-03' ends before it begins",
        ),
        (
            "holidays: ES-MD",
            "closed: [august]",
            "5:36: calendar.closed[0]: 'august' is not a date or a range: write 2026-12-24 or "
            "2026-08-03..2026-08-21",
        ),
        (
            "do: lose-slot",
            "do: loose-slot",
            "11:24: terms.late.client[1].do: 'loose-slot' is not one of 'lose-slot', 'fee', "
            "'credit', 'approve', 'may-close', 'may-leave', 'remind'; did you mean 'lose-slot'?",
        ),
        (
            "",
            "playbooks: {Web Site: {stages: [{id: a, title: A, owner: client, days: 1}]}}\n",
            "20:13: playbooks: this is not a name: write small letters, digits and hyphens",
        ),
        (
            "",
            "playbooks: {web: {stages: []}}\n",
            "20:27: playbooks.web.stages: this is an empty list: write for example "
            "stages: [{id: brief, title: Brief, owner: provider, days: 5}]",
        ),
        (
            "",
            "playbooks: {web: {satges: [], stages: [{id: a, title: A, owner: client, days: 1}]}}\n",
            "20:19: playbooks.web: 'satges' is not a field of a template; did you mean 'stages'?",
        ),
        (
            "",
            "'[key]': 1\n",
            "20:1: this is not a field of the studio; write one of name, email, phone, details, "
            "timezone, language, address, currency, calendar, capacity, tax, pay_to, notice, "
            "format, key_id, example_day, terms, words, allow, remind, playbooks",
        ),
    ],
)
def test_a_studio_that_cannot_be_read(old: str, new: str, expected: str) -> None:
    assert said(studio=spoilt(STUDIO, (old, new))) == [f"_studio.yml:{expected}"]


def test_all_problems_of_all_files_are_said_in_one_go() -> None:
    project = spoilt(
        PROJECT,
        ("owner: client, days: 5", "owner: cleint, days: 5"),
        ("approves: design}", "approves: desing}"),
        ("", "restarts: [{stage: build, start: 2026-04-01, date: 2026-03-30}]\nfiles: [../x]\n"),
    )
    studio = spoilt(STUDIO, ("Europe/Madrid", "Madrid"), ("after: 60", "after: 6"))
    assert [line.split(": ")[0] for line in said(project=project, studio=studio)] == [
        "_studio.yml:3:11",
        "_studio.yml:13:17",
        "p.yml:10:37",
        "p.yml:12:72",
        "p.yml:16:20",
        "p.yml:17:9",
    ]


def test_a_record_with_several_things_missing_names_each() -> None:
    project = "title: New\nstages: [{title: A}]\n"
    assert [line.split(":", 3)[3].split(":")[0] for line in said(project=project)] == [
        " `client` is missing",
        " `price` is missing",
        " stages[0]",
        " stages[0]",
    ]  # its days are asked for once the rest can be read


def test_a_files_name_is_the_id_of_its_project() -> None:
    files = {"_studio.yml": STUDIO, "New Site.yml": PROJECT}
    (problem,) = (problem for problem in problems_of(files) if problem.severity == "error")
    assert str(problem).startswith(
        "projects/New Site.yml:1:1: a project's file is named with small letters"
    )


def test_what_python_calls_a_field_is_no_key() -> None:
    pause = "pauses: [{first: 2026-03-10, by: client}]\n"
    assert [line.split(": ", 2)[2] for line in said(project=spoilt(PROJECT, ("", pause)))] == [
        "`from` is missing: write for example from: 2026-04-01",
        "this is not a field of a pause; write one of from, to, by, why, agreed",
    ]


# --- nothing private -------------------------------------------------------------------------

PRIVATE = "private:\n  - {date: 2026-03-06, text: CANARY one}\n"


@pytest.mark.parametrize(
    "private",
    [
        "private: CANARY\n",
        "private: [CANARY]\n",
        "private: {CANARY: CANARY}\n",
        "private: [{date: CANARY, text: CANARY, CANARY: CANARY}]\n",
        "private: [{date: CANARY, tex: 5}]\n",
        "private:\n- date: 2026-03-06\nCANARY: hello\n",
        "private:\n- date: 2026-03-06\n  text: a\nCANARY-more:\n  CANARY: CANARY\n",
        "privat: [{date: CANARY, CANARY: 1}]\n",
    ],
)
def test_no_problem_shows_what_is_private(private: str) -> None:
    problems = said(project=spoilt(PROJECT, ("", private)))
    assert problems
    assert "CANARY" not in "".join(problems)


def _places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path]
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            found += _places(below, (*path, key))
    return found


FULL = spoilt(
    PROJECT,
    (
        "",
        """\
language: es
files: [brief.pdf]
calendars: {client: {week: sun-thu, holidays: PT, closed: [2026-03-20]}}
terms: {late: {client: [{after: 1, do: fee, amount: 5%, per: day, cap: 20%}]}}
changes: [{date: 2026-03-11, title: More, asked_by: client, stage: design, days: 2, price: 6 EUR}]
pauses: [{from: 2026-04-01, to: 2026-04-10, by: client, why: Moving, agreed: 2026-03-28}]
restarts: [{stage: design, start: 2026-04-14, date: 2026-03-30}]
waivers: [{stage: copy, do: fee, date: 2026-03-30, why: First time}]
log: [{date: 2026-03-06, text: Sent, link: 'https://a.example/'}]
private: [{date: 2026-03-06, text: CANARY}, {date: 2026-03-07, text: CANARY two}]
words: Some words
""",
    ),
)
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, -1, 0, 10**17, "", "x", "NO", "2026-03-06", "9999-99-99", "101%", "1 USD"),
        *([], {}, [[]], [{}], {"id": 1}, ["x", 5], {"[key]": 1}, "\ud800"),
    ]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(st.data())
def test_a_spoilt_file_has_problems_and_never_raises(data: st.DataObject) -> None:
    """Keys and values deleted, doubled and retyped, in both files; the canary never shows."""
    texts = {}
    for name, text in (("_studio.yml", STUDIO), ("p.yml", FULL)):
        value: Any = read(text, file=name)[0].data  # type: ignore[union-attr]
        for _ in range(data.draw(st.integers(0, 3))):
            path = data.draw(st.sampled_from(_places(value)[1:] or [()]))
            within = value
            for part in path[:-1]:
                within = within[part]
            if not path:
                continue
            last: Any = path[-1]
            act = data.draw(st.sampled_from(["delete", "double", "retype", "rename"]))
            if act == "delete":
                del within[last]
            elif act == "double" and isinstance(within, list):
                within.insert(last, within[last])
            elif act == "rename" and isinstance(within, dict):
                within[data.draw(st.sampled_from(["x", "tilte", "id", "after"]))] = within.pop(last)
            else:
                within[last] = deepcopy(data.draw(ODD))
        texts[name] = json.dumps(value).encode()
    portfolio, problems = load_portfolio(texts)
    assert (portfolio is None) == any(problem.severity == "error" for problem in problems)
    assert "CANARY" not in "".join(map(str, problems))


# --- what stands on the fields ---------------------------------------------------------------

RECORDS = sorted(records_in(ProjectFile) | records_in(Studio), key=lambda record: record.__name__)


@pytest.mark.parametrize("record", RECORDS)
def test_every_record_has_its_name_and_every_field_its_examples(record: type[Record]) -> None:
    """What a message tells to write is right where it tells to write it."""
    assert record.called
    for name, field in fields_of(record).items():
        assert field_docstrings(record)[name], name
        assert field.examples, name
        for example in field.examples:
            found, errors = validate(record, {name: example})
            about = [error for error in errors if error["loc"][:1] == (name,)]
            assert not about, (name, found)


def test_the_field_at_a_path_is_that_of_the_innermost_record() -> None:
    def sample(*path: str | int) -> str:
        return how_to_write(ProjectFile, path)

    assert sample("terms", "late", "client", 0, "after") == "write for example after: 5"
    assert sample("stages", 2, "after", 0) == "write for example after: [brief, copy]"
    assert sample("log", 0, "link") == "write for example link: https://aurora.example/brief"
    assert sample("link") == "write for example link: 1"
    assert sample() == "write a value"
    assert how_to_write(Studio, ("playbooks", "logo", "stages", 0, "days")) == (
        "write for example days: 5"
    )


def test_two_pages_of_problems_come_quickly_and_in_order() -> None:
    stages = "".join(f"  - {{id: s{i}, owner: cleint, dais: 5}}\n" for i in range(100))
    problems = said(project=f"title: T\nstages:\n{stages}")
    assert len(problems) == 2 + 100 * 3
    lines = [int(problem.split(":")[1]) for problem in problems]
    assert lines == sorted(lines)
