"""The calibration table, its manifest and rows of `lastlook batch` in; the page's part on real pictures out.

    uv run python -m benchmarks.real real.jsonl --renders dev.jsonl --sample FOLDER

Only repositories that the thresholds were not fitted to are counted, but where it says so. Verdicts are
worked out from the rows' scores and the table of this version. Writes the reliability plot beside the page.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from agent_plugin.tools.measuring.shares import Share
from agent_plugin.tools.policy.calibration import calibration
from benchmarks.calibration import bins, draw
from benchmarks.in_view import InView, in_view
from benchmarks.page import DOCS, put, stamp, table
from training.calibration.evidence import Case, cases_of, is_wrong, read_rows, sound, tops
from training.calibration.figures import asks, kind_rows, rule_rows, severe_auc, stopped, voice_row
from training.calibration.manifest import read_manifest

PLOT = DOCS / "images" / "reliability-real.png"
KINDS = [
    "pictures",
    "sound ones stopped",
    "sound ones blocked",
    "from 0.5 on",
    "mild ones",
    "badly wrong ones",
]
CATEGORIES = ["category", "asks from", "blocks from", "photographs", "sound AI", "AI wrong there", "AUC"]
IN_VIEW = ["what is in view", "photographs stopped", "sound AI stopped", "AUC of badly wrong"]
VIEWS: dict[str, Callable[[InView], bool]] = {
    "nobody": lambda one: one.people == 0,
    "one person": lambda one: one.people == 1,
    "two people or more": lambda one: one.people > 1,
    "people, no hand that can be checked": lambda one: one.people > 0 and one.hands == 0,
    "a hand or more that can be checked": lambda one: one.hands > 0,
}
RULES = ["rule", "photographs (fit)", "sound AI (fit)", "photographs", "sound AI", "badly wrong"]


def section(cases: Sequence[Case], manifest: int) -> str:
    """What the verdicts do to pictures of repositories that were held out."""
    voices = calibration().voices
    held_out = [case for case in cases if not case.picture.is_fitted]
    repos = len({case.picture.repo for case in held_out})
    speaking = sum(voice.review_from is not None for voice in voices)
    area = severe_auc(held_out)
    return "\n\n".join(
        [
            f"{stamp()} {len(held_out)} pictures of {repos} repositories that no threshold was fitted "
            f"to; {speaking} of {len(voices)} categories speak. Of the {manifest} pictures that the "
            f"manifest names, {len(cases)} had been reviewed. *From 0.5 on*: sound ones that would be "
            "stopped if every category asked from there.",
            table(KINDS, kind_rows(held_out, calibration())),
            f"Badly wrong AI pictures against sound ones by their highest score: AUC {_decimal(area)}. "
            f"{_right_family(held_out)}",
        ]
    )


def categories(cases: Sequence[Case]) -> str:
    """A row for each category: its thresholds, and who reaches them among what was held out."""
    held_out = [case for case in cases if not case.picture.is_fitted]
    return table(CATEGORIES, [voice_row(voice, held_out) for voice in calibration().voices])


def by_view(cases: Sequence[Case], seen: Mapping[str, InView]) -> str:
    """A row for each kind of picture by what the program sees in it, among what was held out."""
    held_out = [case for case in cases if not case.picture.is_fitted and case.picture.file in seen]
    rows: list[list[object]] = []
    for name, fits in VIEWS.items():
        ours = [case for case in held_out if fits(seen[case.picture.file])]
        stopped_of = (stopped(sound(ours, photos=side), calibration()) for side in (True, False))
        rows.append([name, *stopped_of, _decimal(severe_auc(ours))])
    return table(IN_VIEW, rows)


def reliability(cases: Sequence[Case]) -> tuple[list[float], list[bool]]:
    """The highest score of each AI picture that was held out, and whether somebody marked it as wrong."""
    drawn = [case for case in cases if not case.picture.is_fitted and not case.picture.is_photo]
    return [case.top for case in drawn], [case.picture.level != "none" for case in drawn]


def _right_family(held_out: Sequence[Case]) -> str:
    """Of the wrong ones that are stopped, how many for a part of the body that was marked."""
    stopped = [
        (case, asking)
        for case in held_out
        if case.picture.level == "severe" and (asking := asks(case, calibration()))
    ]
    right = Share.among(any(is_wrong(case.picture, one) for one in asking) for case, asking in stopped)
    return f"Of the badly wrong ones that are stopped, for a part that was marked: {right}."


def _decimal(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def main() -> None:
    """Write the sections and the plot."""
    parser = argparse.ArgumentParser(description="Rewrite the page's section on real pictures.")
    parser.add_argument("rows", type=Path, nargs="+")
    parser.add_argument("--renders", type=Path, nargs="*", default=[])
    parser.add_argument(
        "--sample", type=Path, help="the folder of the pictures, whose reviews are in the store"
    )
    given = parser.parse_args()
    pictures = read_manifest()
    cases = cases_of(pictures, read_rows(given.rows))
    scores, wrong = reliability(cases)
    draw(bins(scores, wrong)).quantize(32).save(PLOT, optimize=True)
    put("real", section(cases, len(pictures)))
    put("voices", categories(cases))
    if given.sample:
        put("in-view", by_view(cases, in_view(given.sample, [case.picture.file for case in cases])))
    put("rules", table(RULES, rule_rows(cases, tops(read_rows(given.renders)))))


if __name__ == "__main__":
    main()
