"""The whole line, from a studio's files to sealed pages. Read this first.

    run(Order(projects=Path("projects"), ...), write=write)  ->  BuildPlan

Every build goes through `run`, with MkDocs or without, and so does each page under `serve`; a
command that needs no page calls `load_and_validate`, and perhaps `plan_portals`. Clock and
environment are part of the order, and `write` decides what becomes of a sealed page. Modules that
only a page needs are imported when the first page is made: most commands make none.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Self

from courtside.engine.as_of import Clock
from courtside.engine.assess import AssessAlone, Portfolio, assess_alone
from courtside.engine.portals import ClientPage, PortalClient, clients, portals_of
from courtside.errors import BuildError
from courtside.sealing import keys
from courtside.sealing.cipher import File, PortalLinks, Sealed, digest, seal_file, seal_page
from courtside.sealing.keys import SecretError
from courtside.source.load import Cache, Mapper
from courtside.source.problems import Problem
from courtside.source.records import STUDIO_FILE
from courtside.text.english import count
from courtside.text.theme import LOCALE, OURS, PORTAL, Theme
from courtside.workspace.config import SiteConfig
from courtside.workspace.folder import (
    hash_of_attachment,
    in_folder,
    read_attachment,
    unfit_files,
)
from courtside.workspace.inputs import folder_inputs, key_of
from courtside.workspace.keyring import on_recorded, root_secrets
from courtside.workspace.loading import load_studio

if TYPE_CHECKING:
    from courtside.views.page import Attachment


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """The input of a build: files, settings, and the day."""

    projects: Path
    """The folder of the project files."""
    root: Path
    """The folder of mkdocs.yml; the secret lies below it."""
    environ: Mapping[str, str]
    """COURTSIDE_TODAY sets the day, COURTSIDE_KEY holds the secret."""
    now: datetime
    """The real time, with its time zone."""
    theme: Theme = OURS
    files: Mapping[str, bytes] | None = None
    """Files to read in place of those in the folder."""
    kept: Cache | None = None
    """The cache of unchanged files; see `load_studio`."""
    assess: AssessAlone = assess_alone
    """Assesses one project: `assess_alone`, or a caller's function with a cache."""

    @classmethod
    def of(cls, config: SiteConfig, *, environ: Mapping[str, str], now: datetime) -> Self:
        """Return the order for a studio's settings."""
        return cls(
            projects=config.projects,
            root=config.root,
            environ=environ,
            now=now,
            theme=Theme.over(config.overrides),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class UnsealedPortal:
    """One client's portal before it is rendered and sealed."""

    client: PortalClient
    links: PortalLinks
    files: Mapping[str, Path]
    """The files to seal with the page: `<project id>/<name>` -> path, in the order of
    `links.files`."""
    stamp_key: bytes = field(repr=False)
    """The key for the stamp of the build, from the secret that the link comes from."""

    def read_files(self, day: date) -> tuple[dict[str, Attachment], list[File]]:
        """Return the files as the page shows them, and as they are sealed. Raises BuildError."""
        from courtside.views.page import Attachment

        shown: dict[str, Attachment] = {}
        files = []
        for (name, path), link in zip(self.files.items(), self.links.files, strict=True):
            file = File(name=path.name, content=read_attachment(path), day=day)
            files.append(file)
            shown[name] = Attachment(slug=link.slug, digest=digest(file.content))
        return shown, files

    def seal(self, html: str, files: Sequence[File], inputs: bytes) -> Sealed:
        """Return the sealed page and files; all carry the stamp of the build's inputs."""
        stamp = keys.stamp(self.stamp_key, inputs)
        pairs = zip(files, self.links.files, strict=True)
        return Sealed(
            portal=self.links,
            page=seal_page(html, self.links.link, stamp=stamp),
            files=tuple(seal_file(file, link, stamp=stamp) for file, link in pairs),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedStudio:
    """A studio without errors: its files, and what came of loading them."""

    files: Mapping[str, bytes]
    portfolio: Portfolio
    today: date
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildPlan:
    """The pages that a build makes, before any is made."""

    portfolio: Portfolio
    today: date
    unsealed: tuple[UnsealedPortal, ...]
    """In order of the clients' ids; then once more, while the secret is being replaced."""
    sources: str
    """Hash of the studio's file and all project files."""
    warnings: tuple[str, ...] = ()

    @property
    def clients(self) -> tuple[PortalClient, ...]:
        """The clients that have a page, each once."""
        return tuple({portal.client.id: portal.client for portal in self.unsealed}.values())

    @property
    def portals(self) -> tuple[PortalLinks, ...]:
        """The addresses and keys of all pages and their files."""
        return tuple(portal.links for portal in self.unsealed)

    @property
    def links(self) -> Mapping[str, keys.Link]:
        """The link of each client, by id; the new one while a secret is replaced."""
        return {portal.client.id: portal.links.link for portal in reversed(self.unsealed)}

    @property
    def summary(self) -> str:
        """The counts of portals, files and warnings, for the log."""
        counts = {
            "portal": len(self.unsealed),
            "file": sum(len(portal.files) for portal in self.unsealed),
            "warning": len(self.warnings),
        }
        return ", ".join(count(n, what) for what, n in counts.items())


Unsealed = Sequence[UnsealedPortal]


def run(
    order: Order,
    *,
    write: Callable[[Sealed], None],
    share: Callable[[Unsealed], AbstractContextManager[Unsealed]] = nullcontext,
    announce: Callable[[BuildPlan], None] = lambda _plan: None,
    mapper: Mapper = map,
) -> BuildPlan:
    """Take a studio from files to sealed pages, and return the plan.

    `announce` receives the plan before the first page is made. `share` says which pages are made
    here: all, unless another process makes the rest or nobody asked for them. `write` receives
    each sealed page, in any order; `mapper` checks the files. Raises BuildError with every problem
    of every file; then nothing has been written.
    """
    # Load and validate: a checked portfolio and today, or every problem of every file.
    # Give each client a link. The files are bound to no name, which frees them before the pages.
    plan = plan_portals(order, load_and_validate(order, mapper))
    announce(plan)
    inputs = inputs_of(plan, order.theme)
    import courtside.views.page  # noqa: F401 - before `share` forks, or each process would do it

    with share(plan.unsealed) as mine:
        unsealed = by_client(mine)
        wanted = [portals[0].client for portals in unsealed.values()]
        # Schedule and assess: a page comes as soon as its last project has had its turn for a slot.
        for page in portals_of(wanted, plan.portfolio, plan.today, assess=order.assess):
            for portal in unsealed[page.id]:
                # Render.
                attachments, files = portal.read_files(plan.today)
                html = render_html(page, attachments, order.theme)
                # Seal.
                sealed = portal.seal(html, files, inputs)
                # Write.
                write(sealed)
    return plan


def by_client(portals: Unsealed) -> dict[str, list[UnsealedPortal]]:
    """Return the portals by client: one each, or two while a secret is replaced."""
    found = defaultdict(list)
    for portal in portals:
        found[portal.client.id].append(portal)
    return found


def load_and_validate(order: Order, mapper: Mapper = map) -> CheckedStudio:
    """Return a studio's files, checked, with today and the warnings.

    Raises BuildError with every problem of every file.
    """
    clock = Clock.of(order.environ, order.now)
    loaded = load_studio(
        order.projects,
        clock,
        files=order.files,
        folder=order.projects.name,
        kept=order.kept,
        mapper=mapper,
    )
    errors = [str(problem) for problem in loaded.errors]
    if order.theme.own_languages:
        from courtside.text.own_texts import errors_in

        errors += errors_in(order.theme)
    if loaded.portfolio is None or errors:
        raise BuildError(*errors)
    return CheckedStudio(
        files=loaded.files,
        portfolio=loaded.portfolio,
        today=clock.today(loaded.portfolio.studio),
        warnings=loaded.problems,
    )


_MAKERS = ("babel", "holidays", "jinja2", "markdown-it-py", "markupsafe", "nh3", "tzdata")
"""Packages whose version may change a page."""


def _version(package: str) -> str:
    """Return the version of a package; empty for `tzdata` where the system brings the zones."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def inputs_of(plan: BuildPlan, theme: Theme) -> bytes:
    """Return the hash of everything that the sealed pages and files depend on, for the stamp of the
    build.

    An input that can change a byte of any of them must be part of it, so that it changes all of
    them.
    """
    files = {name: path for portal in plan.unsealed for name, path in portal.files.items()}
    package = Path(__file__).parent
    inputs = {
        "day": plan.today.isoformat().encode("ascii"),
        "sources": plan.sources.encode("ascii"),
        "versions": " ".join([zlib.ZLIB_RUNTIME_VERSION, *map(_version, _MAKERS)]).encode(),
        **{f"file {name}": hash_of_attachment(path) for name, path in files.items()},
        **folder_inputs(package, "*.py"),
        **folder_inputs(package, "*.po"),
    }
    for number, folder in enumerate((*theme.below(PORTAL), *theme.below(LOCALE))):
        inputs |= {f"{number} {name}": text for name, text in folder_inputs(folder).items()}
    return bytes.fromhex(key_of(inputs))


def without_key_id(studio: bytes) -> bytes:
    """Return the studio's file without `key_id`, which its first build adds and no page shows."""
    return re.sub(rb"(?m)^key_id:.*\n?", b"", studio).rstrip()


def plan_portals(order: Order, studio: CheckedStudio) -> BuildPlan:
    """Return the plan, which gives each client with a project to show a link under each secret in
    use.

    Makes no page. Raises BuildError for a missing secret, or for attached files that cannot be
    published.
    """
    own = studio.portfolio.studio
    studio_path = order.projects / STUDIO_FILE
    try:
        secrets = root_secrets(
            order.root,
            order.environ,
            key_id=own.key_id or "",
            studio_file=studio_path,
        )
        recorded = () if own.key_id else (on_recorded(studio_path),)
    except SecretError as error:
        raise BuildError(str(error)) from None
    shown = clients(studio.portfolio, studio.today)
    projects = [project for client in shown for project in client.projects]
    if unfit := unfit_files(projects, order.projects, folder=order.projects.name):
        raise BuildError(*map(str, unfit))
    studio_file = without_key_id(studio.files[STUDIO_FILE])
    return BuildPlan(
        portfolio=studio.portfolio,
        today=studio.today,
        unsealed=tuple(
            _unsealed(order.projects, client, root) for root in secrets for client in shown
        ),
        sources=key_of({**studio.files, STUDIO_FILE: studio_file}),
        warnings=(*map(str, studio.warnings), *recorded),
    )


def _unsealed(projects: Path, client: PortalClient, root: keys.RootSecret) -> UnsealedPortal:
    link = keys.link(root, client.id, client.link)
    files = {
        f"{project.id}/{name}": in_folder(projects / project.id, name)
        for project in client.projects
        for name in project.files
    }
    file_links = tuple(keys.file_link(link, file_id) for file_id in files)
    return UnsealedPortal(
        client=client,
        links=PortalLinks(client=client.id, language=client.language, link=link, files=file_links),
        files=files,
        stamp_key=keys.stamp_key(root),
    )


def render_html(page: ClientPage, files: Mapping[str, Attachment], theme: Theme) -> str:
    """Return the HTML of one client's page; raises BuildError if a template cannot be filled."""
    from courtside.text.templates import TEMPLATE_PROBLEMS, in_template
    from courtside.views.page import render

    try:
        return render(page, files, theme=theme)
    except TEMPLATE_PROBLEMS as error:
        raise BuildError(in_template(error)) from None
