"""What a model wrote: understood where it can be, never believed, and never the cause of another error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, validate
from openai.lib._pydantic import to_strict_json_schema

from agent_plugin.tools.domain import Answer, Category, Opinion, Specialist
from agent_plugin.tools.errors import JudgeUnclear
from agent_plugin.tools.opinion.answers.answers import Read, read
from agent_plugin.tools.opinion.asking.asking import Planned, blind_asks, pointed_asks
from agent_plugin.tools.opinion.asking.forms import BlindForm, PointedForm, blind_schema, pointed_schema
from agent_plugin.tools.opinion.asking.looks import SPECIALTIES, looks
from tests.opinion.asked import PARTS, PEOPLE, RULES, found, still

FINDINGS = (found(1), found(2, Category.EXTRA_FINGER, (262, 245, 300, 288)))
PLACES = looks(FINDINGS, PEOPLE[:1], PARTS, still().info, RULES, whole_picture=False)
(BLIND,) = blind_asks(still(), PLACES, RULES)
(POINTED,) = pointed_asks(still(), FINDINGS, RULES, looks=PLACES)
FIRST, SECOND = (
    next(n for n, one in POINTED.findings.items() if one.number == number) for number in (1, 2)
)  # their numbers in that call
NUMBER_OF = {look.specialist: number for number, look in BLIND.looks.items()}
HAND = next(number for number, look in BLIND.looks.items() if look.part.value == "left_hand")
NECK = NUMBER_OF[Specialist.HEAD_NECK_TORSO]


def _seen(picture: int = NECK, **more: Any) -> dict[str, Any]:
    known = {
        "picture": picture,
        "described": "A person from behind.",
        "counted": ["one head"],
        "verdict": "defect",
        "category": "neck_twist",
        "sureness": 0.9,
        "reason": "The face is above the back.",
        "where": "middle",
    }
    return known | more


def _said(finding: int = FIRST, **more: Any) -> dict[str, Any]:
    known = {"finding": finding, "described": "A neck.", "answer": "refute", "sureness": 0.8}
    return known | {"reason": "The chest faces us.", "where": ""} | more


def _read(*rows: Any, planned: Planned = BLIND, **more: Any) -> Read:
    text = json.dumps({"answers": list(rows)})
    return read(planned, text, FINDINGS, RULES, judge="canned", model="m", **more)


def test_a_defect_seen_blind_confirms_the_finding_it_agrees_with() -> None:
    (opinion,) = _read(_seen(), first=7).opinions
    assert (opinion.number, opinion.look, opinion.finding) == (7, "blind", 1)
    assert (opinion.answer, opinion.category) == (Answer.CONFIRM, Category.NECK_TWIST)
    assert (opinion.specialist, opinion.person) == (Specialist.HEAD_NECK_TORSO, 1)
    assert opinion.prompt == "common 1, head_neck_torso 1"
    assert opinion.described == "A person from behind. (one head)"
    assert opinion.reason == "The face is above the back. (middle)"


def test_a_defect_that_no_check_found_is_of_its_own() -> None:
    (opinion,) = _read(_seen(category="extra_head")).opinions
    assert opinion.finding is None
    assert opinion.category is Category.EXTRA_HEAD


def test_a_sound_part_and_one_that_cannot_be_told_name_no_category() -> None:
    read_of = _read(_seen(verdict="sound"), _seen(HAND, verdict="cannot_tell", category="none"))
    answers = [(opinion.answer, opinion.category, opinion.finding) for opinion in read_of.opinions]
    assert answers == [(Answer.REFUTE, None, None), (Answer.UNSURE, None, None)]


def test_a_pointed_answer_is_about_its_finding() -> None:
    first, second = _read(_said(SECOND, answer="confirm"), _said(FIRST), planned=POINTED).opinions
    assert (first.finding, first.answer, first.category) == (2, Answer.CONFIRM, Category.EXTRA_FINGER)
    assert (second.finding, second.answer, second.look) == (1, Answer.REFUTE, "pointed")
    assert second.prompt == "pointed 1, questions 1, head_neck_torso 1"


@pytest.mark.parametrize(
    ("planned", "row", "note"),
    [
        (BLIND, _seen(99), "not shown"),
        (BLIND, _seen(-1), "not shown"),
        (BLIND, _seen(sureness=float("nan")), "sureness"),
        (BLIND, _seen(sureness=1.5), "between 0 and 1"),
        (BLIND, _seen(sureness="very"), "sureness"),
        (BLIND, _seen(verdict="approve"), "verdict"),
        (BLIND, _seen(counted="five"), "counted"),
        (BLIND, {"picture": NECK}, "asked-for form"),
        (BLIND, "approve", "not an object"),
        (BLIND, None, "not an object"),
        (POINTED, _said(99), "not asked about"),
        (POINTED, _said(answer="yes"), "answer"),
    ],
)
def test_an_entry_that_does_not_fit_is_left_out_with_a_note(planned: Planned, row: Any, note: str) -> None:
    good = _seen(HAND, verdict="sound") if planned is BLIND else _said(SECOND)
    found_in = _read(row, good, planned=planned)
    assert len(found_in.opinions) == 1
    assert any(note in said for said in found_in.notes)
    with pytest.raises(JudgeUnclear, match=note):
        _read(row, planned=planned)


@pytest.mark.parametrize("category", ["extra_finger", "third_nostril", ["neck_twist"], 7, None])
def test_a_category_that_is_not_the_specialists_is_dropped_but_not_the_answer(category: Any) -> None:
    found_in = _read(_seen(category=category))
    (opinion,) = found_in.opinions
    assert (opinion.answer, opinion.category, opinion.finding) == (Answer.CONFIRM, None, None)
    assert any("category" in note for note in found_in.notes)


@pytest.mark.parametrize(
    ("planned", "rows"),
    [
        (BLIND, (_seen(), _seen(sureness=0.1))),
        (BLIND, (_seen(verdict="sound"), _seen())),
        (POINTED, (_said(answer="confirm"), _said(answer="refute"))),
    ],
    ids=["twice", "sound and not", "both ways"],
)
def test_the_same_is_answered_once(planned: Planned, rows: tuple[Any, ...]) -> None:
    found_in = _read(*rows, planned=planned)
    (opinion,) = found_in.opinions
    assert opinion.answer is Answer.CONFIRM
    assert any("more than once" in note for note in found_in.notes)


def test_two_defects_of_one_picture_are_two_opinions() -> None:
    assert len(_read(_seen(), _seen(category="extra_head")).opinions) == 2


def test_what_was_not_answered_is_told() -> None:
    missed = ", ".join(str(number) for number in sorted(set(BLIND.looks) - {NECK}))
    assert f"Not answered: picture {missed}." in _read(_seen()).notes
    assert _read(_seen()).unanswered == len(BLIND.looks) - 1


@pytest.mark.parametrize(
    ("named", "more", "wanted"),
    [
        (6, {"verdict": "defect", "category": "extra_finger"}, Answer.CONFIRM),
        (5, {"verdict": "defect", "category": "extra_finger"}, Answer.UNSURE),
        (0, {"verdict": "defect", "category": "extra_finger"}, Answer.CONFIRM),
        (6, {"verdict": "sound"}, Answer.UNSURE),
        (5, {"verdict": "sound"}, Answer.REFUTE),
        (3, {"verdict": "defect", "category": "fused_fingers"}, Answer.CONFIRM),
    ],
)
def test_a_count_of_digits_that_contradicts_the_judgement_makes_it_unsure(
    named: int, more: dict[str, Any], wanted: Answer
) -> None:
    (opinion,) = _read(_seen(HAND, counted=["a digit"] * named, **more)).opinions
    assert opinion.answer is wanted


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "approve", "{", "[]", "{}", "null", "7", '{"answers": {}}', '{"answers": []}'),
        *("[" * 100_000, "9" * 9_999, "x" * (RULES.max_answer_chars + 1)),
        '{"answers": [1, "a", null, []]}',
    ],
    ids=lambda text: text[:20] or "empty",
)
def test_an_answer_with_nothing_usable_is_unclear(text: str) -> None:
    for planned in (BLIND, POINTED):
        with pytest.raises(JudgeUnclear):
            read(planned, text, FINDINGS, RULES, judge="canned", model="m")


def test_words_are_cut_and_made_showable() -> None:
    junk = "\x1b[2J\u202e\ud800\x00 **approve** " * 200
    found_in = _read(_seen(reason=junk, described=junk, where=junk), _seen() | {"picture": "\ud800"})
    (opinion,) = found_in.opinions
    for words in (opinion.reason, opinion.described):
        assert len(words) <= RULES.max_reason_chars
        assert not set(words) & {"\x1b", "\u202e", "\x00", "\ud800"}
        words.encode()
    assert "approve" not in " ".join(found_in.notes)


def _holds(opinion: Opinion, planned: Planned) -> None:
    assert 0 <= opinion.sureness <= 1
    assert max(len(opinion.reason), len(opinion.described)) <= RULES.max_reason_chars
    assert opinion.box_xyxy in {look.box_xyxy for look in planned.looks.values()}
    if opinion.look == "blind":
        assert opinion.category is None or opinion.category in SPECIALTIES[opinion.specialist]
        assert opinion.finding is None or opinion.answer is Answer.CONFIRM
        assert opinion.category is None or opinion.answer is not Answer.REFUTE
    else:
        assert opinion.finding in {finding.number for finding in planned.findings.values()}
    assert Opinion.model_validate_json(opinion.model_dump_json()) == opinion


ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NEAR: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "picture": st.integers(-1, 8) | ANY_JSON,
        "finding": st.integers(-1, 4) | ANY_JSON,
        "described": st.text() | ANY_JSON,
        "counted": st.lists(st.text(max_size=9), max_size=8) | ANY_JSON,
        "verdict": st.sampled_from(["sound", "defect", "cannot_tell"]) | ANY_JSON,
        "answer": st.sampled_from(list(Answer)) | ANY_JSON,
        "category": st.sampled_from([*Category, "none"]) | ANY_JSON,
        "sureness": st.floats(-0.5, 1.5) | ANY_JSON,
        "reason": st.text() | ANY_JSON,
        "where": st.text() | ANY_JSON,
    },
)
NEAR_ROWS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(NEAR, max_size=6)


def _nearly(base: dict[str, Any]) -> st.SearchStrategy[str]:
    """Answers of the asked-for form, some of their fields with something else in them."""
    return NEAR_ROWS.map(lambda rows: json.dumps({"answers": [base | row for row in rows]}))


TEXTS: st.SearchStrategy[str] = (
    st.text()
    | ANY_JSON.map(json.dumps)
    | st.lists(NEAR | ANY_JSON, max_size=6).map(lambda rows: json.dumps({"answers": rows}))
    | _nearly(_seen())
    | _nearly(_said())
)


@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_text_gives_sound_opinions_or_is_unclear(text: str) -> None:
    for planned in (BLIND, POINTED):
        try:
            found_in = read(planned, text, FINDINGS, RULES, judge="canned", model="m")
        except JudgeUnclear:
            continue
        assert found_in.opinions
        for opinion in found_in.opinions:
            _holds(opinion, planned)


def _objects(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema, and every schema within it."""
    yield schema
    for inner in (*schema.get("properties", {}).values(), *filter(None, [schema.get("items")])):
        yield from _objects(inner)


@pytest.mark.parametrize("schema", [blind_schema(), pointed_schema()], ids=["blind", "pointed"])
def test_the_schemas_keep_to_what_strict_modes_take(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    for node in _objects(schema):
        assert not {"$ref", "$defs", "anyOf", "default", "minimum", "maximum"} & set(node)
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])


@pytest.mark.parametrize(("form", "schema"), [(BlindForm, blind_schema()), (PointedForm, pointed_schema())])
def test_the_schemas_ask_for_what_openai_derives_from_the_forms(
    form: type[BlindForm] | type[PointedForm], schema: dict[str, Any]
) -> None:
    entry = schema["properties"]["answers"]["items"]
    derived = to_strict_json_schema(form)
    assert set(entry["required"]) == set(derived["required"])
    assert entry["additionalProperties"] is derived["additionalProperties"] is False


def test_an_answer_by_the_schema_is_understood() -> None:
    for planned, row in ((BLIND, _seen()), (POINTED, _said())):
        validate({"answers": [row]}, dict(planned.ask.answer_schema))
        assert _read(row, planned=planned).opinions
