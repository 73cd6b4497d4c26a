"""Reviews in a process apart: an ad comes in, its review goes out, and a crash costs that one review.

One worker is kept, with its models loaded, so that a review costs no more than in the process itself; one
that has died, or that has said nothing for too long, is replaced at the next ad.
"""

from __future__ import annotations

import builtins
import json
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import IO, TYPE_CHECKING, Any, Self

from agent_plugin.tools import errors
from agent_plugin.tools.errors import LastLookError, ReviewCrashed, ReviewStopped
from agent_plugin.tools.policy import AGENTS
from agent_plugin.tools.progress import OnProgress, unreported
from agent_plugin.tools.words import printable

if TYPE_CHECKING:
    from agent_plugin.tools.calls.tool import Reviews
    from agent_plugin.tools.domain import Review

Make = Callable[[], AbstractContextManager["Reviews"]]
"""Makes the reviewer in the worker; it is pickled, so it is a function of a module, with its arguments."""
_START = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from agent_plugin.tools.calls.worker import main
main()
"""
_HINT = "Other ads are reviewed as before. Export the ad anew with another program, and try that."


class Apart:
    """A reviewer whose work is done in a worker."""

    def __init__(self, make: Make, silence_s: float = AGENTS.max_silence_s) -> None:
        """Nothing is started yet."""
        self._make, self._silence_s = make, silence_s
        self._lock = Lock()
        self._worker: _Worker | None = None

    def review(self, path: Path, *, on_progress: OnProgress | None = None, **how: Any) -> Review:
        """Look at one ad.

        Raises:
            ReviewCrashed: the worker died of it, or hangs.
            LastLookError: what the reviewer met, or whoever listens raised.
        """
        with self._lock:
            worker = self._worker = self._worker or _Worker(self._make, self._silence_s)
            try:
                return worker.review(path, how, on_progress or unreported)
            finally:
                if not worker.is_ready:
                    worker.kill()
                    self._worker = None

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            if self._worker is not None:
                self._worker.close()
                self._worker = None

    def __enter__(self) -> Self:
        """Start the worker: it loads what it needs while we do."""
        self._worker = _Worker(self._make, self._silence_s)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Worker:
    """One process."""

    def __init__(self, make: Make, silence_s: float) -> None:
        self._silence_s, self.is_ready = silence_s, False
        # Not by `multiprocessing`: it would run the script of whoever imports us once more. `-P`: nothing is
        # imported from the folder that we happen to be in, in which ads may lie.
        command = [sys.executable, "-P", "-c", _START]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._asks, self._lines = self._process.stdin, SimpleQueue[bytes]()
        self._hearing = Thread(target=self._hear, args=(self._process.stdout,), daemon=True, name="worker")
        self._hearing.start()
        with suppress(OSError):  # the first ask finds out that it is dead
            self._asks.write(pickle.dumps(sys.path) + pickle.dumps(make))
            self._asks.flush()

    def _hear(self, answers: IO[bytes]) -> None:
        with answers:
            for line in answers:
                self._lines.put(line)
        self._lines.put(b"")

    def review(self, path: Path, how: dict[str, Any], on_progress: OnProgress) -> Review:
        self.is_ready = False
        self._put(_line({"path": str(path), "how": how}), path)
        stopped: BaseException | None = None
        while True:
            answer = self._next(path)
            if "stage" not in answer:
                break
            try:
                on_progress(str(answer["stage"]), float(answer["share"]))
            except Exception as error:
                stopped = error
            self._put(_line(stopped is None), path)
        self.is_ready = True
        if stopped is not None:
            kept = str(answer.get("kept", ""))  # what was looked at until then
            raise stopped.keeping(kept) if kept and isinstance(stopped, ReviewStopped) else stopped
        return _review(answer)

    def _put(self, what: bytes, path: Path) -> None:
        try:
            self._asks.write(what)
            self._asks.flush()
        except OSError:
            raise self._crashed(path) from None

    def _next(self, path: Path) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=self._silence_s)
        except Empty:
            self.kill()
            what = (
                f"Nothing was heard of {_name(path)} for {self._silence_s:.0f} seconds, so it was given up."
            )
            raise ReviewCrashed(what, _HINT) from None
        if not line:
            raise self._crashed(path)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _crashed(self, path: Path) -> ReviewCrashed:
        code = self._process.wait()
        with suppress(ValueError):
            return _broke_down(path, signal.Signals(-code).name)
        return _broke_down(path, f"exit {code}")

    def kill(self) -> None:
        self._process.kill()
        self._end()

    def close(self) -> None:
        self._end()  # by itself, when nobody asks any more

    def _end(self) -> None:
        with suppress(OSError):
            self._asks.close()
        self._process.wait()
        self._hearing.join()


def _broke_down(path: Path, how: str) -> ReviewCrashed:
    return ReviewCrashed(f"The process that looked at {_name(path)} broke down over it ({how}).", _HINT)


def _line(what: Any) -> bytes:
    return json.dumps(what).encode() + b"\n"


def _name(path: Path) -> str:
    return printable(path.name)


def _review(answer: dict[str, Any]) -> Review:
    """The review, or what went wrong; nothing else that a worker says is believed."""
    from agent_plugin.tools.domain import Review

    if "review" in answer:
        return Review.model_validate(answer["review"])
    message = str(answer.get("message", ""))
    if "error" in answer:
        raise kinds().get(str(answer["error"]), LastLookError)(message, str(answer["hint"]))
    kind = getattr(builtins, str(answer.get("fault")), None)
    if isinstance(kind, type) and issubclass(kind, MemoryError):
        raise ReviewCrashed("There is not enough memory to look at this ad.", _HINT)
    raise (kind if isinstance(kind, type) and issubclass(kind, Exception) else RuntimeError)(message)


def kinds() -> dict[str, type[LastLookError]]:
    """Our errors by their codes."""
    ours = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, LastLookError)]
    return {one.code: one for one in ours}
