"""By which rules a looker is heard: its own where it was measured, the usual ones otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from agent_plugin.tools.domain import Look, Says, TileAnswer, VerdictValue
from agent_plugin.tools.policy import STANDARD, LookRules, Reliability
from agent_plugin.tools.weighing.heard_looks import of_look
from agent_plugin.tools.weighing.reliable import rules_for

PUBLISH, REVIEW = VerdictValue.PUBLISH, VerdictValue.REVIEW


def measured(**more: Any) -> Reliability:
    known: dict[str, Any] = {
        "judge": "openai",
        "model": "m-2026",
        "prompt": "look 1",
        "measured_on": date(2026, 11, 1),
        "broken": 50,
        "sound": 50,
        "counted": 100,
        "likely_from": 0.6,
        "sure_from": 0.8,
    }
    return Reliability.model_validate(known | more)


def look(**more: Any) -> Look:
    known: dict[str, Any] = {
        "id": "look-1",
        "kind": "judge",
        "who": "m-2026",
        "at": datetime(2026, 12, 1, tzinfo=UTC),
        "prompt": "look 1",
        "tiles": (TileAnswer(tile=1, says=Says.SOUND, sureness=0.9),),
        "probability": 0.4,
    }
    return Look(**(known | more))


def rules(*reliabilities: Reliability) -> LookRules:
    return STANDARD.look.model_copy(update={"reliabilities": reliabilities})


@pytest.mark.parametrize(
    ("given", "likely_from", "wrong_from", "sure", "very_sure"),
    [
        ({}, 0.6, 0.8, 0.8, 0.9),
        ({"sure_from": 0.95}, 0.6, 0.95, 0.95, 0.95),
        ({"sure_from": 0.2, "likely_from": 0.1}, 0.1, 0.2, 0.7, 0.9),
        ({"sure_from": None, "likely_from": None}, 0.25, 0.5, 0.7, 0.9),
        ({"model": "another"}, 0.25, 0.5, 0.7, 0.9),
        ({"prompt": "look 2"}, 0.25, 0.5, 0.7, 0.9),
        ({"sound": 19}, 0.25, 0.5, 0.7, 0.9),
        ({"broken": 19}, 0.25, 0.5, 0.7, 0.9),
    ],
)
def test_a_measured_judge_is_heard_from_its_own_thresholds_on(
    given: dict[str, Any], likely_from: float, wrong_from: float, sure: float, very_sure: float
) -> None:
    own = rules_for(look(), rules(measured(**given)))
    assert (own.likely_from, own.wrong_from, own.sure, own.very_sure) == (
        likely_from,
        wrong_from,
        sure,
        very_sure,
    )


@pytest.mark.parametrize("kind", ["chat", "person"])
def test_a_chat_that_calls_itself_by_the_name_is_not_known_by_it(kind: str) -> None:
    known = rules(measured())
    assert rules_for(look(kind=kind), known) == known


def test_the_newest_measurement_counts() -> None:
    old, new = measured(likely_from=0.9), measured(likely_from=0.5, measured_on=date(2026, 12, 1))
    assert rules_for(look(), rules(new, old)).likely_from == 0.5


@pytest.mark.parametrize(
    ("known", "probability", "expected"),
    [((), 0.4, REVIEW), ((measured(),), 0.4, PUBLISH), ((measured(likely_from=0.1),), 0.15, REVIEW)],
)
def test_its_probability_is_heard_by_the_measurement(
    known: tuple[Reliability, ...], probability: float, expected: VerdictValue
) -> None:
    assert of_look(look(probability=probability), frozenset(), rules(*known)).value is expected


def test_a_wrong_that_is_as_sure_as_its_false_ones_changes_nothing() -> None:
    wrong = look(tiles=(TileAnswer(tile=1, says=Says.WRONG, sureness=0.7),), probability=0.2)
    assert of_look(wrong, frozenset(), rules()).value is REVIEW
    assert of_look(wrong, frozenset(), rules(measured())).value is PUBLISH


def test_a_measurement_changes_the_fingerprint() -> None:
    policy = STANDARD.model_copy(update={"look": rules(measured())})
    assert policy.fingerprint() != STANDARD.fingerprint()
