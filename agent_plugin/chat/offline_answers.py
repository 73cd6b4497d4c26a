"""The offline assistant's answers: what was asked and what is known come in, words go out.

Each intent has a plan (`planning.py`: which tools it needs in this turn) and an answer (templates filled with
what they found). There is no understanding here, and no answer says more than the review does.
"""

from __future__ import annotations

from collections.abc import Callable

from agent_plugin.chat.comparing import compared
from agent_plugin.chat.facts import Called, ad_name
from agent_plugin.chat.parts import about_part, complained, moment
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.planning import Topic
from agent_plugin.chat.speech import joined, listed, plain
from agent_plugin.tools.domain import Category, Review, SignOff
from agent_plugin.tools.words import mid_sentence


def answer(topic: Topic) -> str:
    """What to say, once nothing more is needed."""
    facts, intent = topic.facts, topic.intent
    if facts.attached:
        return _reviewed(topic)
    if facts.unknown:
        return _missing(topic)
    general = _GENERAL.get(intent)
    if general is not None:
        return general(topic)
    review = facts.current
    if review is None:
        return topic.say("need_ad") if intent != "unknown" else _lost(topic)
    if topic.is_unclear:
        return "\n\n".join((topic.say("which"), _list(topic)))
    failed = [one.text for one in facts.this_turn if one.failed]
    if failed:
        return _refused(topic, review, failed[0])
    return _ABOUT.get(intent, _unknown)(topic, topic.wording_of(review))


def _reviewed(topic: Topic) -> str:
    """What came of the ads that were just attached; two versions are also compared."""
    told: list[str] = []
    ads = topic.facts.attached
    for ad in ads:
        called = topic.facts.called("review_ad", ad=ad)
        if called is None or called.review is None:
            why = plain(called.text if called else "")
            told.append(topic.say("cannot_read", name=plain(ad_name(ad)), error=why))
            continue
        told.append(_whole(topic.wording_of(called.review)))
    before = [one for one in topic.facts.reviews if one not in topic.facts.last_reviewed]
    versions = len(ads) > 1 or (before and "compare" in topic.question.intents)
    if versions and len(topic.facts.reviews) > 1 and topic.facts.last_reviewed:
        told.append(
            compared(topic.wording_of(topic.facts.reviews[-2]), topic.wording_of(topic.facts.reviews[-1]))
        )
    first = topic.intent
    aside = [_GENERAL[first](topic)] if first in ("force", "legal", "person", "privacy") else []
    return "\n\n".join([*told, *aside])


def _whole(told: Phrasing) -> str:
    """The whole answer about an ad."""
    pieces = [
        told.verdict_at_length(),
        told.why(),
        told.evidence(),
        told.unchecked(),
        told.next_steps(),
    ]
    return "\n\n".join(pieces)


def _verdict(topic: Topic, told: Phrasing) -> str:
    return "\n\n".join((told.verdict_at_length(), told.why(), told.evidence(), told.unchecked()))


def _why(topic: Topic, told: Phrasing) -> str:
    pieces = [told.why()]
    found = told.review.counting[:1]
    pieces += [listed(told.measured(one)) for one in found if one.measurements]
    return "\n\n".join([*pieces, told.evidence(), told.verdict()])


def _show(topic: Topic, told: Phrasing) -> str:
    return "\n\n".join((told.evidence(), told.why(), told.verdict()))


def _sure(topic: Topic, told: Phrasing) -> str:
    sure = [
        topic.say("sure", title=told.title(one), score=f"{one.score:.2f}") for one in told.review.counting
    ]
    measured = [line for one in told.review.counting[:1] for line in told.measured(one)]
    pieces = ["\n".join(sure) or topic.say("sure_none"), listed(measured), topic.say("sure_next")]
    return "\n\n".join(one for one in [*pieces, told.verdict(), told.evidence()] if one)


def _next(topic: Topic, told: Phrasing) -> str:
    return "\n\n".join((told.verdict(), told.next_steps(), told.evidence()))


def _unchecked(topic: Topic, told: Phrasing) -> str:
    return "\n\n".join((told.unchecked(), told.verdict(), told.evidence()))


def _part(topic: Topic, told: Phrasing) -> str:
    doubts = [topic.say("sure_next")] if "sure" in topic.question.intents else []
    about = about_part(told, topic.question.part or "body")
    return "\n\n".join((about, *doubts, told.evidence(), told.verdict()))


def _complaint(topic: Topic, told: Phrasing) -> str:
    return "\n\n".join((complained(told, topic.question.part), told.evidence(), told.verdict()))


