r"""Derive keys and links: everything secret follows from one root secret, always the same.

    root = RootSecret.parse("…43 characters…")
    link(root, "aurora", 1)     # the same slug and key in every build
    link(root, "aurora", 2)     # another slug, another key: the old link is dead

Every value is HKDF-SHA256 (RFC 5869). Where no salt is named it is empty.

| from        | info                                              | bytes | gives            |
|-------------|---------------------------------------------------|-------|------------------|
| root secret | `["courtside/1","key id","",0]`                   | 8     | key id           |
| root secret | `["courtside/1","slug",<client id>,<number>]`     | 16    | slug             |
| root secret | `["courtside/1","link key",<client id>,<number>]` | 32    | link key         |
| link key    | `["courtside/1","file slug",<file id>]`           | 16    | file slug        |
| link key    | `["courtside/1","file key",<file slug>]`          | 32    | file key         |
| either key  | the three bytes `siv`                             | 32    | MAC key          |
| either key  | the four bytes `seal`; salt: the synthetic nonce  | 44    | AES key ‖ nonce  |
| root secret | `["courtside/2","stamp","",0]`                    | 32    | stamp key        |

`<number>` is the link number. `cipher.py` uses the rows with `siv` and `seal`, with the link key
of a page or the file key of a file. Links came with `courtside/1` and are the same in every scheme
since: a new way to seal kills no link. The stamp of a build is the first 16 bytes of
HMAC-SHA256(stamp key, SHA-256 of all inputs of the build); the maker of a site says what these are.

The lists are **canonical JSON**: UTF-8, no spaces, no line breaks, keys of objects sorted; in
strings only `"`, `\` and the control characters below U+0020 are escaped (`\"`, `\\`, `\b`,
`\t`, `\n`, `\f`, `\r`, else `\u00xx` in lower-case hex), all other characters stay as they
are; numbers are integers without a sign. It is what JavaScript's `JSON.stringify` writes when the
keys are given in order. Text is taken as it is, without Unicode normalisation.

Slugs and keys are written as base64url without padding (22 and 43 characters), the key id as 16
lower-case hex digits. A file's key depends on the link's key alone, so a file's slug in the page
is all that is needed to open it, and a new link gives new files too.

Nothing here reads the disk, the environment or a source of randomness.
"""

import base64
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from courtside.errors import CourtsideError

SCHEME = "courtside/2"
"""Name of the scheme in which builds seal; bound into every seal."""
LINKS = "courtside/1"
"""Name of the scheme that introduced links; bound into every slug and key."""

SECRET_BYTES = 32
SLUG_BYTES = 16
KEY_ID_BYTES = 8
STAMP_BYTES = 16

Json = str | int | Sequence["Json"] | Mapping[str, "Json"]


class SecretError(CourtsideError):
    """A secret, slug or key is malformed. The message never holds the value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RootSecret:
    """The 32 bytes that every link of a studio comes from. Its repr shows the key id only."""

    value: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.value) != SECRET_BYTES:
            raise SecretError(f"a root secret has {SECRET_BYTES} bytes, not {len(self.value)}")

    @classmethod
    def parse(cls, text: str) -> "RootSecret":
        """Read the 43 characters of base64url; white space around them and `=` are ignored.

        Raises SecretError; it gives the position of a wrong character, never the character.
        """
        return cls(value=_decoded("the root secret", text.strip().rstrip("="), SECRET_BYTES))

    @property
    def text(self) -> str:
        """The secret as it is stored: 43 characters of base64url."""
        return _encoded(self.value)

    @property
    def key_id(self) -> str:
        """16 hex digits that identify the secret and reveal nothing about it."""
        return derive(self.value, _info("key id", "", 0), KEY_ID_BYTES).hex()

    def __repr__(self) -> str:
        return f"RootSecret(key_id={self.key_id!r})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """The place of something sealed, and the key that opens it. Its repr hides the key.

    Raises SecretError if slug or key is cut or holds a character outside base64url.
    """

    slug: str
    """22 characters of base64url; part of the address, so the host knows it."""
    key: str = field(repr=False)
    """43 characters of base64url; follows `#`, which no browser sends."""

    def __post_init__(self) -> None:
        _decoded("a link's slug", self.slug, SLUG_BYTES)
        _decoded("a link's key", self.key, SECRET_BYTES)

    @property
    def secret(self) -> bytes:
        """The key's 32 bytes."""
        return _decoded("a link's key", self.key, SECRET_BYTES)


