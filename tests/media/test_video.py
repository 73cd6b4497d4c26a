"""Videos of every container become upright frames at their true times."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from agent_plugin.tools.media import Media, open_media
from agent_plugin.tools.media.container import timed
from agent_plugin.tools.media.screen import turn_of
from agent_plugin.tools.policy import MediaLimits
from tests.media.makers import CORNERS, HEIGHT, WIDTH, film_of, movie, shows, spot, spot_in, with_cover

EVERY_FRAME = MediaLimits(sample_fps=1000)
FORMATS: dict[str, tuple[str, str, dict[str, str]]] = {
    "MP4 (h264)": ("ad.mp4", "libx264", {}),
    "MP4 (h264) with its index first": ("ad.mp4", "libx264", {"movflags": "faststart"}),
    "MP4 (h264) in fragments": ("ad.mp4", "libx264", {"movflags": "frag_keyframe+empty_moov"}),
    "MP4 (mpeg4)": ("ad.mp4", "mpeg4", {}),
    "MP4 (hevc)": ("ad.mp4", "libx265", {}),
    "MP4 (av1)": ("ad.mp4", "libsvtav1", {}),
    "MOV (h264)": ("ad.mov", "libx264", {}),
    "MOV (mjpeg)": ("ad.mov", "mjpeg", {}),
    "WebM (vp9)": ("ad.webm", "libvpx-vp9", {}),
    "WebM (vp8)": ("ad.webm", "libvpx", {}),
    "MKV (h264)": ("ad.mkv", "libx264", {}),
    "MKV (ffv1)": ("ad.mkv", "ffv1", {}),
}


def made(name: str, folder: Path) -> Path:
    file, codec, muxer = FORMATS[name]
    pixel_format = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    path = movie(folder / file, codec=codec, muxer=muxer, pixel_format=pixel_format)
    return path.rename(folder / "ad.jpg")


def times_s(media: Media) -> list[float]:
    return [frame.at_s for frame in media.frames()]


@pytest.mark.parametrize("name", FORMATS)
def test_a_video_opens_whatever_its_name_says(name: str, tmp_path: Path) -> None:
    media = open_media(made(name, tmp_path), EVERY_FRAME)
    info = media.info
    assert (info.kind, info.width, info.height, info.notes) == ("video", WIDTH, HEIGHT, ())
    assert name.startswith(info.format)
    assert info.duration_s == pytest.approx(1.0, abs=0.11)
    assert info.frame_count in (10, None)
    assert media.frame_interval_s == pytest.approx(0.1)
    frames = list(media.frames())
    assert [f.index for f in frames] == list(range(10))
    assert media.expected_frames in (10, 11)
    assert [f.at_s for f in frames] == pytest.approx([n / 10 for n in range(10)], abs=0.002)
    assert [spot_in(f.pixels) for f in frames] == pytest.approx([spot(n) for n in range(10)], abs=12)
    assert all(shows(f.pixels, CORNERS, within=30) for f in frames)


@pytest.mark.parametrize(
    ("file", "muxer"),
    [
        ("ad.mp4", {"movflags": "frag_keyframe+empty_moov+skip_trailer"}),
        ("ad.webm", {"live": "1"}),
        ("ad.mkv", {"live": "1"}),
    ],
)
def test_a_recording_that_may_be_cut_is_said_to_be(file: str, muxer: dict[str, str], tmp_path: Path) -> None:
    codec = "libvpx" if file == "ad.webm" else "libx264"
    media = open_media(movie(tmp_path / file, codec=codec, muxer=muxer), EVERY_FRAME)
    assert "its end may be missing" in " ".join(media.info.notes)
    assert len(list(media.frames())) == 10


@pytest.mark.parametrize("name", FORMATS)
def test_frames_are_found_by_time(name: str, tmp_path: Path) -> None:
    media = open_media(made(name, tmp_path), EVERY_FRAME)
    frames = media.frames_at([0.55, 0.0, 0.3, 42.0, 0.55, -3.0])
    assert [f.index for f in frames] == [0, 1, 2, 3, 4, 5]
    assert [f.at_s for f in frames] == pytest.approx([0.5, 0.0, 0.3, 0.9, 0.5, 0.0], abs=0.002)
    assert [spot_in(f.pixels) for f in frames] == pytest.approx([spot(n) for n in (5, 0, 3, 9, 5, 0)], abs=12)
    assert media.frames_at([]) == []


def test_frames_far_into_a_video_are_the_same_as_when_read_from_the_start(tmp_path: Path) -> None:
    path = movie(tmp_path / "ad.mp4", frames=80, encoder={"g": "12", "bf": "3"})
    media = open_media(path, EVERY_FRAME)
    every = list(media.frames())
    for start in range(20, 80, 7):
        (frame,) = media.frames_at([start / 10 + 0.05])
        assert frame.at_s == pytest.approx(every[start].at_s, abs=1e-6)
        assert np.array_equal(frame.pixels, every[start].pixels)


@pytest.mark.parametrize(("fps", "expected_ms"), [(5, [0, 200, 400, 600, 800]), (10, range(0, 1000, 100))])
def test_frames_come_at_the_sampling_rate_or_slower(fps: int, expected_ms: list[int], tmp_path: Path) -> None:
    media = open_media(movie(tmp_path / "ad.mp4"), MediaLimits(sample_fps=fps))
    assert times_s(media) == pytest.approx([ms / 1000 for ms in expected_ms])


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_variable_frame_rate_is_read_by_the_times(suffix: str, tmp_path: Path) -> None:
    times_ms = [0, 40, 80, 1000, 1040, 1500, 3000, 3010, 3020, 3500]
    path = movie(tmp_path / f"ad.{suffix}", times_ms=times_ms)
    assert times_s(open_media(path, EVERY_FRAME)) == pytest.approx([t / 1000 for t in times_ms], abs=0.002)
    few = list(open_media(path, MediaLimits(sample_fps=10)).frames())
    assert [f.at_s for f in few] == pytest.approx([0, 0.08, 1.0, 1.04, 1.5, 3.0, 3.02, 3.5], abs=0.002)
    assert [spot_in(f.pixels) for f in few] == pytest.approx(
        [spot(n) for n in (0, 2, 3, 4, 5, 6, 8, 9)], abs=12
    )


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
@pytest.mark.parametrize("start_ms", [5000, -300])
def test_the_first_frame_shown_is_at_zero(suffix: str, start_ms: int, tmp_path: Path) -> None:
    times_ms = [start_ms + n * 100 for n in range(10)]
    path = movie(tmp_path / f"ad.{suffix}", times_ms=times_ms, muxer={"avoid_negative_ts": "disabled"})
    media = open_media(path, EVERY_FRAME)
    found = times_s(media)
    assert found == pytest.approx([n / 10 for n in range(len(found))], abs=0.002)
    assert spot_in(media.frames_at([found[-1]])[0].pixels) == pytest.approx(spot(9), abs=12)


def test_a_late_start_is_no_length(tmp_path: Path) -> None:
    """An hour on the clock of a live stream is not an hour of film."""
    times_ms = [3_600_000 + n * 100 for n in range(10)]
    media = open_media(movie(tmp_path / "ad.mkv", times_ms=times_ms), MediaLimits(max_duration_s=60))
    assert media.info.duration_s == pytest.approx(1.0, abs=0.15)
    assert times_s(media) == pytest.approx([n / 10 for n in range(10)], abs=0.002)


@pytest.mark.parametrize("keyframe_every", ["5", "50"])
def test_a_video_trimmed_on_a_phone_starts_and_ends_where_it_was_trimmed(
    keyframe_every: str, tmp_path: Path
) -> None:
    # Phones leave all pictures in the file and only say in its edit list which of them are shown.
    data = bytearray(movie(tmp_path / "whole.mp4", frames=30, encoder={"g": keyframe_every}).read_bytes())
    at = data.index(b"elst") + 12
    _, start = struct.unpack_from(">Ii", data, at)
    struct.pack_into(">Ii", data, at, 1000, start + 16_000 * 7 // 10)
    path = tmp_path / "ad.mp4"
    path.write_bytes(data)
    frames = list(open_media(path, EVERY_FRAME).frames())
    assert [f.at_s for f in frames] == pytest.approx([n / 10 for n in range(10)])
    assert [spot_in(f.pixels) for f in frames] == pytest.approx([spot(n) for n in range(7, 17)], abs=12)


# Counterclockwise, as the display matrix of a phone held that way says.
TURNED = {
    90: [CORNERS[1], CORNERS[3], CORNERS[0], CORNERS[2]],
    180: [CORNERS[3], CORNERS[2], CORNERS[1], CORNERS[0]],
    270: [CORNERS[2], CORNERS[0], CORNERS[3], CORNERS[1]],
}


@pytest.mark.parametrize("rotation_deg", TURNED)
@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv"])
def test_a_rotated_video_is_upright(suffix: str, rotation_deg: int, tmp_path: Path) -> None:
    media = open_media(movie(tmp_path / f"ad.{suffix}", rotation_deg=rotation_deg), EVERY_FRAME)
    size = (WIDTH, HEIGHT) if rotation_deg == 180 else (HEIGHT, WIDTH)
    assert (media.info.width, media.info.height) == size
    assert media.info.notes == ("turned upright (display matrix)",)
    for frame in [*media.frames(), *media.frames_at([0.5])]:
        assert (frame.width, frame.height) == size
        assert frame.pixels.flags["C_CONTIGUOUS"]
        assert shows(frame.pixels, TURNED[rotation_deg], within=30)


ONE = 1 << 16
MIRRORED = {
    "left to right": ((-ONE, 0, 0, ONE), (1, 0, 3, 2)),
    "top to bottom": ((ONE, 0, 0, -ONE), (2, 3, 0, 1)),
    "along the diagonal": ((0, ONE, ONE, 0), (0, 2, 1, 3)),
    "along the other diagonal": ((0, -ONE, -ONE, 0), (3, 1, 2, 0)),
    "turned by a few degrees": ((65_000, 5_000, -5_000, 65_000), (0, 1, 2, 3)),
}


@pytest.mark.parametrize("name", MIRRORED)
def test_a_mirrored_video_is_shown_as_a_player_shows_it(name: str, tmp_path: Path) -> None:
    (a, b, c, d), places = MIRRORED[name]
    data = bytearray(movie(tmp_path / "plain.mp4").read_bytes())
    matrix = data.index(b"tkhd") + 4 + 40
    for place, value in ((0, a), (1, b), (3, c), (4, d)):
        data[matrix + 4 * place : matrix + 4 * place + 4] = value.to_bytes(4, "big", signed=True)
    path = tmp_path / "ad.mp4"
    path.write_bytes(data)
    frame = next(open_media(path, EVERY_FRAME).frames())
    assert shows(frame.pixels, [CORNERS[n] for n in places], within=30)


@pytest.mark.parametrize(
    ("aspect", "size", "notes"),
    [
        (Fraction(2, 1), (2 * WIDTH, HEIGHT), ("pixels made square",)),
        (Fraction(1, 2), (WIDTH // 2, HEIGHT), ("pixels made square",)),
        (Fraction(40, 1), (WIDTH, HEIGHT), ()),
    ],
)
def test_pixels_that_are_not_square_are_made_so(
    aspect: Fraction, size: tuple[int, int], notes: tuple[str, ...], tmp_path: Path
) -> None:
    media = open_media(movie(tmp_path / "ad.mp4", aspect=aspect), EVERY_FRAME)
    assert (media.info.width, media.info.height, media.info.notes) == (*size, notes)
    assert shows(next(media.frames()).pixels, CORNERS, within=40)


@pytest.mark.parametrize(
    ("codec", "pixel_format", "suffix", "notes"),
    [
        ("libx264", "yuv420p10le", "mp4", ()),
        ("libx264", "yuv444p", "mp4", ()),
        ("prores_ks", "yuv422p10le", "mov", ()),
        ("prores_ks", "yuva444p10le", "mov", ("transparency ignored",)),
        ("ffv1", "gbrp16le", "mkv", ()),
        ("ffv1", "gray", "mkv", ()),
    ],
)
def test_every_pixel_format_becomes_rgb(
    codec: str, pixel_format: str, suffix: str, notes: tuple[str, ...], tmp_path: Path
) -> None:
    path = movie(tmp_path / f"ad.{suffix}", frames=2, codec=codec, pixel_format=pixel_format)
    media = open_media(path, EVERY_FRAME)
    assert media.info.notes == notes
    grey = [tuple([round(0.299 * r + 0.587 * g + 0.114 * b)] * 3) for r, g, b in CORNERS]
    for frame in media.frames():
        assert shows(frame.pixels, grey if pixel_format == "gray" else CORNERS, within=30)


def test_hdr_is_brought_to_the_brightness_of_a_usual_screen(tmp_path: Path) -> None:
    grey = np.full((HEIGHT, WIDTH, 3), 140, np.uint8)
    pq, bt2020 = 16, 9
    path = film_of(
        tmp_path / "ad.mkv",
        grey,
        "ffv1",
        "yuv420p10le",
        color_trc=pq,
        color_primaries=bt2020,
        colorspace=bt2020,
    )
    media = open_media(path, EVERY_FRAME)
    assert media.info.notes == ("HDR colours reduced to a usual screen's",)
    assert next(media.frames()).pixels.mean() > 200


@pytest.mark.parametrize(("height", "written_as"), [(480, "ITU601"), (720, "ITU709")])
def test_untagged_colours_are_read_as_players_do_by_height(
    height: int, written_as: str, tmp_path: Path
) -> None:
    red = np.full((height, 64, 3), (200, 30, 30), np.uint8)
    path = film_of(tmp_path / "ad.mp4", red, "libx264", "yuv420p", written_as=written_as, colorspace=2)
    assert shows(next(open_media(path, EVERY_FRAME).frames()).pixels, [(200, 30, 30)] * 4, within=6)


def test_a_cover_picture_is_not_taken_for_the_film(tmp_path: Path) -> None:
    path = with_cover(tmp_path / "ad.mp4", movie(tmp_path / "film.mp4"))
    media = open_media(path, EVERY_FRAME)
    assert (media.info.format, media.info.width) == ("MP4 (h264)", WIDTH)


def test_a_missing_or_backward_time_is_one_interval_after_the_frame_before() -> None:
    frames: list[av.VideoFrame] = []
    for pts in (10, 13, None, 5, 40):
        frame = av.VideoFrame(16, 16)
        frame.pts, frame.time_base = pts, Fraction(1, 10)
        frames.append(frame)
    assert [at_s for at_s, _ in timed(iter(frames), 0.1)] == pytest.approx([0.0, 0.3, 0.4, 0.5, 3.0])


def test_an_unturned_frame_stays_as_it_is() -> None:
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    assert np.array_equal(turn_of(av.VideoFrame(4, 2, "rgb24")).apply(pixels), pixels)
