"""The command `lastlook judge-bench`: a labelled set comes in; how good the judge is and its cost go out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from agent_plugin.terminal import note, progress
from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from agent_plugin.app import App
    from agent_plugin.tools.look.asking.judge_look import JudgeLooker
    from agent_plugin.tools.measuring.benched import Benched
    from agent_plugin.tools.measuring.labels import Label


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
@click.option(
    "--reliability",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write here how reliable it is; if not given, into the data folder, from which verdicts read it.",
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
    reliability: Path | None,
    fresh: bool,
) -> None:
    """Have the judge that is set up look at the labelled ads in DIR, and say how often it is right.

    DIR holds a labels.jsonl and the media it names. The table stands there three times: for the checks alone,
    the look alone, and the verdict over both; then how good the looker is, and what it took.
    """
    from agent_plugin.cli.judge_bench import chosen, judge_to_measure
    from agent_plugin.tools.measuring.benched import report
    from agent_plugin.tools.measuring.labels import Label, read_labels

    looker = judge_to_measure(ctx.obj)
    labels = [label for label in read_labels(folder, Label) if kind in (None, label.kind)]
    wanted = chosen(labels, limit, seed)
    if not wanted:
        raise UsageError(f"Nothing in {folder} is labelled as asked for.", "Leave out --kind, or label more.")
    rows = _rows(ctx, looker, folder, wanted, output, fresh=fresh)
    click.echo("\n".join(report(wanted, rows)).lstrip("\n"))
    _keep_reliability(ctx.obj, looker, wanted, rows, reliability)


def _rows(
    ctx: click.Context,
    looker: JudgeLooker,
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
    judge = identity(looker)
    with kept_rows(output, judge, fresh=fresh) as (done, keep):
        left = [label for label in wanted if label.file not in done]
        _announce(looker, len(wanted), len(left), judge)
        before = [done[label.file] for label in wanted if label.file in done]
        if not left:
            return before
        with open_reviewer(apart(app)) as (_, reviewer), progress(folder.name) as bar:
            debug = bool(ctx.find_root().params.get("debug"))
            return [
                *before,
                *run_bench(reviewer, folder, left, looker, keep, fresh=fresh, debug=debug, on_progress=bar),
            ]


def _announce(looker: JudgeLooker, wanted: int, left: int, judge: str) -> None:
    """Who is measured, and about what that takes."""
    from agent_plugin.tools.look.asking.estimate import estimate

    note(f"Measuring {judge}.")
    if left < wanted:
        note(f"{wanted - left} of {wanted} ads are in the rows already.")
    if left:
        note(str(estimate(left, looker.manner, looker.prices)))


def _keep_reliability(
    app: App, looker: JudgeLooker, labels: list[Label], rows: list[Benched], path: Path | None
) -> None:
    """Write the measurement down where it was wished, or where verdicts read it if it rests on enough."""
    from datetime import UTC, datetime

    from agent_plugin.tools.look.reliabilities import file_for, is_enough, write
    from agent_plugin.tools.measuring.reliability import reliability_of

    found = reliability_of(labels, rows, looker.judge.kind, datetime.now(UTC).date())
    if found is None:
        return note("No look counted, so there is no reliability to write down.")
    if path is None and not is_enough(found):
        return note("Too few broken or sound ads to hear this judge by them; --reliability FILE keeps it.")
    into = path or file_for(app.settings().data_dir, found)
    write(found, into)
    note(f"How reliable it is: {into}")
    return None
