"""When people whom MediaPipe's detector overlooks count as found, by their legs or under their face."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules


class AgreementRules(Rules):
    """When several starts of the pose network agree on one body."""

    within: float = Field(
        description="Greatest distance between two answers of the network, in leg lengths or, for bodies, in "
        "torso lengths"
    )
    least_starts: int = Field(description="How many starts have to come to the same body")
    least_presence: float = Field(
        description="How sure the network itself has to be that somebody is there; weak by itself"
    )


class LegsRules(Rules):
    """When legs count as those of somebody whose trunk the upper edge cuts off.

    Set on normal pictures that were cropped at waist, hips, thighs and knees, where the found legs lie within
    0.13 leg lengths of the whole body's (one bent leg: 0.19), and on crops of trunks, heads and hands, where
    nothing may be found.
    """

    upper_gap: float = Field(
        default=0.25,
        description="Share of the height that may be empty above: the mask model misses dark clothes",
    )
    least_height: float = Field(
        default=0.3, description="Share of the picture's height; what is smaller is a hand or a rim"
    )
    agreement: AgreementRules = Field(
        default=AgreementRules(within=0.15, least_starts=3, least_presence=0.6),
        description="Leg lengths, of five starts; real legs differ by 0.02 to 0.14, legs seen in hands and "
        "heads mostly by 0.2",
    )
    least_visibility: float = Field(
        default=0.85,
        description="Visibility from knees to toes: real legs have 0.87 and more, ghosts at most 0.8",
    )
    shoulders_above: float = Field(
        default=0.1,
        description="Share of the height: where more of a trunk shows, the pose model finds the person by "
        "itself",
    )
    least_length: float = Field(default=0.45, description="Share of the height that the legs have to fill")
    people_alpha: float = Field(default=0.5, description="Value of the person mask where a joint stands")
    hips_at: tuple[float, ...] = Field(
        default=(-0.5, -0.3, -0.1, 0.1, 0.2),
        description="Where the hips may be, from the upper edge, in shares of the way to the soles: one start"
        " at each",
    )
    body_of_legs: float = Field(
        default=2.2, description="Side of a square that holds a whole body, over the way from hips to soles"
    )
    least_on_people: float = Field(
        default=0.5,
        description="Share of knees, ankles and toes that has to lie on the mask, which often misses shoes",
    )


class UnderFaceRules(Rules):
    """When a body counts as found under a face that has no skeleton.

    Set on 80 AI pictures, 36 photographs and the renders. Looser rules found eight more people and no ghost,
    but for people behind a table the trunk was guessed, and heads and hands came out too large for it.
    """

    starts: tuple[tuple[float, float], ...] = Field(
        default=((3.0, 9.0), (2.4, 7.0), (3.4, 11.0), (2.4, 8.0)),
        description="Distance down to a square's middle and the square's side, in face box heights: a person "
        "is some 10 tall, and the network likes hips in the middle. For a second face only the "
        "first start is tried",
    )
    tiles: float = Field(
        default=2.0,
        description="Tiles to the longer side: in them a face is four times as large as in the whole",
    )
    tile_share: float = Field(
        default=0.03, description="Share of a tile's cells that is unexplained: a face has so many"
    )
    face_share: float = Field(
        default=0.5,
        description="Share of a face's cells that is unexplained; strangers' faces have 0.7 to 1.0",
    )
    agreement: AgreementRules = Field(
        default=AgreementRules(within=0.2, least_starts=2, least_presence=0.7),
        description="Torso lengths between trunks, of four starts",
    )
    head_at_face: float = Field(
        default=0.5,
        description="Face box heights between face and head; a neighbour's body has 0.7 and more, one's own "
        "0.06 to 0.48",
    )
    most_face: float = Field(
        default=0.53,
        description="Face box height over the torso; people found so have up to 0.45, one behind a table has "
        "0.57",
    )
    other_trunk: float = Field(
        default=0.35,
        description="Torso lengths to anybody else's trunk: a second head on a body has that body's trunk",
    )
    least_joints: int = Field(
        default=5,
        description="Shoulders, elbows and hips that have to lie in the picture; with fewer the trunk is "
        "guessed",
    )
    people_alpha: float = Field(
        default=0.5,
        description="Value of the person mask at each such joint: a table hides a trunk, and then heads look "
        "large",
    )


class PieceRules(Rules):
    """When a frame is looked at in pieces beside the whole, and what counts as found in one."""

    long_from: float = Field(
        default=2.0,
        ge=1,
        description="Longer edge over the shorter: of 20 lone people in such frames the whole "
        "frame alone showed 11",
    )
    step: float = Field(
        default=1 / 3,
        gt=0,
        le=1,
        description="From one square to the next in short edges: whoever is up to two thirds wide is whole "
        "in one",
    )
    margin: float = Field(
        default=0.02, ge=0, description="Sides of the square; what comes nearer to its edge may go on beyond"
    )
    same_trunk_area: float = Field(
        default=0.5, description="Share of the smaller trunk's box: a cut body is fitted askew on itself"
    )
    look_again: tuple[float, ...] = Field(
        default=(1.0, 1.2, 1.45),
        description="Sides of the squares, in body boxes, from which the pose network has to come to it",
    )
    same_body: float = Field(
        default=0.35,
        description="Torso lengths from the find to what the network comes to: real bodies have 0.02 to "
        "0.24, bodies seen in 13 pieces of scenery 0.42 and more",
    )
    likely_there: float = Field(
        default=0.5, ge=0, le=1, description="What the network itself says of somebody being there: even odds"
    )
    surely_there: float = Field(
        default=0.95,
        ge=0,
        le=1,
        description="The same from every square, as of portraits with a guessed trunk; scenery never had it",
    )


class TonedRules(Rules):
    """When a frame counts as grey or toned, and the colours that it is searched in then."""

    seen_at_px: int = Field(default=128, gt=0, description="Smaller than the grain and blocks of codecs")
    least_contrast: float = Field(
        default=6.0,
        description="Standard deviation of the light, 0 to 255; fades and plain cards show nobody",
    )
    same_colour: float = Field(default=10.0, description="Grey levels; chroma of JPEG wavers by as much")
    toned_share: float = Field(
        default=0.97, description="Share of the pixels; a logo or a button may have a colour of its own"
    )
    ends_percent: float = Field(
        default=1.0, description="Of the pixels at both ends, which become black and white"
    )
    skin_rgb: tuple[int, int, int] = Field(
        default=(178, 118, 96),
        description="A light brown skin for the middle of the light: of 23 renders in grey the pose model "
        "finds people in 16, so coloured in 20, in the colour renders themselves in 22",
    )
    farther: float = Field(
        default=1.25,
        ge=1,
        description="Side of a second square, in longer edges: of 14 renders of 68 that lost their people in "
        "grey, 8 are found again in the whole and 6 from here, 9 in either",
    )
    starts: tuple[tuple[float, float, float], ...] = Field(
        default=(
            (1.25, 0.0, 0.0),
            (1.0, 0.0, 0.0),
            (0.8, 0.0, 0.0),
            (1.0, 0.0, -0.15),
            (1.0, 0.0, 0.15),
            (1.0, -0.2, 0.0),
            (1.0, 0.2, 0.0),
        ),
        description="Where the pose network starts: side and distance from the middle, in short edges",
    )
    agreement: AgreementRules = Field(
        default=AgreementRules(within=0.25, least_starts=5, least_presence=0.95),
        description="Torso lengths, of seven starts; in scenery fewer agree, or less surely",
    )


class SkinRules(Rules):
    """The colour of skin where nobody was recognised: a close-up, or wood."""

    looks_at_px: int = Field(default=320, description="Longer side of the picture for it; a stretch is large")
    much: float = Field(
        default=0.07,
        description="Share of the picture in one stretch: of 14 cropped shots of worn clothes in which "
        "nobody is recognised 9 have more, of 4 things alone 1, a watch",
    )
    rim: float = Field(
        default=0.5, description="Share of the picture's rim from which on such a stretch is a background"
    )
