"""What every group of rules is: frozen, closed, each value with its reason as its description."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Rules(BaseModel):
    """A group of rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")
