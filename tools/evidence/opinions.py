"""How reports put a second opinion: a review in; plain words on who said what, and what it took, out.

No markup. What a judge wrote is text from outside and is shown as such, on one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent_plugin.tools.domain import Answer, Asked, Opinion, OpinionCost, Review, SecondOpinion
from agent_plugin.tools.words import PARTS, TITLES, mid_sentence, printable, time_code

_ASKED: dict[Asked, str] = {
    Asked.NOT_WANTED: "Not asked for.",
    Asked.NO_JUDGE: "Nobody was asked: no judge is set up.",
    Asked.NOTHING_TO_ASK: "Nobody was asked: there was nothing to ask about.",
    Asked.DRY_RUN: "A dry run: nothing was sent and nobody was asked.",
    Asked.HAD: "{} was asked and answered.",
    Asked.PARTLY_HAD: "{} was asked and answered in part: a person must look.",
    Asked.NOT_HAD: "{} was asked, but no answer could be had: a person must look.",
}

_HOST = "The chat's own model"


@dataclass(frozen=True)
class Row:
    """One opinion as a reader sees it."""

    number: int
    finding: int | None
    about: str  # a finding or a place
    says: str
    sure: str
    how: str  # blind or pointed, in words
    who: str
    described: str
    reason: str
    disagrees: str  # with what the checks say; empty if not
    unverified: bool

    @property
    def line(self) -> str:
        """The whole of it, for a text without a form."""
        return f"{self.about}. {self.says} ({self.sure}): {self.reason}"


def what_became_of_it(second: SecondOpinion) -> str:
    """Was it had, from whom, and how did it answer the controls, in one or two sentences."""
    became = _ASKED[second.asked].format(_named(second.judge, second.model))
    right, asked = second.controls.right, second.controls.asked
    controls = f"It answered {right} of {asked} controls (pictures whose answer is known) rightly."
    return f"{became} {controls}" if asked else became


def what_it_took(cost: OpinionCost) -> str:
    """Calls, pictures, tokens, time and money; empty if nobody was asked."""
    if not cost.calls and not cost.from_cache:
        return ""
    told = [f"calls: {cost.calls}", f"pictures: {cost.pictures}"]
    told += [f"answers kept from before: {cost.from_cache}"] if cost.from_cache else []
    told += [f"tokens: {cost.input_tokens:,} in, {cost.output_tokens:,} out", f"{cost.seconds:.1f} s"]
    told += [f"{cost.usd:.4f} USD" if cost.usd is not None else "price not set"]
    return "; ".join(told)


@dataclass(frozen=True)
class Fine:
    """What one judge saw nothing wrong in: all of it in one line, and each opinion."""

    line: str
    rows: tuple[Row, ...]


def rows(review: Review) -> list[Row]:
    """All opinions: those about findings first, then defects without a finding, then the rest."""
    return [_row(one, review) for one in _sorted(review)]


def in_full(review: Review) -> list[Row]:
    """Those of `rows` that say more than that nothing is wrong."""
    return [_row(one, review) for one in _sorted(review) if not _is_fine(one)]


def nothing_wrong(review: Review) -> list[Fine]:
    """The others of `rows`, folded: one for each judge."""
    groups: dict[tuple[str, bool], list[Opinion]] = {}
    for one in filter(_is_fine, _sorted(review)):
        groups.setdefault((_named(one.judge, one.model), one.unverified), []).append(one)
    return [Fine(_folded(some, review), tuple(_row(one, review) for one in some)) for some in groups.values()]


def telling(review: Review) -> list[Row]:
    """The opinions that say something about a finding or name a defect."""
    return [row for row in rows(review) if row.finding is not None or row.disagrees]


def _sorted(review: Review) -> list[Opinion]:
    return sorted(review.second_opinion.opinions, key=_weight) if review.second_opinion else []


def _is_fine(one: Opinion) -> bool:
    return one.look == "blind" and one.answer is Answer.REFUTE and one.finding is None


def _folded(some: Sequence[Opinion], review: Review) -> str:
    """One line about opinions of one judge."""
    owners: dict[str, dict[str, None]] = {}  # the same part at two moments of a film is named once
    for one in some:
        owner = f"person {one.person}'s " if one.person else ""
        owners.setdefault(owner, {})[PARTS[one.part] if one.part else "the picture"] = None
    places = [f"{owner}{', '.join(parts)}" for owner, parts in owners.items()]
    first = _row(some[0], review)
    low, high = (f"{pick(one.sureness for one in some):.2f}" for pick in (min, max))
    notes = [f"sure: {low if low == high else f'{low} to {high}'} of 1", first.how, first.who]
    notes += ["host model, unverified"] if first.unverified else []
    return f"Nothing wrong seen in: {'; '.join(places)} ({'; '.join(notes)})."


def _weight(one: Opinion) -> tuple[int, int, int]:
    if one.finding is not None:
        return 0, one.finding, one.number
    return (1 if one.answer is Answer.CONFIRM else 2), 0, one.number


def _row(one: Opinion, review: Review) -> Row:
    of_finding = one.finding in {finding.number for finding in review.findings}
    return Row(
        number=one.number,
        finding=one.finding if of_finding else None,
        about=f"Finding {one.finding}: {TITLES[one.category]}"
        if of_finding and one.category
        else _place(one),
        says=f"{_HOST if one.unverified else 'The judge'} {_says(one)}",
        sure=f"{one.sureness:.2f} of 1",
        how="asked about the finding" if one.look == "pointed" else "without being told of any finding",
        who=_named(one.judge, one.model),
        described=printable(one.described),
        reason=printable(one.reason),
        disagrees=_disagrees(one, review) if of_finding else _not_found(one),
        unverified=one.unverified,
    )


def _says(one: Opinion) -> str:
    if one.answer is Answer.UNSURE:
        return "cannot tell"
    if one.look == "pointed":
        return "sees it too" if one.answer is Answer.CONFIRM else "does not see it"
    defect = mid_sentence(one.category) if one.category else "something odd"
    return f"sees a defect: {defect}" if one.answer is Answer.CONFIRM else "sees nothing wrong"


def _disagrees(one: Opinion, review: Review) -> str:
    """Nothing rests on a weak sign, so denying one is no disagreement."""
    is_weak = one.finding in {sign.number for sign in review.weak_signs}
    return "Disagrees with the checks" if one.answer is Answer.REFUTE and not is_weak else ""


def _not_found(one: Opinion) -> str:
    return "Not found by the checks" if one.answer is Answer.CONFIRM else ""


def _place(one: Opinion) -> str:
    owner = f"Person {one.person}" if one.person else ""
    part = PARTS[one.part] if one.part else "the picture"
    moment = f" at {time_code(one.at_s)}" if one.at_s is not None else ""
    place = f"{owner}, {part}" if owner else part[0].upper() + part[1:]
    return f"{place}{moment}"


def _named(judge: str, model: str) -> str:
    words = [printable(word) for word in (judge, model) if word]
    return ", ".join(dict.fromkeys(words)) or "A judge"
