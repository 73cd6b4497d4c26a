"""Text in pictures: it fits where it is put, and no character stops the drawing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from agent_plugin.tools.evidence import font_status, lettering
from agent_plugin.tools.evidence.closeup import caption
from agent_plugin.tools.evidence.lettering import draw_text, elide, text_width, wrap
from agent_plugin.tools.policy import EvidenceRules
from tests.evidence.samples import finding

AWKWARD = [
    "",
    " ",
    "\u4e2d\u6587",
    "caf\u00e9 \u0416",
    "a\nb\tc",
    "\x00\x1b[31m",
    "\ud800",
    "x" * 9000,
    "\u0627\u0644",
    "\U0001f600",
]


def test_the_own_font_draws_all_that_the_labels_need() -> None:
    fine, sentence = font_status()
    assert fine
    assert "own font" in sentence


def test_a_font_that_lacks_a_sign_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "_SAMPLE", "ok \u2603")
    assert font_status() == (
        False,
        "Pillow's own font lacks \u2603. Reinstall Pillow from its official wheel.",
    )


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=200), size=st.integers(10, 40), width=st.integers(60, 900), lines=st.integers(1, 5)
)
def test_wrapped_lines_fit_their_width_and_number(text: str, size: int, width: int, lines: int) -> None:
    wrapped = wrap(text, size, width, lines)
    assert len(wrapped) <= lines
    assert all(text_width(line, size) <= width for line in wrapped)


def test_wrapping_loses_no_word() -> None:
    text = "The head faces the camera while the chest faces away, which no neck can do."
    assert " ".join(wrap(text, 20, 200, 99)) == text


def test_a_word_wider_than_a_line_is_broken_not_lost() -> None:
    assert "".join(wrap("a" * 100, 20, 150, 99)) == "a" * 100


def test_what_is_left_out_is_shown_by_an_ellipsis() -> None:
    assert wrap("one two three four five six", 20, 60, 2)[-1].endswith("\u2026")
    assert elide("one two three four", 20, 80).endswith("\u2026")
    assert elide("one", 20, 80) == "one"


@pytest.mark.parametrize("text", AWKWARD, ids=ascii)
def test_no_text_stops_the_drawing(text: str) -> None:
    image = Image.new("RGB", (200, 40))
    draw_text(ImageDraw.Draw(image), (4, 30), text, 20, (255, 255, 255))
    assert text_width(text, 20) >= 0


def test_an_unknown_character_is_a_question_mark_where_no_system_font_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lettering, "_FALLBACKS", ())
    lettering._letters.cache_clear()  # pyright: ignore[reportPrivateUsage]  # it remembers the system's fonts
    try:
        assert text_width("\u4e2d", 20) == text_width("?", 20)
        assert text_width("\u00e9", 20) == text_width("e", 20)
        assert text_width("\u2013", 20) == text_width("-", 20)
    finally:
        lettering._letters.cache_clear()  # pyright: ignore[reportPrivateUsage]


@settings(max_examples=25, deadline=None)
@given(sentence=st.text(min_size=1, max_size=600), number=st.integers(1, 999))
@example(sentence="\u00d9\u0316\u031c\u0323\u0347\u034d\u034d\u034d\u0330\u0330", number=1)
def test_a_caption_never_runs_into_its_margins(sentence: str, number: int) -> None:
    rules = EvidenceRules()
    panel = np.asarray(caption(finding(number, for_marketer=sentence, at_s=61.2), 800, rules))
    margin = 8
    assert (panel[:, -margin:] == 255).all()
    assert (panel[-margin:] == 255).all()
    assert (panel[:, :margin] == 255).all()


def test_a_longer_sentence_makes_a_higher_caption() -> None:
    rules = EvidenceRules()
    short, long = (caption(finding(for_marketer="word " * count), 800, rules) for count in (3, 60))
    assert long.height > short.height
