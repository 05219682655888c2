"""The Jinja environment for everything that a client's words touch."""

from __future__ import annotations

import hashlib
import marshal
import sys
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path

import jinja2
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket

from courtside.resources import in_user_cache, read_cache, write_cache
from courtside.text.theme import OURS, PORTAL, Theme


class CompiledTemplates(BytecodeCache):
    """A cache of compiled templates on disk.

    Its key is everything that they are compiled from. Compiling takes a sixth of the build of a
    small studio. Templates hold no words of clients.
    """

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the key of a template's name; a path need not be UTF-8."""
        return f"{name}|{filename}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket if the template is in the cache, unchanged."""
        content = read_cache(_place(bucket))
        bucket.code = None if content is None else marshal.loads(content)  # noqa: S302 - our own

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store a compiled template."""
        if bucket.code:
            write_cache(_place(bucket), marshal.dumps(bucket.code))


def _place(bucket: Bucket) -> Path:
    how = bucket.environment
    compiled_from = (
        *(jinja2.__version__, sys.implementation.cache_tag, bucket.key, bucket.checksum),
        *(how.autoescape, how.trim_blocks, how.lstrip_blocks, sorted(how.extensions)),
    )
    digest = hashlib.sha256(repr(compiled_from).encode("utf-8", "surrogateescape")).hexdigest()
    return in_user_cache(f"template-{digest}")


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
    """Return the environment for templates: every value is escaped, and none may be missing."""
    return Environment(
        loader=_OwnerFirst(theme.below(PORTAL)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=CompiledTemplates(),
    )


TEMPLATE_PROBLEMS = (TemplateError, RecursionError)
"""The errors of filling a template; the second is raised if one extends or includes itself."""


def in_template(problem: TemplateError | RecursionError) -> str:
    """Return where a template is wrong, and why: `portal/page.html:12: 'viev' is undefined`."""
    why = "it extends or includes itself: give it what the other template has"
    if isinstance(problem, TemplateError):
        why = problem.message or type(problem).__name__
    if isinstance(problem, TemplateSyntaxError):
        return f"{problem.filename or problem.name}:{problem.lineno}: {why}"
    frames = traceback.extract_tb(problem.__traceback__)
    places = [f"{at.filename}:{at.lineno}" for at in frames if at.filename.endswith(".html")]
    return ": ".join([*places[-1:], why])
