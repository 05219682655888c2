"""The least that a sealed site can cost: one template, no engine, no checks.

python floor.py PAGES SITE    each Markdown page -> HTML -> AES-GCM -> a page of one template

It says what Courtside's dates, drawings, checks and leak check cost beside reading, filling,
encrypting and writing.
"""

from __future__ import annotations

import base64
import gzip
import os
import sys
from pathlib import Path

import jinja2
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from markdown_it import MarkdownIt

PAGE = "<!doctype html><html lang=en><title>{{ title }}</title><body>{{ content }}</body></html>"
SHELL = "<!doctype html><html lang=en><title>Studio</title><template>{{ sealed }}</template></html>"


def main(pages: Path, site: Path) -> None:
    page, shell = jinja2.Template(PAGE), jinja2.Template(SHELL)
    markdown = MarkdownIt()
    for path in sorted(pages.glob("*.md")):
        text = path.read_text("utf-8")
        html = page.render(title=path.stem, content=markdown.render(text))
        nonce = os.urandom(12)
        packed = gzip.compress(html.encode("utf-8"), 6)
        padded = packed.ljust(8192, b"\0")
        sealed = nonce + AESGCM(os.urandom(32)).encrypt(nonce, padded, None)
        place = site / path.stem / "index.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(shell.render(sealed=base64.b64encode(sealed).decode()), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
