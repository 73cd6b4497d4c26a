"""The LangChain face: the standard tests, an agent with a person in the loop, what is told of errors."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from langchain.agents import create_agent  # pyright: ignore[reportUnknownVariableType]
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.tools import BaseTool
from langchain_tests.integration_tests import ToolsIntegrationTests
from langchain_tests.unit_tests import ToolsUnitTests
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from agent_plugin.langchain_toolkit import DECLINED, LastLookToolkit, ask_by_interrupt
from agent_plugin.tools import TOOLS
from agent_plugin.tools.domain import Review
from agent_plugin.tools.store import Store
from tests.calls.test_agent_tools import SlowFinder
from tests.faces.served import Place, place
from tests.look.desks import honest
from tests.look.hosts import seen
from tests.media.makers import movie


def toolkit(where: Place, **more: Any) -> LastLookToolkit:
    return LastLookToolkit([where.folder], app=where.app, **more)


def tools_of(kit: LastLookToolkit) -> dict[str, BaseTool]:
    return {tool.name: tool for tool in kit.get_tools()}


def called(tool: BaseTool, **given: Any) -> ToolMessage:
    answer: Any = tool.invoke({"type": "tool_call", "name": tool.name, "id": "1", "args": given})
    assert isinstance(answer, ToolMessage)
    return answer


Prepared = tuple[dict[str, BaseTool], dict[str, dict[str, Any]], str]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Generator[Prepared]:
    """The tools, arguments that fit each, and which tiles are controls."""
    where = place(tmp_path_factory.mktemp("standard"))
    with toolkit(where) as kit:
        tools = tools_of(kit)
        review = called(tools["review_ad"], ad="ad.png").artifact["review"]
        handle = called(tools["review_ad"], ad="ad.png", fresh=True, wait_s=0).artifact["handle"]
        others: dict[str, dict[str, Any]] = {
            "get_evidence": {"review": review},
            "explain_finding": {"category": "neck_twist"},
            "list_ads": {},
            "get_review": {"review": handle, "cancel": True},
            "sign_off": {"review": review},
            "read_disclosure": {"ads": ["ad.png"], "market": "EU"},
        }
        yield tools, {name: others.get(name, {"ad": "ad.png"}) for name in tools}, where.secret


class Standard:
    """One tool after the other."""

    made: BaseTool
    example: dict[str, Any]

    @pytest.fixture(autouse=True, params=[tool.name for tool in TOOLS])
    def ready(self, request: pytest.FixtureRequest, prepared: Prepared) -> None:
        tools, examples, secret = prepared
        self.made, self.example = tools[request.param], examples[request.param]
        if request.param == "record_look":  # each is answered once
            asked = called(tools["review_ad"], ad="sound.png", fresh=True).artifact["look"]
            self.example = seen(asked, secret, honest)

    @property
    def tool_constructor(self) -> BaseTool:
        return self.made

    @property
    def tool_invoke_params_example(self) -> dict[str, Any]:
        return self.example


class TestStandardUnit(Standard, ToolsUnitTests):
    """LangChain's own unit tests."""


class TestStandardIntegration(Standard, ToolsIntegrationTests):
    """LangChain's own integration tests."""


def test_each_tool_stands_as_in_the_one_list(tmp_path: Path) -> None:
    with toolkit(place(tmp_path)) as kit:
        assert [(one.name, one.description, one.args_schema) for one in kit.get_tools()] == [
            (tool.name, tool.description, tool.arguments) for tool in TOOLS
        ]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("with_pictures", [True, False])
def test_the_model_reads_text_and_sees_pictures_and_the_program_gets_the_report(
    tmp_path: Path, with_pictures: bool
) -> None:
    with toolkit(place(tmp_path), with_pictures=with_pictures) as kit:
        message = called(tools_of(kit)["review_ad"], ad="ad.png", only_local=True)
    text, *pictures = message.content_blocks
    assert text["type"] == "text"
    assert text["text"].startswith("block: Do not publish this ad as it is: neck turned too far")
    assert bool(pictures) is with_pictures
    for picture in pictures:
        assert picture["type"] == "image"
        assert picture.get("mime_type") == "image/jpeg"
        assert base64.b64decode(picture.get("base64", "")).startswith(b"\xff\xd8")
    assert Review.model_validate(message.artifact["records"]["review"]).verdict.value == "block"
    assert message.status == "success"


@pytest.mark.parametrize("with_pictures", [True, False])
def test_only_a_model_that_is_shown_pictures_is_asked_to_look(tmp_path: Path, with_pictures: bool) -> None:
    with toolkit(place(tmp_path), with_pictures=with_pictures) as kit:
        message = called(tools_of(kit)["review_ad"], ad="suspected.png")
    assert ("look" in message.artifact) is with_pictures
    assert ("neck_twist" in message.text) is not with_pictures
    assert message.artifact["verdict"] == "review"


