"""The closer pictures of a pointed look: each says which place it is, and of a video when."""

from __future__ import annotations

import pytest

from agent_plugin.tools.domain import Pointed
from agent_plugin.tools.look.closer import closer_sheet
from agent_plugin.tools.policy import STANDARD
from tests.evidence.samples import Clip


@pytest.mark.parametrize(("at_s", "caption"), [(None, "2 place 2"), (1.5, "2 place 2 at 0:01.5")])
def test_a_closer_picture_says_its_place_and_its_moment(
    at_s: float | None, caption: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def kept(_draw: object, _where: object, text: str, *_: object) -> None:
        written.append(text)

    monkeypatch.setattr("agent_plugin.tools.evidence.sheet.draw_text", kept)
    place = Pointed(number=2, box_xyxy=(300.0, 300.0, 400.0, 400.0), at_s=at_s)
    shown = closer_sheet(Clip(3.0, 900, 900), [place], STANDARD)
    assert shown.numbers == (2,)
    assert written == [caption]
