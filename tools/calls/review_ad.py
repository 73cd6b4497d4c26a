"""The tool `review_ad`: one ad in, or several; verdict, pictures and report out, or handles for later.

A review runs in the background, where a face has one; whoever called waits for a while. The flow of a review
is in `tools/reviewer.py`; where nobody has looked, `looking.py` asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field

from agent_plugin.tools.calls.answer import VERDICTS_MEAN, WORTH, summary
from agent_plugin.tools.calls.get_review import how_it_stands
from agent_plugin.tools.calls.jobs import Standing
from agent_plugin.tools.calls.looking import is_awaited, reviewed, row_of
from agent_plugin.tools.calls.summary import Row, Standings, as_data, line_of, named
from agent_plugin.tools.calls.tool import AD, Arguments, Brief, Tool, Toolbox, ToolResult
from agent_plugin.tools.errors import LastLookError, ReviewStopped, UsageError
from agent_plugin.tools.media.arriving.listing import promises_video
from agent_plugin.tools.policy import AGENTS
from agent_plugin.tools.progress import OnProgress

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Review

_NEXT = (
    "Next: where nobody has looked yet, get_review with that review's id brings its sheet and the question, "
    "one after the other."
)

Await = Callable[[float], "Review | Standing"]
"""Waits for so many seconds: the review, or how it stands then."""


class ReviewAdArguments(Arguments):
    """Which ads, and how."""

    ad: str = Field(default="", description=AD)
    ads: list[str] = Field(
        default=[], max_length=AGENTS.max_waiting, description="Several instead, each named as `ad` is"
    )
    brief: Brief = ""
    fresh: bool = Field(default=False, description="Look again even if the same ad was reviewed before")
    thorough: bool = Field(default=False, description="Look at every frame of a video, however long it takes")
    only_local: bool = Field(
        default=False, description="No judge and no question: what this machine's checks find, no clearance"
    )
    market: str = Field(
        default="", max_length=200, description="Whose AI disclosure rules count, such as EU,CN,US-NY"
    )
    wait_s: float = Field(
        default=AGENTS.max_wait_s,
        ge=0,
        le=AGENTS.max_wait_s,
        description="Seconds to wait before the answer is a handle; 0 for a long video",
    )


def run(box: Toolbox, arguments: ReviewAdArguments) -> ToolResult:
    """Review it, with the judge if one is set up; else the model that calls is asked to look."""
    ads = [one for one in (arguments.ad, *arguments.ads) if one.strip()]
    if not ads:
        raise UsageError("No ad is named.", "Give a path, an https address or a `data:` address as `ad`.")
    if len(ads) > 1:
        return _several(box, arguments, ads)
    found = _begin(box, arguments, ads[0])(arguments.wait_s)
    if isinstance(found, Standing):
        return how_it_stands(found)
    if arguments.only_local and not is_awaited(box, found):  # else it would give the look's answer away
        return summary(found, box.store)
    return reviewed(box, found, arguments.brief)


def _begin(box: Toolbox, arguments: ReviewAdArguments, ad: str) -> Await:
    """Put it into the line, or join who is in it with the same; what waits for it goes out."""
    from agent_plugin.tools.disclosure.markets import markets_named

    def work(on_progress: OnProgress) -> Review:
        mine = replace(box, on_progress=on_progress)
        with mine.at_hand(ad) as path:
            return mine.review(
                path,
                fresh=arguments.fresh,
                second_opinion="never" if arguments.only_local else "auto",
                brief=arguments.brief,
                thorough=arguments.thorough,
                markets=markets,
            )

    markets = markets_named([arguments.market])
    jobs = box.jobs
    if jobs is None:
        return lambda _wait_s: work(box.on_progress)
    asked = f"{arguments.fresh} {arguments.thorough} {arguments.only_local} {markets} {arguments.brief}"
    same = f"{box.door.same(ad)} {asked}"
    begun = jobs.start(work, key=same, is_quick=not promises_video(ad))

    def wait(wait_s: float) -> Review | Standing:
        standing = jobs.follow(begun.id, wait_s, box.on_progress)
        return box.store.get(standing.review) if standing.state == "done" else standing

    return wait


def _several(box: Toolbox, arguments: ReviewAdArguments, ads: list[str]) -> ToolResult:
    """One line each: what cannot be read is no reason to leave the others out."""
    rows, begun = dict[int, Row](), dict[int, Await]()
    until_s = time.monotonic() + arguments.wait_s
    for number, ad in enumerate(ads, 1):
        with _in_its_row(rows, number, ad):
            begun[number] = _begin(box, arguments, ad)
    for number, wait in begun.items():
        with _in_its_row(rows, number, ads[number - 1]):
            found = wait(max(0.0, until_s - time.monotonic()))
            rows[number] = _row(box, ads[number - 1], found, is_local=arguments.only_local)
    lines = [f"{number}. {line_of(row)}" for number, row in sorted(rows.items())]
    answer = Standings(state="listed", reviews=[row for _, row in sorted(rows.items())], next=_NEXT)
    return ToolResult("\n".join([*lines, _NEXT]), as_data(answer))


@contextmanager
def _in_its_row(rows: dict[int, Row], number: int, ad: str) -> Generator[None]:
    """What goes wrong with one ad is told in its row."""
    try:
        yield
    except ReviewStopped:
        raise
    except LastLookError as error:
        rows[number] = Row(ad=named(ad), trouble=str(error))


def _row(box: Toolbox, ad: str, found: Review | Standing, *, is_local: bool) -> Row:
    if isinstance(found, Standing):
        return Row(ad=named(ad), handle=found.id)
    return row_of(box, found, is_open=is_local and not is_awaited(box, found))


REVIEW_AD = Tool(
    name="review_ad",
    title="Review an ad before it goes live",
    description=(
        "The final check (QA) before you publish or post a picture, image, banner, poster, creative or "
        "a video generated with a model as an ad: is it safe to publish, may it run, is anything wrong "
        "with the people in it, the hands, necks, arms or faces? Use it whenever we are asked to check "
        "or review a picture, a link or these versions, please. It finds all people, proves what "
        f"geometry can prove, lays every part enlarged on one sheet and has it looked at. {WORTH} Where "
        "no judge is set up, the sheet comes back to you with a question: look at every tile, and "
        "answer by record_look; that brings the verdict: two calls for a sound ad. Until somebody has "
        f"looked, nothing with people in it is publishable. {VERDICTS_MEAN} What takes long goes on in "
        "the background, and the answer is a handle for get_review. With `only_local`: the quick local "
        "check, no model calls; with `fresh`: a new cut is checked again from scratch; with `ads`: all "
        "the banners or versions, a line for each to tell. Not for claims, text, rights or brand rules."
    ),
    arguments=ReviewAdArguments,
    run=run,
    answers=Standings,
    is_read_only=True,
    is_idempotent=True,
    is_open_world=True,
)
