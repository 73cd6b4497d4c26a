"""The desk: looks are asked for, given, completed and heard, in a real store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent_plugin.tools.domain import Answer, Says, VerdictValue
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.look.answers import BlindForm, PointedForm
from tests.look.desks import Looker, alarmed, answers, desk, honest, neck, nods, unsure


def test_a_question_names_every_number_and_shows_the_sheet(tmp_path: Path) -> None:
    at = desk(tmp_path)
    question = at.ask()
    request = at.request(question)
    assert question.numbers == tuple(range(1, 1 + len(request.slots)))
    assert len(question.pictures) == 1
    assert question.pictures[0].jpeg.startswith(b"\xff\xd8")
    assert {slot.tile for slot in request.slots if slot.tile} == {1, 2, 3}
    assert sum(bool(slot.control) for slot in request.slots) == 2


def test_the_pictures_and_the_question_name_no_control(tmp_path: Path) -> None:
    at = desk(tmp_path)
    question = at.ask()
    for slot in at.request(question).slots:
        if slot.control:
            assert slot.control not in question.text
            assert slot.control.encode() not in question.pictures[0].jpeg


def test_what_was_asked_of_a_judge_is_answered_by_no_chat(tmp_path: Path) -> None:
    at = desk(tmp_path)
    question = at.desk.ask(at.review, look="look-judge-1", kind="judge")
    assert question
    form = answers(at.request(question), honest)
    with pytest.raises(UsageError, match="asked of somebody else"):
        at.desk.hand_in(question.look, form, kind="chat", who="a model")
    assert at.desk.hand_in(question.look, form, kind="judge", who="a judge").look.counts


def test_nothing_is_asked_where_nothing_was_seen(tmp_path: Path) -> None:
    at = desk(tmp_path, places=())
    assert at.desk.ask(at.review) is None


@pytest.mark.parametrize(
    ("looker", "counts"), [(honest, True), (nods, False), (alarmed, False), (unsure, False)]
)
def test_a_look_counts_only_when_its_controls_are_answered_rightly(
    tmp_path: Path, looker: Looker, counts: bool
) -> None:
    at = desk(tmp_path)
    question = at.ask()
    handed = at.desk.hand_in(question.look, answers(at.request(question), looker), kind="chat", who="a model")
    assert handed.look.counts is counts
    assert handed.look.controls.asked == 2
    assert {row.tile for row in handed.look.tiles} == {1, 2, 3}


def test_an_answer_that_leaves_tiles_out_is_sent_back_and_can_be_mended(tmp_path: Path) -> None:
    at = desk(tmp_path)
    question = at.ask()
    whole = answers(at.request(question), honest)
    some = BlindForm(tiles=whole.tiles[1:], probability=0.1)
    with pytest.raises(UsageError, match="Not every tile"):
        at.desk.hand_in(question.look, some, kind="chat", who="a model")
    assert at.desk.hand_in(question.look, whole, kind="chat", who="a model").look.counts


def test_a_judge_that_leaves_tiles_out_is_kept_and_does_not_count(tmp_path: Path) -> None:
    at = desk(tmp_path)
    question = at.ask()
    whole = answers(at.request(question), honest)
    some = BlindForm(tiles=whole.tiles[1:], probability=0.1)
    given = at.desk.hand_in(question.look, some, kind="judge", who="a judge").look
    assert "not answered" in given.why_not


def test_a_number_on_no_sheet_is_refused(tmp_path: Path) -> None:
    at = desk(tmp_path)
    question = at.ask()
    whole = answers(at.request(question), honest).model_dump()
    odd = BlindForm.model_validate(
        {**whole, "tiles": [*whole["tiles"], {"tile": 99, "says": "sound", "sureness": 1.0}]}
    )
    with pytest.raises(UsageError, match="No tile has the number 99"):
        at.desk.hand_in(question.look, odd, kind="chat", who="a model")


def test_a_look_is_given_once(tmp_path: Path) -> None:
    at = desk(tmp_path)
    question = at.ask()
    form = answers(at.request(question), nods)
    at.desk.hand_in(question.look, form, kind="chat", who="a model")
    with pytest.raises(UsageError, match="No look of that id"):
        at.desk.hand_in(question.look, form, kind="chat", who="a model")


def test_controls_are_drawn_anew_for_each_look(tmp_path: Path) -> None:
    at = desk(tmp_path)
    places = {tuple(slot.number for slot in at.request(at.ask()).slots if slot.control) for _ in range(12)}
    assert len(places) > 3


def test_the_same_look_of_the_same_installation_has_the_same_controls(tmp_path: Path) -> None:
    at = desk(tmp_path)
    first, second = at.ask("look-of-a-judge"), at.ask("look-of-a-judge")
    assert [one.sha256 for one in first.pictures] == [one.sha256 for one in second.pictures]


def test_where_look_and_checks_differ_it_is_pointed_at_and_its_answer_completes_the_look(
    tmp_path: Path,
) -> None:
    at = desk(tmp_path, neck())
    question = at.ask()
    handed = at.desk.hand_in(question.look, answers(at.request(question), honest), kind="chat", who="a model")
    assert handed.further is not None
    assert [place.finding for place in handed.further.places] == [1]
    assert handed.further.pictures[0].jpeg.startswith(b"\xff\xd8")
    done = at.desk.point(
        question.look, [PointedForm(place=1, answer="refute", sureness=0.9, reason="It is sound.")]
    )
    assert done.look.pointed[0].answer is Answer.REFUTE
    assert at.store.looks.of([at.review.id])[at.review.id] == (done.look,)


@pytest.mark.parametrize(("again", "kept"), [(0.05, 0.4), (0.8, 0.8), (None, 0.4)])
def test_a_closer_look_may_raise_the_probability_and_never_lowers_it(
    tmp_path: Path, again: float | None, kept: float
) -> None:
    at = desk(tmp_path, neck())
    question = at.ask()
    form = answers(at.request(question), honest).model_copy(update={"probability": 0.4})
    further = at.desk.hand_in(question.look, form, kind="chat", who="a model").further
    assert further is not None
    answered = [
        PointedForm(place=number, answer="refute", sureness=0.9, reason="It is sound.")
        for number in further.numbers
    ]
    assert at.desk.point(question.look, answered, probability=again).look.probability == kept


@pytest.mark.parametrize("places", [[], [2], [1, 2]])
def test_other_places_than_were_asked_about_are_refused(tmp_path: Path, places: list[int]) -> None:
    at = desk(tmp_path, neck())
    question = at.ask()
    at.desk.hand_in(question.look, answers(at.request(question), honest), kind="chat", who="a model")
    with pytest.raises(UsageError, match="not the places asked about"):
        at.desk.point(question.look, [PointedForm(place=one, answer="refute") for one in places])


def test_what_a_look_calls_wrong_beside_the_checks_is_pointed_at_too(tmp_path: Path) -> None:
    at = desk(tmp_path)
    question = at.ask()
    answer = {"says": Says.WRONG, "sureness": 0.9, "what": "six fingers", "category": "extra_finger"}
    form = answers(at.request(question), honest, tile1=answer)
    handed = at.desk.hand_in(question.look, form, kind="chat", who="a model")
    assert handed.further is not None
    assert [place.tile for place in handed.further.places] == [1]


def test_who_is_not_counted_is_not_pointed_at_anything(tmp_path: Path) -> None:
    at = desk(tmp_path, neck())
    question = at.ask()
    handed = at.desk.hand_in(question.look, answers(at.request(question), nods), kind="chat", who="a model")
    assert handed.further is None


@pytest.mark.parametrize(
    "odd",
    [
        {"tiles": [{"tile": 1, "says": "perfect"}], "probability": 0.1},
        {"tiles": [{"tile": 1, "says": "sound", "sureness": 7}], "probability": 0.1},
        {"tiles": [{"tile": 1, "says": "sound"}], "probability": float("nan")},
        {"tiles": [{"tile": 1, "says": "sound"}]},
    ],
)
def test_an_answer_of_another_form_is_no_answer(odd: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        BlindForm.model_validate(odd)


def test_an_invented_category_costs_nothing_else() -> None:
    row = {"tile": 1, "says": "wrong", "category": "tentacles"}
    assert BlindForm.model_validate({"tiles": [row], "probability": 0.9}).tiles[0].category is None


def test_pictures_that_are_gone_are_told_kindly(tmp_path: Path) -> None:
    at = desk(tmp_path)
    (at.store.evidence_folder(at.review.id) / at.review.sheets[0].frame).unlink()
    with pytest.raises(UsageError, match="are gone"):
        at.ask()


def test_the_review_itself_is_as_it_was_until_a_look_counts(tmp_path: Path) -> None:
    at = desk(tmp_path, neck())
    at.ask()
    assert at.store.get(at.review.id).verdict.value is VerdictValue.REVIEW


@pytest.mark.parametrize("whole", [True, False])
def test_where_only_tiles_may_be_shown_no_other_place_of_the_ad_is_a_control(
    tmp_path: Path, whole: bool
) -> None:
    sky = np.array((40, 90, 160)) + np.random.default_rng(3).integers(-40, 41, (600, 600, 1))
    at = desk(tmp_path, pixels=np.clip(sky, 0, 255).astype(np.uint8))
    (somebody,) = at.review.people
    small = somebody.model_copy(update={"box_xyxy": (240.0, 60.0, 360.0, 200.0)})
    review = at.review.model_copy(update={"people": (small,)})
    asked = [at.desk.ask(review, look=f"look-{number}", whole=whole) for number in range(12)]
    controls = {slot.control for one in asked if one for slot in at.request(one).slots}
    assert ("a place without a body" in controls) is whole
