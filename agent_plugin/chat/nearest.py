"""A question that was not understood comes in; the things that can be done and are nearest to it go out."""

from __future__ import annotations

from agent_plugin.chat.intents import probabilities

_OFFERED = 3
_NEEDS_NO_AD = {"formats", "many", "example", "accuracy", "checks", "verdict"}
_HAS_NO_BUTTON = {
    *("force", "person", "greet", "thanks", "show", "publishable", "label", "movement", "crop", "clothes"),
    *("legal", "privacy", "published", "retouch", "report", "many", "who", "help", "again", "second"),
    *("complaint", "choose", "whichpart"),
}


def nearest(question: str, *, with_ads: bool) -> list[str]:
    """The names of the three nearest intents that a button can ask, the nearest first."""
    known = [one for one in probabilities(question) if one not in _HAS_NO_BUTTON]
    return [one for one in known if with_ads or one in _NEEDS_NO_AD][:_OFFERED]
