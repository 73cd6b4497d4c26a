"""A clip's sampled frames come in; the scenes of those that the plan wants looked at go out, in order.

Frames of the base rate are looked at ahead, side by side; once both ends of a stretch are known, so is
whether what lies between is looked at, too. Few frames are in memory at a time, however long the clip is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Frame, Scene
from agent_plugin.tools.media.shots import Sample
from agent_plugin.tools.people.finders import Finders
from agent_plugin.tools.weighing.plan import Cause, Glance, Plan, Scout

# Structure: stretches begun for each finder, so that none waits while another's are decided.
_AHEAD = 2


@dataclass(frozen=True, eq=False)
class _Look:
    """A frame that is being looked at."""

    frame: Frame
    scene: Future[Scene]


@dataclass(eq=False)
class _Stretch:
    """A frame that is looked at in any case, and the samples up to the next such one."""

    sample: Sample
    look: _Look
    between: list[Sample] = field(default_factory=list[Sample])
    glance: Glance | None = None


class Ahead:
    """Looks at one clip."""

    def __init__(self, plan: Plan, scout: Scout, finders: Finders, watch: Stopwatch) -> None:
        """Nothing is looked at yet; `watch` counts the time."""
        self._plan, self._scout, self._finders, self._watch = plan, scout, finders, watch

    def scenes(self, frames: Iterator[Frame]) -> Generator[Scene]:
        """Each in view until the next; closed early, it hears within a frame."""
        working = ThreadPoolExecutor(self._finders.most, thread_name_prefix="people")
        try:
            latest: _Look | None = None
            index = 0
            for index, look in enumerate(self._looks(frames, working)):
                if latest is not None:
                    yield _shown(latest, index - 1, until_s=look.frame.at_s)
                latest = look
            if latest is not None:
                yield _shown(latest, index, until_s=None)
        finally:
            working.shutdown(cancel_futures=True)

    def _looks(self, frames: Iterator[Frame], working: ThreadPoolExecutor) -> Iterator[_Look]:
        begun, stretches = deque[_Stretch](), self._stretches(frames, working)
        most = 1 + _AHEAD * self._finders.most
        while True:
            while len(begun) < most and (stretch := next(stretches, None)) is not None:
                begun.append(stretch)
            if not begun:
                return
            between = self._between(begun[0], begun[1], working) if len(begun) > 1 else []
            yield begun.popleft().look
            yield from between

    def _stretches(self, frames: Iterator[Frame], working: ThreadPoolExecutor) -> Iterator[_Stretch]:
        """One is complete when the next begins; the clip's last sample is looked at in any case."""
        open_stretch: _Stretch | None = None
        for sample, cause in self._samples(frames):
            if cause is None and open_stretch is not None:
                open_stretch.between.append(sample)
                continue
            if open_stretch is not None:
                yield open_stretch
            open_stretch = _Stretch(sample, self._begun(sample, working))
        if open_stretch is None:
            return
        yield open_stretch
        if open_stretch.between:
            last = open_stretch.between.pop()
            self._plan.count(Cause.END)
            yield _Stretch(last, self._begun(last, working))

    def _samples(self, frames: Iterator[Frame]) -> Iterator[tuple[Sample, Cause | None]]:
        while True:
            with self._watch.stage("decode"):
                frame = next(frames, None)
            if frame is None:
                return
            with self._watch.stage("plan"):
                sampled = self._plan.sample(frame)
            yield sampled

    def _between(self, first: _Stretch, second: _Stretch, working: ThreadPoolExecutor) -> list[_Look]:
        """The looks at what lies between two that are known, if any are wanted."""
        before, after = self._glance(first), self._glance(second)
        with self._watch.stage("plan"):
            cause = self._plan.between(before, after, [*first.between, second.sample])
        if cause is None:
            return []
        for _ in first.between:
            self._plan.count(cause)
        return [self._begun(sample, working) for sample in first.between]

    def _glance(self, stretch: _Stretch) -> Glance:
        if stretch.glance is None:
            scene = stretch.look.scene.result()
            with self._watch.stage("plan"):
                stretch.glance = self._scout.glance(scene)
        return stretch.glance

    def _begun(self, sample: Sample, working: ThreadPoolExecutor) -> _Look:
        return _Look(sample.frame, working.submit(self._finders.find, sample.frame, self._watch))


def _shown(look: _Look, index: int, until_s: float | None) -> Scene:
    """The scene of a look, its frame in view until the next; the last one as long as the media says."""
    frame = replace(look.frame, index=index)
    if until_s is not None:
        frame = replace(frame, held_s=until_s - frame.at_s)
    return replace(look.scene.result(), frame=frame)
