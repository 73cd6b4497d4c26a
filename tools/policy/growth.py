"""When a limb in a video grows."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules


class GrowthRules(Rules):
    """Lengths against the trunk in the picture, from shoulders to hips."""

    longest_arm: tuple[float, float] = Field(
        default=(1.45, 1.3),
        description="Surely too long, and just possible: 1.15 is usual, in sound clips 1.32",
    )
    longest_leg: tuple[float, float] = Field(
        default=(2.2, 2.0), description="The same of legs: 1.7 is usual, in sound clips 1.88"
    )
    grown: float = Field(
        default=1.3, description="Length over the limb's own length before, in the same direction"
    )
    begins: float = Field(
        default=1.2, description="What the models err by, and what a shrug moves shoulders by"
    )
    same_way_deg: float = Field(
        default=20.0, description="In the picture; an arm that turns looks longer or shorter"
    )
    trunk_steady: float = Field(default=0.06, description="What the models err by")
    trunk_moved: float = Field(default=0.15, description="Then somebody bends or walks towards the camera")
    surely_seen: float = Field(default=0.5, description="The pose model's own even chance of being covered")
    frames: int = Field(default=4, description="A third of a second; fewer may be the models' blink")
    most: float = Field(
        default=0.8,
        description="Highest score: toys and cartoons do it on purpose, so it asks and never blocks",
    )
