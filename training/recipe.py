"""A recipe of the weight files in; the steps that make one of them, in order, out.

A step is one training command. Its key is a hash of that command and of all steps that it builds on, so that
what an interrupted run has made is known again, and what was made by another recipe is not.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

OUT = "{out}"
READERS = {"facing": "training.facing", "shape": "training.classifiers.shape_read"}
FITTERS = {"facing": "training.facing_fit", "shape": "training.classifiers.shape_fit"}
KEY_LENGTH = 12
Options = Mapping[str, Any]


class RecipeError(ValueError):
    """What is wrong with a recipe, in words for who wrote it."""


@dataclass(frozen=True)
class Step:
    """A command; in its arguments `{out}` is what it writes, and `{body.first}` what that step wrote."""

    name: str
    module: str
    arguments: tuple[str, ...]
    suffix: str  # of the file that it writes; "" for a folder

    @property
    def needs(self) -> list[str]:
        """The steps whose results it takes."""
        return [each[1:-1] for each in self.arguments if each.startswith("{") and each != OUT]

    def filled(self, places: Mapping[str, str]) -> list[str]:
        """The arguments with what stands for each name, and for `out`."""
        return [places[each[1:-1]] if each.startswith("{") else each for each in self.arguments]


@dataclass(frozen=True)
class Recipe:
    """All steps by name, and for each weight file the step that makes it."""

    steps: Mapping[str, Step]
    weights: Mapping[str, str]

    def order(self, names: Iterable[str]) -> list[Step]:
        """The steps that make some weight files, each after those that it needs."""
        found: dict[str, Step] = {}

        def add(name: str) -> None:
            for need in self.steps[name].needs:
                if need not in found:
                    add(need)
            found.setdefault(name, self.steps[name])

        for name in names:
            add(self.weights[name])
        return list(found.values())

    def key(self, step: Step) -> str:
        """The same for the same command on the same results."""
        keys = {name: self.key(self.steps[name]) for name in step.needs}
        description = json.dumps([step.module, *step.filled({**keys, "out": OUT})])
        return hashlib.sha256(description.encode()).hexdigest()[:KEY_LENGTH]


def load(path: Path, small: int | None = None) -> Recipe:
    """The recipe of a file; `small` leaves so many pictures of each render, to try the whole of it.

    Raises:
        RecipeError: a step needs what nothing makes, or needs itself.
    """
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    renders, readings, weights = (document[name] for name in ("render", "read", "weights"))
    steps = [_render(name, options, small) for name, options in renders.items()]
    steps += [
        _read(kind, name, options, small) for kind, each in readings.items() for name, options in each.items()
    ]
    steps += [_learn(name, stage) for name, stages in weights.items() for stage in stages]
    last = {name: f"{name}.{stages[-1]['stage']}" for name, stages in weights.items()}
    recipe = Recipe({step.name: step for step in steps}, last)
    _check(recipe)
    return recipe


def _check(recipe: Recipe) -> None:
    for step in recipe.steps.values():
        for need in step.needs:
            if need not in recipe.steps:
                raise RecipeError(f"{step.name} needs {need}, which the recipe does not make.")
    try:
        TopologicalSorter({name: step.needs for name, step in recipe.steps.items()}).prepare()
    except CycleError as error:
        raise RecipeError(f"These steps need one another: {', '.join(error.args[1])}.") from error


def _render(name: str, options: Options, small: int | None) -> Step:
    count = min(options["count"], small or options["count"])
    arguments = (*_flags({**options, "count": count}), "--out", OUT)
    return Step(f"render.{name}", "training.render", arguments, "")


def _read(kind: str, name: str, options: Options, small: int | None) -> Step:
    renders = f"{{render.{name}}}"
    if kind in READERS:
        return Step(f"read.{kind}.{name}", READERS[kind], (renders, OUT, *_flags(options)), ".npz")
    flags = _flags({**options, "shard": small} if small else options)
    return Step(f"read.{kind}.{name}", "training.classifiers.read", (kind, renders, OUT, *flags), "")


def _learn(name: str, stage: Options) -> Step:
    step = f"{name}.{stage['stage']}"
    if "mean" in stage:
        networks = [f"{{{each}}}" for each in stage["mean"]]
        return Step(step, "training.classifiers.mean", (*networks, "--out", OUT), ".onnx")
    readings = [f"{{read.{name}.{each}}}" for each in stage["fit"]]
    options = {key: value for key, value in stage.items() if key not in ("stage", "fit")}
    for key in {"start", "beside"} & options.keys():
        options[key] = f"{{{options[key]}}}"
    arguments = (*_flags(options), "--out", OUT, *readings)
    if name in FITTERS:
        return Step(step, FITTERS[name], arguments, ".npz")
    return Step(step, "training.classifiers.fit", (name, *arguments), ".onnx")


def _flags(options: Options) -> list[str]:
    return [word for key, value in options.items() for word in (f"--{key}", str(value))]
