"""What looks change: findings, the sheets that were shown and the looks in; each step of the verdict out.

Pure. Only looks that count are heard, each by the rules for its looker (`reliable.py`). Of their answers only
what they say of a tile or a finding, and how sure they are, is read; their words are shown and never
understood. The rules, worst first:

    the checks block, a counted look denies it                        review: no model lowers a block further
    the checks ask or block, the look sees it too, very sure,
    blind and pointed, and the category can block                     block
    the checks ask, a counted look saw the part blind, found it
    sound and, pointed, denies it, sure, and no other look sees it    publish, with the disagreement told
    a counted look says wrong                                         review
    a counted look says wrong and, pointed, confirms it, very sure,
    and the category that it names can block                          block
    a counted look could not tell most of what it was shown           review
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent_plugin.tools.domain import (
    Answer,
    Category,
    Elsewhere,
    Finding,
    Look,
    PointedAnswer,
    Says,
    Sheet,
    TileAnswer,
    VerdictValue,
    shows,
)
from agent_plugin.tools.policy import LookRules, SheetRules
from agent_plugin.tools.weighing.reliable import rules_for
from agent_plugin.tools.words import mid_sentence, printable


@dataclass(frozen=True)
class Heard:
    """What became of one thing after the looks about it, with a sentence for each look."""

    value: VerdictValue
    sentences: tuple[str, ...] = ()
    category: Category | None = None
    why: str = ""  # as the verdict's sentence names it where no category does


def counted(looks: Iterable[Look]) -> tuple[Look, ...]:
    """The looks that are heard."""
    return tuple(look for look in looks if look.counts)


def of_finding(
    finding: Finding,
    base: VerdictValue,
    looks: Sequence[Look],
    tiles: frozenset[int],
    rules: LookRules,
    *,
    can_block: bool,
) -> Heard:
    """The finding's own value after what the looks say of it; `tiles` are those that show it."""
    if base is VerdictValue.PUBLISH or not looks:
        return Heard(base)
    views = [_View.of(look, finding, tiles, rules_for(look, rules)) for look in looks]
    sentences = tuple(one.sentence for one in views if one.sentence)
    if can_block and any(one.is_confirmed_twice for one in views):
        return Heard(VerdictValue.BLOCK, sentences)
    if not any(one.denies for one in views) or any(one.sees for one in views):
        return Heard(base, sentences)
    lower = {VerdictValue.BLOCK: VerdictValue.REVIEW, VerdictValue.REVIEW: VerdictValue.PUBLISH}
    return Heard(lower[base], sentences)


def of_look(look: Look, can_block: frozenset[Category], rules: LookRules) -> Heard:
    """What one look says by itself, findings or not."""
    who, rules = named(look), rules_for(look, rules)
    answers: list[TileAnswer | Elsewhere] = [*look.tiles, *look.elsewhere]
    wrong = [one for one in answers if _is_wrong(one, rules)]
    if wrong:
        worst = max(wrong, key=lambda one: one.sureness)
        value = VerdictValue.BLOCK if _blocks(look, can_block, rules) else VerdictValue.REVIEW
        where = f"tile {worst.tile}" if isinstance(worst, TileAnswer) else worst.where or "no tile"
        what = printable(worst.what) or (mid_sentence(worst.category) if worst.category else "something")
        why = f"{who} sees something that cannot be"
        return Heard(value, (f"{who} sees something wrong ({where}): {what}.",), worst.category, why)
    if look.probability is not None and look.probability >= rules.likely_from:
        words = f"{who} gives {look.probability:.2f} that a viewer would see something badly wrong."
        return Heard(VerdictValue.REVIEW, (words,), why=f"{who} expects that viewers see something wrong")
    answered = [one for one in look.tiles if one.says is not Says.CANNOT_TELL]
    if len(answered) < rules.answered_share * len(look.tiles):
        why = f"{who} could not tell most of what was shown"
        return Heard(VerdictValue.REVIEW, (f"{why}.",), why=why)
    return Heard(VerdictValue.PUBLISH, (f"{who} looked and found nothing wrong.",))


