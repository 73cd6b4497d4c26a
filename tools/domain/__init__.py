"""The words of the subject as types; every other module takes and returns these.

Pixels are upright RGB. Boxes are `(x0, y0, x1, y1)` in pixels of the upright original media, the origin at
the top left. Times are seconds from the start. Scores are 0 to 1. What is stored or shown is a pydantic
model; what holds pixels or landmarks is a plain dataclass and never leaves the process.
"""

from agent_plugin.tools.domain.audit import AuditEntry, AuditKind
from agent_plugin.tools.domain.categories import CHECKED, Category
from agent_plugin.tools.domain.category_rows import Family, Row, Voice, Wording
from agent_plugin.tools.domain.disclosure import (
    Disclosure,
    Mark,
    MarkKind,
    MarkState,
    Need,
    NeedState,
    Origin,
)
from agent_plugin.tools.domain.geometry import Box, Pixels, Points, box_around, clipped, overlap, shows
from agent_plugin.tools.domain.look_requests import LookRequest, Pointed, Slot
from agent_plugin.tools.domain.looks import (
    Elsewhere,
    Look,
    LookedBy,
    LookerKind,
    PointedAnswer,
    Says,
    TileAnswer,
)
from agent_plugin.tools.domain.names import Part, Reason, VerdictValue
from agent_plugin.tools.domain.opinions import (
    Answer,
    Asked,
    Controls,
    Opinion,
    OpinionCost,
    SecondOpinion,
)
from agent_plugin.tools.domain.records import (
    Evidence,
    Finding,
    Measurement,
    MediaInfo,
    NotChecked,
    PersonSeen,
    Review,
    Ruling,
    Sampling,
    StageCost,
    Verdict,
)
from agent_plugin.tools.domain.seen import (
    Face,
    Facing,
    Frame,
    Hand,
    Head,
    Person,
    Pose,
    Reading,
    Scene,
    Silhouette,
)
from agent_plugin.tools.domain.sheets import Sheet, Tile
from agent_plugin.tools.domain.sign_offs import SignOff
from agent_plugin.tools.domain.steps import Step, StepName

__all__ = [
    "CHECKED",
    "Answer",
    "Asked",
    "AuditEntry",
    "AuditKind",
    "Box",
    "Category",
    "Controls",
    "Disclosure",
    "Elsewhere",
    "Evidence",
    "Face",
    "Facing",
    "Family",
    "Finding",
    "Frame",
    "Hand",
    "Head",
    "Look",
    "LookRequest",
    "LookedBy",
    "LookerKind",
    "Mark",
    "MarkKind",
    "MarkState",
    "Measurement",
    "MediaInfo",
    "Need",
    "NeedState",
    "NotChecked",
    "Opinion",
    "OpinionCost",
    "Origin",
    "Part",
    "Person",
    "PersonSeen",
    "Pixels",
    "Pointed",
    "PointedAnswer",
    "Points",
    "Pose",
    "Reading",
    "Reason",
    "Review",
    "Row",
    "Ruling",
    "Sampling",
    "Says",
    "Scene",
    "SecondOpinion",
    "Sheet",
    "SignOff",
    "Silhouette",
    "Slot",
    "StageCost",
    "Step",
    "StepName",
    "Tile",
    "TileAnswer",
    "Verdict",
    "VerdictValue",
    "Voice",
    "Wording",
    "box_around",
    "clipped",
    "overlap",
    "shows",
]
