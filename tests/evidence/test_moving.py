"""A finding of a video is shown in motion: slowly at the flaw, over three seconds, and on the ad's timeline.

The red of the made frames tells their time, so that a written file shows which frames are in it, and when.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.domain import Category, Evidence, Sampling
from agent_plugin.tools.evidence import draw_evidence
from agent_plugin.tools.evidence.moving import moving_times
from agent_plugin.tools.evidence.palette import mark_of
from agent_plugin.tools.evidence.report_html import html_report
from agent_plugin.tools.policy import EvidenceRules
from tests.evidence.samples import BLUE, RED_PER_S, Clip, Still, finding, flat, info, review

RULES = EvidenceRules()


def drawn(folder: Path, *worst_s: float, seconds: float = 3.0) -> dict[str, Evidence]:
    found = [
        finding(number, at_s=at_s, start_s=at_s, end_s=at_s, score=1 - number / 10)
        for number, at_s in enumerate(worst_s, 1)
    ]
    return {one.file: one for one in draw_evidence(Clip(seconds, 180, 320), found, [], folder, RULES)}


def times_in(path: Path) -> list[float]:
    """What the frames of a film tell of their times, in the middle of the picture."""
    with av.open(str(path)) as film:
        pictures = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    return [float(np.median(picture[200:250, 100:170, 0])) / RED_PER_S for picture in pictures]


@pytest.mark.parametrize(
    ("worst_s", "length_s", "first_s", "last_s"),
    [
        (1.5, 3.0, 0.0, 3.0),
        (8.0, 15.0, 6.5, 9.5),
        (0.2, 15.0, 0.0, 3.0),
        (14.9, 15.0, 12.0, 15.0),
        (0.5, 1.0, 0, 1.0),
    ],
)
def test_three_seconds_around_the_worst_moment_are_shown(
    worst_s: float, length_s: float, first_s: float, last_s: float
) -> None:
    one = finding(at_s=worst_s, start_s=worst_s, end_s=worst_s)
    times = moving_times(one, info("video", 90, 160, duration_s=length_s), RULES)
    assert (times[0], times[-1] + 1 / RULES.moving_fps) == pytest.approx((first_s, last_s), abs=0.05)
    assert max(b - a for a, b in pairwise(times)) == pytest.approx(1 / RULES.moving_fps)


def test_the_clip_is_h264_and_slow_at_the_flaw_alone(tmp_path: Path) -> None:
    made = drawn(tmp_path, 1.5)["finding-1-clip.mp4"]
    with av.open(str(tmp_path / made.file)) as film:
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", made.width, made.height)
    times = times_in(tmp_path / made.file)
    near = sum(abs(at_s - 1.5) <= 0.45 for at_s in times)
    far = sum(at_s < 0.9 for at_s in times)
    assert near / 0.9 == pytest.approx(RULES.slow_times * far / 0.9, rel=0.25)
    assert times == sorted(times)


def test_the_clip_is_opened_at_its_worst_moment(tmp_path: Path) -> None:
    made = drawn(tmp_path, 2.2)["finding-1-clip.mp4"]
    assert made.at_s is not None
    times = times_in(tmp_path / made.file)
    assert times[round(made.at_s * RULES.moving_fps)] == pytest.approx(2.2, abs=0.12)


def test_the_moving_picture_lasts_three_seconds_and_runs_on(tmp_path: Path) -> None:
    made = drawn(tmp_path, 1.5)["finding-1-moving.webp"]
    assert made.media_type == "image/webp"
    with Image.open(tmp_path / made.file) as image:
        assert (image.format, image.size) == ("WEBP", (made.width, made.height))
        count, spent_ms = getattr(image, "n_frames", 1), 0
        for number in range(count):
            image.seek(number)
            image.load()
            spent_ms += image.info["duration"]
        assert image.info["loop"] == 0
    assert spent_ms == pytest.approx(3000, rel=0.05)
    assert (tmp_path / made.file).stat().st_size < 1_000_000


def test_the_place_is_marked_near_the_worst_moment_alone(tmp_path: Path) -> None:
    clip = Clip(3.0, 180, 320)
    one = finding(box=(40.0, 60.0, 140.0, 200.0), at_s=1.5, start_s=1.2, end_s=2.0)
    draw_evidence(clip, [one], [], tmp_path, RULES)
    with av.open(str(tmp_path / "finding-1-clip.mp4")) as film:
        pictures = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    times = times_in(tmp_path / "finding-1-clip.mp4")
    marked = {
        round(at_s, 1): _has_mark(picture[40:220, 30:150])
        for at_s, picture in zip(times, pictures, strict=True)
    }
    assert [marked[at_s] for at_s in (1.4, 1.5, 1.7, 1.9)] == [True] * 4
    assert not any(is_marked for at_s, is_marked in marked.items() if at_s < 1.1 or at_s > 2.2)


def _has_mark(picture: object) -> bool:
    """Is there a line in the mark's colour? It has no blue, and the made frames have much."""
    return bool((np.asarray(picture)[..., 2] < BLUE - 80).sum() > 50)


