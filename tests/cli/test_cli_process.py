"""The command as users start it: what it imports, what it writes to pipes, how it bears a bad terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("mediapipe", "langchain", "langchain_core", "openai", "av", "cv2", "sqlalchemy", "PIL", "jinja2")
LISTING = """
import sys
from agent_plugin.cli.main import main
try:
    main()
except SystemExit as left:
    code = left.code
print("loaded", *(name for name in {heavy!r} if name in sys.modules), file=sys.stderr)
sys.exit(code)
"""


def run(*args: str, code: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    program = ["-c", code] if code else ["-m", "agent_plugin"]
    return subprocess.run(
        [sys.executable, *program, *args],
        env={**os.environ, **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    "args",
    [
        ("--help",),
        ("--version",),
        ("review", "--help"),
        ("checks",),
        ("checks", "--json"),
        ("explain", "neck_twist"),
    ],
)
def test_help_and_lists_import_nothing_heavy(args: tuple[str, ...]) -> None:
    done = run(*args, code=LISTING.format(heavy=HEAVY))
    assert done.returncode == 0, done.stderr
    assert done.stderr == "loaded\n"
    assert done.stdout


def test_a_misspelt_category_gets_the_nearest_one() -> None:
    assert "Did you mean neck_twist?" in run("explain", "neck-twits").stderr


def test_python_dash_m_is_the_same_command() -> None:
    done = run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("lastlook ")


def test_a_missing_ad_is_told_in_two_lines_and_gives_2(tmp_path: Path) -> None:
    done = run("review", str(tmp_path / "no.png"), LASTLOOK_DATA_DIR=str(tmp_path), FORCE_COLOR="1")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines()[0] == "Error: no.png does not exist."
    assert "\x1b" not in done.stderr, "no bar and no colour in a pipe"
    assert "Traceback" not in done.stderr


def test_a_terminal_without_unicode_gets_escapes_instead_of_a_crash(tmp_path: Path) -> None:
    done = run("reviews", "n\u0435ck", LASTLOOK_DATA_DIR=str(tmp_path), PYTHONIOENCODING="latin-1")
    assert done.returncode == 2
    assert "n\\u0435ck" in done.stderr


def test_a_reader_that_leaves_early_causes_no_noise(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "agent_plugin", "--help"],
        stdout=writing,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    os.close(writing)
    assert done.stderr == ""


@pytest.mark.parametrize(
    "args",
    [("nosuch\x1b[31m",), ("review",), ("batch", "/no/such\x1b[31m", "-o", "x"), ("explain", "a\x1b[31m")],
)
def test_what_makes_no_sense_gives_2_and_no_escape_sequences(args: tuple[str, ...]) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Error: " in done.stderr
    assert "\x1b" not in done.stderr
