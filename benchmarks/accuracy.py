"""Labelled sets and the rows of `lastlook batch` in, the tables of docs/accuracy.md out.

    uv run lastlook batch SETS/anatomybench/dev -o dev.jsonl        (likewise real and ai_humans)
    uv run python benchmarks/accuracy.py SETS --dev dev.jsonl --real real.jsonl --ai ai.jsonl

SETS is the folder that holds `anatomybench/`, `real/` and `ai_humans/`. The scoring is the set's own
`score.py`; only the text between the two markers of the page is replaced.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "accuracy.md"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
Scores = dict[str, Any]


def score(sets: Path, labels: str, predictions: Path) -> Scores:
    """The set's own scorer, its answer as JSON."""
    scorer = sets / "anatomybench" / "score.py"
    command = [sys.executable, str(scorer), str(sets / labels / "labels.jsonl"), str(predictions), "--json"]
    answer: Scores = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return answer


def percent(rate: Scores | None) -> str:
    """A share with its count and Wilson interval."""
    if not rate or rate["rate"] is None:
        return "-"
    low, high = (100 * end for end in rate["ci95"])
    return f"{100 * rate['rate']:.0f}% ({rate['k']}/{rate['n']}; {low:.0f} to {high:.0f})"


def sets_table(rows: list[tuple[str, Scores | None]]) -> list[str]:
    """One row a set: what the verdicts caught and what they wrongly stopped."""
    lines = [
        "| set | defects caught (review or block) | normals stopped | normals blocked | AUC of the scores |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, part in rows:
        if part:
            verdict, block = part["verdict_review_or_block"], part["verdict_block"]
            lines.append(
                f"| {name} | {percent(verdict['recall'])} | {percent(verdict['false_positive_rate'])} | "
                f"{percent(block['false_positive_rate'])} | {part['roc_auc'] or '-'} |"
            )
    return lines


def category_table(scores: Scores, shown: set[str]) -> list[str]:
    """Pictures of each category that has a check: found as what they are, and in the right place."""
    lines = ["| category | found as such | found at all | in the right place |", "| --- | --- | --- | --- |"]
    for name, row in scores["categories"].items():
        if name in shown:
            lines.append(
                f"| {name} | {percent(row['right_category'])} | {percent(row['any_category'])} | "
                f"{percent(row['located_right_category'])} |"
            )
    return lines


def video_table(scores: Scores) -> list[str]:
    """Each defect clip."""
    lines = ["| clip | defect | found as such | overlap of the time spans |", "| --- | --- | --- | --- |"]
    for row in scores.get("video_defects", []):
        found = "yes" if row["right_category"] else "no"
        lines.append(f"| {row['file']} | {row['category']} | {found} | {row['interval_iou']:.2f} |")
    return lines


def write(tables: str) -> None:
    """Put the tables between the markers of the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Score the three sets and rewrite the page's tables."""
    from agent_plugin.tools.anatomy import CHECKS
    from agent_plugin.tools.policy import STANDARD

    parser = argparse.ArgumentParser(description="Rewrite the tables of docs/accuracy.md.")
    parser.add_argument("sets", type=Path)
    for name in ("dev", "real", "ai"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    dev = score(given.sets, "anatomybench/dev", given.dev)
    real = score(given.sets, "real", given.real)
    drawn = score(given.sets, "ai_humans", given.ai)
    checked = {check.category.value for check in CHECKS}
    date = datetime.now(UTC).date().isoformat()
    rows = [
        ("rendered pictures (dev)", dev["image"]),
        ("rendered clips (dev)", dev["video"]),
        ("normal photographs and sound AI pictures", real["image"]),
        ("AI pictures with experts' labels", drawn["image"]),
    ]
    parts = [
        f"Measured on {date}, policy `{STANDARD.name} {STANDARD.fingerprint()}`. In brackets: the count, and "
        "the 95% Wilson interval in percent.",
        "\n".join(sets_table(rows)),
        "Of the rendered pictures, the categories that have a check; a finding of any score counts here:",
        "\n".join(category_table(dev, checked)),
        "The rendered clips:",
        "\n".join(video_table(dev)),
    ]
    write("\n\n".join(parts))


if __name__ == "__main__":
    main()
