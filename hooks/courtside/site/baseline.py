"""What the same house makes without a single project, to hold the real site's public part against.

    cached(Path(".cache/courtside/reference.json"), key_of(inputs), make)

`make` runs a second build, in a folder that holds the front page and the studio's file and nothing
else, so nothing of a project can be in it. All that it reads is in `inputs`, none of which is a
project file; while that is the same, so is the answer, and it is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from courtside.site.leak_check import Baseline, digest
from courtside.workspace import atomic

KEPT = Path(".cache") / "courtside" / "reference.json"
"""Below the folder of mkdocs.yml; git-ignored."""


def kept(path: Path) -> Baseline:
    """What the last build kept; raises ValueError where there is nothing, or it is damaged."""
    return _found(path)[1]


def cached(path: Path, key: str, make: Callable[[], Baseline]) -> Baseline:
    """Give what is kept under this key, else make it and keep it instead of the last one."""
    with suppress(ValueError):
        found, reference = _found(path)
        if found == key:
            return reference
    made = make()
    atomic.keep(path, json.dumps({"key": key} | asdict(made)).encode())
    return made


def of_folder(site: Path, shells: Mapping[str, str]) -> Baseline:
    """Return the baseline that a site built without projects is."""
    files = (path for path in site.rglob("*") if path.is_file())
    public = {path.relative_to(site).as_posix(): digest(path.read_bytes()) for path in files}
    return Baseline(public=public, shells=shells)


def _found(path: Path) -> tuple[str, Baseline]:
    content = atomic.kept(path)
    if content is None:
        raise ValueError(f"{path} holds nothing that a build kept")
    found = json.loads(content)
    try:
        return found["key"], Baseline(public=found["public"], shells=found["shells"])
    except (LookupError, TypeError):
        raise ValueError(f"{path} is another version's") from None
