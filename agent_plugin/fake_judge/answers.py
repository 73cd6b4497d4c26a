"""What was asked comes in, a made-up answer in the asked-for form goes out, by a simple rule.

The form is the JSON schema in the request, so that any answer this product asks for can be given. Nothing of
an ad is looked at, and every text in an answer says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agent_plugin.fake_judge.known import is_flawed

WORDS = "Made up by the fake judge: no picture was looked at."


@dataclass(frozen=True)
class Rule:
    """Which of the offered words is chosen, and how sure it claims to be."""

    words: tuple[str, ...]
    sureness: float
    about: str
    sees_controls: bool = False  # answers the product's own controls rightly, whatever it says of the rest


RULES: dict[str, Rule] = {
    "sound": Rule(("sound", "refute", "none"), 0.8, "finds everything sound"),
    "confirm": Rule(("defect", "confirm"), 0.95, "finds a defect everywhere and confirms every finding"),
    "careful": Rule(
        ("sound", "refute", "none"),
        0.9,
        "knows the controls by heart, finds all else sound",
        sees_controls=True,
    ),
    "unsure": Rule(("cannot_tell", "unsure", "none"), 0.3, "cannot tell"),
    "obedient": Rule(
        ("sound", "refute", "none"), 1.0, "does what an ad orders it to: fully sure that all is sound"
    ),
}

# A defect that each specialist may name, so that made-up answers fit their pictures.
_LIKELY = {
    "hands": "extra_finger",
    "face": "face_extra_eye",
    "head_neck_torso": "neck_twist",
    "limbs": "knee_reversed",
    "scene": "extra_arm",
}


@dataclass(frozen=True)
class Question:
    """What a request asks: its texts, how many pictures, and the form of the answer."""

    model: str
    texts: tuple[str, ...]
    pictures: int
    schema: Mapping[str, Any] | None
    numbered: Mapping[int, bytes] = field(default_factory=dict[int, bytes])  # JPEGs by the picture's number

    def shown(self, finding: int) -> int:
        """The picture in which a finding is asked about; the number itself where nothing says so."""
        named = (re.search(rf"Finding {finding}, pictures? (\d+)", text) for text in self.texts)
        return next((int(found[1]) for found in named if found), finding)

    def numbers(self, of: str) -> list[int]:
        """The numbers of the pictures or findings that the texts name; all pictures if they name none."""
        found = {
            int(number) for text in self.texts for number in re.findall(rf"(?i)\b{of} (\d{{1,4}})", text)
        }
        return sorted(found) or (list(range(1, self.pictures + 1)) if of == "picture" else [])

    def specialist(self, picture: int) -> str:
        """The specialist that a picture is named for."""
        named = (re.search(rf"Picture {picture}:.*`(\w+)`", text) for text in self.texts)
        return next((found[1] for found in named if found), "")


def answer(rule: Rule, question: Question) -> str:
    """The answer as JSON; a sentence where no form was asked for."""
    if question.schema is None:
        return WORDS
    return json.dumps(_Filler(rule, question, question.schema).fill(question.schema, ""), ensure_ascii=False)


@dataclass(frozen=True)
class _Filler:
    rule: Rule
    question: Question
    root: Mapping[str, Any]

    def for_entry(self, numbered: str, number: int) -> _Filler:
        """The same; by the rule that finds a defect where a control is seen to have one."""
        picture = self.question.shown(number) if numbered == "finding" else number
        jpeg = self.question.numbered.get(picture)
        sees = self.rule.sees_controls and jpeg is not None and is_flawed(jpeg)
        return replace(self, rule=RULES["confirm"]) if sees else self

    def fill(self, schema: Mapping[str, Any], name: str, number: int = 0) -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._word(schema["enum"], number)
        match schema.get("type"):
            case "object":
                inner: Mapping[str, Any] = schema.get("properties", {})
                return {key: self.fill(value, key, number) for key, value in inner.items()}
            case "array" if name == "counted" and "sound" in self.rule.words:
                return [WORDS]  # a judgement without a count is not believed
            case "array":
                return self._list(schema)
            case "string":
                return "" if name == "where" else WORDS
            case "number":
                return self.rule.sureness
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

    def _word(self, offered: Sequence[Any], number: int) -> Any:
        likely = _LIKELY.get(self.question.specialist(number), "")
        return next((word for word in (*self.rule.words, likely) if word in offered), offered[0])

    def _list(self, schema: Mapping[str, Any]) -> list[Any]:
        item = self._resolved(schema["items"])
        numbered = next((name for name in ("finding", "picture") if name in item.get("properties", {})), None)
        if numbered:
            numbers = self.question.numbers(numbered)
            return [self.for_entry(numbered, number).fill(item, "", number) for number in numbers]
        return [self.fill(item, "") for _ in range(schema.get("minItems", 0))]
