"""The offline assistant's answers: what was asked and what is known come in, words go out.

Each intent has a plan (`planning.py`: which tools it needs in this turn) and an answer (templates filled with
what they found). There is no understanding here, and no answer says more than the review does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent_plugin.chat import handing_over
from agent_plugin.chat.facts import ad_name
from agent_plugin.chat.handing_over import to_copy
from agent_plugin.chat.offline import several
from agent_plugin.chat.offline.about_ad import ABOUT
from agent_plugin.chat.offline.general import ASIDE, GENERAL, not_understood, offers
from agent_plugin.chat.offline.planning import Topic, ads_to_review
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.questions import has_words
from agent_plugin.chat.speech import listed, plain
from agent_plugin.tools.media.likeness import are_versions

_MOST_WHOLE = 3  # ads that are told of at length in one answer
_OFFERED = 12  # buttons below a question that is asked back


@dataclass(frozen=True)
class Answered:
    """An answer, and what its buttons ask."""

    text: str
    choices: tuple[str, ...] = ()
    report: str = ""  # the review whose report the answer speaks of


def answer(topic: Topic) -> Answered:
    """What is answered, once nothing more is needed."""
    words = _words(topic)
    if topic.question.is_foreign:
        words = f"{topic.phrase('foreign')}\n\n{words}"
    report = topic.about[-1].id if topic.intent in ("report", "record") and topic.about else ""
    return Answered(words, _choices(topic), report)


def _words(topic: Topic) -> str:
    facts, intent = topic.facts, topic.intent
    if ads_to_review(topic):
        return _reviewed(topic)
    if facts.unknown:
        return _missing(topic)
    if topic.is_unclear:
        return "\n\n".join((topic.phrase(_back(topic)), several_rows(topic)))
    if intent in GENERAL:
        return GENERAL[intent](topic)
    if facts.current is None:
        return topic.phrase("need_ad") if intent != "unknown" else not_understood(topic)
    if failed := [one.text for one in facts.this_turn if one.failed]:
        phrasing = topic.wording_of(facts.current)
        why = topic.phrase("cannot_read", name=phrasing.name, error=plain(failed[0]))
        return "\n\n".join((why, phrasing.verdict()))
    return _about(topic, intent)


def _about(topic: Topic, intent: str) -> str:
    """An answer about one ad, about each of a few, or about all of them."""
    if intent in _SEVERAL:
        return _SEVERAL[intent](topic)
    if intent in _HANDED:
        texts = [_HANDED[intent](topic, topic.wording_of(one)) for one in topic.about]
        return "\n\n".join(texts)
    about = ABOUT.get(intent)
    if about is None:
        last = topic.wording_of(topic.about[-1])
        known = topic.phrase("last_verdict", name=last.name, sentence=last.sentence)
        return "\n\n".join((not_understood(topic), known))
    pieces: list[str] = []
    for one in topic.about:
        phrasing = topic.wording_of(one)
        pieces += [f"**{phrasing.name}**"] if len(topic.about) > 1 else []
        pieces.append(about(topic, phrasing))
    return "\n\n".join(pieces)


def _choices(topic: Topic) -> tuple[str, ...]:
    """What the buttons below an answer ask: which ad, or the nearest that can be done."""
    facts = topic.facts
    if ads_to_review(topic) or facts.unknown:
        return ()
    if topic.is_unclear:
        meant = facts.pointed.reviews or facts.reviews
        asked = topic.phrase("ask_sign") if topic.intent == "sign" else facts.question.strip()
        return tuple(f"{facts.labels[one.id]}: {asked}" for one in meant[-_OFFERED:])
    return tuple(offers(topic)) if topic.intent == "unknown" else ()


def _back(topic: Topic) -> str:
    if topic.intent == "sign":
        return "which_sign"
    return "which_of" if topic.facts.pointed.reviews else "which"


def _reviewed(topic: Topic) -> str:
    """What came of the ads that were just attached; of many a list, and two versions are compared."""
    answers: list[str] = []
    found: list[Phrasing] = []
    for ad in ads_to_review(topic):
        called = topic.facts.called("review_ad", ad=ad)
        if called is None or called.review is None:
            why = plain(called.text if called else "")
            answers.append(topic.phrase("cannot_read", name=plain(ad_name(ad)), error=why))
            continue
        found.append(topic.wording_of(called.review))
    if len(found) > _MOST_WHOLE:
        rows = listed(map(several.row, handing_over.worst_first(found)))
        answers = [several.counted(topic, found), rows, *answers]
    else:
        if len(found) > 1:
            answers.insert(0, several.counted(topic, found))
        answers += [whole(one) for one in found]
    answers += _as_versions(topic, found)
    aside = [GENERAL[topic.intent](topic)] if topic.intent in ASIDE else []
    return "\n\n".join([*answers, *aside])


def _as_versions(topic: Topic, found: list[Phrasing]) -> list[str]:
    """Two ads are compared where they are called versions, or two that came together look so."""
    if len(topic.facts.reviews) < 2 or not found:
        return []
    asked = topic.facts.question.casefold()
    is_called_so = has_words(asked, "newer") or "compare" in topic.question.intents
    old, new = topic.facts.reviews[-2:]
    if is_called_so or (len(found) == 2 and are_versions(old.media, new.media)):
        return [several.comparison(topic, declared=True)]
    return []


def whole(phrasing: Phrasing) -> str:
    """The whole answer about an ad."""
    pieces = [
        phrasing.verdict_at_length(),
        phrasing.why(),
        phrasing.evidence(),
        phrasing.unchecked(),
        phrasing.next_steps(),
    ]
    return "\n\n".join(pieces)


def _missing(topic: Topic) -> str:
    """No verdict of one ad may pass for that of another."""
    missing = topic.phrase("no_such_ad", name=plain(topic.facts.unknown))
    return "\n\n".join((missing, several_rows(topic))) if topic.facts.reviews else missing


def several_rows(topic: Topic) -> str:
    """Every ad of the conversation in a line, or those that it could be."""
    meant = topic.facts.pointed.reviews if topic.facts.pointed.is_unclear else ()
    rows = [several.row(topic.wording_of(one)) for one in meant or topic.facts.reviews]
    return f"{topic.phrase('list_head')}\n{listed(rows)}" if rows else topic.phrase("need_ad")


def _compare(topic: Topic) -> str:
    words = topic.facts.question.casefold()
    declared = has_words(words, "newer") or has_words(words, "older") or has_words(words, "changed")
    if topic.pair is None:
        phrasing = topic.wording_of(topic.about[-1])
        return "\n\n".join((topic.phrase("need_new"), phrasing.verdict(), phrasing.evidence()))
    new = topic.wording_of(topic.pair[1])
    return "\n\n".join((several.comparison(topic, declared), new.verdict_at_length(), new.evidence()))


def _text(make: Callable[[Phrasing], str]) -> Callable[[Topic, Phrasing], str]:
    return lambda topic, phrasing: "\n\n".join((topic.phrase("handed"), to_copy(make(phrasing))))


def _reply(topic: Topic, phrasing: Phrasing) -> str:
    draft = to_copy(handing_over.reply(phrasing, topic.question.part))
    return "\n\n".join((topic.phrase("handed"), draft, topic.phrase("reply_note"), phrasing.verdict()))


def _card(topic: Topic, phrasing: Phrasing) -> str:
    name, card = handing_over.cards(phrasing, topic.facts.question)
    return "\n\n".join((topic.phrase("card_note", what=name), to_copy(card, "json")))


def _report(topic: Topic, phrasing: Phrasing) -> str:
    where = topic.phrase("handed_report", name=phrasing.name, number=phrasing.review.id)
    return "\n\n".join((where, phrasing.verdict(), phrasing.evidence()))


_SEVERAL: dict[str, Callable[[Topic], str]] = {
    "list": several.listing,
    "count": several.counting,
    "rank": several.ranking,
    "choose": several.choosing,
    "export": several.exported,
    "client": several.for_client,
    "compare": _compare,
}
_HANDED: dict[str, Callable[[Topic, Phrasing], str]] = {
    "oneline": _text(handing_over.one_line),
    "boss": _text(handing_over.mail),
    "designer": _text(handing_over.brief),
    "record": _text(handing_over.record),
    "reply": _reply,
    "card": _card,
    "report": _report,
}
