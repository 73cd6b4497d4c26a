"""What is asked in one call: an `Ask`, and what its numbers stand for, by which the answer is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from agent_plugin.tools.domain import Finding
from agent_plugin.tools.opinion.judge import Ask
from agent_plugin.tools.opinion.looks import Look


@dataclass(frozen=True)
class Planned:
    """A call, the look behind each picture's number, and the findings that are asked about."""

    ask: Ask
    look: Literal["blind", "pointed"]
    looks: Mapping[int, Look]
    findings: tuple[Finding, ...] = ()
    picture_of: Mapping[int, int] = field(default_factory=dict[int, int])  # finding -> picture, by numbers
