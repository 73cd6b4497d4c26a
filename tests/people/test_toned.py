"""Grey and toned frames: which count as such, how the models see them, and when they are searched so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Frame, Pixels, Scene
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.people.pieces import Pieces
from agent_plugin.tools.people.toned import in_skin_colours, is_toned
from agent_plugin.tools.policy import STANDARD
from tests import builders

RULES = STANDARD.people.toned


@pytest.fixture(scope="module")
def colour(examples: Path) -> Pixels:
    return np.asarray(Image.open(examples / "walk.jpg").convert("RGB"))


def _light(pixels: Pixels) -> Pixels:
    return np.asarray(Image.fromarray(pixels).convert("L"))


def _toned(pixels: Pixels, kind: str) -> Pixels:
    share = _light(pixels)[..., None] / 255
    dark, bright = {"grey": ((0, 0, 0), (255, 255, 255)), "sepia": ((30, 18, 8), (255, 240, 200))}.get(
        kind, ((10, 20, 60), (255, 120, 140))
    )
    toned: Pixels = (np.array(dark) * (1 - share) + np.array(bright) * share).astype(np.uint8)
    return toned


@pytest.mark.parametrize("kind", ["grey", "sepia", "two colours"])
def test_one_colour_for_each_light_is_toned(colour: Pixels, kind: str) -> None:
    assert is_toned(_toned(colour, kind), RULES)


def test_a_logo_in_colour_does_not_undo_it(colour: Pixels) -> None:
    pixels = _toned(colour, "grey")
    pixels[:60, :60] = (220, 30, 40)
    assert is_toned(pixels, RULES)


def test_a_colour_picture_is_not_toned(colour: Pixels) -> None:
    assert not is_toned(colour, RULES)


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_plain_frame_shows_nobody_to_search_for(grey: int) -> None:
    assert not is_toned(np.full((90, 160, 3), grey, np.uint8), RULES)


def test_the_middle_of_the_light_has_the_colour_of_skin() -> None:
    ramp = np.repeat(np.tile(np.arange(40, 200, dtype=np.uint8), (20, 1))[..., None], 3, axis=2)
    coloured = in_skin_colours(ramp, RULES)
    assert coloured[0, 0].max() < 10
    assert coloured[0, -1].min() > 245
    assert coloured[0, 80].tolist() == pytest.approx(RULES.skin_rgb, abs=4)


class _Finder(PeopleFinder):
    """Sees somebody in frames of these pixels' colourfulness only, and counts how often it looks."""

    def __init__(self, *, sees_grey: bool) -> None:
        super().__init__(
            STANDARD.people,
            landmarkers=Landmarkers(STANDARD.people, models_folder=None, cache_folder=Path("none")),
        )
        self.looks, self._sees_grey = 0, sees_grey

    def _search(self, frame: Frame, places: Pieces, watch: Stopwatch) -> Scene:
        self.looks += 1
        is_grey = bool((np.ptp(frame.pixels, axis=2) == 0).all())
        return Scene(frame, (builders.person(),) if self._sees_grey or not is_grey else ())


@pytest.mark.parametrize(("sees_grey", "looks"), [(True, 1), (False, 2)])
def test_a_grey_frame_is_coloured_only_where_nobody_was_found(
    colour: Pixels, sees_grey: bool, looks: int
) -> None:
    frame, finder = Frame(_toned(colour, "grey"), at_s=1.0), _Finder(sees_grey=sees_grey)
    scene = finder.find(frame)
    assert (len(scene.people), finder.looks) == (1, looks)
    assert scene.frame is frame, "what is shown stays grey"


def test_a_colour_frame_without_anybody_is_looked_at_once(colour: Pixels) -> None:
    finder = _Finder(sees_grey=False)
    empty = replace(Frame(np.zeros_like(colour)))
    assert finder.find(empty).shows_nobody
    assert finder.looks == 1
