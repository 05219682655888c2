"""Files as nobody means them: a fault with its place, or a page; never a traceback, never a leak.

A thousand of them here, always the same; a hundred thousand in the sweep, each time others. One
that fails is tried alone: `check(mutant(Random("the seed/its number")))`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import nh3
import pytest
from hypothesis import settings

from courtside import (
    build,
    letters,
    pipeline,
    plain,
    proof,
    proof_markdown,
    prose,
    reminders,
    sheet,
)
from courtside.mail import invitation, reminder
from courtside.page import render
from courtside.source import Fault, read
from courtside.status import House, as_json, assess
from mutants import CANARIES, Mutant, mutant, seeds
from sweeping import spread

LINK = "https://studio.example/p/bTEQkO2n_wRrO7J4Wq1Xlg/#key"
REL = "noopener noreferrer"
FORBIDDEN = frozenset(map(chr, (*range(9), *range(11, 32), *range(127, 160))))
"""What the reader lets into no text."""
NOW = datetime(2026, 6, 22, 12, tzinfo=UTC)


def check(one: Mutant) -> str:
    """Read the file, and if it is good, make all that can be made of it; gives what came of it."""
    files = {"_studio.yml": one.studio, one.name: one.text}
    house, faults = pipeline.load(files, now=NOW if one.today.day % 2 else None)
    escaped = _outside_private(one)
    for fault in faults:
        _is_well_said(fault, files, escaped=escaped)
    assert (house is None) == any(fault.severity == "error" for fault in faults)
    if house is None:
        return "refused"
    for text in said(house, one):
        assert escaped or not _canaries(text)
    return "shown"


def check_text(text: bytes) -> None:
    """Any bytes as a project's file, with front matter if they begin with it."""
    name = "p.md" if text.startswith(b"---") else "p.yml"
    check(Mutant(name=name, text=text, studio=seeds()[0].studio, today=date(2026, 6, 22)))


def check_markdown(text: bytes) -> None:
    """Any bytes as Markdown: harmless, in a page, on paper, in a mail and in a statement."""
    clean = "".join(sign for sign in text.decode("utf-8", "ignore") if sign not in FORBIDDEN)
    for html in (prose.text(clean[:100_000], below=2), prose.line(clean[:4000])):
        _is_harmless(html)
        again = nh3.clean(html, tags=set(prose.BLOCK), attributes={"a": {"href"}}, link_rel=REL)
        assert unescape(again) == unescape(html)
        plain.plain(html)
        plain.markdown(html)
    prose.text.cache_clear()
    prose.line.cache_clear()


def said(house: House, one: Mutant) -> Iterator[str]:
    """All that a house tells others on a day."""
    pages = pipeline.portals(house, one.today)
    for page in pages:
        html = render(page)
        _is_harmless(html)
        yield html  # with the calendar in it
        yield invitation(page, LINK).decode("utf-8", "replace")
        for status in page.projects:
            tell = sheet.telling(page.studio, status, page.today)
            yield proof_markdown.proof_markdown(proof.proof(tell, version="0"))
    for letter in reminders.letters(pages):
        mail = reminder(letter, LINK)
        yield mail.as_bytes().decode("utf-8", "replace")
        yield f"{mail.to.name} {mail.subject} {mail.text}"
        yield "".join(letters.to_client(letter, LINK).paragraphs if letter.to == "client" else ())
    yield json.dumps(as_json(assess(house, one.today), one.today), ensure_ascii=False)


def _canaries(text: str) -> set[str]:
    return {word for word in CANARIES if word in text}


def _outside_private(one: Mutant) -> bool:
    """Whether the change has put the canary where it is not private any more."""
    source, _ = read(one.text, file=one.name)
    if source is None:
        return False
    data = {key: below for key, below in source.data.items() if not key.lower().startswith("priv")}
    return bool(_canaries(json.dumps(data)))


def _is_well_said(fault: Fault, files: dict[str, bytes], *, escaped: bool) -> None:
    """A fault has its place in its file, and is one plain line without a private word."""
    text = files[fault.file.partition("/")[2]].decode("utf-8", "replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert 1 <= fault.line <= lines + 1, fault.line
    assert fault.column >= 1
    assert fault.message
    assert str(fault).isprintable()
    assert escaped or not _canaries(str(fault))


class _Look(HTMLParser):
    """What a page could do."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "iframe", "object", "embed", "img", "form", "base", "link"}
        for name, text in attrs:
            assert not name.startswith("on"), name
            if name in ("href", "src", "action", "xlink:href"):
                assert re.match(r"(https?:|mailto:|#|data:text/calendar)", text or ""), name


def _is_harmless(html: str) -> None:
    look = _Look()
    look.feed(html)
    look.close()


def outcome(name: str) -> str:
    """What comes of the file of a seed; a failure names it."""
    try:
        return check(mutant(Random(name)))
    except Exception as error:
        raise AssertionError(f"the file of the seed {name!r}") from error


def test_a_thousand_changed_files_are_refused_or_shown_and_nothing_else() -> None:
    found = Counter(outcome(f"always/{number}") for number in range(1000))
    assert min(found["refused"], found["shown"]) > 100, found


@pytest.mark.sweep
def test_a_hundred_thousand_changed_files_are_refused_or_shown() -> None:
    """Five for each example of a property: fewer with COURTSIDE_SWEEP, as conftest says."""
    seed = SystemRandom().randrange(10**9)
    names = (f"{seed}/{number}" for number in range(5 * settings.default.max_examples))
    print(f"\nseed {seed}: {Counter(spread(outcome, names, at_once=500))}")


def test_a_seed_names_its_file_whatever_was_made_before() -> None:
    made = [mutant(Random(f"again/{number}")) for number in range(6000)]
    assert [mutant(Random(f"again/{number}")) for number in range(200)] == made[:200]


def test_the_files_that_are_changed_are_good_before() -> None:
    for seed in seeds():
        for name, text in (("p.yml", json.dumps(seed.tree)), (seed.name, seed.text)):
            house, faults = pipeline.load({"_studio.yml": seed.studio, name: text.encode()})
            assert house, [str(fault) for fault in faults]
            assert house.projects[0].private


FOUND = sorted((Path(__file__).parent / "fuzz" / "found").glob("*/*"))
"""What `fuzz/fuzz.py` has found, each a file that was once too much."""


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_once_is_found_no_more(path: Path) -> None:
    {"reader": check_text, "markdown": check_markdown}[path.parent.name](path.read_bytes())


def test_nothing_is_published_of_a_house_with_a_refused_file(tmp_path: Path) -> None:
    refused = 0
    environ: dict[str, Any] = {"COURTSIDE_KEY": "A" * 43}
    for number in range(40):
        one = mutant(Random(f"build/{number}"))
        projects = tmp_path / str(number) / "projects"
        projects.mkdir(parents=True)
        (projects / "_studio.yml").write_bytes(one.studio)
        (projects / one.name).write_bytes(one.text)
        if pipeline.load({"_studio.yml": one.studio, one.name: one.text}, now=NOW)[0] is None:
            refused += 1
            with pytest.raises(build.BuildFault):
                build.prepare(projects, house_root=tmp_path, environ=environ, now=NOW)
    assert refused > 10
