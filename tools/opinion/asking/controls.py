"""Controls: pictures of our own, whose answer is known, unmarked among an ad's. Does the judge look at all?

In: which specialists look, what is asked about, and a lot. Out: controls, and pictures of them that are like
the ad's in kind. A judge that calls a plain defect sound, because it sees badly or because words in the ad
told it to, is not believed when it denies a finding. The lot is drawn from a secret of this installation and
the very pictures that are shown: the same ad is asked the same again, and nobody who makes an ad can know
which number will be a control.
"""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from secrets import token_hex

from PIL import Image, ImageEnhance

from agent_plugin import prompts
from agent_plugin.tools.domain import Answer, Box, Category, Part, Specialist
from agent_plugin.tools.opinion.asking.looks import SPECIALTIES, Look
from agent_plugin.tools.opinion.asking.pictures import GREY, as_jpeg
from agent_plugin.tools.opinion.judges.judge import Picture
from agent_plugin.tools.policy.opinion import JudgeRules

SOUND = "sound"
NOBODY = 0  # the number of a person who is in no ad
FILE = "lot"  # in the cache folder: the secret of this installation
_PARTS: dict[Specialist, tuple[Part, ...]] = {
    Specialist.HANDS: (Part.LEFT_HAND, Part.RIGHT_HAND),
    Specialist.FACE: (Part.FACE,),
    Specialist.HEAD_NECK_TORSO: (Part.TORSO,),
    Specialist.LIMBS: (Part.BODY,),
}


@dataclass(frozen=True)
class Control:
    """A picture with a known answer: the file, who looks at it, what is asked, and whether it is there."""

    name: str
    specialist: Specialist
    category: Category
    flawed: bool

    def is_right(self, answers: Collection[Answer]) -> bool:
        """Is a judge that says this of it to be believed? A plain defect must be seen, none made up."""
        if self.flawed:
            return Answer.CONFIRM in answers and Answer.REFUTE not in answers
        return bool(answers) and Answer.CONFIRM not in answers


@cache
def controls() -> tuple[Control, ...]:
    """All that there are."""
    found: list[Control] = []
    for name in prompts.controls():
        who, what, _ = name.split(".")
        specialist = Specialist(who)
        category = SPECIALTIES[specialist][0] if what == SOUND else Category(what)
        found.append(Control(name, specialist, category, what != SOUND))
    return tuple(found)


def secret_in(folder: Path) -> str:
    """The secret of this installation, made on first use; of this process alone where none can be kept."""
    path = folder / FILE
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            half = path.with_name(f"{FILE}-{token_hex(4)}.partial")
            half.touch(mode=0o600)
            half.write_text(token_hex(16), encoding="ascii")
            half.replace(path)
        kept = path.read_text(encoding="ascii").strip()
        if kept:
            return kept
    return _of_this_process()


@cache
def _of_this_process() -> str:
    return token_hex(16)


def lot_of(secret: str, look: str, jpegs: Iterable[bytes]) -> random.Random:
    """The same for the same pictures in the same installation, and not to be foreseen in any other."""
    told = hmac.new(secret.encode(), look.encode(), hashlib.sha256)
    for jpeg in jpegs:
        told.update(b"%d " % len(jpeg) + jpeg)
    return random.Random(told.hexdigest())


def drawn(
    flawed: Iterable[bool],
    specialists: Collection[Specialist],
    categories: Collection[Category],
    lot: random.Random,
) -> list[Control]:
    """A control for each of `flawed`, as near as there are to what is asked: its category, its specialist."""
    taken: list[Control] = []
    for is_flawed in flawed:
        left = [one for one in controls() if one.flawed is is_flawed and one not in taken]
        near = [one for one in left if one.specialist in specialists]
        nearest = [one for one in near if one.category in categories]
        some = nearest or near or left
        taken += [lot.choice(some)] if some else []
    return taken


def look_at(control: Control, at_s: float | None, lot: random.Random) -> Look:
    """The look by which it is named as any other picture is."""
    part = lot.choice(_PARTS[control.specialist])
    return Look(control.specialist, NOBODY, part, (0.0, 0.0, 1.0, 1.0), at_s)


def place_in(lot: random.Random) -> Box:
    """Where in the picture its question points; its defect is about in the middle."""
    low, high = (0.1, 0.4), (0.6, 0.9)
    left, top, right, bottom = (round(lot.uniform(*side), 2) for side in (low, low, high, high))
    return left, top, right, bottom


def picture_of(
    control: Control, like: Picture, *, greyed: bool, lot: random.Random, rules: JudgeRules
) -> Picture:
    """The control, each time a little other: mirrored or not, cut, lighter, as large as one of the ad's."""
    image = Image.open(BytesIO(prompts.control(control.name))).convert("RGB")
    if lot.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        image = enhance(image).enhance(lot.uniform(0.9, 1.1))
    width, height = image.size
    cut = [round(lot.uniform(0, 0.03) * side) for side in (width, height, width, height)]
    image = image.crop((cut[0], cut[1], width - cut[2], height - cut[3]))
    longer = max(like.width, like.height)
    edges = [round(lot.uniform(0, 0.15) * longer) if greyed else 0 for _ in range(4)]
    factor = max(1, longer - max(edges[0] + edges[2], edges[1] + edges[3])) / max(image.size)
    size = tuple(max(1, round(side * factor)) for side in image.size)
    image = image.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", (size[0] + edges[0] + edges[2], size[1] + edges[1] + edges[3]), GREY)
    sheet.paste(image, (edges[0], edges[1]))
    jpeg = as_jpeg(sheet, rules.jpeg_quality)
    return replace(like, name="", jpeg=jpeg, width=sheet.width, height=sheet.height)
