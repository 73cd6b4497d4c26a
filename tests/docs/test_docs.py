"""The documents tell the truth: their links lead somewhere, their commands exist, their Python runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from agent_plugin.cli.main import cli

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "examples" / "README.md",
]
ROOMS = ("agent_plugin", "tools", "prompts", "training", "benchmarks", "tests", "docs")
PATH = re.compile(rf"(?:{'|'.join(ROOMS)})/[\w./<>*]*")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    here = [target for target in targets if not target.startswith(("https://", "http://"))]
    assert [target for target in here if not (document.parent / target).exists()] == []


def _named_in(document: Path) -> list[str]:
    return re.findall(r"`([^`\n]+)`", document.read_text(encoding="utf-8"))


def _is_there(path: str) -> bool:
    """A `<name>` stands for any name of which there is one already."""
    return (ROOT / path).exists() or any(ROOT.glob(re.sub(r"<\w+>", "*", path)))


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_paths_of_the_project_that_a_page_names_exist(document: Path) -> None:
    paths = [path for word in _named_in(document) for path in PATH.findall(word)]
    assert [path for path in paths if not _is_there(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_source_files_that_a_page_names_without_their_folder_exist(document: Path) -> None:
    known = {path.name for room in (*ROOMS, "examples") for path in (ROOT / room).rglob("*.py")}
    named = {word for word in _named_in(document) if re.fullmatch(r"\w+\.py", word)}
    assert named <= known


def test_the_readme_names_each_command_and_no_other() -> None:
    named = set(re.findall(r"^ {4}lastlook (\S+)", README, re.MULTILINE))
    assert named == set(cli.commands)


def test_each_example_is_explained() -> None:
    explained = set(
        re.findall(r"^\| `(\S+)` \|", (ROOT / "examples" / "README.md").read_text("utf-8"), re.MULTILINE)
    )
    there = {path.name for path in (ROOT / "examples").iterdir() if path.name != "README.md"}
    assert explained == there


def test_the_readmes_python_runs_and_catches_the_incident(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.setenv("LASTLOOK_DATA_DIR", str(tmp_path))
    words = [sys.executable, "-c", f"{block}\nprint(*(one.category for one in review.counting))"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (0, "neck_twist\n", "")
