"""The command `lastlook judge-bench`: a labelled set comes in; how good the judge is and its cost go out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from agent_plugin.terminal import note, progress
from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from agent_plugin.app import App
    from agent_plugin.tools.measuring.benched import Benched
    from agent_plugin.tools.measuring.labels import Label
    from agent_plugin.tools.opinion.second import SecondLook


@click.command("judge-bench", short_help="Measure the judge on a labelled set.")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--limit", type=click.IntRange(min=1), help="So many ads by chance, half of them normal.")
@click.option("--seed", type=int, default=1, show_default=True, help="Which ones --limit picks.")
@click.option("--kind", type=click.Choice(["image", "video"]), help="Only pictures, or only videos.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep a row for each ad, such as rows.jsonl; the same command goes on from there.",
)
@click.option("--fresh", is_flag=True, help="Ask again what was asked before, and pay for it again.")
@click.pass_context
def judge_bench(
    ctx: click.Context,
    folder: Path,
    limit: int | None,
    seed: int,
    kind: Literal["image", "video"] | None,
    output: Path | None,
    fresh: bool,
) -> None:
    """Ask the judge that is set up about the labelled ads in DIR, and say how often it is right.

    DIR holds a labels.jsonl and the media it names. The table stands there four times: for the checks alone,
    the blind opinions alone, the pointed opinions alone, and the verdict of all combined; then the cost.
    """
    from agent_plugin.cli.judge_bench import chosen, judge_to_measure
    from agent_plugin.tools.measuring.benched import report
    from agent_plugin.tools.measuring.labels import Label, read_labels

    second = judge_to_measure(ctx.obj)
    labels = [label for label in read_labels(folder, Label) if kind in (None, label.kind)]
    wanted = chosen(labels, limit, seed)
    if not wanted:
        raise UsageError(f"Nothing in {folder} is labelled as asked for.", "Leave out --kind, or label more.")
    rows = _rows(ctx, second, folder, wanted, output, fresh=fresh)
    click.echo("\n".join(report(wanted, rows)).lstrip("\n"))


def _rows(
    ctx: click.Context,
    second: SecondLook,
    folder: Path,
    wanted: list[Label],
    output: Path | None,
    *,
    fresh: bool,
) -> list[Benched]:
    from agent_plugin.cli.judge_bench import apart, kept_rows, run_bench
    from agent_plugin.cli.reviewing import open_reviewer
    from agent_plugin.tools.measuring.benched import identity

    app: App = ctx.obj
    judge = identity(second)
    with kept_rows(output, judge, fresh=fresh) as (done, keep):
        left = [label for label in wanted if label.file not in done]
        _announce(second, len(wanted), len(left), judge)
        before = [done[label.file] for label in wanted if label.file in done]
        if not left:
            return before
        with open_reviewer(apart(app)) as (_, reviewer), progress(folder.name) as bar:
            debug = bool(ctx.find_root().params.get("debug"))
            return [
                *before,
                *run_bench(reviewer, folder, left, judge, keep, fresh=fresh, debug=debug, on_progress=bar),
            ]


def _announce(second: SecondLook, wanted: int, left: int, judge: str) -> None:
    """Who is measured, and about what that takes."""
    from agent_plugin.tools.opinion.asking.planning import estimate

    note(f"Measuring {judge}.")
    if left < wanted:
        note(f"{wanted - left} of {wanted} ads are in the rows already.")
    if left:
        note(str(estimate(left, second.manner, second.prices)))
