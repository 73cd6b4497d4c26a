"""The one table of categories: a row for each kind of defect, from its name to what a looker is asked.

Nothing comes in. Titles in both languages, what may block, what whoever looks is asked, and the docs'
pages all follow from these rows. Their order is the one in which categories are listed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from agent_plugin.tools.domain.category_rows import Family, Row, Voice, Wording


class Category(StrEnum):
    """The names of the defects, as labels, reports and tools spell them; `row` holds the rest."""

    _value_: str
    row: Row

    def __new__(cls, row: Row | str) -> Self:
        """A member that is its name.

        Raises:
            TypeError: there is no row. `Category("neck_twist")` looks a member up and makes none, but type
                checkers take it for a call of this.
        """
        if isinstance(row, str):
            raise TypeError(f"{row!r} has no row.")
        member = str.__new__(cls, row.name)
        member._value_ = row.name
        member.row = row
        return member

    NECK_TWIST = Row(
        "neck_twist",
        Wording("Neck turned too far", "脖子转得太过", "头看起来朝向身后，脖子转不了这么多"),
        Voice.BLOCKS,
        Family.HEAD_NECK,
        question="Where does the chest face and where does the face look? Is the head turned further than "
        "a neck allows?",
        pictured=True,
    )
    EXTRA_HEAD = Row(
        "extra_head",
        Wording("More than one head", "不止一个头", "一个身体上看起来不止一个头"),
        Voice.BLOCKS,
        Family.HEAD_NECK,
        question="Follow every head to its shoulders. Is there a second head or face on one body?",
        pictured=True,
    )
    NECK_LENGTH = Row(
        "neck_length",
        Wording("Neck length", "脖子的长度", "脖子显得特别长或特别短"),
        Voice.ASKS,
        Family.HEAD_NECK,
        question="Compare the neck with the face above it, allowing for pose and collar. Is it far too "
        "long or short?",
        pictured=True,
    )
    HEAD_SIZE = Row(
        "head_size",
        Wording("Head size", "头的大小", "头与身体相比显得特别大或特别小"),
        Voice.ASKS,
        Family.HEAD_NECK,
        question="Compare the head with the shoulders and the body, allowing for age, build and the "
        "camera's view. Is it far too large or small?",
        pictured=True,
    )
    EXTRA_FINGER = Row(
        "extra_finger",
        Wording("More than five fingers", "手指多于五根", "一只手看起来多于五根手指"),
        Voice.REVIEWS,
        Family.HAND,
        question="Name the digits of this hand from the thumb to the little finger. Are there more than "
        "five on this one hand?",
        pictured=True,
    )
    MISSING_FINGER = Row(
        "missing_finger",
        Wording("Fewer than five fingers", "手指少于五根", "一只手看起来少于五根手指"),
        Voice.ASKS,
        Family.HAND,
        question="Name the digits of this hand from the thumb to the little finger. Is a digit's place in "
        "plain view and empty?",
        pictured=True,
    )
    FUSED_FINGERS = Row(
        "fused_fingers",
        Wording("Fingers joined", "手指连在一起", "手指看起来连在一起"),
        Voice.ASKS,
        Family.HAND,
        question="Go along the gaps between the digits of this hand. Do two of them run into one where a "
        "gap should be?",
        pictured=True,
    )
    FINGER_LENGTH = Row(
        "finger_length",
        Wording("Finger length", "手指长短", "有手指看起来特别长或特别短"),
        Voice.ASKS,
        Family.HAND,
        question="Compare the digits of this hand segment by segment. Is one far too long or short, or "
        "bent in a way its joints do not allow?",
        pictured=True,
    )
    FACE_EXTRA_EYE = Row(
        "face_extra_eye",
        Wording("More than two eyes", "不止两只眼睛", "一张脸上看起来不止两只眼睛"),
        Voice.REVIEWS,
        Family.FACE,
        question="Name every eye with its place. Are there more than two on this face, or two irises in "
        "one eye?",
        pictured=True,
    )
    FACE_ASYMMETRY = Row(
        "face_asymmetry",
        Wording("Halves of the face differ", "左右脸不一致", "左右脸差别明显"),
        Voice.ASKS,
        Family.FACE,
        question="Compare the halves of the face, allowing for turn, light and expression. Is there a "
        "part whose place or form these do not explain?",
        pictured=True,
    )
    EXTRA_ARM = Row(
        "extra_arm",
        Wording("More than two arms", "不止两条手臂", "手臂看起来比肩膀多出一条"),
        Voice.REVIEWS,
        Family.LIMB,
        question="Follow every arm to a shoulder. Does this person have more than two arms?",
        pictured=True,
    )
    EXTRA_LEG = Row(
        "extra_leg",
        Wording("More than two legs", "不止两条腿", "腿看起来比这个人该有的多出一条"),
        Voice.BLOCKS,
        Family.LIMB,
        question="Follow every leg to a hip. Does this person have more than two legs?",
        pictured=True,
    )
    EXTRA_HAND = Row(
        "extra_hand",
        Wording("A hand nobody owns", "多出一只没有主人的手", "有一只手不接在任何人的手臂上"),
        Voice.REVIEWS,
        Family.HAND,
        question="Follow this hand to its wrist, forearm and owner. Is there a hand that belongs to "
        "nobody, or two on one wrist?",
        pictured=True,
    )
    MISSING_ARM = Row(
        "missing_arm",
        Wording("Only one arm", "只看到一条手臂", "只能辨认出一条手臂"),
        Voice.ASKS,
        Family.LIMB,
        question="Is the place where the other arm would be in plain view, and is there no arm, neither "
        "hidden nor cut off?",
        pictured=True,
    )
    MISSING_HAND = Row(
        "missing_hand",
        Wording("No hand on an arm", "手臂末端没看到手", "手臂末端好像没有手"),
        Voice.ASKS,
        Family.HAND,
        question="Is the end of this arm in plain view, and is there no hand, neither hidden nor cut off?",
        pictured=True,
    )
    MISSING_LEG = Row(
        "missing_leg",
        Wording("Only one leg", "只看到一条腿", "只能辨认出一条腿"),
        Voice.ASKS,
        Family.LIMB,
        question="Is the place where the other leg would be in plain view, and is there no leg, neither "
        "hidden nor cut off?",
        pictured=True,
    )
    KNEE_REVERSED = Row(
        "knee_reversed",
        Wording("Knee bends the wrong way", "膝盖弯反了", "膝盖看起来朝错误的方向弯"),
        Voice.REVIEWS,
        Family.LIMB,
        question="Which side of this leg is its front? Does the knee bend forwards, the wrong way?",
        pictured=True,
    )
    ELBOW_REVERSED = Row(
        "elbow_reversed",
        Wording("Elbow bends the wrong way", "手肘弯反了", "手肘看起来朝错误的方向弯"),
        Voice.REVIEWS,
        Family.LIMB,
        question="Which side of this arm is its front? Does the elbow bend backwards, the wrong way?",
        pictured=True,
    )
    FOOT_REVERSED = Row(
        "foot_reversed",
        Wording("Foot points backwards", "脚尖朝后", "脚看起来朝向身后"),
        Voice.REVIEWS,
        Family.LIMB,
        question="Where do the kneecap and the shin face? Does the foot point backwards from them?",
        pictured=True,
    )
    LIMB_LENGTH = Row(
        "limb_length",
        Wording("Arm or leg length", "手臂或腿的长度", "手臂或腿与身体相比显得特别长或特别短"),
        Voice.ASKS,
        Family.LIMB,
        question="Compare this limb with its twin and with the body, allowing for the camera's view. Is "
        "it far too long or short?",
        pictured=True,
    )
    HAND_SIZE = Row(
        "hand_size",
        Wording("Hand size", "手的大小", "手与身体相比显得特别大或特别小"),
        Voice.ASKS,
        Family.HAND,
        question="Compare the hand with this person's face and other hand, allowing for distance to the "
        "camera. Is it far too large or small?",
        pictured=True,
    )
    MALFORMED_HAND = Row(
        "malformed_hand",
        Wording("Malformed hand", "手畸形", "手看起来变形、融化或不像一只手"),
        Voice.LOOKS,
        Family.HAND,
        question="Follow each finger from the knuckle to its tip. Is this hand melted, garbled or put "
        "together as no hand is?",
    )
    MALFORMED_FACE = Row(
        "malformed_face",
        Wording("Malformed face", "脸部畸形", "脸看起来变形、融化或五官错位"),
        Voice.LOOKS,
        Family.FACE,
        question="Name both eyes, nose and mouth and where each lies. Is this face melted, garbled or put "
        "together as no face is?",
    )
    MALFORMED_LIMB = Row(
        "malformed_limb",
        Wording("Malformed limb", "肢体畸形", "手臂、腿或脚看起来变形、断开或长错了地方"),
        Voice.LOOKS,
        Family.LIMB,
        question="Follow this limb from its tip to the body. Does it break off, melt, fork or join where no "
        "limb does?",
    )
    MERGED = Row(
        "merged",
        Wording("Grown together", "长在一起", "身体的一部分与物体或另一个人长在了一起"),
        Voice.LOOKS,
        Family.BODY,
        question="Follow the outline between this part and what it touches. Has it grown into an object or "
        "into another person, instead of touching, holding or being covered by it?",
    )
    POPS_IN_AND_OUT = Row(
        "pops_in_and_out",
        Wording("A body part appears or vanishes", "身体部位忽隐忽现", "有身体部位无缘无故出现或消失"),
        Voice.BLOCKS,
        Family.BODY,
        question="Compare the moments. Does a part of the body appear or vanish without anything covering "
        "it and without leaving the picture?",
    )


CHECKED: tuple[Category, ...] = tuple(one for one in Category if one.row.is_checked)
"""Those that a check of ours looks for."""
