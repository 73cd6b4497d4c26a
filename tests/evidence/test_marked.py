"""A marked picture convinces at a glance: fingers numbered, nothing of the ad hidden, read on a phone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from agent_plugin.tools.domain import Box, Category, Frame, Part, Pixels
from agent_plugin.tools.evidence.fingers import marked
from agent_plugin.tools.evidence.overview import annotate, place_labels
from agent_plugin.tools.evidence.view import whole
from agent_plugin.tools.policy import EvidenceRules
from tests.evidence.samples import finding, flat

RULES = EvidenceRules()
SIX = Path(__file__).parents[2] / "examples" / "six-fingers.jpg"
HAND: Box = (121.0, 80.0, 495.0, 560.0)
TIPS = [(482, 328), (384, 142), (286, 101), (241, 105), (194, 126), (134, 214)]
PHONE_PX, READ_PX = 390, 10.5


def _six() -> Pixels:
    with Image.open(SIX) as picture:
        return np.asarray(picture.convert("RGB"))


def _five() -> Pixels:
    """The same hand without the finger beside the thumb, behind which there is nothing but the wall."""
    pixels = _six().copy()
    pixels[100:275, 325:420] = pixels[60, 450]
    return pixels


@pytest.mark.parametrize(
    ("pixels", "category", "part", "count"),
    [
        (_six(), Category.EXTRA_FINGER, Part.RIGHT_HAND, 6),
        (_six(), Category.FINGER_LENGTH, Part.RIGHT_HAND, 0),
        (_five(), Category.EXTRA_FINGER, Part.RIGHT_HAND, 0),
        (_five(), Category.FINGER_LENGTH, Part.RIGHT_HAND, 5),
        (_five(), Category.MISSING_FINGER, Part.RIGHT_HAND, 0),
        (_six(), Category.NECK_TWIST, Part.NECK, 0),
        (flat(600, 700, (128, 128, 128)), Category.EXTRA_FINGER, Part.RIGHT_HAND, 0),
    ],
    ids=[
        "six, too many",
        "six, their lengths",
        "five, too many",
        "five, their lengths",
        "five, too few",
        "a neck",
        "no hand",
    ],
)
def test_fingers_are_numbered_only_where_their_number_bears_the_finding_out(
    pixels: Pixels, category: Category, part: Part, count: int
) -> None:
    found = finding(1, HAND, category=category, part=part)
    assert len(marked(Frame(pixels), found, RULES).tips_xy) == count


def test_each_number_lies_on_a_fingertip_of_its_own() -> None:
    found = finding(1, HAND, category=Category.EXTRA_FINGER, part=Part.RIGHT_HAND)
    tips = marked(Frame(_six()), found, RULES).tips_xy
    nearest = [min(range(6), key=lambda at: np.hypot(*np.subtract(TIPS[at], tip))) for tip in tips]
    assert sorted(nearest) == list(range(6))
    assert all(np.hypot(*np.subtract(TIPS[at], tip)) < 40 for at, tip in zip(nearest, tips, strict=True))


def test_the_whole_hand_lies_in_its_box() -> None:
    narrow: Box = (180.0, 130.0, 440.0, 560.0)  # of the hand model's five, without the outer two
    found = finding(1, narrow, category=Category.EXTRA_FINGER, part=Part.RIGHT_HAND)
    x0, y0, x1, y1 = marked(Frame(_six()), found, RULES).box_xyxy
    assert all(x0 < x < x1 and y0 < y < y1 for x, y in TIPS)


def test_the_palm_lies_in_the_box_where_the_hand_model_saw_the_fingers_alone() -> None:
    fingers: Box = (105.0, 48.0, 373.0, 358.0)  # as the model has them: it takes the sixth for the thumb
    found = finding(1, fingers, category=Category.EXTRA_FINGER, part=Part.RIGHT_HAND)
    assert marked(Frame(_six()), found, RULES).box_xyxy[3] > 430


@pytest.mark.parametrize("size", [(608, 720), (1080, 1920), (1920, 1080), (1200, 628), (300, 250)])
def test_a_label_is_read_on_a_phone(size: tuple[int, int]) -> None:
    view = whole(Frame(flat(*size, (128, 128, 128))), RULES)
    assert view.text_px * PHONE_PX / view.image.width >= READ_PX


@pytest.mark.parametrize("corner", [(0, 0), (420, 0), (0, 250), (420, 250)])
def test_a_label_gives_way_to_a_logo_of_the_ad(corner: tuple[int, int]) -> None:
    """The places beside the box hold letters, all but one; the usual one is above left."""
    picture = Image.new("RGB", (900, 700), (196, 188, 178))
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(size=40)
    box: Box = (320.0, 200.0, 560.0, 400.0)
    for x in range(0, 900, 160):
        for y in (150, 420, *range(0, 700, 60)):
            if not (corner[0] <= x <= corner[0] + 380 and corner[1] <= y <= corner[1] + 300):
                draw.text((x, y), "Kestrel", fill=(20, 60, 120), font=font)
    pixels = np.asarray(picture)
    view = whole(Frame(pixels), RULES)
    (label,) = place_labels(view, [finding(1, box)], [], 0.0, RULES)
    x0, y0, x1, y1 = (round(v) for v in label.box_xyxy)
    under = np.asarray(view.image)[y0:y1, x0:x1].astype(int)
    assert (abs(under - (196, 188, 178)).sum(axis=2) < 30).mean() > 0.98


def test_the_numbers_are_drawn_on_the_whole_frame() -> None:
    found = finding(1, HAND, category=Category.EXTRA_FINGER, part=Part.RIGHT_HAND)
    without = finding(1, HAND, category=Category.FUSED_FINGERS, part=Part.RIGHT_HAND)
    drawn, plain = (
        np.asarray(annotate(Frame(_six()), [one], [], "", RULES)).astype(int) for one in (found, without)
    )
    scale = drawn.shape[1] / 608
    for x, y in TIPS:
        around = np.s_[
            round((y - 25) * scale) : round((y + 25) * scale), round(x * scale) - 25 : round(x * scale) + 25
        ]
        assert abs(drawn[around] - plain[around]).max() > 100
