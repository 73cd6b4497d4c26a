"""What a check is: a category, a title, a function from a scene to suspicions, and its module's docstring.

A suspicion is a finding before it has a number and, in a video, before it has been seen often enough.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from agent_plugin.tools.domain import Box, Category, Measurement, Part, Scene
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.words import TITLES


@dataclass(frozen=True)
class Suspicion:
    """What one frame gives reason to believe of one person, or of a part that nobody owns."""

    category: Category
    person: int | None
    part: Part
    box_xyxy: Box
    score: float
    for_marketer: str
    for_engineer: str
    measurements: tuple[Measurement, ...] = field(default=())


@dataclass(frozen=True)
class Check:
    """One entry of `CHECKS`."""

    category: Category
    find: Callable[[Scene, Policy], Iterable[Suspicion]]

    @property
    def title(self) -> str:
        """A few plain words."""
        return TITLES[self.category]

    @property
    def page(self) -> str:
        """The check's public page: its module's docstring, which is Markdown."""
        return inspect.cleandoc(sys.modules[self.find.__module__].__doc__ or "")
