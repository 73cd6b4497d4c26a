"""The process in which ads are looked at: asks come in as lines on stdin, news and reviews go out on stdout.

Decoders and MediaPipe are native code that hostile bytes may crash, hang or take over. So they run here,
under limits, and what comes from here is believed as little as an ad is: lines of JSON, never objects. The
first thing on stdin is from the process that owns us, and tells us what to make.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, Any

from agent_plugin.tools.errors import LastLookError, ReviewStopped
from agent_plugin.tools.policy import AGENTS

if TYPE_CHECKING:
    from agent_plugin.tools.calls.tool import Reviews


def main() -> None:
    """Answer one ask after the other until nobody asks any more."""
    asks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who owns us hears it, and ends us
    make = pickle.load(asks)
    _limit()
    with make() as reviewer:
        while line := asks.readline():
            _answer(reviewer, json.loads(line), asks, answers)


def _limit() -> None:
    """What one ad may take of this machine, where its system can say so."""
    try:
        import resource
    except ImportError:
        return
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: AGENTS.max_worker_files,
        resource.RLIMIT_AS: AGENTS.max_worker_bytes + _processors() * AGENTS.worker_cpu_bytes,
    }
    for what, most in wanted.items():
        _, hard = resource.getrlimit(what)
        with suppress(ValueError, OSError):  # macOS knows no limit of memory
            resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))


def _limit_cpu() -> None:
    """So much time of the processors from now on."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(used.ru_utime + used.ru_stime) + _processors() * AGENTS.max_worker_cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard < 0 else min(most, hard), hard))


def _processors() -> int:
    return os.cpu_count() or 1


def _answer(reviewer: Reviews, ask: dict[str, Any], asks: IO[bytes], answers: IO[bytes]) -> None:
    lock = Lock()  # several threads look at a video

    def put(**answer: Any) -> None:
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()

    def on_progress(stage: str, share: float) -> None:
        with lock:
            put(stage=stage, share=share)
            is_wanted = json.loads(asks.readline() or b"false")
        if not is_wanted:
            raise ReviewStopped("The review was stopped.", "Start it again if it is wanted.")

    _limit_cpu()
    try:
        review = reviewer.review(Path(ask["path"]), **ask["how"], on_progress=on_progress)
        put(review=review.model_dump(mode="json"))
    except ReviewStopped as error:
        put(error=error.code, message=error.message, hint=error.hint, kept=error.review)
    except LastLookError as error:
        put(error=error.code, message=error.message, hint=error.hint)
    except Exception as error:
        put(fault=type(error).__name__, message=str(error))
