"""Builds by MkDocs: its settings in our form, its warnings, its inputs.

MkDocs' objects are only read, so that nothing here imports MkDocs.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import courtside
from courtside.errors import BuildError
from courtside.pipeline import BuildPlan, Order
from courtside.resources import CATALOGS, THEME
from courtside.site import assets, css, settings
from courtside.site.agreement_length import with_long_agreements
from courtside.site.build_log import LogLines
from courtside.site.staging import StagingArea
from courtside.source.records import FRONT_PAGE
from courtside.text.own_texts import refuse_flaws
from courtside.text.theme import Theme
from courtside.workspace.folder import read_front_page
from courtside.workspace.inputs import folder_inputs

log = logging.getLogger("mkdocs.courtside")

_MAKERS = ("mkdocs", "mkdocs-material", "jinja2", "markdown", "pymdown-extensions", "courtside")
"""Packages whose version may change the public part."""

_LINKS = "Nothing was published: correct each link, or write the whole address."


@dataclass(kw_only=True, slots=True)
class Run:
    """The state of one build, from event to event."""

    stage: StagingArea | None
    """None for the build without projects, which is not published."""
    log: LogLines = field(default_factory=LogLines)
    stylesheets: list[str] = field(default_factory=list)
    shells: dict[str, str] = field(default_factory=dict)

    def end(self) -> None:
        """Stop logging and release the staging area."""
        self.log.close()
        if self.stage:
            self.stage.close()


def plain_settings(config: Any, *, serving: bool) -> settings.Settings:
    """Return MkDocs' settings as plain values."""
    own = {"name": config.theme.name, "static_templates": config.theme.static_templates}
    return {
        **config,
        "theme": {**config.theme, **own},
        "plugins": list(config.plugins),
        "hooks": list(config.hooks),
        "serving": serving,
        "host": config.dev_addr.host,
    }


def theme_of(config: Any) -> Theme:
    """Return the package's templates, behind the owner's folder if there is one."""
    own = config.theme.custom_dir
    return Theme.over(Path(own)) if own else Theme()


def refuse_mistakes(config: Any) -> None:
    """Raise BuildError for mistakes in what the owner has written for the public part."""
    read_front_page(Path(config.docs_dir) / FRONT_PAGE)
    refuse_flaws(theme_of(config))


def order_for(config: Any) -> Order:
    """Return what the pipeline needs from MkDocs' settings, the clock and the environment."""
    return Order(
        projects=Path(config.docs_dir),
        root=Path(config.config_file_path).parent,
        environ=os.environ,
        now=datetime.now(UTC),
        theme=theme_of(config),
    )


def public_assets(config: Any) -> Mapping[str, Path | str]:
    """Return name -> path of each asset of the site, or its content if it is derived.

    Stylesheets come in the order in which they apply.
    """
    ours, theme = theme_of(config), config.theme
    material = [Path(folder) for folder in theme.dirs if Path(folder) not in ours.folders]
    named = [name for name in (theme.get("favicon"), theme.get("logo")) if name]
    used: dict[str, Path | str] = dict(assets.used(ours.folders, material, named))
    if both := css.palettes(theme.get("palette")):
        palette = next(p for name, p in used.items() if "/palette." in name and isinstance(p, Path))
        derived = css.dark_css(palette.read_text(encoding="utf-8"), *both)
        first = list(used)[:2]  # after Material's two, before the owner's
        used = {
            **{name: used.pop(name) for name in first},
            "assets/stylesheets/dark.css": derived,
            **used,
        }
    return used


def page_warnings(log: LogLines) -> tuple[str, ...]:
    """Return MkDocs' warnings about the front page, such as a broken link.

    The leak check stops such a build too, but it does not repeat the text of a line.
    """
    lines = dict.fromkeys(log.lines(by=".structure.pages"))  # MkDocs' or ProperDocs'
    return (*lines, _LINKS) if lines else ()


@contextmanager
def beside(problems: Sequence[str]) -> Iterator[None]:
    """Raise BuildError with these problems and those of the `with` block, if there are any."""
    try:
        yield
    except BuildError as error:
        raise BuildError(*problems, *error.lines) from None
    if problems:
        raise BuildError(*problems)


def announcing(order: Order, problems: Sequence[str]) -> Callable[[BuildPlan], None]:
    """Return a function that logs warnings and counts of a plan, unless `problems` stop it."""

    def announce(plan: BuildPlan) -> None:
        if problems:
            raise BuildError  # `beside` adds them
        plan = with_long_agreements(plan, order)
        for warning in plan.warnings:
            log.warning(warning)
        log.info("courtside: %s", plan.summary)

    return announce


def inputs(config: Any, hook: Path) -> Mapping[str, bytes]:
    """Return everything that a build without projects depends on."""
    # Left out: objects whose repr differs between processes, and what does not affect the result.
    ignored = ("docs_dir", "site_dir", "plugins", "hooks", "theme", "exclude_docs", "draft_docs")
    own = {name: value for name, value in config.items() if name not in ignored}
    theme, package = theme_of(config), Path(str(courtside.__file__)).parent
    return {
        "settings": json.dumps([own, dict(config.theme)], default=str).encode(),
        "versions": " ".join([sys.version, *(version(name) for name in _MAKERS)]).encode(),
        "front page": (Path(config.docs_dir) / FRONT_PAGE).read_bytes(),
        **{name: text for folder in theme.folders for name, text in _below(folder).items()},
        **folder_inputs(package, "*.py"),
        **folder_inputs(CATALOGS),
        "hook": hook.read_bytes(),
    }


def _below(folder: Path) -> Mapping[str, bytes]:
    """Return the files of a theme's folder, with the package or the owner in the names."""
    owner = "package" if folder == THEME else "owner"
    return {f"{owner}/{name}": text for name, text in folder_inputs(folder).items()}
