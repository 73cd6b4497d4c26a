"""The calls about one ad: what to ask comes in, what became of each goes out.

Several run at once, none knows of another. A call is not made when the same was answered before, when the
money does not hold it, when the time is over, or when the judge turned an earlier one away for good. An
answer that cannot be read goes back with what was wrong with it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from agent_plugin.tools.domain import Finding
from agent_plugin.tools.errors import JudgeError, JudgeMissing, JudgeRefused, JudgeUnclear
from agent_plugin.tools.opinion.answers.answers import Read, read
from agent_plugin.tools.opinion.asking.asking import Planned, repaired
from agent_plugin.tools.opinion.asking.planning import Prices
from agent_plugin.tools.opinion.asking.wording import moment, subject
from agent_plugin.tools.opinion.judges.cache import ReplyCache
from agent_plugin.tools.opinion.judges.judge import Ask, Judge, Picture, Reply
from agent_plugin.tools.opinion.ledger import Ledger
from agent_plugin.tools.policy import JudgeRules
from agent_plugin.tools.words import printable


@dataclass(frozen=True)
class Done:
    """What became of one call: what was read, what went wrong, what left this machine."""

    read: Read | None = None
    notes: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()


class _NotAsked(Exception):
    """The call is not made, and why."""


class Calls:
    """One judge, one ad."""

    def __init__(
        self,
        judge: Judge,
        rules: JudgeRules,
        findings: Sequence[Finding],
        *,
        prices: Prices | None,
        cache: ReplyCache | None,
        fresh: bool,
    ) -> None:
        """The time for all calls begins now."""
        self._judge, self._rules, self._findings = judge, rules, findings
        self._cache, self._fresh = cache, fresh
        self._deadline_s = time.monotonic() + rules.total_s
        self._turned_away = threading.Event()
        self.ledger = Ledger(rules, prices)

    def all(self, planned: Sequence[Planned]) -> list[Done]:
        """Make them in this order, several at once; whatever is not over in time is left behind.

        The threads are daemons: a call that hangs must not keep the program from ending.
        """
        todo, over = SimpleQueue[int](), SimpleQueue[tuple[int, Done]]()
        for number in range(len(planned)):
            todo.put(number)

        def work() -> None:
            while not todo.empty():
                try:
                    number = todo.get_nowait()
                except Empty:
                    return  # another thread was quicker
                over.put((number, self._one(planned[number])))

        for _ in range(min(self._rules.concurrency, len(planned))):
            threading.Thread(target=work, name="second opinion", daemon=True).start()
        return self._in_order(planned, over)

    def _in_order(self, planned: Sequence[Planned], over: SimpleQueue[tuple[int, Done]]) -> list[Done]:
        done: dict[int, Done] = {}
        while len(done) < len(planned):
            try:
                number, one = over.get(timeout=max(0.0, self._deadline_s - time.monotonic()))
            except Empty:
                break
            done[number] = one
        # Who is late may have been sent, so it is told as sent.
        return [
            done.get(number) or Done(notes=(self._too_late(),), sent=self._sent(plan))
            for number, plan in enumerate(planned)
        ]

    def _one(self, planned: Planned) -> Done:
        """One call, from the cache if it can be."""
        known = None if self._fresh or not self._cache else self._cache.get(self._judge, planned.ask)
        if known is not None:
            try:
                found = self._read(planned, known)
            except JudgeUnclear:
                pass  # understood by an earlier version, it seems
            else:
                if found.is_whole:
                    self.ledger.from_cache()
                    return Done(found, found.notes)
        return self._asked(planned)

    def _asked(self, planned: Planned) -> Done:
        """One call with its repairs; whatever goes wrong becomes a note."""
        ask, sent, repairs = planned.ask, tuple[str, ...](), self._rules.repairs
        while True:
            text = ""
            try:
                reserved_usd = self._reserved(ask)
                sent = self._sent(planned)
                reply = self._answer(ask, reserved_usd)
                text = reply.text
                found = self._read(planned, reply)
            except JudgeUnclear as error:
                if repairs <= 0:
                    return Done(None, (self._note(planned, error),), sent)
                repairs -= 1
                ask = repaired(planned.ask, text, error.message)
            except Exception as error:
                return Done(None, (self._note(planned, error),), sent)
            else:
                if self._cache and found.is_whole:  # what is lacking may be had another time
                    self._cache.put(self._judge, planned.ask, reply)
                return Done(found, found.notes, sent)

    def _reserved(self, ask: Ask) -> float:
        """The money for a call.

        Raises:
            _NotAsked: it is not to be made.
        """
        if self._turned_away.is_set():
            raise _NotAsked("Further calls were not made: the judge turned an earlier one away.")
        if time.monotonic() >= self._deadline_s:
            raise _NotAsked(self._too_late())
        reserved_usd = self.ledger.reserve(ask)
        if reserved_usd is None:
            raise _NotAsked(
                f"A call was not made: it might have gone over the {self._rules.max_usd:.2f} USD for one ad."
            )
        return reserved_usd

    def _answer(self, ask: Ask, reserved_usd: float) -> Reply:
        try:
            reply = self._judge.answer(ask)
        except BaseException as error:
            if isinstance(error, JudgeMissing | JudgeRefused):
                self._turned_away.set()
            self.ledger.settle(reserved_usd, None)
            raise
        self.ledger.settle(reserved_usd, reply)
        return reply

    def _read(self, planned: Planned, reply: Reply) -> Read:
        model = printable(reply.model or self._judge.model)
        return read(planned, reply.text, self._findings, self._rules, judge=self._judge.kind, model=model)

    def _too_late(self) -> str:
        return f"Not every answer came within the {self._rules.total_s:g} seconds for one ad."

    def _note(self, planned: Planned, error: Exception) -> str:
        """What went wrong, without the words of errors that nobody foresaw: they may hold a key."""
        if isinstance(error, _NotAsked):
            return str(error)
        if isinstance(error, JudgeError):
            return printable(f"A call of the {planned.look} look failed: {error}")
        return f"A call of the {planned.look} look failed unexpectedly ({type(error).__name__})."

    def _sent(self, planned: Planned) -> tuple[str, ...]:
        if not self._judge.leaves_machine:
            return ()
        host = self._judge.address.partition("/")[0]
        to = printable(f"{self._judge.kind}, {self._judge.model}{f' at {host}' if host else ''}")
        return tuple(f"{_told(planned, one)}, to {to}" for one in planned.ask.pictures)


def _told(planned: Planned, picture: Picture) -> str:
    """A picture by its number and by what our own report calls it, which the judge is not told."""
    size = f"{picture.width} by {picture.height} pixels, {len(picture.jpeg) / 1000:.0f} kB"
    number = next((n for n in planned.numbers if picture.name.startswith(f"Picture {n}: ")), None)
    if number is None:
        return f"{picture.name}, {size}"
    if number in planned.of_controls:
        return f"Picture {number}: a control of ours, not from the ad, {size}"
    look = planned.looks[number]
    return f"Picture {number}: {subject(look, str(look.person or ''))}{moment(look.at_s)}, {size}"
