"""What one row of the table of categories holds. A row that contradicts itself cannot be made.

Words of a category come in; its titles in both languages, and whether it may block, go out. Both follow from
one value, the voice: what real people may look like is asked about, by its very title, and never blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from agent_plugin.tools.domain.names import Part


class Voice(StrEnum):
    """How loudly a category may speak in the verdict."""

    BLOCKS = "blocks"  # our own checks can be sure enough to stop an ad
    REVIEWS = "reviews"  # alone they ask for a person; a look that confirms them can stop it
    LOOKS = "looks"  # no check of ours knows it: whoever looks names it, and a look that is sure can stop it
    ASKS = "asks"  # real people look like this too: it asks whether it is intended, and never blocks


class Family(StrEnum):
    """The region of a body that a category is about."""

    HEAD_NECK = "head and neck"
    FACE = "face"
    HAND = "hand"
    LIMB = "limb"
    BODY = "body"

    @property
    def parts(self) -> frozenset[Part]:
        """The parts that belong to the region."""
        return _PARTS[self]


_HANDS = frozenset({Part.LEFT_HAND, Part.RIGHT_HAND})
_ARMS, _LEGS, _FEET = (
    frozenset({Part(f"left_{limb}"), Part(f"right_{limb}")}) for limb in ("arm", "leg", "foot")
)
_PARTS: dict[Family, frozenset[Part]] = {
    Family.HEAD_NECK: frozenset({Part.HEAD, Part.NECK, Part.TORSO}),
    Family.FACE: frozenset({Part.FACE}),
    Family.HAND: _HANDS,
    Family.LIMB: _ARMS | _LEGS | _FEET,
    Family.BODY: frozenset(Part),
}


@dataclass(frozen=True)
class Wording:
    """What is said of a finding; `Row` adds that it is a question, where it is one."""

    en: str  # a title
    zh: str  # the same
    zh_sentence: str  # in English each check has its own sentence

    def __post_init__(self) -> None:
        """Refuse what is empty, in the wrong script, or asks by itself.

        Raises:
            ValueError: it is.
        """
        if not self.en.isascii() or not self.en[:1].isupper():
            raise ValueError(f"No English title: {self.en!r}.")
        for words in (self.zh, self.zh_sentence):
            if not re.search(r"[\u4e00-\u9fff]", words):
                raise ValueError(f"{self.en!r} has no Chinese title or sentence: {words!r}.")
        asking = re.search(r"[?？]|\bintended\b|有意", f"{self.en} {self.zh} {self.zh_sentence}")
        if asking:
            raise ValueError(f"{self.en!r} asks by itself ({asking[0]!r}): that follows from the voice.")


@dataclass(frozen=True)
class Row:
    """All that is said of one category, wherever it is said."""

    name: str
    wording: Wording
    voice: Voice
    family: Family
    question: str  # what is asked of whoever looks at a finding
    pictured: bool = False  # does `picture` exist?

    def __post_init__(self) -> None:
        """Refuse a row that nobody could ask about.

        Raises:
            ValueError: the name is not in lower case, or the question asks nothing.
        """
        if not re.fullmatch(r"[a-z]+(_[a-z]+)*", self.name):
            raise ValueError(f"{self.name!r} is no name of a category: lower case, words joined by _.")
        if not self.question.endswith("?") or "\n" in self.question:
            raise ValueError(f"{self.name} needs a question in one line.")

    @property
    def is_asked(self) -> bool:
        """Is it only asked about? Then it never blocks, whoever confirms it."""
        return self.voice is Voice.ASKS

    @property
    def may_block(self) -> bool:
        """May an ad be stopped for it, where whoever looks confirms it?"""
        return not self.is_asked

    @property
    def is_checked(self) -> bool:
        """Is there a check of ours for it, or does only somebody who looks name it?"""
        return self.voice is not Voice.LOOKS

    @property
    def blocks_alone(self) -> bool:
        """Can our own checks be sure enough of it to stop an ad?"""
        return self.voice is Voice.BLOCKS

    @property
    def title(self) -> str:
        """A few plain words."""
        return f"{self.wording.en}: intended?" if self.is_asked else self.wording.en

    @property
    def title_zh(self) -> str:
        """The same in Chinese."""
        return f"{self.wording.zh}（有意的吗？）" if self.is_asked else self.wording.zh

    @property
    def sentence_zh(self) -> str:
        """A finding of it, in Chinese."""
        asked = "，请确认是否有意" if self.is_asked else ""
        return f"{self.wording.zh_sentence}{asked}"

    @property
    def picture(self) -> str | None:
        """An example of it, from the repository's top."""
        return f"docs/images/checks/{self.name}.jpg" if self.pictured else None
