"""Where the conversations of the page are: what a browser wants of one comes in, what it shows goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.messages import AIMessage

from agent_plugin.chat.agent import Assistant, Done
from agent_plugin.chat.facts import asked, facts_of
from agent_plugin.chat.keeping import Conversation, Conversations, private
from agent_plugin.chat.limits import Limits
from agent_plugin.chat.models import Chatter
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.questions import Language, language_of
from agent_plugin.chat.speech import phrase, plain
from agent_plugin.tools.calls.sign_off import sign
from agent_plugin.tools.errors import LastLookError, UsageError
from agent_plugin.web.gate import Uploads
from agent_plugin.web.panel import Panel
from agent_plugin.web.talking import Bubble, Bubbles, asked_bubbles, history
from agent_plugin.web.words import WORDS

if TYPE_CHECKING:
    from agent_plugin.tools.calls.tool import Signature, Toolbox


@dataclass(frozen=True)
class View:
    """What a browser shows of a conversation."""

    bubbles: list[Bubble]
    panel: str
    to_sign: str = ""  # the review that the form signs; empty where there is none
    sign_what: str = ""  # the same for a person: which ad, and what the check says
    wants_to_sign: bool = False  # did the last question lead to the form?


@dataclass(frozen=True)
class Hall:
    """All conversations, and who answers in them."""

    conversations: Conversations
    box: Toolbox
    chatter: Chatter
    limits: Limits
    uploads: Uploads
    patience_s: float = 3.0  # an answer that is shown whole is let go of a moment later

    def view(self, conversation: Conversation, language: Language) -> View:
        """A conversation as it stands."""
        messages, panel = conversation.messages(), self._panel(conversation)
        return self._view(history(messages, panel), conversation, language)

    def ask(
        self,
        conversation: Conversation,
        words: str,
        files: Sequence[Path],
        session: str,
        language: Language,
    ) -> Iterator[View]:
        """Answer a question; each view is the whole conversation so far."""
        shown = history(conversation.messages(), self._panel(conversation))
        if not conversation.turn.acquire(timeout=self.patience_s):
            busy: Bubble = {"role": "assistant", "content": WORDS[language]["busy"]}
            asked_too_early = asked_bubbles(words, [], self._panel(conversation))
            yield self._view([*shown, *asked_too_early, busy], conversation, language)
            return
        try:
            ads, refused = self._taken(conversation, files, session, language)
            shown += [{"role": "assistant", "content": plain(one)} for one in refused]
            if ads or words:
                yield from self._answer(conversation, words, ads, shown, language)
            else:
                yield self._view(shown, conversation, language)
        finally:
            conversation.turn.release()

    def _answer(
        self,
        conversation: Conversation,
        words: str,
        ads: list[str],
        shown: list[Bubble],
        language: Language,
    ) -> Iterator[View]:
        panel, before = self._panel(conversation), conversation.messages()
        shown += asked_bubbles(words, ads, panel)
        current = self._view(shown, conversation, language)
        assistant = Assistant(self.chatter, private(self.box, conversation), self.limits, has_form=True)
        spoken = language_of(words, facts_of(before).language if before else language)
        bubbles, is_kept = Bubbles(shown, panel, spoken), False
        try:
            yield replace(current, wants_to_sign=False)
            for event in assistant.ask(before, words, ads, language=language):
                if isinstance(event, Done):
                    conversation.keep(event.messages)
                    is_kept = True
                if bubbles.take(event):
                    yield replace(current, bubbles=bubbles.shown(), wants_to_sign=False)
        finally:
            if not is_kept:  # stopped, or nobody listens any more: that it was asked is still known
                conversation.keep([*before, asked(words, ads), AIMessage(phrase(spoken, "stopped"))])
        yield self._view(bubbles.shown(), conversation, language)

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

    def _view(self, bubbles: list[Bubble], conversation: Conversation, language: Language) -> View:
        facts = facts_of(conversation.messages())
        html = self._panel(conversation).html(facts, language)
        review, called = facts.current, facts.called("sign_off")
        if called is not None:  # a language model may have meant another one
            review = next((one for one in facts.reviews if one.id == called.data.get("review")), review)
        if review is None:
            return View(bubbles, html)
        review = self._panel(conversation).find(review.id) or review  # somebody may have looked since
        phrasing = Phrasing(review, language, facts.labels.get(review.id, ""))
        return View(bubbles, html, review.id, phrasing.verdict(), called is not None)
