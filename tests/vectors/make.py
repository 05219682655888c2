"""Makes the test vectors of `courtside/2`, always the same: `python tests/vectors/make.py`.

    keys.json                 what comes out of a root secret, in every scheme
    courtside-2/pages.json    the shell's text, slug and key of a page; what they open to, or why
                              they do not
    courtside-2/files.json    the same for files, whose blob is in base64

Those of `courtside/1` were made by the version that sealed in it, and are kept as they were.

A case has `expect` (`html`, or `name`, `day` and `content` in base64), or `problem`: the name that
`open.js` shows words for. What is wrong on purpose is sealed here by hand, step by step as the
text of `cipher.py` says, and not with `cipher.py`, so the two have to agree.
"""

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from courtside.sealing.cipher import File, seal_file, seal_page, to_text
from courtside.sealing.keys import Link, RootSecret, file_link, link

Case = dict[str, object]

ROOT = RootSecret(value=bytes(range(32)))
OTHER_ROOT = RootSecret(value=bytes(range(32, 64)))
AURORA = link(ROOT, "aurora", 1)
BOREAL = link(ROOT, "boreal", 1)
BRIEF = file_link(AURORA, "aurora/brief.pdf")
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Aurora: New website</title>'
    "</head><body><h1>The ball is in your court</h1><p>Texts by Friday.</p></body></html>"
)
STAMP = bytes(range(100, 116))
FILE = File(name="brief.pdf", content=b"%PDF-1.7 one page", day=date(2026, 3, 25))
PAGE_PARAMETERS: dict[str, object] = {
    "cipher": "AES-256-GCM",
    "compression": "gzip",
    "padding": [8192, 1024],
}
FILE_PARAMETERS: dict[str, object] = {
    "cipher": "AES-256-GCM",
    "compression": "none",
    "padding": "padme",
}


def main() -> None:
    """Write the three files beside this one."""
    for name, text in vectors().items():
        (Path(__file__).parent / name).write_text(text, encoding="utf-8", newline="\n")


def vectors() -> dict[str, str]:
    """Give each file's name and text."""
    made = {
        "keys.json": keys(),
        "courtside-2/pages.json": pages(),
        "courtside-2/files.json": files(),
    }
    return {
        name: json.dumps(list(cases), ensure_ascii=True, indent=1) + "\n"
        for name, cases in made.items()
    }


def keys() -> Iterator[Case]:
    """Say what comes out of two root secrets, for client ids that JSON has to escape or not."""
    ids = ("aurora", "café-南", 'a "quoted" \\ id', "line\n\x01\x7f\u2028", "")
    for root in (ROOT, OTHER_ROOT):
        yield {"root": root.text, "key_id": root.key_id}
        for client_id in ids:
            for number in (1, 2, 10):
                portal = link(root, client_id, number)
                file_id = f"{client_id}/brief.pdf"
                file = file_link(portal, file_id)
                yield {
                    "root": root.text,
                    "client_id": client_id,
                    "number": number,
                    "slug": portal.slug,
                    "key": portal.key,
                    "file_id": file_id,
                    "file_slug": file.slug,
                    "file_key": file.key,
                }


def pages() -> Iterator[Case]:
    """Pages that open, then pages that must not."""
    rightly = {
        "an ordinary page": PAGE,
        "an empty page": "",
        "all of Unicode": "Grüße, Lucía · 南 · مرحبا · 🎾 · \u2028 · \x00 · \ufeff\U0010ffff",
        "a byte-order mark in front stays": "\ufeff<!doctype html><title>x</title>",
        "it takes a step more": "".join(
            hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(260)
        ),
    }
    for name, html in rightly.items():
        yield page(name, to_text(seal_page(html, AURORA)), html=html)
    second = link(ROOT, "aurora", 2)
    yield page("a new link", to_text(seal_page(PAGE, second)), at=second, html=PAGE)
    other = link(OTHER_ROOT, "aurora", 1)
    yield page("another root secret", to_text(seal_page(PAGE, other)), at=other, html=PAGE)
    yield page("white space around", f"\n    {to_text(seal_page(PAGE, AURORA))}\n  ", html=PAGE)
    yield page("packed by another zlib", by_hand_text(page_payload(stored(PAGE))), html=PAGE)
    stamped = to_text(seal_page(PAGE, AURORA, stamp=STAMP))
    yield page("a stamp", stamped, html=PAGE)
    full = 8192 - 16 - 4 - len(stored("x" * 100)) + 100
    for name, size in {
        "no padding": full,
        "a step of padding but one": full + 1,
        "no padding beyond the least": full + 1024,
        "a second step of padding but one": full + 1025,
    }.items():
        html = "x" * size
        yield page(name, by_hand_text(page_payload(stored(html))), html=html)
    named = gzip_with_name(PAGE)
    yield page("a gzip header with a file's name", by_hand_text(page_payload(named)), html=PAGE)
    yield from pages_of_others()
    yield from pages_changed()
    yield from pages_wrong_inside()


