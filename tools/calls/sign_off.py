"""The tool `sign_off`: a review in; a person is asked, and what they decide is kept under their name.

No argument decides anything: the answer comes from the person, through whatever way to them a face has. Where
it has none, the result says how to sign elsewhere.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import Field

from agent_plugin.tools.calls.answer import renew_reports, verdict_line
from agent_plugin.tools.calls.looking import as_shown
from agent_plugin.tools.calls.summary import as_data
from agent_plugin.tools.calls.tool import Answer, Arguments, ReviewId, Signature, Tool, Toolbox, ToolResult
from agent_plugin.tools.domain import SignOff
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.own_command import own_command
from agent_plugin.tools.words import printable

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Review
    from agent_plugin.tools.store import Store


class SignOffArguments(Arguments):
    """Which review; not what to decide."""

    review: ReviewId


class SignOffAnswer(Answer):
    """What came of it."""

    review: str
    signed: bool = Field(description="Did a person decide just now?")
    sign_off: str = Field(default="", description="Who decided what, and when")
    how: str = Field(default="", description="How a person can sign elsewhere")


def run(box: Toolbox, arguments: SignOffArguments) -> ToolResult:
    """Ask the person, and keep what they say."""
    review = box.store.get(arguments.review)
    shown, how = as_shown(box, review), own_command(f"sign-off {review.id}")
    if box.ask_person is None:
        text = (
            "Not signed: nobody can be asked from here. Only a person can sign: tell the user "
            f"{box.sign_elsewhere}to run `{how}` in a terminal."
        )
        return _answer(text, shown, None, how)
    signature = box.ask_person(question(review))
    if signature is None:
        return _answer("Not signed: the person declined. Do not ask again by yourself.", shown, None, how)
    signed = sign(box.store, review, signature, through="the chat")
    return _answer(signed.sentence, shown, signed, "")


def question(review: Review) -> str:
    """What a person is asked; the same words for the same review."""
    from agent_plugin.tools.domain import VerdictValue

    against = ""
    if review.verdict.value is VerdictValue.BLOCK:
        against = " To approve it would be shown as signed against the verdict."
    return (
        f"Sign off the ad {printable(review.media.name)}? Last Look says {verdict_line(review)}{against} "
        f"(review {review.id})"
    )


def sign(store: Store, review: Review, signature: Signature, through: str) -> SignOff:
    """Keep what a person decided.

    Raises:
        StoreError: it cannot be kept.
    """
    signed = SignOff(
        reviewer=printable(signature.reviewer),
        at=datetime.now(UTC),
        decision=signature.decision,
        note=printable(signature.note),
        through=through,
        verdict=review.verdict.value,
        looked=review.was_looked_at_by(signature.reviewer) if review.sheets else None,
    )
    store.sign_offs.add(review.id, signed, review.media.sha256)
    renew_reports(store, store.get(review.id))
    return signed


def withdraw(store: Store, review: Review, who: str, why: str, through: str) -> SignOff:
    """Keep that the decision on an ad does not stand any more; it stays on record, with the reason beside it.

    Raises:
        UsageError: nothing stands on it, or name or reason is missing.
        StoreError: it cannot be kept.
    """
    signed = store.sign_offs.of(review.id)
    if not signed or signed[-1].decision == "withdraw":
        raise UsageError("No sign-off stands on this ad.", "There is nothing to withdraw.")
    name, reason = printable(who)[:200], printable(why)[:2000]
    if not name or not reason:
        raise UsageError("A withdrawal needs a name and a reason.", "Say who withdraws it, and why.")
    withdrawn = SignOff(
        reviewer=name,
        at=datetime.now(UTC),
        decision="withdraw",
        note=reason,
        through=through,
        verdict=review.verdict.value,
    )
    store.sign_offs.add(review.id, withdrawn)
    renew_reports(store, store.get(review.id))
    return withdrawn


def _answer(text: str, review: Review, signed: SignOff | None, how: str) -> ToolResult:
    answer = SignOffAnswer(
        review=review.id, signed=signed is not None, sign_off=signed.sentence if signed else "", how=how
    )
    records = {"sign_off": signed.model_dump(mode="json")} if signed else {}
    return ToolResult(f"{text} {verdict_line(review)}", as_data(answer), records=records)


SIGN_OFF = Tool(
    name="sign_off",
    title="Ask the person to sign off",
    description=(
        "Puts on record, with name and note, what a person has decided of an ad: approved or rejected. "
        "It asks the person at the screen; you cannot approve or reject anything yourself: there is no "
        "argument for it. Use it only when the user wants to sign. Where the person cannot be asked "
        "from here, the answer says how they sign elsewhere; pass that on. A signature changes no "
        "verdict."
    ),
    arguments=SignOffArguments,
    run=run,
    answers=SignOffAnswer,
)
