"""The rules of markets are dated data: they say what is required and missing, and attest nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from agent_plugin.tools.disclosure import read_disclosure
from agent_plugin.tools.disclosure.compared import stripped
from agent_plugin.tools.disclosure.credentials import TrustList
from agent_plugin.tools.disclosure.lines import differing_line, disclosure_lines, stripped_lines
from agent_plugin.tools.disclosure.markets import (
    MarketRule,
    fingerprint,
    market_rules,
    markets_named,
    needs_of,
)
from agent_plugin.tools.domain import Disclosure, Mark, MarkKind, MarkState, NeedState, Origin
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.policy import DISCLOSURE
from tests.disclosure.marked_files import aigc, picture, read, source_type, xmp
from tests.disclosure.signing import BY_CAMERA, authority, manifest, signed

TODAY = date(2026, 12, 1)
IPTC, AIGC = picture("JPEG", xmp(source_type())), picture("JPEG", xmp(aigc()))
PLAIN = picture("JPEG")


@pytest.mark.parametrize("rule", market_rules().values(), ids=lambda rule: rule.market)
def test_a_rule_names_its_source_and_the_day_it_was_looked_up(rule: MarketRule) -> None:
    for address in (rule.source, *rule.looked_up_in):
        assert address.startswith("https://")
    assert rule.in_force_since <= rule.looked_up
    assert all((one.decided_by == "file") == bool(one.any_of) for one in rule.need)
    assert all(one.text and one.text_zh and one.suggested for one in rule.need)


def _states(data: bytes, folder: Path, market: str) -> list[tuple[NeedState, bool]]:
    return [(one.state, one.is_missing) for one in read(folder, data, market).needs]


PERSON = (NeedState.PERSON, False)


@pytest.mark.parametrize(
    ("market", "data", "expected"),
    [
        ("EU", IPTC, [(NeedState.PRESENT, False), PERSON]),
        ("EU", AIGC, [(NeedState.PRESENT, False), PERSON]),
        ("EU", PLAIN, [(NeedState.MISSING, True), PERSON]),
        ("EU", picture("JPEG", xmp(source_type("digitalCapture"))), [(NeedState.MISSING, True), PERSON]),
        ("CN", AIGC, [(NeedState.PRESENT, False), PERSON]),
        ("CN", IPTC, [(NeedState.MISSING, True), PERSON]),
        ("CN", picture("JPEG", xmp(aigc("{}"))), [(NeedState.MISSING, True), PERSON]),
        ("US-NY", PLAIN, [PERSON]),
        ("US-NY", IPTC, [PERSON]),
        ("META", PLAIN, [(NeedState.MISSING, False), PERSON]),
        ("DOUYIN", AIGC, [(NeedState.PRESENT, False), PERSON]),
        *((name, PLAIN, [PERSON]) for name in ("GOOGLE", "YOUTUBE", "TIKTOK", "XIAOHONGSHU")),
    ],
)
def test_what_the_file_can_decide_is_decided_and_the_rest_is_left_to_a_person(
    tmp_path: Path, market: str, data: bytes, expected: list[tuple[NeedState, bool]]
) -> None:
    assert _states(data, tmp_path, market) == expected


def test_an_advised_mark_that_is_missing_is_named_and_asks_for_nobody(tmp_path: Path) -> None:
    found = read(tmp_path, PLAIN, "META")
    assert "META, advised, missing in the file" in "\n".join(disclosure_lines(found))
    assert not found.missing


def test_a_value_is_suggested_and_nothing_is_attested(tmp_path: Path) -> None:
    lines = "\n".join(disclosure_lines(read(tmp_path, PLAIN, "GOOGLE")))
    assert "If it was made with AI, suggested for GOOGLE: IS_SYNTHETIC." in lines
    assert "NOT_SYNTHETIC" not in lines
    assert "nothing is attested here: a person does that" in lines


def test_a_trusted_camera_s_signature_takes_the_need_of_an_ai_mark_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = TrustList("ours", authority().root_pem.decode())
    shot = signed(PLAIN, manifest(BY_CAMERA))
    assert _states(shot, tmp_path, "EU")[0] == (NeedState.MISSING, True), "nobody knows this signer"
    monkeypatch.setattr("agent_plugin.tools.disclosure.credentials.trust_list", lambda: ours)
    assert _states(shot, tmp_path, "EU")[0] == (NeedState.NOT_ASKED, False)
    both = signed(picture("JPEG", xmp(source_type())), manifest(BY_CAMERA))
    assert _states(both, tmp_path, "CN")[0] == (NeedState.MISSING, True), "its own XMP says that AI made it"


def test_a_rule_is_stale_after_180_days(tmp_path: Path) -> None:
    path = tmp_path / "ad.jpg"
    path.write_bytes(PLAIN)
    looked_up = market_rules()["EU"].looked_up
    for days, is_stale in ((180, False), (181, True)):
        found = read_disclosure(path, markets=("EU",), today=looked_up + timedelta(days=days))
        assert {one.is_stale for one in found.needs} == {is_stale}
        assert ("STALE" in "\n".join(disclosure_lines(found))) is is_stale


def test_a_review_is_made_anew_once_a_rule_is_stale_and_only_for_its_market() -> None:
    late = market_rules()["EU"].looked_up + timedelta(days=181)
    assert fingerprint(("EU",), late) != fingerprint(("EU",), TODAY)
    assert fingerprint((), late) == fingerprint((), TODAY)


def test_markets_are_named_with_commas_in_any_case_and_once() -> None:
    assert markets_named(["eu, us-ny", "EU", ""]) == ("EU", "US-NY")


def test_a_market_without_rules_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError) as refused:
        markets_named(["EU,MARS"])
    assert "MARS" in refused.value.message
    assert "US-NY" in refused.value.hint


def test_an_export_that_strips_or_weakens_a_mark_is_found(tmp_path: Path) -> None:
    before, same = read(tmp_path, signed(AIGC)), read(tmp_path, signed(AIGC))
    assert stripped(before, same) == ()
    assert list(stripped_lines(())) == ["No mark that stood before was lost."]
    lost = [mark.kind for mark, _ in stripped(before, read(tmp_path, AIGC))]
    assert lost == [MarkKind.C2PA]
    assert len(stripped(before, read(tmp_path, PLAIN))) == 2
    broken = bytearray(signed(AIGC))
    broken[-30] ^= 0x55
    [line] = stripped_lines(stripped(before, read(tmp_path, bytes(broken))))
    assert line.endswith("is now present and invalid.")


def test_sizes_of_a_creative_that_carry_different_marks_are_named(tmp_path: Path) -> None:
    marked, plain = read(tmp_path, IPTC), read(tmp_path, PLAIN)
    assert differing_line([marked, marked]) == ""
    assert differing_line([marked, plain, marked]) == "The files differ: IPTC digital source type in 2 of 3."


@pytest.mark.parametrize("origin", list(Origin))
def test_no_sentence_calls_anything_safe_or_real(origin: Origin) -> None:
    marks = tuple(Mark(kind=kind, state=state, origin=origin) for kind in MarkKind for state in MarkState)
    found = Disclosure(marks=marks, read_on=TODAY)
    needs = needs_of(tuple(market_rules()), found, TODAY, DISCLOSURE)
    words = "\n".join(disclosure_lines(found.model_copy(update={"needs": needs}))).lower()
    assert "safe" not in words
    assert "compliant" not in words
    assert words.count("real photograph") == words.count("never means a real photograph") == 1
