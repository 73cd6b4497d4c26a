"""A question that needs no ad comes in; a fixed answer goes out, with the verdict where there is one."""

from __future__ import annotations

from collections.abc import Callable

from agent_plugin.chat.keeping import MOST_ADS
from agent_plugin.chat.offline.planning import Topic
from agent_plugin.chat.speech import joined, listed
from agent_plugin.tools.domain import Category
from agent_plugin.tools.media.arriving.uploads import MAX_CLIP_S, MAX_UPLOAD_BYTES
from agent_plugin.tools.words import mid_sentence, time_code

_MEBIBYTE = 1 << 20


def _checks(topic: Topic) -> str:
    language = topic.question.language
    names = [mid_sentence(one) if language == "en" else one.row.title_zh for one in Category]
    return topic.phrase("checks", what=joined(language, names))


def _formats(topic: Topic) -> str:
    return topic.phrase("formats", length=time_code(MAX_CLIP_S), count=MAX_UPLOAD_BYTES // _MEBIBYTE)


def _many(topic: Topic) -> str:
    return topic.phrase("many", count=MOST_ADS)


def _taken_away(topic: Topic) -> str:
    gone = [one.media.name for one in topic.facts.taken_away]
    if not gone:
        return topic.phrase("take_which")
    return topic.phrase("taken_away", what=joined(topic.question.language, gone))


def _fixed(key: str) -> Callable[[Topic], str]:
    return lambda topic: topic.phrase(key)


def _who(topic: Topic) -> str:
    return "\n\n".join((topic.phrase("who"), topic.phrase("help")))


def _accuracy(topic: Topic) -> str:
    return "\n\n".join((topic.phrase("sure_none"), topic.phrase("accuracy")))


def latest(topic: Topic) -> list[str]:
    """The verdict of the ad that is spoken of, and its pictures."""
    if not topic.about:
        return []
    phrasing = topic.wording_of(topic.about[-1])
    return [phrasing.verdict_at_length(), phrasing.evidence()]


def _and_verdict(key: str) -> Callable[[Topic], str]:
    """A fixed sentence, and the verdict where there is one."""

    def answer_with_verdict(topic: Topic) -> str:
        pieces = [topic.phrase(key)]
        if not topic.facts.attached:
            pieces += latest(topic) or [topic.phrase("need_ad")]
        return "\n\n".join(pieces)

    return answer_with_verdict


def _label(topic: Topic) -> str:
    from agent_plugin.chat.offline.labelling import labelling

    return "\n\n".join([labelling(topic), *([] if topic.facts.attached else latest(topic))])


def offers(topic: Topic) -> list[str]:
    """What it can do that is nearest to a question that it did not understand, as questions."""
    from agent_plugin.chat.nearest import nearest

    known = nearest(topic.facts.question, with_ads=bool(topic.facts.reviews))
    return [topic.phrase(f"ask_{intent}") for intent in known]


def not_understood(topic: Topic) -> str:
    """So it is said, with the nearest that it can do."""
    pieces = (topic.phrase("unknown"), topic.phrase("nearest"), listed(offers(topic)), topic.phrase("help"))
    return "\n\n".join(pieces)


GENERAL: dict[str, Callable[[Topic], str]] = {
    "force": _and_verdict("force"),
    "person": _and_verdict("person"),
    "legal": _and_verdict("legal"),
    "platform": _and_verdict("platform"),
    "label": _label,
    "privacy": _fixed("privacy"),
    "checks": _checks,
    "accuracy": _accuracy,
    "formats": _formats,
    "many": _many,
    "example": _fixed("example"),
    "who": _who,
    "help": _fixed("help"),
    "greet": _fixed("greet"),
    "thanks": _fixed("thanks"),
    "ack": _fixed("ack"),
    "remove": _taken_away,
}
ASIDE = ("force", "legal", "person", "privacy", "platform", "label")
"""What is also answered where an ad was attached with the question."""