def pages_of_others() -> Iterator[Case]:
    """Give a key, slug, kind or scheme that is not this page's."""
    text = to_text(seal_page(PAGE, AURORA))
    second = link(ROOT, "aurora", 2)
    yield page(
        "another client's key", text, at=replace(AURORA, key=BOREAL.key), problem="wrong-key"
    )
    yield page("a moved blob", text, at=replace(AURORA, slug=BOREAL.slug), problem="wrong-key")
    yield page("a moved blob, all of another client's", text, at=BOREAL, problem="wrong-key")
    yield page("the link that was replaced", text, at=second, problem="wrong-key")
    yield page("a file's key", text, at=replace(AURORA, key=BRIEF.key), problem="wrong-key")
    flipped = "A" if AURORA.key[5] != "A" else "B"
    mistyped = AURORA.key[:5] + flipped + AURORA.key[6:]
    yield page(
        "a key with one wrong letter", text, at=replace(AURORA, key=mistyped), problem="wrong-key"
    )
    for name, key in {
        "a short key": AURORA.key[:-1],
        "half a key": AURORA.key[:21],
        "an empty key": "",
        "a key that is too long": AURORA.key + "A",
        "a key in plain base64": AURORA.key[:7] + "+" + AURORA.key[8:],
        "a key with padding": AURORA.key + "=",
        "a key with stray bits at its end": AURORA.key[:-1] + chr(ord(AURORA.key[-1]) + 1),
    }.items():
        yield page(name, text, problem="cut-key") | {"key": key}
    for scheme in ("courtside/0", "courtside/3", "courtside/22", "Courtside/2", "toString", ""):
        name = f"the scheme {scheme!r}"
        yield page(name, text, problem="old-scheme") | {"scheme": scheme}
    yield page("the scheme before", text, problem="wrong-key") | {"scheme": "courtside/1"}
    payload = page_payload(stored(PAGE))
    for name, aad in {
        "AAD of a file": aad_of("file", FILE_PARAMETERS),
        "AAD of a page with a file's parameters": aad_of("page", FILE_PARAMETERS),
        "AAD with another padding": aad_of("page", PAGE_PARAMETERS | {"padding": 8192}),
        "AAD of an older scheme": aad_of("page", PAGE_PARAMETERS, scheme="courtside/1"),
        "AAD with another client's slug": aad_of("page", PAGE_PARAMETERS, slug=BOREAL.slug),
        "AAD without a slug": aad_of("page", PAGE_PARAMETERS, slug=""),
        "AAD with spaces": aad_of("page", PAGE_PARAMETERS).replace(b",", b", "),
        "no AAD": b"",
    }.items():
        yield page(name, to_text(by_hand(payload, aad)), problem="wrong-key")


