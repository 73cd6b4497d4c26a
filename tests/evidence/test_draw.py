"""The pictures of the evidence: right frame, right place, readable on any background, nothing harmed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.domain import Box, Frame
from agent_plugin.tools.evidence import draw_evidence
from agent_plugin.tools.evidence.draw import nothing_found
from agent_plugin.tools.evidence.overview import annotate
from agent_plugin.tools.evidence.palette import INK, MARKS, PAPER, Colour, ink_on
from agent_plugin.tools.evidence.view import square, whole
from agent_plugin.tools.policy import EvidenceRules
from tests.evidence.samples import RED_PER_S, Clip, Still, finding, flat, person

RULES = EvidenceRules()
GREY = (128, 128, 128)


def _light(colour: Colour) -> float:
    parts = [v / 255 for v in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: Colour, other: Colour) -> float:
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("size", [(1, 1), (16, 16), (200, 150), (728, 90), (160, 600), (5000, 3000)])
def test_the_annotated_frame_is_neither_tiny_nor_huge(size: tuple[int, int], tmp_path: Path) -> None:
    draw_evidence(Still(flat(*size, GREY)), [finding()], [], tmp_path, RULES)
    with Image.open(tmp_path / "annotated.jpg") as image:
        assert max(image.size) <= RULES.max_side_px
        assert min(image.size) >= RULES.min_canvas_px


def test_the_pixels_of_the_frame_stay_as_they_are(tmp_path: Path) -> None:
    noise = np.random.default_rng(7).integers(0, 255, (700, 900, 3), dtype=np.uint8)
    before = noise.copy()
    draw_evidence(Still(noise), [finding()], [person(1, (5.0, 5.0, 90.0, 90.0))], tmp_path, RULES)
    assert (noise == before).all()


def test_pixels_that_may_not_be_written_can_be_drawn_from(tmp_path: Path) -> None:
    pixels = flat(700, 700, GREY)
    pixels.setflags(write=False)
    assert len(draw_evidence(Still(pixels), [finding()], [], tmp_path, RULES)) == 2


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("background", [(0, 0, 0), (255, 255, 255), GREY, *MARKS])
def test_an_outline_is_seen_on_any_background(mark: Colour, background: Colour) -> None:
    number = MARKS.index(mark) + 1
    image = annotate(
        Frame(flat(800, 800, background)), [finding(number, (300, 300, 500, 500))], [], "", RULES
    )
    row = {(int(r), int(g), int(b)) for r, g, b in np.asarray(image)[400, 270:330]}
    assert mark in row
    assert max(_contrast(colour, background) for colour in row) >= 4.5


@pytest.mark.parametrize("mark", MARKS)
def test_the_number_on_a_badge_can_be_read(mark: Colour) -> None:
    assert _contrast(mark, ink_on(mark)) >= 4.5
    assert ink_on(mark) in (INK, PAPER)


def test_the_finding_itself_is_not_painted_over() -> None:
    image = annotate(Frame(flat(800, 800, GREY)), [finding(1, (300, 300, 500, 500))], [], "", RULES)
    assert (np.asarray(image)[301:499, 301:499] == 128).all()
    assert not (np.asarray(image) == 128).all()


@pytest.mark.parametrize(
    "box",
    [
        (-50.0, -50.0, 20.0, 20.0),
        (790.0, 590.0, 900.0, 900.0),
        (40.0, 40.0, 10.0, 10.0),
        (5.0, 5.0, 5.0, 5.0),
        (2000.0, 2000.0, 3000.0, 3000.0),
        (float("nan"), 0.0, float("inf"), 10.0),
    ],
    ids=["over the corner", "over the far corner", "turned round", "a point", "outside", "no number"],
)
def test_a_strange_box_is_drawn_inside_the_picture(box: Box, tmp_path: Path) -> None:
    still = Still(flat(800, 640, GREY))
    x0, y0, x1, y1 = whole(still.frame, RULES).box(box)
    assert 0 <= x0 < x1 <= 800
    assert 0 <= y0 < y1 <= 640
    assert len(draw_evidence(still, [finding(1, box)], [], tmp_path, RULES)) == 2


def test_a_close_up_is_centred_and_sharpens_no_more_than_allowed() -> None:
    pixels = flat(1000, 1000, GREY)
    pixels[480:520, 480:520] = (255, 0, 0)
    view = square(Frame(pixels), (480.0, 480.0, 520.0, 520.0), RULES)
    assert view.image.size == (RULES.crop_side_px, RULES.crop_side_px)
    assert view.scale_x == pytest.approx(RULES.crop_max_zoom)
    assert view.image.getpixel((400, 400)) == (255, 0, 0)
    assert view.box((480.0, 480.0, 520.0, 520.0)) == pytest.approx((240, 240, 560, 560))


def test_a_close_up_at_the_edge_keeps_to_the_picture() -> None:
    view = square(Frame(flat(1000, 1000, (9, 200, 9))), (980.0, 980.0, 1000.0, 1000.0), RULES)
    assert (np.asarray(view.image) == (9, 200, 9)).all()


def test_files_and_their_descriptions_agree(tmp_path: Path) -> None:
    clip = Clip(3.0)
    found = [finding(n, at_s=1.0, start_s=0.5, end_s=1.5, score=n / 10) for n in (1, 2)]
    made = draw_evidence(clip, found, [], tmp_path / "new", RULES)
    assert [(one.kind, one.file, one.finding) for one in made] == [
        ("frame", "annotated.jpg", None),
        ("timeline", "timeline.jpg", None),
        ("crop", "finding-1.jpg", 1),
        ("strip", "finding-1-strip.jpg", 1),
        ("moving", "finding-1-moving.webp", 1),
        ("clip", "finding-1-clip.mp4", 1),
        ("crop", "finding-2.jpg", 2),
        ("strip", "finding-2-strip.jpg", 2),
        ("moving", "finding-2-moving.webp", 2),
        ("clip", "finding-2-clip.mp4", 2),
    ]
    assert {path.name for path in (tmp_path / "new").iterdir()} == {one.file for one in made}
    for one in (each for each in made if each.kind != "clip"):
        with Image.open(tmp_path / "new" / one.file) as image:
            assert (f"image/{(image.format or '').lower()}", image.size) == (
                one.media_type,
                (one.width, one.height),
            )
            assert not image.getexif()


def test_a_video_is_shown_at_the_worst_moment_of_its_surest_finding(tmp_path: Path) -> None:
    clip = Clip(3.0)
    weak = finding(1, at_s=0.4, start_s=0.2, end_s=0.6, score=0.5, box=(5.0, 120.0, 30.0, 150.0))
    sure = finding(2, at_s=2.0, start_s=1.8, end_s=2.4, score=0.9, box=(50.0, 20.0, 80.0, 60.0))
    draw_evidence(clip, [weak, sure], [], tmp_path, RULES)
    with Image.open(tmp_path / "annotated.jpg") as image:
        pixels = np.asarray(image).astype(int)
    assert np.median(pixels[:, :, 0]) == pytest.approx(2.0 * RED_PER_S, abs=3)
    assert (abs(pixels[700:1100] - MARKS[0]).sum(axis=2) > 30).all(), "the weak one is not active then"
    assert (abs(pixels[:500] - MARKS[1]).sum(axis=2) < 30).any()


def test_each_close_up_of_a_video_shows_its_own_worst_moment(tmp_path: Path) -> None:
    found = [finding(n, at_s=at, start_s=at, end_s=at) for n, at in ((1, 0.5), (2, 2.5))]
    draw_evidence(Clip(3.0), found, [], tmp_path, RULES)
    for number, at in ((1, 0.5), (2, 2.5)):
        with Image.open(tmp_path / f"finding-{number}.jpg") as image:
            red = np.median(np.asarray(image)[:700, :, 0])
        assert red == pytest.approx(at * RED_PER_S, abs=3)


def test_without_findings_the_people_are_outlined_and_counted(tmp_path: Path) -> None:
    still = Still(flat(800, 700, GREY))
    (made,) = draw_evidence(still, [], [person(1, (100.0, 100.0, 300.0, 500.0))], tmp_path, RULES)
    with Image.open(tmp_path / "annotated.jpg") as image:
        pixels = np.asarray(image)
    assert made.caption == "1 person checked, nothing found"
    assert pixels.shape[0] > 700, "a footer below the frame"
    assert pixels[300, 98:104].max() > 200, "an outline"
    assert (abs(pixels[300, 400:700].astype(int) - 128) < 4).all()


@pytest.mark.parametrize(
    ("people", "words"),
    [(0, "No people found to look at"), (1, "1 person checked"), (3, "3 people checked")],
)
def test_nobody_is_not_called_fine(people: int, words: str) -> None:
    assert nothing_found(people).startswith(words)


def test_more_findings_than_can_be_shown_keep_the_surest(tmp_path: Path) -> None:
    found = [finding(n, score=n / 100) for n in range(1, 8)]
    made = draw_evidence(
        Still(flat(800, 600, GREY)), found, [], tmp_path, EvidenceRules(max_findings_drawn=3)
    )
    assert [one.finding for one in made] == [None, 5, 6, 7]


def test_media_that_gives_no_frame_gives_no_picture(tmp_path: Path) -> None:
    class Gone(Still):
        def frames_at(self, at_s: object, *, longest_px: int | None = None) -> list[Frame]:
            return []

    assert draw_evidence(Gone(flat(8, 8, GREY)), [finding()], [], tmp_path, RULES) == ()
