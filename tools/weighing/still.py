"""The one frame of a still in, findings out: every suspicion is one.

Where there is doubt, the frame is looked at once more, in a mirror, and both looks are weighed.
"""

from __future__ import annotations

from agent_plugin.tools.anatomy import Suspicion
from agent_plugin.tools.anatomy.pictured import pictured, tempered
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Finding, Frame, MediaInfo, PersonSeen, Scene
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.weighing import flip
from agent_plugin.tools.weighing.drafts import drafted, numbered
from agent_plugin.tools.weighing.everyone import Everyone


class Still(Everyone):
    """What a picture shows."""

    def __init__(self, policy: Policy, info: MediaInfo) -> None:
        """Not looked at yet."""
        super().__init__(policy, info)
        self._first: Scene | None = None
        self._suspected: list[Suspicion] = []

    def add_frame(self, frame: Frame, finder: PeopleFinder, watch: Stopwatch) -> Scene:
        """What the first look saw; where it leaves doubt, a mirror is looked at, too."""
        scene = finder.find(frame, watch)
        with watch.stage("check"):
            self.add(scene)
        if self.in_doubt():
            mirror = finder.find_flipped(frame, watch)
            with watch.stage("check"):
                self.weigh(mirror)
        return scene

    def add(self, scene: Scene) -> None:
        """The first look."""
        self._first, self._suspected = scene, self._suspected_in(scene)
        self._note(scene)

    def in_doubt(self) -> bool:
        """Should it be looked at once more, in a mirror?"""
        least = self._policy.verdict.flip_from
        return any(suspicion.score >= least for suspicion in self._suspected)

    def weigh(self, mirror: Scene) -> None:
        """Weigh what is suspected with what the mirror image is; the people stay as they were."""
        if self._first is None:
            return
        rules = self._policy.verdict
        overlooked = flip.overlooked_flipped(mirror, self._first)
        picture = flip.with_faces_of(self._first, mirror, rules)
        mirror = flip.with_faces_of(mirror, self._first, rules)
        both = flip.weighed(
            self._suspected if picture is self._first else self._suspected_in(picture),
            flip.brought_back(self._suspected_in(mirror), mirror, picture),
            rules,
            unseen_first=flip.unseen(self._first),
            unseen_second=overlooked | flip.unseen_flipped(mirror, self._first),
        )
        self._suspected = list(tempered(both, pictured(self._first), self._policy))

    def findings(self) -> tuple[Finding, ...]:
        """Numbered, the surest first."""
        noted = (each for each in self._suspected if self._is_worth_noting(each))
        return numbered(drafted(each, self._info) for each in noted)

    def people(self) -> tuple[PersonSeen, ...]:
        """Everyone who was seen; a still has no times."""
        return tuple(row.model_copy(update={"start_s": None, "end_s": None}) for row in super().people())
