"""The page on the second opinion tells the truth: its commands, variables, labels and numbers are real."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from agent_plugin.cli.main import cli
from agent_plugin.settings import Settings, variable
from agent_plugin.tools.judges.making import CHOICES
from agent_plugin.tools.measuring.labels import Label
from agent_plugin.tools.policy import STANDARD

PAGE = Path(__file__).parents[2] / "docs" / "second-opinion.md"
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
    rules = STANDARD.judge
    assert f"*Sure* is {rules.sure} and *very sure* {rules.very_sure}" in TEXT
    assert f"({rules.max_usd:.2f} if not set)" in TEXT
    assert rules.max_pictures == 8
    assert "at most eight pictures" in TEXT
