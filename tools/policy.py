"""Every threshold and rule in one place, each with its reason.

A policy comes in nowhere and goes everywhere: media limits, what is big and sharp enough to check, the score
from which a finding asks for review or blocks. `fingerprint()` names its content, so that a stored review is
reused only under the same rules.
"""

from __future__ import annotations

import hashlib

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent_plugin.tools.domain import Category


class _Rules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MediaLimits(_Rules):
    """What is accepted as input. Beyond it the answer is a clear error, never a partial look."""

    max_bytes: int = Field(default=512 << 20, gt=0, description="A 4K ad of a minute is about 300 MB")
    max_pixels: int = Field(
        default=100_000_000,
        gt=0,
        le=178_956_970,  # Pillow itself refuses more, whatever is asked of it
        description="Larger stills are print files or bombs",
    )
    max_side_px: int = Field(
        default=20_000, gt=0, description="Beyond this no decoder is trusted with memory"
    )
    max_duration_s: float = Field(
        default=180.0, gt=0, description="Ads run 6 to 60 s; long cuts up to 3 minutes"
    )
    max_frames: int = Field(default=20_000, gt=0, description="180 s at 110 frames per second")
    sample_fps: float = Field(default=10.0, gt=0, description="A defect of a fifth of a second is seen twice")
    max_animation_frames: int = Field(default=2_000, gt=0, description="Animated pictures decode slowly")
    max_animation_pixels: int = Field(
        default=5_000_000_000, gt=0, description="A minute of Full HD at 25 frames per second is 3.1 billion"
    )
    shortest_delay_s: float = Field(
        default=0.011, ge=0, description="Browsers show animation delays of 0 and 10 ms as the one below"
    )
    assumed_delay_s: float = Field(default=0.1, gt=0, description="What browsers make of too short a delay")
    max_pixel_stretch: float = Field(
        default=4.0, ge=1, description="Real pixel aspects lie within 0.5 to 2.2; beyond this it is a mistake"
    )
    max_name_chars: int = Field(default=80, ge=16, description="One line of a report")


class Thresholds(_Rules):
    """From which score a finding asks for a person, and from which it blocks."""

    review: float = Field(default=0.5, ge=0, le=1, description="More likely than not: worth a look")
    block: float = Field(default=0.85, ge=0, le=1, description="Sure enough to stop an ad unseen")

    @model_validator(mode="after")
    def _in_order(self) -> Thresholds:
        if self.review > self.block:
            raise ValueError("the review threshold may not lie above the block threshold")
        return self


class VerdictRules(_Rules):
    """How findings become a verdict. Tuples, not sets: their order must not move the fingerprint."""

    standard: Thresholds = Thresholds()
    by_category: tuple[tuple[Category, Thresholds], ...] = Field(
        default=(), description="Exceptions from the standard thresholds"
    )
    never_block: tuple[Category, ...] = Field(
        default=(
            Category.MISSING_ARM,
            Category.MISSING_HAND,
            Category.MISSING_LEG,
            Category.MISSING_FINGER,
            Category.FINGER_LENGTH,
            Category.LIMB_LENGTH,
            Category.NECK_LENGTH,
            Category.HAND_SIZE,
            Category.HEAD_SIZE,
            Category.FACE_ASYMMETRY,
            Category.FUSED_FINGERS,
        ),
        description="Real people look like this too: ask whether it is intended, never block for it alone",
    )

    def thresholds(self, category: Category) -> Thresholds:
        """The thresholds that hold for a category."""
        return dict(self.by_category).get(category, self.standard)


class EvidenceRules(_Rules):
    """How large and how many the pictures that show the findings are. They judge nothing."""

    max_side_px: int = Field(default=1600, description="Sharp on a laptop, small enough to mail or chat")
    min_side_px: int = Field(default=640, description="The shorter side; labels on less cannot be read")
    min_canvas_px: int = Field(default=320, description="Room for labels around a very flat banner")
    jpeg_quality: int = Field(default=88, description="Thin coloured lines stay clean, files stay small")
    max_findings_drawn: int = Field(default=24, description="More boxes would hide what they show")
    max_labels: int = Field(default=10, description="Beyond it only numbers: words would cover the picture")
    crop_side_px: int = Field(default=800, description="Half a laptop's screen, a whole phone's")
    crop_margin: float = Field(default=0.5, description="Of the box, on each side: shows whose part it is")
    crop_max_zoom: float = Field(default=8.0, description="Beyond it only blur is enlarged")
    caption_max_lines: int = Field(default=8, description="A longer sentence is in the report")
    strip_frames: int = Field(default=6, description="One before, four within, one after; fits one row")
    strip_window_s: float = Field(default=2.0, description="Around the worst moment; more is another scene")
    strip_context_s: float = Field(default=0.3, description="Surely outside the span, still the same motion")
    strip_width_px: int = Field(default=1440, description="Six upright frames of a phone ad at 240 px")
    same_moment_s: float = Field(default=0.15, description="A box this old still fits: two frames at 12 fps")
    almost_certain: float = Field(default=0.9, description="Words for the score, in the report")
    very_likely: float = Field(default=0.75, description="Words for the score, in the report")
    likely: float = Field(default=0.5, description="Words for the score; below it: possible")


