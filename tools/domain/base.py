"""What every stored or shown thing is: a frozen, closed pydantic model."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A stored or shown thing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
