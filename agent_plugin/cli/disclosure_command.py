"""The command `disclosure`: ads come in; their AI marks, and what markets ask of them, go out.

Exit code 0: nothing required is missing, no mark was lost; 1: something is; 2: a file cannot be read.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agent_plugin.cli.about_commands import as_json
from agent_plugin.terminal import CANNOT_REVIEW, console
from agent_plugin.tools.errors import LastLookError, UsageError

if TYPE_CHECKING:
    from collections.abc import Generator

    from agent_plugin.app import App
    from agent_plugin.tools.domain import Disclosure

_MISSING = 1


def named(words: str) -> tuple[str, ...]:
    """The markets in an option.

    Raises:
        UsageError: there are no rules for one of them.
    """
    from agent_plugin.tools.disclosure.markets import markets_named

    return markets_named([words])


@click.command(short_help="Read AI marks and what markets ask of them.")
@click.argument("ads", metavar="[AD]...", nargs=-1)
@click.option(
    "--market",
    metavar="LIST",
    default="",
    help="Markets whose rules count, such as EU,CN,US-NY; else those of LASTLOOK_MARKETS. There are also "
    "GOOGLE, YOUTUBE, META, TIKTOK, DOUYIN and XIAOHONGSHU.",
)
@click.option("--before", metavar="AD", help="An ad as it was before an export; with --after.")
@click.option("--after", metavar="AD", help="The same ad after it: which marks were lost?")
@as_json
@click.pass_context
def disclosure(
    ctx: click.Context,
    ads: tuple[str, ...],
    market: str,
    before: str | None,
    after: str | None,
    as_json: bool,
) -> None:
    """Read what each AD, a path or an https address, says of AI, and what the rules of markets ask of it.

    The files are not altered, nothing is sent, and nothing is attested: what no file can decide is left to a
    person. Give all sizes of a creative at once to see whether they carry the same marks.

    Exit code 0: nothing required is missing, no mark was lost; 1: something is; 2: a file cannot be read.
    """
    if (before is None) != (after is None) or (before is None and not ads):
        raise UsageError("It is not said what to read.", "Give ads, or both --before and --after.")
    app: App = ctx.obj
    settings = app.settings()
    markets = named(market) or named(",".join(settings.markets))
    rows = [_row(app, ad, markets) for ad in (*ads, *(one for one in (before, after) if one))]
    document, lines, is_missing = _answer(rows, before, after)
    if as_json:
        from agent_plugin.cli.show import show_json

        show_json(document)
    else:
        _show(lines)
    failed = any(isinstance(one, LastLookError) for _, one in rows)
    ctx.exit(CANNOT_REVIEW if failed else _MISSING if is_missing else 0)


_Row = tuple[str, "Disclosure | LastLookError"]


def _row(app: App, ad: str, markets: tuple[str, ...]) -> _Row:
    """An ad with its marks, or with what prevented that; the next ad gets its turn."""
    from agent_plugin.tools.disclosure import read_disclosure

    try:
        with _at_hand(app, ad) as path:
            return ad, read_disclosure(path, markets=markets)
    except LastLookError as error:
        return ad, error


@contextmanager
def _at_hand(app: App, ad: str) -> Generator[Path]:
    """The file that a user means, fetched where it is an address."""
    from agent_plugin.cli.reviewing import file_of
    from agent_plugin.tools.media.arriving.door import open_door

    if "://" not in ad or Path(ad).exists():
        yield file_of(ad)
        return
    with open_door((), with_web=app.settings().fetch).at_hand(ad) as path:
        yield path


def _answer(
    rows: list[_Row], before: str | None, after: str | None
) -> tuple[dict[str, Any], list[tuple[str, list[str]]], bool]:
    """The answer as data and as blocks of lines, and whether something is missing."""
    from agent_plugin.tools.disclosure.compared import stripped
    from agent_plugin.tools.disclosure.lines import differing_line, disclosure_lines, stripped_lines

    read = [one for _, one in rows if not isinstance(one, LastLookError)]
    blocks = [
        (ad, [str(one)] if isinstance(one, LastLookError) else list(disclosure_lines(one)))
        for ad, one in rows
    ]
    document: dict[str, Any] = {"ads": [_as_data(ad, one) for ad, one in rows]}
    is_missing = any(one.missing for one in read)
    both = [one for _, one in rows[-2:] if not isinstance(one, LastLookError)]
    if before and after and len(both) > 1:
        lost = stripped(*both)
        blocks.append((f"{before} -> {after}", list(stripped_lines(lost))))
        document["stripped"] = [mark.kind.value for mark, _ in lost]
        is_missing = is_missing or bool(lost)
    elif differing := differing_line(read):
        blocks.append(("All of them", [differing]))
    return document, blocks, is_missing


def _as_data(ad: str, one: Disclosure | LastLookError) -> dict[str, Any]:
    if isinstance(one, LastLookError):
        return {"file": ad, "error": {"code": one.code, "message": one.message, "hint": one.hint}}
    missing = list(dict.fromkeys(need.market for need in one.missing))
    in_short = {"file": ad, "error": None, "origin": one.origin.value, "missing": missing}
    return in_short | one.model_dump(mode="json")


def _show(blocks: list[tuple[str, list[str]]]) -> None:
    from rich.text import Text

    from agent_plugin.tools.words import printable

    out = console()
    for number, (title, lines) in enumerate(blocks):
        out.print(Text(("\n" if number else "") + printable(title)), style="bold")
        for line in lines:
            out.print(Text(f"  {printable(line)}"))
