"""How a second opinion is asked for, what it may cost, and what it may change."""

from __future__ import annotations

from pydantic import Field, model_validator

from agent_plugin.tools.policy.base import Rules


class JudgeRules(Rules):
    """How far a judge is asked, trusted and waited for."""

    max_pictures: int = Field(default=8, ge=1, description="In one call: more and models mix them up")
    crop_px: int = Field(
        default=768, description="The longer side of a crop: what vision models take in at once"
    )
    frame_px: int = Field(default=640, description="The whole picture beside the crops, for orientation")
    crop_margin: float = Field(default=0.35, description="Of the box, on each side: a hand needs its wrist")
    max_enlarge: float = Field(default=6.0, description="Of a small crop: more is blur that costs tokens")
    min_view_share: float = Field(
        default=0.12,
        description="Of the picture's longer side: a closer crop shows a finger without its hand",
    )
    context: float = Field(
        default=2.5, description="Of a neck's or a limb's box, where nothing better is known: what it is on"
    )
    same_view: float = Field(default=0.6, description="Overlap from which two findings share a crop")
    moment_gap_s: float = Field(default=0.2, description="Before and after a part vanishes: some frames away")
    max_brief_chars: int = Field(default=2000, description="Of a marketer's brief; more is no brief")
    min_crop_px: int = Field(default=24, description="A part smaller than this in the media shows nothing")
    jpeg_quality: int = Field(default=92, description="Fingers keep their outlines; blocks look like creases")
    max_people: int = Field(default=4, description="The largest; further people are left to the checks")
    max_loose_hands: int = Field(default=4, description="Hands on no wrist, of a person or of nobody")
    doubted_view: float = Field(
        default=0.3, description="Weight of a view in which the checks could not judge the part, for its size"
    )
    blind_controls: int = Field(
        default=1, ge=0, description="Of known answer in a blind call: one shows if it says sound to all"
    )
    pointed_controls: int = Field(
        default=2, ge=0, description="In a pointed call: one with a defect, one sound, for nodding either way"
    )
    person_margin: float = Field(
        default=0.1,
        description="Of a person's longer side, around them, for hair; beyond it crops are painted over",
    )
    max_findings: int = Field(default=8, description="The surest are pointed at; what is weaker is noise")
    min_score: float = Field(default=0.2, description="A finding below it is not worth a question")
    max_answer_chars: int = Field(default=100_000, description="Of one call: ten times a full answer")
    max_answers: int = Field(default=40, description="Of one call: more than eight pictures can give")
    max_reason_chars: int = Field(default=600, description="Of a judge's words; more is not read by anyone")
    timeout_s: float = Field(default=60.0, description="For one call: people wait in a chat for this long")
    total_s: float = Field(default=180.0, description="For all calls of one ad")
    retries: int = Field(default=2, description="Of one call, where another try may help")
    max_retry_after_s: float = Field(default=20.0, description="A longer wait is no answer within the chat")
    repairs: int = Field(
        default=1, description="Times that an unreadable answer is sent back to be put right"
    )
    max_output_tokens: int = Field(default=3000, description="Eight crops described and judged take 1,500")
    px_per_token: float = Field(
        default=750.0, description="Picture pixels for a token, for estimates: between the providers' ways"
    )
    chars_per_token: float = Field(default=4.0, description="Of English; for estimates before a call")
    usual_output: float = Field(
        default=0.5, description="Share of `max_output_tokens` that an answer takes, for estimates"
    )
    concurrency: int = Field(default=4, description="Calls at once; beyond it providers turn requests away")
    max_usd: float = Field(default=0.5, description="For one ad, where the price is known; then asking stops")
    max_recorded: int = Field(
        default=50,
        description="Opinions of the host's model on one review: a chat in a loop must not fill it",
    )
    sure: float = Field(default=0.7, description="From here on an opinion counts; below it is only shown")
    very_sure: float = Field(default=0.9, description="From here on a confirmation lifts a review to a block")

    @model_validator(mode="after")
    def _in_order(self) -> JudgeRules:
        if self.sure > self.very_sure:
            raise ValueError("`sure` may not lie above `very_sure`")
        return self
