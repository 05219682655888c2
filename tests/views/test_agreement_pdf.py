"""The agreement on paper, read back from the PDF: one page, legible, in order, and nothing else."""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from courtside.model.values import Language
from courtside.resources import THEME
from courtside.source.fingerprint import signed_hash
from courtside.text.theme import OURS, Theme
from courtside.views import agreement_pdf
from courtside.views import pdf as typeset
from courtside.views.agreement import Agreement, build_agreement
from courtside.views.agreement_bulk import MEASURED, bulk
from courtside.views.context import ViewContext
from helpers import agreements
from helpers.agreements import SHORT, WORDS, context_of, project
from helpers.canaries import found
from text.test_markdown import EMPTY_HEADINGS

LANGUAGES: tuple[Language, ...] = get_args(Language)


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("brand_guidelines_2026_final_version_3_approved_by_marketing_team.pdf", "_."),
        ("Homepage_and_products_and_checkout_flow_and_newsletter_templates-v2", "_-"),
        ("x" * 120, "x"),
    ],
)
def test_a_name_that_is_wider_than_its_column_breaks_there(name: str, signs: str) -> None:
    """It would stand over the days and what follows if they are not kept."""
    stages = project(2)
    stages["stages"][0]["gives"] = [name]
    ctx = context_of(stages, "en", studio=SHORT)
    pdf = agreement_pdf.set_agreement(ctx, paper="a4").pdf
    text = "".join(page.extract_text() for page in read(pdf).pages)
    (found,) = re.findall("\n?".join(map(re.escape, name)), text)
    lines = found.split("\n")
    assert len(lines) > 1
    assert {line[-1] for line in lines[:-1]} <= set(signs)
    assert max(map(len, lines)) < 60


WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"


def test_a_long_word_of_a_language_has_its_hyphens() -> None:
    stages = project(2)
    stages["stages"][0]["gives"] = [f"{'a ' * n}{WORD}" for n in range(0, 40, 4)]
    ctx = context_of(stages, "de", studio=SHORT)
    pdf = agreement_pdf.set_agreement(ctx, paper="a4", long=True).pdf
    text = "".join(page.extract_text() for page in read(pdf).pages)
    found = re.findall("(?:[-\u2010\u00ad]?\n)?".join(WORD), text)
    assert len(found) == 10
    torn = [word for word in found if "\n" in word]
    assert torn
    assert all(re.search("[-\u2010\u00ad]\n", word) for word in torn)


PROPOSAL = {"quoted": {"date": "2026-02-10", "until": "2026-03-10"}}


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def words_of(pdf: bytes) -> str:
    return _look(pdf)[0]


def sizes(pdf: bytes) -> frozenset[float]:
    """The sizes of all letters, in points, as they come out of the content stream."""
    return _look(pdf)[1]


