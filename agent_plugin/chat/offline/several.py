"""A question about several ads comes in; lists, counts and orders of all of them go out."""

from __future__ import annotations

from collections.abc import Sequence

from agent_plugin.chat.handing_over import WORST_FIRST, client_summary, table, to_copy, worst_first
from agent_plugin.chat.offline.comparing import compared, side_by_side
from agent_plugin.chat.offline.planning import Topic
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.speech import joined, listed
from agent_plugin.tools.domain import VerdictValue
from agent_plugin.tools.media.likeness import are_versions


def listing(topic: Topic) -> str:
    """All of them, the worst first."""
    phrasings = worst_first(_phrasings(topic))
    if len(phrasings) == 1:
        return f"{topic.phrase('list_head')}\n{listed(map(row, phrasings))}"
    head = topic.phrase("list_all", count=len(phrasings))
    return "\n\n".join((head, listed(map(row, phrasings)), counted(topic, phrasings)))


def counting(topic: Topic) -> str:
    """How many have which verdict, by name."""
    phrasings = _phrasings(topic)
    return "\n\n".join((counted(topic, phrasings), _held(phrasings), topic.phrase("count_none")))


def ranking(topic: Topic) -> str:
    """From the worst to the best."""
    rows = [f"{number}. {row(one)}" for number, one in enumerate(worst_first(_phrasings(topic)), 1)]
    return "\n\n".join((topic.phrase("rank_head"), "\n".join(rows), topic.phrase("rank_note")))


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
        if names:
            named = joined(topic.question.language, names)
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
