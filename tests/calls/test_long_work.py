"""Long work answers by itself: a handle in time, quick ads first, the same ad once."""

from __future__ import annotations

import os
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from agent_plugin.tools.calls.jobs import Jobs
from agent_plugin.tools.calls.tool import Toolbox
from agent_plugin.tools.domain import Review
from agent_plugin.tools.errors import ReviewStopped
from agent_plugin.tools.media.arriving.listing import media_in, promises_video
from agent_plugin.tools.progress import OnProgress
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from tests.calls.benches import NAMED, bench
from tests.calls.test_agent_tools import SlowFinder
from tests.media.makers import movie


class Slow:
    """A clip whose finder waits at its second frame, a still beside it, and a background."""

    def __init__(self, store: Store, folder: Path) -> None:
        table = bench(store, folder)
        self.store, self.finder, self.jobs = store, SlowFinder(), Jobs(store)
        reviewer = Reviewer(store=store, finder=self.finder)
        self.box: Toolbox = replace(table.box, reviewer=reviewer, jobs=self.jobs)
        self.clip = str(movie(folder / "clip.mp4", frames=24, size=(160, 160)))
        self.still = str(table.ad)

    def review(self, **given: Any) -> dict[str, Any]:
        return dict(NAMED["review_ad"].call(self.box, given).data)

    def names(self) -> list[str]:
        """Of the ads that were reviewed, in their order."""
        return [one.media.name for one in reversed(self.store.newest(10))]


@pytest.fixture
def slow(tmp_path: Path) -> Generator[Slow]:
    with Store(tmp_path / "store") as store:
        opened = Slow(store, tmp_path)
        yield opened
        opened.finder.go_on.set()
        opened.jobs.close()


def test_a_review_that_takes_longer_than_a_call_may_answers_with_a_handle_and_goes_on(slow: Slow) -> None:
    begun = slow.review(ad=slow.clip, wait_s=0.3)
    assert begun["state"] in ("waiting", "running")
    assert "verdict" not in begun
    slow.finder.go_on.set()
    done = NAMED["get_review"].call(slow.box, {"review": begun["handle"], "wait_s": 25})
    assert done.data["state"] == "done"
    assert slow.names() == ["clip.mp4"]


def test_who_listens_late_hears_all_that_came_before(slow: Slow) -> None:
    heard: list[tuple[str, float]] = []

    def work(on_progress: OnProgress) -> Review:
        for share in (0.1, 0.2):
            on_progress("looking", share)
        begun.set()
        return slow.store.newest(1)[0]

    begun = Event()
    slow.finder.go_on.set()
    slow.review(ad=slow.still)
    job = slow.jobs.start(work)
    assert begun.wait(30)
    slow.jobs.follow(job.id, 25, lambda stage, share: heard.append((stage, share)))
    assert list(dict.fromkeys(heard))[-3:] == [("starting", 0.0), ("looking", 0.1), ("looking", 0.2)]


def test_who_asks_for_the_same_ad_meanwhile_joins_and_it_is_looked_at_once(slow: Slow) -> None:
    first = slow.review(ad=slow.clip, wait_s=0)
    assert slow.finder.there.wait(30)
    again = slow.review(ad=slow.clip, wait_s=0)
    other = slow.review(ad=slow.clip, wait_s=0, only_local=True)
    assert again["handle"] == first["handle"] != other["handle"]


def test_stills_are_reviewed_before_videos_that_wait_longer(slow: Slow, tmp_path: Path) -> None:
    other = str(movie(tmp_path / "other.mp4", frames=12, size=(160, 160)))
    slow.review(ad=slow.clip, wait_s=0)
    assert slow.finder.there.wait(30)
    later = [slow.review(ad=ad, wait_s=0) for ad in (other, slow.still)]
    slow.finder.go_on.set()
    for one in later:
        slow.jobs.standing(one["handle"], 25)
    assert slow.names() == ["clip.mp4", "ad.png", "other.mp4"]