def new_root_secret(random_bytes: Callable[[int], bytes]) -> RootSecret:
    """Make a root secret from `random_bytes(32)`; callers pass `os.urandom`."""
    return RootSecret(value=random_bytes(SECRET_BYTES))


def link(root: RootSecret, client_id: str, number: int) -> Link:
    """Return the link of a client's portal; `number` is the project files' `link`, from 1."""
    return Link(
        slug=_encoded(derive(root.value, _info("slug", client_id, number), SLUG_BYTES)),
        key=_encoded(derive(root.value, _info("link key", client_id, number), SECRET_BYTES)),
    )


def file_link(portal: Link, file_id: str) -> Link:
    """Return slug and key of one file of a portal.

    `file_id` is unique within the portal: `<project id>/<name in its folder>`.
    """
    slug = _encoded(derive(portal.secret, _info("file slug", file_id), SLUG_BYTES))
    return Link(
        slug=slug,
        key=_encoded(derive(portal.secret, _info("file key", slug), SECRET_BYTES)),
    )


def stamp_key(root: RootSecret) -> bytes:
    """Return the key for the stamps of builds."""
    return derive(root.value, canonical([SCHEME, "stamp", "", 0]), SECRET_BYTES)


def stamp(key: bytes, inputs: bytes) -> bytes:
    """Return the stamp of a build, given `stamp_key` and the hash of all its inputs.

    Everything that the build seals carries it, so that a change anywhere changes every sealed file
    and nobody sees whose page was edited. It reveals nothing about the inputs.
    """
    return hmac.digest(key, inputs, "sha256")[:STAMP_BYTES]


def address(base: str, portal: Link) -> str:
    """Return the link that a client receives: `https://studio.example/p/<slug>/#<key>`.

    `base` is the site's address, with or without its last slash.
    """
    return f"{base.rstrip('/')}/p/{portal.slug}/#{portal.key}"


def derive(key: bytes, info: bytes, size: int, *, salt: bytes = b"") -> bytes:
    """Derive `size` bytes from `key` with HKDF-SHA256, both steps (RFC 5869)."""
    extracted = hmac.digest(salt, key, "sha256")
    found = block = b""
    for number in range(-(-size // 32)):
        block = hmac.digest(extracted, block + info + bytes((number + 1,)), "sha256")
        found += block
    return found[:size]


def canonical(value: Json) -> bytes:
    """Encode as canonical JSON, defined in this module's docstring."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def _info(purpose: str, *about: str | int) -> bytes:
    return canonical([LINKS, purpose, *about])


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode("ascii").rstrip("=")


def _decoded(what: str, text: str, size: int) -> bytes:
    """Decode `size` bytes of base64url; one text for one value, so no stray bits at the end."""
    length = -(-size * 4 // 3)
    shape = f"{length} characters of base64url (A-Z a-z 0-9 - _) are expected"
    if not text:
        raise SecretError(f"{what} is empty: {shape}")
    if stray := re.search(r"[^A-Za-z0-9_-]", text):
        raise SecretError(f"{what} has a wrong character at position {stray.start() + 1}: {shape}")
    if len(text) != length:
        cut = "the end is missing" if len(text) < length else "it is too long"
        raise SecretError(f"{what} has {len(text)} characters, {cut}: {shape}")
    value = base64.urlsafe_b64decode(text + "=" * (-length % 4))
    if _encoded(value) != text:
        raise SecretError(f"{what} ends wrongly, a character was mistyped: {shape}")
    return value
