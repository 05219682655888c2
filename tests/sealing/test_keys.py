"""Keys and links: always the same, all different, and never said aloud."""

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from courtside.sealing.keys import (
    Link,
    RootSecret,
    SecretError,
    address,
    canonical,
    derive,
    file_link,
    link,
    new_root_secret,
    stamp,
    stamp_key,
)

ROOT = RootSecret(value=bytes(range(32)))
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "keys.json").read_text("utf-8"))
LINKS = [vector for vector in VECTORS if "client_id" in vector]

ids = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.integers(1, 1000)


def test_vectors_name_the_secret() -> None:
    named = [vector for vector in VECTORS if "key_id" in vector]
    assert len(named) == 2
    for vector in named:
        assert RootSecret.parse(vector["root"]).key_id == vector["key_id"]


@pytest.mark.parametrize(
    "vector", LINKS, ids=lambda vector: f"{vector['client_id']!r} {vector['number']}"
)
def test_vectors_of_links(vector: dict[str, str]) -> None:
    portal = link(RootSecret.parse(vector["root"]), vector["client_id"], int(vector["number"]))
    file = file_link(portal, vector["file_id"])
    assert (portal.slug, portal.key) == (vector["slug"], vector["key"])
    assert (file.slug, file.key) == (vector["file_slug"], vector["file_key"])


def test_hkdf_as_rfc_5869_writes_it() -> None:
    """Extract with an empty salt, then expand: one block is enough for a key."""
    info = b'["courtside/1","link key","caf\xc3\xa9",2]'
    extracted = hmac.digest(b"", ROOT.value, "sha256")
    expanded = hmac.digest(extracted, info + b"\x01", "sha256")
    assert link(ROOT, "café", 2).secret == expanded


@pytest.mark.parametrize(
    ("key", "salt", "info", "size", "derived"),
    [
        (
            "0b" * 22, "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", 42,
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            "0b" * 22, "", "", 42,
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
)  # fmt: skip
def test_the_vectors_of_rfc_5869(key: str, salt: str, info: str, size: int, derived: str) -> None:
    """The first and the third of its appendix; the second is among those compared below."""
    bytes_of = bytes.fromhex
    assert derive(bytes_of(key), bytes_of(info), size, salt=bytes_of(salt)).hex() == derived


@given(st.binary(max_size=90), st.binary(max_size=90), st.integers(1, 200), st.binary(max_size=90))
def test_hkdf_as_a_library_has_it(key: bytes, info: bytes, size: int, salt: bytes) -> None:
    library = HKDF(algorithm=SHA256(), length=size, salt=salt or None, info=info)
    assert derive(key, info, size, salt=salt) == library.derive(key)


def test_canonical_json() -> None:
    found = canonical({"b": [1, "x"], "a": 'é " \\ \n \x01 \x7f / \u2028'})
    assert found == '{"a":"é \\" \\\\ \\n \\u0001 \x7f / \u2028","b":[1,"x"]}'.encode()


@given(st.tuples(ids, numbers), st.tuples(ids, numbers))
def test_other_clients_and_numbers_have_other_links(
    one: tuple[str, int], other: tuple[str, int]
) -> None:
    first, second = link(ROOT, *one), link(ROOT, *other)
    assert (first == second) == (one == other)
    assert (first.slug == second.slug) == (first.key == second.key) == (one == other)


def test_neighbours_that_glueing_would_confuse() -> None:
    near = [("a", 11), ("a1", 1), ("a,1", 1), ('a",1', 1), ("", 1), ("A", 11)]
    made = [link(ROOT, *client) for client in near]
    assert len({own.slug for own in made}) == len({own.key for own in made}) == len(near)


def test_files_have_slugs_and_keys_of_their_own() -> None:
    portals = [link(ROOT, "aurora", 1), link(ROOT, "aurora", 2), link(ROOT, "boreal", 1)]
    files = [file_link(own, name) for own in portals for name in ("a/brief.pdf", "b/brief.pdf")]
    everything = [*portals, *files]
    assert len({own.slug for own in everything}) == len(everything)
    assert len({own.key for own in everything}) == len(everything)


def test_another_root_secret_has_other_links_and_another_name() -> None:
    other = RootSecret(value=bytes(32))
    assert other.key_id != ROOT.key_id
    assert link(other, "aurora", 1) != link(ROOT, "aurora", 1)


@given(st.binary(min_size=32, max_size=32))
def test_a_secret_reads_back_from_its_text(value: bytes) -> None:
    root = RootSecret(value=value)
    assert len(root.text) == 43
    assert RootSecret.parse(root.text) == root
    assert RootSecret.parse(f"\n {root.text}=\r\n") == root


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        (ROOT.text[:-1], "42 characters, the end is missing"),
        (ROOT.text + "A", "44 characters, it is too long"),
        (ROOT.text[:9] + "+" + ROOT.text[10:], "at position 10"),
        (ROOT.text[:20] + "\n" + ROOT.text[20:], "at position 21"),
        (ROOT.text[:-1] + "é", "at position 43"),
        (ROOT.text[:-1] + "9", "a character was mistyped"),
        (ROOT.text[::-1][:-1] + "ſ", "at position 43"),
    ],
)
def test_a_problem_says_what_is_wrong_and_nothing_of_the_secret(text: str, expected: str) -> None:
    with pytest.raises(SecretError, match=expected) as caught:
        RootSecret.parse(text)
    message = str(caught.value)
    assert "43 characters" in message
    assert not [n for n in range(len(text) - 5) if text[n : n + 6] in message]


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_root_secret_has_32_bytes(size: int) -> None:
    with pytest.raises(SecretError, match=f"32 bytes, not {size}"):
        RootSecret(value=bytes(size))


def test_a_cut_link_is_no_link() -> None:
    whole = link(ROOT, "aurora", 1)
    with pytest.raises(SecretError, match="a link's key"):
        Link(slug=whole.slug, key=whole.key[:-1])
    with pytest.raises(SecretError, match="a link's slug"):
        Link(slug=whole.slug[:-1], key=whole.key)


def test_repr_hides_what_opens() -> None:
    portal = link(ROOT, "aurora", 1)
    said = f"{ROOT!r} {ROOT} {portal!r} {portal}"
    assert ROOT.key_id in said
    assert portal.slug in said
    for secret in (ROOT.text, repr(ROOT.value), portal.key):
        assert secret not in said


def test_chance_is_an_argument() -> None:
    asked: list[int] = []

    def random_bytes(size: int) -> bytes:
        asked.append(size)
        return b"\xab" * size

    assert new_root_secret(random_bytes).value == b"\xab" * 32
    assert asked == [32]


@pytest.mark.parametrize("base", ["https://studio.example", "https://studio.example/"])
def test_the_address_that_a_client_is_sent(base: str) -> None:
    portal = link(ROOT, "aurora", 1)
    assert address(base, portal) == f"https://studio.example/p/{portal.slug}/#{portal.key}"


def test_the_stamp_of_a_build_is_that_of_the_text() -> None:
    root, other = RootSecret(value=bytes(range(32))), RootSecret(value=bytes(32))
    inputs = hashlib.sha256(b"all that a build reads").digest()
    extracted = hmac.digest(b"", root.value, "sha256")
    key = hmac.digest(extracted, b'["courtside/2","stamp","",0]\x01', "sha256")
    assert stamp(stamp_key(root), inputs) == hmac.digest(key, inputs, "sha256")[:16]
    stamps = {stamp(stamp_key(secret), data) for secret in (root, other) for data in (b"", b"x")}
    assert len(stamps) == 4
