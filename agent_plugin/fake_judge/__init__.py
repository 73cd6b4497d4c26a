"""A stand-in for a vision model: requests in OpenAI's wire format come in, made-up answers go out.

For demonstrations and tests without a key and without a cost. It looks at nothing, listens on this machine
only, and says in its start line, its model's name and its answers that it is a fake. What it takes and gives
is checked against the types that OpenAI publishes with its package, and it can act out every fault of a
provider.
"""

from __future__ import annotations

from agent_plugin.fake_judge.faults import FAULTS
from agent_plugin.fake_judge.made_up import RULES
from agent_plugin.fake_judge.serving import FakeJudge
from agent_plugin.fake_judge.wire import MODEL

__all__ = ["FAULTS", "MODEL", "RULES", "FakeJudge"]
