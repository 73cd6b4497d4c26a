"""The OpenAI faces: strict tools, answers with pictures, the Agents SDK; the model is a script."""

from __future__ import annotations

import asyncio
import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from agents import Agent, OpenAIResponsesModel, RunConfig, Runner
from agents.strict_schema import ensure_strict_json_schema
from openai import AsyncOpenAI
from openai.types.responses import FunctionToolParam
from openai.types.responses.response_input_param import FunctionCallOutput
from pydantic import TypeAdapter

from agent_plugin import openai_agents
from agent_plugin.openai_agents import agents_tools
from agent_plugin.openai_tools import call, openai_tools, run, strict_schema
from agent_plugin.tools import TOOLS
from agent_plugin.tools.calls.tool import Signature
from agent_plugin.tools.domain import Review
from agent_plugin.tools.errors import LibraryMissing
from agent_plugin.tools.store import Store
from agent_plugin.workshop import Workshop
from tests.calls.test_agent_tools import SlowFinder
from tests.faces.scripted_model import LIVING, Turn, answers, calls, scripted_model
from tests.faces.served import place
from tests.look.desks import honest
from tests.look.hosts import seen
from tests.media.makers import movie

NOT_IN_STRICT_MODE = {"default", "title", "minLength", "maxLength", "$ref", "allOf", "oneOf"}


def keys_in(schema: Any) -> set[str]:
    """All keywords of a schema; names of fields are none."""
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]
    inner += [schema["items"]] if "items" in schema else []
    return {*schema, *(key for one in inner for key in keys_in(one))}


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_each_tool_has_a_strict_form_that_openais_own_code_leaves_as_it_is(tool: Any) -> None:
    schema = strict_schema(tool)
    assert ensure_strict_json_schema(copy.deepcopy(schema)) == schema
    assert not keys_in(schema) & NOT_IN_STRICT_MODE
    fields: Any = schema["properties"]
    assert schema["required"] == list(fields) == list(tool.arguments.model_fields)
    assert all(field["description"] for field in fields.values())


def test_a_look_whose_every_field_a_strict_model_names_is_taken(tmp_path: Path) -> None:
    where = place(tmp_path)
    schema: Any = next(one["parameters"] for one in openai_tools() if one["name"] == "record_look")
    with Workshop(where.app, (where.folder,)) as shop:
        asked = run("review_ad", {"ad": "sound.png"}, shop=shop).data["look"]
        form: dict[str, Any] = {**seen(asked, where.secret, honest), "places": None, "model": None}
        form["tiles"] = [{**row, "what": None, "category": None} for row in form["tiles"]]
        jsonschema.validate(form, schema)
        assert run("record_look", json.dumps(form), shop=shop).data["verdict"] == "publish"


def test_the_tools_have_the_form_of_the_responses_api() -> None:
    tools = openai_tools()
    TypeAdapter(list[FunctionToolParam]).validate_python(tools)
    assert [(one["name"], one.get("description")) for one in tools] == [
        (one.name, one.description) for one in TOOLS
    ]


def test_a_strict_models_nulls_stand_for_what_it_leaves_out(tmp_path: Path) -> None:
    given = {"review": None, "wait_s": None, "cancel": None, "limit": None}
    schema: Any = next(one["parameters"] for one in openai_tools() if one["name"] == "get_review")
    jsonschema.validate(given, schema)
    where = place(tmp_path)
    with Workshop(where.app, (where.folder,)) as shop:
        assert run("get_review", json.dumps(given), shop=shop).data["state"] == "listed"


def test_an_answer_is_text_then_pictures_in_the_form_of_the_api(tmp_path: Path) -> None:
    where = place(tmp_path)
    with Workshop(where.app, (where.folder,)) as shop:
        answer = call("review_ad", '{"ad": "ad.png", "only_local": true, "fresh": null}', "call-7", shop=shop)
        TypeAdapter(FunctionCallOutput).validate_python(answer)
        assert (answer["type"], answer.get("call_id")) == ("function_call_output", "call-7")
        output: Any = answer["output"]
        assert output[0]["text"].startswith("block: Do not publish this ad as it is: neck turned too far")
        assert {item["type"] for item in output[1:]} == {"input_image"}
        assert all(item["image_url"].startswith("data:image/jpeg;base64,/9j/") for item in output[1:])
        result = run("review_ad", {"ad": "ad.png", "only_local": True}, shop=shop)
        assert result.text == output[0]["text"]
        assert Review.model_validate(result.records["review"]).verdict.value == "block"