def test_only_the_surest_are_shown_in_motion(tmp_path: Path) -> None:
    names = drawn(tmp_path, 0.5, 1.0, 1.5, 2.0)
    assert sum(name.endswith(".mp4") for name in names) == RULES.moving_findings
    assert "finding-1-clip.mp4" in names
    assert "finding-3.jpg" in names


def test_a_still_is_not_shown_in_motion(tmp_path: Path) -> None:
    made = draw_evidence(Still(flat(180, 320, (90, 90, 90))), [finding()], [], tmp_path, RULES)
    assert {one.kind for one in made} == {"frame", "crop"}


def test_the_timeline_shows_each_finding_from_its_first_to_its_last_moment(tmp_path: Path) -> None:
    found = [
        finding(1, at_s=0.5, start_s=0.3, end_s=1.2),
        finding(2, at_s=2.5, start_s=2.4, end_s=2.7, category=Category.EXTRA_ARM, score=0.7),
    ]
    plan = Sampling(frames_sampled=100, shots_s=(0.0, 2.0), looked_at_for={})
    draw_evidence(Clip(3.0, 180, 320), found, [], tmp_path, RULES, plan)
    with Image.open(tmp_path / "timeline.jpg") as image:
        picture = image.convert("RGB")
    spans = [_columns(picture, mark_of(number)) for number in (1, 2)]
    per_s = (spans[0][1] - spans[0][0]) / 0.9
    assert spans[1][0] - spans[0][0] == pytest.approx(2.1 * per_s, abs=12)
    assert spans[1][1] - spans[1][0] == pytest.approx(0.3 * per_s, abs=12)


def _columns(picture: object, colour: tuple[int, int, int]) -> tuple[int, int]:
    """The first and the last column with much of a colour."""
    there = np.flatnonzero(
        (np.abs(np.asarray(picture, dtype=int) - colour).max(axis=2) < 30).sum(axis=0) > 10
    )
    return int(there[0]), int(there[-1])


def test_the_report_shows_the_motion_and_opens_the_clip_at_the_moment(tmp_path: Path) -> None:
    one = finding(at_s=1.5, start_s=1.2, end_s=2.0)
    made = draw_evidence(Clip(3.0, 180, 320), [one], [], tmp_path, RULES)
    page = html_report(review(evidence=made, findings=(one,)), tmp_path, RULES)
    (clip,) = [each for each in made if each.kind == "clip"]
    assert f'href="{clip.file}#t={clip.at_s:.2f}"' in page
    assert "data:image/webp;base64," in page
    assert "The whole ad over time" in page


def test_a_clip_that_is_gone_is_not_offered(tmp_path: Path) -> None:
    one = finding(at_s=1.5, start_s=1.2, end_s=2.0)
    made = draw_evidence(Clip(3.0, 180, 320), [one], [], tmp_path, RULES)
    (tmp_path / "finding-1-clip.mp4").unlink()
    assert ".mp4" not in html_report(review(evidence=made, findings=(one,)), tmp_path, RULES)


def test_the_report_tells_which_frames_were_looked_at_and_why(tmp_path: Path) -> None:
    plan = Sampling(frames_sampled=150, shots_s=(0.0, 5.0), looked_at_for={"base rate": 40, "the end": 10})
    media = info("video", 90, 160, duration_s=15.0, frames_checked=50)
    page = html_report(review(media=media, sampling=plan), tmp_path, RULES)
    assert "50 of 150 at the sampling rate, in 2 shots" in page
    assert '<th scope="row">base rate</th><td class="number">40</td>' in page
