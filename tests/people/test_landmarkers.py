"""The models as a program uses them: silent, closable, made once; a missing one says so before any work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agent_plugin.tools.errors import ModelWrong
from agent_plugin.tools.people.landmarkers import Landmarkers
from agent_plugin.tools.policy import STANDARD

GREY = np.full((64, 64, 3), 127, np.uint8)
LOOK = """
import sys
from pathlib import Path
import numpy as np
from PIL import Image
from agent_plugin.tools.domain import Frame
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD
finder = PeopleFinder(STANDARD.people, cache_folder=Path(sys.argv[2]))
scene = finder.find(Frame(np.asarray(Image.open(sys.argv[1]).convert("RGB"))))
print(len(scene.people))
"""


def _look(examples: Path, cache: Path, more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LOOK + more, str(examples / "walk.jpg"), str(cache)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_a_look_at_a_picture_says_nothing_on_the_terminal(examples: Path, tmp_path: Path) -> None:
    done = _look(examples, tmp_path, "finder.close()")
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


@pytest.mark.xfail(strict=True, reason="MediaPipe's own clean-up fails at exit when nobody closed its models")
def test_a_program_that_forgets_to_close_ends_without_tracebacks(examples: Path, tmp_path: Path) -> None:
    done = _look(examples, tmp_path, "")
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
