"""The files have no mistake, and a site can be built of them: with a secret that nobody keeps, in a
copy that is thrown away.

    python -m unittest discover tests
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".courtside", ".cache", "site", "*.half")


class Site(unittest.TestCase):
    """What a push would publish."""

    def test_the_files_have_no_mistake_and_become_a_site(self) -> None:
        self.courtside("check", ROOT)
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(shutil.copytree(ROOT, Path(folder, "copy"), ignore=LEFT_OUT))
            studio = copy / "projects" / "_studio.yml"
            text = studio.read_text("utf-8")
            studio.write_text(re.sub(r"(?m)^key_id:.*\n?", "", text), "utf-8")
            self.courtside("build", copy)
            self.assertTrue((copy / "site" / "index.html").is_file())

    def courtside(self, command: str, folder: Path) -> None:
        """Run a command of Courtside, which has to end well."""
        done = subprocess.run(
            [sys.executable, "-m", "courtside", command],
            cwd=folder,
            env={**os.environ, "COURTSIDE_KEY": secrets.token_urlsafe(32)},
            capture_output=True,
            encoding="utf-8",
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
