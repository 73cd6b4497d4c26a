"""What each way to judge an ad would have told, and the lines about many of them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.weighing.test_verdict_opinions import RIGHT, opinion, sound

from agent_plugin.tools.domain import Answer, Asked, Category, Opinion, OpinionCost, Review, SecondOpinion
from agent_plugin.tools.measuring.benched import Benched, benched, report
from agent_plugin.tools.measuring.labels import Label
from agent_plugin.tools.measuring.ways import Way, ways_of
from agent_plugin.tools.weighing.verdict import decide
from tests.builders import AT_SCALE
from tests.evidence import scenes

NECK, KNEE = Category.NECK_TWIST, Category.KNEE_REVERSED
SURE = 0.95


def reviewed(score: float, *opinions: Opinion, asked: Asked = Asked.HAD) -> Review:
    """An ad whose neck is suspected, and what a judge said of it."""
    findings = (scenes.finding(1, category=NECK, score=score),)
    second = SecondOpinion(
        asked=asked,
        opinions=opinions,
        controls=RIGHT,
        cost=OpinionCost(calls=2, pictures=7, input_tokens=1000, usd=0.01),
    )
    verdict = decide(findings, (), AT_SCALE, (), second)
    return scenes.review(findings=findings, verdict=verdict, second_opinion=second, people=(), not_checked=())


def denied(score: float) -> Review:
    """By a judge that is believed."""
    review = reviewed(score)
    (neck,) = review.findings
    blind = sound(person=neck.person, box_xyxy=neck.box_xyxy)
    return reviewed(score, opinion("pointed", Answer.REFUTE, SURE), blind)


def verdicts(review: Review) -> dict[str, str | None]:
    return {way.value: row.verdict for way, row in ways_of(review, "a").items()}


def scores(review: Review, way: Way) -> dict[str, float]:
    rows = ways_of(review, "a")[way].findings
    return {str(one.category): one.score for one in rows}


def test_without_opinions_only_the_checks_tell_anything() -> None:
    told = verdicts(reviewed(0.99))
    assert told == {"local": "block", "blind": "publish", "pointed": "publish", "combined": "block"}


@pytest.mark.parametrize(
    ("look", "answer", "sureness", "expected"),
    [
        ("blind", Answer.CONFIRM, SURE, {"blind": "review", "pointed": "publish", "combined": "block"}),
        ("pointed", Answer.CONFIRM, SURE, {"blind": "publish", "pointed": "review", "combined": "block"}),
        ("pointed", Answer.REFUTE, SURE, {"blind": "publish", "pointed": "publish", "combined": "block"}),
        ("pointed", Answer.CONFIRM, 0.3, {"blind": "publish", "pointed": "publish", "combined": "block"}),
    ],
)
def test_each_look_is_judged_as_if_it_were_alone(
    look: Any, answer: Answer, sureness: float, expected: dict[str, str]
) -> None:
    assert verdicts(reviewed(0.99, opinion(look, answer, sureness))) == {"local": "block", **expected}


def test_a_believed_denial_lowers_the_combined_verdict() -> None:
    expected = {"local": "block", "blind": "publish", "pointed": "publish", "combined": "review"}
    assert verdicts(denied(0.99)) == expected


def test_combined_findings_are_surer_where_confirmed_and_less_sure_where_not_seen() -> None:
    confirmed = reviewed(0.6, opinion("pointed", Answer.CONFIRM, SURE))
    refuted = denied(0.6)
    doubted = reviewed(0.6, opinion("pointed", Answer.REFUTE, SURE))
    own = reviewed(0.6, opinion("blind", Answer.CONFIRM, 0.8, finding=None, category=KNEE))
    assert scores(confirmed, Way.COMBINED) == {"neck_twist": SURE}
    assert scores(refuted, Way.COMBINED) == {"neck_twist": pytest.approx(1 - SURE)}
    assert scores(doubted, Way.COMBINED) == {"neck_twist": 0.6}
    assert scores(own, Way.COMBINED) == {"neck_twist": 0.6, "knee_reversed": 0.8}
    assert scores(own, Way.LOCAL) == {"neck_twist": 0.6}
    assert scores(own, Way.BLIND) == {"knee_reversed": 0.8}


def test_a_row_survives_being_written() -> None:
    row = benched(reviewed(0.99, opinion("pointed", Answer.REFUTE, SURE)), "a.jpg", "canned")
    assert Benched.model_validate_json(row.model_dump_json()) == row
    assert row.is_done


@pytest.mark.parametrize("asked", [Asked.NOT_HAD, Asked.PARTLY_HAD])
def test_what_was_not_had_in_full_is_not_done(asked: Asked) -> None:
    assert not benched(reviewed(0.5, asked=asked), "a.jpg", "canned").is_done


def test_the_report_has_each_way_the_decisions_and_the_cost() -> None:
    labels = [Label(file=name, kind="image", normal=name == "c") for name in "abcd"]
    rows = [
        benched(denied(0.99), "a", "canned"),
        benched(reviewed(0.99, opinion("pointed", Answer.CONFIRM, SURE)), "b", "canned"),
        benched(reviewed(0.1, opinion("blind", Answer.CONFIRM, SURE, finding=None)), "c", "canned"),
        Benched(file="d", judge="canned", error="media_damaged: It ends too early."),
    ]
    lines = report(labels, rows)
    text = "\n".join(lines)
    titles = ["local checks alone", "blind opinions alone", "pointed opinions alone", "combined verdict"]
    assert [line.strip("= ") for line in lines if line.startswith("====")][:4] == titles
    assert "verdict raised              33.3% (1/3, 6-79)  0 with a defect, 1 normal" in lines
    assert "verdict lowered             33.3% (1/3, 6-79)  1 with a defect, 0 normal" in lines
    assert "confirm  50.0% (1/2" in text
    assert "controls right         100.0% (9/9, 70-100)  all of an ad's: 100.0% (3/3, 44-100)" in lines
    assert "calls                  6 with 21 pictures" in lines
    assert "cost                   0.0300 USD" in lines
    assert "could not be reviewed  1, counted as not flagged" in lines
