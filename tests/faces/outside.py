"""What lies outside of Python: a program's name comes in, its path or a skipped test goes out."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

MCPB, INSPECTOR = "@anthropic-ai/mcpb@2.1.2", "@modelcontextprotocol/inspector@2.12.0"


def needed(*names: str) -> str:
    """The path of the first of these that is installed; a skipped test without one, but never in CI."""
    for name in names:
        if path := shutil.which(name):
            return path
    words = f"{' or '.join(names)} is not installed"
    if os.environ.get("CI"):
        pytest.fail(f"{words}, and .ci/run should have seen to it")
    pytest.skip(words)


def npx(*words: str | Path, cwd: Path) -> str:
    """What a program of npm's says."""
    command = [needed("npx"), "--yes", *map(str, words)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", errors="replace")
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def without_network() -> list[str]:
    """What to put before a command so that it has no network, where this system can do that."""
    words = ["unshare", "--net", "--map-root-user"]
    tried = shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True)
    return words if tried and tried.returncode == 0 else []
