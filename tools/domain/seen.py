"""What is seen in a frame: plain dataclasses that hold pixels and points and never leave the process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent_plugin.tools.domain.categories import Category
from agent_plugin.tools.domain.geometry import Box, Pixels, Points, box_around
from agent_plugin.tools.domain.names import Part
from agent_plugin.tools.domain.records import NotChecked
from agent_plugin.tools.domain.steps import Step

_HIPS = 23  # of a pose's points, the first that is not above them


@dataclass(frozen=True, eq=False)
class Frame:
    """One upright picture of the media."""

    pixels: Pixels  # (height, width, 3) RGB
    index: int = 0  # among the frames that are looked at
    at_s: float = 0.0
    held_s: float | None = None  # in view, until the next one that is looked at; none if nobody can tell
    shot: int = 0  # counted from 0; a cut begins the next

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.pixels.shape[0])


@dataclass(frozen=True, eq=False)
class Pose:
    """The 33 points of MediaPipe's pose model.

    `xy_px` (33, 2) in picture pixels; `world_m` (33, 3) metres around the hips, x right, y down, z away from
    the camera; `visibility` (33,) 0 to 1, how surely a point is neither covered nor outside.
    """

    xy_px: Points
    world_m: Points
    visibility: Points

    @property
    def legs_alone(self) -> bool:
        """Is all above the hips guessed from the legs, as where the picture shows nothing else?"""
        return not self.visibility[:_HIPS].any()


@dataclass(frozen=True, eq=False)
class Silhouette:
    """Which pixels around a person belong to a person, anyone: `alpha` (n, n) 0 to 1 over a square crop."""

    alpha: Points
    x0_px: float  # the crop's corner in the picture
    y0_px: float
    px_per_cell: float

    def to_cells(self, xy_px: Points) -> Points:
        """Picture points (n, 2) in cells of `alpha`."""
        import numpy as np

        cells: Points = (xy_px - np.array([self.x0_px, self.y0_px], dtype=np.float32)) / self.px_per_cell
        return cells

    def to_picture(self, cells_xy: Points) -> Points:
        """Cells (n, 2) in picture pixels."""
        import numpy as np

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
        import numpy as np

        chain = self.xy_px[[0, 9, 10, 11, 12]]
        return float(np.linalg.norm(np.diff(chain, axis=0), axis=1).sum())


@dataclass(frozen=True, eq=False)
class Face:
    """The 478 points of MediaPipe's face model and the head's rotation."""

    xy_px: Points  # (478, 2)
    yaw_deg: float  # 0 looks into the camera, positive towards the right of the picture
    pitch_deg: float  # positive looks up
    roll_deg: float  # positive tilts clockwise as seen
    # Of a face beside somebody's own: torso lengths from their trunk to the one seen under this face.
    trunk_apart: float | None = None

    @property
    def box_xyxy(self) -> Box:
        """Around the points."""
        return box_around(self.xy_px)


@dataclass(frozen=True)
class Facing:
    """Where a torso or a head faces: 0 to the camera, positive to the picture's right."""

    yaw_deg: float
    sureness: float  # 0 to 1, the length of the reading: short where the views of it disagree


@dataclass(frozen=True)
class Reading:
    """One classifier output: the probability of a category, with place and part."""

    category: Category
    probability: float  # 0 to 1, among our rendered people; see training/README.md
    part: Part
    box_xyxy: Box
    # the crop that the classifier was shown: each kind errs in its own way
    crop: Literal["body", "hand", "fingers", "face"] = "body"
    steps: tuple[Step, ...] = ()  # the classifiers' own probabilities, and how they became one


@dataclass(frozen=True, eq=False)
class Head:
    """The region where a head was looked for, and the faces in it."""

    box_xyxy: Box
    height_px: float  # chin to crown, estimated from the skeleton
    sharpness: float  # see people/quality.py
    faces: tuple[Face, ...] = ()
    face: Face | None = None  # the person's own
    facing: Facing | None = None  # as the body's surroundings show it, face or not

    def holds(self, face: Face) -> bool:
        """Does the middle of a face lie in the region?"""
        x_px, y_px = face.xy_px.mean(axis=0)
        x0, y0, x1, y1 = self.box_xyxy
        return bool(x0 < x_px < x1 and y0 < y_px < y1)


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
    readings: tuple[Reading, ...] = ()  # at most one a category and part
    not_checked: tuple[NotChecked, ...] = ()
    pictured_in: Box | None = None  # the picture within the picture that they seem to be in

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
    loose_readings: tuple[Reading, ...] = ()  # of those hands and faces
    not_checked: tuple[NotChecked, ...] = ()  # who is in the frame and was not looked at

    @property
    def shows_nobody(self) -> bool:
        """Neither people nor hands or faces without a body?"""
        return not (self.people or self.loose_hands or self.loose_faces)
