"""The closed lists of names: what can be found, where, with which verdict, and why a part was left out."""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """The names of the defects, as labels, reports and tools spell them."""

    NECK_TWIST = "neck_twist"
    EXTRA_ARM = "extra_arm"
    EXTRA_LEG = "extra_leg"
    EXTRA_HAND = "extra_hand"
    EXTRA_HEAD = "extra_head"
    MISSING_ARM = "missing_arm"
    MISSING_HAND = "missing_hand"
    MISSING_LEG = "missing_leg"
    EXTRA_FINGER = "extra_finger"
    MISSING_FINGER = "missing_finger"
    FUSED_FINGERS = "fused_fingers"
    FINGER_LENGTH = "finger_length"
    KNEE_REVERSED = "knee_reversed"
    ELBOW_REVERSED = "elbow_reversed"
    FOOT_REVERSED = "foot_reversed"
    LIMB_LENGTH = "limb_length"
    NECK_LENGTH = "neck_length"
    HAND_SIZE = "hand_size"
    HEAD_SIZE = "head_size"
    FACE_ASYMMETRY = "face_asymmetry"
    FACE_EXTRA_EYE = "face_extra_eye"
    POPS_IN_AND_OUT = "pops_in_and_out"


class Part(StrEnum):
    """A region of a person that a check looks at."""

    BODY = "body"
    HEAD = "head"
    FACE = "face"
    NECK = "neck"
    TORSO = "torso"
    LEFT_ARM = "left_arm"
    RIGHT_ARM = "right_arm"
    LEFT_HAND = "left_hand"
    RIGHT_HAND = "right_hand"
    LEFT_LEG = "left_leg"
    RIGHT_LEG = "right_leg"
    LEFT_FOOT = "left_foot"
    RIGHT_FOOT = "right_foot"


class VerdictValue(StrEnum):
    """What the policy says should happen to the ad."""

    PUBLISH = "publish"
    REVIEW = "review"
    BLOCK = "block"


class Reason(StrEnum):
    """Why a part could not be checked."""

    TOO_SMALL = "too_small"
    BLURRED = "blurred"
    COVERED = "covered"
    CUT_OFF = "cut_off"
    NOT_FOUND = "not_found"
    TOO_MANY_PEOPLE = "too_many_people"
    PICTURED = "pictured"
