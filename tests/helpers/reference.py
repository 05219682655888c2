"""Write the parts of the documentation that are generated: fields and commands.

    .venv/bin/python tests/helpers/reference.py    ->  docs/FILES.md, docs/commands.md

The words are the docstrings of the records' fields and the help of the commands. Whoever changes
one of those runs this (`make docs` does), and a test fails for whoever forgets.
"""

from __future__ import annotations

import html
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from courtside.cli.main import main
from courtside.model import project, stage, studio, terms
from courtside.model.json_schema import field_docstrings
from courtside.model.record import Record

DOCS = Path(__file__).parents[2] / "docs"
FIELDS = re.compile(r"(?s)(<!-- fields of (\w+) -->\n).*?(<!-- end of fields -->)")
COMMANDS = """\
# Commands

This page is generated from `courtside --help`. What a command prints as its result goes to the
standard output, everything else to the standard error. Exit code 0: done. 1: something has to be
fixed first, and nothing was written or published. 2: the command itself was mistyped, or it
has a question and nobody is there to answer it.

"Today" is `--today`, else the environment variable `COURTSIDE_TODAY`, else `example_day` in
`_studio.yml`, else the real day in your time zone. IDs, stages and consequences may be shortened
as long as they are unambiguous: `courtside done ni br`. `check` and `doctor` leave
`COURTSIDE_TODAY` aside: whether a date in a file lies ahead is a matter of the real day.

To complete ids, stages and consequences with the Tab key:

```
eval "$(_COURTSIDE_COMPLETE=bash_source courtside)"    # in ~/.bashrc; zsh_source in ~/.zshrc
_COURTSIDE_COMPLETE=fish_source courtside | source     # in ~/.config/fish/config.fish
```
"""


def records() -> Mapping[str, type[Record]]:
    """Return the records of the project files by their names."""
    modules = (project, stage, studio, terms)
    return {
        name: record
        for module in modules
        for name, record in vars(module).items()
        if isinstance(record, type) and issubclass(record, Record)
    }


def fields(record: type[Record]) -> str:
    """Return the table of a record's fields, with the words of their docstrings."""
    lines = ["| field | meaning |", "|---|---|"]
    docstrings = field_docstrings(record)
    for name, field in record.model_fields.items():
        words = " ".join(docstrings.get(field.alias or name, "").split()).replace("|", "\\|")
        needed = " *Required.*" if field.is_required() else ""
        lines.append(f"| `{field.alias or name}` | {words}{needed} |")
    return "\n".join(lines) + "\n"


def with_fields(page: str) -> str:
    """Return the page with every table of fields written again; raises KeyError for no record."""
    known = records()
    return FIELDS.sub(lambda part: f"{part[1]}\n{fields(known[part[2]])}\n{part[3]}", page)


def commands(group: click.Group, context: click.Context) -> Iterator[click.Context]:
    """Yield a context for each command below a group, without those that are hidden."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        below = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from commands(command, below)
        else:
            yield below


def entry(context: click.Context) -> str:
    """Return one command's entry: what it does, how it is called, its options."""
    command = context.command
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    records = [record for option in options if (record := option.get_help_record(context))]
    lines = [f"## {context.command_path}", "", f"```\n{usage}\n```", ""]
    lines += _prose(command.help or "")
    if records:
        lines += ["| option | meaning |", "|---|---|"]
        lines += [f"| {_code(name)} | {_cell(words)} |" for name, words in records]
        lines += [""]
    return "\n".join(lines)


def _prose(words: str) -> Iterator[str]:
    """Yield the help's paragraphs; one that click must not wrap is kept as it is."""
    for paragraph in inspect.cleandoc(words).split("\n\n"):
        verbatim = paragraph.startswith("\b\n")
        if verbatim:
            yield f"```\n{textwrap.dedent(paragraph[2:])}\n```"
        else:
            yield paragraph.replace("<", "&lt;")
        yield ""


def _code(words: str) -> str:
    """Return code for a table; a bar in it would end the cell."""
    return f"<code>{html.escape(words).replace('|', '&#124;')}</code>"


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|").replace("<", "&lt;").replace("[", "\\[")


def command_page() -> str:
    """Return the page of all commands."""
    context = click.Context(main, info_name="courtside")
    formatter = click.HelpFormatter(width=100)
    main.format_commands(context, formatter)
    overview = f"```\n{textwrap.dedent(formatter.getvalue()).strip()}\n```\n"
    return "\n".join([COMMANDS, overview, *map(entry, commands(main, context))])


def pages() -> Mapping[Path, str]:
    """Return each page with generated parts, as it should be."""
    files = DOCS / "FILES.md"
    return {
        files: with_fields(files.read_text("utf-8")),
        DOCS / "commands.md": command_page(),
    }


if __name__ == "__main__":
    for path, page in pages().items():
        path.write_text(page, "utf-8", newline="\n")
