"""The name of a weight file in, the file made from seeds out, as `recipe.toml` says.

    uv run python -m training.make body [--dry-run] [--small 20] [--out FOLDER]

Renders and fits run in the training environment (`--trainer`), readings in the product's, which runs this.
What each step makes stays in the work folder under the key of its description: a step that is done is passed
over, one that was stopped goes on. No step knows that the code behind it has changed: after such a change
take another work folder.
"""

from __future__ import annotations

import argparse
import hashlib
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.commands import LEARNING, PARSERS
from training.recipe import Recipe, RecipeError, Step, load
from training.weights import FOLDER, MANIFEST, manifest

ROOT = Path(__file__).parent.parent
RECIPE = Path(__file__).with_name("recipe.toml")
DONE = "done.txt"
SUMMARY = "Make the weight files of the classifiers from seeds."


@dataclass(frozen=True)
class Place:
    """Where steps work, and with which interpreters."""

    recipe: Recipe
    work: Path
    trainer: Path
    workers: int = 1

    def folder(self, step: Step) -> Path:
        """Of this step alone."""
        return self.work / f"{step.name}-{self.recipe.key(step)}"

    def result(self, step: Step) -> Path:
        """What the step writes: a file in its folder, or the folder itself."""
        folder = self.folder(step)
        return folder / f"{step.name}{step.suffix}" if step.suffix else folder

    def done(self, step: Step) -> bool:
        """Whether the step has run to its end."""
        return (self.folder(step) / DONE).exists()

    def command(self, step: Step) -> list[str]:
        """What is run for the step."""
        python = self.trainer if step.module in LEARNING else Path(sys.executable)
        places = {name: str(self.result(self.recipe.steps[name])) for name in step.needs}
        arguments = step.filled({**places, "out": str(self.result(step))})
        # Not in the description: the pictures are the same, however many processes draw them.
        more = ["--workers", str(self.workers)] if step.module == "training.render" else []
        PARSERS[step.module]().parse_args([*arguments, *more])
        return [str(python), "-m", step.module, *arguments, *more]

    def run(self, step: Step) -> None:
        """Run the step, and note that it came to its end."""
        self.folder(step).mkdir(parents=True, exist_ok=True)
        command = self.command(step)
        ended = subprocess.run(command, cwd=ROOT, check=False)
        if ended.returncode:
            raise SystemExit(f"{step.name} ended with {ended.returncode}. The same words go on from there.")
        (self.folder(step) / DONE).write_text(shlex.join(command) + "\n", encoding="utf-8")


def make(place: Place, names: list[str], *, dry_run: bool) -> Iterator[str]:
    """Run what is not done yet; a line before each step."""
    order = place.recipe.order(names)
    for number, step in enumerate(order, start=1):
        done = place.done(step)
        yield f"[{number}/{len(order)}] {step.name}{' (done)' if done else ''}"
        if not done:
            yield f"    {shlex.join(place.command(step))}"
            if not dry_run:
                place.run(step)


def deliver(place: Place, names: list[str], out: Path) -> Iterator[str]:
    """Copy the finished files to where they belong, and make a manifest there anew; lines on it."""
    out.mkdir(parents=True, exist_ok=True)
    for name in names:
        made = place.result(place.recipe.steps[place.recipe.weights[name]])
        target = out / f"{name}{made.suffix}"
        shutil.copyfile(made, target)
        yield f"{target}: sha256 {hashlib.sha256(target.read_bytes()).hexdigest()}"
    if (out / MANIFEST).exists():
        (out / MANIFEST).write_text(manifest(out), encoding="utf-8")
        yield f"{out / MANIFEST} names them"


def arguments() -> argparse.ArgumentParser:
    """The parser of this command's arguments."""
    parser = argparse.ArgumentParser(prog="python -m training.make", description=SUMMARY)
    parser.add_argument("name", help="a weight file without its suffix, or all")
    parser.add_argument("--recipe", type=Path, default=RECIPE)
    parser.add_argument(
        "--out", type=Path, help="tools/classifiers/weights, or with --small a folder in WORK"
    )
    parser.add_argument("--work", type=Path, default=ROOT / "out" / "training", help="what the steps make")
    parser.add_argument("--trainer", type=Path, default=ROOT.parent / "train-venv" / "bin" / "python")
    parser.add_argument("--workers", type=int, default=1, help="processes that render, one per core at most")
    parser.add_argument("--small", type=int, metavar="N", help="at most N pictures of each render: a trial")
    parser.add_argument("--dry-run", action="store_true", help="print the steps and run none")
    return parser


def main() -> None:
    """Read the arguments, make, deliver."""
    given = arguments().parse_args()
    try:
        recipe = load(given.recipe, given.small)
    except RecipeError as error:
        raise SystemExit(f"{given.recipe}: {error}") from error
    names = list(recipe.weights) if given.name == "all" else [given.name]
    if unknown := set(names) - set(recipe.weights):
        raise SystemExit(f"No recipe for {', '.join(unknown)}; there are {', '.join(recipe.weights)}.")
    out = given.out or (given.work / "small" if given.small else FOLDER)
    if given.small and out.resolve() == FOLDER.resolve():
        raise SystemExit("What --small makes is a trial, and does not replace the shipped weights.")
    if not given.dry_run and not given.trainer.exists():
        raise SystemExit(f"There is no {given.trainer}: training/README.md says how to set it up.")
    place = Place(recipe, given.work.absolute(), given.trainer.absolute(), given.workers)
    for line in make(place, names, dry_run=given.dry_run):
        print(line, flush=True)
    if not given.dry_run:
        print(*deliver(place, names, out), sep="\n")


if __name__ == "__main__":
    main()
