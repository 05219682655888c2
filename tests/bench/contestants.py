"""Who builds the same words, as data: what it is called, what it reads, and how it is run.

Each gets a folder of its own with the pages of `many.make_pages`, and is run there as a person
would run it, in the leanest way that it has. Their versions are those of `requirements.lock`, which
is apart from the project's own; Hugo is Debian's.
"""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from helpers.studio import CHECKOUT

from .many import make_pages

BIN = CHECKOUT / ".venv-bench" / "bin"

FLOOR = "the floor: one template, sealed"
LOCK = Path(__file__).with_name("requirements.lock")


@dataclass(frozen=True, kw_only=True, slots=True)
class Contestant:
    """Another generator."""

    name: str
    command: tuple[str, ...]
    pages: str
    """The folder of its pages."""
    site: str
    """The folder that it writes."""
    files: Mapping[str, str]
    """What else it reads."""
    package: str = ""
    """By which its version is found in LOCK; none for the floor, which has no version, and for
    Hugo, which says it itself."""
    most: float = math.inf
    """What a cold build of ours may take at most, as a part of this one's."""
    head: Callable[[str, int], str] = field(default=lambda _title, _number: "")
    """The front matter of a page, from its title and number."""
    caches: tuple[str, ...] = ()
    """Files and folders that it keeps for its next build."""

    @property
    def there(self) -> bool:
        """Whether it is installed."""
        return shutil.which(self.command[0]) is not None

    @property
    def full_name(self) -> str:
        """With its version."""
        if self.package:
            found = re.search(rf"(?m)^{self.package}==(\S+)", LOCK.read_text("utf-8"))
        elif self.name == FLOOR:
            return self.name
        else:
            said = subprocess.run([self.command[0], "version"], capture_output=True, text=True)
            found = re.search(r"v([\d.]+)", said.stdout)
        assert found, f"{self.name} has no version"
        return f"{self.name} {found[1]}"

    def prepare(self, root: Path, pages: int) -> Path:
        """Write what it builds."""
        make_pages(root / self.pages, pages, self.head)
        for name, text in self.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return root

    def forget(self, root: Path) -> None:
        """Take away what it made."""
        for path in (root / name for name in (self.site, *self.caches)):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


_MKDOCS = """\
site_name: Studio
site_url: https://studio.example/
theme: {{name: material, font: false}}
plugins: [{plugins}]
nav: [index.md]
not_in_nav: /p/
"""
_PELICAN = """\
SITENAME = "Studio"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "simple"
DISPLAY_PAGES_ON_MENU = False
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""
_HUGO = """\
baseURL = "https://studio.example/"
title = "Studio"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "section", "robotsTXT"]
"""
_HUGO_PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body>{{ .Content }}</body>
</html>
"""


def _like_mkdocs(plugins: str = "") -> Mapping[str, str]:
    return {"mkdocs.yml": _MKDOCS.format(plugins=plugins), "docs/index.md": "# Studio\n"}


LEANEST = Contestant(
    name="Material for MkDocs, leanest",
    package="mkdocs-material",
    command=(f"{BIN}/mkdocs", "build", "--quiet"),
    pages="docs/p",
    site="site",
    files=_like_mkdocs(),
    most=1.5,
)
CONTESTANTS = (
    LEANEST,
    Contestant(
        name="the same with encryptcontent",
        package="mkdocs-encryptcontent-plugin",
        command=LEANEST.command,
        pages="docs/p",
        site="site",
        files=_like_mkdocs("encryptcontent"),
        head=lambda _title, number: f"---\npassword: secret-{number}\n---\n",
        caches=("encryptcontent.cache",),  # the keys, which take most of its time
        most=0.3,
    ),
    Contestant(
        name="Zensical",
        package="zensical",
        command=(f"{BIN}/zensical", "build"),
        pages="docs/p",
        site="site",
        files=_like_mkdocs(),
        caches=(".cache",),
        most=0.6,
    ),
    Contestant(
        name="Pelican",
        package="pelican",
        command=(f"{BIN}/pelican", "--quiet"),
        pages="content/pages",
        site="output",
        files={"pelicanconf.py": _PELICAN},
        head=lambda title, _number: f"Title: {title}\n\n",
        caches=("cache", "__pycache__"),
    ),
    Contestant(
        name=FLOOR,
        command=(sys.executable, str(Path(__file__).with_name("floor.py")), "pages", "site"),
        pages="pages",
        site="site",
        files={},
    ),
    Contestant(
        name="Hugo, one template, unsealed",
        command=("hugo", "--quiet"),
        pages="content/p",
        site="public",
        files={
            "config.toml": _HUGO,
            "layouts/index.html": _HUGO_PAGE,
            "layouts/_default/single.html": _HUGO_PAGE,
        },
        head=lambda title, _number: f"---\ntitle: {title}\n---\n",
        caches=("resources",),
    ),
)
