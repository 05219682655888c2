"""What a file must be to be read, where each part of it stands, and what is said when it is not."""

import json
import string
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from courtside.source import yaml_reader
from courtside.source.forbidden_signs import forbidden_in
from courtside.source.problems import Path, Problem, Source
from courtside.source.yaml_reader import read

LOADERS = [yaml.SafeLoader, *filter(None, [getattr(yaml, "CSafeLoader", None)])]
CANARY = "CANARY-7"
ANCHORS = "anchors ('&') are not read: write it out, or quote text that begins with '&'"
ALIASES = "aliases ('*') are not read: write it out, or quote text that begins with '*'"
TAGS = "tags ('!') are not read: write it out, or quote text that begins with '!'"
FIELDS = "write fields, one per line, as 'key: value' with a space after the ':'"


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__)
def loader(request: pytest.FixtureRequest) -> Iterator[None]:
    """Once with libyaml, once with PyYAML's own parser: both must say the same."""
    with patch.object(yaml_reader, "LOADER", request.param):
        yield


def good(text: str | bytes, file: str = "p.yml") -> Source:
    found, problems = read(text, file=file)
    assert found is not None
    assert problems == ()
    return found


def said(text: str | bytes, file: str = "p.yml") -> list[str]:
    """The faults as a reader sees them, without the name of the file."""
    found, problems = read(text, file=file)
    assert found is not None or problems
    return [str(problem).removeprefix(f"{file}:") for problem in problems]


def paths(data: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from paths(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from paths(value, (*path, index))


def texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value)
    elif isinstance(data, str):
        yield data


# --- what plain words mean ---


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("5", 5),
        ("-1", -1),
        ("+3", 3),
        ("007", 7),
        *(
            (text, text)
            for text in (
                *("NO", "on", "off", "yes", "y", "tRUE", "12:30", "0o17", "0x1F", "1_000", "1.5"),
                *("1e3", ".inf", "2026-03-06", "2026-08-03..2026-08-21", "30%", "=", "9" * 5000),
            )
        ),
        ("'5'", "5"),
        ('"true"', "true"),
        ("'<<'", "<<"),
        ("|\n  a: b\n  c", "a: b\nc\n"),
        ('"a\\tb\\n"', "a\tb\n"),
        ("Lucía ☕", "Lucía ☕"),
    ],
)
def test_a_scalar_means_what_it_says(written: str, value: object) -> None:
    found = good(f"a: {written}\n").data["a"]
    assert (type(found), found) == (type(value), value)


# --- where things stand ---


@pytest.mark.usefixtures("loader")
def test_every_value_and_every_key_has_its_place() -> None:
    found = good(
        "# a comment\ntitle: Web\nstages:\n  - id: ☕\n    days: 5\n  - {id: b, gives: [x]}\n"
    )
    assert found.positions == {
        (): (2, 1),
        ("title",): (2, 8),
        ("stages",): (4, 3),
        ("stages", 0): (4, 5),
        ("stages", 0, "id"): (4, 9),
        ("stages", 0, "days"): (5, 11),
        ("stages", 1): (6, 5),
        ("stages", 1, "id"): (6, 10),
        ("stages", 1, "gives"): (6, 20),
        ("stages", 1, "gives", 0): (6, 21),
    }
    assert found.key_positions == {
        ("title",): (2, 1),
        ("stages",): (3, 1),
        ("stages", 0, "id"): (4, 5),
        ("stages", 0, "days"): (5, 5),
        ("stages", 1, "id"): (6, 6),
        ("stages", 1, "gives"): (6, 13),
    }


def test_a_path_that_is_not_there_stands_where_its_nearest_ancestor_does() -> None:
    found = good("stages:\n  - id: a\n")
    assert found.at(("stages", 0, "owner", "x")) == (2, 5)
    assert found.at(("client",)) == found.at(()) == (1, 1)


