"""What a file holds beside the picture or the film that is looked at is said, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_plugin.tools.media import Media, open_media
from agent_plugin.tools.policy import MediaLimits
from tests.media.makers import CORNERS, animated, corners, encoded, heic, movie, noise, shows, tracks

_SUBFILE_TYPE = 254
_GAIN_MAP = b"urn:iso:std:iso:ts:21496:-1"


def _opened(tmp_path: Path, data: bytes) -> Media:
    path = tmp_path / "ad"
    path.write_bytes(data)
    return open_media(path, MediaLimits())


def _pages(*subfile_types: int) -> bytes:
    """A TIFF of the corners and of further pages, each of such a type."""
    further = [noise() for _ in subfile_types]
    for page, kind in zip(further, subfile_types, strict=True):
        page.encoderinfo = {"tiffinfo": {_SUBFILE_TYPE: kind}}
    return encoded(corners(), "TIFF", save_all=True, append_images=further)


@pytest.mark.parametrize(
    ("subfile_types", "named"),
    [
        ((), None),
        ((0,), "a further page"),
        ((2, 2), "2 further pages"),
        ((1, 0, 4), "a further page"),
        ((1,), None),
    ],
)
def test_further_pages_of_a_tiff_are_said_and_thumbnails_are_not(
    subfile_types: tuple[int, ...], named: str | None, tmp_path: Path
) -> None:
    media = _opened(tmp_path, _pages(*subfile_types))
    assert shows(next(media.frames()).pixels, CORNERS)
    assert len(media.info.not_looked_at) == (named is not None)
    assert (named or "") in " ".join(media.info.not_looked_at)


@pytest.mark.parametrize(("header", "is_named"), [(b"", True), (_GAIN_MAP, False), (b"hdrgm:", False)])
def test_the_second_picture_of_an_mpo_is_said_and_a_map_of_light_is_not(
    header: bytes, is_named: bool, tmp_path: Path
) -> None:
    second = noise()
    second.info["comment"] = header
    data = encoded(corners(), "MPO", save_all=True, append_images=[second], quality=95)
    media = _opened(tmp_path, data)
    assert shows(next(media.frames()).pixels, CORNERS)
    assert len(media.info.not_looked_at) == is_named


def test_the_clip_behind_a_motion_photo_is_said(tmp_path: Path) -> None:
    clip = movie(tmp_path / "clip.mp4", frames=3).read_bytes()
    photo = encoded(corners(), "JPEG", quality=95)
    media = _opened(tmp_path, photo + clip)
    assert "a clip beside the photo" in media.info.not_looked_at[0]
    assert shows(next(media.frames()).pixels, CORNERS)


@pytest.mark.parametrize(("pictures", "is_named"), [(1, False), (2, True)])
def test_the_second_picture_of_an_heic_file_is_said(pictures: int, is_named: bool, tmp_path: Path) -> None:
    media = _opened(tmp_path, heic(*[corners(), noise()][:pictures]))
    assert shows(next(media.frames()).pixels, CORNERS)
    assert len(media.info.not_looked_at) == is_named


@pytest.mark.parametrize(
    "behind", [b"", b"ftyp", b"\0\0\0\x18ftypqt", b"\xff\xff\xff\xffftypisom" + bytes(99)]
)
def test_bytes_behind_a_photo_that_are_no_clip_are_not_called_one(behind: bytes, tmp_path: Path) -> None:
    assert _opened(tmp_path, encoded(noise(), "JPEG") + behind).info.not_looked_at == ()


def test_the_default_picture_of_an_animation_is_said_only_where_it_is_not_shown(tmp_path: Path) -> None:
    hidden = _opened(tmp_path, animated("PNG", (100, 200, 300), default_image=True))
    assert "a default picture" in hidden.info.not_looked_at[0]
    assert _opened(tmp_path, animated("PNG", (100, 200, 300))).info.not_looked_at == ()


@pytest.mark.parametrize("shown", [0, 1])
def test_the_track_that_players_show_is_looked_at_and_the_other_is_said(shown: int, tmp_path: Path) -> None:
    media = open_media(tracks(tmp_path / "ad.mkv", (60, 200), shown), MediaLimits())
    assert int(next(media.frames()).pixels.mean()) == pytest.approx((60, 200)[shown], abs=6)
    assert "a further video track" in media.info.not_looked_at[0]


def test_nothing_is_said_of_a_video_of_one_track(tmp_path: Path) -> None:
    assert open_media(movie(tmp_path / "ad.mp4"), MediaLimits()).info.not_looked_at == ()


def test_an_offset_beyond_any_file_is_a_file_that_ends_too_early(tmp_path: Path) -> None:
    from agent_plugin.tools.errors import MediaTruncated

    with pytest.raises(MediaTruncated):
        _opened(tmp_path, b"II+\0\x08\0\0\0" + b"\xff" * 8)
