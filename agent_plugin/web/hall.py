"""Where the conversations of the page are: what a browser wants of one comes in, what it shows goes out."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING

from langchain_core.messages import AnyMessage

from agent_plugin.chat.agent import Assistant
from agent_plugin.chat.facts import facts_of
from agent_plugin.chat.keeping import Conversation, Conversations, Waiting, private
from agent_plugin.chat.limits import Limits
from agent_plugin.chat.models import Chatter
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.questions import Language, language_of
from agent_plugin.tools.calls.sign_off import sign, withdraw
from agent_plugin.tools.errors import LastLookError, UsageError
from agent_plugin.web.gate import Uploads
from agent_plugin.web.panel import Panel
from agent_plugin.web.talking import Bubble, Bubbles, asked_bubbles, history
from agent_plugin.web.turns import Turn, Turns
from agent_plugin.web.words import WORDS

if TYPE_CHECKING:
    from agent_plugin.tools.calls.tool import Signature, Toolbox


MOST_CHARACTERS = 4000  # of a message; the page's own field takes no more, and a longer one is read by nobody
_EXAMPLE = Path(__file__).parent / "templates" / "neck-twist.jpg"


@dataclass(frozen=True)
class View:
    """What a browser shows of a conversation."""

    bubbles: list[Bubble]
    panel: str
    to_sign: str = ""  # the review that the form signs; empty where there is none
    sign_what: str = ""  # the same for a person: which ad, and what the check says
    wants_to_sign: bool = False  # did the last question lead to the form?
    is_busy: bool = False  # is an answer under way?


@dataclass(frozen=True)
class Hall:
    """All conversations, and who answers in them."""

    conversations: Conversations
    box: Toolbox
    chatter: Chatter
    limits: Limits
    uploads: Uploads
    _turns: dict[str, Turns] = field(default_factory=dict[str, Turns])
    _lock: Lock = field(default_factory=Lock)

    def turns(self, conversation: Conversation) -> Turns:
        """The answers of a conversation: one for all who have it open."""

        def assistant() -> Assistant:
            return Assistant(self.chatter, private(self.box, conversation), self.limits, has_form=True)

        with self._lock:
            return self._turns.setdefault(conversation.id, Turns(conversation, assistant))

    def resume(self) -> None:
        """Answer what was left waiting when the server ended."""
        for conversation in self.conversations.unanswered():
            self.turns(conversation).wake()

    def view(self, conversation: Conversation, language: Language) -> View:
        """A conversation as it stands."""
        return self._view(conversation, language, self.turns(conversation).now)

    def follow(self, conversation: Conversation, language: Language) -> Iterator[View]:
        """The whole conversation each time that something is new in it, until nothing is under way."""
        turns = self.turns(conversation)
        turns.wake()
        last: View | None = None
        for turn in turns.follow():
            view = self._view(conversation, language, turn)
            if last is None or view != last:
                yield view
            last = view

    def ask(
        self,
        conversation: Conversation,
        words: str,
        files: Sequence[Path],
        session: str,
        language: Language,
    ) -> Iterator[View]:
        """Answer a question; each view is the whole conversation so far. One that is too long is refused."""
        ads, refused = self._taken(conversation, files, session, language)
        if len(words) > MOST_CHARACTERS:
            too_long = WORDS[language]["too_long"].format(count=len(words), most=MOST_CHARACTERS)
            words, refused = "", [*refused, too_long]
        if ads or words or refused:
            waiting = Waiting(secrets.token_hex(8), words, tuple(ads), language, tuple(refused))
            self.turns(conversation).ask(waiting)
        yield from self.follow(conversation, language)

    def stop(self, conversation: Conversation) -> None:
        """The answer that is under way is not wanted any more."""
        self.turns(conversation).stop()

    def sign(
        self, conversation: Conversation, review_id: str, signature: Signature, language: Language
    ) -> str:
        """Keep what a person decided in the form about the ad that it named; a sentence that says so.

        Raises:
            LastLookError: there is nothing to sign, or it cannot be kept.
        """
        if review_id not in conversation.reviews():
            raise UsageError(WORDS[language]["nothing_to_sign"], "")
        store = self.box.store.only(conversation.reviews)
        review = store.get(review_id)
        signed = sign(store, review, signature, through="the web page")
        return WORDS[language]["signed_now"].format(what=Phrasing(review, language).signed(signed))

    def withdraw(
        self, conversation: Conversation, review_id: str, who: str, why: str, language: Language
    ) -> str:
        """Keep that a person takes back what stands on an ad; a sentence that says so.

        Raises:
            LastLookError: nothing stands on it, name or reason is missing, or it cannot be kept.
        """
        if review_id not in conversation.reviews():
            raise UsageError(WORDS[language]["nothing_to_sign"], "")
        store = self.box.store.only(conversation.reviews)
        review = store.get(review_id)
        signed = withdraw(store, review, who, why, through="the web page")
        return WORDS[language]["signed_now"].format(what=Phrasing(review, language).signed(signed))

    def show_example(self, conversation: Conversation, language: Language) -> Iterator[View]:
        """Check an ad that comes with the program, as if it had been attached."""
        with TemporaryDirectory() as folder:
            file = Path(shutil.copy(_EXAMPLE, folder))
            ad = conversation.take(file, file.name)
        words = WORDS[language]["example_1"]
        self.turns(conversation).ask(Waiting(secrets.token_hex(8), words, (ad,), language))
        yield from self.follow(conversation, language)

    def _taken(
        self, conversation: Conversation, files: Sequence[Path], session: str, language: Language
    ) -> tuple[list[str], list[str]]:
        """The ads that were attached, and why others were not taken."""
        ads: list[str] = []
        refused: list[str] = []
        for file in files:
            try:
                if not self.uploads.owns(session, file):
                    raise UsageError("It was uploaded by somebody else.", "Upload it again.")
                ads.append(conversation.take(file, file.name))
            except (LastLookError, OSError) as error:
                why = str(error) if isinstance(error, LastLookError) else type(error).__name__
                refused.append(WORDS[language]["refused_upload"].format(why=why))
        return ads, refused

    def _panel(self, conversation: Conversation) -> Panel:
        return Panel(conversation, self.box.store.only(conversation.reviews))

    def _view(self, conversation: Conversation, language: Language, turn: Turn | None) -> View:
        messages, panel = conversation.messages(), self._panel(conversation)
        waiting = conversation.waiting()
        shown = history(messages, panel)
        is_answered = turn is not None and all(one.id != turn.asked.id for one in waiting)
        if turn is not None and not is_answered:
            shown = self._under_way(turn, shown, messages, panel)
        for one in waiting[0 if turn is None else 1 :]:
            shown += [*asked_bubbles(one.words, one.ads, panel), _queued(language)]
        return self._beside(View(shown, "", is_busy=bool(waiting)), messages, panel, language)

    def _under_way(
        self, turn: Turn, shown: list[Bubble], messages: list[AnyMessage], panel: Panel
    ) -> list[Bubble]:
        """What was said before, the question, and as much of its answer as there is."""
        spoken = facts_of(messages).language if messages else turn.asked.language
        before = [*shown, *asked_bubbles(turn.asked.words, turn.asked.ads, panel)]
        bubbles = Bubbles(before, panel, language_of(turn.asked.words, spoken))
        for event in list(turn.events):
            bubbles.take(event)
        return bubbles.shown()

    def _beside(self, view: View, messages: list[AnyMessage], panel: Panel, language: Language) -> View:
        """The same with the panel and the form beside the conversation."""
        facts = facts_of(messages)
        view = replace(view, panel=panel.html(facts, language))
        review, called = facts.current, facts.called("sign_off")
        if called is not None:  # a language model may have meant another one
            review = next((one for one in facts.reviews if one.id == called.data.get("review")), review)
        if review is None:
            return view
        review = panel.find(review.id) or review  # somebody may have looked since
        signs = panel.store.sign_offs.of(review.id)
        phrasing = Phrasing(review, language, facts.labels.get(review.id, ""), signs)
        wants = called is not None and not view.is_busy
        return replace(view, to_sign=review.id, sign_what=phrasing.verdict(), wants_to_sign=wants)


def _queued(language: Language) -> Bubble:
    return {"role": "assistant", "content": WORDS[language]["queued"]}
