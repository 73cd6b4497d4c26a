"""The tools an agent may call, from the review to the sign-off; a scripted finder replaces the models."""

from __future__ import annotations

import re
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import jsonschema
import pytest

from agent_plugin.tools import TOOLS
from agent_plugin.tools.calls.jobs import Jobs
from agent_plugin.tools.calls.tool import Signature, Toolbox
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Frame, Reason, Scene, SignOff
from agent_plugin.tools.errors import MediaForbidden, ReviewNotFound, ReviewStopped, UsageError
from agent_plugin.tools.policy import AGENTS
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from tests.calls.benches import NAMED, SOUND, Bench, ScriptedJudge, bench
from tests.look.desks import SECRET, honest
from tests.look.hosts import seen
from tests.media.makers import movie
from tests.reviewer.test_review_ad import ScriptedFinder


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    with Store(tmp_path / "store") as opened:
        yield opened


class SlowFinder(ScriptedFinder):
    """Waits at its second frame until it may go on, and says that it got there."""

    def __init__(self) -> None:
        super().__init__()
        self.there, self.go_on = Event(), Event()

    def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        if self.asked == 1:
            self.there.set()
            assert self.go_on.wait(30)
        return super().find(frame, watch)


@pytest.fixture
def slow(store: Store, tmp_path: Path) -> Generator[tuple[Toolbox, SlowFinder, str]]:
    """A toolbox with a background, whose finder waits, and a clip to look at."""
    finder, jobs = SlowFinder(), Jobs(store)
    box = replace(bench(store, tmp_path).box, reviewer=Reviewer(store=store, finder=finder), jobs=jobs)
    yield box, finder, str(movie(tmp_path / "ad.mp4", frames=24, size=(160, 160)))
    finder.go_on.set()
    jobs.close()


def test_there_are_ten_tools_at_most_and_none_lets_a_model_decide() -> None:
    assert len(TOOLS) == len(NAMED) <= 10
    assert set(NAMED["sign_off"].arguments.model_fields) == {"review"}


def test_what_the_checks_say_is_the_verdict_first_and_small_pictures(store: Store, tmp_path: Path) -> None:
    table = bench(store, tmp_path)
    result = table.call("review_ad", ad=str(table.ad), only_local=True)
    first = result.text.splitlines()[0]
    assert first.startswith("block: Do not publish this ad as it is: neck turned too far")
    assert 1 <= len(result.pictures) <= AGENTS.max_pictures
    assert all(len(picture.data) <= AGENTS.max_picture_bytes for picture in result.pictures)
    assert all(picture.data.startswith(b"\xff\xd8") for picture in result.pictures)
    assert result.records["review"] == store.get(result.data["review"]).model_dump(mode="json")


def test_only_the_review_asks_the_judge(store: Store, tmp_path: Path) -> None:
    judge = ScriptedJudge()
    table = bench(store, tmp_path, judge, yaw_deg=SOUND)
    alone = table.call("review_ad", ad=str(table.ad), only_local=True)
    assert not judge.asked
    assert alone.text.startswith(
        "review: A person must look before this ad goes live: nobody has looked yet."
    )
    assert table.call("review_ad", ad=str(table.ad), brief="Shoes.").data["looked_by"]
    assert "Shoes." in f"{judge.asked[0].instructions} {judge.asked[0].content}"


def test_a_local_check_gives_nothing_away_while_the_same_model_is_asked_to_look(
    store: Store, tmp_path: Path
) -> None:
    table = bench(store, tmp_path)
    assert "neck" in table.call("review_ad", ad=str(table.ad), only_local=True).text
    assert "look" in table.call("review_ad", ad=str(table.ad)).data
    again = table.call("review_ad", ad=str(table.ad), only_local=True)
    listed = table.call("review_ad", ads=[str(table.ad), str(table.ad)], only_local=True)
    assert "neck turned" not in f"{again.text} {again.structured} {again.records} {listed.text}"
    assert again.data["look"]
    assert [row["look"] for row in listed.data["reviews"]] == [True, True]


def test_what_each_tool_answers_fits_its_form(store: Store, tmp_path: Path) -> None:
    table = bench(store, tmp_path)
    review = table.point(table.look(honest), "confirm").data["review"]
    open_one = bench(store, tmp_path, yaw_deg=SOUND)
    asked = open_one.call("review_ad", ad=str(open_one.ad), fresh=True).data["look"]
    asks: list[tuple[str, dict[str, Any]]] = [
        ("record_look", seen(asked, SECRET, honest)),
        ("review_ad", {"ad": str(table.ad)}),
        ("review_ad", {"ad": str(table.ad), "only_local": True}),
        ("review_ad", {"ads": [str(table.ad), str(open_one.ad)]}),
        ("list_ads", {}),
        ("get_evidence", {"review": review}),
        ("explain_finding", {"review": review, "finding": 1}),
        ("get_review", {}),
        ("get_review", {"review": review}),
        ("sign_off", {"review": review}),
    ]
    for name, given in asks:
        result = open_one.call(name, **given)
        jsonschema.validate(result.structured, NAMED[name].answer_form())
        NAMED[name].answers.model_validate(result.structured)


