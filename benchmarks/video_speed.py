"""A video ad in, the time of its whole review against decoding and MediaPipe's video mode out, in one run.

    uv run python benchmarks/video_speed.py [VIDEO] [--rounds N] [--cores N]

Each round reviews the video afresh and then does the least that anybody would have to do who looks at it:
decode every frame, turn those at the sampling rate into pixels, and run MediaPipe's pose, hand and face
landmarkers on them, one after the other, in video mode, in which they follow what they have found. Without a
VIDEO, an ad of 15 s is made: the example clips one after the other, filling 1080x1920 at 30 frames a second,
with a camera's noise.
"""

from __future__ import annotations

import argparse
import importlib
import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import cv2

from agent_plugin.settings import load_settings
from agent_plugin.tools.domain import Frame, Review
from agent_plugin.tools.media import open_media
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.setup.models import find_model
from agent_plugin.tools.store import Store

mediapipe: Any = importlib.import_module("mediapipe")  # the package ships no types
EXAMPLES = Path(__file__).parent.parent / "examples"
_CLIPS = ("walk.mp4", "neck-twist.mp4", "walk.mp4", "walk.mp4", "neck-twist.mp4")
_FILL = (
    "scale=1080:1920:force_original_aspect_ratio=increase,crop=1080:1920,fps=30,setsar=1,noise=alls=6:allf=t"
)


def made_ad(folder: Path) -> Path:
    """The ad of 15 s."""
    path = folder / "ad.mp4"
    given = [part for clip in _CLIPS for part in ("-i", str(EXAMPLES / clip))]
    shots = ";".join(f"[{number}:v]{_FILL}[v{number}]" for number in range(len(_CLIPS)))
    joined = "".join(f"[v{number}]" for number in range(len(_CLIPS)))
    graph = f"{shots};{joined}concat=n={len(_CLIPS)}:v=1[ad]"
    how = ["-map", "[ad]", "-t", "15", "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"]
    subprocess.run(["ffmpeg", "-v", "error", *given, "-filter_complex", graph, *how, str(path)], check=True)
    return path


class VideoMode:
    """MediaPipe's landmarkers, as they follow a video."""

    def __init__(self, find: Callable[[str], Path]) -> None:
        """Load them."""
        self._mediapipe: Any = importlib.import_module("mediapipe")
        vision, self._opened = self._mediapipe.tasks.vision, ExitStack()
        self._landmarkers: list[Any] = []
        for kind, file, count in (
            ("Pose", "pose_landmarker_full.task", "num_poses"),
            ("Hand", "hand_landmarker.task", "num_hands"),
            ("Face", "face_landmarker.task", "num_faces"),
        ):
            options = getattr(vision, f"{kind}LandmarkerOptions")(
                base_options=self._mediapipe.tasks.BaseOptions(model_asset_buffer=find(file).read_bytes()),
                running_mode=vision.RunningMode.VIDEO,
                **{count: 2},
            )
            landmarker = getattr(vision, f"{kind}Landmarker").create_from_options(options)
            self._landmarkers.append(self._opened.enter_context(landmarker))

    def follow(self, frames: Iterator[Frame]) -> int:
        """Look at each frame; how many there were."""
        count = 0
        for frame in frames:
            count += 1
            share = min(1.0, STANDARD.people.find_at_px / max(frame.width, frame.height))
            small = cv2.resize(frame.pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
            as_rgb = self._mediapipe.ImageFormat.SRGB
            image = self._mediapipe.Image(image_format=as_rgb, data=small)
            for landmarker in self._landmarkers:
                landmarker.detect_for_video(image, round(frame.at_s * 1000))
        return count

    def close(self) -> None:
        """Free them."""
        self._opened.close()


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What work gives, the seconds it took, and those that processors worked for it."""
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    given = work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return given, time.perf_counter() - start, cpu_s


def compare(reviewer: Reviewer, video: Path, find: Callable[[str], Path]) -> tuple[float, float]:
    """One round, printed: the ratio of the times, and that of the processors' times."""
    review, took_s, cpu_s = timed(lambda: reviewer.review(video, fresh=True))
    least = VideoMode(find)
    frames, least_s, least_cpu_s = timed(lambda: least.follow(open_media(video, STANDARD.media).frames()))
    least.close()
    print(
        f"review {took_s:6.1f} s (cpu {cpu_s:6.1f}), {review.media.frames_checked} of {frames} frames, "
        f"{review.verdict.value}; decoding and video mode {least_s:5.1f} s (cpu {least_cpu_s:5.1f}); "
        f"ratio {took_s / least_s:.2f} (cpu {cpu_s / least_cpu_s:.2f})",
        flush=True,
    )
    _print_stages(review)
    return took_s / least_s, cpu_s / least_cpu_s


def _print_stages(review: Review) -> None:
    print("    ", ", ".join(f"{row.stage} {row.seconds:.1f} s ({row.calls})" for row in review.costs))
    if review.sampling:
        print(
            "    ", ", ".join(f"{cause}: {count}" for cause, count in review.sampling.looked_at_for.items())
        )


def main() -> None:
    """Print each round and the medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("video", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cores", type=int, help="Use so many; all, if not given")
    given = parser.parse_args()
    if given.cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: given.cores])
    settings = load_settings()

    def find(name: str) -> Path:
        return find_model(name, folder=settings.models_dir, cache=settings.cache_dir)

    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
        video = given.video or made_ad(Path(folder))
        with Reviewer(
            store=store, models_folder=settings.models_dir, cache_folder=settings.cache_dir
        ) as reviewer:
            reviewer.review(EXAMPLES / "walk.jpg", fresh=True)  # models load, caches fill
            rounds = [compare(reviewer, video, find) for _ in range(given.rounds)]
    wall, cpu = (statistics.median(ratios) for ratios in zip(*rounds, strict=True))
    print(f"median ratio {wall:.2f} (cpu {cpu:.2f}); the aim is at most 1.5")


if __name__ == "__main__":
    main()
