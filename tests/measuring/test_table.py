"""The table is the one that the sets' own scorer prints, word for word."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from agent_plugin.tools.domain import Category
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.measuring.labels import Defect, Label, Reported, Row, read_labels
from agent_plugin.tools.measuring.scoring import Pair
from agent_plugin.tools.measuring.table import table
from tests.measuring.test_shares import SCORER

BOX = (10.0, 10.0, 50.0, 50.0)
CATEGORIES = (Category.NECK_TWIST, Category.EXTRA_FINGER, Category.EXTRA_ARM)


def made_pairs(seed: int, count: int = 40) -> list[Pair]:
    """Files of both kinds, with and without defects, told of well and badly."""
    dice = random.Random(seed)
    return [_made(dice, number) for number in range(count)]


def _made(dice: random.Random, number: int) -> Pair:
    kind, normal, file = dice.choice(["image", "image", "video"]), dice.random() < 0.5, f"{number}.jpg"
    spans = {"start_s": 1.0, "end_s": 2.0} if kind == "video" else {}
    defects = [] if normal else [{"category": dice.choice(CATEGORIES), "bbox": BOX, **spans}]
    label = {"file": file, "kind": kind, "normal": normal, "defects": defects, "scenario": f"s{number % 3}"}
    findings = [_reported(dice, kind) for _ in range(dice.choice([0, 1, 1, 2]))]
    verdict = dice.choice(["publish", "review", "block"]) if findings else "publish"
    return Pair(Label.model_validate(label), Row(file=file, verdict=verdict, findings=tuple(findings)))


def _reported(dice: random.Random, kind: str) -> Reported:
    box = dice.choice([BOX, (40.0, 40.0, 80.0, 80.0), (200.0, 200.0, 250.0, 250.0)])
    start = dice.choice([0.0, 1.5]) if kind == "video" else None
    length = dice.choice([0.0, 1.0])
    end = start + length if start is not None else None
    return Reported(
        category=dice.choice(CATEGORIES), score=round(dice.random(), 2), bbox=box, start_s=start, end_s=end
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_the_sets_scorer_prints_the_same(seed: int, tmp_path: Path) -> None:
    if not SCORER.is_file():
        pytest.skip("the labelled sets are not beside this copy")
    pairs = made_pairs(seed)
    labels, rows = tmp_path / "labels.jsonl", tmp_path / "told.jsonl"
    labels.write_text("\n".join(pair.label.model_dump_json() for pair in pairs), encoding="utf-8")
    rows.write_text("\n".join(pair.row.model_dump_json() for pair in pairs), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, SCORER, labels, rows], capture_output=True, encoding="utf-8", check=True
    )
    printed, ours = (text.splitlines() for text in (done.stdout, "\n".join(table(pairs))))
    assert [line for line in ours if "by category" not in line] == [
        line for line in printed if "by category" not in line
    ]  # that scorer counts ties in no order of its own


def test_defects_are_counted_as_caught_and_normals_as_alarms() -> None:
    twisted = Label(
        file="a", kind="image", normal=False, defects=(Defect(category="neck_twist", bbox=BOX),), scenario="x"
    )
    reported = Reported(category=Category.NECK_TWIST, score=0.9, bbox=BOX)
    pairs = [
        Pair(twisted, Row(file="a", verdict="block", findings=(reported,))),
        Pair(twisted, Row(file="b", verdict="publish")),
        Pair(
            Label(file="c", kind="image", normal=True), Row(file="c", verdict="review", findings=(reported,))
        ),
        Pair(Label(file="d", kind="image", normal=True), Row(file="d", verdict=None)),
    ]
    lines = table(pairs)
    assert "recall                  50.0% (1/2, 9-91)" in lines
    assert "false_positive_rate     50.0% (1/2, 9-91)" in lines
    assert "f1                     0.5    roc_auc 0.5" in lines
    assert any(line.startswith("verdict block") and "fpr   0.0% (0/2" in line for line in lines)
    assert any(line.startswith("neck_twist ") and line.count("50.0% (1/2, 9-91)") == 4 for line in lines)
    assert "by category: {'neck_twist': 1}" in lines


def test_a_name_in_a_label_cannot_steer_the_terminal() -> None:
    label = Label(file="a", kind="image", normal=True, scenario="\x1b[31mred")
    assert "\x1b" not in "\n".join(table([Pair(label, Row(file="a"))]))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (None, "labels.jsonl"),
        ("nonsense\n", "line 1"),
        (json.dumps({"file": "a", "kind": "image"}) + "\n", "normal"),
        (json.dumps({"file": "a", "kind": "sound", "normal": True}) + "\n", "kind"),
    ],
)
def test_labels_that_cannot_be_read_are_named(tmp_path: Path, text: str | None, named: str) -> None:
    if text is not None:
        (tmp_path / "labels.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=named):
        read_labels(tmp_path, Label)
