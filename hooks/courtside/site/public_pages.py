"""What no public page may contain, whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Self

from courtside.site.settings import ELSEWHERE


def forbidden_in(html: str) -> tuple[str, ...]:
    """Return what a part of a public page must not contain, each once."""
    return tuple(dict.fromkeys(PageReader.parse(html).problems))


_FETCHED = ("src", "href", "srcset", "action", "data", "poster")


class PageReader(HTMLParser):
    """Reads a public page or shell and collects what it must not contain."""

    @classmethod
    def parse(cls, html: str) -> Self:
        """Return the reader of a whole page, with what it collected."""
        page = cls()
        page.feed(html)
        page.close()
        return page

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.policies: list[tuple[int, str]] = []
        self.names: set[str] = set()
        self._metas = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what an element must not have; the parser calls this."""
        values = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self._meta(values)
        if tag == "style" or (tag == "script" and "src" not in values):
            self.problems.append(f"an inline <{tag}>")
        if tag == "link" and values.get("rel") not in ("stylesheet", "icon"):
            self.problems.append("a <link> that is neither stylesheet nor icon")
        for name, value in values.items():
            if name == "style" or name.startswith("on"):
                self.problems.append(f"an inline `{name[:10]}` attribute")
            if tag != "a" and name in _FETCHED and ELSEWHERE.match(value):
                self.problems.append(f"a <{tag}> from another host")

    def _meta(self, values: Mapping[str, str]) -> None:
        self._metas += 1
        self.names.add(values.get("name", ""))
        command = values.get("http-equiv", "").lower()
        if command == "content-security-policy":
            self.policies.append((self._metas, values.get("content", "")))
        elif command == "refresh":
            self.problems.append("a <meta> that leads away")
        elif "property" in values or values.get("name", "").startswith(("og:", "twitter:")):
            self.problems.append("a <meta> for link previews")
        elif values.get("name") in ("generator", "author", "description", "keywords"):
            self.problems.append(f"a <meta> with its {values['name']}")

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - its content does not matter
        """Collect a comment; the parser calls this."""
        self.problems.append("an HTML comment")
