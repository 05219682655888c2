"""A portal's addresses and keys, and its sealed bytes."""

from __future__ import annotations

from dataclasses import dataclass

from courtside.sealing.keys import Link


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
    """From `cipher.seal_page`."""
    files: tuple[bytes, ...] = ()
    """From `cipher.seal_file`, in the order of `portal.files`."""
