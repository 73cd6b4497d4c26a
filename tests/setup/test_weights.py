"""Our own weight files: the manifest fits them, and a file that was changed is never used."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from agent_plugin.tools.errors import ModelMissing, ModelWrong, SetupError
from agent_plugin.tools.setup import doctor, weights

FOLDER = Path(str(weights.folder()))
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in weights.SUFFIXES)


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the weights, from which they are read."""
    folder = tmp_path / "weights"
    shutil.copytree(FOLDER, folder)
    monkeypatch.setattr(weights, "folder", lambda: folder)
    return folder


def _flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _states(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, doctor.PartState]:
    def healthy(name: str, code: str) -> doctor.PartState:
        return doctor.PartState(name, "ok", code)

    monkeypatch.setattr(doctor, "probe", healthy)
    parts = doctor.examine(models_folder=None, cache_folder=folder / "cache", data_folder=folder / "data")
    return {part.name: part for part in parts if part.name.startswith("Weights")}


def test_the_manifest_names_every_weight_file_with_its_sha256() -> None:
    assert len(NAMES) == 7
    assert weights.sha256s() == {
        name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in NAMES
    }


@pytest.mark.parametrize("name", NAMES)
def test_one_flipped_bit_is_an_error_that_names_the_file_and_the_remedy(copied: Path, name: str) -> None:
    _flip_a_bit(copied / name)
    with pytest.raises(ModelWrong, match=name) as caught:
        weights.read_weights(name)
    assert isinstance(caught.value, SetupError)
    assert "pip install --force-reinstall lastlook" in caught.value.hint
    assert "python -m training.weights" in caught.value.hint


def test_a_file_that_the_manifest_does_not_name_is_not_used(copied: Path) -> None:
    shutil.copy(copied / "body.onnx", copied / "other.onnx")
    with pytest.raises(ModelWrong, match=r"other\.onnx"):
        weights.read_weights("other.onnx")


def test_a_missing_file_is_an_error_that_says_where_it_should_be(copied: Path) -> None:
    (copied / "body.onnx").unlink()
    with pytest.raises(ModelMissing, match=r"body\.onnx cannot be read"):
        weights.read_weights("body.onnx")


@pytest.mark.parametrize("content", ["{", "[]"])
def test_a_damaged_manifest_is_told_by_name(
    copied: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str
) -> None:
    (copied / weights.MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(ModelWrong, match=r"weights\.json"):
        weights.read_weights("body.onnx")
    (state,) = _states(tmp_path, monkeypatch).values()
    assert (state.name, state.state) == ("Weights weights.json", "wrong")


def test_the_doctor_lists_each_weight_file_and_which_is_wrong(
    copied: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _flip_a_bit(copied / "shape.npz")
    states = _states(tmp_path, monkeypatch)
    assert {name: part.state for name, part in states.items()} == {
        f"Weights {name}": "wrong" if name == "shape.npz" else "ok" for name in NAMES
    }
    assert states["Weights body.onnx"].detail == f"SHA-256 {weights.sha256s()['body.onnx']}"
    assert "training.weights" in states["Weights shape.npz"].remedy
