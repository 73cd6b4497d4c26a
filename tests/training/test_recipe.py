"""The recipe of the weight files: whole, in order, and of commands that can be said."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

from agent_plugin.tools.classifiers.networks import CATEGORIES
from agent_plugin.tools.setup.weights import SUFFIXES
from training import commands
from training.make import RECIPE, ROOT
from training.recipe import OUT, Recipe, RecipeError, load
from training.weights import FOLDER

SMALLEST = """
[render]
one = { kind = "face", count = 900, seed = 1 }
two = { kind = "face", count = 10, seed = 2 }
[read.face]
one = {}
two = { copies = 2 }
[[weights.face]]
stage = "first"
fit = ["one"]
seed = 0
[[weights.face]]
stage = "last"
fit = ["two"]
start = "face.first"
seed = 0
"""


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return load(RECIPE)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return tomllib.loads(RECIPE.read_text(encoding="utf-8"))


def _loaded(folder: Path, text: str, small: int | None = None) -> Recipe:
    path = folder / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, small)


def test_each_weight_file_of_the_product_has_a_recipe_and_no_other(recipe: Recipe) -> None:
    made = {f"{name}{recipe.steps[last].suffix}" for name, last in recipe.weights.items()}
    assert made == {path.name for path in FOLDER.iterdir() if path.suffix in SUFFIXES}


@pytest.mark.parametrize("module", sorted(commands.PARSERS))
def test_a_command_of_the_recipe_is_a_module_of_the_project(module: str) -> None:
    path = ROOT.joinpath(*module.split("."))
    assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


def test_each_step_says_what_its_command_takes(recipe: Recipe) -> None:
    for step in recipe.steps.values():
        arguments = step.filled({**dict.fromkeys(step.needs, "in"), "out": "out"})
        given = commands.PARSERS[step.module]().parse_args(arguments)
        assert str(given.out) == "out", step.name


def test_whatever_is_rendered_is_read_and_whatever_is_read_is_learned_from(recipe: Recipe) -> None:
    used = {step.name for step in recipe.order(recipe.weights)}
    assert used == set(recipe.steps)


def test_each_render_and_each_fit_has_a_seed_of_its_own(document: dict[str, Any]) -> None:
    seeds = [render["seed"] for render in document["render"].values()]
    assert len(set(seeds)) == len(seeds)
    fits = [stage for stages in document["weights"].values() for stage in stages if "fit" in stage]
    assert all("seed" in fit for fit in fits)


def test_every_step_comes_after_those_it_needs(recipe: Recipe) -> None:
    before: set[str] = set()
    for step in recipe.order(recipe.weights):
        assert set(step.needs) <= before, step.name
        before.add(step.name)


def test_one_weight_file_asks_for_no_step_of_the_others(tmp_path: Path, recipe: Recipe) -> None:
    assert {step.name.split(".")[0] for step in recipe.order(["face"])} == {"render", "read", "face"}
    names = [step.name for step in _loaded(tmp_path, SMALLEST).order(["face"])]
    assert names.index("face.first") < names.index("face.last") == len(names) - 1


def test_a_small_trial_draws_fewer_pictures_never_more(tmp_path: Path) -> None:
    small = _loaded(tmp_path, SMALLEST, small=20).steps
    assert small["render.one"].arguments[3] == "20"
    assert small["render.two"].arguments[3] == "10"
    assert "--shard" in small["read.face.one"].arguments


@pytest.mark.parametrize(
    ("changed", "renewed"),
    [
        (("seed = 1 }", "seed = 3 }"), {"render.one", "read.face.one", "face.first", "face.last"}),
        (("copies = 2", "copies = 3"), {"read.face.two", "face.last"}),
        (('start = "face.first"\n', ""), {"face.last"}),
        (("[render]", "# words\n[render]"), set[str]()),
    ],
    ids=["a render's seed", "a reading's copies", "a fit's start", "a comment"],
)
def test_a_change_renews_what_builds_on_it_and_nothing_else(
    tmp_path: Path, changed: tuple[str, str], renewed: set[str]
) -> None:
    old, new = _loaded(tmp_path, SMALLEST), _loaded(tmp_path, SMALLEST.replace(*changed))
    assert {name for name, step in new.steps.items() if new.key(step) != old.key(old.steps[name])} == renewed


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (('fit = ["one"]', 'fit = ["three"]'), "face.first needs read.face.three"),
        (('start = "face.first"', 'start = "face.last"'), "need one another"),
    ],
    ids=["of nothing", "in a circle"],
)
def test_a_recipe_that_cannot_be_followed_is_refused(
    tmp_path: Path, wrong: tuple[str, str], why: str
) -> None:
    with pytest.raises(RecipeError, match=why):
        _loaded(tmp_path, SMALLEST.replace(*wrong))


def test_what_can_be_rendered_and_read_is_what_the_recipe_may_name() -> None:
    """Drawers are read from their source: the renderer needs torch, which the product has not."""
    source = ROOT / "training" / "render" / "defects" / "__init__.py"
    (drawers,) = (
        ast.literal_eval(node.value)
        for node in ast.parse(source.read_text(encoding="utf-8")).body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "DRAWERS" and node.value
    )
    assert set(commands.RENDERS) == {"people", *drawers}
    assert set(commands.HEADS) == set(CATEGORIES)


def test_arguments_without_a_name_in_braces_stay_as_they_are(recipe: Recipe) -> None:
    step = recipe.steps["render.face"]
    assert step.filled({"out": "there"}) == [*step.arguments[:-1], "there"]
    assert step.arguments[-1] == OUT
