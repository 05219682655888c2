"""Where the root secret is kept, and that no second one is ever made for a house that has one.

    _studio.yml has a key_id   COURTSIDE_KEY, else .courtside/key; none, or another one: a KeyFault
    _studio.yml has none       the same, else a new secret in .courtside/key; its id is written down

`COURTSIDE_KEY_PREVIOUS` may name the secret that was replaced: the old links then go on to work.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from courtside.sealing.keys import RootSecret, SecretError, new_root_secret
from courtside.workspace.atomic import locked, write_atomic

KEY_FILE = Path(".courtside") / "key"
"""Below the folder of mkdocs.yml; git-ignored, readable by its owner alone."""

PATIENCE = 10.0
"""Seconds that a command waits for another one that makes the first secret."""

FIRST_USE = (
    "The links come from a secret that this is the first use of: put it into your password manager "
    "now (`courtside key show`), and commit its key_id in _studio.yml"
)

BRING_BACK = (
    "bring the secret back with `courtside key restore` (it is in your password manager), or set "
    "COURTSIDE_KEY; without it the links that your clients have cannot be made again"
)


def root_secrets(
    portfolio: Path, environ: Mapping[str, str], *, key_id: str, studio_file: Path
) -> tuple[RootSecret, ...]:
    """Give the root secret, and behind it the previous one while that is being replaced.

    `key_id` is that of the studio file, empty where it has none: then this is the first use, which
    writes it there. Raises KeyFault, with what to do.
    """
    secret = present(portfolio, environ)
    if secret is None and key_id:
        raise SecretError(f"the root secret is missing: {BRING_BACK}")
    previous = _previous(secret, environ)  # before anything is made: it may be damaged
    if secret is None:
        secret = _first(portfolio / KEY_FILE)
    if key_id and secret.key_id != key_id:
        # As `courtside key replace` leaves it where it is killed before it writes the new id.
        there = KEY_FILE.with_name(f"key-{key_id}").as_posix()
        also = f" (it is also in {there})" if (portfolio / there).exists() else ""
        raise SecretError(
            f"the root secret is another one than key_id in _studio.yml: {BRING_BACK}{also}"
        )
    if not key_id:
        path = portfolio / KEY_FILE
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with _alone(path):
            _write_down(studio_file, secret.key_id)
    return (secret, *previous)


def restore(portfolio: Path, secret: RootSecret, *, key_id: str) -> None:
    """Keep a secret that was brought back. Raises KeyFault if the links were made with another."""
    if key_id and secret.key_id != key_id:
        raise SecretError(
            f"this is another secret: its id is {secret.key_id}, and key_id in _studio.yml says "
            f"{key_id}; nothing was changed"
        )
    _keep(portfolio / KEY_FILE, secret)


@contextmanager
def replaced(portfolio: Path, secret: RootSecret) -> Iterator[None]:
    """Keep a new secret in the old one's place, while the caller writes its id into the studio
    file; where that fails, the old one comes back."""
    path = portfolio / KEY_FILE
    before = path.read_bytes()
    _keep(path, secret)
    try:
        yield
    except BaseException:
        write_atomic(path, before, mode=0o600)
        raise


def present(portfolio: Path, environ: Mapping[str, str]) -> RootSecret | None:
    """The secret that is there, if any; makes none. Raises KeyFault for one that is damaged."""
    if text := environ.get("COURTSIDE_KEY", ""):
        return RootSecret.parse(text)
    path = portfolio / KEY_FILE
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
            f"{name}: it holds the secret that is in use: write the one before it, which "
            "`courtside key replace` printed, or take it out"
        )
    return (previous,)


def _first(path: Path) -> RootSecret:
    """Make the first secret; if another command makes one in the same moment, there is one."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with _alone(path):
        if not path.exists():
            secret = new_root_secret(os.urandom)
            write_atomic(path, f"{secret.text}\n".encode("ascii"), mode=0o600)
        return _read(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other commands from the key's folder for a moment."""
    try:
        with closing(locked(path.with_name("lock"), PATIENCE)):
            yield
    except TimeoutError:
        raise SecretError(
            "another command makes the first secret: wait for it, or end it"
        ) from None


def _keep(path: Path, secret: RootSecret) -> None:
    """Put a secret into the place of the last one, which stays beside it under its id."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.exists():
        last = path.read_bytes()
        try:
            name = f"key-{_read(path).key_id}"
        except SecretError:
            name = "key-damaged"
        write_atomic(path.with_name(name), last, mode=0o600)
    write_atomic(path, f"{secret.text}\n".encode("ascii"), mode=0o600)


def _write_down(studio_file: Path, key_id: str) -> None:
    """Add a line to the studio file, which is else left as it is, byte for byte; not where another
    command has just done so."""
    text = studio_file.read_bytes()
    if re.search(rb"^key_id:", text, re.MULTILINE):
        return
    newline = b"\r\n" if b"\r\n" in text else b"\n"
    end = b"" if text.endswith(b"\n") else newline
    line = f'key_id: "{key_id}"'.encode("ascii")
    write_atomic(studio_file, text + end + line + newline)
