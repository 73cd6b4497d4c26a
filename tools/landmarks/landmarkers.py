"""MediaPipe's pose, hand, face and person-mask models: pixels in, our own types in crop pixels out.

The only module that imports MediaPipe. Each model is loaded once, at its first use, and reused. Different
models may work side by side; no one of them may be asked twice at a time.
"""

from __future__ import annotations

import importlib
import math
import weakref
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, cast

import numpy as np

from agent_plugin.tools.domain import Face, Hand, Pixels, Points, Pose
from agent_plugin.tools.errors import SetupError
from agent_plugin.tools.landmarks.backbone import FACE, HAND, Backbone, Network
from agent_plugin.tools.landmarks.lean import without_plotting
from agent_plugin.tools.landmarks.quiet import native_log_kept_back
from agent_plugin.tools.policy import PeopleRules
from agent_plugin.tools.setup.models import find_model

_Vision = Any  # MediaPipe ships no types


class Landmarkers:
    """The four models, each made when first asked for."""

    def __init__(self, rules: PeopleRules, *, models_folder: Path | None, cache_folder: Path) -> None:
        """Nothing is loaded yet."""
        self._rules = rules
        self._models_folder = models_folder
        self._cache_folder = cache_folder
        self._made: dict[str, _Vision] = {}
        self._backbone = Backbone(self._find)
        self._networks = {"hand": Network(HAND, self._find), "face": Network(FACE, self._find)}
        # MediaPipe's own clean-up at the interpreter's end comes too late and fails aloud.
        weakref.finalize(self, _close_all, self._made)

    def poses(self, pixels: Pixels) -> list[Pose]:
        """Bodies in a picture (height, width, 3)."""
        result = self._detect("pose", pixels)
        return [
            Pose(
                xy_px=_xy_px(points, pixels),
                world_m=_xyz(world),
                visibility=np.array([point.visibility for point in points], dtype=np.float32),
            )
            for points, world in zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
        ]

    def person_alpha(self, pixels: Pixels) -> Points:
        """How surely each pixel of a square crop belongs to some person, (side, side) 0 to 1."""
        mask = self._detect("mask", pixels).confidence_masks[-1]
        return np.squeeze(np.array(mask.numpy_view(), dtype=np.float32))

    def hands(self, pixels: Pixels) -> list[Hand]:
        """Hands in a square crop (n, n, 3)."""
        result = self._detect("hand", pixels)
        return [
            Hand(
                xy_px=_xy_px(points, pixels),
                world_m=_xyz(world),
                looks=cast(Literal["left", "right"], sides[0].category_name.lower()),
                looks_score=float(sides[0].score),
            )
            for points, world, sides in zip(
                result.hand_landmarks, result.hand_world_landmarks, result.handedness, strict=True
            )
        ]

    def faces(self, pixels: Pixels) -> list[Face]:
        """Faces in a square crop (n, n, 3), their heads upright within some 45 degrees."""
        result = self._detect("face", pixels)
        return [
            Face(_xy_px(points, pixels), *_head_angles_deg(np.asarray(matrix, dtype=np.float64)))
            for points, matrix in zip(
                result.face_landmarks, result.facial_transformation_matrixes, strict=True
            )
        ]

    def backbone(self) -> Backbone:
        """The pose network itself, to be run on any crop."""
        return self._backbone

    def inside(self, name: Literal["hand", "face"]) -> Network:
        """The hand's or the face's network itself."""
        return self._networks[name]

    def close(self) -> None:
        """Free the models; a later call makes them anew."""
        self._backbone = Backbone(self._find)
        self._networks = {"hand": Network(HAND, self._find), "face": Network(FACE, self._find)}
        _close_all(self._made)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _detect(self, name: str, pixels: Pixels) -> _Vision:
        mediapipe = load_mediapipe()
        image = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(pixels))
        if name in self._made:
            return _run(self._made[name], image)
        with native_log_kept_back():
            self._made[name] = self._make(name)
            return _run(self._made[name], image)

    def _make(self, name: str) -> _Vision:
        vision, rules = load_mediapipe().tasks.vision, self._rules
        if name == "pose":
            return vision.PoseLandmarker.create_from_options(
                vision.PoseLandmarkerOptions(
                    base_options=self._file("pose_landmarker_full.task"),
                    num_poses=rules.max_people,
                    min_pose_detection_confidence=rules.min_pose_confidence,
                    min_pose_presence_confidence=rules.min_pose_confidence,
                )
            )
        if name == "hand":
            return vision.HandLandmarker.create_from_options(
                vision.HandLandmarkerOptions(
                    base_options=self._file("hand_landmarker.task"),
                    num_hands=rules.max_hands_per_crop,
                    min_hand_detection_confidence=rules.min_hand_confidence,
                    min_hand_presence_confidence=rules.min_hand_confidence,
                )
            )
        if name == "mask":
            base = self._file("selfie_segmenter.tflite")
            return vision.ImageSegmenter.create_from_options(
                vision.ImageSegmenterOptions(base_options=base, output_confidence_masks=True)
            )
        return vision.FaceLandmarker.create_from_options(
            vision.FaceLandmarkerOptions(
                base_options=self._file("face_landmarker.task"),
                num_faces=rules.max_faces_per_crop,
                min_face_detection_confidence=rules.min_face_confidence,
                min_face_presence_confidence=rules.min_face_confidence,
                output_facial_transformation_matrixes=True,
            )
        )

    def _file(self, name: str) -> _Vision:
        return load_mediapipe().tasks.BaseOptions(model_asset_buffer=self._find(name).read_bytes())

    def _find(self, name: str) -> Path:
        return find_model(name, folder=self._models_folder, cache=self._cache_folder)


def _close_all(made: dict[str, _Vision]) -> None:
    while made:
        made.popitem()[1].close()


def _run(model: _Vision, image: _Vision) -> _Vision:
    return model.segment(image) if hasattr(model, "segment") else model.detect(image)


def load_mediapipe() -> _Vision:
    """The module, or a `SetupError` that says which system library is missing.

    Raises:
        LibraryMissing: a shared library that MediaPipe or OpenCV needs is not installed.
    """
    from agent_plugin.tools.setup.libraries import explain_import_error

    try:
        # Imported by name: the package ships no types.
        with without_plotting():
            mediapipe: _Vision = importlib.import_module("mediapipe")
        # The import alone touches no system library; loading the native part does.
        importlib.import_module("mediapipe.tasks.python.core.mediapipe_c_bindings").load_raw_library()
    except (ImportError, OSError) as error:
        raise explain_import_error(error) or _unexplained(error) from error
    return mediapipe


def _unexplained(error: Exception) -> SetupError:
    return SetupError(
        f"MediaPipe does not load: {error}.", "Run `lastlook doctor` to see which part is at fault."
    )


def _xy_px(points: Any, pixels: Pixels) -> Points:
    height, width = pixels.shape[:2]
    return np.array([(point.x * width, point.y * height) for point in points], dtype=np.float32)


def _xyz(points: Any) -> Points:
    return np.array([(point.x, point.y, point.z) for point in points], dtype=np.float32)


def _head_angles_deg(matrix: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, float, float]:
    """Yaw, pitch and roll of the face model's 4 x 4 pose matrix, whose y is up and z towards the camera."""
    yaw = math.degrees(math.atan2(matrix[0, 2], matrix[2, 2]))
    pitch = math.degrees(math.asin(max(-1.0, min(1.0, matrix[1, 2]))))
    roll = -math.degrees(math.atan2(matrix[1, 0], matrix[1, 1]))
    return yaw, pitch, roll
