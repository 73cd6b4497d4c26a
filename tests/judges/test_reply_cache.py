"""Replies that are kept: only the very same call finds one, and nothing that befalls the folder matters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent_plugin.tools.judges.cache import ReplyCache
from agent_plugin.tools.judges.judge import Ask, Picture, Reply
from tests.look.lookers import ScriptedJudge, rule

PICTURE = Picture("Picture 1", b"\xff\xd8 a hand", 10, 20)
ASK = Ask("hands blind", "hands 1", "Look.", ("A hand:", PICTURE, "What is it?"), {"type": "object"})
REPLY = Reply('{"answers": ["\u2713"]}', "parrot-1-2026", 10, 5)
JUDGE = ScriptedJudge(rule("sound"))


def test_a_reply_comes_back_in_another_process_too(tmp_path: Path) -> None:
    ReplyCache(tmp_path / "replies").put(JUDGE, ASK, REPLY)
    assert ReplyCache(tmp_path / "replies").get(JUDGE, ASK) == REPLY


def other_picture(**fields: Any) -> Ask:
    return replace(ASK, content=("A hand:", replace(PICTURE, **fields), "What is it?"))


@pytest.mark.parametrize(
    "ask",
    [
        other_picture(jpeg=b"\xff\xd8 a foot"),
        other_picture(detail="low"),
        replace(ASK, prompt="hands 2"),
        replace(ASK, instructions="Look well."),
        replace(ASK, content=("A hand:", PICTURE, "What is that?")),
        replace(ASK, content=(PICTURE, "A hand:", "What is it?")),
        replace(ASK, content=("A hand:", PICTURE, "What is it", "?")),
        replace(ASK, answer_schema={"type": "array"}),
    ],
)
def test_whatever_goes_into_a_call_makes_it_another(tmp_path: Path, ask: Ask) -> None:
    cache = ReplyCache(tmp_path)
    cache.put(JUDGE, ASK, REPLY)
    assert cache.get(JUDGE, ask) is None
    assert cache.get(ScriptedJudge(rule("sound"), model="parrot-2"), ASK) is None


@pytest.mark.parametrize("address", ["parrots.example", "parrots.example/v2", "parrots.example:81/v1", ""])
def test_a_model_of_the_same_name_at_another_address_is_another(tmp_path: Path, address: str) -> None:
    cache = ReplyCache(tmp_path)
    cache.put(JUDGE, ASK, REPLY)
    assert cache.get(ScriptedJudge(rule("sound"), address=address), ASK) is None
    assert cache.get(ScriptedJudge(rule("sound"), address=JUDGE.address), ASK) == REPLY


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b'{"text": "half', b'{"text": "x", "odd": 1}', b"\xff"]
)
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    cache = ReplyCache(tmp_path)
    cache.put(JUDGE, ASK, REPLY)
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert cache.get(JUDGE, ASK) is None
    cache.put(JUDGE, ASK, REPLY)
    assert cache.get(JUDGE, ASK) == REPLY


def test_a_folder_that_cannot_be_made_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = ReplyCache(tmp_path / "file")
    cache.put(JUDGE, ASK, REPLY)
    assert cache.get(JUDGE, ASK) is None


def test_the_folder_does_not_grow_for_ever(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, most=10)
    for number in range(25):
        cache.put(JUDGE, replace(ASK, prompt=f"hands {number}"), REPLY)
        assert len(list(tmp_path.iterdir())) <= 10


def test_no_picture_is_kept(tmp_path: Path) -> None:
    ReplyCache(tmp_path).put(JUDGE, ASK, REPLY)
    assert b"a hand" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
