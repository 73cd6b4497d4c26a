"""The page on looks tells the truth: its commands, variables, labels, numbers and tables are real."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest

from agent_plugin.cli.main import cli
from agent_plugin.settings import Settings, variable
from agent_plugin.tools.judges.making import CHOICES
from agent_plugin.tools.measuring.labels import Label
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.weighing import heard_looks, verdict

PAGE = Path(__file__).parents[2] / "docs" / "look.md"
TEXT = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
BLOCKS = [line.strip() for line in TEXT.splitlines() if line.startswith("    ")]

pytestmark = pytest.mark.skipif(not TEXT, reason="an unpacked sdist may have no docs")


@pytest.mark.parametrize("line", [line for line in BLOCKS if line.startswith("lastlook ")])
def test_a_command_of_the_page_is_understood(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "ad.jpg").touch()
    _, name, *args = shlex.split(line, comments=True)
    with cli.commands[name].make_context(name, args) as context:
        assert context.params


def test_its_variables_exist_and_every_judge_is_set_up_by_one() -> None:
    known = {variable(name) for name in Settings.model_fields}
    named = set(re.findall(r"\b(?:LASTLOOK|OPENAI)_[A-Z_]*[A-Z]", TEXT))
    assert named <= known
    assert {f"LASTLOOK_JUDGE={choice}" for choice in CHOICES if choice != "none"} <= set(
        re.findall(r"LASTLOOK_JUDGE=\w+", TEXT)
    )


def test_its_labels_can_be_read() -> None:
    rows = [Label.model_validate_json(line) for line in BLOCKS if line.startswith("{")]
    assert [row.normal for row in rows] == [True, False]


def test_its_numbers_are_the_policys() -> None:
    rules, sheet = STANDARD.look, STANDARD.sheet
    assert f"*Sure* is {rules.sure} and *very sure* {rules.very_sure}" in TEXT
    assert f"from {rules.wrong_from} and a probability from {rules.likely_from} on" in TEXT
    assert f"({STANDARD.judge.max_usd:.2f} if not set)" in TEXT
    assert f"With {rules.measured_from} broken and {rules.measured_from} sound ads" in TEXT
    assert (rules.broken_controls, rules.sound_controls, sheet.max_sheets_clip) == (1, 1, 6)
    assert sheet.side_px <= 1568
    assert sheet.max_bytes <= 1_000_000


@pytest.mark.parametrize("module", [verdict, heard_looks])
def test_its_truth_tables_are_those_of_the_code(module: ModuleType) -> None:
    rows = [line.strip() for line in (module.__doc__ or "").splitlines() if line.startswith("    ")]
    assert len(rows) > 6
    assert "\n".join(rows) in "\n".join(line.strip() for line in TEXT.splitlines())
