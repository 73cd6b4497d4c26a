"""The tool `record_look`: what the model in the chat saw comes in, the verdict with it goes out.

First its answer on every tile; then, where it and the checks differ, its answer on the places that it is
pointed at. A look counts when every tile was answered, and the tiles whose answer is known rightly.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field

from agent_plugin.tools.calls.answer import how_to_look, renew_reports, summary, verdict_line
from agent_plugin.tools.calls.looking import (
    asked,
    blind,
    desk_of,
    is_to_be_looked_at,
    pictures_of,
    question_data,
)
from agent_plugin.tools.calls.summary import Summary, as_data
from agent_plugin.tools.calls.tool import Arguments, Tool, Toolbox, ToolResult
from agent_plugin.tools.domain import Look, Review
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.look.answers import BlindForm, ElsewhereForm, PointedForm, TileForm

if TYPE_CHECKING:
    from agent_plugin.tools.look.desk import Handed

_CHAT = "the model in the chat"


class RecordLookArguments(Arguments):
    """One look, blind or pointed."""

    look: str = Field(max_length=100, description="The look's id, as review_ad gave it")
    tiles: list[TileForm] = Field(
        default=[], max_length=200, description="Blind: your answer on each numbered tile, every one"
    )
    elsewhere: list[ElsewhereForm] = Field(
        default=[], max_length=20, description="Blind: anything wrong that no tile shows"
    )
    probability: float | None = Field(
        default=None,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="That a viewer of the ad would call something in its people badly wrong; with `places`, "
        "once more: the higher one counts",
    )
    places: list[PointedForm] = Field(
        default=[], max_length=20, description="Pointed: your answer on each place that was asked about"
    )
    model: str = Field(default="", max_length=200, description="What you are called, for the record")


class RecordLookAnswer(Summary):
    """The verdict with the look, or what is asked next."""

    counts: bool = Field(description="Does the look count?")
    why_not: str = ""


def run(box: Toolbox, arguments: RecordLookArguments) -> ToolResult:
    """Keep it; ask where it and the checks differ, else tell the review."""
    from agent_plugin.tools.words import printable

    if not box.has_eyes:
        raise UsageError(
            "You were shown no picture, so you cannot have looked.",
            "Say that nobody has looked yet: a person does, or a judge that is set up.",
        )
    desk = desk_of(box)
    if arguments.places:
        answered = desk.point(arguments.look, arguments.places, probability=arguments.probability)
        return _answered(box, answered)
    if arguments.probability is None or not arguments.tiles:
        raise UsageError(
            "A look needs an answer on every tile, and a probability.",
            "Give `tiles` and `probability`; or `places`, if you were pointed at some.",
        )
    form = BlindForm(
        tiles=tuple(arguments.tiles),
        elsewhere=tuple(arguments.elsewhere),
        probability=arguments.probability,
    )
    who = printable(arguments.model) or _CHAT
    return _answered(box, desk.hand_in(arguments.look, form, kind="chat", who=who))


def _answered(box: Toolbox, handed: Handed) -> ToolResult:
    review, look = handed.review, handed.look
    renew_reports(box.store, review)
    is_blind = handed.further is None and is_to_be_looked_at(box, review)
    if handed.further is None and not is_blind:
        whole = summary(review, box.store)
        lead = (
            "Your look is kept and counts." if look.counts else f"Your look does not count: {look.why_not}."
        )
        data = {**whole.data, "counts": look.counts, **({"why_not": look.why_not} if look.why_not else {})}
        return replace(whole, text=f"{whole.text}\n{lead}", data=data)
    verdict = (blind(review) if is_blind else review).verdict
    answer = RecordLookAnswer(
        review=review.id,
        verdict=verdict.value,
        sentence=verdict.sentence,
        counts=look.counts,
        why_not=look.why_not,
        look=question_data(handed.further) if handed.further else None,
    )
    if handed.further:
        text = f"Your look is kept. There is no verdict yet. {asked(handed.further)}"
        return ToolResult(text, as_data(answer), pictures_of(handed.further))
    return ToolResult(_again(review, look), as_data(answer))


def _again(review: Review, look: Look) -> str:
    """What is said of a look that does not count: nothing of what the checks found, for it is to be blind."""
    return (
        f"{verdict_line(blind(review))} Your look does not count: {look.why_not}. Look anew, at each tile: "
        f"get_review with {review.id} brings the pictures and new numbers. Or somebody else looks: "
        f"{how_to_look(review)}"
    )


RECORD_LOOK = Tool(
    name="record_look",
    title="Record what you saw on the parts sheet",
    description=(
        "Hands in what you looked at yourself on the parts sheet that review_ad or get_review showed "
        "you: one answer for each numbered tile (sound, slight, wrong, such as a second hand or six "
        "fingers, or cannot tell), anything wrong elsewhere, and how likely a viewer sees something "
        "badly wrong. Look at each tile before you answer; some are checks of ours with a known answer,"
        " and a look that gets those wrong does not count. Where you and the checks differ you are "
        "shown those places closer, and call it once more with `places`. The verdict comes back; no "
        "look makes a block publishable. Never answer for pictures that you cannot see: a person can "
        "look by `lastlook look REVIEW`."
    ),
    arguments=RecordLookArguments,
    run=run,
    answers=RecordLookAnswer,
)
