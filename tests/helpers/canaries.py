"""Looking for words in bytes, in whatever dress they come.

    found(gzip.compress(b"... Quetzalcoatl ..."), ["Quetzalcoatl"])   ->   {"Quetzalcoatl"}

Every text is read as it is and through each way of writing it differently (entities, `%20`, base64
at any offset, hexadecimal, packed ...), and what comes out is read so once more: base64 of gzip is
found as well. Capitals, accents and how they are composed make no difference, nor does reading
backwards.
"""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote_to_bytes

DEPTH = 2
"""How many dresses are worn one over the other."""


def found(content: bytes, words: Iterable[str]) -> set[str]:
    """Those of the words that stand in the content; a word needs about six letters to mean it."""
    needles = {word: (folded(word), folded(word)[::-1]) for word in words}
    views = [folded(text) for view in _views(content) for text in _texts(view)]
    return {
        word
        for word, (forwards, backwards) in needles.items()
        if any(forwards in view or backwards in view for view in views)
    }


def folded(text: str) -> str:
    """Without capitals, accents and ways of composing them."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _texts(data: bytes) -> Iterator[str]:
    """As UTF-8, and where that is not what it is, as the older letters too."""
    try:
        yield data.decode()
    except UnicodeDecodeError:
        yield data.decode("utf-8", "ignore")
        yield data.decode("latin-1")


def _views(content: bytes) -> set[bytes]:
    """The content, and what it says when it is undressed."""
    seen = newest = {content}
    for _ in range(DEPTH):
        newest = {view for data in newest for undress in UNDRESS for view in undress(data)} - seen
        seen = seen | newest
    return seen


# --- One dress each --------------------------------------------------------------------------

_ESCAPE = re.compile(
    rb"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|([0-9a-fA-F]{1,6}) ?)"
)
_RUN_64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
_RUN_32 = re.compile(rb"[A-Za-z2-7]{16,}")
_RUN_16 = re.compile(rb"(?:[0-9a-fA-F][\s:]?){12,}")
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|PK\x03\x04")


def _entities(data: bytes) -> Iterator[bytes]:
    if b"&" in data:
        yield html.unescape(data.decode("utf-8", "ignore")).encode("utf-8", "ignore")


def _percent(data: bytes) -> Iterator[bytes]:
    if b"%" in data or b"+" in data:
        yield unquote_to_bytes(data.replace(b"+", b" "))


def _quoted_printable(data: bytes) -> Iterator[bytes]:
    if b"=" in data:
        yield quopri.decodestring(data)


def _escapes(data: bytes) -> Iterator[bytes]:
    r"""`\u0051`, `\u{51}` and `\x51` of scripts and JSON, `\51` of stylesheets."""

    def sign(match: re.Match[bytes]) -> bytes:
        code = int(next(filter(None, match.groups())), 16)
        return chr(code).encode("utf-8", "ignore") if code < 0x110000 else b""

    if b"\\" in data:
        yield _ESCAPE.sub(sign, data)


def _wide(data: bytes) -> Iterator[bytes]:
    """UTF-16 and UTF-32, from either end and from any byte on."""
    if b"\0" in data:
        yield data.replace(b"\0", b"")


def _base64(data: bytes) -> Iterator[bytes]:
    for text in {data, re.sub(rb"[\r\n]+", b"", data)}:
        runs = [run.translate(bytes.maketrans(b"-_", b"+/")) for run in _RUN_64.findall(text)]
        for offset in range(4):
            whole = [_padded(run[offset:], 4, (0, 2, 3)) for run in runs]
            yield b"\n".join(binascii.a2b_base64(run) for run in whole)


def _base32(data: bytes) -> Iterator[bytes]:
    runs = [run.upper() for run in _RUN_32.findall(data)]
    for offset in range(8):
        whole = [_padded(run[offset:], 8, (0, 2, 4, 5, 7)) for run in runs]
        yield b"\n".join(base64.b32decode(run) for run in whole)


def _hexadecimal(data: bytes) -> Iterator[bytes]:
    runs = [re.sub(rb"[\s:]", b"", run) for run in _RUN_16.findall(data)]
    for offset in range(2):
        whole = [_padded(run[offset:], 2, (0,)) for run in runs]
        yield b"\n".join(binascii.unhexlify(run) for run in whole)


def _padded(run: bytes, group: int, rests: tuple[int, ...]) -> bytes:
    """Full groups: cut back to a rest that can be one, then filled up with `=`."""
    while len(run) % group not in rests:
        run = run[:-1]
    return run + b"=" * (-len(run) % group)


def _packed(data: bytes) -> Iterator[bytes]:
    """Members of gzip, zlib (as in PNG and PDF) and zip, wherever they begin."""
    for match in _PACKED.finditer(data):
        start = match.start()
        how = zlib.MAX_WBITS | 32  # gzip or zlib, as its head says
        if match[0] == b"PK\x03\x04":
            name, extra = (
                int.from_bytes(data[start + a : start + a + 2], "little") for a in (26, 28)
            )
            start, how = start + 30 + name + extra, -zlib.MAX_WBITS
        try:
            yield zlib.decompressobj(how).decompress(data[start:], 10_000_000)
        except zlib.error:  # only looked like one
            continue


UNDRESS: tuple[Callable[[bytes], Iterable[bytes]], ...] = (
    _entities,
    _percent,
    _quoted_printable,
    _escapes,
    _wide,
    _base64,
    _base32,
    _hexadecimal,
    _packed,
)