def tiles_of(finding: Finding, sheets: Iterable[Sheet], rules: SheetRules) -> frozenset[int]:
    """Numbers of the tiles that show the finding's place at its moment."""
    return frozenset(
        tile.number
        for sheet in sheets
        if sheet.at_s is None or finding.at_s is None or _is_moment(finding, sheet.at_s)
        for tile in sheet.tiles
        if shows(tile.box_xyxy, finding.box_xyxy, rules.shown_from)
    )


def named(look: Look) -> str:
    """How sentences call a looker."""
    who = printable(look.who)
    return {"person": who, "chat": f"The chat's model ({who})", "judge": f"The judge ({who})"}[look.kind]


def stops(look: Look, rules: LookRules) -> bool:
    """Does a look by itself ask for a person?"""
    return of_look(look, frozenset(), rules).value is not VerdictValue.PUBLISH


def sure_wrong(look: Look, rules: LookRules) -> tuple[TileAnswer, ...]:
    """The tiles that a look calls wrong, surely enough to count."""
    rules = rules_for(look, rules)
    return tuple(one for one in look.tiles if _is_wrong(one, rules))


@dataclass(frozen=True)
class _View:
    """One look on one finding."""

    denies: bool
    sees: bool
    is_confirmed_twice: bool
    sentence: str

    @staticmethod
    def of(look: Look, finding: Finding, tiles: frozenset[int], rules: LookRules) -> _View:
        blind = [one for one in look.tiles if one.tile in tiles]
        pointed = [one for one in look.pointed if one.finding == finding.number]
        wrong = [one for one in blind if one.says is Says.WRONG]
        confirmed = _surest(pointed, Answer.CONFIRM)
        refuted = _surest(pointed, Answer.REFUTE)
        found_sound = finding.category is Category.POPS_IN_AND_OUT or (
            bool(blind) and not wrong and any(one.says in (Says.SOUND, Says.SLIGHT) for one in blind)
        )
        sees = confirmed >= rules.wrong_from or any(one.sureness >= rules.wrong_from for one in wrong)
        denies = found_sound and refuted >= rules.sure and not sees
        twice = confirmed >= rules.very_sure and any(one.sureness >= rules.very_sure for one in wrong)
        return _View(denies, sees, twice, _sentence(look, sees, denies, refuted))


def _sentence(look: Look, sees: bool, denies: bool, refuted: float) -> str:
    if sees:
        return f"{named(look)} sees it too."
    if denies:
        return f"{named(look)} looked at that part blind and pointed and does not see it: they disagree."
    return f"{named(look)} does not see it, but not surely enough to settle it." if refuted else ""


def _blocks(look: Look, can_block: frozenset[Category], rules: LookRules) -> bool:
    """Is something that it saw blind confirmed when pointed at, both very sure, and may it block?"""
    sure = {
        one.tile: one.category
        for one in look.tiles
        if _is_wrong(one, rules) and one.sureness >= rules.very_sure
    }
    return any(
        one.tile in sure
        and sure[one.tile] in can_block
        and one.answer is Answer.CONFIRM
        and one.sureness >= rules.very_sure
        for one in look.pointed
    )


def _is_wrong(one: TileAnswer | Elsewhere, rules: LookRules) -> bool:
    if isinstance(one, TileAnswer) and one.says is not Says.WRONG:
        return False
    return one.sureness >= rules.wrong_from


def _surest(answers: Iterable[PointedAnswer], wanted: Answer) -> float:
    return max((one.sureness for one in answers if one.answer is wanted), default=0.0)


def _is_moment(finding: Finding, at_s: float) -> bool:
    """Is a sheet's moment within the finding's span, or its own?"""
    start = finding.start_s if finding.start_s is not None else finding.at_s
    end = finding.end_s if finding.end_s is not None else finding.at_s
    assert start is not None
    assert end is not None
    return start <= at_s <= end or at_s == finding.at_s
