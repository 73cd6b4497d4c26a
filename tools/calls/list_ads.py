"""The tool `list_ads`: the folders that may be looked into, and the ads in them, the newest first."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.calls.summary import as_data
from agent_plugin.tools.calls.tool import Answer, Arguments, Tool, Toolbox, ToolResult
from agent_plugin.tools.media.arriving.door import HOW_TO_ALLOW
from agent_plugin.tools.media.arriving.listing import media_in
from agent_plugin.tools.policy import AGENTS
from agent_plugin.tools.words import printable

_NO_FOLDER = (
    f"No folder is allowed yet. {HOW_TO_ALLOW} An https address, or the bytes of a small file, go without."
)


class ListAdsArguments(Arguments):
    """Which ones."""

    contains: str = Field(default="", max_length=200, description="A part of the name or the folder")
    limit: int = Field(default=20, ge=1, le=AGENTS.max_listed, description="How many to name")


class ListAdsAnswer(Answer):
    """Folders and ads."""

    folders: list[str] = Field(description="That may be looked into")
    ads: list[str] = Field(description="Names for `ad`, the newest first")
    more: int = Field(default=0, description="How many are not named")


def run(box: Toolbox, arguments: ListAdsArguments) -> ToolResult:
    """Name them; none is opened."""
    allowed = box.door.all_folders
    folders = [str(folder) for folder in allowed]
    found = media_in(allowed, arguments.contains, arguments.limit)
    lines = [f"Allowed folders: {', '.join(map(printable, folders))}." if folders else _NO_FOLDER]
    lines += ["Ads, the newest first:", *map(printable, found.names)] if found.names else ["No ads there."]
    lines += [f"And {found.more} more: ask with a part of the name."] if found.more else []
    answer = ListAdsAnswer(folders=folders, ads=list(found.names), more=found.more)
    return ToolResult("\n".join(lines), as_data(answer))


LIST_ADS = Tool(
    name="list_ads",
    title="List the ads that may be reviewed",
    description=(
        "Which files can you see, and what folders may you look into? Names the allowed folders and the "
        "pictures and videos in them, for review_ad. Nothing is opened or checked."
    ),
    arguments=ListAdsArguments,
    run=run,
    answers=ListAdsAnswer,
    is_read_only=True,
    is_idempotent=True,
)
