"""Plays workflows on this machine, as GitHub runs them: each job in a clean clone, each command
with the environment that it has there.

    runner = Runner(origin, secrets={"COURTSIDE_KEY": SECRET}, variables={"COURTSIDE_PAGES": "yes"})
    runner.play("publish")["site/build"].state      # "success", "failure" or "skipped"

Of the actions, checkout makes the clone, and those that carry files from job to job carry them.
What was published is in `runner.published`. No test needs the internet: `.ci/install` finds that
there is nothing to do.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import yaml

from helpers.studio import CHECKOUT

WORKFLOWS: dict[str, dict[Any, Any]] = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
}
TOOLS = Path(sys.executable).parent
NOT_PLAYED = {".ci/run"}
"""Commands that would run these tests."""

_TOKEN = re.compile(r"'[^']*'|&&|\|\||[=!]=|!|[()]|always\(\)|[\w.-]+|\s+")
_WORDS = {"&&": " and ", "||": " or ", "!": " not ", "always()": " True ", "true": "True"}


@dataclass
class Played:
    """How a job went."""

    state: Literal["success", "failure", "skipped"] = "success"
    said: str = ""
    """What its commands printed, and what stands in its summary."""
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass
class Runner:
    """A repository at GitHub, with its settings, and a machine that its jobs run on."""

    origin: Path
    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    event: str = "push"
    sha: str = ""
    """The commit of the run, where it is run again; else the tip of the branch."""
    private: bool = True
    tools: Mapping[str, str] = field(default_factory=dict)
    """Programs of the machine: name -> script."""
    uv: str = ""
    """A script that stands in for uv."""
    published: dict[str, bytes] | None = None

    @property
    def clone(self) -> Path:
        """Where the last job worked."""
        return self.origin.parent / "runner"

    @property
    def artifact(self) -> Path:
        """The site that was handed over."""
        return self.origin.parent / "artifacts" / "pages"

    def play(self, workflow: str) -> dict[str, Played]:
        """Run a workflow, its jobs one after the other."""
        return self._all(workflow, self.secrets, "")

    def play_job(
        self, workflow: str, name: str, needs: Mapping[str, Played] | None = None
    ) -> Played:
        """Run one job again, with what those before it gave."""
        body = WORKFLOWS[workflow]["jobs"][name]
        return self._job(body, self._context(self.secrets, needs or {}))

    def _all(self, workflow: str, secrets: Mapping[str, str], before: str) -> dict[str, Played]:
        done: dict[str, Played] = {}
        for name, body in WORKFLOWS[workflow]["jobs"].items():
            needs = [body["needs"]] if isinstance(body.get("needs"), str) else body.get("needs", [])
            context = self._context(secrets, {need: done[before + need] for need in needs})
            if any(done[before + need].state != "success" for need in needs) or not _holds(
                body, context
            ):
                done[before + name] = Played(state="skipped")
            elif "uses" in body:
                given = {key: _filled(text, context) for key, text in body["secrets"].items()}
                done |= self._all(Path(body["uses"]).stem, given, f"{before}{name}/")
            else:
                done[before + name] = self._job(body, context)
        return done

    def _context(
        self, secrets: Mapping[str, str], needs: Mapping[str, Played]
    ) -> dict[str, dict[str, str]]:
        # The event of a schedule may say nothing of the repository.
        known = self.event != "schedule"
        return {
            "github": {
                "event_name": self.event,
                "ref_name": "main",
                "token": "token",
                "repository_visibility": "private" if self.private else "public",
                "event.repository.default_branch": "main" if known else "",
                "event.repository.private": "true" if known and self.private else "",
            },
            "secrets": dict(secrets),
            "vars": dict(self.variables),
            "needs": {
                f"{name}.outputs.{key}": value
                for name, played in needs.items()
                for key, value in played.outputs.items()
            },
            "steps": {},
        }

    def _job(self, body: Mapping[str, Any], context: dict[str, dict[str, str]]) -> Played:
        shutil.rmtree(self.clone, ignore_errors=True)
        played = Played()
        for step in body["steps"]:
            if played.state == "failure" and "always()" not in step.get("if", ""):
                continue
            if not _holds(step, context):
                continue
            if "uses" in step:
                given = {k: _filled(str(v), context) for k, v in step.get("with", {}).items()}
                self._action(step["uses"].partition("@")[0], given)
            elif step["run"] not in NOT_PLAYED:
                environment = {k: _filled(v, context) for k, v in step.get("env", {}).items()}
                outputs = self._command(step["run"], environment, played)
                context["steps"] |= {
                    f"{step.get('id')}.outputs.{name}": value for name, value in outputs.items()
                }
        played.outputs = {k: _filled(v, context) for k, v in body.get("outputs", {}).items()}
        return played

    def _command(
        self, command: str, environment: Mapping[str, str], played: Played
    ) -> dict[str, str]:
        files = {name: self.origin.parent / name.lower() for name in ("OUTPUT", "STEP_SUMMARY")}
        for path in files.values():
            path.write_text("")
        tools = self.origin.parent / "tools"
        tools.mkdir(exist_ok=True)
        for name, script in self.tools.items():
            (tools / name).write_text(script)
            (tools / name).chmod(0o755)
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("COURTSIDE", "GIT_"))}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
            cwd=self.clone,
            env={
                **inherited,
                **environment,
                **{f"GITHUB_{name}": str(path) for name, path in files.items()},
                "CI": "true",
                "GITHUB_ACTIONS": "true",
                "GITHUB_REF_NAME": "main",
                "GITHUB_EVENT_NAME": self.event,
                "PATH": f"{tools}:{os.environ['PATH']}",
            },
            capture_output=True,
            text=True,
        )
        played.said += done.stdout + done.stderr + files["STEP_SUMMARY"].read_text()
        if done.returncode:
            played.state = "failure"
        lines = files["OUTPUT"].read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def _action(self, name: str, given: Mapping[str, str]) -> None:
        kept = self.origin.parent / "artifacts"
        if name == "actions/checkout":
            self._check_out(given)
        elif name == "actions/upload-pages-artifact":
            shutil.rmtree(self.artifact, ignore_errors=True)
            shutil.copytree(self.clone / given["path"], self.artifact)
        elif name == "actions/deploy-pages":
            files = [path for path in self.artifact.rglob("*") if path.is_file()]
            self.published = {
                str(path.relative_to(self.artifact)): path.read_bytes() for path in files
            }
        elif name == "actions/upload-artifact":
            for path in given["path"].split():
                (kept / "files" / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(self.clone / path, kept / "files" / path)
        elif name == "actions/download-artifact":
            shutil.copytree(kept / "files", self.clone, dirs_exist_ok=True)
        else:
            assert name == "actions/setup-python", name

    def _check_out(self, given: Mapping[str, str]) -> None:
        """Clone a branch, or the commit of the run; shallow unless its history is wanted."""
        depth = int(given.get("fetch-depth", "1"))
        shallow = [f"--depth={depth}"] if depth and not self.sha else []
        # Of a folder, git makes no shallow clone.
        git(self.origin.parent, "clone", "-q", *shallow, f"file://{self.origin}", str(self.clone))
        if not given.get("ref") and self.sha:
            git(self.clone, "checkout", "--quiet", "--detach", self.sha)
        elif given.get("ref", "main") != "main":
            raise AssertionError(given["ref"])
        lay_environment(self.clone)
        if self.uv:
            (self.clone / ".venv" / "bin" / "uv").unlink(missing_ok=True)
            (self.clone / ".venv" / "bin" / "uv").write_text(self.uv)
            (self.clone / ".venv" / "bin" / "uv").chmod(0o755)


def lay_environment(clone: Path) -> None:
    """The environment that `.ci/install` would make, as it would leave it."""
    venv = clone / ".venv"
    (venv / "bin").mkdir(parents=True)
    for tool in ("python", "courtside", "uv"):
        if (TOOLS / tool).exists():
            (venv / "bin" / tool).symlink_to(TOOLS / tool)
    for lock, stamp in (("requirements", "installed"), ("requirements-dev", "installed-tools")):
        files = [clone / name for name in (f"{lock}.lock", "pyproject.toml")]
        sums = [sha256(file.read_bytes()).hexdigest() for file in files]
        (venv / f".{stamp}").write_text(f"{' '.join(sums)}\n")


def git(where: Path, *words: str) -> str:
    """What git answers, as somebody with a name."""
    who = ("-c", "user.name=Quetzalcoatl", "-c", "user.email=quetzal@client.example")
    done = subprocess.run(["git", "-C", str(where), *who, *words], check=True, capture_output=True)
    return done.stdout.decode()


# --- Expressions ---------------------------------------------------------------------------------


def _holds(body: Mapping[str, Any], context: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether the `if` of a job or step holds; it has one that is an expression, or none."""
    condition = body.get("if")
    return condition is None or bool(_value(condition[3:-2], context))


def _filled(text: str, context: Mapping[str, Mapping[str, str]]) -> str:
    """A text with its expressions replaced by what they say."""

    def said(found: re.Match[str]) -> str:
        value = _value(found[1], context)
        return str(value).lower() if isinstance(value, bool) else str(value)

    return re.sub(r"\$\{\{(.*?)\}\}", said, text)


def _value(expression: str, context: Mapping[str, Mapping[str, str]]) -> object:
    """What an expression says. What is not there is empty, and no text is a number."""
    tokens = _TOKEN.findall(expression)
    assert "".join(tokens) == expression, expression

    def python(token: str) -> str:
        if token in _WORDS:
            return _WORDS[token]
        root, _, name = token.partition(".")
        return repr(context[root].get(name, "")) if name and token[0] != "'" else token

    return eval("".join(python(token) for token in tokens), {"__builtins__": {}})
