"""Sentences of the chat: a language and a key come in, words for a person go out.

All sentences stand in `prompts/chat_en.md` and `prompts/chat_zh.md`; what comes from outside is made
printable and cannot become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent_plugin.chat.questions import Language
from agent_plugin.prompts import line, lines
from agent_plugin.tools.words import printable

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~$])")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|~$])")


def phrase(language: Language, key: str, /, **values: object) -> str:
    """A sentence in that language."""
    return line(f"chat_{language}", key, **values)


def has(language: Language, key: str) -> bool:
    """Is there such a sentence?"""
    return key in lines(f"chat_{language}")


def joined(language: Language, parts: Iterable[str]) -> str:
    """A list within a sentence."""
    return ("、" if language == "zh" else ", ").join(parts)


def listed(parts: Iterable[str]) -> str:
    """A list below a sentence."""
    return "\n".join(f"- {part}" for part in parts)


def plain(text: str) -> str:
    """A text from outside as it stands in Markdown: one line, and nothing in it is markup."""
    return _MARKUP.sub(r"\\\1", printable(text))


def bare(text: str) -> str:
    """The same without escapes: for HTML, which is escaped by itself, and for texts to copy."""
    return _ESCAPED.sub(r"\1", text)