def pages_changed() -> Iterator[Case]:
    """Bytes changed on the way: with the sum made anew (an attacker), and without (an accident)."""
    blob = seal_page(PAGE, AURORA)
    text = to_text(blob)
    for name, at in {"s": 0, "the ciphertext": 40, "the padding": 7000, "the tag": -1}.items():
        yield page(f"a bit of {name} flipped", to_text(flip(blob, at)), problem="wrong-key")
        bad = base64.b64encode(flip(blob, at)).decode("ascii") + text[-9:]
        yield page(f"a bit of {name} flipped, the sum is the old", bad, problem="damaged")
    other = seal_page(PAGE + " ", AURORA)
    yield page("s of another text", to_text(other[:32] + blob[32:]), problem="wrong-key")
    for name, wrong in {
        "cut by a byte": to_text(blob[:-1]),
        "without its tag": to_text(blob[:-16]),
        "longer by a byte": to_text(blob + b"\0"),
        "two blobs": to_text(blob + blob),
        "s and tag alone": to_text(blob[:48]),
        "empty": to_text(b""),
        "no text": "",
        "text that was cut": text[:5000],
        "text without its sum": text[:-9],
        "text with half its sum": text[:-4],
        "a sum in capitals": text[:-8] + text[-8:].upper(),
        "a sum in front": text[-8:] + "." + text[:-9],
        "something behind the sum": text + ".",
        "base64url": text.replace("+", "-").replace("/", "_"),
        "no base64": "*" + text[1:],
        "a line break within": text[:76] + "\n" + text[76:],
        "base64 without padding": text.replace("=", ""),
        "stray bits at the end of the base64": text[:-11] + chr(ord(text[-11]) + 1) + text[-10:],
    }.items():
        yield page(name, wrong, problem="damaged")


def pages_wrong_inside() -> Iterator[Case]:
    """Sealed with the right key, but not what the scheme says."""
    stream, long = stored(PAGE), stored("x" * 9000)
    data = STAMP + length(len(stream)) + stream
    for name, payload in {
        "a zero behind the stream": page_payload(stream + b"\0"),
        "bytes behind the stream": page_payload(stream + b"<script>"),
        "a second stream behind the first": page_payload(stream + stored("<p>more</p>")),
        "the stream is cut": page_payload(stream[:-9]),
        "the stream's size is wrong": page_payload(flip(stream, -1)),
        "the stream's checksum is wrong": page_payload(flip(stream, -8)),
        "no gzip": page_payload(b"\0" + stream[1:]),
        "no stream": page_payload(b""),
        "a zlib stream": page_payload(zlib.compress(PAGE.encode(), 0)),
        "the length is too short": with_length(stream, len(stream) - 1),
        "the length is too long": with_length(stream, len(stream) + 1),
        "the length leads out of the payload": with_length(stream, 8173),
        "the length is the greatest": with_length(stream, 2**32 - 1),
        "the length is little-endian": page_payload(stream)[:16]
        + page_payload(stream)[19:15:-1]
        + page_payload(stream)[20:],
        "a step of padding too many": page_payload(stream) + bytes(1024),
        "padded after the scheme before": page_payload(long)
        + bytes(-len(page_payload(long)) % 8192),
        "the padding's last byte is not zero": page_payload(stream)[:-1] + b"\1",
        "the padding's first byte is not zero": (data + b"\1").ljust(8192, b"\0"),
        "padding after the manner of PKCS 7": data.ljust(8192, b"\x80"),
        "padded to a step, and to less than the least": data.ljust(1024, b"\0"),
        "not padded": data,
        "no stamp": data[16:].ljust(8192, b"\0"),
        "half a stamp": data[:8],
        "a stamp alone": data[:16],
        "no payload": b"",
        "no UTF-8": page_payload(stored_bytes(b"<p>Luc\xeda</p>")),
        "a surrogate in UTF-8": page_payload(stored_bytes(b"<p>\xed\xa0\x80</p>")),
    }.items():
        yield page(name, by_hand_text(payload), problem="damaged")
    payload = page_payload(stream)
    chosen = by_hand(payload, aad_of("page", PAGE_PARAMETERS), s=bytes(32))
    yield page("s is chosen, not computed", to_text(chosen), problem="damaged")