@pytest.mark.parametrize("more", [{}, {"only_local": True}, {"wait_s": 0}], ids=str)
def test_an_ad_outside_the_folders_is_never_looked_at(
    store: Store, tmp_path: Path, more: dict[str, Any]
) -> None:
    outside = str(tmp_path / ".." / "ad.png")
    with Jobs(store) as jobs:
        box = replace(bench(store, tmp_path).box, jobs=jobs)
        with pytest.raises(MediaForbidden):
            NAMED["review_ad"].call(box, {"ad": outside, **more})
        listed = NAMED["review_ad"].call(box, {"ads": [outside, outside], **more}).data["reviews"]
        assert all("outside the folders" in one["trouble"] for one in listed)


@pytest.mark.parametrize(
    "given", [{"ad": 7}, {"ad": ["a.png"]}, {"ads": "a.png"}, {"ad": "a", "approve": True}]
)
def test_arguments_of_a_wrong_form_are_refused(store: Store, tmp_path: Path, given: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="review_ad cannot use"):
        bench(store, tmp_path).call("review_ad", **given)


def test_null_stands_for_what_is_left_out(store: Store, tmp_path: Path) -> None:
    table = bench(store, tmp_path)
    result = table.call("review_ad", ad=str(table.ad), brief=None, fresh=None)
    assert result.data["verdict"] == "block"


@pytest.mark.parametrize(("tool", "field"), [
    ("get_review", "review"), ("get_evidence", "review"), ("explain_finding", "review"),
    ("record_look", "look"), ("sign_off", "review"),
])  # fmt: skip
@pytest.mark.parametrize("name", ["job-\ud800", "2" * 10_000], ids=["half-a-character", "endless"])
def test_what_can_be_no_id_is_refused_and_not_repeated(
    store: Store, tmp_path: Path, tool: str, field: str, name: str
) -> None:
    more: dict[str, dict[str, Any]] = {
        "record_look": {"tiles": [{"tile": 1, "says": "sound"}], "probability": 0.1},
        "explain_finding": {"finding": 1},
    }
    with Jobs(store) as jobs:
        box = replace(bench(store, tmp_path).box, jobs=jobs)
        with pytest.raises(UsageError, match=f"{tool} cannot use {field}") as refused:
            NAMED[tool].call(box, {field: name} | more.get(tool, {}))
    assert len(str(refused.value)) < 300


def test_the_evidence_comes_by_finding_or_by_number(store: Store, tmp_path: Path) -> None:
    table = bench(store, tmp_path)
    review = table.point(table.look(honest), "confirm").data["review"]
    listed = table.call("get_evidence", review=review).data["pictures"]
    assert listed == ["annotated.jpg", "finding-1.jpg", "sheet-1.jpg"]
    by_finding, by_number = (
        table.call("get_evidence", review=review, **ask) for ask in ({"finding": 1}, {"picture": 1})
    )
    assert [one.name for one in by_finding.pictures] == ["finding-1.jpg"]
    assert [one.name for one in by_number.pictures] == ["annotated.jpg"]
    for wrong in ({"finding": 2}, {"picture": 4}):
        with pytest.raises(UsageError):
            table.call("get_evidence", review=review, **wrong)
    with pytest.raises(ReviewNotFound):
        table.call("get_evidence", review="../../etc")


def test_a_finding_is_explained_by_its_measures_and_its_checks_page(store: Store, tmp_path: Path) -> None:
    table = bench(store, tmp_path)
    review = table.point(table.look(honest), "confirm").data["review"]
    result = table.call("explain_finding", review=review, finding=1)
    assert result.records["page"] in result.text
    assert "neck" in result.records["page"]
    assert result.records["finding"]["category"] == result.data["category"] == "neck_twist"
    assert result.records["trace"][-1]["after"] == "block"
    assert re.search(r"^decided +policy .* block ", result.text, re.MULTILINE)
    assert result.pictures
    general = table.call("explain_finding", category="extra_finger")
    assert "finding" not in general.data
    for wrong in ({}, {"finding": 1}, {"review": review, "finding": 7}):
        with pytest.raises(UsageError):
            table.call("explain_finding", **wrong)


def test_a_long_video_is_followed_by_its_handle_to_the_end(
    slow: tuple[Toolbox, SlowFinder, str], store: Store
) -> None:
    box, finder, ad = slow
    handle = NAMED["review_ad"].call(box, {"ad": ad, "wait_s": 0}).data["handle"]
    assert finder.there.wait(30)
    running = NAMED["get_review"].call(box, {"review": handle})
    assert (running.data["state"], "report" in running.data) == ("running", False)
    assert "no verdict yet" in running.text
    finder.go_on.set()
    done = NAMED["get_review"].call(box, {"review": handle, "wait_s": 20})
    assert done.data["state"] == "done"
    assert done.data["review"] == store.newest(1)[0].id
    with Jobs(store) as later:  # another process, after a restart
        again = NAMED["get_review"].call(replace(box, jobs=later), {"review": handle})
    assert again.records == done.records


