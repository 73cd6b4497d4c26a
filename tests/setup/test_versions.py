"""When a stored review is reused: with the same code and weights yesterday's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from agent_plugin.tools.setup.versions import code_sha256, versions
from agent_plugin.tools.setup.weights import sha256s

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).parent / "reviewing.py"
ROOMS = ("agent_plugin", "tools", "prompts")
DIGEST = "from agent_plugin.tools.setup.versions import code_sha256; print(code_sha256())"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product's code, as an installed one: real folders, without links."""
    place = tmp_path_factory.mktemp("product")
    for room in ROOMS:
        inside = place / "agent_plugin" if room == "agent_plugin" else place / "agent_plugin" / room
        left_behind = shutil.ignore_patterns("__pycache__", *(ROOMS if room == "agent_plugin" else ()))
        shutil.copytree(ROOT / room, inside, ignore=left_behind)
    return place


def _run(product: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A Python whose `agent_plugin` is the copy."""
    settings = {"PYTHONPATH": str(product), "PYTHONDONTWRITEBYTECODE": "", "MPLBACKEND": "Agg"}
    command = [sys.executable, "-P", *map(str, words)]
    return subprocess.run(command, env=os.environ | settings, capture_output=True, encoding="utf-8")


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def _flip_a_bit(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")


def _code(product: Path) -> None:
    _append(product / "agent_plugin/tools/anatomy/neck_twist.py")


def _retrained(product: Path) -> None:
    folder = product / "agent_plugin/tools/classifiers/weights"
    _append(folder / "body.onnx")
    program = "import pathlib, sys, training.weights as w; print(w.manifest(pathlib.Path(sys.argv[1])))"
    done = _run(product, "-c", program, folder)
    assert done.returncode == 0, done.stderr
    (folder / "weights.json").write_text(done.stdout, encoding="utf-8")


def test_the_versions_name_every_weight_file_and_the_code() -> None:
    assert {name: versions()[name] for name in sha256s()} == {
        name: sha256[:12] for name, sha256 in sha256s().items()
    }
    assert versions()["code"] == code_sha256()[:12]


def test_the_digest_of_the_code_is_the_same_without_links_and_with_or_without_compiled_files(
    product: Path,
) -> None:
    assert not list(product.rglob("*.pyc"))
    assert _run(product, "-c", DIGEST).stdout.strip() == code_sha256()
    assert list(product.rglob("*.pyc"))
    assert _run(product, "-c", DIGEST).stdout.strip() == code_sha256()


def test_the_digest_of_the_code_covers_the_prompts(product: Path, tmp_path: Path) -> None:
    shutil.copytree(product, tmp_path / "product")
    _append(tmp_path / "product/agent_plugin/prompts/look.md")
    assert _run(tmp_path / "product", "-c", DIGEST).stdout.strip() != code_sha256()


def test_a_stored_review_is_reused_until_code_or_weights_change(product: Path, tmp_path: Path) -> None:
    copy, ad = tmp_path / "product", tmp_path / "ad.png"
    shutil.copytree(product, copy)
    Image.new("RGB", (64, 64), "grey").save(ad)

    def reviewed() -> str:
        done = _run(copy, PROGRAM, ad, tmp_path / "data")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    made = [reviewed()]
    assert reviewed() == made[0]
    for edit in (_code, _retrained):
        edit(copy)
        made.append(reviewed())
    assert len(set(made)) == 3
    _flip_a_bit(copy / "agent_plugin/tools/classifiers/weights/face.onnx")
    refused = _run(copy, PROGRAM, ad, tmp_path / "data")
    assert refused.returncode == 1
    assert "face.onnx does not hold the weights" in refused.stderr
    assert "Traceback" not in refused.stderr
