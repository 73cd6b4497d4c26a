"""The crops that a judge is shown: the right place, large enough, and nothing but pixels."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.domain import Box, Part, Specialist
from agent_plugin.tools.opinion.asking import pictures
from agent_plugin.tools.opinion.asking.looks import Look
from agent_plugin.tools.policy import JudgeRules
from tests.evidence.scenes import Clip, Still, info
from tests.opinion.asked import noise, still

RULES = JudgeRules()
JFIF = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def _look(box: Box, at_s: float | None = None) -> Look:
    return Look(Specialist.HANDS, 1, Part.LEFT_HAND, box, at_s)


def _opened(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg)).convert("RGB")


@pytest.mark.parametrize(
    ("box", "wanted"),
    [
        ((100, 100, 200, 150), (65, 65, 235, 185)),
        ((0, 0, 100, 100), (0, 0, 135, 135)),
        ((600, 450, 640, 500), (582, 432, 640, 500)),
        ((-50, -50, -10, -10), (0, 0, 4, 4)),
        ((900, 900, 950, 950), (639, 499, 640, 500)),
    ],
    ids=["inside", "corner", "other corner", "outside before", "outside behind"],
)
def test_a_crop_has_a_margin_and_stays_in_the_picture(box: Box, wanted: tuple[int, int, int, int]) -> None:
    assert pictures.area(_look(box), info("image", 640, 500), RULES) == wanted


def test_a_small_hand_is_enlarged_but_not_beyond_all_bounds() -> None:
    small, large = _look((100, 100, 130, 130)), _look((50, 50, 400, 400))
    made = pictures.crops(still(), [small, large], RULES)
    assert made[small].width == pytest.approx(51 * RULES.max_enlarge, abs=6)
    assert max(made[large].width, made[large].height) == RULES.crop_px


def test_a_crop_shows_the_pixels_of_its_place() -> None:
    pixels = np.zeros((200, 200, 3), np.uint8)
    pixels[80:120, 80:120] = (250, 10, 10)
    look = _look((80, 80, 120, 120))
    jpeg = pictures.crops(Still(pixels), [look], RULES)[look].jpeg
    image = np.asarray(_opened(jpeg)).astype(int)
    middle, corner = image[image.shape[0] // 2, image.shape[1] // 2], image[2, 2]
    assert np.abs(middle - (250, 10, 10)).max() < 20
    assert corner.max() < 20


def test_nothing_but_pixels_leaves() -> None:
    look = _look((100, 100, 200, 200))
    whole = pictures.whole(still(), None, "Whole", RULES)
    sheet = pictures.examples([Specialist.HANDS, Specialist.FACE], "Examples", RULES)
    assert whole is not None
    assert sheet is not None
    for picture in (pictures.crops(still(), [look], RULES)[look], whole, sheet):
        with Image.open(BytesIO(picture.jpeg)) as image:
            assert image.size == (picture.width, picture.height)
            assert set(image.info) <= JFIF
            assert not image.getexif()


def test_the_same_place_gives_the_same_bytes() -> None:
    look = _look((100, 100, 200, 200))
    first, again = (pictures.crops(Still(noise()), [look], RULES)[look] for _ in range(2))
    assert first == again


def test_of_a_video_each_moment_is_asked_for_once() -> None:
    clip = Clip()
    some = [_look((10, 10, 50, 60), 1.0), _look((20, 10, 50, 60), 2.0), _look((30, 10, 60, 60), 1.0)]
    made = pictures.crops(clip, some, RULES)
    assert list(made) == sorted(some, key=lambda look: look.at_s or 0.0)
    assert clip.asked == [1.0, 2.0]
    reds = {look.at_s: _opened(made[look].jpeg).getpixel((5, 5)) for look in some}
    assert reds[1.0] != reds[2.0]


def test_who_has_no_examples_is_shown_none() -> None:
    assert pictures.examples([Specialist.SCENE], "Examples", RULES) is None
