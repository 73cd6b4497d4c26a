"""A review comes in; what an agent is told goes out: verdict first, few pictures, report as data."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from agent_plugin.tools.calls.tool import Shown, ToolResult
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
    """The whole review."""
    text = "\n".join((verdict_line(review), *_body(review, store)))
    return ToolResult(text, review.model_dump(mode="json"), pictures(review, store))


def how_to_look(review: Review) -> str:
    """How a person looks at it, and how a model does."""
    return (
        f"A person looks by `lastlook look {review.id}` in a terminal or on the page; a model that sees "
        "pictures by review_ad and record_look; a configured judge by itself."
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
    from agent_plugin.tools.evidence.looks import looked_by_lines
    from agent_plugin.tools.evidence.phrases import not_checked, strongest

    lines = [f"Review {review.id} of {review.media.name}."]
    lines += [f"Finding {one.number}, {one.category.value}, {one.score:.2f} of 1: {one.for_marketer}"
              for one in review.counting]  # fmt: skip
    weak = [f"{one.category.value} ({one.score:.2f} of 1)" for one in strongest(review.weak_signs)]
    lines += [f"Weak signs, which do not count: {', '.join(weak)}."] if weak else []
    lines += looked_by_lines(review)
    lines += [how_to_look(review)] if review.sheets and not any(one.counts for one in review.looks) else []
    missed = not_checked(review.not_checked)
    lines += [f"Not checked: {part}: {why}" for part, why in missed[: AGENTS.max_listed]]
    lines += [f"Signed: {one.sentence}" for one in store.sign_offs.of(review.id)]
    return [*lines, f"A verdict is not everything: {' '.join(review.does_not_mean)}"]
