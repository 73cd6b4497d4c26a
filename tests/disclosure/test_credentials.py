"""Content Credentials are read from the bytes: valid and trusted apart, and never from an address."""

from __future__ import annotations

import io
import sys
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PIL import Image

from agent_plugin.tools.disclosure.credentials import TrustList, credentials_of, trust_list
from agent_plugin.tools.disclosure.lines import disclosure_lines
from agent_plugin.tools.domain import Mark, MarkKind, MarkState, Origin
from agent_plugin.tools.media.source import read_source
from agent_plugin.tools.policy import STANDARD
from tests.disclosure.marked_files import clip, mark, picture, read
from tests.disclosure.signing import BY_CAMERA, authority, c2pa, manifest, signed

OURS = TrustList("a list of our own", authority().root_pem.decode())


def _read(folder: Path, data: bytes, trusted: TrustList = OURS) -> dict[MarkKind, Mark]:
    path = folder / "ad"
    path.write_bytes(data)
    return {one.kind: one for one in credentials_of(read_source(path, STANDARD.media), trusted)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "GIF", "TIFF"])
def test_a_signer_on_the_list_is_trusted(tmp_path: Path, kind: str) -> None:
    data = signed(picture(kind), mime=f"image/{kind.lower()}")
    found = _read(tmp_path, data)[MarkKind.C2PA]
    assert (found.state, found.origin) == (MarkState.VALID, Origin.AI)
    assert "Throwaway" in found.detail
    assert "a list of our own" in found.detail
    assert found.value == "Picture Maker; trainedAlgorithmicMedia"


def test_a_clip_is_read_too(tmp_path: Path) -> None:
    data = signed(clip(tmp_path / "ad.mp4").read_bytes(), mime="video/mp4")
    assert _read(tmp_path, data)[MarkKind.C2PA].state is MarkState.VALID


def test_a_whole_signature_by_another_is_valid_and_not_trusted(tmp_path: Path) -> None:
    found = mark(read(tmp_path, signed(picture("JPEG"))), MarkKind.C2PA)
    assert (found.state, found.origin) == (MarkState.UNTRUSTED, Origin.AI)
    assert "not on the C2PA Trust List of 14 August 2026" in found.detail


def test_a_picture_changed_after_it_was_signed_is_invalid_and_says_nothing_of_its_making(
    tmp_path: Path,
) -> None:
    data = bytearray(signed(picture("JPEG")))
    data[-30] ^= 0x55
    found = _read(tmp_path, bytes(data))[MarkKind.C2PA]
    assert (found.state, found.origin) == (MarkState.INVALID, Origin.UNKNOWN)
    assert "dataHash.mismatch" in found.detail


def test_one_who_signs_in_another_s_name_is_not_trusted(tmp_path: Path) -> None:
    forged = signed(picture("JPEG"), by=authority("Another"))
    assert _read(tmp_path, forged)[MarkKind.C2PA].state is MarkState.UNTRUSTED


def test_a_manifest_cut_off_is_invalid(tmp_path: Path) -> None:
    data = signed(picture("JPEG"))
    at = data.index(b"c2pa.signature")
    found = _read(tmp_path, data[:at] + b"\0" * 900 + data[at + 900 :])
    assert found[MarkKind.C2PA].state is MarkState.INVALID


def test_a_camera_s_word_is_its_own(tmp_path: Path) -> None:
    found = _read(tmp_path, signed(picture("JPEG"), manifest(BY_CAMERA)))[MarkKind.C2PA]
    assert (found.state, found.origin) == (MarkState.VALID, Origin.CAPTURED)


def test_what_only_an_ingredient_says_holds_for_a_part(tmp_path: Path) -> None:
    by_ai, edit = signed(picture("JPEG")), manifest(BY_CAMERA)
    info = c2pa.C2paSignerInfo(
        b"es256", authority().signer_pem + authority().root_pem, authority().key_pem, None
    )
    made = io.BytesIO()
    with c2pa.Builder(edit) as builder:
        builder.add_ingredient({"title": "part.jpg"}, "image/jpeg", io.BytesIO(by_ai))
        builder.sign(c2pa.Signer.from_info(info), "image/jpeg", io.BytesIO(picture("JPEG")), made)
    assert _read(tmp_path, made.getvalue())[MarkKind.C2PA].origin is Origin.AI_IN_PART


def test_an_assertion_of_the_iab_is_a_mark_of_its_own(tmp_path: Path) -> None:
    label = "com.iabtechlab.ai_disclosure"
    data = signed(picture("JPEG"), manifest(assertions=[{"label": label, "data": {"level": "synthetic"}}]))
    found = _read(tmp_path, data)[MarkKind.IAB]
    assert (found.state, found.value) == (MarkState.VALID, label)


@contextmanager
def _listening() -> Generator[tuple[str, list[str]]]:
    """A server on this machine, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/manifest.c2pa", asked
        server.shutdown()
        thread.join()


def test_an_address_that_a_file_names_for_its_manifest_is_not_opened(tmp_path: Path) -> None:
    with _listening() as (address, asked):
        data = signed(picture("JPEG"), remote=address)
        found = mark(read(tmp_path, data, "EU"), MarkKind.C2PA)
        assert asked == []
        context = c2pa.Context.from_dict({"verify": {"remote_manifest_fetch": True}})
        with context, pytest.raises(c2pa.C2paError):
            c2pa.Reader.try_create("image/jpeg", io.BytesIO(data), context=context)
        assert asked == ["/manifest.c2pa"], "it could have been opened"
    assert found.state is MarkState.NOT_READ
    assert "addresses are not opened" in found.detail


def test_deep_data_in_a_manifest_ends_in_a_state_and_no_crash(tmp_path: Path) -> None:
    deep: Any = "end"
    for _ in range(100):
        deep = {"a": deep}
    data = signed(picture("JPEG"), manifest(assertions=[{"label": "org.example.deep", "data": deep}]))
    assert _read(tmp_path, data)[MarkKind.C2PA].state in (MarkState.VALID, MarkState.INVALID)


def test_an_export_that_loses_it_leaves_it_absent_which_is_no_real_photograph(tmp_path: Path) -> None:
    saved = io.BytesIO()
    Image.open(io.BytesIO(signed(picture("JPEG")))).save(saved, "JPEG")
    found = read(tmp_path, saved.getvalue())
    assert mark(found, MarkKind.C2PA).state is MarkState.ABSENT
    assert "never means a real photograph" in next(disclosure_lines(found))


def test_without_the_reader_it_is_not_read_and_the_way_to_read_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "c2pa", None)
    found = read(tmp_path, signed(picture("JPEG")), "EU")
    assert mark(found, MarkKind.C2PA).state is MarkState.NOT_READ
    assert "lastlook[c2pa]" in mark(found, MarkKind.C2PA).detail
    assert found.missing, "what is not read is not taken for present"


def test_the_trust_list_is_named_with_its_date_and_its_certificates_are_taken(tmp_path: Path) -> None:
    trusted = trust_list()
    assert trusted.title.endswith("2026")
    assert trusted.anchors_pem.count("BEGIN CERTIFICATE") == 30
    both = TrustList("both", trusted.anchors_pem + authority().root_pem.decode())
    assert _read(tmp_path, signed(picture("JPEG")), both)[MarkKind.C2PA].state is MarkState.VALID
