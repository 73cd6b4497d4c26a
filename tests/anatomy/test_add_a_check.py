"""The steps of "Add a check" in CONTRIBUTING.md, taken in a copy of the repository, are all that it takes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NAME = "throat_length"
ROW = """    THROAT_LENGTH = Row(
        "throat_length",
        Wording("Throat length", "喉咙的长度", "喉咙显得特别长"),
        Voice.ASKS,
        Family.HEAD_NECK,
        question="Follow the throat from chin to collar. Is it far too long?",
    )
"""
CHECK = '''"""# Throat length: intended?

**Sees** a throat that is far too long, by its chin and shoulders.

**Cannot see** a throat under a scarf.

**Source of the numbers:** those of the neck.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.anatomy import measures
from agent_plugin.tools.anatomy.check import Suspicion
from agent_plugin.tools.anatomy.questions import Question, ask
from agent_plugin.tools.anatomy.sight import CONFIRM, Hint, Sight, gauged, measurable
from agent_plugin.tools.body import skeleton
from agent_plugin.tools.domain import Box, Category, Part, Person, Scene
from agent_plugin.tools.policy import Policy


def _hints(sight: Sight) -> Iterator[Hint]:
    person = measurable(sight)
    throat = None if person is None else measures.neck_in_faces(person, sight.policy.measures)
    if throat is not None:
        yield gauged("chin to shoulders", throat, "ratio", sight.policy.measures.neck)


def _neck(person: Person) -> Iterator[tuple[Part, Box]]:
    yield Part.NECK, skeleton.neck_box(person.pose)


_QUESTION = Question(
    Category.THROAT_LENGTH, f"The throat looks unusually long: {CONFIRM}.", hints=_hints, places=_neck
)


def find(scene: Scene, policy: Policy) -> Iterator[Suspicion]:
    """At most one suspicion a person."""
    return ask(_QUESTION, scene, policy)
'''
FOUND = {"score": "review", "person": 1, "part": "neck"}
READ = [{"probability": 0.97, "part": "neck"}]
CASES: list[dict[str, Any]] = [
    {"name": "three times as long", "people": [{"times": {"neck": 3}}], "expect": FOUND},
    {"name": "as long, leaning", "people": [{"times": {"neck": 3}, "tilt_deg": 25}], "expect": FOUND},
    {"name": "read, though nobody trained a classifier", "people": [{"read": READ}], "expect": FOUND},
    {"name": "a usual one", "people": [{}], "expect": {"score": "silent"}},
    {"name": "half as long again", "people": [{"times": {"neck": 1.5}}], "expect": {"score": "silent"}},
    {"name": "nobody", "people": [], "expect": {"score": "silent"}},
]
IN_CHINESE = f"""
from agent_plugin.chat.phrasing import Phrasing
from tests.conftest import made_review
told = Phrasing(made_review({NAME}=0.7), "zh")
print(told.sentence, told.why())
"""


ASKED = f"""
from agent_plugin.tools.domain import Category, Pointed
from agent_plugin.tools.look.wording import pointed_question
place = Pointed(number=1, finding=1, category=Category("{NAME}"), box_xyxy=(0, 0, 9, 9))
print(pointed_question((place,), "en"))
"""


@dataclass(frozen=True)
class Copy:
    """The repository's files somewhere else, run by themselves."""

    root: Path

    def run(self, *words: str, **variables: str) -> str:
        """What a Python command prints; it must succeed."""
        own = {"PYTHONPATH": str(self.root), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.root,
            env={**os.environ, **own, **variables},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def text(self, name: str) -> str:
        """A file of it."""
        return (self.root / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> str:
        """Write one of its files; its name."""
        (self.root / name).write_text(text, encoding="utf-8")
        return name

    def insert(self, name: str, text: str, before: str) -> str:
        """Put a line or more before the first place that begins so; the file's name."""
        there = self.text(name)
        assert before in there
        return self.write(name, there.replace(before, text + before, 1))


_LISTED = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")


def _files() -> list[str]:
    listed = subprocess.run(_LISTED, cwd=ROOT, capture_output=True, encoding="utf-8")
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name and os.path.lexists(ROOT / name)]


@pytest.fixture(scope="module")
def steps() -> str:
    """That part of CONTRIBUTING.md."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return page.partition("## Add a check in five steps")[2].partition("\n`tests/")[0]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, steps: str) -> Copy:
    """The copy with a check more, made by the steps and nothing else."""
    made = Copy(tmp_path_factory.mktemp("copy"))
    for name in _files():
        (made.root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, made.root / name, follow_symlinks=False)
    init = "tools/anatomy/__init__.py"
    touched = {
        made.insert("tools/domain/categories.py", ROW, before="    POPS_IN_AND_OUT = Row("),
        made.write(f"tools/anatomy/{NAME}.py", CHECK),
        made.insert(init, f"    {NAME},\n", before=")\nfrom agent_plugin.tools.anatomy.check"),
        made.insert(
            init,
            f"    Check(Category.{NAME.upper()}, {NAME}.find),\n",
            before=")\nTIME_CHECKS",
        ),
        made.write(f"tests/anatomy/cases/{NAME}.json", json.dumps(CASES)),
    }
    named = re.findall(r"^\d\. `([\w/<>.]+)`", steps, re.MULTILINE)
    assert touched == {name.replace("<category>", NAME) for name in named}
    for variables, command in re.findall(r"`((?:\w+=\w+ )*)uv run ([^`]+)`", steps):
        words = command.split()
        made.run(
            *(words[1:] if words[0] == "python" else ("-m", *words)),
            **dict(one.split("=") for one in variables.split()),
        )
    return made


def test_the_command_line_lists_and_explains_it(copy: Copy) -> None:
    assert re.search(rf"^{NAME} +Throat length: intended\?$", copy.run("-m", "agent_plugin", "checks"), re.M)
    page = copy.run("-m", "agent_plugin", "explain", NAME)
    assert "Sees a throat that is far too long" in page.replace("*", "")
    assert "never blocks" in page


def test_its_cases_and_all_that_is_held_of_a_category_pass(copy: Copy) -> None:
    names = ("anatomy/test_cases.py", "anatomy/test_what_blocks.py", "domain", "test_words.py")
    chosen = ("-k", f"{NAME} or not (test_cases or what_blocks)")
    output = copy.run("-m", "pytest", "-q", *chosen, *(f"tests/{name}" for name in names))
    assert " passed" in output
    assert " skipped" not in output


def test_the_chat_has_chinese_for_it(copy: Copy) -> None:
    output = copy.run("-c", IN_CHINESE)
    assert "上线前必须有人看过：喉咙的长度（有意的吗？）" in output
    assert "喉咙显得特别长，请确认是否有意" in output


def test_the_pages_are_fresh_and_name_it(copy: Copy) -> None:
    copy.run("docs/generate.py", "--check")
    for page in ("docs/reference/checks.md", "docs/reference/blocking.md", "docs/report.schema.json"):
        assert NAME in copy.text(page)


def test_whoever_looks_is_asked_about_it(copy: Copy) -> None:
    assert "Place 1: Follow the throat" in copy.run("-c", ASKED)
