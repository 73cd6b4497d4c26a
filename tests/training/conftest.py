"""The renderer, loaded once for all tests of this folder, and an adult of average build."""

from __future__ import annotations

import importlib
from typing import Any

import pytest


@pytest.fixture(scope="session")
def studio() -> Any:
    return importlib.import_module("training.render.scene").Studio()


@pytest.fixture(scope="session")
def adult(studio: Any) -> Any:
    return studio.body.shape(importlib.import_module("training.render.body").ADULT, {})
