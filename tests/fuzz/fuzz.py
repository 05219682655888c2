"""Feeds the reader, or Markdown, with what atheris makes of the examples, for as long as it may.

    python tests/fuzz/fuzz.py reader -max_total_time=300
    python tests/fuzz/fuzz.py markdown -max_total_time=300

What it finds lies in the folder that it is started in, as `crash-...` or `timeout-...`; a small one
goes into `tests/fuzz/found/reader` or `markdown`, and `test_mutated.py` tries it from then on. How
to install atheris, which is not among the tools of the tests, is in .github/CONTRIBUTING.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "hooks")]

with atheris.instrument_imports(include=["courtside", "yaml", "markdown_it"]):
    from helpers.mutants import seeds
    from system.test_mutated import check_markdown, check_text

TARGETS: dict[str, Callable[[bytes], None]] = {"reader": check_text, "markdown": check_markdown}
SECONDS = 10
"""What takes longer is kept as found; most of it is what atheris itself takes."""


def corpus(target: str) -> Iterator[bytes]:
    """What it begins with: the files of the examples, or the texts in them."""
    for seed in seeds():
        if target == "reader":
            yield seed.text.encode()
            continue
        yield seed.tree.get("words", "").encode()
        for stage in seed.tree["stages"]:
            yield "\n".join(map(str, stage.get("gives", []))).encode()


def main() -> None:
    target, *options = sys.argv[1:]
    with TemporaryDirectory() as folder:
        for number, text in enumerate(sorted(set(corpus(target)))):
            (Path(folder) / str(number)).write_bytes(text)
        atheris.Setup([sys.argv[0], *options, f"-timeout={SECONDS}", folder], TARGETS[target])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
