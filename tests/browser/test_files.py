"""A client opens the link, clicks on a file, and has it under its real name."""

from __future__ import annotations

from pathlib import Path

import pytest

from house import build_house, make_house, project
from visits import visit

pytestmark = pytest.mark.browser


def test_a_file_is_saved_under_its_real_name(tmp_path: Path) -> None:
    house = make_house(tmp_path, aurora=f"{project()}files: [Brief nº 2.pdf]\n")
    (house / "projects" / "aurora").mkdir()
    (house / "projects" / "aurora" / "Brief nº 2.pdf").write_bytes(b"%PDF what was agreed")
    build_house(house)
    with visit(house) as page:
        with page.expect_download() as saving:
            page.get_by_role("button", name="Brief nº 2.pdf").click()
        saved = saving.value
        assert saved.suggested_filename == "Brief nº 2.pdf"
        assert Path(saved.path()).read_bytes() == b"%PDF what was agreed"
