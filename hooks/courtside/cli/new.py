"""The command that creates a project file: from a template, or from an earlier project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from courtside.cli.agree import price_option
from courtside.cli.options import LANGUAGES, EditOptions, EmailParam, ProjectName, writes
from courtside.cli.terminal import asked
from courtside.errors import ActionRefusedError

if TYPE_CHECKING:
    from courtside.provider.edited_folder import EditedFolder


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
    from courtside.workspace.schema_line import first_line

    if retainer and not earlier:
        raise click.UsageError("--retainer goes with --from: whose agreement was signed?")
    _refuse_name(project, options)
    name = f"{project}.yml"
    refuse_uncommittable([options.projects / name], options, new=True)
    others: dict[str, tuple[str | None, str]] = {}
    if earlier:
        folder, text, others = _from_project(project, earlier, options, retainer, given)
        source = earlier
    else:
        folder = opened(options.projects, only_for=name)
        text, source = _from_template(folder, given)
        text = _numbered(text, project, folder, options)
    text = f"{first_line(options.projects)}\n{text}"
    texts = {name: (None, text), **others}
    checked(folder, {name: new for name, (_, new) in texts.items()})
    save(folder, texts, options, f"{project}: a new project")
    if options.dry_run:
        click.echo("Dry run, nothing was written.", err=True)
        return
    click.echo(f"Created {folder.path / project}.yml from {source}.", err=True)
    language = given["language"] or folder.portfolio.studio.language
    if language != folder.portfolio.studio.language:
        click.echo(f"Its stages are as the template has them: write them in {language}.", err=True)
    click.echo(_then(project, copied=bool(earlier), retainer=retainer), err=True)


def _then(project: str, *, copied: bool, retainer: bool) -> str:
    """What to do with the new file."""
    if retainer:  # what was signed has to stay
        return (
            "It is signed already. Next, or after its deposit if it has one: courtside schedule "
            f"{project}"
        )
    client = "the client (for another one, change or delete its `id`), " if copied else ""
    return (
        f"Adjust what is different this time: {client}the stages, your standard terms under "
        f"`terms:`, your clauses under `words:`. Then run: courtside quote {project}"
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


def _from_template(folder: EditedFolder, given: dict[str, Any]) -> tuple[str, str]:
    """Return the text of the file, and where the stages come from."""
    from courtside.provider.names import pick
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
    email = asked(given["email"], "--email", "The client's e-mail address", kind=EmailParam())
    text = project_text(
        studio,
        template,
        title=title,
        client={"name": name, "email": email},
        price=price_option(given["price"], studio.currency, "Price, net"),
        language=given["language"],
    )
    return text, f"the template {template}"


def _from_project(
    project: str, earlier: str, options: EditOptions, retainer: bool, given: dict[str, Any]
) -> tuple[EditedFolder, str, dict[str, tuple[str | None, str]]]:
    """Return the studio, the text of the file, and the old and new text of the earlier file where
    that changes too."""
    from courtside.cli.editing import context_of
    from courtside.provider.actions.copying import Copied, copied_text, other_taxes
    from courtside.provider.edited_folder import edited
    from courtside.source.editor import Put

    for name in ("template", "client", "email", "language"):
        if given[name] is not None:
            raise click.UsageError(f"--{name} does not go with --from: edit the copy instead.")
    folder, name, ctx = context_of(earlier, options, whole=False)
    price = given["price"]
    money = None if price is None else price_option(price, ctx.studio.currency)
    text = copied_text(ctx, Copied(title=given["title"], price=money, retainer=retainer))
    if told := other_taxes(ctx):
        click.echo(told, err=True)
    if ctx.project.client.id is not None:  # the copy has the same page, and so the same link
        return folder, text, {}
    if not retainer:
        return folder, _numbered(text, project, folder, options), {}
    # Both share a page only where both name the client's id: the one that they have had.
    old = folder.files[name].decode("utf-8")
    return (
        folder,
        text,
        {name: (old, edited(old, [Put(("client", "id"), ctx.project.portal_id)], name))},
    )


def _numbered(text: str, project: str, folder: EditedFolder, options: EditOptions) -> str:
    """Return the text of a file whose client has no id; an id that was in use before gets a link
    that nobody has had."""
    from courtside.cli.common import link_history
    from courtside.provider.edited_folder import edited
    from courtside.source.editor import Put
    from courtside.workspace.deleted import vanished

    for other in folder.portfolio.projects:
        if other.portal_id == project:
            message = f"{project} is the id of the page of {other.id}. Choose another id."
            raise ActionRefusedError(message)
    number = link_history(options.projects).next_number(project)
    if number == 1:
        return text
    if project in vanished(options.projects):
        click.echo(
            f"An earlier {project} was deleted without being closed, so its client's link opens "
            "nothing. If that was not meant, restore its file, and give this project another id "
            "(warning)",
            err=True,
        )
    click.echo(
        f"{project} was in use before, so it gets link {number}: no earlier link opens its page.",
        err=True,
    )
    return edited(text, [Put(("link",), number)], f"{project}.yml")
