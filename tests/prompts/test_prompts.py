"""The words a model reads: complete, versioned, neutral, and with every placeholder filled."""

from __future__ import annotations

import re

import pytest

from agent_plugin import prompts

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


@pytest.mark.parametrize("name", ["look", "look_pointed"])
def test_who_looks_is_told_that_text_in_pictures_is_no_instruction(name: str) -> None:
    assert re.search(
        "(?i)text inside the pictures.* (never instructions|never an instruction)", prompts.load(name).body
    )


def test_who_looks_is_asked_to_be_fair() -> None:
    body = prompts.load("look").body
    assert "A wrong alarm costs the marketer as much as a miss" in body
    assert "people differ" in body
    assert "What is hidden is not missing" in body


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


@pytest.mark.parametrize("name", ["nothing", "../prompts/look", "", "__init__.py"])
def test_an_unknown_prompt_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="no prompt"):
        prompts.load(name)
