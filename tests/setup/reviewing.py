"""A program, run beside a copy of the product: an ad and a store's folder in; the review's id out.

People are not looked for, so that no model is loaded.
"""

from __future__ import annotations

import sys
from pathlib import Path

from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Frame, Scene
from agent_plugin.tools.errors import LastLookError
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store


class NobodyFinder(PeopleFinder):
    """Sees nobody."""

    def find(self, frame: Frame, watch: Stopwatch | None = None) -> Scene:
        return Scene(frame, ())


def main(ad: Path, folder: Path) -> None:
    landmarkers = Landmarkers(STANDARD.people, models_folder=folder, cache_folder=folder)
    finder = NobodyFinder(STANDARD.people, landmarkers=landmarkers)
    with Store(folder) as store, Reviewer(store=store, finder=finder) as reviewer:
        print(reviewer.review(ad).id)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except LastLookError as error:
        sys.exit(str(error))
