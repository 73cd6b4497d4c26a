"""One behaviour through every face: the same ask, the same report; the same mischief, the same words."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import lastlook
import pytest
from click.testing import CliRunner

from agent_plugin.cli.main import cli
from agent_plugin.tools import TOOLS
from agent_plugin.tools.domain import Review
from tests.faces.drivers import FACES, Answer, Ask
from tests.faces.served import Place, place
from tests.look.desks import Looker, alarmed, honest, nods, unsure
from tests.look.hosts import pointed, seen

OF_ITS_OWN = {"id", "created_at", "costs"}
"""What differs between two reviews of the same ad: which one it is, when, and how long it took."""

ALL_FINE = {"tiles": [{"tile": 1, "says": "sound"}], "probability": 0.0}
HOSTILE: dict[str, tuple[str, dict[str, Any], str]] = {
    "escapes": ("review_ad", {"ad": "../data/lastlook.db"}, "lies outside the folders that may be read"),
    "absolute": ("review_ad", {"ad": "/etc/passwd"}, "passwd lies outside the folders that may be read"),
    "upload": ("review_ad", {"ad": "/mnt/user-data/uploads/a.png"}, "was uploaded to the chat"),
    "sandbox": ("review_ad", {"ad": "/mnt/data/a.png"}, "or hand in its bytes"),
    "link": ("review_ad", {"ads": ["link.png"]}, "link.png lies outside the folders that may be read"),
    "file-address": ("review_ad", {"ad": "file:///etc/passwd"}, "begin with file: are not opened"),
    "web": ("review_ad", {"ad": "https://ads.example/a.png"}, "fetching is switched off"),
    "plain-http": ("review_ad", {"ad": "http://127.0.0.1/a.png"}, "begin with http: are not opened"),
    "huge": ("review_ad", {"ad": "data:image/png;base64," + "A" * 4_300_000}, "more than 3 MB"),
    "no-base64": ("review_ad", {"ad": "data:image/png;base64,%%%"}, "cannot be decoded"),
    "number": ("review_ad", {"ad": 7}, "The tool review_ad cannot use ad: Input should be a valid string"),
    "list": ("review_ad", {"ad": ["ad.png"]}, "The tool review_ad cannot use ad"),
    "nothing": ("review_ad", {}, "No ad is named"),
    "one-more": ("review_ad", {"ad": "ad.png", "policy": "lax"}, "cannot use policy"),
    "zero-byte": ("review_ad", {"ad": "a\0.png"}, "No ad is named"),
    "not-there": ("review_ad", {"ad": "none.png"}, "none.png does not exist"),
    "no-picture": ("review_ad", {"ad": "words.png"}, "words.png"),
    "no-review": ("get_review", {"review": "20990101"}, "no review"),
    "no-id": ("get_evidence", {"review": "../.."}, "no review id"),
    "decides": ("sign_off", {"review": "2", "decision": "approve"}, "sign_off cannot use decision"),
    "no-look": ("record_look", {"look": "look-of-somebody", **ALL_FINE}, "No look of that id"),
    "other-review": (
        "record_look",
        {"look": "a", "review": "2", **ALL_FINE},
        "record_look cannot use review",
    ),
    "approves": ("record_look", {"look": "a", "approve": True, **ALL_FINE}, "record_look cannot use approve"),
    "signs": ("record_look", {"look": "a", "reviewer": "Ada", **ALL_FINE}, "record_look cannot use reviewer"),
    "sets-verdict": ("review_ad", {"ad": "ad.png", "verdict": "publish"}, "review_ad cannot use verdict"),
    "says-who-looked": (
        "review_ad",
        {"ad": "ad.png", "looked_by": ["Ada"]},
        "review_ad cannot use looked_by",
    ),
    "no-handle": ("get_review", {"review": "job-of-somebody", "cancel": True}, "no review running"),
    "no-market": ("read_disclosure", {"ads": ["ad.png"], "market": "MARS"}, "no disclosure rules"),
    "no-marks": ("read_disclosure", {"ads": ["words.png"]}, "words.png"),
    "marks-elsewhere": ("read_disclosure", {"ads": ["/etc/passwd"]}, "lies outside the folders"),
    "before-elsewhere": ("read_disclosure", {"ads": ["ad.png"], "before": "link.png"}, "lies outside"),
    "attests": ("read_disclosure", {"ads": ["ad.png"], "made_with": "captured"}, "cannot use made_with"),
    "no-market-of-a-review": ("review_ad", {"ad": "ad.png", "market": "MARS"}, "no disclosure rules"),
    "too-long": ("list_ads", {"contains": "a" * 300}, "The tool list_ads cannot use contains"),
}


@dataclass(frozen=True)
class Open:
    """A face with a place of its own."""

    where: Place
    ask: Ask


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Generator[dict[str, Open]]:
    with ExitStack() as stack:
        opened: dict[str, Open] = {}
        for name, face in FACES.items():
            where = place(tmp_path_factory.mktemp(name))
            (where.folder / "words.png").write_text("no picture at all", encoding="utf-8")
            secret = where.folder.parent / "secret.png"
            secret.write_bytes(where.ad.read_bytes())
            (where.folder / "link.png").symlink_to(secret)
            opened[name] = Open(where, stack.enter_context(face(where)))
        yield opened


def report(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """A review's report without what is its own."""
    read = Review.model_validate(data).model_dump(mode="json")
    return {key: value for key, value in read.items() if key not in OF_ITS_OWN}


