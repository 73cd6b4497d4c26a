"""The command line with a scripted reviewer: answers, exit codes, and what people and programs read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner, Result

from agent_plugin.app import App
from agent_plugin.cli.main import cli
from agent_plugin.settings import Settings
from agent_plugin.tools.domain import NotChecked, Part, Reason, Review, Step, StepName
from agent_plugin.tools.errors import MediaTruncated, ModelMissing
from agent_plugin.tools.media.arriving.door import Door
from agent_plugin.tools.setup.doctor import PartState
from agent_plugin.tools.weighing.verdict import decide
from tests.builders import AT_SCALE
from tests.conftest import made_review
from tests.media.test_door import web

Lastlook = Callable[..., Result]
Script = dict[str, Any]
TRUNCATED = MediaTruncated("half.mp4 ends too early.", "Export the ad again.")


@pytest.fixture
def ads(tmp_path: Path, script: Script) -> dict[str, Path]:
    """A sound ad, one to look at, one to block, one that cannot be read, one that trips the
    program and one without people."""
    script |= {"look.png": {"neck_twist": 0.6}, "bad.png": {"neck_twist": 0.93, "missing_hand": 0.7}}
    script |= {"product.png": {"fields": {"verdict": decide((), (), AT_SCALE, ())}}}
    script |= {"half.mp4": TRUNCATED, "odd.png": ZeroDivisionError("division by zero")}
    folder = tmp_path / "ads"
    folder.mkdir()
    for name in ("fine.png", "look.png", "bad.png", "half.mp4", "odd.png", "product.png"):
        (folder / name).write_bytes(b"x")
    return {path.stem: path for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("names", "fail_on", "code"),
    [
        (["fine"], "review", 0),
        (["look"], "review", 1),
        (["look"], "block", 0),
        (["bad"], "review", 1),
        (["bad"], "block", 1),
        (["bad"], "never", 0),
        (["half"], "review", 2),
        (["half"], "never", 2),
        (["odd"], "review", 2),
        (["fine", "look"], "review", 1),
        (["bad", "half", "fine"], "review", 2),
        (["half", "bad"], "never", 2),
        (["product"], "review", 3),
        (["product"], "block", 3),
        (["product"], "never", 0),
        (["fine", "product"], "review", 3),
        (["product", "look"], "review", 1),
        (["product", "half"], "review", 2),
    ],
)
def test_the_worst_ad_decides_the_exit_code(
    lastlook: Lastlook, ads: dict[str, Path], names: list[str], fail_on: str, code: int
) -> None:
    assert lastlook("review", *(ads[name] for name in names), "--fail-on", fail_on).exit_code == code


def test_an_ad_without_people_is_no_clearance_in_words_either(
    lastlook: Lastlook, ads: dict[str, Path]
) -> None:
    lines = lastlook("review", ads["product"]).stdout.splitlines()
    assert lines[0].startswith("NO PEOPLE SEEN No people were seen, so nothing was checked")


def test_the_verdict_comes_first_then_findings_and_the_report(
    lastlook: Lastlook, ads: dict[str, Path], tmp_path: Path
) -> None:
    lines = lastlook("review", ads["bad"]).stdout.splitlines()
    assert lines[0] == "BLOCK Do not publish this ad as it is: neck turned too far."
    text = "\n".join(lines)
    assert "1. Neck turned too far: The head faces the camera although the body is turned away." in text
    assert "Person 1, neck, upper left of the picture; sure: 0.93 of 1" in text
    assert "2. No hand on an arm: intended?" in text
    report = next(line for line in lines if line.startswith("Report: ")).removeprefix("Report: ")
    assert Path(report).is_file()
    assert Path(report).is_relative_to(tmp_path / "data" / "evidence")


def test_a_finding_of_a_review_is_explained_step_by_step(
    lastlook: Lastlook, ads: dict[str, Path], script: Script
) -> None:
    steps = (Step(name=StepName.READ, source="body network", after=0.93),)
    traced = made_review(neck_twist=0.93).findings[0].model_copy(update={"steps": steps})
    script["bad.png"] = {"neck_twist": 0.93, "fields": {"findings": (traced,)}}
    review = Review.model_validate_json(lastlook("review", ads["bad"], "--json").stdout)
    title, _, head, *rows = lastlook("explain", review.id[:-2], 1).stdout.splitlines()
    assert title.startswith("1. Neck turned too far: ")
    assert head.split() == ["Step", "Source", "Before", "After", "Because"]
    assert [row.split() for row in rows] == [
        ["read", "body", "network", "0.930"],
        ["decided", "policy", "0.930", "block", "from", "0.85", "on"],
    ]


@pytest.mark.parametrize(("asked", "why"), [(("", 7), "has no finding 7"), (("nobody", 1), "nobody")])
def test_what_cannot_be_explained_is_said(
    lastlook: Lastlook, ads: dict[str, Path], asked: tuple[str, int], why: str
) -> None:
    review = Review.model_validate_json(lastlook("review", ads["bad"], "--json").stdout)
    failed = lastlook("explain", asked[0] or review.id, asked[1])
    assert (failed.exit_code, failed.stdout) == (2, "")
    assert why in failed.stderr


def test_what_a_verdict_is_not_is_said_once_at_the_end(lastlook: Lastlook, ads: dict[str, Path]) -> None:
    shown = lastlook("review", ads["fine"], ads["bad"], ads["half"]).stdout
    assert shown.count("not a legal clearance") == 1
    assert shown.splitlines()[-1].startswith("What a verdict is not: ")


def test_a_part_that_was_not_checked_is_named_once(
    lastlook: Lastlook, ads: dict[str, Path], script: Script
) -> None:
    named = NotChecked(
        person=1,
        part=Part.LEFT_HAND,
        reason=Reason.TOO_SMALL,
        explanation="Person 1's left hand is 9 px wide.",
    )
    unnamed = named.model_copy(update={"explanation": "It is 9 px wide."})
    script["fine.png"] = {"fields": {"not_checked": (named, unnamed)}}
    shown = lastlook("review", ads["fine"]).stdout
    expected = "Not checked:\n  Person 1's left hand is 9 px wide.\n  Person 1, left hand: It is 9 px wide.\n"
    assert expected in shown


def test_an_unreadable_ad_does_not_stop_the_others(lastlook: Lastlook, ads: dict[str, Path]) -> None:
    result = lastlook("review", ads["half"], ads["fine"])
    assert result.stderr.splitlines() == ["Error: half.mp4 ends too early.", "Export the ad again."]
    assert "PUBLISH" in result.stdout


def test_json_of_one_ad_is_the_review_and_nothing_else(lastlook: Lastlook, ads: dict[str, Path]) -> None:
    review = Review.model_validate_json(lastlook("review", ads["bad"], "--json").stdout)
    assert review.verdict.value == "block"
    assert [finding.category for finding in review.findings] == ["neck_twist", "missing_hand"]


@pytest.mark.parametrize("ad", ["~/fine.png", "~/9.41 AM.png"])
def test_the_ad_that_a_user_means_is_found(
    lastlook: Lastlook, ads: dict[str, Path], ad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ads["fine"].parent
    (folder / "9.41\u202fAM.png").write_bytes(b"x")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    answer = lastlook("review", ad)
    assert answer.exit_code == 0
    assert ad in answer.stdout


@pytest.mark.parametrize("command", [["review"], ["review", "--json"]])
def test_an_ad_at_an_https_address_is_fetched_and_reviewed(
    lastlook: Lastlook, ads: dict[str, Path], command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(folders: tuple[Path, ...], *, with_web: bool) -> Door:
        assert (folders, with_web) == ((), True)
        return web(lambda _request: httpx2.Response(200, content=b"x"))

    monkeypatch.setattr("agent_plugin.tools.media.arriving.door.open_door", opened)
    answer = lastlook(*command, "https://ads.example/summer/look.png?v=2")
    assert answer.exit_code == 1
    assert "look.png" in answer.stdout
    assert "lastlook-" not in answer.stdout


@pytest.mark.parametrize(
    "address", ["http://ads.example/a.png", "file:///etc/passwd", "https://localhost/a.png"]
)
def test_an_address_that_is_not_opened_is_told_as_it_was_written(lastlook: Lastlook, address: str) -> None:
    answer = lastlook("review", "--json", address)
    assert answer.exit_code == 2
    error = json.loads(answer.stdout)["error"]
    assert (error["code"], error["file"]) == ("media_forbidden", address)


def test_json_of_several_ads_is_an_array_in_their_order(lastlook: Lastlook, ads: dict[str, Path]) -> None:
    result = lastlook("review", ads["half"], ads["fine"], "--json")
    broken, fine = json.loads(result.stdout)
    assert broken == {
        "error": {
            "code": "media_truncated",
            "message": "half.mp4 ends too early.",
            "hint": "Export the ad again.",
            "file": str(ads["half"]),
        }
    }
    assert fine["verdict"]["value"] == "publish"


def test_json_of_one_unreadable_ad_is_the_error(lastlook: Lastlook, ads: dict[str, Path]) -> None:
    result = lastlook("review", ads["half"], "--json")
    assert json.loads(result.stdout)["error"]["code"] == "media_truncated"
    assert "half.mp4 ends too early" in result.stderr


def test_the_same_ad_gives_the_same_review_until_a_fresh_one_is_asked_for(
    lastlook: Lastlook, ads: dict[str, Path]
) -> None:
    first, again, fresh = (
        json.loads(lastlook("review", ads["bad"], "--json", *more).stdout)["id"]
        for more in ([], [], ["--fresh"])
    )
    assert first == again != fresh


def test_an_unexpected_failure_is_told_in_two_lines_and_traced_only_on_demand(
    lastlook: Lastlook, ads: dict[str, Path]
) -> None:
    plain, traced = lastlook("review", ads["odd"]), lastlook("--debug", "review", ads["odd"])
    assert "ZeroDivisionError: division by zero" in plain.stderr
    assert "Please report it" in plain.stderr
    assert "Traceback" not in plain.output
    assert "Traceback" in traced.stderr
    assert plain.exit_code == traced.exit_code == 2


@pytest.mark.parametrize("wanted", ["auto", "never", "always", "dry-run"])
def test_what_is_wanted_of_a_judge_reaches_the_reviewer(
    lastlook: Lastlook, ads: dict[str, Path], script: Script, wanted: str
) -> None:
    assert lastlook("review", ads["fine"], "--second-opinion", wanted).exit_code == 0
    assert lastlook("batch", ads["fine"].parent, "-o", "-", "--second-opinion", wanted).exit_code == 2
    assert set(script["modes"]) == {wanted}


def test_an_interrupt_gives_130_and_no_trace(
    lastlook: Lastlook, ads: dict[str, Path], script: Script
) -> None:
    script["fine.png"] = KeyboardInterrupt()
    result = lastlook("review", ads["fine"])
    assert result.exit_code == 130
    assert result.stderr == "Stopped.\n"


def test_past_reviews_are_listed_newest_first(lastlook: Lastlook, ads: dict[str, Path]) -> None:
    assert "No reviews yet" in lastlook("reviews").stdout
    lastlook("review", ads["fine"], ads["bad"])
    first, second = lastlook("reviews").stdout.splitlines()
    assert "BLOCK           2 findings  bad.png" in first
    assert "PUBLISH         0 findings  fine.png" in second
    (only,) = json.loads(lastlook("reviews", "--limit", "1", "--json").stdout)
    assert only["media"]["name"] == "bad.png"


def test_a_past_review_is_shown_as_it_was(lastlook: Lastlook, ads: dict[str, Path]) -> None:
    shown = lastlook("review", ads["bad"]).stdout
    (review_id,) = re.findall(r"^Review: (\S+)$", shown, flags=re.MULTILINE)
    again = lastlook("reviews", review_id).stdout
    assert again.replace("  bad.png", f"  {ads['bad']}") == shown
    assert json.loads(lastlook("reviews", review_id, "--json").stdout)["id"] == review_id
    missing = lastlook("reviews", "20000101")
    assert missing.exit_code == 2
    assert "There is no review 20000101." in missing.stderr


@pytest.mark.parametrize(
    ("states", "code"), [(["ok", "ok"], 0), (["ok", "missing"], 2), (["wrong", "ok"], 2)]
)
def test_the_doctor_tells_each_part_and_fails_if_one_does(states: list[Any], code: int) -> None:
    def examine(_settings: Settings) -> list[PartState]:
        remedies = {"ok": "", "missing": "Install it.", "wrong": "Install it."}
        return [PartState(f"Part {n}", s, "\x1b[31mlib", remedies[s]) for n, s in enumerate(states)]

    result = CliRunner().invoke(cli, ["doctor"], obj=App(examine=examine))
    assert result.exit_code == code
    assert ("Install it." in result.stdout) == (code != 0)
    assert "\x1b" not in result.stdout
    listed = json.loads(CliRunner().invoke(cli, ["doctor", "--json"], obj=App(examine=examine)).stdout)
    assert [part["state"] for part in listed] == states


def test_a_broken_installation_is_told_with_its_remedy(
    lastlook: Lastlook, ads: dict[str, Path], script: Script
) -> None:
    script["fine.png"] = ModelMissing("The model pose was not found.", "Run `lastlook doctor`.")
    result = lastlook("review", ads["fine"])
    assert result.exit_code == 2
    assert result.stderr.splitlines() == ["Error: The model pose was not found.", "Run `lastlook doctor`."]


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("LASTLOOK_DATA_DIR", str(tmp_path / "file"))
    result = CliRunner().invoke(cli, ["reviews"])
    assert result.exit_code == 2
    assert "LASTLOOK_DATA_DIR" in result.stderr
