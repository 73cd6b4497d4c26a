"""The bundle's manifest says what is true of the package; its form is checked by the official validator."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest

from agent_plugin.cli.mcp_command import forget_unfilled
from agent_plugin.settings import Settings, load_settings, variable
from agent_plugin.tools import TOOLS
from agent_plugin.tools.errors import UsageError

ROOT = Path(__file__).parents[2]
MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_name_version_and_description_are_the_packages() -> None:
    for field in ("name", "version", "description", "license"):
        assert MANIFEST[field] == PROJECT[field], field


def test_the_oldest_python_is_the_packages() -> None:
    assert MANIFEST["compatibility"]["runtimes"]["python"] == PROJECT["requires-python"]


def test_the_entry_point_exists() -> None:
    assert (ROOT / MANIFEST["server"]["entry_point"]).is_file()


def test_the_command_is_one_that_the_package_installs() -> None:
    config = MANIFEST["server"]["mcp_config"]
    assert config["command"] == "uv"
    options = ["run", "--directory", "${__dirname}", "--no-dev", "--frozen"]
    assert config["args"] == [*options, "lastlook", "mcp", "${user_config.folders}"]
    assert "lastlook" in PROJECT["scripts"]


def test_each_field_that_a_user_fills_in_is_used_and_only_the_key_is_secret() -> None:
    config, fields = MANIFEST["server"]["mcp_config"], MANIFEST["user_config"]
    used = re.findall(r"\$\{user_config\.(\w+)\}", json.dumps(config))
    assert sorted(used) == sorted(fields)
    assert [name for name, field in fields.items() if field.get("sensitive")] == ["judge_api_key"]
    assert [name for name, field in fields.items() if field["required"]] == ["folders"]
    known = {variable(name) for name in Settings.model_fields}
    assert set(config["env"]) <= known
    offered = set(get_args(Settings.model_fields["judge"].annotation)) - {"canned", "langchain"}
    assert all(choice in fields["judge"]["description"] for choice in offered)
    assert "langchain" not in json.dumps(fields), "a bundle has none of the packages of its providers"


def test_a_field_left_empty_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in MANIFEST["server"]["mcp_config"]["env"].items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UsageError):
        load_settings()
    forget_unfilled(os.environ)
    assert load_settings().judge == "none"
    for name in MANIFEST["server"]["mcp_config"]["env"]:
        monkeypatch.setenv(name, "")
    assert load_settings() == Settings()


def test_the_tools_are_those_that_the_server_lists() -> None:
    assert MANIFEST["tools"] == [{"name": tool.name, "description": tool.description} for tool in TOOLS]


def test_a_bundle_leaves_out_what_only_developers_need() -> None:
    ignored = (ROOT / ".mcpbignore").read_text(encoding="utf-8").split()
    assert {".git/", ".venv/", "tests/", "benchmarks/", "dist/"} <= set(ignored)
    assert not {"tools/", "prompts/", "agent_plugin/", "uv.lock"} & set(ignored)
