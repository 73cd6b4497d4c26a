"""MediaPipe's networks run directly: a square crop in, feature maps and answers out.

MediaPipe's tasks give only final answers for what they have found themselves. The same network files, run
directly, take any crop and also give their feature maps, place by place.
"""

from __future__ import annotations

import importlib
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from agent_plugin.tools.domain import Pixels, Points
from agent_plugin.tools.landmarks.quiet import native_log_kept_back

INPUT_PX = 256


@dataclass(frozen=True)
class Inside:
    """A network of a pinned task file. Numbers of tensors cannot move: the file's bytes are verified."""

    task: str
    network: str
    input_px: int
    maps: tuple[int, ...]  # inner tensors, from fine to coarse


POSE = Inside(
    "pose_landmarker_full.task", "pose_landmarks_detector.tflite", INPUT_PX, (226, 277, 251, 269, 271)
)
HAND = Inside("hand_landmarker.task", "hand_landmarks_detector.tflite", 224, (113, 120, 142, 157))
FACE = Inside("face_landmarker.task", "face_landmarks_detector.tflite", 256, (313, 345, 377))


@dataclass(frozen=True, eq=False)
class PoseMaps:
    """Answers and feature maps of the pose network for one crop of 256 pixels a side."""

    points: Points  # (39, 5): x and y in crop pixels, depth, visibility and presence as logits
    world_m: Points  # (39, 3)
    heat: Points  # (64, 64, 39): where it believes each point to be, as logits
    edge_map: Points  # (32, 32, 32): outlines and textures
    part_map: Points  # (32, 32, 48): fine, informed by the coarse ones
    joint_map: Points  # (16, 16, 88): fine and local
    limb_map: Points  # (8, 8, 144)
    body_map: Points  # (8, 8, 864): coarse, each cell aware of the whole crop
    presence: float = field(kw_only=True)  # 0 to 1, how surely somebody is in the crop


class Network:
    """One network, loaded at the first run."""

    def __init__(self, inside: Inside, find: Callable[[str], Path]) -> None:
        """`find` gives the verified file of a task, a zip that holds the network."""
        self._inside = inside
        self._find = find
        self._network: Any = None

    def run(self, pixels: Pixels) -> tuple[list[Points], list[Points]]:
        """The final answers and the feature maps for a crop (input_px, input_px, 3)."""
        if self._network is None:
            with native_log_kept_back():
                self._network = self._load()
                return self._invoke(pixels)
        return self._invoke(pixels)

    def _load(self) -> Any:
        with zipfile.ZipFile(self._find(self._inside.task)) as task:
            content = task.read(self._inside.network)
        litert = importlib.import_module("ai_edge_litert.interpreter")
        network = litert.Interpreter(model_content=_with_maps(content, self._inside.maps), num_threads=1)
        network.allocate_tensors()
        return network

    def _invoke(self, pixels: Pixels) -> tuple[list[Points], list[Points]]:
        network = self._network
        network.set_tensor(network.get_input_details()[0]["index"], pixels[None].astype(np.float32) / 255)
        network.invoke()
        given = [network.get_tensor(output["index"])[0] for output in network.get_output_details()]
        answers = len(given) - len(self._inside.maps)
        return given[:answers], given[answers:]


def _with_maps(content: bytes, maps: Sequence[int]) -> bytes:
    """The network with these inner tensors as further answers.

    The interpreter can also keep all inner tensors, but then it leaves its fast kernels aside.
    """
    schema = importlib.import_module("ai_edge_litert.schema_py_generated")
    flatbuffers = importlib.import_module("flatbuffers")
    model = schema.ModelT.InitFromPackedBuf(content, 0)
    model.subgraphs[0].outputs = [*model.subgraphs[0].outputs, *maps]
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


class Backbone:
    """The pose network, run on a crop."""

    def __init__(self, find: Callable[[str], Path]) -> None:
        """`find` gives the verified file of a task."""
        self._network = Network(POSE, find)

    def run(self, pixels: Pixels) -> PoseMaps:
        """What the network answers for a crop (256, 256, 3)."""
        (points, presence, _, heat, world), maps = self._network.run(pixels)
        return PoseMaps(points.reshape(39, 5), world.reshape(39, 3), heat, *maps, presence=float(presence[0]))
