"""`lastlook sign-off`: who decides, what is kept and shown, and that no program passes for a person."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent_plugin.app import App
from agent_plugin.cli import sign_off_command
from agent_plugin.cli.main import cli
from agent_plugin.settings import Settings

Lastlook = Callable[..., Result]
ADA = ("--reviewer", "Ada L.", "--decision", "approve", "--note", "A sculpture.")


@pytest.fixture
def signs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lastlook:
    """`signs(review, ..., types="Ada")`: the same command line for somebody who sits at a terminal."""
    app = App(settings=lambda: Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache"))

    def run(*words: str, types: str) -> Result:
        with monkeypatch.context() as patched:
            patched.setattr(sign_off_command, "is_a_terminal", lambda: True)
            return CliRunner().invoke(cli, ["sign-off", *words], obj=app, input=f"{types}\n")

    return run


@pytest.fixture
def review(lastlook: Lastlook, tmp_path: Path, script: dict[str, Any]) -> str:
    """The id of a stored review that blocks."""
    script["bad.png"] = {"neck_twist": 0.93}
    (tmp_path / "bad.png").write_bytes(b"x")
    shown = lastlook("review", tmp_path / "bad.png").stdout
    return next(line for line in shown.splitlines() if line.startswith("Review: ")).removeprefix("Review: ")


def test_an_approval_of_a_blocked_ad_is_shown_as_against_the_verdict(
    lastlook: Lastlook, signs: Lastlook, review: str
) -> None:
    signed = signs(review, *ADA, types="Ada L.")
    assert signed.exit_code == 0
    assert "signed against the verdict" in signed.stderr
    assert "Approved by Ada L." in signed.stdout
    assert "against the verdict" in signed.stdout
    shown = lastlook("reviews", review).stdout
    assert shown.startswith("BLOCK")
    assert "Signed: Approved by Ada L." in shown
    assert "A sculpture." in shown


def test_a_decision_is_withdrawn_with_a_reason_and_stays_on_record(
    lastlook: Lastlook, signs: Lastlook, review: str
) -> None:
    ben = ("--reviewer", "Ben", "--decision", "withdraw")
    assert signs(review, *ben, "--note", "wrong file", types="Ben").exit_code == 2, "nothing stands yet"
    signs(review, *ADA, types="Ada L.")
    assert "needs a name and a reason" in signs(review, *ben, types="Ben").stderr
    withdrawn = signs(review, *ben, "--note", "wrong file", types="Ben")
    assert "Withdraw what was signed on bad.png?" in withdrawn.stderr
    assert "Sign-off withdrawn by Ben" in withdrawn.stdout
    shown = lastlook("reviews", review).stdout
    assert "Approved by Ada L." in shown
    assert '"wrong file"' in shown


def test_a_rejection_stands_with_the_verdict(signs: Lastlook, review: str) -> None:
    signed = signs(review, "--reviewer", "Bo", "--decision", "reject", types="Bo")
    assert "Rejected by Bo" in signed.stdout
    assert "against" not in signed.stdout


@pytest.mark.parametrize(
    ("given", "types", "words"),
    [
        (ADA, "yes", "another name"),
        (ADA, "Ada", "another name"),
        (("--reviewer", " ", "--decision", "approve"), " ", "reviewer cannot be used"),
        (("--reviewer", "Ada", "--decision", "publish"), "Ada", "not one of"),
        (("--decision", "approve"), "Ada", "--reviewer"),
        (("--reviewer", "Ada"), "Ada", "--decision"),
        ((*ADA, "--yes"), "Ada L.", "--yes"),
    ],
)
def test_without_a_name_typed_anew_or_a_decision_nothing_is_signed(
    lastlook: Lastlook, signs: Lastlook, review: str, given: tuple[str, ...], types: str, words: str
) -> None:
    refused = signs(review, *given, types=types)
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert "Signed" not in lastlook("reviews", review).stdout


@pytest.mark.parametrize("extra", [(), ("--yes",), ("--force",), ("--note", "y")])
def test_a_program_without_a_terminal_signs_nothing_whatever_it_pipes_in(
    tmp_path: Path, lastlook: Lastlook, review: str, extra: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "agent_plugin", "sign-off", review, *ADA, *extra]
    env = {**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(command, input="Ada L.\ny\n", env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    assert "confirmed at a terminal" in done.stderr or "No such option" in done.stderr
    assert "Signed" not in lastlook("reviews", review).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_at_a_real_terminal_the_person_is_asked_and_their_name_signs(
    tmp_path: Path, lastlook: Lastlook, review: str
) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "agent_plugin", "sign-off", review, *ADA]
    env = {**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path / "data")}
    with subprocess.Popen(command, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, env=env) as running:
        os.close(theirs)
        seen = b""
        while b"type your name" not in seen:
            seen += os.read(ours, 1024)
        os.write(ours, b"Ada L.\n")
        assert running.wait(60) == 0
    os.close(ours)
    assert b"signed against the verdict" in seen
    assert "Signed: Approved by Ada L." in lastlook("reviews", review).stdout


def test_an_unknown_review_cannot_be_signed(signs: Lastlook, review: str) -> None:
    refused = signs("20990101", "--reviewer", "Ada", "--decision", "reject", types="Ada")
    assert refused.exit_code == 2
    assert "no review" in refused.stderr
