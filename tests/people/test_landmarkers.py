"""The models as a program uses them: closable, made when needed, refused when their bytes are wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agent_plugin.tools.errors import ModelWrong
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.policy import STANDARD

GREY = np.full((64, 64, 3), 127, np.uint8)
LOOK = """
import sys
from pathlib import Path
import numpy as np
from PIL import Image
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.policy import STANDARD
models = Landmarkers(STANDARD.people, models_folder=None, cache_folder=Path(sys.argv[2]))
pixels = np.asarray(Image.open(sys.argv[1]).convert("RGB"))[:600]
print(len(models.poses(pixels)))
"""


def test_a_program_that_forgets_to_close_ends_without_tracebacks(examples: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", LOOK, str(examples / "walk.jpg"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


def test_a_model_with_other_bytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "face_landmarker.task").write_bytes(b"something else")
    with (
        Landmarkers(STANDARD.people, models_folder=tmp_path, cache_folder=tmp_path / "cache") as models,
        pytest.raises(ModelWrong, match="face_landmarker"),
    ):
        models.faces(GREY)


def test_each_model_is_made_when_it_is_first_needed(tmp_path: Path) -> None:
    """A wrong hand model does no harm to whoever asks for faces only."""
    (tmp_path / "hand_landmarker.task").write_bytes(b"something else")
    with Landmarkers(STANDARD.people, models_folder=tmp_path, cache_folder=tmp_path / "cache") as models:
        assert models.faces(GREY) == []
        with pytest.raises(ModelWrong, match="hand_landmarker"):
            models.hands(GREY)


def test_closing_what_was_never_used_is_fine(tmp_path: Path) -> None:
    Landmarkers(STANDARD.people, models_folder=None, cache_folder=tmp_path).close()
