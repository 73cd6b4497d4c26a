"""Videos that are cut, damaged, oversized or made to do harm give an error of ours and touch nothing else."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_plugin.tools.errors import MediaDamaged, MediaError, MediaTooLarge, MediaTruncated, MediaUnknown
from agent_plugin.tools.media import open_media
from agent_plugin.tools.policy import MediaLimits
from tests.answering import Asked, answering
from tests.media.makers import damaged, movie, noise, tries

LIMITS = MediaLimits(sample_fps=1000)
FORMATS: dict[str, tuple[str, str, dict[str, str]]] = {
    "MP4 with its index last": ("ad.mp4", "libx264", {}),
    "MP4 with its index first": ("ad.mp4", "libx264", {"movflags": "faststart"}),
    "MP4 in fragments": ("ad.mp4", "libx264", {"movflags": "frag_keyframe+empty_moov"}),
    "WebM": ("ad.webm", "libvpx-vp9", {}),
    "MKV": ("ad.mkv", "libx264", {}),
}
every_format = pytest.mark.parametrize("name", FORMATS)


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One sound video of each kind."""
    folder = tmp_path_factory.mktemp("videos")
    return {
        name: movie(folder / file, frames=30, codec=codec, muxer=muxer, encoder={"g": "10"}).read_bytes()
        for name, (file, codec, muxer) in FORMATS.items()
    }


def read(data: bytes, folder: Path, limits: MediaLimits = LIMITS) -> int:
    path = folder / "ad"
    path.write_bytes(data)
    media = open_media(path, limits)
    return sum(1 for _ in media.frames())


@every_format
@pytest.mark.parametrize("share", [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
def test_a_cut_video_says_so(name: str, share: float, videos: dict[str, bytes], tmp_path: Path) -> None:
    data = videos[name]
    with pytest.raises(MediaTruncated, match="ends too early"):
        read(data[: max(48, int(len(data) * share))], tmp_path)


@pytest.mark.parametrize("share", [0.5, 0.75, 0.9])
def test_a_cut_that_the_headers_were_mended_to_hide_is_noticed(
    share: float, videos: dict[str, bytes], tmp_path: Path
) -> None:
    data = videos["MP4 with its index first"]
    at = data.index(b"mdat") - 4
    cut = data[: at + int((len(data) - at) * share)]
    mended = cut[:at] + (len(cut) - at).to_bytes(4, "big") + cut[at + 4 :]
    with pytest.raises(MediaTruncated):
        read(mended, tmp_path)


def test_a_recording_without_its_index_says_so(videos: dict[str, bytes], tmp_path: Path) -> None:
    data = videos["MP4 with its index last"]
    with pytest.raises(MediaTruncated):
        read(data[: data.index(b"moov") - 4], tmp_path)


@every_format
@tries(15)
@given(seed=st.integers(0, 2**32 - 1), hits=st.integers(1, 30))
def test_random_damage_gives_frames_or_an_error_of_ours(
    name: str, videos: dict[str, bytes], tmp_path: Path, seed: int, hits: int
) -> None:
    data = damaged(videos[name], seed, hits)
    # Any other kind of error fails the test by itself.
    with contextlib.suppress(MediaError):
        read(data, tmp_path)


@every_format
def test_random_bytes_after_the_right_beginning_are_an_error_of_ours(
    name: str, videos: dict[str, bytes], tmp_path: Path
) -> None:
    with pytest.raises((MediaDamaged, MediaTruncated, MediaUnknown)):
        read(videos[name][:40] + np.array(noise()).tobytes(), tmp_path)


def test_damage_in_the_middle_of_the_pictures_is_an_error(videos: dict[str, bytes], tmp_path: Path) -> None:
    data = bytearray(videos["MP4 with its index first"])
    start = data.index(b"mdat") + 900
    data[start : start + 300] = bytes(300)
    with pytest.raises(MediaDamaged):
        read(bytes(data), tmp_path)


def test_damage_writes_nothing_to_the_terminal(
    videos: dict[str, bytes], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(MediaError):
        read(videos["MP4 with its index last"][:40] + bytes(range(256)) * 9, tmp_path)
    assert capfd.readouterr() == ("", "")


@every_format
@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"max_side_px": 90}, "96 x 64 pixels; the limit is 90"),
        ({"max_pixels": 6000}, "96 x 64 pixels"),
        ({"max_duration_s": 2.5}, "runs"),
        (
            {"max_video_pixels": 29 * 96 * 64},
            "million pixels in all its frames or more; the limit is 0.2 million",
        ),
        ({"max_frames": 29}, "has 30 frames or more; the limit is 29"),
    ],
)
def test_a_video_over_a_limit_says_which(
    name: str, limits: dict[str, float], words: str, videos: dict[str, bytes], tmp_path: Path
) -> None:
    with pytest.raises(MediaTooLarge, match=words):
        read(videos[name], tmp_path, MediaLimits.model_validate(limits))


