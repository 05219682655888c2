"""The tools that pages and schemas are checked with: axe, the Nu HTML checker, Lighthouse, ical.js,
ajv, the YAML language server.

They come from tests/web/package-lock.json; `.ci/web` installs them, and Node and Java to run them
with. One that is missing fails the test that needs it: a check that is skipped proves nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

MODULES = Path(__file__).parents[1] / "web" / "node_modules"


def module(path: str) -> Path:
    """A file of the packages: `axe-core/axe.min.js`."""
    found = MODULES / path
    assert found.is_file(), f"{path} is missing: ./.ci/web installs it"
    return found


def program(name: str) -> str:
    """Node or Java."""
    found = shutil.which(name)
    assert found, f"{name} is missing: ./.ci/web installs it"
    return found


def lighthouse(address: str, chromium: str, *categories: str) -> dict[str, Any]:
    """Lighthouse's report on a page as a phone sees it, with scores of the categories only."""
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    done = subprocess.run(
        [
            program("node"),
            module("lighthouse/cli/index.js"),
            address,
            f"--only-categories={','.join(categories)}",
            f"--chrome-flags={flags}",
            "--output=json",
            "--quiet",
            "--no-enable-error-reporting",
            "--disable-full-page-screenshot",
        ],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["runWarnings"] == []
    assert set(report["categories"]) == set(categories)
    return report


def lost(report: dict[str, Any], category: str) -> list[str]:
    """The audits that keep a category from 100, each with its score and its first findings."""
    audits = report["audits"]
    return [
        f"{name}: {audit['score']}: {audit['title']} "
        f"{json.dumps(audit.get('details', {}).get('items', []))[:500]}"
        for reference in report["categories"][category]["auditRefs"]
        if reference["weight"]
        and (audit := audits[name := reference["id"]])["score"] is not None
        and audit["score"] < 1
    ]
