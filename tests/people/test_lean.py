"""MediaPipe is loaded without the plotting that it never does here; who plots has Matplotlib all the same."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADS = "from agent_plugin.tools.landmarks.landmarkers import load_mediapipe as load"
PLOTS = "from matplotlib.figure import Figure; Figure().add_subplot().plot([1]); import matplotlib.pyplot"


@pytest.mark.parametrize(
    "program",
    [
        "load(); import sys; assert 'matplotlib' not in sys.modules, 'a second lost'",
        f"load(); {PLOTS}",
        f"{PLOTS}; load(); import mediapipe; mediapipe.tasks.vision.drawing_utils.plt.figure()",
    ],
    ids=["loaded alone", "plotted after it", "plotted before it"],
)
def test_plotting_costs_only_who_plots(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{LOADS}; {program}"], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
