"""Somebody whom the detector overlooks is found where several other looks, made up here, come to one body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.body.mirror import mirrored_pose
from agent_plugin.tools.domain import Frame, Pixels, Pose, Silhouette
from agent_plugin.tools.landmarks.backbone import Backbone
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.people import crowd, other_looks
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.people.fit import Fit
from agent_plugin.tools.policy import STANDARD
from tests import builders
from tests.builders import Body
from tests.people.networks import StandingBody

RULES = STANDARD.people
WIDE, HIGH = 900, 1200
FRAME = Frame(np.full((HIGH, WIDE, 3), 127, np.uint8))
SOMEBODY = Body(at_px=(380, 560), torso_px=200)
POSE = builders.pose(SOMEBODY)
LED = 8  # starts


def _mask(*bodies: Body) -> Silhouette:
    middle = builders.person(Body(at_px=(450, 600), torso_px=250))
    shapes = [shape for body in bodies for shape in builders.shapes_of(builders.pose(body))]
    return builders.silhouette(middle, shapes)


def _seen_in(pixels: Pixels, pose: Pose, number: int) -> Pose:
    """Where a body of the frame lies in the look of this number: smaller, mirrored or not, with room."""
    edge_px = (pixels.shape[0] - RULES.find_at_px) / 2
    wider = replace(pose, xy_px=pose.xy_px * np.float32(RULES.find_at_px / HIGH) + np.float32(edge_px))
    return mirrored_pose(wider, pixels.shape[1]) if number % 2 == 0 else wider


def _detector(*poses: Pose | None) -> Callable[[Pixels], list[Pose]]:
    """One that finds these, look by look."""
    told = enumerate(poses)

    def detect(pixels: Pixels) -> list[Pose]:
        number, pose = next(told)
        return [] if pose is None else [_seen_in(pixels, pose, number)]

    return detect


def _moved(right_px: float) -> Pose:
    return replace(POSE, xy_px=POSE.xy_px + np.array([right_px, 0], np.float32))


def _found(
    detect: Callable[[Pixels], list[Pose]], *, mask: Silhouette | None = None, hand_px: float | None = None
) -> list[Pose]:
    hands = [] if hand_px is None else [builders.hand((450, 450), length_px=hand_px)]
    return other_looks.agreed_on(FRAME, mask or _mask(SOMEBODY), hands, detect, StandingBody(), RULES)


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sequence[Fit]], None]:
    """Makes up what the starts from the person mask end at, in turn."""

    def end_at(fits: Sequence[Fit]) -> None:
        ends = iter(fits)

        def led(frame: Frame, square: Square, backbone: Backbone) -> Fit:
            return next(ends)

        monkeypatch.setattr(other_looks, "fit", led)

    return end_at


NOWHERE = [Fit(_moved(right_px), 0.2) for right_px in range(-200, 200, 50)]


def test_who_is_detected_alike_in_three_other_looks_is_somebody() -> None:
    (pose,) = _found(_detector(POSE, None, POSE, _moved(5), None))
    assert crowd.apart(pose, POSE) < 0.05
    assert np.abs(pose.xy_px - POSE.xy_px).max() < 6  # left and right as in the frame


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([POSE, POSE, None, None, None], id="in two looks"),
        pytest.param([POSE, _moved(60), _moved(120), _moved(-60), None], id="elsewhere in each"),
        pytest.param([replace(POSE, visibility=POSE.visibility * 0.6)] * 5, id="half guessed"),
        pytest.param([builders.pose(replace(SOMEBODY, tilt_deg=180))] * 5, id="on the head"),
        pytest.param([builders.pose(Body(at_px=(830, 200), torso_px=100))] * 5, id="beside the mask"),
    ],
)
def test_looks_that_do_not_come_to_one_upright_seen_body_have_found_nobody(
    looks: list[Pose | None], starts: Callable[[Sequence[Fit]], None]
) -> None:
    starts(NOWHERE)
    assert _found(_detector(*looks)) == []


def test_a_body_that_leaves_much_of_the_mask_unexplained_is_a_misfit(
    starts: Callable[[Sequence[Fit]], None],
) -> None:
    starts(NOWHERE)
    squeezed = builders.pose(Body(at_px=(380, 480), torso_px=90))
    assert crowd.fills(squeezed, _mask(SOMEBODY), _mask(SOMEBODY).alpha > RULES.overlooked_alpha, RULES)
    assert _found(_detector(*[squeezed] * 5)) == []


def test_somebody_whom_no_look_detects_is_found_from_the_person_mask(
    starts: Callable[[Sequence[Fit]], None],
) -> None:
    starts([Fit(POSE, 0.9)] * 6 + [Fit(_moved(90), 0.9)] * 2)
    (pose,) = _found(_detector(*[None] * 5))
    assert pose is POSE
    starts([Fit(POSE, 0.9)] * 5 + [Fit(_moved(90), 0.9)] * 3)
    assert _found(_detector(*[None] * 5)) == []


def test_two_whom_the_looks_agree_on_are_two() -> None:
    other = Body(at_px=(640, 560), torso_px=200)
    both = [POSE, builders.pose(other)]
    number = iter(range(5))

    def detect(pixels: Pixels) -> list[Pose]:
        look = next(number)
        return [_seen_in(pixels, pose, look) for pose in both]

    found = _found(detect, mask=_mask(SOMEBODY, other))
    assert sorted(round(pose.xy_px[:, 0].mean()) for pose in found) == sorted(
        round(pose.xy_px[:, 0].mean()) for pose in both
    )


def test_nobody_is_looked_for_in_a_hand_that_fills_the_frame_or_without_a_person_like_pixel() -> None:
    assert _found(_detector(), hand_px=500) == []
    assert _found(_detector(), mask=_mask()) == []


def test_nobody_is_looked_for_in_specks_of_the_person_mask() -> None:
    specks = _mask()
    alpha = specks.alpha.copy()
    alpha[40:60, 40:60] = 1
    assert _found(_detector(), mask=replace(specks, alpha=alpha)) == []


class _Shy(Landmarkers):
    """Real models, but for a detector that overlooks everybody in pictures just as they were given."""

    def __init__(self, models: Landmarkers, frame: Frame) -> None:
        self.__dict__ = dict(models.__dict__)
        self._given = frame.pixels

    def poses(self, pixels: Pixels) -> list[Pose]:
        return [] if np.array_equal(pixels, self._given) else super().poses(pixels)


def test_a_person_overlooked_in_the_picture_as_it_is_is_found_all_the_same(
    models: Landmarkers, finder: PeopleFinder, examples: Path
) -> None:
    frame = Frame(np.asarray(Image.open(examples / "walk.jpg").convert("RGB")))
    (known,) = finder.find(frame).people
    (found,) = PeopleFinder(RULES, landmarkers=_Shy(models, frame)).find(frame).people
    assert crowd.apart(found.pose, known.pose) < 0.1
    assert found.head.face is not None
