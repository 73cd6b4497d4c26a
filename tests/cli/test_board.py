"""The board of a folder: creatives with their sizes, the worst first, and what one takes away."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image

from agent_plugin.cli.board.groups import creatives
from agent_plugin.tools.domain import Review
from agent_plugin.tools.evidence.contact_sheet import Card, write_contact_sheet
from tests.chat.chats import review_of
from tests.conftest import made_review

Run = Callable[..., Result]


def _campaign(folder: Path) -> Path:
    ads = folder / "ads"
    ads.mkdir()
    for name in ("spring_300x250.png", "spring_728x90.png", "autumn.png", "=cmd.png", "broken.png"):
        (ads / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    return ads


def test_a_folder_becomes_a_page_a_table_and_a_zip(
    lastlook: Run, script: dict[str, Any], tmp_path: Path
) -> None:
    script |= {"spring_728x90.png": {"neck_twist": 0.95}}
    result = lastlook("board", _campaign(tmp_path), "--out", tmp_path / "board")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "board" / "index.html").read_text(encoding="utf-8")
    assert page.index("spring_728x90.png") < page.index("autumn.png"), "the worst first"
    assert page.index("spring_300x250.png") < page.index("autumn.png"), "beside its sibling"
    assert "Held: a sibling of it is flagged." in page
    table = (tmp_path / "board" / "results.csv").read_text(encoding="utf-8-sig")
    assert table.splitlines()[1].startswith("spring_728x90.png,block,")
    assert "\n'=cmd.png," in table, "no cell is a formula"
    printed = (tmp_path / "board" / "board.pdf").read_bytes()
    assert printed.startswith(b"%PDF-")
    assert 'href="board.pdf"' in page
    with zipfile.ZipFile(tmp_path / "board" / "evidence.zip") as archive:
        names = archive.namelist()
    assert sum(name.endswith("report.html") for name in names) == 5


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (12, 1), (13, 2), (40, 4)])
def test_a_pdf_has_twelve_ads_on_a_page(tmp_path: Path, count: int, pages: int) -> None:
    picture = tmp_path / "ad.png"
    Image.new("RGB", (300, 90), (10, 90, 200)).save(picture)
    line = "A person must look before this ad goes live: " + "nobody has looked yet. " * 30
    card = Card(
        picture, "REVIEW", (154, 97, 0), "ad \u4e2d\u6587.png" * 9, (line, "Looked at by: nobody yet.")
    )
    write_contact_sheet([card] * count, "Last Look", tmp_path / "board.pdf")
    assert len(re.findall(rb"/Type /Page\b(?!s)", (tmp_path / "board.pdf").read_bytes())) == pages


def test_an_empty_folder_says_what_to_give(lastlook: Run, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    result = lastlook("board", tmp_path / "none")
    assert result.exit_code == 2
    assert "no picture or video" in result.stderr


def _named(review: Review, name: str) -> Review:
    return review.model_copy(update={"media": review.media.model_copy(update={"name": name})})


def test_only_a_sibling_of_a_flagged_size_is_held() -> None:
    flagged, sibling = _named(review_of("neck.mp4"), "a_v1.mp4"), _named(review_of("calm.jpg"), "a_v2.mp4")
    other = made_review("other.png")
    first, second = creatives([other, sibling, flagged])
    assert [one.media.name for one in first.reviews] == ["a_v1.mp4", "a_v2.mp4"]
    assert [first.is_held(flagged), first.is_held(sibling), second.is_held(other)] == [False, True, False]
    assert first.name == "a_v"
