"""The Jinja environment for everything that a client's words touch."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)

from courtside.text.theme import OURS, PORTAL, Theme


class _OwnerFirst(FileSystemLoader):
    """Notices a template that is added to a folder that goes first."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template, its file, and whether that is still the one to use."""
        source, name, unchanged = super().get_source(environment, template)
        paths = [Path(folder, template) for folder in self.searchpath]
        before = paths[: paths.index(Path(name))]
        return source, name, lambda: unchanged() and not any(map(Path.is_file, before))


@cache
def environment(theme: Theme = OURS) -> Environment:
    """Return what fills the templates: every value is escaped, and none may be missing."""
    return Environment(
        loader=_OwnerFirst(theme.below(PORTAL)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


TEMPLATE_PROBLEMS = (TemplateError, RecursionError)
"""What filling a template may raise; the second where one extends or includes itself."""


def in_template(problem: TemplateError | RecursionError) -> str:
    """Say where a template is wrong and why: `portal/page.html:12: 'viev' is undefined`."""
    why = "it extends or includes itself: give it what the other template has"
    if isinstance(problem, TemplateError):
        why = problem.message or type(problem).__name__
    if isinstance(problem, TemplateSyntaxError):
        return f"{problem.filename or problem.name}:{problem.lineno}: {why}"
    frames = traceback.extract_tb(problem.__traceback__)
    places = [f"{at.filename}:{at.lineno}" for at in frames if at.filename.endswith(".html")]
    return ": ".join([*places[-1:], why])
