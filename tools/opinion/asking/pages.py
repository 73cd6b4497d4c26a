"""Looks come in; what one call shows goes out: the examples, the whole picture, the numbered crops.

Among the numbered ones stand controls, named and numbered as the others are.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent_plugin.tools.domain import Category, Specialist
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.opinion.asking import controls, pictures
from agent_plugin.tools.opinion.asking.controls import Control
from agent_plugin.tools.opinion.asking.looks import Look
from agent_plugin.tools.opinion.asking.wording import Whole, caption, moment, subject
from agent_plugin.tools.opinion.judges.judge import Picture
from agent_plugin.tools.policy.opinion import JudgeRules

_EXAMPLES, _WHOLE = "Examples", "Whole picture"
Manner = Literal["blind", "pointed", "host"]


@dataclass(frozen=True)
class Shown:
    """A numbered picture: where it looks, and the control that it is, if it is one."""

    look: Look
    picture: Picture
    control: Control | None = None


@dataclass(frozen=True)
class Page:
    """The pictures of one call."""

    manner: Manner
    examples: Picture | None
    whole: Picture | None
    numbered: Mapping[int, Shown]
    size: tuple[int, int]  # of the media
    lot: random.Random  # for what else is left to chance in this call

    @property
    def looks(self) -> dict[int, Look]:
        """The ad's, by the number of the picture."""
        return {number: one.look for number, one in self.numbered.items() if one.control is None}

    @property
    def controls(self) -> dict[int, Control]:
        """By the number of the picture."""
        return {number: one.control for number, one in self.numbered.items() if one.control is not None}

    @property
    def whole_is(self) -> Whole:
        """How the whole picture is shown."""
        if self.whole:
            return "beside"
        return "numbered" if any(is_whole(look, self.size) for look in self.looks.values()) else "hidden"

    @property
    def specialists(self) -> tuple[Specialist, ...]:
        """Who looks, in their usual order."""
        return _specialists(one.look for one in self.numbered.values())

    def content(self) -> list[str | Picture]:
        """Pictures, each after its line; a blind look is told which specialist looks."""
        shown: list[str | Picture] = []
        if self.examples:
            shown += [caption("examples"), self.examples]
        if self.whole:
            at_s = next((look.at_s for look in self.looks.values()), None)
            shown += [caption("whole", moment=moment(at_s)), self.whole]
        for one in self.numbered.values():
            line = f"{one.picture.name}."
            if self.manner == "blind":
                line = caption("picture", line=line, specialist=one.look.specialist.value)
            shown += [line, one.picture]
        return shown


def room(rules: JudgeRules, whole_picture: bool, wanted: int = 0) -> int:
    """How many of the ad's crops a call has room for, beside examples, whole picture and controls."""
    return max(1, rules.max_pictures - 1 - whole_picture - wanted)


def page_of(
    media: SourceFrames,
    looks: Sequence[Look],
    rules: JudgeRules,
    *,
    whole_picture: bool,
    manner: Manner = "host",
    secret: str = "",
    about: Sequence[Category] = (),
) -> Page | None:
    """The pictures of these looks, in their order; none if the media gives no frame.

    A blind and a pointed call hold controls, asked about the same categories as `about`; which numbers they
    get follows from the installation's `secret` and the pictures.
    """
    made = pictures.crops(media, looks, rules)
    kept = [Shown(look, made[look]) for look in looks if look in made]
    if not kept:
        return None
    size = media.info.width, media.info.height
    lot = controls.lot_of(secret, manner, [one.picture.jpeg for one in kept])
    greyed = any(pictures.is_greyed(one.look, media.info, rules) for one in kept)
    # Where eight pictures are not to be had, crops come before controls, and these before what is beside.
    spare = rules.max_pictures - len(kept)
    shown = _mixed(kept, _controls(manner, rules)[:spare], about, lot, rules, greyed=greyed)
    numbered_whole = any(is_whole(one.look, size) for one in kept)
    beside = whole_picture and not numbered_whole and rules.max_pictures > len(shown)
    with_examples = rules.max_pictures > len(shown) + beside
    whose = _specialists(one.look for one in shown)
    return Page(
        manner=manner,
        examples=pictures.examples(whose, _EXAMPLES, rules) if with_examples else None,
        whole=pictures.whole(media, kept[0].look.at_s, _WHOLE, rules) if beside else None,
        numbered=_numbered(shown, manner, lot),
        size=size,
        lot=lot,
    )


def _numbered(shown: Sequence[Shown], manner: Manner, lot: random.Random) -> dict[int, Shown]:
    owners = _owners(shown, manner, lot)
    return {n: _named(n, one, owners.get(_owner(one), "")) for n, one in enumerate(shown, start=1)}


def _controls(manner: Manner, rules: JudgeRules) -> tuple[bool, ...]:
    """Which controls a call wants, by whether they have a defect; the most telling first."""
    wanted = {"blind": rules.blind_controls, "pointed": rules.pointed_controls, "host": 0}[manner]
    return tuple(number % 2 == 0 for number in range(wanted))


def wanted(manner: Manner, rules: JudgeRules) -> int:
    """How many controls a call of this manner should hold."""
    return len(_controls(manner, rules))


def _mixed(
    kept: Sequence[Shown],
    flawed: Sequence[bool],
    about: Sequence[Category],
    lot: random.Random,
    rules: JudgeRules,
    *,
    greyed: bool,
) -> list[Shown]:
    """The ad's pictures in their order, and controls somewhere among them."""
    shown, whose = list(kept), _specialists(one.look for one in kept)
    for control in controls.drawn(flawed, whose, about, lot):
        like = lot.choice(kept)
        look = controls.look_at(control, like.look.at_s, lot)
        picture = controls.picture_of(control, like.picture, greyed=greyed, lot=lot, rules=rules)
        shown.insert(lot.randint(0, len(shown)), Shown(look, picture, control))
    return shown


def _owner(one: Shown) -> object:
    return one.control or one.look.person


def _owners(shown: Sequence[Shown], manner: Manner, lot: random.Random) -> dict[object, str]:
    """How people are called: a letter each in a blind look, by chance; nothing in a pointed one."""
    there = [owner for owner in dict.fromkeys(map(_owner, shown)) if owner is not None]
    if manner == "host":
        return {owner: str(owner) for owner in there}
    letters = list(string.ascii_uppercase[: len(there)])
    lot.shuffle(letters)
    return dict(zip(there, letters, strict=True)) if manner == "blind" else {}


def _named(number: int, one: Shown, owner: str) -> Shown:
    name = caption("picture_named", number=number, subject=subject(one.look, owner))
    return replace(one, picture=replace(one.picture, name=f"{name}{moment(one.look.at_s)}"))


def is_whole(look: Look, size: tuple[int, int]) -> bool:
    """Does it show the whole picture?"""
    return look.box_xyxy == (0.0, 0.0, *size)


def _specialists(looks: Iterable[Look]) -> tuple[Specialist, ...]:
    there = {look.specialist for look in looks}
    return tuple(who for who in Specialist if who in there)
