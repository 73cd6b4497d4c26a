"""How a configured judge is asked to look, and what that costs: settings come in as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent_plugin.tools.look.wording import Language, prompt_labels
from agent_plugin.tools.policy import STANDARD, JudgeRules

Send = Literal["crops", "frame"]
"""What leaves for the judge: the tiles alone, or the whole picture with them."""
# Structure: prices are named for so many tokens.
_PER = 1_000_000


@dataclass(frozen=True)
class Prices:
    """USD for a million tokens."""

    input_usd: float
    output_usd: float

    def of(self, input_tokens: float, output_tokens: float) -> float:
        """USD for so many tokens."""
        return (input_tokens * self.input_usd + output_tokens * self.output_usd) / _PER


@dataclass(frozen=True)
class Manner:
    """Under which rules, with how much of the picture, answering in which language."""

    rules: JudgeRules = STANDARD.judge
    send: Send = "frame"
    language: Language = "en"
    secret: str = ""  # of this installation: nobody who makes an ad can know which tiles are controls

    @property
    def identity(self) -> str:
        """All of it but the rules, which the policy's fingerprint covers, and the secret, in one line."""
        return f"send {self.send}, language {self.language}, prompts {prompt_labels()}"
