"""How people are found and followed, and when a part is good enough to be judged."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules
from agent_plugin.tools.policy.score_curves import ClassifierRules


class DepictionRules(Rules):
    """When a person is taken for a picture: a poster, a screen, a print on clothes."""

    print_of_wearer: float = Field(
        default=0.33, description="Torso against torso; a baby held has 0.4 and more"
    )
    surely_seen: float = Field(default=0.6, description="Visibility of points that have to lie inside")
    inside_share: float = Field(default=0.95, description="Of those points: the models err by some pixels")
    least_alpha: float = Field(default=0.5, description="Of the person mask, where such a point lies")
    seen_at_px: int = Field(default=640, description="Frames are thicker than a 600th of a picture")
    edge: float = Field(default=60.0, description="Sobel's answer to a step of 15 grey levels")
    gap_px: int = Field(default=7, description="At that size; a leaf or a hand before the frame")
    least_side: float = Field(default=0.1, description="Of the longer side; in smaller ones nobody is found")
    corner: float = Field(default=0.02, description="Of the longer side, between edges that meet")
    least_area: float = Field(default=0.01, description="Of the picture")
    most_area: float = Field(
        default=0.5, description="Of the picture; a larger one is the advertisement itself"
    )
    most_lines: int = Field(
        default=40, description="Of each direction, the longest: shelves and blinds have many"
    )
    most_score: float = Field(
        default=0.8,
        description="Who is only pictured may be a drawing or a doll: a person is asked, no block",
    )


class AgreementRules(Rules):
    """When several starts of the pose network have come to one body."""

    within: float = Field(description="Leg lengths, or torso lengths of bodies, between two of its answers")
    least_starts: int = Field(description="That have to come to it")
    least_presence: float = Field(description="The network's own word that somebody is there; weak alone")


class LegsRules(Rules):
    """When legs are taken for somebody's whose trunk the upper edge cuts off.

    Set on normal pictures cut off at waist, hips, thighs and knees, where what is found lies within 0.13 leg
    lengths of the whole body's (one bent leg: 0.19), and on cuts of trunks, heads and hands, where nothing
    may be found.
    """

    upper_gap: float = Field(default=0.25, description="Of the height: the mask model misses dark clothes")
    least_height: float = Field(default=0.3, description="Of the picture's; smaller is a hand or a rim")
    agreement: AgreementRules = Field(
        default=AgreementRules(within=0.15, least_starts=3, least_presence=0.6),
        description="Leg lengths, of five starts; real legs 0.02 to 0.14, in hands and heads mostly 0.2",
    )
    least_visibility: float = Field(
        default=0.85, description="Knees to toes: real ones 0.87 and more, ghosts at most 0.8"
    )
    shoulders_above: float = Field(
        default=0.1, description="Of the height: with more of a trunk in view the pose model sees by itself"
    )
    least_length: float = Field(default=0.45, description="Of the height: legs that fill the picture")
    people_alpha: float = Field(default=0.5, description="Of the person mask, where a joint stands")
    hips_at: tuple[float, ...] = Field(
        default=(-0.5, -0.3, -0.1, 0.1, 0.2),
        description="Where they may be, from the upper edge, of the way to the soles: a start at each",
    )
    body_of_legs: float = Field(
        default=2.2, description="A side that holds a whole body, of the way from hips to soles"
    )
    least_on_people: float = Field(default=0.5, description="Of knees, ankles and toes; shoes are often lost")


class UnderFaceRules(Rules):
    """When a body is taken to hang under a face that is nobody's.

    Set on 80 AI pictures, 36 photographs and the renders. Looser rules found eight people and no ghost too,
    but of those behind a table the trunk was guessed, and heads and hands came out too large for it.
    """

    starts: tuple[tuple[float, float], ...] = Field(
        default=((3.0, 9.0), (2.4, 7.0), (3.4, 11.0), (2.4, 8.0)),
        description="Face box heights down to a square's middle, and its side: a person is some 10 tall, and "
        "the network likes hips in the middle. A second face is tried with the first alone",
    )
    tiles: float = Field(
        default=2.0, description="To the longer side: a face in them is four times as large as in the whole"
    )
    tile_share: float = Field(default=0.03, description="Of its cells unexplained: a face has so many")
    face_share: float = Field(default=0.5, description="Of its cells unexplained; strangers' 0.7 to 1.0")
    agreement: AgreementRules = Field(
        default=AgreementRules(within=0.2, least_starts=2, least_presence=0.7),
        description="Torso lengths between trunks, of four starts",
    )
    head_at_face: float = Field(
        default=0.5,
        description="Face box heights; at a neighbour's body 0.7 and more, at one's own 0.06 to 0.48",
    )
    most_face: float = Field(
        default=0.53,
        description="Face box height over the torso; found people's up to 0.45, behind a table 0.57",
    )
    other_trunk: float = Field(
        default=0.35, description="Torso lengths to anybody's: a second head on a body has its trunk"
    )
    least_joints: int = Field(
        default=5, description="Of shoulders, elbows and hips in the picture; with fewer the trunk is guessed"
    )
    people_alpha: float = Field(
        default=0.5,
        description="Of the person mask at each such joint: a table hides a trunk, heads look large",
    )


class PeopleRules(Rules):
    """How people are found, and when a part is good enough to be judged."""

    max_people: int = Field(default=10, description="More are a crowd: said, not checked")
    find_at_px: int = Field(default=1024, description="The pose model looks at 256 px; more costs only time")
    same_trunk: float = Field(default=0.35, description="Torso lengths; two people never stand in one place")
    overlooked_alpha: float = Field(default=0.6, description="The mask model's edge is soft by some cells")
    overlooked_height: float = Field(default=0.15, description="Of the picture's side; smaller is background")
    overlooked_fill: float = Field(default=0.2, description="Of its box: a person, not a rim or a strap")
    overlooked_boxes: float = Field(default=1.25, description="Region boxes a side: room for what is covered")
    overlooked_joints: int = Field(default=4, description="In the picture; fewer fit anything")
    overlooked_share: float = Field(default=0.6, description="Of the joints: ghosts sit on known people")
    somebody_share: float = Field(
        default=0.05,
        description="Of the picture, of the person mask where nobody was recognised: eight badly wrong "
        "pictures of generators had 0.25 to 0.68, pictures without people mostly 0.00",
    )
    overlooked_most: int = Field(default=4, description="Second looks a frame, 30 ms each")
    crop_px: int = Field(default=512, description="Faces and hands are found here that a whole picture hides")
    max_hands_per_crop: int = Field(default=4, description="Two of one's own, and others reaching in")
    max_faces_per_crop: int = Field(default=3, description="One's own, and cheek to cheek on both sides")
    min_pose_confidence: float = Field(default=0.5, description="MediaPipe's default")
    min_hand_confidence: float = Field(
        default=0.5, description="MediaPipe's default; lower finds knees and feet"
    )
    min_face_confidence: float = Field(default=0.5, description="MediaPipe's default")
    head_crop_heads: float = Field(default=2.0, description="Head heights a side: room for hair and hats")
    upright_within_deg: float = Field(default=25.0, description="The face model copes with that much tilt")
    face_on_head: float = Field(
        default=0.6, description="Head heights from the skeleton's head to one's own face"
    )
    same_face: float = Field(
        default=0.25, description="Face box heights between two finds of one face; of two heads 0.4 and more"
    )
    far_look: float = Field(
        default=2.0, description="Picture sides: the hand model overlooks hands that fill the picture"
    )
    filling_hand: float = Field(
        default=0.3, description="Of the picture's side; shorter ones are seen well from near"
    )
    within_hand: float = Field(
        default=0.7, description="Of a pose's points; a real body never lies in one hand's outline"
    )
    hand_grown: float = Field(default=0.15, description="Hand lengths around that outline, for flesh")
    hand_of_torso: float = Field(
        default=0.375, description="A hand is .108 of stature, the torso .288 (Drillis and Contini 1966)"
    )
    hand_crop_forearms: float = Field(default=1.5, description="A hand is 3/4 of a forearm, at any angle")
    hand_on_wrist: float = Field(
        default=0.30, description="Torso lengths between a hand's and a pose's wrist; a forearm is 0.5"
    )
    hand_near_person: float = Field(
        default=0.6, description="Torso lengths outside the body's box; a forearm"
    )
    same_hand: float = Field(default=0.35, description="Hand lengths between two finds of one hand")
    same_hand_overlap: float = Field(default=0.5, description="Of two finds' boxes; two real hands fan out")
    silhouette_boxes: float = Field(default=1.3, description="Body boxes a side: limbs the skeleton misses")
    silhouette_px: int = Field(default=256, description="What the person-mask model looks at")
    readable_within_deg: float = Field(
        default=45.0,
        description="A spine that leans more is not read: the classifier knows upright people only",
    )
    min_read_face_px: float = Field(
        default=96.0, description="Height of its box: in smaller faces shadows and lashes read as eyes"
    )
    read_face_within_deg: float = Field(
        default=45.0, description="Of the camera: beyond it the far half of a face is too narrow to compare"
    )
    max_hand_in_torsos: float = Field(
        default=1.2, description="Of a body whose proportions are read: hands are 0.37 long, drawn double 0.8"
    )
    max_stray_hand_in_torsos: float = Field(
        default=0.55, description="The same of a hand on no wrist: half as long again as a hand can be"
    )
    shape_share: float = Field(
        default=0.5,
        description="Of two words on a body, how much the shape's weighs against the networks': they err on "
        "different people, and from 0.4 to 0.6 it hardly matters",
    )
    wrist_share: float = Field(default=0.6, description="Of a look at the end of an arm, against all before")
    wrist_share_extra_hand: float = Field(
        default=0.45,
        description="The same of a hand too many: so close, the other hand may look like one. AUC on 435 "
        "held-out renders 0.86, with 0.6 it was 0.84",
    )
    fingers_share: float = Field(
        default=0.5, description="Of two networks' words on a found hand, how much that of fingers weighs"
    )
    classifiers: ClassifierRules = ClassifierRules()
    depictions: DepictionRules = DepictionRules()
    legs: LegsRules = LegsRules()
    under_faces: UnderFaceRules = UnderFaceRules()
    min_read_hand_px: float = Field(default=48.0, description="Wrist to fingertip: fingers 4 pixels across")
    min_head_px: float = Field(default=28.0, description="Below it the face model misses normal faces")
    min_hand_px: float = Field(default=20.0, description="Below it the hand model misses normal hands")
    min_sharpness: float = Field(
        default=0.045, description="Blurred on purpose: heads whose face gets lost have up to 0.04"
    )
    min_inside_share: float = Field(
        default=0.75, description="Of a part's square; a brow may be cut, not a chin"
    )
    min_visibility: float = Field(
        default=0.5, description="The pose model's own even chance of being covered"
    )


class TrackRules(Rules):
    """Who is who from frame to frame."""

    cut: float = Field(default=0.16, description="Mean change of brightness, 0 to 1: fast pans stay below")
    forget_s: float = Field(default=1.0, description="Longer out of sight may be somebody else")
    step: float = Field(default=0.7, description="Torso lengths between frames; a sprint at 10 per second")
    other_torso: float = Field(
        default=0.35, description="Torso lengths that a wholly other look weighs; two who pass are closer"
    )
    broad_shoulders: float = Field(
        default=0.3, description="Torso lengths; narrower is a profile, sides unsure"
    )
    same_torso: float = Field(default=0.7, description="Correlation of its pixels; a jump cut breaks it")
    same_after_cut: float = Field(default=0.8, description="Without a place to go by, the look must fit well")
    plain_torso: float = Field(default=8.0, description="Grey levels; any two plain shirts look the same")
    jump_deg: float = Field(
        default=120.0, description="Of the shoulders in one frame: a head's swap is about 180, a spin 60"
    )
    memory_sureness: float = Field(default=0.95, description="A torso cannot turn round between two frames")