def files() -> Iterator[Case]:
    """Files that open, then files that must not."""
    for name, good in {
        "an ordinary file": FILE,
        "an empty file": replace(FILE, content=b""),
        "a name that JSON escapes": replace(FILE, name='Lucía "final".pdf'),
        "a name in another script": replace(FILE, name="南.pdf"),
        "every byte": replace(FILE, content=bytes(range(256)) * 5),
        "another day": replace(FILE, day=date(2026, 3, 26)),
    }.items():
        yield file(name, seal_file(good, BRIEF), opened=good)
    for size in (14, 15, 200, 4000):
        sized = replace(FILE, content=bytes(size))
        yield file(f"{size} zeros", seal_file(sized, BRIEF), opened=sized)
    blob = seal_file(FILE, BRIEF)
    other = file_link(AURORA, "aurora/plan.pdf")
    yield file("another file's key", blob, at=replace(BRIEF, key=other.key), problem="wrong-key")
    yield file("a moved blob", blob, at=replace(BRIEF, slug=other.slug), problem="wrong-key")
    yield file("the page's key", blob, at=replace(BRIEF, key=AURORA.key), problem="wrong-key")
    yield file("a short key", blob, problem="cut-key") | {"key": BRIEF.key[:-1]}
    for name, at in {"s": 3, "the ciphertext": 50, "the tag": -16}.items():
        yield file(f"a bit of {name} flipped", flip(blob, at), problem="wrong-key")
    yield file("cut by a byte", blob[:-1], problem="damaged")
    yield file("longer by a byte", blob + b"\0", problem="damaged")
    yield file("empty", b"", problem="damaged")
    as_page = seal_page(PAGE, BRIEF)
    yield file("a page where a file is expected", as_page, problem="wrong-key")
    yield from files_wrong_inside()


def files_wrong_inside() -> Iterator[Case]:
    """Sealed with the right key, but not what the scheme says."""
    right = b'{"day":"2026-03-25","name":"brief.pdf"}'
    for name, header in {
        "a header with spaces": right.replace(b",", b", "),
        "a header in another order": b'{"name":"brief.pdf","day":"2026-03-25"}',
        "a header with something more": right[:-1] + b',"type":"text/html"}',
        "a header without a name": b'{"day":"2026-03-25"}',
        "a header without a day": b'{"name":"brief.pdf"}',
        "a day that does not exist": right.replace(b"03-25", b"13-25"),
        "a day that February does not have": right.replace(b"03-25", b"02-30"),
        "a day in another form": right.replace(b"2026-03-25", b"20260325"),
        "a name that is a number": right.replace(b'"brief.pdf"', b"7"),
        "a name that is a list": right.replace(b'"brief.pdf"', b'["brief.pdf"]'),
        "an empty name": right.replace(b"brief.pdf", b""),
        "a name with a folder": right.replace(b"brief", b"../brief"),
        "a name with a Windows folder": right.replace(b"brief", b"..\\\\brief"),
        "a name with a line break": right.replace(b"brief", b"br\\nief"),
        "a header that is no JSON": right[:-1],
        "a header that is a list": b"[]",
        "no header": b"",
    }.items():
        yield file(name, by_hand_file(file_payload(header, FILE.content)), problem="damaged")
    payload = file_payload(right, FILE.content)  # 80 bytes, which need no padding
    padded = file_payload(right, FILE.content + b"!")  # 81 bytes, and seven of padding
    for name, wrong in {
        "the padding's last byte is not zero": padded[:-1] + b"\1",
        "not padded": padded[:-7],
        "padding where none is due": payload + bytes(8),
        "a step of padding too many": padded + bytes(8),
        "the header's length leads out of the payload": STAMP + length(65) + payload[20:],
        "the content's length leads out of the payload": payload[:59] + length(22) + payload[63:],
        "no content's length": (STAMP + length(39) + right).ljust(64, b"\0")[:60],
        "no length at all": STAMP + b"\0",
        "a stamp alone": STAMP,
        "no stamp": payload[16:],
    }.items():
        yield file(name, by_hand_file(wrong), problem="damaged")
    chosen = by_hand(payload, aad_of("file", FILE_PARAMETERS, slug=BRIEF.slug), BRIEF, bytes(32))
    yield file("s is chosen, not computed", chosen, problem="damaged")


def page(name: str, text: str, *, at: Link = AURORA, html: str = "", problem: str = "") -> Case:
    """One case of pages.json."""
    answer: Case = {"fault": problem} if problem else {"expect": {"html": html}}
    common: Case = {"name": name, "scheme": "courtside/2", "slug": at.slug, "key": at.key}
    return common | {"text": text} | answer


