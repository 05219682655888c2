"""The workflows: as an auditor reads them, and each of their commands run as they would run it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from courtside.sealing.keys import RootSecret, link
from helpers.runner import NOT_PLAYED, TOOLS, WORKFLOWS, Played, Runner, git, lay_environment
from helpers.smtp import REFUSED, Box, server
from helpers.studio import CANARIES, CHECKOUT, SECRET, STUDIO, make_studio, project

STEPS = [
    (f"{name}/{job}", step)
    for name, workflow in WORKFLOWS.items()
    for job, body in workflow["jobs"].items()
    for step in body.get("steps", ())
]
STARTER_LOCK = "hooks/courtside/starter/shell/requirements.lock"
OWNERS = {"check", "daily", "publish", "site"}
"""Workflows that a studio has too."""


# --- As they are read ----------------------------------------------------------------------------


FOLDERS = (".github", "hooks/courtside/starter/shell/dot-github")
"""Ours, and those of a studio."""


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_auditor_finds_nothing(folder: str) -> None:
    files = sorted((CHECKOUT / folder).rglob("*.yml"))
    files = [path for path in files if path.parent.name in ("workflows", folder)]
    done = subprocess.run(
        [TOOLS / "zizmor", "--offline", "--persona", "auditor", "--format", "plain", *files],
        cwd=CHECKOUT / ".github",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_schema_has_nothing_against_them(folder: str) -> None:
    paths = [str(path) for path in (CHECKOUT / folder / "workflows").glob("*.yml")]
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
    holders = {
        f"{where}: {step['name']}"
        for where, step in STEPS
        if re.search(r"secrets\.COURTSIDE_KEY(?! != '')", str(step))
    }
    assert holders == {
        "site/build: Build, and check for leaks",
        "site/build: Publish to another repository",
        "daily/mail: Send",
    }
    for name in ("publish", "daily"):
        assert "secrets: inherit" not in str(WORKFLOWS[name])


def test_where_the_secret_is_only_what_a_site_needs_is_installed() -> None:
    for where, step in STEPS:
        if where in {"site/build", "daily/mail"} and "install" in str(step).lower():
            assert step["run"] == ".ci/install"
    tools = {"pytest", "playwright", "zizmor", "uv", "mypy", "hypothesis"}
    locked = {
        name: set(re.findall(r"(?m)^([a-z0-9-]+)==", (CHECKOUT / name).read_text("utf-8")))
        for name in ("requirements.lock", "requirements-dev.lock")
    }
    assert not locked["requirements.lock"] & tools
    assert locked["requirements-dev.lock"] >= locked["requirements.lock"] | tools


def test_what_new_versions_run_in_may_not_write() -> None:
    jobs = WORKFLOWS["locks"]["jobs"]
    assert jobs["renew"]["permissions"] == {"contents": "read"}
    ran = [step["run"] for step in jobs["offer"]["steps"] if "run" in step]
    assert ran == [".ci/offer-locks"]
    assert "install" not in str(jobs["offer"])


def test_nothing_that_others_write_becomes_a_command() -> None:
    assert not [where for where, step in STEPS if "${{" in step.get("run", "")]


def test_a_pull_request_leaves_nothing_behind() -> None:
    used = [step["uses"] for where, step in STEPS if where.startswith("check/") and "uses" in step]
    assert {action.partition("@")[0] for action in used} == {
        "actions/checkout",
        "actions/setup-python",
    }
    assert "secrets." not in str(WORKFLOWS["check"])


def test_mornings_have_a_file_of_their_own_after_seven_in_the_studio_s_zone() -> None:
    (schedule,) = WORKFLOWS["daily"][True]["schedule"]  # YAML 1.1 reads `on` as true
    minute, hour, *days = schedule["cron"].split()
    assert int(minute) % 5
    assert 7 <= int(hour) < 12
    assert days == ["*", "*", "*"]
    studio = (CHECKOUT / "projects" / "_studio.yml").read_text("utf-8")
    assert f"timezone: {schedule['timezone']}\n" in studio


def test_a_push_never_takes_the_place_of_the_mails_nor_do_they_wait_for_the_site() -> None:
    jobs = {
        f"{name}/{job}": body
        for name in OWNERS - {"check"}
        for job, body in WORKFLOWS[name]["jobs"].items()
    }
    groups = {where: body.get("concurrency", {}).get("group") for where, body in jobs.items()}
    assert groups["daily/mail"] == "mail"
    assert [where for where, group in groups.items() if group == "mail"] == ["daily/mail"]
    assert groups["daily/site"] == groups["publish/site"] == "pages"
    for name in ("daily", "publish"):
        assert "concurrency" not in WORKFLOWS[name]  # it would hold the mails too
    assert "needs" not in jobs["daily/mail"]
    assert "environment" not in jobs["daily/mail"]  # each use of one files a deployment
    assert not [
        body for body in jobs.values() if body.get("concurrency", {}).get("cancel-in-progress")
    ]


def test_what_goes_out_is_of_the_tip_of_the_branch_whichever_run_it_is() -> None:
    for where, step in STEPS:
        if step.get("uses", "").startswith("actions/checkout@") and where.startswith(
            ("site", "daily")
        ):
            ref = step["with"]["ref"]
            assert ref == "${{ github.event.repository.default_branch || github.ref_name }}"


def test_dependabot_is_not_asked_for_what_it_cannot_read() -> None:
    asked = yaml.safe_load((CHECKOUT / ".github" / "dependabot.yml").read_text("utf-8"))
    assert {update["package-ecosystem"] for update in asked["updates"]} == {"github-actions", "npm"}


# --- As they run ---------------------------------------------------------------------------------

PLAYED = {"site/begin", "site/build", "site/deploy", "check/files", "daily/mail"}
PLAYED |= {"locks/renew", "locks/offer"}
PAGES = {"COURTSIDE_PAGES": "yes"}
KEY = {"COURTSIDE_KEY": SECRET}


def test_each_job_with_a_command_is_played_here() -> None:
    """But the commands that run these tests."""
    commands = {where for where, step in STEPS if step.get("run") not in {None, *NOT_PLAYED}}
    assert commands == PLAYED


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an owner's studio, and the repository that it was pushed to."""
    folder = tmp_path_factory.mktemp("pushed")
    portfolio = make_studio(folder / "studio", aurora=project(), kiln=project())
    for name in (".ci", ".gitignore", ".gitattributes", "Makefile"):
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
        copy(CHECKOUT / name, portfolio / name)
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(CHECKOUT / name, portfolio / name)
    (portfolio / "tests" / "bench").mkdir(parents=True)
    for name in ("requirements.in", "overrides.in", "requirements.lock"):
        shutil.copy(CHECKOUT / "tests" / "bench" / name, portfolio / "tests" / "bench" / name)
    (portfolio / STARTER_LOCK).parent.mkdir(parents=True)
    shutil.copy(CHECKOUT / STARTER_LOCK, portfolio / STARTER_LOCK)
    studio = STUDIO.replace("example_day: 2026-03-11\n", "")
    key_id = RootSecret.parse(SECRET).key_id
    (portfolio / "projects" / "_studio.yml").write_text(f'{studio}key_id: "{key_id}"\n')
    git(folder, "init", "--quiet", "--initial-branch=main", str(portfolio))
    git(portfolio, "add", "--all")
    git(portfolio, "commit", "--quiet", "--message", "x")
    git(folder, "clone", "--quiet", "--bare", str(portfolio), str(folder / "origin.git"))
    git(portfolio, "remote", "add", "origin", "../origin.git")
    git(portfolio, "fetch", "--quiet")
    git(portfolio, "branch", "--quiet", "--set-upstream-to=origin/main")
    return folder


