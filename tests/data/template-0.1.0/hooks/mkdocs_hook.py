"""MkDocs' events, and nothing else: the only file that knows MkDocs.

    on_config      refuse settings that open a leak; build beside the site
    on_files       the front page, the shells and the assets that are used: a new list
    on_env         what the templates may say
    on_post_page   keep the shells, one for each language
    on_post_build  seal the portals, ask the gate, and only then take the site's place
    on_serve       show a fault as a page, reload by a script that the policy allows; the desk

MkDocs renders the public part before a single project file is read, so nothing of a project can
be in it; the gate checks that against a second build, which has no projects at all.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

# This file's folder can be imported from while it loads and no longer, so all of it here.
from courtside import (
    assets,
    build,
    dark,
    desk_page,
    gate,
    keys,
    live,
    reference,
    settings,
    site,
    stylesheet,
)
from courtside.disk import in_words
from courtside.language import CATALOGS
from courtside.logs import BUILD_LOG, Lines
from courtside.page import in_template
from courtside.staging import Stage, StagingFault, lock_file
from courtside.words import LANGUAGES

log = logging.getLogger("mkdocs.courtside")

_MAKERS = ("mkdocs", "mkdocs-material", "jinja2", "markdown", "pymdown-extensions", "courtside")
"""Of another version of one of these, the public part may be another."""

_LINKS = "Nothing is published so: let each link lead somewhere, or write the whole address."
_WATCH = 0.2
"""Seconds between two looks at the files under `serve`: 3 % of one core for a thousand of them."""


@dataclass(kw_only=True, slots=True)
class _Run:
    """What one build carries from event to event."""

    stage: Stage | None
    """None for the build without projects, which nobody publishes."""
    said: Lines = field(default_factory=Lines)
    stylesheets: list[str] = field(default_factory=list)
    shells: dict[str, str] = field(default_factory=dict)

    def end(self) -> None:
        self.said.close()
        if self.stage:
            self.stage.close()


_runs: list[_Run] = []  # the build, and inside it perhaps the one without projects
_serving = False
_served: Path | None = None
_printed: tuple[str, ...] = ()
_portals: live.Portals | None = None  # under `serve`


def on_startup(command: str, dirty: bool) -> None:
    global _serving
    _serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    global _served
    if _runs:  # inside a build whose settings were found good
        _runs.append(_Run(stage=None))
    else:
        if faults := settings.refused(_plain(config)):
            raise PluginError("\n".join(faults))
        if not (_overrides(config) / "sealed.html").is_file():
            raise PluginError("theme.custom_dir: write `overrides`: the shell is in there")
        try:
            stage = Stage(Path(config.site_dir))
        except StagingFault as fault:
            raise PluginError(str(fault)) from None
        _runs.append(_Run(stage=stage))
        _served = stage.site
        config.site_dir = str(stage.new)
    config.theme.static_templates = {"404.html"}  # no sitemap
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    front = files.get_file_from_path(build.FRONT_PAGE)
    if front is None or Path(str(front.abs_src_path)).is_symlink():
        raise PluginError(f"{build.FRONT_PAGE}: the public front page is missing, or is a link")
    try:
        Path(str(front.abs_src_path)).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise PluginError(build.NOT_UTF_8) from None
    if front.inclusion is InclusionLevel.EXCLUDED:
        raise PluginError(f"exclude_docs: leave {build.FRONT_PAGE} in: it is the public front page")
    theme = [Path(folder) for folder in config.theme.dirs]
    named = [name for name in (config.theme.get("favicon"), config.theme.get("logo")) if name]
    used = dict(assets.used(_overrides(config), theme, named))
    result = [front]
    for name, path in used.items():
        folder = str(path)[: -len(name)]
        file = File(name, folder, config.site_dir, use_directory_urls=True)
        file.inclusion = InclusionLevel.INCLUDED  # whatever exclude_docs says
        result.append(file)
    sheets = [name for name in used if name.endswith(".css")]
    if both := dark.palettes(config.theme.get("palette")):
        palette = next(path for name, path in used.items() if "/palette." in name)
        css = dark.dark_css(palette.read_text(encoding="utf-8"), *both)
        sheet = File.generated(config, "assets/stylesheets/dark.css", content=css)
        sheet.inclusion = InclusionLevel.INCLUDED
        result.append(sheet)
        sheets.insert(2, "assets/stylesheets/dark.css")  # after Material's, before the house's
    for language in LANGUAGES:
        head = f"---\ntemplate: sealed.html\nlanguage: {language}\n---\n"
        shell = File.generated(config, f"p/shell-{language}.md", content=head)
        shell.inclusion = InclusionLevel.NOT_IN_NAV
        result.append(shell)
    _runs[-1].stylesheets = sheets
    return Files(result)


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:
    # Under one name, since Material sets `scheme`, `palette` and others for itself.
    both = dark.palettes(config.theme.get("palette"))
    env.globals["courtside"] = site.for_templates(
        stylesheets=_runs[-1].stylesheets, color_scheme="light dark" if both else "light"
    )
    return env


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    if page.meta.get("template") != "sealed.html":
        return output
    _runs[-1].shells[page.meta["language"]] = site.slim(output)
    return ""


def on_post_build(config: MkDocsConfig) -> None:
    run = _runs[-1]
    _slim_theme(Path(config.site_dir), run, _overrides(config) / "portal")
    if run.stage is None:
        return
    if _serving:
        _show(run, run.stage.new, config)
    else:
        try:
            _add_portals(run, run.stage, config)
        except build.BuildFault as fault:
            raise PluginError(str(fault)) from None
    config.site_dir = str(run.stage.site)  # from where `gh-deploy` takes it
    run.stage.swap()
    _runs.pop().end()


def on_build_error(error: Exception) -> None:
    if _runs:
        _runs.pop().end()
    if isinstance(error, jinja2.TemplateError):  # first, since one not found is an OSError too
        log.error(in_template(error))
        raise Abort("Aborted: a template cannot be filled.") from None
    if isinstance(error, (OSError, StagingFault)):
        log.error(in_words(error) if isinstance(error, OSError) else str(error))
        log.error(build.UNTOUCHED)
        raise Abort("Aborted: the build could not write or read a file.") from None


def on_shutdown() -> None:
    while _runs:  # a build that was broken off
        _runs.pop().end()
    if _serving and _served:  # from a temporary folder, to which nobody comes back
        lock_file(_served).unlink(missing_ok=True)


def on_serve(
    server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]
) -> LiveReloadServer:
    assert _portals is not None  # the first build has been
    portals, overrides = _portals, _overrides(config)
    server.watch(str(overrides))
    # MkDocs looks every half second, the longest part of the way from a save to an open tab.
    for watching in (server.observer, *server.observer.emitters):
        watching._timeout = _WATCH  # type: ignore[attr-defined]  # both have it, and no setter

    def ready(html: str) -> bytes:
        return live.with_reload(html.encode("utf-8"), server._visible_epoch)

    app = live.with_script(server.serve_request, overrides / assets.LIVE_SCRIPT)
    app = live.with_portals(app, portals, ready)
    server.set_app(live.with_desk(app, portals.place, lambda: ready(live.desk_html(portals))))
    print(f"Your desk: {server.url}{desk_page.ADDRESS}\n")
    server._inject_js_into_html = live.with_reload  # type: ignore[method-assign]

    front_page = Path(config.docs_dir) / build.FRONT_PAGE
    public = [overrides, front_page, Path(config.config_file_path), *map(Path, config.watch)]
    built_of = live.stamps(public)

    def build_or_say_why() -> None:
        """Build the public part anew, if it has changed.

        An exception would leave every page waiting for the next good build.
        """
        nonlocal built_of
        before, built_of = built_of, live.stamps(public)
        if portals.sound and built_of == before:
            with suppress(*live.FAULTS):  # which the whole build shows
                return _tell_all(portals, server.url)
        said = Lines()
        try:
            builder()
        except (Exception, SystemExit) as error:
            why = f"{type(error).__name__}: {error}"
            if isinstance(error, Abort) and error.__context__:
                why = str(error.__context__)  # which MkDocs logs once, however often it comes back
            said_so = "\n".join(said.lines(logging.ERROR)) or why
            faults = said_so.splitlines()
            portals.shells, portals.sound = {}, False
            live.show_faults(Path(server.root), overrides, faults, mount=server.mount_path)
        finally:
            said.close()

    not_there = server.error_handler

    def not_there_yet(code: int) -> bytes | None:
        """The page for what is not there reloads too: a portal may be back after the next save."""
        page = not_there(code)
        return live.with_reload(page, server._visible_epoch) if page else None

    server.builder = build_or_say_why
    server.error_handler = not_there_yet
    return server


def _slim_theme(site_dir: Path, run: _Run, templates: Path) -> None:
    """Leave in Material's stylesheets what a page of this site can use."""
    pages = (*site_dir.glob("*.html"), *templates.glob("*.html"))
    texts = [path.read_text(encoding="utf-8") for path in pages]
    known = stylesheet.words([*texts, *run.shells.values()])
    for sheet in site_dir.glob("assets/stylesheets/*.min.css"):
        css = stylesheet.slim(sheet.read_text(encoding="utf-8"), known)
        sheet.write_text(css, encoding="utf-8")


