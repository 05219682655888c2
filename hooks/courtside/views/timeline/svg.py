"""Shapes of a drawing, as SVG: classes and presentation attributes, no style. All is in whole
pixels: the eye needs no more, and a page carries two drawings.

text(10, 20, "Copy & photos", "name")  ->  <text class="name" x="10" y="20">Copy &amp; photos</text>
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import escape

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """One element of the drawing."""

    tag: str
    look: str = ""
    """Its classes."""
    attributes: str = ""
    """Numbers and path data of our own, as they stand in the element."""
    text: str = ""
    inside: tuple[Shape, ...] = ()
    """The shapes of a group, or the further lines of a text."""

    def __html__(self) -> str:
        """Return the element for a template; only its text can be written by others."""
        content = str(escape(self.text)) if self.text else ""
        content += "".join([shape.__html__() for shape in self.inside])
        end = f">{content}</{self.tag}>" if content else "/>"
        look = f' class="{self.look}"' if self.look else ""
        return f"<{self.tag}{look}{self.attributes}{end}"


def group(look: str, shapes: Iterable[Shape]) -> Shape:
    """Return shapes as a group, which moves as one."""
    return Shape(tag="g", look=look, inside=tuple(shapes))


def text(x: float, y: float, words: str, look: str, anchor: Anchor = "start") -> Shape:
    """Return a line of text."""
    return lines_of(x, y, (words,), look, anchor)


def lines_of(
    x: float, y: float, lines: Sequence[str], look: str, anchor: Anchor, leading: float = 0
) -> Shape:
    """Return a text in one or several lines, the first at `y`."""
    where = f' x="{round(x)}" y="{round(y)}"'
    if anchor != "start":
        where += f' text-anchor="{anchor}"'
    first, *further = lines
    below = [
        Shape(tag="tspan", attributes=f' x="{round(x)}" dy="{round(leading)}"', text=line)
        for line in further
    ]
    return Shape(tag="text", look=look, attributes=where, text=first, inside=tuple(below))


def path(look: str, *lines: str) -> Shape:
    """Return one or several lines of one look."""
    return Shape(tag="path", look=look, attributes=f' d="{"".join(lines)}"')


def path_of(look: str, lines: Sequence[str]) -> Iterator[Shape]:
    """Yield a path, or nothing if there is no line."""
    if lines:
        yield path(look, *lines)


def rect(look: str, box: str, radius: int = 0) -> Shape:
    """Return a rectangle; `box` are its attributes."""
    return Shape(tag="rect", look=look, attributes=f'{box} rx="{radius}"' if radius else box)


def circle(look: str, x: float, y: float, radius: float) -> Shape:
    """Return a circle."""
    where = f' cx="{round(x)}" cy="{round(y)}" r="{round(radius)}"'
    return Shape(tag="circle", look=look, attributes=where)
