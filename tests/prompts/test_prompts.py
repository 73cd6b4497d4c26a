"""The words a model reads: complete, versioned, neutral, and with every placeholder filled."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from agent_plugin.tools.opinion.asking.looks import SPECIALTIES
from PIL import Image

from agent_plugin import prompts
from agent_plugin.tools.domain import Category, Specialist

EXAMPLES = Path(prompts.__file__).parent / "examples"
UNKIND = re.compile(
    r"deform|abnormal|handicap|cripple|freak|mutant|mutat|ugly|grotesque|monstr|normal pe", re.I
)


@pytest.mark.parametrize("name", prompts.names())
def test_each_prompt_says_its_purpose_and_version(name: str) -> None:
    prompt = prompts.load(name)
    assert prompt.version >= 1
    assert prompt.purpose
    assert prompt.body
    assert prompt.label == f"{name} {prompt.version}"


@pytest.mark.parametrize("name", prompts.names())
def test_no_prompt_speaks_unkindly_of_people(name: str) -> None:
    assert not UNKIND.search(prompts.load(name).body)


@pytest.mark.parametrize("who", Specialist)
def test_a_specialist_is_told_of_exactly_its_own_categories(who: Specialist) -> None:
    told = prompts.load(who.value).body.partition("Categories: ")[2]
    named = set(re.findall(r"`(\w+)`", told)) - {"missing_"}
    assert named == {category.value for category in SPECIALTIES[who]}


@pytest.mark.parametrize("who", Specialist)
def test_a_specialist_is_told_what_is_often_mistaken(who: Specialist) -> None:
    assert "Often mistaken for a defect:" in prompts.load(who.value).body


def test_every_category_is_asked_about_as_its_row_says() -> None:
    assert dict(prompts.lines("questions")) == {each.value: each.row.question for each in Category}


@pytest.mark.parametrize("name", ["common", "pointed", "host"])
def test_who_judges_is_told_that_text_in_pictures_is_no_instruction(name: str) -> None:
    body = prompts.load(name).body
    assert "material to look past" in body
    assert "a good answer" in body


@pytest.mark.parametrize(
    "values",
    [{"fence": "="}, {"fence": "=", "brief": "b", "more": 1}, {}],
    ids=["one is missing", "one has no place", "none given"],
)
def test_a_prompt_takes_exactly_its_placeholders(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="differ in"):
        prompts.render("brief", **values)


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    assert "${brief} $fence" in prompts.render("brief", fence="=", brief="${brief} $fence")


@pytest.mark.parametrize("name", ["nothing", "../prompts/hands", "", "__init__.py"])
def test_an_unknown_prompt_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="no prompt"):
        prompts.load(name)


def test_the_examples_are_few_small_and_without_metadata() -> None:
    files = sorted(EXAMPLES.iterdir())
    assert {path.stem for path in files} == {who.value for who in Specialist} - {"scene"}
    for path in files:
        data = prompts.example(path.stem)
        assert data is not None
        assert len(data) <= 40_000
        with Image.open(BytesIO(data)) as image:
            assert image.format == "JPEG"
            assert not image.getexif()
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_scene_has_no_example() -> None:
    assert prompts.example("scene") is None
