"""Weight files are made step by step: what is done is passed over, what is interrupted goes on."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from training.make import RECIPE, ROOT, Place, deliver, make
from training.recipe import load

NAMES = ["body", "facing", "shape"]


def _place(work: Path) -> Place:
    return Place(load(RECIPE, 20), work, Path(sys.executable))


def _output(work: Path, *words: str, expected: int = 0) -> str:
    command = [sys.executable, "-m", "training.make", *words, "--work", str(work)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert ended.returncode == expected, ended.stderr
    return ended.stdout + ended.stderr


def test_a_dry_run_prints_every_step_in_order_and_makes_nothing(tmp_path: Path) -> None:
    place = _place(tmp_path / "work")
    lines = list(make(place, NAMES, dry_run=True))
    steps = place.recipe.order(NAMES)
    titles = [f"[{number}/{len(steps)}] {step.name}" for number, step in enumerate(steps, start=1)]
    assert lines[::2] == titles
    assert all(f"-m {step.module} " in line for step, line in zip(steps, lines[1::2], strict=True))
    assert not (tmp_path / "work").exists()


def test_renders_and_fits_run_in_the_training_environment_and_readings_in_the_products(
    tmp_path: Path,
) -> None:
    place = Place(load(RECIPE), tmp_path, Path("trainer"))
    first = {step.module: place.command(step)[0] for step in place.recipe.order(place.recipe.weights)}
    product = {module for module, python in first.items() if python == sys.executable}
    assert product == {"training.facing", "training.classifiers.read", "training.classifiers.shape_read"}
    assert set(first.values()) == {"trainer", sys.executable}


def test_a_step_that_is_done_is_passed_over_and_one_that_was_stopped_is_not(tmp_path: Path) -> None:
    place = _place(tmp_path)
    done, stopped = place.recipe.order(["face"])[:2]
    for step in (done, stopped):
        place.folder(step).mkdir()
    (place.folder(done) / "done.txt").touch()
    lines = list(make(place, ["face"], dry_run=True))
    assert lines[0].endswith(f"{done.name} (done)")
    assert lines[1].endswith(stopped.name)
    assert stopped.module in lines[2]


def test_the_number_of_processes_does_not_make_other_pictures(tmp_path: Path) -> None:
    one = Place(load(RECIPE), tmp_path, Path("trainer"))
    two = Place(load(RECIPE), tmp_path, Path("trainer"), workers=2)
    step = one.recipe.steps["render.face"]
    assert one.folder(step) == two.folder(step)
    assert two.command(step)[-2:] == ["--workers", "2"]


def test_a_step_is_noted_when_it_has_come_to_its_end_and_not_before(tmp_path: Path) -> None:
    """A reading of renders that are not there, then of none at all."""
    pytest.importorskip("mediapipe", reason="readings run in the product's environment")
    place = _place(tmp_path)
    step = place.recipe.steps["read.facing.people"]
    renders = place.folder(place.recipe.steps["render.people"])
    with pytest.raises(SystemExit, match=f"{step.name} ended with 1"):
        place.run(step)
    assert not place.done(step)
    renders.mkdir()
    (renders / "labels.jsonl").touch()
    place.run(step)
    assert place.done(step)
    with np.load(place.result(step)) as read:
        assert len(read["torso_deg"]) == 0


def test_a_finished_file_is_delivered_and_the_manifest_beside_it_names_it(tmp_path: Path) -> None:
    place = _place(tmp_path / "work")
    made = place.result(place.recipe.steps[place.recipe.weights["shape"]])
    made.parent.mkdir(parents=True)
    made.write_bytes(b"trees")
    out, sha256 = tmp_path / "out", hashlib.sha256(b"trees").hexdigest()
    (line,) = deliver(place, ["shape"], out)
    assert (out / "shape.npz").read_bytes() == b"trees"
    assert line.endswith(sha256)
    (out / "weights.json").write_text("{}", encoding="utf-8")
    assert len(list(deliver(place, ["shape"], out))) == 2
    assert json.loads((out / "weights.json").read_text(encoding="utf-8")) == {"shape.npz": sha256}


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("nobody", "--dry-run"), "No recipe for nobody; there are body"),
        (
            ("body", "--small", "9", "--out", "tools/classifiers/weights"),
            "does not replace the shipped weights",
        ),
        (("body", "--small", "9", "--trainer", "nowhere"), "There is no nowhere: training/README.md"),
    ],
    ids=["no such file", "a trial over the shipped ones", "no training environment"],
)
def test_what_cannot_be_made_is_said_before_anything_runs(
    tmp_path: Path, words: tuple[str, ...], wrong: str
) -> None:
    assert wrong in _output(tmp_path, *words, expected=1)
    assert not list(tmp_path.iterdir())


def test_the_command_prints_the_order_of_all_weight_files(tmp_path: Path) -> None:
    recipe = load(RECIPE)
    out = _output(tmp_path, "all", "--dry-run")
    assert f"[{len(recipe.steps)}/{len(recipe.steps)}]" in out


def test_a_whole_chain_runs_small_where_the_training_environment_is(tmp_path: Path) -> None:
    """Some minutes: the facings of twelve people of each render."""
    trainer = ROOT.parent / "train-venv" / "bin" / "python"
    if not trainer.exists() or not importlib.util.find_spec("mediapipe"):
        pytest.skip("there is no training environment beside the product's: see training/README.md")
    output = _output(tmp_path, "facing", "--small", "12")
    assert "sha256" in output
    with np.load(tmp_path / "small" / "facing.npz") as made:
        assert all(np.isfinite(made[name]).all() for name in made.files)
    with np.load(ROOT / "tools" / "classifiers" / "weights" / "facing.npz") as shipped:
        shapes = {name: shipped[name].shape for name in shipped.files}
    with np.load(tmp_path / "small" / "facing.npz") as made:
        assert {name: made[name].shape for name in made.files} == shapes
    assert _output(tmp_path, "facing", "--small", "12").count("(done)") == 5
