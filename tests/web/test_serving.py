"""`lastlook serve` as a person starts it: what it says, and when."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

pytest.importorskip("gradio", reason="the page needs the extra `web`")


def test_it_says_at_once_what_it_does_and_then_where_the_page_is(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path), "LASTLOOK_FETCH": "false"}
    command = [sys.executable, "-m", "agent_plugin", "serve", "--port", str(port), "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=kept) as serving:
        assert serving.stderr is not None
        assert serving.stderr.readline().startswith("Starting the page")
        assert f"Open http://127.0.0.1:{port}/ in a browser" in serving.stderr.readline()
        assert httpx2.get(f"http://127.0.0.1:{port}/healthz").status_code in (200, 404)
        serving.terminate()
