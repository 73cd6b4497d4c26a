"""A look and the rules come in; the rules for this looker go out: with its own thresholds, where measured.

Pure. Only a configured judge is known by its model's name; what a chat calls itself proves nothing.
"""

from __future__ import annotations

from agent_plugin.tools.domain import Look
from agent_plugin.tools.policy import LookRules, Reliability


def rules_for(look: Look, rules: LookRules) -> LookRules:
    """The same rules, with the thresholds of this judge's model and prompts where enough was measured.

    How sure a `wrong` has to be, and from which probability on a person looks, go by the measurement, up or
    down. How sure a denial has to be only rises: a judge that raises sure false alarms is not sure lightly.
    """
    known = _measured(look, rules)
    if known is None:
        return rules
    wrong_from = known.sure_from or rules.wrong_from
    return rules.model_copy(
        update={
            "likely_from": known.likely_from or rules.likely_from,
            "wrong_from": wrong_from,
            "sure": max(rules.sure, wrong_from),
            "very_sure": max(rules.very_sure, wrong_from),
        }
    )


def _measured(look: Look, rules: LookRules) -> Reliability | None:
    """The newest measurement of this judge that rests on enough ads."""
    fitting = (
        one
        for one in rules.reliabilities
        if look.kind == "judge"
        and (one.model, one.prompt) == (look.who, look.prompt)
        and min(one.broken, one.sound) >= rules.measured_from
    )
    return max(fitting, key=lambda one: one.measured_on, default=None)