def test_a_problem_stands_at_the_value_or_at_the_key_and_names_its_path() -> None:
    found = good("stages:\n  - owner: cleint\n", "projects/aurora.yml")
    path = ("stages", 0, "owner")
    wrong = found.problem(path, "'cleint' is neither 'client' nor 'provider'")
    assert str(wrong) == (
        "projects/aurora.yml:2:12: stages[0].owner: 'cleint' is neither 'client' nor 'provider'"
    )
    assert wrong.severity == "error"
    warning = found.warning(path, "unlikely", name="early-start")
    assert (warning.line, warning.column, warning.severity) == (2, 12, "warning")
    assert str(warning) == "projects/aurora.yml:2:12: stages[0].owner: unlikely [early-start]"
    missing = found.problem(("stages", 0, "id"), "is missing", key=True)
    assert (missing.line, missing.column, missing.path) == (2, 5, "stages[0].id")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ((), ""),
        (("client", "name"), "client.name"),
        (("private", 0, "text"), "private[0]"),
        (("Privat", "x"), "Privat"),
        (("log", 1, "Lucía", "x"), "log[1]"),
        (("a" * 31,), ""),
        (("a b", "c"), ""),
    ],
)
def test_a_path_names_only_what_may_be_named(path: Path, shown: str) -> None:
    assert good("a: 1").problem(path, "is wrong").path == shown


def test_a_problem_without_a_path_is_one_of_the_whole_file() -> None:
    whole = Problem(file="p.yml", line=1, column=1, path="", message="is empty")
    assert str(whole) == "p.yml:1:1: is empty"


# --- front matter ---


@pytest.mark.usefixtures("loader")
def test_front_matter_keeps_the_lines_of_the_file_and_its_body_is_the_words() -> None:
    found = good("---\ntitle: Web\ndays: 5\n---  \n\n  # Terms\n\ntext\n---\nmore \n\n", "p.md")
    assert found.data == {"title": "Web", "days": 5, "words": "  # Terms\n\ntext\n---\nmore\n"}
    assert found.positions[("days",)] == (3, 7)
    assert found.positions[("words",)] == found.key_positions[("words",)] == (6, 1)


def test_the_same_words_are_the_same_data_in_either_kind_of_file() -> None:
    below = good("---\na: 1\n---\n\nOne.\n\n- two\n", "p.md")
    for text in ("a: 1\nwords: |\n  One.\n\n  - two\n", "a: 1\nwords: |\n  One.\n\n  - two"):
        assert good(text).data == below.data
        assert good(f"---\n{text}\n---\n", "p.md").data == below.data


@pytest.mark.parametrize("end", ["---", "---\n", "---\n \n\t\n", "---\r\n\r\n"])
def test_an_empty_body_is_no_words(end: str) -> None:
    assert good(f"---\na: 1\n{end}", "p.md").data == {"a": 1}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "",
            ["1:1: a .md file begins with a line '---', then its fields, then another line '---'"],
        ),
        (
            "---\na: 1\n",
            ["1:1: the fields that begin here have no end: put a line '---' below them"],
        ),
        ("---\n# none\n---\nx\n", [f"1:1: the file is empty: {FIELDS}"]),
        (
            "---\na: 1\nwords: |\n  x\n---\n\ny\n",
            ["7:1: words: there are words here and under 'words:' in line 3: keep one of them"],
        ),
        (
            "---\na: 'x\n---\ny\u202e\n",
            [
                "2:4: the quote that opens here is never closed",
                "4:2: words: the invisible character U+202E is not allowed: delete it",
            ],
        ),
    ],
)
def test_front_matter_that_is_refused(text: str, problems: list[str]) -> None:
    assert said(text, "p.md") == problems


# --- encoding, size, depth ---


def test_a_byte_order_mark_and_any_line_ends_are_tolerated() -> None:
    found = good("\ufeff---\r\na: é\r\nb: 1\rc: 2\n---".encode(), "p.md")
    assert found.data == {"a": "é", "b": 1, "c": 2}
    assert found.positions[("c",)] == (4, 4)
    assert good("\ufeffa: 1").positions[("a",)] == (1, 4)


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b"a: \xc3\xa9\nb: \xe9\n", "2:4"),
        ("a: 1\n".encode("utf-16"), "1:1"),
        ("a: 1\n".encode("utf-16-be"), "1:1"),
        ("é: 1\nb: \0", "2:4"),
    ],
)
def test_only_utf8_is_text(raw: str | bytes, place: str) -> None:
    assert said(raw) == [f"{place}: the file is not text in UTF-8: save it in that encoding"]


