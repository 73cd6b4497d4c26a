"""What the tests of the chat share: a reviewer with ready reviews, a toolbox on it, and a conversation."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, AnyMessage, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from PIL import Image

from agent_plugin.chat.agent import Assistant, Done, Step, Stop
from agent_plugin.chat.facts import facts_of
from agent_plugin.chat.limits import Limits
from agent_plugin.chat.models import Chatter
from agent_plugin.chat.offline.model import OfflineModel
from agent_plugin.tools.calls.tool import Toolbox
from agent_plugin.tools.domain import (
    Category,
    Evidence,
    Finding,
    Look,
    NotChecked,
    Part,
    PersonSeen,
    Reason,
    Review,
    VerdictValue,
)
from agent_plugin.tools.errors import MediaUnknown
from agent_plugin.tools.look.asking.manner import Manner
from agent_plugin.tools.media.arriving.door import Door
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.progress import OnProgress
from agent_plugin.tools.sheet.making import evidence_of, make_sheets
from agent_plugin.tools.sheet.moments import Moment
from agent_plugin.tools.store import Store
from agent_plugin.tools.weighing.later_looks import in_short
from agent_plugin.tools.weighing.verdict import decide
from tests.builders import AT_SCALE
from tests.conftest import made_review
from tests.evidence.samples import Still
from tests.look.desks import HEAD, PLACES, SECRET, noise

SEEN = (Part.HEAD, Part.LEFT_HAND, Part.LEFT_ARM, Part.RIGHT_ARM, Part.LEFT_FOOT)
BLURRED = NotChecked(
    person=1, part=Part.RIGHT_HAND, reason=Reason.BLURRED, explanation="Person 1's right hand is too blurred."
)


def _finding(number: int, category: Category, part: Part, score: float, **more: Any) -> Finding:
    return Finding(
        number=number,
        category=category,
        person=1,
        part=part,
        box_xyxy=(200, 20, 260, 80),
        score=score,
        for_marketer="The head seems to face backwards: no neck turns that far."
        if category is Category.NECK_TWIST
        else "A hand seems to have more than five fingers.",
        for_engineer="Measured.",
        **more,
    )


TWISTED = _finding(1, Category.NECK_TWIST, Part.NECK, 0.95, at_s=2.4, start_s=1.2, end_s=3.0)
SIX = _finding(1, Category.EXTRA_FINGER, Part.LEFT_HAND, 0.8)
SUSPECTED = _finding(1, Category.NECK_TWIST, Part.NECK, 0.8).model_copy(update={"box_xyxy": HEAD})
LONG = _finding(1, Category.LIMB_LENGTH, Part.LEFT_LEG, 0.44, at_s=1.0, start_s=0.5, end_s=2.0)
ADAS = Look(id="look-1", kind="person", who="Ada", at=datetime(2026, 11, 20, 9, tzinfo=UTC), probability=0.1)
ADS: dict[str, tuple[Finding, ...]] = {
    "neck.mp4": (TWISTED,),
    "fingers.jpg": (SIX,),
    "walk.mp4": (LONG,),
    "calm.jpg": (),
    "calmer.jpg": (SUSPECTED,),
}
TO_LOOK_AT = {"calm.jpg", "calmer.jpg"}
"""They come with a parts sheet, at which nobody has looked."""


class ReadyReviewer:
    """Knows the reviews of a few ads; what it does not know is no picture."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.reviewed: list[tuple[str, bool]] = []

    def review(
        self,
        path: Path,
        *,
        fresh: bool = False,
        second_opinion: str = "auto",
        brief: str = "",
        thorough: bool = False,
        markets: tuple[str, ...] = (),
        on_progress: OnProgress | None = None,
    ) -> Review:
        self.reviewed.append((path.name, fresh))
        if on_progress:
            on_progress("looking at people", 0.5)
        if path.name not in ADS:
            raise MediaUnknown(f"{path.name} is no picture or video.", "Give a JPEG, PNG or MP4.")
        review = review_of(path.name)
        with self._store.staging(review.id) as folder:
            review = with_sheet(review, folder) if path.name in TO_LOOK_AT else review
            for one in review.evidence:
                if one.kind != "sheet":
                    (folder / one.file).write_bytes(b"<p>")
                if one.media_type == "image/jpeg" and one.kind != "sheet":
                    Image.new("RGB", (60, 40), "grey").save(folder / one.file)
        self._store.save(review, folder)
        return review


