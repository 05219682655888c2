"""Sealing: it opens with its own link, and with nothing else."""

import base64
import gzip
import hashlib
import hmac
import importlib.util
import json
import re
import subprocess
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from courtside.sealing.cipher import (
    SCHEMES,
    DamagedError,
    File,
    SealError,
    UnknownSchemeError,
    WrongKeyError,
    from_text,
    open_file,
    open_page,
    seal_file,
    seal_page,
    to_text,
)
from courtside.sealing.keys import Link, RootSecret, SecretError, file_link, link
from helpers.webtools import program

VECTORS = Path(__file__).parents[1] / "vectors"
KEPT = {
    "courtside-1/pages.json": "ca65f47d1403cca8",
    "courtside-1/files.json": "cc2ed21d5fc58b4e",
}
"""Vectors of earlier schemes, made by the version that sealed in them: the sum of each file."""
ROOT = RootSecret(value=bytes(range(32)))
AURORA = link(ROOT, "aurora", 1)
BRIEF = file_link(AURORA, "aurora/brief.pdf")
DAY = date(2026, 3, 25)
STAMP = bytes(range(200, 216))
PROBLEMS: dict[str, type[Exception]] = {
    "cut-key": SecretError,
    "old-scheme": UnknownSchemeError,
    "wrong-key": WrongKeyError,
    "damaged": DamagedError,
}

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=2000)
names = st.text(
    st.characters(exclude_categories=["Cs"], min_codepoint=32, exclude_characters="/\\\x7f"),
    min_size=1,
    max_size=40,
)


def read(name: str | Path) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((VECTORS / name).read_text("utf-8"))
    return cases


def page_opened(case: dict[str, Any]) -> dict[str, str]:
    at, scheme = Link(slug=case["slug"], key=case["key"]), case["scheme"]
    return {"html": open_page(from_text(case["text"], scheme=scheme), at, scheme=scheme)}


def file_opened(case: dict[str, Any]) -> dict[str, str]:
    at = Link(slug=case["slug"], key=case["key"])
    file = open_file(base64.b64decode(case["blob"]), at, scheme=case["scheme"])
    content = base64.b64encode(file.content).decode("ascii")
    return {"name": file.name, "day": file.day.isoformat(), "content": content}


def vectors() -> Iterator[Any]:
    for scheme in SCHEMES:
        folder = scheme.replace("/", "-")
        for name, opened in (("pages.json", page_opened), ("files.json", file_opened)):
            for case in read(f"{folder}/{name}"):
                known = {"scheme": scheme, **case}
                yield pytest.param(opened, known, id=f"{folder}/{name}: {case['name']}")


@pytest.mark.parametrize(("opened", "case"), list(vectors()))
def test_vector(opened: Callable[[dict[str, Any]], dict[str, str]], case: dict[str, Any]) -> None:
    if "fault" not in case:
        assert opened(case) == case["expect"]
        return
    with pytest.raises(PROBLEMS[case["fault"]]) as caught:
        opened(case)
    assert type(caught.value) is PROBLEMS[case["fault"]]


@pytest.mark.parametrize("folder", ["courtside-1", "courtside-2"])
def test_half_of_at_least_thirty_vectors_is_negative(folder: str) -> None:
    cases = read(f"{folder}/pages.json") + read(f"{folder}/files.json")
    negative = [case for case in cases if "fault" in case]
    assert len(cases) - len(negative) >= 15
    assert len(negative) >= 15
    assert {case["fault"] for case in negative} == set(PROBLEMS)


def test_the_vectors_of_earlier_schemes_are_kept() -> None:
    found = {name: hashlib.sha256((VECTORS / name).read_bytes()).hexdigest()[:16] for name in KEPT}
    assert found == KEPT
    assert len(KEPT) == 2 * (len(SCHEMES) - 1)


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_vectors", VECTORS / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif("ng" in zlib.ZLIB_RUNTIME_VERSION, reason="zlib-ng packs otherwise")
def test_vectors_are_made_the_same_again() -> None:
    for name, text in maker().vectors().items():
        assert text == (VECTORS / name).read_text("utf-8"), name


