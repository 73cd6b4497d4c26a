"""Pictures in, the time of a whole review against the MediaPipe calls inside it out, both in one run.

    uv run python benchmarks/speed.py [PICTURE...] [--rounds N]

Each round reviews every picture afresh (decode, people, checks, verdict, evidence, reports, store) and then
makes the very same calls again on the very same pixels, with nothing around them: MediaPipe's tasks, and,
shown apart, the runs of their networks that our own classifiers need. The calls of our own networks
and trees are made again and shown apart, too. The ratio of the rest of the review to MediaPipe's calls is
what Last Look adds; since a review makes some calls side by side and these come one after the other, it can
be below 1. A cold start, from an empty process to a verdict, is timed apart.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Literal
from unittest import mock

from agent_plugin.settings import load_settings
from agent_plugin.tools.classifiers import networks
from agent_plugin.tools.classifiers.shape import predictions
from agent_plugin.tools.domain import Pixels, Points
from agent_plugin.tools.landmarks.backbone import FACE, HAND, Backbone, Network, PoseMaps
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store

EXAMPLES = Path(__file__).parent.parent / "examples"


class RecordingBackbone(Backbone):
    """The pose network as a review uses it, with the pixels of every run kept."""

    runs: list[Pixels]

    def run(self, pixels: Pixels) -> PoseMaps:
        """Keep the pixels and run."""
        self.runs.append(pixels)
        return super().run(pixels)


class RecordingNetwork(Network):
    """The hand's or the face's network as a review uses it, likewise."""

    runs: list[Pixels]

    def run(self, pixels: Pixels) -> tuple[list[Points], list[Points]]:
        """Keep the pixels and run."""
        self.runs.append(pixels)
        return super().run(pixels)


class Recorder(Landmarkers):
    """The models as a review uses them, with every call's model and pixels kept."""

    calls: list[tuple[str, Pixels]]
    body: RecordingBackbone | None = None
    parts: dict[str, RecordingNetwork] | None = None

    def backbone(self) -> RecordingBackbone:
        """The same network, recording."""
        if self.body is None:
            self.body = RecordingBackbone(self._find)
            self.body.runs = []
        return self.body

    def inside(self, name: Literal["hand", "face"]) -> RecordingNetwork:
        """The same network, recording."""
        if self.parts is None:
            self.parts = {
                "hand": RecordingNetwork(HAND, self._find),
                "face": RecordingNetwork(FACE, self._find),
            }
            for network in self.parts.values():
                network.runs = []
        return self.parts[name]

    def _detect(self, name: str, pixels: Pixels) -> object:
        self.calls.append((name, pixels))
        return super()._detect(name, pixels)

    def replay(self, calls: list[tuple[str, Pixels]]) -> None:
        """The bare calls again."""
        for name, pixels in calls:
            super()._detect(name, pixels)


class OwnModels:
    """The calls of our own networks and trees, kept while it is entered."""

    CALLS = ((networks, "of_body of_hand of_face of_wrist of_fingers"), (predictions, "of_shape"))

    def __init__(self) -> None:
        self._calls: list[tuple[Callable[..., object], tuple[object, ...]]] = []
        self._patches = ExitStack()

    def __enter__(self) -> OwnModels:
        for module, names in self.CALLS:
            for name in names.split():
                self._patches.enter_context(
                    mock.patch.object(module, name, self._kept(getattr(module, name)))
                )
        return self

    def __exit__(self, *_: object) -> None:
        self._patches.close()

    def _kept(self, call: Callable[..., object]) -> Callable[..., object]:
        def kept(*given: object) -> object:
            self._calls.append((call, given))
            return call(*given)

        return kept

    def replay(self) -> None:
        """The bare calls again."""
        for call, given in self._calls:
            call(*given)


def compare(reviewer: Reviewer, recorder: Recorder, picture: Path) -> tuple[float, float, float, float]:
    """Seconds of one fresh review, of its MediaPipe tasks alone, of further runs, and of our own models."""
    networks = (recorder.backbone(), recorder.inside("hand"), recorder.inside("face"))
    recorder.calls = []
    for network in networks:
        network.runs = []
    with OwnModels() as own:
        start = time.perf_counter()
        reviewer.review(picture, fresh=True)
        reviewed_s = time.perf_counter() - start
    calls = list(recorder.calls)
    runs = [(network, pixels) for network in networks for pixels in network.runs]
    start = time.perf_counter()
    recorder.replay(calls)
    tasks_s = time.perf_counter() - start
    start = time.perf_counter()
    for network, pixels in runs:
        network.run(pixels)
    runs_s = time.perf_counter() - start
    start = time.perf_counter()
    own.replay()
    return reviewed_s, tasks_s, runs_s, time.perf_counter() - start


def cold_start_s(picture: Path, data_folder: Path) -> float:
    """From a new process to a verdict."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "agent_plugin", "review", str(picture), "--fresh", "--fail-on", "never"]
    environment = {**os.environ, "LASTLOOK_DATA_DIR": str(data_folder)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print one row a picture and the summary."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pictures", nargs="*", type=Path, default=sorted(EXAMPLES.glob("*.jpg")))
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    settings = load_settings()
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
        recorder = Recorder(
            STANDARD.people, models_folder=settings.models_dir, cache_folder=settings.cache_dir
        )
        finder = PeopleFinder(STANDARD.people, landmarkers=recorder)
        with Reviewer(store=store, finder=finder) as reviewer:
            columns = ("review ms", "tasks ms", "runs ms", "own ms", "ratio")
            print(f"{'picture':20}", *(f"{column:>9}" for column in columns))
            ratios: list[float] = []
            for picture in given.pictures:
                compare(reviewer, recorder, picture)  # models load, caches fill
                rounds = [compare(reviewer, recorder, picture) for _ in range(given.rounds)]
                parts = [1000 * statistics.median(part) for part in zip(*rounds, strict=True)]
                ratio = statistics.median(
                    (whole - own) / (tasks + runs) for whole, tasks, runs, own in rounds
                )
                ratios.append(ratio)
                print(f"{picture.name:20}", *(f"{part:9.0f}" for part in parts), f"{ratio:9.2f}")
        print(f"median ratio {statistics.median(ratios):.2f}; the aim is at most 1.25")
        cold = [cold_start_s(given.pictures[0], Path(folder) / "cold") for _ in range(3)]
        print(f"cold start to verdict on {given.pictures[0].name}: {statistics.median(cold):.1f} s")


if __name__ == "__main__":
    main()
