"""Reviews that run in the background: work comes in, a handle goes out; progress, end and stopping by it.

They run one by one in a thread of their own. A job that is stopped ends at the next frame. How a job ended is
in the store, so that its handle still works after a restart; one that was running then is told as stopped.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event, Lock
from typing import TYPE_CHECKING, Literal, Self

from agent_plugin.tools.errors import LastLookError, ReviewStopped, UsageError
from agent_plugin.tools.policy import AGENTS
from agent_plugin.tools.progress import OnProgress

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Review
    from agent_plugin.tools.store import Store

State = Literal["waiting", "running", "done", "failed", "stopped"]
_ENDS: dict[str, State] = {"done": "done", "failed": "failed"}
PREFIX = "job-"
Work = Callable[[OnProgress], "Review"]


@dataclass(frozen=True)
class Standing:
    """How a job stands."""

    id: str
    state: State
    stage: str = ""
    share: float = 0.0
    review: str = ""
    error: str = ""

    @property
    def is_over(self) -> bool:
        """Will nothing more happen?"""
        return self.state in ("done", "failed", "stopped")


@dataclass
class _Job:
    standing: Standing
    stop: Event = field(default_factory=Event)
    future: Future[None] | None = None


class Jobs:
    """The background of one process; `close` stops what runs."""

    def __init__(self, store: Store) -> None:
        """Nothing runs yet."""
        self._store = store
        self._lock, self._jobs = Lock(), dict[str, _Job]()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lastlook-review")

    def start(self, work: Work) -> Standing:
        """Put work into the line.

        Raises:
            UsageError: the line is too long.
        """
        job = _Job(Standing(f"{PREFIX}{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}", "waiting"))
        with self._lock:
            if sum(not one.standing.is_over for one in self._jobs.values()) >= AGENTS.max_waiting:
                raise UsageError(
                    f"{AGENTS.max_waiting} reviews are waiting already.",
                    "Ask for them with get_review first, or stop one with cancel_review.",
                )
            self._jobs[job.standing.id] = job
            # Written before it runs: whoever asks after a crash learns that it did not end.
            self._store.job_ends.put(job.standing.id, {"state": "stopped"})
            job.future = self._worker.submit(self._run, job, work)
        return job.standing

    def standing(self, job_id: str, wait_s: float = 0.0) -> Standing:
        """How a job stands, after waiting for its end for so long at the most.

        Raises:
            UsageError: there is no such job.
        """
        job = self._jobs.get(job_id)
        if job is None:
            return self._before(job_id)
        if wait_s > 0 and job.future is not None and not job.standing.is_over:
            from concurrent.futures import wait

            wait([job.future], timeout=min(wait_s, AGENTS.max_wait_s))
        return job.standing

    def stop(self, job_id: str) -> Standing:
        """Stop a job at its next frame; one that is over stays as it ended.

        Raises:
            UsageError: there is no such job.
        """
        job = self._jobs.get(job_id)
        if job is None:
            return self._before(job_id)
        job.stop.set()
        if job.future is not None and job.future.cancel():
            self._end(job, "stopped")
        return self.standing(job_id, AGENTS.max_wait_s)

    def is_stopping(self, job_id: str, wait_s: float = 0.0) -> bool:
        """Was a job told to stop, within so long?"""
        return self._jobs[job_id].stop.wait(wait_s)

    def close(self) -> None:
        """Stop everything and wait for it, which takes a frame."""
        for job in list(self._jobs.values()):
            job.stop.set()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, job: _Job, work: Work) -> None:
        def on_progress(stage: str, share: float) -> None:
            if job.stop.is_set():
                raise ReviewStopped("The review was stopped.", "Start it again if it is wanted.")
            job.standing = Standing(job.standing.id, "running", stage, share)

        try:
            on_progress("starting", 0.0)
            review = work(on_progress)
            self._end(job, "done", review=review.id)
        except ReviewStopped:
            self._end(job, "stopped")
        except LastLookError as error:
            self._end(job, "failed", error=str(error))
        except Exception as error:  # whoever asks by the handle must learn of it
            self._end(job, "failed", error=f"Last Look failed unexpectedly: {type(error).__name__}.")

    def _end(self, job: _Job, state: State, *, review: str = "", error: str = "") -> None:
        self._store.job_ends.put(job.standing.id, {"state": state, "review": review, "error": error})
        job.standing = Standing(job.standing.id, state, share=1.0, review=review, error=error)

    def _before(self, job_id: str) -> Standing:
        """A job of an earlier process."""
        facts = self._store.job_ends.get(job_id)
        if facts is None:
            raise UsageError(f"There is no review running as {job_id}.", "start_review gives the handle.")
        state = _ENDS.get(facts["state"], "stopped")
        review, error = facts.get("review", ""), facts.get("error", "")
        return Standing(job_id, state, share=1.0, review=review, error=error)