def test_vectors_in_node() -> None:
    run = subprocess.run(
        [program("node"), VECTORS / "open.mjs"], capture_output=True, text=True, check=False
    )
    count = sum(len(read(path.relative_to(VECTORS))) for path in VECTORS.rglob("*.json"))
    assert (run.returncode, run.stdout, run.stderr) == (0, f"{count} vectors, 0 wrong\n", "")


def test_the_scheme_as_its_text_says_it() -> None:
    """Opened step by step, with nothing of ours but the link."""

    def expand(key: bytes, salt: bytes, info: bytes, size: int) -> bytes:
        extracted = hmac.digest(salt, key, "sha256")
        first = hmac.digest(extracted, info + b"\x01", "sha256")
        return (first + hmac.digest(extracted, first + info + b"\x02", "sha256"))[:size]

    blob = seal_page("<!doctype html><p>Grüße", AURORA, stamp=STAMP)
    s, sealed = blob[:32], blob[32:]
    aad = (
        '{"kind":"page","parameters":{"cipher":"AES-256-GCM","compression":"gzip",'
        f'"padding":[8192,1024]}},"scheme":"courtside/2","slug":"{AURORA.slug}"}}'
    ).encode("ascii")
    both = expand(AURORA.secret, s, b"seal", 44)
    payload = AESGCM(both[:32]).decrypt(both[32:], sealed, aad)
    assert payload[:16] == STAMP
    size = int.from_bytes(payload[16:20], "big")
    stream, padding = payload[20 : 20 + size], payload[20 + size :]
    mac_key = expand(AURORA.secret, b"", b"siv", 32)
    assert s == hmac.digest(mac_key, len(aad).to_bytes(8, "big") + aad + payload, "sha256")
    assert stream.startswith(bytes.fromhex("1f8b08000000000000ff"))
    assert gzip.decompress(stream).decode("utf-8") == "<!doctype html><p>Grüße"
    assert padding == bytes(8192 - 20 - size)


@given(texts)
def test_a_page_comes_back(html: str) -> None:
    blob = seal_page(html, AURORA)
    assert open_page(from_text(to_text(blob)), AURORA) == html


@given(names, st.binary(max_size=3000), st.dates())
def test_a_file_comes_back_under_its_name(name: str, content: bytes, day: date) -> None:
    file = File(name=name, content=content, day=day)
    assert open_file(seal_file(file, BRIEF), BRIEF) == file


def test_a_file_of_20_megabytes() -> None:
    file = File(name="film.mp4", content=bytes(20_000_000), day=DAY)
    assert open_file(seal_file(file, BRIEF), BRIEF) == file


@given(texts, texts)
def test_equal_pages_are_equal_bytes_and_no_others(one: str, other: str) -> None:
    first, second = seal_page(one, AURORA), seal_page(other, AURORA)
    assert (first == second) == (first[:32] == second[:32]) == (one == other)


def test_the_same_page_for_two_clients_has_nothing_in_common() -> None:
    one = seal_page("<p>Hello", AURORA)
    other = seal_page("<p>Hello", link(ROOT, "boreal", 1))
    assert len(one) == len(other)
    assert sum(a == b for a, b in zip(one, other, strict=True)) < len(one) / 100


