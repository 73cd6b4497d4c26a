"""When a part of somebody in a video comes or goes without a cause."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules


class PopRules(Rules):
    """Lengths in torso lengths, steps from one frame looked at to the next, brightness 0 to 255."""

    shown: float = Field(default=0.8, description="Visibility of a part that really shows: mostly over 0.95")
    gone: float = Field(
        default=0.55, description="Visibility of a part that has been taken away: it wavers from 0.05 to 0.5"
    )
    edge: float = Field(default=0.05, description="Nearer to the picture's edge a part may have left it")
    hand_in_forearms: float = Field(default=0.6, description="To the knuckles; fingers may be bent")
    well_clear: float = Field(
        default=0.45, description="How far its end is from the rest of the body; a forearm is 0.5"
    )
    too_near: float = Field(
        default=0.05, description="From here it is a short way behind the trunk or the other leg"
    )
    at_rest: float = Field(default=0.12, description="A step of 6 cm: it moves slowly before it goes")
    in_motion: float = Field(default=0.4, description="20 cm: the next step may hide it or blur it")
    body_at_rest: float = Field(default=0.08, description="What walking moves trunk and other limbs by")
    body_in_motion: float = Field(default=0.3, description="More may be a cut to the same background")
    outline_on: float = Field(default=0.55, description="The mask model's edge is soft by some cells")
    outline_off: float = Field(default=0.35, description="The same, from outside")
    outlined: float = Field(
        default=0.3, description="Share of the part in the outline while it shows; the mask misses thin ones"
    )
    most_of_it: float = Field(
        default=0.75, description="Share of the part's points; its root lies on the body"
    )
    some_of_it: float = Field(default=0.35, description="A hand lifted from the hip uncovers as much")
    beside: float = Field(default=0.22, description="An arm's own width and some background")
    beside_points: int = Field(default=8, description="Background to be compared; fewer prove nothing")
    same_grey: float = Field(default=6.0, description="Noise of cameras and codecs")
    other_grey: float = Field(default=25.0, description="Something came in front, or the camera moved")
    changed_grey: float = Field(default=15.0, description="More than the surroundings: it left its place")
    once: float = Field(default=0.65, description="One change may be the film's cut: worth a look")
    blink_s: float = Field(default=0.5, description="The pose model loses people for a frame or two")
    steady_s: float = Field(default=0.33, description="On both sides, however often it is looked at in them")
    flash_s: float = Field(default=0.1, description="What lasts no longer is a blink of the models")
    together_s: float = Field(default=2.0, description="Later changes are another finding")
    sure: float = Field(default=0.95, description="Highest score, as tricks of film do it on purpose")
