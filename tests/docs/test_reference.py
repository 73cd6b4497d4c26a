"""The pages of docs/reference follow from the code, and the drawn tree of errors is the real one."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from agent_plugin.tools import errors
from agent_plugin.tools.domain import Category
from agent_plugin.tools.errors import LastLookError

SCRIPT = Path(__file__).parents[2] / "docs" / "generate.py"


@pytest.mark.skipif(not SCRIPT.exists(), reason="an unpacked sdist has no docs")
def test_the_reference_pages_are_fresh() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), "--check"], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(not SCRIPT.exists(), reason="an unpacked sdist has no docs")
@pytest.mark.parametrize("category", [each for each in Category if each.row.picture])
def test_the_page_of_a_check_shows_what_it_looks_for(category: Category) -> None:
    page = (SCRIPT.parent / "reference" / "checks.md").read_text(encoding="utf-8")
    picture = category.row.picture or ""
    assert f"](../{picture.removeprefix('docs/')})" in page
    with Image.open(SCRIPT.parent.parent / picture) as opened:
        assert min(opened.size) >= 200


@pytest.mark.skipif(not SCRIPT.exists(), reason="an unpacked sdist has no docs")
def test_each_picture_of_a_check_is_shown() -> None:
    there = {path.name for path in (SCRIPT.parent / "images" / "checks").iterdir()}
    assert there == {Path(each.row.picture).name for each in Category if each.row.picture}


def test_the_drawn_tree_of_errors_is_the_real_one() -> None:
    drawn = re.findall(r"^([│├└─ ]*)([A-Z]\w+)", errors.__doc__ or "", flags=re.MULTILINE)
    outline = [(len(indent) // 4, name) for indent, name in drawn if indent or name == "LastLookError"]
    assert outline == list(_outline(LastLookError, 0))


def test_each_error_has_its_own_code() -> None:
    codes = [getattr(errors, name).code for _, name in _outline(LastLookError, 0)]
    assert len(codes) == len(set(codes))


def _outline(kind: type[LastLookError], depth: int) -> Iterator[tuple[int, str]]:
    yield depth, kind.__name__
    for child in kind.__subclasses__():
        yield from _outline(child, depth + 1)
