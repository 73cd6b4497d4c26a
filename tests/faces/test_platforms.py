"""The files for other platforms keep the rules of their formats, and every snippet of the page works."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from openai import NotFoundError, OpenAI

from agent_plugin.settings import Settings, variable
from agent_plugin.tools import TOOLS
from agent_plugin.tools.domain import VerdictValue
from tests.faces.scripted_model import LIVING, answers, calls, scripted_model
from tests.faces.served import run

ROOT = Path(__file__).parent.parent.parent
SNIPPETS = ROOT / "examples" / "platforms"
PAGE = ROOT / "docs" / "platforms.md"
PROGRAMS = ("langchain_agent.py", "openai_loop.py", "openai_agents_sdk.py", "openai_agents_mcp.py")


def document(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((ROOT / name).read_text(encoding="utf-8"))
    return read


def test_the_plugin_has_the_closed_form_of_agent_plugins() -> None:
    plugin = document("plugin.json")
    assert plugin["$schema"] == "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json"
    known = {"$schema", "name", "version", "description", "author", "homepage", "repository", "license"}
    assert set(plugin) <= known | {"keywords", "extensions"}
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,63}", plugin["name"])
    assert set(plugin["author"]) <= {"name", "email", "url"}
    assert all(isinstance(word, str) for word in plugin["keywords"])


def test_its_server_is_one_process_without_secrets_or_expansion_in_its_command() -> None:
    manifest = document("mcp.json")
    assert set(manifest) == {"$schema", "mcpServers"}
    assert manifest["$schema"] == "https://agent-plugins.org/schemas/1.0.0/mcp.schema.json"
    ((name, server),) = manifest["mcpServers"].items()
    assert set(server) <= {"type", "command", "args", "env", "cwd"}
    assert server["type"] == "stdio"
    assert re.fullmatch(r"[\w.-]+|\./[\w./-]+", server["command"])
    variables = re.findall(r"\$\{(\w+)\}", json.dumps(server))
    assert set(variables) <= {"PLUGIN_ROOT", "PLUGIN_DATA"}
    assert server["env"] == {}
    longest = max(len(f"{name}__{tool.name}") for tool in TOOLS)
    assert longest <= 64  # what OpenClaw calls a tool


def test_no_file_is_shipped_that_would_hide_the_plugin_or_promise_what_is_not_there() -> None:
    for name in ("openclaw.plugin.json", ".claude-plugin", ".codex-plugin", ".well-known"):
        assert not (ROOT / name).exists()


def test_the_skill_keeps_the_rules_of_agent_skills_and_names_only_tools_there_are() -> None:
    (file,) = (ROOT / "skills").glob("*/SKILL.md")
    start, front, body = file.read_text(encoding="utf-8").split("---\n", 2)
    facts = dict(line.split(": ", 1) for line in front.splitlines())
    assert start == ""
    assert set(facts) <= {"name", "description", "license", "compatibility", "metadata", "allowed-tools"}
    assert facts["name"] == file.parent.name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", facts["name"])
    assert 1 <= len(facts["description"]) <= 1024
    assert not set("<>") & set(facts["description"])
    assert len(facts["compatibility"]) <= 500
    assert len(body.splitlines()) < 500
    words = set(re.findall(r"`(\w+_\w+)`", body))
    assert words
    assert words <= {tool.name for tool in TOOLS} | {value.value for value in VerdictValue}


def test_the_registrys_entry_is_that_of_the_package() -> None:
    entry = document("server.json")
    assert re.fullmatch(r"[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+", entry["name"])
    assert len(entry["description"]) <= 100
    assert f"<!-- mcp-name: {entry['name']} -->" in (ROOT / "README.md").read_text(encoding="utf-8")
    (package,) = entry["packages"]
    assert package["version"] == entry["version"]
    assert package["transport"] == {"type": "stdio"}
    variables = {one["name"]: one for one in package["environmentVariables"]}
    assert set(variables) == {variable(name) for name in Settings.model_fields}
    secret = {name for name, one in variables.items() if one["isSecret"]}
    assert {"LASTLOOK_JUDGE_API_KEY", "LASTLOOK_MCP_TOKEN", "OPENAI_API_KEY"} <= secret


def test_the_page_shows_each_snippet_and_no_other() -> None:
    shown = re.findall(r"<!-- examples/platforms/(\S+) -->", PAGE.read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(path.name for path in SNIPPETS.iterdir() if path.is_file())


def servers(value: Any) -> list[dict[str, Any]]:
    """All entries of a configuration that start a process, wherever they stand in it."""
    if not isinstance(value, dict):
        return []
    entry: dict[str, Any] = dict(cast("dict[str, Any]", value))
    inner = [found for one in entry.values() for found in servers(one)]
    return [entry, *inner] if "command" in entry else inner


def commands() -> dict[str, list[str]]:
    """How each snippet starts the server."""
    found: dict[str, list[str]] = {}
    for path in sorted(SNIPPETS.iterdir()):
        if path.suffix == ".json" and (entries := servers(document(str(path.relative_to(ROOT))))):
            (entry,) = entries
            found[path.name] = [entry["command"], *entry["args"]]
    shell = shlex.split((SNIPPETS / "claude-code.sh").read_text(encoding="utf-8"))
    found["claude-code.sh"] = shell[shell.index("--") + 1 :]
    (block,) = re.findall(r"```json\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (entry,) = servers(json.loads(block))
    found["README.md"] = [entry["command"], *entry["args"]]
    (entry,) = servers(document("mcp.json"))
    assert entry["args"][-1] == "--home-folders", "a plugin has no form in which its user could name others"
    found["mcp.json"] = [entry["command"], *entry["args"][:-1], "/path/to/ads"]
    return found


def filled(words: list[str], ads: Path) -> list[str]:
    places = {"/path/to/this/clone": str(ROOT), "${PLUGIN_ROOT}": str(ROOT), "/path/to/ads": str(ads)}
    return [places.get(word, word) for word in words]


def test_the_snippets_start_the_server_in_one_way() -> None:
    without_frozen = {
        tuple(word for word in filled(one, ROOT) if word != "--frozen") for one in commands().values()
    }
    assert len(commands()) == 7
    assert len(without_frozen) == 1


def test_that_way_starts_the_server(tmp_path: Path) -> None:
    words = filled(commands()["mcp.json"], tmp_path)
    words.insert(words.index("lastlook"), "--no-sync")  # what is installed here is tested, and stays
    env = {**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path)}

    async def ask() -> list[str]:
        async with Client(StdioServerParameters(command=words[0], args=words[1:], env=env)) as client:
            return [tool.name for tool in (await client.list_tools()).tools]

    assert run(ask) == [tool.name for tool in TOOLS]


def test_the_command_for_http_is_one_that_exists() -> None:
    first, *words = shlex.split((SNIPPETS / "serve-http.sh").read_text(encoding="utf-8"))
    name, _, token = first.partition("=")
    assert name in {variable(field) for field in Settings.model_fields}
    assert len(token) >= 16
    usual = commands()["claude-code.sh"]
    assert words[: words.index("mcp")] == usual[: usual.index("mcp")]
    dify = document("examples/platforms/dify.json")["lastlook"]
    assert dify["headers"] == {"Authorization": f"Bearer {token}"}
    assert dify["url"] == f"http://127.0.0.1:{words[words.index('--port') + 1]}/mcp"
    help_text = subprocess.check_output([sys.executable, "-m", "agent_plugin", "mcp", "--help"], text=True)
    assert all(word in help_text for word in words[words.index("mcp") :] if word.startswith("--"))


@pytest.mark.parametrize("name", ["gpt-5", "gpt-5-mini", "o3", "gpt-4o", "no-such-model"])
def test_a_model_that_ends_is_refused_by_the_stand_in(name: str) -> None:
    with scripted_model(answers("Yes?")) as model, OpenAI(api_key="none", base_url=model.base_url) as client:
        with pytest.raises(NotFoundError):
            client.responses.create(model=name, input="?")
        assert client.responses.create(model=LIVING, input="?").output_text == "Yes?"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reviews are kept between the programs: the same ad is looked at once."""
    return tmp_path_factory.mktemp("data")


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_program_of_the_page_has_the_incident_held_back(
    data: Path, examples: Path, program: str
) -> None:
    nulls: dict[str, Any] = {} if program in ("langchain_agent.py", "openai_agents_mcp.py") else {
        "ads": None, "brief": None, "fresh": None, "only_local": None, "wait_s": None
    }  # fmt: skip
    turns = (calls("review_ad", ad="neck-twist.jpg", **nulls), answers("It is held back."))
    with scripted_model(*turns) as model:
        env = {
            **os.environ,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "OPENAI_API_KEY": "none",
            "OPENAI_BASE_URL": model.base_url,
            "OPENAI_AGENTS_DISABLE_TRACING": "1",
            "LASTLOOK_DATA_DIR": str(data),
        }
        command = [sys.executable, str(SNIPPETS / program), str(examples / "neck-twist.jpg")]
        done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == "It is held back."
        assert {tool["name"] for tool in model.asked[0]["tools"]} == {tool.name for tool in TOOLS}
        (answer,) = model.outputs()
    assert re.search(r"(review|block): ", json.dumps(answer["output"]))
    assert "data:image/jpeg;base64," in json.dumps(answer["output"])
