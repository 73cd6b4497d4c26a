"""Questions in words that nobody foresaw: the intent model tells more of them than the known words alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from agent_plugin.chat.intents import WEIGHTS, probabilities
from agent_plugin.chat.nearest import nearest
from agent_plugin.chat.questions import read
from training.intents import fingerprint

HELD_OUT = [
    line.split("\t")
    for line in (Path(__file__).parent / "paraphrases.tsv").read_text(encoding="utf-8").splitlines()
]


def test_the_weights_are_of_todays_examples() -> None:
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        assert str(kept["fitted_on"]) == fingerprint(), "run `uv run python -m training.intents`"


def test_three_of_four_held_out_paraphrases_are_understood_and_few_are_taken_for_something_else() -> None:
    pairs = [(intent, read(words).intent) for intent, words in HELD_OUT]
    right = sum(wanted == got for wanted, got in pairs)
    wrong = sum(got not in (wanted, "unknown") for wanted, got in pairs)
    by_words = sum(wanted == replace(read(words), likely="").intent for wanted, words in HELD_OUT)
    assert right >= 0.75 * len(HELD_OUT)
    assert wrong <= 0.15 * len(HELD_OUT)
    assert right > by_words


def test_what_is_not_understood_offers_three_things_that_can_be_done() -> None:
    assert len(nearest("blorp the frobnicator", with_ads=True)) == 3
    assert set(nearest("blorp", with_ads=False)) <= {*probabilities("x")}
