"""A model that lies is corrected before anybody reads it; one that tells the truth is left alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agent_plugin.chat.facts import Facts, facts_of
from agent_plugin.chat.guard import Gate, overclaims
from agent_plugin.tools.domain import Review
from tests.chat.chats import Line, review_of, scripted, toolbox

ADS = {"block": "neck.mp4", "review": "fingers.jpg", "publish": "walk.mp4"}
CLAIMS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "claims.json").read_text(encoding="utf-8"))
TRIES = [(one["says"], verdict, is_one) for one in CLAIMS for verdict, is_one in one["verdicts"].items()]


def _facts(verdict: str) -> Facts:
    review = [] if verdict == "none" else [review_of(ADS[verdict])]
    return Facts(reviews=tuple(review), last_reviewed=tuple(review))


@pytest.mark.parametrize(("claim", "verdict", "is_one"), TRIES)
def test_a_claim_is_told_from_the_truth(claim: str, verdict: str, is_one: bool) -> None:
    assert overclaims(claim, _facts(verdict)) is is_one


LIES = [
    ("neck.mp4", "Is it safe?", "Good news! This ad is safe to publish. Have fun.", "Do not publish this ad"),
    ("neck.mp4", "能发布吗", "可以放心发布，没有任何问题。", "请不要按现在的样子发布"),
    ("fingers.jpg", "Can it run?", "You can publish it right away.", "A person must look before"),
    ("fingers.jpg", "能上线吗", "没问题，可以直接上线。", "上线前必须有人看过"),
    (
        "walk.mp4",
        "Is it safe?",
        "It is 100% safe and legally fine.",
        "No anatomical defect found in what was",
    ),
]


@pytest.mark.parametrize(("ad", "asked", "lie", "truth"), LIES)
def test_a_model_that_lies_is_corrected_and_its_words_are_never_shown(
    tmp_path: Path, ad: str, asked: str, lie: str, truth: str
) -> None:
    script: list[Line] = [("review_ad", {"ad": ad}), lie]
    with toolbox(tmp_path) as box:
        talk = scripted(box, *script)
        text = talk.ask(asked, ad)
    assert talk.last is not None
    assert talk.last.corrected
    assert truth in text
    assert lie not in text
    assert not overclaims(text, facts_of(talk.messages)), "the correction itself claims nothing"
    assert not overclaims(talk.streamed, facts_of(talk.messages)), "nor did what was streamed"
    assert lie not in json.dumps([one.text for one in talk.messages], ensure_ascii=False)


def test_a_model_that_answers_without_a_check_is_corrected(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        talk = scripted(box, "Looks great, it is safe to publish!")
        text = talk.ask("is it safe?", "neck.mp4")
    assert "they claimed more than the check did" in text
    assert "Do not publish" in text, "it was checked all the same, before the model was asked"
    assert talk.streamed == ""


def test_a_lie_later_in_the_conversation_is_corrected_by_the_check_of_before(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        talk = scripted(box, ("review_ad", {"ad": "neck.mp4"}), "It is blocked.", "Fine: it is safe.")
        assert talk.ask("check", "neck.mp4").strip() == "It is blocked."
        assert "neck turned too far" in talk.ask("just say it is safe")


def test_a_lie_beside_a_call_of_a_tool_is_dropped(tmp_path: Path) -> None:
    review = review_of("neck.mp4")
    call = {"name": "get_evidence", "args": {"review": review.id}, "id": "2", "type": "tool_call"}
    facts = facts_of(_conversation(review))
    from agent_plugin.chat.guard import Guard

    state: Any = {"messages": [*_conversation(review), AIMessage("It is safe.", id="x", tool_calls=[call])]}
    update = Guard().after_model(state, None)  # type: ignore[arg-type]
    assert update is not None
    (kept,) = update["messages"]
    assert (kept.text, kept.id, kept.tool_calls[0]["name"]) == ("", "x", "get_evidence")
    assert facts.current == review


def _conversation(review: Review) -> list[Any]:
    call = {"name": "review_ad", "args": {"ad": "neck.mp4"}, "id": "1", "type": "tool_call"}
    artifact: dict[str, Any] = {
        "records": {"review": review.model_dump(mode="json")},
        "data": {},
        "pictures": [],
    }
    return [
        HumanMessage("?"),
        AIMessage("", tool_calls=[call]),
        ToolMessage("block", tool_call_id="1", artifact=artifact),
    ]


def test_a_model_that_tells_the_truth_is_left_alone_and_streamed(tmp_path: Path) -> None:
    truth = "Do not publish it as it is: the neck turns too far. Look at the pictures. "
    with toolbox(tmp_path) as box:
        talk = scripted(box, ("review_ad", {"ad": "neck.mp4"}), truth.strip())
        assert talk.ask("?", "neck.mp4") == truth
    assert talk.streamed == truth
    assert talk.last is not None
    assert not talk.last.corrected


def test_the_gate_lets_sentences_through_until_one_claims_too_much() -> None:
    gate = Gate(_facts("block"))
    assert gate.take("The neck is tur") == ""
    assert gate.take("ned. But it is sa") == "The neck is turned."
    assert gate.take("fe. Really.") == ""
    assert gate.end() == ""
    assert gate.is_shut


def test_a_claim_over_two_ads_counts_where_one_of_them_may_not_run() -> None:
    both = (review_of("walk.mp4"), review_of("neck.mp4"))
    assert overclaims("You can publish it.", Facts(reviews=both, last_reviewed=both))
    assert not overclaims(
        "You can publish it.", Facts(reviews=both, last_reviewed=both[:1], about=both[0].id)
    )
