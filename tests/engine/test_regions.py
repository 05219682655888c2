"""What the library says of a region, and what is kept of it on disk."""

from __future__ import annotations

from pathlib import Path

import holidays
import pytest

from courtside import resources
from courtside.engine import regions


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for what is kept, and a process that has asked for nothing yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    forget(monkeypatch)
    return tmp_path / "courtside"


def forget(patch: pytest.MonkeyPatch) -> None:
    for name in ("public_holidays", "known_years", "_known"):
        patch.setattr(regions, name, getattr(regions, name).__wrapped__)


@pytest.mark.filterwarnings("ignore:Requested Holidays")
@pytest.mark.parametrize("region", ["ES", "ES-MD", "DE-BY", "US-CA", "NO", "IN", "IL"])
def test_what_is_kept_is_what_the_library_says_of_each_year(
    kept: Path, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    country, _, part = region.partition("-")
    library = holidays.country_holidays(country, subdiv=part or None)
    years = range(library.start_year, library.end_year + 1)
    asked = (years.start - 1, *range(2020, 2032), years.stop)
    said = {
        year: frozenset(
            day.toordinal()
            for day in holidays.country_holidays(country, subdiv=part or None, years=year)
            if day.year == year
        )
        if year in years
        else frozenset()
        for year in asked
    }
    assert {year: regions.public_holidays(region, year) for year in asked} == said
    assert [path.name.startswith("holidays-") for path in kept.iterdir()] == [True]
    monkeypatch.setattr(regions, "_library", None)  # from here on the disk alone answers
    assert {year: regions.public_holidays(region, year) for year in asked} == said
    assert regions.known_years(region) == years


def test_no_region_is_kept_that_the_library_does_not_know(kept: Path) -> None:
    with pytest.raises(NotImplementedError):
        regions.known_years("ES-XX")
    assert not kept.exists()


def test_what_is_cut_or_changed_on_disk_is_asked_again(kept: Path) -> None:
    right = regions.public_holidays("PT", 2026)
    (path,) = kept.iterdir()
    whole = path.read_bytes()
    for spoilt in (b"", whole[:-1], whole[:40] + b"9" + whole[41:]):
        path.write_bytes(spoilt)
        assert regions.public_holidays("PT", 2026) == right
        assert path.read_bytes() == whole


def test_where_nothing_can_be_kept_it_is_made_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert resources.computed("x", lambda: b"made") == b"made"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    assert resources.computed("x", lambda: b"made") == b"made"


def homeless() -> Path:
    raise RuntimeError("no home")


def test_a_subdivision_has_the_name_of_its_place() -> None:
    assert regions.subdivision_name("ES-MD") == "Madrid"
    assert regions.subdivision_name("DE-BY") == "Bayern"