def review_of(name: str) -> Review:
    """The review of one of `ADS`, fresh."""
    findings, is_video = ADS[name], name.endswith("mp4")
    person = PersonSeen(person=1, box_xyxy=(10, 10, 300, 400), checked=SEEN)
    looks = () if name in TO_LOOK_AT else (ADAS,)
    verdict = decide(findings, (BLURRED,), AT_SCALE, (person,), (), looks)
    pictures = [Evidence(kind="frame", file="annotated.jpg", media_type="image/jpeg", width=60, height=40)]
    if verdict.value is not VerdictValue.PUBLISH:
        crop = Evidence(kind="crop", file="finding-1.jpg", media_type="image/jpeg", finding=1)
        pictures.append(crop)
    plain = made_review(name)
    kind = {"kind": "video", "format": "MP4", "duration_s": 10.0} if is_video else {"format": "JPEG"}
    return plain.model_copy(
        update={
            "created_at": datetime.now(UTC),
            "media": plain.media.model_copy(update={"width": 320, "height": 480, **kind}),
            "verdict": verdict,
            "looks": looks,
            "looked_by": tuple(map(in_short, looks)),
            "findings": findings,
            "people": (person,),
            "not_checked": (BLURRED,),
            "evidence": (*pictures, *plain.evidence),
            "key": name,
        }
    )


def with_sheet(review: Review, folder: Path) -> Review:
    """The same with a parts sheet of noise, and the verdict that nobody has looked."""
    sheets = make_sheets(Still(noise()), [Moment(0.0, PLACES, 1, 1.0, 0)], review.findings, folder, STANDARD)
    verdict = decide(review.findings, review.not_checked, STANDARD, review.people, sheets)
    evidence = (*review.evidence, *evidence_of(sheets))
    return review.model_copy(update={"sheets": sheets, "verdict": verdict, "evidence": evidence})


@contextmanager
def toolbox(tmp_path: Path) -> Generator[Toolbox]:
    """A toolbox whose door opens for the ads of this test."""
    folder = tmp_path / "ads"
    folder.mkdir(exist_ok=True)
    for name in [*ADS, "notes.txt"]:
        (folder / name).write_bytes(b"not looked at")
    with Store(tmp_path / "data") as store:
        yield Toolbox(store, ReadyReviewer(store), Manner(secret=SECRET), Door((folder,)))


@dataclass
class Talk:
    """A conversation with whoever answers."""

    assistant: Assistant
    messages: tuple[AnyMessage, ...] = ()
    steps: list[Step] = field(default_factory=list[Step])
    streamed: str = ""
    last: Done | None = None

    def ask(self, words: str, *ads: str, stop: Stop | None = None) -> str:
        """Say it, hear the whole answer."""
        self.steps, self.streamed = [], ""
        for event in self.assistant.ask(self.messages, words, ads, stop):
            if isinstance(event, Step):
                self.steps.append(event)
            elif isinstance(event, Done):
                self.messages, self.last = event.messages, event
            else:
                self.streamed += event.text
        assert self.last is not None
        return self.last.text

    @property
    def tools(self) -> list[str]:
        """The tools that began in the last answer."""
        return [step.tool for step in self.steps if step.state == "begun"]


def offline(box: Toolbox, **more: Any) -> Talk:
    """A conversation with the offline assistant."""
    return Talk(Assistant(Chatter(OfflineModel(), "offline", is_offline=True), box, **more))


Line = str | tuple[str, dict[str, Any]]
"""What a scripted model says next: words, or a tool and its arguments."""
Lines = Line | Callable[[Sequence[BaseMessage]], Line]
"""The same, or what makes it of what the model was shown."""


def _asks_for(line: Any, messages: Sequence[BaseMessage]) -> bool:
    """Would the line check what was attached? That is checked before a model is asked."""
    return line[:1] == ("review_ad",) and line[1].get("ad") in facts_of(messages).attached


class ScriptedModel(BaseChatModel):
    """A language model that says what the test wants, whatever it is told; it keeps what it was shown."""

    script: list[Any]  # of Lines
    shown: list[list[BaseMessage]]
    answers: Callable[[], Exception | None] = lambda: None

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        return self

    def _next(self, messages: Sequence[BaseMessage]) -> Line:
        self.shown.append(list(messages))
        if error := self.answers():
            raise error
        line = self._line()
        if not callable(line) and _asks_for(line, messages):
            line = self._line()
        return cast("Line", line(messages) if callable(line) else line)

    def _line(self) -> Any:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        raise AssertionError("the agent streams")

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        line = self._next(messages)
        if isinstance(line, str):
            for word in line.split(" "):
                yield ChatGenerationChunk(message=AIMessageChunk(content=f"{word} "))
            return
        call = tool_call_chunk(name=line[0], args=json.dumps(line[1]), id=f"c{len(self.shown)}", index=0)
        yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[call]))


def scripted(box: Toolbox, *script: Lines, limits: Limits | None = None, **more: Any) -> Talk:
    """A conversation with a language model that follows a script."""
    model = ScriptedModel(script=list(script), shown=[], **more)
    return Talk(Assistant(Chatter(model, "scripted", is_offline=False), box, limits or Limits()))
