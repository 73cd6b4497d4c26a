"""The labelled parts: every row can be learned from, and a crop shows the place that its row names."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

from training.calibration.manifest import read_manifest
from training.labels.crops import SIDE_PX, Place, cut, read_places

RED, WHITE = (200, 20, 20), (255, 255, 255)
ROW = {
    "repo": "someone/people",
    "licence": "MIT",
    "path": "hand.png",
    "part": "hand",
    "box_xyxy": (60, 20, 80, 40),
    "level": "severe",
    "split": "fit",
}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place on a red patch of a transparent picture, in a real repository."""
    image = Image.new("RGBA", (100, 60), (0, 0, 0, 0))
    image.paste((*RED, 255), (60, 20, 80, 40))
    held = io.BytesIO()
    image.save(held, "PNG")
    folder = tmp_path / "someone+people" / "repo"
    subprocess.run(["git", "init", "-q", folder], check=True)
    command = ["git", "-C", str(folder), "hash-object", "-w", "--stdin"]
    named = subprocess.run(command, input=held.getvalue(), capture_output=True, check=True)
    return Place.model_validate({**ROW, "blob": named.stdout.decode().strip()})


def test_no_labelled_repository_is_one_that_the_thresholds_are_measured_on() -> None:
    places = read_places()
    assert {each.level for each in places if each.part == "hand"} >= {"ok", "mild", "severe"}
    assert {each.repo for each in places}.isdisjoint(each.repo for each in read_manifest())


@pytest.mark.parametrize("wrong", [{"licence": "CC-BY-NC-4.0"}, {"level": "bad"}, {"file": "hand.jpg"}])
def test_a_row_with_no_licence_to_learn_from_or_an_unknown_word_is_refused(
    wrong: dict[str, str],
) -> None:
    with pytest.raises(ValidationError):
        Place.model_validate({**ROW, "blob": "0" * 40, **wrong})


def test_a_repository_on_both_sides_of_the_split_is_refused(tmp_path: Path) -> None:
    rows = [Place.model_validate({**ROW, "blob": "0" * 40, "split": side}) for side in ("fit", "held_out")]
    both = tmp_path / "parts.jsonl"
    both.write_text("".join(f"{row.model_dump_json()}\n" for row in rows), encoding="utf-8")
    with pytest.raises(ValueError, match="both sides"):
        read_places(both)


def test_a_crop_is_the_place_and_what_is_transparent_is_white(tmp_path: Path, place: Place) -> None:
    beside = place.model_copy(update={"box_xyxy": (10, 10, 30, 30)})
    assert list(cut([place, beside], tmp_path, tmp_path / "crops")) == []
    middle = (SIDE_PX // 2, SIDE_PX // 2)
    for path in (tmp_path / "crops").iterdir():
        with Image.open(path) as image:
            assert image.size == (SIDE_PX, SIDE_PX)
            expected = RED if "-60-20-" in path.name else WHITE
            assert np.abs(np.asarray(image)[middle] - np.array(expected)).max() < 6


def test_a_picture_that_is_not_there_is_named_and_the_others_are_cut(tmp_path: Path, place: Place) -> None:
    gone = place.model_copy(update={"blob": "0" * 40})
    (lost,) = cut([gone, place], tmp_path, tmp_path / "crops")
    assert lost.startswith("someone/people hand.png: ")
    assert len(list((tmp_path / "crops").iterdir())) == 1
