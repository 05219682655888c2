"""The commands that make the site: build, serve; and schema, which editors read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from courtside.cli.options import config_option
from courtside.cli.terminal import refuse

if TYPE_CHECKING:
    from courtside.workspace.config import SiteConfig

SCHEMAS = ("project", "studio")
"""The names out of the model; a test compares them."""


@click.command(name="build")
@config_option
@click.option("--plain", is_flag=True, help="Without a site generator, in a simpler frame.")
def build_site(config_file: Path, plain: bool) -> None:
    """Build the site: the same as `mkdocs build`.

    Any mistake stops the build and leaves the last good site in place. With --plain it needs no
    site generator: the pages are the same, in a simpler frame.
    """
    from courtside.cli.common import now, show_problems, show_warnings
    from courtside.pipeline import Order
    from courtside.site import build
    from courtside.site.site_checks import gone_without_closing, out_of_reach
    from courtside.site.staging import StagingError
    from courtside.workspace.config import read_site_config
    from courtside.workspace.os_errors import describe_os_error

    config = read_site_config(config_file)
    show_problems(problem.as_warning() for problem in gone_without_closing(config.projects))
    show_problems(out_of_reach(config.projects))
    if not plain:
        _mkdocs(config, "build")
    try:
        order = Order.of(config, environ=os.environ, now=now())
        plan = build.build_without_mkdocs(order, config, show_warnings)
    except StagingError as error:
        refuse(str(error), build.UNTOUCHED)
    except OSError as error:
        refuse(describe_os_error(error), build.UNTOUCHED)
    click.echo(plan.summary, err=True)


def _mkdocs(config: SiteConfig, command: str, *arguments: str) -> NoReturn:
    """Go on as MkDocs, if it calls our hook: without it, MkDocs would empty the site and copy
    projects/ into it before it misses anything of ours."""
    from courtside.site import generator, settings

    if config.hooks is not None and (problem := settings.without_the_hook(config.hooks)):
        refuse(problem)
    generator.mkdocs(command, config.file, *arguments)


@click.command()
@config_option
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="The port to use.",
)
def serve(config_file: Path, port: int) -> None:
    """Preview the site on this computer; every save shows at once.

    Prints the links of the pages. Mistakes appear in the browser and disappear when you fix them.
    """
    import signal
    import socket

    from courtside.workspace.config import read_site_config

    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server will
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            in_use = "is in use" if error.errno == 98 else f"cannot be used ({error.strerror})"
            refuse(f"Port {port} {in_use}. Choose another with --port.")
    # However it ends, MkDocs deletes its temporary folder; under nohup it is not ended.
    for name in ("SIGTERM", "SIGHUP"):
        ending = getattr(signal, name, None)  # Windows has no SIGHUP
        if ending and signal.getsignal(ending) is not signal.SIG_IGN:
            signal.signal(ending, signal.default_int_handler)
    _mkdocs(read_site_config(config_file), "serve", "--dev-addr", f"127.0.0.1:{port}")


@click.command()
@click.argument("name", type=click.Choice(SCHEMAS))
def schema(name: str) -> None:
    """Print the JSON Schema of a project file or of _studio.yml.

    Editors with YAML support use it to complete and check your files; the first line of each new
    file says where it is.
    """
    from courtside.model import json_schema

    click.echo(json_schema.text(name), nl=False)