def by_command(where: Place, *words: str) -> Any:
    shown = CliRunner().invoke(cli, [*words], obj=where.app, prog_name="lastlook")
    return shown.exit_code, json.loads(shown.stdout)


def test_the_same_ad_gets_the_same_report_from_every_face(faces: dict[str, Open], tmp_path: Path) -> None:
    where = place(tmp_path)
    code, document = by_command(where, "review", str(where.ad), "--json", "--second-opinion", "never")
    assert code == 1
    expected = report(document)
    assert expected["verdict"]["value"] == "block"
    for name, face in faces.items():
        answer = face.ask("review_ad", {"ad": "ad.png", "fresh": True, "only_local": True})
        assert not answer.is_error, name
        assert report(answer.review) == expected, name
        assert (answer.data or {})["text"] == answer.text, name
        assert 1 <= answer.pictures <= 3, name
        assert answer.text.splitlines()[0] == f"block: {expected['verdict']['sentence']}", name


def test_null_stands_for_what_is_left_out_through_every_face(faces: dict[str, Open]) -> None:
    for name, face in faces.items():
        answer = face.ask("review_ad", {"ad": "ad.png", "brief": None, "fresh": None})
        assert answer.text.startswith("block: "), name


def test_the_same_conversation_is_led_through_every_face(faces: dict[str, Open]) -> None:
    @cache
    def led(name: str) -> tuple[str, ...]:
        ask = faces[name].ask
        first = ask("record_look", seen(shown(faces[name], "ad.png"), faces[name].where.secret, honest))
        looked = ask("record_look", pointed((first.data or {})["look"], "confirm"))
        review = (looked.data or {})["review"]
        steps: list[tuple[str, dict[str, Any]]] = [
            ("get_review", {"review": review}),
            ("get_evidence", {"review": review, "finding": 1}),
            ("explain_finding", {"review": review, "finding": 1}),
            ("review_ad", {"ad": "ad.png", "only_local": True}),
            ("sign_off", {"review": review}),
        ]
        results = [looked, *(ask(tool, given) for tool, given in steps)]
        assert not any(one.is_error for one in results), name
        return tuple(f"{one.pictures} {alike(one)}" for one in results)

    first, *others = faces
    for name in others:
        assert led(name) == led(first), name
    assert "Only a person can sign" in led(first)[-1]


def test_a_long_review_is_followed_through_every_face(faces: dict[str, Open]) -> None:
    for name, face in faces.items():
        handle = (face.ask("review_ad", {"ad": "ad.png", "wait_s": 0}).data or {})["handle"]
        done = face.ask("get_review", {"review": handle, "wait_s": 20})
        assert (done.data or {})["state"] == "done", name
        assert "ended already" in face.ask("get_review", {"review": handle, "cancel": True}).text, name


def shown(face: Open, ad: str) -> dict[str, Any]:
    """The question that comes with a fresh review of an ad at which nobody has looked."""
    answer = face.ask("review_ad", {"ad": ad, "fresh": True})
    assert "nobody has looked yet" in answer.text.casefold()
    assert answer.pictures == 1
    assert answer.data
    assert answer.data["verdict"] == ("block" if ad == "ad.png" else "review")
    asked: dict[str, Any] = answer.data["look"]
    return asked


def alike(answer: Answer) -> str:
    """What was said, without what differs from one review to the next."""
    text = re.sub(r"\b\d{8}-\d{6}-\w+|\blook-\w+", "ID", answer.text)
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "TODAY", text)


def test_an_honest_look_counts_through_every_face_and_a_sound_ad_takes_two_calls(
    faces: dict[str, Open],
) -> None:
    heard: set[str] = set()
    for name, face in faces.items():
        form = seen(shown(face, "sound.png"), face.where.secret, honest)
        answer = face.ask("record_look", {**form, "model": "a scripted model"})
        assert answer.text.startswith("publish: No anatomical defect found in what was checked and looked"), (
            name
        )
        assert answer.data
        assert (answer.data["counts"], answer.data["verdict"]) == (True, "publish"), name
        assert answer.data["looked_by"][0].startswith("Looked at by: a scripted model"), name
        heard.add(alike(answer))
    assert len(heard) == 1


def test_a_suspicion_that_an_honest_look_denies_blind_and_pointed_is_settled_through_every_face(
    faces: dict[str, Open],
) -> None:
    heard: set[str] = set()
    for name, face in faces.items():
        first = face.ask("record_look", seen(shown(face, "suspected.png"), face.where.secret, honest))
        assert first.data
        assert first.pictures == 1, name
        assert (first.data["verdict"], "report" in first.data) == ("review", False), name
        answer = face.ask("record_look", pointed(first.data["look"], "refute"))
        assert answer.text.startswith("publish: "), name
        heard.add(alike(first) + alike(answer))
    assert len(heard) == 1


