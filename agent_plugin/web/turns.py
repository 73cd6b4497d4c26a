"""Questions of one conversation come in; they are answered one after the other, whoever watches or leaves.

A question is on disk before it is answered: a reload, another question, a closed tab or a server that was
killed lose none. Whoever looks follows what is written so far, and whoever wants it stopped says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from langchain_core.messages import AIMessage

from agent_plugin.chat.agent import Assistant, Done, Event, Stop
from agent_plugin.chat.facts import asked as as_asked
from agent_plugin.chat.keeping import Conversation, Waiting
from agent_plugin.chat.speech import phrase, plain

_LOOK_UP_S = 1.0  # after which a follower sees whether it is still needed


@dataclass
class Turn:
    """The question that is being answered, and how far the answer is."""

    asked: Waiting
    events: list[Event] = field(default_factory=list[Event])
    stop: Stop = field(default_factory=Stop)


class Turns:
    """The answers of one conversation."""

    def __init__(self, conversation: Conversation, assistant: Callable[[], Assistant]) -> None:
        """Nothing is answered yet; what was left waiting goes on by `wake`."""
        self._conversation, self._assistant = conversation, assistant
        self._changed = threading.Condition()
        self._version = 0
        self._worker: threading.Thread | None = None
        self.now: Turn | None = None

    @property
    def is_busy(self) -> bool:
        """Is an answer under way, or does a question wait?"""
        return self._worker is not None

    def ask(self, asked: Waiting) -> None:
        """Keep a question, and answer it when its turn comes."""
        with self._changed:
            self._conversation.wait_for(asked)
            self._tell()
        self.wake()

    def wake(self) -> None:
        """Answer what waits."""
        with self._changed:
            if self._worker is None and self._conversation.waiting():
                self._worker = threading.Thread(target=self._work, name="lastlook-turns", daemon=True)
                self._worker.start()

    def stop(self) -> None:
        """The answer that is under way is not wanted any more; its question stays."""
        with self._changed:
            if self.now is not None:
                self.now.stop.set()

    def follow(self) -> Iterator[Turn | None]:
        """The turn each time that something is new in it, and none at the end."""
        seen = -1
        while True:
            with self._changed:
                while self._version == seen and self.is_busy:
                    self._changed.wait(_LOOK_UP_S)
                seen, turn, is_busy = self._version, self.now, self.is_busy
            yield turn
            if not is_busy:
                return

    def _work(self) -> None:
        while True:
            with self._changed:
                waiting = self._conversation.waiting()
                if not waiting:
                    self._worker, self.now = None, None
                    self._tell()
                    return
                self.now = Turn(waiting[0])
                self._tell()
            self._answer(self.now)

    def _answer(self, turn: Turn) -> None:
        asked, before = turn.asked, self._conversation.messages()
        before += [AIMessage("\n\n".join(map(plain, asked.refused)))] if asked.refused else []
        if not asked.words and not asked.ads:
            self._conversation.keep(before, answered=asked)
            return
        is_kept = False
        try:
            events = self._assistant().ask(before, asked.words, asked.ads, turn.stop, asked.language)
            for event in events:
                with self._changed:
                    turn.events.append(event)
                    if isinstance(event, Done):
                        self._conversation.keep(event.messages, answered=asked)
                        is_kept = True
                    self._tell()
        finally:
            if not is_kept:  # else it would be asked for ever
                answer = AIMessage(phrase(asked.language, "stopped"))
                question = as_asked(asked.words, asked.ads, asked.language)
                self._conversation.keep([*before, question, answer], answered=asked)

    def _tell(self) -> None:
        self._version += 1
        self._changed.notify_all()
