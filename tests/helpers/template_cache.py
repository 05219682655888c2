"""What a build makes of templates, kept for the builds that follow in this process.

Each compiles the same ones and lists Material's 14,000 icons, which takes most of the time of a
small studio. Each template is read anew, and compiled if it is another; the studio is listed anew.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import mkdocs
import pytest
from jinja2 import BytecodeCache, Environment, FileSystemLoader
from jinja2.bccache import Bucket
from mkdocs.theme import Theme

PACKAGES = str(Path(mkdocs.__file__).parents[1])
_BEGIN, _GET_ENV = Environment.__init__, Theme.get_env


class _Compiled(BytecodeCache):
    """Templates by their name, their content, and how they are read."""

    def __init__(self) -> None:
        self._code: dict[tuple[object, ...], CodeType] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"{name}\0{filename}"

    def load_bytecode(self, bucket: Bucket) -> None:
        code = self._code.get(_of(bucket))
        bucket.code = code and code.replace(co_filename=bucket.key.partition("\0")[2])

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._code[_of(bucket)] = bucket.code


def _of(bucket: Bucket) -> tuple[object, ...]:
    how = bucket.environment
    name = bucket.key.partition("\0")[0]
    return (
        *(name, bucket.checksum, how.autoescape, how.trim_blocks, how.lstrip_blocks),
        *sorted(how.extensions),
    )


class _Loader(FileSystemLoader):
    def list_templates(self) -> list[str]:
        return sorted({name for folder in self.searchpath for name in _names(folder)})


def _names(folder: str) -> list[str]:
    return _packaged(folder) if folder.startswith(PACKAGES) else _all(folder)


def _all(folder: str) -> list[str]:
    return FileSystemLoader(folder).list_templates()


@cache
def _packaged(folder: str) -> list[str]:
    """Without what begins with a dot, such as the icons: MkDocs asks for all, and takes none."""
    return [name for name in _all(folder) if not name.startswith(".")]


def keep() -> None:
    """From now on."""
    compiled = _Compiled()

    def begun(environment: Environment, *arguments: Any, **named: Any) -> None:
        _BEGIN(environment, *arguments, **{"bytecode_cache": compiled, **named})

    def themed(theme: Any) -> Environment:
        environment = _GET_ENV(theme)
        environment.loader = _Loader(theme.dirs)
        return environment

    Environment.__init__, Theme.get_env = begun, themed


def let_go(patch: pytest.MonkeyPatch) -> None:
    """For a test that measures how long a build takes."""
    patch.setattr(Environment, "__init__", _BEGIN)
    patch.setattr(Theme, "get_env", _GET_ENV)