def agent(turns: list[AIMessage], kit: LastLookToolkit, *, on_call: bool) -> Any:
    class Scripted(GenericFakeChatModel):
        def bind_tools(self, tools: Any, **_: Any) -> Any:
            return self

    person = HumanInTheLoopMiddleware({"sign_off": {"allowed_decisions": ["approve", "reject"]}})
    return create_agent(
        Scripted(messages=iter(turns)),
        kit.get_tools(),
        middleware=[person] if on_call else [],
        checkpointer=InMemorySaver(),
    )


def wants(name: str, **given: Any) -> AIMessage:
    return AIMessage("", tool_calls=[{"type": "tool_call", "name": name, "id": f"{name}-1", "args": given}])


def reviewed(where: Place) -> str:
    with toolkit(where) as kit:
        return str(called(tools_of(kit)["review_ad"], ad="ad.png").artifact["review"])


def kept(tmp_path: Path, review: str) -> list[str]:
    with Store(tmp_path / "data") as store:
        return [f"{one.decision} {one.reviewer}" for one in store.sign_offs.of(review)]


THREAD: Any = {"configurable": {"thread_id": "1"}}
ASK: Any = {"messages": [("user", "Sign it off.")]}


@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_a_person_who_lets_the_call_through_has_not_signed_anything(tmp_path: Path, decision: str) -> None:
    where = place(tmp_path)
    review = reviewed(where)
    with toolkit(where) as kit:
        graph = agent([wants("sign_off", review=review), AIMessage("Done.")], kit, on_call=True)
        asked = graph.invoke(ASK, THREAD)["__interrupt__"][0].value
        assert asked["action_requests"][0]["name"] == "sign_off"
        ended = graph.invoke(Command(resume={"decisions": [{"type": decision}]}), THREAD)
    answer = next(one for one in ended["messages"] if isinstance(one, ToolMessage))
    assert (f"lastlook sign-off {review}" in answer.text) is (decision == "approve")
    assert kept(tmp_path, review) == []


SIGNED = {"reviewer": "Ada L.", "decision": "approve", "note": "A sculpture."}


@pytest.mark.parametrize(
    ("resumed", "signatures", "words"),
    [
        (SIGNED, ["approve Ada L."], "Approved by Ada L."),
        (DECLINED, [], "the person declined"),
        (True, [], "no signature"),
        ({"decision": "approve"}, [], "no signature"),
    ],
    ids=["signs", "declines", "waves-it-through", "gives-no-name"],
)
def test_the_graph_stops_for_the_persons_signature_and_keeps_only_that(
    tmp_path: Path, resumed: Any, signatures: list[str], words: str
) -> None:
    where = place(tmp_path)
    review = reviewed(where)
    with toolkit(where, ask_person=ask_by_interrupt) as kit:
        graph = agent([wants("sign_off", review=review), AIMessage("Done.")], kit, on_call=True)
        graph.invoke(ASK, THREAD)
        asked = graph.invoke(Command(resume={"decisions": [{"type": "approve"}]}), THREAD)
        assert "signed against the verdict" in asked["__interrupt__"][0].value["sign_off"]
        assert kept(tmp_path, review) == []
        ended = graph.invoke(Command(resume=resumed), THREAD)
    answer = next(one for one in ended["messages"] if isinstance(one, ToolMessage))
    assert words in answer.text
    assert kept(tmp_path, review) == signatures


async def test_an_agent_in_an_event_loop_gets_the_persons_signature_too(tmp_path: Path) -> None:
    where = place(tmp_path)
    review = reviewed(where)
    with toolkit(where, ask_person=ask_by_interrupt) as kit:
        graph = agent([wants("sign_off", review=review), AIMessage("Done.")], kit, on_call=False)
        asked = await graph.ainvoke(ASK, THREAD)
        assert review in asked["__interrupt__"][0].value["sign_off"]
        await graph.ainvoke(Command(resume=SIGNED), THREAD)
    assert kept(tmp_path, review) == ["approve Ada L."]


async def test_a_call_that_is_given_up_ends_at_the_next_frame(tmp_path: Path) -> None:
    finder = SlowFinder()
    where = place(tmp_path, finder)
    movie(where.folder / "long.mp4", frames=48, size=(160, 160))
    with toolkit(where) as kit:
        task = asyncio.create_task(tools_of(kit)["review_ad"].ainvoke({"ad": "long.mp4", "only_local": True}))
        assert await asyncio.to_thread(finder.there.wait, 30)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        finder.go_on.set()
        again = await tools_of(kit)["review_ad"].ainvoke({"ad": "ad.png"})
    assert again
    assert finder.asked <= 12  # what was begun ahead, of the 27 frames of the clip, and the picture
    with Store(tmp_path / "data") as store:
        newest, *parts = store.newest(5)
    assert newest.media.name == "ad.png"
    assert all("was stopped" in part.not_checked[0].explanation for part in parts)
