"""The command that creates a project file: from a template, or from an earlier project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from courtside.cli.agree import money_option
from courtside.cli.options import LANGUAGES, EditOptions, ProjectName, writes
from courtside.cli.terminal import asked
from courtside.errors import ActionRefusedError

if TYPE_CHECKING:
    from courtside.cli.editing import EditedFolder


@dataclass(frozen=True, kw_only=True, slots=True)
class _Draft:
    """The files of a new project, each with its old text, and where the stages come from."""

    texts: dict[str, tuple[str | None, str]]
    source: str


@click.command(name="new")
@click.argument("project", metavar="ID")
@click.option("--from", "earlier", type=ProjectName(), help="Copy this project, without its facts.")
@click.option(
    "--retainer",
    is_flag=True,
    help="With --from: the next month of it, under the same signature, on the same page.",
)
@click.option(
    "--template",
    "--playbook",
    help="The list of stages: `playbooks` in _studio.yml.",
    metavar="TEXT",
)
@click.option("--title", help="What the client reads above the page.")
@click.option("--client", help="The client's name, as in the agreement.")
@click.option("--email", help="Where the client's reminders go.")
@click.option("--price", metavar="MONEY", help="Net, before changes: '8400 EUR', or 8400.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="Language of the client's page, if not your default.",
)
@writes(dated=False)
def create(
    project: str, options: EditOptions, earlier: str | None, retainer: bool, **given: str | None
) -> None:
    """Start a project: creates its file from one of your templates.

    ID is the name of the file, and what the other commands take. With --from, it is a copy of an
    earlier project without anything that happened in it; with --retainer as well, it is signed with
    the agreement of that one.

    \b
      courtside new nido --template website --title "Booking page" --client "Nido Yoga" \\
        --email hello@nido.example --price 3200
      courtside new marea-02 --from marea-01 --retainer --title "February"
    """
    from courtside.cli.editing import checked, opened, refuse_uncommittable, save

    if retainer and not earlier:
        raise click.UsageError("--retainer goes with --from: whose agreement was signed?")
    _refuse_name(project, options)
    folder = opened(options.projects, only_for=f"{project}.yml")
    refuse_uncommittable([folder.path / f"{project}.yml"], options, new=True)
    if earlier:
        draft = _from_project(folder, project, earlier, options, retainer=retainer, given=given)
    else:
        draft = _from_template(folder, project, given)
    _name_schema(draft, project, options)
    if not retainer:
        _number(draft, project, options)
    checked(folder, {name: new for name, (_, new) in draft.texts.items()})
    save(folder, draft.texts, options, f"{project}: a new project")
    if options.dry_run:
        click.echo("Dry run, nothing was written.", err=True)
        return
    click.echo(f"Created {folder.path / project}.yml from {draft.source}.", err=True)
    after = f"schedule {project}" if retainer else f"quote {project}"
    click.echo(
        "Adjust what is different this time: the stages, your standard terms under `terms:`, your "
        f"clauses under `words:`. Then run: courtside {after}",
        err=True,
    )


def _refuse_name(name: str, options: EditOptions) -> None:
    """Refuse a name that no project can have, or that one has."""
    from pydantic import TypeAdapter, ValidationError

    from courtside.model.project import FileName
    from courtside.provider.importing.draft import slug
    from courtside.workspace.folder import project_names

    adapter: TypeAdapter[str] = TypeAdapter(FileName)
    try:
        adapter.validate_python(name)
    except ValidationError as error:
        like = slug(name) or "aurora"
        message = f"Use lower-case letters, digits and hyphens for the id, for example: {like}"
        if error.errors()[0]["type"] == "reserved":
            message = f"{name} {error.errors()[0]['msg']}. Choose another id."
        raise ActionRefusedError(message) from None
    if name in project_names(options.projects):
        raise ActionRefusedError(f"{name} already exists. Choose another id, or edit that file.")


def _from_template(folder: EditedFolder, project: str, given: dict[str, Any]) -> _Draft:
    from courtside.provider.actions.action import pick
    from courtside.source.serialize import project_text

    studio = folder.portfolio.studio
    if not studio.playbooks:
        raise ActionRefusedError(
            "You have no templates yet. Add one under `playbooks` in _studio.yml, or copy a "
            "project with --from."
        )
    names = sorted(studio.playbooks)
    kind = click.Choice(names)
    template = asked(given["template"], "--template", "Template", kind=kind)
    if pick(template, names, "template") != template:
        raise ActionRefusedError(f"No template called '{template}'. Templates: {', '.join(names)}.")
    title = asked(given["title"], "--title", "Title, as the client reads it")
    name = asked(given["client"], "--client", "The client's name, as in the agreement")
    email = asked(given["email"], "--email", "The client's e-mail address")
    text = project_text(
        studio,
        template,
        title=title,
        client={"name": name, "email": email},
        price=money_option(given["price"], "--price", "Price, net", studio.currency),
        language=given["language"],
    )
    return _Draft(texts={f"{project}.yml": (None, text)}, source=f"the template {template}")


def _from_project(
    folder: EditedFolder,
    project: str,
    earlier: str,
    options: EditOptions,
    *,
    retainer: bool,
    given: dict[str, Any],
) -> _Draft:
    from courtside.cli.editing import context_of, edited
    from courtside.provider.actions.copying import Copied, copied_text
    from courtside.source.editor import Put

    for name in ("template", "client", "email", "language"):
        if given[name] is not None:
            raise click.UsageError(f"--{name} does not go with --from: edit the copy instead.")
    _, name, ctx = context_of(earlier, options)
    price = given["price"]
    money = None if price is None else money_option(price, "--price", "", ctx.studio.currency)
    text = copied_text(ctx, Copied(title=given["title"], price=money, retainer=retainer))
    texts: dict[str, tuple[str | None, str]] = {f"{project}.yml": (None, text)}
    if retainer and ctx.project.client.id is None:
        # Both share a page only where both name the client's id: the one that they have had.
        old = folder.files[name].decode("utf-8")
        texts[name] = (old, edited(old, [Put(("client", "id"), ctx.project.portal_id)], name))
    return _Draft(texts=texts, source=ctx.id)


def _name_schema(draft: _Draft, project: str, options: EditOptions) -> None:
    """Begin the new file with the line that tells an editor where the schema is."""
    from courtside.workspace.schema_line import first_line

    old, text = draft.texts[f"{project}.yml"]
    draft.texts[f"{project}.yml"] = (old, f"{first_line(options.projects)}\n{text}")


def _number(draft: _Draft, project: str, options: EditOptions) -> None:
    """Give a project whose id was in use before a link that nobody has had."""
    from courtside.cli.common import link_history
    from courtside.cli.editing import edited
    from courtside.source.editor import Put

    number = link_history(options.projects).next_number(project)
    if number == 1:
        return
    name = f"{project}.yml"
    draft.texts[name] = (None, edited(draft.texts[name][1], [Put(("link",), number)], name))
    click.echo(
        f"{project} was in use before, so it gets link {number}: no earlier link opens its page.",
        err=True,
    )
