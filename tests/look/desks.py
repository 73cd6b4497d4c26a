"""A made ad with sheets in a real store, and lookers of every kind: honest, lazy, blind, obedient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from agent_plugin.tools.domain import (
    Box,
    Category,
    Finding,
    LookRequest,
    Part,
    PersonSeen,
    Pixels,
    Review,
    Says,
)
from agent_plugin.tools.look.answers import BlindForm
from agent_plugin.tools.look.desk import LookDesk, Question
from agent_plugin.tools.policy import STANDARD, Policy
from agent_plugin.tools.sheet.making import evidence_of, make_sheets
from agent_plugin.tools.sheet.moments import Moment
from agent_plugin.tools.sheet.places import Place
from agent_plugin.tools.store import Store, new_review_id
from agent_plugin.tools.weighing.verdict import decide, of_checks
from tests.evidence.samples import Still, finding, review

SECRET = "a secret of this installation"
_NECK = STANDARD.verdict.thresholds(Category.NECK_TWIST)
ASKS, BLOCKS = _NECK.review or 1.0, _NECK.block or 1.0
HEAD: Box = (250.0, 70.0, 350.0, 190.0)
LEFT: Box = (400.0, 300.0, 500.0, 400.0)
RIGHT: Box = (100.0, 300.0, 200.0, 400.0)
PLACES = (
    Place(1, Part.LEFT_HAND, LEFT),
    Place(1, Part.RIGHT_HAND, RIGHT, found=False),
    Place(1, Part.HEAD, HEAD),
)


def noise(side_px: int = 600, seed: int = 7) -> Pixels:
    """Every crop of it differs from the others."""
    return np.random.default_rng(seed).integers(0, 255, (side_px, side_px, 3), dtype=np.uint8)


def neck(number: int = 1, **more: Any) -> Finding:
    """A head that is suspected."""
    return finding(number, HEAD, **{"category": Category.NECK_TWIST, "score": ASKS, **more})


@dataclass
class Desk:
    """A store with one review in it, and the desk."""

    store: Store
    review: Review
    desk: LookDesk

    def ask(self, look: str = "") -> Question:
        question = self.desk.ask(self.review, look=look)
        assert question is not None
        return question

    def request(self, question: Question) -> LookRequest:
        return self.store.looks.asked(question.look)


def desk(
    folder: Path,
    *findings: Finding,
    policy: Policy = STANDARD,
    places: tuple[Place, ...] = PLACES,
    pixels: Pixels | None = None,
    **media_facts: object,
) -> Desk:
    """A store with the review of a still, and the desk."""
    store = Store(folder, policy=policy)
    made = kept(store, *findings, policy=policy, places=places, pixels=pixels, **media_facts)
    return Desk(store, made, LookDesk(store, policy, SECRET))


def kept(
    store: Store,
    *findings: Finding,
    policy: Policy = STANDARD,
    places: tuple[Place, ...] = PLACES,
    pixels: Pixels | None = None,
    **media_facts: object,
) -> Review:
    """A still with one person, two hands of whom one was not found, and these findings."""
    media, review_id = Still(noise() if pixels is None else pixels), new_review_id()
    with store.staging(review_id) as staged:
        moment = Moment(0.0, places, 1, 1.0, 0)
        sheets = make_sheets(media, [moment], findings, staged, policy)
        people = (PersonSeen(person=1, box_xyxy=(50.0, 50.0, 550.0, 590.0), checked=(Part.HEAD,)),)
        made = review(
            id=review_id,
            media=media.info.model_copy(update=media_facts),
            findings=findings,
            people=people,
            verdict=decide(findings, (), policy, people, sheets),
            not_checked=(),
            second_opinion=None,
            sheets=sheets,
            evidence=evidence_of(sheets),
            checks=of_checks(findings, (), policy, people),
            key="k",
        )
        store.save(made, staged)
    return made


Looker = Callable[[int, LookRequest], Mapping[str, Any]]


def honest(number: int, request: LookRequest) -> Mapping[str, Any]:
    """Sees the controls for what they are, and everything else sound."""
    slot = next(one for one in request.slots if one.number == number)
    return {"says": Says.WRONG if slot.flawed else Says.SOUND, "sureness": 0.9}


def nods(number: int, request: LookRequest) -> Mapping[str, Any]:
    """Says sound to everything, as an obedient or a blind model."""
    return {"says": Says.SOUND, "sureness": 1.0}


def alarmed(number: int, request: LookRequest) -> Mapping[str, Any]:
    """Says wrong to everything."""
    return {"says": Says.WRONG, "sureness": 1.0}


def unsure(number: int, request: LookRequest) -> Mapping[str, Any]:
    """Cannot tell anything."""
    return {"says": Says.CANNOT_TELL, "sureness": 0.2}


def answers(request: LookRequest, looker: Looker, probability: float = 0.05, **tiles: Any) -> BlindForm:
    """What a looker writes; `tile3={...}` puts other words on the ad's own tile 3."""
    rows = [{"tile": slot.number, **looker(slot.number, request)} for slot in request.slots]
    for row, slot in zip(rows, request.slots, strict=True):
        row.update(tiles.get(f"tile{slot.tile}", {}))
    return BlindForm.model_validate({"tiles": rows, "probability": probability})
