"""A review comes in; what an agent is told goes out: verdict first, few pictures, report as data."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from agent_plugin.tools.calls.summary import (
    REPORT,
    Summary,
    as_data,
    counted,
    finding_lines,
    missed,
    next_step,
    weak_signs,
)
from agent_plugin.tools.calls.tool import Shown, ToolResult
from agent_plugin.tools.own_command import own_command
from agent_plugin.tools.policy import AGENTS

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Evidence, Review
    from agent_plugin.tools.store import Store

VERDICTS_MEAN = (
    "Verdicts: publish = somebody looked, and no anatomical defect was found in what was checked and looked "
    "at (never say 'safe' or 'legally fine'); no_people = nobody was seen, so nothing was checked: no "
    "clearance, look yourself; review = a person must look before it runs; block = do not "
    "publish as it is."
)

WORTH = (
    "On real pictures the checks alone are worth little (of 50 badly wrong pictures they stopped 19, of 69 "
    "sound ones 16; a current vision model that looked at the parts sheet stopped 45 and 9), so the answer "
    "is somebody's look, prepared, checked and kept."
)


def summary(review: Review, store: Store) -> ToolResult:
    """What is told of a review; the whole of it beside that, for programs."""
    shown_here = pictures(review, store)
    text = "\n".join((verdict_line(review), *_body(review, store)))
    data = Summary(
        review=review.id,
        verdict=review.verdict.value,
        sentence=review.verdict.sentence,
        looked_by=_looked_by(review),
        findings=counted(review),
        weak_signs=weak_signs(review),
        not_checked=missed(review.not_checked),
        pictures=[one.name for one in shown_here],
        report=REPORT.format(review=review.id),
        next=_next(review),
    )
    return ToolResult(text, as_data(data), shown_here, {"review": review.model_dump(mode="json")})


def how_to_look(review: Review) -> str:
    """How a person looks at it, and how a model does."""
    return (
        f"A person looks by `{own_command(f'look {review.id}')}` in a terminal or on the page; a model that "
        "sees pictures by review_ad and record_look; a configured judge by itself."
    )


def renew_reports(store: Store, review: Review) -> None:
    """The pages show who looked and who signed; where the evidence is gone, there is nothing to renew."""
    from agent_plugin.tools.evidence import write_reports

    folder = store.evidence_folder(review.id)
    if folder.is_dir():
        write_reports(review, folder, store.sign_offs.of(review.id))


def verdict_line(review: Review) -> str:
    """The verdict in one sentence, with its word in front."""
    return f"{review.verdict.value.value}: {review.verdict.sentence}"


def pictures(review: Review, store: Store) -> tuple[Shown, ...]:
    """The few pictures that tell most, small; none where the evidence is gone."""
    from agent_plugin.tools.evidence.handy import shown_in_a_chat

    wanted = shown_in_a_chat(review, AGENTS.max_pictures)
    return tuple(shown(store.evidence_folder(review.id), wanted))


def shown(folder: Path, wanted: Iterable[Evidence]) -> Iterable[Shown]:
    """These pictures of a review's folder, small; those that are gone are left out."""
    from agent_plugin.tools.evidence.handy import small_jpeg

    for one in wanted:
        if (folder / one.file).is_file():
            yield Shown(one.file, small_jpeg((folder / one.file).read_bytes(), AGENTS.max_picture_bytes))


def _body(review: Review, store: Store) -> list[str]:
    weak, unseen = weak_signs(review), missed(review.not_checked)
    lines = [f"Review {review.id} of {review.media.name}.", *finding_lines(review)]
    lines += [f"Weak signs, which do not count: {', '.join(weak)}."] if weak else []
    lines += _looked_by(review)
    lines += [unseen] if unseen else []
    lines += _disclosure(review)
    lines += [f"Signed: {one.sentence}" for one in store.sign_offs.of(review.id)[-AGENTS.max_named :]]
    return [*lines, " ".join(review.does_not_mean[:2]), _next(review)]


def _disclosure(review: Review) -> list[str]:
    from agent_plugin.tools.disclosure.lines import short_line

    line = short_line(review.disclosure) if review.disclosure else ""
    return [line] if line else []


def _looked_by(review: Review) -> list[str]:
    from agent_plugin.tools.evidence.looks import looked_by_lines

    return looked_by_lines(review)[-AGENTS.max_named :]


def _next(review: Review) -> str:
    return f"Next: {how_to_look(review)}" if review.waits_for_a_look else next_step(review)
