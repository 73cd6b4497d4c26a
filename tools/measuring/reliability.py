"""Labels and the rows of a judge's bench come in; how reliable that judge is goes out, to be kept and used.

Only looks that count go into it, for only these are heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agent_plugin.tools.measuring.benched import Benched
from agent_plugin.tools.measuring.labels import Label
from agent_plugin.tools.measuring.shares import Share, auc
from agent_plugin.tools.policy import STANDARD, At, Reliability

_BARS = tuple(step / 20 for step in range(1, 21))


def reliability_of(
    labels: Sequence[Label], rows: Sequence[Benched], judge: str, today: date
) -> Reliability | None:
    """How reliable; none where no look counted.

    Args:
        labels: What is true of the files.
        rows: What one judge said of them; of several models behind one name, the last one's.
        judge: The kind of judge.
        today: When it was measured.
    """
    normal = {label.file: label.normal for label in labels}
    known = [row for row in rows if row.counts and row.file in normal]
    if not known:
        return None
    who, prompt = known[-1].who, known[-1].prompt
    mine = [row for row in known if (row.who, row.prompt) == (who, prompt)]
    broken, sound = ([row for row in mine if normal[row.file] is kind] for kind in (False, True))
    likely_from = _least([(bar, [_is_likely(row, bar) for row in sound]) for bar in _BARS])
    either = [(bar, [_is_likely(row, likely_from) or row.wrong >= bar for row in sound]) for bar in _BARS]
    return Reliability(
        judge=judge,
        model=who,
        prompt=prompt,
        measured_on=today,
        broken=len(broken),
        sound=len(sound),
        counted=len(mine),
        auc=auc([row.probability or 0.0 for row in broken], [row.probability or 0.0 for row in sound]),
        by_probability=tuple(
            _at(bar, *([_is_likely(row, bar) for row in some] for some in (broken, sound))) for bar in _BARS
        ),
        by_sureness=tuple(
            _at(bar, *([row.wrong >= bar for row in some] for some in (broken, sound))) for bar in _BARS
        ),
        likely_from=likely_from,
        sure_from=_least(either),
    )


def _is_likely(row: Benched, bar: float | None) -> bool:
    return bar is not None and (row.probability or 0.0) >= bar


def _at(bar: float, broken: Sequence[bool], sound: Sequence[bool]) -> At:
    recall, alarms = (round(Share.among(some).rate, 4) for some in (broken, sound))
    return At(threshold=bar, recall=recall, alarms=alarms)


def _least(bars: Sequence[tuple[float, Sequence[bool]]]) -> float | None:
    """The least bar from which few enough of the sound ads are stopped; none if none is, or without any."""
    fitting = (
        bar for bar, stopped in bars if stopped and Share.among(stopped).rate <= STANDARD.look.most_alarms
    )
    return next(fitting, None)
