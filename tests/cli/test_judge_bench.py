"""The bench of a judge, from the command line: tables, costs, going on after a stop, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from agent_plugin.app import App
from agent_plugin.cli.judge_bench import chosen
from agent_plugin.cli.main import cli
from agent_plugin.fake_judge import FakeJudge
from agent_plugin.judging import manner_of, second_look_of
from agent_plugin.settings import Settings
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Frame, Scene
from agent_plugin.tools.measuring.labels import Label
from agent_plugin.tools.reviewer import Reviewer
from tests import builders
from tests.builders import Body
from tests.cli.test_cli_opinions import ANSWERS
from tests.reviewer.test_review_ad import ScriptedFinder

LIGHT, DARK = 200, 40
Bench = Callable[..., Result]


class Eyes(ScriptedFinder):
    """Sees a body turned from its head where the picture is dark, and a sound one where it is light."""

    def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        twisted = float(frame.pixels.mean()) < (LIGHT + DARK) / 2
        body = Body(at_px=(200.0, 220.0), torso_px=80, yaw_deg=180 if twisted else 0, head_yaw_deg=0)
        self._people = (builders.person(body),)
        return super().find(frame, watch)


@pytest.fixture
def ads(tmp_path: Path) -> Path:
    """Two twisted necks and two sound ones."""
    folder = tmp_path / "set"
    folder.mkdir()
    rows: list[dict[str, Any]] = []
    for number, shade in enumerate([DARK, LIGHT, DARK + 1, LIGHT + 1]):
        name, is_bad = f"ad{number}.png", shade < LIGHT
        Image.fromarray(np.full((400, 400, 3), shade, np.uint8)).save(folder / name)
        defects = [{"category": "neck_twist", "bbox": [150, 60, 250, 200]}] if is_bad else []
        rows.append({"file": name, "kind": "image", "normal": not is_bad, "defects": defects})
    text = "\n".join(json.dumps(row) for row in rows)
    (folder / "labels.jsonl").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def canned(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(ANSWERS), encoding="utf-8")
    return {"judge": "canned", "judge_model": str(path)}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """`bench(settings, "--limit", 2)` runs the command with scripted eyes."""

    def run(judge: dict[str, Any], *args: object) -> Result:
        folders = {"data_dir": tmp_path / "data", "cache_dir": tmp_path / "cache"}
        app = App(
            settings=lambda: Settings.model_validate(folders | judge),
            make_reviewer=lambda settings, store: Reviewer(
                store=store,
                finder=Eyes(),
                manner=manner_of(settings),
                find_judge=lambda: second_look_of(settings),
            ),
        )
        return CliRunner().invoke(cli, ["judge-bench", *map(str, args)], obj=app, prog_name="lastlook")

    return run


@pytest.fixture
def server() -> Iterator[FakeJudge]:
    with FakeJudge("confirm") as running:
        yield running


def over_http(server: FakeJudge, **more: Any) -> dict[str, Any]:
    known = {"judge": "compatible", "judge_model": "fake-judge", "judge_base_url": server.base_url}
    return known | {"judge_price_input": 1.0, "judge_price_output": 4.0} | more


def told(done: Result, title: str) -> list[str]:
    """The lines under a title."""
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    start = lines.index(f"==== {title} ====") + 1
    end = next((n for n in range(start, len(lines)) if lines[n].startswith("====")), len(lines))
    return lines[start:end]


def test_a_judge_that_sees_only_the_controls_lowers_blocks_to_reviews(bench: Bench, ads: Path) -> None:
    with FakeJudge("careful") as server:
        done = bench(over_http(server), ads)
    local, combined = told(done, "local checks alone"), told(done, "combined verdict")
    assert "verdict block          recall 100.0% (2/2, 34-100)  fpr   0.0% (0/2, 0-66)" in local
    assert "verdict block          recall   0.0% (0/2, 0-66)  fpr   0.0% (0/2, 0-66)" in combined
    assert "verdict review|block   recall 100.0% (2/2, 34-100)  fpr   0.0% (0/2, 0-66)" in combined
    decisions = told(done, "decisions")
    assert any("verdict lowered" in line and "2 with a defect" in line for line in decisions)
    assert any(line.startswith("controls right         100.0%") for line in decisions)


def test_a_canned_judge_that_calls_all_sound_lowers_nothing(
    bench: Bench, canned: dict[str, Any], ads: Path
) -> None:
    done = bench(canned, ads)
    combined, decisions = told(done, "combined verdict"), told(done, "decisions")
    assert "verdict block          recall 100.0% (2/2, 34-100)  fpr   0.0% (0/2, 0-66)" in combined
    assert any("verdict lowered" in line and "0.0%" in line for line in decisions)
    assert any("controls right" in line and "all of an ad's:   0.0% (0/4" in line for line in decisions)


def test_a_server_is_measured_with_calls_tokens_and_cost(bench: Bench, server: FakeJudge, ads: Path) -> None:
    done = bench(over_http(server), ads)
    took = {line[:22].strip(): line[22:].strip() for line in told(done, "what it took") if line}
    assert took["second opinions"] == "had 4"
    assert took["calls"].startswith(str(len(server.seen)))
    assert took["tokens"] != "0 in, 0 out"
    assert float(took["cost"].removesuffix(" USD")) > 0
    assert "verdict review|block   recall 100.0% (2/2, 34-100)  fpr 100.0% (2/2, 34-100)" in told(
        done, "blind opinions alone"
    )
    assert "about 8 calls" in done.stderr
    assert "USD" in done.stderr


def test_a_bench_goes_on_where_it_stopped(bench: Bench, server: FakeJudge, ads: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    bench(over_http(server), ads, "-o", rows, "--limit", 2)
    first = len(server.seen)
    with rows.open("a", encoding="utf-8") as file:
        file.write('{"file": "cut o')
    done = bench(over_http(server), ads, "-o", rows)
    assert "2 of 4 ads are in the rows already" in done.stderr
    assert len(rows.read_text("utf-8").splitlines()) == 4
    second = len(server.seen)
    assert first < second
    again = bench(over_http(server), ads, "-o", rows)
    assert len(server.seen) == second
    assert again.stdout == done.stdout


def test_what_was_asked_before_is_not_paid_again_unless_wanted(
    bench: Bench, server: FakeJudge, ads: Path
) -> None:
    bench(over_http(server), ads)
    calls = len(server.seen)
    bench(over_http(server), ads)
    assert len(server.seen) == calls
    bench(over_http(server), ads, "--fresh")
    assert len(server.seen) == 2 * calls


def test_rows_of_another_judge_are_not_mixed_in(
    bench: Bench, canned: dict[str, Any], server: FakeJudge, ads: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    bench(canned, ads, "-o", rows)
    kept = rows.read_text("utf-8")
    done = bench(over_http(server), ads, "-o", rows)
    assert (done.exit_code, len(server.seen)) == (2, 0)
    assert "another judge" in done.stderr
    assert rows.read_text("utf-8") == kept


def test_without_a_judge_there_is_nothing_to_measure(bench: Bench, ads: Path) -> None:
    done = bench({}, ads)
    assert done.exit_code == 2
    assert "none is set up" in done.stderr
    assert "LASTLOOK_JUDGE" in done.stderr


def test_a_judge_that_turns_everything_away_ends_the_bench_early(bench: Bench, ads: Path) -> None:
    with FakeJudge(faults=["401"] * 20) as server:
        done = bench(over_http(server), ads)
    assert done.exit_code == 2
    assert 3 <= len(server.seen) <= 6
    assert "no answer for 3 ads in a row" in done.stderr


def test_a_file_that_cannot_be_read_is_counted_and_the_rest_goes_on(
    bench: Bench, canned: dict[str, Any], ads: Path
) -> None:
    (ads / "ad0.png").write_bytes(b"nothing")
    assert "could not be reviewed  1, counted as not flagged" in told(bench(canned, ads), "what it took")


def test_a_folder_without_labels_is_refused(bench: Bench, canned: dict[str, Any], tmp_path: Path) -> None:
    done = bench(canned, tmp_path)
    assert done.exit_code == 2
    assert "labels.jsonl" in done.stderr


def test_the_users_own_reviews_are_left_alone(
    bench: Bench, canned: dict[str, Any], ads: Path, tmp_path: Path
) -> None:
    bench(canned, ads)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(("limit", "bad", "good"), [(2, 1, 1), (5, 3, 2), (9, 6, 3), (99, 10, 3)])
def test_a_limit_takes_as_many_with_a_defect_as_without_where_it_can(limit: int, bad: int, good: int) -> None:
    labels = [Label(file=str(n), kind="image", normal=n % 4 == 3) for n in range(13)]
    some = chosen(labels, limit, seed=1)
    assert [sum(label.normal is normal for label in some) for normal in (False, True)] == [bad, good]
    assert some == chosen(labels, limit, seed=1)
    assert some == sorted(some, key=lambda label: int(label.file))


def test_another_seed_takes_others() -> None:
    labels = [Label(file=str(n), kind="image", normal=n % 2 == 0) for n in range(100)]
    assert chosen(labels, 10, seed=1) != chosen(labels, 10, seed=2)
