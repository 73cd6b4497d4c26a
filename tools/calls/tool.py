"""What a tool is: a name, words for a model, arguments as a form, and a function; every face shows the same.

Comes in: what a tool needs (the toolbox) and arguments that a model wrote, not yet believed. Goes out: text
for the model, data for programs and pictures. Imports nothing heavy.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agent_plugin.tools.calls.line import Line
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.media.arriving.door import Door
from agent_plugin.tools.progress import OnProgress, unreported

if TYPE_CHECKING:
    from agent_plugin.tools.calls.jobs import Jobs
    from agent_plugin.tools.domain import Review
    from agent_plugin.tools.look.asking.manner import Manner
    from agent_plugin.tools.look.asking.wish import Mode
    from agent_plugin.tools.store import Store

_LONGEST_ID = 100  # of characters; what is longer is no id, and not worth repeating in an error
REVIEW = "The review's id, or the beginning of it"
ReviewId = Annotated[str, Field(max_length=_LONGEST_ID, description=REVIEW)]
AD = (
    "The picture or video: a path inside the allowed folders (list_ads names them), an https address, or the "
    "bytes as a data: address or base64 (up to 3 MB)"
)
Brief = Annotated[
    str,
    Field(
        max_length=2000,
        description="What the ad is meant to show, in the user's words, if they said so",
    ),
]
_NOT_LISTED = ("title", "description")  # those of the whole are our own notes
NO_DOOR = Door()  # opens for nobody


class Arguments(BaseModel):
    """What a model may hand to a tool: nothing beyond the fields that are described."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        """Null stands for what is left out: many models name every argument."""
        if not isinstance(given, Mapping):
            return given  # pydantic says what is wrong with it
        fields = cls.model_fields
        return {
            name: value
            for name, value in cast("Mapping[str, Any]", given).items()
            if value is not None or name not in fields or fields[name].is_required()
        }


class Reviews(Protocol):
    """What reviews an ad."""

    def review(
        self,
        path: Path,
        *,
        fresh: bool = False,
        second_opinion: Mode = "auto",
        brief: str = "",
        thorough: bool = False,
        markets: tuple[str, ...] = (),
        on_progress: OnProgress | None = None,
    ) -> Review:
        """Look at one ad."""
        ...


class Signature(BaseModel):
    """What a person answers when asked to sign."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reviewer: str = Field(min_length=1, max_length=200, description="Your name")
    decision: Literal["approve", "reject"] = Field(description="May this ad run?")
    note: str = Field(default="", max_length=2000, description="Why, if you like to say")


AskPerson = Callable[[str], Signature | None]
"""Puts a question to the person at the screen; none when they decline."""


@dataclass(frozen=True)
class Toolbox:
    """What the tools work with; whoever shows them makes it once, and hands each call its own ears."""

    store: Store
    reviewer: Reviews
    manner: Manner
    door: Door = NO_DOOR
    jobs: Jobs | None = None  # none where a face cannot keep anything running
    ask_person: AskPerson | None = None  # none where a face reaches no person
    has_eyes: bool = True  # does whoever calls see the pictures of a result?
    sign_elsewhere: str = ""  # how else a person may sign here, in words that end in "or "
    on_progress: OnProgress = unreported
    caller: str = ""  # who calls, where a face has several: each may have so many ads fetched at once
    turns: Line = field(default_factory=Line)  # the models look at one ad at a time

    @contextmanager
    def at_hand(self, ad: str) -> Generator[Path]:
        """The ad as a file, if it may be read."""
        fetching = lambda: self.on_progress("fetching the ad", 0.0)  # noqa: E731
        with self.door.at_hand(ad, fetching, self.caller) as path:
            yield path

    def review(
        self,
        path: Path,
        *,
        fresh: bool = False,
        second_opinion: Mode = "auto",
        brief: str = "",
        thorough: bool = False,
        markets: tuple[str, ...] = (),
    ) -> Review:
        """Review one ad when its turn comes."""
        with self.turns.turn(self.on_progress):
            return self.reviewer.review(
                path,
                fresh=fresh,
                second_opinion=second_opinion,
                brief=brief,
                thorough=thorough,
                markets=markets,
                on_progress=self.on_progress,
            )


