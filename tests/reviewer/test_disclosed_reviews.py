"""Each review carries the AI marks of the very bytes; a market that was named may ask for a person."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from agent_plugin.tools.calls.answer import summary
from agent_plugin.tools.disclosure import read_disclosure
from agent_plugin.tools.domain import MarkKind, MarkState, VerdictValue
from agent_plugin.tools.errors import MediaDamaged, UsageError
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from tests.disclosure.marked_files import mark, picture, source_type, xmp
from tests.disclosure.signing import signed
from tests.reviewer.test_review_ad import ScriptedFinder

ASKS = "an AI mark that the rules of EU ask for is missing in the file"


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    with Store(tmp_path / "store") as made:
        yield made


def _ad(folder: Path, data: bytes) -> Path:
    path = folder / "ad.jpg"
    path.write_bytes(data)
    return path


def test_a_review_keeps_the_marks_and_its_reports_show_them(tmp_path: Path, store: Store) -> None:
    ad = _ad(tmp_path, signed(picture("JPEG", xmp(source_type()))))
    review = Reviewer(store=store, finder=ScriptedFinder()).review(ad)
    assert review.disclosure is not None
    assert mark(review.disclosure, MarkKind.C2PA).state is MarkState.UNTRUSTED
    assert mark(review.disclosure, MarkKind.IPTC).state is MarkState.VALID
    assert store.get(review.id).disclosure == review.disclosure
    folder = store.evidence_folder(review.id)
    for name in ("report.html", "report.md"):
        page = (folder / name).read_text(encoding="utf-8")
        assert "AI marks in the file" in page
        assert "signer not trusted" in page
    text = summary(review, store).text
    assert "AI marks in the file: Content Credentials (C2PA) present and whole, signer not trusted" in text


def test_without_a_market_a_missing_mark_changes_nothing_and_with_one_a_person_is_asked(
    tmp_path: Path, store: Store
) -> None:
    ad = _ad(tmp_path, picture("JPEG"))
    reviewer = Reviewer(store=store, finder=ScriptedFinder())
    plain, named = reviewer.review(ad), reviewer.review(ad, markets=("EU",))
    assert plain.verdict.value is VerdictValue.NO_PEOPLE
    assert (named.verdict.value, ASKS in named.verdict.sentence) == (VerdictValue.REVIEW, True)
    assert "for EU: a person must look" in summary(named, store).text
    assert "AI marks" not in summary(plain, store).text


def test_markets_of_the_settings_count_where_a_review_names_none(tmp_path: Path, store: Store) -> None:
    ad = _ad(tmp_path, picture("JPEG"))
    reviewer = Reviewer(store=store, finder=ScriptedFinder(), markets=("EU",))
    assert ASKS in reviewer.review(ad).verdict.sentence
    assert ASKS not in reviewer.review(ad, markets=("US-NY",)).verdict.sentence


def test_a_review_is_reused_for_the_same_markets_alone(tmp_path: Path, store: Store) -> None:
    ad = _ad(tmp_path, picture("JPEG"))
    reviewer = Reviewer(store=store, finder=ScriptedFinder())
    first = reviewer.review(ad, markets=("EU",))
    assert reviewer.review(ad, markets=("eu",)).id == first.id
    assert reviewer.review(ad).id != first.id


def test_a_market_without_rules_is_refused_before_anything_is_looked_at(tmp_path: Path, store: Store) -> None:
    finder = ScriptedFinder()
    with pytest.raises(UsageError):
        Reviewer(store=store, finder=finder).review(_ad(tmp_path, picture("JPEG")), markets=("MARS",))
    assert finder.asked == 0


def test_marks_are_read_of_the_bytes_that_are_reviewed_and_of_no_others(tmp_path: Path) -> None:
    with pytest.raises(MediaDamaged, match="changed while it was being checked"):
        read_disclosure(_ad(tmp_path, picture("JPEG")), sha256="0" * 64)
