"""A question about one ad and its review come in; what the review says of it goes out."""

from __future__ import annotations

from collections.abc import Callable

from agent_plugin.chat.facts import Called
from agent_plugin.chat.offline.parts import about_part, complained, moment, stretch
from agent_plugin.chat.offline.planning import Topic, moment_of, span_of
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.speech import joined, listed
from agent_plugin.tools.domain import SignOff, VerdictValue

Answer = Callable[[Topic, Phrasing], str]


def _verdict(topic: Topic, phrasing: Phrasing) -> str:
    return "\n\n".join(
        (phrasing.verdict_at_length(), phrasing.why(), phrasing.evidence(), phrasing.unchecked())
    )


def _why(topic: Topic, phrasing: Phrasing) -> str:
    return "\n\n".join((phrasing.why(), *phrasing.who_looked(), phrasing.evidence(), phrasing.verdict()))


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
    return "\n\n".join((about, *_closer(topic, phrasing), *doubts, phrasing.evidence(), phrasing.verdict()))


def _closer(topic: Topic, phrasing: Phrasing) -> list[str]:
    """What is shown of just that part or moment, or that nothing is."""
    called = [one for one in topic.facts.this_turn if one.is_about(phrasing.review.id)]
    asked = [one for one in called if one.is_closer]
    if not asked:
        return []
    return [topic.phrase("look_at_picture" if any(one.pictures for one in asked) else "no_picture")]


def _complaint(topic: Topic, phrasing: Phrasing) -> str:
    about = complained(phrasing, topic.question.part)
    return "\n\n".join((about, *_closer(topic, phrasing), phrasing.evidence(), phrasing.verdict()))


def _moment(topic: Topic, phrasing: Phrasing) -> str:
    asked, media = topic.question, phrasing.review.media
    pieces: list[str] = []
    if media.kind != "image" and asked.span_s is not None:
        pieces.append(stretch(phrasing, *span_of(topic, phrasing.review)))
    elif asked.frame is not None and media.frame_count and asked.frame > media.frame_count:
        pieces.append(topic.phrase("frame_late", count=media.frame_count))
    else:
        at_s = moment_of(topic, phrasing.review)
        at_s = asked.at_s or 0.0 if at_s is None else at_s
        pieces.append(moment(phrasing, at_s))
    if asked.part:
        pieces.append(about_part(phrasing, asked.part))
    pieces += [topic.phrase("platform")] if "platform" in asked.intents else []
    return "\n\n".join((*pieces, *_closer(topic, phrasing), phrasing.evidence(), phrasing.verdict()))


def _whichpart(topic: Topic, phrasing: Phrasing) -> str:
    head = "whichpart_still" if phrasing.review.media.kind == "image" else "whichpart"
    counting = phrasing.review.counting
    pieces = [f"{topic.phrase(head)} {phrasing.why()}"] if counting else [phrasing.why()]
    return "\n\n".join((*pieces, phrasing.evidence(), phrasing.verdict()))


def _people(topic: Topic, phrasing: Phrasing) -> str:
    people = phrasing.review.people
    if not people:
        return "\n\n".join((topic.phrase("people_none"), phrasing.verdict(), phrasing.evidence()))
    rows = [topic.phrase("people_person", count=one.person, what=phrasing.checked_of(one)) for one in people]
    head = (topic.phrase("people_seen", count=len(people)), listed(rows), topic.phrase("people_all"))
    return "\n\n".join((*head, phrasing.why(), phrasing.verdict(), phrasing.evidence()))


def _movement(topic: Topic, phrasing: Phrasing) -> str:
    return "\n\n".join((topic.phrase("movement"), phrasing.why(), phrasing.evidence(), phrasing.verdict()))


def _crop(topic: Topic, phrasing: Phrasing) -> str:
    places = [f"{phrasing.title(one)}, {phrasing.place(one)}" for one in phrasing.review.counting]
    where = [topic.phrase("crop_where", what=joined(phrasing.language, places))] if places else []
    pieces = (
        topic.phrase("crop"),
        *where,
        topic.phrase("crop_sizes"),
        phrasing.verdict(),
        phrasing.evidence(),
    )
    return "\n\n".join(pieces)


