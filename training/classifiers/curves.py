"""Rendered people that nothing was learned from come in; the product's probabilities about them go out.

    uv run python -m training.classifiers.curves RENDERS... [--held-out] [--most 600]

The whole product runs: finder, networks, shape, and the checks with their measurements and exclusions; the
flip pass, too, where anything is probable. For each category the table shows which probability so many sound
people in a thousand pass, and which share of the labelled people passes it: `tools/policy/score_curves.py` is
set from these figures. `--held-out` uses only the people that `fit` holds out; `--scores` keeps the
probabilities for later.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from agent_plugin.settings import load_settings
from agent_plugin.tools.classifiers.networks import CATEGORIES, NO_HAND
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Category
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.media import open_media
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD, ReadingRules, ScoreCurve
from agent_plugin.tools.weighing.still import Still
from training.classifiers.read import labelled_pose

HELD_OUT = 5  # as `fit`: one seed in so many
RATES = (0.1, 0.02, 0.01, 0.005)
AFAR = "fingers_afar"  # of hands that the hand model did not find: whether anything is wrong, not what
# Every probability at its word, the least too: a score is then the probability with all that is known.
AT_THEIR_WORD = STANDARD.model_copy(
    update={
        "readings": ReadingRules(
            **{
                name: ScoreCurve(probabilities=(0.01, 0.5, 0.99), scores=(0.01, 0.5, 0.99))
                for name in ReadingRules.model_fields
                if name in {*Category, AFAR}
            }
        ),
        "time": STANDARD.time.model_copy(update={"worth_noting": 0.0}),
    }
)


def rows_of(renders: Path, *, held_out: bool, most: int) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The pictures to read."""
    lines = (renders / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    kept = [row for row in rows if not row.get("hidden_defect") and row["boxes"]["person"]["box_xyxy"]]
    kept = [row for row in kept if not held_out or row["seed"] % HELD_OUT == 0]
    yield from ((renders / row["file"], row) for row in kept[:most])


def highest_scores(finder: PeopleFinder, path: Path, row: dict[str, Any]) -> dict[str, float] | None:
    """The highest probability of each category on the labelled person; none if they are not found."""
    media = open_media(path, STANDARD.media)
    still = Still(AT_THEIR_WORD, media.info)
    scene = still.add_frame(next(media.frames()), finder, Stopwatch())
    pose = labelled_pose([person.pose for person in scene.people], row)
    owner = next((person.number for person in scene.people if person.pose is pose), None)
    if owner is None:
        return None
    highest: defaultdict[str, float] = defaultdict(float)
    for finding in still.findings():
        if finding.person == owner:
            is_afar = finding.steps[0].source == NO_HAND
            name = AFAR if is_afar else finding.category.value
            highest[name] = max(highest[name], finding.score)
    return highest


def labelled(row: dict[str, Any]) -> list[str]:
    """The categories of the labelled defects, and one more for any defect of fingers."""
    names = [defect["category"] for defect in row.get("defects", [])]
    return [*names, AFAR] if set(names) & {*CATEGORIES["fingers"]} else names


def table(people: list[tuple[list[str], dict[str, float]]]) -> Iterator[str]:
    """The table, a line for each category."""
    sound = [scores for defects, scores in people if not defects]
    yield f"{len(sound)} sound people; probability passed by, and share of the labelled found:"
    for category in sorted({name for defects, _ in people for name in defects}):
        found = np.array([scores.get(category, 0.0) for defects, scores in people if category in defects])
        usual = np.array([scores.get(category, 0.0) for scores in sound])
        limits = [float(np.quantile(usual, 1 - rate)) for rate in RATES]
        columns = [
            f"{rate:.1%}: {limit:.2f} {np.mean(found > limit):.0%}"
            for rate, limit in zip(RATES, limits, strict=True)
        ]
        yield f"{category:16s} {len(found):4d}  {'  '.join(columns)}"


def main() -> None:
    """Read everyone and print the table."""
    parser = argparse.ArgumentParser(prog="python -m training.classifiers.curves")
    parser.add_argument("renders", type=Path, nargs="+")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--most", type=int, default=10**9, help="pictures of each folder")
    parser.add_argument("--scores", type=Path)
    given = parser.parse_args()
    settings = load_settings()
    models = Landmarkers(STANDARD.people, models_folder=settings.models_dir, cache_folder=settings.cache_dir)
    finder = PeopleFinder(STANDARD.people, landmarkers=models)
    people: list[tuple[list[str], dict[str, float]]] = []
    for renders in given.renders:
        for path, row in rows_of(renders, held_out=given.held_out, most=given.most):
            scores = highest_scores(finder, path, row)
            if scores is not None:
                people.append((labelled(row), dict(scores)))
    if given.scores:
        given.scores.write_text(json.dumps(people), encoding="utf-8")
    print(*table(people), sep="\n")


if __name__ == "__main__":
    main()
