"""The controls among the pictures: like the others, never foreseen, and what a wrong answer to one means."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin import prompts
from agent_plugin.tools.domain import Answer, Asked, Category, Controls, Part, SecondOpinion, Specialist
from agent_plugin.tools.opinion.asking import controls, pictures
from agent_plugin.tools.opinion.asking.controls import Control
from agent_plugin.tools.opinion.asking.looks import SPECIALTIES, Look, looks
from agent_plugin.tools.opinion.asking.planned import Planned
from agent_plugin.tools.opinion.asking.planning import Manner
from agent_plugin.tools.opinion.judges.judge import Ask, Picture
from agent_plugin.tools.opinion.second import SecondLook
from agent_plugin.tools.policy import STANDARD
from tests.evidence.scenes import Still
from tests.opinion.asked import PARTS, PEOPLE, still
from tests.opinion.second_looks import Script, ScriptedJudge, ad, flawed, is_blind, says, seen

RULES = STANDARD.judge
MAX_BYTES = 220_000
C, R, U = Answer.CONFIRM, Answer.REFUTE, Answer.UNSURE


def planned(secret: str = "a") -> tuple[Planned, Planned]:
    blind, pointed = Manner(secret=secret).plan(ad(), seen())
    return blind, pointed


def looked(judge: ScriptedJudge, secret: str = "a") -> SecondOpinion:
    return SecondLook(judge, secret=secret).look(ad(), seen())


def test_every_control_is_one_that_its_specialist_judges_and_all_are_small() -> None:
    for one in controls.controls():
        assert one.category in SPECIALTIES[one.specialist]
        with Image.open(BytesIO(prompts.control(one.name))) as image:
            assert not image.getexif()
    whose = {(one.specialist, one.flawed) for one in controls.controls()}
    assert whose == {(who, kind) for who in list(Specialist)[:4] for kind in (True, False)}
    assert sum(len(prompts.control(name)) for name in prompts.controls()) <= MAX_BYTES


def test_no_control_is_an_example_with_its_answer_beside_it() -> None:
    """The one is cut from the strips' 256 pixels, the other from renders of another seed."""
    with pytest.raises(ValueError, match="no control"):
        prompts.control("hands")
    assert not {*prompts.controls()} & {who.value for who in Specialist}


def test_a_blind_call_holds_one_with_a_defect_and_a_pointed_one_a_sound_one_too() -> None:
    for secret in "abcd":
        blind, pointed = planned(secret)
        assert [one.flawed for one in blind.controls.values()] == [True]
        assert sorted(one.flawed for one in pointed.controls.values()) == [False, True]
        assert {one.category for one in pointed.controls.values()} == {Category.NECK_TWIST}


def test_nothing_in_a_call_tells_a_control_from_the_ads_own() -> None:
    for plan in planned():
        for picture in plan.ask.pictures[1:]:
            assert re.fullmatch(r"Picture \d+: (person [A-Z], )?[a-z ,]+", picture.name)
        words = " ".join(item for item in plan.ask.content if isinstance(item, str)) + plan.ask.instructions
        assert not re.search("(?i)control|known answer|of ours", words)
        assert not any(one.name in words for one in controls.controls())
        own = [one.detail for one in plan.ask.pictures]
        assert set(own) == {"high"}
        sides = [max(one.width, one.height) for one in plan.ask.pictures[1:]]
        assert max(sides) <= 1.02 * RULES.crop_px


def test_the_same_installation_asks_the_same_and_another_puts_them_elsewhere() -> None:
    assert [plan.ask for plan in planned()] == [plan.ask for plan in planned()]
    places = {tuple(tuple(plan.controls) for plan in planned(secret)) for secret in "abcdefgh"}
    assert len(places) > 2


@pytest.mark.parametrize(
    ("is_flawed", "answers", "is_right"),
    [
        *((True, some, True) for some in ([C], [C, U])),
        *((True, some, False) for some in ([], [R], [U], [C, R])),
        *((False, some, True) for some in ([R], [U])),
        *((False, some, False) for some in ([], [C], [R, C])),
    ],
)
def test_a_plain_defect_must_be_seen_and_none_made_up(
    is_flawed: bool, answers: list[Answer], is_right: bool
) -> None:
    control = Control("any", Specialist.HANDS, Category.EXTRA_FINGER, is_flawed)
    assert control.is_right(answers) is is_right


@pytest.mark.parametrize(
    ("judge", "right"),
    [
        (says("sound", "refute"), 3),
        (says("sound", "refute", sees_controls=False), 1),
        (says("defect", "confirm", sees_controls=False), 2),
        (says("cannot_tell", "unsure", sees_controls=False), 1),
    ],
)
def test_answers_to_controls_are_counted_and_are_no_opinions(judge: Script, right: int) -> None:
    second = looked(ScriptedJudge(judge))
    assert (second.asked, second.controls) == (Asked.HAD, Controls(asked=3, right=right))
    assert [one.finding for one in second.opinions if one.look == "pointed"] == [1]
    assert {one.person for one in second.opinions} == {1}


def test_a_control_that_is_left_out_is_answered_wrongly() -> None:
    fine = says("sound", "refute")

    def without(ask: Ask) -> str:
        rows = json.loads(str(fine(ask)))["answers"]
        known = flawed(ask) if is_blind(ask) else {}
        return json.dumps({"answers": [row for row in rows if row.get("picture") not in known]})

    second = looked(ScriptedJudge(without))
    assert second.controls == Controls(asked=3, right=2)


def test_what_was_sent_names_the_controls_to_us_and_people_by_our_numbers() -> None:
    sent = looked(ScriptedJudge(says())).sent
    assert sum("a control of ours, not from the ad" in line for line in sent) == 3
    assert any("person 1, left hand" in line for line in sent)


def test_a_secret_is_made_once_for_an_installation_and_read_by_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    secret = controls.secret_in(folder)
    assert len(secret) == 32
    assert controls.secret_in(folder) == secret
    assert (folder / controls.FILE).stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir()] == [controls.FILE]


def test_where_no_secret_can_be_kept_it_lives_as_long_as_the_process(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    secret = controls.secret_in(tmp_path / "file")
    assert len(secret) == 32
    assert controls.secret_in(tmp_path / "file") == secret


def test_what_is_beside_a_person_is_painted_over_but_not_beside_limbs() -> None:
    places = looks((), PEOPLE, PARTS, still().info, RULES, whole_picture=False)
    own = [look for look in places if look.person == 1]
    assert {look.specialist for look in own if look.shown is None} == {Specialist.LIMBS}
    hand = next(look for look in own if look.part is Part.RIGHT_HAND)
    x0, y0, x1, y1 = PEOPLE[0].box_xyxy
    margin = RULES.person_margin * max(x1 - x0, y1 - y0)
    assert hand.shown is not None
    assert hand.shown[0] == pytest.approx(x0 - margin)


def test_paint_covers_what_is_outside_and_nothing_inside() -> None:
    red = Still(np.full((200, 200, 3), (250, 10, 10), np.uint8))
    look = Look(Specialist.HANDS, 1, Part.LEFT_HAND, (80, 80, 120, 120), None, (60, 90, 130, 200))
    picture: Picture = pictures.crops(red, [look], RULES)[look]
    image = np.asarray(Image.open(BytesIO(picture.jpeg)).convert("RGB")).astype(int)
    assert np.abs(image[2, image.shape[1] // 2] - pictures.GREY).max() < 6
    assert np.abs(image[-3, image.shape[1] // 2] - (250, 10, 10)).max() < 20
    assert pictures.is_greyed(look, red.info, RULES)
