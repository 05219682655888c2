"""The command `courtside`: what a provider types.

    courtside desk             what needs you today
    courtside check            every problem in the files
    courtside build            the site

Data goes to stdout, everything else to stderr. Exit codes: 0 all is well; 1 something has to be
fixed, and nothing was published; 2 the command itself was mistyped.

A command's module is imported when the command is asked for: all of them take half a second.
"""

from __future__ import annotations

import errno
import gc
import io
import sys
from importlib import import_module
from typing import Any, NamedTuple

import click

from courtside.cli.terminal import refuse, typed
from courtside.errors import CourtsideError


class CommandEntry(NamedTuple):
    """A command in the list: its module in this package, and what the list says about it."""

    module: str
    text: str


SECTIONS: dict[str, dict[str, CommandEntry]] = {
    "Every morning": {
        "desk": CommandEntry("checking", "What needs you today, and where you left off"),
        "remind": CommandEntry("remind", "Write or send today's reminders"),
        "status": CommandEntry("checking", "One line per project"),
    },
    "A project": {
        "new": CommandEntry("new", "Start a project from a template, or from another one"),
        "quote": CommandEntry("quote", "See when it could start and how long it takes"),
        "sign": CommandEntry("quote", "Record the signature and freeze the terms"),
        "paid": CommandEntry("payments", "Record a payment"),
        "refund": CommandEntry("payments", "Record money that you paid back"),
        "schedule": CommandEntry("quote", "Give a project its dates"),
        "done": CommandEntry("record", "Record that a stage was handed over"),
        "received": CommandEntry("record", "Tick what has arrived of a stage's list"),
        "return": CommandEntry("record", "Record that a handover was incomplete"),
        "skip": CommandEntry("record", "Mark a round as not needed"),
        "log": CommandEntry("record", "Write in the log, which the client reads"),
        "note": CommandEntry("record", "Write a note only you see"),
        "close": CommandEntry("record", "Take the page down"),
        "undo": CommandEntry("undo", "Put back the last change that a command made"),
    },
    "Between both parties": {
        "ask-change": CommandEntry("record", "Record that the client asked for a change"),
        "revised": CommandEntry("record", "Record that you handed that change over"),
        "wait": CommandEntry("record", "Record that a stage waits for an answer"),
        "answered": CommandEntry("record", "Record that the answer arrived"),
        "change": CommandEntry("agree", "Propose extra work or a new price"),
        "pause": CommandEntry("agree", "Propose a pause"),
        "resume": CommandEntry("agree", "End a pause"),
        "agree": CommandEntry("agree", "Record that both sides agreed"),
        "waive": CommandEntry("agree", "Let a consequence go, this once"),
        "restart": CommandEntry("agree", "Agree a new date after a lost slot"),
        "end": CommandEntry("agree", "End a project early, with its final account"),
        "agreement": CommandEntry("agreement", "The one-page agreement as a PDF"),
        "history": CommandEntry("look_back", "What happened, in sentences"),
        "statement": CommandEntry("look_back", "The same as a dated statement"),
    },
    "Site": {
        "check": CommandEntry("checking", "List every problem in your files"),
        "build": CommandEntry("building", "Build the site"),
        "serve": CommandEntry("building", "Preview the site on this computer"),
        "links": CommandEntry("links", "Print your clients' links"),
        "new-link": CommandEntry("links", "Give a client a new link"),
        "notice": CommandEntry("notice", "Show a line on every page until a day"),
        "preflight": CommandEntry("publish", "Check that it is safe to publish"),
        "publish": CommandEntry("publish", "Push the built site to another repository"),
        "verify": CommandEntry("links", "Check a built site for leaks"),
    },
    "Setup": {
        "init": CommandEntry("init", "Set up Courtside for your studio"),
        "doctor": CommandEntry("doctor", "Check your setup and say what is next"),
        "key": CommandEntry("links", "Show, restore or replace the secret behind all links"),
        "import": CommandEntry("importing", "Import projects from a spreadsheet"),
        "migrate": CommandEntry("upgrade", "Update your files after an upgrade"),
        "upgrade": CommandEntry("upgrade", "Bring your repository to this version"),
        "schema": CommandEntry("building", "Print a JSON Schema for your editor"),
    },
}
"""The list of commands, as `courtside --help` shows it."""

COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}

RENAMED = {"gate": "verify", "ready": "preflight", "proof": "statement", "rotate": "new-link"}
"""Names of the last version: they still work, with a hint at the new name."""


GARBAGE = 50_000
"""Objects until the collector looks for garbage; Python's 700 take a tenth of a short command."""


class _Main(click.Group):
    """A group that loads a command when it is called, and ends it with a sentence for an error that
    a person can correct. Its output is UTF-8."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click asks
        """Return the names, by section."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - as click asks
        cmd_name: str,
    ) -> click.Command | None:
        """Return the command with a name, or with its name of the last version."""
        name = RENAMED.get(cmd_name, cmd_name)
        if name not in COMMANDS:
            return None
        if name != cmd_name:
            click.echo(
                f"`courtside {cmd_name}` is now `courtside {name}`. The old name goes with the "
                "next version.",
                err=True,
            )
        module = import_module(f"courtside.cli.{COMMANDS[name].module}")
        commands = [value for value in vars(module).values() if isinstance(value, click.Command)]
        return next(command for command in commands if command.name == name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click asks
        """Write the list of commands, by section."""
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                rows = [(f"{name:<10}", entry.text) for name, entry in commands.items()]
                formatter.write_dl(rows)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command, with UTF-8 and a rare garbage collection.

        A console's code page lacks some letters of names and the bars of the desk, and other
        programs read redirected output as UTF-8.
        """
        gc.set_threshold(GARBAGE)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return super().main(*args, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line, typed in UTF-8."""
        return super().parse_args(ctx, list(map(typed, args)))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; print its error, or that of the system, and end with exit code 1."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads on, which click takes quietly
                raise
            from courtside.workspace.os_errors import describe_os_error

            refuse(describe_os_error(error))
        except CourtsideError as error:
            refuse(*error.lines)


@click.group(
    cls=_Main, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="courtside")
def courtside() -> None:
    """Courtside: one private page for each client: whose turn it is, what is due, and what happens
    if it is late.

    Start your day with `courtside desk`. After editing a file: `courtside check`, then commit and
    push.
    """


main = courtside
"""The entry point of the script `courtside`."""
