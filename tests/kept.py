"""What MkDocs makes of Material's own files, kept for the builds that follow in this process.

Each build compiles the same templates and lists the same 14,000 icons, which takes most of the time
of a small house. What lies in the house itself is read anew each time.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import mkdocs
from jinja2 import BytecodeCache, Environment, FileSystemLoader
from jinja2.bccache import Bucket
from mkdocs.theme import Theme

PACKAGES = str(Path(mkdocs.__file__).parents[1])


class _Compiled(BytecodeCache):
    """Templates by their file and its content."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return filename or ""

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.key.startswith(PACKAGES) and bucket.code:
            self._code[bucket.key, bucket.checksum] = bucket.code


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
    compiled, get_env = _Compiled(), Theme.get_env

    def kept(theme: Any) -> Environment:
        env = get_env(theme)
        env.bytecode_cache = compiled
        env.loader = _Loader(theme.dirs)
        return env

    Theme.get_env = kept
