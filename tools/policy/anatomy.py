"""The measurements from which each check gets its score."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules


class NeckTwistRules(Rules):
    """When a head faces where no neck turns it; angles between head and shoulders."""

    possible_deg: float = Field(default=100.0, description="80 for the neck, and the models' own error of 20")
    impossible_deg: float = Field(default=135.0, description="A third more than the most supple neck")
    beyond_deg: float = Field(
        default=125.0, description="A torso read by itself errs less: 17 degrees for one in two"
    )
    frontal_deg: float = Field(default=25.0, description="A head so frontal that the face model never fails")
    profile_deg: float = Field(default=60.0, description="From here the face model may rightly find no face")
    by_skeleton: float = Field(
        default=0.9, description="The skeleton errs towards the head, never away from it"
    )
    # How surely head and torso face apart, -1 to 1. Of rendered people within human range, half of them
    # turned far, 2% pass the second value for faces, and 5% that for heads without one, read less well.
    opposed_faces: tuple[float, ...] = Field(default=(0.0, 0.28, 0.4, 0.6), description="By the face model")
    opposed_heads: tuple[float, ...] = Field(
        default=(-0.05, 0.1, 0.3, 0.6), description="The same by the facing classifier alone"
    )
    opposed_score: tuple[float, ...] = Field(
        default=(0.0, 0.5, 0.75, 0.95), description="The scores at those four values, linear in between"
    )
    no_face: float = Field(
        default=0.49,
        description="Never asks alone: a hand, a mask, a hood or bad light hides a frontal face in 1 of 300 "
        "sound pictures",
    )
    hardly_toward: float = Field(
        default=0.25,
        description="How surely a head without a face is seen to face the camera; twisted ones have 0.2",
    )
    surely_toward: float = Field(
        default=0.5, description="Only sound heads whose face was not found, as in bad light, reach this"
    )
    face_unfound: float = Field(
        default=0.6,
        description="Factor on `no_face` where the head surely faces the camera: leads to review only "
        "together with other findings",
    )
    chest_seen: float = Field(
        default=0.2,
        description="How surely a chest is seen to face the camera; a twisted render has 0.24",
    )
    chest_unseen: float = Field(
        default=0.1, description="Below it no torso contradicts the head; sound ones that alarmed have 0.08"
    )
    within_head: float = Field(
        default=0.8, description="Share of a head's height: clear of its rim, which hair and hats blur"
    )
    head_width: float = Field(default=0.75, description="Share of a head's height")
    head_alpha: float = Field(default=0.5, description="Value of the person mask from which it holds a head")
    whole_head: float = Field(
        default=0.9,
        description="Share of the head that lies in the person mask; heads turned round have 0.95 to 1",
    )
    hidden_head: float = Field(
        default=0.75, description="A pole or a shoulder that hides as much hides the face too"
    )
    main_person: float = Field(
        default=0.25, description="Share of the picture's height from which it is about this person"
    )
    least_head_px: float = Field(default=16.0, description="In fewer pixels a head has no back and front")
    small_agrees: float = Field(
        default=0.3, description="How sure the facing classifier has to be that the face model is right"
    )
    small_head: float = Field(
        default=0.8,
        description="Highest score for a head smaller than the face model needs: never blocks alone",
    )


class OutlineRules(Rules):
    """How far flesh and clothes reach from a bone, in torso lengths, before a region is left over."""

    arm_radius: float = Field(default=0.17, description="An upper arm is 0.1 thick; the rest is sleeve")
    leg_radius: float = Field(default=0.24, description="A thigh is 0.3 across; the rest is trousers")
    trunk_radius: float = Field(default=0.22, description="Ribs, hips and a loose shirt beyond the joints")
    head_radius: float = Field(default=0.85, description="Head heights: hair and hats")
    hand_in_forearms: float = Field(default=0.75, description="A hand is .108 of stature, a forearm .146")


class LeftoverRules(Rules):
    """Which regions of an outline count as left over; areas in squared torso lengths."""

    min_alpha: float = Field(default=0.6, description="The mask model's edge is soft by some cells")
    min_area: float = Field(default=0.02, description="A forearm has about 0.08")


class ExtraHeadRules(Rules):
    """When two faces share a neck; distances in face heights, chin to forehead."""

    sure: float = Field(
        default=0.95, description="Cheek to cheek, the roots of two necks never get this close by chance"
    )
    neck_in_faces: float = Field(
        default=0.35, description="From the chin to the root of the neck: .052 of stature"
    )
    one_neck: float = Field(default=0.15, description="Rendered pairs on one neck: 0.05 to 0.12, one 0.28")
    two_necks: float = Field(default=0.45, description="People who embrace mostly have 0.4 and more")
    one_trunk: float = Field(
        default=0.12,
        description="Torso lengths between the trunks under two faces; under two of one body mostly less",
    )
    two_trunks: float = Field(
        default=0.28, description="Seven of eight rendered pairs in each other's arms have more"
    )


class ExtraLegRules(Rules):
    """When an unexplained piece of outline is a leg; lengths in torso lengths."""

    knee: float = Field(default=1.2, description="Below the hips; the upper third of a shank")
    no_length: float = Field(default=0.4, description="Hems and shoes are shorter")
    leg_length: float = Field(default=1.0, description="A shank and some of the thigh")
    slim: float = Field(default=0.2, description="Width over length of a trouser leg")
    stout: float = Field(default=0.45, description="A skirt, a neighbour, a stool")
    shank_width: float = Field(default=0.14, description="A shin beside the reach of the other legs")
    hem_width: float = Field(default=0.1, description="The rim of a wide trouser leg or a coat")
    leg_width: float = Field(default=0.3, description="A trouser leg, torso lengths across")
    body_width: float = Field(default=0.4, description="Somebody's trunk with both legs")
    nobody_around: float = Field(
        default=0.1, description="Everything else that is unexplained, in squared torso lengths: nobody"
    )
    somebody_around: float = Field(
        default=0.5, description="About a trunk and a head: somebody who was not found"
    )
    standing: float = Field(
        default=0.55, description="How far the knee is below the hips; a thigh is 0.85 long"
    )
    seated: float = Field(
        default=0.35, description="The same for somebody seated; a seat's legs look like one more leg"
    )
    on_the_floor: float = Field(
        default=0.3, description="Below the person's own feet; a step nearer to a camera that looks down"
    )
    in_the_floor: float = Field(
        default=0.7, description="Below the feet; no leg reaches there, a reflection does"
    )
    sure: float = Field(default=0.9, description="A whole leg, clear of everything")


class TimeRules(Rules):
    """How often a thing must be seen in a video."""

    worth_noting: float = Field(default=0.05, description="A suspicion below this is dropped")
    gap_s: float = Field(default=0.35, description="A blink of the models does not end a span")
    as_bad: float = Field(
        default=0.05,
        description="How far below the worst score counts as equally bad; the models waver by as much",
    )
    frames_for_sure: float = Field(
        default=2.5, description="What shows once can be a broken frame: 1 of 2.5 is below even odds"
    )
    frames_for_doubt: float = Field(
        default=8.0, description="Frames that a weak suspicion needs: 6 at even odds"
    )
    silence_costs: float = Field(
        default=1 / 3,
        description="What each frame in between that shows nothing costs, in frames: one in four is chance",
    )
    span_share: float = Field(
        default=0.5,
        description="Share of the highest score; a weaker sighting neither starts nor ends a span",
    )
    unchecked_share: float = Field(
        default=0.5, description="A part seen in half the frames counts as checked"
    )
