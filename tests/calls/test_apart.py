"""A worker that is killed, hangs or takes too much costs one review; the next ad is reviewed as before."""

from __future__ import annotations

import ctypes
import json
import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from agent_plugin.app import App
from agent_plugin.cli.main import cli
from agent_plugin.settings import Settings
from agent_plugin.tools.calls.apart import Apart
from agent_plugin.tools.calls.tool import Reviews
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Frame, Scene
from agent_plugin.tools.errors import LastLookError, MediaUnknown, ReviewCrashed, ReviewStopped
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from tests.faces.served import FinderByWidth, Place, connected, place, run, words
from tests.media.makers import movie

SEGFAULT, HANG, GREED, FAULT = "segfault.png", "hang.png", "greed.png", "fault.png"
WIDTHS = {SEGFAULT: 401, HANG: 402, GREED: 403, FAULT: 404}


class Fragile(FinderByWidth):
    """Dies of some pictures, as a decoder or MediaPipe might."""

    def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        if frame.width == WIDTHS[SEGFAULT]:
            ctypes.string_at(0)
        if frame.width == WIDTHS[HANG]:
            threading.Event().wait()
        if frame.width == WIDTHS[GREED]:
            bytearray(1 << 45)
        if frame.width == WIDTHS[FAULT]:
            raise KeyError("a fault of ours")
        return super().find(frame, watch)


@contextmanager
def fragile(data: Path) -> Generator[Reviews]:
    """Made in the worker."""
    with Store(data) as store, Reviewer(store=store, finder=Fragile()) as reviewer:
        yield reviewer


@dataclass(frozen=True)
class Apartment:
    """Where ads lie, and an app whose reviewer is apart."""

    where: Place
    reviewer: Callable[[], AbstractContextManager[Apart]]


@pytest.fixture
def known(tmp_path: Path) -> Apartment:
    where = place(tmp_path)
    for name, width in WIDTHS.items():
        Image.effect_noise((width, 400), 90).convert("RGB").save(where.folder / name)
    (where.folder / "empty.png").write_bytes(b"no picture")

    def reviewer() -> Apart:
        return Apart(partial(fragile, tmp_path / "data"), silence_s=SILENCE_S)

    def made(_settings: Settings, _store: Store) -> Apart:
        return reviewer()

    return Apartment(replace(where, app=replace(where.app, make_reviewer=made)), reviewer)


SILENCE_S = 30.0  # longer than a busy machine takes to start a worker

BROKEN: dict[str, tuple[type[Exception], str]] = {
    SEGFAULT: (ReviewCrashed, r"segfault\.png broke down over it \(SIGSEGV\)"),
    HANG: (ReviewCrashed, r"Nothing was heard of hang\.png for 30 seconds"),
    GREED: (ReviewCrashed, "not enough memory"),
    FAULT: (KeyError, "a fault of ours"),
    "empty.png": (MediaUnknown, "empty.png"),
}


def test_what_breaks_a_worker_costs_one_review(known: Apartment) -> None:
    with known.reviewer() as reviewer:
        for name, (kind, said) in BROKEN.items():
            with pytest.raises(kind, match=said):
                reviewer.review(known.where.folder / name)
            review = reviewer.review(known.where.ad)
            assert review.verdict.value.value == "block", name
            assert review.media.name == "ad.png"


def test_news_arrive_and_who_stops_listening_ends_the_work(known: Apartment) -> None:
    stages = list[str]()

    def stops(stage: str, share: float) -> None:
        stages.append(stage)
        if stage == "drawing the evidence":
            raise ReviewStopped("Stopped by the test.", "")

    with known.reviewer() as reviewer:
        with pytest.raises(ReviewStopped, match="Stopped by the test"):
            reviewer.review(known.where.ad, on_progress=stops)
        assert stages[0] == "opening"
        assert "looking at people" in stages
        assert "done" not in stages
        assert reviewer.review(known.where.ad).findings, "the worker that was stopped goes on"


def test_what_a_worker_saw_of_a_video_until_it_was_stopped_is_kept(known: Apartment) -> None:
    def enough(_stage: str, share: float) -> None:
        if share > 0.4:
            raise ReviewStopped("Stopped by the test.", "")

    clip = movie(known.where.folder / "clip.mp4", frames=24, size=(410, 400))
    with known.reviewer() as reviewer, pytest.raises(ReviewStopped, match="Stopped by the test") as stopped:
        reviewer.review(clip, on_progress=enough)
    with known.where.app.open_store(known.where.app.settings()) as store:
        assert "was stopped" in store.get(stopped.value.review).not_checked[0].explanation


def test_a_batch_goes_past_the_file_and_names_it_also_after_a_restart(
    known: Apartment, tmp_path: Path
) -> None:
    (known.where.folder / HANG).unlink()
    for attempt in ("first", "again"):
        output = tmp_path / f"{attempt}.jsonl"
        arguments = ["batch", str(known.where.folder), "-o", str(output)]
        done = CliRunner().invoke(cli, arguments, obj=known.where.app, prog_name="lastlook")
        rows = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
        errors = {row["file"]: (row["error"] or "").partition(":")[0] for row in rows}
        assert errors == {
            "ad.png": "",
            "empty.png": "media_unknown",
            FAULT: "error",
            GREED: "review_crashed",
            SEGFAULT: "review_crashed",
            "sound.png": "",
            "suspected.png": "",
        }, attempt
        assert done.exit_code == 2
        assert f"The process that looked at these broke down: {GREED}, {SEGFAULT}." in done.output


def test_a_chat_hears_of_it_and_asks_on(known: Apartment) -> None:
    async def ask() -> None:
        async with connected(known.where, "auto") as client:
            broken = await client.call_tool("review_ad", {"ad": SEGFAULT, "only_local": True})
            assert "broke down over it (SIGSEGV)" in words(broken)
            assert "Other ads are reviewed as before." in words(broken)
            sound = await client.call_tool("review_ad", {"ad": "ad.png", "only_local": True})
            assert words(sound).startswith("block: ")

    run(ask)


def test_nothing_is_imported_from_the_folder_in_which_ads_lie(
    known: Apartment, monkeypatch: pytest.MonkeyPatch
) -> None:
    for decoy in ("json", "pickle", "numpy", "agent_plugin"):
        (known.where.folder / f"{decoy}.py").write_text("raise SystemExit('a decoy')", encoding="utf-8")
    monkeypatch.chdir(known.where.folder)
    with known.reviewer() as reviewer:
        assert reviewer.review(known.where.ad).findings


def test_every_error_of_ours_comes_back_as_itself() -> None:
    from agent_plugin.tools.calls.apart import kinds

    def all_of(kind: type[LastLookError]) -> list[type[LastLookError]]:
        return [kind, *(one for below in kind.__subclasses__() for one in all_of(below))]

    ours = [one for one in all_of(LastLookError) if one.__module__ == LastLookError.__module__]
    assert [kinds()[one.code] for one in ours] == ours


def test_the_command_line_and_every_face_look_in_a_worker(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", fetch=False)
    with App(settings=lambda: settings).toolbox() as box:
        assert isinstance(box.reviewer, Apart)
