"""What an agent may hand in and what it gets back: sizes and waits. It moves no verdict."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules


class AgentRules(Rules):
    """What an agent may hand in and what it gets back. It moves no verdict, so it is no part of a policy."""

    max_inline_bytes: int = Field(
        default=3 << 20,
        gt=0,
        description="As base64 it is 4 MB, the most that hosts pass on in one call",
    )
    max_fetch_bytes: int = Field(default=256 << 20, gt=0, description="A minute of 4K; more is a master file")
    max_redirects: int = Field(default=3, ge=0, description="Shops and storage use one or two")
    fetch_silence_s: float = Field(default=20.0, gt=0, description="Without a byte; the host has given up")
    fetch_total_s: float = Field(default=300.0, gt=0, description="The largest file at 1 MB a second")
    max_fetches: int = Field(
        default=8, gt=0, description="At once: each holds one of 40 threads, for minutes where a server drips"
    )
    max_fetches_each: int = Field(
        default=3, gt=0, description="At once for one caller: an ad with its sizes; others want theirs, too"
    )
    max_silence_s: float = Field(
        default=300.0,
        gt=0,
        description="Without news from the worker; a judge may take 180 s, the slowest sound ad seen 17 s",
    )
    max_worker_bytes: int = Field(
        default=12 << 30, gt=0, description="Of addresses; the largest sound ad takes 3 GB, its libraries 5"
    )
    worker_cpu_bytes: int = Field(
        default=256 << 20, ge=0, description="More addresses for each processor: threads reserve them"
    )
    max_worker_cpu_s: int = Field(
        default=4000, gt=0, description="For one ad on each processor: `max_look_s`, and the drawing"
    )
    max_worker_files: int = Field(default=512, gt=0, description="Open at once; 60 were seen")
    max_pictures: int = Field(default=3, ge=0, description="More crowd the chat out of a model's memory")
    max_picture_bytes: int = Field(
        default=200_000, gt=0, description="Three of them are `max_result_bytes`; larger shows no more"
    )
    max_result_bytes: int = Field(
        default=600_000,
        gt=0,
        description="All pictures of a result together: 800 KB as base64; hosts cut off at about 1 MB",
    )
    max_wait_s: float = Field(
        default=25.0, gt=0, description="The strictest hosts give up on a call after half a minute"
    )
    max_waiting: int = Field(default=8, gt=0, description="They run one by one; more would wait for an hour")
    max_names_read: int = Field(
        default=20_000, gt=0, description="Of files, to list the ads: a second or two; a folder may be a disk"
    )
    max_listed: int = Field(default=50, gt=0, description="The longest list that a person still reads")
    max_looks_shown: int = Field(
        default=20, gt=0, description="Whose pictures are kept as files: a conversation's; each takes 600 KB"
    )
    max_named: int = Field(
        default=4,
        gt=0,
        description="Findings, looks and gaps that are named; with more an answer passes 2 KB",
    )
    max_sign_offs: int = Field(default=100, gt=0, description="Nobody decides on one ad more often")
