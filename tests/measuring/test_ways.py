"""What each way to judge an ad would have told, and the lines about many of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent_plugin.tools.domain import Finding, Look, OpinionCost, Review
from agent_plugin.tools.look.asking.judge_look import JudgeLooker
from agent_plugin.tools.look.asking.manner import Manner
from agent_plugin.tools.measuring.benched import Benched, benched, report
from agent_plugin.tools.measuring.labels import Label
from agent_plugin.tools.measuring.ways import Way, ways_of
from tests.look.desks import ASKS, BLOCKS, SECRET, desk, neck
from tests.look.lookers import ScriptedJudge, rule


def looker(name: str) -> JudgeLooker:
    return JudgeLooker(ScriptedJudge(rule(name), model=name), manner=Manner(secret=SECRET))


def looked(folder: Path, name: str, *findings: Finding) -> tuple[Review, JudgeLooker]:
    at, one = desk(folder, *findings), looker(name)
    return one.look(at.store, at.review), one


def verdicts(review: Review, look: Look | None) -> dict[str, str | None]:
    return {way.value: row.verdict for way, row in ways_of(review, look, "a").items()}


@pytest.mark.parametrize(
    ("name", "score", "checks", "look", "combined"),
    [
        ("careful", BLOCKS, "block", "publish", "review"),
        ("careful", ASKS, "review", "publish", "publish"),
        ("careful", 0.1, "publish", "publish", "publish"),
        ("alarmed", 0.1, "publish", "block", "block"),
        ("sound", BLOCKS, "block", "review", "block"),
        ("sound", 0.1, "publish", "review", "review"),
    ],
)
def test_each_way_is_judged_as_if_it_were_alone(
    tmp_path: Path, name: str, score: float, checks: str, look: str, combined: str
) -> None:
    review, _ = looked(tmp_path, name, neck(score=score))
    assert verdicts(review, review.looks[0]) == {"checks": checks, "look": look, "combined": combined}


def test_without_a_look_somebody_has_to(tmp_path: Path) -> None:
    review = desk(tmp_path, neck(score=0.1)).review
    assert verdicts(review, None) == {"checks": "publish", "look": "review", "combined": "review"}


def test_what_a_look_calls_wrong_is_told_with_its_place_and_sureness(tmp_path: Path) -> None:
    review, _ = looked(tmp_path, "alarmed")
    seen = ways_of(review, review.looks[0], "a")[Way.LOOK].findings
    boxes = [tile.box_xyxy for sheet in review.sheets for tile in sheet.tiles]
    assert [(str(one.category), one.score, one.bbox) for one in seen] == [
        ("extra_finger", 0.95, box) for box in boxes
    ]


def test_a_row_tells_of_this_judges_look_only_and_survives_being_written(tmp_path: Path) -> None:
    at, first, second = desk(tmp_path), looker("alarmed"), looker("careful")
    review = second.look(at.store, first.look(at.store, at.review))
    rows = [benched(review, one, "a.jpg") for one in (first, second)]
    assert [row.probability for row in rows] == [0.95, 0.02]
    assert [row.wrong for row in rows] == [0.95, 0.0]
    assert [row.ways[Way.COMBINED].verdict for row in rows] == ["block", "publish"]
    for row in rows:
        assert Benched.model_validate_json(row.model_dump_json()) == row
        assert row.is_done


@pytest.mark.parametrize(
    ("given", "is_done"),
    [
        ({}, True),  # nobody in it
        ({"asked": True}, False),
        ({"asked": True, "probability": 0.1}, True),
        ({"error": "media_damaged: It ends too early."}, False),
    ],
)
def test_only_what_was_not_had_is_asked_again(given: dict[str, Any], is_done: bool) -> None:
    assert Benched(file="a", judge="j", **given).is_done is is_done


def test_the_report_has_each_way_the_looker_and_the_cost(tmp_path: Path) -> None:
    labels = [Label(file=name, kind="image", normal=name == "c") for name in "abcd"]
    rows: list[Benched] = []
    for file, name, score in (("a", "alarmed", BLOCKS), ("b", "sound", ASKS), ("c", "careful", ASKS)):
        review, one = looked(tmp_path / file, name, neck(score=score))
        rows.append(benched(review, one, file).model_copy(update={"cost": OpinionCost(calls=2, pictures=2)}))
    rows.append(Benched(file="d", judge="j", error="media_damaged: It ends too early."))
    lines = report(labels, rows)
    titles = ["the checks alone", "the look alone", "combined verdict"]
    assert [line.strip("= ") for line in lines if line.startswith("====")][:3] == titles
    assert "looks that count        66.7% (2/3, 21-94)" in lines
    assert "controls right          83.3% (5/6, 44-97)" in lines
    assert "stopped from 0.5 on    broken  50.0% (1/2, 9-91)  sound   0.0% (0/1, 0-79)" in lines
    assert "requests               6 with 6 pictures" in lines
    assert "cost                   price not set" in lines
    assert "could not be reviewed  1, counted as not flagged" in lines
