"""`--out` copies and never harms; what goes to a terminal cannot be steered by a file name."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Lastlook = Callable[..., Result]
Script = dict[str, Any]
WAIT_S = 60  # a bound for a hung test, never reached


@pytest.fixture
def ad(tmp_path: Path) -> Path:
    path = tmp_path / "ad.png"
    path.write_bytes(b"x")
    return path


def test_one_ad_is_copied_straight_into_the_folder(lastlook: Lastlook, ad: Path, tmp_path: Path) -> None:
    out = tmp_path / "for" / "designer"
    result = lastlook("review", ad, "--out", out)
    assert (out / "report.html").read_text(encoding="utf-8").startswith("<p>")
    assert f"Report: {out / 'report.html'}" in result.stdout


def test_several_ads_get_a_folder_each_even_if_their_names_are_alike(
    lastlook: Lastlook, tmp_path: Path
) -> None:
    ads = [tmp_path / "a" / "ad.png", tmp_path / "b" / "ad.png", tmp_path / "..wild <name>\n.png"]
    for path in ads:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    assert lastlook("review", *ads, "--out", tmp_path / "out").exit_code == 0
    folders = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert folders == ["01-ad.png", "02-ad.png", "03-wild-name-.png"]


def test_a_file_of_someone_else_is_never_overwritten(lastlook: Lastlook, ad: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "out" / "report.html"
    theirs.parent.mkdir()
    theirs.write_text("my own report", encoding="utf-8")
    result = lastlook("review", ad, "--out", tmp_path / "out", "--json")
    assert result.exit_code == 2
    assert "already holds report.html" in json.loads(result.stdout)["error"]["message"]
    assert theirs.read_text(encoding="utf-8") == "my own report"


def test_a_link_in_the_way_is_not_followed(lastlook: Lastlook, ad: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.html").symlink_to(victim)
    assert lastlook("review", ad, "--out", tmp_path / "out").exit_code == 2
    assert not victim.exists()


def test_an_earlier_copy_is_replaced_and_nothing_old_stays_beside_it(
    lastlook: Lastlook, ad: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    lastlook("review", ad, "--out", out)
    old = (out / "report.html").read_text(encoding="utf-8")
    (out / "finding-9.png").write_bytes(b"of the earlier review")
    (out / "notes.txt").write_text("of the user", encoding="utf-8")
    marker = out / ".lastlook-files.json"
    marker.write_text(json.dumps(["finding-9.png", "report.html", "../ad.png"]), encoding="utf-8")
    assert lastlook("review", ad, "--out", out, "--fresh").exit_code == 0
    assert (out / "report.html").read_text(encoding="utf-8") != old
    assert sorted(path.name for path in out.iterdir()) == [".lastlook-files.json", "notes.txt", "report.html"]
    assert ad.exists(), "a name in the list that leaves the folder is not followed"


def test_a_file_in_place_of_the_out_folder_is_refused(lastlook: Lastlook, ad: Path) -> None:
    result = lastlook("review", ad, "--out", ad)
    assert result.exit_code == 2
    assert ad.read_bytes() == b"x"


HOSTILE = [
    "\x1b[31mred.png",
    "two\nlines.png",
    "back\rwards.png",
    "\u202egnp.exe.png",
    "[bold]x.png",
    ":smile:.png",
]


@pytest.mark.parametrize("name", [*HOSTILE, os.fsdecode(b"half\xff.png"), "\x9b31m.png"])
@pytest.mark.parametrize("command", [["review"], ["review", "--json"], ["reviews"]])
def test_a_file_name_cannot_steer_the_terminal(
    lastlook: Lastlook, tmp_path: Path, script: Script, name: str, command: list[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    if command == ["reviews"]:
        lastlook("review", path)
        result = lastlook("reviews")
    else:
        result = lastlook(*command, path, tmp_path / f"missing{name}")
    assert not set(result.output) & set("\x1b\r\x9b\u202e")
    if name in HOSTILE[-2:]:
        assert name in result.output, "harmless words are shown as they are"


# The program as users start it, with a reviewer that says it is there and then waits for ever, or listens.
WAITING = """
import signal, sys
from contextlib import nullcontext
from pathlib import Path
from threading import Event
from agent_plugin.app import App
from agent_plugin.cli.main import cli
from agent_plugin.settings import Settings

class Waiting:
    def review(self, path, on_progress, **_):
        at_first = signal.getsignal(signal.SIGINT)
        print("there", flush=True)
        while signal.getsignal(signal.SIGINT) is at_first:
            Event().wait(0.01)
        print("heard", flush=True)
        while True:
            Event().wait(0.01)
            if "listens" in sys.argv:
                on_progress("looking", 0.5)

# A shell's background job, as CI may be, is born deaf to Ctrl-C; a user's terminal is not.
signal.signal(signal.SIGINT, signal.default_int_handler)
folder = Path(sys.argv[1])
settings = Settings(data_dir=folder, cache_dir=folder)
cli(["review", "ad.png"], obj=App(settings=lambda: settings, make_reviewer=lambda *_: nullcontext(Waiting())))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C in another way")
@pytest.mark.parametrize(
    ("listens", "presses", "line"),
    [
        (["listens"], 1, "The review was stopped. Start it again if it is wanted.\n"),
        ([], 2, "Stopped.\n"),
    ],
    ids=["the first ends the work", "the second ends the program"],
)
def test_ctrl_c_in_a_real_process_gives_130_and_one_line(
    tmp_path: Path, listens: list[str], presses: int, line: str
) -> None:
    command = [sys.executable, "-c", WAITING, str(tmp_path), *listens]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "there\n"
        for press in range(presses):
            process.send_signal(signal.SIGINT)
            assert press or process.stdout.readline() == "heard\n"
        _, stderr = process.communicate(timeout=WAIT_S)
    assert (process.returncode, stderr) == (130, line)