def file(
    name: str, blob: bytes, *, at: Link = BRIEF, opened: File = FILE, problem: str = ""
) -> Case:
    """One case of files.json."""
    content = {
        "name": opened.name,
        "day": opened.day.isoformat(),
        "content": base64_of(opened.content),
    }
    answer: Case = {"fault": problem} if problem else {"expect": content}
    common: Case = {"name": name, "scheme": "courtside/2", "slug": at.slug, "key": at.key}
    return common | {"blob": base64_of(blob)} | answer


# --- the scheme by hand ---------------------------------------------------------------------------


def by_hand(payload: bytes, aad: bytes, at: Link = AURORA, s: bytes = b"") -> bytes:
    """Seal `payload` as it is, whatever it is; with `s`, not computed where it is given."""
    pseudorandom = hmac.digest(bytes(32), at.secret, "sha256")
    mac_key = HKDFExpand(algorithm=SHA256(), length=32, info=b"siv").derive(pseudorandom)
    s = s or hmac.digest(mac_key, len(aad).to_bytes(8, "big") + aad + payload, "sha256")
    both = HKDFExpand(algorithm=SHA256(), length=44, info=b"seal").derive(
        hmac.digest(s, at.secret, "sha256")
    )
    return s + AESGCM(both[:32]).encrypt(both[32:], payload, aad)


def by_hand_text(payload: bytes) -> str:
    """Seal a payload as a page of Aurora's."""
    return to_text(by_hand(payload, aad_of("page", PAGE_PARAMETERS)))


def by_hand_file(payload: bytes) -> bytes:
    """Seal a payload as Aurora's brief."""
    return by_hand(payload, aad_of("file", FILE_PARAMETERS, slug=BRIEF.slug), BRIEF)


def aad_of(
    kind: str,
    parameters: dict[str, object],
    *,
    slug: str = AURORA.slug,
    scheme: str = "courtside/2",
) -> bytes:
    """Write what is bound into a seal."""
    fields = {"kind": kind, "parameters": parameters, "scheme": scheme, "slug": slug}
    return json.dumps(fields, separators=(",", ":")).encode("ascii")


def page_payload(stream: bytes) -> bytes:
    """Lay out a page's payload, whatever the stream is."""
    data = STAMP + length(len(stream)) + stream
    return data.ljust(8192, b"\0") + bytes(-max(len(data) - 8192, 0) % 1024)


def with_length(stream: bytes, size: int) -> bytes:
    """Lay out a page's payload with another length of its stream."""
    right = page_payload(stream)
    return right[:16] + length(size) + right[20:]


def file_payload(header: bytes, content: bytes) -> bytes:
    """Lay out a file's payload of 32 to 255 bytes, whatever header and content are."""
    data = STAMP + length(len(header)) + header + length(len(content)) + content
    exponent = len(data).bit_length() - 1  # 5, 6, 7: floor(log2) is 2
    return data + bytes(-len(data) % 2 ** (exponent - 3))


def stored(html: str) -> bytes:
    """Make a gzip stream that is the same with every zlib: not packed at all."""
    return stored_bytes(html.encode("utf-8"))


def stored_bytes(data: bytes, header: bytes = bytes.fromhex("1f8b08000000000000ff")) -> bytes:
    """One gzip member of one stored block; at most 65,535 bytes."""
    sizes = len(data).to_bytes(2, "little") + (len(data) ^ 0xFFFF).to_bytes(2, "little")
    trailer = zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return header + b"\1" + sizes + data + trailer


def gzip_with_name(html: str) -> bytes:
    """Make a stream as a command line makes it: with a time, a name and a system."""
    return stored_bytes(html.encode("utf-8"), bytes.fromhex("1f8b0808d0c0a9670003") + b"page\0")


def flip(data: bytes, at: int) -> bytes:
    """Flip the lowest bit of one byte."""
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def length(size: int) -> bytes:
    """Write a length field."""
    return size.to_bytes(4, "big")


def base64_of(data: bytes) -> str:
    """Bytes as JSON can hold them."""
    return base64.b64encode(data).decode("ascii")


if __name__ == "__main__":
    main()
