"""What the doctor says of each part, in health and when it lacks or breaks."""

from __future__ import annotations

import ctypes
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from agent_plugin.tools.setup import doctor, libraries
from agent_plugin.tools.setup.doctor import PartState, examine
from agent_plugin.tools.setup.libraries import explain_import_error
from agent_plugin.tools.setup.models import MODELS

ROOT = Path(__file__).parents[2]
DEBIAN = {"ID": "debian"}
NO_EGL = "libEGL.so.1: cannot open shared object file: No such file or directory"
POSE = "Model pose_landmarker_full.task"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process aside: these tests look at the other parts."""

    def healthy(name: str, code: str) -> PartState:
        return PartState(name, "ok", code)

    monkeypatch.setattr(doctor, "probe", healthy)


def _examine(folder: Path, models: Path | None = None) -> dict[str, PartState]:
    states = examine(models_folder=models, cache_folder=folder / "cache", data_folder=folder / "data")
    return {state.name: state for state in states}


def _on(monkeypatch: pytest.MonkeyPatch, release: dict[str, str], lacking: set[str]) -> None:
    """Make this a Linux of that kind whose loader does not find those libraries."""

    def load(soname: str) -> None:
        if soname in lacking:
            raise OSError(f"{soname}: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    monkeypatch.setattr(ctypes, "CDLL", load)
    monkeypatch.setattr(os, "geteuid", lambda: 0)


def test_a_whole_installation_is_ok_in_every_part(tmp_path: Path) -> None:
    states = _examine(tmp_path)
    assert {name: state.state for name, state in states.items()} == dict.fromkeys(states, "ok")
    assert {"Python", "MediaPipe", "LiteRT", "OpenCV", "ffmpeg", "Fonts", "Judge", "Store"} <= set(states)
    assert {f"Model {name}" for name in MODELS} <= set(states)
    assert MODELS["hand_landmarker.task"].sha256 in states["Model hand_landmarker.task"].detail
    assert "h264, hevc, vp9, av1" in states["ffmpeg"].detail
    assert states["Judge"].detail == "none configured; reviews run without a second opinion"
    assert list((tmp_path / "data").iterdir()) == []
    assert not (tmp_path / "cache").exists()


@pytest.mark.usefixtures("quick")
def test_a_model_that_is_nowhere_is_missing_and_the_remedy_fetches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent_plugin.tools.setup.models.CARRIER", "no_such_carrier")
    state = _examine(tmp_path)[POSE]
    assert state.state == "missing"
    assert str(tmp_path / "cache") in state.detail
    assert "pip install" in state.remedy


@pytest.mark.usefixtures("quick")
def test_a_model_with_other_bytes_is_wrong_and_the_remedy_says_to_delete_it(tmp_path: Path) -> None:
    (tmp_path / "pose_landmarker_full.task").write_bytes(b"not the model")
    states = _examine(tmp_path, models=tmp_path)
    assert states[POSE].state == "wrong"
    assert "Delete" in states[POSE].remedy
    assert states["Model hand_landmarker.task"].state == "ok"


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("release", "command"),
    [
        ({"ID": "debian"}, "apt-get install libegl1 libgles2"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "apt-get install libegl1 libgles2"),
        ({"ID": "fedora"}, "dnf install libglvnd-egl libglvnd-gles"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "dnf install libglvnd-egl libglvnd-gles"),
        ({"ID": "arch"}, "pacman -S libglvnd`"),
        ({"ID": "alpine"}, "glibc"),
        ({"ID": "unheard of"}, "apt-get install libegl1 libgles2`, or `dnf install"),
    ],
)
def test_missing_graphics_libraries_are_told_with_this_systems_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: dict[str, str], command: str
) -> None:
    _on(monkeypatch, release, {"libEGL.so.1", "libGLESv2.so.2"})
    states = _examine(tmp_path)
    for soname in ("libEGL.so.1", "libGLESv2.so.2"):
        assert states[soname].state == "missing"
        assert command in states[soname].remedy


@pytest.mark.usefixtures("quick")
def test_only_what_is_missing_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _on(monkeypatch, DEBIAN, {"libGLESv2.so.2"})
    states = _examine(tmp_path)
    assert states["libEGL.so.1"].state == "ok"
    assert states["libGLESv2.so.2"].remedy == "Run `apt-get install libgles2`."


def test_a_missing_library_behind_another_error_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    _on(monkeypatch, DEBIAN, {"libEGL.so.1", "libGLESv2.so.2"})
    wrapped = RuntimeError("could not make a landmarker")
    wrapped.__cause__ = OSError(NO_EGL)
    explained = explain_import_error(wrapped)
    assert explained is not None
    assert explained.message == "The system library libEGL.so.1 is not installed."
    assert explained.hint == "Run `apt-get install libegl1 libgles2`."


def test_the_loaders_own_words_are_explained() -> None:
    with pytest.raises(OSError, match="no_such") as caught:
        ctypes.CDLL("libno_such.so.7")
    explained = explain_import_error(caught.value)
    assert explained is not None
    assert "libno_such.so.7" in explained.message
    assert "libno_such.so.7" in explained.hint


def test_a_user_who_is_not_root_is_told_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    _on(monkeypatch, DEBIAN, set())
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert libraries.remedy(["libGL.so.1"]) == "Run `sudo apt-get install libgl1`."


def test_a_system_that_is_too_old_says_so() -> None:
    explained = explain_import_error(
        ImportError("/lib/libc.so.6: version `GLIBC_2.28' not found (required by x)")
    )
    assert explained is not None
    assert "GLIBC_2.28" in explained.message


def test_an_error_of_another_kind_is_left_alone() -> None:
    assert explain_import_error(ValueError("no such landmark")) is None


@pytest.mark.parametrize(
    ("code", "state", "detail", "remedy"),
    [
        pytest.param("print('Thing 1.2')", "ok", "Thing 1.2", "", id="loads"),
        pytest.param("import no_such_thing", "missing", "no_such_thing", "Install", id="not installed"),
        pytest.param("raise OSError('torn')", "wrong", "torn", "Install", id="raises"),
        pytest.param("raise SystemExit(3)", "wrong", "said nothing", "Install", id="ends silently"),
        pytest.param("import os; os.abort()", "wrong", "signal 6", "Install", id="crashes"),
        pytest.param(
            "import os, sys; print('CHECK in NumCPUs: false', file=sys.stderr, flush=True); os.abort()",
            "wrong",
            "NumCPUs",
            "/sys",
            id="crashes for want of /sys",
        ),
        pytest.param(f"raise OSError({NO_EGL!r})", "missing", "libEGL.so.1", "libegl1", id="no library"),
    ],
)
def test_a_library_is_tried_in_a_process_aside(
    monkeypatch: pytest.MonkeyPatch, code: str, state: str, detail: str, remedy: str
) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: DEBIAN)
    monkeypatch.setattr(doctor, "OPENCV_PROBE", code)
    found = doctor.probe("Thing", doctor.OPENCV_PROBE)
    assert found.state == state
    assert detail in found.detail
    assert remedy in found.remedy


def test_a_folder_named_like_a_library_in_the_working_directory_is_not_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "av.py").write_text("raise SystemExit('a decoy')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert doctor.probe("ffmpeg", doctor.FFMPEG_PROBE).state == "ok"


def test_a_library_that_never_ends_loading_is_given_up() -> None:
    found = doctor.probe("Thing", "import threading; threading.Event().wait()", timeout_s=0.05)
    assert found.state == "wrong"
    assert "0.05 s" in found.detail


def test_a_review_without_the_library_gives_the_remedy_and_no_stack_trace(tmp_path: Path) -> None:
    # As on a bare machine: MediaPipe imports, and its native library does not load, in whatever process.
    (tmp_path / "sitecustomize.py").write_text(
        f"""
