"""The real models on real pictures: the same answer each time, in the frame's own pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Frame, Pixels, Scene
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD


def _pixels(path: Path) -> Pixels:
    return np.asarray(Image.open(path).convert("RGB"))


@pytest.fixture(scope="module")
def walk(examples: Path) -> Pixels:
    return _pixels(examples / "walk.jpg")


def _on_canvas(pixels: Pixels, wide: int, high: int, x0: int, y0: int) -> Pixels:
    canvas = np.full((high, wide, 3), 170, np.uint8)
    canvas[y0 : y0 + pixels.shape[0], x0 : x0 + pixels.shape[1]] = pixels
    return canvas


def _leaves(value: object) -> Iterator[object]:
    """Everything in a scene, arrays as bytes, so that two scenes can be compared."""
    if isinstance(value, np.ndarray):
        yield value.tobytes()
    elif isinstance(value, tuple):
        for each in cast(tuple[object, ...], value):
            yield from _leaves(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name))
    else:
        yield value


def test_the_same_frame_gives_the_same_scene(finder: PeopleFinder, walk: Pixels, examples: Path) -> None:
    first = finder.find(Frame(walk))
    finder.find(Frame(_pixels(examples / "over-shoulder.jpg")))
    assert list(_leaves(finder.find(Frame(walk)))) == list(_leaves(first))


def test_closed_models_are_made_anew(finder: PeopleFinder, walk: Pixels) -> None:
    first = finder.find(Frame(walk))
    finder.close()
    finder.close()
    assert list(_leaves(finder.find(Frame(walk)))) == list(_leaves(first))


def test_somebody_is_found_with_face_hands_and_outline(finder: PeopleFinder, walk: Pixels) -> None:
    (person,) = finder.find(Frame(walk)).people
    assert person.number == 1
    assert person.head.face is not None
    assert person.right_hand or person.left_hand
    assert person.silhouette is not None
    assert 0.1 < float(person.silhouette.alpha.mean()) < 0.6
    inside = person.silhouette.to_cells(person.pose.xy_px[[11, 12, 23, 24]]).astype(int)
    assert (person.silhouette.alpha[inside[:, 1], inside[:, 0]] > 0.5).all()


def test_the_flip_pass_is_a_pass_over_the_mirrored_picture(finder: PeopleFinder, walk: Pixels) -> None:
    other = finder.find(Frame(np.ascontiguousarray(walk[:, ::-1])))
    assert list(_leaves(finder.find_flipped(Frame(walk)))) == list(_leaves(other))


def test_people_can_be_found_without_being_read(models: Landmarkers, walk: Pixels) -> None:
    watch = Stopwatch()
    (person,) = PeopleFinder(STANDARD.people, landmarkers=models, reads=False).find(Frame(walk), watch).people
    assert (person.readings, person.torso, person.head.facing) == ((), None, None)
    assert {"find people", "find faces", "find hands"} <= {cost.stage for cost in watch.costs()}


def test_a_mirrored_person_has_their_sides_swapped(finder: PeopleFinder, walk: Pixels) -> None:
    (person,) = finder.find(Frame(walk)).people
    (other,) = finder.find(Frame(np.ascontiguousarray(walk[:, ::-1]))).people
    assert (person.left_hand is None) == (other.right_hand is None)
    assert person.head.face is not None
    assert other.head.face is not None
    assert other.head.face.yaw_deg == pytest.approx(-person.head.face.yaw_deg, abs=12)
    turned = skeleton.shoulder_yaw_deg(person.pose) + skeleton.shoulder_yaw_deg(other.pose)
    assert abs(turned) < 25


def test_points_are_in_pixels_of_the_frame_wherever_the_person_stands(
    finder: PeopleFinder, walk: Pixels
) -> None:
    (person,) = finder.find(Frame(walk)).people
    (moved,) = finder.find(Frame(_on_canvas(walk, 808, 800, 150, 0))).people
    apart = np.linalg.norm(moved.pose.xy_px - (150, 0) - person.pose.xy_px, axis=1)
    assert float(np.median(apart)) < 0.1 * person.scale_px
    assert person.head.face is not None
    assert moved.head.face is not None
    assert np.abs(moved.head.face.xy_px - (150, 0) - person.head.face.xy_px).mean() < 0.05 * person.scale_px


def test_a_head_that_lies_is_looked_at_upright(finder: PeopleFinder, walk: Pixels) -> None:
    (person,) = finder.find(Frame(walk)).people
    (lying,) = finder.find(Frame(np.ascontiguousarray(np.rot90(walk, k=-1)))).people
    assert person.head.face is not None
    assert lying.head.face is not None
    assert lying.head.face.roll_deg == pytest.approx(person.head.face.roll_deg + 90, abs=15)
    assert lying.head.face.yaw_deg == pytest.approx(person.head.face.yaw_deg, abs=15)


def test_two_people_are_numbered_from_the_left(finder: PeopleFinder, walk: Pixels) -> None:
    pair = np.concatenate([walk[:, 100:520], walk[:, 100:520]], axis=1)
    people = finder.find(Frame(pair)).people
    assert [person.number for person in people] == [1, 2]
    assert people[0].pose.xy_px[:, 0].mean() < 420 < people[1].pose.xy_px[:, 0].mean()
    assert [person.head.face is not None for person in people] == [True, True]


def test_a_hand_alone_is_a_loose_hand_and_nobody(finder: PeopleFinder, examples: Path) -> None:
    scene = finder.find(Frame(_pixels(examples / "six-fingers.jpg")))
    assert scene.people == ()
    (hand,) = scene.loose_hands
    assert hand.looks == "right"
    assert 300 < hand.length_px < 500


def test_a_hand_that_fills_the_picture_is_found_and_nobody_is_made_up_around_it(
    finder: PeopleFinder, examples: Path
) -> None:
    pixels = _pixels(examples / "six-fingers.jpg")
    (hand,) = finder.find(Frame(pixels)).loose_hands
    x0, y0, x1, y1 = hand.box_xyxy
    wide, high = 0.2 * (x1 - x0), 0.2 * (y1 - y0)
    close = pixels[round(y0 + high) : round(y1 - high), round(x0 + wide) : round(x1 - wide)]
    scene = finder.find(Frame(np.ascontiguousarray(close)))
    assert scene.people == ()
    assert len(scene.loose_hands) == 1


@pytest.mark.parametrize("size", [(1, 1), (3, 400), (640, 480)], ids=str)
def test_an_empty_picture_of_any_size_shows_nobody(finder: PeopleFinder, size: tuple[int, int]) -> None:
    frame = Frame(np.full((size[1], size[0], 3), 127, np.uint8))
    scene = finder.find(frame)
    assert scene == Scene(frame) or (scene.people, scene.loose_hands, scene.loose_faces) == ((), (), ())


def test_somebody_in_a_poster_on_the_wall_is_found_and_said_to_be_pictured(
    finder: PeopleFinder, walk: Pixels
) -> None:
    size = round(0.6 * walk.shape[1]), round(0.6 * walk.shape[0])
    poster = np.asarray(Image.fromarray(walk).resize(size))
    high, wide = poster.shape[:2]
    canvas = _on_canvas(walk, walk.shape[1] + wide + 120, walk.shape[0], wide + 120, 0)
    canvas[50 : 70 + high, 50 : 70 + wide] = 20
    canvas[60 : 60 + high, 60 : 60 + wide] = poster
    pictured, own = finder.find(Frame(canvas)).people
    assert pictured.pictured_in == pytest.approx((60, 60, 60 + wide, 60 + high), abs=15)
    assert own.pictured_in is None
