"""The MCP face: `TOOLS`, evidence and prompts come in, a server for stdio or HTTP goes out.

Every tool is shown as it stands in `TOOLS`; nothing is decided here. The toolbox, and with it store and
models, is opened at the first call, so that listing is instant. Each call runs in a thread; progress goes out
between frames, and a call that the host gives up ends there. Logs go to stderr.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any

from anyio import from_thread, to_thread
from mcp.server import MCPServer
from mcp.server.mcpserver import Context, Elicit, Resolve
from mcp.server.mcpserver.exceptions import ResourceError
from mcp.server.mcpserver.resolve import build_resolver_plans
from mcp.server.mcpserver.tools import Tool as ShownTool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
from mcp.types import (
    Annotations,
    CallToolResult,
    ContentBlock,
    ImageContent,
    TextContent,
    ToolAnnotations,
)
from pydantic import Field

from agent_plugin.logs import log_plainly
from agent_plugin.mcp.completing import complete
from agent_plugin.mcp.files import at_the_door, file_params, form, hide_file
from agent_plugin.mcp.handing_out import EVIDENCE, SHEET, handed_out
from agent_plugin.mcp.view_tool import View, hide_from_others, refuse_unknown
from agent_plugin.prompts import render
from agent_plugin.tools import TOOLS
from agent_plugin.tools.calls.kept_sheets import sheet_of
from agent_plugin.tools.calls.looking import AFTER_THE_LOOK, as_shown
from agent_plugin.tools.calls.sign_off import SIGN_OFF, question
from agent_plugin.tools.calls.summary import REPORT
from agent_plugin.tools.calls.tool import Shown, Signature, Tool, ToolResult
from agent_plugin.tools.errors import LastLookError
from agent_plugin.tools.progress import OnProgress
from agent_plugin.workshop import Workshop as Workshop

if TYPE_CHECKING:
    from agent_plugin.mcp.access import Verifier
    from agent_plugin.tools.domain import Review

CHECK_AD = "Have an ad checked before it goes live"
_LONGEST_AD = 4096  # no system has longer paths
AnyContext = Context[Any, Any]


def make_server(
    shop: Workshop, *, shares_disk: bool = True, verifier: Verifier | None = None
) -> MCPServer[Any]:
    """The server, for any transport.

    Args:
        shop: Where the tools are called.
        shares_disk: Do its clients run on this machine, so that a path of it is of use to them?
        verifier: Knows who may call over HTTP.
    """
    log_plainly()
    oauth = verifier.oauth if verifier else None
    view = View(shop)
    server: MCPServer[Any] = MCPServer(
        "lastlook",
        title="Last Look",
        description="The final check before an AI-made ad goes live",
        instructions=render("server"),
        version=version("lastlook"),
        tools=[_shown(tool, shop, view, shares_disk) for tool in TOOLS],
        extensions=[view.extension()],
        middleware=[hide_from_others, hide_file, refuse_unknown],
        log_level="WARNING",
        auth=oauth,
        token_verifier=verifier if oauth else None,
    )
    _add_pictures(server, shop)
    _add_reports(server, shop)
    completion: Any = server.completion  # the SDK says nothing of its type
    completion()(partial(complete, shop))

    @server.prompt(name="check_ad", title="Check an ad", description=CHECK_AD)
    def check_ad(
        ad: Annotated[str, Field(max_length=_LONGEST_AD, description="The ad's path or https address")],
    ) -> str:
        return render("check_ad", ad=ad)

    return server


class _AsGiven(FuncMetadata):
    """Hands arguments on as they came: the tool's own form refuses what does not fit, in its own words."""

    def validate_arguments(self, arguments_to_validate: dict[str, Any]) -> dict[str, Any]:
        return {"given": arguments_to_validate}


def _shown(tool: Tool, shop: Workshop, view: View, shares_disk: bool) -> ShownTool:
    """One of `TOOLS` as the server lists and calls it."""
    asked = {"answer": (Resolve(_asking(shop)), True)} if tool is SIGN_OFF else {}
    return ShownTool(
        fn=_calling(tool, shop, view, shares_disk),
        name=tool.name,
        title=tool.title,
        description=tool.description,
        parameters=form(tool),
        fn_metadata=_AsGiven(
            arg_model=ArgModelBase, output_model=tool.answers, output_schema=tool.answer_form()
        ),
        is_async=True,
        context_kwarg="ctx",
        resolved_params=asked,
        resolver_plans=build_resolver_plans(asked, {"given"}),
        annotations=ToolAnnotations(
            title=tool.title,
            read_only_hint=tool.is_read_only,
            destructive_hint=False,
            idempotent_hint=tool.is_idempotent,
            open_world_hint=tool.is_open_world,
        ),
        meta={**file_params(tool), **view.shown_beside(tool.name)} or None,
    )