def test_a_stopped_review_ends_at_the_next_frame_and_is_never_taken_for_a_whole_one(
    slow: tuple[Toolbox, SlowFinder, str], store: Store, tmp_path: Path
) -> None:
    box, finder, ad = slow
    handle = NAMED["review_ad"].call(box, {"ad": ad, "wait_s": 0}).data["handle"]
    assert finder.there.wait(30)
    with ThreadPoolExecutor() as elsewhere:
        ending = elsewhere.submit(NAMED["get_review"].call, box, {"review": handle, "cancel": True})
        assert box.jobs is not None
        assert box.jobs.is_stopping(handle, 30)
        finder.go_on.set()
        assert ending.result(30).data["state"] == "stopped"
    assert finder.asked <= 8  # what was begun ahead, of 15
    assert not list((tmp_path / "store" / "staging").iterdir())
    stopped = NAMED["get_review"].call(box, {"review": handle})
    assert "no verdict on the ad" in stopped.text
    assert "verdict" not in stopped.data
    for part in store.newest(5):  # what it had seen by then, if anything
        assert any(row.reason is Reason.ELSEWHERE for row in part.not_checked)
        assert stopped.data["review"] == part.id


def test_what_waits_in_line_is_stopped_at_once_and_the_line_has_an_end(
    slow: tuple[Toolbox, SlowFinder, str],
) -> None:
    box, finder, ad = slow
    begun = [{"ad": ad, "wait_s": 0, "brief": str(number)} for number in range(1 + AGENTS.max_waiting)]
    handles = [NAMED["review_ad"].call(box, one).data["handle"] for one in begun[:-1]]
    with pytest.raises(UsageError, match="waiting already"):
        NAMED["review_ad"].call(box, begun[-1])
    assert finder.there.wait(30)
    assert NAMED["get_review"].call(box, {"review": handles[-1], "cancel": True}).data["state"] == "stopped"
    with pytest.raises(UsageError, match="no review running"):
        NAMED["get_review"].call(box, {"review": "job-of-somebody", "cancel": True})


def test_a_review_that_fails_in_the_background_says_why(store: Store, tmp_path: Path) -> None:
    with Jobs(store) as jobs:
        box = replace(bench(store, tmp_path).box, jobs=jobs)
        (tmp_path / "half.png").write_bytes(b"no picture at all")
        handle = NAMED["review_ad"].call(box, {"ad": "half.png", "wait_s": 0}).data["handle"]
        with pytest.raises(ReviewStopped, match="cannot be checked"):
            NAMED["get_review"].call(box, {"review": handle, "wait_s": 20})


def test_without_a_way_to_a_person_it_is_said_how_to_sign(store: Store, tmp_path: Path) -> None:
    table, review = reviewed(store, tmp_path)
    result = table.call("sign_off", review=review)
    assert f"lastlook sign-off {review}" in result.text
    assert "block: Do not publish this ad as it is" in result.text
    assert (result.data["signed"], store.sign_offs.of(review)) == (False, ())


@pytest.mark.parametrize(
    "extra", [{"decision": "approve"}, {"approve": True}, {"reviewer": "Ada"}, {"yes": True}]
)
def test_no_argument_approves_anything(store: Store, tmp_path: Path, extra: dict[str, Any]) -> None:
    table, review = reviewed(store, tmp_path)
    with pytest.raises(UsageError, match="sign_off cannot use"):
        table.call("sign_off", review=review, **extra)
    assert store.sign_offs.of(review) == ()


def test_the_persons_answer_is_kept_beside_the_verdict(store: Store, tmp_path: Path) -> None:
    table, review = reviewed(store, tmp_path)
    asked: list[str] = []

    def person(question: str) -> Signature:
        asked.append(question)
        return Signature(reviewer="Ada\x1b[31m L.", decision="approve", note="A sculpture.")

    result = NAMED["sign_off"].call(replace(table.box, ask_person=person), {"review": review})
    assert "signed against the verdict" in asked[0]
    signed = store.sign_offs.of(review)[0]
    assert isinstance(signed, SignOff)
    assert signed.is_against_the_verdict
    assert "\x1b" not in signed.reviewer
    assert "against the verdict" in result.text
    assert store.get(review).verdict.value == "block"
    assert "against the verdict" in table.call("get_review", review=review).text
    for name in ("report.html", "report.md"):
        page = (store.evidence_folder(review) / name).read_text(encoding="utf-8")
        assert "Approved by Ada" in page
        assert "Not signed off" not in page


def test_who_declines_signs_nothing(store: Store, tmp_path: Path) -> None:
    table, review = reviewed(store, tmp_path)

    def person(_question: str) -> None:
        return None

    result = NAMED["sign_off"].call(replace(table.box, ask_person=person), {"review": review})
    assert (result.data["signed"], store.sign_offs.of(review)) == (False, ())


def reviewed(store: Store, folder: Path) -> tuple[Bench, str]:
    table = bench(store, folder)
    return table, table.call("review_ad", ad=str(table.ad)).data["review"]
