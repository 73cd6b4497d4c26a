"""The files for other platforms: each as it stands comes in, with what follows from the code renewed.

`manifest.json` is the MCPB bundle's, `plugin.json` that of Agent Plugins, `server.json` the MCP registry's.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_plugin.mcp_server import CHECK_AD
from agent_plugin.prompts import render
from agent_plugin.tools import TOOLS

ROOT = Path(__file__).parent.parent
Document = dict[str, Any]


def bundle(document: Document) -> Document:
    """Tools and prompts as the server lists them, name and version as the package has them."""
    ready_made = {
        "name": "check_ad",
        "description": CHECK_AD,
        "arguments": ["ad"],
        "text": render("check_ad", ad="${arguments.ad}"),
    }
    tools = [{"name": tool.name, "description": tool.description} for tool in TOOLS]
    return plugin(document) | {"tools": tools, "prompts": [ready_made]}


def plugin(document: Document) -> Document:
    """Name, version and description as the package has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return document | {field: project[field] for field in ("name", "version", "description", "license")}


RENEWED: dict[str, Callable[[Document], Document]] = {"manifest.json": bundle}


def renewed(name: str) -> str:
    """The file as it should be."""
    document = json.loads((ROOT / name).read_text(encoding="utf-8"))
    return json.dumps(RENEWED[name](document), indent=2, ensure_ascii=False) + "\n"
