"""Cases made of few words, as the measuring tools read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent_plugin.tools.domain import Category
from agent_plugin.tools.measuring.labels import Defect
from benchmarks import cases
from benchmarks.cases import Case, Label, Look, Row, Scene, Told
from tests.builders import AT_SCALE

MakeCase = Callable[..., Case]
BOX = (10.0, 10.0, 50.0, 50.0)


@pytest.fixture(autouse=True)
def at_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted here is counted by the scale of the scores, whatever the calibration says."""
    monkeypatch.setattr(cases, "STANDARD", AT_SCALE)


def _make_case(
    *defects: str,
    told: dict[str, float] | None = None,
    verdict: str = "publish",
    box: tuple[float, float, float, float] = BOX,
    path: Path = Path("a.jpg"),
    looks: tuple[Look, ...] = (),
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
                Told(category=Category(name), score=score, bbox=box) for name, score in (told or {}).items()
            ),
        ),
        path,
    )


@pytest.fixture
def make_case() -> MakeCase:
    """`make_case("extra_arm", told={"extra_arm": 0.9}, verdict="block")`; without a defect it is normal."""
    return _make_case
