"""Frames come in, scenes go out: people first, then 512-pixel crops of their heads and hands.

Everything a scene holds is in pixels of the frame, whatever crop it was found in. The hand model works beside
the others: none of them needs what another finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body import squares as body
from agent_plugin.tools.body.crops import Square, cut, shrunk
from agent_plugin.tools.classifiers.facing import read_facings, readable
from agent_plugin.tools.classifiers.reader import read_loose, read_person
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Box, Face, Frame, Hand, Head, Person, Pose, Scene, Silhouette
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.people import (
    crowd,
    depictions,
    hands,
    legs,
    pieces,
    second_faces,
    toned,
    unchecked,
    under_faces,
)
from agent_plugin.tools.people.pieces import Pieces
from agent_plugin.tools.people.quality import sharpness
from agent_plugin.tools.people.under_faces import Strangers
from agent_plugin.tools.policy import PeopleRules


class PeopleFinder:
    """Finds the people of one frame after the other; the models stay loaded in between."""

    def __init__(self, rules: PeopleRules, *, landmarkers: Landmarkers, reads: bool = True) -> None:
        """The models are loaded when the first frame comes; without `reads`, people are found and no more."""
        self._rules, self._landmarkers, self._reads = rules, landmarkers, reads

    def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        """Everyone in the frame, the leftmost first; `watch` counts the time."""
        watch = watch or Stopwatch()
        scene = self._search(frame, pieces.of_long(frame, self._rules.pieces), watch)
        if scene.shows_nobody and toned.is_toned(frame.pixels, self._rules.toned):
            return self._in_skin_colours(frame, watch) or scene
        return scene

    def _search(self, frame: Frame, places: Pieces, watch: Stopwatch) -> Scene:
        search = _Search(self._rules, self._landmarkers, watch, reads=self._reads)
        with ThreadPoolExecutor(max_workers=1) as beside:
            return search.scene(frame, places, beside)

    def _in_skin_colours(self, frame: Frame, watch: Stopwatch) -> Scene | None:
        """The scene of a grey frame that is coloured for the models, if it shows anybody."""
        coloured = replace(frame, pixels=toned.in_skin_colours(frame.pixels, self._rules.toned))
        places, farther = pieces.of_long(frame, self._rules.pieces), pieces.of_toned(frame, self._rules.toned)
        scene = self._search(coloured, places if places.squares else farther, watch)
        return None if scene.shows_nobody else replace(scene, frame=frame)

    def find_flipped(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        """The flipped frame as a scene of its own: its left is the frame's right."""
        return self.find(replace(frame, pixels=np.ascontiguousarray(frame.pixels[:, ::-1])), watch)

    def close(self) -> None:
        """Free the models."""
        self._landmarkers.close()


