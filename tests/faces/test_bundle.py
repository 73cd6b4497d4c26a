"""The MCPB bundle: packed by the official tool, unpacked elsewhere, started by its command, offline."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from agent_plugin.tools import TOOLS
from tests.faces.outside import MCPB, npx, without_network
from tests.faces.served import run, words

ROOT = Path(__file__).parent.parent.parent
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "data", "node_modules")

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle as a host unpacks it."""
    place = tmp_path_factory.mktemp("bundle")
    shutil.copytree(ROOT, place / "tree", symlinks=True, ignore=LEFT_BEHIND)
    npx(MCPB, "pack", place / "tree", place / "lastlook.mcpb", cwd=place)
    npx(MCPB, "unpack", place / "lastlook.mcpb", place / "installed", cwd=place)
    return place / "installed"


def filled(word: str, values: dict[str, list[str]]) -> list[str]:
    """One word of the manifest's command, with what the user filled in; a list becomes several words."""
    for name, inserted in values.items():
        if word == f"${{{name}}}":
            return inserted
        word = word.replace(f"${{{name}}}", " ".join(inserted))
    return [word]


def test_the_bundle_carries_what_it_runs_on_and_nothing_of_ours(unpacked: Path) -> None:
    there = {path.name for path in unpacked.iterdir()}
    assert {"manifest.json", "pyproject.toml", "uv.lock", "agent_plugin", "tools", "prompts"} <= there
    assert not there & {"tests", "training", "benchmarks", "docs", ".ci", ".git", ".venv"}
    links = {"tools", "prompts"}  # followed, they would carry all that is in them twice
    assert not links & {path.name for path in (unpacked / "agent_plugin").iterdir()}


def test_the_unpacked_bundle_holds_the_incident_back_without_a_network(
    unpacked: Path, tmp_path: Path, examples: Path
) -> None:
    manifest: dict[str, Any] = json.loads((unpacked / "manifest.json").read_text(encoding="utf-8"))
    form = {f"user_config.{name}": [str(field["default"])] for name, field in manifest["user_config"].items()
            if name != "folders"}  # fmt: skip
    values = {"__dirname": [str(unpacked)], "user_config.folders": [str(examples), str(tmp_path)], **form}
    config = manifest["server"]["mcp_config"]
    command = [*without_network(), config["command"]]
    command += [part for word in config["args"] for part in filled(word, values)]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "UV_CACHE_DIR") if name in os.environ}
    env = kept | {name: filled(word, values)[0] for name, word in config["env"].items()}
    env |= {"LASTLOOK_DATA_DIR": str(tmp_path / "data"), "UV_OFFLINE": "1", "UV_PYTHON_DOWNLOADS": "never"}
    server = StdioServerParameters(command=command[0], args=command[1:], env=env, cwd=str(tmp_path))

    async def ask() -> None:
        async with Client(server) as client:
            assert [one.name for one in (await client.list_tools()).tools] == [one.name for one in TOOLS]
            found = await client.call_tool("review_ad", {"ad": "neck-twist.jpg", "only_local": True})
            fields: dict[str, Any] = found.structured_content or {}
            assert "neck_twist" in [
                *fields.get("weak_signs", ()),
                *(one["category"] for one in fields.get("findings", ())),
            ]
            result = await client.call_tool("review_ad", {"ad": "neck-twist.jpg"})
            assert words(result).startswith(("review: ", "block: "))
            assert (result.structured_content or {})["look"]["numbers"], "the chat is asked to look"

    run(ask)
