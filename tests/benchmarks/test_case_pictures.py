"""Copies, hard normals, the plot and the gallery; and the bench on a real picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from benchmarks import battery, calibration, gallery, robust
from benchmarks.cases import Case
from benchmarks.trials import Trial, main_box, open_bench, opened
from benchmarks.variants import COPIES, HARD, Variant, side_by_side

MakeCase = Callable[..., Case]
BOX = (60.0, 20.0, 140.0, 190.0)
SIZES = {
    "half size": (100, 80),
    "double size": (400, 320),
    "with a border": (232, 192),
    "cropped to the waist": (120, 111),
    "cropped tight": (90, 145),
    "turned by 90 degrees": (160, 200),
    "beside a poster of it": (336, 160),
}
VARIANTS = {variant.name: variant for variant in (*COPIES, *HARD)}


@pytest.fixture
def picture() -> Image.Image:
    image = Image.new("RGB", (200, 160), (120, 160, 200))
    ImageDraw.Draw(image).rectangle((60, 20, 120, 150), fill=(200, 40, 40))
    return image


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=lambda variant: variant.name)
def test_a_copy_is_another_picture_of_the_right_size(picture: Image.Image, variant: Variant) -> None:
    before = picture.copy()
    made = variant.make(picture, BOX)
    assert made.mode == "RGB"
    assert made.size == SIZES.get(variant.name, picture.size)
    assert made.size != picture.size or ImageChops.difference(made, picture).getbbox()
    assert not ImageChops.difference(before, picture).getbbox(), "the original was changed"


def test_a_crop_never_leaves_the_picture(picture: Image.Image) -> None:
    made = VARIANTS["cropped tight"].make(picture, (-50, -50, 999, 999))
    assert made.size == picture.size


def test_a_crowd_stands_at_one_height(picture: Image.Image) -> None:
    assert side_by_side([picture, picture.resize((80, 320))], 160).size == (240, 160)


def test_without_anybody_the_middle_is_the_box() -> None:
    assert main_box(None, (100, 200)) == (20, 20, 80, 180)


def test_false_alarms_are_counted_for_each_variant_and_in_all() -> None:
    results = {"dark": [Trial("review"), Trial("publish")], "grey": [Trial("block"), Trial("refused: x")]}
    table = battery.alarms(results).splitlines()
    assert [line.count("50% (1/2") for line in table[2:4]] == [1, 2]
    assert "| all | 50% (2/4" in table[4]


def test_another_verdict_is_no_agreement_in_either_direction() -> None:
    passed, stopped, blocked = Trial("publish"), Trial("review"), Trial("block")
    pairs = [
        robust.Pair(passed, passed),
        robust.Pair(stopped, blocked),
        robust.Pair(stopped, passed),
        robust.Pair(passed, stopped),
    ]
    reported = robust.agreement({"mirrored": pairs})
    assert robust.same(pairs) == (1, 4)
    assert "| mirrored | 25% (1/4; 5 to 70) | 0% (0/2; 0 to 66) | 1 | 1 |" in reported
    assert reported.endswith("is not met.")


def test_scores_fall_into_bins_and_no_finding_is_a_bin_of_its_own() -> None:
    filled = calibration.bins([0.0, 0.0, 0.2, 0.9], [True, False, False, True])
    assert [(each.low, each.high, each.true) for each in filled] == [
        (0.0, 0.0, (1, 2)),
        (0.0, 0.2, (0, 1)),
        (0.8, 1.0, (1, 1)),
    ]
    assert calibration.draw(filled).size == (512, 512)
    assert "Brier score 0.263" in calibration.section([0.0, 0.0, 0.2, 0.9], [True, False, False, True])


def test_the_gallery_shows_misses_wrong_reasons_and_false_alarms(
    make_case: MakeCase, picture: Image.Image, tmp_path: Path
) -> None:
    path = tmp_path / "a.png"
    picture.save(path)
    cases = [
        make_case("extra_arm", path=path),
        make_case("extra_arm", path=path),
        make_case("extra_leg", reported={"neck_twist": 0.9}, verdict="block", path=path),
        make_case(reported={"neck_twist": 0.6}, verdict="review", path=path),
        make_case("extra_head", reported={"extra_head": 0.9}, verdict="block", path=path),
    ]
    lines = gallery.choose(cases)
    assert [(line.title, len(line.cases)) for line in lines] == [
        ("Missed", 1),
        ("Stopped for the wrong reason", 1),
        ("False alarms", 1),
    ]
    sheet = tmp_path / "sheet.jpg"
    gallery.save(gallery.draw(lines), sheet)
    assert 0 < sheet.stat().st_size <= gallery.MOST_BYTES
    assert gallery.section(lines).count("a.png") == 3


def test_the_gallery_shows_the_committed_sheet_within_its_size() -> None:
    assert gallery.SHEET.stat().st_size <= gallery.MOST_BYTES


def test_a_real_picture_gets_its_verdict_and_leaves_nothing_behind() -> None:
    with open_bench() as bench:
        trial, review = bench.review(opened(Path(__file__).parents[2] / "examples" / "neck-twist.jpg"))
        assert review is not None
        assert not bench.evidence_left(review)
    assert trial.stopped
    assert any(reported.startswith("neck_twist") for reported in trial.reported)