@pytest.fixture
def origin(pushed: Path, tmp_path: Path) -> Path:
    """A copy of that repository, as GitHub keeps it, beside one of the studio."""
    for name in ("studio", "origin.git"):
        shutil.copytree(pushed / name, tmp_path / name, symlinks=True)
    return tmp_path / "origin.git"


def change(origin: Path, name: str, text: str | None) -> None:
    """Commit another text of a file, or none, and push it."""
    portfolio = origin.parent / "studio"
    git(portfolio, "pull", "--quiet", "--rebase")
    path = portfolio / "projects" / name
    path.write_text(text) if text is not None else path.unlink()
    git(portfolio, "add", "--all")
    git(portfolio, "commit", "--quiet", "--message", "x")
    git(portfolio, "push", "--quiet", "origin", "main")


def page(client: str, number: int = 1) -> str:
    return f"p/{link(RootSecret.parse(SECRET), client, number).slug}/index.html"


def states(done: dict[str, Played]) -> dict[str, str]:
    return {where: played.state for where, played in done.items()}


def test_a_push_publishes_and_says_nothing_of_anybody(origin: Path) -> None:
    runner = Runner(origin, secrets=KEY, variables=PAGES)
    done = runner.play("publish")
    said = "".join(played.said for played in done.values())
    assert set(states(done).values()) == {"success"}, said
    assert "It is safe to publish." in said
    assert runner.published
    for client in ("aurora", "kiln"):
        own = link(RootSecret.parse(SECRET), client, 1)
        assert page(client) in runner.published
        assert own.slug not in said
        assert own.key not in said
    assert SECRET not in said
    assert not [canary for canary in CANARIES if canary.lower() in said.lower()]
    assert git(runner.clone, "status", "--porcelain") == ""


