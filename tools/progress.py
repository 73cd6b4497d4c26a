"""How work reports its progress: a stage in words and the share done."""

from __future__ import annotations

from collections.abc import Callable

OnProgress = Callable[[str, float], None]
"""Called with the stage in words and the share done, 0 to 1; what it raises stops the work there."""


def unreported(stage: str, share: float) -> None:
    """Nobody watches."""
