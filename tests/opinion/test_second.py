"""The second opinion as a whole: what is asked in which order, and what becomes of every way to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from agent_plugin.tools.domain import Answer, Asked, SecondOpinion
from agent_plugin.tools.errors import (
    JudgeBusy,
    JudgeDeclined,
    JudgeMissing,
    JudgeRefused,
    JudgeUnclear,
    JudgeUnreachable,
)
from agent_plugin.tools.opinion.asking.planning import Prices, Seen
from agent_plugin.tools.opinion.judges.cache import ReplyCache
from agent_plugin.tools.opinion.judges.judge import Ask
from agent_plugin.tools.opinion.second import SecondLook
from agent_plugin.tools.policy import STANDARD, JudgeRules
from agent_plugin.tools.weighing.verdict import decide
from tests.opinion.second_looks import ScriptedJudge, ad, is_blind, says, seen

RULES = STANDARD.judge
ONE_BY_ONE = RULES.model_copy(update={"concurrency": 1})
SECRET = "sk-this-is-a-secret"


def looked(judge: ScriptedJudge, rules: JudgeRules = ONE_BY_ONE, what: Seen | None = None) -> SecondOpinion:
    return SecondLook(judge, rules=rules).look(ad(), what or seen())


def failing(error: Exception, *, only: Callable[[Ask], bool] = lambda _: True) -> ScriptedJudge:
    """A judge that fails, at all calls or at some, and else sees what we see."""
    fine = says()
    return ScriptedJudge(lambda ask: error if only(ask) else fine(ask))


def test_the_blind_look_comes_first_and_is_not_told_what_was_found() -> None:
    judge = ScriptedJudge(says())
    looked(judge)
    blind, pointed = judge.asked
    assert (is_blind(blind), is_blind(pointed)) == (True, False)
    sentence = seen().findings[0].for_marketer
    assert sentence not in str(blind.content) + blind.instructions
    assert max(len(ask.pictures) for ask in judge.asked) <= RULES.max_pictures


def test_opinions_are_numbered_and_say_whose_they_are() -> None:
    second = looked(ScriptedJudge(says("sound", "refute")), RULES)
    assert (second.asked, second.judge, second.model, second.notes) == (
        Asked.HAD,
        "scripted",
        "parrot-1",
        (),
    )
    assert [one.number for one in second.opinions] == list(range(1, len(second.opinions) + 1))
    assert {one.model for one in second.opinions} == {"parrot-1-2026"}
    (pointed,) = [one for one in second.opinions if one.look == "pointed"]
    assert (pointed.finding, pointed.answer, pointed.unverified) == (1, Answer.REFUTE, False)
    assert {one.answer for one in second.opinions if one.look == "blind"} == {Answer.REFUTE}


def test_tokens_money_and_pictures_are_summed() -> None:
    judge = ScriptedJudge(says())
    cost = SecondLook(judge, prices=Prices(2.0, 10.0)).look(ad(), seen()).cost
    assert (cost.calls, cost.input_tokens, cost.output_tokens, cost.from_cache) == (2, 2000, 200, 0)
    assert cost.pictures == sum(len(ask.pictures) for ask in judge.asked)
    assert cost.usd == pytest.approx(0.006)
    assert looked(judge).cost.usd is None


def test_what_left_the_machine_is_listed_and_nothing_if_nothing_did() -> None:
    sent = looked(judge := ScriptedJudge(says())).sent
    assert sum(len(ask.pictures) for ask in judge.asked) >= len(sent) > 2
    assert all("to scripted, parrot-1 at parrots.example" in line and "kB" in line for line in sent)
    assert not any("/v1" in line for line in sent), "the host is told, its inner paths are nobody's business"
    assert looked(ScriptedJudge(says(), leaves_machine=False)).sent == ()


def test_nobody_seen_and_nothing_found_asks_nothing() -> None:
    judge = ScriptedJudge(says())
    assert looked(judge, what=Seen()).asked is Asked.NOTHING_TO_ASK
    assert judge.asked == []


FAULTS = [
    JudgeUnreachable("The judge did not answer in time.", "Try again."),
    JudgeBusy("Too many requests.", "Wait."),
    JudgeDeclined("The model declined.", "Look yourself."),
    JudgeUnclear("The answer is empty.", "Try again."),
    JudgeRefused("The key is not accepted.", "Check LASTLOOK_JUDGE_API_KEY."),
    JudgeMissing("A package is missing.", "Install it."),
    RuntimeError(f"boom with {SECRET}"),
]


@pytest.mark.parametrize("error", FAULTS, ids=lambda error: type(error).__name__)
def test_a_judge_that_fails_is_noted_and_a_person_must_look(error: Exception) -> None:
    second = looked(failing(error))
    assert (second.asked, second.opinions) == (Asked.NOT_HAD, ())
    told = " ".join(second.notes)
    assert getattr(error, "message", "RuntimeError") in told
    assert SECRET not in second.model_dump_json()
    calm = seen(0.1)
    assert decide(calm.findings, [], STANDARD, calm.people, second).value == "review"


@pytest.mark.parametrize("error", FAULTS, ids=lambda error: type(error).__name__)
def test_what_was_had_before_a_failure_is_kept(error: Exception) -> None:
    second = looked(failing(error, only=lambda ask: not is_blind(ask)))
    assert second.asked is Asked.PARTLY_HAD
    assert {one.look for one in second.opinions} == {"blind"}
    assert second.notes


@pytest.mark.parametrize("text", ["", "not json", "[]", '{"answers": []}', '{"answers": [{"finding": 9}]}'])
def test_an_answer_that_cannot_be_read_goes_back_once_with_what_was_wrong(text: str) -> None:
    fine, spoiled = says(), set[bool]()

    def script(ask: Ask) -> str | Exception:
        if is_blind(ask) in spoiled:
            return fine(ask)
        spoiled.add(is_blind(ask))
        return text

    judge = ScriptedJudge(script)
    assert looked(judge).asked is Asked.HAD
    assert len(judge.asked) == 4
    assert len(judge.asked[1].content) > len(judge.asked[0].content)


def test_an_answer_that_stays_unreadable_is_given_up() -> None:
    judge = ScriptedJudge(lambda _: "I would rather talk about the weather.")
    assert looked(judge).asked is Asked.NOT_HAD
    assert len(judge.asked) == 2 * (1 + RULES.repairs)


def test_a_judge_that_answers_only_the_first_picture_was_not_had_in_full(tmp_path: Path) -> None:
    fine, cache = says(), ReplyCache(tmp_path)

    def first_only(ask: Ask) -> str:
        return json.dumps({"answers": json.loads(str(fine(ask)))["answers"][:1]})

    calm = seen(0.1)  # a neck too weak to count: nothing else asks for a review
    second = SecondLook(ScriptedJudge(first_only), cache=cache).look(ad(), calm)
    assert second.asked is Asked.PARTLY_HAD
    assert [one.look for one in second.opinions].count("blind") == 1
    assert any(note.startswith("Not answered: picture") for note in second.notes)
    assert decide(calm.findings, [], STANDARD, calm.people, second).value == "review"
    later = SecondLook(ScriptedJudge(says("sound", "refute")), cache=cache).look(ad(), calm)
    assert (later.asked, later.cost.calls > 0) == (Asked.HAD, True)
    assert decide(calm.findings, [], STANDARD, calm.people, later).value == "publish"


def test_a_judge_that_turns_us_away_is_not_asked_again() -> None:
    judge = failing(JudgeRefused("The key is not accepted.", "Check it."))
    second = looked(judge)
    assert len(judge.asked) == 1
    assert any("not made" in note for note in second.notes)
    assert second.cost.calls == 1


def test_a_call_that_may_go_over_the_budget_is_not_made() -> None:
    judge = ScriptedJudge(says())
    most_usd = RULES.max_output_tokens * 165 / 1_000_000
    assert most_usd < RULES.max_usd < most_usd + 100 * 165 / 1_000_000  # one call fits, another on top not
    second = SecondLook(judge, rules=ONE_BY_ONE, prices=Prices(0.0, 165.0)).look(ad(), seen())
    assert (second.asked, [is_blind(ask) for ask in judge.asked]) == (Asked.PARTLY_HAD, [True])
    assert "0.50 USD" in " ".join(second.notes)
    assert len(second.sent) <= len(judge.asked[0].pictures)


@pytest.fixture
def stuck() -> Generator[ScriptedJudge]:
    """A judge that answers the blind look at once and the pointed one when the test is over."""
    over, fine = threading.Event(), says()

    def script(ask: Ask) -> str | Exception:
        if not is_blind(ask):
            over.wait()
        return fine(ask)

    yield ScriptedJudge(script)
    over.set()


def test_a_slow_judge_is_not_waited_for_beyond_the_time_for_one_ad(stuck: ScriptedJudge) -> None:
    second = looked(stuck, RULES.model_copy(update={"total_s": 1.5}))
    assert second.asked is Asked.PARTLY_HAD
    assert "within the 1.5 seconds" in " ".join(second.notes)
    assert {one.look for one in second.opinions} == {"blind"}
    assert any("to scripted" in line for line in second.sent), "it was sent, answered or not"


def test_calls_run_at_once_when_they_may() -> None:
    both, fine = threading.Barrier(2, timeout=20), says()

    def script(ask: Ask) -> str | Exception:
        both.wait()  # neither call gets on alone
        return fine(ask)

    assert looked(ScriptedJudge(script), RULES).asked is Asked.HAD


def test_the_same_call_is_not_paid_twice(tmp_path: Path) -> None:
    first, other = ScriptedJudge(says("sound", "refute")), ScriptedJudge(says())
    cache = ReplyCache(tmp_path)
    before = SecondLook(first, cache=cache).look(ad(), seen())
    again = SecondLook(other, cache=cache).look(ad(), seen())
    assert (len(first.asked), len(other.asked)) == (2, 0)
    assert again.opinions == before.opinions
    assert (again.cost.from_cache, again.cost.calls, again.sent) == (2, 0, ())


def test_fresh_asks_again_and_keeps_the_new_answer(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path)
    SecondLook(ScriptedJudge(says()), cache=cache).look(ad(), seen())
    SecondLook(ScriptedJudge(says("sound", "refute")), cache=cache).look(ad(), seen(), fresh=True)
    again = SecondLook(ScriptedJudge(says()), cache=cache).look(ad(), seen())
    assert Answer.REFUTE in {one.answer for one in again.opinions if one.look == "pointed"}
    assert again.cost.calls == 0


def test_a_failure_is_not_remembered(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path)
    busy = failing(JudgeBusy("Too many requests.", "Wait."), only=lambda ask: not is_blind(ask))
    assert SecondLook(busy, cache=cache).look(ad(), seen()).asked is Asked.PARTLY_HAD
    later = ScriptedJudge(says())
    assert SecondLook(later, cache=cache).look(ad(), seen()).asked is Asked.HAD
    assert [is_blind(ask) for ask in later.asked] == [False]


@pytest.mark.parametrize(
    "others",
    [ScriptedJudge(says(), model="parrot-2"), ScriptedJudge(says(), address="macaws.example/v1")],
    ids=["model", "server"],
)
def test_another_model_or_server_is_asked_anew_and_is_another_identity(
    tmp_path: Path, others: ScriptedJudge
) -> None:
    cache = ReplyCache(tmp_path)
    one, other = (SecondLook(judge, cache=cache) for judge in (ScriptedJudge(says()), others))
    one.look(ad(), seen())
    assert other.look(ad(), seen()).cost.calls == 2
    assert one.identity != other.identity
