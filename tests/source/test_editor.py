"""A field is written, and no other byte moves."""

from __future__ import annotations

import pytest

from courtside.model.project import ProjectFile
from courtside.source.editor import Add, Edit, Put, Rename, Take, apply
from courtside.source.records import order_of
from courtside.source.yaml_reader import read

ORDER = order_of(ProjectFile)
BASE = "# kept\ntitle: A   # kept too\nstages:\n  - {id: a}\n"
LINK = Put(("link",), 2)
DONE = Put(("stages", 0, "done"), "2026-03-06")
LOG = Add(("log",), {"date": "2026-03-06", "text": "Sent"})
PAID = Take(("deposit", "paid"))
NOT_DONE = Take(("stages", 0, "done"))


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        (LINK, BASE, "# kept\ntitle: A   # kept too\nlink: 2\nstages:\n  - {id: a}\n"),
        (LINK, "link: 1\ntitle: A\n", "link: 2\ntitle: A\n"),
        (LINK, "title: A\nlink:   1   # raised once\n", "title: A\nlink:   2   # raised once\n"),
        (LINK, "title: A", "title: A\nlink: 2\n"),
        (LINK, "title: A\r\nstages: []\r\n", "title: A\r\nlink: 2\r\nstages: []\r\n"),
        (LINK, "title: A\rstages: []\r", "title: A\rlink: 2\rstages: []\r"),
        (LINK, "\ufefflink: 1\n", "\ufefflink: 2\n"),
        (LINK, "{title: A}\n", "{title: A, link: 2}\n"),
        (LINK, "title: |\n  A\n\n  B\n\n# c\nstages: []\n",
         "title: |\n  A\n\n  B\nlink: 2\n\n# c\nstages: []\n"),
        (LINK, "title: |+\n  A\n\nstages: []\n", "title: |+\n  A\n\nlink: 2\nstages: []\n"),
        (LINK, "title: A\n # about the title\n# about the stages\nstages: []\n",
         "title: A\n # about the title\nlink: 2\n# about the stages\nstages: []\n"),
        (LINK, "link: |\n  old\n  text\n\ntitle: A\n", "link: 2\n\ntitle: A\n"),
        (
            LINK,
            "---\ntitle: A\nlink: 1\nstages: []\n---\n\nlink: 1 in the words\n",
            "---\ntitle: A\nlink: 2\nstages: []\n---\n\nlink: 1 in the words\n",
        ),
        (
            LINK,
            "---\ntitle: A\nstages: []\n---\n\nstages: no\n",
            "---\ntitle: A\nlink: 2\nstages: []\n---\n\nstages: no\n",
        ),
        (DONE, BASE, BASE.replace("{id: a}", "{id: a, done: 2026-03-06}")),
        (DONE, "stages: [{id: a, returned: [], }] # c\n",
         "stages: [{id: a, done: 2026-03-06, returned: [], }] # c\n"),
        (DONE, "stages:\n- id: a # c\n\n  gives: [x]\n- id: b\n",
         "stages:\n- id: a # c\n\n  gives: [x]\n  done: 2026-03-06\n- id: b\n"),
        (DONE, "stages:\n  -   id: a\n      gives:\n        - x\n        # y\n      returned: []\n",
         "stages:\n  -   id: a\n      gives:\n        - x\n        # y\n      done: 2026-03-06\n"
         "      returned: []\n"),
        (LOG, "title: A\nwords: B\n",
         "title: A\nlog:\n  - {date: 2026-03-06, text: Sent}\nwords: B\n"),
        (LOG, "title: A\nstages:\n- {id: a}\n",
         "title: A\nstages:\n- {id: a}\nlog:\n- {date: 2026-03-06, text: Sent}\n"),
        (LOG, "log: []\n", "log: [{date: 2026-03-06, text: Sent}]\n"),
        (LOG, "log: [{text: a}] # c\n",
         "log: [{text: a}, {date: 2026-03-06, text: Sent}] # c\n"),
        (LOG, "log:\n  - {text: a} # c\n    # d\n\n# e\ntitle: A\n",
         "log:\n  - {text: a} # c\n    # d\n  - {date: 2026-03-06, text: Sent}\n\n# e\ntitle: A\n"),
        (LOG, "log:\n  -  text: |\n       a\n\n       b\n\ntitle: A\n",
         "log:\n  -  text: |\n       a\n\n       b\n  -  date: 2026-03-06\n     text: Sent\n\n"
         "title: A\n"),
        (Add(("log",), {"text": "a\n\nb"}), "log:\n  - {text: a}\n",
         "log:\n  - {text: a}\n  - text: |-\n      a\n\n      b\n"),
        (Add(("stages", 0, "returned"), {"why": "a\nb"}), BASE,
         BASE.replace("{id: a}", '{id: a, returned: [{why: "a\\nb"}]}')),
        (Add(("log",), {"text": "n"}, before=0), "log: [{text: a}]\n",
         "log: [{text: n}, {text: a}]\n"),
        (Add(("log",), {"text": "n"}, before=0), "log:\n  # c\n  - {text: a}\n",
         "log:\n  # c\n  - {text: n}\n  - {text: a}\n"),
        (Add(("log",), {"text": "n"}, before=1), "log:\n- text: a\n# c\n- text: b\n",
         "log:\n- text: a\n- text: n\n# c\n- text: b\n"),
        (Put(("calendars", "provider"), {"week": "mon-fri", "closed": ["2026-01-01"]}),
         "title: A\ncalendars:\n    client: {holidays: PT}\n",
         "title: A\ncalendars:\n    client: {holidays: PT}\n"
         "    provider: {week: mon-fri, closed: [2026-01-01]}\n"),
        (Put(("terms", "late", "client"), [{"after": 3, "do": "fee"}]), "title: A\n",
         "title: A\nterms:\n  late:\n    client:\n      - {after: 3, do: fee}\n"),
        (Put(("terms", "late", "client"), [{"after": 3}]), "terms: {}\n",
         "terms: {late: {client: [{after: 3}]}}\n"),
        (Put(("terms", "late", "client"), []), "terms:\n  reply: 1\n",
         "terms:\n  reply: 1\n  late: {client: []}\n"),
        (PAID, "deposit: {amount: 30%, paid: 2026-02-24}   # c\n",
         "deposit: {amount: 30%}   # c\n"),
        (PAID, "deposit: { paid: 2026-02-24 , amount: 30% }\n", "deposit: { amount: 30% }\n"),
        (PAID, "deposit: {paid: 2026-02-24}\n", "deposit: {}\n"),
        (PAID, "deposit: {a: [1], paid: '2026-02-24', b: {c: d}}\n",
         "deposit: {a: [1], b: {c: d}}\n"),
        (PAID, "deposit: {\n  amount: 30%, # a third\n  paid: 2026-02-24   # by bank\n}\n",
         "deposit: {\n  amount: 30%, # a third\n  # by bank\n}\n"),
        (PAID, "deposit: {\n  paid: 2026-02-24, # by bank\n  amount: 30%\n}\n",
         "deposit: {\n  # by bank\n  amount: 30%\n}\n"),
        (PAID, "deposit: {\n  amount: 30%,\n  paid: 2026-02-24\n}\n",
         "deposit: {\n  amount: 30%,\n}\n"),
        (PAID, "deposit:\n  amount: 30%\n  paid: 2026-02-24\nlink: 1\n",
         "deposit:\n  amount: 30%\nlink: 1\n"),
        (PAID, "deposit:\r\n  amount: 30%\r\n  paid: 2026-02-24\r\nlink: 1\r\n",
         "deposit:\r\n  amount: 30%\r\nlink: 1\r\n"),
        (PAID, "deposit:\r  amount: 30%\r  paid: 2026-02-24\rlink: 1\r",
         "deposit:\r  amount: 30%\rlink: 1\r"),
        (PAID, "deposit:\n  amount: 30%\n  paid: 2026-02-24", "deposit:\n  amount: 30%\n"),
        (PAID, "deposit:\n  paid: 2026-02-24  # by bank\n  # the usual\n  amount: 30%\n",
         "deposit:\n  # by bank\n  # the usual\n  amount: 30%\n"),
        (PAID, "deposit:\n  paid: |-\n    2026-02-24\n\n  amount: 30%\n",
         "deposit:\n\n  amount: 30%\n"),
        (PAID, "---\ndeposit:\n  amount: 30%\n  paid: 2026-02-24\n---\n\npaid: no\n",
         "---\ndeposit:\n  amount: 30%\n---\n\npaid: no\n"),
        (NOT_DONE, "stages:\n- done: 2026-03-06\n  id: a\n", "stages:\n- id: a\n"),
        (NOT_DONE, "stages:\n- done: 2026-03-06 # on time\n  id: a\n",
         "stages:\n- # on time\n  id: a\n"),
        (NOT_DONE, "stages:\n- done: 2026-03-06\n  # its name\n  id: a\n",
         "stages:\n-\n  # its name\n  id: a\n"),
        (NOT_DONE, "stages:\n  -   id: a\n      done: 2026-03-06\n\n  # next\n  -   id: b\n",
         "stages:\n  -   id: a\n\n  # next\n  -   id: b\n"),
        (NOT_DONE, "stages: [{id: a, done: 2026-03-06}, {id: b}]\n",
         "stages: [{id: a}, {id: b}]\n"),
        (Rename(("title",), "name"), "# t\n'title' :  A # title\n", "# t\nname :  A # title\n"),
        (Rename(("a", "title"), "name"), "a: {b: title, title: x}\n", "a: {b: title, name: x}\n"),
    ],
)  # fmt: skip
def test_one_edit(edit: Edit, before: str, after: str) -> None:
    file = "a.md" if before.startswith("---") else "a.yml"
    assert not read(before, file=file)[1]
    assert apply(before, [edit], file=file, order=ORDER) == after
    assert not read(after, file=file)[1]


def test_a_block_is_not_replaced() -> None:
    with pytest.raises(ValueError, match="not replaced"):
        apply(BASE, [Put(("stages",), [])], file="a.yml")


@pytest.mark.parametrize(
    "edit", [Take(("deposit", "paid")), Rename(("link",), "x"), Take(("title", "x"))]
)
def test_what_is_not_there_is_not_taken_out(edit: Edit) -> None:
    with pytest.raises(LookupError):
        apply(BASE, [edit], file="a.yml")


def test_edits_are_made_one_after_the_other() -> None:
    edits = [LINK, DONE, LOG, Put(("link",), 3), LOG]
    assert apply("title: A\nstages: [{id: a}]\n", edits, file="a.yml", order=ORDER) == (
        "title: A\nlink: 3\nstages: [{id: a, done: 2026-03-06}]\n"
        "log:\n  - {date: 2026-03-06, text: Sent}\n  - {date: 2026-03-06, text: Sent}\n"
    )
