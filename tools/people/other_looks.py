"""A frame in which MediaPipe finds nobody in; those whom other looks at it agree on, out.

Whether its detector finds somebody who stands in a frame hangs on their place in it: mirrored, or with more
room around, it may. Where it does not, its network is led to the largest piece of the person mask. Both
answer in hands and folds of cloth too, so that several looks have to come to one body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from agent_plugin.tools.body.crops import Square, shrunk
from agent_plugin.tools.body.mirror import mirrored_pose
from agent_plugin.tools.body.outline import Cells, explained, regions
from agent_plugin.tools.domain import Frame, Hand, Pixels, Pose, Silhouette
from agent_plugin.tools.landmarks.backbone import Backbone
from agent_plugin.tools.people import crowd
from agent_plugin.tools.people.fit import Fit, agreed, fit
from agent_plugin.tools.policy import AgreementRules, PeopleRules

# Room all around, of the longer side, and whether mirrored; the picture as it is has been looked at.
_ROOM = ((0.0, True), (0.15, False), (0.15, True), (0.3, False), (0.3, True))
_SIDES = (1.3, 1.7, 2.2, 2.8)  # of a square around the piece, to the piece's longer side
_DOWN = (0.0, 0.3)  # of that side, to the square's middle: dark legs are lost to the mask


def agreed_on(
    frame: Frame,
    silhouette: Silhouette,
    hands: Sequence[Hand],
    detect: Callable[[Pixels], list[Pose]],
    backbone: Backbone,
    rules: PeopleRules,
) -> list[Pose]:
    """Each body once; in a hand that fills the frame, the models take fingers for limbs."""
    people: Cells = silhouette.alpha > rules.overlooked_alpha
    pieces = regions(people)
    filling_px = rules.filling_hand * max(frame.width, frame.height)
    is_somebody_likely = bool(crowd.overlooked(silhouette, people, rules))
    if not is_somebody_likely or any(hand.length_px >= filling_px for hand in hands):
        return []

    def together(fits: Iterable[Fit], agreement: AgreementRules) -> list[Pose]:
        there = [_as_seen(each) for each in fits if crowd.fills(each.pose, silhouette, people, rules)]
        upright = [each for each in there if not crowd.on_its_head(each.pose)]
        bodies = _each_once(upright, agreement, rules)
        return bodies if _unexplained(bodies, silhouette, pieces) <= rules.others_unexplained else []

    found = together(_detected(frame, detect, rules), rules.detected_again)
    return found or together(_led(frame, silhouette, pieces[0], backbone), rules.led_to_mask)


def _each_once(bodies: Sequence[Fit], agreement: AgreementRules, rules: PeopleRules) -> list[Pose]:
    """The surest body that enough looks came to, then the next of the others."""
    one = agreed(bodies, crowd.apart, agreement)
    if one is None:
        return []
    others = [each for each in bodies if crowd.apart(each.pose, one.pose) > rules.same_trunk]
    return [one.pose, *_each_once(others, agreement, rules)]


def _unexplained(bodies: Sequence[Pose], silhouette: Silhouette, pieces: Sequence[Cells]) -> float:
    """Of the pieces of the mask that the bodies lie on, the share that is near none of their bones."""
    near = explained(silhouette, bodies)
    touched = np.zeros_like(near)
    for piece in pieces:
        if (piece & near).any():
            touched |= piece
    return float((touched & ~near).sum() / max(touched.sum(), 1))


def _as_seen(body: Fit) -> Fit:
    """No surer of somebody than their points are seen: in hands and cheeks half of them are guessed."""
    return replace(body, presence=min(body.presence, float(body.pose.visibility.mean())))


def _detected(frame: Frame, detect: Callable[[Pixels], list[Pose]], rules: PeopleRules) -> Iterator[Fit]:
    pixels, grow = shrunk(frame.pixels, rules.find_at_px)
    for room, is_mirrored in _ROOM:
        edge_px = round(room * max(pixels.shape))
        # What lies at the edge goes on: before flat grey the detector finds fewer.
        wide = np.pad(pixels, ((edge_px, edge_px), (edge_px, edge_px), (0, 0)), mode="edge")
        for pose in detect(np.ascontiguousarray(wide[:, ::-1]) if is_mirrored else wide):
            own = mirrored_pose(pose, wide.shape[1]) if is_mirrored else pose
            yield Fit(replace(own, xy_px=((own.xy_px - edge_px) * grow).astype(np.float32)), presence=1.0)


def _led(frame: Frame, silhouette: Silhouette, piece: Cells, backbone: Backbone) -> Iterator[Fit]:
    rows, columns = np.nonzero(piece)
    corners = np.array([(columns.min(), rows.min()), (columns.max() + 1, rows.max() + 1)])
    (x0, y0), (x1, y1) = silhouette.to_picture(corners).tolist()
    longest_px = max(x1 - x0, y1 - y0)
    for sides in _SIDES:
        for down in _DOWN:
            middle_px = (y0 + y1) / 2 + down * longest_px
            yield fit(frame, Square((x0 + x1) / 2, middle_px, sides * longest_px), backbone)
