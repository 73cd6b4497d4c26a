"""The pose network is led to a square and settles; its answer comes back in pixels of the frame."""

from __future__ import annotations

import numpy as np
import pytest

from agent_plugin.tools.body import skeleton
from agent_plugin.tools.body.crops import Square
from agent_plugin.tools.domain import Frame
from agent_plugin.tools.people.fit import fit
from tests.people.networks import StandingBody

FRAME = Frame(np.full((900, 900, 3), 127, np.uint8))


@pytest.mark.parametrize("at_px", [(450, 500), (120, -200)])
def test_the_pose_lies_where_the_network_was_led_to(at_px: tuple[float, float]) -> None:
    answer = fit(FRAME, Square(*at_px, 400), StandingBody())
    assert skeleton.hips(answer.pose.xy_px) == pytest.approx(np.array(at_px), abs=1)
    assert answer.pose.xy_px.shape == (33, 2)
    assert answer.presence == 0.75


def test_the_square_settles_in_three_runs() -> None:
    network = StandingBody()
    fit(FRAME, Square(450, 500, 400), network)
    assert network.runs == 3
