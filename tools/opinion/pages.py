"""Looks come in; what one call shows goes out: the examples, the whole picture, the numbered crops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from agent_plugin.tools.domain import Specialist
from agent_plugin.tools.evidence.draw import SourceFrames
from agent_plugin.tools.opinion import pictures
from agent_plugin.tools.opinion.judge import Picture
from agent_plugin.tools.opinion.looks import Look
from agent_plugin.tools.opinion.wording import Whole, caption, moment, subject
from agent_plugin.tools.policy.opinion import JudgeRules

_EXAMPLES, _WHOLE = "Examples", "Whole picture"


@dataclass(frozen=True)
class Page:
    """The pictures of one call."""

    examples: Picture | None
    whole: Picture | None
    numbered: Mapping[int, tuple[Look, Picture]]
    size: tuple[int, int]  # of the media

    @property
    def looks(self) -> dict[int, Look]:
        """By the number of the picture."""
        return {number: look for number, (look, _) in self.numbered.items()}

    @property
    def whole_is(self) -> Whole:
        """How the whole picture is shown."""
        if self.whole:
            return "beside"
        return "numbered" if any(_is_whole(look, self.size) for look in self.looks.values()) else "hidden"

    @property
    def specialists(self) -> tuple[Specialist, ...]:
        """Who looks, in their usual order."""
        return _specialists(self.looks.values())

    def content(self, *, name_specialists: bool) -> list[str | Picture]:
        """Pictures, each after its line."""
        shown: list[str | Picture] = []
        if self.examples:
            shown += [caption("examples"), self.examples]
        if self.whole:
            at_s = next((look.at_s for look in self.looks.values()), None)
            shown += [caption("whole", moment=moment(at_s)), self.whole]
        for number, (look, picture) in self.numbered.items():
            given = {"number": number, "subject": subject(look), "moment": moment(look.at_s)}
            line = (
                caption("picture", **given, specialist=look.specialist.value)
                if name_specialists
                else caption("picture_pointed", **given)
            )
            shown += [line, picture]
        return shown


def room(rules: JudgeRules, whole_picture: bool) -> int:
    """How many numbered pictures a call has beside the examples and the whole picture."""
    return max(1, rules.max_pictures - 1 - whole_picture)


def page_of(
    media: SourceFrames, looks: Sequence[Look], rules: JudgeRules, *, whole_picture: bool
) -> Page | None:
    """The pictures of these looks; none if the media gives no frame."""
    made = pictures.crops(media, looks, rules)
    kept = [look for look in looks if look in made]
    if not kept:
        return None
    # Where eight pictures are not to be had, the crops come before what stands beside them.
    size = media.info.width, media.info.height
    numbered_whole = any(_is_whole(look, size) for look in kept)
    beside = whole_picture and not numbered_whole and rules.max_pictures > len(kept)
    with_examples = rules.max_pictures > len(kept) + beside
    numbered = {number: (look, _named(number, look, made[look])) for number, look in enumerate(kept, start=1)}
    return Page(
        examples=pictures.examples(_specialists(kept), _EXAMPLES, rules) if with_examples else None,
        whole=pictures.whole(media, kept[0].at_s, _WHOLE, rules) if beside else None,
        numbered=numbered,
        size=size,
    )


def _is_whole(look: Look, size: tuple[int, int]) -> bool:
    return look.box_xyxy == (0.0, 0.0, *size)


def _named(number: int, look: Look, picture: Picture) -> Picture:
    name = caption("picture_pointed", number=number, subject=subject(look), moment=moment(look.at_s))
    return replace(picture, name=name.rstrip("."))


def _specialists(looks: Iterable[Look]) -> tuple[Specialist, ...]:
    there = {look.specialist for look in looks}
    return tuple(who for who in Specialist if who in there)
