"""Cases of the three sets in; the rates of verdicts, categories and AI pictures out, as Markdown tables."""

from __future__ import annotations

from collections.abc import Sequence

from agent_plugin.tools.domain import Category
from agent_plugin.tools.measuring.labels import hits
from agent_plugin.tools.measuring.shares import Share, auc, recall_within
from benchmarks.cases import Case
from benchmarks.page import table

FALSE_ALARMS = 0.05
"""The share of normal pictures that may be stopped, at the most."""

_PLACES = {
    "neck": {"torso", "face"},
    "head": {"torso", "face"},
    "face": {"face"},
    "eye": {"face"},
    "hand": {"hands"},
    "finger": {"hands"},
    "fingers": {"hands"},
    "foot": {"feet"},
}


def verdict_rates(sets: Sequence[tuple[str, Sequence[Case]]]) -> str:
    """One row a set: what the verdicts caught and what they wrongly stopped."""
    rows: list[list[object]] = []
    for name, cases in sets:
        bad, good = _sides(cases)
        rows.append(
            [
                name,
                Share.among(case.stopped for case in bad),
                Share.among(case.stopped for case in good),
                Share.among(case.row.verdict == "block" for case in good),
                _decimal(auc(_scores(bad), _scores(good))),
            ]
        )
    head = ["set", "defects caught (review or block)", "normals stopped", "normals blocked"]
    return table([*head, "AUC of the scores"], rows)


def found_rates(cases: Sequence[Case]) -> str:
    """Of the defects that were caught: the right name and the right place."""
    found = [case for case in cases if case.stopped and not case.label.normal]
    rows: list[list[object]] = [
        [
            words,
            Share.among(case.named(weak=weak) for case in found),
            Share.among(case.located(weak=weak) for case in found if _is_boxed(case)),
        ]
        for words, weak in (("findings that ask for a review", False), ("findings of any score", True))
    ]
    return table(["of the pictures caught, counting", "right category", "right place"], rows)


def category_rates(
    labelled: Sequence[Case], sound: Sequence[Case], drawn: Sequence[Case], checked: set[str]
) -> str:
    """One row a category: found as such, in the right place, and how often a finding is true."""
    names = sorted({defect.category for case in labelled for defect in case.label.defects} | checked)
    rows = [_category(name, labelled, sound, drawn, checked) for name in names]
    return table(
        [
            "category",
            "found as such",
            "also weakly",
            "stopped at all",
            "in the right place",
            "precision",
            "on AI pictures",
        ],
        rows,
    )


def _category(
    name: str, labelled: Sequence[Case], sound: Sequence[Case], drawn: Sequence[Case], checked: set[str]
) -> list[object]:
    shown = [case for case in labelled if name in _defects(case)]
    boxes = [
        (case, defect.bbox) for case in shown for defect in case.label.defects if defect.category == name
    ]
    reporting = [case for case in (*labelled, *sound) if _reports(case, name)]
    on_drawn = [case for case in drawn if _reports(case, name)]
    return [
        name if name in checked else f"{name} (no check)",
        Share.among(_reports(case, name) for case in shown),
        Share.among(_reports(case, name, weak=True) for case in shown),
        Share.among(case.stopped for case in shown),
        Share.among(
            any(str(reported.category) == name and hits(reported.bbox, box) for reported in case.asking)
            for case, box in boxes
            if box
        ),
        Share.among(name in _defects(case) for case in reporting),
        Share.among(bool(_places(name) & _marked(case)) for case in on_drawn),
    ]


def drawn_rates(drawn: Sequence[Case], normals: Sequence[tuple[str, Sequence[Case]]]) -> str:
    """AI pictures with severe errors against each kind of picture that must not be stopped."""
    severe = [case for case in drawn if case.label.level == "severe"]
    rows: list[list[object]] = []
    for name, cases in normals:
        recall, alarms = recall_within(_scores(severe), _scores(cases), FALSE_ALARMS)
        rows.append(
            [
                name,
                _decimal(auc(_scores(severe), _scores(cases))),
                f"{recall} at {alarms}",
                Share.among(case.stopped for case in severe),
                Share.among(case.stopped for case in cases),
            ]
        )
    head = ["severe against", "AUC", "best recall at 5% false alarms or fewer", "stopped by the verdict"]
    return table([*head, "normals stopped"], rows)


def clip_rates(clips: Sequence[Case]) -> str:
    """One row a clip: as what it was found, and how well the time spans agree."""
    rows: list[list[object]] = []
    for case in clips:
        label = ", ".join(sorted(_defects(case))) or "normal"
        reported = ", ".join(dict.fromkeys(str(reported.category) for reported in case.asking)) or "-"
        rows.append(
            [case.label.file, label, case.row.verdict or "error", reported, _decimal(_agreement(case))]
        )
    return table(["clip", "label", "verdict", "findings that count", "overlap of the time spans"], rows)


def _agreement(case: Case) -> float | None:
    """The best overlap over union of a labelled span and that of a finding that counts."""
    spans = [
        (defect.start_s, defect.end_s)
        for defect in case.label.defects
        if defect.start_s is not None and defect.end_s is not None
    ]
    best = None if case.label.normal else 0.0
    for reported in case.asking:
        for start_s, end_s in spans:
            if reported.start_s is None or reported.end_s is None:
                continue
            both = min(reported.end_s, end_s) - max(reported.start_s, start_s)
            whole = max(reported.end_s, end_s) - min(reported.start_s, start_s)
            best = max(best or 0.0, max(both, 0.0) / whole if whole > 0 else 0.0)
    return best


def _sides(cases: Sequence[Case]) -> tuple[list[Case], list[Case]]:
    return [case for case in cases if not case.label.normal], [case for case in cases if case.label.normal]


def _scores(cases: Sequence[Case]) -> list[float]:
    return [case.top for case in cases]


def _defects(case: Case) -> set[str]:
    return {defect.category for defect in case.label.defects}


def _reports(case: Case, name: str, *, weak: bool = False) -> bool:
    return any(str(reported.category) == name for reported in (case.row.findings if weak else case.asking))


def _is_boxed(case: Case) -> bool:
    return any(defect.bbox for defect in case.label.defects)


def _marked(case: Case) -> set[str]:
    """The parts of the body on which an expert marked more than a mild error."""
    return {error.part for error in case.label.errors if error.severity != "mild"}


def _places(name: str) -> set[str]:
    """The experts' words for where a category lies; arms, legs, knees and elbows are limbs to them."""
    assert name in set(Category), name
    return next((places for word, places in _PLACES.items() if word in name.split("_")), {"limbs"})


def _decimal(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
