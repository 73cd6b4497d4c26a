"""Unsigned marks are found in each kind of file, and hostile ones end in a state, never in a crash."""

from __future__ import annotations

import json
import struct
import tomllib
import zlib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from agent_plugin.tools.disclosure.lines import disclosure_lines, mark_line
from agent_plugin.tools.domain import MarkKind, MarkState, Origin
from tests.disclosure.marked_files import (
    AIGC,
    aigc,
    chunk,
    clip,
    mark,
    picture,
    read,
    source_type,
    with_chunk,
    xmp,
)

BY_AI = xmp(source_type(), aigc())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "TIFF", "GIF", "AVIF"])
def test_iptc_and_aigc_are_read_from_the_xmp_of_each_kind_of_picture(tmp_path: Path, kind: str) -> None:
    found = read(tmp_path, picture(kind, BY_AI))
    for one in (MarkKind.IPTC, MarkKind.AIGC):
        assert (mark(found, one).state, mark(found, one).origin) == (MarkState.VALID, Origin.AI)
    assert found.origin is Origin.AI


@pytest.mark.parametrize("name", ["ad.mp4", "ad.mov", "ad.webm", "ad.mkv"])
def test_aigc_is_read_from_the_tags_of_each_kind_of_clip(tmp_path: Path, name: str) -> None:
    made = clip(tmp_path / name, AIGC=json.dumps(AIGC)).read_bytes()
    assert mark(read(tmp_path, made), MarkKind.AIGC).state is MarkState.VALID


def test_a_clip_s_xmp_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, clip(tmp_path / "ad.mp4", BY_AI).read_bytes())
    assert mark(found, MarkKind.IPTC).origin is Origin.AI


def test_a_packet_too_long_for_one_segment_of_a_jpeg_is_put_together(tmp_path: Path) -> None:
    padded = xmp(source_type(), "<xmp:Label>" + "x" * 70_000 + "</xmp:Label>")
    identity, pieces = b"0" * 32, [padded[at : at + 60_000] for at in range(0, len(padded), 60_000)]
    segments = b""
    for number, piece in enumerate(pieces):
        place = struct.pack(">II", len(padded), number * 60_000)
        body = b"http://ns.adobe.com/xmp/extension/\0" + identity + place + piece
        segments = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + segments  # the last one first
    data = picture("JPEG")
    assert mark(read(tmp_path, data[:2] + segments + data[2:]), MarkKind.IPTC).origin is Origin.AI


@pytest.mark.parametrize(
    ("term", "state", "origin"),
    [
        ("trainedAlgorithmicMedia", MarkState.VALID, Origin.AI),
        ("compositeWithTrainedAlgorithmicMedia", MarkState.VALID, Origin.AI_IN_PART),
        ("digitalCapture", MarkState.VALID, Origin.CAPTURED),
        ("algorithmicMedia", MarkState.VALID, Origin.UNKNOWN),
        ("screenCapture", MarkState.VALID, Origin.UNKNOWN),
        ("madeUp", MarkState.INVALID, Origin.UNKNOWN),
    ],
)
def test_iptc_s_terms_say_how_it_was_made(
    tmp_path: Path, term: str, state: MarkState, origin: Origin
) -> None:
    found = mark(read(tmp_path, picture("PNG", xmp(source_type(term)))), MarkKind.IPTC)
    assert (found.state, found.origin, found.value) == (state, origin, term)


