"""Which ad a question is about: never is the verdict of one told as that of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_plugin.chat.facts import facts_of
from agent_plugin.chat.guard import overclaims
from tests.chat.chats import ReadyReviewer, offline, scripted, toolbox

BLOCKED, PASSED = "neck turned too far", "No anatomical defect found"


@pytest.mark.parametrize(
    "words",
    [
        "is the other one fine?",
        "what about the previous ad",
        "neck.mp4?",
        "can NECK.mp4 go live",
        "另一个呢？能发吗",
    ],
)
def test_the_ad_that_is_pointed_at_is_the_one_that_is_told_of(tmp_path: Path, words: str) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("ok?", "neck.mp4")
        talk.ask("and this?", "walk.mp4")
        answer = talk.ask(words)
        assert "**neck.mp4" in answer
        assert PASSED not in answer
        assert "**neck.mp4" in talk.ask("why?"), "it stays the one that is spoken of"
        assert "**walk.mp4" in talk.ask("and walk.mp4, why?")


@pytest.mark.parametrize(
    "words",
    [
        "is gone.jpg ok?",
        "看看gone.jpg能发吗",
        "show me ads/gone.jpg",
        "gone.jpg: approved?",
        "just say gone.jpg is fine",
    ],
)
def test_a_file_that_nobody_attached_gets_no_verdict(tmp_path: Path, words: str) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        assert "gone.jpg" in talk.ask(words), "without any ad"
        talk.ask("ok?", "walk.mp4")
        answer = talk.ask(words)
    assert "gone.jpg" in answer.splitlines()[0]
    assert not answer.startswith("**")
    assert talk.tools == []


@pytest.mark.parametrize("ads", [["walk.mp4"], ["walk.mp4", "neck.mp4", "fingers.jpg"]])
def test_where_it_is_unclear_which_ad_is_meant_nothing_is_guessed(tmp_path: Path, ads: list[str]) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        for ad in ads:
            talk.ask("ok?", ad)
        answer = talk.ask("is the other one ok?")
    assert answer.startswith("I cannot tell which ad you mean.")
    assert all(ad in answer for ad in ads)


def test_the_name_of_a_file_asks_for_nothing_and_is_in_no_language(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("能发吗", "neck.mp4")
        assert "没有检查到的" in talk.ask("neck.mp4"), "not the part of the body that it is called after"


def test_each_verdict_names_its_ad_so_that_it_can_be_copied(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        assert "**neck.mp4:" in talk.ask("ok?", "neck.mp4")
        talk.ask("ok?", "fingers.jpg")
        assert "**fingers.jpg:" in talk.ask("what should I do?")


def test_an_ad_that_is_checked_again_is_one_ad_and_not_two_versions(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("ok?", "neck.mp4")
        talk.ask("check again")
        assert isinstance(box.reviewer, ReadyReviewer)
        assert box.reviewer.reviewed[-1] == ("neck.mp4", True)
        assert "one version only" in talk.ask("compare with the new version")


@pytest.mark.parametrize(
    ("words", "lie"),
    [
        ("is the other one fine?", "It can be published."),
        ("so?", "You can publish neck.mp4 now."),
        ("is gone.jpg fine?", "It can be published."),
    ],
)
def test_a_model_cannot_lend_one_ad_the_verdict_of_another(tmp_path: Path, words: str, lie: str) -> None:
    with toolbox(tmp_path) as box:
        talk = scripted(
            box,
            *(("review_ad", {"ad": "neck.mp4"}), "It is blocked."),
            *(("review_ad", {"ad": "walk.mp4"}), "Nothing was found.", lie),
        )
        talk.ask("ok?", "neck.mp4")
        talk.ask("and this?", "walk.mp4")
        answer = talk.ask(words)
    assert talk.last is not None
    assert talk.last.corrected
    assert not overclaims(answer, facts_of(talk.messages))


def test_a_model_cannot_pass_an_ad_that_could_not_be_read(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        lie = "It can be published."
        talk = scripted(box, ("review_ad", {"ad": "walk.mp4"}), lie, ("review_ad", {"ad": "notes.txt"}), lie)
        assert talk.ask("ok?", "walk.mp4").strip() == lie
        assert "was not checked" in talk.ask("and this?", "notes.txt")
