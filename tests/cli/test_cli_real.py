"""The command line with nothing faked: real models, a real clip, a real store, as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"

pytestmark = pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the examples are not in this copy")


def lastlook(tmp_path: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agent_plugin", *args],
        env={**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_batch_finds_the_incident_lets_the_walk_pass_and_tells_of_the_broken_file(tmp_path: Path) -> None:
    ads = tmp_path / "ads"
    ads.mkdir()
    for name in ("neck-twist.mp4", "walk.jpg", "README.md"):
        shutil.copy(EXAMPLES / name, ads / name)
    (ads / "broken.jpg").write_bytes((EXAMPLES / "walk.jpg").read_bytes()[:5000])
    done = lastlook(tmp_path, "batch", str(ads), "-o", str(tmp_path / "results.jsonl"))
    lines = (tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()
    broken, incident, walk = (json.loads(line) for line in lines)
    assert (broken["file"], broken["verdict"]) == ("broken.jpg", None)
    assert broken["error"].startswith("media_truncated: ")
    assert incident["verdict"] in ("review", "block")
    worst = max(incident["findings"], key=lambda finding: float(finding["score"]))
    assert worst["category"] == "neck_twist"
    assert 0.5 < worst["start_s"] < worst["end_s"] <= 3.1
    assert (walk["file"], walk["verdict"], walk["error"]) == ("walk.jpg", "review", None)
    assert (walk["checks"], walk["looked_by"]) == ("publish", [])
    assert done.returncode == 2, "one file could not be read"


def test_one_review_answers_in_words_copies_the_report_and_is_reused(tmp_path: Path) -> None:
    ad, out = str(EXAMPLES / "walk.jpg"), tmp_path / "out"
    first = lastlook(tmp_path, "review", ad, "--out", str(out))
    assert first.returncode == 1, first.stderr
    assert first.stdout.startswith("REVIEW A person must look before this ad goes live: nobody has")
    assert {"report.html", "report.json", "report.md"} <= {path.name for path in out.iterdir()}
    report = json.loads(lastlook(tmp_path, "review", ad, "--json").stdout)
    assert report["id"] == json.loads((out / "report.json").read_text(encoding="utf-8"))["id"]
