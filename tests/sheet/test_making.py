"""The sheets of a review as files: what is on them, and what found no room."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_plugin.tools.domain import Part
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.sheet.making import evidence_of, make_sheets
from agent_plugin.tools.sheet.moments import Moment
from agent_plugin.tools.sheet.places import Place
from tests.evidence.samples import Clip, Still, finding, flat

RULES = STANDARD.sheet


def heads(count: int) -> tuple[Place, ...]:
    corners = [(100.0 * (n % 12), 100.0 * (n // 12)) for n in range(count)]
    return tuple(Place(n, Part.HEAD, (x, y, x + 90, y + 90)) for n, (x, y) in enumerate(corners, 1))


def test_a_still_has_at_most_two_sheets_and_says_what_found_no_room(tmp_path: Path) -> None:
    moment = Moment(0.0, heads(60), 60, 1.0, 0)
    sheets = make_sheets(Still(flat(1200, 800, (90, 90, 90))), [moment], [], tmp_path, STANDARD)
    shown = sum(len(sheet.tiles) for sheet in sheets)
    assert len(sheets) == RULES.max_sheets_still
    assert shown >= RULES.max_tiles_still
    assert [sheet.left_out for sheet in sheets] == [60 - shown, 0]
    assert f"for {60 - shown} more" in evidence_of(sheets)[0].caption


@pytest.mark.parametrize(("at_s", "tiles"), [(1.0, 2), (1.2, 1)])
def test_a_suspicion_has_a_tile_at_its_worst_moment_and_at_no_other(
    tmp_path: Path, at_s: float, tiles: int
) -> None:
    """Its place is of that moment: where somebody moves, it shows a wall in the next."""
    clip = Clip(2.0, 1200, 800)
    arm = finding(1, start_s=0.5, end_s=1.5, at_s=1.0).model_copy(
        update={"box_xyxy": (700.0, 500.0, 800.0, 600.0)}
    )
    (sheet,) = make_sheets(clip, [Moment(at_s, heads(1), 1, 1.0, 0)], [arm], tmp_path, STANDARD)
    assert len(sheet.tiles) == tiles


def test_where_all_found_room_nothing_is_said_of_it(tmp_path: Path) -> None:
    sheets = make_sheets(
        Still(flat(1200, 800, (90, 90, 90))), [Moment(0.0, heads(5), 5, 1.0, 0)], [], tmp_path, STANDARD
    )
    assert [sheet.left_out for sheet in sheets] == [0]
    assert evidence_of(sheets)[0].caption.endswith("every part enlarged, for whoever looks")
