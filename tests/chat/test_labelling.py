"""Whether an ad must be labelled as AI is answered from its file and from rules, in English and Chinese."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from agent_plugin.chat.facts import facts_of
from agent_plugin.chat.guard import overclaims
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.tools.disclosure import read_disclosure
from agent_plugin.tools.domain import Disclosure, Review
from agent_plugin.tools.weighing.verdict import decide
from tests.builders import AT_SCALE
from tests.chat import chats
from tests.chat.chats import offline, review_of, toolbox
from tests.conftest import made_review
from tests.disclosure.marked_files import aigc, picture, source_type, xmp

ENGLISH = ("do I have to label it as AI?", "must I disclose AI in the EU?", "does it need a C2PA label?")
CHINESE = ("要不要标AI", "欧盟要求标注AI吗", "发抖音要不要标AI")


@pytest.mark.parametrize("question", [*ENGLISH, *CHINESE])
def test_without_an_ad_the_rules_are_answered(tmp_path: Path, question: str) -> None:
    with toolbox(tmp_path) as box:
        text = offline(box).ask(question)
    assert "2026-12-01" in text
    assert ("我不作任何声明" if question in CHINESE else "I attest nothing") in text
    assert "lastlook disclosure" in text


@pytest.mark.parametrize(
    ("question", "named", "others"),
    [
        ("do I have to label it as AI?", ["European Union", "China", "New York State"], ["TikTok"]),
        ("do I need an AI label in China?", ["China", "Label, ContentProducer"], ["European", "New York"]),
        ("must we label it as AI on TikTok and YouTube?", ["TikTok", "YouTube"], ["European"]),
        ("要不要标AI", ["欧盟", "中国大陆", "美国纽约州", "AIGC 隐式标识"], ["TikTok"]),
        ("发抖音要不要标AI", ["抖音", "主动声明"], ["欧盟"]),
    ],
)
def test_the_markets_that_are_named_decide_which_rules(
    tmp_path: Path, question: str, named: list[str], others: list[str]
) -> None:
    with toolbox(tmp_path) as box:
        text = offline(box).ask(question)
    assert all(one in text for one in named), text
    assert not any(one in text for one in others), text


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes | None], None]:
    """`marked(bytes)`: from then on each review says what these bytes say; with none, nobody read them."""

    def make(data: bytes | None) -> None:
        found = None
        if data is not None:
            path = tmp_path / "marked.jpg"
            path.write_bytes(data)
            found = read_disclosure(path)
        made = partial(_with, found)
        monkeypatch.setattr(chats, "review_of", made)

    return make


def _with(found: Disclosure | None, name: str) -> Review:
    return review_of(name).model_copy(update={"disclosure": found})


Marked = Callable[[bytes | None], None]


def _asked(folder: Path, question: str) -> str:
    """The answer about an ad that was checked before, which claims no more than it may."""
    with toolbox(folder) as box:
        talk = offline(box)
        talk.ask("Here it is.", "calm.jpg")
        text = talk.ask(question)
        assert not overclaims(text, facts_of(talk.messages))
    return text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            ENGLISH[0],
            [
                "The file says that it was made with AI.",
                "IPTC digital source type: present and valid (trainedAlgorithmicMedia)",
                "Not in the file: Content Credentials (C2PA)",
                "never means a real photograph",
                "European Union, required, present:",
                "China, required, missing in the file:",
                "a person must attest",
            ],
        ),
        (
            CHINESE[0],
            [
                "文件写明由 AI 制作",
                "存在且有效",
                "绝不等于真实照片",
                "欧盟，必须、文件中存在",
                "文件中缺少",
                "须由人确认",
            ],
        ),
    ],
)
def test_the_marks_of_the_ad_are_named_and_held_against_the_rules(
    tmp_path: Path, marked: Marked, question: str, words: list[str]
) -> None:
    marked(picture("JPEG", xmp(source_type())))
    text = _asked(tmp_path, question)
    assert [one for one in words if one not in text] == [], text


@pytest.mark.parametrize("question", [ENGLISH[0], CHINESE[0]])
def test_what_a_mark_says_can_be_no_markup(tmp_path: Path, marked: Marked, question: str) -> None:
    hostile = {"Label": "1", "ContentProducer": "**[safe](https://x.example)**", "ProduceID": "1"}
    marked(picture("JPEG", xmp(aigc(hostile))))
    assert "[safe](https" not in _asked(tmp_path, question)


def test_a_verdict_that_asks_for_a_mark_gives_its_reason_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "ad.jpg"
    path.write_bytes(picture("JPEG"))
    found = read_disclosure(path, markets=("EU", "CN"))
    verdict = decide((), (), AT_SCALE, (), disclosure=found)
    held = made_review().model_copy(update={"disclosure": found, "verdict": verdict, "findings": ()})
    sentence = Phrasing(held, "zh").sentence
    assert sentence == "上线前必须有人看过：文件里缺少 EU、CN 规则要求的 AI 标识。"


def test_a_review_from_before_marks_were_read_is_answered_so(tmp_path: Path, marked: Marked) -> None:
    marked(None)
    assert "was not read for AI marks" in _asked(tmp_path, ENGLISH[0])
    assert "没有读取 AI 标识" in _asked(tmp_path, CHINESE[0])