def test_a_call_that_is_given_up_ends_unless_somebody_else_wants_the_same(slow: Slow) -> None:
    def give_up(_stage: str, _share: float) -> None:
        if slow.finder.there.is_set():
            raise ReviewStopped("Given up.", "")

    mine = replace(slow.box, on_progress=give_up)
    with ThreadPoolExecutor() as elsewhere:
        abandoned = elsewhere.submit(NAMED["review_ad"].call, mine, {"ad": slow.clip})
        assert slow.finder.there.wait(30)
        with pytest.raises(ReviewStopped):
            abandoned.result(30)
        slow.finder.go_on.set()
        slow.review(ad=slow.still)
    assert slow.names()[-1] == "ad.png"
    assert all("was stopped" in part.not_checked[0].explanation for part in slow.store.newest(2)[1:])


def test_a_call_that_is_given_up_leaves_the_work_to_who_has_its_handle(slow: Slow) -> None:
    def give_up(_stage: str, _share: float) -> None:
        raise ReviewStopped("Given up.", "")

    handle = slow.review(ad=slow.clip, wait_s=0)["handle"]
    assert slow.finder.there.wait(30)
    with pytest.raises(ReviewStopped):
        NAMED["review_ad"].call(replace(slow.box, on_progress=give_up), {"ad": slow.clip})
    slow.finder.go_on.set()
    assert slow.jobs.standing(handle, 25).state == "done"


def test_several_ads_get_a_line_each_and_one_that_cannot_be_read_stops_no_other(
    slow: Slow, tmp_path: Path
) -> None:
    slow.finder.go_on.set()
    (tmp_path / "words.png").write_text("no picture at all", encoding="utf-8")
    result = NAMED["review_ad"].call(slow.box, {"ads": [slow.clip, "words.png", "none.png", slow.still]})
    rows = result.data["reviews"]
    assert [bool(one.get("review")) for one in rows] == [True, False, False, True]
    assert all("score" not in json_of(one) and "neck" not in json_of(one) for one in rows)
    assert "does not exist" in rows[2]["trouble"]
    assert [line[:2] for line in result.text.splitlines()[:4]] == ["1.", "2.", "3.", "4."]
    assert not result.pictures


def json_of(row: dict[str, Any]) -> str:
    return " ".join(f"{key} {value}" for key, value in row.items())


def test_the_ads_in_the_allowed_folders_are_named_and_nothing_else(slow: Slow, tmp_path: Path) -> None:
    (tmp_path / "autumn").mkdir()
    (tmp_path / "autumn" / "Hero.JPG").write_bytes(b"")
    (tmp_path / "notes.txt").write_bytes(b"")
    (tmp_path / ".hidden.png").write_bytes(b"")
    (tmp_path / "out.png").symlink_to("/etc/hostname.png")
    result = NAMED["list_ads"].call(slow.box, {})
    assert set(result.data["ads"]) == {"ad.png", "clip.mp4", "autumn/Hero.JPG"}
    assert result.data["folders"] == [str(tmp_path)]
    assert NAMED["list_ads"].call(slow.box, {"contains": "hero"}).data["ads"] == ["autumn/Hero.JPG"]
    few = NAMED["list_ads"].call(slow.box, {"limit": 1})
    assert (len(few.data["ads"]), few.data["more"]) == (1, 2)


def test_where_no_folder_is_allowed_it_is_told_how_to_allow_one(slow: Slow) -> None:
    nobody = replace(slow.box, door=replace(slow.box.door, folders=()))
    assert "lastlook allow FOLDER" in NAMED["list_ads"].call(nobody, {}).text


def test_the_newest_ads_come_first(tmp_path: Path) -> None:
    for number, name in enumerate(("old.png", "new.png", "newer.mp4")):
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (number, number))
    assert media_in([tmp_path, tmp_path]).names == ("newer.mp4", "new.png", "old.png")


@pytest.mark.parametrize(
    ("ad", "is_video"),
    [
        ("a.mp4", True),
        ("https://ads.example/A.MOV?x=1", True),
        ("a.png", False),
        ("data:image/png;...", False),
    ],
)
def test_a_name_that_promises_a_video_is_known(ad: str, is_video: bool) -> None:
    assert promises_video(ad) is is_video
