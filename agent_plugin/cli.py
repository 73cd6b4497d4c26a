"""The command line: words typed by a person or a script come in, an answer and an exit code go out.

Exit code 0: nothing at or above `--fail-on`; 1: something was; 2: could not review. Each command imports what
it needs when it runs, so that help and lists stay fast.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from agent_plugin.app import App
from agent_plugin.fake_judge_command import fake_judge
from agent_plugin.reviewing import FAIL_ON, SECOND_OPINION, check_second_opinion, exit_code
from agent_plugin.terminal import (
    CANNOT_REVIEW,
    PoliteGroup,
    forget_stdout,
    note,
    progress,
    tolerate_narrow_encodings,
)
from agent_plugin.tools.errors import LastLookError, UsageError

if TYPE_CHECKING:
    from agent_plugin.reviewing import Outcome
    from agent_plugin.tools.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])
_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
_fresh = click.option("--fresh", is_flag=True, help="Look again, even if the same ad was reviewed before.")
_fail_on = click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="review",
    show_default=True,
    help="The mildest verdict that gives exit code 1.",
)


@click.group(
    cls=PoliteGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="lastlook", prog_name="lastlook", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show where an unexpected failure comes from.")
@click.pass_context
def cli(ctx: click.Context, debug: bool) -> None:
    """The final check before an AI-made ad goes live.

    Finds impossible human bodies in pictures and videos, shows the evidence, and says publish, review or
    block.

    Exit code 0: nothing at or above --fail-on; 1: something was; 2: could not review.
    """
    ctx.obj = ctx.obj or App()


@cli.command(short_help="Say whether ads can be published.")
@click.argument("ads", metavar="AD...", nargs=-1, required=True, type=click.Path(path_type=Path))
@_as_json
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Copy the pictures and reports to DIR; several ads get a folder each.",
)
@click.option(
    "--second-opinion",
    type=click.Choice(SECOND_OPINION),
    default="auto",
    show_default=True,
    help="Whether a judge looks too; this version has none.",
)
@_fail_on
@_fresh
@click.pass_context
def review(
    ctx: click.Context,
    ads: tuple[Path, ...],
    as_json: bool,
    out: Path | None,
    second_opinion: str,
    fail_on: str,
    fresh: bool,
) -> None:
    """Say of each AD, a picture or a video, whether it can be published."""
    from agent_plugin.show import show_caveats, show_json

    check_second_opinion(second_opinion)
    outcomes = _review_all(ctx, ads, out, fresh=fresh, as_json=as_json)
    if as_json:
        documents = [outcome.as_json() for outcome in outcomes]
        show_json(documents if len(ads) > 1 else documents[0])
    else:
        show_caveats([outcome.review for outcome in outcomes if outcome.review])
    ctx.exit(exit_code(outcomes, fail_on))


def _review_all(
    ctx: click.Context, ads: tuple[Path, ...], out: Path | None, *, fresh: bool, as_json: bool
) -> list[Outcome]:
    from agent_plugin.reviewing import open_reviewer, try_review
    from agent_plugin.show import show_outcome

    outcomes: list[Outcome] = []
    with open_reviewer(ctx.obj) as (store, reviewer):
        for number, ad in enumerate(ads, 1):
            with progress(ad.name) as on_progress:
                outcome = try_review(reviewer, ad, fresh=fresh, on_progress=on_progress, debug=_debug(ctx))
            outcome, folder = _exported(outcome, store, out, number if len(ads) > 1 else None)
            outcomes.append(outcome)
            if as_json and outcome.error:
                note(str(outcome.error))
            elif not as_json:
                if number > 1:
                    click.echo()
                show_outcome(outcome, folder)
    return outcomes


def _exported(
    outcome: Outcome, store: Store, out: Path | None, number: int | None
) -> tuple[Outcome, Path | None]:
    """The outcome after its evidence was copied, and where the evidence lies for the user."""
    from agent_plugin.export import export, subfolder

    if outcome.review is None:
        return outcome, None
    folder = store.evidence_folder(outcome.review.id)
    if out is None:
        return outcome, folder
    target = out if number is None else out / subfolder(number, outcome.path.name)
    try:
        export(folder, target)
    except LastLookError as error:
        return replace(outcome, error=error), folder
    return outcome, target


@cli.command(short_help="Review a folder, one JSON row per file.")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Where the rows go, such as results.jsonl; - is standard output.",
)
@_fail_on
@_fresh
@click.pass_context
def batch(ctx: click.Context, folder: Path, output: Path, fail_on: str, fresh: bool) -> None:
    """Review all media under DIR and write one JSON row for each, in the order of their paths."""
    from agent_plugin.batch import line_writer, media_files, run_batch, summary
    from agent_plugin.reviewing import open_reviewer

    media, skipped = media_files(folder)
    if not media:
        raise UsageError(f"There is no picture or video in {folder}.", "Give the folder that holds the ads.")
    with open_reviewer(ctx.obj) as (_, reviewer), line_writer(output) as write, progress(folder.name) as bar:
        outcomes = run_batch(reviewer, folder, media, write, fresh=fresh, debug=_debug(ctx), on_progress=bar)
    click.echo(summary(outcomes, skipped), err=str(output) == "-")
    ctx.exit(exit_code(outcomes, fail_on))


@cli.command(short_help="List past reviews, or show one.")
@click.argument("review_id", metavar="[REVIEW]", required=False)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many to list.")
@_as_json
@click.pass_obj
def reviews(app: App, review_id: str | None, limit: int, as_json: bool) -> None:
    """List the newest reviews, or show one by its id or the beginning of it."""
    from agent_plugin.show import show_caveats, show_json, show_list, show_review

    with app.open_store(app.settings()) as store:
        if review_id is not None:
            found = store.get(review_id)
            evidence = store.evidence_folder(found.id)
            if as_json:
                return show_json(found.model_dump(mode="json"))
            show_review(found, evidence)
            return show_caveats([found])
        newest = store.newest(limit)
    if as_json:
        return show_json([found.model_dump(mode="json") for found in newest])
    return show_list(newest)


@cli.command(short_help="Check this installation.")
@_as_json
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check this installation part by part, with the remedy for what is missing or wrong."""
    from agent_plugin.show import parts_as_json, show_json, show_parts

    app: App = ctx.obj
    parts = app.examine(app.settings())
    if as_json:
        show_json(parts_as_json(parts))
    else:
        show_parts(parts)
    ctx.exit(0 if all(part.state == "ok" for part in parts) else CANNOT_REVIEW)


