"""Marks are read in a process of their own: what a file does to it costs that one answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_plugin.tools.calls.apart import marks_apart
from agent_plugin.tools.disclosure import read_disclosure
from agent_plugin.tools.errors import MediaUnknown, ReviewCrashed, UsageError
from tests.disclosure.marked_files import aigc, picture, source_type, xmp
from tests.disclosure.signing import signed


@pytest.fixture
def ad(tmp_path: Path) -> Path:
    path = tmp_path / "ad.jpg"
    path.write_bytes(signed(picture("JPEG", xmp(source_type(), aigc()))))
    return path


def test_it_reads_what_is_read_here(ad: Path) -> None:
    assert marks_apart(ad, ("EU", "CN")) == read_disclosure(ad, markets=("EU", "CN"))


def test_what_it_meets_is_the_same_error(ad: Path) -> None:
    with pytest.raises(UsageError, match="MARS"):
        marks_apart(ad, ("MARS",))
    ad.write_text("no picture", encoding="utf-8")
    with pytest.raises(MediaUnknown, match=r"ad\.jpg"):
        marks_apart(ad)


@pytest.mark.parametrize(
    ("fate", "why"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("import sys; sys.exit(7)", "exit 7"),
        ("pass", "exit 0"),
        ("import threading; threading.Event().wait()", "Nothing was heard"),
    ],
    ids=["crash", "exit", "silence", "hang"],
)
def test_a_process_that_dies_or_hangs_is_an_error_that_names_the_ad(ad: Path, fate: str, why: str) -> None:
    with pytest.raises(ReviewCrashed, match=why) as crashed:
        marks_apart(ad, silence_s=2.0, start=fate)
    assert "ad.jpg" in crashed.value.message
