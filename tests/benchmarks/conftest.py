"""Cases made of few words, as the measuring tools read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent_plugin.tools.domain import Category
from agent_plugin.tools.measuring.labels import Defect
from benchmarks import cases
from benchmarks.cases import Appearance, Case, Label, Reported, Row, Scene
from tests.builders import AT_SCALE

MakeCase = Callable[..., Case]
BOX = (10.0, 10.0, 50.0, 50.0)


@pytest.fixture(autouse=True)
def at_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted here is counted by the scale of the scores, whatever the calibration says."""
    monkeypatch.setattr(cases, "STANDARD", AT_SCALE)


def _make_case(
    *defects: str,
    reported: dict[str, float] | None = None,
    verdict: str = "publish",
    box: tuple[float, float, float, float] = BOX,
    path: Path = Path("a.jpg"),
    looks: tuple[Appearance, ...] = (),
    **label: Any,
) -> Case:
    return Case(
        Label(
            file=path.name,
            kind="image",
            normal=not defects,
            defects=tuple(Defect(category=name, bbox=BOX, person=0) for name in defects),
            scene=Scene(looks=looks),
            **label,
        ),
        Row(
            file=path.name,
            verdict=verdict,
            findings=tuple(
                Reported(category=Category(name), score=score, bbox=box)
                for name, score in (reported or {}).items()
            ),
        ),
        path,
    )


@pytest.fixture
def make_case() -> MakeCase:
    """`make_case("extra_arm", reported={"extra_arm": 0.9}, verdict="block")`; normal without a defect."""
    return _make_case
