"""The shell around the pure engine: what a build reads from disk, clock and environment.

    plan = prepare(Path("projects"), house_root=Path(), environ=os.environ, now=datetime.now(UTC))
    write_portals(staged, plan, templates=overrides / "portal", shells=shells)

`hooks/mkdocs_hook.py` calls these in MkDocs' order of events; `run` is `courtside build`.
"""

from __future__ import annotations

import hashlib
import os
import re
import runpy
import subprocess
import sys
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn
from zoneinfo import ZoneInfo

from jinja2 import TemplateError
from rich.console import Console
from rich.progress import track

from . import gate, keys, pipeline, processes, reference, seal, sheet, site
from .disk import in_words
from .history import earlier_versions
from .keyring import root_secrets
from .page import Attachment, in_template, render
from .pipeline import FRONT_PAGE as FRONT_PAGE
from .project import FIRST_YEAR, LAST_YEAR, Project, Studio
from .public import Look, Public, public_part
from .source import MOST_BYTES as MOST_TEXT
from .source import Fault, printable, read
from .staging import Stage
from .status import House, Status, Walk, alone, assess
from .wording import count

NOT_UTF_8 = f"{FRONT_PAGE}: it is not UTF-8: save it so"
MANY = 100
"""Portals beyond which a build shows how far it is."""
FIRST_USE = (
    "The links come from a secret that this is the first use of: put it into your password manager "
    "now (`courtside key show`), and commit its key_id in _studio.yml"
)
UNTOUCHED = "Nothing was published: the last good site is as it was."
MOST_BYTES = 20_000_000
"""A file that goes with a project may be so large."""


class BuildFault(Exception):
    """What stops a build, a line each: faults of project files, or the missing secret."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """One portal before it is sealed."""

    client: pipeline.Client
    portal: site.Portal
    files: Mapping[str, Path]
    """What is sealed with it: `<project id>/<name>` -> its place, in `portal.files`' order."""
    stamp_key: bytes = field(repr=False)
    """For the stamp of the build, out of the secret that its link comes from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """All that a build is going to seal."""

    house: House
    today: date
    drafts: tuple[Draft, ...]
    warnings: tuple[str, ...]
    sources: str
    """Hash of the studio's file and all project files."""

    @property
    def portals(self) -> tuple[site.Portal, ...]:
        return tuple(draft.portal for draft in self.drafts)

    @property
    def links(self) -> Mapping[str, keys.Link]:
        """The link of each client; while a secret is replaced, the new one."""
        return {draft.client.id: draft.portal.link for draft in reversed(self.drafts)}

    @property
    def summary(self) -> str:
        """Counts for the log."""
        counts = {
            "portal": len(self.drafts),
            "file": sum(len(draft.files) for draft in self.drafts),
            "warning": len(self.warnings),
        }
        return ", ".join(count(n, what) for what, n in counts.items())


def prepare(
    projects: Path,
    *,
    house_root: Path,
    environ: Mapping[str, str],
    now: datetime,
    sheets: bool = False,
    kept: pipeline.Kept | None = None,
) -> Plan:
    """Read a house and reckon its portals; raises BuildFault with every fault of every file.

    `house_root` is the folder of mkdocs.yml, below which the key is kept. With `sheets`, it is
    warned of agreements with so many stages that they take more than one page. `kept` as in
    `pipeline.load`.
    """
    files = project_files(projects)
    house, day, faults = _checked(files, projects, environ=environ, now=now, kept=kept)
    studio = house.studio
    try:
        secrets = root_secrets(
            house_root,
            environ,
            key_id=studio.key_id or "",
            studio_file=projects / pipeline.STUDIO_FILE,
        )
    except keys.KeyFault as fault:
        raise BuildFault(str(fault)) from None
    clients = pipeline.clients(house, day)
    open_ones = [project for client in clients for project in client.projects]
    if unfit := unfit_files(open_ones, projects, folder=projects.name):
        raise BuildFault(*map(str, unfit))
    # Measuring takes a tenth of a second each: `check` does it for all.
    long = {project.id for project in open_ones if len(project.stages) > sheet.STAGES}
    if sheets and long:
        statuses = (status for status in assess(house, day) if status.project.id in long)
        faults += too_long(studio, statuses, day, projects, folder=projects.name)
    drafts = (_draft(projects, client, root) for root in secrets for client in clients)
    warnings = [str(fault) for fault in faults]
    if not studio.key_id:
        warnings.append(FIRST_USE)
    return Plan(
        house=house,
        today=day,
        drafts=tuple(drafts),
        warnings=tuple(warnings),
        sources=reference.key_of({**files, pipeline.STUDIO_FILE: _without_key_id(files)}),
    )