def test_size_is_measured_in_bytes_and_before_anything_is_parsed() -> None:
    rest = 256 * 1024 - len("a: ")
    good("a: " + "x" * rest)
    with patch.object(yaml, "parse", side_effect=AssertionError):
        for text in ("a: " + "x" * (rest + 1), "a: " + "é" * (rest // 2 + 1)):
            assert said(text) == ["1:1: the file is larger than 256 KiB: keep long texts elsewhere"]


@pytest.mark.usefixtures("loader")
def test_twenty_levels_are_read_and_any_number_more_is_refused() -> None:
    good("a: " + "[" * 19 + "]" * 19)
    (problem,) = said("a: " + "[" * 20)
    assert problem.startswith("1:23: a[0]")
    assert problem.endswith("nested more than 20 levels deep")
    (problem,) = said("a: " + "[" * 100_000)  # libyaml itself gives up at 1000
    assert problem.endswith("nested more than 20 levels deep")


# --- what strict YAML refuses, and goes on after ---


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "a: 1\nb: 2\na: 3\nstages:\n  - {id: x, id: y}\n",
            [
                "3:1: a: 'a' is written twice, first in line 1: keep one of them",
                "5:13: stages[0].id: 'id' is written twice, first in line 5: keep one of them",
            ],
        ),
        (
            f"private:\n  - {{{CANARY}: 1, {CANARY}: 2}}\nPrivate: {{{CANARY}: 1, {CANARY}: 2}}\n",
            [
                "2:19: private[0]: this key is written twice, first in line 2: keep one of them",
                "3:24: Private: this key is written twice, first in line 3: keep one of them",
            ],
        ),
        (
            "é: {b: 1, b: 2}\n",
            ["1:11: this key is written twice, first in line 1: keep one of them"],
        ),
        ("é x: 1\né x: 2\n", ["2:1: this key is written twice, first in line 1: keep one of them"]),
        (
            "a: &one x\nb: *one\nc: *none\nd: [&two {e: 1}]\n",
            [
                f"1:4: a: {ANCHORS}",
                f"2:4: b: {ALIASES}",
                f"3:4: c: {ALIASES}",
                f"4:5: d[0]: {ANCHORS}",
            ],
        ),
        (
            "a: !!int 5\nb: ! x\nc: !python/name:os.system [x]\n",
            [f"{place}: {TAGS}" for place in ("1:4: a", "2:4: b", "3:4: c")],
        ),
        (
            "a:\n  <<: {b: 1}\n",
            ["2:3: a: merge keys ('<<') are not read: write the fields out"],
        ),
        (
            '1: a\ntrue: a\n~: a\n"": a\n',
            [
                f"{line}:1: a key is a word, not a number, true, false or nothing"
                for line in (1, 2, 3, 4)
            ],
        ),
        (
            "? [a, *b]\n: !c d\n",
            [
                "1:3: a key is one word, not a list or a mapping",
                f"1:7: {ALIASES}",
                f"2:3: {TAGS}",
            ],
        ),
        (
            "%TAG ! x\n---\na: &b 1\n",
            [
                "1:1: lines that begin with '%' are not read: delete them",
                f"3:4: a: {ANCHORS}",
            ],
        ),
    ],
)
def test_what_is_refused_without_ending_the_reading(text: str, problems: list[str]) -> None:
    assert said(text) == problems
    assert read(text, file="p.yml")[0] is not None


def test_a_quoted_merge_sign_is_a_key_like_any_other() -> None:
    assert good("'<<': 1").data == {"<<": 1}


def test_the_first_of_duplicate_keys_is_kept_and_only_its_parts_have_places() -> None:
    found, _ = read("a: {b: 1}\na: {c: 2}\n? [x]\n: {y: 1}\n", file="p.yml")
    assert found is not None
    assert found.data == {"a": {"b": 1}}
    assert set(found.positions) == {(), ("a",), ("a", "b")}
    assert set(found.key_positions) == {("a",), ("a", "b")}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    "code",
    [0x07, 0x1B, 0x7F, 0x85, 0x61C, 0x200E, 0x2028, 0x202E, 0x2069, 0xFEFF, 0x200B, 0x2060,
     0x206F, 0x3164, 0x115F, 0xFFA0, 0xFFF9]
)  # fmt: skip
def test_characters_that_are_not_seen_are_named_by_their_code_point(code: int) -> None:
    problem = f"the invisible character U+{code:04X} is not allowed: delete it"
    text = f"a: x{chr(code)}y\nb{chr(code)}: 'q'  # {chr(code)}\nprivate: [z, \"\\u{code:04x}\"]\n"
    assert said(text) == [
        f"1:5: a: {problem}",
        f"2:2: {problem}",
        f"2:12: {problem}",
        f"3:14: private[1]: {problem}",
    ]
    found, _ = read(text, file="p.yml")
    assert found is not None
    assert found.data == {"a": "x\ufffdy", "b\ufffd": "q", "private": ["z", "\ufffd"]}


