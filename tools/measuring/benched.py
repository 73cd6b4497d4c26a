"""One ad of a judge's bench as a row to keep; many of them as lines for people: who is right, and the cost.

A row holds all that the tables need, so that a bench can go on where it stopped and asks nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from agent_plugin.tools.domain import Controls, OpinionCost, Review, Says
from agent_plugin.tools.look.asking.judge_look import JudgeLooker
from agent_plugin.tools.measuring.labels import Label, Row
from agent_plugin.tools.measuring.scoring import Counted, Pair, area
from agent_plugin.tools.measuring.shares import Share, auc, recall_within
from agent_plugin.tools.measuring.table import format_share, table
from agent_plugin.tools.measuring.ways import TITLES, Way, ways_of
from agent_plugin.tools.policy import STANDARD


class Benched(BaseModel):
    """What became of one ad."""

    file: str
    judge: str  # who was asked, how and under which policy: rows of two judges do not mix
    asked: bool = False  # was there anything to look at?
    probability: float | None = None  # none where no look was had
    wrong: float = 0.0  # its surest `wrong`
    counts: bool = False
    why_not: str = ""
    who: str = ""
    prompt: str = ""
    ways: dict[Way, Row] = {}
    cost: OpinionCost = OpinionCost()
    controls: Controls = Controls()
    error: str | None = None

    @property
    def is_done(self) -> bool:
        """Would asking again give nothing new?"""
        return self.error is None and not (self.asked and self.probability is None)


def identity(looker: JudgeLooker) -> str:
    """Who is measured, in one line."""
    return f"{looker.identity}, policy {STANDARD.name} {STANDARD.fingerprint()}"


def benched(review: Review, looker: JudgeLooker, file: str) -> Benched:
    """The row of a reviewed ad, by this judge's look alone: others may have looked at it before."""
    mine = looker.look_id(review)
    look = next((one for one in review.looks if one.id == mine), None)
    row = Benched(
        file=file, judge=identity(looker), asked=bool(review.sheets), ways=ways_of(review, look, file)
    )
    if look is None:
        return row
    wrong = [one.sureness for one in look.tiles if one.says is Says.WRONG]
    wrong += [one.sureness for one in look.elsewhere]
    return row.model_copy(
        update={
            "probability": look.probability,
            "wrong": max(wrong, default=0.0),
            "counts": look.counts,
            "why_not": look.why_not,
            "who": look.who,
            "prompt": look.prompt,
            "cost": look.cost,
            "controls": look.controls,
        }
    )


def report(labels: Sequence[Label], rows: Sequence[Benched]) -> list[str]:
    """The table of each way, the looker, the costs."""
    by_file = {row.file: row for row in rows}
    pairs = {
        way: [Pair(label, _row(by_file.get(label.file), way, label.file)) for label in labels] for way in Way
    }
    lines: list[str] = []
    for way in Way:
        lines += ["", f"==== {TITLES[way]} ====", *table(pairs[way])]
    lines += ["", "==== side by side, review or block ====", *(_short(way, pairs[way]) for way in Way)]
    known = [(label, by_file[label.file]) for label in labels if label.file in by_file]
    return [*lines, *_looker(known), *_took([row for _, row in known])]


def _row(row: Benched | None, way: Way, file: str) -> Row:
    return row.ways.get(way, Row(file=file)) if row else Row(file=file)


def _short(way: Way, pairs: Sequence[Pair]) -> str:
    stopped = Counted.of((pair.label.normal, pair.stopped) for pair in pairs)
    return (
        f"{TITLES[way]:22s} recall {format_share(stopped.recall):26s} "
        f"false alarms {format_share(stopped.alarms):26s} roc_auc {_decimal(area(pairs))}"
    )


def _looker(known: Sequence[tuple[Label, Benched]]) -> list[str]:
    """How well the look tells broken ads from sound ones, and whether it looks at all."""
    had = [(label.normal, row) for label, row in known if row.probability is not None]
    broken, sound = (
        [row.probability or 0.0 for is_normal, row in had if is_normal is normal] for normal in (False, True)
    )
    caught, alarms = recall_within(broken, sound, STANDARD.look.most_alarms)
    counting = Share(sum(row.counts for _, row in had), len(had))
    asked, right = (sum(getattr(row.controls, name) for _, row in had) for name in ("asked", "right"))
    lines = ["", "==== the looker ====", f"{'looks that count':22s} {format_share(counting)}"]
    lines.append(f"{'controls right':22s} {format_share(Share(right, asked))}")
    lines.append(f"{'roc_auc, probability':22s} {_decimal(auc(broken, sound))}")
    lines.append(
        f"{'recall at 5% false':22s} {format_share(caught)}, with {format_share(alarms).strip()} of the sound"
    )
    for bar in (STANDARD.look.likely_from, 0.5):
        rates = (format_share(Share.among(one >= bar for one in some)) for some in (broken, sound))
        lines.append(f"{f'stopped from {bar} on':22s} broken {next(rates)}  sound {next(rates)}")
    return lines


def _took(rows: Sequence[Benched]) -> list[str]:
    """Requests, tokens, money and time; what could not be had."""
    cost = [row.cost for row in rows]
    asked = [row for row in rows if row.asked]
    failed = [row for row in rows if row.error]
    seconds = sum(one.seconds for one in cost)
    priced = [one.usd for one in cost if one.usd is not None]
    usd = f"{sum(priced):.4f} USD" if priced else "price not set"
    lines = [
        "",
        "==== what it took ====",
        f"looks                  had {sum(row.probability is not None for row in asked)} of {len(asked)}",
        f"requests               {sum(one.calls for one in cost)} "
        f"with {sum(one.pictures for one in cost)} pictures",
        f"from kept answers      {sum(one.from_cache for one in cost)} requests not made",
        f"tokens                 {sum(one.input_tokens for one in cost):,} in, "
        f"{sum(one.output_tokens for one in cost):,} out",
        f"cost                   {usd}",
        f"time                   {seconds:.1f} s asking, {seconds / max(1, len(rows)):.1f} s an ad",
    ]
    return [*lines, f"could not be reviewed  {len(failed)}, counted as not flagged"] if failed else lines


def _decimal(value: float | None) -> str:
    return "-" if value is None else str(round(value, 4))
