"""The workflows: as an auditor reads them, and each of their commands run as they would run it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from courtside.sealing.keys import RootSecret, link
from helpers.smtp import REFUSED, Box, server
from helpers.studio import CANARIES, CHECKOUT, SECRET, STUDIO, make_studio, project

WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
}
STEPS = [
    (f"{name}/{job}", step)
    for name, workflow in WORKFLOWS.items()
    for job, body in workflow["jobs"].items()
    for step in body.get("steps", ())
]
TOOLS = Path(sys.executable).parent


# --- As they are read ----------------------------------------------------------------------------


def test_an_auditor_finds_nothing() -> None:
    done = subprocess.run(
        [TOOLS / "zizmor", "--offline", "--persona", "auditor", "--format", "plain", "."],
        cwd=CHECKOUT / ".github",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout


def test_the_schema_has_nothing_against_them() -> None:
    paths = [str(path) for path in (CHECKOUT / ".github" / "workflows").glob("*.yml")]
    done = subprocess.run(
        [TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *paths],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nobody_may_do_anything_that_is_not_granted(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {}
    for job in WORKFLOWS[name]["jobs"].values():
        assert "permissions" in job
        assert "uses" in job or job["timeout-minutes"] <= 30


def test_actions_are_pinned_by_hash_with_their_version_beside() -> None:
    for path in (CHECKOUT / ".github" / "workflows").glob("*.yml"):
        for line in re.findall(r"uses: (.*)", path.read_text("utf-8")):
            assert line.startswith("$/") or re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", line)


def test_the_secret_is_where_pages_or_links_are_made_and_nowhere_else() -> None:
    holders = {f"{where}: {step['name']}" for where, step in STEPS if "COURTSIDE_KEY" in str(step)}
    assert holders == {"site/build: Build, and ask the gate", "daily/mail: Send"}
    for name in ("publish", "daily"):
        assert "secrets: inherit" not in str(WORKFLOWS[name])


def test_nothing_that_others_write_becomes_a_command() -> None:
    assert not [where for where, step in STEPS if "${{" in step.get("run", "")]


def test_a_pull_request_leaves_nothing_behind() -> None:
    used = [step["uses"] for where, step in STEPS if where.startswith("check/") and "uses" in step]
    assert {action.partition("@")[0] for action in used} == {
        "actions/checkout",
        "actions/setup-python",
    }
    assert "secrets." not in str(WORKFLOWS["check"])


def test_mornings_have_a_file_of_their_own_at_an_odd_minute_of_the_studio_s_zone() -> None:
    (schedule,) = WORKFLOWS["daily"][True]["schedule"]  # YAML 1.1 reads `on` as true
    assert int(schedule["cron"].split()[0]) % 5
    studio = (CHECKOUT / "projects" / "_studio.yml").read_text("utf-8")
    assert f"timezone: {schedule['timezone']}\n" in studio


# --- As they run ---------------------------------------------------------------------------------

VALUES = {
    "secrets.COURTSIDE_KEY": SECRET,
    "secrets.COURTSIDE_KEY_PREVIOUS": "",
    "secrets.COURTSIDE_SMTP_URL": "smtp://127.0.0.1:9",
    "github.event.repository.private && 'private' || 'public'": "private",
}
VARIABLES: dict[str, str] = {}
"""What an owner has set under Settings, Secrets and variables, Actions, Variables."""

PLAYED = {"site/build", "check/files", "daily/mail"}


def test_each_job_with_a_command_is_played_here() -> None:
    """But the one that runs these tests."""
    assert {where for where, step in STEPS if "run" in step} == PLAYED | {"check/tests"}


def git(where: Path, *words: str) -> str:
    who = ("-c", "user.name=Quetzalcoatl", "-c", "user.email=quetzal@client.example")
    done = subprocess.run(["git", "-C", str(where), *who, *words], check=True, capture_output=True)
    return done.stdout.decode()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """An owner's repository, as GitHub keeps it."""
    portfolio = make_studio(tmp_path / "house", aurora=project(), kiln=project())
    for name in (".ci", ".gitignore", ".gitattributes", "Makefile"):
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
        copy(CHECKOUT / name, portfolio / name)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(CHECKOUT / name, portfolio / name)
    studio = STUDIO.replace("example_day: 2026-03-11\n", "")
    key_id = RootSecret.parse(SECRET).key_id
    (portfolio / "projects" / "_studio.yml").write_text(f'{studio}key_id: "{key_id}"\n')
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(portfolio))
    git(portfolio, "add", "--all")
    git(portfolio, "commit", "--quiet", "--message", "x")
    git(tmp_path, "clone", "--quiet", "--bare", str(portfolio), str(tmp_path / "origin.git"))
    git(portfolio, "remote", "add", "origin", str(tmp_path / "origin.git"))
    git(portfolio, "fetch", "--quiet")
    git(portfolio, "branch", "--quiet", "--set-upstream-to=origin/main")
    return tmp_path / "origin.git"


