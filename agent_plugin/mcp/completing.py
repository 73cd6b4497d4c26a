"""What a person has typed of an argument comes in, what it may become goes out: ads, and ids of reviews."""

from __future__ import annotations

from anyio import to_thread
from mcp.types import (
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from agent_plugin.tools.errors import LastLookError
from agent_plugin.workshop import Workshop, named


async def complete(
    shop: Workshop,
    _where: PromptReference | ResourceTemplateReference,
    argument: CompletionArgument,
    _context: CompletionContext | None,
) -> Completion | None:
    """Nothing where the argument is neither an ad nor a review, or where there can be none of that name."""
    ways = {"ad": _ads, "review": _reviews}
    try:
        way = ways.get(argument.name)
        return await to_thread.run_sync(way, shop, argument.value) if way else None
    except LastLookError:
        return None


def _ads(shop: Workshop, part: str) -> Completion:
    listed = shop.call(named("list_ads"), {"contains": part}).data
    return Completion(values=listed["ads"], has_more=bool(listed.get("more")))


def _reviews(shop: Workshop, beginning: str) -> Completion:
    rows = shop.call(named("get_review"), {}).data.get("reviews", [])
    return Completion(values=[row["review"] for row in rows if row["review"].startswith(beginning)])