def test_on_a_schedule_whose_event_says_nothing_of_the_repository_it_is_the_same(
    origin: Path,
) -> None:
    runner = Runner(origin, secrets=KEY, variables=PAGES, event="schedule")
    done = runner.play("daily")
    assert done["site/build"].state == "success", done["site/build"].said
    assert done["mail"].state == "skipped"
    assert runner.published


def test_a_public_repository_is_published_by_no_event(origin: Path) -> None:
    for event in ("push", "schedule"):
        runner = Runner(origin, secrets=KEY, variables=PAGES, event=event, private=False)
        built = runner.play_job("site", "build")
        assert built.state == "failure"
        assert "The repository is public, so everybody can read the project files" in built.said
        assert "courtside build" not in built.said


# --- Run again -----------------------------------------------------------------------------------


def tip(origin: Path) -> str:
    return git(origin, "rev-parse", "main").strip()


def built_before(origin: Path) -> Runner:
    """A runner with a site that was handed over some time ago."""
    runner = Runner(origin, secrets=KEY, variables=PAGES)
    runner.artifact.mkdir(parents=True)
    (runner.artifact / "index.html").write_text("old")
    return runner


def built_at(commit: str) -> dict[str, Played]:
    return {"build": Played(outputs={"commit": commit})}


def test_a_run_that_is_run_again_publishes_the_newest_commit(origin: Path) -> None:
    old = tip(origin)
    change(origin, "kiln.yml", f"{project()}link: 2\n")
    runner = Runner(origin, secrets=KEY, variables=PAGES, sha=old)
    runner.play("publish")
    assert runner.published
    assert page("kiln", 2) in runner.published
    assert page("kiln", 1) not in runner.published  # that link was ended


def test_the_last_job_alone_run_again_brings_no_old_site_back(origin: Path) -> None:
    runner, old = built_before(origin), tip(origin)
    assert runner.play_job("site", "deploy", built_at(old)).state == "success"
    assert runner.published  # nothing has changed
    change(origin, "kiln.yml", f"{project()}link: 2\n")
    runner.published = None
    again = runner.play_job("site", "deploy", built_at(old))
    assert runner.published is None
    assert "::warning title=Not published::There is a newer commit" in again.said


def test_a_history_that_was_written_anew_is_not_taken_for_the_same(origin: Path) -> None:
    runner = built_before(origin)
    assert "Not published" in runner.play_job("site", "deploy", built_at("0" * 40)).said
    assert runner.published is None


def test_the_record_of_reminders_that_was_pushed_meanwhile_holds_nothing_up(origin: Path) -> None:
    runner, old = built_before(origin), tip(origin)
    change(origin, "_reminded.txt", "2026-03-11 client aurora copy\n")
    runner.play_job("site", "deploy", built_at(old))
    assert runner.published


# --- What an owner has set, and has not ----------------------------------------------------------


