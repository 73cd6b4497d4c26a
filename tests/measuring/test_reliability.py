"""From the rows of a bench to how reliable a judge is: the least thresholds that few sound ads pass."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent_plugin.tools.measuring.benched import Benched
from agent_plugin.tools.measuring.labels import Label
from agent_plugin.tools.measuring.reliability import reliability_of
from agent_plugin.tools.policy import Reliability

DAY = date(2026, 12, 1)


def found(
    sound: list[tuple[float, float]], broken: list[tuple[float, float]], **more: Any
) -> Reliability | None:
    """Of ads whose looks gave this probability and this surest `wrong`."""
    labels, rows = list[Label](), list[Benched]()
    for normal, some in ((True, sound), (False, broken)):
        for number, (probability, wrong) in enumerate(some):
            name = f"{normal}-{number}"
            labels.append(Label(file=name, kind="image", normal=normal))
            given: dict[str, Any] = {
                "probability": probability,
                "wrong": wrong,
                "counts": True,
                "who": "m",
                "prompt": "p 1",
            }
            rows.append(Benched(file=name, judge="j", asked=True, **(given | more)))
    return reliability_of(labels, rows, "openai", DAY)


def test_the_thresholds_are_the_least_that_at_most_one_in_twenty_sound_ads_passes() -> None:
    sound = [(0.1, 0.0)] * 18 + [(0.42, 0.0), (0.9, 0.0)]
    one = found(sound, [(0.8, 0.9)] * 10 + [(0.2, 0.0)] * 10)
    assert one is not None
    assert (one.judge, one.model, one.prompt, one.measured_on) == ("openai", "m", "p 1", DAY)
    assert (one.broken, one.sound, one.counted) == (20, 20, 40)
    assert one.likely_from == 0.45
    at = next(row for row in one.by_probability if row.threshold == 0.45)
    assert (at.recall, at.alarms) == (0.5, 0.05)
    assert one.auc == pytest.approx(0.925)


def test_sure_wrongs_about_sound_ads_raise_what_counts_as_sure_and_together_it_is_one_in_twenty() -> None:
    sound = [(0.1, 0.0)] * 37 + [(0.1, 0.72), (0.1, 0.88), (0.9, 0.0)]
    one = found(sound, [(0.8, 0.9)] * 20)
    assert one is not None
    assert (one.likely_from, one.sure_from) == (0.15, 0.75)


def test_a_judge_that_is_sure_of_everything_gets_no_threshold() -> None:
    one = found([(1.0, 1.0)] * 20, [(1.0, 1.0)] * 20)
    assert one is not None
    assert (one.likely_from, one.sure_from, one.auc) == (None, None, 0.5)


def test_looks_that_do_not_count_are_not_in_it() -> None:
    assert found([(0.1, 0.0)] * 20, [(0.9, 0.9)] * 20, counts=False) is None


def test_without_sound_ads_nothing_is_known_of_alarms() -> None:
    one = found([], [(0.9, 0.9)] * 20)
    assert one is not None
    assert (one.likely_from, one.sure_from, one.auc) == (None, None, None)
