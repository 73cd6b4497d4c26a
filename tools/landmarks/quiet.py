"""Keeps the notes that native libraries write to file descriptor 2 off the user's terminal."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager

_TERMINAL = threading.RLock()  # one at a time: the last to give it back must give back the terminal


@contextmanager
def native_log_kept_back() -> Generator[None]:
    """Nothing written inside reaches the terminal, unless something fails."""
    with _TERMINAL, tempfile.TemporaryFile() as log:
        sys.stderr.flush()
        terminal = os.dup(2)
        os.dup2(log.fileno(), 2)
        try:
            yield
        except BaseException:
            log.seek(0)
            os.write(terminal, log.read())
            raise
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)
