"""Scenes in, suspicions out: `CHECKS` is the one list of what is looked for."""

from agent_plugin.tools.anatomy import extra_arm, extra_hand, extra_head, extra_leg, neck_twist
from agent_plugin.tools.anatomy.check import Check, Suspicion
from agent_plugin.tools.domain import Category

CHECKS: tuple[Check, ...] = (
    Check(Category.NECK_TWIST, neck_twist.find),
    Check(Category.EXTRA_HEAD, extra_head.find),
    Check(Category.EXTRA_ARM, extra_arm.find),
    Check(Category.EXTRA_HAND, extra_hand.find),
    Check(Category.EXTRA_LEG, extra_leg.find),
)

__all__ = ["CHECKS", "Check", "Suspicion"]
