"""A review comes in; the pieces of an answer in either language go out. Nothing is added to the review.

English takes the review's own sentences; Chinese puts the same fields by `prompts/chat_zh_names.md` and the
table of categories.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent_plugin.chat.questions import Language, covered
from agent_plugin.chat.speech import joined, listed, phrase, plain
from agent_plugin.prompts import line
from agent_plugin.tools.domain import (
    Finding,
    NotChecked,
    Part,
    PersonSeen,
    Reason,
    Review,
    SignOff,
    VerdictValue,
)
from agent_plugin.tools.words import PARTS, mid_sentence, time_code, value_of

_GROUPS = ("hand", "face", "neck", "head", "arm", "leg", "foot", "body")  # the nearest remedy first


def _zh(key: str, /, **values: object) -> str:
    return line("chat_zh_names", key, **values)


@dataclass(frozen=True)
class Phrasing:
    """One review in one language."""

    review: Review
    language: Language
    label: str = ""  # what the ad is called where several have its name
    signs: tuple[SignOff, ...] = ()  # what persons decided on it, as far as it was asked for
    shown: frozenset[str] | None = (
        None  # names of the pictures that stand with the answer; none: nobody asked
    )

    def phrase(self, key: str, /, **values: object) -> str:
        """A sentence in the language of the answer."""
        return phrase(self.language, key, **values)

    @property
    def name(self) -> str:
        """The ad's name, safe to show."""
        return plain(self.label or self.review.media.name)

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        verdict = self.review.verdict
        if self.language == "en":
            return verdict.sentence
        if verdict.value is VerdictValue.NO_PEOPLE:
            return _zh("sentence_nobody")
        if verdict.value is VerdictValue.PUBLISH:
            if self.is_open:
                return _zh("sentence_checks_alone", what=self._aside())
            return _zh("sentence_publish", what=self._aside(), name=self._who())
        reasons = [*dict.fromkeys(self.title(one) for one in self.review.counting)]
        reasons += [_zh("sentence_nobody_looked")] if self.is_open else []
        is_elsewhere = any(one.reason is Reason.ELSEWHERE for one in self.review.not_checked)
        reasons += [_zh("reason_elsewhere")] if is_elsewhere else []
        reasons += self._undisclosed_zh()
        reasons = reasons or ([_zh("sentence_seen_wrong", name=self._who())] if self._who() else [])
        what = joined("zh", reasons) or plain(verdict.sentence)
        return _zh(f"sentence_{verdict.value.value}", what=what)

    def _undisclosed_zh(self) -> list[str]:
        """The markets whose marks are missing in the file."""
        missing = self.review.disclosure.missing if self.review.disclosure else ()
        markets = joined("zh", dict.fromkeys(one.market for one in missing))
        return [_zh("reason_disclosure", what=markets)] if markets else []

    @property
    def is_open(self) -> bool:
        """Is there something to look at, and has nobody looked yet so that it counts?"""
        return bool(self.review.sheets) and not any(look.counts for look in self.review.looks)

    def looked_at(self) -> str:
        """Who looked, or how somebody can; empty where there is nothing to look at or the verdict says it."""
        if self.is_open:
            return self.phrase("look_open", how=f"lastlook look {self.review.id}")
        names_them = self.review.verdict.value is VerdictValue.PUBLISH  # the sentence names them
        return "" if names_them or not self.review.looks else self.phrase("looked_by", what=self._who())

    def who_looked(self) -> list[str]:
        """The same as a line, or none."""
        return [looked] if (looked := self.looked_at()) else []

    def checked_of(self, person: PersonSeen) -> str:
        """Which parts of somebody were looked at."""
        if not person.checked:
            return self.phrase("people_nothing")
        names = [PARTS[one] if self.language == "en" else _zh(f"part_{one.value}") for one in person.checked]
        return self.phrase("people_checked", what=joined(self.language, names))

    def _who(self) -> str:
        """Who looked so that it counts."""
        counted = [plain(look.who) for look in self.review.looks if look.counts]
        return joined(self.language, dict.fromkeys(counted))

    def _aside(self) -> str:
        weak, missed = len(self.review.weak_signs), len(self.review.not_checked)
        asides = [_zh("aside_weak", count=weak)] if weak else []
        asides += [_zh("aside_unchecked", count=missed)] if missed else []
        return _zh("aside", what="，".join(asides)) if asides else ""

    def verdict(self) -> str:
        """The verdict as it stands in an answer, and what a person decided."""
        verdict = self.phrase("verdict_of", name=self.name, sentence=self.sentence)
        return f"{verdict} {self.standing()}" if self.signs else verdict

    def standing(self) -> str:
        """The decision that stands; each signature replaces the one before it."""
        return self.phrase("states", what=self.signed(self.signs[-1])) if self.signs else ""

    def verdict_at_length(self) -> str:
        """The same, what follows from it, and who looked."""
        note = f"{self.verdict()} {self.phrase(f'note_{self.review.verdict.value.value}')}"
        return "\n\n".join(one for one in (note, self.looked_at()) if one)

    def title(self, finding: Finding) -> str:
        """What was found, in few words."""
        return finding.category.row.title if self.language == "en" else finding.category.row.title_zh

    def what(self, finding: Finding) -> str:
        """What was found, in a sentence."""
        return plain(finding.for_marketer) if self.language == "en" else finding.category.row.sentence_zh

    def place(self, finding: Finding) -> str:
        """Whose part, and where in the picture."""
        if self.language == "en":
            from agent_plugin.tools.evidence.phrases import place_of

            place = place_of(finding, self.review.media)
            place = place[0].lower() + place[1:]
            return place if finding.person else place.removeprefix("nobody's, ")
        part = _zh(f"part_{finding.part.value}")
        return _zh("whose", count=finding.person, part=part) if finding.person else part

    def moment(self, finding: Finding) -> str:
        """When it is seen; empty for a still."""
        if finding.at_s is None:
            return ""
        if self.language == "en":
            from agent_plugin.tools.evidence.phrases import moment_of

            return moment_of(finding)
        worst = time_code(finding.at_s)
        if finding.start_s is None or finding.end_s is None:
            return _zh("worst", count=worst)
        return _zh("span", what=time_code(finding.start_s), when=time_code(finding.end_s), count=worst)

    def finding(self, finding: Finding) -> str:
        """One finding in a line."""
        moment = self.moment(finding)
        return self.phrase(
            "why_item",
            number=finding.number,
            title=self.title(finding),
            when=self.phrase("when", moment=moment) if moment else "",
            what=self.what(finding).rstrip(".。"),
            score=f"{finding.score:.2f}",
            place=self.place(finding),
        )

    def why(self) -> str:
        """Each finding that counts, and the weak signs in a line."""
        counting = [self.finding(one) for one in self.review.counting]
        findings = (
            "\n".join([self.phrase("why_head"), "", *counting]) if counting else self.phrase("why_none")
        )
        return "\n\n".join([findings, *self.weak()])

    def weak(self) -> list[str]:
        """The signs that do not count, in one line or none."""
        named = self.weak_items(self.review.weak_signs)
        return [self.phrase("weak", what=joined(self.language, named))] if named else []

    def weak_items(self, findings: Iterable[Finding]) -> list[str]:
        """The strongest of them."""
        from agent_plugin.tools.evidence.phrases import strongest

        return [self.weak_item(one) for one in strongest(findings)]

    def weak_item(self, finding: Finding) -> str:
        """A weak sign within a sentence."""
        title = mid_sentence(finding.category) if self.language == "en" else self.title(finding)
        return self.phrase("weak_item", title=title, score=f"{finding.score:.2f}")

    def evidence(self) -> str:
        """Which pictures there are."""
        pictures = [one for one in self.review.evidence if one.media_type.startswith("image/")]
        kinds = [one.kind for one in pictures if one.file in (self.shown or ())]
        if pictures and self.shown is None:
            return self.phrase("evidence_ask")
        named = [self.phrase(f"evidence_{kind}") for kind in dict.fromkeys(kinds) if kind != "report"]
        return (
            self.phrase("evidence", what=joined(self.language, named))
            if named
            else self.phrase("evidence_none")
        )

    def missed(self, parts: Sequence[NotChecked] | None = None) -> list[str]:
        """What was not checked and why, the same once."""
        chosen = self.review.not_checked if parts is None else parts
        if self.language == "en":
            from agent_plugin.tools.evidence.phrases import not_checked

            return list(dict.fromkeys(plain(why) for _, why in not_checked(chosen)))
        return list(dict.fromkeys(self._missed_zh(one) for one in chosen))

    def _missed_zh(self, one: NotChecked) -> str:
        if one.reason is Reason.ELSEWHERE:
            return _zh("reason_elsewhere")
        part = _zh(f"part_{one.part.value}")
        owner = _zh("whose", count=one.person, part=part) if one.person else part
        return _zh("because", part=owner, what=_zh(f"reason_{one.reason.value}"))

    def unchecked(self) -> str:
        """What was not checked, always with what never is."""
        missed, also = self.missed(), self.phrase("unchecked_also")
        if missed:
            return "\n\n".join((self.phrase("unchecked_head"), listed([*missed, also])))
        nobody = not self.review.people
        return f"{self.phrase('unchecked_nobody' if nobody else 'unchecked_none')} {also}"

    def next_steps(self) -> str:
        """What a marketer can do now."""
        steps = self.remedies()
        if self.is_open:
            steps.append(self.phrase("next_sheet"))
        elif self.review.verdict.value is VerdictValue.REVIEW:
            steps.append(self.phrase("next_look"))
        if self.review.counting:
            steps += [self.phrase("next_designer"), self.phrase("next_again")]
        elif self.review.not_checked or not self.review.people:
            steps.append(self.phrase("next_unchecked"))
        steps.append(self.phrase("next_sign"))
        return "\n\n".join((self.phrase("next_head"), listed(dict.fromkeys(steps))))

    def remedies(self) -> list[str]:
        """How each finding that counts can be repaired."""
        steps: list[str] = []
        for finding in self.review.counting:
            steps.append(self.phrase(f"fix_{group_of(finding.part)}"))
            if finding.start_s is not None and finding.end_s is not None:
                span = f"{time_code(finding.start_s)}-{time_code(finding.end_s)}"
                steps.append(self.phrase("fix_video", moment=span))
        return list(dict.fromkeys(steps))

    def measured(self, finding: Finding) -> list[str]:
        """The numbers behind a finding, each once; in Chinese their English names are left out."""
        if self.language == "zh":
            return []
        numbers = {plain(one.name): one for one in finding.measurements}
        return [
            self.phrase("measure", what=f"{name} {value_of(one)}", how=plain(one.usual) or "-")
            for name, one in numbers.items()
        ]

    def part(self, group: str) -> str:
        """The name of a group of parts."""
        return _zh(f"group_{group}") if self.language == "zh" else group

    def signed(self, one: SignOff) -> str:
        """A signature in a line."""
        if self.language == "en":
            return plain(one.sentence)
        note = f" “{plain(one.note)}”" if one.note else ""
        against = _zh("against") if one.is_against_the_verdict else ""
        looked = "" if one.looked is None else _zh("looked" if one.looked else "not_looked")
        looked = "" if one.decision == "withdraw" else looked
        return _zh(
            f"decided_{one.decision}",
            name=plain(one.reviewer),
            when=f"{one.at:%Y-%m-%d %H:%M}",
            what=looked + against + note,
        )

    def length(self) -> str:
        """How long a video is."""
        return time_code(self.review.media.duration_s or 0.0)


def group_of(part: Part) -> str:
    """The group whose remedy is nearest to a part."""
    return next((name for name in _GROUPS if part.value in covered(name)), "body")
