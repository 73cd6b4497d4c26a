"""What would be asked and what that may cost, before anything is sent.

In: media, findings, people and the best views of their parts. Out: the calls to make, in the order in which
they matter, and estimates of tokens and money.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent_plugin.tools.domain import Finding, PartSeen, PersonSeen
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.opinion.asking.asking import Planned, blind_asks, pointed_asks, prompt_versions
from agent_plugin.tools.opinion.asking.looks import looks
from agent_plugin.tools.opinion.judges.judge import Ask
from agent_plugin.tools.policy import STANDARD, JudgeRules

Send = Literal["crops", "frame"]
Language = Literal["en", "zh"]
CALLS_FOR_ONE_AD = 2  # the blind look and the pointed one, where not too many people are in it
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
class Seen:
    """What our own checks saw of an ad."""

    findings: Sequence[Finding] = ()
    people: Sequence[PersonSeen] = ()
    parts: Sequence[PartSeen] = ()


@dataclass(frozen=True)
class Manner:
    """How a judge is asked: under which rules, with how much of the picture, answering in which language."""

    rules: JudgeRules = STANDARD.judge
    send: Send = "crops"
    language: Language = "en"
    secret: str = ""  # of this installation: nobody who makes an ad can know which numbers are controls

    @property
    def identity(self) -> str:
        """All of it but the rules, which the policy's fingerprint covers, and the secret, in one line."""
        return f"send {self.send}, language {self.language}, prompts {prompt_versions()}"

    def plan(self, media: SourceFrames, seen: Seen, brief: str = "") -> tuple[Planned, ...]:
        """The blind calls, then the pointed ones; none where nobody was seen and nothing found."""
        whole = self.send == "frame"
        places = looks(seen.findings, seen.people, seen.parts, media.info, self.rules, whole_picture=whole)
        if not places:
            return ()
        blind = blind_asks(
            media,
            places,
            self.rules,
            language=self.language,
            whole_picture=whole,
            brief=brief,
            secret=self.secret,
        )
        pointed = pointed_asks(
            media,
            seen.findings,
            self.rules,
            looks=places,
            language=self.language,
            whole_picture=whole,
            brief=brief,
            secret=self.secret,
        )
        return (*blind, *pointed)


@dataclass(frozen=True)
class Estimate:
    """About what asking takes."""

    ads: int
    calls: int
    pictures: int
    input_tokens: int
    output_tokens: int
    usd: float | None

    def __str__(self) -> str:
        """One sentence for people."""
        tokens = f"{self.input_tokens + self.output_tokens:,} tokens"
        money = "the price is not set" if self.usd is None else f"{self.usd:.2f} USD"
        return (
            f"A second opinion on {self.ads} {'ad' if self.ads == 1 else 'ads'} takes about {self.calls} "
            f"calls with up to {self.pictures} pictures, {tokens}, {money}; "
            "what was asked before is not paid again."
        )


def input_tokens_about(ask: Ask, rules: JudgeRules) -> int:
    """What a call's words and pictures come to."""
    words = len(ask.instructions) + sum(len(item) for item in ask.content if isinstance(item, str))
    area = sum(picture.width * picture.height for picture in ask.pictures)
    return round(words / rules.chars_per_token + area / rules.px_per_token)


def estimate(ads: int, manner: Manner, prices: Prices | None) -> Estimate:
    """Before any ad was looked at: each with as many pictures as a call may hold, which few have."""
    rules, calls = manner.rules, ads * CALLS_FOR_ONE_AD
    pictures = calls * rules.max_pictures
    words = calls * rules.max_output_tokens  # the instructions are about as long as the longest answer
    input_tokens = round(words + pictures * rules.crop_px**2 / rules.px_per_token)
    output_tokens = round(calls * rules.max_output_tokens * rules.usual_output)
    usd = prices.of(input_tokens, output_tokens) if prices else None
    return Estimate(ads, calls, pictures, input_tokens, output_tokens, usd)
