"""A media comes in; what our own checks make of it goes out: findings, people, what was not checked, moments.

Every frame that the plan wants is looked at, until the media ends, time runs out, or whoever asked stops it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import (
    Finding,
    Frame,
    MediaInfo,
    NotChecked,
    Part,
    PersonSeen,
    Reason,
    Sampling,
)
from agent_plugin.tools.errors import ReviewStopped
from agent_plugin.tools.media import Media
from agent_plugin.tools.media.likeness import likeness_of
from agent_plugin.tools.people.finders import Finders
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.progress import OnProgress
from agent_plugin.tools.sheet.moments import Moment, Moments
from agent_plugin.tools.weighing.clip import Clip
from agent_plugin.tools.weighing.still import Still

_OUT_OF_TIME = (
    "Time ran out: what comes from {:.1f} s on was not looked at. Cut the ad shorter, export it smaller, or "
    "raise max_look_s in the policy."
)
_STOPPED = (
    "The review was stopped by whoever asked for it: what comes from {:.1f} s on was not looked at. "
    "Review the ad again to have it looked at whole."
)


@dataclass(frozen=True)
class Seen:
    """What our own checks make of an ad."""

    findings: tuple[Finding, ...]
    people: tuple[PersonSeen, ...]
    not_checked: tuple[NotChecked, ...]
    moments: tuple[Moment, ...]
    frames: int
    likeness: str
    sampling: Sampling | None
    stopped: ReviewStopped | None = None  # by whoever asked, before its end


def see(media: Media, policy: Policy, finders: Finders, watch: Stopwatch, progress: OnProgress) -> Seen:
    """Every frame: its people, what the checks suspect of them, who is who over time."""
    gathering = (Still if media.info.kind == "image" else Clip)(policy, media.info)
    moments = Moments(policy, media.info)
    until_s = time.monotonic() + policy.media.max_look_s
    unseen, likeness, stopped = media.info.not_looked_at, "", None
    share = seen_to_s = 0.0

    def look_on() -> None:
        progress("looking at people", 0.9 * share)

    try:
        with closing(gathering.scenes(media.frames(), finders, watch, look_on)) as scenes:
            for scene in scenes:
                likeness = likeness or likeness_of(scene.frame.pixels)
                moments.add(scene)
                share, seen_to_s = _share(scene.frame, media.info), _until_s(scene.frame)
                look_on()
                if time.monotonic() >= until_s and share < 1.0:
                    unseen = (*unseen, _OUT_OF_TIME.format(seen_to_s))
                    break
    except ReviewStopped as error:
        if share in (0.0, 1.0):  # nothing of it was looked at, or all: then only the drawing is left
            raise
        stopped, unseen = error, (*unseen, _STOPPED.format(seen_to_s))
    findings = gathering.findings()
    not_checked = (*_elsewhere(unseen), *gathering.not_checked())
    chosen = moments.chosen(findings)
    people, frames = gathering.people(), gathering.frames
    return Seen(findings, people, not_checked, chosen, frames, likeness, gathering.sampling, stopped)


def _elsewhere(sentences: Iterable[str]) -> Iterator[NotChecked]:
    """What else the file holds, as rows of what was not checked."""
    for sentence in sentences:
        yield NotChecked(person=None, part=Part.BODY, reason=Reason.ELSEWHERE, explanation=sentence)


def _until_s(frame: Frame) -> float:
    """When the next frame that is looked at comes."""
    return frame.at_s + (frame.held_s or 0.0)


def _share(frame: Frame, info: MediaInfo) -> float:
    """How much of the media has been looked at, 0 to 1."""
    return min(1.0, _until_s(frame) / info.duration_s) if info.duration_s else 1.0
