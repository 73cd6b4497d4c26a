"""What a person has typed of an argument comes in, what it may become goes out: ads, and ids of reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio import to_thread
from mcp.types import (
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from agent_plugin.tools.policy import AGENTS

if TYPE_CHECKING:
    from agent_plugin.workshop import Workshop


async def complete(
    shop: Workshop,
    _where: PromptReference | ResourceTemplateReference,
    argument: CompletionArgument,
    _context: CompletionContext | None,
) -> Completion | None:
    """Nothing where the argument is neither an ad nor a review."""
    if argument.name == "ad":
        return await to_thread.run_sync(_ads, shop, argument.value)
    if argument.name == "review":
        return await to_thread.run_sync(_reviews, shop, argument.value)
    return None


def _ads(shop: Workshop, part: str) -> Completion:
    from agent_plugin.tools.media.arriving.listing import media_in

    found = media_in(shop.box().door.folders, part, AGENTS.max_listed)
    return Completion(values=list(found.names), total=len(found.names) + found.more, has_more=found.more > 0)


def _reviews(shop: Workshop, beginning: str) -> Completion:
    newest = shop.box().store.newest(AGENTS.max_listed)
    return Completion(values=[one.id for one in newest if one.id.startswith(beginning)])
