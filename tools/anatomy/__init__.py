"""Scenes come in, suspicions go out: `CHECKS` is the one list of all checks, of a frame or over time."""

from agent_plugin.tools.anatomy import (
    elbow_reversed,
    extra_arm,
    extra_finger,
    extra_hand,
    extra_head,
    extra_leg,
    face_asymmetry,
    face_extra_eye,
    finger_length,
    foot_reversed,
    fused_fingers,
    growing_limbs,
    hand_size,
    head_size,
    knee_reversed,
    limb_length,
    missing_arm,
    missing_finger,
    missing_hand,
    missing_leg,
    neck_length,
    neck_twist,
    pops_in_and_out,
)
from agent_plugin.tools.anatomy.check import Check, Spell, Suspicion, TimeCheck, Watch
from agent_plugin.tools.domain import Category

FRAME_CHECKS: tuple[Check, ...] = (
    Check(Category.NECK_TWIST, neck_twist.find),
    Check(Category.EXTRA_HEAD, extra_head.find),
    Check(Category.EXTRA_ARM, extra_arm.find),
    Check(Category.EXTRA_HAND, extra_hand.find),
    Check(Category.EXTRA_LEG, extra_leg.find),
    Check(Category.MISSING_ARM, missing_arm.find),
    Check(Category.MISSING_HAND, missing_hand.find),
    Check(Category.MISSING_LEG, missing_leg.find),
    Check(Category.EXTRA_FINGER, extra_finger.find),
    Check(Category.MISSING_FINGER, missing_finger.find),
    Check(Category.FUSED_FINGERS, fused_fingers.find),
    Check(Category.FINGER_LENGTH, finger_length.find),
    Check(Category.KNEE_REVERSED, knee_reversed.find),
    Check(Category.ELBOW_REVERSED, elbow_reversed.find),
    Check(Category.FOOT_REVERSED, foot_reversed.find),
    Check(Category.LIMB_LENGTH, limb_length.find, growing_limbs.Watch),
    Check(Category.NECK_LENGTH, neck_length.find),
    Check(Category.HAND_SIZE, hand_size.find),
    Check(Category.HEAD_SIZE, head_size.find),
    Check(Category.FACE_ASYMMETRY, face_asymmetry.find),
    Check(Category.FACE_EXTRA_EYE, face_extra_eye.find),
)
TIME_CHECKS: tuple[TimeCheck, ...] = (TimeCheck(Category.POPS_IN_AND_OUT, pops_in_and_out.Watch),)
CHECKS: tuple[Check | TimeCheck, ...] = FRAME_CHECKS + TIME_CHECKS

__all__ = ["CHECKS", "FRAME_CHECKS", "TIME_CHECKS", "Check", "Spell", "Suspicion", "TimeCheck", "Watch"]
