"""What is accepted as input."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules


class MediaLimits(Rules):
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
    max_video_pixels: int = Field(
        default=50_000_000_000,
        gt=0,
        description="Three minutes of 4K at 30 frames per second are 45 billion; what has more takes "
        "longer to decode than to look at",
    )
    max_look_s: float = Field(
        default=3600.0,
        ge=0,
        description="Seconds for looking at one ad; three minutes of Full HD take about a quarter of it on "
        "two cores. What was looked at by then is a review of that much, which asks for a person",
    )
    sample_fps: float = Field(
        default=10.0,
        gt=0,
        description="A defect of a fifth of a second is seen twice; whole steps make it 7.5 to 15",
    )
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
    max_sample_fps: float = Field(
        default=1000.0, gt=0, description="Every frame: no camera, and no animation, has more"
    )
    max_name_chars: int = Field(default=80, ge=16, description="One line of a report")
