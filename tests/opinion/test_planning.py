"""What is known before anything is sent: a dry run shows the calls, an estimate what they take."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent_plugin.tools.domain import Asked
from agent_plugin.tools.opinion.asking.dry_run import FOLDER, write_dry_run
from agent_plugin.tools.opinion.asking.planning import Manner, Prices, Seen, estimate
from agent_plugin.tools.opinion.second import SecondLook
from tests.opinion.second_looks import ScriptedJudge, ad, says, seen


def test_a_dry_run_writes_exactly_what_would_be_sent(tmp_path: Path) -> None:
    judge, manner = ScriptedJudge(says()), Manner(send="frame", language="zh")
    second = write_dry_run(manner.plan(ad(), seen(), "Sell \u201cshoes\u201d."), tmp_path)
    SecondLook(judge, send="frame", language="zh").look(ad(), seen(), brief="Sell \u201cshoes\u201d.")
    folders = sorted((tmp_path / FOLDER).iterdir())
    assert (second.asked, second.opinions, second.sent) == (Asked.DRY_RUN, (), ())
    assert len(folders) == len(judge.asked) == 2
    asked = sorted(judge.asked, key=lambda ask: ask.name.endswith("pointed"))
    for folder, ask in zip(folders, asked, strict=True):
        request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
        assert (folder / "instructions.txt").read_text(encoding="utf-8") == ask.instructions
        assert (request["name"], request["prompts"]) == (ask.name, ask.prompt)
        assert request["answer_schema"] == ask.answer_schema
        shown = [
            item["text"] if "text" in item else (folder / item["file"]).read_bytes()
            for item in request["content"]
        ]
        assert shown == [item if isinstance(item, str) else item.jpeg for item in ask.content]


def test_a_dry_run_of_nothing_writes_nothing(tmp_path: Path) -> None:
    planned = Manner().plan(ad(), Seen())
    assert write_dry_run(planned, tmp_path).asked is Asked.NOTHING_TO_ASK
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("send", "whole"), [("crops", False), ("frame", True)])
def test_the_whole_picture_leaves_only_where_it_may(send: str, whole: bool) -> None:
    manner = Manner(send="frame" if send == "frame" else "crops")
    names = [picture.name for one in manner.plan(ad(), seen()) for picture in one.ask.pictures]
    assert any(name.startswith("Whole picture") for name in names) is whole


def test_an_estimate_grows_with_the_ads_and_has_a_price_if_prices_are_known() -> None:
    one, ten = (estimate(ads, Manner(), Prices(1.0, 4.0)) for ads in (1, 10))
    assert ten.usd == pytest.approx(10 * (one.usd or 0), rel=0.001)
    assert (one.usd or 0) > 0
    assert (ten.ads, ten.calls, ten.pictures) == (10, 10 * one.calls, 10 * one.pictures)
    assert "USD" in str(ten)
    assert "price is not set" in str(estimate(1, Manner(), None))


def test_an_estimate_is_no_less_than_what_a_usual_ad_takes() -> None:
    calls = Manner().plan(ad(), seen())
    about = estimate(1, Manner(), None)
    assert about.calls >= len(calls)
    assert about.pictures >= sum(len(one.ask.pictures) for one in calls)
