"""The one frame of a still comes in, findings go out: every suspicion becomes one.

Where there is doubt, the frame gets a second pass, flipped, and both passes are weighed.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from agent_plugin.tools.anatomy import Suspicion
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Finding, Frame, MediaInfo, PersonSeen, Scene
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.people.finders import Finders
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.weighing.drafts import drafted, numbered
from agent_plugin.tools.weighing.everyone import Everyone


class Still(Everyone):
    """What a picture shows."""

    def __init__(self, policy: Policy, info: MediaInfo) -> None:
        """No pass yet."""
        super().__init__(policy, info)
        self._first: Scene | None = None
        self._suspected: list[Suspicion] = []

    def scenes(self, frames: Iterator[Frame], finders: Finders, watch: Stopwatch) -> Generator[Scene]:
        """The scene of the one frame, noted."""
        for frame in frames:
            with finders.one() as finder:
                yield self.add_frame(frame, finder, watch)

    @property
    def sampling(self) -> None:
        """A still has one frame."""

    def add_frame(self, frame: Frame, finder: PeopleFinder, watch: Stopwatch) -> Scene:
        """The first pass's scene; where it leaves doubt, the flip pass follows."""
        scene = finder.find(frame, watch)
        with watch.stage("check"):
            self.add(scene)
        if self.in_doubt():
            mirror = finder.find_flipped(frame, watch)
            with watch.stage("check"):
                self.weigh(mirror)
        return scene

    def add(self, scene: Scene) -> None:
        """Take the first pass's scene."""
        self._first, self._suspected = scene, self._suspected_in(scene)
        self._note(scene)

    def in_doubt(self) -> bool:
        """Does any suspicion call for the flip pass?"""
        return self._is_in_doubt(self._suspected)

    def weigh(self, mirror: Scene) -> None:
        """Weigh the first pass's suspicions with the flip pass's; the people stay the first pass's."""
        if self._first is not None:
            self._suspected = self._of_both_passes(self._suspected, self._first, mirror)

    def findings(self) -> tuple[Finding, ...]:
        """Numbered, the surest first."""
        noted = (each for each in self._suspected if self._is_worth_noting(each))
        return numbered(drafted(each, self._info) for each in noted)

    def people(self) -> tuple[PersonSeen, ...]:
        """Everyone in the picture; a still has no times."""
        return tuple(row.model_copy(update={"start_s": None, "end_s": None}) for row in super().people())
