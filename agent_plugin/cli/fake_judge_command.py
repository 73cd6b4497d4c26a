"""The command `lastlook fake-judge`: a rule or a file of answers in, a server that says it is a fake out."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from agent_plugin.terminal import note
from agent_plugin.tools.errors import UsageError

if TYPE_CHECKING:
    from agent_plugin.app import App
    from agent_plugin.fake_judge.made_up import Question


@click.command("fake-judge", short_help="Stand in for a vision model, for demonstrations.")
@click.option(
    "--rule",
    type=click.Choice(["sound", "confirm", "careful", "alarmed", "unsure", "obedient"]),
    default="sound",
    show_default=True,
    help="What it answers: all is sound; all is wrong; our controls rightly and the rest sound (`careful`) "
    "or wrong (`alarmed`); it cannot tell; what an ad orders.",
)
@click.option(
    "--answers",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A JSON list of answers instead, given in order; the last is repeated.",
)
@click.option(
    "--faults",
    metavar="NAMES",
    default="",
    help="What goes wrong first, one name for each call, such as 429,500,reset; `list` lists them.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8799, show_default=True, help="0: a free one.")
@click.pass_obj
def fake_judge(app: App, rule: str, answers: Path | None, faults: str, port: int) -> None:
    """Stand in for a vision model, for demonstrations without a key and without a cost.

    It speaks OpenAI's wire format on this machine only. It looks at nothing: its answers are made up, and say
    so.
    """
    from agent_plugin.fake_judge import FAULTS, MODEL, RULES, FakeJudge

    if faults == "list":
        return click.echo("\n".join(FAULTS))
    from agent_plugin.tools.look.secret import secret_in

    canned_or_rule = _canned(answers) if answers else rule
    secret = secret_in(app.settings().cache_dir) if RULES[rule].knows_controls else ""
    source = f"the answers in {answers.name}" if answers else f"the rule `{rule}`"
    model = f"{MODEL}-{answers.stem if answers else rule}"  # kept replies go by it, and differ by rule
    try:
        server = FakeJudge(canned_or_rule, faults=_names(faults), port=port, secret=secret, on_call=note)
    except OSError as error:
        raise UsageError(
            f"Port {port} cannot be used: {error.strerror}.", "Name another with --port."
        ) from None
    with server:
        note(f"This is a FAKE judge at {server.base_url}: it looks at nothing and answers by {source}.")
        note("To have it asked, set these for Last Look; Ctrl+C stops it.")
        click.echo(
            f"LASTLOOK_JUDGE=openai\nLASTLOOK_JUDGE_MODEL={model}\nLASTLOOK_JUDGE_BASE_URL={server.base_url}"
        )
        server.closing.wait()
    return None


def _canned(path: Path) -> Callable[[Question], str]:
    """The answers in a file, one after the other; the last is repeated."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} is no JSON: {error}.", "Write a JSON list of answers.") from None
    if not isinstance(found, list) or not found:
        raise UsageError(f"{path} holds no list of answers.", "Write a JSON list of answers.")
    texts = [item if isinstance(item, str) else json.dumps(item) for item in cast("list[object]", found)]
    answers = chain(texts, repeat(texts[-1]))
    return lambda _: next(answers)


def _names(faults: str) -> list[str]:
    from agent_plugin.fake_judge import FAULTS

    names = [name.strip() for name in faults.split(",") if name.strip()]
    for name in names:
        if name not in FAULTS:
            raise UsageError(
                f"There is no fault {name!r}.", "`lastlook fake-judge --faults list` lists them."
            )
    return names
