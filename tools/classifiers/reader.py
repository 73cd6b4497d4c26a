"""Which classifier gets which crop: a frame and a person, or loose parts, come in; readings go out.

The hand network works beside the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from agent_plugin.tools.body.crops import Square, near_squares
from agent_plugin.tools.body.face_points import face_box_height_px
from agent_plugin.tools.classifiers import closer, networks, views
from agent_plugin.tools.classifiers.shape import predictions
from agent_plugin.tools.domain import Category, Face, Frame, Hand, Part, Person, Reading, Silhouette
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.policy import PeopleRules

_LEGS = (Part.LEFT_LEG, Part.RIGHT_LEG, Part.LEFT_FOOT, Part.RIGHT_FOOT)


def read_person(frame: Frame, person: Person, models: Landmarkers, rules: PeopleRules) -> tuple[Reading, ...]:
    """The body, fused with its shape and the closer crops; then each hand, then the face."""
    if person.silhouette is None:
        return ()
    if person.pose.legs_alone:
        return _of_legs(frame, person, person.silhouette, models, rules)
    with ThreadPoolExecutor(max_workers=1) as beside:
        hands = beside.submit(_of_hands, frame, person, person.silhouette, models, rules)
        of_body = _of_body(frame, person, person.silhouette, models, rules)
        face = person.head.face
        of_face = () if face is None else _of_face(frame, face, models, rules)
        wrists, of_hands = hands.result()
    return (*_with_wrists(of_body, wrists, rules), *of_hands, *of_face)


def _with_wrists(
    read: tuple[Reading, ...], wrists: Sequence[Reading], rules: PeopleRules
) -> tuple[Reading, ...]:
    too_many = [word for word in wrists if word.category is Category.EXTRA_HAND]
    others = [word for word in wrists if word.category is not Category.EXTRA_HAND]
    read = closer.with_closer(read, others, rules.wrist_share, rules.classifiers)
    return closer.with_closer(read, too_many, rules.wrist_share_extra_hand, rules.classifiers)


def read_loose(
    frame: Frame, hands: Sequence[Hand], faces: Sequence[Face], models: Landmarkers, rules: PeopleRules
) -> tuple[Reading, ...]:
    """Hands and faces that belong to nobody in the picture."""
    found: list[Reading] = []
    for hand in hands:
        found += _of_hand(frame, hand, Part(f"{hand.looks}_hand"), models, rules)
    for face in faces:
        found += _of_face(frame, face, models, rules)
    return tuple(found)


def _is_body(person: Person, rules: PeopleRules) -> bool:
    """A hand longer than the trunk is held to the camera, or the skeleton is made up around it.

    The same holds for a hand that is smaller but still large where neither wrist of the skeleton has one.
    """
    longest_px = max((hand.length_px for hand in person.hands), default=0.0)
    on_wrists = person.left_hand is not None or person.right_hand is not None
    most = rules.max_hand_in_torsos if on_wrists else rules.max_stray_hand_in_torsos
    return longest_px <= most * person.scale_px


def _of_body(
    frame: Frame, person: Person, silhouette: Silhouette, models: Landmarkers, rules: PeopleRules
) -> tuple[Reading, ...]:
    if not _is_body(person, rules):
        return ()
    squares = views.body_squares(frame, person.pose, rules.readable_within_deg)
    shown = [
        views.body_view(frame, person.pose, silhouette, name, square, models.backbone())
        for name, square in squares.items()
    ]
    read = networks.of_body(shown, person.pose, rules.classifiers)
    shape = predictions.of_shape(person, rules.classifiers)
    return predictions.with_shape(read, shape, rules.shape_share, rules.classifiers)


def _of_legs(
    frame: Frame, person: Person, silhouette: Silhouette, models: Landmarkers, rules: PeopleRules
) -> tuple[Reading, ...]:
    """The body's readings of legs and feet alone: the pose model guessed the rest from them."""
    found = _of_body(frame, person, silhouette, models, rules)
    return tuple(reading for reading in found if reading.part in _LEGS)


def _of_hands(
    frame: Frame, person: Person, silhouette: Silhouette, models: Landmarkers, rules: PeopleRules
) -> tuple[tuple[Reading, ...], tuple[Reading, ...]]:
    """Readings of the ends of the arms, with or without a hand there; and of each hand."""
    found: list[Reading] = []
    wrists: tuple[Reading, ...] = ()
    if _is_body(person, rules):
        wrists = closer.of_wrists(frame, person, silhouette, models, rules.classifiers)
    for hand, part in _own_hands(person):
        found += _of_hand(frame, hand, part, models, rules)
    return wrists, (*found, *_of_hands_not_found(frame, person, models, rules))


def _own_hands(person: Person) -> list[tuple[Hand, Part]]:
    own = ((person.left_hand, Part.LEFT_HAND), (person.right_hand, Part.RIGHT_HAND))
    others = ((hand, Part(f"{hand.looks}_hand")) for hand in person.other_hands)
    return [(hand, part) for hand, part in (*own, *others) if hand is not None]


def _of_hand(
    frame: Frame, hand: Hand, part: Part, models: Landmarkers, rules: PeopleRules
) -> tuple[Reading, ...]:
    if hand.length_px < rules.min_read_hand_px:
        return ()
    squares, network = _crops(frame, views.hand_square(hand), rules), models.inside("hand")
    crops = [views.hand_views(frame, hand, network, square) for square in squares]
    return networks.of_hand(crops, part, rules.fingers_share, rules.classifiers)


def _of_hands_not_found(
    frame: Frame, person: Person, models: Landmarkers, rules: PeopleRules
) -> Iterator[Reading]:
    """Where the skeleton has a hand that the hand model did not find, or found too small to be read there."""
    if not _is_body(person, rules):
        return
    for part, square in views.finger_squares(frame, person.pose).items():
        own = person.left_hand if part is Part.LEFT_HAND else person.right_hand
        if own is None or own.length_px < rules.min_read_hand_px:
            crops = [
                views.fingers_view(frame, near, models.inside("hand"))
                for near in _crops(frame, square, rules)
            ]
            yield from networks.of_fingers(crops, part, rules.classifiers)


def _of_face(frame: Frame, face: Face, models: Landmarkers, rules: PeopleRules) -> tuple[Reading, ...]:
    if face_box_height_px(face) < rules.min_read_face_px or abs(face.yaw_deg) > rules.read_face_within_deg:
        return ()
    squares = _crops(frame, views.face_square(face), rules, mirrored=True)
    network = models.inside("face")
    crops = [views.face_view(frame, face, network, square) for square in squares]
    return networks.of_face(crops, rules.classifiers)


def _crops(frame: Frame, square: Square, rules: PeopleRules, *, mirrored: bool = False) -> list[Square]:
    """The squares that are read; of a film its other frames do what crops nearby do for a still."""
    passes_by = frame.held_s is not None and frame.held_s < rules.still_from_s
    return [square] if passes_by else near_squares(square, mirrored=mirrored)