def test_a_fresh_copy_is_left_in_peace(origin: Path) -> None:
    change(origin, "_studio.yml", STUDIO)
    for event, workflow in (("schedule", "daily"), ("push", "publish")):
        runner = Runner(origin, event=event)
        assert states(runner.play(workflow)) == {
            **({"mail": "skipped"} if workflow == "daily" else {}),
            "site/begin": "success",
            "site/build": "skipped",
            "site/deploy": "skipped",
        }


def test_a_studio_that_has_forgotten_the_secret_is_told_when_it_pushes(origin: Path) -> None:
    done = Runner(origin).play("publish")
    assert done["site/begin"].state == "failure"
    assert (
        "::error title=Not published::The secret COURTSIDE_KEY is missing"
        in done["site/begin"].said
    )
    assert Runner(origin, event="schedule").play("daily")["site/begin"].state == "success"


def test_without_pages_the_site_is_built_and_it_is_said_that_it_goes_nowhere(origin: Path) -> None:
    """GitHub Free: Pages of a private repository answers 404."""
    runner = Runner(origin, secrets=KEY)
    done = runner.play("publish")
    assert done["site/build"].state == "success", done["site/build"].said
    assert "::warning title=Built, and not published::" in done["site/build"].said
    assert done["site/deploy"].state == "skipped"
    assert runner.published is None


def test_to_another_repository_with_a_deploy_key(origin: Path) -> None:
    other = origin.parent / "portals.git"
    git(origin.parent, "init", "--quiet", "--bare", str(other))
    ssh = '#!/bin/sh\ngrep -q QUEZALKEY "$2" || exit 9\nfor last; do :; done\nexec sh -c "$last"\n'
    runner = Runner(
        origin,
        secrets={**KEY, "COURTSIDE_DEPLOY_KEY": "QUEZALKEY"},
        variables={"COURTSIDE_PUBLISH_TO": f"git@host.example:{other}"},
        tools={"ssh": ssh},
    )
    done = runner.play("publish")
    assert done["site/build"].state == "success", done["site/build"].said
    assert "Built, and not published" not in done["site/build"].said
    assert page("kiln") in git(other, "ls-tree", "-r", "--name-only", "gh-pages").split()
    assert "QUEZALKEY" not in done["site/build"].said
    assert done["site/deploy"].state == "skipped"


def test_a_project_that_vanished_stops_before_the_secret_comes_near(origin: Path) -> None:
    change(origin, "kiln.yml", None)
    runner = Runner(origin, secrets=KEY, variables=PAGES)
    done = runner.play("publish")
    assert done["site/build"].state == "failure"
    assert "kiln: it was deleted" in done["site/build"].said
    assert runner.published is None


def test_closing_the_last_one_publishes_the_front_page(origin: Path) -> None:
    for name in ("aurora", "kiln"):
        change(origin, f"{name}.yml", f"{project()}closed: 2026-03-10\n")
    runner = Runner(origin, secrets=KEY, variables=PAGES)
    done = runner.play("publish")
    assert done["site/build"].state == "success", done["site/build"].said
    assert runner.published
    assert "index.html" in runner.published
    assert not [path for path in runner.published if path.startswith("p/")]


def test_a_pull_request_is_checked_and_built_with_a_throw_away_key(origin: Path) -> None:
    runner = Runner(origin, event="pull_request")
    played = runner.play_job("check", "files")
    assert played.state == "success", played.said
    assert "courtside: 2 portals" in played.said
    assert not (runner.clone / "site").exists()
    assert git(runner.clone, "status", "--porcelain") == ""
    change(origin, "kiln.yml", project().replace("owner: client", "owner: cleint"))
    played = runner.play_job("check", "files")
    assert played.state == "failure"
    assert "::error file=projects/kiln.yml,line=6" in played.said


# --- Each morning, with mail ---------------------------------------------------------------------


def due_today() -> str:
    """A signed project whose client's texts are due on the real day: nothing is sent of another."""
    today = datetime.now(ZoneInfo("Europe/Madrid")).date()
    before = f"{today - timedelta(days=2):%Y-%m-%d}"
    return project().replace(
        "stages:", f"signed: {{date: {before}, by: Quetzalcoatl}}\nstart: {before}\nstages:"
    )


