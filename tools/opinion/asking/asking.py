"""Looks and findings come in; the calls to a judge go out, each with pictures and questions in order.

In each: instructions, examples, the whole picture if it may be shown, the numbered crops and controls among
them, the questions. The blind calls hold nothing that was found. No call has more pictures than the policy
allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from agent_plugin import prompts
from agent_plugin.tools.domain import Box, Finding, MediaInfo
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.opinion.asking.controls import Control, place_in
from agent_plugin.tools.opinion.asking.forms import blind_schema, pointed_schema
from agent_plugin.tools.opinion.asking.looks import Look
from agent_plugin.tools.opinion.asking.pages import Page, is_whole, page_of, room, wanted
from agent_plugin.tools.opinion.asking.planned import Planned
from agent_plugin.tools.opinion.asking.pointing import Pointed, place, pointed_at
from agent_plugin.tools.opinion.asking.wording import (
    Language,
    Whole,
    caption,
    fence,
    instructions,
    labels,
    listed,
    prompt_versions,
    question,
    quoted_brief,
    rubric,
)
from agent_plugin.tools.opinion.judges.judge import Ask
from agent_plugin.tools.policy import STANDARD, JudgeRules
from agent_plugin.tools.words import printable

__all__ = ["Language", "Planned", "blind_asks", "host_ask", "pointed_asks", "prompt_versions", "repaired"]


def blind_asks(
    media: SourceFrames,
    looks: Sequence[Look],
    rules: JudgeRules,
    *,
    language: Language = "en",
    whole_picture: bool = False,
    brief: str = "",
    secret: str = "",
) -> tuple[Planned, ...]:
    """The calls of the blind pass: what is in these pictures?"""
    asks: list[Planned] = []
    for some in _pages(looks, media.info, rules, whole_picture=whole_picture):
        page = page_of(media, some, rules, whole_picture=whole_picture, manner="blind", secret=secret)
        if page:
            last = (*quoted_brief(brief, rules), caption("ask_blind", pictures=listed(page.numbered)))
            told = instructions("common", page.specialists, language, **_beside(page))
            content = (*page.content(), *last)
            who = [one.value for one in page.specialists]
            ask = Ask(f"{'+'.join(who)} blind", labels(("common", *who)), told, content, blind_schema())
            asks.append(Planned(ask, "blind", page.looks, controls=page.controls))
    return tuple(asks)


def pointed_asks(
    media: SourceFrames,
    findings: Sequence[Finding],
    rules: JudgeRules,
    *,
    looks: Sequence[Look] = (),
    language: Language = "en",
    whole_picture: bool = False,
    brief: str = "",
    secret: str = "",
) -> tuple[Planned, ...]:
    """The calls of the pointed pass: is it there? Only findings worth a question are asked about."""
    asks: list[Planned] = []
    size = room(rules, whole_picture, wanted("pointed", rules))
    for groups in _fitting(pointed_at(findings, looks, media.info, rules), size):
        page = page_of(
            media,
            _looks(groups),
            rules,
            whole_picture=whole_picture,
            manner="pointed",
            secret=secret,
            about=[one.category for group in groups for one in group.findings],
        )
        if page:
            about = _About.of(groups, page, media.info, rules)
            last = (*quoted_brief(brief, rules), caption("ask_pointed"), *about.questions)
            told = instructions("pointed", page.specialists, language, **_beside(page))
            content = (*page.content(), *last)
            who = [one.value for one in page.specialists]
            used = labels(("pointed", "questions", *who))
            ask = Ask(f"{'+'.join(who)} pointed", used, told, content, pointed_schema())
            asks.append(about.planned(ask, page))
    return tuple(asks)


def host_ask(
    media: SourceFrames,
    findings: Sequence[Finding],
    looks: Sequence[Look],
    rules: JudgeRules,
    *,
    language: Language = "en",
    whole_picture: bool = False,
    brief: str = "",
) -> Planned | None:
    """What the chat host's own model is shown: one call, the findings first, then as many looks as fit."""
    size = room(rules, whole_picture)
    groups = next(_fitting(pointed_at(findings, looks, media.info, rules), size), list[Pointed]())
    seen = {(one.specialist, one.box_xyxy, one.at_s) for one in _looks(groups)}
    more = [look for look in looks if (look.specialist, look.box_xyxy, look.at_s) not in seen][
        : size - len(_looks(groups))
    ]
    page = page_of(media, [*_looks(groups), *more], rules, whole_picture=whole_picture)
    if page is None:
        return None
    about = _About.of(groups, page, media.info, rules)
    others = [number for number, look in page.looks.items() if look in more]
    asked = [caption("ask_host_picture", number=number) for number in others]
    last = (*quoted_brief(brief, rules), caption("ask_host"), *about.questions, *asked)
    told = rubric(language, **_beside(page))
    content = (*page.content(), *last)
    return about.planned(Ask("host", labels(("host", "questions")), told, content, {}), page)


