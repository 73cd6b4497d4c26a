"""What was asked and what a model wrote come in; opinions come out, everything checked and nothing believed.

An entry that does not fit is left out with a note in our own words; an answer with nothing usable is unclear.
A count by names that contradicts its own judgement makes that judgement unsure. What is said of a control is
no opinion: it is compared with what is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from agent_plugin.tools.domain import Answer, Box, Category, Finding, Opinion, Specialist
from agent_plugin.tools.errors import JudgeUnclear
from agent_plugin.tools.opinion.answers.reading import HINT, entries, fitting
from agent_plugin.tools.opinion.asking.forms import BlindForm, Form, Json, PointedForm
from agent_plugin.tools.opinion.asking.looks import SPECIALTIES, Look
from agent_plugin.tools.opinion.asking.planned import Planned
from agent_plugin.tools.opinion.asking.wording import labels, listed
from agent_plugin.tools.policy.opinion import JudgeRules
from agent_plugin.tools.words import printable

_VERDICTS = {"sound": Answer.REFUTE, "defect": Answer.CONFIRM, "cannot_tell": Answer.UNSURE}
_TWICE = "{} was answered more than once: the further answer is left out."
_FIVE = 5  # digits of a hand
_F = TypeVar("_F", BlindForm, PointedForm)


@dataclass(frozen=True)
class Read:
    """What an answer was good for, and a sentence for everything in it that was not."""

    opinions: tuple[Opinion, ...]
    notes: tuple[str, ...] = ()
    unanswered: int = 0  # pictures or findings that were asked about and got no usable answer
    controls: tuple[bool, ...] = ()  # of each control in the call: was it answered rightly?

    @property
    def is_whole(self) -> bool:
        """Was everything answered that was asked?"""
        return not self.unanswered


def read(
    planned: Planned,
    text: str,
    findings: Sequence[Finding],
    rules: JudgeRules,
    *,
    judge: str,
    model: str,
    unverified: bool = False,
    first: int = 1,
) -> Read:
    """Understand an answer.

    Args:
        planned: What was asked.
        text: What the model wrote; meant to be JSON, and not trusted.
        findings: All of the ad's, so that a blind opinion gets the number of the one it agrees with.
        rules: How long and how many.
        judge: The kind of judge.
        model: Its model.
        unverified: True for the chat host's own model.
        first: The number of the first opinion.

    Raises:
        JudgeUnclear: nothing in it can be used.
    """
    reading = _Reading(planned, findings, rules)
    rows = entries(text, rules, reading.notes)
    drafts = list(reading.blind(rows) if planned.look == "blind" else reading.pointed(rows))
    controls = reading.of_controls(rows)
    if not drafts:
        raise JudgeUnclear(f"Nothing in the answer can be used. {' '.join(reading.notes[:5])}".strip(), HINT)
    unanswered = reading.note_unanswered(drafts)
    given: dict[str, Any] = {"judge": printable(judge), "model": printable(model), "unverified": unverified}
    opinions = tuple(
        Opinion(number=number, look=planned.look, **given, **draft.fields)
        for number, draft in enumerate(drafts, start=first)
    )
    return Read(opinions, tuple(reading.notes), unanswered, controls)


@dataclass(frozen=True)
class _Draft:
    """An opinion's fields, and the number in the call that it answers."""

    number: int
    fields: dict[str, Any]


