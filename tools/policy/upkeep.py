"""How the program waits and tidies. It moves no verdict, so it is no part of a policy."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules


class StoreRules(Rules):
    """How the store waits and tidies. It moves no verdict, so it is no part of a policy."""

    busy_timeout_s: float = Field(default=30.0, description="Writes take milliseconds; longer means stuck")
    leftover_age_s: float = Field(default=86_400.0, description="No review takes a day")
    cached_replies: int = Field(default=5_000, description="Of judges, a few kB each: some 20 MB at the most")


class SetupRules(Rules):
    """How an installation's parts are waited for and used. It moves no verdict: it is no part of a policy."""

    download_silence_s: float = Field(default=20.0, description="Without a byte; slow lines are left alone")
    probe_timeout_s: float = Field(default=120.0, description="A first import on a slow disk takes a minute")
    finders_most: int = Field(
        default=4, gt=0, description="Frames of a video looked at side by side: each takes 0.3 GB of models"
    )
