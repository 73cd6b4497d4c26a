"""The page's part on real pictures: what was held out is counted, and nothing else."""

from __future__ import annotations

from agent_plugin.tools.domain import CHECKED, Category
from benchmarks.real import categories, reliability, section
from training.calibration.evidence import Case
from training.calibration.manifest import Level, Picture, Split


def _case(split: Split, score: float, level: Level = "none") -> Case:
    picture = Picture(file="a.jpg", repo=split, blob="0", kind="older AI", level=level, split=split)
    return Case(picture, {Category.NECK_TWIST: score})


CASES = [
    _case("fit", 1.0),
    _case("held_out", 0.1),
    _case("held_out", 0.6),
    _case("held_out", 0.0),
    _case("held_out", 1.0, "severe"),
]


def test_only_held_out_pictures_are_counted() -> None:
    text = section(CASES, 7)
    assert "4 pictures of 1 repositories" in text
    assert "Of the 7 pictures that the manifest names, 5 had been reviewed." in text
    (row,) = [line for line in text.splitlines() if line.startswith("| older AI")]
    assert [cell.split(" (")[0].strip() for cell in row.split("|")[3:5]] == ["0%", "33%"]
    assert reliability(CASES) == ([0.1, 0.6, 0.0, 1.0], [False, False, False, True])


def test_each_category_has_its_row() -> None:
    first = [line.split("|")[1].strip() for line in categories(CASES).splitlines()[2:]]
    assert sorted(first) == sorted(category.value for category in CHECKED)
