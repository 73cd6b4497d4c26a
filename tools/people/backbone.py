"""The pose model's own inner maps: a square crop in, points and feature maps out.

MediaPipe's task gives only its final answer for a person it has found itself. The same network file, run
directly, takes any crop and shows what it saw at each place before the whole body was decided on.
"""

from __future__ import annotations

import importlib
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from agent_plugin.tools.domain import Pixels, Points
from agent_plugin.tools.people.quiet import native_log_kept_back

INPUT_PX = 256
_NETWORK = "pose_landmarks_detector.tflite"
# Numbers of tensors inside the pinned file: the task's bytes are verified, so these cannot move.
_JOINT_MAP, _BODY_MAP = 251, 271


@dataclass(frozen=True, eq=False)
class Look:
    """What the network saw in one crop of 256 pixels a side."""

    points: Points  # (39, 5): x and y in crop pixels, depth, visibility and presence as logits
    world_m: Points  # (39, 3)
    heat: Points  # (64, 64, 39): where it believes each point to be, as logits
    joint_map: Points  # (16, 16, 88): fine and local
    body_map: Points  # (8, 8, 864): coarse, each cell aware of the whole crop


class Backbone:
    """The network, loaded at the first look."""

    def __init__(self, task_file: Path) -> None:
        """`task_file` is the verified pose task, a zip that holds the network."""
        self._task_file = task_file
        self._network: Any = None

    def look(self, pixels: Pixels) -> Look:
        """What is seen in a crop (256, 256, 3)."""
        if self._network is None:
            with native_log_kept_back():
                self._network = self._load()
                return self._run(pixels)
        return self._run(pixels)

    def _load(self) -> Any:
        with zipfile.ZipFile(self._task_file) as task:
            content = task.read(_NETWORK)
        litert = importlib.import_module("ai_edge_litert.interpreter")
        with warnings.catch_warnings():
            # It warns that keeping all tensors costs memory; the maps in the middle are what is wanted.
            warnings.simplefilter("ignore")
            network = litert.Interpreter(
                model_content=content, num_threads=2, experimental_preserve_all_tensors=True
            )
        network.allocate_tensors()
        return network

    def _run(self, pixels: Pixels) -> Look:
        network = self._network
        network.set_tensor(network.get_input_details()[0]["index"], pixels[None].astype(np.float32) / 255)
        network.invoke()
        points, _, _, heat, world = (
            network.get_tensor(output["index"])[0] for output in network.get_output_details()
        )
        return Look(
            points=points.reshape(39, 5),
            world_m=world.reshape(39, 3),
            heat=heat,
            joint_map=network.get_tensor(_JOINT_MAP)[0],
            body_map=network.get_tensor(_BODY_MAP)[0],
        )
