"""One finder with the real models for all tests of this folder, and the models themselves."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Generator[Landmarkers]:
    cache = tmp_path_factory.mktemp("cache")
    with Landmarkers(STANDARD.people, models_folder=None, cache_folder=cache) as landmarkers:
        yield landmarkers


@pytest.fixture(scope="session")
def finder(models: Landmarkers) -> PeopleFinder:
    return PeopleFinder(STANDARD.people, landmarkers=models)