def _moment(topic: Topic, told: Phrasing) -> str:
    return "\n\n".join((moment(told, topic.question.at_s or 0.0), told.evidence(), told.verdict()))


def _compare(topic: Topic, told: Phrasing) -> str:
    reviews = topic.facts.reviews
    if len(reviews) < 2:
        return "\n\n".join((topic.say("need_new"), told.verdict(), told.evidence()))
    new = topic.wording_of(reviews[-1])
    return "\n\n".join((compared(topic.wording_of(reviews[-2]), new), new.verdict_at_length()))


def _signed(topic: Topic, told: Phrasing) -> str:
    signed = [told.signed(one) for one in topic.facts.sign_offs()]
    head = f"{topic.say('signed_head')}\n{listed(signed)}" if signed else topic.say("signed_none")
    return "\n\n".join((head, told.verdict(), told.evidence()))


def _sign(topic: Topic, told: Phrasing) -> str:
    called = topic.facts.called("sign_off")
    return "\n\n".join((_signature(topic, told, called), told.verdict(), told.evidence()))


def _signature(topic: Topic, told: Phrasing, called: Called | None) -> str:
    """What came of the wish to sign."""
    if called is None or called.text == topic.say("sign_here"):
        return topic.say("sign_here")
    if signed := called.data.get("sign_off"):
        return told.signed(SignOff.model_validate(signed))
    return topic.say("sign_how", how=f"lastlook sign-off {told.review.id}")


def _again(topic: Topic, told: Phrasing) -> str:
    return _whole(told)


def _second(topic: Topic, told: Phrasing) -> str:
    looked = told.looked_at()
    looked = looked or ("" if told.review.looks else topic.say("look_nothing"))
    pieces = (looked, topic.say("look_how"), told.verdict(), told.evidence())
    return "\n\n".join(one for one in pieces if one)


def _missing(topic: Topic) -> str:
    """No verdict of one ad may pass for that of another."""
    missing = topic.say("no_such_ad", name=plain(topic.facts.unknown))
    return "\n\n".join((missing, _list(topic))) if topic.facts.reviews else missing


def _list(topic: Topic) -> str:
    rows = [f"{one.name}: {one.sentence}" for one in map(topic.wording_of, topic.facts.reviews)]
    return f"{topic.say('list_head')}\n{listed(rows)}" if rows else topic.say("need_ad")


def _checks(topic: Topic) -> str:
    language = topic.question.language
    names = [mid_sentence(one) if language == "en" else one.row.title_zh for one in Category]
    return topic.say("checks", what=joined(language, names))


def _and_verdict(key: str) -> Callable[[Topic], str]:
    """A fixed sentence, and the verdict where there is one."""

    def told(topic: Topic) -> str:
        pieces = [topic.say(key)]
        if not topic.facts.attached:
            pieces += _latest(topic) or [topic.say("need_ad")]
        return "\n\n".join(pieces)

    return told


def _latest(topic: Topic) -> list[str]:
    review = topic.facts.current
    if review is None:
        return []
    told = topic.wording_of(review)
    return [told.verdict_at_length(), told.evidence()]


def _fixed(key: str) -> Callable[[Topic], str]:
    return lambda topic: topic.say(key)


def _lost(topic: Topic) -> str:
    return "\n\n".join((topic.say("unknown"), topic.say("help")))


def _unknown(topic: Topic, told: Phrasing) -> str:
    last = topic.say("last_verdict", name=told.name, sentence=told.sentence)
    return "\n\n".join((_lost(topic), last))


def _refused(topic: Topic, review: Review, words: str) -> str:
    told = topic.wording_of(review)
    return "\n\n".join((topic.say("cannot_read", name=told.name, error=plain(words)), told.verdict()))


_GENERAL: dict[str, Callable[[Topic], str]] = {
    "force": _and_verdict("force"),
    "person": _and_verdict("person"),
    "legal": _and_verdict("legal"),
    "privacy": _fixed("privacy"),
    "checks": _checks,
    "list": _list,
    "help": _fixed("help"),
    "greet": _fixed("greet"),
    "thanks": _fixed("thanks"),
}
_ABOUT: dict[str, Callable[[Topic, Phrasing], str]] = {
    "verdict": _verdict,
    "why": _why,
    "show": _show,
    "sure": _sure,
    "next": _next,
    "unchecked": _unchecked,
    "part": _part,
    "complaint": _complaint,
    "moment": _moment,
    "compare": _compare,
    "signed": _signed,
    "sign": _sign,
    "again": _again,
    "second": _second,
}
