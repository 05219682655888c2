"""The root secret on disk. A studio that has one never gets a second one by accident.

    _studio.yml has a key_id   COURTSIDE_KEY, else .courtside/key; missing or another: SecretError
    _studio.yml has none       the same, else a new secret in .courtside/key; its id is recorded,
                               unless git remembers another: a lost line is no first use

`COURTSIDE_KEY_PREVIOUS` may hold the replaced secret: then the old links keep working.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from courtside.resources import contains_engine
from courtside.sealing.keys import RootSecret, SecretError, new_root_secret
from courtside.workspace.atomic import locked, write_atomic

KEY_FILE = Path(".courtside") / "key"
"""Below the folder of mkdocs.yml; git-ignored, readable only by its owner."""

PATIENCE = 10.0
"""Seconds to wait for another command that makes the first secret."""

FIRST_USE = (
    "The links come from a new secret: put it into your password manager now (`courtside key "
    "show`), and commit its key_id in _studio.yml"
)

WRITTEN_AGAIN = (
    "key_id was missing in _studio.yml and is there again, as git remembers it; the links are the "
    "same: commit the line"
)

BRING_BACK = (
    "restore it with `courtside key restore` (it is in your password manager), or set "
    "COURTSIDE_KEY; without it your clients' links cannot be made again"
)


def root_secrets(
    root: Path, environ: Mapping[str, str], *, key_id: str, studio_file: Path
) -> tuple[RootSecret, ...]:
    """Return the root secret, and the previous one while it is being replaced.

    `key_id` is the studio file's, empty if it has none: then this is the first use, which records
    it there, unless git remembers one. Raises SecretError, with what to do.
    """
    recorded, key_id = bool(key_id), key_id or remembered_key_id(studio_file)
    secret = present(root, environ)
    if secret is None and key_id:
        raise SecretError(f"the root secret is missing: {BRING_BACK}")
    previous = _previous(secret, environ)  # before anything is made: it may be damaged
    if secret is None:
        secret = _first(root / KEY_FILE)
    if key_id and secret.key_id != key_id:
        # As after a `courtside key replace` that was killed before it wrote the new id.
        old = KEY_FILE.with_name(f"key-{key_id}").as_posix()
        also = f" (it is also in {old})" if (root / old).exists() else ""
        where = "in _studio.yml" if recorded else "that git remembers of _studio.yml"
        raise SecretError(f"the root secret does not match key_id {where}: {BRING_BACK}{also}")
    if not recorded:
        with _lock(root / KEY_FILE):
            _record(studio_file, secret.key_id)
    return (secret, *previous)


def remembered_key_id(studio_file: Path) -> str:
    """Return the last key id of the studio's file in git; empty if it never had one there.

    A merge may have dropped the line, by taking the file of the side that never had it. The
    examples beside the engine belong to nobody. Raises SecretError if git has a history and does
    not tell it: a new secret would end all links.
    """
    if contains_engine(studio_file.absolute().parent.parent):
        return ""
    patches = ("log", "-1", "--full-history", "--format=", "--patch", "--no-ext-diff", "--no-color")
    # Only a first use asks it.
    from courtside.workspace.git import asker, distrust, in_repository

    ask = asker(studio_file)
    inside = in_repository(studio_file.parent)
    if inside and ask("rev-list", "-n", "1", "--all") == b"":  # before the first commit
        return ""
    patch = ask(*patches, "-G", "^key_id:", "--", studio_file.name)
    if patch is None and inside:
        why = distrust(studio_file) or "see `git log`, then try again"
        raise SecretError(
            f"_studio.yml has no key_id, and git does not answer whether it had one: {why}"
        )
    ids = re.findall(rb"(?m)^[-+]key_id: *[\"']?([0-9a-f]{16})\b", patch or b"")
    return ids[-1].decode("ascii") if ids else ""


def on_recorded(studio_file: Path) -> str:
    """Return what to say once `root_secrets` has recorded a key id."""
    return WRITTEN_AGAIN if remembered_key_id(studio_file) else FIRST_USE


def restore(root: Path, secret: RootSecret, *, key_id: str) -> None:
    """Store a secret again. Raises SecretError if the links were made with another one."""
    if key_id and secret.key_id != key_id:
        raise SecretError(
            f"this is another secret: its id is {secret.key_id}, but key_id in _studio.yml is "
            f"{key_id}; nothing was changed"
        )
    _store(root / KEY_FILE, secret)


@contextmanager
def replaced(root: Path, secret: RootSecret) -> Iterator[None]:
    """Store a new secret while the caller writes its id into the studio file.

    If that fails, the old secret comes back.
    """
    path = root / KEY_FILE
    before = path.read_bytes()
    _store(path, secret)
    try:
        yield
    except BaseException:
        write_atomic(path, before, mode=0o600)
        raise


def present(root: Path, environ: Mapping[str, str]) -> RootSecret | None:
    """Return the existing secret, if any. Raises SecretError if it is damaged."""
    if text := environ.get("COURTSIDE_KEY", ""):
        return RootSecret.parse(text)
    path = root / KEY_FILE
    return _read(path) if path.exists() else None


def _read(path: Path) -> RootSecret:
    try:
        return RootSecret.parse(path.read_bytes().decode("ascii", "replace"))
    except SecretError as error:
        raise SecretError(f"{KEY_FILE.as_posix()} is damaged: {error}: {BRING_BACK}") from None


def _previous(secret: RootSecret | None, environ: Mapping[str, str]) -> tuple[RootSecret, ...]:
    name = "COURTSIDE_KEY_PREVIOUS"
    if not (text := environ.get(name, "")):
        return ()
    try:
        previous = RootSecret.parse(text)
    except SecretError as error:
        raise SecretError(f"{name}: {error}") from None
    if previous == secret:
        raise SecretError(
            f"{name}: it holds the current secret: set it to the previous one, which `courtside "
            "key replace` printed, or remove it"
        )
    return (previous,)


def _first(path: Path) -> RootSecret:
    """Make the first secret; two commands at the same moment make only one."""
    with _lock(path):
        if not path.exists():
            _store(path, new_root_secret(os.urandom))
        return _read(path)


def _lock(path: Path) -> closing[IO[bytes]]:
    """Keep other commands from the secret's folder, which is made if it is missing."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    busy = SecretError("another command is making the first secret: wait for it, or end it")
    return closing(locked(path.with_name("lock"), PATIENCE, busy))


def _store(path: Path, secret: RootSecret) -> None:
    """Store a secret; the last one stays beside it under its id."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.exists():
        last = path.read_bytes()
        try:
            name = f"key-{_read(path).key_id}"
        except SecretError:
            name = "key-damaged"
        write_atomic(path.with_name(name), last, mode=0o600)
    write_atomic(path, f"{secret.text}\n".encode("ascii"), mode=0o600)


def _record(studio_file: Path, key_id: str) -> None:
    """Append the key id to the studio file and change nothing else, unless another command just
    did."""
    text = studio_file.read_bytes()
    if re.search(rb"^key_id:", text, re.MULTILINE):
        return
    newline = b"\r\n" if b"\r\n" in text else b"\n"
    end = b"" if text.endswith(b"\n") else newline
    line = f'key_id: "{key_id}"'.encode("ascii")
    write_atomic(studio_file, text + end + line + newline)