@dataclass
class _Reading:
    """One answer on its way."""

    planned: Planned
    findings: Sequence[Finding]
    rules: JudgeRules
    notes: list[str] = field(default_factory=list[str])

    def blind(self, rows: Sequence[Json]) -> Iterator[_Draft]:
        """An opinion for each picture, or for each further defect in it."""
        forms = [form for form in self._of_the_ad(rows, BlindForm) if self._known(form.picture)]
        forms = [self._of_specialty(form) for form in forms]
        flawed = {form.picture for form in forms if form.verdict == "defect"}
        done: set[tuple[int, Category | None]] = set()
        for form in forms:
            category = form.category if form.verdict == "defect" and form.category != "none" else None
            if (form.picture, category) in done or (form.picture in flawed and form.verdict != "defect"):
                self.notes.append(_TWICE.format(f"Picture {form.picture}"))
                continue
            done.add((form.picture, category))
            yield self._draft_blind(form, category)

    def pointed(self, rows: Sequence[Json]) -> Iterator[_Draft]:
        """An opinion for each finding that was asked about."""
        done: set[int] = set()
        for form in self._of_the_ad(rows, PointedForm):
            finding = self.planned.findings.get(form.finding)
            if finding is None:
                self.notes.append("An answer names a finding that was not asked about: it is left out.")
            elif form.finding in done:
                self.notes.append(_TWICE.format(f"Finding {form.finding}"))
            else:
                done.add(form.finding)
                yield self._draft_pointed(form, finding)

    def of_controls(self, rows: Sequence[Json]) -> tuple[bool, ...]:
        """Whether each control was answered rightly; one that was left out was not."""
        said: dict[int, list[Answer]] = {number: [] for number in self.planned.controls}
        if self.planned.look == "blind":
            for form in fitting(rows, BlindForm, []):
                if form.picture in said:
                    control = self.planned.controls[form.picture]
                    said[form.picture].append(_answer(form, control.specialist, form.category))
        else:
            for entry in fitting(rows, PointedForm, []):
                if entry.finding in said:
                    said[entry.finding].append(entry.answer)
        return tuple(control.is_right(said[number]) for number, control in self.planned.controls.items())

    def note_unanswered(self, drafts: Sequence[_Draft]) -> int:
        """Say which of the ad's numbers got no answer, and count them."""
        missed = sorted(set(self.planned.asked) - {draft.number for draft in drafts})
        if missed:
            what = "picture" if self.planned.look == "blind" else "finding"
            self.notes.append(f"Not answered: {what} {listed(missed)}.")
        return len(missed)

    def _of_the_ad(self, rows: Sequence[Json], form: type[_F]) -> list[_F]:
        """The entries that have the form, but for those about controls."""
        read_of = fitting(rows, form, self.notes)
        return [one for one in read_of if _number(one) not in self.planned.controls]

    def _draft_blind(self, form: BlindForm, category: Category | None) -> _Draft:
        look = self.planned.looks[form.picture]
        answer = _answer(form, look.specialist, category)
        if answer is not _VERDICTS[form.verdict]:
            self.notes.append(
                f"Picture {form.picture}: the digits named do not bear it out: it counts as unsure."
            )
        agreed = self._agreeing(look, category) if answer is Answer.CONFIRM else None
        counted = "; ".join(form.counted)
        described = f"{form.described} ({counted})" if counted else form.described
        fields = self._words(form, described) | {
            "answer": answer,
            "category": category,
            "named": len(form.counted),
            "finding": agreed,
            "person": look.person,
            "part": look.part,
            "prompt": labels(("common", look.specialist.value)),
        }
        return _Draft(form.picture, fields | _place(look))

    def _draft_pointed(self, form: PointedForm, finding: Finding) -> _Draft:
        look = self.planned.looks[self.planned.picture_of[form.finding]]
        fields = self._words(form, form.described) | {
            "answer": form.answer,
            "category": finding.category,
            "finding": finding.number,
            "person": finding.person,
            "part": finding.part,
            "prompt": labels(("pointed", "questions", look.specialist.value)),
        }
        return _Draft(form.finding, fields | _place(look))

    def _words(self, form: Form, described: str) -> dict[str, Any]:
        reason = f"{form.reason} ({form.where})" if form.where.strip() else form.reason
        return {
            "described": self._cut(described),
            "reason": self._cut(reason),
            "sureness": form.sureness,
        }

    def _cut(self, words: str) -> str:
        longest = self.rules.max_reason_chars
        line = printable(words)
        return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"

    def _known(self, picture: int) -> bool:
        if picture in self.planned.looks:
            return True
        self.notes.append("An answer names a picture that was not shown: it is left out.")
        return False

    def _of_specialty(self, form: BlindForm) -> BlindForm:
        """A category that is not the specialist's own says that something is odd, but not what."""
        specialist = self.planned.looks[form.picture].specialist
        if form.verdict != "defect" or form.category in SPECIALTIES[specialist]:
            return form
        self.notes.append(
            f"Picture {form.picture}: the category is none that this specialist judges; it is left out."
        )
        return form.model_copy(update={"category": "none"})

    def _agreeing(self, look: Look, category: Category | None) -> int | None:
        """The surest finding of the same category, of the same person or nobody's, that the picture shows."""
        fitting_ones = [
            one
            for one in self.findings
            if one.category is category
            and (one.person == look.person or None in (one.person, look.person))
            and _touch(one.box_xyxy, look.box_xyxy)
        ]
        return max(fitting_ones, key=lambda one: (one.score, -one.number)).number if fitting_ones else None


def _number(form: BlindForm | PointedForm) -> int:
    return form.picture if isinstance(form, BlindForm) else form.finding


def _answer(form: BlindForm, who: Specialist, category: object) -> Answer:
    """What a blind entry says; unsure where a hand's own count does not bear it out."""
    is_unsure = who is Specialist.HANDS and _miscounts(form, category)
    return Answer.UNSURE if is_unsure else _VERDICTS[form.verdict]


def _miscounts(form: BlindForm, category: object) -> bool:
    named = len(form.counted)
    if form.verdict == "sound":
        return named > _FIVE
    return category is Category.EXTRA_FINGER and 0 < named <= _FIVE


def _place(look: Look) -> dict[str, Any]:
    return {"specialist": look.specialist, "box_xyxy": look.box_xyxy, "at_s": look.at_s}


def _touch(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0 and down > 0
