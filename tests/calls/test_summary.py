"""What a model reads of a review: the same words in both shapes, small whatever was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agent_plugin.tools.calls.answer import summary
from agent_plugin.tools.calls.summary import missed
from agent_plugin.tools.calls.tool import ToolResult
from agent_plugin.tools.domain import Look, NotChecked, Part, Reason, Review
from agent_plugin.tools.policy import AGENTS
from agent_plugin.tools.store import Store
from tests.calls.benches import SUSPECTED, TWISTED, bench
from tests.conftest import MakeReview
from tests.look.desks import honest

LARGEST = 2_000  # bytes: what every host hands on whole
CROWD = {
    **{"extra_finger": 0.9, "neck_twist": 0.95, "extra_arm": 0.9, "extra_hand": 0.85, "fused_fingers": 0.8},
    **{"limb_length": 0.3, "head_size": 0.2, "missing_arm": 0.1},
}


def long_video(make_review: MakeReview) -> Review:
    """A minute in which 126 findings were made, most parts could not be checked and four looked."""
    few = make_review(name="autumn-campaign-final-cut-2.mp4", **CROWD)
    many = [
        one.model_copy(update={"number": number, "start_s": 1.0, "end_s": 3.5, "at_s": 2.0})
        for number, one in enumerate(few.findings * 16, 1)
    ][:126]
    gaps = tuple(
        NotChecked(person=person, part=part, reason=Reason.COVERED, explanation="A long explanation. " * 9)
        for person in range(1, 11)
        for part in (Part.LEFT_HAND, Part.RIGHT_HAND, Part.FACE)
    )
    looks = tuple(
        Look(id=f"look-{number}", kind="judge", who="a-judge", at=few.created_at) for number in range(4)
    )
    verdict = few.verdict.model_copy(update={"counts": tuple(range(1, 100))})
    fields = {"findings": tuple(many), "not_checked": gaps, "looks": looks, "verdict": verdict}
    return few.model_copy(update=fields)


def test_a_minute_of_video_with_many_findings_is_open_in_under_2_kb(
    make_review: MakeReview, tmp_path: Path
) -> None:
    review = long_video(make_review)
    with Store(tmp_path) as store:
        result = summary(review, store)
    assert len(review.model_dump_json()) > 50_000
    assert len(json.dumps(result.structured)) < 2 * LARGEST, "the extreme: all that an answer names is named"
    assert len(result.data["findings"]) == AGENTS.max_named
    assert f"And {99 - AGENTS.max_named} more that count: they are in the report." in result.text
    assert result.data["report"] == f"lastlook://reports/{review.id}"


@pytest.fixture(params=["block", "settled"])
def usual(request: pytest.FixtureRequest, tmp_path: Path) -> ToolResult:
    """What is told once somebody has looked."""
    is_block = request.param == "block"
    with Store(tmp_path / "store") as store:
        table = bench(store, tmp_path, yaw_deg=TWISTED if is_block else SUSPECTED)
        return table.point(table.look(honest), "confirm" if is_block else "refute")


def test_a_usual_answer_is_under_2_kb_and_says_the_same_in_both_shapes(usual: ToolResult) -> None:
    fields = usual.structured
    assert len(json.dumps(fields)) < LARGEST
    assert fields["text"] == usual.text
    spoken: list[Any] = [fields["sentence"], *fields["looked_by"], fields["review"], fields["next"]]
    spoken += [one["category"] for one in fields.get("findings", ())] + fields.get("weak_signs", [])
    assert [words for words in spoken if words not in usual.text] == []
    assert fields["pictures"] == [one.name for one in usual.pictures]
    assert set(fields["pictures"]) <= {one["file"] for one in usual.records["review"]["evidence"]}


def test_what_was_not_checked_is_one_short_line_in_which_nothing_is_said_twice() -> None:
    hand = NotChecked(person=2, part=Part.LEFT_HAND, reason=Reason.COVERED, explanation="At 1 s.")
    crowd = NotChecked(person=None, part=Part.BODY, reason=Reason.TOO_MANY_PEOPLE, explanation="Eleven.")
    assert missed(()) == ""
    assert missed((hand, hand, crowd)) == (
        "Not checked: left hand of person 2 (covered by something); body (more people than are looked at)."
    )
