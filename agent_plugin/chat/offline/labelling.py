"""The question whether an ad must be labelled as AI comes in; what its file says and what rules ask goes out.

The marks are the review's; the rules are those of the markets that the question names, else of the markets of
the review, else the three laws. Nothing is attested.
"""

from __future__ import annotations

from collections.abc import Iterable

from agent_plugin.chat.offline.planning import Topic
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.questions import Language, has_words
from agent_plugin.chat.speech import joined, listed, plain
from agent_plugin.prompts import line
from agent_plugin.tools.disclosure.lines import KINDS, LEVELS, NEEDS, ORIGINS, STATES
from agent_plugin.tools.disclosure.markets import market_rules, needs_today
from agent_plugin.tools.domain import Disclosure, Mark, MarkState, Need

LAWS = ("EU", "CN", "US-NY")


def labelling(topic: Topic) -> str:
    """What each ad's file says, and what the rules ask."""
    pieces = [topic.phrase("ai_label")]
    about = [topic.wording_of(one) for one in topic.about]
    pieces += [piece for one in about for piece in _marks(topic, one)]
    read = about[-1].review.disclosure if about else None
    markets = _markets(topic, read)
    return "\n\n".join([*pieces, *_rules(topic, needs_today(markets, read)), _how(topic, markets)])


def _markets(topic: Topic, read: Disclosure | None) -> tuple[str, ...]:
    asked = topic.facts.question.casefold()
    named = [one for one in market_rules() if has_words(asked, f"market_{one.casefold().replace('-', '_')}")]
    return tuple(named) or (read.markets if read else ()) or LAWS


def _marks(topic: Topic, phrasing: Phrasing) -> list[str]:
    read, language = phrasing.review.disclosure, topic.question.language
    if read is None:
        return [topic.phrase("label_unread", name=phrasing.name)]
    absent = [_kind(language, one) for one in read.marks if one.state is MarkState.ABSENT]
    there = [_mark(language, one) for one in read.marks if one.state is not MarkState.ABSENT]
    claim = _name(language, f"origin_{read.origin.value}", ORIGINS[read.origin])
    pieces = [topic.phrase("label_marks", name=phrasing.name), listed([claim, *there])]
    return [*pieces, *([topic.phrase("label_absent", what=joined(language, absent))] if absent else [])]


def _rules(topic: Topic, needs: Iterable[Need]) -> list[str]:
    language, needs = topic.question.language, tuple(needs)
    oldest = min(one.looked_up for one in needs).isoformat()
    stale = dict.fromkeys(_market(language, one.market) for one in needs if one.is_stale)
    rows = [_need(topic, one) for one in needs]
    pieces = [f"{topic.phrase('label_rules', when=oldest)}\n{listed(rows)}"]
    return [*pieces, *([topic.phrase("label_stale", what=joined(language, stale))] if stale else [])]


def _need(topic: Topic, need: Need) -> str:
    language = topic.question.language
    level = "required" if need.is_required else "advised"
    how = (
        _name(language, f"need_{level}", LEVELS[need.is_required]),
        _name(language, f"need_{need.state.value}", NEEDS[need.state]),
    )
    text = need.text if language == "en" else need.text_zh
    name = _market(language, need.market)
    return topic.phrase("label_need", name=name, what=joined(language, how), sentence=text)


def _how(topic: Topic, markets: tuple[str, ...]) -> str:
    return topic.phrase("label_how", what=",".join(markets))


def _mark(language: Language, mark: Mark) -> str:
    state = _name(language, f"mark_{mark.state.value}", STATES[mark.state])
    value = f" ({plain(mark.value)})" if mark.value else ""
    return f"{_kind(language, mark)}: {state}{value}"


def _kind(language: Language, mark: Mark) -> str:
    return _name(language, f"kind_{mark.kind.value}", KINDS[mark.kind])


def _market(language: Language, market: str) -> str:
    rule = market_rules()[market]
    return rule.name if language == "en" else rule.name_zh


def _name(language: Language, key: str, english: str) -> str:
    return english if language == "en" else line("chat_zh_names", key)