import ctypes
load = ctypes.CDLL.__init__
def refuse(self, name, *rest, **more):
    if "libmediapipe" in str(name):
        raise OSError({NO_EGL!r})
    load(self, name, *rest, **more)
ctypes.CDLL.__init__ = refuse
""",
        encoding="utf-8",
    )
    env = {**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path), "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "agent_plugin", "review", "examples/neck-twist.jpg"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    assert "The system library libEGL.so.1 is not installed." in done.stderr
    assert "libegl1" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("quick")
def test_a_store_that_cannot_be_written_is_wrong_and_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")
    state = _examine(tmp_path)["Store"]
    assert state.state == "wrong"
    assert "LASTLOOK_DATA_DIR" in state.remedy


@pytest.mark.usefixtures("quick")
def test_fonts_that_are_gone_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent_plugin.tools.evidence.font_status", lambda: (False, "no font was found"))
    state = _examine(tmp_path)["Fonts"]
    assert (state.state, state.detail) == ("missing", "no font was found")
    assert state.remedy


@pytest.mark.usefixtures("quick")
def test_an_old_python_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (99, 0))
    state = _examine(tmp_path)["Python"]
    assert state.state == "wrong"
    assert "99.0" in state.remedy


@pytest.mark.usefixtures("quick")
def test_a_configured_judge_is_named(tmp_path: Path) -> None:
    states = examine(
        models_folder=None, cache_folder=tmp_path, data_folder=tmp_path, judge="a model of that name"
    )
    assert PartState("Judge", "ok", "a model of that name") in states
