"""The offline assistant's answers: what was asked and what is known come in, words go out.

Each intent has a plan (`planning.py`: which tools it needs in this turn) and an answer (templates filled with
what they found). There is no understanding here, and no answer says more than the review does.
"""

from __future__ import annotations

from collections.abc import Callable

from agent_plugin.chat.facts import Called, ad_name
from agent_plugin.chat.offline.comparing import compared
from agent_plugin.chat.offline.parts import about_part, complained, moment
from agent_plugin.chat.offline.planning import Topic
from agent_plugin.chat.phrasing import Phrasing
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
        return topic.phrase("need_ad") if intent != "unknown" else _lost(topic)
    if topic.is_unclear:
        return "\n\n".join((topic.phrase("which"), _list(topic)))
    failed = [one.text for one in facts.this_turn if one.failed]
    if failed:
        return _refused(topic, review, failed[0])
    return _ABOUT.get(intent, _unknown)(topic, topic.wording_of(review))


def _reviewed(topic: Topic) -> str:
    """What came of the ads that were just attached; two versions are also compared."""
    answers: list[str] = []
    ads = topic.facts.attached
    for ad in ads:
        called = topic.facts.called("review_ad", ad=ad)
        if called is None or called.review is None:
            why = plain(called.text if called else "")
            answers.append(topic.phrase("cannot_read", name=plain(ad_name(ad)), error=why))
            continue
        answers.append(_whole(topic.wording_of(called.review)))
    before = [one for one in topic.facts.reviews if one not in topic.facts.last_reviewed]
    versions = len(ads) > 1 or (before and "compare" in topic.question.intents)
    if versions and len(topic.facts.reviews) > 1 and topic.facts.last_reviewed:
        answers.append(
            compared(topic.wording_of(topic.facts.reviews[-2]), topic.wording_of(topic.facts.reviews[-1]))
        )
    first = topic.intent
    aside = [_GENERAL[first](topic)] if first in ("force", "legal", "person", "privacy") else []
    return "\n\n".join([*answers, *aside])


def _whole(phrasing: Phrasing) -> str:
    """The whole answer about an ad."""
    pieces = [
        phrasing.verdict_at_length(),
        phrasing.why(),
        phrasing.evidence(),
        phrasing.unchecked(),
        phrasing.next_steps(),
    ]
    return "\n\n".join(pieces)


def _verdict(topic: Topic, phrasing: Phrasing) -> str:
    return "\n\n".join(
        (phrasing.verdict_at_length(), phrasing.why(), phrasing.evidence(), phrasing.unchecked())
    )


def _why(topic: Topic, phrasing: Phrasing) -> str:
    pieces = [phrasing.why()]
    found = phrasing.review.counting[:1]
    pieces += [listed(phrasing.measured(one)) for one in found if one.measurements]
    return "\n\n".join([*pieces, phrasing.evidence(), phrasing.verdict()])


def _show(topic: Topic, phrasing: Phrasing) -> str:
    return "\n\n".join((phrasing.evidence(), phrasing.why(), phrasing.verdict()))


def _sure(topic: Topic, phrasing: Phrasing) -> str:
    sure = [
        topic.phrase("sure", title=phrasing.title(one), score=f"{one.score:.2f}")
        for one in phrasing.review.counting
    ]
    measured = [line for one in phrasing.review.counting[:1] for line in phrasing.measured(one)]
    pieces = ["\n".join(sure) or topic.phrase("sure_none"), listed(measured), topic.phrase("sure_next")]
    return "\n\n".join(one for one in [*pieces, phrasing.verdict(), phrasing.evidence()] if one)


def _next(topic: Topic, phrasing: Phrasing) -> str:
    return "\n\n".join((phrasing.verdict(), phrasing.next_steps(), phrasing.evidence()))


def _unchecked(topic: Topic, phrasing: Phrasing) -> str:
    return "\n\n".join((phrasing.unchecked(), phrasing.verdict(), phrasing.evidence()))


def _part(topic: Topic, phrasing: Phrasing) -> str:
    doubts = [topic.phrase("sure_next")] if "sure" in topic.question.intents else []
    about = about_part(phrasing, topic.question.part or "body")
    return "\n\n".join((about, *doubts, phrasing.evidence(), phrasing.verdict()))


