"""Labelled folders in; how well the engine does without each of its parts out, as Markdown tables.

    uv run python -m benchmarks.ablate SETS_OR_FOLDER... [--without PART ...] [-o ROWS]

A folder holds pictures and a `labels.jsonl`; SETS holds `anatomybench/`, `real/` and `ai_humans/`. Clips are
left out. Every picture is looked at once, and each part is left out of what is made of that; only parts that
find or read people have that done again. Without `--without` every part is tried; `benchmarks/parts.py` has
their names. ROWS becomes JSON lines as they come, one for each picture and part.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

from agent_plugin.settings import load_settings
from agent_plugin.tools.classifiers.reader import read_loose, read_person
from agent_plugin.tools.domain import Frame, MediaInfo, Scene
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.measuring import labels
from agent_plugin.tools.measuring.shares import Share, auc, recall_within
from agent_plugin.tools.media import open_media
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD, PeopleRules
from agent_plugin.tools.weighing.still import Still
from agent_plugin.tools.weighing.verdict import decide
from benchmarks.page import stamp, table
from benchmarks.parts import PARTS, Part

FALSE_ALARMS = 0.03
"""The share of sound pictures that may be flagged, at the most."""

NOTHING = Part("(nothing)", "all parts at work", "weighing")
SETS = (Path("anatomybench/dev"), Path("real"), Path("ai_humans"))


class Eyes(Protocol):
    """Who finds and reads people under given rules."""

    def find(self, frame: Frame, rules: PeopleRules, *, mirrored: bool) -> Scene:
        """Everyone in the frame or in its mirror image."""
        ...

    def read(self, scene: Scene, rules: PeopleRules) -> Scene:
        """The same people, read anew."""
        ...


class Models:
    """The real ones."""

    def __init__(self, landmarkers: Landmarkers) -> None:
        """Whoever opened the landmarkers closes them."""
        self._landmarkers = landmarkers

    def find(self, frame: Frame, rules: PeopleRules, *, mirrored: bool) -> Scene:
        """Everyone in the frame or in its mirror image."""
        finder = PeopleFinder(rules, landmarkers=self._landmarkers)
        return finder.find_flipped(frame) if mirrored else finder.find(frame)

    def read(self, scene: Scene, rules: PeopleRules) -> Scene:
        """The same people, read anew."""
        frame, models = scene.frame, self._landmarkers
        people = tuple(
            replace(person, readings=read_person(frame, person, models, rules)) for person in scene.people
        )
        loose = read_loose(frame, scene.loose_hands, scene.loose_faces, models, rules)
        return replace(scene, people=people, loose_readings=loose)


@dataclass(frozen=True)
class Outcome:
    """What is made of a picture without a part; `top` is the highest score of any finding."""

    file: str
    normal: bool
    without: str
    verdict: str
    top: float
    category: str | None

    @property
    def stopped(self) -> bool:
        """Whether the verdict holds the picture back."""
        return self.verdict in ("review", "block")


Outcomes = dict[str, list[Outcome]]
"""Those of a set, by the part that is left out."""


class Picture:
    """One frame and its passes; scenes found with all parts at work are found once."""

    def __init__(self, frame: Frame, info: MediaInfo, eyes: Eyes) -> None:
        """Nothing is looked at yet."""
        self._frame, self._info, self._eyes = frame, info, eyes
        self._kept: dict[bool, Scene] = {}

    def without(self, part: Part, label: labels.Label) -> Outcome:
        """What is made of it when this part is left out."""
        still = Still(part.policy, self._info)
        still.add(self._scene_of(part, mirrored=False))
        if still.in_doubt():
            still.weigh(self._scene_of(part, mirrored=True))
        found = still.findings()
        verdict = decide(found, still.not_checked(), part.policy, still.people())
        top, category = (found[0].score, found[0].category.value) if found else (0.0, None)
        return Outcome(label.file, label.normal, part.name, verdict.value.value, top, category)

    def _scene_of(self, part: Part, *, mirrored: bool) -> Scene:
        rules = part.policy.people
        if part.works_in == "finding":
            return part.scene(self._eyes.find(self._frame, rules, mirrored=mirrored))
        if mirrored not in self._kept:
            self._kept[mirrored] = self._eyes.find(self._frame, STANDARD.people, mirrored=mirrored)
        found = self._kept[mirrored]
        return part.scene(self._eyes.read(found, rules) if part.works_in == "reading" else found)


def outcomes(
    folder: Path, parts: Sequence[Part], eyes: Eyes, on_outcome: Callable[[Outcome], None]
) -> Outcomes:
    """What is made of each picture of a labelled folder without each of the parts."""
    found: Outcomes = {part.name: [] for part in parts}
    for label in labels.read_labels(folder, labels.Label):
        if label.kind == "image":
            media = open_media(folder / label.file, STANDARD.media)
            picture = Picture(next(iter(media.frames())), media.info, eyes)
            for part in parts:
                found[part.name].append(picture.without(part, label))
                on_outcome(found[part.name][-1])
    return found


def tables(sets: dict[str, Outcomes]) -> str:
    """A table a set; of more than one also all pictures together."""
    together: Outcomes = {}
    for of_set in sets.values():
        for name, found in of_set.items():
            together.setdefault(name, []).extend(found)
    every = sets | ({"all together": together} if len(sets) > 1 else {})
    return "\n\n".join([stamp(), *(f"**{name}**\n\n{rates(of_set)}" for name, of_set in every.items())])


def rates(of_set: Outcomes) -> str:
    """One row a part: what is stopped without it, and how well scores tell defects from sound pictures."""
    head = [
        "without",
        "defects stopped",
        "sound stopped",
        "AUC",
        "recall at 3% false",
        "verdicts that differ",
    ]
    first = next(iter(of_set.values()))
    return table(head, [[name, *_rates(found, first)] for name, found in of_set.items()])


def _rates(found: Sequence[Outcome], first: Sequence[Outcome]) -> list[object]:
    bad, good = [each for each in found if not each.normal], [each for each in found if each.normal]
    scores = [each.top for each in bad], [each.top for each in good]
    area = auc(*scores)
    return [
        _count(each.stopped for each in bad),
        _count(each.stopped for each in good),
        "-" if area is None else f"{area:.3f}",
        "-" if area is None else f"{recall_within(*scores, FALSE_ALARMS)[0].rate:.2f}",
        sum(each.verdict != before.verdict for each, before in zip(found, first, strict=True)),
    ]


def _count(answers: Iterable[bool]) -> str:
    share = Share.among(answers)
    return f"{share.hits}/{share.of}" if share.of else "-"


def folders_in(given: Path) -> list[Path]:
    """The labelled folder itself, or those of the three sets."""
    return [given] if (given / labels.FILE).is_file() else [given / each for each in SETS]


def main() -> None:
    """Try the folders and print the tables."""
    parser = argparse.ArgumentParser(description="How well does the engine do without each of its parts?")
    parser.add_argument("folders", type=Path, nargs="+", metavar="SETS_OR_FOLDER")
    parser.add_argument("--without", action="append", choices=list(PARTS), metavar="PART")
    parser.add_argument("-o", "--rows", type=Path)
    given = parser.parse_args()
    parts = [NOTHING, *(PARTS[name] for name in given.without or PARTS)]
    settings, sets = load_settings(), dict[str, Outcomes]()
    with ExitStack() as stack:
        rows = stack.enter_context(given.rows.open("w", encoding="utf-8")) if given.rows else None
        models = Landmarkers(
            STANDARD.people, models_folder=settings.models_dir, cache_folder=settings.cache_dir
        )
        eyes = Models(stack.enter_context(models))
        for folder in (each for one in given.folders for each in folders_in(one)):

            def keep(outcome: Outcome, name: str = folder.name) -> None:
                if rows is not None:
                    print(json.dumps({"set": name, **asdict(outcome)}), file=rows, flush=True)

            sets[folder.name] = outcomes(folder, parts, eyes, keep)
    print(tables(sets))


if __name__ == "__main__":
    main()
