"""The files for other platforms: each as it stands comes in, with what follows from the code renewed.

`manifest.json` is the MCPB bundle's, `plugin.json` that of Agent Plugins, `server.json` the MCP registry's.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_plugin.mcp.server import CHECK_AD
from agent_plugin.prompts import render
from agent_plugin.settings import Settings, variable
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


def registry(document: Document) -> Document:
    """The package's version, and the settings as variables."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    variables = [
        {
            "name": variable(name),
            "description": field.description,
            "isRequired": False,
            "isSecret": "SecretStr" in str(field.annotation),
        }
        for name, field in Settings.model_fields.items()
    ]
    package = document["packages"][0] | {
        "identifier": project["name"],
        "version": project["version"],
        "environmentVariables": variables,
    }
    return document | {"version": project["version"], "packages": [package]}


RENEWED: dict[str, Callable[[Document], Document]] = {
    "manifest.json": bundle,
    "plugin.json": plugin,
    "server.json": registry,
}


_INCLUDED = re.compile(r"<!-- (examples/\S+?\.(\w+)) -->\n(?:\n```.*?\n```\n)?", re.DOTALL)
_LANGUAGES = {"py": "python", "sh": "sh", "json": "json"}


def with_snippets(page: str) -> str:
    """A page, in which each file that it names in a comment follows that comment."""

    def included(found: re.Match[str]) -> str:
        text = (ROOT / found[1]).read_text(encoding="utf-8").rstrip()
        return f"<!-- {found[1]} -->\n\n```{_LANGUAGES[found[2]]}\n{text}\n```\n"

    return _INCLUDED.sub(included, page)


def renewed(name: str) -> str:
    """The file as it should be."""
    document = json.loads((ROOT / name).read_text(encoding="utf-8"))
    return json.dumps(RENEWED[name](document), indent=2, ensure_ascii=False) + "\n"
