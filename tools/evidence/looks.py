"""Looks in, the sentences about them out: the same in reports, on the command line and for agents."""

from __future__ import annotations

from agent_plugin.tools.domain import Look, Review, Says
from agent_plugin.tools.words import printable

_KINDS = {"person": "", "chat": " (the chat's model)", "judge": " (a judge)"}


def looked_by_lines(review: Review) -> list[str]:
    """Who looked, one line each; that nobody did, where there was something to see."""
    if not review.looks:
        return ["Looked at by: nobody yet."] if review.sheets else []
    return [_line(look) for look in review.looks]


def tile_lines(look: Look) -> list[str]:
    """What a look says beside `sound`, a line for each tile and each other place."""
    rows = [one for one in look.tiles if one.says is not Says.SOUND]
    lines = [f"Tile {one.tile}: {one.says.value.replace('_', ' ')}{_what(one.what)}" for one in rows]
    lines += [f"Elsewhere{f' ({one.where})' if one.where else ''}{_what(one.what)}" for one in look.elsewhere]
    lines += [f"Pointed: {one.answer.value}{_what(one.reason)}" for one in look.pointed]
    lines += [f"Sent: {one}" for one in look.sent]
    return [printable(line) for line in lines]


def _line(look: Look) -> str:
    who = f"{printable(look.who)}{_KINDS[look.kind]}, {look.at:%Y-%m-%d %H:%M} UTC"
    asked, right = look.controls.asked, look.controls.right
    controls = f", controls {right} of {asked} right" if asked else ""
    counts = "" if look.counts else f"; it does not count: {printable(look.why_not)}"
    return f"Looked at by: {who}{controls}{counts}."


def _what(words: str) -> str:
    return f": {words}" if words else ""
