"""`batch`: a row for each media file in order, other files passed over, nothing lost when it stops."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from agent_plugin.tools.errors import MediaTruncated, ModelMissing

Lastlook = Callable[..., Result]
Script = dict[str, Any]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def folder(tmp_path: Path, script: Script) -> Path:
    script |= {"b.png": {"neck_twist": 0.93, "extra_arm": 0.3}}
    script |= {"broken.mp4": MediaTruncated("broken.mp4 ends too early.", "Export it again.")}
    files = {
        "b.png": PNG,
        "B.png": PNG,
        "a/z.JPG": b"not even a picture",
        "a-b.png": PNG,
        "broken.mp4": b"x",
        "picture without a suffix": PNG,
        "labels.jsonl": b"{}",
        "README": b"text",
        "._b.png": b"what a Mac leaves",
        ".trash/old.png": PNG,
    }
    root = tmp_path / "ads"
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def rows(output: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]


def test_each_media_file_gets_a_row_in_the_order_of_the_paths(
    lastlook: Lastlook, folder: Path, tmp_path: Path
) -> None:
    result = lastlook("batch", folder, "-o", tmp_path / "results.jsonl")
    names = [row["file"] for row in rows(tmp_path / "results.jsonl")]
    assert names == ["B.png", "a-b.png", "a/z.JPG", "b.png", "broken.mp4", "picture without a suffix"]
    assert result.stdout == (
        "6 media files: 4 publish, 0 no_people, 0 review, 1 block, 1 unreadable. Other files skipped: 4.\n"
    )
    assert result.stderr == ""
    assert result.exit_code == 2


def test_a_row_has_exactly_the_agreed_fields(lastlook: Lastlook, folder: Path, tmp_path: Path) -> None:
    lastlook("batch", folder, "-o", tmp_path / "results.jsonl")
    by_name = {row.pop("file"): row for row in rows(tmp_path / "results.jsonl")}
    place = {"bbox": [10.0, 20.0, 110.0, 140.0], "start_s": None, "end_s": None}
    found = [{"category": "neck_twist", "score": 0.93}, {"category": "extra_arm", "score": 0.3}]
    assert by_name["b.png"] == {
        "verdict": "block",
        "checks": None,
        "looked_by": [],
        "findings": [finding | place for finding in found],
        "error": None,
    }
    assert by_name["B.png"] == {
        "verdict": "publish",
        "checks": None,
        "looked_by": [],
        "findings": [],
        "error": None,
    }
    assert by_name["broken.mp4"] == {
        "verdict": None,
        "checks": None,
        "looked_by": [],
        "findings": [],
        "error": "media_truncated: broken.mp4 ends too early.",
    }


@pytest.mark.parametrize(("fail_on", "code"), [("review", 1), ("block", 1), ("never", 0)])
def test_the_exit_code_follows_the_worst_verdict(
    lastlook: Lastlook, folder: Path, tmp_path: Path, fail_on: str, code: int
) -> None:
    (folder / "broken.mp4").unlink()
    assert lastlook("batch", folder, "-o", tmp_path / "out", "--fail-on", fail_on).exit_code == code


def test_rows_can_go_to_standard_output_alone(lastlook: Lastlook, folder: Path) -> None:
    result = lastlook("batch", folder, "-o", "-")
    assert len([json.loads(line) for line in result.stdout.splitlines()]) == 6
    assert "6 media files" in result.stderr


def test_an_unexpected_failure_costs_one_row_only(
    lastlook: Lastlook, folder: Path, tmp_path: Path, script: Script
) -> None:
    script["a-b.png"] = ZeroDivisionError("division by zero")
    lastlook("batch", folder, "-o", tmp_path / "out")
    written = rows(tmp_path / "out")
    assert len(written) == 6
    assert "ZeroDivisionError" in written[1]["error"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), ModelMissing("No model.", "Run `lastlook doctor`.")])
def test_a_stopped_run_keeps_its_rows_beside_the_place_and_an_older_result_stays(
    lastlook: Lastlook, folder: Path, tmp_path: Path, script: Script, stop: BaseException
) -> None:
    output = tmp_path / "results.jsonl"
    output.write_text("an older result", encoding="utf-8")
    script["b.png"] = stop
    result = lastlook("batch", folder, "-o", output)
    assert result.exit_code == (130 if isinstance(stop, KeyboardInterrupt) else 2)
    assert [row["file"] for row in rows(tmp_path / "results.jsonl.partial")] == [
        "B.png",
        "a-b.png",
        "a/z.JPG",
    ]
    assert f"The rows so far are in {output}.partial" in result.stderr
    assert output.read_text(encoding="utf-8") == "an older result"


def test_the_next_run_goes_on_from_what_was_reviewed(
    lastlook: Lastlook, folder: Path, tmp_path: Path, script: Script
) -> None:
    script["b.png"] = KeyboardInterrupt()
    lastlook("batch", folder, "-o", tmp_path / "out")
    kept = {review["id"] for review in json.loads(lastlook("reviews", "--json").stdout)}
    script["b.png"] = {}
    lastlook("batch", folder, "-o", tmp_path / "out")
    after = {review["id"] for review in json.loads(lastlook("reviews", "--json").stdout)}
    assert kept < after
    assert len(after) == 5, "the three from before, b.png, and the one without a suffix"
    assert len(rows(tmp_path / "out")) == 6
    assert not (tmp_path / "out.partial").exists()


@pytest.mark.parametrize("content", [{}, {"notes.txt": b"text"}])
def test_a_folder_without_media_is_an_error(
    lastlook: Lastlook, tmp_path: Path, content: dict[str, bytes]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for name, data in content.items():
        (empty / name).write_bytes(data)
    result = lastlook("batch", empty, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "no picture or video" in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_output_that_cannot_be_written_is_told_before_any_work(
    lastlook: Lastlook, folder: Path, tmp_path: Path
) -> None:
    result = lastlook("batch", folder, "-o", tmp_path / "no" / "such" / "out")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert "No reviews yet" in lastlook("reviews").stdout


def test_a_link_that_leads_nowhere_gets_a_row_with_the_reason(
    lastlook: Lastlook, folder: Path, tmp_path: Path
) -> None:
    (folder / "gone.png").symlink_to(tmp_path / "nowhere.png")
    lastlook("batch", folder, "-o", tmp_path / "out")
    (row,) = [row for row in rows(tmp_path / "out") if row["file"] == "gone.png"]
    assert row["error"] == "media_not_found: gone.png does not exist."
