"""The seam between what is asked and who answers: pictures and questions in, the words of a model out.

A judge only carries: it gets an `Ask`, shows it to a model and hands back what the model wrote. Which crops
are shown, what is asked and what an answer means is the same for every judge and decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True)
class Picture:
    """A JPEG without metadata, and its name in the text, such as `Picture 2`."""

    name: str
    jpeg: bytes
    width: int
    height: int
    detail: Literal["low", "high"] = "high"


@dataclass(frozen=True)
class Ask:
    """One call: what the model is told, what it is shown in which order, and the form of its answer."""

    name: str  # for logs and the cache: specialists and look, such as "hands+face blind"
    prompt: str  # names and versions of the prompts in it
    instructions: str
    content: tuple[str | Picture, ...]
    answer_schema: Mapping[str, Any]  # JSON schema of the answer, strict in OpenAI's sense

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures in the order in which they are shown."""
        return tuple(item for item in self.content if isinstance(item, Picture))


@dataclass(frozen=True)
class Reply:
    """What came back, not yet believed."""

    text: str  # meant to be JSON of the asked-for form
    model: str
    input_tokens: int = 0
    output_tokens: int = 0


class Judge(Protocol):
    """Something that shows pictures and questions to a model.

    `kind` is one word for reports, `model` the name asked for, `address` where it is asked: two servers may
    give the same name to different models.
    """

    @property
    def kind(self) -> str:
        """Such as `openai`."""
        ...

    @property
    def model(self) -> str:
        """The model asked for."""
        ...

    @property
    def address(self) -> str:
        """Host and path to which pictures go, never a key, a user or a query; empty where nothing is sent."""
        ...

    @property
    def leaves_machine(self) -> bool:
        """Do pictures leave this machine?"""
        ...

    def answer(self, ask: Ask) -> Reply:
        """Show it and wait.

        Raises:
            JudgeError: there is no answer, after the retries that the policy allows.
        """
        ...
