"""The pictures of a look come in; the same go out as files and as resources, for hosts that show none.

Some hosts hand their model only the fields of an answer. Where it can open a file on this machine, or read a
resource, it still can look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from agent_plugin.tools.calls.kept_sheets import keep

if TYPE_CHECKING:
    from agent_plugin.tools.calls.tool import ToolResult
    from agent_plugin.tools.store import Store

EVIDENCE = "lastlook://evidence/{review}/{file}"
Way = Literal["inline", "links", "none"]
SHEET = "lastlook://looks/{look}/{file}"


def handed_out(store: Store, result: ToolResult, way: Way, *, shares_disk: bool) -> ToolResult:
    """The answer as this host is to have it.

    Args:
        store: In whose folder the pictures of looks are kept.
        result: What a tool answered.
        way: How pictures are handed out.
        shares_disk: Does the client run on this machine, so that a path is of use to it?
    """
    if way == "none":
        return replace(result, pictures=())
    placed = _with_sheets(store, result, shares_disk)
    return _linked(placed) if way == "links" else placed


def _with_sheets(store: Store, result: ToolResult, shares_disk: bool) -> ToolResult:
    """The answer, with the places of what is to be looked at beside the question."""
    question: Mapping[str, Any] | None = result.data.get("look")
    if not question:
        return result
    files = keep(store, question["look"], result.pictures)
    places = {"sheets": [SHEET.format(look=question["look"], file=one.name) for one in result.pictures]}
    if shares_disk:
        places["files"] = [str(one) for one in files]
    return replace(result, data={**result.data, "look": {**question, **places}})


def _linked(result: ToolResult) -> ToolResult:
    """The answer without its pictures, and with the addresses of those that are no sheet to be looked at."""
    review = result.data.get("review", "")
    shown = [one for one in result.pictures if not one.is_for_looking]
    places = [EVIDENCE.format(review=review, file=one.name) for one in shown]
    question: Mapping[str, Any] = result.data.get("look", {})
    places += question.get("files") or question.get("sheets") or []
    text = "\n".join([result.text, f"Pictures, as resources or files: {', '.join(places)}"])
    return replace(result, text=text if places else result.text, pictures=())
