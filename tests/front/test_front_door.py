"""`import lastlook`: what it exports, that its examples are true and the import light; how a review shows."""

from __future__ import annotations

import inspect
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import lastlook
import pytest

from agent_plugin.tools import domain
from tests.faces.served import Place, place

ROOT = Path(__file__).parent.parent.parent
NAMES = [name for name in lastlook.__all__ if name != "__version__"]
HEAVY = ("mediapipe", "numpy", "pydantic", "PIL", "av", "cv2", "sqlalchemy", "agent_plugin")
NOTEBOOKS_ASK_FOR = "_repr_html_"
OURS = ("Review", "Reviewer", "checks", "explain", "review")


def in_a_notebook(shown: object) -> str:
    """What it answers when a notebook asks how to show it."""
    return str(getattr(shown, NOTEBOOKS_ASK_FOR)())


@pytest.fixture
def where(tmp_path: Path) -> Place:
    return place(tmp_path)


@pytest.fixture(scope="module")
def failures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the examples of each name said that they should not have; with the real models."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.front.run_examples"],
        cwd=ROOT,
        env=dict(os.environ, LASTLOOK_DATA_DIR=str(tmp_path_factory.mktemp("data"))),
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    faults: dict[str, str] = json.loads(done.stdout)
    return faults


def test_the_exported_names_are_in_order_and_all_there_is() -> None:
    assert sorted(lastlook.__all__) == list(lastlook.__all__) == dir(lastlook)
    for name in lastlook.__all__:
        assert getattr(lastlook, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = lastlook.Nothing  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("name", NAMES)
def test_each_exported_name_is_documented(name: str) -> None:
    assert inspect.getdoc(getattr(lastlook, name))
    assert f"\n## {name}\n" in (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", OURS)
def test_what_is_made_here_goes_by_the_products_name(name: str) -> None:
    assert getattr(lastlook, name).__module__ == "lastlook"


@pytest.mark.parametrize("name", lastlook.__all__)
def test_each_exported_name_stands_in_an_example(name: str) -> None:
    documented = [lastlook, *(getattr(lastlook, each) for each in NAMES)]
    lines = [line for thing in documented for line in (inspect.getdoc(thing) or "").splitlines()]
    examples = "\n".join(line for line in lines if re.match(r" *(>>>|\.\.\.) ", line))
    assert re.search(rf"lastlook\.{name}\b", examples)


@pytest.mark.parametrize("name", ["lastlook", *NAMES])
def test_the_examples_are_true(failures: dict[str, str], name: str) -> None:
    assert failures[name] == ""


def test_the_import_itself_loads_nothing_heavy() -> None:
    code = f"import sys, lastlook; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n", "")


def test_a_reviewer_opens_nothing_before_the_first_review(where: Place) -> None:
    with lastlook.Reviewer(app=where.app):
        assert not (where.folder.parent / "data").exists()


def test_several_threads_share_a_reviewer_and_each_gets_its_own_review(where: Place) -> None:
    with lastlook.Reviewer(app=where.app) as reviewer, ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(reviewer.review, where.ad, fresh=True) for _ in range(8)]
        made = [one.result() for one in asked]
    assert len({review.id for review in made}) == 8
    assert all(review.verdict == made[0].verdict for review in made)


def test_the_same_ad_is_looked_at_once_unless_it_shall_be_fresh(where: Place) -> None:
    with lastlook.Reviewer(app=where.app) as reviewer:
        first, again = reviewer.review(str(where.ad)), reviewer.review(where.ad)
        fresh = reviewer.review(where.ad, fresh=True)
    assert first == again
    assert first.id != fresh.id


def test_progress_is_told_to_whoever_asked_and_their_error_stops_the_review(where: Place) -> None:
    heard: list[float] = []

    def stop(_stage: str, _share: float) -> None:
        raise KeyboardInterrupt

    with lastlook.Reviewer(app=where.app) as reviewer:
        with pytest.raises(KeyboardInterrupt):
            reviewer.review(where.ad, on_progress=stop)
        reviewer.review(where.ad, on_progress=lambda _stage, share: heard.append(share))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_a_review_is_the_stored_one_with_its_pictures_at_hand(where: Place) -> None:
    with lastlook.Reviewer(app=where.app) as reviewer:
        review = reviewer.review(where.ad)
    assert domain.Review.model_validate_json(review.model_dump_json()).model_dump() == review.model_dump()
    assert review.pictures
    assert all(picture.is_file() for picture in review.pictures)
    assert pickle.loads(pickle.dumps(review)) == review


def test_a_notebook_shows_the_verdict_and_one_picture_while_there_is_one(where: Place) -> None:
    with lastlook.Reviewer(app=where.app) as reviewer:
        shown = reviewer.review(where.ad)
    assert repr(shown) == "<Review of ad.png: block, 1 finding>"
    page = in_a_notebook(shown)
    assert page.startswith(f"<strong>block: {shown.verdict.sentence}</strong>")
    assert page.count('src="data:image/jpeg;base64,') == 1
    shutil.rmtree(shown.folder)
    assert "<img" not in in_a_notebook(shown)


def test_a_page_of_a_check_is_found_however_its_name_is_written() -> None:
    category = lastlook.Category.NECK_TWIST
    assert lastlook.explain(category) == lastlook.explain(" Neck-Twist")
    with pytest.raises(lastlook.LastLookError, match="Did you mean neck_twist"):
        lastlook.explain("neck_twits")


def test_what_is_looked_for_is_every_category_but_those_that_only_a_look_names() -> None:
    only_looks = {one for one in lastlook.Category if "does not look for" in lastlook.explain(one)}
    assert set(lastlook.checks()) == set(lastlook.Category) - only_looks
    assert lastlook.Category.MERGED in only_looks
