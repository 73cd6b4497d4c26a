"""The calibration table comes in, each category's voice out: from which score it asks, and blocks.

`calibration.json` beside this file is written by `python -m training.calibrate` from real pictures, never by
hand; `training/README.md` says how. A category without thresholds is silent in the verdict: sound people on
real pictures score as high as wrong ones, or nothing was measured. What it finds only says where to look.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from agent_plugin.tools.domain import Category
from agent_plugin.tools.policy.base import Rules

TABLE = Path(__file__).with_name("calibration.json")

Standing = Literal[
    "speaks", "at chance", "fails other repositories", "sound ones score as high", "not measured"
]


class Reached(Rules):
    """How many of so many sound pictures reach a threshold."""

    pictures: int = Field(ge=0)
    reaching: int = Field(ge=0)


class Voice(Rules):
    """What one category may say, and what that was read from."""

    category: Category
    standing: Standing
    review_from: float | None = Field(ge=0, le=1, description="Silent without")
    block_from: float | None = Field(ge=0, le=1, description="Never blocks without")
    photographs: Reached = Field(
        description="Of the fit: how many reach the threshold that it has, or would have"
    )
    ai_pictures: Reached = Field(description="Likewise")
    auc: float | None = Field(description="Wrong AI pictures, in this part of the body, against sound ones")
    wrong_pictures: int = Field(ge=0, description="How many there were of those")


class Calibration(Rules):
    """The whole table."""

    rule: str
    fitted_on: str
    voices: tuple[Voice, ...]


@cache
def calibration() -> Calibration:
    """The table that this version ships."""
    return Calibration.model_validate_json(TABLE.read_bytes())
