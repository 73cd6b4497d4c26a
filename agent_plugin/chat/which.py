"""A question and the reviews so far come in; which ad it is about goes out, or a name that none of them has.

An ad is known by the name of its file, and of two the other one by words such as "the other one".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agent_plugin.chat.questions import read
from agent_plugin.tools.domain import Review

_NAME = r"A-Za-z0-9_.\-"  # a Chinese sentence leaves no space before or after a name
# It begins where a name can begin, so that a long message is read once and not from each of its letters.
_FILE = re.compile(
    r"(?<![\w().\-])[\w().\-]*[\w)]\.(?:jpe?g|png|webp|avif|heic|tiff?|bmp|gif|svg|psd|pdf|mp4|m4v|mov|webm|mkv|avi)(?![A-Za-z0-9])",
    re.IGNORECASE,
)


def pointed_at(question: str, reviews: Sequence[Review], current: Review | None) -> Review | None:
    """The ad that a question names, or of two the one that was not spoken of."""
    named = [(found.start(), one) for one in reviews if (found := _name(one.media.name).search(question))]
    if named:
        return max(named, key=lambda each: each[0])[1]
    if len(reviews) == 2 and read(question).is_about_another:
        return next(one for one in reviews if one is not current)
    return None


def unknown_name(question: str, known: Iterable[str]) -> str:
    """A file that is named and that none of these is; empty where there is none."""
    found = _FILE.search(_without(question, known))
    return found[0] if found else ""


def without_names(question: str, known: Iterable[str]) -> str:
    """The question itself: the name of a file asks for nothing, and is in no language."""
    return _FILE.sub(" ", _without(question, known))


def _without(question: str, names: Iterable[str]) -> str:
    for name in names:
        question = _name(name).sub(" ", question)
    return question


def _name(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![{_NAME}]){re.escape(name)}(?![A-Za-z0-9])", re.IGNORECASE)
