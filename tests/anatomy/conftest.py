"""Real reviews of pictures and clips, each made once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from agent_plugin.tools.domain import Review
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store


@pytest.fixture(scope="session")
def review(tmp_path_factory: pytest.TempPathFactory) -> Generator[Callable[[Path], Review]]:
    """`review(path)` with the real models; the store remembers what was reviewed before."""
    with Store(tmp_path_factory.mktemp("store")) as store, Reviewer(store=store) as reviewer:
        yield reviewer.review
