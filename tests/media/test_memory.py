"""The largest pictures that are taken are decoded within a gigabyte, measured in a process of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measured in its units")
SIDE_PX = 10_000  # the largest area that the policy takes
MOST_KB = 1_000_000
DECODE = """
import re, sys
from pathlib import Path
from agent_plugin.tools.media import open_media
from agent_plugin.tools.media.likeness import likeness_of
from agent_plugin.tools.policy import STANDARD
(frame,) = open_media(Path(sys.argv[1]), STANDARD.media).frames()
likeness_of(frame.pixels)
# Not `ru_maxrss`: it begins with what the process that started this one has had.
print(frame.width, re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
KINDS: dict[str, tuple[str, float | tuple[int, ...]]] = {
    "turned.jpg": ("RGB", (200, 150, 120)),
    "clear.png": ("RGBA", (200, 150, 120, 100)),
    "deep.png": ("I;16", 3000),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_hundred_megapixels_take_less_than_a_gigabyte(tmp_path: Path, name: str) -> None:
    mode, colour = KINDS[name]
    exif = Image.Exif()
    exif[0x0112] = 6 if name.startswith("turned") else 1
    image = Image.new(mode, (SIDE_PX, SIDE_PX), colour)
    image.save(tmp_path / name, compress_level=1, exif=exif)
    command = [sys.executable, "-c", DECODE, str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    width, peak_kb = map(int, done.stdout.split())
    assert width == SIDE_PX
    assert peak_kb < MOST_KB