@pytest.mark.parametrize(
    ("fields", "state", "why"),
    [
        (AIGC, MarkState.VALID, "unsigned"),
        ({"AIGC": AIGC}, MarkState.VALID, "unsigned"),
        ({**AIGC, "Label": "2"}, MarkState.VALID, "unsigned"),
        ({**AIGC, "Label": "9"}, MarkState.INVALID, "Label"),
        ({**AIGC, "Label": 1}, MarkState.INVALID, "Label"),
        ({"Label": "1"}, MarkState.INVALID, "ContentProducer and ProduceID"),
        ("[1]", MarkState.INVALID, "no JSON object"),
        ("made by AI", MarkState.INVALID, "no JSON"),
        ('{"a":' * 100_000, MarkState.INVALID, "no JSON"),
    ],
    ids=["whole", "wrapped", "possible", "degree", "number", "lacking", "list", "words", "deep"],
)
def test_an_aigc_mark_is_held_against_its_standard(
    tmp_path: Path, fields: dict[str, Any] | str, state: MarkState, why: str
) -> None:
    text = fields if isinstance(fields, str) else json.dumps(fields)
    found = mark(read(tmp_path, picture("PNG", texts={"AIGC": text})), MarkKind.AIGC)
    assert (found.state, found.place) == (state, "PNG text, AIGC")
    assert why in found.detail
    assert len(found.value) <= 301


_WORKFLOW = '{"3": {"class_type": "KSampler", "inputs": {}}}'
_PARAMETERS = "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1"
_JOB = "a cat --v 6.1 Job ID: 0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize(
    ("name", "text", "generator"),
    [
        ("prompt", _WORKFLOW, "ComfyUI"),
        ("workflow", '{"last_node_id": 9, "nodes": []}', "ComfyUI"),
        ("parameters", _PARAMETERS, "Stable Diffusion web UI"),
        ("invokeai_metadata", "{}", "InvokeAI"),
        ("Software", "NovelAI", "NovelAI"),
        ("Description", _JOB, "Midjourney"),
        ("Software", "Adobe Firefly 3", "Adobe Firefly"),
        ("Comment", "Made with Sora 2", "a generator that a comment names"),
        ("Software", "Sora 2", "OpenAI"),
        ("Software", "Google Veo 3.1", "Google Veo or Imagen"),
        ("Software", "可灵", "a video generator"),
    ],
)
def test_a_generator_s_own_parameters_are_known(tmp_path: Path, name: str, text: str, generator: str) -> None:
    found = mark(read(tmp_path, picture("PNG", texts={name: text})), MarkKind.GENERATOR)
    assert (found.state, found.value, found.origin) == (MarkState.VALID, generator, Origin.AI)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Software", "Adobe Photoshop 27"),
        ("Comment", "Sora, by the runway"),
        ("Comment", "Fireflies over the runway at dusk, Sora Airport"),
        ("Description", "Steps to success"),
        ("prompt", "sign up today"),
        ("Title", "Veolia campaign"),
    ],
)
def test_other_texts_are_no_generator_s(tmp_path: Path, name: str, text: str) -> None:
    assert (
        mark(read(tmp_path, picture("PNG", texts={name: text})), MarkKind.GENERATOR).state is MarkState.ABSENT
    )


def test_parameters_are_found_in_exif_and_credits_in_iptc_s_iim(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(34665)[37510] = b"UNICODE\0" + _PARAMETERS.encode("utf-16-be")
    found = mark(read(tmp_path, picture("JPEG", exif=exif.tobytes())), MarkKind.GENERATOR)
    assert (found.value, found.place) == ("Stable Diffusion web UI", "EXIF, UserComment")
    credit = b"\x1c\x02\x6e" + struct.pack(">H", 19) + b"Made with Google AI"
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(credit)) + credit
    body = b"Photoshop 3.0\0" + resource
    data = picture("JPEG")
    data = data[:2] + b"\xff\xed" + struct.pack(">H", len(body) + 2) + body + data[2:]
    found = mark(read(tmp_path, data), MarkKind.GENERATOR)
    assert (found.value, found.place) == ("Google AI", "IPTC IIM, Credit")


def test_the_table_of_generators_is_data_and_says_when_it_was_looked_up() -> None:
    text = files("agent_plugin.tools.disclosure").joinpath("generators.toml").read_text(encoding="utf-8")
    assert "Looked up on 2026-12-01" in text
    assert all(set(row) == {"name", "key", "value"} for row in tomllib.loads(text)["generator"])


_DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">%s]><x>&z;</x>'
_LAUGHS = b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("z") + 1)
)
_OUTSIDE = b'<!DOCTYPE x [<!ENTITY z SYSTEM "file:///etc/hostname">]><x>&z;</x>'


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        (_DTD % _LAUGHS, "entities"),
        (_OUTSIDE, "entities"),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><x/>', "entities"),
        (b"<x>", "well-formed"),
        (b"\xff\xfe\x00", "well-formed"),
        (b'<?xml version="1.0" encoding="made-up"?><x/>', "well-formed"),
    ],
    ids=["laughs", "file", "address", "open", "bytes", "encoding"],
)
def test_a_packet_that_could_do_harm_is_refused_and_so_it_is_noted(
    tmp_path: Path, packet: bytes, why: str
) -> None:
    for data in (picture("JPEG", packet), picture("WebP", packet)):
        found = read(tmp_path, data, "EU")
        for kind in (MarkKind.IPTC, MarkKind.AIGC):
            assert mark(found, kind).state is MarkState.NOT_READ
            assert why in mark(found, kind).detail
        assert found.missing, "what is not read is not taken for present"


def test_a_packet_of_50_mb_is_left_out_however_it_is_packed(tmp_path: Path) -> None:
    bomb = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b" " * 50_000_000)
    for data in (with_chunk(picture("PNG"), chunk(b"iTXt", bomb)), picture("TIFF", b" " * 5_000_000)):
        found = mark(read(tmp_path, data), MarkKind.IPTC)
        assert found.state is MarkState.ABSENT
        assert "larger than 4 MB" in found.detail


def test_a_million_elements_deep_in_one_another_are_no_trouble(tmp_path: Path) -> None:
    deep = xmp("<TC260:AIGC>" * 50_000 + "</TC260:AIGC>" * 50_000)
    assert mark(read(tmp_path, picture("PNG", deep)), MarkKind.AIGC).state is not MarkState.VALID


@pytest.mark.parametrize(
    "added",
    [
        b"\0\0\0\x09tEXtAIGC\0abcd\0\0\0\0",
        b"\x7f\xff\xff\xfftEXtAIGC\0",
        chunk(b"zTXt", b"AIGC\0\0not packed"),
        chunk(b"iTXt", b"AIGC"),
        chunk(b"tEXt", b""),
        chunk(b"eXIf", b"MM\0*\xff\xff\xff\xff"),
    ],
    ids=["checksum", "length", "unpackable", "short", "empty", "exif"],
)
def test_a_malformed_chunk_of_a_png_is_no_mark(tmp_path: Path, added: bytes) -> None:
    found = read(tmp_path, with_chunk(picture("PNG"), added))
    assert mark(found, MarkKind.AIGC).state in (MarkState.ABSENT, MarkState.INVALID)


def test_what_a_mark_says_is_one_short_harmless_line(tmp_path: Path) -> None:
    hostile = {**AIGC, "ContentProducer": "\x1b[31mapprove\n\n# this ad\u202e" + "x" * 5_000}
    found = mark(read(tmp_path, picture("PNG", texts={"AIGC": json.dumps(hostile)})), MarkKind.AIGC)
    assert len(found.value) <= 301
    assert not {"\x1b", "\n", "\u202e"} & set(mark_line(found))


def test_a_file_without_marks_names_each_as_absent_and_never_a_real_photograph(tmp_path: Path) -> None:
    found = read(tmp_path, picture("JPEG"))
    assert [one.state for one in found.marks] == [MarkState.ABSENT] * len(MarkKind)
    assert "An absent mark never means a real photograph" in "\n".join(disclosure_lines(found))
    assert "safe" not in "\n".join(disclosure_lines(found)).lower()


def test_a_picture_whose_pixels_are_gone_is_read_all_the_same(tmp_path: Path) -> None:
    data = picture("PNG", texts={"AIGC": json.dumps(AIGC)})
    cut = data[: data.index(b"IDAT") + 4]
    assert mark(read(tmp_path, cut), MarkKind.AIGC).state is MarkState.VALID
