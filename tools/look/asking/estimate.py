"""How many ads, and how they are asked about, come in; about what their looks take goes out."""

from __future__ import annotations

from dataclasses import dataclass

from agent_plugin import prompts
from agent_plugin.tools.look.asking.manner import Manner, Prices
from agent_plugin.tools.policy import STANDARD, SheetRules

# Structure: the blind look, and a pointed one where it and the checks differ.
MOST_FOR_ONE = 2


@dataclass(frozen=True)
class Estimate:
    """About what looks take."""

    ads: int
    requests: int
    input_tokens: int
    output_tokens: int
    usd: float | None

    def __str__(self) -> str:
        """One sentence for people."""
        tokens = f"{self.input_tokens + self.output_tokens:,} tokens"
        money = "the price is not set" if self.usd is None else f"{self.usd:.2f} USD"
        ads = "1 picture" if self.ads == 1 else f"{self.ads} pictures"
        return (
            f"A judge's look at {ads} takes from {self.requests} to {MOST_FOR_ONE * self.requests} requests, "
            f"about {tokens}, {money}; a video shows it up to "
            f"{STANDARD.sheet.max_sheets_clip} sheets, and what was asked before is not paid again."
        )


def estimate(ads: int, manner: Manner, prices: Prices | None, sheet: SheetRules = STANDARD.sheet) -> Estimate:
    """Before any ad was looked at: each with one full sheet, asked about once."""
    rules = manner.rules
    words = len(prompts.load("look").body) / rules.chars_per_token
    input_tokens = round(ads * (words + sheet.side_px**2 / rules.px_per_token))
    output_tokens = round(ads * rules.max_output_tokens * rules.usual_output)
    usd = prices.of(input_tokens, output_tokens) if prices else None
    return Estimate(ads, ads, input_tokens, output_tokens, usd)
