"""Sealing: what the host keeps is noise, and the link's key alone turns it back.

    blob = seal_page("<!doctype html>…", link)      # the same text and link: the same bytes
    open_page(blob, link)                           # the text again, or a SealFault

What follows is enough to write an opener in another language. Keys, HKDF and canonical JSON are
defined in `keys.py`; numbers are big-endian; `‖` joins bytes.

**What is written** (`blob`): `s ‖ ciphertext ‖ tag`, 32 + n + 16 bytes; n is the payload's length.

    key      32 bytes: the link key (page) or the file key (file)
    AAD      canonical JSON, in ASCII, one of
             {"kind":"page","parameters":{"cipher":"AES-256-GCM","compression":"gzip",
              "padding":8192},"scheme":"courtside/1","slug":"<slug>"}
             {"kind":"file","parameters":{"cipher":"AES-256-GCM","compression":"none",
              "padding":"padme"},"scheme":"courtside/1","slug":"<file slug>"}
             (without the line breaks and blanks that are shown here); the slug is that of the
             address, never one out of the page
    s        HMAC-SHA256(key = HKDF(key, info "siv", 32 bytes),
             length of AAD as 8 bytes ‖ AAD ‖ payload)
    k ‖ n    HKDF(key, salt s, info "seal", 44 bytes): 32 bytes of AES key, 12 of nonce
    ciphertext ‖ tag    AES-256-GCM(k, n, payload, AAD), tag of 16 bytes

**Payload of a page**: length of the gzip stream as 4 bytes ‖ gzip stream ‖ zeros, as few as make
the whole a multiple of 8,192 bytes (none where it is one already). The stream (RFC 1952) is one
member and holds the page, a complete HTML document, in UTF-8. It is written with the header
`1f 8b 08 00 00 00 00 00 00 ff` (no time, unknown system); openers need not ask for that.

**Payload of a file**: length of the header as 4 bytes ‖ header ‖ length of the content as 4 bytes ‖
content ‖ zeros up to the Padmé length. The header is the canonical JSON
`{"day":"2026-03-25","name":"brief.pdf"}`: the build's day, so that nobody sees which file is new,
and the real name. Padmé of L: with e = floor(log2 L) and z = e - floor(log2 e) - 1 (never below 0),
L rounded up to a multiple of 2^z; it adds less than 12 %.

**To open**: refuse a blob whose payload length is no padded one (damaged); derive k and n from the
blob's own s; decrypt (if the tag does not fit: wrong key, or changed bytes, which no cipher tells
apart); compute s anew and compare; check the length fields, that the padding is the right one and
zero, that the gzip stream ends where its length says, checksums and UTF-8 (all: damaged).

**Where it stands.** A link is `<site>/p/<slug>/#<key>`. What the host gives for the address without
the key is the shell, an HTML document with one element `<template id="sealed"
data-scheme="courtside/1">`; its text is the page's blob: base64 with `+ / =` (RFC 4648, no line
breaks), a full stop, and the first 4 bytes of SHA-256(blob) as 8 lower-case hex digits. The sum is
no protection: it tells a page that arrived damaged from a key that does not fit, so that the reader
is told the right thing. White space around is ignored. Any other `data-scheme` is to be refused
before anything is read. An opened page names a file by the attribute `data-file="<file slug>"` of a
button (what the button says is the real name again); its blob is `<site>/a/<file slug>.bin` as is,
and its key comes from the link's key and the file slug alone.

The nonce is synthetic (after RFC 5297): equal input gives equal bytes, and other input another s,
so other k and n. Compression is on level 9: on pages of 10 to 40 KB 1 to 2 % smaller than level 6,
at times a whole step of the padding, in about a millisecond. Another build of zlib may pack
otherwise; every opener reads both.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import zlib
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from courtside.errors import CourtsideError
from courtside.sealing.keys import SCHEME, Json, Link, canonical, derive

Kind = Literal["page", "file"]

BLOCK = 8192
"""A page's payload is padded to a multiple of so many bytes."""