@pytest.mark.parametrize(
    ("name", "arguments", "wrong"),
    [
        ("review_ad", '{"ad": "/etc/passwd"}', "outside the folders"),
        ("review_ad", '{"ad": ', "no JSON object"),
        ("review_ad", '["ad.png"]', "no JSON object"),
        ("review_ad", "", "No ad is named"),
        ("review_ad", '{"ad": null}', "No ad is named"),
        ("review_ad", '{"ad": "ad.png", "publish": null}', "cannot use publish"),
        ("approve_ad", "{}", "no tool 'approve_ad'"),
    ],
)
def test_what_cannot_be_done_is_told_to_the_model(
    tmp_path: Path, name: str, arguments: str, wrong: str
) -> None:
    where = place(tmp_path)
    with Workshop(where.app, (where.folder,)) as shop:
        output = call(name, arguments, shop=shop)["output"]
    assert isinstance(output, str)
    assert output.startswith("Error: ")
    assert wrong in output


def test_only_the_applications_person_signs(tmp_path: Path) -> None:
    where = place(tmp_path)
    with Workshop(where.app, (where.folder,)) as shop:
        review = run("review_ad", {"ad": "ad.png"}, shop=shop).data["review"]
        assert "Only a person can sign" in str(call("sign_off", {"review": review}, shop=shop)["output"])
        ada = Signature(reviewer="Ada", decision="reject")
        result = call("sign_off", {"review": review}, shop=shop, ask_person=lambda _: ada)
        assert "Rejected by Ada" in str(result["output"])
    with Store(tmp_path / "data") as store:
        assert [one.reviewer for one in store.sign_offs.of(review)] == ["Ada"]


def asked(where: Any, *turns: Turn) -> tuple[str, list[dict[str, Any]]]:
    """What an agent of the SDK says in the end, and what its model was sent in the last turn."""

    async def work(base_url: str) -> str:
        async with AsyncOpenAI(api_key="none", base_url=base_url, max_retries=0) as client:
            model = OpenAIResponsesModel(LIVING, client)
            agent = Agent(name="Ads", model=model, tools=agents_tools(shop))
            quiet = RunConfig(tracing_disabled=True)
            return str((await Runner.run(agent, "Can ad.png go live?", run_config=quiet)).final_output)

    with Workshop(where.app, (where.folder,)) as shop, scripted_model(*turns) as model:
        answer = asyncio.run(work(model.base_url))
        assert [tool["name"] for tool in model.asked[0]["tools"]] == [tool.name for tool in TOOLS]
        assert all(tool["strict"] for tool in model.asked[0]["tools"])
        return answer, model.outputs()


def test_an_agent_of_the_sdk_sees_verdict_and_pictures(tmp_path: Path) -> None:
    wants = calls("review_ad", ad="ad.png", brief=None, fresh=None)
    answer, outputs = asked(place(tmp_path), wants, answers("Blocked."))
    assert answer == "Blocked."
    (output,) = outputs
    assert output["output"][0]["text"].startswith("block: Do not publish")
    assert output["output"][1]["image_url"].startswith("data:image/jpeg;base64,/9j/")


def test_an_agent_of_the_sdk_reads_what_went_wrong(tmp_path: Path) -> None:
    _, outputs = asked(place(tmp_path), calls("review_ad", ad="file:///etc/passwd"), answers("No."))
    assert "file: are not opened" in outputs[0]["output"]


async def test_a_call_of_the_sdk_that_is_given_up_ends_at_the_next_frame(tmp_path: Path) -> None:
    finder = SlowFinder()
    where = place(tmp_path, finder)
    movie(where.folder / "long.mp4", frames=48, size=(160, 160))
    with Workshop(where.app, (where.folder,)) as shop:
        tool: Any = next(one for one in agents_tools(shop) if one.name == "review_ad")
        task = asyncio.create_task(tool.on_invoke_tool(None, '{"ad": "long.mp4", "fresh": null}'))
        assert await asyncio.to_thread(finder.there.wait, 30)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        finder.go_on.set()
        await shop.acall(TOOLS[0], {"ad": "ad.png"})
    assert finder.asked == 3  # two frames of the clip, and the picture


def test_without_the_sdk_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found_nothing(_name: str) -> None:
        return None

    monkeypatch.setattr(openai_agents, "find_spec", found_nothing)
    with Workshop(place(tmp_path).app) as shop, pytest.raises(LibraryMissing, match="openai-agents"):
        agents_tools(shop)
