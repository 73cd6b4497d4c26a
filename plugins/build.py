"""This clone comes in; a folder for each program that takes plugins goes out, the skill as a zip, and links.

    uv run python -m plugins.build OUT

Each holds what runs and nothing that only developers need: no tests, no training, no docs. What it says of
the package comes from `plugin.json`, which follows the package itself (`docs/generate.py`). OpenClaw has a
folder of its own: beside another program's manifest it does not read the open one.
"""

from __future__ import annotations

import base64
import json
import shutil
import sys
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).parent.parent
NAME = "lastlook"
_RUNS = ("agent_plugin", "tools", "prompts", "skills", "pyproject.toml", "uv.lock", "README.md", "LICENSE")
_LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "*.pyc")
_LINKS = (
    "agent_plugin/tools",
    "agent_plugin/prompts",
)  # followed, all would be there twice
Document = dict[str, Any]


def build(out: Path) -> Path:
    """Make all of it, in a folder that is not there yet."""
    out.mkdir(parents=True)
    for name, write in PROGRAMS.items():
        write(out / name)
    shutil.make_archive(str(out / "ad-review"), "zip", ROOT / "skills", "ad-review")
    server = _server(str((out / "agent-plugins").resolve()))
    (out / "install.html").write_text(_page(links(server)), encoding="utf-8")
    return out


def links(server: Document) -> dict[str, str]:
    """What VS Code and Cursor open to add this server; the path in it is one of this machine."""
    config = base64.b64encode(json.dumps(server).encode()).decode()
    named = json.dumps({"name": NAME, "type": "stdio", **server})
    return {
        "VS Code": f"vscode:mcp/install?{quote(named)}",
        "Cursor": f"cursor://anysphere.cursor-deeplink/mcp/install?name={NAME}&config={quote(config)}",
    }


def _page(addresses: Mapping[str, str]) -> str:
    rows = [f'<p><a href="{escape(link)}">Add to {program}</a></p>' for program, link in addresses.items()]
    return "\n".join(['<!doctype html><meta charset="utf-8"><title>Last Look</title>', *rows, ""])


def _agent_plugins(place: Path) -> None:
    """The open format, which OpenClaw and others read: `plugin.json` and `mcp.json` as they are."""
    _copy(place)
    for name in ("plugin.json", "mcp.json"):
        shutil.copy(ROOT / name, place / name)


def _claude(place: Path) -> None:
    """A marketplace of one plugin."""
    about = _about()
    listed = {"name": NAME, "source": f"./{NAME}", "description": about["description"]}
    market = {
        "name": NAME,
        "description": about["description"],
        "owner": about["author"],
        "plugins": [listed],
    }
    _write(place / ".claude-plugin" / "marketplace.json", market)
    _copy(place / NAME)
    _write(place / NAME / ".claude-plugin" / "plugin.json", about)
    shutil.copy(ROOT / "icon.png", place / NAME / ".claude-plugin" / "icon.png")
    _write(place / NAME / ".mcp.json", {"mcpServers": {NAME: _server("${CLAUDE_PLUGIN_ROOT}")}})


def _codex(place: Path) -> None:
    """The same for Codex, whose servers start in the plugin's folder."""
    listed = {
        "name": NAME,
        "source": {"source": "local", "path": f"./{NAME}"},
        "policy": {"installation": "AVAILABLE", "authentication": "ON_INSTALL"},
        "category": "Productivity",
    }
    _write(place / ".agents" / "plugins" / "marketplace.json", {"name": NAME, "plugins": [listed]})
    _copy(place / NAME)
    plugin = _about() | {"skills": "./skills/", "mcpServers": "./.mcp.json"}
    _write(place / NAME / ".codex-plugin" / "plugin.json", plugin)
    _write(place / NAME / ".mcp.json", {"mcpServers": {NAME: _server(".") | {"cwd": "."}}})


def _gemini(place: Path) -> None:
    """An extension of Gemini CLI."""
    about = _about()
    _copy(place)
    facts = {field: about[field] for field in ("name", "version", "description")}
    servers = {NAME: _server("${extensionPath}") | {"timeout": 300_000}}  # milliseconds for a call
    _write(place / "gemini-extension.json", facts | {"mcpServers": servers})


PROGRAMS: Mapping[str, Callable[[Path], None]] = {
    "agent-plugins": _agent_plugins,
    "claude": _claude,
    "codex": _codex,
    "gemini": _gemini,
}


def _about() -> Document:
    plugin: Document = json.loads((ROOT / "plugin.json").read_text(encoding="utf-8"))
    return {name: value for name, value in plugin.items() if name != "$schema"}


def _server(root: str) -> Document:
    """How `mcp.json` starts the server, from another root."""
    whole = json.loads((ROOT / "mcp.json").read_text(encoding="utf-8"))
    server: Document = whole["mcpServers"][NAME]
    words = [word.replace("${PLUGIN_ROOT}", root) for word in server["args"]]
    return {"command": server["command"], "args": words}


def _copy(place: Path) -> None:
    place.mkdir(parents=True)
    links = {ROOT / link for link in _LINKS}

    def left_behind(folder: str, names: list[str]) -> set[str]:
        mine = {name for name in names if Path(folder, name) in links}
        return mine | _LEFT_BEHIND(folder, names)

    for name in _RUNS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, ignore=left_behind)
        else:
            shutil.copy(ROOT / name, place / name)


def _write(file: Path, document: Document) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
