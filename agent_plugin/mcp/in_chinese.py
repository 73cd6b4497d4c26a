"""A review as the view gets it comes in; its sentences in Chinese, for hosts that speak it, go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent_plugin.prompts import line
from agent_plugin.tools.calls.looking import AFTER_THE_LOOK


def in_chinese(report: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict's sentence, findings by number, what was missed, and what the verdict does not mean."""
    from agent_plugin.chat.phrasing import Phrasing
    from agent_plugin.tools.domain import Review

    review = Review.model_validate(report)
    words, verdict = Phrasing(review, "zh"), review.verdict
    is_blind = AFTER_THE_LOOK in verdict.because
    nobody = line("chat_zh_names", "sentence_nobody_looked")
    return {
        "sentence": line("chat_zh_names", f"sentence_{verdict.value.value}", what=nobody)
        if is_blind
        else words.sentence,
        "titles": {one.category.value: words.title(one) for one in review.findings},
        "findings": {str(one.number): words.what(one) for one in review.findings},
        "missed": words.missed(),
        "limits": [words.phrase(f"note_{verdict.value.value}"), words.phrase("unchecked_also")],
    }
