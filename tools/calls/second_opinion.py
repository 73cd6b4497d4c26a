"""The tool `second_opinion`: an ad in; the judge's opinions on it out, or pictures for the chat's own model.

With a judge set up, the ad is reviewed with it. Without one, the model in the chat gets the crops and a short
rubric, and answers by `record_opinion`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from agent_plugin.tools.calls.answer import verdict_line
from agent_plugin.tools.calls.tool import Ad, Arguments, Brief, Shown, Tool, Toolbox, ToolResult
from agent_plugin.tools.domain import Category, Part, SecondOpinion, Verdict
from agent_plugin.tools.policy import AGENTS, STANDARD

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Review
    from agent_plugin.tools.opinion.asking.planned import Planned
    from agent_plugin.tools.opinion.wish import Mode


class SecondOpinionArguments(Arguments):
    """Which ad."""

    ad: Ad
    brief: Brief = ""
    fresh: bool = Field(default=False, description="Ask again even if the same was asked before")


class AskedPicture(BaseModel):
    """What a numbered picture shows."""

    picture: int
    person: int
    part: Part


class AskedFinding(BaseModel):
    """A finding that is asked about."""

    finding: int
    category: Category
    picture: int | None = Field(description="The number of the picture that shows it")


class SecondOpinionAnswer(BaseModel):
    """What the judge said, or what the model in the chat is asked about."""

    review: str
    verdict: Verdict
    second_opinion: SecondOpinion | None
    pictures: list[AskedPicture] = Field(default=[], description="For you to look at")
    findings: list[AskedFinding] = Field(default=[], description="For you to look at")


def run(box: Toolbox, arguments: SecondOpinionArguments) -> ToolResult:
    """Ask the judge, or the model in the chat."""
    has_judge = box.find_judge() is not None
    with box.at_hand(arguments.ad) as path:
        mode: Mode = "always" if has_judge else "never"
        review = box.review(path, fresh=arguments.fresh, second_opinion=mode, brief=arguments.brief)
        return _told(review) if has_judge else _for_the_host(box, review, path, arguments.brief)


def _told(review: Review) -> ToolResult:
    """What the judge said."""
    from agent_plugin.tools.evidence.opinions import rows, what_became_of_it, what_it_took

    second = review.second_opinion
    if second is None:
        return ToolResult(verdict_line(review), _data(review))
    lines = [verdict_line(review), what_became_of_it(second)]
    lines += [what_it_took(second.cost), *second.notes, *review.verdict.because]
    lines += [row.line for row in rows(review)]
    return ToolResult("\n".join(line for line in lines if line), _data(review))


def _for_the_host(box: Toolbox, review: Review, path: Path, brief: str) -> ToolResult:
    """Pictures and questions for the model in the chat, in one text that refers to the pictures in order."""
    from agent_plugin.tools.media import open_media
    from agent_plugin.tools.opinion.asking.asking import host_ask
    from agent_plugin.tools.opinion.asking.looks import looks

    manner, whole = box.manner, box.manner.send == "frame"
    media = open_media(path, STANDARD.media)
    places = looks(
        review.findings, review.people, review.parts, media.info, manner.rules, whole_picture=whole
    )
    planned = host_ask(
        media,
        review.findings,
        places,
        manner.rules,
        language=manner.language,
        whole_picture=whole,
        brief=brief,
    )
    if planned is None:
        text = f"{verdict_line(review)}\nThere is nothing to ask about: nobody was seen in this ad."
        return ToolResult(text, _data(review))
    return ToolResult(_rubric(review, planned), _data(review) | _asked(planned), _small(planned))


def _small(planned: Planned) -> tuple[Shown, ...]:
    """The pictures, each as large as all of them may be in one result."""
    from agent_plugin.tools.evidence.handy import small_jpeg

    pictures = planned.ask.pictures
    most = AGENTS.max_result_bytes // len(pictures)
    return tuple(Shown(one.name, small_jpeg(one.jpeg, most)) for one in pictures)


def _rubric(review: Review, planned: Planned) -> str:
    from agent_plugin.tools.opinion.judges.judge import Picture

    content = [f"[{item.name}]" if isinstance(item, Picture) else item for item in planned.ask.content]
    told = [verdict_line(review), planned.ask.instructions, f"The review is {review.id}.", *content]
    return "\n\n".join(told)


def _data(review: Review) -> dict[str, Any]:
    second = review.second_opinion
    return {
        "review": review.id,
        "verdict": review.verdict.model_dump(mode="json"),
        "second_opinion": second.model_dump(mode="json") if second else None,
    }


def _asked(planned: Planned) -> dict[str, Any]:
    """What each number in the questions stands for."""
    pictures = [
        {"picture": number, "person": look.person, "part": look.part.value}
        for number, look in planned.looks.items()
    ]
    findings = [
        {"finding": number, "category": one.category.value, "picture": planned.picture_of.get(number)}
        for number, one in planned.findings.items()
    ]
    return {"pictures": pictures, "findings": findings}


SECOND_OPINION = Tool(
    name="second_opinion",
    title="Get a second opinion",
    description=(
        "Has a vision model look again at the people in an ad: first without being told what was found, then "
        "at each finding. With a judge set up in the settings, pictures of the parts go to it and its "
        "opinions come back with the verdict. Without one, you get the pictures and a short rubric: look "
        "yourself, then call record_opinion. No opinion ever clears an ad that the checks would block."
    ),
    arguments=SecondOpinionArguments,
    run=run,
    answers=SecondOpinionAnswer,
    is_read_only=True,
    is_idempotent=True,
    is_open_world=True,
)
