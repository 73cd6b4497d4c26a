"""The bundle's manifest says what is true of the package; its form is checked by the official validator."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from agent_plugin.tools import TOOLS

ROOT = Path(__file__).parent.parent
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
    assert config["args"][:3] == ["run", "--directory", "${__dirname}"]
    assert config["args"][3] in PROJECT["scripts"]


def test_the_tools_are_those_that_the_server_lists() -> None:
    assert MANIFEST["tools"] == [{"name": tool.name, "description": tool.description} for tool in TOOLS]


def test_a_bundle_leaves_out_what_only_developers_need() -> None:
    ignored = (ROOT / ".mcpbignore").read_text(encoding="utf-8").split()
    assert {".git/", ".venv/", "tests/", "benchmarks/", "dist/"} <= set(ignored)
    assert not {"tools/", "prompts/", "agent_plugin/", "uv.lock"} & set(ignored)
