"""The measures of `make bench`.

python -m bench                  all parts; the tables go into README.md beside this file
python -m bench size growth      these alone
python -m bench --scale 0.1      smaller studios, to try it out; nothing is written
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .builds import builds
from .commands import commands
from .growth import growth
from .opening import opening
from .serve import serve
from .size import size
from .table import Part

README = Path(__file__).with_name("README.md")
PARTS: Mapping[str, Callable[[float], Part]] = {
    "commands": commands,
    "growth": growth,
    "builds": builds,
    "serve": serve,
    "size": size,
    "opening": opening,
}
"""Name -> what measures it, given how large its studios are: 1.0, or a part of it."""


def main() -> int:
    asked = argparse.ArgumentParser(prog="bench", description="Measure how fast a build is.")
    asked.add_argument("parts", nargs="*", help=f"{', '.join(PARTS)}; all by themselves")
    asked.add_argument("--scale", type=float, default=1.0, help="smaller studios; writes nothing")
    wishes = asked.parse_args()
    if unknown := set(wishes.parts) - set(PARTS):
        asked.error(f"there is no part {', '.join(sorted(unknown))}")
    missed = 0
    for name in wishes.parts or PARTS:
        begin = time.perf_counter()
        part = PARTS[name](wishes.scale)
        minutes = (time.perf_counter() - begin) / 60
        text = f"{part}\n\n{_where()}; measuring this took {minutes:.1f} minutes."
        print(f"\n## {name}\n\n{text}", flush=True)
        missed += sum(not limit.holds for limit in part.limits)
        if wishes.scale == 1.0:
            _keep(name, text)
    print(f"\nLimits that were missed: {missed}")
    return 1 if missed else 0


def _where() -> str:
    """Day, versions and the size of the machine, which has no name here."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.now(UTC).date()}, Courtside {version('courtside')}, "
        f"Python {platform.python_version()}, {len(os.sched_getaffinity(0))} cores, "
        f"{memory:.0f} GB"
    )


def _keep(name: str, text: str) -> None:
    """Put a part's table between its marks in README.md."""
    before = README.read_text("utf-8")
    marks = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    place = re.compile(f"({re.escape(marks[0])}).*?({re.escape(marks[1])})", re.DOTALL)
    after, places = place.subn(lambda found: f"{found[1]}{text}\n{found[2]}", before)
    if places != 1:
        raise RuntimeError(f"{README.name} has no place for {name}: {' and '.join(marks)}")
    README.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
