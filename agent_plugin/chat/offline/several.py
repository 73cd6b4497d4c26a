"""A question about several ads comes in; lists, counts and orders of all of them go out."""

from __future__ import annotations

from collections.abc import Sequence

from agent_plugin.chat.handing_over import WORST_FIRST, client_summary, table, to_copy, worst_first
from agent_plugin.chat.offline.comparing import compared, side_by_side
from agent_plugin.chat.offline.planning import Topic
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.questions import Language, has_words
from agent_plugin.chat.speech import joined, listed
from agent_plugin.tools.domain import VerdictValue
from agent_plugin.tools.media.likeness import are_versions

_FEW = 6  # ads of which each has its reason beside the counts
WORD: dict[Language, dict[VerdictValue, str]] = {
    "en": {value: value.value.replace("_", " ") for value in VerdictValue},
    "zh": {
        VerdictValue.PUBLISH: "未发现问题",
        VerdictValue.NO_PEOPLE: "没有看到人",
        VerdictValue.REVIEW: "待看",
        VerdictValue.BLOCK: "拦下",
    },
}


def listing(topic: Topic) -> str:
    """All of them, the worst first."""
    phrasings = worst_first(_phrasings(topic))
    if len(phrasings) == 1:
        return f"{topic.phrase('list_head')}\n{listed(map(row, phrasings))}"
    values = [one.review.verdict.value for one in phrasings]
    kinds = [
        f"{values.count(value)} {WORD[topic.question.language][value]}" for value in dict.fromkeys(values)
    ]
    what = joined(topic.question.language, kinds)
    return "\n\n".join(
        (topic.phrase("list_all", count=len(phrasings), what=what), listed(map(row, phrasings)))
    )


def counting(topic: Topic) -> str:
    """How many have which verdict, by name."""
    phrasings = _phrasings(topic)
    few = [_held(phrasings)] if len(phrasings) <= _FEW else []
    return "\n\n".join((counted(topic, phrasings), *few, topic.phrase("count_none")))


def ranking(topic: Topic) -> str:
    """From the worst to the best."""
    is_best_first = has_words(topic.facts.question.casefold(), "best_first")
    order = worst_first(_phrasings(topic))[:: -1 if is_best_first else 1]
    rows = "\n".join(f"{number}. {row(one)}" for number, one in enumerate(order, 1))
    return "\n\n".join(
        (topic.phrase("rank_best" if is_best_first else "rank_head"), rows, topic.phrase("rank_note"))
    )


def choosing(topic: Topic) -> str:
    """Which of them may run, as far as the check goes."""
    phrasings = _phrasings(topic)
    good = [one for one in phrasings if one.review.verdict.value is VerdictValue.PUBLISH]
    names = joined(topic.question.language, (one.name for one in good))
    pieces = [topic.phrase("choose_some", names=names) if good else topic.phrase("choose_none")]
    return "\n\n".join(one for one in (*pieces, _held(phrasings)) if one)


def exported(topic: Topic) -> str:
    """All of them as a table."""
    return "\n\n".join((topic.phrase("handed_csv"), to_copy(table(_phrasings(topic)), "csv")))


def for_client(topic: Topic) -> str:
    """A summary of all, or of those that are pointed at."""
    return "\n\n".join((topic.phrase("handed"), to_copy(client_summary(_phrasings(topic)))))


def row(phrasing: Phrasing) -> str:
    """One ad in a line."""
    standing = phrasing.standing()
    return f"{phrasing.name}: {phrasing.sentence}{f' {standing}' if standing else ''}"


def counted(topic: Topic, phrasings: Sequence[Phrasing]) -> str:
    """How many have which verdict; the counts are of what is named."""
    lines = [topic.phrase("count_head", count=len(phrasings))]
    rows: list[str] = []
    for value in reversed(WORST_FIRST):
        names = [one.name for one in phrasings if one.review.verdict.value is value]
        if names or value is VerdictValue.PUBLISH:
            named = joined(topic.question.language, names) or topic.phrase("record_nothing")
            rows.append(topic.phrase(f"count_{value.value}", count=len(names), names=named))
    return "\n".join([*lines, listed(rows)])


def comparison(topic: Topic, declared: bool) -> str:
    """Two ads: as versions where they are called or look so, else side by side."""
    pair = topic.pair
    if pair is None:
        return topic.phrase("need_new")
    old, new = (topic.wording_of(one) for one in pair)
    return (
        compared(old, new)
        if declared or are_versions(pair[0].media, pair[1].media)
        else side_by_side(old, new)
    )


def _held(phrasings: Sequence[Phrasing]) -> str:
    """Those that are held back, each with its reason."""
    held = [one for one in worst_first(phrasings) if one.review.verdict.value is not VerdictValue.PUBLISH]
    if not held:
        return ""
    return f"{held[0].phrase('choose_held', names='')}\n{listed(map(row, held))}"


def _phrasings(topic: Topic) -> list[Phrasing]:
    return [topic.wording_of(one) for one in topic.about]
