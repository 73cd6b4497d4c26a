"""The view of the MCP face: results come in; what the page needs beside them, and a signature, go out.

The page is shown by hosts that have the Apps extension. It signs by a tool that only a page may call: hosts
keep it from models, this server hides it from clients without the extension, and it wants a ticket that
travels in a result's `_meta`, where no model reads. A host that lets its model see and do all that a page can
breaks the protocol; where one does, LASTLOOK_SIGN_IN_VIEW=false takes the form away.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from anyio import to_thread
from mcp import MCPError
from mcp.server.apps import Apps, client_supports_apps
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import INVALID_PARAMS, CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from agent_plugin.mcp.in_chinese import in_chinese
from agent_plugin.mcp.tickets import Tickets
from agent_plugin.mcp.view import page
from agent_plugin.tools import TOOLS
from agent_plugin.tools.calls.sign_off import SignOffAnswer, sign
from agent_plugin.tools.calls.summary import as_data
from agent_plugin.tools.calls.tool import Signature, ToolResult
from agent_plugin.tools.errors import LastLookError
from agent_plugin.workshop import Workshop

URI = "ui://lastlook/review.html"
BESIDE = "lastlook/view"
SIGN = "sign_off_in_view"
SHOWN_BY = ("review_ad", "record_look", "get_review", "sign_off")
"""Tools whose results the page shows."""

_REFUSED = "Not signed: this can only be done by a person in the view, which opens anew with get_review."
AnyContext = Context[Any, Any]


class View:
    """What the page is and what goes on between it and this server."""

    def __init__(self, shop: Workshop) -> None:
        """No ticket is out yet."""
        self._shop, self._tickets = shop, Tickets()

    def extension(self) -> Apps:
        """The page, and the tool by which it signs."""
        apps = Apps()
        apps.add_html_resource(
            URI,
            page(),
            name="review",
            title="Last Look",
            description="Verdict, evidence and sign-off of a review",
            prefers_border=True,
        )
        apps.tool(
            resource_uri=URI,
            visibility=["app"],
            name=SIGN,
            title="Sign off in the view",
            description="For the view only: keeps what a person decided there. A model cannot use it.",
            annotations=ToolAnnotations(
                read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False
            ),
        )(self._sign)
        return apps

    def shown_beside(self, tool: str) -> dict[str, Any]:
        """`_meta` of a tool in the list."""
        return {"ui": {"resourceUri": URI}} if tool in SHOWN_BY else {}

    def beside(self, ctx: AnyContext, tool: str, result: ToolResult) -> dict[str, Any] | None:
        """`_meta` of a result: for the page, not for the model; none where no page is shown."""
        if not client_supports_apps(ctx):
            return None
        # What a model is to look at has parts in it that are not the ad's: the page shows the own sheet.
        names = ["" if picture.is_for_looking else picture.name for picture in result.pictures]
        meta: dict[str, Any] = {"pictures": names}
        review = str(result.data.get("review", ""))
        if tool in SHOWN_BY and review:
            if "review" in result.records:
                meta["review"] = result.records["review"]
                meta["zh"] = in_chinese(result.records["review"])
            signed = self._shop.box().store.sign_offs.of(review)
            meta["sign_offs"] = [one.model_dump(mode="json") for one in signed]
            if self._shop.settings().sign_in_view:
                meta["ticket"] = self._tickets.issue(review)
        return {BESIDE: meta}

    def where_to_sign(self, ctx: AnyContext) -> str:
        """In words for the model; empty where no page is shown."""
        if not client_supports_apps(ctx) or not self._shop.settings().sign_in_view:
            return ""
        return "to sign in the view that is shown with this answer, or "

    async def _sign(
        self,
        review: Annotated[str, Field(max_length=100)],
        ticket: Annotated[str, Field(max_length=100)],
        reviewer: Annotated[str, Field(pattern=r"\S", max_length=200)],
        decision: Literal["approve", "reject"],
        ctx: AnyContext,
        note: Annotated[str, Field(max_length=2000)] = "",
    ) -> Annotated[CallToolResult, SignOffAnswer]:
        signs = client_supports_apps(ctx) and self._shop.settings().sign_in_view
        if not self._tickets.redeem(ticket, review) or not signs:
            raise ToolError(_REFUSED)
        signature = Signature(reviewer=reviewer.strip(), decision=decision, note=note)
        try:
            return await to_thread.run_sync(partial(self._signed, review, signature))
        except LastLookError as error:
            raise ToolError(str(error)) from error

    def _signed(self, review_id: str, signature: Signature) -> CallToolResult:
        store = self._shop.box().store
        signed = sign(store, store.get(review_id), signature, through="the view in the chat")
        text = f"Review {review_id}: {signed.sentence}"
        answer = SignOffAnswer(text=text, review=review_id, signed=True, sign_off=signed.sentence)
        return CallToolResult(
            content=[TextContent(type="text", text=text)],
            structured_content=as_data(answer),
            _meta={BESIDE: {"sign_off": signed.model_dump(mode="json")}},
        )


async def refuse_unknown(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """Middleware: a tool that is not there is a wrong parameter of the protocol, no answer of a tool.

    Raises:
        MCPError: there is none of that name.
    """
    name = (ctx.params or {}).get("name") if ctx.method == "tools/call" else SIGN
    if name != SIGN and name not in {tool.name for tool in TOOLS}:
        raise MCPError(INVALID_PARAMS, f"Unknown tool: {name}")
    return await call_next(ctx)


async def hide_from_others(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """Middleware: a client that shows no page does not even hear of the tool that is the page's."""
    result = await call_next(ctx)
    if ctx.method == "tools/list" and isinstance(result, dict) and not client_supports_apps(ctx):
        result["tools"] = [tool for tool in result["tools"] if tool["name"] != SIGN]
    return result
