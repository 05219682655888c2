"""What MkDocs says of the settings in mkdocs.yml, without a build.

    {"watch": "nowhere"}  ->  "watch: Expected a list of items, but a <class 'str'> was given."

To import MkDocs takes longer than to check a studio, so it is asked only of settings that few
studios have, and of values whose kind is not the usual one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from courtside.site.settings import SAFE_EXTENSIONS

_TEXTS = (
    "site_name", "site_url", "docs_dir", "site_dir", "exclude_docs", "copyright", "site_author",
    "site_description",
)  # fmt: skip
_FLAGS = ("strict", "use_directory_urls")
_THEME = (
    "name",
    "custom_dir",
    "language",
    "font",
    "palette",
    "logo",
    "favicon",
    "icon",
    "features",
)


def refused_by_mkdocs(config_file: Path, document: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each setting whose value MkDocs refuses; none where it is not installed.

    `document` holds settings that it has; None is the value of what only MkDocs can read.
    """
    asked = {
        name: value
        for name, value in document.items()
        if value is not None and not _is_usual(name, value)
    }
    if not asked:
        return
    try:
        from mkdocs.config.defaults import MkDocsConfig
    except ImportError:
        return
    config = MkDocsConfig(config_file_path=str(config_file.absolute()))
    usual = {"site_name": "x", "docs_dir": str(config_file.absolute().parent / "projects")}
    config.load_dict({**usual, **asked})
    for name, error in config.validate()[0]:
        if name in asked:
            yield f"{name}: {str(error).partition(chr(10))[0]}"


def _is_usual(name: str, value: object) -> bool:
    """Return whether MkDocs surely takes a value."""
    if name in _TEXTS:
        return isinstance(value, str)
    if name in _FLAGS:
        return isinstance(value, bool)
    if name == "theme":
        return isinstance(value, dict) and set(value) <= set(_THEME)
    if name == "markdown_extensions":
        return isinstance(value, list) and all(each in SAFE_EXTENSIONS for each in map(str, value))
    return name in ("plugins", "hooks") and isinstance(value, list)
