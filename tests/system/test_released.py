"""What was released is read and opened for ever: a studio of each format, a site of each scheme."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from courtside.engine.assess import assess_portfolio
from courtside.engine.status_json import as_json
from courtside.model import project
from courtside.model import record as model_record
from courtside.sealing import keys
from courtside.sealing.cipher import UnknownSchemeError, from_text, open_file, open_page
from courtside.sealing.keys import Link
from courtside.source import migrations
from courtside.source.load import load_portfolio
from courtside.source.yaml_reader import read

RELEASED = Path(__file__).parents[1] / "released"

FORMATS = {1: "9fe9f31233df48f8", 2: "a31d8892a0e33a9a"}
"""Each format that was ever released, and the sum of the files of its studio."""

SCHEMES = {"courtside/1": "cdd0be5daf5f6102", "courtside/2": "64efd6996371913f"}
"""Each scheme that was ever released, and the sum of the files of its site."""


def sum_of(folder: Path) -> str:
    """Of all that is not an answer, which may get new fields."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".json")
    assert files
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes())
    return total.hexdigest()[:16]


def test_each_released_format_and_scheme_is_kept_as_it_was() -> None:
    assert list(FORMATS) == list(range(1, migrations.newest() + 1))
    assert list(SCHEMES)[-1] == keys.SCHEME
    kept = {name.replace("/", "-"): found for name, found in SCHEMES.items()}
    kept |= {f"format-{number}": found for number, found in FORMATS.items()}
    assert {path.name: sum_of(path) for path in RELEASED.iterdir() if path.is_dir()} == kept


@pytest.mark.parametrize("number", FORMATS)
def test_a_portfolio_of_each_format_says_what_it_said(number: int) -> None:
    folder = RELEASED / f"format-{number}"
    paths = [path for path in folder.iterdir() if path.suffix in (".yml", ".md")]
    texts = migrations.migrated({path.name: path.read_text("utf-8") for path in paths}, number)
    portfolio, problems = load_portfolio({name: text.encode() for name, text in texts.items()})
    assert portfolio, [str(problem) for problem in problems]
    expected = json.loads((folder / "expect.json").read_text("utf-8"))
    today = date.fromisoformat(expected["as_of"])
    assert as_json(assess_portfolio(portfolio, today), today) == expected


def test_the_newest_has_every_field_that_there_is() -> None:
    """So that what it says is held from now on."""
    folder = RELEASED / f"format-{migrations.newest()}"
    written: set[str] = set()
    for path in folder.iterdir():
        if path.suffix != ".json":
            source, _ = read(path.read_bytes(), file=path.name)
            assert source
            written |= set(_fields_of(source.data))
    records = [
        record
        for record in vars(project).values()
        if isinstance(record, type) and issubclass(record, model_record.Record)
    ]
    known = {
        field.alias or name
        for record in records
        if record is not project.Project
        for name, field in record.model_fields.items()
    }
    assert known - written == set()


def _fields_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for below in value.values():
            yield from _fields_of(below)
    elif isinstance(value, list):
        for below in value:
            yield from _fields_of(below)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_site_of_each_scheme_opens_from_its_link_and_the_text_of_the_scheme(scheme: str) -> None:
    """Where things stand is taken from the text of `cipher.py` and `keys.py`, not from our code."""
    folder = RELEASED / scheme.replace("/", "-")
    expected = json.loads((folder / "opens.json").read_text("utf-8"))
    found = re.fullmatch(r"https://studio\.example/p/([\w-]{22})/#([\w-]{43})", expected["link"])
    assert found
    at = Link(slug=found[1], key=found[2])
    shell = (folder / "p" / at.slug / "index.html").read_text("utf-8")
    (sealed,) = re.findall(r'<template id="sealed" data-scheme="(.*?)">(.*?)</template>', shell)
    assert sealed[0] == scheme
    page = open_page(from_text(sealed[1], scheme=sealed[0]), at, scheme=scheme)
    assert f"<title>{expected['title']}</title>" in page
    assert expected["headline"] in page
    (slug,) = re.findall(r'data-file="([\w-]{22})"', page)
    info = f'["courtside/1","file key","{slug}"]'.encode()  # links are the same in every scheme
    key = HKDF(algorithm=SHA256(), length=32, salt=b"", info=info).derive(at.secret)
    own = Link(slug=slug, key=urlsafe_b64encode(key).decode().rstrip("="))
    file = open_file((folder / "a" / f"{slug}.bin").read_bytes(), own, scheme=scheme)
    if scheme != "courtside/1":
        assert f'data-digest="{hashlib.sha256(file.content).hexdigest()[:32]}"' in page
    assert (file.name, file.content.decode()) == (expected["file"], expected["content"])


@pytest.mark.parametrize("scheme", ["courtside/0", "courtside/3", "COURTSIDE/1", ""])
def test_no_other_scheme_is_tried(scheme: str) -> None:
    """What a client reads then is in `browser/test_open.py`."""
    assert scheme not in SCHEMES
    with pytest.raises(UnknownSchemeError, match=f"another scheme than .* and {keys.SCHEME}"):
        from_text("AAAA.00000000", scheme=scheme)
