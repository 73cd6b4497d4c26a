"""Looks in, the sentences about them out: the same in reports, on the command line and for agents."""

from __future__ import annotations

from agent_plugin.tools.domain import Answer, Look, OpinionCost, PointedAnswer, Review, Says, VerdictValue
from agent_plugin.tools.words import VERDICTS, printable

_KINDS = {"person": "", "chat": " (the chat's model)", "judge": " (a judge)"}
_SEES = {Answer.CONFIRM: "sees it", Answer.REFUTE: "does not see it", Answer.UNSURE: "cannot tell"}


def looked_by_lines(review: Review) -> list[str]:
    """Who looked, one line each; that nobody did, where there was something to see."""
    if not review.looks:
        return ["Looked at by: nobody yet."] if review.sheets else []
    return [_line(look) for look in review.looks]


def who_looked(review: Review) -> str:
    """The names of those whose look counts, for a list; empty where there was nothing to see."""
    names = dict.fromkeys(printable(look.who) for look in review.looks if look.counts)
    return ", ".join(names) or ("nobody yet" if review.sheets else "")


def checks_line(review: Review) -> str:
    """What the checks alone would say; empty in reviews from before looks."""
    if review.checks is None:
        return ""
    if review.checks is VerdictValue.PUBLISH:
        return "The checks alone: sure of nothing wrong, which is no clearance."
    return f"The checks alone: {VERDICTS[review.checks].lower()}."


def how_to_look(review: Review) -> str:
    """What a person does to look; empty where somebody has, or there is nothing to see."""
    if not review.waits_for_a_look:
        return ""
    return (
        f"Nobody has looked yet. Look at it: run `lastlook look {printable(review.id)}` in a terminal, or "
        'choose "Look at it" on the page of `lastlook serve`.'
    )


def tile_lines(look: Look) -> list[str]:
    """What a look says beside `sound`, a line for each tile and each other place."""
    rows = [one for one in look.tiles if one.says is not Says.SOUND]
    lines = [f"Tile {one.tile}: {one.says.value.replace('_', ' ')}{_what(one.what)}" for one in rows]
    lines += [f"Elsewhere{f' ({one.where})' if one.where else ''}{_what(one.what)}" for one in look.elsewhere]
    lines += [_pointed(one) for one in look.pointed]
    lines += [f"Sent: {one}" for one in look.sent]
    return [printable(line) for line in lines]


def sound_line(look: Look) -> str:
    """How many tiles it calls sound."""
    sound = sum(one.says is Says.SOUND for one in look.tiles)
    return f"Tiles that it calls sound: {sound} of {len(look.tiles)}." if look.tiles else ""


def cost_line(cost: OpinionCost) -> str:
    """Calls, pictures, tokens, time and money of a judge's look; empty where none was asked."""
    if not cost.calls and not cost.from_cache:
        return ""
    facts = [f"calls: {cost.calls}", f"pictures: {cost.pictures}"]
    facts += [f"answers kept from before: {cost.from_cache}"] if cost.from_cache else []
    facts += [f"tokens: {cost.input_tokens:,} in, {cost.output_tokens:,} out", f"{cost.seconds:.1f} s"]
    facts += [f"{cost.usd:.4f} USD" if cost.usd is not None else "price not set"]
    return f"It took: {'; '.join(facts)}."


def _line(look: Look) -> str:
    who = f"{printable(look.who)}{_KINDS[look.kind]}, {look.at:%Y-%m-%d %H:%M} UTC"
    asked, right = look.controls.asked, look.controls.right
    controls = f", controls {right} of {asked} right" if asked else ""
    counts = "" if look.counts else f"; it does not count: {printable(look.why_not)}"
    return f"Looked at by: {who}{controls}{counts}."


def _pointed(one: PointedAnswer) -> str:
    where = f"finding {one.finding}" if one.finding is not None else f"tile {one.tile}"
    return f"Pointed at {where}: {_SEES[one.answer]}{_what(one.reason)}"


def _what(words: str) -> str:
    return f": {words}" if words else ""
