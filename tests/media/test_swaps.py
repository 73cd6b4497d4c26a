"""Whatever is swapped while an ad is asked for: the file that was allowed is read, or none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_plugin.tools.errors import LastLookError, MediaNotFound
from agent_plugin.tools.media.arriving import passing
from agent_plugin.tools.media.arriving.door import Door
from agent_plugin.tools.media.arriving.passing import passing_folder
from agent_plugin.tools.media.source import opened_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
ALLOWED, SECRET = b"BM an ad that is allowed", b"BM a secret"


@pytest.fixture
def ads(tmp_path: Path) -> Path:
    for folder, content in (("ads/autumn", ALLOWED), ("outside", SECRET)):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "ad.bmp").write_bytes(content)
    return tmp_path / "ads"


def by_a_link(ads: Path) -> None:
    (ads / "autumn" / "ad.bmp").unlink()
    (ads / "autumn" / "ad.bmp").symlink_to(ads.parent / "outside" / "ad.bmp")


def by_a_folders_link(ads: Path) -> None:
    (ads / "autumn").rename(ads / "winter")
    (ads / "autumn").symlink_to(ads.parent / "outside")


SWAPS: list[Callable[[Path], None]] = [by_a_link, by_a_folders_link]


@pytest.mark.parametrize("swap", SWAPS)
def test_a_swap_before_it_is_opened_reads_nothing_outside(
    ads: Path, monkeypatch: pytest.MonkeyPatch, swap: Callable[[Path], None]
) -> None:
    real = os.open

    def swapping(path: str | Path, flags: int, *rest: int, **more: int) -> int:
        if str(path).endswith("ad.bmp"):
            monkeypatch.setattr(os, "open", real)
            swap(ads)
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", swapping)
    with pytest.raises(LastLookError), Door((ads,)).at_hand("autumn/ad.bmp") as path:
        assert SECRET not in path.read_bytes()
    assert os.open is real, "it was swapped"


@pytest.mark.parametrize("swap", SWAPS)
def test_a_swap_after_it_was_opened_changes_nothing(ads: Path, swap: Callable[[Path], None]) -> None:
    with Door((ads,)).at_hand("autumn/ad.bmp") as path:
        swap(ads)
        with opened_file(path, "ad.bmp") as file:
            assert file.read() == ALLOWED


def test_a_pipe_is_refused_without_waiting_for_who_writes_into_it(ads: Path) -> None:
    os.mkfifo(ads / "pipe.png")
    with pytest.raises(MediaNotFound, match="not a regular file"), Door((ads,)).at_hand("pipe.png"):
        pass


KILLED = """
import os, signal
from agent_plugin.tools.media.arriving.passing import passing_folder
with passing_folder() as folder:
    (folder / "ad.png").write_bytes(b"an unpublished ad")
    print(folder, flush=True)
    input()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_goes_and_what_a_living_one_holds_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    command, env = [sys.executable, "-c", KILLED], {**os.environ, "TMPDIR": str(tmp_path)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=env, text=True, **pipes) as other:  # type: ignore[call-overload]
        left = Path(other.stdout.readline().strip())
        passing.sweep.cache_clear()
        with passing_folder() as mine:
            assert (left / "ad.png").exists(), "its process lives"
        assert not mine.exists()
        other.communicate("go\n")
    assert other.returncode == -signal.SIGKILL
    assert (left / "ad.png").exists()
    passing.sweep.cache_clear()
    with passing_folder():
        assert not left.exists()
