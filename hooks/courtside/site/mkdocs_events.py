"""MkDocs' events: the only module that works with MkDocs.

    on_config      refuse unsafe settings; build beside the site
    on_files       a new list: the front page, the shells and the assets in use
    on_env         the values for templates
    on_post_page   collect the shells, one for each language
    on_post_build  make the pages, check for leaks, and only then replace the site
    on_serve       pages on request, problems as a page, reload by a script that the policy allows

MkDocs renders the public part before a single project file is read, so nothing of a project can
be in it; the leak check compares it with a second build that has no projects at all.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from courtside.errors import BuildError
from courtside.model.values import LANGUAGES
from courtside.resources import THEME
from courtside.site import baseline, build, css, dev_server, layout, publication, settings
from courtside.site.build_log import BUILD_LOG, leave_out_lines
from courtside.site.leak_check import Baseline
from courtside.site.publication import Run
from courtside.site.staging import StagingArea, StagingError, lock_file
from courtside.source.records import FRONT_PAGE
from courtside.text.templates import TEMPLATE_PROBLEMS, CompiledTemplates, in_template
from courtside.workspace.inputs import key_of
from courtside.workspace.os_errors import describe_os_error

log = logging.getLogger("mkdocs.courtside")


class BuildSession:
    """One run of MkDocs: a server or a build, with perhaps one without projects inside."""

    def __init__(self, *, hook: Path, with_desk: dev_server.WithDesk) -> None:
        leave_out_lines(mkdocs_build.__module__)
        self._hook, self._with_desk = hook, with_desk
        self._runs: list[Run] = []
        self._serving = False
        self._site: Path | None = None
        self._portals: dev_server.Portals | None = None

    def on_startup(self, command: str, dirty: bool) -> None:
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        if self._runs:  # the build without projects
            self._runs.append(Run(stage=None))
        else:
            plain = publication.plain_settings(config, serving=self._serving)
            if refused := settings.refused(plain):
                raise PluginError("\n".join(refused))
            try:
                stage = StagingArea(Path(config.site_dir))
            except StagingError as error:
                raise PluginError(str(error)) from None
            self._runs.append(Run(stage=stage))
            self._site = stage.site
            config.site_dir = str(stage.new)
        # Behind the owner's folder, before Material.
        if str(THEME) not in config.theme.dirs:
            config.theme.dirs.insert(config.theme.custom_dir is not None, str(THEME))
        config.theme.static_templates = {"404.html"}  # no sitemap
        vars(config.theme)["get_env"] = layout.unlisted(config.theme.get_env)  # called later
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        front = files.get_file_from_path(FRONT_PAGE)
        try:
            publication.refuse_mistakes(config)
        except BuildError as error:
            raise PluginError(str(error)) from None
        assert front is not None
        if front.inclusion is InclusionLevel.EXCLUDED:
            raise PluginError(f"exclude_docs: do not exclude {FRONT_PAGE}, the public front page")
        sheets, used = self._runs[-1].stylesheets, [front]
        for name, path in publication.public_assets(config).items():
            if isinstance(path, Path):
                file = File(name, str(path)[: -len(name)], config.site_dir, True)
            else:
                file = File.generated(config, name, content=path)
            file.inclusion = InclusionLevel.INCLUDED  # whatever exclude_docs says
            used.append(file)
            sheets += [name] if name.endswith(".css") else []
        for language in LANGUAGES:
            head = f"---\ntemplate: sealed.html\nlanguage: {language}\n---\n"
            shell = File.generated(config, f"p/shell-{language}.md", content=head)
            shell.inclusion = InclusionLevel.NOT_IN_NAV
            used.append(shell)
        return Files(used)

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        # Under one name, since Material sets `scheme`, `palette` and others for itself.
        both, theme = css.palettes(config.theme.get("palette")), publication.theme_of(config)
        env.globals["courtside"] = layout.for_templates(
            theme, self._runs[-1].stylesheets, color_scheme="light dark" if both else "light"
        )
        env.bytecode_cache = CompiledTemplates()
        return env

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        if page.meta.get("template") != "sealed.html":
            return output
        self._runs[-1].shells[page.meta["language"]] = layout.strip_shell(output)
        return ""

    def on_post_build(self, config: MkDocsConfig) -> None:
        run = self._runs[-1]
        theme = publication.theme_of(config)
        css.slim_stylesheets(Path(config.site_dir), run.shells.values(), theme)
        if run.stage is None:
            return
        try:
            (self._show if self._serving else self._publish)(run, run.stage, config)
        except BuildError as error:
            raise PluginError(str(error)) from None
        config.site_dir = str(run.stage.site)  # from where `gh-deploy` takes it
        run.stage.swap()
        self._runs.pop().end()

    def on_build_error(self, error: Exception) -> None:
        if self._runs:
            self._runs.pop().end()
        if isinstance(error, TEMPLATE_PROBLEMS):  # before OSError: TemplateNotFound is both
            log.error(in_template(error))
            raise Abort("Aborted: a template cannot be filled.") from None
        if isinstance(error, (OSError, StagingError)):
            log.error(describe_os_error(error) if isinstance(error, OSError) else str(error))
            log.error(build.UNTOUCHED)
            raise Abort("Aborted: the build could not write or read a file.") from None

    def on_shutdown(self) -> None:
        while self._runs:  # an interrupted build
            self._runs.pop().end()
        if self._serving and self._site:  # a temporary folder that is not used again
            lock_file(self._site).unlink(missing_ok=True)

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]
    ) -> LiveReloadServer:
        assert self._portals is not None  # the first build is done
        front_page = Path(config.docs_dir) / FRONT_PAGE
        own = [front_page, Path(config.config_file_path), *map(Path, config.watch)]
        dev_server.attach(server, self._portals, builder, public=own, with_desk=self._with_desk)
        return server

    def _publish(self, run: Run, stage: StagingArea, config: MkDocsConfig) -> None:
        """Put the pages beside the public ones, and check all of it for leaks."""
        order = publication.order_for(config)
        problems = publication.page_warnings(run.log)
        with publication.beside(problems):
            announce = publication.announcing(order, problems)
            plan = build.build_pages(stage.new, order, run.shells, announce)
        expected = baseline.cached_baseline(
            order.root / baseline.CACHE,
            key_of(publication.inputs(config, self._hook)),
            lambda: self._without_projects(config, stage.apart),
        )
        build.check_for_leaks(stage.new, plan, baseline=expected, log=run.log.lines())
        if config.strict and run.log.lines(logging.WARNING):
            raise BuildError("not published: there are warnings, and the build is strict")

    def _show(self, run: Run, stage: StagingArea, config: MkDocsConfig) -> None:
        """Let the server make the pages, or show on every page why it cannot."""
        order = publication.order_for(config)
        self._portals = self._portals or dev_server.Portals(order, url=config.site_url or "")
        problems = publication.page_warnings(run.log)
        self._portals.stylesheets = run.stylesheets
        self._portals.shells = {} if problems else run.shells
        self._portals.announce_or_show(stage.new, problems)

    def _without_projects(self, config: MkDocsConfig, scratch: Path) -> Baseline:
        """Build the studio again in a folder with its front page and nothing else."""
        level = BUILD_LOG.level
        docs, site = scratch / "projects", scratch / "site"
        docs.mkdir(parents=True)
        shutil.copy(Path(config.docs_dir) / FRONT_PAGE, docs)
        BUILD_LOG.setLevel(logging.WARNING)
        own = {"docs_dir": str(docs), "site_dir": str(site), "site_url": config.site_url}
        try:
            mkdocs_build(load_config(config_file=config.config_file_path, **own))
        finally:
            BUILD_LOG.setLevel(level)
        (run := self._runs.pop()).end()
        return baseline.of_folder(site, run.shells)
