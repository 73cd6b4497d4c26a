"""The command `sign-off`: a review and a person's decision come in; the sign-off is kept under their name.

There is no way to sign without being asked at a terminal: a model that may run commands runs them without
one. A program that makes itself a terminal could still pretend; a signature tells who said so, and proves
nobody's identity.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import click

from agent_plugin.terminal import note
from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from agent_plugin.app import App


@click.command("sign-off", short_help="Decide on a review under your name.")
@click.argument("review_id", metavar="REVIEW")
@click.option("--reviewer", metavar="NAME", required=True, help="Your name, kept with the decision.")
@click.option(
    "--decision",
    type=click.Choice(("approve", "reject", "withdraw")),
    required=True,
    help="May this ad run? To withdraw takes back what was decided; it stays on record.",
)
@click.option("--note", "why", metavar="TEXT", default="", help="Why, in your words; a withdrawal needs it.")
@click.pass_obj
def sign_off(
    app: App, review_id: str, reviewer: str, decision: Literal["approve", "reject", "withdraw"], why: str
) -> None:
    """Sign off a review: a person's act, which changes no verdict and stands beside it.

    It is confirmed at a terminal by typing the name once more; no option replaces that.
    """
    from pydantic import ValidationError

    from agent_plugin.tools.calls.sign_off import question, sign, withdraw
    from agent_plugin.tools.calls.tool import Signature

    try:
        kept = "reject" if decision == "withdraw" else decision  # of a withdrawal name and note are checked
        signature = Signature(reviewer=reviewer.strip(), decision=kept, note=why)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise UsageError(
            f"The {first['loc'][0]} cannot be used: {first['msg']}.", "Shorten or fill it."
        ) from None
    with app.open_store(app.settings()) as store:
        review = store.get(review_id)
        if decision != "withdraw" and review.sheets and not review.was_looked_at_by(signature.reviewer):
            note(f"{signature.reviewer} has not looked at it: lastlook look {review.id}")
        name = review.media.name
        asked = f"Withdraw what was signed on {name}?" if decision == "withdraw" else question(review)
        _confirm(asked, f"To {decision}, type your name", signature.reviewer)
        through = "the command line"
        if decision == "withdraw":
            signed = withdraw(store, review, signature.reviewer, why, through)
        else:
            signed = sign(store, review, signature, through)
    click.echo(f"{review.id}: {signed.sentence}")


def _confirm(question: str, how: str, name: str) -> None:
    """Ask at a real terminal: what a program pipes in is no person."""
    from agent_plugin.tools.words import printable

    if not is_a_terminal():
        raise UsageError(
            "A sign-off is confirmed at a terminal, and this is none.",
            "The person who decides runs it in a terminal of their own.",
        )
    note(printable(question))
    if click.prompt(printable(how), err=True).strip() != name:
        raise UsageError("Not signed: that is another name.", "Type the name as in --reviewer.")


def is_a_terminal() -> bool:
    """Does somebody sit at both ends?"""
    return sys.stdin.isatty() and sys.stderr.isatty()
