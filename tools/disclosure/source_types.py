"""A value of IPTC's digitalSourceType comes in; what it says of how a picture was made goes out.

The vocabulary: http://cv.iptc.org/newscodes/digitalsourcetype/, looked up on 2026-12-01.
"""

from __future__ import annotations

from agent_plugin.tools.domain import Mark, MarkKind, MarkState, Origin

_AI = ("trainedAlgorithmicMedia",)
_IN_PART = ("compositeWithTrainedAlgorithmicMedia", "compositeSynthetic")
_OTHERWISE = (
    *("digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm", "print", "minorHumanEdits"),
    *("humanEdits", "compositeCapture", "digitalCreation", "digitalArt", "dataDrivenMedia"),
)
_OPEN = ("algorithmicMedia", "algorithmicallyEnhanced", "virtualRecording", "composite", "screenCapture")
ORIGINS = {
    **dict.fromkeys(_AI, Origin.AI),
    **dict.fromkeys(_IN_PART, Origin.AI_IN_PART),
    **dict.fromkeys(_OTHERWISE, Origin.CAPTURED),
    **dict.fromkeys(_OPEN, Origin.UNKNOWN),
}


def term_of(value: str) -> str:
    """The term at the end of an address of the vocabulary, or the term itself."""
    return value.strip().rstrip("/").rpartition("/")[2].rpartition(":")[2]


def iptc_mark(place: str, value: str) -> Mark:
    """The mark that this value is."""
    term = term_of(value)
    is_known = term in ORIGINS
    return Mark(
        kind=MarkKind.IPTC,
        state=MarkState.VALID if is_known else MarkState.INVALID,
        origin=ORIGINS.get(term, Origin.UNKNOWN),
        place=place,
        value=term,
        detail="It is a term of IPTC's vocabulary. It is unsigned."
        if is_known
        else "It is no term of IPTC's vocabulary.",
    )
