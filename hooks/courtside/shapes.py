"""Shapes of a drawing, as SVG: classes and presentation attributes, no style.

text(10, 20, "Copy & photos", "name")  ->  <text class="name" x="10" y="20">Copy &amp; photos</text>
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import escape

Anchor = Literal["start", "middle", "end"]
Attributes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """One element of the drawing."""

    tag: str
    look: str
    """Its classes."""
    attributes: Attributes = ()
    """Numbers and path data of our own."""
    text: str = ""
    inside: tuple[Shape, ...] = ()
    """Of a group."""

    def __html__(self) -> str:
        """The element, for a template; its text is the only thing that others wrote."""
        attributes = "".join(f' {name}="{value}"' for name, value in self.attributes)
        content = str(escape(self.text)) if self.text else ""
        content += "".join(shape.__html__() for shape in self.inside)
        end = f">{content}</{self.tag}>" if content else "/>"
        return f'<{self.tag} class="{self.look}"{attributes}{end}'


def group(look: str, shapes: Iterable[Shape]) -> Shape:
    """Shapes that belong together and are moved together."""
    return Shape(tag="g", look=look, inside=tuple(shapes))


def text(x: float, y: float, words: str, look: str, anchor: Anchor = "start") -> Shape:
    """A line of text."""
    where = attributes(x=x, y=y)
    if anchor != "start":
        where = (*where, ("text-anchor", anchor))
    return Shape(tag="text", look=look, attributes=where, text=words)


def path(look: str, *lines: str) -> Shape:
    """One line or several of the same look."""
    return Shape(tag="path", look=look, attributes=(("d", "".join(lines)),))


def path_of(look: str, lines: Sequence[str]) -> Iterator[Shape]:
    """The same, if there is any line."""
    if lines:
        yield path(look, *lines)


def rect(look: str, box: Attributes, radius: int = 0) -> Shape:
    """A rectangle."""
    return Shape(tag="rect", look=look, attributes=(*box, ("rx", str(radius))) if radius else box)


def circle(look: str, x: float, y: float, radius: float) -> Shape:
    """A circle."""
    return Shape(tag="circle", look=look, attributes=attributes(cx=x, cy=y, r=radius))


def attributes(**values: float) -> Attributes:
    """Numbers as attributes."""
    return tuple((name, short(value)) for name, value in values.items())


def short(value: float) -> str:
    """Whole pixels: the eye wants no more, and a page carries two drawings."""
    return str(round(value))