def check_out(origin: Path) -> Path:
    """A clean clone, in which `make install` finds its work done: no test needs the internet."""
    clone = origin.parent / "runner"
    shutil.rmtree(clone, ignore_errors=True)
    git(origin.parent, "clone", "--quiet", str(origin), str(clone))
    venv = clone / ".venv"
    (venv / "bin").mkdir(parents=True)
    for tool in ("python", "courtside"):
        (venv / "bin" / tool).symlink_to(TOOLS / tool)
    sums = 'import hashlib; print(*(hashlib.sha256(open(f, "rb").read()).hexdigest() for f in '
    files = '("requirements.lock", "pyproject.toml")))'
    stamp = subprocess.run(
        [sys.executable, "-c", sums + files], cwd=clone, capture_output=True, text=True, check=True
    )
    (venv / ".installed").write_text(stamp.stdout)
    return clone


def run(clone: Path, workflow: str, job: str) -> tuple[int, str]:
    """Run the commands of a job in order, until one fails; gives its code and all that was said.

    A job that waits for a variable of the repository is left out, unless it has that value.
    """
    body = WORKFLOWS[workflow]["jobs"][job]
    switch = re.fullmatch(r"\$\{\{ vars\.(\w+) == '(\w+)' \}\}", body.get("if", ""))
    if switch and VARIABLES.get(switch[1]) != switch[2]:
        return 0, "left out"
    summary = clone.parent / "summary.md"
    said, failed = "", 0
    for step in body["steps"]:
        if "run" not in step or (failed and "always()" not in step.get("if", "")):
            continue
        values = {
            name: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: VALUES[found[1]], value)
            for name, value in step.get("env", {}).items()
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=clone,
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith("COURTSIDE")},
                **values,
                "GITHUB_STEP_SUMMARY": str(summary),
                "CI": "true",
            },
            capture_output=True,
            text=True,
        )
        said += done.stdout + done.stderr
        failed = failed or done.returncode
    return failed, said + (summary.read_text() if summary.exists() else "")


def test_a_push_publishes_and_says_nothing_of_anybody(origin: Path) -> None:
    clone = check_out(origin)
    code, said = run(clone, "site", "build")
    assert code == 0, said
    assert "This may be published." in said
    for client in ("aurora", "kiln"):
        own = link(RootSecret.parse(SECRET), client, 1)
        assert (clone / "site" / "p" / own.slug / "index.html").is_file()
        assert own.slug not in said
        assert own.key not in said
    assert SECRET not in said
    assert not [canary for canary in CANARIES if canary.lower() in said.lower()]
    assert git(clone, "status", "--porcelain") == ""


def change(origin: Path, name: str, text: str | None) -> None:
    """Commit another text of a file, or none."""
    portfolio = origin.parent / "house"
    path = portfolio / "projects" / name
    path.write_text(text) if text is not None else path.unlink()
    git(portfolio, "add", "--all")
    git(portfolio, "commit", "--quiet", "--message", "x")
    git(portfolio, "push", "--quiet", "origin", "main")


