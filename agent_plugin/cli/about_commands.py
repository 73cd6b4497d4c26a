"""The commands that tell of Last Look itself: nothing of an ad comes in; checks and their pages go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from agent_plugin.terminal import CANNOT_REVIEW, language

if TYPE_CHECKING:
    from agent_plugin.app import App

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


@click.command(short_help="Check this installation.")
@as_json
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check this installation part by part, with the remedy for what is missing or wrong."""
    from agent_plugin.cli.show import parts_as_json, show_json, show_parts

    app: App = ctx.obj
    parts = app.examine(app.settings())
    if as_json:
        show_json(parts_as_json(parts))
    else:
        show_parts(parts)
    ctx.exit(0 if all(part.state == "ok" for part in parts) else CANNOT_REVIEW)


@click.command(short_help="List what is looked for.")
@as_json
@click.pass_obj
def checks(app: App, as_json: bool) -> None:
    """List what is looked for."""
    listed = app.checks()
    if as_json:
        from agent_plugin.cli.show import show_json

        return show_json([{"category": check.category.value, "title": check.title} for check in listed])
    for check in listed:
        title = check.category.row.title_zh if language() == "zh" else check.title
        click.echo(f"{check.category.value:<18}{title}")
    return None


@click.command(short_help="Explain a check, or how a finding came about.")
@click.argument("what", metavar="CATEGORY|REVIEW")
@click.argument("finding", metavar="[FINDING]", required=False, type=click.IntRange(min=1))
@click.pass_obj
def explain(app: App, what: str, finding: int | None) -> None:
    """Explain one check, by its CATEGORY: what it looks for, what it sees and what it cannot see.

    Or, by a REVIEW's id or the beginning of it and the number of a FINDING: how its score came about, step by
    step, from the first number to what it asks for.
    """
    from agent_plugin.cli.show import show_page, show_trace

    if finding is not None:
        with app.open_store(app.settings()) as store:
            return show_trace(store.get(what), finding)
    return show_page(app.page(what))
