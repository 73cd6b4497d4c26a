"""Whether a judge is to look, and which: the mode in, what is wanted for one ad out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.look.asking.judge_look import JudgeLooker

Mode = Literal["auto", "never", "always", "dry-run"]
FindJudge = Callable[[], JudgeLooker | None]


@dataclass(frozen=True)
class Wish:
    """What is wanted for one ad."""

    mode: Mode
    judge: JudgeLooker | None = None
    brief: str = ""


def wish_for(mode: Mode, find_judge: FindJudge, brief: str = "") -> Wish:
    """The wish of this mode; the judge is looked for only where one may be asked.

    Raises:
        UsageError: a judge's look was demanded, and no judge is set up.
        JudgeError: the judge that is set up lacks something.
    """
    judge = find_judge() if mode in ("auto", "always") else None
    if mode == "always" and judge is None:
        raise UsageError(
            "A judge's look was demanded, but no judge is set up.",
            "Set LASTLOOK_JUDGE, see docs/reference/settings.md, or use --second-opinion auto or never.",
        )
    return Wish(mode, judge, brief)
