"""How `courtside upgrade` brings a studio to the version of this Courtside.

    the project files    migrated, if the format is a new one
    our files            replaced where they are as shipped, else shown beside ours
    pyproject.toml       names this Courtside
    all of it            checked

Whoever is stopped half-way runs it again.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from courtside.cli.common import write_or_end
from courtside.cli.terminal import refuse
from courtside.provider.edited_folder import diff
from courtside.provider.setup import engine_line, starter
from courtside.provider.setup.starter import StudioFacts
from courtside.provider.setup.studio_folder import StudioFolder
from courtside.provider.setup.upgrade import (
    RECORD,
    TEMPLATE,
    NoRecordError,
    Sums,
    Upgrade,
    plan_upgrade,
    read_record,
    record_text,
)
from courtside.resources import contains_engine
from courtside.source import migrations
from courtside.text.english import count
from courtside.workspace.config import read_site_config
from courtside.workspace.git import asker

_OLD_SCHEMA = re.compile(
    rb"\A((?:---\r?\n)?# yaml-language-server: \$schema=\.\./)hooks/courtside/(schema/\w+\.json)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class UpgradeRequest:
    """The arguments of `courtside upgrade`."""

    config_file: Path
    from_template: bool
    take: tuple[str, ...]
    keep: tuple[str, ...]
    restart_within: str | None
    dry_run: bool


def upgrade_repository(ctx: click.Context, request: UpgradeRequest) -> None:
    """Migrate the project files, renew the shell around them, and check everything."""
    studio = _studio(request.config_file)
    root = studio.config.root
    recorded = _recorded(root, from_template=request.from_template)
    facts = StudioFacts(language=studio.says("language") or "en", timezone=studio.says("timezone"))
    shell = dict(starter.shell(facts))
    if request.from_template:
        shell[starter.PYPROJECT] = starter.owned(facts.language)[starter.PYPROJECT].encode()
    named = [*map(_posix, request.take), *map(_posix, request.keep)]
    plan = plan_upgrade(
        root, shell, recorded, take=named[: len(request.take)], keep=named[len(request.take) :]
    )
    if unknown := [path for path in named if path not in {*recorded, *plan.record}]:
        refuse(f"{', '.join(unknown)}: this is not a file of ours. Nothing was written.")
    _name_engine(root, plan)
    projects = studio.config.projects
    assert studio.studio is not None  # as `_studio` has seen
    migrates = migrations.format_of(studio.studio) != migrations.newest()
    migrate = {"restart_within": request.restart_within, "dry_run": request.dry_run}
    ctx.invoke(_command(ctx, "migrate"), projects=projects, **migrate)
    _point_to_schemas(studio, plan)
    plan.record = {path: plan.record[path] for path in plan.record if path not in starter.OWNED}
    _show(plan)
    changed = bool(plan.writes) or migrates or _bytes_of(root / RECORD) != record_text(plan.record)
    if not request.dry_run:
        _write(root, plan)
    if said := _summary(plan, changed=changed, dry_run=request.dry_run):
        click.echo(said, err=True)
    # A dry run leaves the .gitignore that the real one would replace.
    replaced = request.dry_run and ".gitignore" in plan.writes
    if not replaced and asker(root / starter.PYPROJECT)("check-ignore", "-q", RECORD) is not None:
        click.echo(_IGNORED, err=True)
    if request.dry_run:
        click.echo("Dry run: nothing was written.", err=True)
        return
    ctx.invoke(_command(ctx, "check"), files=(), projects=projects, form="text")


def _studio(config_file: Path) -> StudioFolder:
    config = read_site_config(config_file)
    if contains_engine(config.root):
        refuse(
            "This Courtside runs from the folder that it should upgrade. Install the new one "
            "elsewhere first, for example with pipx, and run that one here."
        )
    studio = StudioFolder.read(config)
    if studio.studio is None or not studio.says("timezone"):
        refuse("projects/_studio.yml cannot be read: run courtside check.")
    return studio


def _recorded(root: Path, *, from_template: bool) -> Sums:
    """Return the sums of what was shipped to this studio; ends if nobody knows them."""
    if from_template and not (root / RECORD).exists():
        # What is missing was needed until now: this version brings its own.
        return {
            path: sum_ for path, sum_ in read_record(TEMPLATE).items() if (root / path).exists()
        }
    try:
        return read_record(root / RECORD)
    except NoRecordError as error:
        refuse(
            f'{error}. Bring it back with git; if this studio was made by "Use this template", run '
            "courtside upgrade --from-template. Nothing was written."
        )


def _command(ctx: click.Context, name: str) -> click.Command:
    group = ctx.find_root().command
    command = group.get_command(ctx, name) if isinstance(group, click.Group) else None
    assert command is not None
    return command


def _posix(path: str) -> str:
    return Path(path).as_posix()


# --- What changes beside the shell ---------------------------------------------------------------


def _name_engine(root: Path, plan: Upgrade) -> None:
    """Let pyproject.toml name this engine, unless only this computer could install it."""
    file = root / starter.PYPROJECT
    theirs = file.read_bytes() if file.is_file() else b""
    text = (plan.writes.get(starter.PYPROJECT, (None, None))[1] or theirs).decode()
    old, new = engine_line.line_of(text), engine_line.installed_line()
    if not old:
        refuse(
            f'{file} does not name Courtside: add "{new}" to its dependencies. Nothing was written.'
        )
    if old == new:
        return
    if engine_line.only_here(new) and not engine_line.only_here(old) and " @ " in old:
        click.echo(f"{file} still names {old}: raise that line to this version.", err=True)
        return
    plan.writes[starter.PYPROJECT] = (theirs or None, engine_line.with_line(text, new).encode())


def _point_to_schemas(studio: StudioFolder, plan: Upgrade) -> None:
    """Let each file name its schema where it is now."""
    for name in studio.files:
        file = studio.config.projects / name
        old = file.read_bytes()
        new = _OLD_SCHEMA.sub(rb"\1.courtside/\2", old)
        if new != old:
            plan.writes[file.relative_to(studio.config.root).as_posix()] = (old, new)


_IGNORED = (
    f"git ignores {RECORD}, and the next upgrade needs it. Take our .gitignore, or put these lines "
    "into yours, in place of .courtside/:\n"
    "  /.courtside/*\n  !/.courtside/schema/\n  !/.courtside/shipped.sha256"
)


# --- Writing and saying -------------------------------------------------------------------------


def _show(plan: Upgrade) -> None:
    for difference in plan.differences:
        old = difference.theirs.decode("utf-8", "replace")
        new = (difference.ours or b"").decode("utf-8", "replace")
        if difference.ours is not None:
            click.echo(diff(difference.path, old, new), nl=False)


def _write(root: Path, plan: Upgrade) -> None:
    """Write all of it or nothing, the record last."""
    record = root / RECORD
    changes = {root / path: pair for path, pair in plan.writes.items()}
    changes[record] = (_bytes_of(record), record_text(plan.record))
    for path in changes:
        path.parent.mkdir(parents=True, exist_ok=True)
    write_or_end(changes)
    _prune(root, (path.parent for path, (_, new) in changes.items() if new is None))


def _bytes_of(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _prune(root: Path, folders: Iterable[Path]) -> None:
    """Delete folders that hold nothing any more, or only what Python compiled."""
    for folder in {above for below in folders for above in (below, *below.parents)}:
        if not folder.is_relative_to(root) or folder == root or not folder.is_dir():
            continue
        left = [path for path in folder.rglob("*") if "__pycache__" not in path.parts]
        if not any(path.is_file() or path.is_symlink() for path in left):
            shutil.rmtree(folder)


def _summary(plan: Upgrade, *, changed: bool, dry_run: bool) -> str:
    """What was done, and what is left to do; `changed` if there is something to commit."""
    gone = [path for path, (_, new) in plan.writes.items() if new is None]
    new = count(len(plan.writes) - len(gone), "file")
    lines = [f"{new} new or replaced, {len(gone)} deleted."] if plan.writes else []
    if not (changed or plan.differences):
        lines.append("Nothing is new.")
    lines += _listed(
        "You changed these, and so did this version. Yours are as they were; the lines above show "
        "the difference:",
        (both.path for both in plan.differences if both.ours is not None),
    )
    lines += _listed(
        "You changed these, and this version does not use them any more:",
        (dropped.path for dropped in plan.differences if dropped.ours is None),
    )
    lines += _listed("You changed these, and they stay as they are:", plan.kept)
    lines += _listed("You deleted these, and they stay deleted:", plan.missing)
    if plan.differences:
        lines.append("For each: courtside upgrade --take FILE, or --keep FILE once yours is right.")
    if changed and not dry_run:
        lines += ["Look at it with git diff. Then:", *(f"  {command}" for command in _COMMIT)]
    return "\n".join(lines)


_COMMIT = ("git add -A", 'git commit -m "Upgrade Courtside"')


def _listed(heading: str, paths: Iterable[str]) -> list[str]:
    names = [f"  {path}" for path in paths]
    return [heading, *names] if names else []
