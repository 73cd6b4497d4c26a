"""A question that no pattern knows comes in; the things that can be done and are nearest to it go out."""

from __future__ import annotations

from agent_plugin.chat.questions import Language


def nearest(question: str, language: Language, *, with_ads: bool) -> list[str]:
    """The names of the three nearest intents, the nearest first."""
    return ["verdict", "why", "next"]
