"""The command line: words typed by a person or a script come in, an answer and an exit code go out.

Exit code 0: nothing at or above `--fail-on`; 1: something was; 2: could not review; 3: nobody was seen in it,
so nothing was checked. Each command imports what
it needs when it runs, so that help and lists stay fast.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from agent_plugin.app import App
from agent_plugin.cli.about_commands import as_json, checks, doctor, explain
from agent_plugin.cli.allow_command import allow
from agent_plugin.cli.audit_command import audit
from agent_plugin.cli.board_command import board
from agent_plugin.cli.certificate_command import certificate, verify
from agent_plugin.cli.chat_command import chat
from agent_plugin.cli.disclosure_command import disclosure, named
from agent_plugin.cli.fake_judge_command import fake_judge
from agent_plugin.cli.forget_command import forget
from agent_plugin.cli.in_chinese import keep_report
from agent_plugin.cli.judge_bench_command import judge_bench
from agent_plugin.cli.look.command import look
from agent_plugin.cli.mcp_command import mcp
from agent_plugin.cli.repairing import repair_kit_option, write_kit
from agent_plugin.cli.reviewing import FAIL_ON, REQUIRE_LOOK, SECOND_OPINION, How, exit_code
from agent_plugin.cli.reviews_command import reviews
from agent_plugin.cli.serve_command import serve
from agent_plugin.cli.sign_off_command import sign_off
from agent_plugin.terminal import (
    PoliteGroup,
    forget_stdout,
    note,
    progress,
    tolerate_narrow_encodings,
)
from agent_plugin.tools.errors import LastLookError, UsageError

if TYPE_CHECKING:
    from agent_plugin.cli.reviewing import Outcome, RequireLook
    from agent_plugin.tools.look.asking.wish import Mode
    from agent_plugin.tools.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])
_fresh = click.option("--fresh", is_flag=True, help="Look again, even if the same ad was reviewed before.")
_thorough = click.option(
    "--thorough", is_flag=True, help="Look at every frame of a video, not at those that the plan wants."
)
_fail_on = click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="review",
    show_default=True,
    help="The mildest verdict that gives exit code 1.",
)

_second_opinion = click.option(
    "--second-opinion",
    type=click.Choice(SECOND_OPINION),
    default="auto",
    show_default=True,
    help="Ask a vision model too: auto, if one is set up and people are seen; dry-run writes what would be "
    "sent beside the evidence and sends nothing.",
)

_require_look = click.option(
    "--require-look",
    type=click.Choice(REQUIRE_LOOK),
    default="people",
    show_default=True,
    help="people: no ad with people in it is publishable before a look has counted; never: the verdict is "
    "the checks' alone, a filter before people who look anyway, and no clearance.",
)


_market = click.option(
    "--market",
    metavar="LIST",
    default="",
    help="Markets whose AI disclosure rules count, such as EU,CN,US-NY; else those of LASTLOOK_MARKETS.",
)


@dataclass(frozen=True)
class _Wanted:
    """How the ads are to be reviewed, and shown."""

    how: How
    as_json: bool
    asks: Callable[[], bool]  # is the person at the terminal asked to look?
    out: Path | None
    repair_kit: Path | None


@click.group(
    cls=PoliteGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="lastlook", prog_name="lastlook", message="%(prog)s %(version)s")
@click.option("--language", metavar="en|zh", help="What to speak. If not given: the locale's, of these two.")
@click.option("--debug", is_flag=True, help="Show where an unexpected failure comes from.")
@click.pass_context
def cli(ctx: click.Context, language: str | None, debug: bool) -> None:
    """The final check before an AI-made ad goes live.

    Finds impossible human bodies in pictures and videos, shows the evidence, and says publish, review or
    block.

    Exit code 0: nothing at or above --fail-on; 1: something was; 2: could not review;
    3: nobody was seen in an ad, so it was not checked.
    """
    ctx.obj = ctx.obj or App()
    if language and not language.lower().startswith(("en", "zh")):
        note(f"Last Look speaks English (en) and Chinese (zh), not yet {language}: so this is in English.")


@cli.command(short_help="Say whether ads can be published.")
@click.argument("ads", metavar="AD...", nargs=-1, required=True)
@as_json
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Copy the pictures and reports to DIR; several ads get a folder each.",
)
@repair_kit_option
@_second_opinion
@_require_look
@click.option(
    "--look/--no-look",
    "look_now",
    default=None,
    help="Ask the person at the terminal to look at the parts sheets, or do not. If not given: ask where "
    "there is a terminal, without --json and --require-look never.",
)
@_fail_on
@_fresh
@_thorough
@_market
@click.pass_context
def review(
    ctx: click.Context,
    ads: tuple[str, ...],
    as_json: bool,
    out: Path | None,
    repair_kit: Path | None,
    second_opinion: Mode,
    require_look: RequireLook,
    look_now: bool | None,
    fail_on: str,
    fresh: bool,
    thorough: bool,
    market: str,
) -> None:
    """Say of each AD, the path or https address of a picture or a video, whether it can be published."""
    from agent_plugin.cli.show import show_caveats, show_json

    def asks() -> bool:
        from agent_plugin.cli.look.asking import is_asked

        return is_asked(look_now, as_json=as_json, is_required=require_look != "never")

    how = How(fresh, second_opinion, require_look, _debug(ctx), thorough, named(market))
    wanted = _Wanted(how, as_json, asks, out, repair_kit)
    outcomes = _review_all(ctx, ads, wanted)
    if as_json:
        documents = [outcome.as_json() for outcome in outcomes]
        show_json(documents if len(ads) > 1 else documents[0])
    else:
        show_caveats([outcome.review for outcome in outcomes if outcome.review])
    ctx.exit(exit_code(outcomes, fail_on))


def _review_all(ctx: click.Context, ads: tuple[str, ...], wanted: _Wanted) -> list[Outcome]:
    from agent_plugin.cli.reviewing import open_reviewer, try_ad
    from agent_plugin.cli.show import show_outcome

    outcomes: list[Outcome] = []
    with open_reviewer(ctx.obj) as (store, reviewer):
        asks = wanted.asks()  # what that needs is imported while the reviewer starts
        for number, ad in enumerate(ads, 1):
            with progress(ad.rpartition("/")[2] or ad) as on_progress:
                outcome = try_ad(ctx.obj, reviewer, ad, wanted.how, on_progress)
            if number > 1 and not wanted.as_json:
                click.echo()
            if asks:
                outcome = _looked_at(ctx.obj, store, outcome)
            outcome, folder = _exported(outcome, store, wanted, number if len(ads) > 1 else None)
            outcomes.append(outcome)
            if wanted.as_json and outcome.error:
                note(str(outcome.error))
            elif not wanted.as_json:
                show_outcome(outcome, folder)
    return outcomes


def _looked_at(app: App, store: Store, outcome: Outcome) -> Outcome:
    """The outcome after the person at the terminal was asked to look, blind, if nobody has."""
    from agent_plugin.cli.look.asking import look_now

    if outcome.review is None:
        return outcome
    now = look_now(store, outcome.review, str(outcome.path), app.settings().data_dir)
    return replace(outcome, review=now)


def _exported(
    outcome: Outcome, store: Store, wanted: _Wanted, number: int | None
) -> tuple[Outcome, Path | None]:
    """The outcome after its evidence was copied, and where the evidence lies for the user."""
    from agent_plugin.cli.export import export, subfolder

    if outcome.review is None:
        return outcome, None
    folder, inner = store.evidence_folder(outcome.review.id), ""
    if number is not None:
        inner = subfolder(number, outcome.path.name)
    keep_report(store, outcome.review)
    try:
        if wanted.repair_kit:
            write_kit(store, outcome.review, outcome.path, wanted.repair_kit / inner)
        if wanted.out is None:
            return outcome, folder
        export(folder, wanted.out / inner)
    except LastLookError as error:
        return replace(outcome, error=error), folder
    return outcome, wanted.out / inner


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
@_second_opinion
@_require_look
@_fail_on
@_fresh
@_thorough
@_market
@click.pass_context
def batch(
    ctx: click.Context,
    folder: Path,
    output: Path,
    second_opinion: Mode,
    require_look: RequireLook,
    fail_on: str,
    fresh: bool,
    thorough: bool,
    market: str,
) -> None:
    """Review all media under DIR and write one JSON row for each, in the order of their paths."""
    from agent_plugin.cli.batch import line_writer, media_files, print_estimate, run_batch, summary
    from agent_plugin.cli.reviewing import open_reviewer

    media, skipped = media_files(folder)
    if not media:
        raise UsageError(f"There is no picture or video in {folder}.", "Give the folder that holds the ads.")
    how = How(fresh, second_opinion, require_look, _debug(ctx), thorough, named(market))
    print_estimate(ctx.obj, second_opinion, len(media))
    with open_reviewer(ctx.obj) as (_, reviewer), line_writer(output) as write, progress(folder.name) as bar:
        outcomes = run_batch(reviewer, folder, media, write, how, bar)
    click.echo(summary(outcomes, skipped), err=str(output) == "-")
    ctx.exit(exit_code(outcomes, fail_on))


_LOOKED_AT = (reviews, look, board, chat, serve, sign_off, audit, certificate, verify, disclosure, forget)
_SET_UP = (mcp, allow, doctor, checks, explain, judge_bench, fake_judge)
for command in (*_LOOKED_AT, *_SET_UP):
    cli.add_command(command)


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