@cli.command(short_help="List what is looked for.")
@_as_json
@click.pass_obj
def checks(app: App, as_json: bool) -> None:
    """List what is looked for."""
    listed = app.checks()
    if as_json:
        from agent_plugin.show import show_json

        return show_json([{"category": check.category.value, "title": check.title} for check in listed])
    for check in listed:
        click.echo(f"{check.category.value:<18}{check.title}")
    return None


@cli.command(short_help="Explain one check.")
@click.argument("category")
@click.pass_obj
def explain(app: App, category: str) -> None:
    """Explain one check: what it looks for, what it sees and what it cannot see."""
    from agent_plugin.show import show_page

    pages = {check.category.value: check.page for check in app.checks()}
    wanted = category.strip().lower().replace("-", "_").replace(" ", "_")
    if wanted not in pages:
        raise UsageError(
            f"Nothing is looked for under the name {category!r} in this version.",
            _nearest(wanted, pages) + "`lastlook checks` lists what is.",
        )
    show_page(pages[wanted])


cli.add_command(fake_judge)


def _nearest(wanted: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches

    return "".join(f"Did you mean {name}? " for name in get_close_matches(wanted, names, n=1))


def _debug(ctx: click.Context) -> bool:
    return bool(ctx.find_root().params.get("debug"))


def main() -> None:
    """Run the command line and leave with its exit code."""
    tolerate_narrow_encodings()
    try:
        cli(prog_name="lastlook")
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            forget_stdout()
