"""The command `disclosure`: marks and needs of several files, what an export lost, and its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.disclosure.marked_files import aigc, picture, source_type, xmp
from tests.disclosure.signing import signed

Lastlook = Callable[..., Result]
MARKED = picture("JPEG", xmp(source_type(), aigc()))


@pytest.fixture
def ads(tmp_path: Path) -> Path:
    """Sizes of a creative: one marked, one signed, one that lost its marks, and one that is no picture."""
    folder = tmp_path / "ads"
    folder.mkdir()
    (folder / "marked.jpg").write_bytes(MARKED)
    (folder / "signed.jpg").write_bytes(signed(MARKED))
    (folder / "plain.png").write_bytes(picture("PNG"))
    (folder / "words.jpg").write_text("no picture", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("names", "market", "code"),
    [
        (["marked.jpg"], "", 0),
        (["plain.png"], "", 0),
        (["marked.jpg"], "EU,CN,US-NY", 0),
        (["plain.png"], "us-ny", 0),
        (["plain.png"], "EU", 1),
        (["marked.jpg", "plain.png"], "CN", 1),
        (["marked.jpg", "words.jpg"], "", 2),
        (["none.jpg"], "", 2),
    ],
)
def test_the_exit_code_follows_what_is_required_and_missing(
    lastlook: Lastlook, ads: Path, names: list[str], market: str, code: int
) -> None:
    result = lastlook("disclosure", *(ads / name for name in names), "--market", market)
    assert result.exit_code == code, result.output


def test_it_prints_required_present_missing_and_suggested_values(lastlook: Lastlook, ads: Path) -> None:
    shown = lastlook("disclosure", ads / "plain.png", ads / "signed.jpg", "--market", "EU,CN,US-NY").stdout
    for words in (
        "Content Credentials (C2PA): absent",
        "Content Credentials (C2PA): present and whole, signer not trusted",
        "China's AIGC mark (TC260): present and valid: Label 1 (AI-generated)",
        "EU, required, present:",
        "EU, required, missing in the file:",
        "US-NY, required, a person must attest:",
        "suggested for CN: ",
        "looked up 2026-12-01.",
        "nothing is attested here: a person does that",
        "The files differ: Content Credentials (C2PA) in 1 of 2;",
    ):
        assert words in shown, words


def test_the_settings_name_markets_too(
    lastlook: Lastlook, ads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LASTLOOK_MARKETS", "eu")
    assert lastlook("disclosure", ads / "plain.png").exit_code == 1
    assert lastlook("disclosure", ads / "plain.png", "--market", "US-NY").exit_code == 0


def test_what_an_export_stripped_is_found(lastlook: Lastlook, ads: Path) -> None:
    before, after = ads / "signed.jpg", ads / "marked.jpg"
    lost = lastlook("disclosure", "--before", before, "--after", after)
    assert lost.exit_code == 1
    assert "Lost: Content Credentials (C2PA)" in lost.stdout
    kept = lastlook("disclosure", "--before", after, "--after", before)
    assert kept.exit_code == 0
    assert "No mark that stood before was lost." in kept.stdout


def test_json_says_the_same_for_programs(lastlook: Lastlook, ads: Path) -> None:
    given = ("--market", "CN", "--json", ads / "plain.png", ads / "words.jpg")
    document = json.loads(lastlook("disclosure", *given).stdout)
    plain, words = document["ads"]
    assert (plain["origin"], plain["missing"], plain["markets"]) == ("unknown", ["CN"], ["CN"])
    assert {mark["state"] for mark in plain["marks"]} == {"absent"}
    assert words["error"]["code"] == "media_unknown"
    both = json.loads(
        lastlook("disclosure", "--json", "--before", ads / "marked.jpg", "--after", ads / "plain.png").stdout
    )
    assert both["stripped"] == ["iptc", "aigc"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "It is not said what to read."),
        (("--before", "a.jpg"), "It is not said what to read."),
        (("a.jpg", "--market", "MARS"), "There are no disclosure rules for the market 'MARS'."),
    ],
)
def test_what_cannot_be_meant_is_refused(lastlook: Lastlook, words: tuple[str, ...], why: str) -> None:
    result = lastlook("disclosure", *words)
    assert result.exit_code == 2
    assert why in result.stderr


def test_review_and_batch_hand_the_markets_on(
    lastlook: Lastlook, ads: Path, script: dict[str, Any], tmp_path: Path
) -> None:
    lastlook("review", ads / "plain.png", "--market", "eu,cn")
    asked = [script["markets"]]
    lastlook("batch", ads, "-o", tmp_path / "rows.jsonl", "--market", "US-NY")
    assert [*asked, script["markets"]] == [("EU", "CN"), ("US-NY",)]
    assert lastlook("review", ads / "plain.png", "--market", "MARS").exit_code == 2
