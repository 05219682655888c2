"""Stylesheets: their rules, and what is left of one without the rules that no page can use.

    slim(".md-typeset h1{margin:0}.md-search{color:red}", {"md-typeset"})
        ->  ".md-typeset h1{margin:0}"

Material dresses sites with search, tabs and code; here a frame and some text are used, a third of
it. A rule stays if each class and each attribute's value that it asks for is a word of the site:
one that stands in a public page, a shell or a template. So a template that comes to use more of
Material gets more of it, and what a project says changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

_ARGUMENTS = re.compile(r":[\w-]+\((?:[^()]|\([^()]*\))*\)")
_ASKED = re.compile(r"\.(-?[a-zA-Z_][\w-]*)|\[data-md-[\w-]+=[\"']?([\w-]+)")


def words(texts: Iterable[str]) -> frozenset[str]:
    """All words of the site, class names among them; more than are used, never fewer."""
    return frozenset(word for text in texts for word in re.findall(r"[\w-]+", text))


def slim(css: str, words: Container[str]) -> str:
    """The stylesheet without the rules of which no selector can fit."""
    return "".join(_kept(css, words))


def _kept(css: str, words: Container[str]) -> Iterator[str]:
    for head, body in rules(css):
        if head.startswith(("@media", "@supports")):
            body = slim(body, words)
        elif not head.startswith("@"):
            head = ",".join(each for each in _selectors(head) if _fits(each, words))
        if head and body:
            yield f"{head}{{{body}}}"


def _fits(selector: str, words: Container[str]) -> bool:
    """Whether a page can have what the selector asks for; `:not(...)` and its like ask nothing."""
    asked = _ASKED.findall(_ARGUMENTS.sub("", selector))
    return all((name or value) in words for name, value in asked)


def _selectors(head: str) -> Iterator[str]:
    """Split a list of selectors at its outer commas."""
    depth = start = 0
    for at, sign in enumerate(head):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            yield head[start:at]
            start = at + 1
    yield head[start:]


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Split a stylesheet into the heads and bodies of its outermost rules."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    depth = start = opened = 0
    for found in re.finditer(r"[{};]", css):
        sign, at = found[0], found.start()
        if sign == "{":
            depth += 1
            if depth == 1:
                opened = at
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : at]
                start = at + 1
        elif depth == 0:  # @charset and @import have no body
            start = at + 1
