"""The Jinja environment for everything that a client's words touch."""

from __future__ import annotations

import traceback
from functools import cache

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)

from courtside.text.theme import OURS, PORTAL, Theme


@cache
def environment(theme: Theme = OURS) -> Environment:
    """Return what fills the templates: every value is escaped, and none may be missing."""
    return Environment(
        loader=FileSystemLoader(theme.below(PORTAL)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def in_template(problem: TemplateError) -> str:
    """Say where a template is wrong and why: `portal/page.html:12: 'viev' is undefined`."""
    why = problem.message or type(problem).__name__
    if isinstance(problem, TemplateSyntaxError):
        return f"{problem.filename or problem.name}:{problem.lineno}: {why}"
    frames = traceback.extract_tb(problem.__traceback__)
    places = [f"{at.filename}:{at.lineno}" for at in frames if at.filename.endswith(".html")]
    return ": ".join([*places[-1:], why])