def _complaint(topic: Topic, phrasing: Phrasing) -> str:
    return "\n\n".join((complained(phrasing, topic.question.part), phrasing.evidence(), phrasing.verdict()))


def _moment(topic: Topic, phrasing: Phrasing) -> str:
    return "\n\n".join(
        (moment(phrasing, topic.question.at_s or 0.0), phrasing.evidence(), phrasing.verdict())
    )


def _compare(topic: Topic, phrasing: Phrasing) -> str:
    reviews = topic.facts.reviews
    if len(reviews) < 2:
        return "\n\n".join((topic.phrase("need_new"), phrasing.verdict(), phrasing.evidence()))
    new = topic.wording_of(reviews[-1])
    return "\n\n".join((compared(topic.wording_of(reviews[-2]), new), new.verdict_at_length()))


def _signed(topic: Topic, phrasing: Phrasing) -> str:
    signed = [phrasing.signed(one) for one in topic.facts.sign_offs()]
    head = f"{topic.phrase('signed_head')}\n{listed(signed)}" if signed else topic.phrase("signed_none")
    return "\n\n".join((head, phrasing.verdict(), phrasing.evidence()))


def _sign(topic: Topic, phrasing: Phrasing) -> str:
    called = topic.facts.called("sign_off")
    return "\n\n".join((_signature(topic, phrasing, called), phrasing.verdict(), phrasing.evidence()))


def _signature(topic: Topic, phrasing: Phrasing, called: Called | None) -> str:
    """What came of the wish to sign."""
    if called is None or called.text == topic.phrase("sign_here"):
        return topic.phrase("sign_here")
    if signed := called.records.get("sign_off"):
        return phrasing.signed(SignOff.model_validate(signed))
    return topic.phrase("sign_how", how=f"lastlook sign-off {phrasing.review.id}")


def _again(topic: Topic, phrasing: Phrasing) -> str:
    return _whole(phrasing)


def _second(topic: Topic, phrasing: Phrasing) -> str:
    looked = phrasing.looked_at()
    looked = looked or ("" if phrasing.review.looks else topic.phrase("look_nothing"))
    pieces = (looked, topic.phrase("look_how"), phrasing.verdict(), phrasing.evidence())
    return "\n\n".join(one for one in pieces if one)


def _missing(topic: Topic) -> str:
    """No verdict of one ad may pass for that of another."""
    missing = topic.phrase("no_such_ad", name=plain(topic.facts.unknown))
    return "\n\n".join((missing, _list(topic))) if topic.facts.reviews else missing


def _list(topic: Topic) -> str:
    rows = [f"{one.name}: {one.sentence}" for one in map(topic.wording_of, topic.facts.reviews)]
    return f"{topic.phrase('list_head')}\n{listed(rows)}" if rows else topic.phrase("need_ad")


def _checks(topic: Topic) -> str:
    language = topic.question.language
    names = [mid_sentence(one) if language == "en" else one.row.title_zh for one in Category]
    return topic.phrase("checks", what=joined(language, names))


def _and_verdict(key: str) -> Callable[[Topic], str]:
    """A fixed sentence, and the verdict where there is one."""

    def answer_with_verdict(topic: Topic) -> str:
        pieces = [topic.phrase(key)]
        if not topic.facts.attached:
            pieces += _latest(topic) or [topic.phrase("need_ad")]
        return "\n\n".join(pieces)

    return answer_with_verdict


def _latest(topic: Topic) -> list[str]:
    review = topic.facts.current
    if review is None:
        return []
    phrasing = topic.wording_of(review)
    return [phrasing.verdict_at_length(), phrasing.evidence()]


def _fixed(key: str) -> Callable[[Topic], str]:
    return lambda topic: topic.phrase(key)


def _lost(topic: Topic) -> str:
    return "\n\n".join((topic.phrase("unknown"), topic.phrase("help")))


def _unknown(topic: Topic, phrasing: Phrasing) -> str:
    last = topic.phrase("last_verdict", name=phrasing.name, sentence=phrasing.sentence)
    return "\n\n".join((_lost(topic), last))


def _refused(topic: Topic, review: Review, words: str) -> str:
    phrasing = topic.wording_of(review)
    return "\n\n".join(
        (topic.phrase("cannot_read", name=phrasing.name, error=plain(words)), phrasing.verdict())
    )


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
