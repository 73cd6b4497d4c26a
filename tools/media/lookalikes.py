"""What a file that cannot be read looks like, and what its owner should do: a sentence and a hint."""

from __future__ import annotations

from agent_plugin.tools.media.sniff import brands

_PICTURE = "Export it as JPEG or PNG and try again."
_VIDEO = "Export it as MP4 (H.264) and try again."
_SOUND = "Give the picture or the video of the ad; sound has no bodies to check."
_PLAYLIST = "Give the video file itself; lists that point to other files or addresses are never followed."
_OTHER = "Give a JPEG, PNG, WebP, AVIF, HEIC, TIFF, BMP or GIF picture, or an MP4, MOV, WebM or MKV video."

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%!PS", "a PostScript or EPS document", _PICTURE),
    (b"8BPS", "a Photoshop document", _PICTURE),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture", _PICTURE),
    (b"\xff\x0a", "a JPEG XL picture", _PICTURE),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture", _PICTURE),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture", _PICTURE),
    (b"\x76\x2f\x31\x01", "an OpenEXR picture", _PICTURE),
    (b"#?RADIANCE", "a Radiance HDR picture", _PICTURE),
    (b"\x00\x00\x01\x00", "an icon file", _PICTURE),
    (
        b"PK\x03\x04",
        "a ZIP archive or an Office document",
        "Unpack or export the picture or video inside it.",
    ),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and give the picture or video inside it."),
    (b"Rar!", "a RAR archive", "Unpack it and give the picture or video inside it."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it and give the picture or video inside it."),
    (b"FLV\x01", "a Flash video", _VIDEO),
    (b"\x30\x26\xb2\x75", "a Windows Media file", _VIDEO),
    (b"\x00\x00\x01\xba", "an MPEG program stream", _VIDEO),
    (b"\x00\x00\x01\xb3", "an MPEG video stream", _VIDEO),
    (b"OggS", "an Ogg file", _VIDEO),
    (b"ID3", "an audio-only file (MP3)", _SOUND),
    (b"fLaC", "an audio-only file (FLAC)", _SOUND),
    (b"#EXTM3U", "a playlist (HLS)", _PLAYLIST),
    (b"ffconcat", "a playlist (FFmpeg concat)", _PLAYLIST),
    (b"[playlist]", "a playlist", _PLAYLIST),
)
_RIFF = {
    b"WAVE": ("an audio-only file (WAV)", _SOUND),
    b"AVI ": ("an AVI video", _VIDEO),
}
_SOUND_SYNCS = (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9")
_PAGE_TAGS = (b"<!doctype html", b"<html", b"<head", b"<body")


def looks_like(head: bytes) -> tuple[str, str]:
    """What these first bytes look like, as words after "it looks like", and the hint."""
    for magic, what, hint in _MAGIC:
        if head.startswith(magic):
            return what, hint
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if b"%PDF-" in head[:1024]:
        return "a PDF document", "Export the page with the ad as JPEG or PNG."
    if declared := brands(head):
        return _iso_media(declared[0])
    if head[:4] in (b"II*\0", b"MM\0*"):
        return "a camera raw picture", _PICTURE
    if head[:2] in _SOUND_SYNCS:
        return "an audio-only file (MP3 or AAC)", _SOUND
    if len(head) > 376 and head[0] == head[188] == head[376] == 0x47:
        return "an MPEG transport stream", _VIDEO
    return _text(head) or ("nothing that is known here", _OTHER)


def _iso_media(brand: bytes) -> tuple[str, str]:
    if brand == b"crx ":
        return "a camera raw picture", _PICTURE
    return "an audio-only file (M4A)", _SOUND


def _text(head: bytes) -> tuple[str, str] | None:
    words = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if any(tag in words[:512] for tag in _PAGE_TAGS):
        return (
            "a web page (HTML)",
            "It was probably saved instead of the ad: download the picture or video itself.",
        )
    if b"<svg" in words:
        return "an SVG drawing", _PICTURE
    if words.startswith((b"<mpd", b"<?xml")) and b"<mpd" in words:
        return "a playlist (DASH)", _PLAYLIST
    # A cut inside the last character of the head is no reason to call text binary.
    readable = head.decode("utf-8", errors="replace").rstrip("\ufffd")
    printable = sum(c.isprintable() or c.isspace() for c in readable)
    if readable and "\ufffd" not in readable and printable >= 0.95 * len(readable):
        return "a text file", _OTHER
    return None