def _add_portals(run: _Run, stage: Stage, config: MkDocsConfig) -> None:
    """Put the portals beside the public pages, and let the gate look at all of it."""
    with _beside(_warned(run)):
        plan = build.prepare(
            Path(config.docs_dir),
            house_root=_root(config),
            environ=os.environ,
            now=datetime.now(UTC),
            sheets=True,
        )
    _tell(plan)
    build.write_portals(stage.new, plan, templates=_overrides(config) / "portal", shells=run.shells)
    known = _reference(config, stage.apart)
    build.ask_gate(stage.new, plan, reference=known, said=run.said.lines())
    if config.strict and run.said.lines(logging.WARNING):
        raise build.BuildFault("not published: there are warnings, and the build is strict")


def _show(run: _Run, staged: Path, config: MkDocsConfig) -> None:
    """Let the server make the portals, or say on every page why it cannot."""
    global _portals
    mount = urlsplit(config.site_url or "/").path
    if _portals is None:
        place = live.Place(
            projects=Path(config.docs_dir),
            root=_root(config),
            templates=_overrides(config),
            mount=mount,
        )
        _portals = live.Portals(place)
    warned = _warned(run)
    _portals.stylesheets, _portals.shells = run.stylesheets, {} if warned else run.shells
    try:
        with _beside(warned):
            _tell_all(_portals, config.site_url or "")
    except build.BuildFault as fault:
        _portals.sound = False
        for line in fault.lines:
            log.error(line)
        live.show_faults(staged, _overrides(config), fault.lines, mount=mount)