class _Search:
    """The search in one frame."""

    def __init__(
        self, rules: PeopleRules, landmarkers: Landmarkers, watch: Stopwatch, *, reads: bool
    ) -> None:
        self._rules, self._landmarkers, self._watch, self._reads = rules, landmarkers, watch, reads

    def scene(self, frame: Frame, places: Pieces, beside: ThreadPoolExecutor) -> Scene:
        """Everyone in it, as the whole and these places of it show them."""
        whole = Square(frame.width / 2, frame.height / 2, float(max(frame.width, frame.height)))
        out_px = round(min(self._rules.find_at_px, whole.side_px))
        looking = beside.submit(
            self._big_hands, frame, whole, places.squares, max(out_px, self._rules.crop_px)
        )
        silhouette = self._silhouette(frame, whole)
        everyone, strangers = self._everyone(frame, places, silhouette)
        big_hands = looking.result()
        poses = [pose for pose in everyone if not hands.is_really_a_hand(pose, big_hands, self._rules)]
        poses = poses or self._legs(frame, silhouette, big_hands)
        printed = depictions.on_clothes(poses, self._rules.depictions)
        left_out = [*unchecked.crowd(len(everyone), self._rules), *unchecked.prints(printed)]
        poses = [pose for pose in poses if not any(pose is each for each in printed)]
        poses.sort(key=lambda pose: float(pose.xy_px[:, 0].mean()))
        at_wrists = beside.submit(self._hands_at_wrists, frame, poses)
        inner = depictions.inner_frames(frame, poses, silhouette, self._rules.depictions)
        without_hands = [
            self._without_hands(frame, number, pose, inner.get(number - 1))
            for number, pose in enumerate(poses, start=1)
        ]
        found = hands.distinct(big_hands + at_wrists.result(), self._rules)
        shares = hands.share_out(found, poses, self._rules)
        people = tuple(
            self._with_hands(frame, person, own)
            for person, own in zip(without_hands, shares.of_person, strict=True)
        )
        with self._watch.stage("find people"):
            people = second_faces.with_trunks(
                frame, people, self._landmarkers.backbone(), self._rules.under_faces
            )
        left_out += unchecked.strangers(strangers, people, self._rules)
        faces = () if people else self._all_faces(frame, [whole, *places.squares])
        left_out += [*unchecked.faces_alone(faces), *unchecked.tiny(frame, self._rules)]
        if not (people or faces or shares.loose):
            left_out += unchecked.somebody(frame, silhouette, self._rules)
        with self._watch.stage("read parts"):
            read = read_loose(frame, shares.loose, faces, self._landmarkers, self._rules)
        return Scene(frame, people, shares.loose, faces, read, tuple(left_out))

    def _everyone(
        self, frame: Frame, places: Pieces, silhouette: Silhouette
    ) -> tuple[list[Pose], list[Face]]:
        """Poses of the whole frame, then of each place they leave unexplained; and faces without a body."""
        poses = crowd.distinct(self._poses_in_frame(frame), self._rules)
        if places.squares:
            found = [(square, pose) for square in places.squares for pose in self._poses_in(frame, square)]
            poses = self._confirmed(frame, pieces.poses(found, poses, frame, self._rules))
        if not poses and places.starts:
            with self._watch.stage("find people"):
                backbone = self._landmarkers.backbone()
                poses = pieces.settled(frame, places.starts, backbone, self._rules.toned)
        rest = crowd.unexplained(silhouette, poses, self._rules)
        for square in crowd.overlooked(silhouette, rest, self._rules):
            new = [
                pose
                for pose in self._poses_in(frame, square)
                if crowd.fills(pose, silhouette, rest, self._rules) and not crowd.on_its_head(pose)
            ]
            poses = crowd.distinct(poses + new, self._rules)
        strangers = self._under_faces(frame, silhouette, poses)
        return (poses + strangers.poses)[: self._rules.max_people], strangers.faces

    def _confirmed(self, frame: Frame, poses: list[Pose]) -> list[Pose]:
        """The bodies that the pose network confirms, wherever they were found."""
        backbone = self._landmarkers.backbone()
        with self._watch.stage("find people"):
            return [p for p in poses if pieces.is_somebody(p, frame, backbone, self._rules.pieces)]

    def _under_faces(self, frame: Frame, silhouette: Silhouette, known: list[Pose]) -> Strangers:
        """People whose face is found where no skeleton is."""
        rules = self._rules.under_faces
        rest = crowd.unexplained(silhouette, known, self._rules)
        squares = crowd.overlooked(silhouette, rest, self._rules)
        squares += under_faces.tiles(frame, silhouette, rest, rules)
        found = second_faces.distinct(
            (face for square in squares for face in self._faces_in(frame, square)), self._rules.same_face
        )
        faces = under_faces.nobodys(found, silhouette, rest, rules)
        with self._watch.stage("find people"):
            return under_faces.search(frame, faces, known, silhouette, self._landmarkers.backbone(), rules)

    def _legs(self, frame: Frame, silhouette: Silhouette, big_hands: list[Hand]) -> list[Pose]:
        backbone = self._landmarkers.backbone()
        with self._watch.stage("find people"):
            found = legs.without_trunk(frame, silhouette, big_hands, backbone, self._rules)
        return crowd.distinct(found, self._rules)[: self._rules.max_people]

    def _poses_in_frame(self, frame: Frame) -> list[Pose]:
        pixels, grow = shrunk(frame.pixels, self._rules.find_at_px)
        with self._watch.stage("find people"):
            found = self._landmarkers.poses(pixels)
        return [replace(pose, xy_px=(pose.xy_px * grow).astype(np.float32)) for pose in found]

    def _poses_in(self, frame: Frame, square: Square) -> list[Pose]:
        crop = cut(frame.pixels, square, self._rules.crop_px)
        with self._watch.stage("find people"):
            found = self._landmarkers.poses(crop.pixels)
        return [replace(pose, xy_px=crop.to_picture(pose.xy_px)) for pose in found]

    def _without_hands(self, frame: Frame, number: int, pose: Pose, pictured_in: Box | None) -> Person:
        """Everything but the hands."""
        box = body.body_box(pose, frame.width, frame.height)
        person = Person(
            number=number,
            box_xyxy=box,
            scale_px=skeleton.scale_px(pose),
            pose=pose,
            head=self._head(frame, pose),
            silhouette=self._silhouette(frame, body.silhouette_square(box, self._rules)),
            pictured_in=pictured_in,
        )
        return self._with_facings(frame, person)

    def _with_hands(self, frame: Frame, person: Person, own: hands.Own) -> Person:
        """The person with their hands, all readings, and the parts that could not be checked."""
        whole = replace(person, left_hand=own.left, right_hand=own.right, other_hands=own.others)
        whole = self._with_readings(frame, whole)
        return replace(whole, not_checked=tuple(unchecked.parts(frame, whole, self._rules)))

    def _with_facings(self, frame: Frame, person: Person) -> Person:
        if not self._reads or not readable(person.pose, self._rules):
            return person
        with self._watch.stage("read facings"):
            facings = read_facings(frame, person.pose, self._landmarkers.backbone())
        return replace(person, head=replace(person.head, facing=facings.head), torso=facings.torso)

    def _with_readings(self, frame: Frame, person: Person) -> Person:
        if not self._reads:
            return person
        with self._watch.stage("read parts"):
            found = read_person(frame, person, self._landmarkers, self._rules)
        return replace(person, readings=found)

    def _silhouette(self, frame: Frame, square: Square) -> Silhouette:
        crop = cut(frame.pixels, square, self._rules.silhouette_px)
        with self._watch.stage("outline people"):
            alpha = self._landmarkers.person_alpha(crop.pixels)
        corner = square.box_xyxy
        return Silhouette(alpha, corner[0], corner[1], square.side_px / alpha.shape[0])

    def _head(self, frame: Frame, pose: Pose) -> Head:
        square = body.head_square(pose, self._rules)
        height_px = skeleton.head_height_px(pose)
        tight = Square(square.x_px, square.y_px, height_px)
        faces = self._faces_in(frame, square)
        x_head, y_head = pose.xy_px[skeleton.HEAD].mean(axis=0)

        def distance(face: Face) -> float:
            x_face, y_face = face.xy_px.mean(axis=0)
            return float(np.hypot(x_face - x_head, y_face - y_head))

        nearest = min(faces, key=distance, default=None)
        own = (
            nearest
            if nearest is not None and distance(nearest) < self._rules.face_on_head * height_px
            else None
        )
        return Head(tight.box_xyxy, height_px, sharpness(frame.pixels, tight), faces, own)

    def _all_faces(self, frame: Frame, squares: Sequence[Square]) -> tuple[Face, ...]:
        """The faces in any of these squares, each once."""
        found = (face for square in squares for face in self._faces_in(frame, square))
        return second_faces.distinct(found, self._rules.same_face)

    def _faces_in(self, frame: Frame, square: Square) -> tuple[Face, ...]:
        crop = cut(frame.pixels, square, self._rules.crop_px)
        with self._watch.stage("find faces"):
            found = self._landmarkers.faces(crop.pixels)
        faces = (
            replace(face, xy_px=crop.to_picture(face.xy_px), roll_deg=face.roll_deg + square.turn_deg)
            for face in found
        )
        return second_faces.distinct(faces, self._rules.same_face)

    def _hands_at_wrists(self, frame: Frame, poses: Sequence[Pose]) -> list[Hand]:
        return [
            hand
            for pose in poses
            for side in skeleton.ARMS
            for hand in self._hands_in(frame, body.hand_square(pose, side, self._rules))
        ]

    def _big_hands(self, frame: Frame, whole: Square, squares: Sequence[Square], out_px: int) -> list[Hand]:
        """Hands in the whole frame; where none is found, those that fill it, seen from farther away."""
        found = self._hands_in(frame, whole, out_px)
        in_squares = [(square, hand) for square in squares for hand in self._hands_in(frame, square)]
        found += pieces.hands(in_squares, frame, self._rules.pieces)
        if found:
            return found
        rules = self._rules
        far = self._hands_in(frame, replace(whole, side_px=rules.far_look * whole.side_px))
        return [hand for hand in far if hand.length_px >= rules.filling_hand * whole.side_px]

    def _hands_in(self, frame: Frame, square: Square, out_px: int | None = None) -> list[Hand]:
        crop = cut(frame.pixels, square, out_px or self._rules.crop_px)
        with self._watch.stage("find hands"):
            found = self._landmarkers.hands(crop.pixels)
        return [replace(hand, xy_px=crop.to_picture(hand.xy_px)) for hand in found]
