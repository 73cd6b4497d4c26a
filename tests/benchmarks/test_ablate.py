"""The engine without each of its parts: what is counted, what is looked at again, and that parts do go."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.domain import Category, Frame, Part, Reading, Scene
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.measuring.labels import Label
from agent_plugin.tools.policy import STANDARD, PeopleRules
from benchmarks import ablate, parts
from benchmarks.ablate import NOTHING, Models, Outcome, Picture, folders_in, outcomes, rates, tables
from benchmarks.parts import PARTS
from tests import builders
from tests.anatomy.scenes import Case, build
from tests.evidence.samples import Still

LABEL = Label(file="a.png", kind="image", normal=False)
TWISTED = {"people": [{"torso": {"yaw_deg": 180}}]}


class _MadeUp:
    """Eyes that see made-up scenes, one in the picture and one in its mirror; they keep what was asked."""

    def __init__(self, scene: Scene, mirror: Scene | None = None) -> None:
        self._scenes = (scene, mirror or scene)
        self.asked: list[str] = []

    def find(self, frame: Frame, rules: PeopleRules, *, mirrored: bool) -> Scene:
        self.asked.append("find in the mirror" if mirrored else "find")
        return self._scenes[mirrored]

    def read(self, scene: Scene, rules: PeopleRules) -> Scene:
        self.asked.append("read")
        return scene


def _scene(category: Category, reported: dict[str, Any]) -> Scene:
    case = Case.model_validate(
        {"name": "made", "expect": {"score": "none"}, "category": category, **reported}
    )
    return build(case)


def _read(category: Category, seen: Any) -> Scene:
    """Somebody on whose left hand or face one thing is read for sure."""
    part = Part.FACE if seen == "face" else Part.LEFT_HAND
    (person,) = builders.scene([builders.person()]).people
    reading = Reading(category, 0.999, part, person.head.box_xyxy, seen)
    return builders.scene([replace(person, readings=(reading,))])


def _picture(scene: Scene, mirror: Scene | None = None) -> tuple[Picture, _MadeUp]:
    eyes = _MadeUp(scene, mirror)
    still = Still(scene.frame.pixels)
    return Picture(still.frame, still.info, eyes), eyes


def _outcome(top: float, *, normal: bool = False, verdict: str = "publish") -> Outcome:
    return Outcome("a.png", normal, "some part", verdict, top, None)


SEEN_BY = {
    "facing": _scene(Category.NECK_TWIST, TWISTED),
    "neck_twist_skeleton": _scene(Category.NECK_TWIST, {"people": [{"yaw_deg": 175, "head_yaw_deg": 5}]}),
    "extra_head_faces": _scene(Category.EXTRA_HEAD, {"people": [{"other_faces": [{"neck": [0.05, 0]}]}]}),
    "extra_leg_outline": _scene(
        Category.EXTRA_LEG,
        {"people": [{"limbs": [{"points": [[0.2, 0.1], [0.75, 0.75], [1.05, 1.6]], "width": 0.24}]}]},
    ),
    "neck_alone": _scene(Category.NECK_LENGTH, {"people": [{"times": {"neck": 3.0}}]}),
    "fingers_afar": _read(Category.FUSED_FINGERS, "fingers"),
    "fingers": _read(Category.FUSED_FINGERS, "fingers"),
    "face": _read(Category.FACE_EXTRA_EYE, "face"),
    "hand": _read(Category.EXTRA_HAND, "hand"),
}


@pytest.mark.parametrize(("name", "scene"), SEEN_BY.items(), ids=SEEN_BY.keys())
def test_what_only_one_part_sees_is_not_seen_without_it(name: str, scene: Scene) -> None:
    picture, _ = _picture(scene)
    before, after = picture.without(NOTHING, LABEL), picture.without(PARTS[name], LABEL)
    assert before.stopped
    assert not after.stopped
    assert after.top < before.top


def test_a_face_that_is_not_found_is_a_weak_sign_and_none_without_its_part() -> None:
    people = [{"face_yaw_deg": "no face", "torso": {"yaw_deg": 0}}]
    picture, _ = _picture(_scene(Category.NECK_TWIST, {"people": people}))
    assert picture.without(NOTHING, LABEL).top > 0.4
    assert picture.without(PARTS["neck_twist_no_face"], LABEL).top == 0.0


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
def test_each_part_changes_a_rule_or_a_scene(part: parts.Part) -> None:
    assert part.policy != STANDARD or part.scene is not NOTHING.scene
    if part.works_in != "weighing":
        assert part.policy.people != STANDARD.people


def test_without_the_mirror_the_first_look_stands_alone() -> None:
    picture, eyes = _picture(SEEN_BY["facing"], builders.scene([builders.person()]))
    both, alone = picture.without(NOTHING, LABEL), picture.without(PARTS["flip"], LABEL)
    assert alone.top > both.top
    assert eyes.asked == ["find", "find in the mirror"]


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("facing", []),
        ("shape", ["read", "read"]),
        ("legs", ["find", "find in the mirror"]),
    ],
)
def test_only_what_finds_or_reads_is_done_again(name: str, again: list[str]) -> None:
    picture, eyes = _picture(SEEN_BY["extra_leg_outline"])
    picture.without(NOTHING, LABEL)
    assert eyes.asked == ["find", "find in the mirror"]
    eyes.asked.clear()
    picture.without(PARTS[name], LABEL)
    assert eyes.asked == again


def test_the_table_counts_stops_and_how_well_scores_part_the_two_kinds() -> None:
    found = {
        "(nothing)": [_outcome(0.9, verdict="block"), _outcome(0.3), _outcome(0.1, normal=True)],
        "x": [_outcome(0.2), _outcome(0.1), _outcome(0.6, normal=True, verdict="review")],
    }
    first, second = (line.split(" | ") for line in rates(found).splitlines()[2:])
    assert first == ["| (nothing)", "1/2", "0/1", "1.000", "1.00", "0 |"]
    assert second == ["| x", "0/2", "1/1", "0.000", "0.00", "2 |"]


def test_of_sound_pictures_alone_only_stops_are_counted() -> None:
    line = rates({"(nothing)": [_outcome(0.1, normal=True)]}).splitlines()[-1]
    assert line == "| (nothing) | - | 0/1 | - | - | 0 |"


def test_more_than_one_set_is_also_told_together() -> None:
    sets = {name: {"(nothing)": [_outcome(0.6, verdict="review")]} for name in ("one", "two")}
    assert "**all together**" not in tables({"one": sets["one"]})
    assert "1/1" in tables(sets)
    assert "2/2" in tables(sets).partition("**all together**")[2]


def _labelled(folder: Path, *rows: dict[str, object]) -> Path:
    lines = [json.dumps({"kind": "image", "normal": False} | row) for row in rows]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "labels.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_each_still_of_a_folder_is_judged_without_each_part_and_told_at_once(tmp_path: Path) -> None:
    folder = _labelled(tmp_path, {"file": "a.png"}, {"file": "not-opened.mp4", "kind": "video"})
    scene = SEEN_BY["facing"]
    Image.fromarray(scene.frame.pixels).save(folder / "a.png")
    reported: list[Outcome] = []
    found = outcomes(folder, [NOTHING, PARTS["facing"]], _MadeUp(scene), reported.append)
    assert [(each.without, each.stopped) for each in reported] == [("(nothing)", True), ("facing", False)]
    assert [each for of_part in found.values() for each in of_part] == reported


def test_a_folder_of_sets_stands_for_its_three_sets(tmp_path: Path) -> None:
    assert folders_in(_labelled(tmp_path / "own", {"file": "a.png"})) == [tmp_path / "own"]
    assert [each.name for each in folders_in(tmp_path)] == ["dev", "real", "ai_humans"]


def test_people_read_anew_under_the_same_rules_are_read_the_same(examples: Path, tmp_path: Path) -> None:
    frame = Frame(np.asarray(Image.open(examples / "over-shoulder.jpg").convert("RGB")))
    with Landmarkers(STANDARD.people, models_folder=None, cache_folder=tmp_path) as landmarkers:
        eyes = Models(landmarkers)
        found = eyes.find(frame, STANDARD.people, mirrored=False)
        again = eyes.read(found, STANDARD.people)
        trees = eyes.read(found, PARTS["body"].policy.people)
    assert found.people[0].readings
    assert [each.readings for each in again.people] == [each.readings for each in found.people]
    assert [each.readings for each in trees.people] != [each.readings for each in found.people]


def test_the_command_prints_the_tables_and_keeps_the_rows(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _labelled(tmp_path / "set", {"file": "neck-twist.jpg"})
    shutil.copy(examples / "neck-twist.jpg", folder)
    rows = tmp_path / "rows.jsonl"
    monkeypatch.setattr(sys, "argv", ["ablate", str(folder), "--without", "flip", "-o", str(rows)])
    ablate.main()
    printed = capsys.readouterr().out
    assert "| (nothing) | 1/1 |" in printed
    kept = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    assert [(row["set"], row["without"]) for row in kept] == [("set", "(nothing)"), ("set", "flip")]
    assert {(row["file"], row["verdict"], row["category"]) for row in kept} == {
        ("neck-twist.jpg", "block", "neck_twist")
    }


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"labels\.jsonl"):
        outcomes(tmp_path, [NOTHING], _MadeUp(SEEN_BY["facing"]), lambda outcome: None)
