"""How large and how many the pictures are. They judge nothing."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules


class EvidenceRules(Rules):
    """How large and how many the pictures that show the findings are. They judge nothing."""

    max_side_px: int = Field(default=1600, description="Sharp on a laptop, small enough to mail or chat")
    min_side_px: int = Field(default=640, description="The shorter side; labels on less cannot be read")
    min_canvas_px: int = Field(default=320, description="Room for labels around a very flat banner")
    jpeg_quality: int = Field(default=88, description="Thin coloured lines stay clean, files stay small")
    max_findings_drawn: int = Field(default=24, description="More boxes would hide what they show")
    max_labels: int = Field(default=10, description="Beyond it only numbers: words would cover the picture")
    hand_drawn_grown: float = Field(
        default=1.2, description="A hand's points times this: the flesh around them lies within the box"
    )
    crop_side_px: int = Field(default=800, description="Half a laptop's screen, a whole phone's")
    crop_margin: float = Field(default=0.5, description="Of the box, on each side: shows whose part it is")
    crop_max_zoom: float = Field(default=8.0, description="Beyond it only blur is enlarged")
    caption_max_lines: int = Field(default=8, description="A longer sentence is in the report")
    strip_frames: int = Field(default=6, description="One before, four within, one after; fits one row")
    strip_window_s: float = Field(default=2.0, description="Around the worst moment; more is another scene")
    strip_context_s: float = Field(default=0.3, description="Surely outside the span, still the same motion")
    strip_width_px: int = Field(default=1440, description="Six upright frames of a phone ad at 240 px")
    moving_findings: int = Field(
        default=2, ge=0, description="Of a video, the surest: each is decoded and packed anew, in a second"
    )
    moving_s: float = Field(default=3.0, gt=0, description="Around the worst moment: before, during, after")
    moving_fps: int = Field(default=12, gt=0, description="Motion is seen, and a chat can take the file")
    moving_side_px: int = Field(default=640, description="The longer side of the clip: half a screen's")
    moving_picture_px: int = Field(default=400, description="The same of the moving picture, under 1 MB")
    moving_quality: int = Field(default=60, description="Of the moving picture's WebP: skin stays smooth")
    slow_within_s: float = Field(default=0.5, description="So near to the worst moment the clip runs slowly")
    slow_times: int = Field(default=3, ge=1, description="And so slowly: then a short flash is seen")
    timeline_px: tuple[int, int] = Field(
        default=(1440, 90), description="Width of the timeline, and height of each of its rows"
    )
    same_moment_s: float = Field(default=0.15, description="A box this old still fits: two frames at 12 fps")
    almost_certain: float = Field(
        default=0.9, description="Score from which the report says `almost certain`"
    )
    very_likely: float = Field(default=0.75, description="Score from which the report says `very likely`")
    likely: float = Field(
        default=0.5, description="Score from which the report says `likely`; below it, `possible`"
    )