def _warned(run: _Run) -> tuple[str, ...]:
    """What MkDocs says of the front page, such as a link that leads nowhere: with that the gate
    lets nothing out, but it does not say again what it finds."""
    lines = dict.fromkeys(run.said.lines(by=".structure.pages"))  # MkDocs' or ProperDocs'
    return (*lines, _LINKS) if lines else ()


@contextmanager
def _beside(faults: Sequence[str]) -> Iterator[None]:
    """Raise these faults with those of the block, or alone."""
    try:
        yield
    except build.BuildFault as fault:
        raise build.BuildFault(*faults, *fault.lines) from None
    if faults:
        raise build.BuildFault(*faults)


def _tell_all(portals: live.Portals, base: str) -> None:
    """Say what there is now, and print the links; raises BuildFault."""
    portals.sound = False
    plan = portals.plan(sheets=True)
    portals.sound = True
    _tell(plan)
    _print_links(tuple(f"{p.client}  {keys.address(base, p.link)}" for p in plan.portals))


def _tell(plan: build.Plan) -> None:
    """Counts, and what is allowed but seldom meant."""
    for warning in plan.warnings:
        log.warning(warning)
    log.info("courtside: %s", plan.summary)


def _reference(config: MkDocsConfig, scratch: Path) -> gate.Reference:
    """What the house makes without projects: out of the cache, or built now."""
    docs, overrides = Path(config.docs_dir), _overrides(config)
    # Objects whose text is another one in each process, and what has no part in what is public.
    apart = ("docs_dir", "site_dir", "plugins", "hooks", "theme", "exclude_docs", "draft_docs")
    own = {name: value for name, value in config.items() if name not in apart}
    inputs = {
        "settings": json.dumps([own, dict(config.theme)], default=str).encode(),
        "versions": " ".join([sys.version, *(version(name) for name in _MAKERS)]).encode(),
        "front page": (docs / build.FRONT_PAGE).read_bytes(),
        **reference.folder_inputs(overrides),
        **reference.folder_inputs(Path(build.__file__).parent, "*.py"),
        **reference.folder_inputs(CATALOGS, "*.po"),
        "hook": Path(__file__).read_bytes(),
    }
    kept = _root(config) / reference.KEPT
    return reference.cached(
        kept, reference.key_of(inputs), lambda: _without_projects(config, scratch)
    )


def _without_projects(config: MkDocsConfig, scratch: Path) -> gate.Reference:
    """Build the house anew in a folder that holds its front page and nothing else."""
    level = BUILD_LOG.level
    docs, made = scratch / "projects", scratch / "site"
    docs.mkdir(parents=True)
    shutil.copy(Path(config.docs_dir) / build.FRONT_PAGE, docs)
    BUILD_LOG.setLevel(logging.WARNING)
    try:
        mkdocs_build(
            load_config(
                config_file=config.config_file_path,
                docs_dir=str(docs),
                site_dir=str(made),
                site_url=config.site_url,
            )
        )
    finally:
        BUILD_LOG.setLevel(level)
    run = _runs.pop()
    run.end()
    built = build.Folder(made)
    public = {path: gate.digest(content) for path, content in built.items()}
    return gate.Reference(public=public, shells=run.shells)


def _print_links(lines: tuple[str, ...]) -> None:
    """For the provider's terminal, not for the log: whoever reads these opens the portals."""
    global _printed
    if lines != _printed:
        print("", *lines, "", sep="\n")
    _printed = lines


def _plain(config: MkDocsConfig) -> settings.Settings:
    """The settings as plain values."""
    theme = {
        **config.theme,
        "name": config.theme.name,
        "static_templates": config.theme.static_templates,
    }
    return {
        **config,
        "theme": theme,
        "plugins": list(config.plugins),
        "hooks": list(config.hooks),
        "serving": _serving,
        "host": config.dev_addr.host,
    }


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent


def _overrides(config: MkDocsConfig) -> Path:
    return Path(str(config.theme.custom_dir))
