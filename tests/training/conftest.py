"""The renderer, loaded once for all tests of this folder, and an adult of average build."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest


@pytest.fixture(scope="session")
def studio() -> Any:
    return importlib.import_module("training.render.studio").Studio()


@pytest.fixture(scope="session")
def take(studio: Any) -> Callable[..., Any]:
    """`take(seed, kind, defect_share)` renders one picture."""
    return partial(importlib.import_module("training.render.scene").take, studio)


@pytest.fixture(scope="session")
def adult(studio: Any) -> Any:
    return studio.body.shape(importlib.import_module("training.render.body").ADULT, {})
