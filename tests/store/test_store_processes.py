"""The store when several processes use it and when one of them dies: real processes, stopped at barriers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agent_plugin.tools.store import Store

Worker = subprocess.Popen[str]
WAIT_S = 60  # a bound for a hung test, never reached

# A worker reviews one ad. At the moment it is told to it prints "there" and waits for a line on its input.
WORKER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import Engine, event
from agent_plugin.tools.domain import Evidence, MediaInfo, Review, Verdict, VerdictValue
from agent_plugin.tools.store import Store

folder, review_id, stop_at = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

def at(moment):
    if moment == stop_at:
        print("there", flush=True)
        sys.stdin.readline()

@event.listens_for(Engine, "before_cursor_execute")
def before(connection, cursor, statement, parameters, context, many):
    if statement.startswith("INSERT INTO reviews"):
        at("renamed")

@event.listens_for(Engine, "commit")
def committing(connection):
    if (folder / "evidence" / review_id).exists():
        at("inserted")

at("opening")
store = Store(folder)
at("opened")
with store.staging(review_id) as staged:
    (staged / "report.html").write_text("evidence", encoding="utf-8")
    at("staged")
media = MediaInfo(name="a.png", kind="image", format="PNG", width=1, height=1, bytes=1, sha256="0")
store.save(Review(
    id=review_id, created_at=datetime.now(UTC), media=media, key="same key",
    verdict=Verdict(value=VerdictValue.PUBLISH, sentence="Fine.", policy="standard"),
    evidence=(Evidence(kind="report", file="report.html", media_type="text/html"),),
), staged)
at("saved")
"""


def start(folder: Path, review_id: str, stop_at: str) -> Worker:
    """A worker that will stop at `stop_at`."""
    command = [sys.executable, "-c", WORKER, str(folder), review_id, stop_at]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")


def arrived(worker: Worker) -> Worker:
    """The same worker once it has stopped."""
    assert worker.stdout is not None
    assert worker.stdout.readline() == "there\n"
    return worker


def let_go(worker: Worker) -> int:
    worker.communicate("\n", timeout=WAIT_S)
    return worker.returncode


def kill(worker: Worker) -> None:
    worker.kill()
    worker.communicate(timeout=WAIT_S)


@pytest.mark.parametrize("moment", ["staged", "renamed", "inserted"])
def test_a_process_killed_before_its_review_is_complete_leaves_nothing(tmp_path: Path, moment: str) -> None:
    kill(arrived(start(tmp_path, "r1", moment)))
    left = "staging/r1" if moment == "staged" else "evidence/r1"
    assert (tmp_path / left).is_dir(), "the test must stop it where something is left to sweep"
    with Store(tmp_path) as store:
        assert store.newest(5) == []
        assert store.find("same key") is None
    assert list((tmp_path / "staging").iterdir()) == []
    assert list((tmp_path / "evidence").iterdir()) == []


def test_a_process_killed_after_its_review_is_complete_loses_nothing(tmp_path: Path) -> None:
    kill(arrived(start(tmp_path, "r1", "saved")))
    with Store(tmp_path) as store:
        found = store.find("same key")
        assert found is not None
        assert found.id == "r1"


def test_the_work_of_a_living_process_is_never_swept(tmp_path: Path) -> None:
    worker = arrived(start(tmp_path, "r1", "staged"))
    Store(tmp_path).close()
    assert (tmp_path / "staging" / "r1" / "report.html").is_file()
    assert let_go(worker) == 0
    with Store(tmp_path) as store:
        assert store.get("r1").id == "r1"


@pytest.mark.parametrize("moment", ["opening", "staged"])
def test_two_processes_may_review_the_same_bytes_at_once(tmp_path: Path, moment: str) -> None:
    workers = [start(tmp_path, review_id, moment) for review_id in ("r1", "r2")]
    for worker in [arrived(worker) for worker in workers]:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    assert [let_go(worker) for worker in workers] == [0, 0]
    with Store(tmp_path) as store:
        assert {review.id for review in store.newest(5)} == {"r1", "r2"}
        assert store.find("same key") is not None


def test_an_old_folder_without_a_lock_is_swept_and_a_young_one_is_not(tmp_path: Path) -> None:
    for name, age_s in (("old", 2 * 86_400), ("young", 60)):
        folder = tmp_path / "staging" / name
        folder.mkdir(parents=True)
        then_s = time.time() - age_s
        os.utime(folder, (then_s, then_s))
    Store(tmp_path).close()
    assert [folder.name for folder in (tmp_path / "staging").iterdir()] == ["young"]
