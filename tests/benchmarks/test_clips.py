"""The page's part on clips: what was stopped, what was found in its time, and only what was reviewed."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from agent_plugin.tools.domain import Category
from benchmarks.cases import Reported, Row
from benchmarks.clips import Flaw, LabelledClip, Level, alarms, fetched, read_clips, section, separation


def _clip(file: str, level: Level, *flaws: Flaw, sha256: str = "") -> LabelledClip:
    return LabelledClip(
        file=file,
        repo="owner/name",
        path=f"demo/{file}",
        sha256=sha256,
        source="ai",
        level=level,
        people=1,
        hands_in_view=True,
        defects=flaws,
    )


def _row(file: str, verdict: str, score: float, start_s: float, end_s: float) -> Row:
    found = Reported(
        category=Category.NECK_TWIST, score=score, bbox=(0, 0, 1, 1), start_s=start_s, end_s=end_s
    )
    return Row(file=file, verdict=verdict, findings=(found,))


FLAW = Flaw(kind="neck_twist", level="severe", start_s=1.0, end_s=2.0)
CLIPS = [_clip("a.mp4", "severe", FLAW), _clip("b.mp4", "severe", FLAW), _clip("c.mp4", "none")]
ROWS = {
    "a.mp4": _row("a.mp4", "block", 0.95, 1.5, 3.0),
    "b.mp4": _row("b.mp4", "review", 0.9, 2.5, 3.0),
    "c.mp4": _row("c.mp4", "review", 0.92, 0.0, 1.0),
}


def test_what_is_stopped_and_found_in_its_time_is_counted() -> None:
    text = section([*CLIPS, _clip("never.mp4", "none")], ROWS)
    assert "3 of 4 labelled clips" in text
    sound, severe = (line for line in text.splitlines() if line.startswith("| AI | "))
    assert [cell.split(" (")[0].strip() for cell in severe.split("|")[2:7]] == [
        "severe",
        "2",
        "100%",
        "50%",
        "50%",
    ]
    assert [cell.split(" (")[0].strip() for cell in sound.split("|")[2:7]] == ["none", "1", "100%", "0%", "-"]


def test_flaws_are_held_against_sound_clips_and_alarms_are_named() -> None:
    assert separation(CLIPS, ROWS) == pytest.approx(0.5)
    assert alarms(CLIPS, ROWS) == {Category.NECK_TWIST: 1}


def test_a_clip_is_fetched_only_if_it_is_the_one_that_was_labelled(tmp_path: Path) -> None:
    work, bare = tmp_path / "work", tmp_path / "mirror" / "owner+name" / "repo"
    (work / "demo").mkdir(parents=True)
    (work / "demo" / "a.mp4").write_bytes(b"a clip")
    commit = ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-m", "clips"]
    for words in (["init", "-q"], ["add", "-A"], commit):
        subprocess.run(["git", "-C", str(work), *words], check=True)
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(bare)], check=True)
    right, other = (hashlib.sha256(content).hexdigest() for content in (b"a clip", b"another"))
    assert not fetched(_clip("a.mp4", "none", sha256=other), tmp_path / "mirror", tmp_path)
    assert fetched(_clip("a.mp4", "none", sha256=right), tmp_path / "mirror", tmp_path)
    assert (tmp_path / "a.mp4").read_bytes() == b"a clip"


def test_the_manifest_names_each_clip_once_and_no_flaw_of_a_sound_one() -> None:
    clips = read_clips()
    assert len({clip.sha256 for clip in clips}) == len(clips) >= 100
    assert all(clip.file.startswith(clip.sha256[:12]) for clip in clips)
    assert all(bool(clip.defects) is (clip.level != "none") for clip in clips if clip.level != "unsure")