@pytest.mark.parametrize("looker", [nods, alarmed, unsure])
@pytest.mark.parametrize("ad", ["sound.png", "suspected.png"])
def test_a_model_that_does_not_look_is_not_counted_through_any_face(
    faces: dict[str, Open], looker: Looker, ad: str
) -> None:
    heard: set[str] = set()
    for name, face in faces.items():
        answer = face.ask("record_look", seen(shown(face, ad), face.where.secret, looker))
        assert answer.data
        assert answer.text.startswith("review: A person must look"), name
        assert (answer.data["counts"], answer.data["verdict"]) == (False, "review"), name
        assert "look" not in answer.data, name
        again = face.ask("get_review", {"review": answer.data["review"]})
        assert (again.data or {})["look"]["numbers"], name
        heard.add(alike(answer))
    assert len(heard) == 1


def test_a_model_that_leaves_tiles_out_is_told_which_through_every_face(faces: dict[str, Open]) -> None:
    for name, face in faces.items():
        form = seen(shown(face, "sound.png"), face.where.secret, honest)
        answer = face.ask("record_look", {**form, "tiles": form["tiles"][:-1]})
        assert answer.is_error, name
        assert f"Answer these as well: {len(form['tiles'])}." in answer.text, name


def test_no_look_lifts_a_block_to_publish_through_any_face(faces: dict[str, Open]) -> None:
    for name, face in faces.items():
        none = face.ask("record_look", seen(shown(face, "ad.png"), face.where.secret, nods))
        assert none.text.startswith("block: "), name
        first = face.ask("record_look", seen(shown(face, "ad.png"), face.where.secret, honest))
        answer = face.ask("record_look", pointed((first.data or {})["look"], "refute", 1.0))
        assert answer.text.startswith("review: "), name
        assert (answer.data or {})["verdict"] == "review", name


def test_no_face_calls_anything_publishable_before_a_look_counted(faces: dict[str, Open]) -> None:
    for name, face in faces.items():
        for ad in ("sound.png", "suspected.png"):
            shown(face, ad)  # afresh
            handle = (face.ask("review_ad", {"ad": ad, "fresh": True, "wait_s": 0}).data or {})["handle"]
            answers = [
                face.ask("get_review", {"review": handle, "wait_s": 20}),
                face.ask("review_ad", {"ad": ad}),
                face.ask("review_ad", {"ad": ad, "only_local": True}),
            ]
            review = (answers[1].data or {})["review"]
            answers += [
                face.ask(tool, {"review": review}) for tool in ("get_review", "get_evidence", "sign_off")
            ]
            for answer in answers:
                assert not answer.is_error, name
                assert "publish:" not in answer.text, name
                assert (answer.data or {}).get("verdict", "review") == "review", name
            assert "look" in (answers[0].data or {}), name


@pytest.mark.parametrize("case", HOSTILE)
def test_mischief_gets_the_same_clear_words_from_every_face(faces: dict[str, Open], case: str) -> None:
    tool, given, words = HOSTILE[case]
    heard: set[str] = set()
    for name, face in faces.items():
        answer: Answer = face.ask(tool, given)
        assert answer.is_error, name
        assert words in answer.text, name
        assert answer.pictures == 0, name
        bare = answer.text.removeprefix("Error: ")
        heard.add(bare.replace(str(face.where.folder), "FOLDER"))
    assert len(heard) == 1


@pytest.mark.parametrize("ad", ["none.png", "words.png"])
def test_command_line_and_python_say_of_a_file_what_every_face_says(
    faces: dict[str, Open], tmp_path: Path, ad: str
) -> None:
    where = place(tmp_path)
    (where.folder / "words.png").write_text("no picture at all", encoding="utf-8")
    code, document = by_command(where, "review", str(where.folder / ad), "--json")
    assert code == 2
    assert document["error"]["message"].split(".png")[0] in faces["openai"].ask("review_ad", {"ad": ad}).text
    with lastlook.Reviewer(app=where.app) as reviewer, pytest.raises(lastlook.LastLookError) as caught:
        reviewer.review(where.folder / ad)
    error = document["error"]
    assert (caught.value.code, caught.value.message, caught.value.hint) == (
        error["code"],
        error["message"],
        error["hint"],
    )


def test_every_face_answers_the_same_marks_and_what_a_market_requires(faces: dict[str, Open]) -> None:
    given = {"ads": ["ad.png"], "market": "EU,US-NY"}
    texts = set[str]()
    for name, face in faces.items():
        answer = face.ask("read_disclosure", given)
        assert not answer.is_error, name
        texts.add(answer.text)
        if answer.data:
            [row] = answer.data["ads"]
            assert (row["made_with"], row["missing"]) == ("unknown", ["EU"])
    assert len(texts) == 1
    assert "An absent mark never means a real photograph" in texts.pop()


def test_every_tool_is_tried_here() -> None:
    named = {case[0] for case in HOSTILE.values()} | {"explain_finding"}
    assert named == {tool.name for tool in TOOLS}