@dataclass(frozen=True)
class Shown:
    """A picture in a result."""

    name: str
    data: bytes
    media_type: str = "image/jpeg"
    is_for_looking: bool = False  # has controls in it: for the model that looks, not to be shown to a person

    @property
    def base64(self) -> str:
        """As most platforms take pictures."""
        return b64encode(self.data).decode("ascii")

    @property
    def address(self) -> str:
        """As a `data:` address."""
        return f"data:{self.media_type};base64,{self.base64}"


class Answer(BaseModel):
    """What every tool answers."""

    text: str = Field(default="", description="The answer in sentences; pass it on")


@dataclass(frozen=True)
class ToolResult:
    """What a tool answers: to a model text, a few fields and pictures; to programs and pages the records."""

    text: str
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    pictures: tuple[Shown, ...] = ()
    records: Mapping[str, Any] = field(default_factory=dict[str, Any])  # whole, as JSON: `review` and others

    @property
    def structured(self) -> dict[str, Any]:
        """The fields with the text among them, for hosts that hand on nothing else."""
        return {"text": self.text, **self.data}


@dataclass(frozen=True)
class Tool:
    """One thing that an agent may call."""

    name: str
    title: str
    description: str  # for the model that chooses
    arguments: type[Arguments]
    run: Callable[[Toolbox, Any], ToolResult]
    answers: type[Answer]  # the form of what is told
    is_read_only: bool = False
    is_idempotent: bool = False
    is_open_world: bool = False  # may talk to a machine other than this one

    def form(self) -> dict[str, Any]:
        """The form of its arguments as JSON Schema, whole in itself: not every platform follows a `$ref`."""
        return whole_schema(self.arguments)

    def answer_form(self) -> dict[str, Any]:
        """The form of the fields that it answers; what says nothing is left out, and never null."""
        form: dict[str, Any] = _lean(whole_schema(self.answers))
        return form

    def call(self, box: Toolbox, given: Mapping[str, Any]) -> ToolResult:
        """Run it with arguments from outside.

        Raises:
            UsageError: they do not fit the form.
            LastLookError: whatever the tool itself meets.
        """
        try:
            arguments = self.arguments.model_validate(given)
        except ValidationError as error:
            raise self.refusal(error) from None
        return self.run(box, arguments)

    def refusal(self, error: ValidationError) -> UsageError:
        """What is said of arguments that do not fit the form; the arguments themselves are not repeated."""
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part)[:_LONGEST_ID] for part in first["loc"]) or "the arguments"
        return UsageError(
            f"The tool {self.name} cannot use {where}: {first['msg']}.", "See the tool's arguments."
        )


def whole_schema(model: type[BaseModel]) -> dict[str, Any]:
    """A model's JSON Schema without references, and without the titles that repeat each field's name."""
    form = model.model_json_schema()
    kinds = form.pop("$defs", {})
    return {key: _in_place(value, kinds) for key, value in form.items() if key not in _NOT_LISTED}


def _lean(schema: Any) -> Any:
    """A schema without defaults and nulls, and without our notes on the kinds in it."""
    if isinstance(schema, list):
        return [_lean(one) for one in cast("list[object]", schema)]
    if not isinstance(schema, dict):
        return schema
    whole = cast("dict[str, Any]", schema)
    kinds: list[dict[str, Any]] = [one for one in whole.get("anyOf", ()) if one.get("type") != "null"]
    if len(kinds) == 1:
        whole = {key: value for key, value in whole.items() if key != "anyOf"} | kinds[0]
    has_note = "enum" in whole or whole.get("type") == "object"
    dropped = {"default", "description"} if has_note else {"default"}
    fields: dict[str, Any] = whole.get("properties", {})  # whose names may be any word
    made = {key: _lean(value) for key, value in whole.items() if key not in (*dropped, "properties")}
    return made | ({"properties": {name: _lean(one) for name, one in fields.items()}} if fields else {})


def _in_place(schema: Any, kinds: Mapping[str, Any]) -> Any:
    """A schema, with each kind that it refers to put where it does."""
    if isinstance(schema, list):
        return [_in_place(one, kinds) for one in cast("list[object]", schema)]
    if not isinstance(schema, dict):
        return schema
    whole = cast("dict[str, Any]", schema)
    if "$ref" in whole:
        kind = kinds[whole["$ref"].rpartition("/")[2]]
        whole = kind | {key: value for key, value in whole.items() if key != "$ref"}
    is_schema = not isinstance(whole.get("title"), dict)  # else it names fields, one of them so
    return {
        key: _in_place(value, kinds) for key, value in whole.items() if not (is_schema and key == "title")
    }
