"""A configured judge looks: a review comes in, the judge's look is kept beside it, blind and then pointed.

One request for the sheets, and one more only where the look and the checks differ. A reply that cannot be
read goes back once with what was wrong with it. Whatever fails becomes a look that does not count and says
why: the ad then waits for a person.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError

from agent_plugin import prompts
from agent_plugin.tools.domain import Review
from agent_plugin.tools.errors import JudgeError, JudgeUnclear, LastLookError, UsageError
from agent_plugin.tools.judges.cache import ReplyCache
from agent_plugin.tools.judges.jsontext import json_object
from agent_plugin.tools.judges.judge import Ask, Judge, Picture, Reply
from agent_plugin.tools.look.answers import BlindForm, PointedForm
from agent_plugin.tools.look.asking.ledger import Ledger
from agent_plugin.tools.look.asking.manner import Manner, Prices
from agent_plugin.tools.look.asking.schemas import blind_schema, pointed_schema
from agent_plugin.tools.look.desk import LookDesk, Question, Took
from agent_plugin.tools.look.wording import fence, prompt_labels
from agent_plugin.tools.policy import STANDARD, Policy
from agent_plugin.tools.store import Store
from agent_plugin.tools.words import printable

_F = TypeVar("_F", bound=BaseModel)
_HINT = "Ask once more, or choose another model."


class _Places(BaseModel):
    """A pointed answer as a judge writes it."""

    places: tuple[PointedForm, ...]
    probability: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)


class JudgeLooker:
    """Has one judge look at one review after the other."""

    def __init__(
        self,
        judge: Judge,
        *,
        manner: Manner | None = None,
        cache: ReplyCache | None = None,
        prices: Prices | None = None,
        policy: Policy = STANDARD,
    ) -> None:
        """Nothing is sent yet; without prices there is no budget to keep."""
        self.judge, self.manner, self.prices = judge, manner or Manner(), prices
        self.cache, self._policy = cache, policy

    @property
    def identity(self) -> str:
        """Who is asked, where and how: the same line, the same look to be had."""
        where = hashlib.sha256(self.judge.address.encode()).hexdigest()[:12]
        return f"{self.judge.kind} {self.judge.model} at {where}, {self.manner.identity}"

    def look_id(self, review: Review, brief: str = "") -> str:
        """The same for the same sheets, judge and brief: so are its controls, and its kept replies."""
        asked_what = "\n".join((self.identity, brief, *(sheet.sha256 for sheet in review.sheets)))
        return f"look-judge-{hashlib.sha256(asked_what.encode()).hexdigest()[:16]}"

    def has_looked(self, review: Review, brief: str = "") -> bool:
        """Is its look at this review had, whether or not it counts?"""
        wanted = self.look_id(review, brief)
        return any(look.id == wanted and look.tiles for look in review.looks)

    def look(self, store: Store, review: Review, *, brief: str = "", fresh: bool = False) -> Review:
        """The review with the judge's look; `fresh` asks again what was asked before."""
        desk = LookDesk(store, self._policy, self.manner.secret, self.manner.language)
        question = desk.ask(
            review,
            brief=brief,
            look=self.look_id(review, brief),
            whole=self.manner.send == "frame",
            kind="judge",
        )
        if question is None:
            return review
        try:
            return _Sitting(self, desk, question, fresh).run()
        except UsageError:  # it was looked at as often as a review may be: what is there stands
            return store.get(review.id)


