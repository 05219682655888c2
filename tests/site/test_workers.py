"""Many portals are made by several processes: the same bytes, and no part is lost silently."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from courtside.site import workers
from helpers.serving import COURTSIDE
from helpers.studio import make_studio, project

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="one process elsewhere")

PROGRAM = """
import os, sys, time
from courtside.site import workers

try:
    with workers.shared([0, 1, 2, 3, 4], 3) as mine:
        part = mine[0]
        with open(f"part-{part}", "w") as file:
            file.write(f"{os.getpid()} {mine}")
        %s
except Exception as error:
    print(type(error).__name__, error)
print("once")
"""


def shared(folder: Path, then: str) -> str:
    """What is said about three parts, of which each does that in the end."""
    program = [sys.executable, "-c", PROGRAM % then]
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True, timeout=30)
    assert done.stderr == ""
    return done.stdout


def test_each_part_is_done_in_a_process_of_its_own(tmp_path: Path) -> None:
    assert shared(tmp_path, "pass") == "once\n"
    said = [(tmp_path / f"part-{part}").read_text().partition(" ") for part in range(3)]
    assert len({process for process, _, _ in said}) == 3
    assert [items for _, _, items in said] == ["[0, 3]", "[1, 4]", "[2]"]


@pytest.mark.parametrize("part", range(3))
def test_what_a_part_raises_is_raised(tmp_path: Path, part: int) -> None:
    said = shared(tmp_path, f"if part == {part}: raise OSError(28, 'No space left on device')")
    assert said == "OSError [Errno 28] No space left on device\nonce\n"


def test_a_part_that_was_ended_is_missed(tmp_path: Path) -> None:
    said = shared(tmp_path, "if part == 2: os.kill(os.getpid(), 9)")
    assert said == "BuildError a process of the build was killed\nonce\n"


def test_where_one_cannot_begin_the_others_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork, begun = os.fork, []

    def no_second_one() -> int:
        if begun:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        begun.append(fork())
        return begun[0]

    monkeypatch.setattr(os, "fork", no_second_one)
    with pytest.raises(BlockingIOError), workers.shared(range(3), 3):
        time.sleep(60)  # in the worker
    assert gone(begun[0])


MAPPED = """
import os
from courtside.site import workers

workers.number_for = lambda items: 3

def large(number):
    %s
    return os.getpid(), number, "x" * 1_000_000  # more than a pipe holds

try:
    found = list(workers.mapped(large, range(10)))
    print([number for _, number, _ in found], len({process for process, _, _ in found}))
except Exception as error:
    print(type(error).__name__, error)
"""


def mapped(folder: Path, first: str) -> str:
    """What is said about ten items in three processes, where each does that first."""
    program = [sys.executable, "-c", MAPPED % first]
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True, timeout=30)
    assert done.stderr == ""
    return done.stdout


def test_what_several_make_comes_in_the_order_of_the_items(tmp_path: Path) -> None:
    assert mapped(tmp_path, "pass") == f"{list(range(10))} 3\n"


@pytest.mark.parametrize("place", range(3))
def test_what_one_of_several_raises_is_raised(tmp_path: Path, place: int) -> None:
    said = mapped(tmp_path, f"if number == {place}: raise OSError(28, 'No space left on device')")
    assert said == "OSError [Errno 28] No space left on device\n"


def test_what_a_killed_one_would_have_made_is_missed(tmp_path: Path) -> None:
    said = mapped(tmp_path, "if number == 1: os.kill(os.getpid(), 9)")
    assert said == "BuildError a process of the build was killed\n"


@pytest.mark.parametrize("broken", ["p01", "p02"])
def test_problems_found_by_several_are_those_found_by_one(tmp_path: Path, broken: str) -> None:
    many = {
        f"p{number:02}": project(title=f"Number {number}") for number in range(2 * workers.PART)
    }
    root = make_studio(tmp_path, **many)
    file = root / "projects" / f"{broken}.yml"
    file.write_text(file.read_text() + "nonsense: 1\n")
    said = []
    for cores in ({0}, os.sched_getaffinity(0)):
        done = subprocess.run(
            [COURTSIDE, "build", "--plain"],
            cwd=root,
            capture_output=True,
            text=True,
            preexec_fn=lambda cores=cores: os.sched_setaffinity(0, cores),
        )
        said.append((done.returncode, done.stdout, done.stderr))
    assert said[0] == said[1]
    assert f"projects/{broken}.yml" in said[0][2]


def test_no_part_outlives_the_build(tmp_path: Path) -> None:
    program = [sys.executable, "-c", PROGRAM % "time.sleep(60)"]
    build = subprocess.Popen(program, cwd=tmp_path)
    parts = [tmp_path / f"part-{part}" for part in range(3)]
    while not all(part.exists() and part.read_text() for part in parts):
        assert build.poll() is None
    build.send_signal(signal.SIGKILL)
    build.wait()
    for part in parts[1:]:
        assert gone(int(part.read_text().split()[0]))


def gone(process: int) -> bool:
    """Whether a process ends within ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":  # nobody has asked yet how it ended
            return True
        time.sleep(0.01)
    return False


def test_few_portals_are_not_worth_it_and_threads_forbid_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: range(16))
    monkeypatch.setattr(Path, "iterdir", lambda _path: iter(["one thread"]))
    found = [workers.number_for(portals) for portals in (0, 1, 79, 80, 1000)]
    assert found == [1, 1, 1, 2, workers.MOST]
    monkeypatch.setattr(Path, "iterdir", lambda _path: iter(["one", "another"]))
    assert workers.number_for(1000) == 1


def test_a_site_made_by_several_is_the_one_made_by_one(tmp_path: Path) -> None:
    many = {
        f"p{number:02}": project(title=f"Number {number}") for number in range(2 * workers.PART)
    }
    root = make_studio(tmp_path, **many)
    sites = []
    for cores in ({0}, os.sched_getaffinity(0)):
        subprocess.run(
            [COURTSIDE, "build", "--plain"],
            cwd=root,
            check=True,
            capture_output=True,
            preexec_fn=lambda cores=cores: os.sched_setaffinity(0, cores),
        )
        files = [path for path in sorted((root / "site").rglob("*")) if path.is_file()]
        sites.append({path.relative_to(root): path.read_bytes() for path in files})
    assert sites[0] == sites[1]
    assert len(sites[0]) > len(many)