PARAMETERS: dict[Kind, Json] = {
    "page": {"cipher": "AES-256-GCM", "compression": "gzip", "padding": BLOCK},
    "file": {"cipher": "AES-256-GCM", "compression": "none", "padding": "padme"},
}
S_BYTES, TAG_BYTES, AES_KEY_BYTES, NONCE_BYTES, LENGTH_BYTES, SUM_BYTES = 32, 16, 32, 12, 4, 4
_TURNS = re.compile(rb'<figure|<figcaption|<div class="cs-(?:words|places)"')
"""Where a page turns from prose to numbers or back: each part has a code of its own for its
letters, which saves one or two in a hundred. Nothing else hangs on it."""
GZIP_HEADER = bytes.fromhex("1f8b08000000000000ff")


class SealError(CourtsideError):
    """What is sealed does not open. Messages name no content.

    SealFault
    ├── UnknownScheme   sealed by another version of the scheme
    ├── WrongKey        key, slug or kind does not fit, or sealed bytes were changed
    └── Damaged         it cannot be what was sealed: cut, no base64, wrong inside
    """


class UnknownSchemeError(SealError):
    """Sealed by another version of the scheme."""


class WrongKeyError(SealError):
    """Key, slug or kind does not fit, or sealed bytes were changed: these look the same."""


class DamagedError(SealError):
    """It cannot be what was sealed: cut, no base64, or wrong inside."""


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file to seal, or one that was opened. Its repr shows neither name nor content."""

    name: str = field(repr=False)
    """The real name, without a folder."""
    content: bytes = field(repr=False)
    day: date
    """The build's day."""


def seal_page(html: str, link: Link) -> bytes:
    """Seal a complete HTML document for the portal `link`."""
    stream = _gzip(html.encode("utf-8"))
    return _seal("page", _padded("page", _with_length(stream)), link)


def open_page(blob: bytes, link: Link) -> str:
    """Give back the HTML document that `seal_page` sealed for `link`; raises SealFault."""
    stream, rest = _split(_open("page", blob, link))
    _check_padding("page", LENGTH_BYTES + len(stream), rest)
    unpack = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        html = unpack.decompress(stream).decode("utf-8")
    except (zlib.error, UnicodeDecodeError):
        raise DamagedError("the page inside is damaged") from None
    if not unpack.eof or unpack.unused_data:
        raise DamagedError("the page inside does not end where it should")
    return html


def seal_file(file: File, link: Link) -> bytes:
    """Seal one file of a project for `link`, which `keys.file_link` gives.

    Raises ValueError where the name is empty, has a folder or has control characters.
    """
    if not _is_name(file.name):
        raise ValueError("a file's name must be a plain one, without a folder")
    data = _with_length(_header(file)) + _with_length(file.content)
    return _seal("file", _padded("file", data), link)


def open_file(blob: bytes, link: Link) -> File:
    """Give back the file that `seal_file` sealed for `link`; raises SealFault."""
    header, rest = _split(_open("file", blob, link))
    content, rest = _split(rest)
    _check_padding("file", 2 * LENGTH_BYTES + len(header) + len(content), rest)
    try:
        fields = json.loads(header)
        file = File(name=fields["name"], content=content, day=date.fromisoformat(fields["day"]))
        intact = _is_name(file.name) and _header(file) == header
    except (ValueError, TypeError, LookupError):
        intact = False
    if not intact:
        raise DamagedError("the file's header is damaged")
    return file


def to_text(blob: bytes) -> str:
    """Write a page's blob as the text that stands in the shell."""
    return f"{base64.b64encode(blob).decode('ascii')}.{_sum(blob)}"


def from_text(text: str, *, scheme: str = SCHEME) -> bytes:
    """Read a page's blob out of the shell's text and its `data-scheme`; raises SealFault."""
    if scheme != SCHEME:
        raise UnknownSchemeError(f"sealed by another scheme than {SCHEME}")
    encoded, _, checksum = text.strip().partition(".")
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise DamagedError("the sealed text is no base64") from None
    if base64.b64encode(blob).decode("ascii") != encoded or _sum(blob) != checksum:
        raise DamagedError("the sealed text's sum does not fit")
    return blob


