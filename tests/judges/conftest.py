"""No server is known from an earlier test: what is remembered for the process is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent_plugin.tools.judges import compatible_judge


@pytest.fixture(autouse=True)
def forgotten_servers() -> Iterator[None]:
    """Ports are used again, and the next test's server may know JSON schemas."""
    yield
    compatible_judge.forget_servers()
