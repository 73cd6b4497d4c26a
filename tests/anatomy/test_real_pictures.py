"""The examples under the real models: the incident is found, sound people pass, and copies change nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from agent_plugin.tools.domain import Category, Finding, Part, Reason, Review, VerdictValue
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.weighing.later_looks import as_required

Reviewed = Callable[[Path], Review]
INCIDENTS = ("neck-twist.jpg", "neck-twist.mp4")
SOUND = ("over-shoulder.jpg", "walk.jpg", "walk.mp4")
PICTURES = tuple(name for name in (*INCIDENTS, *SOUND) if name.endswith(".jpg"))


def _as_it_is(image: Image.Image) -> Image.Image:
    return image


def _half(image: Image.Image) -> Image.Image:
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)


def _double(image: Image.Image) -> Image.Image:
    return image.resize((image.width * 2, image.height * 2), Image.Resampling.LANCZOS)


def _framed(image: Image.Image) -> Image.Image:
    return ImageOps.expand(image, border=60, fill=(240, 240, 240))


COPIES: dict[str, tuple[Callable[[Image.Image], Image.Image], str, int]] = {
    "mirrored": (ImageOps.mirror, "png", 0),
    "at half size": (_half, "png", 0),
    "at double size": (_double, "png", 0),
    "in a frame": (_framed, "png", 0),
    "as a poor JPEG": (_as_it_is, "jpg", 40),
}


def _copied(path: Path, copy: str, folder: Path) -> Path:
    change, suffix, quality = COPIES[copy]
    made = folder / f"{path.stem}.{suffix}"
    with Image.open(path) as image:
        changed = change(image.convert("RGB"))
    changed.save(made, quality=quality) if quality else changed.save(made)
    return made


def _found(review: Review) -> list[Finding]:
    """The findings that are likelier than not on the scale of the scores, whether they may ask or not."""
    return [each for each in review.findings if each.score >= STANDARD.verdict.standard.review]


@pytest.mark.parametrize("name", INCIDENTS)
def test_the_incident_does_not_pass(review: Reviewed, examples: Path, name: str) -> None:
    reviewed = review(examples / name)
    assert reviewed.checks is not VerdictValue.PUBLISH
    assert _found(reviewed)[0].category is Category.NECK_TWIST
    assert {finding.category for finding in _found(reviewed)} == {Category.NECK_TWIST}


def test_the_incident_in_a_clip_blocks(review: Reviewed, examples: Path) -> None:
    assert review(examples / "neck-twist.mp4").checks is VerdictValue.BLOCK


def test_a_sixth_finger_is_found_and_asks_if_real_pictures_let_it(review: Reviewed, examples: Path) -> None:
    reviewed = review(examples / "six-fingers.jpg")
    (found,) = _found(reviewed)
    assert found.category is Category.EXTRA_FINGER
    asks = STANDARD.verdict.asks(found.category, found.score)
    assert reviewed.checks is (VerdictValue.REVIEW if asks else VerdictValue.PUBLISH)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_body_passes(review: Reviewed, examples: Path, name: str) -> None:
    reviewed = review(examples / name)
    assert reviewed.checks is VerdictValue.PUBLISH, reviewed.verdict.because


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("name", PICTURES)
def test_a_copy_gets_the_same_verdict(
    review: Reviewed, examples: Path, tmp_path: Path, name: str, copy: str
) -> None:
    first, second = review(examples / name), review(_copied(examples / name, copy, tmp_path))
    assert second.checks is first.checks, second.verdict.because
    assert [each.category for each in _found(second)] == [each.category for each in _found(first)]


def test_a_head_too_small_to_judge_is_said(review: Reviewed, examples: Path, tmp_path: Path) -> None:
    with Image.open(examples / "walk.jpg") as image:
        image.resize((image.width // 4, image.height // 4)).save(tmp_path / "small.png")
    reviewed = review(tmp_path / "small.png")
    (row,) = [row for row in reviewed.not_checked if row.part is Part.HEAD]
    assert row.reason is Reason.TOO_SMALL
    assert "not be checked" in as_required(reviewed, "never").verdict.sentence


def test_a_mirrored_incident_is_found_in_the_mirrored_place(
    review: Reviewed, examples: Path, tmp_path: Path
) -> None:
    first = review(examples / "neck-twist.jpg")
    second = review(_copied(examples / "neck-twist.jpg", "mirrored", tmp_path))
    x0, y0, x1, y1 = _found(first)[0].box_xyxy
    width = first.media.width
    assert _found(second)[0].box_xyxy == pytest.approx((width - x1, y0, width - x0, y1), abs=12)


@pytest.mark.parametrize("name", ["neck-twist.jpg", "walk.jpg"])
def test_findings_and_people_lie_in_the_picture(review: Reviewed, examples: Path, name: str) -> None:
    reviewed = review(examples / name)
    boxes = [each.box_xyxy for each in reviewed.findings] + [each.box_xyxy for each in reviewed.people]
    for x0, y0, x1, y1 in boxes:
        assert 0 <= x0 < x1 <= reviewed.media.width
        assert 0 <= y0 < y1 <= reviewed.media.height


def test_the_clips_span_begins_when_the_head_is_too_far_round(review: Reviewed, examples: Path) -> None:
    """The head turns from 0 to beyond 150 degrees; from 1.4 s on it is further than a neck can."""
    finding = _found(review(examples / "neck-twist.mp4"))[0]
    assert finding.start_s is not None
    assert finding.at_s is not None
    assert finding.end_s is not None
    assert 0.9 < finding.start_s < 1.9
    assert finding.start_s <= finding.at_s <= finding.end_s
    assert 2.8 < finding.end_s <= 3.1


def test_one_person_stays_one_person_through_a_clip(review: Reviewed, examples: Path) -> None:
    (person,) = review(examples / "walk.mp4").people
    assert (person.person, person.start_s) == (1, 0.0)
    assert person.end_s == pytest.approx(2.9, abs=0.15)


@pytest.mark.parametrize("turn_deg", [90, 120, 180, 270])
@pytest.mark.parametrize("name", ["walk.jpg", "over-shoulder.jpg"])
def test_somebody_lying_down_or_upside_down_passes(
    review: Reviewed, examples: Path, tmp_path: Path, name: str, turn_deg: int
) -> None:
    with Image.open(examples / name) as image:
        image.rotate(turn_deg, expand=True, fillcolor=(127, 127, 127)).save(tmp_path / "turned.png")
    reviewed = review(tmp_path / "turned.png")
    assert reviewed.checks is VerdictValue.PUBLISH, reviewed.verdict.because
    assert reviewed.people