def repaired(ask: Ask, text: str, wrong: str, rules: JudgeRules = STANDARD.judge) -> Ask:
    """The same call once more, with the beginning of the unreadable answer and what was wrong with it."""
    answer = printable(text[: 4 * rules.max_reason_chars])[: rules.max_reason_chars]
    said = prompts.render("repair", wrong=printable(wrong), fence=fence(answer), answer=answer)
    return replace(ask, prompt=f"{ask.prompt}, {labels(('repair',))}", content=(*ask.content, said))


class _Beside(TypedDict):
    """What is shown beside the numbered pictures."""

    examples: bool
    whole: Whole


@dataclass(frozen=True)
class _Row:
    """What is asked: a finding or a control, the pictures that show it, the one that its place is in."""

    about: Finding | Control
    pictures: tuple[int, ...]
    shown_at: int
    place_xyxy: Box


@dataclass(frozen=True)
class _About:
    """The questions by their numbers."""

    rows: dict[int, _Row]

    @staticmethod
    def of(groups: Sequence[Pointed], page: Page, info: MediaInfo, rules: JudgeRules) -> _About:
        """Findings in their order, controls somewhere among them; the chat's model gets our own numbers."""
        number_of = {look: number for number, look in page.looks.items()}
        rows: list[tuple[int, _Row]] = []
        for group in groups:
            numbers = tuple(number_of[look] for look in group.looks if look in number_of)
            shown = group.looks[group.shown_at]
            if shown in number_of:
                for one in group.findings:
                    row = _Row(one, numbers, number_of[shown], place(one, shown, info, rules))
                    rows.append((one.number, row))
        rows.sort(key=lambda row: row[0])
        if page.manner == "host":
            return _About(dict(rows))
        mixed = [row for _, row in rows]
        for number, control in page.controls.items():
            row = _Row(control, (number,), number, place_in(page.lot))
            mixed.insert(page.lot.randint(0, len(mixed)), row)
        return _About(dict(enumerate(mixed, start=1)))

    @property
    def questions(self) -> tuple[str, ...]:
        """In the order of their numbers."""
        return tuple(
            question(number, row.about.category, row.pictures, row.place_xyxy)
            for number, row in self.rows.items()
        )

    def planned(self, ask: Ask, page: Page) -> Planned:
        """The call, with what its numbers stand for."""
        findings = {n: row.about for n, row in self.rows.items() if isinstance(row.about, Finding)}
        own = {n: row.about for n, row in self.rows.items() if isinstance(row.about, Control)}
        picture_of = {number: row.shown_at for number, row in self.rows.items()}
        return Planned(ask, "pointed", page.looks, findings, picture_of, own)


def _pages(
    looks: Sequence[Look], info: MediaInfo, rules: JudgeRules, *, whole_picture: bool
) -> Iterator[Sequence[Look]]:
    """As many looks at a time as a call has room for; the whole picture takes none beside where it is one."""
    left = looks
    while left:
        beside = whole_picture and not is_whole(left[0], (info.width, info.height))
        size = room(rules, beside, wanted("blind", rules))
        yield left[:size]
        left = left[size:]


def _fitting(groups: Sequence[Pointed], size: int) -> Iterator[list[Pointed]]:
    """As many groups at a time as a call has room for."""
    taken: list[Pointed] = []
    for group in groups:
        if taken and len(_looks([*taken, group])) > size:
            yield taken
            taken = []
        taken.append(group)
    if taken:
        yield taken


def _looks(groups: Sequence[Pointed]) -> list[Look]:
    return list(dict.fromkeys(look for group in groups for look in group.looks))


def _beside(page: Page) -> _Beside:
    return {"examples": page.examples is not None, "whole": page.whole_is}
