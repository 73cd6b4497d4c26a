"""Notes of native libraries stay off the terminal, and the terminal is given back, whoever asks at once."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent_plugin.tools.landmarks.quiet import native_log_kept_back


def test_two_who_load_at_once_give_back_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    second_is_in, first_is_out = threading.Event(), threading.Event()

    def second() -> None:
        with native_log_kept_back():
            second_is_in.set()
            first_is_out.wait(20)
            os.write(2, b"a note\n")

    with ThreadPoolExecutor(max_workers=1) as pool:
        with native_log_kept_back():
            loading = pool.submit(second)
            assert not second_is_in.wait(0.2)
        first_is_out.set()
        loading.result()
    os.write(2, b"the user's own\n")
    assert capfd.readouterr().err == "the user's own\n"
