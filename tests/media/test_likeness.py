"""How alike two ads are: versions of one creative are, unrelated ones are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.domain import MediaInfo
from agent_plugin.tools.media.likeness import are_versions, likeness_of

Change = Callable[[Image.Image], Image.Image]


def _info(name: str, likeness: str = "") -> MediaInfo:
    return MediaInfo(
        name=name, kind="image", format="JPEG", width=9, height=9, bytes=9, sha256="0" * 64, likeness=likeness
    )


def _likeness(path: Path, change: Change = lambda image: image) -> str:
    with Image.open(path) as image:
        return likeness_of(np.asarray(change(image.convert("RGB"))))


def _smaller(image: Image.Image) -> Image.Image:
    return image.resize((image.width // 3, image.height // 3))


def _trimmed(image: Image.Image) -> Image.Image:
    return image.crop((8, 8, image.width - 8, image.height - 8))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        *((name, _smaller) for name in ("walk.jpg", "neck-twist.jpg", "six-fingers.jpg")),
        *((name, _trimmed) for name in ("walk.jpg", "neck-twist.jpg")),  # one of three is not recognised
    ],
)
def test_a_size_of_the_same_picture_is_a_version_of_it(examples: Path, name: str, change: Change) -> None:
    old = _info("spring.jpg", _likeness(examples / name))
    assert are_versions(old, _info("autumn.png", _likeness(examples / name, change)))


def test_unrelated_pictures_are_no_versions(examples: Path) -> None:
    names = ["walk.jpg", "neck-twist.jpg", "six-fingers.jpg", "over-shoulder.jpg"]
    infos = [_info(name, _likeness(examples / name)) for name in names]
    pairs = [(a.name, b.name) for a in infos for b in infos if a.name < b.name and are_versions(a, b)]
    assert pairs == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("autumn.mov", "autumn_v2.mp4", True),
        ("spring_300x250.jpg", "spring_728x90.jpg", True),
        ("夏季_v1.jpg", "夏季_v2.jpg", True),
        ("autumn.mov", "walk.mp4", False),
        ("IMG_4022.jpg", "IMG_4023.jpg", False),
        ("image.jpg", "video.mp4", False),
        ("V1_story.jpg", "V2_story.jpg", False),
        ("V3_story.jpg", "V3_square.jpg", True),
        ("image.jpg", "image.png", False),
    ],
)
def test_names_that_differ_in_size_or_state_alone_are_of_one_creative(
    one: str, other: str, expected: bool
) -> None:
    assert are_versions(_info(one), _info(other)) is expected


def test_a_plain_picture_is_like_nothing() -> None:
    assert likeness_of(np.full((40, 40, 3), 200, np.uint8)) == ""