@pytest.fixture
def box(origin: Path) -> Iterator[Box]:
    """A studio that works on each day of the week, with somebody to remind, and its mail server."""
    portfolio = origin.parent / "studio"
    studio = (portfolio / "projects" / "_studio.yml").read_text()
    change(origin, "_studio.yml", f"{studio}calendar: {{week: mon-sun}}\n")
    change(origin, "aurora.yml", due_today())
    with server() as box:
        yield box


def morning(origin: Path, box: Box, *, sha: str = "") -> Runner:
    return Runner(
        origin,
        secrets={**KEY, "COURTSIDE_SMTP_URL": f"smtp://127.0.0.1:{box.port}"},
        variables={"COURTSIDE_MAIL": "yes"},
        event="schedule",
        sha=sha,
    )


def record(origin: Path) -> str:
    return git(origin, "show", "main:projects/_reminded.txt")


def test_where_mail_is_switched_on_a_morning_sends_once_and_pushes_whom_before(
    origin: Path, box: Box
) -> None:
    seen: list[str] = []
    box.arrives = lambda: seen.append(record(origin))
    played = morning(origin, box).play_job("daily", "mail")
    said = played.said
    assert played.state == "success", said
    (letter,) = box.letters
    assert "quetzal@client.example" in letter["To"]
    own = link(RootSecret.parse(SECRET), "aurora", 1)
    assert f"/p/{own.slug}/#{own.key}" in letter.get_content()
    age = datetime.now(ZoneInfo("UTC")) - parsedate_to_datetime(letter["Date"])
    assert abs(age) < timedelta(minutes=5)
    for secret in (*CANARIES, "quetzal@", own.slug, own.key, SECRET):
        assert secret.lower() not in said.lower()
    assert "aurora" in said
    assert [" client aurora copy\n" in text for text in seen] == [True]
    log = git(origin, "log", "--format=%an %s", "--name-only", "-1", "main").splitlines()
    assert log[0].startswith("Courtside Reminders of ")
    assert log[1:] == ["", "projects/_reminded.txt"]


def test_a_morning_that_is_run_again_at_its_old_commit_mails_nobody(origin: Path, box: Box) -> None:
    old = tip(origin)
    assert morning(origin, box).play_job("daily", "mail").state == "success"
    newest = tip(origin)
    again = morning(origin, box, sha=old).play_job("daily", "mail")
    assert again.state == "success", again.said
    assert "Gone out before" in again.said
    assert len(box.letters) == 1
    assert tip(origin) == newest


def test_what_was_pushed_while_mails_waited_is_heard(origin: Path, box: Box) -> None:
    old = tip(origin)
    change(origin, "aurora.yml", project())  # nothing is due in it
    played = morning(origin, box, sha=old).play_job("daily", "mail")
    assert played.state == "success", played.said
    assert box.letters == []


def test_a_ruleset_on_main_sends_nothing_and_says_what_to_do(origin: Path, box: Box) -> None:
    hook = origin / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    played = morning(origin, box).play_job("daily", "mail")
    assert played.state == "failure"
    assert "if a ruleset forbids it, use a deploy key" in played.said
    assert box.letters == []


def test_a_site_that_cannot_be_published_keeps_no_mail_from_going(origin: Path, box: Box) -> None:
    change(origin, "kiln.yml", None)
    done = morning(origin, box).play("daily")
    assert done["site/build"].state == "failure"
    assert done["mail"].state == "success"
    assert len(box.letters) == 1


def test_who_was_reminded_is_in_the_record_also_where_another_letter_was_refused(
    origin: Path, box: Box
) -> None:
    change(origin, "kiln.yml", due_today().replace("quetzal@", REFUSED))
    played = morning(origin, box).play_job("daily", "mail")
    assert played.state == "failure"
    assert "kiln: not sent" in played.said
    assert len(box.letters) == 1
    assert " client aurora copy\n" in record(origin)
    assert "kiln" not in record(origin)


