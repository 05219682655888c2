"""What a doctor has before it, and what a check says of it."""

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
"""The state, what is said, and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What there is to look at."""

    copy: StudioFolder
    problems: tuple[Problem, ...]
    """Of all files of the house, and of those that go with its projects."""
    ask: Ask
    """git."""
    environ: Mapping[str, str]
    python: tuple[int, ...]
    links: Mapping[str, int] = field(default_factory=dict)
    """Portal id -> the number of its link, now and before; empty where files cannot be read."""

    @property
    def root(self) -> Path:
        """The folder of mkdocs.yml."""
        return self.copy.place.root

    def git(self, *question: str) -> str | None:
        """What git answers, or None where it cannot."""
        answer = self.ask(*question)
        return None if answer is None else answer.decode("utf-8", "replace").strip()

    @property
    def versioned(self) -> bool:
        """Whether the house is in a repository."""
        return self.git("rev-parse", "--is-inside-work-tree") == "true"

    @property
    def at_github(self) -> bool:
        """Whether it is pushed to GitHub."""
        return bool(defaults.address(self.ask))

    @property
    def upstream(self) -> bool:
        """Whether the branch has been pushed to somewhere."""
        return self.git("rev-parse", "--verify", "--quiet", "@{upstream}") is not None


Check = Callable[[Seen], Verdict | None]
"""Looks at one thing; None where there is nothing to look at."""