@pytest.mark.usefixtures("loader")
def test_a_forbidden_character_in_a_comment_belongs_to_no_value() -> None:
    (problem,) = said("a:\n  - x\n  # \u202e\n  - y\n")
    assert problem == "3:5: the invisible character U+202E is not allowed: delete it"


# --- what ends the reading ---


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", f"1:1: the file is empty: {FIELDS}"),
        ("- a\n", f"1:1: the file has no fields: {FIELDS}"),
        ("owner:client\n", f"1:1: the file has no fields: {FIELDS}"),
        (
            "a: 1\n---\nb: 2\n",
            "2:1: a second document begins here: keep one, without '---' or '...' between",
        ),
        (
            "a: 1\n...\nb: 2\n",
            "3:1: the fields end above this: delete the line '...' or '}'",
        ),
        ("a:\n\tb: 1\n", "2:1: there is a tab here: indent with spaces"),
        ("a: |\n\tb\n", "2:1: there is a tab here: indent with spaces"),
        (
            "a: x\nowner:client\nb: 1\n",
            "2:1: a space is missing after the ':' of this line or of the one above: 'key: value'",
        ),
        ("a: x\nnothing\nb: 1\n", f"2:1: this is not a field: {FIELDS}"),
        ("title: Web: new\n", "1:11: put quotes around text that contains ': '"),
        (
            "a:\n  - {id: b, title: Web: new, c: d}\n",
            "2:23: put quotes around text that contains ': '",
        ),
        ("a: {t: x, u: http://x: b}\n", "1:22: put quotes around text that contains ': '"),
        ('a: {t: "Web": new}\n', "1:13: put quotes around text that contains ': '"),
        (
            "a: {t:\n  Web:\n  new}\n",
            "1:4: the '{' that opens here has no '}', or a ',' is missing",
        ),
        ("a: [t: Web: new]\n", "1:11: put quotes around text that contains ': '"),
        ("a: 'x\nb: 1\n", "1:4: the quote that opens here is never closed"),
        ('a: "x\nb: 1\n', "1:4: the quote that opens here is never closed"),
        (
            "a: 'it's'\n",
            (
                "1:8: nothing may follow here: "
                "put the whole text in one pair of quotes (and write ' as '')"
            ),
        ),
        ("a: [x, y\nb: 1\n", "1:4: the '[' that opens here has no ']', or a ',' is missing"),
        ("a: {x: 1\nb: 1\n", "1:4: the '{' that opens here has no '}', or a ',' is missing"),
        ("a: ]\n", "1:4: a value is missing here, or a '[' or '{' lacks its partner"),
        ("a: - x\n", "1:4: begin a list on a new line, with '- '"),
        ("a: ? x\n", "1:4: text that begins with '? ' needs quotes"),
        ("a: @x\n", "1:4: text that begins with '@', '%' or '`' needs quotes"),
        ("a: * x\n", "1:4: text that begins with '*' or '&' needs quotes"),
        ("a: !x!y z\n", "1:4: text that begins with '!' needs quotes"),
        ("a: | x\n", "1:6: after '|' or '>' the text begins on a new line"),
        *(
            (
                text,
                f"{place}: fields of the same group must start in the same column",
            )
            for text, place in (
                ("a:\n    b: 1\n  c: 2\n", "3:3"),
                ("stages:\n  - id: a\n   owner: b\n", "3:4"),
                ("title: x\n  owner: b\n", "2:3"),
            )
        ),
    ],
)
def test_a_syntax_error_is_said_in_plain_words(text: str, problem: str) -> None:
    assert read(text, file="p.yml")[0] is None
    assert said(text) == [problem]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("escape", [r"\q", r"\uZZZZ", r"\UFFFFFFFF", r"\U00110000"])
def test_an_unknown_escape_is_said_in_plain_words(escape: str) -> None:
    (problem,) = said(f'a: "{escape}"\n')
    assert problem.startswith("1:")
    assert problem.endswith(
        r"an unknown '\' escape in double quotes: write '\\', or use single quotes"
    )


