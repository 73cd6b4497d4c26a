"""What asking has cost so far: requests and replies in, sums and refusals out."""

from __future__ import annotations

from threading import Lock

from agent_plugin.tools.domain import OpinionCost
from agent_plugin.tools.judges.judge import Ask, Reply
from agent_plugin.tools.look.asking.manner import Prices
from agent_plugin.tools.policy import JudgeRules


class Ledger:
    """The money and the requests of one ad."""

    def __init__(self, rules: JudgeRules, prices: Prices | None) -> None:
        """Nothing spent yet."""
        self._rules, self._prices = rules, prices
        self._lock = Lock()
        self._calls = self._pictures = self._input = self._output = self._cached = 0
        self._reserved_usd = 0.0

    def reserve(self, ask: Ask) -> float | None:
        """Set aside what a request may cost at the most; none if the budget does not hold that any more."""
        with self._lock:
            usd = self._most(ask)
            if self._usd() + self._reserved_usd + usd > self._rules.max_usd:
                return None
            self._reserved_usd += usd
            self._calls += 1
            self._pictures += len(ask.pictures)
            return usd

    def settle(self, reserved_usd: float, reply: Reply | None) -> None:
        """The request is over, with or without a reply."""
        with self._lock:
            self._reserved_usd -= reserved_usd
            if reply is not None:
                self._input += reply.input_tokens
                self._output += reply.output_tokens

    def from_cache(self) -> None:
        """One request was not needed."""
        with self._lock:
            self._cached += 1

    def cost(self, seconds: float) -> OpinionCost:
        """The sums so far."""
        with self._lock:
            return OpinionCost(
                calls=self._calls,
                pictures=self._pictures,
                input_tokens=self._input,
                output_tokens=self._output,
                seconds=round(seconds, 3),
                usd=round(self._usd(), 6) if self._prices else None,
                from_cache=self._cached,
            )

    def _usd(self) -> float:
        return self._prices.of(self._input, self._output) if self._prices else 0.0

    def _most(self, ask: Ask) -> float:
        if self._prices is None:
            return 0.0
        return self._prices.of(input_tokens_about(ask, self._rules), self._rules.max_output_tokens)


def input_tokens_about(ask: Ask, rules: JudgeRules) -> int:
    """What a request's words and pictures come to."""
    words = len(ask.instructions) + sum(len(item) for item in ask.content if isinstance(item, str))
    area = sum(picture.width * picture.height for picture in ask.pictures)
    return round(words / rules.chars_per_token + area / rules.px_per_token)
