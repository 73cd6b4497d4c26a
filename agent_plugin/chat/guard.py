"""A model's answer and what the check found come in; an answer that claims no more than that goes out.

Two doors: `Gate` holds back a sentence while it streams, and `Guard`, a middleware of the agent, corrects the
finished answer. What counts as a claim is in `prompts/chat_claims.md`. Where a sentence cannot be told for
certain to deny a claim, it counts as one: a correction too many costs a line, one too few an ad.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain_core.messages import AIMessage
from langgraph.runtime import Runtime

from agent_plugin.chat.facts import Facts, ad_name, facts_of
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.speech import phrase, plain
from agent_plugin.prompts import lines
from agent_plugin.tools.domain import VerdictValue
from agent_plugin.tools.words import printable

CORRECTED = "corrected"
_FILE_NAME = re.compile(r"[^.]\.[A-Za-z0-9]{2,5}$")  # a name without an ending could be any sentence
_SENTENCE_ENDS = ".!?\n。\uff01\uff1f"
# What is looked at is normalised (NFKC) before, which turns the full-width marks of Chinese into these.
_CLAUSE_END = re.compile(
    r"(?<![.!?;,:…—。、])[.!?;,:…—。、]+(?=\s|$|[^\x00-\x7f])|(?<!\n)\n+"
    r"|\b(?:but|and|so|because|therefore|still)\b|但是?|所以|因此|而且|不过"
)
_QUESTION = re.compile(  # asked, not claimed; "it is safe, right?" is a claim
    r"(?:^|(?<=[.!?。\n]))(?:[^\S\n]|[\"“])*(?:is|are|can|could|may|should|do|does|what|why|how|when|would|will)\b"
    r"[^.!?\n]*\?"
    r"|(?<![^.!?。,\n])(?=[^.!?。,\n]*(?:吗|能否|是否|可否|能不能|可不可以))[^.!?。,\n]*\?"
)
_MARKS = re.compile(r"[*_`#>\\\u200b-\u200f\u2060\ufeff]")


@cache
def _claim(name: str) -> re.Pattern[str]:
    return re.compile("|".join(one.strip() for one in lines("chat_claims")[name].split("  ||  ")))


def overclaims(text: str, facts: Facts) -> bool:
    """Does it claim more of an ad than was checked?"""
    may_run = _may_run(text, facts)
    normal = _normal(_without_names(text, facts))
    clauses = [clause for clause in _CLAUSE_END.split(_QUESTION.sub("\n", normal)) if clause]
    names = ("never",) if may_run else ("never", "publishable")
    return any(_claims(clause, name) for clause in clauses for name in names)


def _may_run(text: str, facts: Facts) -> bool:
    """Is there an ad that is spoken of, and does the check hold back none of them?"""
    named = [one for one in facts.reviews if one.media.name and one.media.name in text]
    ads = (*facts.spoken_of, *named)
    held_back = any(one.verdict.value is not VerdictValue.PUBLISH for one in ads)
    return bool(ads) and not held_back and not facts.has_unchecked


def _without_names(text: str, facts: Facts) -> str:
    """The text but for names of files and notes of signatures, which are quoted and claim nothing."""
    names = [*(review.media.name for review in facts.reviews), *map(ad_name, facts.attached)]
    quoted = [one for one in names if _FILE_NAME.search(one)]
    quoted += [one.note for one in facts.sign_offs() if one.note]
    for words in sorted(quoted, key=len, reverse=True):
        if words:
            text = text.replace(plain(words), " ").replace(printable(words), " ")
    return text


def _normal(text: str) -> str:
    """Without markup, in one form of each letter."""
    return unicodedata.normalize("NFKC", _MARKS.sub("", text)).replace("\u2019", "'").casefold()


def _claims(clause: str, name: str) -> bool:
    """Is there a claim in it that an odd number of denials does not turn round?"""
    ends = [found.end() for found in _claim("denial").finditer(clause)]
    return any(bisect_right(ends, found.start()) % 2 == 0 for found in _claim(name).finditer(clause))


def correction(facts: Facts) -> str:
    """What is said instead."""
    language = facts.language
    if facts.has_unchecked or not facts.spoken_of:
        return phrase(language, "guard_none")
    phrasings = [Phrasing(review, language, facts.labels.get(review.id, "")) for review in facts.spoken_of]
    verdicts = " ".join(one.verdict() for one in phrasings)
    return f"{phrase(language, 'guard', what=verdicts)}\n\n{phrase(language, 'guard_end')}"


class Guard(AgentMiddleware[AgentState[Any], Any]):
    """Corrects a final answer that claims too much; the correction takes its place in the conversation."""

    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """Look at what the model just said."""
        last = state["messages"][-1]
        if not isinstance(last, AIMessage):
            return None
        facts = facts_of(state["messages"])
        if not overclaims(last.text, facts):
            return None
        corrected = "" if last.tool_calls else correction(facts)
        marked = {"content": corrected, "response_metadata": {**last.response_metadata, CORRECTED: True}}
        return {"messages": [last.model_copy(update=marked)]}


class Gate:
    """Lets an answer through sentence by sentence, and shuts at the first that claims too much."""

    def __init__(self, facts: Facts) -> None:
        """`facts` are those at the moment of the answer."""
        self._facts, self._held, self._passed, self.is_shut = facts, "", "", False

    def take(self, words: str) -> str:
        """What may be shown now."""
        self._held += words
        end = max(self._held.rfind(mark) for mark in _SENTENCE_ENDS) + 1
        return self._release(end) if end else ""

    def end(self) -> str:
        """The rest."""
        return self._release(len(self._held))

    def _release(self, end: int) -> str:
        ready, self._held = self._held[:end], self._held[end:]
        self.is_shut = self.is_shut or overclaims(self._passed + ready, self._facts)
        if self.is_shut:
            return ""
        self._passed += ready
        return ready
