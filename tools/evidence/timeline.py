"""A video's findings come in; a picture of the whole ad over time, with the findings in it, goes out."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, cast

from PIL import Image

from agent_plugin.tools.domain import Finding, MediaInfo, Sampling
from agent_plugin.tools.evidence.palette import BACKDROP, INK, MUTED, css, mark_of
from agent_plugin.tools.policy import EvidenceRules
from agent_plugin.tools.words import TITLES

# Structure: sizes in the plot's own units.
_DPI, _BAR, _ROWS_AROUND, _TEXT_PT = 100, 0.5, 1.6, 13


def timeline(
    info: MediaInfo, findings: Sequence[Finding], sampling: Sampling | None, rules: EvidenceRules
) -> Image.Image | None:
    """A row for each finding from its first to its last moment, the worst marked, between the cuts."""
    shown = [one for one in findings if one.start_s is not None and one.end_s is not None]
    if not shown or not info.duration_s:
        return None
    # Imported here, because most reviews need no plot.
    from matplotlib.figure import Figure

    wide_px, row_px = rules.timeline_px
    size = wide_px / _DPI, row_px * (len(shown) + _ROWS_AROUND) / _DPI
    figure = Figure(figsize=size, dpi=_DPI, layout="constrained")
    axes: Any = figure.add_subplot()  # its own types leave most of it open
    for row, finding in enumerate(shown):
        start_s, end_s = finding.start_s or 0.0, finding.end_s or 0.0
        colour = css(mark_of(finding.number))
        axes.barh(row, end_s - start_s, left=start_s, height=_BAR, color=colour, edgecolor=css(INK))
        if finding.at_s is not None:
            axes.plot([finding.at_s], [row], marker="D", color=css(INK), markersize=9)
    for cut_s in (sampling.shots_s if sampling else ())[1:]:
        axes.axvline(cut_s, color=css(MUTED), linestyle="--", linewidth=1)
    axes.set_yticks(range(len(shown)), [_name(one) for one in shown], fontsize=_TEXT_PT)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_xlim(0.0, info.duration_s)
    axes.tick_params(axis="x", labelsize=_TEXT_PT)
    axes.set_xlabel("seconds; a diamond is the worst moment, a dashed line a cut", fontsize=_TEXT_PT)
    axes.grid(axis="x", color=css(BACKDROP), alpha=0.15)
    drawn = BytesIO()
    cast("Any", figure).savefig(drawn, format="png")
    return Image.open(drawn).convert("RGB")


def _name(finding: Finding) -> str:
    return f"{finding.number}. {TITLES[finding.category]}"