def test_a_project_that_vanished_stops_before_the_secret_comes_near(origin: Path) -> None:
    change(origin, "kiln.yml", None)
    clone = check_out(origin)
    code, said = run(clone, "site", "build")
    assert code == 1
    assert "kiln: it was there" in said
    assert not (clone / "site").exists()


def test_closing_the_last_one_publishes_the_front_page(origin: Path) -> None:
    for name in ("aurora", "kiln"):
        change(origin, f"{name}.yml", f"{project()}closed: 2026-03-10\n")
    clone = check_out(origin)
    code, said = run(clone, "site", "build")
    assert code == 0, said
    assert (clone / "site" / "index.html").is_file()
    assert not (clone / "site" / "p").exists()


def test_a_pull_request_is_checked_and_built_with_a_throw_away_key(origin: Path) -> None:
    clone = check_out(origin)
    code, said = run(clone, "check", "files")
    assert code == 0, said
    assert "courtside: 2 portals" in said
    assert not (clone / "site").exists()
    assert git(clone, "status", "--porcelain") == ""
    change(origin, "kiln.yml", project().replace("owner: client", "owner: cleint"))
    code, said = run(check_out(origin), "check", "files")
    assert code == 1
    assert "::error file=projects/kiln.yml,line=6" in said


def test_who_was_reminded_is_committed_and_nothing_else(origin: Path) -> None:
    clone = check_out(origin)
    (clone / "projects" / "_reminded.txt").write_text("2026-03-11 client aurora copy\n")
    (clone / "projects" / "notes.txt").write_text("Wolframite")
    change(origin, "kiln.yml", project(title="Somebody pushed meanwhile"))
    subprocess.run([clone / ".ci" / "record"], check=True, capture_output=True)
    log = git(origin, "log", "--format=%an %ae %s", "--name-only", "-1", "main")
    assert log == "Courtside noreply@invalid Reminders of today\n\nprojects/_reminded.txt\n"
    tip = git(origin, "rev-parse", "main")
    subprocess.run([clone / ".ci" / "record"], check=True, capture_output=True)
    assert git(origin, "rev-parse", "main") == tip


# --- Each morning, with mail ---------------------------------------------------------------------


def due_today() -> str:
    """A signed project whose client's texts are due on the real day: nothing is sent of another."""
    today = datetime.now(ZoneInfo("Europe/Madrid")).date()
    before = f"{today - timedelta(days=2):%Y-%m-%d}"
    return project().replace(
        "stages:", f"signed: {{date: {before}, by: Quetzalcoatl}}\nstart: {before}\nstages:"
    )


