"""Clients that others wrote, against our server: the Inspector, LangChain's adapters, OpenAI's Agents SDK.

The official client by stdio is in `test_mcp_transports.py`. Where a developer lacks npm these are skipped;
in CI they run.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from agents import Agent, OpenAIResponsesModel, RunConfig, Runner
from agents.mcp import MCPServerStdio, MCPServerStreamableHttp
from openai import AsyncOpenAI

from agent_plugin.mcp.view_tool import SIGN
from agent_plugin.tools import TOOLS
from tests.faces.outside import INSPECTOR, needed, npx
from tests.faces.scripted_model import LIVING, answers, calls, scripted_model
from tests.faces.served import BEARER, Place, listening, place

ROOT = Path(__file__).parent.parent.parent
ADAPTERS = ROOT / "examples" / "platforms" / "langchain_adapters.py"
PATIENT_S = 300
Inspect = Callable[..., str]
WORDS = ["-m", "tests.faces.scripted_server"]

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return place(tmp_path_factory.mktemp("clients"))


@pytest.fixture(scope="module")
def inspected(where: Place, tmp_path_factory: pytest.TempPathFactory) -> Inspect:
    """`inspected("--method", ...)`: what the Inspector prints about our server process."""
    folder = tmp_path_factory.mktemp("inspector")
    entry = {"type": "stdio", "command": sys.executable, "args": [*WORDS, str(where.folder.parent)]}
    catalog = {"mcpServers": {"lastlook": {**entry, "cwd": str(ROOT)}}}
    (folder / "config.json").write_text(json.dumps(catalog), encoding="utf-8")
    options = ["--cli", "--config", str(folder / "config.json"), "--server", "lastlook"]
    options += ["--connect-timeout", str(PATIENT_S * 1000)]

    def inspect(*words: str) -> str:
        return npx(INSPECTOR, *options, *words, cwd=folder)

    return inspect


def test_the_inspector_finds_no_fault_with_the_tools(inspected: Inspect) -> None:
    listed = json.loads(inspected("--method", "tools/list", "--strict"))
    assert [tool["name"] for tool in listed["tools"]] == [tool.name for tool in TOOLS]


def test_the_inspector_sees_the_page_and_its_own_tool_once_it_can_show_it(inspected: Inspect) -> None:
    shown = inspected("--method", "tools/list", "--advertise-apps")
    assert [tool["name"] for tool in json.loads(shown)["tools"]][-1] == SIGN
    apps = inspected("--method", "tools/list", "--advertise-apps", "--app-info").splitlines()
    assert any("ui://lastlook/review.html" in line for line in apps)


def test_the_inspector_gets_a_review(inspected: Inspect) -> None:
    result = json.loads(
        inspected("--method", "tools/call", "--tool-name", "review_ad", "--tool-arg", "ad=ad.png")
    )
    assert result["content"][0]["text"].startswith("block: ")
    assert result["structuredContent"]["verdict"] == "block"
    assert "ticket" not in json.dumps(result)


@pytest.fixture(scope="module")
def older_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with LangChain's MCP adapters, which want the older MCP package."""
    uv, folder = needed("uv"), tmp_path_factory.mktemp("adapters") / "venv"
    wanted = ["langchain-mcp-adapters==0.3.2", "mcp==1.30.0"]
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, folder], check=True)
    subprocess.run([uv, "pip", "install", "-q", "--python", folder, *wanted], check=True)
    return folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def test_langchains_adapters_on_the_older_package_get_a_review(where: Place, older_python: Path) -> None:
    command = [older_python, ADAPTERS, where.ad, sys.executable, *WORDS, where.folder.parent]
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, env=env, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("block: ")
    assert done.stdout.splitlines()[-1] == "text image"  # the question, and the sheet to look at


@pytest.fixture(params=["stdio", "http"])
def agents_server(request: pytest.FixtureRequest, where: Place) -> Generator[Any]:
    """Our server as OpenAI's Agents SDK reaches it, with the patience that a review wants."""
    if request.param == "stdio":
        params: Any = {
            "command": sys.executable,
            "args": [*WORDS, str(where.folder.parent)],
            "cwd": str(ROOT),
        }
        yield MCPServerStdio(params=params, client_session_timeout_seconds=PATIENT_S)
        return
    with listening(where) as address:
        reached: Any = {"url": address, "headers": BEARER, "timeout": PATIENT_S}
        yield MCPServerStreamableHttp(params=reached, client_session_timeout_seconds=PATIENT_S)


def test_the_agents_sdk_gets_verdict_and_pictures(agents_server: Any) -> None:
    async def ask(base_url: str) -> str:
        async with agents_server as server, AsyncOpenAI(api_key="none", base_url=base_url) as client:
            model = OpenAIResponsesModel(LIVING, client)
            agent = Agent(name="Ads", model=model, mcp_servers=[server])
            quiet = RunConfig(tracing_disabled=True)
            return str((await Runner.run(agent, "Can ad.png go live?", run_config=quiet)).final_output)

    with scripted_model(calls("review_ad", ad="ad.png"), answers("Blocked.")) as model:
        assert asyncio.run(ask(model.base_url)) == "Blocked."
        assert [tool["name"] for tool in model.asked[0]["tools"]] == [tool.name for tool in TOOLS]
        (answer,) = model.outputs()
    output = json.dumps(answer["output"])
    assert "block: Do not publish this ad" in output
    assert "data:image/jpeg;base64," in output