class _Sitting:
    """One look of one judge: what it cost is counted over all its requests."""

    def __init__(self, looker: JudgeLooker, desk: LookDesk, question: Question, fresh: bool) -> None:
        self._looker, self._desk, self._question, self._fresh = looker, desk, question, fresh
        self._rules = looker.manner.rules
        self._ledger = Ledger(self._rules, looker.prices)
        self._began_s = time.monotonic()
        self._model = printable(looker.judge.model)
        self._sent: tuple[str, ...] = ()

    def run(self) -> Review:
        look, numbers = self._question.look, self._question.numbers
        try:
            form = self._answered(
                request_of(self._question),
                BlindForm,
                lambda one: _check_numbers((row.tile for row in one.tiles), numbers, "tile"),
            )
        except LastLookError as error:
            why = f"the judge gave no look: {printable(str(error))}"
            return self._desk.fail(look, self._model, why, self._took())
        handed = self._desk.hand_in(look, form, kind="judge", who=self._model, took=self._took())
        return handed.review if handed.further is None else self._pointed(handed.further)

    def _pointed(self, further: Question) -> Review:
        """Where no answer can be had, the blind look stands, and the places are told as open."""
        numbers = further.numbers
        try:
            form = self._answered(
                request_of(further),
                _Places,
                lambda one: _check_numbers((row.place for row in one.places), numbers, "place"),
            )
        except LastLookError as error:
            why = f"The judge gave no answer: {printable(str(error))}"
            form = _Places(
                places=tuple(PointedForm(place=n, answer="unsure", sureness=0, reason=why) for n in numbers)
            )
        again = form.probability
        return self._desk.point(further.look, form.places, probability=again, took=self._took()).review

    def _answered(self, ask: Ask, form: type[_F], check: Callable[[_F], None]) -> _F:
        """The reply, read and found whole; once more with what was wrong, if it is not."""
        looker, cache = self._looker, self._looker.cache

        def understood(text: str) -> _F:
            found = _read(text, form, self._rules.max_answer_chars)
            check(found)
            return found

        known = cache.get(looker.judge, ask) if cache and not self._fresh else None
        if known is not None:
            with suppress(JudgeUnclear):  # kept by a version that read it otherwise
                found = understood(known.text)
                self._ledger.from_cache()
                self._model = printable(known.model or self._model)
                return found
        repairs, asked = self._rules.repairs, ask
        while True:
            text = ""
            try:
                reply = self._asked(asked)
                text = reply.text
                found = understood(text)
            except JudgeUnclear as error:
                if repairs <= 0:
                    raise
                repairs -= 1
                asked = _repaired(ask, text, error.message, self._rules.max_reason_chars)
            else:
                if cache:
                    cache.put(looker.judge, ask, reply)
                return found

    def _asked(self, ask: Ask) -> Reply:
        """One request, if time and money hold it."""
        if time.monotonic() - self._began_s >= self._rules.total_s:
            raise JudgeError(
                f"No look came within the {self._rules.total_s:g} seconds for one ad.", "Try again later."
            )
        reserved_usd = self._ledger.reserve(ask)
        if reserved_usd is None:
            raise JudgeError(
                f"It might have cost more than the {self._rules.max_usd:.2f} USD for one ad.",
                "Raise LASTLOOK_JUDGE_MAX_USD.",
            )
        self._sent += _sent_lines(self._looker.judge, ask)
        try:
            reply = self._looker.judge.answer(ask)
        except LastLookError:
            self._ledger.settle(reserved_usd, None)
            raise
        except Exception as error:  # its words may hold a key
            self._ledger.settle(reserved_usd, None)
            raise JudgeError(f"It failed unexpectedly ({type(error).__name__}).", "Try again.") from error
        self._ledger.settle(reserved_usd, reply)
        self._model = printable(reply.model or self._model)
        return reply

    def _took(self) -> Took:
        return Took(self._ledger.cost(time.monotonic() - self._began_s), self._sent)


def request_of(question: Question) -> Ask:
    """The request for a question, as it is sent."""
    is_blind = not question.places
    name = "look blind" if is_blind else "look pointed"
    schema = blind_schema() if is_blind else pointed_schema()
    content: list[str | Picture] = []
    for number, one in enumerate(question.pictures, start=1):
        content += [f"Sheet {number}:", Picture(f"Sheet {number}", one.jpeg, one.width, one.height)]
    if question.brief:
        content.append(question.brief)
    what = "tile" if is_blind else "place"
    content.append(
        f"Answer every {what}, 1 to {len(question.numbers)}, in the given form. Look {question.look}."
    )
    return Ask(name, prompt_labels(), question.instructions, tuple(content), schema)


def _read(text: str, form: type[_F], longest: int) -> _F:
    """The JSON object in a reply, in the asked-for form.

    Raises:
        JudgeUnclear: there is none.
    """
    if len(text) > longest:
        raise JudgeUnclear(f"The answer is longer than {longest} characters.", _HINT)
    needed = [name for name, field in form.model_fields.items() if field.is_required()]
    try:
        return form.model_validate_json(json_object(text, needed))
    except ValidationError as error:
        fields = {str(one["loc"][0]) for one in error.errors(include_input=False) if one["loc"]}
        wrong = ", ".join(sorted(fields)) or "it is no JSON object"
        raise JudgeUnclear(f"The answer is not of the asked-for form ({wrong}).", _HINT) from None
    except RecursionError:
        raise JudgeUnclear("The answer is not of the asked-for form (too deep).", _HINT) from None


def _check_numbers(answered: Iterable[int], asked: Iterable[int], what: str) -> None:
    """Is all answered that was asked, and nothing else?

    Raises:
        JudgeUnclear: it is not.
    """
    numbers, known = frozenset(answered), frozenset(asked)
    left_out, unknown = sorted(known - numbers), sorted(numbers - known)
    if left_out:
        numbers_left = ", ".join(map(str, left_out))
        raise JudgeUnclear(f"A {what} was left out, of these numbers: {numbers_left}.", _HINT)
    if unknown:
        raise JudgeUnclear(f"There is no {what} {unknown[0]}.", _HINT)


def _sent_lines(judge: Judge, ask: Ask) -> tuple[str, ...]:
    """A line for each picture that leaves this machine, and where it goes."""
    if not judge.leaves_machine:
        return ()
    host = judge.address.partition("/")[0]
    to = printable(f"{judge.kind}, {judge.model}{f' at {host}' if host else ''}")
    return tuple(
        f"{one.name} ({ask.name}), {one.width} by {one.height} pixels, {len(one.jpeg) / 1000:.0f} kB, to {to}"
        for one in ask.pictures
    )


def _repaired(ask: Ask, text: str, wrong: str, longest: int) -> Ask:
    """The same request once more, with the beginning of the unreadable answer and what was wrong with it."""
    answer = printable(text[: 4 * longest])[:longest]
    repair = prompts.render("repair", wrong=printable(wrong), fence=fence(answer), answer=answer)
    return Ask(ask.name, ask.prompt, ask.instructions, (*ask.content, repair), ask.answer_schema)
