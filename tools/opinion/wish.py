"""Whether a second opinion is wanted, from whom and how: the mode in, what came of it out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Asked, Review, SecondOpinion
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.opinion.answers.weight import is_lacking
from agent_plugin.tools.opinion.asking.dry_run import write_dry_run
from agent_plugin.tools.opinion.asking.planning import Manner, Seen
from agent_plugin.tools.opinion.second import SecondLook

Mode = Literal["auto", "never", "always", "dry-run"]
FindJudge = Callable[[], SecondLook | None]


@dataclass(frozen=True)
class Wish:
    """What is wanted for one ad."""

    mode: Mode
    manner: Manner
    judge: SecondLook | None = None
    brief: str = ""

    @property
    def is_for_a_judge(self) -> bool:
        """Is there something to ask, or to write down as it would be asked?"""
        return self.judge is not None or self.mode == "dry-run"

    def key(self, of_the_checks: str) -> str:
        """The key of a review with this second opinion, by the key of what our own checks see.

        A judge's review never passes for one without, nor one judge's for another's.
        """
        if not self.is_for_a_judge:
            return of_the_checks
        who = self.judge.identity if self.judge else f"dry run, {self.manner.identity}"
        told = "\n".join((who, self.brief))
        return f"{of_the_checks}:{hashlib.sha256(told.encode()).hexdigest()[:32]}"

    def is_met_by(self, review: Review) -> bool:
        """Is a stored review with this wish's key the answer? Not if its second opinion is still lacking."""
        return not is_lacking(review.second_opinion)

    def without_judge(self) -> SecondOpinion:
        """What is told where nobody is asked."""
        return SecondOpinion(asked=Asked.NOT_WANTED if self.mode == "never" else Asked.NO_JUDGE)

    def fulfil(
        self, media: SourceFrames, seen: Seen, folder: Path, *, fresh: bool, watch: Stopwatch
    ) -> SecondOpinion:
        """Ask, if anybody is to be asked; a dry run writes to `folder` instead."""
        if not self.is_for_a_judge:
            return self.without_judge()
        with watch.stage("second opinion"):
            if self.judge is None:
                return write_dry_run(self.manner.plan(media, seen, self.brief), folder)
            return self.judge.look(media, seen, brief=self.brief, fresh=fresh)


def wish_for(mode: Mode, manner: Manner, find_judge: FindJudge, brief: str = "") -> Wish:
    """The wish of this mode; the judge is looked for only where one may be asked.

    Raises:
        UsageError: a second opinion was demanded, and no judge is set up.
        JudgeError: the judge that is set up lacks something.
    """
    judge = find_judge() if mode in ("auto", "always") else None
    if mode == "always" and judge is None:
        raise UsageError(
            "A second opinion was demanded, but no judge is set up.",
            "Set LASTLOOK_JUDGE, see docs/reference/settings.md, or use --second-opinion auto or never.",
        )
    return Wish(mode, manner, judge, brief)
