"""Seal pages and files: the host keeps noise, and only the link's key turns it back.

    blob = seal_page("<!doctype html>…", link)      # the same text and link: the same bytes
    open_page(blob, link)                           # the text again, or a SealError

What follows is enough to write an opener in another language. Keys, HKDF and canonical JSON are
defined in `keys.py`; numbers are big-endian; `‖` joins bytes. Builds seal in `courtside/2`; openers
read `courtside/1` too; the text below says where it differs.

**What is written** (`blob`): `s ‖ ciphertext ‖ tag`, 32 + n + 16 bytes; n is the payload's length.

    key      32 bytes: the link key (page) or the file key (file)
    AAD      canonical JSON, in ASCII, one of
             {"kind":"page","parameters":{"cipher":"AES-256-GCM","compression":"gzip",
              "padding":[8192,1024]},"scheme":"courtside/2","slug":"<slug>"}
             {"kind":"file","parameters":{"cipher":"AES-256-GCM","compression":"none",
              "padding":"padme"},"scheme":"courtside/2","slug":"<file slug>"}
             (without the line breaks and blanks that are shown here); the slug is that of the
             address, never one out of the page. In courtside/1 a page's padding is 8192
    s        HMAC-SHA256(key = HKDF(key, info "siv", 32 bytes),
             length of AAD as 8 bytes ‖ AAD ‖ payload)
    k ‖ n    HKDF(key, salt s, info "seal", 44 bytes): 32 bytes of AES key, 12 of nonce
    ciphertext ‖ tag    AES-256-GCM(k, n, payload, AAD), tag of 16 bytes

**Payload of a page**: stamp of 16 bytes ‖ length of the gzip stream as 4 bytes ‖ gzip stream ‖
zeros. The zeros are as few as make the whole 8,192 bytes or, where it is longer, a multiple of
1,024. The stamp is the build's (`keys.stamp`); openers ignore it. In courtside/1 there is no
stamp, and the whole is a multiple of 8,192 bytes. The stream (RFC 1952) is one member and holds the
page, a complete HTML document, in UTF-8. It is written with the header
`1f 8b 08 00 00 00 00 00 00 ff` (no time, unknown system); openers need not check it.

**Payload of a file**: stamp (not in courtside/1) ‖ length of the header as 4 bytes ‖ header ‖
length of the content as 4 bytes ‖ content ‖ zeros up to the Padmé length. The header is the
canonical JSON `{"day":"2026-03-25","name":"brief.pdf"}`: the build's day and the real name. Padmé
of L: with e = floor(log2 L) and z = e - floor(log2 e) - 1 (never below 0), L rounded up to a
multiple of 2^z; it adds less than 12 %.

**To open**: refuse a blob whose payload length is not a padded one (damaged); derive k and n from
the blob's own s; decrypt (if the tag does not fit: wrong key or changed bytes, which look
the same); compute s anew and compare; check the length fields, that the padding has the right
length and is zero, that the gzip stream ends where its length says, checksums and UTF-8 (all:
damaged).

**Where it stands.** A link is `<site>/p/<slug>/#<key>`. What the host gives for the address without
the key is the shell, an HTML document with one element `<template id="sealed"
data-scheme="courtside/2">`; its text is the page's blob: base64 with `+ / =` (RFC 4648, no line
breaks), a full stop, and the first 4 bytes of SHA-256(blob) as 8 lower-case hex digits. The sum is
not a protection: it tells a page that arrived damaged from a key that does not fit, so that the
reader sees the right message. Surrounding white space is ignored. Openers refuse any other
`data-scheme` before they read anything.

An opened page names a file by two attributes of a button (what the button says is the real name
again): `data-file="<file slug>"`, and `data-digest`, the first 16 bytes of SHA-256(content) as 32
lower-case hex digits. The file's blob is `<site>/a/<file slug>.bin` as is, sealed in the page's
scheme, and its key comes from the link's key and the file slug alone. The host may hold an older
version of it, sealed with the same key: content with another digest is refused. In courtside/1
there is `data-file` alone.

The nonce is synthetic (after RFC 5297): equal input gives equal bytes, and other input another s,
so other k and n. Another build of zlib may compress differently; every opener reads both.
"""

import base64
import binascii
import hashlib
import hmac
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from courtside.errors import CourtsideError
from courtside.sealing.file_names import is_file_name
from courtside.sealing.keys import SCHEME, STAMP_BYTES, Json, Link, canonical, derive

