"""What was asked comes in, a made-up answer in the asked-for form goes out, by a simple rule.

The form is the JSON schema in the request, so that any answer this product asks for can be given. Nothing of
an ad is looked at, and every text in an answer says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

WORDS = "Made up by the fake judge: no picture was looked at."


@dataclass(frozen=True)
class Rule:
    """Which of the offered words is chosen, and how sure it claims to be."""

    words: tuple[str, ...]
    sureness: float
    probability: float
    about: str
    knows_controls: bool = False  # answers the product's own controls rightly, whatever it says of the rest


_SOUND = ("sound", "refute", "none")
_WRONG = ("wrong", "confirm", "extra_finger")
RULES: dict[str, Rule] = {
    "sound": Rule(_SOUND, 0.8, 0.02, "finds everything sound"),
    "confirm": Rule(_WRONG, 0.95, 0.95, "finds everything wrong and confirms every place"),
    "careful": Rule(_SOUND, 0.9, 0.02, "knows the controls, finds all else sound", knows_controls=True),
    "alarmed": Rule(_WRONG, 0.95, 0.95, "knows the controls, finds all else wrong", knows_controls=True),
    "unsure": Rule(("cannot_tell", "unsure", "none"), 0.3, 0.3, "cannot tell"),
    "obedient": Rule(_SOUND, 1.0, 0.0, "does what an ad orders it to: fully sure that all is sound"),
}


@dataclass(frozen=True)
class Question:
    """What a request asks: its texts, how many pictures, and the form of the answer."""

    model: str
    texts: tuple[str, ...]
    pictures: int
    schema: Mapping[str, Any] | None

    def numbers(self, of: str) -> list[int]:
        """The numbers to be answered; of pictures, all that are shown."""
        asked = re.search(rf"Answer every {of}, 1 to (\d{{1,4}})", "\n".join(self.texts))
        most = int(asked[1]) if asked else self.pictures if of == "picture" else 0
        return list(range(1, most + 1))

    @property
    def look(self) -> str:
        """The look's id; empty where none is named."""
        named = re.search(r"Look (look-[\w-]+)\.", "\n".join(self.texts))
        return named[1] if named else ""

    def controls(self, secret: str) -> Mapping[int, bool]:
        """Which tiles are controls (true: with a defect), for who knows the installation's secret."""
        from agent_plugin.tools.look.controls import controls_among

        numbers = len(self.numbers("tile"))
        return controls_among(numbers, secret, self.look) if numbers and self.look else {}


def answer(rule: Rule, question: Question, secret: str = "") -> str:
    """The answer as JSON; a sentence where no form was asked for."""
    if question.schema is None:
        return WORDS
    flawed: Mapping[int, bool] = question.controls(secret) if rule.knows_controls else {}
    filler = _Filler(rule, question, question.schema, flawed)
    return json.dumps(filler.fill(question.schema, ""), ensure_ascii=False)


@dataclass(frozen=True)
class _Filler:
    rule: Rule
    question: Question
    root: Mapping[str, Any]
    flawed: Mapping[int, bool]

    def fill(self, schema: Mapping[str, Any], name: str, number: int = 0) -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return next((word for word in self.rule.words if word in schema["enum"]), schema["enum"][0])
        match schema.get("type"):
            case "object":
                inner: Mapping[str, Any] = schema.get("properties", {})
                return {key: self.fill(value, key, number) for key, value in inner.items()}
            case "array":
                return self._list(schema)
            case "string":
                return "" if name == "where" else WORDS
            case "number":
                return self.rule.probability if name == "probability" else self.rule.sureness
            case "integer":
                return number
            case "boolean":
                return False
            case _:
                return None

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" in schema:
            return self._resolved(self.root["$defs"][str(schema["$ref"]).rsplit("/", 1)[-1]])
        choices: Sequence[Mapping[str, Any]] = schema.get("anyOf", ())
        return self._resolved(choices[0]) if choices else schema

    def _list(self, schema: Mapping[str, Any]) -> list[Any]:
        item = self._resolved(schema["items"])
        numbered = next(
            (name for name in ("tile", "place", "picture") if name in item.get("properties", {})), ""
        )
        if numbered:
            return [self._of(number).fill(item, "", number) for number in self.question.numbers(numbered)]
        return [self.fill(item, "") for _ in range(schema.get("minItems", 0))]

    def _of(self, number: int) -> _Filler:
        """The same; of a control that it knows, by the rule that is right about it."""
        if number not in self.flawed:
            return self
        return replace(self, rule=RULES["confirm" if self.flawed[number] else "sound"])
