"""A host's model behind any face: what a tool asked comes in, what such a model answers goes out.

It knows which tiles are controls by the secret of the test's own installation, as no real one can.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from agent_plugin.tools.domain import LookRequest
from agent_plugin.tools.look.controls import arranged, lot_of
from agent_plugin.tools.policy import STANDARD
from tests.look.desks import Looker, answers

_CONTROLS = STANDARD.look.broken_controls + STANDARD.look.sound_controls


def request_for(look: str, numbers: int, secret: str) -> LookRequest:
    """What the desk keeps of a look whose pictures have so many numbers."""
    tiles = tuple(range(1, 1 + numbers - _CONTROLS))
    slots = arranged(tiles, lot_of(secret, look), STANDARD.look)
    return LookRequest(id=look, review="", at=datetime.now(UTC), slots=slots)


def seen(asked: Mapping[str, Any], secret: str, looker: Looker, **more: Any) -> dict[str, Any]:
    """Arguments of `record_look`, blind; `more` goes to `answers`."""
    assert not asked["pointed"]
    request = request_for(asked["look"], len(asked["numbers"]), secret)
    return {"look": asked["look"], **answers(request, looker, **more).model_dump(mode="json")}


def pointed(asked: Mapping[str, Any], answer: str, sureness: float = 0.9, **more: Any) -> dict[str, Any]:
    """Arguments of `record_look`, pointed: the same of every place."""
    assert asked["pointed"]
    places = [{"place": one, "answer": answer, "sureness": sureness, **more} for one in asked["numbers"]]
    return {"look": asked["look"], "places": places}
