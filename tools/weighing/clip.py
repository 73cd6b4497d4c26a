"""A video's frames come in, in the order of time; findings go out, each with its time span.

A suspicion has to show again: a strong one a few times, a weak one often. What shows once is the models'
noise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing

from agent_plugin.tools.anatomy import CHECKS, Suspicion
from agent_plugin.tools.anatomy.pictured import pictured, tempered
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Category, Finding, Frame, MediaInfo, Sampling, Scene, StepName
from agent_plugin.tools.people.finders import Finders
from agent_plugin.tools.people.tracker import Tracker
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.weighing.ahead import Ahead
from agent_plugin.tools.weighing.drafts import drafted, numbered
from agent_plugin.tools.weighing.everyone import Everyone
from agent_plugin.tools.weighing.plan import Plan, Scout
from agent_plugin.tools.weighing.spans import Sighting, Span, spans
from agent_plugin.tools.weighing.timeline import Timeline


class Clip(Everyone):
    """Collects what the frames of a video or an animation show."""

    def __init__(self, policy: Policy, info: MediaInfo) -> None:
        """No frame yet."""
        super().__init__(policy, info)
        self._tracker = Tracker(policy.tracks)
        self._plan = Plan(policy, info)
        self._timeline = Timeline(policy.media.sample_fps)
        self._sightings: defaultdict[tuple[Category, int | None], list[Sighting]] = defaultdict(list)
        self._watches = [check.watch(policy) for check in CHECKS if check.watch]
        self._pictured: set[int | None] = set()  # at any time

    def scenes(self, frames: Iterator[Frame], finders: Finders, watch: Stopwatch) -> Generator[Scene]:
        """What the plan has looked at, in the order of time, noted, its people numbered over time."""
        looked_at = Ahead(self._plan, Scout(self._policy), finders, watch).scenes(frames)
        with closing(looked_at):
            for scene in looked_at:
                with watch.stage("check"):
                    noted = self.add_scene(scene, lambda frame: finders.find_flipped(frame, watch))
                yield noted

    def add_scene(self, scene: Scene, flipped: Callable[[Frame], Scene]) -> Scene:
        """What the next frame shows, its people numbered over time; what is held gets a still's flip pass."""
        followed = self._tracker.follow(scene)
        suspected = self._suspected_in(followed)
        if (scene.frame.held_s or 0.0) >= self._policy.people.still_from_s and self._is_in_doubt(suspected):
            suspected = self._of_both_passes(suspected, followed, flipped(scene.frame))
        self._take(followed, suspected)
        return followed

    @property
    def sampling(self) -> Sampling:
        """Which frames were looked at, and why."""
        return self._plan.followed()

    def add(self, scene: Scene) -> None:
        """The next frame, seen in one pass."""
        followed = self._tracker.follow(scene)
        self._take(followed, self._suspected_in(followed))

    def _take(self, scene: Scene, suspected: Iterable[Suspicion]) -> None:
        self._pictured |= pictured(scene)
        for suspicion in suspected:
            if self._is_worth_noting(suspicion):
                key = (suspicion.category, suspicion.person)
                self._sightings[key].append(Sighting(self.frames, scene.frame.at_s, suspicion))
        self._timeline.add(scene.frame.at_s, scene.frame.held_s)
        for watch in self._watches:
            watch.see(scene)
        self._note(scene)

    def findings(self) -> tuple[Finding, ...]:
        """Numbered, the surest first."""
        drafts = [draft for rows in self._sightings.values() for draft in self._over_time(rows)]
        return numbered([*drafts, *self._spells()])

    def _over_time(self, rows: Sequence[Sighting]) -> Iterator[Finding]:
        """A finding for each span, shown at its worst moment."""
        for each in spans(rows, self._timeline, self._policy.time):
            yield self._lasting(_weighed(each), each.start_s, each.end_s, each.worst.at_s)

    def _spells(self) -> list[Finding]:
        """What the temporal checks found over the whole video."""
        return [
            self._lasting(suspicion, each.start_s, each.end_s, each.at_s)
            for watch in self._watches
            for each in watch.spells()
            for suspicion in tempered([each.suspicion], self._pictured, self._policy)
            if self._is_worth_noting(suspicion)
        ]

    def _lasting(self, suspicion: Suspicion, start_s: float, end_s: float, at_s: float) -> Finding:
        times = {"start_s": start_s, "end_s": end_s, "at_s": at_s}
        return drafted(suspicion, self._info).model_copy(update=times)


def _weighed(span: Span) -> Suspicion:
    """The worst moment's suspicion, with the score of its whole span."""
    because = f"{span.frames} frames, {span.start_s:.2f} s to {span.end_s:.2f} s"
    return span.worst.suspicion.scored(span.score, StepName.OVER_TIME, "policy", because)