Kind = Literal["page", "file"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Layout:
    """The layout of a payload in one scheme."""

    stamp: int
    """Length of the stamp in bytes."""
    least: int
    step: int
    """A page's payload has at least `least` bytes; beyond that it is a multiple of `step`."""
    padding: Json
    """The padding as the parameters state it."""


_LAYOUTS: Mapping[str, _Layout] = {
    "courtside/1": _Layout(stamp=0, least=0, step=8192, padding=8192),
    "courtside/2": _Layout(stamp=STAMP_BYTES, least=8192, step=1024, padding=[8192, 1024]),
}
SCHEMES = tuple(_LAYOUTS)
"""The schemes that can be opened; builds write the last one."""

NO_STAMP = bytes(STAMP_BYTES)
"""For whatever is sealed alone, with nothing else to compare it with."""
S_BYTES, TAG_BYTES, AES_KEY_BYTES, NONCE_BYTES, LENGTH_BYTES, SUM_BYTES = 32, 16, 32, 12, 4, 4
DIGEST_BYTES = 16
GZIP_HEADER = bytes.fromhex("1f8b08000000000000ff")


class SealError(CourtsideError):
    """A sealed page or file does not open. Messages name no content."""


class UnknownSchemeError(SealError):
    """Sealed by another version of the scheme."""


class WrongKeyError(SealError):
    """Key, slug or kind does not fit, or sealed bytes were changed: these look the same."""


class DamagedError(SealError):
    """The bytes cannot be what was sealed: cut, not base64, or inconsistent inside."""


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file to seal, or one that was opened. Its repr shows neither name nor content."""

    name: str = field(repr=False)
    """The real name, without a folder."""
    content: bytes = field(repr=False)
    day: date
    """The build's day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalLinks:
    """Addresses and keys of one client's portal and its files."""

    client: str
    """The client's id, for messages; it appears nowhere in the site."""
    language: str
    """The language of its shell."""
    link: Link
    files: tuple[Link, ...] = ()
    """Slug and key of each file, from `keys.file_link`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """One portal's bytes."""

    portal: PortalLinks
    page: bytes
    """From `seal_page`."""
    files: tuple[bytes, ...] = ()
    """From `seal_file`, in the order of `portal.files`."""


def seal_page(html: str, link: Link, *, stamp: bytes = NO_STAMP) -> bytes:
    """Seal a complete HTML document for the portal `link`."""
    stream = _gzip(html.encode("utf-8"))
    return _seal("page", stamp + _with_length(stream), link)


def open_page(blob: bytes, link: Link, *, scheme: str = SCHEME) -> str:
    """Return the HTML document that `seal_page` sealed for `link`; raises SealError."""
    inside, used = _open("page", blob, link, scheme)
    stream, rest = _split(inside)
    _check_padding("page", scheme, used + LENGTH_BYTES + len(stream), rest)
    unpack = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        html = unpack.decompress(stream).decode("utf-8")
    except (zlib.error, UnicodeDecodeError):
        raise DamagedError("the page inside is damaged") from None
    if not unpack.eof or unpack.unused_data:
        raise DamagedError("the page inside does not end where it should")
    return html


def stamp_of(blob: bytes, link: Link, *, scheme: str = SCHEME) -> bytes:
    """Return the stamp of the build that sealed a page; raises SealError."""
    return _payload("page", blob, link, scheme)[: _layout(scheme).stamp]


def seal_file(file: File, link: Link, *, stamp: bytes = NO_STAMP) -> bytes:
    """Seal one file of a project for `link`, a result of `keys.file_link`.

    Raises ValueError where the name is empty, has a folder or has control characters.
    """
    if not is_file_name(file.name):
        raise ValueError("a file's name must be plain, without a folder")
    return _seal("file", stamp + _with_length(_header(file)) + _with_length(file.content), link)


def open_file(blob: bytes, link: Link, *, scheme: str = SCHEME) -> File:
    """Return the file that `seal_file` sealed for `link`; raises SealError."""
    inside, used = _open("file", blob, link, scheme)
    header, rest = _split(inside)
    content, rest = _split(rest)
    used += 2 * LENGTH_BYTES + len(header) + len(content)
    _check_padding("file", scheme, used, rest)
    try:
        fields = json.loads(header)
        file = File(name=fields["name"], content=content, day=date.fromisoformat(fields["day"]))
        intact = is_file_name(file.name) and _header(file) == header
    except (ValueError, TypeError, LookupError):
        intact = False
    if not intact:
        raise DamagedError("the file's header is damaged")
    return file


def digest(content: bytes) -> str:
    """Return the digest by which a page names a file's content, so that no older version passes."""
    return hashlib.sha256(content).digest()[:DIGEST_BYTES].hex()


def to_text(blob: bytes) -> str:
    """Encode a page's blob as the text inside the shell."""
    return f"{base64.b64encode(blob).decode('ascii')}.{_sum(blob)}"


def from_text(text: str, *, scheme: str = SCHEME) -> bytes:
    """Decode a page's blob from the shell's text and its `data-scheme`; raises SealError."""
    _layout(scheme)
    encoded, _, checksum = text.strip().partition(".")
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise DamagedError("the sealed text is not base64") from None
    if base64.b64encode(blob).decode("ascii") != encoded or _sum(blob) != checksum:
        raise DamagedError("the sealed text's sum does not fit")
    return blob


def _layout(scheme: str) -> _Layout:
    try:
        return _LAYOUTS[scheme]
    except KeyError:
        raise UnknownSchemeError(f"sealed by another scheme than {' and '.join(SCHEMES)}") from None


def _seal(kind: Kind, data: bytes, link: Link) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # links alone need no cipher

    payload = data.ljust(_padded_size(kind, SCHEME, len(data)), b"\0")  # the padding
    aad = _aad(kind, SCHEME, link.slug)
    s = _synthetic(aad, payload, link)
    key, nonce = _key_and_nonce(s, link)
    return s + AESGCM(key).encrypt(nonce, payload, aad)


def _open(kind: Kind, blob: bytes, link: Link, scheme: str) -> tuple[bytes, int]:
    """Return the payload without its stamp, and the stamp's length."""
    payload, length = _payload(kind, blob, link, scheme), _layout(scheme).stamp
    return payload[length:], length


def _payload(kind: Kind, blob: bytes, link: Link, scheme: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    layout = _layout(scheme)
    size = len(blob) - S_BYTES - TAG_BYTES
    if size <= layout.stamp or _padded_size(kind, scheme, size) != size:
        raise DamagedError("it is cut, or longer than it was")
    aad = _aad(kind, scheme, link.slug)
    key, nonce = _key_and_nonce(blob[:S_BYTES], link)
    try:
        payload = AESGCM(key).decrypt(nonce, blob[S_BYTES:], aad)
    except InvalidTag:
        raise WrongKeyError("the key does not fit, or something was changed") from None
    if not hmac.compare_digest(_synthetic(aad, payload, link), blob[:S_BYTES]):
        raise DamagedError("its nonce is not that of its text")
    return payload


def _aad(kind: Kind, scheme: str, slug: str) -> bytes:
    page: dict[str, Json] = {"compression": "gzip", "padding": _layout(scheme).padding}
    file: dict[str, Json] = {"compression": "none", "padding": "padme"}
    parameters = {"cipher": "AES-256-GCM", **(page if kind == "page" else file)}
    return canonical({"scheme": scheme, "kind": kind, "slug": slug, "parameters": parameters})


def _synthetic(aad: bytes, payload: bytes, link: Link) -> bytes:
    mac = hmac.new(derive(link.secret, b"siv", 32), len(aad).to_bytes(8, "big") + aad, "sha256")
    mac.update(payload)
    return mac.digest()


def _key_and_nonce(s: bytes, link: Link) -> tuple[bytes, bytes]:
    both = derive(link.secret, b"seal", AES_KEY_BYTES + NONCE_BYTES, salt=s)
    return both[:AES_KEY_BYTES], both[AES_KEY_BYTES:]


def _gzip(data: bytes) -> bytes:
    """Compress to one gzip member with a fixed header: Python's differs between versions."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 8)
    body = pack.compress(data) + pack.flush()
    trailer = zlib.crc32(data).to_bytes(4, "little") + (len(data) % 2**32).to_bytes(4, "little")
    return GZIP_HEADER + body + trailer


def _with_length(part: bytes) -> bytes:
    return len(part).to_bytes(LENGTH_BYTES, "big") + part


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Split off a part that is preceded by its length."""
    end = LENGTH_BYTES + int.from_bytes(data[:LENGTH_BYTES], "big")
    if len(data) < max(end, LENGTH_BYTES):
        raise DamagedError("a length inside is too long")
    return data[LENGTH_BYTES:end], data[end:]


def _padded_size(kind: Kind, scheme: str, size: int) -> int:
    layout = _LAYOUTS[scheme]
    if kind == "page":
        return max(layout.least, -(-size // layout.step) * layout.step)
    exponent = size.bit_length() - 1
    step: int = 1 << max(exponent - exponent.bit_length(), 0)
    return -(-size // step) * step


def _check_padding(kind: Kind, scheme: str, used: int, padding: bytes) -> None:
    if used + len(padding) != _padded_size(kind, scheme, used) or padding.strip(b"\0"):
        raise DamagedError("its padding is wrong")


def _header(file: File) -> bytes:
    return canonical({"day": file.day.isoformat(), "name": file.name})


def _sum(blob: bytes) -> str:
    return hashlib.sha256(blob).digest()[:SUM_BYTES].hex()