def flat(text: str) -> str:
    """Without what lines, ligatures and hyphens do to a text."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "-\u00ad\u2010")


@lru_cache(maxsize=1)
def _look(pdf: bytes) -> tuple[str, frozenset[float]]:
    """Words and sizes at once: going through a content stream takes its time."""
    found: set[float] = set()

    def look(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            scale = math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
            found.add(round(size * scale, 2))

    texts = [page.extract_text(visitor_text=look) for page in read(pdf).pages]
    return flat(" ".join(texts)), frozenset(found)


def said(agreed: Agreement) -> list[str]:
    """All that the first page says below its head, in its order."""
    parts: list[Any] = [agreed.title, agreed.between, *agreed.heads.values()]
    for row in agreed.rows:
        gives = "·".join(item.striptags() for item in row.gives)
        parts += [str(row.number), row.title, gives, row.whose, row.when, row.allowance, row.late]
    parts.append(agreed.if_late)
    for side in agreed.sides:
        parts += [side.name, *(part for step in side.steps for part in step)]
    parts.append(agreed.for_both)
    for rule in agreed.rules:
        parts += [rule.name, rule.text, *rule.items]
    for party in agreed.places.parties:
        parts += [party, agreed.places.when, agreed.places.by]
    parts += [agreed.note, agreed.as_of]
    return [part.striptags() if isinstance(part, Markup) else part for part in parts]


def everywhere(agreed: Agreement) -> list[str]:
    """What is in the head or the clauses, whose place depends on the room."""
    parts = [*agreed.state, agreed.clauses.body]
    for party in agreed.parties:
        parts += [party.role, party.name, *party.lines]
    return [Markup(part).striptags() for part in parts]


def in_order(parts: list[str], text: str) -> None:
    at = 0
    for part in parts:
        found = text.find(flat(part), at)
        assert found >= 0, f"{part!r} does not come after {text[max(at - 60, 0) : at]!r}"
        at = found + len(flat(part))


# --- One page ----------------------------------------------------------------------------------


# Each language on one paper with dates and on the other in weeks; the sweep tries the rest. That
# it fits on either paper is measured for all of them.
@pytest.mark.parametrize(
    ("paper", "dated"),
    [
        pytest.param("a4", True, id="a4-dates"),
        pytest.param("letter", False, id="letter-weeks"),
        pytest.param("letter", True, id="letter-dates", marks=pytest.mark.sweep),
        pytest.param("a4", False, id="a4-weeks", marks=pytest.mark.sweep),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_fourteen_stages_fit_on_a_page_in_legible_type(
    language: Language, paper: agreement_pdf.Paper, dated: bool
) -> None:
    of = project(14, dated=dated) | ({} if dated else PROPOSAL)
    ctx = context_of(of, language)
    made = agreement_pdf.set_agreement(ctx, paper=paper)
    page = read(made.pdf).pages[0]
    wanted = {"a4": (595.28, 841.89), "letter": (612, 792)}[paper]
    assert [float(x) for x in page.mediabox.upper_right] == pytest.approx(wanted, abs=0.1)
    assert min(sizes(made.pdf)) >= 8.5
    agreed, text = build_agreement(ctx, heading=2), words_of(made.pdf)
    in_order(said(agreed), text)
    for part in everywhere(agreed):
        assert flat(part) in text, part
    pages = len(read(made.pdf).pages)
    assert (flat(agreed.clauses.follow) in text) == (pages == 2)
    assert pages <= 2
    assert not made.borrowed
    assert set(agreement_pdf.overflow(ctx).values()) == {0}


def test_what_is_short_is_set_large() -> None:
    short = agreement_pdf.set_agreement(context_of(project(3, words="Short.")), paper="a4")
    assert min(sizes(short.pdf)) >= 10
    full = agreement_pdf.set_agreement(context_of(project(14)), paper="a4")
    assert min(sizes(full.pdf)) < 10


def test_what_is_too_long_says_by_how_much_and_no_word() -> None:
    ctx = context_of(project(24))
    with pytest.raises(agreement_pdf.TooLongError) as found:
        agreement_pdf.set_agreement(ctx, paper="letter")
    millimetres = re.match(
        r"the agreement is (\d+) mm too long for one Letter page", str(found.value)
    )
    assert millimetres
    assert 40 < int(millimetres[1]) < 200
    assert "Aurora" not in str(found.value)
    assert str(agreement_pdf.too_long(ctx)) == str(found.value)  # Letter is the shorter
    long = agreement_pdf.set_agreement(ctx, paper="letter", long=True)
    assert len(read(long.pdf).pages) == 2
    text = words_of(long.pdf).replace("1/2", "").replace("2/2", "")
    in_order(said(build_agreement(ctx, heading=2)), text)


sentences = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=60).map(" ".join)
rows = st.fixed_dictionaries(
    {
        "title": st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=12).map(" ".join),
        "gives": st.lists(sentences.map(lambda text: text[:80]), max_size=3),
    }
)


@settings(max_examples=max(settings.default.max_examples // 20, 1))
@given(
    listed=st.lists(rows, min_size=1, max_size=16),
    words=st.lists(sentences, max_size=8).map("\n\n".join),
    language=st.sampled_from(LANGUAGES),
    dated=st.booleans(),
)
def test_what_the_build_does_not_measure_fits(
    listed: list[dict[str, Any]], words: str, language: Language, dated: bool
) -> None:
    of = project(len(listed), dated=dated)
    of["stages"] = [stage | row for stage, row in zip(of["stages"], listed, strict=True)]
    for change in of.get("changes", ()):
        change["stage"] = "s0"
    while True:
        ctx = context_of(of | {"words": words or "-"}, language)
        if bulk(ctx.status.project, ctx.status.terms) < MEASURED:
            break
        for stage in of["stages"]:  # shorten what takes the room
            stage["gives"] = stage["gives"][:-1]
        if not any(stage["gives"] for stage in of["stages"]):
            return
    assert set(agreement_pdf.overflow(ctx).values()) == {0}


# --- A PDF for everybody -----------------------------------------------------------------------


def test_it_is_tagged_and_says_its_language_and_title() -> None:
    made = agreement_pdf.set_agreement(context_of(project(14), "es"), paper="a4")
    root = read(made.pdf).root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    about = read(made.pdf).metadata
    assert about
    assert about.title == "Cómo trabajamos juntos: A new website with a shop"
    assert about.author == "Estudio Norte y Compañía"
    tags = list(_tags(root["/StructTreeRoot"]))
    assert [tag for tag in tags if re.fullmatch("H[1-6]", tag)] == ["H1", "H2", "H2", "H2"]
    assert tags.count("Table") == 3
    assert tags.count("TH") == 5 + 2  # stages, and one for each side
    assert tags.count("TR") == 1 + 14 + 2 + 6 + 4


def _tags(node: Any) -> list[str]:
    node = node.get_object()
    if isinstance(node, list):
        return [tag for child in node for tag in _tags(child)]
    if not isinstance(node, DictionaryObject):
        return []
    own = [str(node["/S"])[1:]] if "/S" in node else []
    return own + (_tags(node["/K"]) if "/K" in node else [])


def test_the_same_in_another_place_is_the_same_to_the_byte(tmp_path: Path) -> None:
    code = (
        "import hashlib; from helpers import agreements; from courtside.views import agreement_pdf;"
        "ctx = agreements.context_of(agreements.project(9));"
        "made = agreement_pdf.set_agreement(ctx, paper='a4');"
        "print(hashlib.sha256(made.pdf).hexdigest())"
    )
    around = {
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
    }
    elsewhere = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, **around, "HOME": str(tmp_path), "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    here = agreement_pdf.set_agreement(context_of(project(9)), paper="a4").pdf
    assert elsewhere.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_it_names_no_machine_and_no_hour() -> None:
    pdf = agreement_pdf.set_agreement(context_of(project(4)), paper="a4").pdf
    about = read(pdf).metadata
    assert about
    assert about["/CreationDate"] == about["/ModDate"] == "D:20260303000000Z"
    places = (
        platform.node(),
        f"{Path.home()}/",
        str(THEME),
        os.environ["PATH"],
    )
    assert found(pdf, [place for place in places if len(place) > 4]) == set()


def test_from_right_to_left() -> None:
    ctx = context_of(project(2), studio=SHORT)
    arabic = replace(ctx.t, language="ar", locale=Locale.parse("ar"))
    turned = replace(ctx, t=arabic)
    places: dict[str, float] = {}

    def look(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        places.setdefault(text.strip(), tm[4] * cm[0] + tm[5] * cm[2] + cm[4])

    pdf = agreement_pdf.set_agreement(turned, paper="a4").pdf
    (page,) = read(pdf).pages
    page.extract_text(visitor_text=look)
    assert places["1"] > 540  # the first column is at the right
    assert read(pdf).root_object["/ViewerPreferences"]["/Direction"] == "/R2L"
    ltr = agreement_pdf.set_agreement(ctx, paper="a4").pdf
    assert read(ltr).root_object["/ViewerPreferences"]["/Direction"] == "/L2R"


# --- Everybody's letters -----------------------------------------------------------------------


def named(name: str) -> ViewContext:
    client = {"name": name, "email": "a@client.example"}
    return context_of(project(1, client=client), studio=SHORT)


@pytest.mark.parametrize(
    "name",
    ["Łódź & Größe, Ağaç, Țară, Élan, São João, Ñandú", "Кофейня «Заря»", "Καφέ Αυγή", "№ 5 → ½ €"],
)
def test_the_built_in_fonts_have_the_letters_of_europe(name: str) -> None:
    made = agreement_pdf.set_agreement(named(name), paper="a4")
    assert not made.borrowed
    assert flat(name) in words_of(made.pdf)


def test_a_letter_that_no_font_has_is_said_and_not_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = typeset._compiler(OURS.find(agreement_pdf.TEMPLATE), OURS, False)
    monkeypatch.setattr(typeset, "_compiler", lambda *_: alone)  # a machine without fonts
    with pytest.raises(
        typeset.MissingGlyphError, match=r"no font here can show U\+5496 \(CJK .*overrides/fonts"
    ):
        agreement_pdf.set_agreement(named("Zoë 咖啡馆"), paper="a4")


def bring_font(overrides: Path) -> None:
    """Put a font of this machine into the studio's own files; without one the test is skipped."""
    font = next(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"), None)
    if font is None:
        pytest.skip("this machine has no DejaVu Sans to put into the studio")
    (overrides / "fonts").mkdir()
    (overrides / "fonts" / font.name).write_bytes(font.read_bytes())


def test_a_font_of_the_portfolio_shows_what_the_built_in_ones_cannot(tmp_path: Path) -> None:
    bring_font(tmp_path)
    smile = named("Smile \N{GRINNING FACE}")
    made = agreement_pdf.set_agreement(smile, paper="a4", theme=Theme.over(tmp_path))
    assert not made.borrowed
    assert "Smile\N{GRINNING FACE}" in words_of(made.pdf)
    assert agreement_pdf.set_agreement(smile, paper="a4").borrowed  # from this machine


LOOK = """\
:root { --cs-client: #7a5c00; --cs-font: "dejavu sans", sans-serif; }
@media (prefers-color-scheme: dark) { :root { --cs-client: #ffe066; --cs-provider: #fff; } }
"""


def test_the_studio_s_own_font_and_colours_are_on_paper(tmp_path: Path) -> None:
    custom = tmp_path / "custom"
    custom.mkdir()
    (custom / "studio.css").write_text(LOOK)
    theme = Theme.over(tmp_path)
    assert typeset.colours(theme) == {"client": "#7a5c00"}
    assert typeset.families(theme) == ("Libertinus Serif",)  # its file is not there
    bring_font(tmp_path)
    assert typeset.families(theme) == ("DejaVu Sans", "Libertinus Serif")
    made = agreement_pdf.set_agreement(context_of(project(4)), paper="a4", theme=theme)
    fonts = PdfReader(BytesIO(made.pdf)).pages[0]["/Resources"]["/Font"].values()
    used = {str(each.get_object()["/BaseFont"]) for each in fonts}
    assert any("DejaVuSans" in name for name in used)
    assert not any("Libertinus" in name for name in used)


# --- Client text is data -----------------------------------------------------------------------

HOSTILE = (
    '#import "@preview/x:1.0.0": *',
    '#read("/etc/passwd")',
    '#{ panic("x") }',
    "#sys.inputs",
    "$ x^2 $",
    "= Heading",
    "a \\ b \\u{41}",
    "@label and <label>",
    "#set text(1pt)",
    "/* gone */ // gone",
    "]] #[ [",
    "{{ 7*7 }} {% raw %}",
    '"; #"',
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_markup_stands_there_as_it_was_written(text: str) -> None:
    stages = [
        {"id": "a", "title": text, "owner": "provider", "days": 5, "gives": [text]},
        {"id": "b", "title": text, "owner": "client", "pay": "100%"},
    ]
    hostile = project(
        2,
        title=text,
        client={"name": text, "email": "a@client.example"},
        signed={"date": "2026-02-20", "by": text},
        changes=[{"date": "2026-02-25", "title": text, "stage": "a", "agreed": "2026-02-26"}],
        words=text,
    ) | {"stages": stages}
    del hostile["deposit"], hostile["payments"]
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    step = f'[{{after: 1, do: remind, text: "{quoted}"}}]'
    studio = SHORT.replace("Estudio Norte", f'"{quoted}"') + f'tax: [{{note: "{quoted}"}}]\n'
    studio = studio.replace("reply: 1", f"reply: 1, late: {{client: {step}, provider: {step}}}")
    ctx = context_of(hostile, studio=studio)
    made = agreement_pdf.set_agreement(ctx, paper="a4")
    read_back = words_of(made.pdf)
    # In words and gives, Markdown may take a sign away; elsewhere each stands as it was written.
    assert read_back.count(flat(text)) >= 10
    about = read(made.pdf).metadata
    assert about
    assert about.author == text
    assert about.title == f"How we work together: {text}"
    in_order(said(build_agreement(ctx, heading=2)), read_back)


PAYLOADS: dict[str, list[str]] = json.loads(
    (Path(__file__).parents[1] / "data" / "hostile" / "payloads.json").read_text("utf-8")
)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_nothing_hostile_stops_it_or_is_lost(kind: str) -> None:
    payloads = ["".join(sign for sign in text if ord(sign) < 0x2000) for text in PAYLOADS[kind]]
    stages = [
        {"id": f"s{number}", "title": " ".join(text.split()), "owner": "client", "days": 1,
         "gives": [text]}
        for number, text in enumerate(payloads)
    ]  # fmt: skip
    words = "\n\n".join(payloads)
    of = project(1, dated=False, words=words) | {"stages": stages}
    ctx = context_of(of, studio=SHORT)
    agreed = build_agreement(ctx, heading=2)
    text = words_of(agreement_pdf.set_agreement(ctx, paper="a4", long=True).pdf)
    in_order([row.title for row in agreed.rows], re.sub(r"[0-9]/[0-9]", "", text))


def test_a_link_that_leads_nowhere_is_its_words() -> None:
    words = f"[one](javascript:alert(1)) [two](/three) [four](https://x.example/{'5' * 9000})"
    ctx = context_of(project(1, words=words), studio=SHORT)
    pdf = agreement_pdf.set_agreement(ctx, paper="a4").pdf
    in_order(["one", "two", "four"], words_of(pdf))
    assert "/Annots" not in read(pdf).pages[0]


def test_a_problem_of_typst_s_repeats_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def compile(self, **_: object) -> bytes:
            error = typeset.typst.TypstError()
            error.message = "it is odd: `Aurora Coffee`"
            raise error

    monkeypatch.setattr(typeset, "_compiler", lambda *_: Broken())
    with pytest.raises(typeset.TypesetError, match=r"a bug in Courtside: it is odd:$"):
        agreement_pdf.set_agreement(context_of(project(4)), paper="a4")


def test_markdown_is_set_and_links_are_links() -> None:
    words = (
        "# Big\n\n- one **two**\n- three `four`\n\n1. five\n\n> six\n\n    seven\n\n"
        "[eight](https://x.example/)\n\n***\n\nnine  \nten"
    )
    ctx = context_of(project(1, words=words), studio=SHORT)
    pdf = agreement_pdf.set_agreement(ctx, paper="a4").pdf
    text = words_of(pdf)
    in_order(["Big", "one two", "three four", "five", "six", "seven", "eight", "nine", "ten"], text)
    assert "**" not in text
    tags = list(_tags(read(pdf).root_object["/StructTreeRoot"]))
    assert [tag for tag in tags if re.fullmatch("H[1-6]", tag)] == ["H1", "H2", "H2", "H2", "H3"]
    (page,) = read(pdf).pages
    targets = [annotation.get_object()["/A"]["/URI"] for annotation in page["/Annots"]]
    assert targets == ["https://x.example/"]


@pytest.mark.parametrize(
    "address", ["ines@norte.example", "https://files.norte.example/nido/brief"]
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_an_address_gets_no_hyphen_and_breaks_only_at_its_own_signs(
    address: str, language: Language
) -> None:
    words = "\n\n".join(f"Wir {'m' * n} mit {address} und {address}, so." for n in range(40))
    ctx = context_of(project(1, words=words), language, studio=SHORT)
    pdf = agreement_pdf.set_agreement(ctx, paper="a4", long=True).pdf
    text = "".join(page.extract_text() for page in read(pdf).pages)
    found = re.findall("\n?".join(map(re.escape, address)), text)
    assert len(found) == 80
    breaks = {place[: place.index("\n")] for place in found if "\n" in place}
    assert breaks
    assert {start[-1] for start in breaks} <= set("/.@")
    assert "https://" not in breaks


def test_what_is_private_is_not_on_it() -> None:
    note = {"date": "2026-03-01", "text": "Wolframite"}
    ctx = context_of(project(4, private=[note], log=[note | {"text": "Zephyranthes"}]))
    pdf = agreement_pdf.set_agreement(ctx, paper="a4").pdf
    assert "Wolframite" not in words_of(pdf)
    assert "Zephyranthes" not in words_of(pdf)
    assert "lucia@aurora.example" not in words_of(pdf)


# --- Proposal, signed, scheduled ---------------------------------------------------------------


def test_a_proposal_has_weeks_and_its_fingerprint_is_what_will_be_signed() -> None:
    proposal = context_of(project(4, dated=False) | PROPOSAL)
    agreed = build_agreement(proposal, heading=2)
    assert "weeks" in agreed.rows[1].when or "week" in agreed.rows[1].when
    fingerprint = re.search(r"<code>(\w{8})</code>", agreed.state[1])
    assert fingerprint
    signed = context_of(project(4, dated=False) | {"signed": {"date": "2026-02-20", "by": "Ann"}})
    assert signed_hash(signed.studio, signed.status.project)[7:15] == fingerprint[1]
    text = words_of(agreement_pdf.set_agreement(proposal, paper="a4").pdf)
    assert flat("Not signed yet. Fingerprint of this proposal: " + fingerprint[1]) in text
    assert flat("It can be signed until Tuesday 10 March 2026.") in text


def test_a_proposal_that_has_lapsed_says_so() -> None:
    lapsed = context_of(project(4, dated=False) | PROPOSAL, today=date(2026, 3, 11))
    assert "Our proposal was open until" in build_agreement(lapsed, heading=2).state[2]


def test_nobody_signs_a_proposal_that_has_lapsed() -> None:
    for day, signing in ((date(2026, 3, 10), 2), (date(2026, 3, 11), 0)):
        ctx = context_of(project(1, dated=False) | PROPOSAL, studio=SHORT, today=day)
        text = words_of(agreement_pdf.set_agreement(ctx, paper="a4").pdf)
        assert text.count(flat("Place and date")) == signing


def test_each_stage_says_what_follows_if_it_is_late() -> None:
    rows = build_agreement(context_of(project(4)), heading=2).rows
    late = [row.late.replace("\N{NO-BREAK SPACE}", " ") for row in rows]
    assert late == [
        "2 days: credit · 20 days: you may end the project",
        "5 days: loss of the slot · 10 days: fee · 60 days: we may end the project",
        "2 days: credit · 20 days: you may end the project",
        "3 days: taken as approved",  # and then nothing larger
    ]


def test_without_steps_the_dates_move_and_that_is_all() -> None:
    plain = context_of(project(4, terms={"late": {"client": [], "provider": []}}))
    agreed = build_agreement(plain, heading=2)
    assert {row.late for row in agreed.rows} == {"later dates move"}
    client, provider = agreed.sides
    assert (
        client.steps
        == provider.steps
        == (("Always", "All later dates move by the same number of days."),)
    )


def test_steps_of_both_sides_are_said_in_the_same_words() -> None:
    client, provider = build_agreement(context_of(project(4)), heading=2).sides
    assert client.steps[:2] == provider.steps[:2]
    assert client.steps[1] == ("More than 1 day", "A friendly message to both of us")


def test_what_happened_since_it_was_signed_is_not_in_it() -> None:
    before = project(6) | {"changes": [], "payments": []}
    paid = before["stages"][5]["id"]
    after = project(6) | {
        "log": [{"date": "2026-03-02", "text": "Sent"}],
        "payments": [
            {"date": "2026-02-24", "for": "deposit", "amount": "5520 EUR", "invoice": "1"},
            {"date": "2026-03-02", "for": paid, "amount": "12880 EUR"},
        ],
    }
    after["stages"] = [stage | {} for stage in after["stages"]]
    after["stages"][0]["done"] = "2026-03-02"
    then = build_agreement(context_of(before | {"payments": after["payments"][:1]}), heading=2)
    assert build_agreement(context_of(after), heading=2) == then
    assert "Zephyranthes" not in str(then)


def test_amounts_are_net_and_gross_and_the_limit_is_there() -> None:
    studio = agreements.STUDIO.replace("[{note: excl. VAT}]", "[{name: IVA, rate: 21%}]")
    rules = {
        str(rule.name): rule
        for rule in build_agreement(context_of(project(6), studio=studio), heading=2).rules
    }
    price = rules["Price"]
    assert price.text.startswith(
        "€18,400.00 net, €22,264.00 to pay with tax; IVA (21%): €3,864.00."
    )
    assert price.items[0] == "Deposit: €5,520.00 net, €6,679.20 to pay, before the dates are set"
    assert price.items[1].endswith(": €12,880.00 net, €15,584.80 to pay")
    assert "never exceed €4,600.00 (25% of the price)" in rules["Limit"].text
    assert "we then have 3 working days for each round" in rules["Revisions"].text


def test_what_the_instalments_ask_with_tax_comes_to_the_price_with_tax() -> None:
    studio = agreements.STUDIO.replace("[{note: excl. VAT}]", "[{name: IVA, rate: 21%}]")
    ctx = context_of(project(6) | {"price": "100.03 EUR"}, studio=studio)
    price = next(rule for rule in build_agreement(ctx, heading=2).rules if rule.name == "Price")
    assert "€121.04 to pay with tax" in price.text
    assert "€36.31 to pay" in price.items[0]
    assert "€84.73 to pay" in price.items[1]


def test_clauses_of_studio_and_project_that_do_not_fit_follow_on_page_2_and_that_is_said() -> None:
    studio = agreements.STUDIO + 'words: "Who owns it: **you**."\n'
    few = agreement_pdf.set_agreement(context_of(project(4), studio=studio), paper="a4")
    assert len(read(few.pdf).pages) == 1
    in_order(["Who owns it: you.", "A website of six pages"], words_of(few.pdf))
    many = project(12, words="\n\n".join([WORDS] * 9))
    made = agreement_pdf.set_agreement(context_of(many, studio=studio), paper="letter")
    first, second = (flat(page.extract_text()) for page in read(made.pdf).pages)
    assert flat("The clauses from page 2 on are part of this agreement.") in first
    assert "1/2" in first
    assert flat("Signature") in first
    assert flat("Who owns it: you.") in second
    assert flat(WORDS.replace("*", "")) not in first


def test_it_keeps_the_clauses_of_the_studio_as_they_were_signed() -> None:
    studio = agreements.STUDIO + "words: New clauses.\n"
    signed = {"date": "2026-02-20", "by": "Lucía Prieto", "words": "Old clauses."}
    agreed = build_agreement(context_of(project(4, signed=signed), studio=studio), heading=2)
    assert "Old clauses." in agreed.clauses.body
    assert "New clauses." not in agreed.clauses.body


LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><rect width="9" height="3"/></svg>'
)


def test_the_logo_of_the_studio_is_on_it_with_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "custom"
    folder.mkdir()
    (folder / "logo.svg").write_text(LOGO)
    with_logo = Theme.over(tmp_path)
    ctx = context_of(project(1), studio=SHORT)
    pdf = agreement_pdf.set_agreement(ctx, paper="a4", theme=with_logo).pdf
    assert pdf != agreement_pdf.set_agreement(ctx, paper="a4").pdf
    assert "Figure" in _tags(read(pdf).root_object["/StructTreeRoot"])
    assert pdf == agreement_pdf.set_agreement(ctx, paper="a4", theme=with_logo).pdf
    (folder / "logo.svg").write_text("not a picture")
    with pytest.raises(typeset.LogoError, match=r"overrides/custom/ cannot be read as a picture"):
        agreement_pdf.set_agreement(ctx, paper="a4", theme=Theme.over(tmp_path))
    (folder / "logo.svg").write_bytes(b"x" * 500_001)
    with pytest.raises(typeset.LogoError, match="larger than 500 kB"):
        agreement_pdf.set_agreement(ctx, paper="a4", theme=Theme.over(tmp_path))


def test_a_slot_that_no_work_waits_for_is_not_in_the_row_of_its_stage() -> None:
    rows = build_agreement(context_of(project(2)), heading=2).rows
    late = rows[1].late.replace("\N{NO-BREAK SPACE}", " ")
    assert late == "10 days: fee · 60 days: we may end the project"


@pytest.mark.parametrize(
    "words",
    [
        *EMPTY_HEADINGS, "# &#1;", "[a](b.html)", "[a](/x) and [b](#c)", "[](https://x.example)",
        "[](rel)", "# ![](a.png)", "[x](https://x.example/" + "ü" * 900 + ")",
        "https://x.example/" + "a" * 3900, "[x](https:)", "[x](mailto:)", "- \n- a", "```\n```",
    ],
)  # fmt: skip
def test_any_markdown_can_be_set(words: str) -> None:
    """No heading without a title, no link that leads nowhere: a tagged PDF has neither."""
    ctx = context_of(project(1, words=f"As agreed.\n\n{words}"), studio=SHORT)
    assert "Asagreed." in flat(
        words_of(agreement_pdf.set_agreement(ctx, paper="a4", long=True).pdf)
    )
