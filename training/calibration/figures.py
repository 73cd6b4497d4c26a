"""A table and cases in; what its verdicts do to each kind of picture, and each category's figures, out.

The verdicts are those of the table, worked out from the scores: no row has to be reviewed again when a
threshold moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from agent_plugin.tools.domain import Category
from agent_plugin.tools.measuring.shares import Share, auc
from agent_plugin.tools.policy.calibration import Calibration, Voice
from training.calibration.evidence import Case, is_wrong, sound
from training.calibration.limits import RULES
from training.calibration.manifest import Kind
from training.calibration.thresholds import fit

Rows = list[list[object]]


def asks(case: Case, table: Calibration) -> list[Category]:
    """The categories that would ask for a person."""
    return [each.category for each in table.voices if _reaches(case, each.category, each.review_from)]


def blocks(case: Case, table: Calibration) -> bool:
    """Whether a category would block."""
    return any(_reaches(case, each.category, each.block_from) for each in table.voices)


def stopped(cases: Iterable[Case], table: Calibration) -> Share:
    """How many would not be published."""
    return Share.among(bool(asks(case, table)) for case in cases)


def kind_rows(cases: Sequence[Case], table: Calibration) -> Rows:
    """A row for each kind of picture: what is stopped of the sound, the mild and the severe ones."""
    rows: Rows = []
    for kind in get_args(Kind):
        ours = [case for case in cases if case.picture.kind == kind]
        levels = [
            [case for case in ours if case.picture.level == level] for level in ("none", "mild", "severe")
        ]
        cells: list[object] = [stopped(of_level, table) for of_level in levels]
        blocked = Share.among(blocks(case, table) for case in levels[0])
        before = Share.among(any(score >= 0.5 for score in case.scores.values()) for case in levels[0])
        if ours:
            rows.append([kind, cells[0], blocked, before, *cells[1:]])
    return rows


def severe_auc(cases: Sequence[Case]) -> float | None:
    """How well the highest score tells badly wrong AI pictures from sound ones."""
    drawn = [case for case in cases if not case.picture.is_photo]
    bad = [case.top for case in drawn if case.picture.level == "severe"]
    return auc(bad, [case.top for case in drawn if case.picture.level == "none"])


def voice_row(voice: Voice, cases: Sequence[Case]) -> list[object]:
    """A category: its thresholds, and what reaches them of these pictures."""
    least, drawn = voice.review_from, [case for case in cases if not case.picture.is_photo]
    bad = [case for case in drawn if is_wrong(case.picture, voice.category)]
    good = [case for case in drawn if case.picture.level == "none"]
    photos = [case for case in cases if case.picture.is_photo]
    area = auc([case.score(voice.category) for case in bad], [case.score(voice.category) for case in good])
    return [
        voice.category.value,
        voice.standing if least is None else f"{least:.2f}",
        "-" if voice.block_from is None else f"{voice.block_from:.2f}",
        *(
            Share.among(_reaches(case, voice.category, least) for case in some)
            for some in (photos, good, bad)
        ),
        "-" if area is None else f"{area:.2f}",
    ]


def crossed(cases: Sequence[Case], rendered: Mapping[Category, float], rule: str) -> tuple[Share, Share]:
    """Sound photographs and AI pictures of the fit that a rule stops, each repository left out in turn."""
    fitted = [case for case in cases if case.picture.is_fitted]
    left_out: list[tuple[bool, bool]] = []
    for repo in sorted({case.picture.repo for case in fitted}):
        table = fit([case for case in fitted if case.picture.repo != repo], rendered, rule)
        left_out += [
            (case.picture.is_photo, bool(asks(case, table)))
            for case in fitted
            if case.picture.repo == repo and case.picture.level == "none"
        ]
    photos, drawn = (
        Share.among(yes for is_photo, yes in left_out if is_photo is side) for side in (True, False)
    )
    return photos, drawn


def rule_rows(cases: Sequence[Case], rendered: Mapping[Category, float]) -> Rows:
    """A row a rule: what it stops of the fit's repositories, each left out in turn, and of the held out."""
    held_out = [case for case in cases if not case.picture.is_fitted]
    severe = [case for case in held_out if case.picture.level == "severe"]
    rows: Rows = []
    for rule in RULES:
        table = fit(cases, rendered, rule)
        ours = (stopped(sound(held_out, photos=side), table) for side in (True, False))
        rows.append([rule, *crossed(cases, rendered, rule), *ours, stopped(severe, table)])
    return rows


def format_figures(table: Calibration, cases: Sequence[Case]) -> str:
    """All of it as lines for a terminal."""
    lines: list[str] = []
    for split in ("fit", "held_out"):
        ours = [case for case in cases if case.picture.split == split]
        lines.append(f"{split}: kind, sound stopped, sound blocked, stopped at 0.5, mild and severe stopped")
        lines += ["  " + "  ".join(map(str, row)) for row in kind_rows(ours, table)]
        lines.append(f"  AUC of the highest score, severe against sound AI: {severe_auc(ours)}")
    lines.append("held_out: category, asks from, blocks from, photographs, sound AI, wrong AI, AUC")
    ours = [case for case in cases if not case.picture.is_fitted]
    lines += ["  " + "  ".join(map(str, voice_row(voice, ours))) for voice in table.voices]
    return "\n".join(lines)


def _reaches(case: Case, category: Category, least: float | None) -> bool:
    return least is not None and case.score(category) >= least