@given(st.integers(0, 40_000))
def test_the_size_says_which_step_beyond_8_kib_and_no_more(size: int) -> None:
    html = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(size // 3))
    blob = seal_page(html, AURORA)
    padded = len(blob) - 48
    assert padded >= 8192
    assert padded % 1024 == 0
    assert padded == 8192 or padded - 1024 < 20 + len(packed(html)) <= padded


def packed(html: str) -> bytes:
    """As the scheme packs a page: one member on level 9."""
    return gzip.compress(html.encode("utf-8"), 9, mtime=0)


def test_a_page_of_8_1_kb_does_not_cost_twice() -> None:
    html = "".join(hashlib.sha256(bytes([n % 256])).hexdigest() for n in range(236))
    assert 8192 < len(packed(html)) + 20 < 9216
    assert len(seal_page(html, AURORA)) - 48 == 9216


def test_the_stamp_changes_all_bytes_and_nothing_that_is_read() -> None:
    page, file = "<p>Hello", File(name="a.pdf", content=b"%PDF", day=DAY)
    other = STAMP[:-1] + b"!"
    for seal, opened, what, at in (
        (seal_page, open_page, page, AURORA),
        (seal_file, open_file, file, BRIEF),
    ):
        one, two = seal(what, at, stamp=STAMP), seal(what, at, stamp=other)
        assert len(one) == len(two)
        same = sum(a == b for a, b in zip(one, two, strict=True))
        assert same < max(len(one) / 64, 10)
        assert opened(one, at) == opened(two, at) == what
        assert seal(what, at, stamp=STAMP) == one


@given(st.integers(0, 200_000))
def test_a_file_grows_by_less_than_an_eighth(size: int) -> None:
    """Padmé: at most 12 %, and only so many lengths as say its order of magnitude."""
    bare = 16 + 4 + len('{"day":"2026-03-25","name":"a"}') + 4 + size
    padded = len(seal_file(File(name="a", content=bytes(size), day=DAY), BRIEF)) - 48
    exponent = bare.bit_length() - 1
    assert bare <= padded <= bare * 1.12
    assert padded % 2 ** (exponent - exponent.bit_length()) == 0


def flipped(blob: bytes) -> Iterator[bytes]:
    changed = bytearray(blob)
    for at in range(len(blob)):
        for bit in range(8):
            changed[at] ^= 1 << bit
            yield bytes(changed)
            changed[at] ^= 1 << bit


def test_every_flipped_bit_of_a_file_of_4_kib_is_refused() -> None:
    blob = seal_file(File(name="a", content=b"x" * 4000, day=DAY), BRIEF)
    assert len(blob) >= 4096
    opened = 0
    for changed in flipped(blob):
        try:
            open_file(changed, BRIEF)
            opened += 1
        except SealError:
            pass
    assert opened == 0


@pytest.mark.sweep
def test_every_flipped_bit_of_a_page_is_refused() -> None:
    opened = 0
    for changed in flipped(seal_page("<p>Hello", AURORA)):
        try:
            open_page(changed, AURORA)
            opened += 1
        except SealError:
            pass
    assert opened == 0


def test_no_key_of_50_portals_opens_another() -> None:
    portals = [link(ROOT, f"client-{number}", 1) for number in range(50)]
    blobs = [seal_page(f"<p>{own.slug}", own) for own in portals]
    for here, (blob, own) in enumerate(zip(blobs, portals, strict=True)):
        assert open_page(blob, own) == f"<p>{own.slug}"
        for there, other in enumerate(portals):
            if here == there:
                continue
            for stranger in (other, Link(slug=own.slug, key=other.key)):
                with pytest.raises(WrongKeyError):
                    open_page(blob, stranger)


@pytest.mark.sweep
def test_no_key_and_nonce_meet_twice_in_100_000_seals() -> None:
    """Both come out of link key and s, so two seals with one key need the same s to meet."""
    portals = [link(ROOT, f"client-{number}", 1) for number in range(100)]
    seen: set[tuple[str, bytes]] = set()
    for number in range(1000):
        for portal in portals:
            seen.add((portal.key, seal_page(f"<p>{number}", portal)[:32]))
    assert len(seen) == 100_000
    assert len({s for _, s in seen}) == 100_000


@pytest.mark.parametrize("name", ["", "a/b.pdf", "..\\b.pdf", "a\nb.pdf", "a\x00", "a\x7f"])
def test_a_file_name_is_a_plain_one(name: str) -> None:
    with pytest.raises(ValueError, match="plain"):
        seal_file(File(name=name, content=b"", day=DAY), BRIEF)


def test_problems_and_records_say_nothing_of_the_content() -> None:
    file = File(name="secret-name.pdf", content=b"secret content", day=DAY)
    assert "secret" not in repr(file)
    for case in read("courtside-2/pages.json") + read("courtside-2/files.json"):
        if case.get("fault") in ("damaged", "wrong-key"):
            with pytest.raises(SealError) as caught:
                page_opened(case) if "text" in case else file_opened(case)
            assert re.fullmatch(r"[a-z,' 0-9]+", str(caught.value))
            assert not caught.value.__cause__
            assert caught.value.__suppress_context__ or not caught.value.__context__
