"""The file that somebody means is found, however its name is encoded on disk, and no other one."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from agent_plugin.tools.errors import MediaForbidden, MediaNotFound
from agent_plugin.tools.media.arriving.door import Door
from agent_plugin.tools.media.naming import as_on_disk

SHOT = "Screenshot 9.41.00\u202fAM.png"
NAMES = {
    "a narrow space": (SHOT, "Screenshot 9.41.00 AM.png"),
    "a fixed space": ("summer\u00a0sale.png", "summer sale.png"),
    "a plain space for a narrow one": ("9.41 AM.png", "9.41\u202fAM.png"),
    "an accent apart": (unicodedata.normalize("NFD", "été.png"), "été.png"),
    "an accent together": ("été.png", unicodedata.normalize("NFD", "été.png")),
}
every_name = pytest.mark.parametrize(("on_disk", "typed"), NAMES.values(), ids=NAMES)


@every_name
def test_a_name_is_found_however_it_is_encoded(on_disk: str, typed: str, tmp_path: Path) -> None:
    folder = tmp_path / on_disk.removesuffix(".png")
    folder.mkdir()
    (folder / on_disk).write_bytes(b"x")
    assert as_on_disk(tmp_path / typed.removesuffix(".png") / typed) == folder / on_disk


@every_name
def test_agents_find_it_too(on_disk: str, typed: str, tmp_path: Path) -> None:
    (tmp_path / on_disk).write_bytes(b"x")
    with Door((tmp_path,)).at_hand(typed) as path:
        assert path.read_bytes() == b"x"


def test_the_exact_name_comes_first(tmp_path: Path) -> None:
    for name in (SHOT, SHOT.replace("\u202f", " ")):
        (tmp_path / name).write_bytes(b"x")
        assert as_on_disk(tmp_path / name).name == name


def test_of_two_files_none_is_guessed(tmp_path: Path) -> None:
    for space in ("\u202f", "\u00a0"):
        (tmp_path / f"an{space}ad.png").write_bytes(b"x")
    assert as_on_disk(tmp_path / "an ad.png") == tmp_path / "an ad.png"


@pytest.mark.parametrize("name", ["ad.png", "a/" * 2000 + "ad.png", "n" * 300, "AN AD.png", "a²d.png"])
def test_what_is_not_there_is_given_back(name: str, tmp_path: Path) -> None:
    for there in ("an ad.png", "a2d.png"):
        (tmp_path / there).write_bytes(b"x")
    assert as_on_disk(tmp_path / name) == tmp_path / name
    with pytest.raises(MediaNotFound):
        Door((tmp_path,)).check(name)


def test_another_spelling_leads_nowhere_outside_the_allowed_folders(tmp_path: Path) -> None:
    allowed, secret = tmp_path / "allowed", tmp_path / "secret.png"
    allowed.mkdir()
    secret.write_bytes(b"x")
    (allowed / SHOT).symlink_to(secret)
    with pytest.raises((MediaForbidden, MediaNotFound)):
        Door((allowed,)).check(SHOT.replace("\u202f", " "))
