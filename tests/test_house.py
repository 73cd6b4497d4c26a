"""The house rules that neither ruff nor import-linter can keep: sizes, docstrings, some borders.

MediaPipe is imported by a name in a text, and drawing is one of Pillow's modules: import-linter sees neither.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, takewhile
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
CODE = ("agent_plugin", "tools", "prompts", "tests", "benchmarks", "training", "docs")
LINKS = (ROOT / "agent_plugin" / "tools", ROOT / "agent_plugin" / "prompts")
MAX_FUNCTION_LINES, MEDIAN_FUNCTION_LINES = 40, 12
MAX_FILE_LINES = {"tests": 400}
MAX_OTHER_FILE_LINES = 300
TEXT = {".py", ".md", ".toml", ".json", ".yaml", ".yml", ".html", ".css", ".js", ".txt", ""}
# Put together from pieces, so that this file does not name what it looks for.
MACHINE = re.compile(r"(?<![\w./])/(?:" + "|".join(("work", "opt", "root", "home")) + r")/\w")
ARRAY = re.compile(r"\b(Points|Pixels|Cells|NDArray)\b")
SHAPE = re.compile(r"\((\w+, ?)+\w*\)")  # such as (n, 2) or (326,)
ENGINE = ("anatomy", "body", "people", "classifiers", "weighing", "sheet", "look")
INDEXES = re.compile("|".join((r"pypi\." + "org", r"files\.python" + "hosted", r"registry\.npm" + "js")))


def _files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if not any(path.is_relative_to(link) for link in LINKS)]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _public_functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a file, and those of its public classes."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name[0] != "_"]
    for node in chain(tree.body, *(one.body for one in classes)):
        if isinstance(node, ast.FunctionDef) and node.name[0] != "_":
            yield node.name, node


def _annotations(function: ast.FunctionDef) -> str:
    """What a function takes and gives, in one string."""
    given = [one.annotation for one in (*function.args.args, *function.args.kwonlyargs)]
    return " ".join(ast.unparse(each) for each in (*given, function.returns) if each is not None)


def _numbers(tree: ast.Module) -> Iterator[int]:
    """The rows, counted from 0, in which a constant of a module with numbers in it begins."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            values = [each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
            if any(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
                yield node.lineno - 1


def _is_structure(lines: Sequence[str], row: int) -> bool:
    """Does a comment say so above the lines in which it stands?"""
    block = takewhile(str.strip, reversed(lines[:row]))
    return any(line.startswith("# Structure: ") for line in block)


def _imports(path: Path) -> set[str]:
    """Full names of what a file imports anywhere in it, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)}:{node.lineno} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "importlib.import_module":
            names |= {
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            }
    return names


def _importers_of(package: str, folders: tuple[str, ...]) -> set[str]:
    return {
        _name(path)
        for path in _files(*folders)
        if any(name == package or name.startswith(f"{package}.") for name in _imports(path))
    }


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8")
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    paths = [ROOT / line for line in listed.stdout.splitlines() if line != "uv.lock"]
    return [path for path in paths if path.is_file() and not path.is_symlink() and path.suffix in TEXT]


@pytest.mark.parametrize("path", _files(*CODE), ids=_name)
def test_a_file_says_what_it_is_for_and_stays_short(path: Path) -> None:
    assert ast.get_docstring(_tree(path)), "no module docstring"
    folder = path.relative_to(ROOT).parts[0]
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_FILE_LINES.get(folder, MAX_OTHER_FILE_LINES)
    long = {name: count for name, count in _functions(path) if count > MAX_FUNCTION_LINES}
    assert not long


def test_no_three_files_have_one_name() -> None:
    names = Counter(path.name for path in _files(*CODE))
    often = {name for name, count in names.items() if count > 2} - {"__init__.py", "conftest.py"}
    assert not often


def test_the_usual_function_is_short() -> None:
    lengths = [lines for path in _files("agent_plugin", "tools", "prompts") for _, lines in _functions(path)]
    assert median(lengths) <= MEDIAN_FUNCTION_LINES


@pytest.mark.parametrize("path", _files("tools"), ids=_name)
def test_a_public_function_of_arrays_states_their_shape(path: Path) -> None:
    silent = [
        name
        for name, function in _public_functions(_tree(path))
        if ARRAY.search(_annotations(function)) and not SHAPE.search(ast.get_docstring(function) or "")
    ]
    assert silent == []


@pytest.mark.parametrize("path", _files(*(f"tools/{room}" for room in ENGINE)), ids=_name)
def test_a_number_of_the_engine_stands_in_the_policy_or_is_named_as_structure(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    unnamed = [lines[row] for row in _numbers(_tree(path)) if not _is_structure(lines, row)]
    assert unnamed == []


@pytest.mark.parametrize("room", ["tools", "prompts"])
def test_rooms_are_imported_by_their_full_name(room: str) -> None:
    assert _importers_of(room, CODE) == set()


def test_only_the_landmarks_room_imports_mediapipe() -> None:
    importers = _importers_of("mediapipe", ("agent_plugin", "tools", "prompts"))
    assert importers
    assert all(name.startswith("tools/landmarks/") for name in importers)


def test_only_the_evidence_room_draws() -> None:
    importers = _importers_of("PIL.ImageDraw", ("agent_plugin", "tools", "prompts"))
    assert importers
    assert all(name.startswith("tools/evidence/") for name in importers)


def test_prompts_import_the_standard_library_only() -> None:
    names = {name.split(".")[0] for path in _files("prompts") for name in _imports(path)}
    assert names <= sys.stdlib_module_names


def test_no_file_names_a_machine_or_a_package_index() -> None:
    for path in _tracked():
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            place = f"{_name(path)}:{number}: {line.strip()[:80]}"
            assert not MACHINE.search(line), place
            assert not INDEXES.search(line), place
