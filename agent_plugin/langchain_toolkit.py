"""The LangChain face: `TOOLS` come in, LangChain tools go out, for `create_agent` or any chat model.

Content is for the model: text and standard image blocks. The artifact is for programs: the same as fields,
and whole records, such as the review, under `records`. What a tool cannot do is told to the model as an error
of that call; anything else is raised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from langchain_core.messages.content import create_image_block, create_text_block
from langchain_core.tools import BaseTool, BaseToolkit, StructuredTool, ToolException
from pydantic import PrivateAttr, ValidationError

from agent_plugin.app import App
from agent_plugin.tools import TOOLS
from agent_plugin.tools.calls.tool import AskPerson, Signature, Tool, ToolResult
from agent_plugin.tools.errors import LastLookError, UsageError
from agent_plugin.workshop import Workshop

if TYPE_CHECKING:
    from pydantic.v1 import ValidationError as OldValidationError

Answer = tuple[list[dict[str, Any]], dict[str, Any]]
DECLINED = "declined"
"""What a graph is resumed with where the person does not want to sign."""


def ask_by_interrupt(question: str) -> Signature | None:
    """Pause the graph until the application resumes it with the person's answer; it needs a checkpointer.

    Raises:
        UsageError: it was resumed with something that is no signature.
    """
    from langgraph.types import interrupt

    asked = {"sign_off": question, "form": Signature.model_json_schema()}
    answer: object = cast("Any", interrupt)(asked)
    if answer == DECLINED:
        return None
    try:
        return Signature.model_validate(answer)
    except ValidationError:
        raise UsageError(
            "Not signed: the application resumed with something that is no signature.",
            f"Resume with reviewer, decision and note, or with {DECLINED!r}.",
        ) from None


class LastLookToolkit(BaseToolkit):
    """The tools of Last Look; close it, or use it as a context, to stop what runs in the background."""

    with_pictures: bool = True
    _ask_person: AskPerson | None = PrivateAttr(default=None)
    _shop: Workshop = PrivateAttr()

    def __init__(
        self,
        folders: Iterable[Path] = (),
        *,
        ask_person: AskPerson | None = None,
        with_pictures: bool = True,
        app: App | None = None,
    ) -> None:
        """Nothing is opened before the first call.

        Args:
            folders: Whose files may be reviewed, beside those of LASTLOOK_MEDIA_FOLDERS.
            ask_person: How `sign_off` reaches the person, such as `ask_by_interrupt`. Without one it says how
                they sign elsewhere; to approve the call itself, as middleware has it, signs nothing.
            with_pictures: False for models that take no pictures from tools; they are not asked to look.
            app: Where settings, store and models come from.
        """
        super().__init__(with_pictures=with_pictures)  # type: ignore[call-arg]  # pydantic makes it
        self._ask_person, self._shop = ask_person, Workshop(app or App(), tuple(folders))

    def get_tools(self) -> list[BaseTool]:
        """All of `TOOLS`."""
        return [self._made(tool) for tool in TOOLS]

    def close(self) -> None:
        """Stop what runs and let go of everything."""
        self._shop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _made(self, tool: Tool) -> BaseTool:
        def call(**given: Any) -> Answer:
            try:
                return self._answer(
                    self._shop.call(tool, given, self._ask_person, has_eyes=self.with_pictures)
                )
            except LastLookError as error:
                raise ToolException(str(error)) from error

        async def acall(**given: Any) -> Answer:
            try:
                eyes = self.with_pictures
                return self._answer(await self._shop.acall(tool, given, self._ask_person, has_eyes=eyes))
            except LastLookError as error:
                raise ToolException(str(error)) from error

        def refused(error: ValidationError | OldValidationError) -> str:
            return str(tool.refusal(cast("ValidationError", error)))

        return StructuredTool.from_function(
            call,
            acall,
            name=tool.name,
            description=tool.description,
            args_schema=tool.arguments,
            response_format="content_and_artifact",
            handle_tool_error=True,
            handle_validation_error=refused,
            metadata={"title": tool.title, "read_only": tool.is_read_only},
        )

    def _answer(self, result: ToolResult) -> Answer:
        blocks: list[Mapping[str, Any]] = [create_text_block(result.text)]
        for picture in result.pictures if self.with_pictures else ():
            blocks.append(create_image_block(base64=picture.base64, mime_type=picture.media_type))
        return [dict(block) for block in blocks], {**result.structured, "records": dict(result.records)}
