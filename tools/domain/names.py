"""The closed lists of names: parts, verdicts, and why a part was left out."""

from __future__ import annotations

from enum import StrEnum


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
    """What the policy says should happen to the ad, the mildest first."""

    PUBLISH = "publish"
    NO_PEOPLE = "no_people"  # nobody was seen in it, so nothing was checked: no clearance
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
    ELSEWHERE = "elsewhere"  # in the file, beside the picture or the film that is looked at
