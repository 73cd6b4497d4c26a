"""Portraits: labels agree with what is drawn, sound faces carry none, and defects change what they name."""

from __future__ import annotations

import importlib
import json
from typing import Any

import numpy as np
import pytest

from tests.training.renderer import need_renderer

need_renderer()

SEEDS = range(60, 68)
CATEGORIES = {"face_asymmetry", "face_extra_eye"}


def test_the_same_seed_gives_the_same_portrait_and_labels(take: Any) -> None:
    first, second = take(3, "face", 1.0), take(3, "face", 1.0)
    assert (first[0] == second[0]).all()
    assert first[1] == second[1]


def test_a_sound_face_has_no_defect_and_an_ill_one_exactly_one(take: Any) -> None:
    for seed in SEEDS:
        sound, ill = (take(seed, "face", share)[1] for share in (0.0, 1.0))
        assert sound["defects"] == []
        assert len(ill["defects"]) == 1
        assert ill["defects"][0]["category"] in CATEGORIES
        assert json.loads(json.dumps(ill)) == ill


def test_the_left_eye_lies_to_the_right_of_the_right_eye_on_a_face_towards_the_camera(take: Any) -> None:
    faces = [take(seed, "face", 0.0)[1]["face"] for seed in SEEDS]
    towards = [f for f in faces if abs(f["yaw_deg"]) < 60]
    assert towards
    for face in towards:
        (left, _), (right, _) = face["eyes"]
        assert (left > right) == (abs(face["roll_deg"]) < 90)


@pytest.mark.parametrize(
    ("variant", "least", "most"),
    [("eye_shifted", 0.1, 0.5), ("eye_large", 1.5, 2.1), ("eye_small", 0.4, 0.6)],
)
def test_one_eye_changes_by_the_amount_in_the_label_and_the_other_stays(
    studio: Any, adult: Any, monkeypatch: pytest.MonkeyPatch, variant: str, least: float, most: float
) -> None:
    faces = importlib.import_module("training.render.defects.faces")
    body = importlib.import_module("training.render.body")
    monkeypatch.setattr(faces, "VARIANTS", {variant: 1.0})
    for seed in range(4):
        defect = faces.asymmetry(np.random.default_rng(seed), studio.body, adult, {})
        after = defect.shape(studio.body, adult).vertices
        own, other = body.EYE_LEFT, body.EYE_RIGHT
        if defect.facts["side"] == "right":
            own, other = other, own
        amount = defect.facts["amounts"][variant]
        assert least <= amount <= most
        assert (
            np.abs(after[other] - adult.vertices[other]).max()
            < 0.35 * np.abs(after[own] - adult.vertices[own]).max()
        )
        assert len(defect.marked)


def test_an_extra_eye_lies_before_the_skin_and_leaves_both_eyes_where_they_were(
    studio: Any, adult: Any
) -> None:
    faces = importlib.import_module("training.render.defects.faces")
    body = importlib.import_module("training.render.body")
    for seed in range(6):
        defect = faces.extra_eye(np.random.default_rng(seed), studio.body, adult, {})
        host = defect.shape(studio.body, adult)
        eyes = np.r_[body.EYE_LEFT, body.EYE_RIGHT]
        assert np.array_equal(host.vertices[eyes], adult.vertices[eyes])
        for copy in defect.copies(studio.body, host, {}):
            eye = copy.posed.vertices[eyes[copy.kept[eyes]]]
            assert np.linalg.norm(eye.mean(axis=0) - adult.vertices[body.EYE_LEFT].mean(axis=0)) > 0.01
            near = host.vertices[defect.marked]
            near = near[np.linalg.norm((near - eye.mean(axis=0))[:, [0, 2]], axis=1) < 0.004]
            if len(near):
                assert eye[:, 1].min() < near[:, 1].min()


def test_natural_asymmetry_stays_below_what_a_defect_moves(studio: Any, adult: Any) -> None:
    expressions = importlib.import_module("training.render.expressions")
    for seed in range(20):
        uneven = expressions.natural_asymmetry(np.random.default_rng(seed), studio.body, adult)
        assert np.abs(uneven.vertices - adult.vertices).max() < 0.05 * expressions.EYE_DISTANCE_M


def test_a_blink_lowers_the_upper_lid_and_a_smile_widens_the_mouth(studio: Any, adult: Any) -> None:
    expressions = importlib.import_module("training.render.expressions")
    blink = expressions.express(adult, {"eyeBlinkLeft": 1.0}).vertices - adult.vertices
    lid = np.flatnonzero(np.abs(studio.body.canonical[:, [0, 2]] - [0.031, 0.701]).max(axis=1) < 0.004)
    assert blink[lid, 2].min() < -0.003
    smile = expressions.express(adult, {"mouthSmileLeft": 1.0, "mouthSmileRight": 1.0}).vertices
    lips = studio.face.lips
    assert np.ptp(smile[lips, 0]) > np.ptp(adult.vertices[lips, 0])