class StoreRules(_Rules):
    """How the store waits and tidies. It moves no verdict, so it is no part of a policy."""

    busy_timeout_s: float = Field(default=30.0, description="Writes take milliseconds; longer means stuck")
    leftover_age_s: float = Field(default=86_400.0, description="No review takes a day")


class SetupRules(_Rules):
    """How long an installation's parts are waited for. It moves no verdict, so it is no part of a policy."""

    download_silence_s: float = Field(default=20.0, description="Without a byte; slow lines are left alone")
    probe_timeout_s: float = Field(default=120.0, description="A first import on a slow disk takes a minute")


class PeopleRules(_Rules):
    """How people are found, and when a part is good enough to be judged."""

    max_people: int = Field(default=10, description="More are a crowd: said, not checked")
    find_at_px: int = Field(default=1024, description="The pose model looks at 256 px; more costs only time")
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
    min_head_px: float = Field(default=28.0, description="Below it the face model misses normal faces")
    min_hand_px: float = Field(default=20.0, description="Below it the hand model misses normal hands")
    min_sharpness: float = Field(
        default=0.06, description="Blurred on purpose, normal faces get lost below it"
    )
    min_inside_share: float = Field(
        default=0.75, description="Of a part's square; a brow may be cut, not a chin"
    )
    min_visibility: float = Field(
        default=0.5, description="The pose model's own even chance of being covered"
    )


class LeftoverRules(_Rules):
    """How far flesh and clothes reach from a bone, in torso lengths, before a region is left over."""

    min_alpha: float = Field(default=0.6, description="The mask model's edge is soft by some cells")
    min_area: float = Field(default=0.02, description="Squared torso lengths; a forearm has about 0.08")
    arm_radius: float = Field(default=0.17, description="An upper arm is 0.1 thick; the rest is sleeve")
    leg_radius: float = Field(default=0.24, description="A thigh is 0.3 across; the rest is trousers")
    trunk_radius: float = Field(default=0.22, description="Ribs, hips and a loose shirt beyond the joints")
    head_radius: float = Field(default=0.85, description="Head heights: hair and hats")


class ExtraHeadRules(_Rules):
    """When two faces share a neck; distances in face heights, chin to forehead."""

    sure: float = Field(default=0.95, description="Cheek to cheek never gets the roots this close by chance")
    neck_in_faces: float = Field(default=0.35, description="Chin to the root of the neck: .052 of stature")
    one_neck: float = Field(default=0.15, description="Rendered pairs on one neck: 0.05 to 0.12, one 0.28")
    two_necks: float = Field(default=0.45, description="People embracing: mostly 0.4 and more")


class ExtraHandRules(_Rules):
    """When a hand is one too many; distances in hand lengths."""

    one_wrist: float = Field(default=0.25, description="The model's own spread of one wrist")
    two_wrists: float = Field(default=0.6, description="Clasped hands keep their wrists this far apart")
    fanned_deg: float = Field(default=30.0, description="Two hands from one wrist spread like a fan")
    together_deg: float = Field(default=10.0, description="Parallel finds are mostly one hand found twice")
    same_side: float = Field(default=0.95, description="Two left hands on one wrist: nobody has them")
    other_side: float = Field(
        default=0.55, description="A left and a right wrist can touch; the model can err"
    )
    third_alone: float = Field(default=0.45, description="May reach in from outside the picture: only noted")
    third_in_company: float = Field(default=0.3, description="Most likely a neighbour's")


