"""What a check is: a category, a title, the function that finds, and its module's docstring as its page.

Most checks look at one frame; the others watch all frames of a video in turn. A suspicion is a finding before
it has a number and, in a video, before it has been seen often enough.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from agent_plugin.tools.domain import Box, Category, Measurement, Part, Scene, Step, StepName, Voice
from agent_plugin.tools.policy import Policy

_VOICES = {
    Voice.BLOCKS: "where it is sure enough, it blocks.",
    Voice.REVIEWS: "by itself it asks for a person; it blocks only where a second opinion confirms it.",
    Voice.LOOKS: "no check looks for it; whoever looks may name it.",
    Voice.ASKS: "it asks whether this is intended, and never blocks.",
}


@dataclass(frozen=True)
class Suspicion:
    """What one frame gives reason to believe about one person, or about a part that nobody owns.

    Its words are made when it becomes a finding; until then, `{part}` in `for_marketer` stands for the part.
    """

    category: Category
    person: int | None
    part: Part
    box_xyxy: Box
    score: float
    for_marketer: str
    measurements: tuple[Measurement, ...] = ()
    steps: tuple[Step, ...] = ()  # from the first number to the score

    def scored(self, score: float, name: StepName, source: str, because: str = "") -> Suspicion:
        """The same with another score and the step to it; an unchanged score adds no step."""
        if score == self.score:
            return self
        step = Step(name=name, source=source, before=self.score, after=score, because=because)
        return replace(self, score=score, steps=(*self.steps, step))


def measured(rule: str, score: float, because: str = "") -> Step:
    """The first step of what a rule scores without any reading."""
    return Step(name=StepName.MEASURED, source=rule, after=score, because=because)


@dataclass(frozen=True)
class Spell:
    """A suspicion with its own time, as weighed by whoever watched; `at_s` is the moment to show."""

    suspicion: Suspicion
    start_s: float
    end_s: float
    at_s: float


class Watch(Protocol):
    """Sees the frames of one video in turn, its people numbered over time, and sums up at the end."""

    def see(self, scene: Scene) -> None:
        """Look at the next frame."""

    def spells(self) -> Iterable[Spell]:
        """All that happened."""
        ...


@dataclass(frozen=True)
class Check:
    """One entry of `FRAME_CHECKS`."""

    category: Category
    find: Callable[[Scene, Policy], Iterable[Suspicion]]
    watch: Callable[[Policy], Watch] | None = None  # what only shows over time

    @property
    def title(self) -> str:
        """A few plain words."""
        return self.category.row.title

    @property
    def page(self) -> str:
        """The check's public page: its module's docstring, which is Markdown."""
        return _page(self.category, self.find.__module__)


@dataclass(frozen=True)
class TimeCheck:
    """One entry of `TIME_CHECKS`: `watch` makes the one who watches a video."""

    category: Category
    watch: Callable[[Policy], Watch]

    @property
    def title(self) -> str:
        """A few plain words."""
        return self.category.row.title

    @property
    def page(self) -> str:
        """The check's public page."""
        return _page(self.category, self.watch.__module__)


def _page(category: Category, module: str) -> str:
    """The module's docstring under the category's title, and what the category may do to a verdict."""
    _, _, body = inspect.cleandoc(sys.modules[module].__doc__ or "").partition("\n")
    return f"# {category.row.title}\n\n{body.strip()}\n\n**In the verdict:** {_VOICES[category.row.voice]}"
