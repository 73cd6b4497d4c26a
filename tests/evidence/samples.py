"""Made media and findings: frames whose colour tells their time, so that a picture shows which were used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np
from PIL import Image

from agent_plugin.tools.domain import (
    Box,
    Category,
    Finding,
    Frame,
    Measurement,
    MediaInfo,
    NotChecked,
    Part,
    PersonSeen,
    Pixels,
    Reason,
    Review,
    StageCost,
    Verdict,
    VerdictValue,
)

GREEN, BLUE = 60, 200  # of every made frame; red is the time
RED_PER_S = 80.0


def flat(width: int, height: int, colour: tuple[int, int, int]) -> Pixels:
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:] = colour
    return pixels


class Still:
    """An image as the drawing room sees it."""

    def __init__(self, pixels: Pixels) -> None:
        self.frame = Frame(pixels)
        self.info = info("image", self.frame.width, self.frame.height)

    def frames_at(self, at_s: Sequence[float], *, longest_px: int | None = None) -> list[Frame]:
        return [self.frame for _ in at_s]


class Clip:
    """A video of ten frames in a second; `asked` keeps every moment asked for."""

    def __init__(self, seconds: float = 3.0, width: int = 90, height: int = 160) -> None:
        count = round(seconds * 10)
        self.frames = [
            Frame(flat(width, height, (round(n / 10 * RED_PER_S), GREEN, BLUE)), n, n / 10)
            for n in range(count)
        ]
        self.info = info("video", width, height, duration_s=seconds, frame_count=count, frames_checked=count)
        self.asked: list[float] = []

    def frames_at(self, at_s: Sequence[float], *, longest_px: int | None = None) -> list[Frame]:
        self.asked.extend(at_s)
        return [min(self.frames, key=lambda frame: abs(frame.at_s - at)) for at in at_s]


def info(kind: Literal["image", "video"], width: int, height: int, **more: Any) -> MediaInfo:
    known: dict[str, Any] = {"name": "ad.jpg", "format": "JPEG", "bytes": 1_200_000, "sha256": "ab" * 32}
    return MediaInfo(kind=kind, width=width, height=height, **known | more)


def finding(number: int = 1, box: Box = (10.0, 10.0, 40.0, 60.0), **more: Any) -> Finding:
    known: dict[str, Any] = {
        "category": Category.NECK_TWIST,
        "person": 1,
        "part": Part.NECK,
        "score": 0.93,
        "measurements": (
            Measurement(name="Head to torso", value=171.26, unit="deg", usual="Up to about 90"),
        ),
        "for_marketer": "The head faces the camera while the chest faces away.",
        "for_engineer": "Head yaw 7 deg, torso yaw 178 deg, limit 110 deg.",
    }
    return Finding(number=number, box_xyxy=box, **known | more)


def person(number: int, box: Box, **more: Any) -> PersonSeen:
    return PersonSeen(person=number, box_xyxy=box, **more)


def review(**more: Any) -> Review:
    """A review in which every field says something."""
    known: dict[str, Any] = {
        "media": info("image", 90, 160, notes=("Turned upright.",)),
        "verdict": Verdict(
            value=VerdictValue.BLOCK, sentence="Do not publish.", because=("Rule 1.",), policy="p 1"
        ),
        "findings": (finding(),),
        "people": (person(1, (5.0, 5.0, 80.0, 150.0)),),
        "not_checked": (
            NotChecked(person=1, part=Part.LEFT_HAND, reason=Reason.TOO_SMALL, explanation="18 pixels wide."),
        ),
        "looked_for": (Category.NECK_TWIST, Category.EXTRA_ARM),
        "does_not_mean": ("It is not a legal clearance.",),
        "costs": (StageCost(stage="people", seconds=0.25, calls=3),),
        "versions": {"zeta": "2", "alpha": "1"},
    }
    known |= {"id": "r1", "key": "k1", "created_at": datetime(2026, 5, 4, 9, 30, tzinfo=UTC)}
    return Review(**known | more)


def colours(image: Image.Image, row: int) -> list[tuple[int, int, int]]:
    """One row of a picture."""
    return [(int(r), int(g), int(b)) for r, g, b in np.asarray(image.convert("RGB"))[row]]
