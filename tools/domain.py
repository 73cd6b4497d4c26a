"""The words of the subject as types; every other module takes and returns these.

Pixels are upright RGB. Boxes are `(x0, y0, x1, y1)` in pixels of the upright original media, the origin at
the top left. Times are seconds from the start. Scores are 0 to 1. What is stored or shown is a pydantic
model; what holds pixels or landmarks is a plain dataclass and never leaves the process.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

Pixels = NDArray[np.uint8]
Points = NDArray[np.float32]
Box = tuple[float, float, float, float]


def box_around(points_xy: Points) -> Box:
    """The smallest box that holds all points (n, 2)."""
    low, high = points_xy.min(axis=0), points_xy.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def overlap(first: Box, second: Box) -> float:
    """Shared area over joint area of two boxes, 0 to 1."""
    wide = min(first[2], second[2]) - max(first[0], second[0])
    high = min(first[3], second[3]) - max(first[1], second[1])
    shared = max(0.0, wide) * max(0.0, high)
    joint = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)) - shared
    return shared / joint if joint > 0 else 0.0


class Category(StrEnum):
    """The names of the defects, as labels, reports and tools spell them."""

    NECK_TWIST = "neck_twist"
    EXTRA_ARM = "extra_arm"
    EXTRA_LEG = "extra_leg"
    EXTRA_HAND = "extra_hand"
    EXTRA_HEAD = "extra_head"
    MISSING_ARM = "missing_arm"
    MISSING_HAND = "missing_hand"
    MISSING_LEG = "missing_leg"
    EXTRA_FINGER = "extra_finger"
    MISSING_FINGER = "missing_finger"
    FUSED_FINGERS = "fused_fingers"
    FINGER_LENGTH = "finger_length"
    KNEE_REVERSED = "knee_reversed"
    ELBOW_REVERSED = "elbow_reversed"
    FOOT_REVERSED = "foot_reversed"
    LIMB_LENGTH = "limb_length"
    NECK_LENGTH = "neck_length"
    HAND_SIZE = "hand_size"
    HEAD_SIZE = "head_size"
    FACE_ASYMMETRY = "face_asymmetry"
    FACE_EXTRA_EYE = "face_extra_eye"
    POPS_IN_AND_OUT = "pops_in_and_out"


class Part(StrEnum):
    """A region of a person that a check looks at."""

    BODY = "body"
    HEAD = "head"
    FACE = "face"
    NECK = "neck"
    TORSO = "torso"
    LEFT_ARM = "left_arm"
    RIGHT_ARM = "right_arm"
    LEFT_HAND = "left_hand"
    RIGHT_HAND = "right_hand"
    LEFT_LEG = "left_leg"
    RIGHT_LEG = "right_leg"
    LEFT_FOOT = "left_foot"
    RIGHT_FOOT = "right_foot"


class VerdictValue(StrEnum):
    """What the policy says should happen to the ad."""

    PUBLISH = "publish"
    REVIEW = "review"
    BLOCK = "block"


class Reason(StrEnum):
    """Why a part could not be checked."""

    TOO_SMALL = "too_small"
    BLURRED = "blurred"
    COVERED = "covered"
    CUT_OFF = "cut_off"
    NOT_FOUND = "not_found"
    TOO_MANY_PEOPLE = "too_many_people"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# --- media and frames -------------------------------------------------------------------------------------


class MediaInfo(_Record):
    """What was opened: facts read from the decoded media, not from its name."""

    name: str = Field(description="File name as given, for display only")
    kind: Literal["image", "animation", "video"]
    format: str = Field(description="Container or file format, such as JPEG or MP4")
    width: int = Field(description="Pixels, upright")
    height: int = Field(description="Pixels, upright")
    bytes: int
    sha256: str
    duration_s: float | None = None
    frame_count: int | None = Field(default=None, description="Frames in the media; none if unknown")
    frames_checked: int | None = Field(default=None, description="Frames looked at")
    notes: tuple[str, ...] = Field(default=(), description="What was done to read it, such as rotation")


@dataclass(frozen=True, eq=False)
class Frame:
    """One upright picture of the media."""

    pixels: Pixels  # (height, width, 3) RGB
    index: int = 0  # among the frames that are looked at
    at_s: float = 0.0

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.pixels.shape[0])


# --- people -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Pose:
    """The 33 points of MediaPipe's pose model.

    `xy_px` (33, 2) in picture pixels; `world_m` (33, 3) metres around the hips, x right, y down, z away from
    the camera; `visibility` (33,) 0 to 1, how surely a point is neither covered nor outside.
    """

    xy_px: Points
    world_m: Points
    visibility: Points


@dataclass(frozen=True, eq=False)
class Silhouette:
    """Which pixels around a person belong to a person, anyone: `alpha` (n, n) 0 to 1 over a square crop."""

    alpha: Points
    x0_px: float  # the crop's corner in the picture
    y0_px: float
    px_per_cell: float

    def to_cells(self, xy_px: Points) -> Points:
        """Picture points (n, 2) in cells of `alpha`."""
        cells: Points = (xy_px - np.array([self.x0_px, self.y0_px], dtype=np.float32)) / self.px_per_cell
        return cells

    def to_picture(self, cells_xy: Points) -> Points:
        """Cells (n, 2) in picture pixels."""
        corner = np.array([self.x0_px, self.y0_px], dtype=np.float32)
        picture: Points = cells_xy.astype(np.float32) * self.px_per_cell + corner
        return picture


@dataclass(frozen=True, eq=False)
class Hand:
    """The 21 points of MediaPipe's hand model, which always has five fingers."""

    xy_px: Points  # (21, 2)
    world_m: Points  # (21, 3)
    looks: Literal["left", "right"]  # whose hand its shape says it is
    looks_score: float

    @property
    def box_xyxy(self) -> Box:
        """Around the points."""
        return box_around(self.xy_px)

    @property
    def length_px(self) -> float:
        """From the wrist to the middle knuckle and on to the farthest fingertip, along the bones."""
        chain = self.xy_px[[0, 9, 10, 11, 12]]
        return float(np.linalg.norm(np.diff(chain, axis=0), axis=1).sum())


