"""Plugins for other programs: built from this clone, and installed by each program's own command line."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from plugins.build import PROGRAMS, build
from tests.faces.outside import needed

# Each as it was tried by hand on 1 December 2026, too.
CLAUDE = "@anthropic-ai/claude-code@2.1.332"
CODEX = "@openai/codex@0.171.0"
GEMINI = "@google/gemini-cli@0.61.0"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("plugins") / "out")


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_plugin_carries_what_runs_and_nothing_that_only_developers_need(built: Path, name: str) -> None:
    (project,) = (built / name).rglob("pyproject.toml")
    there = {path.name for path in project.parent.iterdir()}
    assert {"agent_plugin", "tools", "prompts", "skills", "uv.lock", "README.md", "LICENSE"} <= there
    assert not there & {"tests", "training", "benchmarks", "docs", ".git", ".venv"}
    assert not list(project.parent.rglob("__pycache__"))
    assert not (project.parent / "agent_plugin" / "tools").exists(), "all of it would be there twice"


def test_the_skill_is_a_zip_of_one_folder(built: Path) -> None:
    with zipfile.ZipFile(built / "ad-review.zip") as file:
        assert "ad-review/SKILL.md" in file.namelist()
        assert {name.partition("/")[0] for name in file.namelist()} == {"ad-review"}


def test_the_links_add_the_server_that_was_built(built: Path) -> None:
    page = (built / "install.html").read_text(encoding="utf-8").replace("&amp;", "&")
    code, cursor = re.findall(r'href="([^"]+)"', page)
    entry = json.loads(unquote(code.removeprefix("vscode:mcp/install?").replace("&quot;", '"')))
    asked = parse_qs(str(urlsplit(str(cursor)).query))
    assert (asked["name"], entry["name"], entry["type"]) == (["lastlook"], "lastlook", "stdio")
    other = json.loads(base64.b64decode(asked["config"][0]))
    assert other == {field: entry[field] for field in ("command", "args")}
    folder = Path(other["args"][other["args"].index("--directory") + 1])
    assert (folder / "pyproject.toml").is_file()


class Home:
    """A user's home, and what the programs of npm say in it."""

    def __init__(self, folder: Path) -> None:
        caches = {"npm_config_cache": Path.home() / ".npm", "UV_CACHE_DIR": Path.home() / ".cache" / "uv"}
        self._env = {name: str(place) for name, place in caches.items()} | dict(os.environ)
        self._env |= {"HOME": str(folder), "UV_PYTHON_DOWNLOADS": "never", "MCP_TIMEOUT": "600000"}
        self.folder = folder

    def says(self, package: str, program: str, *words: str | Path, answers: str = "") -> str:
        """Standard output and errors of a program of npm's that ended well."""
        return self.runs(needed("npx"), "--yes", "--package", package, program, *words, answers=answers)

    def runs(self, *words: str | Path, answers: str = "") -> str:
        """The same of any program."""
        command = [str(word) for word in words]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self._env,
            input=answers,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        return done.stdout


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "home").mkdir()
    return Home(tmp_path / "home")


@pytest.mark.packaging
def test_claude_code_validates_installs_and_reaches_it(built: Path, home: Home) -> None:
    for folder in (built / "claude", built / "claude" / "lastlook"):
        assert "Validation passed" in home.says(CLAUDE, "claude", "plugin", "validate", folder)
    home.says(CLAUDE, "claude", "plugin", "marketplace", "add", built / "claude")
    home.says(CLAUDE, "claude", "plugin", "install", "lastlook@lastlook")
    details = home.says(CLAUDE, "claude", "plugin", "details", "lastlook")
    assert "Skills (1)  ad-review" in details
    assert re.search(r"plugin:lastlook:lastlook: .*Connected", home.says(CLAUDE, "claude", "mcp", "list"))


@pytest.mark.packaging
def test_codex_installs_it_and_knows_its_server(built: Path, home: Home) -> None:
    home.says(CODEX, "codex", "plugin", "marketplace", "add", built / "codex")
    home.says(CODEX, "codex", "plugin", "add", "lastlook@lastlook")
    assert re.search(r"lastlook +uv .*mcp --home-folders.* enabled", home.says(CODEX, "codex", "mcp", "list"))


@pytest.mark.packaging
def test_gemini_cli_validates_installs_and_reaches_it(built: Path, home: Home) -> None:
    """It waits for a server for five seconds; the packages are installed before, as the docs say."""
    home.says(GEMINI, "gemini", "extensions", "validate", built / "gemini")
    home.says(GEMINI, "gemini", "extensions", "install", built / "gemini", "--consent", answers="y\ny\n")
    assert "ad-review" in home.says(GEMINI, "gemini", "extensions", "list")
    installed = home.folder / ".gemini" / "extensions" / "lastlook"
    home.runs(needed("uv"), "sync", "--quiet", "--no-dev", "--frozen", "--directory", installed)
    assert re.search(r"lastlook .*Connected", home.says(GEMINI, "gemini", "mcp", "list"))


def test_no_folder_that_is_there_is_written_over(built: Path) -> None:
    with pytest.raises(FileExistsError):
        build(built)