class ExtraArmRules(_Rules):
    """When an unexplained piece of outline is an arm; lengths in torso lengths."""

    knee: float = Field(default=0.85, description="Below the hips; a thigh's length")
    no_length: float = Field(default=0.3, description="Folds of clothes and hair are shorter")
    arm_length: float = Field(default=0.8, description="A forearm and half an upper arm")
    slim: float = Field(default=0.2, description="Width over length: an arm is 5 times as long as wide")
    stout: float = Field(default=0.5, description="A bag, a neighbour")
    nobody_around: float = Field(
        default=0.1, description="Nothing else unexplained, in squared torso lengths"
    )
    somebody_around: float = Field(default=0.5, description="About a trunk and a head: somebody not found")
    shape_alone: float = Field(default=0.48, description="Sleeves and straps look like it: only noted")
    with_hand: float = Field(default=0.7, description="A hand on a limb that nobody's skeleton has")


class ExtraLegRules(_Rules):
    """When an unexplained piece of outline is a leg; lengths in torso lengths."""

    knee: float = Field(default=1.2, description="Below the hips; the upper third of a shank")
    no_length: float = Field(default=0.4, description="Hems and shoes are shorter")
    leg_length: float = Field(default=1.0, description="A shank and some of the thigh")
    slim: float = Field(default=0.2, description="Width over length of a trouser leg")
    stout: float = Field(default=0.45, description="A skirt, a neighbour, a stool")
    shank_width: float = Field(default=0.1, description="A shin beside the reach of the other legs")
    no_width: float = Field(default=0.05, description="A hem or a shadow's edge")
    nobody_around: float = Field(
        default=0.1, description="Nothing else unexplained, in squared torso lengths"
    )
    somebody_around: float = Field(default=0.5, description="About a trunk and a head: somebody not found")
    sure: float = Field(default=0.9, description="A whole leg, clear of everything")


class NeckTwistRules(_Rules):
    """When a head faces where no neck turns it; angles between head and shoulders."""

    possible_deg: float = Field(default=100.0, description="80 of the neck, and the models' own error of 20")
    impossible_deg: float = Field(default=135.0, description="A third more than the most supple neck")
    frontal_deg: float = Field(default=25.0, description="So frontal that the face model never fails")
    profile_deg: float = Field(default=60.0, description="From here the face model may rightly find no face")
    by_skeleton: float = Field(
        default=0.9, description="The skeleton errs towards the head, never away from it"
    )
    by_torso: float = Field(default=0.9, description="As sure as the look at the torso itself")
    no_face: float = Field(default=0.75, description="A hand, a mask or a hood can hide a frontal face")


class TrackRules(_Rules):
    """Who is who from frame to frame."""

    cut: float = Field(default=0.16, description="Mean change of brightness, 0 to 1: fast pans stay below")
    forget_s: float = Field(default=1.0, description="Longer out of sight may be somebody else")
    step: float = Field(default=0.7, description="Torso lengths between frames; a sprint at 10 per second")
    broad_shoulders: float = Field(
        default=0.3, description="Torso lengths; narrower is a profile, sides unsure"
    )
    same_torso: float = Field(default=0.7, description="Correlation of its pixels; a jump cut breaks it")
    memory_sureness: float = Field(default=0.95, description="A torso cannot turn round between two frames")


class TimeRules(_Rules):
    """How often a thing must be seen in a video."""

    worth_noting: float = Field(default=0.05, description="Below it a suspicion is no news at all")
    gap_s: float = Field(default=0.35, description="A blink of the models does not end a span")
    frames_for_sure: float = Field(default=2.0, description="Once can be a broken frame")
    frames_for_doubt: float = Field(default=8.0, description="The more the weaker: 6 frames at even odds")
    unchecked_share: float = Field(
        default=0.5, description="A part seen in half the frames counts as checked"
    )


class Policy(_Rules):
    """The rules of one review."""

    name: str = "standard"
    media: MediaLimits = MediaLimits()
    people: PeopleRules = PeopleRules()
    neck_twist: NeckTwistRules = NeckTwistRules()
    leftovers: LeftoverRules = LeftoverRules()
    extra_head: ExtraHeadRules = ExtraHeadRules()
    extra_hand: ExtraHandRules = ExtraHandRules()
    extra_arm: ExtraArmRules = ExtraArmRules()
    extra_leg: ExtraLegRules = ExtraLegRules()
    tracks: TrackRules = TrackRules()
    time: TimeRules = TimeRules()
    verdict: VerdictRules = VerdictRules()
    evidence: EvidenceRules = EvidenceRules()

    def fingerprint(self) -> str:
        """Twelve hex digits that change when any rule does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


STANDARD = Policy()
STORE = StoreRules()
SETUP = SetupRules()
