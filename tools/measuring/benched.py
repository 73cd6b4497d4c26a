"""One ad of a judge's bench as a row to keep; many of them as lines for people: who decided what, and costs.

A row holds all that the tables need, so that a bench can go on where it stopped and asks nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pydantic import BaseModel

from agent_plugin.tools.domain import Asked, Controls, OpinionCost, Review, VerdictValue
from agent_plugin.tools.measuring.labels import Label, Row
from agent_plugin.tools.measuring.scoring import Counted, Pair, area
from agent_plugin.tools.measuring.shares import Share
from agent_plugin.tools.measuring.table import table, told
from agent_plugin.tools.measuring.ways import TITLES, Way, answers_of, ways_of
from agent_plugin.tools.opinion.second import SecondLook
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.weighing.verdict import severity

LACKING = (Asked.NOT_HAD, Asked.PARTLY_HAD)


class Benched(BaseModel):
    """What became of one ad."""

    file: str
    judge: str  # who was asked, how and under which policy: rows of two judges do not mix
    asked: Asked | None = None
    ways: dict[Way, Row] = {}
    answers: dict[str, int] = {}
    cost: OpinionCost = OpinionCost()
    controls: Controls = Controls()
    notes: tuple[str, ...] = ()
    error: str | None = None

    @property
    def is_done(self) -> bool:
        """Whether asking again would give nothing new."""
        return self.error is None and self.asked not in LACKING


def identity(second: SecondLook) -> str:
    """Who is measured, in one line."""
    return f"{second.identity}, policy {STANDARD.name} {STANDARD.fingerprint()}"


def benched(review: Review, file: str, judge: str) -> Benched:
    """The row of a reviewed ad."""
    second = review.second_opinion
    return Benched(
        file=file,
        judge=judge,
        asked=second.asked if second else None,
        ways=ways_of(review, file),
        answers=answers_of(review),
        cost=second.cost if second else OpinionCost(),
        controls=second.controls if second else Controls(),
        notes=second.notes if second else (),
    )


def report(labels: Sequence[Label], rows: Sequence[Benched]) -> list[str]:
    """The table of each way, the decisions, the costs."""
    by_file = {row.file: row for row in rows}
    pairs = {
        way: [Pair(label, _row(by_file.get(label.file), way, label.file)) for label in labels] for way in Way
    }
    lines: list[str] = []
    for way in Way:
        lines += ["", f"==== {TITLES[way]} ====", *table(pairs[way])]
    lines += ["", "==== side by side, review or block ====", *(_short(way, pairs[way]) for way in Way)]
    known = [(label, by_file[label.file]) for label in labels if label.file in by_file]
    return [*lines, *_decisions(known), *_took([row for _, row in known])]


def _row(row: Benched | None, way: Way, file: str) -> Row:
    return row.ways.get(way, Row(file=file)) if row else Row(file=file)


def _short(way: Way, pairs: Sequence[Pair]) -> str:
    stopped = Counted.of((pair.label.normal, pair.stopped) for pair in pairs)
    score = area(pairs)
    return (
        f"{TITLES[way]:22s} recall {told(stopped.recall):26s} false alarms {told(stopped.alarms):26s} "
        f"roc_auc {'-' if score is None else round(score, 4)}"
    )


def _decisions(known: Sequence[tuple[Label, Benched]]) -> list[str]:
    """How often each look gave each answer, and what the answers did to the verdicts."""
    answers = sum((Counter(row.answers) for _, row in known), Counter[str]())
    lines = ["", "==== decisions ===="]
    for look in (Way.BLIND.value, Way.POINTED.value):
        counts = {word: answers[f"{look} {word}"] for word in ("confirm", "refute", "unsure")}
        shares = (f"{word} {told(Share(count, sum(counts.values())))}" for word, count in counts.items())
        lines.append(f"{look + ' answers':22s} {'  '.join(shares)}")
    asked = sum(row.controls.asked for _, row in known)
    right = Share(sum(row.controls.right for _, row in known), asked)
    believed = Share.among(row.controls.are_right for _, row in known if row.controls.asked)
    lines.append(f"{'controls right':22s} {told(right)}  all of an ad's: {told(believed)}")
    moved = [(label.normal, _moved(row)) for label, row in known if row.ways]
    for name, sign in (("raised", 1), ("lowered", -1), ("as the checks say", 0)):
        which = [normal for normal, step in moved if step == sign]
        whose = f"{which.count(False)} with a defect, {which.count(True)} normal"
        lines.append(f"{'verdict ' + name:26s} {told(Share(len(which), len(moved)))}  {whose}")
    return lines


def _moved(row: Benched) -> int:
    """1 where the second opinion made the verdict stricter, -1 where milder."""
    before, after = (
        severity(VerdictValue(row.ways[way].verdict or "publish")) for way in (Way.LOCAL, Way.COMBINED)
    )
    return (after > before) - (after < before)


def _took(rows: Sequence[Benched]) -> list[str]:
    """Calls, tokens, money and time; what could not be had."""
    cost = [row.cost for row in rows]
    asked = Counter(row.asked.value.replace("_", " ") for row in rows if row.asked)
    failed = [row for row in rows if row.error]
    seconds = sum(one.seconds for one in cost)
    priced = [one.usd for one in cost if one.usd is not None]
    usd = f"{sum(priced):.4f} USD" if priced else "price not set"
    lines = [
        "",
        "==== what it took ====",
        f"second opinions        {', '.join(f'{word} {count}' for word, count in asked.items()) or 'none'}",
        f"calls                  {sum(one.calls for one in cost)} "
        f"with {sum(one.pictures for one in cost)} pictures",
        f"from kept answers      {sum(one.from_cache for one in cost)} calls not made",
        f"tokens                 {sum(one.input_tokens for one in cost):,} in, "
        f"{sum(one.output_tokens for one in cost):,} out",
        f"cost                   {usd}",
        f"time                   {seconds:.1f} s asking, {seconds / max(1, len(rows)):.1f} s an ad",
    ]
    return [*lines, f"could not be reviewed  {len(failed)}, counted as not flagged"] if failed else lines
