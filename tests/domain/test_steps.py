"""The names of a score's steps: those of stored reviews are known under their names of then, too."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent_plugin.tools.domain import Step, StepName


@pytest.mark.parametrize(
    ("stored", "today"),
    [
        ("other look", StepName.OTHER_PASS),
        ("both looks", StepName.BOTH_PASSES),
        *((name.value, name) for name in StepName),
    ],
)
def test_a_stored_step_is_read_under_the_name_of_today(stored: str, today: StepName) -> None:
    step = Step.model_validate_json(f'{{"name": "{stored}", "source": "policy", "after": 0.5}}')
    assert step.name is today
    assert Step.model_validate_json(step.model_dump_json()) == step


def test_a_step_that_never_was_is_refused() -> None:
    with pytest.raises(ValidationError, match="name"):
        Step.model_validate({"name": "third look", "source": "policy", "after": 0.5})
