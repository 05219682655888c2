"""The settings of mkdocs.yml, read without MkDocs."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from courtside.errors import ConfigError
from courtside.source.yaml_reader import LOADER, MERGE, conflicts


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteConfig:
    """The places of a studio's files, and the look of its site."""

    file: Path
    """mkdocs.yml itself."""
    projects: Path
    overrides: Path
    site: Path
    look: Look
    hooks: tuple[str, ...] | None = None
    """The hooks that MkDocs calls; None if another file may name them."""

    @property
    def root(self) -> Path:
        """The folder of mkdocs.yml; the secret lies below it."""
        return self.file.parent

    @property
    def site_url(self) -> str:
        """The address of the published site; empty if mkdocs.yml does not give it."""
        return self.look.site_url


def read_site_config(config_file: Path) -> SiteConfig:
    """Read mkdocs.yml without MkDocs: plain settings only. Raises ConfigError."""
    try:
        text = config_file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigError(f"{config_file}: it is not UTF-8: save it as UTF-8") from None
    for number in conflicts(text):
        raise ConfigError(f"{config_file}:{number}: {MERGE}")
    # Composed, not loaded: only MkDocs understands tags such as !ENV.
    try:
        document = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{config_file}:{line}: this is not YAML: {error.problem}") from None
    settings = _texts(document)
    nodes = dict(_pairs(document))
    theme, listed = _texts(nodes.get("theme")), nodes.get("hooks")
    hooks = [node.value for node in listed.value] if isinstance(listed, yaml.SequenceNode) else []
    root = config_file.parent
    return SiteConfig(
        file=config_file,
        projects=root / settings.get("docs_dir", "projects"),
        overrides=root / theme.get("custom_dir", "overrides"),
        site=root / settings.get("site_dir", "site"),
        look=Look(
            site_name=settings.get("site_name", ""),
            site_url=settings.get("site_url", ""),
            language=theme.get("language", "en"),
            logo=theme.get("logo", ""),
            favicon=theme.get("favicon", ""),
        ),
        hooks=None if "INHERIT" in settings else tuple(hooks),
    )


NOT_SECURE = "browsers open a portal only over https, or on this machine: write https://"


SHARED_ORIGIN = (
    "other sites share this one's origin, such as all of one account at GitHub or GitLab, or all "
    "of one domain where yours is a folder of it: a script on any of them can read links with "
    "their keys, and the pages. Give the site a domain of its own"
)
_SHARED_HOSTS = (
    ".github.io",
    ".gitlab.io",
    ".frama.io",
    ".bitbucket.io",
    ".codeberg.page",
    ".gitee.io",
    ".sourcehut.page",
    ".srht.site",
)
"""Hosts that serve all sites of an account below one name."""


EXAMPLE_ADDRESS = "https://studio.example/"
"""`site_url` of the example studio."""
NO_SITE = f"this is not the address of a site; for example {EXAMPLE_ADDRESS}"


def wrong_address(address: str) -> str:
    """Return why no link that begins with this address opens; empty if they do."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return NO_SITE
    # Links go on behind it.
    ends = re.search(r"[?#\s]", address) or parts.path.endswith((".html", ".htm"))
    if not host or ends or parts.username:
        return NO_SITE
    return "" if opens_portals(address) else NOT_SECURE


def opens_portals(address: str) -> bool:
    """Return whether browsers offer WebCrypto at this address, without which no portal opens."""
    parts = urlsplit(address)
    local = parts.hostname in ("127.0.0.1", "::1", "localhost")
    return parts.scheme == "https" or (parts.scheme == "http" and local)


def is_this_machine(host: str) -> bool:
    """Return whether a host is this machine: `localhost`, or an address that never leaves it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def shares_origin(address: str) -> bool:
    """Return whether other sites can have the same origin as this one: those of an account at some
    hosts, and those beside it where it is a folder of a domain."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    return host.endswith(_SHARED_HOSTS) or parts.path.strip("/") != ""


def _pairs(node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return [(key.value, value) for key, value in pairs]


def _texts(node: yaml.Node | None) -> dict[str, str]:
    """Return the values of a mapping that are plain texts."""
    return {key: node.value for key, node in _pairs(node) if isinstance(node.value, str)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """The settings of mkdocs.yml for the public part."""

    site_name: str
    site_url: str = ""
    language: str = "en"
    logo: str = ""
    """A file in `overrides/`, or empty."""
    favicon: str = ""
