"""Sites on other hosts: as the examples in docs/hosts set them up, at the root and below a path."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from courtside.sealing.keys import RootSecret, link
from courtside.site.layout import FIXED
from helpers.copies import new_studio
from helpers.runner import git
from helpers.studio import CHECKOUT, SECRET, STUDIO, build_studio, make_studio, project

HOSTS = CHECKOUT / "docs" / "hosts"
PATIENCE = 20
"""Seconds after which a server that has not begun will not."""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    """By their names in small letters."""
    body: bytes


def program(name: str) -> str:
    """Where it is; a test is skipped where Debian's package is not there (see .ci/hosts)."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def expected(path: str) -> dict[str, str]:
    """The headers that the site itself asks for, in its file _headers."""
    found: dict[str, str] = {}
    applies = False
    for line in FIXED["_headers"].decode().splitlines():
        if not line.startswith(" "):
            applies = path.startswith(line.removesuffix("*"))
        elif applies:
            name, _, value = line.strip().partition(": ")
            found[name.lower()] = value
    return found


@pytest.fixture(scope="module", params=["", "portals"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose files are served: the site lies in it, or in a folder of it."""
    folder = tmp_path_factory.mktemp("built")
    portfolio = make_studio(folder / "studio", aurora=project())
    settings = portfolio / "mkdocs.yml"
    address = f"https://norte.example/{request.param}/".replace("//", "/").replace(":/", "://")
    settings.write_text(re.sub(r"(?m)^site_url: .*", f"site_url: {address}", settings.read_text()))
    build_studio(portfolio)
    shutil.copytree(portfolio / "site", folder / "served" / request.param)
    return folder / "served"


@pytest.fixture
def below(built: Path) -> str:
    return "/portals" if (built / "portals").is_dir() else ""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int, **environment: str) -> Iterator[int]:
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        until = time.monotonic() + PATIENCE
        while True:
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                raise AssertionError(process.communicate()[0].decode())
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


@pytest.fixture
def nginx(built: Path, below: str, tmp_path: Path) -> Iterator[int]:
    """nginx with our example; gives its port."""
    port = free_port()
    text = (HOSTS / ("nginx-path.conf" if below else "nginx.conf")).read_text()
    for place in ("/srv/portals", "/srv/sites"):
        text = text.replace(f"root {place};", f"root {built};")
    text = re.sub(r" +listen \[::\]:80;\n", "", text).replace("listen 80;", f"listen {port};")
    server = f"server {{ listen 127.0.0.1:{port}; {text} }}" if below else text
    folders = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n"
        for kind in ("client_body", "fastcgi", "proxy", "scgi", "uwsgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\n"
        f"daemon off; pid {tmp_path}/pid; error_log stderr;\nevents {{}}\n"
        f"http {{ include /etc/nginx/mime.types; access_log off; {folders} {server} }}\n"
    )
    command = [program("nginx"), "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)]
    with running(command, port) as ready:
        yield ready


@pytest.fixture
def caddy(built: Path, below: str, tmp_path: Path) -> Iterator[int]:
    """Caddy with our example; gives its port."""
    port = free_port()
    text = (HOSTS / ("Caddyfile-path" if below else "Caddyfile")).read_text()
    for place in ("/srv/portals", "/srv/sites"):
        text = text.replace(f"root * {place}\n", f"root * {built}\n")
    text = re.sub(r"(?m)^\S*norte\.example \{", f"http://127.0.0.1:{port} {{", text)
    (tmp_path / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{text}")
    config = str(tmp_path / "Caddyfile")
    command = [program("caddy"), "run", "--adapter", "caddyfile", "--config", config]
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with running(command, port, **home) as ready:
        yield ready


def get(port: int, path: str, **headers: str) -> Answer:
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        return Answer(
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read(),
        )
    finally:
        line.close()


def serves_a_site(port: int, below: str, built: Path) -> None:
    """What a host must do."""
    site = built / below.strip("/")
    slug = link(RootSecret.parse(SECRET), "aurora", 1).slug
    pages = {
        "/": site / "index.html",
        f"/p/{slug}/": site / "p" / slug / "index.html",
        "/assets/open.js": site / "assets" / "open.js",
        "/assets/portal.css": site / "assets" / "portal.css",
    }
    types = {".html": "text/html", ".js": "javascript", ".css": "text/css"}
    for path, file in pages.items():
        answer = get(port, below + path)
        assert answer.status == 200, path
        assert answer.body == file.read_bytes()
        assert types[file.suffix] in answer.headers["content-type"]
        assert expected(path).items() <= answer.headers.items()
    # It may be kept, and is asked for again each time.
    first = get(port, f"{below}/p/{slug}/")
    assert first.headers["cache-control"] == "no-cache"
    again = get(port, f"{below}/p/{slug}/", **{"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    # Whoever leaves the last sign out comes to the page, with the part behind # as it was.
    short = get(port, f"{below}/p/{slug}")
    assert short.status in (301, 308)
    assert short.headers["location"] == f"{below}/p/{slug}/"
    if below:
        assert get(port, below).headers["location"] == f"{below}/"
    for path in ("/nothing", f"/p/{slug[:-1]}/", "/p/", "/projects/aurora.yml"):
        missing = get(port, below + path)
        assert missing.status in ({403, 404} if path == "/p/" else {404}), path
        assert expected("/").items() <= missing.headers.items()
    missing = get(port, f"{below}/p/x/y/z")
    assert missing.status == 404
    assert missing.body == (site / "404.html").read_bytes()
    for path in re.findall(r'(?:href|src)="([^"#:]+)"', missing.body.decode()):
        assert get(port, path).status == 200, path


def test_nginx(nginx: int, below: str, built: Path) -> None:
    serves_a_site(nginx, below, built)


def test_caddy(caddy: int, below: str, built: Path) -> None:
    serves_a_site(caddy, below, built)


def test_headers_are_written_as_cloudflare_and_netlify_read_them() -> None:
    """At most 100 rules, 2,000 signs a line, one `*` a path; a header is set in."""
    lines = FIXED["_headers"].decode("ascii").splitlines()
    paths = [line for line in lines if not line.startswith(" ")]
    assert 0 < len(paths) <= 100
    assert all(path.startswith("/") and path.count("*") <= 1 for path in paths)
    assert all(len(line) <= 2000 for line in lines)
    for line in lines:
        assert line in paths or re.fullmatch(r"  [A-Z][A-Za-z-]+: \S.*\S", line)


# --- GitLab --------------------------------------------------------------------------------------

GITLAB = yaml.safe_load((HOSTS / "gitlab-ci.yml").read_text("utf-8"))


def test_gitlab_s_schema_has_nothing_against_the_example() -> None:
    tool = Path(sys.executable).parent / "check-jsonschema"
    done = subprocess.run(
        [tool, "--builtin-schema", "vendor.gitlab-ci", HOSTS / "gitlab-ci.yml"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def play(
    origin: Path, commit: str, job: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a job's lines in a clone at a commit, as GitLab's runner does: on no branch."""
    clone = origin.parent / "runner"
    shutil.rmtree(clone, ignore_errors=True)
    git(origin.parent, "init", "--quiet", str(clone))
    git(clone, "remote", "add", "origin", str(origin))
    git(clone, "fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*")
    git(clone, "checkout", "--quiet", "--detach", commit)
    tools = clone / ".venv" / "bin"
    tools.mkdir(parents=True)
    (tools / "courtside").symlink_to(Path(sys.executable).with_name("courtside"))
    # What the packages would be installed with; the rest of the script is run.
    (tools / "python").write_text("#!/bin/sh\n")
    (tools / "python").chmod(0o755)
    lines = [*GITLAB["default"]["before_script"], *GITLAB[job]["script"]]
    return subprocess.run(
        ["sh", "-e", "-c", "\n".join(lines)],
        cwd=clone,
        env={
            **{k: v for k, v in os.environ.items() if not k.startswith(("COURTSIDE", "GIT_"))},
            "CI": "true",
            "CI_DEFAULT_BRANCH": "main",
            "COURTSIDE_KEY": SECRET,
            **environment,
        },
        capture_output=True,
        text=True,
    )


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """An owner's repository, as GitLab keeps it."""
    portfolio = new_studio(tmp_path / "studio")
    (portfolio / "projects" / "aurora.yml").write_text(project())
    studio = STUDIO.replace("example_day: 2026-03-11\n", "")
    key_id = RootSecret.parse(SECRET).key_id
    (portfolio / "projects" / "_studio.yml").write_text(f'{studio}key_id: "{key_id}"\n')
    git(portfolio, "add", "--all")
    git(portfolio, "commit", "--quiet", "--message", "x")
    git(tmp_path, "clone", "--quiet", "--bare", str(portfolio), str(tmp_path / "origin.git"))
    return tmp_path / "origin.git"


def test_gitlab_publishes_the_newest_commit_of_a_private_project(origin: Path) -> None:
    old = git(origin, "rev-parse", "main").strip()
    portfolio = origin.parent / "studio"
    (portfolio / "projects" / "aurora.yml").write_text(f"{project()}link: 2\n")
    git(portfolio, "commit", "--quiet", "--all", "--message", "A new link")
    git(portfolio, "push", "--quiet", str(origin), "main")
    done = play(origin, old, "pages", CI_PROJECT_VISIBILITY="private")
    assert done.returncode == 0, done.stdout + done.stderr
    root, public = RootSecret.parse(SECRET), origin.parent / "runner" / "public"
    assert GITLAB["pages"]["artifacts"]["paths"] == [public.name]
    assert {path.name for path in (public / "p").iterdir()} == {link(root, "aurora", 2).slug}
    for visibility in ("internal", "public"):
        done = play(origin, old, "pages", CI_PROJECT_VISIBILITY=visibility)
        assert done.returncode == 1
        assert "The repository is public, so everybody can read the project files" in done.stderr


def test_gitlab_reminds_from_the_tip_of_the_branch(origin: Path) -> None:
    """Without a server nobody is reminded; but that is what it says, and not that it is nowhere."""
    tip = git(origin, "rev-parse", "main").strip()
    done = play(origin, tip, "mail")
    assert done.returncode == 1
    assert "COURTSIDE_SMTP_URL says which mail server" in done.stderr
