"""Several ads in one conversation: which one is meant, what is said of all, and what is handed over."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from agent_plugin.chat.handing_over import cards, table
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.tools.calls.sign_off import sign, withdraw
from agent_plugin.tools.calls.tool import Signature
from agent_plugin.tools.errors import UsageError
from tests.chat.chats import offline, review_of, scripted, toolbox

THREE = ("walk.mp4", "fingers.jpg", "neck.mp4")


@pytest.mark.parametrize(
    ("words", "ad"),
    [
        ("what is wrong with the second one", "fingers.jpg"),
        ("why was the last one flagged", "neck.mp4"),
        ("show me the last but one", "fingers.jpg"),
        ("第一条能发吗", "walk.mp4"),
        ("倒数第二个怎么了", "fingers.jpg"),
        ("and the newest?", "neck.mp4"),
    ],
)
def test_an_ad_is_known_by_its_place_among_those_that_came_together(
    tmp_path: Path, words: str, ad: str
) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("ok?", *THREE)
        answer = talk.ask(words)
    assert f"**{ad}" in answer
    assert not [other for other in THREE if other != ad and f"**{other}" in answer]


def test_two_that_are_named_are_the_two_that_are_compared_and_not_as_versions(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("ok?", *THREE)
        answer = talk.ask("compare walk and fingers")
    assert "side by side" in answer
    assert "neck.mp4" not in answer
    assert "Not found any more" not in answer


@pytest.mark.parametrize(
    ("words", "ad"), [("sign off the old one", "neck.mp4"), ("sign off walk", "walk.mp4")]
)
def test_a_signature_is_for_the_ad_that_the_words_name(tmp_path: Path, words: str, ad: str) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("ok?", "neck.mp4")
        talk.ask("this is the new version", "walk.mp4")
        assert f"**{ad}" in talk.ask(words)
        assert "sign_off" in talk.tools


def test_a_signature_without_exact_words_is_asked_back_with_a_button_for_each_ad(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("ok?", *THREE)
        answer = talk.ask("I want to sign off")
        choices = talk.messages[-1].additional_kwargs["choices"]
        assert "Which one do you want to sign?" in answer
        assert "sign_off" not in talk.tools
        assert len(choices) == 3
        talk.ask(choices[1])
        assert "sign_off" in talk.tools


def test_counts_are_of_what_is_named_and_call_nothing_passed(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("ok?", *THREE)
        answer = talk.ask("how many are ok?")
    assert talk.last is not None
    assert not talk.last.corrected
    for count, names in re.findall(r"- (\d+) [^:]*: (.*)", answer):
        assert int(count) == len(names.split(", "))


def test_what_was_taken_out_is_spoken_of_no_more(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("ok?", *THREE)
        assert "fingers.jpg" in talk.ask("remove the second one")
        assert "fingers.jpg" not in talk.ask("give me a list")


def test_a_decision_is_known_in_every_answer_until_it_is_withdrawn(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("ok?", "neck.mp4")
        (review,) = box.store.newest(1)
        sign(box.store, review, Signature(reviewer="Anna", decision="approve"), "the web page")
        for words in ("can it run?", "why?", "is it approved or rejected?", "one line for Slack"):
            assert "Approved by Anna" in talk.ask(words), words
        assert "--decision withdraw" in talk.ask("undo the sign off")
        with pytest.raises(UsageError, match="a reason"):
            withdraw(box.store, review, "Ben", "", "the web page")
        withdraw(box.store, review, "Ben", "wrong file", "the web page")
        answer = talk.ask("can it run?")
        assert "Sign-off withdrawn by Ben" in answer
        assert "Approved by Anna" not in answer
        with pytest.raises(UsageError, match="No sign-off stands"):
            withdraw(box.store, review, "Ben", "again", "the web page")


@pytest.mark.parametrize(
    ("words", "must"),
    [
        ("one line for the group chat", "neck.mp4: Do not publish"),
        ("send to my boss", "Subject: Check of the ad neck.mp4"),
        ("brief for the designer", "(box 200, 20, 260, 80 in pixels"),
        ("legal needs a record", "SHA-256: "),
        ("how do I reply to the complaint", "no neck turns that far"),
        ("summary for the client", "neck.mp4: not to run as it is"),
        ("写成一句话发群里", "neck.mp4：请不要按现在的样子发布"),
    ],
)
def test_texts_to_hand_over_are_plain_and_name_the_ad(tmp_path: Path, words: str, must: str) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("ok?", "neck.mp4")
        answer = talk.ask(words)
    (text,) = re.findall(r"```text\n(.*?)\n```", answer, re.DOTALL)
    assert must in text
    assert "**" not in text
    assert "\\" not in text


def test_a_cell_is_no_formula_and_a_card_is_json() -> None:
    review = review_of("neck.mp4")
    odd = review.model_copy(update={"media": review.media.model_copy(update={"name": "=HYPERLINK(1).mp4"})})
    rows = list(csv.reader(io.StringIO(table([Phrasing(odd, "en")]))))
    assert rows[1][0] == "'=HYPERLINK(1).mp4"
    for question, name in (("slack card", "Slack"), ("飞书卡片", "Feishu"), ("企业微信", "WeCom")):
        service, card = cards(Phrasing(odd, "zh"), question)
        assert service == name
        assert json.loads(card)


def test_where_the_language_model_is_down_the_offline_assistant_answers(tmp_path: Path) -> None:
    def down() -> Exception:
        return RuntimeError("key sk-123 refused")

    with toolbox(tmp_path) as box:
        talk = scripted(box, "never heard", answers=down)
        answer = talk.ask("why?", "neck.mp4")
    assert "the offline assistant answers instead" in answer
    assert "no neck turns that far" in answer, "and the ad was checked"
    assert "sk-123" not in answer


@pytest.mark.parametrize("words", ["¿Se puede publicar?", "この広告は公開できますか？"])
def test_another_language_gets_the_verdict_in_english_and_a_word_why(tmp_path: Path, words: str) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("ok?", "neck.mp4")
        answer = talk.ask(words)
    assert answer.startswith("I answer in English and Chinese only")
    assert "**neck.mp4: Do not publish" in answer


def test_traditional_chinese_is_understood(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        talk = offline(box)
        talk.ask("看一下", "neck.mp4")
        assert "还没有人签核" in talk.ask("誰簽核的？")
