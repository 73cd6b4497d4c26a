"""`lastlook sign-off`: who decides, what is kept and shown, and that no program passes for a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Lastlook = Callable[..., Result]


@pytest.fixture
def review(lastlook: Lastlook, tmp_path: Path, script: dict[str, Any]) -> str:
    """The id of a stored review that blocks."""
    script["bad.png"] = {"neck_twist": 0.93}
    (tmp_path / "bad.png").write_bytes(b"x")
    shown = lastlook("review", tmp_path / "bad.png").stdout
    return next(line for line in shown.splitlines() if line.startswith("Review: ")).removeprefix("Review: ")


def test_an_approval_of_a_blocked_ad_is_shown_as_against_the_verdict(lastlook: Lastlook, review: str) -> None:
    given = ("--reviewer", "Ada L.", "--decision", "approve", "--note", "A sculpture.", "--yes")
    signed = lastlook("sign-off", review, *given)
    assert signed.exit_code == 0
    assert "Approved by Ada L." in signed.stdout
    assert "against the verdict" in signed.stdout
    shown = lastlook("reviews", review).stdout
    assert shown.startswith("BLOCK")
    assert "Signed: Approved by Ada L." in shown
    assert "A sculpture." in shown


def test_a_rejection_stands_with_the_verdict(lastlook: Lastlook, review: str) -> None:
    signed = lastlook("sign-off", review, "--reviewer", "Bo", "--decision", "reject", "--yes")
    assert "Rejected by Bo" in signed.stdout
    assert "against" not in signed.stdout


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--reviewer", "Ada", "--decision", "approve"), "confirmed at a terminal"),
        (("--reviewer", " ", "--decision", "approve", "--yes"), "reviewer cannot be used"),
        (("--reviewer", "Ada", "--decision", "publish", "--yes"), "not one of"),
        (("--decision", "approve", "--yes"), "--reviewer"),
        (("--reviewer", "Ada", "--yes"), "--decision"),
    ],
)
def test_without_a_person_a_name_or_a_decision_nothing_is_signed(
    lastlook: Lastlook, review: str, given: tuple[str, ...], words: str
) -> None:
    refused = lastlook("sign-off", review, *given)
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert "Signed" not in lastlook("reviews", review).stdout


def test_an_unknown_review_cannot_be_signed(lastlook: Lastlook, review: str) -> None:
    refused = lastlook("sign-off", "20990101", "--reviewer", "Ada", "--decision", "reject", "--yes")
    assert refused.exit_code == 2
    assert "no review" in refused.stderr