@pytest.mark.usefixtures("loader")
def test_problems_before_a_syntax_error_are_said_with_it() -> None:
    assert said("a: !x y\na: 1\nb: 'c\n") == [
        f"1:4: a: {TAGS}",
        "2:1: a: 'a' is written twice, first in line 1: keep one of them",
        "3:4: the quote that opens here is never closed",
    ]


# --- properties ---

SIGNS = [
    "---\n",
    "\n",
    "  ",
    "- ",
    "a: ",
    "b:",
    ": ",
    "? ",
    "'",
    '"',
    "\\",
    "\\U",
    "|\n",
    "#",
    "\t",
]
MARKS = [
    "&a ",
    "*a ",
    "!x ",
    "%",
    "@",
    "{",
    "}",
    "[",
    "]",
    ",",
    "<<: ",
    "...\n",
    "\u202e",
    "\ufeff",
]
YAMLISH = st.lists(
    st.sampled_from([*SIGNS, *MARKS, "words: x\n"]) | st.text(max_size=3), max_size=25
).map("".join)
ANYTHING = (
    YAMLISH
    | YAMLISH.map(lambda text: f"---\n{text}\n---\n{text}")
    | st.text(st.characters(exclude_categories=()))
    | st.binary()
)


@pytest.mark.parametrize("parser", LOADERS)
@settings(max_examples=150, deadline=None)
@given(text=ANYTHING, file=st.sampled_from(["p.yml", "p.md"]))
def test_whatever_is_read_there_is_a_source_or_a_problem(parser: Any, text: Any, file: str) -> None:
    """No text and no bytes raise; each value has a place in the file, each fault too."""
    with patch.object(yaml_reader, "LOADER", parser):
        found, problems = read(text, file=file)
    assert found is not None or problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)
    if found is not None:
        assert set(found.positions) == set(paths(found.data))
        assert not any(any(forbidden_in(text)) for text in texts(found.data))


PLACES_FOR_A_SECRET = [
    "private: CANARY-7",
    "private: {CANARY-7: 1, CANARY-7: 2}",
    "private:\n  - {date: 2026-03-06, text: CANARY-7}\n  - CANARY-7: [x]\n    CANARY-7: CANARY-7",
    "private:\n  - &CANARY-7 x\n  - *CANARY-7\n  - !CANARY-7 y\n  - 'CANARY-7'\n  - \"CANARY-7\"",
    "private:\n  ? {CANARY-7: 1, CANARY-7: 2}\n  : CANARY-7\n  ? [CANARY-7]\n  : CANARY-7",
    "private: |\n  CANARY-7: 1\n  CANARY-7: 2",
]
SLIPS = st.sampled_from([s for s in (*SIGNS, *MARKS) if "\n" not in s]) | st.text(
    string.punctuation + " \u202e\x07", max_size=3
)


@pytest.mark.parametrize("parser", LOADERS)
@settings(max_examples=150, deadline=None)
@given(
    secret=st.sampled_from(PLACES_FOR_A_SECRET),
    slips=st.lists(st.tuples(st.integers(0, 99), SLIPS), max_size=3),
    front=st.booleans(),
)
def test_no_problem_tells_what_is_private(
    parser: Any, secret: str, slips: list[tuple[int, str]], front: bool
) -> None:
    """However the text under `private` is broken, no fault shows a piece of it."""
    for position, slip in slips:
        position = len("private:") + position % (len(secret) - len("private:") + 1)
        secret = secret[:position] + slip + secret[position:]
    text = f"title: x\n{secret}\nlog: []\nlog: []\n"
    with patch.object(yaml_reader, "LOADER", parser):
        _, problems = read(
            f"---\n{text}---\n" if front else text, file="p.md" if front else "p.yml"
        )
    assert problems  # `log` is there twice, if nothing else is wrong
    assert CANARY not in "\n".join(map(str, problems))


WORDS = st.text(
    st.characters(codec="utf-8").filter(lambda c: not any(forbidden_in(c * 2)) and c != "\r"),
    min_size=1,
    max_size=20,
)
DATA = st.dictionaries(
    WORDS,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**17), 10**17) | WORDS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
        max_leaves=12,
    ),
    max_size=4,
)


@settings(max_examples=100, deadline=None)
@given(data=DATA)
def test_data_comes_back_as_it_was_written(data: dict[str, Any]) -> None:
    """JSON is YAML: whatever plain data it holds is read unchanged."""
    assert good(json.dumps(data, ensure_ascii=False, indent=1)).data == data


