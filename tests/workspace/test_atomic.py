"""Several files change together, or none does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from courtside.cli.main import main
from courtside.workspace import atomic
from courtside.workspace.atomic import FileChangedError, RollbackError, write_all
from helpers.studio import make_studio, project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one", "two", "three"):
        (tmp_path / name).write_text(name)
    (tmp_path / "two").chmod(0o640)
    (tmp_path / "three").chmod(0o600)
    return tmp_path


def there(folder: Path) -> dict[str, tuple[str, int]]:
    return {path.name: (path.read_text(), path.stat().st_mode & 0o777) for path in folder.iterdir()}


def changes(folder: Path) -> dict[Path, tuple[bytes | None, bytes | None]]:
    return {
        folder / "new": (None, b"new"),
        folder / "two": (b"two", b"changed"),
        folder / "three": (b"three", None),
    }


def test_all_of_them_change(folder: Path) -> None:
    with write_all(changes(folder)):
        pass
    now = there(folder)
    assert now.keys() == {"one", "two", "new"}
    assert now["two"] == ("changed", 0o640)


def test_what_fails_meanwhile_puts_each_back(folder: Path) -> None:
    before = there(folder)
    with pytest.raises(KeyError), write_all(changes(folder)):
        there(folder)["three"]
    assert there(folder) == before


@pytest.mark.parametrize("method", ["replace", "unlink"])
def test_one_that_cannot_be_changed_puts_the_others_back(
    folder: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = there(folder)
    work = getattr(Path, method)
    last = {"replace": "two", "unlink": "three"}[method]

    def fails(path: Path, *arguments: object, **named: object) -> object:
        if last in path.name:
            monkeypatch.undo()
            raise PermissionError(13, "Permission denied", str(path))
        return work(path, *arguments, **named)

    monkeypatch.setattr(Path, method, fails)
    with pytest.raises(PermissionError), write_all(changes(folder)):
        raise AssertionError("it had to fail")
    assert there(folder) == before


@pytest.mark.parametrize("order", [list, reversed])
def test_where_one_cannot_be_put_back_the_others_are(
    folder: Path, order: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = atomic.write_atomic

    def fails(path: Path, content: bytes, *, mode: int | None = None) -> None:
        if path.name == "two":
            raise OSError(28, "No space left on device", str(path))
        write(path, content, mode=mode)

    before = there(folder)
    monkeypatch.setattr(atomic, "write_atomic", fails)
    turned = dict(order(changes(folder).items()))
    with pytest.raises(RollbackError, match="two") as raised, write_all(turned):
        there(folder)["three"]
    assert isinstance(raised.value.__cause__, KeyError)
    assert there(folder) == {**before, "two": ("changed", 0o640)}


def test_the_last_one_is_put_back_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A studio whose format is its last file is never newer than the files before it."""
    order: list[str] = []
    restore = atomic._restore

    def noted(path: Path, *rest: Any) -> None:
        order.append(path.name)
        restore(path, *rest)

    before = there(folder)
    monkeypatch.setattr(atomic, "_restore", noted)
    with pytest.raises(ValueError, match="broken off"), write_all(changes(folder)):
        raise ValueError("broken off")
    assert order == [path.name for path in reversed(changes(folder))]
    assert there(folder) == before


def test_the_impatient_learn_what_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = atomic.write_atomic

    def breaks_off(path: Path, content: bytes, *, mode: int | None = None) -> None:
        if path.name == "two":
            raise KeyboardInterrupt
        write(path, content, mode=mode)

    before = there(folder)
    monkeypatch.setattr(atomic, "write_atomic", breaks_off)
    with pytest.raises(RollbackError, match="two"), write_all(changes(folder)):
        raise KeyboardInterrupt
    assert there(folder) == {**before, "two": ("changed", 0o640)}


def test_a_command_says_what_could_not_be_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_studio(tmp_path, aurora=project())
    file = root / "projects" / "aurora.yml"

    def fails(*_: Any) -> None:
        raise RollbackError(OSError(28, "No space left on device", str(file)), [file])

    monkeypatch.setattr("courtside.workspace.atomic.write_all", fails)
    words = ["note", "aurora", "Called", "--projects", str(root / "projects")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-2:] == [
        f"{file}: the disk is full",
        f"This could not be put back as it was, and may hold what is new: {file}",
    ]


@pytest.mark.parametrize("name", ["new", "two", "three"])
def test_where_one_is_another_by_now_none_changes(folder: Path, name: str) -> None:
    (folder / name).write_text("somebody's")
    before = there(folder)
    with pytest.raises(FileChangedError, match=name), write_all(changes(folder)):
        raise AssertionError("it had to fail")
    assert there(folder) == before