@pytest.mark.parametrize("value", ["", "no", "YES?"])
def test_where_mail_is_not_switched_on_nothing_is_sent(origin: Path, value: str) -> None:
    runner = Runner(origin, variables={"COURTSIDE_MAIL": value}, event="schedule")
    assert runner.play("daily")["mail"].state == "skipped"


# --- The locks -----------------------------------------------------------------------------------

UV = """\
#!/bin/sh
# Stands in for uv: writes down how it was called, and a lock with one more line.
echo "$*" >> "$0.called"
while [ "$1" != -o ]; do shift; done
echo "# newer" >> "$2"
"""
GH = """\
#!/bin/sh
echo "$*" >> "$(dirname "$0")/gh.called"
[ "$2" != list ] || cat "$(dirname "$0")/gh.open" 2>/dev/null || true
"""


def test_new_locks_become_one_pull_request(origin: Path) -> None:
    runner = Runner(origin, variables={"COURTSIDE_LOCKS": "yes"}, tools={"gh": GH}, uv=UV)
    done = runner.play("locks")
    assert set(states(done).values()) == {"success"}, done["offer"].said
    changed = git(origin, "diff", "--name-only", "main", "locks").split()
    assert changed == [
        STARTER_LOCK,
        "requirements-dev.lock",
        "requirements.lock",
        "tests/bench/requirements.lock",
    ]
    called = origin.parent / "tools" / "gh.called"
    assert [line.split()[:2] for line in called.read_text().splitlines()[:2]] == [
        ["pr", "list"],
        ["pr", "create"],
    ]
    (origin.parent / "tools" / "gh.open").write_text("12\n")
    called.unlink()
    assert runner.play("locks")["offer"].state == "success"
    assert called.read_text().startswith("pr list --head locks --state open")
    assert "create" not in called.read_text()


def test_locks_that_are_up_to_date_are_not_offered(origin: Path) -> None:
    quiet = UV.replace('echo "# newer" >> "$2"', "")
    runner = Runner(origin, variables={"COURTSIDE_LOCKS": "yes"}, tools={"gh": GH}, uv=quiet)
    assert "up to date" in runner.play("locks")["offer"].said
    assert git(origin, "branch", "--list", "locks") == ""


def test_a_studio_has_its_locks_from_a_new_version(origin: Path) -> None:
    assert states(Runner(origin).play("locks")) == {"renew": "skipped", "offer": "skipped"}


def test_locks_name_no_host_and_only_hashes() -> None:
    for path in (*CHECKOUT.glob("requirements*.lock"), CHECKOUT / "tests/bench/requirements.lock"):
        text = path.read_text("utf-8")
        assert not re.search(r"://|(?i:index-url|find-links|trusted-host)", text)
        entries = re.split(r"(?m)^(?=[a-z])", text)
        assert len(entries) > 40
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == [""]


def test_the_makefile_s_lock_is_made_without_a_host_and_not_on_the_first_days(
    tmp_path: Path,
) -> None:
    plan = ["make", "--dry-run", "--always-make", "lock"]
    said = subprocess.run(plan, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    calls = [line for line in said.replace("\\\n", " ").splitlines() if " pip compile " in line]
    assert len(calls) == 3
    for call in calls:
        for option in ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-header"):
            assert option in call
        assert '--exclude-newer "7 days"' in call


# --- Installing ----------------------------------------------------------------------------------

PYTHON = """\
#!/bin/sh
# Stands in for the environment's Python: writes down what pip was asked, and answers as it is told.
echo "$*" >> "$(dirname "$0")/../../called"
case "$*" in *" check") cat "$(dirname "$0")/../../broken" 2>/dev/null && exit 1 ;; esac
exit 0
"""


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout with an environment that nothing is installed into yet."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").write_text(PYTHON)
    (tmp_path / ".venv" / "bin" / "python").chmod(0o755)
    (tmp_path / ".ci").mkdir()
    shutil.copy(CHECKOUT / ".ci" / "install", tmp_path / ".ci" / "install")
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(CHECKOUT / name, tmp_path)
    return tmp_path


