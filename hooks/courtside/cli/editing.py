"""The way of a command to the project file that it writes, with what is asked and said on it.

    load the studio -> an ActionContext -> an Action -> the edited text -> the studio again -> write

What happens to the files is in `provider/edited_folder.py`; here a person sees it, and says yes or
no. An error in the studio ends it before, and a rule that the edit would break ends it after:
nothing is written then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import click

from courtside.cli import common, terminal
from courtside.cli.options import EditOptions
from courtside.cli.terminal import choose, confirm, refuse
from courtside.engine.assess import Status
from courtside.errors import ActionRefusedError
from courtside.provider import edited_folder
from courtside.provider.actions.action import Action, ActionContext
from courtside.provider.actions.outcome import brought, describe_outcome, taken, unseen
from courtside.provider.edited_folder import EditedFolder, Texts, diff, edited, unplaced
from courtside.source.editor import Take
from courtside.source.load import Cache
from courtside.source.yaml_reader import read
from courtside.text.english import short_day
from courtside.workspace.folder import project_files
from courtside.workspace.loading import load_around, load_studio


def opened(
    projects: Path, *, unsound: str | None = None, only_for: str | None = None
) -> EditedFolder:
    """Return the studio of a folder, or end the command with its errors; `unsound` is a file whose
    signature is read without its fingerprint.

    `only_for` is the file to write: other projects' files with an error are then left out, which is
    printed. They can change nothing but a place in the queue.
    """
    files = project_files(projects)
    used = dict(files)
    if unsound:
        used[unsound] = _without_fingerprint(files[unsound], unsound)
    clock, kept = common.clock(), Cache()
    if only_for:
        loaded = load_around(projects, clock, only_for.__eq__, files=used, kept=kept)
    else:
        loaded = load_studio(projects, clock, files=used, kept=kept)
    common.say_left_out(projects, loaded)
    if unsound:
        _refuse_others(Path(unsound).stem, {name: files[name] for name in loaded.left_out})
    if loaded.portfolio is None:
        common.show_problems(loaded.errors)
        whole = "" if only_for or unsound else "Which days are free depends on all projects. "
        refuse(f"{whole}Fix these errors first; nothing was written.")
    return EditedFolder(
        path=projects,
        files={name: files.get(name, text) for name, text in loaded.files.items()},
        portfolio=loaded.portfolio,
        clock=clock,
        today=clock.today(loaded.portfolio.studio),
        warnings=tuple(map(unplaced, loaded.problems)),
        kept=kept,
    )


def _refuse_others(signed: str, left_out: Mapping[str, bytes]) -> None:
    """End the command if the agreement of a project also covers others, which have errors: they may
    be that the agreement is not theirs any more. A file that cannot be read may be one of them."""
    for name, text in left_out.items():
        signature = _signature_in(text, name)
        if signature is None:
            refuse(
                f"{Path(name).stem} cannot be read (courtside check), and may be signed with the "
                f"agreement of {signed}. Correct it first; nothing was written."
            )
        if signature.get("as") == signed:
            refuse(
                f"{Path(name).stem} is signed with the agreement of {signed}, and has an error now "
                f"(courtside check). If the two differ, leave {signed} as it was signed. What is "
                f"new is signed in a project of its own: courtside new NAME --from {signed}"
            )


def _signature_in(text: bytes, name: str) -> Mapping[str, object] | None:
    """The fields of `signed` as a file has them; None where the file cannot be read."""
    source, _ = read(text, file=name)
    if source is None:
        return None
    signed = source.data.get("signed")
    return signed if isinstance(signed, dict) else {}


def _without_fingerprint(text: bytes, name: str) -> bytes:
    """The text of a project file with blanks for `signed.hash`, so that all else stays in its
    place; as it is where it has none."""
    if "hash" not in (_signature_in(text, name) or {}):
        return text
    old = text.decode("utf-8")
    new = edited(old, [Take(("signed", "hash"))], name)
    pairs = enumerate(zip(old, new, strict=False))
    first = next((n for n, (one, other) in pairs if one != other), len(new))
    last = first + len(old) - len(new)
    return (old[:first] + re.sub(r"\S", " ", old[first:last]) + old[last:]).encode("utf-8")


def context_of(
    given: str, options: EditOptions, *, unsound: bool = False, whole: bool = True
) -> tuple[EditedFolder, str, ActionContext]:
    """Return a studio, the name of a project's file in it, and the project before an action.

    `unsound` opens it although its fingerprint does not fit. Unless `whole`, other projects may
    have errors in their files.
    """
    name = common.file_of(options.projects, given)
    stem = Path(name).stem
    folder = opened(
        options.projects, unsound=name if unsound else None, only_for=None if whole else name
    )
    source, _ = read(folder.files[name], file=f"{options.projects}/{name}")
    assert source is not None
    if options.day and options.day > folder.today:
        raise ActionRefusedError(
            f"{options.day} is in the future (today is {folder.today}). Enter the date it happened."
        )
    ctx = ActionContext(
        portfolio=folder.portfolio,
        project=folder.project(stem),
        source=source,
        status=folder.status(stem),
        today=folder.today,
        day=options.day or folder.today,
        choose=choose,
    )
    return folder, name, ctx


ActionOf = Callable[[ActionContext], Action]


def run_action(
    given: str,
    options: EditOptions,
    action_of: ActionOf,
    *,
    unsound: bool = False,
    whole: bool = False,
) -> None:
    """Run an action on a project, from the id that was typed to the file that is written.

    `whole` if the other projects decide what is written, as for places in the calendar.
    """
    folder, name, ctx = context_of(given, options, unsound=unsound, whole=whole)
    refuse_uncommittable([folder.path / name], options)
    action, new, after = _edited(folder, name, ctx, action_of)
    then = after.status(ctx.id)
    if not action.joint and (hidden := unseen(ctx, then)):
        day, ctx = ctx.day, _on_which_day(ctx, action, hidden, options)
        if ctx.day != day:
            action, new, after = _edited(folder, name, ctx, action_of)
            then = after.status(ctx.id)
    for note in action.notes:
        click.echo(note, err=True)
    if not options.dry_run:
        for question in (*action.questions, *_doubts(ctx, action, then)):
            confirm(question, yes=options.yes)
    if_agreed = None
    if action.if_agreed:
        would = edited_folder.recheck(after, {name: edited(new, action.if_agreed, name)})
        if_agreed = would.status(ctx.id)
    fact, meaning = describe_outcome(action, ctx.status, then, ctx.portfolio, if_agreed)
    old = folder.files[name].decode("utf-8")
    save(folder, {name: (old, new)}, options, f"{ctx.id}: {action.news}")
    if options.dry_run:
        click.echo("Dry run, nothing was written. This would happen:", err=True)
    click.echo(fact, err=True)
    if meaning:
        click.echo(meaning, err=True)


def _doubts(ctx: ActionContext, action: Action, then: Status) -> Iterator[str]:
    """What to ask where an agreement brings something into effect against the client, as when an
    approval by silence is let go: what follows later than silence then does. Or it takes from what
    the client has. A final account stands for all of it."""
    if not action.joint or then.project.ended:
        return
    states = ctx.status, then, ctx.studio.currency
    if new := (*brought(*states), *taken(*states)):
        yield f"It would bring this: {'; '.join(new)}. Do you both agree to that?"


def _edited(
    folder: EditedFolder, name: str, ctx: ActionContext, action_of: ActionOf
) -> tuple[Action, str, EditedFolder]:
    action = action_of(ctx)
    new = edited(folder.files[name].decode("utf-8"), action.edits, name)
    return action, new, checked(folder, {name: new})


def _on_which_day(
    ctx: ActionContext, action: Action, hidden: str, options: EditOptions
) -> ActionContext:
    """Return the context, on the day that the person wants after a warning that the fact is
    backdated."""
    then, today = short_day(ctx.day), short_day(ctx.today)
    warning = f"{hidden} The client could not see it until now."
    if options.yes or options.dry_run:
        click.echo(warning, err=True)
        return ctx
    if action.of_client:  # on a later day it would be late
        confirm(f"{warning} Did {action.stage or 'it'} come on {then}?")
        return ctx
    if not terminal.somebody_is_there():
        raise terminal.Unanswered(
            f"{warning} Leave --date out to record it as of today, {today}, or add --yes to keep "
            f"{then}. Nothing was written."
        )
    click.echo(warning, err=True)
    if click.confirm(f"Record it as of today, {today}, instead?", default=True, err=True):
        return replace(ctx, day=ctx.today)
    return ctx


def checked(folder: EditedFolder, texts: Mapping[str, str]) -> EditedFolder:
    """Return the studio with new texts of files, and print the warnings that are new.

    Raises ActionRefusedError if the texts break a rule.
    """
    after = edited_folder.recheck(folder, texts)
    for warning in after.warnings:
        if warning not in folder.warnings:
            click.echo(f"{warning} (warning)", err=True)
    return after


def refuse_uncommittable(paths: Iterable[Path], options: EditOptions, *, new: bool = False) -> None:
    """Raise ActionRefusedError for a --commit that git would refuse, before anything is asked."""
    if options.commit and not options.dry_run:
        edited_folder.refuse_uncommittable(paths, new=new)


def save(folder: EditedFolder, texts: Texts, options: EditOptions, message: str) -> None:
    """Write new texts of files and print what changed; in a dry run, only print it.

    It is printed after the writing, so that a write that fails shows nothing of the files.
    """
    change = "".join(
        diff((folder.path / name).as_posix().lstrip("/"), old, new)
        for name, (old, new) in texts.items()
    )
    if options.dry_run:
        click.echo(change, nl=False)
        return
    from courtside.workspace.commits import CommitError

    edited_folder.write_texts(folder.path, texts)
    click.echo(change, nl=False)
    try:
        edited_folder.keep_change(folder.path, texts, message, commit=options.commit)
    except CommitError as error:
        refuse(f"{error}.")