def _without_key_id(files: Mapping[str, bytes]) -> bytes:
    """The studio's file as it was before its first build, which adds a line that no page shows."""
    return re.sub(rb"(?m)^key_id:.*\n?", b"", files[pipeline.STUDIO_FILE]).rstrip()


def read_house(
    projects: Path,
    *,
    environ: Mapping[str, str],
    now: datetime,
    kept: pipeline.Kept | None = None,
) -> tuple[House, date, tuple[Fault, ...]]:
    """A house, today, and the warnings; raises BuildFault with every fault of every file."""
    return _checked(project_files(projects), projects, environ=environ, now=now, kept=kept)


def _checked(
    files: Mapping[str, bytes],
    projects: Path,
    *,
    environ: Mapping[str, str],
    now: datetime,
    kept: pipeline.Kept | None,
) -> tuple[House, date, tuple[Fault, ...]]:
    asked = environ.get("COURTSIDE_TODAY", "")
    house, faults = pipeline.load(
        files,
        folder=projects.name,
        now=None if asked else now,  # another day's view ignores what lies after it
        earlier=lambda file: earlier_versions(projects.parent / file),
        kept=kept,
    )
    if house is None:
        raise BuildFault(*(str(fault) for fault in faults if fault.severity == "error"))
    return house, day_of(house.studio, asked, now), faults


LONG = "long-agreement"
"""The name of this warning, by which a file allows it."""


def too_long(
    studio: Studio, statuses: Iterable[Status], today: date, projects: Path, *, folder: str
) -> tuple[Fault, ...]:
    """Warnings of the agreements that take more than one page, in order of the statuses; `folder`
    is what messages call the folder of the projects."""
    return tuple(
        Fault(
            file=f"{folder}/{_project_file(projects, status.project)}",
            line=1,
            column=1,
            path="",
            message=str(found),
            severity="warning",
            name=LONG,
        )
        for status in statuses
        if LONG not in status.project.allow
        and (found := sheet.too_long(sheet.telling(studio, status, today)))
    )


def _project_file(projects: Path, project: Project) -> str:
    name = f"{project.id}.md"
    return name if (projects / name).exists() else f"{project.id}.yml"


def project_files(projects: Path) -> Mapping[str, bytes]:
    """The studio's file and the project files, by name; raises BuildFault for one that is a link.

    A link is refused because what it leads to may be no project file at all.
    """
    files: dict[str, bytes] = {}
    links: list[str] = []
    for path in sorted(projects.iterdir()):
        if path.name == FRONT_PAGE:
            continue
        if path.suffix not in (".yml", ".md") and not pipeline.is_misnamed(path.name):
            continue
        if path.is_symlink():
            name = printable(path.name)
            links.append(f"{projects.name}/{name}: it is a link: put the file itself there")
        elif path.is_file():
            with path.open("rb") as file:
                files[path.name] = file.read(MOST_TEXT + 1)  # what is larger is refused by that
    if links:
        raise BuildFault(*links)
    return files


def day_of(studio: Studio, asked: str, now: datetime) -> date:
    """Today: the one asked for, else the examples' day, else the real one in the studio's zone.

    `asked` is written as 2026-03-25, or empty; `now` is aware of its zone. Raises BuildFault.
    """
    if asked:
        try:
            return asked_day(asked)
        except ValueError:
            raise BuildFault(f"COURTSIDE_TODAY: {A_DAY}") from None
    return studio.example_day or now.astimezone(ZoneInfo(studio.timezone)).date()


A_DAY = f"a day is written as 2026-03-25, and lies between {FIRST_YEAR} and {LAST_YEAR}"


