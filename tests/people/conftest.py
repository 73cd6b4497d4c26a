"""One finder with the real models for all tests of this folder."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.people.landmarkers import Landmarkers
from agent_plugin.tools.policy import STANDARD


@pytest.fixture(scope="session")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Generator[PeopleFinder]:
    rules, cache = STANDARD.people, tmp_path_factory.mktemp("cache")
    with Landmarkers(rules, models_folder=None, cache_folder=cache) as landmarkers:
        yield PeopleFinder(rules, landmarkers=landmarkers)
