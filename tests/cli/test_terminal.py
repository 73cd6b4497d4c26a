"""On a real terminal there are bars and colours; elsewhere there are none."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are of POSIX", allow_module_level=True)

RED = "\x1b[1;31m"
PROGRAM = """
from agent_plugin.terminal import console, note, progress
with progress("a\\x1b[35m[b].png") as bar:
    bar("looking at people", 0.5)
console().print("BLOCK", style="bold red")
note("Error: \\x1b[35mno")
"""


def on_terminal(**env: str) -> str:
    """What the program shows on a terminal."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100", **env},
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""


def test_a_terminal_shows_a_bar_and_colours() -> None:
    shown = on_terminal()
    assert "[b].png: looking at people" in shown
    assert f"{RED}BLOCK" in shown


def test_no_color_is_heeded_on_a_terminal() -> None:
    shown = on_terminal(NO_COLOR="1")
    assert "BLOCK" in shown
    assert "31m" not in shown


def test_names_cannot_colour_a_terminal() -> None:
    assert "\x1b[35m" not in on_terminal()


def test_a_pipe_gets_neither_bar_nor_colour() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, encoding="utf-8")
    assert done.stdout == "BLOCK\n"
    assert "\x1b" not in done.stderr
    assert "looking at people" not in done.stderr