@pytest.fixture
def morning(origin: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """A house that works on each day of the week, with somebody to remind, and its mail server."""
    portfolio = origin.parent / "house"
    studio = (portfolio / "projects" / "_studio.yml").read_text()
    change(origin, "_studio.yml", f"{studio}calendar: {{week: mon-sun}}\n")
    change(origin, "aurora.yml", due_today())
    with server() as box:
        monkeypatch.setitem(VALUES, "secrets.COURTSIDE_SMTP_URL", f"smtp://127.0.0.1:{box.port}")
        yield box


def play_the_morning(origin: Path) -> tuple[int, str]:
    """The daily workflow: the site's job, then, in a clone of its own, the one that needs it."""
    code, said = run(check_out(origin), "site", "build")
    assert code == 0, said
    assert WORKFLOWS["daily"]["jobs"]["site"]["uses"].endswith("/site.yml")
    assert WORKFLOWS["daily"]["jobs"]["mail"]["needs"] == "site"
    return run(check_out(origin), "daily", "mail")


def test_where_mail_is_switched_on_a_morning_sends_once_and_commits_whom(
    origin: Path, morning: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(VARIABLES, "COURTSIDE_MAIL", "yes")
    code, said = play_the_morning(origin)
    assert code == 0, said
    (letter,) = morning.letters
    assert "quetzal@client.example" in letter["To"]
    own = link(RootSecret.parse(SECRET), "aurora", 1)
    assert f"/p/{own.slug}/#{own.key}" in letter.get_content()
    for secret in (*CANARIES, "quetzal@", own.slug, own.key, SECRET):
        assert secret.lower() not in said.lower()
    assert "aurora" in said
    log = git(origin, "log", "--format=%an %s", "--name-only", "-1", "main")
    assert log == "Courtside Reminders of today\n\nprojects/_reminded.txt\n"
    tip = git(origin, "rev-parse", "main")
    code, said = run(check_out(origin), "daily", "mail")  # by hand, later on the same day
    assert code == 0, said
    assert len(morning.letters) == 1
    assert git(origin, "rev-parse", "main") == tip


def test_who_was_reminded_is_committed_also_where_another_letter_was_refused(
    origin: Path, morning: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(VARIABLES, "COURTSIDE_MAIL", "yes")
    change(origin, "kiln.yml", due_today().replace("quetzal@", REFUSED))
    code, said = play_the_morning(origin)
    assert code == 1
    assert "kiln: not sent" in said
    assert len(morning.letters) == 1
    record = git(origin, "show", "main:projects/_reminded.txt")
    assert " client aurora copy\n" in record
    assert "kiln" not in record


@pytest.mark.parametrize("value", [None, "no"])
def test_where_mail_is_not_switched_on_nothing_is_sent(
    origin: Path, morning: Box, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is not None:
        monkeypatch.setitem(VARIABLES, "COURTSIDE_MAIL", value)
    tip = git(origin, "rev-parse", "main")
    assert run(check_out(origin), "daily", "mail") == (0, "left out")
    assert morning.letters == []
    assert git(origin, "rev-parse", "main") == tip


def test_what_the_workflows_say_to_make_is_made(tmp_path: Path) -> None:
    """A name that is only `.PHONY` would be done at once, and with nothing done."""
    makefile = (CHECKOUT / "Makefile").read_text("utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)", makefile, re.M)
    assert [name for name in phony.split() if not re.search(rf"^{name}:", makefile, re.M)] == []
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, tmp_path)
    plan = ["make", "--dry-run", "install"]
    said = subprocess.run(plan, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "-m venv .venv" in said
    assert "--require-hashes -r requirements.lock" in said


# --- Before a commit -----------------------------------------------------------------------------


def test_the_owner_s_hook_refuses_a_file_with_a_problem(origin: Path) -> None:
    clone = check_out(origin)
    make = ["make", "--quiet", "hook"]
    assert subprocess.run(make, cwd=clone, capture_output=True).returncode == 0
    kiln = clone / "projects" / "kiln.yml"
    kiln.write_text(kiln.read_text().replace("owner: client", "owner: cleint"))
    git(clone, "add", "projects")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        git(clone, "commit", "--message", "x")
    assert b"projects/kiln.yml:6:44" in refused.value.stderr
    kiln.write_text(project(title="Mended"))
    git(clone, "commit", "--all", "--quiet", "--message", "x")
    again = subprocess.run(make, cwd=clone, capture_output=True, text=True)
    assert again.returncode != 0
    assert "There is a hook already" in again.stderr


def test_contributors_hooks_run_out_of_the_same_environment(origin: Path) -> None:
    clone = check_out(origin)
    shutil.copy(CHECKOUT / ".pre-commit-config.yaml", clone)
    for tool in ("ruff", "mypy"):
        (clone / ".venv" / "bin" / tool).symlink_to(TOOLS / tool)
    package = clone / "hooks" / "courtside"
    shutil.copytree(CHECKOUT / "hooks" / "courtside", package, dirs_exist_ok=True)
    git(clone, "add", ".pre-commit-config.yaml", "hooks")
    done = subprocess.run(
        [TOOLS / "pre-commit", "run", "--all-files"],
        cwd=clone,
        env={**os.environ, "SKIP": "mypy"},  # half a minute, and the same as in `make test`
        capture_output=True,
        text=True,
    )
    ran = re.findall(r"^([\w ]+?)\.+(?:\([^)]*\))?(Passed|Failed|Skipped)", done.stdout, re.M)
    passed = ("courtside check", "ruff format", "ruff check")
    assert dict(ran) == {**dict.fromkeys(passed, "Passed"), "mypy": "Skipped"}, done.stdout
    assert done.returncode == 0
