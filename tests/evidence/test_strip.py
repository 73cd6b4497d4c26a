"""The strip shows the right frames, in order, the worst one marked."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.evidence import draw_evidence
from agent_plugin.tools.evidence.palette import mark_of
from agent_plugin.tools.evidence.strip import strip, strip_times
from agent_plugin.tools.policy import EvidenceRules
from tests.evidence.samples import BLUE, GREEN, RED_PER_S, Clip, colours, finding, info

RULES = EvidenceRules()


def _times_in(image: Image.Image, row: int) -> list[float]:
    """The times that the colours of the made frames tell, from left to right."""
    is_frame = [abs(g - GREEN) < 12 and abs(b - BLUE) < 12 for _, g, b in colours(image, row)]
    reds = [r for r, _, _ in colours(image, row)]
    runs = [list(group) for key, group in groupby(range(len(reds)), key=lambda x: is_frame[x]) if key]
    return [round(median(reds[x] for x in run) / RED_PER_S, 1) for run in runs if len(run) > 20]


@pytest.mark.parametrize(
    ("worst", "start", "end", "expected"),
    [
        (1.5, 1.0, 2.2, [0.7, 1.0, 1.5, 1.8, 2.2, 2.5]),
        (0.0, 0.0, 0.6, [0.0, 0.2, 0.4, 0.6, 0.9]),
        (2.9, 2.3, 2.9, [2.0, 2.3, 2.5, 2.7, 2.9]),
        (1.2, 1.2, 1.2, [0.9, 1.2, 1.5]),
        (0.1, 0.1, 0.1, [0.0, 0.1, 0.4]),
    ],
    ids=["in the middle", "from the start", "to the end", "one frame", "hardly any before"],
)
def test_the_strip_shows_the_span_and_one_frame_on_each_side(
    worst: float, start: float, end: float, expected: list[float], tmp_path: Path
) -> None:
    clip = Clip(3.0)
    one = finding(at_s=worst, start_s=start, end_s=end, box=(30.0, 100.0, 60.0, 140.0))
    draw_evidence(clip, [one], [], tmp_path, RULES)
    with Image.open(tmp_path / "finding-1-strip.jpg") as image:
        assert _times_in(image, 90) == pytest.approx(expected, abs=0.051)


def test_a_long_span_is_shown_around_its_worst_moment() -> None:
    one = finding(at_s=30.0, start_s=10.0, end_s=50.0)
    times = strip_times(one, info("video", 90, 160, duration_s=60.0, frame_count=600), RULES)
    assert (times[0], times[-1]) == (9.7, 50.3)
    assert times[1:-1] == pytest.approx([29.0, 30.0, 30.333, 31.0], abs=0.4)
    assert 30.0 in times


def test_only_the_worst_frame_is_marked_and_has_the_box() -> None:
    clip = Clip(3.0)
    one = finding(2, at_s=1.5, start_s=1.0, end_s=2.2, box=(30.0, 60.0, 60.0, 100.0))
    times = strip_times(one, clip.info, RULES)
    image = strip(clip.frames_at(times), one, RULES)
    assert image is not None
    pixels = np.asarray(image)[70:]  # below the heading with its badge
    marked = np.flatnonzero((pixels == mark_of(2)).all(axis=2).any(axis=0))
    tile = image.width / 6
    assert {int(x // tile) for x in marked} == {times.index(1.5)}


def test_wide_frames_stand_in_rows_of_three() -> None:
    clip = Clip(3.0, width=160, height=90)
    one = finding(at_s=1.5, start_s=1.0, end_s=2.2, box=(30.0, 20.0, 60.0, 80.0))
    image = strip(clip.frames_at(strip_times(one, clip.info, RULES)), one, RULES)
    assert image is not None
    assert image.width <= RULES.strip_width_px
    assert _times_in(image, 80) == pytest.approx([0.7, 1.0, 1.5], abs=0.051)
    assert _times_in(image, image.height - 150) == pytest.approx([1.8, 2.2, 2.5], abs=0.051)


def test_a_single_frame_makes_no_strip() -> None:
    clip = Clip(0.1)
    one = finding(at_s=0.0, start_s=0.0, end_s=0.0)
    assert strip(clip.frames_at(strip_times(one, clip.info, RULES)), one, RULES) is None


def test_an_image_has_no_moments() -> None:
    assert strip_times(finding(), Clip().info, RULES) == []
