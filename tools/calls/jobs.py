"""Reviews that run in the background: work comes in, a handle goes out; progress, end and stopping by it.

They run one by one in a thread of their own, quick ones first; the same work is joined, not done twice. A job
that is stopped ends at the next frame. How a job ended is in the store, so that its handle still works after
a restart; one that was running then is told as stopped.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from threading import Event, Lock
from typing import TYPE_CHECKING, Literal, Self

from agent_plugin.tools.errors import LastLookError, ReviewStopped, UsageError
from agent_plugin.tools.policy import AGENTS
from agent_plugin.tools.progress import OnProgress

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Review
    from agent_plugin.tools.store import Store

_ENDS: dict[str, State] = {"done": "done", "failed": "failed"}
_HEARTBEAT_S = 0.1  # how often somebody who waits is asked whether they still do
PREFIX = "job-"
Work = Callable[[OnProgress], "Review"]
_LISTENS_S = 1.0  # how long a frame waits for a listener; one that is stuck must not hold up the review

State = Literal["waiting", "running", "done", "failed", "stopped", "listed"]
"""Of a job; a list of reviews has none of the others."""


@dataclass(frozen=True)
class _News:
    """How far a job is; it goes on once whoever listens has heard."""

    stage: str
    share: float
    is_heard: Event = field(default_factory=Event)


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


@dataclass(eq=False)
class _Job:
    standing: Standing
    work: Work
    key: str = ""  # the same for the same work; empty for work that is never joined
    is_quick: bool = False
    is_followed_later: bool = False  # somebody has its handle: it goes on without listeners
    stop: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)
    failure: Exception | None = None
    unheard: list[_News] | None = field(default_factory=list["_News"])  # until somebody first listens
    listeners: list[SimpleQueue[_News]] = field(default_factory=list["SimpleQueue[_News]"])


class Jobs:
    """The background of one process; `close` stops what runs."""

    def __init__(self, store: Store) -> None:
        """Nothing runs yet."""
        self._store = store
        self._lock, self._jobs = Lock(), dict[str, _Job]()
        self._waiting = list[_Job]()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lastlook-review")

    def start(self, work: Work, *, key: str = "", is_quick: bool = False) -> Standing:
        """Put work into the line, or join the same work that is already in it.

        Raises:
            UsageError: the line is too long.
        """
        with self._lock:
            open_ones = [one for one in self._jobs.values() if not one.standing.is_over]
            for one in open_ones:
                if key and one.key == key and not one.stop.is_set():
                    return one.standing
            if len(open_ones) >= AGENTS.max_waiting:
                raise UsageError(
                    f"{AGENTS.max_waiting} reviews are waiting already.",
                    "Ask for them with get_review first, or stop one with its `cancel`.",
                )
            name = f"{PREFIX}{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
            job = _Job(Standing(name, "waiting"), work, key, is_quick)
            self._jobs[name] = job
            # Written before it runs: whoever asks after a crash learns that it did not end.
            self._store.job_ends.put(name, {"state": "stopped"})
            self._waiting.append(job)
            self._worker.submit(self._next)
        return job.standing

    def follow(self, job_id: str, wait_s: float, on_progress: OnProgress) -> Standing:
        """Listen to a job, for so long at the most; it goes on afterwards, under its handle.

        Where the listener raises, the job ends at its next frame, unless somebody else wants it.

        Raises:
            LastLookError: what the work met, or what the listener raised.
        """
        job, heard, until_s = self._jobs[job_id], SimpleQueue[_News](), time.monotonic() + wait_s
        last = _News("waiting for another review", 0.0)
        with self._lock:
            for news in job.unheard or ():
                heard.put(news)
            job.unheard = None
            job.listeners.append(heard)
        try:
            while not job.over.is_set() and time.monotonic() < until_s:
                with suppress(Empty):  # then it is asked again whether anybody still listens
                    last = heard.get(timeout=_HEARTBEAT_S)
                on_progress(last.stage, last.share)
                last.is_heard.set()
            while not heard.empty():
                last = heard.get()
                on_progress(last.stage, last.share)
            job.is_followed_later = not job.over.is_set()
        finally:
            self._leave(job, heard)
            last.is_heard.set()
        if job.failure is not None:
            raise job.failure
        return job.standing

    def standing(self, job_id: str, wait_s: float = 0.0) -> Standing:
        """How a job stands, after waiting for its end for so long at the most.

        Raises:
            UsageError: there is no such job.
        """
        job = self._jobs.get(job_id)
        if job is None:
            return self._before(job_id)
        job.is_followed_later = True
        job.over.wait(min(wait_s, AGENTS.max_wait_s))
        return job.standing

    def stop(self, job_id: str) -> Standing:
        """Stop a job at its next frame; one that is over stays as it ended.

        Raises:
            UsageError: there is no such job.
        """
        job = self._jobs.get(job_id)
        if job is None:
            return self._before(job_id)
        self._stop(job)
        return self.standing(job_id, AGENTS.max_wait_s)

    def is_stopping(self, job_id: str, wait_s: float = 0.0) -> bool:
        """Was a job told to stop, within so long?"""
        return self._jobs[job_id].stop.wait(wait_s)

    def close(self) -> None:
        """Stop everything and wait for it, which takes a frame."""
        for job in list(self._jobs.values()):
            self._stop(job)
        self._worker.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _stop(self, job: _Job) -> None:
        job.stop.set()
        with self._lock:
            has_not_begun = job in self._waiting
            if has_not_begun:
                self._waiting.remove(job)
        if has_not_begun:
            self._end(job, "stopped")

    def _leave(self, job: _Job, heard: SimpleQueue[_News]) -> None:
        """One listener less; nobody does a work that nobody wants."""
        with self._lock:
            job.listeners.remove(heard)
            is_wanted = job.listeners or job.is_followed_later or job.over.is_set()
        if not is_wanted:
            self._stop(job)
        while not heard.empty():
            heard.get().is_heard.set()

    def _spread(self, job: _Job, stage: str, share: float) -> None:
        news = list[_News]()
        with self._lock:
            if job.unheard is not None:
                job.unheard.append(_News(stage, share))
            for heard in job.listeners:
                news.append(_News(stage, share))
                heard.put(news[-1])
        for one in news:
            one.is_heard.wait(_LISTENS_S)

    def _next(self) -> None:
        """Run the one whose turn it is: the quick ones first, else as they came."""
        with self._lock:
            if not self._waiting:
                return  # it was stopped meanwhile
            job = next((one for one in self._waiting if one.is_quick), self._waiting[0])
            self._waiting.remove(job)
        self._run(job)

    def _run(self, job: _Job) -> None:
        def on_progress(stage: str, share: float) -> None:
            job.standing = Standing(job.standing.id, "running", stage, share)
            self._spread(job, stage, share)
            if job.stop.is_set():  # also where whoever heard it has given up
                raise ReviewStopped("The review was stopped.", "Start it again if it is wanted.")

        try:
            on_progress("starting", 0.0)
            review = job.work(on_progress)
            self._end(job, "done", review=review.id)
        except ReviewStopped as error:
            job.failure = error
            self._end(job, "stopped", review=error.review)
        except LastLookError as error:
            job.failure = error
            self._end(job, "failed", error=str(error))
        except Exception as error:  # whoever asks by the handle must learn of it
            job.failure = error
            self._end(job, "failed", error=f"Last Look failed unexpectedly: {type(error).__name__}.")

    def _end(self, job: _Job, state: State, *, review: str = "", error: str = "") -> None:
        self._store.job_ends.put(job.standing.id, {"state": state, "review": review, "error": error})
        job.standing = Standing(job.standing.id, state, share=1.0, review=review, error=error)
        job.over.set()

    def _before(self, job_id: str) -> Standing:
        """A job of an earlier process."""
        facts = self._store.job_ends.get(job_id)
        if facts is None:
            raise UsageError(f"There is no review running as {job_id}.", "review_ad gives the handle.")
        state = _ENDS.get(facts["state"], "stopped")
        review, error = facts.get("review", ""), facts.get("error", "")
        return Standing(job_id, state, share=1.0, review=review, error=error)
