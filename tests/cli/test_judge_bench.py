"""The bench of a judge, from the command line: tables, costs, going on after a stop, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
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
from agent_plugin.fake_judge.made_up import RULES, Question, answer
from agent_plugin.judging import judge_looker_of, manner_of
from agent_plugin.settings import Settings
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Frame, Scene
from agent_plugin.tools.look.reliabilities import FOLDER
from agent_plugin.tools.look.secret import secret_in
from agent_plugin.tools.measuring.labels import Label
from agent_plugin.tools.policy import Reliability
from agent_plugin.tools.reviewer import Reviewer
from tests import builders
from tests.builders import Body
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
                find_judge=cache(lambda: judge_looker_of(settings)),
            ),
        )
        return CliRunner().invoke(cli, ["judge-bench", *map(str, args)], obj=app, prog_name="lastlook")

    return run


class Knows:
    """Sees what the set's first, third and every second further ad has, and the controls."""

    def __init__(self, secret: str) -> None:
        self._secret, self._seen = secret, dict[str, bool]()

    def __call__(self, question: Question) -> str:
        is_broken = self._seen.setdefault(question.look, len(self._seen) % 2 == 0)
        return answer(RULES["alarmed" if is_broken else "careful"], question, self._secret)


@pytest.fixture
def secret(tmp_path: Path) -> str:
    return secret_in(tmp_path / "cache")


@pytest.fixture
def server(secret: str) -> Iterator[FakeJudge]:
    with FakeJudge(Knows(secret)) as running:
        yield running


def over_http(server: FakeJudge, **more: Any) -> dict[str, Any]:
    known = {"judge": "compatible", "judge_model": "fake-judge", "judge_base_url": server.base_url}
    return known | {"judge_price_input": 1.0, "judge_price_output": 4.0} | more


def section(done: Result, title: str) -> list[str]:
    """The lines under a title."""
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    start = lines.index(f"==== {title} ====") + 1
    end = next((n for n in range(start, len(lines)) if lines[n].startswith("====")), len(lines))
    return lines[start:end]


BLOCK = "verdict block          "
STOPPED = "verdict review|block   "
ALL, NONE = "recall 100.0% (2/2, 34-100)", "recall   0.0% (0/2, 0-66)"
NO_ALARM, ALARMS = "fpr   0.0% (0/2, 0-66)", "fpr 100.0% (2/2, 34-100)"


def test_a_judge_that_sees_nothing_but_the_controls_lowers_blocks_to_reviews(
    bench: Bench, ads: Path, secret: str
) -> None:
    with FakeJudge("careful", secret=secret) as server:
        done = bench(over_http(server), ads)
    assert f"{BLOCK}{ALL}  {NO_ALARM}" in section(done, "the checks alone")
    assert f"{STOPPED}{NONE}  {NO_ALARM}" in section(done, "the look alone")
    combined, looker = section(done, "combined verdict"), section(done, "the looker")
    assert f"{BLOCK}{NONE}  {NO_ALARM}" in combined
    assert f"{STOPPED}{ALL}  {NO_ALARM}" in combined
    assert "looks that count       100.0% (4/4, 51-100)" in looker
    assert "controls right         100.0% (8/8, 68-100)" in looker
    assert "roc_auc, probability   0.5" in looker


def test_a_judge_that_does_not_look_is_not_heard(bench: Bench, ads: Path) -> None:
    with FakeJudge("sound") as server:
        done = bench(over_http(server), ads)
    assert f"{STOPPED}{ALL}  {ALARMS}" in section(done, "combined verdict")  # nobody has looked
    assert f"{BLOCK}{ALL}  {NO_ALARM}" in section(done, "combined verdict")
    assert "looks that count         0.0% (0/4, 0-49)" in section(done, "the looker")
    assert "No look counted" in done.stderr


def test_a_judge_that_sees_is_told_apart_with_requests_tokens_and_cost(
    bench: Bench, server: FakeJudge, ads: Path
) -> None:
    done = bench(over_http(server), ads)
    took = {line[:22].strip(): line[22:].strip() for line in section(done, "what it took") if line}
    assert took["looks"] == "had 4 of 4"
    assert took["requests"].startswith(str(len(server.seen)))
    assert took["tokens"] != "0 in, 0 out"
    assert float(took["cost"].removesuffix(" USD")) > 0
    looker = section(done, "the looker")
    assert "roc_auc, probability   1.0" in looker
    assert any(line.startswith("recall at 5% false     100.0% (2/2") for line in looker)
    assert f"{STOPPED}{ALL}  {NO_ALARM}" in section(done, "the look alone")
    assert f"{BLOCK}{ALL}  {NO_ALARM}" in section(done, "combined verdict")
    assert "from 4 to 8 requests" in done.stderr
    assert "USD" in done.stderr


def test_how_reliable_it_is_is_written_where_wished_and_only_then_with_so_few(
    bench: Bench, server: FakeJudge, ads: Path, tmp_path: Path
) -> None:
    assert "Too few" in bench(over_http(server), ads).stderr
    file = tmp_path / "own" / "fake.json"
    done = bench(over_http(server), ads, "--reliability", file)
    assert str(file) in done.stderr
    found = Reliability.model_validate_json(file.read_text("utf-8"))
    assert (found.judge, found.model, found.broken, found.sound) == ("compatible", "fake-judge", 2, 2)
    assert (found.auc, found.likely_from, found.sure_from) == (1.0, 0.05, 0.05)
    assert "look" in found.prompt
    assert not (tmp_path / "data" / FOLDER).exists()


def test_a_judge_measured_on_enough_ads_is_known_from_then_on(
    bench: Bench, server: FakeJudge, ads: Path, tmp_path: Path
) -> None:
    for number in range(4, 40):
        shade = DARK if number % 2 == 0 else LIGHT
        pixels = np.full((400, 400, 3), shade, np.uint8)
        pixels[0, 0] = number  # no two are the same ad
        Image.fromarray(pixels).save(ads / f"ad{number}.png")
        row: dict[str, Any] = {
            "file": f"ad{number}.png",
            "kind": "image",
            "normal": shade == LIGHT,
            "defects": [],
        }
        with (ads / "labels.jsonl").open("a", encoding="utf-8") as file:
            file.write(f"\n{json.dumps(row)}")
    bench(over_http(server), ads)
    (kept,) = (tmp_path / "data" / FOLDER).iterdir()
    found = Reliability.model_validate_json(kept.read_text("utf-8"))
    assert (found.broken, found.sound, found.counted) == (20, 20, 40)


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
    bench: Bench, server: FakeJudge, ads: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    bench(over_http(server), ads, "-o", rows)
    kept, asked = rows.read_text("utf-8"), len(server.seen)
    done = bench(over_http(server, judge_model="another"), ads, "-o", rows)
    assert (done.exit_code, len(server.seen)) == (2, asked)
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
    bench: Bench, server: FakeJudge, ads: Path
) -> None:
    (ads / "ad0.png").write_bytes(b"nothing")
    done = bench(over_http(server), ads)
    assert "could not be reviewed  1, counted as not flagged" in section(done, "what it took")


def test_a_folder_without_labels_is_refused(bench: Bench, server: FakeJudge, tmp_path: Path) -> None:
    done = bench(over_http(server), tmp_path)
    assert done.exit_code == 2
    assert "labels.jsonl" in done.stderr


def test_the_users_own_reviews_are_left_alone(
    bench: Bench, server: FakeJudge, ads: Path, tmp_path: Path
) -> None:
    bench(over_http(server), ads)
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
