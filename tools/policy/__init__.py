"""Every threshold and rule in one place, each with its reason.

A policy comes in nowhere and goes everywhere: media limits, what is big and sharp enough to check, the score
from which a finding asks for review or blocks. `fingerprint()` names its content, so that a stored review is
reused only under the same rules.
"""

from __future__ import annotations

import hashlib

from agent_plugin.tools.domain import Category
from agent_plugin.tools.policy.agents import AgentRules
from agent_plugin.tools.policy.anatomy import (
    ExtraHeadRules,
    ExtraLegRules,
    LeftoverRules,
    NeckTwistRules,
    OutlineRules,
    TimeRules,
)
from agent_plugin.tools.policy.base import Rules
from agent_plugin.tools.policy.disclosure import DisclosureRules
from agent_plugin.tools.policy.evidence import EvidenceRules
from agent_plugin.tools.policy.growth import GrowthRules
from agent_plugin.tools.policy.judge import JudgeRules
from agent_plugin.tools.policy.look import At, LookRules, Reliability, RequireLook
from agent_plugin.tools.policy.measures import Gauge, MeasureRules
from agent_plugin.tools.policy.media import MediaLimits
from agent_plugin.tools.policy.overlooked import (
    AgreementRules,
    LegsRules,
    PieceRules,
    SkinRules,
    TonedRules,
    UnderFaceRules,
)
from agent_plugin.tools.policy.people import DepictionRules, PeopleRules, TrackRules
from agent_plugin.tools.policy.pops import PopRules
from agent_plugin.tools.policy.sampling import SamplingRules
from agent_plugin.tools.policy.score_curves import ClassifierRules, ReadingRules, ScoreCurve
from agent_plugin.tools.policy.sheet import SheetRules
from agent_plugin.tools.policy.upkeep import SetupRules, StoreRules
from agent_plugin.tools.policy.verdict import Thresholds, VerdictRules


class Policy(Rules):
    """The rules of one review."""

    name: str = "standard"
    media: MediaLimits = MediaLimits()
    sampling: SamplingRules = SamplingRules()
    people: PeopleRules = PeopleRules()
    neck_twist: NeckTwistRules = NeckTwistRules()
    outline: OutlineRules = OutlineRules()
    leftovers: LeftoverRules = LeftoverRules()
    extra_head: ExtraHeadRules = ExtraHeadRules()
    extra_leg: ExtraLegRules = ExtraLegRules()
    readings: ReadingRules = ReadingRules()
    measures: MeasureRules = MeasureRules()
    pops_in_and_out: PopRules = PopRules()
    growing_limbs: GrowthRules = GrowthRules()
    tracks: TrackRules = TrackRules()
    time: TimeRules = TimeRules()
    verdict: VerdictRules = VerdictRules()
    judge: JudgeRules = JudgeRules()
    look: LookRules = LookRules()
    sheet: SheetRules = SheetRules()
    evidence: EvidenceRules = EvidenceRules()

    def thorough(self) -> Policy:
        """The same, with a look at every frame of a video."""
        return self.model_copy(update={"sampling": self.sampling.model_copy(update={"every_frame": True})})

    def fingerprint(self) -> str:
        """Twelve hex digits that change when any rule does, or what a category may do to a verdict."""
        voices = " ".join(f"{category.value}:{category.row.voice.value}" for category in Category)
        return hashlib.sha256(f"{self.model_dump_json()} {voices}".encode()).hexdigest()[:12]


STANDARD = Policy()
STORE = StoreRules()
SETUP = SetupRules()
AGENTS = AgentRules()
DISCLOSURE = DisclosureRules()
OUTLINE = STANDARD.outline
CLASSIFIERS = STANDARD.people.classifiers

__all__ = [
    "AGENTS",
    "CLASSIFIERS",
    "DISCLOSURE",
    "OUTLINE",
    "SETUP",
    "STANDARD",
    "STORE",
    "AgentRules",
    "AgreementRules",
    "At",
    "ClassifierRules",
    "DepictionRules",
    "DisclosureRules",
    "EvidenceRules",
    "ExtraHeadRules",
    "ExtraLegRules",
    "Gauge",
    "GrowthRules",
    "JudgeRules",
    "LeftoverRules",
    "LegsRules",
    "LookRules",
    "MeasureRules",
    "MediaLimits",
    "NeckTwistRules",
    "OutlineRules",
    "PeopleRules",
    "PieceRules",
    "Policy",
    "PopRules",
    "ReadingRules",
    "Reliability",
    "RequireLook",
    "SamplingRules",
    "ScoreCurve",
    "SetupRules",
    "SheetRules",
    "SkinRules",
    "StoreRules",
    "Thresholds",
    "TimeRules",
    "TonedRules",
    "TrackRules",
    "UnderFaceRules",
    "VerdictRules",
]
