"""The command `sign-off`: a review and a person's decision come in; the sign-off is kept under their name."""

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
@click.option("--decision", type=click.Choice(("approve", "reject")), required=True, help="May this ad run?")
@click.option("--note", "why", metavar="TEXT", default="", help="Why, in your words.")
@click.option("--yes", is_flag=True, help="Do not ask again; for a person's own scripts.")
@click.pass_obj
def sign_off(
    app: App, review_id: str, reviewer: str, decision: Literal["approve", "reject"], why: str, yes: bool
) -> None:
    """Sign off a review: a person's act, which changes no verdict and stands beside it."""
    from pydantic import ValidationError

    from agent_plugin.tools.sign_off import question, sign
    from agent_plugin.tools.tool import Signature

    try:
        signature = Signature(reviewer=reviewer.strip(), decision=decision, note=why)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise UsageError(
            f"The {first['loc'][0]} cannot be used: {first['msg']}.", "Shorten or fill it."
        ) from None
    with app.open_store(app.settings()) as store:
        review = store.get(review_id)
        if not yes:
            _confirm(f"{question(review)}\n{decision.capitalize()} as {signature.reviewer}?")
        signed = sign(store, review, signature, through="the command line")
    click.echo(f"{review.id}: {signed.sentence}")


def _confirm(words: str) -> None:
    """Ask at a real terminal: what a program pipes in is no person."""
    from agent_plugin.tools.words import printable

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "A sign-off is confirmed at a terminal, and this is none.",
            "Run it in a terminal, or add --yes if you are the person who decides.",
        )
    for line in words.splitlines()[:-1]:
        note(line)
    click.confirm(printable(words.splitlines()[-1]), abort=True, err=True)
