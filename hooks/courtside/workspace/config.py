"""What mkdocs.yml says, read without MkDocs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from courtside.errors import ConfigError


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteConfig:
    """Where a house lies, and what its site looks like."""

    root: Path
    """The folder of mkdocs.yml; the key is kept below it."""
    projects: Path
    overrides: Path
    site: Path
    look: Look
    hooks: tuple[str, ...] | None = None
    """What MkDocs is told to call; None where another file may say it."""

    @property
    def site_url(self) -> str:
        """Where the site is published; empty where mkdocs.yml does not say."""
        return self.look.site_url


def read_site_config(config_file: Path) -> SiteConfig:
    """What mkdocs.yml says, without MkDocs: only plain settings are looked at."""
    # Composed and not loaded: tags such as !ENV mean something to MkDocs alone.
    try:
        document = yaml.compose(config_file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        raise ConfigError(f"{config_file}: it is not UTF-8: save it so") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{config_file}:{line}: this is no YAML: {error.problem}") from None
    settings = _texts(document)
    theme = next((_texts(value) for key, value in _pairs(document) if key == "theme"), {})
    root = config_file.parent
    return SiteConfig(
        root=root,
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
        hooks=None if "INHERIT" in settings else _hooks(document),
    )


NOT_SECURE = "browsers open a portal over https only, or on this machine: write https://"


def opens_portals(address: str) -> bool:
    """Whether browsers have WebCrypto there, which they leave out elsewhere."""
    parts = urlsplit(address)
    local = parts.hostname in ("127.0.0.1", "::1", "localhost")
    return parts.scheme == "https" or (parts.scheme == "http" and local)


SHARED_ORIGIN = (
    "all sites of one GitHub account share an origin below github.io, so a script on any of them "
    "can read links with their keys, and the pages. Give the site a domain of its own"
)


def shares_its_origin(address: str) -> bool:
    """Return whether other sites of the same owner have the same origin as this one."""
    return (urlsplit(address).hostname or "").endswith(".github.io")


def _pairs(node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return [(key.value, value) for key, value in pairs]


def _hooks(document: yaml.Node | None) -> tuple[str, ...]:
    listed = next((value for key, value in _pairs(document) if key == "hooks"), None)
    return (
        tuple(each.value for each in listed.value) if isinstance(listed, yaml.SequenceNode) else ()
    )


def _texts(node: yaml.Node | None) -> dict[str, str]:
    """The values of a mapping that are one text each."""
    return {key: node.value for key, node in _pairs(node) if isinstance(node.value, str)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What mkdocs.yml says of the public part."""

    site_name: str
    site_url: str = ""
    language: str = "en"
    logo: str = ""
    """A file in `overrides/`, or empty."""
    favicon: str = ""