def _clothes(topic: Topic, phrasing: Phrasing) -> str:
    return "\n\n".join((topic.phrase("clothes"), phrasing.why(), phrasing.verdict(), phrasing.evidence()))


def _published(topic: Topic, phrasing: Phrasing) -> str:
    value = phrasing.review.verdict.value
    key = "published_good" if value is VerdictValue.PUBLISH else "published_bad"
    key = "published_open" if phrasing.is_open and not phrasing.review.counting else key
    return "\n\n".join(
        (topic.phrase("published"), phrasing.verdict(), topic.phrase(key), phrasing.evidence())
    )


def _retouch(topic: Topic, phrasing: Phrasing) -> str:
    return "\n\n".join(
        (topic.phrase("retouch"), phrasing.next_steps(), phrasing.verdict(), phrasing.evidence())
    )


def _publishable(topic: Topic, phrasing: Phrasing) -> str:
    if phrasing.review.counting:
        pieces = [topic.phrase("publishable"), phrasing.next_steps()]
    else:
        is_done = phrasing.review.verdict.value is VerdictValue.PUBLISH
        pieces = [topic.phrase("publishable_done" if is_done else "publishable_open"), phrasing.next_steps()]
    return "\n\n".join((*pieces, phrasing.verdict(), phrasing.evidence()))


def _signed(topic: Topic, phrasing: Phrasing) -> str:
    signed = [phrasing.signed(one) for one in phrasing.signs]
    head = f"{topic.phrase('signed_head')}\n{listed(signed)}" if signed else topic.phrase("signed_none")
    looked = phrasing.looked_at()
    return "\n\n".join(one for one in (head, looked, phrasing.verdict(), phrasing.evidence()) if one)


def _sign(topic: Topic, phrasing: Phrasing) -> str:
    called = topic.facts.called("sign_off", review=phrasing.review.id)
    return "\n\n".join((_signature(topic, phrasing, called), phrasing.verdict(), phrasing.evidence()))


def _signature(topic: Topic, phrasing: Phrasing, called: Called | None) -> str:
    """What came of the wish to sign."""
    if called is None or called.text == topic.phrase("sign_here"):
        return topic.phrase("sign_here")
    if signed := called.records.get("sign_off"):
        return phrasing.signed(SignOff.model_validate(signed))
    return topic.phrase("sign_how", how=f"lastlook sign-off {phrasing.review.id}")


def _undo_sign(topic: Topic, phrasing: Phrasing) -> str:
    if not phrasing.signs or phrasing.signs[-1].decision == "withdraw":
        return "\n\n".join((topic.phrase("undo_nothing"), phrasing.verdict(), phrasing.evidence()))
    how = topic.phrase("undo_sign", how=f"lastlook sign-off {phrasing.review.id}")
    return "\n\n".join(
        (f"{how} {phrasing.signed(phrasing.signs[-1])}", phrasing.verdict(), phrasing.evidence())
    )


def _again(topic: Topic, phrasing: Phrasing) -> str:
    pieces = (phrasing.verdict_at_length(), phrasing.why(), phrasing.evidence(), phrasing.unchecked())
    return "\n\n".join((*pieces, phrasing.next_steps()))


def _second(topic: Topic, phrasing: Phrasing) -> str:
    looked = phrasing.looked_at()
    looked = looked or ("" if phrasing.review.looks else topic.phrase("look_nothing"))
    pieces = (looked, topic.phrase("look_how"), phrasing.verdict(), phrasing.evidence())
    return "\n\n".join(one for one in pieces if one)


ABOUT: dict[str, Answer] = {
    "verdict": _verdict,
    "why": _why,
    "show": _show,
    "sure": _sure,
    "next": _next,
    "unchecked": _unchecked,
    "part": _part,
    "complaint": _complaint,
    "moment": _moment,
    "whichpart": _whichpart,
    "people": _people,
    "movement": _movement,
    "crop": _crop,
    "clothes": _clothes,
    "published": _published,
    "retouch": _retouch,
    "publishable": _publishable,
    "signed": _signed,
    "sign": _sign,
    "undo_sign": _undo_sign,
    "again": _again,
    "second": _second,
}
