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

from courtside.engine import portals, reminders
from courtside.engine.as_of import Clock
from courtside.engine.assess import Portfolio, assess_portfolio
from courtside.engine.status_json import as_json
from courtside.errors import BuildError
from courtside.pipeline import Order, run
from courtside.source import load
from courtside.source.problems import Problem
from courtside.source.yaml_reader import read
from courtside.text import html as plain
from courtside.text import markdown
from courtside.views import agreement_pdf, reminder_letter, statement, statement_export
from courtside.views.email import invitations, reminder
from courtside.views.page import render
from helpers.mutants import CANARIES, Mutant, mutant, seeds
from helpers.sweeping import spread

LINK = "https://studio.example/p/bTEQkO2n_wRrO7J4Wq1Xlg/#key"
REL = "noopener noreferrer"
FORBIDDEN = frozenset(map(chr, (*range(9), *range(11, 32), *range(127, 160))))
"""What the reader lets into no text."""
NOW = datetime(2026, 6, 22, 12, tzinfo=UTC)
CLOCK = Clock(now=NOW)


def check(mutant: Mutant) -> str:
    """Read the file, and if it is good, make all that can be made of it; gives what came of it."""
    files = {"_studio.yml": mutant.studio, mutant.name: mutant.text}
    portfolio, problems = load.load_portfolio(files, clock=CLOCK if mutant.today.day % 2 else None)
    escaped = _outside_private(mutant)
    for problem in problems:
        _is_well_said(problem, files, escaped=escaped)
    assert (portfolio is None) == any(problem.severity == "error" for problem in problems)
    if portfolio is None:
        return "refused"
    for text in said(portfolio, mutant):
        assert escaped or not _canaries(text)
    return "shown"


def check_text(text: bytes) -> None:
    """Any bytes as a project's file, with front matter if they begin with it."""
    name = "p.md" if text.startswith(b"---") else "p.yml"
    check(Mutant(name=name, text=text, studio=seeds()[0].studio, today=date(2026, 6, 22)))


def check_markdown(text: bytes) -> None:
    """Any bytes as Markdown: harmless, in a page, on paper, in a mail and in a statement."""
    clean = "".join(sign for sign in text.decode("utf-8", "ignore") if sign not in FORBIDDEN)
    for html in (markdown.text(clean[:100_000], below=2), markdown.line(clean[:4000])):
        _is_harmless(html)
        again = nh3.clean(html, tags=set(markdown.BLOCK), attributes={"a": {"href"}}, link_rel=REL)
        assert unescape(again) == unescape(html)
        plain.plain_text(html)
        plain.markdown(html)
    markdown.text.cache_clear()
    markdown.line.cache_clear()


def said(portfolio: Portfolio, mutant: Mutant) -> Iterator[str]:
    """All that a studio tells others on a day."""
    pages = portals.client_pages(portfolio, mutant.today)
    for page in pages:
        html = render(page)
        _is_harmless(html)
        yield html  # with the calendar in it
        yield from (mail.decode("utf-8", "replace") for mail in invitations(page, LINK).values())
        for status in page.projects:
            ctx = agreement_pdf.context_for(page.studio, status, page.today)
            yield statement_export.statement_markdown(statement.build_statement(ctx, version="0"))
    for letter in reminders.letters(pages):
        mail = reminder(letter, LINK)
        yield mail.as_bytes().decode("utf-8", "replace")
        yield f"{mail.to.name} {mail.subject} {mail.text}"
        yield "".join(
            reminder_letter.to_client(letter, LINK).paragraphs if letter.to == "client" else ()
        )
    yield json.dumps(
        as_json(assess_portfolio(portfolio, mutant.today), mutant.today), ensure_ascii=False
    )


def _canaries(text: str) -> set[str]:
    return {word for word in CANARIES if word in text}


def _outside_private(mutant: Mutant) -> bool:
    """Whether the change has put the canary where it is not private any more."""
    source, _ = read(mutant.text, file=mutant.name)
    if source is None:
        return False
    data = {key: below for key, below in source.data.items() if not key.lower().startswith("priv")}
    return bool(_canaries(json.dumps(data)))


def _is_well_said(problem: Problem, files: dict[str, bytes], *, escaped: bool) -> None:
    """A fault has its place in its file, and is one plain line without a private word."""
    text = files[problem.file.partition("/")[2]].decode("utf-8", "replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert 1 <= problem.line <= lines + 1, problem.line
    assert problem.column >= 1
    assert problem.message
    assert str(problem).isprintable()
    assert escaped or not _canaries(str(problem))


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


def test_changed_files_are_refused_or_shown_and_nothing_else() -> None:
    found = Counter(outcome(f"always/{number}") for number in range(400))
    assert min(found["refused"], found["shown"]) > 40, found


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
            portfolio, problems = load.load_portfolio(
                {"_studio.yml": seed.studio, name: text.encode()}
            )
            assert portfolio, [str(problem) for problem in problems]
            assert portfolio.projects[0].private


FOUND = sorted((Path(__file__).parents[1] / "fuzz" / "found").glob("*/*"))
"""What `fuzz/fuzz.py` has found, each a file that was once too much."""


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_once_is_found_no_more(path: Path) -> None:
    {"reader": check_text, "markdown": check_markdown}[path.parent.name](path.read_bytes())


def test_nothing_is_published_of_a_portfolio_with_a_refused_file(tmp_path: Path) -> None:
    refused, made = 0, []
    environ: dict[str, Any] = {"COURTSIDE_KEY": "A" * 43}
    for number in range(40):
        one = mutant(Random(f"build/{number}"))
        projects = tmp_path / str(number) / "projects"
        projects.mkdir(parents=True)
        (projects / "_studio.yml").write_bytes(one.studio)
        (projects / one.name).write_bytes(one.text)
        if (
            load.load_portfolio({"_studio.yml": one.studio, one.name: one.text}, clock=CLOCK)[0]
            is None
        ):
            refused += 1
            with pytest.raises(BuildError):
                run(
                    Order(projects=projects, root=tmp_path, environ=environ, now=NOW),
                    write=made.append,
                )
    assert refused > 10
    assert made == []
