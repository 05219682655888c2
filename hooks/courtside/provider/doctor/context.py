"""What the doctor examines, and what a check returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from courtside.provider.setup import defaults
from courtside.provider.setup.studio_folder import StudioFolder
from courtside.source.problems import Problem
from courtside.workspace.git import Ask

State = Literal["ok", "note", "to do", "broken"]

Verdict = tuple[State, str] | tuple[State, str, str]
"""The state, a message, and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Setup:
    """The set-up to check: files, git, environment."""

    studio: StudioFolder
    problems: tuple[Problem, ...]
    """The problems of all project files, of the files that go with projects, and of own texts."""
    ask: Ask
    """Calls git in the folder of the studio."""
    environ: Mapping[str, str]
    python: tuple[int, ...]
    links: Mapping[str, int] = field(default_factory=dict)
    """Portal id -> its highest link number; empty if files cannot be read."""

    @property
    def root(self) -> Path:
        """The folder of mkdocs.yml."""
        return self.studio.config.root

    def git(self, *question: str) -> str | None:
        """Return git's answer, or None if it fails."""
        answer = self.ask(*question)
        return None if answer is None else answer.decode("utf-8", "replace").strip()

    @property
    def versioned(self) -> bool:
        """Whether the studio is in a git repository."""
        return self.git("rev-parse", "--is-inside-work-tree") == "true"

    @property
    def at_github(self) -> bool:
        """Whether its remote is at GitHub."""
        return bool(defaults.address(self.ask))

    @property
    def upstream(self) -> bool:
        """Whether the branch follows a remote branch."""
        return self.git("rev-parse", "--verify", "--quiet", "@{upstream}") is not None


Check = Callable[[Setup], Verdict | None]
"""Examines one thing; returns None if it does not apply."""
