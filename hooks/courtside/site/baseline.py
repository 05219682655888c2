"""The public part of a site built without a single project, to compare the real site with.

    cached_baseline(Path(".cache/courtside/baseline.json"), key_of(inputs), make)

`make` runs a second build in a folder with the front page and nothing else, so nothing of a project
can be in it. All its inputs are in `inputs`, and none of them is a project file; while they are the
same, the cached result is used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from courtside.errors import CourtsideError
from courtside.resources import read_cache, write_cache
from courtside.site.leak_check import Baseline, digest

CACHE = Path(".cache") / "courtside" / "baseline.json"
"""Below the folder of mkdocs.yml; git-ignored."""


class NoBaselineError(CourtsideError):
    """The cache holds no baseline of this version."""


def last_baseline(path: Path) -> Baseline:
    """Return the baseline of the last build; raises NoBaselineError."""
    return _read(path)[1]


def cached_baseline(path: Path, key: str, make: Callable[[], Baseline]) -> Baseline:
    """Return the cached baseline if it has this key, else make one and cache it."""
    with suppress(NoBaselineError):
        cached_key, baseline = _read(path)
        if cached_key == key:
            return baseline
    baseline = make()
    write_cache(path, json.dumps({"key": key} | asdict(baseline)).encode())
    return baseline


def of_folder(site: Path, shells: Mapping[str, str]) -> Baseline:
    """Return the baseline from the folder of a site that was built without projects."""
    files = (path for path in site.rglob("*") if path.is_file())
    public = {path.relative_to(site).as_posix(): digest(path.read_bytes()) for path in files}
    return Baseline(public=public, shells=shells)


def _read(path: Path) -> tuple[str, Baseline]:
    content = read_cache(path)
    if content is None:
        raise NoBaselineError(f"{path} is missing or damaged")
    cached = json.loads(content)
    try:
        return cached["key"], Baseline(public=cached["public"], shells=cached["shells"])
    except (LookupError, TypeError):
        raise NoBaselineError(f"{path} is of another version") from None
