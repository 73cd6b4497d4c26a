"""A configured judge looks: over real HTTP, by every rule of the fake judge, with the faults of providers."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from agent_plugin.fake_judge import MODEL, RULES, FakeJudge
from agent_plugin.fake_judge.made_up import Question as Asked
from agent_plugin.fake_judge.made_up import answer
from agent_plugin.tools.domain import Answer, Finding, Look, Review, VerdictValue
from agent_plugin.tools.errors import JudgeBusy, JudgeError
from agent_plugin.tools.judges.cache import ReplyCache
from agent_plugin.tools.look.asking.dry_run import FOLDER, write_dry_run
from agent_plugin.tools.look.asking.judge_look import JudgeLooker
from agent_plugin.tools.look.asking.manner import Manner, Prices, Send
from agent_plugin.tools.policy import STANDARD
from tests.judges.judges import IMPATIENT, KEY, KINDS, make
from tests.look.desks import ASKS, BLOCKS, SECRET, Desk, desk, neck
from tests.look.lookers import ScriptedJudge, is_blind, rule, texts

B, R, P = VerdictValue.BLOCK, VerdictValue.REVIEW, VerdictValue.PUBLISH
PRICES = Prices(2.0, 10.0)


def manner(send: Send = "frame", **rules: Any) -> Manner:
    return Manner(STANDARD.judge.model_copy(update=rules), send, "en", SECRET)


def looker(judge: Any, **more: Any) -> JudgeLooker:
    return JudgeLooker(judge, manner=more.pop("manner", manner()), **more)


def served(kind: str, server: FakeJudge, **more: Any) -> JudgeLooker:
    return looker(make(kind, server, IMPATIENT)[0], **more)


def look_of(review: Review) -> Look:
    (look,) = review.looks
    return look


@pytest.fixture
def scene(tmp_path: Path) -> Callable[..., Desk]:
    return lambda *findings: desk(tmp_path / "store", *findings)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "counts", "value"),
    [
        ("sound", False, R),
        ("confirm", False, R),
        ("unsure", False, R),
        ("obedient", False, R),
        ("careful", True, P),
        ("alarmed", True, B),
    ],
)
def test_only_who_answers_the_controls_rightly_is_heard(
    scene: Callable[..., Desk], kind: str, name: str, counts: bool, value: VerdictValue
) -> None:
    at = scene()
    with FakeJudge(name, secret=SECRET) as server:
        review = served(kind, server).look(at.store, at.review)
    look = look_of(review)
    assert (look.kind, look.who, look.counts, look.controls.asked) == ("judge", MODEL, counts, 2)
    assert review.verdict.value is value
    assert (look.why_not == "") is counts
    assert len(server.seen) == (2 if name == "alarmed" else 1)
    assert at.store.get(review.id) == review


@pytest.mark.parametrize(
    ("name", "finding", "value", "answers"),
    [
        ("careful", neck(score=ASKS), P, [Answer.REFUTE]),
        ("careful", neck(score=BLOCKS), R, [Answer.REFUTE]),
        ("alarmed", neck(score=ASKS), B, [Answer.CONFIRM] * 2),
        ("sound", neck(score=ASKS), R, []),
        ("obedient", neck(score=BLOCKS), B, []),
    ],
)
def test_where_it_and_the_checks_differ_it_is_pointed_there(
    scene: Callable[..., Desk], name: str, finding: Finding, value: VerdictValue, answers: list[Answer]
) -> None:
    at = scene(finding)
    with FakeJudge(name, secret=SECRET) as server:
        review = served("openai", server).look(at.store, at.review)
    assert review.verdict.value is value
    assert [one.answer for one in look_of(review).pointed] == answers
    assert len(server.seen) == (2 if answers else 1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("faults", "why"),
    [
        (["401"] * 3, "does not accept the key"),
        (["429_long"] * 3, "takes no more requests"),
        (["no_credit"] * 3, "credit"),
        (["500"] * 6, "fault of its own"),
        (["refusal"] * 3, "declined"),
        (["content_filter"] * 3, ""),
        (["length"] * 3, "cut off before the end of its answer (limit: "),
        (["thought"] * 3, "spent all of them on thinking"),
        (["html"] * 6, ""),
        (["timeout"] * 6, ""),
        (["wrong_shape"] * 3, "not of the asked-for form"),
        (["not_json"] * 3, ""),
        (["echo_key"] * 3, ""),
    ],
)
def test_whatever_fails_is_a_look_that_does_not_count_and_says_why(
    scene: Callable[..., Desk], kind: str, faults: list[str], why: str
) -> None:
    at = scene()
    with FakeJudge("careful", secret=SECRET, faults=faults) as server:
        review = served(kind, server).look(at.store, at.review)
    look = look_of(review)
    assert not look.counts
    assert why in look.why_not
    assert "gave no look" in look.why_not
    assert review.verdict.value is R
    assert look.why_not in " ".join(review.verdict.because)
    assert KEY not in review.model_dump_json()
    assert not looker(make(kind, server)[0]).has_looked(review)


@pytest.mark.parametrize("kind", KINDS)
def test_a_crowded_server_is_asked_again_after_the_wait_that_it_names(
    scene: Callable[..., Desk], kind: str
) -> None:
    at = scene()
    with FakeJudge("careful", secret=SECRET, faults=["429", "503"]) as server:
        judge, waits = make(kind, server)
        review = looker(judge).look(at.store, at.review)
    assert look_of(review).counts
    assert waits[0] >= 2


def without_last(form: dict[str, Any]) -> dict[str, Any]:
    return {**form, "tiles": form["tiles"][:-1]}


def one_more(form: dict[str, Any]) -> dict[str, Any]:
    return {**form, "tiles": [*form["tiles"], {**form["tiles"][0], "tile": 99}]}


MALFORMED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a tile left out": (without_last, "A tile was left out, of these numbers: 5"),
    "a tile on no sheet": (one_more, "There is no tile 99"),
    "no probability": (lambda form: {key: form[key] for key in ("tiles", "elsewhere")}, "probability"),
    "a probability of 7": (lambda form: {**form, "probability": 7}, "probability"),
    "a word that is none": (lambda form: {**form, "tiles": [{"tile": 1, "says": "perfect"}]}, "tiles"),
    "words": (lambda _: "All is well.", ""),
    "nothing": (lambda _: "", ""),
    "an order": (lambda _: {"verdict": "publish", "approved": True}, ""),
}


@pytest.mark.parametrize("name", MALFORMED)
@pytest.mark.parametrize("times", [1, 2])
def test_an_answer_that_cannot_be_used_goes_back_once_with_what_was_wrong(
    scene: Callable[..., Desk], name: str, times: int
) -> None:
    spoil, wrong = MALFORMED[name]
    at, given = scene(), list[int]()

    def reply(question: Asked) -> str:
        given.append(len(given))
        form = json.loads(answer(RULES["careful"], question, SECRET))
        spoilt = spoil(form) if len(given) <= times else form
        return spoilt if isinstance(spoilt, str) else json.dumps(spoilt)

    with FakeJudge(reply) as server:
        review = served("compatible", server).look(at.store, at.review)
    assert len(server.seen) == 2
    repair = server.seen[1].body.decode()
    assert "could not be read" in repair
    assert wrong in repair
    assert look_of(review).counts is (times == 1)


def test_a_pointed_answer_that_cannot_be_had_leaves_the_blind_look_and_an_open_place(
    scene: Callable[..., Desk],
) -> None:
    careful = rule("careful")
    judge = ScriptedJudge(lambda ask: careful(ask) if is_blind(ask) else JudgeBusy("Too many.", "Wait."))
    at = scene(neck(score=ASKS))
    review = looker(judge).look(at.store, at.review)
    look = look_of(review)
    (place,) = look.pointed
    assert look.counts
    assert (place.answer, place.sureness) == (Answer.UNSURE, 0)
    assert "Too many" in place.reason
    assert review.verdict.value is R
    assert look.cost.calls == 2


@pytest.mark.parametrize("error", [RuntimeError(f"{KEY} is wrong"), JudgeError("It broke.", "Wait.")])
def test_an_error_that_nobody_foresaw_is_told_without_its_words(
    scene: Callable[..., Desk], error: Exception
) -> None:
    at = scene()
    review = looker(ScriptedJudge(lambda _: error)).look(at.store, at.review)
    assert not look_of(review).counts
    assert KEY not in review.model_dump_json()


def test_tokens_money_and_pictures_of_both_passes_are_summed(scene: Callable[..., Desk]) -> None:
    at = scene(neck(score=ASKS))
    judge = ScriptedJudge(rule("careful"))
    cost = look_of(looker(judge, prices=PRICES).look(at.store, at.review)).cost
    assert (cost.calls, cost.pictures, cost.input_tokens, cost.output_tokens) == (2, 2, 2000, 200)
    assert cost.usd == pytest.approx(0.006)
    assert max(picture.width for ask in judge.asked for picture in ask.pictures) <= 1568
    assert max(len(picture.jpeg) for ask in judge.asked for picture in ask.pictures) < 1_000_000


def test_without_prices_no_sum_is_told(scene: Callable[..., Desk]) -> None:
    at = scene()
    assert look_of(looker(ScriptedJudge(rule("careful"))).look(at.store, at.review)).cost.usd is None


@pytest.mark.parametrize(("most_usd", "asked"), [(0.001, 0), (10.0, 1)])
def test_a_look_that_may_go_over_the_budget_is_not_asked_for(
    scene: Callable[..., Desk], most_usd: float, asked: int
) -> None:
    at = scene()
    judge = ScriptedJudge(rule("careful"))
    review = looker(judge, prices=PRICES, manner=manner(max_usd=most_usd)).look(at.store, at.review)
    assert len(judge.asked) == asked
    assert ("LASTLOOK_JUDGE_MAX_USD" in look_of(review).why_not) is not asked


def test_no_time_left_means_no_request(scene: Callable[..., Desk]) -> None:
    at = scene()
    judge = ScriptedJudge(rule("careful"))
    review = looker(judge, manner=manner(total_s=0.0)).look(at.store, at.review)
    assert judge.asked == []
    assert "No look came within" in look_of(review).why_not


def test_the_same_sheets_judge_and_brief_are_not_paid_twice(
    scene: Callable[..., Desk], tmp_path: Path
) -> None:
    at, cache = scene(neck(score=ASKS)), ReplyCache(tmp_path / "replies")
    with FakeJudge("careful", secret=SECRET) as server:
        asking = served("openai", server, cache=cache)
        first = asking.look(at.store, at.review)
        assert asking.has_looked(first)
        assert not asking.has_looked(first, "Shoes.")
        again = asking.look(at.store, first)
        assert (len(server.seen), look_of(again).cost.from_cache, look_of(again).cost.calls) == (2, 2, 0)
        assert look_of(again).tiles == look_of(first).tiles
        assert again.verdict == first.verdict
        fresh = asking.look(at.store, first, fresh=True)
        assert (len(server.seen), look_of(fresh).cost.calls) == (4, 2)
        asking.look(at.store, first, brief="Shoes.")
        assert len(server.seen) == 6


def test_another_model_or_address_or_send_looks_anew(scene: Callable[..., Desk]) -> None:
    at = scene()
    judges = [
        ScriptedJudge(rule("careful"), model=model, address=address)
        for model, address in (("a", "x.example"), ("b", "x.example"), ("a", "y.example"))
    ]
    ids = {looker(judge).look_id(at.review) for judge in judges}
    ids.add(looker(judges[0], manner=manner("crops")).look_id(at.review))
    assert len(ids) == 4


def test_a_failure_is_not_remembered(scene: Callable[..., Desk], tmp_path: Path) -> None:
    at, cache = scene(), ReplyCache(tmp_path / "replies")
    with FakeJudge("careful", secret=SECRET, faults=["not_json"] * 2) as server:
        asking = served("openai", server, cache=cache)
        assert not look_of(asking.look(at.store, at.review)).counts
        assert look_of(asking.look(at.store, at.review)).counts


def pictures_in(body: bytes) -> list[bytes]:
    """The JPEGs in a request."""
    found = re.findall(rb"data:image/jpeg;base64,([A-Za-z0-9+/=]+)", body)
    return [base64.b64decode(one) for one in found]


def test_a_request_holds_jpegs_without_metadata_and_no_name_and_no_score(
    scene: Callable[..., Desk],
) -> None:
    at = scene(neck(score=ASKS + 0.00131))
    with FakeJudge("careful", secret=SECRET) as server:
        served("openai", server).look(at.store, at.review)
    assert len(server.seen) == 2
    for seen in server.seen:
        assert at.review.media.name.encode() not in seen.body
        assert at.review.id.encode() not in seen.body
        assert f"{ASKS + 0.00131}".encode() not in re.sub(rb"base64,[A-Za-z0-9+/=]+", b"", seen.body)
        for jpeg in pictures_in(seen.body):
            with Image.open(BytesIO(jpeg)) as image:
                assert not image.getexif()
                assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_no_request_names_a_control_or_says_what_the_checks_found(scene: Callable[..., Desk]) -> None:
    at = scene(neck(score=ASKS))
    judge = ScriptedJudge(rule("careful"))
    looker(judge).look(at.store, at.review)
    blind, pointed = judge.asked
    words = "\n".join(texts(blind))
    assert not re.search(r"neck_twist|made of the ad|\.sound\.|photo\d", words)
    assert "Where does the chest face" in "\n".join(texts(pointed))


@pytest.mark.parametrize(("send", "is_shown"), [("frame", True), ("crops", False)])
def test_the_whole_picture_leaves_only_where_it_may(tmp_path: Path, send: Send, is_shown: bool) -> None:
    pixels = np.full((600, 600, 3), 128, np.uint8)
    pixels[500:600, 520:600] = (250, 0, 250)  # far from every tile, and a colour that no control has
    at = desk(tmp_path, pixels=pixels)
    with FakeJudge("careful", secret=SECRET) as server:
        served("openai", server, manner=manner(send)).look(at.store, at.review)
    (jpeg,) = pictures_in(server.seen[0].body)
    red, green, blue = np.asarray(Image.open(BytesIO(jpeg)).convert("RGB"), np.int16).transpose(2, 0, 1)
    assert bool(((red > 200) & (green < 60) & (blue > 200)).sum() > 100) is is_shown


@pytest.mark.parametrize("leaves", [True, False])
def test_what_left_the_machine_is_told_with_the_host_and_nothing_if_nothing_did(
    scene: Callable[..., Desk], leaves: bool
) -> None:
    at = scene(neck(score=ASKS))
    judge = ScriptedJudge(rule("careful"), leaves_machine=leaves)
    sent = look_of(looker(judge).look(at.store, at.review)).sent
    assert len(sent) == (2 if leaves else 0)
    assert all("pixels" in line and "parrot-1 at parrots.example" in line for line in sent)


def test_a_dry_run_writes_exactly_what_would_be_sent_and_sends_nothing(
    scene: Callable[..., Desk], tmp_path: Path
) -> None:
    at, judge = scene(), ScriptedJudge(rule("careful"))
    asking = looker(judge)
    asking.look_id = lambda *_: "look-dry-run"  # type: ignore[method-assign]
    write_dry_run(at.store, at.review, asking.manner, STANDARD, tmp_path)
    assert judge.asked == []
    asking.look(at.store, at.review)
    (ask,) = judge.asked
    folder = tmp_path / FOLDER
    assert (folder / "instructions.txt").read_text("utf-8") == ask.instructions
    request = json.loads((folder / "request.json").read_text("utf-8"))
    assert request["answer_schema"] == ask.answer_schema
    assert [row["text"] for row in request["content"] if "text" in row] == list(texts(ask)[1:])
    files = [row["file"] for row in request["content"] if "file" in row]
    assert [(folder / file).read_bytes() for file in files] == [one.jpeg for one in ask.pictures]


def test_nothing_is_asked_where_nothing_was_seen(tmp_path: Path) -> None:
    at, judge = desk(tmp_path, places=()), ScriptedJudge(rule("careful"))
    assert looker(judge).look(at.store, at.review) == at.review
    assert judge.asked == []


def test_a_review_that_was_looked_at_too_often_stays_as_it_is(tmp_path: Path) -> None:
    few = STANDARD.model_copy(update={"look": STANDARD.look.model_copy(update={"max_looks": 1})})
    at = desk(tmp_path, policy=few)
    first = looker(ScriptedJudge(rule("careful"))).look(at.store, at.review)
    other = looker(ScriptedJudge(rule("sound"), model="another")).look(at.store, first)
    assert other.looks == first.looks
