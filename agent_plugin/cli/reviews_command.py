"""The command `reviews`: what was reviewed before comes out, as a list or one of them whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_plugin.cli.about_commands import as_json
from agent_plugin.cli.in_chinese import keep_report
from agent_plugin.cli.repairing import repair_kit_option, write_kit
from agent_plugin.terminal import note
from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from agent_plugin.app import App


@click.command(short_help="List past reviews, or show one.")
@click.argument("review_id", metavar="[REVIEW]", required=False)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many to list.")
@repair_kit_option
@as_json
@click.pass_obj
def reviews(app: App, review_id: str | None, limit: int, repair_kit: Path | None, as_json: bool) -> None:
    """List the newest reviews, or show one by its id or the beginning of it."""
    from agent_plugin.cli.show import show_caveats, show_json, show_list, show_review, signatures

    if repair_kit and review_id is None:
        raise UsageError(
            "A repair kit is made of one review.", "Name the REVIEW, by its id or its beginning."
        )
    with app.open_store(app.settings()) as store:
        if review_id is not None:
            found = store.get(review_id)
            evidence = store.evidence_folder(found.id)
            if repair_kit:
                write_kit(store, found, None, repair_kit)
            if as_json:
                return show_json(found.model_dump(mode="json"))
            keep_report(store, found)
            show_review(found, evidence)
            for signed in signatures(found, store.sign_offs.of(found.id)):
                click.echo(signed)
            return show_caveats([found])
        newest, troubles = store.newest(limit), store.troubles(limit)
    for trouble in troubles:
        note(trouble)
    if as_json:
        return show_json([found.model_dump(mode="json") for found in newest])
    return show_list(newest)
