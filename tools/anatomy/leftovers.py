"""What the skeletons do not explain: a scene in, leftover limb-like regions of each silhouette out.

The person-mask model outlines everything that looks like a person. Whatever lies farther from every known
bone than flesh and clothes reach is left over; long, narrow pieces of it may be limbs of no known skeleton.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Box, Measurement, Person, Scene, Silhouette
from agent_plugin.tools.policy import Policy


@dataclass(frozen=True)
class Leftover:
    """One region; lengths are in torso lengths of the person."""

    person: int
    box_xyxy: Box
    length: float  # along its longest axis
    width: float  # its mean width across
    area: float  # in squared torso lengths
    below_hips: float  # how far its lowest point lies under the hips, along the body
    attached: bool  # to the person's own body, cell by cell


def leftovers(scene: Scene, person: Person, policy: Policy) -> list[Leftover]:
    """Regions around a person that no known bone, head or hand is near, largest first."""
    from agent_plugin.tools.body.outline import attached, explained, regions

    silhouette = person.silhouette
    if silhouette is None:
        return []
    hands = [
        hand.xy_px
        for other in scene.people
        for hand in (other.left_hand, other.right_hand)
        if hand is not None
    ]
    known = explained(silhouette, [other.pose for other in scene.people], hands, policy.outline)
    somebody = silhouette.alpha > policy.leftovers.min_alpha
    own = attached(somebody, silhouette.to_cells(person.pose.xy_px[skeleton.TORSO]))
    found = [
        _measure(region, silhouette, person, bool(own[region].any())) for region in regions(somebody & ~known)
    ]
    return [each for each in found if each.area > policy.leftovers.min_area]


def limb_like(scene: Scene, policy: Policy, longer_than: float) -> Iterator[tuple[Person, Leftover, float]]:
    """Long enough pieces that hang on their person's own body, each with what is around it (`crowd`)."""
    for person in scene.people:
        if person.pose.legs_alone:
            continue  # arms and trunk are guessed, and explain nothing
        rest = leftovers(scene, person, policy)
        for piece in rest:
            if piece.attached and piece.length > longer_than:
                yield person, piece, crowd(rest, piece)


def extent(piece: Leftover, no_length: float) -> tuple[Measurement, Measurement]:
    """What a finding tells of the piece's size; up to `no_length` such pieces are usual."""
    length, width = round(piece.length, 3), round(piece.width, 3)
    return (
        Measurement(name="unexplained length", value=length, unit="ratio", usual=f"under {no_length}"),
        Measurement(name="unexplained width", value=width, unit="ratio", usual="none"),
    )


def _measure(region: NDArray[np.bool_], silhouette: Silhouette, person: Person, attached: bool) -> Leftover:
    rows, columns = np.nonzero(region)
    cells = np.stack([columns, rows], axis=1).astype(np.float32)
    unit = person.scale_px / silhouette.px_per_cell
    centred = cells - cells.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    along = centred @ axes[:, 1]
    length = float(along.max() - along.min() + 1)
    picture = silhouette.to_picture(cells)
    hips = skeleton.hips(person.pose.xy_px)
    down = skeleton.unit(hips - skeleton.shoulders(person.pose.xy_px))
    below = (picture - hips) @ down / person.scale_px
    low, high = picture.min(axis=0), picture.max(axis=0) + silhouette.px_per_cell
    return Leftover(
        person=person.number,
        box_xyxy=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        length=length / unit,
        width=len(cells) / length / unit,
        area=len(cells) / unit**2,
        below_hips=float(below.max()),
        attached=attached,
    )


def crowd(rest: Iterable[Leftover], piece: Leftover) -> float:
    """How much else is unexplained around, in squared torso lengths: other people, animals, things worn."""
    return sum(each.area for each in rest if each is not piece)
