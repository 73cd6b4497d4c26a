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
    crop_side_px: int = Field(default=800, description="Half a laptop's screen, a whole phone's")
    crop_margin: float = Field(default=0.5, description="Of the box, on each side: shows whose part it is")
    crop_max_zoom: float = Field(default=8.0, description="Beyond it only blur is enlarged")
    caption_max_lines: int = Field(default=8, description="A longer sentence is in the report")
    strip_frames: int = Field(default=6, description="One before, four within, one after; fits one row")
    strip_window_s: float = Field(default=2.0, description="Around the worst moment; more is another scene")
    strip_context_s: float = Field(default=0.3, description="Surely outside the span, still the same motion")
    strip_width_px: int = Field(default=1440, description="Six upright frames of a phone ad at 240 px")
    same_moment_s: float = Field(default=0.15, description="A box this old still fits: two frames at 12 fps")
    almost_certain: float = Field(
        default=0.9, description="Score from which the report says `almost certain`"
    )
    very_likely: float = Field(default=0.75, description="Score from which the report says `very likely`")
    likely: float = Field(
        default=0.5, description="Score from which the report says `likely`; below it, `possible`"
    )
