"""The drawn parts sheet: the whole on top, every card whole and apart, nothing smaller than it is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from agent_plugin.tools.domain import Box, Pixels, overlap
from agent_plugin.tools.evidence.sheet import as_jpeg, cards_of, contact_sheet, cut_out, sheets_of
from agent_plugin.tools.policy import STANDARD

RULES = STANDARD.sheet


def noise(wide: int, high: int) -> Pixels:
    return np.random.default_rng(5).integers(0, 255, (high, wide, 3), dtype=np.uint8)


def boxes(count: int, side_px: float, wide: int = 800, high: int = 800) -> list[Box]:
    """Squares all over a picture, cut at its edges."""
    corners = [(37.0 * n % (wide - 9), 91.0 * n % (high - 9)) for n in range(count)]
    return [(x, y, min(wide, x + side_px), min(high, y + side_px)) for x, y in corners]


@pytest.mark.parametrize("side_px", [20, 120, 300, 640, 1200, 3000])
def test_a_tile_is_never_smaller_than_the_part_nor_than_the_least(side_px: int) -> None:
    picture = cut_out(noise(side_px + 10, side_px + 10), (5, 5, 5 + side_px, 5 + side_px), RULES)
    longer = max(picture.size)
    assert longer >= min(max(side_px, RULES.tile_px), RULES.side_px - 80)
    assert longer <= RULES.side_px


@settings(max_examples=15, deadline=None)
@given(
    count=st.integers(0, 40),
    side_px=st.floats(10, 700),
    size=st.sampled_from([(800, 800), (400, 1200), (1600, 500), (90, 160)]),
)
def test_every_card_stands_once_on_a_sheet_that_is_not_too_large(
    count: int, side_px: float, size: tuple[int, int]
) -> None:
    pixels = noise(*size)
    rows = [(n, "left hand", box) for n, box in enumerate(boxes(count, side_px, *size), 1)]
    made = sheets_of(pixels, cards_of(pixels, rows, RULES), None, RULES)
    assert [card.number for _, some in made for card in some] == [number for number, _, _ in rows]
    for image, some in made:
        assert max(image.size) <= RULES.side_px
        assert len(some) <= RULES.max_tiles


@pytest.mark.parametrize("times", [1, 2, 4, 6])
def test_a_larger_file_of_the_same_picture_shows_the_same_parts_on_two_sheets(times: int) -> None:
    squares = ((100, 100, 300, 300), (600, 600, 800, 800), (350, 50, 750, 550), (200, 1150, 450, 1400))
    rows = [(n, "part", tuple(float(times * at) for at in one)) for n, one in enumerate(squares, 1)]
    pixels = np.zeros((1500 * times, 1000 * times, 3), dtype=np.uint8)
    made = sheets_of(pixels, cards_of(pixels, rows, RULES), None, RULES, most=2)  # type: ignore[arg-type]
    assert len(made) <= 2
    assert [card.number for _, some in made for card in some] == [1, 2, 3, 4]
    assert all(max(card.picture.size) >= RULES.tile_px for _, some in made for card in some)


def test_the_whole_picture_stands_on_the_first_sheet_with_its_frames() -> None:
    pixels = np.full((400, 400, 3), 90, dtype=np.uint8)
    cards = cards_of(pixels, [(1, "head", (100, 100, 200, 200))], RULES)
    (image, _), *_ = sheets_of(pixels, cards, None, RULES)
    scale = min(RULES.whole_px / 400, RULES.whole_max_enlarge)
    framed = np.asarray(image)[12 + round(100 * scale), 12 + round(150 * scale)]
    assert tuple(framed) != (90, 90, 90)


def test_without_the_whole_only_the_cards_are_shown() -> None:
    pixels = noise(400, 400)
    cards = cards_of(pixels, [(1, "head", (100, 100, 200, 200))], RULES)
    (alone, _), *_ = sheets_of(pixels, cards, None, RULES, whole=False)
    (with_whole, _), *_ = sheets_of(pixels, cards, None, RULES)
    assert alone.height < with_whole.height


def test_the_moment_of_a_video_is_written_on_it() -> None:
    pixels = noise(400, 400)
    (still, _), *_ = sheets_of(pixels, (), None, RULES)
    (frame, _), *_ = sheets_of(pixels, (), 2.5, RULES)
    assert not np.array_equal(np.asarray(still), np.asarray(frame))


def test_a_sheet_stays_below_a_megabyte() -> None:
    assert len(as_jpeg(Image.fromarray(noise(1500, 1500)), RULES)) <= RULES.max_bytes


def test_a_sheet_carries_no_metadata() -> None:
    jpeg = as_jpeg(Image.fromarray(noise(64, 64)), RULES)
    assert b"Exif" not in jpeg
    assert b"http" not in jpeg


def test_frame_numbers_do_not_hide_each_other() -> None:
    from agent_plugin.tools.evidence import sheet

    labels: list[Box] = []
    image = Image.new("RGB", (500, 500), "grey")
    for number in range(1, 5):
        sheet._frame(image, number, (100, 100, 300, 300), labels)  # pyright: ignore[reportPrivateUsage]
    assert all(overlap(one, other) == 0 for one, other in combinations(labels, 2))


def test_a_contact_sheet_holds_cards_alone() -> None:
    pixels = noise(400, 400)
    cards = cards_of(pixels, [(1, "place 1", (10, 10, 60, 60)), (2, "place 2", (80, 80, 140, 140))], RULES)
    assert contact_sheet(cards, RULES).width >= 2 * RULES.tile_px


@pytest.mark.parametrize("side_px", [60, 600, 1400])
def test_a_contact_sheet_shows_as_many_places_as_are_ever_pointed_at(side_px: int) -> None:
    most = STANDARD.look.max_places
    large = RULES.model_copy(update={"tile_px": RULES.closer_px})
    rows: list[tuple[int, str, Box]] = [(n, "place", (0, 0, side_px, side_px)) for n in range(1, most + 1)]
    bands = [np.full((side_px, side_px, 3), 40 * n, np.uint8) for n in range(1, most + 1)]
    cards = [cards_of(band, [row], large)[0] for band, row in zip(bands, rows, strict=True)]
    page = np.asarray(contact_sheet(cards, RULES))
    assert max(page.shape) <= RULES.side_px
    assert all((page == 40 * n).all(axis=2).sum() >= RULES.tile_px**2 / 2 for n in range(1, most + 1))
