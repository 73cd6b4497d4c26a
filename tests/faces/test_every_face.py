"""One behaviour through every face: the same ask, the same report; the same mischief, the same words."""

from __future__ import annotations

import json
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
from agent_plugin.tools.look.wish import Mode
from tests.faces.drivers import FACES, Ask, Said
from tests.faces.served import Place, place

OF_ITS_OWN = {"id", "created_at", "costs"}
"""What differs between two reviews of the same ad: which one it is, when, and how long it took."""

HOSTILE: dict[str, tuple[str, dict[str, Any], str]] = {
    "escapes": ("review_ad", {"ad": "../data/lastlook.db"}, "lies outside the folders that may be read"),
    "absolute": ("review_ad", {"ad": "/etc/passwd"}, "passwd lies outside the folders that may be read"),
    "link": ("check_anatomy", {"ad": "link.png"}, "link.png lies outside the folders that may be read"),
    "file-address": ("review_ad", {"ad": "file:///etc/passwd"}, "begin with file: are not opened"),
    "web": ("second_opinion", {"ad": "https://ads.example/a.png"}, "fetching is switched off"),
    "plain-http": ("review_ad", {"ad": "http://127.0.0.1/a.png"}, "begin with http: are not opened"),
    "huge": ("review_ad", {"ad": "data:image/png;base64," + "A" * 4_300_000}, "more than 3 MB"),
    "no-base64": ("review_ad", {"ad": "data:image/png;base64,%%%"}, "cannot be decoded"),
    "number": ("review_ad", {"ad": 7}, "The tool review_ad cannot use ad: Input should be a valid string"),
    "list": ("start_review", {"ad": ["ad.png"]}, "The tool start_review cannot use ad"),
    "nothing": ("review_ad", {}, "The tool review_ad cannot use ad: Field required"),
    "one-more": ("review_ad", {"ad": "ad.png", "policy": "lax"}, "cannot use policy"),
    "zero-byte": ("review_ad", {"ad": "a\0.png"}, "No ad is named"),
    "not-there": ("review_ad", {"ad": "none.png"}, "none.png does not exist"),
    "no-picture": ("review_ad", {"ad": "words.png"}, "words.png"),
    "no-review": ("get_review", {"review": "20990101"}, "no review"),
    "no-id": ("get_evidence", {"review": "../.."}, "no review id"),
    "decides": ("sign_off", {"review": "2", "decision": "approve"}, "sign_off cannot use decision"),
    "no-handle": ("cancel_review", {"handle": "job-of-somebody"}, "no review running"),
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


@pytest.mark.parametrize(("tool", "judge"), [("review_ad", "auto"), ("check_anatomy", "never")])
def test_the_same_ad_gets_the_same_report_from_every_face(
    faces: dict[str, Open], tmp_path: Path, tool: str, judge: str
) -> None:
    where = place(tmp_path)
    code, told = by_command(where, "review", str(where.ad), "--json", "--second-opinion", judge)
    assert code == 1
    expected = report(told)
    assert expected["verdict"]["value"] == "block"
    for name, face in faces.items():
        said = face.ask(tool, {"ad": "ad.png"})
        assert not said.is_error, name
        assert report(said.data) == expected, name
        assert 1 <= said.pictures <= 3, name
        assert said.text.splitlines()[0] == f"block: {expected['verdict']['sentence']}", name


@pytest.mark.parametrize("judge", ["auto", "never"])
def test_pythons_front_door_gives_the_report_of_the_command_line(tmp_path: Path, judge: Mode) -> None:
    where = place(tmp_path)
    _, told = by_command(where, "review", str(where.ad), "--json", "--second-opinion", judge)
    with lastlook.Reviewer(app=where.app) as reviewer:
        made = reviewer.review(where.ad, fresh=True, second_opinion=judge)
    assert report(made.model_dump(mode="json")) == report(told)


def test_null_stands_for_what_is_left_out_through_every_face(faces: dict[str, Open]) -> None:
    for name, face in faces.items():
        said = face.ask("review_ad", {"ad": "ad.png", "brief": None, "fresh": None})
        assert said.text.startswith("block: "), name


def test_the_same_conversation_is_led_through_every_face(faces: dict[str, Open]) -> None:
    @cache
    def led(name: str) -> tuple[str, ...]:
        ask = faces[name].ask
        review = (ask("review_ad", {"ad": "ad.png"}).data or {})["id"]
        steps: list[tuple[str, dict[str, Any]]] = [
            ("get_review", {"review": review}),
            ("get_evidence", {"review": review, "finding": 1}),
            ("explain_finding", {"review": review, "finding": 1}),
            ("second_opinion", {"ad": "ad.png"}),
            ("record_opinion", {"review": review, "finding": 1, "answer": "refute", "reason": "Fine."}),
            ("sign_off", {"review": review}),
        ]
        said = [ask(tool, given) for tool, given in steps]
        assert not any(one.is_error for one in said), name
        return tuple(f"{one.pictures} {one.text.replace(review, 'ID')}" for one in said)

    first, *others = faces
    for name in others:
        assert led(name) == led(first), name
    assert "Only a person can sign" in led(first)[-1]


def test_a_long_review_is_followed_through_every_face(faces: dict[str, Open]) -> None:
    for name, face in faces.items():
        handle = (face.ask("start_review", {"ad": "ad.png"}).data or {})["handle"]
        done = face.ask("get_review", {"review": handle, "wait_s": 20})
        assert (done.data or {})["state"] == "done", name
        assert "ended already" in face.ask("cancel_review", {"handle": handle}).text, name


@pytest.mark.parametrize("case", HOSTILE)
def test_mischief_gets_the_same_clear_words_from_every_face(faces: dict[str, Open], case: str) -> None:
    tool, given, words = HOSTILE[case]
    heard: set[str] = set()
    for name, face in faces.items():
        said: Said = face.ask(tool, given)
        assert said.is_error, name
        assert words in said.text, name
        assert said.pictures == 0, name
        bare = said.text.removeprefix(f"Error executing tool {tool}: ").removeprefix("Error: ")
        heard.add(bare.replace(str(face.where.folder), "FOLDER"))
    assert len(heard) == 1


@pytest.mark.parametrize("ad", ["none.png", "words.png"])
def test_command_line_and_python_say_of_a_file_what_every_face_says(
    faces: dict[str, Open], tmp_path: Path, ad: str
) -> None:
    where = place(tmp_path)
    (where.folder / "words.png").write_text("no picture at all", encoding="utf-8")
    code, told = by_command(where, "review", str(where.folder / ad), "--json")
    assert code == 2
    assert told["error"]["message"].split(".png")[0] in faces["openai"].ask("review_ad", {"ad": ad}).text
    with lastlook.Reviewer(app=where.app) as reviewer, pytest.raises(lastlook.LastLookError) as caught:
        reviewer.review(where.folder / ad)
    error = told["error"]
    assert (caught.value.code, caught.value.message, caught.value.hint) == (
        error["code"],
        error["message"],
        error["hint"],
    )


def test_every_tool_is_tried_here() -> None:
    named = {case[0] for case in HOSTILE.values()} | {"explain_finding", "record_opinion"}
    assert named == {tool.name for tool in TOOLS}
