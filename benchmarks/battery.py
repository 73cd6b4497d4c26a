"""Normal pictures in, made hard in many ways; the false alarms of each way out.

    uv run python -m benchmarks.battery SETS [--sample N]

Takes the normal pictures of the rendered set and of `real/`. Without --sample the table goes to
docs/accuracy.md too. No copy of a picture outlives its review.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from agent_plugin.tools.measuring.shares import Share
from benchmarks.page import table
from benchmarks.trial_page import write
from benchmarks.trials import Bench, Trial, main_box, opened
from benchmarks.variants import HARD, side_by_side

ITSELF, CROWD = "as they are", "three pictures side by side"
Results = dict[str, list[Trial]]


def run(bench: Bench, paths: Sequence[Path]) -> Results:
    """What is said of each picture in each variant, and of them side by side."""
    results: Results = {name: [] for name in (ITSELF, *(variant.name for variant in HARD), CROWD)}
    for path in paths:
        image = opened(path)
        first, review = bench.review(image)
        results[ITSELF].append(first)
        _print_progress(first, path.name, ITSELF)
        box = main_box(review, image.size)
        for variant in HARD:
            trial = bench.verdict_on(variant.make(image, box))
            results[variant.name].append(trial)
            _print_progress(trial, path.name, variant.name)
    for three in (paths[start : start + 3] for start in range(0, len(paths), 3)):
        trial = bench.verdict_on(side_by_side([opened(path) for path in three]))
        results[CROWD].append(trial)
        _print_progress(trial, " + ".join(path.name for path in three), CROWD)
    return results


def alarms(results: Results) -> str:
    """One row a variant, and all of them together."""
    everything = [trial for trials in results.values() for trial in trials]
    rows: list[list[object]] = [
        [
            name,
            Share.among(trial.stopped for trial in trials),
            Share.among(trial.word == "block" for trial in trials),
        ]
        for name, trials in (*results.items(), ("all", everything))
    ]
    return table(["normal pictures", "stopped (review or block)", "blocked"], rows)


def main() -> None:
    """Run the battery and write its table."""
    write(
        "battery",
        "False alarms on hard normal pictures.",
        lambda bench, paths: alarms(run(bench, paths)),
        normal_only=True,
    )


def _print_progress(trial: Trial, name: str, variant: str) -> None:
    """Say at once what went wrong, so that it can be looked at."""
    if trial.word != "publish":
        print(f"{name}, {variant}: {trial.word}; {', '.join(trial.reported)}", flush=True)


if __name__ == "__main__":
    main()
