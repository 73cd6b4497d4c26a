"""How a configured judge is asked to look, how long it is waited for, and what it may cost."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules


class JudgeRules(Rules):
    """How far a judge is asked and waited for."""

    max_answer_chars: int = Field(default=100_000, description="Of one reply: ten times a full answer")
    max_reason_chars: int = Field(
        default=600, description="Of an unreadable answer, quoted when it is sent back"
    )
    timeout_s: float = Field(default=60.0, description="For one request: people wait in a chat for this long")
    total_s: float = Field(default=180.0, description="For all requests about one ad")
    retries: int = Field(default=2, description="Of one request, where another try may help")
    max_retry_after_s: float = Field(default=20.0, description="A longer wait is no answer within the chat")
    repairs: int = Field(
        default=1, description="Times that an unreadable answer is sent back to be put right"
    )
    max_output_tokens: int = Field(
        default=8000,
        description="A hundred tiles of six sheets take 6,000; models that think first spend some on that",
    )
    px_per_token: float = Field(
        default=750.0, description="Picture pixels for a token, for estimates: between the providers' ways"
    )
    chars_per_token: float = Field(default=4.0, description="Of English; for estimates before a request")
    usual_output: float = Field(
        default=0.15, description="Share of `max_output_tokens` that a look at one sheet takes, for estimates"
    )
    max_usd: float = Field(default=0.5, description="For one ad, where the price is known; then asking stops")
