"""Every format of animated pictures goes through the same trials."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from agent_plugin.tools.errors import MediaError, MediaTooLarge, MediaTruncated
from agent_plugin.tools.media import Media, open_media
from agent_plugin.tools.policy import MediaLimits
from tests.media.makers import HEIGHT, WIDTH, animated, damaged, encoded, tries

Open = Callable[..., Media]
FORMATS: dict[str, tuple[str, str, dict[str, object]]] = {
    "GIF": ("Animated GIF", "GIF", {}),
    "WebP": ("Animated WebP", "WEBP", {"lossless": True}),
    "APNG": ("APNG", "PNG", {}),
    "AVIF": ("Animated AVIF", "AVIF", {"quality": 95}),
}
DELAYS_MS = (200, 300, 40, 40, 420)
STARTS_S = [0.0, *accumulate(d / 1000 for d in DELAYS_MS[:-1])]
every_format = pytest.mark.parametrize("name", FORMATS)


@pytest.fixture
def open_bytes(tmp_path: Path) -> Open:
    """Open these bytes as a file, under some limits."""

    def opened(data: bytes, **limits: float) -> Media:
        path = tmp_path / "ad"
        path.write_bytes(data)
        return open_media(path, MediaLimits.model_validate(limits))

    return opened


def made(name: str, delays_ms: tuple[int, ...] = DELAYS_MS) -> bytes:
    _, plugin, options = FORMATS[name]
    return animated(plugin, delays_ms, **options)


def greys(media: Media) -> list[int]:
    return [round(float(frame.pixels.mean())) for frame in media.frames()]


@every_format
def test_an_animation_tells_its_facts(name: str, open_bytes: Open) -> None:
    media = open_bytes(made(name))
    info = media.info
    assert (info.kind, info.format, info.width, info.height) == ("animation", FORMATS[name][0], WIDTH, HEIGHT)
    assert info.frame_count == 5
    assert info.duration_s == pytest.approx(1.0)
    assert media.expected_frames == 4
    assert media.frame_interval_s == pytest.approx(0.2)


@every_format
def test_pictures_come_at_their_times_and_not_faster_than_sampled(name: str, open_bytes: Open) -> None:
    everything = list(open_bytes(made(name), sample_fps=100).frames())
    assert [f.index for f in everything] == [0, 1, 2, 3, 4]
    assert [f.at_s for f in everything] == pytest.approx(STARTS_S)
    assert [float(f.pixels.mean()) for f in everything] == pytest.approx([30, 60, 90, 120, 150], abs=2)
    fewer = list(open_bytes(made(name), sample_fps=10).frames())
    assert [f.index for f in fewer] == [0, 1, 2, 3]
    assert [f.at_s for f in fewer] == pytest.approx([0.0, 0.2, 0.5, 0.58])
    assert [f.held_s for f in fewer] == pytest.approx([0.2, 0.3, 0.08, 0.42])


@every_format
def test_pictures_are_found_by_time(name: str, open_bytes: Open) -> None:
    frames = open_bytes(made(name)).frames_at([99, 0.0, 0.51, 0.1, -1])
    assert [f.index for f in frames] == [0, 1, 2, 3, 4]
    assert [f.at_s for f in frames] == pytest.approx([0.58, 0.0, 0.5, 0.0, 0.0])
    assert [float(f.pixels.mean()) for f in frames] == pytest.approx([150, 30, 90, 30, 30], abs=2)


@every_format
def test_a_delay_too_short_lasts_as_long_as_in_a_browser(name: str, open_bytes: Open) -> None:
    media = open_bytes(made(name, (10, 10, 10)))
    assert media.info.duration_s == pytest.approx(0.3)
    assert [f.at_s for f in media.frames()] == pytest.approx([0.0, 0.1, 0.2])


@every_format
@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_truncated_animation_says_so(name: str, share: float, open_bytes: Open) -> None:
    data = made(name)
    with pytest.raises(MediaTruncated, match="ends too early"):
        open_bytes(data[: int(len(data) * share)])


@every_format
@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"max_animation_frames": 4}, "has 5 frames or more"),
        ({"max_animation_pixels": 4 * WIDTH * HEIGHT}, "the limit is 4"),
        ({"max_duration_s": 0.9}, "runs 1.0 s"),
        ({"max_side_px": 60}, "96 x 64"),
    ],
)
def test_an_animation_over_a_limit_says_which(
    name: str, limits: dict[str, float], words: str, open_bytes: Open
) -> None:
    with pytest.raises(MediaTooLarge, match=words):
        open_bytes(made(name), **limits)


@every_format
@tries(10)
@given(seed=st.integers(0, 2**32 - 1))
def test_random_damage_gives_pictures_or_an_error_of_ours(name: str, open_bytes: Open, seed: int) -> None:
    data = damaged(made(name), seed, hits=8)
    # Any other kind of error fails the test by itself.
    with contextlib.suppress(MediaError):
        media = open_bytes(data)
        assert all(f.pixels.shape == (media.info.height, media.info.width, 3) for f in media.frames())


@every_format
def test_a_single_picture_in_an_animated_format_is_an_image(name: str, open_bytes: Open) -> None:
    assert open_bytes(encoded(Image.new("RGB", (9, 9)), FORMATS[name][1])).info.kind == "image"


def test_a_picture_of_an_apng_that_players_never_show_is_left_out(open_bytes: Open) -> None:
    media = open_bytes(animated("PNG", (100, 200, 300), default_image=True))
    assert media.info.frame_count == 2
    assert greys(media) == [60, 90]


def test_pictures_that_change_a_part_are_shown_whole(open_bytes: Open) -> None:
    first = Image.new("RGB", (40, 40), "red")
    second = first.copy()
    second.paste((0, 0, 255), (0, 0, 10, 10))
    data = encoded(first, "GIF", save_all=True, append_images=[second], duration=200)
    later = list(open_bytes(data).frames())[1].pixels
    assert np.array_equal(later[5, 5], (0, 0, 255))
    assert np.array_equal(later[30, 30], (255, 0, 0))


def test_a_gif_picture_that_reaches_over_the_edge_is_cut_to_the_first(open_bytes: Open) -> None:
    data = bytearray(animated("GIF", (100, 100)))
    second = data.rindex(b"\x2c\0\0\0\0")
    data[second + 1 : second + 5] = b"\x20\0\x20\0"
    frames = list(open_bytes(bytes(data)).frames())
    assert [f.pixels.shape for f in frames] == [(HEIGHT, WIDTH, 3)] * 2


def test_transparent_pictures_are_shown_on_white(open_bytes: Open) -> None:
    pictures = [Image.new("RGBA", (20, 20), (200, 0, 0, 0)) for _ in range(2)]
    pictures[1].paste((0, 0, 0, 255), (0, 0, 5, 5))
    data = encoded(pictures[0], "WEBP", save_all=True, append_images=pictures[1:], lossless=True)
    media = open_bytes(data)
    assert media.info.notes == ("transparency shown on white",)
    assert next(media.frames()).pixels.min() == 255
