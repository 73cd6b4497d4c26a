"""How people are found and followed, and when a part is good enough to be judged."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules
from agent_plugin.tools.policy.overlooked import LegsRules, PieceRules, SkinRules, TonedRules, UnderFaceRules
from agent_plugin.tools.policy.score_curves import ClassifierRules


class DepictionRules(Rules):
    """When a person counts as only pictured: on a poster, a screen or a print on clothes."""

    print_of_wearer: float = Field(
        default=0.33,
        description="Length of the printed torso over the wearer's; a baby that is held has 0.4 and more",
    )
    surely_seen: float = Field(
        default=0.6, description="Visibility from which a point has to lie inside the inner picture"
    )
    inside_share: float = Field(
        default=0.95, description="Share of those points that has to: the models err by some pixels"
    )
    least_alpha: float = Field(default=0.5, description="Value of the person mask at such a point")
    seen_at_px: int = Field(
        default=640,
        description="Longer side at which edges are searched: frames are thicker than a 600th of a picture",
    )
    edge: float = Field(default=60.0, description="Sobel's answer to a step of 15 grey levels")
    gap_px: int = Field(
        default=7,
        description="Gap that an edge may have at that size, as where a leaf or a hand lies before the frame",
    )
    least_side: float = Field(
        default=0.1,
        description="Shortest side, as a share of the picture's longer one; the pose model finds nobody in "
        "smaller ones",
    )
    corner: float = Field(
        default=0.02, description="Share of the longer side that may lie between two edges that meet"
    )
    least_area: float = Field(default=0.01, description="Smallest share of the picture")
    most_area: float = Field(
        default=0.5, description="Largest share of the picture; a larger one is the advertisement itself"
    )
    most_lines: int = Field(
        default=40, description="Longest lines that are tried in each direction: shelves and blinds have many"
    )
    most_score: float = Field(
        default=0.8,
        description="Highest score about somebody who is only pictured, as it may be a drawing or a doll: it "
        "asks and never blocks",
    )


class PeopleRules(Rules):
    """How people are found, and when a part is good enough to be judged."""

    max_people: int = Field(
        default=10, description="More people are a crowd: the review says so and does not check them"
    )
    find_at_px: int = Field(default=1024, description="The pose model looks at 256 px; more costs only time")
    same_trunk: float = Field(
        default=0.35,
        description="Torso lengths between two fits of one body; two people never stand in one place",
    )
    overlooked_alpha: float = Field(default=0.6, description="The mask model's edge is soft by some cells")
    overlooked_height: float = Field(
        default=0.15, description="Share of the picture's side; smaller people are background"
    )
    overlooked_fill: float = Field(
        default=0.2, description="Share of the region's box that is filled: a person, not a rim or a strap"
    )
    overlooked_boxes: float = Field(
        default=1.25, description="Side of the second crop in region boxes: room for what is covered"
    )
    overlooked_joints: int = Field(
        default=4, description="Joints that have to lie in the picture; fewer fit anything"
    )
    overlooked_share: float = Field(
        default=0.6,
        description="Share of the joints that has to lie on unexplained cells: ghosts sit on known people",
    )
    somebody_share: float = Field(
        default=0.05,
        description="Share of the picture in the person mask where nobody was recognised: eight badly wrong "
        "pictures of generators have 0.25 to 0.68, pictures without people mostly 0.00",
    )
    overlooked_most: int = Field(default=4, description="Second crops of a frame; each takes 30 ms")
    crop_px: int = Field(
        default=512,
        description="Side of the crops in which faces and hands are found that a whole picture hides",
    )
    max_hands_per_crop: int = Field(default=4, description="A person's own two, and others that reach in")
    max_faces_per_crop: int = Field(
        default=3, description="A person's own, and one cheek to cheek on each side"
    )
    min_pose_confidence: float = Field(default=0.5, description="MediaPipe's default")
    min_hand_confidence: float = Field(
        default=0.5, description="MediaPipe's default; a lower one finds knees and feet"
    )
    min_face_confidence: float = Field(default=0.5, description="MediaPipe's default")
    head_crop_heads: float = Field(
        default=2.0, description="Side of the head's crop in head heights: room for hair and hats"
    )
    upright_within_deg: float = Field(default=25.0, description="The face model copes with that much tilt")
    face_on_head: float = Field(
        default=0.6, description="Head heights from the skeleton's head to the person's own face"
    )
    same_face: float = Field(
        default=0.25,
        description="Face box heights between two finds of one face; two heads have 0.4 and more",
    )
    far_look: float = Field(
        default=2.0,
        description="Side of the padded frame in picture sides: the hand model overlooks hands that fill the "
        "picture",
    )
    filling_hand: float = Field(
        default=0.3,
        description="Share of the picture's side; the hand model finds shorter hands without padding",
    )
    within_hand: float = Field(
        default=0.7,
        description="Share of a pose's points inside a hand's outline; a real body never lies in one",
    )
    hand_grown: float = Field(
        default=0.15, description="Hand lengths that are added around that outline, for flesh"
    )
    hand_of_torso: float = Field(
        default=0.375, description="A hand is .108 of stature, the torso .288 (Drillis and Contini 1966)"
    )
    hand_crop_forearms: float = Field(
        default=1.5, description="Side of the hand's crop in forearms: a hand is 3/4 of one, at any angle"
    )
    hand_on_wrist: float = Field(
        default=0.30, description="Torso lengths between a hand's and a pose's wrist; a forearm is 0.5"
    )
    hand_near_person: float = Field(
        default=0.6, description="Torso lengths outside the body's box: a forearm"
    )
    same_hand: float = Field(default=0.35, description="Hand lengths between two finds of one hand")
    same_hand_overlap: float = Field(
        default=0.5, description="Overlap of two finds' boxes; two real hands fan out"
    )
    silhouette_boxes: float = Field(
        default=1.3,
        description="Side of the mask's crop in body boxes: it shows limbs that the skeleton misses",
    )
    silhouette_px: int = Field(default=256, description="What the person-mask model looks at")
    readable_within_deg: float = Field(
        default=45.0,
        description="A spine that leans more is not read: the classifier learned from upright people only",
    )
    min_read_face_px: float = Field(
        default=96.0, description="Height of the face's box: in smaller faces shadows and lashes read as eyes"
    )
    read_face_within_deg: float = Field(
        default=45.0,
        description="Yaw from the camera; beyond it the far half of a face is too narrow to compare",
    )
    max_hand_in_torsos: float = Field(
        default=1.2,
        description="Longest hand of a body whose proportions count: hands are 0.37 long, drawn double 0.8",
    )
    max_stray_hand_in_torsos: float = Field(
        default=0.55, description="The same for a hand on no wrist: half as long again as a hand can be"
    )
    shape_share: float = Field(
        default=0.5,
        description="Weight of the shape trees against the networks in the mean of their logits: they err on "
        "different people, and from 0.4 to 0.6 it hardly matters",
    )
    wrist_share: float = Field(
        default=0.6, description="Weight of the wrist network against all readings before it"
    )
    wrist_share_extra_hand: float = Field(
        default=0.45,
        description="The same for a hand too many: from so close, the other hand may look like one. The AUC "
        "on 435 held-out renders is 0.86, and was 0.84 with 0.6",
    )
    fingers_share: float = Field(
        default=0.5,
        description="Weight of the fingers network against the hand network on a hand that was found",
    )
    classifiers: ClassifierRules = ClassifierRules()
    depictions: DepictionRules = DepictionRules()
    legs: LegsRules = LegsRules()
    under_faces: UnderFaceRules = UnderFaceRules()
    skin: SkinRules = SkinRules()
    pieces: PieceRules = PieceRules()
    toned: TonedRules = TonedRules()
    still_from_s: float = Field(
        default=0.5,
        ge=0,
        description="What stays on screen for so long is read as a still is, and gets a still's flip pass: "
        "viewers take in a card in half a second, and the pass costs one look more for five of a video. "
        "What is shorter is read from one crop a part; the frames beside it steady the answer",
    )
    min_read_hand_px: float = Field(
        default=48.0, description="From wrist to fingertip: then fingers are 4 pixels across"
    )
    min_picture_px: int = Field(
        default=100,
        description="Shorter edge: below it a head of a fifth of the height has under 20 pixels, as in "
        "banners of 728x90 and 320x50",
    )
    min_head_px: float = Field(default=28.0, description="Below it the face model misses normal faces")
    min_hand_px: float = Field(default=20.0, description="Below it the hand model misses normal hands")
    min_sharpness: float = Field(
        default=0.045,
        description="Measured on pictures blurred on purpose: heads whose face gets lost have up to 0.04",
    )
    min_inside_share: float = Field(
        default=0.75,
        description="Share of a part's square in the picture; its edge may cut a brow, not a chin",
    )
    min_visibility: float = Field(
        default=0.5, description="The pose model's own even chance of being covered"
    )


class TrackRules(Rules):
    """Who is who from frame to frame."""

    forget_s: float = Field(
        default=1.0, description="Somebody who was longer out of sight may be somebody else"
    )
    step: float = Field(
        default=0.7, description="Torso lengths between frames, as of a sprint at 10 frames per second"
    )
    step_s: float = Field(
        default=0.1,
        gt=0,
        description="The time of such a step; over longer ones the reach grows as its root, since people "
        "slow down and turn back",
    )
    other_torso: float = Field(
        default=0.35,
        description="What a wholly different torso costs, in torso lengths; two people who pass each other "
        "are closer",
    )
    broad_shoulders: float = Field(
        default=0.3, description="Torso lengths; narrower shoulders are a profile, whose sides are unsure"
    )
    same_torso: float = Field(
        default=0.7,
        description="Correlation of the torso's pixels where they fit best; a jump cut breaks it: of 335 "
        "pairs of looks at the same person in 133 clips 0.08 to 0.17 s apart 93% reach it, of 4,000 pairs "
        "of different people 1 in 170; without a search for the place 84% and 1 in 400",
    )
    torso_shift: int = Field(
        default=2,
        ge=0,
        le=8,
        description="How far that place is looked for, of 24 cells across a view as large as the torso",
    )
    same_after_cut: float = Field(
        default=0.8, description="The same after a cut: without a place to go by, appearance has to fit well"
    )
    plain_torso: float = Field(default=8.0, description="Grey levels; any two plain shirts look the same")
    jump_deg: float = Field(
        default=120.0,
        description="Turn of the shoulders in one frame: a swap of sides is about 180, a spin 60",
    )
    memory_sureness: float = Field(default=0.95, description="A torso cannot turn round between two frames")
