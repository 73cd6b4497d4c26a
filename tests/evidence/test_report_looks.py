"""Looks in the reports: who looked and what they saw, the sheets, or how to look; never as markup."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from PIL import Image

from agent_plugin.tools.domain import (
    Answer,
    Controls,
    Elsewhere,
    Evidence,
    Look,
    OpinionCost,
    PointedAnswer,
    Review,
    Says,
    Sheet,
    SignOff,
    Tile,
    TileAnswer,
    VerdictValue,
)
from agent_plugin.tools.evidence import write_reports
from tests.evidence.samples import review
from tests.evidence.test_reports import HOSTILE, Page

SHEET = Sheet(
    number=1,
    file="sheet-1.jpg",
    sha256="ab" * 32,
    width=90,
    height=60,
    frame="looked-at-1.jpg",
    tiles=(
        Tile(number=1, caption="person 1, left hand", box_xyxy=(0.0, 0.0, 9.0, 9.0)),
        Tile(number=2, caption="person 1, head", box_xyxy=(9.0, 9.0, 20.0, 20.0)),
    ),
)
SHOWN = Evidence(
    kind="sheet", file="sheet-1.jpg", media_type="image/jpeg", width=90, height=60, caption="Parts sheet"
)


def look(text: str = "six fingers", **more: Any) -> Look:
    known: dict[str, Any] = {
        "id": "look-1",
        "kind": "judge",
        "who": "eyes-1",
        "at": datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
        "tiles": (
            TileAnswer(tile=1, says=Says.WRONG, what=text, sureness=0.9),
            TileAnswer(tile=2, says=Says.SOUND, sureness=0.9),
        ),
        "elsewhere": (Elsewhere(what=text, where="behind the chair", sureness=0.8),),
        "pointed": (PointedAnswer(finding=1, answer=Answer.REFUTE, sureness=0.9, reason=text),),
        "controls": Controls(asked=2, right=2),
        "cost": OpinionCost(
            calls=2, pictures=2, input_tokens=6120, output_tokens=900, seconds=12.3, usd=0.0213
        ),
    }
    return Look(**known | more)


def looked_at(*looks: Look, **more: Any) -> Review:
    known: dict[str, Any] = {
        "sheets": (SHEET,),
        "evidence": (SHOWN,),
        "looks": looks,
        "checks": VerdictValue.REVIEW,
    }
    return review(**known | more)


def written(one: Review, folder: Path, *signed: SignOff) -> tuple[str, str]:
    """What a reader sees of the page and of the Markdown."""
    folder.mkdir(exist_ok=True)
    Image.new("RGB", (90, 60), "grey").save(folder / "sheet-1.jpg")
    write_reports(one, folder, signed)
    page = Page((folder / "report.html").read_text(encoding="utf-8"))
    return " ".join(page.text.split()), (folder / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (look(), ["Looked at by: eyes-1", "a judge", "2026-12-01 09:30 UTC, controls 2 of 2 right."]),
        (look(), ["Tile 1: wrong: six fingers", "calls sound: 1 of 2.", "behind the chair"]),
        (look(), ["Pointed at finding 1: does not see it: six fingers"]),
        (look(), ["It took: calls: 2; pictures: 2; tokens: 6,120 in, 900 out; 12.3 s; 0.0213 USD."]),
        (look(kind="person", who="Ada", controls=Controls()), ["Looked at by: Ada, 2026-12-01 09:30 UTC."]),
        (look(why_not="2 tiles were not answered"), ["it does not count: 2 tiles were not answered"]),
        (look(cost=OpinionCost(from_cache=1)), ["answers kept from before: 1", "price not set"]),
    ],
)
def test_who_looked_is_told_with_what_is_not_sound_and_what_it_took(
    one: Look, words: list[str], tmp_path: Path
) -> None:
    for text in written(looked_at(one), tmp_path):
        plain = text.replace("\\", "")
        for word in words:
            assert word in plain
        assert "Tile 2" not in plain


def test_before_anybody_has_looked_the_report_says_how(tmp_path: Path) -> None:
    for text in written(looked_at(), tmp_path):
        plain = text.replace("\\", "")
        assert "Looked at by: nobody yet." in plain
        assert "lastlook look r1" in plain
        assert "lastlook serve" in plain
        assert "The checks alone: review." in plain


def test_a_look_that_does_not_count_leaves_it_to_be_looked_at(tmp_path: Path) -> None:
    for text in written(looked_at(look(why_not="one control was answered wrongly")), tmp_path):
        assert "lastlook look r1" in text.replace("\\", "")


def test_who_has_looked_is_not_told_how_to(tmp_path: Path) -> None:
    for text in written(looked_at(look()), tmp_path):
        assert "lastlook look" not in text


def test_the_sheets_stand_in_the_reports(tmp_path: Path) -> None:
    written(looked_at(), tmp_path)
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert [one["alt"] for one in page.named("img")] == ["Parts sheet"]
    assert "![Parts sheet](sheet-1.jpg)" in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_a_sheet_that_is_gone_or_lies_elsewhere_is_left_out(tmp_path: Path) -> None:
    odd = SHOWN.model_copy(update={"file": "../sheet-1.jpg"})
    for text in written(looked_at(evidence=(odd,)), tmp_path):
        assert "../sheet" not in text
    assert "<img" not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_where_nothing_was_seen_nobody_needs_to_look(tmp_path: Path) -> None:
    for text in written(looked_at(sheets=(), evidence=()), tmp_path):
        assert "Who looked" not in text
        assert "lastlook look" not in text


@pytest.mark.parametrize(("looked", "words"), [(True, "who has looked"), (False, "who has not looked")])
def test_a_sign_off_tells_whether_the_signer_looked(looked: bool, words: str, tmp_path: Path) -> None:
    signed = SignOff(
        reviewer="Ada",
        at=datetime(2026, 12, 1, tzinfo=UTC),
        decision="approve",
        through="a test",
        verdict=VerdictValue.REVIEW,
        looked=looked,
    )
    for text in written(looked_at(), tmp_path, signed):
        assert f"Approved by Ada, {words}, 2026-12-01" in text.replace("\\", "")


def test_a_review_from_before_looks_still_renders(tmp_path: Path) -> None:
    opinion = {
        "number": 1,
        "judge": "openai",
        "specialist": "hands",
        "look": "pointed",
        "prompt": "hands 1",
        "finding": 1,
        "answer": "refute",
        "category": "neck_twist",
        "sureness": 0.9,
    }
    second = {"asked": "had", "judge": "openai", "opinions": [opinion]}
    old = review().model_dump(mode="json") | {"checks": ["neck_twist"], "second_opinion": second}
    for text in written(Review.model_validate(old), tmp_path):
        assert "Neck turned too far" in text
        assert "Who looked" not in text
        assert "The checks alone" not in text


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_a_looker_writes_becomes_no_markup(text: str, tmp_path: Path) -> None:
    shapes: list[tuple[list[str], list[str]]] = []
    for words in ("calm", text):
        written(looked_at(look(words, who=words), look(words, id="look-2", why_not=words), id="r1"), tmp_path)
        page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse((tmp_path / "report.md").read_text("utf-8"))
        inline = [child.type for token in tokens for child in token.children or []]
        kinds = [token.type for token in tokens] + [kind for kind in inline if kind != "text"]
        shapes.append(([tag for tag, _ in page.tags], kinds))
    assert shapes[0] == shapes[1]
