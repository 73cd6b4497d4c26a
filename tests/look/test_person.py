"""A person's look: it counts by their name, meets what the checks suspect, and nobody answers for them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from agent_plugin.tools.domain import Answer, Says, VerdictValue
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.look.answers import PointedForm
from agent_plugin.tools.look.person import (
    PersonForm,
    Sees,
    WrongTile,
    by_person,
    closer_file,
    is_for_a_person,
    pointed_by_person,
    tile_jpeg,
)
from agent_plugin.tools.policy import STANDARD
from tests.look.desks import answers, desk, neck, nods

SOUND = PersonForm()
SIX = PersonForm(wrong=(WrongTile(tile=1, what="six  fingers\x1b"),))
ALL_HIDDEN = PersonForm(cannot_tell=(1, 2, 3))


@pytest.mark.parametrize(
    ("form", "value", "word"),
    [
        (SOUND, VerdictValue.PUBLISH, "Ada"),
        (SIX, VerdictValue.REVIEW, "sees something"),
        (PersonForm(elsewhere="a third leg"), VerdictValue.REVIEW, "sees something"),
        (ALL_HIDDEN, VerdictValue.REVIEW, "review"),
        (PersonForm(cannot_tell=(2,)), VerdictValue.PUBLISH, "Ada"),
    ],
)
def test_what_a_person_says_decides_where_the_checks_found_nothing(
    tmp_path: Path, form: PersonForm, value: VerdictValue, word: str
) -> None:
    at = desk(tmp_path)
    handed = by_person(at.store, at.review, " Ada\n", form)
    assert handed.further is None
    assert handed.look.counts
    assert handed.review.verdict.value is value
    assert word in f"{handed.review.verdict.sentence} {handed.review.verdict.value}"
    assert handed.review == at.store.get(at.review.id)


def test_it_is_kept_with_name_time_and_what_was_shown(tmp_path: Path) -> None:
    at = desk(tmp_path)
    look = by_person(at.store, at.review, "Ada", SIX).look
    (short,) = at.store.get(at.review.id).looked_by
    assert (short.kind, short.who, short.counts, short.controls) == ("person", "Ada", True, "")
    assert look.sheets == tuple(sheet.sha256 for sheet in at.review.sheets)
    assert [(one.tile, one.says, one.what) for one in look.tiles] == [
        (1, Says.WRONG, "six fingers\ufffd"),
        (2, Says.SOUND, ""),
        (3, Says.SOUND, ""),
    ]


def test_a_person_who_did_not_see_what_the_checks_suspect_is_pointed_at_it(tmp_path: Path) -> None:
    at = desk(tmp_path, neck())
    handed = by_person(at.store, at.review, "Ada", SOUND)
    assert handed.further is not None
    assert [place.finding for place in handed.further.places] == [1]
    assert "neck turned too far" in handed.further.text
    assert at.store.get(at.review.id).verdict.value is VerdictValue.REVIEW, "not settled before they say"
    kept = (at.store.evidence_folder(at.review.id) / closer_file(handed.look)).read_bytes()
    assert kept == handed.further.pictures[0].jpeg


@pytest.mark.parametrize(
    ("sees", "value"),
    [
        ("refute", VerdictValue.PUBLISH),
        ("confirm", VerdictValue.REVIEW),
        ("unsure", VerdictValue.REVIEW),
    ],
)
def test_their_second_answer_settles_what_the_checks_ask(
    tmp_path: Path, sees: Sees, value: VerdictValue
) -> None:
    at = desk(tmp_path, neck())
    look = by_person(at.store, at.review, "Ada", SOUND).look
    done = pointed_by_person(at.store, at.review, look.id, {1: sees})
    assert done.look.pointed[0].answer is Answer(sees)
    assert done.review.verdict.value is value
    picture = (at.store.evidence_folder(at.review.id) / closer_file(look)).read_bytes()
    assert done.look.sheets[-1] == hashlib.sha256(picture).hexdigest()


def test_what_they_saw_themselves_is_not_asked_again(tmp_path: Path) -> None:
    at = desk(tmp_path, neck())
    handed = by_person(at.store, at.review, "Ada", PersonForm(wrong=(WrongTile(tile=3),)))
    assert handed.further is None


def test_no_person_lifts_a_block_to_publish(tmp_path: Path) -> None:
    at = desk(tmp_path, neck(score=0.95))
    look = by_person(at.store, at.review, "Ada", SOUND).look
    done = pointed_by_person(at.store, at.review, look.id, {1: "refute"})
    assert done.review.verdict.value is VerdictValue.REVIEW


def test_no_model_answers_a_persons_places_and_no_person_a_models(tmp_path: Path) -> None:
    at = desk(tmp_path, neck())
    mine = by_person(at.store, at.review, "Ada", SOUND).look
    with pytest.raises(UsageError, match="a person's own"):
        at.desk.point(mine.id, [PointedForm(place=1, answer="refute")])
    question = at.ask()
    with pytest.raises(UsageError, match="No person was asked"):
        pointed_by_person(at.store, at.review, question.look, {1: "refute"})


@pytest.mark.parametrize("sees", [{}, {2: "refute"}, {1: "refute", 2: "refute"}])
def test_other_places_than_were_asked_about_are_refused(tmp_path: Path, sees: dict[int, Sees]) -> None:
    at = desk(tmp_path, neck())
    look = by_person(at.store, at.review, "Ada", SOUND).look
    with pytest.raises(UsageError, match="not the places asked about"):
        pointed_by_person(at.store, at.review, look.id, sees)


@pytest.mark.parametrize(
    ("who", "form", "why"),
    [
        ("  ", SOUND, "needs a name"),
        ("Ada", PersonForm(wrong=(WrongTile(tile=9),)), "No tile has the number 9"),
        ("Ada", PersonForm(cannot_tell=(0,)), "No tile has the number 0"),
    ],
)
def test_a_look_without_a_name_or_of_another_number_is_refused(
    tmp_path: Path, who: str, form: PersonForm, why: str
) -> None:
    at = desk(tmp_path)
    with pytest.raises(UsageError, match=why):
        by_person(at.store, at.review, who, form)
    assert not at.store.get(at.review.id).looks


def test_where_nothing_was_seen_nothing_is_looked_at(tmp_path: Path) -> None:
    at = desk(tmp_path, places=())
    assert not is_for_a_person(at.review)
    with pytest.raises(UsageError, match="nothing to look at"):
        by_person(at.store, at.review, "Ada", SOUND)


def test_a_look_is_said_anew_and_taken_back(tmp_path: Path) -> None:
    at = desk(tmp_path)
    first = by_person(at.store, at.review, "Ada", SIX).look
    again = by_person(at.store, at.review, "Ada", SOUND, look=first.id)
    assert again.review.verdict.value is VerdictValue.PUBLISH
    assert len(again.review.looks) == 1
    at.store.looks.take_back(at.review.id, again.look)
    assert not at.store.get(at.review.id).is_looked_at
    assert is_for_a_person(at.store.get(at.review.id))


def test_no_looks_of_a_chat_keep_a_person_from_looking(tmp_path: Path) -> None:
    at = desk(tmp_path)
    for _ in range(STANDARD.look.max_looks):
        look = by_person(at.store, at.review, "Ada", SOUND).look
        at.store.looks.take_back(at.review.id, look)
        by_person(at.store, at.review, "Ada", SIX)
    question = at.ask()
    form = answers(at.request(question), nods)
    with pytest.raises(UsageError, match="too often"):
        at.desk.hand_in(question.look, form, kind="chat", who="a model")
    assert by_person(at.store, at.review, "Bo", SOUND).look.counts


def test_another_lookers_look_is_not_taken_back(tmp_path: Path) -> None:
    at = desk(tmp_path)
    question = at.ask()
    handed = at.desk.hand_in(question.look, answers(at.request(question), nods), kind="chat", who="a model")
    with pytest.raises(UsageError, match="Only a person"):
        at.store.looks.take_back(at.review.id, handed.look)


def test_each_tile_is_a_picture_of_its_own(tmp_path: Path) -> None:
    at = desk(tmp_path)
    assert tile_jpeg(at.store, at.review, 3).startswith(b"\xff\xd8")
    with pytest.raises(UsageError, match="No tile"):
        tile_jpeg(at.store, at.review, 4)


def test_the_newest_whole_review_of_a_medium_is_found_by_its_bytes(tmp_path: Path) -> None:
    at = desk(tmp_path)
    sha256: Any = at.review.media.sha256
    assert at.store.of_media({sha256})[sha256].id == at.review.id
    assert at.store.of_media({"0" * 64}) == {}
    by_person(at.store, at.review, "Ada", SOUND)
    assert at.store.of_media([sha256])[sha256].is_looked_at
    (at.store.evidence_folder(at.review.id) / at.review.sheets[0].file).unlink()
    assert at.store.of_media({sha256}) == {}
