"""A file's marks and names of markets come in; what their rules ask for, and how it stands, goes out.

Each rule is a file of dated data in `rules/`. Nothing is attested here: what no file can decide is left to a
person, with a value that they may enter.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from agent_plugin.tools.domain import Disclosure, Mark, MarkKind, MarkState, Need, NeedState, Origin
from agent_plugin.tools.domain.base import Record
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.policy import DISCLOSURE, DisclosureRules


class AskedFor(Record):
    """One thing that a rule asks for."""

    decided_by: Literal["file", "person"]
    any_of: tuple[MarkKind, ...] = Field(default=(), description="Marks of which one is enough")
    is_required: bool = True
    text: str
    text_zh: str
    suggested: str


class MarketRule(Record):
    """The rule of one market, as it was looked up."""

    market: str
    name: str
    name_zh: str
    title: str
    source: str
    looked_up: date
    looked_up_in: tuple[str, ...] = Field(default=(), description="Other pages on which it was read")
    in_force_since: date
    note: str
    need: tuple[AskedFor, ...] = Field(min_length=1)

    def is_stale(self, today: date, rules: DisclosureRules) -> bool:
        """Was it looked up too long ago?"""
        return (today - self.looked_up).days > rules.stale_after_days


# The order in which they are listed: laws first.
_FILES = ("eu", "cn", "us-ny", "google", "youtube", "meta", "tiktok", "douyin", "xiaohongshu")


@cache
def market_rules() -> dict[str, MarketRule]:
    """Every market's rule by its name."""
    folder = files("agent_plugin.tools.disclosure").joinpath("rules")
    read = (tomllib.loads(folder.joinpath(f"{one}.toml").read_text(encoding="utf-8")) for one in _FILES)
    return {rule.market: rule for rule in map(MarketRule.model_validate, read)}


def markets_named(words: Iterable[str]) -> tuple[str, ...]:
    """The markets that these words name, separated by commas, each once.

    Raises:
        UsageError: there are no rules for one of them.
    """
    asked = [one.strip().upper() for word in words for one in word.split(",") if one.strip()]
    for one in asked:
        if one not in market_rules():
            known = ", ".join(market_rules())
            raise UsageError(
                f"There are no disclosure rules for the market {one[:40]!r}.", f"There are: {known}."
            )
    return tuple(dict.fromkeys(asked))


def needs_of(
    markets: tuple[str, ...], read: Disclosure, today: date, rules: DisclosureRules
) -> tuple[Need, ...]:
    """What these markets ask for, and how it stands."""
    return tuple(
        need for one in markets_named(markets) for need in _needs(market_rules()[one], read, today, rules)
    )


def needs_today(markets: tuple[str, ...], read: Disclosure | None) -> tuple[Need, ...]:
    """The same on this day; without a file, as if nothing stood in it."""
    today = date.today()
    return needs_of(markets, read or Disclosure(marks=(), read_on=today), today, DISCLOSURE)


def _needs(rule: MarketRule, read: Disclosure, today: date, rules: DisclosureRules) -> Iterator[Need]:
    for asked in rule.need:
        yield Need(
            market=rule.market,
            rule=rule.title,
            state=_state(asked, read),
            is_required=asked.is_required,
            text=asked.text,
            text_zh=asked.text_zh,
            suggested=asked.suggested,
            source=rule.source,
            looked_up=rule.looked_up,
            is_stale=rule.is_stale(today, rules),
        )


def _state(asked: AskedFor, read: Disclosure) -> NeedState:
    if asked.decided_by == "person":
        return NeedState.PERSON
    if any(mark.kind in asked.any_of and _is_of_ai(mark) for mark in read.present):
        return NeedState.PRESENT
    return NeedState.NOT_ASKED if _is_trusted_capture(read) else NeedState.MISSING


def _is_of_ai(mark: Mark) -> bool:
    """Does it say that AI took part? An AIGC mark says nothing else."""
    return mark.kind is MarkKind.AIGC or mark.origin in (Origin.AI, Origin.AI_IN_PART)


def _is_trusted_capture(read: Disclosure) -> bool:
    """Does a trusted signer say that no generative AI made it, and no mark that it did?"""
    signed = (one for one in read.marks if one.kind is MarkKind.C2PA and one.state is MarkState.VALID)
    return read.origin is Origin.CAPTURED and any(one.origin is Origin.CAPTURED for one in signed)


def fingerprint(markets: tuple[str, ...], today: date | None = None) -> str:
    """What changes when a review's disclosure would, beside our own files."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        reader = version("c2pa-python")
    except PackageNotFoundError:
        reader = "none"
    day = today or date.today()
    stale = ",".join(one for one in markets if market_rules()[one].is_stale(day, DISCLOSURE))
    return f"markets={','.join(markets)} stale={stale} c2pa-python={reader}"