def asked_day(text: str) -> date:
    """Read a day written as 2026-03-25, and in no other way; raises ValueError, also for one in a
    year that no file may name."""
    day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day


def write_portals(staged: Path, plan: Plan, *, templates: Path, shells: Mapping[str, str]) -> None:
    """Put the sealed portals beside the public pages, with several processes where there are many.

    `shells` holds one for each language, `templates` is `overrides/portal`. Raises BuildFault.
    """
    clients = sorted({draft.client.id for draft in plan.drafts})
    parts = processes.number_for(len(clients))

    inputs = inputs_of(plan, templates)

    def work(part: int) -> None:
        mine = frozenset(clients[part::parts])
        sealed = seal_all(plan, templates, inputs=inputs, only=mine)
        if part == 0:  # it takes as long as the others
            sealed = _with_progress(sealed, len(plan.drafts) // parts)
        write(staged, site.site_files(sealed, shells))

    try:
        processes.shared(work, parts)
    except processes.Stopped as fault:
        raise BuildFault(str(fault)) from None


_MAKERS = ("babel", "holidays", "jinja2", "markdown-it-py", "markupsafe", "nh3", "tzdata")
"""Of another version of one of these, a page may be another."""


def inputs_of(plan: Plan, templates: Path) -> bytes:
    """Hash all that any page or file of a site comes from, for the stamp of the build.

    Whatever changes a byte of one of them has to be in here: then it changes all of them.
    """
    engine = Path(__file__).parent
    found = {
        "day": plan.today.isoformat().encode("ascii"),
        "sources": plan.sources.encode("ascii"),
        "versions": " ".join([zlib.ZLIB_RUNTIME_VERSION, *map(version, _MAKERS)]).encode(),
        **{
            f"file {name}": _sum_of(path)
            for draft in plan.drafts
            for name, path in draft.files.items()
        },
        **reference.folder_inputs(templates),
        **reference.folder_inputs(engine, "*.py"),
        **reference.folder_inputs(engine, "*.po"),
    }
    return bytes.fromhex(reference.key_of(found))


def _sum_of(path: Path) -> bytes:
    """The hash of a file that goes with a project; of one that has not changed, the last one."""
    try:
        stat = path.stat()
        return _sum_as_of(path, stat.st_mtime_ns, stat.st_size)
    except OSError as fault:
        raise _unreadable(path, fault) from None


@cache
def _sum_as_of(path: Path, mtime: int, size: int) -> bytes:  # noqa: ARG001 - they are its version
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def seal_all(
    plan: Plan,
    templates: Path,
    *,
    inputs: bytes | None = None,
    only: Collection[str] | None = None,
    walked: Walk = alone,
) -> Iterator[site.Sealed]:
    """Render and seal the portals, or only those of some clients, one after the other, so that
    little is held at a time; `inputs` out of `inputs_of`, where they are known already; `walked`
    as in `status.in_turn`."""
    known = inputs_of(plan, templates) if inputs is None else inputs
    drafts = defaultdict(list)
    for draft in plan.drafts:
        if only is None or draft.client.id in only:
            drafts[draft.client.id].append(draft)
    wanted = [of_client[0].client for of_client in drafts.values()]
    for page in pipeline.portals_of(wanted, plan.house, plan.today, walked=walked):
        for draft in drafts[page.id]:
            yield _sealed(draft, page, templates, keys.stamp(draft.stamp_key, known))


def _sealed(draft: Draft, page: pipeline.Portal, templates: Path, stamp: bytes) -> site.Sealed:
    files: list[bytes] = []
    named: dict[str, Attachment] = {}
    for (name, path), link in zip(draft.files.items(), draft.portal.files, strict=True):
        file = seal.File(name=path.name, content=_content(path), day=page.today)
        files.append(seal.seal_file(file, link, stamp=stamp))
        named[name] = Attachment(slug=link.slug, digest=seal.digest(file.content))
    try:
        html = render(page, named, templates=templates)
    except TemplateError as fault:
        raise BuildFault(in_template(fault)) from None
    sealed = seal.seal_page(html, draft.portal.link, stamp=stamp)
    return site.Sealed(portal=draft.portal, page=sealed, files=tuple(files))


def _content(path: Path) -> bytes:
    """What a file of a project holds. Its name may be a client's word, and is not said."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise _unreadable(path, fault) from None


def _unreadable(path: Path, fault: OSError) -> BuildFault:
    why = in_words(fault, named=False)
    return BuildFault(f"projects/{path.parent.name}/: a file in it: {why}")


def ask_gate(
    staged: Path, plan: Plan, *, reference: gate.Reference, said: Sequence[str] = ()
) -> None:
    """Let the gate look at a whole site; raises BuildFault with what it finds.

    `said` is what the build's log holds so far.
    """
    found = gate.findings(Folder(staged), reference=reference, portals=plan.portals, log=said)
    if found:
        raise BuildFault(*(f"gate: {finding}" for finding in found))


def _with_progress(sealed: Iterator[site.Sealed], total: int) -> Iterator[site.Sealed]:
    """Show a bar in the terminal where there are more than a hundred portals."""
    console = Console(stderr=True)
    if total <= MANY or not console.is_terminal:
        return sealed
    bar = track(sealed, "Sealing", total=total, console=console, transient=True)
    return iter(bar)


def _draft(projects: Path, client: pipeline.Client, root: keys.RootSecret) -> Draft:
    link = keys.link(root, client.id, client.link)
    found = {
        f"{project.id}/{name}": in_folder(projects / project.id, name)
        for project in client.projects
        for name in project.files
    }
    links = (keys.file_link(link, file_id) for file_id in found)
    portal = site.Portal(client=client.id, language=client.language, link=link, files=tuple(links))
    return Draft(client=client, portal=portal, files=found, stamp_key=keys.stamp_key(root))


def unfit_files(shown: Iterable[Project], projects: Path, *, folder: str) -> tuple[Fault, ...]:
    """Faults of the files that go with projects; `folder` is what messages call the folder of the
    projects."""
    faults = []
    for project in shown:
        wrong = {
            at: message
            for at, name in enumerate(project.files)
            if (message := _unfit(projects / project.id, name, project.files[:at]))
        }
        if wrong:
            name = _project_file(projects, project)
            source, _ = read((projects / name).read_bytes(), file=f"{folder}/{name}")
            assert source
            faults += [source.fault(("files", at), message) for at, message in wrong.items()]
    return tuple(faults)


def in_folder(folder: Path, name: str) -> Path:
    """Return the file of that name, also where the folder has its accents in Unicode's other form,
    as Macs write them."""
    known = _names(folder)
    same = [one for one in known if _composed(one) == _composed(name)]
    return folder / (same[0] if name not in known and len(same) == 1 else name)


def _names(folder: Path) -> frozenset[str]:
    """The names in a folder as they are, whatever the disk takes for the same."""
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _alike(name: str) -> str:
    """A name without what the eye passes over: capitals, kinds of spaces, invisible signs."""
    seen = "".join(sign for sign in name if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())


def _unfit(folder: Path, name: str, before: Sequence[str]) -> str:
    """What is wrong with a file: it must be a plain one, in the project's own folder, named once.
    Nothing, if it is."""
    if _composed(name) in map(_composed, before):
        return "it is named twice: take one out"
    if not seal.is_name(name):
        return "its name has a tab or another sign that no file's name may have: rename it"
    try:
        path = in_folder(folder, name)
        if path.parent.is_symlink():
            return f"{path.parent.name}/ is a link: put the folder itself there"
        if path.is_symlink():
            return "it is a link: put the file itself there"
        where = f"{folder.parent.name}/{folder.name}/"
        if path.name not in _names(folder):
            if any(_alike(one) == _alike(name) for one in _names(folder)):
                return (
                    f"a file in {where} differs from it in capitals, spaces or invisible signs "
                    "only: write its name as the file has it"
                )
            return f"it is not in {where}"
        if not path.is_file():
            return f"it is not in {where}"
        if path.stat().st_size > MOST_BYTES:
            return f"it is larger than {MOST_BYTES // 1_000_000} MB"
    except OSError as fault:  # which names the file
        return in_words(fault, named=False)
    return ""


class Folder(Mapping[str, bytes]):
    """The files below a folder, by their path with `/`; each is read when it is asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root
        below = (path for path in root.rglob("*") if path.is_symlink() or not path.is_dir())
        self._paths = frozenset(path.relative_to(root).as_posix() for path in below)

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        return (self._root / path).read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def write(root: Path, files: Iterator[tuple[str, bytes]]) -> None:
    """Write files below a folder."""
    for path, content in files:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def plainly(plan: Plan, look: Look, *, projects: Path, overrides: Path, site_folder: Path) -> None:
    """Build the whole site without a site generator: `courtside build --plain`.

    Raises BuildFault, or StagingFault where the site's folder cannot be replaced; then the last
    good site stays as it was.
    """
    public = read_public(look, projects=projects, overrides=overrides)
    with closing(Stage(site_folder)) as stage:
        write(stage.new, iter(public.files.items()))
        write_portals(stage.new, plan, templates=overrides / "portal", shells=public.shells)
        ask_gate(stage.new, plan, reference=reference_of(public))
        stage.swap()


def read_public(look: Look, *, projects: Path, overrides: Path) -> Public:
    """What of a site is public, made without a site generator; raises BuildFault."""
    front_page = projects / FRONT_PAGE
    if not front_page.is_file() or front_page.is_symlink():
        raise BuildFault(f"{FRONT_PAGE}: the public front page is missing, or is a link")
    try:
        return public_part(look, front_page.read_text(encoding="utf-8"), overrides)
    except UnicodeDecodeError:
        raise BuildFault(NOT_UTF_8) from None
    except TemplateError as error:
        raise BuildFault(in_template(error)) from None


def reference_of(public: Public) -> gate.Reference:
    """The public part as the gate holds a site against it."""
    sums = {path: gate.digest(content) for path, content in public.files.items()}
    return gate.Reference(public=sums, shells=public.shells)


def gate_site(
    folder: Path, config_file: Path, plan: Plan, public: Public | None
) -> tuple[str, ...]:
    """Let the gate look at a site that lies somewhere; gives its findings, a line each.

    `public` is what it has to be without projects where it was built plainly; else the house is
    built anew, into a folder that goes away again. Files and day must be those of the site.
    """
    if public is not None:
        known = reference_of(public)
    else:
        with TemporaryDirectory() as scratch:
            words = [sys.executable, "-m", generator(), "build", "--quiet"]
            words += ["--config-file", str(config_file), "--site-dir", f"{scratch}/site"]
            done = subprocess.run(words, env=os.environ | QUIET, check=False)  # noqa: S603 - our own words
            if done.returncode != 0:
                return ("the house cannot be built now: there is nothing to hold the site against",)
        try:
            known = reference.kept(config_file.parent / reference.KEPT)
        except ValueError as fault:  # a cache that cannot be written
            return (f"{fault}: may it be written?",)
    found = gate.findings(Folder(folder), reference=known, portals=plan.portals)
    return tuple(str(finding) for finding in found)


GENERATORS = ("mkdocs", "properdocs")
"""ProperDocs is MkDocs, kept on by others: it reads the same settings, themes and hooks."""
QUIET = {"NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8"}
"""No advertisement of Material's successor; and a log in UTF-8 whatever the code page."""


def mkdocs(command: str, config_file: Path, *arguments: str) -> NoReturn:
    """Go on as the site generator that is installed, as `python -m mkdocs` would: `build` or
    `serve`.

    In this process, since a second one would import the engine once more, which takes a third of a
    small build. So the hook finds this engine, whatever lies beside it. Raises BuildFault where
    there is no generator, SystemExit at the end, and whatever a plugin may raise.
    """
    sys.argv = [generator(), command, "--config-file", str(config_file), *arguments]
    os.environ |= QUIET
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    raise SystemExit


def generator() -> str:
    """The site generator that is installed; raises BuildFault where there is none."""
    found = next((name for name in GENERATORS if find_spec(name)), None)
    if found is None:
        raise BuildFault("there is no MkDocs here: run make site, or use courtside build --plain")
    return found
