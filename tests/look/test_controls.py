"""The controls among the tiles: like the others, never foreseen, and plain to whoever looks."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin import prompts
from agent_plugin.tools.domain import Part, Tile
from agent_plugin.tools.look.controls import arranged, control_tile, controls_among, lot_of
from agent_plugin.tools.look.defects import OPERATIONS, broken
from agent_plugin.tools.look.secret import FILE, secret_in
from agent_plugin.tools.policy import STANDARD
from tests.look.desks import noise

RULES, SHEET = STANDARD.look, STANDARD.sheet
MAX_BYTES = 500_000  # of all together: they travel with the wheel
HAND = Tile(number=1, caption="left hand", box_xyxy=(100, 100, 400, 400), parts=(Part.LEFT_HAND,))


def test_the_pool_is_small_and_without_metadata() -> None:
    for name in prompts.controls():
        with Image.open(BytesIO(prompts.control(name))) as image:
            assert not image.getexif()
    assert sum(len(prompts.control(name)) for name in prompts.controls()) <= MAX_BYTES
    with pytest.raises(ValueError, match="no control"):
        prompts.control("hands")


@pytest.mark.parametrize("tiles", [0, 1, 5, 16])
def test_each_look_has_its_controls_wherever_the_lot_puts_them(tiles: int) -> None:
    slots = arranged(tuple(range(1, tiles + 1)), lot_of("secret", "look-1"), RULES)
    assert [slot.number for slot in slots] == list(range(1, len(slots) + 1))
    assert [slot.tile for slot in slots if not slot.control] == list(range(1, tiles + 1))
    assert sorted(slot.flawed for slot in slots if slot.control) == [False, True]


def test_who_knows_the_secret_knows_them_and_nobody_else() -> None:
    slots = arranged(tuple(range(1, 11)), lot_of("secret", "look-1"), RULES)
    known = {slot.number: slot.flawed for slot in slots if slot.control}
    assert controls_among(len(slots), "secret", "look-1") == known
    others = [controls_among(len(slots), f"another {number}", "look-1") for number in range(20)]
    assert sum(other == known for other in others) <= 2
    assert len({tuple(sorted(other.items())) for other in others}) > 10


@pytest.mark.parametrize("flawed", [True, False])
@pytest.mark.parametrize("tiles", [(), (HAND,)])
def test_a_control_is_as_large_as_a_tile_and_twice_the_same_for_the_same_lot(
    flawed: bool, tiles: tuple[Tile, ...]
) -> None:
    frames = {1: noise()}
    one, same, other = (
        control_tile(flawed, tiles, frames, random.Random(seed), SHEET) for seed in ("a", "a", "b")
    )
    assert max(one.picture.size) >= 0.85 * SHEET.tile_px
    assert np.array_equal(np.asarray(one.picture), np.asarray(same.picture))
    assert one.picture.size != other.picture.size or not np.array_equal(
        np.asarray(one.picture), np.asarray(other.picture)
    )


def test_a_broken_one_is_made_of_the_ads_own_part_where_there_is_a_usable_one() -> None:
    own = control_tile(True, (HAND,), {1: noise()}, random.Random(1), SHEET)
    assert (own.part, "own left_hand" in own.name) == (Part.LEFT_HAND, True)
    tiny = HAND.model_copy(update={"box_xyxy": (0, 0, 20, 20)})
    pooled = control_tile(True, (tiny,), {1: noise()}, random.Random(1), SHEET)
    assert pooled.name.startswith("face.sound.photo")


@pytest.mark.parametrize("part", OPERATIONS)
@pytest.mark.parametrize("seed", range(4))
def test_a_defect_changes_the_middle_plainly_and_keeps_the_size(part: Part, seed: int) -> None:
    whole = np.asarray(Image.open(BytesIO(prompts.control("face.sound.photo1"))).convert("RGB"))
    spoilt = broken(whole, part, random.Random(seed))
    assert spoilt.shape == whole.shape
    assert spoilt.dtype == np.uint8
    changed = np.abs(spoilt.astype(int) - whole).max(axis=2) > 25
    assert changed.mean() > 0.01


def test_a_secret_is_made_once_for_an_installation_and_read_by_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    secret = secret_in(folder)
    assert len(secret) == 32
    assert secret_in(folder) == secret
    assert (folder / FILE).stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_where_no_secret_can_be_kept_it_lives_as_long_as_the_process(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    secret = secret_in(tmp_path / "file")
    assert len(secret) == 32
    assert secret_in(tmp_path / "file") == secret
