"""What is asked in one call: an `Ask`, and what its numbers stand for, by which the answer is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from agent_plugin.tools.domain import Finding
from agent_plugin.tools.opinion.asking.controls import Control
from agent_plugin.tools.opinion.asking.looks import Look
from agent_plugin.tools.opinion.judges.judge import Ask


@dataclass(frozen=True)
class Planned:
    """A call: the look behind each of the ad's pictures, the findings asked about, the controls among them.

    Findings have a number of their own in each call, so that nothing in an ad can name one; `controls` are by
    the number that is answered: of the picture in a blind call, of the finding in a pointed one.
    """

    ask: Ask
    look: Literal["blind", "pointed"]
    looks: Mapping[int, Look]
    findings: Mapping[int, Finding] = field(default_factory=dict[int, Finding])
    picture_of: Mapping[int, int] = field(default_factory=dict[int, int])  # by the finding's number here
    controls: Mapping[int, Control] = field(default_factory=dict[int, Control])

    @property
    def asked(self) -> tuple[int, ...]:
        """The numbers of the ad's that must be answered."""
        return tuple(self.looks if self.look == "blind" else self.findings)

    @property
    def of_controls(self) -> frozenset[int]:
        """The numbers of the pictures that are ours and not the ad's."""
        return frozenset(self.picture_of.get(number, number) for number in self.controls)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Of all numbered pictures."""
        return tuple(sorted({*self.looks, *self.of_controls}))
