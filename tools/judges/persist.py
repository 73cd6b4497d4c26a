"""One try at asking a judge comes in; its answer or the last fault goes out, after as many tries as may help.

Only what another try may mend is tried again: no answer, or a judge that is busy. Tries and waits together
take no longer than the policy gives one call, whatever the other side does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_random_exponential

from agent_plugin.tools.errors import JudgeBusy, JudgeError, JudgeUnreachable
from agent_plugin.tools.judges.faults import Asked, as_judge_error
from agent_plugin.tools.judges.judge import Reply
from agent_plugin.tools.policy.judge import JudgeRules

T = TypeVar("T")
Sleep = Callable[[float], None]
_BACKOFF = wait_random_exponential(multiplier=0.5, max=8)


def persist(
    attempt: Callable[[float], Reply], asked: Asked, rules: JudgeRules, sleep: Sleep = time.sleep
) -> Reply:
    """The answer of `attempt`, which is given the seconds that are left.

    Raises:
        JudgeError: the fault of the last try.
    """
    ends = time.monotonic() + rules.timeout_s

    def once() -> Reply:
        try:
            left = max(0.0, ends - time.monotonic())
            return bounded(lambda: attempt(left), left)
        except Exception as error:
            fault = as_judge_error(error, asked)
        raise fault  # out here the provider's error, whose request carries the key, is not its context

    retrying = Retrying(
        stop=stop_after_attempt(rules.retries + 1) | stop_before_delay(rules.timeout_s),
        wait=_pause,
        retry=retry_if_exception(lambda error: _worth_it(error, rules)),
        sleep=sleep,
        reraise=True,
    )
    return retrying(once)


def bounded(work: Callable[[], T], seconds: float) -> T:
    """What `work` returns, waited for so long and no longer.

    It runs in a thread aside, which is left behind when the time is over: the packages' own time-outs start
    anew with every byte, and a server that drips would hold us for ever.

    Raises:
        TimeoutError: it is not done.
    """
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    Thread(target=run, name="judge", daemon=True).start()
    return done.result(timeout=seconds)


def _worth_it(error: BaseException, rules: JudgeRules) -> bool:
    if not isinstance(error, JudgeUnreachable | JudgeBusy):
        return False
    return error.retry_after_s is None or error.retry_after_s <= rules.max_retry_after_s


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked_for = error.retry_after_s if isinstance(error, JudgeError) else None
    return _BACKOFF(state) if asked_for is None else asked_for