def test_a_video_that_declares_too_little_is_stopped_on_the_way(
    videos: dict[str, bytes], tmp_path: Path
) -> None:
    data = bytearray(videos["MKV"])
    at = data.index(b"\x44\x89\x88") + 3  # the duration of the whole file
    data[at : at + 8] = b"\x3f\xf0\0\0\0\0\0\0"
    with pytest.raises(MediaTooLarge, match=r"runs 2\.\d s; the limit is 2 s"):
        read(bytes(data), tmp_path, MediaLimits(max_duration_s=2))


def test_stretched_pixels_count_against_the_limits(tmp_path: Path) -> None:
    path = movie(tmp_path / "ad.mp4", aspect=Fraction(3, 1))
    with pytest.raises(MediaTooLarge, match="288 x 64 pixels"):
        open_media(path, MediaLimits(max_side_px=200))


@pytest.fixture
def web_server() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and the paths that were asked of it."""
    asked: list[str] = []

    def answer(request: Asked) -> tuple[int, None]:
        asked.append(request.path)
        return 404, None

    with answering(answer) as address:
        yield address, asked


PLAYLISTS: dict[str, Callable[[str], str]] = {
    "HLS": lambda address: f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{address}/a.ts\n#EXT-X-ENDLIST\n",
    "concat": lambda address: f"ffconcat version 1.0\nfile '{address}/a.mp4'\n",
    "DASH": lambda address: f'<?xml version="1.0"?><MPD><BaseURL>{address}/</BaseURL></MPD>',
    "SDP": lambda address: f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\na=control:{address}\n",
}


@pytest.mark.parametrize("name", PLAYLISTS)
@pytest.mark.parametrize("file", ["ad.m3u8", "ad.mp4"])
def test_a_playlist_is_never_followed(
    name: str, file: str, web_server: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, asked = web_server
    path = tmp_path / file
    path.write_text(PLAYLISTS[name](address), encoding="utf-8")
    with pytest.raises(MediaUnknown):
        open_media(path, LIMITS)
    assert asked == []


def test_a_playlist_behind_the_beginning_of_a_video_is_never_followed(
    web_server: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, asked = web_server
    start = b"\0\0\0\x14ftypisom\0\0\0\0isom\n"
    with pytest.raises(MediaError):
        read(start + PLAYLISTS["HLS"](address).encode(), tmp_path)
    assert asked == []


def pictures_elsewhere(film: Path) -> bytes:
    """A QuickTime file whose pictures lie in the film, by an alias in its list of data references."""
    target = os.fspath(film).encode()
    even = target + bytes(len(target) % 2)
    alias = bytes(154) + b"\0\x02" + len(target).to_bytes(2, "big") + even + b"\xff\xff\0\0"
    entry = (len(alias) + 8).to_bytes(4, "big") + b"alis" + alias
    dref = (16 + len(entry)).to_bytes(4, "big") + b"dref\0\0\0\0\0\0\0\x01" + entry
    data = film.read_bytes()
    at = data.index(b"dref") - 4
    old = int.from_bytes(data[at : at + 4], "big")
    made = bytearray(data[:at] + dref + data[at + old :])
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
        place = made.index(box) - 4
        size = int.from_bytes(made[place : place + 4], "big") + len(dref) - old
        made[place : place + 4] = size.to_bytes(4, "big")
    pictures, index = made.index(b"mdat") + 4, made.index(b"moov") - 4
    made[pictures:index] = bytes(index - pictures)
    return bytes(made)


def test_a_video_that_points_to_another_file_does_not_get_it(tmp_path: Path) -> None:
    secret = movie(tmp_path / "secret.mov", codec="mjpeg", pixel_format="yuvj420p")
    path = tmp_path / "ad.mov"
    path.write_bytes(pictures_elsewhere(secret))
    # FFmpeg itself would follow the alias if it were allowed to.
    allowed = {"enable_drefs": "1", "use_absolute_path": "1"}
    with av.open(path, "r", format="mov", options=allowed) as container:
        assert len(list(container.decode(container.streams.video[0]))) == 10
    with pytest.raises(MediaError):
        open_media(path, LIMITS)
