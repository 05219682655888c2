"""A portal before and after it is sealed."""

from __future__ import annotations

from dataclasses import dataclass

from courtside.sealing.keys import Link


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalLinks:
    """Where one client's portal and its files lie, and what opens them."""

    client: str
    """The client's id, for messages; it stands nowhere in the site."""
    language: str
    """Whose shell it is put into."""
    link: Link
    files: tuple[Link, ...] = ()
    """Slug and key of each file, out of `keys.file_link`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """One portal's bytes."""

    portal: PortalLinks
    page: bytes
    """Out of `seal.seal_page`."""
    files: tuple[bytes, ...] = ()
    """Out of `seal.seal_file`, in the order of `portal.files`."""