# --- signs that only look like those of YAML ---

SPACE = "the invisible character U+{} is not a plain space: delete it and type a space"


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("code", ["00A0", "202F", "3000", "2009"])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title:{}Logo\nclient: x\n", "1:7"),
        ("title:{}Logo\n", "1:7"),
        ("a: b\nprice:{}8400\nc: d\n", "2:7"),
        ("a: b\nprice{}: 8400\n", "2:6"),
        ("a:\n  - id: b\n{}   title: c\n", "3:1"),
        ("a:\n  - id: b\n  {} title: c\n", "3:3"),
        ("a: {{b: c,{}owner: d}}\n", "1:10"),
        ("a:\n  -{}b\n", "2:4"),
    ],
)
def test_an_odd_space_is_named_where_it_stands(text: str, place: str, code: str) -> None:
    sign = chr(int(code, 16))
    found = said(text.format(sign))
    assert any(line.startswith(f"{place}: ") and SPACE.format(code) in line for line in found)
    assert len(found) == 1


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("code", [0xAD, 0x200D, 0x34F, 0x2800, 0xFE0F])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title:{}Logo\nclient: x\n", "1:7"),
        ("a: b\nprice{}: 8400\n", "2:6"),
        ("a:\n  - id: b\n{}   title: c\n", "3:1"),
        ("a: {{b: c,{}owner: d}}\n", "1:10"),
        ("a:\n  -{}b\n", "2:4"),
    ],
)
def test_what_only_words_may_have_is_named_where_a_space_belongs(
    text: str, place: str, code: int
) -> None:
    (found,) = said(text.format(chr(code)))
    assert found.startswith(f"{place}: ")
    assert f"the invisible character U+{code:04X} is not allowed: delete it" in found


SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.usefixtures("loader")
def test_tags_make_a_flag_and_hide_no_text() -> None:
    words = f"a: {SCOTLAND} \u2764\ufe0f \U0001f468\u200d\U0001f469\n"
    assert good(words).data == {"a": words[3:-1]}
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "free of charge")
    assert "U+E0066 is not allowed" in said(f"a: Logo{hidden}\n")[0]
    assert "U+E0066 is not allowed" in said(f"a: {SCOTLAND}{hidden}\n")[0]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "said_of_it"),
    [
        ("title：Logo\nclient：x\n", "1:6: the character U+FF1A only looks like ':': type ':'"),
        ("a: b\nc: {d: e，f: g}\n", "2:9: the character U+FF0C only looks like ','"),
        ("a: “New: one”\n", "1:4: the character U+201C only looks like '\"'"),
        (
            "a:\n  – {id: b, c: d}\n",
            "2:3: the character U+2013 begins no entry of a list: type '-' and",
        ),
        (
            "a:\n  –{id: b, c: d}\n",
            "2:3: the character U+2013 begins no entry of a list: type '-' and",
        ),
        ("a:\n  - {id: b}\n  • id: c\n", "3:3: the character U+2022 begins no entry of a list"),
    ],
)
def test_a_lookalike_is_named(text: str, said_of_it: str) -> None:
    (found,) = said(text)
    assert said_of_it in found