@dataclass(frozen=True, eq=False)
class Face:
    """The 478 points of MediaPipe's face model and the head's rotation."""

    xy_px: Points  # (478, 2)
    yaw_deg: float  # 0 looks into the camera, positive towards the right of the picture
    pitch_deg: float  # positive looks up
    roll_deg: float  # positive tilts clockwise as seen

    @property
    def box_xyxy(self) -> Box:
        """Around the points."""
        return box_around(self.xy_px)


@dataclass(frozen=True, eq=False)
class Head:
    """The region where a head was looked for, and the faces in it."""

    box_xyxy: Box
    height_px: float  # chin to crown, estimated from the skeleton
    sharpness: float  # see people/quality.py
    faces: tuple[Face, ...] = ()
    face: Face | None = None  # the person's own


class NotChecked(_Record):
    """A part that could not be looked at, and why."""

    person: int | None
    part: Part
    reason: Reason
    box_xyxy: Box | None = None
    explanation: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True)
class Facing:
    """Where a torso faces when its head is hidden: 0 to the camera, positive to the picture's right."""

    yaw_deg: float
    sureness: float  # 0 to 1


@dataclass(frozen=True, eq=False)
class Person:
    """One person of a frame. `scale_px` is the torso's length, the yardstick for everything else."""

    number: int
    box_xyxy: Box
    scale_px: float
    pose: Pose
    head: Head
    silhouette: Silhouette | None = None
    left_hand: Hand | None = None  # the hand on the pose's left wrist
    right_hand: Hand | None = None
    other_hands: tuple[Hand, ...] = ()  # near the person, but on no wrist of theirs
    torso: Facing | None = None
    not_checked: tuple[NotChecked, ...] = ()

    @property
    def hands(self) -> tuple[Hand, ...]:
        """All hands found on or near the person."""
        own = tuple(hand for hand in (self.left_hand, self.right_hand) if hand is not None)
        return own + self.other_hands


@dataclass(frozen=True, eq=False)
class Scene:
    """What a frame shows: people, and hands or faces that belong to nobody in it."""

    frame: Frame
    people: tuple[Person, ...] = ()
    loose_hands: tuple[Hand, ...] = ()
    loose_faces: tuple[Face, ...] = ()


# --- findings ---------------------------------------------------------------------------------------------


class Measurement(_Record):
    """One number behind a finding, with its unit and what is usual."""

    name: str
    value: float
    unit: str = Field(description="deg, px, ratio, count, probability or s")
    usual: str = Field(default="", description="What a sound body shows, in words")


class Finding(_Record):
    """Something a check holds to be impossible or unusual."""

    number: int = Field(description="As drawn on the evidence, from 1")
    category: Category
    person: int | None = Field(description="As drawn on the evidence, from 1; none if nobody owns the part")
    part: Part
    box_xyxy: Box
    score: float = Field(ge=0, le=1, description="How sure the check is")
    at_s: float | None = Field(default=None, description="The worst moment; none for an image")
    start_s: float | None = None
    end_s: float | None = None
    measurements: tuple[Measurement, ...] = ()
    for_marketer: str = Field(description="One sentence without jargon")
    for_engineer: str = Field(description="One sentence with the measurements")


class Verdict(_Record):
    """What the policy makes of the findings."""

    value: VerdictValue
    sentence: str = Field(description="The whole answer in one plain sentence")
    because: tuple[str, ...] = Field(default=(), description="The rules that applied, one sentence each")
    policy: str = Field(description="Name and fingerprint of the policy")


# --- evidence and the review ------------------------------------------------------------------------------


class Evidence(_Record):
    """One picture or page that shows what was found."""

    kind: Literal["frame", "crop", "strip", "report"]
    file: str = Field(description="Name inside the evidence folder of the review")
    media_type: str
    width: int | None = None
    height: int | None = None
    finding: int | None = Field(default=None, description="Number of the finding it shows; none for all")
    caption: str = ""


class StageCost(_Record):
    """What one stage of the flow took."""

    stage: str
    seconds: float
    calls: int = 1


class PersonSeen(_Record):
    """A person as the report tells of them: where, and what of them could be looked at."""

    person: int
    box_xyxy: Box
    start_s: float | None = None
    end_s: float | None = None
    checked: tuple[Part, ...] = ()


class Review(_Record):
    """All of it together: what was looked at, what was found, and what it means."""

    schema_version: Literal["1"] = "1"
    id: str
    created_at: datetime
    media: MediaInfo
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    people: tuple[PersonSeen, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    checks: tuple[Category, ...] = Field(default=(), description="Categories that were looked for")
    does_not_mean: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    costs: tuple[StageCost, ...] = ()
    versions: dict[str, str] = Field(default_factory=dict)
    key: str = Field(description="Fingerprint of bytes, policy and versions: the same key, the same review")
