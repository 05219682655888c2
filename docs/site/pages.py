"""Take documents from outside `docs/` into the documentation, and point their links to its pages.

    README.md:  [The rules](docs/RULES.md)  ->  index.md:  [The rules](RULES.md)

A link to a file without a page, such as a module, becomes its text. A link to a file that does not
exist is a warning, and `--strict` turns that into an error.
"""

from __future__ import annotations

import logging
import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = {
    "README.md": "index.md",
    "CHANGELOG.md": "CHANGELOG.md",
    ".github/CONTRIBUTING.md": "CONTRIBUTING.md",
    ".github/SECURITY.md": "SECURITY.md",
}
"""Documents that GitHub looks for elsewhere, and the pages that they become."""
LINK = re.compile(r"(!?\[([^\]]*)\])\(([^)#:\s]+)(#[^)\s]*)?\)")

log = logging.getLogger("mkdocs.hooks.pages")


def on_files(files: Files, *, config: Any) -> Files:
    """Add the documents from outside; called by MkDocs."""
    for path, page in OUTSIDE.items():
        files.append(File.generated(config, page, abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Point every link to a page of the documentation; called by MkDocs."""
    name = page.file.src_uri
    sources = {target: path for path, target in OUTSIDE.items()}
    source = sources.get(name, f"docs/{name}")

    def point(link: re.Match[str]) -> str:
        label, words, target, anchor = link.groups()
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        if not (ROOT / path).exists():
            log.warning("%s links to %s, which does not exist", source, path)
        if path in OUTSIDE:
            here = OUTSIDE[path]
        elif path.startswith("docs/"):
            here = path.removeprefix("docs/")
        else:
            return str(words)
        return f"{label}({posixpath.relpath(here, posixpath.dirname(name) or '.')}{anchor or ''})"

    return LINK.sub(point, markdown)
