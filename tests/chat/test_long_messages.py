"""A hundred thousand letters are read once: whatever is repeated, no pattern begins anew at each letter.

Nothing here looks at a clock: a pattern that is worse than linear would not come to its end.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent_plugin.chat import which
from agent_plugin.chat.facts import facts_of
from agent_plugin.chat.guard import overclaims
from agent_plugin.chat.questions import read
from agent_plugin.tools.words import printable

CHARACTERS = 100_000
PIECES = (
    *("a.", "a", "(", ".", "\n", "'", '"', "_", "é", "1:", "1.", "- ", ".jpg", "(a).", "a,", "so "),
    *("is ", "can ", "no ", "safe ", "not safe ", "n't ", "吗", "是否", "安全", "没问题", "？"),
)
READERS: dict[str, Callable[[str], object]] = {
    "a file that is named": lambda text: which.unknown_name(text, ()),
    "the question without names": lambda text: which.without_names(text, ("ad.jpg",)),
    "what is asked": read,
    "what is claimed": lambda text: overclaims(text, facts_of([])),
    "what can be printed": printable,
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("piece", PIECES)
def test_a_long_message_is_read_to_its_end(reader: str, piece: str) -> None:
    READERS[reader]((piece * CHARACTERS)[: CHARACTERS - 1] + "a")