@pytest.mark.usefixtures("loader")
def test_a_dash_without_its_space_is_named() -> None:
    (found,) = said("a:\n  - {id: b}\n  -{id: c}\n")
    assert "3:4: a space is missing after the '-' that begins this entry" in found


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [{b:\u00a0c, d: e}]\n", "1:8"),
        ("a: [{b：c, d: e}]\n", "1:7"),
        ("a: 1\nb:\u200b1\n", "2:3"),
    ],
)
def test_an_odd_sign_after_a_colon_is_all_that_is_said(text: str, place: str) -> None:
    source, problems = read(text, file="p.yml")
    assert [f"{problem.line}:{problem.column}" for problem in problems] == [place]
    assert source is None or source.data == {"a": [{"b": "c", "d": "e"}]}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    "text", ["a: «\u00a0Que faire\u00a0?\u00a0»\n", "a: 10\u202fkm\n", "a: “b”\n"]
)
def test_odd_spaces_stay_in_texts(text: str) -> None:
    assert good(text).data == {"a": text[3:-1]}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: {title: Design, copy and build, owner: client}\n", "1:20"),
        ("a: {owner: client, title: Texts, photos}\n", "1:34"),
        ("a: {name: Aurora, Inc., email: b}\n", "1:19"),
        ("a:\n  - {title: One,\n     two, owner: c}\n", "3:6"),
    ],
)
def test_a_comma_in_a_text_without_quotes_is_explained(text: str, place: str) -> None:
    (found,) = said(text)
    assert found.startswith(f"{place}: ")
    assert "inside { } a comma ends a text: put quotes around a text that contains one" in found


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("items", "column"),
    [
        ("“A one-page, creative” brief", 5),
        ("One, a „zweite, dritte“ Seite", 10),
        ("« une, deux » pages", 5),
        ("The “home, about, contact” pages", 5),
        ("Logo (SVG, PNG)", 5),
        ("One, Home (phone and desktop, light, dark), Two", 10),
        ('The "home, about" pages', 5),
        ("One, »Über uns, Kontakt«, Logo", 10),
        ("One, Workshop of 1,5 hours, Two", 10),
        ("Print 10,000 flyers", 5),
        ("1,5 hours", 5),
        ("A budget of €1,500 for ads", 5),
        ("Texts of 1,000-2,000 words", 5),
        ("Texts of 500-1,000 words", 5),
        ("One, Files below 1,5MB", 10),
        ("Prints in 29,7x42 cm", 5),
        ("Prints in 21x29,7 cm", 5),
        ("Budget 1,500€ max", 5),
        ("Budget of 1.000,50 EUR", 5),
        ("€1,500 a month", 5),
        ("One, up to 1,500", 10),
        ('One, „Über uns, Kontakt" als Seite', 10),
    ],
)
def test_a_comma_inside_a_pair_is_no_end_of_an_item(items: str, column: int) -> None:
    (found,) = said(f"a: [{items}]\n")
    assert found.startswith(f"1:{column}: a[")
    assert "inside [ ] a comma ends a text: put quotes around a text that contains one" in found


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    "items",
    ["“One” page, “two” pages", "Logo (SVG), icon (PNG)", '19" rack, 24" rack', "«Uno», «Dos»",
     "1,3", "1,3, Page 1, 2 more pages", "Poster A3,10 flyers",
     "Banner 300x250,728x90", "Film 16:9,4:3", "A 1,2026-12-24", "page-1,2-more", "1,2-more",
     "2026-08-03 .. 2026-08-04,2026-12-24", "Node 1.2,3.4", "One 1, 2 more",
     "a) One, b) Two", '"Logo (SVG, PNG)", Two', "It’s, the client’s", "„Eins“, „Zwei“",
     "»Eins«, »Zwei«", 'Ein „Start" fertig, ein „Herbst"', "Ein „Start“, ein „Herbst” fertig",
     "‘90s look, Clients’ logos",
     "‘One’, it’s", "One :(, Two", "One (draft, Two", "5 ” wide, “x”", "{b: “x, c: y”}"],
)  # fmt: skip
def test_items_that_are_whole_are_left_alone(items: str) -> None:
    assert said(f"a: [{items}]\n") == []


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title: Logo #2\n", "1:13"),
        ("title: #2 Logo\n", "1:8"),
        ("a:\n  - Brief\t#1\n", "2:11"),
        ("a: {b: Brief #1, c: d}\n", "1:14"),
        ("a: [Brief #1, c]\n", "1:11"),
        ("a: one\n  two #été\n", "2:7"),
    ],
)
def test_a_text_that_a_comment_would_cut_is_refused(text: str, place: str) -> None:
    (found,) = said(text)
    assert found.startswith(f"{place}: ")
    assert "' #' begins a comment, and the rest of the line is not read" in found


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    "text",
    ["a: b # 2\n", "a: b #\n", "a: b ##x\n", "a: 'b' #2\n", "a: b#2\n", "#2\na: b\n",
     "a: 5 #five\n", "a: 2026-03-06 #late\n", "a: 2026-03-06..2026-03-09 #off\n",
     "a: |\n  b #2\n", "a: [b] #two\n", "a: {b: c} #two\n", "a: https://x.example/#y\n"],
)  # fmt: skip
def test_a_comment_is_one_where_nothing_is_lost(text: str) -> None:
    assert good(text)


def test_an_empty_field_inside_braces_is_none() -> None:
    assert good("a: {b: , c: d}\n").data == {"a": {"b": None, "c": "d"}}
