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

from courtside.cli.terminal import refuse
from courtside.errors import BuildError, ConfigError, CourtsideError


class CommandEntry(NamedTuple):
    """A command in the list: where it is, and what the list says about it."""

    module: str
    function: str
    text: str


SECTIONS: dict[str, dict[str, CommandEntry]] = {
    "Every morning": {
        "desk": CommandEntry("desk", "show_desk", "What needs you today, and where you left off"),
        "remind": CommandEntry("remind", "send_reminders", "Write or send today's reminders"),
        "status": CommandEntry("checking", "status", "One line per project"),
    },
    "A project": {
        "new": CommandEntry(
            "new", "create", "Start a project from a template, or from another one"
        ),
        "quote": CommandEntry("quote", "say_when", "See when it could start and how long it takes"),
        "sign": CommandEntry("quote", "sign", "Record the signature and freeze the terms"),
        "paid": CommandEntry("payments", "paid", "Record a payment"),
        "refund": CommandEntry("payments", "refund", "Record money that you paid back"),
        "schedule": CommandEntry("quote", "schedule", "Give a project its dates"),
        "done": CommandEntry("record", "done", "Record that a stage was handed over"),
        "received": CommandEntry("record", "received", "Tick what has arrived of a stage's list"),
        "return": CommandEntry(
            "record", "mark_incomplete", "Record that a handover was incomplete"
        ),
        "skip": CommandEntry("record", "skip", "Mark a round as not needed"),
        "log": CommandEntry("record", "log", "Write in the log, which the client reads"),
        "note": CommandEntry("record", "note", "Write a note only you see"),
        "close": CommandEntry("record", "close", "Take the page down"),
        "undo": CommandEntry("undo", "put_back", "Put back the last change that a command made"),
    },
    "Between both parties": {
        "ask-change": CommandEntry(
            "record", "ask_change", "Record that the client asked for a change"
        ),
        "revised": CommandEntry("record", "revised", "Record that you handed that change over"),
        "wait": CommandEntry("record", "wait", "Record that a stage waits for an answer"),
        "answered": CommandEntry("record", "answered", "Record that the answer arrived"),
        "change": CommandEntry("agree", "change", "Propose extra work or a new price"),
        "pause": CommandEntry("agree", "pause", "Propose a pause"),
        "resume": CommandEntry("agree", "resume", "End a pause"),
        "agree": CommandEntry("agree", "agree_to", "Record that both sides agreed"),
        "waive": CommandEntry("agree", "waive", "Let a consequence go, this once"),
        "restart": CommandEntry("agree", "restart", "Agree a new date after a lost slot"),
        "end": CommandEntry("agree", "end_early", "End a project early, with its final account"),
        "agreement": CommandEntry(
            "agreement", "write_agreement", "The one-page agreement as a PDF"
        ),
        "history": CommandEntry("look_back", "show_history", "What happened, in sentences"),
        "statement": CommandEntry("look_back", "write_statement", "The same as a dated statement"),
    },
    "Site": {
        "check": CommandEntry("checking", "check", "List every problem in your files"),
        "build": CommandEntry("building", "build_site", "Build the site"),
        "serve": CommandEntry("building", "serve", "Preview the site on this computer"),
        "links": CommandEntry("links", "print_links", "Print your clients' links"),
        "new-link": CommandEntry("links", "give_new_link", "Give a client a new link"),
        "notice": CommandEntry("notice", "show_notice", "Show a line on every page until a day"),
        "preflight": CommandEntry("publish", "preflight", "Check that it is safe to publish"),
        "publish": CommandEntry(
            "publish", "publish_site", "Push the built site to another repository"
        ),
        "verify": CommandEntry("links", "verify", "Check a built site for leaks"),
    },
    "Setup": {
        "init": CommandEntry("init", "set_up", "Set up Courtside for your studio"),
        "doctor": CommandEntry("doctor", "examine", "Check your setup and say what is next"),
        "key": CommandEntry("links", "key", "Show, restore or replace the secret behind all links"),
        "import": CommandEntry("importing", "import_sheet", "Import projects from a spreadsheet"),
        "migrate": CommandEntry("migrate", "migrate_files", "Update your files after an upgrade"),
        "upgrade": CommandEntry(
            "upgrade", "upgrade_studio", "Bring your repository to this version"
        ),
        "schema": CommandEntry("building", "schema", "Print a JSON Schema for your editor"),
    },
}
"""The list of commands, as `courtside --help` shows it."""

COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}

RENAMED = {"gate": "verify", "ready": "preflight", "proof": "statement", "rotate": "new-link"}
"""Names of the last version: they still work in this one, and say how the command is called now."""


GARBAGE = 50_000
"""Objects until the collector looks for garbage; Python's 700 take a tenth of a short command."""


class _Main(click.Group):
    """Loads a command when it is called, ends one that a person can put right with a sentence, and
    writes UTF-8."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click asks
        """Return the names, by section."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - as click asks
        cmd_name: str,
    ) -> click.Command | None:
        """Return the command of a name, or of one that it had before."""
        name = RENAMED.get(cmd_name, cmd_name)
        if name not in COMMANDS:
            return None
        if name != cmd_name:
            click.echo(
                f"`courtside {cmd_name}` is now `courtside {name}`. The old name goes with the "
                "next version.",
                err=True,
            )
        entry = COMMANDS[name]
        module = import_module(f"courtside.cli.{entry.module}")
        command: click.Command = getattr(module, entry.function)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands, by section."""
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                rows = [(f"{name:<10}", entry.text) for name, entry in commands.items()]
                formatter.write_dl(rows)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run it, with UTF-8: a console's code page lacks the letters of some names and the bars of
        the desk, and what is redirected into a file is read by others as UTF-8."""
        gc.set_threshold(GARBAGE)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; say what the system refused."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads on, which click takes quietly
                raise
            from courtside.workspace.os_errors import describe_os_error

            refuse(describe_os_error(error))
        except BuildError as error:
            refuse(*error.lines)
        except CourtsideError as error:
            refuse(*_reasons(error))


def _reasons(error: CourtsideError) -> list[str]:
    """Why a file cannot be read, or put back; raises any other error again."""
    from courtside.workspace.atomic import RollbackError
    from courtside.workspace.os_errors import describe_os_error

    if isinstance(error, ConfigError):
        return [str(error)]
    if not isinstance(error, RollbackError):
        raise error
    cause = error.__cause__
    why = describe_os_error(cause) if isinstance(cause, OSError) else str(cause)
    return [why, f"This could not be put back as it was, and may hold what is new: {error}"]


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
"""What the script `courtside` calls."""
