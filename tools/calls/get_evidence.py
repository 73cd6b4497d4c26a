"""The tool `get_evidence`: a review in; its pictures, a few at a time and small, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from agent_plugin.tools.calls.answer import shown, verdict_line
from agent_plugin.tools.calls.looking import AFTER_THE_LOOK, blind, is_awaited
from agent_plugin.tools.calls.summary import as_data
from agent_plugin.tools.calls.tool import Answer, Arguments, ReviewId, Tool, Toolbox, ToolResult
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.policy import AGENTS
from agent_plugin.tools.words import time_code

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Review


class GetEvidenceArguments(Arguments):
    """Which pictures."""

    review: ReviewId
    finding: int | None = Field(default=None, ge=1, description="Only pictures of the finding of this number")
    picture: int | None = Field(
        default=None, ge=1, description="Only the picture of this number in the list that comes back"
    )
    part: str = Field(default="", max_length=10, description="Instead this part enlarged, such as hand")
    at_s: float | None = Field(default=None, ge=0, description="Instead this second of a video")


class GetEvidenceAnswer(Answer):
    """All pictures there are, and which of them came along."""

    review: str
    pictures: list[str] = Field(description="All there are, by name")
    shown: list[int] = Field(description="Numbers in that list, from 1, of those that came along")


def run(box: Toolbox, arguments: GetEvidenceArguments) -> ToolResult:
    """Find them and make them small."""
    from agent_plugin.tools.evidence.handy import pictures_of

    review = box.store.get(arguments.review)
    if arguments.part or arguments.at_s is not None:
        return _enlarged(box, review, arguments)
    is_blind = is_awaited(box, review)
    review = blind(review) if is_blind else review
    all_of_it = pictures_of(review)
    wanted = pictures_of(review, arguments.finding)
    if arguments.finding is not None and not wanted:
        raise UsageError(
            f"Review {review.id} has no picture of finding {arguments.finding}.", "Leave `finding` out."
        )
    if arguments.picture is not None:
        if arguments.picture > len(all_of_it):
            raise UsageError(
                f"Review {review.id} has {len(all_of_it)} pictures.", "Choose `picture` among them."
            )
        wanted = (all_of_it[arguments.picture - 1],)
    files = tuple(shown(box.store.evidence_folder(review.id), wanted[: AGENTS.max_pictures]))
    names = {one.name for one in files}
    numbers = [number for number, one in enumerate(all_of_it, 1) if one.file in names]
    lines = [f"{number}. {one.file}: {one.caption}" for number, one in enumerate(all_of_it, 1)]
    lines = [verdict_line(review), f"Pictures of review {review.id}:", *(lines or ["none"])]
    if len(files) < min(len(wanted), AGENTS.max_pictures):
        lines.append("Some files are gone; review the ad again with fresh to have them drawn anew.")
    if is_blind:
        lines.append(AFTER_THE_LOOK)
    lines.append(f"Shown here: {', '.join(map(str, numbers)) or 'none'}.")
    answer = GetEvidenceAnswer(review=review.id, pictures=[one.file for one in all_of_it], shown=numbers)
    records = {"pictures": [one.model_dump(mode="json") for one in all_of_it]}
    return ToolResult("\n".join(lines), as_data(answer), files, records)


def _enlarged(box: Toolbox, review: Review, arguments: GetEvidenceArguments) -> ToolResult:
    """A part or a moment, cut out for this question."""
    from agent_plugin.tools.calls.enlarged import moment_picture, part_pictures

    if arguments.at_s is not None:
        files = moment_picture(box, review, arguments.at_s)
        what = f"the picture at {time_code(arguments.at_s)}"
    else:
        files, what = part_pictures(box, review, arguments.part), f"the {arguments.part} enlarged"
    shown_here = ", ".join(one.name for one in files) or "none; no sheet shows it, or the pictures are gone"
    text = f"{verdict_line(review)}\nShown here, {what}, without marks: {shown_here}."
    answer = GetEvidenceAnswer(review=review.id, pictures=[one.name for one in files], shown=[])
    return ToolResult(text, as_data(answer), tuple(files))


GET_EVIDENCE = Tool(
    name="get_evidence",
    title="Show the evidence",
    description=(
        "Shows or sends pictures of a stored review: the picture with the problem marked, a close-up of each "
        "finding, for videos a strip of frames, and the parts sheets; while you are asked to look, the "
        "sheets only. At most three come at once; ask by finding or by number for others. Use it when the "
        "user wants to see why, or to see it larger. Nothing is checked anew."
    ),
    arguments=GetEvidenceArguments,
    run=run,
    answers=GetEvidenceAnswer,
    is_read_only=True,
    is_idempotent=True,
)