def _calling(tool: Tool, shop: Workshop, view: View, shares_disk: bool) -> Callable[..., Any]:
    async def call(given: dict[str, Any], ctx: AnyContext, answer: Any = None) -> CallToolResult:
        try:
            box = await to_thread.run_sync(shop.box)
            way = shop.settings().mcp_pictures
            box = replace(
                box,
                has_eyes=way != "none",
                on_progress=_reporting(ctx),
                ask_person=_answered(answer),
                sign_elsewhere=view.where_to_sign(ctx),
                caller=_caller(ctx),
            )
            result = await to_thread.run_sync(tool.call, *at_the_door(tool, box, given))
            handed = partial(handed_out, box.store, result, way, shares_disk=shares_disk)
            result = await to_thread.run_sync(handed)
            return _content(result, await to_thread.run_sync(view.beside, ctx, tool.name, result))
        except LastLookError as error:
            # Not raised: the SDK would begin it with the tool's name, and models repeat that to people.
            return CallToolResult(content=[TextContent(type="text", text=str(error))], is_error=True)

    return call


def _caller(ctx: AnyContext) -> str:
    """The address that calls; none where a program has us to itself."""
    client: Any = getattr(ctx.request_context.request, "client", None)
    return str(client.host) if client else ""


def _reporting(ctx: AnyContext) -> OnProgress:
    """Called from the thread that works: says how far it is, and ends it where the host has given up.

    The protocol wants each number to be larger than the one before.
    """
    reported = -1.0

    def report(stage: str, share: float) -> None:
        nonlocal reported
        from_thread.check_cancelled()
        if share > reported:
            reported = share
            from_thread.run(ctx.report_progress, share, 1.0, stage)

    return report


def _asking(shop: Workshop) -> Callable[..., Any]:
    """What puts the question of a sign-off to the person, before the tool itself runs."""

    async def ask(given: dict[str, Any], ctx: AnyContext) -> Elicit[Signature] | None:
        if not _reaches_a_person(ctx):
            return None
        try:
            words = await to_thread.run_sync(partial(_question, shop, str(given.get("review", ""))))
        except LastLookError:
            return None  # the tool itself meets the same error, and says so
        return Elicit(words, Signature)

    return ask


def _question(shop: Workshop, review_id: str) -> str:
    return question(shop.box().store.get(review_id))


def _reaches_a_person(ctx: AnyContext) -> bool:
    """Does the host show forms to its user?"""
    abilities = ctx.client_capabilities
    if abilities is None or abilities.elicitation is None:
        return False
    return abilities.elicitation.form is not None or abilities.elicitation.url is None


def _answered(answer: Any) -> Callable[[str], Signature | None] | None:
    """The person's answer as the tool asks for it; none where nobody was asked."""
    signature: Any = getattr(answer, "data", None)  # those who decline or cancel say nothing
    if answer is None or (answer.action == "accept" and signature is None):
        return None
    return lambda _question: signature if isinstance(signature, Signature) else None


def _content(result: ToolResult, beside: dict[str, Any] | None) -> CallToolResult:
    """Text first, then pictures; the same words as fields beside them; what only the view reads, aside."""
    blocks: list[ContentBlock] = [TextContent(type="text", text=result.text), *map(_picture, result.pictures)]
    return CallToolResult(content=blocks, structured_content=result.structured, _meta=beside)


def _picture(one: Shown) -> ImageContent:
    """What a model is to look at has parts in it that are not the ad's: that is not for its user."""
    annotations = Annotations(
        audience=["assistant"] if one.is_for_looking else ["user", "assistant"], priority=0.9
    )
    return ImageContent(type="image", data=one.base64, mime_type=one.media_type, annotations=annotations)


def _add_pictures(server: MCPServer[Any], shop: Workshop) -> None:
    """Pictures of stored reviews and of looks, for hosts that let their user attach them, or show none."""

    @server.resource(
        EVIDENCE,
        name="evidence",
        title="Evidence picture",
        description="A picture of a review's evidence; get_evidence lists the files",
        mime_type="image/jpeg",
    )
    def evidence(review: str, file: str) -> bytes:
        stored = _readable(shop, review)
        if not any(one.file == file and one.media_type == "image/jpeg" for one in stored.evidence):
            why = AFTER_THE_LOOK if AFTER_THE_LOOK in stored.verdict.because else "get_evidence lists them."
            raise ResourceError(f"Review {stored.id} shows no picture {file!r}. {why}")
        try:
            return (shop.box().store.evidence_folder(stored.id) / file).read_bytes()
        except OSError:
            raise ResourceError("That picture is gone; review the ad again with fresh.") from None

    @server.resource(
        SHEET,
        name="sheet",
        title="What is to be looked at",
        description="A picture of a look that review_ad or record_look asks for",
        mime_type="image/jpeg",
    )
    def sheet(look: str, file: str) -> bytes:
        try:
            return sheet_of(shop.box().store, look, file)
        except (OSError, LastLookError):
            raise ResourceError("That picture is gone; get_review brings a new one.") from None


def _add_reports(server: MCPServer[Any], shop: Workshop) -> None:
    """Whole reviews, which answers name by their address."""

    @server.resource(
        REPORT,
        name="report",
        title="Report",
        description="The whole report of a review as JSON; while a look is asked for, without what was found",
        mime_type="application/json",
    )
    def report(review: str) -> str:
        return _readable(shop, review).model_dump_json(indent=2)


def _readable(shop: Workshop, review_id: str) -> Review:
    """A stored review; while a look is asked for, what the model is to find out itself is left out."""
    box = replace(shop.box(), has_eyes=shop.settings().mcp_pictures != "none")
    try:
        return as_shown(box, box.store.get(review_id))
    except LastLookError as error:
        raise ResourceError(str(error)) from error