def _seal(kind: Kind, payload: bytes, link: Link) -> bytes:
    aad = _aad(kind, link.slug)
    s = _synthetic(aad, payload, link)
    key, nonce = _key_and_nonce(s, link)
    return s + AESGCM(key).encrypt(nonce, payload, aad)


def _open(kind: Kind, blob: bytes, link: Link) -> bytes:
    size = len(blob) - S_BYTES - TAG_BYTES
    if size <= 0 or _padded_size(kind, size) != size:
        raise DamagedError("it is cut, or longer than it was")
    aad = _aad(kind, link.slug)
    key, nonce = _key_and_nonce(blob[:S_BYTES], link)
    try:
        payload = AESGCM(key).decrypt(nonce, blob[S_BYTES:], aad)
    except InvalidTag:
        raise WrongKeyError("the key does not fit, or something was changed") from None
    if not hmac.compare_digest(_synthetic(aad, payload, link), blob[:S_BYTES]):
        raise DamagedError("its nonce is not that of its text")
    return payload


def _aad(kind: Kind, slug: str) -> bytes:
    return canonical({"scheme": SCHEME, "kind": kind, "slug": slug, "parameters": PARAMETERS[kind]})


def _synthetic(aad: bytes, payload: bytes, link: Link) -> bytes:
    mac = hmac.new(derive(link.secret, b"siv", 32), len(aad).to_bytes(8, "big") + aad, "sha256")
    mac.update(payload)
    return mac.digest()


def _key_and_nonce(s: bytes, link: Link) -> tuple[bytes, bytes]:
    both = derive(link.secret, b"seal", AES_KEY_BYTES + NONCE_BYTES, salt=s)
    return both[:AES_KEY_BYTES], both[AES_KEY_BYTES:]


def _gzip(data: bytes) -> bytes:
    """One gzip member, with a header of our own: Python's differs from version to version."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 8)
    turns = [turn.start() for turn in _TURNS.finditer(data)]
    body = b""
    for begin, end in pairwise((0, *turns, len(data))):
        body += pack.compress(data[begin:end])
        body += pack.flush(zlib.Z_BLOCK if end < len(data) else zlib.Z_FINISH)
    trailer = zlib.crc32(data).to_bytes(4, "little") + (len(data) % 2**32).to_bytes(4, "little")
    return GZIP_HEADER + body + trailer


def _with_length(part: bytes) -> bytes:
    return len(part).to_bytes(LENGTH_BYTES, "big") + part


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Take a part off that has its length in front."""
    end = LENGTH_BYTES + int.from_bytes(data[:LENGTH_BYTES], "big")
    if len(data) < max(end, LENGTH_BYTES):
        raise DamagedError("a length inside is too long")
    return data[LENGTH_BYTES:end], data[end:]


def _padded_size(kind: Kind, size: int) -> int:
    if kind == "page":
        return -(-size // BLOCK) * BLOCK
    exponent = size.bit_length() - 1
    step: int = 1 << max(exponent - exponent.bit_length(), 0)
    return -(-size // step) * step


def _padded(kind: Kind, data: bytes) -> bytes:
    return data.ljust(_padded_size(kind, len(data)), b"\0")


def _check_padding(kind: Kind, used: int, padding: bytes) -> None:
    if used + len(padding) != _padded_size(kind, used) or padding.strip(b"\0"):
        raise DamagedError("its padding is not the right one")


def _header(file: File) -> bytes:
    return canonical({"day": file.day.isoformat(), "name": file.name})


def _is_name(name: object) -> bool:
    return isinstance(name, str) and re.fullmatch(r"[^/\\\x00-\x1f\x7f]+", name) is not None


def _sum(blob: bytes) -> str:
    return hashlib.sha256(blob).digest()[:SUM_BYTES].hex()