def asked(folder: Path, *command: str) -> list[str]:
    """What pip is asked by a command; raises CalledProcessError where that fails."""
    (folder / "called").unlink(missing_ok=True)
    subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    called = folder / "called"
    lines = called.read_text().splitlines() if called.exists() else []
    return [line.removeprefix("-m pip --disable-pip-version-check ") for line in lines]


LOCKED = "install --quiet --require-hashes --only-binary :all: -r"
ENGINE = "install --quiet --no-deps --no-build-isolation --editable ."


def test_a_site_is_installed_by_hash_and_the_tools_only_when_they_are_wanted(bare: Path) -> None:
    assert asked(bare, ".ci/install") == [f"{LOCKED} requirements.lock", ENGINE, "check"]
    assert asked(bare, "make", "install") == []  # done already
    assert asked(bare, "make", "tools") == [f"{LOCKED} requirements-dev.lock", ENGINE, "check"]
    assert asked(bare, "make", "tools") == []
    with (bare / "requirements.lock").open("a") as lock:
        lock.write("# renewed\n")
    assert asked(bare, "make", "install") == [f"{LOCKED} requirements.lock", ENGINE, "check"]


def test_packages_that_do_not_fit_together_are_said_and_looked_at_again(bare: Path) -> None:
    (bare / "broken").write_text("mkdocs 1.6.1 requires click, which is not installed.\n")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        asked(bare, "make", "install")
    assert "requires click" in failed.value.stderr
    (bare / "broken").unlink()
    assert asked(bare, "make", "install")[-1] == "check"


HALF = f"""\
#!/bin/sh
# Debian's Python without its package python3-venv.
[ "$1 $2" = "-m venv" ] || exec {sys.executable} "$@"
mkdir -p "$3/bin"
cp "$0" "$3/bin/python"
exit 1
"""


@pytest.mark.parametrize("script", [".ci/install", f"{FOLDERS[1]}/install"])
def test_half_an_environment_is_not_taken_for_one_the_next_time(
    tmp_path: Path, script: str
) -> None:
    (tmp_path / "python").write_text(HALF)
    (tmp_path / "python").chmod(0o755)
    (tmp_path / "ci").mkdir()
    shutil.copy(CHECKOUT / script, tmp_path / "ci" / "install")
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["courtside==1"]\n')
    for _ in range(2):
        done = subprocess.run(
            ["sh", tmp_path / "ci" / "install"],
            env={**os.environ, "PYTHON": str(tmp_path / "python")},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1
        assert "apt-get install python3-venv" in done.stderr


def test_what_there_is_to_make_is_made() -> None:
    """A name that is only `.PHONY` would be done at once, and with nothing done."""
    makefile = (CHECKOUT / "Makefile").read_text("utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)", makefile, re.M)
    assert [name for name in phony.split() if not re.search(rf"^{name}:", makefile, re.M)] == []
    needs = dict(re.findall(r"^(\w+): (\w+)", makefile, re.M))
    few = {name for name, need in needs.items() if need == "install"}
    assert few == {"site", "serve", "hook", "docs"}


# --- Before a commit -----------------------------------------------------------------------------


def a_clone(origin: Path) -> Path:
    clone = origin.parent / "clone"
    git(origin.parent, "clone", "--quiet", str(origin), str(clone))
    lay_environment(clone)
    return clone


def test_the_owner_s_hook_refuses_a_file_with_a_problem(origin: Path) -> None:
    clone = a_clone(origin)
    make = ["make", "--quiet", "hook"]
    assert subprocess.run(make, cwd=clone, capture_output=True).returncode == 0
    kiln = clone / "projects" / "kiln.yml"
    kiln.write_text(kiln.read_text().replace("owner: client", "owner: cleint"))
    git(clone, "add", "projects")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        git(clone, "commit", "--message", "x")
    assert b"projects/kiln.yml:6:44" in refused.value.stderr
    kiln.write_text(project(title="Fixed"))
    git(clone, "commit", "--all", "--quiet", "--message", "x")
    again = subprocess.run(make, cwd=clone, capture_output=True, text=True)
    assert again.returncode != 0
    assert "There is a hook already" in again.stderr


def test_contributors_hooks_run_out_of_the_same_environment(origin: Path) -> None:
    clone = a_clone(origin)
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
