"""The command line with a judge on this machine: the real reviewer, only the eyes are scripted."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from agent_plugin.app import App
from agent_plugin.cli.main import cli
from agent_plugin.fake_judge import FakeJudge
from agent_plugin.judging import judge_looker_of, manner_of
from agent_plugin.settings import Settings
from agent_plugin.tools.domain import Review
from agent_plugin.tools.look.secret import secret_in
from agent_plugin.tools.reviewer import Reviewer
from tests import builders
from tests.builders import Body
from tests.reviewer.test_review_ad import ScriptedFinder

SECRET = "sk-marker-that-must-not-leak"
Lastlook = Callable[..., Result]


@pytest.fixture
def ad(tmp_path: Path) -> Path:
    path = tmp_path / "ads" / "ad.png"
    path.parent.mkdir()
    noise = np.random.default_rng(3).integers(0, 255, (400, 400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    return path


@pytest.fixture
def judge(tmp_path: Path) -> Generator[dict[str, Any]]:
    """The settings of a judge that sees the controls rightly, and nothing else."""
    with FakeJudge("careful", secret=secret_in(tmp_path / "cache")) as server:
        yield {
            "judge": "compatible",
            "judge_model": "fake-judge",
            "judge_base_url": server.base_url,
            "judge_api_key": SECRET,
        }


@pytest.fixture
def lastlook(tmp_path: Path, judge: dict[str, Any]) -> Lastlook:
    """The command line; whoever is in the ad turns the head by 180 degrees."""

    def run(*args: object) -> Result:
        settings = Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", **judge)
        person = builders.person(Body(at_px=(200.0, 220.0), torso_px=80, yaw_deg=180, head_yaw_deg=0))
        app = App(
            settings=lambda: settings,
            make_reviewer=lambda settings, store: Reviewer(
                store=store,
                finder=ScriptedFinder((person,)),
                manner=manner_of(settings),
                find_judge=lambda: judge_looker_of(settings),
            ),
        )
        return CliRunner().invoke(cli, [str(arg) for arg in args], obj=app, prog_name="lastlook")

    return run


def test_a_judge_that_sees_the_controls_turns_a_block_into_a_review(lastlook: Lastlook, ad: Path) -> None:
    shown = lastlook("review", ad).stdout
    assert shown.startswith("REVIEW A person must look")
    assert "fake-judge (a judge)" in shown
    assert "controls 2 of 2 right" in shown


@pytest.mark.parametrize("rule", ["sound", "obedient", "confirm"])
def test_a_judge_that_does_not_look_changes_nothing_and_that_is_told(
    lastlook: Lastlook, ad: Path, judge: dict[str, Any], rule: str
) -> None:
    with FakeJudge(rule) as server:
        judge["judge_base_url"] = server.base_url
        shown = lastlook("review", ad).stdout
    assert shown.startswith("BLOCK Do not publish")
    assert "does not count" in shown


@pytest.mark.parametrize(
    ("mode", "verdict", "looks"),
    [("auto", "review", 1), ("always", "review", 1), ("never", "block", 0), ("dry-run", "block", 0)],
)
def test_each_mode_gives_its_verdict(
    lastlook: Lastlook, ad: Path, mode: str, verdict: str, looks: int
) -> None:
    result = lastlook("review", ad, "--json", "--second-opinion", mode)
    review = Review.model_validate_json(result.stdout)
    assert (review.verdict.value, len(review.looks), result.exit_code) == (verdict, looks, 1)


def test_without_a_judge_nobody_is_asked_and_a_demand_is_refused(
    lastlook: Lastlook, ad: Path, judge: dict[str, Any]
) -> None:
    judge["judge"] = "none"
    assert "Looked at by: nobody yet." in lastlook("review", ad).stdout
    demanded = lastlook("review", ad, "--second-opinion", "always")
    assert (demanded.exit_code, demanded.stdout) == (2, "")
    assert "no judge is set up" in demanded.stderr
    rows = ad.parent.parent / "rows.jsonl"
    assert lastlook("batch", ad.parent, "-o", rows, "--second-opinion", "always").exit_code == 2
    assert not rows.exists()


def test_a_judge_that_lacks_something_stops_a_review_unless_nobody_is_asked(
    lastlook: Lastlook, ad: Path, judge: dict[str, Any]
) -> None:
    judge["judge_model"] = ""
    broken = lastlook("review", ad)
    assert broken.exit_code == 2
    assert "LASTLOOK_JUDGE_MODEL" in broken.stderr
    assert lastlook("batch", ad.parent, "-o", "-").stdout == ""
    assert lastlook("review", ad, "--second-opinion", "never").exit_code == 1


def test_a_dry_run_is_copied_with_the_evidence(lastlook: Lastlook, ad: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    lastlook("review", ad, "--second-opinion", "dry-run", "--out", out)
    assert len(list((out / "would-send").glob("request.json"))) == 1
    assert list((out / "would-send").glob("*.jpg"))
    lastlook("review", ad, "--second-opinion", "never", "--out", out)
    assert not list(out.rglob("request.json")), "what an earlier review wrote does not stay beside this one"


def test_a_link_in_place_of_the_folder_is_not_followed(lastlook: Lastlook, ad: Path, tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (out / "would-send").symlink_to(elsewhere)
    result = lastlook("review", ad, "--second-opinion", "dry-run", "--out", out)
    assert result.exit_code == 2
    assert list(elsewhere.iterdir()) == []


def test_a_batch_says_before_it_begins_what_it_may_take(
    lastlook: Lastlook, ad: Path, judge: dict[str, Any]
) -> None:
    judge |= {"judge_price_input": 2.0, "judge_price_output": 8.0}
    result = lastlook("batch", ad.parent, "-o", "-")
    assert json.loads(result.stdout)["verdict"] == "review"
    assert result.stderr.startswith("A judge's look at 1 picture takes from 1 to 2 requests")
    assert " USD" in result.stderr.splitlines()[0]
    never = lastlook("batch", ad.parent, "-o", "-", "--second-opinion", "never")
    assert "USD" not in never.stderr


def test_no_key_is_in_anything_that_is_kept_or_shown(lastlook: Lastlook, ad: Path, tmp_path: Path) -> None:
    shown = [
        lastlook("review", ad, *more).output for more in ([], ["--json"], ["--second-opinion", "dry-run"])
    ]
    assert SECRET not in "".join(shown)
    kept = [path for folder in ("data", "cache") for path in (tmp_path / folder).rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]
