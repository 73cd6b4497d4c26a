"""What marketers ask, in their words, and what the offline assistant must and must not say to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AnyMessage

from agent_plugin.chat.facts import Facts, facts_of
from agent_plugin.chat.guard import overclaims
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.questions import language_of, read
from agent_plugin.tools.calls.tool import Toolbox
from tests.chat.chats import offline, toolbox

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "questions.json").read_text(encoding="utf-8")
)


def _words(case: dict[str, Any]) -> str:
    return f"{case['ad']}: {case['say']}"


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Generator[Toolbox]:
    """One for all questions: no answer leaves anything behind but reviews."""
    with toolbox(tmp_path_factory.mktemp("chat")) as made:
        yield made


Opened = Callable[[tuple[str, ...], str], tuple[AnyMessage, ...]]


@pytest.fixture(scope="module")
def opened(box: Toolbox) -> Opened:
    """`opened(ads, language)`: a conversation in which these ads were checked."""

    @cache
    def make(ads: tuple[str, ...], language: str) -> tuple[AnyMessage, ...]:
        talk = offline(box)
        for ad in ads:
            talk.ask("看一下" if language == "zh" else "Here it is.", ad)
        return talk.messages

    return make


def _answered(case: dict[str, Any], box: Toolbox, opened: Opened) -> tuple[str, Facts]:
    ads = tuple([case["ad"]] if isinstance(case["ad"], str) else case["ad"] or ())
    now = 1 if case.get("with") else 0
    talk = offline(box)
    talk.messages = opened(ads[: len(ads) - now], language_of(case["say"]))
    text = talk.ask(case["say"], *ads[len(ads) - now :])
    assert talk.last is not None
    assert not talk.last.corrected, "the offline assistant needs no correction"
    assert not talk.last.stopped
    return text, facts_of(talk.messages)


@pytest.mark.parametrize("case", CASES, ids=_words)
def test_an_answer_says_what_it_must_and_claims_no_more(
    case: dict[str, Any], box: Toolbox, opened: Opened
) -> None:
    text, facts = _answered(case, box, opened)
    _check(case, text)
    assert not overclaims(text, facts)
    if not case.get("bare"):
        assert facts.current is not None
        phrasing = Phrasing(facts.current, facts.language)
        assert phrasing.sentence in text, "the verdict stands in every answer about an ad"
        evidence = "Evidence:" if facts.language == "en" else "证据："
        assert evidence in text or case["intent"] == "second", "the evidence is offered"


def _check(case: dict[str, Any], text: str) -> None:
    low = text.casefold()
    assert [one for one in case.get("must", ()) if one.casefold() not in low] == [], text
    assert [one for one in case.get("must_not", ()) if one.casefold() in low] == [], text


@pytest.mark.parametrize("case", CASES, ids=_words)
def test_a_question_is_recognised_for_what_it_is(case: dict[str, Any]) -> None:
    assert read(case["say"]).intent == case["intent"]


@cache
def _about(language: str) -> list[dict[str, Any]]:
    return [case for case in CASES if language_of(case["say"]) == language]


def test_there_are_many_questions_in_both_languages() -> None:
    assert len(CASES) >= 60
    assert min(len(_about("en")), len(_about("zh"))) >= 25
