"""What is not a picture or a video, and what cannot be read at all, says what it is and what to do."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import wave
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from agent_plugin.tools.errors import (
    MediaDamaged,
    MediaEmpty,
    MediaError,
    MediaForbidden,
    MediaNotFound,
    MediaTooLarge,
    MediaUnknown,
)
from agent_plugin.tools.media import open_media, safe_name
from agent_plugin.tools.policy import MediaLimits
from tests.media.makers import corners, encoded, movie, sound

LIMITS = MediaLimits()


def ftyp(brand: bytes, *others: bytes) -> bytes:
    body = b"ftyp" + brand + b"\0\0\0\0" + b"".join(others)
    return (len(body) + 4).to_bytes(4, "big") + body + b"\0\0\0\x08free"


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("ad.png", encoded(corners(), "PNG"))
    return buffer.getvalue()


def wav() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(100))
    return buffer.getvalue()


UNKNOWN = {
    "raw of Canon": (ftyp(b"crx ", b"isom"), "camera raw", "JPEG or PNG"),
    "old raw of Canon": (b"II*\0\x10\0\0\0CR\x02\0" + bytes(40), "camera raw", "JPEG or PNG"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\n", "PDF", "JPEG or PNG"),
    "SVG": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG", "JPEG or PNG"),
    "HTML": (b"\n<!DOCTYPE html><html><title>Not found</title>", "web page", "download"),
    "text": ("Summer sale: zwölf Euro".encode(), "text file", "JPEG, PNG"),
    "JSON": (b'{"v": "5.7", "layers": []}', "text file", "JPEG, PNG"),
    "HLS": (b"#EXTM3U\n#EXT-X-VERSION:3\nfile:///etc/passwd\n", "playlist", "never followed"),
    "concat list": (b"ffconcat version 1.0\nfile /etc/passwd\n", "playlist", "never followed"),
    "DASH": (b'<?xml version="1.0"?><MPD><BaseURL>http://x/</BaseURL></MPD>', "playlist", "never followed"),
    "WAV": (wav(), "audio-only", "sound"),
    "MP3 with tags": (b"ID3\x04\0\0\0\0\0\0", "audio-only", "sound"),
    "MP3": (b"\xff\xfb\x90\x64" + bytes(60), "audio-only", "sound"),
    "M4A": (ftyp(b"M4A ", b"isom"), "audio-only", "sound"),
    "AVI": (b"RIFF\x24\0\0\0AVI LIST" + bytes(40), "AVI", "H.264"),
    "transport stream": ((b"\x47" + bytes(187)) * 4, "MPEG transport", "H.264"),
    "ZIP": (zipped(), "ZIP", "inside"),
    "Photoshop": (b"8BPS\0\x01" + bytes(40), "Photoshop", "JPEG or PNG"),
    "JPEG XL": (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL", "JPEG or PNG"),
    "noise": (bytes(np.random.default_rng(1).integers(0, 256, 500, np.uint8)), "nothing", "JPEG, PNG"),
    "four bytes of a PNG": (b"\x89PNG", "nothing", "JPEG, PNG"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_file_of_another_kind_says_what_it_looks_like(name: str, tmp_path: Path) -> None:
    data, what, hint = UNKNOWN[name]
    path = tmp_path / "ad.mp4"
    path.write_bytes(data)
    with pytest.raises(MediaUnknown, match=f"looks like .*{what}") as caught:
        open_media(path, LIMITS)
    assert hint in caught.value.hint


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_video_container_with_sound_only_says_so(suffix: str, tmp_path: Path) -> None:
    path = sound(tmp_path / f"sound.{suffix}")
    with pytest.raises(MediaUnknown, match="audio-only"):
        open_media(path, LIMITS)


def test_a_codec_that_is_not_read_is_named(tmp_path: Path) -> None:
    path = movie(tmp_path / "ad.mkv", codec="msmpeg4")
    with pytest.raises(MediaUnknown, match="codec, msmpeg4v3"):
        open_media(path, LIMITS)


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("nowhere.png", MediaNotFound, "nowhere.png does not exist"),
        ("folder", MediaNotFound, "folder is a folder"),
        ("pipe", MediaNotFound, "pipe is not a regular file"),
        ("empty.png", MediaEmpty, "empty.png is empty"),
        ("null\0byte.png", MediaNotFound, "nullbyte.png cannot be opened"),
        ("x" * 5000, MediaNotFound, "cannot be opened"),
        ("empty.png/within", MediaNotFound, "within cannot be opened"),
    ],
    ids=["missing", "folder", "pipe", "empty", "null byte", "name too long", "no folder"],
)
def test_what_cannot_be_opened_says_why(
    name: str, error: type[MediaError], words: str, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.png").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(error, match=words):
        open_media(tmp_path / name, LIMITS)


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Root may read everything; so step down for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(encoded(corners(), "PNG"))
    path.chmod(0)
    request.getfixturevalue("ordinary_user")
    with pytest.raises(MediaForbidden, match=r"secret\.png may not be read"):
        open_media(path, LIMITS)


def test_a_file_with_too_many_bytes_says_so(tmp_path: Path) -> None:
    path = movie(tmp_path / "ad.mp4")
    with pytest.raises(MediaTooLarge, match="more than"):
        open_media(path, MediaLimits(max_bytes=500))


@pytest.mark.parametrize("when", ["before the frames", "before the evidence"])
def test_a_video_that_is_swapped_is_noticed(when: str, tmp_path: Path) -> None:
    path = movie(tmp_path / "ad.mp4")
    media = open_media(path, LIMITS)
    other = movie(tmp_path / "other.mp4", frames=5)
    if when == "before the evidence":
        list(media.frames())
    other.replace(path)
    with pytest.raises(MediaDamaged, match="changed while"):
        media.frames_at([0.1]) if when == "before the evidence" else list(media.frames())


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("ad.png", "ad.png"),
        ("/some/where/ad.png", "ad.png"),
        ("..\\..\\ad.png", "ad.png"),
        ("ad\u202egnp.exe", "adgnp.exe"),
        ("a\x1b[31md\r\n.png", "a[31md.png"),
        ("a\u2028b\u2029.png", "ab.png"),
        ("ad\udcff.png", "ad.png"),
        ("  a   b .png ", "a b .png"),
        ("\u200b", "unnamed"),
        ("..", ".."),
        ("Sommer für alle 夏.png", "Sommer für alle 夏.png"),
        ("a" * 60 + "b" * 60 + ".png", "a" * 53 + "…" + "b" * 22 + ".png"),
    ],
)
def test_a_name_is_safe_to_show(given: str, shown: str) -> None:
    assert safe_name(given, LIMITS.max_name_chars) == shown
    assert len(shown) <= LIMITS.max_name_chars


def test_the_name_in_the_facts_and_in_errors_is_the_safe_one(tmp_path: Path) -> None:
    path = tmp_path / "ad\u202egnp.png"
    path.write_bytes(encoded(corners(), "PNG"))
    assert open_media(path, LIMITS).info.name == "adgnp.png"
    path.write_bytes(b"hello, this is text")
    with pytest.raises(MediaUnknown, match=r"^adgnp\.png cannot"):
        open_media(path, LIMITS)


def test_importing_the_room_imports_no_decoder() -> None:
    code = "import sys, agent_plugin.tools.media; print({'PIL', 'av', 'mediapipe'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "set()"
